"""Judge what a reader hands in, and find the words for it.

The words come in this order: nothing there yet, cannot be called, stopped, a known mistake, spoiled
its input, wrong type, wrong shape, first wrong value; for a right answer, a broken rule. A known
mistake comes before the general words on type and shape because it says more about the same thing.
"""

import contextlib
import copy
import dis
import inspect
import math
import os
import threading
from typing import NamedTuple

import numpy as np

from .._validation import shortened
from .comparing import parts, same_values
from .mistakes import known_mistake
from .rules import OWN_WORK, broken_rule, own_package
from .running import code_of, run_cases
from .silence import silenced
from .words import of_shape, of_type, of_values

NOT_ATTEMPTED = "There is no answer here yet: put your code in place of the `...` and check again."
# Exceptions whose words say too little to a beginner: how they begin, and a sentence more.
_ADVICE = {
    "IndexError: index": "Places run from 0 to the size less 1. Which of your numbers goes beyond?",
    "IndexError: shape mismatch: indexing arrays": "Two lists as an index choose pairs of places; "
    "a rectangle of places takes two slices.",
    "StopIteration": "Nothing was left to read. A `for` loop notices the end by itself.",
    "ValueError: object too deep": "`np.bincount` counts one flat row: `ravel` makes one.",
    "error: > Unsupported depth": "Colors are converted in `uint8`, `uint16` and `float32` only.",
    "ValueError: operands could not be broadcast": "NumPy compares two shapes from their last axis "
    "on: two lengths must be equal, or one of them 1.",
    "ValueError: could not broadcast input": "What you assign must have the shape of the place it "
    "goes to: print both shapes.",
    "ValueError: all input arrays must have": "Print their shapes: which one is different?",
    "ValueError: setting an array element with a sequence. See": "One place of an array holds one "
    "number; yours would have to hold several.",
    "ValueError: setting an array element with a sequence. The": "Parts that become one array must "
    "have one shape: print the shapes of yours.",
    "UFuncTypeError: Cannot cast": "An operation in place, such as `/=`, keeps the type of the "
    "array, and this result does not fit into it.",
    "OverflowError: Python integer": "The type of the array does not hold this number. If it is "
    "too large, compute in a larger type; if it is below 0, should it be?",
    "error: rsz == dims": "The `ranges` of `cv2.calcHist` need two numbers for each channel, its "
    "lower and its upper end.",
}


class _Thread(threading.local):
    judges = False


_thread = _Thread()


class Verdict(NamedTuple):
    """What is to be told: a kind, a message, the share of right cases, and notes beside it."""

    kind: str
    message: str
    fraction: float = 0.0
    notes: tuple[str, ...] = ()


class Trial(NamedTuple):
    """An answer that was run on all cases, beside what the reference returns."""

    exercise: object
    answer: object
    cases: list
    runs: list
    wants: list

    def each(self):
        """Go through label, run and wanted result of each case that was run."""
        for (label, _), run, want in zip(self.cases, self.runs, self.wants, strict=False):
            yield label, run, want


def judge(exercise, answer, seed=None):
    """Run an answer on all cases of an exercise and find the words for it.

    Parameters
    ----------
    exercise : course_utils.checks.Exercise
        The exercise.
    answer : object
        What the reader handed in; hopefully a function.
    seed : int, optional
        Seed of the cases; by default COURSE_SEED, else the same for every reader.

    Returns
    -------
    Verdict
        What to tell the reader.

    Raises
    ------
    ValueError
        If COURSE_SEED or COURSE_TIME_LIMIT is not a number from 0 up.
    """
    if _thread.judges:
        raise RuntimeError(
            "`check` stands inside the function that it checks; move it to the left margin, below "
            "the function"
        )
    _thread.judges = True
    try:
        return _judge(exercise, answer, seed)
    finally:
        _thread.judges = False


def _judge(exercise, answer, seed):
    if seed is None:
        seed = chosen_seed()
    cases = exercise.cases(np.random.default_rng(seed))
    early = _not_ready(exercise, answer, cases[0][1])
    if early:
        return Verdict(*early)
    wants = [exercise.reference(*copy.deepcopy(args)) for _, args in cases]
    runs, notes = run_cases(answer, cases, seconds=time_limit())
    trial = Trial(exercise, answer, cases, runs, wants)
    with silenced():
        right = sum(_is_right(run, want, exercise) for _, run, want in trial.each())
        diagnoses = _OF_RIGHT if right == len(cases) else _OF_WRONG
        kind, message = next(filter(None, (diagnose(trial) for diagnose in diagnoses)))
    fraction = 0.0 if kind == "rule" else right / len(cases)
    return Verdict(kind, message, fraction, tuple(notes))


def chosen_seed():
    """Return the seed of the cases: COURSE_SEED, else the same for every reader."""
    return _setting("COURSE_SEED", 1, int)


def time_limit():
    """Return how many seconds all cases together may take: COURSE_TIME_LIMIT, else 10."""
    return _setting("COURSE_TIME_LIMIT", 10, float, 86_400)


def _setting(variable, default, kind, most=math.inf):
    text = os.environ.get(variable) or default
    with contextlib.suppress(ValueError):
        value = kind(text)
        if 0 <= value <= most and value < math.inf:
            return value
    what = "whole number" if kind is int else "number"
    end = "up" if most == math.inf else f"to {most:,}"
    raise ValueError(
        f"{variable} is {shortened(text)}; give a {what} from 0 {end}, or leave it unset."
    )


def _is_right(run, want, exercise):
    return (
        run.failure is None
        and not run.changed
        and not any(part.problem for part in parts(run.value, want, exercise.exact_type))
        and same_values(run.value, want, exercise.tolerance)
    )


# ---- before an answer is run: kind and message if it cannot be, else None ----------------------


def _not_ready(exercise, answer, args):
    if answer is None or answer is ... or _does_nothing(answer):
        return "todo", NOT_ATTEMPTED
    if not callable(answer):
        return "call", (
            f"Give `check` your function itself, `{exercise.reference.__name__}`, without "
            f"parentheses: this is a value of type `{type(answer).__name__}`."
        )
    if own_package(answer):
        return "rule", f"Not by the rule: {OWN_WORK.sentence}"
    try:
        signature = inspect.signature(answer)
    except Exception:  # compiled functions may not tell; the call will
        return None
    try:
        signature.bind(*args)
    except TypeError:
        given = list(signature.parameters.values())
        named = [one.name for one in given if one.kind in (one.KEYWORD_ONLY, one.VAR_KEYWORD)]
        if named and len(given) == len(args):
            return "call", (
                f"Your function takes `{named[0]}` by its name only; it is called with values "
                "alone. Leave out the `*` before it."
            )
        called_with = _arguments(inspect.signature(exercise.reference))
        return "call", (
            f"Your function takes {_arguments(signature)}; it is called with {called_with}."
        )
    return None


def _does_nothing(answer):
    """Tell whether a function's body is only `...`, `pass`, `return` or a docstring."""
    code = code_of(answer)
    return code is not None and all(
        step.opname in ("RESUME", "NOP", "RETURN_VALUE")
        or (step.opname in ("LOAD_CONST", "RETURN_CONST") and step.argval in (None, ...))
        for step in dis.get_instructions(code)
    )


def _arguments(signature):
    names = list(signature.parameters)
    if not names:
        return "no argument"
    return f"{len(names)} argument{'s' if len(names) > 1 else ''} ({', '.join(names)})"


# ---- diagnoses: each takes a trial and returns kind and message, or None ------------------------


def _against_a_rule(trial):
    broken = broken_rule(trial.exercise.rules, trial.answer)
    if broken:
        rule, name = broken
        return "rule", f"Right, but not by the rule: {rule.sentence} You use `{name}`."
    return None


def _correct(trial):
    labels = "; ".join(label for label, _ in trial.cases)
    return "correct", (
        f"{trial.exercise.correct} Your function returned what the reference returns in all "
        f"{len(trial.cases)} cases tried: {labels}."
    )


def _stopped(trial):
    for label, run, want in trial.each():
        if run.failure:
            kind, sentence = run.failure
            for begin, advice in _ADVICE.items():
                if f"stopped with {begin}" in sentence:
                    sentence = f"{sentence.removesuffix('.')}. {advice}"
            return kind, sentence or NOT_ATTEMPTED
        if run.value is ...:
            return "todo", NOT_ATTEMPTED
        if run.value is None and want is not None:
            first = label == trial.cases[0][0]
            later = "Before, it returned something: what is different here?"
            question = "Is a `return` missing?" if first else later
            return "nothing", f"On {label}, your function returned nothing. {question}"
    return None


def _change(trial):
    """Return the sentence on a changed argument, or nothing."""
    names = list(inspect.signature(trial.exercise.reference).parameters)
    for _, run, _ in trial.each():
        if run.changed:
            return (
                f"Your function changes its argument `{names[run.changed[0]]}`, so whoever calls "
                "it loses the original. Work on a copy."
            )
    return ""


def _known_mistake(trial):
    return known_mistake(trial, _change(trial))


def _changed_input(trial):
    sentence = _change(trial)
    if not sentence:
        return None
    more = next(filter(None, (words(trial) for words in (of_type, of_shape, of_values))), None)
    return "changed", f"{sentence} {more[1]}" if more else sentence


_OF_RIGHT = [_against_a_rule, _correct]
_OF_WRONG = [_stopped, _known_mistake, _changed_input, of_type, of_shape, of_values]
