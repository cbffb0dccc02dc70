"""The questions of a chapter in a notebook: ``quiz("02")``.

In the book they have a page of their own, made from the same file, book/quizzes/02.md, by
book/_ext/quiz.py.
"""

import html
import re
import textwrap
from pathlib import Path

from .._validation import shortened

FOLDER = Path(__file__).parents[2] / "book" / "quizzes"
QUESTION = re.compile(r"^:::\{quiz\} *(\S+)\n(.*?)^:::$", re.MULTILINE | re.DOTALL)
MARKED = re.compile(r"(`|\*\*|\*)(?=\S)(.+?)(?<=\S)\1")
TAGS = {"`": "code", "**": "strong", "*": "em"}
OPTION = re.compile(r"^- \[([ xX])\] *", re.MULTILINE)


class Quiz:
    """The questions of one chapter; shows itself as the last line of a cell.

    Each option unfolds to its note, so that nothing is told before it is chosen.
    """

    def __init__(self, number, questions):
        self.number, self.questions = number, questions

    def __repr__(self):
        return f"Quiz {self.number}: run this cell to see its {len(self.questions)} questions."

    def _repr_markdown_(self):
        parts = []
        for place, (question, options) in enumerate(self.questions, 1):
            lines = [f"**Question {place}.** {question}"]
            for text, right, note in options:
                verdict = "✓ **Right.**" if right else "✗ **Not this.**"
                lines.append(f"<details><summary>{_in_html(text)}</summary>")
                lines.append(f"> {verdict} {note}")
                lines.append("</details>")
            parts.append("\n\n".join(lines))
        return "\n\n---\n\n".join(parts)


def quiz(number):
    """Show the quiz of a chapter in a notebook.

    Parameters
    ----------
    number : str
        Number of the chapter, such as ``"02"``.

    Returns
    -------
    Quiz
        Shows itself as the last line of a cell. Unfold an option to see whether it is right.

    Raises
    ------
    ValueError
        If there is no quiz of this number.
    FileNotFoundError
        If the folder of the course is not here, but only its package.
    """
    known = sorted(path.stem for path in FOLDER.glob("[0-9][0-9].md"))
    if not known:
        raise FileNotFoundError(
            "The quizzes are in the folder of the course, and only its package is here; get the "
            "folder, or take the quiz in the book."
        )
    if number not in known:
        raise ValueError(f"There is no quiz {shortened(number)}; there are {', '.join(known)}.")
    return Quiz(number, read_questions((FOLDER / f"{number}.md").read_text(encoding="utf-8")))


def read_questions(text):
    """Return (question, [(option, whether it is right, its note)]) for each question of a page."""
    questions = []
    for _, body in QUESTION.findall(text):
        question, *found = OPTION.split(body)
        options = []
        for mark, option in zip(found[::2], found[1::2], strict=True):
            said, _, note = option.partition("\n  - ")
            options.append((_one_line(said), mark != " ", _one_line(note)))
        questions.append((question.strip(), options))
    return questions


def _in_html(text):
    """Write an option as HTML: inside <summary>, Markdown is left as it is."""
    return MARKED.sub(
        lambda found: f"<{TAGS[found[1]]}>{found[2]}</{TAGS[found[1]]}>",
        html.escape(text, quote=False),
    )


def _one_line(text):
    return " ".join(textwrap.dedent(text).split())
