"""`course start` as a student types it: what it says, what it refuses, and that the copy works."""

import errno
import json
import os
import re
import shlex
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from course_utils import _files
from course_utils.cli import start, working_copy
from tests.command_line import assert_refused, course, process

LESSONS = sorted(working_copy.lessons(working_copy.SOURCE))


@pytest.fixture
def home(tmp_path, monkeypatch):
    """The student's home folder, which is the current one too."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))  # what Windows asks
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def source(tmp_path, monkeypatch):
    """A course of its own, whose notebooks a test may change."""
    folder = tmp_path / "course"
    folder.mkdir()
    for name in LESSONS[:3]:
        (folder / name).write_text(f"first {name}", encoding="utf-8")
    monkeypatch.setattr(working_copy, "SOURCE", folder)
    return folder


def said(*arguments):
    """Run the command and return its lines, none too long for a terminal."""
    result = course("start", *arguments)
    assert (result.exit_code, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert all(len(line) <= 80 for line in lines if not line.startswith("    "))
    return lines


def test_the_first_run_in_a_process_of_its_own(home):
    done = process("start")
    copy = home / "my-notebooks"
    assert (done.returncode, done.stderr) == (0, "")
    assert (
        done.stdout
        == f"""\
Your own copy of the course is ready: {len(LESSONS)} notebooks in

    {copy}

To open it, type

    jupyter lab {copy}

After an update of the course, type the same again. What you have changed is
never overwritten.
"""
    )
    assert sorted(path.name for path in copy.glob("*")) == [
        ".course.json",
        ".course.lock",
        *LESSONS,
    ]


def test_an_update_says_what_became_of_each_file(home, source):
    said("my copy")
    copy = home / "my copy"
    assert said("my copy")[-1] == "There is nothing new."

    changed, replaced, gone = LESSONS[:3]
    (copy / changed).write_text("mine", encoding="utf-8")
    (copy / gone).unlink()
    for name in (changed, replaced):
        (source / name).write_text("second", encoding="utf-8")
    (source / "19_more.ipynb").write_text("more", encoding="utf-8")
    assert said("my copy") == [
        "Your copy of the course is up to date. It is in",
        "",
        f"    {copy}",
        "",
        "New:",
        "  19_more.ipynb",
        "",
        "Replaced by a new version, because you had not changed it:",
        f"  {replaced}",
        "",
        "Was gone, and is here again:",
        f"  {gone}",
        "",
        "Changed or run by you, so it stays; the new version lies beside it:",
        f"  {changed}",
        f"    new: {changed.removesuffix('.ipynb')}.new.ipynb",
    ]
    assert (copy / changed).read_text(encoding="utf-8") == "mine"

    (source / "19_more.ipynb").unlink()
    (copy / working_copy.RECORD).write_text("{", encoding="utf-8")
    (copy / replaced).write_text("mine", encoding="utf-8")
    assert said("my copy")[-6:] == [
        f"  {replaced}",
        f"    new: {replaced.removesuffix('.ipynb')}.new.ipynb",
        "",
        "The record of what you were given could not be read. It is kept as",
        "  .course.unreadable-1.json",
        "Every notebook that differs from the course counts as yours now.",
    ]


def test_a_lesson_that_left_the_course_is_named(home, source):
    said("copy")
    (source / LESSONS[0]).unlink()
    lines = said("copy")
    assert lines[-2:] == ["No longer part of the course; your copy stays:", f"  {LESSONS[0]}"]


@pytest.mark.skipif(os.name != "posix", reason="asks the shell of Linux and macOS")
@pytest.mark.parametrize("name", ["copy", "my copy", "o'neil", "a;b"])
def test_the_line_to_type_is_what_a_shell_reads(home, source, name):
    (line,) = [line for line in said(name) if "jupyter lab" in line]
    assert shlex.split(line) == ["jupyter", "lab", str(home / name)]


def test_the_line_to_type_on_windows():
    assert start.quoted(r"D:\Zoë\my-notebooks", posix=False) == r"D:\Zoë\my-notebooks"
    for name in (r"D:\Ann Lee\copy", r"D:\R&D\copy", r"D:\copy (2)"):
        assert start.quoted(name, posix=False) == f'"{name}"'


def test_what_is_no_folder_for_a_copy(home, source):
    Path("file.txt").touch()
    Path("inside").symlink_to(source)
    before = sorted(source.iterdir())
    refused = {
        "file.txt": ["'file.txt' is a file", "name a folder"],
        "file.txt/copy": ["cannot be written (Not a directory)", "choose another folder"],
        "": ["'' cannot be the name of a folder"],
        "  ": ["cannot be the name of a folder"],
        "course": ["'course' is where the course keeps its own notebooks"],
        "course/mine": ["where the course keeps its own", "another folder"],
        "inside/mine/more": ["where the course keeps its own", "another folder"],
        "x" * 300: ["cannot be written (File name too long)"],
    }
    for name, words in refused.items():
        assert_refused(course("start", name), *words)
    assert sorted(source.iterdir()) == before
    assert not Path("my-notebooks").exists()


def test_a_file_where_the_copy_should_be(home, source):
    Path("my-notebooks").touch()
    assert_refused(course("start"), "my-notebooks' is a file", "name a folder")
    assert said("~/other")[2] == f"    {home / 'other'}"


def test_a_home_that_is_not_known(monkeypatch):
    def fail():
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(start.Path, "home", fail)
    assert_refused(course("start"), "Your home folder is not known here; name a folder")


def test_only_the_package_is_here(home, monkeypatch):
    monkeypatch.setattr(working_copy, "SOURCE", home / "notebooks")
    assert_refused(course("start"), "only its package is here; get the folder")
    assert list(home.iterdir()) == []


def test_another_run_is_at_work(home, source, monkeypatch):
    monkeypatch.setattr(working_copy, "PATIENCE", 0.05)
    Path("copy").mkdir()
    with working_copy.FileLock(Path("copy", working_copy.LOCK)):
        assert_refused(course("start", "copy"), "Another `course start` is at work in", "wait")
    said("copy")


@pytest.mark.parametrize("error", [errno.EACCES, errno.ENOSPC, errno.EROFS])
def test_what_cannot_be_written_loses_nothing_and_is_done_by_the_next_run(
    home, source, monkeypatch, error
):
    def refuse(*_):
        raise OSError(error, "no")

    said("copy")
    (Path("copy") / LESSONS[0]).write_text("mine", encoding="utf-8")
    for name in LESSONS[:2]:
        (source / name).write_text("second", encoding="utf-8")
    before = {path: path.read_bytes() for path in Path("copy").iterdir()}
    with monkeypatch.context() as patch:
        patch.setattr(_files, "open_draft", refuse)
        assert_refused(
            course("start", "copy"), "cannot be written (no)", "nothing of yours is lost"
        )
    assert {path: path.read_bytes() for path in Path("copy").iterdir()} == before
    assert "  " + LESSONS[1] in said("copy")


def test_a_first_run_that_was_cut_short_goes_on_with_what_is_new(home, source, monkeypatch):
    def fill_up(*arguments, **options):
        if len(list(Path("copy").glob("*.ipynb"))) == 1:
            raise OSError(errno.ENOSPC, "No space left on device")
        return replace(*arguments, **options)

    replace = _files.replace
    with monkeypatch.context() as patch:
        patch.setattr(_files, "replace", fill_up)
        assert_refused(course("start", "copy"), "cannot be written (No space left on device)")
    lines = said("copy")
    assert lines[lines.index("New:") :] == ["New:", *(f"  {name}" for name in LESSONS[1:3])]


def test_help():
    words = " ".join(course("start", "--help").stdout.split())
    assert "changed or run is never overwritten" in words
    assert "else my-notebooks in your home folder" in words
    assert re.search(r"start +Make your own copy", course("--help").stdout)


def test_a_notebook_of_the_copy_runs(home):
    """In the folder of the copy, by the kernel that it names, with the package of the course."""
    said("copy")
    path = min(Path("copy").glob("01_*.ipynb"))
    notebook = nbformat.read(path, as_version=4)
    kept = [cell for cell in notebook.cells if cell.cell_type == "code"]
    notebook.cells = [
        *kept[:5],
        nbformat.v4.new_code_cell("import course_utils; course_utils.__file__"),
    ]
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": "copy"}}).execute()
    (found,) = notebook.cells[-1].outputs
    root = Path(__file__).parents[1]
    assert found["data"]["text/plain"] == repr(str(root / "course_utils" / "__init__.py"))
    assert json.loads(path.read_bytes())["metadata"]["kernelspec"]["name"] == "python3"
