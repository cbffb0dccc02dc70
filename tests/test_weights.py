"""How heavy the pages are, as a public server sends them: compressed, to a reader who is new."""

import statistics

import pytest

from tests.browser import CHAPTER_PAGES, PAGES

kB = 1000
MEDIAN, HEAVIEST, SCROLLED = 350 * kB, 600 * kB, 1500 * kB
STEP = 800  # pixels, less than the window


def sent_to(browser, server, document):
    """Return the bytes that a page takes before the first touch, and until it is read to its end.

    Each file counts once: a browser keeps what it has.
    """
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    server.sent.clear()
    page.goto(f"{server.url}/{document}.html", wait_until="networkidle")
    first = sum(dict(server.sent).values())
    for place in range(0, page.evaluate("document.documentElement.scrollHeight"), STEP):
        page.evaluate("place => scrollTo(0, place)", place)
        page.wait_for_timeout(50)
    page.wait_for_timeout(500)  # a file that is on its way is counted when it has come
    page.wait_for_load_state("networkidle")
    context.close()
    return first, sum(dict(server.sent).values())


def table(weights):
    """Return the weights of pages as lines of text, the heaviest first."""
    rows = sorted(weights.items(), key=lambda row: -row[1][0])
    lines = [f"{first / kB:8.0f} {all_ / kB:9.0f}  {name}" for name, (first, all_) in rows]
    return "\n".join(["kB first  scrolled  page", *lines])


@pytest.fixture(scope="module")
def weights(browser, server):
    """Return {page: (bytes before the first touch, bytes until its end)} of the whole book."""
    return {document: sent_to(browser, server, document) for document in [*PAGES, "search"]}


@pytest.mark.whole_book
def test_pages_are_light(weights):
    """The bars of the course: a phone on a slow line shows a chapter in some seconds."""
    first = {name: before for name, (before, _) in weights.items()}
    scrolled = {name: after for name, (_, after) in weights.items()}

    assert all(first.values())
    assert statistics.median(first[name] for name in CHAPTER_PAGES) <= MEDIAN, table(weights)
    assert max(first.values()) <= HEAVIEST, table(weights)
    assert max(scrolled.values()) <= SCROLLED, table(weights)
