"""The table is made, and its ways agree, on a small picture; times are not asserted."""

import inspect
import re

import numpy as np
import pytest

from tests.house import topics

from .harness import HEADER, Result, Row, Way, measure, table_line
from .rows import ROWS, Pictures, rows_by_prime_combinations


@pytest.fixture(scope="module")
def pictures(tmp_path_factory):
    return Pictures(tmp_path_factory.mktemp("pictures"), (120, 160))


def functions_of(make):
    """Name a row and the functions of the course that it times, so that a chapter finds it."""
    calls = re.findall(rf"\b(?:{'|'.join(topics())})\.(\w+)", inspect.getsource(make))
    return "-".join(dict.fromkeys([make.__name__, *calls]))


@pytest.mark.parametrize("make", ROWS, ids=functions_of)
def test_libraries_and_ours_are_right(pictures, make):
    results = measure(make(pictures), repeats=1, patience=1)
    for (column, label), result in results.items():
        assert min(result.times) > 0
        if column in ("library", "ours"):
            assert result.right, label


SLEEP = Row(
    "sleep",
    truth=lambda: 7,
    source=Way("long", lambda: 7),
    libraries=(Way("wrong", lambda: 8), Way("late", lambda: 7)),
    ours=Way("ours", lambda: 7),
    limit=Way("nothing", lambda: None),
)


def test_every_way_runs_in_turns_and_is_judged():
    results = measure(SLEEP, repeats=4, patience=1)
    assert {label: result.right for (_, label), result in results.items()} == {
        "long": True,
        "wrong": False,
        "late": True,
        "ours": True,
        "nothing": False,
    }
    assert {len(result.times) for result in results.values()} == {4}


def test_a_way_that_exhausts_patience_runs_once():
    results = measure(SLEEP, repeats=4, patience=0)
    assert {len(result.times) for result in results.values()} == {1}


def test_a_row_shows_ratios_to_ours_the_fastest_library_and_who_is_wrong():
    results = {
        ("ours", "ours"): Result([0.001, 0.002, 0.004], right=True),
        ("limit", "nothing"): Result([0.0001, 0.0002, 0.0004], right=False),
        ("library", "wrong"): Result([0.002, 0.004, 0.9], right=False),
        ("library", "late"): Result([0.1, 0.1, 0.1], right=True),
        ("source", "long"): Result([0.02], right=True),
    }
    cells = table_line(SLEEP, results)
    assert len(cells) == len(HEADER)
    assert cells == (
        "sleep",
        "20 (long, 1 run)",
        "2 (wrong)",
        "1 (2 ms)",
        "0.1 (nothing)",
        "yes  NO  yes",
    )


def test_the_source_finds_the_rows_of_equal_rows():
    rng = np.random.default_rng(0)
    columns = np.repeat(rng.integers(0, 256, 31), 2).astype(np.uint8)
    picture = np.tile(columns, (41, 1))
    assert rows_by_prime_combinations(picture.ravel()) == 41
