"""The report on exercises agrees with the bank, and shows what is slow and what is passed."""

import json
import time
from dataclasses import replace

import numpy as np
import pytest

from course_utils.exercises import BANK
from tests.attempts import Attempt, all_attempts
from tests.chapters import bank
from tests.proving import machine_mutants, proof

from . import exercises

NAME = "background.alpha"  # its mutants are few, and none loops


@pytest.fixture(scope="module")
def row():
    return exercises.measure(BANK.exercises[NAME])


def test_counts_agree_with_the_bank(row):
    exercise = BANK.exercises[NAME]
    attempts = [one for one in all_attempts() if one.exercise == NAME]
    assert (row.chapter, row.name) == ("17", NAME)
    assert row.cases == len(exercise.cases(np.random.default_rng(1)))
    assert row.mistakes == [mistake.key for mistake in exercise.mistakes]
    assert row.attempts == len(attempts) >= row.told
    by_hand = len(proof(exercise).mutants)
    assert row.mutants == len(machine_mutants(exercise.reference)) + by_hand
    assert (row.left, row.stopped, row.killed) == ([], [], 1)
    right = len(proof(exercise).also_right)
    assert len(row.seconds) == 2 + right + len(exercise.mistakes) + len(attempts)
    reached = {key for one in attempts for key in one.told.removeprefix("mistake:").split("+")}
    assert set(row.untold) == set(row.mistakes) - reached
    assert set(row.alone) <= set(row.untold)


def test_surviving_mutant_is_shown(row, capsys):
    exercise = BANK.exercises[NAME]
    easy = replace(exercise, cases=lambda rng: exercise.cases(rng)[:1])
    found = exercises.measure(easy)
    assert found.left
    assert found.refused == found.mutants - found.equivalents - len(found.left)
    exercises.print_report([found])
    shown = capsys.readouterr().out
    assert "Passed, and should be refused:" in shown
    assert found.left[0] in " ".join(shown.split())
    assert f"{len(found.left)} left" in shown
    exercises.print_report([row])
    assert "Passed, and should be refused:" not in capsys.readouterr().out


def test_slow_check_is_shown(monkeypatch, capsys):
    exercise = BANK.exercises[NAME]

    def slow(half_life):
        time.sleep(0.02)
        return exercise.reference(half_life)

    monkeypatch.setattr(exercises, "all_attempts", lambda: [Attempt(NAME, slow, "")])
    found = exercises.measure(exercise)
    monkeypatch.setattr(exercises, "MOST_WORST", 0.02 * found.cases)
    assert exercises.missed([found]) == [f"{NAME} is too slow."]
    exercises.print_report([found])
    assert "attempt slow (" in capsys.readouterr().out


def test_check_that_is_stopped_is_shown(monkeypatch, capsys):
    def endless(half_life):
        while True:
            pass

    monkeypatch.setattr(exercises, "all_attempts", lambda: [Attempt(NAME, endless, "")])
    monkeypatch.setenv("COURSE_TIME_LIMIT", "1")
    found = exercises.measure(BANK.exercises[NAME])
    assert found.stopped == ["attempt endless"]
    assert found.worst < 1
    exercises.print_report([found])
    assert (
        f"Stopped because their time was up:\n  {NAME}: attempt endless" in capsys.readouterr().out
    )


def test_few_killed_mutants_miss_the_bar(row):
    alive = row.mutants // 10
    assert exercises.missed([row]) == []
    assert exercises.missed([row._replace(left=["a line"] * alive)]) == [
        f"{NAME} refuses fewer than 95% of its mutants."
    ]


def test_report_is_made_in_processes_of_its_own(row, capsys):
    assert exercises.main([NAME, "--json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)
    same = set(row._fields) - {"seconds"}
    assert {key: found[key] for key in same} == {key: getattr(row, key) for key in same}
    assert found["seconds"].keys() == row.seconds.keys()


def test_chapters_are_those_of_their_banks():
    assert exercises.chosen(["17"]) == list(bank("17"))
    assert exercises.chosen(["2", NAME, "17"]) == [
        *bank("02"),
        NAME,
        *(one for one in bank("17") if one != NAME),
    ]
    assert exercises.chosen([]) == list(BANK.exercises)


def test_table_fits_a_hundred_columns(row, capsys):
    rows = [row._replace(name=name, chapter="00") for name in BANK.exercises]
    exercises.print_report(rows)
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= exercises.WIDTH
    assert f"{len(rows)} exercises" in "\n".join(lines)


def test_unknown_chapter_is_refused_in_one_line(capsys):
    with pytest.raises(SystemExit):
        exercises.main(["99"])
    told = capsys.readouterr().err
    assert "there is no chapter and no exercise '99'; there are 01, 02," in told
