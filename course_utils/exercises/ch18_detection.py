"""Exercises of chapter 18, Real-time object detection."""

import numpy as np

from ..checks import Exercise, mistakes_in

# ---- detection.first -----------------------------------------------------------------------------


def first(image):
    """**For authors.** Say what a reader's function returns, and why it is done this way.

    >>> first(np.array([[1, 2]], dtype=np.uint8)).tolist()
    [[1, 2]]
    """
    return image  # **For authors.** Write the model solution.


def first_cases(rng):
    return [("a picture of 3 rows and 5 columns", (rng.integers(0, 256, (3, 5), np.uint8),))]


class FirstMistakes:
    """Each function is a wrong answer; its docstring is what the reader is told."""


FIRST = Exercise(
    name="detection.first",
    title="First",
    level="easy",
    reference=first,
    cases=first_cases,
    correct="**For authors.** Say what a right answer does.",
    mistakes=mistakes_in(FirstMistakes),
    hints=[],
)


# ---- detection.second ----------------------------------------------------------------------------


def second(image):
    """**For authors.** Say what a reader's function returns, and why it is done this way.

    >>> second(np.array([[1, 2]], dtype=np.uint8)).tolist()
    [[1, 2]]
    """
    return image  # **For authors.** Write the model solution.


def second_cases(rng):
    return [("a picture of 3 rows and 5 columns", (rng.integers(0, 256, (3, 5), np.uint8),))]


class SecondMistakes:
    """Each function is a wrong answer; its docstring is what the reader is told."""


SECOND = Exercise(
    name="detection.second",
    title="Second",
    level="medium",
    reference=second,
    cases=second_cases,
    correct="**For authors.** Say what a right answer does.",
    mistakes=mistakes_in(SecondMistakes),
    hints=[],
)


# ---- detection.third -----------------------------------------------------------------------------


def third(image):
    """**For authors.** Say what a reader's function returns, and why it is done this way.

    >>> third(np.array([[1, 2]], dtype=np.uint8)).tolist()
    [[1, 2]]
    """
    return image  # **For authors.** Write the model solution.


def third_cases(rng):
    return [("a picture of 3 rows and 5 columns", (rng.integers(0, 256, (3, 5), np.uint8),))]


class ThirdMistakes:
    """Each function is a wrong answer; its docstring is what the reader is told."""


THIRD = Exercise(
    name="detection.third",
    title="Third",
    level="hard",
    reference=third,
    cases=third_cases,
    correct="**For authors.** Say what a right answer does.",
    mistakes=mistakes_in(ThirdMistakes),
    hints=[],
)
