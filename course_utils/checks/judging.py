"""Compare what a reader's function returns with a reference, and put the difference into words.

The words come in this order: nothing there yet, cannot be called, stopped, a known mistake, spoiled
its input, wrong type, wrong shape, first wrong value. A known mistake comes before the general
words on type and shape because it says more about the same thing.
"""

import contextlib
import copy
import dis
import inspect
import itertools
import math
import numbers
import os
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from .running import code_of, quiet, run_cases

NOT_ATTEMPTED = "There is no answer here yet: put your code in place of the `...` and check again."
_COUNTS = ("", "", "Two things. ", "Three things. ", "Four things. ")
# Exceptions whose words say too little to a beginner: how they begin, and a sentence more.
_ADVICE = {
    "IndexError: index": "Places run from 0 to the size less 1. Which of your numbers goes beyond?",
    "StopIteration": "Nothing was left to read. A `for` loop notices the end by itself.",
    "ValueError: object too deep": "`np.bincount` counts one flat row: `ravel` makes one.",
    "ValueError: operands could not be broadcast": "NumPy compares two shapes from their last axis "
    "on: two lengths must be equal, or one of them 1.",
}
_AXES = {1: ("entry",), 2: ("row", "column"), 3: ("row", "column", "channel")}


class Verdict(NamedTuple):
    """What is to be told: a kind, a message, the share of right cases, and notes beside it."""

    kind: str
    message: str
    fraction: float = 0.0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Trial:
    """An answer that was run on all cases, beside what the reference returns."""

    exercise: object
    cases: list
    runs: list
    wants: list

    def __iter__(self):
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
    if seed is None:
        seed = _setting("COURSE_SEED", 1, int)
    cases = exercise.cases(np.random.default_rng(seed))
    early = _not_ready(exercise, answer, cases[0][1])
    if early:
        return Verdict(*early)
    wants = [exercise.reference(*copy.deepcopy(args)) for _, args in cases]
    runs, notes = run_cases(answer, cases, seconds=_setting("COURSE_TIME_LIMIT", 10, float))
    trial = _Trial(exercise, cases, runs, wants)
    right = sum(_is_right(run, want, exercise.tolerance) for _, run, want in trial)
    diagnoses = [_correct] if right == len(cases) else _DIAGNOSES
    with quiet():
        kind, message = next(filter(None, (diagnose(trial) for diagnose in diagnoses)))
    return Verdict(kind, message, right / len(cases), tuple(notes))


def _setting(variable, default, kind):
    text = os.environ.get(variable) or default
    with contextlib.suppress(ValueError):
        value = kind(text)
        if 0 <= value < math.inf:
            return value
    raise ValueError(f"{variable} is {text!r}; give a number from 0 up, or leave it unset.")


# Before an answer is run: kind and message if it cannot be, else None.


def _not_ready(exercise, answer, args):
    if answer is None or answer is ... or _does_nothing(answer):
        return "todo", NOT_ATTEMPTED
    if not callable(answer):
        return "call", (
            f"Give `check` your function itself, `{exercise.reference.__name__}`, without "
            f"parentheses: this is a value of type `{type(answer).__name__}`."
        )
    try:
        signature = inspect.signature(answer)
    except Exception:  # compiled functions may not tell; the call will
        return None
    try:
        signature.bind(*args)
    except TypeError:
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


# Diagnoses: each takes a trial and returns kind and message, or None.


def _correct(trial):
    labels = "; ".join(label for label, _ in trial.cases)
    return "correct", (
        f"{trial.exercise.correct} Your function returned what the reference returns in all "
        f"{len(trial.cases)} cases tried: {labels}."
    )


def _stopped(trial):
    for label, run, _ in trial:
        if run.failure:
            kind, sentence = run.failure
            for begin, advice in _ADVICE.items():
                if f"stopped with {begin}" in sentence:
                    sentence = f"{sentence.removesuffix('.')}. {advice}"
            return kind, sentence or NOT_ATTEMPTED
        if run.value is ...:
            return "todo", NOT_ATTEMPTED
        if run.value is None:
            first = label == trial.cases[0][0]
            later = "Before, it returned something: what is different here?"
            question = "Is a `return` missing?" if first else later
            return "nothing", f"On {label}, your function returned nothing. {question}"
    return None


def _known_mistake(trial):
    for group in _groups(trial.exercise.mistakes):
        wrongs = _same_as_group(trial, group)
        if wrongs:
            slips = [mistake.sentence for mistake in group]
            slips += filter(None, [_type_slip(trial, wrongs), _change(trial)])
            keys = "+".join(mistake.key for mistake in group)
            return f"mistake:{keys}", _COUNTS[len(slips)] + " ".join(slips)
    return None


def _groups(mistakes):
    """Yield every mistake alone, then every pair of which the second is a wrong last step."""
    mistakes = sorted(mistakes, key=lambda mistake: mistake.of_result)
    yield from ((mistake,) for mistake in mistakes)
    yield from (pair for pair in itertools.combinations(mistakes, 2) if pair[1].of_result)


def _same_as_group(trial, group):
    """Return what the mistakes give on each case if the answer gives the same on all."""
    wrongs = []
    for (_, args), (_, run, _) in zip(trial.cases, trial, strict=True):
        try:
            wrong = make(trial.exercise, group, args)
        except Exception:  # not every two mistakes can be made at once
            return None
        if not _same_values(run.value, wrong, trial.exercise.tolerance):
            return None
        wrongs.append(wrong)
    return wrongs


def make(exercise, mistakes, args):
    """Return the result of making these mistakes of an exercise, one after the other."""
    begin = exercise.reference if mistakes[0].of_result else mistakes[0].answer
    result = begin(*copy.deepcopy(args))
    for mistake in mistakes:
        if mistake.of_result:
            result = mistake.answer(result)
    return result


def _type_slip(trial, wrongs):
    """Return the sentence on a wrong type, unless the mistakes explain the type."""
    for (_, run, want), wrong in zip(trial, wrongs, strict=True):
        problem = _type_problem(run.value, want)
        if problem and not _type_problem(wrong, want):
            return f"Your result {problem}."
    return ""


def _change(trial):
    """Return the sentence on a changed argument, or nothing."""
    names = list(inspect.signature(trial.exercise.reference).parameters)
    for _, run, _ in trial:
        if run.changed:
            return (
                f"Your function changes its argument `{names[run.changed[0]]}`, so whoever calls "
                "it loses the original. Work on a copy."
            )
    return ""


def _changed_input(trial):
    sentence = _change(trial)
    return ("changed", sentence) if sentence else None


def _wrong_type(trial):
    right = all(_same_values(run.value, want, trial.exercise.tolerance) for _, run, want in trial)
    for _, run, want in trial:
        problem = _type_problem(run.value, want)
        if problem:
            message = f"{'The values are right, but the' if right else 'Your'} result {problem}."
            if np.ndim(want) and isinstance(run.value, numbers.Number | np.generic):
                message += " Does a loop return too early?"
            return "type", message
    return None


def _wrong_shape(trial):
    for label, run, want in trial:
        got, want = np.asarray(run.value), np.asarray(want)
        if got.shape != want.shape:
            message = f"On {label}, the shape is {got.shape}; expected {want.shape}."
            same_size = got.size == want.size  # a result of another size may be too large to ravel
            if same_size and _same_values(got.ravel(), want.ravel(), trial.exercise.tolerance):
                message += " The values are right, only arranged in another way."
            elif want.ndim == 1 and got.shape == (want.size - 1,):
                message += (
                    f" One is missing: from 0 to {want.size - 1} there are {want.size} values, and "
                    f"{want.size} bins have {want.size + 1} edges."
                )
            return "shape", message
    return None


def _first_difference(trial):
    for label, run, want in trial:
        got, want = np.asarray(run.value), np.asarray(want)
        wrong = _differs(got, want, trial.exercise.tolerance)
        if not wrong.any():
            continue
        first = tuple(np.argwhere(wrong)[0])
        found = "expected {}, got {}.".format(*_show(want[first], got[first]))
        if want.ndim == 0:
            return "values", f"On {label}: {found}"
        axes = (
            trial.exercise.axes or _AXES.get(want.ndim) or [f"axis {i}" for i in range(want.ndim)]
        )
        where = ", ".join(f"{axis} {index}" for axis, index in zip(axes, first, strict=True))
        count = np.count_nonzero(wrong)
        many = f"{count} of {wrong.size} values {'differ, the first' if count > 1 else 'differs,'}"
        return "values", (
            f"On {label}, {many} at {where}: {found}{_pattern(got, want, wrong, axes)}"
        )
    return None


_DIAGNOSES = [
    _stopped,
    _known_mistake,
    _changed_input,
    _wrong_type,
    _wrong_shape,
    _first_difference,
]


# Comparing two results.


def _is_right(run, want, tolerance):
    ran = run.failure is None and not run.changed
    return ran and not _type_problem(run.value, want) and _same_values(run.value, want, tolerance)


def _type_problem(got, want):
    """Continue the sentence "Your result ...", or return an empty text if the type is right."""
    want = np.asarray(want)
    if want.ndim and not isinstance(got, np.ndarray):
        return f"is of type `{type(got).__name__}`: return one NumPy array"
    if not want.ndim and not isinstance(got, numbers.Number | np.generic | np.ndarray):
        return f"is of type `{type(got).__name__}`: return one number"
    got = np.asarray(got)
    if not want.ndim and got.ndim:
        return f"is an array of shape {got.shape}: return one number"
    if want.dtype in (np.uint8, np.bool_):
        accepted, wanted = got.dtype == want.dtype, f"`{want.dtype}`"
    elif want.dtype.kind in "iu":
        accepted, wanted = got.dtype.kind in "iu", "integers"
    else:
        accepted, wanted = got.dtype.kind == "f", "floats"
    return "" if accepted else f"has the type `{got.dtype}`: return {wanted}"


def _same_values(got, want, tolerance):
    """Tell whether two results are equal, their types left aside."""
    if isinstance(got, list) and isinstance(want, list):
        return len(got) == len(want) and all(
            _same_values(*pair, tolerance) for pair in zip(got, want, strict=True)
        )
    if not (_is_numeric(got) and _is_numeric(want)) or np.shape(got) != np.shape(want):
        return False
    return not _differs(np.asarray(got), np.asarray(want), tolerance).any()


def _is_numeric(value):
    known = isinstance(value, numbers.Number | np.generic | np.ndarray)
    return known and np.asarray(value).dtype.kind in "biuf"


def _differs(got, want, tolerance):
    if want.dtype.kind in "biu":
        return got != want
    return ~np.isclose(got, want, rtol=tolerance, atol=tolerance, equal_nan=True)


def _pattern(got, want, wrong, axes):
    """Say where the wrong values lie or how they differ, if that is simple to say."""
    for is_odd, name in ((np.isnan, "NaN, as after 0 / 0"), (np.isinf, "infinite, as after 1 / 0")):
        count = np.count_nonzero(is_odd(got))
        if is_odd(got[wrong]).any():
            return f" {count} {'values are' if count > 1 else 'value is'} {name}."
    if got.size > 1 and (got == got.flat[0]).all():
        return f" All of your values are {_show(want[wrong][0], got[wrong][0])[1]}."
    for axis, name in enumerate(axes):
        places, length = np.unique(np.nonzero(wrong)[axis]), wrong.shape[axis]
        if len(places) == 1 and length > 1 and np.count_nonzero(wrong) > 1:
            which = {0: f"the first {name}", length - 1: f"the last {name}"}
            return f" They all lie in {which.get(int(places[0]), f'{name} {places[0]}')}."
    ratios = got[want != 0] / want[want != 0]
    if len(ratios) < 2 or not np.allclose(ratios, ratios[0]) or got[want == 0].any():
        return ""
    factor = f"{ratios[0]:.4g}"
    if factor != "1":
        return f" Each value is {factor} times what it should be."
    return " All are nearly right: was something rounded on the way?"


def _show(want, got):
    """Write two different numbers with as many digits as it takes to tell them apart."""
    if want.dtype.kind != "f":
        return str(want), str(got)
    for digits in range(6, 18):
        shown = f"{want:.{digits}g}", f"{got:.{digits}g}"
        if shown[0] != shown[1]:
            break
    return shown
