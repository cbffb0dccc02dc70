"""Exercises of chapter 14, Comparing images."""

import cv2
import numpy as np

from ..checks import Exercise, mistakes_in, slip, slips_in
from ..checks.rules import Rule, without
from . import shared

# ---- comparison.jaccard --------------------------------------------------------------------------


def jaccard(first, second):
    """Return what the histograms of two pictures have in common, from 0 to 1.

    Shares do not depend on how many pixels a picture has, so the two may differ in size.

    >>> round(jaccard(np.array([[0, 1]], np.uint8), np.array([[1], [2]], np.uint8)), 3)
    0.333
    """
    one = np.bincount(first.ravel(), minlength=256) / first.size
    other = np.bincount(second.ravel(), minlength=256) / second.size
    return float(np.minimum(one, other).sum() / np.maximum(one, other).sum())


def jaccard_cases(rng):
    def picture(rows, columns, low=0, high=256):
        return rng.integers(low, high, (rows, columns), np.uint8)

    def whites(rows, columns, counts):
        """Draw so many pixels of each value from 252 to 255."""
        values = np.repeat(np.arange(252, 256, dtype=np.uint8), counts)
        return rng.permutation(values).reshape(rows, columns)

    first = picture(7, 9, 40, 60)
    # One has more of 254, the other more of 255, so that nobody can take the two for one value.
    light, white = whites(7, 12, (19, 25, 26, 14)), whites(6, 11, (6, 9, 5, 46))
    return [
        ("two pictures of different sizes", (picture(8, 11, 90, 110), picture(5, 16, 100, 115))),
        ("a small dark and a large dark picture", (picture(16, 15, 0, 6), picture(44, 55, 0, 6))),
        ("two bright pictures", (picture(20, 31, 251), picture(9, 12, 249))),
        ("two nearly white pictures", (light, white)),
        ("a picture and its own pixels, shuffled", (first, rng.permutation(first.ravel())[None])),
        ("two pictures with no value in common", (picture(6, 8, 0, 99), picture(7, 5, 120, 200))),
        ("two pictures of all values", (picture(30, 41), picture(17, 26))),
        (
            "a flat picture and another one",
            (np.full((4, 7), 30, np.uint8), picture(5, 6, 29, 32)),
        ),
    ]


def _ruzicka(shares, others):
    return np.minimum(shares, others).sum() / np.maximum(shares, others).sum()


def _jaccard(
    first,
    second,
    *,
    count=shared.count,
    divisor=lambda counts, values: values.size,
    ratio=_ruzicka,
):
    """Compute the index by a program of which every step may be wrong."""
    counts = [count(image) for image in (first, second)]
    shares = [one / divisor(one, image) for one, image in zip(counts, (first, second), strict=True)]
    with np.errstate(all="ignore"):
        return float(ratio(*shares))


class Ratio:
    def smaller_ones_alone(shares, others):
        """Your result is the sum of the smaller shares, or comes to the same: the shares of one
        picture sum to 1, those of both to 2. What do the larger ones sum to?"""
        return np.minimum(shares, others).sum()

    def by_both_sums(shares, others):
        """You divided by the sum of all shares of both pictures, so that what they have in common
        counts twice there, and no two pictures reach 1. Take the larger share in each bin."""
        return np.minimum(shares, others).sum() / (shares + others).sum()

    def upside_down(shares, others):
        """You divided the larger ones by the smaller ones. The other way round."""
        return np.maximum(shares, others).sum() / np.minimum(shares, others).sum()

    def differences(shares, others):
        """You return one minus the index, a distance: 0 for equal histograms. The index is 1
        there."""
        return 1 - _ruzicka(shares, others)

    def values_that_occur(shares, others):
        """You compared which values occur, not how often: a value with one pixel counts as much as
        one with a thousand. Add up shares."""
        return np.sum((shares > 0) & (others > 0)) / np.sum((shares > 0) | (others > 0))

    def mean_of_ratios(shares, others):
        """You divided in each bin and took the mean of the ratios. Add up first, then divide
        once."""
        used = np.maximum(shares, others) > 0
        return np.mean(np.minimum(shares, others)[used] / np.maximum(shares, others)[used])

    def mean_of_all_bins(shares, others):
        """You divided in each bin and took the mean over all 256, in which a bin that both leave
        empty counts as 0. Add up first, then divide once."""
        larger = np.maximum(shares, others)
        return np.mean(np.minimum(shares, others) / np.where(larger > 0, larger, 1))

    def sum_of_ratios(shares, others):
        """You divided in each bin and added up the ratios. Add up first, then divide once."""
        used = np.maximum(shares, others) > 0
        return np.sum(np.minimum(shares, others)[used] / np.maximum(shares, others)[used])

    def products(shares, others):
        """You used products of the shares, as for vectors (the Tanimoto coefficient). Take the
        smaller and the larger share in each bin."""
        both = (shares * others).sum()
        return both / ((shares**2).sum() + (others**2).sum() - both)

    def cosine(shares, others):
        """You computed the cosine between the histograms. Take the smaller and the larger share in
        each bin."""
        return (shares * others).sum() / np.sqrt((shares**2).sum() * (others**2).sum())

    def distance(shares, others):
        """You computed the straight distance between the histograms: 0 for equal ones. The index
        is 1 there, and made of the smaller and the larger share in each bin."""
        return np.sqrt(((shares - others) ** 2).sum())

    def cumulated(shares, others):
        """You compared cumulative histograms. Leave each bin as it is."""
        return _ruzicka(np.cumsum(shares), np.cumsum(others))


class Divisor:
    def not_divided(counts, values):
        """You compared counts, or divided all of them by one number, so the larger picture weighs
        more. Each picture has a size of its own: make shares of its counts."""
        return 1

    def by_the_largest(counts, values):
        """You divided by the largest count, so the highest bin becomes 1. That is good for drawing,
        but not a share. What do the counts sum to?"""
        return counts.max()


class Count:
    range_of_image = shared.Counting.range_of_image
    without_white = shared.Counting.without_white

    def white_with_254(values):
        """You have 255 bins for 256 values, so the last one holds both 254 and 255. At which number
        does it have to end?"""
        return np.bincount(np.minimum(values, 254).ravel(), minlength=255)

    def sixteen_bins(values):
        """You have 16 bins, each of 16 values, so pictures look more alike than they are. There are
        256 values."""
        return np.histogram(values, 16, (0, 256))[0]

    def ten_bins(values):
        """You have ten bins, which is what `np.histogram` makes if nothing is said. There are 256
        values."""
        return np.histogram(values, 10, (0, 256))[0]

    def ten_bins_of_the_image(values):
        """You have ten bins, and they run from the darkest to the brightest value that occurs: that
        is what `np.histogram` makes if nothing is said. There are 256 values, from 0 to 255."""
        return np.histogram(values)[0]

    def counts_wrap(values):
        """Counts above 255 began again at 0, because you counted in `uint8`. Count in a larger type
        of integer."""
        return shared.count(values) % 256


class JaccardMistakes:
    def counts_over_one_size(first, second):
        """You added up the smaller *counts* and divided by the size of one picture. Sizes may
        differ: make shares first, and divide by the sum of the larger ones."""
        smaller = np.minimum(shared.count(first), shared.count(second))
        return float(smaller.sum() / first.size)

    def pixels_compared(first, second):
        """You compared pixel with pixel after a resize, not the histograms. What counts is how
        often each value occurs, wherever it is."""
        second = cv2.resize(second, first.shape[::-1])
        return float(np.minimum(first, second).sum() / np.maximum(first, second).sum())

    def resized(first, second):
        """You resized one picture to the size of the other, which mixes its values. Shares do not
        depend on the size, so nothing needs resizing."""
        return jaccard(first, cv2.resize(second, first.shape[::-1]))

    def whole_numbers(result):
        """Your result is a whole number. Return what the division gives."""
        return int(result)

    percent = shared.percent


JACCARD = Exercise(
    name="comparison.jaccard",
    title="Jaccard",
    level="easy",
    points=1,
    reference=jaccard,
    cases=jaccard_cases,
    correct="The smaller shares are divided by the larger ones, whatever the sizes are.",
    mistakes=[
        *mistakes_in(JaccardMistakes),
        *slips_in(Count, _jaccard, "count"),
        *slips_in(Divisor, _jaccard, "divisor"),
        *slips_in(Ratio, _jaccard, "ratio"),
    ],
    hints=[
        "Begin with the two histograms. `np.bincount` counts, and `minlength` says how many bins "
        "there are at least.",
        "The pictures may differ in size. By what do you divide counts to get shares?",
        "`np.minimum` and `np.maximum` compare two arrays bin by bin. Add up each result, and "
        "divide.",
    ],
)


# ---- comparison.pearson --------------------------------------------------------------------------


def pearson(first, second):
    """Return Pearson's correlation of two pictures, from -1 to 1, and 0 if one is flat.

    Taking the mean off makes floats of the values, so nothing wraps.

    >>> pearson(np.array([[1, 2, 6]], np.uint8), np.array([[9, 8, 4]], np.uint8))
    -1.0
    """
    first, second = first - first.mean(), second - second.mean()
    size = np.sqrt((first**2).sum() * (second**2).sum())
    return float((first * second).sum() / size) if size > 0 else 0.0


def pearson_cases(rng):
    def picture(rows, columns, low=0, high=256):
        return rng.integers(low, high, (rows, columns), np.uint8)

    base = picture(9, 14, 60, 120)
    near = base + picture(9, 14, 0, 70)
    tall, faint = picture(13, 6), np.array([[0, 1]], np.uint8)
    return [
        ("two pictures that are somewhat alike", (base, near)),
        ("two pictures of noise", (picture(7, 11), picture(7, 11))),
        ("a picture and a darker negative of it", (tall, 255 - tall // 2 - picture(13, 6, 0, 60))),
        ("two dark pictures", (picture(5, 8, 0, 4), picture(5, 8, 0, 6))),
        ("two bright pictures", (picture(4, 9, 246), picture(4, 9, 240))),
        ("a flat picture first", (np.full((3, 7), 90, np.uint8), picture(3, 7))),
        ("a flat picture second", (picture(8, 3), np.full((8, 3), 255, np.uint8))),
        ("two flat pictures", (np.full((4, 5), 7, np.uint8), np.full((4, 5), 7, np.uint8))),
        ("a picture with itself", (tall, tall.copy())),
        ("two pictures of two pixels", (base[:1, :1] + faint, near[:1, :1] + 1 - faint)),
    ]


def _products(first, second):
    return ((first - first.mean()) * (second - second.mean())).mean()


def _spreads(first, second):
    return first.std() * second.std()


def _pearson(
    first, second, *, cast=np.float64, products=_products, spreads=_spreads, flat=0.0, last=None
):
    """Compute the correlation by a program of which every step may be wrong."""
    is_flat = first.min() == first.max() or second.min() == second.max()
    first, second = cast(first), cast(second)
    with np.errstate(all="ignore"):
        result = products(first, second) / spreads(first, second)
    if is_flat and flat != "left":
        result = flat
    return float(last(result) if last else result)


class Products:
    def means_left(first, second):
        """You multiplied without taking the means off, so bright pictures look alike whatever they
        show. Take the mean off each picture first."""
        return (first * second).mean()

    def one_mean_for_both(first, second):
        """You took one mean of both pictures off each. Each picture has a mean of its own."""
        mean = (first.mean() + second.mean()) / 2
        return ((first - mean) * (second - mean)).mean()

    def column_means(first, second):
        """You took a mean of its own off each column, as `mean(axis=0)` gives it. One mean of the
        whole picture is asked for."""
        return ((first - first.mean(axis=0)) * (second - second.mean(axis=0))).mean()

    def row_means(first, second):
        """You took a mean of its own off each row, as `mean(axis=1)` gives it. One mean of the
        whole picture is asked for."""
        means = [one.mean(axis=1, keepdims=True) for one in (first, second)]
        return ((first - means[0]) * (second - means[1])).mean()

    def sum_of_products(first, second):
        """Your result grows with the number of pixels: you added up products, and divided by
        spreads that are means. Both sides must be sums, or both means."""
        return ((first - first.mean()) * (second - second.mean())).sum()

    def one_pixel_less(first, second):
        """You divided the products by one less than the number of pixels, as `np.cov` does, and the
        spreads by the number, as `std` does. A picture and itself then have more than 1."""
        return ((first - first.mean()) * (second - second.mean())).sum() / (first.size - 1)

    def medians(first, second):
        """You took the medians off. Pearson's correlation takes the means off."""
        return ((first - np.median(first)) * (second - np.median(second))).mean()


class Spreads:
    def not_divided(first, second):
        """You return the covariance, which grows with the contrast of the pictures. Divide by what
        makes it 1 for a picture and itself."""
        return 1

    def variances(first, second):
        """You divided by the variances. A root is missing: with twice the contrast your result
        becomes smaller."""
        return first.var() * second.var()

    def of_the_first(first, second):
        """You divided by the variance of the first picture alone, which gives the slope of a line
        through the pairs. Both spreads count."""
        return first.var()

    def of_the_second(first, second):
        """You divided by the variance of the second picture alone, which gives the slope of a line
        through the pairs. Both spreads count."""
        return second.var()

    def one_spread(first, second):
        """You divided by the spread of one picture alone. Both count."""
        return first.std()

    def sum_of_spreads(first, second):
        """You added the two spreads. They are multiplied."""
        return first.std() + second.std()

    def root_of_spreads(first, second):
        """You took a root too many: the product of the standard deviations is not to be rooted
        again."""
        return np.sqrt(first.std() * second.std())

    def squares_with_mean(first, second):
        """Below the line your squares are taken without subtracting the means. Take the means off
        there, too."""
        return np.sqrt((first**2).mean() * (second**2).mean())

    def larger_variance(first, second):
        """You divided by the larger of the two variances. Both spreads count: multiply them."""
        return max(first.var(), second.var())


class Last:
    def absolute(result):
        """You return the absolute value, so that a negative looks like the picture itself. Keep
        the sign."""
        return abs(result)

    def squared(result):
        """You return the square of the correlation, which has lost its sign. Keep it as it is."""
        return result * result

    def from_0_to_1(result):
        """You moved the correlation into 0 to 1. It goes from -1 to 1."""
        return (result + 1) / 2

    def as_distance(result):
        """You return one minus the correlation, a distance. The correlation itself is asked for."""
        return 1 - result

    def below_0_cut(result):
        """You cut what is below 0. A picture and its negative have -1."""
        return max(result, 0)


def _wrapping(first, second):
    """Multiply in uint8, and take the product of the means off."""
    return (first * second).mean() - first.mean() * second.mean()


class PearsonMistakes:
    flat_left = slip(
        _pearson,
        "You did not look whether a picture is flat: its spread is 0, and a division by it says "
        "nothing. Return 0.0 there.",
        flat="left",
    )
    flat_is_1 = slip(
        _pearson,
        "For a flat picture you return 1. Nothing can be said of it: return 0.0.",
        flat=1.0,
    )

    def only_both_flat(first, second):
        """Your result is 0.0 only if both pictures are flat. One of them is enough."""
        with np.errstate(all="ignore"):
            if first.std() == 0 and second.std() == 0:
                return 0.0
            return float(_products(first, second) / _spreads(first, second))

    def only_first_looked_at(first, second):
        """You looked whether the first picture is flat, and not at the second, which gives NaN
        there."""
        with np.errstate(all="ignore"):
            if first.std() == 0:
                return 0.0
            return float(_products(first, second) / _spreads(first, second))

    def equal_flat_are_1(first, second):
        """Two flat pictures get 1 from you. If one is flat, also if both are, return 0.0."""
        if first.std() == 0 and second.std() == 0:
            return 1.0
        return pearson(first, second)

    wraps = slip(
        _pearson,
        "Your products wrap around at 256, because both pictures are `uint8`. Turn them into "
        "floats first.",
        cast=np.asarray,
        products=_wrapping,
    )

    def differences_wrap(first, second):
        """Your differences from the mean wrap around: `uint8` knows nothing below 0. Turn the
        pictures, or the means, into floats first."""
        first, second = (np.float64(one - np.uint8(one.mean())) for one in (first, second))
        size = np.sqrt((first**2).sum() * (second**2).sum())
        return float((first * second).sum() / size) if size > 0 else 0.0

    def row_by_row(first, second):
        """You took the mean of the correlations of the rows. Each row then has a mean and a spread
        of its own. Take all pixels of the picture at once."""
        return float(np.mean([pearson(*rows) for rows in zip(first, second, strict=True)]))

    def one_added(first, second):
        """You added 1 below the line against the division by 0, so your values are too small. Leave
        it out, and ask before you divide whether a picture is flat."""
        return float(_products(first, second) / (_spreads(first, second) + 1))

    def by_ranks(first, second):
        """You correlated ranks, as Spearman does. Pearson takes the values themselves."""
        ranks = [np.unique(one, return_inverse=True)[1].astype(float) for one in (first, second)]
        return pearson(*(one.reshape(first.shape) for one in ranks))


PEARSON = Exercise(
    name="comparison.pearson",
    title="Pearson",
    level="medium",
    points=2,
    reference=pearson,
    cases=pearson_cases,
    correct="Means are taken off, spreads divided by, and a flat picture has 0.",
    mistakes=[
        *mistakes_in(PearsonMistakes),
        *slips_in(Products, _pearson, "products"),
        *slips_in(Spreads, _pearson, "spreads"),
        *slips_in(Last, _pearson, "last"),
    ],
    hints=[
        "Take the mean off each picture first. Which type do the differences have?",
        "Multiply the differences in each place and add them up. How large is that for a picture "
        "and itself?",
        "Divide by the square root of the product of both sums of squares. When is it 0?",
    ],
    rules=(
        without((np.corrcoef,), "do without `np.corrcoef`: take the means off yourself."),
        Rule("do without SciPy.", lambda used, thing: used == "scipy"),
    ),
)


# ---- comparison.shift ----------------------------------------------------------------------------


def shift(image, moved):
    """Return by how many rows and columns a picture was rolled around.

    The product of one spectrum, conjugated, with the other one holds the correlation at all
    shifts. Its highest point is the shift, and an index beyond the middle is a move to the other
    side.

    >>> image = np.random.default_rng(0).integers(0, 256, (6, 7), dtype=np.uint8)
    >>> shift(image, np.roll(image, (-2, 3), (0, 1)))
    (-2, 3)
    """
    product = np.fft.fft2(image).conj() * np.fft.fft2(moved)
    peaks = np.fft.ifft2(product).real
    place = np.unravel_index(peaks.argmax(), peaks.shape)
    return tuple(
        int((step + size // 2) % size - size // 2)
        for step, size in zip(place, peaks.shape, strict=True)
    )


def shift_cases(rng):
    def case(rows, columns, down, across, low=0, high=256):
        image = rng.integers(low, high, (rows, columns), np.uint8)
        moved = np.roll(image, (down, across), (0, 1)) + rng.normal(
            0, (high - low) / 60, image.shape
        )
        return image, np.uint8(np.clip(np.rint(moved), 0, 255))

    return [
        ("a picture moved down and to the right", case(12, 17, 3, 5)),
        ("a picture moved up and to the left", case(15, 10, -4, -2)),
        ("a dark picture moved up and to the right", case(11, 18, -3, 7, high=40)),
        ("a bright picture moved to the left", case(14, 9, 2, -4, low=200)),
        ("a picture moved by half of its size", case(8, 14, -4, -7)),
        ("a picture of odd sides, moved as far as can be", case(13, 9, 6, -4)),
        ("the same, to the other sides", case(9, 13, -4, 6)),
        ("a picture that has not moved", case(10, 7, 0, 0)),
        ("a picture with more rows than columns", case(21, 8, 9, -3)),
    ]


def _conjugated(first, second):
    return np.fft.ifft2(np.fft.fft2(first).conj() * np.fft.fft2(second)).real


def _highest(peaks):
    return np.unravel_index(peaks.argmax(), peaks.shape)


def _unwrapped(place, shape):
    return tuple(
        (step + size // 2) % size - size // 2 for step, size in zip(place, shape, strict=True)
    )


def _shift(
    image, moved, *, peaks=_conjugated, place=_highest, unwrap=_unwrapped, order=lambda found: found
):
    """Find the shift by a program of which every step may be wrong."""
    found = peaks(image.astype(float), moved.astype(float))
    steps = unwrap([int(step) for step in place(found)], image.shape)
    return tuple(int(step) for step in order(tuple(steps)))


class Peaks:
    def no_conjugate(first, second):
        """You multiplied the spectra as they are. That is a convolution, which flips one of the
        pictures, and its highest point tells no shift. One spectrum must be conjugated."""
        return np.fft.ifft2(np.fft.fft2(first) * np.fft.fft2(second)).real

    def both_conjugated(first, second):
        """You conjugated both spectra, or turned the signs where none is conjugated. Either way it
        is a convolution, which flips one of the pictures, and its highest point tells no shift.
        Conjugate one of the two."""
        return np.fft.ifft2((np.fft.fft2(first) * np.fft.fft2(second)).conj()).real

    def magnitudes(first, second):
        """You find no shift in any picture. That is so if the magnitudes of the spectra are
        multiplied, if a picture is compared with itself, or if the product is not transformed
        back. Which of them is it?"""
        return np.fft.ifft2(np.abs(np.fft.fft2(first)) * np.abs(np.fft.fft2(second))).real

    def differences(first, second):
        """You took the spectra off each other. Their product, with one of them conjugated, holds
        the correlation at all shifts."""
        return np.fft.ifft2(np.fft.fft2(second) - np.fft.fft2(first)).real

    def rows_alone(first, second):
        """You transformed along the rows alone, so only moves to the left and right are seen.
        `fft2` goes along both axes."""
        return np.fft.ifft(np.fft.fft(first).conj() * np.fft.fft(second)).real

    def centered(first, second):
        """You brought the middle of the map to the place of index 0 by `fftshift`, and then read
        the index as if it began there. Without it, index 0 is a shift of 0."""
        return np.fft.fftshift(_conjugated(first, second))


class Place:
    def lowest(peaks):
        """You took the lowest point. Where the pictures fit, the correlation is highest."""
        return np.unravel_index(peaks.argmin(), peaks.shape)


class Unwrap:
    def not_unwrapped(place, shape):
        """Moves up and to the left come out as large numbers: you return the index as it is. Beyond
        the middle an index stands for a move to the other side."""
        return place

    def plus_half(place, shape):
        """In pictures with an even side, half of the size is a move down or right for you. It is
        asked for as one up or left: the range begins at `-(size // 2)`."""
        return [
            step - size if step > size / 2 else step
            for step, size in zip(place, shape, strict=True)
        ]

    def odd_sides(place, shape):
        """In pictures with an odd side, the largest move down or right comes out as one up or left.
        Of 9 rows, index 4 is still a move down: which is the first that stands for one up?"""
        return [
            step - size if step >= size // 2 else step
            for step, size in zip(place, shape, strict=True)
        ]

    def rows_left(place, shape):
        """Moves up come out as large numbers. You have taken care of the columns; rows need the
        same."""
        return [place[0], _unwrapped(place, shape)[1]]

    def columns_left(place, shape):
        """Moves to the left come out as large numbers. You have taken care of the rows; columns
        need the same."""
        return [_unwrapped(place, shape)[0], place[1]]

    def sizes_swapped(place, shape):
        """You used the number of columns for the rows, and the number of rows for the columns. The
        shape is (rows, columns)."""
        return _unwrapped(place, shape[::-1])

    def always_minus(place, shape):
        """You took half of the size off every index, as after `fftshift`. Here index 0 is a shift
        of 0."""
        return [step - size // 2 for step, size in zip(place, shape, strict=True)]

    def nearest_side(place, shape):
        """You return how far the content has moved, and not to which side: moves up and to the left
        are below 0."""
        return [min(step, size - step) for step, size in zip(place, shape, strict=True)]

    def rows_for_both(place, shape):
        """You used the number of rows for the columns, too. Pictures need not be square."""
        return [step - shape[0] if step >= (shape[0] + 1) // 2 else step for step in place]

    def columns_for_both(place, shape):
        """You used the number of columns for the rows, too. Pictures need not be square."""
        return [step - shape[1] if step >= (shape[1] + 1) // 2 else step for step in place]

    def one_more(place, shape):
        """Moves up and to the left are off by one. An index of `size - 1` is a move by -1."""
        return [
            step - size + 1 if step >= (size + 1) // 2 else step
            for step, size in zip(place, shape, strict=True)
        ]


class Order:
    def the_way_back(found):
        """Your signs are turned: you return how `moved` has to be rolled to become `image`. Which
        of the two spectra is the conjugated one?"""
        return tuple(-step for step in found)

    def columns_first(found):
        """You return (columns, rows). Rows come first, as in a shape."""
        return found[::-1]


class ShiftMistakes:
    def the_way_back_in_range(image, moved):
        """You return how `moved` has to be rolled to become `image`, the way back. Which of the two
        spectra is the conjugated one?"""
        return shift(moved, image)

    def the_way_back_not_unwrapped(image, moved):
        """You return the way back, by which `moved` becomes `image`, and as an index: beyond the
        middle it stands for a move to the other side. Conjugate the other spectrum, and mind the
        middle."""
        return tuple(int(step) for step in _highest(_conjugated(moved, image)))

    def split_by_the_rows(image, moved):
        """You split the index of the flattened map by the number of rows. A row has as many values
        as there are columns."""
        index = int(_conjugated(image, moved).argmax())
        return _unwrapped(divmod(index, len(image)), image.shape)

    def middle_left(image, moved):
        """After `fftshift` a shift of 0 stands in the middle of the map. Take the place of the
        middle off what you found."""
        place = _highest(np.fft.fftshift(_conjugated(image, moved)))
        return tuple(int(step) for step in place)

    def middle_rounded_up(image, moved):
        """In pictures with an odd side, your result is one too low: half of 9 rows is rounded up
        to 5. `fftshift` puts a shift of 0 at index 4 of 9."""
        place = _highest(np.fft.fftshift(_conjugated(image, moved)))
        return tuple(
            int(step - (size + 1) // 2) for step, size in zip(place, image.shape, strict=True)
        )

    def middle_by_ifftshift(image, moved):
        """In pictures with an odd side, your result is off by one, or at the opposite end. Which of
        `fftshift` and `ifftshift` brings index 0 to `size // 2`?"""
        place = _highest(np.fft.ifftshift(_conjugated(image, moved)))
        return tuple(int(step - size // 2) for step, size in zip(place, image.shape, strict=True))

    def brightest_pixels(image, moved):
        """You compared the places of the two brightest pixels. Noise makes another pixel the
        brightest. Compare all pixels, at all shifts, by way of the Fourier transform."""
        places = [_highest(np.float64(one)) for one in (image, moved)]
        return tuple(
            int(step) for step in _unwrapped(np.subtract(places[1], places[0]), image.shape)
        )

    def parts_of_a_pixel(image, moved):
        """You return parts of a pixel, as `cv2.phaseCorrelate` gives them. Whole rows and columns
        are asked for: find the highest point of the correlation yourself."""
        (across, down), _ = cv2.phaseCorrelate(np.float64(image), np.float64(moved))
        return down, across

    def flat_index(image, moved):
        """You return one index, that of the flattened map. `np.unravel_index` makes a row and a
        column of it."""
        return int(_conjugated(image, moved).argmax())

    def as_array(result):
        """You return an array. Return a tuple of two ints."""
        return np.array(result)


SHIFT = Exercise(
    name="comparison.shift",
    title="Shift",
    level="hard",
    points=3,
    reference=shift,
    cases=shift_cases,
    correct="The highest point of the correlation is found, and read to both sides.",
    mistakes=[
        *mistakes_in(ShiftMistakes),
        *slips_in(Peaks, _shift, "peaks"),
        *slips_in(Place, _shift, "place"),
        *slips_in(Unwrap, _shift, "unwrap"),
        *slips_in(Order, _shift, "order"),
    ],
    hints=[
        "`np.fft.fft2` gives a spectrum. The product of two, transformed back, adds up products "
        "at all shifts, if one of them is conjugated.",
        "`argmax` counts through the whole map. `np.unravel_index` makes a row and a column of its "
        "result, if you tell it the shape.",
        "Of 10 rows, index 9 is a move up by 1, and index 5 one by -5. Which index is the first "
        "that stands for a move up, if there are 11 rows?",
        "If rows and columns have the wrong sign, conjugate the other spectrum.",
    ],
)


# ---- comparison.group ----------------------------------------------------------------------------


def group(distances, limit):
    """Return the group of each picture, in the order of their first pictures.

    From the first picture without a group, go to all that are near, from these to all that are near
    them, and so on, until nobody new is reached. Whoever is reached belongs to the group.

    >>> group(np.array([[0, 9, 2], [9, 0, 8], [2, 8, 0]]), 3).tolist()
    [0, 1, 0]
    """
    labels = np.full(len(distances), -1)
    for first in range(len(labels)):
        waiting, label = [first], labels.max() + 1
        while waiting:
            one = waiting.pop()
            if labels[one] < 0:
                labels[one] = label
                waiting.extend(np.flatnonzero(distances[one] <= limit))
    return labels


def group_cases(rng):
    def on_a_line(*places):
        places = np.array(places, float)
        return np.abs(places[:, None] - places)

    def scattered(count, side):
        points = rng.uniform(0, side, (count, 2))
        return np.linalg.norm(points[:, None] - points, axis=2)

    def linked(count, *pairs):
        table = np.full((count, count), 9.0)
        np.fill_diagonal(table, 0)
        for one, other in pairs:
            table[one, other] = table[other, one] = 1
        return table

    cases = [
        ("two groups and one alone", (on_a_line(0, 10, 1, 30, 11), 2)),
        ("a chain in mixed order", (on_a_line(0, 3, 1, 4, 2, 20), 1)),
        ("distances that are just the limit", (on_a_line(0, 5, 20, 25, 50), 5)),
        ("a chain whose ends come first", (linked(7, (0, 5), (1, 6), (5, 6), (2, 4)), 4)),
        ("two groups that meet late", (linked(8, (0, 2), (1, 3), (3, 7), (2, 7), (4, 6)), 2.5)),
        ("a long chain in order", (on_a_line(0, 1, 2, 3, 4, 5, 6), 1)),
        ("a picture near two groups", (linked(5, (0, 2), (1, 4), (2, 4)), 3)),
        ("scattered points", (scattered(15, 10), 1.9)),
        ("many scattered points", (scattered(24, 20), 3.0)),
        ("pictures that are all alone", (on_a_line(0, 7, 14, 21), 3)),
        ("pictures that all belong together", (on_a_line(4, 1, 3, 2), 1)),
        ("one picture", (np.zeros((1, 1)), 0.5)),
        ("only equal pictures joined", (on_a_line(3, 8, 3, 9, 8), 0)),
    ]
    units = rng.integers(1, 20, len(cases)).tolist()
    return [
        (label, (table * unit, limit * unit))
        for (label, (table, limit)), unit in zip(cases, units, strict=True)
    ]


def _reached(near):
    """Return for each picture the first one of its group."""
    firsts = np.full(len(near), -1)
    for first in range(len(near)):
        waiting = [first] if firsts[first] < 0 else []
        while waiting:
            one = waiting.pop()
            if firsts[one] < 0:
                firsts[one] = first
                waiting.extend(np.flatnonzero(near[one]))
    return firsts


def _in_order(firsts):
    return np.unique(firsts, return_inverse=True)[1]


def _group(
    distances,
    limit,
    *,
    near=lambda distances, limit: distances <= limit,
    join=_reached,
    number=_in_order,
):
    """Group by a program of which every step may be wrong; `join` gives first pictures."""
    return number(join(near(distances, limit)))


class Near:
    def below_only(distances, limit):
        """Pictures whose distance is just the limit are not joined. "At most" includes it."""
        return distances < limit

    def far_ones(distances, limit):
        """You joined pictures that are far from each other, as with a score, where more is better.
        These are distances."""
        near = distances >= limit
        np.fill_diagonal(near, True)
        return near


class Join:
    def chains_broken(near):
        """You join the first picture of a group with those near *it*, and go no further. Those near
        them belong to it, too, and so on."""
        firsts = np.full(len(near), -1)
        for one in range(len(near)):
            if firsts[one] < 0:
                firsts[near[one] & (firsts < 0)] = one
                firsts[one] = one
        return firsts

    def nearest_first_alone(near):
        """Each picture takes the number of the first picture near it, whatever group that one is
        in. Chains need more than one step."""
        return near.argmax(axis=1)

    def two_steps(near):
        """You go to the pictures near the first one and to those near them, and stop there. A chain
        may be longer."""
        again = (near.astype(int) @ near.astype(int)) > 0
        return Join.chains_broken(again)

    def only_one_relabeled(near):
        """When two groups meet, you change the number of one picture alone. All that have its old
        number must change."""
        firsts = np.arange(len(near))
        for one in range(len(near)):
            for other in range(one + 1, len(near)):
                if near[one, other]:
                    firsts[other] = firsts[one]
        return firsts

    def never_meeting(near):
        """A picture that is near an earlier one takes its group, but two groups that meet later
        stay two. Join them, too."""
        firsts = np.arange(len(near))
        for one in range(len(near)):
            earlier = np.flatnonzero(near[one, :one])
            if len(earlier):
                firsts[one] = firsts[earlier[0]]
        return firsts

    def one_pass(near):
        """You go through the pictures once, and each takes the smallest number near it. Groups that
        meet at a later picture stay two: all of one must then take the number of the other."""
        firsts = np.arange(len(near))
        for one in range(len(near)):
            firsts[one] = firsts[near[one]].min()
        return firsts

    def last_wins(near):
        """A later picture takes members out of earlier groups: all that are near it get its number,
        also those that had one. Groups that share a picture are one."""
        firsts = np.full(len(near), -1)
        for one in range(len(near)):
            if firsts[one] < 0:
                firsts[near[one]] = one
        return firsts

    def near_all(near):
        """A picture joins your group only if it is near *all* of it. Near one of them is enough."""
        firsts = np.full(len(near), -1)
        for one in range(len(near)):
            for first in np.unique(firsts[firsts >= 0]):
                if near[one, firsts == first].all():
                    firsts[one] = first
                    break
            else:
                firsts[one] = one
        return firsts

    def neighbors_alone(near):
        """You compared each picture with the next one alone, as in a sorted row. Any two can belong
        together."""
        steps = ~near[np.arange(len(near) - 1), np.arange(1, len(near))]
        return np.concatenate([[0], np.cumsum(steps)])


class Number:
    def first_picture(firsts):
        """You number each group by its first picture, so that numbers are left out. Number the
        groups 0, 1, 2, ..."""
        return firsts

    def from_1(firsts):
        """Your first group is number 1. Begin with 0."""
        return _in_order(firsts) + 1

    def alone_is_none(firsts):
        """Pictures that are near no other one have no group of their own in your result. One
        picture alone is a group, too, with the next number."""
        sizes = np.bincount(firsts, minlength=len(firsts))[firsts]
        labels = np.full(len(firsts), -1)
        labels[sizes > 1] = _in_order(firsts[sizes > 1])
        return labels

    def by_size(firsts):
        """You numbered the groups from large to small. The order of their first pictures counts."""
        labels = _in_order(firsts)
        sizes = np.bincount(labels)
        return np.argsort(np.argsort(-sizes, kind="stable"))[labels]

    def backward(firsts):
        """You numbered the groups from the last to the first. The group of picture 0 is number
        0."""
        labels = _in_order(firsts)
        return labels.max() - labels

    def by_last_picture(firsts):
        """You numbered the groups in the order of their last pictures. The first ones count."""
        lasts = [np.flatnonzero(firsts == first).max() for first in firsts]
        return _in_order(np.array(lasts))


class GroupMistakes:
    def number_of_groups(distances, limit):
        """You return how many groups there are. The group of each picture is asked for."""
        return int(group(distances, limit).max()) + 1

    def how_many_near(distances, limit):
        """You return how many pictures are near each one. The number of its group is asked for."""
        return (distances <= limit).sum(axis=1)

    def lists_of_pictures(distances, limit):
        """You return the pictures of each group. The group of each picture is asked for, n
        numbers."""
        labels = group(distances, limit)
        return [np.flatnonzero(labels == label).tolist() for label in range(labels.max() + 1)]


GROUP = Exercise(
    name="comparison.group",
    title="Groups",
    level="hard",
    points=3,
    reference=group,
    cases=group_cases,
    axes=("picture",),
    correct="Chains are followed to their ends, and groups are numbered as they come.",
    mistakes=[
        *mistakes_in(GroupMistakes),
        *slips_in(Near, _group, "near"),
        *slips_in(Join, _group, "join"),
        *slips_in(Number, _group, "number"),
    ],
    hints=[
        "`distances[one] <= limit` says who is near a picture. Who is near those?",
        "Keep a list of pictures that still wait. Take one, give it the number of the group, and "
        "add all that are near it and have none.",
        "When nobody waits any more, the group is whole. The next group begins at the first "
        "picture that has no number yet.",
    ],
)
