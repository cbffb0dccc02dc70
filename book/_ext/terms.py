"""Words of the glossary, linked where a chapter uses them first, with their meaning at hand.

A word is linked once on a page, in plain running text: not in headings, links, code, quotations,
predictions, tables and captions. A chapter does not link its own words: those that it explains, in
bold or italics, and those of its title that no earlier chapter explains.

Without a script a link leads to the glossary; terms.js shows what stands there before one goes.
"""

import re
from typing import NamedTuple

from docutils import nodes

from .doctrees import glossary_entries, sections_around
from .downloads import CHAPTER, chapters
from .html import element

GLOSSARY = "book/glossary"
LEFT_OUT = {"References", "Quiz"}  # sections: papers, and what is the same everywhere
OBJECTIVES = "What you will be able to do"  # nothing is explained there, its verbs are bold
# What holds running text. In anything else, such as a table or a quotation, nothing is linked.
RUNNING = nodes.document | nodes.section | nodes.bullet_list | nodes.enumerated_list
RUNNING |= nodes.list_item

# Entries of the glossary that are never linked, and why.
EVERYWHERE = "array, control, notebook, NumPy, OpenCV, pixel"  # each chapter is about them
PLAIN = """algorithm, background, border, candidate, contrast, count, edge, foreground, frequency,
    hole, loss, peak, range, recall, resolution, score, seed, shape, share, source, stack, tile"""
# Chapters say them in another sense too: Pearson's correlation, a class of pupils, a cluster of
# computers, matching colors, "reflect" mode, decimal precision, the rank of a matrix.
OTHER_SENSE = "class, cluster, correlation, matching, mode, precision, rank"
# Names in which a word of the glossary is not the word.
NAMES = ["Python kernel", "Stack Overflow"]
UNLINKED = set(re.split(r",\s+", ", ".join([EVERYWHERE, PLAIN, OTHER_SENSE])))

SENSES = re.compile(r"(In|Of) [\w ]+: ")  # an entry that tells one sense after the other
SENTENCES = re.compile(r"(?<=[.?!]) (?=[A-Z])")


class Entry(NamedTuple):
    """What the glossary says of a word: its names, its place, and what is shown of it."""

    names: tuple
    id: str
    preview: str


class Use(NamedTuple):
    """A place in running text where a word stands."""

    entry: Entry
    node: nodes.Text
    start: int
    end: int
    section: str


class Words(NamedTuple):
    """The words of the glossary, and what the chapters do with them."""

    entries: list
    pattern: re.Pattern
    forms: dict  # of str to Entry
    own: dict  # of chapter to {id of an entry: id of a section}
    used: dict  # the same, for the first use in running text


def read_glossary(doctree):
    """Return the entries of the glossary."""
    found = glossary_entries(doctree)
    return [Entry(names, name, preview(text)) for name, names, text in found]


def preview(text):
    """Return the first sentence of an entry, or all of it if it tells several senses."""
    return text if SENSES.match(text) else SENTENCES.split(text)[0]


def forms(name):
    """Return what a word looks like in a text: one or many, in a sentence or at its beginning."""
    if re.search(r"[^aeiou]y$", name):
        both = [name, f"{name[:-1]}ies"]
    else:
        both = [name, f"{name}es" if re.search(r"(s|x|ch|sh)$", name) else f"{name}s"]
    return both + [form[0].upper() + form[1:] for form in both]


def look_for(entries):
    """Return a pattern for the words of entries, longest first, and {form: entry}."""
    found = {form: entry for entry in entries for name in entry.names for form in forms(name)}
    words = "|".join(map(re.escape, sorted([*found, *NAMES], key=len, reverse=True)))
    return re.compile(rf"(?<![\w-])({words})(?![\w-])"), found


def running_text(doctree):
    """Yield each paragraph of running text with the id of its section."""
    for paragraph in doctree.findall(nodes.paragraph):
        above = paragraph.parent
        while isinstance(above, RUNNING):
            above = above.parent
        sections = sections_around(paragraph)
        if above is None and sections and not headings(sections) & LEFT_OUT:
            yield paragraph, sections[0]["ids"][0]


def headings(sections):
    return {section.next_node(nodes.title).astext() for section in sections}


def find_uses(doctree, pattern, entries):
    """Yield the places where a page uses words: in text without a mark, outside of quotations."""
    for paragraph, section in running_text(doctree):
        quoted = False
        for node in paragraph.children:
            if not isinstance(node, nodes.Text):
                continue
            for piece in re.finditer(r"[“”]|[^“”]+", node):
                if piece[0] in "“”":
                    quoted = piece[0] == "“"
                elif not quoted:
                    for word in pattern.finditer(node, *piece.span()):
                        if entry := entries.get(word[0]):
                            yield Use(entry, node, *word.span(), section)


def own_words(doctree, pattern, entries, explained):
    """Return {id of an entry: id of a section} for the words that a chapter explains.

    `explained` holds the ids of those that earlier chapters have explained.
    """
    title = doctree.next_node(nodes.title)
    found = {
        entries[word].id: title.parent["ids"][0]
        for word in pattern.findall(title.astext())
        if word in entries and entries[word].id not in explained
    }
    for mark in doctree.findall(lambda node: isinstance(node, nodes.strong | nodes.emphasis)):
        entry = entries.get(mark.astext().strip(" .:"))
        sections = sections_around(mark)
        if entry and not headings(sections) & (LEFT_OUT | {OBJECTIVES}):
            found.setdefault(entry.id, sections[0]["ids"][0])
    return found


def words_of(app):
    """Return the words of the glossary; they are looked up once in a build."""
    if not hasattr(app, "course_words"):
        app.course_words = read_words(app.env)
    return app.course_words


def read_words(env):
    entries = read_glossary(env.get_doctree(GLOSSARY)) if GLOSSARY in env.found_docs else []
    pattern, found = look_for(entries)
    own, used = {}, {}
    for chapter in chapters(env):
        doctree = env.get_doctree(chapter)
        explained = {one for words in own.values() for one in words}
        own[chapter] = own_words(doctree, pattern, found, explained)
        used[chapter] = {}
        for use in find_uses(doctree, pattern, found):
            if is_linked(use.entry):
                used[chapter].setdefault(use.entry.id, use.section)
    return Words(entries, pattern, found, own, used)


def is_linked(entry):
    return not UNLINKED & set(entry.names)


def linked(doctree, docname, words):
    """Yield the first use of each word that is not the chapter's own."""
    done = set(words.own[docname])
    for use in find_uses(doctree, words.pattern, words.forms):
        if use.entry.id not in done and is_linked(use.entry):
            done.add(use.entry.id)
            yield use


def link_words(app, doctree, docname):
    """Turn the first use of each word into a link."""
    if not CHAPTER.fullmatch(docname):
        return
    texts = {}  # what is linked in each, which may be several words
    for use in linked(doctree, docname, words_of(app)):
        texts.setdefault(id(use.node), []).append(use)
    glossary = app.builder.get_relative_uri(docname, GLOSSARY)
    for uses in texts.values():
        set_links(uses, glossary)


def set_links(uses, glossary):
    """Put the links of one text node into it."""
    text, parts, at = uses[0].node, [], 0
    for use in uses:
        word = element(
            "a",
            text[use.start : use.end],
            class_="term",
            href=f"{glossary}#{use.entry.id}",
            data_preview=use.entry.preview,
        )
        parts += [nodes.Text(text[at : use.start]), word]
        at = use.end
    text.parent.replace(text, [*parts, nodes.Text(text[at:])])


def changed(env, name, shown):
    """Return the pages of `shown`, {page: what stands there}, that the last build wrote otherwise.

    They are written again although they did not change themselves.
    """
    before = getattr(env, name, {})
    setattr(env, name, shown)
    return [page for page, text in shown.items() if before.get(page, text) != text]


def find_changed(app, env):
    words = words_of(app)
    shown = {
        chapter: [use.entry for use in linked(env.get_doctree(chapter), chapter, words)]
        for chapter in chapters(env)
    }
    return changed(env, "terms_shown", shown)


def setup(app):
    app.setup_extension("_ext.html")
    app.add_js_file("terms.js", defer="defer")
    app.add_css_file("terms.css")
    app.connect("env-get-updated", find_changed)
    app.connect("doctree-resolved", link_words)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
