"""The quiz in a notebook asks what the book asks, and tells nothing before it is unfolded."""

import re
import subprocess
import sys

import pytest

from course_utils.exercises import quiz
from course_utils.exercises.quiz import Quiz, read_questions
from tests.browser import ROOT

QUIZZES = sorted((ROOT / "book" / "quizzes").glob("*.md"))


def letters(text):
    """Reduce text to what Markdown and HTML have in common."""
    return re.sub(r"[^a-z0-9]", "", text.lower())


@pytest.mark.parametrize("path", QUIZZES, ids=lambda path: path.stem)
def test_notebook_and_book_ask_the_same(path, site):
    from bs4 import BeautifulSoup

    page = (site / "book" / "quizzes" / f"{path.stem}.html").read_text(encoding="utf-8")
    asked = [
        (
            letters(question_of(fieldset)),
            [
                (letters(row.label.get_text()), row.input["data-right"] == "1", note_of(row))
                for row in fieldset.select(".quiz-option")
            ],
        )
        for fieldset in BeautifulSoup(page, "html.parser").select("fieldset.quiz")
    ]
    told = [
        (
            letters(question),
            [(letters(text), right, letters(note)) for text, right, note in options],
        )
        for question, options in quiz(path.stem).questions
    ]
    assert len(told) >= 4
    assert told == asked


def question_of(fieldset):
    """Return what stands before the first option."""
    before = fieldset.select_one(".quiz-option").find_previous_siblings()
    return " ".join(part.get_text() for part in reversed(before))


def note_of(row):
    return letters(row.select_one(".quiz-note").get_text())


def test_an_option_tells_nothing_before_it_is_unfolded():
    options = "- [x] Yes, `x`\n  - Because\n    it is.\n- [ ] No\n  - Never.\n"
    text = f":::{{quiz}} one\nOne `x`?\n\n{options}:::\n"
    ((question, options),) = read_questions(text)

    assert question == "One `x`?"
    assert options == [("Yes, `x`", True, "Because it is."), ("No", False, "Never.")]
    shown = quiz("01")._repr_markdown_()
    before = re.sub(r"</summary>.*?</details>", "", shown, flags=re.DOTALL)
    assert "**Right.**" in shown
    assert not re.search(r"Right\.|Not this|✓|✗|\[x\]", before)
    assert repr(quiz("01")).startswith("Quiz 01: run this cell to see its")


def test_an_option_keeps_its_marks():
    text = "- [ ] `x < *y*` and *rows* or **both**, 2 * 3 * 4\n  - No.\n"
    shown = Quiz("01", read_questions(f":::{{quiz}} one\nWhich?\n\n{text}:::\n"))._repr_markdown_()
    (summary,) = re.findall(r"<summary>(.*)</summary>", shown)
    html = "<code>x &lt; *y*</code> and <em>rows</em> or <strong>both</strong>, 2 * 3 * 4"
    assert summary == html


def test_an_unknown_quiz_is_told():
    with pytest.raises(ValueError, match=r"There is no quiz '99'; there are 01, 02"):
        quiz("99")


CELL = """
from IPython.core.interactiveshell import InteractiveShell
from course_utils.exercises import check, hint
shell = InteractiveShell.instance()
shown = []
shell.display_pub.publish = lambda data, **more: shown.append(data)
shell.user_ns["check"], shell.user_ns["hint"] = check, hint
shell.run_cell({cell!r}, store_history=True)
print(len(shown), sum("text/html" in one for one in shown))
"""


@pytest.mark.parametrize(
    "cell",
    [
        "check('histograms.count', print)",
        "check('histograms.count', print)\nhint('histograms.count')",
        "found = check('histograms.count', print)\nfound",
        "found = check('histograms.count', print)\nfound\n1 + 1;",
    ],
)
def test_a_verdict_shows_once_wherever_it_stands_in_a_cell(cell):
    done = subprocess.run(
        [sys.executable, "-c", CELL.format(cell=cell)], capture_output=True, text=True, check=True
    )
    assert done.stdout.endswith("1 1\n")  # outputs, and among them verdicts
