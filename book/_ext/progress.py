"""The ``{progress}`` directive: the parts of the reader's own progress page.

``{progress} chapters`` lists the chapters of the book with their questions and exercises,
``{progress} achievements`` what can be earned, ``{progress} records`` the buttons that
export, import and forget. The page knows what there is to do; what has been done is known
only to the reader's browser, where progress.js fills it in.
"""

import json
import re
from pathlib import Path

from docutils import nodes
from sphinx import addnodes
from sphinx.util.docutils import SphinxDirective

from .downloads import CHAPTER
from .html import element
from .quiz import page_questions

CHECK = re.compile(r"""^check\(\s*["']([\w.]+)["']""", re.MULTILINE)
ACHIEVEMENTS = {
    "first-answer": ("First answer", "Answer one quiz question correctly."),
    "first-exercise": ("First exercise", "Solve one exercise."),
    "patience": ("Patience", "Get something right at the third try, or later."),
    "chapter": ("A whole chapter", "Do every question and every exercise of one chapter."),
}
PARTS = ("Quizzes of {part}", "Answer every quiz question of this part correctly.")
EVERYTHING = ("The whole course", "Do every question and every exercise there is so far.")
NEEDS_SCRIPT = "To see your own progress here, allow this page to use JavaScript."


class placeholder(nodes.General, nodes.Element):
    """A part of the progress page, written when all other pages have been read."""


class Progress(SphinxDirective):
    """Mark the place of one part of the progress page."""

    required_arguments = 1

    def run(self):
        part = self.arguments[0]
        if part not in WRITERS:
            raise self.error(f"progress {part!r}: choose one of {', '.join(WRITERS)}.")
        self.env.note_reread()  # other pages decide what stands here
        return [placeholder(part=part)]


def chapters(env):
    """Yield (part of the book, document) of each chapter, in the order of the toc."""
    for toctree in env.get_doctree(env.config.root_doc).findall(addnodes.toctree):
        for _, docname in toctree["entries"]:
            if CHAPTER.fullmatch(docname):
                yield toctree["caption"], docname


def chapter_questions(env, docname):
    """Return "page#key" of each question on a chapter's page and on the pages under it."""
    pages = [docname, *env.toctree_includes.get(docname, [])]
    return [f"{page}#{key}" for page in pages for key in page_questions(env).get(page, [])]


def chapter_exercises(env, docname):
    """Return the names of the exercises that a chapter's notebook checks."""
    notebook = json.loads(Path(env.doc2path(docname)).read_text(encoding="utf-8"))
    code = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
    return list(dict.fromkeys(name for cell in code for name in CHECK.findall(cell)))


def write_chapters(app, docname):
    rows = []
    for part, chapter in chapters(app.env):
        questions = chapter_questions(app.env, chapter)
        exercises = chapter_exercises(app.env, chapter)
        title = app.env.titles[chapter].astext()
        link = element("a", title, href=app.builder.get_relative_uri(docname, chapter))
        rows.append(
            element(
                "tr",
                element("th", link, " ", element("span", class_="progress-state"), scope="row"),
                element("td", count(questions, "question"), class_="progress-questions"),
                element("td", count(exercises, "exercise"), class_="progress-exercises"),
                class_="progress-chapter",
                data_page=chapter,
                data_part=part,
                data_questions=json.dumps(questions),
                data_exercises=json.dumps(exercises),
            )
        )
    heads = [element("th", head, scope="col") for head in ("Chapter", "Quiz", "Exercises")]
    return [
        element("noscript", element("p", NEEDS_SCRIPT)),
        element("p", "\u00a0", class_="progress-total"),
        element(
            "table",
            element("thead", element("tr", *heads)),
            element("tbody", *rows),
            class_="table progress-chapters",
        ),
    ]


def count(things, name):
    return f"{len(things)} {name}{'' if len(things) == 1 else 's'}"


def write_achievements(app, docname):
    items = [achievement(rule, *texts) for rule, texts in ACHIEVEMENTS.items()]
    for part in dict.fromkeys(part for part, _ in chapters(app.env)):
        name, sentence = PARTS
        items.append(achievement("part", name.format(part=part), sentence, data_part=part))
    items.append(achievement("everything", *EVERYTHING))
    return [element("ul", *items, class_="progress-achievements")]


def achievement(rule, name, sentence, **data):
    text = [element("strong", name), " ", element("span", sentence)]
    return element("li", *text, element("span", class_="progress-earned"), data_rule=rule, **data)


def write_records(app, docname):
    def button(action, text):
        return element("button", text, type="button", class_="course-button", data_do=action)

    # Chosen through the button, which looks and works like its neighbors.
    chooser = element("input", type="file", accept=".json,application/json", hidden="hidden")
    return [
        element(
            "div",
            button("export", "Export"),
            button("import", "Import"),
            button("forget", "Forget"),
            chooser,
            class_="progress-records pst-js-only",
        ),
        element("p", class_="progress-said", role="status"),
    ]


WRITERS = {
    "chapters": write_chapters,
    "achievements": write_achievements,
    "records": write_records,
}


def fill_placeholders(app, doctree, docname):
    for node in list(doctree.findall(placeholder)):
        node.replace_self(WRITERS[node["part"]](app, docname))


def setup(app):
    app.setup_extension("_ext.quiz")
    app.add_node(placeholder)
    app.add_directive("progress", Progress)
    app.add_js_file("progress.js", defer="defer")
    app.add_css_file("progress.css")
    app.connect("doctree-resolved", fill_placeholders)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
