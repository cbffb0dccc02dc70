"""Proofs of chapter 16, Color quantization."""

import math

import cv2
import numpy as np
import pytest
from skimage.metrics import peak_signal_noise_ratio

from course_utils.exercises.ch16_clustering import paint, palette, smallest_k, weighted_centers
from tests.exercises import Proof

# ---- clustering.paint ----------------------------------------------------------------------------


def paint_by_loop(labels, centers):
    picture = np.zeros((*labels.shape, 3), np.uint8)
    for j, center in enumerate(centers):
        picture[labels == j] = np.round(center)
    return picture


def paint_by_take(labels, centers):
    return np.take(centers + 0.5, labels, axis=0).astype(np.uint8)


PAINT = Proof("clustering.paint", also_right=[paint_by_loop, paint_by_take])


# ---- clustering.palette --------------------------------------------------------------------------


def palette_by_sorted(labels, centers):
    shares = np.array([np.mean(labels == j) for j in range(len(centers))])
    order = sorted(range(len(centers)), key=lambda j: (-shares[j], j))
    return np.round(centers[order]).astype(np.uint8), shares[order]


PALETTE = Proof(
    "clustering.palette",
    also_right=[palette_by_sorted],
    equivalents={
        "labels.ravel()[::-1]": "the order of the pixels does not matter",
        "len(centers[::-1])": "there are as many",
    },
)


# ---- clustering.weighted_centers -----------------------------------------------------------------


def centers_by_pixels(colors, counts, labels, k):
    pixels, each = np.repeat(colors, counts, axis=0), np.repeat(labels, counts)
    return np.array([pixels[each == j].mean(axis=0) for j in range(k)])


def centers_by_bincount(colors, counts, labels, k):
    sums = [np.bincount(labels, counts * colors[:, c].astype(float), k) for c in range(3)]
    return np.stack(sums, axis=1) / np.bincount(labels, counts, k)[:, None]


WEIGHTED_CENTERS = Proof(
    "clustering.weighted_centers",
    also_right=[centers_by_pixels, centers_by_bincount],
    equivalents={"range(k)[::-1]": "the order of the clusters does not matter"},
    same_as={"rounded+cut": "rounded"},
)


# ---- clustering.smallest_k -----------------------------------------------------------------------


def k_by_min(image, quantized, wanted):
    def psnr(picture):
        error = np.mean((image.astype(float) - picture.astype(float)) ** 2)
        return 10 * np.log10(255**2 / error) if error else np.inf

    return min((k for k in quantized if psnr(quantized[k]) >= wanted), default=0)


def k_by_logarithms(image, quantized, wanted):
    def error(picture):
        return float(np.mean((image.astype(float) - picture) ** 2))

    def good_enough(error):
        return error == 0 or 20 * (math.log10(255) - math.log10(math.sqrt(error))) >= wanted

    return min((k for k in quantized if good_enough(error(quantized[k]))), default=0)


def k_by_allowed_error(image, quantized, wanted):
    allowed = 255**2 / 10 ** (wanted / 10)
    for k, picture in sorted(quantized.items()):
        if np.mean((image.astype(int) - picture) ** 2) <= allowed:
            return k
    return 0


SMALLEST_K = Proof(
    "clustering.smallest_k",
    also_right=[k_by_min, k_by_logarithms, k_by_allowed_error],
    equivalents={
        "if 10 * np.log10(255 ** 2 / error) >= wanted:": "NumPy divides by 0 to infinity",
        "quantized[k]) ** 2)[::-1]": "the order of the pixels does not matter",
        "return -0": "minus 0 is 0",
        "quantized[k] - image": "squared, both signs are the same",
        **dict.fromkeys(
            ["if quantized == 0", "if wanted == 0", "if k == 0", "if error == -1"],
            "NumPy divides by 0 to infinity, with a warning",
        ),
    },
)


@pytest.mark.parametrize("seed", range(10))
def test_the_psnr_is_that_of_opencv_and_scikit_image(seed):
    first, second = np.random.default_rng(seed).integers(0, 256, (2, 5, 7, 3), np.uint8)
    value = peak_signal_noise_ratio(first, second)
    assert value == pytest.approx(cv2.PSNR(first, second))
    assert smallest_k(first, {4: second}, value - 1e-9) == 4
    assert smallest_k(first, {4: second}, value + 1e-9) == 0


def test_the_picture_has_the_shares_of_its_palette():
    rng = np.random.default_rng(0)
    labels, centers = rng.integers(0, 5, (20, 30)), rng.uniform(0, 255, (5, 3))
    colors, shares = palette(labels, centers)
    picture = paint(labels, centers)
    for color, share in zip(colors, shares, strict=True):
        assert (picture == color).all(axis=2).mean() == share


def test_weights_are_counts_of_pixels():
    image = np.random.default_rng(1).integers(0, 4, (30, 40, 3), np.uint8) * 80
    colors, counts = np.unique(image.reshape(-1, 3), axis=0, return_counts=True)
    center = weighted_centers(colors, counts, np.zeros(len(colors), int), 1)
    assert np.allclose(center[0], image.reshape(-1, 3).mean(axis=0))
