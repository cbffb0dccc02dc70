#!/usr/bin/env python3
"""Print the built book as one PDF: a title page, the contents, all pages, the answers.

Usage: python tools/make_pdf.py

Headless Chromium prints the page that tools/paper.py lays out, twice: only after the first time are
the numbers known that stand in the contents. The bookmarks lead to the places of the contents.
No script of a page runs, so controls are the still pictures that they start as.
"""

import logging
import shutil
import sys
import time
from pathlib import Path

from playwright.sync_api import sync_playwright
from pypdf import PdfReader, PdfWriter
from pypdf.generic import Fit

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from tools import paper

SITE = paper.ROOT / "_build" / "html"
PDF = paper.ROOT / "_build" / "computer-vision-by-hand.pdf"
PAGE = "paper.html"  # in the folder of the site, as long as it is printed
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
# Chromium counts its objects otherwise than pypdf, which says so each time.
logging.getLogger("pypdf").setLevel(logging.ERROR)

MISSING_PICTURES = """() => document.fonts.ready.then(() => [...document.images]
    .filter((image) => !image.naturalWidth).map((image) => image.getAttribute("src")))"""


def find_browser():
    """Return the program of the browser that prints and tests, or None."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def print_page(browser, page, site, pdf):
    """Print HTML that belongs into the folder of the site to a PDF file."""
    file = site / PAGE
    file.write_text(page, encoding="utf-8")
    context = browser.new_context(java_script_enabled=False)
    try:
        tab = context.new_page()
        tab.goto(file.as_uri())
        if missing := tab.evaluate(MISSING_PICTURES):
            raise ValueError(f"these pictures are not in {site}: {', '.join(missing)}")
        tab.pdf(path=pdf, prefer_css_page_size=True, print_background=True, tagged=True)
    finally:
        context.close()
        file.unlink()


def places_of(reader):
    """Return where each named place stands: {name: (index of its page, distance from below)}."""
    indices = {page.indirect_reference.idnum: page.page_number for page in reader.pages}
    return {
        name.lstrip("/"): (indices[place.page.idnum], float(place.top))
        for name, place in reader.named_destinations.items()
    }


def make_pdf(browser, site, pdf, parts):
    """Print pages of the built book.

    Parameters
    ----------
    browser : playwright.sync_api.Browser
    site, pdf : Path
        The folder of the built book, and the file to write.
    parts : list
        Which pages, as `paper.read_parts` returns them.

    Returns
    -------
    count : int
        The number of pages.
    """
    sheets, outline = paper.read_book(site, parts)
    places, numbers = {}, None
    while numbers != (known := {name: page + 1 for name, (page, _) in places.items()}):
        numbers = known
        print_page(browser, paper.lay_out(site, sheets, outline, numbers), site, pdf)
        places = places_of(PdfReader(pdf))
    writer = PdfWriter(clone_from=pdf)
    add_bookmarks(writer, [paper.CONTENTS, *outline], places)
    writer.page_mode = "/UseOutlines"
    writer.write(pdf)
    return len(writer.pages)


def add_bookmarks(writer, outline, places, parent=None):
    """Add a bookmark for each place, under the bookmark of what it stands in."""
    for place in outline:
        page, top = places[place.name or place.inside[0].name]
        mark = writer.add_outline_item(
            title=place.title,
            page_number=page,
            parent=parent,
            fit=Fit.xyz(left=0, top=top, zoom=0),
            is_open=False,
        )
        add_bookmarks(writer, place.inside, places, mark)


def main():
    """Make the PDF of the whole book; return 1, with a sentence, if it cannot be made."""
    program = find_browser()
    if not program:
        print(f"The PDF is printed by Chromium: install it ({', '.join(BROWSERS)} are looked for).")
        return 1
    if not (SITE / "index.html").exists():
        print("The PDF is printed from the built book: type `make book` first.")
        return 1
    start = time.perf_counter()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        count = make_pdf(browser, SITE, PDF, paper.read_parts())
        browser.close()
    size, seconds = PDF.stat().st_size / 1e6, time.perf_counter() - start
    print(f"{PDF.relative_to(paper.ROOT)}: {count} pages, {size:.1f} MB, in {seconds:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
