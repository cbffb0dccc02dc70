"""Remember which exercises a reader has tried and passed, in one small file of theirs.

The file is the reader's own: nothing is sent anywhere, and deleting it forgets everything.
The progress page of the book can import it.
"""

import json
import os
from contextlib import contextmanager
from pathlib import Path

import platformdirs
from filelock import FileLock

from .. import _files

VERSION = 1
_MOST_TRIES = 2**53 - 1  # the greatest number that the progress page counts exactly
_PATIENCE = 5  # seconds to wait while other notebooks write

_unsaved = []  # tries that could not be saved: they are saved with the next one
_failures = []  # what went wrong in this session: told once, not at every check


def path():
    """Return where progress is kept, or None when it is switched off.

    Returns
    -------
    pathlib.Path or None
        The path in the environment variable COURSE_PROGRESS, else ``progress.json`` in the user's
        data folder. None if COURSE_PROGRESS is ``off``, or if it is not set and CI is.
    """
    chosen = os.environ.get("COURSE_PROGRESS", "")
    if chosen.lower() == "off" or (not chosen and os.environ.get("CI")):
        return None
    if chosen:
        return Path(chosen)
    return Path(platformdirs.user_data_dir("computer-vision-by-hand", False)) / "progress.json"


def record(name, passed):
    """Count one try of an exercise.

    Saving must never stand between a reader and a check, so this raises nothing: what went wrong
    comes back as a sentence, once per session.

    Parameters
    ----------
    name : str
        Name of the exercise, such as ``"histograms.normalize"``.
    passed : bool
        Whether this try was correct. A passed exercise stays passed.

    Returns
    -------
    str
        A sentence for the reader, mostly empty.
    """
    _unsaved.append((name, bool(passed)))
    try:
        file = path()
        if file is None:
            _unsaved.clear()
            return ""
        with _alone(file):
            progress, note = _read(file)
            tries = list(_unsaved)
            for name, passed in tries:
                entry = progress["exercises"].setdefault(name, {"tries": 0, "passed": False})
                entry["tries"] = min(entry["tries"] + 1, _MOST_TRIES)
                entry["passed"] = entry["passed"] or passed
            _write(file, progress)
            del _unsaved[: len(tries)]
        return note
    except (OSError, ValueError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        _failures.append(reason)
        if len(_failures) > 1:
            return ""
        return (
            f"Your progress could not be saved ({reason}). Your next check tries again. "
            "The check itself is not affected."
        )


def load():
    """Return what is kept, and a sentence if it could not be read.

    Returns
    -------
    progress : dict
        What the file holds, in the format that `record` writes; empty where there is none.
    note : str
        A sentence for the reader, mostly empty.
    """
    file = path()
    if file is None:
        return _fresh(), ""
    try:
        progress = _parse(file.read_bytes())
    except FileNotFoundError:
        return _fresh(), ""
    if progress is not None:
        return progress, ""
    with _alone(file):  # perhaps another one has set it aside meanwhile
        return _read(file)


def add(content):
    """Add what the progress page of the book has exported, or another copy of the file.

    Of two records of one thing the better stays, so that the same file added twice counts once.

    Parameters
    ----------
    content : bytes
        The content of the file.

    Returns
    -------
    str
        A sentence for the reader, mostly empty.

    Raises
    ------
    ValueError
        If the content has another format.
    """
    found = _parse(content)
    if found is None:
        raise ValueError("it holds no progress of this course, or it is damaged")
    file = path()
    with _alone(file):
        progress, note = _read(file)
        _write(file, _merged(progress, found))
    return note


@contextmanager
def _alone(file):
    """Keep other notebooks out: what is read must not be old when it is written."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(f"{file}.lock", timeout=_PATIENCE, poll_interval=0.01):
        _files.sweep(file)
        yield


def _fresh():
    return {"version": VERSION, "exercises": {}}


def _read(file):
    """Return the stored progress and a sentence, which is empty unless the file had to move."""
    try:
        content = file.read_bytes()
    except FileNotFoundError:
        return _fresh(), ""
    progress = _parse(content)
    if progress is not None:
        return progress, ""
    kept = _files.set_aside(file)
    return (
        _fresh(),
        f"Your progress file could not be read. It is kept as {kept.name}; a new one begins.",
    )


def _write(file, progress):
    _files.replace(file, _content(progress))


def _content(progress):
    # A browser cannot read NaN and Infinity, which Python takes for JSON.
    return json.dumps(progress, indent=1, sort_keys=True, allow_nan=False).encode()


def _parse(content):
    """Return the progress that a file holds, or None if it has another format."""
    try:
        progress = json.loads(content)
        _content(progress)  # what could not be saved again would cost all later tries
    except (ValueError, RecursionError):
        return None
    return progress if _is_valid(progress) else None


def _is_valid(progress):
    """Tell whether this is the format that `record` writes; other keys may stand beside it.

    Quizzes are answered in the book's page, which exports this format.
    """
    if not isinstance(progress, dict) or progress.get("version") != VERSION:
        return False
    quizzes = progress.get("quizzes", {})
    return (
        _are_tries(progress.get("exercises"), "passed")
        and isinstance(progress.get("pages", {}), dict)
        and isinstance(quizzes, dict)
        and all(_are_tries(page, "right") for page in quizzes.values())
    )


def _are_tries(entries, done):
    return isinstance(entries, dict) and all(
        isinstance(entry, dict)
        and type(entry.get("tries")) is int
        and 0 <= entry["tries"] <= _MOST_TRIES
        and type(entry.get(done)) is bool
        for entry in entries.values()
    )


def _merged(mine, theirs):
    """Return both; of two numbers the greater, of two truths the true one, else what is mine."""
    if isinstance(mine, dict) and isinstance(theirs, dict):
        both = {name: _merged(mine[name], theirs[name]) for name in mine.keys() & theirs.keys()}
        return theirs | mine | both
    if isinstance(mine, int) and isinstance(theirs, int):
        return max(mine, theirs)
    return mine
