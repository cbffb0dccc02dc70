"""Wrong answers that students write who have read only the prompts, and what each of them is told.

They were written before anybody looked into the banks, fifteen for each exercise. What is told is
held by `test_attempts.py`: a sentence of its own for at least 80 % of them, and for none a pass.
"""

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
