"""Proofs of chapter 11, Counting by voting slices."""

import statistics

import numpy as np
from scipy import ndimage, stats

from course_utils import counting, scenes
from course_utils.exercises.ch11_counting import count_curves, rising_edges, slice_votes
from tests.exercises import Proof

# ---- counting.rising_edges -----------------------------------------------------------------------


def rising_by_loop(signal):
    runs, before = 0, False
    for value in signal:
        if value and not before:
            runs += 1
        before = value
    return runs


def rising_by_difference(signal):
    return int((np.diff(signal.astype(int), prepend=0) > 0).sum())


def rising_by_labels(signal):
    return ndimage.label(signal)[1]


def rising_by_words(signal):
    return len("".join("x" if value else " " for value in signal).split())


RISING_EDGES = Proof(
    "counting.rising_edges",
    also_right=[rising_by_loop, rising_by_difference, rising_by_labels, rising_by_words],
    equivalents={
        "return np.count_nonzero(signal & ~before)": "an int of NumPy is an int",
        "((signal & ~before)[::-1])": "beginnings are counted, in whatever order",
    },
)


# ---- counting.slice_votes ------------------------------------------------------------------------


def votes_by_loops(binary, width):
    columns = binary.shape[1]
    votes = []
    for column in range(columns):
        places = np.clip(np.arange(column - width // 2, column + width // 2 + 1), 0, columns - 1)
        votes.append(rising_by_loop([2 * row[places].sum() > width for row in binary]))
    return np.array(votes)


def votes_by_filter(binary, width):
    sums = ndimage.convolve1d(binary.astype(int), np.ones(width, int), axis=1, mode="nearest")
    filled = (sums > width / 2).astype(np.int8)
    return (np.diff(filled, axis=0, prepend=np.int8(0)) == 1).sum(axis=0)


UPSIDE_DOWN = "as many runs begin from below as from above"
REPEATED = "a row that is repeated makes its run longer, and begins none"

SLICE_VOTES = Proof(
    "counting.slice_votes",
    also_right=[votes_by_loops, votes_by_filter],
    equivalents={
        "np.pad(binary[::-1]": UPSIDE_DOWN,
        "(1, 0)))[::-1], axis=1)": UPSIDE_DOWN,
        "np.pad(padded[::-1]": UPSIDE_DOWN,
        "(filled & ~before)[::-1]": UPSIDE_DOWN,
        ">= width": "twice a whole number is never an odd width",
        "((half, half),)": REPEATED,
        "padded = np.pad(binary, ((1, 0)": REPEATED,
        "padded = np.pad(binary, ((0, 1)": REPEATED,
        "((1, 0),)), axis=1)": "an empty row on top begins no run",
        "((1, 0), (1, 0))), axis=1)": "an empty row on top begins no run",
        "((0, 1), (1, 0))), axis=1)": "an empty row below begins no run",
    },
)


def test_votes_inside_are_those_of_the_package_with_a_level_of_a_half():
    rims = scenes.stacked_rims(6, seed=1)
    found = slice_votes(rims.binary, 9)
    assert stats.mode(found).mode == counting.count_by_slices(rims.binary, 9).count == 6


# ---- counting.count_curves -----------------------------------------------------------------------


def curves_by_hand(votes):
    kept = [int(vote) for vote in votes if vote]
    if not kept:
        return 0
    middle = statistics.median(kept)
    return min(sorted(statistics.multimode(kept)), key=lambda number: abs(number - middle))


def curves_by_sorting(votes):
    kept = np.sort(votes[votes != 0])
    if not len(kept):
        return 0
    counts = np.bincount(kept)
    best = np.flatnonzero(counts == counts.max())
    order = np.lexsort((best, np.abs(best - np.median(kept))))
    return best[order[0]]


COUNT_CURVES = Proof(
    "counting.count_curves",
    also_right=[curves_by_hand, curves_by_sorting],
    equivalents={
        "return -0": "there is one integer 0",
        "return best[np.abs(best - np.median(votes)).argmin()]": "an int of NumPy is an int",
        "if len(votes) == 0:": "votes has one axis",
        "np.unique(votes[::-1], return_counts=True)": "their order does not matter",
        "np.abs(np.median(votes) - best)": "the distance is the same",
        "np.median(votes[::-1])": "their order does not matter",
    },
)


def test_the_winner_is_that_of_the_package():
    for seed in range(20):
        rims = scenes.stacked_rims(8, seed=seed, gaps=0.3, holes=0.2)
        count, votes = counting.count_by_slices(rims.binary, 75)
        assert count_curves(votes) == count


def test_edges_of_a_table_are_edges_of_its_columns():
    binary = np.random.default_rng(0).random((30, 8)) < 0.5
    found = slice_votes(binary, 1)
    assert found.tolist() == [rising_edges(column) for column in binary.T]
