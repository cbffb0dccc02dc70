"""Find the known mistakes that an answer makes: one, or two or three at once."""

import copy

import numpy as np

from .comparing import is_numeric, parts, same_values
from .words import named

MOST = 3  # mistakes that are looked for at once
_NUMBERS = ("", "One", "Two", "Three", "Four", "Five")


def known_mistake(trial, change):
    """Return kind and message of the first group of mistakes that fits, or None.

    `change` is the sentence on a changed argument, or empty. It comes last, as a wrong type does,
    unless the mistakes explain it.
    """
    made = _Made(trial)
    for group in _groups(trial.exercise.mistakes):
        if made.same(group) and not made.says_nothing(group):
            slips = [mistake.sentence for mistake in group]
            slips += filter(None, [_type_slip(trial, made.all(group)), change])
            keys = "+".join(mistake.key for mistake in group)
            return f"mistake:{keys}", numbered(slips)
    return None


def numbered(sentences):
    """Join what was told: one sentence as it is, several under each other, with their numbers."""
    if len(sentences) == 1:
        return sentences[0]
    lines = (f"{number}. {sentence}" for number, sentence in enumerate(sentences, 1))
    return "\n".join([f"{_NUMBERS[len(sentences)]} things:", *lines])


def make(exercise, mistakes, args):
    """Return the result of making these mistakes of an exercise at once."""
    first = mistakes[0]
    begin, options = (exercise.reference, {}) if first.of_result else (first.answer, {})
    for mistake in mistakes:
        options |= mistake.options
    result = begin(*copy.deepcopy(args), **options)
    for mistake in mistakes:
        if mistake.of_result:
            result = mistake.answer(result)
    return result


def _groups(mistakes):
    """Yield every mistake alone, then the pairs, then the groups of three that can be made."""
    mistakes = sorted(mistakes, key=lambda mistake: mistake.of_result)
    for size in range(1, MOST + 1):
        yield from _longer_groups((), mistakes, size)


def _longer_groups(group, mistakes, size):
    """Yield the groups of a size that begin with a group and go on with some of the mistakes."""
    if len(group) == size:
        yield group
        return
    for i, mistake in enumerate(mistakes):
        if _goes_with(mistake, group):
            yield from _longer_groups((*group, mistake), mistakes[i + 1 :], size)


def _goes_with(mistake, group):
    """Tell whether a mistake can be made beside others: as a last step, or by another option."""
    return mistake.of_result or all(
        mistake.answer is other.answer
        and mistake.options
        and not mistake.options.keys() & other.options.keys()
        for other in group
    )


class _Made:
    """What groups of mistakes return on each case; what groups begin with alike is made once."""

    def __init__(self, trial):
        self._trial = trial
        self._results = {}

    def same(self, group):
        """Tell whether the answer returns on all cases what these mistakes return."""
        for case, (_, run, _) in enumerate(self._trial.each()):
            wrong = self._result(group, case)
            if wrong is _IMPOSSIBLE or isinstance(run.value, list) != isinstance(wrong, list):
                return False
            if not same_values(run.value, wrong, self._trial.exercise.tolerance):
                return False
        return True

    def says_nothing(self, group):
        """Tell whether the results are those of many other programs too.

        Mistakes may cancel each other, so that the values are right. And several together may come
        to nothing but one number, such as 0, which an array that was never filled has as well.
        """
        results = self.all(group)
        tolerance = self._trial.exercise.tolerance
        pairs = list(zip(results, self._trial.wants, strict=True))
        if not any(isinstance(got, list) for got in results) and all(
            same_values(got, want, tolerance) for got, want in pairs
        ):
            return True
        if len(group) == 1 or not all(is_numeric(got) and is_numeric(want) for got, want in pairs):
            return False
        if len(group) == 2 and any(np.shape(got) != np.shape(want) for got, want in pairs):
            return False
        numbers = np.concatenate([np.ravel(got).astype(float) for got in results])
        return len(np.unique(numbers)) <= 1

    def all(self, group):
        """Return what the mistakes return on each case."""
        return [self._result(group, case) for case in range(len(self._trial.cases))]

    def _result(self, group, case):
        place = (*map(id, group), case)
        if place not in self._results:
            try:
                self._results[place] = self._make(group, case)
            except Exception:  # not all mistakes can be made at once
                self._results[place] = _IMPOSSIBLE
        return self._results[place]

    def _make(self, group, case):
        *before, last = group
        if not last.of_result:
            return make(self._trial.exercise, group, self._trial.cases[case][1])
        result = self._result(before, case) if before else self._trial.wants[case]
        return _IMPOSSIBLE if result is _IMPOSSIBLE else last.answer(copy.deepcopy(result))


_IMPOSSIBLE = object()


def _type_slip(trial, wrongs):
    """Return the sentence on a wrong type, unless the mistakes explain the type."""
    exact = trial.exercise.exact_type
    pairs = list(zip(trial.each(), wrongs, strict=True))
    if any(part.problem for (_, _, want), wrong in pairs for part in parts(wrong, want, exact)):
        return ""
    for (_, run, want), _ in pairs:
        for part in parts(run.value, want, exact):
            if part.problem:
                return f"Your {named(part)} {part.problem}."
    return ""
