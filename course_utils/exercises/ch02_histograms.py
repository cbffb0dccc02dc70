"""Exercises of chapter 02, Histograms."""

import cv2
import numpy as np

from ..checks import Exercise, Mistake, mistakes_in, rules, slip, slips_in
from . import shared


def gray_cases(rng):
    """What both histograms.count and histograms.normalize are tried on."""
    two_grays = np.repeat(rng.choice(np.arange(20, 250, dtype=np.uint8), 2, False), (400, 200))
    return [
        ("a dark picture of 7 rows and 12 columns", (rng.integers(0, 90, (7, 12), np.uint8),)),
        ("a bright picture of 9 rows and 5 columns", (rng.integers(140, 256, (9, 5), np.uint8),)),
        ("a picture of all kinds of values", (rng.integers(0, 256, (15, 20), np.uint8),)),
        ("a picture of extreme values", (np.array([[0, 255, 255], [1, 254, 255]], np.uint8),)),
        ("a single black pixel", (np.zeros((1, 1), np.uint8),)),
        ("600 pixels of one gray", (np.full((20, 30), rng.integers(50, 200), np.uint8),)),
        ("600 pixels of two grays", (rng.permutation(two_grays).reshape(25, 24),)),
    ]


# ---- histograms.count --------------------------------------------------------------------------


def count(gray):
    """Return how often each of the values 0 to 255 occurs in a gray picture.

    `np.bincount` takes a row of whole numbers and counts each of them. Without `minlength` it
    would stop at the brightest value of this picture.

    >>> counts = count(np.array([[0, 0, 255]], dtype=np.uint8))
    >>> counts.shape, counts[[0, 255]].tolist()
    ((256,), [2, 1])
    """
    return np.bincount(gray.ravel(), minlength=256)


def _counts(gray, *, counts=count, kind=lambda numbers: numbers):
    return kind(counts(gray))


class PictureCounting:
    def ten_bins(gray):
        """You have ten bins from the darkest to the brightest value, as `np.histogram` makes them
        unless told otherwise. Each value from 0 to 255 needs a bin of its own."""
        return np.histogram(gray)[0]

    def ten_bins_of_all(gray):
        """You have ten bins, and each counts about 26 values together, as `np.histogram` does
        unless told otherwise. Each value from 0 to 255 needs a bin of its own."""
        return np.histogram(gray, range=(0, 256))[0]

    def one_too_early(gray):
        """Everything lies one bin too early: bin 0 counts the pixels of value 1, and the black ones
        are not counted. Which values does `uint8` hold?"""
        return np.append(count(gray)[1:], 0)

    def one_too_late(gray):
        """Everything lies one bin too late: bin 1 counts the black pixels. The first bin has the
        number 0, and so does black."""
        return np.roll(count(gray), 1)

    def bins_255_without_black(gray):
        """You have 255 bins, and no bin for black, 0. Count the values from 0 to 255 again."""
        return count(gray)[1:]

    def first_row(gray):
        """You counted the first row of the picture only. Every pixel of every row counts."""
        return count(gray[0])

    def each_row_once(gray):
        """You counted in how many rows a value occurs: within a row, it counts only once. A loop
        over a picture goes through rows. Count pixels."""
        return sum(count(row) > 0 for row in gray) * 1

    def each_column_apart(gray):
        """You have 256 counts for every column of the picture: the sum ran down the columns only.
        Let each value have one count for all pixels."""
        return np.stack([count(column) for column in gray.T], axis=1)

    def each_row_apart(gray):
        """You have 256 counts for every row of the picture: the sum ran along the rows only. Let
        each value have one count for all pixels."""
        return np.stack([count(row) for row in gray], axis=1)

    def scaled_first(gray):
        """Your pixels all lie in bins 0 and 1: the gray values were divided by 255 before they were
        counted. Count them as they are."""
        return count(gray // 255)

    def reversed(gray):
        """Your bins run from white to black. Bin 0 should count the black pixels."""
        return count(gray)[::-1]


class Kinds:
    def dictionary(numbers):
        """You return a dictionary, which says nothing of values that do not occur. Return one array
        of 256 numbers: the place of a number says which value it belongs to."""
        return {value: number for value, number in enumerate(numbers) if number}

    def dictionary_of_all(numbers):
        """You return a dictionary with an entry for each value, from 0 on. In an array, the place
        says the value, and you can compute with all of the numbers at once."""
        return dict(enumerate(numbers))

    def values_and_numbers(numbers):
        """You return two arrays: the values that occur, and a number for each. Return one, of 256
        numbers: values that do not occur need a place too."""
        return np.flatnonzero(numbers), numbers[numbers > 0]

    def with_edges(numbers):
        """You return two arrays, the numbers and the edges of their bins, as `np.histogram` gives
        them. Only the first was asked for: take the pair apart."""
        return numbers, np.arange(len(numbers) + 1)

    def with_edges_to_255(numbers):
        """You return two arrays, as `np.histogram` does: the numbers, and edges that end at 255.
        Only the first was asked for: take the pair apart."""
        return numbers, np.linspace(0, 255, len(numbers) + 1)


class CountMistakes:
    def ten_bins_with_edges(gray):
        """You return the two arrays of `np.histogram` as they come: ten counts, from the darkest to
        the brightest value, and their edges. Ask for a bin for each of the 256 values, and return
        the counts alone."""
        return np.histogram(gray)

    def range_of_image_with_edges(gray):
        """You return two arrays, counts and edges, and your bins run from the darkest to the
        brightest value that occurs. Fix the two ends, and return the counts alone."""
        return np.histogram(gray, 256)

    def density(gray):
        """You asked NumPy for a density: numbers that depend on the width of the bins, which run
        from the darkest to the brightest value. Count pixels, in bins with fixed ends."""
        return np.histogram(gray, 256, density=True)[0]

    wraps_at_256, cumulative = shared.wraps_at_256, shared.cumulative
    shares, column, as_list = shared.shares, shared.column, shared.as_list


COUNT = Exercise(
    name="histograms.count",
    title="Count the gray values",
    level="easy",
    points=1,
    reference=count,
    cases=gray_cases,
    axes=("bin",),
    rules=(rules.only("numpy", "the prompt asks for NumPy alone."),),
    correct="Each value from 0 to 255 has its bin, and every pixel counts once.",
    mistakes=[
        *slips_in(shared.Counting, _counts, "counts"),
        *slips_in(PictureCounting, _counts, "counts"),
        *slips_in(Kinds, _counts, "kind"),
        *mistakes_in(CountMistakes),
    ],
    hints=[
        "How many pixels are black, 0? How many have the value 1? Go on up to 255: how many bins "
        "is that?",
        "A loop over 256 values works: `np.sum(gray == value)` counts one of them.",
        "`np.bincount` counts all whole numbers of a flat array at once. `ravel` makes a picture "
        "flat.",
        "The brightest pixel may be darker than 255. The option `minlength` of `np.bincount` says "
        "how many bins there are at least.",
    ],
)


# ---- histograms.normalize ----------------------------------------------------------------------


def normalize(gray):
    """Return the share of pixels that each of the values 0 to 255 has in a gray picture.

    The counts sum to the number of pixels. Divided by it they sum to 1, whatever the size of the
    picture, so that two pictures can be compared.

    >>> shares = normalize(np.array([[0, 0, 255, 7]], dtype=np.uint8))
    >>> float(shares[0]), float(shares[255]), float(shares.sum())
    (0.5, 0.25, 1.0)
    """
    counts = np.bincount(gray.ravel(), minlength=256)
    return counts / gray.size


def _pixels(counts, gray):
    return gray.size


def _shares(
    gray,
    *,
    counts=count,
    total=_pixels,
    divide=np.divide,
    kind=lambda numbers: numbers,
):
    """Compute the shares by a program of which every step may be wrong."""
    found = counts(gray)
    return kind(divide(found, total(found, gray)))


class NormalizeCounting:
    wraps = shared.counts_wrap


def _made_to_sum_to_1():
    """Return the mistakes of counting that lose pixels, if the counts are divided by their sum."""
    pages = (shared.Counting, PictureCounting, NormalizeCounting)
    lossy = {"without_white", "once_each", "first_row", "wraps"}
    return [
        Mistake(
            f"{one.key}_over_their_sum",
            _shares,
            f"{one.sentence} Your numbers sum to 1 all the same, because you divided by their sum.",
            options={"counts": one.answer, "total": lambda counts, gray: counts.sum()},
        )
        for page in pages
        for one in mistakes_in(page)
        if one.key in lossy
    ]


class NormalizeTotals:
    def divided_by_rows(counts, gray):
        """You divided by the number of rows: `len(gray)` and `gray.shape[0]` count rows. How many
        pixels are there?"""
        return len(gray)

    def divided_by_columns(counts, gray):
        """You divided by the number of columns. How many pixels are there?"""
        return gray.shape[1]

    def divided_by_brightness(counts, gray):
        """You divided by the sum of the gray values, so a bright picture gets smaller numbers than
        a dark one. Divide by how many pixels there are, not by how bright they are."""
        return gray.sum()

    def rows_into_columns(counts, gray):
        """You divided by the number of rows and multiplied by the number of columns: without
        parentheses, `/` and `*` are worked off from left to right."""
        return gray.shape[0] / gray.shape[1]

    def columns_into_rows(counts, gray):
        """You divided by the number of columns and multiplied by the number of rows: without
        parentheses, `/` and `*` are worked off from left to right."""
        return gray.shape[1] / gray.shape[0]

    def length_1(counts, gray):
        """The squares of your numbers sum to 1, not the numbers: such a length is what
        `cv2.normalize` and `np.linalg.norm` take unless told otherwise. Shares themselves sum to
        1."""
        return np.sqrt((counts**2.0).sum())


class NormalizeMistakes:
    density = shared.density

    floor_division = slip(
        _shares,
        "Nearly all of your bins are 0: whatever lies after the decimal point was dropped. Shares "
        "are fractions.",
        counts=count,
        total=_pixels,
        divide=np.floor_divide,
    )

    def picture_by_its_largest(gray):
        """You divided the gray values by the largest of them: your result is a picture from 0 to 1.
        Count the values first, then divide the counts."""
        return gray / gray.max()

    def picture_stretched(gray):
        """You stretched the gray values, so that the darkest is 0 and the brightest 1: your result
        is a picture. Count the values first, then divide the counts."""
        return (gray - gray.min()) / np.ptp(gray)

    def picture_by_its_sum(gray):
        """You divided the gray values by their sum: your result is a picture whose values sum to 1.
        Count the values first, then divide the counts."""
        return gray / gray.sum()

    def picture_scaled(gray):
        """You divided the gray values of the picture: your result is a picture from 0 to 1. Count
        the values first, then divide the counts."""
        return gray / 255

    def rounded(result):
        """You rounded to two decimals, so small shares became 0 and the sum is no longer 1. Round
        where numbers are shown, not where they are computed."""
        return np.round(result, 2)

    percent, cumulative = shared.percent, shared.cumulative
    column, as_list = shared.column, shared.as_list


NORMALIZE = Exercise(
    name="histograms.normalize",
    title="From counts to shares",
    level="medium",
    points=2,
    reference=normalize,
    cases=gray_cases,
    axes=("bin",),
    correct="Each bin holds its share of the pixels, and the shares sum to 1.",
    mistakes=[
        *slips_in(shared.Counting, _shares, "counts"),
        *slips_in(PictureCounting, _shares, "counts"),
        *slips_in(NormalizeCounting, _shares, "counts"),
        *slips_in(shared.Dividing, _shares, "total"),
        *slips_in(NormalizeTotals, _shares, "total"),
        *_made_to_sum_to_1(),
        *slips_in(Kinds, _shares, "kind"),
        *mistakes_in(NormalizeMistakes),
    ],
    hints=[
        "Count first, as in the exercise before. What do the 256 counts sum to?",
        "A share is a part divided by the whole. The whole is the number of all pixels.",
        "A picture knows how many elements it has: look at `gray.size`, and compare it with "
        "`len(gray)`.",
    ],
)


# ---- histograms.color_descriptor ---------------------------------------------------------------


def color_descriptor(image):
    """Return 512 counts: how many pixels of a BGR picture have each of 8 x 8 x 8 colors.

    Dividing by 32 without a remainder sends the 256 values of a channel to the cells 0 to 7. Read
    as digits to the base 8, the three cell numbers make one number from 0 to 511, and red changes
    fastest. The cells become larger integers first, because uint8 ends at 255.

    >>> descriptor = color_descriptor(np.array([[[0, 0, 32], [255, 255, 255]]], dtype=np.uint8))
    >>> np.flatnonzero(descriptor).tolist()
    [1, 511]
    """
    cells = (image // 32).astype(np.int64)
    numbers = cells[:, :, 0] * 64 + cells[:, :, 1] * 8 + cells[:, :, 2]
    return np.bincount(numbers.ravel(), minlength=512)


def color_cases(rng):
    edges = np.array([0, 31, 32, 127, 128, 223, 224, 255], np.uint8)
    orange = np.full((18, 20, 3), (20, 130, 240), np.uint8)
    return [
        ("a picture of all kinds of colors", (rng.integers(0, 256, (14, 9, 3), np.uint8),)),
        ("a dark picture", (rng.integers(0, 100, (4, 11, 3), np.uint8),)),
        ("a bright, bluish picture", (rng.integers((180, 90, 20), 256, (6, 5, 3), np.uint8),)),
        ("a picture of values where cells begin and end", (rng.choice(edges, (8, 6, 3)),)),
        ("a single pixel of pure red", (np.array([[[0, 0, 255]]], np.uint8),)),
        ("360 orange pixels", (orange,)),
    ]


def _descriptor(
    image,
    *,
    pixels=lambda image: image.reshape(-1, 3),
    order=(0, 1, 2),
    keep=lambda pixels: pixels[:, 0] >= 0,
    cells=lambda pixels: pixels // 32,
    times=(64, 8, 1),
    number=np.int64,
    length=512,
    kind=lambda counts: counts,
):
    """Count by a program of which every step may be wrong."""
    taken = pixels(image)
    channels = cells(taken)[keep(taken)].astype(number).T[list(order)]
    numbers = sum(channel * factor for channel, factor in zip(channels, times, strict=True))
    return kind(np.bincount(numbers, minlength=length))


class CellMistakes:
    def divided_by_8(pixels):
        """You divided the values by 8, which gives 32 cells along an axis. Eight cells share 256
        values: how wide is one of them?"""
        return pixels // 8

    def divided_by_31(pixels):
        """You divided the values by 31, so white lands in a ninth cell. Eight cells share 256
        values: how wide is one of them?"""
        return pixels // 31

    def last_cell_wider(pixels):
        """Your cells are 31 values wide, and the last one takes what is left, from 217 on. Eight
        cells share 256 values, not 255: how wide is one of them?"""
        return np.minimum(pixels // 31, 7)

    divided_by_36 = shared.divided_by_36

    def scaled_to_7(pixels):
        """Only 255 reaches your last cell: the values were scaled to 0 to 7 and cut to whole
        numbers. Eight cells of equal width share the 256 values."""
        return (pixels / 255 * 7).astype(int)

    def rounded_to_7(pixels):
        """Your first cell and your last one are half as wide as the others: the values were scaled
        to 0 to 7 and rounded. Eight cells of equal width share the 256 values."""
        return np.rint(pixels / 255 * 7)

    def values_themselves(pixels):
        """You made cell numbers of the values themselves, so there are far more than 512. Eight
        cells share 256 values: into which cell does a value fall?"""
        return pixels

    def scaled_to_8(pixels):
        """White lands in a ninth cell: the values were scaled from 0 to 255 to 0 to 8. How many
        values are there from 0 to 255?"""
        return (pixels / 255 * 8).astype(int)

    def rounded(pixels):
        """You rounded to the nearest cell, so white lands in a ninth cell and black gets half a
        one. A cell takes all values from its lower end up to the next cell."""
        return np.rint(pixels / 32)

    def cells_from_1(pixels):
        """Your cells are numbered from 1 to 8, as `np.digitize` does it, so everything lies too far
        back. Number them from 0."""
        return pixels // 32 + 1


class ColorMistakes:
    red_first = slip(
        _descriptor,
        "Your axes stand in the order R, G, B. Either the channels changed places, or the cells "
        "were flattened with the first axis running fastest. The picture is BGR, and C order lets "
        "the last axis run fastest.",
        order=(2, 1, 0),
    )
    other_order = slip(
        _descriptor,
        "Blue and green have changed places among your axes. The first axis should be blue, the "
        "second green, the third red.",
        order=(1, 0, 2),
    )
    green_last = slip(
        _descriptor,
        "Green and red have changed places among your axes. The first axis should be blue, the "
        "second green, the third red.",
        order=(0, 2, 1),
    )
    without_255 = slip(
        _descriptor,
        "Pixels with a 255 in any channel are not counted: the upper end of a range is left out. "
        "Which number comes after the last value?",
        keep=lambda pixels: (pixels < 255).all(axis=1),
    )
    numbers_wrap = slip(
        _descriptor,
        "Your cell numbers begin again at 0 after 255, because you computed them in `uint8`, so "
        "bluish pixels land among dark ones. Numbers up to 511 need a larger type.",
        number=np.uint8,
    )
    base_7 = slip(
        _descriptor,
        "Different colors share a cell of yours: you multiplied by 7, the last cell, instead of by "
        "the number of cells along an axis.",
        times=(49, 7, 1),
    )
    added = slip(
        _descriptor,
        "Different colors share a cell of yours: you added the three numbers, so it does not "
        "matter which channel a number came from. Let each combination have its own number.",
        times=(1, 1, 1),
    )
    both_times_8 = slip(
        _descriptor,
        "Blue and green count alike, 8 times, so colors that exchange them share a cell. How many "
        "cells lie behind each step of blue?",
        times=(8, 8, 1),
    )
    up_to_last_used = slip(
        _descriptor,
        "Your result ends at the last cell in which a pixel lies, so its length changes from "
        "picture to picture. Cells without pixels need a place too.",
        length=0,
    )
    scrambled = slip(
        _descriptor,
        "You took the first third of all numbers for blue, the next for green, the last for red. "
        "In a picture, the three numbers of a pixel lie side by side, on the last axis.",
        pixels=lambda image: image.reshape(3, -1).T,
    )
    hue_up_to_256 = slip(
        _descriptor,
        "You counted hue, saturation and value, all in cells of 32. The descriptor counts blue, "
        "green and red, as the picture holds them: leave it in BGR.",
        pixels=lambda image: cv2.cvtColor(image, cv2.COLOR_BGR2HSV).reshape(-1, 3),
    )
    length_1 = slip(
        _descriptor,
        "The squares of your numbers sum to 1: this is what `cv2.normalize` does unless told "
        "otherwise. This exercise asks for the counts themselves.",
        kind=lambda counts: counts / np.sqrt((counts**2).sum()),
    )
    largest_is_1 = slip(
        _descriptor,
        "Your largest number is 1: the counts were divided by the largest of them. This exercise "
        "asks for the counts themselves.",
        kind=lambda counts: counts / counts.max(),
    )
    cells_that_occur = slip(
        _descriptor,
        "You have numbers only for cells in which pixels lie, so nobody can tell which belongs to "
        "which color. Cells without pixels need a place too.",
        kind=lambda counts: counts[counts > 0],
    )

    def hue(image):
        """You counted hue, saturation and value, with hue up to 180. The descriptor counts blue,
        green and red, as the picture holds them: leave it in BGR."""
        hsv = cv2.cvtColor(image, cv2.COLOR_BGR2HSV)
        ranges = [0, 180, 0, 256, 0, 256]
        return cv2.calcHist([hsv], [0, 1, 2], None, [8, 8, 8], ranges).ravel().astype(int)

    def joined(image):
        """You joined three histograms of one channel each, 24 numbers. They do not know which
        values occur together, so purple and a mix of red and blue pixels look the same. Count all
        three channels at once."""
        channels = cv2.split(image // 32)
        return np.concatenate([np.bincount(one.ravel(), minlength=8) for one in channels])

    def joined_256(image):
        """You joined the 256 counts of each channel, 768 numbers. They do not know which values
        occur together. Count all three channels at once, in eight bins each."""
        return np.concatenate([np.bincount(one.ravel(), minlength=256) for one in cv2.split(image)])

    def one_below_the_other(image):
        """You return a table of three rows, one histogram for each channel. They do not know which
        values occur together: count all three channels at once."""
        return np.stack([np.bincount(c.ravel(), minlength=8) for c in cv2.split(image // 32)])

    def range_of_image(image):
        """Your cells run from the smallest to the largest value of each channel of this picture, so
        a cell means another color in every picture. Fix both ends of the range."""
        return np.histogramdd(image.reshape(-1, 3), bins=8)[0].astype(np.int64).ravel()

    def once_each(image):
        """Every color that occurs counts only once, however many pixels have it. Setting 1 does so,
        and so does adding 1 at many places by one index."""
        return (color_descriptor(image) > 0).astype(int)

    def gray(image):
        """You turned the picture gray and counted its grays in 512 bins: the colors are gone. Count
        all three channels at once."""
        return np.histogram(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), 512, (0, 256))[0]

    def all_values(image):
        """You counted the values of all channels in one histogram of 512 bins. A pixel should count
        once, in the cell of its three values."""
        return np.histogram(image, 512, (0, 256))[0]

    def with_edges(image):
        """You return two things, the cube of counts and the edges of its bins, as `np.histogramdd`
        gives them. Take the counts alone, and flatten them to whole numbers."""
        return np.histogramdd(image.reshape(-1, 3), 8, [(0, 256)] * 3)

    def not_flat(result):
        """Your counts still lie in a cube of shape (8, 8, 8). A descriptor is one row of numbers,
        so that two of them are easy to compare: flatten it."""
        return result.reshape(8, 8, 8)

    wraps_at_256, shares = shared.wraps_at_256, shared.shares


COLOR_DESCRIPTOR = Exercise(
    name="histograms.color_descriptor",
    title="A color descriptor",
    level="hard",
    points=3,
    reference=color_descriptor,
    cases=color_cases,
    axes=("cell",),
    correct="Each of the 512 colors has its cell: blue first, red running fastest.",
    mistakes=[*slips_in(CellMistakes, _descriptor, "cells"), *mistakes_in(ColorMistakes)],
    hints=[
        "Eight equal cells share the 256 values of a channel. Into which cell do 0, 31, 32 and 255 "
        "fall?",
        "Dividing a value without a remainder, with `//`, gives its cell. The three cells of a "
        "pixel are like the three digits of a number.",
        "Digits to the base 8: the last one counts as it is, the one before it counts 8 times. And "
        "the first? Numbers up to 511 do not fit into `uint8`.",
        "With one number from 0 to 511 for each pixel, what is left is counting, as in "
        "`histograms.count`, with 512 bins. Another way is `cv2.calcHist` with three channels, "
        "then flatten and convert to integers.",
    ],
)
