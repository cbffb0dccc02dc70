"""The exercises of the course: ``from course_utils.exercises import check, hint, solution``."""

from ..checks import Bank
from . import ch01_images, ch02_histograms

BANK = Bank([*ch01_images.EXERCISES, *ch02_histograms.EXERCISES])

check = BANK.check
hint = BANK.hint
score = BANK.score
solution = BANK.solution

__all__ = ["BANK", "check", "hint", "score", "solution"]
