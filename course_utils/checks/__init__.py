"""Check a reader's function against a reference, and say what is wrong with it.

An exercise is a reference function, cases to try, and known mistakes. A mistake is a program that
makes it: an answer that returns the same on every case is told the mistake's sentence. This room
knows no exercise; they are collected in `course_utils.exercises`.
"""

from .bank import Bank
from .exercise import Exercise, Mistake, mistakes_in, slip, slips_in
from .result import Result

__all__ = ["Bank", "Exercise", "Mistake", "Result", "mistakes_in", "slip", "slips_in"]
