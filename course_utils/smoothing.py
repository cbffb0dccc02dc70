"""Smoothing that does not bleed from holes, on a plane and on a sphere (chapter 10)."""

from functools import partial

import cv2
import numpy as np

from ._validation import check_array, check_mask, check_numbers, check_planes, positive

#: Where the smoothed weights are not above this, nothing that is known reaches on the sphere. The
#: sums over spherical harmonics ring around 0, at the poles by some 1e-4.
LEAST_WEIGHT = 1e-3
MAP_SIZES = tuple(12 * 4**order for order in range(30))


def masked_smooth(image, sigma, *, mask):
    """Smooth a picture by a Gaussian over its known pixels alone.

    Parameters
    ----------
    image : (M, N), (M, N, 3) or (M, N, 4) ndarray
        Gray or color picture of any integer or floating dtype. What it holds where the mask is
        False does not matter: it may be NaN.
    sigma : float
        Standard deviation of the Gaussian, in pixels. It reaches 4 sigma to each side.
    mask : (M, N) bool ndarray
        True where a pixel is known.

    Returns
    -------
    smoothed : ndarray
        In the shape of `image`: float32 for a picture of at most 16 bits or of float32, else
        float64. Values inside of holes are filled in as far as the Gaussian reaches; beyond that
        they are NaN.

    Raises
    ------
    TypeError
        If `image` is not an array of numbers, `mask` not a bool array or `sigma` no number.
    ValueError
        If the shapes do not fit, if no pixel is known, if a known one is NaN or infinite, or if
        `sigma` is not above 0.

    See Also
    --------
    astropy.convolution.convolve : The same with NaN in the holes and ``boundary="extend"``.
    scipy.ndimage.gaussian_filter : Knows no holes; two calls and a division do.

    Notes
    -----
    Taught in chapter 10. Known values and known weights (1, or 0 in a hole) are smoothed, and one
    is divided by the other: normalized convolution [1]_. A constant stays a constant up to the edge
    of a hole, a ramp where the holes are out of reach. Outside of the picture, each edge pixel is
    repeated together with its weight.

    References
    ----------
    .. [1] H. Knutsson, C.-F. Westin, Normalized and differential convolution, CVPR 1993,
       https://doi.org/10.1109/CVPR.1993.341081

    Examples
    --------
    >>> image = np.array([[10.0, 0.0, 30.0]])
    >>> masked_smooth(image, 1, mask=np.array([[True, False, True]])).round(1)
    array([[11.5, 20. , 28.5]])
    """
    check_array("image", image)
    check_planes("image", image)
    _check_known("image", image, mask)
    reach = int(4 * positive("sigma", sigma, "pixels") + 0.5)
    size = (2 * reach + 1, 2 * reach + 1)
    smooth = partial(cv2.GaussianBlur, ksize=size, sigmaX=sigma, borderType=cv2.BORDER_REPLICATE)
    short = image.dtype.itemsize <= 2 or image.dtype == np.float32
    dtype = np.float32 if short else np.float64
    each = mask.shape + (1,) * (image.ndim - 2)  # one weight serves all channels of a pixel
    values = smooth(np.where(mask.reshape(each), image, 0).astype(dtype))
    weights = smooth(mask.astype(dtype)).reshape(each)
    with np.errstate(invalid="ignore"):  # 0 / 0 is NaN: nothing that is known reaches
        return values / weights


def masked_smooth_sphere(sky, fwhm, *, mask):
    """Smooth a map of the sky by a round Gaussian over its known pixels alone.

    Parameters
    ----------
    sky : (12 * nside**2,) ndarray
        HEALPix map in RING order, nside a power of 2. What it holds where the mask is False does
        not matter: it may be NaN or ``healpy.UNSEEN``.
    fwhm : float
        Width of the Gaussian at half of its height, in degrees, up to 180.
    mask : (12 * nside**2,) bool ndarray
        True where a pixel is known.

    Returns
    -------
    smoothed : (12 * nside**2,) float64 ndarray
        NaN where the weight of all that is known is below 0.001.

    Raises
    ------
    ImportError
        If healpy is not installed, which this course leaves to you.
    TypeError
        If `sky` is not an array of numbers, `mask` not a bool array or `fwhm` no number.
    ValueError
        If the shapes do not fit, if no pixel is known, if a known one is NaN, infinite or UNSEEN,
        or if `fwhm` is not above 0 or above 180.

    See Also
    --------
    healpy.smoothing : Takes holes, which it calls UNSEEN, for zeros.

    Notes
    -----
    Taught in chapter 10. The same division as in `masked_smooth`; both are smoothed by way of
    spherical harmonics [1]_. How much is gained depends on the sky: most where its level is far
    from 0, nothing where short waves swing around 0. The Gaussian should be at least three pixels
    wide.

    References
    ----------
    .. [1] K. M. Górski and others, HEALPix: a framework for high-resolution discretization and fast
       analysis of data distributed on the sphere, ApJ 622, 2005, https://doi.org/10.1086/427976
    """
    healpy = _healpy()
    check_array("sky", sky)
    if sky.ndim != 1 or sky.size not in MAP_SIZES:
        raise ValueError(
            f"sky has shape {sky.shape}; give 12 * nside**2 pixels in one row, nside a power of 2, "
            f"such as {12 * 64**2} for nside 64."
        )
    _check_known("sky", np.where(sky == healpy.UNSEEN, np.nan, sky), mask)
    radians = np.deg2rad(positive("fwhm", fwhm, "degrees", most=180))
    smooth = partial(healpy.smoothing, fwhm=radians)
    values, weights = smooth(np.where(mask, sky, 0.0)), smooth(mask.astype(np.float64))
    known = weights > LEAST_WEIGHT
    return np.divide(values, weights, out=np.full(sky.shape, np.nan), where=known)


def _check_known(name, array, mask):
    """Raise unless the values are finite where the mask is True, and it is so somewhere."""
    check_numbers(name, array)
    if mask is None:
        raise TypeError("mask is None; give a bool array that is True where a pixel is known.")
    check_mask(mask, array)
    if not mask.any():
        raise ValueError("mask is False everywhere; keep at least one pixel.")
    if array.dtype.kind == "f":
        wrong = mask.reshape(mask.shape + (1,) * (array.ndim - mask.ndim)) & ~np.isfinite(array)
        if wrong.any():
            where = tuple(int(i) for i in np.argwhere(wrong)[0])
            raise ValueError(
                f"{name} holds {array[where]} at {where}, where the mask is True; make the mask "
                "False where nothing is known."
            )


def _healpy():
    """Import healpy, which is optional: it has no wheel for Windows, and its license is GPL."""
    try:
        import healpy
    except ImportError:
        raise ImportError(
            "healpy is not installed, and only the sphere needs it; on Linux and macOS, "
            "pip install healpy."
        ) from None
    return healpy
