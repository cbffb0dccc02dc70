"""What a student takes is measured right, and the sizes of a class follow from it."""

import json
import subprocess
import sys
import time

import psutil
import pytest

from . import class_sizes, classroom

linux = pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
# Takes memory, says so, and gives it back when it is told to.
TAKES = """
import mmap, sys
print("begun", flush=True)
for number, line in enumerate(sys.stdin):
    block = b"x" * 50_000_000 if number == 0 else None
    print("done", flush=True)
"""


@pytest.fixture
def program():
    """A program that takes 50 MB at the first line and gives them back at the second."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen([sys.executable, "-c", TAKES], **pipes) as process:
        assert process.stdout.readline() == "begun\n"

        def step():
            process.stdin.write("\n")
            process.stdin.flush()
            assert process.stdout.readline() == "done\n"

        yield psutil.Process(process.pid), step
        process.stdin.close()


@linux
def test_what_a_process_takes_is_its_own(program):
    process, step = program
    before = classroom.memory(process)
    step()
    after = classroom.memory(process)
    assert after["own"] - before["own"] == pytest.approx(50, abs=1)
    assert before["shared"] > 0
    assert after["own"] <= after["pss"] <= after["own"] + after["shared"] + 0.1


@linux
def test_a_peak_is_seen_after_it_is_over(program):
    process, step = program
    with classroom.Peak(process, every=0.001) as peak:
        step()
        deadline = time.monotonic() + 60
        while peak.own < 50 and time.monotonic() < deadline:
            time.sleep(0.001)
        step()
    assert classroom.memory(process)["own"] < 40
    assert peak.own > 50


@linux
def test_libraries_of_many_kernels_count_once():
    own = classroom.memory(psutil.Process())
    twice = classroom.together([psutil.Process()] * 2)
    assert twice["own"] == pytest.approx(2 * own["own"], rel=0.1)
    assert twice["shared"] == pytest.approx(own["shared"], rel=0.1)


def chapter(own, **more):
    taken = {"own": own, "shared": 50, "pss": own}
    rest = {"cpu seconds to first cell": 2, "cpu seconds": 10, "peak own": own, "notebook": 1}
    return {"imported": taken, "after": taken, **rest, **more}


MEASURED = {
    "chapters": {"01": chapter(100), "02": chapter(200), "03": chapter(300, **{"peak own": 900})},
    "server": {
        "idle": {"own": 90, "shared": 30, "pss": 100},
        "after": {"own": 100, "shared": 20, "pss": 100},
        "cpu seconds": 4,
    },
    "environment": 1500,
    "marking": {"cpu seconds": 6},
}


def test_sizes_by_hand():
    """One student: (100 + 900 + 200) x 1.3 = 1,560 MB, 4 + 2 = 6 s, 2 x 3 = 6 MB."""
    one = class_sizes.Student(MEASURED)
    assert (one.memory, one.start, one.disk) == (1560, 6, 6)
    assert one.heaviest == "03"
    assert one.limit == 1560 + 30 + 50
    small, large = (class_sizes.size(MEASURED, students) for students in (30, 3000))
    assert small == (30, 30, 48, 2, 1, 2, 0.05)  # 30 x 1.56 + 0.08 + 1 = 47.88 GB
    assert large == (3000, 600, 938, 30, 17, 20, 5)  # 36 students on a node of 57.6 GB


def test_what_is_stored_is_what_is_measured():
    stored = json.loads(classroom.STORE.read_text(encoding="utf-8"))
    assert sorted(stored["chapters"]) == [path.stem[:2] for path in classroom.CHAPTERS]
    assert stored == classroom.rounded(stored)
