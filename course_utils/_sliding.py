"""How a kernel is slid over a picture: the fastest of several ways that give the same sums."""

import functools

import cv2
import numpy as np
import scipy.ndimage

# OpenCV's name of each border. It filters with all of them but BORDER_WRAP.
BORDERS = {
    "replicate": cv2.BORDER_REPLICATE,
    "zero": cv2.BORDER_CONSTANT,
    "wrap": cv2.BORDER_WRAP,
    "reflect": cv2.BORDER_REFLECT,
    "mirror": cv2.BORDER_REFLECT_101,
}

FLOAT32, FLOAT64 = np.dtype(np.float32), np.dtype(np.float64)
SHORT = {np.dtype(np.uint8), np.dtype(np.uint16), np.dtype(np.int16)}

# A kernel of rank 1 goes as a column and a row from so many weights on, and up to so many rows and
# columns in all, where OpenCV's Fourier transform overtakes: measured on 600 x 400 pixels, by the
# dtype of the result. On a large picture two passes of 3 x 3 weights take longer than one.
TWO_PASSES = {FLOAT32: (25, 90), FLOAT64: (9, 74)}
LARGE = 1_000_000
DIRECT = 49  # weights at most: up to here cv2.filter2D adds up directly, above it may transform
EXACT = 2.0**44  # below this, integers that come from a Fourier transform are right when rounded


def slide(image, kernel, border):
    """Return the sums of products, float32 for a float32 picture, else float64.

    The picture is finite and has 1, 3 or 4 channels, the kernel is finite and has odd sides.
    """
    weights, whole_weights, passes = taken_apart(kernel.tobytes(), kernel.shape, kernel.dtype.str)
    dtype = image.dtype if image.dtype == FLOAT32 else FLOAT64
    whole = image.dtype.kind in "ui" and whole_weights
    huge = whole and largest_sum(image, weights) >= EXACT
    if huge or not two_passes_win(kernel.shape, image.size, dtype):
        passes = None
    direct = weights.size <= DIRECT
    # OpenCV transforms integers as float32, which is not exact enough for sums in float64.
    as_it_is = image.dtype in SHORT and (passes or direct)
    taken = image if as_it_is else image.astype(dtype, copy=False)
    way = sums_by_scipy if huge and not direct else sums_by_opencv
    sums = way(np.ascontiguousarray(taken), weights, passes, border)
    if whole and (passes or not direct):
        np.rint(sums, out=sums)
    return sums


def largest_sum(image, weights):
    """Return a number that no sum of an integer picture exceeds in size."""
    limits = np.iinfo(image.dtype)
    return max(abs(limits.min), limits.max) * np.abs(weights).sum()


@functools.lru_cache(maxsize=32)
def taken_apart(content, shape, dtype):
    """Return a kernel as floats, whether they are whole, and its column and row or None.

    One kernel is slid over many pictures: on a small one, this would take a fifth of the time.
    """
    weights = np.frombuffer(content, dtype).reshape(shape).astype(np.float64)
    whole = bool((weights == np.rint(weights)).all())
    pivot_row, pivot_column = np.unravel_index(np.abs(weights).argmax(), shape)
    pivot = weights[pivot_row, pivot_column]
    column, row = weights[:, pivot_column], weights[pivot_row] / (pivot or 1)
    product = np.abs(np.outer(column, row) - weights).max() <= 1e-15 * abs(pivot)
    return weights, whole, (column, row) if product else None


def two_passes_win(shape, pixels, dtype):
    """Tell whether a column and a row would be faster than the kernel whose product they are."""
    least, most = TWO_PASSES[dtype]
    if pixels > LARGE:
        least = 25
    return shape[0] * shape[1] >= least and sum(shape) <= most


def sums_by_opencv(image, weights, passes, border):
    """Add up in one pass, or in two, or by the Fourier transform, as OpenCV sees fit."""
    rows, columns = (side // 2 for side in weights.shape)
    mode, inside = BORDERS[border], ...
    if border == "wrap" or rows >= len(image) or columns >= image.shape[1]:
        image, inside = extended(image, rows, columns, border)
        mode = cv2.BORDER_CONSTANT
    depth = cv2.CV_32F if image.dtype == np.float32 else cv2.CV_64F
    if passes:
        column, row = passes
        sums = cv2.sepFilter2D(image, depth, row, column, borderType=mode)
    else:
        sums = cv2.filter2D(image, depth, weights, borderType=mode)
    return np.ascontiguousarray(sums[inside])


def sums_by_scipy(image, weights, _, border):
    """Add up in the plain way, which loses nothing, whatever the number of weights."""
    rows, columns = (side // 2 for side in weights.shape)
    # SciPy's own "reflect" reads beside the picture where a kernel is 8 times as large.
    padded, inside = extended(image, rows, columns, border)
    kernel = weights.reshape(weights.shape + (1,) * (image.ndim - 2))
    return scipy.ndimage.correlate(padded, kernel, mode="constant")[inside].copy()


def extended(image, rows, columns, border):
    """Return the picture with its border on all four sides, and the place of the picture in it."""
    padded = cv2.copyMakeBorder(image, rows, rows, columns, columns, BORDERS[border])
    return padded, np.s_[rows : rows + len(image), columns : columns + image.shape[1]]
