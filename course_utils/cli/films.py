"""Films that a command shows in a window and writes, until Ctrl-C."""

import os
import signal
import sys
import threading
from contextlib import contextmanager

import cv2

from .. import video
from .._validation import shortened
from .files import taken
from .refusal import Refusal

FILMS = tuple(video.CODECS)


def write_film(name, frames, fps, force):
    """Write a film as a whole or not at all; it ends where the frames end."""
    try:
        video.write_video(name, frames, fps=fps, overwrite=force)
    except video.Unreadable:
        raise  # a fault of what is read
    except FileExistsError:  # it has appeared since check_output
        raise taken(name) from None
    except (OSError, ValueError) as error:
        if getattr(error, "strerror", None) is None:
            raise Refusal(str(error)) from None
        raise Refusal(
            f"The output {shortened(name)} cannot be written ({error.strerror}); choose another "
            "name or folder, or free some space."
        ) from None


@contextmanager
def stopped_by_ctrl_c():
    """Give an event that Ctrl-C sets: work ends in its usual way, and what is written is whole.

    A second Ctrl-C interrupts at once.
    """
    event = threading.Event()
    before = signal.getsignal(signal.SIGINT)

    def stop(*_):
        event.set()
        signal.signal(signal.SIGINT, before)

    signal.signal(signal.SIGINT, stop)
    try:
        yield event
    finally:
        signal.signal(signal.SIGINT, before)


def has_windows():
    """Tell whether OpenCV can open a window here: the headless one cannot, nor one without screen.

    Without a screen it would not raise an error but end the process.
    """
    if not cv2.currentUIFramework():
        return False
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


class Window:
    """A window for frames, which q or its button closes."""

    NAME = "course"

    def __enter__(self):
        cv2.namedWindow(self.NAME, cv2.WINDOW_NORMAL)
        return self

    def __exit__(self, *_):
        cv2.destroyAllWindows()

    def show(self, frame, title):
        """Show a picture, and a text above it."""
        cv2.imshow(self.NAME, frame)
        cv2.setWindowTitle(self.NAME, title)

    def is_open(self, milliseconds=1):
        """Let the window work for a moment, and tell whether it is still wanted."""
        key = cv2.waitKey(milliseconds) & 255
        return key != ord("q") and cv2.getWindowProperty(self.NAME, cv2.WND_PROP_VISIBLE) > 0
