"""The control of `kernel_editor`: a kernel that a reader types in, slid over a picture."""

import numpy as np
import traitlets
from ipywidgets.widgets.trait_types import CByteMemoryView

from .. import codec
from .._sliding import BORDERS
from .._validation import shortened
from ..convolution import KERNELS, convolve, correlate
from ..images import CHANNELS, to_gray
from .base import Control, Still, page_module, reader_text
from .fractions import typed
from .frames import check_frame, exact_frame, published_frame

SIDES = 3, 5
LARGEST = 1_000_000  # of a weight; static/kernel_editor.js has it too
OUTPUTS = "clip", "rescale"


def kernel_editor(
    image, *, label, alt, kernel="sharpen", border="replicate", output="clip", flip=False
):
    """Let readers type a kernel of 3 x 3 or 5 x 5, and see at once what it does to a picture.

    Parameters
    ----------
    image : (M, N) or (M, N, 3) uint8 ndarray
        Gray or BGR picture to begin with. If it is gray, the readers' pictures are made gray.
    label : str
        What the control is called, in a few words.
    alt : str
        What the picture shows.
    kernel : str or (3, 3) or (5, 5) ndarray, optional
        What to begin with: a name of `convolution.KERNELS` of this size, or the weights.
    border : {"replicate", "zero", "wrap", "reflect", "mirror"}, optional
        What lies outside of the picture, as for `convolution.correlate`.
    output : {"clip", "rescale"}, optional
        How sums become gray values: rounded and cut off at 0 and 255, or stretched so that the
        smallest becomes 0 and the largest 255.
    flip : bool, optional
        Turn the kernel by 180 degrees, as `convolution.convolve` does.

    Returns
    -------
    KernelEditor
        A widget; leave it on the last line of a cell to show it.

    Raises
    ------
    TypeError
        If `image` is not a uint8 array, `kernel` is neither name nor array, or `label` or `alt`
        is no text.
    ValueError
        If `image` is empty or has another shape, if there is no such kernel, border or output, if
        a weight is not finite or beyond a million, or if `label` or `alt` is empty.

    Notes
    -----
    The page computes on typed arrays what Python computes: `KernelEditor.result`, at most one
    level apart. The reader's own picture is made smaller, to at most 640 pixels a side. It stays
    in the browser; with a kernel of Jupyter it becomes the control's `image`.

    Examples
    --------
    >>> editor = kernel_editor(
    ...     np.full((5, 7), 50, np.uint8), label="Kernel", alt="Gray", kernel=np.ones((3, 3)))
    >>> editor.result[2, 3]
    np.uint8(255)
    >>> editor.divisor = 9
    >>> editor.result[2, 3]
    np.uint8(50)
    """
    check_frame("image", image)
    if isinstance(kernel, str):
        if kernel not in _bank():
            known = ", ".join(map(repr, _bank()))
            raise ValueError(f"There is no kernel {shortened(kernel)} here; choose from {known}.")
        kernel = KERNELS[kernel]
    if not isinstance(kernel, np.ndarray) or kernel.dtype.kind not in "uif":
        raise TypeError(f"kernel is {shortened(kernel)}; give a name or a NumPy array of numbers.")
    for name, value, known in (("border", border, BORDERS), ("output", output, OUTPUTS)):
        if value not in known:
            raise ValueError(f"{name} is {shortened(value)}; give one of {', '.join(known)}.")
    _check_weights(kernel.tolist())
    return KernelEditor(image, label, alt, kernel, border, output, bool(flip))


class KernelEditor(Control):
    """A kernel to type in and what it does to a picture; made by `kernel_editor`.

    Attributes
    ----------
    image : (M, N) or (M, N, 3) uint8 ndarray
        The picture: the one given, or with a kernel of Jupyter the reader's own.
    weights : list of lists of float
        The numbers as they are typed.
    divisor : float
        What each of them is divided by.
    kernel : (3, 3) or (5, 5) ndarray
        Weights divided by the divisor, as typed: `flip` is not in it.
    result : (M, N) or (M, N, 3) uint8 ndarray
        What is on show.
    spot : (int, int)
        Row and column of the pixel that is worked out.
    """

    _esm = page_module("common.js", "picture.js", "readouts.js", "sources.js", "kernel_editor.js")
    _css = page_module("controls.css", "try_yours.css", "kernel_editor.css")
    files = ("controls.css", "try_yours.css", "kernel_editor.css")
    alt = traitlets.Unicode().tag(sync=True)
    color = traitlets.Bool().tag(sync=True)
    # The bytes of a picture file. Not echoed: a large one would come back for nothing.
    picture = CByteMemoryView().tag(sync=True, echo_update=False)
    height = traitlets.Int().tag(sync=True)
    width = traitlets.Int().tag(sync=True)
    bank = traitlets.List().tag(sync=True)
    weights = traitlets.List().tag(sync=True)
    divisor = traitlets.Float(1.0).tag(sync=True)
    border = traitlets.Enum(tuple(BORDERS), "replicate").tag(sync=True)
    output = traitlets.Enum(OUTPUTS, "clip").tag(sync=True)
    flip = traitlets.Bool().tag(sync=True)
    channel = traitlets.Enum(("gray", *CHANNELS), "gray").tag(sync=True)
    spot = traitlets.Tuple(traitlets.Int(), traitlets.Int()).tag(sync=True)

    def __init__(self, image, label, alt, kernel, border, output, flip):
        weights, divisor = typed(kernel)
        height, width = image.shape[:2]
        super().__init__(
            label=reader_text("label", label),
            alt=reader_text("alt", alt),
            color=image.ndim == 3,
            picture=exact_frame(image),
            height=height,
            width=width,
            bank=[
                {"name": name, "weights": typed[0], "divisor": typed[1]}
                for name, typed in _bank().items()
            ],
            weights=weights,
            divisor=divisor,
            border=border,
            output=output,
            flip=flip,
            channel="green" if image.ndim == 3 else "gray",
            spot=(height // 2, width // 2),
        )

    @staticmethod
    def stills(state):  # noqa: D102 - described in Control
        image = _read(state["picture"], state["color"])
        kernel = _kernel(state["weights"], state["divisor"])
        shown = _shown(image, kernel, state["border"], state["output"], state["flip"])
        alt = f"{state['alt'].rstrip('.')}. A kernel has been slid over it."
        return [Still(published_frame(shown), alt, state["height"], state["width"])]

    @staticmethod
    def around(state, pictures):  # noqa: D102 - described in Control
        return f'<div class="kernel-editor kernel-still">{"".join(pictures)}</div>'

    def __repr__(self):
        side = len(self.weights)
        size = f"{self.height} x {self.width} pixels"
        return f"KernelEditor({self.label!r}, {side} x {side} weights, {size})"

    @property
    def image(self):  # noqa: D102 - described above
        return self._image

    @property
    def kernel(self):  # noqa: D102 - described above
        return _kernel(self.weights, self.divisor)

    @property
    def result(self):  # noqa: D102 - described above
        return _shown(self._image, self.kernel, self.border, self.output, self.flip)

    @traitlets.observe("picture")
    def _open(self, change):
        """Take a picture, also one that a reader opened in the page."""
        self._image = _read(change["new"], self.color)
        self.height, self.width = self._image.shape[:2]

    @traitlets.validate("picture")
    def _is_picture(self, proposal):
        if _read(proposal["value"], self.color) is None:
            raise ValueError("OpenCV cannot read this picture file; the one from before is kept.")
        return proposal["value"]

    @traitlets.validate("weights")
    def _are_weights(self, proposal):
        _check_weights(proposal["value"])
        return proposal["value"]

    @traitlets.validate("divisor")
    def _divides(self, proposal):
        if not 1 / LARGEST <= abs(proposal["value"]) <= LARGEST:
            raise ValueError(f"divisor is {proposal['value']}; give a number that is not 0.")
        return proposal["value"]

    @traitlets.validate("channel")
    def _has_channel(self, proposal):
        if (proposal["value"] == "gray") == self.color:
            kind = "a color" if self.color else "a gray"
            raise ValueError(f"channel is {proposal['value']!r}, but this is {kind} picture.")
        return proposal["value"]

    @traitlets.validate("spot")
    def _inside(self, proposal):
        row, column = proposal["value"]
        if not (0 <= row < self.height and 0 <= column < self.width):
            size = f"{self.height} x {self.width}"
            raise ValueError(f"spot {row, column} is outside the picture of {size} pixels.")
        return proposal["value"]


def _bank():
    """Return the kernels of the bank that fit, {name: (weights, divisor)}."""
    return {
        name: typed(kernel)
        for name, kernel in KERNELS.items()
        if kernel.shape in [(side, side) for side in SIDES]
    }


def _kernel(weights, divisor):
    kernel = np.array(weights)
    return kernel if divisor == 1 else kernel / divisor


def _check_weights(weights):
    try:
        array = np.array(weights, dtype=np.float64)
    except (TypeError, ValueError):
        raise ValueError(f"weights are {shortened(weights)}; give rows of numbers.") from None
    if array.shape not in [(side, side) for side in SIDES]:
        raise ValueError(f"the kernel has shape {array.shape}; give one of 3 x 3 or 5 x 5.")
    if not (np.abs(array) <= LARGEST).all():  # NaN is not, either
        raise ValueError(f"the kernel holds {shortened(weights)}; stay within a million.")


def _shown(image, kernel, border, output, flip):
    """Return the sums as a picture."""
    sums = (convolve if flip else correlate)(image, kernel, border=border)
    if output == "rescale":
        low, high = sums.min(), sums.max()
        sums = (sums - low) / (high - low or 1) * 255
    return np.clip(np.rint(sums), 0, 255).astype(np.uint8)


def _read(content, color):
    """Return the picture in these bytes, gray if wanted, or None."""
    try:
        image = codec.read(np.frombuffer(content, np.uint8))
    except codec.OtherValues:
        return None
    if image is None or image.ndim == (3 if color else 2):
        return image
    return to_gray(image)
