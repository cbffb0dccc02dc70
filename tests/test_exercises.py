"""Proofs that hold for every exercise: right is told right, and every mistake gets its sentence.

What a proof must know of its exercise stands in `tests/exercises/test_chNN_topic.py`, one file a
bank, found by its name. A new chapter adds its file there and changes nothing here.
"""

import inspect
import itertools
import re
from dataclasses import replace
from importlib import import_module

import numpy as np
import pytest

from course_utils.checks.judging import NOT_ATTEMPTED
from course_utils.checks.mistakes import make, numbered
from course_utils.checks.silence import silenced
from course_utils.exercises import BANK, MODULES, check, exercises_of, solution
from tests.exercises import Proof
from tests.house import ROOT, report
from tests.proving import (
    EXERCISES,
    SEEDS,
    bank_of,
    body_of,
    each_exercise,
    function_from,
    proof,
    proofs_of,
    text_of,
)

LEVELS = ("easy", "medium", "hard")


each_mistake = pytest.mark.parametrize(
    ("exercise", "mistake"),
    [
        pytest.param(exercise, mistake, id=f"{bank_of(exercise)[:4]}-{exercise.name}-{mistake.key}")
        for exercise in EXERCISES
        for mistake in exercise.mistakes
    ],
)


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch):
    monkeypatch.setenv("COURSE_PROGRESS", "off")
    monkeypatch.delenv("COURSE_SEED", raising=False)
    monkeypatch.delenv("COURSE_TIME_LIMIT", raising=False)


# ---- the banks themselves ----------------------------------------------------------------------


@each_exercise
def test_exercise_is_complete(exercise):
    def complaints():
        bank, reference = bank_of(exercise), exercise.reference
        topic, function = exercise.name.split(".")
        if topic not in bank:
            yield f"{exercise.name} stands in {bank}, which does not name its topic."
        # With its topic where the function alone would say too little, as in equalization_table.
        if reference.__name__ not in (function, f"{topic}_{function}"):
            yield f"The reference of {exercise.name} is called {reference.__name__}."
        if exercise.level not in LEVELS:
            yield f"{exercise.name} has the level {exercise.level!r}; there are {LEVELS}."
        if len(exercise.mistakes) < 3:
            yield f"{exercise.name} names {len(exercise.mistakes)} mistakes; name three or more."
        if not 3 <= len(exercise.hints) <= 4:
            yield f"{exercise.name} has {len(exercise.hints)} hints; give three or four."
        if len(inspect.getdoc(reference) or "") <= 150:
            yield (
                f"The docstring of {reference.__name__} in the bank of {exercise.name} has fewer "
                "than 150 letters: say why it is done this way."
            )
        for what in ("key", "sentence"):
            texts = [getattr(mistake, what) for mistake in exercise.mistakes]
            for text in {text for text in texts if texts.count(text) > 1}:
                yield f"Two mistakes of {exercise.name} have the same {what}, {text!r}."
        _, args = exercise.cases(np.random.default_rng(1))[0]
        result = reference(*args)
        if exercise.axes and len(exercise.axes) != np.ndim(result):
            yield f"{exercise.name} names the axes {exercise.axes} of {np.ndim(result)} axes."

    report(complaints())


@pytest.mark.parametrize("bank", MODULES, ids=lambda bank: bank.__name__.rpartition(".")[2])
def test_levels_rise_in_each_bank(bank):
    levels = [one.level for one in EXERCISES if one.reference.__module__ == bank.__name__]
    missing = [level for level in LEVELS if level not in levels]
    assert not missing, f"{bank.__name__} has no exercise of level {missing[0]}."
    rising = sorted(levels, key=LEVELS.index)
    assert levels == rising, f"The levels of {bank.__name__} are {levels}; sort them: {rising}."


def test_no_name_is_given_twice():
    names = [(entry.name, module.__name__) for module in MODULES for entry in exercises_of(module)]
    report(
        f"{one} stands in {first} and in {second}."
        for (one, first), (other, second) in itertools.combinations(names, 2)
        if one == other
    )


def test_every_proof_has_its_exercise():
    known = {proofs_of(exercise) for exercise in EXERCISES}

    def complaints():
        for file in sorted((ROOT / "tests/exercises").glob("test_*.py")):
            path = str(file.relative_to(ROOT))
            if path not in known:
                yield f"{path} belongs to no bank: name it like one, test_chNN_topic.py."
            for entry in vars(import_module(f"tests.exercises.{file.stem}")).values():
                if isinstance(entry, Proof) and (
                    entry.exercise not in BANK.exercises
                    or proofs_of(BANK.exercises[entry.exercise]) != path
                ):
                    yield f"{path} has a proof of {entry.exercise}, which is not in its bank."

    report(complaints())


def test_missing_proof_is_told_in_one_sentence():
    exercise = EXERCISES[0]
    with pytest.raises(pytest.fail.Exception) as told:
        proof(replace(exercise, name="images.new"))
    assert str(told.value) == f"{proofs_of(exercise)} has no proofs of images.new: write one Proof."

    def reference():
        pass

    reference.__module__ = "course_utils.exercises.ch99_nothing"
    with pytest.raises(pytest.fail.Exception) as told:
        proof(replace(exercise, reference=reference))
    assert str(told.value) == (
        f"tests/exercises/test_ch99_nothing.py is missing: write a Proof of {exercise.name} there."
    )


@each_exercise
def test_cases_are_varied(exercise):
    first, second = (exercise.cases(np.random.default_rng(seed)) for seed in (1, 2))
    labels = [label for label, _ in first]

    def complaints():
        if labels != [label for label, _ in second]:
            yield f"The labels of the cases of {exercise.name} change with the seed."
        if len(labels) < 5:
            yield f"{exercise.name} has {len(labels)} cases; try five or more."
        for label in sorted({label for label in labels if labels.count(label) > 1}):
            yield f"Two cases of {exercise.name} are called {label!r}."
        for label in labels:
            if not (label[0].islower() or label[0].isdigit()):
                yield f"{label!r} follows the word On: begin it with a small letter."
        pairs = zip(first, second, strict=False)
        different = sum(str(before) != str(after) for (_, before), (_, after) in pairs)
        if different < len(first) / 2:
            yield f"{different} of {len(first)} cases of {exercise.name} change with the seed."

    report(complaints())


@each_exercise
def test_words_are_short_and_give_nothing_away(exercise):
    _, body = body_of(exercise)
    parts = re.findall(r"(?:= |return |in )(.{12,}?):?\n", body)
    told = [mistake.sentence for mistake in exercise.mistakes] + exercise.hints

    def complaints():
        for text in [*told, exercise.correct]:
            if not re.search(r"[^ ][.?]$", text):
                yield f"End with a period or a question mark: {text!r}"
            if len(text.split()) > 50:
                yield f"Say it in 50 words, not {len(text.split())}: {text!r}"
            if not (text[:1].isupper() or text[:1] == "`"):
                yield f"Begin with a capital letter: {text!r}"
            if "  " in text:
                yield f"Write one space, not two: {text!r}"
            for part in parts:
                if part in text:
                    yield f"This gives away {part!r} of the reference: {text!r}"

    report(complaints())


# ---- right answers -----------------------------------------------------------------------------


@each_exercise
def test_reference_is_correct(exercise):
    for seed in SEEDS:
        result = check(exercise.name, exercise.reference, seed=seed)
        assert result.passed, f"With seed {seed}, the reference is told: {result.message}"
        assert result.fraction == 1
        assert f"in all {len(exercise.cases(np.random.default_rng(seed)))} cases" in result.message


@each_exercise
def test_printed_solution_is_correct(exercise, capsys):
    solution(exercise.name)
    result = check(exercise.name, function_from(capsys.readouterr().out, exercise))
    assert result.passed, f"What `solution` prints is told: {result.message}"


@each_exercise
def test_other_right_answers_are_correct(exercise):
    answers = proof(exercise).also_right
    assert answers, (
        f"{proofs_of(exercise)} has no other right answer for {exercise.name}: write at least one."
    )
    for answer, seed in itertools.product(answers, SEEDS):
        result = check(exercise.name, answer, seed=seed)
        assert result.passed, f"{text_of(answer)}\nWith seed {seed}: {result.message}"


def types_of_same_values(exercise):
    """Return the types in which a result keeps its values and is refused all the same."""
    _, args = exercise.cases(np.random.default_rng(1))[0]
    result = exercise.reference(*args)
    if not isinstance(result, np.ndarray | int):
        return []
    kinds = {
        "b": ["uint8", "int64", "float64"],
        "u": ["int64", "uint16", "float64"],
        "i": ["float32", "float64"],
    }
    return kinds.get(np.asarray(result).dtype.kind, [])


@pytest.mark.parametrize(
    ("exercise", "kind"),
    [
        pytest.param(exercise, kind, id=f"{bank_of(exercise)[:4]}-{exercise.name}-{kind}")
        for exercise in EXERCISES
        for kind in types_of_same_values(exercise)
    ],
)
def test_right_values_of_wrong_type(exercise, kind):
    result = check(
        exercise.name, lambda *args: np.asarray(exercise.reference(*args)).astype(kind)[()]
    )
    assert result.kind == "type", f"Right values as {kind} are told: {result.message}"
    assert result.message.startswith("The values are right, but the result has the type `")


# ---- starters ----------------------------------------------------------------------------------


@each_exercise
def test_starter_is_not_attempted(exercise):
    starter = exercise.starter
    bodies = ["...", "pass", "return ...", "return None", "raise NotImplementedError", '"Docs."']
    answers = [function_from(starter.replace("...", body), exercise) for body in bodies]
    for answer in [None, ..., *answers]:
        result = check(exercise.name, answer)
        assert (result.kind, result.message) == ("todo", NOT_ATTEMPTED)
        assert result.fraction == 0


# ---- mistakes ----------------------------------------------------------------------------------


def as_answer(exercise, *mistakes):
    return lambda *args: make(exercise, mistakes, args)


@each_mistake
def test_mistake_gets_exactly_its_sentence(exercise, mistake):
    for seed in SEEDS:
        result = check(exercise.name, as_answer(exercise, mistake), seed=seed)
        assert result.kind == f"mistake:{mistake.key}", (
            f"With seed {seed}, {mistake.key} of {exercise.name} is told {result.kind}: "
            f"{result.message}"
        )
        assert result.message == mistake.sentence
        assert not result.passed
        assert result.fraction < 1


def possible_pairs(exercise, go_together):
    """Yield two mistakes that can be made together."""
    cases = exercise.cases(np.random.default_rng(0))
    for pair in itertools.combinations(exercise.mistakes, 2):
        if go_together(*pair):
            try:
                with silenced():
                    for _, args in cases:
                        make(exercise, pair, args)
            except Exception:  # such as flattening what is flat
                continue
            yield pair


def is_one_number(exercise, answer):
    """Tell whether an answer returns one number everywhere, of which nobody knows the cause."""
    cases = exercise.cases(np.random.default_rng(0))
    with silenced():
        results = [np.ravel(answer(*args)).astype(float) for _, args in cases]
    return len(np.unique(np.concatenate(results))) <= 1


@each_exercise
def test_two_mistakes_get_both_sentences(exercise):
    same_as, unused = proof(exercise).same_as, set(proof(exercise).same_as)

    def complaints():
        for first, second in possible_pairs(exercise, lambda first, second: second.of_result):
            key = f"{first.key}+{second.key}"
            told = same_as.get(key, key)
            unused.discard(key)
            answer = as_answer(exercise, first, second)
            results = [check(exercise.name, answer, seed=seed) for seed in range(3)]
            found = sorted({result.kind.removeprefix("mistake:") for result in results})
            if not {*found} <= {*np.atleast_1d(told)} and not is_one_number(exercise, answer):
                found = found[0] if len(found) == 1 else tuple(found)  # by seed, as roundings fall
                yield (
                    f"{key} is told {found}. If that is true of it, write "
                    f'"{key}": {found!r} in same_as of {exercise.name}, {proofs_of(exercise)}.'
                )
            for result in results:
                if result.kind == f"mistake:{key}":
                    assert result.message == numbered([first.sentence, second.sentence])
        for key in unused:
            yield f"same_as of {exercise.name} names {key}, which cannot be made: leave it out."
        for key, told in same_as.items():
            if key == told:
                yield f"same_as of {exercise.name} names {key}, which is told so: leave it out."

    report(complaints())


@each_exercise
def test_two_slips_of_one_program_are_told(exercise):
    def go_together(first, second):
        options = set(first.options), set(second.options)
        return first.answer is second.answer and all(options) and not set.intersection(*options)

    def complaints():
        for pair in possible_pairs(exercise, go_together):
            result = check(exercise.name, as_answer(exercise, *pair))
            # Two slips may undo each other, and the result be right.
            told = result.kind.startswith(("mistake:", "correct", "rule"))
            if not told and not is_one_number(exercise, as_answer(exercise, *pair)):
                yield f"{pair[0].key} with {pair[1].key} is told: {result.message}"

    report(complaints())


@each_exercise
def test_what_answers_of_interest_are_told(exercise):
    sentences = {mistake.key: mistake.sentence for mistake in exercise.mistakes}
    for answer, kind, *more in proof(exercise).told:
        keys = kind.removeprefix("mistake:").split("+") if kind.startswith("mistake:") else []
        parts = [sentences[key] for key in keys] + more
        start = {2: "Two things:\n1. ", 3: "Three things:\n1. ", 4: "Four things:\n1. "}.get(
            len(parts), ""
        )
        for seed in SEEDS:
            result = check(exercise.name, answer, seed=seed)
            told = f"{text_of(answer)}\nis told {result.kind}: {result.message}"
            assert result.kind == kind, told
            assert result.message.startswith(start if keys else ""), told
            assert all(part in result.message for part in parts), told
            assert len(parts) != 1 or not keys or result.message == parts[0], told
