"""Laws, hand-worked cases and SciPy as oracle of course_utils.convolution."""

import cv2
import numpy as np
import pytest
import scipy.ndimage
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from course_utils import convolution, data
from course_utils._sliding import BORDERS

SCIPY = {
    "replicate": "nearest",
    "zero": "constant",
    "wrap": "wrap",
    "reflect": "reflect",
    "mirror": "mirror",
}
NUMPY = {
    "replicate": "edge",
    "zero": "constant",
    "wrap": "wrap",
    "reflect": "symmetric",
    "mirror": "reflect",
}
INTEGERS = ("uint8", "uint16", "int16", "int32", "int64")
NEIGHBORHOOD = np.array([[90, 112, 140], [101, 135, 152], [118, 127, 159]], np.uint8)
each_border = pytest.mark.parametrize("border", BORDERS)


def by_scipy(function, image, kernel, border):
    """Return what SciPy gives, each value in float64."""
    kernel = kernel.astype(float)
    kernel = kernel.reshape(kernel.shape + (1,) * (image.ndim - 2))
    return function(image.astype(float), kernel, mode=SCIPY[border])


def by_padding(image, kernel, border):
    """Return what plain sums over a padded picture give; any size of kernel is right here."""
    rows, columns = (side // 2 for side in kernel.shape)
    widths = [(rows, rows), (columns, columns), (0, 0)][: image.ndim]
    windows = np.lib.stride_tricks.sliding_window_view(
        np.pad(image.astype(float), widths, mode=NUMPY[border]), kernel.shape, (0, 1)
    )
    return (windows * kernel.astype(float)).sum(axis=(-2, -1))


def scale(image, kernel):
    """Return what no sum exceeds, so what errors are measured by."""
    return max(np.abs(image.astype(float)).max() * np.abs(kernel.astype(float)).sum(), 1e-300)


@st.composite
def cases(draw, largest=12):
    """A picture, gray or color, and a kernel of odd sides, often of one row or of rank 1."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    shape = (draw(st.integers(1, 20)), draw(st.integers(1, 20)))
    shape += draw(st.sampled_from([(), (), (3,), (4,)]))
    dtype = np.dtype(draw(st.sampled_from([*INTEGERS, ">i2", "float16", "float32", "float64"])))
    values = rng.integers(0, 256, shape)
    if dtype.kind == "f":
        values = values - 100 * rng.random(shape)
    elif dtype.kind == "i":
        values = values - 100
    image = values.astype(dtype)
    sides = [2 * draw(st.integers(0, largest)) + 1 for _ in range(2)]
    if draw(st.booleans()):
        sides[draw(st.integers(0, 1))] = draw(st.sampled_from([1, 3]))
    kernel = rng.integers(-9, 10, sides) if draw(st.booleans()) else rng.normal(size=sides)
    if draw(st.booleans()):
        kernel = np.outer(kernel[:, 0], kernel[0])
    if draw(st.booleans()):
        image = image[:, ::-1]
    return image, kernel


@settings(max_examples=1000, deadline=None)
@given(cases())
def test_correlate_and_convolve_are_scipys(case):
    image, kernel = case
    # SciPy's own "reflect" reads beside a picture of which the kernel is more than 8 times as long.
    beside = any(k // 2 >= 3 * n for k, n in zip(kernel.shape, image.shape, strict=False))
    for border in BORDERS:
        sums = convolution.correlate(image, kernel, border=border)
        turned = convolution.convolve(image, kernel, border=border)
        if border == "reflect" and beside:
            wanted = [by_padding(image, one, border) for one in (kernel, kernel[::-1, ::-1])]
        else:
            ways = scipy.ndimage.correlate, scipy.ndimage.convolve
            wanted = [by_scipy(way, image, kernel, border) for way in ways]
        for ours, want in zip((sums, turned), wanted, strict=True):
            assert ours.shape == image.shape
            assert ours.dtype == (np.float32 if image.dtype == np.float32 else np.float64)
            if kernel.dtype.kind == "i" and image.dtype.kind in "ui":
                np.testing.assert_array_equal(ours, want)
            else:
                error = np.abs(ours - want).max() / scale(image, kernel)
                assert error < (1e-6 if ours.dtype == np.float32 else 1e-14)


@each_border
@pytest.mark.parametrize("sides", [(41, 57), (101, 101), (1, 61), (61, 1)])
@pytest.mark.parametrize("dtype", [np.uint8, np.float32, np.float64])
def test_large_kernels_are_scipys(border, sides, dtype):
    rng = np.random.default_rng(0)
    image = rng.integers(0, 256, (70, 90)).astype(dtype)
    for kernel in (
        rng.normal(size=sides),
        rng.integers(-9, 10, sides),
        np.outer(rng.normal(size=sides[0]), rng.normal(size=sides[1])),
    ):
        ours = convolution.correlate(image, kernel, border=border)
        want = by_scipy(scipy.ndimage.correlate, image, kernel, border)
        error = np.abs(ours - want).max() / scale(image, kernel)
        assert error < (1e-6 if dtype == np.float32 else 1e-14)


@each_border
@pytest.mark.parametrize("shape", [(1, 1), (1, 4), (3, 2), (2, 5, 3)])
def test_a_kernel_may_be_larger_than_the_picture(border, shape):
    rng = np.random.default_rng(1)
    image, kernel = rng.integers(0, 256, shape, np.uint8), rng.integers(-9, 10, (29, 45))
    ours = convolution.correlate(image, kernel, border=border)
    np.testing.assert_array_equal(ours, by_padding(image, kernel, border))


def test_the_neighborhood_by_hand():
    mean = convolution.correlate(NEIGHBORHOOD, np.full((3, 3), 1 / 9))
    assert int(NEIGHBORHOOD.sum()) == 1134
    assert mean[1, 1] == pytest.approx(126)
    asymmetric = np.array([[1, 2, 3], [4, 5, 6], [7, 8, 9]])
    by_hand = 90 + 2 * 112 + 3 * 140 + 4 * 101 + 5 * 135 + 6 * 152 + 7 * 118 + 8 * 127 + 9 * 159
    assert convolution.correlate(NEIGHBORHOOD, asymmetric)[1, 1] == by_hand


@pytest.mark.parametrize(
    ("border", "row"),
    [
        ("replicate", [1, 1, 1, 2, 3, 4, 4, 4]),
        ("zero", [0, 0, 1, 2, 3, 4, 0, 0]),
        ("wrap", [3, 4, 1, 2, 3, 4, 1, 2]),
        ("reflect", [2, 1, 1, 2, 3, 4, 4, 3]),
        ("mirror", [3, 2, 1, 2, 3, 4, 3, 2]),
    ],
)
def test_what_each_border_sees(border, row):
    image = np.array([[1, 2, 3, 4]], np.uint8)
    for shift in range(-2, 3):
        kernel = (np.arange(-2, 3) == shift).astype(int)[None]
        seen = convolution.correlate(image, kernel, border=border)
        assert seen.tolist() == [row[2 + shift : 6 + shift]]


@given(arrays(np.uint8, st.tuples(st.integers(1, 9), st.integers(1, 9))), st.integers(1, 9))
def test_sums_add_up_and_identity_changes_nothing(image, factor):
    np.testing.assert_array_equal(
        convolution.correlate(image, convolution.KERNELS["identity"]), image
    )
    one, other = convolution.KERNELS["sharpen"], convolution.KERNELS["emboss"]
    together = convolution.correlate(image, one + factor * other)
    alone = convolution.correlate(image, one) + factor * convolution.correlate(image, other)
    np.testing.assert_array_equal(together, alone)


def test_convolving_one_bright_pixel_gives_the_kernel():
    impulse = np.zeros((9, 11), np.uint8)
    impulse[4, 5] = 1
    kernel = np.random.default_rng(0).integers(-99, 99, (5, 3))
    assert np.array_equal(convolution.convolve(impulse, kernel)[2:7, 4:7], kernel)
    assert np.array_equal(convolution.correlate(impulse, kernel)[2:7, 4:7], kernel[::-1, ::-1])


@pytest.mark.parametrize("dtype", ["int8", "int16", "int32", "int64", "uint8", "uint64", ">i4"])
@pytest.mark.parametrize("sides", [(3, 5), (9, 11)])
def test_integer_kernels_of_every_type_are_exact(dtype, sides):
    rng = np.random.default_rng(0)
    image = rng.integers(0, 256, (30, 40), np.uint8)
    kernel = rng.integers(0 if "uint" in dtype else -100, 101, sides).astype(dtype)
    ours = convolution.correlate(image, kernel)
    np.testing.assert_array_equal(ours, by_padding(image, kernel, "replicate"))


@pytest.mark.parametrize("sides", [(3, 3), (9, 9), (31, 5)])
@pytest.mark.parametrize("rank_1", [False, True])
def test_sums_near_the_end_of_float64_are_exact(sides, rank_1):
    rng = np.random.default_rng(0)
    image = rng.integers(0, 256, (20, 30), np.uint8)
    kernel = rng.integers(-(2**36), 2**36, sides)
    if rank_1:
        kernel = np.outer(rng.integers(-(2**18), 2**18, sides[0]), kernel[0] // 2**18)
    rows, columns = (side // 2 for side in sides)
    padded = np.pad(image.astype(int), ((rows, rows), (columns, columns)), mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, sides)
    assert np.abs(kernel).sum() * 255 < 2**53
    np.testing.assert_array_equal(
        convolution.correlate(image, kernel), (windows * kernel).sum(axis=(-2, -1))
    )


def test_arguments_stay_as_they_are():
    image, kernel = np.arange(20.0).reshape(4, 5), np.arange(9).reshape(3, 3)
    before = image.copy(), kernel.copy()
    for border in BORDERS:
        sums = convolution.correlate(image, kernel, border=border)
        sums[:] = -1
    assert np.array_equal(image, before[0])
    assert np.array_equal(kernel, before[1])


def test_the_bank_holds_the_usual_kernels_and_cannot_be_changed():
    bank = convolution.KERNELS
    blurs = ["mean", "small_blur", "large_blur", "gaussian"]
    keep = [*blurs, "identity", "sharpen", "emboss"]
    zero = ["laplacian", "sobel_x", "sobel_y"]
    assert sorted(bank) == sorted(keep + zero)
    for name in keep:
        assert bank[name].sum() == pytest.approx(1)
    for name in zero:
        assert bank[name].sum() == 0
    assert [bank[name].shape for name in blurs] == [(3, 3), (7, 7), (21, 21), (3, 3)]
    assert np.array_equal(bank["sobel_x"].T, bank["sobel_y"])
    with pytest.raises(ValueError, match="read-only"):
        bank["mean"][0, 0] = 1
    with pytest.raises(TypeError):
        bank["mean"] = bank["sharpen"]


def test_the_bank_is_opencvs():
    gray = data.sample("camera", gray=True)
    bank = convolution.KERNELS
    for name, (x, y) in {"sobel_x": (1, 0), "sobel_y": (0, 1)}.items():
        ours = convolution.correlate(gray, bank[name], border="mirror")
        np.testing.assert_array_equal(ours, cv2.Sobel(gray, cv2.CV_64F, x, y))
    np.testing.assert_array_equal(
        convolution.correlate(gray, bank["laplacian"], border="mirror"),
        cv2.Laplacian(gray, cv2.CV_64F),
    )
    ours = convolution.correlate(gray, bank["gaussian"], border="mirror")
    theirs = cv2.GaussianBlur(gray.astype(float), (3, 3), 0)
    np.testing.assert_allclose(ours, theirs, atol=1e-12)


@given(st.integers(0, 20), st.floats(0.01, 100))
def test_a_gaussian_is_opencvs(half, sigma):
    size = 2 * half + 1
    kernel = convolution.gaussian_kernel(size, sigma)
    column = cv2.getGaussianKernel(size, sigma)
    assert kernel.sum() == pytest.approx(1)
    np.testing.assert_allclose(kernel, column @ column.T, atol=1e-14)


def test_a_gaussian_by_hand():
    kernel = convolution.gaussian_kernel(3, 1)
    middle, side, corner = kernel[1, 1], kernel[0, 1], kernel[0, 0]
    assert side / middle == pytest.approx(np.exp(-0.5))
    assert corner / middle == pytest.approx(np.exp(-1))
    assert middle + 4 * side + 4 * corner == pytest.approx(1)


@given(st.integers(0, 2**32 - 1), st.integers(0, 10), st.integers(0, 10), st.booleans())
def test_separate_gives_a_column_and_a_row(seed, half_rows, half_columns, whole):
    rng = np.random.default_rng(seed)
    rows, columns = 2 * half_rows + 1, 2 * half_columns + 1
    if whole:
        kernel = np.outer(rng.integers(-9, 10, rows), rng.integers(-9, 10, columns))
    else:
        kernel = np.outer(rng.normal(size=rows), rng.normal(size=columns))
    column, row = convolution.separate(kernel)
    assert column.shape == (rows, 1)
    assert row.shape == (1, columns)
    np.testing.assert_allclose(column @ row, kernel, atol=1e-13 * max(np.abs(kernel).max(), 1))


@pytest.mark.parametrize("share", [1e-11, 1e-3, 1])
def test_separate_refuses_what_is_only_nearly_a_product(share):
    kernel = convolution.gaussian_kernel(5, 1)
    kernel = kernel + share * kernel.max() * np.eye(5)
    with pytest.raises(ValueError, match="kernel has rank"):
        convolution.separate(kernel)


def test_the_bank_separated():
    for name in ("mean", "small_blur", "large_blur", "gaussian", "sobel_x", "sobel_y", "identity"):
        column, row = convolution.separate(convolution.KERNELS[name])
        np.testing.assert_allclose(column @ row, convolution.KERNELS[name], atol=1e-15)
    for name in ("sharpen", "laplacian", "emboss"):
        with pytest.raises(ValueError, match="no product"):
            convolution.separate(convolution.KERNELS[name])
