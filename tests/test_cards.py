"""The cards of the home page: what they say is written elsewhere, and each has its picture."""

import re
import sys

import cv2
import numpy as np
import pytest

from tests.browser import CHAPTER_PAGES, ROOT

sys.path.insert(0, str(ROOT / "book"))
from _ext.cards import COLUMNS, ROWS, card_picture, minutes, read_syllabus

SYLLABUS = (ROOT / "book" / "syllabus.md").read_text(encoding="utf-8")


def test_the_syllabus_is_read_whole():
    parts = list(read_syllabus(SYLLABUS))

    assert len(parts) == 4
    entries = [entry for _, _, entries in parts for entry in entries]
    assert [entry.number for entry in entries] == [f"{number:02}" for number in range(1, 19)]
    for entry in entries:
        assert entry.title
        assert len(entry.text) > 20
        assert not re.search(r"Needed first|[*\[\]]", entry.title + entry.text)
    assert all(len(story) > 50 for _, story, _ in parts)


def test_a_card_picture_has_one_size_and_keeps_its_middle():
    wide, tall = np.zeros((50, 400), np.uint8), np.zeros((400, 50), np.uint8)
    wide[:, 180:220], tall[190:210] = 255, 255
    for picture in (wide, tall):
        file = card_picture(cv2.imencode(".png", picture)[1].tobytes())
        shown = cv2.imdecode(np.frombuffer(file, np.uint8), 0)
        assert shown.shape == (ROWS, COLUMNS)
        assert shown[ROWS // 2, COLUMNS // 2] > 200
        assert shown[0, 0] < 50


def test_minutes_come_from_the_notebook():
    assert re.fullmatch(
        r"\d+ min to read, \d+ for exercises", minutes(ROOT / f"{CHAPTER_PAGES[0]}.ipynb")
    )


@pytest.mark.whole_book
def test_every_chapter_has_a_card_with_a_picture(open_page):
    visit = open_page("index")
    cards = visit.page.locator("[data-chapter-card]")

    assert cards.count() == len(CHAPTER_PAGES)
    for card in cards.all():
        picture = card.locator("img")
        picture.scroll_into_view_if_needed()
        picture.evaluate("picture => picture.decode()")
        assert picture.evaluate("picture => picture.naturalWidth") == COLUMNS
    assert visit.page.locator(".card-coming").count() == 18 - len(CHAPTER_PAGES)
    assert visit.problems == []


@pytest.mark.whole_book
def test_the_button_leads_to_the_first_chapter_and_its_card_says_so(open_page):
    page = open_page("index").page
    assert page.locator(".card-seen").count() == 0

    page.get_by_role("link", name="Start with chapter 01").click()
    page.wait_for_url(f"**/{CHAPTER_PAGES[0]}.html")
    page.go_back()
    page.wait_for_load_state("networkidle")

    (seen,) = page.locator(".card-seen").all()
    assert seen.inner_text() == "opened"


@pytest.mark.whole_book
def test_the_control_of_the_home_page_ends_in_numbers(open_page):
    visit = open_page("index")
    slider = visit.page.locator(".live-control input[type=range]")
    assert "281 rows and 449 columns" in visit.page.locator(".live-caption span").first.inner_text()

    slider.focus()
    visit.page.keyboard.press("End")

    assert "120 numbers" in visit.page.locator(".live-caption span").first.inner_text()
    assert visit.problems == []
