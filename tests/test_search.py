"""The search: questions of learners, spelling, speed, and copies of the site without a server."""

import json
import tomllib
from pathlib import Path

import pytest

from tests.browser import ROOT

QUESTIONS = tomllib.loads(
    Path(__file__).with_name("search_questions.toml").read_text(encoding="utf-8")
)["question"]
FOUND = ".search-found:visible li"
WIDTHS = [1280, 390]

# Types a word letter by letter, waits for the answer to each, and returns how many there were.
TYPE = """async (word) => {
    const input = document.querySelector("#pst-search-dialog input");
    const dialog = document.querySelector("#pst-search-dialog");
    let answers = 0;
    for (let k = 1; k <= word.length; k++) {
        const answered = new Promise((done) => {
            new MutationObserver(done).observe(dialog, { childList: true, subtree: true });
        });
        input.value = word.slice(0, k);
        input.dispatchEvent(new Event("input"));
        await answered;
        answers += 1;
    }
    return answers;
}"""


def straight(heading):
    """Return a heading as its notebook has it."""
    return heading.replace("’", "'")


def open_search(page):
    page.locator(".search-button__button:visible").first.click()
    return page.locator("#pst-search-dialog input")


@pytest.fixture(scope="module")
def results(browser, server):
    """Return a function that asks the page of the search: [(page, heading)] in their order."""
    page = browser.new_page()
    page.goto(f"{server.url}/search.html", wait_until="networkidle")

    def results(asked):
        page.locator("main input[type=search]").fill("")
        page.locator("main input[type=search]").fill(asked)
        page.locator("main .search-told").get_by_text("found").wait_for()
        links = page.locator("main .search-found a").all()[:3]
        return [
            (link.get_attribute("href").split("#")[0].split("/", 3)[3], straight(link.inner_text()))
            for link in links
        ]

    yield results
    page.close()


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question["asked"])
def test_the_right_section_is_among_the_first_three(results, question):
    right = {(f"{page}.html", heading) for page, heading in question["answers"]}
    assert right & set(results(question["asked"]))


@pytest.mark.parametrize("width", WIDTHS)
def test_a_section_is_found_while_one_types_and_the_keyboard_leads_there(open_page, width):
    page = open_page("index", width=width).page
    open_search(page)
    page.keyboard.type("voting slic")
    page.locator(FOUND).first.wait_for()
    assert page.locator(FOUND).first.locator("mark").count()

    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url("**/11_counting_by_voting_slices.html#*")


def test_enter_leads_to_the_page_of_the_search(open_page):
    page = open_page("notebooks/02_histograms").page
    open_search(page).fill("equalise")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=equalise")

    page.locator(FOUND, has_text="3. Histogram equalization").first.wait_for()


def test_a_word_of_the_book_is_no_typing_error(open_page):
    """Blur is not blue."""
    page = open_page("search").page
    page.locator("main input[type=search]").fill("blur color")
    page.locator("main .search-found mark").first.wait_for()
    assert "blue" not in page.locator("main .search-found mark").all_inner_texts()


def test_what_is_not_there_is_said(open_page):
    page = open_page("index").page
    open_search(page).fill("xylophone")
    page.get_by_text("Nothing fits.").wait_for()


def test_each_letter_is_answered_with_what_is_here(open_page):
    """Not a time of this machine is tested, which may be busy, but that no letter asks for more."""
    page = open_page("index").page
    open_search(page)
    page.wait_for_function("() => window.courseSections && window.MiniSearch")
    requests = []
    page.on("request", lambda request: requests.append(request.url))
    assert page.evaluate(TYPE, "histogram") == 9
    assert requests == []


def test_it_searches_in_a_copy_on_a_disk(browser, site):
    page = browser.new_page()
    page.goto((site / "notebooks" / "02_histograms.html").as_uri())
    open_search(page).fill("what is a bin")
    page.locator(FOUND).first.get_by_role("link").click()
    page.wait_for_load_state()
    assert page.url.startswith(site.as_uri())
    assert "#" in page.url
    page.close()


def test_a_site_without_the_package_says_so(browser, server):
    page = browser.new_page()
    page.route("**/minisearch/**", lambda route: route.abort())
    page.goto(f"{server.url}/index.html", wait_until="networkidle")
    open_search(page).fill("histogram")
    page.get_by_text("built without its search").wait_for()
    page.close()


def test_every_section_that_is_found_is_there(site):
    text = (site / "_static" / "search-sections.js").read_text(encoding="utf-8")
    known = json.loads(text.removeprefix("window.courseSections = ").removesuffix(";\n"))
    bodies = [(site / page).read_text(encoding="utf-8") for page, _, _ in known["pages"]]

    assert len(known["pages"]) == len(list((ROOT / "notebooks").glob("[0-9]*.ipynb"))) - 1 + 3
    for page, anchor, heading, _, _ in known["sections"]:
        assert f'id="{anchor}"' in bodies[page], heading
