"""Pictures as arrays: read them, turn them gray, stack them, find a lost shape (chapter 01)."""

import re
import stat
from pathlib import Path

import cv2
import numpy as np

from . import codec
from ._validation import check_picture, check_uint8, shortened, whole

# The order of the last axis of a color picture.
CHANNELS = ("blue", "green", "red")
# Pictures up to this many times as high as wide, or as wide as high, are found by row_scores.
MAX_ASPECT = 16
# Differences above this many gray levels count as this many in row_scores.
MAX_STEP = 16


def read_image(path, *, gray=False):
    """Read a picture file.

    Parameters
    ----------
    path : str or Path
        A picture file in any format that OpenCV reads (PNG, JPEG, TIFF, WebP, BMP and more). Its
        content decides, not the ending of its name.
    gray : bool, optional
        Whether to return the gray picture instead of the color one.

    Returns
    -------
    image : (M, N, 3) or (M, N) uint8 ndarray
        BGR picture, or gray if `gray` is true; gray is exactly ``to_gray`` of the color picture.

    Raises
    ------
    TypeError
        If `path` is no path.
    FileNotFoundError
        If there is no such file, or if `path` is an address, which has to be downloaded first.
    ValueError
        If it is a folder, cannot be opened, is empty, is not a picture, is damaged or cut short,
        is too large for OpenCV, or holds other values than whole numbers of 8 or 16 bits: values
        below 0 or between 0 and 1, for instance.

    See Also
    --------
    cv2.imread : Returns None where this function raises, and half a picture for some cut files.

    Notes
    -----
    Taught in chapter 01. Always three channels of 8 bits, whatever the file holds: a gray file
    gets three equal channels, of 16 bits the upper 8 are kept, and a picture that a camera marked
    as turned is turned upright. White is 255, also where a PGM or PPM file has another white than
    255 and 65535. Transparency is dropped: colors are as stored, neither darkened by it nor
    brightened where the file has them darkened already. Of an animation the first frame is read,
    and of a file with several pages the first page. Not all damage can be noticed: a JPEG file has
    no checksum, so changed bytes may be read as other colors.
    """
    try:
        file = Path(path)
    except TypeError:
        raise TypeError(
            f"path is {shortened(path)}, of type {type(path).__name__}; give a file name as str or "
            "Path."
        ) from None
    name = shortened(str(path))
    try:
        mode = file.stat().st_mode
        # Read by NumPy, because OpenCV cannot open names with, say, Chinese letters on Windows.
        content = np.fromfile(file, dtype=np.uint8) if stat.S_ISREG(mode) else None
    except (OSError, ValueError) as error:  # ValueError: no name may hold a zero byte
        raise _no_file(name, error) from None
    if stat.S_ISDIR(mode):
        raise ValueError(f"{name} is a folder, not a picture; name a file in it.")
    if content is None:
        raise ValueError(f"{name} is no ordinary file; store the picture in one and name that.")
    if content.size == 0:
        raise ValueError(f"{name} is empty; copy or download it again.")
    try:
        image = codec.read(content)
    except codec.OtherValues as values:
        raise ValueError(
            f"{name} holds {values} values, which have no fixed white; store it as uint8 or uint16."
        ) from None
    if image is None:
        raise ValueError(
            f"{name} is not a picture, or it is damaged or cut short, or too large for OpenCV "
            "(more than 2**20 rows or columns, or 2**30 pixels), or of a kind that is not read "
            "here; see whether another program opens it and stores it as PNG, or copy it again."
        )
    return to_gray(image) if gray else image


def to_gray(image):
    """Turn a picture gray.

    Parameters
    ----------
    image : (M, N, 3), (M, N, 4) or (M, N) uint8 ndarray
        BGR picture, BGR with transparency (which is dropped) or a gray one.

    Returns
    -------
    gray : (M, N) uint8 ndarray
        ``0.299 R + 0.587 G + 0.114 B``, rounded; a copy if the picture was gray already.

    Raises
    ------
    TypeError
        If `image` is not a uint8 array.
    ValueError
        If it is empty or has another shape.

    See Also
    --------
    cv2.cvtColor : With COLOR_BGR2GRAY, the same values.

    Notes
    -----
    Taught in chapter 01. The eye takes green for brighter than red, and red for brighter than
    blue; the weights are those of ITU-R BT.601 [1]_.

    References
    ----------
    .. [1] Recommendation ITU-R BT.601-7 (2011).

    Examples
    --------
    >>> blue_green_red = np.array([[[255, 0, 0], [0, 255, 0], [0, 0, 255]]], dtype=np.uint8)
    >>> to_gray(blue_green_red)
    array([[ 29, 150,  76]], dtype=uint8)
    """
    check_picture("image", image, channels=(1, 3, 4))
    return image.copy() if image.ndim == 2 else cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)


def stack_images(images, *, how):
    """Put pictures of different sizes into one array.

    Parameters
    ----------
    images : sequence of (M, N) or (M, N, C) uint8 ndarray
        All gray or all with the same number of channels, three or four.
    how : {"pad", "resize"}
        ``"pad"`` adds black below and to the right; no pixel changes. ``"resize"`` stretches with
        linear interpolation; a picture with other proportions is distorted.

    Returns
    -------
    stack : (n, H, W) or (n, H, W, C) uint8 ndarray
        H is the largest height and W the largest width, perhaps of two different pictures.

    Raises
    ------
    TypeError
        If `images` is one array instead of a list, or if a picture is not a uint8 array.
    ValueError
        If there is no picture, if one is empty, if channels differ, or if `how` is something else.

    Notes
    -----
    Taught in chapter 01. Another way, a list, loses nothing: stack only where an algorithm asks
    for one array.

    Examples
    --------
    >>> tall, wide = np.full((2, 1), 7, np.uint8), np.full((1, 2), 9, np.uint8)
    >>> stack_images([tall, wide], how="pad").tolist()
    [[[7, 0], [7, 0]], [[9, 9], [0, 0]]]
    """
    if not isinstance(how, str) or how not in ("pad", "resize"):
        raise ValueError(f"how is {shortened(how)}; choose 'pad' or 'resize'.")
    if isinstance(images, np.ndarray):
        raise TypeError(f"images is one array of shape {images.shape}; give a list of pictures.")
    try:
        images = list(images)
    except TypeError:
        raise TypeError(f"images is {shortened(images)}; give a list of pictures.") from None
    if not images:
        raise ValueError("images is empty; give at least one picture.")
    for index, image in enumerate(images):
        check_picture(f"images[{index}]", image, channels=(1, 3, 4))
        if image.shape[2:] != images[0].shape[2:]:
            raise ValueError(
                f"images[{index}] has shape {image.shape} but images[0] has {images[0].shape}; "
                "give only gray or only color pictures."
            )
    height = max(image.shape[0] for image in images)
    width = max(image.shape[1] for image in images)
    stack = np.zeros((len(images), height, width, *images[0].shape[2:]), dtype=np.uint8)
    for plane, image in zip(stack, images, strict=True):
        if how == "pad":
            plane[: image.shape[0], : image.shape[1]] = image
        else:
            # OpenCV wants (columns, rows), and misreads a column that NumPy repeats unstored.
            plane[...] = cv2.resize(np.ascontiguousarray(image), (width, height))
    return stack


def row_scores(flat, *, channels):
    """Score every plausible number of rows of a flattened picture; the lowest score fits best.

    Parameters
    ----------
    flat : (L,) uint8 ndarray
        All values of a picture row by row, as ``image.ravel()`` gives them.
    channels : int
        Values in a pixel: 1 for gray, 3 for color.

    Returns
    -------
    candidates : (K,) int64 ndarray
        Divisors of the number of pixels, rising: those that make a picture of at least two rows
        whose longer side is at most 16 times the shorter one. It may be empty.
    scores : (K,) float64 ndarray
        Mean squared difference between each pixel and the one below it, in gray levels squared,
        from 0 to 256: differences above 16 count as 16.

    Raises
    ------
    TypeError
        If `flat` is not a uint8 array or `channels` is not a whole number.
    ValueError
        If `flat` is empty or not flat, or if `channels` is below 1 or does not divide its length.

    Notes
    -----
    Taught in chapter 01. One pass over the picture for each candidate. Without the limit on
    the proportions the score may prefer extreme shapes: in a picture one pixel wide the pixel
    below is the neighbor on the right, and photographs are smooth in that direction too. Counting
    large differences as 16 keeps a few sharp edges from deciding.

    Examples
    --------
    >>> stripes = np.array([[0, 9], [0, 9], [0, 9], [0, 9]], dtype=np.uint8)
    >>> candidates, scores = row_scores(stripes.ravel(), channels=1)
    >>> candidates.tolist(), scores.tolist()
    ([2, 4, 8], [0.0, 0.0, 81.0])
    """
    pixels = _count_pixels(flat, channels)
    candidates = _plausible_rows(pixels)
    values = np.ascontiguousarray(flat)[np.newaxis]  # one long row: OpenCV 4 and 5 agree on it
    buffer = np.empty_like(values)
    scores = np.empty(len(candidates))
    for index, rows in enumerate(candidates):
        # Rows lie one after the other, so the pixel below is one row length further on.
        step = pixels // int(rows) * channels
        difference = buffer[:, step:]
        cv2.absdiff(values[:, step:], values[:, :-step], dst=difference)
        cv2.threshold(difference, MAX_STEP, 0, cv2.THRESH_TRUNC, dst=difference)
        # OpenCV squares a root here; rounding makes the sum whole again, so that ties stay ties.
        scores[index] = round(cv2.norm(difference, cv2.NORM_L2SQR)) / difference.size
    return candidates, scores


def recover_rows(flat, *, channels):
    """Find how many rows a flattened picture had.

    Parameters
    ----------
    flat : (L,) uint8 ndarray
        All values of a picture row by row, as ``image.ravel()`` gives them.
    channels : int
        Values in a pixel: 1 for gray, 3 for color.

    Returns
    -------
    rows : int
        The candidate of `row_scores` with the lowest score. The picture is
        ``flat.reshape(rows, -1)`` or, in color, ``flat.reshape(rows, -1, channels)``.

    Raises
    ------
    TypeError
        If `flat` is not a uint8 array or `channels` is not a whole number.
    ValueError
        If `flat` is empty or not flat, if `channels` does not divide its length, if no number of
        rows is plausible (a prime number of pixels, for instance), or if two fit equally well (a
        picture of one color, for instance).

    Notes
    -----
    Taught in chapter 01. It rests on the smoothness of photographs, so it can be wrong: for
    pictures that repeat themselves, with few rows, or blurred along the rows. Nor can it know a
    picture whose longer side is more than 16 times the shorter one.
    """
    pixels = _count_pixels(flat, channels)
    candidates, scores = row_scores(flat, channels=channels)
    if len(candidates) == 0:
        raise ValueError(
            f"{pixels} pixels make no picture whose longer side is at most {MAX_ASPECT} times the "
            "shorter one; check that no value is missing and that channels is right."
        )
    best = candidates[scores == scores.min()]
    if len(best) > 1:
        raise ValueError(
            f"{', '.join(map(str, best))} rows fit equally well; reshape to each and choose by eye."
        )
    return int(best[0])


def _no_file(name, error):
    """Return the sentence on a file that cannot be opened; its name comes with quotation marks."""
    if re.match(r"'[a-z][a-z0-9+.-]+:[/\\]", name, re.IGNORECASE):  # a drive has one letter
        return FileNotFoundError(
            f"{name} is an address, not a file of this computer; download the picture first, then "
            "give the name of the file."
        )
    if isinstance(error, FileNotFoundError | NotADirectoryError | ValueError):
        return FileNotFoundError(
            f"There is no file {name}; check the spelling and the folder it is looked up in."
        )
    return ValueError(
        f"{name} cannot be opened ({error.strerror}); check its name and permissions."
    )


def _count_pixels(flat, channels):
    """Check the arguments of row_scores and return the number of pixels."""
    check_uint8("flat", flat)
    if flat.ndim != 1:
        raise ValueError(f"flat has shape {flat.shape}; flatten it with .ravel() first.")
    if flat.size == 0:
        raise ValueError("flat is empty; give the values of a picture.")
    channels = whole("channels", channels)
    if channels < 1 or flat.size % channels:
        raise ValueError(
            f"channels is {shortened(channels)}, which does not divide the {flat.size} values; "
            "give 1 for gray, 3 for color."
        )
    return flat.size // channels


def _plausible_rows(pixels):
    """Return the divisors of `pixels` that make a picture of plausible proportions, rising."""
    small = np.arange(1, int(pixels**0.5) + 1)
    small = small[pixels % small == 0]
    rows = np.union1d(small, pixels // small)
    columns = pixels // rows
    plausible = np.maximum(rows, columns) <= MAX_ASPECT * np.minimum(rows, columns)
    return rows[plausible & (rows > 1)].astype(np.int64)
