"""Exercises of chapter 06, Histograms of volumes."""

import tracemalloc

import cv2
import numpy as np

from ..checks import Exercise, Mistake
from .ch02_histograms import count
from .shared import COLUMN, CUMULATIVE, PERCENT, SHARES, UNIT_RANGE, WRAPS_AT_256

# volumes.normalized_histogram


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


def _volume_cases(rng):
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
        ("two volumes, one after the other in time", volume(2, 3, 4, 5)),
        ("a volume of 79,464 voxels, most of them air", (air,)),
    ]


def _without_air(volume):
    counts = count(volume)
    counts[0] = 0
    return counts / counts.sum()


def _columns_as_channels(volume):
    try:
        return cv2.calcHist([volume], [0], None, [256], [0, 256]).ravel()
    except cv2.error:  # OpenCV 5 refuses what OpenCV 4 miscounts
        return count(volume[..., 0])


_VOLUME_MISTAKES = [
    Mistake(
        "first_plane",
        lambda volume: count(volume[0]) / volume[0].size,
        "You counted the first plane only. Every voxel of every plane counts.",
    ),
    Mistake(
        "middle_plane",
        lambda volume: count(volume[len(volume) // 2]) / volume[0].size,
        "You counted the plane in the middle only. Every voxel of every plane counts.",
    ),
    Mistake(
        "one_for_each_plane",
        lambda volume: np.array([count(plane) / plane.size for plane in volume]),
        "You made one histogram for each plane. The volume as a whole has a single one.",
    ),
    Mistake(
        "brightest_along_planes",
        lambda volume: count(volume.max(axis=0)) / volume[0].size,
        "You took the largest value along the planes first, and counted one picture. What lies "
        "behind or before it counts too.",
    ),
    Mistake(
        "columns_as_channels",
        lambda volume: _columns_as_channels(volume) / volume.size,
        "Your shares sum to less than 1. `cv2.calcHist` takes the last of three axes for channels, "
        "so it counted column 0 only. Give it a shape without a third axis.",
    ),
    Mistake(
        "columns_as_channels_to_1",
        lambda volume: _columns_as_channels(volume) / _columns_as_channels(volume).sum(),
        "Your shares sum to 1, but they are those of few voxels: `cv2.calcHist` takes the last of "
        "three axes for channels, so it counted column 0 only. Give it a shape without a third "
        "axis.",
    ),
    Mistake(
        "divided_by_plane",
        lambda volume: count(volume) / volume[0].size,
        "You divided by the voxels of one plane, so your shares sum to the number of planes. How "
        "many voxels does the whole volume have?",
    ),
    Mistake(
        "divided_by_rows_and_columns",
        lambda volume: count(volume) / (volume.shape[0] * volume.shape[1]),
        "You multiplied the first two numbers of the shape, as for a picture. A volume has more "
        "axes: all of them count.",
    ),
    Mistake(
        "divided_by_planes",
        lambda volume: count(volume) / len(volume),
        "You divided by the number of planes: `len` counts along the first axis. How many voxels "
        "are there?",
    ),
    Mistake(
        "not_divided",
        count,
        "Your bins hold counts: they sum to the number of voxels. As shares they should sum to 1.",
    ),
    Mistake(
        "divided_by_bins",
        lambda volume: count(volume) / 256,
        "You divided by 256, the number of bins. The sum still grows with the volume. What do the "
        "counts sum to?",
    ),
    Mistake(
        "divided_by_largest",
        lambda volume: count(volume) / count(volume).max(),
        "You divided by the largest count, so the highest bin is 1 and the sum is more. That is "
        "good for drawing, but not a share.",
    ),
    Mistake(
        "without_air",
        _without_air,
        "You left out the voxels of value 0. They may be air, but they are voxels as well: the "
        "shares are shares of all.",
    ),
    Mistake(
        "up_to_brightest",
        lambda volume: np.bincount(volume.ravel()) / volume.size,
        "Your result ends at the brightest value of the volume, so every volume gives another "
        "length. Values that do not occur need a bin too, holding 0.",
    ),
    Mistake(
        "range_of_volume",
        lambda volume: np.histogram(volume, 256)[0] / volume.size,
        "Your bins run from the darkest to the brightest value of this volume, so bin 10 means "
        "another gray in every volume. Fix the two ends.",
    ),
    Mistake(
        "without_white",
        lambda volume: count(volume[volume < 255]) / volume.size,
        "Voxels of value 255 are not counted: the upper end of a range is left out. How many "
        "values are there from 0 to 255?",
    ),
    Mistake(
        "counts_wrap_at_256",
        lambda volume: (count(volume) % 256) / volume.size,
        "Counts above 255 began again at 0, because you counted in `uint8`. Count in a larger type "
        "of integer.",
    ),
    Mistake(
        "counts_wrap_at_65536",
        lambda volume: (count(volume) % 2**16) / volume.size,
        "Counts above 65,535 began again at 0, because you counted in `uint16`. A volume has far "
        "more voxels of one value: use a larger type of integer.",
    ),
    Mistake(
        "nothing_behind_the_point",
        lambda volume: count(volume) // volume.size,
        "Nearly all of your bins are 0: `//` drops everything behind the point. Shares are "
        "fractions.",
    ),
    PERCENT,
    CUMULATIVE,
    COLUMN,
]


# volumes.streaming_histogram


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


def _slabs_cases(rng):
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


def _each(slabs):
    return [count(slab) for slab in slabs]


def _kept(slabs):
    return count(np.concatenate([slab.ravel() for slab in slabs]))


def _twice(slabs):
    for _ in slabs:
        pass
    return np.sum(_each(slabs), axis=0) + np.zeros(256, int)


def _once_each(slabs):
    counts = np.zeros(256, int)
    for slab in slabs:
        counts[slab] += 1
    return counts


_STREAM_MISTAKES = [
    Mistake(
        "kept",
        _kept,
        "The slabs pile up in memory: in a list, or joined to one array. A volume may be larger "
        "than memory, so the check ended the reading after three large slabs. Count each slab at "
        "once, and keep only the counts.",
    ),
    Mistake(
        "read_twice",
        _twice,
        "Your counts are all 0: there was nothing left to count. Slabs can be read only once, and "
        "something went through them before. Do everything in one pass.",
    ),
    Mistake(
        "last_slab",
        lambda slabs: _each(slabs)[-1],
        "Your counts are those of the last slab: each slab overwrites what was counted before. Add "
        "them up.",
    ),
    Mistake(
        "first_slab",
        lambda slabs: count(next(slabs)),
        "You counted the first slab only. Does your loop return too early?",
    ),
    Mistake(
        "without_first_slab",
        lambda slabs: np.sum(_each(slabs)[1:], axis=0) + np.zeros(256, int),
        "The first slab is missing: you took it from the stream, perhaps to look at its shape, and "
        "did not count it.",
    ),
    Mistake(
        "first_plane_of_each",
        lambda slabs: np.sum([count(slab[0]) for slab in slabs], axis=0),
        "You counted the first plane of each slab only. A slab has several planes.",
    ),
    Mistake(
        "one_for_each_slab",
        lambda slabs: np.array(_each(slabs)),
        "You return one histogram for each slab. Add them up to one of the whole volume.",
    ),
    Mistake(
        "mean_of_slabs",
        lambda slabs: np.mean(_each(slabs), axis=0),
        "You took the mean of the slabs' counts. Counts add up: the volume has as many voxels as "
        "all slabs together.",
    ),
    Mistake(
        "shares_added",
        lambda slabs: np.sum([count(slab) / slab.size for slab in slabs], axis=0),
        "You added the shares of the slabs, so a thin slab weighs as much as a thick one, and the "
        "sum is the number of slabs. Add counts.",
    ),
    Mistake(
        "range_of_slab",
        lambda slabs: np.sum([np.histogram(slab, 256)[0] for slab in slabs], axis=0),
        "Your bins run from the darkest to the brightest value of each slab, so bin 10 means "
        "another gray every time. Fix the two ends.",
    ),
    Mistake(
        "without_white",
        lambda slabs: np.sum([count(slab[slab < 255]) for slab in slabs], axis=0),
        "Voxels of value 255 are not counted: the upper end of a range is left out. How many "
        "values are there from 0 to 255?",
    ),
    Mistake(
        "once_each",
        _once_each,
        "Every value counts only once in each slab, however many voxels have it. Adding 1 at many "
        "places by one index counts a repeated place a single time.",
    ),
    Mistake(
        "wraps_at_65536",
        lambda slabs: np.sum(_each(slabs), axis=0) % 2**16,
        "Counts above 65,535 begin again at 0, because you count in `uint16`. A volume has far "
        "more voxels of one value: use a larger type of integer.",
    ),
    WRAPS_AT_256,
    CUMULATIVE,
    SHARES,
    COLUMN,
]


# volumes.otsu_threshold


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


def _otsu_cases(rng):
    def counts(*hills):
        # Each value occurs at least once: where counts are 0, thresholds would be equally good, and
        # rounding errors could choose among them.
        values = [np.rint(rng.normal(middle, width, size)) for middle, width, size in hills]
        return count(np.concatenate(values).clip(0, 255).astype(int)) + 1

    def single_counts(values, numbers):
        # Shares of 64 are exact, so here such thresholds are equal to the last digit.
        result = np.zeros(256, np.int64)
        result[values] = numbers
        return result

    dark, bright = rng.integers(20, 60), rng.integers(150, 220)
    part = rng.integers(10, 30)
    four = (single_counts([dark, dark + 9, bright, bright + 5], [part, 3, 30 - part, 31]),)
    two = (single_counts([0, 255], [part, 64 - part]),)
    return [
        ("two hills of different size", (counts((dark, 12, 3000), (bright, 20, 700)),)),
        ("two hills that overlap", (counts((dark + 40, 20, 2500), (bright, 30, 2000)),)),
        ("few bright values among many dark ones", (counts((12, 6, 6000), (bright, 9, 90)),)),
        ("air and two kinds of tissue", (counts((0, 0.1, 2500), (95, 9, 900), (bright, 8, 400)),)),
        ("the counts of a large volume", (counts((dark, 9, 2000), (140, 30, 3000)) * 2000,)),
        ("four values", four),
        ("black and white", two),
        ("a single value", (single_counts(dark, 64),)),
    ]


def _groups(counts):
    """Return sizes and means of the two groups for each threshold; empty groups have mean 0."""
    below, sums = np.cumsum(counts), np.cumsum(counts * np.arange(256))
    above, rest = below[-1] - below, sums[-1] - sums
    return below, above, sums / np.maximum(below, 1), rest / np.maximum(above, 1)


def _variances(counts):
    below, above, low, high = _groups(counts)
    return below * above * (low - high) ** 2 / counts.sum() ** 2


def _of_both_groups(values, counts, otherwise=-1):
    """Leave out thresholds of which one group is empty."""
    below, above, _, _ = _groups(counts)
    return np.where(below * above > 0, values, otherwise)


def _means_only(counts):
    _, _, low, high = _groups(counts)
    return int(np.argmax(_of_both_groups((low - high) ** 2, counts)))


def _not_squared(counts):
    below, above, low, high = _groups(counts)
    return int(np.argmax(below * above * np.abs(low - high)))


def _sizes_only(counts):
    below, above, _, _ = _groups(counts)
    return int(np.argmax(below * above))


def _sizes_of_ranges(counts):
    _, _, low, high = _groups(counts)
    sizes = np.arange(1, 257) * np.arange(255, -1, -1)
    return int(np.argmax(_of_both_groups(sizes * (low - high) ** 2, counts)))


def _means_of_counts(counts):
    below, above, _, _ = _groups(counts)
    low, high = below / np.arange(1, 257), above / np.maximum(np.arange(255, -1, -1), 1)
    return int(np.argmax(below * above * (low - high) ** 2))


def _divided_by_all(counts):
    below, above, low, high = _groups(counts)
    return int(np.argmax(below * above * (low * below - high * above) ** 2))


def _not_a_number(counts):
    below, sums = np.cumsum(counts), np.cumsum(counts * np.arange(256))
    above, rest = below[-1] - below, sums[-1] - sums
    with np.errstate(all="ignore"):
        return int(np.argmax(below * above * (sums / below - rest / above) ** 2))


def _without_black(counts):
    return otsu_threshold(counts * (np.arange(256) > 0))


_OTSU_MISTAKES = [
    Mistake(
        "below_only",
        lambda counts: int(np.argmax(np.append(0, _variances(counts)[:-1]))),
        "Your threshold is one too large: you put it into the bright group. Here the values up to "
        "and including the threshold are the dark group.",
    ),
    Mistake(
        "last_of_equals",
        lambda counts: 255 - int(np.argmax(_variances(counts)[::-1])),
        "Where values do not occur, several thresholds are equally good, and you took the last. "
        "Take the lowest: replace the best only by a better one.",
    ),
    Mistake(
        "search_from_1",
        lambda counts: int(np.argmax(_variances(counts)[1:])) + 1,
        "You did not try the threshold 0. Black may be a group by itself.",
    ),
    Mistake(
        "not_a_number",
        _not_a_number,
        "A threshold with an empty group leads to 0 / 0, which is not a number, and `np.argmax` "
        "takes that for the largest. Deal with empty groups before you divide.",
    ),
    Mistake(
        "means_only",
        _means_only,
        "You looked only at the distance of the two means. Then a few extreme pixels make a group "
        "of their own. The sizes of both groups belong into the product.",
    ),
    Mistake(
        "not_squared",
        _not_squared,
        "You did not square the distance of the means, so the sizes of the groups weigh too much.",
    ),
    Mistake(
        "sizes_only",
        _sizes_only,
        "Only the sizes of the groups decide, so you found the middle of all pixels. The means are "
        "left out, or they are means of the values as if each occurred once: weigh every value by "
        "its count.",
    ),
    Mistake(
        "sizes_of_ranges",
        _sizes_of_ranges,
        "As the size of a group you took how many *values* it spans. Take how many pixels it has.",
    ),
    Mistake(
        "means_of_counts",
        _means_of_counts,
        "You averaged the counts of each group. Its mean is the mean of its gray values, each "
        "weighed by its count.",
    ),
    Mistake(
        "divided_by_all",
        _divided_by_all,
        "You divided the sums of both groups by the number of all pixels. The mean of a group is "
        "its own sum divided by its own size.",
    ),
    Mistake(
        "smallest",
        lambda counts: int(np.argmin(_of_both_groups(_variances(counts), counts, np.inf))),
        "You took the threshold with the smallest between-class variance, which separates worst. "
        "It is the variance *within* the classes that should be small.",
    ),
    Mistake(
        "without_black",
        _without_black,
        "You left out the value 0. It may be air, but it is in the histogram and counts in a "
        "group.",
    ),
    Mistake(
        "mean",
        lambda counts: int(np.average(np.arange(256), weights=counts)),
        "This is the mean of all values. If one group is larger, the mean lies inside it instead "
        "of between the two.",
    ),
    Mistake(
        "middle",
        lambda counts: int(np.flatnonzero(counts)[[0, -1]].sum() // 2),
        "This is halfway between the darkest and the brightest value. How many pixels lie where "
        "should matter.",
    ),
    Mistake(
        "highest_peak",
        lambda counts: int(np.argmax(counts)),
        "This is the most frequent value: the top of a hill. A threshold belongs between two.",
    ),
    Mistake(
        "variance",
        lambda counts: float(_variances(counts).max()),
        "You return the largest variance itself. Return the threshold at which it is reached.",
    ),
    Mistake(
        "all_variances",
        _variances,
        "You return the variances of all thresholds. Return the threshold of the largest one.",
    ),
    UNIT_RANGE,
    Mistake(
        "in_array",
        lambda result: np.array([result]),
        "You return an array that holds the threshold. Return the number itself.",
        of_result=True,
    ),
]


EXERCISES = [
    Exercise(
        name="volumes.normalized_histogram",
        title="The histogram of a volume",
        level="easy",
        reference=normalized_histogram,
        cases=_volume_cases,
        correct="Every voxel counts once, and the shares sum to 1.",
        mistakes=_VOLUME_MISTAKES,
        hints=[
            "A histogram does not care where a voxel is. What is the simplest shape that holds all "
            "of them?",
            "`ravel` makes one flat row of an array of any shape. Count it as in chapter 02, with "
            "256 bins whatever values occur.",
            "Divide by the number of all voxels. The volume knows it: look at `volume.size`.",
        ],
        points=1,
        axes=("bin",),
    ),
    Exercise(
        name="volumes.streaming_histogram",
        title="A stream of slabs",
        level="medium",
        reference=streaming_histogram,
        cases=_slabs_cases,
        correct="Every voxel of every slab counts, and one slab at a time is in memory.",
        mistakes=_STREAM_MISTAKES,
        hints=[
            "What do you know of the whole volume after two slabs, if you have the counts of each?",
            "`slabs` can be used in a `for` loop, once. It has no length, and no slab comes again.",
            "Begin with 256 zeros of a large type of integer. Add to them what you count in each "
            "slab, and let the slab go.",
        ],
        points=2,
        axes=("bin",),
    ),
    Exercise(
        name="volumes.otsu_threshold",
        title="Otsu's threshold",
        level="hard",
        reference=otsu_threshold,
        cases=_otsu_cases,
        correct="No other threshold separates the two groups better, and no lower one as well.",
        mistakes=_OTSU_MISTAKES,
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
        points=3,
    ),
]

FIRST, SECOND, THIRD = EXERCISES
