"""Whatever a reader hands in, a check comes back with words for it."""

import os
import sys
import time

import numpy as np
import pytest

from course_utils.exercises import check
from tests.proving import each_exercise


class Pretender:
    def __array__(self, *args, **options):
        raise RuntimeError("no")


class Unspeakable(Exception):
    def __str__(self):
        raise RuntimeError("no")


def raise_unspeakable(*args):
    raise Unspeakable


def recurse(*args):
    return recurse(*args)


def leave(*args):
    sys.exit()


def interrupt(*args):
    raise KeyboardInterrupt


def need_memory(*args):
    return np.ones((10**6, 10**9))


async def wait(*args):
    return args[0]


def generate(*args):
    yield args[0]


def print_much(*args):
    for _ in range(1000):
        print("line" * 100)
    return args[0]


def spoil(*args):
    for array in args[0] if isinstance(args[0], list) else [args[0]]:
        array.fill(7)
    return args[0]


ODD_ANSWERS = [
    raise_unspeakable,
    recurse,
    leave,
    interrupt,
    need_memory,
    wait,
    generate,
    print_much,
    spoil,
    print,
    int,
    dict,
    Pretender,
    os.getpid,
    type("Class", (), {}),
    lambda *args: Pretender(),
    lambda *args: [[1], [2, 3]],
    lambda *args: np.full(256, np.nan),
    lambda *args: np.full(512, np.inf),
    lambda *args: float("nan"),
    lambda *args: np.array([[], []], object),
    lambda *args: np.zeros((0, 3), np.uint8),
    lambda *args: np.broadcast_to(np.uint8(1), (10**6, 10**6, 3)),
    lambda *args: np.array(args, dtype=object),
    lambda *args: np.float64(1) / 0,
    lambda *args: memoryview(b"abc"),
    lambda *args: 10**400,
    lambda: 1,
    lambda one, two, three: 1,
    5,
    "answer",
]
# One that returns an array, one that returns a number, and one that takes several arguments.
KINDS = ["histograms.count", "volumes.otsu_threshold", "matching.match"]


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("number", range(len(ODD_ANSWERS)))
def test_odd_answer_is_refused_in_words(name, number, capsys):
    result, again = (check(name, ODD_ANSWERS[number]) for _ in range(2))
    assert not result.passed
    assert 20 < len(result.message) < 700
    assert repr(result) == repr(again)
    assert result._repr_html_() == again._repr_html_()
    assert capsys.readouterr() == (f"{result}\n{again}\n", "")


def loop(*args):
    while True:
        pass


def loop_that_catches_everything(*args):
    while True:
        try:
            time.sleep(1)
        except:  # noqa: E722
            continue


@each_exercise
@pytest.mark.parametrize("answer", [loop, loop_that_catches_everything])
def test_endless_loop_ends_with_a_message(exercise, answer, monkeypatch):
    monkeypatch.setenv("COURSE_TIME_LIMIT", "0.05")
    begin = time.monotonic()
    result = check(exercise.name, answer)
    assert time.monotonic() - begin < 2
    assert result.kind == "time"
    label = exercise.cases(np.random.default_rng(1))[0][0]
    assert result.message.startswith(f"On {label}, the time was up and your function was stopped.")
    assert "An endless loop?" in result.message
