"""Proofs of chapter 10, Smoothing around gaps."""

import numpy as np
import scipy.ndimage
from scipy.ndimage import binary_dilation, distance_transform_cdt, label

from course_utils import smoothing
from course_utils.exercises.ch10_smoothing import edge_error, fill_small_holes, normalized
from tests.exercises import Proof

SQUARE = np.ones((3, 3))
ONES = "ones and zeros are the same in each of these types"
WIDER = ("uint16", "int16", "float32", "float64")


def types(line, *names):
    """Return pieces of lines in which only the type of ones and zeros is another one."""
    return {line.format(name): ONES for name in names}


# ---- smoothing.edge_error ------------------------------------------------------------------------


def error_by_loops(smoothed, truth, known, width):
    errors = []
    for row, column in np.argwhere(known):
        top, left = max(row - width, 0), max(column - width, 0)
        if not known[top : row + width + 1, left : column + width + 1].all():
            errors.append(abs(smoothed[row, column] - truth[row, column]))
    return sum(errors) / len(errors)


def error_by_dilation(smoothed, truth, known, width):
    band = known & binary_dilation(~known, SQUARE, iterations=width)
    return np.mean(np.abs(smoothed[band] - truth[band]))


def error_by_distance(smoothed, truth, known, width):
    band = known & (distance_transform_cdt(known, "chessboard") <= width)
    return np.abs(smoothed - truth)[band].mean()


EDGE_ERROR = Proof(
    "smoothing.edge_error",
    also_right=[error_by_loops, error_by_dilation, error_by_distance],
    equivalents={
        "return np.abs(smoothed - truth)[near & known].mean()": "a float of NumPy is a float",
        **types("(2 * width + 1, 2 * width + 1), np.{})", "int8", "int32", "int64", *WIDER),
        "np.ones((2 * width + 1, 2 * width + 1))": ONES,
        **types("np.{}(~known)", *WIDER),
        "square[::-1]": "a square of ones, upside down",
        "truth - smoothed": "the absolute value is the same",
    },
)


# ---- smoothing.normalized ------------------------------------------------------------------------


def normalized_by_divide(image, known, blur):
    weights = blur(np.float64(known))
    values = blur(np.where(known, image, 0).astype(float))
    return np.divide(values, weights, out=np.full(image.shape, np.nan), where=weights >= 1e-6)


def normalized_by_copy(image, known, blur):
    filled = image.astype(float)
    filled[~known] = 0
    weights = blur(known * 1.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        result = blur(filled) / weights
    result[weights < 1e-6] = np.nan
    return result


NORMALIZED = Proof(
    "smoothing.normalized",
    also_right=[normalized_by_divide, normalized_by_copy],
    equivalents={
        **types("known.astype(np.{})", "float32"),
        "values[weights < 1e-06] = np.nan": "NaN divided by a weight is NaN, too",
        "weights[weights <= 1e-06]": "a sum of weights is just this number by chance alone",
    },
)


def test_normalized_is_masked_smooth_away_from_the_border():
    image = np.random.default_rng(0).uniform(0, 255, (60, 70))
    known = image > 60
    known[20:30, 30:40] = False

    def blur(array):
        return scipy.ndimage.gaussian_filter(array, 2, mode="constant")

    found = normalized(image, known, blur)
    expected = smoothing.masked_smooth(image, 2, mask=known)
    np.testing.assert_allclose(found[8:-8, 8:-8], expected[8:-8, 8:-8], rtol=1e-9)


# ---- smoothing.fill_small_holes ------------------------------------------------------------------


def fill_by_scipy(image, known, largest):
    labels, count = label(~known, SQUARE)
    filled = image.astype(float)
    filled[~known] = np.nan
    for number in range(1, count + 1):
        hole = labels == number
        rim = binary_dilation(hole, SQUARE) & known
        if np.count_nonzero(hole) <= largest and rim.any():
            filled[hole] = np.mean(image[rim])
    return filled


def fill_by_hand(image, known, largest):
    """A hole is found by walking from pixel to pixel."""
    rows, columns = known.shape
    filled = np.where(known, image, np.nan).astype(float)
    seen = known.copy()
    for start in np.argwhere(~known):
        hole, rim, waiting = [], set(), [tuple(int(i) for i in start)]
        while waiting:
            row, column = waiting.pop()
            if seen[row, column]:
                continue
            seen[row, column] = True
            hole.append((row, column))
            for down in range(max(row - 1, 0), min(row + 2, rows)):
                for across in range(max(column - 1, 0), min(column + 2, columns)):
                    (rim.add if known[down, across] else waiting.append)((down, across))
        if hole and len(hole) <= largest and rim:
            filled[tuple(zip(*hole, strict=True))] = np.mean([float(image[one]) for one in rim])
    return filled


FILL_SMALL_HOLES = Proof(
    "smoothing.fill_small_holes",
    also_right=[fill_by_scipy, fill_by_hand],
    equivalents={
        "range(1, count)[::-1]": "each hole is filled by itself",
        "np.uint8(~known))": "8 is what OpenCV takes if nothing is said",
        "np.int8(~known)": ONES,
        "np.ones((3, 3), np.uint8)[::-1]": "a square of ones, upside down",
        **types("np.{}(hole)", *WIDER),
        **types("np.ones((3, 3), np.{})", "int8", "int32", "int64", *WIDER),
        "np.ones((3, 3)))": ONES,
        "filled[rim].mean()": "known pixels have their values there already",
    },
)


def test_small_holes_in_a_constant_vanish():
    known = np.random.default_rng(0).random((40, 50)) > 0.2
    filled = fill_small_holes(np.where(known, 7.0, np.nan), known, 1000)
    assert (filled == 7).all()


def test_the_edge_error_of_the_truth_is_0():
    truth = np.arange(20.0).reshape(4, 5)
    assert edge_error(truth, truth, truth < 11, 2) == 0
