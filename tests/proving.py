"""What the proofs of all exercises share: where they stand, and wrong versions of references."""

import ast
import functools
import inspect
from dataclasses import replace
from importlib import import_module

import pytest

from course_utils.checks.judging import judge
from course_utils.exercises import BANK
from tests.exercises import Proof
from tests.house import ROOT
from tests.mutation import mutants_of

SEEDS = range(20)
EXERCISES = list(BANK.exercises.values())


def bank_of(exercise):
    """Return the name of the bank's module, such as ``ch03_equalization``."""
    return exercise.reference.__module__.rpartition(".")[2]


def proofs_of(exercise):
    """Return the path of the file that holds the proof of an exercise."""
    return f"tests/exercises/test_{bank_of(exercise)}.py"


def proof(exercise):
    """Return the proof of an exercise, or fail with what is to be written."""
    path = proofs_of(exercise)
    if not (ROOT / path).exists():
        pytest.fail(f"{path} is missing: write a Proof of {exercise.name} there.")
    module = import_module(path.removesuffix(".py").replace("/", "."))
    found = [one for one in vars(module).values() if isinstance(one, Proof)]
    found = [one for one in found if one.exercise == exercise.name]
    if len(found) != 1:
        pytest.fail(f"{path} has {len(found) or 'no'} proofs of {exercise.name}: write one Proof.")
    return found[0]


def function_from(source, exercise):
    """Run source in the module of a reference and return the function it defines."""
    names = dict(vars(inspect.getmodule(exercise.reference)))
    exec(compile(source, f"<{exercise.name}>", "exec"), names)
    return names[exercise.reference.__name__]


def body_of(exercise):
    """Return the source of a reference up to its docstring, and what follows."""
    lines = inspect.getsource(exercise.reference).splitlines(keepends=True)
    docstring = ast.parse("".join(lines)).body[0].body[0]
    return "".join(lines[: docstring.end_lineno]), "".join(lines[docstring.end_lineno :])


def text_of(answer):
    """Return the source of an answer, or its name where there is none to be had."""
    try:
        return inspect.getsource(answer).strip()
    except (OSError, TypeError):  # such as a function of OpenCV
        return repr(answer)


each_exercise = pytest.mark.parametrize(
    "exercise", EXERCISES, ids=lambda exercise: f"{bank_of(exercise)[:4]}-{exercise.name}"
)


# ---- wrong versions of a reference --------------------------------------------------------------

MUTANT_SEEDS = range(5)  # a mutant must be refused with each of them: a reader has just one


def changed(exercise, changes):
    """Return the source of a reference after changes as `Proof` describes them."""
    head, body = body_of(exercise)
    for change in [changes] if isinstance(changes, str) else changes:
        old, _, new = change.partition(" -> ")
        assert body.count(old) == 1, (
            f"{proofs_of(exercise)} changes {old!r}, which stands {body.count(old)} times in the "
            f"reference of {exercise.name}: write a piece that stands there once."
        )
        body = body.replace(old, new)
    return head + body


def is_passed(exercise, source, seed):
    """Tell whether a check passes a function; the words for a wrong one are not looked for."""
    answer = function_from(source, exercise)
    return judge(replace(exercise, mistakes=[]), answer, seed).kind == "correct"


def survives(exercise, source):
    """Tell whether a check passes a function with one of the seeds."""
    return any(is_passed(exercise, source, seed) for seed in MUTANT_SEEDS)


@functools.cache
def machine_mutants(reference):
    """Return what the machine makes of a reference."""
    return mutants_of(reference)


def by_hand(exercise):
    """Return the equivalents that are written as changes, and the pieces of machine-made lines."""
    listed = proof(exercise).equivalents
    hand = [key for key in listed if not isinstance(key, str) or " -> " in key]
    return hand, [key for key in listed if key not in hand]


def explained(exercise):
    """Return the machine's mutants that are listed as equivalent, with a reason."""
    _, pieces = by_hand(exercise)
    return {mutant for piece in pieces for mutant in named(piece, exercise)}


def named(piece, exercise):
    """Return the machine's mutants whose line is this, or else contains it."""
    mutants = machine_mutants(exercise.reference)
    whole = [mutant for mutant in mutants if mutant.line == piece]
    return whole or [mutant for mutant in mutants if piece in mutant.line]
