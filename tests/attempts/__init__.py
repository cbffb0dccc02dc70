"""Wrong answers that students write who have read only the prompts, and what each of them is told.

They were written before anybody looked into the banks, fifteen for each exercise. What is told is
held by `test_attempts.py`: a sentence of its own for at least 80 % of them, and for none a pass.
"""

from importlib import import_module
from pathlib import Path
from typing import NamedTuple

ATTEMPTS = {}


class Attempt(NamedTuple):
    """One wrong answer."""

    exercise: str
    answer: object
    told: str


def attempt(exercise, told=""):
    """Register a function as a wrong answer to an exercise.

    Parameters
    ----------
    exercise : str
        Name of the exercise.
    told : str
        The kind of the result, such as ``"mistake:cut"``; somebody has read the sentence beside
        the answer and found it true.
    """

    def register(answer):
        # By name, because pytest imports a file of attempts once more to look for doctests.
        ATTEMPTS[exercise, answer.__name__] = Attempt(exercise, answer, told)
        return answer

    return register


def all_attempts():
    """Return the attempts of all chapters."""
    for file in sorted(Path(__file__).parent.glob("ch*.py")):
        import_module(f"{__name__}.{file.stem}")
    return list(ATTEMPTS.values())


def has_its_own_sentence(result):
    """Tell words that name this very slip from those that tell the first difference."""
    if result.kind in ("type", "shape"):
        return "values are right" in result.message  # then the type, or the shape, is the slip
    return result.kind != "values"
