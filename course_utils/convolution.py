"""Convolution: slide a kernel over a picture (chapters 07 to 09)."""

from types import MappingProxyType

import numpy as np

from ._sliding import BORDERS, slide
from ._validation import (
    check_array,
    check_numbers,
    check_planes,
    refuse_masked,
    shortened,
    whole,
)


def _kernel(rows, divisor=None):
    kernel = np.array(rows) if divisor is None else np.array(rows) / divisor
    kernel.flags.writeable = False
    return kernel


#: The kernels of chapter 07 by name, for `correlate`. They cannot be changed; `.copy()` can.
KERNELS = MappingProxyType(
    {
        "identity": _kernel([[0, 0, 0], [0, 1, 0], [0, 0, 0]]),
        "mean": _kernel(np.ones((3, 3)), 9),
        "small_blur": _kernel(np.ones((7, 7)), 49),
        "large_blur": _kernel(np.ones((21, 21)), 441),
        "gaussian": _kernel([[1, 2, 1], [2, 4, 2], [1, 2, 1]], 16),
        "sharpen": _kernel([[0, -1, 0], [-1, 5, -1], [0, -1, 0]]),
        "laplacian": _kernel([[0, 1, 0], [1, -4, 1], [0, 1, 0]]),
        "sobel_x": _kernel([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]),
        "sobel_y": _kernel([[-1, -2, -1], [0, 0, 0], [1, 2, 1]]),
        "emboss": _kernel([[-2, -1, 0], [-1, 1, 1], [0, 1, 2]]),
    }
)


def correlate(image, kernel, *, border="replicate"):
    """Slide a kernel over a picture: at each pixel multiply, and add up.

    Parameters
    ----------
    image : (M, N), (M, N, 3) or (M, N, 4) ndarray
        Gray or color picture of any integer or floating dtype, without NaN or infinity. The
        kernel is laid on each channel alone.
    kernel : (K, L) ndarray
        Weights of any integer or floating dtype; both sides are odd and may differ. It is not
        flipped. It may be larger than the picture.
    border : {"replicate", "zero", "wrap", "reflect", "mirror"}, optional
        What lies outside of the picture, see Notes.

    Returns
    -------
    sums : ndarray
        In the shape of `image`, float32 for a float32 picture and float64 for all others. Never
        clipped to 0 to 255, and never rounded: values below 0 are kept.

    Raises
    ------
    TypeError
        If an argument is not a NumPy array of numbers, or an unsigned kernel holds a value above
        half of its range: 252 in a uint8 kernel was most probably -4.
    ValueError
        If the picture or the kernel has a wrong shape, NaN or infinity, or the border no such name.

    See Also
    --------
    convolve : Flips the kernel first.
    cv2.filter2D : Gives uint8 for a uint8 picture, so clips, unless ddepth is cv2.CV_64F.
    scipy.ndimage.correlate : Gives uint8 for a uint8 picture, and what is outside 0 to 255 wraps.

    Notes
    -----
    Taught in chapter 07. Outside of a row ``a b c d``:

    =========== ====================== =================== ========
    border      what is seen           OpenCV              SciPy
    =========== ====================== =================== ========
    replicate   ``a a|a b c d|d d``    BORDER_REPLICATE    nearest
    zero        ``0 0|a b c d|0 0``    BORDER_CONSTANT     constant
    wrap        ``c d|a b c d|a b``    BORDER_WRAP         wrap
    reflect     ``b a|a b c d|d c``    BORDER_REFLECT      reflect
    mirror      ``c b|a b c d|c b``    BORDER_REFLECT_101  mirror
    =========== ====================== =================== ========

    Examples
    --------
    >>> row = np.array([[1, 2, 4, 8]], dtype=np.uint8)
    >>> correlate(row, np.array([[-1, 0, 1]]))
    array([[1., 3., 6., 4.]])
    """
    _check(image, kernel, border)
    return slide(image, kernel, border)


def convolve(image, kernel, *, border="replicate"):
    """Convolve a picture with a kernel: correlate it with the kernel turned by 180 degrees.

    Parameters
    ----------
    image : (M, N), (M, N, 3) or (M, N, 4) ndarray
        As for `correlate`.
    kernel : (K, L) ndarray
        As for `correlate`; rows and columns are taken in reverse order.
    border : {"replicate", "zero", "wrap", "reflect", "mirror"}, optional
        As for `correlate`.

    Returns
    -------
    sums : ndarray
        In the shape of `image`, float32 for a float32 picture and float64 for all others.

    Raises
    ------
    TypeError, ValueError
        As `correlate` does.

    See Also
    --------
    correlate : Does not flip the kernel.
    scipy.ndimage.convolve : Gives uint8 for a uint8 picture.

    Notes
    -----
    Taught in chapter 08. A picture that is black but for one pixel of value 1 gives the kernel
    itself.

    Examples
    --------
    >>> row = np.array([[0, 0, 1, 0, 0]], dtype=np.uint8)
    >>> convolve(row, np.array([[2, 3, 5]]))
    array([[0., 2., 3., 5., 0.]])
    """
    _check(image, kernel, border)
    return slide(image, kernel[::-1, ::-1], border)


def gaussian_kernel(size, sigma):
    """Make a kernel whose weights fall off from the middle like a bell.

    Parameters
    ----------
    size : int
        Rows and columns, odd.
    sigma : float
        Standard deviation, in pixels.

    Returns
    -------
    kernel : (size, size) float64 ndarray
        Sums to 1.

    Raises
    ------
    TypeError
        If `size` is no whole number or `sigma` no number.
    ValueError
        If `size` is even or `sigma` not above 0.

    See Also
    --------
    cv2.getGaussianKernel : One column of it; the product with its transpose is this kernel.

    Notes
    -----
    Taught in chapter 07. Each weight is proportional to exp(-d^2 / (2 sigma^2)), d being the
    distance from the middle.

    Examples
    --------
    >>> gaussian_kernel(3, 1).round(3)
    array([[0.075, 0.124, 0.075],
           [0.124, 0.204, 0.124],
           [0.075, 0.124, 0.075]])
    """
    size = whole("size", size, least=1)
    if size % 2 == 0:
        raise ValueError(f"size is {size}; give an odd number, so that one weight is the middle.")
    try:
        sigma = float(sigma)
    except (TypeError, ValueError):
        raise TypeError(f"sigma is {shortened(sigma)}; give a number of pixels.") from None
    if not 0 < sigma < np.inf:
        raise ValueError(f"sigma is {sigma}; give a number of pixels above 0.")
    steps = np.arange(size) - size // 2
    side = np.exp(-(steps**2) / (2 * sigma**2))
    side /= side.sum()
    return np.outer(side, side)


def separate(kernel):
    """Split a kernel into one column and one row whose product it is.

    Parameters
    ----------
    kernel : (K, L) ndarray
        Weights of any integer or floating dtype; both sides are odd and may differ.

    Returns
    -------
    column : (K, 1) float64 ndarray
    row : (1, L) float64 ndarray
        ``column @ row`` is the kernel, to rounding.

    Raises
    ------
    TypeError
        If the kernel is not a NumPy array of numbers.
    ValueError
        If the kernel is no such product, or has a wrong shape, NaN or infinity.

    Notes
    -----
    Taught in chapter 08. A kernel counts as a product if all singular values but the first are
    below 1e-12 of the first.

    Examples
    --------
    >>> column, row = separate(np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]))
    >>> (column @ row).round(12) + 0.0
    array([[-1.,  0.,  1.],
           [-2.,  0.,  2.],
           [-1.,  0.,  1.]])
    """
    _check_kernel(kernel)
    left, sizes, right = np.linalg.svd(kernel.astype(np.float64))
    rank = np.count_nonzero(sizes > 1e-12 * sizes[0])
    if rank > 1:
        raise ValueError(
            f"kernel has rank {rank}, so it is no product of one column and one row; use it whole."
        )
    root = np.sqrt(sizes[0])
    return left[:, :1] * root, right[:1] * root


def _check(image, kernel, border):
    _check_kernel(kernel)
    if not isinstance(border, str) or border not in BORDERS:
        raise ValueError(f"border is {shortened(border)}; give one of {', '.join(BORDERS)}.")
    check_array("image", image)
    check_planes("image", image)
    check_numbers("image", image)
    _check_finite("image", image)


def _check_kernel(kernel):
    """Raise unless `kernel` is an array of finite numbers with two odd sides."""
    if not isinstance(kernel, np.ndarray):
        raise TypeError(
            f"kernel has type {type(kernel).__name__}; give a NumPy array, "
            "such as np.array(kernel)."
        )
    refuse_masked("kernel", kernel)
    if kernel.dtype.kind not in "uif":
        raise TypeError(f"kernel has dtype {kernel.dtype}; give integers or floats.")
    if kernel.ndim != 2 or not kernel.size or not all(side % 2 for side in kernel.shape):
        raise ValueError(
            f"kernel has shape {kernel.shape}; give rows and columns, both odd, so that one weight "
            "is the middle."
        )
    _check_finite("kernel", kernel)
    if kernel.dtype.kind == "u" and kernel.max() > np.iinfo(kernel.dtype).max // 2:
        raise TypeError(
            f"kernel has dtype {kernel.dtype} and holds {kernel.max()}, most probably a negative "
            "weight that wrapped around; give integers with a sign, such as int64."
        )


def _check_finite(name, array):
    """Raise if an array holds NaN or infinity, or values so large that sums of them overflow."""
    if array.dtype.kind != "f":
        return
    flat = array.ravel()
    # One pass over the values finds most arrays good: a sum of squares hides no NaN.
    with np.errstate(over="ignore", invalid="ignore"):
        if np.isfinite(np.dot(flat, flat)):
            return
    wrong = ~np.isfinite(array)
    if wrong.any():
        where = tuple(int(i) for i in np.argwhere(wrong)[0])
        raise ValueError(
            f"{name} holds {array[where]} at {where}; replace what is not known by a number first."
        )
