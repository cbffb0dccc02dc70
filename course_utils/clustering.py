"""Clusters: points around centers (chapter 15), and pictures in few colors (chapter 16)."""

import itertools
from typing import NamedTuple

import numpy as np
import scipy.sparse
from scipy.spatial.distance import cdist

from ._validation import check_array, check_numbers, shortened, whole

#: So many random starts are tried, on at most so many points, until the inertia falls by less than
#: this share of it in a step.
TRIES, SAMPLE, FALL = 10, 2**13, 1e-3
#: The centers move so many times at most.
STEPS = 300
#: So many distances are held in memory at a time.
BLOCK = 2**16
#: Larger numbers have squares that a float64 cannot hold.
LARGEST = 1e150


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
    seed : int or numpy.random.Generator, optional
        Makes the random starts the same again.
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
    label changes, 300 times at most. The inertia falls in each step; but where it ends depends on
    the start. Without `start`, ten are drawn by k-means++ [2]_, in its greedy form, on at most
    8,192 of the points, and a few steps tell which is best. It goes on with all points.

    An empty cluster takes the point that is farthest from its center; if several are empty, the
    next one the second farthest. Such a point leaves the cluster it was in.

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


def _best_of_many(points, weights, k, rng):
    """Return the centers with the lowest inertia of many random starts.

    None if there are fewer distinct points.
    """
    best = None
    for _ in range(TRIES):
        start = _plus_plus(points, weights, k, rng)
        if start is None:
            return None
        found = _lloyd(points, weights, start, fall=FALL)
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


def _lloyd(points, weights, centers, *, fall=0.0):
    """Label by the nearest center and move to the mean, until no label changes."""
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
