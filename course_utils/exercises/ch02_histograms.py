"""Exercises of chapter 02, Histograms."""

import cv2
import numpy as np

from ..checks import Exercise, Mistake
from .shared import COLUMN, CUMULATIVE, PERCENT, SHARES, WRAPS_AT_256

# What both histograms.count and histograms.normalize are tried on.


def _gray_cases(rng):
    return [
        ("a dark picture of 7 rows and 12 columns", (rng.integers(0, 90, (7, 12), np.uint8),)),
        ("a bright picture of 9 rows and 5 columns", (rng.integers(140, 256, (9, 5), np.uint8),)),
        ("a picture of all kinds of values", (rng.integers(0, 256, (15, 20), np.uint8),)),
        ("a picture of extreme values", (np.array([[0, 255, 255], [1, 254, 255]], np.uint8),)),
        ("a single black pixel", (np.zeros((1, 1), np.uint8),)),
        ("600 pixels of one gray", (np.full((20, 30), rng.integers(50, 200), np.uint8),)),
    ]


def _range_of_image(gray):
    return np.histogram(gray, 256)[0]


def _without_white(gray):
    counts = count(gray)
    counts[255] = 0
    return counts


def _white_with_254(gray):
    return np.bincount(np.minimum(gray, 254).ravel(), minlength=255)


def _once_each(gray):
    counts = np.zeros(256, int)
    counts[gray] += 1
    return counts


_COUNT_SLIPS = {
    "range_of_image": (
        _range_of_image,
        "Your bins run from the darkest to the brightest value of this picture, so bin 10 means "
        "another gray in every picture. Fix the two ends for all pictures.",
    ),
    "without_white": (
        _without_white,
        "White pixels, of value 255, are not counted: the upper end of a range is left out. How "
        "many values are there from 0 to 255?",
    ),
    "bins_255": (
        _white_with_254,
        "You have 255 bins, and the last holds both 254 and 255. Count the values from 0 to 255 "
        "again.",
    ),
    "bins_255_without_white": (
        lambda gray: count(gray)[:255],
        "You have 255 bins, and no bin for white, 255. Count the values from 0 to 255 again.",
    ),
    "up_to_brightest": (
        lambda gray: np.bincount(gray.ravel()),
        "Your result ends at the brightest value of the picture, so every picture gives another "
        "length. Values that do not occur need a bin too, holding 0.",
    ),
    "values_that_occur": (
        lambda gray: np.unique(gray, return_counts=True)[1],
        "You have bins only for values that occur, so nobody can tell which bin is which gray. "
        "Values that do not occur need a bin too, holding 0.",
    ),
    "once_each": (
        _once_each,
        "Every value that occurs counts only once, however many pixels have it. Adding 1 at many "
        "places by one index counts a repeated place a single time.",
    ),
    "first_row": (
        lambda gray: count(gray[0]),
        "You counted the first row of the picture only. Every pixel of every row counts.",
    ),
    "reversed": (
        lambda gray: count(gray)[::-1],
        "Your bins run from white to black. Bin 0 should count the black pixels.",
    ),
}


def _count_mistakes(finish=lambda counts, gray: counts):
    """Return the mistakes of counting, each carried on by a step that is right."""
    return [
        Mistake(key, lambda gray, wrong=wrong: finish(wrong(gray), gray), sentence)
        for key, (wrong, sentence) in _COUNT_SLIPS.items()
    ]


# histograms.count


def count(gray):
    """Return how often each of the values 0 to 255 occurs in a gray picture.

    `np.bincount` takes a row of whole numbers and counts each of them. Without `minlength` it
    would stop at the brightest value of this picture.

    >>> counts = count(np.array([[0, 0, 255]], dtype=np.uint8))
    >>> counts.shape, counts[[0, 255]].tolist()
    ((256,), [2, 1])
    """
    return np.bincount(gray.ravel(), minlength=256)


_COUNT_MISTAKES = [
    *_count_mistakes(),
    Mistake(
        "density",
        lambda gray: np.histogram(gray, 256, density=True)[0],
        "You asked NumPy for a density: numbers that depend on the width of the bins, which run "
        "from the darkest to the brightest value. Count pixels, in bins with fixed ends.",
    ),
    WRAPS_AT_256,
    CUMULATIVE,
    SHARES,
    COLUMN,
]


# histograms.normalize


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


_NORMALIZE_MISTAKES = [
    *_count_mistakes(lambda counts, gray: counts / gray.size),
    Mistake(
        "density",
        lambda gray: np.histogram(gray, 256, density=True)[0],
        "You asked NumPy for a density, which divides by the width of the bins too, and the bins "
        "run from the darkest to the brightest value. Fix both ends of the range.",
    ),
    Mistake(
        "not_divided",
        count,
        "Your bins hold counts: they sum to the number of pixels. A picture of twice the height "
        "would give other numbers. What must you divide by, so that the sum is 1?",
    ),
    Mistake(
        "divided_by_bins",
        lambda gray: count(gray) / 256,
        "You divided by 256, the number of bins. The sum still grows with the size of the picture. "
        "What do the counts sum to?",
    ),
    Mistake(
        "divided_by_255",
        lambda gray: count(gray) / 255,
        "You divided by 255, as one does with gray values. Here counts are divided, and their "
        "sum is not 255. What do the counts sum to?",
    ),
    Mistake(
        "divided_by_largest",
        lambda gray: count(gray) / count(gray).max(),
        "You divided by the largest count, so the highest bin is 1 and the sum is more. That is "
        "good for drawing, but not a share. What do the counts sum to?",
    ),
    Mistake(
        "divided_by_rows",
        lambda gray: count(gray) / len(gray),
        "You divided by the number of rows: `len` of a picture counts rows. How many pixels are "
        "there?",
    ),
    Mistake(
        "divided_by_columns",
        lambda gray: count(gray) / gray.shape[1],
        "You divided by the number of columns. How many pixels are there?",
    ),
    Mistake(
        "divided_by_brightness",
        lambda gray: count(gray) / max(int(gray.sum()), 1),
        "You divided by the sum of the gray values, so a bright picture gets smaller numbers than "
        "a dark one. Divide by how many pixels there are, not by how bright they are.",
    ),
    Mistake(
        "length_1",
        lambda gray: count(gray) / np.sqrt((count(gray) ** 2.0).sum()),
        "The squares of your numbers sum to 1, not the numbers: this is what `cv2.normalize` does "
        "unless told otherwise. Shares themselves sum to 1.",
    ),
    Mistake(
        "floor_division",
        lambda gray: count(gray) // gray.size,
        "Nearly all of your bins are 0: `//` drops everything behind the point. Shares are "
        "fractions.",
    ),
    Mistake(
        "wraps",
        lambda gray: (count(gray) % 256) / gray.size,
        "Counts above 255 began again at 0, because you counted in `uint8`. Your shares then sum "
        "to less than 1. Count in a larger type of integer, or in floats.",
    ),
    Mistake(
        "picture_scaled",
        lambda gray: gray / 255,
        "You divided the gray values of the picture: your result is a picture from 0 to 1. Count "
        "the values first, then divide the counts.",
    ),
    PERCENT,
    Mistake(
        "rounded",
        lambda result: np.round(result, 2),
        "You rounded to two decimals, so small shares became 0 and the sum is no longer 1. Round "
        "where numbers are shown, not where they are computed.",
        of_result=True,
    ),
    CUMULATIVE,
    COLUMN,
]


# histograms.color_descriptor


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


def _color_cases(rng):
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


def _descriptor(cells, base=8):
    """Count the cells of three channels, given as whole numbers, in C order."""
    blue, green, red = np.moveaxis(np.asarray(cells).astype(np.int64), 2, 0)
    return np.bincount(((blue * base + green) * base + red).ravel(), minlength=512)


def _without_255(image):
    return _descriptor((image // 32)[(image < 255).all(axis=2)][None])


def _uint8_numbers(image):
    cells = image // 32
    numbers = cells[:, :, 0] * 64 + cells[:, :, 1] * 8 + cells[:, :, 2]
    return np.bincount(numbers.ravel(), minlength=512)


def _joined(image):
    return np.concatenate([np.bincount(c.ravel(), minlength=8) for c in cv2.split(image // 32)])


def _every_color_once(image):
    counts = np.zeros((8, 8, 8), int)
    counts[tuple(np.moveaxis(image // 32, 2, 0))] += 1
    return counts.ravel()


def _range_of_each_channel(image):
    return np.histogramdd(image.reshape(-1, 3), bins=8)[0].astype(np.int64).ravel()


_COLOR_MISTAKES = [
    Mistake(
        "red_first",
        lambda image: color_descriptor(image[:, :, ::-1]),
        "Your axes stand in the order R, G, B. Either the channels changed places, or the cells "
        "were flattened with the first axis running fastest. The picture is BGR, and C order "
        "lets the last axis run fastest.",
    ),
    Mistake(
        "other_order",
        lambda image: color_descriptor(image[:, :, [1, 0, 2]]),
        "Blue and green have changed places among your axes. The first axis should be blue, the "
        "second green, the third red.",
    ),
    Mistake(
        "green_last",
        lambda image: color_descriptor(image[:, :, [0, 2, 1]]),
        "Green and red have changed places among your axes. The first axis should be blue, the "
        "second green, the third red.",
    ),
    Mistake(
        "joined",
        _joined,
        "You joined three histograms of one channel each, 24 numbers. They do not know which "
        "values occur together, so purple and a mix of red and blue pixels look the same. Count "
        "all three channels at once.",
    ),
    Mistake(
        "without_255",
        _without_255,
        "Pixels with a 255 in any channel are not counted: the upper end of a range is left out. "
        "Which number comes after the last value?",
    ),
    Mistake(
        "numbers_wrap",
        _uint8_numbers,
        "Your cell numbers begin again at 0 after 255, because you computed them in `uint8`, so "
        "bluish pixels land among dark ones. Numbers up to 511 need a larger type.",
    ),
    Mistake(
        "base_7",
        lambda image: _descriptor(image // 32, base=7),
        "Different colors share a cell of yours: you multiplied by 7, the last cell, instead of "
        "by the number of cells along an axis.",
    ),
    Mistake(
        "divided_by_8",
        lambda image: _descriptor(image // 8),
        "You divided the values by 8, which gives 32 cells along an axis. Eight cells share 256 "
        "values: how wide is one of them?",
    ),
    Mistake(
        "divided_by_31",
        lambda image: _descriptor(image // 31),
        "You divided the values by 31, so white lands in a ninth cell. Eight cells share 256 "
        "values: how wide is one of them?",
    ),
    Mistake(
        "divided_by_36",
        lambda image: _descriptor(image // 36),
        "You divided the values by 36, so the last cell is narrower than the others. Eight cells "
        "share 256 values: how wide is one of them?",
    ),
    Mistake(
        "rounded",
        lambda image: _descriptor(np.rint(image / 32)),
        "You rounded to the nearest cell, so white lands in a ninth cell and black gets half a "
        "one. A cell takes all values from its lower end up to the next cell.",
    ),
    Mistake(
        "cells_from_1",
        lambda image: _descriptor(image // 32 + 1),
        "Your cells are numbered from 1 to 8, as `np.digitize` does it, so everything lies too far "
        "back. Number them from 0.",
    ),
    Mistake(
        "range_of_image",
        _range_of_each_channel,
        "Your cells run from the smallest to the largest value of each channel of this picture, "
        "so a cell means another color in every picture. Fix both ends of the range.",
    ),
    Mistake(
        "once_each",
        _every_color_once,
        "Every color that occurs counts only once, however many pixels have it. Adding 1 at many "
        "places by one index counts a repeated place a single time.",
    ),
    Mistake(
        "gray",
        lambda image: np.histogram(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), 512, (0, 256))[0],
        "You turned the picture gray and counted its grays in 512 bins: the colors are gone. "
        "Count all three channels at once.",
    ),
    Mistake(
        "all_values",
        lambda image: np.histogram(image, 512, (0, 256))[0],
        "You counted the values of all channels in one histogram of 512 bins. A pixel should "
        "count once, in the cell of its three values.",
    ),
    WRAPS_AT_256,
    SHARES,
    Mistake(
        "not_flat",
        lambda result: result.reshape(8, 8, 8),
        "Your counts still lie in a cube of shape (8, 8, 8). A descriptor is one row of numbers, "
        "so that two of them are easy to compare: flatten it.",
        of_result=True,
    ),
]


EXERCISES = [
    Exercise(
        name="histograms.count",
        title="Count the gray values",
        level="easy",
        reference=count,
        cases=_gray_cases,
        correct="Each value from 0 to 255 has its bin, and every pixel counts once.",
        mistakes=_COUNT_MISTAKES,
        hints=[
            "How many pixels are black, 0? How many have the value 1? Go on up to 255: how many "
            "bins is that?",
            "A loop over 256 values works: `np.sum(gray == value)` counts one of them.",
            "`np.bincount` counts all whole numbers of a flat array at once. `ravel` makes a "
            "picture flat.",
            "The brightest pixel may be darker than 255. The option `minlength` of `np.bincount` "
            "says how many bins there are at least.",
        ],
        points=1,
        axes=("bin",),
    ),
    Exercise(
        name="histograms.normalize",
        title="From counts to shares",
        level="medium",
        reference=normalize,
        cases=_gray_cases,
        correct="Each bin holds its share of the pixels, and the shares sum to 1.",
        mistakes=_NORMALIZE_MISTAKES,
        hints=[
            "Count first, as in the exercise before. What do the 256 counts sum to?",
            "A share is a part divided by the whole. The whole is the number of all pixels.",
            "A picture knows how many elements it has: look at `gray.size`, and compare it with "
            "`len(gray)`.",
        ],
        points=2,
        axes=("bin",),
    ),
    Exercise(
        name="histograms.color_descriptor",
        title="A color descriptor",
        level="hard",
        reference=color_descriptor,
        cases=_color_cases,
        correct="Each of the 512 colors has its cell: blue first, red running fastest.",
        mistakes=_COLOR_MISTAKES,
        hints=[
            "Eight equal cells share the 256 values of a channel. Into which cell do 0, 31, 32 and "
            "255 fall?",
            "Dividing a value without a remainder, with `//`, gives its cell. The three cells of a "
            "pixel are like the three digits of a number.",
            "Digits to the base 8: the last one counts as it is, the one before it counts 8 times. "
            "And the first? Numbers up to 511 do not fit into `uint8`.",
            "With one number from 0 to 511 for each pixel, what is left is counting, as in "
            "`histograms.count`, with 512 bins. Another way is `cv2.calcHist` with three channels, "
            "then flatten and convert to integers.",
        ],
        points=3,
        axes=("cell",),
    ),
]

FIRST, SECOND, THIRD = EXERCISES
