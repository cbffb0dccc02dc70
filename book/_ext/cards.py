"""The ``{cards}`` directive: the parts of the book, and a card with a picture for each chapter.

What stands on a card is written elsewhere: parts, titles and sentences in book/syllabus.md, the
minutes in the notebook, and its picture is the one that the chapter's first control starts with.
"""

import json
import re
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
from docutils import nodes
from sphinx.util.docutils import SphinxDirective
from sphinx.util.osutil import relative_uri

from course_utils import codec

from .doctrees import in_one_line
from .downloads import chapters
from .html import element
from .live_controls import files_of

SYLLABUS = "book/syllabus"
FOLDER = "_static/cards"
ROWS, COLUMNS = 300, 480  # of a picture
PART = re.compile(r"^## (Part .+)$", re.MULTILINE)
ENTRY = re.compile(
    r"^\*\*(\d\d) (?:\[(.+?)\]\(.+?\)\.\*\*|(.+?)\*\* \*\(coming\)\*\.) ", re.MULTILINE
)
NEEDED = re.compile(r"\s*Needed first:(.*)", re.DOTALL)
MINUTES = re.compile(r"Reading: (\d+) minutes\. Exercises: (\d+) minutes\.")


class Entry(NamedTuple):
    """What the syllabus says of a chapter."""

    number: str
    title: str
    text: str
    needed: tuple  # numbers of the chapters to read before


class cards(nodes.General, nodes.Element):
    """The place of the cards, filled when all pages have been read."""


class Cards(SphinxDirective):
    """Mark the place of the cards."""

    def run(self):
        self.env.note_reread()  # other pages decide what stands here
        self.env.note_dependency(self.env.doc2path(SYLLABUS))
        return [cards()]


def read_syllabus(text):
    """Yield (part, what it is about, [entries]) for each part of the syllabus."""
    for name, body in zip(*[iter(PART.split(text)[1:])] * 2, strict=True):
        story, *found = ENTRY.split(body)
        entries = [
            Entry(number, title or coming, in_one_line(NEEDED.sub("", words)), needed_in(words))
            for number, title, coming, words in zip(*[iter(found)] * 4, strict=True)
        ]
        yield name, in_one_line(story), entries


def needed_in(words):
    """Return the numbers of the chapters that an entry of the syllabus asks for."""
    found = NEEDED.search(words)
    return tuple(re.findall(r"\d\d", found[1])) if found else ()


def minutes(notebook):
    """Return how long a chapter takes: "35 min to read, 40 for exercises"."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    found = MINUTES.search("".join("".join(cell["source"]) for cell in cells))
    return f"{found[1]} min to read, {found[2]} for exercises" if found else ""


def first_picture(env, docname):
    """Return the file of the first picture of the first control of a page, if it has one."""
    files = files_of(env).get(docname, {})
    return next((files[name] for name in files if name.endswith((".webp", ".png"))), None)


def cut_out(file, rows, columns):
    """Return a picture file as an array of so many rows and columns, cropped at its middle."""
    picture = cv2.imdecode(np.frombuffer(file, np.uint8), cv2.IMREAD_COLOR)
    height = min(picture.shape[0], round(picture.shape[1] * rows / columns))
    width = min(picture.shape[1], round(picture.shape[0] * columns / rows))
    top, left = (picture.shape[0] - height) // 2, (picture.shape[1] - width) // 2
    part = picture[top : top + height, left : left + width]
    how = cv2.INTER_AREA if width > columns else cv2.INTER_NEAREST
    return cv2.resize(part, (columns, rows), interpolation=how)


def card_picture(file):
    """Return a picture file, cropped at its middle and shrunk."""
    return codec.encode(cut_out(file, ROWS, COLUMNS), ".webp", cv2.IMWRITE_WEBP_QUALITY, 80)


def fill(app, doctree, docname):
    """Put the parts and their cards in the place of each directive."""
    for place in list(doctree.findall(cards)):
        written = {Path(name).name[:2]: name for name in chapters(app.env)}
        text = Path(app.env.doc2path(SYLLABUS)).read_text(encoding="utf-8")
        parts = []
        for name, story, entries in read_syllabus(text):
            shown = [card(app, docname, entry, written.get(entry.number)) for entry in entries]
            parts.append(
                element(
                    "section",
                    element("h3", name),
                    *([element("p", story)] if story else []),
                    element("ul", *shown, class_="cards"),
                    class_="part",
                    id=nodes.make_id(name.partition(":")[0]),
                )
            )
        place.replace_self(parts)


def card(app, docname, entry, chapter):
    """Return the card of one chapter; what is to come leads nowhere."""
    words = element("p", entry.text)
    number = element("span", entry.number, class_="chapter-mark")
    if chapter is None:
        state = element("p", "Coming", class_="card-minutes")
        title = element("p", number, " ", entry.title, class_="card-title")
        return element("li", title, words, state, class_="card-coming")
    address = app.builder.get_relative_uri(docname, chapter)
    link = element("a", entry.title, href=address)
    inside = [
        element("p", number, " ", link, class_="card-title"),
        words,
        element("p", minutes(Path(app.env.doc2path(chapter))), class_="card-minutes"),
    ]
    if first_picture(app.env, chapter):
        page = app.builder.get_target_uri(docname)
        source = relative_uri(page, f"{FOLDER}/{entry.number}.webp")
        size = {"width": COLUMNS, "height": ROWS}
        inside.insert(0, element("img", src=source, alt="", loading="lazy", **size))
    return element("li", *inside, data_chapter_card=chapter)


def write_pictures(app, env):
    if app.builder.format != "html":
        return
    folder = Path(app.outdir, FOLDER)
    folder.mkdir(parents=True, exist_ok=True)
    for docname in chapters(env):
        if file := first_picture(env, docname):
            (folder / f"{Path(docname).name[:2]}.webp").write_bytes(card_picture(file))


def add_to_page(app, docname, template, context, doctree):
    if docname == app.config.root_doc:
        app.add_css_file("home.css")
        app.add_js_file("home.js", defer="defer")


def setup(app):
    app.setup_extension("_ext.html")
    app.add_node(cards)
    app.add_directive("cards", Cards)
    app.connect("doctree-resolved", fill)
    app.connect("env-updated", write_pictures)
    app.connect("html-page-context", add_to_page)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
