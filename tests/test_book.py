"""The built book: its pages and links, and how they behave in a browser."""

import functools
import re
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

import cv2
import numpy as np
import pytest
from bs4 import BeautifulSoup

from tests.browser import CHAPTER_PAGES, PAGES, ROOT, axe_violations, live_controls

EVERY_PAGE = [*PAGES, "search", "genindex", "404"]
PHONE = 390
WIDTHS = [1920, 1280, 768, PHONE]  # with room for notes, with both menus, with one, with none
PICTURES = "article img:visible:not(.only-light, .only-dark, .live-plot img)"
# After the theme has answered to a new width, 0.3 seconds later, and colors have faded.
AT_REST = "() => new Promise((done) => setTimeout(done, 400))"
WIDER_THAN_THE_WINDOW = """() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    const wide = [...document.querySelectorAll("article *")].filter(
        element => element.getBoundingClientRect().right > width + 1);
    return (wide.length ? wide : [document.body]).slice(0, 3).map(
        element => element.outerHTML.slice(0, 80));
}"""


@functools.cache
def parse(file):
    return BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser")


# Every page


def in_each_look(page):
    """Go through widths of the window, in light and in dark; yield each in words.

    One visit serves all: to load a page takes longer than to change it.
    """
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.evaluate(AT_REST)
            yield f"{width} pixels, {scheme}"


@pytest.mark.parametrize("document", EVERY_PAGE)
def test_page_is_clean(open_page, document):
    """No other host, no missing file, no error, no barrier, nothing wider than the window."""
    visit = open_page(document)
    page = visit.page
    wide, barriers = {}, {}

    for look in in_each_look(page):
        assert page.evaluate("document.documentElement.dataset.theme") == look.split()[-1]
        if found := page.evaluate(WIDER_THAN_THE_WINDOW):
            wide[look] = found
    assert visit.problems == []
    assert wide == {}, "the page must be moved sideways"
    for look in in_each_look(page):
        if found := axe_violations(page):
            barriers[look] = found
    assert barriers == {}


@pytest.mark.whole_book
@pytest.mark.parametrize("document", EVERY_PAGE)
def test_links_lead_somewhere(site, document):
    targets = parse(site / f"{document}.html").select("[href], [src]")
    assert targets
    for element in targets:
        address = urlsplit(element.get("href") or element["src"])
        if address.scheme or element.get("rel") == ["canonical"]:
            continue
        path = unquote(address.path) or PurePosixPath(document).name + ".html"
        file = site / path[1:] if path.startswith("/") else (site / document).parent / path
        assert file.is_file(), f"{element} leads nowhere"
        if address.fragment and file.suffix == ".html":
            place = parse(file.resolve()).find(id=unquote(address.fragment))
            assert place, f"{element} leads to no place"


@pytest.mark.parametrize("document", EVERY_PAGE)
def test_page_has_one_viewport(site, document):
    assert len(parse(site / f"{document}.html").select("meta[name=viewport]")) == 1


@pytest.mark.whole_book
def test_each_page_says_what_no_other_says(site):
    said = {}
    for document in (*PAGES, "genindex"):
        (meta,) = parse(site / f"{document}.html").select("meta[name=description]")
        text = meta["content"]
        assert 40 <= len(text) <= 200, document
        assert text.endswith((".", "?", "!")), document
        assert said.setdefault(text, document) == document


@pytest.mark.parametrize("document", EVERY_PAGE)
def test_page_has_colors_without_script(site, document):
    assert parse(site / f"{document}.html").html["data-theme"] == "light"


def test_page_has_colors_before_the_theme_comes(browser, server):
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    page.route("**/pydata-sphinx-theme.js*", lambda route: route.abort())
    page.goto(f"{server.url}/index.html")

    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    context.close()


@pytest.mark.parametrize("document", PAGES)
def test_pictures_have_alternative_texts(open_page, document):
    page = open_page(document).page
    # The picture of a card says nothing that its title does not say.
    wanted = "img:not(.cards img)"
    texts = page.eval_on_selector_all(wanted, "images => images.map((image) => image.alt)")

    for text in texts:
        assert text.strip()
        assert not re.search(r"\.(png|jpe?g|gif|svg|webp)$", text), f"{text!r} is a file name"


@pytest.mark.parametrize("document", PAGES)
def test_previous_and_next_follow_the_toc(site, document):
    page, number = parse(site / f"{document}.html"), PAGES.index(document)
    there = {"left-prev": PAGES[:number][-1:], "right-next": PAGES[number + 1 : number + 2]}

    for side, expected in there.items():
        found = [
            ((site / document).parent / link["href"]).resolve()
            for link in page.select(f".prev-next-area a.{side}")
        ]
        assert found == [(site / f"{other}.html").resolve() for other in expected]


def test_menu_opens_on_a_phone(open_page):
    page = open_page(CHAPTER_PAGES[0], width=PHONE).page
    link = page.locator(".bd-sidebar-primary a", has_text="Setup").first
    assert not link.is_visible()

    page.locator("button.primary-toggle:visible").click()
    link.click()

    page.wait_for_url("**/book/setup.html")


def test_figures_are_whole_on_a_phone(open_page):
    page = open_page(CHAPTER_PAGES[1], width=PHONE).page
    figures = page.locator(".cell_output img:visible")
    assert figures.count()
    for figure in figures.all():
        box = figure.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= PHONE


def test_color_mode_can_be_chosen(open_page):
    visit = open_page("index")
    seen = []
    for _ in range(3):
        visit.page.locator(".theme-switch-button:visible").click()
        seen.append(
            visit.page.evaluate(
                "[document.documentElement.dataset.mode, document.documentElement.dataset.theme]"
            )
        )

    assert sorted(seen) == [["auto", "light"], ["dark", "dark"], ["light", "light"]]


# Chapters


@pytest.mark.parametrize("document", CHAPTER_PAGES)
def test_downloads(site, document):
    page = parse(site / f"{document}.html")
    name = PurePosixPath(document).name
    files = {
        link["download"]: (site / document).parent / link["href"]
        for link in page.select("a[download]")
    }

    assert set(files) == {f"{name}.ipynb", f"{name}.py"}
    committed = (ROOT / f"{document}.ipynb").read_bytes()
    assert files[f"{name}.ipynb"].read_bytes() == committed
    script = files[f"{name}.py"].read_text(encoding="utf-8")
    compile(script, f"{name}.py", "exec")
    assert script.startswith("# %% [markdown]\n# # ")


@pytest.mark.parametrize("document", CHAPTER_PAGES)
def test_only_code_has_a_copy_button(open_page, document):
    """Each button is a stop of the Tab key, and who copies what a cell has printed?"""
    page = open_page(document).page

    assert page.locator(".cell_input .copybtn").count() == page.locator(".cell_input pre").count()
    assert page.locator(".cell_output pre").count()
    assert page.locator(".cell_output .copybtn").count() == 0


@pytest.mark.parametrize("document", CHAPTER_PAGES)
def test_chapter_links_to_its_quiz(site, document):
    number = PurePosixPath(document).name[:2]
    page = parse(site / f"{document}.html")
    links = [link["href"] for link in page.select("article a[href]")]

    assert f"../book/quizzes/{number}.html#quiz-{number}" in links
    # The cell that asks in Jupyter does not stand beside the link.
    assert not [cell for cell in page.select(".cell_input") if "quiz(" in cell.get_text()]


@pytest.mark.parametrize("document", CHAPTER_PAGES)
def test_verdicts_are_dressed_by_the_book(site, document):
    page = parse(site / f"{document}.html")

    assert len(page.select(".cell_output .verdict-todo")) >= 3
    assert page.select("[style]") == []


def test_verdicts_lie_on_the_page_in_the_dark(open_page):
    """The theme would put a light sheet under them."""
    verdict = open_page(CHAPTER_PAGES[0], scheme="dark").page.locator(".verdict").first
    look = "box => [getComputedStyle(box).backgroundColor, getComputedStyle(box).padding]"
    assert verdict.locator("..").evaluate(look) == ["rgba(0, 0, 0, 0)", "0px"]


@pytest.mark.parametrize("document", CHAPTER_PAGES)
def test_dark_mode_leaves_pictures_alone(open_page, document):
    """Figures come in two files; test_figures.py looks at what differs between them."""
    pages = [open_page(document, scheme=scheme).page for scheme in ("light", "dark")]
    for page in pages:
        live_controls(page)
    pictures = pages[0].locator(PICTURES).count()
    assert pictures

    for number in range(pictures):
        light, dark = (photograph(page, number) for page in pages)
        np.testing.assert_array_equal(light, dark)


def photograph(page, number):
    """Return the pixels of a picture on the page, but for its edge, which mixes with the page."""
    picture = page.locator(PICTURES).nth(number)
    picture.scroll_into_view_if_needed()
    picture.evaluate("picture => picture.decode()")  # it comes only now that it is near
    shot = np.frombuffer(picture.screenshot(), np.uint8)
    return cv2.imdecode(shot, cv2.IMREAD_COLOR)[1:-1, 1:-1]
