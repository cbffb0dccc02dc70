"""Remember which exercises a reader has tried and passed, in one small file of theirs.

The file is the reader's own: nothing is sent anywhere, and deleting it forgets everything.
The progress page of the book can import it.
"""

import json
import os
from pathlib import Path

import platformdirs
from filelock import FileLock

from .. import _files

VERSION = 1
_PATIENCE = 5  # seconds to wait while another notebook writes

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
    try:
        file = path()
        if file is None:
            return ""
        file.parent.mkdir(parents=True, exist_ok=True)
        # Other notebooks write too: what is read must not be old when it is written.
        with FileLock(f"{file}.lock", timeout=_PATIENCE):
            progress, note = _read(file)
            entry = progress["exercises"].setdefault(name, {"tries": 0, "passed": False})
            entry["tries"] += 1
            entry["passed"] = entry["passed"] or bool(passed)
            content = json.dumps(progress, indent=1, sort_keys=True)
            _files.replace(file, content.encode())
        return note
    except (OSError, ValueError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        _failures.append(reason)
        if len(_failures) > 1:
            return ""
        return f"Your progress could not be saved ({reason}). The check itself is not affected."


def _read(file):
    """Return the stored progress and a sentence, which is empty unless the file had to move."""
    fresh = {"version": VERSION, "exercises": {}}
    try:
        text = file.read_bytes()
    except FileNotFoundError:
        return fresh, ""
    try:
        progress = json.loads(text)
    except (ValueError, RecursionError):
        progress = None
    if _is_valid(progress):
        return progress, ""
    kept = _free_name(file)
    os.replace(file, kept)
    return (
        fresh,
        f"Your progress file could not be read. It is kept as {kept.name}; a new one begins.",
    )


def _is_valid(progress):
    """Tell whether this is the format that `record` writes; other keys may stand beside it."""
    if not isinstance(progress, dict) or progress.get("version") != VERSION:
        return False
    exercises = progress.get("exercises")
    return isinstance(exercises, dict) and all(
        isinstance(entry, dict)
        and type(entry.get("tries")) is int
        and type(entry.get("passed")) is bool
        for entry in exercises.values()
    )


def _free_name(file):
    number = 1
    while (kept := file.with_name(f"{file.stem}.unreadable-{number}{file.suffix}")).exists():
        number += 1
    return kept
