"""How soon a page of the built book shows what is largest on it: `make bench`.

The processor is slowed to a quarter, as on a modest phone; a shared machine decides nothing. The
name of this file keeps it out of the tests; it is run by name.
"""

import statistics

import pytest

from tests.browser import CHAPTER_PAGES
from tests.test_look import WATCH

TIMES = 5
OTHERS = ["index", "book/quizzes/02", "book/progress", "book/glossary"]


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("document", [*CHAPTER_PAGES, *OTHERS])
def test_speed_of_pages(document, width, server, browser, capsys):
    """Print the largest contentful paint, and what was sent before the first touch."""
    times = []
    for _ in range(TIMES):
        context = browser.new_context(viewport={"width": width, "height": 844})
        page = context.new_page()
        page.add_init_script(WATCH)
        context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 4})
        server.sent.clear()
        page.goto(f"{server.url}/{document}.html", wait_until="networkidle")
        times.append(page.evaluate("painted.at"))
        context.close()
    weight = sum(size for _, size in server.sent) / 1000

    with capsys.disabled():
        print(
            f"\n{document} at {width}: largest paint after {statistics.median(times):.0f} ms "
            f"(median of {TIMES}), {weight:.0f} kB"
        )
    assert all(times)
