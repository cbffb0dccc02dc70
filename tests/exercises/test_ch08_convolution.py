"""Proofs of chapter 08, Convolution, properly."""

import cv2
import numpy as np
import pytest
import scipy.signal

from course_utils import convolution, data
from course_utils.exercises.ch08_convolution import fft_convolve, flip, focus_score, is_separable
from tests.exercises import Proof

# ---- convolution.flip ----------------------------------------------------------------------------


def flip_by_opencv(kernel):
    return np.rot90(kernel, 2)


def flip_by_loops(kernel):
    result = np.empty_like(kernel)
    rows, columns = kernel.shape
    for row, column in np.ndindex(rows, columns):
        result[row, column] = kernel[rows - 1 - row, columns - 1 - column]
    return result


FLIP = Proof("convolution.flip", also_right=[flip_by_opencv, flip_by_loops, np.flip])


def test_correlating_with_the_flipped_kernel_is_convolving():
    gray = data.sample("text", gray=True)
    kernel = np.random.default_rng(0).normal(size=(3, 5))
    np.testing.assert_allclose(
        convolution.correlate(gray, flip(kernel)), convolution.convolve(gray, kernel)
    )


# ---- convolution.is_separable --------------------------------------------------------------------


def separable_by_rank(kernel):
    return np.linalg.matrix_rank(kernel, rtol=1e-9) <= 1


def separable_by_largest(kernel):
    largest = np.abs(kernel).max()
    if largest == 0:
        return True
    row, column = np.argwhere(np.abs(kernel) == largest)[0]
    product = np.outer(kernel[:, column], kernel[row]) / kernel[row, column]
    return bool(np.abs(product - kernel).max() <= 1e-9 * largest)


IS_SEPARABLE = Proof(
    "convolution.is_separable",
    also_right=[separable_by_rank, separable_by_largest],
    equivalents={
        "return np.all(sizes[1:] <= 1e-09 * sizes[0])": "a bool of NumPy is a bool",
        "kernel[::-1]": "the order of the rows does not matter",
        "2e-09": "a tolerance that is as good",
    },
)


@pytest.mark.parametrize("name", convolution.KERNELS)
def test_the_kernels_of_the_bank_can_be_taken_apart_where_it_says_so(name):
    kernel = convolution.KERNELS[name]
    if is_separable(kernel):
        column, row = convolution.separate(kernel)
        np.testing.assert_allclose(column @ row, kernel, atol=1e-12)
    else:
        with pytest.raises(ValueError, match="no product"):
            convolution.separate(kernel)


# ---- convolution.focus_score ---------------------------------------------------------------------


def focus_by_shifts(gray):
    values = gray.astype(int)
    neighbors = values[:-2, 1:-1] + values[2:, 1:-1] + values[1:-1, :-2] + values[1:-1, 2:]
    return float(np.var(neighbors - 4 * values[1:-1, 1:-1]))


FOCUS_SCORE = Proof(
    "convolution.focus_score",
    also_right=[focus_by_shifts],
    equivalents={
        "return responses[1:-1, 1:-1].var()": "a float of NumPy is a float",
        "cv2.Laplacian(gray[::-1]": "the kernel is the same upside down",
    },
)


@pytest.mark.parametrize("name", ["camera", "clock"])
def test_the_course_has_the_same_score(name):
    gray = data.sample(name, gray=True)
    assert focus_score(gray) == pytest.approx(convolution.focus_score(gray))


# ---- convolution.fft_convolve --------------------------------------------------------------------


MORE_ZEROS = "more zeros than needed change nothing"


def fft_with_more_zeros(gray, kernel):
    sides = [64, 64]
    full = np.fft.ifft2(np.fft.fft2(gray, sides) * np.fft.fft2(kernel, sides)).real
    top, left = kernel.shape[0] // 2, kernel.shape[1] // 2
    return full[top : top + gray.shape[0], left : left + gray.shape[1]]


FFT_CONVOLVE = Proof(
    "convolution.fft_convolve",
    also_right=[fft_with_more_zeros],
    same_as={  # a uint8 picture is both clipped and rounded
        "a_picture+clipped": "a_picture",
        "a_picture+rounded": "a_picture",
        "clipped+rounded": "a_picture",
    },
    equivalents={
        "[g + k for g, k": MORE_ZEROS,
        "[g + k + 1 for g, k": MORE_ZEROS,
        "[(g + k) * 1 for g, k": MORE_ZEROS,
        "[g + k - 0 for g, k": MORE_ZEROS,
        "[g + g - 1 for": "as many zeros or more, since no kernel is larger than its picture",
        "zip(gray.shape, gray.shape": "the same",
        "for k, g in zip": "the order of a sum",
        "zip(kernel.shape, gray.shape": "the order of a sum",
    },
)


def test_spectra_agree_with_scipy_and_opencv():
    gray = data.sample("text", gray=True)
    kernel = np.random.default_rng(0).normal(size=(9, 7))
    result = fft_convolve(gray, kernel)
    np.testing.assert_allclose(
        result, scipy.signal.convolve2d(gray.astype(float), kernel, mode="same"), atol=1e-8
    )
    expected = cv2.filter2D(
        gray.astype(float), -1, kernel[::-1, ::-1].copy(), borderType=cv2.BORDER_CONSTANT
    )
    np.testing.assert_allclose(result, expected, atol=1e-8)
