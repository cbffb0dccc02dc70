"""The normalizer keeps text and drops pictures; its form is the one that Jupyter writes."""

import copy
import json
from pathlib import Path

import nbformat
import pytest

from course_utils.checks import Result
from course_utils.exercises import quiz
from tools.notebook_outputs import main, normalize, to_text

NOTEBOOKS = sorted((Path(__file__).resolve().parents[1] / "notebooks").glob("*.ipynb"))
PICTURE = "iVBORw0KGgo="


def notebook_with(*outputs, source="1 + 1", **metadata):
    """Make a notebook of one code cell, with the metadata that Jupyter and Colab leave behind."""
    cell = nbformat.v4.new_code_cell(source, outputs=list(outputs), execution_count=7)
    cell.metadata.update(metadata)
    notebook = nbformat.v4.new_notebook(cells=[cell])
    notebook.metadata.update(
        kernelspec={"name": "python3", "display_name": "Python 3", "language": "python"},
        language_info={"name": "python", "version": "3.11.7"},
        widgets={"application/vnd.jupyter.widget-state+json": {"state": {}}},
        colab={"provenance": []},
    )
    return json.loads(nbformat.writes(notebook))


def outputs_after(*outputs):
    """Return the outputs that are left of one cell."""
    return normalize(notebook_with(*outputs))["cells"][0]["outputs"]


def shown(**data):
    """Make a displayed output from its representations by media type."""
    return nbformat.v4.new_output("display_data", data=data)


def test_text_stays():
    text = nbformat.v4.new_output("stream", name="stdout", text="one\ntwo\n")
    value = nbformat.v4.new_output(
        "execute_result", data={"text/plain": "2", "text/html": "<b>2</b>"}, execution_count=7
    )
    first, second = outputs_after(text, value)
    assert first["text"] == ["one\n", "two\n"]
    assert second["data"] == {"text/plain": ["2"], "text/html": ["<b>2</b>"]}


def test_what_was_printed_becomes_one_text():
    pieces = [
        nbformat.v4.new_output("stream", name=name, text=text)
        for name, text in [("stdout", "a"), ("stderr", "x\n"), ("stdout", "b\n"), ("stderr", "y")]
    ]
    printed, warned = outputs_after(*pieces)
    assert (printed["name"], printed["text"]) == ("stdout", ["ab\n"])
    assert (warned["name"], warned["text"]) == ("stderr", ["x\n", "y"])


@pytest.mark.parametrize(
    "data",
    [
        {"image/png": PICTURE},
        {"image/svg+xml": "<svg/>"},
        {"image/webp": PICTURE},
        {"application/javascript": "alert(1)"},
        {"application/vnd.jupyter.widget-view+json": {"model_id": "1"}},
        {"text/html": f'<img src="data:image/png;base64,{PICTURE}">'},
        {"text/html": "<div><svg></svg></div>"},
        {"text/html": Result("toys.double", "correct", "Twice as large.")._repr_html_()},
        {"text/markdown": quiz("01")._repr_markdown_()},
    ],
)
def test_what_is_made_anew_goes_and_its_text_stays(data):
    assert outputs_after(nbformat.v4.new_output("display_data", data=data)) == []
    (left,) = outputs_after(
        nbformat.v4.new_output("display_data", data={**data, "text/plain": "<Figure>"})
    )
    assert left["data"] == {"text/plain": ["<Figure>"]}


def test_other_html_stays():
    html = '<div role="status">Not yet: 3 of 5 cases are right.</div>'
    (left,) = outputs_after(nbformat.v4.new_output("display_data", data={"text/html": html}))
    assert left["data"] == {"text/html": [html]}


def test_output_metadata_goes():
    output = nbformat.v4.new_output(
        "display_data", data={"text/plain": "2"}, metadata={"image/png": {"width": 640}}
    )
    assert outputs_after(output)[0]["metadata"] == {}


def test_names_of_cell_files_and_tracebacks_go():
    path = "/somewhere/ipykernel_4711/1234567.py"
    warning = nbformat.v4.new_output("stream", name="stderr", text=f"{path}:1: UserWarning: x\n")
    error = nbformat.v4.new_output(
        "error", ename="ValueError", evalue="no", traceback=["\x1b[31mlong\x1b[0m", path]
    )
    first, second = outputs_after(warning, error)
    assert first["text"] == ["cell.py:1: UserWarning: x\n"]
    assert second["traceback"] == ["ValueError: no"]


def test_metadata_noise_goes_and_meaning_stays():
    after = normalize(
        notebook_with(
            tags=["nbval-ignore-output"],
            mystnb={"image": {"alt": "A bar chart."}},
            execution={"iopub.status.busy": "2026-01-01"},
            collapsed=False,
            scrolled=True,
        )
    )
    assert after["metadata"] == {
        "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
        "language_info": {"name": "python"},
    }
    assert after["cells"][0]["metadata"] == {
        "tags": ["nbval-ignore-output"],
        "mystnb": {"image": {"alt": "A bar chart."}},
    }


def test_counts_start_at_one_and_a_cell_that_never_ran_keeps_none():
    cells = [notebook_with()["cells"][0] for _ in range(3)]
    cells[1]["execution_count"] = None
    notebook = notebook_with()
    notebook["cells"] = cells
    assert [cell["execution_count"] for cell in normalize(notebook)["cells"]] == [1, None, 2]


def test_second_time_changes_nothing():
    once = normalize(notebook_with(shown(**{"image/png": PICTURE, "text/plain": "<Figure>"})))
    assert to_text(normalize(copy.deepcopy(once))) == to_text(once)


def test_form_is_that_of_jupyter():
    """Saving a notebook in JupyterLab, which writes through nbformat, must change no line."""
    text = to_text(normalize(notebook_with(shown(**{"text/plain": "größer\nals eins"}))))
    assert nbformat.writes(nbformat.reads(text, as_version=4)) + "\n" == text


def test_command_mends_and_check_only_tells(tmp_path, capsys):
    path = tmp_path / "lesson.ipynb"
    before = json.dumps(notebook_with(shown(**{"image/png": PICTURE})))
    path.write_text(before)

    assert main(["--check", str(path)]) == 1
    assert path.read_text() == before
    assert "is not normalized" in capsys.readouterr().out

    assert main([str(path)]) == 1
    assert "normalized" in capsys.readouterr().out
    assert PICTURE not in path.read_text()

    assert main(["--check", str(path)]) == 0
    assert main([str(path)]) == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("text", ["", "no notebook", "[]", '{"metadata": {}}'])
def test_command_names_a_file_that_is_no_notebook(tmp_path, capsys, text):
    path = tmp_path / "lesson.ipynb"
    path.write_text(text)
    assert main([str(path)]) == 1
    assert f"{path} cannot be read as a notebook" in capsys.readouterr().out
    assert path.read_text() == text


def test_committed_notebooks_are_normalized(capsys):
    assert NOTEBOOKS
    assert main(["--check", *map(str, NOTEBOOKS)]) == 0, capsys.readouterr().out
