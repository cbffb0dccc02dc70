"""What the house pages print is true: their Python is run, their parts are there."""

import doctest
import os
import re
from pathlib import Path

import pytest

from tests.chapters import CHAPTERS, ROOT
from tests.command_line import course

PAGES = [*sorted((ROOT / "book").glob("*.md")), ROOT / "README.md", ROOT / "CONTRIBUTING.md"]


def blocks(page, language):
    """Return the code blocks of a page in one language."""
    text = page.read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_sessions_answer_as_printed(page):
    """All pycon blocks of a page are one session."""
    session = "\n\n".join(blocks(page, "pycon"))
    test = doctest.DocTestParser().get_doctest(session, {}, page.name, str(page), 0)
    report = []
    result = doctest.DocTestRunner(verbose=False).run(test, out=report.append)
    assert result.failed == 0, "".join(report)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_programs_run(page):
    for block in blocks(page, "python"):
        exec(compile(block, str(page), "exec"), {})


def test_setup_page_checks_the_installation():
    """Guards the two tests above: no page without blocks can make them pass."""
    setup = ROOT / "book" / "setup.md"
    assert len(blocks(setup, "pycon")) >= 2
    assert len(blocks(setup, "python")) >= 2


def test_commands_name_files_that_exist():
    commands = "".join(blocks(ROOT / "book" / "setup.md", "console"))
    names = re.findall(r"(?:-r|--file) (\S+)", commands)
    assert names
    for name in names:
        assert (ROOT / name).exists()


@pytest.mark.parametrize("page", ["setup", "progress"])
def test_commands_for_students_run(page, tmp_path, monkeypatch):
    """In the order of the page, in an empty home folder, with a file that the page exported."""
    for variable in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(variable, str(tmp_path))
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "progress.json"))
    monkeypatch.chdir(tmp_path)
    exported = '{"version": 1, "exercises": {}, "quizzes": {}}'
    Path("computer-vision-by-hand.json").write_text(exported, encoding="utf-8")
    text = (ROOT / "book" / f"{page}.md").read_text(encoding="utf-8")
    commands = re.findall(r"^(?:course|jupyter lab) .*|(?<=`)course status .*?(?=`)", text, re.M)
    assert "course status" in commands
    for command in commands:
        program, *arguments = os.path.expandvars(command).split()
        if program == "course":
            assert course(*arguments).exit_code == 0, command
        else:  # what it opens has been made by then
            assert list(Path(arguments[1]).glob("01_*.ipynb")), command


def test_syllabus_lists_all_chapters_and_marks_those_to_come():
    text = (ROOT / "book" / "syllabus.md").read_text(encoding="utf-8")
    entries = re.findall(r"^\*\*(\d\d) (.+)", text, re.MULTILINE)
    assert [number for number, _ in entries] == [f"{number:02}" for number in range(1, 19)]
    written = {path.stem[:2] for path in CHAPTERS}
    for number, entry in entries:
        assert ("*(coming)*" in entry) == (number not in written)


def test_glossary_has_terms_enough():
    text = (ROOT / "book" / "glossary.md").read_text(encoding="utf-8")
    terms = re.findall(r"^(?![:#])(\S.*)\n(?=  )", text, re.MULTILINE)
    assert len(terms) >= 35
    assert len(set(terms)) == len(terms)


def test_licenses_and_citation():
    assert "Copyright (c) 2026, The Computer Vision by Hand team" in Path(
        ROOT / "LICENSE"
    ).read_text(encoding="utf-8")
    assert "creativecommons.org/licenses/by/4.0/legalcode" in (
        ROOT / "LICENSE-CC-BY-4.0.md"
    ).read_text(encoding="utf-8")
