"""What students write who have read only the prompt is told in a true sentence of its own."""

import functools

import pytest

from course_utils.exercises import BANK, check
from tests.attempts import all_attempts, has_its_own_sentence
from tests.house import report
from tests.proving import bank_of

ATTEMPTS = all_attempts()
LEAST = 0.8


@functools.cache
def result_of(attempt):
    return check(attempt.exercise, attempt.answer)


def is_told_its_slip(attempt):
    return has_its_own_sentence(result_of(attempt))


def file_of(name):
    """Return where the attempts at an exercise stand, or are to be written."""
    return f"tests/attempts/{bank_of(BANK.exercises[name])}.py"


@pytest.mark.parametrize(
    "attempt", ATTEMPTS, ids=[f"{one.exercise}-{one.answer.__name__}" for one in ATTEMPTS]
)
def test_what_is_told(attempt):
    result = result_of(attempt)
    where = f"{attempt.answer.__name__} in {file_of(attempt.exercise)}"
    if result.passed:
        report([f"{where} passes: is it right after all, or does a case not see what is wrong?"])
    if result.kind != attempt.told:
        report(
            [
                f"{where} is told: {result.message}",
                f"If this is true of it, write told={result.kind!r}; else mend the bank.",
            ]
        )


@pytest.mark.parametrize("name", BANK.exercises)
def test_there_are_fifteen_and_most_get_a_sentence_of_their_own(name):
    answers = [one for one in ATTEMPTS if one.exercise == name]
    if len(answers) < 15:
        report([f"{file_of(name)} has {len(answers)} attempts at {name}; fifteen are wanted"])
    others = [one.answer.__name__ for one in answers if not is_told_its_slip(one)]
    if len(others) > (1 - LEAST) * len(answers):
        report(
            [
                f"{name}: {len(answers) - len(others)} of {len(answers)} attempts are told what "
                f"they did, {LEAST:.0%} are wanted; name the slips in the bank of "
                f"{', '.join(others)}"
            ]
        )


def test_the_share_is_shown(capsys):
    own = sum(map(is_told_its_slip, ATTEMPTS))
    with capsys.disabled():
        print(f"\n{own} of {len(ATTEMPTS)} natural attempts get a sentence of their own")
    assert own >= LEAST * len(ATTEMPTS)
