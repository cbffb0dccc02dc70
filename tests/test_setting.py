"""How a page is set: the beginning of a chapter, notes in the margin, folded cells."""

import json
import re

import pytest

from tests.browser import build_small_book

OPENER = """import numpy as np
from course_utils import controls

def shade(gray):
    return np.full((20, 30), gray, np.uint8)

controls.explore(shade, label="Shade", alt="A shade, {gray}.", gray=[0, 100, 200])"""
CHAPTER = [
    ("markdown", "# Edges\n\nWhere is an edge?\n\nHere.", []),
    ("code", "import sys", ["hide-input"]),
    ("code", OPENER, ["hide-input"]),
    (
        "markdown",
        "## What you will be able to do\n\n- Find one.\n\n"
        "Reading: 5 minutes. Exercises: 1 minute.\n\n"
        "*Picture:* the cup is free.\n\n*Not* a note.",
        [],
    ),
]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Take the place of the book: one chapter of three cells."""
    cells = [
        {"cell_type": kind, "id": f"c{number}", "metadata": {"tags": tags}, "source": source}
        | ({"outputs": [], "execution_count": None} if kind == "code" else {})
        for number, (kind, source, tags) in enumerate(CHAPTER)
    ]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    notebook = {"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}
    pages = {"book/intro.md": "# Home\n", "notebooks/07_edges.ipynb": json.dumps(notebook)}
    return build_small_book(tmp_path_factory.mktemp("book"), pages)


def test_a_chapter_begins_with_its_sentences_and_what_it_takes(open_page):
    article = open_page("notebooks/07_edges").page.locator("article")

    assert article.locator(".chapter-lead").all_inner_texts() == ["Where is an edge?", "Here."]
    line = article.locator(".chapter-lead + .chapter-links")
    assert line.locator("> *").all_inner_texts() == [
        "Reading: 5 minutes. Exercises: 1 minute.",
        "Notebook",
        "Python script",
    ]
    assert article.get_by_text("Reading:").count() == 1


def test_a_note_stands_beside_the_text_or_in_it(open_page):
    notes = open_page("notebooks/07_edges").page.locator(".margin-note")
    assert notes.all_inner_texts() == ["Picture: the cup is free."]
    for width, beside in ((1280, True), (390, False)):
        page = open_page("notebooks/07_edges", width=width).page
        note = page.locator(".margin-note").bounding_box()
        after = page.get_by_text("a note.").bounding_box()
        assert (note["x"] >= after["x"] + after["width"]) == beside


def test_a_folded_cell_opens_by_keyboard(open_page):
    page = open_page("notebooks/07_edges").page
    code = page.locator(".cell_input").first
    assert not code.is_visible()

    page.locator("summary", has_text="Show the code").first.focus()
    page.keyboard.press("Enter")

    assert code.is_visible()
    assert page.locator("summary", has_text="Hide the code").first.is_visible()


def test_the_first_control_stands_on_a_stage_above_its_code(open_page, site):
    stage = open_page("notebooks/07_edges").page.locator("article .chapter-stage")

    assert stage.count() == 1
    control = stage.locator("div.live-control").bounding_box()
    assert control["y"] + control["height"] < stage.locator("summary").bounding_box()["y"]
    still = (site / "notebooks" / "07_edges.html").read_text(encoding="utf-8")
    (picture,) = re.findall('<img class="live-picture".*?>', still)
    assert "lazy" not in picture
