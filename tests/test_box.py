"""The box controls as Python sees them; what they do in a page is in test_live_controls.py."""

import cv2
import numpy as np
import pytest
import traitlets

from course_utils import controls, data, images
from course_utils.controls.box import COUNTED

CHINA = data.sample("china")
SMALL = cv2.resize(CHINA, (160, 107), interpolation=cv2.INTER_AREA)


def test_gray_in_the_page_is_opencvs_for_every_color():
    # The formula of grayAt in static/readouts.js.
    greens, reds = np.meshgrid(np.arange(256), np.arange(256))
    for blue in range(256):
        page = (9798 * reds + 19235 * greens + 3735 * blue + 16384) >> 15
        colors = np.dstack([np.full_like(greens, blue), greens, reds]).astype(np.uint8)
        np.testing.assert_array_equal(cv2.cvtColor(colors, cv2.COLOR_BGR2GRAY), page)


@pytest.mark.parametrize("picture", [SMALL, images.to_gray(SMALL), SMALL[:1, :1]])
def test_the_picture_is_carried_exactly(picture):
    control = controls.box_histogram(picture, label="Box", alt="A temple")
    carried = cv2.imdecode(np.frombuffer(control.picture, np.uint8), cv2.IMREAD_UNCHANGED)
    if picture.ndim == 2 and carried.ndim == 3:
        carried = carried[..., 0]
    np.testing.assert_array_equal(carried, picture)
    np.testing.assert_array_equal(control.image, picture)
    assert (control.height, control.width) == picture.shape[:2]


@pytest.mark.parametrize("channel", COUNTED)
def test_counts_are_those_of_the_channel_in_the_box(channel):
    control = controls.box_histogram(SMALL, label="Box", alt="A temple")
    control.channel = channel
    control.box = ((10, 20), (50, 90))

    inside = SMALL[10:50, 20:90]
    plane = (
        images.to_gray(inside)
        if channel == "gray"
        else cv2.split(inside)[COUNTED.index(channel) - 1]
    )
    np.testing.assert_array_equal(control.counts, np.bincount(plane.ravel(), minlength=256))
    assert control.counts.dtype == np.int64


@pytest.mark.parametrize(
    ("make", "shape", "box"),
    [
        (controls.box_histogram, (90, 120), ((30, 40), (60, 80))),
        (controls.box_histogram, (100, 100), ((33, 33), (67, 67))),
        (controls.box_histogram, (1, 2), ((0, 0), (1, 2))),
        (controls.box_pixels, (90, 120), ((42, 56), (48, 64))),
        (controls.box_pixels, (3, 5), ((0, 0), (3, 5))),
    ],
)
def test_where_a_box_starts(make, shape, box):
    assert make(np.zeros(shape, np.uint8), label="Box", alt="Black").box == box


@pytest.mark.parametrize(
    "box",
    [((0, 0), (108, 5)), ((-1, 0), (5, 5)), ((5, 5), (5, 9)), ((9, 9), (5, 5)), ((0, 0), (5, 161))],
)
def test_a_box_outside_the_picture_is_refused(box):
    control = controls.box_histogram(SMALL, label="Box", alt="A temple")
    with pytest.raises(ValueError, match="does not fit: rows 0 to 107, columns 0 to 160"):
        control.box = box
    assert control.box == ((35, 53), (72, 107))


def test_a_box_of_pixels_is_small():
    control = controls.box_pixels(SMALL, label="Box", alt="A temple")
    control.box = ((0, 0), (12, 12))
    with pytest.raises(ValueError, match="at most 12 a side"):
        control.box = ((0, 0), (13, 12))


def test_a_gray_picture_has_only_gray():
    control = controls.box_histogram(images.to_gray(SMALL), label="Box", alt="A temple")
    with pytest.raises(ValueError, match="channel is 'red', but the picture is gray"):
        control.channel = "red"
    with pytest.raises(traitlets.TraitError):
        control.channel = "violet"


@pytest.mark.parametrize(
    ("picture", "error", "words"),
    [
        ([[1, 2]], TypeError, "image .*list"),
        (np.zeros((4, 4)), TypeError, "image has dtype float64"),
        (np.zeros((0, 4), np.uint8), ValueError, "image has shape"),
        (np.zeros((4, 4, 4), np.uint8), ValueError, "image has shape"),
    ],
)
@pytest.mark.parametrize("make", [controls.box_histogram, controls.box_pixels])
def test_what_is_no_picture_gets_no_box(make, picture, error, words):
    with pytest.raises(error, match=words):
        make(picture, label="Box", alt="Nothing")
