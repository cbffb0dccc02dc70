"""Generated pictures whose truth is known, for counting and measuring (chapters 11 to 14)."""

from typing import NamedTuple

import cv2
import numpy as np


class Rims(NamedTuple):
    """Rims of stacked hats, cut out by a threshold.

    Attributes
    ----------
    binary : (M, N) bool ndarray
        True on the rims, and on specks.
    count : int
        How many rims there are.
    """

    binary: np.ndarray
    count: int


class Cluster(NamedTuple):
    """Points of the plane, many of them around one place.

    Attributes
    ----------
    x, y : (n,) float64 ndarray
        All points, the scattered ones first.
    center : (float, float)
        x and y of the place.
    """

    x: np.ndarray
    y: np.ndarray
    center: tuple


class Stars(NamedTuple):
    """A picture of the night sky, and the stars in it.

    Attributes
    ----------
    image : (M, N) float32 ndarray
        Light of stars and sky, with noise.
    rows, columns : (n,) float64 ndarray
        Where the stars are; whole numbers are the middles of pixels.
    fluxes : (n,) float64 ndarray
        The light of each star, summed over its pixels.
    noise : float
        Standard deviation of the noise.
    """

    image: np.ndarray
    rows: np.ndarray
    columns: np.ndarray
    fluxes: np.ndarray
    noise: float


def stacked_rims(
    count, *, seed=0, gaps=0.0, holes=0.0, curvature=1.0, tilt=0.0, specks=0.0, shape=(240, 480)
):
    """Draw the rims of stacked hats as a threshold leaves them.

    Parameters
    ----------
    count : int
        How many rims.
    seed : int, optional
        Another one gives another picture.
    gaps, holes : float, optional
        Shares of a rim's length that are missing altogether, and of what is left that small round
        holes take away.
    curvature : float, optional
        How far a rim hangs down at both ends, in distances from rim to rim.
    tilt : float, optional
        By how many rows it falls from one column to the next.
    specks : float, optional
        Share of the other pixels that are True.
    shape : (int, int), optional
        Rows and columns.

    Returns
    -------
    rims : Rims
        The picture and the count.

    Notes
    -----
    Used in chapter 11.

    Examples
    --------
    >>> stacked_rims(6, seed=1).count
    6
    """
    rng = np.random.default_rng(seed)
    rows, columns = shape
    x = np.linspace(-1, 1, columns)
    slope = tilt * (np.arange(columns) - columns / 2)
    spacing = (rows - np.ptp(slope)) / (count + curvature + 0.5)
    bend = spacing * curvature * x**2 + slope - slope.min()
    binary = np.zeros(shape, bool)
    y = np.arange(rows)[:, None]
    for k in range(count):
        middle = spacing * (k + 0.5) + bend + rng.normal(0, 0.03 * spacing)
        half = spacing * rng.uniform(0.2, 0.3)
        there = ~_gaps(rng, columns, gaps)
        binary |= (np.abs(y - middle) < half) & there
    binary &= ~_dots(rng, shape, holes, radius=max(2, round(spacing / 8)))
    return Rims(binary | (rng.random(shape) < specks), count)


def clustered_points(*, seed=0, members=400, scattered=10_000, width=50.0, side=2000.0):
    """Scatter points over a square of the plane, and gather others around one place.

    Parameters
    ----------
    seed : int, optional
        Another one gives other points.
    members, scattered : int, optional
        How many points belong to the cluster, and how many lie anywhere.
    width : float, optional
        Standard deviation of the members' distance from the center, in x and in y.
    side : float, optional
        Of the square. The center lies in its inner half.

    Returns
    -------
    cluster : Cluster
        The points and the center.

    Notes
    -----
    Used in chapter 12.

    Examples
    --------
    >>> cluster = clustered_points(seed=1)
    >>> cluster.x.size
    10400
    """
    rng = np.random.default_rng(seed)
    center = rng.uniform(side / 4, 3 * side / 4, (2, 1))
    anywhere = rng.uniform(0, side, (2, scattered))
    x, y = np.hstack([anywhere, rng.normal(center, width, (2, members))])
    return Cluster(x, y, tuple(center.ravel().tolist()))


def star_field(stars=500, *, seed=0, noise=5.0, gradient=0.0, shape=(1024, 1024)):
    """Make a picture of the night sky with known stars.

    Parameters
    ----------
    stars : int, optional
        How many. Few are bright and many faint; the faintest rise about 6 times as high as the
        noise, the brightest 1,000 times as high.
    seed : int, optional
        Another one gives another sky.
    noise : float, optional
        Standard deviation of normal noise.
    gradient : float, optional
        By how much the sky is brighter in the lower right corner than in the upper left one.
    shape : (int, int), optional
        Rows and columns.

    Returns
    -------
    stars : Stars
        The picture, and the stars in it.

    Notes
    -----
    Used in chapter 12. A star is a Gaussian with a standard deviation of 1.5 pixels.

    Examples
    --------
    >>> sky = star_field(500, seed=1)
    >>> sky.image.shape, sky.rows.size
    ((1024, 1024), 500)
    """
    rng = np.random.default_rng(seed)
    rows, columns = (rng.uniform(-0.5, size - 0.5, stars) for size in shape)
    width, reach = 1.5, 8
    heights = noise * np.exp(rng.triangular(np.log(6), np.log(6), np.log(1000), stars))
    down, across = (np.linspace(0, gradient / 2, size) for size in shape)
    image = 100 + np.add.outer(down, across)
    for row, column, height in zip(rows, columns, heights, strict=True):
        top, left = (max(round(at) - reach, 0) for at in (row, column))
        window = image[top : round(row) + reach + 1, left : round(column) + reach + 1]
        y, x = (np.arange(size) for size in window.shape)
        away = np.add.outer((y + top - row) ** 2, (x + left - column) ** 2)
        window += height * np.exp(away / (-2 * width**2))
    image += rng.normal(0, noise, shape)
    fluxes = heights * 2 * np.pi * width**2
    return Stars(image.astype(np.float32), rows, columns, fluxes, noise)


def _gaps(rng, length, share):
    """Mark pieces of a line, until they make up this share of it."""
    missing = np.zeros(length, bool)
    while (left := round(share * length) - np.count_nonzero(missing)) > 0:
        size = min(left, int(rng.integers(length // 40, length // 10 + 1)))
        start = int(rng.integers(1 - size, length))
        missing[max(start, 0) : start + size] = True
    return missing


def _dots(rng, shape, share, *, radius):
    """Mark round dots, until they make up this share of a picture."""
    dots = np.zeros(shape, np.uint8)
    while cv2.countNonZero(dots) < share * dots.size:
        row, column = (int(rng.integers(size)) for size in shape)
        cv2.circle(dots, (column, row), int(rng.integers(1, radius + 1)), 1, cv2.FILLED)
    return dots.astype(bool)
