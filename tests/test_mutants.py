"""Small wrong changes of the references are refused, whether by machine or by hand.

Those that return the same for every valid input are listed with their reason, and accepted.
"""

import functools
from dataclasses import replace

from mutation import mutants_of

from course_utils.checks.judging import judge
from tests.house import report
from tests.proving import (
    EXERCISES,
    SEEDS,
    body_of,
    each_exercise,
    function_from,
    proof,
    proofs_of,
)

MUTANT_SEEDS = range(5)  # a mutant must be refused with each of them: a reader has just one


def changed(exercise, changes):
    """Return the source of a reference after changes as `Proof` describes them."""
    head, body = body_of(exercise)
    for change in [changes] if isinstance(changes, str) else changes:
        old, _, new = change.partition(" -> ")
        assert body.count(old) == 1, (
            f"{proofs_of(exercise)} changes {old!r}, which stands {body.count(old)} times in the "
            f"reference of {exercise.name}: write a piece that stands there once."
        )
        body = body.replace(old, new)
    return head + body


def is_passed(exercise, source, seed):
    """Tell whether a check passes a function; the words for a wrong one are not looked for."""
    answer = function_from(source, exercise)
    return judge(replace(exercise, mistakes=[]), answer, seed).kind == "correct"


def survives(exercise, source):
    return any(is_passed(exercise, source, seed) for seed in MUTANT_SEEDS)


@functools.cache
def machine_mutants(reference):
    return mutants_of(reference)


def by_hand(exercise):
    """Return the equivalents that are written as changes, and the pieces of machine-made lines."""
    listed = proof(exercise).equivalents
    hand = [key for key in listed if not isinstance(key, str) or " -> " in key]
    return hand, [key for key in listed if key not in hand]


def named(piece, exercise):
    """Return the machine's mutants whose line is this, or else contains it."""
    mutants = machine_mutants(exercise.reference)
    whole = [mutant for mutant in mutants if mutant.line == piece]
    return whole or [mutant for mutant in mutants if piece in mutant.line]


@each_exercise
def test_machine_mutants_are_refused(exercise, monkeypatch):
    monkeypatch.setenv("COURSE_TIME_LIMIT", "1")  # for endless loops
    _, pieces = by_hand(exercise)
    explained = {mutant for piece in pieces for mutant in named(piece, exercise)}
    survivors = [
        f"    {mutant.line}"
        for mutant in machine_mutants(exercise.reference)
        if mutant not in explained and survives(exercise, mutant.source)
    ]
    assert not survivors, (
        f"{len(survivors)} wrong versions of {exercise.name} are passed. Add a case that refuses "
        f"them. Where the same is returned for every valid input, add the line, or the piece that "
        f"is new, to equivalents in {proofs_of(exercise)}, with the reason:\n"
        + "\n".join(survivors)
    )


@each_exercise
def test_mutants_by_hand_are_refused(exercise):
    report(
        f"{exercise.name} passes {change}: add a case that refuses it."
        for change in proof(exercise).mutants
        if survives(exercise, changed(exercise, change))
    )


@each_exercise
def test_equivalents_are_accepted(exercise):
    hand, pieces = by_hand(exercise)

    def complaints():
        for change in hand:
            if not is_always_passed(exercise, changed(exercise, change)):
                yield f"{exercise.name} refuses {change}, which equivalents says is the same."
        for piece in pieces:
            made = named(piece, exercise)
            if not made:
                yield f"No mutant of {exercise.name} has {piece!r} any more: leave it out."
            for mutant in made:
                if not is_always_passed(exercise, mutant.source):
                    yield (
                        f"{piece!r} in equivalents of {exercise.name} also names a mutant that is "
                        f"refused: {mutant.line}"
                    )

    def is_always_passed(exercise, source):
        return all(is_passed(exercise, source, seed) for seed in SEEDS)

    report(complaints())


def test_mutants_are_many(capsys):
    machine = {exercise.name: len(machine_mutants(exercise.reference)) for exercise in EXERCISES}
    proofs = [proof(exercise) for exercise in EXERCISES]
    with capsys.disabled():
        print(
            f"\n{sum(machine.values())} mutants by machine, "
            f"{sum(len(one.mutants) for one in proofs)} by hand, "
            f"{sum(len(one.equivalents) for one in proofs)} equivalents with their reason"
        )
    report(
        f"The machine makes {number} mutants of {name}: too little for a proof; does the reference "
        "call a function that does the work?"
        for name, number in machine.items()
        if number < 8
    )
