"""Films: the frames of a video file or of a camera, and films written to a file."""

import stat
import tempfile
from contextlib import contextmanager
from pathlib import Path

import cv2

from . import _files
from ._shared import LIBRARIES_MUTED
from ._validation import check_picture, positive, shortened, whole

#: How a film is stored, by the ending of its name. Browsers play the first kind only.
CODECS = {".webm": "VP90", ".mp4": "mp4v"}


class Unreadable(OSError):
    """A video file or a camera that gives no frames, in one sentence."""


class Frames:  # numpydoc ignore=PR01
    """The frames of a film, one after the other, as `frames_of` opens them.

    Attributes
    ----------
    fps : float
        Frames per second, as the file or the camera says; 25 if it does not.
    """

    def __init__(self, _capture, _first, _name):
        self._capture, self._next, self._name = _capture, _first, _name
        self.fps = _capture.get(cv2.CAP_PROP_FPS) or 25.0

    def __iter__(self):
        return self

    def __next__(self):
        frame, self._next = self._next, None
        if frame is None:
            frame = _read(self._capture)
        if frame is not None:
            return frame
        if self._name:
            raise Unreadable(f"{self._name} gives no more frames; see whether it is still there.")
        raise StopIteration


@contextmanager
def frames_of(source):
    """Open a video file or a camera, and close it again in any case.

    Parameters
    ----------
    source : str, Path or int
        A video file, or the number of a camera: 0 is the first one.

    Yields
    ------
    frames : Frames
        An iterator over BGR frames, (M, N, 3) uint8 arrays; of a camera it does not end. It has an
        attribute `fps`.

    Raises
    ------
    TypeError
        If `source` is neither a path nor a whole number.
    ValueError
        If it is a number below 0.
    Unreadable
        If there is no such file, it is an address or a folder, it is empty or no video; if there is
        no such camera, another program uses it, or it stops giving frames.

    See Also
    --------
    cv2.VideoCapture : Which says nothing where this raises, and may print lines of its own.

    Notes
    -----
    Used in chapters 17 and 18. It belongs into a ``with`` statement: when that is left, at the end,
    by ``break``, by an error or by Ctrl-C, the file is closed and the camera's light goes out. A
    file that is damaged further on ends there, as if it were shorter.
    """
    is_camera = not isinstance(source, (str, Path))
    if is_camera:
        try:
            source = whole("source", source, least=0)
        except TypeError:
            raise TypeError(
                f"source is {shortened(source)}; give a file name as str or Path, or the number of "
                "a camera."
            ) from None
        problem = (
            f"There is no camera {shortened(source)}, or another program uses it, or it may not be "
            "used here; close what else shows its picture, try another number, or give a video "
            "file."
        )
    else:
        _check_file(source)
        problem = (
            f"{shortened(str(source))} is not a video, or it is damaged or cut short, or of a kind "
            "that is not read here; see whether another program plays it, or copy it again."
        )
    name = f"The camera {source}" if is_camera else ""
    with LIBRARIES_MUTED:
        try:
            capture = cv2.VideoCapture(source if is_camera else str(source))
        except (cv2.error, OverflowError):  # OverflowError: no camera can have this number
            raise Unreadable(problem) from None
    try:
        first = _read(capture)
        if first is None:
            raise Unreadable(problem)
        yield Frames(capture, first, name)
    finally:
        capture.release()


def write_video(path, frames, *, fps=25, overwrite=True):
    """Write a film as a whole or not at all.

    Parameters
    ----------
    path : str or Path
        Ending in .webm (VP9, which browsers play) or .mp4 (MPEG-4 Part 2, which is written about
        50 times as fast, but browsers do not play it).
    frames : iterable of (M, N, 3) uint8 ndarray
        BGR pictures of one size, two rows and two columns at least; an odd last row or column is
        left out, because the codecs store none.
    fps : float, optional
        Frames per second.
    overwrite : bool, optional
        Whether a file that is there already is replaced.

    Raises
    ------
    TypeError
        If `path` is no path, `fps` is no number, `frames` cannot be gone through, or a frame is no
        uint8 array.
    ValueError
        If the ending is another one, `fps` is not above 0, there is no frame, or a frame has
        another shape.
    FileExistsError
        If the file is there already and `overwrite` is false.
    OSError
        If it cannot be written.

    Notes
    -----
    Used in chapters 17 and 18. Both codecs change the pixels a little. If anything stops the work,
    the file of before is still there.
    """
    try:
        ending = Path(path).suffix.lower()
    except TypeError:
        raise TypeError(f"path is {shortened(path)}; give a file name as str or Path.") from None
    if ending not in CODECS:
        raise ValueError(
            f"{shortened(str(path))} has no ending that tells how to store a film; choose "
            f"{' or '.join(CODECS)}."
        )
    fps = positive("fps", fps, "frames per second")
    try:
        frames = iter(frames)
    except TypeError:
        raise TypeError(f"frames is {shortened(frames)}; give a list of pictures.") from None
    with tempfile.TemporaryDirectory() as folder:
        draft = Path(folder, f"film{ending}")
        _encode(draft, frames, CODECS[ending], fps)
        _files.replace(path, draft.read_bytes(), overwrite=overwrite)


def _encode(draft, frames, codec, fps):
    """Write a film to a file that nobody else knows of."""
    writer, shape, number = cv2.VideoWriter(), None, 0
    try:
        for number, frame in enumerate(frames, start=1):
            check_picture(f"frames[{number - 1}]", frame, channels=(3,))
            if shape is None:
                shape = frame.shape
                with LIBRARIES_MUTED:
                    writer.open(str(draft), cv2.VideoWriter_fourcc(*codec), fps, shape[1::-1])
                if not writer.isOpened():
                    raise ValueError(
                        f"A film of {shape[0]} x {shape[1]} pixels with {fps:g} frames per second "
                        "cannot be written here; give larger or smaller frames, or another ending."
                    )
            elif frame.shape != shape:
                raise ValueError(
                    f"frames[{number - 1}] has shape {frame.shape} but the first has {shape}; give "
                    "frames of one size."
                )
            with LIBRARIES_MUTED:
                writer.write(frame)
    finally:
        with LIBRARIES_MUTED:
            writer.release()
    if not number:
        raise ValueError("frames holds no picture; give at least one.")
    with LIBRARIES_MUTED:
        stored = cv2.VideoCapture(str(draft))
        written = max(0, round(stored.get(cv2.CAP_PROP_FRAME_COUNT)))  # OpenCV 5 says -1 of none
        stored.release()
    if written < number:
        raise OSError(f"Only {written} of {number} frames could be stored; free some space.")


def _check_file(path):
    """Raise unless this is a file that holds something."""
    name = shortened(str(path))
    if "://" in str(path):
        raise Unreadable(f"{name} is an address; download the video first, and name the file.")
    try:
        status = Path(path).stat()
    except (OSError, ValueError) as error:  # ValueError: no name may hold a zero byte
        if isinstance(error, FileNotFoundError | NotADirectoryError | ValueError):
            raise Unreadable(
                f"There is no file {name}; check the spelling and the folder it is looked up in."
            ) from None
        raise Unreadable(
            f"{name} cannot be opened ({error.strerror}); check its name and permissions."
        ) from None
    if stat.S_ISDIR(status.st_mode):
        raise Unreadable(f"{name} is a folder, not a video; name a file in it.")
    if not stat.S_ISREG(status.st_mode):
        raise Unreadable(f"{name} is no ordinary file; name one, or give the number of a camera.")
    if not status.st_size:
        raise Unreadable(f"{name} is empty; copy or download it again.")


def _read(capture):
    """Return the next frame, or None."""
    with LIBRARIES_MUTED:
        return capture.read()[1]
