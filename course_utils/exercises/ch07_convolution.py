"""Exercises of chapter 07, Convolutions."""

import cv2
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from ..checks import Exercise, mistakes_in, rules, slip, slips_in


def _uses_scipy_or(*functions):
    """Return the test of a rule: SciPy, or one of these functions of OpenCV, is used."""
    return lambda used, thing: used == "scipy" or any(thing is one for one in functions)


# ---- wrong kernels, in place of the one that was given -------------------------------------------


class Kernels:
    def flipped(kernel):
        """You flipped the kernel in both directions, which makes it a convolution in the strict
        sense. Here the kernel is laid on as it is."""
        return kernel[::-1, ::-1]

    def upside_down(kernel):
        """The rows of your kernel come in reverse order: its first row has met the pixels below the
        middle. Lay it on as it is."""
        return kernel[::-1]

    def left_to_right(kernel):
        """The columns of your kernel come in reverse order: its first column has met the pixels on
        the right. Lay it on as it is."""
        return kernel[:, ::-1]

    def sum_to_1(kernel):
        """You divided the weights by their sum, which changes every kernel that does not sum to 1,
        and leaves no numbers of one that sums to 0. Use the weights as they are."""
        return kernel / kernel.sum()

    def whole_weights(kernel):
        """You made whole numbers of the weights, so that fractions such as 1/9 become 0. Keep them
        as floats."""
        return kernel.astype(int)

    def last_ones_missing(kernel):
        """The last row and the last column of the kernel count nothing in your sum. A `range` ends
        before its second number."""
        kernel = kernel.astype(float)
        kernel[-1] = kernel[:, -1] = 0
        return kernel

    def no_sign(kernel):
        """Your negative weights count as positive ones. Keep their signs: they subtract."""
        return np.abs(kernel)


# ---- wrong last steps ----------------------------------------------------------------------------


def clipped(result):
    """Your values end at 0 and 255, as those of a picture do. Sums may be below 0 or above 255.
    Return them as they are."""
    return np.clip(result, 0, 255)


def clipped_and_rounded(result):
    """Your values are those of a `uint8` picture: rounded, and none below 0 or above 255. The sums
    themselves are asked for, so ask for floats before anything is stored."""
    return np.clip(np.rint(result), 0, 255)


def rounded(result):
    """You rounded to whole numbers. The sums may have fractions: return them as floats."""
    return np.rint(result)


def cut(result):
    """You cut off what stands behind the point. The sums may have fractions: keep floats from the
    beginning to the end."""
    return np.trunc(result)


def wraps(result):
    """Your values begin again at 0 above 255, and at 255 below 0, as when sums are put into
    `uint8`. Sums need a type that holds them."""
    return np.trunc(result).astype(np.int64).astype(np.uint8)


def positive(result):
    """Your negative sums have become positive. That is good for showing edges; here the sums
    themselves are asked for, with their signs."""
    return np.abs(result)


# ---- convolution.one_value -----------------------------------------------------------------------


def one_value(gray, kernel, row, column):
    """Return the sum of products where the middle of a kernel lies on one pixel.

    The kernel reaches half of its sides, without the middle, in each direction. The slices end one
    later than the last row and column, so they have as many of them as the kernel. Its weights are
    floats or signed integers, so nothing wraps around.

    >>> gray = np.array([[1, 2, 3], [4, 5, 6]], dtype=np.uint8)
    >>> one_value(gray, np.array([[-1, 0, 1]]), 1, 1)
    2.0
    """
    rows, columns = kernel.shape[0] // 2, kernel.shape[1] // 2
    window = gray[row - rows : row + rows + 1, column - columns : column + columns + 1]
    return float(np.sum(window * kernel))


def _kernel(rng, rows, columns, least=0.3):
    """Draw weights with fractions and of both signs, without symmetry."""
    return rng.choice([-1, 1], (rows, columns)) * (least + rng.integers(1, 9, (rows, columns)) / 8)


def _weak(rng, least=0.003):
    """Draw positive weights with which sums stay between 0 and 255, and have fractions."""
    return least + rng.integers(5, 11, (3, 3)) / 100


def value_cases(rng):
    def picture(rows, columns, low=0, high=256):
        return rng.integers(low, high, (rows, columns), np.uint8)

    whole = np.array([[3, -1, 2], [0, 5, -4], [-7, 1, 6], [1, 9, -2], [4, -3, 8]])
    edges = np.array([[1, 2, 0], [3, 0, -3], [0, -2, -1]])  # sums to 0
    first, second = (int(number) for number in rng.permutation([4, 5]))
    return [
        ("a picture of 11 rows and 13 columns", (picture(11, 13), _kernel(rng, 3, 3), 4, 6)),
        ("a kernel of 5 rows and 3 columns", (picture(14, 12), whole, 3, 5)),
        ("a kernel of one row", (picture(13, 16), _kernel(rng, 1, 7), first, second)),
        ("a bright picture", (picture(12, 11, 200), np.full((3, 3), 0.4), second, first)),
        ("a dark picture", (picture(12, 14, 0, 40), _kernel(rng, 5, 7), 3, 4)),
        ("a kernel whose weights sum to 0", (picture(11, 12), edges, 3, 2)),
        ("a kernel of small positive weights", (picture(12, 13, 60, 250), _weak(rng), 5, 3)),
        (
            "a picture of one gray",
            (np.full((10, 13), 90, np.uint8), -np.abs(_kernel(rng, 3, 5)), 2, 3),
        ),
    ]


def _window(gray, kernel, row, column):
    rows, columns = kernel.shape[0] // 2, kernel.shape[1] // 2
    return gray[row - rows : row + rows + 1, column - columns : column + columns + 1].astype(float)


def _value(
    gray,
    kernel,
    row,
    column,
    *,
    kernels=lambda kernel: kernel,
    windows=_window,
    totals=lambda window, kernel: np.sum(window * kernel),
):
    """Compute one value by a program of which every step may be wrong."""
    return totals(windows(gray, kernel, row, column), kernels(kernel))


class Windows:
    def corner_on_pixel(gray, kernel, row, column):
        """You laid the upper left corner of the kernel on the pixel, so your window reaches too far
        down and right. The middle of the kernel belongs there."""
        return _window(gray, kernel, row + kernel.shape[0] // 2, column + kernel.shape[1] // 2)

    def x_and_y(gray, kernel, row, column):
        """You took the row for the column and the column for the row, so you looked at another
        place. Rows come first."""
        return _window(gray, kernel, column, row)

    def counted_from_1(gray, kernel, row, column):
        """Your window lies one row too high and one column too far left. Python counts rows and
        columns from 0, and so does this place."""
        return _window(gray, kernel, row - 1, column - 1)

    def one_too_far(gray, kernel, row, column):
        """Your window lies one row too low and one column too far right. How many rows of the
        kernel lie above its middle?"""
        return _window(gray, kernel, row + 1, column + 1)


class Totals:
    def mean(window, kernel):
        """You took the mean of the products, as if every kernel were a mean. Add them up: what a
        mean divides by stands in the weights already."""
        return np.mean(window * kernel)

    def by_sum(window, kernel):
        """You divided the result by the sum of the weights, which changes it for every kernel that
        does not sum to 1, and is a division by 0 for some. Return the sum of the products."""
        return np.sum(window * kernel) / kernel.sum()

    def each_cut(window, kernel):
        """You made an int of each product, so every one of them lost what stands behind its point.
        Add up floats."""
        return float(np.trunc(window * kernel).sum())

    def largest(window, kernel):
        """You return the largest product. All of them together are asked for."""
        return np.max(window * kernel)

    def kernel_in_uint8(window, kernel):
        """You brought the kernel to the `uint8` of the picture, in which negative weights and
        fractions do not exist, and products begin again at 0 above 255. Bring the picture to the
        type of the kernel instead."""
        weights = kernel.astype(np.int64).astype(np.uint8)
        return float(np.sum(window.astype(np.uint8) * weights))

    def sums_apart(window, kernel):
        """You added up pixels and weights apart, and multiplied the two sums. Multiply each pixel
        by its own weight first."""
        return window.sum() * kernel.sum()


class ValueMistakes:
    def not_added(gray, kernel, row, column):
        """You return all the products. One step is missing: one number is asked for."""
        return _window(gray, kernel, row, column) * kernel

    def pixel_itself(gray, kernel, row, column):
        """You return the pixel multiplied by the weight in the middle. Its neighbors have weights,
        too."""
        return float(gray[row, column]) * kernel[kernel.shape[0] // 2, kernel.shape[1] // 2]

    clipped, clipped_and_rounded, rounded = clipped, clipped_and_rounded, rounded
    cut, wraps, positive = cut, wraps, positive


ONE_VALUE = Exercise(
    name="convolution.one_value",
    title="One value",
    level="easy",
    points=1,
    reference=one_value,
    cases=value_cases,
    correct="Each pixel of the window is multiplied by its own weight, and nothing is lost below 0 "
    "or above 255.",
    mistakes=[
        *slips_in(Kernels, _value, "kernels"),
        *slips_in(Windows, _value, "windows"),
        *slips_in(Totals, _value, "totals"),
        *mistakes_in(ValueMistakes),
    ],
    hints=[
        "A kernel of 5 rows has its middle in row 2: how many rows lie above it, and how many "
        "below?",
        "Cut out the window with one slice for the rows and one for the columns. Its shape must be "
        "that of the kernel.",
        "A slice ends before its second number. `*` multiplies two arrays of one shape value by "
        "value, and `np.sum` adds up.",
    ],
)


# ---- convolution.gaussian ------------------------------------------------------------------------


def gaussian(size, sigma):
    """Return a kernel whose weights fall off from the middle like a bell, and sum to 1.

    The distances of the rows and of the columns from the middle are the same numbers, once upright
    and once lying: broadcasting makes the square of all distances. Dividing by the sum at the end
    makes any factor in front of the exponential unnecessary.

    >>> gaussian(3, 1).round(3).tolist()
    [[0.075, 0.124, 0.075], [0.124, 0.204, 0.124], [0.075, 0.124, 0.075]]
    """
    steps = np.arange(size) - size // 2
    weights = np.exp(-(steps[:, None] ** 2 + steps**2) / (2 * sigma**2))
    return weights / weights.sum()


def gaussian_cases(rng):
    return [
        ("a kernel of 5 x 5", (5, float(rng.uniform(1.2, 1.8)))),
        ("a kernel of 3 x 3 with a small sigma", (3, float(rng.uniform(0.5, 0.8)))),
        ("a kernel of 9 x 9", (9, float(rng.uniform(1.6, 2.4)))),
        ("a kernel of 7 x 7 with a large sigma", (7, float(rng.uniform(5, 8)))),
        ("a whole number as sigma", (5, 2)),
        ("a kernel of one weight", (1, float(rng.uniform(0.6, 2)))),
    ]


def _steps(size):
    return np.arange(size) - size // 2


def _squares(steps):
    return steps[:, None] ** 2 + steps**2


def _gaussian(
    size,
    sigma,
    *,
    steps=_steps,
    squares=_squares,
    exponents=lambda squares, sigma: -squares / (2 * sigma**2),
    divide=lambda weights, sigma: weights / weights.sum(),
):
    """Make a kernel by a program of which every step may be wrong."""
    return divide(np.exp(exponents(squares(steps(size)), sigma)), sigma)


class Steps:
    def half_a_pixel_off(size):
        """You measured from `size / 2`, half a pixel beside the middle, so the weights are not the
        same on both sides. In which row is the middle of 5 rows, counted from 0?"""
        return np.arange(size) - size / 2

    def from_the_corner(size):
        """You measured the distances from the upper left corner, so the largest weight lies there.
        Measure them from the middle."""
        return np.arange(size)

    def one_missing(size):
        """One row and one column are missing: `np.arange(a, b)` ends before b. Then no weight is in
        the middle."""
        return np.arange(-(size // 2), size // 2)

    def one_too_many(size):
        """Your kernel has one row and one column too many. How many places are there from one end
        to the other, the middle included?"""
        return np.arange(-(size // 2), size // 2 + 2)

    def from_minus_1_to_1(size):
        """Your distances run from -1 to 1 for every size. The prompt measures them in pixels:
        neighboring weights are 1 apart."""
        return np.linspace(-1, 1, size)

    def on_pixels_of_half(size):
        """Your distances are half as large as they should be. Neighboring weights are 1 pixel
        apart."""
        return _steps(size) / 2


class Squares:
    def one_row(steps):
        """You return one row of weights. A kernel has as many rows as columns, and each weight
        depends on the distance in both directions."""
        return steps**2

    def columns_alone(steps):
        """All rows of your kernel are alike: you took the distance across, but not the one up and
        down. Both belong to the distance from the middle."""
        return steps**2 + 0 * steps[:, None]

    def corner_by_corner(steps):
        """You added the distances of row and column and squared the sum. By Pythagoras, each of
        them is squared first."""
        return (np.abs(steps[:, None]) + np.abs(steps)) ** 2

    def chessboard(steps):
        """You took the larger of the two distances, so your weights lie in squares around the
        middle. The distance of Pythagoras makes circles."""
        return np.maximum(np.abs(steps[:, None]), np.abs(steps)) ** 2


class Exponents:
    def sigma_not_squared(squares, sigma):
        """You divided by 2 sigma: sigma itself is not squared. That is the same for a sigma of 1
        alone."""
        return -squares / (2 * sigma)

    def without_2(squares, sigma):
        """The 2 below the fraction is missing, so the bell is narrower than asked for."""
        return -squares / sigma**2

    def brackets(squares, sigma):
        """Without brackets, `/ 2 * sigma**2` divides by 2 and then *multiplies* by the square of
        sigma, so a larger sigma gives a narrower bell. What belongs below the fraction?"""
        return -squares / 2 * sigma**2

    def all_squared(squares, sigma):
        """You squared the 2 together with sigma, so the bell is wider than asked for. Only sigma is
        squared."""
        return -squares / (2 * sigma) ** 2

    def not_squared(squares, sigma):
        """You put the distance itself into the exponent, so the weights form a tip in the middle
        and not a bell. Look at the power of d in the prompt."""
        return -np.sqrt(squares) / (2 * sigma**2)

    def neither_2_nor_square(squares, sigma):
        """You divided by sigma alone: below the fraction sigma is squared, and a 2 stands before
        it."""
        return -squares / sigma

    def no_sigma(squares, sigma):
        """Your weights are the same for every sigma."""
        return -squares / 2

    def plus(squares, sigma):
        """The minus of the exponent is lost, so your weights grow towards the corners."""
        return squares / (2 * sigma**2)


class Divide:
    def density(weights, sigma):
        """You divided by 2 pi sigma^2, the volume below the whole bell. A kernel ends at its edges
        and has steps of one pixel, so this makes a sum of about 1. What must you divide by, so that
        it is 1?"""
        return weights / (2 * np.pi * sigma**2)

    def density_of_a_line(weights, sigma):
        """You divided by the square root of 2 pi times sigma, which belongs to a bell over a line.
        What must you divide by, so that all weights sum to 1?"""
        return weights / (np.sqrt(2 * np.pi) * sigma)

    def not_divided(weights, sigma):
        """Your weights are not divided: the one in the middle is 1, and all together are more, so a
        picture would become brighter. What must they sum to?"""
        return weights

    def each_row(weights, sigma):
        """Each row (or each column) of yours sums to 1, so all weights together sum to `size`.
        Divide by the sum of all."""
        return weights / weights.sum(axis=-1, keepdims=True)

    def by_one_row(weights, sigma):
        """You divided all weights by the sum of the middle row alone, so together they sum to more
        than 1. A bell over a line needs no more; a kernel has other rows, too."""
        return weights / weights[len(weights) // 2].sum()

    def by_number(weights, sigma):
        """You divided by the number of weights, as one does for a mean. These are unequal: what do
        they sum to?"""
        return weights / weights.size

    def by_length(weights, sigma):
        """You divided so that the *squares* of the weights sum to 1. The weights themselves
        should."""
        return weights / np.sqrt((weights**2).sum())


class GaussianMistakes:
    def impulse_in_uint8(size, sigma):
        """You blurred one bright pixel of a `uint8` picture, so each weight is rounded to parts of
        255 and small ones are 0. Compute the weights as floats."""
        impulse = np.zeros((size, size), np.uint8)
        impulse[size // 2, size // 2] = 255
        return cv2.GaussianBlur(impulse, (size, size), sigma) / 255

    def three_digits(result):
        """You rounded the weights to three digits, so they do not sum to 1 any more. Return them as
        they are."""
        return np.round(result, 3)

    def two_digits(result):
        """You rounded the weights to two digits, so they do not sum to 1 any more. Return them as
        they are."""
        return np.round(result, 2)

    def as_list(result):
        """You return lists. Return one array: it can be multiplied with a window of a picture."""
        return result.tolist()


GAUSSIAN = Exercise(
    name="convolution.gaussian",
    title="A Gaussian kernel",
    level="medium",
    points=2,
    reference=gaussian,
    cases=gaussian_cases,
    axes=("row", "column"),
    tolerance=1e-9,
    exact_type=True,
    rules=(
        rules.Rule(
            "the prompt asks you to do without `cv2.getGaussianKernel` and without SciPy.",
            _uses_scipy_or(cv2.getGaussianKernel),
        ),
    ),
    correct="The weights depend on the distance from the middle alone, and sum to 1.",
    mistakes=[
        *slips_in(Steps, _gaussian, "steps"),
        *slips_in(Squares, _gaussian, "squares"),
        *slips_in(Exponents, _gaussian, "exponents"),
        *slips_in(Divide, _gaussian, "divide"),
        *mistakes_in(GaussianMistakes),
    ],
    hints=[
        "Begin with one row: how far is each of 5 places from the middle one?",
        "The square of a distance is the sum of two squares: that of the rows and that of the "
        "columns. A double loop works, and so does broadcasting, with one of the two upright.",
        "`np.exp` takes a whole array. Put brackets around what stands below the fraction.",
        "At the very end divide by what the weights sum to.",
    ],
)


# ---- convolution.scratch -------------------------------------------------------------------------


def scratch(size):
    """Return a kernel that finds bright scratches, one pixel wide, that run straight down.

    It is a difference of two means: that of the middle column less that of all other columns. On
    even metal both are alike. On a scratch the first is larger by c, and the second is not touched.

    >>> scratch(3).round(3).tolist()
    [[-0.167, 0.333, -0.167], [-0.167, 0.333, -0.167], [-0.167, 0.333, -0.167]]
    """
    kernel = np.full((size, size), -1 / (size * (size - 1)))
    kernel[:, size // 2] = 1 / size
    return kernel


def scratch_cases(rng):
    others = rng.choice(np.arange(5, 26, 2), 4, replace=False)
    sizes = [int(others[0]), 3, *(int(size) for size in others[1:])]
    labels = ["a kernel", "a kernel of 3 x 3", "another kernel", "a third one", "one more kernel"]
    return [(label, (size,)) for label, size in zip(labels, sizes, strict=True)]


def _scratch(
    size,
    *,
    weights=lambda size: (1 / size, -1 / (size * (size - 1))),
    lines=lambda size: np.s_[:, size // 2],
):
    """Make a kernel of two weights by a program of which both steps may be wrong."""
    on, beside = weights(size)
    kernel = np.full((size, size), float(beside))
    kernel[lines(size)] = on
    return kernel


class Lines:
    def row(size):
        """Your kernel has a bright row in the middle, so it finds scratches that run across. These
        run straight down."""
        return np.s_[size // 2]

    def one_too_far(size):
        """Your bright column is one too far to the right. Columns are counted from 0: which one is
        in the middle of 3?"""
        return np.s_[:, size // 2 + 1]

    def first_column(size):
        """Your bright column is the first one. It belongs in the middle, where the pixel is that
        the kernel lies on."""
        return np.s_[:, 0]

    def diagonal(size):
        """Your large weights lie on the diagonal, so they fit scratches that run aslant. These run
        straight down."""
        return np.arange(size), np.arange(size)


class Weights:
    def whole_numbers(size):
        """Even metal gives 0, as it should, but a scratch that is brighter by c gives far more than
        c. Divide: what does your kernel give for c = 1?"""
        return size - 1, -1

    def not_in_balance(size):
        """With 1 in the middle column and -1 beside it your weights do not sum to 0, so even metal
        gives a value. There are more places beside the column than in it."""
        return 1, -1

    def nothing_beside(size):
        """Your weights beside the middle column are 0, so even metal gives its own brightness in
        place of 0. Something must be taken off."""
        return 1 / size, 0

    def ones_alone(size):
        """With 1 in the middle column and 0 beside it even metal gives `size` times its brightness
        in place of 0. Something must be taken off."""
        return 1, 0

    def by_all_weights(size):
        """You divided by the number of all weights, so a scratch that is brighter by c gives a
        little less than c. How many pixels of the window lie on the scratch?"""
        return (size - 1) / size**2, -1 / size**2

    def half_of_it(size):
        """A scratch that is brighter by c gives half of c, as when one divides by the sum of all
        weights without their signs. Which weights does a scratch meet?"""
        return 1 / (2 * size), -1 / (2 * size * (size - 1))

    def ones_balanced(size):
        """Even metal gives 0, as it should, but a scratch that is brighter by c gives `size` times
        c. What must the weights on the scratch sum to?"""
        return 1, -1 / (size - 1)

    def others_by_columns(size):
        """The weights beside the middle column are too large, so even metal becomes negative. How
        many of them are there in all?"""
        return 1 / size, -1 / (size - 1)

    def others_by_all(size):
        """The weights beside the middle column sum to less than those in it, so even metal gives
        more than 0. How many of them are there?"""
        return 1 / size, -1 / size**2

    def all_but_one(size):
        """The weights beside the middle column sum to a little less than those in it, so even metal
        gives more than 0. How many places does the middle column take?"""
        return 1 / size, -1 / (size * size - 1)

    def no_minus(size):
        """All of your weights are positive, so even metal gives twice its brightness in place of 0.
        Something must be taken off."""
        return 1 / size, 1 / (size * (size - 1))

    def equal_sizes(size):
        """The weights in the middle column and beside it are equally large, so those beside it,
        which are more, outweigh it: even metal becomes negative."""
        return 1 / size, -1 / size

    def dark_ones(size):
        """Your signs are exchanged: a scratch that is brighter by c gives -c. Your kernel finds
        dark scratches."""
        return -1 / size, 1 / (size * (size - 1))

    def all_zero(size):
        """All of your weights are 0, as when fractions are put into an array of integers, which
        keeps nothing behind the point. An array keeps the type with which it was made:
        `np.full((3, 3), 0)` holds integers."""
        return 0, 0

    def by_zero(size):
        """You divided by the sum of the weights, which is 0 here, so they are infinite. It is the
        weights on the scratch that should sum to 1."""
        return np.inf, -np.inf


class ScratchMistakes:
    def one_pixel(size):
        """Your kernel sets the pixel in the middle against all others, so it finds bright specks. A
        scratch fills a whole column of the window."""
        kernel = np.full((size, size), -1 / (size * size - 1))
        kernel[size // 2, size // 2] = 1
        return kernel

    def one_pixel_whole(size):
        """Your kernel sets the pixel in the middle against all others, as a Laplacian does, so it
        finds bright specks. A scratch fills a whole column of the window."""
        kernel = np.full((size, size), -1.0)
        kernel[size // 2, size // 2] = size * size - 1
        return kernel

    def neighbors_alone(size):
        """You take off only the two columns beside the middle one. The prompt asks that *all* other
        weights are equal, so that more metal is compared and noise counts less."""
        kernel = np.zeros((size, size))
        middle = size // 2
        kernel[:, middle] = 1 / size
        kernel[:, [middle - 1, middle + 1]] = -1 / (2 * size)
        return kernel

    def neighbors_whole(size):
        """Your columns are 2 in the middle and -1 on both sides of it. Even metal gives 0, but a
        scratch gives far more than c, and the other weights are not all equal."""
        kernel = np.zeros((size, size))
        middle = size // 2
        kernel[:, middle] = 2
        kernel[:, [middle - 1, middle + 1]] = -1
        return kernel

    def always_3_by_3(size):
        """You return 3 rows and 3 columns for every size. Make all rows and columns from `size`."""
        return np.array([[-1, 2, -1]] * 3) / 6

    def edges(size):
        """Your kernel is negative on the left and positive on the right: it finds edges. In the
        middle of a scratch both sides are alike, so it gives 0 there."""
        kernel = np.zeros((size, size))
        kernel[:, : size // 2] = -1
        kernel[:, size // 2 + 1 :] = 1
        return kernel / (size * (size // 2))

    def one_row(size):
        """Your kernel has one row. It compares along one line only; the prompt asks for as many
        rows as columns."""
        return scratch(size)[:1] * size

    def three_digits(result):
        """You rounded the weights to three digits, so for most sizes they do not sum to 0 any more.
        Return them as they are."""
        return np.round(result, 3)

    def as_list(result):
        """You return lists. Return one array: it can be multiplied with a window of a picture."""
        return result.tolist()


SCRATCH = Exercise(
    name="convolution.scratch",
    title="Scratches on metal",
    level="medium",
    points=2,
    reference=scratch,
    cases=scratch_cases,
    axes=("row", "column"),
    tolerance=1e-9,
    exact_type=True,
    correct="Even metal gives 0, and a scratch that is brighter by c gives c.",
    mistakes=[
        *slips_in(Lines, _scratch, "lines"),
        *slips_in(Weights, _scratch, "weights"),
        *mistakes_in(ScratchMistakes),
    ],
    hints=[
        "There are only two different weights: call them a, in the middle column, and b, in all "
        "others. How many places has each?",
        "On a scratch, the middle column meets pixels that are brighter by c, and no other weight "
        "does. What must the weights of this column sum to?",
        "Even metal of any brightness gives 0 if all weights together sum to 0. That gives b.",
    ],
)


# ---- convolution.correlate -----------------------------------------------------------------------


def correlate(gray, kernel):
    """Slide a kernel over a gray picture, with the edge pixels repeated outside, in float64.

    The picture is extended by what the kernel reaches, rows and columns each by their own number,
    and made of floats first. Then there is one window for each pixel, and NumPy shows all of them
    as one array of four axes: weights and windows are multiplied along the last two.

    >>> correlate(np.array([[1, 2, 4]], dtype=np.uint8), np.array([[-1, 0, 1]])).tolist()
    [[1.0, 3.0, 2.0]]
    """
    reach = [(side // 2, side // 2) for side in kernel.shape]
    padded = np.pad(gray.astype(np.float64), reach, mode="edge")
    windows = sliding_window_view(padded, kernel.shape)
    return (windows * kernel).sum(axis=(2, 3))


def correlate_cases(rng):
    def picture(rows, columns, low=0, high=256):
        return rng.integers(low, high, (rows, columns), np.uint8)

    def weights(rows, columns):
        return _kernel(rng, rows, columns, 0.3137)  # no halves: OpenCV rounds those either way

    whole = np.array([[3, -1, 2], [0, 5, -4], [-7, 1, 6], [1, 9, -2], [4, -3, 8]])
    edges = np.array([[1, 2, 0], [3, 0, -3], [0, -2, -1]])  # sums to 0
    return [
        ("a picture of 7 rows and 9 columns", (picture(7, 9), weights(3, 3))),
        ("a kernel of 5 rows and 3 columns", (picture(8, 6), whole)),
        ("a kernel of one row", (picture(6, 11), weights(1, 7))),
        ("a bright picture", (picture(9, 8, 200), np.full((3, 3), 0.4))),
        ("a dark picture", (picture(8, 10, 0, 40), weights(5, 7))),
        ("a kernel whose weights sum to 0", (picture(7, 8), edges)),
        ("a kernel of small positive weights", (picture(6, 9, 60, 250), _weak(rng, 0.0031))),
        ("a picture of one gray", (np.full((7, 9), 90, np.uint8), -np.abs(weights(3, 5)))),
    ]


def _padded(gray, kernel, mode="edge", **options):
    rows, columns = kernel.shape[0] // 2, kernel.shape[1] // 2
    return np.pad(gray.astype(float), ((rows, rows), (columns, columns)), mode, **options)


def _slid(padded, kernel):
    return (sliding_window_view(padded, kernel.shape) * kernel).sum(axis=(2, 3))


def _sums(
    gray,
    kernel,
    *,
    kernels=lambda kernel: kernel,
    outside=_padded,
    slide=_slid,
):
    """Slide a kernel by a program of which every step may be wrong."""
    return slide(outside(gray, kernel), kernels(kernel))


class Outside:
    def zeros(gray, kernel):
        """Outside of the picture you took 0, so near its edges a mean comes out too dark, and the
        edge itself looks like an edge in the picture. Repeat the nearest pixel."""
        return _padded(gray, kernel, "constant")

    def mirrored(gray, kernel):
        """Outside you mirrored the picture at its edge pixels, as `cv2.filter2D` does unless it is
        told otherwise. Repeat the nearest pixel."""
        return _padded(gray, kernel, "reflect")

    def reflected(gray, kernel):
        """Outside you mirrored the picture at its edge. As far as one pixel that is the same as
        repeating the edge pixel; further out it is not."""
        return _padded(gray, kernel, "symmetric")

    def wrapped(gray, kernel):
        """Outside you took the pixels of the opposite side, as `np.roll` brings them in. Repeat the
        nearest pixel."""
        return _padded(gray, kernel, "wrap")

    def mean_outside(gray, kernel):
        """Outside you took a mean of the picture. Repeat the nearest pixel."""
        return np.pad(
            gray.astype(float),
            [(kernel.shape[0] // 2,) * 2, (kernel.shape[1] // 2,) * 2],
            constant_values=gray.mean(),
        )

    def one_side_alone(gray, kernel):
        """You repeated the edge at the top and on the left; at the bottom and on the right the
        outside is 0. A place can be too large as well as too small."""
        rows, columns = kernel.shape[0] // 2, kernel.shape[1] // 2
        first = np.pad(gray.astype(float), ((rows, 0), (columns, 0)), "edge")
        return np.pad(first, ((0, rows), (0, columns)))

    def negative_places(gray, kernel):
        """At the top and on the left you took the pixels of the opposite side: negative places
        count from the end in Python. Repeat the nearest pixel there too."""
        rows, columns = kernel.shape[0] // 2, kernel.shape[1] // 2
        first = np.pad(gray.astype(float), ((rows, 0), (columns, 0)), "wrap")
        return np.pad(first, ((0, rows), (0, columns)), "edge")

    def nothing_outside(gray, kernel):
        """Your result is smaller than the picture: it has values only where the whole kernel fits
        in. Extend the picture first, on all four sides."""
        return gray.astype(float)

    def by_one(gray, kernel):
        """You extended the picture by one pixel, which is right for kernels of 3 x 3 alone: with
        others the size of the result changes. How far does a kernel reach?"""
        return np.pad(gray.astype(float), 1, "edge")

    def on_one_side(gray, kernel):
        """You extended the picture only at the bottom and on the right, so the upper left weight of
        your kernel lies on the pixel. Its middle should."""
        rows, columns = kernel.shape
        return np.pad(gray.astype(float), ((0, rows - 1), (0, columns - 1)), "edge")

    def whole_sides(gray, kernel):
        """You extended the picture by the whole sides of the kernel, so your result is larger than
        the picture. How far does a kernel reach from its middle?"""
        rows, columns = kernel.shape
        return np.pad(gray.astype(float), ((rows, rows), (columns, columns)), "edge")


class Slide:
    def mean(padded, kernel):
        """You took the mean of the products, as if every kernel were a mean. Add them up: what a
        mean divides by stands in the weights already."""
        return _slid(padded, kernel) / kernel.size

    def by_sum(padded, kernel):
        """You divided the result by the sum of the weights, which changes it for every kernel that
        does not sum to 1, and is a division by 0 for some. Return the sums of the products."""
        return _slid(padded, kernel) / kernel.sum()

    def overwritten(padded, kernel):
        """You wrote the results into the picture that you read from, so later pixels met results in
        place of their neighbors. Write them into an array of their own."""
        padded = padded.copy()
        rows, columns = kernel.shape[0] // 2, kernel.shape[1] // 2
        height, width = (
            length - side + 1 for length, side in zip(padded.shape, kernel.shape, strict=True)
        )
        for row in range(height):
            for column in range(width):
                window = padded[row : row + kernel.shape[0], column : column + kernel.shape[1]]
                padded[row + rows, column + columns] = np.sum(window * kernel)
        return padded[rows : rows + height, columns : columns + width]

    def kernel_in_uint8(padded, kernel):
        """You brought the kernel to the `uint8` of the picture, in which negative weights and
        fractions do not exist, and products begin again at 0 above 255. Bring the picture to the
        type of the kernel instead."""
        weights = kernel.astype(np.int64).astype(np.uint8)
        products = sliding_window_view(padded.astype(np.uint8), kernel.shape) * weights
        return products.sum(axis=(2, 3)).astype(float)


class CorrelateMistakes:
    def border_left_at_0(gray, kernel):
        """At the border your result is 0: you went only where the whole kernel fits in. Every pixel
        has a value, with the nearest edge pixel outside."""
        rows, columns = kernel.shape[0] // 2, kernel.shape[1] // 2
        sums = np.zeros(gray.shape)
        inside = np.s_[rows : gray.shape[0] - rows, columns : gray.shape[1] - columns]
        sums[inside] = _slid(gray.astype(float), kernel)
        return sums

    def border_copied(gray, kernel):
        """At the border you return the picture itself: you went only where the whole kernel fits
        in. Every pixel has a sum, with the nearest edge pixel outside."""
        rows, columns = kernel.shape[0] // 2, kernel.shape[1] // 2
        sums = gray.astype(float)
        inside = np.s_[rows : gray.shape[0] - rows, columns : gray.shape[1] - columns]
        sums[inside] = _slid(gray.astype(float), kernel)
        return sums

    def last_ones_left(gray, kernel):
        """The last row and the last column of your result are 0, as when a loop ends one too early.
        A `range` ends before its number already."""
        sums = correlate(gray, kernel)
        sums[-1] = sums[:, -1] = 0
        return sums

    def minus_0(gray, kernel):
        """A kernel of one row gives you no values at all: half of its rows is 0, and a slice that
        ends at -0 ends at 0, so it is empty. Where else can the slice be told to end?"""
        sums = correlate(gray, kernel)
        return sums[: 0 if len(kernel) == 1 else None, : 0 if kernel.shape[1] == 1 else None]

    sum_to_1_if_any = slip(
        _sums,
        "You divided by the sum of the weights where it is not 0, which changes every kernel that "
        "does not sum to 1 already. Use the weights as they are.",
        kernels=lambda kernel: kernel / (kernel.sum() or 1),
    )
    clipped, clipped_and_rounded, rounded = clipped, clipped_and_rounded, rounded
    cut, wraps, positive = cut, wraps, positive

    def turned(result):
        """Rows and columns have changed places in your result. Its shape is that of the picture."""
        return result.T

    def as_list(result):
        """You return lists. Return one array of the shape of the picture."""
        return result.tolist()


CORRELATE = Exercise(
    name="convolution.correlate",
    title="Slide a kernel",
    level="hard",
    points=3,
    reference=correlate,
    cases=correlate_cases,
    axes=("row", "column"),
    exact_type=True,
    rules=(
        rules.Rule(
            "the prompt asks you to do without `cv2.filter2D` and without SciPy.",
            _uses_scipy_or(cv2.filter2D, cv2.sepFilter2D),
        ),
    ),
    correct="Each pixel gets its own sum, with the nearest edge pixel outside, for kernels of any "
    "odd sides.",
    mistakes=[
        *slips_in(Kernels, _sums, "kernels"),
        *slips_in(Outside, _sums, "outside"),
        *slips_in(Slide, _sums, "slide"),
        *mistakes_in(CorrelateMistakes),
    ],
    hints=[
        "Extend the picture first, so that every window fits. How many rows must be added above, "
        "and how many columns on the left, for a kernel of 5 rows and 3 columns?",
        "`np.pad` takes the two numbers of each axis, and one of its modes repeats the edge. Make "
        "floats of the picture before you multiply.",
        "In the extended picture, the window of the pixel in row 0 and column 0 begins at row 0 "
        "and column 0.",
        "A double loop over the pixels works. One over the weights is faster: each of them weighs "
        "the whole picture, shifted.",
    ],
)
