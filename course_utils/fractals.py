"""Counting boxes, and the fractal dimension (chapter 13)."""

from typing import NamedTuple

import cv2
import numpy as np

from ._validation import check_array, shortened, whole


class BoxCounts(NamedTuple):
    """How many boxes of each size hold something.

    Attributes
    ----------
    sizes : (n,) int64 ndarray
        Sides of the boxes, in pixels.
    counts : (n,) int64 ndarray
        How many boxes of this side hold at least one True.
    """

    sizes: np.ndarray
    counts: np.ndarray


def box_counts(binary, *, sizes=None):
    """Count how many boxes of each size hold a part of a shape.

    Parameters
    ----------
    binary : (M, N) bool ndarray
        True on the shape.
    sizes : sequence of int, optional
        Sides of the boxes, in pixels: none longer than the longer side of the picture. If not
        given, the powers of two from 1 up to the shorter side.

    Returns
    -------
    boxes : BoxCounts
        The sizes and the counts.

    Raises
    ------
    TypeError
        If `binary` is not a bool array, or `sizes` are no whole numbers.
    ValueError
        If `binary` is empty or not two-dimensional, or if `sizes` is empty or holds one that is
        below 1 or too long.

    See Also
    --------
    fractal_dimension : The slope of these counts.

    Notes
    -----
    Taught in chapter 13. The boxes lie side by side from the upper left corner; those that the
    right or the lower border cuts count like others. Of boxes of 2 x 2 pixels, those of 4 x 4 are
    made, and so on: each size comes from the largest one before that divides it, so that the powers
    of a number cost little more than the smallest one alone.

    Examples
    --------
    >>> boxes = box_counts(np.eye(8, dtype=bool))
    >>> boxes.sizes, boxes.counts
    (array([1, 2, 4, 8]), array([8, 4, 2, 1]))
    """
    _check_shape(binary)
    sizes = _powers_of_two(min(binary.shape)) if sizes is None else _whole_sizes(sizes, binary)
    boxes = {1: binary}
    for size in sorted(sizes):
        part = max(smaller for smaller in boxes if size % smaller == 0)
        boxes[size] = _merge(boxes[part], size // part)
    counts = [np.count_nonzero(boxes[size]) for size in sizes]
    return BoxCounts(np.array(sizes, np.int64), np.array(counts, np.int64))


def fractal_dimension(binary, *, sizes=None):
    """Measure the box dimension of a shape: 1 of a line, 2 of an area, in between of a fractal.

    Parameters
    ----------
    binary : (M, N) bool ndarray
        True on the shape.
    sizes : sequence of int, optional
        Sides of the boxes, in pixels: at least two different ones, none longer than the longer side
        of the picture. If not given, the powers of two up to an eighth of the shorter side, at
        least 1 and 2.

    Returns
    -------
    dimension : float
        Minus the slope of the least-squares line through log(count) against log(size).

    Raises
    ------
    TypeError
        If `binary` is not a bool array, or `sizes` are no whole numbers.
    ValueError
        If `binary` is not two-dimensional, is False everywhere, or has fewer than 2 rows or columns
        and no sizes are given; or if `sizes` holds fewer than two different ones, or one that is
        below 1 or too long.

    See Also
    --------
    box_counts : The counts behind it.

    Notes
    -----
    Taught in chapter 13, after a question on Stack Overflow. A box that the border cuts would count
    as a whole one, so the rows and columns beyond the last whole box of the largest size are left
    out: a picture that is True everywhere has dimension 2, if the largest box fits into it. In a
    direction in which no such box fits, nothing is left out.

    Choose sizes that suit the shape: powers of three for one that repeats itself at a third of the
    size. Of a drawn line, the smallest boxes see its pixels, and the largest are too few to follow
    it [1]_; look at the counts before you trust a slope.

    References
    ----------
    .. [1] K. Falconer, Fractal Geometry: Mathematical Foundations and Applications, 3rd edition,
       Wiley, 2014, chapter 2, https://doi.org/10.1002/0470013850

    Examples
    --------
    >>> round(fractal_dimension(sierpinski_triangle(7)), 3)
    1.585
    >>> round(fractal_dimension(sierpinski_carpet(4), sizes=[1, 3, 9, 27]), 3)
    1.893
    """
    _check_shape(binary)
    if not binary.any():
        raise ValueError(
            "binary is False everywhere, so there is no shape; choose another threshold."
        )
    if sizes is None:
        if min(binary.shape) < 2:
            raise ValueError(
                f"binary has shape {binary.shape}; give at least 2 rows and 2 columns, or sizes."
            )
        sizes = _powers_of_two(max(2, min(binary.shape) // 8))
    else:
        sizes = _whole_sizes(sizes, binary)
        if len(set(sizes)) < 2:
            raise ValueError(f"sizes is {shortened(sizes)}; give at least two different ones.")
    largest = max(sizes)
    rows, columns = (side - side % largest or side for side in binary.shape)
    boxes = box_counts(binary[:rows, :columns], sizes=sizes)
    if not boxes.counts.any():
        raise ValueError(
            f"binary is True only in its last rows or columns, where no whole box of {largest} x "
            f"{largest} pixels fits; give smaller sizes, or cut out the shape."
        )
    slope, _ = np.polyfit(np.log(boxes.sizes), np.log(boxes.counts), 1)
    return float(-slope)


def sierpinski_carpet(level):
    """Make a square with a hole, whose eight parts around it have a hole each, and so on.

    Parameters
    ----------
    level : int
        How often the parts are parted again, 0 to 8.

    Returns
    -------
    binary : (3**level, 3**level) bool ndarray
        True on the carpet.

    Raises
    ------
    TypeError
        If `level` is no whole number.
    ValueError
        If it is below 0 or above 8.

    Notes
    -----
    Taught in chapter 13. Its dimension is log(8) / log(3), about 1.893.

    Examples
    --------
    >>> sierpinski_carpet(1).astype(int)
    array([[1, 1, 1],
           [1, 0, 1],
           [1, 1, 1]])
    """
    part = np.ones((3, 3), bool)
    part[1, 1] = False
    return _repeat(part, whole("level", level, 0, 8))


def sierpinski_triangle(level):
    """Make a triangle of three triangles, each of them made of three, and so on.

    Parameters
    ----------
    level : int
        How often the parts are parted again, 0 to 13.

    Returns
    -------
    binary : (2**level, 2**level) bool ndarray
        True on the triangle, whose right angle lies in the lower left corner.

    Raises
    ------
    TypeError
        If `level` is no whole number.
    ValueError
        If it is below 0 or above 13.

    Notes
    -----
    Taught in chapter 13. Its dimension is log(3) / log(2), about 1.585.

    Examples
    --------
    >>> sierpinski_triangle(2).astype(int)
    array([[1, 0, 0, 0],
           [1, 1, 0, 0],
           [1, 0, 1, 0],
           [1, 1, 1, 1]])
    """
    return _repeat(np.array([[True, False], [True, True]]), whole("level", level, 0, 13))


def koch_curve(level):
    """Draw a line whose middle third is a peak, as is that of each of the four parts, and so on.

    Parameters
    ----------
    level : int
        How often the parts are parted again, 0 to 8.

    Returns
    -------
    binary : (M, 3**level) bool ndarray
        True on the curve, one pixel wide, from the lower left to the lower right corner.

    Raises
    ------
    TypeError
        If `level` is no whole number.
    ValueError
        If it is below 0 or above 8.

    Notes
    -----
    Taught in chapter 13. Its dimension is log(4) / log(3), about 1.262. The last parts are about as
    long as a pixel. From level 5 on, boxes of powers of three, from 1 to a ninth of the columns,
    measure it to 0.03.

    Examples
    --------
    >>> koch_curve(2).astype(int)
    array([[0, 0, 0, 1, 1, 1, 0, 0, 0],
           [0, 1, 0, 1, 0, 1, 0, 1, 0],
           [1, 1, 1, 1, 0, 1, 1, 1, 1]])
    """
    columns = 3 ** whole("level", level, 0, 8)
    turn = np.exp(1j * np.pi / 3)
    corners = np.array([0, 1], complex)  # x and y of each, as one complex number
    for _ in range(level):
        start, third = corners[:-1], np.diff(corners) / 3
        parts = [start, start + third, start + third * (1 + turn), start + 2 * third]
        corners = np.append(np.transpose(parts).ravel(), corners[-1])
    corners *= columns - 1
    bottom = int(np.rint(corners.imag.max()))
    picture = np.zeros((bottom + 1, columns), np.uint8)
    points = np.column_stack([corners.real, bottom - corners.imag])
    # OpenCV takes points in whole parts of a pixel: 256 with a shift of 8.
    cv2.polylines(picture, [np.rint(points * 256).astype(np.int32)], False, 1, shift=8)
    return picture.astype(bool)


def _merge(boxes, factor):
    """Return boxes that are `factor` times as large: each True if one of those in it is."""
    if factor == 1:
        return boxes
    rest = [(0, -side % factor) for side in boxes.shape]
    if np.any(rest):
        boxes = np.pad(boxes, rest)
    rows = boxes[::factor].copy()
    for line in range(1, factor):
        rows |= boxes[line::factor]
    if factor == 2:
        return rows.view(np.uint16) != 0  # two neighbors at once
    merged = rows[:, ::factor].copy()
    for line in range(1, factor):
        merged |= rows[:, line::factor]
    return merged


def _repeat(part, level):
    """Put the picture so far in the place of each True of a part, again and again."""
    picture = np.ones((1, 1), bool)
    for _ in range(level):
        picture = np.kron(part, picture)
    return picture


def _powers_of_two(most):
    """Return 1, 2, 4 and so on, up to this number."""
    return [2**power for power in range(most.bit_length())]


def _whole_sizes(sizes, binary):
    """Return sizes of boxes as a list of ints, or raise."""
    try:
        sizes = list(sizes)
    except TypeError:
        raise TypeError(f"sizes is {shortened(sizes)}; give a list of whole numbers.") from None
    if not sizes:
        raise ValueError("sizes is empty; give at least one.")
    most = max(binary.shape)
    return [whole(f"sizes[{place}]", size, 1, most) for place, size in enumerate(sizes)]


def _check_shape(binary):
    """Raise unless a shape stands in a picture."""
    check_array("binary", binary)
    if binary.dtype != bool:
        raise TypeError(f"binary has dtype {binary.dtype}; give a bool array, such as image > 127.")
    if binary.ndim != 2 or not binary.size:
        raise ValueError(
            f"binary has shape {binary.shape}; give a picture of shape (M, N), M and N above 0."
        )
