"""The control of `annotate`: boxes that a reader draws over a picture, each with a name."""

import numpy as np
import traitlets

from .. import codec, detection
from .._validation import shortened
from .._voc import check_name
from .base import Control, Still, page_module, reader_text
from .frames import check_frame, published_frame


def annotate(image, *, names, alt, boxes=(), labels=(), filename="picture.png", label="Annotate"):
    """Let readers draw boxes on a picture and name what is in them, as for a training set.

    Parameters
    ----------
    image : (M, N) or (M, N, 3) uint8 ndarray
        Gray or BGR picture.
    names : sequence of str
        What there is to choose from, at least one; a new box gets the name that is on show.
    alt : str
        What the picture shows.
    boxes : (n, 4) array_like of float, optional
        (top, left, bottom, right) in pixels, bottom and right exclusive, within the picture: what
        is drawn at the start.
    labels : sequence of str, optional
        What each of them is.
    filename : str, optional
        The name of the picture's file, which the annotation gives.
    label : str, optional
        What the control is called, in a few words.

    Returns
    -------
    Annotator
        A widget; leave it on the last line of a cell to show it.

    Raises
    ------
    TypeError
        If `image` is not a uint8 array, `boxes` are no numbers, or a name is no text.
    ValueError
        If `image` is empty or has another shape, a box is empty, upside down or reaches out of the
        picture, there are not as many labels as boxes, there are no names, or one is empty, has
        control characters or spaces around it, or is too long.

    See Also
    --------
    course_utils.detection.write_voc : What the button "Save" writes, letter for letter.
    course_utils.detection.read_voc : What the button "Open" reads, and refuses.

    Notes
    -----
    Taught in chapter 18. What a reader draws has whole pixels, stays in the picture and is never
    empty.

    Examples
    --------
    >>> marked = annotate(
    ...     np.zeros((60, 80), np.uint8), names=["cat", "dog"], alt="Nothing",
    ...     boxes=[(10, 20, 30, 60)], labels=["cat"])
    >>> marked.labels, marked.boxes
    (('cat',), array([[10., 20., 30., 60.]]))
    """
    check_frame("image", image)
    if isinstance(names, str) or not hasattr(names, "__len__"):
        raise TypeError(f"names is {shortened(names)}; give a list of names.")
    if not len(names):
        raise ValueError("names is empty; give at least one name to choose from.")
    names = [check_name(f"names[{place}]", name) for place, name in enumerate(names)]
    return Annotator(
        image, names, alt, _paired(boxes, labels, image.shape, filename), filename, label
    )


class Annotator(Control):
    """A picture with the boxes that a reader has drawn; made by `annotate`.

    Attributes
    ----------
    image : (M, N) or (M, N, 3) uint8 ndarray
        The picture.
    boxes : (n, 4) float64 ndarray
        (top, left, bottom, right) in pixels; bottom and right are exclusive. They may be set: new
        ones get the first name, and labels that are too many are dropped.
    labels : tuple of str
        What each is. They may be set.
    filename : str
        The name of the picture's file.
    """

    _esm = page_module("common.js", "dragging.js", "sources.js", "voc.js", "annotate.js")
    _css = page_module("controls.css", "try_yours.css", "annotate.css")
    files = ("controls.css", "try_yours.css", "annotate.css")
    alt = traitlets.Unicode().tag(sync=True)
    picture = traitlets.Bytes().tag(sync=True)  # a file
    height = traitlets.Int().tag(sync=True)
    width = traitlets.Int().tag(sync=True)
    depth = traitlets.Int().tag(sync=True)  # channels
    names = traitlets.List().tag(sync=True)
    drawn = traitlets.List().tag(sync=True)  # {"label": label, "box": box} of each
    filename = traitlets.Unicode().tag(sync=True)

    def __init__(self, image, names, alt, drawn, filename, label):
        self._image = image.copy()
        height, width, *channels = image.shape
        super().__init__(
            label=reader_text("label", label),
            alt=reader_text("alt", alt),
            picture=published_frame(image),
            height=height,
            width=width,
            depth=sum(channels) or 1,
            names=names,
            drawn=drawn,
            filename=filename,
        )

    @staticmethod
    def stills(state):  # noqa: D102 - described in Control
        image = codec.read(np.frombuffer(state["picture"], np.uint8))
        boxes, labels = _parted(state["drawn"])
        marked = detection.Annotation(boxes, labels, image.shape, state["filename"])
        still = published_frame(detection.draw_detections(image, marked))
        return [Still(still, state["alt"], state["height"], state["width"])]

    @staticmethod
    def around(state, pictures):  # noqa: D102 - described in Control
        return (
            f'<div class="mark-desk"><div class="mark-stage">{"".join(pictures)}</div>'
            '<div class="mark-side"></div></div>'
        )

    def __repr__(self):
        labels = ", ".join(self.labels) or "no boxes"
        return f"Annotator({self.label!r}, {self.height} x {self.width} pixels: {labels})"

    @property
    def image(self):  # noqa: D102 - described above
        return self._image

    @property
    def boxes(self):  # noqa: D102 - described above
        return _parted(self.drawn)[0]

    @boxes.setter
    def boxes(self, boxes):
        count = len(boxes) if hasattr(boxes, "__len__") else 0
        labels = [*self.labels[:count], *[self.names[0]] * (count - len(self.drawn))]
        self.drawn = _paired(boxes, labels, self._image.shape, self.filename)

    @property
    def labels(self):  # noqa: D102 - described above
        return _parted(self.drawn)[1]

    @labels.setter
    def labels(self, labels):
        self.drawn = _paired(self.boxes, labels, self._image.shape, self.filename)

    @traitlets.validate("drawn")
    def _can_be_saved(self, proposal):
        return _paired(*_parted(proposal["value"]), self._image.shape, self.filename)

    @traitlets.validate("filename")
    def _is_a_name(self, proposal):
        return check_name("filename", proposal["value"])


def _paired(boxes, labels, shape, filename):
    """Return each box with its label, for the page, or raise if they cannot be saved."""
    detection.write_voc(boxes, labels, shape=shape, filename=filename)
    boxes = np.asarray(boxes, np.float64).reshape(-1, 4).tolist()
    return [{"label": label, "box": box} for label, box in zip(labels, boxes, strict=True)]


def _parted(drawn):
    """Return boxes and labels."""
    boxes = np.array([one["box"] for one in drawn], np.float64).reshape(-1, 4)
    return boxes, tuple(one["label"] for one in drawn)
