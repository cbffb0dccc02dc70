"""What a reader meets: check, hint, solution, score, and the box that shows a result."""

import html.parser
import json
import os
import re
import sys

import numpy as np
import pytest

from course_utils.checks import Bank, Exercise, Mistake, Result, progress


def double(image):
    """Return each value twice as large."""
    return image * 2


def halve(image):
    """Return half of each value."""
    return image / 2


def cases(rng):
    return [("a row", (rng.integers(1, 99, 5),)), ("a longer row", (rng.integers(1, 99, 7),))]


def make_bank():
    double_exercise = Exercise(
        name="toys.double",
        title="Double",
        level="easy",
        reference=double,
        cases=cases,
        correct="Twice as large.",
        mistakes=[Mistake("same", lambda image: image, "You changed `nothing` & <more>.")],
        hints=["Look.", "Look again.", "Multiply."],
        points=4,
    )
    halve_exercise = Exercise(
        name="toys.halve",
        title="Halve",
        level="hard",
        reference=halve,
        cases=cases,
        correct="Half as large.",
        mistakes=[],
        hints=["Divide."],
    )
    return Bank([double_exercise, halve_exercise])


@pytest.fixture
def bank(monkeypatch):
    monkeypatch.setenv("COURSE_PROGRESS", "off")
    monkeypatch.delenv("COURSE_SEED", raising=False)
    monkeypatch.delenv("COURSE_TIME_LIMIT", raising=False)
    return make_bank()


def test_check_returns_a_result(bank, capsys):
    result = bank.check("toys.double", lambda image: image + image)
    assert result.passed
    assert result == Result(
        "toys.double",
        "correct",
        "Twice as large. Your function returned what the reference returns in all 2 cases tried: "
        "a row; a longer row.",
        1.0,
    )
    assert capsys.readouterr().out == f"{result}\n"  # a plain program prints it


def test_at_the_prompt_a_verdict_shows_once(bank, capsys, monkeypatch):
    monkeypatch.setattr(sys, "ps1", ">>> ", raising=False)
    sys.displayhook(bank.check("toys.double", double))
    assert capsys.readouterr().out.count("Correct (toys.double)") == 1


@pytest.mark.parametrize("ask", ["check", "hint", "solution", "score"])
@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("toys.duoble", "There is no exercise 'toys.duoble'; did you mean toys.double?"),
        ("something else", "there are toys.double, toys.halve"),
        (double, "There is no exercise <function double"),
        ([], r"There is no exercise \[\]"),
    ],
)
def test_unknown_name(bank, ask, name, told):
    rest = [double] if ask in ("check", "score") else []
    with pytest.raises(ValueError, match=told):
        getattr(bank, ask)(name, *rest)


def test_seed_can_be_given(bank):
    seen = []

    def answer(image):
        seen.append(image.tolist())
        return image * 2

    bank.check("toys.double", answer, seed=5)
    bank.check("toys.double", answer)
    assert seen[:2] != seen[2:]


# Hints and solutions.


def test_hints_come_one_by_one(bank, capsys):
    for _ in range(4):
        bank.hint("toys.double")
    bank.hint("toys.halve")
    assert capsys.readouterr().out.splitlines() == [
        "Hint 1 of 3: Look.",
        "Hint 2 of 3: Look again.",
        "Hint 3 of 3: Multiply.",
        "Hint 3 of 3: Multiply.",
        "Hint 1 of 1: Divide.",
    ]


def test_solution_is_the_reference_itself(bank, capsys):
    bank.solution("toys.double")
    printed = capsys.readouterr().out
    assert printed == (
        'def double(image):\n    """Return each value twice as large."""\n    return image * 2\n'
    )
    names = {}
    exec(printed, names)
    assert bank.check("toys.double", names["double"]).passed


def test_starter_is_not_attempted(bank):
    starter = bank.exercises["toys.double"].starter
    assert starter == "def double(image):\n    ..."
    names = {}
    exec(starter, names)
    assert bank.check("toys.double", names["double"]).kind == "todo"


def test_an_answer_saved_in_the_page_is_found(bank, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert bank.check("toys.double", ...).notes == ()
    for other in ("toys.double_more.py", "toys.double_more(1).py", "toys.double.py.txt"):
        (tmp_path / other).touch()
    (tmp_path / "toys.double.py").mkdir()
    assert bank.check("toys.double", ...).notes == ()
    (tmp_path / "toys.double.py").rmdir()
    for age, name in enumerate(["toys.double (2).py", "toys.double(1).py", "toys.double.py"]):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (1000 - age, 1000 - age))
    assert bank.check("toys.double", ...).notes == (
        "Your answer from the page is here: type `%load toys.double (2).py` into the cell, "
        "and run it.",
    )
    (tmp_path / "toys.double-1.py").touch()  # as Safari names it, and newer
    assert "`%load toys.double-1.py`" in bank.check("toys.double", ...).notes[0]
    assert bank.check("toys.double", lambda image: image).notes == ()


def test_starter_keeps_defaults():
    def smooth(image, sigma=2.0, *, border="replicate"):
        return image

    exercise = make_bank().exercises["toys.double"]
    changed = Exercise(**{**vars(exercise), "reference": smooth})
    assert changed.starter == "def smooth(image, sigma=2.0, *, border='replicate'):\n    ..."


# Marks.


@pytest.mark.parametrize(
    ("answer", "points"),
    [
        (double, 4.0),
        (lambda image: image * 2 if len(image) < 6 else image, 2.0),
        (lambda image: image, 0.0),
        (None, 0.0),
    ],
)
def test_score(bank, capsys, answer, points):
    assert bank.score("toys.double", answer) == points
    assert "(toys.double): " in capsys.readouterr().out


# What a result looks like.

RESULTS = {
    "correct": Result("toys.double", "correct", "Twice as large.", 1.0),
    "todo": Result("toys.double", "todo", "Replace the `...`."),
    "values": Result("toys.double", "values", "Expected 1 < 2 & got `3`.", 0.0, ("A note.",)),
}


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("correct", "Correct (toys.double): Twice as large."),
        ("todo", "Not attempted (toys.double): Replace the `...`."),
        ("values", "Not yet (toys.double): Expected 1 < 2 & got `3`.\nA note."),
    ],
)
def test_text_of_a_result(kind, text):
    assert repr(RESULTS[kind]) == str(RESULTS[kind]) == text


class Reader(html.parser.HTMLParser):
    """Collects what a browser and a screen reader would find."""

    def __init__(self):
        super().__init__()
        self.open, self.tags, self.seen, self.heard = [], [], "", ""

    def handle_starttag(self, tag, attributes):
        if tag == "br":
            self.handle_data("\n")
            return
        self.open.append((tag, dict(attributes)))
        self.tags.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        assert self.open.pop()[0] == tag

    def handle_data(self, data):
        self.seen += data
        if not any(attributes.get("aria-hidden") == "true" for _, attributes in self.open):
            self.heard += data


def read(result):
    reader = Reader()
    reader.feed(result._repr_html_())
    reader.close()
    assert reader.open == []
    return reader


@pytest.mark.parametrize(
    ("kind", "seen", "heard"),
    [
        ("correct", "✓ Correct (", " Correct ("),
        ("todo", "○ Not attempted (", " Not attempted ("),
        ("values", "→ Not yet (", " Not yet ("),
    ],
)
def test_box_of_a_result(kind, seen, heard):
    reader = read(RESULTS[kind])
    assert reader.tags[0][0] == "div"
    assert reader.tags[0][1]["role"] == "status"
    assert reader.seen.startswith(seen)
    assert reader.heard.startswith(heard)
    assert reader.heard.strip() == str(RESULTS[kind]).replace("`", "")


def test_box_has_no_color_of_its_own():
    """The text keeps the contrast of the page around it, light or dark."""
    borders = set()
    for result in RESULTS.values():
        styles = " ".join(tag[1].get("style", "") for tag in read(result).tags)
        assert set(re.findall(r"(?<![-\w])color:([^;]+)", styles + ";")) <= {"inherit"}
        assert set(re.findall(r"background[-\w]*:([^;]+)", styles + ";")) <= {"none"}
        borders |= set(re.findall(r"border-left:\S+ (\w+) var\(--jp", styles))
    assert borders == {"solid", "dotted", "dashed"}  # the line tells them apart without color


def test_box_escapes_what_comes_from_the_reader(bank):
    def answer(image):
        raise ValueError("<script>alert('x')</script> & `so on`")

    reader = read(bank.check("toys.double", answer))
    assert {tag for tag, _ in reader.tags} == {"div", "strong", "span", "code"}
    assert "<script>alert('x')</script> & so on" in reader.seen
    assert "You changed nothing & <more>." in read(bank.check("toys.double", lambda i: i)).seen


def test_box_keeps_what_was_printed_as_it_was(bank):
    """An odd backtick is no code, and the columns of an array stay under each other."""

    def answer(image):
        print("one ` only\n", np.array([[1, 20], [300, 4]]))
        return image

    result = bank.check("toys.double", answer)
    (printed,) = re.findall("<pre[^>]*>(.*?)</pre>", result._repr_html_(), re.DOTALL)
    assert printed == "one ` only\n [[  1  20]\n [300   4]]"
    assert f"your function printed:\n{printed}" in str(result)


def test_several_mistakes_stand_under_each_other():
    result = Result("toys.double", "mistake:a+b", "Two things:\n1. `a`.\n2. B.")
    assert "Two things:<br>1. <code>a</code>.<br>2. B.</div>" in result._repr_html_()


def test_same_box_every_time(bank):
    boxes = {bank.check("toys.double", halve)._repr_html_() for _ in range(3)}
    assert len(boxes) == 1


# Progress.


@pytest.fixture
def file(bank, monkeypatch, tmp_path):
    path = tmp_path / "progress.json"
    monkeypatch.setenv("COURSE_PROGRESS", str(path))
    return path


def test_tries_are_recorded(bank, file):
    for answer in [halve, np.zeros(3), double, halve]:
        bank.check("toys.double", answer)
    bank.check("toys.halve", double)
    assert json.loads(file.read_text(encoding="utf-8")) == {
        "version": 1,
        "exercises": {
            "toys.double": {"tries": 4, "passed": True},
            "toys.halve": {"tries": 1, "passed": False},
        },
    }


def test_starter_is_no_try(bank, file):
    for answer in [None, ..., lambda image: ...]:
        bank.check("toys.double", answer)
    assert not file.exists()


def test_score_and_hint_and_solution_record_nothing(bank, file, capsys):
    bank.score("toys.double", double)
    bank.hint("toys.double")
    bank.solution("toys.double")
    assert not file.exists()


def test_trouble_with_progress_is_only_a_note(bank, file, monkeypatch):
    monkeypatch.setattr(progress, "_failures", [])
    file.mkdir()
    first, second = (bank.check("toys.double", double) for _ in range(2))
    assert first.passed
    (note,) = first.notes
    assert note.startswith("Your progress could not be saved (")
    assert note in str(first)
    assert second.passed
    assert second.notes == ()
