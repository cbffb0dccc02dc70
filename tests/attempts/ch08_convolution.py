"""Wrong answers to the exercises of chapter 8, as students write them."""

import cv2
import numpy as np
import scipy.signal

from tests.attempts import attempt

# ---- convolution.flip ----


@attempt("convolution.flip", told="mistake:upside_down")
def upside_down_only(kernel):
    """[::-1] turns the order of the rows alone: left and right stay where they are."""
    return kernel[::-1]


@attempt("convolution.flip", told="mistake:left_to_right")
def left_and_right_only(kernel):
    """Mirrors left and right alone: the rows stay in their order."""
    return np.fliplr(kernel)


@attempt("convolution.flip", told="mistake:transposed")
def transposed(kernel):
    """Exchanges rows and columns, which is another thing than flipping both."""
    return kernel.T


@attempt("convolution.flip", told="mistake:quarter_turn")
def quarter_turn(kernel):
    """np.rot90 turns once by 90 degrees; half a turn would be needed."""
    return np.rot90(kernel)


@attempt("convolution.flip", told="mistake:other_diagonal")
def flipped_and_transposed(kernel):
    """Flips both ways and then exchanges rows and columns too: mirrored at the other diagonal."""
    return np.flipud(np.fliplr(kernel)).T


@attempt("convolution.flip", told="mistake:signs")
def signs_flipped(kernel):
    """Takes "flip" for the signs of the weights: plus and minus are exchanged."""
    return -kernel


@attempt("convolution.flip", told="mistake:in_a_row")
def flat_and_reversed(kernel):
    """All weights in the reverse order, but in one row: the shape is lost."""
    return kernel.ravel()[::-1]


@attempt("convolution.flip", told="mistake:as_list")
def lists_of_lists(kernel):
    """The right weights in lists of lists, not in an array."""
    return [list(reversed(row)) for row in reversed(kernel.tolist())]


@attempt("convolution.flip", told="type")
def zeros_are_floats(kernel):
    """np.zeros without a type makes floats of every kernel: integers do not stay integers."""
    h, w = kernel.shape
    result = np.zeros((h, w))
    for i in range(h):
        for j in range(w):
            result[i, j] = kernel[h - 1 - i, w - 1 - j]
    return result


@attempt("convolution.flip", told="mistake:first_stays")
def negative_index_of_zero(kernel):
    """Counts from the end by -i, but -0 is 0: the first row and the first column stay in place."""
    result = np.zeros_like(kernel)
    for i in range(kernel.shape[0]):
        for j in range(kernel.shape[1]):
            result[i, j] = kernel[-i, -j]
    return result


@attempt("convolution.flip", told="mistake:unchanged")
def swapped_twice(kernel):
    """Every pair is swapped from both of its ends, so all weights are back where they were."""
    result = kernel.copy()
    h, w = result.shape
    for i in range(h):
        for j in range(w):
            other = result[h - 1 - i, w - 1 - j]
            result[h - 1 - i, w - 1 - j] = result[i, j]
            result[i, j] = other
    return result


@attempt("convolution.flip", told="mistake:middle_row_stays")
def middle_row_not_flipped(kernel):
    """Swaps the upper half with the lower one and forgets the middle row of an odd number."""
    result = kernel.copy()
    h = kernel.shape[0]
    for i in range(h // 2):
        result[i] = kernel[h - 1 - i, ::-1]
        result[h - 1 - i] = kernel[i, ::-1]
    return result


@attempt("convolution.flip", told="error")
def square_kernels_only(kernel):
    """The number of rows is used for both sides: other kernels are cut, or an error."""
    n = kernel.shape[0]
    result = np.zeros((n, n), dtype=kernel.dtype)
    for i in range(n):
        for j in range(n):
            result[n - 1 - i, n - 1 - j] = kernel[i, j]
    return result


@attempt("convolution.flip", told="mistake:overwritten")
def same_array_under_two_names(kernel):
    """result is no copy: weights are overwritten before they are read, and so is the kernel."""
    result = kernel
    h, w = kernel.shape
    for i in range(h):
        for j in range(w):
            result[i, j] = kernel[h - 1 - i, w - 1 - j]
    return result


@attempt("convolution.flip", told="error")
def one_past_the_end(kernel):
    """h - i is one past the last row for i = 0: an error."""
    h, w = kernel.shape
    result = kernel.copy()
    for i in range(h):
        for j in range(w):
            result[i, j] = kernel[h - i, w - j]
    return result


# ---- convolution.is_separable ----


@attempt("convolution.is_separable", told="error")
def determinant_is_zero(kernel):
    """A determinant of 0 says only that the rank is not full; it needs a square kernel, too."""
    return bool(np.isclose(np.linalg.det(kernel), 0))


@attempt("convolution.is_separable", told="mistake:full_rank")
def full_rank(kernel):
    """Takes full rank for separable, which is the opposite for all but one row or column."""
    return bool(np.linalg.matrix_rank(kernel) == min(kernel.shape))


@attempt("convolution.is_separable", told="mistake:zeros_refused")
def rank_exactly_1(kernel):
    """Rank 1 leaves out the kernel of zeros, which has rank 0 and counts as separable."""
    return bool(np.linalg.matrix_rank(kernel) == 1)


@attempt("convolution.is_separable", told="mistake:exact")
def compared_exactly(kernel):
    """Compares with == in the place of a tolerance: rounding makes good kernels fail."""
    if not kernel.any():
        return True
    i, j = np.unravel_index(np.argmax(np.abs(kernel)), kernel.shape)
    product = np.outer(kernel[:, j], kernel[i, :]) / kernel[i, j]
    return bool((product == kernel).all())


@attempt("convolution.is_separable", told="mistake:by_corner")
def divided_by_the_corner(kernel):
    """Divides by the corner: where it is 0, NaN comes out, and the answer is False."""
    with np.errstate(divide="ignore", invalid="ignore"):
        product = np.outer(kernel[:, 0], kernel[0, :]) / kernel[0, 0]
    return bool(np.allclose(product, kernel))


@attempt("convolution.is_separable", told="mistake:symmetric")
def symmetric_kernel(kernel):
    """Asks whether rows and columns can be exchanged, which is symmetry, not separability."""
    if kernel.shape[0] != kernel.shape[1]:
        return False
    return bool(np.allclose(kernel, kernel.T))


@attempt("convolution.is_separable", told="mistake:by_sums")
def product_of_the_sums(kernel):
    """Row sums times column sums, divided by the total; an edge kernel has the total 0."""
    column = kernel.sum(axis=1)
    row = kernel.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        product = np.outer(column, row) / kernel.sum()
    return bool(np.allclose(product, kernel))


@attempt("convolution.is_separable", told="mistake:equal_rows")
def all_rows_equal(kernel):
    """Asks for equal rows, but rows that are multiples of each other are enough."""
    return all(np.allclose(row, kernel[0]) for row in kernel)


@attempt("convolution.is_separable", told="mistake:by_first_row")
def ratios_to_the_first_row(kernel):
    """Ratios to the first row: each 0 in it makes NaN, so Sobel's kernel is refused."""
    with np.errstate(divide="ignore", invalid="ignore"):
        ratios = kernel / kernel[0]
    return all(np.allclose(ratio, ratio[0]) for ratio in ratios)


@attempt("convolution.is_separable", told="mistake:fixed_limit")
def fixed_limit(kernel):
    """The second singular value below 0.01: kernels with small weights all count as separable."""
    if min(kernel.shape) == 1:
        return True
    s = np.linalg.svd(kernel, compute_uv=False)
    return bool(s[1] < 0.01)


@attempt("convolution.is_separable", told="mistake:rank_itself")
def rank_returned(kernel):
    """Returns the rank itself, a number, in the place of True or False."""
    return int(np.linalg.matrix_rank(kernel))


@attempt("convolution.is_separable", told="mistake:whole_weights")
def fractions_cut_off(kernel):
    """Makes integers of the weights "against rounding": weights below 1 all become 0."""
    return bool(np.linalg.matrix_rank(kernel.astype(int)) <= 1)


@attempt("convolution.is_separable", told="mistake:blocks")
def neighboring_blocks_only(kernel):
    """Looks at each 2 by 2 block of neighbors alone: zeros between can hide a higher rank."""
    h, w = kernel.shape
    for i in range(h - 1):
        for j in range(w - 1):
            a, b = kernel[i, j] * kernel[i + 1, j + 1], kernel[i, j + 1] * kernel[i + 1, j]
            if not np.isclose(a, b):
                return False
    return True


@attempt("convolution.is_separable", told="mistake:square_alone")
def only_square_ones(kernel):
    """Says False for every kernel that is not square, though a column and a row may differ."""
    h, w = kernel.shape
    if h != w:
        return False
    return bool(np.linalg.matrix_rank(kernel) <= 1)


@attempt("convolution.is_separable", told="mistake:values_not_zero")
def singular_values_exactly_zero(kernel):
    """Counts singular values that are not exactly 0; rounding leaves 1e-17 in their place."""
    s = np.linalg.svd(kernel)[1]
    return bool(np.count_nonzero(s) <= 1)


# ---- convolution.focus_score ----


@attempt("convolution.focus_score", told="mistake:uint8_wraps")
def computed_in_uint8(gray):
    """Adds and subtracts in uint8: everything below 0 or above 255 wraps round."""
    response = gray[:-2, 1:-1] + gray[2:, 1:-1] + gray[1:-1, :-2] + gray[1:-1, 2:]
    response = response - 4 * gray[1:-1, 1:-1]
    return float(response.var())


@attempt("convolution.focus_score", told="mistake:all_pixels")
def one_liner_of_the_blogs(gray):
    """The one-liner found everywhere: the border of the picture is counted, too."""
    return float(cv2.Laplacian(gray, cv2.CV_64F).var())


@attempt("convolution.focus_score", told="mistake:uint8_cut")
def depth_of_the_picture(gray):
    """Depth -1 keeps uint8: negative responses are cut to 0, large ones to 255."""
    response = cv2.Laplacian(gray, -1)
    return float(np.var(response[1:-1, 1:-1]))


@attempt("convolution.focus_score", told="mistake:deviation")
def deviation_not_variance(gray):
    """The standard deviation, which is the root of the variance."""
    kernel = np.array([[0, 1, 0], [1, -4, 1], [0, 1, 0]], float)
    response = cv2.filter2D(gray.astype(float), -1, kernel)[1:-1, 1:-1]
    return float(response.std())


@attempt("convolution.focus_score", told="mistake:mean_square")
def mean_of_the_squares(gray):
    """The mean of the squares; the mean of the responses has not been taken off first."""
    g = gray.astype(float)
    response = g[:-2, 1:-1] + g[2:, 1:-1] + g[1:-1, :-2] + g[1:-1, 2:] - 4 * g[1:-1, 1:-1]
    return float(np.mean(response**2))


@attempt("convolution.focus_score", told="mistake:one_less")
def divided_by_one_less(gray):
    """Divides by the number of pixels minus 1, the estimate from a sample: a little too large."""
    response = cv2.Laplacian(gray, cv2.CV_64F)[1:-1, 1:-1]
    return float(np.var(response, ddof=1))


@attempt("convolution.focus_score", told="mistake:ksize_3")
def ksize_3(gray):
    """ksize=3 is another kernel in OpenCV, with 2 in the corners and -8 in the middle."""
    response = cv2.Laplacian(gray, cv2.CV_64F, ksize=3)
    return float(response[1:-1, 1:-1].var())


@attempt("convolution.focus_score", told="mistake:cut_before")
def border_cut_before(gray):
    """Cuts the border off before the Laplacian: the new border is computed from made-up pixels."""
    inner = gray[1:-1, 1:-1]
    return float(cv2.Laplacian(inner, cv2.CV_64F).var())


@attempt("convolution.focus_score", told="mistake:zeros_outside")
def zeros_around_the_picture(gray):
    """Zeros outside and the border counted: the frame gives by far the strongest responses."""
    kernel = np.array([[0, 1, 0], [1, -4, 1], [0, 1, 0]])
    response = scipy.signal.convolve2d(gray.astype(int), kernel, mode="same")
    return float(response.var())


@attempt("convolution.focus_score", told="mistake:absolute")
def absolute_before_variance(gray):
    """Takes absolute values first: dark and bright edges fall together, the variance is less."""
    response = np.abs(cv2.Laplacian(gray, cv2.CV_64F))
    return float(response[1:-1, 1:-1].var())


@attempt("convolution.focus_score", told="mistake:of_each_column")
def variance_of_each_column(gray):
    """axis=0 gives one variance for each column, not one for all pixels."""
    response = cv2.Laplacian(gray, cv2.CV_64F)[1:-1, 1:-1]
    return response.var(axis=0)


@attempt("convolution.focus_score", told="mistake:unit_range")
def scaled_to_1(gray):
    """Scales the picture to 0 to 1 first: the score is smaller by 255 squared."""
    g = gray / 255
    total = -4 * g[1:-1, 1:-1]
    for dy, dx in [(-1, 0), (1, 0), (0, -1), (0, 1)]:
        total += g[1 + dy : g.shape[0] - 1 + dy, 1 + dx : g.shape[1] - 1 + dx]
    return float(total.var())


@attempt("convolution.focus_score", told="mistake:smoothed")
def smoothed_before(gray):
    """Smooths against noise first, as for edges: it takes away just what is to be measured."""
    blurred = cv2.GaussianBlur(gray, (3, 3), 0)
    return float(cv2.Laplacian(blurred, cv2.CV_64F)[1:-1, 1:-1].var())


@attempt("convolution.focus_score", told="mistake:last_ones_too")
def loop_ends_too_early(gray):
    """range(1, rows - 2) leaves out one row and one column more than the border."""
    rows, columns = gray.shape
    values = []
    for y in range(1, rows - 2):
        for x in range(1, columns - 2):
            up, down = int(gray[y - 1, x]), int(gray[y + 1, x])
            left, right = int(gray[y, x - 1]), int(gray[y, x + 1])
            values.append(up + down + left + right - 4 * int(gray[y, x]))
    return float(np.var(values))


@attempt("convolution.focus_score", told="mistake:mean_absolute")
def mean_strength(gray):
    """The mean of the absolute responses: a measure of sharpness, but not the variance."""
    response = cv2.Laplacian(gray, cv2.CV_64F)[1:-1, 1:-1]
    return float(np.abs(response).mean())


# ---- convolution.fft_convolve ----


@attempt("convolution.fft_convolve", told="error")
def spectra_of_two_sizes(gray, kernel):
    """The kernel is not brought to the picture's size: the spectra cannot be multiplied."""
    product = np.fft.fft2(gray) * np.fft.fft2(kernel)
    return np.real(np.fft.ifft2(product))


@attempt("convolution.fft_convolve", told="mistake:ring_and_corner")
def corner_of_the_kernel(gray, kernel):
    """The kernel lies with its corner at 0, and nothing is padded: shifted, and it wraps round."""
    spectrum = np.fft.fft2(kernel, s=gray.shape)
    return np.fft.ifft2(np.fft.fft2(gray) * spectrum).real


@attempt("convolution.fft_convolve", told="mistake:ring")
def wraps_around(gray, kernel):
    """The middle is at the right place, but without padding the opposite sides leak in."""
    h, w = kernel.shape
    padded = np.zeros(gray.shape)
    padded[:h, :w] = kernel
    padded = np.roll(padded, (-(h // 2), -(w // 2)), axis=(0, 1))
    return np.real(np.fft.ifft2(np.fft.fft2(gray) * np.fft.fft2(padded)))


@attempt("convolution.fft_convolve", told="mistake:flipped_twice")
def flipped_once_too_often(gray, kernel):
    """Flips the kernel by hand, but the product of spectra flips it already: a correlation."""
    flipped = kernel[::-1, ::-1]
    rows, columns = gray.shape
    h, w = kernel.shape
    size = (rows + h - 1, columns + w - 1)
    full = np.fft.ifft2(np.fft.fft2(gray, size) * np.fft.fft2(flipped, size)).real
    return full[h // 2 : h // 2 + rows, w // 2 : w // 2 + columns]


@attempt("convolution.fft_convolve", told="mistake:full_size")
def full_size(gray, kernel):
    """Padded as it must be, but not cut: larger than the picture by the kernel minus 1."""
    size = (gray.shape[0] + kernel.shape[0] - 1, gray.shape[1] + kernel.shape[1] - 1)
    return np.fft.irfft2(np.fft.rfft2(gray, size) * np.fft.rfft2(kernel, size), size)


@attempt("convolution.fft_convolve", told="mistake:top_left")
def cut_at_the_top_left(gray, kernel):
    """Cuts the full result at the corner 0, 0: all is shifted by half of the kernel."""
    rows, columns = gray.shape
    size = np.array(gray.shape) + np.array(kernel.shape) - 1
    full = np.fft.ifft2(np.fft.fft2(gray, size) * np.fft.fft2(kernel, size))
    return full.real[:rows, :columns]


@attempt("convolution.fft_convolve", told="mistake:lengths")
def length_of_the_complex_numbers(gray, kernel):
    """np.abs in the place of the real part: negative values come out positive."""
    rows, columns = gray.shape
    top, left = kernel.shape[0] // 2, kernel.shape[1] // 2
    size = (rows + 2 * top, columns + 2 * left)
    full = np.abs(np.fft.ifft2(np.fft.fft2(gray, size) * np.fft.fft2(kernel, size)))
    return full[top : top + rows, left : left + columns]


@attempt("convolution.fft_convolve", told="type")
def still_complex(gray, kernel):
    """The right numbers, but complex: the real part has not been taken."""
    rows, columns = gray.shape
    h, w = kernel.shape
    size = [rows + h - 1, columns + w - 1]
    full = np.fft.ifft2(np.fft.fft2(gray, s=size) * np.fft.fft2(kernel, s=size))
    return full[h // 2 : h // 2 + rows, w // 2 : w // 2 + columns]


@attempt("convolution.fft_convolve", told="mistake:half_a_picture")
def shifted_by_half_the_picture(gray, kernel):
    """fftshift on the result moves all by half of the picture, not by half of the kernel."""
    product = np.fft.fft2(gray) * np.fft.fft2(kernel, gray.shape)
    return np.fft.fftshift(np.fft.ifft2(product).real)


@attempt("convolution.fft_convolve", told="mistake:a_picture")
def cut_to_a_picture(gray, kernel):
    """Rounds and cuts to uint8, to be a picture again: fractions and negative values are lost."""
    rows, columns = gray.shape
    h, w = kernel.shape
    size = (rows + h, columns + w)
    full = np.fft.ifft2(np.fft.fft2(gray, size) * np.fft.fft2(kernel, size)).real
    same = full[h // 2 : h // 2 + rows, w // 2 : w // 2 + columns]
    return np.clip(np.round(same), 0, 255).astype(np.uint8)


@attempt("convolution.fft_convolve", told="mistake:edges_repeated")
def edge_pixels_outside(gray, kernel):
    """Pads the picture with its edge pixels, as in chapter 7, where zeros were asked for."""
    h, w = kernel.shape
    dy, dx = h // 2, w // 2
    padded = np.pad(gray.astype(float), ((dy, dy), (dx, dx)), mode="edge")
    product = np.fft.fft2(padded) * np.fft.fft2(kernel, s=padded.shape)
    return np.fft.ifft2(product).real[2 * dy :, 2 * dx :]


@attempt("convolution.fft_convolve", told="mistake:size_not_told")
def irfft_without_a_size(gray, kernel):
    """irfft2 without a size takes the width for even: an odd one loses a column, values shift."""
    rows, columns = gray.shape
    h, w = kernel.shape
    size = (rows + h - 1, columns + w - 1)
    full = np.fft.irfft2(np.fft.rfft2(gray, size) * np.fft.rfft2(kernel, size))
    return full[h // 2 : h // 2 + rows, w // 2 : w // 2 + columns]


@attempt("convolution.fft_convolve", told="error")
def matrix_product_of_spectra(gray, kernel):
    """The matrix product of the spectra, not the product number by number; mostly an error."""
    rows, columns = gray.shape
    h, w = kernel.shape
    size = (rows + h - 1, columns + w - 1)
    full = np.fft.ifft2(np.fft.fft2(gray, size) @ np.fft.fft2(kernel, size)).real
    return full[h // 2 : h // 2 + rows, w // 2 : w // 2 + columns]


@attempt("convolution.fft_convolve", told="rule")
def scipy_does_it(gray, kernel):
    """The right numbers, but from scipy.signal.fftconvolve, which the prompt forbids."""
    return scipy.signal.fftconvolve(gray.astype(float), kernel, mode="same")


@attempt("convolution.fft_convolve", told="shape")
def sides_of_the_padding_swapped(gray, kernel):
    """Takes the shape for (width, height): the sides of the result are exchanged."""
    columns, rows = gray.shape
    w, h = kernel.shape
    size = (rows + h - 1, columns + w - 1)
    full = np.fft.ifft2(np.fft.fft2(gray, size) * np.fft.fft2(kernel, size)).real
    return full[h // 2 : h // 2 + rows, w // 2 : w // 2 + columns]
