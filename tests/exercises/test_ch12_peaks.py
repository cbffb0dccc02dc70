"""Proofs of chapter 12, Peaks in a noisy plane."""

import cv2
import numpy as np
from scipy import ndimage

from course_utils import peaks, scenes
from course_utils.exercises.ch12_peaks import centroid, densest_bin, greedy_peaks, local_maxima
from tests.exercises import Proof

FLOAT = "a float of NumPy is a float"

# ---- peaks.densest_bin ---------------------------------------------------------------------------


def bin_by_loops(counts, x_edges, y_edges):
    best, place = -1, None
    for i, line in enumerate(counts):
        for j, count in enumerate(line):
            if count > best:
                best, place = count, (i, j)
    i, j = place
    return float(np.mean(x_edges[i : i + 2])), float(np.mean(y_edges[j : j + 2]))


def bin_by_middles(counts, x_edges, y_edges):
    i, j = np.argwhere(counts == counts.max())[0]
    x, y = ((edges[1:] + edges[:-1]) / 2 for edges in (x_edges, y_edges))
    return x[i], y[j]


def bin_by_divmod(counts, x_edges, y_edges):
    i, j = divmod(int(np.argmax(counts)), counts.shape[1])
    return x_edges[i] + (x_edges[i + 1] - x_edges[i]) / 2, 0.5 * y_edges[j] + 0.5 * y_edges[j + 1]


DENSEST_BIN = Proof(
    "peaks.densest_bin",
    also_right=[bin_by_loops, bin_by_middles, bin_by_divmod],
    equivalents={"return (x, float(y))": FLOAT, "return (float(x), y)": FLOAT},
    same_as={"how_full+as_array": "how_full"},
)


def test_the_bin_is_near_the_center_of_a_cluster():
    cluster = scenes.clustered_points(seed=3)
    x, y = densest_bin(*np.histogram2d(cluster.x, cluster.y, bins=40))
    assert np.hypot(x - cluster.center[0], y - cluster.center[1]) < 75


# ---- peaks.local_maxima --------------------------------------------------------------------------


def maxima_by_loops(image, threshold):
    found = np.zeros(image.shape, bool)
    for row, column in np.ndindex(image.shape):
        part = image[max(row - 1, 0) : row + 2, max(column - 1, 0) : column + 2]
        top = image[row, column]
        found[row, column] = top > threshold and np.sum(part >= top) == 1
    return found


def maxima_by_a_filter(image, threshold):
    ring = np.ones((3, 3), bool)
    ring[1, 1] = False
    padded = np.pad(image.astype(float), 1, constant_values=-np.inf)
    others = ndimage.maximum_filter(padded, footprint=ring)[1:-1, 1:-1]
    return (image > threshold) & (image > others)


def maxima_by_dilation(image, threshold):
    ring = np.array([[1, 1, 1], [1, 0, 1], [1, 1, 1]], np.uint8)
    return (image > threshold) & (image > cv2.dilate(image.astype(float), ring))


LOCAL_MAXIMA = Proof(
    "peaks.local_maxima",
    also_right=[maxima_by_loops, maxima_by_a_filter, maxima_by_dilation],
    equivalents={
        "for across, down in": "all eight directions, in another order",
        "if (across, down) !=": "the middle of both is 1",
    },
)


def test_without_plateaus_the_maxima_are_those_of_the_package():
    image = np.random.default_rng(0).normal(0, 1, (60, 70))
    expected = peaks.local_maxima(image, threshold=0.5)
    found = np.zeros(image.shape, bool)
    found[expected.rows, expected.columns] = True
    np.testing.assert_array_equal(local_maxima(image, 0.5), found)


# ---- peaks.centroid ------------------------------------------------------------------------------


def centroid_by_loops(image, row, column):
    least = min(
        float(image[y, x]) for y in range(row - 1, row + 2) for x in range(column - 1, column + 2)
    )
    total = down = across = 0.0
    for y in range(row - 1, row + 2):
        for x in range(column - 1, column + 2):
            weight = float(image[y, x]) - least
            total += weight
            down += weight * y
            across += weight * x
    return (down / total, across / total) if total else (float(row), float(column))


def centroid_by_scipy(image, row, column):
    part = np.float64(image[row - 1 : row + 2, column - 1 : column + 2])
    if np.ptp(part) == 0:
        return float(row), float(column)
    y, x = ndimage.center_of_mass(part - part.min())
    return row - 1 + y, column - 1 + x


CENTROID = Proof(
    "peaks.centroid",
    also_right=[centroid_by_loops, centroid_by_scipy],
    equivalents={
        "steps = [-1, 0, 1]": "an array times a list is an array",
        "return (row + down, float(column + across))": FLOAT,
        "return (float(row + down), column + across)": FLOAT,
        "across = (weights * steps).sum()": "each row of the weights is multiplied by the steps",
    },
)


def test_the_centroid_of_a_bump_lies_near_its_top():
    y, x = np.mgrid[:9, :9]
    bump = np.exp(-((y - 4.2) ** 2 + (x - 3.9) ** 2) / 2)
    row, column = centroid(bump, 4, 4)
    assert abs(row - 4.2) < 0.1
    assert abs(column - 3.9) < 0.1


# ---- peaks.greedy_peaks --------------------------------------------------------------------------


def greedy_by_searching(image, lowest, radius):
    left = image.astype(float)
    found = []
    while left.max() >= lowest:
        row, column = np.unravel_index(left.argmax(), left.shape)
        found.append((row, column))
        top, start = max(row - radius, 0), max(column - radius, 0)
        left[top : row + radius + 1, start : column + radius + 1] = -np.inf
    return np.array(found, dtype=int).reshape(-1, 2)


def greedy_by_padding(image, lowest, radius):
    left = np.pad(image.astype(float), radius, constant_values=-np.inf)
    found = np.empty((0, 2), int)
    while True:
        highest = left.max()
        if highest < lowest:
            return found
        row, column = np.argwhere(left == highest)[0]
        found = np.vstack([found, [row - radius, column - radius]])
        left[row - radius : row + radius + 1, column - radius : column + radius + 1] = -np.inf


GREEDY_PEAKS = Proof(
    "peaks.greedy_peaks",
    also_right=[greedy_by_searching, greedy_by_padding],
    equivalents={
        "reshape(-2, 2)": "any negative length is worked out",
        "closed.shape)": "both have one shape",
        "max(0, row - radius)": "the larger of two",
        "max(0, column - radius)": "the larger of two",
    },
    same_as={"empty_has_one_axis+as_list": "as_list"},
)


def test_every_peak_of_the_package_is_found_by_the_loop_as_well():
    sky = scenes.star_field(20, shape=(120, 150))
    smooth = cv2.GaussianBlur(sky.image, (0, 0), 1)
    expected = peaks.greedy_peaks(smooth, sigmas=10, radius=3)
    lowest = np.median(smooth) + 10 * peaks.noise_level(smooth)
    found = set(map(tuple, greedy_peaks(smooth, lowest, 3).tolist()))
    assert found >= set(zip(expected.rows.tolist(), expected.columns.tolist(), strict=True))
