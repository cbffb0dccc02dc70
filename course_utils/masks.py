"""Masks: which pixels are meant (chapter 04)."""

import cv2
import numpy as np

from ._validation import check_mask, check_picture, shortened, whole_pair


def rectangle_mask(shape, top_left, bottom_right):
    """Make a mask that is True inside a rectangle.

    Parameters
    ----------
    shape : (int, int)
        Rows and columns of the mask; of the ``image.shape`` of a color picture the first two
        numbers are taken.
    top_left : (int, int)
        First row and first column inside.
    bottom_right : (int, int)
        First row and first column that are not inside any more, as in a slice.

    Returns
    -------
    mask : (M, N) bool ndarray
        True at ``mask[top:bottom, left:right]``, False elsewhere.

    Raises
    ------
    TypeError
        If an argument is not two whole numbers.
    ValueError
        If the rectangle is empty or does not lie in a mask of this shape.

    See Also
    --------
    cv2.rectangle : Takes corners as (column, row), and both of them are inside.

    Notes
    -----
    Taught in chapter 04.

    Examples
    --------
    >>> rectangle_mask((3, 4), (0, 1), (2, 3)).astype(int)
    array([[0, 1, 1, 0],
           [0, 1, 1, 0],
           [0, 0, 0, 0]])
    """
    if isinstance(shape, tuple) and len(shape) == 3 and shape[2] in (3, 4):
        shape = shape[:2]
    rows, columns = whole_pair("shape", shape, "(rows, columns)")
    top, left = whole_pair("top_left", top_left, "(row, column)")
    bottom, right = whole_pair("bottom_right", bottom_right, "(row, column)")
    for name, start, end, size in [("rows", top, bottom, rows), ("columns", left, right, columns)]:
        if not 0 <= start < end <= size:
            raise ValueError(
                f"top_left is {shortened((top, left))} and bottom_right is "
                f"{shortened((bottom, right))}, but {name} {shortened(start)} to {shortened(end)} "
                f"are no part of a mask with {shortened(size)} {name}; give corners inside it as "
                "(row, column), the upper left one first."
            )
    mask = np.zeros((rows, columns), dtype=bool)
    mask[top:bottom, left:right] = True
    return mask


def apply_mask(image, mask):
    """Keep the pixels of a picture where a mask is True and make the others black.

    Parameters
    ----------
    image : (M, N), (M, N, 3) or (M, N, 4) uint8 ndarray
        Gray picture, BGR, or BGR with transparency (which becomes 0 outside, too).
    mask : (M, N) bool ndarray
        True where pixels are kept.

    Returns
    -------
    kept : ndarray
        A new picture with the shape and dtype of `image`.

    Raises
    ------
    TypeError
        If `image` is not a uint8 array or `mask` is not a bool one.
    ValueError
        If `image` is empty or no picture, or if `mask` has another shape.

    See Also
    --------
    cv2.bitwise_and : With the picture twice and a uint8 mask, the same values.

    Notes
    -----
    Taught in chapter 04. For looking only: do not count the result, because its black pixels would
    be counted too. Give the mask to `histograms.histogram` instead.

    Examples
    --------
    >>> apply_mask(np.array([[7, 8, 9]], dtype=np.uint8), np.array([[True, False, True]]))
    array([[7, 0, 9]], dtype=uint8)
    """
    check_picture("image", image, channels=(1, 3, 4))
    if mask is None:
        raise TypeError("mask is None; give a bool array, such as mask > 0.")
    white = check_mask(mask, image).view(np.uint8)
    # OpenCV misreads values that NumPy repeats without storing them.
    return cv2.copyTo(np.ascontiguousarray(image), np.ascontiguousarray(white))
