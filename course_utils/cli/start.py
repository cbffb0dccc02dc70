"""`course start`: a student's own copy of the notebooks, and what is new in them."""

import os
import re
import shlex
from pathlib import Path
from typing import Annotated

import typer

from .._validation import shortened
from . import working_copy
from .refusal import Refusal
from .terminal import say

DEFAULT = "my-notebooks"


def start(
    folder: Annotated[
        str | None,
        typer.Argument(
            metavar="FOLDER", help=f"Where your copy is, else {DEFAULT} in your home folder."
        ),
    ] = None,
):
    """Make your own copy of the notebooks, or bring it up to date.

    Type it again after each update of the course. New chapters come, and lessons that you have
    left as they were are replaced. A file that you have changed or run is never overwritten: the
    new one is laid beside it. To begin a chapter anew, rename or delete your file first.
    """
    if not working_copy.lessons(working_copy.SOURCE):
        raise Refusal(
            "The notebooks are in the folder of the course, and only its package is here; get the "
            "folder, and install the course from it."
        )
    path = find_folder(folder)
    try:
        report = working_copy.bring(path, working_copy.SOURCE)
    except TimeoutError:
        raise Refusal(
            f"Another `course start` is at work in {shortened(str(path))}; wait until it has "
            "ended, and try again."
        ) from None
    except OSError as error:
        raise Refusal(
            f"Your copy in {shortened(str(path))} cannot be written "
            f"({error.strerror or error}), and nothing of yours is lost; choose another folder, or "
            "mend this and try again."
        ) from None
    say("\n".join(report_lines(path, report)))


def find_folder(name):
    """Return the folder of the copy, or refuse what cannot be one."""
    if name is None:
        try:
            name = str(Path.home() / DEFAULT)
        except RuntimeError:
            raise Refusal("Your home folder is not known here; name a folder.") from None
    if not name.strip():
        raise Refusal(f"{shortened(name)} cannot be the name of a folder; name one.")
    path = Path(os.path.abspath(os.path.expanduser(name)))  # not every shell knows ~
    if os.path.exists(path) and not os.path.isdir(path):
        raise Refusal(f"{shortened(name)} is a file; name a folder for your copy.")
    real = Path(os.path.realpath(path))
    for parent in (real, *real.parents):
        if os.path.isdir(parent) and parent.samefile(working_copy.SOURCE):
            raise Refusal(
                f"{shortened(name)} is where the course keeps its own notebooks; name another "
                "folder for your copy."
            )
    return path


def report_lines(path, report):
    """Return what the student should know, in a few lines."""
    lines = []
    if report.first:
        lines += [f"Your own copy of the course is ready: {len(report.new)} notebooks in", ""]
    else:
        lines += ["Your copy of the course is up to date. It is in", ""]
    lines += [f"    {path}", ""]
    if not report.first:
        groups = {
            "New:": report.new,
            "Replaced by a new version, because you had not changed it:": report.updated,
            "Was gone, and is here again:": report.restored,
            "Changed or run by you, so it stays; the new version lies beside it:": [
                f"{name}\n    new: {other}" for name, other in report.beside
            ],
            "No longer part of the course; your copy stays:": report.dropped,
            "Saved by you while `course start` was at work; kept as": report.held,
        }
        for title, names in groups.items():
            if names:
                lines += [title, *(f"  {name}" for name in names), ""]
        if not any(groups.values()):
            lines += ["There is nothing new.", ""]
    if report.set_aside:
        lines += [
            "The record of what you were given could not be read. It is kept as",
            f"  {report.set_aside}",
            "Every notebook that differs from the course counts as yours now.",
            "",
        ]
    if report.first:
        lines += ["To open it, type", "", f"    jupyter lab {quoted(path)}", ""]
        lines += ["After an update of the course, type the same again. What you have changed is"]
        lines += ["never overwritten."]
    return lines if lines[-1] else lines[:-1]


def quoted(path, posix=os.name == "posix"):
    """Write a path as a shell reads it."""
    if posix:
        return shlex.quote(str(path))
    return str(path) if re.fullmatch(r"[\w.:\\~-]+", str(path)) else f'"{path}"'
