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
