"""What an exercise is: a reference, cases to try, rules, hints, and known mistakes."""

import inspect
from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass, field, replace

from .rules import Rule


@dataclass(frozen=True)
class Mistake:
    """A wrong program and what to tell whoever wrote it.

    Attributes
    ----------
    key : str
        Short name, unique within the exercise.
    answer : callable
        The wrong program: takes what the reference takes. With `of_result`, a wrong last step: it
        takes a result. Such a step is also tried after every other mistake, so that two or three
        slips at once are told as what they are.
    sentence : str
        What the reader did, what follows from it, what to try. Never the answer.
    of_result : bool, keyword-only
        Whether `answer` takes a result instead of the arguments.
    options : dict, keyword-only
        Options with which `answer` is called. Mistakes that set different options of the same
        program can be made together, so they are tried together too.
    """

    key: str
    answer: Callable
    sentence: str
    _: KW_ONLY
    of_result: bool = False
    options: dict = field(default_factory=dict)


def slip(program, sentence, **options):
    """Describe one wrong option of a program, as an entry of the class that `mistakes_in` reads."""
    return Mistake("", program, sentence, options=options)


def slips_in(page, program, option):
    """Return the mistakes of a class as wrong values of one option of a program, in their order.

    Parameters
    ----------
    page : type
        A class as `mistakes_in` reads it; each of its functions is a wrong value of the option.
    program : callable
        The program that has the option, and others too: slips of two options go together.
    option : str
        The name of the option.

    Returns
    -------
    mistakes : list of Mistake
    """
    return [
        Mistake(one.key, program, one.sentence, options={option: one.answer})
        for one in mistakes_in(page)
    ]


def mistakes_in(page):
    """Return the mistakes that are written as the functions of a class, in their order.

    The name of a function is the key, its docstring the sentence, and its body the wrong program. A
    function whose only argument is called `result` is a wrong last step. An entry may also be a
    `slip`: a program that several mistakes share, with the option that is wrong.

    Parameters
    ----------
    page : type
        The class. It is a page to write on, no more: nothing is made of it.

    Returns
    -------
    mistakes : list of Mistake
    """
    found = []
    for key, entry in vars(page).items():
        if isinstance(entry, Mistake):
            found.append(replace(entry, key=key))
        elif inspect.isfunction(entry):
            of_result = list(inspect.signature(entry).parameters) == ["result"]
            sentence = " ".join((entry.__doc__ or "").split())
            found.append(Mistake(key, entry, sentence, of_result=of_result))
    return found


@dataclass(frozen=True, kw_only=True)
class Exercise:
    """One exercise.

    The reference's results set the rules: an array asks for an array and a number for a number;
    uint8 and bool ask for just that type, other integers for any integers, floats for any floats.
    Tuples, named tuples, dataclasses, lists and dicts are compared part by part.

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
    rules : tuple of Rule
        What the prompt forbids. What the course package teaches is forbidden in every one.
    exact_type : bool
        Whether integers and floats must have just the dtype of the reference, because the prompt
        names it.
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
    rules: tuple[Rule, ...] = ()
    exact_type: bool = False

    @property
    def starter(self):
        """The cell that a reader begins with."""
        return f"def {self.reference.__name__}{inspect.signature(self.reference)}:\n    ..."
