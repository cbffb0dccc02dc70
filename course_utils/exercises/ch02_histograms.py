"""Exercises of chapter 02, Histograms."""

import cv2
import numpy as np

from ..checks import Exercise, mistakes_in, rules, slip, slips_in
from . import shared


def gray_cases(rng):
    """What both histograms.count and histograms.normalize are tried on."""
    return [
        ("a dark picture of 7 rows and 12 columns", (rng.integers(0, 90, (7, 12), np.uint8),)),
        ("a bright picture of 9 rows and 5 columns", (rng.integers(140, 256, (9, 5), np.uint8),)),
        ("a picture of all kinds of values", (rng.integers(0, 256, (15, 20), np.uint8),)),
        ("a picture of extreme values", (np.array([[0, 255, 255], [1, 254, 255]], np.uint8),)),
        ("a single black pixel", (np.zeros((1, 1), np.uint8),)),
        ("600 pixels of one gray", (np.full((20, 30), rng.integers(50, 200), np.uint8),)),
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


class PictureCounting:
    def first_row(gray):
        """You counted the first row of the picture only. Every pixel of every row counts."""
        return count(gray[0])

    def reversed(gray):
        """Your bins run from white to black. Bin 0 should count the black pixels."""
        return count(gray)[::-1]


class CountMistakes:
    def density(gray):
        """You asked NumPy for a density: numbers that depend on the width of the bins, which run
        from the darkest to the brightest value. Count pixels, in bins with fixed ends."""
        return np.histogram(gray, 256, density=True)[0]

    wraps_at_256, cumulative = shared.wraps_at_256, shared.cumulative
    shares, column = shared.shares, shared.column


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
        *mistakes_in(shared.Counting),
        *mistakes_in(PictureCounting),
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


def _shares(gray, *, counts=count, total=lambda counts, gray: gray.size):
    found = counts(gray)
    return found / total(found, gray)


class NormalizeCounting:
    wraps = shared.counts_wrap


class NormalizeTotals:
    def divided_by_rows(counts, gray):
        """You divided by the number of rows: `len` of a picture counts rows. How many pixels are
        there?"""
        return len(gray)

    def divided_by_columns(counts, gray):
        """You divided by the number of columns. How many pixels are there?"""
        return gray.shape[1]

    def divided_by_brightness(counts, gray):
        """You divided by the sum of the gray values, so a bright picture gets smaller numbers than
        a dark one. Divide by how many pixels there are, not by how bright they are."""
        return max(int(gray.sum()), 1)

    def length_1(counts, gray):
        """The squares of your numbers sum to 1, not the numbers: this is what `cv2.normalize` does
        unless told otherwise. Shares themselves sum to 1."""
        return np.sqrt((counts**2.0).sum())


class NormalizeMistakes:
    def density(gray):
        """You asked NumPy for a density, which divides by the width of the bins too, and the bins
        run from the darkest to the brightest value. Fix both ends of the range."""
        return np.histogram(gray, 256, density=True)[0]

    def floor_division(gray):
        """Nearly all of your bins are 0: whatever lies behind the point was dropped. Shares are
        fractions."""
        return count(gray) // gray.size

    def picture_scaled(gray):
        """You divided the gray values of the picture: your result is a picture from 0 to 1. Count
        the values first, then divide the counts."""
        return gray / 255

    def rounded(result):
        """You rounded to two decimals, so small shares became 0 and the sum is no longer 1. Round
        where numbers are shown, not where they are computed."""
        return np.round(result, 2)

    percent, cumulative, column = shared.percent, shared.cumulative, shared.column


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
    order=(0, 1, 2),
    keep=lambda image: np.ones(image.shape[:2], bool),
    cells=lambda image: image // 32,
    base=8,
    number=np.int64,
    length=512,
):
    """Count by a program of which every step may be wrong."""
    blue, green, red = np.asarray(cells(image)).astype(number)[keep(image)].T[list(order)]
    return np.bincount(((blue * base + green) * base + red).ravel(), minlength=length)


class CellMistakes:
    def divided_by_8(image):
        """You divided the values by 8, which gives 32 cells along an axis. Eight cells share 256
        values: how wide is one of them?"""
        return image // 8

    def divided_by_31(image):
        """You divided the values by 31, so white lands in a ninth cell. Eight cells share 256
        values: how wide is one of them?"""
        return image // 31

    def divided_by_36(image):
        """You divided the values by 36, so the last cell is narrower than the others. Eight cells
        share 256 values: how wide is one of them?"""
        return image // 36

    def rounded(image):
        """You rounded to the nearest cell, so white lands in a ninth cell and black gets half a
        one. A cell takes all values from its lower end up to the next cell."""
        return np.rint(image / 32)

    def cells_from_1(image):
        """Your cells are numbered from 1 to 8, as `np.digitize` does it, so everything lies too far
        back. Number them from 0."""
        return image // 32 + 1


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
        keep=lambda image: (image < 255).all(axis=2),
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
        base=7,
    )

    def joined(image):
        """You joined three histograms of one channel each, 24 numbers. They do not know which
        values occur together, so purple and a mix of red and blue pixels look the same. Count all
        three channels at once."""
        channels = cv2.split(image // 32)
        return np.concatenate([np.bincount(one.ravel(), minlength=8) for one in channels])

    def range_of_image(image):
        """Your cells run from the smallest to the largest value of each channel of this picture, so
        a cell means another color in every picture. Fix both ends of the range."""
        return np.histogramdd(image.reshape(-1, 3), bins=8)[0].astype(np.int64).ravel()

    def once_each(image):
        """Every color that occurs counts only once, however many pixels have it. Adding 1 at many
        places by one index counts a repeated place a single time."""
        return (color_descriptor(image) > 0).astype(int)

    def gray(image):
        """You turned the picture gray and counted its grays in 512 bins: the colors are gone. Count
        all three channels at once."""
        return np.histogram(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), 512, (0, 256))[0]

    def all_values(image):
        """You counted the values of all channels in one histogram of 512 bins. A pixel should count
        once, in the cell of its three values."""
        return np.histogram(image, 512, (0, 256))[0]

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
