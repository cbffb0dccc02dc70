"""The truth of generated scenes is in their pictures, and a seed gives the same again."""

import cv2
import numpy as np
import pytest

from course_utils import scenes


@pytest.mark.parametrize("count", [1, 4, 12])
def test_whole_rims_are_as_many_pieces(count):
    binary, truth = scenes.stacked_rims(count, seed=count, curvature=2, tilt=-0.1)
    assert truth == count
    assert cv2.connectedComponents(binary.astype(np.uint8))[0] - 1 == count
    assert not binary[0].any()
    assert not binary[-1].any()


def test_shares_are_what_was_asked_for():
    whole = scenes.stacked_rims(6, seed=1).binary
    gaps = scenes.stacked_rims(6, seed=1, gaps=0.3).binary
    holes = scenes.stacked_rims(6, seed=1, holes=0.2).binary
    specks = scenes.stacked_rims(6, seed=1, specks=0.02).binary
    assert 0.65 < gaps.sum() / whole.sum() < 0.75
    assert 0.75 < holes.sum() / whole.sum() < 0.85
    assert 0.018 < specks[~whole].mean() < 0.022


def test_rims_by_seed():
    first, second, other = (
        scenes.stacked_rims(6, seed=seed, gaps=0.1).binary for seed in (1, 1, 2)
    )
    assert (first == second).all()
    assert (first != other).any()


def test_members_gather_around_the_center():
    x, y, center = scenes.clustered_points(seed=5, members=4000, scattered=100, width=20)
    assert x.shape == y.shape == (4100,)
    np.testing.assert_allclose([x[100:].mean(), y[100:].mean()], center, atol=2)
    assert x[100:].std() == pytest.approx(20, rel=0.1)
    assert min(x[:100].min(), y[:100].min()) >= 0
    assert max(x[:100].max(), y[:100].max()) <= 2000


def test_stars_hold_the_light_that_is_told():
    sky = scenes.star_field(1, seed=2, noise=1, shape=(61, 81))
    rows, columns = np.indices(sky.image.shape)
    near = np.hypot(rows - sky.rows, columns - sky.columns) < 6
    light = sky.image[near] - 100
    assert light.sum() == pytest.approx(sky.fluxes[0], rel=0.05)
    assert (light * rows[near]).sum() / light.sum() == pytest.approx(sky.rows[0], abs=0.15)
    assert (light * columns[near]).sum() / light.sum() == pytest.approx(sky.columns[0], abs=0.15)


def test_sky_and_noise():
    sky = scenes.star_field(0, seed=7, noise=5, gradient=60, shape=(200, 300))
    first, last = sky.image[:20, :20], sky.image[-20:, -20:]
    rise = 30 * 9.5 / 199 + 30 * 9.5 / 299  # up to the middle of 20 pixels, down and across
    assert first.mean() == pytest.approx(100 + rise, abs=1)
    assert last.mean() == pytest.approx(160 - rise, abs=1)
    assert scenes.star_field(0, noise=5).image.std() == pytest.approx(5, rel=0.02)
    again = scenes.star_field(0, seed=7, noise=5, gradient=60, shape=(200, 300))
    assert (sky.image == again.image).all()


@pytest.mark.parametrize("seed", range(8))
def test_what_is_in_one_picture_has_moved_in_the_other(seed):
    image, moved, (rows, columns) = scenes.shifted_pair(seed=seed, noise=0, brightness=0)
    parts = [
        (slice(max(0, -by), side - max(0, by)), slice(max(0, by), side - max(0, -by)))
        for by, side in zip((rows, columns), (150, 220), strict=True)
    ]
    (up, down), (left, right) = parts
    np.testing.assert_array_equal(image[up, left], moved[down, right])


def test_pairs_by_seed():
    shifts = [scenes.shifted_pair(seed=seed, sample="coins").shift for seed in range(80)]
    reach = np.abs(shifts).max(axis=0)
    assert 45 <= reach[0] <= 50
    assert 68 <= reach[1] <= 73
    first, again = (scenes.shifted_pair(seed=7, sample="coins").moved for _ in range(2))
    assert (first == again).all()
    assert first.shape == (150, 220, 3)


def test_noise_and_brightness_of_a_pair():
    plain, noisy, bright = (
        scenes.shifted_pair(seed=5, noise=noise, brightness=brightness)
        for noise, brightness in [(0, 0), (5, 0), (0, 0.2)]
    )
    assert (noisy.image.astype(float) - plain.image).std() == pytest.approx(5, rel=0.05)
    assert (bright.image == plain.image).all()
    assert np.corrcoef(bright.moved.ravel(), plain.moved.ravel())[0, 1] > 0.98
    assert abs(bright.moved.mean() - plain.moved.mean()) > 1


def test_a_folder_holds_each_place_as_often():
    images, labels = scenes.microscope_folder(5, 8, seed=2, shape=(40, 60))
    assert np.bincount(labels).tolist() == [8] * 5
    assert {image.shape for image in images} == {(40, 60, 3)}
    for label in range(5):
        contents = [images[place].tobytes() for place in np.flatnonzero(labels == label)]
        assert sorted(map(contents.count, contents)) == [1] * 4 + [4] * 4
    again = scenes.microscope_folder(5, 8, seed=2, shape=(40, 60))
    assert all((one == other).all() for one, other in zip(images, again.images, strict=True))


@pytest.fixture(scope="module")
def street():
    return scenes.street_scene()


def test_the_street_is_the_background_where_no_motorcycle_is(street):
    assert street.frames.shape == (200, 270, 480, 3)
    assert street.masks.shape == (200, 270, 480)
    empty = street.frames[180].astype(float) - street.background  # the light is as in frame 0
    assert abs(empty.mean()) < 0.5
    assert 2 < empty.std() < 4
    there = street.frames[120].astype(float) - street.background
    assert np.abs(there[street.masks[120]]).mean() > 30


def test_the_light_rises_and_falls(street):
    shares = [
        street.frames[number][:60].mean() / street.background[:60].mean() for number in range(90)
    ]
    assert max(shares) == pytest.approx(1.04, abs=0.003)
    assert min(shares) == pytest.approx(0.96, abs=0.003)


def test_bright_pixels_have_more_noise(street):
    one, other = (street.frames[number].astype(float) for number in (68, 69))
    noise = (one - other)[:80]
    bright = street.background[:80] > 120
    assert noise[bright].std() > 1.1 * noise[~bright].std()


def test_boxes_surround_what_is_visible(street):
    for mask, boxes, whole in zip(street.masks, street.boxes, street.whole, strict=True):
        assert boxes.shape == (len(whole), 4)
        drawn = np.zeros_like(mask)
        for top, left, bottom, right in boxes.astype(int):
            assert mask[top:bottom, left:right].any()
            drawn[top:bottom, left:right] = True
        assert not mask[~drawn].any()
        if len(boxes) == 1:
            rows, columns = np.nonzero(mask)
            ends = [rows.min(), columns.min(), rows.max() + 1, columns.max() + 1]
            assert boxes[0].tolist() == ends


def test_what_happens_in_the_street(street):
    number = [len(boxes) for boxes in street.boxes]
    assert number[0] == 1  # a background that begins with the first frame has it in it
    assert set(number[66:70]) == set(number[175:]) == {0}
    # A motorcycle that is out of the picture in part, or behind another one, is not whole.
    assert [whole.tolist() for whole in street.whole[20:22]] == [[False, False]] * 2
    assert street.whole[30].tolist() == [False, True]
    behind, before = street.boxes[24]
    assert behind[1] > before[1]
    assert not street.whole[75].any()
    # One stops for a while.
    assert all((boxes == street.boxes[106]).all() for boxes in street.boxes[106:142])
    assert (street.boxes[104] != street.boxes[106]).any()
    assert (street.boxes[143] != street.boxes[141]).any()


def test_whole_motorcycles_keep_their_size(street):
    areas = [
        mask.sum()
        for mask, whole in zip(street.masks[82:141], street.whole[82:141], strict=True)
        if whole.all()
    ]
    assert len(areas) > 30
    assert np.ptp(areas) < 0.03 * np.mean(areas)


def test_a_street_by_seed():
    first, again, other = (scenes.street_scene(3, seed=seed) for seed in (1, 1, 2))
    assert (first.frames == again.frames).all()
    assert (first.frames != other.frames).any()
    assert (first.masks == other.masks).all()
    assert (scenes.street_scene(2, seed=1).frames == first.frames[:2]).all()
