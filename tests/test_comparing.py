"""Results of every kind are compared part by part, and the part that differs is named."""

from collections import namedtuple
from dataclasses import dataclass

import numpy as np
import pytest

from course_utils.checks import Exercise
from course_utils.checks.comparing import same_values
from course_utils.checks.judging import judge

Votes = namedtuple("Votes", ["count", "votes"])
Renamed = namedtuple("Renamed", ["count", "ballots"])


@dataclass
class Shift:
    rows: int
    columns: int
    score: float


class Attributes:
    def __init__(self, **values):
        vars(self).update(values)

    def __repr__(self):  # names the test, so it must be the same in every process
        return f"Attributes({vars(self)})"


class Unwilling:
    def __getattr__(self, name):
        raise RuntimeError("no")

    def __eq__(self, other):
        raise RuntimeError("no")

    __hash__ = None


def tell(wanted, got):
    """Say what is told if a reference returns `wanted` and an answer `got`."""
    exercise = Exercise(
        name="toys.kinds",
        title="Kinds",
        level="easy",
        reference=lambda number: wanted,
        cases=lambda rng: [("a case", (1,))],
        correct="Right.",
        mistakes=[],
        hints=[],
    )
    verdict = judge(exercise, lambda number: got)
    return verdict.kind, verdict.message


WANTED = [
    Votes(3, np.array([1, 2, 3])),
    Shift(1, -2, 0.5),
    {"cat": 1, "dog": [1, 2]},
    {3: np.array([1.5, 2]), None: ""},
    "a text",
    True,
    None,
    (1, 2.5),
    (np.array([1, 2]), np.array([[1.0]])),
    [np.array([1, 2]), np.array([1])],
    [[1], [2, 3], []],
    (),
    {1, 2},
    [("cat", 0.5, (1, 2, 3, 4)), ("dog", 0.25, (5, 6, 7, 8))],
]


@pytest.mark.parametrize("wanted", WANTED, ids=str)
def test_every_kind_of_result_is_right_where_it_is_equal(wanted):
    assert tell(wanted, wanted)[0] == "correct"


@pytest.mark.parametrize("wanted", WANTED, ids=str)
@pytest.mark.parametrize(
    "got",
    [0, "other", [], (0, 1), {}, {"cat": 2}, np.zeros(2), Unwilling(), True, {7}, [None], Votes],
    ids=lambda got: type(got).__name__,
)
def test_every_other_result_is_refused_in_words(wanted, got):
    if (wanted is True and got is True) or str((wanted, got)) == "((), [])":
        return  # as good
    kind, message = tell(wanted, got)
    assert kind in ("type", "shape", "values"), message
    assert 20 < len(message) < 300


@pytest.mark.parametrize(
    ("wanted", "got"),
    [
        (Votes(3, np.array([1, 2])), (3, np.array([1, 2]))),
        (Votes(3, np.array([1, 2])), [3, np.array([1, 2])]),
        (Votes(3, np.array([1, 2])), Attributes(votes=np.array([1, 2]), count=3)),
        (Shift(1, -2, 0.5), Attributes(score=0.5, columns=-2, rows=1)),
        ((1, 2.5), [1, 2.5]),
        ([1, 2], (1, 2)),
        ({"cat": 1}, {"cat": np.int64(1)}),
        (True, np.True_),
        ("cat", np.str_("cat")),
    ],
    ids=str,
)
def test_other_forms_that_are_as_good(wanted, got):
    assert tell(wanted, got)[0] == "correct"


def test_arrays_of_objects_are_compared_element_by_element():
    ragged, same, other, fewer = (
        np.array([np.arange(2), np.arange(count), None][:size], dtype=object)
        for count, size in ((3, 3), (3, 3), (4, 3), (3, 2))
    )
    assert same_values(ragged, same, 1e-6)
    assert not same_values(ragged, other, 1e-6)
    assert not same_values(ragged, fewer, 1e-6)


@pytest.mark.parametrize(
    ("wanted", "got", "kind", "message"),
    [
        (
            Votes(3, np.array([1, 2, 3])),
            Votes(3, np.array([1, 2, 4])),
            "values",
            "On a case in `result.votes`, 1 of 3 values differs, at entry 2: expected 3, got 4.",
        ),
        (
            Votes(3, np.array([1, 2, 3])),
            Votes(4, np.array([1, 2, 3])),
            "values",
            "On a case in `result.count`: expected 3, got 4.",
        ),
        (
            Votes(3, np.array([1, 2, 3])),
            Votes(3.0, np.array([1, 2, 3])),
            "type",
            "The values are right, but the `result.count` has the type `float`: return a whole "
            "number.",
        ),
        (
            Votes(3, np.array([1, 2, 3])),
            Renamed(3, np.array([1, 2, 3])),
            "type",
            "Your result has no `votes`.",
        ),
        (
            Shift(1, -2, 0.5),
            (1, -2, 0.5),
            "type",
            "Your result is of type `tuple`: return one `Shift` with `rows`, `columns`, `score`.",
        ),
        ({"cat": 1}, {"dog": 1}, "type", "Your result has no entry for 'cat'."),
        (
            {"cat": 1},
            {"cat": 1, "dog": 1},
            "type",
            "Your result has an entry for 'dog', which should not be there.",
        ),
        ({"cat": 1}, [1], "type", "Your result is of type `list`: return a dict."),
        (
            {"cat": [1, 2]},
            {"cat": [1, 3]},
            "values",
            "On a case in `result['cat'][1]`: expected 2, got 3.",
        ),
        (
            (1, 2.5),
            (1,),
            "type",
            "Your result has the length 1: return a tuple of length 2.",
        ),
        (
            (np.array([1, 2]), np.array([1.0])),
            (np.array([1, 2]), np.array([[1.0]])),
            "shape",
            "On a case, the shape of `result[1]` is (1, 1); expected (1,). The values are right, "
            "only arranged in another way.",
        ),
        ("cat", "dog", "values", "On a case: expected 'cat', got 'dog'."),
        ("cat", 1, "type", "Your result is of type `int`: return a text."),
        (None, 1, "type", "Your result is of type `int`: return None."),
        (True, "yes", "type", "Your result is of type `str`: return one number."),
        (True, False, "values", "On a case: expected True, got False."),
        ({1, 2}, {1, 3}, "values", "On a case: expected {1, 2}, got {1, 3}."),
        (
            [[1], [2, 3]],
            [[1], [2]],
            "type",
            "Your `result[1]` has the length 1: return a list of length 2.",
        ),
    ],
    ids=str,
)
def test_the_part_that_differs_is_named(wanted, got, kind, message):
    assert tell(wanted, got) == (kind, message)
