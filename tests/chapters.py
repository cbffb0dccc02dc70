"""Read chapters the way the tests look at them: as sections, cells, and what belongs to them."""

import ast
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import nbformat
from IPython.core.inputtransformer2 import TransformerManager
from nbformat import NotebookNode

from course_utils.exercises import BANK
from tests.browser import toc_pages

ROOT = Path(__file__).resolve().parents[1]
TEMPLATE = ROOT / "notebooks" / "00_template.ipynb"
CHAPTERS = [
    path for path in sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb")) if path != TEMPLATE
]
DOI = re.compile(r"\b10\.\d{4,9}/[^\s)>\]}\",]*[^\s)>\]}\",.;]")


@dataclass(frozen=True)
class Chapter:
    """One chapter with all that belongs to it.

    Attributes
    ----------
    stem : str
        Name of the notebook without its ending, such as ``02_histograms``.
    cells : list of NotebookNode
        The cells; a text with headings inside is cut, so that each ``##`` heading begins a cell.
    cell_count : int
        The number of cells in the notebook.
    quiz : str
        The quiz page, empty where there is none.
    pages : list of str
        All pages of the book in reading order, as its table of contents names them.
    known_dois : frozenset of str
        The DOIs of the bibliography, in lower case.
    bank : dict
        The exercises of the course by name.
    """

    stem: str
    cells: list
    cell_count: int
    quiz: str
    pages: list
    known_dois: frozenset
    bank: dict

    @property
    def number(self):
        """The two digits that begin the file name."""
        return self.stem[:2]

    @property
    def code_cells(self):
        """The code cells."""
        return [cell for cell in self.cells if cell.cell_type == "code"]

    @property
    def sections(self):
        """The cells of each section, by its level-two heading; a heading begins its cell."""
        sections = {"": []}
        name = ""
        for cell in self.cells:
            if cell.cell_type == "markdown" and (found := re.match(r"## +(.+)", cell.source)):
                name = found[1].strip()
                sections[name] = []
            sections[name].append(cell)
        return sections

    def text(self, section):
        """The prose of a section, headings included."""
        return "\n\n".join(
            cell.source for cell in self.sections.get(section, []) if cell.cell_type == "markdown"
        )

    def code(self, section):
        """The code cells of a section."""
        return [cell for cell in self.sections.get(section, []) if cell.cell_type == "code"]


def read_chapter(path):
    """Read a chapter and what belongs to it."""
    quiz = ROOT / "book" / "quizzes" / f"{path.stem[:2]}.md"
    cells = nbformat.read(path, as_version=4).cells
    return Chapter(
        stem=path.stem,
        cells=[part for cell in cells for part in cut_at_headings(cell)],
        cell_count=len(cells),
        quiz=quiz.read_text(encoding="utf-8") if quiz.exists() else "",
        pages=toc_pages(),
        known_dois=bibliography_dois(),
        bank=BANK.exercises,
    )


def cut_at_headings(cell):
    """Cut a text cell before each level-two heading; leave other cells as they are."""
    parts = re.split(r"^(?=## )", cell.source, flags=re.MULTILINE)
    if cell.cell_type != "markdown" or len(parts) == 1:
        return [cell]
    return [NotebookNode(cell | {"source": part.strip()}) for part in parts if part.strip()]


@cache
def bibliography_dois():
    """The DOIs of the bibliography, in lower case."""
    text = (ROOT / "book" / "references.bib").read_text(encoding="utf-8")
    return frozenset(doi.lower() for doi in DOI.findall(text))


def tree(cell):
    """Parse a code cell; lines that begin with % or ! become calls of `get_ipython()`."""
    return ast.parse(TransformerManager().transform_cell(cell.source))


def calls(cell):
    """All calls in a code cell as (dotted name, call) in the order of the source."""
    found = [node for node in ast.walk(tree(cell)) if isinstance(node, ast.Call)]
    found.sort(key=lambda node: (node.lineno, node.col_offset))
    return [(ast.unparse(node.func), node) for node in found]


def prose(markdown):
    """Return Markdown without what is not read as words: code, formulas, addresses, markup."""
    for pattern in (
        r"(?ms)^(```|~~~).*?^\1",  # code blocks
        r"(?s)\$\$.*?\$\$",
        r"(?s)<!--.*?-->",
        r"\{[\w:-]+\}(?=`)",  # the name of a role, as in {doc}`page`
        r"`[^`]*`",
        r"\$[^$\n]+\$",
        r"\]\([^)]*\)",  # the address of a link
        r"<?https?://\S+",
        DOI.pattern,
        r"<[^<>]+>",
    ):
        markdown = re.sub(pattern, " ", markdown)
    return markdown


def output_text(cell):
    """All text that a code cell put out."""
    texts = []
    for output in cell.outputs:
        texts += [output.get("text", ""), output.get("evalue", "")]
        texts += [v for kind, v in output.get("data", {}).items() if kind.startswith("text/")]
    return "\n".join(texts)
