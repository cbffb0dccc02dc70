"""Pictures and histograms drawn with matplotlib; functions return axes and never call show."""

import io
import math

import cv2
import numpy as np
from matplotlib import pyplot as plt
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import LogNorm, to_rgba
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, PercentFormatter, StrMethodFormatter

from ._binning import full_range
from ._validation import check_picture, shortened, whole_pair
from .histograms import CHANNEL_PAIRS, channel_histograms, joint_histogram

# Okabe and Ito's blue, green and red, which most color-blind readers tell apart. The line styles
# differ too, for those who do not and for print.
CHANNEL_STYLES = (("blue", "#0072B2", "-"), ("green", "#009E73", "--"), ("red", "#D55E00", "-."))
INK = "#17262b"
PAPER = "#fdfdfb"
GRAY = INK
TEXT = 11  # points: still read when a figure of 6 inches is as wide as a phone
ROOM = 8  # inches across a page at 100 dots per inch


def show_images(images, *, titles=None, columns=None):
    """Show pictures side by side.

    Parameters
    ----------
    images : sequence of (M, N, 3) or (M, N) ndarray
        BGR or gray uint8 pictures, or bool masks. Sizes may differ. Gray runs from 0 (black) to
        255 (white) whatever values occur; pixels are shown as squares, never smoothed.
    titles : sequence of str, optional
        One title for each picture.
    columns : int, optional
        Pictures in a row; up to three if left out.

    Returns
    -------
    axes : (n,) ndarray of matplotlib axes
        One for each picture, in order.

    Raises
    ------
    TypeError
        If `images` is one picture instead of a list, or if a picture is not uint8 or bool.
    ValueError
        If there is no picture or no column, or if titles and pictures differ in number.

    Notes
    -----
    Taught in chapter 01.
    """
    if isinstance(images, np.ndarray) and images.shape[2:] in ((), (3,), (4,)):
        raise TypeError("images is one picture; put it in a list: show_images([image]).")
    shown = [_to_rgb(image) for image in images]
    if not shown:
        raise ValueError("images is empty; give at least one picture.")
    if titles is not None and len(titles) != len(shown):
        raise ValueError(
            f"titles has {len(titles)} entries but images has {len(shown)}; give one for each."
        )
    if columns is None:
        columns = min(len(shown), 3)
    if columns < 1:
        raise ValueError(f"columns is {columns}; give at least 1.")
    rows = math.ceil(len(shown) / columns)
    width = min(ROOM / columns, 5)  # inches
    height = width * max(picture.shape[0] / picture.shape[1] for picture in shown)
    height = min(max(height, 1), 8) + (0.3 if titles else 0)
    _, axes = plt.subplots(
        rows,
        columns,
        figsize=(columns * width, rows * height),
        squeeze=False,
        layout="constrained",
        facecolor="none",
    )
    for ax in axes.flat:
        ax.set_axis_off()
    for ax, picture in zip(axes.flat, shown, strict=False):
        ax.imshow(picture, cmap="gray", vmin=0, vmax=255, interpolation="nearest")
    for ax, title in zip(axes.flat, titles or (), strict=False):
        ax.set_title(title, color=INK, fontsize=TEXT)
    return axes.ravel()[: len(shown)]


def show_histogram(
    counts,
    *,
    value_range=(0, 256),
    ax=None,
    label=None,
    color=GRAY,
    linestyle="-",
    fill=True,
):
    """Draw a histogram as steps, one per bin.

    Parameters
    ----------
    counts : (bins,) ndarray
        Pixels in each bin (integers) or shares (floats), as `histograms.histogram` returns them.
    value_range : (float, float), optional
        Lower end of the first bin and upper end of the last.
    ax : matplotlib axes, optional
        Where to draw; a new figure if left out.
    label : str, optional
        Name in the legend.
    color, linestyle : str, optional
        How to draw the line.
    fill : bool, optional
        Whether to fill the area below it.

    Returns
    -------
    ax : matplotlib axes

    Raises
    ------
    ValueError
        If `counts` is not one row of numbers.

    Notes
    -----
    Taught in chapter 02.
    """
    counts = np.asarray(counts)
    if counts.ndim != 1 or counts.size == 0:
        raise ValueError(f"counts has shape {counts.shape}; give one number for each bin.")
    ax = _on_paper(ax or plt.subplots(figsize=(6, 3.2), layout="constrained")[1])
    edges = np.linspace(*value_range, counts.size + 1)
    if fill:
        ax.stairs(counts, edges, fill=True, color=color, alpha=0.25)
    ax.stairs(counts, edges, color=color, linestyle=linestyle, linewidth=1.5, label=label)
    ax.set_xlim(*value_range)
    ax.set_ylim(bottom=0, auto=True)  # a second histogram in the same axes may be higher
    if tuple(value_range) == (0, 256):
        ax.set_xticks(range(0, 257, 64))
    ax.set_xlabel("value")
    if counts.dtype.kind == "f":
        ax.set_ylabel("share of pixels")
        ax.yaxis.set_major_formatter(PercentFormatter(1))
    else:
        ax.set_ylabel("pixels")
        ax.yaxis.set_major_locator(MaxNLocator("auto", integer=True))
        ax.yaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    if label is not None:
        ax.legend(frameon=False, fontsize=TEXT - 1, labelcolor=INK)
    return ax


def show_channel_histograms(image, *, value_range=None, ax=None):
    """Draw the histograms of blue, green and red into one axes.

    Parameters
    ----------
    image : (M, N, 3) or (3, bins) ndarray
        BGR picture, or counts or shares as `histograms.channel_histograms` returns them.
    value_range : (float, float), optional
        Lower end of the first bin and upper end of the last. It may be left out for a uint8 or
        uint16 picture, and for counts of the values 0 to 256.
    ax : matplotlib axes, optional
        Where to draw; a new figure if left out.

    Returns
    -------
    ax : matplotlib axes

    Raises
    ------
    ValueError
        If there are not three channels, or if a picture of floats comes without its range.

    Notes
    -----
    Taught in chapter 02. Lines differ in color and in style.
    """
    counts = np.asarray(image)
    if counts.ndim == 3:
        value_range = full_range("image", counts.dtype, value_range)
        counts = channel_histograms(counts, value_range=value_range)
    if counts.ndim != 2 or len(counts) != 3:
        raise ValueError(
            f"image has shape {np.shape(image)}; give a BGR picture (M, N, 3) or the counts of "
            "three channels (3, bins)."
        )
    for row, (name, color, linestyle) in zip(counts, CHANNEL_STYLES, strict=True):
        ax = show_histogram(
            row,
            value_range=value_range or (0, 256),
            ax=ax,
            label=name,
            color=color,
            linestyle=linestyle,
            fill=False,
        )
    return ax


def show_joint_histogram(counts, *, names, ax=None):
    """Draw a histogram of two channels as a picture with a color bar.

    Parameters
    ----------
    counts : (bins, bins) ndarray
        As `histograms.joint_histogram` returns them, for values from 0 to 256.
    names : (str, str)
        Names of the channels on axis 0 (drawn upwards) and axis 1 (drawn to the right).
    ax : matplotlib axes, optional
        Where to draw; a new figure if left out.

    Returns
    -------
    ax : matplotlib axes

    Raises
    ------
    ValueError
        If `counts` has not two axes or `names` not two names.

    Notes
    -----
    Taught in chapter 02. Colors grow with the logarithm of the count, because a few cells hold
    most pixels; an empty cell shows the paper.
    """
    counts = np.asarray(counts)
    if counts.ndim != 2 or counts.size == 0:
        raise ValueError(f"counts has shape {counts.shape}; give the counts of two channels.")
    if isinstance(names, str) or len(names) != 2:
        raise ValueError(f"names is {shortened(names)}; give two names, for axis 0 and for axis 1.")
    ax = _on_paper(ax or plt.subplots(figsize=(5, 4), layout="constrained")[1], grid=False)
    # The scale starts at one pixel and spans at least one decade, also when all cells are equal.
    drawn = ax.imshow(
        np.ma.masked_equal(counts, 0),
        origin="lower",
        extent=(0, 256, 0, 256),
        interpolation="nearest",
        norm=LogNorm(1, max(10, counts.max())),
    )
    ax.set_xticks(range(0, 257, 128))  # three of these axes stand in a row
    ax.set_yticks(range(0, 257, 128))
    ax.set_ylabel(names[0])
    ax.set_xlabel(names[1])
    bar = ax.figure.colorbar(drawn, ax=ax, format=StrMethodFormatter("{x:,.0f}"))
    bar.set_label("pixels", color=INK, fontsize=TEXT)
    bar.ax.tick_params(colors=INK, labelsize=TEXT - 1)
    bar.outline.set_visible(False)
    return ax


def show_joint_histograms(image, *, bins=32):
    """Draw the joint histograms of all three pairs of channels side by side.

    Parameters
    ----------
    image : (M, N, 3) uint8 ndarray
        BGR picture.
    bins : int, optional
        Bins for each channel.

    Returns
    -------
    axes : (3,) ndarray of matplotlib axes
        Green and blue, green and red, blue and red.

    Raises
    ------
    TypeError, ValueError
        As in `histograms.joint_histogram`.

    Notes
    -----
    Taught in chapter 02.
    """
    counts = [joint_histogram(image, pair, bins) for pair in CHANNEL_PAIRS]
    _, axes = plt.subplots(1, 3, figsize=(ROOM, 2.4), layout="constrained")
    for ax, pair, cells in zip(axes, CHANNEL_PAIRS, counts, strict=True):
        show_joint_histogram(cells, names=[CHANNEL_STYLES[channel][0] for channel in pair], ax=ax)
    return axes


def chart(*, size=(6, 2.6), xlabel="", ylabel=""):
    """Make axes for a chart of your own, in the look of the course.

    Parameters
    ----------
    size : (float, float), optional
        Width and height in inches; 6 inches are as wide as a phone shows whole.
    xlabel, ylabel : str, optional
        What the axes count, with the unit.

    Returns
    -------
    ax : matplotlib axes
        Empty, without a background, so that the chart turns dark with the page. Draw in `INK`.
    """
    _, ax = plt.subplots(figsize=size, layout="constrained")
    ax.set(xlabel=xlabel, ylabel=ylabel)
    return _on_paper(ax, grid=False)


def render(figure):
    """Turn a figure into a picture and close it.

    Parameters
    ----------
    figure : matplotlib Figure

    Returns
    -------
    image : (M, N, 3) uint8 ndarray
        BGR picture of the figure, as large as its inches times its dots per inch.

    Raises
    ------
    TypeError
        If `figure` is something else, an axes for instance.

    Notes
    -----
    `controls.explore` does this with a figure that `draw` returns. Closing keeps a notebook from
    showing the figure a second time.
    """
    if not isinstance(figure, Figure):
        raise TypeError(
            f"figure has type {type(figure).__name__}; give a Figure, such as ax.figure."
        )
    if to_rgba(figure.get_facecolor())[3] == 0:
        figure.set_facecolor(PAPER)  # controls have no transparent pictures
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    image = np.asarray(canvas.buffer_rgba())[:, :, 2::-1].copy()
    plt.close(figure)
    return image


def encode(figure, ending):
    """Turn a figure into the content of a picture file and close it.

    Parameters
    ----------
    figure : matplotlib Figure
    ending : {"png", "svg"}
        Kind of file.

    Returns
    -------
    content : bytes
        What to write into the file.
    """
    stream = io.BytesIO()
    figure.savefig(stream, format=ending, facecolor=PAPER)  # a viewer may be dark
    plt.close(figure)
    return stream.getvalue()


def fit_into(image, shape):
    """Scale a picture so that it fits into a rectangle, and fill the rest with gray.

    Parameters
    ----------
    image : (M, N, 3), (M, N, 4) or (M, N) uint8 ndarray
        BGR picture of any proportions, BGR with transparency, or a gray one.
    shape : (int, int)
        Rows and columns of the result.

    Returns
    -------
    image : ndarray of uint8
        The picture at the top left of `shape`, middle gray (128) elsewhere.

    Raises
    ------
    TypeError
        If `image` is not a uint8 array or `shape` is not two whole numbers.
    ValueError
        If `image` is empty or no picture, or if `shape` has a side below 1.

    Notes
    -----
    For controls, whose frames must all have one size. The proportions of the picture are kept;
    a side that would shrink to nothing is drawn one pixel wide.
    """
    check_picture("image", image, channels=(1, 3, 4))
    shape = whole_pair("shape", shape, "(rows, columns)")
    if min(shape) < 1:
        raise ValueError(f"shape is {shortened(shape)}; both sides must be at least 1.")
    scale = min(shape[0] / image.shape[0], shape[1] / image.shape[1])
    rows, columns = (max(1, round(side * scale)) for side in image.shape[:2])
    canvas = np.full((*shape, *image.shape[2:]), 128, np.uint8)
    # OpenCV wants (columns, rows), and misreads a column that NumPy repeats without storing it.
    stored = np.ascontiguousarray(image)
    canvas[:rows, :columns] = cv2.resize(stored, (columns, rows), interpolation=cv2.INTER_AREA)
    return canvas


def _on_paper(ax, *, grid=True):
    """Give axes the look of the course: ink on nothing, so that paper and dark pages both show."""
    ax.figure.set_facecolor("none")
    ax.set_facecolor("none")
    ax.spines[["top", "right"]].set_visible(False)
    ax.spines[["left", "bottom"]].set_color(INK)
    ax.tick_params(colors=INK, labelsize=TEXT - 1)
    for text in (ax.title, ax.xaxis.label, ax.yaxis.label):
        text.set(color=INK, fontsize=TEXT)
    if grid:
        ax.grid(axis="y", color=INK, alpha=0.12)
        ax.set_axisbelow(True)
    return ax


def _to_rgb(image):
    image = np.asarray(image)
    if image.dtype == bool:
        image = image.astype(np.uint8) * 255
    if image.dtype != np.uint8:
        raise TypeError(f"A picture has dtype {image.dtype}; give uint8 (0 to 255) or bool.")
    if image.ndim == 2 and image.size:
        return image
    if image.ndim == 3 and image.shape[2] == 3 and image.size:
        return image[:, :, ::-1]
    raise ValueError(f"A picture has shape {image.shape}; give (M, N) or (M, N, 3).")
