"""The progress file: written whole or not at all, nothing lost, no exception."""

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from course_utils.checks import progress


@pytest.fixture
def file(monkeypatch, tmp_path):
    path = tmp_path / "new folder" / "progress.json"
    monkeypatch.setenv("COURSE_PROGRESS", str(path))
    monkeypatch.setattr(progress, "_failures", [])
    return path


def written(file):
    """Names in the folder, but for the lock, which may stay there."""
    return sorted(path.name for path in file.parent.iterdir() if path.suffix != ".lock")


def load(file):
    return json.loads(file.read_text(encoding="utf-8"))


# Where.


@pytest.mark.parametrize(
    ("chosen", "ci", "expected"),
    [
        ("off", "", None),
        ("OFF", "", None),
        ("off", "true", None),
        ("", "true", None),
        ("", "1", None),
        ("some/file.json", "", Path("some/file.json")),
        ("some/file.json", "true", Path("some/file.json")),
    ],
)
def test_path(monkeypatch, chosen, ci, expected):
    monkeypatch.setenv("COURSE_PROGRESS", chosen)
    monkeypatch.setenv("CI", ci)
    assert progress.path() == expected


def test_path_is_in_the_users_data_folder_by_default(monkeypatch, tmp_path):
    monkeypatch.delenv("COURSE_PROGRESS", raising=False)
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setattr(progress.platformdirs, "user_data_dir", lambda *names: str(tmp_path))
    assert progress.path() == tmp_path / "progress.json"


def test_off_writes_nothing(file, monkeypatch, tmp_path):
    monkeypatch.setenv("COURSE_PROGRESS", "off")
    assert progress.record("toys.double", True) == ""
    assert list(tmp_path.iterdir()) == []


# What.


def test_tries_are_counted_and_passed_stays(file):
    for passed in [False, True, False]:
        assert progress.record("toys.double", passed) == ""
    progress.record("toys.halve", False)
    assert load(file) == {
        "version": 1,
        "exercises": {
            "toys.double": {"tries": 3, "passed": True},
            "toys.halve": {"tries": 1, "passed": False},
        },
    }
    assert written(file) == ["progress.json"]


PASSES = """
from course_utils.checks import progress

for number in range(20):
    assert progress.record(f"toys.{number}", True) == ""
"""


def test_nothing_is_lost_when_several_notebooks_write(file):
    commands = [subprocess.Popen([sys.executable, "-c", PASSES]) for _ in range(3)]
    assert [command.wait() for command in commands] == [0, 0, 0]
    tries = [entry["tries"] for entry in load(file)["exercises"].values()]
    assert tries == [3] * 20


def test_other_keys_are_kept(file):
    """The export of the browser's record has the same format, with pages and quizzes in it."""
    file.parent.mkdir()
    stored = {
        "version": 1,
        "pages": {"notebooks/01_images_as_arrays": {"visited": True}},
        "quizzes": {},
        "exercises": {"toys.double": {"tries": 2, "passed": False, "extra": 1}},
    }
    file.write_text(json.dumps(stored), encoding="utf-8")
    progress.record("toys.double", True)
    stored["exercises"]["toys.double"] = {"tries": 3, "passed": True, "extra": 1}
    assert load(file) == stored


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not json",
        b'{"version": 1, "exercises": {"toys.dou',
        b"\xff\xfe\x00",
        b"[]",
        b"null",
        b"{}",
        b'{"version": 1}',
        b'{"version": 2, "exercises": {}}',
        b'{"version": 1, "exercises": []}',
        b'{"version": 1, "exercises": {"a": 5}}',
        b'{"version": 1, "exercises": {"a": {"tries": "many", "passed": true}}}',
        b'{"version": 1, "exercises": {"a": {"tries": true, "passed": true}}}',
        b'{"version": 1, "exercises": {"a": {"tries": 1, "passed": 1}}}',
        b"[" * 100_000,
    ],
    ids=range(15),
)
def test_unreadable_file_is_put_aside(file, content):
    file.parent.mkdir()
    for number in [1, 2]:
        file.write_bytes(content)
        assert progress.record("toys.double", True) == (
            "Your progress file could not be read. It is kept as "
            f"progress.unreadable-{number}.json; a new one begins."
        )
        assert load(file)["exercises"] == {"toys.double": {"tries": 1, "passed": True}}
    for number in [1, 2]:
        assert file.with_name(f"progress.unreadable-{number}.json").read_bytes() == content
    assert progress.record("toys.double", True) == ""


# Trouble.


def refuse(*args, **options):
    raise OSError(errno.EROFS, os.strerror(errno.EROFS))


@pytest.mark.parametrize("function", ["os.replace", "tempfile.mkstemp"])
def test_disk_that_cannot_be_written(file, monkeypatch, function):
    progress.record("toys.double", False)
    before = file.read_bytes()
    monkeypatch.setattr(progress, "_failures", [])
    module, name = function.split(".")
    monkeypatch.setattr(getattr(progress._files, module), name, refuse)
    assert progress.record("toys.double", True) == (
        "Your progress could not be saved (Read-only file system). "
        "The check itself is not affected."
    )
    assert progress.record("toys.double", True) == ""  # told once is enough
    assert file.read_bytes() == before
    assert written(file) == ["progress.json"]


def test_folder_that_cannot_be_made(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setattr(progress, "_failures", [])
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "file" / "progress.json"))
    assert "could not be saved" in progress.record("toys.double", True)


@pytest.mark.parametrize("error", [RuntimeError("no home"), ValueError("bad name")])
def test_path_that_cannot_be_found(monkeypatch, error):
    def fail():
        raise error

    monkeypatch.setattr(progress, "_failures", [])
    monkeypatch.setattr(progress, "path", fail)
    assert f"({error})" in progress.record("toys.double", True)
