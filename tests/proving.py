"""What the proofs of all exercises share: where an exercise and its proof stand, and complaints."""

import ast
import inspect
from importlib import import_module

import pytest

from course_utils.exercises import BANK
from tests.exercises import Proof
from tests.house import ROOT

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
