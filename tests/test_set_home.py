"""The public home: one setting, and a cell in each chapter that installs the course on Colab."""

import json
import shutil
import sys
from types import ModuleType, SimpleNamespace

import nbformat
import pytest
import yaml

from tests.chapter_rules import RULES
from tests.chapters import CHAPTERS, TEMPLATE, output_text, read_chapter
from tests.house import ROOT, report, settings
from tools import notebook_outputs, set_home
from tools.run_notebook import run

HOME = "https://github.com/owner/name"
PACKAGE = "git+https://github.com/owner/name@main#egg=computer-vision-by-hand"
OPENCV = "opencv-python-headless<5"


@pytest.fixture
def course(tmp_path):
    """Copy the settings and the notebooks."""
    shutil.copy(ROOT / "_config.yml", tmp_path)
    shutil.copytree(ROOT / "notebooks", tmp_path / "notebooks")
    set_home.main("", tmp_path)
    return tmp_path


def contents(course):
    return {path.name: path.read_bytes() for path in course.rglob("*") if path.is_file()}


def first_code(course, chapter=CHAPTERS[0]):
    notebook = nbformat.read(course / "notebooks" / chapter.name, as_version=4)
    return next(cell for cell in notebook.cells if cell.cell_type == "code")


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_cells_and_setting_agree(path):
    text = (ROOT / "_config.yml").read_text(encoding="utf-8")
    url = yaml.safe_load(text)["repository"]["url"]
    notebook = json.loads(path.read_text(encoding="utf-8"))
    before = json.dumps(notebook)
    laid = set_home.with_cell(notebook, set_home.install_cell(text))
    assert json.dumps(laid) == before, f"{path.name} has another home; run: make home URL={url}"


def test_every_chapter_gets_the_cell_and_loses_it(course):
    before = contents(course)
    set_home.main(HOME, course)
    config = yaml.safe_load((course / "_config.yml").read_text(encoding="utf-8"))
    assert config["repository"]["url"] == HOME
    assert contents(course)[TEMPLATE.name] == before[TEMPLATE.name]
    for chapter in CHAPTERS:
        cell = first_code(course, chapter)
        assert "git+https://github.com/owner/name@main" in cell.source
        assert cell.metadata.tags == ["remove-cell"]

    again = contents(course)
    set_home.main(f"{HOME}.git", course)
    assert contents(course) == again

    set_home.main("", course)
    assert contents(course) == before


def test_a_new_home_replaces_the_old_one(course):
    set_home.main(HOME, course)
    set_home.main("https://github.com/other/course/", course)

    notebook = nbformat.read(course / "notebooks" / CHAPTERS[0].name, as_version=4)
    homes = [cell.source for cell in notebook.cells if "git+https" in cell.source]
    assert len(homes) == 1
    assert "git+https://github.com/other/course@main" in homes[0]


def test_the_branch_is_that_of_the_setting(course):
    path = course / "_config.yml"
    path.write_text(path.read_text("utf-8").replace("branch: main", "branch: v2"), "utf-8")
    set_home.main(HOME, course)

    assert "git+https://github.com/owner/name@v2" in first_code(course).source


@pytest.mark.parametrize("url", ["github.com/owner/name", "https://github.com/owner", "name"])
def test_another_address_is_refused_in_a_sentence(course, url):
    before = contents(course)
    with pytest.raises(SystemExit, match=r"write it as https://github\.com/owner/name"):
        set_home.main(url, course)
    assert contents(course) == before


def test_chapters_with_the_cell_keep_every_rule(course):
    """The rules look at the chapter without the cell; what it says itself is looked at below."""
    set_home.main(HOME, course)
    chapter = read_chapter(course / "notebooks" / CHAPTERS[0].name)
    for rule in RULES.values():
        report(rule(chapter))


def test_the_form_is_that_which_is_committed(course):
    set_home.main(HOME, course)
    files = [str(course / "notebooks" / path.name) for path in CHAPTERS]
    assert notebook_outputs.main(["--check", *files]) == 0


def test_it_does_nothing_elsewhere(course):
    """A notebook with the cell puts out what it did without: nbval has nothing to say."""
    set_home.main(HOME, course)
    path = course / "notebooks" / CHAPTERS[0].name
    before = nbformat.read(path, as_version=4)
    before.cells = before.cells[:4]  # title, this cell, imports, opener
    nbformat.write(before, path)
    run(path)
    after = nbformat.read(path, as_version=4)

    own, _, opener = (cell for cell in after.cells if cell.cell_type == "code")
    assert own.outputs == []
    assert "starts at" in output_text(opener)
    assert after == before


@pytest.fixture
def ran(monkeypatch):
    """Return a function that runs the cell's code and lists the commands that it gives."""
    given = []
    shell = SimpleNamespace(run_line_magic=lambda *command: given.append(command))
    monkeypatch.setattr(sys, "path", list(sys.path))
    text = (ROOT / "_config.yml").read_text(encoding="utf-8")
    source = set_home.install_cell(set_home.with_url(text, HOME))

    def ran():
        exec(compile(source, "cell", "exec"), {"get_ipython": lambda: shell})
        return given

    return ran


def test_on_colab_it_installs_the_course(ran, monkeypatch):
    monkeypatch.setitem(sys.modules, "google.colab", ModuleType("google.colab"))
    assert ran() == [("pip", f"install --quiet --src . '{OPENCV}' --editable {PACKAGE}")]
    assert sys.path[0] == "computer-vision-by-hand"  # pip puts it there, below the folder of Colab


def test_off_colab_no_command_is_given(ran):
    path = list(sys.path)
    assert ran() == []
    assert sys.path == path


def test_on_colab_opencv_is_that_of_the_stored_outputs():
    assert OPENCV in settings()["project"]["optional-dependencies"]["book"]
