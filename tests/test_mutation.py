"""The machine that makes mutants makes every kind, and finds a hole that was left on purpose."""

import numpy as np
import pytest

from tests.mutation import mutants_of


def toy(values, low, high):
    """Return the mean of what lies between two bounds, taken from the end."""
    kept = []
    for value in values:
        if not value < low and value <= high:
            kept.append(value)
    kept[:] = kept[::-1]
    scaled = np.asarray(kept, dtype=np.float32) / max(len(kept), 1)
    return np.cumsum(scaled, axis=0)[-1]


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        ("argument", "return np.cumsum(scaled)[-1]"),
        ("call", "scaled = np.asarray(kept, dtype=np.float32) / len(kept)"),
        ("call", "return scaled[-1]"),
        ("constant", "scaled = np.asarray(kept, dtype=np.float32) / max(len(kept), 2)"),
        ("constant", "return np.cumsum(scaled, axis=1)[-1]"),
        ("dtype", "scaled = np.asarray(kept, dtype=np.uint8) / max(len(kept), 1)"),
        ("index", "return np.cumsum(scaled, axis=0)"),
        ("items", "for value in values[1:]:"),
        ("items", "return np.cumsum(scaled[::-1], axis=0)[-1]"),
        ("kin", "scaled = np.asarray(kept, dtype=np.float32) / min(len(kept), 1)"),
        ("kin", "return np.cumprod(scaled, axis=0)[-1]"),
        ("loop", "break"),
        ("off by one", "scaled = np.asarray(kept, dtype=np.float32) / (max(len(kept), 1) + 1)"),
        ("operand", "if value <= high:"),
        ("operand", "scaled = np.asarray(kept, dtype=np.float32)"),
        ("operator", "if not value <= low and value <= high:"),
        ("operator", "if not value < low or value <= high:"),
        ("operator", "scaled = np.asarray(kept, dtype=np.float32) * max(len(kept), 1)"),
        ("order", "scaled = max(len(kept), 1) / np.asarray(kept, dtype=np.float32)"),
        ("order", "scaled = np.asarray(kept, dtype=np.float32) / max(1, len(kept))"),
        ("return", "return -np.cumsum(scaled, axis=0)[-1]"),
        ("return", "return values"),
        ("sign", "if value < low and value <= high:"),
        ("sign", "return np.cumsum(scaled, axis=0)[1]"),
        ("slice", "kept[:] = kept[:]"),
        ("slice", "kept[:] = kept[1::-1]"),
        ("statement", "without kept[:] = kept[::-1]"),
        ("statement", "without return np.cumsum(scaled, axis=0)[-1]"),
        ("variable", "if not value < high and value <= high:"),
    ],
)
def test_kind_is_made(kind, line):
    made = [mutant for mutant in mutants_of(toy) if mutant.line == line]
    assert [mutant.kind for mutant in made] == [kind]


def test_mutants_are_different_functions_without_docstring():
    sources = [mutant.source for mutant in mutants_of(toy)]
    assert len(set(sources)) == len(sources) > 100
    for source in sources:
        compile(source, "<mutant>", "exec")
        assert source.startswith("def toy(values, low, high):")
        assert '"""' not in source


def test_option_that_only_notices_errors_is_left_alone():
    def pairs(one, other):
        return list(zip(one, other, strict=True))

    assert all("strict=True" in mutant.source for mutant in mutants_of(pairs) if "zip" in mutant)
    assert not any("strict=False" in mutant.source for mutant in mutants_of(pairs))


def share_above(values, limit):
    """Return the share of values above a limit, 0 if there are none."""
    return sum(value > limit for value in values) / max(len(values), 1)


CASES = [([3, 8, 9, 1], 5), ([7, 7, 2], 2), ([], 4)]


def survivors(cases):
    alive = []
    for mutant in mutants_of(share_above):
        names = {}
        exec(mutant.source, names)
        try:
            results = [names["share_above"](*case) for case in cases]
        except Exception:
            continue
        if results == [share_above(*case) for case in cases]:
            alive.append(mutant.line)
    return alive


HOLE = "return sum((value > limit for value in values)) / max(len(values), 2)"


def test_planted_hole_is_found_and_mended():
    assert HOLE in survivors(CASES)  # no case has a single value
    assert HOLE not in survivors([*CASES, ([9], 5)])
