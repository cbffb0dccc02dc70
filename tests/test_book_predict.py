"""Predictions in a browser: the guess is asked, kept, shown beside the answer, and forgotten."""

import json
from pathlib import Path

import pytest

from tests.browser import axe_violations, build_small_book

PAGE = """# Bins

## Three groups

**Predict.** With how few bins can you still tell that there are three groups, in this picture?

- 2 to 4
- $6$ to $8$
- 12 or more, which is a long answer that a phone has to break into several lines

Here stands the control.

**What happened.** Only from 12 bins on does the bright group become a peak of its own.

## Corners

**Predict.** Where is the brightest corner?

**What happened.** At the top: 255.
"""
PROGRESS = "# Progress\n\n:::{progress} records\n:::\n"
KEY = "with-how-few-bins-can-you-still-tell"
NO_STORAGE = (
    "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no'); } })"
)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Take the place of the book: a page with two predictions, and the progress page."""
    pages = {"book/intro.md": "# Home", "book/bins.md": PAGE, "book/progress.md": PROGRESS}
    return build_small_book(tmp_path_factory.mktemp("book"), pages)


def parts(page):
    """Return both blocks, and both places above their answers."""
    blocks, places = page.locator("section.predict"), page.locator(".predict-guess")
    return blocks.nth(0), blocks.nth(1), places.nth(0), places.nth(1)


def keep(block):
    block.get_by_role("button", name="Keep my guess").click()
    return block.get_by_role("status").inner_text()


def records(page):
    return page.evaluate("JSON.parse(localStorage.getItem('course.progress.v1'))")


def test_a_choice_is_kept_and_shown_beside_the_answer(open_page):
    visit = open_page("book/bins")
    chosen, _, beside, other = parts(visit.page)
    assert beside.is_hidden()

    assert keep(chosen) == "Choose one first."
    chosen.get_by_label("2 to 4").check()
    said = keep(chosen)

    assert said == "Kept on this device: 2 to 4. You see it again beside what happened."
    assert beside.inner_text() == "You guessed: 2 to 4."
    assert other.is_hidden()
    assert records(visit.page)["guesses"] == {"book/bins": {KEY: "2 to 4"}}

    visit.page.reload()
    assert chosen.get_by_label("2 to 4").is_checked()
    assert beside.inner_text() == "You guessed: 2 to 4."

    chosen.get_by_label("12 or more").check()
    keep(chosen)
    assert beside.inner_text().startswith("You guessed: 12 or more")
    assert visit.problems == []


def test_a_chosen_formula_stays_one(open_page):
    page = open_page("book/bins").page
    chosen, _, beside, _ = parts(page)
    chosen.get_by_role("radio").nth(1).check()
    keep(chosen)

    assert beside.locator("math").count() == 2


def test_a_typed_guess_is_kept_and_is_only_text(open_page):
    visit = open_page("book/bins")
    _, typed, _, beside = parts(visit.page)
    field = typed.get_by_label("Your guess")

    assert keep(typed) == "Write down a guess first."
    field.fill("   ")
    assert keep(typed) == "Write down a guess first."
    field.fill("  <b>here</b>, I think! ")
    keep(typed)

    assert beside.inner_text() == "You guessed: <b>here</b>, I think!"
    visit.page.reload()
    assert field.input_value() == "<b>here</b>, I think!"
    assert visit.problems == []


def test_a_guess_by_keyboard(open_page):
    page = open_page("book/bins").page
    chosen, _, beside, place = parts(page)
    chosen.get_by_role("radio").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert beside.inner_text().startswith("You guessed: 12 or more")

    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("top left")
    page.keyboard.press("Enter")
    assert place.inner_text() == "You guessed: top left."


def test_another_tab_forgets(open_page):
    page = open_page("book/bins").page
    chosen, _, beside, _ = parts(page)
    chosen.get_by_label("2 to 4").check()
    keep(chosen)
    other = page.context.new_page()
    other.goto(page.url.replace("bins", "progress"))
    other.once("dialog", lambda dialog: dialog.accept())
    other.get_by_role("button", name="Forget").click()

    beside.wait_for(state="hidden")
    page.reload()
    assert not chosen.get_by_role("radio", checked=True).count()


def test_guesses_are_exported_and_imported(open_page, server):
    """What the file has is added; a guess that was made here stays."""
    page = open_page("book/bins").page
    chosen, typed, beside, place = parts(page)
    chosen.get_by_label("2 to 4").check()
    typed.get_by_label("Your guess").fill("bottom")
    keep(chosen)
    keep(typed)
    page.goto(f"{server.url}/book/progress.html")
    with page.expect_download() as download:
        page.get_by_role("button", name="Export").click()
    exported = Path(download.value.path()).read_text(encoding="utf-8")
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Forget").click()
    assert records(page) is None

    page.goto(f"{server.url}/book/bins.html")
    assert beside.is_hidden()
    typed.get_by_label("Your guess").fill("top left")
    keep(typed)
    page.goto(f"{server.url}/book/progress.html")
    page.set_input_files(
        ".progress-records input",
        {"name": "mine.json", "mimeType": "application/json", "buffer": exported.encode()},
    )
    page.locator(".progress-said", has_text="mine.json was added").wait_for()

    page.goto(f"{server.url}/book/bins.html")
    assert beside.inner_text() == "You guessed: 2 to 4."
    assert place.inner_text() == "You guessed: top left."


@pytest.mark.parametrize(
    "guesses",
    [
        3,
        "two",
        ["2 to 4"],
        {"book/bins": 3},
        {"book/bins": {KEY: 3}},
        {"book/bins": {KEY: "x" * 201}},
    ],
)
def test_damaged_guesses_cost_nothing_else(open_page, guesses):
    visit = open_page("book/bins")
    answers = {"book/quizzes/01": {"one": {"tries": 1, "right": True}}}
    damaged = {"version": 1, "quizzes": answers, "guesses": guesses}
    visit.page.evaluate(
        "text => localStorage.setItem('course.progress.v1', text)", json.dumps(damaged)
    )
    visit.page.reload()
    chosen, _, beside, _ = parts(visit.page)
    assert beside.is_hidden()

    chosen.get_by_label("2 to 4").check()
    keep(chosen)

    assert records(visit.page)["quizzes"] == answers
    assert records(visit.page)["guesses"] == {"book/bins": {KEY: "2 to 4"}}
    assert visit.problems == []


def test_a_guess_without_storage_lasts_as_long_as_the_page(open_page):
    page = open_page("book/bins").page
    page.add_init_script(NO_STORAGE)
    page.reload()
    chosen, _, beside, _ = parts(page)
    chosen.get_by_label("2 to 4").check()

    assert keep(chosen).startswith("Kept until you leave this page: 2 to 4.")
    assert beside.inner_text() == "You guessed: 2 to 4."


def test_without_script_it_is_a_question_and_its_list(open_page):
    page = open_page("book/bins", javascript=False).page
    chosen, typed, beside, place = parts(page)

    assert chosen.get_by_role("listitem").all_inner_texts()[0] == "2 to 4"
    assert "Where is the brightest corner?" in typed.inner_text()
    assert page.locator("section.predict :is(input, button, form)").count() == 0
    assert beside.is_hidden()
    assert place.is_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_no_barrier(open_page, scheme, width):
    page = open_page("book/bins", width=width, scheme=scheme).page
    chosen, typed, *_ = parts(page)
    assert axe_violations(page) == []
    chosen.get_by_label("12 or more").check()
    typed.get_by_label("Your guess").fill("w" * 90)
    keep(chosen)
    keep(typed)

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert axe_violations(page) == []
