"""`course assignment`: the exercises of chapters as assignments that nbgrader marks."""

import importlib.util
import os
import secrets
from pathlib import Path
from typing import Annotated

import typer

from .. import _files
from .._validation import shortened
from .files import Force
from .refusal import Refusal
from .terminal import say

NEEDED = ("nbgrader", "nbformat", "cloudpickle")
SETTINGS = "nbgrader_config.py"
OURS = "course_utils.assignments"  # what the settings of a folder of this command contain
SETTINGS_TEXT = '''\
"""Settings of nbgrader for this class. Students get release/ only: keep this file to yourself."""

from course_utils.assignments import configure

c = get_config()  # noqa: F821 (nbgrader defines it)

# At grading, the cases of the checks are drawn from this number. With the same number a notebook
# gets the same marks again; the environment variable COURSE_SEED goes before it.
configure(c, seed={seed})

# Yours may follow, such as the name under which JupyterHub knows the class:
# c.CourseDirectory.course_id = "vision"
'''


def assignment(
    chapters: Annotated[
        list[str], typer.Argument(metavar="CHAPTER...", help="Numbers of chapters, such as 02.")
    ],
    out: Annotated[
        str, typer.Option("-o", "--out", metavar="FOLDER", help="The folder of the class.")
    ] = "class",
    force: Force = False,
):
    """Write the exercises of chapters as assignments for a class, which nbgrader marks.

    The same folder takes further chapters later. Of what is there, only the notebooks of the
    chapters named are overwritten, and only with --force.
    """
    if any(importlib.util.find_spec(name) is None for name in NEEDED):
        raise Refusal(
            "Assignments need nbgrader, which is not installed; install the course with its extra "
            "`class`: pip install -e '.[class]' in its folder."
        )
    from ..assignments import notebook  # takes long to import, and needs nbformat

    paths = chosen(chapters, notebook.chapters())
    folder = Path(out)
    check_folder(folder)
    targets = {folder / "source" / path.stem / path.name: path for path in paths}
    for target in targets:
        if os.path.lexists(target) and not force:
            raise Refusal(
                f"The assignment {shortened(str(target))} is there already; add --force to "
                "overwrite it, or name another folder with -o."
            )
    if not (folder / SETTINGS).exists():
        text = SETTINGS_TEXT.format(seed=secrets.randbelow(10**9))
        put(folder / SETTINGS, text)
    for target, path in targets.items():
        put(target, notebook.source_text(path))
    say("\n".join(report(folder, paths)))


def chosen(numbers, known):
    """Return the paths of chapters."""
    if not known:
        raise Refusal(
            "The chapters are in the folder of the course, and only its package is here; get the "
            "folder and install the course from it."
        )
    found = []
    for number in numbers:
        path = known.get(number.zfill(2))
        if path is None:
            raise Refusal(
                f"There is no chapter {shortened(number)}; give numbers from {min(known)} to "
                f"{max(known)}."
            )
        if path in found:
            raise Refusal(f"Chapter {path.stem[:2]} is named twice; name each chapter once.")
        found.append(path)
    return found


def check_folder(folder):
    """Refuse a folder that holds something else."""
    if folder.is_dir():
        settings = folder / SETTINGS
        if settings.is_file():
            if OURS not in settings.read_text(encoding="utf-8", errors="replace"):
                raise Refusal(
                    f"The folder {shortened(str(folder))} is a class with settings of its own; "
                    "name a new one with -o."
                )
        elif any(folder.iterdir()):
            raise Refusal(
                f"The folder {shortened(str(folder))} is not empty and no class of this command; "
                "name a new one with -o."
            )
    elif os.path.lexists(folder):
        raise Refusal(f"{shortened(str(folder))} is a file; name a folder with -o.")
    elif Path(SETTINGS).exists():
        raise Refusal(
            f"The folder {shortened(str(folder))} would be a class inside of a class; add -o . for "
            "a further chapter of the class in the current folder."
        )


def put(path, text):
    """Write a file, with its folder."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _files.replace(path, text.encode())
    except OSError as error:
        raise Refusal(
            f"{shortened(str(path))} cannot be written ({error.strerror}); choose another folder "
            "with -o, or free some space."
        ) from None


def report(folder, paths):
    """Say what was written, and what to do next."""
    for path in paths:
        yield f"wrote {folder / 'source' / path.stem / path.name}"
    yield f"Next, in the folder {folder}:"
    for path in paths:
        yield f"  nbgrader generate_assignment {path.stem}"
