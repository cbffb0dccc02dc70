"""A student's own copy of the notebooks, and how an update of the course comes into it.

Whatever lies in the folder is the student's, unless it holds what the course once gave. So the
folder keeps a record of what was given, as fingerprints. It is written before the files are: a run
that is cut short leaves files that the next one knows.
"""

import hashlib
import itertools
import json
import os
import re
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from stat import S_ISREG

from filelock import FileLock

from .. import _files

SOURCE = Path(__file__).parents[2] / "notebooks"
RECORD = ".course.json"
LOCK = ".course.lock"
VERSION = 1
CHECK = re.compile(r'^check\("', re.MULTILINE)
STARTER = "\n    ...\n"  # how the body of an exercise begins
PATIENCE = 10  # seconds to wait while another run is at work
ASIDE = "kept-by-course-start-"  # folders of files that are out of the way for a moment


@dataclass
class Report:
    """What a run found and did, as names of files."""

    first: bool = False
    same: list = field(default_factory=list)
    new: list = field(default_factory=list)
    restored: list = field(default_factory=list)
    updated: list = field(default_factory=list)
    changed: list = field(default_factory=list)  # by the student; nothing new for them
    beside: list = field(default_factory=list)  # pairs: the student's file, the new one
    dropped: list = field(default_factory=list)  # of the course, and left in the folder
    held: list = field(default_factory=list)  # saved while the run was at work
    set_aside: str = ""


def lessons(source):
    """Return {name: content} of the notebooks in a folder, without the template for authors."""
    return {
        path.name: path.read_bytes()
        for path in sorted(source.glob("[0-9][0-9]_*.ipynb"))
        if not path.name.startswith("00_")
    }


def fingerprint(content):
    """Return a text that two files share if the student sees no difference between them.

    Jupyter may lay out a notebook in another way when it is saved, and names the version of
    Python. Whatever else differs, an output too, is a difference.
    """
    try:
        notebook = json.loads(content)
        notebook["metadata"].pop("language_info", None)
        notebook.pop("nbformat_minor", None)
        content = json.dumps(notebook, sort_keys=True).encode()
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        pass  # no notebook: every byte counts
    return hashlib.sha256(content).hexdigest()


def is_answered(content):
    """Tell whether a student has worked in the course's own folder: an answer there is theirs."""
    try:
        cells = json.loads(content)["cells"]
        programs = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return False
    return any(CHECK.search(one) and STARTER not in one for one in programs)


def fingerprint_of(path):
    """Return the fingerprint of a file, or None of what cannot be read, or is no file or a link."""
    try:
        return fingerprint(path.read_bytes()) if S_ISREG(path.lstat().st_mode) else None
    except OSError:
        return None


def neighbors(name):
    """Yield the names under which a new notebook may lie beside one that the student changed."""
    stem, ending = os.path.splitext(name)
    yield f"{stem}.new{ending}"
    for number in itertools.count(2):
        yield f"{stem}.new-{number}{ending}"


def bring(folder, source):
    """Bring the notebooks of the course into a folder, and return a Report.

    Raises
    ------
    OSError
        If something cannot be written; TimeoutError if another run is at work for long. Each file
        is as it was before or as it shall be, and the next run goes on.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / LOCK, timeout=PATIENCE):
        return WorkingCopy(folder).update(lessons(source))


class WorkingCopy:
    """The folder of one student, and what was given into it.

    Attributes
    ----------
    given : dict of list of str
        The fingerprints of all that was given, by the name of the lesson.
    arrived : dict of str
        The fingerprint of the newest version that lies in the folder, or has lain there, as the
        lesson or beside it.
    """

    def __init__(self, folder):
        self.folder = folder
        self.report = Report()
        self.given, self.arrived = {}, {}
        path = folder / RECORD
        try:
            record = read_record(path.read_bytes())
        except FileNotFoundError:
            self.report.first = not any(folder.glob("[0-9][0-9]_*.ipynb"))
            return
        if record is None:  # all that differs from the course counts as the student's now
            self.report.set_aside = _files.set_aside(path).name
        else:
            self.given, self.arrived = record["given"], record["arrived"]

    def update(self, found):
        """Bring each lesson of {name: content}."""
        before = set(self.given)
        self.tidy()
        for name, content in found.items():
            known = self.given.setdefault(name, [])
            if (mark := fingerprint(content)) not in known and not is_answered(content):
                known.append(mark)
        self.save()
        for name, content in found.items():
            self.bring(name, content)
        self.save()
        gone = sorted(before - set(found))
        self.report.dropped = [name for name in gone if os.path.lexists(self.folder / name)]
        return self.report

    def tidy(self):
        """Put back what a run that was killed had out of the way."""
        given = {mark for marks in self.given.values() for mark in marks}
        for held in list(self.folder.glob(f"{ASIDE}*/*")):
            self.give_back(held, self.folder / held.name, fingerprint_of(held) in given)
        for room in list(self.folder.glob(f"{ASIDE}*")):
            with suppress(OSError):
                room.rmdir()

    def save(self):
        """Write the record."""
        record = {"version": VERSION, "given": self.given, "arrived": self.arrived}
        path = self.folder / RECORD
        _files.sweep(path)
        _files.replace(path, json.dumps(record, indent=1).encode())

    def bring(self, name, content):
        """Bring one lesson, or lay it beside what the student has made of it."""
        state = self.put(name, name, content)
        if state == "new" and name in self.arrived:
            state = "restored"
        if state:
            getattr(self.report, state).append(name)
        elif self.arrived.get(name) == fingerprint(content):
            self.report.changed.append(name)
        else:
            other = next(other for other in neighbors(name) if self.put(other, name, content))
            self.report.beside.append((name, other))
        self.arrived[name] = fingerprint(content)

    def put(self, target, name, content):
        """Put a lesson into the folder; return what was done, or "" where the student's work is."""
        path = self.folder / target
        if not path.is_symlink():  # where a link leads, no draft of ours is
            _files.sweep(path)
        if not os.path.lexists(path):
            try:
                _files.replace(path, content, overwrite=False)
            except FileExistsError:
                return ""  # saved by the student a moment ago
            return "new"
        mark = fingerprint_of(path)
        if mark == fingerprint(content):
            return "same"
        if mark in self.given[name] and self.swap(path, name, content):
            return "updated"
        return ""

    def swap(self, path, name, content):
        """Replace what was given before; tell whether the student did not save meanwhile.

        The file is looked at again when it is out of the way. What the student saves from then on
        makes a new file, which is not replaced.
        """
        room = Path(tempfile.mkdtemp(prefix=ASIDE, dir=self.folder))
        held, ours = room / path.name, False
        try:
            os.rename(path, held)
            ours = fingerprint_of(held) in self.given[name]
            if ours:
                _files.replace(path, content, overwrite=False)
            return ours
        except FileExistsError:
            return False
        finally:
            self.give_back(held, path, ours)

    def give_back(self, held, path, ours):
        """Put a file back that was out of the way, unless another one is in its place."""
        if not os.path.lexists(path):
            with suppress(OSError):
                # A folder or a link has come in place of the file that was looked at.
                other = held.is_symlink() or not held.is_file()
                (os.rename if other else _files.place)(held, path)
        elif ours:
            with suppress(OSError):
                held.unlink()
        with suppress(OSError):
            held.parent.rmdir()
        if os.path.lexists(held):
            self.report.held.append(held.relative_to(self.folder).as_posix())


def read_record(content):
    """Return the record that a file holds, or None if it has another format."""
    try:
        record = json.loads(content)
    except (ValueError, RecursionError):
        return None
    if not isinstance(record, dict) or record.get("version") != VERSION:
        return None
    given, arrived = record.get("given"), record.get("arrived")
    if not isinstance(given, dict) or not isinstance(arrived, dict):
        return None
    known = all(
        isinstance(marks, list) and all(isinstance(mark, str) for mark in marks)
        for marks in given.values()
    )
    return record if known else None
