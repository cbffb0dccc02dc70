"""The control of `try_live`: what a chapter finds in pictures that move, the reader's own too."""

import cv2
import numpy as np
import traitlets

from .. import codec
from .._validation import shortened
from ..background import RunningAverage, foreground_mask
from ..detection import Detector
from ..masks import apply_mask
from .axes import read_axis
from .base import Control, Still, page_module, reader_text
from .frames import check_frame, published_frame

# Of the files that are carried, as WebP. A frame of the street has 9 kB; of a photograph the scores
# are those of the original, but for a hundredth.
CLIP_QUALITY, SAMPLE_QUALITY = 45, 95
LOWEST = 0.1  # score of what the network finds; static/detector.js has it too
AXES = {
    "detect": {
        "confidence": np.linspace(LOWEST, 0.95, 86),
        "iou": np.linspace(0.05, 1, 96),
    },
    "background": {
        "alpha": [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1],
        "threshold": range(0, 101),
        "show": ["background", "foreground", "frame"],
    },
}
SENT = ("own", "camera")  # sources whose pictures come from the page
SOURCES = ("clip", *SENT)
STARTS = {
    "confidence": 0.5,
    "iou": 0.6,
    "alpha": 0.05,
    "threshold": 30,
    "show": "background",
}


def try_live(operation, *, clip, alt, samples=None, label="Live"):
    """Let readers run a detector, or take away the background, on a clip and on their camera.

    Parameters
    ----------
    operation : {"detect", "background"}
        What is done with each picture.
    clip : (T, M, N, 3) uint8 ndarray
        Frames that play, for readers without a camera; two or more.
    alt : str
        What the clip shows.
    samples : dict of str to (K, L, 3) uint8 ndarray, optional
        Pictures to choose from, for ``"detect"``, and what each shows, in a few words. The first
        one is on show.
    label : str, optional
        What the control is called, in a few words.

    Returns
    -------
    TryLive
        A widget; leave it on the last line of a cell to show it.

    Raises
    ------
    TypeError
        If `clip` or a sample is not a uint8 array, or `alt`, `label` or a name is no text.
    ValueError
        If `operation` is unknown, `clip` has fewer than two frames, a picture is empty or not in
        color, there are samples for ``"background"``, or `alt`, `label` or a name is empty.

    Notes
    -----
    Readers take pictures from a camera, and for ``"detect"`` also from their disk, from the
    clipboard or by dropping them. In the published page all of this stays in the browser: the
    detector is the same network by TensorFlow.js, with weights of 16 bits, whose scores are those
    of Python to 0.002; the running average is that of Python. With a kernel the detector runs in
    Python, and `TryLive.image` and `TryLive.detections` are there for the next cell. The published
    page takes pictures of up to 1 MB in all; the frames of the clip are stored with some loss.

    Examples
    --------
    >>> frames = np.zeros((3, 20, 30, 3), np.uint8)
    >>> live = try_live("background", clip=frames, alt="Nothing moves")
    >>> live.foreground.any()
    np.False_
    """
    if operation not in AXES:
        known = ", ".join(map(repr, AXES))
        raise ValueError(f"There is no operation {shortened(operation)}; choose from {known}.")
    if not isinstance(clip, np.ndarray):
        raise TypeError(f"clip is a {type(clip).__name__}; give a uint8 array of frames.")
    if clip.ndim != 4 or len(clip) < 2:
        raise ValueError(
            f"clip has shape {clip.shape}; give two or more frames, (frames, rows, columns, 3)."
        )
    samples = {} if samples is None else samples
    if not isinstance(samples, dict):
        raise TypeError(f"samples is a {type(samples).__name__}; give a dict of pictures.")
    if samples and operation != "detect":
        raise ValueError("samples stand still; leave them out, or choose the operation 'detect'.")
    for name, picture in {"clip": clip[0], **samples}.items():
        check_frame(reader_text("the name of a sample", name), picture)
        if picture.ndim != 3:
            raise ValueError(f"{name} is gray; give pictures of shape (rows, columns, 3).")
    for name in set(samples).intersection(SOURCES):
        raise ValueError(f"A sample is called {name!r}; say in a few words what it shows.")
    return TryLive(operation, clip, alt, samples, label)


class TryLive(Control):
    """Pictures that move, and what an operation finds in them; made by `try_live`.

    Attributes
    ----------
    image : (M, N, 3) uint8 ndarray
        The picture on show: a frame of the clip, a sample, or with a kernel the newest one of the
        reader's own or of the camera.
    detections : Detections
        What the detector finds in it, with what is set; for ``"detect"``.
    background, foreground : (M, N, 3) uint8 ndarray
        The running average of the clip up to `image`, and what stands out from it, on black; for
        ``"background"``.
    source : str
        Where `image` comes from: "clip", the name of a sample, "own" or "camera".
    values : dict
        What is set.
    """

    _esm = page_module(
        *("common.js", "inputs.js", "picture.js", "sources.js", "requests.js"),
        *("detector.js", "background.js", "try_live.js"),
    )
    _css = page_module("controls.css", "try_yours.css", "try_live.css")
    files = ("controls.css", "try_yours.css", "try_live.css")
    max_bytes = 1_000_000
    operation = traitlets.Unicode().tag(sync=True)
    alt = traitlets.Unicode().tag(sync=True)
    clip = traitlets.Bytes().tag(sync=True)  # the files of all frames
    sizes = traitlets.List().tag(sync=True)  # bytes of each
    pictures = traitlets.Bytes().tag(sync=True)  # the files of all samples
    samples = traitlets.List().tag(sync=True)  # {"name": name, "size": bytes} of each
    height = traitlets.Int().tag(sync=True)
    width = traitlets.Int().tag(sync=True)
    source = traitlets.Unicode().tag(sync=True)
    axes = traitlets.List().tag(sync=True)
    values = traitlets.Dict().tag(sync=True)

    def __init__(self, operation, clip, alt, samples, label):
        axes = {"frame": range(len(clip))} | AXES[operation]
        self._axes = [read_axis(name, given) for name, given in axes.items()]
        self._sent = []  # by the page: the newest picture, and its background if there is one
        self._detector = None
        frames = [_encode(frame, CLIP_QUALITY) for frame in clip]
        files = {name: _encode(picture, SAMPLE_QUALITY) for name, picture in samples.items()}
        height, width = next(iter(samples.values()), clip[0]).shape[:2]
        super().__init__(
            label=reader_text("label", label),
            operation=operation,
            alt=reader_text("alt", alt),
            clip=b"".join(frames),
            sizes=[len(frame) for frame in frames],
            pictures=b"".join(files.values()),
            samples=[{"name": name, "size": len(file)} for name, file in files.items()],
            height=height,
            width=width,
            source=next(iter(samples), "clip"),
            axes=[axis.for_page(list(axis.values)) for axis in self._axes],
            values={axis.name: STARTS.get(axis.name, len(clip) // 2) for axis in self._axes},
        )

    @staticmethod
    def stills(state):  # noqa: D102 - described in Control
        image = _carried(state, state["source"], state["values"]["frame"])
        alt = state["alt"] if state["source"] == "clip" else state["source"]
        if state["operation"] == "background":
            image = _shown(image, _average(state), **state["values"])
        return [Still(published_frame(image), alt, *image.shape[:2])]

    @staticmethod
    def around(state, pictures):  # noqa: D102 - described in Control
        return f'<div class="try-yours try-still">{"".join(pictures)}</div>'

    def __repr__(self):
        return f"TryLive({self.label!r}, {self.operation!r}, {len(self.sizes)} frames)"

    @property
    def image(self):  # noqa: D102 - described above
        if self.source in SENT:
            return self._received()[0]
        return _carried(self.get_state(), self.source, self.values["frame"])

    @property
    def detections(self):  # noqa: D102 - described above
        confidence, iou = self.values["confidence"], self.values["iou"]
        return self._load().detect(self.image, confidence=confidence, iou=iou)

    @property
    def background(self):  # noqa: D102 - described above
        return self._received()[1] if self.source in SENT else _average(self.get_state())

    @property
    def foreground(self):  # noqa: D102 - described above
        return _shown(self.image, self.background, **self.values | {"show": "foreground"})

    def _received(self):
        if not self._sent:
            raise ValueError("The page has sent no picture; stop the camera, or open a file.")
        return self._sent

    @traitlets.validate("source")
    def _known(self, proposal):
        source = proposal["value"]
        known = ["clip", *(sample["name"] for sample in self.samples)]
        if source not in known and source not in SENT:
            raise ValueError(f"source is {shortened(source)}; choose from {', '.join(known)}.")
        return source

    @traitlets.validate("values")
    def _accept(self, proposal):
        values, names = proposal["value"], [axis.name for axis in self._axes]
        if set(values) != set(names):
            raise ValueError(f"values has {sorted(values)}; give one value for each of {names}.")
        return {axis.name: axis.accept(values[axis.name]) for axis in self._axes}

    def _load(self):
        """Return the detector; it is loaded when it is first needed."""
        if self._detector is None:
            self._detector = Detector.load()
        return self._detector

    def _answer(self, widget, message, buffers):
        super()._answer(widget, message, buffers)
        kind, reply = message.get("kind"), {"kind": "done", "id": message.get("id")}
        try:
            if kind == "load":
                self._load()
                self.send(reply)
            elif kind == "look":
                self.send(reply | {"kept": self._look(message, buffers)})
            elif kind == "keep":
                self._sent = [_read(file) for file in buffers]
        except Exception as error:  # The page tells it: nobody reads a kernel's log.
            self.send(reply | {"problem": f"No result. {type(error).__name__}: {error}"})

    def _look(self, message, buffers):
        """Return what the detector finds in a picture of the page."""
        if buffers:
            self._sent = [_read(buffers[0])]
            image = self._sent[0]
        else:
            image = _carried(self.get_state(), message["source"], message["frame"])
        thresholds = {name: message[name] for name in ("confidence", "iou")}
        boxes, scores, labels = self._load().detect(image, **thresholds)
        found = zip(labels, scores.tolist(), boxes.tolist(), strict=True)
        return [{"label": label, "score": score, "box": box} for label, score, box in found]


def _encode(picture, quality):
    return codec.encode(picture, ".webp", cv2.IMWRITE_WEBP_QUALITY, quality)


def _carried(state, source, frame):
    """Return a picture that the control carries: a frame of the clip, or a sample."""
    if source == "clip":
        return _part(state["clip"], state["sizes"], frame)
    names = [sample["name"] for sample in state["samples"]]
    sizes = [sample["size"] for sample in state["samples"]]
    return _part(state["pictures"], sizes, names.index(source))


def _part(files, sizes, place):
    start = sum(sizes[:place])
    return _read(files[start : start + sizes[place]])


def _read(content):
    """Return the picture in these bytes, in color, or raise."""
    image = codec.read(np.frombuffer(content, np.uint8))
    if image is None:
        raise ValueError("OpenCV cannot read this file; choose another picture.")
    return image


def _average(state):
    """Return the running average of the clip up to the frame that is set."""
    average = RunningAverage(state["values"]["alpha"])
    for frame in range(state["values"]["frame"] + 1):
        average.update(_carried(state, "clip", frame))
    return average.picture


def _shown(image, background, *, threshold, show, **_):
    """Return what is on show of a frame and the background."""
    if show == "foreground":
        return apply_mask(image, foreground_mask(image, background, threshold=threshold))
    return {"background": background, "frame": image}[show]
