#!/usr/bin/env python3
"""Lay down all files of a new chapter, and its entry in every list.

Usage: python tools/new_chapter.py NN TITLE [TOPIC]

TOPIC is the module of `course_utils` that later chapters will use; by default it is named after
the title. What is laid down is meant to be replaced: wherever "For authors" stands, a paragraph
says what belongs there, and the tests name all that is still to be written.
"""

import keyword
import re
import sys
import tomllib
from pathlib import Path

import nbformat

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from tools.notebook_outputs import normalize, to_text
from tools.run_notebook import main as run_notebooks

ROOT = Path(__file__).resolve().parents[1]

EXERCISES = {"first": "easy", "second": "medium", "third": "hard"}
FOR_AUTHORS = "**For authors.**"

BANK = '''"""Exercises of chapter {number}, {title}."""

import numpy as np

from ..checks import Exercise, mistakes_in
{exercises}'''
EXERCISE = '''
# ---- {topic}.{name} {line}


def {name}(image):
    """{for_authors} Say what a reader's function returns, and why it is done this way.

    >>> {name}(np.array([[1, 2]], dtype=np.uint8)).tolist()
    [[1, 2]]
    """
    return image  # {for_authors} Write the model solution.


def {name}_cases(rng):
    return [("a picture of 3 rows and 5 columns", (rng.integers(0, 256, (3, 5), np.uint8),))]


class {cls}Mistakes:
    """Each function is a wrong answer; its docstring is what the reader is told."""


{constant} = Exercise(
    name="{topic}.{name}",
    title="{cls}",
    level="{level}",
    reference={name},
    cases={name}_cases,
    correct="{for_authors} Say what a right answer does.",
    mistakes=mistakes_in({cls}Mistakes),
    hints=[],
)
'''
PROOFS = '''"""Proofs of chapter {number}, {title}."""

from tests.exercises import Proof
{proofs}'''
PROOF = """
# ---- {topic}.{name} {line}

{constant} = Proof(
    "{topic}.{name}",
    also_right=[],
)
"""
ATTEMPTS = '''"""Wrong answers to the exercises of chapter {chapter}, as students write them.

{for_authors} Let somebody who has read only the prompts write fifteen for each exercise. Each is
a function with a docstring that says what was done, under a line that names the exercise:
`@attempt("{topic}.first", told="")`.
"""
'''
QUIZ = """(quiz-{number})=

# Quiz: {title}

Choose, check, and read the note. A wrong choice costs nothing. Back to the chapter: \
[{title}](../../notebooks/{stem}.ipynb).

% {for_authors} Write four questions or more in this form, without the signs in front of the lines:
% :::{{quiz}} what-it-is-about
% A question that somebody who has read the chapter can answer?
%
% - [ ] A wrong answer that is often given
%   - Why it is not so.
% - [x] The right answer
%   - Why it is so.
% - [ ] Another wrong answer
%   - Why it is not so.
% :::
"""
MODULE = '''"""{for_authors} Say in one line what this module is for, then write a function."""
'''
TESTS = '''"""{for_authors} Laws, a case worked out by hand, and a library as oracle of {topic}."""
'''
PROMPT = f"""### {{cls}} ({{level}})

Write a function that

> {FOR_AUTHORS} Say what it takes and what it returns, with type, shape and range, and everything \
that the check will ask for."""


def plan(number, title, topic):
    """Compose every file of the chapter, and every list with its entry.

    Parameters
    ----------
    number, title, topic : str
        Two digits, the heading, and the name of the module.

    Returns
    -------
    files : dict of str
        The text of each file that is new or changed, by its path.
    """
    names = {
        "number": number,
        "chapter": int(number),
        "title": title,
        "topic": topic,
        "stem": f"{number}_{slug(title)}",
        "for_authors": FOR_AUTHORS,
    }
    parts = [
        names
        | {
            "name": name,
            "level": level,
            "cls": name.capitalize(),
            "constant": name.upper(),
            "line": "-" * (100 - len(f"# ---- {topic}.{name} ")),
        }
        for name, level in EXERCISES.items()
    ]
    exercises = "\n".join(EXERCISE.format(**part) for part in parts)
    proofs = "\n".join(PROOF.format(**part) for part in parts)
    files = {
        f"notebooks/{names['stem']}.ipynb": notebook(names, parts),
        f"course_utils/exercises/ch{number}_{topic}.py": BANK.format(exercises=exercises, **names),
        f"tests/exercises/test_ch{number}_{topic}.py": PROOFS.format(proofs=proofs, **names),
        f"tests/attempts/ch{number}_{topic}.py": ATTEMPTS.format(**names),
        f"book/quizzes/{number}.md": QUIZ.format(**names),
    }
    if not (ROOT / "course_utils" / f"{topic}.py").exists():  # another chapter may have begun it
        files[f"course_utils/{topic}.py"] = MODULE.format(**names)
        files[f"tests/test_{topic}.py"] = TESTS.format(**names)
    return files | lists(names)


def notebook(names, parts):
    """Make the notebook out of the template: with exercises and a quiz of its own, not yet run."""
    template = nbformat.read(ROOT / "notebooks" / "00_template.ipynb", as_version=4)
    headings = [cell.source.partition("\n")[0] for cell in template.cells]
    start, end = headings.index("## Exercises"), headings.index("## Quiz")
    text, code = nbformat.v4.new_markdown_cell, nbformat.v4.new_code_cell
    exercises = []
    for part in parts:
        exercises += [
            text(PROMPT.format(**part)),
            code("def {name}(image):\n    ...".format(**part)),
            code('check("{topic}.{name}", {name})'.format(**part)),
            code('# hint("{topic}.{name}")\n# solution("{topic}.{name}")'.format(**part)),
        ]
    template.cells = [*template.cells[: start + 1], *exercises, *template.cells[end:]]
    template.cells[0].source = template.cells[0].source.replace("# Template", f"# {names['title']}")
    for cell in template.cells:
        for link in ("#quiz-{}", 'quiz("{}")'):
            cell.source = cell.source.replace(link.format("01"), link.format(names["number"]))
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return to_text(normalize(template))


def lists(names):
    """Return the text of each file that lists chapters, with this one entered."""
    number, topic = names["number"], names["topic"]
    row = "| {number} | [{title}](notebooks/{stem}.ipynb) | ready |".format(**names)
    entry = "**{number} [{title}](../notebooks/{stem}.ipynb).**".format(**names)
    news = "- Chapter {number}, *{title}*: {for_authors} Say what a reader can do now.".format(
        **names
    )
    changed = {
        "README.md": replaced("README.md", rf"^\| {number} \|.*$", row),
        "book/syllabus.md": replaced(
            "book/syllabus.md", rf"^\*\*{number} .+?\*\* \*\(coming\)\*\.", entry
        ),
        "book/_toc.yml": contents(names),
        # Behind the last chapter and the lines that its entry goes on for.
        "CHANGELOG.md": replaced(
            "CHANGELOG.md", r"(?s)^(.*\n- Chapter \d\d, [^\n]*\n(?:  [^\n]*\n)*)", rf"\g<1>{news}\n"
        ),
    }
    if topic not in planned_topics():
        begin = r"^(    # Topics, which readers import\..*\n)"
        changed["pyproject.toml"] = replaced("pyproject.toml", begin, rf'\g<1>    "{topic}",\n')
    return changed


def replaced(name, pattern, new):
    """Return the text of a file with the one place that matches a pattern replaced."""
    text, count = re.subn(pattern, new, read(name), count=1, flags=re.MULTILINE)
    if not count:
        sys.exit(f"{name} has no line for this chapter ({pattern}): announce it there first")
    return text


def contents(names):
    """Return the table of contents with the chapter at the end of its part of the syllabus."""
    before = read("book/syllabus.md").partition(f"\n**{names['number']} ")[0]
    part = re.findall(r"^## (.+)$", before, re.MULTILINE)[-1]
    caption = f'  - caption: "{part}"\n'
    pages = (
        f"      - file: notebooks/{names['stem']}\n"
        "        sections:\n"
        f"          - file: book/quizzes/{names['number']}\n"
    )
    toc = read("book/_toc.yml")
    if caption not in toc:
        last = "  - caption: Look up\n"
        return toc.replace(last, f"{caption}    numbered: 1\n    chapters:\n{pages}{last}")
    start, _, rest = toc.partition(caption)
    own, line, others = rest.partition("  - caption:")
    return start + caption + own + pages + line + others


def read(name):
    """Return the text of a file of the course."""
    return (ROOT / name).read_text(encoding="utf-8")


def slug(title):
    """Write a title as a file name: words of a to z and 0 to 9, joined by underscores."""
    return re.sub(r"[^a-z0-9]+", "_", title.lower()).strip("_")


def planned_topics():
    """Return the layers of the package: what is written and what the syllabus announces."""
    layers = tomllib.loads(read("pyproject.toml"))["tool"]["importlinter"]["contracts"][0]["layers"]
    return {name.strip("()") for name in layers}


def topic_of(title):
    """Return the module that a title names: convolution for Convolutions."""
    name = slug(title)
    return name.removesuffix("s") if name.removesuffix("s") in planned_topics() else name


def problem(number, title, topic):
    """Return why there can be no such chapter, or an empty text."""
    written = sorted(path.name for path in (ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))
    if not re.fullmatch(r"\d{1,2}", number):
        return f"N is {number!r}; give the number of the chapter, as in N=07"
    number = number.zfill(2)
    for name in written:
        if name.startswith(number):
            return f"N is {number}, but notebooks/{name} is there already"
    if int(number) != len(written):  # the template is one of them
        return f"N is {number}, but the next chapter is {len(written):02}"
    if not re.match(r"[a-z]", slug(title)):
        return f'TITLE is {title!r}; give a heading that begins with a letter, as in TITLE="Peaks"'
    if not re.fullmatch(r"[a-z][a-z0-9_]*", topic) or keyword.iskeyword(topic):
        return f"TOPIC is {topic!r}; give the name of a module, as in TOPIC=convolution"
    return ""


def main(number="", title="", topic=""):
    """Write all files, run the notebook, and say what comes next."""
    topic = topic or topic_of(title)
    if reason := problem(number, title, topic):
        return f"{reason}."
    number = number.zfill(2)
    files = plan(number, title, topic)
    for name, text in files.items():
        (ROOT / name).write_text(text, encoding="utf-8", newline="\n")
        print(f"wrote {name}")
    run_notebooks([name for name in files if name.endswith(".ipynb")])
    print(f"make chapter N={number} says what is still to be written.")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
