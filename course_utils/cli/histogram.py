"""`course histogram`: show how often each value occurs, in letters or as a figure."""

import enum
from typing import Annotated

import typer

from .. import histograms, images
from .files import FIGURES, Force, check_output, ending, out_option, read, write
from .terminal import bar_lines, say, shade_lines, width

CELLS = 32


class Kind(enum.StrEnum):
    """What `course histogram` counts."""

    GRAY = "gray"
    COLOR = "color"
    NORMALIZED = "normalized"
    JOINT = "2d"


def histogram(
    image: Annotated[str, typer.Argument(metavar="IMAGE", help="The picture to count.")],
    kind: Annotated[
        Kind, typer.Option(help="Counts of gray or of each channel, shares, or pairs of channels.")
    ] = Kind.GRAY,
    out: Annotated[
        str | None,
        out_option("A PNG or SVG file to write, in place of the terminal."),
    ] = None,
    force: Force = False,
):
    """Show how often each value occurs in a picture (chapter 02).

    Of 16 bits the upper 8 are used, of several frames or pages the first.
    """
    if out is not None:
        check_output(out, FIGURES, force)
    picture = read(image)
    if out is None:
        say("\n".join(chart_lines(picture, kind)))
    else:
        write(out, figure_file(picture, kind, out), force)
        say(f"wrote {out}")


def figure_file(image, kind, name):
    """Return the content of a PNG or SVG file with the histogram."""
    from .. import plots  # matplotlib takes long to import

    if kind is Kind.COLOR:
        ax = plots.show_channel_histograms(image)
    elif kind is Kind.JOINT:
        ax = plots.show_joint_histograms(image, bins=CELLS)[0]
    else:
        counts = histograms.histogram(images.to_gray(image), normalize=kind is Kind.NORMALIZED)
        ax = plots.show_histogram(counts)
    return plots.encode(ax.figure, ending(name)[1:])


def chart_lines(image, kind):
    """Return the lines that draw the histogram in a terminal."""
    bins = width()
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
