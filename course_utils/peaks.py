"""Peaks in a noisy plane, and where a cluster of points is densest (chapter 12)."""

from typing import NamedTuple

import cv2
import numpy as np

from ._validation import check_array, check_numbers, positive, shortened, whole

#: More bins than this come from a bin width in a wrong unit.
MOST_BINS = 2**24
#: What cv2.dilate takes; other numbers become float64.
FAST = (np.uint8, np.uint16, np.int16, np.float32, np.float64)
#: The median distance from the median, in standard deviations of normal noise.
MEDIAN_DISTANCE = 0.6744897501960817
EIGHT_NEIGHBORS = np.ones((3, 3), np.uint8)


class Point(NamedTuple):
    """A place in the plane.

    Attributes
    ----------
    x, y : float
        In the unit of the data.
    """

    x: float
    y: float


class Peaks(NamedTuple):
    """Peaks of a picture, the highest first.

    Attributes
    ----------
    rows, columns : (n,) ndarray
        Where they are: int64, or float64 once they are refined.
    values : (n,) ndarray
        How high the picture is there.
    """

    rows: np.ndarray
    columns: np.ndarray
    values: np.ndarray


def densest_point(x, y, *, bin_width, sigma):
    """Find where points of the plane lie closest together.

    Parameters
    ----------
    x, y : (n,) ndarray
        The points: integers or floats in one unit.
    bin_width : float
        Side of a bin of the 2-D histogram, in that unit.
    sigma : float
        Standard deviation of the Gaussian that smooths the histogram, in bins.

    Returns
    -------
    point : Point
        The top of the smoothed histogram, between the middles of the bins.

    Raises
    ------
    TypeError
        If `x` and `y` are not arrays of numbers, or an option is no number.
    ValueError
        If there is no point, if a coordinate is NaN or infinite, if the lengths differ, if an
        option is not above 0, or if there would be more than 16,777,216 bins.

    See Also
    --------
    numpy.histogram2d : Counts points in bins.

    Notes
    -----
    Taught in chapter 12. The fullest bin alone is full by chance; smoothing asks its neighbors,
    too. Where there are no points, outside as well, the histogram is 0. A parabola through the
    highest bin and its neighbors, for x and for y, gives the place inside the bin.

    The cost grows with the points and with the bins.

    Examples
    --------
    >>> x, y = np.array([0, 40, 50, 60, 90]), np.array([70, 20, 30, 40, 0])
    >>> center = densest_point(x, y, bin_width=10, sigma=1)
    >>> round(center.x, 1), round(center.y, 1)
    (55.0, 35.0)
    """
    bin_width, sigma = (
        positive("bin_width", bin_width, "the data"),
        positive("sigma", sigma, "bins"),
    )
    (columns, left), (rows, top) = _bins("x", x, bin_width), _bins("y", y, bin_width)
    if rows.size != columns.size:
        raise ValueError(
            f"x has {columns.size} values and y has {rows.size}; give both of each point."
        )
    shape = int(rows.max()) + 1, int(columns.max()) + 1
    if shape[0] * shape[1] > MOST_BINS:
        raise ValueError(
            f"bin_width is {shortened(bin_width)}, so there would be {shape[0]} x {shape[1]} bins, "
            f"more than {MOST_BINS}; give a larger one."
        )
    counts = np.bincount(rows * shape[1] + columns, minlength=shape[0] * shape[1])
    smooth = cv2.GaussianBlur(
        counts.reshape(shape).astype(np.float64), (0, 0), sigma, borderType=cv2.BORDER_CONSTANT
    )
    highest = np.unravel_index(smooth.argmax(), shape)
    row, column = (float(one + 0.5) for one in _top(smooth, *highest))
    return Point(left + column * bin_width, top + row * bin_width)


def local_maxima(image, *, threshold):
    """Find the peaks of a picture: what is higher than everything around it.

    Parameters
    ----------
    image : (M, N) ndarray
        Integers or floats.
    threshold : float
        Only values above it are peaks.

    Returns
    -------
    peaks : Peaks
        Whole pixels, the highest first.

    Raises
    ------
    TypeError
        If `image` is not an array of numbers or `threshold` no number.
    ValueError
        If `image` is not two-dimensional, is empty, holds NaN or infinity, or is the same
        everywhere, or if `threshold` is NaN.

    See Also
    --------
    greedy_peaks : Keeps peaks apart and finds the threshold by itself.
    refine_peaks : Finds the place between the pixels.
    scipy.ndimage.maximum_filter : The highest of the neighbors, the first half of the work.

    Notes
    -----
    Taught in chapter 12. A pixel is compared with its up to eight neighbors, at the border with
    those that there are. Equal neighbors are one plateau; where all around it is lower, it is one
    peak, at the pixel that lies nearest to its middle.

    Examples
    --------
    >>> image = np.array([[0, 1, 0, 0, 7], [0, 0, 0, 0, 0], [5, 5, 5, 0, 0]])
    >>> peaks = local_maxima(image, threshold=2)
    >>> peaks.rows, peaks.columns, peaks.values
    (array([0, 2]), array([4, 1]), array([7, 5]))
    """
    _check_relief(image)
    try:
        threshold = float(threshold)
    except (TypeError, ValueError):
        raise TypeError(f"threshold is {shortened(threshold)}; give a number.") from None
    if np.isnan(threshold):
        raise ValueError("threshold is nan; give a number.")
    return _by_height(image, *_maxima(image, threshold))


def greedy_peaks(image, *, sigmas, radius):
    """Find peaks that stand out from the noise and keep apart from each other.

    Parameters
    ----------
    image : (M, N) ndarray
        Integers or floats. Its background is level: see `remove_background`.
    sigmas : float
        How high a peak is at least, above the median of the picture, in times of its noise.
    radius : int
        How many pixels a peak keeps free to each side.

    Returns
    -------
    peaks : Peaks
        Whole pixels, the highest first.

    Raises
    ------
    TypeError
        If `image` is not an array of numbers, `sigmas` no number or `radius` no whole one.
    ValueError
        If `image` is not two-dimensional, is empty or holds NaN or infinity, if at least half of
        it has one value, so that there is no noise to measure, if `sigmas` is not above 0, or if
        `radius` is below 0.

    See Also
    --------
    noise_level : The noise that is meant.
    local_maxima : All peaks above a threshold of your own.

    Notes
    -----
    Taught in chapter 12, after answers on Stack Overflow. The highest peak is taken and the square
    around it closed for others; then the highest that is left, and so on. Only a local maximum can
    be taken: the loop of the answers takes the flank of a high peak for another one.

    The picture is searched once, not once for each peak.

    Examples
    --------
    >>> image = np.random.default_rng(0).normal(0, 1, (40, 50))
    >>> image[[10, 11, 30], [20, 22, 5]] += 40, 30, 20
    >>> peaks = greedy_peaks(image, sigmas=10, radius=3)
    >>> peaks.rows, peaks.columns
    (array([10, 30]), array([20,  5]))
    """
    sigmas, radius = positive("sigmas", sigmas, "standard deviations"), whole("radius", radius, 0)
    _check_values(image)
    level, noise = _level_and_noise(image)
    if noise == 0:
        raise ValueError(
            "image has one value in at least half of its pixels, so its noise is not known; use "
            "local_maxima with a threshold."
        )
    peaks = _by_height(image, *_maxima(image, level + sigmas * noise))
    closed = np.zeros(image.shape, bool)
    kept = []
    places = zip(peaks.rows.tolist(), peaks.columns.tolist(), strict=True)
    for number, (row, column) in enumerate(places):
        if not closed[row, column]:
            kept.append(number)
            top, left = max(row - radius, 0), max(column - radius, 0)
            closed[top : row + radius + 1, left : column + radius + 1] = True
    return Peaks(*(values[kept] for values in peaks))


def noise_level(image):
    """Measure the noise of a picture that has peaks.

    Parameters
    ----------
    image : (M, N) ndarray
        Integers or floats. Its background is level: see `remove_background`.

    Returns
    -------
    sigma : float
        Standard deviation of the noise; 0 if at least half of the pixels have one value.

    Raises
    ------
    TypeError
        If `image` is not an array of numbers.
    ValueError
        If `image` is not two-dimensional, is empty, or holds NaN or infinity.

    See Also
    --------
    scipy.stats.median_abs_deviation : With ``scale="normal"``, the same value.

    Notes
    -----
    Taught in chapter 12. Half of all pixels lie nearer to the median than 0.674 standard
    deviations of normal noise, and a few bright peaks hardly change that [1]_, while they drive up
    the standard deviation of the whole picture.

    References
    ----------
    .. [1] P. J. Rousseeuw, C. Croux, Alternatives to the median absolute deviation, Journal of the
       American Statistical Association 88, 1993, https://doi.org/10.1080/01621459.1993.10476408

    Examples
    --------
    >>> image = np.random.default_rng(0).normal(100, 5, (50, 60))
    >>> image[10:15, 10:15] += 1000
    >>> round(noise_level(image), 1), round(float(image.std()), 1)
    (5.1, 91.0)
    """
    _check_values(image)
    return _level_and_noise(image)[1]


def remove_background(image, *, size):
    """Subtract what changes slowly over a picture, such as the glow of the sky.

    Parameters
    ----------
    image : (M, N) ndarray
        Integers or floats.
    size : int
        Side of a box, in pixels, at most: many times a peak, but less than the background needs to
        change its slope.

    Returns
    -------
    flat : (M, N) ndarray
        The picture less its background, so that the latter lies near 0: float32 for a picture of at
        most 16 bits or of float32, else float64.

    Raises
    ------
    TypeError
        If `image` is not an array of numbers or `size` no whole number.
    ValueError
        If `image` is not two-dimensional, is empty, or holds NaN or infinity, or if `size` is below
        2.

    Notes
    -----
    Taught in chapter 12. The background at the middle of each box is the median of the box, because
    peaks are few; between the middles it is interpolated linearly, and toward the border it goes on
    as straight.

    Examples
    --------
    >>> image = np.add.outer(np.arange(64.0), 2 * np.arange(64.0))
    >>> image[20, 30] += 50
    >>> flat = remove_background(image, size=16)
    >>> float(flat[20, 30]), float(np.median(flat))
    (50.0, 0.0)
    """
    _check_values(image)
    size = whole("size", size, 2)
    short = image.dtype.itemsize <= 2 or image.dtype == np.float32
    image = image.astype(np.float32 if short else np.float64)
    rows, columns = image.shape
    tall, wide = -(-rows // size), -(-columns // size)
    down, across = -(-rows // tall), -(-columns // wide)
    rest = (0, tall * down - rows), (0, wide * across - columns)
    padded = np.pad(image, rest, "reflect", reflect_type="odd")
    boxes = padded.reshape(tall, down, wide, across).swapaxes(1, 2).reshape(tall, wide, -1)
    mesh = np.pad(np.median(boxes, axis=2), 1, "reflect", reflect_type="odd")
    large = cv2.resize(mesh, ((wide + 2) * across, (tall + 2) * down))
    return image - large[down : down + rows, across : across + columns]


def refine_peaks(image, peaks):
    """Find peaks between the pixels.

    Parameters
    ----------
    image : (M, N) ndarray
        The picture in which they were found: integers or floats.
    peaks : Peaks
        Whole pixels, as `local_maxima` and `greedy_peaks` return them.

    Returns
    -------
    peaks : Peaks
        Moved by at most half a pixel in each direction; the values stay those of the pixels.

    Raises
    ------
    TypeError
        If `image` is not an array of numbers, or `peaks` are no Peaks of whole pixels.
    ValueError
        If `image` is not two-dimensional, is empty, or holds NaN or infinity, or if a peak lies
        outside of it.

    Notes
    -----
    Taught in chapter 12. The top of the parabola through the pixel and its two neighbors, down and
    across. In a direction where a neighbor is missing or higher, a peak stays. Noise moves the
    top: smooth the picture by about the width of a peak before.

    Examples
    --------
    >>> image = np.zeros((3, 5))
    >>> image[1] = 0, 2, 4, 4, 0
    >>> refined = refine_peaks(image, local_maxima(image, threshold=1))
    >>> float(refined.rows[0]), float(refined.columns[0])
    (1.0, 2.5)
    """
    _check_values(image)
    if not isinstance(peaks, Peaks) or np.asarray(peaks.rows).dtype.kind != "i":
        raise TypeError(
            f"peaks is {shortened(peaks)}; give what local_maxima or greedy_peaks returned."
        )
    inside = [(at >= 0) & (at < size) for at, size in zip(peaks[:2], image.shape, strict=True)]
    if not np.all(inside):
        raise ValueError(
            f"peaks lie outside of the picture, which has shape {image.shape}; give the picture in "
            "which they were found."
        )
    rows, columns = _top(image, peaks.rows, peaks.columns)
    return Peaks(rows, columns, peaks.values)


def _level_and_noise(image):
    """Return the median of a picture, and the standard deviation of normal noise around it."""
    level = np.median(image)
    return float(level), float(np.median(np.abs(image - level)) / MEDIAN_DISTANCE)


def _maxima(image, threshold):
    """Return rows and columns of the middle of each plateau that is higher than all around it."""
    if image.dtype not in FAST:
        image = image.astype(np.float64)
    candidates = (image == cv2.dilate(image, EIGHT_NEIGHBORS)) & (image > threshold)
    # Candidates that touch are equal. A plateau goes on, and rises, where another pixel is as high.
    others = np.where(candidates, image.min(), image)
    rising = candidates & (cv2.dilate(others, EIGHT_NEIGHBORS) == image)
    number, labels, _, middles = cv2.connectedComponentsWithStats(candidates.view(np.uint8))
    rows, columns = np.nonzero(candidates)
    labels = labels[rows, columns]
    is_peak = np.ones(number, bool)
    is_peak[labels[rising[rows, columns]]] = False
    if labels.size == number - 1:  # no plateaus
        return rows[is_peak[labels]], columns[is_peak[labels]]
    away = (rows - middles[labels, 1]) ** 2 + (columns - middles[labels, 0]) ** 2
    order = np.lexsort((away, labels))
    first = order[np.unique(labels[order], return_index=True)[1]]
    first = first[is_peak[labels[first]]]
    return rows[first], columns[first]


def _by_height(image, rows, columns):
    """Return peaks, the highest first, equal ones in reading order."""
    values = image[rows, columns]
    order = np.lexsort((columns, rows, -values.astype(np.float64)))
    return Peaks(rows[order], columns[order], values[order])


def _top(image, rows, columns):
    """Return the tops of the parabolas through pixels and their neighbors, down and across."""
    at = np.array([rows, columns], np.float64)
    for axis, (size, step) in enumerate(zip(image.shape, [(1, 0), (0, 1)], strict=True)):
        place = (rows, columns)[axis]
        before = image[np.maximum(rows - step[0], 0), np.maximum(columns - step[1], 0)]
        after = image[
            np.minimum(rows + step[0], image.shape[0] - 1),
            np.minimum(columns + step[1], image.shape[1] - 1),
        ]
        before, here, after = (np.float64(value) for value in (before, image[rows, columns], after))
        bend = 2 * here - before - after
        fits = (place > 0) & (place < size - 1) & (here >= before) & (here >= after) & (bend > 0)
        at[axis] += np.where(fits, (after - before) / np.where(fits, 2 * bend, 1), 0)
    return at


def _bins(name, values, bin_width):
    """Return the bin of each coordinate, counted from 0, and where bin 0 begins."""
    check_array(name, values)
    check_numbers(name, values, "point")
    if values.ndim != 1:
        raise ValueError(f"{name} has shape {values.shape}; give one value for each point.")
    _check_finite(name, values)
    first = float(values.min())
    bins = (values.astype(np.float64) - first) / bin_width
    if bins.max() >= MOST_BINS:
        raise ValueError(
            f"bin_width is {shortened(bin_width)}, so {name} would have {bins.max():.3g} bins, "
            f"more than {MOST_BINS}; give a larger one."
        )
    return bins.astype(np.int64), first


def _check_values(image):
    """Raise unless an array is a gray picture of finite numbers."""
    check_array("image", image)
    check_numbers("image", image)
    if image.ndim != 2:
        raise ValueError(f"image has shape {image.shape}; give a picture of shape (M, N).")
    _check_finite("image", image)


def _check_relief(image):
    """Raise unless a picture has higher and lower pixels."""
    _check_values(image)
    if image.min() == image.max():
        raise ValueError(
            f"image is {shortened(image.flat[0].item())} everywhere, so nothing stands out; check "
            "how it was made."
        )


def _check_finite(name, values):
    """Raise if a value is NaN or infinite."""
    if values.dtype.kind == "f" and not np.isfinite(values).all():
        wrong = values.size - np.count_nonzero(np.isfinite(values))
        raise ValueError(
            f"{name} has NaN or infinity in {wrong} of {values.size} values; leave them out, or "
            "fill them by smoothing.masked_smooth."
        )
