"""The `course` command as tests call it: in this process, in one of its own, and on what files."""

import functools
import os
import re
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
from typer.testing import CliRunner

from course_utils import cli, data

ROOT = Path(__file__).parents[1]


@functools.cache
def sample_files():
    """Return {name: content} of the files that a test finds in its folder."""
    gray = data.sample("china", gray=True)
    disk = cv2.circle(np.zeros((90, 120), np.uint8), (60, 45), 30, 255, -1)
    pictures = {
        "lake.png": data.sample("china"),
        "dusk.png": data.sample("rocket"),
        "gray.png": gray,
        "moon.png": data.sample("moon", gray=True),
        "deep.png": gray.astype(np.uint16) * 257,
        "clear.png": np.dstack([data.sample("china"), gray]),
        "one_color.png": np.full((5, 6, 3), (9, 80, 255), np.uint8),
        "disk.png": disk,
        "half.png": np.full((90, 120), 128, np.uint8),
        "black.png": np.zeros((90, 120), np.uint8),
        "labels.png": disk // 255,
        "deep_labels.png": disk.astype(np.uint16),
        "see_through.png": np.dstack([np.zeros((90, 120, 3), np.uint8), disk]),
        "größe 图.png": data.sample("coffee"),
    }
    files = {name: cv2.imencode(".png", image)[1].tobytes() for name, image in pictures.items()}
    jpeg = bytearray(cv2.imencode(".jpg", data.sample("china"))[1].tobytes())
    jpeg[len(jpeg) // 2 :: 1000] = bytes(len(jpeg[len(jpeg) // 2 :: 1000]))
    return files | {
        "text.png": b"words, not pixels",
        "empty.png": b"",
        "cut.png": files["lake.png"][: len(files["lake.png"]) // 2],
        "damaged.jpg": bytes(jpeg),
    }


def fill(folder, monkeypatch):
    """Make a folder with a few pictures the current one, and return it."""
    monkeypatch.chdir(folder)
    monkeypatch.setenv("COLUMNS", "80")
    for name, content in sample_files().items():
        Path(name).write_bytes(content)
    Path("drawer.png").mkdir()
    return folder


def course(*arguments):
    return CliRunner().invoke(cli.app, [str(argument) for argument in arguments])


def process(*arguments, encoding="utf-8", env=None, **options):
    """The command as a shell runs it: also what C libraries print is seen."""
    return subprocess.run(
        [sys.executable, "-m", "course_utils.cli", *arguments],
        **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "check": False} | options,
        encoding=encoding,
        env=os.environ
        | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": encoding, "PYTHONUNBUFFERED": ""}
        | (env or {}),
    )


def assert_wrote(result, name):
    assert result.exit_code == 0, result.stderr
    assert result.stdout == f"wrote {name}\n"
    assert result.stderr == ""


def assert_refused(result, *words):
    assert result.exit_code == 2
    assert result.stdout == ""
    assert re.fullmatch(r"course: [^\n]+\.\n", result.stderr)
    assert not re.search(r"[.!?] [A-Z]", result.stderr.removeprefix("course: "))
    for word in words:
        assert word in result.stderr


def read(name):
    return cv2.imread(name, cv2.IMREAD_UNCHANGED)
