"""Proofs of single exercises, one file a chapter: what only somebody who knows the subject can say.

`tests/test_exercises.py` takes them from here and proves every exercise alike. What is proven of
one exercise alone, such as that OpenCV agrees, stands below its proof as a test of its own.
"""

from dataclasses import KW_ONLY, dataclass, field


@dataclass(frozen=True)
class Proof:
    """What shows that the check of one exercise tells right from wrong.

    A change is written "old -> new", where the old text stands just once in the body of the
    reference; several changes at once are a tuple.

    Attributes
    ----------
    exercise : str
        Name of the exercise.
    also_right : list of callable
        Right answers that are written otherwise than the reference: at least one, by hand.
    mutants : list
        Changes of the reference that must be refused, and need knowledge of the subject. Numbers,
        operators, slices, arguments and the like are changed by machine.
    equivalents : dict
        Changes that return the same for every valid input, with the reason: a change as above, or
        a piece of the line that the machine made, as the failing test shows it.
    same_as : dict of str to str
        Two mistakes "a+b" that come to the same as one of them or as others, which are told then;
        a tuple where rounding decides which of several are told.
    told : list of tuple
        Wrong answers of interest: the answer, the kind of the result, and what is told besides the
        sentences of the mistakes that the kind names.
    """

    exercise: str
    _: KW_ONLY
    also_right: list
    mutants: list = field(default_factory=list)
    equivalents: dict = field(default_factory=dict)
    same_as: dict = field(default_factory=dict)
    told: list = field(default_factory=list)
