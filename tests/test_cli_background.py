"""`course background`: what it writes of a video and of a camera, and what it refuses."""

import functools
from pathlib import Path

import numpy as np
import pytest

from course_utils import background, scenes, video
from tests.camera import plug_in
from tests.command_line import assert_refused, course, fill, read


@functools.cache
def film():
    return scenes.street_scene(12).frames


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The current folder, with pictures and a film in it."""
    fill(tmp_path, monkeypatch)
    video.write_video("street.mp4", film())
    return tmp_path


def expected(alpha, number=12):
    """Average the film, which begins again at its end."""
    running = background.RunningAverage(alpha)
    with video.frames_of("street.mp4") as frames:
        frames = list(frames)
    for place in range(number):
        running.update(frames[place % len(frames)])
    return running.picture


def test_it_writes_what_the_class_returns(folder):
    result = course("background", "street.mp4", "--alpha", "0.1", "-o", "wall.png")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == "12 frames, of which one counts half after 6.6 more\nwrote wall.png\n"
    np.testing.assert_array_equal(read("wall.png"), expected(0.1))


def test_without_options_the_name_and_alpha_are_chosen(folder):
    result = course("background", "street.mp4")
    assert result.stdout.endswith("half after 22.8 more\nwrote street_background.png\n")
    np.testing.assert_array_equal(read("street_background.png"), expected(0.03))


class Impatient:
    """A user who presses Ctrl-C at the nth frame."""

    def __init__(self, monkeypatch, number):
        self.left, self.update = number, background.RunningAverage.update
        monkeypatch.setattr(background.RunningAverage, "update", lambda *args: self.count(*args))

    def count(self, running, frame):
        self.left -= 1
        if self.left < 0:
            raise KeyboardInterrupt
        self.update(running, frame)


def test_ctrl_c_stops_a_camera_and_writes_what_there_is(folder, monkeypatch):
    truth = expected(0.2, 20)
    opened = plug_in(monkeypatch, "street.mp4")
    Impatient(monkeypatch, 20)
    result = course("background", "--camera", "0", "--alpha", "0.2")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[::2] == [
        "Press Ctrl-C when the camera has seen enough.",
        "wrote camera_background.png",
    ]
    np.testing.assert_array_equal(read("camera_background.png"), truth)
    assert [one.released for one in opened] == [True]


@pytest.mark.parametrize("arguments", [["street.mp4"], ["--camera", "0"]])
def test_ctrl_c_stops_what_has_nothing_to_write(folder, monkeypatch, arguments):
    opened = plug_in(monkeypatch, "street.mp4")
    Impatient(monkeypatch, 0 if arguments[0] == "--camera" else 3)
    before = sorted(folder.iterdir())
    result = course("background", *arguments)
    assert result.exit_code == 130
    assert sorted(folder.iterdir()) == before
    assert opened[0].released


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], ["Give either a video or --camera"]),
        (["street.mp4", "--camera", "0"], ["Give either a video or --camera"]),
        (["no.mp4"], ["There is no file 'no.mp4'"]),
        (["text.png"], ["'text.png' is not a video"]),
        (["street.mp4/"], ["'street.mp4/' cannot be the name of a file"]),
        (["--camera", "7"], ["There is no camera 7, or another program uses it"]),
        (["street.mp4", "--alpha", "0"], ["--alpha is 0.0", "above 0, up to 1"]),
        (["street.mp4", "--alpha", "nan"], ["--alpha is nan"]),
        (["street.mp4", "-o", "moon.png"], ["'moon.png' is there already", "--force"]),
        (["no.mp4", "-o", "out.mp4"], ["'out.mp4' has the ending '.mp4'"]),
    ],
)
def test_what_it_refuses(folder, arguments, words):
    before = sorted(folder.iterdir())
    assert_refused(course("background", *arguments), *words)
    assert sorted(folder.iterdir()) == before


def test_a_film_whose_frames_change_their_size(folder, monkeypatch):
    frames = film()
    monkeypatch.setattr(video, "_read", iter([frames[0], frames[1, 1:], None]).__next__)
    monkeypatch.setattr(video, "_read", lambda _, take=video._read: take())
    assert_refused(course("background", "street.mp4"), "Frame 2 has another size")
    assert not Path("street_background.png").exists()
