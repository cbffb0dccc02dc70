"""`course status`: what a student has done, and what comes next."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from .._validation import shortened
from ..checks import progress
from .compare import Json
from .refusal import Refusal
from .terminal import say

BUSY = "Another notebook or command is saving your progress just now; try again in a moment."
TITLE = re.compile(r"Exercises of chapter (\d\d), (.+)\.$", re.MULTILINE)


@dataclass
class Chapter:
    """What there is to do in a chapter, and what of it is done.

    Attributes
    ----------
    questions : int or None
        None where the questions of the quiz are not known: only the package is here.
    """

    number: str
    title: str
    exercises: list
    passed: list
    questions: int | None
    right: int


def status(
    as_json: Json = False,
    add: Annotated[
        str | None,
        typer.Option(
            "--import", metavar="FILE", help="First add what the book's progress page exported."
        ),
    ] = None,
):
    """Show what you have solved, and what comes next.

    Exercises that you solve in a notebook are counted at once. Those that you solve in the book's
    pages, and the quizzes, are counted by its progress page: export them there, and add the file
    by --import. The same file added twice counts once.
    """
    file = progress.path()
    if file is None:
        raise Refusal(
            "Your progress is not kept, because COURSE_PROGRESS is off, or CI is set; set "
            "COURSE_PROGRESS to the path of a file."
        )
    notes = [bring_in(add)] if add is not None else []
    try:
        kept, note = progress.load()
    except TimeoutError:
        raise Refusal(BUSY) from None
    except OSError as error:
        raise Refusal(
            f"Your progress in {shortened(str(file))} cannot be read "
            f"({error.strerror or error}); look at its permissions."
        ) from None
    notes = [note for note in [*notes, note] if note]
    from ..exercises import MODULES  # takes long to import, and no other command needs it

    chapters = [chapter_of(module, kept) for module in MODULES]
    step = next_step(chapters, kept)
    if as_json:
        say(json.dumps(as_record(file, chapters, step, notes), indent=1))
    else:
        say("\n".join([*notes, *([""] if notes else []), *status_lines(file, chapters, step)]))


def bring_in(name):
    """Add an exported file to the progress, and return what the student should know."""
    try:
        content = Path(name).read_bytes()
    except (OSError, ValueError) as error:
        raise Refusal(
            f"The file {shortened(name)} cannot be read "
            f"({getattr(error, 'strerror', None) or error}); choose one that the book's progress "
            "page has exported."
        ) from None
    try:
        return progress.add(content)
    except (ValueError, RecursionError):
        raise Refusal(
            f"The file {shortened(name)} holds no progress of this course, or it is damaged; "
            "choose one that the book's progress page has exported."
        ) from None
    except TimeoutError:
        raise Refusal(BUSY) from None
    except OSError as error:
        raise Refusal(
            f"Your progress cannot be saved ({error.strerror or error}); free some space, or set "
            "COURSE_PROGRESS to the path of another file."
        ) from None


def chapter_of(module, kept):
    """Return what is done of the chapter of a bank."""
    from ..exercises import exercises_of

    number, title = TITLE.search(module.__doc__).groups()
    names = [exercise.name for exercise in exercises_of(module)]
    page = f"book/quizzes/{number}"
    answers = kept.get("quizzes", {}).get(page, {})
    right = [key for key, answer in answers.items() if answer["right"]]
    questions = quiz_questions(number)
    if questions is not None:  # a question that is gone does not count
        right = [key for key in right if key in questions]
    return Chapter(
        number=number,
        title=title,
        exercises=names,
        passed=[name for name in names if kept["exercises"].get(name, {}).get("passed")],
        questions=None if questions is None else len(questions),
        right=len(right),
    )


def quiz_questions(number):
    """Return the names of the questions of a quiz, or None where the book is not here."""
    from ..exercises.quiz import FOLDER, QUESTION

    try:
        text = (FOLDER / f"{number}.md").read_text(encoding="utf-8")
    except OSError:
        return None
    return [key for key, _ in QUESTION.findall(text)]


def next_step(chapters, kept):
    """Return (chapter, exercise) to do next; the exercise is None for a quiz, both if all is done.

    What was tried and not solved comes first, then what stands behind the last that was solved.
    """
    todo = [(chapter, name) for chapter in chapters for name in chapter.exercises]
    is_open = [name not in chapter.passed for chapter, name in todo]
    tried = [
        step
        for step, one in zip(todo, is_open, strict=True)
        if one and step[1] in kept["exercises"]
    ]
    last = max((place for place, one in enumerate(is_open) if not one), default=-1)
    behind = [*range(last + 1, len(todo)), *range(last + 1)]
    quizzes = [
        (chapter, None)
        for chapter in chapters
        if chapter.questions is not None and chapter.right < chapter.questions
    ]
    steps = [*tried, *(todo[place] for place in behind if is_open[place]), *quizzes]
    return steps[0] if steps else (None, None)


def as_record(file, chapters, step, notes):
    """Return what other programs are told."""
    chapter, name = step
    return {
        "file": str(file),
        "chapters": [
            {
                "number": one.number,
                "title": one.title,
                "exercises": {"passed": one.passed, "of": one.exercises},
                "quiz": {"right": one.right, "of": one.questions},
            }
            for one in chapters
        ],
        "next": chapter and {"chapter": chapter.number, "exercise": name},
        "notes": notes,
    }


def status_lines(file, chapters, step):
    """Return the table, what comes next, and where all this is kept."""
    wide = max(len(chapter.title) for chapter in chapters)
    lines = [f"Chapter{'Exercises':>{wide + 8}}{'Quiz':>12}"]
    for one in chapters:
        solved = f"{len(one.passed)} of {len(one.exercises)}"
        mark = "done" if is_done(one) else ""
        row = f"{one.number}  {one.title:<{wide}}{solved:>11}{share(one.right, one.questions):>12}"
        lines.append(f"{row}  {mark}".rstrip())
    passed = sum(len(one.passed) for one in chapters)
    right = sum(one.right for one in chapters)
    asked = [one.questions for one in chapters if one.questions is not None]
    of = f"{passed} of {sum(len(one.exercises) for one in chapters)}"
    lines += [f"In all{'':<{wide - 2}}{of:>11}{share(right, sum(asked) or None):>12}", ""]
    lines += [f"Next: {told(*step)}", "", "Your progress is kept in", f"  {file}"]
    if not right:
        lines += [
            "",
            "Quizzes are counted by the book's progress page. To count them here too,",
            "export your progress there, and type",
            "  course status --import computer-vision-by-hand.json",
        ]
    return lines


def share(done, of):
    """Write how much of a quiz is done; how many questions there are may not be known."""
    return f"{done}" if of is None else f"{done} of {of}"


def is_done(chapter):
    """Tell whether nothing of a chapter is left to do."""
    solved = len(chapter.passed) == len(chapter.exercises)
    return solved and chapter.right == (chapter.questions or 0)


def told(chapter, name):
    """Write the next step as a sentence."""
    if chapter is None:
        return "nothing is left. You have done the whole course."
    where = f"chapter {chapter.number}, {chapter.title}."
    return f"the exercise {name} in {where}" if name else f"the quiz of {where}"
