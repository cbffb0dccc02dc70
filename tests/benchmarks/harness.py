"""Time the ways to do one thing against each other, and check that they agree."""

import operator
import statistics
import time
from collections.abc import Callable
from typing import NamedTuple

import numpy as np


class Way(NamedTuple):
    """One way to do it: a short label for the table and a call without arguments."""

    label: str
    run: Callable


class Row(NamedTuple):
    """A line of the table. `truth` computes the right result, plainly and untimed."""

    name: str
    truth: Callable
    source: Way | None  # what the source tutorial does
    libraries: tuple[Way, ...]  # the fastest of them is shown
    ours: Way
    limit: Way  # what the memory alone takes, whatever is computed
    agree: Callable = np.array_equal  # whether a result is the truth


class Result(NamedTuple):
    """How long each run of a way took, in seconds, and whether its answer was right."""

    times: list[float]
    right: bool

    def ratio(self, other):
        """Return the median, over the turns that both took, of my time in times of the other's."""
        return statistics.median(map(operator.truediv, self.times, other.times))


HEADER = ("function", "source's way", "best library", "ours", "limit", "right: source library ours")


def measure(row, *, repeats, patience):
    """Run all ways in turns and return a Result for each, by label of its column and of itself.

    Turns rather than one way after the other, so that a busy machine slows all alike. A way whose
    runs would take longer than `patience` seconds in all gets fewer turns, but at least one.
    """
    truth = row.truth()
    ways = {("ours", row.ours.label): row.ours, ("limit", row.limit.label): row.limit}
    ways |= {("library", way.label): way for way in row.libraries}
    if row.source is not None:
        ways["source", row.source.label] = row.source
    times, right = {key: [] for key in ways}, {}
    for turn in range(repeats + 1):
        order = list(ways)
        for key in order[turn % len(order) :] + order[: turn % len(order)]:
            if times[key] and sum(times[key]) + times[key][-1] > patience:
                continue
            start = time.perf_counter()
            result = ways[key].run()
            times[key].append(time.perf_counter() - start)
            if turn == 0:
                right[key] = row.agree(result, truth)
    # The first turn also warms up caches, so it counts only where it is the only one.
    return {key: Result(taken[1:] or taken, right[key]) for key, taken in times.items()}


def table_line(row, results):
    """Return the cells of a row: times as multiples of ours, and who was right."""
    ours = results["ours", row.ours.label]
    columns = {}
    for (column, label), result in results.items():
        if column not in columns or result.ratio(ours) < columns[column][1].ratio(ours):
            columns[column] = label, result

    def cell(column):
        if column not in columns:
            return "-"
        label, result = columns[column]
        once = ", 1 run" if len(result.times) == 1 else ""
        return f"{result.ratio(ours):.3g} ({label}{once})"

    right = [
        "-" if column not in columns else "yes" if columns[column][1].right else "NO"
        for column in ("source", "library", "ours")
    ]
    return (
        row.name,
        cell("source"),
        cell("library"),
        f"1 ({statistics.median(ours.times) * 1e3:.3g} ms)",
        cell("limit"),
        "  ".join(right),
    )


def print_table(lines):
    """Print lines of cells under the header, each column as wide as its widest cell."""
    widths = [max(len(line[i]) for line in (HEADER, *lines)) for i in range(len(HEADER))]
    for line in (HEADER, ["-" * width for width in widths], *lines):
        print(" | ".join(map(str.ljust, line, widths)).rstrip())
