"""Proofs of chapter 06, Volumes."""

import collections
import fractions
import functools
import gc
import tracemalloc

import cv2
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import ndimage
from skimage import filters

from course_utils import data
from course_utils.exercises import check
from course_utils.exercises.ch02_histograms import count
from course_utils.exercises.ch06_volumes import (
    normalized_histogram,
    otsu_threshold,
    streaming_histogram,
)
from tests.exercises import Proof
from tests.exercises.shared import count_by_hand, gray_pictures, many

ORDER = "the order of voxels does not matter"

# ---- volumes.normalized_histogram --------------------------------------------------------------


def count_voxels_by_hand(volume):
    counts = [0] * 256
    for value in volume.flat:
        counts[value] += 1
    return np.array(counts) / sum(counts)


NORMALIZED_HISTOGRAM = Proof(
    "volumes.normalized_histogram",
    also_right=[
        count_voxels_by_hand,
        lambda volume: np.histogram(volume, 256, (0, 256))[0] / np.prod(volume.shape),
        lambda volume: np.histogram(volume, np.arange(257), density=True)[0],
        lambda volume: (
            sum(np.bincount(plane.ravel(), minlength=256) for plane in volume) / volume.size
        ),
        lambda volume: (
            cv2.calcHist([volume.reshape(len(volume), -1)], [0], None, [256], [0, 256]).ravel()
            / volume.size
        ),
    ],
    mutants=[
        "volume.ravel() -> volume[:, 0].ravel()",
        "volume.ravel() -> volume[..., 0].ravel()",
        "volume.ravel() -> volume[:-1].ravel()",
        "volume.ravel() -> volume.mean(axis=0).astype(int).ravel()",
        "volume.ravel() -> volume.ravel() // 2",
        "volume.size -> volume.shape[0] * volume.shape[1]",
        "volume.size -> np.prod(volume.shape[-3:])",
        "volume.size -> np.count_nonzero(volume)",
    ],
    equivalents={
        "volume.size -> counts.sum()": "the counts sum to the number of voxels",
        "volume.ravel() -> volume.T.ravel()": ORDER,
        "volume.ravel()[::-1]": ORDER,
    },
    same_as={
        "nothing_behind_the_point+percent": "nothing_behind_the_point",  # nothing but zeros
        "nothing_behind_the_point+cumulative": "nothing_behind_the_point",
    },
)


volumes = arrays(np.uint8, st.tuples(*[st.integers(1, 8)] * 3))


@many
@given(volumes)
@example(np.full((7, 90, 110), 255, np.uint8))
def test_histograms_of_volumes_are_scipys_and_opencvs(volume):
    shares = normalized_histogram(volume)
    expected = ndimage.histogram(volume, 0, 256, 256)
    assert np.allclose(shares, expected / volume.size, rtol=1e-12)
    flat = volume.reshape(1, -1)
    assert np.array_equal(cv2.calcHist([flat], [0], None, [256], [0, 256]).ravel(), expected)
    counts = streaming_histogram(iter(np.array_split(volume, 3)))
    assert counts.dtype == np.int64
    assert np.array_equal(counts, expected)


# ---- volumes.streaming_histogram ---------------------------------------------------------------


def stream_by_next(slabs):
    counts = count_by_hand(next(slabs).reshape(1, -1))
    while (slab := next(slabs, None)) is not None:
        counts = counts + np.bincount(slab.reshape(-1), minlength=256)
    return counts


def stream_by_counter(slabs):
    counter = collections.Counter()
    for slab in slabs:
        counter.update(slab.ravel().tolist())
    return np.array([counter[value] for value in range(256)])


def stream_by_calchist(slabs):
    counts = 0
    for slab in slabs:
        flat = slab.reshape(len(slab), -1)
        counts = counts + cv2.calcHist([flat], [0], None, [256], [0, 256]).ravel().astype(int)
    return counts


def stream_into_larger_numbers(slabs):
    counts = np.zeros(256, np.int64)
    for slab in slabs:
        np.add.at(counts, slab.astype(np.int64), 1)
    return counts


def keep_in_list(slabs):
    volume = np.concatenate(list(slabs))
    return np.bincount(volume.ravel(), minlength=256) / volume.size


def keep_copies(slabs):
    return np.bincount(np.concatenate([slab.flatten() for slab in slabs]), minlength=256)


def keep_one_growing_array(slabs):
    values = np.array([], np.uint8)
    for slab in slabs:
        values = np.append(values, slab)
    return np.bincount(values, minlength=256)


def keep_values_in_list(slabs):
    values = []
    for slab in slabs:
        values += slab.ravel().tolist()
    return np.bincount(values, minlength=256)


def keep_views(slabs):
    views = {number: slab[:] for number, slab in enumerate(slabs)}
    return sum(np.bincount(view.ravel(), minlength=256) for view in views.values())


STREAMING_HISTOGRAM = Proof(
    "volumes.streaming_histogram",
    also_right=[
        stream_by_next,
        stream_by_counter,
        stream_by_calchist,
        stream_into_larger_numbers,
        lambda slabs: sum(np.bincount(slab.ravel(), minlength=256) for slab in slabs),
        lambda slabs: np.sum([np.bincount(slab.flat, minlength=256) for slab in slabs], axis=0),
        lambda slabs: functools.reduce(
            lambda counts, slab: counts + np.histogram(slab, 256, (0, 256))[0], slabs, 0
        ),
    ],
    mutants=[
        "in slabs -> in [*slabs][:-1]",
        "in slabs -> in (next(slabs) for _ in slabs)",
        ("in slabs -> in zip(slabs, slabs)", "slab.ravel() -> slab[0].ravel()"),
        ("zeros(256 -> zeros(257", "minlength=256 -> minlength=257"),
        "slab.ravel() -> slab[:, 0].ravel()",
        "slab.ravel() -> slab[..., 1:].ravel()",
        "slab.ravel() -> slab[slab > 0]",
        "slab.ravel() -> np.minimum(slab, 254).ravel()",
        "minlength=256) -> minlength=256) // len(slab)",
    ],
    equivalents={
        "in slabs -> in iter(slabs)": "an iterator gives itself",
        "slab.ravel() -> slab.T.ravel()": ORDER,
        "slab.ravel()[::-1]": ORDER,
        "np.int32": "differs above 2,147,483,647 voxels of one value, more than a case can hold",
    },
    same_as={
        "read_twice+wraps_at_65536": "read_twice",
        "shares_added+shares": "mean_of_shares",
        "mean_of_shares+wraps_at_65536": "mean_of_shares",
        "mean_of_shares+shares": "mean_of_shares",
        "read_twice+wraps_at_256": "read_twice",
        "read_twice+cumulative": "read_twice",
        "last_slab+wraps_at_65536": "last_slab",
        "last_slab+shares": "last_slab+shares_added",
        "first_slab+wraps_at_65536": "first_slab",
        "first_slab+shares": "first_slab+shares_added",
        "one_for_each_slab+wraps_at_65536": "one_for_each_slab",
        "mean_of_slabs+wraps_at_65536": "mean_of_slabs",
        "mean_of_slabs+shares": "shares",
        "first_plane_of_each+wraps_at_65536": "first_plane_of_each",
        "shares_added+wraps_at_65536": "shares_added",
        "columns_as_channels+wraps_at_65536": "columns_as_channels",
        "once_each+wraps_at_65536": "once_each",
        "once_each+wraps_at_256": "once_each",  # only counts above 255 wrap
        "voxels_added+wraps_at_65536": "voxels_added",
        "wraps_at_65536+wraps_at_256": "wraps_at_256",
    },
    told=[
        (keep_in_list, "mistake:kept+shares"),
        (keep_copies, "mistake:kept"),
        (keep_one_growing_array, "mistake:kept"),
        (keep_values_in_list, "mistake:kept"),
        (keep_views, "mistake:kept"),
        (lambda slabs: streaming_histogram(list(slabs)), "mistake:kept"),
        (lambda slabs: len(slabs), "error"),
        (lambda slabs: slabs[0], "error"),
    ],
)


@pytest.mark.parametrize("answer", [streaming_histogram, keep_views, lambda slabs: slabs[0]])
def test_memory_is_traced_no_longer_than_needed(answer):
    check("volumes.streaming_histogram", answer)
    gc.collect()  # an error holds on to what was there when it occurred
    assert not tracemalloc.is_tracing()


def test_slabs_leave_the_tracing_of_others_alone():
    tracemalloc.start()
    try:
        assert check("volumes.streaming_histogram", streaming_histogram).passed
        assert tracemalloc.is_tracing()
    finally:
        tracemalloc.stop()


# ---- volumes.otsu_threshold --------------------------------------------------------------------


def threshold_by_hand(counts):
    counts = [int(number) for number in counts]
    size, total = sum(counts), sum(value * number for value, number in enumerate(counts))
    best, threshold, below, sums = 0, 0, 0, 0
    for value, number in enumerate(counts):
        below, sums = below + number, sums + value * number
        if 0 < below < size:
            low, high = sums / below, (total - sums) / (size - below)
            variance = (below / size) * (1 - below / size) * (low - high) ** 2
            if variance > best:
                best, threshold = variance, value
    return threshold


def threshold_by_shares(counts):
    p, values = counts / counts.sum(), np.arange(256)
    variances = []
    for t in range(256):
        w0, w1 = p[: t + 1].sum(), p[t + 1 :].sum()
        m0 = (p * values)[: t + 1].sum() / w0 if w0 else 0
        m1 = (p * values)[t + 1 :].sum() / w1 if w1 else 0
        variances.append(w0 * w1 * (m0 - m1) ** 2)
    return int(np.argmax(variances))


def threshold_of_smallest_rest(counts):
    """Minimize the variance within the groups."""
    values, rests = np.arange(256), []
    for t in values:
        parts = [values <= t, values > t]
        means = [np.sum((counts * values)[part]) / max(counts[part].sum(), 1) for part in parts]
        rests.append(
            sum(
                np.sum(counts * part * (values - mean) ** 2)
                for part, mean in zip(parts, means, strict=True)
            )
        )
    return int(np.argmin(rests))


OTSU_THRESHOLD = Proof(
    "volumes.otsu_threshold",
    also_right=[
        threshold_by_hand,
        threshold_by_shares,
        threshold_of_smallest_rest,
        lambda counts: int(
            filters.threshold_otsu(hist=(counts, np.arange(256)))
            if np.count_nonzero(counts) > 1
            else 0
        ),
    ],
    mutants=[
        "np.cumsum(counts) -> np.cumsum(counts) - counts",
        "np.arange(256) -> np.arange(256) ** 2",
        "distance**2)) -> distance**2)) + 1",
    ],
    equivalents={
        "return np.argmax": "a NumPy integer is a whole number as well",
        "rest / np.maximum(above, 1) - sums": "the square loses the sign",
        "argmax((below * above * distance ** 2)[:-1])": "at 255, one group is empty",
    },
    same_as={
        "always_0+unit_range": "always_0",
    },
)


def between_class_variances(counts):
    """Return the exact variances, times the number of pixels squared."""
    size, total = int(counts.sum()), int((counts * np.arange(256)).sum())
    below = sums = 0
    for value, number in enumerate(counts.tolist()):
        below, sums = below + number, sums + value * number
        product = below * (size - below)
        yield fractions.Fraction((sums * size - total * below) ** 2, product) if product else 0


@many
@given(gray_pictures)
@example(np.array([[10, 20, 30]], np.uint8))  # 10 and 20 are equally good
@example(np.array([[0, 255, 255]], np.uint8))
@example(np.array([[7, 7]], np.uint8))
def test_otsu_threshold_is_the_lowest_best_and_opencvs(gray):
    found = otsu_threshold(count(gray))
    variances = list(between_class_variances(count(gray)))
    assert type(found) is int
    assert found == variances.index(max(variances))
    threshold, _ = cv2.threshold(gray, 0, 255, cv2.THRESH_OTSU)
    assert variances[int(threshold)] == max(variances)  # of equal ones, OpenCV takes any


@pytest.mark.parametrize("name", data.SAMPLES)
def test_otsu_threshold_is_opencvs_and_scikit_images_on_photographs(name):
    gray = data.sample(name, gray=True)
    threshold, _ = cv2.threshold(gray, 0, 255, cv2.THRESH_OTSU)
    assert otsu_threshold(count(gray)) == threshold == filters.threshold_otsu(gray)
