"""`course match`: what it writes, and the masks that it refuses."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from course_utils import data, histograms, images
from tests.command_line import assert_refused, assert_wrote, course, fill, read


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The current folder, with a few pictures in it."""
    return fill(tmp_path, monkeypatch)


def test_match_writes_what_the_function_returns(folder):
    assert_wrote(course("match", "lake.png", "dusk.png"), "lake_matched.png")
    expected = histograms.match_histograms(data.sample("china"), data.sample("rocket"))
    np.testing.assert_array_equal(read("lake_matched.png"), expected)


def test_match_masks_with_a_picture_of_another_size(folder):
    assert_wrote(course("match", "lake.png", "dusk.png", "--mask", "disk.png"), "lake_matched.png")
    china, rocket = data.sample("china"), data.sample("rocket")
    mask = cv2.resize(read("disk.png"), (640, 427), interpolation=cv2.INTER_NEAREST) > 0
    expected = histograms.match_histograms(china, rocket, mask=mask)
    np.testing.assert_array_equal(read("lake_matched.png"), expected)
    assert_wrote(
        course("match", "lake.png", "dusk.png", "--mask", "half.png", "-o", "half-lake.png"),
        "half-lake.png",
    )
    whole = histograms.match_histograms(china, rocket)
    np.testing.assert_array_equal(read("half-lake.png"), np.rint(whole * (128 / 255)))


def test_match_writes_the_whole_result_and_the_masked_one(folder):
    options = ("--mask", "half.png", "--whole", "evening.png", "-o", "masked.png")
    result = course("match", "lake.png", "dusk.png", *options)
    assert (result.exit_code, result.stdout) == (0, "wrote evening.png\nwrote masked.png\n")
    whole = histograms.match_histograms(data.sample("china"), data.sample("rocket"))
    np.testing.assert_array_equal(read("evening.png"), whole)
    np.testing.assert_array_equal(read("masked.png"), np.rint(whole * (128 / 255)))


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--whole", "b.png"], ["Without --mask there is one result", "leave out --whole"]),
        (["--mask", "disk.png", "--whole", "./a.png"], ["Both results would go to './a.png'"]),
        (["--mask", "disk.png", "--whole", "b"], ["The output 'b' has no ending"]),
        (["--mask", "disk.png", "--whole", "moon.png"], ["The output 'moon.png' is there already"]),
        (["--mask", "text.png", "--whole", "b.png"], ["'text.png'"]),
    ],
)
def test_of_two_results_both_are_written_or_none(folder, options, words):
    moon = Path("moon.png").read_bytes()
    assert_refused(course("match", "lake.png", "dusk.png", "-o", "a.png", *options), *words)
    assert not Path("a.png").exists()
    assert not Path("b.png").exists()
    assert Path("moon.png").read_bytes() == moon


def test_two_gray_pictures_give_a_gray_one(folder):
    assert_wrote(course("match", "gray.png", "moon.png", "--out", "out.png"), "out.png")
    expected = histograms.match_histograms(
        data.sample("china", gray=True), data.sample("moon", gray=True)
    )
    np.testing.assert_array_equal(read("out.png"), expected)


@pytest.mark.parametrize("pair", [("gray.png", "dusk.png"), ("lake.png", "moon.png")])
def test_gray_and_color_give_color(folder, pair):
    assert_wrote(course("match", *pair, "-o", "out.png"), "out.png")
    expected = histograms.match_histograms(*map(images.read_image, pair))
    np.testing.assert_array_equal(read("out.png"), expected)


@pytest.mark.parametrize("name", ["deep.png", "clear.png", "one_color.png", "größe 图.png"])
def test_every_readable_picture_serves(folder, name):
    assert_wrote(course("match", name, "dusk.png", "-o", "a.png"), "a.png")
    assert_wrote(course("match", "lake.png", name, "-o", "b.png"), "b.png")
    assert read("a.png").shape == images.read_image(name).shape
    if name == "one_color.png":
        assert np.unique(read("b.png").reshape(-1, 3), axis=0).tolist() == [[9, 80, 255]]


@pytest.mark.parametrize(
    ("mask", "words"),
    [
        ("dusk.png", ["'dusk.png' is a color picture", "give a gray one"]),
        ("black.png", ["'black.png' is black or almost", "nothing would be left", "0 of 255"]),
        ("labels.png", ["'labels.png'", "nothing would be left", "1 of 255", "255 and not 1"]),
        ("deep_labels.png", ["'deep_labels.png'", "0 of 255 (of 16 bits the upper 8 count"]),
        ("see_through.png", ["'see_through.png'", "0 of 255", "transparency is dropped"]),
    ],
)
def test_a_mask_of_the_wrong_kind(folder, mask, words):
    assert_refused(course("match", "lake.png", "dusk.png", "--mask", mask), *words)
    assert not Path("lake_matched.png").exists()


def test_a_mask_that_vanishes_when_it_is_resized(folder):
    dot = np.zeros((1000, 2000), np.uint8)
    dot[501, 1001] = 255
    Path("dot.png").write_bytes(cv2.imencode(".png", dot)[1].tobytes())
    result = course("match", "lake.png", "dusk.png", "--mask", "dot.png")
    assert_refused(result, "mask 'dot.png'", "427 x 640", "nothing would be left")
