"""Proofs of chapter 13, Fractal dimension by counting boxes."""

import numpy as np
import pytest
from scipy import stats
from skimage import measure

from course_utils import fractals
from course_utils.exercises.ch13_fractals import box_count, cantor_dust, slope
from tests.exercises import Proof

# ---- fractals.box_count --------------------------------------------------------------------------


def count_by_places(binary, size):
    rows, columns = np.nonzero(binary)
    return len(set(zip(rows // size, columns // size, strict=True)))


def count_by_reshape(binary, size):
    padded = np.pad(binary, [(0, -side % size) for side in binary.shape])
    boxes = padded.reshape(padded.shape[0] // size, size, -1, size)
    return np.count_nonzero(boxes.any(axis=(1, 3)))


def count_by_block_reduce(binary, size):
    return int(measure.block_reduce(binary, (size, size), np.max).sum())


BOX_COUNT = Proof(
    "fractals.box_count",
    also_right=[count_by_places, count_by_reshape, count_by_block_reduce],
    equivalents={
        "range(0, binary.shape[0], size)[::-1]": "the order of the boxes does not matter",
        "range(0, binary.shape[1], size)[::-1]": "the order of the boxes does not matter",
    },
)


@pytest.mark.parametrize("size", [1, 2, 3, 7, 20])
def test_the_counts_are_those_of_the_package(size):
    binary = np.random.default_rng(size).random((20, 33)) < 0.05
    assert box_count(binary, size) == fractals.box_counts(binary, sizes=[size]).counts[0]


# ---- fractals.slope ------------------------------------------------------------------------------


def slope_by_hand(sizes, counts):
    x, y = np.log10(sizes), np.log10(counts)
    x = x - x.mean()
    return -float((x * y).sum() / (x * x).sum())


def slope_by_scipy(sizes, counts):
    return -float(stats.linregress(np.log2(sizes), np.log2(counts)).slope)


def slope_by_lstsq(sizes, counts):
    table = np.column_stack([np.log(sizes), np.ones(len(sizes))])
    return -float(np.linalg.lstsq(table, np.log(counts), rcond=None)[0][0])


SLOPE = Proof(
    "fractals.slope",
    also_right=[slope_by_hand, slope_by_scipy, slope_by_lstsq],
    equivalents={"return -np.polyfit": "a float of NumPy is a float"},
)


def test_the_dimension_is_that_of_the_package():
    binary = fractals.sierpinski_triangle(8)
    boxes = fractals.box_counts(binary, sizes=[1, 2, 4, 8, 16, 32])
    assert slope(*boxes) == pytest.approx(fractals.fractal_dimension(binary), abs=1e-12)


# ---- fractals.cantor_dust ------------------------------------------------------------------------


def dust_by_kron(level):
    part = np.array([[1, 0, 1], [0, 0, 0], [1, 0, 1]], bool)
    picture = np.ones((1, 1), bool)
    for _ in range(level):
        picture = np.kron(part, picture)
    return picture


def dust_by_digits(level):
    """A pixel is kept if no digit of its row and column, in base 3, is a 1."""
    kept = np.ones(3**level, bool)
    for place in range(level):
        kept &= np.arange(3**level) // 3**place % 3 != 1
    return kept[:, np.newaxis] & kept


def dust_by_recursion(level):
    if level == 0:
        return np.array([[True]])
    old = dust_by_recursion(level - 1)
    side = len(old)
    picture = np.zeros((3 * side, 3 * side), bool)
    for rows in (slice(0, side), slice(2 * side, None)):
        for columns in (slice(0, side), slice(2 * side, None)):
            picture[rows, columns] = old
    return picture


CANTOR_DUST = Proof(
    "fractals.cantor_dust",
    also_right=[dust_by_kron, dust_by_digits, dust_by_recursion],
    equivalents={
        "range(level)[::-1]": "what is repeated does not ask how often it has been",
        "zeros_like(picture[::-1])": "an empty picture is the same upside down",
        "zeros_like(outer[::-1])": "an empty picture is the same upside down",
    },
)


def test_the_dust_has_its_dimension():
    found = fractals.fractal_dimension(cantor_dust(5), sizes=[1, 3, 9, 27, 81])
    assert found == pytest.approx(np.log(4) / np.log(3), abs=1e-9)
