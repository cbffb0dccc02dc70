"""Finding things in pictures, and saying where they are (chapter 18)."""

import zlib
from typing import NamedTuple

import cv2
import numpy as np

from . import _networks, _voc, assets
from ._validation import check_picture, share, shortened

#: Bright colors, BGR, on which black letters can be read, told apart by color-blind people, too.
PALETTE = (
    (0, 159, 230),
    (233, 180, 86),
    (115, 158, 0),
    (66, 228, 240),
    (0, 94, 213),
    (167, 121, 204),
)


class Detections(NamedTuple):
    """What was found in a picture, the surest first.

    Attributes
    ----------
    boxes : (n, 4) float64 ndarray
        (top, left, bottom, right) in pixels; bottom and right are exclusive.
    scores : (n,) float64 ndarray
        From 0 to 1.
    labels : tuple of str
        What each is.
    """

    boxes: np.ndarray
    scores: np.ndarray
    labels: tuple


class Annotation(NamedTuple):
    """What somebody has marked in a picture.

    Attributes
    ----------
    boxes : (n, 4) float64 ndarray
        (top, left, bottom, right) in pixels; bottom and right are exclusive.
    labels : tuple of str
        What each is.
    shape : tuple of int
        Rows, columns and channels of the picture.
    filename : str
        The name of its file.
    """

    boxes: np.ndarray
    labels: tuple
    shape: tuple
    filename: str


class Detector:
    """A trained network that finds 80 kinds of things in pictures; `load` returns one.

    Parameters
    ----------
    network : object
        What the network takes, and how its numbers become boxes.
    content : bytes
        Its ONNX file.

    Attributes
    ----------
    engine : str
        What runs the network, with its version: onnxruntime where it is installed, else OpenCV.

    Notes
    -----
    Taught in chapter 18. Use a detector in one thread at a time.
    """

    def __init__(self, network, content):
        self._network = network
        self._run, self.engine = _networks.open_network(content, network.outputs)

    @classmethod
    def load(cls, name="ssd", *, path=None):
        """Load a network with its trained weights.

        Parameters
        ----------
        name : {"ssd", "yolox"}, optional
            SSD MobileNetV3-Large [1]_ [2]_, which is quick, or YOLOX-S [3]_, which finds more.
        path : str or path-like, optional
            The file of the network, if you have it already. The course fetches the one of "ssd",
            and compares the hash of both.

        Returns
        -------
        detector : Detector

        Raises
        ------
        TypeError
            If `path` is no name of a file.
        ValueError
            If there is no network of that name, or if the file is another one or damaged.
        FileNotFoundError, OSError
            If the file cannot be read, or has to be fetched first and that fails (see
            `assets.fetch`). The one of "yolox" is not fetched; the error says where it is.

        Notes
        -----
        Taught in chapter 18. Both were trained on the photographs of COCO [4]_. The first call for
        "ssd" downloads 12 MB and keeps 26 MB; later ones need no network.

        What runs here of "yolox" was tested on made-up numbers only, and never on the real file.

        References
        ----------
        .. [1] W. Liu and others, "SSD: Single Shot MultiBox Detector", ECCV 2016, 21-37.
           https://doi.org/10.1007/978-3-319-46448-0_2
        .. [2] A. Howard and others, "Searching for MobileNetV3", ICCV 2019, 1314-1324.
           https://doi.org/10.1109/ICCV.2019.00140
        .. [3] Z. Ge and others, "YOLOX: Exceeding YOLO Series in 2021".
           https://doi.org/10.48550/arXiv.2107.08430
        .. [4] T.-Y. Lin and others, "Microsoft COCO: Common Objects in Context", ECCV 2014,
           740-755. https://doi.org/10.1007/978-3-319-10602-1_48
        """
        networks = _networks.NETWORKS
        if not isinstance(name, str) or name not in networks:
            raise ValueError(
                f"There is no network {shortened(name)}; choose one of: {', '.join(networks)}."
            )
        return cls(networks[name](), assets.read(name, path))

    def detect(self, image, *, confidence=0.5, iou=0.6):
        """Find the things in a picture.

        Parameters
        ----------
        image : (M, N), (M, N, 3) or (M, N, 4) uint8 ndarray
            Gray, BGR or BGRA, of any size.
        confidence : float, optional
            The lowest score of what is returned, from 0 to 1.
        iou : float, optional
            Of two boxes with the same label that overlap by more than this, only the one with the
            higher score is returned (see `non_max_suppression`).

        Returns
        -------
        detections : Detections
            The highest score first. No box reaches out of the picture.

        Raises
        ------
        TypeError
            If the picture is not a uint8 array, or a threshold no number.
        ValueError
            If the picture is empty or no picture, or a threshold not from 0 to 1.

        Notes
        -----
        Taught in chapter 18. Of more than 1,000 candidates the best go on, which happens below a
        confidence of about 0.1.
        """
        check_picture("image", image, channels=(1, 3, 4))
        confidence, iou = share("confidence", confidence), share("iou", iou)
        outputs = self._run(self._network.prepare(_to_bgr(image)))
        boxes, scores, classes = self._network.decode(outputs, image.shape, confidence)
        kept = _suppress(boxes, scores, classes, iou)
        boxes = boxes[kept].clip(0, np.tile(image.shape[:2], 2))
        inside = (boxes[:, :2] < boxes[:, 2:]).all(axis=1)
        kept, boxes = kept[inside], boxes[inside]
        labels = tuple(self._network.names[number] for number in classes[kept])
        return Detections(boxes, scores[kept], labels)


def iou(first, second):
    """Measure how well boxes agree: intersection over union.

    Parameters
    ----------
    first, second : (4,) or (n, 4) array_like of float
        One box each or many: (top, left, bottom, right), bottom and right exclusive.

    Returns
    -------
    overlaps : float or ndarray of float64
        The area that two boxes share, divided by the area that they cover together: from 0 to 1. Of
        n and m boxes, an (n, m) array; a single box has no axis. Boxes without area share nothing.

    Raises
    ------
    TypeError
        If a box is not made of numbers.
    ValueError
        If a box is not four finite numbers, or if its bottom is above its top or its right left of
        its left.

    See Also
    --------
    non_max_suppression : What it decides there.

    Notes
    -----
    Taught in chapter 18. Also called the Jaccard index, which chapter 14 has for histograms.

    Examples
    --------
    >>> iou((0, 0, 2, 2), (0, 1, 2, 3))
    0.3333333333333333
    """
    first, second = _check_boxes("first", first), _check_boxes("second", second)
    overlaps = _overlaps(np.expand_dims(first, -2), second if second.ndim == 2 else second[None])
    overlaps = overlaps if second.ndim == 2 else overlaps[..., 0]
    return float(overlaps) if overlaps.ndim == 0 else overlaps


def non_max_suppression(boxes, scores, *, iou=0.6, labels=None):
    """Keep one box where several of them have found the same thing.

    Parameters
    ----------
    boxes : (n, 4) array_like of float
        (top, left, bottom, right), bottom and right exclusive.
    scores : (n,) array_like of float
        How sure each is.
    iou : float, optional
        From the highest score to the lowest, a box is kept unless its `iou` with one that was kept
        is above this. From 0 to 1.
    labels : sequence, optional
        A label or number for each box; then only boxes with the same one suppress each other.

    Returns
    -------
    kept : (k,) int64 ndarray
        Places of the boxes that were kept, the highest score first; of equal scores the first.

    Raises
    ------
    TypeError
        If boxes, scores or the limit are no numbers.
    ValueError
        If shapes do not agree, if a number is not finite, if a box is upside down or has no area,
        or if the limit is not from 0 to 1.

    See Also
    --------
    cv2.dnn.NMSBoxes : What works here; it takes (left, top, width, height), and no labels.

    Notes
    -----
    Taught in chapter 18. An overlap that is above the limit by less than 0.0000002 counts as equal.

    Examples
    --------
    >>> boxes = [(0, 0, 10, 10), (1, 0, 11, 10), (0, 30, 10, 40)]
    >>> non_max_suppression(boxes, [0.7, 0.9, 0.8], iou=0.5)
    array([1, 2])
    """
    boxes = _check_boxes("boxes", boxes, many=True)
    scores = _numbers("scores", scores)
    limit = share("iou", iou)
    flat = np.flatnonzero(_areas(boxes) == 0)
    if flat.size:
        raise ValueError(
            f"boxes[{flat[0]}] is {boxes[flat[0]].tolist()}, which has no area; leave it out."
        )
    if scores.shape != (len(boxes),):
        raise ValueError(
            f"scores has shape {scores.shape} but there are {len(boxes)} boxes; give one score for "
            "each box."
        )
    if labels is None:
        return _suppress(boxes, scores, np.zeros(len(boxes)), limit)
    _check_labels(labels, boxes)
    _, classes = np.unique(np.asarray(labels), return_inverse=True)
    return _suppress(boxes, scores, classes, limit)


def draw_detections(image, detections):
    """Draw boxes into a picture, each with its label and its score.

    Parameters
    ----------
    image : (M, N), (M, N, 3) or (M, N, 4) uint8 ndarray
        Gray, BGR or BGRA; transparency is dropped.
    detections : Detections or Annotation
        What `Detector.detect` or `read_voc` returns. An annotation has no scores.

    Returns
    -------
    drawn : (M, N, 3) uint8 ndarray
        A BGR picture. The lines are as wide as suits its size, bright with a black rim, so that
        they are seen on any ground; every label always has the same color.

    Raises
    ------
    TypeError
        If the picture is not a uint8 array, or if there are no boxes and labels.
    ValueError
        If the picture is empty or no picture, or if numbers of boxes, labels and scores differ.

    Notes
    -----
    Taught in chapter 18. OpenCV 5 has other letters than OpenCV 4, which has only those of ASCII.

    Examples
    --------
    >>> picture = np.full((40, 60), 200, np.uint8)
    >>> found = Detections(np.array([[5.0, 10, 30, 50]]), np.array([0.9]), ("cat",))
    >>> draw_detections(picture, found).shape
    (40, 60, 3)
    """
    check_picture("image", image, channels=(1, 3, 4))
    boxes, labels, scores = _check_detections(detections)
    drawn = np.ascontiguousarray(_to_bgr(image).copy())
    width = max(1, round(min(image.shape[:2]) / 200))
    # The surest last, on top of the others.
    for box, label, score in list(zip(boxes, labels, scores, strict=True))[::-1]:
        text = label if score is None else f"{label} {score:.2f}"
        _draw_box(drawn, box, text, PALETTE[zlib.crc32(label.encode()) % len(PALETTE)], width)
    return drawn


def read_voc(text):
    """Read the boxes of an annotation: the XML of Pascal VOC, as LabelImg writes it.

    Parameters
    ----------
    text : str
        The content of the file.

    Returns
    -------
    annotation : Annotation

    Raises
    ------
    TypeError
        If the text is no str.
    ValueError
        If it is no such annotation: no XML, entities or a document type, parts that are missing, a
        box upside down or outside of the picture, numbers of more than seven digits.

    See Also
    --------
    write_voc : The other way.

    Notes
    -----
    Taught in chapter 18. In Pascal VOC [1]_ the first pixel has number 1, and ``xmax``, ``ymax``
    are the numbers of the last pixels: the box of a whole picture of 4 x 3 pixels goes from
    (1, 1) to (4, 3). So 1 is taken from ``xmin`` and ``ymin``, and nothing from the others.
    LabelImg writes the edges that were drawn, as whole numbers, and 1 in place of 0; its boxes
    may therefore begin one pixel higher and further left than they were drawn. What reaches out
    of the picture is cut off. Only labels and boxes are read, not "pose", "truncated" and
    "difficult".

    References
    ----------
    .. [1] M. Everingham and others, "The Pascal Visual Object Classes (VOC) Challenge",
       International Journal of Computer Vision 88 (2010), 303-338.
       https://doi.org/10.1007/s11263-009-0275-4

    Examples
    --------
    >>> text = write_voc([(0, 1, 3, 4)], ["cat"], shape=(3, 4, 3), filename="cat.jpg")
    >>> read_voc(text).labels, read_voc(text).boxes
    (('cat',), array([[0., 1., 3., 4.]]))
    """
    return Annotation(*_voc.read(text))


def write_voc(boxes, labels, *, shape, filename):
    """Write boxes as an annotation: the XML of Pascal VOC, as LabelImg writes it.

    Parameters
    ----------
    boxes : (n, 4) array_like of float
        (top, left, bottom, right) in pixels, bottom and right exclusive, within the picture. They
        are rounded outward to whole pixels.
    labels : sequence of str
        What each is.
    shape : tuple of int
        Rows, columns and channels of the picture, like ``image.shape``; a gray one needs no third.
    filename : str
        The name of the picture's file, without its folder.

    Returns
    -------
    text : str
        What belongs into a file beside the picture, with the same name and the ending ".xml".

    Raises
    ------
    TypeError
        If boxes or shape are no numbers, or a name is no str.
    ValueError
        If there are not as many labels as boxes, if a box is upside down or reaches out of the
        picture, or if a name is empty, has control characters or spaces around it, or is too long.

    See Also
    --------
    read_voc : The other way, and how the pixels are counted.

    Notes
    -----
    Taught in chapter 18. What is read again is the same, if the boxes are whole numbers.

    Examples
    --------
    >>> text = write_voc([(0, 1, 3, 4)], ["cat"], shape=(3, 4, 3), filename="cat.jpg")
    >>> print(text[text.index("<name>") : text.index("</name>")])
    <name>cat
    """
    boxes = _check_boxes("boxes", boxes, many=True)
    _check_labels(labels, boxes)
    return _voc.write(boxes, labels, shape, filename)


# ---- boxes -------------------------------------------------------------------------------------


def _suppress(boxes, scores, classes, limit):
    """Return the places of the boxes that are kept, the highest score first."""
    order = np.argsort(-scores, kind="stable")
    if not order.size:
        return order
    sides = boxes[order, 2:] - boxes[order, :2]
    # Boxes of several classes must not meet: each class moves to a place of its own, to the right.
    span = boxes[:, 3].max() - boxes[:, 1].min() + 1
    lefts = boxes[order, 1] + classes[order] * span
    rectangles = np.column_stack([lefts, boxes[order, 0], sides[:, ::-1]])
    ranks = np.arange(len(order), 0, -1)  # scores would lose digits in single precision
    # So do overlaps: without these two digits, exactly the limit may count as more.
    kept = cv2.dnn.NMSBoxes(rectangles.tolist(), ranks.tolist(), 0, limit + 2**-23)
    return order[np.ravel(kept)]


def _overlaps(first, second):
    """Return the shared area of boxes, divided by all that they cover; shapes are broadcast."""
    ends = np.minimum(first[..., 2:], second[..., 2:])
    shared = (ends - np.maximum(first[..., :2], second[..., :2])).clip(0).prod(axis=-1)
    covered = _areas(first) + _areas(second) - shared
    return np.divide(shared, covered, out=np.zeros_like(covered), where=covered > 0)


def _areas(boxes):
    return (boxes[..., 2:] - boxes[..., :2]).prod(axis=-1)


def _numbers(name, values):
    """Return finite numbers as a float64 array, or raise."""
    try:
        array = np.asarray(values)
        if array.dtype.kind not in "uif" and array.size:
            raise TypeError
    except (TypeError, ValueError):  # ValueError: rows of several lengths
        raise TypeError(f"{name} is {shortened(values)}; give numbers.") from None
    if not np.isfinite(array).all():
        raise ValueError(f"{name} has values that are not finite; leave those out.")
    return array.astype(np.float64)


def _check_boxes(name, boxes, *, many=False):
    """Return boxes as a float64 array, or raise unless each is four numbers in order."""
    array = _numbers(name, boxes)
    if many and not array.size:
        array = array.reshape(-1, 4)
    if array.shape[-1:] != (4,) or array.ndim not in ((2,) if many else (1, 2)):
        raise ValueError(
            f"{name} has shape {array.shape}; give four numbers for each box: top, left, bottom, "
            "right."
        )
    wrong = np.argwhere((array[..., :2] > array[..., 2:]).any(axis=-1))
    if len(wrong):
        box = array[tuple(wrong[0])].tolist()
        raise ValueError(
            f"{name} has a box {box}, whose bottom is above its top or whose right is left of its "
            "left; give top, left, bottom, right."
        )
    return array


def _check_labels(labels, boxes):
    """Raise unless there are as many labels as boxes."""
    if isinstance(labels, str) or not hasattr(labels, "__len__"):
        raise TypeError(f"labels is {shortened(labels)}; give a label for each box.")
    if len(labels) != len(boxes):
        raise ValueError(
            f"There are {len(labels)} labels but {len(boxes)} boxes; give a label for each box."
        )


# ---- drawing -----------------------------------------------------------------------------------


def _to_bgr(image):
    """Return a gray picture or one with transparency as BGR."""
    if image.ndim == 2:
        return cv2.cvtColor(image, cv2.COLOR_GRAY2BGR)
    return image if image.shape[2] == 3 else cv2.cvtColor(image, cv2.COLOR_BGRA2BGR)


def _check_detections(detections):
    """Return boxes, labels and scores of the same number, or raise."""
    try:
        boxes, labels = detections.boxes, detections.labels
    except AttributeError:
        raise TypeError(
            f"detections is {shortened(detections)}; give what Detector.detect or read_voc returns."
        ) from None
    boxes = _check_boxes("boxes", boxes, many=True)
    scores = getattr(detections, "scores", None)
    scores = [None] * len(boxes) if scores is None else scores
    if not len(boxes) == len(labels) == len(scores):
        raise ValueError(
            f"There are {len(boxes)} boxes, {len(labels)} labels and {len(scores)} scores; give as "
            "many of each."
        )
    return boxes, labels, scores


def _draw_box(image, box, text, color, width):
    """Draw one box, and its text on a patch of the same color."""
    rows, columns = image.shape[:2]
    box = np.rint(box.clip(0, (rows, columns) * 2)).astype(int).tolist()
    top, left, bottom, right = box[0], box[1], max(box[0], box[2] - 1), max(box[1], box[3] - 1)
    for line, ink in ((width + 2, (0, 0, 0)), (width, color)):  # points are (x, y) to OpenCV
        cv2.rectangle(image, (left, top), (right, bottom), ink, line)
    scale, font, stroke = 0.4 + 0.1 * width, cv2.FONT_HERSHEY_SIMPLEX, (width + 1) // 2
    (wide, high), below = cv2.getTextSize(text, font, scale, stroke)
    margin = 1 + width
    wide, high = wide + 2 * margin, high + below + 2 * margin
    left = max(0, min(left, columns - wide))
    top = top - high if top >= high else top  # above the box, or in it at the border
    cv2.rectangle(image, (left, top), (left + wide, top + high), color, cv2.FILLED)
    place = left + margin, top + high - below - margin
    cv2.putText(image, text, place, font, scale, (0, 0, 0), stroke, cv2.LINE_AA)
