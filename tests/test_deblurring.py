"""Focus scores and the undoing of known blurs, held against laws and scikit-image."""

import warnings

import cv2
import numpy as np
import pytest
import skimage.restoration
from hypothesis import given, settings
from hypothesis import strategies as st

from course_utils import convolution, data

LEVELS = (0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 5.0)
KERNELS = {
    "Gaussian": convolution.gaussian_kernel(13, 2),
    "motion": np.full((1, 11), 1 / 11),
}
each_kernel = pytest.mark.parametrize("name", KERNELS)


@pytest.fixture(scope="module")
def camera():
    return data.sample("camera", gray=True).astype(float)


def blurred_and_noisy(picture, kernel):
    noise = np.random.default_rng(0).normal(0, 1, picture.shape)
    return np.clip(convolution.convolve(picture, kernel, border="reflect") + noise, 0, 255)


def decibels(result, truth):
    """Return the PSNR without a border of 20 pixels."""
    errors = (np.clip(result, 0, 255) - truth)[20:-20, 20:-20]
    return 10 * np.log10(255**2 / np.mean(errors**2))


@pytest.mark.parametrize("sample", data.SAMPLES)
def test_focus_score_orders_ten_levels_of_blur(sample):
    gray = data.sample(sample, gray=True)
    for picture in (gray, gray.astype(float)):
        blurred = [cv2.GaussianBlur(picture, (0, 0), s) if s else picture for s in LEVELS]
        scores = [convolution.focus_score(one) for one in blurred]
        assert (np.diff(scores) < 0).all(), scores


@given(st.integers(3, 12), st.integers(3, 12), st.integers(0, 2**32 - 1), st.sampled_from("bBhfd"))
def test_focus_score_is_the_variance_of_sums(rows, columns, seed, dtype):
    gray = np.random.default_rng(seed).integers(0, 128, (rows, columns)).astype(dtype)
    responses = [
        float(gray[r - 1, c])
        + float(gray[r + 1, c])
        + float(gray[r, c - 1])
        + float(gray[r, c + 1])
        - 4 * float(gray[r, c])
        for r in range(1, rows - 1)
        for c in range(1, columns - 1)
    ]
    assert convolution.focus_score(gray) == pytest.approx(np.var(responses), abs=1e-9)


def test_focus_score_does_not_see_a_ramp_and_grows_with_the_square():
    ramp = np.add.outer(np.arange(9), 3 * np.arange(11)).astype(np.uint8)
    assert convolution.focus_score(ramp) == 0
    gray = np.random.default_rng(0).integers(0, 100, (9, 11), np.uint8)
    score = convolution.focus_score(gray)
    assert convolution.focus_score(gray * 2) == pytest.approx(4 * score)
    assert convolution.focus_score(255 - gray) == pytest.approx(score)


@each_kernel
def test_wiener_is_as_good_as_scikit_image_at_its_best(camera, name):
    kernel = KERNELS[name]
    seen = blurred_and_noisy(camera, kernel)
    parameters = 10.0 ** np.arange(-4, 0.6, 0.5)
    theirs = max(
        decibels(255 * skimage.restoration.wiener(seen / 255, kernel, b), camera)
        for b in parameters
    )
    ours = max(
        decibels(convolution.wiener_deblur(seen, kernel, balance=b), camera) for b in parameters
    )
    better = {"Gaussian": -0.3, "motion": 0.5}[name]
    assert ours >= theirs + better
    assert ours > decibels(seen, camera) + 2.5


@each_kernel
def test_richardson_lucy_is_as_good_as_scikit_image_at_its_best(camera, name):
    kernel = KERNELS[name]
    seen = blurred_and_noisy(camera, kernel)
    steps = (10, 20, 40, 80)
    theirs = max(
        decibels(
            255 * skimage.restoration.richardson_lucy(seen / 255, kernel, num_iter=number), camera
        )
        for number in steps
    )
    ours = max(
        decibels(convolution.richardson_lucy(seen, kernel, iterations=number), camera)
        for number in steps
    )
    assert ours >= theirs - 0.3
    assert ours > decibels(seen, camera) + 2.5


def test_deblurring_by_a_wrong_kernel_is_worse_than_leaving_it(camera):
    seen = blurred_and_noisy(camera, KERNELS["motion"])
    wrong = KERNELS["motion"].T
    before = decibels(seen, camera)
    assert decibels(convolution.wiener_deblur(seen, wrong, balance=0.01), camera) < before
    assert decibels(convolution.richardson_lucy(seen, wrong, iterations=30), camera) < before


WAYS = {
    "wiener_deblur": lambda image, kernel: convolution.wiener_deblur(image, kernel, balance=0.01),
    "richardson_lucy": lambda image, kernel: convolution.richardson_lucy(
        image, kernel, iterations=20
    ),
}
each_way = pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)


@each_way
def test_an_asymmetric_blur_is_undone_where_it_was(way):
    """A kernel with all its weight beside the middle moves the picture; it comes back."""
    truth = np.zeros((40, 50))
    truth[18:22, 20:30] = 200
    shift = np.zeros((1, 7))
    shift[0, 5:] = 0.5
    seen = convolution.convolve(truth, shift, border="reflect")
    result = way(seen, shift)
    assert np.abs(result - truth).mean() < 0.5 * np.abs(seen - truth).mean()
    shifted = np.abs(way(seen, shift[:, ::-1]) - truth).mean()
    assert shifted > 2 * np.abs(result - truth).mean()


@each_way
@settings(max_examples=25)
@given(
    st.tuples(st.integers(1, 20), st.integers(1, 20)),
    st.sampled_from([(), (3,), (4,)]),
    st.sampled_from([(1, 1), (1, 7), (5, 3), (9, 9)]),
    st.integers(1, 255),
)
def test_a_flat_picture_stays_and_shapes_are_kept(way, shape, channels, sides, value):
    image = np.full(shape + channels, value, np.uint8)
    kernel = np.random.default_rng(value).integers(1, 9, sides)
    result = way(image, kernel)
    assert result.shape == image.shape
    assert result.dtype == np.float64
    np.testing.assert_allclose(result, value, rtol=1e-3)


@each_way
def test_channels_are_undone_each_alone_and_the_input_is_kept(way):
    image = data.sample("chelsea")[100:160, 100:180]
    kernel = convolution.gaussian_kernel(5, 1)
    before = image.copy()
    result = way(image, kernel)
    for channel in range(3):
        alone = way(np.ascontiguousarray(image[:, :, channel]), 3 * kernel)
        np.testing.assert_allclose(result[:, :, channel], alone, rtol=1e-3, atol=1e-2)
    np.testing.assert_array_equal(image, before)


def test_the_identity_gives_the_picture_back():
    image = data.sample("coins", gray=True)
    one = np.ones((1, 1))
    result = convolution.wiener_deblur(image, one, balance=1e-9)
    np.testing.assert_allclose(result, image, atol=1e-4)
    result = convolution.richardson_lucy(image, one, iterations=1)
    np.testing.assert_allclose(result, image, atol=1e-3)


def test_black_pixels_raise_no_warning():
    image = np.zeros((9, 11), np.uint8)
    image[4, 5] = 255
    with warnings.catch_warnings(action="error"):
        result = convolution.richardson_lucy(image, convolution.KERNELS["gaussian"])
    assert np.isfinite(result).all()
    assert (result >= 0).all()
