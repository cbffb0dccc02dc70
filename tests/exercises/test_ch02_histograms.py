"""Proofs of chapter 02, Histograms."""

import cv2
import numpy as np
import pytest
from hypothesis import example, given
from skimage import exposure

from course_utils.exercises.ch02_histograms import color_descriptor, count, normalize
from tests.exercises import Proof
from tests.exercises.shared import (
    COLUMN_IN_4,
    ORDER,
    color_pictures,
    count_at,
    count_by_hand,
    gray_pictures,
    many,
)

WITHOUT_WHITE = "mistake:without_white" + "+column" * COLUMN_IN_4

# ---- histograms.count --------------------------------------------------------------------------


COUNT = Proof(
    "histograms.count",
    also_right=[
        count_by_hand,
        count_at,
        lambda gray: np.array([np.sum(gray == value) for value in range(256)]),
        lambda gray: np.histogram(gray, 256, (0, 256))[0],
        lambda gray: np.histogram(gray, 256, (0, 255))[0],  # the same for whole numbers
        lambda gray: np.histogram(gray, np.arange(257))[0],
    ],
    mutants=[
        "gray.ravel() -> gray[:, 0]",
        "gray.ravel() -> gray.ravel() // 2",
        "gray.ravel() -> gray.ravel() + 1",
        "gray.ravel() -> gray.ravel(), gray.ravel()",
        "minlength=256) -> minlength=256)[1:]",
        "minlength=256) -> minlength=256) + 1",
    ],
    equivalents={
        "gray.ravel() -> gray.T.ravel()": ORDER,
        "gray.ravel()[::-1]": ORDER,
    },
    same_as={
        "once_each+wraps_at_256": "once_each",  # only counts above 255 wrap
        "each_row_once+wraps_at_256": "each_row_once",
        "each_column_apart+wraps_at_256": "each_column_apart",
        "each_row_apart+wraps_at_256": "each_row_apart",
        "first_row+wraps_at_256": "first_row",
        "density+shares": "range_of_image+shares",  # a density is proportional to the counts
    },
    told=[
        (
            lambda gray: cv2.calcHist([gray], [0], None, [256], [0, 255]),
            WITHOUT_WHITE,
            "return integers",
        ),
        (
            lambda gray: cv2.calcHist([gray], [0], None, [256], [0, 256]).ravel().astype(int),
            "rule",
            "NumPy alone",
        ),
    ],
)


@many
@given(gray_pictures)
@example(np.full((300, 3), 255, np.uint8))
def test_count_is_opencvs_and_numpys(gray):
    counts = count(gray)
    assert counts.dtype.kind == "i"
    assert counts.sum() == gray.size
    assert np.array_equal(counts, cv2.calcHist([gray], [0], None, [256], [0, 256]).ravel())
    assert np.array_equal(counts, np.histogram(gray, 256, (0, 256))[0])


# ---- histograms.normalize ----------------------------------------------------------------------


NORMALIZE = Proof(
    "histograms.normalize",
    also_right=[
        lambda gray: count_by_hand(gray) / gray.size,
        lambda gray: count_by_hand(gray) / (gray.shape[0] * gray.shape[1]),
        lambda gray: cv2.calcHist([gray], [0], None, [256], [0, 256]).ravel() / gray.size,
        lambda gray: np.histogram(gray, 256, (0, 256), density=True)[0],
        lambda gray: np.array([(gray == value).mean() for value in range(256)]),
        lambda gray: cv2.normalize(
            cv2.calcHist([gray], [0], None, [256], [0, 256]), None, norm_type=cv2.NORM_L1
        ).ravel(),
    ],
    mutants=[
        "gray.ravel() -> gray.ravel() // 2",
        "gray.size -> (gray.size - 1 or 1)",
        "gray.size -> np.count_nonzero(counts)",
        "gray.size -> gray.sum()",
        "gray.size -> gray.max()",
        "counts / gray.size -> np.round(counts / gray.size, 3)",
    ],
    equivalents={
        "gray.size -> counts.sum()": "the counts sum to the number of pixels",
        "gray.ravel() -> gray.T.ravel()": ORDER,
        "gray.ravel()[::-1]": ORDER,
    },
    same_as={
        "not_divided+rounded": "not_divided",  # whole numbers stay
        "floor_division+rounded": "floor_division",
    },
    told=[
        (
            lambda gray: cv2.calcHist([gray], [0], None, [256], [0, 255]) / gray.size,
            WITHOUT_WHITE,
        ),
        (
            lambda gray: cv2.normalize(
                cv2.calcHist([gray], [0], None, [256], [0, 256]), None
            ).reshape(-1, 1),
            "mistake:length_1+column",
        ),
    ],
)


@many
@given(gray_pictures)
@example(np.full((300, 3), 255, np.uint8))
def test_normalize_is_scikit_images_and_opencvs(gray):
    shares = normalize(gray)
    assert shares.sum() == pytest.approx(1, abs=1e-12)
    expected, _ = exposure.histogram(gray, source_range="dtype", normalize=True)
    assert np.allclose(shares, expected, rtol=1e-12)
    counts = cv2.calcHist([gray], [0], None, [256], [0, 256]).ravel().astype(np.float64)
    assert np.allclose(shares, counts / gray.size, rtol=1e-12)


# ---- histograms.color_descriptor ---------------------------------------------------------------


def describe_by_hand(image):
    counts = np.zeros((8, 8, 8), int)
    for blue, green, red in image.reshape(-1, 3):
        counts[blue // 32, green // 32, red // 32] += 1
    return counts.flatten()


COLOR_DESCRIPTOR = Proof(
    "histograms.color_descriptor",
    also_right=[
        describe_by_hand,
        lambda image: (
            np.histogramdd(image.reshape(-1, 3), 8, [(0, 256)] * 3)[0].astype(int).ravel()
        ),
        lambda image: (
            np.histogramdd(image.reshape(-1, 3), 8, [(0, 255)] * 3)[0].astype(int).ravel()
        ),  # the same for whole numbers
        lambda image: (
            cv2.calcHist([image], [0, 1, 2], None, [8] * 3, [0, 256] * 3).ravel().astype(int)
        ),
    ],
    mutants=[
        "// 32 -> / 32 + 0.5",
        "image // -> (image + 1) //",
        "cells[:, :, 0] * 64 -> cells[:, :, 0] * 8",
        "cells[:, :, 1] * 8 -> cells[:, :, 1] * 64",
        "numbers.ravel() -> numbers[0]",
        "minlength=512) -> minlength=512) / image.size",
    ],
    equivalents={
        "// 32 -> >> 5": "the same cells",
        "(image / 32)": "the whole type cuts off the fraction",
        "astype(np.int16)": "numbers up to 511 fit",
        "astype(np.uint16)": "numbers up to 511 fit",
        "astype(np.int32)": "numbers up to 511 fit",
        "numbers.ravel()[::-1]": ORDER,
    },
    same_as={
        "once_each+wraps_at_256": "once_each",  # only counts above 255 wrap
        "wraps_at_256+shares": "shares",  # the picture of one gray has a single count
        "scrambled+wraps_at_256": "scrambled",
        "length_1+shares": "shares",  # whatever a factor was, it is gone
        "largest_is_1+shares": "shares",
    },
    told=[
        (
            lambda image: cv2.calcHist([image], [0, 1, 2], None, [8] * 3, [0, 256] * 3),
            "mistake:not_flat",
            "return integers",
        ),
        (
            lambda image: cv2.calcHist([image], [2, 1, 0], None, [8] * 3, [0, 256] * 3).astype(int),
            "mistake:red_first+not_flat",
        ),
        (
            lambda image: cv2.calcHist([image], [0, 1, 2], None, [8] * 3, [0, 255] * 3).ravel(),
            "mistake:without_255",
            "return integers",
        ),
    ],
)


@many
@given(color_pictures)
@example(np.full((300, 3, 3), 255, np.uint8))
def test_color_descriptor_is_opencvs_and_numpys(image):
    descriptor = color_descriptor(image)
    assert descriptor.dtype.kind == "i"
    counts = cv2.calcHist([image], [0, 1, 2], None, [8] * 3, [0, 256] * 3)
    assert np.array_equal(descriptor, counts.ravel())
    counts, _ = np.histogramdd(image.reshape(-1, 3), 8, [(0, 256)] * 3)
    assert np.array_equal(descriptor, counts.ravel())
