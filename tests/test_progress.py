"""The progress file: written whole or not at all, nothing lost, no exception."""

import errno
import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from filelock import FileLock

from course_utils.checks import progress


@pytest.fixture
def file(monkeypatch, tmp_path):
    path = tmp_path / "new folder" / "progress.json"
    monkeypatch.setenv("COURSE_PROGRESS", str(path))
    monkeypatch.setattr(progress, "_failures", [])
    monkeypatch.setattr(progress, "_unsaved", [])
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


# Twenty notebooks record without a pause. One after the other is killed, wherever it is just then,
# and a new one takes its place. A notebook notes each pass that `record` has saved. Meanwhile
# somebody looks at the file, and at what else lies there.
TWENTY = """
import json, os, random, signal, sys, time
from course_utils.checks import progress

KILLS, LIMIT = 150, 15  # seconds, on a machine that is busy with other things
file, dice, end = progress.path(), random.Random(14), time.monotonic() + LIMIT
notes = os.open(sys.argv[1], os.O_WRONLY | os.O_APPEND | os.O_CREAT)

def begin(place):
    notebook = os.fork()
    if not notebook:
        waiting = []
        for number in range(10**6):
            name = f"toys.{place}-{number % 30}"
            waiting.append(name)
            progress.record(name, True)
            if not progress._unsaved:  # else a busy disk had no patience: saved with the next one
                os.write(notes, "".join(f"{name}\\n" for name in waiting).encode())
                waiting.clear()
    return notebook

def look():
    assert not file.exists() or progress._parse(file.read_bytes()), file.read_bytes()
    drafts = [name for name in os.listdir(file.parent) if name.endswith(".part")]
    assert len(drafts) < 2, drafts

file.parent.mkdir()
notebooks, looks, kills = [begin(place) for place in range(20)], 0, 0
try:
    while kills < KILLS and time.monotonic() < end:
        for _ in range(dice.randrange(6)):
            look()
            looks += 1
            time.sleep(dice.random() / 50)
        place = dice.randrange(20)
        os.kill(notebooks[place], signal.SIGKILL)
        os.waitpid(notebooks[place], 0)
        notebooks[place] = begin(place)
        kills += 1
finally:
    for notebook in notebooks:
        os.kill(notebook, signal.SIGKILL)
        os.waitpid(notebook, 0)
look()
print(json.dumps({"looks": looks, "kills": kills}))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="Windows cannot fork or kill like this")
def test_twenty_notebooks_that_are_killed_lose_nothing(file, tmp_path):
    command = [sys.executable, "-c", TWENTY, str(tmp_path / "notes")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    did = json.loads(done.stdout)
    assert did["kills"] > 20
    assert did["looks"] > 20

    passes = Counter((tmp_path / "notes").read_text(encoding="utf-8").splitlines())
    exercises = load(file)["exercises"]
    assert len(passes) > 100
    for name, times in passes.items():
        assert exercises[name]["passed"]
        assert exercises[name]["tries"] >= times
    progress.record("toys.last", True)  # takes away what the last one has left
    assert written(file) == ["progress.json"]


def test_more_tries_than_a_browser_counts(file):
    file.parent.mkdir()
    most = {"tries": 2**53 - 1, "passed": False}
    file.write_text(json.dumps({"version": 1, "exercises": {"toys.double": most}}))
    for _ in range(2):
        assert progress.record("toys.double", True) == ""
    assert load(file)["exercises"] == {"toys.double": most | {"passed": True}}


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
        b'{"version": 1, "exercises": {"a": {"tries": -1, "passed": true}}}',
        b'{"version": 1, "exercises": {}, "quizzes": 3}',
        b'{"version": 1, "exercises": {}, "quizzes": {"page": {"q": {"tries": 1}}}}',
        b"[" * 100_000,
        b'{"version": 1, "exercises": {}, "x": NaN}',
        b'{"version": 1, "exercises": {"a": {"tries": 1, "passed": true, "x": 1e400}}}',
        b'{"version": 1, "exercises": {"a": {"tries": %s, "passed": true}}}' % (b"9" * 4300),
        b'{"version": 1, "exercises": {"a": {"tries": 9007199254740992, "passed": true}}}',
        b'{"version": 1, "exercises": {}, "pages": []}',
    ],
    ids=range(23),
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


# Read by `course status`.


def test_what_is_kept_can_be_read(file):
    assert progress.load() == ({"version": 1, "exercises": {}}, "")
    assert not file.parent.exists()  # to look is not to write
    progress.record("toys.double", True)
    assert progress.load() == (load(file), "")


def test_a_damaged_file_is_put_aside_when_it_is_read(file):
    file.parent.mkdir()
    file.write_bytes(b"{")
    found, note = progress.load()
    assert found == {"version": 1, "exercises": {}}
    assert note.startswith("Your progress file could not be read. It is kept as")
    assert written(file) == ["progress.unreadable-1.json"]
    assert progress.load() == (found, "")


EXPORTED = {
    "version": 1,
    "pages": {"notebooks/02_histograms": {"visited": True}},
    "quizzes": {"book/quizzes/02": {"bins": {"tries": 2, "right": True}}},
    "exercises": {
        "toys.double": {"tries": 5, "passed": False},
        "toys.halve": {"tries": 1, "passed": True},
    },
    "guesses": {"notebooks/02_histograms": {"how-many": "6 to 8"}},
    "answers": {"toys.double": "def double(x):"},
    "place": {"page": "notebooks/02_histograms", "section": "the-idea", "heading": "The idea"},
}


def test_what_the_page_exports_is_added_and_counts_once(file):
    progress.record("toys.double", True)
    for _ in range(2):
        assert progress.add(json.dumps(EXPORTED).encode()) == ""
        assert load(file) == EXPORTED | {
            "exercises": {
                "toys.double": {"tries": 5, "passed": True},
                "toys.halve": {"tries": 1, "passed": True},
            }
        }
    mine = {"version": 1, "exercises": {}, "answers": {"toys.double": "def older(x):"}}
    progress.add(json.dumps(mine).encode())
    assert load(file)["answers"] == EXPORTED["answers"]


@pytest.mark.parametrize("content", [b"", b"no", b'{"cells": []}', b'{"version": 1, "quizzes": 3}'])
def test_another_file_is_not_added(file, content):
    progress.record("toys.double", True)
    before = file.read_bytes()
    with pytest.raises(ValueError, match="no progress of this course"):
        progress.add(content)
    assert file.read_bytes() == before


# Trouble.


def refuse(*args, **options):
    raise OSError(errno.EROFS, os.strerror(errno.EROFS))


@pytest.mark.parametrize("function", ["os.replace", "open_draft"])
def test_disk_that_cannot_be_written(file, monkeypatch, function):
    progress.record("toys.double", False)
    before = file.read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr(f"course_utils._files.{function}", refuse)
        assert progress.record("toys.double", True) == (
            "Your progress could not be saved (Read-only file system). Your next check tries "
            "again. The check itself is not affected."
        )
        assert progress.record("toys.double", False) == ""  # told once is enough
        assert file.read_bytes() == before
        assert written(file) == ["progress.json"]
    assert progress.record("toys.halve", False) == ""
    assert load(file)["exercises"] == {
        "toys.double": {"tries": 3, "passed": True},
        "toys.halve": {"tries": 1, "passed": False},
    }


def test_another_notebook_that_writes_for_long_costs_nothing(file, monkeypatch):
    monkeypatch.setattr(progress, "_PATIENCE", 0.05)
    file.parent.mkdir()
    with FileLock(f"{file}.lock"):
        assert "could not be saved" in progress.record("toys.double", True)
    progress.record("toys.halve", True)
    assert set(load(file)["exercises"]) == {"toys.double", "toys.halve"}


def test_folder_that_cannot_be_made(file, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "file" / "progress.json"))
    assert "could not be saved" in progress.record("toys.double", True)


@pytest.mark.parametrize("error", [RuntimeError("no home"), ValueError("bad name")])
def test_path_that_cannot_be_found(file, monkeypatch, error):
    def fail():
        raise error

    monkeypatch.setattr(progress, "path", fail)
    assert f"({error})" in progress.record("toys.double", True)
