"""What students write who have read only the prompt is told in a true sentence of its own."""

import collections
from importlib import import_module
from pathlib import Path

import pytest

from course_utils.exercises import BANK, check
from tests.attempts import ATTEMPTS

for file in sorted(Path(__file__).with_name("attempts").glob("ch*.py")):
    import_module(f"tests.attempts.{file.stem}")

# Words that were written for this very slip; the others tell the first difference of any result.
OWN = ("mistake:", "rule", "changed", "nothing", "call", "error", "time")
LEAST = 0.8


@pytest.mark.parametrize(
    "attempt", ATTEMPTS, ids=[f"{one.exercise}-{one.answer.__name__}" for one in ATTEMPTS]
)
def test_what_is_told(attempt):
    result = check(attempt.exercise, attempt.answer)
    assert not result.passed, f"{attempt.exercise} passes {attempt.answer.__doc__!r}"
    assert result.kind == attempt.told, (
        f"{attempt.exercise} tells {attempt.answer.__name__} now: {result.message} If this is true "
        f"of it, write told={result.kind!r}."
    )


@pytest.mark.parametrize("name", BANK.exercises)
def test_there_are_fifteen_and_most_get_their_own_sentence(name, capsys):
    told = [one.told for one in ATTEMPTS if one.exercise == name]
    assert len(told) >= 15, f"{name} has {len(told)} attempts; fifteen are wanted"
    own = sum(kind.startswith(OWN) for kind in told)
    assert own >= LEAST * len(told), f"{name}: {own} of {len(told)} get a sentence of their own"


def test_the_share_is_shown(capsys):
    kinds = collections.Counter(one.told.partition(":")[0] for one in ATTEMPTS)
    own = sum(number for kind, number in kinds.items() if f"{kind}:".startswith(OWN))
    with capsys.disabled():
        print(f"\n{own} of {len(ATTEMPTS)} natural attempts get a sentence of their own: {kinds}")
    assert own >= LEAST * len(ATTEMPTS)
