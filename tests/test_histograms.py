"""Laws, hand-worked cases, NumPy, OpenCV and scikit-image as oracles of course_utils.histograms."""

import cv2
import numpy as np
import pytest
import skimage.exposure
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.lib.stride_tricks import as_strided, sliding_window_view

from course_utils import _binning, data, histograms

MANY = 2**24  # the largest count that float32, in which calcHist counts, holds exactly
VIEWS = {
    "whole": lambda image: image,
    "transposed": lambda image: image.T,
    "every second row": lambda image: image[::2],
    "every third column": lambda image: image[:, ::3],
    "mirrored": lambda image: image[:, ::-1],
    "upside down, every second column": lambda image: image[::-1, ::2],
    "overlapping rows": lambda image: sliding_window_view(image.ravel(), image.shape[1]),
}
COUNTERS = [
    lambda image, **options: histograms.histogram(image[:, :, 1], **options),
    histograms.channel_histograms,
    lambda image, **options: histograms.joint_histogram(image, (0, 1), 256, **options),
    histograms.color_descriptor,
]
DTYPES = [np.uint8, np.uint16, ">u2", np.int16, np.int32, np.float32, np.float64]


@st.composite
def histogram_cases(draw):
    dtype = np.dtype(draw(st.sampled_from(DTYPES)))
    if dtype.kind == "f":
        # Hundredths and exact bin ends, so that values fall on edges and not only between them.
        hundredths = st.integers(-30_000, 40_000).map(lambda number: number / 100)
        elements = (hundredths | st.integers(-3, 300).map(float)).map(dtype.type)
    else:
        limits = np.iinfo(dtype)
        elements = st.integers(max(limits.min, -300), min(limits.max, 400))
        elements |= st.integers(limits.min, limits.max)
    shape = draw(hnp.array_shapes(min_dims=2, max_dims=2, max_side=24))
    image = draw(hnp.arrays(dtype, shape, elements=elements))
    image = VIEWS[draw(st.sampled_from(list(VIEWS)))](image)
    mask = draw(st.none() | hnp.arrays(bool, image.shape))
    bins = draw(st.integers(1, 300))
    ends = draw(
        st.just((0, 256))
        | st.tuples(st.integers(-400, 400), st.integers(1, 70_000)).map(lambda p: (p[0], sum(p)))
        | st.tuples(st.integers(-99, 300), st.integers(1, 900)).map(
            lambda p: (p[0] / 10, p[0] / 10 + p[1] / 7)
        )
        # From the least to the greatest value, so that a value equals the upper end.
        | st.just((float(image.min()), float(image.max()) + float(image.min() == image.max())))
    )
    return image, bins, ends, mask


@settings(max_examples=1000, deadline=None, derandomize=True)
@given(histogram_cases())
def test_histogram_equals_numpy(case):
    image, bins, value_range, mask = case
    before = image.copy()
    values = image.ravel() if mask is None else image[mask]
    expected = np.histogram(values, bins, range=value_range)[0]
    counts = histograms.histogram(image, bins, value_range=value_range, mask=mask)
    assert counts.dtype == np.int64
    np.testing.assert_array_equal(counts, expected)
    np.testing.assert_array_equal(image, before)


# Laws


@pytest.mark.parametrize("name", data.SAMPLES)
def test_every_pixel_is_counted_once(name):
    image = data.sample(name, gray=True)
    mask = image > 90
    counts = histograms.histogram(image, 37)
    inside = histograms.histogram(image, 37, mask=mask)
    outside = histograms.histogram(image, 37, mask=~mask)
    assert counts.sum() == image.size
    assert inside.sum() == mask.sum()
    np.testing.assert_array_equal(inside + outside, counts)


def test_shares_do_not_depend_on_the_size():
    image = data.sample("coffee", gray=True)
    four = np.tile(image, (2, 2))
    np.testing.assert_array_equal(histograms.histogram(four), 4 * histograms.histogram(image))
    shares = histograms.histogram(image, 10, normalize=True)
    np.testing.assert_array_equal(histograms.histogram(four, 10, normalize=True), shares)
    assert shares.dtype == np.float64
    assert shares.sum() == pytest.approx(1, abs=1e-12)


def test_shares_are_of_the_counted_pixels():
    image = np.array([[0, 10, 10, 200]], dtype=np.uint8)
    shares = histograms.histogram(image, 2, value_range=(5, 15), normalize=True)
    assert shares.tolist() == [0, 1]


def test_the_shares_of_each_channel_sum_to_one():
    image = data.sample("rocket")
    shares = histograms.channel_histograms(image, 9, value_range=(20, 90), normalize=True)
    for channel in range(3):
        one = image[:, :, channel]
        expected = histograms.histogram(one, 9, value_range=(20, 90), normalize=True)
        np.testing.assert_array_equal(shares[channel], expected)
        assert shares[channel].sum() == pytest.approx(1, abs=1e-12)


def test_the_order_of_pixels_does_not_matter():
    image = data.sample("china")
    shuffled = np.random.default_rng(0).permutation(image.reshape(-1, 3)).reshape(image.shape)
    for count in (
        histograms.channel_histograms,
        histograms.color_descriptor,
        lambda picture: histograms.joint_histogram(picture, (0, 2)),
    ):
        np.testing.assert_array_equal(count(image), count(shuffled))


@pytest.mark.parametrize("bins", [1, 2, 7, 30, 32, 100, 255, 256])
def test_joint_histograms_sum_to_the_histogram_of_each_channel(bins):
    image = data.sample("china")
    for first, second in [(1, 0), (1, 2), (0, 2), (2, 2)]:
        counts = histograms.joint_histogram(image, (first, second), bins)
        assert counts.shape == (bins, bins)
        one = histograms.histogram(image[:, :, first], bins)
        other = histograms.histogram(image[:, :, second], bins)
        np.testing.assert_array_equal(counts.sum(axis=1), one)
        np.testing.assert_array_equal(counts.sum(axis=0), other)


def test_the_descriptor_sums_to_the_joint_histogram():
    image = data.sample("flower")
    cells = histograms.color_descriptor(image, (4, 8, 16)).reshape(4, 8, 16)
    np.testing.assert_array_equal(cells.sum(axis=(1, 2)), histograms.histogram(image[:, :, 0], 4))
    np.testing.assert_array_equal(cells.sum(axis=(0, 1)), histograms.histogram(image[:, :, 2], 16))
    shares = histograms.color_descriptor(image, (4, 8, 16), normalize=True)
    np.testing.assert_allclose(shares, cells.ravel() / cells.sum(), rtol=1e-15)


def test_each_channel_needs_a_pixel_for_its_shares():
    image = np.dstack([np.full((2, 3), value, np.uint8) for value in (1, 2, 200)])
    with pytest.raises(ValueError, match=r"of channel 2, .* outside value_range \(0, 100\)"):
        histograms.channel_histograms(image, 2, value_range=(0, 100), normalize=True)


# Hand-worked


def test_two_bins_by_hand():
    image = np.array([[0, 127, 128], [255, 128, 3]], dtype=np.uint8)
    assert histograms.histogram(image, 2).tolist() == [3, 3]


def test_both_ends_of_the_range_by_hand():
    image = np.array([[9, 10, 19], [20, 21, 15]], dtype=np.uint8)
    assert histograms.histogram(image, 2, value_range=(10, 20)).tolist() == [1, 3]


def test_joint_histogram_by_hand():
    image = np.array([[[0, 200, 9], [10, 250, 9]], [[255, 0, 9], [130, 140, 9]]], dtype=np.uint8)
    assert histograms.joint_histogram(image, (0, 1), 2).tolist() == [[0, 2], [1, 1]]
    assert histograms.joint_histogram(image, (1, 0), 2).tolist() == [[0, 1], [2, 1]]
    mask = np.array([[True, False], [True, False]])
    assert histograms.joint_histogram(image, (0, 1), 2, mask=mask).tolist() == [[0, 1], [1, 0]]


def test_descriptor_by_hand():
    image = np.array([[[0, 0, 200], [255, 0, 0], [255, 0, 255]]], dtype=np.uint8)
    # cells in the order blue, green, red: 000 001 010 011 100 101 110 111
    assert histograms.color_descriptor(image, (2, 2, 2)).tolist() == [0, 1, 0, 0, 1, 1, 0, 0]


# More than 2**24 equal pixels: a float32 count of these odd numbers would be off by one


@pytest.mark.parametrize("shape", [(4097, 4097), (1, MANY + 3), (MANY + 3, 1)])
def test_no_pixel_is_lost_above_float32(shape):
    image = np.broadcast_to(np.uint8(7), shape)
    pixels = shape[0] * shape[1]
    assert int(np.float32(pixels)) != pixels
    assert histograms.histogram(image)[7] == pixels
    mask = np.broadcast_to(np.True_, shape)
    assert histograms.histogram(image.astype(np.uint16), 2, mask=mask).tolist() == [pixels, 0]


def test_no_color_pixel_is_lost_above_float32():
    image = np.broadcast_to(np.uint8([1, 2, 3]), (4097, 4097, 3))
    pixels = 4097 * 4097
    assert histograms.color_descriptor(image).max() == pixels
    assert histograms.joint_histogram(image, (0, 1)).max() == pixels


def test_blocks_cover_every_pixel_once(monkeypatch):
    for shape in [(1, 7), (7, 1), (30, 33), (3, 50), (2, 51), (101, 120)]:
        seen = np.zeros(shape, int)
        for block in _binning.blocks(*shape, 50):
            assert 0 < seen[block].size <= 50
            seen[block] += 1
        assert (seen == 1).all()
    monkeypatch.setattr(_binning, "EXACT_PIXELS", 50)
    image, mask = data.sample("coffee"), data.sample("coffee", gray=True) > 50
    counts = histograms.channel_histograms(image[:50, :70], 9, mask=mask[:50, :70])
    expected = np.histogram(image[:50, :70, 2][mask[:50, :70]], 9, range=(0, 256))[0]
    np.testing.assert_array_equal(counts[2], expected)


# Views that share memory with themselves


@pytest.mark.parametrize("count", COUNTERS)
def test_overlapping_rows_and_repeated_values_are_counted(count):
    colors = np.arange(18, dtype=np.uint8)
    mask = sliding_window_view(np.array([0, 0, 1, 1, 0, 1], bool), 4)
    for strides in [(3, 3, 1), (3, 0, 1), (0, 3, 1), (0, 0, 0)]:
        image = as_strided(colors, (3, 4, 3), strides)
        expected = count(image.copy(), mask=mask.copy())
        assert expected.sum() % mask.sum() == 0
        np.testing.assert_array_equal(count(image, mask=mask), expected)
        np.testing.assert_array_equal(count(image), count(image.copy()))


# The libraries as oracles, on real pictures


@pytest.mark.parametrize("name", data.SAMPLES)
def test_histograms_equal_opencv_and_scikit_image(name):
    image = data.sample(name)
    counts = histograms.channel_histograms(image)
    assert counts.shape == (3, 256)
    for channel in range(3):
        opencv = cv2.calcHist([image], [channel], None, [256], [0, 256]).ravel()
        np.testing.assert_array_equal(counts[channel], opencv)
        scikit, _ = skimage.exposure.histogram(image[:, :, channel], source_range="dtype")
        np.testing.assert_array_equal(counts[channel], scikit)


@pytest.mark.parametrize("bins", [1, 3, 8, 30, 32, 255])
def test_joint_histogram_equals_numpy(bins):
    image = data.sample("chelsea")
    mask = image[:, :, 1] > 80
    blue, red = image[:, :, 0][mask], image[:, :, 2][mask]
    expected = np.histogram2d(blue, red, bins, range=[(0, 256)] * 2)[0]
    counts = histograms.joint_histogram(image, (0, 2), bins, mask=mask)
    assert counts.dtype == np.int64
    np.testing.assert_array_equal(counts, expected)


def test_descriptor_equals_numpy():
    image = data.sample("china")
    mask = image[:, :, 0] < 200
    expected = np.histogramdd(image[mask], (8, 5, 3), range=[(0, 256)] * 3)[0]
    vector = histograms.color_descriptor(image, (8, 5, 3), mask=mask)
    assert vector.shape == (120,)
    assert vector.dtype == np.int64
    np.testing.assert_array_equal(vector, expected.ravel())


@pytest.mark.parametrize("dtype", [">u2", ">i4", ">f4", np.int64, np.uint64, np.float16])
def test_other_numbers_equal_numpy(dtype):
    image = np.arange(0, 600, 4).reshape(10, 15).astype(dtype)
    expected = np.histogram(image, 11, range=(0, 256))[0]
    counts = histograms.histogram(image, 11, value_range=(0, 256))
    np.testing.assert_array_equal(counts, expected)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, ">u2"])
def test_a_picture_has_the_bins_that_a_volume_has(dtype):
    image = data.sample("china").astype(dtype)
    image *= np.iinfo(dtype).max // 255
    expected = np.histogram(image[:, :, 1], 99, range=(0, 2 ** (8 * image.itemsize)))[0]
    np.testing.assert_array_equal(histograms.histogram(image[:, :, 1], 99), expected)
    np.testing.assert_array_equal(histograms.channel_histograms(image, 99)[1], expected)
    np.testing.assert_array_equal(histograms.volume_histogram(image[:, :, 1:2], 99), expected)


def test_float16_has_the_bins_of_exact_numbers():
    image = np.linspace(0, 1, 997).astype(np.float16)[np.newaxis]
    expected = np.histogram(image.astype(float), 300, range=(0, 1))[0]
    counts = histograms.histogram(image, 300, value_range=(0, 1))
    np.testing.assert_array_equal(counts, expected)
    counts = histograms.histogram(image, 4096, value_range=(0, 4096))  # too many bins in float16
    assert counts[[0, 1]].tolist() == [996, 1]
    assert histograms.histogram(image, 4, value_range=(0, 100_000))[0] == 997  # too wide a range


@pytest.mark.parametrize("number", [np.float16, np.float32, np.float64, np.longdouble])
def test_the_type_of_the_ends_does_not_matter(number):
    image = np.arange(256, dtype=np.uint8)[np.newaxis]
    ends = number(0.1), number(77.7)
    expected = np.histogram(image, 22, range=tuple(map(float, ends)))[0]
    np.testing.assert_array_equal(histograms.histogram(image, 22, value_range=ends), expected)


def test_the_range_may_hold_every_uint64():
    image = np.array([[0, 2**63 - 1025, 2**63, 2**64 - 1]], np.uint64)
    assert histograms.histogram(image, 2, value_range=(0, 2**64)).tolist() == [2, 2]


def test_channels_may_be_one_to_four():
    image = np.dstack([data.sample("china"), data.sample("china", gray=True)])
    for channels in range(1, 5):
        expected = [histograms.histogram(image[:, :, c], 16) for c in range(channels)]
        view = image[:, :, :channels]
        for picture in (view, view.copy(), view.astype(np.float32), view[:, ::-1]):
            counts = histograms.channel_histograms(picture, 16, value_range=(0, 256))
            np.testing.assert_array_equal(counts, expected)


# Edges


def test_a_mask_without_pixels_counts_nothing():
    image = data.sample("coffee")
    nothing = np.zeros(image.shape[:2], dtype=bool)
    assert not histograms.histogram(image[:, :, 0], mask=nothing).any()
    assert not histograms.channel_histograms(image, mask=nothing).any()
    assert not histograms.joint_histogram(image, (0, 1), mask=nothing).any()
    assert not histograms.color_descriptor(image, mask=nothing).any()


def test_nan_outside_the_mask_does_not_matter():
    image = np.array([[0.5, np.nan, 2.5]])
    mask = np.isfinite(image)
    assert histograms.histogram(image, 3, value_range=(0, 3), mask=mask).tolist() == [1, 0, 1]


def test_inputs_stay_unchanged():
    image = data.sample("china")
    mask = image[:, :, 0] > 99
    copies = image.copy(), mask.copy()
    histograms.histogram(image[:, :, 1], 9, mask=mask, normalize=True)
    histograms.channel_histograms(image, mask=mask)
    histograms.joint_histogram(image, (0, 1), mask=mask)
    histograms.color_descriptor(image, mask=mask)
    np.testing.assert_array_equal(image, copies[0])
    np.testing.assert_array_equal(mask, copies[1])


def test_one_pixel_and_a_picture_that_cannot_be_written():
    image = np.full((1, 1), 255, dtype=np.uint8)
    image.flags.writeable = False
    assert histograms.histogram(image).nonzero()[0].tolist() == [255]
