"""Clusters: points around centers (chapter 15), and pictures in few colors (chapter 16)."""

import itertools
from typing import NamedTuple

import cv2
import numpy as np
import scipy.sparse
from scipy.spatial.distance import cdist

from ._validation import check_array, check_numbers, check_picture, shortened, whole

#: So many random starts are tried, on at most so many points, until the inertia falls by less than
#: this share of it in a step.
TRIES, SAMPLE, FALL = 10, 2**13, 1e-3
#: The centers move so many times at most.
STEPS = 300
#: So many distances are held in memory at a time.
BLOCK = 2**16
#: Larger numbers have squares that a float64 cannot hold.
LARGEST = 1e150
#: Colors are counted in cells, so many along each channel. The centers start on the first that give
#: enough of them, and move on in finer ones, down to these.
CELLS, ENOUGH, FINEST = (32, 64, 128, 256), 2**11, 128
#: In the clustering of a picture the unit is this part of a gray level. As centers are whole
#: numbers then, all sums are exact, so that each machine, and JavaScript, finds the same.
UNIT = 16
#: Powers of this are spread evenly.
GOLDEN = (5**0.5 - 1) / 2


class Clusters(NamedTuple):
    """Centers, and which one each point belongs to.

    Attributes
    ----------
    centers : (k, f) float64 ndarray
        Each is the mean of its points, by weight.
    labels : (n,) int64 ndarray
        The index of the nearest center of each point.
    inertia : float
        The sum over all points of weight times squared distance to their center.
    """

    centers: np.ndarray
    labels: np.ndarray
    inertia: float


class Quantized(NamedTuple):
    """A picture in few colors.

    Attributes
    ----------
    image : (M, N) or (M, N, 3) uint8 ndarray
        The picture, ``palette[labels]``.
    palette : (k,) or (k, 3) uint8 ndarray
        Its gray values or colors, the one of the most pixels first.
    labels : (M, N) uint8 ndarray
        The place in the palette of each pixel.
    shares : (k,) float64 ndarray
        The share of the pixels that each has, which sum to 1.
    """

    image: np.ndarray
    palette: np.ndarray
    labels: np.ndarray
    shares: np.ndarray


def kmeans(points, k, *, weights=None, seed=None, start=None):
    """Group points around k centers, so that each is near its own.

    Parameters
    ----------
    points : (n, f) ndarray
        A point in each row, a feature in each column: integers or floats.
    k : int
        How many centers, from 1 to the number of distinct points with a weight.
    weights : (n,) ndarray, optional
        How much each point counts, 0 or more: a point of weight 3 is like three points. Without
        them, each counts 1.
    seed : int, optional
        Makes the random starts the same again. Without it they differ from call to call.
    start : (k, f) ndarray, optional
        Centers to start from, in place of random ones.

    Returns
    -------
    clusters : Clusters
        Its centers, the label of each point, and its inertia. No cluster is empty.

    Raises
    ------
    TypeError
        If an array does not hold numbers, or if `k` or `seed` is not a whole number.
    ValueError
        If an array has a wrong shape or holds NaN, infinity or numbers beyond 1e150, if a weight is
        below 0, or if there are fewer than `k` points that count and can be told apart.

    See Also
    --------
    scipy.cluster.vq.kmeans2 : Tries one random start, and refuses integers.
    cv2.kmeans : For float32 points, without weights.

    Notes
    -----
    Taught in chapter 15. Lloyd's algorithm [1]_ labels each point by its nearest center, of
    equally near ones the first, moves each center to the mean of its points, and repeats until no
    label changes, 300 times at most. The inertia never rises, but where it ends depends on
    the start. Without `start`, ten are drawn by k-means++ [2]_, in its greedy form, on at most
    8,192 of the points, and a few steps tell which is best. It goes on with all points.

    An empty cluster takes the point that is farthest from its center; if several are empty, the
    next one the second farthest. Such a point leaves the cluster it was in; one that is alone in
    its cluster stays.

    Each step computes n k distances of f features, in blocks of 65,536.

    References
    ----------
    .. [1] S. Lloyd, Least squares quantization in PCM, IEEE Transactions on Information Theory,
       1982, https://doi.org/10.1109/TIT.1982.1056489
    .. [2] D. Arthur, S. Vassilvitskii, k-means++: the advantages of careful seeding, Proceedings of
       the 18th ACM-SIAM Symposium on Discrete Algorithms, 2007, 1027-1035,
       https://dl.acm.org/doi/10.5555/1283383.1283494

    Examples
    --------
    >>> points = np.array([[1.0, 1.0], [1.0, 3.0], [9.0, 7.0], [9.0, 9.0]])
    >>> clusters = kmeans(points, 2, start=points[:2])
    >>> clusters.centers.tolist(), clusters.labels.tolist(), clusters.inertia
    ([[1.0, 2.0], [9.0, 8.0]], [0, 0, 1, 1], 4.0)
    """
    points = _table("points", points)
    k = whole("k", k, 1)
    weights = np.ones(len(points)) if weights is None else _weights(weights, len(points))
    if start is not None:
        start = _table("start", start)
        if start.shape != (k, points.shape[1]):
            raise ValueError(
                f"start has shape {start.shape}; give {shortened(k)} centers of {points.shape[1]} "
                "features, as many as points has."
            )
        return _lloyd(points, weights, start)
    rng = np.random.default_rng(None if seed is None else whole("seed", seed, 0))
    pool = np.flatnonzero(weights)
    if pool.size > SAMPLE:
        sample = rng.choice(pool, SAMPLE, replace=False, shuffle=False)
        start = _best_of_many(points[sample], weights[sample], k, rng)
    if start is None:
        start = _best_of_many(points[pool], weights[pool], k, rng)
    if start is None:
        _refuse(points, weights, k)
    return _lloyd(points, weights, start)


def quantize(image, k, *, seed=None):
    """Show a picture in k colors that suit it.

    Parameters
    ----------
    image : (M, N) or (M, N, 3) uint8 ndarray
        A gray or BGR picture.
    k : int
        How many colors, from 1 to 256.
    seed : int, optional
        Draw the starts of k-means at random, from this seed. Without it they are the same always.

    Returns
    -------
    quantized : Quantized
        The picture, its palette, the label of each pixel, and the shares. A picture of k colors or
        fewer stays as it is, and the palette has no more than there are.

    Raises
    ------
    TypeError
        If `image` is not a uint8 array, or if `k` or `seed` is not a whole number.
    ValueError
        If `image` is empty or no gray or BGR picture, or if `k` is not in its range.

    See Also
    --------
    kmeans : For points of any kind.
    PIL.Image.Image.quantize : Median cut, which is less exact.

    Notes
    -----
    Taught in chapter 16. Not the pixels are clustered but cells of colors, weighted by the number
    of their pixels [1]_, which is quicker and changes the palette little. The best of ten starts is
    found with cells of 8 x 8 x 8 colors, or smaller ones if the picture fills few of them; from
    there the centers move on with cells of 4 and of 2 colors a side. Then each pixel gets the
    nearest color of the rounded palette, of equally near ones the first that was found. Gray
    pictures have 256 values, which are clustered as they are.

    Distances are those of B, G and R. For others, convert the picture before and after.

    References
    ----------
    .. [1] M. E. Celebi, Improving the performance of k-means for color quantization, Image and
       Vision Computing, 2011, https://doi.org/10.1016/j.imavis.2010.10.002

    Examples
    --------
    >>> image = np.array([[10, 12, 200], [11, 11, 210]], dtype=np.uint8)
    >>> quantize(image, 2).image.tolist()
    [[11, 11, 205], [11, 11, 205]]
    """
    check_picture("image", image, channels=(1, 3))
    k = whole("k", k, 1, 256)
    draws = _Spread() if seed is None else np.random.default_rng(whole("seed", seed, 0))
    grids, held = _color_cells(image)
    cells, counts = grids[0]
    k = min(k, len(cells))
    centers = _best_of_many(cells, counts, k, draws, whole_centers=True)
    for cells, counts in grids:
        centers = _lloyd(cells, counts, centers, fall=FALL / 100, whole_centers=True).centers
    palette = np.floor(centers / UNIT + 0.5).astype(np.uint8)
    labels, counts = _nearest_colors(image, palette, held)
    order = np.argsort(-counts, kind="stable")
    order = order[counts[order] > 0]  # two colors may be one after rounding
    table = np.zeros(256, np.uint8)
    table[order] = np.arange(len(order))
    labels, palette = cv2.LUT(labels, table), palette[order]
    shares = counts[order] / labels.size
    if image.ndim == 2:
        palette = palette[:, 0]
    return Quantized(_painted(labels, palette), palette, labels, shares)


class _Spread:
    """Numbers from 0 to 1 spread evenly, in place of random ones."""

    def __init__(self):
        self.drawn = 0

    def random(self, size):
        places = np.arange(self.drawn, self.drawn + size) + 0.5
        self.drawn += size
        return places * GOLDEN % 1


def _color_cells(image):
    """Return the middles of the cells that hold pixels, in units, and the number of these.

    A pair for each size of cells, the largest first. Also the places and counts of the coarsest.
    """
    channels = 1 if image.ndim == 2 else 3
    grids, coarsest = [], None
    for cells in CELLS if channels == 3 else CELLS[-1:]:
        options = list(range(channels)), None, [cells] * channels, [0, 256] * channels
        counts = cv2.calcHist([image], *options).ravel()
        held = np.flatnonzero(counts > 0)
        counts = counts[held].astype(np.float64)
        places = np.column_stack(np.unravel_index(held, (cells,) * channels))
        coarsest = (places, counts) if coarsest is None else coarsest
        width = 256 // cells
        if len(places) >= ENOUGH or width == 1:
            grids.append((places * (UNIT * width) + UNIT * (width - 1) / 2, counts))
        if grids and cells >= FINEST:
            return grids, coarsest


def _nearest_colors(image, palette, held):
    """Return the place in the palette of the color nearest to each pixel, and how many have each.

    `held` are the coarsest cells that hold pixels, and how many.
    """
    cells, counts = held
    if image.ndim == 2:
        places = _best_places(np.arange(256)[:, None], palette)
        return cv2.LUT(image, places), np.bincount(places[cells[:, 0]], counts, len(palette))
    # Where the corners of a cell of colors have one nearest color, so has all that is in it.
    width = 256 // CELLS[0]
    corners = np.array(list(itertools.product((0, width - 1), repeat=3)))
    places = _best_places((cells[:, None] * width + corners).reshape(-1, 3), palette)
    places = places.reshape(-1, len(corners))
    one = (places == places[:, :1]).all(axis=1)
    table = np.zeros((CELLS[0],) * 3, np.float32)
    table[tuple(cells.T)] = np.where(one, places[:, 0], 255)
    # Without the wrapper OpenCV takes the third axis for channels, and leaves it out.
    table = cv2.Mat(table, wrap_channels=False)
    labels = cv2.calcBackProject([image], [0, 1, 2], table, [0, 256] * 3, 1)
    mixed = np.flatnonzero(labels == 255)
    known = np.bincount(places[one, 0], counts[one], len(palette))
    if len(palette) == 256:
        known[255] = 0  # these are among the mixed ones
    places = _best_places(image.reshape(-1, 3).take(mixed, axis=0), palette)
    labels.ravel()[mixed] = places
    return labels, known + np.bincount(places, minlength=len(palette))


def _best_places(colors, palette):
    """Return for each color the place of the nearest one in the palette, of equal ones the first.

    The squared distance, less that of the color from black, times 256, plus the place, is one
    product of whole numbers, so that the least of these sums tells the place.
    """
    wanted = palette.astype(np.float64)
    squares = 256 * (wanted**2).sum(axis=1) + np.arange(len(wanted))
    factors = np.column_stack([-512 * wanted, squares])
    places = np.empty(len(colors), np.uint8)
    step = max(1, BLOCK // len(wanted))
    for begin in range(0, len(colors), step):
        block = colors[begin : begin + step]
        known = np.ones((factors.shape[1], len(block)))
        known[:-1] = block.T
        least = (factors @ known).min(axis=0)
        places[begin : begin + step] = least.astype(np.int64) & 255
    return places


def _painted(labels, palette):
    """Return ``palette[labels]``, sooner."""
    table = np.zeros((256, *palette.shape[1:]), np.uint8)
    table[: len(palette)] = palette
    if palette.ndim == 1:
        return cv2.LUT(labels, table)
    return cv2.applyColorMap(labels, table[:, None])


def _best_of_many(points, weights, k, rng, *, whole_centers=False):
    """Return the centers with the lowest inertia of many random starts.

    None if there are fewer distinct points.
    """
    best = None
    for _ in range(TRIES):
        start = _plus_plus(points, weights, k, rng)
        if start is None:
            return None
        found = _lloyd(points, weights, start, fall=FALL, whole_centers=whole_centers)
        if best is None or found.inertia < best.inertia:
            best = found
    return best.centers


def _plus_plus(points, weights, k, rng):
    """Draw centers far from each other: of a few candidates, the one that lowers the inertia most.

    None if there are fewer distinct points.
    """
    candidates = 2 + int(np.log(k))
    squares = np.full(len(points), 1.0)
    chosen = []
    while len(chosen) < k:
        cumulative = np.cumsum(weights * squares)
        if not cumulative[-1]:
            return None
        draws = rng.random(candidates if chosen else 1) * cumulative[-1]
        last = np.searchsorted(cumulative, cumulative[-1])
        drawn = np.minimum(np.searchsorted(cumulative, draws, side="right"), last)
        nearer = cdist(points[drawn], points, "sqeuclidean")
        if chosen:
            np.minimum(nearer, squares, out=nearer)
        best = np.argmin(nearer @ weights)
        squares = nearer[best]
        chosen.append(drawn[best])
    return points[chosen]


def _lloyd(points, weights, centers, *, fall=0.0, whole_centers=False):
    """Label by the nearest center and move to the mean, until no label changes.

    Or until the inertia falls by less than this share of it. Centers can be rounded.
    """
    before, lowest = None, np.inf
    for step in itertools.count():
        labels, squares = _nearest(points, centers)
        inertia = float(squares @ weights)
        sums, totals = _sums(points, weights, labels, len(centers))
        full = totals.all()
        # The inertia always falls, but for rounding, by which this could go round in circles.
        done = step >= STEPS or inertia >= lowest * (1 - fall) or np.array_equal(labels, before)
        if full and done:
            return Clusters(centers, labels, inertia)
        if not full and step > 2 * STEPS:
            _refuse(points, weights, len(centers))
        if not full:
            _fill(points, weights, labels, squares, len(centers))
            sums, totals = _sums(points, weights, labels, len(centers))
        centers = sums / totals[:, None]
        if whole_centers:
            centers = np.floor(centers + 0.5)
        before, lowest = labels, inertia


def _nearest(points, centers):
    """Return the label of each point, and the square of its distance."""
    labels = np.empty(len(points), np.int64)
    squares = np.empty(len(points))
    step = max(1, BLOCK // len(centers))
    for begin in range(0, len(points), step):
        block = slice(begin, begin + step)
        distances = cdist(centers, points[block], "sqeuclidean")  # NumPy is quick along columns
        labels[block] = distances.argmin(axis=0)
        squares[block] = distances.min(axis=0)
    return labels, squares


def _sums(points, weights, labels, k):
    """Return the sums of weight times point of each cluster, and those of the weights."""
    belongs = scipy.sparse.csc_array(
        (weights, labels, np.arange(len(labels) + 1)), (k, len(labels))
    )
    return belongs @ points, np.bincount(labels, weights, k)


def _fill(points, weights, labels, squares, k):
    """Give each empty cluster the point farthest from its center, but none that is alone."""
    counts = np.bincount(labels[weights > 0], minlength=k)
    if len(np.unique(points[weights > 0], axis=0)) < k:
        _refuse(points, weights, k)
    farthest = iter(np.argsort(-np.where(weights > 0, squares, -1), kind="stable"))
    for empty in np.flatnonzero(counts == 0):
        point = next(point for point in farthest if counts[labels[point]] > 1)
        counts[labels[point]] -= 1
        counts[empty] = 1
        labels[point] = empty


def _refuse(points, weights, k):
    """Raise because there are fewer points that can be told apart than clusters."""
    distinct = len(np.unique(points[weights > 0], axis=0))
    if distinct < k:
        raise ValueError(
            f"k is {shortened(k)}, but there are only {distinct} distinct points; give a k of "
            f"{distinct} at most."
        )
    raise ValueError(
        f"k is {shortened(k)}, but some points are too near each other for float64 numbers; give a "
        "smaller k, or round the points."
    )


def _table(name, array):
    """Return a table of numbers as float64, or raise unless it has rows and columns of them."""
    check_array(name, array)
    if array.ndim != 2:
        raise ValueError(
            f"{name} has shape {array.shape}; give a row for each point and a column for each "
            "feature, as array.reshape(-1, 1) makes them of single numbers."
        )
    check_numbers(name, array, "number")
    array = array.astype(np.float64)
    _check_size(name, array)
    return array


def _weights(weights, number):
    """Return weights as float64, or raise unless there is one of 0 or more for each point."""
    check_array("weights", weights)
    if weights.shape != (number,):
        raise ValueError(
            f"weights has shape {weights.shape}; give one weight for each of {number} points."
        )
    check_numbers("weights", weights, "number")
    weights = weights.astype(np.float64)
    _check_size("weights", weights)
    if weights.min() < 0 or not weights.any():
        raise ValueError(
            f"weights go from {weights.min()} to {weights.max()}; give weights of 0 or more, and "
            "at least one above 0."
        )
    return weights


def _check_size(name, array):
    """Raise if an array holds NaN, infinity or numbers with too large squares."""
    wrong = array[~(np.abs(array) <= LARGEST)]
    if wrong.size:
        raise ValueError(
            f"{name} holds {wrong[0]}; give finite numbers, up to {LARGEST:g}, and drop rows "
            "without a value."
        )
