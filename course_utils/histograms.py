"""Histograms: count values, and change pictures by what was counted (chapters 02 to 06)."""

import cv2
import numpy as np

from ._binning import (
    MOST_BINS,
    check_range,
    count_cells,
    count_numbers,
    full_range,
    group,
    number_of_values,
)
from ._luma import move_luma
from ._validation import (
    check_array,
    check_mask,
    check_numbers,
    check_picture,
    refuse_masked,
    shortened,
    whole,
    whole_pair,
)
from .images import to_gray
from .volumes import volume_histogram as volume_histogram

# The pairs of channels that a color picture has: green and blue, green and red, blue and red.
CHANNEL_PAIRS = ((1, 0), (1, 2), (0, 2))


def histogram(image, bins=256, *, value_range=None, mask=None, normalize=False):
    """Count how many pixels of a gray picture fall into each bin.

    Parameters
    ----------
    image : (M, N) ndarray
        Gray picture of any integer or floating dtype, without NaN or infinity. Bool is refused:
        it is mostly a mask in the wrong place.
    bins : int, optional
        Number of bins, all equally wide.
    value_range : (float, float), optional
        Lower end of the first bin and upper end of the last. Values outside are not counted. It
        may be left out for uint8 (0 to 256) and uint16 (0 to 65536) only: other dtypes do not
        tell which values a picture has.
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
        If `image` or `mask` has the wrong type or is a masked array, or `bins` is not a whole
        number.
    ValueError
        If `image` is empty, not gray or not finite, if `mask` has another shape, if `bins` is not
        from 1 to 2**24, if `value_range` does not rise, is missing or cannot be cut into so many
        bins, or if there is no pixel to take shares of.

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
    >>> histogram(image / 255, 2, value_range=(0, 1))
    array([3, 3])
    """
    check_array("image", image)
    check_numbers("image", image)
    if image.ndim != 2:
        raise ValueError(
            f"image has shape {image.shape}; give a gray picture (M, N), or use "
            "channel_histograms for a color picture."
        )
    bins = whole("bins", bins, 1, MOST_BINS)
    value_range = full_range("image", image.dtype, value_range)
    ends = check_range(value_range, bins, image.dtype)
    counts = _count(image, 0, bins, ends, check_mask(mask, image))
    return _shares(counts, value_range) if normalize else counts


def channel_histograms(image, bins=256, *, value_range=None, mask=None, normalize=False):
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
        One row for each channel, in the order of the picture: blue, green, red. With
        `normalize`, each row sums to 1.

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
    check_array("image", image)
    check_numbers("image", image)
    if image.ndim != 3 or not 1 <= image.shape[2] <= 4:
        raise ValueError(
            f"image has shape {image.shape}; give a color picture (M, N, 3), or use histogram for "
            "a gray picture."
        )
    bins = whole("bins", bins, 1, MOST_BINS)
    value_range = full_range("image", image.dtype, value_range)
    ends = check_range(value_range, bins, image.dtype)
    mask = check_mask(mask, image)
    counts = np.stack([_count(image, c, bins, ends, mask) for c in range(image.shape[2])])
    return _shares(counts, value_range) if normalize else counts


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
    check_picture("image", image, channels=(2, 3, 4))
    channels = whole_pair("channels", channels, "like (0, 1)")
    last = image.shape[2] - 1
    if not all(0 <= channel <= last for channel in channels):
        raise ValueError(
            f"channels is {shortened(channels)}, but the picture has channels 0 to {last}; choose "
            "two of these."
        )
    bins = whole("bins", bins, 1, 256)
    return count_cells(image, channels, (bins, bins), check_mask(mask, image))


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
    check_picture("image", image, channels=(3,))
    try:
        blue, green, red = bins
    except (TypeError, ValueError):
        raise TypeError(
            f"bins is {shortened(bins)}; give three whole numbers like (8, 8, 8)."
        ) from None
    cells = tuple(whole("bins", number, 1, 256) for number in (blue, green, red))
    counts = count_cells(image, (0, 1, 2), cells, check_mask(mask, image)).ravel()
    return _shares(counts) if normalize else counts


def cdf(counts):
    """Sum up a histogram: the share of pixels at each value or below.

    Parameters
    ----------
    counts : (n,) array_like
        Counts or shares, as `histogram` returns them.

    Returns
    -------
    shares : (n,) float64 ndarray
        Cumulative shares, which never fall; the last is exactly 1.

    Raises
    ------
    TypeError
        If `counts` does not hold integers or floats.
    ValueError
        If `counts` is empty, has several rows, holds a negative number, NaN or infinity, or
        nothing but zeros, or if its sum is too large for a float.

    Notes
    -----
    Taught in chapter 03. CDF is short for cumulative distribution function.

    Examples
    --------
    >>> cdf([1, 0, 2, 1])
    array([0.25, 0.25, 0.75, 1.  ])
    """
    return _cumulative("counts", counts)


def equalize(gray):
    """Spread the values of a gray picture so that its cumulative histogram becomes straight.

    Parameters
    ----------
    gray : (M, N) uint8 ndarray
        Gray picture.

    Returns
    -------
    equalized : (M, N) uint8 ndarray
        Its darkest value becomes 0 and its brightest 255; the order of values stays. A picture of
        one value comes back unchanged.

    Raises
    ------
    TypeError
        If `gray` is not a uint8 array.
    ValueError
        If it is empty or not gray.

    See Also
    --------
    cv2.equalizeHist : The same values.

    Notes
    -----
    Taught in chapter 03. All pixels of one value get one new value, so the new histogram mostly
    has gaps and is not flat.

    Examples
    --------
    >>> equalize(np.array([[10, 10, 20, 21]], dtype=np.uint8))
    array([[  0,   0, 128, 255]], dtype=uint8)
    """
    if isinstance(gray, np.ndarray) and gray.ndim == 3 and gray.dtype == np.uint8:
        raise ValueError(
            f"gray has shape {gray.shape}; give a gray picture (M, N), or use equalize_color for a "
            "color picture."
        )
    check_picture("gray", gray, channels=(1,))
    # OpenCV misreads values that NumPy repeats without storing them.
    return cv2.equalizeHist(np.ascontiguousarray(gray))


def equalize_color(image):
    """Equalize the luma of a color picture and keep the hues.

    Parameters
    ----------
    image : (M, N, 3) uint8 ndarray
        BGR picture.

    Returns
    -------
    equalized : (M, N, 3) uint8 ndarray
        BGR picture. Each pixel is moved from its gray value (`images.to_gray`) to the equalized
        one; the differences between its channels stay. Where a channel would leave 0 to 255, the
        differences of this pixel are shortened by one common factor, so it is paler and its hue
        is the same up to rounding.

    Raises
    ------
    TypeError
        If `image` is not a uint8 array.
    ValueError
        If it is empty or not BGR.

    Notes
    -----
    Taught in chapter 03. Equalizing blue, green and red one by one gives each of them the same
    spread, which turns the hues. Here a gray pixel stays gray.

    Examples
    --------
    >>> image = np.array([[[60, 60, 60], [90, 100, 110], [160, 160, 160]]], dtype=np.uint8)
    >>> equalize_color(image).tolist()
    [[[0, 0, 0], [116, 126, 136], [255, 255, 255]]]
    """
    check_picture("image", image, channels=(3,))
    luma = to_gray(image)
    return move_luma(image, luma, equalize(luma))


def matching_table(source_counts, reference_counts):
    """Make the lookup table that gives a picture the histogram of another one.

    Parameters
    ----------
    source_counts, reference_counts : (n,) and (m,) array_like
        Counts or shares of the two gray pictures or channels, for the values 0 to n - 1 and 0 to
        m - 1, mostly 256 each. The number of pixels may differ; `m` is at most 256.

    Returns
    -------
    table : (n,) uint8 ndarray
        For each source value, the first reference value whose cumulative share is at least as
        large. It never falls. For shares, which are rounded, a difference up to 1e-12 is none.

    Raises
    ------
    TypeError
        If the counts are not integers or floats.
    ValueError
        If they are empty, negative, not finite or all zero, if their sum is too large for a float,
        or if `m` is above 256.

    Notes
    -----
    Taught in chapter 05. One binary search for each source value in place of a loop over all
    reference values. If the reference has one value only, every source value becomes this one.

    Examples
    --------
    >>> matching_table([2, 4, 2, 0], [0, 0, 0, 1, 0, 2, 0, 1])
    array([3, 5, 7, 7], dtype=uint8)
    """
    source = _cumulative("source_counts", source_counts)
    reference = _cumulative("reference_counts", reference_counts)
    if reference.size > 256:
        raise ValueError(
            f"reference_counts has {reference.size} entries; give 256 at most, one for each value "
            "of a uint8 picture."
        )
    # Sums of counts are exact. Those of shares are not, so that equal ones can differ a little.
    if any(np.asarray(counts).dtype.kind == "f" for counts in (source_counts, reference_counts)):
        source -= 1e-12
    return _table(source, reference)


def match_histograms(source, reference, *, mask=None):
    """Give a picture the histogram of another one, in color channel by channel.

    Parameters
    ----------
    source : (M, N) or (M, N, 3) uint8 ndarray
        Gray or BGR picture to change.
    reference : (K, L) or (K, L, 3) uint8 ndarray
        Picture of the same kind, of any size, whose histogram is wanted.
    mask : (A, B) bool or uint8 ndarray, optional
        Where the result is kept, of any size: it is resized to the source with nearest neighbor.
        False or 0 makes the result black, True or 255 leaves it, and gray values between scale it.
        A uint8 mask of 0 and 1 is refused, because it would make all black. All pixels of both
        pictures are counted, whatever the mask.

    Returns
    -------
    matched : ndarray
        Picture with the shape and dtype of the source.

    Raises
    ------
    TypeError
        If a picture is not a uint8 array, or `mask` neither bool nor uint8, or if one of them is a
        masked array.
    ValueError
        If a picture or the mask is empty or has a wrong shape, if one picture is gray and the
        other is not, if one has transparency, or if the mask leaves nothing or holds only 0 and 1.

    See Also
    --------
    skimage.exposure.match_histograms : Slower, and float for gray. It interpolates between the
        values of the reference, so it is up to one level lower, or more where values are left out.

    Notes
    -----
    Taught in chapter 05. One lookup table for each channel (`matching_table`). As the channels are
    matched one by one, colors can appear that neither picture has. A reference of one color makes
    the result this color.

    Examples
    --------
    >>> source = np.array([[0, 0, 1, 1, 1, 1, 2, 2]], dtype=np.uint8)
    >>> reference = np.array([[3, 5], [5, 7]], dtype=np.uint8)
    >>> match_histograms(source, reference)
    array([[3, 3, 5, 5, 5, 5, 7, 7]], dtype=uint8)
    """
    _check_opaque("source", source)
    _check_opaque("reference", reference)
    if source.ndim != reference.ndim:
        raise ValueError(
            f"source has shape {source.shape} but reference has {reference.shape}; give two gray "
            "or two color pictures."
        )
    mask = None if mask is None else _fit_mask(mask, source)
    planes = []
    for pair in zip(_planes(source), _planes(reference), strict=True):
        counts = [count_cells(plane, (0,), (256,), None) for plane in pair]
        plane = cv2.LUT(pair[0], _table(*map(_running_shares, counts)))
        # The scale makes OpenCV multiply in floating point and round.
        planes.append(plane if mask is None else cv2.multiply(plane, mask, scale=1 / 255))
    return cv2.merge(planes)


def _cumulative(name, counts):
    refuse_masked(name, counts)
    try:
        counts = np.asarray(counts)
    except ValueError:
        raise ValueError(
            f"{name} has rows of different lengths; give one number for each value."
        ) from None
    if counts.dtype.kind not in "uif":
        raise TypeError(f"{name} has dtype {counts.dtype}; give integer counts or float shares.")
    if counts.ndim != 1 or counts.size == 0:
        raise ValueError(f"{name} has shape {counts.shape}; give one number for each value.")
    if not np.isfinite(counts).all():
        raise ValueError(f"{name} holds NaN or infinity; give finite counts or shares.")
    if counts.min() < 0:
        raise ValueError(f"{name} holds {counts.min()}; a count cannot be below 0, so check it.")
    if not counts.any():
        raise ValueError(f"{name} holds only zeros; count at least one pixel.")
    with np.errstate(over="ignore", invalid="ignore"):
        shares = _running_shares(counts)
    if shares[-1] != 1:  # infinity over infinity
        raise ValueError(f"{name} has a sum that is too large for a float; give counts or shares.")
    return shares


def _running_shares(counts):
    sums = counts.cumsum(dtype=np.float64)  # exact for fewer than 2**53 pixels
    return sums / sums[-1]


def _table(source, reference):
    """Return for each share of the source the place of the first that reaches it."""
    return np.searchsorted(reference, source).astype(np.uint8)


def _planes(image):
    """Return an iterator of the channels, each stored by itself; `image` may be gray."""
    # Not cv2.split, which takes six times as long to copy a view.
    return map(np.ascontiguousarray, np.atleast_3d(image).transpose(2, 0, 1))


def _check_opaque(name, image):
    if isinstance(image, np.ndarray) and image.ndim == 3 and image.shape[2] == 4:
        raise ValueError(
            f"{name} has shape {image.shape}, so it has transparency, which has no histogram to "
            f"match; cut it off with {name}[:, :, :3]."
        )
    check_picture(name, image, channels=(1, 3))


def _fit_mask(mask, image):
    """Return the mask as uint8, resized to the picture."""
    refuse_masked("mask", mask)
    if not isinstance(mask, np.ndarray) or mask.dtype not in (bool, np.uint8):
        found = getattr(mask, "dtype", type(mask).__name__)
        raise TypeError(f"mask has type {found}; give a bool or a uint8 array.")
    if mask.ndim != 2 or mask.size == 0:
        raise ValueError(f"mask has shape {mask.shape}; give a gray mask (M, N).")
    if mask.dtype == bool:
        mask = mask * np.uint8(255)
    elif mask.max() == 1:
        raise ValueError(
            "mask is uint8 and holds only 0 and 1, which would make all black; give mask > 0, or "
            "white as 255."
        )
    rows, columns = image.shape[:2]
    mask = cv2.resize(np.ascontiguousarray(mask), (columns, rows), interpolation=cv2.INTER_NEAREST)
    if not mask.any():
        raise ValueError(
            f"mask is False everywhere (at the {rows} x {columns} pixels of source), so that "
            "nothing would be left; give one that is True somewhere."
        )
    return mask


def _count(image, channel, bins, value_range, mask):
    """Histogram of one channel; `image` may be gray."""
    values = number_of_values(image.dtype)
    if image.ndim == 3 and not (values and image.flags.c_contiguous):
        image, channel = image[:, :, channel], 0  # a view is copied: only what is counted of it
    if values:
        # Counting each value once and then grouping the values is exact whatever the bins are.
        return group(count_cells(image, (channel,), (values,), mask), bins, value_range)
    numbers = image if mask is None else image[mask]
    counts, bad = count_numbers(numbers, bins, value_range)
    if bad:
        raise ValueError(
            f"image holds NaN or infinity in {bad} of {numbers.size} values; leave them out with a "
            "mask, such as np.isfinite(image)."
        )
    return counts


def _shares(counts, value_range=(0, 256)):
    total = counts.sum(axis=-1, keepdims=True)
    if not total.all():
        channel = f" of channel {total.argmin()}" if counts.ndim == 2 else ""
        raise ValueError(
            f"normalize=True needs at least one counted pixel{channel}, but the mask is False "
            f"everywhere or all values lie outside value_range {shortened(value_range)}; widen one "
            "of them."
        )
    return counts / total
