"""What the search of the book knows: a section of a page is one thing that can be found.

It is written as a script, so that it is found from a disk, too; book/_static/search.js searches in
it, by MiniSearch from packages.toml.
"""

import json
import re
from pathlib import Path

from docutils import nodes

from .doctrees import glossary_entries, in_one_line
from .downloads import CHAPTER

FILE = Path("_static", "search-sections.js")
PAGES = re.compile(rf"{CHAPTER.pattern}|book/(setup|conventions|glossary)")
# Sections that say again what others teach, or are the same everywhere.
LEFT_OUT = {"References", "Quiz"}
CODE = re.compile(r"[A-Za-z_]\w{2,}")


def sections_of(doctree):
    """Return what can be found on a page: [(id, heading, text, words of its code)]."""
    found = []
    for section in doctree.findall(nodes.section):
        heading = section.next_node(nodes.title).astext()
        if heading not in LEFT_OUT:
            found.append((section["ids"][0], heading, *content_of(section)))
    for entry, names, text in glossary_entries(doctree):
        found.append((entry, ", ".join(names), text, ""))
    return found


def content_of(section):
    """Return the text of a section and the words of its code, without those of inner sections."""
    texts, words = [], {}
    for part in section:
        if isinstance(part, (nodes.section, nodes.title)):
            continue
        for node in part.findall(nodes.TextElement):
            if isinstance(node, nodes.literal_block):
                if "output" not in node.parent.get("classes", ()):
                    words |= dict.fromkeys(CODE.findall(node.astext()))
            elif isinstance(node, nodes.paragraph) and not (is_term(node) or is_credit(node)):
                texts.append(in_one_line(node.astext()))
    return " ".join(texts), " ".join(words)


def is_term(node):
    """Tell whether a paragraph belongs to an entry of the glossary, which is found by itself."""
    return isinstance(node.parent, nodes.definition) and node.parent.parent[0].get("ids")


def is_credit(node):
    """Tell whether a paragraph says where a picture comes from."""
    return node.astext().startswith(("Picture:", "Pictures:"))


def write_sections(app, exception):
    """Write the script, with the sections of all pages that are worth finding."""
    if exception or app.builder.format != "html":
        return
    pages, rows = [], []
    for name in sorted(filter(PAGES.fullmatch, app.env.found_docs)):
        number = app.env.toc_secnumbers.get(name, {}).get("")
        title = app.env.titles[name].astext()
        pages.append([app.builder.get_target_uri(name), title, number[0] if number else 0])
        rows += [[len(pages) - 1, *row] for row in sections_of(app.env.get_doctree(name))]
    content = json.dumps({"pages": pages, "sections": rows}, ensure_ascii=False)
    target = Path(app.outdir, FILE)
    target.write_text(f"window.courseSections = {content};\n", encoding="utf-8")


def setup(app):
    app.add_js_file("search.js", defer="defer")
    app.add_css_file("search.css")
    app.connect("build-finished", write_sections)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
