"""The `course` command: what the chapters teach, for the pictures on your disk."""

import enum
import io
import os
import shutil
import sys
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from . import _codec, histograms, images

PICTURES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp")
FIGURES = (".png", ".svg")
# What a terminal draws with: parts of a bar, and shades of a cell. The second of each is for
# terminals that know no more than ASCII.
BARS = (" ▁▂▃▄▅▆▇█", " ..::||##")
SHADES = (" ░▒▓█", " .:*#")
BAR_LINES = 8
CELLS = 32


class Kind(enum.StrEnum):
    """What `course histogram` counts."""

    GRAY = "gray"
    COLOR = "color"
    NORMALIZED = "normalized"
    JOINT = "2d"


app = typer.Typer(
    help="Computer Vision by Hand on the command line.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
Force = Annotated[bool, typer.Option("--force", help="Overwrite a file that is there already.")]


def show_version(wanted: bool):
    """Print the version of the course and stop."""
    if wanted:
        try:
            print("course", metadata.version("computer-vision-by-hand"))
        except metadata.PackageNotFoundError:
            print("course, run from a folder where it is not installed")
        raise typer.Exit


@app.callback()
def prepare(
    _: Annotated[
        bool,
        typer.Option("--version", callback=show_version, is_eager=True, help="Show the version."),
    ] = False,
):
    """Let a terminal show what it can of names that it cannot spell."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


@app.command()
def match(
    source: Annotated[Path, typer.Argument(metavar="SOURCE", help="The picture to change.")],
    reference: Annotated[
        Path, typer.Argument(metavar="REFERENCE", help="The picture whose colors it shall have.")
    ],
    mask: Annotated[
        Path | None,
        typer.Option(help="A gray picture: white keeps the result, black makes it black."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("-o", "--out", help="The file to write, else SOURCE_matched.png here."),
    ] = None,
    force: Force = False,
):
    """Give one picture the histogram of another one (chapter 05).

    Sizes may differ, and a mask is resized to SOURCE. Two gray pictures give a gray one. Of 16 bits
    the upper 8 are used, and transparency is dropped.
    """
    with one_sentence():
        out = Path(f"{source.stem}_matched.png") if out is None else out
        check_output(out, PICTURES, force)
        pair = images.read_image(source), images.read_image(reference)
        if is_gray(pair[0]) and is_gray(pair[1]):
            pair = pair[0][:, :, 0], pair[1][:, :, 0]
        matched = histograms.match_histograms(*pair, mask=mask and read_mask(mask))
        write(out, encode(matched, out))
    print(f"wrote {out}")


@app.command()
def histogram(
    image: Annotated[Path, typer.Argument(metavar="IMAGE", help="The picture to count.")],
    kind: Annotated[
        Kind, typer.Option(help="Counts of gray or of each channel, shares, or pairs of channels.")
    ] = Kind.GRAY,
    out: Annotated[
        Path | None,
        typer.Option("-o", "--out", help="A PNG or SVG file to write, in place of the terminal."),
    ] = None,
    force: Force = False,
):
    """Show how often each value occurs in a picture (chapter 02)."""
    with one_sentence():
        if out is not None:
            check_output(out, FIGURES, force)
        picture = images.read_image(image)
        if out is None:
            lines = chart_lines(picture, kind)
        else:
            write(out, figure_content(picture, kind, out.suffix[1:].lower()))
    print("\n".join(lines) if out is None else f"wrote {out}")


@contextmanager
def one_sentence():
    """Turn an expected error into its sentence and exit code 2."""
    try:
        yield
    except (OSError, TypeError, ValueError) as error:
        print(f"course: {error}", file=sys.stderr)
        raise typer.Exit(2) from None
    except MemoryError:
        print("course: There is not enough memory; take a smaller picture.", file=sys.stderr)
        raise typer.Exit(2) from None


def is_gray(image):
    """Tell whether the three channels are equal."""
    return bool((image == image[:, :, :1]).all())


def read_mask(path):
    """Read a gray picture, or say that it is no mask."""
    image = images.read_image(path)
    if not is_gray(image):
        raise ValueError(
            f"The mask {str(path)!r} is a color picture; give a gray one, white where the result "
            "is kept."
        )
    if not image.any():
        raise ValueError(
            f"The mask {str(path)!r} is black everywhere, so that nothing would be left; give one "
            "that is white where the result is kept."
        )
    return np.ascontiguousarray(image[:, :, 0])


# ---- files -------------------------------------------------------------------------------------


def check_output(path, endings, force):
    """Raise an error if a file must not or cannot be written here."""
    if path.suffix.lower() not in endings:
        found = f"the ending {path.suffix!r}" if path.suffix else "no ending"
        raise ValueError(
            f"The output {str(path)!r} has {found}, which decides the format; choose one of "
            f"{', '.join(endings)}."
        )
    if not path.parent.is_dir():
        raise FileNotFoundError(
            f"There is no folder {str(path.parent)!r} for the output; make it first."
        )
    if path.is_dir():
        raise ValueError(f"The output {str(path)!r} is a folder; name a file.")
    if path.exists() and not force:
        raise FileExistsError(
            f"The output {str(path)!r} is there already; choose another name with -o, or add "
            "--force to overwrite it."
        )


def encode(image, path):
    """Return the content of a picture file in the format that the ending asks for."""
    content = _codec.encode(image, path.suffix.lower())
    if content is None:
        rows, columns = image.shape[:2]
        raise ValueError(
            f"A picture of {rows} x {columns} pixels cannot be stored as {path.suffix}; choose "
            ".png."
        )
    return content


def write(path, content):
    """Write a file as a whole or not at all."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        try:
            draft.write_bytes(content)
            os.replace(draft, path)
        finally:
            draft.unlink(missing_ok=True)
    except OSError as error:
        raise OSError(
            f"The output {str(path)!r} cannot be written ({error.strerror}); choose another "
            "folder, or free some space."
        ) from None


# ---- figures and terminal drawings -------------------------------------------------------------


def figure_content(image, kind, ending):
    """Return the content of a PNG or SVG file with the histogram."""
    from . import plots  # matplotlib takes long to import

    if kind is Kind.COLOR:
        ax = plots.show_channel_histograms(image)
    elif kind is Kind.JOINT:
        ax = plots.show_joint_histograms(image, bins=CELLS)[0]
    else:
        counts = histograms.histogram(images.to_gray(image), normalize=kind is Kind.NORMALIZED)
        ax = plots.show_histogram(counts)
    return plots.encode(ax.figure, ending)


def chart_lines(image, kind):
    """Return the lines that draw the histogram in a terminal."""
    if kind is Kind.JOINT:
        lines = []
        for pair in histograms.CHANNEL_PAIRS:
            up, right = (images.CHANNELS[channel] for channel in pair)
            counts = histograms.joint_histogram(image, pair, CELLS)
            title = f"{up} (upwards) and {right} (to the right), darker for more pixels"
            lines += [title, *shade_lines(counts), ""]
        return lines[:-1]
    normalize = kind is Kind.NORMALIZED
    bins = 64 if shutil.get_terminal_size().columns < 128 else 128
    if kind is Kind.COLOR:
        names, rows = images.CHANNELS, histograms.channel_histograms(image, bins)
    else:
        gray = images.to_gray(image)
        names, rows = ["gray"], [histograms.histogram(gray, bins, normalize=normalize)]
    lines = []
    for name, counts in zip(names, rows, strict=True):
        first = counts.argmax() * (256 // bins)
        most = f"{counts.max():.1%} of the pixels" if normalize else f"{counts.max():,} pixels"
        title = f"{name}: most in the values {first} to {first + 256 // bins - 1}, {most}"
        lines += [title, *bar_lines(counts), f"0{'255':>{bins - 1}}", ""]
    return lines[:-1]


def bar_lines(counts):
    """Draw counts as bars, the highest as high as BAR_LINES."""
    bars = symbols(BARS)
    heights = np.ceil(counts / counts.max() * BAR_LINES * 8).astype(int)
    for line in range(BAR_LINES - 1, -1, -1):
        yield "".join(bars[part] for part in np.clip(heights - line * 8, 0, 8))


def shade_lines(counts):
    """Draw joint counts as cells two letters wide, shaded by the logarithm of the count."""
    shades = symbols(SHADES)
    levels = np.ceil(np.log1p(counts) / np.log1p(counts.max()) * (len(shades) - 1)).astype(int)
    for row in levels[::-1]:
        yield "".join(2 * shades[level] for level in row)


def symbols(pair):
    """Return the first string, or the second if the terminal cannot show the first."""
    try:
        pair[0].encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return pair[1]
    return pair[0]


if __name__ == "__main__":
    app(prog_name="course")
