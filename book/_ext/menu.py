"""What leads a reader back: the marks in the menu, and the place where one was.

What there is to do in a chapter is known here; what has been done is known only to the reader's
browser. There menu.js marks what is opened and done, place.js keeps in which section the reader
is, and the home page leads back to it.
"""

import json
from pathlib import Path

from .downloads import CHAPTER, chapters
from .progress import chapter_exercises, chapter_questions

FILE = Path("_static", "menu-chapters.js")


def write_chapters(app, env):
    """Write as a script, which a page from a disk can load, what there is to do in each chapter."""
    if app.builder.format != "html":
        return
    found = [
        {
            "page": chapter,
            "address": app.builder.get_target_uri(chapter),
            "questions": chapter_questions(env, chapter),
            "exercises": chapter_exercises(env, chapter),
        }
        for chapter in chapters(env)
    ]
    target = Path(app.outdir, FILE)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(f"window.courseChapters = {json.dumps(found)};\n", encoding="utf-8")


def add_to_page(app, docname, template, context, doctree):
    if CHAPTER.fullmatch(docname):
        app.add_js_file("place.js", defer="defer")


def setup(app):
    app.setup_extension("_ext.progress")
    app.add_js_file("menu-chapters.js", defer="defer")
    app.add_js_file("menu.js", defer="defer")
    app.add_css_file("menu.css")
    app.connect("env-updated", write_chapters)
    app.connect("html-page-context", add_to_page)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
