"""Laws, a case worked out by hand, and astropy and SciPy as oracles of course_utils.smoothing."""

import subprocess
import sys

import astropy.convolution
import numpy as np
import pytest
import scipy.ndimage
from hypothesis import given, settings
from hypothesis import strategies as st

from course_utils import data, smoothing


@st.composite
def pictures_with_holes(draw):
    shape = draw(st.tuples(st.integers(1, 25), st.integers(1, 25)))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    mask = rng.random(shape) < draw(st.floats(0.02, 1))
    mask[rng.integers(shape[0]), rng.integers(shape[1])] = True
    dtype = draw(st.sampled_from([np.uint8, np.float32, np.float64]))
    return rng.integers(0, 256, shape).astype(dtype), mask, draw(st.floats(0.3, 4))


LEFT = pytest.mark.filterwarnings("ignore:nan_treatment='interpolate'")  # it warns of NaN left over


def by_astropy(image, sigma, mask):
    """Smooth with NaN in the holes; what stays NaN is out of reach."""
    side = 2 * int(4 * sigma + 0.5) + 1
    kernel = astropy.convolution.Gaussian2DKernel(sigma, x_size=side, y_size=side)
    holes = np.where(mask, image.astype(float), np.nan)
    return astropy.convolution.convolve(
        holes, kernel, boundary="extend", nan_treatment="interpolate", preserve_nan=False
    )


@LEFT
@settings(deadline=None, max_examples=200)
@given(pictures_with_holes())
def test_equals_astropy(case):
    image, mask, sigma = case
    smoothed = smoothing.masked_smooth(image, sigma, mask=mask)
    np.testing.assert_allclose(smoothed, by_astropy(image, sigma, mask), rtol=0, atol=1e-3)


@LEFT
def test_equals_astropy_on_a_photograph():
    image = data.sample("camera", gray=True)[100:250, 150:350]
    mask = np.ones(image.shape, bool)
    mask[40:90, 60:110] = False
    smoothed = smoothing.masked_smooth(image, 2, mask=mask)
    expected = by_astropy(image, 2, mask)
    assert np.isnan(smoothed).sum() == np.isnan(expected).sum() > 500
    np.testing.assert_allclose(smoothed, expected, rtol=0, atol=1e-3)


@settings(deadline=None)
@given(pictures_with_holes(), st.integers(0, 255))
def test_a_constant_stays_a_constant(case, value):
    image, mask, sigma = case
    smoothed = smoothing.masked_smooth(np.full_like(image, value), sigma, mask=mask)
    reached = ~np.isnan(smoothed)
    assert reached[mask].all()
    np.testing.assert_allclose(smoothed[reached], value, rtol=3e-6)


def test_a_ramp_stays_a_ramp_away_from_the_edge_of_the_data():
    down, across = np.mgrid[:60, :80]
    ramp = 3.0 * down - 2.0 * across + 7
    mask = np.ones(ramp.shape, bool)
    mask[20:30, 30:40] = False
    sigma, reach = 1.5, 6
    smoothed = smoothing.masked_smooth(ramp, sigma, mask=mask)
    far = ~scipy.ndimage.binary_dilation(~mask, np.ones((2 * reach + 1,) * 2))
    inside = np.zeros_like(mask)
    inside[reach:-reach, reach:-reach] = True
    np.testing.assert_allclose(smoothed[far & inside], ramp[far & inside], rtol=0, atol=1e-10)


def test_without_holes_it_is_a_gaussian_filter():
    image = data.sample("coins", gray=True).astype(float)
    expected = scipy.ndimage.gaussian_filter(image, 3, mode="nearest")
    smoothed = smoothing.masked_smooth(image, 3, mask=np.ones(image.shape, bool))
    np.testing.assert_allclose(smoothed, expected, rtol=0, atol=1e-9)


def test_by_hand():
    # Sigma so small that only neighbors count, each with the weight w; the edges are repeated.
    image = np.array([[8.0, 99.0, 2.0]])
    mask = np.array([[True, False, True]])
    w = np.exp(-1 / (2 * 0.3**2))
    smoothed = smoothing.masked_smooth(image, 0.3, mask=mask)
    np.testing.assert_allclose(smoothed, [[8, 5, 2]], atol=8 * w**3)


def test_a_hole_may_hold_anything():
    image = data.sample("camera", gray=True)[:50, :60].astype(float)
    mask = np.random.default_rng(0).random(image.shape) > 0.3
    expected = smoothing.masked_smooth(image, 2, mask=mask)
    for anything in (0, 255, -1e30, np.nan, np.inf):
        changed = np.where(mask, image, anything)
        before = changed.copy()
        np.testing.assert_array_equal(smoothing.masked_smooth(changed, 2, mask=mask), expected)
        np.testing.assert_array_equal(changed, before)


def test_what_no_weight_reaches_is_missing():
    mask = np.zeros((1, 50), bool)
    mask[0, 0] = True
    smoothed = smoothing.masked_smooth(np.full((1, 50), 7, np.uint8), 2, mask=mask)
    np.testing.assert_allclose(smoothed[0, :9], 7, rtol=1e-6)  # 4 sigma
    assert np.isnan(smoothed[0, 9:]).all()


@pytest.mark.parametrize("channels", [3, 4])
def test_each_channel_is_smoothed_alone(channels):
    image = np.random.default_rng(0).integers(0, 256, (20, 31, channels), np.uint8)
    mask = image[..., 0] > 60
    smoothed = smoothing.masked_smooth(image, 1.5, mask=mask)
    for channel in range(channels):
        alone = smoothing.masked_smooth(image[..., channel].copy(), 1.5, mask=mask)
        np.testing.assert_allclose(smoothed[..., channel], alone, rtol=1e-6)


@pytest.mark.parametrize(
    ("dtype", "result"),
    [
        (np.uint8, np.float32),
        (np.int16, np.float32),
        (np.float16, np.float32),
        (np.float32, np.float32),
        (np.int32, np.float64),
        (np.float64, np.float64),
    ],
)
def test_dtype_of_the_result(dtype, result):
    image = np.ones((4, 5), dtype)
    assert smoothing.masked_smooth(image, 1, mask=image > 0).dtype == result


def test_without_healpy_a_sentence_says_what_to_do():
    program = (
        "import sys; sys.modules['healpy'] = None\n"
        "import numpy as np\n"
        "from course_utils import smoothing\n"
        "try:\n"
        "    smoothing.masked_smooth_sphere(np.zeros(12), 5, mask=np.ones(12, bool))\n"
        "except ImportError as error:\n"
        "    print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.strip() == (
        "healpy is not installed, and only the sphere needs it; on Linux and macOS, "
        "pip install healpy."
    ), done.stderr
