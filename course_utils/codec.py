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


def decode(content, flags=cv2.IMREAD_COLOR):
    """Return the picture in these bytes, in BGR unless the flags of imread say otherwise, or None.

    Unlike imread, imdecode takes no half.
    """
    with _quiet():
        try:
            return cv2.imdecode(content, flags)
        except cv2.error as error:
            if error.code == cv2.Error.StsNoMem:
                raise  # no fault of the file
            return None


def encode(picture, ending, *options):
    """Return the content of a file of this format (``".png"``), or None if it cannot hold it."""
    with _quiet():
        done, content = cv2.imencode(ending, picture, options)
    return content.tobytes() if done else None
