"""Mistakes that readers make in more than one chapter: of counting, of dividing, in the last step.

A mistake belongs here if two or more banks name it, the program is the same in all of them, and so
is the sentence: word for word true of each exercise that uses it. A mistake whose sentence must
speak of what its own exercise is about stays in its bank.
"""

import numpy as np


def count(values):
    """Count each value from 0 to 255: what many wrong programs begin with."""
    return np.bincount(values.ravel(), minlength=256)


# ---- wrong counts of values, in place of the 256 right ones ------------------------------------


class Counting:
    def range_of_image(values):
        """Your bins run from the darkest to the brightest value that occurs, so bin 10 means
        another gray every time. Fix the two ends."""
        return np.histogram(values, 256)[0]

    def without_white(values):
        """The value 255, white, is not counted: the upper end of a range is left out. How many
        values are there from 0 to 255?"""
        return count(values) * (np.arange(256) < 255)

    def bins_255(values):
        """You have 255 bins, and the last holds both 254 and 255. Count the values from 0 to 255
        again."""
        return np.bincount(np.minimum(values, 254).ravel(), minlength=255)

    def bins_255_without_white(values):
        """You have 255 bins, and no bin for white, 255. Count the values from 0 to 255 again."""
        return count(values)[:255]

    def up_to_brightest(values):
        """Your result ends at the brightest value that occurs, so its length changes. Values that
        do not occur need a place too."""
        return np.bincount(values.ravel())

    def values_that_occur(values):
        """You have numbers only for values that occur, so nobody can tell which belongs to which
        gray. Values that do not occur need a place too."""
        return np.unique(values, return_counts=True)[1]

    def once_each(values):
        """Every value that occurs counts only once, however often it does. Setting 1 does so, and
        so does adding 1 at many places by one index."""
        return (count(values) > 0).astype(int)


def counts_wrap(values):
    """Counts above 255 began again at 0, because you counted in `uint8`. Count in a larger type of
    integer."""
    return count(values) % 256


def density(values):
    """You asked NumPy for a density, which divides by the width of the bins too, and the bins run
    from the darkest to the brightest value. Fix both ends of the range."""
    return np.histogram(values, 256, density=True)[0]


# ---- wrong numbers to divide counts by, in place of the number of all values -------------------


class Dividing:
    def not_divided(counts, values):
        """Your counts are not divided, so a larger picture gives larger numbers. What must you
        divide by, so that they become shares?"""
        return 1

    def divided_by_bins(counts, values):
        """You divided by 256, the number of bins, so your numbers still grow with the size. What do
        the counts sum to?"""
        return 256

    def divided_by_255(counts, values):
        """You divided by 255, as one does with gray values. Here counts are divided, and their sum
        is not 255. What do the counts sum to?"""
        return 255

    def divided_by_largest(counts, values):
        """You divided by the largest count, so the highest bin becomes 1. That is good for drawing,
        but not a share. What do the counts sum to?"""
        return counts.max()


# ---- wrong cells of colors, in place of eight that are 32 values wide --------------------------


def divided_by_36(values):
    """You divided the values by 36, so the last cell is narrower than the others. Eight cells share
    256 values: how wide is one of them?"""
    return values // 36


# ---- wrong last steps --------------------------------------------------------------------------


def as_list(result):
    """You return a list. Return one array: you can compute with all of its numbers at once, and use
    a picture as its index."""
    return list(result)


def column(result):
    """Your result stands upright, in the shape (256, 1), as the counts of `cv2.calcHist` do in some
    versions of OpenCV. One axis is enough: flatten it."""
    return result[:, None]


def cumulative(result):
    """Your numbers only rise: each bin also holds all bins before it. That is the cumulative
    histogram; leave the bins as they are."""
    return np.cumsum(result)


def wraps_at_256(result):
    """Counts above 255 begin again at 0, because they are in `uint8`. A count can be far larger
    than that: use a larger type of integer."""
    return result.astype(np.uint8)


def shares(result):
    """You divided the counts by their sum, so your numbers sum to 1. This exercise asks for the
    counts themselves."""
    return result / result.sum()


def percent(result):
    """You multiplied by 100, so your numbers are percentages, parts of 100. Shares are parts of
    1."""
    return result * 100


def unit_range(result):
    """You divided by 255, so white is 1. Keep the scale on which white is 255."""
    return result / 255


def rgb(result):
    """Blue and red have changed places in your result. Its channels should come in the order B, G,
    R, as you were given them."""
    return result[:, :, ::-1]
