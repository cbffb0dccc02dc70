"""The page for teachers: its commands are run as they stand, its numbers come from elsewhere."""

import csv
import inspect
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import cv2
import nbformat
import pytest

from course_utils.exercises import BANK, ch02_histograms
from tests.benchmarks import class_sizes
from tests.chapters import CHAPTERS, ROOT

sys.path.insert(0, str(ROOT / "book"))
from _ext.cards import MINUTES, read_syllabus


def read(name):
    """Return the text of a file of the course."""
    return (ROOT / name).read_text(encoding="utf-8")


PAGE = read("book/teaching.md")
LESSON = 45  # minutes
COUNTS = "np.bincount(gray.ravel(), minlength=256) / 1.0"  # not divided


def section(heading):
    """Return the text of a section of the page, those inside of it included."""
    lines = PAGE.splitlines(keepends=True)
    first = lines.index(f"{heading}\n") + 1
    level, fenced = heading.count("#"), False
    for place, line in enumerate(lines[first:], start=first):
        fenced ^= line.startswith("```")
        if not fenced and re.match(rf"#{{1,{level}}} ", line):
            return "".join(lines[first:place])
    return "".join(lines[first:])


# ---- lessons: times and prerequisites stand in the chapters and in the syllabus -----------------


def chapters():
    """Return {number: (entry of the syllabus, minutes to read, minutes for exercises)}."""
    text = read("book/syllabus.md")
    entries = {entry.number: entry for _, _, part in read_syllabus(text) for entry in part}
    found = {}
    for path in CHAPTERS:
        number = path.stem[:2]
        times = MINUTES.search(path.read_text(encoding="utf-8"))
        found[number] = entries[number], *map(int, times.groups())
    return found


def needed(number, known):
    """Return the chapters that must be taught before one, in the order of the course."""
    first = set()
    for before in known[number][0].needed:
        first |= {before, *needed(before, known)}
    return sorted(first)


def lessons_table():
    """Write the table of times as it must stand in the page."""
    known = chapters()
    rows = []
    for number, (entry, reading, exercises) in known.items():
        rows.append(
            (
                f"{number} {entry.title}",
                reading,
                exercises,
                "yes" if exercises <= LESSON else "**no**",
                "yes" if reading + exercises <= 2 * LESSON else "**no**",
                ", ".join(entry.needed) or "–",
            )
        )
    header = ("chapter", "reading", "exercises", "45 + 45", "90", "needs first")
    return class_sizes.table(header, rows)


def test_the_table_of_lessons_is_that_of_the_chapters():
    assert lessons_table() in PAGE


def test_reading_fits_one_lesson_and_the_whole_takes_as_long_as_the_page_says():
    known = chapters().values()
    assert all(reading <= LESSON for _, reading, _ in known)
    minutes = sum(reading + exercises for _, reading, exercises in known)
    assert f"{round(minutes / 60)} hours" in section("## Lessons")


def test_ways_through_the_course_hold_what_each_chapter_needs():
    rows = re.findall(r"^\| (.+?) \| ([\d, ]+) \| (\d+) \|$", section("### Where to end"), re.M)
    assert len(rows) >= 4
    known = chapters()
    for _, way, doubles in rows:
        way = way.split(", ")
        assert way == [*needed(way[-1], known), way[-1]]
        minutes = [known[number][1] + known[number][2] for number in way]
        assert int(doubles) == sum(-(-one // (2 * LESSON)) for one in minutes)


# ---- commands: run as they stand in the page, in their order, in a temporary folder --------------


def blocks(text, language):
    """Return the code blocks of a text in one language."""
    return re.findall(rf"^```{re.escape(language)}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def commands(text):
    """Return the commands of a text in their order."""
    return "".join(blocks(text, "console")).splitlines()


class Terminal:
    """A shell in which a reader types the commands of the page."""

    def __init__(self, home, folder):
        self.folder = folder
        apart = {
            # What pip is to install is there already: it must find so, without a network.
            "PIP_NO_INDEX": "1",
            "PIP_DRY_RUN": "1",
            "PIP_NO_BUILD_ISOLATION": "false",
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            "COURSE_PROGRESS": str(home / "progress.json"),
            "HOME": str(home),
            "USERPROFILE": str(home),
            "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
        }
        apart |= {f"JUPYTER_{name}_DIR": str(home / name) for name in ("CONFIG", "DATA", "RUNTIME")}
        self.environment = {
            name: value for name, value in os.environ.items() if name != "COURSE_SEED"
        } | apart

    def type(self, command):
        """Run one command; return what it prints."""
        if command.startswith("cd "):
            self.folder /= command.removeprefix("cd ")
            assert self.folder.is_dir()
            return ""
        done = subprocess.run(
            command,
            shell=True,
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
        return done.stdout


needs_sh = pytest.mark.skipif(shutil.which("sh") is None, reason="the commands are for a shell")


@pytest.fixture(scope="module")
def terminal(tmp_path_factory):
    """A terminal in a copy of the folder of the course."""
    course = tmp_path_factory.mktemp("course")
    for path in [*ROOT.glob("*.*"), ROOT / "LICENSE"]:
        if path.is_file():
            shutil.copy(path, course)
    for folder in ("course_utils", "notebooks"):
        without = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / folder, course / folder, ignore=without)
    return Terminal(tmp_path_factory.mktemp("home"), course)


def answer(notebook, exercise, source):
    """Write an answer into the cell of an exercise, as a student does."""
    found = nbformat.read(notebook, as_version=4)
    (cell,) = [
        cell
        for cell in found.cells
        if cell.cell_type == "code" and cell.source.startswith(f"def {exercise}(")
    ]
    cell.source = source
    nbformat.write(found, notebook)


def marks(folder):
    """Return {(assignment, student): points} of the file that nbgrader exports."""
    with open(folder / "grades.csv", encoding="utf-8", newline="") as file:
        return {
            (row["assignment"], row["student_id"]): float(row["score"])
            for row in csv.DictReader(file)
        }


@pytest.fixture(scope="module")
def first_class(terminal):
    """What each command of the first class prints; Ada has one answer right and one half right."""
    printed = {}
    for command in commands(section("## A first class in ten minutes")):
        if command.startswith("nbgrader autograde"):
            (handed_in,) = terminal.folder.glob("submitted/ada/*/*.ipynb")
            count = inspect.getsource(ch02_histograms.count)
            answer(handed_in, "count", count)
            answer(handed_in, "normalize", f"def normalize(gray):\n    return {COUNTS}")
        if "pip install" not in command:
            printed[command] = terminal.type(command)
    return printed


@needs_sh
@pytest.mark.skipif(cv2.__version__.startswith("5."), reason="the lock has OpenCV 4")
def test_what_is_to_be_installed_is_what_is_here(terminal):
    """What the lock names is here, and the course is what the last line would install."""
    lines = [line for line in commands(PAGE) if "pip install" in line]
    assert len(lines) == 2
    assert lines == [line for line in commands(read("book/setup.md")) if "install -" in line][:2]
    there, editable = map(terminal.type, lines)
    assert "Would install" not in there
    assert "Would install computer-vision-by-hand" in editable


@needs_sh
def test_a_student_has_a_copy_and_sees_what_is_done(first_class, terminal):
    copies = Path(terminal.environment["HOME"], "my-notebooks").glob("*.ipynb")
    assert sorted(copy.name for copy in copies) == [path.name for path in CHAPTERS]
    assert f"0 of {len(BANK.exercises)}" in first_class["course status"]


@needs_sh
def test_the_marks_of_a_first_class(first_class, terminal):
    points = {name: BANK.exercises[f"histograms.{name}"].points for name in ("count", "normalize")}
    mark = marks(terminal.folder)["02_histograms", "ada"]
    assert points["count"] < mark < points["count"] + points["normalize"]


@needs_sh
def test_feedback_says_what_the_page_shows(first_class, terminal):
    (sentence,) = blocks(section("## A first class in ten minutes"), "text")
    (feedback,) = terminal.folder.glob("feedback/ada/*/*.html")
    assert " ".join(sentence.split()) in " ".join(feedback.read_text(encoding="utf-8").split())


@needs_sh
def test_students_get_no_solution(first_class, terminal):
    (released,) = terminal.folder.glob("release/*/*.ipynb")
    text = released.read_text(encoding="utf-8")
    assert "check(" in text
    for hidden in ("SOLUTION", "HIDDEN", "score("):
        assert hidden not in text
    seed = re.search(r"seed=(\d+)", (terminal.folder / "nbgrader_config.py").read_text())[1]
    assert not any(seed in path.read_text(encoding="utf-8") for path in released.parent.iterdir())


# ---- an exercise of one's own --------------------------------------------------------------------

OWN = "### An exercise of your own"
STUDENTS = {
    "right": "def brightest_row(gray):\n    return int(gray.mean(axis=1).argmax())",
    "half": "def brightest_row(gray):\n    return int(gray.max(axis=1).argmax())",
    "wrong": "def brightest_row(gray):\n    return int(gray.mean(axis=0).argmax())",
    "nothing": "def brightest_row(gray):\n    ...",
}


def notebook_of_the_page():
    """The three cells of the page, as nbgrader's sidebar would mark them."""
    text = section(OWN)
    (prompt,) = blocks(text, "markdown")
    solution, tests, _ = blocks(text, "{code-block} python")
    roles = {"grade": False, "solution": False, "locked": False, "task": False}
    cells = [
        (nbformat.v4.new_markdown_cell, prompt, {"locked": True}),
        (nbformat.v4.new_code_cell, solution, {"solution": True}),
        (nbformat.v4.new_code_cell, tests, {"grade": True, "locked": True, "points": 2}),
    ]
    made = []
    for number, (make, source, role) in enumerate(cells):
        metadata = {"schema_version": 3, "grade_id": f"mine-{number}", **roles, **role}
        made.append(make(source.strip(), metadata={"nbgrader": metadata}))
    kernel = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    return nbformat.v4.new_notebook(cells=made, metadata={"kernelspec": kernel})


@needs_sh
def test_an_exercise_of_ones_own_is_marked(first_class, terminal):
    folder = terminal.folder
    (bank,) = blocks(section(OWN), "python")
    (folder / "my_exercises.py").write_text(bank, encoding="utf-8")
    said = [terminal.type(command) for command in commands(section(OWN))]
    sentences = [mistake.__doc__ for mistake in mistakes_of(bank)]
    assert len(said) == 1
    assert len(sentences) == 3
    assert said[0].count("Correct") == 1
    for sentence in sentences:
        assert " ".join(sentence.split()) in said[0]

    with open(folder / "nbgrader_config.py", "a", encoding="utf-8") as settings:
        settings.write(blocks(section(OWN), "{code-block} python")[-1])
    (folder / "source" / "mine").mkdir()
    nbformat.write(notebook_of_the_page(), folder / "source" / "mine" / "mine.ipynb")
    steps = [one for one in commands(PAGE) if one.startswith("nbgrader")]
    generate, *rest = [one.replace("02_histograms", "mine") for one in steps]
    terminal.type(generate)
    released = folder / "release" / "mine" / "mine.ipynb"
    assert not re.search("argmax|BANK|my_exercises", released.read_text(encoding="utf-8"))
    for student, source in STUDENTS.items():
        handed_in = folder / "submitted" / student / "mine"
        handed_in.mkdir(parents=True)
        shutil.copy(released, handed_in)
        answer(handed_in / "mine.ipynb", "brightest_row", source)
    for command in rest:
        terminal.type(command)
    found = {student: mark for (name, student), mark in marks(folder).items() if name == "mine"}
    assert found.keys() == {"ada", *STUDENTS}
    assert (found["right"], found["nothing"], found["ada"]) == (2, 0, 0)
    assert 0 <= found["wrong"] <= found["half"] < 2
    feedback = (folder / "feedback" / "wrong" / "mine" / "mine.html").read_text(encoding="utf-8")
    assert "You found the brightest column" in " ".join(feedback.split())


def mistakes_of(bank):
    """Return the wrong programs of a bank."""
    names = {}
    exec(compile(bank, "my_exercises.py", "exec"), names)
    return [mistake.answer for mistake in names["EXERCISE"].mistakes]


# ---- numbers of the server: measured, stored, and computed ---------------------------------------


def test_tables_of_the_server_are_those_of_the_measurement():
    measured = class_sizes.stored()
    assert class_sizes.measured_table(measured) in PAGE
    assert class_sizes.sizes_table(measured) in PAGE


@pytest.mark.parametrize("sentence", class_sizes.sentences(class_sizes.stored()))
def test_sentences_of_the_server_are_those_of_the_measurement(sentence):
    assert sentence in " ".join(PAGE.split())


def test_threads_make_no_difference_on_the_machine_that_measured():
    """The page does not ask to set OMP_NUM_THREADS; it would have to if this did not hold."""
    one, many = class_sizes.stored()["threads"].values()
    assert one["after"]["own"] == pytest.approx(many["after"]["own"], rel=0.02)
    assert one["cpu seconds"] == pytest.approx(many["cpu seconds"], rel=0.1)


def test_assumptions_are_those_that_the_page_names():
    told = section("### Sizes for 30, 300 and 3,000 students")
    assert class_sizes.AT_ONCE == {30: 1, 300: 1 / 2, 3000: 1 / 5}
    assert "half of 300; a fifth of 3,000" in told
    assert (class_sizes.NOTEBOOKS, class_sizes.HEADROOM, class_sizes.START) == (2, 1.3, 120)
    assert "two open" in told
    assert "× 1.3" in told
    assert "/ 120" in told
    assert "after two minutes" in " ".join(told.split())
    assert (class_sizes.BASE, class_sizes.USABLE) == (1, 0.9)
    assert "1 GB for the hub:" in " ".join(told.split())
    assert "Of a cluster's computer, a tenth is left" in told
