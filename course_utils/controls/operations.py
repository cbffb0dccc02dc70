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
from .._sliding import BORDERS
from ..clustering import quantize
from ..comparison import estimate_shift, histogram_distance, jaccard_similarity, pearson
from ..convolution import KERNELS, correlate, focus_score
from ..counting import count_by_slices
from ..exercises.ch06_volumes import otsu_threshold
from ..fractals import box_counts, fractal_dimension
from ..histograms import (
    channel_histograms,
    equalize,
    equalize_color,
    histogram,
    match_histograms,
)
from ..images import CHANNELS, to_gray
from ..masks import apply_mask, rectangle_mask
from ..peaks import greedy_peaks, noise_level
from ..smoothing import masked_smooth
from .fractions import typed


class Result(NamedTuple):
    """What an operation returns: a picture and what was counted, {channel: 256 counts}.

    Where the counts are no histogram there is a `plot` in their place: "votes", how many strips
    counted `first` curves, one more, and so on, "boxes", how many there are of each of `sizes`, or
    "palette", how many pixels have each of `colors`.
    """

    picture: np.ndarray
    after: Mapping[str, np.ndarray] = {}
    before: Mapping[str, np.ndarray] = {}
    numbers: Mapping[str, float | str] = {}
    plot: Mapping[str, Any] = {}


class Operation(NamedTuple):
    """One operation: its name for readers, what it does, what it tells, what can be set.

    `run` gets the picture and a value of each axis, and, if it `matches`, a second picture before
    them. `sides` says what the picture and the result are called. In `tells` stand the names of its
    numbers and axes, and what the page works out of the counts before and after: the mean, how many
    values the middle half of the pixels spans, and the share of the pixels.
    """

    title: str
    run: Callable[..., Result]
    tells: str
    axes: Mapping[str, Any] = {}
    starts_at: Mapping[str, Any] = {}
    matches: bool = False
    sides: tuple[str, str] = ("before", "after")


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


def otsu_shifted(gray, shift):
    """Return the counts, Otsu's threshold, and the one that is used."""
    counts = histogram(gray)
    best = otsu_threshold(counts)
    return counts, best, min(max(best + shift, 0), 255)


def binary_of(image, tone, shift):
    """Return where a picture is dark or bright, and both thresholds."""
    gray = luma(image)
    _, best, used = otsu_shifted(gray, shift)
    return (gray > used) == (tone == "bright"), {"best": best, "used": used}


def thresholded(image, shift):
    gray = luma(image)
    counts, best, used = otsu_shifted(gray, shift)
    bright = np.where(np.arange(256) > used, counts, 0)
    picture = cv2.threshold(gray, used, 255, cv2.THRESH_BINARY)[1]
    return Result(picture, {"gray": bright}, {"gray": counts}, {"best": best, "used": used})


def slid(image, kernel, border, values):
    """Slide whole weights, whose sums are exact in the page too, and divide afterwards."""
    weights, divisor = typed(KERNELS[kernel])
    sums = correlate(image, np.array(weights), border=border) / divisor
    low, high = sums.min(), sums.max()
    shown = (sums - low) / (high - low or 1) * 255 if values == "rescale" else sums
    numbers = {
        "sum": rounded(np.sum(weights) / divisor, 1),
        "low": rounded(low, 1),
        "high": rounded(high, 1),
        "below": int(np.count_nonzero(sums < 0)),
        "above": int(np.count_nonzero(sums > 255)),
    }
    return lumas(image, to_bytes(shown), numbers=numbers)


def sharpened(image, amount, sigma):
    """Add what a blur takes away: an unsharp mask."""
    sums = image + amount * (image - cv2.GaussianBlur(image, (0, 0), sigma).astype(np.float64))
    clipped = int(np.count_nonzero((sums < 0) | (sums > 255)))
    return stepped(image, to_bytes(sums), clipped=clipped)


def blurred(image, sigma):
    return stepped(image, cv2.GaussianBlur(image, (0, 0), sigma))


def focused(image, sigma):
    """Blur a picture, and say how sharp both are."""
    soft = cv2.GaussianBlur(image, (0, 0), sigma)
    scores = [three_digits(luma(one)) for one in (image, soft)]
    return lumas(image, soft, numbers={"score": scores[0], "score_now": scores[1]})


def three_digits(gray):
    """Return the score as the sentence says it: in a picture of two rows nothing has four sides."""
    return float(f"{focus_score(gray):.3g}") if min(gray.shape) >= 3 else "not defined"


def gap_filled(image, sigma, **percent):
    """Fill a gap from around it; what is out of reach is black."""
    gap = percent_mask(image.shape[:2], "rectangle", **percent)
    if gap.all():
        smooth = np.full(image.shape, np.nan)
    else:
        smooth = masked_smooth(image.astype(np.float64), sigma, mask=~gap)
    missing = np.isnan(smooth if image.ndim == 2 else smooth[..., 0])
    picture = image.copy()
    picture[gap] = to_bytes(np.nan_to_num(smooth[gap]))
    numbers = {
        "gap": rounded(100 * np.count_nonzero(gap) / gap.size, 1),
        "missing": rounded(100 * np.count_nonzero(missing & gap) / np.count_nonzero(gap), 1),
    }
    return lumas(image, picture, numbers=numbers)


def sliced(image, curves, run, shift, width):
    """Count curves by strips; what lies in a strip that counted otherwise stands on gray."""
    binary, numbers = binary_of(image, curves, shift)
    upright = binary if run == "across" else np.ascontiguousarray(binary.T)
    rows, columns = upright.shape
    count, votes = 0, np.zeros(columns, np.int64)
    if rows >= 2 and binary.any() and not binary.all():
        count, votes = count_by_slices(upright, min(width, columns - (columns + 1) % 2))
    others = np.uint8(96) * (votes != count)
    picture = np.where(binary, np.uint8(255), others if run == "across" else others[:, None])
    first = int(votes.min())
    plot = {"kind": "votes", "first": first, "counts": np.bincount(votes - first).tolist()}
    agree = rounded(100 * np.count_nonzero(votes == count) / columns, 1)
    return Result(picture, numbers={"count": count, "agree": agree, **numbers}, plot=plot)


WEIGHTS = np.float32([1, 4, 6, 4, 1])
MARK = 0, 159, 230  # orange, as B, G, R


def with_peaks(image, smooth, sigmas, radius):
    """Frame what each peak keeps free. The weights are whole, so that the sums are exact."""
    gray = luma(image)
    relief = gray.astype(np.float64)
    if smooth:
        relief = cv2.sepFilter2D(gray, cv2.CV_32F, WEIGHTS, WEIGHTS).astype(np.float64) / 256
    picture = cv2.cvtColor(gray, cv2.COLOR_GRAY2BGR)
    level, noise = np.median(relief), noise_level(relief)
    height, found = level + sigmas * noise, "not counted, because half of the pixels are equal"
    if noise:
        peaks = greedy_peaks(relief, sigmas=sigmas, radius=radius)
        frame_squares(picture, peaks, max(radius, 2))
        found = len(peaks.rows)
    above = {"gray": np.bincount(gray[relief > height], minlength=256)}
    numbers = {"count": found, "noise": float(f"{noise:.3g}"), "height": rounded(height, 1)}
    return Result(picture, above, count(gray), numbers)


def frame_squares(picture, peaks, reach):
    """Draw a frame around the square of each peak, thicker in a large picture."""
    outer = reach + 1 + max(picture.shape) // 600
    for row, column in zip(peaks.rows.tolist(), peaks.columns.tolist(), strict=True):
        top, left = max(row - outer, 0), max(column - outer, 0)
        bottom, right = row + outer + 1, column + outer + 1
        picture[top : max(row - reach, 0), left:right] = MARK
        picture[row + reach + 1 : bottom, left:right] = MARK
        picture[top:bottom, left : max(column - reach, 0)] = MARK
        picture[top:bottom, column + reach + 1 : right] = MARK


def boxed(image, shape, shift, box, smallest):
    """Count the boxes that hold a part of the shape; those of one size are shown in gray."""
    binary, numbers = binary_of(image, shape, shift)
    rows, columns = binary.shape
    padded = np.pad(binary, [(0, -rows % box), (0, -columns % box)])
    parts = padded.reshape(len(padded) // box, box, -1, box).any(axis=(1, 3))
    held = parts.repeat(box, axis=0).repeat(box, axis=1)[:rows, :columns]
    picture = np.where(binary, np.uint8(255), np.uint8(96) * held)
    # The sizes of fractal_dimension, from the smallest on, but at least two.
    most = max(2, min(rows, columns) // 8).bit_length() - 1
    least = min(smallest.bit_length() - 1, most - 1)
    sizes = [2**power for power in range(least, most + 1)]
    numbers |= {"boxes": int(np.count_nonzero(parts)), "dimension": "not defined"}
    plot = {"kind": "boxes", "sizes": sizes, "counts": [0] * len(sizes)}
    whole = binary[: rows - rows % sizes[-1], : columns - columns % sizes[-1]]
    if whole.any():
        plot["counts"] = box_counts(whole, sizes=sizes).counts.tolist()
        numbers["dimension"] = rounded(fractal_dimension(whole, sizes=sizes), 3)
    return Result(picture, numbers=numbers, plot=plot)


def compared(image, reference):
    """Lay the second picture on the first one where its content fits; the rest is black."""
    shift, score, correlation = (0, 0), "not defined", "not defined"
    if image.min() < image.max() and reference.min() < reference.max():
        found = estimate_shift(image, reference)
        if found.score:  # it is 0 if one has no details
            shift, score = found[:2], rounded(found.score, 3)
        if image.shape == reference.shape:
            correlation = rounded(pearson(image, reference), 3)
    if image.shape != reference.shape:
        correlation = "none (two sizes)"
    numbers = {
        "pearson": correlation,
        "distance": rounded(histogram_distance(image, reference), 3),
        "jaccard": rounded(jaccard_similarity(image, reference), 3),
        "moved": moved_words(*shift),
        "score": score,
    }
    return Result(laid_on(image, reference, *shift), count(reference), count(image), numbers)


def moved_words(rows, columns):
    down, right = "up" if rows < 0 else "down", "left" if columns < 0 else "right"
    return f"{abs(rows)} {down}, {abs(columns)} {right}"


def laid_on(image, reference, *shift):
    """Return the second picture, moved back by a shift, in the frame of the first."""
    inside, outside = [], []
    for one, other, moved in zip(image.shape, reference.shape, shift, strict=False):
        start, stop = max(0, -moved), min(one, other - moved)
        inside.append(slice(start, stop))
        outside.append(slice(start + moved, stop + moved))
    picture = np.zeros_like(image)
    picture[tuple(inside)] = reference[tuple(outside)]
    return picture


def few_colors(image, k):
    """Show a picture in k colors, and say how much it changed and how much less there is to store.

    Whole bits a pixel and the palette are counted, before any compression.
    """
    quantized = quantize(image, k)
    errors = (quantized.image.astype(np.int64) - image) ** 2
    colors, bits = len(quantized.palette), (len(quantized.palette) - 1).bit_length()
    channels = image.size // quantized.labels.size
    stored = quantized.labels.size * bits / 8 + colors * channels
    numbers = {
        "colors": colors,
        "psnr": rounded(10 * np.log10(255**2 / errors.mean()), 1) if errors.any() else "infinite",
        "bits": bits,
        "less": rounded(image.size / stored, 1),
    }
    plot = {
        "kind": "palette",
        "colors": quantized.palette.reshape(colors, channels).tolist(),
        "counts": np.bincount(quantized.labels.ravel()).tolist(),
    }
    return Result(quantized.image, numbers=numbers, plot=plot)


def stepped(image, picture, **numbers):
    """Return a picture, and how far pixels side by side differ in it and in the one before."""
    before, after = (rounded(mean_step(luma(one)), 1) for one in (image, picture))
    return lumas(image, picture, numbers={"step_before": before, "step_after": after, **numbers})


def mean_step(gray):
    steps = np.abs(np.diff(gray.astype(np.int16), axis=1))
    return steps.sum() / max(steps.size, 1)


def to_bytes(sums):
    return np.clip(np.rint(sums), 0, 255).astype(np.uint8)


def rounded(number, decimals):
    """Round to so many decimals, as the page does."""
    whole = 10**decimals
    return float(np.floor(whole * number + 0.5) / whole)


PERCENT = range(0, 101)
STEPS = "Pixels side by side differed by {step_before} gray values on average; now by {step_after}."
SIGMA = np.linspace(0.5, 10, 20)
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
    "kernel": Operation(
        "Kernel",
        slid,
        "The weights sum to {sum}. The sums run from {low} to {high}: {below} of them are below 0, "
        "{above} above 255.",
        {
            "kernel": list(KERNELS),
            "border": list(BORDERS),
            "values": ["clip", "rescale"],
        },
        {"kernel": "sharpen"},
    ),
    "sharpen": Operation(
        "Sharpen",
        sharpened,
        STEPS + " {clipped} values had to be clipped.",
        {"amount": np.linspace(0, 5, 21), "sigma": SIGMA},
        {"amount": 1.0, "sigma": 2.0},
    ),
    "blur": Operation("Blur", blurred, STEPS, {"sigma": SIGMA}, {"sigma": 2.0}),
    "focus": Operation(
        "Focus",
        focused,
        "The focus score of the picture is {score}. Blurred by a sigma of {sigma} it is "
        "{score_now}.",
        {"sigma": SIGMA},
        {"sigma": 1.0},
    ),
    "fill_gap": Operation(
        "Fill a gap",
        gap_filled,
        "The gap is {gap} % of the picture. Of its pixels {missing} % are out of reach and stay "
        "black.",
        {
            "sigma": range(1, 31),
            "down": PERCENT,
            "across": PERCENT,
            "height": range(1, 101),
            "width": range(1, 101),
        },
        {"sigma": 12, "across": 70, "height": 20, "width": 20},
    ),
    "slices": Operation(
        "Count by slices",
        sliced,
        "{agree} % of the strips counted {count}, those on gray another number. "
        "Threshold {used} (Otsu's {best}).",
        {
            "curves": ["dark", "bright"],
            "run": ["across", "down"],
            "shift": range(-128, 129),
            "width": list(range(1, 202, 2)),  # a range would offer the even ones in between, too
        },
        {"width": 15},
    ),
    "peaks": Operation(
        "Peaks",
        with_peaks,
        "Peaks higher than {height} (the median and {sigmas} times the noise of {noise}): {count}.",
        {"smooth": [False, True], "sigmas": np.linspace(1, 30, 59), "radius": range(41)},
        {"smooth": True, "sigmas": 5.0, "radius": 8},
    ),
    "box_counts": Operation(
        "Box counts",
        boxed,
        "Dimension {dimension}. Boxes of {box} x {box} with some of the shape: {boxes}. "
        "Threshold {used} (Otsu's {best}).",
        {
            "shape": ["dark", "bright"],
            "shift": range(-128, 129),
            "box": [1, 2, 4, 8, 16, 32, 64],
            "smallest": [1, 2, 4, 8, 16],
        },
        {"box": 8, "smallest": 1},
    ),
    "compare": Operation(
        "Compare",
        compared,
        "Pearson {pearson}, Jaccard {jaccard}, histograms {distance} apart. Moved {moved}: score "
        "{score}.",
        matches=True,
        sides=("first", "second"),
    ),
    "quantize": Operation(
        "Few colors",
        few_colors,
        "Colors: {colors}, so {bits} bits a pixel do: {less} times less to store, before any "
        "compression. PSNR: {psnr} dB.",
        {"k": range(1, 65)},
        {"k": 8},
    ),
}
