"""Pictures as files for the page: exact where their values are read, small where eyes decide."""

import cv2
import numpy as np

from .. import codec
from .._validation import check_picture

FEW_COLORS = 64  # A picture of so few is a mask, a label map or a plot: it is stored exactly.
LARGE = 4_000_000  # values; WebP without loss is too slow for more
MAX_SIDE = 32_767  # pixels; browsers compute on no longer pictures. static/picture.js has it too


def check_frame(name, picture):
    """Raise unless this is a gray or BGR picture that a page can show."""
    check_picture(name, picture, channels=(1, 3))
    rows, columns = picture.shape[:2]
    if max(rows, columns) > MAX_SIDE:
        raise ValueError(
            f"{name} has {rows} x {columns} pixels, a control shows at most {MAX_SIDE} a side; "
            "give a part of it."
        )


def exact_frame(picture):
    """Return the smallest file that keeps every value."""
    png = codec.encode(picture, ".png")
    if picture.size > LARGE:
        return png
    return _smallest(png, codec.encode(picture, ".webp", cv2.IMWRITE_WEBP_QUALITY, 101))


def published_frame(picture):
    """Return a file to be stored: exact if the picture has few colors or if that is smaller."""
    if has_few_colors(picture):
        return exact_frame(picture)
    lossy = codec.encode(picture, ".webp", cv2.IMWRITE_WEBP_QUALITY, 80)
    # Exact WebP is slow, and wins only where PNG is small or comes near.
    if lossy and len(codec.encode(picture, ".png")) > max(20_000, 2.5 * len(lossy)):
        return lossy
    return _smallest(lossy, exact_frame(picture))


def live_frame(picture):
    """Return a file made at once: a reader is moving a slider. Few colors stay exact here too."""
    if has_few_colors(picture):
        return codec.encode(picture, ".png")
    full_color = cv2.IMWRITE_JPEG_SAMPLING_FACTOR, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444
    return codec.encode(picture, ".jpg", cv2.IMWRITE_JPEG_QUALITY, 95, *full_color)


def has_few_colors(picture):
    """Tell masks, label maps and simple plots from photographs, which few pixels give away."""
    for part in (picture[::4, ::4], picture):
        colors = part if part.ndim == 2 else part @ np.array([1, 256, 65536], np.uint32)
        if len(np.unique(colors)) > FEW_COLORS:
            return False
    return True


def _smallest(*files):
    """Return the smallest of those files that there are: WebP ends at 16,383 pixels a side."""
    return min(filter(None, files), key=len)
