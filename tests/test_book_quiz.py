"""Quizzes and the progress page in a browser: what they say, keep, export, import and forget."""

import json
import re
from pathlib import Path

import pytest

from course_utils.checks import progress
from course_utils.exercises import BANK
from tests.browser import CHAPTER_PAGES, PAGES, axe_violations
from tests.command_line import course

QUIZZES = [page for page in PAGES if page.startswith("book/quizzes/")]


def choose(quiz, right):
    """Tick the right options of a question, or else one wrong option, and check."""
    for box in quiz.locator(f"input[data-right='{int(right)}']").all()[: None if right else 1]:
        box.check()
    quiz.locator(".quiz-check").click()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_quiz_answers(open_page, scheme):
    visit = open_page(QUIZZES[0], scheme=scheme)
    quiz = visit.page.locator("fieldset.quiz").first
    verdict = quiz.locator("[role=status] .quiz-verdict")

    quiz.locator(".quiz-check").click()
    assert verdict.inner_text() == "Choose an answer first."
    assert quiz.locator(".quiz-answer").is_hidden()

    choose(quiz, right=False)
    assert visit.problems == []
    assert verdict.inner_text() == "Not yet."
    wrong = quiz.locator(".quiz-option", has=visit.page.locator("input:checked"))
    note = wrong.locator(".quiz-note").text_content().strip()
    assert note in quiz.locator("[role=status]").inner_text()
    assert quiz.locator(".quiz-answer").is_visible()
    assert axe_violations(visit.page) == []

    choose(quiz, right=True)
    assert verdict.inner_text() == "Correct."
    assert quiz.locator(".quiz-answer").is_hidden()
    assert axe_violations(visit.page) == []


def test_quiz_copies_a_note_with_its_markup(open_page):
    page = open_page(QUIZZES[0]).page
    quiz = page.locator("fieldset.quiz", has=page.locator(".quiz-note code")).first
    option = quiz.locator(".quiz-option", has=page.locator(".quiz-note code")).first
    code = option.locator(".quiz-note code").first.text_content()

    option.locator("input").check()
    quiz.locator(".quiz-check").click()

    assert quiz.locator("[role=status] code").first.inner_text() == code


def test_quiz_by_keyboard(open_page):
    page = open_page(QUIZZES[0]).page
    quiz = page.locator("fieldset.quiz").first
    boxes = quiz.locator("input")
    right = next(n for n in range(boxes.count()) if boxes.nth(n).get_attribute("data-right") == "1")
    boxes.first.focus()
    page.keyboard.press("Space")
    for _ in range(right):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    assert quiz.locator(".quiz-verdict").inner_text() == "Correct."


def test_quiz_with_several_right_options(open_page):
    page = open_page(QUIZZES[0]).page
    quiz = page.locator("fieldset.quiz", has=page.locator("input[type=checkbox]")).first
    verdict = quiz.locator(".quiz-verdict")

    quiz.locator("input[data-right='1']").first.check()
    quiz.locator(".quiz-check").click()
    assert verdict.inner_text() == "Not yet: something is missing."

    choose(quiz, right=False)
    assert verdict.inner_text() == "Not yet."
    assert quiz.locator("[role=status] p", has_text="Does not fit: ").count() == 1

    quiz.locator("input[data-right='0']:checked").uncheck()
    choose(quiz, right=True)
    assert verdict.inner_text() == "Correct."


def test_quiz_remembers(open_page):
    page = open_page(QUIZZES[0]).page
    quizzes = page.locator("fieldset.quiz")
    total = quizzes.count()
    choose(quizzes.nth(0), right=True)
    choose(quizzes.nth(1), right=False)

    page.reload()

    assert page.locator(".quiz-tally").inner_text() == f"1 of {total} questions answered correctly."
    first, second, third = (quizzes.nth(n).locator("[role=status]").inner_text() for n in range(3))
    assert first == "You have answered this one correctly before."
    assert second == "You have tried this one before. Try again."
    assert third == ""


def test_quiz_without_script(open_page):
    page = open_page(QUIZZES[0], javascript=False).page
    quiz = page.locator("fieldset.quiz").first

    assert quiz.locator(".quiz-option label").first.is_visible()
    assert quiz.locator(".quiz-check").is_hidden()
    quiz.locator("summary", has_text="Show the answer").click()
    right = quiz.locator(".quiz-option", has=page.locator("input[data-right='1']"))
    assert right.locator("label").inner_text() in quiz.locator("details").inner_text()


def records(page):
    return page.evaluate("JSON.parse(localStorage.getItem('course.progress.v1'))")


def import_file(page, name, content):
    page.set_input_files(
        ".progress-records input",
        {"name": name, "mimeType": "application/json", "buffer": content.encode()},
    )
    return page.locator(".progress-said", has_text=name).inner_text()


def test_progress_counts_what_was_done(open_page, server):
    page = open_page(QUIZZES[0]).page
    for quiz in page.locator("fieldset.quiz").all():
        choose(quiz, right=True)
    page.goto(f"{server.url}/{CHAPTER_PAGES[0]}.html")
    page.goto(f"{server.url}/book/progress.html")
    row = page.locator(".progress-chapter").first
    questions = re.search(r"\d+", row.locator(".progress-questions").inner_text())[0]

    assert row.locator(".progress-questions").inner_text() == f"{questions} of {questions}"
    assert row.locator(".progress-state").inner_text() == "opened"
    assert earned(page) == ["First answer"]
    assert records(page)["pages"] == {CHAPTER_PAGES[0]: {"visited": True}}


def earned(page):
    return page.locator("li[data-earned=true] strong").all_inner_texts()


def exercises(page):
    """Return the names of all exercises that the progress page knows."""
    return page.eval_on_selector_all(
        ".progress-chapter", "rows => rows.flatMap((row) => JSON.parse(row.dataset.exercises))"
    )


def test_progress_takes_the_file_of_the_notebooks(open_page, monkeypatch, tmp_path):
    page = open_page("book/progress").page
    name, other, *_ = exercises(page)
    file = tmp_path / "progress.json"
    monkeypatch.setenv("COURSE_PROGRESS", str(file))
    for passed in (False, False, True):
        progress.record(name, passed)
    progress.record(other, False)

    said = import_file(page, file.name, file.read_text(encoding="utf-8"))

    assert said == "progress.json was added to your progress."
    assert records(page)["exercises"] == {
        name: {"tries": 3, "passed": True},
        other: {"tries": 1, "passed": False},
    }
    assert f"1 of {len(exercises(page))} exercises solved" in total(page)
    assert earned(page) == ["First exercise", "Patience"]


def test_achievements_come_from_the_page_and_from_notebooks(
    open_page, server, monkeypatch, tmp_path
):
    """The quiz is answered in the page, the exercises in a notebook; both files hold all then."""
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "progress.json"))
    page = open_page(QUIZZES[0]).page
    for quiz in page.locator("fieldset.quiz").all():
        choose(quiz, right=True)
    page.goto(f"{server.url}/book/progress.html")
    row = page.locator(".progress-chapter").first
    assert earned(page) == ["First answer"]

    for name in json.loads(row.get_attribute("data-exercises")):
        assert BANK.check(name, BANK.exercises[name].reference).passed
    import_file(page, "progress.json", progress.path().read_text(encoding="utf-8"))
    assert earned(page) == ["First answer", "First exercise", "A whole chapter"]
    assert row.locator(".progress-state").inner_text() == "✓ done"

    with page.expect_download() as download:
        page.get_by_role("button", name="Export").click()
    told = course("status", "--json", "--import", download.value.path())
    first, second, *_ = json.loads(told.stdout)["chapters"]
    assert first["exercises"]["passed"] == first["exercises"]["of"]
    assert first["quiz"]["right"] == first["quiz"]["of"] > 0
    assert second["quiz"]["right"] == 0
    questions = json.loads(row.get_attribute("data-questions"))
    assert len(questions) == first["quiz"]["of"]
    import_file(page, "progress.json", progress.path().read_text(encoding="utf-8"))
    assert earned(page) == ["First answer", "First exercise", "A whole chapter"]


def total(page):
    return page.locator(".progress-total").inner_text()


def test_progress_round_trip(open_page, server):
    page = open_page(QUIZZES[0]).page
    choose(page.locator("fieldset.quiz").first, right=True)
    page.goto(f"{server.url}/book/progress.html")
    before, kept = total(page), records(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Export").click()
    exported = Path(download.value.path()).read_text(encoding="utf-8")

    page.once("dialog", lambda dialog: dialog.dismiss())
    page.get_by_role("button", name="Forget").click()
    assert records(page) == kept

    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Forget").click()
    assert records(page) is None
    assert total(page).startswith("0 of ")
    assert earned(page) == []

    import_file(page, download.value.suggested_filename, exported)
    assert axe_violations(page) == []
    assert records(page) == kept
    assert total(page) == before


def test_import_loses_nothing(open_page):
    page = open_page("book/progress").page
    b, c = {"tries": 1, "passed": True}, {"tries": 1, "passed": False}
    here = {"version": 1, "exercises": {"a": {"tries": 4, "passed": False}, "b": b}}
    there = {"version": 1, "exercises": {"a": {"tries": 2, "passed": True}, "c": c}}

    for name, content in (("here", here), ("there", there), ("here", here)):
        import_file(page, f"{name}.json", json.dumps(content))

    assert records(page)["exercises"] == {"a": {"tries": 4, "passed": True}, "b": b, "c": c}


def test_an_import_that_the_browser_cannot_keep_is_said(open_page):
    page = open_page("book/progress").page
    page.evaluate(
        "() => { Storage.prototype.setItem = () => { throw new DOMException('full'); }; }"
    )
    said = import_file(page, "mine.json", '{"version": 1, "exercises": {}}')
    assert said.startswith("mine.json was added to your progress, but this browser has no room")
    assert records(page) is None


OTHER_FILES = {
    "": "it is not JSON",
    "\x89PNG": "it is not JSON",
    "null": "it holds no progress of this course",
    '[{"version": 1}]': "it holds no progress of this course",
    '{"cells": [], "nbformat": 4}': "it holds no progress of this course",
    '{"version": 2, "exercises": {}}': "its version is 2, not 1",
    '{"version": 1, "exercises": []}': 'its part "exercises" is damaged',
    '{"version": 1, "quizzes": {"page": []}}': 'its part "page" is damaged',
    '{"version": 1, "exercises": {"a": {"tries": 1e300, "passed": true}}}': (
        'the record of "a" is damaged'
    ),
    '{"version": 1, "exercises": {"a": {"tries": 1}}}': 'the record of "a" is damaged',
    '{"version": 1, "quizzes": 3}': "its pages or quizzes are damaged",
    '{"version": 1, "quizzes": {"page": {"q": 1}}}': 'the record of "q" is damaged',
}


def test_import_refuses_other_files(open_page):
    visit = open_page("book/progress")

    for number, (content, reason) in enumerate(OTHER_FILES.items()):
        name = f"other-{number}.json"
        assert import_file(visit.page, name, content) == (
            f"{name} was not read: {reason}. "
            "Choose a file that this page or a notebook of the course has written."
        )
    assert records(visit.page) is None
    assert visit.problems == []


def test_an_open_quiz_follows_when_all_is_forgotten(open_page):
    quiz_page = open_page(QUIZZES[0]).page
    quiz = quiz_page.locator("fieldset.quiz").first
    choose(quiz, right=True)
    assert quiz_page.locator(".quiz-tally").inner_text().startswith("1 of ")

    other = quiz_page.context.new_page()
    other.goto(re.sub(r"book/quizzes/.*", "book/progress.html", quiz_page.url))
    other.on("dialog", lambda dialog: dialog.accept())
    other.locator("button[data-do=forget]").click()

    quiz_page.get_by_text(re.compile("^0 of ")).wait_for()
    assert quiz.locator(".quiz-verdict").count() == 0
    assert quiz.get_attribute("data-state") is None


def test_progress_without_storage(open_page):
    page = open_page("book/progress").page
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no'); } })"
    )
    page.reload()

    assert "This browser keeps nothing for this page" in page.locator(".progress-said").inner_text()
    assert total(page).startswith("0 of ")


def test_progress_without_script(open_page):
    page = open_page("book/progress", javascript=False).page

    assert "allow this page to use JavaScript" in page.locator("noscript p").inner_text()
    assert page.locator(".progress-chapter").count() == len(CHAPTER_PAGES)
    assert page.get_by_role("button", name="Export").count() == 0
