"""What the reader's own picture can go through: the table of `try_yours`.

The page does the same by OpenCV.js: static/operations.js has an entry of the same name for each, of
a few lines. A new one is one entry here and one there; tests/test_book_try_yours.py holds them
equal. With OpenCV 4.14 here and 5.0 there, all values of all operations below are the same.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import cv2
import numpy as np

from .._luma import move_luma
from ..exercises.ch06_volumes import otsu_threshold
from ..histograms import (
    channel_histograms,
    equalize,
    equalize_color,
    histogram,
    match_histograms,
)
from ..images import CHANNELS, to_gray
from ..masks import apply_mask, rectangle_mask


class Result(NamedTuple):
    """What an operation returns: a picture and what was counted, {channel: 256 counts}."""

    picture: np.ndarray
    after: Mapping[str, np.ndarray]
    before: Mapping[str, np.ndarray] = {}
    numbers: Mapping[str, int] = {}


class Operation(NamedTuple):
    """One operation: its name for readers, what it does, what it tells, what can be set.

    `run` gets the picture and a value of each axis, and, if it `matches`, a second picture before
    them. In `tells` stand the names of its numbers and axes, and what the page works out of the
    counts before and after: the mean, how many values the middle half of the pixels spans, and the
    share of the pixels.
    """

    title: str
    run: Callable[..., Result]
    tells: str
    axes: Mapping[str, Any] = {}
    starts_at: Mapping[str, Any] = {}
    matches: bool = False


def count(image):
    """Count the gray values of a gray picture, or each channel of a color picture."""
    if image.ndim == 2:
        return {"gray": histogram(image)}
    return dict(zip(CHANNELS, channel_histograms(image), strict=True))


def luma(image):
    """Return the gray of a picture, which may be gray already."""
    return image if image.ndim == 2 else to_gray(image)


def plane(image, channel):
    """Return one channel of a picture as a gray picture."""
    if channel == "gray" or image.ndim == 2:
        return luma(image)
    return np.ascontiguousarray(image[..., CHANNELS.index(channel)])


def lumas(image, picture, **more):
    """Return what changes the luma, with the histograms of both."""
    return Result(picture, count(luma(picture)), count(luma(image)), **more)


def gray(image):
    return Result(luma(image), count(luma(image)))


def channels(image, channel):
    return Result(plane(image, channel), {channel: histogram(plane(image, channel))})


def counted(image, channel):
    if channel == "all":
        return Result(image, count(image))
    return channels(image, channel)


def equalized(image):
    return lumas(image, equalize(image) if image.ndim == 2 else equalize_color(image))


def clahe(image, clip_limit, tiles):
    adaptive = cv2.createCLAHE(clip_limit, (tiles, tiles)).apply(luma(image))
    return lumas(image, adaptive if image.ndim == 2 else move_luma(image, luma(image), adaptive))


def masked(image, shape, **percent):
    mask = percent_mask(image.shape[:2], shape, **percent)
    inside = {"gray": histogram(luma(image), mask=mask)}
    return Result(apply_mask(image, mask), inside, count(luma(image)))


def percent_mask(size, shape, *, down, across, height, width):
    """Return a mask whose center, height and width are given in percent of the picture."""
    spans = []
    for center, share, all_of_it in ((down, height, size[0]), (across, width, size[1])):
        length = max(1, all_of_it * share // 100)
        start = min(max(all_of_it * center // 100 - length // 2, 0), all_of_it - length)
        spans.append((start, start + length))
    (top, bottom), (left, right) = spans
    if shape == "rectangle":
        return rectangle_mask(size, (top, left), (bottom, right))
    drawn = np.zeros(size, np.uint8)
    middle = (left + right - 1) // 2, (top + bottom - 1) // 2
    axes = (right - left - 1) // 2, (bottom - top - 1) // 2
    return cv2.ellipse(drawn, middle, axes, 0, 0, 360, 255, cv2.FILLED) > 0


def matched(image, reference):
    picture = match_histograms(image, reference)
    return Result(picture, count(picture), count(image))


def thresholded(image, shift):
    counts = histogram(luma(image))
    best = otsu_threshold(counts)
    used = min(max(best + shift, 0), 255)
    bright = np.where(np.arange(256) > used, counts, 0)
    picture = cv2.threshold(luma(image), used, 255, cv2.THRESH_BINARY)[1]
    return Result(picture, {"gray": bright}, {"gray": counts}, {"best": best, "used": used})


PERCENT = range(0, 101)
SPREAD = (
    "The middle half of the pixels spanned {half_before} gray values; now it spans {half_after}."
)

OPERATIONS = {
    "gray": Operation(
        "Gray",
        gray,
        "Each pixel is one number now; their mean is {mean_after}.",
    ),
    "channels": Operation(
        "One channel",
        channels,
        "The mean of the channel is {mean_after}; "
        "the middle half of its pixels spans {half_after} values.",
        {"channel": list(CHANNELS)},
        {"channel": "red"},
    ),
    "histogram": Operation(
        "Histogram",
        counted,
        "The mean is {mean_after}; the middle half of the pixels spans {half_after} values.",
        {"channel": ["gray", *CHANNELS, "all"]},
        {"channel": "all"},
    ),
    "equalize": Operation("Equalize", equalized, SPREAD),
    "clahe": Operation(
        "CLAHE",
        clahe,
        SPREAD,
        {"clip_limit": np.linspace(1, 10, 19), "tiles": range(1, 17)},
        {"clip_limit": 2.0, "tiles": 8},
    ),
    "mask": Operation(
        "Mask",
        masked,
        "{share_after} % of the pixels are inside. Their mean gray is {mean_after}; "
        "that of all pixels is {mean_before}.",
        {
            "shape": ["rectangle", "ellipse"],
            "down": PERCENT,
            "across": PERCENT,
            "height": range(1, 101),
            "width": range(1, 101),
        },
        {"shape": "ellipse", "height": 60, "width": 60},
    ),
    "match": Operation(
        "Match",
        matched,
        "The mean was {mean_before}. Now it is {mean_after}.",
        matches=True,
    ),
    "otsu": Operation(
        "Threshold",
        thresholded,
        "Otsu's threshold is {best}; {share_after} % of the pixels are brighter than {used}.",
        {"shift": range(-128, 129)},
    ),
}
