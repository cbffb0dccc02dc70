"""Histograms: how often each value, or each combination of values, occurs (chapter 02)."""

import operator

import cv2
import numpy as np

# calcHist counts in float32, which holds whole numbers exactly only up to here.
EXACT_PIXELS = 2**24


def histogram(image, bins=256, *, value_range=(0, 256), mask=None, normalize=False):
    """Count how many pixels of a gray picture fall into each bin.

    Parameters
    ----------
    image : (M, N) ndarray
        Gray picture of any integer or floating dtype, without NaN or infinity. Bool is refused:
        it is mostly a mask in the wrong place.
    bins : int, optional
        Number of bins, all equally wide.
    value_range : (float, float), optional
        Lower end of the first bin and upper end of the last. Values outside are not counted.
        The default gives each of the 256 values of a uint8 picture a bin of its own.
    mask : (M, N) bool ndarray, optional
        True where pixels count.
    normalize : bool, optional
        Whether to return shares instead of counts.

    Returns
    -------
    counts : (bins,) int64 or float64 ndarray
        Pixels in each bin, all zero if the mask is False everywhere. With `normalize`, shares of
        the counted pixels, which sum to 1.

    Raises
    ------
    TypeError
        If `image` or `mask` has the wrong type or `bins` is not a whole number.
    ValueError
        If `image` is empty, not gray or not finite, if `mask` has another shape, if `bins` is
        below 1, if `value_range` does not rise, or if there is no pixel to take shares of.

    See Also
    --------
    numpy.histogram : The same counts, about 20 times slower.
    cv2.calcHist : As fast, but float32: it loses pixels above 16,777,216 in a bin.

    Notes
    -----
    Taught in chapter 02. A bin holds its lower end and not its upper end, except the last, which
    holds both (in `cv2.calcHist` it does not). uint8 and uint16 pictures are counted once per
    value at memory speed, then values are grouped into bins.

    Examples
    --------
    >>> image = np.array([[0, 0, 127], [128, 200, 255]], dtype=np.uint8)
    >>> histogram(image, 2)
    array([3, 3])
    >>> histogram(image, 2, mask=image > 100, normalize=True)
    array([0.25, 0.75])
    """
    _check_image(image, "histogram")
    if image.ndim != 2:
        raise ValueError(
            f"image has shape {image.shape}; give a gray picture (M, N), or use "
            "channel_histograms for a color picture."
        )
    counts = _count(image, 0, *_check_bins(bins, value_range), _check_mask(mask, image))
    return _shares(counts) if normalize else counts


def channel_histograms(image, bins=256, *, value_range=(0, 256), mask=None, normalize=False):
    """Count each channel of a color picture by itself.

    Parameters
    ----------
    image : (M, N, C) ndarray
        Picture with one to four channels (BGR) of any integer or floating dtype.
    bins, value_range, mask, normalize
        As in `histogram`.

    Returns
    -------
    counts : (C, bins) int64 or float64 ndarray
        One row for each channel, in the order of the picture: blue, green, red.

    Raises
    ------
    TypeError, ValueError
        As in `histogram`, and if `image` is gray.

    Notes
    -----
    Taught in chapter 02.

    Examples
    --------
    >>> image = np.array([[[0, 255, 7], [0, 255, 130]]], dtype=np.uint8)
    >>> channel_histograms(image, 2)
    array([[2, 0],
           [0, 2],
           [1, 1]])
    """
    _check_image(image, "channel_histograms")
    if image.ndim != 3 or not 1 <= image.shape[2] <= 4:
        raise ValueError(
            f"image has shape {image.shape}; give a color picture (M, N, 3), or use histogram for "
            "a gray picture."
        )
    bins, value_range = _check_bins(bins, value_range)
    mask = _check_mask(mask, image)
    counts = np.stack([_count(image, c, bins, value_range, mask) for c in range(image.shape[2])])
    return _shares(counts) if normalize else counts


def joint_histogram(image, channels, bins=32, *, mask=None):
    """Count how often the values of two channels occur together.

    Parameters
    ----------
    image : (M, N, C) uint8 ndarray
        Picture with at least two channels.
    channels : (int, int)
        Indices of the two channels: 0 is blue, 1 green, 2 red.
    bins : int, optional
        Bins for each channel, over values from 0 to 256.
    mask : (M, N) bool ndarray, optional
        True where pixels count.

    Returns
    -------
    counts : (bins, bins) int64 ndarray
        Pixels in each cell. Axis 0 is ``channels[0]``, axis 1 is ``channels[1]``; summed over
        axis 1 it is the histogram of ``channels[0]``.

    Raises
    ------
    TypeError
        If `image` is not a uint8 array, if `mask` is not bool, or if `bins` or `channels` are not
        whole numbers.
    ValueError
        If `image` is empty or has no such channels, if `mask` has another shape, or if `bins` is
        not from 1 to 256.

    See Also
    --------
    numpy.histogram2d : The same counts, as floats.

    Notes
    -----
    Taught in chapter 02.

    Examples
    --------
    >>> image = np.array([[[0, 255, 7], [0, 255, 130]]], dtype=np.uint8)
    >>> joint_histogram(image, (1, 2), 2)
    array([[0, 0],
           [1, 1]])
    """
    _check_image(image, "joint_histogram", dtype=np.uint8)
    if image.ndim != 3 or not 2 <= image.shape[2] <= 4:
        raise ValueError(
            f"image has shape {image.shape}; give a color picture (M, N, 3), because two channels "
            "are counted together."
        )
    try:
        first, second = map(operator.index, channels)
    except (TypeError, ValueError):
        raise TypeError(f"channels is {channels!r}; give two whole numbers like (0, 1).") from None
    for channel in (first, second):
        if not 0 <= channel < image.shape[2]:
            raise ValueError(
                f"channels is {channels!r}, but the picture has channels 0 to "
                f"{image.shape[2] - 1}; choose two of these."
            )
    bins = _check_cells(bins)
    return _count_cells(image, (first, second), (bins, bins), _check_mask(mask, image))


def color_descriptor(image, bins=(8, 8, 8), *, mask=None, normalize=False):
    """Describe the colors of a picture by one vector, however large the picture is.

    Parameters
    ----------
    image : (M, N, 3) uint8 ndarray
        BGR picture.
    bins : (int, int, int), optional
        Bins for blue, green and red, each over values from 0 to 256.
    mask : (M, N) bool ndarray, optional
        True where pixels count.
    normalize : bool, optional
        Whether to return shares instead of counts, so that pictures of different sizes compare.

    Returns
    -------
    vector : (B * G * R,) int64 or float64 ndarray
        Pixels in each cell of the three-dimensional histogram, flattened in C order: red varies
        fastest. ``vector.reshape(bins)`` has the axes blue, green, red.

    Raises
    ------
    TypeError
        If `image` is not a uint8 array, if `mask` is not bool, or if `bins` is not three whole
        numbers.
    ValueError
        If `image` is empty or not BGR, if `mask` has another shape, if a number of bins is not
        from 1 to 256, or if there is no pixel to take shares of.

    See Also
    --------
    numpy.histogramdd : The same counts, as floats.

    Notes
    -----
    Taught in chapter 02. The use of color histograms to find pictures is due to Swain and
    Ballard [1]_.

    References
    ----------
    .. [1] M. J. Swain and D. H. Ballard, "Color indexing", International Journal of Computer
       Vision 7 (1991), 11-32. https://doi.org/10.1007/BF00130487

    Examples
    --------
    >>> image = np.array([[[0, 255, 7], [0, 255, 130]]], dtype=np.uint8)
    >>> color_descriptor(image, (2, 2, 2))
    array([0, 0, 1, 1, 0, 0, 0, 0])
    """
    _check_image(image, "color_descriptor", dtype=np.uint8)
    if image.ndim != 3 or image.shape[2] != 3:
        raise ValueError(f"image has shape {image.shape}; give a BGR picture (M, N, 3).")
    try:
        blue, green, red = bins
    except (TypeError, ValueError):
        raise TypeError(f"bins is {bins!r}; give three whole numbers like (8, 8, 8).") from None
    cells = tuple(_check_cells(number) for number in (blue, green, red))
    counts = _count_cells(image, (0, 1, 2), cells, _check_mask(mask, image)).ravel()
    return _shares(counts) if normalize else counts


def _count(image, channel, bins, value_range, mask):
    """Histogram of one channel; `image` may be gray."""
    if image.dtype in (np.uint8, np.uint16):
        # Counting each value once and then grouping the values is exact whatever the bins are.
        values = np.arange(np.iinfo(image.dtype).max + 1, dtype=image.dtype)
        weights = _count_cells(image, (channel,), values.shape, mask)
        if (bins, *value_range) == (values.size, 0, values.size):
            return weights  # a bin for each value: nothing to group
    else:
        values = image if image.ndim == 2 else image[:, :, channel]
        values = values if mask is None else values[mask]
        weights = None
        bad = values.size - np.count_nonzero(np.isfinite(values))
        if bad:
            raise ValueError(
                f"image has {bad} values that are NaN or infinite; leave them out with a mask, "
                "such as np.isfinite(image)."
            )
    return np.histogram(values, bins, range=value_range, weights=weights)[0]


def _count_cells(image, channels, cells, mask):
    """Count a uint8 or uint16 picture over its whole range of values, exactly, as int64."""
    # OpenCV reads past the end of one column that NumPy repeats without storing it: store it.
    image, mask = (a.copy() if a is not None and 0 in a.strides else a for a in (image, mask))
    total = np.zeros(cells, dtype=np.int64)
    ranges = [0, np.iinfo(image.dtype).max + 1] * len(cells)
    for block in _blocks(*image.shape[:2]):
        part = None if mask is None else mask[block].view(np.uint8)
        counts = cv2.calcHist([image[block]], channels, part, cells, ranges)
        # One channel gives (bins, 1) in OpenCV 4 and (bins,) in OpenCV 5.
        total += counts.reshape(cells).astype(np.int64)
    return total


def _blocks(rows, columns):
    """Yield indices of blocks that cover the picture, none with more than EXACT_PIXELS."""
    width = min(columns, EXACT_PIXELS)
    height = EXACT_PIXELS // width
    for top in range(0, rows, height):
        for left in range(0, columns, width):
            yield slice(top, top + height), slice(left, left + width)


def _shares(counts):
    total = counts.sum(axis=-1, keepdims=True)
    if not total.all():
        raise ValueError(
            "normalize=True needs at least one counted pixel, but the mask is False everywhere or "
            "all values lie outside value_range; widen one of them."
        )
    return counts / total


def _check_image(image, function, *, dtype=None):
    if not isinstance(image, np.ndarray):
        raise TypeError(
            f"image has type {type(image).__name__}; give a NumPy array, as read_image returns it."
        )
    if dtype is not None and image.dtype != dtype:
        raise TypeError(
            f"image has dtype {image.dtype}; {function} needs uint8 values from 0 to 255."
        )
    if image.dtype.kind not in "uif":
        raise TypeError(
            f"image has dtype {image.dtype}; {function} needs integers or floats, so give the "
            "picture, or count a mask as mask.astype(np.uint8)."
        )
    if image.size == 0:
        raise ValueError(f"image has shape {image.shape}, so no pixel; check how it was cut out.")


def _check_mask(mask, image):
    if mask is None:
        return None
    if not isinstance(mask, np.ndarray) or mask.dtype != bool:
        found = getattr(mask, "dtype", type(mask).__name__)
        raise TypeError(f"mask has type {found}; give a bool array, such as mask > 0.")
    if mask.shape != image.shape[:2]:
        raise ValueError(
            f"mask has shape {mask.shape} but the picture has {image.shape[:2]} pixels; give one "
            "mask value for each pixel."
        )
    return mask


def _check_bins(bins, value_range):
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


def _check_cells(bins):
    """Check the bins of one axis of a joint histogram of uint8 values."""
    bins, _ = _check_bins(bins, (0, 256))
    if bins > 256:
        raise ValueError(f"bins is {bins}; a uint8 channel has 256 values, so give 256 at most.")
    return bins
