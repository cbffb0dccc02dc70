"""Check a reader's function against a reference, and say what is wrong with it.

An exercise is a reference function, cases to try, and known mistakes. A mistake is a program that
makes it: an answer that returns the same on every case is told the mistake's sentence. This module
knows no exercise; they are collected in `course_utils.exercises`.
"""

import difflib
import html
import inspect
import re
from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass, replace

from . import progress
from .judging import judge

_FORMS = {
    "correct": ("Correct", "✓", "solid"),
    "todo": ("Not attempted", "○", "dotted"),
    "other": ("Not yet", "→", "dashed"),
}


@dataclass(frozen=True)
class Mistake:
    """A wrong program and what to tell whoever wrote it.

    Attributes
    ----------
    key : str
        Short name, unique within the exercise.
    answer : callable
        The wrong program: takes what the reference takes. With `of_result`, a wrong last step: it
        takes a result. Such a step is also tried after every other mistake, so that two slips at
        once are told as two.
    sentence : str
        What the reader did, what follows from it, what to try. Never the answer.
    of_result : bool, keyword-only
        Whether `answer` takes a result instead of the arguments.
    """

    key: str
    answer: Callable
    sentence: str
    _: KW_ONLY
    of_result: bool = False


@dataclass(frozen=True, kw_only=True)
class Exercise:
    """One exercise.

    The reference's results set the rules: an array asks for an array and a number for a number;
    uint8 and bool ask for just that type, other integers for any integers, floats for any floats.

    Attributes
    ----------
    name : str
        Topic and function, such as ``"histograms.count"``.
    title, level : str
        Heading; ``"easy"``, ``"medium"`` or ``"hard"``.
    reference : callable
        The model solution. Its source is what `Bank.solution` prints.
    cases : callable
        Takes a `numpy.random.Generator`, returns a list of (label, arguments). "On" and the label
        begin a sentence.
    correct : str
        A sentence on what a correct answer does.
    mistakes : list of Mistake
        Known mistakes. The first one that fits is told.
    hints : list of str
        From a nudge to nearly there.
    points : float
        Marks in a class.
    axes : tuple of str
        What the result's axes count, as in ``("row", "column")``.
    tolerance : float
        Allowed difference of floats, relative and absolute. Integers must be equal.
    """

    name: str
    title: str
    level: str
    reference: Callable
    cases: Callable
    correct: str
    mistakes: list[Mistake]
    hints: list[str]
    points: float = 1
    axes: tuple[str, ...] = ()
    tolerance: float = 1e-6

    @property
    def starter(self):
        """The cell that a reader begins with."""
        return f"def {self.reference.__name__}{inspect.signature(self.reference)}:\n    ..."


@dataclass(frozen=True)
class Result:
    """What a check found: prints as text, and shows as a box in a notebook.

    Attributes
    ----------
    name : str
        The exercise.
    kind : str
        "correct", "todo", "call", "error", "time", "nothing", "changed", "type", "shape",
        "values", or "mistake:" and the keys of the mistakes.
    message : str
        The sentence for the reader.
    fraction : float
        Share of the cases that were right.
    notes : tuple of str
        Further sentences, not on the answer itself.
    """

    name: str
    kind: str
    message: str
    fraction: float = 0.0
    notes: tuple[str, ...] = ()

    @property
    def passed(self):
        """Whether the answer is correct."""
        return self.kind == "correct"

    def __repr__(self):
        heading, _, _ = _FORMS.get(self.kind, _FORMS["other"])
        return "\n".join([f"{heading} ({self.name}): {self.message}", *self.notes])

    def _repr_html_(self):
        # No color of its own: it is readable wherever the text around it is.
        heading, sign, line = _FORMS.get(self.kind, _FORMS["other"])
        text = "<br>".join(map(html.escape, [self.message, *self.notes]))
        text = re.sub(r"`([^`]+)`", r'<code style="color:inherit;background:none">\1</code>', text)
        return (
            f'<div role="status" style="border-left:.3em {line} currentColor;padding:.3em .8em">'
            f'<strong><span aria-hidden="true">{sign}</span> {heading}</strong> '
            f"({html.escape(self.name)}): {text}</div>"
        )


class Bank:
    """Exercises by name, and what a reader can ask about them.

    Parameters
    ----------
    exercises : iterable of Exercise
        The exercises, in the order of the course.
    """

    def __init__(self, exercises):
        self.exercises = {exercise.name: exercise for exercise in exercises}
        self._hints_given = dict.fromkeys(self.exercises, 0)

    def check(self, name, answer, *, seed=None):
        """Tell whether a function solves an exercise, and if not, what is wrong.

        Parameters
        ----------
        name : str
            Name of the exercise, such as ``"histograms.count"``.
        answer : callable
            Your function itself, without parentheses behind it.
        seed : int, optional
            Seed of the cases; by default the same for every reader, or COURSE_SEED.

        Returns
        -------
        Result
            Shows itself as the last line of a cell.

        Raises
        ------
        ValueError
            If there is no exercise of this name.

        Notes
        -----
        All cases together may take 10 seconds, or COURSE_TIME_LIMIT seconds.
        """
        verdict = judge(self._find(name), answer, seed)
        result = Result(name, *verdict)
        if result.kind == "todo":
            return result  # running a notebook from top to bottom is no try
        note = progress.record(name, result.passed)
        return replace(result, notes=(*result.notes, note)) if note else result

    def hint(self, name):
        """Print a hint: the first one, and one more each time.

        Parameters
        ----------
        name : str
            Name of the exercise.
        """
        hints = self._find(name).hints
        number = min(self._hints_given[name] + 1, len(hints))
        self._hints_given[name] = number
        print(f"Hint {number} of {len(hints)}: {hints[number - 1]}")

    def solution(self, name):
        """Print a model solution.

        Parameters
        ----------
        name : str
            Name of the exercise.
        """
        print(inspect.getsource(self._find(name).reference).rstrip())

    def score(self, name, answer, *, seed=None):
        """Print what `check` says, and return marks for a class.

        Parameters
        ----------
        name : str
            Name of the exercise.
        answer : callable
            The function to mark.
        seed : int, optional
            Seed of the cases, as in `check`.

        Returns
        -------
        float
            The exercise's points times the share of cases that are right, to two decimals.
        """
        exercise = self._find(name)
        result = Result(name, *judge(exercise, answer, seed))
        print(result)
        return round(exercise.points * result.fraction, 2)

    def _find(self, name):
        if isinstance(name, str) and name in self.exercises:
            return self.exercises[name]
        near = difflib.get_close_matches(str(name), self.exercises, n=3, cutoff=0.5)
        known = (
            f"did you mean {' or '.join(near)}?"
            if near
            else "there are " + ", ".join(self.exercises)
        )
        raise ValueError(f"There is no exercise {name!r}; {known}")
