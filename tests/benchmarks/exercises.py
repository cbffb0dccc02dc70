"""Every exercise in one table: `python -m tests.benchmarks.exercises [NN or name ...] [--json]`.

What a check must do is held by tests, exercise by exercise. Here is what they come to: how many
wrong answers there are and how many are refused, how long a check takes, and which sentences have
been told to nobody yet. The program ends with 1 where a bar is missed.
"""

import argparse
import json
import multiprocessing
import os
import statistics
import sys
import textwrap
import time
from concurrent.futures import ProcessPoolExecutor
from typing import NamedTuple
from unittest import mock

import numpy as np

from course_utils.checks.judging import judge
from course_utils.checks.mistakes import make
from course_utils.exercises import BANK
from tests.attempts import all_attempts, has_its_own_sentence
from tests.proving import (
    EXERCISES,
    bank_of,
    changed,
    explained,
    function_from,
    machine_mutants,
    proof,
    survives,
)

PROCESSES = 2
WIDTH = 100
LEAST_KILLED = 0.95
MOST_MEDIAN, MOST_WORST = 1, 5  # seconds


class Row(NamedTuple):
    """What was found of one exercise.

    Attributes
    ----------
    chapter, name : str
        Such as "02" and "histograms.count".
    cases : int
    mistakes : list of str
        Their keys.
    attempts, told : int
        Natural wrong answers, and how many of them get a sentence that names their slip.
    mutants, equivalents : int
        Wrong versions of the reference, by machine and by hand; how many of those by machine are
        listed with the reason why they return the same.
    left : list of str
        The mutants that are passed, and not listed.
    seconds : dict of str to float
        How long the check of each answer took, except those that were stopped.
    stopped : list of str
        The answers whose time was up.
    untold : list of str
        The mistakes whose sentence no natural attempt is told.
    alone : list of str
        Those among them whose sentence nothing else is told either but their own program: no
        mutant, and no answer of interest.
    """

    chapter: str
    name: str
    cases: int
    mistakes: list[str]
    attempts: int
    told: int
    mutants: int
    equivalents: int
    left: list[str]
    seconds: dict[str, float]
    stopped: list[str]
    untold: list[str]
    alone: list[str]

    @property
    def refused(self):
        """How many mutants are refused."""
        return self.mutants - self.equivalents - len(self.left)

    @property
    def killed(self):
        """The share of the mutants that are refused, equivalent ones left aside."""
        return self.refused / max(self.mutants - self.equivalents, 1)

    @property
    def median(self):
        """The median time of a check."""
        return statistics.median(self.seconds.values())

    @property
    def worst(self):
        """The longest time of a check."""
        return max(self.seconds.values())


def measure(exercise):
    """Check every answer that there is to an exercise, and return its row."""
    one = proof(exercise)
    attempts = [attempt for attempt in all_attempts() if attempt.exercise == exercise.name]
    answers = {
        "starter": function_from(exercise.starter, exercise),
        "reference": exercise.reference,
        **{f"right answer {i}": answer for i, answer in enumerate(one.also_right, 1)},
        **{f"mistake {mistake.key}": made(exercise, mistake) for mistake in exercise.mistakes},
        **{f"attempt {attempt.answer.__name__}": attempt.answer for attempt in attempts},
    }
    seconds, results = {}, {}
    for label, answer in answers.items():
        begin = time.perf_counter()
        results[label] = judge(exercise, answer)
        seconds[label] = time.perf_counter() - begin
    stopped = [label for label, result in results.items() if result.kind == "time"]
    naturally = [results[f"attempt {attempt.answer.__name__}"] for attempt in attempts]
    sources = mutants_of(exercise)
    listed = {mutant.source for mutant in explained(exercise)}
    with mock.patch.dict(os.environ, COURSE_TIME_LIMIT="1"):  # for endless loops
        left = [
            line
            for source, line in sources.items()
            if source not in listed and survives(exercise, source)
        ]
        others = [judge(exercise, function_from(source, exercise)) for source in sources]
        others += [judge(exercise, answer) for answer, *_ in one.told]
    keys = [mistake.key for mistake in exercise.mistakes]
    untold = [key for key in keys if key not in keys_told(naturally)]
    return Row(
        chapter=bank_of(exercise)[2:4],
        name=exercise.name,
        cases=len(exercise.cases(np.random.default_rng(1))),
        mistakes=keys,
        attempts=len(attempts),
        told=sum(map(has_its_own_sentence, naturally)),
        mutants=len(sources),
        equivalents=len(listed),
        left=left,
        seconds={label: taken for label, taken in seconds.items() if label not in stopped},
        stopped=stopped,
        untold=untold,
        alone=[key for key in untold if key not in keys_told(others)],
    )


def made(exercise, mistake):
    """Return an answer that makes a mistake."""
    return lambda *args: make(exercise, [mistake], args)


def mutants_of(exercise):
    """Return the sources of all wrong versions of a reference, each with the line that is new."""
    by_machine = {mutant.source: mutant.line for mutant in machine_mutants(exercise.reference)}
    return by_machine | {changed(exercise, by): str(by) for by in proof(exercise).mutants}


def keys_told(results):
    """Return the keys of the mistakes that these results name."""
    kinds = [result.kind for result in results if result.kind.startswith("mistake:")]
    return {key for kind in kinds for key in kind.removeprefix("mistake:").split("+")}


# ---- the table ----------------------------------------------------------------------------------

HEADER = ("exercise", "cases", "mistakes", "tries", "mutants", "refused", "same", "left", "killed")
HEADER += ("median", "worst")
LEGEND = (
    "tries: natural wrong answers that get a sentence of their own, of how many. mutants: small "
    "changes of the reference; same: listed by hand, with the reason why they return the same; "
    "left: passed, and should not be; killed: refused, of those that are not the same. median, "
    "worst: seconds of a check, over starter, right answers, mistakes and attempts."
)


def line_of(row):
    """Return the cells of a row."""
    return (
        f"{row.chapter} {row.name}",
        row.cases,
        len(row.mistakes),
        f"{row.told}/{row.attempts}",
        row.mutants,
        row.refused,
        row.equivalents,
        len(row.left),
        f"{row.killed:.1%}",
        f"{row.median:.3f}",
        f"{row.worst:.3f}",
    )


def total_of(rows):
    """Return all rows as one."""
    columns = zip(*(row[2:] for row in rows), strict=True)
    return Row("", f"{len(rows)} exercises", *map(added_up, columns))


def added_up(column):
    """Add up numbers, put lists one after the other, and keep all entries of dicts."""
    if isinstance(column[0], dict):
        return {(i, key): value for i, part in enumerate(column) for key, value in part.items()}
    return sum(column, start=type(column[0])())


def print_lines(lines):
    """Print lines of cells, the first column to the left and the others to the right."""
    widths = [max(len(str(line[i])) for line in lines) for i in range(len(HEADER))]
    for line in lines:
        first, *others = (str(cell) for cell in line)
        padded = [first.ljust(widths[0]), *map(str.rjust, others, widths[1:])]
        print(" ".join(padded).rstrip())


def print_list(heading, entries):
    """Print what was found of each exercise, under a heading, if anything was."""
    entries = {name: parts for name, parts in entries.items() if parts}
    if entries:
        print(f"\n{textwrap.fill(heading, WIDTH)}")
        for name, parts in entries.items():
            text = f"  {name}: {', '.join(parts)}"
            print(textwrap.fill(text, WIDTH, subsequent_indent="    ", break_on_hyphens=False))


def print_report(rows):
    """Print the table, and under it what needs to be looked at."""
    total = total_of(rows)
    print(textwrap.fill(LEGEND, WIDTH) + "\n")
    print_lines([HEADER, *map(line_of, rows), line_of(total)])
    print_list("Passed, and should be refused:", {row.name: row.left for row in rows})
    print_list(f"More than {MOST_WORST} s:", {row.name: slow_in(row) for row in rows})
    print_list("Stopped because their time was up:", {row.name: row.stopped for row in rows})
    print_list(
        f"{len(total.untold)} of {len(total.mistakes)} mistakes whose sentence no natural attempt "
        f"is told; with a star, {len(total.alone)} that no mutant and no answer of interest is "
        "told either, but their own program alone:",
        {row.name: [key + "*" * (key in row.alone) for key in row.untold] for row in rows},
    )
    last = (
        f"{total.mutants} mutants: {total.refused} refused, {total.equivalents} the same, "
        f"{len(total.left)} left. Killed are {total.killed:.1%}, or "
        f"{total.refused / total.mutants:.1%} with the same counted as alive."
    )
    print(f"\n{textwrap.fill(last, WIDTH)}")


def slow_in(row):
    """Return the answers whose check takes too long, with the time."""
    return [
        f"{label} ({taken:.1f} s)" for label, taken in row.seconds.items() if taken > MOST_WORST
    ]


def missed(rows):
    """Return in words which bars are missed."""
    slow = [row.name for row in rows if row.median > MOST_MEDIAN or row.worst > MOST_WORST]
    alive = [row.name for row in rows if row.killed < LEAST_KILLED]
    return [f"{name} is too slow." for name in slow] + [
        f"{name} refuses fewer than {LEAST_KILLED:.0%} of its mutants." for name in alive
    ]


def chosen(wanted):
    """Return the names of the exercises of some chapters, or with some names; of all for none.

    Raises
    ------
    ValueError
        If there is no such chapter or exercise.
    """
    chapters = {}
    for exercise in EXERCISES:
        chapters.setdefault(bank_of(exercise)[2:4], []).append(exercise.name)
    names = []
    for one in wanted or chapters:
        if one not in BANK.exercises and one.zfill(2) not in chapters:
            raise ValueError(
                f"there is no chapter and no exercise {one!r}; there are {', '.join(chapters)} and "
                "names such as histograms.count"
            )
        names += chapters.get(one.zfill(2), [one])
    return list(dict.fromkeys(names))


def main(arguments=None):
    """Print the report, and return what the program ends with."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("wanted", nargs="*", metavar="NN", help="chapters, or names of exercises")
    parser.add_argument("--json", action="store_true", help="all that was found, for a program")
    options = parser.parse_args(arguments)
    try:
        names = chosen(options.wanted)
    except ValueError as error:
        parser.error(str(error))
    rows = []
    # Started afresh, as on Windows and macOS: a forked process may wait for OpenCV's threads.
    with ProcessPoolExecutor(PROCESSES, multiprocessing.get_context("spawn")) as pool:
        for row in pool.map(measure_by_name, names):
            print(f"... {row.name}", file=sys.stderr)
            rows.append(row)
    if options.json:
        print(json.dumps([row._asdict() for row in rows], indent=1))
    else:
        print_report(rows)
    for sentence in missed(rows):
        print(sentence, file=sys.stderr)
    return 1 if missed(rows) else 0


def measure_by_name(name):
    """Return the row of an exercise of the bank."""
    return measure(BANK.exercises[name])


if __name__ == "__main__":
    sys.exit(main())
