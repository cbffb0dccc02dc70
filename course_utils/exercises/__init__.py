"""The exercises of the course: ``from course_utils.exercises import check, hint, solution``.

And the quiz of each chapter, ``quiz("02")``, for readers in Jupyter.
"""

from importlib import import_module
from pkgutil import iter_modules

from ..checks import Bank, Exercise
from .quiz import quiz

# A bank is found by its name, chNN_topic, and its exercises in the order in which they stand there.
MODULES = [
    import_module(f"{__name__}.{module.name}")
    for module in iter_modules(__path__)
    if module.name.startswith("ch")
]


def exercises_of(module):
    """Return the exercises that stand in a bank, in their order."""
    return [entry for entry in vars(module).values() if isinstance(entry, Exercise)]


BANK = Bank(exercise for module in MODULES for exercise in exercises_of(module))

check = BANK.check
hint = BANK.hint
score = BANK.score
solution = BANK.solution

__all__ = ["BANK", "check", "hint", "quiz", "score", "solution"]
