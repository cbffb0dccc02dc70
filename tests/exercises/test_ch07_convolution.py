"""Proofs of chapter 07, Convolutions."""

import cv2
import numpy as np
import pytest
import scipy.ndimage
from hypothesis import given
from hypothesis import strategies as st

from course_utils.exercises.ch07_convolution import correlate, gaussian, one_value, scratch
from tests.exercises import Proof
from tests.exercises.shared import many

ORDER = "the order of adding does not matter"
EVEN = "the bell is the same on both sides of its middle"

# ---- convolution.one_value -----------------------------------------------------------------------


def one_value_by_loops(gray, kernel, row, column):
    total = 0.0
    for i in range(kernel.shape[0]):
        for j in range(kernel.shape[1]):
            pixel = int(gray[row + i - kernel.shape[0] // 2, column + j - kernel.shape[1] // 2])
            total += pixel * float(kernel[i, j])
    return total


def one_value_by_opencv(gray, kernel, row, column):
    return float(cv2.filter2D(gray, cv2.CV_64F, kernel.astype(float))[row, column])


ONE_VALUE = Proof(
    "convolution.one_value",
    also_right=[
        one_value_by_loops,
        one_value_by_opencv,
        lambda gray, kernel, row, column: float(
            scipy.ndimage.correlate(gray.astype(float), kernel)[row, column]
        ),
    ],
    equivalents={"np.sum((window * kernel)[::-1])": ORDER},
    # A last step that changes what is whole, positive, or clipped already, changes nothing.
    same_as={
        "whole_weights+clipped_and_rounded": "whole_weights+clipped",
        "whole_weights+rounded": "whole_weights",
        "whole_weights+cut": "whole_weights",
        "no_sign+positive": "no_sign",
        "by_sum+wraps": "sum_to_1+wraps",
        "each_cut+clipped_and_rounded": "each_cut+clipped",
        "each_cut+rounded": "each_cut",
        "each_cut+cut": "each_cut",
        "kernel_in_uint8+clipped_and_rounded": "kernel_in_uint8+clipped",
        "kernel_in_uint8+rounded": "kernel_in_uint8",
        "kernel_in_uint8+cut": "kernel_in_uint8",
        "kernel_in_uint8+wraps": "whole_weights+wraps",
        "kernel_in_uint8+positive": "kernel_in_uint8",
        "sums_apart+clipped_and_rounded": "sums_apart+clipped",
        "clipped+clipped_and_rounded": "clipped_and_rounded",
        "clipped+rounded": "clipped_and_rounded",
        "clipped+wraps": "clipped+cut",
        "clipped+positive": "clipped",
        "clipped_and_rounded+rounded": "clipped_and_rounded",
        "clipped_and_rounded+cut": "clipped_and_rounded",
        "clipped_and_rounded+wraps": "clipped_and_rounded",
        "clipped_and_rounded+positive": "clipped_and_rounded",
        "rounded+cut": "rounded",
        "cut+wraps": "wraps",
        "wraps+positive": "wraps",
    },
)


# ---- convolution.gaussian ------------------------------------------------------------------------


def gaussian_by_loops(size, sigma):
    kernel = np.zeros((size, size))
    for i in range(size):
        for j in range(size):
            squared = (i - size // 2) ** 2 + (j - size // 2) ** 2
            kernel[i, j] = np.exp(-squared / (2 * sigma**2))
    return kernel / kernel.sum()


def gaussian_as_a_product(size, sigma):
    side = np.exp(-((np.arange(size) - (size - 1) / 2) ** 2) / (2 * sigma**2))
    return np.outer(side, side) / side.sum() ** 2


def gaussian_of_opencv(size, sigma):
    column = cv2.getGaussianKernel(size, sigma)
    return column @ column.T


GAUSSIAN = Proof(
    "convolution.gaussian",
    also_right=[gaussian_by_loops, gaussian_as_a_product],
    equivalents={
        "size // 2 - np.arange(size)": EVEN,
        "(steps[:, None] ** 2 + steps ** 2) / (2 * sigma ** 2))[::-1]": EVEN,
        "steps[::-1, None]": EVEN,
    },
    told=[(gaussian_of_opencv, "rule", "without `cv2.getGaussianKernel`")],
)


# ---- convolution.scratch -------------------------------------------------------------------------


def scratch_of_two_means(size):
    middle = np.arange(size) == size // 2
    return np.tile(middle / size - ~middle / (size * (size - 1)), (size, 1))


def scratch_divided_last(size):
    kernel = -np.ones((size, size))
    kernel[:, size // 2] = size - 1
    return kernel / kernel[:, size // 2].sum()


SCRATCH = Proof(
    "convolution.scratch",
    also_right=[scratch_of_two_means, scratch_divided_last],
    equivalents={"kernel[::-1, size // 2]": "a column of equal weights, upside down"},
    # Whole weights have no digits to round.
    same_as={
        f"{whole}+three_digits": whole
        for whole in (
            "whole_numbers",
            "not_in_balance",
            "ones_alone",
            "by_zero",
            "one_pixel_whole",
            "neighbors_whole",
        )
    },
)


@many
@given(st.integers(1, 12), st.integers(0, 200), st.integers(1, 55))
def test_scratch_gives_what_the_prompt_says(half, metal, brighter):
    size = 2 * half + 1
    window = np.full((size, size), float(metal))
    assert np.sum(window * scratch(size)) == pytest.approx(0, abs=1e-9)
    window[:, half] += brighter
    assert np.sum(window * scratch(size)) == pytest.approx(brighter)


# ---- convolution.correlate -----------------------------------------------------------------------


def correlate_by_loops(gray, kernel):
    (height, width), (rows, columns) = gray.shape, kernel.shape
    sums = np.zeros((height, width))
    for row in range(height):
        for column in range(width):
            for i in range(rows):
                for j in range(columns):
                    y = min(max(row + i - rows // 2, 0), height - 1)
                    x = min(max(column + j - columns // 2, 0), width - 1)
                    sums[row, column] += float(gray[y, x]) * kernel[i, j]
    return sums


def correlate_by_windows(gray, kernel):
    reach = [(side // 2, side // 2) for side in kernel.shape]
    padded = np.pad(gray.astype(float), reach, "edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, kernel.shape)
    return np.einsum("ijkl,kl->ij", windows, kernel.astype(float))


def correlate_by_opencv(gray, kernel):
    return cv2.filter2D(gray, cv2.CV_64F, kernel.astype(float), borderType=cv2.BORDER_REPLICATE)


CORRELATE = Proof(
    "convolution.correlate",
    also_right=[correlate_by_loops, correlate_by_windows],
    equivalents={
        "[(side // 2,) for side in kernel.shape]": "np.pad takes one number for both ends",
        "np.float16": "it holds all whole numbers up to 255, and the products are float64",
        "np.float32": "it holds all whole numbers up to 255, and the products are float64",
        "axis=(3, 2)": ORDER,
    },
    # As above: a last step that finds nothing to change.
    same_as={
        "whole_weights+clipped_and_rounded": "whole_weights+clipped",
        "whole_weights+rounded": "whole_weights",
        "whole_weights+cut": "whole_weights",
        "no_sign+positive": "no_sign",
        "kernel_in_uint8+clipped_and_rounded": "kernel_in_uint8+clipped",
        "kernel_in_uint8+rounded": "kernel_in_uint8",
        "kernel_in_uint8+cut": "kernel_in_uint8",
        "kernel_in_uint8+wraps": "whole_weights+wraps",
        "kernel_in_uint8+positive": "kernel_in_uint8",
        "clipped+clipped_and_rounded": "clipped_and_rounded",
        "clipped+rounded": "clipped_and_rounded",
        "clipped+wraps": "clipped+cut",
        "clipped+positive": "clipped",
        "clipped_and_rounded+rounded": "clipped_and_rounded",
        "clipped_and_rounded+cut": "clipped_and_rounded",
        "clipped_and_rounded+wraps": "clipped_and_rounded",
        "clipped_and_rounded+positive": "clipped_and_rounded",
        "rounded+cut": "rounded",
        "cut+wraps": "wraps",
        "wraps+positive": "wraps",
    },
    told=[(correlate_by_opencv, "rule", "without `cv2.filter2D`")],
)


@many
@given(st.integers(0, 2**32 - 1), *[st.integers(1, 9)] * 2, *[st.integers(0, 4)] * 2)
def test_correlate_is_scipys(seed, height, width, half_rows, half_columns):
    rng = np.random.default_rng(seed)
    gray = rng.integers(0, 256, (height, width), np.uint8)
    kernel = rng.normal(size=(2 * half_rows + 1, 2 * half_columns + 1))
    sums = correlate(gray, kernel)
    want = scipy.ndimage.correlate(gray.astype(float), kernel, mode="nearest")
    np.testing.assert_allclose(sums, want, atol=1e-9)
    if half_rows <= height // 2 and half_columns <= width // 2:
        middle = height // 2, width // 2
        if height > 2 * half_rows and width > 2 * half_columns:
            assert one_value(gray, kernel, *middle) == pytest.approx(sums[middle])


@many
@given(st.integers(0, 12), st.floats(0.2, 50))
def test_gaussian_is_opencvs(half, sigma):
    size = 2 * half + 1
    column = cv2.getGaussianKernel(size, sigma)
    np.testing.assert_allclose(gaussian(size, sigma), column @ column.T, atol=1e-12)
