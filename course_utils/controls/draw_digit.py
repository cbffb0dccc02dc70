"""The control of `draw_digit`: the reader draws a digit, a trained network says what it sees."""

import cv2
import numpy as np
import traitlets
from ipywidgets.widgets.trait_types import CByteMemoryView
from numpy.lib.stride_tricks import sliding_window_view

from .. import data
from .._validation import shortened
from .base import Control, Still, page_module, reader_text
from .frames import exact_frame

SIDE = 8  # rows and columns of a digit; static/draw_digit.js has it too
CLASSES = 10
ENLARGED = 24  # pixels a side that one pixel of the still picture takes


def draw_digit(kernels, kernel_biases, weights, class_biases, *, label, alt):
    """Let readers draw a digit, and show what a small trained network makes of it.

    Parameters
    ----------
    kernels : (k, s, s) float ndarray
        Kernels of the convolution layer, slid over a picture of 8 x 8 with ink 1 on 0, without
        padding.
    kernel_biases : (k,) float ndarray
        Added to the responses of each kernel, before what is below 0 becomes 0.
    weights : (p * p * k, 10) float ndarray
        Of the full layer. p is (9 - s) // 2: the maps are pooled by 2 x 2, and laid out row by row,
        column by column, the kernels of each place together.
    class_biases : (10,) float ndarray
        Added to the score of each digit.
    label : str
        What the control is called, in a few words.
    alt : str
        What the small picture shows that the network sees.

    Returns
    -------
    DrawDigit
        A widget; leave it on the last line of a cell to show it.

    Raises
    ------
    TypeError
        If a part of the network is not an array of numbers, or `label` or `alt` is no text.
    ValueError
        If the shapes do not fit together, if a number is not finite, or if a text is empty.

    Notes
    -----
    Taught in chapter 09. The page computes what Python computes: `DrawDigit.probabilities`. The
    drawing is treated as the digits of `data.digits` once were: it is scaled to their height and
    at most their width, becomes a bitmap of 32 x 32, and blocks of 4 x 4 are counted.

    Examples
    --------
    >>> digit = draw_digit(
    ...     np.zeros((1, 3, 3)), np.zeros(1), np.zeros((9, 10)), np.arange(10.0),
    ...     label="Draw", alt="A digit")
    >>> int(digit.probabilities.argmax())
    9
    """
    parts = {
        "kernels": kernels,
        "kernel_biases": kernel_biases,
        "weights": weights,
        "class_biases": class_biases,
    }
    for name, part in parts.items():
        if not isinstance(part, np.ndarray):
            raise TypeError(f"{name} is {shortened(part)}; give a NumPy array of numbers.")
        if part.dtype.kind not in "uif":
            raise TypeError(f"{name} holds {part.dtype}; give a NumPy array of numbers.")
        if not np.isfinite(part).all():
            raise ValueError(f"{name} holds NaN or infinity; train with a smaller learning rate.")
    if kernels.ndim != 3 or kernels.shape[1] != kernels.shape[2] or kernels.shape[1] > SIDE - 1:
        raise ValueError(
            f"kernels has shape {kernels.shape}; give (k, s, s), square and at most 7 a side."
        )
    count, size, _ = kernels.shape
    pooled = (SIDE + 1 - size) // 2
    wanted = {
        "kernel_biases": (count,),
        "weights": (pooled * pooled * count, CLASSES),
        "class_biases": (CLASSES,),
    }
    for name, shape in wanted.items():
        if parts[name].shape != shape:
            raise ValueError(
                f"{name} has shape {parts[name].shape}, but {count} kernels of {size} x {size} "
                f"need {shape}."
            )
    return DrawDigit([np.float64(part) for part in parts.values()], label, alt)


class DrawDigit(Control):
    """A digit that a reader draws, and what a network makes of it; made by `draw_digit`.

    Attributes
    ----------
    image : (8, 8) uint8 ndarray
        What the network sees: with a kernel the reader's digit, at first one of the test pictures.
    probabilities : (10,) float64 ndarray
        What the network says to it, for each digit; they sum to 1.
    """

    _esm = page_module("common.js", "draw_digit.js")
    _css = page_module("controls.css", "draw_digit.css")
    files = ("controls.css", "draw_digit.css")
    alt = traitlets.Unicode().tag(sync=True)
    shape = traitlets.List().tag(sync=True)  # how many kernels, and their side
    network = traitlets.Bytes().tag(sync=True)  # its parts in turn, float64, little-endian
    tests = traitlets.Bytes().tag(sync=True)  # the test pictures, one after the other
    labels = traitlets.List().tag(sync=True)
    drawn = CByteMemoryView().tag(sync=True, echo_update=False)  # what the network sees

    def __init__(self, parts, label, alt):
        self._parts = parts
        _, test = data.digits()
        super().__init__(
            label=reader_text("label", label),
            alt=reader_text("alt", alt),
            shape=[*parts[0].shape[:2]],
            network=b"".join(part.astype("<f8").tobytes() for part in parts),
            tests=test.images.tobytes(),
            labels=test.labels.tolist(),
            drawn=test.images[0].tobytes(),
        )

    @staticmethod
    def stills(state):  # noqa: D102 - described in Control
        image = np.frombuffer(state["drawn"], np.uint8).reshape(SIDE, SIDE)
        large = cv2.resize(image, None, fx=ENLARGED, fy=ENLARGED, interpolation=cv2.INTER_NEAREST)
        return [Still(exact_frame(large), state["alt"], *large.shape)]

    @staticmethod
    def around(state, pictures):  # noqa: D102 - described in Control
        return f'<div class="draw-still">{"".join(pictures)}</div>'

    def __repr__(self):
        count, size = self.shape
        return f"DrawDigit({self.label!r}, {count} kernels of {size} x {size})"

    @property
    def image(self):  # noqa: D102 - described above
        return np.frombuffer(bytes(self.drawn), np.uint8).reshape(SIDE, SIDE).copy()

    @property
    def probabilities(self):  # noqa: D102 - described above
        kernels, kernel_biases, weights, class_biases = self._parts
        windows = sliding_window_view(self.image / 255, kernels.shape[1:])
        maps = np.einsum("rcij,kij->rck", windows, kernels) + kernel_biases
        rows, columns = (side // 2 for side in maps.shape[:2])
        blocks = np.maximum(maps, 0)[: 2 * rows, : 2 * columns]
        pooled = blocks.reshape(rows, 2, columns, 2, -1).max(axis=(1, 3))
        scores = pooled.ravel() @ weights + class_biases
        shares = np.exp(scores - scores.max())
        return shares / shares.sum()

    @traitlets.validate("drawn")
    def _is_digit(self, proposal):
        if len(proposal["value"]) != SIDE * SIDE:
            raise ValueError(
                f"drawn is {shortened(proposal['value'])}; give {SIDE * SIDE} bytes, row by row."
            )
        return bytes(proposal["value"])
