"""Ways through the book: words of the glossary, chapters used again, the index, the way back."""

import json
import re
import sys

import nbformat
import pytest
from bs4 import BeautifulSoup

from tests.browser import CHAPTER_PAGES, PAGES, ROOT, axe_violations, build_small_book

sys.path.insert(0, str(ROOT / "book"))
from _ext.terms import NAMES, UNLINKED, forms, preview

HOME = """# Home

```{container} home-links
[Start with chapter 02](../notebooks/02_histograms.ipynb) [Glossary](glossary.md)
```

```{cards}
```
"""
SYLLABUS = """# Syllabus

## Part I: histograms

**02 [Histograms](../notebooks/02_histograms.ipynb).** Counts. Needed first: setup.

**03 [Sums](../notebooks/03_sums.ipynb).** Sums of counts. Needed first: 02.

**05 [Tables](../notebooks/05_tables.ipynb).** Tables out of sums.
"""
GLOSSARY = """# Glossary

:::{glossary}
bin
  One drawer of a histogram: an interval. It is said here and not in the preview.

histogram
  The number of pixels in each bin.

kernel
  In Jupyter: the program that runs your cells. In filtering: a small array.

luma
  The brightness of a color.

cumulative distribution function
CDF
  For each value, the share of pixels up to it.

score
  A number.

lookup table
  An array of new values.
:::
"""
PROGRESS = "# Progress\n\n:::{progress} records\n:::\n"
QUIZ = """## Questions

:::{quiz} one
Is it?

- [x] It is.
  - Yes.
- [ ] It is not a lookup table.
  - No.
:::
"""
FILLER = "\n\n".join(f"Line {number} of a page on which one has to scroll." for number in range(60))
CHAPTERS = {
    "02_histograms": ["# Histograms\n\nA **bin** is a drawer.", f"## Count bins\n\n{FILLER}", QUIZ],
    "03_sums": [
        "# Sums\n\nBins of histograms, binned. Once more: bins.",
        "## Of counts\n\nA *CDF* sums them up. A score is no luma.",
        "from course_utils import histograms\n\ncount = histograms.histogram",
        "## References\n\n- About a lookup table.",
    ],
    "05_tables": [
        "# Tables\n\nLead.",
        "## Lookup table, cumulative distribution function\n\n"
        "`luma`, **luma** and [luma](03_sums.ipynb) are marked; he said “a kernel”. "
        "Your Python kernel, a lookup-table.\n\n"
        "> A kernel, quoted.\n\n| kernel |\n| --- |\n| kernel |\n\n"
        "**Predict.** Is it a kernel?\n\n**What happened.** No.\n\n"
        "CDFs, at last, and a kernel.",
        "from course_utils import histograms\n\nadd_up = histograms.cdf",
    ],
}


def notebook(cells):
    """Return a chapter as text; a cell that begins with an import is one of code."""
    made = [
        nbformat.v4.new_code_cell(cell)
        if cell.startswith("from ")
        else nbformat.v4.new_markdown_cell(cell)
        for cell in cells
    ]
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    return nbformat.writes(nbformat.v4.new_notebook(cells=made, metadata=metadata))


@pytest.fixture(scope="module")
def small_site(tmp_path_factory):
    """Build a book of three chapters that use each other's words and functions."""
    pages = {"book/intro.md": HOME, "book/syllabus.md": SYLLABUS}
    pages |= {f"notebooks/{name}.ipynb": notebook(cells) for name, cells in CHAPTERS.items()}
    pages |= {"book/glossary.md": GLOSSARY, "book/progress.md": PROGRESS}
    return build_small_book(tmp_path_factory.mktemp("book"), pages)


@pytest.fixture
def visit(browser, home):
    """Return a function that opens a page of the small book, in one browser that remembers."""
    contexts = {}

    def open_document(document, *, javascript=True, touch=False, width=1280, scheme="light"):
        key = (javascript, touch, width, scheme)
        if key not in contexts:
            contexts[key] = browser.new_context(
                viewport={"width": width, "height": 844},
                color_scheme=scheme,
                java_script_enabled=javascript,
                has_touch=touch,
            )
        page = contexts[key].new_page()
        page.goto(f"{home.url}/{document}.html", wait_until="networkidle")
        return page

    yield open_document
    for context in contexts.values():
        context.close()


def parse(site, document):
    return BeautifulSoup((site / f"{document}.html").read_text(encoding="utf-8"), "html.parser")


# Words of the glossary


def test_the_first_use_of_a_word_in_plain_text_is_linked(small_site):
    linked = {
        name: [(link.get_text(), link["href"]) for link in page.select("a.term")]
        for name in CHAPTERS
        for page in [parse(small_site, f"notebooks/{name}")]
    }

    to = "../book/glossary.html#term-"
    assert linked == {
        "02_histograms": [],
        "03_sums": [("Bins", f"{to}bin"), ("histograms", f"{to}histogram"), ("luma", f"{to}luma")],
        "05_tables": [("CDFs", f"{to}cumulative-distribution-function"), ("kernel", f"{to}kernel")],
    }
    paragraph = parse(small_site, "notebooks/03_sums").find("a", class_="term").find_parent("p")
    assert paragraph.get_text() == "Bins of histograms, binned. Once more: bins."
    last = parse(small_site, "notebooks/05_tables").select("a.term")[-1].find_parent("p")
    assert last.get_text() == "CDFs, at last, and a kernel."


def test_a_preview_is_one_sentence_or_all_senses():
    assert preview("One drawer. And more.") == "One drawer."
    assert preview("Peak ratio, 10 log(255). And more.") == "Peak ratio, 10 log(255)."
    assert preview("In Jupyter: a program. In filtering: an array.").endswith("an array.")
    assert preview("No end") == "No end"


@pytest.mark.parametrize(
    ("name", "plural"),
    [
        ("bin", "bins"),
        ("bias", "biases"),
        ("box", "boxes"),
        ("branch", "branches"),
        ("array", "arrays"),
        ("frequency", "frequencies"),
    ],
)
def test_plurals(name, plural):
    assert forms(name) == [name, plural, name.capitalize(), plural.capitalize()]


def test_without_script_a_word_leads_to_its_entry(visit):
    page = visit("notebooks/03_sums", javascript=False)
    page.locator("a.term").first.click()

    assert page.url.endswith("/book/glossary.html#term-bin")
    assert page.locator("#term-bin").is_visible()


def test_a_pointer_that_rests_sees_the_meaning_and_may_go_there(visit):
    page = visit("notebooks/03_sums")
    word, card = page.locator("a.term").first, page.locator(".term-card")
    assert card.is_hidden()

    word.hover()
    card.wait_for()
    assert card.inner_text() == "One drawer of a histogram: an interval. Glossary"
    assert word.bounding_box()["y"] >= card.bounding_box()["y"] + card.bounding_box()["height"]
    assert axe_violations(page) == []

    card.hover()
    page.wait_for_timeout(600)  # longer than it would take to go
    assert card.is_visible()

    page.mouse.move(5, 5)
    card.wait_for(state="hidden")


def test_escape_takes_the_meaning_away_and_leaves_the_pointer(visit):
    page = visit("notebooks/03_sums")
    page.locator("a.term").first.hover()
    page.locator(".term-card").wait_for()

    page.keyboard.press("Escape")

    assert page.locator(".term-card").is_hidden()


def test_the_keyboard_sees_the_meaning_and_goes_on(visit):
    page = visit("notebooks/03_sums")
    first, second = page.locator("a.term").all()[:2]
    first.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")  # came by the keyboard
    assert page.locator(".term-card").is_visible()
    described = first.get_attribute("aria-describedby")
    assert page.locator(f"#{described}").inner_text().startswith("One drawer")

    page.keyboard.press("Tab")
    assert second.evaluate("word => word === document.activeElement")
    assert first.get_attribute("aria-describedby") is None
    assert "The number of pixels" in page.locator(".term-card").inner_text()

    page.keyboard.press("Enter")
    page.wait_for_url("**/book/glossary.html#term-histogram")


def test_a_touch_shows_the_meaning_and_the_next_leads_on(visit):
    page = visit("notebooks/03_sums", touch=True, width=390)
    word, card = page.locator("a.term").first, page.locator(".term-card")

    word.tap()
    card.wait_for()
    assert page.url.endswith("03_sums.html")
    box = card.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390

    page.locator("article p", has_text="sums them up").tap(position={"x": 2, "y": 2})
    assert card.is_hidden()

    word.tap()
    card.get_by_role("link", name="Glossary").tap()
    page.wait_for_url("**/book/glossary.html#term-bin")

    page.go_back()
    for _ in range(2):
        word.tap()
    page.wait_for_url("**/book/glossary.html#term-bin")


def test_words_that_are_left_out_are_words_of_the_glossary():
    text = (ROOT / "book" / "glossary.md").read_text(encoding="utf-8")
    entries = set(re.findall(r"^(\w[^\n]*)$", text, re.MULTILINE))

    assert entries >= UNLINKED
    for name in NAMES:
        assert any(re.search(rf"\b{entry}\b", name, re.IGNORECASE) for entry in entries)


@pytest.mark.whole_book
def test_a_page_has_few_links_to_the_glossary(site):
    for document in CHAPTER_PAGES:
        words = [link.get_text() for link in parse(site, document).select("a.term")]
        assert 1 <= len(words) <= 15, document
        assert len(words) == len(set(words))


# Used again


def test_a_chapter_tells_where_it_is_used_again(small_site):
    page = parse(small_site, "notebooks/02_histograms")
    (again,) = page.select("nav.used-again")

    assert [" ".join(item.get_text().split()) for item in again.select("li")] == [
        "03 Sums builds on it: histogram, bin"
    ]
    assert again.find("code").get_text() == "histogram"
    assert again.find("a")["href"] == "03_sums.html"
    assert again.find_previous_sibling("section")["id"] == "questions"


def test_the_links_stand_before_the_references(small_site):
    (again,) = parse(small_site, "notebooks/03_sums").select("nav.used-again")

    text = " ".join(again.find("li").get_text().split())
    assert text == "05 Tables: cdf, cumulative distribution function"
    assert again.find_next_sibling("section")["id"] == "references"


def test_a_chapter_that_is_not_used_again_says_nothing(small_site):
    assert not parse(small_site, "notebooks/05_tables").select(".used-again")


# The index


def test_the_menu_of_each_page_leads_to_the_index(visit, small_site):
    for file in [*small_site.glob("book/*.html"), *small_site.glob("notebooks/*.html")]:
        page = parse(small_site, file.relative_to(small_site).with_suffix(""))
        (link,) = page.select(".bd-docs-nav a[href='../genindex.html']")
        assert link.get_text() == "Index"
    page = visit("genindex")
    assert page.locator(".bd-docs-nav a.current").inner_text() == "Index"


def test_the_index_leads_to_words_functions_and_chapters(small_site):
    rows = {}
    for row in parse(small_site, "genindex").select(".index-rows li"):
        name, *places = row.select("a")
        said = [(" ".join(place.get_text().split()), place["href"]) for place in places]
        rows[name.get_text()] = (name["href"], said)

    assert set(rows) >= {"bin", "CDF", "cumulative distribution function", "score", "cdf", "kernel"}
    chapter = "notebooks/{}.html#{}".format
    assert rows["bin"] == (
        "book/glossary.html#term-bin",
        [
            ("explained in chapter 02", chapter("02_histograms", "histograms")),
            ("chapter 03", chapter("03_sums", "sums")),
        ],
    )
    assert rows["cdf"] == (
        chapter("03_sums", "sums"),
        [
            ("taught in chapter 03", chapter("03_sums", "sums")),
            (
                "chapter 05",
                chapter("05_tables", "lookup-table-cumulative-distribution-function"),
            ),
        ],
    )
    assert rows["score"] == ("book/glossary.html#term-score", [])


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_barrier_in_the_index(visit, scheme):
    assert axe_violations(visit("genindex", width=390, scheme=scheme)) == []


# Marks in the menu


def marks(page):
    """Return {title: what is said of it} for the chapters that have a mark."""
    found = {}
    for link in page.locator(".bd-sidenav a:has(.menu-mark)").all():
        title, said = link.text_content().strip().split(", ")
        found[title] = said
    return found


def test_the_menu_marks_what_is_opened_and_answered(visit):
    page = visit("book/intro")
    assert marks(page) == {}

    page = visit("notebooks/03_sums")
    page = visit("notebooks/02_histograms")
    assert marks(page) == {"Histograms": "opened", "Sums": "opened"}

    page.locator("input[data-right='1']").check()
    page.locator(".quiz-check").click()

    assert marks(page) == {"Histograms": "done", "Sums": "opened"}
    box = page.locator(".menu-done").bounding_box()
    assert box["width"] > 5
    assert axe_violations(page) == []


def test_the_menu_marks_a_quiz_whose_exercises_are_not_solved(visit):
    page = visit("book/intro")
    page.evaluate(
        """window.courseChapters[0].exercises.push("toys.double");
        window.courseRecords.recordAnswer("notebooks/02_histograms", "one", true)"""
    )

    assert marks(page) == {"Histograms": "quiz answered"}


def test_the_menu_forgets(visit):
    visit("notebooks/02_histograms")
    page = visit("book/progress")
    assert marks(page) == {"Histograms": "opened"}
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Forget").click()

    assert marks(page) == {}


# Continue where you left off


def leave(page):
    """Go to the home page."""
    page.locator(".navbar-brand").click()
    page.wait_for_load_state("networkidle")


def button(page):
    link = page.locator(".home-links a").first
    return link.inner_text(), link.get_attribute("href").partition("/notebooks/")[2]


def test_a_new_reader_begins_with_the_first_chapter(visit):
    page = visit("book/intro")
    assert button(page) == ("Start with chapter 02", "02_histograms.html")


def test_the_home_page_leads_back_to_the_last_section(visit):
    page = visit("notebooks/02_histograms")
    leave(page)
    assert button(page) == ("Continue with chapter 02", "02_histograms.html")

    page = visit("notebooks/02_histograms")
    page.locator("p", has_text="Line 30").scroll_into_view_if_needed()
    leave(page)
    assert button(page) == (
        "Continue with chapter 02: Count bins",
        "02_histograms.html#count-bins",
    )
    page.locator(".home-links a").first.click()
    page.wait_for_url("**/notebooks/02_histograms.html#count-bins")


def stored(page):
    return page.evaluate("JSON.parse(localStorage.getItem('course.progress.v1'))")


def test_the_place_is_exported_imported_and_forgotten(visit):
    leave(visit("notebooks/03_sums"))
    page = visit("book/progress")
    with page.expect_download() as download:
        page.get_by_role("button", name="Export").click()
    exported = download.value.path().read_text(encoding="utf-8")
    assert json.loads(exported)["place"]["page"] == "notebooks/03_sums"
    forgetting = visit("notebooks/05_tables")  # open while everything is forgotten

    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Forget").click()
    leave(forgetting)
    assert stored(page) is None
    assert button(forgetting)[0] == "Start with chapter 02"

    page.set_input_files(
        ".progress-records input",
        {"name": "a.json", "mimeType": "application/json", "buffer": exported.encode()},
    )
    page.locator(".progress-said", has_text="a.json").wait_for()
    leave(page)
    assert button(page)[0] == "Continue with chapter 03"


GOOD = {"page": "notebooks/03_sums", "section": "of-counts", "heading": "Of counts"}


@pytest.mark.parametrize(
    "place",
    [None, 1, [], {}, {**GOOD, "page": 1}, {**GOOD, "heading": "x" * 201}, {**GOOD, "page": "x"}],
    ids=range(7),
)
def test_a_damaged_place_costs_nothing_else(visit, place):
    page = visit("book/intro")
    records = {"version": 1, "pages": {"notebooks/02_histograms": {"visited": True}}}
    text = json.dumps(records | {"place": place})
    page.evaluate("text => localStorage.setItem('course.progress.v1', text)", text)
    page.reload()

    assert button(page)[0] == "Start with chapter 02"
    assert marks(page) == {"Histograms": "opened"}


def test_the_last_place_on_this_device_stays(visit):
    merge = "([mine, theirs]) => courseRecords.merge(mine, theirs).place"
    page = visit("book/intro")
    empty = page.evaluate('courseRecords.read(\'{"version": 1, "pages": {}}\')')
    assert "place" not in empty
    here, there = empty | {"place": GOOD}, empty | {"place": {**GOOD, "heading": "Elsewhere"}}

    assert page.evaluate(merge, [here, there]) == GOOD
    assert page.evaluate(merge, [here, empty]) == GOOD
    assert page.evaluate(merge, [empty, there])["heading"] == "Elsewhere"
    assert page.evaluate(merge, [empty, empty]) is None


SHIFT = """window.shifted = 0;
new PerformanceObserver((list) => list.getEntries().forEach((entry) => {
    shifted += entry.value;
})).observe({ type: "layout-shift", buffered: true });
"""


@pytest.mark.whole_book
@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_moves_for_a_reader_who_comes_back(browser, server, width):
    place = {"page": CHAPTER_PAGES[8], "section": "the-idea", "heading": "What has changed since"}
    visited = {page: {"visited": True} for page in CHAPTER_PAGES}
    text = json.dumps({"version": 1, "pages": visited, "place": place})
    context = browser.new_context(viewport={"width": width, "height": 844})
    page = context.new_page()
    page.add_init_script(f"localStorage.setItem('course.progress.v1', {json.dumps(text)})")
    page.add_init_script(SHIFT)
    page.goto(f"{server.url}/{PAGES[0]}.html", wait_until="networkidle")

    assert page.locator(".home-links a").first.inner_text().startswith("Continue with chapter 09")
    assert page.locator(".menu-opened").count() == len(CHAPTER_PAGES)
    assert page.evaluate("shifted") <= 0.02
    context.close()
