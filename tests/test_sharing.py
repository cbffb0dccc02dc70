"""What the site shows to search engines, to chats and feed readers, and to who is lost."""

import sys
from xml.etree import ElementTree

import cv2
import nbformat
import numpy as np
import pytest
from bs4 import BeautifulSoup
from sphinx.errors import ConfigError

from tests.browser import ROOT, build_small_book, toc_pages

sys.path.insert(0, str(ROOT / "book"))
from _ext import feed, packages, sharing, social_cards

BASE = "https://example.org/course"
OPENER = """import numpy as np
from course_utils import controls

def shade(gray):
    return np.full((20, 30, 3), (0, 0, 200 + gray), np.uint8)

controls.explore(shade, label="Shade", alt="A shade, {gray}.", gray=[0, 50])"""
CHAPTER = nbformat.v4.new_notebook(
    cells=[
        nbformat.v4.new_markdown_cell("# Edges\n\nWhere is an *edge*?\n\nHere."),
        nbformat.v4.new_code_cell(OPENER),
    ],
)
QUIZ = """# Quiz: Edges

Choose, and read the note.

:::{quiz} where
How many edges has $x^2$ < 3?

- [x] None
  - It is smooth.
- [ ] One
  - Where?
:::
"""
CHANGES = """# What is new

What readers notice.

## Unreleased

- Something *to come*.

## 1.1.0 (2026-12-24)

- Ticks & `marks`, as in [the quiz](quizzes/07.md).

## 1.0.0 (2026-12-01)

- All chapters.
"""
PAGES = {
    "index.md": '# Home & all\n\nA page with `code`, and "signs". Really.\n\n## More\n\nText.\n',
    "notebooks/07_edges.ipynb": nbformat.writes(CHAPTER),
    "book/quizzes/07.md": QUIZ,
    "book/changes.md": CHANGES,
}
ABOUT = {
    "index": "A page with code, and “signs”. Really.",
    "notebooks/07_edges": "Where is an edge? Here.",
    "book/quizzes/07": "How many edges has x^2 < 3?",
    "book/changes": "What readers notice.",
    "genindex": sharing.INDEX_HOLDS,
}
PLACES = {name: f"{BASE}/{name}.html" for name in ABOUT} | {"index": f"{BASE}/"}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Take the place of the book: four pages that know no address."""
    return build_small_book(tmp_path_factory.mktemp("book"), PAGES)


@pytest.fixture(scope="module")
def public(tmp_path_factory):
    """Build the same pages for an address."""
    return build_small_book(tmp_path_factory.mktemp("book"), PAGES, base=BASE)


def read(site, name):
    return BeautifulSoup((site / f"{name}.html").read_text(encoding="utf-8"), "html.parser")


def metas(page):
    """Return {name: content} of what the head of a page says, each said once."""
    found = [
        (meta.get("property") or meta.get("name"), meta["content"]) for meta in page("meta")[1:]
    ]
    assert len(dict(found)) == len(found)
    return dict(found)


@pytest.mark.parametrize("name", ABOUT)
def test_each_page_says_what_it_is_about(site, name):
    page = read(site, name)
    said = metas(page)

    assert said["description"] == said["og:description"] == ABOUT[name]
    assert said["og:site_name"] == "Computer Vision by Hand"
    assert said["og:type"] == ("website" if name == "index" else "article")
    assert said["twitter:card"] == "summary"
    title = {"index": "Home & all", "genindex": "Index"}.get(name) or page.h1.get_text().strip(
        "07 #"
    )
    assert said["og:title"] == title
    assert said["viewport"].startswith("width=device-width")


def test_the_home_page_says_its_title_once(site):
    assert read(site, "index").title.get_text() == "Home & all"
    assert read(site, "book/changes").title.get_text() == "What is new — Computer Vision by Hand"


def test_nothing_that_needs_an_address_is_there_without_one(site):
    for name in (*ABOUT, "404", "search"):
        page = read(site, name)
        assert not {"og:url", "og:image"} & set(metas(page))
        assert page.select("[rel=canonical], [rel=alternate]") == []
    assert not [file for file in sharing_files(site) if file.exists()]
    assert "feed reader" not in read(site, "book/changes").get_text()


def sharing_files(site):
    return [site / name for name in ("sitemap.xml", "robots.txt", feed.FEED, social_cards.FOLDER)]


@pytest.mark.parametrize("name", ABOUT)
def test_each_page_has_its_address_and_a_card(public, name):
    page = read(public, name)
    said = metas(page)

    assert said["og:url"] == page.select_one("[rel=canonical]")["href"] == PLACES[name]
    card = "07" if name == "notebooks/07_edges" else "course"
    assert said["og:image"] == f"{BASE}/_static/social/{card}.png"
    assert said["twitter:card"] == "summary_large_image"
    file = (public / said["og:image"].removeprefix(f"{BASE}/")).read_bytes()
    shown = cv2.imdecode(np.frombuffer(file, np.uint8), cv2.IMREAD_COLOR)
    assert shown.shape == (int(said["og:image:height"]), int(said["og:image:width"]), 3)
    assert file.startswith(b"\x89PNG")
    # The picture of the chapter's control stands in its card.
    assert (shown[300, 1000, 2] >= 200) == (card == "07")


@pytest.mark.parametrize("name", ["404", "search"])
def test_who_is_lost_or_searches_is_not_found(public, name):
    page = read(public, name)
    assert metas(page)["robots"] == "noindex"
    assert page.select("[rel=canonical]") == []


def test_the_sitemap_has_every_page(public):
    places = ElementTree.parse(public / "sitemap.xml").iter(f"{{{sharing.SITEMAP}}}loc")
    assert sorted(place.text for place in places) == sorted(PLACES.values())
    robots = (public / "robots.txt").read_text(encoding="utf-8").splitlines()
    assert robots == ["User-agent: *", "Allow: /", f"Sitemap: {BASE}/sitemap.xml"]


def test_the_feed_tells_of_each_release(public):
    names = {"": feed.ATOM}
    told = ElementTree.parse(public / feed.FEED)
    assert told.findtext("id", namespaces=names) == f"{BASE}/changes.xml"
    assert told.findtext("updated", namespaces=names) == "2026-12-24T00:00:00Z"
    assert told.findtext("title", namespaces=names) == "Computer Vision by Hand: what is new"
    assert told.findtext("author/name", namespaces=names)
    entries = told.findall("entry", names)
    assert [
        [entry.findtext(tag, namespaces=names) for tag in ("title", "updated", "id")]
        for entry in entries
    ] == [
        ["1.1.0", "2026-12-24T00:00:00Z", f"{BASE}/book/changes.html#release-1-1-0"],
        ["1.0.0", "2026-12-01T00:00:00Z", f"{BASE}/book/changes.html#release-1-0-0"],
    ]
    (item,) = BeautifulSoup(entries[0].findtext("content", namespaces=names), "html.parser")("li")
    assert item.get_text() == "Ticks & marks, as in the quiz."
    assert item.a["href"] == "quizzes/07.html"
    assert told.getroot().get(feed.BASE) == f"{BASE}/book/changes.html"

    page = read(public, "book/changes")
    assert page.find(id="release-1-0-0").h2
    assert page.select_one("nav a[href='#release-1-0-0']")
    assert (
        page.find("a", string="Follow these changes in a feed reader")["href"] == "../changes.xml"
    )
    for name in (*ABOUT, "404"):
        assert read(public, name).select_one("[rel=alternate]")["href"] == f"{BASE}/changes.xml"


@pytest.mark.parametrize("title", ["1.0.0", "1.0.0 (2026-02-30)", "2026-12-01", "Soon"])
def test_a_release_without_a_day_is_a_warning(build_page, monkeypatch, title):
    monkeypatch.setattr(feed, "PAGE", "index")
    _, warnings = build_page(f"## Unreleased\n\nText.\n\n## {title}\n\nText.", "_ext.feed")
    assert f"CHANGELOG.md: write {title!r} as '1.0.0 (2026-12-01)', or as 'Unreleased'" in warnings
    assert warnings.count("CHANGELOG.md") == 1


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("One. Two? Three!", "One. Two? Three!"),
        (f"{'a' * 99}. {'b' * 99}. Not this.", f"{'a' * 99}. {'b' * 99}."[:100]),
        (f"{'word ' * 100}end.", f"{'word ' * 39}word …"[:-7] + " …"),
        ("", ""),
    ],
)
def test_a_description_ends_with_a_sentence_or_a_word(text, kept):
    assert sharing.shorten(text) == kept
    assert len(kept) <= sharing.LONGEST


@pytest.mark.parametrize(
    "base", ["example.org", "https://", "ftp://a.b", "https://a.b/c?d", "/here"]
)
def test_a_base_that_is_no_address_is_refused(base):
    from types import SimpleNamespace

    with pytest.raises(
        ConfigError, match=r"html\.baseurl .* write it as https://example\.org/course/"
    ):
        sharing.check_base(None, SimpleNamespace(html_baseurl=base))


# The page for who is lost, and where the home page once stood


@pytest.mark.parametrize("width", [1280, 390])
def test_who_is_lost_finds_the_way_from_any_depth(open_page, server, width):
    visit = open_page("no/such/page", width=width)
    lost = f"{server.url}/no/such/page.html"
    assert visit.problems == [
        f"404: {lost}",
        "console: Failed to load resource: the server responded with a status of 404 (Not Found)",
    ]

    visit.page.get_by_role("main").get_by_role("searchbox").fill("edges")
    found = visit.page.locator("main .search-found a").first
    assert found.get_attribute("href") == f"{server.url}/notebooks/07_edges.html#edges"
    visit.page.get_by_role("link", name="begin at the home page").click()
    visit.page.wait_for_url(f"{server.url}/index.html")


def test_the_page_for_who_is_lost_knows_where_the_site_stands(public):
    page = read(public, "404")
    places = {
        tag[name] for name in ("href", "src", "action") for tag in page.select(f"[{name}]")
    } - {"#main-content"}
    assert len(places) > 10
    assert {place for place in places if not place.startswith("/course/")} == {
        f"{BASE}/changes.xml"
    }
    assert page.html["data-content_root"] == "/course/"


def test_the_start_page_is_the_home_page_and_its_old_address_leads_there(open_page, server):
    visit = open_page("book/intro")
    visit.page.wait_for_url(f"{server.url}/index.html")
    assert visit.page.locator("article h1").inner_text().startswith("Home & all")
    assert visit.problems == []


def test_the_old_address_leads_on_in_a_copy_on_a_disk(browser, site):
    page = browser.new_page(java_script_enabled=False)
    page.goto((site / "book" / "intro.html").as_uri())
    page.wait_for_url((site / "index.html").as_uri())
    page.close()


# Social cards


def test_a_card_says_number_title_and_course(public):
    drawn = (
        (public / social_cards.FOLDER / "07.png").read_bytes(),
        social_cards.draw("Edges", "07", "Computer Vision by Hand", None),
    )
    shown = [cv2.imdecode(np.frombuffer(file, np.uint8), cv2.IMREAD_COLOR) for file in drawn]
    beside = social_cards.COLUMNS - social_cards.SIDE
    written = [(card != card[0, 0]).any(axis=2)[:, :beside] for card in shown]
    assert written[0].any()
    np.testing.assert_array_equal(*written)


@pytest.fixture
def picture():
    noise = np.random.default_rng(1).integers(0, 256, (300, 450, 3), np.uint8)
    return cv2.imencode(".png", noise)[1].tobytes()


def test_a_card_is_light_and_always_the_same(picture):
    cards = [social_cards.draw("Edges", "07", "The course", picture) for _ in range(2)]
    assert cards[0] == cards[1]
    assert len(cards[0]) < 100_000  # of noise, the heaviest that there is


def test_the_colors_of_the_mark_stay_those_of_the_mark(picture):
    card = social_cards.draw("Edges", "07", "The course", picture)
    shown = cv2.imdecode(np.frombuffer(card, np.uint8), cv2.IMREAD_COLOR)
    icon = (ROOT / "book" / "_static" / "favicon.svg").read_text(encoding="utf-8")
    seen = {
        f"#{red:02x}{green:02x}{blue:02x}" for blue, green, red in shown[520:, :100].reshape(-1, 3)
    }
    for color in (social_cards.BRAND, social_cards.LIGHT, social_cards.MARK):
        assert color in seen
        assert color in icon


@pytest.mark.parametrize("document", [page for page in toc_pages() if page.startswith("notebooks")])
def test_the_title_of_a_chapter_fits_beside_its_picture(document):
    title = document[13:].replace("_", " ")
    width = social_cards.COLUMNS - social_cards.SIDE - 2 * social_cards.MARGIN
    lines, font = social_cards.set_title(title, width)
    assert lines.replace("\n", " ") == title
    assert len(lines.splitlines()) <= 5
    assert max(map(font.getlength, lines.splitlines())) <= width


def test_a_card_without_the_letters_of_the_book(picture, monkeypatch):
    monkeypatch.setattr(packages, "files", lambda package: {})
    social_cards.letters.cache_clear()
    assert social_cards.draw("Edges", "07", "The course", picture)
    social_cards.letters.cache_clear()
