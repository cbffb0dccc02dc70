"""The control of `try_yours`: the reader's own picture goes through what the chapter teaches."""

import cv2
import numpy as np
import traitlets
from ipywidgets.widgets.trait_types import CByteMemoryView

from .. import codec, data
from .._validation import shortened
from ..images import to_gray
from .axes import read_axis
from .base import Control, Still, page_module, reader_text
from .frames import check_frame, exact_frame, live_frame, published_frame
from .operations import OPERATIONS


def try_yours(*operations, sample, alt, label="Your own picture", reference=None):
    """Let readers put a picture of their own through the operations of a chapter.

    Parameters
    ----------
    *operations : str
        Names of one or more operations, as in `operations.OPERATIONS`: ``"gray"``, ``"channels"``,
        ``"histogram"``, ``"equalize"``, ``"clahe"``, ``"mask"``, ``"match"``, ``"otsu"``,
        ``"kernel"``, ``"sharpen"``, ``"blur"``, ``"focus"``, ``"fill_gap"``, ``"slices"``,
        ``"peaks"``, ``"box_counts"``, ``"compare"``, ``"quantize"``. With several the reader
        chooses; the first is on show.
    sample : (M, N) or (M, N, 3) uint8 ndarray
        The picture to begin with. If it is gray, the readers' pictures are made gray.
    alt : str
        What the sample shows.
    label : str, optional
        What the control is called, in a few words.
    reference : (K, L) or (K, L, 3) uint8 ndarray, optional
        The second picture to begin with, for ``"match"`` and ``"compare"``; of the same kind as
        `sample`.

    Returns
    -------
    TryYours
        A widget; leave it on the last line of a cell to show it.

    Raises
    ------
    TypeError
        If a picture is not a uint8 array, or an operation, `label` or `alt` is no text.
    ValueError
        If there is no operation or an unknown one, if a picture is empty or has another shape, if
        one is gray and the other is not, or if `label` or `alt` is empty.

    Notes
    -----
    Readers take a picture from their disk, from the clipboard, by dropping it or by a camera. In
    the published page OpenCV.js 5.0 does the work, and the picture stays in the browser; with a
    kernel it becomes the control's `image`, and Python does the work. Both give the same values.
    Two JPEG decoders may differ by a level here and there; a PNG is the same everywhere. The
    published page takes samples of up to 400 kB together, stored exactly.

    Examples
    --------
    >>> mine = try_yours("equalize", sample=np.eye(9, dtype=np.uint8), alt="A diagonal line")
    >>> mine.result.max()
    np.uint8(255)
    """
    if not operations:
        raise ValueError(f"try_yours has no operation; give one or more of {_all()}.")
    for name in operations:
        if not isinstance(name, str):
            raise TypeError(f"an operation is a {type(name).__name__}; give a name of {_all()}.")
        if name not in OPERATIONS:
            raise ValueError(f"There is no operation {shortened(name)}; choose from {_all()}.")
    check_frame("sample", sample)
    if any(OPERATIONS[name].matches for name in operations):
        reference = _second_sample(sample) if reference is None else reference
        check_frame("reference", reference)
        if reference.ndim != sample.ndim:
            raise ValueError(
                f"sample has shape {sample.shape} but reference has {reference.shape}; give two "
                "gray or two color pictures."
            )
    return TryYours(operations, sample, alt, label, reference)


class TryYours(Control):
    """A picture before and after an operation; made by `try_yours`.

    Attributes
    ----------
    image : (M, N) or (M, N, 3) uint8 ndarray
        The picture: the sample, or with a kernel the one that the reader has opened.
    reference : (K, L) or (K, L, 3) uint8 ndarray or None
        The second picture, in the same way.
    result : (M, N) or (M, N, 3) uint8 ndarray
        What the present operation makes of it.
    operation : str
        The name of the present operation.
    values : dict
        What is set for it.
    """

    _esm = page_module(
        *("common.js", "inputs.js", "picture.js", "chart.js", "wiper.js", "sources.js"),
        *("requests.js", "engines.js", "try_yours.js"),
    )
    _css = page_module("controls.css", "try_yours.css")
    files = ("controls.css", "operations.js", "opencv_worker.js", "try_yours.css")
    alt = traitlets.Unicode().tag(sync=True)
    color = traitlets.Bool().tag(sync=True)
    # The bytes of picture files. Not echoed: a large one would come back for nothing.
    picture = CByteMemoryView().tag(sync=True, echo_update=False)
    second = CByteMemoryView().tag(sync=True, echo_update=False)
    height = traitlets.Int().tag(sync=True)
    width = traitlets.Int().tag(sync=True)
    operations = traitlets.List().tag(sync=True)
    operation = traitlets.Unicode().tag(sync=True)
    values = traitlets.Dict().tag(sync=True)
    # What is on show before anything runs: the result as a picture file, and what it tells.
    preview = traitlets.Bytes().tag(sync=True)
    found = traitlets.Dict().tag(sync=True)

    def __init__(self, operations, sample, alt, label, reference):
        self._axes = {name: _axes(OPERATIONS[name]) for name in operations}
        self._images, self._kept, self._done = {}, {}, (None, None)
        first = operations[0]
        super().__init__(
            label=reader_text("label", label),
            alt=reader_text("alt", alt),
            color=sample.ndim == 3,
            operations=[self._for_page(name) for name in dict.fromkeys(operations)],
            operation=first,
            values=self._start(first),
            picture=exact_frame(sample),
            second=b"" if reference is None else exact_frame(reference),
        )
        done = self._run(first, self.values)
        self.preview, self.found = published_frame(done.picture), _found(done)

    @staticmethod
    def stills(state):  # noqa: D102 - described in Control
        before, after = _read(state["picture"]), _read(state["preview"])
        middle = before.shape[1] // 2
        both = np.hstack([before[:, :middle], after[:, middle:]])
        both[:, max(0, middle - 1) : middle + 1] = 255
        operation = OPERATIONS[state["operation"]]
        left, right = operation.sides
        alt = f"{state['alt']} Left {left}, right {right}: {operation.title}."
        return [Still(published_frame(both), alt, state["height"], state["width"])]

    @staticmethod
    def around(state, pictures):  # noqa: D102 - described in Control
        return f'<div class="try-yours try-still">{"".join(pictures)}</div>'

    def __repr__(self):
        size = f"{self.height} x {self.width} pixels"
        return f"TryYours({self.label!r}, {self.operation!r}, {size})"

    @property
    def image(self):  # noqa: D102 - described above
        return self._images["picture"]

    @property
    def reference(self):  # noqa: D102 - described above
        return self._images.get("second")

    @property
    def result(self):  # noqa: D102 - described above
        return self._run(self.operation, self.values).picture

    def _run(self, name, values):
        """Return the result; it is kept, because it is asked for often."""
        if self._done[0] != (name, values):
            operation = OPERATIONS[name]
            pictures = [self.image, self.reference] if operation.matches else [self.image]
            self._done = (name, values), operation.run(*pictures, **values)
        return self._done[1]

    def _start(self, name):
        """Return the values that an operation starts with: sliders in the middle."""
        given = OPERATIONS[name].starts_at
        return {
            axis.name: given.get(
                axis.name, axis.values[len(axis.values) // 2 if axis.kind == "slider" else 0]
            )
            for axis in self._axes[name]
        }

    def _for_page(self, name):
        operation = OPERATIONS[name]
        return {
            "name": name,
            "title": operation.title,
            "tells": operation.tells,
            "matches": operation.matches,
            "sides": operation.sides,
            "axes": [axis.for_page(list(axis.values)) for axis in self._axes[name]],
            "start": self._start(name),
        }

    @traitlets.observe("picture", "second")
    def _open(self, change):
        """Take a picture, also one that a reader opened in the page; keep the old one if bad."""
        slot = change["name"]
        if not len(change["new"]):
            return
        image = _read(change["new"])
        if image is None:
            setattr(self, slot, self._kept[slot])
            text = "OpenCV cannot read this file; the picture from before is kept."
            self.send({"kind": "problem", "text": text})
            return
        self._images[slot] = image if self.color else to_gray(image)
        self._kept[slot] = change["new"]
        self._done = None, None
        if slot == "picture":
            self.height, self.width = image.shape[:2]

    @traitlets.validate("operation")
    def _accept_operation(self, proposal):
        return self._known(proposal["value"])

    @traitlets.validate("values")
    def _accept_values(self, proposal):
        return self._accept(self.operation, proposal["value"])

    @traitlets.observe("operation")
    def _chosen(self, _):
        """Start anew, unless the page has chosen values together with the operation."""
        try:
            self._accept(self.operation, self.values)
        except ValueError:
            self.values = self._start(self.operation)

    def _known(self, name):
        if name not in self._axes:
            known = ", ".join(map(repr, self._axes))
            raise ValueError(f"operation is {shortened(name)}; choose from {known}.")
        return name

    def _accept(self, name, values):
        axes = self._axes[self._known(name)]
        names = [axis.name for axis in axes]
        if set(values) != set(names):
            raise ValueError(f"values has {sorted(values)}; give one value for each of {names}.")
        return {axis.name: axis.accept(values[axis.name]) for axis in axes}

    def _answer(self, widget, message, buffers):
        super()._answer(widget, message, buffers)
        kind, reply = message.get("kind"), {"kind": "done", "id": message.get("id")}
        if kind not in ("run", "save"):
            return
        # The traits follow when the reader rests: sent back now, they would undo a move.
        try:
            name = message["operation"]
            done = self._run(name, self._accept(name, message["values"]))
            if kind == "run":
                self.send(reply | _found(done), [_seen(done.picture, message["most"])])
            else:
                self.send(reply, [codec.encode(done.picture, ".png")])
        except Exception as error:  # The page tells it: nobody reads a kernel's log.
            self.send(reply | {"problem": f"No result. {type(error).__name__}: {error}"})


def _axes(operation):
    return [read_axis(name, given) for name, given in operation.axes.items()]


def _found(done):
    """Return what an operation found as the page takes it."""
    before, after = (
        {channel: counts.tolist() for channel, counts in counted.items()}
        for counted in (done.before, done.after)
    )
    more = {"numbers": dict(done.numbers), "plot": dict(done.plot)}
    return {"before": before, "after": after, **more}


def _seen(picture, most):
    """Return a file of the picture that is no larger than is seen."""
    scale = most / max(picture.shape[:2])
    if scale < 1:
        size = [max(1, int(side * scale)) for side in picture.shape[1::-1]]
        picture = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    return live_frame(picture)


def _second_sample(sample):
    """Return a small picture of other colors than most, of the same kind."""
    small = cv2.resize(data.sample("coffee"), None, fx=0.4, fy=0.4, interpolation=cv2.INTER_AREA)
    return small if sample.ndim == 3 else to_gray(small)


def _all():
    return ", ".join(map(repr, OPERATIONS))


def _read(content):
    """Return the picture in these bytes as read_image does, or None."""
    try:
        return codec.read(np.frombuffer(content, np.uint8))
    except codec.OtherValues:
        return None
