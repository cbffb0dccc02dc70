"""Films are read to the end and closed again; what is no film is named in one sentence."""

import os
import re
import subprocess
import sys

import cv2
import numpy as np
import pytest

from course_utils import video
from tests.camera import plug_in
from tests.house import ROOT


def moving_square(number=6, shape=(48, 64)):
    """A few frames that no codec mistakes for each other."""
    film = np.full((number, *shape, 3), 40, np.uint8)
    for place, frame in enumerate(film):
        frame[8:24, 8 * place : 8 * place + 16] = 60 + 30 * place
    return film


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The current folder, with films in it."""
    monkeypatch.chdir(tmp_path)
    video.write_video("square.mp4", moving_square())
    content = (tmp_path / "square.mp4").read_bytes()
    (tmp_path / "cut.mp4").write_bytes(content[: len(content) // 2])
    (tmp_path / "text.mp4").write_text("words, not frames")
    (tmp_path / "empty.webm").write_bytes(b"")
    (tmp_path / "drawer.mp4").mkdir()
    return tmp_path


@pytest.mark.parametrize("name", ["out.webm", "out.mp4", "größe 图.MP4"])
def test_what_is_written_is_read(folder, name):
    film = moving_square()
    video.write_video(name, film, fps=12.5)
    with video.frames_of(name) as frames:
        assert frames.fps == 12.5
        found = list(frames)
    assert [frame.dtype for frame in found] == [np.uint8] * 6
    np.testing.assert_allclose(found, film, atol=60)
    assert all(cv2.PSNR(one, other) > 30 for one, other in zip(found, film, strict=True))


def test_frames_may_come_one_by_one_and_have_odd_sides(folder):
    video.write_video("out.mp4", (frame for frame in moving_square(shape=(49, 65))))
    with video.frames_of(folder / "out.mp4") as frames:
        assert {frame.shape for frame in frames} == {(48, 64, 3)}


def test_films_are_closed_however_they_are_left(folder, monkeypatch):
    opened = plug_in(monkeypatch, "square.mp4")
    with video.frames_of(0) as frames:
        for number, _ in enumerate(frames):
            if number == 20:  # a camera does not end
                break
    with video.frames_of("square.mp4") as frames:
        assert len(list(frames)) == 6
        assert not opened[-1].released
        assert list(frames) == []
    for error in (KeyboardInterrupt, ValueError):
        with pytest.raises(error), video.frames_of(0) as frames:
            raise error
    with pytest.raises(video.Unreadable):
        video.frames_of("text.mp4").__enter__()
    assert len(opened) == 5
    assert all(one.released for one in opened)


def test_a_camera_that_is_pulled_out_is_named(folder, monkeypatch):
    opened = plug_in(monkeypatch, "square.mp4")
    with video.frames_of(0) as frames:
        next(frames)
        opened[0].is_camera = False
        with pytest.raises(video.Unreadable, match="The camera 0 gives no more frames; "):
            list(frames)


UNREADABLE = {
    "no.mp4": "There is no file 'no.mp4'; check",
    "no/no.mp4": "There is no file 'no/no.mp4'; check",
    "square.mp4/no.mp4": "There is no file",
    "a\0b": "There is no file",
    "drawer.mp4": "'drawer.mp4' is a folder, not a video",
    "text.mp4": "'text.mp4' is not a video, or it is damaged",
    "cut.mp4": "'cut.mp4' is not a video, or it is damaged or cut short",
    "empty.webm": "'empty.webm' is empty; copy",
    os.devnull: "is no ordinary file",
    "x" * 300: "xxx' cannot be opened (File name too long); check",
    "rtsp://example.org/a": "is an address; download the video first",
    7: "There is no camera 7, or another program uses it",
    2**70: "There is no camera 1180591620717411303424, or",
}


@pytest.mark.parametrize("source", UNREADABLE)
def test_what_is_no_film_is_named(folder, source):
    with pytest.raises(video.Unreadable) as caught, video.frames_of(source):
        pass
    assert UNREADABLE[source] in str(caught.value)
    assert re.fullmatch(r"[^\n]+[^.]\.", str(caught.value))


def test_a_camera_that_another_program_uses(folder, monkeypatch):
    plug_in(monkeypatch, "text.mp4")
    with pytest.raises(video.Unreadable, match="camera 0, or another program uses it"):
        video.frames_of(0).__enter__()


@pytest.mark.parametrize(
    ("source", "error", "words"),
    [
        (None, TypeError, "source is None; give a file name"),
        (1.5, TypeError, "source is 1.5; give a file name"),
        (b"a.mp4", TypeError, "or the number of a camera"),
        (-1, ValueError, "source is -1; give at least 0"),
    ],
)
def test_a_source_of_the_wrong_kind(source, error, words):
    with pytest.raises(error, match=words):
        video.frames_of(source).__enter__()


FILM = moving_square()
REFUSED = {
    "None": (None, FILM, {}, TypeError, "path is None; give a file name"),
    "no ending": ("out", FILM, {}, ValueError, "'out' has no ending .* .webm or .mp4"),
    "other ending": ("out.avi", FILM, {}, ValueError, "'out.avi' has no ending .* .webm or .mp4"),
    "no frame": ("out.mp4", [], {}, ValueError, "frames holds no picture; give at least one"),
    "no list": ("out.mp4", 7, {}, TypeError, "frames is 7; give a list"),
    "gray": ("out.mp4", FILM[..., 0], {}, ValueError, r"frames\[0\] has shape .* \(M, N, 3\)"),
    "floats": ("out.mp4", FILM / 255, {}, TypeError, r"frames\[0\] has dtype float64"),
    "two sizes": ("out.mp4", [*FILM, FILM[0, 1:]], {}, ValueError, r"frames\[6\].*of one size"),
    "one pixel": ("out.mp4", FILM[:, :1, :1], {}, ValueError, "1 x 1 pixels .* larger"),
    "no speed": ("out.mp4", FILM, {"fps": 0}, ValueError, "fps is 0.0; give a number"),
    "fps as text": ("out.mp4", FILM, {"fps": "fast"}, TypeError, "fps is 'fast'"),
    "no folder": ("no/out.mp4", FILM, {}, FileNotFoundError, "No such file"),
    "is there": ("square.mp4", FILM, {"overwrite": False}, FileExistsError, "square.mp4"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_cannot_be_written_leaves_no_trace(folder, kind):
    path, frames, options, error, words = REFUSED[kind]
    before = {file: file.is_dir() or file.read_bytes() for file in folder.iterdir()}
    with pytest.raises(error, match=words):
        video.write_video(path, frames, **options)
    assert {file: file.is_dir() or file.read_bytes() for file in folder.iterdir()} == before


def broken_off():
    yield from moving_square(3)
    raise KeyboardInterrupt


def test_what_stops_the_frames_leaves_the_film_of_before(folder):
    before = (folder / "square.mp4").read_bytes()
    with pytest.raises(KeyboardInterrupt):
        video.write_video("square.mp4", broken_off())
    assert (folder / "square.mp4").read_bytes() == before


IN_A_PROCESS = """
import resource, signal, sys
import numpy as np
from course_utils import video

for source in ("text.mp4", "cut.mp4", 7):
    try:
        with video.frames_of(source):
            pass
    except video.Unreadable:
        print("refused")
video.write_video("out.webm", np.zeros((3, 16, 16, 3), np.uint8))
noise = np.random.default_rng(0).integers(0, 256, (20, 64, 64, 3), np.uint8)
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
try:
    video.write_video("square.mp4", noise)
except OSError as error:
    print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot limit the size of a file")
def test_libraries_are_silent_and_a_full_disk_is_noticed(folder):
    before = (folder / "square.mp4").read_bytes()
    done = subprocess.run(
        [sys.executable, "-c", IN_A_PROCESS],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    *refused, problem = done.stdout.splitlines()
    assert refused == ["refused"] * 3
    assert re.search(r"Only \d+ of 20 frames could be stored; free some space", problem)
    assert (folder / "square.mp4").read_bytes() == before
