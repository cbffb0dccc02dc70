"""Laws, hand-worked cases and OpenCV as oracle of course_utils.masks."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_utils import data, histograms, masks


@st.composite
def rectangles(draw):
    rows, columns = draw(st.integers(1, 30)), draw(st.integers(1, 30))
    top, left = draw(st.integers(0, rows - 1)), draw(st.integers(0, columns - 1))
    bottom, right = draw(st.integers(top + 1, rows)), draw(st.integers(left + 1, columns))
    return (rows, columns), (top, left), (bottom, right)


@given(rectangles())
def test_a_rectangle_is_true_where_a_slice_is(case):
    shape, (top, left), (bottom, right) = case
    mask = masks.rectangle_mask(*case)
    assert mask.dtype == bool
    assert mask.shape == shape
    assert mask[top:bottom, left:right].all()
    assert mask.sum() == (bottom - top) * (right - left)


@settings(deadline=None)
@given(rectangles())
def test_a_rectangle_equals_opencv_with_both_corners_inside(case):
    shape, (top, left), (bottom, right) = case
    drawn = np.zeros(shape, np.uint8)
    cv2.rectangle(drawn, (left, top), (right - 1, bottom - 1), 255, -1)
    np.testing.assert_array_equal(masks.rectangle_mask(*case), drawn > 0)


def test_rectangle_by_hand():
    mask = masks.rectangle_mask((5, 6), (1, 2), (4, 5))
    assert mask.astype(int).tolist() == [
        [0, 0, 0, 0, 0, 0],
        [0, 0, 1, 1, 1, 0],
        [0, 0, 1, 1, 1, 0],
        [0, 0, 1, 1, 1, 0],
        [0, 0, 0, 0, 0, 0],
    ]


def test_the_box_of_a_control_may_be_given():
    box = np.array([[2, 3], [5, 9]])
    mask = masks.rectangle_mask(np.array([10, 20]), *box)
    assert mask.sum() == 18


@pytest.mark.parametrize("channels", [(), (3,), (4,)])
def test_the_shape_of_a_picture_may_be_given(channels):
    image = np.zeros((5, 6, *channels), np.uint8)
    mask = masks.rectangle_mask(image.shape, (1, 2), (4, 5))
    np.testing.assert_array_equal(mask, masks.rectangle_mask((5, 6), (1, 2), (4, 5)))
    assert masks.apply_mask(image, mask).shape == image.shape


@pytest.mark.parametrize("name", ["china", "coffee", "retina"])
@pytest.mark.parametrize("gray", [False, True])
def test_apply_mask_equals_opencv(name, gray):
    image = data.sample(name, gray=gray)
    mask = data.sample(name, gray=True) > 90
    before = image.copy(), mask.copy()
    kept = masks.apply_mask(image, mask)
    white = mask.astype(np.uint8) * 255
    np.testing.assert_array_equal(kept, cv2.bitwise_and(image, image, mask=white))
    assert kept.shape == image.shape
    assert kept.dtype == np.uint8
    np.testing.assert_array_equal(image, before[0])
    np.testing.assert_array_equal(mask, before[1])


def test_apply_mask_returns_a_copy():
    image = data.sample("coffee")
    kept = masks.apply_mask(image, np.ones(image.shape[:2], bool))
    np.testing.assert_array_equal(kept, image)
    kept[:] = 0
    assert image.any()
    assert not masks.apply_mask(image, np.zeros(image.shape[:2], bool)).any()


def test_apply_mask_takes_views_and_transparency():
    image = np.dstack([data.sample("china"), data.sample("china", gray=True)])
    mask = image[:, :, 0] > 99
    expected = np.where(mask[:, :, np.newaxis], image, 0)
    np.testing.assert_array_equal(masks.apply_mask(image, mask), expected)
    view, part = image[::-2, 5::3], mask[::-2, 5::3]
    np.testing.assert_array_equal(masks.apply_mask(view, part), expected[::-2, 5::3])
    repeated = np.broadcast_to(np.uint8(7), (500, 1))
    everywhere = np.broadcast_to(np.True_, (500, 1))
    assert (masks.apply_mask(repeated, everywhere) == 7).all()


def test_painting_black_and_counting_adds_a_spike_at_0():
    """The fault that chapter 04 warns of, and how high it is."""
    gray = data.sample("china", gray=True)
    mask = masks.rectangle_mask(gray.shape, (225, 370), (290, 520))
    wrong = histograms.histogram(masks.apply_mask(gray, mask))
    right = histograms.histogram(gray, mask=mask)
    assert wrong[0] - right[0] == np.count_nonzero(~mask)
    np.testing.assert_array_equal(wrong[1:], right[1:])
