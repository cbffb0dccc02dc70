"""What students write who have read only the prompt is told in a true sentence of its own."""

from importlib import import_module
from pathlib import Path

import pytest

from course_utils.exercises import BANK, check
from tests.attempts import ATTEMPTS

for file in sorted(Path(__file__).with_name("attempts").glob("ch*.py")):
    import_module(f"tests.attempts.{file.stem}")

LEAST = 0.8


def has_its_own_sentence(attempt):
    """Tell words that name this very slip from those that tell the first difference."""
    result = check(attempt.exercise, attempt.answer)
    if result.kind in ("type", "shape"):
        return "values are right" in result.message  # then the type, or the shape, is the slip
    return result.kind != "values"


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
def test_there_are_fifteen_and_most_get_a_sentence_of_their_own(name):
    attempts = [one for one in ATTEMPTS if one.exercise == name]
    assert len(attempts) >= 15, f"{name} has {len(attempts)} attempts; fifteen are wanted"
    own = sum(map(has_its_own_sentence, attempts))
    assert own >= LEAST * len(attempts), f"{name}: {own} of {len(attempts)} are told what they did"


def test_the_share_is_shown(capsys):
    own = sum(map(has_its_own_sentence, ATTEMPTS))
    with capsys.disabled():
        print(f"\n{own} of {len(ATTEMPTS)} natural attempts get a sentence of their own")
    assert own >= LEAST * len(ATTEMPTS)
