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
