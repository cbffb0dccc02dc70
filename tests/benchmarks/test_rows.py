"""The table is made, and its ways agree, on a small picture; times are not asserted."""

import time

import numpy as np
import pytest

from .harness import HEADER, Row, Way, measure, table_line
from .rows import ROWS, Pictures, rows_by_prime_combinations


@pytest.fixture(scope="module")
def pictures(tmp_path_factory):
    return Pictures(tmp_path_factory.mktemp("pictures"), (120, 160))


@pytest.mark.parametrize("make", ROWS)
def test_libraries_and_ours_are_right(pictures, make):
    results = measure(make(pictures), repeats=1, patience=1)
    for (column, label), result in results.items():
        assert min(result.times) > 0
        if column in ("library", "ours"):
            assert result.right, label


def test_a_row_shows_ratios_and_who_is_wrong():
    def slow(answer, seconds):
        return lambda: time.sleep(seconds) or answer

    row = Row(
        "sleep",
        truth=lambda: 7,
        source=Way("long", slow(7, 0.02)),
        libraries=(Way("wrong", slow(8, 0.004)), Way("late", slow(7, 0.2))),
        ours=Way("ours", slow(7, 0.002)),
        limit=Way("nothing", slow(None, 0)),
    )
    cells = table_line(row, measure(row, repeats=3, patience=0.3))
    assert len(cells) == len(HEADER)
    name, source, library, _, limit, right = cells
    assert name == "sleep"
    assert float(source.split()[0]) > float(library.split()[0]) > 1 > float(limit.split()[0])
    assert library.endswith("(wrong)")
    assert right.split() == ["yes", "NO", "yes"]


def test_the_source_finds_the_rows_of_equal_rows():
    rng = np.random.default_rng(0)
    columns = np.repeat(rng.integers(0, 256, 31), 2).astype(np.uint8)
    picture = np.tile(columns, (41, 1))
    assert rows_by_prime_combinations(picture.ravel()) == 41
