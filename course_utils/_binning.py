"""Bins, and exact counting at memory speed, which `histograms` and `volumes` share."""

import math

import cv2
import numpy as np

from ._validation import shortened

# calcHist counts in float32, which holds whole numbers exactly only up to here.
EXACT_PIXELS = 2**24
# More counts than this would be as large as the pictures that they describe.
MOST_BINS = 2**24


def number_of_values(dtype):
    """Return how many values a dtype has, or 0 if they are too many to count each."""
    return 2 ** (8 * dtype.itemsize) if dtype.kind == "u" and dtype.itemsize <= 2 else 0


def count_cells(image, channels, cells, mask):
    """Count a uint8 or uint16 picture over its whole range of values, exactly, as int64."""
    total = np.zeros(cells, dtype=np.int64)
    ranges = [0, number_of_values(image.dtype)] * len(cells)
    native = image.dtype.newbyteorder("=")
    for block in blocks(*image.shape[:2], EXACT_PIXELS):
        # OpenCV misreads views whose rows overlap, values that NumPy repeats without storing, and
        # the other byte order.
        part = np.ascontiguousarray(image[block], native)
        chosen = None if mask is None else np.ascontiguousarray(mask[block]).view(np.uint8)
        counts = cv2.calcHist([part], channels, chosen, cells, ranges)
        # One channel gives (bins, 1) in OpenCV 4 and (bins,) in OpenCV 5.
        total += counts.reshape(cells).astype(np.int64)
    return total


def blocks(rows, columns, most):
    """Yield indices of blocks that cover the picture, none with more than `most` pixels."""
    width = min(columns, most)
    height = most // width
    for top in range(0, rows, height):
        for left in range(0, columns, width):
            yield slice(top, top + height), slice(left, left + width)


def group(counts, bins, value_range):
    """Sum the counts of single values, from 0 on, into bins."""
    if (bins, *value_range) == (counts.size, 0, counts.size):
        return counts  # a bin for each value: nothing to group
    values = np.arange(counts.size, dtype=np.min_scalar_type(counts.size - 1))
    return np.histogram(values, bins, range=value_range, weights=counts)[0]


def count_numbers(values, bins, value_range):
    """Count numbers of any dtype; return also how many of them are NaN or infinite."""
    values = values.astype(_precise(values.dtype), copy=False)
    bad = values.size - np.count_nonzero(np.isfinite(values))
    return np.histogram(values, bins, range=value_range)[0], bad


def _precise(dtype):
    # NumPy computes the ends of bins in the dtype of the values, for which float16 is too coarse.
    return np.dtype(np.float32) if dtype == np.float16 else dtype


def full_range(name, dtype, value_range):
    """Return the range, which may be None for a dtype of few values, or say that it is missing."""
    if value_range is not None:
        return value_range
    if not number_of_values(dtype):
        example = (0, 1) if dtype.kind == "f" else (0, 256)
        raise ValueError(
            f"{name} has dtype {dtype}, which tells nothing of its values; state their range, such "
            f"as value_range={example}."
        )
    return 0, number_of_values(dtype)


def check_range(value_range, bins, dtype):
    """Return both ends as floats, or say why there are no such bins for values of this dtype."""
    try:
        low, high = (float(+end) for end in value_range)  # text has no plus
        rising = -math.inf < low < high < math.inf
    except (TypeError, ValueError, OverflowError):
        rising = False
    if not rising:
        raise ValueError(
            f"value_range is {shortened(value_range)}; give two numbers, the lower one first, like "
            "(0, 256)."
        )
    try:
        with np.errstate(all="ignore"):
            np.histogram_bin_edges(np.empty(0, _precise(dtype)), bins, (low, high))
    except ValueError:
        raise ValueError(
            f"value_range is {shortened(value_range)}, too narrow or too wide to be cut into "
            f"{bins} bins in the precision of {_precise(dtype)} values; give fewer bins or other "
            "ends."
        ) from None
    return low, high
