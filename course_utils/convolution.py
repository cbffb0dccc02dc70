"""Convolution: slide a kernel over a picture (chapters 07 to 09)."""

from types import MappingProxyType

import cv2
import numpy as np
import scipy.fft

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
    """Raise if an array holds NaN or infinity."""
    if array.dtype.kind != "f":
        return
    # One pass finds most arrays good: no NaN and no infinity disappears in a sum.
    with np.errstate(over="ignore", invalid="ignore"):
        if np.isfinite(array.sum()):
            return
    wrong = ~np.isfinite(array)
    if wrong.any():
        where = tuple(int(i) for i in np.argwhere(wrong)[0])
        raise ValueError(
            f"{name} holds {array[where]} at {where}; replace what is not known by a number first."
        )


# ---- blurred pictures: how sharp they are, and how to undo a known blur --------------------------


def focus_score(gray):
    """Say how sharp a gray picture is: the variance of the responses of the Laplacian.

    Parameters
    ----------
    gray : (M, N) ndarray
        Picture of any integer or floating dtype, of 3 rows and 3 columns at least, without NaN or
        infinity.

    Returns
    -------
    score : float
        In squared gray levels; 0 for a flat picture. Twice the contrast gives four times the score.

    Raises
    ------
    TypeError
        If `gray` is not a NumPy array of numbers.
    ValueError
        If `gray` has a wrong shape, NaN or infinity.

    See Also
    --------
    cv2.Laplacian : Its variance counts the border, too, where pixels outside are made up.

    Notes
    -----
    Taught in chapter 08. The kernel is ``[[0, 1, 0], [1, -4, 1], [0, 1, 0]]``, at all pixels that
    are not on the border. Compare scores of the same scene only: a picture of sand scores more than
    one of the sky, however sharp. Noise raises the score, and so does the rounding of a uint8
    picture, to about 2 at most where all else is smooth. One pass over the picture.

    References
    ----------
    .. [1] J. L. Pech-Pacheco, G. Cristobal, J. Chamorro-Martinez, J. Fernandez-Valdivia, Diatom
       autofocusing in brightfield microscopy: a comparative study, ICPR, 2000,
       https://doi.org/10.1109/ICPR.2000.903548

    Examples
    --------
    >>> focus_score(np.array([[0, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0, 0]], dtype=np.uint8))
    6.25
    """
    check_array("gray", gray)
    check_numbers("gray", gray)
    if gray.ndim != 2 or min(gray.shape) < 3:
        raise ValueError(
            f"gray has shape {gray.shape}; give a gray picture of 3 rows and 3 columns at least."
        )
    _check_finite("gray", gray)
    if gray.dtype == np.uint8:
        responses = cv2.Laplacian(gray, cv2.CV_16S)
    else:
        responses = cv2.Laplacian(gray.astype(np.float64), cv2.CV_64F)
    return float(cv2.meanStdDev(responses[1:-1, 1:-1])[1][0, 0] ** 2)


def wiener_deblur(image, kernel, *, balance=0.01):
    """Undo a known blur by dividing spectra, carefully where the blur has left little.

    Parameters
    ----------
    image : (M, N), (M, N, 3) or (M, N, 4) ndarray
        Blurred picture of any integer or floating dtype, without NaN or infinity.
    kernel : (K, L) ndarray
        What has blurred it, by `convolve`; both sides are odd and may differ. It is divided by its
        sum.
    balance : float, optional
        How much smoothness counts against sharpness, above 0: the more noise, the larger. Usual
        are 0.001 to 1.

    Returns
    -------
    sharp : ndarray
        In the shape of `image`, float64, neither rounded nor clipped.

    Raises
    ------
    TypeError
        If an argument is not an array of numbers, or `balance` no number.
    ValueError
        If a shape is wrong, a value NaN or infinite, the kernel's sum not above 0, or `balance` not
        above 0.

    See Also
    --------
    richardson_lucy : Slower; its result is never below 0.
    skimage.restoration.wiener : Takes opposite borders for neighbors, so it rings at the border.

    Notes
    -----
    Taught in chapter 08. With the spectra H of the kernel and L of the Laplacian, the spectrum of
    the picture is multiplied by ``conj(H) / (abs(H)**2 + balance * abs(L)**2)``. Before it the
    picture is continued by its mirror image, which fades to its mean, so that opposite sides meet
    smoothly. A wrong kernel gives a wrong picture. Time and memory grow as those of a Fourier
    transform, N log N.

    References
    ----------
    .. [1] N. Wiener, Extrapolation, Interpolation, and Smoothing of Stationary Time Series, MIT
       Press, 1949, https://doi.org/10.7551/mitpress/2946.001.0001

    Examples
    --------
    >>> flat = np.full((4, 5), 7, dtype=np.uint8)
    >>> wiener_deblur(flat, gaussian_kernel(3, 1)).round(6)[0]
    array([7., 7., 7., 7., 7.])
    """
    _check(image, kernel, "reflect")
    kernel = _check_blur(kernel)
    try:
        balance = float(balance)
    except (TypeError, ValueError):
        raise TypeError(f"balance is {shortened(balance)}; give a number above 0.") from None
    if not 0 < balance < np.inf:
        raise ValueError(f"balance is {balance}; give a number above 0, such as 0.01.")
    reach = [2 * side + 16 for side in kernel.shape]
    spread = [scipy.fft.next_fast_len(n + 2 * r) for n, r in zip(image.shape, reach, strict=False)]
    blur = _spectrum(kernel, spread)
    rough = _spectrum(KERNELS["laplacian"], spread)
    inverse = blur.conj() / (np.abs(blur) ** 2 + balance * np.abs(rough) ** 2)
    planes = np.atleast_3d(image).astype(np.float64)
    sharp = np.empty_like(planes)
    for channel in range(planes.shape[2]):
        plane = planes[:, :, channel]
        faded = _faded(plane, reach, spread)
        result = scipy.fft.irfft2(scipy.fft.rfft2(faded, workers=2) * inverse, spread, workers=2)
        inside = tuple(slice(r, r + n) for r, n in zip(reach, plane.shape, strict=True))
        sharp[:, :, channel] = result[inside]
    return sharp.reshape(image.shape)


def richardson_lucy(image, kernel, *, iterations=30):
    """Undo a known blur step by step: blur the guess, compare, correct, repeat.

    Parameters
    ----------
    image : (M, N), (M, N, 3) or (M, N, 4) ndarray
        Blurred picture of any integer or floating dtype, 0 or more everywhere.
    kernel : (K, L) ndarray
        What has blurred it, by `convolve`: weights of 0 or more; both sides are odd and may differ.
        It is divided by its sum.
    iterations : int, optional
        Number of steps. More make sharper pictures, and louder noise.

    Returns
    -------
    sharp : ndarray
        In the shape of `image`, float64, 0 or more, neither rounded nor clipped at 255.

    Raises
    ------
    TypeError
        If an argument is not an array of numbers, or `iterations` no whole number.
    ValueError
        If a shape is wrong, a value NaN, infinite or below 0, the kernel's sum 0, or `iterations`
        below 1.

    See Also
    --------
    wiener_deblur : One step instead of many.
    skimage.restoration.richardson_lucy : Takes all outside of the picture for black.

    Notes
    -----
    Taught in chapter 08. In each step the guess is multiplied by the ratio of the picture to the
    blurred guess, correlated with the kernel. Outside, the picture is mirrored. Each step costs two
    convolutions; it is computed in float32, which is good for about 6 digits.

    References
    ----------
    .. [1] W. H. Richardson, Bayesian-based iterative method of image restoration, Journal of the
       Optical Society of America 62, 1972, https://doi.org/10.1364/JOSA.62.000055
    .. [2] L. B. Lucy, An iterative technique for the rectification of observed distributions, The
       Astronomical Journal 79, 1974, https://doi.org/10.1086/111605

    Examples
    --------
    >>> flat = np.full((4, 5), 7, dtype=np.uint8)
    >>> richardson_lucy(flat, gaussian_kernel(3, 1)).round(3)[0]
    array([7., 7., 7., 7., 7.])
    """
    _check(image, kernel, "reflect")
    kernel = np.float32(_check_blur(kernel))
    for name, array in (("kernel", kernel), ("image", image)):
        if array.min() < 0:
            raise ValueError(
                f"{name} holds {shortened(array.min().item())}; Richardson-Lucy counts light, so "
                "give values of 0 or more."
            )
    iterations = whole("iterations", iterations, least=1)
    # A slight lift keeps the ratio finite where the picture is black.
    seen = np.maximum(image.astype(np.float32), np.float32(1e-6))
    turned = np.ascontiguousarray(kernel[::-1, ::-1])
    guess = seen.copy()
    for _ in range(iterations):
        blurred = np.maximum(slide(guess, turned, "reflect"), np.float32(1e-6))
        guess *= np.maximum(slide(seen / blurred, kernel, "reflect"), 0)
    return guess.astype(np.float64)


def _check_blur(kernel):
    """Return a kernel divided by its sum, or raise unless that is above 0."""
    kernel = kernel.astype(np.float64)
    total = kernel.sum()
    if total <= 1e-12 * np.abs(kernel).sum():
        raise ValueError(
            f"kernel sums to {total:g}, so it is no blur; give weights whose sum is above 0."
        )
    return kernel / total


def _spectrum(kernel, shape):
    """Return the Fourier transform of a kernel whose middle lies at (0, 0) of an array."""
    laid = np.zeros(shape)
    rows, columns = (np.arange(side) - side // 2 for side in kernel.shape)
    np.add.at(laid, np.ix_(rows % shape[0], columns % shape[1]), kernel)
    return scipy.fft.rfft2(laid)


def _faded(plane, reach, shape):
    """Continue a picture by its mirror image, which fades to its mean away from the picture."""
    widths = [
        (before, total - size - before)
        for before, total, size in zip(reach, shape, plane.shape, strict=True)
    ]
    larger = np.pad(plane, widths, mode="symmetric")
    for axis, (before, after) in enumerate(widths):
        fade = np.ones(shape[axis])
        fade[:before] = np.sin(np.pi / 2 * (np.arange(before) + 0.5) / before) ** 2
        fade[len(fade) - after :] = np.sin(np.pi / 2 * (np.arange(after)[::-1] + 0.5) / after) ** 2
        mean = plane.mean()
        larger = mean + (larger - mean) * np.expand_dims(fade, 1 - axis)
    return larger
