"""Boxes on a picture as Python sees them; test_book_annotate.py draws them in a page."""

import cv2
import numpy as np
import pytest
import traitlets

from course_utils import _voc, controls, detection, scenes
from course_utils.controls import STATIC

FRAME = scenes.street_scene(1).frames[0]
BOXES = [(10, 20, 50, 90), (100.5, 0, 270, 480)]


def made(image=FRAME, **options):
    given = {"names": ["motorcycle", "person"], "alt": "A street.", "boxes": BOXES}
    return controls.annotate(image, **{**given, "labels": ["person", "tree"]} | options)


def test_boxes_and_labels_are_those_that_were_given():
    control = made()
    assert control.boxes.dtype == np.float64
    np.testing.assert_array_equal(control.boxes, BOXES)
    assert control.labels == ("person", "tree")  # a label need not be among the names
    np.testing.assert_array_equal(control.image, FRAME)
    assert repr(control) == "Annotator('Annotate', 270 x 480 pixels: person, tree)"


@pytest.mark.parametrize("boxes", [(), [], np.zeros((0, 4))])
def test_without_boxes_there_are_none(boxes):
    control = made(boxes=boxes, labels=())
    assert control.boxes.shape == (0, 4)
    assert control.labels == ()
    assert repr(control) == "Annotator('Annotate', 270 x 480 pixels: no boxes)"


def test_boxes_can_be_set_and_labels_follow():
    control = made()
    control.boxes = np.array([[1, 2, 3, 4]])
    assert control.drawn == [{"label": "person", "box": [1, 2, 3, 4]}]
    control.boxes = [(0, 0, 1, 1)] * 3
    assert control.labels == ("person", "motorcycle", "motorcycle")
    control.labels = ("a", "b", "c")
    assert control.labels == ("a", "b", "c")
    assert control.boxes.tolist() == [[0, 0, 1, 1]] * 3
    control.boxes = ()
    assert control.labels == ()


def test_what_the_page_draws_is_there_for_the_next_cell():
    control = made()
    drawn = [{"label": "größe & <Katze>", "box": [0, 0, 12, 7.5]}]
    control.set_state({"drawn": drawn, "filename": "other.png"})
    assert control.boxes.tolist() == [[0, 0, 12, 7.5]]
    assert control.labels == ("größe & <Katze>",)
    assert control.filename == "other.png"


def test_what_cannot_be_saved_is_not_taken():
    control = made()
    for drawn in ([{"label": "a", "box": [0, 0, 271, 5]}], [{"label": "\n", "box": [0, 0, 2, 5]}]):
        with pytest.raises(ValueError, match=r"boxes\[0\]|labels\[0\]"):
            control.drawn = drawn
    for boxes, words in (
        ([(0, 0, 5, 481)], "reaches out of a picture of 270 x 480"),
        ([(0, 5, 9, 5)], "has no pixel"),
        ([(9, 0, 5, 5)], "bottom is above its top"),
        ([(0, 0, 5)], r"shape \(1, 3\)"),
        (((0, 0, np.nan, 5),), "not finite"),
    ):
        with pytest.raises(ValueError, match=words):
            control.boxes = boxes
    with pytest.raises(TypeError, match="boxes is None"):
        control.boxes = None
    with pytest.raises(ValueError, match="There are 1 labels but 2 boxes"):
        control.labels = ["a"]
    with pytest.raises(TypeError, match="labels is 'ab'"):
        control.labels = "ab"
    with pytest.raises(ValueError, match="filename is ''"):
        control.filename = ""
    with pytest.raises(traitlets.TraitError):
        control.filename = 3
    np.testing.assert_array_equal(control.boxes, BOXES)
    assert (control.labels, control.filename) == (("person", "tree"), "picture.png")


@pytest.mark.parametrize("gray", [False, True])
def test_the_still_picture_shows_the_boxes(gray):
    image = cv2.cvtColor(FRAME, cv2.COLOR_BGR2GRAY) if gray else FRAME
    control = made(image)
    ((content, alt, *size, _),) = controls.Annotator.stills(control.get_state())
    still = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR)
    assert (alt, *size) == ("A street.", 270, 480)
    shown = cv2.cvtColor(image, cv2.COLOR_GRAY2BGR) if gray else image
    marked = detection.draw_detections(
        shown, detection.Annotation(control.boxes, control.labels, (), "")
    )
    assert np.abs(still.astype(int) - marked).mean() < 5
    assert np.abs(still.astype(int) - shown)[10, 20:90].mean() > 20


def test_a_picture_of_a_book_is_light():
    assert len(made().picture) < 40_000


def test_the_page_has_the_same_limits():
    page = (STATIC / "voc.js").read_text("utf-8")
    assert f"LONGEST = {_voc.LONGEST:_};" in page
    assert f"at most {_voc.LONGEST:,}." in page
    assert f"LONGEST_NAME = {_voc.LONGEST_NAME};" in page


@pytest.mark.parametrize(
    ("make", "error", "words"),
    [
        (lambda: made([[1, 2]]), TypeError, "image has type list"),
        (lambda: made(FRAME / 255), TypeError, "image has dtype float64"),
        (lambda: made(FRAME[:0]), ValueError, "image has shape"),
        (lambda: made(FRAME[..., :2]), ValueError, "image has shape"),
        (lambda: made(names="motorcycle"), TypeError, "names is 'motorcycle'; give a list"),
        (lambda: made(names=None), TypeError, "names is None; give a list"),
        (lambda: made(names=[]), ValueError, "names is empty; give at least one"),
        (lambda: made(names=["a", 3]), TypeError, r"names\[1\] is 3"),
        (lambda: made(names=["a", " b"]), ValueError, r"names\[1\] is ' b'"),
        (lambda: made(boxes=None), TypeError, "boxes is None"),
        (lambda: made(boxes=[(0, 0, 9, 481)] * 2), ValueError, r"boxes\[0\].*reaches out"),
        (lambda: made(boxes=[(1, 1, 1, 4)] * 2), ValueError, r"boxes\[0\].*no pixel"),
        (lambda: made(labels=()), ValueError, "There are 0 labels but 2 boxes"),
        (lambda: made(labels=["a", ""]), ValueError, r"labels\[1\] is ''"),
        (lambda: made(filename=None), TypeError, "filename is None"),
        (lambda: made(filename="a\n"), ValueError, "filename is"),
        (lambda: made(alt=""), ValueError, "alt is empty"),
        (lambda: made(label=""), ValueError, "label is empty"),
    ],
)
def test_what_cannot_be_annotated(make, error, words):
    with pytest.raises(error, match=words):
        make()
