"""`pytest --chapter 03` runs what is chapter 03's, and `-m "not browser"` what needs no browser."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.selection import belongs_to, chapter_number, pytest_collection_modifyitems


def item(path, parameters="", *marks, fixtures=()):
    """Make what pytest collects, as far as it is looked at."""
    marks = list(marks)
    made = SimpleNamespace(
        path=Path(path),
        fixturenames=fixtures,
        marks=marks,
        add_marker=marks.append,
        get_closest_marker=lambda name: name if name in marks else None,
    )
    if parameters:
        made.callspec = SimpleNamespace(id=parameters)
    return made


MINE = [
    item("notebooks/03_histogram_equalization.ipynb"),
    item("tests/test_chapters.py", "quiz-03_histogram_equalization"),
    item("tests/test_book.py", "notebooks/03_histogram_equalization-390-dark"),
    item("tests/test_book.py", "book/quizzes/03"),
    item("tests/test_exercises.py", "ch03-equalization.cumulative-one_behind"),
    item("tests/exercises/test_ch03_equalization.py"),
    item("course_utils/exercises/ch03_equalization.py"),
    item("course_utils/histograms.py"),
    item("tests/test_histograms.py"),
    item("tests/test_house.py", "equalize"),
    item("tests/test_house.py", "tests/attempts/ch03_equalization.py"),
]
OTHERS = [
    item("notebooks/04_histograms_and_masks.ipynb"),
    item("tests/test_chapters.py", "quiz-04_histograms_and_masks"),
    item("tests/test_chapters.py"),
    item("tests/test_exercises.py", "ch04-masks.rectangle"),
    item("tests/exercises/test_ch04_masks.py"),
    item("course_utils/masks.py"),
    item("tests/test_house.py", "equalize_nothing"),
    item("tests/test_book.py", "notebooks/03_histogram_equalization", "whole_book"),
]


@pytest.mark.parametrize("one", MINE)
def test_what_belongs_to_a_chapter_is_kept(one):
    assert belongs_to("03")(one)


@pytest.mark.parametrize("one", OTHERS)
def test_what_belongs_to_another_chapter_is_left_out(one):
    assert not belongs_to("03")(one)


def test_a_chapter_may_be_given_with_one_digit():
    assert chapter_number("3") == chapter_number("03") == "03"


@pytest.mark.parametrize("text", ["19", "00", "three", ""])
def test_a_chapter_that_is_not_there_is_named(text):
    with pytest.raises(pytest.UsageError, match=rf"There is no chapter '{text}'; there are 01, 02"):
        chapter_number(text)


def test_what_uses_the_book_is_marked_and_the_book_is_begun_first():
    items = [
        item("tests/test_book_quiz.py", fixtures=("open_page", "server", "site")),
        item("tests/test_images.py"),
        item("tests/test_book.py", fixtures=("site",)),
        item("tests/test_live.py", fixtures=("browser",)),
    ]
    config = SimpleNamespace(getoption=lambda name: None, workerinput={})
    pytest_collection_modifyitems(config, items)
    names = [one.path.stem for one in items]
    assert names == ["test_book", "test_images", "test_book_quiz", "test_live"]
    assert [one.marks for one in items] == [["browser"], [], ["browser"], ["browser"]]
