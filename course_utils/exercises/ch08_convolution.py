"""Exercises of chapter 08, Convolution, properly."""

import cv2
import numpy as np

from ..checks import Exercise, mistakes_in, rules, slip, slips_in

LAPLACIAN = np.array([[0, 1, 0], [1, -4, 1], [0, 1, 0]])

# ---- convolution.flip ----------------------------------------------------------------------------


def flip(kernel):
    """Return the kernel turned by 180 degrees: rows and columns both in reverse order.

    A slice with the step -1 takes an axis from its end to its beginning, and keeps the dtype.

    >>> flip(np.array([[1, 2, 3], [4, 5, 6], [7, 8, 9]])).tolist()
    [[9, 8, 7], [6, 5, 4], [3, 2, 1]]
    """
    return kernel[::-1, ::-1]


def flip_cases(rng):
    return [
        ("a kernel of 3 rows and 5 columns", (rng.integers(-9, 10, (3, 5)),)),
        ("a kernel of 5 rows and 3 columns, of floats", (rng.normal(size=(5, 3)),)),
        ("a kernel of one row", (rng.normal(size=(1, 7)).astype(np.float32),)),
        ("a square kernel", (rng.permutation(9).reshape(3, 3).astype(np.int8),)),
        ("a kernel of 4 rows and 2 columns", (rng.permutation(8).reshape(4, 2),)),
        ("a kernel of one column", (rng.integers(1, 99, (5, 1)) * [[1], [2], [3], [4], [5]],)),
    ]


class FlipMistakes:
    def upside_down(kernel):
        """The rows come in reverse order, but left and right are where they were. A convolution
        reverses both."""
        return kernel[::-1]

    def left_to_right(kernel):
        """The columns come in reverse order, but top and bottom are where they were. A convolution
        reverses both."""
        return kernel[:, ::-1]

    def transposed(kernel):
        """Rows and columns have changed places, which is a mirror along the diagonal. The shape of
        the kernel must stay."""
        return kernel.T

    def quarter_turn(kernel):
        """You turned the kernel by a quarter. How far must it be turned until its first weight is
        the last?"""
        return np.rot90(kernel)

    def quarter_back(kernel):
        """You turned the kernel by a quarter, clockwise. How far must it be turned until its first
        weight is the last?"""
        return np.rot90(kernel, -1)

    def other_diagonal(kernel):
        """You turned the kernel and exchanged rows and columns too. The shape of the kernel must
        stay."""
        return kernel[::-1, ::-1].T

    def unchanged(kernel):
        """Your kernel is the one that was given. If you swap weights in pairs, look whether each
        pair is swapped twice."""
        return kernel.copy()

    def first_stays(kernel):
        """The first row and the first column stay where they are, as with the index `-i`: -0 is 0
        again. Where should the first weight go?"""
        return np.roll(kernel[::-1, ::-1], 1, axis=(0, 1))

    def middle_row_stays(kernel):
        """The middle row is as it was. It stays in its place, but its weights must be reversed."""
        result = kernel[::-1, ::-1].copy()
        if len(kernel) % 2:
            result[len(kernel) // 2] = kernel[len(kernel) // 2]
        return result

    def overwritten(kernel):
        """Half of your weights are lost: you wrote into the array from which you still read. Take
        an array of its own for the result."""
        result = kernel.copy()
        rows, columns = result.shape
        for row, column in np.ndindex(rows, columns):
            result[row, column] = result[rows - 1 - row, columns - 1 - column]
        return result

    def signs(kernel):
        """You changed the signs of the weights. It is their places that must change."""
        return -kernel

    def in_a_row(result):
        """Your weights are in one row without columns. Keep the shape of the kernel."""
        return result.ravel()

    def as_list(result):
        """You return lists. Return one array, with the dtype of the kernel."""
        return result.tolist()


FLIP = Exercise(
    name="convolution.flip",
    title="Flip a kernel",
    level="easy",
    reference=flip,
    cases=flip_cases,
    axes=("row", "column"),
    exact_type=True,
    correct="Both axes come in reverse order, for kernels of any two sides.",
    mistakes=mistakes_in(FlipMistakes),
    hints=[
        "Write a kernel of 2 rows and 3 columns on paper and turn the paper by 180 degrees. Where "
        "is the first weight?",
        "A slice may have a step, and a step may be negative: `values[::-1]` reverses one axis.",
        "An index of two slices, one for each axis, does all of it.",
    ],
)


# ---- convolution.is_separable --------------------------------------------------------------------


def is_separable(kernel):
    """Return whether a kernel is the product of one column and one row.

    Then all rows are multiples of one row. Singular values say so without dividing by any weight:
    all but the first are 0, apart from rounding, which grows with the weights.

    >>> is_separable(np.array([[1, 2, 1], [2, 4, 2], [1, 2, 1]]))
    True
    >>> is_separable(np.array([[0, 1, 0], [1, -4, 1], [0, 1, 0]]))
    False
    """
    sizes = np.linalg.svd(kernel, compute_uv=False)
    return bool(np.all(sizes[1:] <= 1e-9 * sizes[0]))


def separable_cases(rng):
    def product(rows, columns, scale=1.0):
        return scale * np.outer(rng.uniform(0.2, 1, rows), rng.uniform(0.2, 1, columns))

    def times():
        return rng.integers(1, 999)

    def mixed(rows, columns, scale=1.0):
        return scale * rng.uniform(0.2, 1, (rows, columns))

    nearly = product(5, 3)
    nearly[2, 1] *= 1.001
    return [
        ("a product of 5 rows and 3 columns", (product(5, 3),)),
        ("any 3 rows and 5 columns", (mixed(3, 5),)),
        ("a square product", (product(5, 5),)),
        ("the Laplacian", (times() * LAPLACIAN,)),
        ("the kernel Sobel y", (times() * np.array([[-1, -2, -1], [0, 0, 0], [1, 2, 1]]),)),
        ("a product whose corner is 0", (np.outer([0, 1, 3], [0, times(), -2, 5, 1]),)),
        ("a kernel of zeros", (np.zeros((3, 5)),)),
        ("a kernel of small weights", (mixed(5, 5, 0.001),)),
        ("a product of large weights", (product(7, 5, 1e12),)),
        ("two corners", (np.diag([times(), 0, 2]),)),
        ("a kernel of one row", (mixed(1, 7),)),
        ("two equal rows of three", (times() * np.array([[1, 2, 3], [1, 2, 3], [3, 1, 2]]),)),
        ("integers without a pattern", (times() * np.array([[2, 0, 1], [1, 3, 0], [0, 1, 4]]),)),
        ("a mean of 7 x 7", (np.full((7, 7), 1 / 49),)),
        ("the kernel Sobel x", (times() * np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]),)),
        ("any 2 rows and 4 columns", (mixed(2, 4),)),
        ("a product, one weight of which is off by a thousandth", (nearly,)),
        ("all weights but one", (times() * np.array([[1, 1, 1], [1, 1, 1], [1, 1, 2]]),)),
    ]


def _rank(kernel):
    return np.linalg.matrix_rank(kernel)


class SeparableMistakes:
    def other_way_round(kernel):
        """You return True where it should be False, and False where it should be True."""
        return not is_separable(kernel)

    def always(kernel):
        """You return True for every kernel. What about the Laplacian?"""
        return True

    def never(kernel):
        """You return False for every kernel. What about one that has the same weight everywhere?"""
        return False

    def zeros_refused(kernel):
        """You return False for a kernel of zeros, whose rank is 0. It counts as separable: a
        column of zeros times any row."""
        return bool(_rank(kernel) == 1)

    def full_rank(kernel):
        """You return True where all rows and columns are independent, which is the opposite: in a
        product, all rows are multiples of one."""
        return bool(_rank(kernel) == min(kernel.shape))

    def singular(kernel):
        """You return True for some kernels of rank 2, such as the Laplacian, as if any dependence
        of the rows were enough. In a product, *all* rows are multiples of one."""
        return bool(_rank(kernel) < min(kernel.shape))

    def exact(kernel):
        """You compare products without any tolerance, so rounding makes some true products fail.
        Allow for a little error, measured by the size of the weights."""
        if not kernel.any():
            return True
        row, column = np.unravel_index(np.argmax(np.abs(kernel)), kernel.shape)
        product = np.outer(kernel[:, column], kernel[row]) / kernel[row, column]
        return bool((product == kernel).all())

    def values_not_zero(kernel):
        """You count values that are not exactly 0. Rounding leaves tiny ones where there should be
        none: measure them by the largest."""
        return bool(np.count_nonzero(np.linalg.svd(kernel, compute_uv=False)) <= 1)

    def by_corner(kernel):
        """Kernels whose first weight is 0 come out False, as with a division by the corner. Divide
        by another weight, or do not divide at all."""
        if kernel[0, 0] == 0:
            return False
        return is_separable(kernel)

    def by_first_row(kernel):
        """Kernels with a 0 in their first row come out False, as with a division by it. Compare in
        a way that does not divide."""
        if (kernel[0] == 0).any():
            return False
        return is_separable(kernel)

    def by_row_lengths(kernel):
        """Kernels with a row of zeros come out False, as with a division of each row by its length.
        A row of zeros is a multiple, too: compare in a way that does not divide."""
        return bool(kernel.any(axis=1).all()) and is_separable(kernel)

    def by_row_sums(kernel):
        """Kernels with a row that sums to 0 come out False, as with a division of each row by its
        sum. Compare in a way that does not divide by it."""
        return bool((np.abs(kernel.sum(axis=1)) > 1e-12).all()) and is_separable(kernel)

    def corner_not_divided(kernel):
        """In your column times your row, every weight is multiplied by the one at which they cross,
        so products come out False. How can that be undone?"""
        return bool(np.allclose(np.outer(kernel[:, 0], kernel[0]), kernel, atol=0))

    def by_sums(kernel):
        """Kernels whose weights sum to 0 come out False, as with a division by their sum. Compare
        in a way that does not divide by it."""
        if abs(kernel.sum()) < 1e-12:
            return False
        return is_separable(kernel)

    def symmetric(kernel):
        """You return True where a kernel equals its transpose. That is symmetry: the Laplacian has
        it and is no product, and a product need not be symmetric."""
        return kernel.shape[0] == kernel.shape[1] and bool(np.allclose(kernel, kernel.T))

    def equal_rows(kernel):
        """You ask for equal rows. Rows that are multiples of one another are enough, and a multiple
        may be 0 or below."""
        return bool(all(np.allclose(row, kernel[0]) for row in kernel))

    def fixed_limit(kernel):
        """You return True for kernels of small weights that are no products: your tolerance is a
        fixed number. Measure it by the size of the weights."""
        sizes = np.linalg.svd(kernel, compute_uv=False)
        return bool((sizes[1:] < 0.01).all())

    def wide_limit(kernel):
        """You return True for a kernel that is only nearly a product, with a weight that is off by
        a thousandth. Rounding errors are far smaller: make your tolerance so, too."""
        sizes = np.linalg.svd(kernel, compute_uv=False)
        return bool((sizes[1:] <= 0.01 * sizes[0]).all())

    def whole_weights(kernel):
        """You made whole numbers of the weights, so weights below 1 became 0, and kernels of them
        count as products. Keep the fractions."""
        return bool(_rank(kernel.astype(int)) <= 1)

    def blocks(kernel):
        """You return True where zeros stand between weights that do not belong to one product, as
        when only neighbors are compared, or only the lines through one zero. Compare weights that
        are farther apart, too."""
        first, second = kernel[:-1, :-1] * kernel[1:, 1:], kernel[:-1, 1:] * kernel[1:, :-1]
        return bool(np.allclose(first, second))

    def square_alone(kernel):
        """You return False for every kernel with unequal sides. A column and a row may have any
        lengths."""
        return kernel.shape[0] == kernel.shape[1] and is_separable(kernel)

    def rank_itself(kernel):
        """You return the rank, a number. True or False is asked for."""
        return int(_rank(kernel))


IS_SEPARABLE = Exercise(
    name="convolution.is_separable",
    title="Column times row",
    level="medium",
    points=2,
    reference=is_separable,
    cases=separable_cases,
    correct="You tell products from others, with zeros, unequal sides and rounding.",
    mistakes=mistakes_in(SeparableMistakes),
    hints=[
        "Multiply a column of three by a row of three on paper. What do the rows of the product "
        "have in common?",
        "Linear algebra has a number for how many rows of a matrix are independent of each other. "
        "What is it for a product, and what for zeros?",
        "`np.linalg` has functions for this number and for singular values. Whatever you compare "
        "needs a tolerance that grows with the weights.",
    ],
)


# ---- convolution.focus_score ---------------------------------------------------------------------


def focus_score(gray):
    """Return the variance of the Laplacian at all pixels that are not on the border.

    The result needs negative numbers, so OpenCV is told to compute in float64. On the border it
    would have to invent pixels, so the outermost row and column on each side are left out.

    >>> focus_score(np.array([[0, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0, 0]], dtype=np.uint8))
    6.25
    """
    responses = cv2.Laplacian(gray, cv2.CV_64F)
    return float(responses[1:-1, 1:-1].var())


def focus_cases(rng):
    def picture(rows, columns, low=0, high=256):
        return rng.integers(low, high, (rows, columns), np.uint8)

    bowl = np.add.outer(np.arange(11) ** 2, np.arange(9) ** 2).astype(np.uint8)
    return [
        ("a picture of 9 rows and 13 columns", (picture(9, 13),)),
        ("a bright picture", (picture(12, 7, 225),)),
        ("a dark picture", (picture(7, 10, 0, 25),)),
        ("a bowl, whose responses are all alike", (bowl,)),
        ("a bowl with a bright pixel", (np.maximum(bowl, np.uint8(bowl == 41) * np.uint8(200)),)),
        ("a picture of one gray", (np.full((6, 9), 90, np.uint8),)),
    ]


def _score(
    gray,
    *,
    taken=lambda gray: gray.astype(float),
    kernel=LAPLACIAN,
    inside=lambda responses: responses[1:-1, 1:-1],
    told=np.var,
):
    """Compute a score by a program of which every step may be wrong."""
    return float(told(inside(cv2.filter2D(taken(gray), cv2.CV_64F, kernel.astype(float)))))


class Taken:
    def unit_range(gray):
        """You divided the gray values by 255, so your score is smaller by the square of it. Keep
        the scale on which white is 255."""
        return gray / 255

    def smoothed(gray):
        """You smoothed the picture before, which takes away what is to be measured."""
        return cv2.GaussianBlur(gray, (3, 3), 0)


class Inside:
    def all_pixels(responses):
        """You counted the border of the picture too, where pixels outside are made up. Leave out
        the outermost row and column on each side."""
        return responses

    def one_more(responses):
        """You left out two rows and two columns on each side. Only those on the border have made-up
        neighbors."""
        return responses[2:-2, 2:-2]

    def last_ones_too(responses):
        """You left out one row and one column too many at the bottom and on the right. Where does
        the picture end, and where does a `range`?"""
        return responses[1:-2, 1:-2]

    def uint8_cut(responses):
        """Your responses are cut to 0 and 255, as those of a `uint8` picture: all negative ones are
        lost. Ask for floats."""
        return np.clip(responses, 0, 255)[1:-1, 1:-1]

    def uint8_wraps(responses):
        """Your responses begin again at 0 above 255, and at 255 below 0, as in `uint8`. Keep floats
        from the picture to the variance."""
        return responses.astype(np.int64).astype(np.uint8)[1:-1, 1:-1]

    def absolute(responses):
        """You took absolute values of the responses, which folds dark and bright edges together.
        Keep the signs."""
        return np.abs(responses)[1:-1, 1:-1]

    def squared(responses):
        """You squared the responses before you took the variance, which squares already."""
        return responses[1:-1, 1:-1] ** 2


class Told:
    def deviation(values):
        """You return the standard deviation. The variance is asked for, its square."""
        return np.std(values)

    def mean_square(values):
        """You return the mean of the squares. For the variance, the mean of the responses is taken
        off first."""
        return np.mean(values**2)

    def one_less(values):
        """You divided by the number of pixels less 1, as for a sample of something larger. Divide
        by the number of pixels."""
        return np.var(values, ddof=1)

    def mean_absolute(values):
        """You return the mean of the absolute responses. It measures sharpness as well, but the
        variance is asked for."""
        return np.mean(np.abs(values))

    def mean(values):
        """You return the mean of the responses, in which bright and dark edges cancel. How far do
        the responses spread around it?"""
        return np.mean(values)

    def summed(values):
        """You added up the squared differences from the mean, so a larger picture scores more.
        Divide by the number of pixels."""
        return np.var(values) * values.size

    def largest(values):
        """You return the largest response. All of them count: how far do they spread?"""
        return np.max(values)


class FocusMistakes:
    def of_the_picture(gray):
        """You return the variance of the gray values themselves, which is contrast, not sharpness.
        Where is the Laplacian?"""
        return float(gray.var())

    ksize_3 = slip(
        _score,
        "Your kernel has weights in its corners, 2, 0, 2 and -8 in the middle, as OpenCV's "
        "Laplacian has with `ksize=3`. Use the kernel of the prompt.",
        kernel=np.array([[2, 0, 2], [0, -8, 0], [2, 0, 2]]),
    )
    eight = slip(
        _score,
        "Your kernel looks at all eight neighbors, with -8 in the middle. Use the kernel of the "
        "prompt, which looks at four.",
        kernel=np.array([[1, 1, 1], [1, -8, 1], [1, 1, 1]]),
    )

    def zeros_outside(gray):
        """You took zeros outside of the picture and counted its border, so the frame gives the
        strongest responses. Leave the border out."""
        responses = cv2.filter2D(
            gray.astype(float), -1, LAPLACIAN.astype(float), borderType=cv2.BORDER_CONSTANT
        )
        return float(responses.var())

    def edges_outside(gray):
        """You repeated the edge pixels outside of the picture and counted its border. Leave the
        border out."""
        responses = cv2.filter2D(
            gray.astype(float), -1, LAPLACIAN.astype(float), borderType=cv2.BORDER_REPLICATE
        )
        return float(responses.var())

    def cut_before(gray):
        """You took off the border before the Laplacian, so the picture has a new border, with
        made-up pixels outside. Take it off the responses."""
        return float(cv2.Laplacian(gray[1:-1, 1:-1], cv2.CV_64F).var())

    def of_each_column(gray):
        """You return one number for each column. Take the variance over all pixels at once."""
        return cv2.Laplacian(gray, cv2.CV_64F)[1:-1, 1:-1].var(axis=0)

    def responses_themselves(gray):
        """You return the responses. One number is asked for, their variance."""
        return cv2.Laplacian(gray, cv2.CV_64F)[1:-1, 1:-1]


FOCUS_SCORE = Exercise(
    name="convolution.focus_score",
    title="How sharp",
    level="medium",
    points=2,
    reference=focus_score,
    cases=focus_cases,
    correct="The variance is that of the Laplacian, inside of the border, with its signs.",
    mistakes=[
        *mistakes_in(FocusMistakes),
        *slips_in(Taken, _score, "taken"),
        *slips_in(Inside, _score, "inside"),
        *slips_in(Told, _score, "told"),
    ],
    hints=[
        "Two steps: the responses at all pixels, then one number that says how far they spread.",
        "Responses may be far below 0 or above 255. Which type holds them?",
        "On the border a neighbor is missing. Leave out the outermost rows and columns of the "
        "responses, and take `.var()` of the others.",
    ],
)


# ---- convolution.fft_convolve --------------------------------------------------------------------


def fft_convolve(gray, kernel):
    """Return the convolution with zeros outside, by way of the Fourier transform.

    A product of spectra convolves on a ring, on which right and left meet. Zeros between them keep
    them apart: the sides of picture and kernel together, less 1. Of this full result the part in
    the middle is the picture's.

    >>> fft_convolve(np.array([[0, 1, 2]], dtype=np.uint8), np.array([[1, 0, -1]])).round(6) + 0.0
    array([[ 1.,  2., -1.]])
    """
    sides = [g + k - 1 for g, k in zip(gray.shape, kernel.shape, strict=True)]
    product = np.fft.rfft2(gray, sides) * np.fft.rfft2(kernel, sides)
    full = np.fft.irfft2(product, sides)
    top, left = kernel.shape[0] // 2, kernel.shape[1] // 2
    return full[top : top + gray.shape[0], left : left + gray.shape[1]]


def fft_cases(rng):
    def picture(rows, columns, low=0, high=256):
        return rng.integers(low, high, (rows, columns), np.uint8)

    def weights(rows, columns):
        return rng.normal(0, 1, (rows, columns))

    return [
        ("a picture of 8 rows and 11 columns, a kernel of 3 x 5", (picture(8, 11), weights(3, 5))),
        ("a kernel of one row", (picture(7, 9), weights(1, 5))),
        ("a dark picture and integers", (picture(9, 6, 0, 30), rng.integers(-9, 10, (5, 3)))),
        ("a bright picture", (picture(6, 8, 230), weights(3, 3))),
        ("a square picture", (picture(9, 9), weights(3, 7))),
        ("a picture of one gray", (np.full((10, 7), 90, np.uint8), weights(5, 5))),
    ]


def _fourier(
    gray,
    kernel,
    *,
    taken=lambda kernel: kernel,
    full=lambda product: np.fft.ifft2(product).real,
    corner=lambda kernel: (kernel.shape[0] // 2, kernel.shape[1] // 2),
):
    """Convolve by a program of which every step may be wrong."""
    sides = [g + k - 1 for g, k in zip(gray.shape, kernel.shape, strict=True)]
    product = np.fft.fft2(gray, sides) * np.fft.fft2(taken(kernel), sides)
    top, left = corner(kernel)
    return full(product)[top : top + gray.shape[0], left : left + gray.shape[1]]


class Kernels:
    def flipped_twice(kernel):
        """You flipped the kernel, but the product of spectra convolves already: two flips make a
        correlation. Take the kernel as it is."""
        return kernel[::-1, ::-1]

    def sum_to_1(kernel):
        """You divided the kernel by its sum. Take the weights as they are."""
        return kernel / kernel.sum()


class Full:
    def lengths(product):
        """All your values are 0 or more: you took the absolute values of the complex numbers. A sum
        may be negative: which part of the number holds it?"""
        return np.abs(np.fft.ifft2(product))


class Corner:
    def top_left(kernel):
        """All is shifted down and to the right by half of the kernel, as when the full result is
        cut at its first row and column. Where does the middle of the kernel lie?"""
        return 0, 0

    def whole_kernel(kernel):
        """All is shifted up and to the left: you cut too far inside. The middle of the kernel is at
        half of its sides."""
        return kernel.shape[0] - 1, kernel.shape[1] - 1

    def exchanged(kernel):
        """You took half of the kernel's columns for the rows, and of its rows for the columns. The
        result is shifted wherever its sides differ."""
        return kernel.shape[1] // 2, kernel.shape[0] // 2


class FftMistakes:
    def ring(gray, kernel):
        """Opposite sides of the picture leak into each other: the product of spectra convolves on a
        ring. Zeros between them keep them apart: how many are needed?"""
        laid = np.zeros(gray.shape)
        laid[: kernel.shape[0], : kernel.shape[1]] = kernel
        laid = np.roll(laid, (-(kernel.shape[0] // 2), -(kernel.shape[1] // 2)), axis=(0, 1))
        return np.fft.ifft2(np.fft.fft2(gray) * np.fft.fft2(laid)).real

    def ring_and_corner(gray, kernel):
        """All is shifted by half of the kernel, and opposite sides of the picture leak into each
        other. Give both spectra larger sides first, then ask where the middle is."""
        return np.fft.ifft2(np.fft.fft2(gray) * np.fft.fft2(kernel, gray.shape)).real

    def half_a_picture(gray, kernel):
        """Your result is moved by half of the picture, as by `fftshift`, and opposite sides leak
        into each other. Half of the *kernel* is what must be cut, out of a larger result."""
        product = np.fft.fft2(gray) * np.fft.fft2(kernel, gray.shape)
        return np.fft.fftshift(np.fft.ifft2(product).real)

    def full_size(gray, kernel):
        """Your result is larger than the picture. Its middle part is asked for, in the size of the
        picture."""
        sides = [g + k - 1 for g, k in zip(gray.shape, kernel.shape, strict=True)]
        return np.fft.ifft2(np.fft.fft2(gray, sides) * np.fft.fft2(kernel, sides)).real

    def inside_alone(gray, kernel):
        """Your result is smaller than the picture: it has values only where the whole kernel fits
        in. Every pixel has a value, with zeros outside."""
        rows, columns = kernel.shape
        return fft_convolve(gray, kernel)[
            rows // 2 : gray.shape[0] - rows // 2, columns // 2 : gray.shape[1] - columns // 2
        ]

    def minus_0(gray, kernel):
        """A kernel of one row gives you no values at all: half of its rows is 0, and a slice that
        ends at -0 ends at 0, so it is empty. Where else can the slice be told to end?"""
        result = fft_convolve(gray, kernel)
        return result[: 0 if len(kernel) == 1 else None, : 0 if kernel.shape[1] == 1 else None]

    def edges_repeated(gray, kernel):
        """Outside of the picture you repeated its edge pixels. This exercise asks for zeros
        there."""
        rows, columns = kernel.shape[0] // 2, kernel.shape[1] // 2
        padded = np.pad(gray.astype(float), ((rows, rows), (columns, columns)), mode="edge")
        product = np.fft.fft2(padded) * np.fft.fft2(kernel, padded.shape)
        return np.fft.ifft2(product).real[2 * rows :, 2 * columns :]

    def size_not_told(gray, kernel):
        """Where the columns of the spectra are odd, your values are wrong: `irfft2` takes their
        number for even unless it is told the sides."""
        sides = [g + k - 1 for g, k in zip(gray.shape, kernel.shape, strict=True)]
        full = np.fft.irfft2(np.fft.rfft2(gray, sides) * np.fft.rfft2(kernel, sides))
        top, left = kernel.shape[0] // 2, kernel.shape[1] // 2
        return full[top : top + gray.shape[0], left : left + gray.shape[1]]

    def a_picture(result):
        """You made a `uint8` picture of the result: rounded, and cut at 0 and 255. The sums
        themselves are asked for."""
        return np.clip(np.rint(result), 0, 255).astype(np.uint8)

    def clipped(result):
        """Your values end at 0 and 255. Sums may lie outside: return them as they are."""
        return np.clip(result, 0, 255)

    def rounded(result):
        """You rounded to whole numbers. Return the sums as they are."""
        return np.rint(result)

    def as_list(result):
        """You return lists. Return one array of the shape of the picture."""
        return result.tolist()


FFT_CONVOLVE = Exercise(
    name="convolution.fft_convolve",
    title="Convolve by spectra",
    level="hard",
    points=3,
    reference=fft_convolve,
    cases=fft_cases,
    axes=("row", "column"),
    exact_type=True,
    rules=(
        rules.Rule(
            "the prompt asks you to do without `cv2.filter2D` and without SciPy.",
            lambda used, thing: (
                used == "scipy" or thing is cv2.filter2D or thing is cv2.sepFilter2D
            ),
        ),
    ),
    correct="All values are those of the direct sums, zeros outside, middle on the pixel.",
    mistakes=[
        *mistakes_in(FftMistakes),
        *slips_in(Kernels, _fourier, "taken"),
        *slips_in(Full, _fourier, "full"),
        *slips_in(Corner, _fourier, "corner"),
    ],
    hints=[
        "`np.fft.fft2` takes the sides of the result as its second argument, and fills up with "
        "zeros. Both spectra need the same sides, or they cannot be multiplied.",
        "How long is a row of 11 pixels after it has been blurred by a row of 5, if nothing is cut "
        "off? Take sides that hold all of it, and nothing leaks round.",
        "The full result begins before the picture does. By how many rows and columns, if the "
        "middle of the kernel belongs on the pixel?",
        "After the way back, take the real part.",
    ],
)
