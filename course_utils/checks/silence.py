"""Keep off the page what a reader's function prints and warns, and remember how it begins."""

import contextlib
import sys
import threading
import warnings

import numpy as np

from .._shared import Shared

MOST_LINES = 8
MOST_LETTERS = 400


class Printed:
    """What was printed: `used` says whether anything, `text` holds the beginning."""

    def __init__(self):
        self.used = False
        self.text = ""

    def write(self, text):
        """Take a text, as a stream does."""
        self.used = self.used or bool(text)
        if len(self.text) <= MOST_LETTERS:
            self.text += text[: MOST_LETTERS + 1]
        return len(text)

    @property
    def beginning(self):
        """The first lines, with an ellipsis where something is left out."""
        lines = self.text[:MOST_LETTERS].rstrip("\n").split("\n")
        cut = len(lines) > MOST_LINES or len(self.text) > MOST_LETTERS
        return "\n".join([*lines[:MOST_LINES], *(["..."] if cut else [])])


@contextlib.contextmanager
def silenced():
    """Swallow what this thread prints, all warnings and NumPy's; give what was printed.

    Other threads print as before.
    """
    printed, before = Printed(), _thread.printed
    with np.errstate(all="ignore"), _process:
        _thread.printed = printed
        try:
            yield printed
        finally:
            _thread.printed = before


class _Stream:
    """Takes the place of a standard stream; in all but printing it is that stream."""

    def __init__(self, stream):
        self._stream = stream

    def __getattr__(self, name):
        return getattr(self._stream, name)

    def write(self, text):
        if _thread.printed is not None:
            return _thread.printed.write(text)
        return self._stream.write(text) if self._stream else len(text)

    def writelines(self, lines):
        for line in lines:
            self.write(line)

    def flush(self):
        if self._stream and _thread.printed is None:
            self._stream.flush()


@contextlib.contextmanager
def _without_streams():
    before = sys.stdout, sys.stderr
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        sys.stdout, sys.stderr = map(_Stream, before)
        try:
            yield
        finally:
            sys.stdout, sys.stderr = before


class _Thread(threading.local):
    printed = None  # what takes the prints of this thread, inside `silenced`


_thread = _Thread()
_process = Shared(_without_streams)
