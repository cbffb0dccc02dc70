"""A plain reference, laws and stacks with a known count, of course_utils.counting."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from course_utils import scenes
from course_utils.counting import count_by_slices


@st.composite
def pictures_and_widths(draw):
    rows, columns = draw(st.integers(2, 25)), draw(st.integers(1, 40))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    binary = rng.random((rows, columns)) < draw(st.floats(0.02, 0.98))
    binary |= rng.random((rows, 1)) < draw(st.floats(0, 1))
    assume(binary.any() and not binary.all())
    return binary, 2 * draw(st.integers(0, (columns - 1) // 2)) + 1


def level_by_plain_steps(values):
    """Return Otsu's level: it parts values so that the two means lie far apart."""
    best, level = -1, 0
    for one in range(255):
        low, high = values[values <= one], values[values > one]
        if low.size and high.size:
            apart = low.size * high.size * (high.mean() - low.mean()) ** 2
            if apart > best * (1 + 1e-9):
                best, level = apart, one
    return level


def votes_by_plain_steps(binary, width):
    padded = np.pad(255 * binary.astype(int), ((0, 0), (width // 2, width // 2)), "symmetric")
    strips = np.lib.stride_tricks.sliding_window_view(padded, width, axis=1)
    filling = np.round(strips.mean(axis=2))
    level = min(level_by_plain_steps(filling[:, :: max(1, width // 8)]), 127)
    votes = []
    for column in (filling > level).T:
        votes.append(
            sum(now and not before for before, now in zip([0, *column], column, strict=False))
        )
    return votes


@settings(deadline=None, max_examples=100)
@given(pictures_and_widths())
def test_equals_plain_steps(case):
    binary, width = case
    found = count_by_slices(binary, width)
    assert found.votes.tolist() == votes_by_plain_steps(binary, width)
    assert found.votes.dtype == np.int64


@settings(deadline=None, max_examples=100)
@given(pictures_and_widths())
def test_mirrored_and_turned_over(case):
    binary, _ = case
    width = 1  # the level of wider strips is taken from some of them, so it may change
    votes = count_by_slices(binary, width).votes
    np.testing.assert_array_equal(count_by_slices(binary[::-1], width).votes, votes)
    np.testing.assert_array_equal(count_by_slices(binary[:, ::-1], width).votes, votes[::-1])


@pytest.mark.parametrize(
    ("columns", "count"),
    [
        ([0b101, 0b101, 0b001], 2),
        ([0b101, 0b001, 0b000, 0b000, 0b000], 1),  # who saw nothing does not vote
        ([0b10101, 0b00001, 0b00001, 0b10101, 0b00101], 1),  # 1 and 3 tie about 2: the smaller
        ([0b1010101, 0b0000001, 0b1000001], 2),  # three numbers tie: the median
    ],
)
def test_winner(columns, count):
    binary = np.array([[column >> row & 1 for column in columns] for row in range(8)], bool)
    assert count_by_slices(binary, 1).count == count


def test_a_curve_in_the_first_row_and_in_the_last_counts():
    binary = np.zeros((5, 9), bool)
    binary[[0, 2, 4]] = True
    assert count_by_slices(binary, 3).count == 3


def test_broken_stacks_are_counted():
    for seed in range(20):
        rims = scenes.stacked_rims(
            4 + seed % 9, seed=seed, gaps=0.15, holes=0.1, curvature=1.5, tilt=0.1, specks=0.02
        )
        assert count_by_slices(rims.binary, 75).count == rims.count


def test_the_picture_stays_and_may_be_a_view():
    binary = scenes.stacked_rims(5, seed=3, gaps=0.1).binary
    before = binary.copy()
    found = count_by_slices(binary[::2, ::-2], 31)
    assert (binary == before).all()
    again = count_by_slices(binary[::2, ::-2].copy(), 31)
    assert found.count == again.count
    np.testing.assert_array_equal(found.votes, again.votes)
