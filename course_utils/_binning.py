"""Exact counting at memory speed, which `histograms` and `_volumes` share."""

import operator

import cv2
import numpy as np

# calcHist counts in float32, which holds whole numbers exactly only up to here.
EXACT_PIXELS = 2**24


def count_cells(image, channels, cells, mask):
    """Count a uint8 or uint16 picture over its whole range of values, exactly, as int64."""
    # OpenCV reads past the end of one column that NumPy repeats without storing it: store it.
    image, mask = (a.copy() if a is not None and 0 in a.strides else a for a in (image, mask))
    total = np.zeros(cells, dtype=np.int64)
    ranges = [0, np.iinfo(image.dtype).max + 1] * len(cells)
    for block in blocks(*image.shape[:2]):
        part = None if mask is None else mask[block].view(np.uint8)
        counts = cv2.calcHist([image[block]], channels, part, cells, ranges)
        # One channel gives (bins, 1) in OpenCV 4 and (bins,) in OpenCV 5.
        total += counts.reshape(cells).astype(np.int64)
    return total


def blocks(rows, columns):
    """Yield indices of blocks that cover the picture, none with more than EXACT_PIXELS."""
    width = min(columns, EXACT_PIXELS)
    height = EXACT_PIXELS // width
    for top in range(0, rows, height):
        for left in range(0, columns, width):
            yield slice(top, top + height), slice(left, left + width)


def group(counts, bins, value_range):
    """Sum the counts of single values, from 0 on, into bins."""
    if (bins, *value_range) == (counts.size, 0, counts.size):
        return counts  # a bin for each value: nothing to group
    values = np.arange(counts.size, dtype=np.min_scalar_type(counts.size - 1))
    return np.histogram(values, bins, range=value_range, weights=counts)[0]


def check_bins(bins, value_range):
    """Return the number of bins and both ends of the range, or say what is wrong with them."""
    try:
        bins = operator.index(bins)
    except TypeError:
        raise TypeError(f"bins is {bins!r}; give a whole number of bins.") from None
    if bins < 1:
        raise ValueError(f"bins is {bins}; give at least 1.")
    try:
        low, high = value_range
        rising = bool(np.isfinite(low) and np.isfinite(high) and low < high)
    except (TypeError, ValueError):
        rising = False
    if not rising:
        raise ValueError(
            f"value_range is {value_range!r}; give two numbers, the lower one first, like (0, 256)."
        )
    return bins, (low, high)
