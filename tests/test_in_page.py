"""Exercises in the page: Python there tells what Jupyter tells, whatever a reader writes.

One worker answers for all banks; the boxes are tried on a small book of two exercises.
"""

import inspect
import json
import os
import pickle
import subprocess
import sys

import numpy as np
import pytest

from course_utils.checks.mistakes import make
from course_utils.exercises import BANK
from tests.browser import CHAPTER_PAGES, ROOT, axe_violations, build_small_book, compress
from tests.exercises.test_ch06_volumes import threshold_by_hand
from tests.house import report
from tests.proving import each_exercise

sys.path.insert(0, str(ROOT / "book"))
from _ext import in_page, packages
from _ext.progress import CHECK

PAGE = """---
file_format: mystnb
kernelspec: {name: python3, display_name: Python 3}
---

# Try it

```{code-cell} python
from course_utils.exercises import check
```

```{code-cell} python
def count(gray):
    ...


check("histograms.count", count)
```

```{code-cell} python
def my_alpha(half_life):
    ...


check("background.alpha", my_alpha)
```
"""
PROGRESS = """# Progress

:::{progress} records
:::
"""
START = """async (folder) => {
    const worker = new Worker(`${folder}/python_worker.js`, { type: "module" });
    const waiting = new Map();
    let questions = 0;
    window.ask = (ask, values) => new Promise((done) => {
        waiting.set(questions, done);
        worker.postMessage({ id: questions++, ask, values });
    });
    await new Promise((done, fail) => {
        worker.onerror = (event) => fail(new Error(event.message));
        worker.onmessage = ({ data }) => {
            if (data.ready) done();
            else if (data.failed) fail(new Error(data.failed));
            else waiting.get(data.id)?.(data);
        };
    });
}"""
# What a reader does in the notebook beside a file that the page has saved.
TAKE_OVER = """
import re
from IPython.core.interactiveshell import InteractiveShell

shell = InteractiveShell.instance()
shell.run_cell("import numpy as np\\nfrom course_utils.exercises import check")
result = shell.run_cell('check("histograms.count", ...)').result
shell.set_next_input = lambda cell, replace: shell.run_cell(cell)
shell.run_line_magic("load", re.search("`%load (.*?)`", result.notes[0])[1])
"""
PATIENCE = 180_000  # ms; Python starts in three seconds, but not on a machine at work
MOST_BYTES = 13_000_000  # from the first click to the first verdict, compressed as hosts do
# Answers that make one mistake of an exercise, in Jupyter and in the page.
MISTAKEN = """
from course_utils.checks.mistakes import make
from course_utils.exercises import BANK

exercise = BANK.exercises["{name}"]
mistake = next(one for one in exercise.mistakes if one.key == "{key}")


def mistaken(*args):
    return make(exercise, [mistake], args)
"""


# Tells each case for which the reference returns something else than in Jupyter.
WANTED = """
import pickle
from course_utils.checks.comparing import same_values
from course_utils.exercises import BANK

exercise = BANK.exercises["{name}"]
cases = exercise.cases(np.random.default_rng(1))
for (label, args), want in zip(cases, pickle.loads({wants}), strict=True):
    if not same_values(exercise.reference(*args), want, exercise.tolerance):
        print(label)
"""


@pytest.fixture(scope="module")
def small_site(tmp_path_factory):
    pages = {"book/intro.md": "# Home", "book/page.md": PAGE, "book/progress.md": PROGRESS}
    return build_small_book(tmp_path_factory.mktemp("book"), pages)


@pytest.fixture(scope="module")
def ask(browser, home):
    """Return a function that asks the worker: ``ask("check", name, function, text)``."""
    page = browser.new_page()
    page.goto(f"{home.url}/book/intro.html")
    page.evaluate(START, f"{home.url}/_static/in_page")
    yield lambda what, *values: page.evaluate("([a, v]) => ask(a, v)", [what, list(values)])
    page.close()


# ---- every exercise of every bank --------------------------------------------------------------


@each_exercise
def test_reference_passes_in_the_page(ask, exercise):
    name = exercise.reference.__name__
    # It may call what its bank imports, and the references before it.
    program = f"from {exercise.reference.__module__} import *\n"
    program += inspect.getsource(exercise.reference)
    found = ask("check", exercise.name, name, program)
    assert found.get("passed"), found


@each_exercise
def test_reference_returns_in_the_page_what_it_does_in_jupyter(ask, exercise):
    """With 32 bits a reference may pass, and be wrong: it is compared with itself there."""
    cases = exercise.cases(np.random.default_rng(1))
    wants = pickle.dumps([exercise.reference(*args) for _, args in cases])
    found = ask("run", exercise.name, "", WANTED.format(name=exercise.name, wants=wants))
    assert found == {"id": found["id"], "printed": "", "failure": "", "note": ""}


@each_exercise
def test_starter_is_not_attempted_in_the_page(ask, exercise):
    arguments = ", ".join(inspect.signature(exercise.reference).parameters)
    found = ask("check", exercise.name, "f", f"def f({arguments}):\n    ...\n")
    assert found["kind"] == "todo"


@each_exercise
def test_mistakes_are_told_as_in_jupyter(ask, exercise, monkeypatch):
    monkeypatch.setenv("COURSE_PROGRESS", "off")

    def complaints():
        for mistake in exercise.mistakes:

            def mistaken(*args, mistake=mistake):
                return make(exercise, [mistake], args)

            said = repr(BANK.check(exercise.name, mistaken))
            program = MISTAKEN.format(name=exercise.name, key=mistake.key)
            found = ask("check", exercise.name, "mistaken", program)
            if found.get("text") != said:
                yield f"{exercise.name}, {mistake.key}:\n  {said}\n  {found.get('text', found)}"

    report(complaints())


# ---- whatever a reader writes ------------------------------------------------------------------


COUNT = "def count(gray):\n    return np.bincount(gray.ravel(), minlength=256)\n"
PEARSON = """def f(first, second):
    x, y = first.ravel().astype(int), second.ravel().astype(int)
    both = len(x) * (x * y).sum() - x.sum() * y.sum()
    spreads = (len(x) * (x * x).sum() - x.sum() ** 2) * (len(y) * (y * y).sum() - y.sum() ** 2)
    return both / np.sqrt(spreads) if spreads else 0.0
"""
OTSU = inspect.getsource(threshold_by_hand)
HOARD = """import gc

gc.disable()  # by chance it would free them, or not


def count(gray):
    kept = []
    while True:
        kept.append(np.empty(10_000_000))
"""
LARGE = "def count(gray):\n    return np.ones(25_000_000)\n"  # 200 MB
ENDLESS = """def count(gray):
    while True:
        try:
            gray = gray
        except:
            pass
"""
SENTENCES = {
    "syntax error": ("def count(gray)\n    return 1\n", "failure", "expected ':'"),
    "name error": ("amount = nothing\n" + COUNT, "failure", "line 1, in <module>"),
    "no function": ("x = 1\n", "text", "There is no function `count` in your program"),
    "recursion": ("def count(gray):\n    return count(gray)\n", "text", "RecursionError"),
    "input": ("def count(gray):\n    return input()\n", "text", "nothing can be typed in"),
    "exit": ("import sys\nsys.exit()\n", "failure", "SystemExit"),
    "scipy": ("import scipy\n", "failure", "No module named 'scipy'; this page has NumPy"),
    "large": (LARGE, "text", "it is (25000000,)"),
    "prints": ("print('before')\n" + COUNT, "printed", "before"),
    "magic": (f"%timeit 1\n{COUNT}", "note", "Lines such as %timeit"),
    "shell": (f"{COUNT}!pip install scipy\n", "note", "Lines such as %timeit"),
    "help": (f"{COUNT}count?\n", "note", "Lines such as %timeit"),
    "prompt": (f">>> {COUNT}", "note", "Leave out the marks"),
    "numbered prompt": (f"In [1]: {COUNT}", "note", "Leave out the marks"),
    "quotes": ("x = \N{LEFT DOUBLE QUOTATION MARK}a", "note", "Type it again"),
    "plot": ("def count(gray):\n    plt.imshow(gray)\n", "note", "open Try something"),
    "plot by OpenCV": ("cv2.imshow('a', np.eye(3))\n", "note", "open Try something"),
    "plots": ("import matplotlib.pyplot as plt\n", "note", "open Try something"),
    "name of a cell": ("def count(gray):\n    sample('a')\n", "note", "nothing of the cells"),
    "name outside": ("display(np)\n", "note", "nothing of the cells"),
    "course": ("from course_utils.volumes import x\n", "note", "written without it"),
    "memory": ("x = [0] * 10**9\n", "note", "less memory"),
    "file": ("open('a.txt')\n", "note", "no files"),
    "whole cell": (f"{COUNT}check('histograms.count', count)\n", "printed", "Here buttons check"),
    "whole cell passes": (f"{COUNT}check('histograms.count', count)\n", "text", "Correct"),
    "built-ins": ("import builtins\ndel builtins.len, builtins.range\n" + COUNT, "text", "Correct"),
    "all built-ins": ("import builtins\nvars(builtins).clear()\n" + COUNT, "text", "Correct"),
    "NumPy": ("del np.asarray, np.bincount\nnp.array = None\n" + COUNT, "text", "Correct"),
    "OpenCV": ("del cv2.calcHist\ncv2.merge = None\n" + COUNT, "text", "Correct"),
    "64 bits": (
        "def count(gray):\n    return np.bincount(gray.ravel().astype(np.int64), minlength=256)\n",
        "text",
        "Correct",
    ),
}


@pytest.mark.parametrize("case", SENTENCES)
def test_page_answers_whatever_is_written(ask, case):
    program, part, words = SENTENCES[case]
    found = ask("check", "histograms.count", "count", program)
    assert words in found[part]
    assert ask("check", "histograms.count", "count", COUNT)["passed"]


def test_errors_that_python_tells_well_have_no_note(ask):
    for program in ("def count(gray)\n", "def count(gray):\nreturn 1\n", "if 1 = 2:\n    pass\n"):
        assert ask("check", "histograms.count", "count", program)["note"] == ""
    tried = ask("run", "histograms.count", COUNT, "show(count(*example))")
    assert "nothing of the cells" in tried["note"]


def test_memory_is_free_again_after_a_program(ask):
    assert "MemoryError" in ask("check", "histograms.count", "count", HOARD)["text"]
    assert "it is (25000000,)" in ask("check", "histograms.count", "count", LARGE)["text"]


def test_what_a_program_does_to_numpy_ends_with_it(ask):
    spoiled = ask("run", "histograms.count", COUNT, "del np.sum, cv2.LUT\nnp.array = None")
    assert not spoiled["failure"]
    assert ask("run", "histograms.count", COUNT, "np.sum(np.array([cv2.LUT is None]))")["value"]


def test_endless_loop_is_told_as_in_jupyter(ask):
    found = ask("check", "histograms.count", "count", ENDLESS)
    assert found["kind"] == "time"
    assert "the time was up and your function was stopped. An endless loop?" in found["text"]
    assert "See line 2 of your function: `while True:`" in found["text"]
    outside = ask("check", "histograms.count", "count", "while True:\n    pass\n")
    assert "An endless loop?" in outside["failure"]
    assert ask("check", "histograms.count", "count", COUNT)["passed"]


def test_a_sentence_on_narrow_integers_has_a_note(ask):
    found = ask("check", "histograms.count", "count", COUNT.replace("256)", "256) * 3_000_000_000"))
    assert "OverflowError" in found["text"]
    assert "32 bits" in found["note"]
    assert not ask("check", "histograms.count", "count", COUNT)["note"]
    wrong = "def otsu_threshold(counts):\n    return 7\n"
    assert "32 bits" in ask("check", "volumes.otsu_threshold", "otsu_threshold", wrong)["note"]
    # Right where `int` has 64 bits; here the product of the two spreads has not enough.
    assert "32 bits" in ask("check", "comparison.pearson", "f", PEARSON)["note"]
    wide = ask("check", "comparison.pearson", "f", PEARSON.replace("int)", "np.int64)"))
    assert wide["passed"]
    empty = "def otsu_threshold(counts):\n    ...\n"
    assert not ask("check", "volumes.otsu_threshold", "otsu_threshold", empty)["note"]


def test_right_answer_for_large_counts_passes(ask):
    """Products of these counts need 64 bits, or the reference itself is wrong."""
    found = ask("check", "volumes.otsu_threshold", "threshold_by_hand", OTSU)
    assert found.get("passed"), found


def test_something_to_try_shows_values_and_pictures(ask):
    found = ask("run", "histograms.count", COUNT, "print('hi')\ncount(*example)[:3]")
    assert (found["printed"], found["value"]) == ("hi\n", "array([2, 0, 2])")
    found = ask("run", "histograms.count", COUNT, "np.uint8([[[1, 2, 3], [0, 0, 0]]])")
    assert list(found["picture"])[:8] == [3, 2, 1, 255, 0, 0, 0, 255]
    assert found["caption"] == "BGR picture, 1 rows, 2 columns, uint8"


def test_hints_and_solution_are_those_of_the_bank(ask):
    hints = BANK.exercises["histograms.count"].hints
    assert ask("hint", "histograms.count")["hint"] == f"Hint 1 of {len(hints)}: {hints[0]}"
    assert ask("hint", "histograms.count")["hint"].startswith("Hint 2")
    found = ask("solution", "histograms.count")["solution"]
    assert found == inspect.getsource(BANK.exercises["histograms.count"].reference).rstrip()


# ---- the boxes ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def server(home):
    return home


def open_box(page, number=0):
    box = page.locator(".in-page").nth(number)
    box.locator(".in-page-open").click()
    box.locator("textarea").first.wait_for()
    return box


def said(box):
    box.locator(".in-page-said").first.get_by_text("at work").wait_for(
        state="hidden", timeout=PATIENCE
    )
    return box.locator(".in-page-said").first.inner_text()


def test_nothing_is_loaded_before_the_click(open_page, home):
    home.sent.clear()
    page = open_page("book/page").page
    loaded = {path for path, _ in home.sent}
    assert {"_static/in_page/in_page.js", "_static/in_page/in_page.css"} <= loaded
    assert not [path for path in loaded if "packages/p" in path or "worker" in path]
    weights = {path: size for path, size in home.sent}
    assert weights["_static/in_page/in_page.js"] + weights["_static/in_page/in_page.css"] < 15_000
    assert page.locator(".in-page").count() == 2


def test_first_verdict_takes_at_most_13_megabytes(open_page, home, small_site):
    opened = open_page("book/page")
    home.sent.clear()
    box = open_box(opened.page)
    box.locator("textarea").first.fill(COUNT)
    box.get_by_role("button", name="Check").click()
    assert said(box).startswith("✓ Correct")
    assert len(home.sent) == len(dict(home.sent)), "a file was fetched twice"
    assert "_static/packages/pyodide/python_stdlib.zip" in dict(home.sent)
    wasm = "_static/packages/pyodide/pyodide.asm.wasm"  # which the tests' server leaves as it is
    sent = dict(home.sent) | {wasm: len(compress(small_site / wasm))}
    assert sum(sent.values()) <= MOST_BYTES


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_write_check_and_be_told(open_page, width, scheme):
    opened = open_page("book/page", width=width, scheme=scheme)
    box = open_box(opened.page)
    editor = box.locator("textarea").first
    assert editor.input_value() == "def count(gray):\n    ...\n"
    box.get_by_role("button", name="Check").click()
    assert said(box).startswith("○ Not attempted (histograms.count)")
    editor.fill("def count(gray):\n    return np.histogram(gray, 256)[0]\n")
    editor.press("Control+Enter")
    assert "Your bins run from the darkest to the brightest value" in said(box)
    editor.fill(COUNT)
    editor.press("Escape")
    assert opened.page.evaluate("document.activeElement.textContent") == "Check"
    opened.page.keyboard.press("Enter")
    assert said(box).startswith("✓ Correct")
    width_of_page = "document.documentElement.scrollWidth"
    assert opened.page.evaluate(width_of_page) <= width
    assert opened.problems == []
    assert axe_violations(opened.page) == []
    second = open_box(opened.page, 1)
    second.get_by_role("button", name="Hint").click()
    assert "Hint 1 of" in said(second)


def test_answers_and_passes_are_kept(open_page, home, tmp_path):
    opened = open_page("book/page")
    box = open_box(opened.page)
    box.locator("textarea").first.fill(COUNT)
    box.get_by_role("button", name="Check").click()
    assert said(box).startswith("✓ Correct")
    opened.page.wait_for_function("courseRecords.load().answers['histograms.count']")
    records = opened.page.evaluate("courseRecords.load()")
    assert records["exercises"] == {"histograms.count": {"tries": 1, "passed": True}}
    opened.page.goto(f"{home.url}/book/progress.html")
    with opened.page.expect_download() as exported:
        opened.page.get_by_role("button", name="Export").click()
    opened.page.once("dialog", lambda dialog: dialog.accept())
    opened.page.get_by_role("button", name="Forget").click()
    opened.page.set_input_files(".progress-records input", exported.value.path())
    opened.page.locator(".progress-said", has_text="was added").wait_for()
    opened.page.goto(f"{home.url}/book/page.html", wait_until="networkidle")
    box = open_box(opened.page)
    assert box.locator("textarea").first.input_value() == COUNT
    with opened.page.expect_download() as saved:
        box.get_by_role("button", name="Save for Jupyter").click()
    saved.value.save_as(tmp_path / saved.value.suggested_filename)
    found, _, checked = printed_in(tmp_path, TAKE_OVER).partition("%load")
    assert found.startswith("Not attempted (histograms.count)")
    assert "Correct (histograms.count)" in checked
    box.get_by_role("button", name="Start again").click()
    assert box.locator("textarea").first.input_value() == "def count(gray):\n    ...\n"
    box.get_by_role("button", name="Bring my answer back").click()
    assert box.locator("textarea").first.input_value() == COUNT


def printed_in(folder, program):
    command = [sys.executable, "-c", program]
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    environment = os.environ | {"COURSE_PROGRESS": "off", "PYTHONPATH": path}
    return subprocess.run(
        command, cwd=folder, env=environment, check=True, capture_output=True, encoding="utf-8"
    ).stdout


def test_a_very_long_answer_is_told_to_be_cut(open_page):
    opened = open_page("book/page")
    box = open_box(opened.page)
    told = box.get_by_text("letters are kept on this device")
    box.locator("textarea").first.fill("#" * 20_001)
    told.wait_for()
    assert "first 20000 letters" in told.inner_text()
    box.locator("textarea").first.fill("#" * 20_000)
    told.wait_for(state="hidden")


def test_python_that_has_ended_starts_again(open_page):
    opened = open_page("book/page")
    box = open_box(opened.page)
    editor = box.locator("textarea").first
    editor.fill("import os\nos._exit(0)\n" + COUNT)
    box.get_by_role("button", name="Check").click()
    assert "has ended Python itself" in said(box)
    editor.fill(COUNT)
    box.get_by_role("button", name="Check").click()
    assert said(box).startswith("✓ Correct")


def test_cancel_and_stop(open_page):
    opened = open_page("book/page")
    opened.page.route("**/*.wasm*", lambda route: None)  # Python never comes
    box = open_box(opened.page)
    box.get_by_role("button", name="Cancel").click()
    assert box.locator(".in-page-open").is_visible()
    assert box.locator("textarea").count() == 0
    opened.page.unroute("**/*.wasm*")
    box = open_box(opened.page)
    box.locator("textarea").first.fill("while True:\n    pass\n")
    box.get_by_role("button", name="Check").click()
    box.locator(".in-page-loading").wait_for(state="hidden", timeout=PATIENCE)
    box.get_by_role("button", name="Stop").click()
    assert said(box).startswith("Stopped.")
    box.locator("textarea").first.fill(COUNT)
    box.get_by_role("button", name="Check").click()
    assert said(box).startswith("✓ Correct")


def test_editor_indents_as_jupyter_does(open_page):
    page = open_page("book/page").page
    editor = open_box(page).locator("textarea").first
    editor.fill("")
    editor.focus()
    for key in ("def f(x):", "Enter", "if x:", "Enter", "return 1", "Enter", "Shift+Tab", "Tab"):
        page.keyboard.press(key) if key.istitle() else page.keyboard.type(key)
    assert editor.input_value() == "def f(x):\n    if x:\n        return 1\n        "
    assert page.evaluate("document.activeElement.tagName") == "TEXTAREA"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.textContent") == "Check"


def test_what_is_written_is_kept_though_the_page_is_left_at_once(open_page, home):
    page = open_page("book/page").page
    open_box(page).locator("textarea").first.fill(COUNT)
    page.goto(f"{home.url}/book/progress.html")
    assert page.evaluate("courseRecords.load().answers") == {"histograms.count": COUNT}
    page.goto(f"{home.url}/book/page.html")
    done = page.locator(".in-page-done")
    assert done.all_inner_texts() == ["Begun."]
    page.evaluate("courseRecords.recordExercise('histograms.count', true)")
    page.reload()
    assert done.all_inner_texts() == ["✓ Solved."]


def test_without_a_network_nothing_is_stuck(open_page):
    page = open_page("book/page").page
    page.context.set_offline(True)
    page.locator(".in-page-open").first.click()
    page.get_by_text("The editor could not be loaded.").wait_for()
    assert page.locator(".in-page textarea").count() == 0
    page.context.set_offline(False)
    page.route("**/*.wasm*", lambda route: route.abort())
    box = open_box(page)
    box.get_by_text("Python did not start").wait_for(timeout=PATIENCE)
    box.locator("textarea").first.fill(COUNT)
    page.unroute("**/*.wasm*")
    box.get_by_role("button", name="Check").click()
    assert said(box).startswith("✓ Correct")


def test_cancel_leaves_python_to_the_other_box(open_page):
    page = open_page("book/page").page
    page.route("**/*.wasm*", lambda route: None)  # Python waits
    boxes = open_box(page), open_box(page, 1)
    boxes[1].get_by_role("button", name="Cancel").click()
    page.unroute("**/*.wasm*")
    boxes[0].locator(".in-page-loading").wait_for(state="hidden", timeout=PATIENCE)


def test_verdict_of_a_long_program_comes_into_sight(open_page):
    page = open_page("book/page", width=390).page
    box = open_box(page)
    editor = box.locator("textarea").first
    editor.fill(f"{COUNT}\n" + "x = 1\n" * 60)
    page.evaluate("document.querySelector('.in-page').scrollIntoView()")
    editor.press("Control+Enter")
    assert said(box).startswith("✓ Correct")
    place = box.locator(".in-page-said").first.bounding_box()
    assert place["y"] >= 0
    assert place["y"] + place["height"] <= page.viewport_size["height"]


def test_open_exercise_is_printed_as_its_cell(open_page):
    page = open_page("book/page").page
    open_box(page)
    cell = page.locator(".cell:has(+ .in-page)").first
    assert cell.is_hidden()
    page.emulate_media(media="print")
    assert cell.is_visible()
    assert page.locator(".in-page").first.is_hidden()


def test_buttons_wait_for_the_editor(open_page):
    opened = open_page("book/page")
    held = []
    opened.page.route("**/prism-code-editor/dist/index.js", lambda route: held.append(route))
    box = opened.page.locator(".in-page").first
    box.locator(".in-page-open").click()
    box.locator(".in-page-loading").wait_for()
    opened.page.wait_for_timeout(100)
    assert box.get_by_role("button").all_inner_texts() == ["Cancel"]
    held[0].continue_()
    box.get_by_role("button", name="Check").click()
    assert said(box).startswith("○ Not attempted")


def test_editor_that_does_not_come_is_told(open_page):
    opened = open_page("book/page")
    opened.page.route("**/prism-code-editor/dist/index.js", lambda route: route.abort())
    box = opened.page.locator(".in-page").first
    box.locator(".in-page-open").click()
    box.get_by_text("The editor could not be loaded.").wait_for()
    assert opened.page.locator("div.cell").filter(has_text="def count").is_visible()


def test_pass_counts_where_the_disk_is_full(open_page):
    opened = open_page("book/page")
    full = "() => { Storage.prototype.setItem = () => { throw new DOMException('full') } }"
    opened.page.evaluate(full)
    box = open_box(opened.page)
    box.locator("textarea").first.fill(COUNT)
    box.get_by_role("button", name="Check").click()
    assert said(box).startswith("✓ Correct")
    records = opened.page.evaluate("courseRecords.load()")
    assert records["answers"] == {"histograms.count": COUNT}
    assert records["exercises"] == {"histograms.count": {"tries": 1, "passed": True}}
    assert opened.problems == []


def test_page_from_a_disk_says_what_it_needs(browser, small_site):
    page = browser.new_page()
    page.goto((small_site / "book" / "page.html").as_uri())
    page.locator(".in-page-open").first.click()
    assert "python -m http.server" in page.locator(".in-page-size").first.inner_text()
    page.close()


def test_without_its_packages_a_book_has_no_boxes(monkeypatch):
    assert in_page.files.__wrapped__()
    here = packages.files
    monkeypatch.setattr(packages, "files", lambda one: {} if one.name == "pyodide" else here(one))
    assert in_page.files.__wrapped__() == {}


def test_archive_is_the_same_for_the_same_sources():
    assert in_page.course_archive.__wrapped__() == in_page.course_archive.__wrapped__()


@pytest.mark.parametrize("chapter", CHAPTER_PAGES)
def test_every_exercise_of_a_chapter_gets_a_box(chapter):
    """Found in the source of a cell are the exercise, and the function that the cell begins."""
    cells = json.loads((ROOT / f"{chapter}.ipynb").read_text(encoding="utf-8"))["cells"]
    programs = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    asked = [program for program in programs if CHECK.search(program)]
    found = [in_page.CHECK.search(program) for program in asked]
    assert found
    assert all(found)
    for match, program in zip(found, asked, strict=True):
        assert match[1] in BANK.exercises
        assert program.startswith(f"def {match[2]}(")
