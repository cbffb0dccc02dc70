"""The exercises of the course: ``from course_utils.exercises import check, hint, solution``."""

from ..checks import Bank
from . import (
    ch01_images,
    ch02_histograms,
    ch03_equalization,
    ch04_masks,
    ch05_matching,
    ch06_volumes,
)

BANK = Bank(
    [
        *ch01_images.EXERCISES,
        *ch02_histograms.EXERCISES,
        *ch03_equalization.EXERCISES,
        *ch04_masks.EXERCISES,
        *ch05_matching.EXERCISES,
        *ch06_volumes.EXERCISES,
    ]
)

check = BANK.check
hint = BANK.hint
score = BANK.score
solution = BANK.solution

__all__ = ["BANK", "check", "hint", "score", "solution"]
