"""Plain references, laws, libraries as oracles and known truth, of course_utils.peaks."""

import cv2
import numpy as np
import pytest
import scipy.ndimage
import scipy.spatial
import scipy.stats
import skimage.morphology
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from course_utils import peaks, scenes

DTYPES = [np.uint8, np.uint16, np.int16, np.int8, np.int64, np.float16, np.float32, np.float64]


@st.composite
def reliefs(draw):
    shape = draw(st.tuples(st.integers(1, 12), st.integers(1, 12)))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    image = rng.integers(0, draw(st.sampled_from([2, 4, 20, 120])), shape)
    assume(image.min() < image.max())
    return image.astype(draw(st.sampled_from(DTYPES)))


# ---- local maxima ------------------------------------------------------------------------------


@settings(deadline=None, max_examples=300)
@given(reliefs(), st.integers(-1, 20))
def test_one_peak_for_each_plateau_that_skimage_finds(image, threshold):
    found = peaks.local_maxima(image, threshold=threshold)
    plateaus = skimage.morphology.local_maxima(image.astype(np.float64)) & (image > threshold)
    labels, number = scipy.ndimage.label(plateaus, np.ones((3, 3)))
    assert sorted(labels[found.rows, found.columns]) == list(range(1, number + 1))
    np.testing.assert_array_equal(found.values, image[found.rows, found.columns])
    assert found.values.dtype == image.dtype
    assert (np.diff(found.values.astype(float)) <= 0).all()


@settings(deadline=None)
@given(reliefs())
def test_turned_picture_has_the_turned_peaks(image):
    image = image + np.random.default_rng(image.size).permutation(image.size).reshape(
        image.shape
    ) / (2 * image.size)  # no two pixels are equal, so each plateau is a pixel
    first, turned = (peaks.local_maxima(one, threshold=3) for one in (image, np.rot90(image)))
    np.testing.assert_array_equal(turned.rows, image.shape[1] - 1 - first.columns)
    np.testing.assert_array_equal(turned.columns, first.rows)


@pytest.mark.parametrize(
    ("image", "places"),
    [
        ([[9, 0, 0], [0, 0, 0], [0, 0, 8]], [(0, 0), (2, 2)]),  # corners
        ([[0, 5, 5, 5, 0]], [(0, 2)]),  # a plateau: its middle
        ([[0, 5, 5, 5, 6]], [(0, 4)]),  # a plateau that rises is none
        ([[5, 5, 5], [5, 1, 5], [5, 5, 5]], [(0, 1)]),  # a ring: no pixel at its very middle
        ([[3, 0, 3]], [(0, 0), (0, 2)]),  # equally high: reading order
        ([[2, 1, 0]], []),  # not above the threshold
    ],
)
def test_worked_by_hand(image, places):
    found = peaks.local_maxima(np.array(image), threshold=2)
    assert list(zip(found.rows.tolist(), found.columns.tolist(), strict=True)) == places


def test_large_whole_numbers_keep_a_peak():
    image = np.full((5, 5), 2**60)
    image[2, 3] += 4096
    found = peaks.local_maxima(image, threshold=0)
    assert (found.rows.tolist(), found.columns.tolist()) == ([2], [3])


# ---- greedy peaks ------------------------------------------------------------------------------


def greedy_by_plain_steps(image, lowest, radius):
    """Take the highest local maximum that is left, and close the square around it."""
    left = np.where(skimage.morphology.local_maxima(image), image, -np.inf)
    places = []
    while left.max() > lowest:
        row, column = np.unravel_index(left.argmax(), left.shape)
        places.append((row, column))
        left[
            max(row - radius, 0) : row + radius + 1, max(column - radius, 0) : column + radius + 1
        ] = -np.inf
    return np.array(places).reshape(-1, 2)


@settings(deadline=None, max_examples=100)
@given(st.integers(0, 2**32 - 1), st.integers(0, 5), st.floats(0.5, 3))
def test_greedy_equals_plain_steps(seed, radius, sigmas):
    image = np.random.default_rng(seed).normal(0, 1, (17, 23))
    before = image.copy()
    lowest = np.median(image) + sigmas * scipy.stats.median_abs_deviation(
        image, axis=None, scale="normal"
    )
    found = peaks.greedy_peaks(image, sigmas=sigmas, radius=radius)
    np.testing.assert_array_equal(
        np.c_[found.rows, found.columns], greedy_by_plain_steps(image, lowest, radius)
    )
    np.testing.assert_array_equal(image, before)


def test_no_peak_is_an_empty_answer():
    image = np.random.default_rng(0).normal(0, 1, (20, 20))
    found = peaks.greedy_peaks(image, sigmas=50, radius=2)
    refined = peaks.refine_peaks(image, found)
    assert [one.size for one in [*found, *refined]] == [0] * 6


# ---- noise and background ----------------------------------------------------------------------


@settings(deadline=None)
@given(reliefs())
def test_noise_equals_scipy(image):
    expected = scipy.stats.median_abs_deviation(image.astype(float), axis=None, scale="normal")
    assert peaks.noise_level(image) == pytest.approx(expected, rel=1e-3)


def test_noise_of_a_picture_with_stars():
    sky = scenes.star_field(500, seed=2, noise=5)
    assert peaks.noise_level(sky.image) == pytest.approx(5, rel=0.05)
    assert sky.image.std() > 30


@settings(deadline=None, max_examples=50)
@given(
    st.tuples(st.integers(2, 90), st.integers(2, 90)),
    st.integers(2, 40),
    st.floats(-9, 9),
    st.floats(-9, 9),
)
def test_a_slope_is_removed_up_to_the_border(shape, size, down, across):
    assume(size < min(shape))  # with one box there is no slope to measure
    image = np.add.outer(down * np.arange(shape[0]), across * np.arange(shape[1]))
    np.testing.assert_allclose(peaks.remove_background(image, size=size), 0, atol=1e-3)


def test_stars_stay_where_the_background_goes():
    even, sloping = (scenes.star_field(seed=3, gradient=rise) for rise in (0, 1000))
    first, second = (peaks.remove_background(sky.image, size=64) for sky in (even, sloping))
    assert first.dtype == np.float32
    assert np.abs(first - second).max() < even.noise / 2


# ---- between the pixels ------------------------------------------------------------------------


@settings(deadline=None, max_examples=50)
@given(st.floats(4.5, 10.5), st.floats(6.5, 12.5), st.floats(1.5, 3))
def test_a_smooth_peak_is_found_between_the_pixels(row, column, width):
    rows, columns = np.ogrid[:16, :20]
    image = 100 * np.exp(((rows - row) ** 2 + (columns - column) ** 2) / (-2 * width**2))
    found = peaks.local_maxima(image, threshold=50)
    refined = peaks.refine_peaks(image, found)
    assert np.abs(refined.rows - row).max() < 0.06
    assert np.abs(refined.columns - column).max() < 0.06


def test_peaks_at_the_border_stay_on_their_pixel_there():
    image = np.zeros((4, 4))
    image[0, 1:3] = 8, 4
    refined = peaks.refine_peaks(image, peaks.local_maxima(image, threshold=1))
    assert refined.rows.tolist() == [0]
    assert 1 < refined.columns[0] < 1.5


@pytest.mark.parametrize("dtype", [np.uint8, np.int16, np.float32])
def test_differences_do_not_wrap_around(dtype):
    image = np.array([[0, 250, 120, 0]]).clip(max=np.iinfo(np.uint8).max).astype(dtype)
    refined = peaks.refine_peaks(image, peaks.local_maxima(image, threshold=9))
    assert refined.columns[0] == pytest.approx(1 + 120 / 2 / (250 + 130))


# ---- star fields -------------------------------------------------------------------------------


@pytest.mark.parametrize("gradient", [0, 500])
def test_stars_are_found(gradient):
    sky = scenes.star_field(500, seed=4, gradient=gradient)
    smooth = cv2.GaussianBlur(peaks.remove_background(sky.image, size=64), (0, 0), 1)
    found = peaks.refine_peaks(smooth, peaks.greedy_peaks(smooth, sigmas=5, radius=3))
    away, star = scipy.spatial.cKDTree(np.c_[sky.rows, sky.columns]).query(
        np.c_[found.rows, found.columns]
    )
    near = away < 2
    assert np.unique(star[near]).size >= 0.95 * 500
    assert near.mean() >= 0.95
    assert np.sqrt(np.mean(away[near] ** 2)) < 0.15


# ---- the densest point -------------------------------------------------------------------------


@settings(deadline=None, max_examples=50)
@given(st.integers(0, 2**32 - 1), st.sampled_from([1, 2, 4]), st.sampled_from([1, 1.5, 2]))
def test_densest_lies_in_the_fullest_bin_of_the_smoothed_histogram(seed, bin_width, sigma):
    rng = np.random.default_rng(seed)
    x, y = rng.integers(0, 50, (2, 300))
    edges = [np.arange(one.min(), one.max() + 2 * bin_width, bin_width) for one in (x, y)]
    counts = np.histogram2d(x, y, bins=edges)[0]
    smooth = scipy.ndimage.gaussian_filter(counts, sigma, mode="constant")
    point = peaks.densest_point(x, y, bin_width=bin_width, sigma=sigma)
    fullest = np.unravel_index(smooth.argmax(), smooth.shape)
    for found, edge, place in zip(point, edges, fullest, strict=True):
        assert abs(found - edge[place] - bin_width / 2) <= bin_width / 2 * 1.01


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 99), st.sampled_from([0.5, 2, 8]), st.integers(-100, 100))
def test_densest_moves_with_the_points_and_their_unit(seed, unit, by):
    cluster = scenes.clustered_points(seed=seed)
    x, y = np.round(cluster.x), np.round(cluster.y)
    first = peaks.densest_point(x, y, bin_width=50, sigma=2)
    moved = peaks.densest_point(unit * (y + by), unit * x, bin_width=unit * 50, sigma=2)
    np.testing.assert_allclose(moved, [unit * (first.y + by), unit * first.x], rtol=1e-9)


def test_densest_is_near_the_center():
    for seed in range(10):
        cluster = scenes.clustered_points(seed=seed)
        point = peaks.densest_point(cluster.x, cluster.y, bin_width=50, sigma=2)
        assert np.hypot(*np.subtract(point, cluster.center)) < 25


def test_one_point_is_where_it_is():
    point = peaks.densest_point(np.array([3]), np.array([5]), bin_width=1, sigma=1)
    assert point == (3.5, 5.5)  # the middle of the one bin, which begins at the point
