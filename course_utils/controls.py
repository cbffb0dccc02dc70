"""Controls that move: alive in the published page, exact with a kernel.

A control is one object in one cell. In the published page, where no Python runs, `explore` plays
pictures that were drawn when the book was built, and the box controls compute on the pixels that
they carry. With a kernel the same objects follow Python, and Python follows them.
"""

import functools
import itertools
from pathlib import Path

import anywidget
import cv2
import numpy as np
import traitlets
from ipywidgets.widgets.trait_types import CByteMemoryView

from . import codec
from ._axes import page_counts, read_axis
from ._validation import check_picture
from .histograms import histogram
from .images import CHANNELS, to_gray

STATIC = Path(__file__).with_name("static")
MAX_FRAMES = 60
MAX_BYTES = 400_000
FEW_COLORS = 64  # A picture of so few is a mask, a label map or a plot: it is stored exactly.
COUNTED = ("gray", *CHANNELS)
MAX_SIDE = 12  # of a box whose pixels are shown one by one; static/box.js has it too


def explore(draw, /, *, label, alt, **axes):
    """Show a picture that changes with sliders, choices and switches.

    Parameters
    ----------
    draw : callable
        ``draw(**values)`` returns the picture for one value of every axis: uint8, gray (M, N) or
        BGR (M, N, 3), always of the same size. The same values must give the same picture.
    label : str
        What the control is called, in a few words.
    alt : str or callable
        What the picture shows: a format string over the axes (``"{rows} rows"``), or a function
        ``alt(**values)`` that returns the sentence.
    **axes : range, ndarray, list or tuple
        A range or an array of evenly spaced numbers is a slider; a kernel also serves the values
        in between (whole numbers, or tenths of the spacing). A list of numbers is a slider over
        exactly these, a list of strings a choice, ``(False, True)`` a switch. Sliders start at
        their middle value, choices and switches at their first.

    Returns
    -------
    Explorer
        A widget; leave it on the last line of a cell to show it.

    Raises
    ------
    TypeError
        If an axis or a picture has the wrong type.
    ValueError
        If an axis has fewer than two values, if pictures differ in size, if `alt` does not fit
        the axes, or if the pictures cannot be brought under the limit of the published page.

    Notes
    -----
    The published page plays at most 60 pictures of 400 kB together: a longer range or array is
    thinned, its ends are kept. Photographs are slightly compressed; pictures of up to 64 colors,
    such as masks and label maps, keep every value.

    Examples
    --------
    >>> def square(size):
    ...     picture = np.zeros((40, 60), np.uint8)
    ...     picture[:size, :size] = 255
    ...     return picture
    >>> explore(square, label="White square", alt="A square of {size} pixels", size=range(1, 41))
    Explorer('White square', size=40 values)
    """
    return Explorer(draw, label, alt, [read_axis(name, given) for name, given in axes.items()])


def box_histogram(image, *, label, alt):
    """Show a picture with a box to drag, and the histogram of the pixels inside.

    Parameters
    ----------
    image : (M, N) or (M, N, 3) uint8 ndarray
        Gray or BGR picture.
    label : str
        What the control is called, in a few words.
    alt : str
        What the picture shows.

    Returns
    -------
    BoxControl
        A widget; leave it on the last line of a cell to show it.

    Raises
    ------
    TypeError
        If `image` is not a uint8 array, or `label` or `alt` is no text.
    ValueError
        If `image` is empty or has another shape, or if `label` or `alt` is empty.

    Notes
    -----
    Readers can open a picture of their own. Without a kernel it stays in their browser; with one
    it becomes the control's `image`. For a PNG the page counts exactly what Python counts;
    two JPEG decoders may differ by a level here and there. The published page takes a picture of
    up to 400 kB, stored exactly.

    Examples
    --------
    >>> control = box_histogram(np.eye(60, dtype=np.uint8), label="A box", alt="A diagonal line")
    >>> control.box
    ((20, 20), (40, 40))
    >>> control.counts[:3]
    array([380,  20,   0])
    """
    return BoxControl(image, label, alt, "histogram")


def box_pixels(image, *, label, alt):
    """Show a picture with a small box to drag, and the value of each pixel inside.

    Parameters, result and errors are those of `box_histogram`. The box is at most 12 x 12 pixels.
    """
    return BoxControl(image, label, alt, "pixels")


def _text(name, value):
    """Return a text for readers, or raise if there is none."""
    if not isinstance(value, str):
        raise TypeError(f"{name} is a {type(value).__name__}; give a text.")
    if not value.strip():
        raise ValueError(f"{name} is empty; say in a few words what there is to see.")
    return value


def _listed(values):
    return ", ".join(f"{name}={value!r}" for name, value in values.items())


def _lossless(picture):
    """Encode exactly. WebP is smaller than PNG, but slow: not for large pictures."""
    png = codec.encode(picture, ".png")
    if picture.size > 4_000_000:
        return png
    return min(png, codec.encode(picture, ".webp", cv2.IMWRITE_WEBP_QUALITY, 101), key=len)


def _has_few_colors(picture):
    """Tell masks, label maps and simple plots from photographs, which few pixels give away."""
    for part in (picture[::4, ::4], picture):
        colors = part if part.ndim == 2 else part @ np.array([1, 256, 65536], np.uint32)
        if len(np.unique(colors)) > FEW_COLORS:
            return False
    return True


def _frame(picture):
    """Encode a picture to be stored: exactly if it has few colors or if that is smaller."""
    if _has_few_colors(picture):
        return _lossless(picture)
    lossy = codec.encode(picture, ".webp", cv2.IMWRITE_WEBP_QUALITY, 80)
    # Exact WebP is slow, and wins only where PNG is small or comes near.
    if len(codec.encode(picture, ".png")) > max(20_000, 2.5 * len(lossy)):
        return lossy
    return min(lossy, _lossless(picture), key=len)


def _live_frame(picture):
    """Encode a picture at once: a reader is moving a slider. Few colors stay exact here too."""
    if _has_few_colors(picture):
        return codec.encode(picture, ".png")
    full_color = cv2.IMWRITE_JPEG_SAMPLING_FACTOR, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444
    return codec.encode(picture, ".jpg", cv2.IMWRITE_JPEG_QUALITY, 95, *full_color)


def _module(*names):
    """Return a module for the page: it must be one text, so what is shared stands before it."""
    return "\n".join(STATIC.joinpath(name).read_text("utf-8") for name in names)


class _Control(anywidget.AnyWidget):
    _css = STATIC.joinpath("controls.css").read_text("utf-8")
    label = traitlets.Unicode().tag(sync=True)

    def __init__(self, **traits):
        super().__init__(**traits)
        self.on_msg(self._answer)

    def _answer(self, _, message, buffers):
        """Answer a page that asks whether a kernel is there."""
        if message.get("kind") == "hello":
            self.send({"kind": "hello"})


class Explorer(_Control):
    """A picture that changes with its axes; made by `explore`.

    Attributes
    ----------
    values : dict
        The present value of each axis. With a kernel it follows the control, and the control
        follows it. What is set before a book is built is where the published control starts.
    """

    _esm = _module("common.js", "inputs.js", "explore.js")
    axes = traitlets.List().tag(sync=True)
    values = traitlets.Dict().tag(sync=True)
    frames = traitlets.Bytes().tag(sync=True)
    sizes = traitlets.List().tag(sync=True)
    alts = traitlets.List().tag(sync=True)
    height = traitlets.Int().tag(sync=True)
    width = traitlets.Int().tag(sync=True)

    def __init__(self, draw, label, alt, axes):
        if not axes:
            raise ValueError("explore has no axis; give at least one, like size=range(1, 41).")
        self._draw, self._alt, self._axes, self._shape = draw, alt, axes, None
        _text("label", label)
        grid, frames = self._publish()
        pairs = list(zip(axes, grid, strict=True))
        super().__init__(
            label=label,
            axes=[axis.for_page(values) for axis, values in pairs],
            values=self._named(
                values[len(values) // 2 if axis.kind == "slider" else 0] for axis, values in pairs
            ),
            frames=b"".join(frames.values()),
            sizes=[len(frame) for frame in frames.values()],
            alts=[self._describe(self._named(point)) for point in frames],
            height=self._shape[0],
            width=self._shape[1],
        )

    def __repr__(self):
        axes = ", ".join(f"{axis.name}={len(axis.values)} values" for axis in self._axes)
        return f"Explorer({self.label!r}, {axes})"

    @traitlets.validate("values")
    def _accept_values(self, proposal):
        return self._accept(proposal["value"])

    def _accept(self, values):
        names = {axis.name for axis in self._axes}
        if set(values) != names:
            raise ValueError(
                f"values has {sorted(values)}; give one value for each of {sorted(names)}."
            )
        return {axis.name: axis.accept(values[axis.name]) for axis in self._axes}

    def _named(self, point):
        return {axis.name: value for axis, value in zip(self._axes, point, strict=True)}

    def _describe(self, values):
        try:
            text = self._alt(**values) if callable(self._alt) else self._alt.format(**values)
        except (AttributeError, LookupError, ValueError) as error:
            raise ValueError(
                f"alt {self._alt!r} does not fit {_listed(values)} ({error}); use these names."
            ) from error
        return _text("alt", text)

    def _picture(self, values):
        """Draw one picture and hold it to the size of the first."""
        picture, name = self._draw(**values), f"the picture for {_listed(values)}"
        check_picture(name, picture, channels=(1, 3))
        self._shape = self._shape or picture.shape[:2]
        if picture.shape[:2] != self._shape:
            raise ValueError(
                f"{name} has {picture.shape[0]} x {picture.shape[1]} pixels, the first one has "
                f"{self._shape[0]} x {self._shape[1]}; draw all on a canvas of one size."
            )
        return picture

    def _publish(self):
        """Return the published values of each axis, and a frame for each of their combinations."""

        @functools.cache
        def frame(point):
            return _frame(self._picture(self._named(point)))

        def play(limit):
            counts = page_counts(self._axes, limit)
            grid = [axis.thinned(count) for axis, count in zip(self._axes, counts, strict=True)]
            points = list(itertools.product(*grid))
            if len(points) > MAX_FRAMES:
                raise ValueError(
                    f"The axes make {len(points)} pictures, a published control holds "
                    f"{MAX_FRAMES}; give shorter lists."
                )
            frames = {point: frame(point) for point in points}
            return grid, frames, sum(map(len, frames.values()))

        # A few frames tell how heavy they are, before many are drawn in vain.
        _, frames, size = play(9)
        limit = MAX_FRAMES
        while True:
            limit = min(limit, len(frames) * MAX_BYTES // size)
            grid, frames, size = play(limit)
            if size <= MAX_BYTES:
                return grid, frames
            if len(frames) > limit:
                raise ValueError(
                    f"{len(frames)} pictures take {size // 1000} kB, a published control holds "
                    f"{MAX_BYTES // 1000} kB; draw smaller pictures or give fewer values."
                )

    def _answer(self, widget, message, buffers):
        super()._answer(widget, message, buffers)
        if message.get("kind") == "draw":
            try:
                values = self._accept(message["values"])
                frame = _live_frame(self._picture(values))
                reply, frames = {"kind": "frame", "alt": self._describe(values)}, [frame]
            except Exception as error:  # The page tells it: nobody reads a kernel's log.
                text = (
                    f"No picture for {_listed(message['values'])}. {type(error).__name__}: {error}"
                )
                reply, frames = {"kind": "problem", "text": text}, []
            self.send(reply | {"id": message["id"]}, frames)


class BoxControl(_Control):
    """A picture with a box to drag; made by `box_histogram` and `box_pixels`.

    Attributes
    ----------
    image : (M, N) or (M, N, 3) uint8 ndarray
        The picture: the sample, or with a kernel the one that the reader has opened.
    box : ((int, int), (int, int))
        Top left and bottom right corner, (row, column), end exclusive.
    channel : {"gray", "blue", "green", "red"}
        What is counted.
    counts : (256,) int64 ndarray
        How often each value occurs in the box.
    """

    _esm = _module("common.js", "readouts.js", "dragging.js", "box.js")
    alt = traitlets.Unicode().tag(sync=True)
    readout = traitlets.Unicode().tag(sync=True)
    color = traitlets.Bool().tag(sync=True)
    # The bytes of a picture file. Not echoed: a large one would come back for nothing.
    picture = CByteMemoryView().tag(sync=True, echo_update=False)
    height = traitlets.Int().tag(sync=True)
    width = traitlets.Int().tag(sync=True)
    box = traitlets.Tuple(
        traitlets.Tuple(traitlets.Int(), traitlets.Int()),
        traitlets.Tuple(traitlets.Int(), traitlets.Int()),
    ).tag(sync=True)
    channel = traitlets.Enum(COUNTED, "gray").tag(sync=True)

    def __init__(self, image, label, alt, readout):
        check_picture("image", image, channels=(1, 3))
        self._kept = None
        super().__init__(
            label=_text("label", label),
            alt=_text("alt", alt),
            readout=readout,
            color=image.ndim == 3,
            picture=_lossless(image),
        )

    def __repr__(self):
        (top, left), (bottom, right) = self.box
        box = f"box [{top}:{bottom}, {left}:{right}]"
        return f"BoxControl({self.label!r}, {self.height} x {self.width} pixels, {box})"

    @property
    def image(self):  # noqa: D102 - described above
        return self._image

    @property
    def counts(self):  # noqa: D102 - described above
        (top, left), (bottom, right) = self.box
        inside = self._image[top:bottom, left:right]
        if self.channel == "gray":
            return histogram(to_gray(inside))
        return histogram(inside[..., CHANNELS.index(self.channel)])

    @traitlets.observe("picture")
    def _open(self, _):
        """Take the picture, also one that a reader opened in the page; keep the old one if bad."""
        image = codec.decode(np.frombuffer(self.picture, np.uint8))
        if image is None:
            self.alt, self.picture = self._kept
            text = "OpenCV cannot read this file; .image is still the picture from before."
            self.send({"kind": "problem", "text": text})
            return
        self._image = image if self.color else to_gray(image)
        self._kept = self.alt, self.picture
        self.height, self.width = image.shape[:2]
        self.box = self._middle()

    def _middle(self):
        """Return the box of the start: the middle third, or a few pixels in the middle."""
        height, width = self.height, self.width
        if self.readout == "pixels":
            rows, columns = min(height, 6), min(width, 8)
        else:
            rows, columns = height - 2 * (height // 3), width - 2 * (width // 3)
        top, left = (height - rows) // 2, (width - columns) // 2
        return (top, left), (top + rows, left + columns)

    @traitlets.validate("box")
    def _inside(self, proposal):
        (top, left), (bottom, right) = box = proposal["value"]
        most = MAX_SIDE if self.readout == "pixels" else max(self.height, self.width)
        if not (
            0 <= top < bottom <= min(self.height, top + most)
            and 0 <= left < right <= min(self.width, left + most)
        ):
            raise ValueError(
                f"box {box} does not fit: rows 0 to {self.height}, columns 0 to {self.width}, "
                f"end exclusive, at least one pixel and at most {most} a side."
            )
        return box

    @traitlets.validate("channel")
    def _has_channel(self, proposal):
        if proposal["value"] != "gray" and not self.color:
            raise ValueError(f"channel is {proposal['value']!r}, but the picture is gray.")
        return proposal["value"]
