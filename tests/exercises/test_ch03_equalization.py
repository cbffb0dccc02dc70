"""Proofs of chapter 03, Histogram equalization."""

import itertools

import cv2
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from course_utils import data
from course_utils.exercises.ch03_equalization import cumulative, equalization_table, with_new_luma
from tests.exercises import Proof
from tests.exercises.shared import ORDER, add_up_by_hand, count_by_hand, gray_pictures, many, sides

# ---- equalization.cumulative -------------------------------------------------------------------


CUMULATIVE = Proof(
    "equalization.cumulative",
    also_right=[
        add_up_by_hand,
        lambda gray: np.array([(gray <= value).mean() for value in range(256)]),
        lambda gray: np.cumsum(np.histogram(gray, 256, (0, 256))[0] / gray.size),
        lambda gray: cv2.calcHist([gray], [0], None, [256], [0, 256]).cumsum() / gray.size,
        lambda gray: np.searchsorted(np.sort(gray, None), np.arange(256), "right") / gray.size,
    ],
    mutants=[
        "gray.ravel() -> gray[0]",
        "gray.ravel() -> gray.ravel() // 2",
        "np.cumsum(counts) -> np.cumsum(counts)[::-1]",
        "np.cumsum(counts) -> np.cumsum(counts) - counts",
        "np.cumsum(counts) -> np.cumsum(counts, dtype=np.uint8)",
    ],
    equivalents={
        "gray.size -> counts.sum()": "the counts sum to the number of pixels",
        "gray.ravel() -> np.sort(gray, None)": ORDER,
        "gray.ravel()[::-1]": ORDER,
    },
    same_as={
        "divided_by_255+scaled_to_255": "not_divided",
    },
)


@many
@given(gray_pictures)
@example(np.full((300, 3), 255, np.uint8))
def test_cumulative_is_scipys_and_opencvs(gray):
    shares = cumulative(gray)
    assert shares[-1] == 1
    assert np.allclose(shares, stats.ecdf(gray.ravel()).cdf.evaluate(np.arange(256)), rtol=1e-12)
    sums = cv2.calcHist([gray], [0], None, [256], [0, 256]).cumsum(dtype=np.float64)
    assert np.allclose(shares, sums / gray.size, rtol=1e-12)


# ---- equalization.table ------------------------------------------------------------------------


def table_by_hand(gray):
    counts = [int(number) for number in count_by_hand(gray)]
    first = next(number for number in counts if number)
    if first == gray.size:
        return np.array(range(256), np.uint8)
    new_values, total = [], 0
    for number in counts:
        total += number
        new_values.append(max(0, round((total - first) * 255 / (gray.size - first))))
    return np.array(new_values, np.uint8)


def table_masked(gray):
    if (gray == gray[0, 0]).all():
        return np.arange(256).astype(np.uint8)
    sums = count_by_hand(gray).cumsum()
    sums = np.ma.masked_equal(sums, 0)
    sums = (sums - sums.min()) * 255 / (sums.max() - sums.min())
    return np.round(np.ma.filled(sums, 0)).astype("uint8")


def table_of_shares(gray):
    shares = add_up_by_hand(gray)
    first = shares[gray.min()]
    if first == 1:
        return np.arange(256).astype(np.uint8)
    return np.rint(np.clip((shares - first) / (1 - first) * 255, 0, 255)).astype(np.uint8)


TABLE = Proof(
    "equalization.table",
    also_right=[table_by_hand, table_masked, table_of_shares],
    mutants=[
        "gray.ravel() -> gray[0]",
        "sums[gray.min()] -> sums[gray[0, 0]]",
        "sums[gray.min()] -> 1",
        "np.maximum(sums - sums[gray.min()], 0) -> abs(sums - sums[gray.min()])",
        "255 / steps[-1] -> 255 / steps.mean()",
        "(255 / steps[-1])).astype(np.uint8) -> (255 / steps[-1])).astype(np.uint8)[gray]",
    ],
    equivalents={
        "steps[-1] == 0 -> steps.max() == 0": "the last of rising numbers is the largest",
        "gray.ravel() -> gray.T.ravel()": ORDER,
        "gray.ravel()[::-1]": ORDER,
        # Not for every picture: OpenCV's own rounding errors are nobody's mistake.
        "gray.min()], 0).astype(np.float64)": "differs only where float32 rounds to a half",
        "gray.min()], 0).astype(np.int32)": "differs only where float32 rounds to a half",
        "gray.min()], 0).astype(np.int64)": "differs only where float32 rounds to a half",
        "steps = np.maximum(sums - sums[gray.min()], 0)": "as with int64, in which they are",
    },
    told=[(cv2.equalizeHist, "mistake:picture")],
)


@many
@given(gray_pictures)
@example(np.full((2, 3), 9, np.uint8))
@example(np.array([[1, 2, 2, 2, 3, 3, 3]], np.uint8))  # 3 of 6 pixels: 127.5
@example(np.repeat(np.uint8([[5, 6, 7]]), (1, 7, 7), axis=1))  # 7 of 14, of which 1 / 14 is rounded
def test_table_is_opencvs(gray):
    new_values = equalization_table(gray)
    assert new_values.dtype == np.uint8
    assert (np.diff(new_values.astype(int)) >= 0).all()
    assert np.array_equal(new_values[gray], cv2.equalizeHist(gray))


@pytest.mark.parametrize("name", data.SAMPLES)
def test_table_is_opencvs_on_photographs(name):
    gray = data.sample(name, gray=True)
    assert np.array_equal(equalization_table(gray)[gray], cv2.equalizeHist(gray))


# ---- equalization.with_new_luma ----------------------------------------------------------------


def luma_by_hand(image, new_luma):
    gray = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    result = np.zeros(image.shape)
    for row, column in np.ndindex(gray.shape):
        change = float(new_luma[row, column]) - float(gray[row, column])
        for channel in range(3):
            result[row, column, channel] = image[row, column, channel] + change
    return result


def luma_exact(image, new_luma):
    weighed = image @ np.array([3735, 19235, 9798])  # the weights times 2 ** 15
    return image + np.expand_dims(new_luma - (weighed + 2**14) // 2**15, 2).astype(float)


WITH_NEW_LUMA = Proof(
    "equalization.with_new_luma",
    also_right=[
        luma_by_hand,
        luma_exact,
        lambda image, new_luma: cv2.add(
            image,
            cv2.merge([new_luma - cv2.cvtColor(image, cv2.COLOR_BGR2GRAY).astype(float)] * 3),
            dtype=cv2.CV_64F,
        ),
    ],
    mutants=[
        "cv2.cvtColor(image, cv2.COLOR_BGR2GRAY) -> image[:, :, 1]",
        "new_luma - luma -> new_luma / luma",
        "new_luma - luma -> abs(new_luma - luma)",
        "new_luma - luma -> np.maximum(new_luma - luma, -100)",
        "image + change[:, :, np.newaxis] -> image + change[:, :1, np.newaxis]",
        "image + change[:, :, np.newaxis] -> image + change[:1, :, np.newaxis]",
        "np.newaxis] -> np.newaxis] * (1, 1, 0)",
        "np.newaxis] -> np.newaxis] * (0, 1, 1)",
        "image + change[:, :, np.newaxis] -> np.maximum(image + change[..., None], 0)",
        "np.newaxis] -> np.newaxis].astype(np.int64)",
    ],
    equivalents={
        "[:, :, np.newaxis] -> [..., None]": "another way to write the same axis",
    },
    same_as={
        "unchanged+uint8_at_the_end": "unchanged",
        "channels_and_sum_wrap+uint8_at_the_end": "uint8_at_the_end",
        "added_in_uint8+uint8_at_the_end": "old_luma_stays+uint8_at_the_end",
        "unchanged+clipped": "unchanged",
        "unchanged+as_picture": "unchanged",
        "differences_only+as_picture": "differences_only+clipped",  # there are no fractions
        "fraction_dropped+uint8_at_the_end": "uint8_at_the_end",
        "fraction_dropped+clipped": "as_picture",
        "fraction_dropped+as_picture": "as_picture",
        "all_in_uint8+uint8_at_the_end": "uint8_at_the_end",
        "all_in_uint8+clipped": "all_in_uint8",  # in the range of a picture already
        "all_in_uint8+as_picture": "uint8_at_the_end",
        "difference_wraps+uint8_at_the_end": "uint8_at_the_end",
        "channels_wrap+uint8_at_the_end": "uint8_at_the_end",
        "sum_wraps+uint8_at_the_end": "sum_wraps",
        "sum_wraps+clipped": "sum_wraps",
        "sum_wraps+as_picture": "sum_wraps",
        "gray+clipped": "gray",
        "gray+as_picture": "gray+uint8_at_the_end",
        "gray+rgb": "gray",  # channels that are equal
        "ycrcb+uint8_at_the_end": "ycrcb",
        "ycrcb+clipped": "ycrcb",
        "ycrcb+as_picture": "ycrcb",
        "lab+uint8_at_the_end": "lab",
        "lab+clipped": "lab",
        "lab+as_picture": "lab",
        "hsv+uint8_at_the_end": "hsv",
        "hsv+clipped": "hsv",
        "hsv+as_picture": "hsv",
        "uint8_at_the_end+clipped": "uint8_at_the_end",
        "uint8_at_the_end+as_picture": "uint8_at_the_end",
        "clipped+as_picture": "as_picture",
    },
)


@many
@given(
    st.tuples(sides, sides).flatmap(
        lambda shape: st.tuples(arrays(np.uint8, (*shape, 3)), arrays(np.uint8, shape))
    )
)
def test_with_new_luma_is_opencvs(pair):
    image, new_luma = pair
    result = with_new_luma(image, new_luma)
    assert result.dtype == np.float64
    for first, second in itertools.combinations(range(3), 2):
        before = cv2.subtract(image[..., first], image[..., second], dtype=cv2.CV_64F)
        assert np.array_equal(result[..., first] - result[..., second], before)
    luma = cv2.cvtColor(result.astype(np.float32), cv2.COLOR_BGR2GRAY)
    assert np.abs(luma - new_luma).max() <= 0.501  # the old luma was rounded
