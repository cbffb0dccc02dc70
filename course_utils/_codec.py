"""Picture files as bytes: OpenCV's codecs, without its messages on the terminal."""

from contextlib import contextmanager

import cv2


@contextmanager
def _quiet():
    """Keep OpenCV from printing: the caller turns its failures into one sentence."""
    level = cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
    try:
        yield
    finally:
        cv2.utils.logging.setLogLevel(level)


def decode(content):
    """Return the BGR picture in these bytes, or None. Unlike imread, imdecode takes no half."""
    with _quiet():
        try:
            return cv2.imdecode(content, cv2.IMREAD_COLOR)
        except cv2.error:
            return None


def encode(picture, ending, *options):
    """Return the content of a file of this format (``".png"``), or None if it cannot hold it."""
    with _quiet():
        done, content = cv2.imencode(ending, picture, options)
    return content.tobytes() if done else None
