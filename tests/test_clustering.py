"""Laws, a case worked out by hand, and libraries as oracles, of course_utils.clustering."""

import warnings

import numpy as np
import pytest
import sklearn.cluster
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.cluster import vq

from course_utils import clustering, data


def problem(seed):
    """Return random points, weights or None, and centers to start from, which are points."""
    rng = np.random.default_rng(seed)
    number, features = rng.integers(5, 600), rng.integers(1, 7)
    k = rng.integers(1, min(number, 20) + 1)
    middles = rng.normal(0, 5, (rng.integers(1, 9), features))
    points = middles[rng.integers(0, len(middles), number)] + rng.normal(size=(number, features))
    weights = rng.uniform(0.1, 5, number) if seed % 2 else None
    return points, weights, points[rng.choice(number, k, replace=False)]


# ---- k-means -----------------------------------------------------------------------------------


def test_by_hand():
    # The start takes 0 alone; then 1 is as near to 0 as to the mean of the rest, and so on.
    points = np.array([[0], [1], [3], [10], [12]])
    clusters = clustering.kmeans(points, 2, start=points[:2])
    assert clusters.centers.ravel().tolist() == [4 / 3, 11]
    assert clusters.labels.tolist() == [0, 0, 0, 1, 1]
    assert clusters.inertia == pytest.approx(16 / 9 + 1 / 9 + 25 / 9 + 1 + 1)
    assert clusters.centers.dtype == np.float64
    assert isinstance(clusters.inertia, float)


def test_never_above_scikit_learn_from_the_same_starts():
    for seed in range(200):
        points, weights, start = problem(seed)
        clusters = clustering.kmeans(points, len(start), weights=weights, start=start)
        theirs = sklearn.cluster.KMeans(len(start), init=start, n_init=1, tol=0)
        theirs.fit(points, sample_weight=weights)
        assert clusters.inertia <= theirs.inertia_ + 1e-9 * points.var()


def test_opencv_and_scipy_end_where_it_ends():
    for seed in range(0, 40, 2):
        points, _, start = problem(seed)
        points = points.astype(np.float32)
        clusters = clustering.kmeans(points, len(start), start=start)
        with warnings.catch_warnings(action="ignore"):  # of empty clusters
            centers, labels = vq.kmeans2(np.float64(points), start, iter=300, minit="matrix")
        if len(np.unique(labels)) == len(start):
            np.testing.assert_allclose(clusters.centers, centers, atol=1e-9)
            np.testing.assert_array_equal(clusters.labels, labels)


@settings(deadline=None)
@given(st.data())
def test_laws(data):
    rng = np.random.default_rng(data.draw(st.integers(0, 2**32 - 1)))
    points = rng.integers(0, data.draw(st.sampled_from([2, 5, 1000])), (rng.integers(1, 40), 2))
    weights = rng.integers(0, 4, len(points)) if data.draw(st.booleans()) else None
    if weights is not None and not weights.any():
        weights[0] = 1
    counted = np.ones(len(points)) if weights is None else weights
    distinct = len(np.unique(points[counted > 0], axis=0))
    k = data.draw(st.integers(1, distinct))
    start = rng.normal(0, 1000, (k, 2)) if data.draw(st.booleans()) else None
    centers, labels, inertia = clustering.kmeans(points, k, weights=weights, seed=1, start=start)
    squares = ((points[:, None] - centers) ** 2).sum(axis=2)
    own = squares[np.arange(len(points)), labels]
    np.testing.assert_allclose(own, squares.min(axis=1), atol=1e-6)
    assert inertia == pytest.approx(own @ counted, abs=1e-9)
    for label, center in enumerate(centers):
        inside = (labels == label) & (counted > 0)
        assert inside.any()  # never an empty cluster
        mean = np.average(points[inside], axis=0, weights=counted[inside])
        np.testing.assert_allclose(center, mean, atol=1e-9)
    if k == distinct:
        assert inertia == pytest.approx(0, abs=1e-9)


def test_a_weight_counts_like_equal_points():
    points, _, start = problem(4)
    weights = np.random.default_rng(0).integers(0, 4, len(points))
    once = clustering.kmeans(points, len(start), weights=weights, start=start)
    often = clustering.kmeans(np.repeat(points, weights, axis=0), len(start), start=start)
    np.testing.assert_allclose(once.centers, often.centers)
    np.testing.assert_array_equal(np.repeat(once.labels, weights), often.labels)
    assert once.inertia == pytest.approx(often.inertia)


@pytest.mark.parametrize("count", [200, 20_000])  # fewer and more than the sample
def test_random_starts_find_what_is_there(count):
    rng = np.random.default_rng(0)
    truth = np.arange(count) % 9
    middles = np.stack(np.mgrid[:3, :3], axis=-1).reshape(9, 2) * 10
    points = middles[truth] + rng.normal(size=(count, 2))
    for seed in range(5):
        clusters = clustering.kmeans(points, 9, seed=seed)
        assert sklearn.metrics.adjusted_rand_score(truth, clusters.labels) > 0.99


def test_a_rare_point_is_found_outside_the_sample():
    points = np.zeros((50_000, 2))
    points[[7, 70]] = [[1, 2], [3, 4]]
    clusters = clustering.kmeans(points, 3, seed=0)
    assert clusters.inertia == 0
    assert sorted(map(tuple, clusters.centers)) == [(0, 0), (1, 2), (3, 4)]


def test_the_seed_decides():
    points = np.random.default_rng(0).random((10_000, 3))
    first, same, other = (clustering.kmeans(points, 7, seed=seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first.centers, same.centers)
    np.testing.assert_array_equal(first.labels, same.labels)
    assert (first.centers != other.centers).any()


@pytest.mark.parametrize("dtype", [np.uint8, np.int16, np.float32, ">i4"])
def test_every_dtype_is_like_float64(dtype):
    points = np.random.default_rng(0).integers(0, 256, (300, 3)).clip(0, 200).astype(dtype)
    before = points.copy()
    found = clustering.kmeans(points, 4, seed=3)
    expected = clustering.kmeans(np.float64(points), 4, seed=3)
    np.testing.assert_array_equal(found.centers, expected.centers)
    np.testing.assert_array_equal(points, before)
    np.testing.assert_array_equal(
        clustering.kmeans(np.asfortranarray(points)[::-1], 4, start=found.centers).labels[::-1],
        found.labels,
    )


def test_far_from_zero():
    points, _, start = problem(8)
    moved = clustering.kmeans(points + 1e7, len(start), start=start + 1e7)
    np.testing.assert_array_equal(
        moved.labels, clustering.kmeans(points, len(start), start=start).labels
    )


@pytest.mark.parametrize("start", [None, np.zeros((2, 1))])
def test_numbers_that_cannot_be_told_apart_do_not_hang(start):
    points = np.array([[0], [0], [0], [1e-170]])  # whose square is 0
    with pytest.raises(ValueError, match="too near each other for float64"):
        clustering.kmeans(points, 2, start=start, seed=0)


# ---- few colors --------------------------------------------------------------------------------


def check_quantized(image, k, **options):
    """Quantize, and hold what is returned against plain laws."""
    quantized = clustering.quantize(image, k, **options)
    picture, palette, labels, shares = quantized
    assert picture.dtype == palette.dtype == labels.dtype == np.uint8
    assert len(palette) == len(np.unique(palette, axis=0)) <= k
    np.testing.assert_array_equal(palette[labels], picture)
    values = image.reshape(-1, 1, 1 if image.ndim == 2 else 3).astype(int)
    squares = ((values - palette.reshape(1, len(palette), -1)) ** 2).sum(axis=2)
    own = squares[np.arange(len(squares)), labels.ravel()]
    np.testing.assert_array_equal(own, squares.min(axis=1))  # each pixel has the nearest color
    counts = np.bincount(labels.ravel(), minlength=len(palette))
    np.testing.assert_array_equal(shares, counts / labels.size)
    assert (counts > 0).all()
    assert (np.diff(counts) <= 0).all()
    return quantized


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_each_pixel_gets_the_nearest_color(data):
    rng = np.random.default_rng(data.draw(st.integers(0, 2**32 - 1)))
    channels = data.draw(st.sampled_from([(), (3,)]))
    shape = data.draw(st.tuples(st.integers(1, 40), st.integers(1, 40)))
    low, high = data.draw(st.sampled_from([(0, 256), (0, 256), (100, 103), (250, 256)]))
    image = rng.integers(low, high, shape + channels, dtype=np.uint8)
    k = data.draw(st.sampled_from([1, 2, 3, 7, 40, 255, 256]))
    quantized = check_quantized(image, k)
    colors = np.unique(image.reshape(-1, image.shape[2] if channels else 1), axis=0)
    if len(colors) <= k:
        np.testing.assert_array_equal(quantized.image, image)
        assert len(quantized.palette) == len(colors)


PHOTOGRAPHS = [data.sample("china"), data.sample("coffee"), data.sample("camera")]


@pytest.mark.parametrize("image", PHOTOGRAPHS, ids=["china", "coffee", "camera"])
@pytest.mark.parametrize("k", [2, 4, 8, 16])
def test_as_good_as_clustering_all_pixels(image, k):
    quantized = check_quantized(image, k)
    ours = np.sum((quantized.image.astype(float) - image) ** 2)
    pixels = image.reshape(-1, 1 if image.ndim == 2 else 3).astype(np.float32)
    theirs = sklearn.cluster.KMeans(k, n_init=1, random_state=0).fit(pixels).inertia_
    assert ours <= 1.01 * theirs


def test_views_and_seeds():
    image = PHOTOGRAPHS[1]
    whole = clustering.quantize(image, 5)
    turned = clustering.quantize(image[::-1, ::-1], 5)
    np.testing.assert_array_equal(turned.image, whole.image[::-1, ::-1])
    odd = image[::3, 1:-1:2]
    np.testing.assert_array_equal(
        clustering.quantize(odd, 5).image, clustering.quantize(odd.copy(), 5).image
    )
    first, same = (check_quantized(image, 32, seed=seed).palette for seed in (1, 1))
    np.testing.assert_array_equal(first, same)
    assert any(
        (clustering.quantize(image, 32, seed=seed).palette != first).any() for seed in range(2, 5)
    )
