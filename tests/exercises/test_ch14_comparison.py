"""Proofs of chapter 14, Comparing images."""

import cv2
import numpy as np
import pytest
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.sparse.csgraph import connected_components
from scipy.spatial.distance import squareform

from course_utils import comparison, data, scenes
from course_utils.exercises.ch14_comparison import group, jaccard, pearson, shift
from tests.exercises import Proof

THE_SAME = "the correlation is the same the other way round"
SAME_SHAPE = "all of them have the same shape"

# ---- comparison.jaccard --------------------------------------------------------------------------


def jaccard_by_loop(first, second):
    smaller = larger = 0.0
    for value in range(256):
        shares = (first == value).mean(), (second == value).mean()
        smaller += min(shares)
        larger += max(shares)
    return smaller / larger


def jaccard_by_differences(first, second):
    """The larger shares are the smaller ones and what they differ by."""
    one, other = (
        cv2.calcHist([image], [0], None, [256], [0, 256]).ravel().astype(float) / image.size
        for image in (first, second)
    )
    apart = np.abs(one - other).sum()
    return (2 - apart) / (2 + apart)


JACCARD = Proof(
    "comparison.jaccard",
    also_right=[jaccard_by_loop, jaccard_by_differences],
    equivalents={
        "return np.minimum(one, other).sum() / np": "a float of NumPy is a float",
        "first.ravel()[::-1]": "a histogram forgets the order of the pixels",
        "second.ravel()[::-1]": "a histogram forgets the order of the pixels",
    },
)


def test_jaccard_is_the_function_of_the_course():
    first, second = data.sample("coins", gray=True), data.sample("camera", gray=True)
    assert jaccard(first, second) == pytest.approx(comparison.jaccard_similarity(first, second))
    assert jaccard(first, first) == 1


# ---- comparison.pearson --------------------------------------------------------------------------


def pearson_by_standard_values(first, second):
    first, second = first.astype(float), second.astype(float)
    if first.std() == 0 or second.std() == 0:
        return 0.0
    return np.mean((first - first.mean()) / first.std() * ((second - second.mean()) / second.std()))


def pearson_by_covariance(first, second):
    table = np.cov(first.ravel(), second.ravel())
    if table[0, 0] * table[1, 1] == 0:
        return 0.0
    return table[0, 1] / np.sqrt(table[0, 0] * table[1, 1])


PEARSON = Proof(
    "comparison.pearson",
    also_right=[pearson_by_standard_values, pearson_by_covariance],
    equivalents={
        "second, first = (first": THE_SAME,
        "first, second = (second - second.mean(), first": THE_SAME,
        "return (first * second).sum() / size if": "a float of NumPy is a float",
    },
)


def test_pearson_is_that_of_numpy():
    pair = scenes.shifted_pair(seed=1)
    pixels = pair.image.ravel(), pair.moved.ravel()
    assert pearson(pair.image, pair.moved) == pytest.approx(np.corrcoef(*pixels)[0, 1])


# ---- comparison.shift ----------------------------------------------------------------------------


def shift_by_phase(image, moved):
    product = np.conj(np.fft.rfft2(image - image.mean())) * np.fft.rfft2(moved - moved.mean())
    peaks = np.fft.irfft2(product / (np.abs(product) + 1e-9), image.shape)
    place = np.unravel_index(np.argmax(peaks), peaks.shape)
    return tuple(
        int(step - size if step >= (size + 1) // 2 else step)
        for step, size in zip(place, image.shape, strict=True)
    )


def shift_by_centering(image, moved):
    peaks = np.fft.ifft2(np.fft.fft2(moved) * np.conj(np.fft.fft2(image))).real
    centered = np.fft.fftshift(peaks)
    rows, columns = np.unravel_index(centered.argmax(), centered.shape)
    return int(rows) - image.shape[0] // 2, int(columns) - image.shape[1] // 2


SHIFT = Proof(
    "comparison.shift",
    also_right=[shift_by_phase, shift_by_centering],
    equivalents={
        "peaks.argmax(), image.shape": SAME_SHAPE,
        "peaks.argmax(), moved.shape": SAME_SHAPE,
        "peaks.argmax(), product.shape": SAME_SHAPE,
        "zip(place, image.shape": SAME_SHAPE,
        "zip(place, moved.shape": SAME_SHAPE,
        "zip(place, product.shape": SAME_SHAPE,
        "tuple(((step": "whole numbers of NumPy are whole numbers",
    },
    same_as={"flat_index+as_array": "flat_index"},
)


def test_a_roll_of_a_photograph_is_found():
    image = data.sample("coins", gray=True)
    assert shift(image, np.roll(image, (-40, 100), (0, 1))) == (-40, 100)


# ---- comparison.group ----------------------------------------------------------------------------


def group_by_union(distances, limit):
    labels = np.arange(len(distances))
    for one, other in zip(*np.nonzero(distances <= limit), strict=True):
        lower, upper = sorted((labels[one], labels[other]))
        labels[labels == upper] = lower
    return np.unique(labels, return_inverse=True)[1]


def group_by_graph(distances, limit):
    labels = connected_components(distances <= limit)[1]
    numbers = {}
    return np.array([numbers.setdefault(label, len(numbers)) for label in labels.tolist()])


GROUP = Proof(
    "comparison.group",
    also_right=[group_by_union, group_by_graph],
    equivalents={
        "len(distances[::-1])": "the table has as many rows upside down",
        "len(distances[0])": "the table has as many columns as rows",
        "range(len(distances))": "there are as many labels as rows",
        "len(labels[::-1])": "there are as many labels the other way round",
        "<= limit)[::-1]": "the order in which a group is reached does not matter",
    },
)


def test_groups_are_those_of_single_linkage():
    points = np.random.default_rng(0).uniform(0, 30, (60, 2))
    distances = np.linalg.norm(points[:, None] - points, axis=2)
    found = group(distances, 2.5)
    tree = linkage(squareform(distances, checks=False), "single")
    expected = fcluster(tree, 2.5, "distance")
    assert len(set(zip(found, expected, strict=True))) == len(set(found)) == len(set(expected))
