"""Exercises by name, and what a reader can ask about them."""

import difflib
import glob
import inspect
import os
import re
from dataclasses import replace

from .._validation import shortened
from . import progress
from .judging import judge
from .result import Result, show


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
            Shows itself, wherever in a cell `check` stands; a plain program prints it.

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
        if result.kind == "todo":  # running a notebook from top to bottom is no try
            return show(replace(result, notes=_saved_in_the_page(name)))
        note = progress.record(name, result.passed)
        return show(replace(result, notes=(*result.notes, note)) if note else result)

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
        result, points = self.mark(name, answer, seed=seed)
        print(result)
        return points

    def mark(self, name, answer, *, seed=None):
        """Return what `check` says, and marks for a class; show nothing.

        Parameters
        ----------
        name, answer, seed
            They are those of `score`.

        Returns
        -------
        result : Result
            What `check` would show.
        points : float
            The exercise's points times the share of cases that are right, to two decimals.
        """
        exercise = self._find(name)
        result = Result(name, *judge(exercise, answer, seed))
        return result, round(exercise.points * result.fraction, 2)

    def _find(self, name):
        if isinstance(name, str) and name in self.exercises:
            return self.exercises[name]
        near = difflib.get_close_matches(str(name), self.exercises, n=3, cutoff=0.5)
        known = (
            f"did you mean {' or '.join(near)}?"
            if near
            else "there are " + ", ".join(self.exercises)
        )
        raise ValueError(f"There is no exercise {shortened(name)}; {known}")


def _saved_in_the_page(name):
    """Return a note on the newest file beside the notebook that the page has saved, if any."""
    # A browser that has a file of this name already puts a number behind the name: (1), Safari -1.
    numbered = re.compile(rf"{re.escape(name)}( ?\([0-9]+\)|-[0-9]+)*\.py")
    saved = [file for file in glob.glob("*.py") if numbered.fullmatch(file)]
    saved = [file for file in saved if os.path.isfile(file)]
    if not saved:
        return ()
    newest = max(saved, key=os.path.getmtime)
    return (f"Your answer from the page is here: type `%load {newest}` into the cell, and run it.",)
