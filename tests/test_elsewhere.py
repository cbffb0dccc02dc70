"""The book from a disk, without JavaScript and on paper: what the setup page lists, row by row.

From a disk means from the zip file of `make zip`, unpacked into an empty folder.
"""

import re
import zipfile
from pathlib import Path

import cv2
import numpy as np
import pytest

from course_utils import data
from tests.browser import CHAPTER_PAGES, PAGES, ROOT, Visit, live_controls
from tools import zip_site

pytestmark = pytest.mark.whole_book

EVERY_PAGE = [*PAGES, "search", "genindex"]
QUIZ = next(page for page in PAGES if page.startswith("book/quizzes/"))
FORMULAS = CHAPTER_PAGES[1]
DETECTOR = CHAPTER_PAGES[17]
PAPER = 718  # pixels between the margins of A4
PHONE = 390
NEVER_PRINTED = (
    ".bd-sidebar-primary, .bd-sidebar-secondary, .prev-next-area, .chapter-links, .copybtn"
)
OUTSIDE = """(width) => [...document.querySelectorAll("article *")]
    .filter((element) => element.getBoundingClientRect().right > width + 1)
    .map((element) => element.outerHTML.slice(0, 80))"""
CUT = """() => [...document.querySelectorAll("article pre")]
    .filter((element) => element.scrollWidth > element.clientWidth + 1)
    .map((element) => element.textContent.slice(0, 80))"""


@pytest.fixture(scope="module")
def disk(site, tmp_path_factory):
    """Pack the book, unpack it elsewhere, and return the folder with its pages."""
    folder = tmp_path_factory.mktemp("disk")
    zip_site.pack(site, folder / "book.zip")
    with zipfile.ZipFile(folder / "book.zip") as archive:
        archive.extractall(folder)
    return folder / zip_site.FOLDER


@pytest.fixture
def open_file(browser, disk):
    """Return a function that opens a page of the folder in a browser that knows no other page."""
    context = browser.new_context()
    visit = Visit(context, disk.as_uri())

    def open_document(document, query=""):
        visit.page.goto((disk / f"{document}.html").as_uri() + query, wait_until="networkidle")
        return visit

    yield open_document
    context.close()


# ---- from a disk -------------------------------------------------------------------------------


@pytest.mark.parametrize("document", EVERY_PAGE)
def test_page_opens_from_a_disk(open_file, document):
    """No error, no request to a host; its controls come to life."""
    visit = open_file(document)
    live_controls(visit.page)
    assert visit.page.locator("main h1:visible").count() == 1
    assert visit.problems == []


def test_the_folder_opens_at_its_start(open_file):
    page = open_file("index").page
    page.locator("main h1:visible", has_text="Computer Vision by Hand").wait_for()


def test_menu_leads_on_from_a_disk(open_file):
    page = open_file(CHAPTER_PAGES[0]).page
    page.locator(".bd-sidebar-primary a", has_text="Setup").click()
    page.wait_for_url(re.compile(r"^file:.*/book/setup\.html$"))


@pytest.mark.parametrize("document", CHAPTER_PAGES)
def test_control_moves_from_a_disk(open_file, document):
    """The first control of a chapter tells another result when a key moves it."""
    page = open_file(document).page
    control = live_controls(page)[0]
    told = control.locator(".live-caption").inner_text()
    knob = control.locator("input, select").first
    value = knob.input_value()
    knob.press("End")
    if knob.input_value() == value:
        knob.press("Home")
    changed = "([caption, told]) => caption.innerText !== told"
    page.wait_for_function(changed, arg=[control.locator(".live-caption").element_handle(), told])


def test_prediction_is_kept_on_a_disk(open_file):
    page = open_file(FORMULAS).page
    page.locator("section.predict input").first.check()
    page.get_by_role("button", name="Keep my guess").first.click()
    page.reload()
    page.locator(".predict-guess:visible").first.wait_for()


def test_quiz_answers_and_counts_from_a_disk(open_file):
    page = open_file(QUIZ).page
    quiz = page.locator("fieldset.quiz", has=page.locator("input[type=radio]")).first
    quiz.locator("input[data-right='1']").check()
    quiz.locator(".quiz-check").click()
    assert quiz.locator(".quiz-verdict").inner_text() == "Correct."

    page = open_file("book/progress").page
    page.get_by_text(re.compile(r"^1 of \d+ quiz questions answered correctly")).wait_for()


def test_search_finds_from_a_disk(open_file):
    page = open_file("search", "?q=what is a bin").page
    page.locator("main .search-found a").first.click()
    page.wait_for_url(re.compile(r"^file:.*/notebooks/\w+\.html#"))


def test_own_picture_goes_through_opencv_from_a_disk(open_file, disk):
    if not (disk / zip_site.CONTROLS / "opencv_disk.js").is_file():
        pytest.skip("the book was built without OpenCV.js: make packages")
    page = open_file("notebooks/03_histogram_equalization").page
    control = next(c for c in live_controls(page) if c.locator(".try-yours").count())
    picture = data.sample("moon", gray=True)[:120, :90]
    given = {
        "name": "own.png",
        "mimeType": "image/png",
        "buffer": cv2.imencode(".png", picture)[1].tobytes(),
    }
    control.locator("input[type=file]").first.set_input_files(given)
    control.locator(".try-stage.is-done .try-before[width='90']").wait_for()
    with page.expect_download() as saving:
        control.get_by_role("button", name="Save").click()

    saved = cv2.imread(str(saving.value.path()), cv2.IMREAD_UNCHANGED)
    levels = saved if saved.ndim == 2 else saved[:, :, 0]
    np.testing.assert_array_equal(levels, cv2.equalizeHist(picture))


def test_exercise_says_what_it_needs_on_a_disk(open_file):
    page = open_file(CHAPTER_PAGES[0]).page
    box = page.locator(".in-page").first
    box.locator(".in-page-open").click()
    assert "needs the book at an address" in box.inner_text()
    assert "python -m http.server" in box.inner_text()


def test_detector_finds_from_a_disk(open_file, disk):
    if not (disk / "_static" / "detector" / "graph.js").is_file():
        pytest.skip("the book was built without the detector: make assets")
    page = open_file(DETECTOR).page
    live_controls(page)
    page.get_by_role("button", name="Load the detector").click()
    page.locator(".found-box").first.wait_for()


def test_boxes_are_drawn_from_a_disk(open_file):
    page = open_file(DETECTOR).page
    live_controls(page)
    before = page.locator(".mark-box").count()
    page.get_by_role("button", name="Add a box").click()
    assert page.locator(".mark-box").count() == before + 1


@pytest.mark.parametrize("document", CHAPTER_PAGES)
def test_notebook_and_script_are_on_the_disk(disk, open_file, document):
    links = open_file(document).page.locator("a[download]").all()
    files = [disk / "notebooks" / link.get_attribute("href") for link in links]
    assert sorted(file.suffix for file in files) == [".ipynb", ".py"]
    assert all(file.is_file() for file in files)


# ---- without JavaScript ------------------------------------------------------------------------


@pytest.mark.parametrize("document", CHAPTER_PAGES)
def test_chapter_without_script(open_page, document):
    """Formulas are drawn, each control is a picture and says so; the files can be had."""
    page = open_page(document, javascript=False).page
    for formula in page.locator("article math:visible").all():
        assert formula.bounding_box()["height"] > 5
    places = page.locator(".live-place").all()
    assert places
    for place in places:
        assert place.locator("img.live-picture").first.is_visible()
        assert place.locator("noscript").inner_text().startswith("With JavaScript")
    assert page.locator("section.predict").first.is_visible()
    assert page.locator("a[download]").count() == 2


@pytest.mark.parametrize("width", [1280, PHONE])
def test_menu_without_script(open_page, width):
    page = open_page(CHAPTER_PAGES[0], width=width, javascript=False).page
    assert page.locator(".sidebar-toggle:visible").count() == 0  # they would do nothing
    link = page.locator(".bd-sidebar-primary a", has_text="Setup")
    if width == PHONE:
        text, menu = page.locator("main"), page.locator(".bd-sidebar-primary")
        end = text.bounding_box()["y"] + text.bounding_box()["height"]
        assert menu.bounding_box()["y"] >= end - 1
    link.click()
    page.wait_for_url("**/book/setup.html")


def test_search_without_script(open_page):
    page = open_page("search", javascript=False).page
    assert page.locator("main input:visible").count() == 0
    page.locator("main").get_by_role("link", name="glossary").click()
    page.wait_for_url("**/book/glossary.html")


def test_quiz_without_script(open_page):
    page = open_page(QUIZ, javascript=False).page
    quiz = page.locator("fieldset.quiz").first
    quiz.locator("summary", has_text="Show the answer").click()
    assert quiz.locator("details > :not(summary)").first.is_visible()


# ---- on paper ----------------------------------------------------------------------------------


@pytest.mark.parametrize("document", CHAPTER_PAGES)
def test_chapter_on_paper(open_page, document):
    """Formulas and controls are there, with what they tell; nothing is cut, no menu."""
    page = open_page(document, width=PAPER).page
    live_controls(page)
    page.emulate_media(media="print")
    assert page.evaluate(OUTSIDE, PAPER) == []
    assert page.evaluate(CUT) == []
    assert page.locator(NEVER_PRINTED).locator("visible=true").count() == 0
    for place in page.locator(".live-place").all():
        assert place.locator(".live-picture").first.is_visible()
        assert place.locator(".live-title, legend").first.is_visible()
    for formula in page.locator("article math:visible").all():
        assert formula.bounding_box()["height"] > 5
    assert page.locator("section.predict").first.is_visible()


def test_quiz_on_paper(open_page):
    page = open_page(QUIZ, width=PAPER).page
    page.emulate_media(media="print")
    assert page.evaluate(OUTSIDE, PAPER) == []
    assert page.locator(".quiz-option label:visible").count()


# ---- the list ----------------------------------------------------------------------------------

# Each row of the list on the setup page, and the tests of what it says.
TESTED = {
    "Text, pictures, formulas": (
        test_page_opens_from_a_disk,
        test_chapter_without_script,
        test_chapter_on_paper,
    ),
    "Menu": (test_menu_leads_on_from_a_disk, test_menu_without_script, test_chapter_on_paper),
    "Search": (test_search_finds_from_a_disk, test_search_without_script),
    "Controls": (
        test_control_moves_from_a_disk,
        test_chapter_without_script,
        test_chapter_on_paper,
    ),
    "Predictions": (
        test_prediction_is_kept_on_a_disk,
        test_chapter_without_script,
        test_chapter_on_paper,
    ),
    "Quizzes": (
        test_quiz_answers_and_counts_from_a_disk,
        test_quiz_without_script,
        test_quiz_on_paper,
    ),
    "Your progress": (test_quiz_answers_and_counts_from_a_disk,),
    "Exercises in the page": (test_exercise_says_what_it_needs_on_a_disk, test_chapter_on_paper),
    "*Your own picture*": (test_own_picture_goes_through_opencv_from_a_disk,),
    "The detector": (test_detector_finds_from_a_disk,),
    "Boxes that you draw": (test_boxes_are_drawn_from_a_disk,),
    "Files to download": (
        test_notebook_and_script_are_on_the_disk,
        test_chapter_without_script,
    ),
}


def test_every_row_of_the_list_is_tested():
    text = Path(ROOT, "book", "setup.md").read_text(encoding="utf-8")
    section = text.partition("\n## Reading it elsewhere\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| ([^|]*\w[^|]*?) \|", section, re.MULTILINE)
    assert rows[0] == "What"
    assert sorted(rows[1:]) == sorted(TESTED)
