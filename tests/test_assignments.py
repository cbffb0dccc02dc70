"""The notebooks of all chapters as nbgrader takes them, and how what comes back is put in order."""

import ast
import copy
import sys
from functools import partial
from types import SimpleNamespace

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbgrader.nbgraderformat import MetadataValidator
from nbgrader.preprocessors import ClearHiddenTests, ClearSolutions

from course_utils.assignments import configure, marking, notebook, rescue
from course_utils.exercises import BANK
from tests.chapters import bank

CHAPTERS = notebook.chapters()


def given_out(source):
    """Return an assignment as students get it."""
    nb = copy.deepcopy(source)
    nb, _ = ClearSolutions(code_stub={"python": "..."}).preprocess(nb, {})
    return ClearHiddenTests().preprocess(nb, {})[0]


def run(nb):
    """Run the cells of a notebook, and return the last value of each graded one, by exercise."""
    namespace, marks = {}, {}
    for cell in nb.cells:
        if cell.cell_type == "code":
            tree = ast.parse(cell.source)
            last = tree.body.pop() if cell.metadata.nbgrader.grade else None
            exec(compile(tree, cell.id, "exec"), namespace)
            if last:
                value = eval(compile(ast.Expression(last.value), cell.id, "eval"), namespace)
                marks[notebook.CHECK.match(cell.source)[1]] = value
    return marks


@pytest.mark.parametrize("number", CHAPTERS)
def test_the_source_of_an_assignment(number):
    nb = nbformat.reads(notebook.source_text(CHAPTERS[number]), as_version=4)
    nbformat.validate(nb)
    MetadataValidator().validate_nb(nb)
    graded = [cell for cell in nb.cells if cell.metadata.nbgrader.grade]
    points = {
        notebook.CHECK.match(cell.source)[1]: cell.metadata.nbgrader.points for cell in graded
    }
    assert points == {name: exercise.points for name, exercise in bank(number).items()}
    assert all(cell.metadata.nbgrader for cell in nb.cells)
    text = "\n".join(cell.source for cell in nb.cells if cell.cell_type == "markdown")
    for exercise in bank(number).values():
        assert f" ({exercise.level}, {exercise.points} point" in text
    assert "## Quiz" not in text
    introduction = nb.cells[0].source
    assert "run the cell and the check below it" in introduction
    for word in ("page", "above", "solution", "Write it here"):  # of the book alone
        assert word not in introduction


@pytest.mark.parametrize("number", CHAPTERS)
def test_the_reference_gets_all_points(number):
    nb = notebook.source_notebook(CHAPTERS[number])
    assert run(nb) == {name: exercise.points for name, exercise in bank(number).items()}


@pytest.mark.parametrize("number", CHAPTERS)
def test_students_get_the_starters_of_the_chapter_and_no_points_for_them(number):
    source = notebook.source_notebook(CHAPTERS[number])
    student = given_out(source)
    chapter = nbformat.read(CHAPTERS[number], as_version=4)
    starters = [cell.source for cell in student.cells if cell.metadata.nbgrader.solution]
    told = notebook.read_tasks(chapter)[1]
    assert [text.partition("\n\n\n# hint")[0] for text in starters] == [one.starter for one in told]
    text = nbformat.writes(student)
    assert "SOLUTION" not in text
    assert "HIDDEN" not in text
    for cell, other in zip(source.cells, student.cells, strict=True):
        if cell.metadata.nbgrader.solution:
            cell.source = other.source
    assert set(run(source).values()) == {0}


@pytest.mark.parametrize("number", CHAPTERS)
def test_a_named_mistake_gets_its_sentence_and_its_share(number):
    for name, exercise in bank(number).items():
        mistake = next(one for one in exercise.mistakes if not one.of_result)
        answer = partial(mistake.answer, **mistake.options)
        result, points = BANK.mark(name, answer, seed=20_261)
        assert mistake.sentence in result.message
        assert points == round(exercise.points * result.fraction, 2) < exercise.points


# ---- what comes back ----------------------------------------------------------------------------

SOURCE = notebook.source_notebook(CHAPTERS["02"])
GIVEN = given_out(SOURCE)
ROLES = {cell.id: cell.metadata.nbgrader for cell in GIVEN.cells}


def code(key, source, named=True):
    metadata = {"nbgrader": {"grade_id": key}} if named else {}
    return nbformat.v4.new_code_cell(source, metadata=metadata)


CELLS = st.sampled_from([
    *GIVEN.cells,
    code("histograms-count", "def count(gray):\n    return 1"),
    code("histograms-count", "def count(gray):\n    return 2", named=False),
    code("histograms-normalize", "def normalize(gray):\n    return %time"),
    code("histograms-normalize-check", "check('histograms.normalize', 3)"),
    code("histograms-color_descriptor", "color_descriptor = len"),
    code("set-up", "import scipy"),
    code("unknown", "x = 1"),
    nbformat.v4.new_markdown_cell("My thoughts"),
    nbformat.v4.new_raw_cell("count"),
])  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(cells=st.lists(CELLS, max_size=20), strip=st.booleans())
def test_whatever_comes_back_each_check_is_there_once(cells, strip):
    nb = nbformat.from_dict({"metadata": {}, "cells": copy.deepcopy(cells)})
    if strip:
        for cell in nb.cells:
            cell.metadata = {}
    ordered = rescue.put_in_order(nb, GIVEN)
    MetadataValidator().validate_nb(ordered)
    keys = [cell.metadata.nbgrader.grade_id for cell in ordered.cells if cell.metadata]
    locked = [key for key in keys if ROLES[key].locked]
    assert sorted(locked) == sorted(key for key, role in ROLES.items() if role.locked)
    assert len(set(keys)) == len(keys)
    assert keys[:2] == ["introduction", "set-up"]
    # Nothing of the student's is lost.
    ours = {cell.source.strip() for cell in GIVEN.cells if ROLES[cell.id].locked}
    theirs = [cell.source for cell in cells if cell.source.strip() not in ours]
    assert [cell.source for cell in ordered.cells if cell.source.strip() not in ours] == theirs


def sources_before(nb, key):
    """Return the source of the cell before the one of this name."""
    place = [cell.metadata.get("nbgrader", {}).get("grade_id") for cell in nb.cells].index(key)
    return nb.cells[place - 1].source


def answer_of(nb):
    """Return the cell that is given out for the answer to the first exercise."""
    return next(cell for cell in nb.cells if cell.id == "histograms-count")


@pytest.mark.parametrize("last", [True, False])
def test_a_check_stands_behind_the_cell_that_answers(last):
    nb = copy.deepcopy(GIVEN)
    mine = code("", "%matplotlib inline\ndef count(gray):\n    return 3", named=False)
    nb.cells.insert(len(nb.cells) if last else 0, mine)
    ordered = rescue.put_in_order(nb, GIVEN)
    assert sources_before(ordered, "histograms-count-check") == mine.source


def test_one_cell_may_answer_two_tasks():
    nb = copy.deepcopy(GIVEN)
    answer = answer_of(nb)
    answer.source = "def count(gray):\n    return 1\n\ndef normalize(gray):\n    return 2"
    ordered = rescue.put_in_order(nb, GIVEN)
    keys = [cell.metadata.get("nbgrader", {}).get("grade_id") for cell in ordered.cells]
    assert keys[2:8] == [
        "histograms-count-prompt",
        "histograms-count",
        "histograms-count-check",
        "histograms-normalize-prompt",
        "histograms-normalize-check",
        None,  # the starter that nobody has filled
    ]


def test_an_answer_keeps_its_kind():
    text = nbformat.v4.new_markdown_cell(
        "Why?", id="why", metadata=notebook.metadata("why", solution=True, grade=True, points=1)
    )
    assignment = copy.deepcopy(GIVEN)
    assignment.cells.append(text)
    nb = copy.deepcopy(assignment)
    nb.cells[-1].source = "Because."
    last = rescue.put_in_order(nb, assignment).cells[-1]
    assert (last.cell_type, last.source, last.metadata) == ("markdown", "Because.", text.metadata)


def test_a_draft_above_a_timed_answer_is_not_the_answer():
    nb = copy.deepcopy(GIVEN)
    nb.cells.insert(0, code("", "def count(gray):\n    return 1", named=False))
    answer = answer_of(nb)
    answer.source = "%%time\ndef count(gray):\n    return 2"
    ordered = rescue.put_in_order(nb, GIVEN)
    assert sources_before(ordered, "histograms-count-check") == answer.source


def test_the_name_of_a_function_may_be_used_again_later():
    nb = copy.deepcopy(GIVEN)
    answer = answer_of(nb)
    answer.source = "def count(gray):\n    return 1"
    nb.cells.append(code("", "def count(other):\n    return 2", named=False))
    ordered = rescue.put_in_order(nb, GIVEN)
    assert sources_before(ordered, "histograms-count-check") == answer.source


# ---- what must not become a mark ----------------------------------------------------------------


@pytest.mark.parametrize("variable", ["COURSE_SEED", "COURSE_TIME_LIMIT"])
def test_a_setting_that_is_no_number_ends_nbgrader(variable, monkeypatch):
    monkeypatch.setenv(variable, "soon")
    with pytest.raises(SystemExit, match=f"{variable} is 'soon'; give"):
        configure(SimpleNamespace(), seed=1)


def judge(program, monkeypatch, tmp_path):
    """Return what is made of an answer by a process that runs this program."""
    monkeypatch.setattr(marking, "JUDGE", (sys.executable, "-c", program))
    marker = marking.MarkAnswers()
    marker.resources = {"metadata": {"path": str(tmp_path)}}
    return marker._judge({"exercise": "histograms.count", "pickle": ""})


def test_a_judge_that_does_not_start_is_no_fault_of_the_student(monkeypatch, tmp_path):
    with pytest.raises(RuntimeError, match="No module named 'missing'"):
        judge("import missing", monkeypatch, tmp_path)


@pytest.mark.parametrize(
    ("program", "told"),
    [("print('ready')", "ended Python"), ("import time; time.sleep(60)", "time was up")],
)
def test_an_answer_that_ends_its_judge_or_keeps_it(program, told, monkeypatch, tmp_path):
    monkeypatch.setenv("COURSE_TIME_LIMIT", "1")
    monkeypatch.setattr(marking, "PATIENCE", 1)
    found = judge(program, monkeypatch, tmp_path)
    assert found["points"] == 0
    assert told in found["text"]
