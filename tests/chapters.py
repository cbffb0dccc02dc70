"""Read chapters the way the tests look at them: as sections, cells, and what belongs to them."""

import ast
import re
from dataclasses import dataclass
from functools import cache

import nbformat
from IPython.core.inputtransformer2 import TransformerManager
from nbformat import NotebookNode

from course_utils import exercises
from tests.house import ROOT, toc_pages
from tools.set_home import without_cell

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
    lists : dict of str
        The text of each file that lists chapters, by its path.
    known_dois : frozenset of str
        The DOIs of the bibliography, in lower case.
    new_words : frozenset of str
        The words of the glossary that this chapter uses and no earlier one does.
    bank : dict
        The exercises of this chapter's bank by name.
    """

    stem: str
    cells: list
    cell_count: int
    quiz: str
    pages: list
    lists: dict
    known_dois: frozenset
    new_words: frozenset
    bank: dict

    @property
    def number(self):
        """The two digits that begin the file name."""
        return self.stem[:2]

    @property
    def title(self):
        """The text after the first #, empty where there is none."""
        found = re.match(r"# +(.+)", self.cells[0].source) if self.cells else None
        return found[1].strip() if found else ""

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


LISTS = ("README.md", "CHANGELOG.md", "book/syllabus.md", "data/README.md")


def read_chapter(path):
    """Read a chapter and what belongs to it, without the cell that installs the course on Colab."""
    number = path.stem[:2]
    quiz = ROOT / "book" / "quizzes" / f"{number}.md"
    cells = without_cell(nbformat.read(path, as_version=4)).cells
    return Chapter(
        stem=path.stem,
        cells=[part for cell in cells for part in cut_at_headings(cell)],
        cell_count=len(cells),
        quiz=quiz.read_text(encoding="utf-8") if quiz.exists() else "",
        pages=toc_pages(),
        lists={name: (ROOT / name).read_text(encoding="utf-8") for name in LISTS},
        known_dois=bibliography_dois(),
        new_words=new_words(path),
        bank=bank(number),
    )


def bank(number):
    """The exercises of one chapter by name; those of the template are lent by chapter 01."""
    number = "01" if number == "00" else number
    return {
        entry.name: entry
        for module in exercises.MODULES
        if module.__name__.rpartition(".")[2].startswith(f"ch{number}_")
        for entry in exercises.exercises_of(module)
    }


@cache
def glossary():
    """The words that the glossary explains."""
    text = (ROOT / "book" / "glossary.md").read_text(encoding="utf-8")
    return frozenset(re.findall(r"^(?![:#])(\S.*)\n(?=  |\S)", text, re.MULTILINE))


@cache
def glossary_words(path):
    """The words of the glossary that a chapter uses, in the singular or with an ending."""
    cells = nbformat.read(path, as_version=4).cells
    text = prose("\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown"))
    return frozenset(
        word for word in glossary() if re.search(rf"(?i)\b{re.escape(word)}(s|es)?\b", text)
    )


def new_words(path):
    """The words of the glossary that a chapter uses and no chapter before it does."""
    earlier = [other for other in CHAPTERS if other.stem < path.stem]
    return glossary_words(path).difference(*map(glossary_words, earlier))


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
    """Parse a code cell; lines that begin with % or ! become calls of `get_ipython()`.

    A cell that is no Python is empty here: the rule `code_can_be_read` names it.
    """
    try:
        return ast.parse(TransformerManager().transform_cell(cell.source))
    except SyntaxError:
        return ast.Module([], [])


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
