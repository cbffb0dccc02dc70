"""How a page is set: the beginning of a chapter, and notes in the margin.

A notebook says all this in plain Markdown; here it gets the classes and the order for which
course.css has a look. A chapter begins with its part, its number, its first sentences, what it
takes, and a control.
"""

import re
from itertools import takewhile

from docutils import nodes

from .downloads import CHAPTER, links
from .html import element
from .live_controls import PLACE

MINUTES = "Reading: "
NUMBER = re.compile(r'(<h1>)<span class="section-number">(\d+)\. </span>')
NOTE = re.compile(r"[A-Z]\w+:")


def part_of(env, docname):
    """Return the caption of the part of the book that a page stands in, or the empty text."""
    for part in env.external_site_map.root.subtrees:
        if docname in part.items:
            return part.caption or ""
    return ""


def arrange(app, doctree, docname):
    """Give the beginning of a chapter its order."""
    if not CHAPTER.fullmatch(docname):
        return
    title = next(doctree.findall(nodes.title))
    chapter = title.parent
    sentences = list(takewhile(is_text, chapter[chapter.index(title) + 1 :]))
    for sentence in sentences:
        sentence["classes"].append("chapter-lead")
    line = links(app, docname)
    chapter.insert(chapter.index(sentences[-1] if sentences else title) + 1, line)
    if part := part_of(app.env, docname):
        chapter.insert(0, element("p", part, class_="chapter-part"))
    minutes = [one for one in doctree.findall(nodes.paragraph) if one.astext().startswith(MINUTES)]
    for paragraph in minutes[:1]:
        line.insert(0, element("span", *paragraph.children, class_="chapter-minutes"))
        paragraph.parent.remove(paragraph)
    for cell in chapter:
        if "cell" in cell.get("classes", ()) and f'class="{PLACE} ' in cell.astext():
            cell["classes"].append("chapter-stage")
            for place in cell.findall(nodes.raw):
                # In the first window of the page nothing is worth waiting for but this picture.
                soon = place.astext().replace('loading="lazy"', 'fetchpriority="high"')
                place[:] = [nodes.Text(soon)]


def set_notes(app, doctree, docname):
    """Let a paragraph that begins with *Picture:* or another such word be a note in the margin."""
    for paragraph in doctree.findall(nodes.paragraph):
        first = paragraph.children[0] if paragraph.children else None
        if isinstance(first, nodes.emphasis) and NOTE.fullmatch(first.astext()):
            paragraph["classes"].append("margin-note")


def is_text(node):
    return isinstance(node, nodes.paragraph)


def mark_number(app, pagename, templatename, context, doctree):
    """Write the number of a chapter with two digits, as its file does."""
    if CHAPTER.fullmatch(pagename):
        context["body"] = NUMBER.sub(
            lambda found: f'{found[1]}<span class="chapter-mark">{int(found[2]):02}</span> ',
            context["body"],
        )


def setup(app):
    app.setup_extension("_ext.html")
    app.connect("doctree-resolved", arrange)
    app.connect("doctree-resolved", set_notes)
    app.connect("html-page-context", mark_number)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
