"""The PDF of the book, looked at page by page: `make pdf`, then `python -m tests.paper`.

Where letters, pictures and lines stand is read from what draws the page. What belongs together is
read from the structure that Chromium writes for readers who listen.
"""

import re
import sys
import time
from typing import NamedTuple

import numpy as np
from pypdf import PdfReader
from pypdf.generic import ContentStream, IndirectObject

from tools import paper
from tools.make_pdf import PDF, places_of

MILLIMETER = 72 / 25.4  # points
SIDE, TOP, BOTTOM = 20 * MILLIMETER, 20 * MILLIMETER, 22 * MILLIMETER  # margins: tools/paper.css
SLACK = 2  # points
SCALE = 0.75  # points a pixel; less where Chromium shrinks what would be too wide
LARGEST_GAP = 0.5  # of the height between the margins
TEX = re.compile(
    r"\$\$|\\(?:frac|d?sum|sqrt|math\w+|text|left|right|begin|end|cdot|times|leq?|geq?|ldots|hat|bar"
    r"|sigma|mu|alpha|beta|lambda|pi|in|approx|quad|partial|nabla|lfloor|operatorname)(?![a-z])"
)
POINTS = {b"m": 1, b"l": 1, b"c": 3, b"v": 2, b"y": 2}
PAINTS = {b"S", b"s", b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*"}
SHOWS = {b"Tj", b"TJ", b"'", b'"'}
UNIT = np.array([[0, 0], [1, 0], [0, 1], [1, 1]], float)  # where a picture is drawn


class Box(NamedTuple):
    """Where something is drawn, in points from the lower left corner of the page."""

    kind: str  # "text", "picture" or "lines"
    left: float
    bottom: float
    right: float
    top: float


class Page(NamedTuple):
    """What is drawn on a page, its text, and whether a chapter ends there."""

    number: int
    width: float
    height: float
    boxes: list
    scale: float
    text: str
    ends: bool


class Pen:
    """Follows what draws a page, and notes where each thing is drawn."""

    def __init__(self, reader):
        self.reader = reader
        self.boxes = []
        self.scale = SCALE

    def follow(self, stream, resources, matrix):
        """Note what a stream draws in the coordinates that a matrix gives it."""
        kept, path, text, size = [], [], np.eye(3), 0
        clip, clips = (-np.inf, -np.inf, np.inf, np.inf), False
        for values, operator in ContentStream(stream, self.reader).operations:
            if operator == b"q":
                kept.append((matrix, clip))
            elif operator == b"Q":
                matrix, clip = kept.pop()
            elif operator == b"cm":
                matrix = affine(values) @ matrix
            elif operator in POINTS:
                path += np.reshape(np.array(values, float), (POINTS[operator], 2)).tolist()
            elif operator == b"re":
                left, bottom, width, height = map(float, values)
                path += (UNIT * (width, height) + (left, bottom)).tolist()
            elif operator in (b"W", b"W*"):
                clips = True
            elif operator in PAINTS or operator == b"n":
                if operator in PAINTS and path:
                    self.note("lines", *within(around(path, matrix), clip))
                if clips and path:
                    clip = within(around(path, matrix), clip)
                path, clips = [], False
            elif operator == b"BT":
                text = np.eye(3)
            elif operator == b"Tf":
                size = float(values[1])
            elif operator == b"Tm":
                text = affine(values)
            elif operator in (b"Td", b"TD"):
                text = affine([1, 0, 0, 1, *values]) @ text
            elif operator in SHOWS:
                placed = text @ matrix
                self.scale = min(self.scale, np.hypot(*placed[0, :2]))
                self.note("text", *around([(0, 0), (0, size)], placed))
            elif operator == b"Do":
                self.use(resources["/XObject"][values[0]], resources, matrix)

    def use(self, what, resources, matrix):
        """Note a picture, or what a form draws."""
        if what["/Subtype"] == "/Image":
            self.note("picture", *around(UNIT, matrix))
        else:
            own = affine(what.get("/Matrix", [1, 0, 0, 1, 0, 0]))
            self.follow(what, what.get("/Resources", resources), own @ matrix)

    def note(self, kind, left, bottom, right, top):
        if right >= left and top >= bottom:
            self.boxes.append(Box(kind, left, bottom, right, top))


def affine(values):
    """Return the matrix of six numbers, for points that are rows."""
    a, b, c, d, e, f = map(float, values)
    return np.array([[a, b, 0], [c, d, 0], [e, f, 1]])


def around(points, matrix):
    """Return the box around points: left, bottom, right, top."""
    places = np.c_[np.array(points, float), np.ones(len(points))] @ matrix
    return (*places[:, :2].min(axis=0), *places[:, :2].max(axis=0))


def within(box, clip):
    """Return the part of a box that is inside of another one."""
    return (*np.maximum(box[:2], clip[:2]), *np.minimum(box[2:], clip[2:]))


def read_pages(reader):
    """Yield the pages of a PDF one after the other."""
    begins = {
        page for name, (page, _) in places_of(reader).items() if name.startswith(paper.start_of(""))
    }
    last = len(reader.pages) - 1
    for index, page in enumerate(reader.pages):
        pen = Pen(reader)
        if page.get_contents() is not None:
            pen.follow(page.get_contents(), page.get("/Resources"), np.eye(3))
        width, height = float(page.mediabox.width), float(page.mediabox.height)
        ends = index == last or index + 1 in begins
        yield Page(index + 1, width, height, pen.boxes, pen.scale, page.extract_text(), ends)


def on_paper(page):
    """Return the boxes of a page without its head, its number and its ground."""
    return [
        box
        for box in page.boxes
        if box.top > BOTTOM
        and box.bottom < page.height - TOP
        and box.top - box.bottom < 0.95 * page.height
    ]


def cut_pictures(page):
    """Yield what is drawn over the margins of a page: it is cut, or goes on on the next one."""
    for box in page.boxes:
        across = box.left < SIDE - SLACK or box.right > page.width - SIDE + SLACK
        along = box.bottom < BOTTOM - SLACK or box.top > page.height - TOP + SLACK
        ground = box.kind == "lines" and box.top - box.bottom >= 0.95 * page.height
        if not ground and (across or (box.kind == "picture" and along)):
            yield f"page {page.number}: {box.kind} over the margin"


def largest_gap(page):
    """Return the largest gap of a page, as a share of the height between its margins.

    What is empty at the end of a chapter is no gap.
    """
    floor, edge = BOTTOM, page.height - TOP
    height, gap = edge - floor, 0
    for box in sorted(on_paper(page), key=lambda box: -box.top):
        gap = max(gap, edge - box.top)
        edge = min(edge, box.bottom)
    return (gap if page.ends else max(gap, edge - floor)) / height


def divided_figures(reader):
    """Yield the figures and controls that stand on more than one page."""
    numbers = {page.indirect_reference.idnum: page.page_number + 1 for page in reader.pages}

    def pages_under(node, page):
        """Return the pages of a part of the structure, and yield the figures in it."""
        if isinstance(node, IndirectObject):
            node = node.get_object()
        if isinstance(node, list):
            return set().union(*(pages_under(child, page) for child in node))
        if not hasattr(node, "get"):
            return {page} if page else set()
        if "/Pg" in node:
            page = numbers[node.raw_get("/Pg").idnum]
        if "/K" not in node:
            return {page} if node.get("/Type") == "/MCR" and page else set()
        pages = pages_under(node["/K"], page)
        if node.get("/S") == "/Figure" and len(pages) > 1:
            found.append(f"pages {', '.join(map(str, sorted(pages)))}: one figure on all of them")
        return pages

    found = []
    tree = reader.trailer["/Root"].get("/StructTreeRoot")
    if tree is not None:
        pages_under(tree["/K"], None)
    return found


def fonts_missing(reader):
    """Yield the fonts that are named in the PDF and not in it."""
    seen = set()
    for page in reader.pages:
        fonts = (page.get("/Resources") or {}).get("/Font", {})
        for name in fonts:
            reference = fonts.raw_get(name)
            if reference in seen:
                continue
            seen.add(reference)
            font = fonts[name]
            for one in font.get("/DescendantFonts", [font]):
                described = one.get_object().get("/FontDescriptor", {})
                if font["/Subtype"] != "/Type3" and not any(
                    key.startswith("/FontFile") for key in described
                ):
                    yield f"page {page.page_number + 1}: the letters of {font.get('/BaseFont')}"


def lost_links(reader):
    """Yield the links that lead to files of this machine or to a place that is not there."""
    places = places_of(reader)
    for page in reader.pages:
        for link in page.get("/Annots") or []:
            link = link.get_object()
            address = (link.get("/A") or {}).get("/URI", "")
            place = link.get("/Dest")
            lost = isinstance(place, str) and place.lstrip("/") not in places
            if lost or address.startswith("file:"):
                yield f"page {page.page_number + 1}: a link to {place if lost else address}"


def look_at(pdf):
    """Look at a PDF of the book.

    Parameters
    ----------
    pdf : Path

    Returns
    -------
    problems : list of str
    gaps : list of (float, int)
        The largest gap of each page and the number of the page, the largest first.
    """
    reader = PdfReader(pdf)
    problems = [*divided_figures(reader), *fonts_missing(reader), *lost_links(reader)]
    gaps = []
    for page in read_pages(reader):
        problems += cut_pictures(page)
        if page.scale < 0.99 * SCALE:
            problems.append(f"page {page.number}: shrunk, because something is too wide")
        if not on_paper(page):
            problems.append(f"page {page.number}: empty")
        if found := TEX.search(page.text):
            problems.append(f"page {page.number}: raw TeX, {found[0]}")
        gaps.append((largest_gap(page), page.number))
        if gaps[-1][0] > LARGEST_GAP:
            problems.append(f"page {page.number}: a gap of {gaps[-1][0]:.0%} of the page")
    return problems, sorted(gaps, reverse=True)


def main():
    """Say what is wrong with the PDF of the book, if there is one."""
    if not PDF.exists():
        print(f"{PDF.name} is not made yet: type `make pdf` first.")
        return 1
    start = time.perf_counter()
    problems, gaps = look_at(PDF)
    for problem in problems:
        print(problem)
    largest = ", ".join(f"{gap:.0%} on page {number}" for gap, number in gaps[:10])
    print(f"{len(gaps)} pages, {PDF.stat().st_size / 1e6:.1f} MB; largest gaps: {largest}")
    print(f"{len(problems)} problems, found in {time.perf_counter() - start:.0f} s")
    return bool(problems)


if __name__ == "__main__":
    sys.exit(main())
