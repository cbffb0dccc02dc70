"""Laws, hand-worked cases and oracles of what `histograms` does with a count: equalize, match."""

import colorsys
from fractions import Fraction

import cv2
import numpy as np
import pytest
import skimage.exposure
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from course_utils import _luma, data, histograms, images

GRAYS = hnp.arrays(np.uint8, hnp.array_shapes(min_dims=2, max_dims=2, max_side=40))
COLORS = st.tuples(st.integers(1, 12), st.integers(1, 12), st.just(3)).flatmap(
    lambda shape: hnp.arrays(np.uint8, shape)
)
COUNTS = hnp.arrays(np.int64, 256, elements=st.integers(0, 1000)).filter(lambda c: c.any())
PHOTOGRAPHS = [
    name for name in data.SAMPLES if (np.ptp(data.sample(name), axis=2) > 0).mean() > 0.5
]


@pytest.fixture
def china():
    return data.sample("china")


@pytest.fixture
def rocket():
    return data.sample("rocket")


# cdf


@given(COUNTS)
def test_cdf_is_what_its_name_says(counts):
    shares = histograms.cdf(counts)
    assert shares.dtype == np.float64
    assert shares[-1] == 1
    total = int(counts.sum())
    expected = [int(counts[: value + 1].sum()) / total for value in range(256)]
    assert shares.tolist() == expected
    assert (np.diff(shares) >= 0).all()
    np.testing.assert_array_equal(histograms.cdf(counts * 3), shares)


def test_cdf_of_shares_ends_in_exactly_one():
    shares = np.full(10, 0.1)
    assert shares.cumsum()[-1] != 1
    assert histograms.cdf(shares)[-1] == 1


def test_cdf_takes_a_list_and_huge_counts():
    assert histograms.cdf([1, 1, 2]).tolist() == [0.25, 0.5, 1]
    assert histograms.cdf(np.array([2**61, 2**61], np.uint64)).tolist() == [0.5, 1]


# equalize


@settings(max_examples=500, deadline=None, derandomize=True)
@given(GRAYS)
def test_equalize_is_its_definition_rounded_and_equals_opencv(gray):
    before = gray.copy()
    equalized = histograms.equalize(gray)
    np.testing.assert_array_equal(equalized, cv2.equalizeHist(gray))
    if np.ptp(gray):
        sums = np.bincount(gray.ravel(), minlength=256).cumsum()
        first = sums[gray.min()]
        exact = (sums - first)[gray] * 255 / (sums[-1] - first)
        assert np.abs(equalized - exact).max() <= 0.5 + 1e-4  # float32 before rounding
    np.testing.assert_array_equal(gray, before)
    assert equalized.shape == gray.shape
    assert equalized.dtype == np.uint8


@pytest.mark.parametrize("shape", [(1, 1), (1, 9), (9, 1), (7, 8)])
@pytest.mark.parametrize("value", [0, 1, 77, 255])
def test_a_picture_of_one_value_stays(shape, value):
    gray = np.full(shape, value, np.uint8)
    np.testing.assert_array_equal(cv2.equalizeHist(gray), gray)
    np.testing.assert_array_equal(histograms.equalize(gray), gray)


def test_equalize_takes_views_and_values_that_numpy_repeats():
    gray = data.sample("moon", gray=True)
    for view in (gray.T, gray[::2, ::-3], gray[5:40, 7:9]):
        np.testing.assert_array_equal(histograms.equalize(view), cv2.equalizeHist(view.copy()))
    ramp = np.broadcast_to(np.arange(256, dtype=np.uint8)[:, np.newaxis], (256, 300))
    np.testing.assert_array_equal(histograms.equalize(ramp), ramp)
    column = np.broadcast_to(np.uint8(7), (500, 1))
    assert (histograms.equalize(column) == 7).all()


def test_equalize_by_hand():
    # Running sums 4, 9, 17, 20 of 20 pixels; less the first 0, 5, 13, 16 of 16; times 255.
    gray = np.repeat(np.array([2, 3, 4, 5], np.uint8), [4, 5, 8, 3])[np.newaxis]
    expected = np.repeat(np.array([0, 80, 207, 255], np.uint8), [4, 5, 8, 3])[np.newaxis]
    np.testing.assert_array_equal(histograms.equalize(gray), expected)


@given(GRAYS)
def test_equalizing_keeps_the_order(gray):
    equalized = histograms.equalize(gray)
    order = np.argsort(gray, axis=None)
    assert (np.diff(equalized.ravel()[order].astype(int)) >= 0).all()
    if np.ptp(gray):
        assert equalized[gray == gray.min()].max() == 0
        assert equalized[gray == gray.max()].min() == 255


# equalize_color


def hues(image):
    """Hue in degrees and whether there is one, per pixel."""
    hsv = cv2.cvtColor(image.astype(np.float32) / 255, cv2.COLOR_BGR2HSV)
    return hsv[:, :, 0], hsv[:, :, 1] > 0


def hue_shift(before, after):
    """Mean change of the hue, over the pixels that have one in both pictures."""
    (first, has_first), (second, has_second) = hues(before), hues(after)
    turned = np.abs(first - second)[has_first & has_second]
    return np.minimum(turned, 360 - turned).mean()


def test_the_measure_of_hue_is_right():
    image = np.array([[[200, 100, 40], [3, 250, 251]]], np.uint8)
    expected = [colorsys.rgb_to_hsv(r / 255, g / 255, b / 255)[0] * 360 for b, g, r in image[0]]
    np.testing.assert_allclose(hues(image)[0][0], expected, rtol=1e-5)


@pytest.mark.parametrize("name", PHOTOGRAPHS)
def test_the_hue_stays_where_three_equalized_channels_turn_it(name):
    image = data.sample(name)
    each_alone = np.dstack([histograms.equalize(channel) for channel in cv2.split(image)])
    assert hue_shift(image, histograms.equalize_color(image)) < 1
    assert hue_shift(image, each_alone) > 5


def exact_equalized_color(image):
    """The definition in exact arithmetic, as floats before rounding."""
    luma = images.to_gray(image)
    new_luma = cv2.equalizeHist(luma)
    result = np.empty(image.shape)
    for place in np.ndindex(luma.shape):
        old, new = int(luma[place]), int(new_luma[place])
        differences = [int(value) - old for value in image[place]]
        factor = min(
            [Fraction(255 - new, d) for d in differences if d > 0]
            + [Fraction(new, -d) for d in differences if d < 0]
            + [Fraction(1)]
        )
        result[place] = [new + factor * d for d in differences]
    return result


@settings(max_examples=60, deadline=None)
@given(COLORS)
def test_equalize_color_is_its_definition_rounded(image):
    before = image.copy()
    equalized = histograms.equalize_color(image)
    expected = exact_equalized_color(image)
    assert (expected >= 0).all()
    assert (expected <= 255).all()
    np.testing.assert_array_equal(image, before)
    assert np.abs(equalized - expected).max() <= 0.5 + 1e-4  # float32 before rounding


def test_the_luma_is_equalized(china):
    luma = images.to_gray(histograms.equalize_color(china)).astype(int)
    expected = histograms.equalize(images.to_gray(china))
    assert np.abs(luma - expected).max() <= 1  # three roundings


def test_gray_in_color_is_equalized_as_gray():
    gray = data.sample("moon", gray=True)
    color = histograms.equalize_color(np.dstack([gray] * 3))
    np.testing.assert_array_equal(color, np.dstack([histograms.equalize(gray)] * 3))


def test_differences_stay_where_nothing_is_cut_off(china):
    low = china // 4 + 90  # far from both ends, and equalizing moves pixels by less than that
    equalized = histograms.equalize_color(low).astype(int)
    inside = ((equalized > 0) & (equalized < 255)).all(axis=2)
    assert inside.mean() > 0.5
    np.testing.assert_array_equal(np.diff(equalized)[inside], np.diff(low.astype(int))[inside])


def test_equalize_color_takes_a_view(china):
    view = china[::-2, 5:300:3]
    expected = histograms.equalize_color(view.copy())
    np.testing.assert_array_equal(histograms.equalize_color(view), expected)


@pytest.mark.parametrize("pixels", [1, 1000, 2**16])
def test_equalize_color_in_blocks_is_that_of_the_whole(china, monkeypatch, pixels):
    image = china[:60, :80] if pixels == 1 else china
    monkeypatch.setattr(_luma, "CACHED_PIXELS", image.size)
    whole = histograms.equalize_color(image)
    monkeypatch.setattr(_luma, "CACHED_PIXELS", pixels)
    np.testing.assert_array_equal(histograms.equalize_color(image), whole)


# matching_table


def table_by_loops(source_counts, reference_counts):
    """The source's double loop, with the `break` that is missing there."""
    source = np.cumsum(source_counts) / float(np.sum(source_counts))
    reference = np.cumsum(reference_counts) / float(np.sum(reference_counts))
    table = np.zeros(len(source))
    for value in range(len(source)):
        for other in range(len(reference)):
            if reference[other] >= source[value]:
                table[value] = other
                break
    return table


@settings(max_examples=200, deadline=None)
@given(COUNTS, COUNTS)
def test_table_equals_the_double_loop(source_counts, reference_counts):
    table = histograms.matching_table(source_counts, reference_counts)
    assert table.shape == (256,)
    assert table.dtype == np.uint8
    np.testing.assert_array_equal(table, table_by_loops(source_counts, reference_counts))


@given(COUNTS)
def test_table_to_itself_keeps_every_value_that_occurs(counts):
    table = histograms.matching_table(counts, counts)
    present = counts > 0
    np.testing.assert_array_equal(table[present], np.flatnonzero(present))


def test_table_by_hand():
    # Source shares 1/4, 3/4, 1; reference 1/4 at 3, 3/4 at 5, 1 at 7.
    table = histograms.matching_table([2, 4, 2, 0, 0, 0, 0, 0], [0, 0, 0, 1, 0, 2, 0, 1])
    assert table.tolist() == [3, 5, 7, 7, 7, 7, 7, 7]
    # 1/2 lies between: the first reference value that reaches it.
    assert histograms.matching_table([1, 1], [1, 0, 2]).tolist() == [2, 2]


@given(COUNTS, COUNTS)
def test_shares_give_the_table_of_their_counts(source, reference):
    expected = histograms.matching_table(source, reference)
    shares = source / source.sum(), reference / reference.sum()
    np.testing.assert_array_equal(histograms.matching_table(*shares), expected)
    np.testing.assert_array_equal(histograms.matching_table(source, shares[1]), expected)
    np.testing.assert_array_equal(histograms.matching_table(shares[0], reference), expected)


def test_shares_that_are_rounded_are_matched_right():
    tenths = np.full(10, 0.1)  # the running sums of which are not what those of ten ones are
    assert histograms.matching_table(tenths, [1] * 10).tolist() == list(range(10))
    thirds = np.array([3, 2, 1]) / 6, np.array([0, 2, 2]) / 4
    assert histograms.matching_table(*thirds).tolist() == [1, 2, 2]


def test_counts_are_exact_where_shares_would_count_as_equal():
    """One pixel of ten million is more than one of ten million and one, by 1e-14."""
    source, reference = [1, 10**7 - 1], [1, 10**7]
    table = histograms.matching_table(source, reference)
    assert table.tolist() == table_by_loops(source, reference).tolist() == [1, 1]


# match_histograms


def match_by_loops(source, reference):
    channels = []
    for one, other in zip(cv2.split(source), cv2.split(reference), strict=True):
        counts = [np.bincount(channel.ravel(), minlength=256) for channel in (one, other)]
        channels.append(table_by_loops(*counts).astype(np.uint8)[one])
    return np.dstack(channels)


@pytest.mark.parametrize("name", ["rocket", "flower", "coffee", "retina", "astronaut", "china"])
def test_match_equals_the_loops_and_scikit_image_to_one_level(china, name):
    reference = data.sample(name)
    before = china.copy(), reference.copy()
    matched = histograms.match_histograms(china, reference)
    assert matched.shape == china.shape
    assert matched.dtype == np.uint8
    np.testing.assert_array_equal(matched, match_by_loops(china, reference))
    theirs = skimage.exposure.match_histograms(china, reference, channel_axis=-1)
    assert np.abs(theirs.astype(int) - matched).max() <= 1
    np.testing.assert_array_equal(china, before[0])
    np.testing.assert_array_equal(reference, before[1])


@pytest.mark.parametrize("name", data.SAMPLES)
def test_scikit_image_lies_between_two_values_of_the_reference(name):
    """It interpolates and cuts off; where the reference leaves out values, that is more than 1."""
    source, reference = data.sample("china", gray=True), data.sample(name, gray=True)
    present = np.unique(reference)
    matched = histograms.match_histograms(source, reference)
    theirs = skimage.exposure.match_histograms(source, reference)
    before = present[np.maximum(np.searchsorted(present, matched) - 1, 0)]
    assert (theirs <= matched).all()
    assert (theirs >= before).all()


def test_gray_stays_gray_and_uint8(china, rocket):
    gray, other = images.to_gray(china), images.to_gray(rocket)
    matched = histograms.match_histograms(gray, other)
    assert matched.shape == gray.shape
    assert matched.dtype == np.uint8
    theirs = skimage.exposure.match_histograms(gray, other)
    assert theirs.dtype == np.float64
    assert np.abs(theirs - matched).max() <= 1
    three = histograms.match_histograms(np.dstack([gray] * 3), np.dstack([other] * 3))
    np.testing.assert_array_equal(three, np.dstack([matched] * 3))


@settings(deadline=None)
@given(COLORS)
def test_a_picture_matched_to_itself_is_itself(image):
    np.testing.assert_array_equal(histograms.match_histograms(image, image), image)


@given(GRAYS, GRAYS)
def test_only_values_of_the_reference_come_out(source, reference):
    matched = histograms.match_histograms(source, reference)
    assert set(np.unique(matched)) <= set(np.unique(reference))
    assert matched.max() == reference.max()


def test_the_order_and_number_of_reference_pixels_do_not_matter(china, rocket):
    expected = histograms.match_histograms(china, rocket)
    shuffled = np.random.default_rng(0).permutation(rocket.reshape(-1, 3)).reshape(640, 427, 3)
    np.testing.assert_array_equal(histograms.match_histograms(china, shuffled), expected)
    tiled = np.tile(rocket, (2, 1, 1))
    np.testing.assert_array_equal(histograms.match_histograms(china, tiled), expected)


def test_a_reference_of_one_color_gives_this_color(china):
    reference = np.full((1, 1, 3), (9, 0, 255), np.uint8)
    matched = histograms.match_histograms(china, reference)
    assert np.unique(matched.reshape(-1, 3), axis=0).tolist() == [[9, 0, 255]]


def test_a_source_of_one_color_gives_the_brightest_of_the_reference(rocket):
    """All its pixels have the share 1, which the reference reaches at its greatest value."""
    matched = histograms.match_histograms(np.full((4, 5, 3), 77, np.uint8), rocket)
    assert np.unique(matched.reshape(-1, 3), axis=0).tolist() == [rocket.max(axis=(0, 1)).tolist()]


@pytest.mark.parametrize("shape", [(1, 1), (1, 9), (9, 1), (500, 1)])
def test_matching_takes_every_shape_and_views(shape, rocket):
    column = np.broadcast_to(np.uint8([1, 2, 3]), (*shape, 3))
    expected = histograms.match_histograms(column.copy(), rocket)
    np.testing.assert_array_equal(histograms.match_histograms(column, rocket), expected)
    for view in (rocket[::-1, ::-2], rocket[:, :, ::-1], rocket.transpose(1, 0, 2)):
        expected = histograms.match_histograms(view.copy(), rocket)
        np.testing.assert_array_equal(histograms.match_histograms(view, rocket), expected)
        expected = histograms.match_histograms(rocket, view.copy())
        np.testing.assert_array_equal(histograms.match_histograms(rocket, view), expected)
    gray = histograms.match_histograms(column[:, :, 0], rocket[:, :, 0])
    np.testing.assert_array_equal(gray, np.full(shape, rocket[:, :, 0].max()))


# match_histograms with a mask


@pytest.mark.parametrize("kind", ["gray", "color"])
def test_gray_mask_values_scale_and_round(china, rocket, kind):
    if kind == "gray":
        china, rocket = images.to_gray(china), images.to_gray(rocket)
    mask = np.random.default_rng(0).integers(0, 256, china.shape[:2], dtype=np.uint8)
    whole = histograms.match_histograms(china, rocket)
    scaled = histograms.match_histograms(china, rocket, mask=mask)
    weights = (mask if kind == "gray" else mask[:, :, np.newaxis]).astype(int)
    # Half up; a tie cannot occur, as 2 * value * weight is even and 255 * odd is not.
    np.testing.assert_array_equal(scaled, (2 * whole.astype(int) * weights + 255) // 510)
    assert scaled.dtype == np.uint8


def test_every_value_is_scaled_right_by_every_mask_value():
    source = np.repeat(np.arange(256, dtype=np.uint8)[:, np.newaxis], 256, axis=1)
    scaled = histograms.match_histograms(source, source, mask=source.T.copy())
    exact = np.multiply.outer(np.arange(256), np.arange(256)) / 255
    np.testing.assert_array_equal(scaled, np.rint(exact))


def test_a_bool_mask_keeps_or_makes_black(china, rocket):
    mask = images.to_gray(china) > 100
    before = mask.copy()
    whole = histograms.match_histograms(china, rocket)
    masked = histograms.match_histograms(china, rocket, mask=mask)
    np.testing.assert_array_equal(masked, np.where(mask[:, :, np.newaxis], whole, 0))
    np.testing.assert_array_equal(mask, before)
    white = mask.astype(np.uint8) * 255
    np.testing.assert_array_equal(histograms.match_histograms(china, rocket, mask=white), masked)


def test_a_mask_of_another_size_is_resized_to_the_nearest_value(china, rocket):
    small = np.zeros((61, 80), np.uint8)
    cv2.circle(small, (40, 30), 25, 255, -1)
    large = cv2.resize(small, (640, 427), interpolation=cv2.INTER_NEAREST)
    assert np.unique(large).tolist() == [0, 255]
    expected = histograms.match_histograms(china, rocket, mask=large)
    np.testing.assert_array_equal(histograms.match_histograms(china, rocket, mask=small), expected)
    np.testing.assert_array_equal(
        histograms.match_histograms(china, rocket, mask=small > 0), expected
    )
    # By hand: two columns become four.
    source = np.full((1, 4), 200, np.uint8)
    half = np.array([[True, False]])
    matched = histograms.match_histograms(source, source, mask=half)
    assert matched.tolist() == [[200, 200, 0, 0]]


def test_the_mask_does_not_change_what_is_counted(china, rocket):
    mask = np.zeros(china.shape[:2], bool)
    mask[:40] = True
    whole = histograms.match_histograms(china, rocket)
    masked = histograms.match_histograms(china, rocket, mask=mask)
    np.testing.assert_array_equal(masked[:40], whole[:40])
