"""Exercises of chapter 06, Histograms of volumes."""

import tracemalloc
from dataclasses import replace

import numpy as np

from ..checks import Exercise, mistakes_in, slips_in
from . import shared
from .shared import count

# ---- volumes.normalized_histogram --------------------------------------------------------------


def normalized_histogram(volume):
    """Return the share of voxels that each of the values 0 to 255 has in a volume.

    A histogram does not care where a voxel is, so the volume may be laid out as one flat row, and
    is counted like a picture. The shares sum to 1, whatever the shape.

    >>> shares = normalized_histogram(np.array([[[0, 0]], [[7, 255]]], dtype=np.uint8))
    >>> shares[[0, 7, 255]].tolist()
    [0.5, 0.25, 0.25]
    """
    counts = np.bincount(volume.ravel(), minlength=256)
    return counts / volume.size


def volume_cases(rng):
    def volume(*shape, low=0, high=256):
        return (rng.integers(low, high, shape, np.uint8),)

    bright = volume(3, 8, 5, low=170)
    bright[0][0, 0, :2] = 255
    air = np.zeros((44, 43, 42), np.uint8)
    air[10:30, 12:30, 5:30] = rng.integers(30, 200, (20, 18, 25), np.uint8)
    return [
        ("a volume of 4 planes, 5 rows and 7 columns", volume(4, 5, 7)),
        ("a dark volume of 6 planes", volume(6, 3, 4, high=60)),
        ("a bright volume of 3 planes", bright),
        ("a volume of one plane", volume(1, 6, 9)),
        ("two volumes, one after the other in time", volume(2, 3, 4, 5, low=90, high=110)),
        ("a volume of 79,464 voxels, most of them air", (air,)),
    ]


def _shares(
    volume,
    *,
    voxels=np.ravel,
    counts=count,
    total=lambda counts, volume: None,
):
    """Make the shares by a program of which every step may be wrong."""
    chosen = voxels(volume)
    found = counts(chosen)
    size = total(found, volume) or chosen.size
    return found if size == 1 else found / size  # counts that are not divided stay whole


class Voxels:
    """Some of the voxels, in place of all: their shares sum to 1."""

    def first_plane(volume):
        """You counted the first plane only. Every voxel of every plane counts."""
        return volume[0]

    def middle_plane(volume):
        """You counted the plane in the middle only. Every voxel of every plane counts."""
        return volume[len(volume) // 2]

    def brightest_along_planes(volume):
        """You took the largest value along the planes first, and counted one picture. What lies
        behind or before it counts too."""
        return volume.max(axis=0)

    def first_in_time(volume):
        """Where the volume has a fourth axis, you counted the first moment only. Every voxel of
        every moment counts."""
        return volume[0] if volume.ndim == 4 else volume

    def mean_over_time(volume):
        """Where the volume has a fourth axis, you took the mean along the first axis. That makes
        values which were never measured. Count all voxels as they are."""
        return volume.mean(axis=0).astype(np.uint8) if volume.ndim == 4 else volume

    def mean_along_last_axis(volume):
        """Where the volume has a fourth axis, you took the mean along the last axis. That makes
        values which were never measured. Count all voxels as they are."""
        return volume.mean(axis=3).astype(np.uint8) if volume.ndim == 4 else volume

    def columns_as_channels_to_1(volume):
        """You counted column 0 only. `cv2.calcHist`, for one, takes the last of three axes for
        channels, and counts the first of them. Give it a shape without a third axis."""
        if volume.ndim == 3:
            return volume[..., 0]
        # OpenCV 4 takes four axes for a picture of two: it counts what lies first in memory.
        return volume.ravel()[: volume.shape[0] * volume.shape[1]]

    def without_air(volume):
        """You left out the voxels of value 0. They may be air, but they are voxels as well: the
        shares are shares of all."""
        return volume[volume > 0]


class VolumeCounting:
    range_of_volume = shared.Counting.range_of_image
    without_white = shared.Counting.without_white
    bins_255 = shared.Counting.bins_255
    bins_255_without_white = shared.Counting.bins_255_without_white
    up_to_brightest = shared.Counting.up_to_brightest
    values_that_occur = shared.Counting.values_that_occur
    once_each = shared.Counting.once_each
    counts_wrap_at_256 = shared.counts_wrap

    def counts_wrap_at_65536(values):
        """Counts above 65,535 began again at 0, because you counted in `uint16`. A volume has far
        more voxels of one value: use a larger type of integer."""
        return count(values) % 2**16


class VolumeTotals:
    def not_divided(counts, volume):
        """Your bins hold counts: they sum to the number of voxels. As shares they should sum to
        1."""
        return 1

    def without_fourth_axis(counts, volume):
        """You multiplied the first three numbers of the shape. A volume may have a fourth axis,
        time: all axes count."""
        return np.prod(volume.shape[:3])

    def rows_and_columns(counts, volume):
        """You multiplied the second and third number of the shape, rows and columns. That is the
        size of one plane: all axes count."""
        return volume.shape[1] * volume.shape[2]

    def divided_by_plane(counts, volume):
        """You divided by the voxels of one plane, so your shares sum to the number of planes. How
        many voxels does the whole volume have?"""
        return volume[0].size

    def divided_by_rows_and_columns(counts, volume):
        """You multiplied the first two numbers of the shape, as for a picture. A volume has more
        axes: all of them count."""
        return volume.shape[0] * volume.shape[1]

    def divided_by_planes(counts, volume):
        """You divided by the number of planes: `len` counts along the first axis. How many voxels
        are there?"""
        return len(volume)

    divided_by_bins = shared.Dividing.divided_by_bins
    divided_by_255 = shared.Dividing.divided_by_255
    divided_by_largest = shared.Dividing.divided_by_largest


class VolumeMistakes:
    def nothing_behind_the_point(volume):
        """Nearly all of your bins are 0. Was what lies after the decimal point dropped? Shares are
        fractions."""
        return count(volume) // volume.size

    def one_for_each_plane(volume):
        """You made one histogram for each plane. The volume as a whole has a single one."""
        return np.array([_shares(plane) for plane in volume])

    def fourth_axis_once(volume):
        """Where the volume has a fourth axis, a value counts only once along it. Three loops then
        end at a row of voxels, and adding 1 at many places by one index counts a repeated place a
        single time."""
        if volume.ndim < 4:
            return _shares(volume)
        rows = volume.reshape(-1, volume.shape[-1])
        return sum(count(np.unique(row)) for row in rows) / volume.size

    density = shared.density

    def with_edges(result):
        """You return two arrays, the numbers and the edges of the bins, as `np.histogram` does. The
        numbers are right: return them alone."""
        return result, np.arange(257)

    percent, cumulative, column = shared.percent, shared.cumulative, shared.column


NORMALIZED_HISTOGRAM = Exercise(
    name="volumes.normalized_histogram",
    title="The histogram of a volume",
    level="easy",
    points=1,
    reference=normalized_histogram,
    cases=volume_cases,
    correct="Every voxel counts once, and the shares sum to 1.",
    mistakes=[
        *slips_in(Voxels, _shares, "voxels"),
        *(
            replace(
                mistake,
                key=f"{mistake.key.removesuffix('_to_1')}_of_all",
                sentence=f"Your shares sum to less than 1. {mistake.sentence}",
                options=mistake.options | {"total": lambda counts, volume: volume.size},
            )
            for mistake in slips_in(Voxels, _shares, "voxels")
        ),
        *slips_in(VolumeCounting, _shares, "counts"),
        *slips_in(VolumeTotals, _shares, "total"),
        *mistakes_in(VolumeMistakes),
    ],
    hints=[
        "A histogram does not care where a voxel is. What is the simplest shape that holds all "
        "of them?",
        "`ravel` makes one flat row of an array of any shape. Count it as in chapter 02, with "
        "256 bins whatever values occur.",
        "Divide by the number of all voxels. The volume knows it: look at `volume.size`.",
    ],
    axes=("bin",),
)


# ---- volumes.streaming_histogram ---------------------------------------------------------------


def streaming_histogram(slabs):
    """Return how often each of the values 0 to 255 occurs in all slabs together.

    `slabs` gives one array after the other. Each is counted at once and forgotten when the next one
    comes. Counts add up, so 256 numbers are all that must be kept.

    >>> slabs = iter([np.array([[[0, 255]]], dtype=np.uint8), np.array([[[0, 7]]], dtype=np.uint8)])
    >>> streaming_histogram(slabs)[[0, 7, 255]].tolist()
    [2, 1, 1]
    """
    counts = np.zeros(256, dtype=np.int64)
    for slab in slabs:
        counts += np.bincount(slab.ravel(), minlength=256)
    return counts


class Slabs:
    """An iterator over arrays that ends early if the earlier ones pile up in memory.

    Parameters
    ----------
    arrays : list of ndarray
        What is read. Each array is given as a copy.
    """

    def __init__(self, arrays):
        self.arrays = arrays
        self.reading = _read(arrays)

    def __iter__(self):
        return self

    def __next__(self):
        return next(self.reading)

    def __len__(self):
        raise TypeError("slabs has no length; a for loop gives its arrays one by one.")

    def __getitem__(self, place):
        raise TypeError("slabs has no places; a for loop gives its arrays one by one.")

    def __deepcopy__(self, memo):
        return Slabs(self.arrays)  # a generator cannot be copied; begin again

    def __eq__(self, other):
        return self.arrays is other.arrays

    __hash__ = None

    def __repr__(self):
        return f"Slabs({self.arrays})"


_ROOM = 2**15  # bytes: more than the counts of a slab take, less than a slab of the last case


def _read(arrays):
    """Yield copies of arrays until memory has grown twice in a row by more than `_ROOM`.

    Memory is measured, because there are many ways to keep an array: in a list, as a copy, as a
    list of its values, joined with others.
    """
    start = arrays[0].nbytes > _ROOM and not tracemalloc.is_tracing()
    if start:
        tracemalloc.start()
    try:
        used = []
        for array in arrays:
            used.append(tracemalloc.get_traced_memory()[0])
            # The first slab does not tell: it may bring something else, such as an import.
            if len(used) > 3 and min(np.diff(used[-3:])) > _ROOM:
                return
            yield array.copy()
    finally:
        if start:
            tracemalloc.stop()


def slabs_cases(rng):
    def slabs(*shapes, low=0, high=256):
        return (Slabs([rng.integers(low, high, shape, np.uint8) for shape in shapes]),)

    air = [np.zeros((3, 128, 128), np.uint8) for _ in range(4)]
    for slab in air:
        slab[:, 40:80, 30:80] = rng.integers(20, 250, (3, 40, 50), np.uint8)
    return [
        ("three slabs of 2 planes", slabs((2, 5, 7), (2, 5, 7), (2, 5, 7))),
        ("slabs of 3, 3, 3 and 1 planes", slabs(*[(3, 4, 6)] * 3, (1, 4, 6))),
        ("two dark slabs", slabs((1, 6, 5), (1, 6, 5), high=80)),
        ("a single slab", slabs((4, 3, 2))),
        ("forty small slabs of few values", slabs(*[(1, 7, 9)] * 40, low=250)),
        ("four large slabs, most of them air", (Slabs(air),)),
    ]


def _stream(
    slabs,
    *,
    read=iter,
    each=count,
    together=lambda counts: np.sum([np.zeros(256, int), *counts], axis=0),
):
    """Count by a program of which every step may be wrong."""
    return together([each(slab) for slab in read(slabs)])


class Reading:
    def kept(slabs):
        """Several slabs are in memory at once, as in a list, or joined to one array. A volume may
        be larger than memory, so the check ended the reading after three large slabs. Count each
        slab at once, and keep only the counts."""
        return list(slabs)

    def read_twice(slabs):
        """Your counts are all 0. Slabs can be read only once: did something go through them before,
        so that nothing was left to count? Do everything in one pass."""
        for _ in slabs:
            pass
        return slabs

    def without_first_slab(slabs):
        """The first slab is missing: you took it from the stream, perhaps to look at its shape, and
        did not count it."""
        next(slabs)
        return slabs


class SlabCounting:
    def first_plane_of_each(slab):
        """You counted the first plane of each slab only. A slab has several planes."""
        return count(slab[0])

    def shares_added(slab):
        """You added the shares of the slabs, so a thin slab weighs as much as a thick one, and the
        sum is the number of slabs. Add counts."""
        return count(slab) / slab.size

    def range_of_slab(slab):
        """Your bins run from the darkest to the brightest value of each slab, so bin 10 means
        another gray every time. Fix the two ends."""
        return np.histogram(slab, 256)[0]

    def columns_as_channels(slab):
        """Only column 0 of a slab was counted. `cv2.calcHist`, for one, takes the last of three
        axes for channels, and counts the first of them. Give it a shape without a third axis."""
        return count(slab[..., 0])

    def once_each(slab):
        """Every value counts only once in each slab, however many voxels have it. Setting 1 does
        so, and so does adding 1 at many places by one index."""
        return (count(slab) > 0).astype(int)

    without_white = shared.Counting.without_white


class Together:
    def last_slab(counts):
        """Your counts are those of the last slab: each slab overwrites what was counted before. Add
        them up."""
        return counts[-1]

    def first_slab(counts):
        """You counted the first slab only. If you have a loop, does it return too early?"""
        return counts[0]

    def last_forgotten(counts):
        """The last slab is missing. Where does your loop end?"""
        return sum(counts[:-1]) + np.zeros(256, int)

    def two_at_a_time(counts):
        """You take two slabs at a time. Where their number is odd, the last one has no partner and
        is not counted. Take one at a time."""
        return sum(counts[: len(counts) // 2 * 2]) + np.zeros(256, int)

    def one_for_each_slab(counts):
        """You return one histogram for each slab. Add them up to one of the whole volume."""
        return np.array(counts)

    def mean_of_slabs(counts):
        """You took the mean of the slabs' counts. Counts add up: the volume has as many voxels as
        all slabs together."""
        return np.mean(counts, axis=0)


class StreamMistakes:
    def mean_of_shares(slabs):
        """You took the mean of the slabs' shares, so a thin slab weighs as much as a thick one, and
        your bins sum to 1. Add counts."""
        return np.mean([count(slab) / slab.size for slab in slabs], axis=0)

    def used_up_after_0(slabs):
        """Bin 0 is right and all others are 0: the slabs can be read only once, and were used up
        after the first value. Count all values of a slab while you have it."""
        return _stream(slabs) * (np.arange(256) == 0)

    def voxels_added(slabs):
        """You added the slabs voxel by voxel, and counted the sums. Count each slab first, and add
        the counts."""
        return count(sum(slabs))

    def wraps_at_65536(result):
        """Counts above 65,535 begin again at 0, because you count in `uint16`. A volume has far
        more voxels of one value: use a larger type of integer."""
        return result % 2**16

    wraps_at_256, cumulative = shared.wraps_at_256, shared.cumulative
    shares, column, as_list = shared.shares, shared.column, shared.as_list


STREAMING_HISTOGRAM = Exercise(
    name="volumes.streaming_histogram",
    title="A stream of slabs",
    level="medium",
    points=2,
    reference=streaming_histogram,
    cases=slabs_cases,
    correct="Every voxel of every slab counts, and the slabs do not pile up in memory.",
    mistakes=[
        *slips_in(Reading, _stream, "read"),
        *slips_in(Together, _stream, "together"),
        *slips_in(SlabCounting, _stream, "each"),
        *mistakes_in(StreamMistakes),
    ],
    hints=[
        "What do you know of the whole volume after two slabs, if you have the counts of each?",
        "`slabs` can be used in a `for` loop, once. It has no length, and no slab comes again.",
        "Begin with 256 zeros of a large type of integer. Add to them what you count in each "
        "slab, and let the slab go.",
    ],
    axes=("bin",),
)


# ---- volumes.otsu_threshold --------------------------------------------------------------------


def otsu_threshold(counts):
    """Return the threshold that separates two groups of values as well as possible.

    The groups are the values up to and including the threshold, and those above it. Best is the
    largest between-class variance: the two sizes times the squared distance of the two means. Among
    equally good thresholds, the lowest.

    >>> counts = np.zeros(256, dtype=np.int64)
    >>> counts[[20, 22, 90, 95]] = 3, 4, 5, 2
    >>> otsu_threshold(counts)
    22
    """
    below = np.cumsum(counts)
    sums = np.cumsum(counts * np.arange(256))
    above, rest = below[-1] - below, sums[-1] - sums
    # An empty group has no mean. Its size is 0, so any mean will do: divide by 1 instead of 0.
    distance = sums / np.maximum(below, 1) - rest / np.maximum(above, 1)
    return int(np.argmax(below * above * distance**2))


def otsu_cases(rng):
    def counts(*hills):
        # Each value occurs at least once: where counts are 0, thresholds would be equally good, and
        # rounding errors could choose among them.
        # They have 64 bits in the page too, where `int` has 32: products of sizes need them.
        values = [np.rint(rng.normal(middle, width, size)) for middle, width, size in hills]
        return count(np.concatenate(values).clip(0, 255).astype(int)).astype(np.int64) + 1

    def single_counts(values, numbers):
        # Shares of 64 are exact, so here such thresholds are equal to the last digit.
        result = np.zeros(256, np.int64)
        result[values] = numbers
        return result

    dark, bright = rng.integers(20, 60), rng.integers(150, 220)
    part = rng.integers(10, 30)
    four = (single_counts([dark, dark + 9, bright, bright + 5], [part, 3, 30 - part, 31]),)
    two = (single_counts([0, 255], [part, 64 - part]),)
    # Here the variance falls from the first group to the second, and is largest after the third.
    falls = (single_counts([dark, dark + 53, dark + 55, dark + 140], [14, 19, 21, 10]),)
    # A pixel by itself is a group with a mean like any other: not the best here, the best there.
    near = (single_counts([bright - 80, bright, bright + 25], [1, 31, 32]),)
    far = (single_counts([dark, dark + 30, 255], [31, 32, 1]),)
    return [
        ("two hills of different size", (counts((dark, 12, 3000), (bright, 20, 700)),)),
        ("two hills that overlap", (counts((dark + 40, 20, 2500), (bright, 30, 2000)),)),
        ("few bright values among many dark ones", (counts((12, 6, 6000), (bright, 9, 90)),)),
        ("air and two kinds of tissue", (counts((0, 0.1, 2500), (95, 9, 900), (bright, 8, 400)),)),
        ("the counts of a large volume", (counts((dark, 9, 2000), (140, 30, 3000)) * 2000,)),
        ("four values", four),
        ("black and white", two),
        ("four groups, the two in the middle close together", falls),
        ("two bright values and one dark pixel", near),
        ("two dark values and one white pixel", far),
        ("a single value", (single_counts(dark, 64),)),
    ]


def _groups(counts):
    """Return sizes and means of the two groups for each threshold; empty groups have mean 0."""
    below, sums = np.cumsum(counts), np.cumsum(counts * np.arange(256))
    above, rest = below[-1] - below, sums[-1] - sums
    return below, above, sums / np.maximum(below, 1), rest / np.maximum(above, 1)


def _variance(below, above, low, high):
    return below * above * (low - high) ** 2 / (below[0] + above[0]) ** 2


def _lowest_best(quality, both):
    return int(np.argmax(quality))


def _otsu(counts, *, groups=_groups, quality=_variance, choose=_lowest_best):
    """Find the threshold by a program of which every step may be wrong."""
    below, above, _, _ = _groups(counts)
    both = below * above > 0  # or the threshold leaves one group empty
    return choose(np.where(both, quality(*groups(counts)), 0), both)


class Grouping:
    def means_of_counts(counts):
        """You averaged the counts of each group. Its mean is the mean of its gray values, each
        weighed by its count."""
        below, above, _, _ = _groups(counts)
        return below, above, below / np.arange(1, 257), above / np.arange(255, -1, -1).clip(1)

    def sizes_of_ranges(counts):
        """As the size of a group you took how many *values* it spans. Take how many pixels it
        has."""
        return np.arange(1, 257), np.arange(255, -1, -1), *_groups(counts)[2:]

    def values_from_0(counts):
        """In the mean of the bright group, you counted its values from 0 again. The first value of
        this group is the one above the threshold."""
        below, above, low, high = _groups(counts)
        return below, above, low, np.where(above > 0, high - np.arange(1, 257), 0)

    def means_cut(counts):
        """You cut the means to whole numbers before you took their distance. Means are fractions:
        keep what lies after the decimal point."""
        below, above, low, high = _groups(counts)
        return below, above, np.trunc(low), np.trunc(high)

    def without_black(counts):
        """You left out the value 0. It may be air, but it is in the histogram and counts in a
        group."""
        return _groups(counts * (np.arange(256) > 0))


class Quality:
    def means_only(below, above, low, high):
        """You looked only at the distance of the two means. Then a few extreme pixels make a group
        of their own. The sizes of both groups belong in the product."""
        return (low - high) ** 2

    def not_squared(below, above, low, high):
        """In your product, the sizes of the groups weigh too much against the distance of the
        means. Is the distance squared, and nothing else?"""
        return below * above * np.abs(low - high)

    def divided_by_all(below, above, low, high):
        """You divided the sums of both groups by the number of all pixels. The mean of a group is
        its own sum divided by its own size."""
        return below * above * (low * below - high * above) ** 2


class Choosing:
    def below_only(quality, both):
        """Your threshold is one too large: it is the first value of the bright group. Here the
        values up to and including the threshold are the dark group."""
        return int(np.argmax(np.append(0, quality[:-1])))

    def last_of_equals(quality, both):
        """Where values do not occur, several thresholds are equally good, and you took the last.
        Take the lowest: replace the best only by a better one."""
        return 255 - int(np.argmax(quality[::-1])) if both.any() else 0

    def last_of_all(quality, both):
        """Several thresholds may be equally good, and you took the last. With a single value these
        are all 256. Take the lowest: replace the best only by a better one."""
        return 255 - int(np.argmax(quality[::-1]))

    def middle_of_equals(quality, both):
        """Where several thresholds are equally good, you took the middle of them. Take the
        lowest."""
        return np.flatnonzero(quality == quality.max()).mean()

    def middle_of_equals_cut(quality, both):
        """Where several thresholds are equally good, you took the middle of them, without its
        fraction. Take the lowest."""
        return int(np.flatnonzero(quality == quality.max()).mean())

    def first_fall(quality, both):
        """You stop where the variance falls for the first time. It may rise again, higher than
        before: try all thresholds."""
        falls = np.flatnonzero(np.diff(quality) < 0)
        return int(np.argmax(quality[: falls[0] + 1])) if falls.size else 0

    def search_from_1(quality, both):
        """You did not try the threshold 0. Black may be a group by itself."""
        return int(np.argmax(quality[1:])) + 1

    def search_from_1_else_0(quality, both):
        """You did not try the threshold 0, though you begin with it as the best. Black may be a
        group by itself."""
        return int(np.argmax(quality[1:])) + 1 if both.any() else 0

    def smallest(quality, both):
        """You took the threshold with the smallest between-class variance, which separates worst.
        It is the variance *within* the classes that should be small."""
        return int(np.argmin(np.where(both, quality, np.inf)))

    def not_a_number(quality, both):
        """Your threshold often leaves one group empty, which separates nothing. `np.argmax` takes
        0 / 0, not a number, for the largest; the variance *within* is largest there too, and the
        one *between* is smallest. What do you do with an empty group?"""
        return int(np.argmax(np.where(both, quality, np.nan)))

    def variance(quality, both):
        """You return the largest variance itself. Return the threshold at which it is reached."""
        return float(quality.max())

    def threshold_and_variance(quality, both):
        """You return two numbers, a threshold and its variance. Return the threshold alone."""
        return int(np.argmax(quality)), float(quality.max())

    def all_variances(quality, both):
        """You return the variances of all thresholds. Return the threshold of the largest one."""
        return quality


class OtsuMistakes:
    def not_a_number_of_shares(counts):
        """Some of your thresholds leave one group empty. With shares of sum 1, that gives 0 / 0,
        which is not a number, and `np.argmax` takes it for the largest. Deal with empty groups
        before you divide."""
        shares = counts / counts.sum()
        below, sums = np.cumsum(shares), np.cumsum(shares * np.arange(256))
        with np.errstate(all="ignore"):
            distance = sums / below - (sums[-1] - sums) / (1 - below)
            return int(np.argmax(below * (1 - below) * distance**2))

    def sizes_only(counts):
        """Only the sizes of the groups decide, so you found the middle of all pixels. The means are
        left out, or they are means of the values as if each occurred once: weight every value by
        its count."""
        below, above, _, _ = _groups(counts)
        return int(np.argmax(below * above))

    def one_larger(counts):
        """Your threshold is always one too large. A place in an array or a list begins at 0, as the
        gray values do."""
        return otsu_threshold(counts) + 1

    def always_0(counts):
        """Your threshold is always 0, because no later product was larger. Were fractions cut to
        0 on the way, or is a product negative that should not be?"""
        return 0

    def valley(counts):
        """You took the lowest place between the two highest counts. These are often neighbors on
        the same hill. Otsu's method asks for the largest between-class variance."""
        low, high = sorted(np.argsort(counts)[-2:])
        return int(low + np.argmin(counts[low : high + 1]))

    def counts_as_gray_values(counts):
        """You handed the counts on as if they were the pixels of a picture, so you got a threshold
        for counts. Which gray values do they belong to?"""
        values, pixels = np.unique(np.float64(counts), return_counts=True)
        below, sums = np.cumsum(pixels), np.cumsum(pixels * values)
        above = below[-1] - below[:-1]
        low, high = sums[:-1] / below[:-1], (sums[-1] - sums[:-1]) / above
        return int(values[np.argmax(np.append(below[:-1] * above * (low - high) ** 2, 0))])

    def mean(counts):
        """This is the mean of all values. If one group is larger, the mean lies inside it instead
        of between the two."""
        return int(np.average(np.arange(256), weights=counts))

    def mean_rounded(counts):
        """This is the mean of all values, rounded. If one group is larger, the mean lies inside it
        instead of between the two."""
        return round(np.average(np.arange(256), weights=counts))

    def middle(counts):
        """This is halfway between the darkest and the brightest value. How many pixels lie where
        should matter."""
        return int(np.flatnonzero(counts)[[0, -1]].sum() // 2)

    def highest_peak(counts):
        """This is the most frequent value: the top of a hill. A threshold belongs between two."""
        return int(np.argmax(counts))

    def in_array(result):
        """You return an array that holds the threshold. Return the number itself."""
        return np.array([result])

    unit_range = shared.unit_range


OTSU_THRESHOLD = Exercise(
    name="volumes.otsu_threshold",
    title="Otsu's threshold",
    level="hard",
    points=3,
    reference=otsu_threshold,
    cases=otsu_cases,
    correct="No other threshold separates the two groups better, and no lower one as well.",
    mistakes=[
        *slips_in(Choosing, _otsu, "choose"),
        *slips_in(Quality, _otsu, "quality"),
        *slips_in(Grouping, _otsu, "groups"),
        *mistakes_in(OtsuMistakes),
    ],
    hints=[
        "Try all thresholds from 0 to 255, one after the other. For each one: how many pixels "
        "are up to it and above it, and what are the two means?",
        "The mean of a group is the sum of count times value, divided by the sum of counts. A "
        "group without pixels has none: skip that threshold.",
        "Keep the best product and its threshold. Replace them only if a product is larger, "
        "so that the lowest of equals stays.",
        "Faster: the cumulative sums of the counts, and of count times value, hold the "
        "numbers of all thresholds at once.",
    ],
)
