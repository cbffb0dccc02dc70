"""Put in order what students hand in: whatever they did to the file, their answers are marked.

nbgrader marks a cell by the metadata that it carries. Cells are deleted, copied, written over, or
come without metadata from another program; files are renamed, or are no notebooks at all.
"""

import ast
import re
import warnings
from pathlib import Path
from typing import NamedTuple

import nbformat
from IPython.core.inputtransformer2 import TransformerManager
from nbconvert.exporters import NotebookExporter
from nbformat import reader, v4
from nbgrader.preprocessors import ClearHiddenTests, ClearSolutions, NbGraderPreprocessor
from nbgrader.utils import is_locked

from .notebook import CHECK

UNREADABLE = "**This file could not be read as a notebook, so nothing in it could be marked.**"


def find_notebooks(assignment, student, notebooks):
    """Take the only notebook of a student for the one that is missing, whatever its name.

    Parameters
    ----------
    assignment, student : str
        What nbgrader was asked to mark.
    notebooks : list of str
        The notebooks of one student, to which the one that is missing is added.
    """
    if len(notebooks) != 1:
        return
    only = Path(notebooks[0])
    wanted = only.with_name(f"{only.parent.name}.ipynb")
    if only.name != wanted.name and Path("source", only.parent.name, wanted.name).exists():
        wanted.write_bytes(only.read_bytes())
        notebooks.append(str(wanted))


class Submission(NotebookExporter):
    """Read what a student handed in; what is no notebook becomes one that says so."""

    def from_file(self, file_stream, resources=None, **options):
        """Convert a notebook."""
        try:
            nb = nbformat.convert(reader.read(file_stream), 4)  # valid or not
            for cell in nb.cells:
                tidy(cell)
        except Exception as error:  # of many kinds
            self.log.error("%s is no notebook and gets no marks (%s)", file_stream.name, error)
            nb = v4.new_notebook(cells=[v4.new_markdown_cell(UNREADABLE)])
        return self.from_notebook_node(nb, resources, **options)


def tidy(cell):
    """Return a new cell of the same kind and text, with the name that nbgrader gave it."""
    make = {"code": v4.new_code_cell, "markdown": v4.new_markdown_cell, "raw": v4.new_raw_cell}
    new = make[cell.cell_type](cell.source)
    if "attachments" in cell:
        new.attachments = cell["attachments"]
    new.metadata.key = cell.metadata.get("nbgrader", {}).get("grade_id") or cell.get("id")
    return new


class PutInOrder(NbGraderPreprocessor):
    """Give a notebook the cells of the assignment again, around the student's own."""

    def preprocess(self, nb, resources):
        """Put a notebook in order, if it is an assignment of this course."""
        names = resources["nbgrader"]
        course = self.parent.parent.coursedir
        folder = course.format_path(course.source_directory, ".", names["assignment"])
        assignment = nbformat.read(Path(folder, f"{names['notebook']}.ipynb"), as_version=4)
        if any(CHECK.match(cell.source) for cell in assignment.cells):
            for step in (ClearSolutions, ClearHiddenTests):
                assignment, _ = step(parent=self.parent).preprocess(assignment, {})
            nb = put_in_order(nb, assignment)
        return nb, resources


class ClearTests(ClearHiddenTests):
    """Leave out the hidden tests; what a student has written is none, whatever it looks like."""

    def preprocess_cell(self, cell, resources, index):
        """Clear a cell that students cannot change."""
        if is_locked(cell):
            return super().preprocess_cell(cell, resources, index)
        return cell, resources


def put_in_order(nb, assignment):
    """Return a notebook with the cells of an assignment, and with the student's answers.

    Parameters
    ----------
    nb : nbformat.NotebookNode
        What the student handed in.
    assignment : nbformat.NotebookNode
        The assignment as students get it.

    Returns
    -------
    nbformat.NotebookNode
        An answer is found by the name of its cell, or by the function that a cell defines. What is
        locked stands where it belongs; a locked cell that the student has changed stays as a cell
        of their own.
    """
    start, tasks, end = parts_of(assignment)
    locked = [*start, *end, *(cell for task in tasks for cell in (*task.before, *task.after))]
    known = {cell.source.strip() for cell in locked}
    cells = [cell for cell in map(tidy, nb.cells) if cell.source.strip() not in known]
    homes = {place: [] for place in range(-1, len(cells))}
    home = -1  # what is nowhere stands behind the exercise before it
    for task in tasks:
        home = home if (place := place_of(task, cells)) is None else place
        homes[home].append((task, place is not None))
    ordered = list(start)
    for place, here in homes.items():
        owner = next((task for task, found in here if found), None)
        if owner:
            filled = owner.cell | {"source": cells[place].source}
            ordered += [*owner.before, nbformat.from_dict(filled), *owner.after]
        elif place >= 0:
            cells[place].metadata = {}
            ordered.append(cells[place])
        for task, _ in here:
            if task is not owner:
                ordered += [*task.before, *task.after]
    return v4.new_notebook(cells=[*ordered, *end], metadata=assignment.metadata)


class Task(NamedTuple):
    """A cell that students fill, and the locked ones before and after it."""

    before: list
    cell: dict
    after: list

    @property
    def function(self):
        """The function to write; None where it is no exercise of this course."""
        found = [CHECK.match(cell.source) for cell in self.after]
        return next((one[2] for one in found if one), None)


def parts_of(assignment):
    """Return what is locked before the first prompt, the tasks, and what is locked at the end."""
    tasks, waiting = [], []
    for cell in assignment.cells:
        role = cell.metadata.get("nbgrader", {})
        if role.get("solution"):
            tasks.append(Task(waiting, cell, []))
            waiting = []
        elif role.get("grade") and tasks:
            tasks[-1].after.append(cell)
        elif role:
            waiting.append(cell)
    first = tasks[0].before
    start = first[:-1]
    del first[:-1]
    return start, tasks, waiting


def place_of(task, cells):
    """Return the place of the cell with the answer to a task, or None.

    It is the last cell of the task's name, and better one that does define something.
    """
    key = task.cell.metadata.nbgrader.grade_id
    named = [place for place, cell in enumerate(cells) if cell.metadata.get("key") == key]
    writing = [place for place, cell in enumerate(cells) if is_attempt(cell, task.function)]
    best = [place for place in named if place in writing] or writing or named
    return best[-1] if best else None


def is_attempt(cell, function):
    """Tell whether a cell defines a function and does not leave it empty."""
    if cell.cell_type != "code" or not re.search(rf"\b{function}\b", cell.source):
        return False
    code = re.sub(r"\A\s*%%.*", "", cell.source)  # what is below %%time runs all the same
    try:
        with warnings.catch_warnings(action="ignore"):  # of the student's code
            tree = ast.parse(TransformerManager().transform_cell(code))
    except SyntaxError:
        return re.search(rf"^def {function}\b", cell.source, re.MULTILINE) is not None
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name == function:
            return not all(
                isinstance(line, ast.Pass)
                or (isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant))
                for line in node.body
            )
        if isinstance(node, ast.Assign) and function in map(ast.unparse, node.targets):
            return True
    return False
