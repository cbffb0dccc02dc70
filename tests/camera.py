"""A camera for tests: it films what a video file shows."""

import cv2


def plug_in(monkeypatch, film, *, number=0):
    """Let OpenCV find a camera that plays this file again and again, and return what was opened.

    Each that was opened has an attribute `released`.
    """
    real, opened = cv2.VideoCapture, []

    class Camera:
        def __init__(self, source=None, *options):
            self.is_camera = source == number and not isinstance(source, str)
            self.source = str(film) if self.is_camera else source
            self.capture = real(self.source, *options)
            self.released = False
            opened.append(self)

        def read(self):
            good, frame = self.capture.read()
            if not good and self.is_camera:
                self.capture.release()
                self.capture = real(self.source)
                good, frame = self.capture.read()
            return good, frame

        def release(self):
            self.released = True
            self.capture.release()

        def __getattr__(self, name):
            return getattr(self.capture, name)

    monkeypatch.setattr(cv2, "VideoCapture", Camera)
    return opened
