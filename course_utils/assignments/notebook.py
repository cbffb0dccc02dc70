"""The notebook of a chapter's exercises, as nbgrader reads it: from the chapter and the bank."""

import ast
import inspect
import re
import textwrap
from pathlib import Path
from typing import NamedTuple

import nbformat
from nbformat import v4

from ..exercises import BANK

CHAPTERS = Path(__file__).parents[2] / "notebooks"
CHECK = re.compile(r'^check\("([\w.]+)", (\w+)\)', re.MULTILINE)
# What a chapter says of its exercises is meant for the book, too.
IN_CLASS = {
    ": in Jupyter run the cell, in the page press *Write it here*.": ".",
    ", and check it.": ", and run the cell and the check below it.",
    " and the libraries above": " and other libraries",
    " In Jupyter, take the `#` away from a line with `hint` for one more hint each time, or from "
    "`solution` to see one way to do it; in the page there is a button for each.": "",
}
# At grading, nbgrader puts the middle back into the cell; the number is the mark. Under the
# settings of this course, `marking` does better.
CHECKED = """\
check("{name}", {function})
### BEGIN HIDDEN TESTS
from course_utils.exercises import score

score("{name}", {function})
### END HIDDEN TESTS"""
ANSWER = """\
{head}
    ### BEGIN SOLUTION
{body}
    ### END SOLUTION


# hint("{name}")"""


class Task(NamedTuple):
    """An exercise as its chapter sets it: the prompt, the names, and the cell to begin with."""

    prompt: str
    name: str
    function: str
    starter: str


def chapters():
    """Return {number: path} of the chapters; nothing if only the package is here."""
    found = {path.stem[:2]: path for path in sorted(CHAPTERS.glob("[0-9][0-9]_*.ipynb"))}
    found.pop("00", None)  # the template
    return found


def source_text(path):
    """Return what the file of an assignment contains: `source_notebook` of a chapter."""
    return nbformat.writes(source_notebook(path)) + "\n"


def source_notebook(path):
    """Return the notebook that nbgrader takes as the source of an assignment.

    Parameters
    ----------
    path : pathlib.Path
        A chapter.

    Returns
    -------
    nbformat.NotebookNode
        A locked cell with the title, one with the imports, and for each exercise a locked prompt,
        the reference between the marks of a solution, and a locked check that carries the points.
    """
    chapter = nbformat.read(path, as_version=4)
    title = re.match(r"# +(.+)", chapter.cells[0].source)[1]
    introduction, tasks = read_tasks(chapter)
    for book, here in IN_CLASS.items():
        introduction = introduction.replace(book, here)
    cells = [
        text_cell(f"# {title}: exercises\n\n{introduction}", "introduction"),
        code_cell(set_up(chapter, tasks), "set-up", locked=True),
    ]
    for task in tasks:
        cells += task_cells(task)
    metadata = {key: chapter.metadata[key] for key in ("kernelspec", "language_info")}
    return v4.new_notebook(cells=cells, metadata=metadata)


def read_tasks(chapter):
    """Return what a chapter says before its exercises, and the exercises in their order."""
    told, tasks = "", []
    for cell in chapter.cells:
        if cell.cell_type == "markdown":
            told += f"{cell.source}\n\n"
        elif found := CHECK.search(cell.source):
            before, prompt = re.split(r"^(?=### )", told, maxsplit=1, flags=re.MULTILINE)
            if not tasks:
                introduction = re.split(r"^## .+$", before, flags=re.MULTILINE)[-1].strip()
            tasks.append(
                Task(prompt.strip(), *found.groups(), cell.source[: found.start()].strip())
            )
        if cell.cell_type == "code":
            told = ""
    return introduction.split("\n\n")[0], tasks


def set_up(chapter, tasks):
    """Return the imports of a chapter that answers need: NumPy, OpenCV, and what references use."""
    used = {"cv2", "np"}
    for task in tasks:
        used |= set(BANK.exercises[task.name].reference.__code__.co_names)
    first = next(cell.source for cell in chapter.cells if cell.cell_type == "code")
    lines = [
        ast.unparse(statement)
        for statement in ast.parse(first).body
        if isinstance(statement, ast.Import | ast.ImportFrom)
        and used & {name.asname or name.name for name in statement.names}
    ]
    return "\n".join([*lines, "", "from course_utils.exercises import check, hint"])


def task_cells(task):
    """Return the three cells of an exercise."""
    exercise = BANK.exercises[task.name]
    key = task.name.replace(".", "-")
    worth = f"{exercise.points} point{'' if exercise.points == 1 else 's'}"
    heading, text = task.prompt.split("\n", 1)
    heading = re.sub(r"\((\w+)\)$", rf"(\1, {worth})", heading)
    head = task.starter.removesuffix("\n    ...")
    body = textwrap.indent(body_of(exercise.reference), "    ")
    answer = ANSWER.format(head=head, body=body, name=task.name)
    checked = CHECKED.format(name=task.name, function=task.function)
    return [
        text_cell(f"{heading}\n{text}", f"{key}-prompt"),
        code_cell(answer, key, solution=True),
        code_cell(checked, f"{key}-check", locked=True, grade=True, points=exercise.points),
    ]


def body_of(function):
    """Return the source of a function below its head and its docstring."""
    lines = textwrap.dedent(inspect.getsource(function)).splitlines()
    tree = ast.parse("\n".join(lines)).body[0]
    if ast.get_docstring(tree) is not None:
        del lines[: tree.body[0].end_lineno]
    else:
        del lines[: tree.body[0].lineno - 1]
    return textwrap.dedent("\n".join(lines)).strip("\n")


def text_cell(source, key):
    """Return a locked cell of text."""
    return v4.new_markdown_cell(source, id=key, metadata=metadata(key, locked=True))


def code_cell(source, key, **role):
    """Return a cell of code for nbgrader."""
    return v4.new_code_cell(source, id=key, metadata=metadata(key, **role))


def metadata(key, *, locked=False, solution=False, grade=False, **points):
    """Return the metadata by which nbgrader knows a cell."""
    role = {"grade": grade, "solution": solution, "locked": locked, "task": False}
    return {"nbgrader": {"schema_version": 3, "grade_id": key, **role, **points}}
