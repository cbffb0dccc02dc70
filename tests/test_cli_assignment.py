"""`course assignment`: the folder that it writes, and what it refuses."""

import importlib.util
from pathlib import Path

import pytest

from course_utils.assignments import notebook
from tests.command_line import assert_refused, course

HISTOGRAMS = Path("class", "source", "02_histograms", "02_histograms.ipynb")
CONVOLUTIONS = Path("class", "source", "07_convolutions", "07_convolutions.ipynb")
SETTINGS = Path("class", "nbgrader_config.py")


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """An empty folder, which is the current one."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_class_and_its_next_chapter():
    done = course("assignment", "2")
    assert (done.exit_code, done.stderr) == (0, "")
    assert f"wrote {HISTOGRAMS}" in done.stdout
    assert "nbgrader generate_assignment 02_histograms" in done.stdout
    text = SETTINGS.read_text(encoding="utf-8")
    compile(text, SETTINGS, "exec")
    SETTINGS.write_text(f"{text}# mine\n", encoding="utf-8")
    assert course("assignment", "07").exit_code == 0
    assert HISTOGRAMS.exists()
    assert CONVOLUTIONS.exists()
    assert SETTINGS.read_text(encoding="utf-8") == f"{text}# mine\n"


def test_no_class_inside_of_a_class(monkeypatch):
    assert course("assignment", "2").exit_code == 0
    monkeypatch.chdir("class")
    assert_refused(course("assignment", "7"), "inside of a class", "-o .")
    assert course("assignment", "7", "-o", ".").exit_code == 0
    assert sorted(path.name for path in Path().iterdir()) == [SETTINGS.name, "source"]


def test_each_class_has_a_seed_of_its_own():
    for name in ("one", "two"):
        assert course("assignment", "2", "-o", name).exit_code == 0
    one, two = (Path(name, SETTINGS.name).read_text(encoding="utf-8") for name in ("one", "two"))
    assert one != two


def test_what_a_teacher_has_changed_stays_unless_forced():
    assert course("assignment", "2").exit_code == 0
    written = HISTOGRAMS.read_bytes()
    HISTOGRAMS.write_bytes(b"mine")
    SETTINGS.write_text("# course_utils.assignments\n", encoding="utf-8")
    assert_refused(course("assignment", "7", "2"), "02_histograms.ipynb", "--force")
    assert HISTOGRAMS.read_bytes() == b"mine"
    assert not CONVOLUTIONS.exists()  # all or nothing
    assert course("assignment", "7", "2", "--force").exit_code == 0
    assert HISTOGRAMS.read_bytes() == written
    assert CONVOLUTIONS.exists()
    assert SETTINGS.read_text(encoding="utf-8") == "# course_utils.assignments\n"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["99"], ["'99'", "01", "18"]),
        (["0"], ["'0'"]),
        (["histograms"], ["'histograms'"]),
        (["2", "02"], ["02", "twice"]),
        (["2", "-o", "taken"], ["taken", "not empty", "-o"]),
        (["2", "-o", "other"], ["other", "settings of its own", "-o"]),
        (["2", "-o", "file"], ["file", "folder", "-o"]),
        (["2", "-o", "file/class"], ["cannot be written", "-o"]),
    ],
)
def test_refusals(arguments, words, folder):
    Path("file").touch()
    for path in (Path("taken", "letter.txt"), Path("other", SETTINGS.name)):
        path.parent.mkdir()
        path.write_text("c = get_config()\n", encoding="utf-8")
    before = sorted(folder.rglob("*"))
    assert_refused(course("assignment", *arguments), *words)
    assert sorted(folder.rglob("*")) == before


def test_without_nbgrader(monkeypatch):
    there = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == "nbgrader" else there(name)
    )
    assert_refused(course("assignment", "2"), "nbgrader", "pip install")


def test_without_the_folder_of_the_course(monkeypatch, tmp_path):
    monkeypatch.setattr(notebook, "CHAPTERS", tmp_path)
    assert_refused(course("assignment", "2"), "only its package")
