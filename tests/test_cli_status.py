"""`course status`: the table, the next step, JSON, and what the book's page has exported."""

import json
import re
from importlib import import_module
from pathlib import Path

import pytest
from filelock import FileLock

from course_utils import exercises
from course_utils.checks import progress
from course_utils.cli import status
from course_utils.exercises.quiz import FOLDER, QUESTION
from tests.command_line import assert_refused, course, process
from tests.house import toc_pages

BANK = list(exercises.BANK.exercises)


@pytest.fixture
def file(monkeypatch, tmp_path):
    """Where progress is kept; nothing is there yet."""
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "kept" / "progress.json"))
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr(progress, "_unsaved", [])
    return tmp_path / "kept" / "progress.json"


def said(*arguments):
    result = course("status", *arguments)
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout


def answers(number, right=True):
    """Return what the page exports when all questions of a quiz are answered."""
    text = (FOLDER / f"{number}.md").read_text(encoding="utf-8")
    page = {key: {"tries": 1, "right": right} for key, _ in QUESTION.findall(text)}
    return {f"book/quizzes/{number}": page}


def export(path, **parts):
    """Write a file as the progress page does, and return its name."""
    path.write_text(json.dumps({"version": 1, "exercises": {}} | parts), encoding="utf-8")
    return str(path)


def test_nothing_is_done_yet(file):
    lines = said().splitlines()
    assert not file.parent.exists()  # to look is not to write
    assert len([line for line in lines if re.match(r"\d\d  ", line)]) == len(exercises.MODULES)
    assert f"0 of {len(BANK)}" in next(line for line in lines if line.startswith("In all"))
    assert f"Next: the exercise {BANK[0]} in chapter 01, Images as arrays." in lines
    assert lines[lines.index("Your progress is kept in") + 1] == f"  {file}"
    assert "Quizzes are counted by the book's progress page. To count them here too," in lines
    assert all(len(line) <= 80 for line in lines if str(file) not in line)


def test_the_chapters_are_those_of_the_book():
    known = [Path(page).stem[:2] for page in toc_pages() if page.startswith("notebooks/")]
    found = [status.chapter_of(module, {"exercises": {}}) for module in exercises.MODULES]
    assert [chapter.number for chapter in found] == known
    for number in known:
        assert f"book/quizzes/{number}" in toc_pages()
        assert status.quiz_questions(number)


def test_what_is_done_is_counted(file):
    first = [exercise.name for exercise in exercises.exercises_of(exercises.MODULES[0])]
    for name in first:
        progress.record(name, True)
    progress.record("gone.exercise", True)
    said("--import", export(file.parent / "page.json", quizzes=answers("01")))
    line = next(line for line in said().splitlines() if line.startswith("01"))
    asked = len(answers("01")["book/quizzes/01"])
    assert line.split()[-7:] == [*f"{len(first)} of {len(first)} {asked} of {asked} done".split()]
    assert "Quizzes are counted" not in said()
    (total,) = re.findall(r"^In all +(\d+) of \d+ +(\d+) of \d+$", said(), re.MULTILINE)
    assert total == (str(len(first)), str(asked))


def test_what_comes_next(file):
    chapters = [status.chapter_of(module, {"exercises": {}}) for module in exercises.MODULES]
    places = [(chapter.number, name) for chapter in chapters for name in chapter.exercises]

    def following():
        return json.loads(said("--json"))["next"]

    def step(place):
        return {"chapter": places[place][0], "exercise": places[place][1]}

    assert following() == step(0)
    progress.record(BANK[20], True)
    assert following() == step(21)  # who begins in the middle goes on there
    progress.record(BANK[5], False)
    assert following() == step(5)  # what was tried comes first
    for name in BANK[5:]:
        progress.record(name, True)
    assert following() == step(0)
    for name in BANK[:5]:
        progress.record(name, True)
    assert following() == {"chapter": "01", "exercise": None}
    assert "Next: the quiz of chapter 01, Images as arrays." in said()
    numbers = [chapter.number for chapter in chapters]
    quizzes = {page: keys for number in numbers for page, keys in answers(number).items()}
    said("--import", export(file.parent / "page.json", quizzes=quizzes))
    assert following() is None
    assert "Next: nothing is left. You have done the whole course." in said()


def test_json(file):
    progress.record(BANK[0], True)
    found = json.loads(said("--json"))
    assert found["file"] == str(file)
    assert found["notes"] == []
    chapter = found["chapters"][0]
    assert (chapter["number"], chapter["title"]) == ("01", "Images as arrays")
    assert chapter["exercises"]["passed"] == [BANK[0]]
    assert chapter["exercises"]["of"] == BANK[: len(chapter["exercises"]["of"])]
    assert chapter["quiz"] == {"right": 0, "of": len(status.quiz_questions("01"))}


def test_json_is_read_by_other_programs_on_any_terminal(file, monkeypatch):
    file = file.with_name("Zoë 図.json")
    monkeypatch.setenv("COURSE_PROGRESS", str(file))
    done = process("status", "--json", encoding="ascii")
    assert json.loads(done.stdout)["file"] == str(file)


def test_another_program_is_saving(file, monkeypatch, tmp_path):
    monkeypatch.setattr(progress, "_PATIENCE", 0.05)
    file.parent.mkdir()
    file.write_bytes(b"{")
    with FileLock(f"{file}.lock"):
        assert_refused(course("status"), "is saving your progress just now", "try again")
        name = export(tmp_path / "page.json")
        assert_refused(course("status", "--import", name), "is saving", "try again")


def test_only_the_package_is_here(file, monkeypatch, tmp_path):
    monkeypatch.setattr(
        import_module("course_utils.exercises.quiz"), "FOLDER", tmp_path / "nowhere"
    )
    name = export(tmp_path / "page.json", quizzes=answers("01"))
    line = next(line for line in said("--import", name).splitlines() if line.startswith("01"))
    assert line.endswith(f"  {len(answers('01')['book/quizzes/01'])}")
    assert json.loads(said("--json"))["chapters"][0]["quiz"]["of"] is None


def test_a_question_that_is_gone_and_a_wrong_answer_do_not_count(file, tmp_path):
    quizzes = answers("01", right=False)
    quizzes["book/quizzes/01"]["gone"] = {"tries": 1, "right": True}
    said("--import", export(tmp_path / "page.json", quizzes=quizzes))
    assert json.loads(said("--json"))["chapters"][0]["quiz"]["right"] == 0


def test_a_damaged_file_is_set_aside_and_said(file):
    file.parent.mkdir()
    file.write_bytes(b"{")
    sentence = "Your progress file could not be read. It is kept as progress.unreadable-1.json"
    assert said().startswith(sentence)
    assert file.with_name("progress.unreadable-1.json").read_bytes() == b"{"
    assert sentence not in said()
    file.write_bytes(b"[]")
    (note,) = json.loads(said("--json"))["notes"]
    assert "progress.unreadable-2.json" in note


def test_the_same_file_counts_once(file, tmp_path):
    progress.record(BANK[0], False)
    entry = {"tries": 4, "passed": True}
    name = export(tmp_path / "page.json", exercises={BANK[0]: entry}, quizzes=answers("01"))
    first = said("--import", name)
    kept = file.read_bytes()
    assert said("--import", name) == first
    assert file.read_bytes() == kept
    assert json.loads(kept)["exercises"] == {BANK[0]: entry}


def test_what_cannot_be_imported(file, tmp_path):
    progress.record(BANK[0], True)
    kept = file.read_bytes()
    (tmp_path / "other.json").write_text('{"cells": []}', encoding="utf-8")
    assert_refused(course("status", "--import", tmp_path / "other.json"), "holds no progress")
    assert_refused(course("status", "--import", tmp_path / "no.json"), "No such file", "choose")
    assert_refused(course("status", "--import", tmp_path), "Is a directory")
    assert_refused(course("status", "--import", ""), "cannot be read")
    assert file.read_bytes() == kept


def test_a_file_that_cannot_be_opened_or_written(file, tmp_path):
    file.mkdir(parents=True)
    assert_refused(course("status"), "cannot be read (Is a directory)", "permissions")
    name = export(tmp_path / "page.json")
    assert_refused(course("status", "--import", name), "Your progress cannot be saved", "free some")


def test_switched_off(monkeypatch):
    monkeypatch.setenv("COURSE_PROGRESS", "off")
    assert_refused(course("status"), "is not kept, because COURSE_PROGRESS is off")


def test_in_a_process_of_its_own(file):
    done = process("status")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == said()


def test_help():
    words = " ".join(course("status", "--help").stdout.split())
    assert "what comes next" in words
    assert "The same file added twice counts once" in words
