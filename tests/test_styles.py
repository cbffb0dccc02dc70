"""Style sheets are cut down to what can apply, and no page looks otherwise for it."""

import functools
import sys
from importlib import resources
from pathlib import Path

import pytest

from tests.browser import ROOT

sys.path.insert(0, str(ROOT / "book"))
from _ext import styles

THEMES = ("pydata_sphinx_theme", "sphinx_book_theme", "myst_nb")
# What is drawn of each element, and of what stands before and after it; code is of many pieces.
LOOKS = """() => {
    const names = ["display", "position", "visibility", "opacity", "color", "background-color",
        "font", "text-decoration", "border", "margin", "padding", "width", "height", "content",
        "list-style", "transform", "overflow", "box-shadow", "flex", "grid-area", "cursor"];
    const shown = document.querySelectorAll("body, body :not(pre *, math *)");
    return [...shown].map((element) => {
        const looks = ["", "::before", "::after"].map((part) => {
            const style = getComputedStyle(element, part);
            return names.map((name) => style.getPropertyValue(name)).join(";");
        });
        return `${element.tagName} ${element.className}: ${looks.join(" | ")}`;
    });
}"""


@pytest.mark.parametrize(
    ("style", "kept"),
    [
        (".here{color:red}", ".here{color:red}"),
        (".gone{color:red}", ""),
        (".here,.gone,#there p{color:red}", ".here,#there p{color:red}"),
        ("p.gone,p{color:red}", "p{color:red}"),
        ("#nowhere{color:red}", ""),
        (".here .gone{color:red}", ""),
        (".here:not(.gone){color:red}", ".here:not(.gone){color:red}"),
        ('[class="gone"]{color:red}', '[class="gone"]{color:red}'),
        (".bs-made-up{color:red}", ".bs-made-up{color:red}"),
        ("@media print{.gone{color:red}.here{top:0}}", "@media print{.here{top:0}}"),
        ("@media print{.gone{color:red}}", ""),
        ("@font-face{font-family:A}", "@font-face{font-family:A}"),
        ("@keyframes gone{0%{top:0}}", "@keyframes gone{0%{top:0}}"),
        ("/* .here */.gone{top:0}", ""),
    ],
)
def test_rules_that_can_apply_are_kept(style, kept):
    assert styles.keep_used(style, {"here", "there"}) == kept


@functools.cache
def originals():
    """Return {name: file} of the style sheets as they were before they were cut."""
    folders = [Path(resources.files(theme)) for theme in THEMES]
    return {file.name: file for folder in folders for file in folder.rglob("*.css")}


def looks(browser, server, document, width, whole):
    """Return how each element of a page looks, with the style sheets that are whole, or cut."""
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    page.route("**/*.woff*", lambda route: route.abort())  # letters come early or late
    served = set()

    def serve(route):
        name = Path(route.request.url.partition("?")[0]).name
        original = next((file for key, file in originals().items() if same(key, name)), None)
        if original is None:
            route.fallback()
        else:
            served.add(name)
            route.fulfill(path=original)

    if whole:
        page.route("**/*.css*", serve)
    page.goto(f"{server.url}/{document}.html", wait_until="networkidle")
    count, found = 0, page.evaluate(LOOKS)
    while count != len(found):  # a control may still come to life
        count = len(found)
        page.wait_for_timeout(500)
        found = page.evaluate(LOOKS)
    context.close()
    assert len(served) == (4 if whole else 0)
    return found


def same(original, served):
    """Tell whether a file is served under this name: with a hash within it, perhaps."""
    stem = original.removesuffix(".css")
    return served == original or (served.startswith(f"{stem}.") and served.endswith(".css"))


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize(
    "document",
    ["index", "book/setup", "book/quizzes/02", "notebooks/02_histograms", "genindex"],
)
def test_nothing_looks_otherwise(browser, server, document, width):
    whole = looks(browser, server, document, width, whole=True)
    cut = looks(browser, server, document, width, whole=False)

    assert len(whole) > 100
    different = [old for old, new in zip(whole, cut, strict=True) if old != new]
    assert different == []
