"""Proofs of chapter 17, Background extraction."""

import cv2
import numpy as np
import pytest

from course_utils.exercises.ch17_background import alpha, fair_average, foreground, update
from tests.exercises import Proof

# ---- background.update ---------------------------------------------------------------------------


def update_by_opencv(average, frame, alpha):
    average = average.copy()
    cv2.accumulateWeighted(frame, average, alpha)
    return average


def update_by_a_step(average, frame, alpha):
    return average + np.float32(alpha) * (frame.astype(np.float32) - average)


UPDATE = Proof(
    "background.update",
    also_right=[update_by_opencv, update_by_a_step],
    same_as={
        "average_cut_first+rounded": "mixed_in_uint8",
        "mixed_in_uint8+cut": "mixed_in_uint8",
        "mixed_in_uint8+rounded": "mixed_in_uint8",
        "cut+rounded": "cut",
    },
)


# ---- background.alpha ----------------------------------------------------------------------------


def alpha_by_logarithms(half_life):
    return 1 - np.exp(np.log(0.5) / half_life)


def alpha_by_expm1(half_life):
    return float(-np.expm1(-np.log(2) / half_life))


ALPHA = Proof("background.alpha", also_right=[alpha_by_logarithms, alpha_by_expm1])


@pytest.mark.parametrize("half_life", [1, 5, 40])
def test_one_half_is_left(half_life):
    average = np.float32([[1]])
    for _ in range(half_life):
        average = update(average, np.uint8([[0]]), alpha(half_life))
    assert average[0, 0] == pytest.approx(0.5, abs=1e-5)


# ---- background.foreground -----------------------------------------------------------------------


def foreground_by_ints(frame, background, threshold):
    apart = np.abs(frame.astype(int) - background.astype(int))
    return apart.max(axis=2) > threshold


FOREGROUND = Proof(
    "background.foreground",
    also_right=[foreground_by_ints],
    equivalents={"absdiff(background, frame)": "the difference has no sign"},
)


def test_nothing_stands_out_from_itself():
    picture = np.random.default_rng(0).integers(0, 256, (5, 6, 3), np.uint8)
    assert not foreground(picture, picture, 0).any()


# ---- background.fair_average ---------------------------------------------------------------------


def fair_average_from_black(frames, alpha):
    average, weight = np.zeros(frames.shape[1:]), 0.0
    for frame in frames:
        average = (1 - alpha) * average + alpha * frame
        weight = (1 - alpha) * weight + alpha
    return average / weight


def fair_average_by_numpy(frames, alpha):
    weights = alpha * (1 - alpha) ** np.arange(len(frames) - 1, -1, -1)
    return np.average(frames, axis=0, weights=weights)


FAIR_AVERAGE = Proof(
    "background.fair_average",
    also_right=[fair_average_from_black, fair_average_by_numpy],
    equivalents={"len(frames[::-1])": "there are as many"},
    same_as={
        "newest_alone+rounded": "newest_alone",
        "newest_alone+cut": "newest_alone",
        "parts_cut+rounded": "parts_cut",
        "parts_cut+cut": "parts_cut",
        "rounded+cut": "rounded",
    },
)


def test_of_frames_that_are_alike_each_average_is_the_frame():
    frames = np.full((9, 2, 3), 77, np.uint8)
    assert np.allclose(fair_average(frames, 0.1), 77)
