"""What of the course's package each chapter teaches and uses: its docstrings and cells tell."""

import ast
import functools
import re
from pathlib import Path

from docutils import nodes

import course_utils

from .doctrees import sections_around
from .downloads import chapters

TAUGHT = re.compile(r"Taught\s+in\s+chapter\s+(\d\d)")
TOOLS = {"data", "plots"}  # they bring and show the pictures of all chapters


@functools.cache
def taught():
    """Return {"histograms.cdf": "03"}: each function and class with the chapter that teaches it."""
    found = {}
    for file in sorted(Path(course_utils.__file__).parent.glob("[a-z]*.py")):
        if file.stem in TOOLS:
            continue
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            if not isinstance(node, ast.FunctionDef | ast.ClassDef):
                continue
            if chapter := TAUGHT.search(ast.get_docstring(node) or ""):
                found[f"{file.stem}.{node.name}"] = chapter[1]
    return found


def find_calls(doctree, names):
    """Return {name: id of a section} for the first use of each name in the cells of a page."""
    pattern = re.compile(rf"\b({'|'.join(map(re.escape, names))})\b" if names else r"(?!)")
    found = {}
    for block in doctree.findall(nodes.literal_block):
        if "output" not in block.parent.get("classes", ()):
            for name in pattern.findall(block.astext()):
                found.setdefault(name, sections_around(block)[0]["ids"][0])
    return found


def calls_of(app):
    """Return {chapter: what `find_calls` finds}; the cells are looked through once in a build."""
    if not hasattr(app, "course_calls"):
        names = taught()
        app.course_calls = {
            chapter: find_calls(app.env.get_doctree(chapter), names)
            for chapter in chapters(app.env)
        }
    return app.course_calls
