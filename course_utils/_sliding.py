"""How a kernel is slid over a picture: the fastest of several ways that give the same sums."""

import cv2
import numpy as np
import scipy.ndimage

# OpenCV's name of each border, and SciPy's. OpenCV filters with all of them but BORDER_WRAP.
BORDERS = {
    "replicate": (cv2.BORDER_REPLICATE, "nearest"),
    "zero": (cv2.BORDER_CONSTANT, "constant"),
    "wrap": (cv2.BORDER_WRAP, "wrap"),
    "reflect": (cv2.BORDER_REFLECT, "reflect"),
    "mirror": (cv2.BORDER_REFLECT_101, "mirror"),
}

# A kernel of rank 1 goes by two passes while its sides sum to less than this, by result dtype.
# Beyond, the Fourier transform that cv2.filter2D goes over to is faster. Measured on 600 x 400.
TWO_PASSES = {"float32": 100, "float64": 70}
DIRECT_IN_FLOAT32 = 25  # as many weights at most: one pass is as fast as two
WITHOUT_FOURIER = 49  # as many weights at most: cv2.filter2D adds up directly in any dtype
EXACT_BY_FOURIER = 2.0**44  # the Fourier transform finds integers below this by rounding


def slide(image, kernel, border):
    """Return the sums of products, float32 for a float32 picture, else float64.

    The picture is finite and has 1, 3 or 4 channels, the kernel is finite and has odd sides.
    """
    dtype = image.dtype if image.dtype == np.float32 else np.dtype(np.float64)
    weights = kernel.astype(np.float64)
    exact = image.dtype.kind in "ui" and bool((weights == np.rint(weights)).all())
    work = dtype
    if exact:
        largest = largest_sum(image, weights)
        if largest >= EXACT_BY_FOURIER and weights.size > WITHOUT_FOURIER:
            return slide_by_scipy(image, weights, border)
        if largest < 2**24 and weights.size <= WITHOUT_FOURIER:
            work = np.dtype(np.float32)  # holds all integers up to this, so nothing is rounded
    values = np.ascontiguousarray(image, dtype=work)
    by_rounding = exact and work == dtype
    passes = two_passes(weights, work) if not exact or by_rounding else None
    rows, columns = (side // 2 for side in weights.shape)
    mode = BORDERS[border][0]
    large = rows >= image.shape[0] or columns >= image.shape[1]
    if mode == cv2.BORDER_WRAP or large:
        values = cv2.copyMakeBorder(values, rows, rows, columns, columns, mode)
        inside = np.s_[rows : rows + image.shape[0], columns : columns + image.shape[1]]
        mode = cv2.BORDER_CONSTANT
    else:
        inside = np.s_[:, :]
    depth = cv2.CV_32F if work == np.float32 else cv2.CV_64F
    if passes is None or (exact and largest >= EXACT_BY_FOURIER):
        sums = cv2.filter2D(values, depth, weights, borderType=mode)
    else:
        column, row = passes
        sums = cv2.sepFilter2D(values, depth, row, column, borderType=mode)
    sums = sums[inside].astype(dtype, copy=False)
    if by_rounding:
        np.rint(sums, out=sums)
    return sums


def largest_sum(image, weights):
    """Return a number that no sum of an integer picture exceeds in size."""
    limits = np.iinfo(image.dtype)
    return max(abs(limits.min), limits.max) * np.abs(weights).sum()


def two_passes(weights, dtype):
    """Return the column and the row whose product the kernel is, if that is the faster way."""
    rows, columns = weights.shape
    if rows + columns > TWO_PASSES[dtype.name] or min(rows, columns) == 1:
        return None
    if dtype == np.float32 and weights.size <= DIRECT_IN_FLOAT32:
        return None
    pivot_row, pivot_column = np.unravel_index(np.abs(weights).argmax(), weights.shape)
    pivot = weights[pivot_row, pivot_column]
    if pivot == 0:
        return None
    column, row = weights[:, pivot_column], weights[pivot_row] / pivot
    if np.abs(np.outer(column, row) - weights).max() > 1e-15 * abs(pivot):
        return None
    return column, row


def slide_by_scipy(image, weights, border):
    """Add up in the plain way, which loses nothing, whatever the number of weights."""
    rows, columns = (side // 2 for side in weights.shape)
    values = np.ascontiguousarray(image, dtype=np.float64)
    # SciPy's own "reflect" reads beside the picture where a kernel is 8 times as large.
    values = cv2.copyMakeBorder(values, rows, rows, columns, columns, BORDERS[border][0])
    kernel = weights.reshape(weights.shape + (1,) * (image.ndim - 2))
    sums = scipy.ndimage.correlate(values, kernel, mode="constant")
    return sums[rows : rows + image.shape[0], columns : columns + image.shape[1]].copy()
