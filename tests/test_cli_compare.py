"""`course compare` and `course group`: every score, and the groups of a folder."""

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from course_utils import comparison, data
from tests.command_line import assert_refused, course, fill, process

SCENES = "camera", "coins", "text"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The current folder, with a few pictures in it."""
    return fill(tmp_path, monkeypatch)


@pytest.fixture
def windows(folder):
    """A folder with three scenes, each from three places, and a copy."""
    Path("shots").mkdir()
    for name in SCENES:
        scene = data.sample(name, gray=True)
        for number, (row, column) in enumerate([(0, 0), (6, 9), (12, 3)]):
            window = scene[row : row + 140, column : column + 200]
            cv2.imwrite(f"shots/{name}_{number}.png", window)
    Path("shots/twin.png").write_bytes(Path("shots/coins_1.png").read_bytes())
    Path("shots/notes.txt").write_text("no picture")
    Path("shots/drawer.png").mkdir()
    return folder


def scores(first, second):
    return json.loads(course("compare", first, second, "--json").stdout)


def test_every_score_of_a_pair(windows):
    names = "shots/camera_0.png", "shots/camera_1.png"
    pair = [cv2.imread(name, cv2.IMREAD_GRAYSCALE) for name in names]
    found = scores(*names)
    assert (found.pop("first"), found.pop("second")) == names
    assert found == {
        "pearson": comparison.pearson(*pair),
        "shift": comparison.estimate_shift(*pair)._asdict(),
        "histogram_distance": comparison.histogram_distance(*pair),
        "jaccard_similarity": comparison.jaccard_similarity(*pair),
    }
    assert (found["shift"]["rows"], found["shift"]["columns"]) == (-6, -9)
    result = course("compare", *names)
    assert (result.exit_code, result.stderr, len(result.stdout.splitlines())) == (0, "", 5)
    assert f"Correlation of the pixels        {found['pearson']:.3f}\n" in result.stdout
    assert "Shift, down and right            -6 and -9 pixels\n" in result.stdout
    assert f"Jaccard index of the histograms  {found['jaccard_similarity']:.3f}\n" in result.stdout


def test_colors_are_compared_as_colors(folder):
    found = scores("lake.png", "größe 图.png")
    pair = data.sample("china"), data.sample("coffee")
    assert found["jaccard_similarity"] == comparison.jaccard_similarity(*pair)
    assert found["pearson"] is None
    assert (
        "the sizes differ, 427 x 640 and 400 x 600"
        in course("compare", "lake.png", "größe 图.png").stdout
    )


def test_a_color_picture_with_its_gray_one(folder):
    found = scores("lake.png", "gray.png")
    assert (found["shift"]["rows"], found["shift"]["columns"]) == (0, 0)
    assert found["shift"]["score"] > 0.99


def test_a_flat_picture_has_only_a_histogram(folder):
    found = scores("lake.png", "one_color.png")
    assert found["pearson"] is None
    assert found["shift"] is None
    lines = course("compare", "lake.png", "one_color.png").stdout
    assert lines.count("not defined: one_color.png has one gray everywhere") == 3
    assert f"{found['histogram_distance']:.3f}" in lines


def test_what_is_no_picture_is_refused(folder):
    assert_refused(course("compare", "lake.png", "text.png"), "'text.png' is not a picture")
    assert_refused(course("compare", "no.png", "lake.png"), "There is no file 'no.png'")


def test_the_groups_of_a_folder(windows):
    found = json.loads(course("group", "shots", "--json").stdout)
    assert found["left_out"] == []
    names = [sorted(one["name"] for one in group) for group in found["groups"]]
    assert names == [
        ["camera_0.png", "camera_1.png", "camera_2.png"],
        ["coins_0.png", "coins_1.png", "coins_2.png", "twin.png"],
        ["text_0.png", "text_1.png", "text_2.png"],
    ]
    result = course("group", "shots")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "group 1: 3 pictures\n  camera_0.png\n" in result.stdout
    shifted = "  camera_1.png: camera_0.png shifted by -6 rows and -9 columns, correlation 0.99\n"
    assert shifted in result.stdout
    assert "  twin.png: equal to coins_1.png\n" in result.stdout


def test_the_limit_decides(windows):
    cv2.imwrite("shots/dark.png", np.full((140, 200), 9, np.uint8))
    strict = course("group", "shots", "--limit", "1").stdout
    assert "group 1: 2 pictures" in strict
    assert "alone: 9\n" in strict
    assert "Usage: " in course("group", "shots", "--limit", "0").stderr


def test_a_broken_file_is_named_and_the_rest_is_grouped(windows):
    whole = course("group", "shots").stdout
    Path("shots/broken.png").write_bytes(b"words, not pixels")
    result = course("group", "shots")
    assert (result.exit_code, result.stdout) == (1, whole)
    assert result.stderr.startswith("course: 'shots/broken.png' is not a picture")
    assert result.stderr.count("\n") == 1
    left_out = json.loads(course("group", "shots", "--json").stdout)["left_out"]
    assert [f"course: {sentence}\n" for sentence in left_out] == [result.stderr]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("nowhere", ["The folder 'nowhere' cannot be read (No such file or directory)"]),
        ("lake.png", ["The folder 'lake.png' cannot be read"]),
        ("drawer.png", ["There is no picture in the folder 'drawer.png'"]),
        ("words", ["Not one picture in 'words' can be read"]),
    ],
)
def test_what_cannot_be_grouped(folder, name, words):
    Path("words").mkdir()
    Path("words/a.png").write_bytes(b"words, not pixels")
    assert_refused(course("group", name), *words)


def test_progress_is_for_terminals(windows):
    done = process("group", "shots")
    assert (done.returncode, done.stderr) == (0, "")
