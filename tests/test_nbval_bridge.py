"""The strict notebook run fails where it must and passes where it may.

A notebook with one cell for each case is stored through the author's tool, some cells are then
falsified, and one pytest run, with the project's own options, judges them all.
"""

import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import nbformat
import pytest

from tools import run_notebook

ROOT = Path(__file__).resolve().parents[1]

# name: source, change of the stored cell (or None), text that the failure must hold (or None).
CASES = {
    "same_text": ("print(6 * 7)", None, None),
    "changed_text": (
        "print(6 * 7)",
        lambda cell: cell.outputs[0].update(text="43\n"),
        "Cell outputs differ",
    ),
    "changed_value": (
        "6 * 7",
        lambda cell: cell.outputs[0]["data"].update({"text/plain": "43"}),
        "Cell outputs differ",
    ),
    "lost_output": ("6 * 7", lambda cell: cell.outputs.clear(), "Unexpected output fields"),
    "changed_code": (
        "print(6 * 7)",
        lambda cell: cell.update(source="print(6 * 8)"),
        "Cell outputs differ",
    ),
    "error": ("one = 1", lambda cell: cell.update(source="one = 1 / 0"), "ZeroDivisionError"),
    "stored_error_is_gone": (
        "1 / 1",
        lambda cell: (
            cell.metadata.update(tags=["raises-exception"]),
            cell.outputs.append(
                nbformat.v4.new_output("error", ename="ZeroDivisionError", evalue="division")
            ),
        ),
        "Missing output fields",
    ),
    "never_run": (
        "6 * 7",
        lambda cell: cell.update(execution_count=None, outputs=[]),
        "stored without having been run",
    ),
    "empty_cell": ("", None, "stored without having been run"),
    "tag_that_skips": (
        "print(6 * 7)",
        lambda cell: cell.metadata.update(tags=["skip-execution"]),
        "never skipped",
    ),
    "comment_that_skips": (
        "print(6 * 7)",
        lambda cell: cell.update(source="# NBVAL_SKIP\nprint(6 * 7)"),
        "never skipped",
    ),
    "noise_unmarked": ("import time\ntime.perf_counter()", None, "Cell outputs differ"),
    "noise_marked": (
        "import time\ntime.perf_counter()",
        lambda cell: cell.metadata.update(tags=["nbval-ignore-output"]),
        None,
    ),
    "error_on_purpose": (
        "1 / 0",
        # The author's tool needs the tag before it runs the cell: see the fixture.
        None,
        None,
    ),
    "picture_only": (
        "from IPython.display import Image, display\n"
        "display({'image/png': b'a picture'}, raw=True)",
        None,
        None,
    ),
    "figure": (
        "import matplotlib.pyplot as plt\nimport numpy as np\n"
        "plt.imshow(np.random.default_rng().random((4, 4)));",
        None,
        None,
    ),
    "figure_of_another_size": (
        "import matplotlib.pyplot as plt\nfig, ax = plt.subplots()",
        lambda cell: cell.update(source=cell.source.replace("()", "(figsize=(3, 3))")),
        "Cell outputs differ",
    ),
    "text_in_pieces": (
        "import time\nfor step in range(3):\n    print(step, flush=True)\n    time.sleep(0.3)",
        None,
        None,
    ),
    "text_stored_in_pieces": (
        "print(1)\nprint(2)",
        lambda cell: cell.update(
            outputs=[
                nbformat.v4.new_output("stream", name="stdout", text=text)
                for text in ("1\n", "2\n")
            ]
        ),
        None,
    ),
    "progress_line": (
        "for step in range(3):\n    print(step, end='\\r')\nprint('done')",
        None,
        None,
    ),
    "cleared_output": (
        "from IPython.display import clear_output\n"
        "for step in range(3):\n    clear_output(wait=True)\n    print(step)",
        None,
        None,
    ),
    "display_update": (
        "from IPython.display import display\n"
        "handle = display('first', display_id=True)\nhandle.update('second')",
        None,
        None,
    ),
    "widget": ("import ipywidgets\nipywidgets.IntSlider(3)", None, None),
    "widget_with_another_value": (
        "import ipywidgets\nipywidgets.IntSlider(3)",
        lambda cell: cell.update(source=cell.source.replace("3", "4")),
        "Cell outputs differ",
    ),
    "address": ("object()", None, None),
    "warning": ("import warnings\nwarnings.warn('careful', stacklevel=1)", None, None),
    "progress_is_off": ("import os\nprint(os.environ['COURSE_PROGRESS'])", None, None),
}


@pytest.fixture(scope="module")
def failures(tmp_path_factory):
    """Run all cases in one notebook; the text of each failure, the empty string for a pass."""
    path = tmp_path_factory.mktemp("notebooks") / "cases.ipynb"
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(source) for source, _, _ in CASES.values()],
        # Stands in for a kernel that the author once registered: this Python must run instead.
        metadata={"kernelspec": {"name": "not_installed", "display_name": "Not installed"}},
    )
    notebook.cells[list(CASES).index("error_on_purpose")].metadata["tags"] = ["raises-exception"]
    nbformat.write(notebook, path)
    run_notebook.run(path)

    notebook = nbformat.read(path, as_version=4)
    for cell, (_, change, _) in zip(notebook.cells, CASES.values(), strict=True):
        if change is not None:
            change(cell)
    nbformat.write(notebook, path)

    report = path.with_name("report.xml")
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "tests.nbval_bridge"]
    command += ["--rootdir", str(ROOT), "-c", "pyproject.toml", f"--junitxml={report}", str(path)]
    subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return {
        name: "\n".join(problem.get("message", "") + (problem.text or "") for problem in case)
        for name, case in zip(CASES, ET.parse(report).iter("testcase"), strict=True)
    }


@pytest.mark.parametrize("name", CASES)
def test_verdict(failures, name):
    expected = CASES[name][2]
    if expected is None:
        assert failures[name] == ""
    else:
        assert expected in failures[name]
