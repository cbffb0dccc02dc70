"""Change how bright a color picture is, and keep its hues (chapter 03, and the controls)."""

import functools

import cv2
import numpy as np

from ._binning import blocks

# What is computed of so many pixels, a float32 for each, stays in the cache of a processor.
CACHED_PIXELS = 2**16


def move_luma(image, luma, new_luma):
    """Return a BGR picture with each pixel moved from its luma to the new one, as room allows."""
    moved = np.empty(image.shape, np.uint8)
    for block in blocks(*luma.shape, CACHED_PIXELS):
        moved[block] = _move(image[block], luma[block], new_luma[block])
    return moved


def _move(image, luma, new_luma):
    """Move the channels of each pixel from its luma to the new one, as far as there is room."""
    channels = cv2.split(np.ascontiguousarray(image))
    above = functools.reduce(cv2.max, channels) - luma
    below = luma - functools.reduce(cv2.min, channels)
    with np.errstate(invalid="ignore"):
        # 0 / 0, no distance and no room for it, is NaN, which fmin passes over.
        factor = np.fmin(_share_that_fits(above, 255 - new_luma), _share_that_fits(below, new_luma))
    moved = []
    for channel in channels:
        difference = cv2.subtract(channel, luma, dtype=cv2.CV_32F)
        moved.append(cv2.add(new_luma, cv2.multiply(difference, factor), dtype=cv2.CV_8U))
    return cv2.merge(moved)


def _share_that_fits(size, room):
    """Return the share of `size` that fits into `room`, at most 1."""
    return np.divide(room, np.maximum(size, room), dtype=np.float32)
