#!/usr/bin/env python3
"""Keep notebooks small and comparable: text outputs stay, pictures, boxes and widget state go.

Usage: python tools/notebook_outputs.py [--check] NOTEBOOK...

Committed notebooks carry the text that their cells print, because nbval compares it, and their
execution counts, because nbval compares nothing in a cell that has none. Pictures, widget views
and widget state are made anew by the book build. Without --check the files are rewritten; the
exit status is 1 when a file was changed or, with --check, would be.

Standard library only, so that it runs as a pre-commit hook in any environment.
"""

import json
import re
import sys
from pathlib import Path

DROPPED_TYPES = (
    "image/",
    "text/markdown",  # a quiz, whose answers do not belong there
    "application/javascript",
    "application/vnd.jupyter.widget-view+json",
    "application/vnd.jupyter.widget-state+json",
)
# Beside the box of a verdict stands the same as text.
MADE_ANEW_IN_HTML = re.compile(
    r"<(img|svg|canvas|video)\b|data:(image|video)/|<div class=\"verdict ", re.IGNORECASE
)
# Python names the file of a cell in its warnings: a new name in every run and on every machine.
CELL_FILE = re.compile(r"\S*ipykernel_\d+[/\\]\d+\.py")
KEPT_NOTEBOOK_METADATA = {"kernelspec", "language_info", "jupytext", "mystnb"}
KEPT_CELL_METADATA = {"tags", "mystnb", "nbgrader"}


def normalize(notebook):
    """Bring a notebook (as read by `json.load`) into the form that is committed, in place.

    Parameters
    ----------
    notebook : dict
        A notebook of format 4.

    Returns
    -------
    dict
        The same notebook.
    """
    keep_keys(notebook["metadata"], KEPT_NOTEBOOK_METADATA)
    # 3.11.7 against 3.12.1 says nothing about the lesson.
    notebook["metadata"].get("language_info", {}).pop("version", None)
    count = 0
    for cell in notebook["cells"]:
        keep_keys(cell["metadata"], KEPT_CELL_METADATA)
        cell["source"] = as_lines(cell["source"])
        if cell["cell_type"] != "code":
            continue
        cell["outputs"] = [in_lines(output) for output in normalize_outputs(cell["outputs"])]
        if cell["execution_count"] is not None:
            count += 1
            cell["execution_count"] = count
            for output in cell["outputs"]:
                if output["output_type"] == "execute_result":
                    output["execution_count"] = count
    return notebook


def normalize_outputs(outputs):
    """Return the outputs of one cell without pictures, widgets and the traces of one machine.

    Parameters
    ----------
    outputs : list of dict
        Outputs in the notebook format. They are changed in place.

    Returns
    -------
    list of dict
        The outputs of which something is left; each text is one string.
    """
    kept = []
    streams = {}
    for output in outputs:
        if output["output_type"] == "stream":
            output["text"] = CELL_FILE.sub("cell.py", as_text(output["text"]))
            # The kernel sends what was printed in pieces, cut wherever its clock struck.
            if output["name"] in streams:
                streams[output["name"]]["text"] += output["text"]
                continue
            streams[output["name"]] = output
        elif output["output_type"] == "error":
            # The full traceback is colored, long and full of file names.
            output["evalue"] = CELL_FILE.sub("cell.py", output["evalue"])
            output["traceback"] = [f"{output['ename']}: {output['evalue']}"]
        else:
            output["metadata"] = {}
            output["data"] = {
                kind: as_text(value) if kind.startswith("text/") else value
                for kind, value in output["data"].items()
                if not is_made_anew(kind, value)
            }
            if not output["data"]:
                continue
        kept.append(output)
    return kept


def is_made_anew(kind, value):
    """Tell whether one representation of an output is a picture, a widget, a verdict or a quiz."""
    if kind == "text/html":
        return MADE_ANEW_IN_HTML.search(as_text(value)) is not None
    return kind.startswith(DROPPED_TYPES)


def keep_keys(mapping, kept):
    """Remove every key of a dictionary that is not in `kept`."""
    for key in set(mapping) - kept:
        del mapping[key]


def as_text(value):
    """Join what the notebook format may store as a list of lines."""
    return value if isinstance(value, str) else "".join(value)


def as_lines(value):
    """Split text into the list of lines that Jupyter writes."""
    return as_text(value).splitlines(keepends=True)


def in_lines(output):
    """Split the texts of one output into lines, in place."""
    if "text" in output:
        output["text"] = as_lines(output["text"])
    for kind, value in output.get("data", {}).items():
        if isinstance(value, str):
            output["data"][kind] = as_lines(value)
    return output


def to_text(notebook):
    """Write a notebook as Jupyter itself writes it, so that saving one changes nothing."""
    return json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def main(arguments):
    """Normalize or check the notebooks named on the command line."""
    check = "--check" in arguments
    status = 0
    for name in arguments:
        if name == "--check":
            continue
        path = Path(name)
        try:
            before = path.read_text(encoding="utf-8")
            after = to_text(normalize(json.loads(before)))
        except (OSError, ValueError, KeyError, TypeError) as error:
            print(f"{name} cannot be read as a notebook: {error}")
            status = 1
            continue
        if after == before:
            continue
        status = 1
        if check:
            print(f"{name} is not normalized; run: python tools/notebook_outputs.py {name}")
        else:
            path.write_text(after, encoding="utf-8", newline="\n")
            print(f"normalized {name}")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
