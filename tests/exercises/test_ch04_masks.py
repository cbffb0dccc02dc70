"""Proofs of chapter 04, Masks."""

import cv2
import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from course_utils.exercises.ch04_masks import back_project, histogram_under, rectangle
from tests.exercises import Proof
from tests.exercises.shared import COLUMN_IN_4, ORDER, color_pictures, count_at, many, sides

# ---- masks.rectangle ---------------------------------------------------------------------------


def rectangle_by_hand(shape, top_left, bottom_right):
    mask = np.zeros(shape, bool)
    for row in range(top_left[0], bottom_right[0]):
        for column in range(top_left[1], bottom_right[1]):
            mask[row, column] = True
    return mask


def rectangle_by_indices(shape, top_left, bottom_right):
    rows, columns = np.indices(shape)
    inside_rows = (rows >= top_left[0]) & (rows < bottom_right[0])
    return inside_rows & (columns >= top_left[1]) & (columns < bottom_right[1])


def rectangle_by_opencv(shape, top_left, bottom_right):
    return cv2.rectangle(np.zeros(shape, np.uint8), top_left, bottom_right, 255, -1)


RECTANGLE = Proof(
    "masks.rectangle",
    also_right=[rectangle_by_hand, rectangle_by_indices],
    mutants=[
        "[top:bottom, left:right] -> [-bottom:-top or None, left:right]",
    ],
    equivalents={"= True -> = 1": "1 is True in a bool array"},
    same_as={
        # Turning the result turns its shape and both corners.
        "shape_turned+turned": "x_and_y",
        "x_and_y+turned": "shape_turned",
        "drawn_by_opencv+turned": "ends_included+shape_turned",
    },
    told=[(rectangle_by_opencv, "mistake:drawn_by_opencv+white")],
)


@many
@given(sides, sides, st.data())
def test_rectangle_is_opencvs_and_numpys(rows, columns, draw):
    (top, bottom), (left, right) = (
        sorted(draw.draw(st.tuples(*[st.integers(0, length)] * 2))) for length in (rows, columns)
    )
    mask = rectangle((rows, columns), (top, left), (bottom, right))
    assert mask.dtype == bool
    assert mask.shape == (rows, columns)
    assert mask.sum() == (bottom - top) * (right - left)
    inner = np.ones((bottom - top, right - left), bool)
    padded = np.pad(inner, ((top, rows - bottom), (left, columns - right)))
    assert np.array_equal(mask, padded)
    if mask.any():
        drawn = np.zeros((rows, columns), np.uint8)
        cv2.rectangle(drawn, (left, top), (right - 1, bottom - 1), 1, -1)
        assert np.array_equal(mask, drawn > 0)


# ---- masks.histogram_under ---------------------------------------------------------------------


def count_under_by_hand(gray, mask):
    counts = np.zeros(256, int)
    for row in range(gray.shape[0]):
        for column in range(gray.shape[1]):
            if mask[row, column]:
                counts[gray[row, column]] += 1
    return counts


HISTOGRAM_UNDER = Proof(
    "masks.histogram_under",
    also_right=[
        count_under_by_hand,
        lambda gray, mask: np.array([np.sum(mask & (gray == value)) for value in range(256)]),
        lambda gray, mask: np.histogram(gray[mask], 256, (0, 256))[0],
        lambda gray, mask: count_at(gray[np.nonzero(mask)]),
        lambda gray, mask: np.bincount(np.ma.array(gray, mask=~mask).compressed(), minlength=256),
        lambda gray, mask: np.bincount(gray.ravel(), mask.ravel(), 256).astype(int),
    ],
    mutants=[
        "gray[mask] -> gray[mask] // 2",
        "gray[mask] -> gray[mask] + 1",
        "gray[mask] -> 255 - gray[mask]",
        "gray[mask] -> gray[mask[::-1]]",
        "gray[mask] -> gray[mask[:, ::-1]]",
        "gray[mask] -> gray[mask.any(axis=1)].ravel()",
    ],
    equivalents={"gray[mask][::-1]": ORDER},
    same_as={
        "no_pixel+wraps_at_256": "no_pixel",
        "no_brackets+wraps_at_256": "no_brackets",
        "no_pixel+cumulative": "no_pixel",
        "up_to_a_gap+wraps_at_256": "up_to_a_gap",
        "first_row+wraps_at_256": "first_row",
        "once_each+wraps_at_256": "once_each",  # only counts above 255 wrap
        "shares_of_picture+shares": "shares",
        "shares_of_picture+wraps_at_256": "no_pixel",
    },
    told=[
        (
            lambda gray, mask: cv2.calcHist([gray], [0], mask.astype("u1"), [256], [0, 255]),
            "mistake:without_white" + "+column" * COLUMN_IN_4,
            "return integers",
        ),
        (
            lambda gray, mask: np.histogram(gray, 256, (0, 256), weights=mask)[0],
            "mistake:once_each",
            "return integers",  # the counts are bool
        ),
        (
            lambda gray, mask: (
                cv2.calcHist([gray], [0], mask.astype("u1"), [256], [0, 256]).ravel().astype(int)
            ),
            "rule",
            "without `cv2.calcHist`",
        ),
    ],
)


@many
@given(
    st.tuples(sides, sides).flatmap(
        lambda shape: st.tuples(arrays(np.uint8, shape), arrays(bool, shape))
    )
)
def test_histogram_under_is_opencvs_and_numpys(pair):
    gray, mask = pair
    counts = histogram_under(gray, mask)
    assert counts.dtype.kind == "i"
    expected = cv2.calcHist([gray], [0], mask.astype(np.uint8), [256], [0, 256])
    assert np.array_equal(counts, expected.ravel())
    weights = mask.astype(int)
    assert np.array_equal(counts, np.histogram(gray, 256, (0, 256), weights=weights)[0])


# ---- masks.back_project ------------------------------------------------------------------------


def back_project_by_hand(image, table):
    result = np.empty(image.shape[:2])
    for row, column in np.ndindex(result.shape):
        result[row, column] = table[tuple(image[row, column] // 32)]
    return result


BACK_PROJECT = Proof(
    "masks.back_project",
    also_right=[
        back_project_by_hand,
        lambda image, table: table[tuple(np.moveaxis(image >> 5, 2, 0))],
        lambda image, table: table.ravel()[(image // 32).astype(int) @ (64, 8, 1)],
        lambda image, table: table[tuple(cv2.split(np.digitize(image, range(32, 256, 32))))],
    ],
    mutants=[
        "image // -> (image + 1) //",
        "image // -> np.maximum(image, 32) //",
        "image // -> (255 - image) //",
        "[blue, green, red] -> [blue, green].sum(axis=2)",
        "[blue, green, red] -> [red, blue, green]",
        "[blue, green, red] -> [blue, green, red].round(2)",
        "return table -> return 1 - table",
    ],
    equivalents={
        "// 32 -> >> 5": "the same cells",
        "image // -> np.maximum(image, 31) //": "0 to 31 share a cell",
    },
    same_as={
        "sum_is_1+mask": "mask",
        "largest_is_1+mask": "mask",
        "whole_numbers+times_255": "whole_numbers",
        "whole_numbers+mask": "whole_numbers",
        "own_colors+mask": "channel_by_channel+mask",  # neither is ever 0
        "times_255+mask": "mask",
    },
    told=[
        (
            lambda image, table: cv2.calcBackProject(
                [image], [0, 1, 2], table.astype(np.float32), [0, 256] * 3, 1
            ),
            "mistake:whole_numbers",
        ),
    ],
)


@many
@given(color_pictures, arrays(np.uint8, (8, 8, 8)))
def test_back_project_is_opencvs(image, whole_numbers):
    # cv2.Mat, because OpenCV takes the last axis of a plain array for channels.
    table = cv2.Mat(whole_numbers.astype(np.float32), wrap_channels=False)
    expected = cv2.calcBackProject([image], [0, 1, 2], table, [0, 256] * 3, 1)
    found = back_project(image, whole_numbers)
    assert found.shape == image.shape[:2]
    assert np.array_equal(found, expected)
