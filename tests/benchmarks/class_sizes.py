"""Compute the sizes of a class from what `classroom.py` measured: the tables of the teachers' page.

`python -m tests.benchmarks.class_sizes` prints the tables. What is assumed stands in capitals; a
change there, or a new measurement, makes `tests/test_teaching.py` say which table to write anew.
"""

import json
import math
import statistics
from typing import NamedTuple

from .classroom import STORE

AT_ONCE = {30: 1, 300: 1 / 2, 3000: 1 / 5}  # the share of a class that works at the same time
NOTEBOOKS = 2  # open at a time, each with its kernel
HEADROOM = 1.3  # for what students try beside the chapter
BASE = 1  # GB for the system and the hub
START = 120  # seconds after which everybody's first cell has run, if all begin at once
NODE = 64  # GB of memory of one machine of a cluster
USABLE = 0.9  # of a node, after what Kubernetes takes
DRAFTS = 2  # Jupyter keeps a second copy of each notebook


class Size(NamedTuple):
    """What a class needs."""

    students: int
    active: int
    memory: float  # GB, on one machine
    processors: int
    nodes: int  # of a cluster
    disk: float  # GB
    marking: float  # hours of one processor for one assignment of all


def stored():
    """Return what was measured, as classroom.py wrote it."""
    return json.loads(STORE.read_text(encoding="utf-8"))


class Student:
    """What one student takes, out of what was measured; memory in megabytes."""

    def __init__(self, measured):
        chapters, server = measured["chapters"], measured["server"]

        def middle(of):
            return statistics.median(map(of, chapters.values()))

        self.imported = middle(lambda one: one["imported"]["own"])
        self.kernel = middle(lambda one: one["after"]["own"])
        self.heaviest = max(chapters, key=lambda number: chapters[number]["peak own"])
        self.peak = chapters[self.heaviest]["peak own"]
        self.server = max(server[when]["own"] for when in ("idle", "after"))
        self.server_shared = max(server[when]["shared"] for when in ("idle", "after"))
        self.kernel_shared = max(one["after"]["shared"] for one in chapters.values())
        self.shared = self.server_shared + self.kernel_shared
        self.memory = self.with_a_kernel_of(self.peak)
        self.limit = self.memory + self.shared  # a limit counts libraries too
        self.server_start = server["cpu seconds"]
        self.kernel_start = middle(lambda one: one["cpu seconds to first cell"])
        self.start = self.server_start + self.kernel_start
        self.chapter = middle(lambda one: one["cpu seconds"])
        self.disk = DRAFTS * sum(one["notebook"] for one in chapters.values())
        self.environment = measured["environment"]
        self.marking = measured["marking"]["cpu seconds"]

    def with_a_kernel_of(self, peak):
        """Return the megabytes of a student whose chapter has this peak; others are open, too."""
        return (self.server + peak + (NOTEBOOKS - 1) * self.kernel) * HEADROOM


def size(measured, students):
    """Return the size of a class of so many students."""
    one = Student(measured)
    active = math.ceil(students * AT_ONCE[students])
    on_a_node = math.floor((NODE * USABLE * 1000 - one.shared) / one.memory)
    return Size(
        students,
        active,
        math.ceil((active * one.memory + one.shared) / 1000 + BASE),
        math.ceil(active * one.start / START),
        math.ceil(active / on_a_node),
        math.ceil((students * one.disk + one.environment) / 1000),
        students * one.marking / 3600,
    )


def digits(value, count=2):
    """Write a number with so many digits, as people do."""
    return f"{float(f'{value:.{count}g}'):,g}"


def table(header, rows):
    """Write a table in Markdown."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)


def measured_table(measured):
    """Write what one student takes."""
    one = Student(measured)
    header = ("what", "memory of its own", "shared", "processor")
    rows = [
        (
            "JupyterLab's server, until its page is there",
            f"{digits(one.server)} MB",
            f"{digits(one.server_shared)} MB",
            f"{digits(one.server_start)} s",
        ),
        (
            "a kernel, until the first cell has imported",
            f"{digits(one.imported)} MB",
            f"{digits(one.kernel_shared)} MB",
            f"{digits(one.kernel_start)} s",
        ),
        (
            "a kernel that has run a whole chapter",
            f"{digits(one.kernel)} MB",
            "the same",
            f"{digits(one.chapter)} s",
        ),
        (
            f"the heaviest chapter, {one.heaviest}, at its peak",
            f"{digits(one.peak)} MB",
            "the same",
            f"{digits(measured['chapters'][one.heaviest]['cpu seconds'])} s",
        ),
    ]
    return table(header, rows)


def sizes_table(measured):
    """Write what classes need."""
    header = (
        *("students", "active at once", "memory of one computer", "processors"),
        *(f"or computers of {NODE} GB", "disk"),
    )
    rows = []
    for students in AT_ONCE:
        found = size(measured, students)
        rows.append(
            (
                *(f"{found.students:,}", f"{found.active:,}", f"{found.memory:,} GB"),
                *(f"{found.processors:,}", f"{found.nodes:,}", f"{found.disk:,} GB"),
            )
        )
    return table(header, rows)


def sentences(measured):
    """Write the sentences of the page that hold measured or computed numbers."""
    one, many = Student(measured), measured["at once"]
    chapters = measured["chapters"]
    waits = [taken["seconds to first cell"] for taken in chapters.values()]
    peaks = {number: taken["peak own"] for number, taken in chapters.items()}
    next_peak = max(peak for number, peak in peaks.items() if number != one.heaviest)
    students, *_, most = AT_ONCE
    without = students * one.with_a_kernel_of(next_peak) + one.shared
    checks = measured["checks"]
    hours = size(measured, most).marking
    return [
        f"the first cell had run {digits(min(waits), 1)} to {digits(max(waits), 1)} seconds after "
        "its kernel was started",
        f"{many['kernels']} kernels started at once were all ready after "
        f"{digits(many['seconds to first cell'])} seconds",
        f"together they took {digits(many['after']['own'])} MB of their own",
        f"A check takes {digits(checks['right']['median'] * 1000, 1)} thousandths of a second of a "
        f"processor in the median, and at most {digits(checks['wrong']['most'], 1)} s",
        f"The environment takes {digits(one.environment / 1000)} GB of disk",
        f"That is {digits(one.memory / 1000)} GB for each student who is active",
        f"{students} × ({digits(one.server / 1000)} + {digits(one.peak / 1000)} + "
        f"{digits(one.kernel / 1000)}) × {HEADROOM} + {digits(one.shared / 1000)} + {BASE} = "
        f"{size(measured, students).memory} GB",
        f"Without chapter {one.heaviest}, {students} students need "
        f"{math.ceil(without / 1000 + BASE)} GB",
        f"Marking takes {digits(one.marking)} s of a processor for each student and assignment, "
        f"{digits(hours)} hours for {most:,} students",
        f"limits.memory {digits(one.limit / 1000)}G",
        f"guarantee: {digits(one.memory / 1000)}G limit: {digits(one.limit / 1000)}G",
    ]


if __name__ == "__main__":
    print(measured_table(stored()), sizes_table(stored()), *sentences(stored()), sep="\n\n")
