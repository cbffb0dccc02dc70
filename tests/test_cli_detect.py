"""`course detect`: pictures, videos and cameras, windows and what cannot be had."""

import errno
import json
import os
import re
import signal
from pathlib import Path

import cv2
import numpy as np
import pytest

from course_utils import _files, assets, data, detection, scenes, video
from course_utils.cli import detect, films
from tests import camera
from tests.command_line import assert_refused, course, fill, process

FRAMES = 6


@pytest.fixture(scope="module")
def film(tmp_path_factory):
    """A film of a street, in which a motorcycle is always seen."""
    path = tmp_path_factory.mktemp("film") / "street.mp4"
    video.write_video(path, scenes.street_scene(FRAMES).frames)
    return path


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The current folder, with a few pictures in it."""
    if not assets.is_here("ssd"):
        pytest.skip("the detector is not in the cache; run `make assets` once")
    return fill(tmp_path, monkeypatch)


@pytest.fixture
def watched(monkeypatch):
    """Count what is opened and call a function after each frame that is read."""
    opened, after = [], []
    real = cv2.VideoCapture

    class Capture:
        def __init__(self, *source):
            self.capture, self.released, self.frames = real(*source), False, 0
            opened.append(self)

        def read(self):
            self.frames += 1
            for action in after:
                action(self.frames)
            return self.capture.read()

        def release(self):
            self.released = True
            self.capture.release()

        def __getattr__(self, name):
            return getattr(self.capture, name)

    monkeypatch.setattr(cv2, "VideoCapture", Capture)
    return opened, after


class Screen:
    """Stands in for the windows that a headless OpenCV has not."""

    def __init__(self, monkeypatch, *, closed_after=None, keys=()):
        self.shown, self.titles, self.destroyed = [], [], 0
        self.keys = list(keys)
        monkeypatch.setattr(cv2, "currentUIFramework", lambda: "TEST")
        monkeypatch.setenv("DISPLAY", ":0")
        monkeypatch.setattr(cv2, "namedWindow", lambda *_: None)
        monkeypatch.setattr(cv2, "imshow", lambda _, frame: self.shown.append(frame))
        monkeypatch.setattr(cv2, "setWindowTitle", lambda _, title: self.titles.append(title))
        monkeypatch.setattr(cv2, "destroyAllWindows", self.destroy)
        monkeypatch.setattr(cv2, "waitKey", lambda _: self.keys.pop(0) if self.keys else -1)
        monkeypatch.setattr(
            cv2, "getWindowProperty", lambda *_: float(len(self.shown) != closed_after)
        )

    def destroy(self):
        self.destroyed += 1


def press_ctrl_c(number, at):
    if number == at:
        os.kill(os.getpid(), signal.SIGINT)


# ---- pictures ----------------------------------------------------------------------------------


def test_the_things_in_a_picture(folder):
    result = course("detect", "--image", "größe 图.png")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == (
        "cup             0.82  rows 13 to 298, columns 170 to 413\n"
        "dining table    0.59  rows 2 to 398, columns 4 to 596\n"
    )
    sure = course("detect", "--image", "größe 图.png", "--confidence", "0.7").stdout
    assert sure == result.stdout.splitlines(keepends=True)[0]
    assert course("detect", "--image", "black.png").stdout == "nothing found\n"


def test_a_picture_as_json(folder):
    result = course("detect", "--image", "größe 图.png", "--json", "-o", "boxes.png")
    told = json.loads(result.stdout)
    assert told["image"] == "größe 图.png"
    found = detection.Detector.load().detect(data.sample("coffee"))
    assert [one["label"] for one in told["detections"]] == list(found.labels)
    np.testing.assert_allclose([one["box"] for one in told["detections"]], found.boxes, atol=0.06)
    np.testing.assert_allclose(
        [one["score"] for one in told["detections"]], found.scores, atol=1e-4
    )
    assert Path("boxes.png").exists()


def test_a_picture_with_boxes_is_written(folder):
    result = course("detect", "--image", "größe 图.png", "-o", "boxes.png")
    assert result.stdout.endswith("\nwrote boxes.png\n")
    image = data.sample("coffee")
    expected = detection.draw_detections(image, detection.Detector.load().detect(image))
    np.testing.assert_array_equal(cv2.imread("boxes.png"), expected)
    assert_refused(course("detect", "--image", "lake.png", "-o", "boxes.png"), "there already")
    assert course("detect", "--image", "lake.png", "-o", "boxes.png", "--force").exit_code == 0


def test_overlapping_boxes_are_asked_for(folder):
    few, many = (
        course("detect", "--image", "größe 图.png", "--confidence", "0.2", "--iou", iou).stdout
        for iou in ("0.1", "1")
    )
    assert few.count("\n") < many.count("\n")


# ---- videos and cameras ------------------------------------------------------------------------


def test_a_line_for_each_frame_of_a_video(folder, film, watched):
    result = course("detect", "--video", film)
    assert (result.exit_code, result.stderr) == (0, "")
    *lines, last = result.stdout.splitlines()
    assert len(lines) == FRAMES
    for number, line in enumerate(lines):
        pattern = rf"frame {number}: motorcycle 0\.\d\d.*; \d+\.\d frames a second"
        assert re.fullmatch(pattern, line)
    assert re.fullmatch(rf"{FRAMES} frames in \d+\.\d s", last)
    assert all(one.released for one in watched[0])


def test_a_video_as_json(folder, film):
    result = course("detect", "--video", film, "--json")
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert [line["frame"] for line in lines] == list(range(FRAMES))
    assert all(line["frames_per_second"] > 0 for line in lines)
    assert {line["detections"][0]["label"] for line in lines} == {"motorcycle"}


@pytest.mark.parametrize("name", ["boxes.mp4", "boxes.webm"])
def test_a_video_with_boxes_is_written(folder, film, name):
    result = course("detect", "--video", film, "-o", name)
    assert result.exit_code == 0, result.stderr
    assert re.search(rf"wrote {name}: {FRAMES} frames in", result.stdout)
    with video.frames_of(name) as written, video.frames_of(film) as plain:
        assert written.fps == plain.fps == 25
        pairs = list(zip(written, plain, strict=True))
    assert len(pairs) == FRAMES
    for drawn, frame in pairs:
        assert cv2.absdiff(drawn, frame).max() > 100  # a black line, or a bright one
    assert_refused(course("detect", "--video", film, "-o", name), "there already")


def test_a_camera_ends_with_ctrl_c(folder, film, monkeypatch, watched):
    """What was written until then is whole, and the camera is free again."""
    _, after = watched
    handler = signal.getsignal(signal.SIGINT)
    cameras = camera.plug_in(monkeypatch, film)
    after.append(lambda number: press_ctrl_c(number, 4))
    result = course("detect", "--camera", 0, "-o", "seen.mp4")
    after.clear()
    assert (result.exit_code, result.stderr) == (0, "")
    assert re.search(r"wrote seen.mp4: [45] frames in", result.stdout)
    assert cameras[0].is_camera
    assert all(one.released for one in cameras)
    with video.frames_of("seen.mp4") as written:
        assert len(list(written)) >= 4  # those that came late are there twice
    assert signal.getsignal(signal.SIGINT) is handler


def test_a_camera_is_freed_when_something_fails(folder, film, monkeypatch):
    cameras = camera.plug_in(monkeypatch, film)

    def fail(*_, **__):
        raise KeyError("a fault")

    monkeypatch.setattr(detection.Detector, "detect", fail)
    assert type(course("detect", "--camera", 0).exception) is KeyError
    assert cameras[0].released


def test_a_camera_that_is_pulled_out(folder, film, monkeypatch):
    cameras = camera.plug_in(monkeypatch, film)
    monkeypatch.setattr(detect, "say", lambda _: cameras[0].__dict__.update(read=lambda: (0, None)))
    result = course("detect", "--camera", 0)
    assert_refused(result, "The camera 0 gives no more frames")
    assert cameras[0].released


def test_the_film_of_a_camera_lasts_as_long_as_it_took(monkeypatch):
    clock = iter(np.arange(0, 9, 0.1))  # a frame each tenth of a second
    monkeypatch.setattr(detect.time, "perf_counter", lambda: float(next(clock)))
    repeated = list(detect.in_real_time(iter("abcd"), fps=25))
    assert "".join(repeated) == "aabbbcccdd"


# ---- windows -----------------------------------------------------------------------------------


def test_frames_are_shown_until_q(folder, film, monkeypatch):
    cameras = camera.plug_in(monkeypatch, film)
    screen = Screen(monkeypatch, keys=[-1, ord("x"), ord("q")])
    result = course("detect", "--camera", 0)
    assert (result.exit_code, result.stderr) == (0, "")
    assert re.fullmatch(r"3 frames in \d+\.\d s\n", result.stdout)
    assert len(screen.shown) == 3
    assert all(re.fullmatch(r"\d+\.\d frames a second, q ends", one) for one in screen.titles)
    assert screen.destroyed == 1
    assert cameras[0].released


def test_frames_are_shown_until_the_window_is_closed(folder, film, monkeypatch):
    screen = Screen(monkeypatch, closed_after=2)
    result = course("detect", "--video", film, "-o", "boxes.mp4")
    assert "wrote boxes.mp4: 2 frames in" in result.stdout
    assert screen.destroyed == 1


def test_a_picture_is_shown_until_q(folder, monkeypatch):
    screen = Screen(monkeypatch, keys=[-1, -1, ord("q")])
    result = course("detect", "--image", "größe 图.png")
    assert "cup" in result.stdout
    assert screen.keys == []
    assert (len(screen.shown), screen.destroyed) == (1, 1)
    course("detect", "--image", "größe 图.png", "-o", "boxes.png")
    course("detect", "--image", "größe 图.png", "--json")
    assert len(screen.shown) == 1  # no window beside a file or JSON


@pytest.mark.parametrize(
    ("framework", "platform", "screen", "expected"),
    [
        ("", "linux", ":0", False),
        ("QT5", "linux", "", False),
        ("QT5", "linux", ":0", True),
        ("COCOA", "darwin", "", True),
    ],
)
def test_a_window_needs_a_screen(monkeypatch, framework, platform, screen, expected):
    monkeypatch.setattr(cv2, "currentUIFramework", lambda: framework)
    monkeypatch.setattr(films.sys, "platform", platform)
    monkeypatch.setenv("DISPLAY", screen)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert films.has_windows() is expected


# ---- what cannot be had ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], ["Give one of --image, --video, --camera; there is none"]),
        (["--image", "lake.png", "--camera", 0], ["there is --image and --camera"]),
        (["--image", "a", "--video", "b", "--camera", 0], ["--image and --video and --camera"]),
        (["--image", "no.png"], ["There is no file 'no.png'"]),
        (["--image", "text.png"], ["'text.png' is not a picture"]),
        (["--video", "no.mp4"], ["There is no file 'no.mp4'"]),
        (["--video", "text.png"], ["'text.png' is not a video"]),
        (["--video", "drawer.png"], ["is a folder"]),
        (["--video", "empty.png"], ["is empty"]),
        (["--camera", 97], ["There is no camera 97, or another program uses it"]),
        (["--camera", 2**70], ["There is no camera"]),
        (["--image", "lake.png", "-o", "boxes.mp4"], ["the ending '.mp4'", ".png"]),
        (["--camera", 0, "-o", "boxes.png"], ["the ending '.png'", ".mp4"]),
        (["--camera", 0, "-o", "no/boxes.mp4"], ["There is no folder 'no'"]),
    ],
)
def test_what_is_refused(folder, arguments, words):
    assert_refused(course("detect", *arguments), *words)


@pytest.mark.parametrize(
    "arguments",
    [["--confidence", "2"], ["--iou", "-1"], ["--camera", "-1"], ["--camera", "front"]],
)
def test_wrong_numbers(folder, arguments):
    result = course("detect", *arguments, "--image", "lake.png")
    assert result.exit_code == 2
    assert "Usage: " in result.stderr


@pytest.mark.parametrize("error", [FileNotFoundError, ValueError, OSError])
@pytest.mark.parametrize("source", ["--image", "--video", "--camera"])
def test_a_network_that_cannot_be_had(folder, film, monkeypatch, error, source):
    def refuse(*_):
        raise error("The network cannot be had; try again.")

    cameras = camera.plug_in(monkeypatch, film)
    monkeypatch.setattr(assets, "read", refuse)
    value = {"--image": "lake.png", "--video": film, "--camera": 0}[source]
    assert_refused(course("detect", source, value), "The network cannot be had")
    assert all(one.released for one in cameras)


def test_a_full_disk(folder, film, monkeypatch):
    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(_files, "replace", full)
    result = course("detect", "--video", film, "-o", "boxes.mp4", "--json")
    assert result.exit_code == 2
    assert result.stderr == (
        "course: The output 'boxes.mp4' cannot be written (No space left on device); choose "
        "another name or folder, or free some space.\n"
    )
    assert not Path("boxes.mp4").exists()


def test_in_a_process_of_its_own(folder, film):
    done = process("detect", "--video", str(film))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("motorcycle") >= FRAMES
    done = process("detect", "--camera", "97")
    assert (done.returncode, done.stdout) == (2, "")
    assert re.fullmatch(r"course: There is no camera 97[^\n]*\n", done.stderr)
