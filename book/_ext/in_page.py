"""Exercises in the published page: a box beside each, in which a reader writes and checks.

Python is Pyodide in a worker (book/_static/in_page/python_worker.js), which loads nothing before
the first click. This module puts the boxes into the pages and writes what the worker needs beside
its packages: the course's own modules as one archive, and a list of all files.
"""

import functools
import gzip
import hashlib
import io
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

from docutils import nodes
from sphinx.util import logging

import course_utils

from . import packages
from .html import element, html_element

CHECK = re.compile(r'\n*^check\("([\w.]+)", (\w+)\)', re.MULTILINE)
FOLDER = "_static/in_page"
PACKAGE = Path(course_utils.__file__).parent
MODULES = Path(__file__).parents[1] / "in_page"  # what only the page's Python has
PYTHON = ("pyodide", "@opencvjs/web")  # the packages of the worker
EDITOR = "prism-code-editor"
DATE = (2026, 1, 1, 0, 0, 0)  # of everything in the archive: the same sources make the same file
IMPORTED = """
import sys
import course_utils.exercises
for name, module in sorted(sys.modules.items()):
    if name.partition(".")[0] == "course_utils":
        print(module.__file__)
"""

logger = logging.getLogger(__name__)


@functools.cache
def course_archive():
    """Return what checks and exercises import of pure Python, and the page's own modules."""
    command = [sys.executable, "-c", IMPORTED]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    paths = [Path(line) for line in printed.splitlines()]
    files = {path.relative_to(PACKAGE.parent).as_posix(): path for path in paths}
    files |= {path.name: path for path in MODULES.glob("*.py")}
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as course:
        for name, path in sorted(files.items()):
            course.writestr(zipfile.ZipInfo(name, DATE), path.read_bytes(), zipfile.ZIP_DEFLATED)
    return archive.getvalue()


@functools.cache
def files():
    """Return what the worker loads, {path as the worker sees it: content}; empty if parts miss."""
    here = {name: packages.files(packages.packages()[name]) for name in (*PYTHON, EDITOR)}
    if not all(here.values()):
        return {}
    found = {}
    for name in PYTHON:
        folder = packages.packages()[name].folder
        for path, content in here[name].items():
            if "LICENSE" not in path:
                found[f"../packages/{folder}/{path}"] = content
    return found | {"course.zip": course_archive()}


@functools.cache
def megabytes():
    """Return what a reader's browser fetches once, compressed as hosts do, in megabytes."""
    return sum(len(gzip.compress(content, 6)) for content in files().values()) / 1e6


def place_boxes(app, doctree):
    """Put a box behind the cell of each exercise of a page."""
    if not files():
        return
    for cell in list(doctree.findall(nodes.container)):
        if cell.get("nb_element") != "cell_code":
            continue
        program = next((node.astext() for node in cell.findall(nodes.literal_block)), "")
        if found := CHECK.search(program):
            cell.parent.insert(cell.parent.index(cell) + 1, box(*found.groups(), program))


def box(name, function, program):
    """Return the box of an exercise, which in_page.js fills when it is opened."""
    starter = program[: CHECK.search(program).start()]
    size = (
        f"Python comes into the page for it, once: {megabytes():.0f} MB. "
        "What you write stays on this device."
    )
    return element(
        "div",
        element("button", "Write it here", type="button", class_="course-button in-page-open"),
        element("span", size, class_="in-page-size"),
        class_="in-page pst-js-only",
        data_exercise=name,
        data_function=function,
        data_starter=json.dumps(f"{starter}\n"),  # as it is, an attribute would lose its lines
    )


def choose(app, config):
    """Read all pages again when what the boxes need has come, or has gone."""
    config.python_in_page = bool(files())


def add_to_page(app, docname, template, context, doctree):
    """Load the program of the boxes where a page has one."""
    if doctree and any(map(is_box, doctree.findall(html_element))):
        app.add_css_file("in_page/in_page.css")
        app.add_js_file("in_page/in_page.js", defer="defer")


def is_box(node):
    return "data-exercise" in node["written"]


def write_files(app, exception):
    """Write the archive and the list of files; say once why a book has no boxes."""
    if exception or app.builder.format != "html":
        return
    if not files():
        logger.info("without exercises in the page (Python and its editor): make packages")
        return
    folder = Path(app.outdir, FOLDER)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "course.zip").write_bytes(course_archive())
    listed = [
        {"path": path, "size": len(content), "version": hashlib.sha256(content).hexdigest()[:12]}
        for path, content in files().items()
    ]
    (folder / "files.json").write_text(json.dumps({"files": listed}, indent=1), encoding="utf-8")


def setup(app):
    app.setup_extension("_ext.html")
    app.setup_extension("_ext.packages")
    app.add_config_value("python_in_page", False, "env", bool)
    app.connect("config-inited", choose)
    app.connect("doctree-read", place_boxes)
    app.connect("html-page-context", add_to_page)
    app.connect("build-finished", write_files)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
