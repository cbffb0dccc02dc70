"""The `course` command: what the chapters teach, for the pictures on your disk."""

import enum
import io
import os
import shutil
import sys
import tempfile
from contextlib import ExitStack, contextmanager
from importlib import metadata
from pathlib import Path
from typing import Annotated

import cv2
import numpy as np
import typer

from . import codec, histograms, images

PICTURES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp")
FIGURES = (".png", ".svg")
# What a terminal draws with: parts of a bar, and shades of a cell. The second of each is for
# terminals that know no more than ASCII.
BARS = (" ▁▂▃▄▅▆▇█", " ..::||##")
SHADES = (" ░▒▓█", " .:*#")
BAR_LINES = 8
CELLS = 32


class Refusal(Exception):
    """What the user can mend, in one sentence; any other error is a fault of the course."""


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
# All paths below have readable=False: Typer would refuse to overwrite what it cannot read, and say
# of an input in its own words what read_image says of it.
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
    source: Annotated[
        Path, typer.Argument(metavar="SOURCE", readable=False, help="The picture to change.")
    ],
    reference: Annotated[
        Path,
        typer.Argument(
            metavar="REFERENCE", readable=False, help="The picture whose colors it shall have."
        ),
    ],
    mask: Annotated[
        Path | None,
        typer.Option(
            readable=False,
            help="A gray picture: white keeps the result, black makes it black. Without it the "
            "whole result is written.",
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--out",
            readable=False,
            help="The file to write, else SOURCE_matched.png here.",
        ),
    ] = None,
    force: Force = False,
):
    """Give one picture the histogram of another one (chapter 05).

    Sizes may differ, and a mask is resized to SOURCE. Two gray pictures give a gray one. Of 16 bits
    the upper 8 are used, of several frames or pages the first, and transparency is dropped.
    """
    with one_sentence():
        out = Path(f"{source.stem}_matched.png") if out is None else out
        check_output(out, PICTURES, force)
        pair = read(source), read(reference)
        if is_gray(pair[0]) and is_gray(pair[1]):
            pair = pair[0][:, :, 0], pair[1][:, :, 0]
        mask = mask and read_mask(mask, pair[0].shape[:2])
        matched = histograms.match_histograms(*pair, mask=mask)
        write(out, encode(matched, out), force)
        say(f"wrote {out}")


@app.command()
def histogram(
    image: Annotated[
        Path, typer.Argument(metavar="IMAGE", readable=False, help="The picture to count.")
    ],
    kind: Annotated[
        Kind, typer.Option(help="Counts of gray or of each channel, shares, or pairs of channels.")
    ] = Kind.GRAY,
    out: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--out",
            readable=False,
            help="A PNG or SVG file to write, in place of the terminal.",
        ),
    ] = None,
    force: Force = False,
):
    """Show how often each value occurs in a picture (chapter 02).

    Of 16 bits the upper 8 are used, of several frames or pages the first.
    """
    with one_sentence():
        if out is not None:
            check_output(out, FIGURES, force)
        picture = read(image)
        if out is None:
            say("\n".join(chart_lines(picture, kind)))
        else:
            write(out, figure_content(picture, kind, out.suffix[1:].lower()), force)
            say(f"wrote {out}")


# ---- sentences ---------------------------------------------------------------------------------


@contextmanager
def one_sentence():
    """Turn a refusal, or a lack of memory, into its sentence and exit code 2."""
    try:
        yield
    except Refusal as error:
        sentence = str(error)
    except (MemoryError, cv2.error) as error:
        if isinstance(error, cv2.error) and error.code != cv2.Error.StsNoMem:
            raise
        sentence = "There is not enough memory; take a smaller picture."
    else:
        return
    print(f"course: {sentence}", file=sys.stderr)
    raise typer.Exit(2)


def say(text):
    """Print a result, or say that this is impossible."""
    try:
        print(text, flush=True)
    except BrokenPipeError:
        raise  # no fault: `| head` has seen enough, and Typer ends in silence
    except OSError as error:
        sys.stdout = None  # else Python tries, and fails, once more when it ends
        raise Refusal(
            f"The result cannot be printed ({error.strerror}); send it to a terminal, or to a file "
            "with free space."
        ) from None


# ---- files -------------------------------------------------------------------------------------


@contextmanager
def quiet():
    """Keep from the terminal what libpng and libjpeg write past Python and OpenCV."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    stderr = os.dup(2)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(stderr, 2)
        os.close(stderr)
        os.close(nowhere)


def read(path):
    """Read a picture."""
    try:
        with quiet():
            return images.read_image(path)
    except (FileNotFoundError, ValueError) as error:
        raise Refusal(str(error)) from None


def is_gray(image):
    """Tell whether the three channels are equal."""
    return bool((image == image[:, :, :1]).all())


def read_mask(path, shape):
    """Read a gray picture and resize it, or say that it is no mask."""
    image = read(path)
    if not is_gray(image):
        raise Refusal(
            f"The mask {str(path)!r} is a color picture; give a gray one, white where the result "
            "is kept."
        )
    # match_histograms would resize it as well, but only here can a mask that vanishes be named.
    rows, columns = shape
    gray = np.ascontiguousarray(image[:, :, 0])
    mask = cv2.resize(gray, (columns, rows), interpolation=cv2.INTER_NEAREST)
    if mask.max() <= 1:
        raise Refusal(
            f"The mask {str(path)!r} is black or almost black everywhere, so that nothing would be "
            f"left: at the {rows} x {columns} pixels of the source its highest value is "
            f"{mask.max()} of 255 (of 16 bits the upper 8 count, and transparency is dropped); "
            "give one that is white, 255 and not 1, where the result is kept."
        )
    return mask


def check_output(path, endings, force):
    """Refuse what must not or cannot be written, before the work begins."""
    # The functions of os.path, because those of Path fail in a folder that may not be entered;
    # there `write` finds the reason.
    if os.path.isdir(path):
        raise Refusal(f"The output {str(path)!r} is a folder; name a file.")
    if path.suffix.lower() not in endings:
        found = f"the ending {path.suffix!r}" if path.suffix else "no ending"
        raise Refusal(
            f"The output {str(path)!r} has {found}, which decides the format; choose one of "
            f"{', '.join(endings)}."
        )
    if not os.path.isdir(path.parent):
        raise Refusal(
            f"There is no folder {str(path.parent)!r} for the output, or no permission to enter "
            "it; make it first, or choose another one."
        )
    if os.path.lexists(path) and not force:  # a link counts, wherever it leads
        raise taken(path)


def taken(path):
    """Return the refusal to overwrite a file."""
    return Refusal(
        f"The output {str(path)!r} is there already; choose another name with -o, or add --force "
        "to overwrite it."
    )


def encode(image, path):
    """Return the content of a picture file in the format that the ending asks for."""
    content = codec.encode(image, path.suffix.lower())
    if content is None:
        rows, columns = image.shape[:2]
        raise Refusal(
            f"A picture of {rows} x {columns} pixels cannot be stored as {path.suffix}; choose "
            ".png."
        )
    return content


def write(path, content, force):
    """Write a file as a whole or not at all."""
    # With force, a link stays one, and the file that it leads to is replaced.
    target = Path(os.path.realpath(path)) if force else path
    try:
        with ExitStack() as undo:
            handle, draft = tempfile.mkstemp(dir=target.parent, prefix=".", suffix=".part")
            undo.callback(os.unlink, draft)
            with open(handle, "wb") as stream:
                stream.write(content)
            if not (force and os.path.lexists(target)):
                # Unlike replace, this fails if a file has appeared since check_output.
                target.touch(exist_ok=False)
                undo.callback(target.unlink)
            shutil.copymode(target, draft)
            os.replace(draft, target)
            undo.pop_all()
    except FileExistsError:
        raise taken(path) from None
    except OSError as error:
        raise Refusal(
            f"The output {str(path)!r} cannot be written ({error.strerror}); choose another name "
            "or folder, or free some space."
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
    columns = max(16, shutil.get_terminal_size().columns)
    bins = max(letters for letters in (16, 32, 64, 128) if letters <= columns)
    if kind is Kind.JOINT:
        lines = []
        cells = min(CELLS, bins // 2)  # a cell is two letters wide
        for pair in histograms.CHANNEL_PAIRS:
            up, right = (images.CHANNELS[channel] for channel in pair)
            counts = histograms.joint_histogram(image, pair, cells)
            title = f"{up} (upwards) and {right} (to the right), fuller cells for more pixels"
            lines += [title, *shade_lines(counts), ""]
        return lines[:-1]
    normalize = kind is Kind.NORMALIZED
    if kind is Kind.COLOR:
        names, rows = images.CHANNELS, histograms.channel_histograms(image, bins)
    else:
        gray = images.to_gray(image)
        names, rows = ["gray"], [histograms.histogram(gray, bins, normalize=normalize)]
    lines = []
    for name, counts in zip(names, rows, strict=True):
        first = counts.argmax() * (256 // bins)
        highest = counts.max()
        pixels = "1 pixel" if highest == 1 else f"{highest:,} pixels"
        most = f"{highest:.1%} of the pixels" if normalize else pixels
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
    encoding = getattr(sys.stdout, "encoding", None)  # a closed stdout is None
    try:
        pair[0].encode(encoding or "ascii")
    except UnicodeEncodeError:
        return pair[1]
    return pair[0]


if __name__ == "__main__":
    app(prog_name="course")
