"""Plain references, laws, libraries as oracles and known truth, of course_utils.comparison."""

import cv2
import numpy as np
import pytest
import sklearn.metrics
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from course_utils import comparison, data, scenes

GRAY = data.sample("camera", gray=True)
BGR = data.sample("coffee")


@st.composite
def pictures(draw, shape=None):
    shape = shape or draw(st.tuples(st.integers(1, 9), st.integers(1, 9)))
    values = draw(st.sampled_from([2, 5, 256]))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    return rng.integers(0, values, shape, dtype=np.uint8)


# ---- pixel by pixel ----------------------------------------------------------------------------


@settings(deadline=None)
@given(st.data())
def test_pearson_equals_numpy(data):
    channels = data.draw(st.sampled_from([(), (3,), (4,)]))
    shape = data.draw(st.tuples(st.integers(1, 9), st.integers(1, 9))) + channels
    first, second = data.draw(pictures(shape)), data.draw(pictures(shape))
    assume(first.min() < first.max())
    assume(second.min() < second.max())
    found = comparison.pearson(first, second)
    expected = np.corrcoef(first.ravel().astype(float), second.ravel().astype(float))[0, 1]
    assert found == pytest.approx(expected, abs=1e-12)
    assert found == comparison.pearson(second, first)
    assert comparison.pearson(first, first) == 1
    assert comparison.pearson(first, 255 - first) == -1


def test_pearson_of_a_view():
    for picture in (GRAY, BGR):
        first, second = picture[::-2, 1::3], picture[::2, 1::3]
        expected = np.corrcoef(first.ravel(), second.ravel())[0, 1]
        assert comparison.pearson(first, second) == pytest.approx(expected)


def test_pearson_falls_when_a_picture_is_shifted():
    first, second = GRAY[:, :-20], GRAY[:, 20:]
    assert comparison.pearson(first, second) < 0.85
    assert comparison.estimate_shift(first, second)[:2] == (0, -20)


# ---- shift -------------------------------------------------------------------------------------

TEXTURED = ("brick", "gravel", "grass", "immunohistochemistry", "coins", "camera", "coffee")


@pytest.mark.parametrize("sample", TEXTURED)
def test_shift_of_noisy_crops(sample):
    for seed in range(10):
        image, moved, shift = scenes.shifted_pair(seed=seed, sample=sample)
        found = comparison.estimate_shift(image, moved)
        if image.std() > 20:
            assert found[:2] == shift
            assert found.score > 0.4
        back = comparison.estimate_shift(moved, image)
        assert (back.rows, back.columns) == (-found.rows, -found.columns)
        assert back.score == pytest.approx(found.score)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ((100, 100, 205, 401), (90, 110, 199, 483)),  # the sizes of the thread
        ((100, 60, 221, 417), (140, 20, 245, 421)),
        ((0, 0, 300, 400), (90, 120, 170, 220)),  # a part of the other picture
    ],
)
def test_pictures_of_two_sizes(first, second):
    top, left, bottom, right = first
    image = BGR[top:bottom, left:right]
    moved = BGR[second[0] : second[2], second[1] : second[3]]
    shift = comparison.estimate_shift(image, moved)
    assert shift[:2] == (top - second[0], left - second[1])
    assert shift.score > 0.9
    back = comparison.estimate_shift(moved, image)
    assert back[:2] == (second[0] - top, second[1] - left)


@settings(deadline=None, max_examples=50)
@given(st.integers(-59, 59), st.integers(-74, 74), st.integers(0, 2**32 - 1))
def test_up_to_half_of_a_picture(rows, columns, seed):
    scene = np.random.default_rng(seed).integers(0, 256, (240, 300), dtype=np.uint8)
    image = scene[60:180, 75:225]
    moved = scene[60 - rows : 180 - rows, 75 - columns : 225 - columns]
    shift = comparison.estimate_shift(image, moved)
    assert shift[:2] == (rows, columns)
    assert shift.score > 0.9


@pytest.mark.parametrize("image", [GRAY, BGR, GRAY[:40, :50], np.tile(GRAY[:16, :16], (5, 5))])
def test_a_picture_and_itself(image):
    assert comparison.estimate_shift(image, image) == (0, 0, 1)


def test_neither_brightness_nor_color_nor_a_slow_change_counts():
    image, moved, shift = scenes.shifted_pair(seed=1, brightness=0.3)
    ramp = np.linspace(-40, 40, moved.shape[1])
    for other in (moved, cv2.cvtColor(moved, cv2.COLOR_BGR2GRAY)):
        sloping = (other + (ramp if other.ndim == 2 else ramp[:, None])).clip(0, 255)
        assert comparison.estimate_shift(image, sloping.astype(np.uint8))[:2] == shift


def test_different_pictures_have_low_scores():
    crops = [data.sample(name, gray=True)[:150, :220] for name in TEXTURED]
    scores = [
        comparison.estimate_shift(one, other).score
        for place, one in enumerate(crops)
        for other in crops[:place]
    ]
    assert max(scores) < 0.5


@pytest.mark.parametrize("shape", [(1, 2), (2, 1), (1, 40), (3, 3), (40, 1)])
def test_tiny_pictures_overlap_by_half(shape):
    rng = np.random.default_rng(0)
    first, second = rng.permutation(256)[: 2 * shape[0] * shape[1]].reshape(2, *shape)
    shift = comparison.estimate_shift(np.uint8(first), np.uint8(second))
    assert 2 * abs(shift.rows) < shape[0]
    assert 2 * abs(shift.columns) < shape[1]
    assert -1 <= shift.score <= 1


# ---- histograms --------------------------------------------------------------------------------


@settings(deadline=None)
@given(pictures(), pictures())
def test_histograms_equal_plain_ones(first, second):
    shares = [np.bincount(one.ravel(), minlength=256) / one.size for one in (first, second)]
    jaccard = comparison.jaccard_similarity(first, second)
    distance = comparison.histogram_distance(first, second)
    assert jaccard == pytest.approx(np.minimum(*shares).sum() / np.maximum(*shares).sum())
    assert distance == pytest.approx(np.sqrt(np.sum(np.subtract(*shares) ** 2)))
    assert 0 <= jaccard <= 1
    assert 0 <= distance <= np.sqrt(2)
    assert jaccard == comparison.jaccard_similarity(second, first)
    assert distance == comparison.histogram_distance(second, first)
    tiled = np.tile(first, (2, 3))
    assert comparison.jaccard_similarity(first, tiled) == 1
    assert comparison.histogram_distance(first, tiled) == 0
    assert comparison.jaccard_similarity(tiled, second) == pytest.approx(jaccard)


def test_colors_are_counted_channel_by_channel():
    turned = BGR[:, :, ::-1]
    assert comparison.jaccard_similarity(BGR, turned) < 0.8
    assert comparison.histogram_distance(BGR, turned) > 0.05
    parts = [comparison.histogram_distance(BGR[..., k], turned[..., k]) for k in range(3)]
    assert comparison.histogram_distance(BGR, turned) == pytest.approx(np.hypot.reduce(parts))


def test_places_do_not_count_but_brightness_does():
    shuffled = np.random.default_rng(0).permutation(GRAY.ravel()).reshape(GRAY.shape)
    brighter = cv2.add(GRAY, np.full_like(GRAY, 8))
    assert comparison.jaccard_similarity(GRAY, shuffled) == 1
    assert comparison.histogram_distance(GRAY, shuffled) == 0
    assert comparison.jaccard_similarity(GRAY, brighter) < 0.6


# ---- groups ------------------------------------------------------------------------------------


def test_groups_are_the_scenes():
    images, truth = scenes.microscope_folder(12, 8, seed=3)
    groups = comparison.group_images(images)
    assert sklearn.metrics.adjusted_rand_score(truth, groups.labels) == 1
    firsts = [place for place, kind in enumerate(groups.kinds) if kind == "first"]
    assert groups.labels[firsts].tolist() == list(range(12))
    for place, (kind, partner, shift) in enumerate(zip(*groups[1:], strict=True)):
        equal = (images[place] == images[partner]).all()
        assert groups.labels[place] == groups.labels[partner]
        assert (kind == "first") == (place == partner)
        assert kind == "first" or equal == (kind == "equal")
        assert (kind == "shifted") == (shift[:2] != (0, 0))
        if kind in ("similar", "shifted"):
            assert shift == pytest.approx(
                comparison.estimate_shift(images[partner], images[place]), abs=1e-9
            )


def test_kinds_and_shifts_told_from_the_first_picture():
    scene, other = (data.sample(name)[:200, :250] for name in ("gravel", "coins"))
    noise = np.random.default_rng(0).normal(0, 5, (150, 220, 3))
    first = scene[20:170, 10:230]
    noisy = (first * 0.8 + noise).clip(0, 255).astype(np.uint8)
    groups = comparison.group_images([first, other, scene[:150, :220], first, noisy, other[5:, 9:]])
    assert groups.labels.tolist() == [0, 1, 0, 0, 0, 1]
    assert groups.kinds == ["first", "first", "shifted", "equal", "similar", "shifted"]
    assert groups.partners.tolist() == [0, 1, 0, 0, 0, 1]
    assert [shift[:2] for shift in groups.shifts] == [(0, 0)] * 2 + [(20, 10)] + [(0, 0)] * 2 + [
        (-5, -9)
    ]


def test_a_chain_joins_what_has_nothing_in_common():
    strip = data.sample("gravel", gray=True)[:120]
    places = [0, 240, 60, 120, 180]
    groups = comparison.group_images([strip[:, left : left + 160] for left in places])
    assert groups.labels.tolist() == [0] * 5
    moved = [place - places[groups.partners[k]] for k, place in enumerate(places)]
    assert [-shift.columns for shift in groups.shifts] == moved
    assert groups.partners[1] != 0


def test_large_pictures_are_reduced_alike():
    scene = cv2.resize(data.sample("gravel", gray=True), None, fx=2, fy=2)
    crops = [scene[:720, :720], scene[40:780, 64:800], scene[:740, 24:724]]  # 724² is 8 * 65,536
    groups = comparison.group_images(crops)
    assert groups.labels.tolist() == [0] * 3
    assert [shift[:2] for shift in groups.shifts] == [(0, 0), (-40, -64), (0, -24)]


def test_flat_pictures_are_alone_unless_they_are_equal():
    flat = np.full((20, 30), 7, np.uint8)
    groups = comparison.group_images([flat, GRAY, flat + 1, flat.copy(), flat[:9], flat])
    assert groups.labels.tolist() == [0, 1, 2, 0, 3, 0]
    assert groups.kinds == ["first"] * 3 + ["equal", "first", "equal"]
    assert comparison.group_images([flat, flat + 1]).labels.tolist() == [0, 1]


@pytest.mark.parametrize("count", [1, 2, 3])
def test_few_pictures(count):
    names = TEXTURED[:count]
    groups = comparison.group_images([data.sample(name) for name in names])
    assert groups.labels.tolist() == list(range(count))


def test_gray_and_color_belong_together_by_what_they_show():
    groups = comparison.group_images([BGR, cv2.cvtColor(BGR, cv2.COLOR_BGR2GRAY)])
    assert groups.kinds == ["first", "similar"]


def test_the_limit_decides():
    image, moved, _ = scenes.shifted_pair(seed=2)
    score = comparison.estimate_shift(image, moved).score
    for limit, labels in [(score - 0.01, [0, 0]), (score + 0.01, [0, 1])]:
        groups = comparison.group_images([image, moved], limit=limit)
        assert groups.labels.tolist() == labels


def test_a_generator_and_progress(capfd):
    groups = comparison.group_images((one for one in (GRAY, BGR, GRAY)), progress=True)
    assert groups.labels.tolist() == [0, 1, 0]
    told = capfd.readouterr()
    assert told.out == ""
    assert "3picture" in told.err
    assert "pair" in told.err
    comparison.group_images([GRAY, BGR])
    assert capfd.readouterr().err == ""


def test_nothing_is_changed():
    image, moved, _ = scenes.shifted_pair(seed=2)
    before = image.copy(), moved.copy()
    comparison.estimate_shift(image, moved)
    comparison.group_images([image, moved])
    comparison.jaccard_similarity(image, moved)
    comparison.pearson(image, moved)
    np.testing.assert_array_equal([image, moved], before)
