"""The `course` command itself: its help, its exit codes, and the process that it runs in."""

import os
import re
from pathlib import Path

import cv2
import numpy as np
import pytest

from course_utils import cli, histograms
from tests.command_line import assert_refused, course, fill, process, read


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The current folder, with a few pictures in it."""
    return fill(tmp_path, monkeypatch)


def test_help_names_the_commands(folder):
    result = course("--help")
    assert result.exit_code == 0
    assert "match" in result.stdout
    assert "histogram" in result.stdout
    for command in ("match", "histogram"):
        assert "--force" in course(command, "--help").stdout
    words = " ".join(course("match", "--help").stdout.split())
    assert "Without it the whole result is written" in words
    assert "of several frames or pages the first" in words


@pytest.mark.parametrize(
    "arguments",
    [["match"], ["match", "lake.png"], ["histogram", "lake.png", "--kind", "round"], ["paint"]],
)
def test_a_wrong_call_has_exit_code_2(folder, arguments):
    result = course(*arguments)
    assert result.exit_code == 2
    assert "Usage: " in result.stderr
    assert "Traceback" not in result.output


@pytest.mark.parametrize("installed", [True, False])
def test_version(monkeypatch, installed):
    def version(name):
        assert name == "computer-vision-by-hand"
        if not installed:
            raise cli.metadata.PackageNotFoundError
        return "0.1.0"

    monkeypatch.setattr(cli.metadata, "version", version)
    result = course("--version")
    assert result.exit_code == 0
    assert result.stdout == ("course 0.1.0\n" if installed else f"{NOT_INSTALLED}\n")


NOT_INSTALLED = "course, run from a folder where it is not installed"


def test_in_a_process_of_its_own(folder):
    done = process("match", "größe 图.png", "dusk.png", "-o", "图.png")
    assert (done.returncode, done.stdout, done.stderr) == (0, "wrote 图.png\n", "")
    assert Path("图.png").exists()
    done = process("match", "no.png", "dusk.png")
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("course: There is no file 'no.png'")
    assert "Traceback" not in done.stderr
    # A terminal that cannot spell the name shows what it can.
    again = "match", "größe 图.png", "dusk.png", "-o", "图.png", "--force"
    done = process(*again, encoding="ascii")
    assert (done.returncode, done.stdout) == (0, "wrote \\u56fe.png\n")
    done = process("histogram", "größe 图.png", encoding="ascii")
    assert done.returncode == 0
    assert done.stdout.isascii()


@pytest.mark.parametrize("closed", [(0,), (1,), (2,), (0, 1, 2)])
def test_closed_streams_stop_nothing(folder, closed):
    def close():
        for number in closed:
            os.close(number)

    done = process("histogram", "lake.png", "-o", "counts.png", preexec_fn=close)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == ("" if 1 in closed else "wrote counts.png\n")
    assert read("counts.png") is not None
    done = process("histogram", "no.png", preexec_fn=close)
    assert (done.returncode, done.stdout) == (2, "")
    assert bool(done.stderr) == (2 not in closed)


@pytest.mark.parametrize(
    "arguments", [["histogram", "lake.png"], ["match", "lake.png", "moon.png"]]
)
def test_an_output_that_takes_nothing(folder, arguments):
    with open(os.devnull) as only_for_reading:
        done = process(*arguments, stdout=only_for_reading)
    assert done.returncode == 2
    assert re.fullmatch(
        r"course: The result cannot be printed \(Bad file descriptor\); [^\n]+\.\n", done.stderr
    )


def test_a_reader_that_has_seen_enough(folder):
    reading, writing = os.pipe()
    os.close(reading)
    done = process("histogram", "lake.png", stdout=writing)
    os.close(writing)
    assert (done.returncode, done.stderr) == (1, "")


def fail_in_numpy(*_, **__):
    np.zeros(2**56, np.uint8)


def fail_in_opencv(*_, **__):
    cv2.resize(np.zeros((2, 2), np.uint8), (2**30, 2**30))


@pytest.mark.parametrize("fail", [fail_in_numpy, fail_in_opencv])
@pytest.mark.parametrize(
    ("module", "function"), [(histograms, "match_histograms"), (cv2, "imdecode")]
)
def test_too_little_memory_is_one_sentence(folder, monkeypatch, fail, module, function):
    monkeypatch.setattr(module, function, fail)
    assert_refused(course("match", "lake.png", "dusk.png"), "memory")


@pytest.mark.parametrize("error", [TypeError, ValueError, OSError, KeyError, cv2.error])
@pytest.mark.parametrize("command", ["match", "histogram"])
def test_a_fault_of_the_course_is_not_blamed_on_the_user(folder, monkeypatch, error, command):
    def fail(*_, **__):
        if error is cv2.error:
            cv2.resize(np.zeros((2, 2), np.uint8), (-1, -1))
        raise error("a fault")

    monkeypatch.setattr(histograms, "match_histograms", fail)
    monkeypatch.setattr(histograms, "histogram", fail)
    result = course(command, "lake.png", *["dusk.png"][: command == "match"])
    assert type(result.exception) is error
    assert result.stderr == ""
