"""What every control is: a widget with a label, a module for the page, and an answer to it."""

from pathlib import Path

import anywidget
import traitlets

STATIC = Path(__file__).with_name("static")
MAX_BYTES = 400_000  # of pictures in a published control


class Control(anywidget.AnyWidget):
    """A widget of the course; each kind of control is a subclass.

    Attributes
    ----------
    label : str
        What the control is called, in a few words.
    """

    _css = STATIC.joinpath("controls.css").read_text("utf-8")
    label = traitlets.Unicode().tag(sync=True)
    files = ()  # further files of STATIC that the page loads by itself

    def __init__(self, **traits):
        super().__init__(**traits)
        self.on_msg(self._answer)

    @staticmethod
    def still(state):
        """Return the picture file that a saved control shows at its start, and what it shows."""
        raise NotImplementedError

    @staticmethod
    def around(state, picture):
        """Return the HTML of the still picture with the room that the live control takes."""
        return picture

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
