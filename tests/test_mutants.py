"""Small wrong changes of the references are refused, whether by machine or by hand.

Those that return the same for every valid input are listed with their reason, and accepted.
"""

from tests.house import report
from tests.proving import (
    EXERCISES,
    SEEDS,
    by_hand,
    changed,
    each_exercise,
    explained,
    is_passed,
    machine_mutants,
    named,
    proof,
    proofs_of,
    survives,
)


@each_exercise
def test_machine_mutants_are_refused(exercise, monkeypatch):
    monkeypatch.setenv("COURSE_TIME_LIMIT", "1")  # for endless loops
    equivalent = explained(exercise)
    survivors = [
        f"    {mutant.line}"
        for mutant in machine_mutants(exercise.reference)
        if mutant not in equivalent and survives(exercise, mutant.source)
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
