"""What `make new-chapter` lays down is in order, and what it cannot do it says."""

import ast
import dataclasses
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
import yaml

from tests.chapter_rules import RULES
from tests.chapters import CHAPTERS, cut_at_headings, read_chapter
from tests.house import ROOT, toc_pages
from tools import new_chapter

NUMBER = f"{len(CHAPTERS) + 1:02}"
TITLE = "Seven bridges"
STEM = f"{NUMBER}_seven_bridges"


def announced(name):
    """Return the text of a file of the course, in which the next chapter is announced."""
    text = (ROOT / name).read_text(encoding="utf-8")
    if name == "README.md":
        last = rf"^(\| {len(CHAPTERS):02} \|.*\n)"
        row = rf"\g<1>| {NUMBER} | {TITLE} | coming |\n"
        return re.sub(last, row, text, flags=re.MULTILINE)
    if name == "book/syllabus.md":
        return f"{text}\n**{NUMBER} {TITLE}** *(coming)*. How to cross them.\n"
    return text


@pytest.fixture(scope="module", autouse=True)
def _announced():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(new_chapter, "read", announced)
        yield


@pytest.fixture(scope="module")
def files(_announced):
    """What a chapter on a new topic consists of."""
    return new_chapter.plan(NUMBER, TITLE, "bridges")


def test_a_chapter_that_nobody_announced_is_refused(monkeypatch):
    monkeypatch.setattr(new_chapter, "read", lambda name: (ROOT / name).read_text(encoding="utf-8"))
    with pytest.raises(SystemExit, match="announce it there first"):
        new_chapter.plan(NUMBER, TITLE, "bridges")


def test_every_file_is_there(files):
    assert set(files) == {
        f"notebooks/{STEM}.ipynb",
        f"course_utils/exercises/ch{NUMBER}_bridges.py",
        f"tests/exercises/test_ch{NUMBER}_bridges.py",
        f"tests/attempts/ch{NUMBER}_bridges.py",
        f"book/quizzes/{NUMBER}.md",
        "course_utils/bridges.py",
        "tests/test_bridges.py",
        "README.md",
        "CHANGELOG.md",
        "book/syllabus.md",
        "book/_toc.yml",
        "pyproject.toml",
    }


def test_a_topic_that_is_there_keeps_its_files():
    files = new_chapter.plan(NUMBER, TITLE, "masks")
    assert not {"course_utils/masks.py", "tests/test_masks.py", "pyproject.toml"} & set(files)


def test_programs_are_in_the_form_of_the_house(files):
    ruff = Path(sys.executable).with_name("ruff")
    programs = {name: text for name, text in files.items() if name.endswith(".py")}
    assert len(programs) == 5
    for name, text in programs.items():
        ast.parse(text)
        for command in (["check"], ["format", "--check"]):
            done = subprocess.run(
                [ruff, *command, "--stdin-filename", name, "-"],
                input=text,
                cwd=ROOT,
                text=True,
                encoding="utf-8",
                capture_output=True,
            )
            assert done.returncode == 0, f"{name}\n{done.stdout}{done.stderr}"


def test_the_chapter_is_in_every_list(files):
    lists = {name: files[name] for name in ("README.md", "CHANGELOG.md", "book/syllabus.md")}
    chapter = chapter_of(files, lists=lists)
    left = list(RULES["in_the_lists"](chapter))
    assert left == []
    for name, text in lists.items():
        before = (ROOT / name).read_text(encoding="utf-8").splitlines()
        assert len(set(text.splitlines()) - set(before)) == 1, name


def test_pages_follow_those_of_their_part(files, tmp_path):
    toc = tmp_path / "_toc.yml"
    toc.write_text(files["book/_toc.yml"], encoding="utf-8")
    chapters = [page for page in toc_pages(toc) if page.startswith("notebooks/")]
    assert chapters == [f"notebooks/{path.stem}" for path in CHAPTERS] + [f"notebooks/{STEM}"]
    assert f"book/quizzes/{NUMBER}" in toc_pages(toc)
    captions = [part["caption"] for part in yaml.safe_load(files["book/_toc.yml"])["parts"]]
    assert len(set(captions)) == len(captions)
    assert captions[-1] == "Look up"


def chapter_of(files, **fields):
    """Return the new chapter as the rules see it."""
    notebook = nbformat.reads(files[f"notebooks/{STEM}.ipynb"], as_version=4)
    cells = [part for cell in notebook.cells for part in cut_at_headings(cell)]
    chapter = dataclasses.replace(read_chapter(CHAPTERS[0]), stem=STEM, cells=cells)
    return dataclasses.replace(chapter, bank={}, **fields)


SHAPE = (
    "title",
    "headings",
    "imports",
    "opener",
    "controls",
    "captions_tell",
    "pictures_first",
    "own_picture",
    "sources_thanked",
    "one_timing_table",
    "code_can_be_read",
    "alt_texts",
)


@pytest.mark.parametrize("name", SHAPE)
def test_the_notebook_has_the_shape(files, name):
    assert list(RULES[name](chapter_of(files))) == []


def test_all_that_is_left_to_write_is_named(files):
    for name in ("no_leftovers", "own_exercises"):
        assert list(RULES[name](chapter_of(files))), name
    for name, text in files.items():
        if name.endswith(".py") and "/test_ch" not in name:
            assert new_chapter.FOR_AUTHORS in text, name


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("", "Peaks"), "N is ''; give the number"),
        (("seven", "Peaks"), "N is 'seven'; give the number"),
        (("1", "Peaks"), "N is 01, but notebooks/01_images_as_arrays.ipynb is there already"),
        (("99", "Peaks"), f"N is 99, but the next chapter is {NUMBER}"),
        ((NUMBER, ""), "TITLE is ''; give a heading"),
        ((NUMBER, "3 peaks"), "TITLE is '3 peaks'; give a heading that begins with a letter"),
        ((NUMBER, "Peaks", "Peak-s"), "TOPIC is 'Peak-s'; give the name of a module"),
        ((NUMBER, "Peaks", "class"), "TOPIC is 'class'; give the name of a module"),
    ],
)
def test_what_cannot_be_is_said(arguments, expected):
    assert expected in new_chapter.main(*arguments)


def test_a_topic_is_named_as_the_syllabus_has_it():
    assert new_chapter.topic_of("Convolutions") == "convolution"
    assert new_chapter.topic_of("Peaks") == "peaks"
    assert new_chapter.topic_of("Seven bridges") == "seven_bridges"
