"""The index: the words of the glossary and the functions of the course, and where they are.

Sphinx has an index of its own, of the glossary alone; this one stands in its place.
"""

from pathlib import Path
from typing import NamedTuple

from docutils import nodes

from .downloads import chapters
from .taught import calls_of, taught
from .terms import GLOSSARY, words_of

PAGE = "genindex"


class Row(NamedTuple):
    """A word or a function, and the chapters that it is in; a word has no module."""

    name: str
    module: str
    address: str
    places: list


class Place(NamedTuple):
    """A section of a chapter; at home in it is what it explains or teaches."""

    number: str
    home: bool
    said: str  # before the number, to those who listen
    title: str
    heading: str
    address: str


def headings_of(app):
    """Return {chapter: {id of a section: its heading}}, in the order of the page."""
    return {
        chapter: {
            name: section.next_node(nodes.title).astext()
            for section in app.env.get_doctree(chapter).findall(nodes.section)
            for name in section["ids"]
        }
        for chapter in chapters(app.env)
    }


def place_of(app, headings, chapter, section, home, said):
    """Return a section as a place."""
    title = app.env.titles[chapter].astext()
    address = f"{app.builder.get_relative_uri(PAGE, chapter)}#{section}"
    heading = headings[chapter][section]
    return Place(Path(chapter).name[:2], home, said, title, heading, address)


def rows_of_words(app, headings):
    """Yield a row for each word of the glossary, and for each word that means the same."""
    words = words_of(app)
    for entry in words.entries:
        address = f"{app.builder.get_relative_uri(PAGE, GLOSSARY)}#{entry.id}"
        places = []
        for chapter in words.own:
            if section := words.own[chapter].get(entry.id):
                said = "explained in chapter"
                places.append(place_of(app, headings, chapter, section, True, said))
            elif section := words.used[chapter].get(entry.id):
                places.append(place_of(app, headings, chapter, section, False, "chapter"))
        for name in entry.names:
            yield Row(name, "", address, places)


def rows_of_functions(app, headings):
    """Yield a row for each function that a chapter of the book teaches."""
    calls = calls_of(app)
    for function, number in taught().items():
        module, name = function.split(".")
        places = []
        for chapter, found in calls.items():
            home = Path(chapter).name.startswith(number)
            section = found.get(function)
            if home and not section:  # taught in words, or under another name
                section = next(iter(headings[chapter]))
            if section:
                said = "taught in chapter" if home else "chapter"
                places.append(place_of(app, headings, chapter, section, home, said))
        if any(place.home for place in places):
            address = next(place.address for place in places if place.home)
            yield Row(name, module, address, places)


def add_rows(app, pagename, templatename, context, doctree):
    """Give the template of the index its rows, by their first letters."""
    if pagename != PAGE:
        return
    app.add_css_file("index.css")
    letters, headings = {}, headings_of(app)
    rows = [*rows_of_words(app, headings), *rows_of_functions(app, headings)]
    for row in sorted(rows, key=lambda row: (row.name.lower(), row.name, row.module)):
        letters.setdefault(row.name[0].upper(), []).append(row)
    context["course_index"] = list(letters.items())


def setup(app):
    app.connect("html-page-context", add_rows)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
