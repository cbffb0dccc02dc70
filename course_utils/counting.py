"""Counting stacked curves by strips that vote (chapter 11)."""

from typing import NamedTuple

import cv2
import numpy as np

from ._validation import check_array, shortened, whole


class Votes(NamedTuple):
    """How many curves there are, and what each strip saw.

    Attributes
    ----------
    count : int
        What most strips saw.
    votes : (N,) int64 ndarray
        How many curves the strip around each column crosses.
    """

    count: int
    votes: np.ndarray


def count_by_slices(binary, width):
    """Count curves that lie one above another, although they are broken.

    Parameters
    ----------
    binary : (M, N) bool ndarray
        True on the curves, which run from left to right.
    width : int
        Columns of a strip, an odd number: more than a gap has, and so few that a curve stays apart
        from the next one on its way through the strip.

    Returns
    -------
    votes : Votes
        The count, and the vote of each column.

    Raises
    ------
    TypeError
        If `binary` is not a bool array or `width` no whole number.
    ValueError
        If `binary` is not two-dimensional, has fewer than 2 rows, or is the same everywhere, or if
        `width` is even, below 1, or more than there are columns.

    See Also
    --------
    cv2.connectedComponents : Counts every piece of a broken curve.

    Notes
    -----
    Taught in chapter 11, after an answer on Stack Overflow. Around each column lies a strip; beyond
    the left and right border the picture is mirrored. How much of each row of a strip is True says
    whether a curve passes there: the level is the one that best parts the rows of the strips into
    two groups [1]_, but never above a half. A strip votes for the number of runs of filled rows; a
    run that begins with the first row counts. Strips that saw nothing do not vote. Among numbers
    with equally many votes, the one nearest to the median of the votes wins.

    The cost grows with the pixels, not with `width`.

    References
    ----------
    .. [1] N. Otsu, A threshold selection method from gray-level histograms, IEEE Transactions on
       Systems, Man, and Cybernetics 9(1), 1979, https://doi.org/10.1109/TSMC.1979.4310076

    Examples
    --------
    >>> binary = np.zeros((9, 7), dtype=bool)
    >>> binary[[1, 4, 7]] = True
    >>> binary[4, 2] = False
    >>> count_by_slices(binary, 3)
    Votes(count=3, votes=array([3, 3, 3, 3, 3, 3, 3]))
    """
    _check_curves(binary)
    if whole("width", width, 1, binary.shape[1]) % 2 == 0:
        raise ValueError(f"width is {shortened(width)}; give an odd number.")
    white = np.ascontiguousarray(binary).view(np.uint8) * np.uint8(255)
    filling = cv2.blur(white, (width, 1), borderType=cv2.BORDER_REFLECT)
    # Strips next to each other share nearly all of their columns: some of them give the level.
    some = np.ascontiguousarray(filling[:, :: max(1, width // 8)])
    level, _ = cv2.threshold(some, 0, 255, cv2.THRESH_OTSU)
    filled = cv2.compare(filling, min(level, 127), cv2.CMP_GT)
    begins = cv2.compare(filled[1:], filled[:-1], cv2.CMP_GT)
    runs = cv2.reduce(begins, 0, cv2.REDUCE_SUM, dtype=cv2.CV_32S)[0] + filled[0]
    votes = runs.astype(np.int64) // 255
    return Votes(_winner(votes), votes)


def _winner(votes):
    """Return the number with the most votes, of several the one nearest to the median."""
    votes = votes[votes > 0]
    if not votes.size:
        return 0
    counts = np.bincount(votes)
    best = np.flatnonzero(counts == counts.max())
    return int(best[np.abs(best - np.median(votes)).argmin()])


def _check_curves(binary):
    """Raise unless there are curves to count from the first row to the last."""
    check_array("binary", binary)
    if binary.dtype != bool:
        raise TypeError(f"binary has dtype {binary.dtype}; give a bool array, such as image > 127.")
    if binary.ndim != 2 or binary.shape[0] < 2 or binary.shape[1] < 1:
        raise ValueError(
            f"binary has shape {binary.shape}; give a picture of shape (M, N) with at least 2 rows."
        )
    if binary.all() or not binary.any():
        raise ValueError(
            f"binary is {bool(binary.all())} everywhere, so no curve stands out; choose another "
            "threshold."
        )
