"""State of the whole process, changed by several threads at once and put back once."""

import os
import threading
from contextlib import ExitStack, contextmanager


class Shared:
    """A context that overlapping users share: entered with the first, left with the last.

    Each user who saved such state, changed it and put it back alone would restore what another one
    had changed, and it would stay changed.

    Parameters
    ----------
    make : callable
        Returns the context manager that changes the state.
    """

    def __init__(self, make):
        self._make = make
        self._lock = threading.Lock()
        self._users = 0
        self._state = ExitStack()

    def __enter__(self):
        with self._lock:
            if not self._users:
                self._state.enter_context(self._make())
            self._users += 1

    def __exit__(self, *problem):
        with self._lock:
            self._users -= 1
            if not self._users:
                self._state.close()


@contextmanager
def _mute_libraries():
    stderr = os.dup(2)
    with open(os.devnull, "wb") as nowhere:
        os.dup2(nowhere.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(stderr, 2)
        os.close(stderr)


#: Keeps from the terminal what the libraries behind OpenCV write past Python: libpng, libjpeg and
#: FFmpeg add lines of their own to the sentence on a damaged file, or complain of one that is read.
LIBRARIES_MUTED = Shared(_mute_libraries)
