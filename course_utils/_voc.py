"""Annotations in the XML of Pascal VOC, in the form in which LabelImg writes them."""

import operator
import re
from xml.etree import ElementTree

import numpy as np

from ._validation import shortened

LONGEST = 10_000_000  # letters of an annotation
LONGEST_NAME = 200
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def read(text):
    """Return boxes, labels, the shape of the picture and the name of its file, or raise."""
    root = _parse(text)
    size = _part(root, "size")
    shape = tuple(int(_number(size, side)) for side in ("height", "width", "depth"))
    if min(shape) < 1:
        raise ValueError(f"The annotation says that the picture has shape {shape}; correct it.")
    boxes, labels = [], []
    for item in root.findall("object"):
        corners = _part(item, "bndbox")
        edges = [_number(corners, edge) for edge in ("ymin", "xmin", "ymax", "xmax")]
        # The first pixel has number 1, and the last one is in the box.
        box = np.subtract(edges, (1, 1, 0, 0)).clip(0, np.tile(shape[:2], 2))
        if (box[:2] >= box[2:]).any():
            raise ValueError(
                f"Object {len(boxes) + 1} of the annotation has ymin, xmin, ymax, xmax of {edges}, "
                f"which is no pixel of a picture of shape {shape}; correct it."
            )
        boxes.append(box)
        labels.append(check_name("A label", _words(item, "name")))
    boxes = np.array(boxes, np.float64).reshape(-1, 4)
    return boxes, tuple(labels), shape, _words(root, "filename")


def write(boxes, labels, shape, filename):
    """Return the text of an annotation, or raise."""
    rows, columns, channels = _check_shape(shape)
    root = ElementTree.Element("annotation")
    _add(root, "folder", "")
    _add(root, "filename", check_name("filename", filename))
    _add(_add(root, "source"), "database", "Unknown")
    size = _add(root, "size")
    for name, side in (("width", columns), ("height", rows), ("depth", channels)):
        _add(size, name, side)
    _add(root, "segmented", 0)
    for place, (box, label) in enumerate(zip(boxes, labels, strict=True)):
        top, left = np.floor(box[:2]).astype(int).tolist()
        bottom, right = np.ceil(box[2:]).astype(int).tolist()
        if top < 0 or left < 0 or bottom > rows or right > columns:
            raise ValueError(
                f"boxes[{place}] is {box.tolist()}, which reaches out of a picture of {rows} x "
                f"{columns} pixels; cut it off at the borders."
            )
        if top == bottom or left == right:
            raise ValueError(f"boxes[{place}] is {box.tolist()}, which has no pixel; leave it out.")
        cut_off = top == 0 or left == 0 or bottom == rows or right == columns
        item = _add(root, "object")
        _add(item, "name", check_name(f"labels[{place}]", label))
        _add(item, "pose", "Unspecified")
        _add(item, "truncated", int(cut_off))
        _add(item, "difficult", 0)
        corners = _add(item, "bndbox")
        edges = {"xmin": left + 1, "ymin": top + 1, "xmax": right, "ymax": bottom}
        for edge, number in edges.items():
            _add(corners, edge, number)
    ElementTree.indent(root, "\t")
    return ElementTree.tostring(root, encoding="unicode") + "\n"


def _add(parent, name, text=None):
    element = ElementTree.SubElement(parent, name)
    element.text = None if text is None else str(text)
    return element


def _parse(text):
    """Return the root of an annotation, or raise."""
    if not isinstance(text, str):
        raise TypeError(f"text has type {type(text).__name__}; give the content of a file as str.")
    if len(text) > LONGEST:
        raise ValueError(f"The annotation has {len(text):,} letters; give at most {LONGEST:,}.")
    # Without a document type there are no entities, so none can grow, or bring in another file.
    if "<!DOCTYPE" in text:
        raise ValueError(
            "The annotation has a document type, which could bring in other files; take out what "
            "begins with <!DOCTYPE."
        )
    try:
        root = ElementTree.fromstring(text)
    except (ElementTree.ParseError, UnicodeEncodeError) as error:
        raise ValueError(f"The annotation is no XML ({error}); give a whole file.") from None
    if root.tag != "annotation":
        raise ValueError(
            f"The XML begins with <{shortened(root.tag)[1:-1]}>; give an annotation of Pascal VOC."
        )
    return root


def _part(element, name):
    """Return the part of that name, or raise unless there is one."""
    parts = element.findall(name)
    if len(parts) != 1:
        raise ValueError(
            f"The annotation has {len(parts)} parts <{name}> in <{element.tag}>; give one."
        )
    return parts[0]


def _words(element, name):
    return (_part(element, name).text or "").strip()


def _number(element, name):
    text = _words(element, name)
    if not re.fullmatch(r"-?[0-9]{1,7}(\.[0-9]{1,16})?", text):
        raise ValueError(
            f"The annotation says {shortened(text)} for <{name}>; give a number of up to seven "
            "digits."
        )
    return float(text)


def check_name(what, name):
    """Return a name, or raise unless it can be read back from an annotation."""
    if not isinstance(name, str):
        raise TypeError(f"{what} is {shortened(name)}; give letters.")
    if not 0 < len(name) <= LONGEST_NAME or name != name.strip() or CONTROL.search(name):
        raise ValueError(
            f"{what} is {shortened(name)}; give 1 to {LONGEST_NAME} letters, without spaces around "
            "them and without control characters."
        )
    return name


def _check_shape(shape):
    """Return rows, columns and channels of a picture, or raise."""
    try:
        rows, columns, *channels = map(operator.index, shape)
        (channels,) = channels or (1,)
    except (TypeError, ValueError):
        raise TypeError(
            f"shape is {shortened(shape)}; give rows, columns and channels, like image.shape."
        ) from None
    if not all(1 <= side <= 9_999_999 for side in (rows, columns, channels)):
        raise ValueError(f"shape is {shortened(shape)}; give the shape of a picture.")
    return rows, columns, channels
