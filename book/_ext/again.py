"""Where a chapter is used again: at its end, links to later chapters and what they take from it.

Nobody keeps this list. The course's functions say which chapter teaches them, and cells call them;
words are explained in one chapter and used in others; the syllabus says what is needed first.
"""

import re
from pathlib import Path

from docutils import nodes

from .cards import SYLLABUS, read_syllabus
from .doctrees import sections_below
from .downloads import CHAPTER, chapters
from .html import element
from .taught import calls_of, taught
from .terms import changed, is_linked, words_of

BEFORE = "References"  # the heading that the links stand before


def new_words(words, chapter):
    """Return {id: name} of the words that a chapter explains and no earlier one uses."""
    earlier = [one for one in words.own if one < chapter]
    known = {word for one in earlier for word in (*words.own[one], *words.used[one])}
    entries = {entry.id: entry for entry in words.entries if is_linked(entry)}
    return {
        word: entries[word].names[0]
        for word in words.own[chapter]
        if word in entries and word not in known
    }


def needs(env):
    """Return {chapter: numbers of the chapters needed first}."""
    if SYLLABUS not in env.found_docs:
        return {}
    text = Path(env.doc2path(SYLLABUS)).read_text(encoding="utf-8")
    entries = {entry.number: entry for _, _, part in read_syllabus(text) for entry in part}
    numbers = {chapter: Path(chapter).name[:2] for chapter in chapters(env)}
    return {
        chapter: entries[number].needed for chapter, number in numbers.items() if number in entries
    }


def read_again(app):
    """Return {chapter: [(later chapter, whether it needs this one, functions, words)]}."""
    words, functions, calls = words_of(app), taught(), calls_of(app)
    order, needed = chapters(app.env), needs(app.env)
    found = {}
    for place, chapter in enumerate(order):
        number, later = Path(chapter).name[:2], order[place + 1 :]
        mine = [name for name, home in functions.items() if home == number]
        called = {
            one: [name.partition(".")[2] for name in mine if name in calls[one]] for one in later
        }
        new = new_words(words, chapter)
        said = {
            one: [new[word] for word in new if word in words.used[one] or word in words.own[one]]
            for one in later
        }
        rows = [
            (one, number in needed.get(one, ()), rare(called, one), rare(said, one))
            for one in later
        ]
        found[chapter] = [row for row in rows if any(row[1:])]
    return found


def rare(used, chapter):
    """Return what a chapter uses without what most chapters use, which tells nothing."""
    everything = [name for names in used.values() for name in names]
    most = max(len(used) / 2, 3)
    return [name for name in used[chapter] if everything.count(name) <= most]


def again_of(app):
    """Return what `read_again` finds; it is looked up once in a build."""
    if not hasattr(app, "course_again"):
        app.course_again = read_again(app)
    return app.course_again


def add_links(app, doctree, docname):
    """Put the links before the references of a chapter, or at its end."""
    if not (CHAPTER.fullmatch(docname) and (rows := again_of(app)[docname])):
        return
    items = [row_of(app, docname, *row) for row in rows]
    links = element(
        "nav",
        element("p", "Used again in", id="used-again", class_="used-again-mark"),
        element("ul", *items),
        class_="used-again",
        aria_labelledby="used-again",
    )
    chapter = doctree.next_node(nodes.section)
    place = [
        part for part in sections_below(doctree) if part.next_node(nodes.title).astext() == BEFORE
    ]
    chapter.insert(chapter.index(place[0]) if place else len(chapter), links)


def row_of(app, docname, later, needed, functions, words):
    """Return one line: "05 Histogram matching builds on it: `cdf`, equalization"."""
    mark = element("span", Path(later).name[:2], class_="chapter-mark")
    address = app.builder.get_relative_uri(docname, later)
    row = element("li", mark, " ", element("a", app.env.titles[later].astext(), href=address))
    called = {name.replace("_", "") for name in functions}
    things = [element("code", name) for name in functions]
    things += [nodes.Text(word) for word in words if re.sub(r"\W", "", word) not in called]
    row += nodes.Text(" builds on it" if needed else "")
    for place, thing in enumerate(things):
        row += [nodes.Text(", " if place else ": "), thing]
    return row


def find_changed(app, env):
    return changed(env, "again_shown", again_of(app))


def setup(app):
    app.setup_extension("_ext.html")
    app.connect("env-get-updated", find_changed)
    app.connect("doctree-resolved", add_links)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
