"""What the command reads and writes: every file that it cannot is named in one sentence."""

import errno
import os
import re
import resource
import threading
from pathlib import Path

import cv2
import numpy as np
import pytest

from course_utils import _files, histograms
from course_utils._shared import LIBRARIES_MUTED
from tests.command_line import assert_refused, assert_wrote, course, fill, process, read


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The current folder, with a few pictures in it."""
    return fill(tmp_path, monkeypatch)


@pytest.mark.parametrize("ending", [".png", ".jpg", ".JPEG", ".tif", ".bmp", ".webp"])
def test_the_ending_decides_the_format(folder, ending):
    assert_wrote(course("match", "lake.png", "dusk.png", "-o", f"out{ending}"), f"out{ending}")
    start = Path(f"out{ending}").read_bytes()[:4]
    signatures = {"p": b"\x89PNG", "j": b"\xff\xd8\xff", "t": b"II*\0", "b": b"BM", "w": b"RIFF"}
    assert start.startswith(signatures[ending[1].lower()])
    assert read(f"out{ending}").shape == (427, 640, 3)


def test_an_output_in_another_folder_and_over_the_source(folder):
    assert_wrote(
        course("match", "lake.png", "dusk.png", "-o", Path("drawer.png", "out.png")),
        Path("drawer.png", "out.png"),
    )
    expected = read(str(Path("drawer.png", "out.png")))
    assert_wrote(course("match", "lake.png", "dusk.png", "-o", "lake.png", "--force"), "lake.png")
    np.testing.assert_array_equal(read("lake.png"), expected)


def test_nothing_is_overwritten_without_force(folder):
    before = Path("moon.png").read_bytes()
    arguments = "match", "lake.png", "dusk.png", "-o", "moon.png"
    assert_refused(course(*arguments), "'moon.png' is there already", "--force")
    assert Path("moon.png").read_bytes() == before
    assert_wrote(course(*arguments, "--force"), "moon.png")
    assert Path("moon.png").read_bytes() != before
    assert_wrote(course("match", "lake.png", "dusk.png"), "lake_matched.png")
    assert_refused(course("match", "lake.png", "dusk.png"), "'lake_matched.png'", "--force")


def test_a_link_is_there_wherever_it_leads(folder):
    for name, target in {"dangling.png": "nowhere.png", "loop.png": "loop.png"}.items():
        Path(name).symlink_to(target)
        result = course("match", "no.png", "dusk.png", "-o", name)  # found before the work begins
        assert_refused(result, f"{name!r} is there already", "--force")
        assert os.readlink(name) == target
    assert not Path("nowhere.png").exists()
    result = course("match", "lake.png", "dusk.png", "-o", "loop.png", "--force")
    assert_refused(result, "'loop.png' cannot be written (Too many levels of symbolic links)")
    assert os.readlink("loop.png") == "loop.png"


@pytest.mark.parametrize("target", ["moon.png", "nowhere.png"])
def test_force_keeps_a_link_and_replaces_what_it_leads_to(folder, target):
    Path("link.png").symlink_to(target)
    assert_wrote(course("match", "lake.png", "dusk.png", "-o", "link.png", "--force"), "link.png")
    assert os.readlink("link.png") == target
    assert read(target).shape == (427, 640, 3)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes by name")
def test_what_is_no_regular_file_is_left_alone(folder):
    os.mkfifo("pipe.png")
    result = course("match", "lake.png", "dusk.png", "-o", "pipe.png", "--force")
    assert_refused(result, "'pipe.png' cannot be written (it is no regular file)")
    assert Path("pipe.png").is_fifo()


def test_a_file_that_appears_meanwhile_is_kept(folder, monkeypatch):
    def slow(source, _, **__):
        Path("out.png").write_text("of another program")
        return source

    monkeypatch.setattr(histograms, "match_histograms", slow)
    before = sorted([*folder.iterdir(), folder / "out.png"])
    result = course("match", "lake.png", "dusk.png", "-o", "out.png")
    assert_refused(result, "'out.png' is there already", "--force")
    assert Path("out.png").read_text() == "of another program"
    assert sorted(folder.iterdir()) == before


def test_permissions_are_kept_and_those_of_a_new_file_are_the_usual_ones(folder):
    Path("lake.png").chmod(0o640)
    before = os.umask(0o022)
    try:
        course("match", "lake.png", "dusk.png", "-o", "lake.png", "--force")
        course("match", "lake.png", "dusk.png", "-o", "new.png")
    finally:
        os.umask(before)
    modes = [Path(name).stat().st_mode & 0o777 for name in ("lake.png", "new.png")]
    assert modes == [0o640, 0o644]


UNREADABLE = {
    "no.png": "There is no file 'no.png'",
    "text.png": "'text.png' is not a picture",
    "empty.png": "'empty.png' is empty",
    "cut.png": "'cut.png' is not a picture, or it is damaged or cut short",
    "drawer.png": "'drawer.png' is a folder",
    "": "'' cannot be the name of a file",
    "lake.png/": "'lake.png/' cannot be the name of a file",
    "lake.png/.": "'lake.png/.' cannot be the name of a file",
    "lake.png/..": "cannot be the name of a file",
    "x" * 300: "cannot be opened (File name too long); check its name",
}


@pytest.mark.parametrize("name", UNREADABLE)
@pytest.mark.parametrize("role", ["source", "reference", "mask", "histogram"])
def test_an_unreadable_file_is_named(folder, name, role):
    before = sorted(folder.iterdir())
    arguments = {
        "source": ["match", name, "dusk.png"],
        "reference": ["match", "lake.png", name],
        "mask": ["match", "lake.png", "dusk.png", "--mask", name],
        "histogram": ["histogram", name],
    }[role]
    assert_refused(course(*arguments), UNREADABLE[name])
    assert sorted(folder.iterdir()) == before


def test_a_damaged_file_prints_no_more_than_the_sentence(folder):
    done = process("histogram", "cut.png")
    assert (done.returncode, done.stdout) == (2, "")
    assert re.fullmatch(r"course: 'cut.png' is not a picture, [^\n]+\.\n", done.stderr)
    # libjpeg reads this one, and complains.
    done = process("match", "damaged.jpg", "dusk.png")
    assert (done.returncode, done.stdout, done.stderr) == (0, "wrote damaged_matched.png\n", "")


def test_overlapping_readers_leave_stderr_as_it_was():
    before = os.fstat(2).st_ino
    inside, leave = threading.Event(), threading.Event()

    def read_slowly():
        with LIBRARIES_MUTED:
            inside.set()
            leave.wait()

    slow = threading.Thread(target=read_slowly)
    with LIBRARIES_MUTED:  # the first to come is the first to go
        slow.start()
        inside.wait()
    assert os.fstat(2).st_ino != before
    leave.set()
    slow.join()
    assert os.fstat(2).st_ino == before


def test_no_permission_is_asked_for_in_advance(folder, monkeypatch):
    monkeypatch.setattr(os, "access", lambda *_, **__: False)  # root has every permission
    assert_wrote(course("match", "lake.png", "dusk.png", "-o", "moon.png", "--force"), "moon.png")


OUTPUTS = {
    "": ["'' cannot be the name of a file"],
    ".": ["'.' cannot be", "name one"],
    "out.png/": ["'out.png/' cannot be the name of a file"],
    "out.png//": ["'out.png//' cannot be the name of a file"],
    "out.png/.": ["'out.png/.' cannot be the name of a file"],
    "lake.png/": ["'lake.png/' cannot be the name of a file"],
    "out": ["'out' has no ending", ".png"],
    "out.": ["'out.'", "no ending", ".png"],
    "out.xyz": ["'.xyz'", ".png"],
    "out.svg": ["'.svg'", ".png"],
    ".png": ["'.png' has no ending"],
    "no/out.png": ["no folder 'no'", "make it first"],
    "lake.png/out.png": ["no folder 'lake.png'"],
    "drawer.png": ["'drawer.png' is a folder"],
    "x" * 300 + ".png": ["cannot be written (File name too long)", "choose another name"],
    "x" * 300 + "/out.png": ["no folder", "or no permission to enter it"],
}


@pytest.mark.parametrize("name", OUTPUTS)
@pytest.mark.parametrize("force", [False, True])
def test_an_output_that_cannot_be(folder, name, force):
    before = sorted(folder.rglob("*"))
    options = ["--force"] if force else []
    assert_refused(course("match", "lake.png", "dusk.png", "-o", name, *options), *OUTPUTS[name])
    assert sorted(folder.rglob("*")) == before


def test_the_longest_name_that_a_file_can_have(folder):
    name = "x" * 251 + ".png"
    assert_wrote(course("match", "lake.png", "dusk.png", "-o", name), name)


OUTPUT_OPTIONS = [["-o", "new.png"], ["-o", "moon.png", "--force"]]


def contents(folder):
    return {path: path.read_bytes() for path in folder.iterdir() if path.is_file()}


@pytest.mark.parametrize("options", OUTPUT_OPTIONS)
@pytest.mark.parametrize(
    "error", [OSError(errno.EACCES, "Permission denied"), KeyboardInterrupt()], ids=["denied", "^C"]
)
def test_what_stops_the_writing_leaves_no_trace(folder, monkeypatch, options, error):
    def fail(*_):
        raise error

    before = contents(folder)
    for last_step in ("replace", "link", "rename"):
        monkeypatch.setattr(os, last_step, fail)
    result = course("match", "lake.png", "dusk.png", *options)
    if isinstance(error, OSError):
        assert_refused(result, f"{options[1]!r} cannot be written (Permission denied)")
    else:
        assert result.exit_code == 130
    assert contents(folder) == before


@pytest.mark.parametrize("options", OUTPUT_OPTIONS)
def test_a_full_disk_leaves_no_trace(folder, options):
    def allow_little():
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))

    before = contents(folder)
    done = process("match", "lake.png", "dusk.png", *options, preexec_fn=allow_little)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"{options[1]!r} cannot be written (File too large)" in done.stderr
    assert contents(folder) == before


def test_a_folder_where_nothing_may_be_written(folder, monkeypatch):
    def refuse(*_, **__):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(_files, "open_draft", refuse)  # root may write anywhere
    result = course("match", "lake.png", "dusk.png", "-o", "drawer.png/out.png")
    assert_refused(result, "out.png' cannot be written (Permission denied)", "another name")


def test_a_picture_too_large_for_its_format(folder):
    Path("long.png").write_bytes(cv2.imencode(".png", np.zeros((1, 70_000), np.uint8))[1].tobytes())
    result = course("match", "long.png", "moon.png", "-o", "long.jpg")
    assert_refused(result, "cannot be stored as .jpg", "choose .png")
    assert not Path("long.jpg").exists()
