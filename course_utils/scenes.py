"""Generated pictures whose truth is known, for counting and measuring (chapters 11 to 14)."""

import itertools
from typing import NamedTuple

import cv2
import numpy as np

from . import data


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


class Pair(NamedTuple):
    """Two pictures of one thing, and how far it has moved from the first to the second.

    Attributes
    ----------
    image, moved : (M, N, 3) uint8 ndarray
        BGR pictures; what left the first is missing in the second, and something new came in.
    shift : (int, int)
        Rows down and columns to the right.
    """

    image: np.ndarray
    moved: np.ndarray
    shift: tuple


class Folder(NamedTuple):
    """Many pictures, and which of them show the same.

    Attributes
    ----------
    images : list of (M, N, 3) uint8 ndarray
        BGR pictures.
    labels : (n,) int64 ndarray
        The number of the scene that each picture shows.
    """

    images: list
    labels: np.ndarray


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


def shifted_pair(
    *,
    seed=0,
    sample="immunohistochemistry",
    shape=(150, 220),
    most=1 / 3,
    noise=5.0,
    brightness=0.2,
):
    """Cut two pictures out of a sample picture, as if the microscope had moved in between.

    Parameters
    ----------
    seed : int, optional
        Another one gives another place and another shift.
    sample : str, optional
        One of the names in `data.SAMPLES`.
    shape : (int, int), optional
        Rows and columns of both pictures.
    most : float, optional
        How far the second one is shifted at most, in times of a side. The sample is larger by that.
    noise : float, optional
        Standard deviation of normal noise, of its own in each picture.
    brightness : float, optional
        By which share the second one is made brighter or darker at most; added to that are at most
        100 times as many gray levels.

    Returns
    -------
    pair : Pair
        The pictures and the shift.

    Notes
    -----
    Used in chapter 14.

    Examples
    --------
    >>> pair = shifted_pair(seed=1)
    >>> pair.image.shape, pair.shift
    ((150, 220, 3), (-3, 38))
    """
    rng = np.random.default_rng(seed)
    picture = data.sample(sample)
    shift, corner = [], []
    for side, whole in zip(shape, picture.shape, strict=False):
        reach = int(most * side)
        by = int(rng.integers(-reach, reach + 1))
        shift.append(by)
        corner.append(int(rng.integers(max(by, 0), whole - side + min(by, 0) + 1)))
    windows = [_window(picture, at, shape) for at in (corner, np.subtract(corner, shift))]
    image = _recorded(rng, windows[0], noise, 0)
    return Pair(image, _recorded(rng, windows[1], noise, brightness), tuple(shift))


def microscope_folder(scenes=200, pictures=10, *, seed=0, shape=(96, 128)):
    """Fill a folder with pictures of stained tissue, several of each place, in any order.

    Parameters
    ----------
    scenes : int, optional
        How many places: 384 at most, if the pictures have the shape that is the default.
    pictures : int, optional
        How many of each place.
    seed : int, optional
        Another one gives other places and another order.
    shape : (int, int), optional
        Rows and columns of all pictures.

    Returns
    -------
    folder : Folder
        The pictures, and the number of the place that each shows.

    Notes
    -----
    Used in chapter 14. The first and the third of four pictures of a place are equal, the second is
    shifted, and the fourth brighter or darker; so are the next four. All but the equal ones have
    noise. Between two pictures of a place the shift is a third of a side at most. The places are
    parts of one sample picture at twice its size, turned and mirrored; those that are turned alike
    do not overlap.

    Examples
    --------
    >>> folder = microscope_folder(3, 2, seed=1)
    >>> len(folder.images), folder.labels
    (6, array([1, 2, 2, 0, 0, 1]))
    """
    rng = np.random.default_rng(seed)
    picture = cv2.resize(data.sample("immunohistochemistry"), None, fx=2, fy=2)
    room = [side // 3 for side in shape]
    tile = np.add(shape, room)
    corners = [
        range(0, whole - side + 1, side)
        for whole, side in zip(picture.shape, tile.tolist(), strict=False)
    ]
    places = list(itertools.product(range(8), *corners))
    images = []
    for chosen in rng.choice(len(places), scenes, replace=False):
        turns, *corner = places[chosen]
        turned = np.rot90(picture if turns < 4 else picture[::-1], turns)
        middle = np.add(corner, np.floor_divide(room, 2))
        for number in range(pictures):
            kind = ("equal", "shifted", "equal", "brighter")[number % 4]
            at = corner + rng.integers(0, np.add(room, 1)) if kind == "shifted" else middle
            image = _window(turned, at, shape)
            if kind != "equal":
                image = _recorded(rng, image, 4, 0.15 if kind == "brighter" else 0)
            images.append(image)
    order = rng.permutation(len(images))
    return Folder([images[place] for place in order], order // pictures)


def _window(picture, corner, shape):
    """Return a copy of a part of a picture."""
    top, left = corner
    return picture[top : top + shape[0], left : left + shape[1]].copy()


def _recorded(rng, image, noise, brightness):
    """Return a picture as a camera records it, with noise and another brightness."""
    factor, more = rng.uniform(-brightness, brightness, 2)
    light = image * (1 + factor) + 100 * more + rng.normal(0, noise, image.shape)
    return np.rint(light).clip(0, 255).astype(np.uint8)


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
