"""The controls of `box_histogram` and `box_pixels`: a box dragged over a picture."""

import cv2
import numpy as np
import traitlets

from .. import codec
from ..histograms import histogram
from ..images import CHANNELS, to_gray
from .base import Control, Still, page_module, reader_text
from .frames import check_frame, exact_frame, published_frame

COUNTED = ("gray", *CHANNELS)
MAX_SMALL = 12  # rows or columns of a box whose pixels are shown; static/box.js has it too


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
    The page counts exactly what Python counts: gray is OpenCV's, and the published page takes a
    picture of up to 400 kB, stored exactly.

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


class BoxControl(Control):
    """A picture with a box to drag; made by `box_histogram` and `box_pixels`.

    Attributes
    ----------
    image : (M, N) or (M, N, 3) uint8 ndarray
        The picture.
    box : ((int, int), (int, int))
        Top left and bottom right corner, (row, column), end exclusive.
    channel : {"gray", "blue", "green", "red"}
        What is counted.
    counts : (256,) int64 ndarray
        How often each value occurs in the box.
    """

    _esm = page_module(
        "common.js", "picture.js", "chart.js", "readouts.js", "dragging.js", "box.js"
    )
    _css = page_module("controls.css", "box.css")
    files = ("controls.css", "box.css")
    alt = traitlets.Unicode().tag(sync=True)
    readout = traitlets.Unicode().tag(sync=True)
    color = traitlets.Bool().tag(sync=True)
    picture = traitlets.Bytes().tag(sync=True)  # a file
    height = traitlets.Int().tag(sync=True)
    width = traitlets.Int().tag(sync=True)
    box = traitlets.Tuple(
        traitlets.Tuple(traitlets.Int(), traitlets.Int()),
        traitlets.Tuple(traitlets.Int(), traitlets.Int()),
    ).tag(sync=True)
    channel = traitlets.Enum(COUNTED, "gray").tag(sync=True)

    def __init__(self, image, label, alt, readout):
        check_frame("image", image)
        self._image = image.copy()
        height, width = image.shape[:2]
        super().__init__(
            label=reader_text("label", label),
            alt=reader_text("alt", alt),
            readout=readout,
            color=image.ndim == 3,
            picture=exact_frame(image),
            height=height,
            width=width,
            box=_middle(height, width, readout),
        )

    @staticmethod
    def stills(state):  # noqa: D102 - described in Control
        image = codec.read(np.frombuffer(state["picture"], np.uint8))
        (top, left), (bottom, right) = state["box"]
        for border, color in ((3, (0, 0, 0)), (2, (255, 255, 255))):
            cv2.rectangle(image, (left - border, top - border), (right, bottom), color, border)
        return [Still(published_frame(image), state["alt"], state["height"], state["width"])]

    @staticmethod
    def around(state, pictures):  # noqa: D102 - described in Control
        few, readout = ("", "chart") if state["readout"] == "histogram" else (" live-few", "scroll")
        return (
            f'<div class="live-box"><div class="live-desk{few}">'
            f'<div class="live-stage">{"".join(pictures)}</div><div class="live-{readout}"></div>'
            '<p class="live-caption"></p><div class="live-tools"></div></div></div>'
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

    @traitlets.validate("box")
    def _inside(self, proposal):
        (top, left), (bottom, right) = box = proposal["value"]
        most = MAX_SMALL if self.readout == "pixels" else max(self.height, self.width)
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


def _middle(height, width, readout):
    """Return the box of the start: the middle third, or a few pixels in the middle."""
    if readout == "pixels":
        rows, columns = min(height, 6), min(width, 8)
    else:
        rows, columns = height - 2 * (height // 3), width - 2 * (width // 3)
    top, left = (height - rows) // 2, (width - columns) // 2
    return (top, left), (top + rows, left + columns)
