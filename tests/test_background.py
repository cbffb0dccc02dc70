"""The running average is its formula, and what is in front of the background is found."""

import math

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_utils import background, scenes

ALPHAS = (0.001, 0.01, 0.1, 0.5, 1)


@pytest.mark.parametrize("alpha", ALPHAS)
@pytest.mark.parametrize("shape", [(7, 9), (7, 9, 3)])
def test_the_average_is_the_formula(alpha, shape):
    frames = np.random.default_rng(0).integers(0, 256, (300, *shape), dtype=np.uint8)
    running, expected = background.RunningAverage(alpha), frames[0].astype(float)
    for frame in frames:
        running.update(frame)
    for frame in frames[1:]:
        expected = (1 - alpha) * expected + alpha * frame
    assert running.average.dtype == np.float32
    np.testing.assert_allclose(running.average, expected, rtol=1e-5)
    np.testing.assert_array_equal(running.picture, np.rint(running.average))
    assert running.picture.dtype == np.uint8


def test_by_hand():
    running = background.RunningAverage(0.25)
    for value in (100, 200, 200):
        running.update(np.full((1, 2), value, np.uint8))
    assert running.average.tolist() == [[143.75, 143.75]]


def test_the_first_frame_is_the_start_and_is_left_alone():
    frame = np.full((2, 3), 9, np.uint8)
    running = background.RunningAverage(0.5)
    running.update(frame)
    assert (running.picture == 9).all()
    running.update(frame + 100)
    assert (frame == 9).all()
    assert (running.picture == 59).all()


def test_the_average_cannot_be_spoiled():
    running = background.RunningAverage(0.5)
    running.update(np.zeros((2, 3), np.uint8))
    with pytest.raises(ValueError, match="read-only"):
        running.average[0, 0] = 7
    running.picture[:] = 7
    assert not running.average.any()


def test_an_average_of_nothing_is_refused():
    running = background.RunningAverage(0.5)
    for name in ("average", "picture"):
        with pytest.raises(ValueError, match="no frame in the average; call update"):
            getattr(running, name)


@given(st.floats(1e-12, 1 - 1e-12))
def test_after_a_half_life_half_is_left(alpha):
    frames = background.half_life(alpha)
    assert math.exp(frames * math.log1p(-alpha)) == pytest.approx(0.5, rel=1e-12)


def test_half_lives_by_hand():
    assert background.half_life(0.5) == 1
    assert background.half_life(0.75) == 0.5
    assert background.half_life(1) == 0
    assert background.half_life(1 - 0.5 ** (1 / 20)) == pytest.approx(20, rel=1e-13)


def test_a_moving_average_forgets_by_its_half_life():
    running = background.RunningAverage(1 - 0.5 ** (1 / 5))
    running.update(np.full((1, 1), 200, np.uint8))
    for left in (100, 50, 25):
        for _ in range(5):
            running.update(np.zeros((1, 1), np.uint8))
        assert running.average[0, 0] == pytest.approx(left, rel=1e-5)


@pytest.mark.parametrize("threshold", [0, 1, 40, 254])
@pytest.mark.parametrize("shape", [(30, 41), (30, 41, 3)])
def test_the_foreground_is_where_a_channel_differs(shape, threshold):
    rng = np.random.default_rng(threshold)
    frame, behind = rng.integers(0, 256, (2, *shape), dtype=np.uint8)
    frame[::3] = behind[::3]
    frame[0, :2], behind[0, :2] = 255, 0
    difference = np.abs(frame.astype(int) - behind)
    expected = (difference if frame.ndim == 2 else difference.max(axis=2)) > threshold
    mask = background.foreground_mask(frame, behind, threshold=threshold)
    assert mask.dtype == bool
    np.testing.assert_array_equal(mask, expected)


def psnr(image, other):
    return 10 * math.log10(255**2 / np.mean((image.astype(float) - other) ** 2))


def test_the_street_becomes_empty():
    street = scenes.street_scene()
    running = background.RunningAverage(0.03)
    for frame in street.frames:
        running.update(frame)
    single = np.mean([(frame.astype(float) - street.background) ** 2 for frame in street.frames])
    single = 10 * math.log10(255**2 / single)
    assert psnr(running.average, street.background) > single + 6
    mask = background.foreground_mask(street.frames[30], running.picture, threshold=30)
    both = np.count_nonzero(mask & street.masks[30])
    assert both > 0.75 * np.count_nonzero(street.masks[30])
    assert both > 0.75 * np.count_nonzero(mask)


def test_as_opencv_does_it():
    frames = np.random.default_rng(1).integers(0, 256, (20, 8, 9, 3), dtype=np.uint8)
    running, theirs = background.RunningAverage(0.2), frames[0].astype(np.float32)
    running.update(frames[0])
    for frame in frames[1:]:
        running.update(frame)
        cv2.accumulateWeighted(frame, theirs, 0.2)
    np.testing.assert_array_equal(running.average, theirs)
