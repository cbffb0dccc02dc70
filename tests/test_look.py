"""The look of the book: colors, letters, and what moves while a page comes."""

import re

import pytest

from tests.browser import CHAPTER_PAGES, PAGES, ROOT

STYLE = ROOT / "book" / "_static" / "course.css"
TEXTS = ["ink", "faint", "accent", "good", "bad"]
LINES = ["blue", "green", "red"]

WATCH = """
window.shifted = 0;
window.painted = { at: 0, what: "" };
const watch = (type, see) => new PerformanceObserver(
    (list) => list.getEntries().forEach(see)).observe({ type, buffered: true });
watch("largest-contentful-paint", (entry) => {
    painted = { at: entry.startTime, what: entry.element?.closest("pre, p, img, h1, li")?.tagName };
});
window.moved = [];
watch("layout-shift", (entry) => {
    if (entry.hadRecentInput) return;
    shifted += entry.value;
    const names = entry.sources.map((source) => source.node?.outerHTML?.slice(0, 80));
    moved.push([entry.value, scrollY, ...names]);
});
"""
STEP = 500  # pixels at a time


def colors(scheme):
    """Return {name: color} of the custom properties; what the dark does not say, the light does."""
    blocks = re.findall(r'^html(\[data-theme="dark"\])? \{(.*?)^\}', STYLE.read_text(), re.M | re.S)
    found = {}
    for dark, block in blocks:
        if not dark or scheme == "dark":
            found |= dict(re.findall(r"--course-(\w+): (#[0-9a-f]{6});", block))
    return found


def luminance(color):
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("ground", ["paper", "wash"])
def test_colors_keep_their_contrast(scheme, ground):
    """WCAG asks for 4.5:1 between text and its ground, and for 3:1 with lines."""
    of = colors(scheme)
    for name in TEXTS + LINES:
        low, high = sorted(luminance(of[one]) + 0.05 for one in (name, ground))
        assert high / low >= (4.5 if name in TEXTS else 3), f"{name} on {ground}, {scheme}"


def watched(browser, server, document, width):
    """Open a page as a reader does who has never been there, and watch it come."""
    context = browser.new_context(viewport={"width": width, "height": 844 if width < 600 else 900})
    page = context.new_page()
    page.add_init_script(WATCH)
    page.goto(f"{server.url}/{document}.html", wait_until="networkidle")
    return page


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("document", PAGES)
def test_nothing_moves_while_a_page_comes_and_is_read(browser, server, document, width):
    page = watched(browser, server, document, width)
    for place in range(0, page.evaluate("document.documentElement.scrollHeight"), STEP):
        page.evaluate("place => scrollTo(0, place)", place)
        page.wait_for_timeout(50)

    assert page.evaluate("shifted") <= 0.02, page.evaluate("moved")
    page.context.close()


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("document", CHAPTER_PAGES)
def test_a_chapter_shows_a_picture_or_a_sentence_first(browser, server, document, width):
    page = watched(browser, server, document, width)

    if not page.locator(".cell").first.locator("details.hide").count():
        pytest.skip("its first cell, the imports, is not folded yet")
    assert page.evaluate("painted.what") != "PRE"
    page.context.close()


def test_paper_is_light(open_page):
    page = open_page(CHAPTER_PAGES[1], scheme="dark").page
    page.evaluate(
        """addEventListener("beforeprint", () => {
            window.printed = document.documentElement.dataset.theme; })"""
    )
    page.pdf()

    assert page.evaluate("printed") == "light"
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
