"""What every control is: a widget with a label, a module for the page, and an answer to it."""

import base64
from pathlib import Path
from typing import NamedTuple

import anywidget
import cv2
import numpy as np
import traitlets

from .. import codec

STATIC = Path(__file__).with_name("static")
MAX_BYTES = 400_000  # of pictures in a published control; one with a film may have more


class Still(NamedTuple):
    """A picture that a control shows at its start: its file, what is to be seen, its size, a name.

    The name is empty where there is only one picture.
    """

    file: bytes
    alt: str
    height: int
    width: int
    name: str = ""


class Control(anywidget.AnyWidget):
    """A widget of the course; each kind of control is a subclass.

    Attributes
    ----------
    label : str
        What the control is called, in a few words.
    """

    _css = STATIC.joinpath("controls.css").read_text("utf-8")
    label = traitlets.Unicode().tag(sync=True)
    files = ("controls.css",)  # files of STATIC that the page loads by itself
    max_bytes = MAX_BYTES  # of what a published one carries

    def __init__(self, **traits):
        super().__init__(**traits)
        self.on_msg(self._answer)

    @classmethod
    def page_name(cls):
        """Return what the page calls this kind of control: the name of its module."""
        return cls.__module__.rpartition(".")[2]

    @staticmethod
    def stills(state):
        """Return the pictures that a saved control shows at its start, as a list of `Still`."""
        raise NotImplementedError

    @staticmethod
    def around(state, pictures):
        """Return the HTML of the still pictures with the room that the live control takes."""
        return "".join(pictures)

    def _repr_mimebundle_(self, **kwargs):
        """Add a still picture, for where a saved notebook is read and nothing runs."""
        data, *more = super()._repr_mimebundle_(**kwargs)
        files = [still.file for still in self.stills(self.get_state())]
        data["image/png"] = base64.b64encode(codec.encode(_in_a_row(files), ".png")).decode("ascii")
        return data, *more

    def _answer(self, _, message, buffers):
        """Answer a page that asks whether a kernel is there."""
        if message.get("kind") == "hello":
            self.send({"kind": "hello"})


def page_module(*names):
    """Return a module for the page: it must be one text, so what is shared stands before it."""
    return "\n".join(STATIC.joinpath(name).read_text("utf-8") for name in names)


def reader_text(name, value):
    """Return a text for readers, or raise if there is none."""
    if not isinstance(value, str):
        raise TypeError(f"{name} is a {type(value).__name__}; give a text.")
    if not value.strip():
        raise ValueError(f"{name} is empty; say in a few words what there is to see.")
    return value


def _in_a_row(files):
    """Return the pictures of these files beside each other, on white."""
    pictures = [cv2.imdecode(np.frombuffer(file, np.uint8), cv2.IMREAD_COLOR) for file in files]
    height = max(len(picture) for picture in pictures)
    row = []
    for picture in pictures:
        below = height - len(picture)
        padded = cv2.copyMakeBorder(picture, 0, below, 0, 8, cv2.BORDER_CONSTANT, value=(255,) * 3)
        row.append(padded)
    return np.hstack(row)[:, :-8]
