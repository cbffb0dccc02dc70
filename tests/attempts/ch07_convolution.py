"""Wrong answers to the exercises of chapter 7, as students write them."""

import math

import cv2
import numpy as np
import scipy.signal
from scipy import ndimage

from tests.attempts import attempt

# ---- convolution.one_value ----


@attempt("convolution.one_value", told="mistake:corner_on_pixel")
def corner_on_the_pixel(gray, kernel, row, column):
    """Lays the kernel's top left corner on the pixel: the window is too far down and right."""
    rows, columns = kernel.shape
    window = gray[row : row + rows, column : column + columns].astype(float)
    return float(np.sum(window * kernel))


@attempt("convolution.one_value", told="error")
def window_without_plus_one(gray, kernel, row, column):
    """The slice ends one too early: a window of 2 by 2 does not fit a kernel of 3 by 3."""
    r = kernel.shape[0] // 2
    c = kernel.shape[1] // 2
    window = gray[row - r : row + r, column - c : column + c]
    return float((window * kernel).sum())


@attempt("convolution.one_value", told="error")
def half_of_the_rows_twice(gray, kernel, row, column):
    """Half of the rows is used for both sides: right for square kernels, an error for others."""
    half = kernel.shape[0] // 2
    window = gray[row - half : row + half + 1, column - half : column + half + 1]
    return float(np.sum(window.astype(np.float64) * kernel))


@attempt("convolution.one_value", told="mistake:flipped")
def flipped_as_in_the_textbook(gray, kernel, row, column):
    """Flips the kernel both ways first, because "that is what convolution means"."""
    kernel = kernel[::-1, ::-1]
    h, w = kernel.shape
    window = gray[row - h // 2 : row + h // 2 + 1, column - w // 2 : column + w // 2 + 1]
    return float(np.sum(window.astype(float) * kernel))


@attempt("convolution.one_value", told="mistake:x_and_y")
def row_and_column_swapped(gray, kernel, row, column):
    """Reads the place as (x, y): the value at the place mirrored at the diagonal, or an error."""
    total = 0.0
    rows, columns = kernel.shape
    for i in range(rows):
        for j in range(columns):
            y = column + i - rows // 2
            x = row + j - columns // 2
            total += float(gray[y, x]) * kernel[i, j]
    return float(total)


@attempt("convolution.one_value", told="mistake:kernel_in_uint8")
def kernel_to_uint8(gray, kernel, row, column):
    """Brings the kernel to the picture's uint8: -1 becomes 255, fractions 0, products wrap."""
    h, w = kernel.shape
    window = gray[row - h // 2 : row + h // 2 + 1, column - w // 2 : column + w // 2 + 1]
    return float(np.sum(window * kernel.astype(np.int64).astype(np.uint8)))


@attempt("convolution.one_value", told="mistake:mean")
def divided_by_the_number_of_weights(gray, kernel, row, column):
    """Divides by the number of weights, as if every kernel were a mean."""
    h, w = kernel.shape
    window = gray[row - h // 2 : row + h // 2 + 1, column - w // 2 : column + w // 2 + 1]
    return float(np.mean(window.astype(float) * kernel))


@attempt("convolution.one_value", told="mistake:by_sum")
def divided_by_the_sum_of_weights(gray, kernel, row, column):
    """Divides by the sum of the weights, so kernels that sum to 0 give infinity or NaN."""
    dy, dx = kernel.shape[0] // 2, kernel.shape[1] // 2
    total = 0.0
    for i in range(-dy, dy + 1):
        for j in range(-dx, dx + 1):
            total += float(gray[row + i, column + j]) * kernel[i + dy, j + dx]
    return float(np.float64(total) / np.sum(kernel))


@attempt("convolution.one_value", told="mistake:clipped")
def cut_to_0_and_255(gray, kernel, row, column):
    """Cuts the result to the range of a picture: negative and large values are lost."""
    dy, dx = kernel.shape[0] // 2, kernel.shape[1] // 2
    window = gray[row - dy : row + dy + 1, column - dx : column + dx + 1].astype(float)
    return float(np.clip((window * kernel).sum(), 0, 255))


@attempt("convolution.one_value", told="mistake:clipped_and_rounded")
def filter2d_at_the_pixel(gray, kernel, row, column):
    """cv2.filter2D with depth -1 gives uint8: rounded, and cut to 0 to 255."""
    return float(cv2.filter2D(gray, -1, kernel.astype(float))[row, column])


@attempt("convolution.one_value", told="mistake:flipped")
def convolve2d_at_the_pixel(gray, kernel, row, column):
    """scipy.signal.convolve2d flips the kernel, which the prompt excludes."""
    result = scipy.signal.convolve2d(gray.astype(float), kernel, mode="same")
    return float(result[row, column])


@attempt("convolution.one_value", told="error")
def matrix_product(gray, kernel, row, column):
    """The matrix product in the place of the product weight by weight; not square: an error."""
    h, w = kernel.shape
    window = gray[row - h // 2 : row + h // 2 + 1, column - w // 2 : column + w // 2 + 1]
    return float((window.astype(float) @ kernel).sum())


@attempt("convolution.one_value", told="mistake:not_added")
def sum_never_taken(gray, kernel, row, column):
    """Returns the products of pixels and weights and forgets to add them up."""
    h, w = kernel.shape
    window = gray[row - h // 2 : row + h // 2 + 1, column - w // 2 : column + w // 2 + 1]
    return window.astype(float) * kernel


@attempt("convolution.one_value", told="mistake:each_cut")
def total_as_int(gray, kernel, row, column):
    """The total is made an int: everything after the point is cut off."""
    h, w = kernel.shape
    total = 0
    for i in range(h):
        for j in range(w):
            total += int(gray[row - h // 2 + i, column - w // 2 + j] * kernel[i, j])
    return float(total)


@attempt("convolution.one_value", told="nothing")
def value_printed(gray, kernel, row, column):
    """The right value is printed, not returned: the result is None."""
    h, w = kernel.shape
    window = gray[row - h // 2 : row + h // 2 + 1, column - w // 2 : column + w // 2 + 1]
    print(float(np.sum(window.astype(float) * kernel)))


# ---- convolution.gaussian ----


@attempt("convolution.gaussian", told="mistake:sigma_not_squared")
def sigma_not_squared(size, sigma):
    """Divides by 2 sigma, not by 2 sigma squared: right for sigma 1 alone."""
    half = size // 2
    y, x = np.mgrid[-half : half + 1, -half : half + 1]
    kernel = np.exp(-(x**2 + y**2) / (2 * sigma))
    return kernel / kernel.sum()


@attempt("convolution.gaussian", told="mistake:without_2")
def two_forgotten(size, sigma):
    """The 2 in the exponent is missing: the bell is narrower than asked for."""
    half = size // 2
    axis = np.arange(-half, half + 1)
    x, y = np.meshgrid(axis, axis)
    kernel = np.exp(-(x**2 + y**2) / sigma**2)
    return kernel / np.sum(kernel)


@attempt("convolution.gaussian", told="mistake:brackets")
def precedence_of_division(size, sigma):
    """Without brackets / 2 * sigma**2 multiplies by the variance: too narrow for a large sigma."""
    half = size // 2
    y, x = np.mgrid[-half : half + 1, -half : half + 1]
    kernel = np.exp(-(x**2 + y**2) / 2 * sigma**2)
    return kernel / kernel.sum()


@attempt("convolution.gaussian", told="mistake:density")
def formula_of_the_density(size, sigma):
    """Uses the factor 1 / (2 pi sigma^2) in the place of the sum: it sums to 1 only nearly."""
    half = size // 2
    kernel = np.zeros((size, size))
    for i in range(size):
        for j in range(size):
            d2 = (i - half) ** 2 + (j - half) ** 2
            kernel[i, j] = math.exp(-d2 / (2 * sigma**2)) / (2 * math.pi * sigma**2)
    return kernel


@attempt("convolution.gaussian", told="mistake:not_divided")
def largest_weight_is_1(size, sigma):
    """Not normalized at all: the middle is 1, and the sum is more."""
    axis = np.arange(size) - size // 2
    d2 = axis[:, None] ** 2 + axis[None, :] ** 2
    return np.exp(-d2 / (2 * sigma**2))


@attempt("convolution.gaussian", told="mistake:not_squared")
def distance_not_squared(size, sigma):
    """The distance itself in the exponent: a peak with a tip, not a bell."""
    axis = np.arange(size) - size // 2
    d = np.sqrt(axis[:, None] ** 2 + axis[None, :] ** 2)
    kernel = np.exp(-d / (2 * sigma**2))
    return kernel / kernel.sum()


@attempt("convolution.gaussian", told="mistake:half_a_pixel_off")
def center_at_half_the_size(size, sigma):
    """Measures from size / 2, half a pixel beside the middle: the kernel is not symmetric."""
    x = np.arange(size) - size / 2
    d2 = x[:, np.newaxis] ** 2 + x[np.newaxis, :] ** 2
    kernel = np.exp(-d2 / (2 * sigma**2))
    return kernel / kernel.sum()


@attempt("convolution.gaussian", told="mistake:one_row")
def one_row_only(size, sigma):
    """A Gaussian of one dimension: `size` weights, not `size` rows and columns."""
    x = np.arange(size) - (size - 1) / 2
    weights = np.exp(-(x**2) / (2 * sigma**2))
    return weights / weights.sum()


@attempt("convolution.gaussian", told="mistake:each_row")
def each_row_sums_to_1(size, sigma):
    """Each row is divided by its own sum, so every row sums to 1 and all of them to `size`."""
    half = size // 2
    y, x = np.mgrid[-half : half + 1, -half : half + 1]
    kernel = np.exp(-(x**2 + y**2) / (2 * sigma**2))
    return kernel / kernel.sum(axis=1, keepdims=True)


@attempt("convolution.gaussian", told="mistake:plus")
def plus_in_the_exponent(size, sigma):
    """The minus is lost: the weights grow towards the corners."""
    half = size // 2
    y, x = np.mgrid[-half : half + 1, -half : half + 1]
    kernel = np.exp((x**2 + y**2) / (2 * sigma**2))
    return kernel / kernel.sum()


@attempt("convolution.gaussian", told="mistake:one_missing")
def last_column_missing(size, sigma):
    """np.arange ends before its end: one row and one column are missing, and no middle is left."""
    half = size // 2
    axis = np.arange(-half, half)
    x, y = np.meshgrid(axis, axis)
    kernel = np.exp(-(x**2 + y**2) / (2 * sigma**2))
    return kernel / kernel.sum()


@attempt("convolution.gaussian", told="mistake:from_minus_1_to_1")
def linspace_from_minus_1_to_1(size, sigma):
    """Distances from -1 to 1 as in some tutorials, not in pixels: far too flat."""
    x, y = np.meshgrid(np.linspace(-1, 1, size), np.linspace(-1, 1, size))
    d = np.sqrt(x * x + y * y)
    kernel = np.exp(-(d**2 / (2.0 * sigma**2)))
    return kernel / kernel.sum()


@attempt("convolution.gaussian", told="rule")
def opencv_column_anyway(size, sigma):
    """The right weights, but by cv2.getGaussianKernel, which the prompt forbids."""
    column = cv2.getGaussianKernel(size, sigma)
    return column @ column.T


@attempt("convolution.gaussian", told="mistake:impulse_in_uint8")
def blurred_impulse_of_opencv(size, sigma):
    """Blurs one bright pixel in an array of integers: rounding leaves zeros and a sum beside 1."""
    impulse = np.zeros((size, size), np.uint8)
    impulse[size // 2, size // 2] = 255
    blurred = cv2.GaussianBlur(impulse, (size, size), sigma)
    return blurred / 255


@attempt("convolution.gaussian", told="mistake:three_digits")
def rounded_to_three_digits(size, sigma):
    """Rounds the weights as the books print them: they do not sum to 1 any more."""
    kernel = []
    for i in range(size):
        row = []
        for j in range(size):
            d2 = (i - size // 2) ** 2 + (j - size // 2) ** 2
            row.append(np.exp(-d2 / (2 * sigma**2)))
        kernel.append(row)
    kernel = np.array(kernel)
    return np.round(kernel / kernel.sum(), 3)


# ---- convolution.scratch ----


@attempt("convolution.scratch", told="mistake:row")
def row_in_the_place_of_column(size):
    """The middle row, not the middle column: it finds scratches that run across."""
    kernel = np.full((size, size), -1 / (size * (size - 1)))
    kernel[size // 2, :] = 1 / size
    return kernel


@attempt("convolution.scratch", told="mistake:whole_numbers")
def whole_numbers_only(size):
    """Weights -1 and size - 1: even metal gives 0, but a scratch gives far more than c."""
    kernel = -np.ones((size, size))
    kernel[:, size // 2] = size - 1
    return kernel


@attempt("convolution.scratch", told="mistake:not_in_balance")
def ones_and_minus_ones(size):
    """1 in the middle and -1 elsewhere: the sum is not 0, so even metal gives a value."""
    kernel = np.full((size, size), -1.0)
    kernel[:, size // 2] = 1
    return kernel


@attempt("convolution.scratch", told="mistake:nothing_beside")
def zeros_beside_the_scratch(size):
    """A mean over the middle column with zeros beside it: even metal gives its own value."""
    kernel = np.zeros((size, size))
    kernel[:, size // 2] = 1 / size
    return kernel


@attempt("convolution.scratch", told="mistake:by_all_weights")
def divided_by_all_weights(size):
    """Divides by the number of all weights: a scratch gives (size - 1) / size of c."""
    kernel = -np.ones((size, size))
    kernel[:, size // 2] = size - 1
    return kernel / size**2


@attempt("convolution.scratch", told="mistake:half_of_it")
def divided_by_the_absolute_sum(size):
    """Divides by the sum of all absolute weights, so a scratch gives only half of c."""
    kernel = -np.ones((size, size))
    kernel[:, size // 2] = size - 1
    return kernel / np.abs(kernel).sum()


@attempt("convolution.scratch", told="mistake:by_zero")
def divided_by_the_sum_of_zero(size):
    """Divides by the sum, as for a blur; the sum is 0, so the weights are infinite."""
    kernel = -np.ones((size, size))
    kernel[:, size // 2] = size - 1
    with np.errstate(divide="ignore"):
        return kernel / kernel.sum()


@attempt("convolution.scratch", told="mistake:dark_ones")
def dark_scratches(size):
    """The signs are exchanged: a scratch brighter by c gives -c."""
    kernel = np.full((size, size), 1 / (size**2 - size))
    kernel[:, size // 2] = -1 / size
    return kernel


@attempt("convolution.scratch", told="mistake:ones_balanced")
def column_of_ones_balanced(size):
    """1 in each weight of the middle column, balanced beside it: a scratch gives size times c."""
    kernel = np.zeros((size, size))
    kernel[:] = -1 / (size - 1)
    kernel[:, size // 2] = 1
    return kernel


@attempt("convolution.scratch", told="mistake:one_pixel")
def only_the_middle_pixel(size):
    """The Laplacian idea: only the middle pixel is weighted against all others, not a column."""
    kernel = np.full((size, size), -1 / (size * size - 1))
    kernel[size // 2, size // 2] = 1
    return kernel


@attempt("convolution.scratch", told="mistake:neighbors_alone")
def neighbors_only(size):
    """Only the two columns beside the middle are subtracted, so the others are 0 for size 5."""
    kernel = np.zeros((size, size))
    middle = size // 2
    kernel[:, middle] = 1 / size
    kernel[:, middle - 1] = kernel[:, middle + 1] = -1 / (2 * size)
    return kernel


@attempt("convolution.scratch", told="mistake:all_zero")
def integers_cut_the_fractions(size):
    """np.full takes the type of 0, an integer: all fractions put in later become 0."""
    kernel = np.full((size, size), 0)
    kernel[:] = -1 / (size * (size - 1))
    kernel[:, size // 2] = 1 / size
    return kernel


@attempt("convolution.scratch", told="mistake:one_too_far")
def middle_off_by_one(size):
    """size // 2 + 1 counts from 1: the bright column is one too far to the right."""
    kernel = np.full((size, size), -1 / (size * (size - 1)))
    kernel[:, size // 2 + 1] = 1 / size
    return kernel


@attempt("convolution.scratch", told="mistake:edges")
def sobel_kernel(size):
    """A kernel for edges: minus on the left, plus on the right, 0 in the middle."""
    kernel = np.zeros((size, size))
    kernel[:, : size // 2] = -1
    kernel[:, size // 2 + 1 :] = 1
    return kernel / (size * (size // 2))


@attempt("convolution.scratch", told="mistake:others_by_columns")
def others_divided_by_columns(size):
    """-1 / (size - 1) beside 1 / size: the two do not cancel, even metal becomes dark."""
    kernel = np.full((size, size), -1 / (size - 1))
    kernel[:, size // 2] = 1 / size
    return kernel


# ---- convolution.correlate ----


@attempt("convolution.correlate", told="mistake:zeros")
def zeros_outside(gray, kernel):
    """np.pad without a mode fills with 0: the border of the picture comes out too dark."""
    h, w = kernel.shape
    padded = np.pad(gray.astype(float), ((h // 2, h // 2), (w // 2, w // 2)))
    result = np.zeros(gray.shape)
    for row in range(gray.shape[0]):
        for column in range(gray.shape[1]):
            result[row, column] = np.sum(padded[row : row + h, column : column + w] * kernel)
    return result


@attempt("convolution.correlate", told="mistake:mirrored")
def reflected_outside(gray, kernel):
    """np.pad with "reflect" mirrors the picture at its edge pixels: the border differs."""
    h, w = kernel.shape
    padded = np.pad(gray.astype(float), ((h // 2,) * 2, (w // 2,) * 2), mode="reflect")
    windows = np.lib.stride_tricks.sliding_window_view(padded, (h, w))
    return (windows * kernel).sum(axis=(2, 3))


@attempt("convolution.correlate", told="mistake:wrapped")
def wrapped_outside(gray, kernel):
    """np.roll brings in the pixels of the opposite side, so the borders mix."""
    h, w = kernel.shape
    picture = gray.astype(np.float64)
    result = np.zeros_like(picture)
    for i in range(h):
        for j in range(w):
            result += kernel[i, j] * np.roll(picture, (h // 2 - i, w // 2 - j), axis=(0, 1))
    return result


@attempt("convolution.correlate", told="mistake:nothing_outside")
def inside_only(gray, kernel):
    """Only where the kernel fits: the result is smaller than the picture by its border."""
    h, w = kernel.shape
    rows, columns = gray.shape
    result = np.zeros((rows - h + 1, columns - w + 1))
    for y in range(result.shape[0]):
        for x in range(result.shape[1]):
            result[y, x] = np.sum(gray[y : y + h, x : x + w].astype(float) * kernel)
    return result


@attempt("convolution.correlate", told="mistake:border_left_at_0")
def border_left_at_zero(gray, kernel):
    """Begins and ends where the kernel fits, and leaves the border of the result at 0."""
    dy, dx = kernel.shape[0] // 2, kernel.shape[1] // 2
    rows, columns = gray.shape
    result = np.zeros((rows, columns))
    for y in range(dy, rows - dy):
        for x in range(dx, columns - dx):
            window = gray[y - dy : y + dy + 1, x - dx : x + dx + 1].astype(float)
            result[y, x] = (window * kernel).sum()
    return result


@attempt("convolution.correlate", told="mistake:flipped")
def flipped_kernel(gray, kernel):
    """A true convolution: the kernel is flipped both ways, which the prompt excludes."""
    kernel = np.flipud(np.fliplr(kernel))
    dy, dx = kernel.shape[0] // 2, kernel.shape[1] // 2
    padded = np.pad(gray, ((dy, dy), (dx, dx)), mode="edge").astype(float)
    windows = np.lib.stride_tricks.sliding_window_view(padded, kernel.shape)
    return np.einsum("rcij,ij->rc", windows, kernel)


@attempt("convolution.correlate", told="mistake:by_one")
def padded_by_one_always(gray, kernel):
    """Pads by one pixel, which is right for 3 by 3 alone: the result is smaller for others."""
    h, w = kernel.shape
    padded = np.pad(gray.astype(float), 1, mode="edge")
    rows = padded.shape[0] - h + 1
    columns = padded.shape[1] - w + 1
    result = np.zeros((rows, columns))
    for y in range(rows):
        for x in range(columns):
            result[y, x] = np.sum(padded[y : y + h, x : x + w] * kernel)
    return result


@attempt("convolution.correlate", told="error")
def padding_from_the_width_only(gray, kernel):
    """The pad and the window come from the width alone: only square kernels fit."""
    height, width = gray.shape
    pad = (kernel.shape[1] - 1) // 2
    image = cv2.copyMakeBorder(gray, pad, pad, pad, pad, cv2.BORDER_REPLICATE)
    output = np.zeros((height, width), dtype="float64")
    for y in np.arange(pad, height + pad):
        for x in np.arange(pad, width + pad):
            roi = image[y - pad : y + pad + 1, x - pad : x + pad + 1]
            output[y - pad, x - pad] = (roi * kernel).sum()
    return output


@attempt("convolution.correlate", told="mistake:clipped")
def clipped_like_a_picture(gray, kernel):
    """The result is cut to 0 to 255, as for showing it: what an edge kernel finds is lost."""
    dy, dx = kernel.shape[0] // 2, kernel.shape[1] // 2
    padded = np.pad(gray.astype(float), ((dy, dy), (dx, dx)), mode="edge")
    result = np.zeros(gray.shape)
    for y in range(gray.shape[0]):
        for x in range(gray.shape[1]):
            window = padded[y : y + 2 * dy + 1, x : x + 2 * dx + 1]
            result[y, x] = min(max((window * kernel).sum(), 0), 255)
    return result


@attempt("convolution.correlate", told="mistake:wraps")
def result_like_the_picture(gray, kernel):
    """A result of whole numbers, then uint8 "like the picture": fractions lost, and wrapped."""
    h, w = kernel.shape
    padded = np.pad(gray, ((h // 2, h // 2), (w // 2, w // 2)), mode="edge").astype(float)
    result = np.zeros(gray.shape, dtype=int)
    for y in range(gray.shape[0]):
        for x in range(gray.shape[1]):
            result[y, x] = np.sum(padded[y : y + h, x : x + w] * kernel)
    return result.astype(np.uint8)


@attempt("convolution.correlate", told="mistake:overwritten")
def neighbors_overwritten(gray, kernel):
    """Writes into the picture it reads from: later pixels see results, not neighbors."""
    h, w = kernel.shape
    dy, dx = h // 2, w // 2
    padded = np.pad(gray.astype(float), ((dy, dy), (dx, dx)), mode="edge")
    for y in range(gray.shape[0]):
        for x in range(gray.shape[1]):
            padded[y + dy, x + dx] = np.sum(padded[y : y + h, x : x + w] * kernel)
    return padded[dy : dy + gray.shape[0], dx : dx + gray.shape[1]]


@attempt("convolution.correlate", told="mistake:mirrored")
def library_with_its_own_border(gray, kernel):
    """cv2.filter2D is forbidden, and its border mirrors unless another one is asked for."""
    return cv2.filter2D(gray, cv2.CV_64F, kernel.astype(np.float64))


@attempt("convolution.correlate", told="rule")
def scipy_nearest(gray, kernel):
    """The right numbers, but by SciPy's correlate, which the prompt forbids."""
    return ndimage.correlate(gray.astype(np.float64), kernel, mode="nearest")


@attempt("convolution.correlate", told="mistake:one_side_alone")
def clamped_on_one_side_only(gray, kernel):
    """Repeats the edge at the top and left only: at the bottom and right the outside is 0."""
    rows, columns = gray.shape
    h, w = kernel.shape
    result = np.zeros((rows, columns))
    for y in range(rows):
        for x in range(columns):
            for i in range(h):
                for j in range(w):
                    yy = max(y + i - h // 2, 0)
                    xx = max(x + j - w // 2, 0)
                    if yy < rows and xx < columns:
                        result[y, x] += float(gray[yy, xx]) * kernel[i, j]
    return result


@attempt("convolution.correlate", told="mistake:sum_to_1_if_any")
def weights_made_to_sum_to_1(gray, kernel):
    """Divides the kernel by its sum first, so that "the brightness stays": other values."""
    total = kernel.sum()
    if total != 0:
        kernel = kernel / total
    dy, dx = kernel.shape[0] // 2, kernel.shape[1] // 2
    padded = np.pad(gray.astype(float), ((dy, dy), (dx, dx)), mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, kernel.shape)
    return (windows * kernel).sum(axis=(-1, -2))
