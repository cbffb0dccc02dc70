"""Controls that move: alive in the published page, exact with a kernel.

A control is one object in one cell. In the published page, where no Python runs, `explore` plays
pictures that were drawn when the book was built, and the box controls compute on the pixels that
they carry. With a kernel the same objects follow Python, and Python follows them.

Each kind of control is one module here and one of the same name in ``static``.
"""

from .annotate import Annotator, annotate
from .base import MAX_BYTES, STATIC
from .box import BoxControl, box_histogram, box_pixels
from .draw_digit import DrawDigit, draw_digit
from .explorer import Explorer, explore
from .kernel_editor import KernelEditor, kernel_editor
from .try_live import TryLive, try_live
from .try_yours import TryYours, try_yours

# What a book can publish.
KINDS = (Explorer, BoxControl, TryYours, TryLive, DrawDigit, KernelEditor, Annotator)

__all__ = [
    "KINDS",
    "MAX_BYTES",
    "STATIC",
    "Annotator",
    "BoxControl",
    "DrawDigit",
    "Explorer",
    "KernelEditor",
    "TryLive",
    "TryYours",
    "annotate",
    "box_histogram",
    "box_pixels",
    "draw_digit",
    "explore",
    "kernel_editor",
    "try_live",
    "try_yours",
]
