"""Reduce the pictures of a chapter to small signatures that can be stored and compared.

A signature is the picture shrunk to 12 x 16 pixels, each the mean of its area: 576 numbers. It
holds what is where and in which color, and not how a font was smoothed.
"""

import base64
import itertools
import json
from pathlib import Path
from typing import NamedTuple

import cv2
import nbformat
import numpy as np
from jupyter_cache import get_cache

from course_utils.controls import KINDS

ROWS, COLUMNS = 12, 16
SIGNATURES = Path(__file__).with_name("signatures")
STATE = "application/vnd.jupyter.widget-state+json"
VIEW = "application/vnd.jupyter.widget-view+json"


class Shown(NamedTuple):
    """One figure or control of a chapter: what it is called, and its pictures in order."""

    name: str
    pictures: list


def executed(path, cache_folder):
    """Return a notebook with the outputs that the book shows.

    Parameters
    ----------
    path : Path
        The committed notebook.
    cache_folder : Path
        Where the book build keeps its results.

    Returns
    -------
    NotebookNode
        The notebook with pictures and the state of its widgets.
    """
    notebook = nbformat.read(path, as_version=4)
    _, notebook = get_cache(cache_folder).merge_match_into_notebook(notebook, cell_meta=())
    return notebook


def shown_pictures(notebook):
    """List every figure and control of an executed notebook in the order of the page.

    Parameters
    ----------
    notebook : NotebookNode
        An executed notebook.

    Returns
    -------
    list of Shown
        With BGR uint8 pictures.
    """
    models = notebook.metadata.get("widgets", {}).get(STATE, {}).get("state", {})
    shown = []
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if VIEW in data:
                shown.append(control(models[data[VIEW]["model_id"]]))
                continue
            for kind in data:
                if kind.startswith("image/"):
                    alt = cell.metadata.get("mystnb", {}).get("image", {}).get("alt", "")
                    shown.append(Shown(f"figure {alt!r}", [decode(base64.b64decode(data[kind]))]))
    return shown


def control(model):
    """Read the pictures of a control out of its saved state."""
    state = model["state"]
    buffers = {buffer["path"][0]: base64.b64decode(buffer["data"]) for buffer in model["buffers"]}
    if "frames" in buffers:
        limits = itertools.pairwise(itertools.accumulate(state["sizes"], initial=0))
        files = [buffers["frames"][start:end] for start, end in limits]
    elif "picture" in buffers:
        files = [buffers["picture"]]
    else:  # it carries no picture of its own: what it shows before anything runs
        kinds = {f"{kind.__module__}.{kind.__name__}": kind for kind in KINDS}
        files = [still.file for still in kinds[state["_anywidget_id"]].stills(state | buffers)]
    return Shown(f"control {state['label']!r}", [decode(file) for file in files])


def decode(file):
    """Decode the bytes of a picture file to BGR; what is transparent becomes white."""
    picture = cv2.imdecode(np.frombuffer(file, np.uint8), cv2.IMREAD_UNCHANGED)
    if picture is None:
        raise ValueError("A picture of the book cannot be decoded, so it cannot be compared.")
    if picture.ndim == 3 and picture.shape[2] == 4:
        opacity = picture[:, :, 3:] / 255
        return np.rint(opacity * picture[:, :, :3] + (1 - opacity) * 255).astype(np.uint8)
    return cv2.imdecode(np.frombuffer(file, np.uint8), cv2.IMREAD_COLOR)


def signature(picture):
    """Return the signature of a BGR picture: (12, 16, 3) uint8."""
    return cv2.resize(picture, (COLUMNS, ROWS), interpolation=cv2.INTER_AREA)


def signatures(shown):
    """Return the signatures of everything shown, as (pictures, 12, 16, 3) arrays."""
    return [np.stack([signature(picture) for picture in one.pictures]) for one in shown]


def write(path, shown):
    """Store the signatures of a chapter: one line for each picture, so that a diff is readable."""
    content = [
        {
            "shows": one.name,
            "pictures": [base64.b64encode(signature(p).tobytes()).decode() for p in one.pictures],
        }
        for one in shown
    ]
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def read(path):
    """Read stored signatures: a list of (pictures, 12, 16, 3) arrays."""
    return [
        np.stack(
            [
                np.frombuffer(base64.b64decode(text), np.uint8).reshape(ROWS, COLUMNS, 3)
                for text in one["pictures"]
            ]
        )
        for one in json.loads(path.read_text(encoding="utf-8"))
    ]
