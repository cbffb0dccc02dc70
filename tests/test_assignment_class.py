"""A class of more than thirty: what they hand in, and what nbgrader's own commands make of it.

Each student is a function here, which changes the notebook that was given out. What their answers
deserve is asked of the bank, with the secret seed of this class.
"""

import csv
import html
import json
import linecache
import re
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import nbformat
import numpy as np
import pytest
from nbformat import v4

from course_utils.exercises import BANK
from tests.command_line import course

SEED = 20_261
ASSIGNMENT = "02_histograms"
FILE = f"{ASSIGNMENT}.ipynb"
OWN_FILE = ("not_json", "nothing_in_it", "wrong_file_name", "no_file")
COUNT, NORMALIZE = "histograms.count", "histograms.normalize"  # the teacher sets these two

RIGHT = {
    COUNT: "def count(gray):\n    return np.bincount(gray.ravel(), minlength=256)",
    NORMALIZE: "def normalize(gray):\n"
    "    return np.bincount(gray.ravel(), minlength=256) / gray.size",
}
NOT_DIVIDED = "def normalize(gray):\n    return np.bincount(gray.ravel(), minlength=256)"
SHORT = "def count(gray):\n    return np.bincount(gray.ravel())"  # right where white occurs
HALF = {COUNT: RIGHT[COUNT], NORMALIZE: NOT_DIVIDED}

STUDENTS = {}


def student(function):
    """Enroll a student: their function changes the notebook and returns the answers in it."""
    STUDENTS[function.__name__] = function
    return function


def cell(nb, key):
    return next(one for one in nb.cells if one.metadata.get("nbgrader", {}).get("grade_id") == key)


def answer(nb, answers):
    """Write answers into their cells, and return them."""
    for name, source in answers.items():
        cell(nb, name.replace(".", "-")).source = source
    return answers


def insert(nb, source, before="histograms-count-prompt"):
    """Put a cell of the student's own into the notebook."""
    nb.cells.insert(nb.cells.index(cell(nb, before)), v4.new_code_cell(textwrap.dedent(source)))


# ---- good, half good, and nothing --------------------------------------------------------------


@student
def right(nb):
    return answer(nb, RIGHT)


@student
def half_right(nb):
    return answer(nb, HALF)


@student
def right_in_some_cases(nb):
    return answer(nb, {COUNT: SHORT, NORMALIZE: RIGHT[NORMALIZE]})


@student
def untouched(nb):
    return {}


@student
def with_helpers(nb):
    insert(
        nb,
        "SIDE = 256\nfrom helper import shares\n"
        "def counted(a):\n    return np.bincount(a, minlength=SIDE)",
    )
    Path("helper.py").write_text(
        "def shares(counts, n):\n    return counts / n\n", encoding="utf-8"
    )
    answer(
        nb,
        {
            COUNT: "def count(gray):\n    return counted(gray.ravel())",
            NORMALIZE: "def normalize(gray):\n    return shares(count(gray), gray.size)",
        },
    )
    return RIGHT


@student
def with_what_cannot_be_copied(nb):
    insert(
        nb,
        "numbers = (n for n in range(10**6))\nlog = open(__import__('os').devnull, 'w')",
    )
    answer(
        nb,
        {
            COUNT: "def count(gray):\n    next(numbers)\n    print('x', file=log)\n"
            "    return np.bincount(gray.ravel(), minlength=256)",
            NORMALIZE: NOT_DIVIDED,
        },
    )
    return HALF


@student
def with_looks_left_in(nb):
    looks = """
    import matplotlib.pyplot as plt
    display(gray)
    plt.plot(gray)
    plt.show()
    assert plt.get_backend() == "agg"
    """
    answer(nb, {name: source.replace("\n    ", looks, 1) for name, source in RIGHT.items()})
    return RIGHT


# ---- errors, loops, and ends -------------------------------------------------------------------


@student
def crashing(nb):
    return answer(
        nb, {COUNT: "def count(gray):\n    return gray.nothing", NORMALIZE: RIGHT[NORMALIZE]}
    )


@student
def not_python(nb):
    answer(nb, {COUNT: "def count(gray)\n    return 1", NORMALIZE: RIGHT[NORMALIZE]})
    return {NORMALIZE: RIGHT[NORMALIZE]}


@student
def endless_answer(nb):
    return answer(
        nb, {COUNT: "def count(gray):\n    while True:\n        pass", NORMALIZE: RIGHT[NORMALIZE]}
    )


@student
def endless_beside_the_answer(nb):
    answer(nb, RIGHT | {COUNT: f"{RIGHT[COUNT]}\n\nwhile True:\n    pass"})
    return RIGHT


@student
def endless_and_deaf(nb):
    insert(nb, "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True:\n    pass")
    return answer(nb, HALF)


@student
def ends_python_in_an_answer(nb):
    answer(
        nb, {COUNT: RIGHT[COUNT], NORMALIZE: "def normalize(gray):\n    import os\n    os._exit(0)"}
    )
    return {COUNT: RIGHT[COUNT]}


@student
def ends_python_in_a_cell(nb):
    insert(nb, "import os, signal\nos.kill(os.getpid(), signal.SIGTERM if os.name == 'nt' else 9)")
    insert(nb, "import sys\nsys.exit()")
    insert(nb, "exit()")
    insert(nb, "name = input('Your name? ')")
    return answer(nb, HALF)


# ---- too much ----------------------------------------------------------------------------------


@student
def fifty_megabytes_printed(nb):
    insert(nb, "for line in range(50):\n    print('x' * 1_000_000)")
    return answer(nb, HALF)


@student
def fifty_megabytes_in_the_file(nb):
    answer(nb, HALF)
    cell(nb, "histograms-count").outputs = [v4.new_output("stream", text="x" * 50_000_000)]
    return HALF


@student
def prints_and_warns(nb):
    insert(
        nb,
        """
        import logging, sys, threading, time, warnings
        warnings.simplefilter("always")
        def nag():
            while True:
                print("!", file=sys.stderr)
                time.sleep(0.01)
        threading.Thread(target=nag, daemon=True).start()
    """,
    )
    noisy = """
    print("x" * 100_000, file=sys.stderr)
    warnings.warn("oh")
    logging.error("no")
    """
    answer(nb, {name: source.replace("\n    ", noisy, 1) for name, source in RIGHT.items()})
    return RIGHT


# ---- what is written over ----------------------------------------------------------------------


@student
def checks_written_over(nb):
    for key in ("histograms-count-check", "histograms-normalize-check"):
        cell(nb, key).source = "3"
    return {}


@student
def answers_in_the_tests(nb):
    for name, source in HALF.items():
        key = f"{name.replace('.', '-')}-check"
        cell(nb, key).source = f"{source}\n\n\n{cell(nb, key).source}"
    return HALF


@student
def graders_written_over(nb):
    insert(
        nb,
        """
        import builtins, sys
        import course_utils.checks.bank, course_utils.checks.judging, course_utils.exercises
        from course_utils.checks import Bank
        check = score = hint = lambda *a, **k: 3.0
        course_utils.exercises.score = course_utils.exercises.check = score
        Bank.score = Bank.mark = Bank.check = score
        course_utils.checks.bank.judge = lambda *a: ("correct", "All good.", 1.0, ())
        course_utils.checks.judging.same_values = lambda *a: True
        np.array_equal = np.allclose = lambda *a, **k: True
        np.isclose = lambda a, b, **k: np.ones(np.shape(a), bool)
        builtins.round = lambda *a: 3
        sys.modules["course_utils.exercises"] = sys.modules["course_utils"] = sys.modules[__name__]
    """,
    )
    return answer(nb, HALF)


@student
def settings_written_over(nb):
    insert(
        nb,
        """
        import os, warnings
        np.seterr(all="raise")
        warnings.simplefilter("error")
        get_ipython().ast_node_interactivity = "none"
        os.environ["COURSE_PROGRESS"] = os.path.abspath("progress.json")
        check("histograms.count", count_before := lambda gray: gray)
        os.environ["COURSE_TIME_LIMIT"] = "0"
        os.chdir(os.sep)
        np.set_printoptions(precision=0)
        del check, hint, score_before
    """,
    )
    insert(nb, "%precision 0\nfloat = print = list = len = 3")
    insert(nb, "%reset -f\nimport numpy as np")
    return answer(nb, HALF)


# ---- what has happened to the cells -------------------------------------------------------------


@student
def checks_deleted(nb):
    answer(nb, HALF)
    nb.cells = [
        one
        for one in nb.cells
        if "grade_id" in str(one.metadata)
        and (one.metadata.nbgrader.solution or one.metadata.nbgrader.grade_id == "set-up")
    ]
    return HALF


@student
def marks_of_nbgrader_in_own_cells(nb):
    insert(nb, "### BEGIN HIDDEN TESTS\n1\n### BEGIN HIDDEN TESTS")
    return answer(nb, HALF)


@student
def answer_deleted(nb):
    answer(nb, RIGHT)
    nb.cells.remove(cell(nb, "histograms-count"))
    return {NORMALIZE: RIGHT[NORMALIZE]}


@student
def cells_twice(nb):
    answer(nb, HALF)
    nb.cells += nbformat.from_dict(nb.cells)
    return HALF


@student
def answers_at_the_end(nb):
    nb.cells += [v4.new_code_cell(source) for source in HALF.values()]
    return HALF


@student
def answers_in_one_cell(nb):
    answer(nb, {COUNT: "\n\n".join(HALF.values())})
    return HALF


@student
def metadata_lost(nb):
    answer(nb, HALF)
    nb.metadata = {}
    for one in nb.cells:
        one.metadata = {}
        del one["id"]
    nb.nbformat_minor = 4
    return HALF


@student
def wrong_kernel(nb):
    nb.metadata.kernelspec = {"name": "ir", "display_name": "R", "language": "R"}
    cell(nb, "histograms-normalize-check").cell_type = "raw"
    return answer(nb, HALF)


# ---- what is no notebook, or not where it belongs -----------------------------------------------


@student
def not_json(nb):
    Path(FILE).write_text(f"<<<<<<< HEAD\n{nbformat.writes(nb)}", encoding="utf-8")
    return {}


@student
def nothing_in_it(nb):
    Path(FILE).touch()
    return {}


@student
def wrong_file_name(nb):
    answer(nb, HALF)
    nbformat.write(nb, "histograms (1).ipynb")
    return HALF


@student
def no_file(nb):
    Path("notes.txt").write_text("I was ill.", encoding="utf-8")
    return {}


# ---- the class ----------------------------------------------------------------------------------


def deserved(name, source):
    """Return what an answer deserves: a sentence, and points."""
    namespace = {"np": np}
    lines = source.splitlines(keepends=True)
    linecache.cache["<answer>"] = (len(source), None, lines, "<answer>")  # as in a notebook
    exec(compile(source, "<answer>", "exec"), namespace)
    result, points = BANK.mark(name, namespace[name.partition(".")[2]], seed=SEED)
    return result.message, points


def nbgrader(*arguments):
    command = [sys.executable, "-m", "nbgrader", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stderr


def one_line(text):
    return " ".join(text.replace("`", "").split())


class Marked:
    """The class after marking: grades, feedback, and how long it took."""

    def __init__(self, folder, seconds, log):
        self.folder, self.seconds, self.log = folder, seconds, log
        with open(folder / "grades.csv", encoding="utf-8", newline="") as file:
            self.grades = {row["student_id"]: row for row in csv.DictReader(file)}

    def feedback(self, name):
        """The text of a feedback page."""
        page = self.folder / "feedback" / name / ASSIGNMENT / f"{ASSIGNMENT}.html"
        body = page.read_text(encoding="utf-8").partition("<body")[2]
        return one_line(html.unescape(re.sub(r"<[^>]+>", "", body.replace("<br", " <br"))))


@pytest.fixture(scope="module")
def marked(tmp_path_factory):
    """Thirty notebooks through nbgrader's own commands, as a teacher types them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COURSE_SEED", str(SEED))
        patch.setenv("COURSE_TIME_LIMIT", "2")
        patch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path_factory.mktemp("config")))
        patch.chdir(tmp_path_factory.mktemp("class"))
        folder = Path.cwd() / "class"
        assert course("assignment", "2", "-o", "class").exit_code == 0
        patch.chdir(folder)
        settings = Path("nbgrader_config.py").read_text(encoding="utf-8")
        Path("nbgrader_config.py").write_text(
            f"{settings}\nc.Execute.timeout = 6\n", encoding="utf-8"
        )
        source = Path("source", ASSIGNMENT, FILE)
        nb = nbformat.read(source, as_version=4)
        nb.cells = [one for one in nb.cells if "color_descriptor" not in one.id]
        nbformat.write(nb, source)
        begin = time.monotonic()
        nbgrader("generate_assignment", ASSIGNMENT)
        for name, hand_in in STUDENTS.items():
            nbgrader_folder = folder / "submitted" / name / ASSIGNMENT
            nbgrader_folder.mkdir(parents=True)
            patch.chdir(nbgrader_folder)
            nb = nbformat.read(folder / "release" / ASSIGNMENT / FILE, as_version=4)
            hand_in(nb)
            if name not in OWN_FILE:
                Path(FILE).write_text(json.dumps(nb), encoding="utf-8")  # whatever it is
        patch.chdir(folder)
        nbgrader("db", "student", "add", "no_file")
        log = nbgrader("autograde", ASSIGNMENT)
        nbgrader("generate_feedback", ASSIGNMENT)
        nbgrader("export")
        yield Marked(folder, time.monotonic() - begin, log)


@pytest.mark.parametrize("name", STUDENTS)
def test_marks_are_what_the_work_deserves(name, marked, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    released = nbformat.read(marked.folder / "release" / ASSIGNMENT / FILE, as_version=4)
    answers = STUDENTS[name](released)
    verdicts = [deserved(*one) for one in answers.items()]
    assert float(marked.grades[name]["score"]) == pytest.approx(sum(mark for _, mark in verdicts))
    assert float(marked.grades[name]["max_score"]) == 3
    if name == "no_file":
        return
    feedback = marked.feedback(name)
    for sentence, _ in verdicts:
        assert one_line(sentence) in feedback
    for heading in ("Count (easy, 1 point)", "Normalize (medium, 2 points)"):
        assert f"{heading} (Score" in feedback
    for exercise in (COUNT, NORMALIZE):
        assert f"({exercise}):" in feedback


def test_the_whole_class_takes_less_than_ten_minutes(marked):
    assert marked.seconds < 600  # the bar of the issue, on two cores
    print(f"{len(STUDENTS)} students in {marked.seconds:.0f} s")


def test_nothing_is_recorded_as_progress(marked):
    assert not list(marked.folder.rglob("progress.json*"))


def test_nbgrader_says_nothing_of_its_own_insides(marked):
    assert "SAWarning" not in marked.log
    assert "Traceback" not in marked.log
