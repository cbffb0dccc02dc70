"""Exercises of chapter 10, Smoothing around gaps."""

import cv2
import numpy as np

from ..checks import Exercise, mistakes_in, slip, slips_in
from . import shared

# ---- smoothing.edge_error ------------------------------------------------------------------------


def edge_error(smoothed, truth, known, width):
    """Return the mean absolute error over the known pixels near an unknown one.

    Dilation by a square makes the holes wider by `width` pixels on all sides. What the wider holes
    and the known pixels have in common is the edge band.

    >>> known = np.array([[True, True, True, False]])
    >>> edge_error(np.array([[5, 6, 9, 0]]), np.array([[5, 5, 5, 5]]), known, 2)
    2.5
    """
    square = np.ones((2 * width + 1, 2 * width + 1), np.uint8)
    near = cv2.dilate(np.uint8(~known), square) > 0
    return float(np.abs(smoothed - truth)[near & known].mean())


def edge_cases(rng):
    def case(rows, columns, width, *holes, scattered=0.0, low=0.0, high=255.0):
        truth = rng.uniform(low, high, (rows, columns))
        smoothed = truth + rng.normal(-4, 6, (rows, columns))
        known = rng.random((rows, columns)) >= scattered
        for hole in holes:
            known[hole] = False
        return smoothed, truth, known, width

    filled = case(12, 15, 2, np.s_[4:8, 6:9])
    filled[0][5:7, 7] = np.nan
    return [
        ("a hole in 13 rows and 14 columns, width 2", case(13, 14, 2, np.s_[3:9, 4:11])),
        (
            "two holes in a dark picture, width 3",
            case(10, 17, 3, np.s_[4:5, 4:6], np.s_[6:7, 12:14], high=20.0),
        ),
        ("a hole at the left border, width 3", case(13, 12, 3, np.s_[5:7, :2], low=235.0)),
        ("a hole in the lower right corner, width 3", case(12, 10, 3, np.s_[9:, 7:])),
        ("a hole near the upper left corner, width 3", case(14, 15, 3, np.s_[2:4, 1:3])),
        ("scattered holes, width 2", case(12, 15, 2, scattered=0.03)),
        ("a hole whose middle the smoothing did not fill, width 2", filled),
    ]


def _edge_error(smoothed, truth, known, width, *, near, band, size, average):
    """Compute the error by a program of which every step may be wrong."""
    chosen = band(near(known, width), known)
    return float(average(size(smoothed - truth)[chosen], known))


def _dilated(known, reach):
    if reach < 1:
        return ~known
    return cv2.dilate(np.uint8(~known), np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)) > 0


def _edge(smoothed, truth, known, width, **slips):
    right = {
        "near": _dilated,
        "band": lambda near, known: near & known,
        "size": np.abs,
        "average": lambda values, known: values.mean(),
    }
    return _edge_error(smoothed, truth, known, width, **(right | slips))


def _steps(known, width, offsets):
    """Return where a pixel has an unknown one at one of these steps, none beyond the border."""
    padded = np.pad(known, width, constant_values=True)
    rows, columns = known.shape
    near = np.zeros(known.shape, bool)
    for down, across in offsets:
        top, left = width + down, width + across
        near |= ~padded[top : top + rows, left : left + columns]
    return near


def _square(width, stop=1):
    steps = range(-width, width + stop)
    return [(down, across) for down in steps for across in steps]


class Near:
    def diamond(known, width):
        """Your band is a diamond around each unknown pixel: rows and columns away are added up, as
        when dilation goes to four neighbors a step. Up to `width` rows *and* up to `width` columns
        make a square."""
        return _steps(known, width, [s for s in _square(width) if abs(s[0]) + abs(s[1]) <= width])

    def disk(known, width):
        """Your band is a disk around each unknown pixel: you took the straight distance. Up to
        `width` rows and up to `width` columns make a square."""
        return _steps(known, width, [s for s in _square(width) if np.hypot(*s) <= width])

    def cross(known, width):
        """You looked along the row and the column of each pixel alone. A pixel that is one row and
        one column away is near, too."""
        return _steps(known, width, [s for s in _square(width) if 0 in s])

    def side_as_width(known, width):
        """Your band is too thin: you took the width for the whole side of the square. It reaches
        `width` pixels to *each* side of the pixel in its middle."""
        return cv2.dilate(np.uint8(~known), np.ones((width, width), np.uint8)) > 0

    def last_step_missing(known, width):
        """Your band is one pixel too thin at two sides, as with a square of an even side, which has
        no middle, or with `range(-width, width)`, which ends one before its second number."""
        return _steps(known, width, _square(width, stop=0))

    def one_less(known, width):
        """Your band is one pixel too thin at all sides. A pixel that is just `width` away belongs
        to it."""
        return _dilated(known, width - 1)

    def one_more(known, width):
        """Your band is one pixel too wide. A pixel that is `width` + 1 away does not belong to
        it."""
        return _dilated(known, width + 1)

    def frame_too(known, width):
        """The pixels along the border of the picture are in your band, too, as if all outside were
        unknown. Outside of the picture nothing is unknown."""
        square = np.ones((2 * width + 1, 2 * width + 1), np.uint8)
        outside = {"borderType": cv2.BORDER_CONSTANT, "borderValue": 0}
        return cv2.erode(np.uint8(known), square, **outside) == 0

    def rolled(known, width):
        """A hole at one side of the picture makes a band at the opposite side, too, as `np.roll`
        does. The picture ends at its border."""
        near = np.zeros_like(known)
        for step in _square(width):
            near |= np.roll(~known, step, axis=(0, 1))
        return near

    def begins_below_0(known, width):
        """Near the upper and the left border your band is missing: a slice that begins below 0 is
        empty or begins at the other end. Begin at 0 at least."""
        near = np.zeros_like(known)
        for row, column in np.ndindex(known.shape):
            around = known[row - width : row + width + 1, column - width : column + width + 1]
            near[row, column] = not around.all()
        return near

    def unknown_alone(known, width):
        """You took the unknown pixels alone. The band lies around them."""
        return ~known


class Band:
    def holes_too(near, known):
        """The unknown pixels are in your average, too. The band is made of known ones."""
        return near

    def inside_the_holes(near, known):
        """You averaged over the unknown pixels. The band is made of known ones, beside them."""
        return near & ~known

    def all_known(near, known):
        """You averaged over all known pixels, near and far, and the good ones hide the bad. Take
        those near an unknown pixel."""
        return known

    def all_pixels(near, known):
        """You averaged over all pixels of the picture. Take the known ones near an unknown one."""
        return np.ones_like(known)

    def far_ones(near, known):
        """You averaged over the known pixels that are *not* near a hole."""
        return known & ~near


class Size:
    def signs_kept(differences):
        """Errors above and below cancel each other in your average. Take their absolute values
        first."""
        return differences

    def squared(differences):
        """You averaged the squares. Squares make large errors count for more. The mean absolute
        difference is asked for."""
        return differences**2


class Average:
    def root_of_squares(values, known):
        """You took the root of the mean square. The mean absolute difference is asked for, which is
        smaller unless all errors are alike."""
        return np.sqrt(np.mean(values**2))

    def median(values, known):
        """You took the median. The mean is asked for."""
        return np.median(values)

    def largest(values, known):
        """You took the largest error. The mean is asked for."""
        return values.max()

    def summed(values, known):
        """You added up the errors. Divide by their number to get the mean."""
        return values.sum()

    def over_all_pixels(values, known):
        """You divided by the number of all pixels, so your error is far too small. Divide by the
        number of pixels in the band."""
        return values.sum() / known.size

    def over_all_known(values, known):
        """You divided by the number of all known pixels, so your error is too small. Divide by the
        number of pixels in the band."""
        return values.sum() / known.sum()

    def over_unknown(values, known):
        """You divided by the number of unknown pixels. Divide by the number of pixels in the
        band."""
        return values.sum() / (~known).sum()


class EdgeMistakes:
    def inside_near_the_edge(smoothed, truth, known, width):
        """You took the unknown pixels near a known one, inside of the holes. The band is made of
        known pixels near an unknown one."""
        return float(np.abs(smoothed - truth)[_dilated(~known, width) & ~known].mean())

    def farthest_alone(smoothed, truth, known, width):
        """You took the pixels that are just `width` away, and left out those that are nearer. *At
        most* `width` is asked for."""
        ring = _dilated(known, width) & ~_dilated(known, width - 1)
        return float(np.abs(smoothed - truth)[ring & known].mean())

    def each_error(smoothed, truth, known, width):
        """You return the error of each pixel of the band. One number is asked for, their mean."""
        return np.abs(smoothed - truth)[_dilated(known, width) & known]

    def absolute_mean(smoothed, truth, known, width):
        """You took the mean first and then its absolute value, so errors above and below cancel.
        The other way round."""
        return abs(_edge(smoothed, truth, known, width, size=lambda differences: differences))

    def nan_for_holes(smoothed, truth, known, width):
        """Your result is NaN where the smoothing left a hole open: NaN times 0 is NaN, too. Choose
        the pixels by the band, as an index, before you average."""
        band = _dilated(known, width) & known
        return float((np.abs(smoothed - truth) * band).sum() / band.sum())


EDGE_ERROR = Exercise(
    name="smoothing.edge_error",
    title="The error at the edge",
    level="easy",
    points=1,
    reference=edge_error,
    cases=edge_cases,
    correct="The error is the mean over the known pixels in the squares around unknown ones.",
    mistakes=[
        *mistakes_in(EdgeMistakes),
        *slips_in(Near, _edge, "near"),
        *slips_in(Band, _edge, "band"),
        *slips_in(Size, _edge, "size"),
        *slips_in(Average, _edge, "average"),
    ],
    hints=[
        "Find the band first, as a mask of its own. Which two things are true of a pixel in it?",
        "`cv2.dilate` makes a `uint8` mask wider by a square of ones. How long is the side of a "
        "square that reaches `width` pixels to each side?",
        "Combine the wider holes and `known` by `&`, and use the result as an index.",
    ],
)


# ---- smoothing.normalized ------------------------------------------------------------------------


def normalized(image, known, blur):
    """Return a picture smoothed over its known pixels alone, NaN where none is near.

    Smoothing adds up neighbors, each times a weight. The first call adds those that are known, the
    second call adds their weights alone, and the quotient is their mean.

    >>> double = lambda array: 2 * array
    >>> normalized(np.array([[3, 9]]), np.array([[True, False]]), double).tolist()
    [[3.0, nan]]
    """
    values = blur(np.where(known, image, 0.0))
    weights = blur(known.astype(np.float64))
    weights[weights < 1e-6] = np.nan
    return values / weights


def _blur_by(column, row):
    """Return a function that smooths by two small kernels and takes all outside as 0."""

    def blur(array):
        smoothed = cv2.sepFilter2D(
            np.asarray(array, np.float64), -1, row, column, borderType=cv2.BORDER_CONSTANT
        )
        return np.where(np.abs(smoothed) < 1e-12, 0, smoothed)

    return blur


def normalized_cases(rng):
    mean = _blur_by(np.ones(3) / 3, np.ones(3) / 3)
    wide = _blur_by(np.ones(3) / 3, np.array([1.0, 4, 6, 4, 1]) / 16)
    tall = _blur_by(np.array([1.0, 2, 3, 2, 1]) / 9, np.array([1.0, 2, 1]) / 4)
    faint = np.array([1e-7, 1.5e-6, 1, 1.5e-6, 1e-7])

    def case(rows, columns, share, blur, *, hole=None, lost=0.0, low=0.0, high=255.0):
        image = rng.uniform(low, high, (rows, columns))
        known = rng.random((rows, columns)) < share
        if hole:
            known[hole] = False
        image[~known] = lost
        return image, known, blur

    def same_type(array):
        return mean(array).astype(array.dtype)

    flat = np.full((5, 8), rng.uniform(90, 99))
    dark = case(9, 12, 1.0, wide, hole=np.s_[2:7, 5:9], lost=255.0, high=12.0)
    dark[0][:, :4] = 0  # known to be black
    return [
        ("a picture with a hole of zeros", case(8, 11, 1.0, mean, hole=np.s_[3:5, 4:8])),
        ("a dark picture whose holes hold 255", dark),
        ("a picture with NaN in its holes", case(10, 7, 0.6, tall, lost=np.nan)),
        ("a hole too wide to be filled", case(12, 13, 1.0, mean, hole=np.s_[3:9, 2:9], lost=-1.0)),
        ("a bright picture with few known pixels", case(9, 14, 0.15, mean, low=240.0, lost=99.0)),
        (
            "a kernel with tiny weights",
            case(8, 11, 1.0, _blur_by(faint, faint), hole=np.s_[1:6, 2:9], lost=50.0),
        ),
        ("a flat picture without holes", (flat, np.ones((5, 8), bool), wide)),
        (
            "a blur that returns the type it is given, as those of SciPy do",
            case(7, 10, 0.8, same_type, hole=np.s_[2:5, 3:6], lost=20.0),
        ),
    ]


def _zero_filled(image, known):
    return np.where(known, image, 0.0)


def _weights(known, blur):
    return blur(known.astype(np.float64))


def _missing(quotient, weights, known):
    return np.where(weights < 1e-6, np.nan, quotient)


def _normalized(
    image, known, blur, *, filled=_zero_filled, weights=_weights, missing=_missing, kept=None
):
    """Smooth by a program of which every step may be wrong."""
    values, divisors = blur(filled(image, known)), weights(known, blur)
    with np.errstate(all="ignore"):
        result = missing(values / divisors, divisors, known)
    return result if kept is None else kept(result, image, known)


class Filled:
    def unknown_leak_in(image, known):
        """What stands in the unknown pixels leaks into your result. Put 0 there before you smooth,
        whatever they hold: `known` alone says which they are."""
        return np.float64(image)

    def only_nan_replaced(image, known):
        """You replaced NaN alone. Unknown pixels may hold any number, which then leaks in; `known`
        says which they are."""
        return np.nan_to_num(np.float64(image))

    def nan_times_0(image, known):
        """Your result is NaN all around holes that hold NaN: NaN times 0 is NaN, not 0. Choose by
        `np.where` in the place of multiplying."""
        return image * known

    def nan_for_unknown(image, known):
        """You put NaN into the unknown pixels and smoothed: NaN spreads as far as the kernel
        reaches. Put 0 there."""
        return np.where(known, image, np.nan)

    def mean_for_unknown(image, known):
        """You filled the unknown pixels with the mean of the known ones, and divided by the weights
        of the known ones. The mean counts, but has no weight. Put 0 there."""
        return np.where(known, image, image[known].mean())

    def true_means_hole(image, known):
        """You smoothed what is unknown. True means here: this pixel has been measured. In NumPy's
        masked arrays it means the opposite."""
        return np.where(known, 0.0, image)


class Weights:
    def not_divided(known, blur):
        """You smoothed the zeros with the rest and divided by nothing, so the result is too dark
        near holes. How much of the weight of the kernel lies on known pixels there?"""
        return np.where(_weights(known, blur) < 1e-6, 0, 1)

    def weights_not_smoothed(known, blur):
        """You divided by the mask itself, which is 1 at each known pixel: nothing changes there.
        Smooth the mask as you smooth the picture."""
        return known.astype(np.float64)

    def weights_of_ones(known, blur):
        """You divided by the weights of a picture without holes, so the result is too dark near
        holes. Which weight has a pixel that has added nothing?"""
        return blur(np.ones(known.shape))

    def share_of_all(known, blur):
        """You divided by the share of known pixels in the whole picture, the same number
        everywhere. Near a hole the share is another one than far from it."""
        return np.full(known.shape, known.mean())

    def weights_of_255(known, blur):
        """Your result is 255 times too small: your mask holds 255, as OpenCV has it. The weight of
        a known pixel is 1."""
        return 255 * _weights(known, blur)

    def weights_of_holes(known, blur):
        """You divided by the weights of the unknown pixels. Those of the known ones belong there,
        because only these were added up."""
        return _weights(~known, blur)

    def one_less_the_holes(known, blur):
        """You divided by 1 less the weights of the unknown pixels. At the border of the picture
        this is too much: outside, nothing is unknown, and nothing was added up. Smooth the mask
        itself."""
        return 1 - _weights(~known, blur)

    def epsilon_added(known, blur):
        """You added a small number to the weights, against a division by 0: all results are a
        little too small, and what nothing reaches is 0 in the place of NaN."""
        return _weights(known, blur) + 1e-6

    def mask_of_bools(known, blur):
        """You smoothed the mask as it is. Some functions return the type that they are given, as
        those of SciPy do, and a bool is no part of a weight. What does `blur` ask for?"""
        return blur(known)

    def mask_of_integers(known, blur):
        """You smoothed a mask of whole numbers. Some functions return the type that they are given,
        as those of SciPy do, and cut off all parts of a weight. What does `blur` ask for?"""
        return blur(known.astype(int))

    def smoothed_twice(known, blur):
        """You smoothed the weights twice, the values once. Both in the same way."""
        return blur(_weights(known, blur))


class Missing:
    def missing_is_zero(quotient, weights, known):
        """You return 0 where nothing that is known is near, and 0 looks like a measured value. NaN
        says that it is not one."""
        return np.where(weights < 1e-6, 0, quotient)

    def tiny_weights_kept(quotient, weights, known):
        """You return a value where the weight is above 0 and below 1e-6. It comes from far away:
        return NaN there, too."""
        return np.where(weights == 0, np.nan, quotient)

    def limit_too_large(quotient, weights, known):
        """You return NaN also where the weight is above 1e-6. There something is known."""
        return np.where(weights < 1e-4, np.nan, quotient)

    def all_kept(quotient, weights, known):
        """You return a value where the weight is smaller than 1e-6. Nothing is known near there:
        return NaN."""
        return np.where(weights == 0, 0, quotient)

    def infinite(quotient, weights, known):
        """You return infinity where nothing that is known is near. NaN says that there is no
        value."""
        return np.where(weights < 1e-6, np.inf, quotient)


class Kept:
    def holes_put_back(result, image, known):
        """You put NaN back into all unknown pixels. Those near known ones have a value now, and
        that is what smoothing around gaps is good for."""
        return np.where(known, result, np.nan)

    def known_kept(result, image, known):
        """You filled the holes and left the known pixels as they were. The picture is to be
        smoothed everywhere."""
        return np.where(known, image, result)


class NormalizedMistakes:
    def mean_filled(image, known, blur):
        """You filled the holes with the mean of the known pixels and smoothed: the mean leaks out
        into their neighbors. Let the holes have no weight in the place of a value."""
        return blur(np.where(known, image, image[known].mean()))

    def median_filled(image, known, blur):
        """You filled the holes with the median of the known pixels and smoothed: the median leaks
        out into their neighbors. Let the holes have no weight in the place of a value."""
        return blur(np.where(known, image, np.median(image[known])))

    def least_weight(image, known, blur):
        """You made the smallest weights larger, against a division by 0. What nothing reaches is 0
        now, and 0 looks like a measured value. NaN says that it is not one."""
        weights = np.maximum(_weights(known, blur), 1e-6)
        return blur(np.where(known, image, 0.0)) / weights

    def black_is_the_hole(image, known, blur):
        """You took known pixels of value 0 for unknown ones. A known pixel may be black, and then
        it counts; `known` says which they are."""
        return normalized(image, known & (image != 0), blur)

    def small_values_missing(image, known, blur):
        """You return NaN where the smoothed *values* are below 1e-6. Where all is black and known,
        they are, too. What tells whether something is known?"""
        values = blur(np.where(known, image, 0.0))
        with np.errstate(all="ignore"):
            return np.where(values < 1e-6, np.nan, values / _weights(known, blur))

    def mean_removed(image, known, blur):
        """You took the mean of the known pixels off, smoothed zeros with the rest and added the
        mean again: at the edges the result is drawn to the mean. Divide by the weights instead."""
        mean = image[known].mean()
        return blur(np.where(known, image - mean, 0.0)) + mean

    def zero_filled(image, known, blur):
        """You smoothed the zeros with the rest, so the result is too dark near holes. How much of
        the weight of the kernel lies on known pixels there?"""
        return blur(np.where(known, image, 0.0))

    def nothing_done(image, known, blur):
        """You smoothed the picture as it is. What stands in the unknown pixels leaks out; give it
        no weight."""
        return blur(np.float64(image))

    def nan_is_the_hole(image, known, blur):
        """You looked for NaN and not at `known`. Unknown pixels may hold any number, which then
        counts as measured."""
        return normalized(image, ~np.isnan(image), blur)

    def weights_alone(image, known, blur):
        """You return the smoothed weights. They are what the smoothed values are divided by."""
        return _weights(known, blur)

    def upside_down(image, known, blur):
        """You divided the weights by the values. The other way round."""
        with np.errstate(all="ignore"):
            return 1 / normalized(image, known, blur)

    def quotient_smoothed(image, known, blur):
        """You smoothed the quotient once more. Two smoothings and a division are all."""
        return blur(normalized(image, known, blur))

    def rounded(result):
        """Your values are whole numbers. Return what the division gives."""
        return np.rint(result)


NORMALIZED = Exercise(
    name="smoothing.normalized",
    title="Normalized convolution",
    level="medium",
    points=2,
    reference=normalized,
    cases=normalized_cases,
    axes=("row", "column"),
    correct="Only known pixels count, each with its weight, and what none reaches is missing.",
    mistakes=[
        *mistakes_in(NormalizedMistakes),
        *slips_in(Filled, _normalized, "filled"),
        *slips_in(Weights, _normalized, "weights"),
        *slips_in(Missing, _normalized, "missing"),
        *slips_in(Kept, _normalized, "kept"),
    ],
    hints=[
        "Smooth twice: the picture with 0 in its holes, and something that says how much of the "
        "kernel lay on known pixels.",
        "The mask as floats is 1 where a pixel is known. What does smoothing it give far from a "
        "hole, and what at its edge?",
        "Divide one by the other. Before that, put NaN where the divisor is below 1e-6.",
    ],
)


# ---- smoothing.fill_small_holes ------------------------------------------------------------------


def fill_small_holes(image, known, largest):
    """Return the picture with small holes filled by the mean around each, and NaN in the others.

    Connected components give each hole a number. A hole made wider by one pixel on all sides, less
    what is unknown, is its rim.

    >>> known = np.array([[True, False, True, False, False]])
    >>> fill_small_holes(np.array([[2, 0, 6, 0, 0]]), known, 1).tolist()
    [[2.0, 4.0, 6.0, nan, nan]]
    """
    filled = np.where(known, image, np.nan)
    count, labels = cv2.connectedComponents(np.uint8(~known), connectivity=8)
    for label in range(1, count):
        hole = labels == label
        rim = (cv2.dilate(np.uint8(hole), np.ones((3, 3), np.uint8)) > 0) & known
        if hole.sum() <= largest:
            filled[hole] = image[rim].mean()
    return filled


def fill_cases(rng):
    def case(rows, columns, largest, *holes, lost=0.0, low=0.0, high=255.0):
        image = rng.uniform(low, high, (rows, columns))
        known = np.ones((rows, columns), bool)
        for hole in holes:
            known[hole] = False
        image[~known] = lost
        return image, known, largest

    diagonal = ([2, 3, 4, 5], [3, 4, 5, 6])
    bend = ([2, 2, 2, 3, 4], [2, 3, 4, 4, 4])
    low = rng.integers(0, 30, (7, 10), dtype=np.uint8)
    bytes_known = np.ones((7, 10), bool)
    bytes_known[1, 2:4] = bytes_known[4, 7] = bytes_known[5:, :2] = False
    return [
        (
            "three holes, one of them too large",
            case(9, 12, 4, np.s_[1:3, 2:4], np.s_[4:7, 7:10], np.s_[6, 1]),
        ),
        (
            "a hole of four pixels that touch by their corners",
            case(8, 11, 3, diagonal, np.s_[6, 1]),
        ),
        ("such a hole, small enough", case(8, 11, 4, diagonal, lost=-50.0)),
        (
            "holes at the border and in a corner",
            case(7, 9, 3, np.s_[:2, 0], np.s_[6, 6:], np.s_[0, 5], lost=255.0),
        ),
        ("a bent hole whose holes hold NaN", case(10, 9, 5, bend, np.s_[7:, 6:], lost=np.nan)),
        (
            "two holes with one pixel between them",
            case(6, 10, 2, np.s_[2, 2:4], np.s_[2, 5:7], low=200.0),
        ),
        ("a dark uint8 picture", (low, bytes_known, 2)),
        ("a long hole that is thin", case(9, 13, 5, np.s_[4, 3:9], np.s_[1, 10], high=40.0)),
        ("a picture without holes", case(4, 6, 3, low=90.0)),
        ("a picture of which little is known", case(5, 6, 5, np.s_[:, 1:], np.s_[3:, 0], lost=7.0)),
    ]


def _touching(hole, known):
    return (cv2.dilate(np.uint8(hole), np.ones((3, 3), np.uint8)) > 0) & known


def _four(hole, known):
    cross = cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3))
    return (cv2.dilate(np.uint8(hole), cross) > 0) & known


def _fill(
    image,
    known,
    largest,
    *,
    connectivity=8,
    small=lambda hole, unknown, largest: hole.sum() <= largest,
    rim=_touching,
    mean=lambda image, hole, rim: np.full(hole.sum(), image[rim].mean()),
    large=lambda values: np.full(values.shape, np.nan),
    forgotten=0,
):
    """Fill holes by a program of which every step may be wrong."""
    filled = image.astype(np.float64)
    labels = cv2.connectedComponents(np.uint8(~known), connectivity=connectivity)[1]
    numbers = list(dict.fromkeys(labels[~known].tolist()))  # in the order of their first pixels
    for place, number in enumerate(numbers):
        hole = labels == number
        around = rim(hole, known)
        if not around.any() or place >= len(numbers) - forgotten:
            filled[hole] = np.nan
        elif small(hole, ~known, largest):
            filled[hole] = mean(image, hole, around)
        else:
            filled[hole] = large(filled[hole])
    return filled


class Small:
    def smaller_only(hole, unknown, largest):
        """A hole of just `largest` pixels became NaN. It is to be filled, too."""
        return hole.sum() < largest

    def all_unknown_counted(hole, unknown, largest):
        """You compared the number of all unknown pixels with `largest`. Each hole is large or small
        by itself."""
        return unknown.sum() <= largest

    def size_ignored(hole, unknown, largest):
        """You filled all holes, the large ones too. Those of more than `largest` pixels are to be
        NaN."""
        return True

    def side_of_a_box(hole, unknown, largest):
        """You took `largest` for the height and width of a hole. It is its number of pixels."""
        rows, columns = np.nonzero(hole)
        return max(np.ptp(rows), np.ptp(columns)) < largest

    def area_of_a_box(hole, unknown, largest):
        """You compared the box around a hole with `largest`. A hole may fill its box only partly:
        count the pixels of the hole."""
        rows, columns = np.nonzero(hole)
        return (np.ptp(rows) + 1) * (np.ptp(columns) + 1) <= largest

    def largest_filled(hole, unknown, largest):
        """You filled the large holes and left the small ones as NaN. The other way round."""
        return hole.sum() > largest


class Rim:
    def box_around(hole, known):
        """You took all known pixels of the box around the hole. Some of them do not touch it."""
        rows, columns = np.nonzero(hole)
        box = np.zeros_like(known)
        top, left = max(rows.min() - 1, 0), max(columns.min() - 1, 0)
        box[top : rows.max() + 2, left : columns.max() + 2] = True
        return box & known

    def all_known(hole, known):
        """You filled each hole with the mean of all known pixels. Take those that touch it."""
        return known

    def hole_included(hole, known):
        """What stands in the hole itself went into your mean. Unknown pixels may hold anything:
        leave them out."""
        return cv2.dilate(np.uint8(hole), np.ones((3, 3), np.uint8)) > 0

    def frame_missed(hole, known):
        """Holes at the upper or left border lost their neighbors: a slice that begins at -1 is
        empty or begins at the other end. Begin at 0 at least."""
        rim = np.zeros_like(known)
        for row, column in np.argwhere(hole):
            rim[row - 1 : row + 2, column - 1 : column + 2] = True
        return rim & known

    def two_pixels_wide(hole, known):
        """Your rim is two pixels wide. Only pixels that touch the hole count."""
        return (cv2.dilate(np.uint8(hole), np.ones((5, 5), np.uint8)) > 0) & known


class Mean:
    def median(image, hole, rim):
        """You took the median of the pixels that touch the hole. The mean is asked for."""
        return np.median(image[rim])

    def once_per_contact(image, hole, rim):
        """A known pixel that touches several pixels of the hole counts several times in your mean.
        Each one counts once."""
        contacts = cv2.filter2D(
            np.float64(hole), -1, np.ones((3, 3)), borderType=cv2.BORDER_CONSTANT
        )
        return np.average(image[rim], weights=np.rint(contacts[rim]))

    def each_its_own(image, hole, rim):
        """Each pixel of your hole has the mean of its own neighbors. All pixels of a hole get one
        value, the mean around the whole hole."""
        box = np.ones((3, 3))
        sums, counts = (
            cv2.filter2D(np.where(rim, one, 0.0), -1, box, borderType=cv2.BORDER_CONSTANT)
            for one in (image, 1)
        )
        counts = np.rint(counts)
        quotient = np.full(hole.shape, np.nan)
        np.divide(sums, counts, out=quotient, where=counts > 0)
        return quotient[hole]

    def rounded(image, hole, rim):
        """Your means are whole numbers. Keep what stands behind the decimal point."""
        return np.rint(image[rim].mean())

    def cut(image, hole, rim):
        """Your means are cut to whole numbers. Keep what stands behind the decimal point."""
        return np.trunc(image[rim].mean())


class Large:
    def large_left_alone(values):
        """Large holes keep whatever the unknown pixels held. They are to be NaN."""
        return values

    def large_are_zero(values):
        """Large holes are 0 in your result, and 0 looks like a measured value. NaN says that it is
        not one."""
        return np.zeros_like(values)


class FillMistakes:
    four_connected = slip(
        _fill,
        "Unknown pixels that touch by a corner became two holes. They are one: 8 neighbors count.",
        connectivity=4,
    )
    last_forgotten = slip(
        _fill,
        "The last hole is not filled. OpenCV counts the background as a component, SciPy does not: "
        "where does your loop end?",
        forgotten=1,
    )
    rim_of_four = slip(
        _fill,
        "Known pixels that touch the hole by a corner are missing in your mean.",
        rim=_four,
    )

    def nan_is_the_hole(image, known, largest):
        """You looked for NaN and not at `known`. Unknown pixels may hold any number."""
        values = np.float64(image)
        return fill_small_holes(values, ~np.isnan(values), largest)

    def background_too(image, known, largest):
        """You treated the known pixels as one more hole. OpenCV gives them the number 0: where does
        your loop begin?"""
        filled = fill_small_holes(image, known, largest)
        filled[known] = image[known].mean() if known.sum() <= largest else np.nan
        return filled

    def hole_averaged(image, known, largest):
        """You filled each hole with the mean of what stands in the hole. Unknown pixels may hold
        anything: take the known ones that touch it."""
        filled = fill_small_holes(image, known, largest)
        labels = cv2.connectedComponents(np.uint8(~known), connectivity=8)[1]
        for label in np.unique(labels[~known & ~np.isnan(filled)]):
            filled[labels == label] = image[labels == label].mean()
        return filled

    def known_labeled(image, known, largest):
        """You numbered the groups of *known* pixels and filled these. The holes are where `known`
        is False."""
        return _fill(image, ~known, largest)

    def filled_count(image, known, largest):
        """You filled pixel after pixel, and pixels filled before count as known ones. So your
        values depend on the order; all of a hole get the mean around it."""
        labels = cv2.connectedComponents(np.uint8(~known), connectivity=8)[1]
        sizes = np.bincount(labels.ravel())
        filled = np.where(known, image, np.nan).astype(np.float64)
        for row, column in np.argwhere(~known):
            around = filled[max(row - 1, 0) : row + 2, max(column - 1, 0) : column + 2]
            if sizes[labels[row, column]] <= largest and not np.isnan(around).all():
                filled[row, column] = np.nanmean(around)
        return filled

    def one_for_all(image, known, largest):
        """You filled all small holes with one value, the mean around all of them. Each hole has a
        mean of its own."""
        filled = fill_small_holes(image, known, largest)
        small = ~known & ~np.isnan(filled)
        rim = _touching(small, known)
        if small.any():
            filled[small] = image[rim].mean()
        return filled

    def holes_only(image, known, largest):
        """Your result holds the filled holes alone. Known pixels keep their values."""
        filled = fill_small_holes(image, known, largest)
        return np.where(known, 0, filled)

    as_list = shared.as_list


FILL_SMALL_HOLES = Exercise(
    name="smoothing.fill_small_holes",
    title="Fill small holes",
    level="hard",
    points=3,
    reference=fill_small_holes,
    cases=fill_cases,
    axes=("row", "column"),
    correct="Small holes have the mean of their rim, each its own, and large ones are missing.",
    mistakes=[
        *mistakes_in(FillMistakes),
        *slips_in(Small, _fill, "small"),
        *slips_in(Rim, _fill, "rim"),
        *slips_in(Mean, _fill, "mean"),
        *slips_in(Large, _fill, "large"),
    ],
    hints=[
        "Which unknown pixels belong to one hole? `cv2.connectedComponents` numbers them, if you "
        "give it the holes as a `uint8` mask; look up what `connectivity` may be.",
        "`labels == 1` is the first hole as a mask. Its sum is its size.",
        "Make that mask wider by one pixel, by `cv2.dilate` with a 3 x 3 square, and keep only "
        "what is known: the pixels that touch the hole.",
    ],
)
