"""The book as a PDF, tried on one chapter, and that what is wrong on paper is found."""

import re

import numpy as np
import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject

from course_utils import codec
from tests import paper as check
from tools import make_pdf, paper

HELVETICA = DictionaryObject(
    {
        NameObject("/Type"): NameObject("/Font"),
        NameObject("/Subtype"): NameObject("/Type1"),
        NameObject("/BaseFont"): NameObject("/Helvetica"),
    }
)
CHAPTER = [
    ("Part I", [["notebooks/02_histograms", "book/quizzes/02"]]),
    ("Look up", [[paper.INDEX]]),
]


@pytest.fixture(scope="module")
def chapter(site, browser, tmp_path_factory):
    """Print one chapter and its quiz."""
    pdf = tmp_path_factory.mktemp("paper") / "chapter.pdf"
    make_pdf.make_pdf(browser, site, pdf, CHAPTER)
    return pdf


@pytest.fixture
def printed(browser, tmp_path):
    """Return a function that prints a few elements on the paper of the book."""
    gray = codec.encode(np.full((60, 80), 128, np.uint8), ".png")
    (tmp_path / "gray.png").write_bytes(gray)

    def print_elements(elements):
        style = paper.STYLE.read_text(encoding="utf-8")
        make_pdf.print_page(
            browser, f"<style>{style}</style>{elements}", tmp_path, tmp_path / "made.pdf"
        )
        return tmp_path / "made.pdf"

    return print_elements


def marks(outline, depth=0):
    """Yield (depth, bookmark) of every bookmark."""
    for one in outline:
        if isinstance(one, list):
            yield from marks(one, depth + 1)
        else:
            yield depth, one


def test_a_chapter_is_whole_on_paper(chapter):
    problems, gaps = check.look_at(chapter)
    assert problems == []
    assert len(gaps) > 12


def test_contents_and_bookmarks_lead_to_the_same_pages(chapter):
    reader = PdfReader(chapter)
    found = [
        (depth, one.title, reader.get_destination_page_number(one) + 1)
        for depth, one in marks(reader.outline)
    ]
    top = [title for depth, title, _ in found if depth == 0]
    assert top == ["Contents", "Part I", "Look up", "Answers to the quizzes"]
    assert (1, "02 Histograms", 3) in found
    assert {"The idea", "Quiz: Histograms"} <= {title for depth, title, _ in found if depth == 2}

    contents = " ".join(reader.pages[1].extract_text().split())
    for depth, title, number in found:
        if depth == 0:
            continue
        assert f"{title} {number}" in contents, title
        on_page = " ".join(reader.pages[number - 1].extract_text().split())
        assert title.removeprefix("02 ") in on_page
        assert str(number) in on_page.split()


def test_answers_stand_at_the_end(chapter):
    pages = [" ".join(page.extract_text().split()) for page in PdfReader(chapter).pages]
    *book, last = pages
    note = "A histogram counts values and forgets places."
    assert note in last
    assert not any(note in page for page in book)
    assert not any("Show the answer" in page for page in pages)


def test_the_index_tells_pages(chapter):
    texts = [" ".join(page.extract_text().split()) for page in PdfReader(chapter).pages]
    index = next(text for text in texts if text.startswith("Computer Vision by Hand Index"))
    (told,) = re.findall(r"\baxis (\d+)", index)
    assert "Two channels at once" in texts[int(told) - 1]


# What is laid on paper, and what must be said of it.
FAULTS = {
    "figure on two pages": (
        '<figure><p>above</p><p style="margin-top: 20cm">in the middle</p><p>below</p>'
        '<p style="margin-top: 10cm">further below</p></figure>',
        "pages 1, 2: one figure on all of them",
    ),
    "picture too high": (
        '<img src="gray.png" style="width: 10cm; height: 30cm">',
        "page 1: picture over",
    ),
    "picture too far left": (
        '<img src="gray.png" style="width: 10cm; margin-left: -1cm">',
        "page 1: picture over",
    ),
    "picture too wide": ('<img src="gray.png" style="width: 19cm">text', "page 1: shrunk"),
    "table too wide": ('<table style="width: 18cm"><tr><td>wide</table>', "page 1: shrunk"),
    "gap above a figure": (
        '<p style="height: 10cm">text</p><p style="break-inside: avoid; height: 18cm">figure</p>',
        "page 1: a gap of 9",
    ),
    "gap in a page": ('<p>text</p><p style="margin-top: 15cm">more</p>', "page 1: a gap of 5"),
    "empty page": (
        '<p>text</p><p style="height: 1cm; break-before: page"></p>'
        '<p style="break-before: page">text</p>',
        "page 2: empty",
    ),
    "raw TeX": ("<p>The mean is $\\frac{1}{N} \\sum_i x_i$.</p>", "page 1: raw TeX, \\frac"),
    "link to a file": ('<a href="other.html">other</a>', "page 1: a link to file:"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_on_paper_is_found(printed, fault):
    elements, said = FAULTS[fault]
    problems, _ = check.look_at(printed(elements))
    assert any(problem.startswith(said) for problem in problems), problems


def test_what_has_no_fault_is_let_pass(printed):
    pdf = printed(
        '<p>text</p><figure><img src="gray.png" style="width: 10cm"></figure>'
        '<p style="margin-top: 9cm">more</p>'
        '<table border="1" style="width: 17cm"><tr><td>wide</table>'
    )
    assert check.look_at(pdf)[0] == []


def test_letters_that_are_not_in_the_file_are_found(tmp_path):
    writer = PdfWriter()
    page = writer.add_blank_page(width=595, height=842)
    page[NameObject("/Resources")] = DictionaryObject(
        {NameObject("/Font"): DictionaryObject({NameObject("/F1"): writer._add_object(HELVETICA)})}
    )
    writer.write(tmp_path / "made.pdf")
    problems, _ = check.look_at(tmp_path / "made.pdf")
    assert problems == ["page 1: the letters of /Helvetica", "page 1: empty"]


def test_a_picture_that_is_missing_is_said(printed):
    with pytest.raises(ValueError, match=r"these pictures are not in .*: lost\.png"):
        printed('<img src="lost.png">')


def test_without_browser_or_book_one_sentence_says_so(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(make_pdf, "SITE", tmp_path)
    assert make_pdf.main() == 1
    monkeypatch.setenv("PATH", str(tmp_path))
    assert make_pdf.main() == 1
    said = capsys.readouterr().out.splitlines()
    assert [line.partition(":")[0] for line in said] == [
        "The PDF is printed from the built book",
        "The PDF is printed by Chromium",
    ]
