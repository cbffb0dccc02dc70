"""Exercises of chapter 11, Counting by voting slices."""

import cv2
import numpy as np

from ..checks import Exercise, mistakes_in, slips_in

# ---- counting.rising_edges -----------------------------------------------------------------------


def rising_edges(signal):
    """Count the places that are True and have no True before them.

    A False put before the signal gives its first value something to be compared with.

    >>> rising_edges(np.array([True, True, False, True, False, False]))
    2
    """
    before = np.append(False, signal[:-1])
    return int(np.count_nonzero(signal & ~before))


def rising_cases(rng):
    def case(first, parts):
        """Put parts of 1 to 4 values together, every other one True, two or more parts longer."""
        lengths = rng.integers(1, 5, parts)
        lengths[rng.permutation(parts)[:2]] += 2
        return (np.repeat(np.arange(parts) % 2 == (not first), lengths),)

    return [
        ("three runs between False", case(False, 7)),
        ("a run that begins with the first value", case(True, 6)),
        ("a run that ends with the last value", case(False, 6)),
        ("runs at both ends", case(True, 7)),
        ("nothing but False", (np.zeros(rng.integers(4, 9), bool),)),
        ("nothing but True", (np.ones(rng.integers(4, 9), bool),)),
        ("every other value", (np.arange(rng.integers(7, 12)) % 2 == 0,)),
        ("one value, True", (np.ones(1, bool),)),
        ("80 values drawn at random", (rng.random(80) < 0.6,)),
    ]


class RisingMistakes:
    def first_run_lost(signal):
        """A run that begins with the first value is missing: nothing stands before it, so there is
        no difference to see. Put a False before the signal."""
        return int(np.count_nonzero(signal[1:] & ~signal[:-1]))

    def both_edges(signal):
        """You count each run where it begins and where it ends, as `np.diff` of booleans does: it
        asks only whether two values differ. Which change is a beginning?"""
        return int(np.count_nonzero(np.diff(signal)))

    def both_edges_all(signal):
        """You count each run where it begins and where it ends, at the ends of the signal, too.
        Which change is a beginning?"""
        return int(np.count_nonzero(np.diff(np.r_[False, signal, False])))

    def both_edges_first(signal):
        """You count each run where it begins and where it ends. That the first value may begin a
        run you have seen; now keep the changes from False to True alone."""
        return int(np.count_nonzero(np.diff(np.r_[False, signal])))

    def half_of_the_changes(signal):
        """You halve the number of changes. A run at one end of the signal has only one of its two
        changes inside, so half a run is lost there."""
        return int(np.count_nonzero(np.diff(signal)) // 2)

    def ends_inside(signal):
        """A run that lasts to the last value is missing: it has no end inside. Counting ends loses
        it, and so does half of the changes, rounded down. Count where runs begin."""
        return int(np.count_nonzero(signal[:-1] & ~signal[1:]))

    def both_sides_needed(signal):
        """Runs that touch the first or the last value are missing. A run counts wherever it lies:
        only its beginning matters."""
        inner = np.flatnonzero(~signal)
        cut = signal[inner[0] : inner[-1] + 1] if inner.size else signal[:0]
        return int(np.count_nonzero(cut[1:] & ~cut[:-1]))

    def true_values(signal):
        """You count the values that are True. A run of several of them counts once."""
        return int(np.count_nonzero(signal))

    def pairs(signal):
        """You count neighbors that are both True. A run begins where a True has no True before
        it."""
        return int(np.count_nonzero(signal[1:] & signal[:-1]))

    def runs_of_false(signal):
        """You count the runs of False. Take the other value."""
        return int(np.count_nonzero(~signal & np.append(True, signal[:-1])))

    def lost_at_both_ends(signal):
        """You have one less than there are runs: you leave one out, or count what lies between the
        runs. In a signal with a single run the answer is 1."""
        return max(0, rising_edges(signal) - 1)

    def one_more(signal):
        """You have one more than there are runs. In a signal without any True the answer is 0."""
        return rising_edges(signal) + 1

    def parts_between(signal):
        """You count the parts into which each False divides the signal, also the empty ones between
        two of them."""
        return int(np.count_nonzero(~signal)) + 1

    def longest_run(signal):
        """You return how long the longest run is. How many runs are there?"""
        parts = "".join("x" if value else " " for value in signal).split()
        return max(map(len, parts), default=0)

    def lengths(signal):
        """You return the lengths of the runs. How many lengths are there?"""
        parts = "".join("x" if value else " " for value in signal).split()
        return np.array([len(part) for part in parts], dtype=int)

    def places(signal):
        """You return where the runs begin. The number of these places is asked for."""
        return np.flatnonzero(signal & ~np.append(False, signal[:-1]))

    def marks(signal):
        """You return a mark for each beginning. The number of marks is asked for."""
        return signal & ~np.append(False, signal[:-1])

    def single_values_alone(signal):
        """You count only runs of one value. Longer runs count once each, too."""
        padded = np.r_[False, signal, False]
        return int(np.count_nonzero(padded[1:-1] & ~padded[:-2] & ~padded[2:]))

    def long_runs_alone(signal):
        """Runs of one single value are missing. They count as well."""
        padded = np.r_[signal, False]
        return int(np.count_nonzero(signal & ~np.append(False, signal[:-1]) & padded[1:]))

    def all_runs(signal):
        """You count the runs of False together with those of True. Only the True ones count."""
        return int(np.count_nonzero(np.diff(signal))) + 1

    def rolled(signal):
        """If the first and the last value are both True, you lose a run. `np.roll` does so, which
        compares the two, and so does half of the changes, rounded up. Nothing stands before the
        first value: put a False there."""
        return int(np.count_nonzero(signal & ~np.roll(signal, 1)))

    def one_always_added(signal):
        """You add one for a run that begins with the first value, whether there is one or not. Look
        at the first value before."""
        return int(np.count_nonzero(signal[1:] & ~signal[:-1])) + 1

    def last_value_skipped(signal):
        """You stop before the last value, so a run that consists of it alone is missing."""
        return rising_edges(signal[:-1]) if signal.size > 1 else 0

    def any_run(signal):
        """You find one run at most. Others may follow: when one has ended, look for the next."""
        return int(signal.any())

    def from_the_sum_of_changes(signal):
        """You add the differences up: a rise is 1 and a fall is -1, and together they leave only
        the last value less the first one. Keep the rises alone."""
        return int(np.diff(signal.astype(int)).sum())

    def from_the_sum(signal):
        """You add the differences up: a rise is 1 and a fall is -1, so they cancel, and the last
        value is what is left. Keep the rises alone."""
        return int(signal[-1])


RISING_EDGES = Exercise(
    name="counting.rising_edges",
    title="Rising edges",
    level="easy",
    points=1,
    reference=rising_edges,
    cases=rising_cases,
    correct="A run counts where it begins, and the first value may begin one.",
    mistakes=mistakes_in(RisingMistakes),
    hints=[
        "What is true of the first value of a run, and of no other value in it?",
        "Compare the signal with itself, moved by one. What has the first value before it?",
        "`np.append` puts a False before the signal, a slice takes the last value away. Where is "
        "that False and the signal True?",
    ],
)


# ---- counting.slice_votes ------------------------------------------------------------------------


def slice_votes(binary, width):
    """Pad, add up the columns of all strips, and count where filled rows begin.

    With one more 0 in front, the difference of two cumulative sums is the sum of a strip.

    >>> binary = np.array([[1, 0, 0], [0, 0, 0], [1, 1, 1]], dtype=bool)
    >>> slice_votes(binary, 3)
    array([2, 1, 1])
    """
    half = width // 2
    padded = np.pad(binary, ((0, 0), (half, half)), mode="edge")
    sums = np.cumsum(np.pad(padded, ((0, 0), (1, 0))), axis=1)
    filled = 2 * (sums[:, width:] - sums[:, :-width]) > width
    before = np.pad(filled, ((1, 0), (0, 0)))[:-1]
    return np.count_nonzero(filled & ~before, axis=0)


def slice_cases(rng):
    def curves(rows, columns, thickness, *, gaps=0.2, first=1):
        binary = np.zeros((rows, columns), bool)
        for row in range(first, rows, 2 * thickness):
            binary[row : row + thickness] = rng.random(columns) >= gaps
        return binary

    def stripes(rows, columns):
        binary = np.zeros((rows, columns), bool)
        binary[:, ::2] = True
        return binary

    return [
        ("curves two rows thick in 17 rows and 23 columns, width 5", (curves(17, 23, 2), 5)),
        ("a curve in the first row, width 3", (curves(9, 14, 1, first=0), 3)),
        ("curves with many gaps, width 7", (curves(14, 31, 2, gaps=0.45), 7)),
        ("curves and specks, width 3", (curves(12, 16, 1) | (rng.random((12, 16)) < 0.1), 3)),
        ("strips of one column", (curves(11, 13, 2, first=0), 1)),
        ("a strip as wide as the picture, 9 columns", (curves(13, 9, 1, gaps=0.4), 9)),
        ("every other column True, width 5", (stripes(6, 12), 5)),
        ("pixels drawn at random, width 5", (rng.random((24, 18)) < 0.5, 5)),
        ("nothing but False, width 3", (np.zeros((5, 8), bool), 3)),
    ]


def _edge_strips(binary, width):
    return _strips(binary, width // 2, width // 2, "edge")


def _strips(binary, left, right, mode, **options):
    """Return the pixels of each strip: rows, columns, and the pixels of a row of it."""
    padded = np.pad(binary, ((0, 0), (left, right)), mode=mode, **options)
    return np.lib.stride_tricks.sliding_window_view(padded, left + right + 1, axis=1)


def _majority(strips, width):
    return 2 * np.count_nonzero(strips, axis=2) > strips.shape[2]


def _begins(filled):
    return np.count_nonzero(np.diff(filled.astype(int), axis=0, prepend=0) > 0, axis=0)


def _votes(binary, width, *, strips=_edge_strips, filled=_majority, runs=_begins):
    """Count by a program of which every step may be wrong."""
    return runs(filled(strips(binary, width), width))


class Strips:
    def zeros_outside(binary, width):
        """Near the left and right border you take all beyond it as False. Repeat the nearest column
        there, as `np.pad` with `mode="edge"` does."""
        return _strips(binary, width // 2, width // 2, "constant")

    def mirrored(binary, width):
        """Beyond the left and right border you mirror the picture. Repeat the nearest column
        instead, as `mode="nearest"` in SciPy and `mode="edge"` in NumPy do."""
        return _strips(binary, width // 2, width // 2, "symmetric")

    def mirrored_inside(binary, width):
        """Beyond the left and right border you mirror the picture around its last column. Repeat
        that column instead."""
        return _strips(binary, width // 2, width // 2, "reflect")

    def wrapped(binary, width):
        """Beyond one border you go on at the opposite one. Repeat the nearest column there."""
        return _strips(binary, width // 2, width // 2, "wrap")

    def to_the_right(binary, width):
        """Your strips begin at their column and reach to the right. The column is the middle of its
        strip."""
        return _strips(binary, 0, width - 1, "edge")

    def to_the_left(binary, width):
        """Your strips end at their column. The column is the middle of its strip."""
        return _strips(binary, width - 1, 0, "edge")

    def width_to_each_side(binary, width):
        """Your strips reach `width` columns to each side, so they are more than twice as wide as
        they should be. How far does a strip of `width` columns reach from its middle?"""
        return _strips(binary, width, width, "edge")

    def last_column_missing(binary, width):
        """Your strips lack the column at their right end: the end of a slice is not part of it."""
        if width == 1:
            return np.zeros((*binary.shape, 1), bool)
        return _strips(binary, width // 2, width // 2 - 1, "edge")

    def before_the_column(binary, width):
        """Your strips end before their column. After padding, column 0 has moved to the right, by
        as many columns as you put in front."""
        padded = np.pad(binary[:, :-1], ((0, 0), (width, 0)), mode="edge")
        return np.lib.stride_tricks.sliding_window_view(padded, width, axis=1)

    def single_columns(binary, width):
        """You look at each column alone, as if the width were 1."""
        return binary[:, :, np.newaxis]


class Filled:
    def any_pixel(strips, width):
        """You call a row filled as soon as one of its pixels is True. More than half of them must
        be."""
        return strips.any(axis=2)

    def all_pixels(strips, width):
        """You call a row filled only if all its pixels are True. More than half of them are enough.
        If you compare a share with a half: SciPy's filters keep the type of the array, so the share
        of a bool or int array is cut to 0 or 1."""
        return strips.all(axis=2)

    def never(strips, width):
        """No row is ever filled for you, so all votes are 0. The number of True pixels in a row of
        a strip is at most `width`: how many of them are enough?"""
        return np.zeros(strips.shape[:2], bool)

    def half_rounded_down(strips, width):
        """A row that lacks one pixel to the majority counts as filled for you: half of an odd width
        is no whole number, and `width // 2` is less than half of it."""
        return np.count_nonzero(strips, axis=2) >= width // 2

    def one_too_many(strips, width):
        """You ask for one pixel more than the majority needs. Of 5 pixels 3 are more than half."""
        return np.count_nonzero(strips, axis=2) > width // 2 + 1

    def few_pixels(strips, width):
        """You call a row empty that has more than half of its pixels False, and filled what is
        left over: these are the wrong rows."""
        return ~_majority(strips, width)


class Runs:
    def filled_rows(filled):
        """You count the filled rows. Several of them, one below the other, are one run."""
        return np.count_nonzero(filled, axis=0)

    def both_edges(filled):
        """You count each run where it begins and where it ends: the difference of booleans only
        says that two rows differ. Which change is a beginning?"""
        return np.count_nonzero(np.diff(filled, axis=0), axis=0)

    def both_edges_first(filled):
        """You count each run where it begins and where it ends. That the first row may begin a run
        you have seen; now keep the changes from empty to filled alone."""
        padded = np.pad(filled, ((1, 0), (0, 0)))
        return np.count_nonzero(np.diff(padded, axis=0), axis=0)

    def first_row_lost(filled):
        """A run that begins in the first row is missing: no row stands above it, so there is no
        difference to see. Put an empty row on top."""
        return np.count_nonzero(filled[1:] & ~filled[:-1], axis=0)

    def ends(filled):
        """A run that reaches the last row is missing: it has no end inside. Counting ends loses it,
        and so does half of the changes, rounded down. Count where runs begin."""
        return np.count_nonzero(filled[:-1] & ~filled[1:], axis=0)

    def rolled(filled):
        """If the first and the last row are both filled, you lose a run: `np.roll` puts the last
        row above the first. Put an empty row there."""
        return np.count_nonzero(filled & ~np.roll(filled, 1, axis=0), axis=0)

    def one_always_added(filled):
        """You add one for a run that begins in the first row, whether there is one or not. Look at
        the first row before."""
        return np.count_nonzero(filled[1:] & ~filled[:-1], axis=0) + 1

    def both_halved(filled):
        """You halve the number of changes. A run at the upper or lower border has only one of its
        two changes inside, so it is lost."""
        return np.count_nonzero(np.diff(filled, axis=0), axis=0) // 2

    def along_the_rows(filled):
        """You count along the rows, from left to right. A strip is read from top to bottom: that is
        axis 0."""
        begins = np.diff(filled.astype(int), axis=1, prepend=0) > 0
        return np.count_nonzero(begins, axis=1)


class SliceMistakes:
    def strips_of_rows(binary, width):
        """Your strips lie: they are `width` rows high. A strip has `width` columns and is read from
        top to bottom."""
        half = width // 2
        padded = np.pad(binary, ((half, half), (0, 0)), mode="edge")
        windows = np.lib.stride_tricks.sliding_window_view(padded, width, axis=0)
        filled = 2 * np.count_nonzero(windows, axis=2) > width
        return _begins(filled)

    def rows_for_columns(binary, width):
        """You have exchanged rows and columns: your strips lie, and there is a vote for each row.
        A strip has `width` columns and is read from top to bottom."""
        return slice_votes(binary.T, width)

    def square_median(binary, width):
        """You take the majority of a square of `width` x `width` pixels. A row of the strip is
        judged alone: the window is one row high."""
        return _begins(cv2.medianBlur(np.uint8(binary), width) > 0)

    def only_whole_strips(binary, width):
        """There are votes only for the strips that lie inside the picture. Each column has a strip:
        repeat the nearest column beyond the border."""
        windows = np.lib.stride_tricks.sliding_window_view(binary, width, axis=1)
        return _begins(_majority(windows, width))

    def cut_strips(binary, width):
        """At the left and right border you cut the strip and take the majority of what is left.
        Repeat the nearest column instead, so that each strip has `width` columns."""
        half, columns = width // 2, binary.shape[1]
        parts = [binary[:, max(0, c - half) : c + half + 1] for c in range(columns)]
        return _begins(np.stack([2 * part.sum(axis=1) > part.shape[1] for part in parts], axis=1))

    def not_overlapping(binary, width):
        """Your strips lie side by side, so there is a vote only for each strip. Each column has a
        strip of its own around it, and neighbors overlap."""
        parts = [binary[:, at : at + width] for at in range(0, binary.shape[1], width)]
        return _begins(np.stack([2 * part.sum(axis=1) > part.shape[1] for part in parts], axis=1))

    def at_least_half_of_what_is_left(binary, width):
        """At the left and right border you cut the strip, and there a half is enough for you.
        Repeat the nearest column instead, so that each strip has `width` columns."""
        half, columns = width // 2, binary.shape[1]
        parts = [binary[:, max(0, c - half) : c + half + 1] for c in range(columns)]
        return _begins(np.stack([2 * part.sum(axis=1) >= part.shape[1] for part in parts], axis=1))

    def nothing_at_the_border(binary, width):
        """The first and the last columns have no vote: it stays 0. Each column has a strip: repeat
        the nearest column beyond the border."""
        half = width // 2
        votes = slice_votes(binary, width)
        votes[:half] = 0
        votes[votes.size - half :] = 0
        return votes

    def padding_votes(binary, width):
        """The columns that you padded vote, too. After the filter, keep only those of the
        picture."""
        half = width // 2
        return slice_votes(np.pad(binary, ((0, 0), (half, half)), mode="edge"), width)

    def summed_along_rows(binary, width):
        """You find where runs begin, but add along the rows. Each column has a vote: add from top
        to bottom, over axis 0."""
        filled = _majority(_edge_strips(binary, width), width)
        return np.count_nonzero(filled & ~np.pad(filled, ((1, 0), (0, 0)))[:-1], axis=1)

    def pieces(binary, width):
        """You count the connected pieces in each strip. A gap breaks a curve there as well: ask of
        each row whether it is filled, and count runs of rows."""
        strips = _edge_strips(binary, width)
        columns = range(strips.shape[1])
        labels = [cv2.connectedComponents(np.uint8(strips[:, at]))[0] for at in columns]
        return np.array(labels) - 1  # one of them is what lies around the pieces

    def begins_below_0(binary, width):
        """The first columns have no votes, or wrong ones: a slice that begins below 0 begins at the
        other end, or is empty. Pad the picture first, or begin at 0."""
        half, columns = width // 2, binary.shape[1]
        parts = [binary[:, c - half : c + half + 1] for c in range(columns)]
        return _begins(np.stack([2 * part.sum(axis=1) > width for part in parts], axis=1))

    def the_mode(binary, width):
        """You return the number with the most votes. This exercise asks for all votes, one for each
        column."""
        return int(np.bincount(slice_votes(binary, width)).argmax())

    def filled_table(binary, width):
        """You return which rows of the strips are filled. Count the runs in each column of this
        table."""
        return _majority(_edge_strips(binary, width), width)

    def where_runs_begin(binary, width):
        """You return a table that is True where runs begin. Add up each of its columns."""
        filled = _majority(_edge_strips(binary, width), width)
        return filled & ~np.pad(filled, ((1, 0), (0, 0)))[:-1]

    def as_list(result):
        """You return a list. Return one array of ints, so that one can go on computing with it."""
        return result.tolist()


SLICE_VOTES = Exercise(
    name="counting.slice_votes",
    title="Votes of the strips",
    level="medium",
    points=2,
    reference=slice_votes,
    cases=slice_cases,
    axes=("column",),
    correct="Each column has a strip of the full width, and a run counts where it begins.",
    mistakes=[
        *mistakes_in(SliceMistakes),
        *slips_in(Strips, _votes, "strips"),
        *slips_in(Filled, _votes, "filled"),
        *slips_in(Runs, _votes, "runs"),
    ],
    hints=[
        "Two steps: a table that says for each row and each strip whether it is filled, then the "
        "runs in each of its columns.",
        "Pad the picture by `width // 2` columns on both sides with `np.pad(..., mode='edge')`. "
        "Which columns of it belong to the strip around column 0?",
        "For the runs, compare each row of the table with the row above it. What stands above the "
        "first row?",
    ],
)


# ---- counting.count_curves -----------------------------------------------------------------------


def count_curves(votes):
    """Among the numbers with the most votes, take the one nearest to the median.

    `argmin` takes the first of several least values, and numbers rise, so that the smaller one wins
    if two lie equally near.

    >>> count_curves(np.array([0, 4, 4, 7, 7, 8]))
    7
    """
    votes = votes[votes > 0]
    if votes.size == 0:
        return 0
    numbers, counts = np.unique(votes, return_counts=True)
    best = numbers[counts == counts.max()]
    return int(best[np.abs(best - np.median(votes)).argmin()])


def curve_cases(rng):
    def case(counts, *, first=None):
        votes = rng.permutation(np.repeat(list(counts), list(counts.values())))
        if first is not None:
            place = np.flatnonzero(votes == first)[0]
            votes[[0, place]] = votes[[place, 0]]
        return (votes,)

    return [
        ("a clear majority", case({4: 3, 5: 9, 6: 20, 7: 11, 9: 2})),
        ("most columns empty", case({0: 30, 5: 4, 6: 9, 7: 2})),
        ("a majority far from the median", case({2: 9, 6: 5, 7: 6, 8: 5, 9: 4})),
        (
            "two with equally many, the larger nearer to the median",
            case({3: 6, 8: 6, 9: 5, 7: 2}, first=3),
        ),
        (
            "two with equally many, the smaller nearer to the median",
            case({4: 7, 5: 3, 9: 7, 3: 5}, first=9),
        ),
        ("two equally near to the median", case({5: 6, 9: 6}, first=5)),
        ("three with equally many", case({2: 5, 6: 5, 11: 5, 12: 4, 10: 3}, first=6)),
        ("a median between two numbers", case({4: 6, 6: 3, 7: 3, 8: 6}, first=4)),
        ("a median far below its upper neighbor", case({3: 6, 4: 2, 7: 2, 9: 6}, first=9)),
        ("different numbers, few of them large", case({2: 6, 3: 1, 4: 1, 5: 1, 8: 6, 9: 5})),
        (
            "empty columns that would move the median",
            case({0: 14, 3: 5, 4: 1, 7: 3, 8: 5, 9: 4}),
        ),
        ("far votes that move the mean", case({4: 6, 5: 2, 7: 6, 40: 1, 60: 1, 3: 4, 2: 1})),
        ("no vote at all", case({0: 12})),
        ("no column at all", (np.zeros(0, dtype=int),)),
        ("one vote", case({0: 3, 7: 1})),
        ("votes for 1", case({0: 4, 1: 8, 2: 5})),
        ("six votes", (np.array([5, 9, 5, 9, 6, 10]),)),
        ("a median far above its lower neighbor", case({1: 6, 5: 2, 10: 2, 11: 6})),
        ("small numbers with many votes", case({1: 8, 2: 9, 5: 9})),
        ("the largest number with the most votes", case({1: 2, 2: 4, 12: 9})),
    ]


def _without_empty(votes):
    return votes[votes > 0]


def _median(kept, votes):
    return np.median(kept)


def _nearest(best, middle):
    return best[np.abs(best - middle).argmin()]


def _curves(votes, *, voters=_without_empty, middle=_median, choice=_nearest, nothing=lambda: 0):
    """Choose by a program of which every step may be wrong."""
    kept = voters(votes)
    if kept.size == 0:
        return nothing()
    numbers, counts = np.unique(kept, return_counts=True)
    best = numbers[counts == counts.max()]
    return int(choice(best, middle(_without_empty(kept), votes) if kept.any() else 0))


class Voters:
    def empty_ones_too(votes):
        """You let the columns vote that saw nothing, so where most columns are empty, 0 wins. Leave
        them out before you count."""
        return votes


class Middle:
    def mean(kept, votes):
        """Of several with equally many votes you take the one nearest to the mean. A few columns
        that see far too much move the mean, not the median."""
        return kept.mean()

    def of_the_counts(kept, votes):
        """You take the median of how many votes the numbers got. Take the median of the votes
        themselves."""
        return np.median(np.unique(kept, return_counts=True)[1])

    def of_the_numbers(kept, votes):
        """You take the median of the different numbers, each of them once. Each column votes: take
        the median of all votes."""
        return np.median(np.unique(kept))

    def median_of_all_columns(kept, votes):
        """Of several with equally many votes you take the one nearest to the median, but empty
        columns take part in your median. They do not vote."""
        return np.median(votes)

    def rounded_middle(kept, votes):
        """You round the median before you compare, and then other numbers are the nearest. Keep its
        half."""
        return int(np.median(kept))

    def middle_rounded_to_even(kept, votes):
        """You round the median to a whole number before you compare. It may lie halfway between
        two: keep its half."""
        return round(float(np.median(kept)))

    def middle_of_the_picture(kept, votes):
        """Your median is the vote that stands in the middle of the array. The votes have to be
        sorted first; `np.median` does so."""
        return kept[kept.size // 2]

    def lower_middle(kept, votes):
        """For an even number of votes your median is the lower one of the two in the middle. The
        median lies halfway between them, as `np.median` has it."""
        return np.sort(kept)[(kept.size - 1) // 2]

    def upper_middle(kept, votes):
        """For an even number of votes your median is the upper one of the two in the middle. The
        median lies halfway between them, as `np.median` has it."""
        return np.sort(kept)[kept.size // 2]


class Choice:
    def smallest(best, middle):
        """Of several with equally many votes you take the smallest, as `argmax` and
        `scipy.stats.mode` do, and a difference that keeps its sign. Take the one that is nearest to
        the median."""
        return best.min()

    def largest(best, middle):
        """Of several with equally many votes you take the largest. Take the one that is nearest to
        the median."""
        return best.max()

    def larger_if_equally_near(best, middle):
        """If two lie equally near to the median, you take the larger. Take the smaller one."""
        return best[::-1][np.abs(best[::-1] - middle).argmin()]

    def farthest(best, middle):
        """You take the one that is farthest from the median. `argmin` finds the nearest."""
        return best[np.abs(best - middle).argmax()]

    def middle_of_the_best(best, middle):
        """Of several with equally many votes you take the median of these numbers, or the one in
        their middle. Take the one nearest to the median of *all* votes."""
        return best[np.abs(best - np.median(best)).argmin()]

    def mean_of_the_best(best, middle):
        """Of several with equally many votes you take their mean or median, which may have got no
        vote at all. Take one of them."""
        return best.mean()

    def upper_of_the_best(best, middle):
        """Of several with equally many votes you take the one in the middle of their list. Take the
        one nearest to the median of *all* votes."""
        return best[best.size // 2]

    def the_median_itself(best, middle):
        """Of several with equally many votes you return the median itself, which may not be one of
        them. Take the one that is nearest to it."""
        return best[0] if best.size == 1 else middle


class Nothing:
    def minus_one():
        """With no vote at all you return -1. Return 0: nothing was seen."""
        return -1

    def nan():
        """With no vote at all you return NaN. Return the int 0: nothing was seen."""
        return float("nan")

    def one():
        """With no vote at all you return 1. Return 0: nothing was seen."""
        return 1


class CurveMistakes:
    def the_median(votes):
        """You return the median of the votes. It only decides between several numbers with equally
        many votes; the number with the most votes is asked for."""
        kept = votes[votes > 0]
        return int(np.median(kept)) if kept.size else 0

    def median_with_empty(votes):
        """You return the median of all columns, the empty ones among them. The number with the most
        votes is asked for, and 0 does not vote."""
        return int(np.median(votes)) if votes.size else 0

    def rounded_median(votes):
        """You return the rounded median of the votes. It only decides between several numbers with
        equally many votes; the number with the most votes is asked for."""
        kept = votes[votes > 0]
        return round(float(np.median(kept))) if kept.size else 0

    def the_mean(votes):
        """You return the mean of the votes, rounded. The number with the most votes is asked
        for."""
        kept = votes[votes > 0]
        return round(float(kept.mean())) if kept.size else 0

    def the_mean_cut(votes):
        """You return the mean of the votes, without its decimals. The number with the most votes is
        asked for."""
        kept = votes[votes > 0]
        return int(kept.mean()) if kept.size else 0

    def the_largest_vote(votes):
        """You return the largest vote. The number that most columns voted for is asked for."""
        return int(votes.max()) if votes.size else 0

    def how_many_votes(votes):
        """You return how many votes the winner got. Return the number that was voted for."""
        kept = votes[votes > 0]
        return int(np.bincount(kept).max()) if kept.size else 0

    def place_among_the_numbers(votes):
        """You return the place of the winner in the list of different numbers. Take the number that
        stands at this place."""
        kept = votes[votes > 0]
        return int(np.unique(kept, return_counts=True)[1].argmax()) if kept.size else 0

    def one_less(votes):
        """Your answer is one less than the winner, as if the counting began at 1: you left out the
        0 and then took the place for the number."""
        kept = votes[votes > 0]
        return count_curves(votes) - 1 if kept.size else 0

    def nearest_and_one_less(votes):
        """You take a place for the number: you left out the 0 before you counted, so that place 0
        stands for 1, place 1 for 2, and so on."""
        kept = votes[votes > 0]
        if kept.size == 0:
            return 0
        counts = np.bincount(kept)[1:]
        best = np.flatnonzero(counts == counts.max())
        return int(best[np.abs(best - np.median(kept)).argmin()])

    def smallest_and_one_less(votes):
        """Your answer is one less than a number with the most votes: you left out the 0 and then
        took the place for the number. And of several such numbers you take the smallest."""
        kept = votes[votes > 0]
        return int(np.bincount(kept)[1:].argmax()) if kept.size else 0

    def first_to_come(votes):
        """Of several with equally many votes you take the one that comes first in the votes, as
        `Counter.most_common` does. Take the one that is nearest to the median."""
        kept = votes[votes > 0]
        if kept.size == 0:
            return 0
        numbers, first, counts = np.unique(kept, return_index=True, return_counts=True)
        best = counts == counts.max()
        return int(numbers[best][first[best].argmin()])

    def nearest_of_all(votes):
        """You take the number nearest to the median of all that were voted for. Only those with the
        most votes may win."""
        kept = votes[votes > 0]
        if kept.size == 0:
            return 0
        numbers = np.unique(kept)
        return int(numbers[np.abs(numbers - np.median(kept)).argmin()])

    def all_winners(votes):
        """You return all numbers with the most votes. Choose one of them: the nearest to the
        median."""
        kept = votes[votes > 0]
        numbers, counts = np.unique(kept, return_counts=True)
        return numbers[counts == counts.max(initial=0)]


COUNT_CURVES = Exercise(
    name="counting.count_curves",
    title="The winner",
    level="hard",
    points=3,
    reference=count_curves,
    cases=curve_cases,
    correct="Empty columns do not vote, and the median decides between equals.",
    mistakes=[
        *mistakes_in(CurveMistakes),
        *slips_in(Voters, _curves, "voters"),
        *slips_in(Middle, _curves, "middle"),
        *slips_in(Choice, _curves, "choice"),
        *slips_in(Nothing, _curves, "nothing"),
    ],
    hints=[
        "Leave out the columns that saw nothing, and look at what is left: is there anything?",
        "`np.unique(..., return_counts=True)` tells how often each number was voted for. Which "
        "numbers have the largest count?",
        "How far is each of these numbers from the median? `argmin` takes the first of several "
        "least values.",
    ],
)
