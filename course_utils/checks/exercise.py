"""What an exercise is: a reference, cases to try, hints, and known mistakes."""

import inspect
from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass


@dataclass(frozen=True)
class Mistake:
    """A wrong program and what to tell whoever wrote it.

    Attributes
    ----------
    key : str
        Short name, unique within the exercise.
    answer : callable
        The wrong program: takes what the reference takes. With `of_result`, a wrong last step: it
        takes a result. Such a step is also tried after every other mistake, so that two slips at
        once are told as two.
    sentence : str
        What the reader did, what follows from it, what to try. Never the answer.
    of_result : bool, keyword-only
        Whether `answer` takes a result instead of the arguments.
    """

    key: str
    answer: Callable
    sentence: str
    _: KW_ONLY
    of_result: bool = False


@dataclass(frozen=True, kw_only=True)
class Exercise:
    """One exercise.

    The reference's results set the rules: an array asks for an array and a number for a number;
    uint8 and bool ask for just that type, other integers for any integers, floats for any floats.

    Attributes
    ----------
    name : str
        Topic and function, such as ``"histograms.count"``.
    title, level : str
        Heading; ``"easy"``, ``"medium"`` or ``"hard"``.
    reference : callable
        The model solution. Its source is what `Bank.solution` prints.
    cases : callable
        Takes a `numpy.random.Generator`, returns a list of (label, arguments). "On" and the label
        begin a sentence.
    correct : str
        A sentence on what a correct answer does.
    mistakes : list of Mistake
        Known mistakes. The first one that fits is told.
    hints : list of str
        From a nudge to nearly there.
    points : float
        Marks in a class.
    axes : tuple of str
        What the result's axes count, as in ``("row", "column")``.
    tolerance : float
        Allowed difference of floats, relative and absolute. Integers must be equal.
    """

    name: str
    title: str
    level: str
    reference: Callable
    cases: Callable
    correct: str
    mistakes: list[Mistake]
    hints: list[str]
    points: float = 1
    axes: tuple[str, ...] = ()
    tolerance: float = 1e-6

    @property
    def starter(self):
        """The cell that a reader begins with."""
        return f"def {self.reference.__name__}{inspect.signature(self.reference)}:\n    ..."
