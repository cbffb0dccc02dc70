"""Plain references, laws and known dimensions, of course_utils.fractals."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_utils import data, fractals


@st.composite
def shapes(draw):
    rows, columns = draw(st.tuples(st.integers(1, 40), st.integers(1, 40)))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    return rng.random((rows, columns)) < draw(st.sampled_from([0.01, 0.1, 0.5, 1]))


def count_box_by_box(binary, size):
    rows, columns = binary.shape
    return sum(
        binary[top : top + size, left : left + size].any()
        for top in range(0, rows, size)
        for left in range(0, columns, size)
    )


# ---- boxes -------------------------------------------------------------------------------------


@settings(deadline=None, max_examples=200)
@given(shapes(), st.data())
def test_counts_equal_those_box_by_box(binary, data):
    most = max(binary.shape)
    sizes = data.draw(st.none() | st.lists(st.integers(1, most), min_size=1, max_size=9))
    before = binary.copy()
    found = fractals.box_counts(binary, sizes=sizes)
    assert found.counts.tolist() == [count_box_by_box(binary, size) for size in found.sizes]
    assert sizes is None or found.sizes.tolist() == sizes
    np.testing.assert_array_equal(binary, before)


@pytest.mark.parametrize(
    ("shape", "sizes"),
    [((1, 1), [1]), ((1, 9), [1]), ((4, 9), [1, 2, 4]), ((31, 64), [1, 2, 4, 8, 16])],
)
def test_sizes_are_powers_of_two_up_to_the_shorter_side(shape, sizes):
    assert fractals.box_counts(np.ones(shape, bool)).sizes.tolist() == sizes


@pytest.mark.parametrize("strides", [(2, 3), (-1, 1), (1, -2)])
def test_a_view_counts_like_a_copy(strides):
    view = fractals.sierpinski_carpet(3)[:: strides[0], :: strides[1]]
    np.testing.assert_array_equal(fractals.box_counts(view), fractals.box_counts(view.copy()))


# ---- dimension ---------------------------------------------------------------------------------


@settings(deadline=None, max_examples=50)
@given(st.integers(2, 100), st.integers(2, 100))
def test_an_area_has_dimension_2(rows, columns):
    assert fractals.fractal_dimension(np.ones((rows, columns), bool)) == pytest.approx(2)


@settings(deadline=None, max_examples=50)
@given(st.integers(2, 100), st.integers(0, 99), st.booleans())
def test_a_line_has_dimension_1(side, at, upright):
    binary = np.zeros((side, side), bool)
    binary[at % (side // 2 + 1)] = True
    assert fractals.fractal_dimension(binary.T if upright else binary) == pytest.approx(1)
    assert fractals.fractal_dimension(np.eye(side, dtype=bool)) == pytest.approx(1)


@pytest.mark.parametrize("level", range(2, 10))
def test_a_triangle_has_dimension_1_585(level):
    found = fractals.fractal_dimension(fractals.sierpinski_triangle(level))
    assert found == pytest.approx(np.log(3) / np.log(2))


@pytest.mark.parametrize("level", range(2, 7))
def test_a_carpet_has_dimension_1_893_by_powers_of_three(level):
    carpet = fractals.sierpinski_carpet(level)
    sizes = 3 ** np.arange(level + 1)
    assert fractals.fractal_dimension(carpet, sizes=sizes) == pytest.approx(np.log(8) / np.log(3))
    assert fractals.fractal_dimension(carpet, sizes=sizes) != fractals.fractal_dimension(carpet)


@pytest.mark.parametrize("level", range(5, 9))
def test_a_koch_curve_has_dimension_1_262_to_3_hundredths(level):
    curve = fractals.koch_curve(level)
    sizes = 3 ** np.arange(level - 1)
    found = fractals.fractal_dimension(curve, sizes=sizes)
    assert found == pytest.approx(np.log(4) / np.log(3), abs=0.03)


def test_a_single_pixel_has_dimension_0():
    binary = np.zeros((64, 64), bool)
    binary[20, 30] = True
    assert fractals.fractal_dimension(binary) == pytest.approx(0)


def test_edges_of_bricks_fill_less_than_those_of_gravel_and_grass():
    brick, gravel, grass = (
        fractals.fractal_dimension(cv2.Canny(data.sample(name, gray=True), 100, 200) > 0)
        for name in ("brick", "gravel", "grass")
    )
    assert brick + 0.2 < min(gravel, grass)


# ---- fractals ----------------------------------------------------------------------------------


@pytest.mark.parametrize("level", range(6))
def test_a_carpet_repeats_itself_around_a_hole(level):
    carpet, part = (fractals.sierpinski_carpet(one) for one in (level + 1, level))
    side = 3**level
    assert carpet.shape == (3 * side, 3 * side)
    blocks = carpet.reshape(3, side, 3, side).swapaxes(1, 2)
    for row in range(3):
        for column in range(3):
            expected = part & ((row, column) != (1, 1))
            np.testing.assert_array_equal(blocks[row, column], expected)


@pytest.mark.parametrize("level", range(8))
def test_a_triangle_is_the_odd_numbers_of_pascals(level):
    rows, columns = np.indices((2**level, 2**level))
    odd = (rows & columns) == columns  # by Lucas' theorem
    np.testing.assert_array_equal(fractals.sierpinski_triangle(level), odd)


@pytest.mark.parametrize("level", range(9))
def test_a_koch_curve_is_one_line_from_corner_to_corner(level):
    curve = fractals.koch_curve(level)
    assert curve.shape == (round((3**level - 1) * np.sqrt(3) / 6) + 1, 3**level)
    assert curve[-1, 0]
    assert curve[-1, -1]
    assert cv2.connectedComponents(curve.astype(np.uint8))[0] == 2  # the ground, and one line
    np.testing.assert_array_equal(curve[0, : 3**level // 2], curve[0, ::-1][: 3**level // 2])
