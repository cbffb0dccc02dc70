"""A student's copy of the notebooks: whatever happens, nothing that the student wrote is lost."""

import contextlib
import errno
import json
import os
import shutil
import tempfile
from pathlib import Path

import nbformat
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from course_utils import _files
from course_utils.cli import working_copy
from course_utils.cli.working_copy import RECORD, SOURCE, bring, fingerprint, is_answered, lessons

LESSONS = ("01_images.ipynb", "02_masks.ipynb", "03_peaks.ipynb")


def notebook(text):
    """Return the content of a notebook with one line of code."""
    cell = nbformat.v4.new_code_cell(text, id="one")
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    return nbformat.writes(nbformat.v4.new_notebook(cells=[cell], metadata=metadata)).encode()


def saved_by_jupyter(content):
    """Return a notebook as another program lays it out that was asked to change nothing."""
    made = json.loads(content)
    made["metadata"]["language_info"] = {"name": "python", "version": "3.12.9"}
    made["nbformat_minor"] = 5
    return json.dumps(made, indent=3).replace("\n", "\r\n").encode()


@pytest.fixture
def course(tmp_path):
    """The notebooks of the course, three of them."""
    folder = tmp_path / "course"
    folder.mkdir()
    for name in LESSONS:
        (folder / name).write_bytes(notebook(f"first {name}"))
    (folder / "00_template.ipynb").write_bytes(notebook("for authors"))
    return folder


@pytest.fixture
def copy(tmp_path):
    """The folder of the student, where nothing is yet."""
    return tmp_path / "mine" / "vision"


def names(folder):
    """Return what a student sees in a folder."""
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))


def is_new(course, name):
    """Bring a new version of a lesson into the course, and return its content."""
    content = notebook(f"second {name}")
    (course / name).write_bytes(content)
    return content


def test_the_first_run_gives_all_lessons_and_no_more(course, copy):
    report = bring(copy, course)
    assert (report.first, report.new) == (True, list(LESSONS))
    assert names(copy) == list(LESSONS)
    assert all((copy / name).read_bytes() == (course / name).read_bytes() for name in LESSONS)
    report = bring(copy, course)
    assert (report.first, report.new, report.same) == (False, [], list(LESSONS))


def test_what_is_new_comes_and_what_is_unchanged_is_replaced(course, copy):
    bring(copy, course)
    content = is_new(course, LESSONS[1])
    (course / "04_more.ipynb").write_bytes(notebook("more"))
    report = bring(copy, course)
    assert (report.new, report.updated) == (["04_more.ipynb"], [LESSONS[1]])
    assert (copy / LESSONS[1]).read_bytes() == content
    assert names(copy) == [*LESSONS, "04_more.ipynb"]


def test_what_the_student_changed_stays_and_the_new_one_lies_beside(course, copy):
    bring(copy, course)
    (copy / LESSONS[1]).write_bytes(b"my work")
    assert bring(copy, course).changed == [LESSONS[1]]  # nothing is new, so nothing is laid there
    assert names(copy) == list(LESSONS)

    content = is_new(course, LESSONS[1])
    report = bring(copy, course)
    assert report.beside == [(LESSONS[1], "02_masks.new.ipynb")]
    assert (copy / LESSONS[1]).read_bytes() == b"my work"
    assert (copy / "02_masks.new.ipynb").read_bytes() == content

    assert bring(copy, course).changed == [LESSONS[1]]
    (copy / "02_masks.new.ipynb").unlink()  # read, and thrown away
    bring(copy, course)
    assert names(copy) == list(LESSONS)


def test_answers_written_in_the_courses_own_folder_are_the_students(course, copy):
    mine = notebook('def count(gray):\n    return 1\n\n\ncheck("histograms.count", count)')
    starter = notebook('def count(gray):\n    ...\n\n\ncheck("histograms.count", count)')
    (course / LESSONS[0]).write_bytes(mine)
    (course / LESSONS[1]).write_bytes(starter)
    bring(copy, course)
    is_new(course, LESSONS[0])
    is_new(course, LESSONS[1])
    report = bring(copy, course)
    assert (copy / LESSONS[0]).read_bytes() == mine
    assert [name for name, _ in report.beside] == [LESSONS[0]]
    assert report.updated == [LESSONS[1]]


def test_no_lesson_of_the_course_is_answered():
    answered = {name for name, content in lessons(SOURCE).items() if is_answered(content)}
    assert answered == set()


def test_what_lies_beside_is_never_overwritten_either(course, copy):
    bring(copy, course)
    (copy / LESSONS[1]).write_bytes(b"my work")
    is_new(course, LESSONS[1])
    bring(copy, course)
    third = notebook("third")
    (course / LESSONS[1]).write_bytes(third)
    assert bring(copy, course).beside == [(LESSONS[1], "02_masks.new.ipynb")]
    assert (copy / "02_masks.new.ipynb").read_bytes() == third  # nobody had touched it

    (copy / "02_masks.new.ipynb").write_bytes(b"more of my work")
    (copy / "02_masks.new-2.ipynb").write_bytes(b"of another program")
    content = is_new(course, LESSONS[1])
    assert bring(copy, course).beside == [(LESSONS[1], "02_masks.new-3.ipynb")]
    assert (copy / "02_masks.new.ipynb").read_bytes() == b"more of my work"
    assert (copy / "02_masks.new-2.ipynb").read_bytes() == b"of another program"
    assert (copy / "02_masks.new-3.ipynb").read_bytes() == content


def test_the_new_version_may_take_the_place_of_the_own_one(course, copy):
    bring(copy, course)
    (copy / LESSONS[1]).write_bytes(b"my work")
    is_new(course, LESSONS[1])
    bring(copy, course)
    os.replace(copy / "02_masks.new.ipynb", copy / LESSONS[1])
    assert bring(copy, course).same == list(LESSONS)


def test_a_file_that_is_gone_comes_back_and_its_new_name_stays(course, copy):
    bring(copy, course)
    (copy / LESSONS[0]).unlink()
    (copy / LESSONS[1]).rename(copy / "my masks.ipynb")
    assert bring(copy, course).restored == [*LESSONS[:2]]
    assert names(copy) == [*LESSONS, "my masks.ipynb"]


def test_a_lesson_that_left_the_course_stays(course, copy):
    bring(copy, course)
    (course / LESSONS[2]).unlink()
    assert bring(copy, course).dropped == [LESSONS[2]]
    assert names(copy) == list(LESSONS)
    content = is_new(course, LESSONS[2])
    assert bring(copy, course).updated == [LESSONS[2]]
    assert (copy / LESSONS[2]).read_bytes() == content


@pytest.mark.parametrize("path", sorted(lessons(SOURCE)))
def test_saving_alone_is_no_change(path):
    content = lessons(SOURCE)[path]
    read = nbformat.reads(content.decode("utf-8"), as_version=4)
    read.metadata.language_info.version = "3.12.9"
    assert fingerprint(nbformat.writes(read).encode()) == fingerprint(content)
    assert fingerprint(saved_by_jupyter(content)) == fingerprint(content)


def test_what_was_only_saved_is_replaced(course, copy):
    bring(copy, course)
    for name in LESSONS:
        (copy / name).write_bytes(saved_by_jupyter((copy / name).read_bytes()))
    assert bring(copy, course).same == list(LESSONS)
    content = is_new(course, LESSONS[1])
    assert bring(copy, course).updated == [LESSONS[1]]
    assert (copy / LESSONS[1]).read_bytes() == content


def edit_source(made):
    made["cells"][0]["source"] += " # mine"


def edit_output(made):
    made["cells"][0]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "3\n"}]


def edit_kernel(made):
    made["metadata"]["kernelspec"]["name"] = "mine"


def edit_tag(made):
    made["cells"][0]["metadata"]["tags"] = ["mine"]


@pytest.mark.parametrize("edit", [edit_source, edit_output, edit_kernel, edit_tag])
def test_all_else_is_a_change(course, copy, edit):
    bring(copy, course)
    made = json.loads((copy / LESSONS[1]).read_bytes())
    edit(made)
    (copy / LESSONS[1]).write_text(json.dumps(made), encoding="utf-8")
    is_new(course, LESSONS[1])
    assert bring(copy, course).beside == [(LESSONS[1], "02_masks.new.ipynb")]
    assert json.loads((copy / LESSONS[1]).read_bytes()) == made


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"metadata": 3}', b'{"metadata": {}}', b"[" * 100_000, b"\xff"]
)
def test_every_file_has_a_fingerprint(content):
    assert fingerprint(content) != fingerprint(content + b" mine")


RECORDS = [
    b"",
    b"{",
    b"null",
    b"{}",
    b'{"version": 2, "given": {}, "arrived": {}}',
    b'{"version": 1, "given": []}',
    b'{"version": 1, "given": {"02_masks.ipynb": [null]}, "arrived": {}}',
    b"[" * 100_000,
]


@pytest.mark.parametrize("content", [*RECORDS, None], ids=range(len(RECORDS) + 1))
def test_without_the_record_all_that_differs_is_the_students(course, copy, content):
    bring(copy, course)
    before = (copy / LESSONS[1]).read_bytes()
    (copy / RECORD).unlink() if content is None else (copy / RECORD).write_bytes(content)
    second = is_new(course, LESSONS[1])
    report = bring(copy, course)
    assert report.beside == [(LESSONS[1], "02_masks.new.ipynb")]
    assert report.same == [LESSONS[0], LESSONS[2]]
    assert (copy / LESSONS[1]).read_bytes() == before
    assert (copy / "02_masks.new.ipynb").read_bytes() == second
    if content is not None:
        assert (copy / report.set_aside).read_bytes() == content
    assert bring(copy, course).set_aside == ""


@pytest.mark.parametrize(
    "kind",
    ["folder", "link", "dangling link", "link to a lost disk", *["pipe"] * hasattr(os, "mkfifo")],
)
def test_what_is_no_file_is_the_students(course, copy, tmp_path, kind):
    bring(copy, course)
    path = copy / LESSONS[1]
    kept = tmp_path / "elsewhere.ipynb"
    shutil.move(path, kept)
    if kind == "folder":
        path.mkdir()
        (path / "work.txt").write_text("mine")
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "link to a lost disk":
        path.symlink_to(tmp_path / "not here" / "any.ipynb")
    else:
        path.symlink_to(kept)
    if kind == "dangling link":
        kept.unlink()
    before = path.lstat()
    is_new(course, LESSONS[1])
    assert bring(copy, course).beside == [(LESSONS[1], "02_masks.new.ipynb")]
    assert path.lstat().st_ino == before.st_ino
    assert kind != "folder" or (path / "work.txt").read_text() == "mine"


def test_a_folder_may_be_a_link(course, copy, tmp_path):
    (tmp_path / "disk").mkdir()
    copy.parent.mkdir()
    copy.symlink_to(tmp_path / "disk")
    bring(copy, course)
    assert names(tmp_path / "disk") == list(LESSONS)


def test_a_disk_without_second_names(course, copy, monkeypatch):
    def refuse(*_, **__):
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    bring(copy, course)
    content = is_new(course, LESSONS[1])
    assert bring(copy, course).updated == [LESSONS[1]]
    assert (copy / LESSONS[1]).read_bytes() == content
    assert names(copy) == list(LESSONS)


def test_two_runs_at_once_take_turns(course, copy, monkeypatch):
    monkeypatch.setattr(working_copy, "PATIENCE", 0.05)
    copy.mkdir(parents=True)
    with (
        working_copy.FileLock(copy / working_copy.LOCK),
        pytest.raises(TimeoutError),
    ):
        bring(copy, course)
    assert names(copy) == []


def test_drafts_of_a_run_that_was_killed_are_swept(course, copy):
    bring(copy, course)
    _files.open_draft(copy / LESSONS[1]).close()
    _files.open_draft(copy / RECORD).close()
    _files.open_draft(copy / "03_peaks.new.ipynb").close()
    (copy / LESSONS[2]).write_bytes(b"my work")
    is_new(course, LESSONS[2])
    mine = copy / f".{LESSONS[1]}.part"
    mine.touch()
    bring(copy, course)
    assert [path for path in copy.iterdir() if path.suffix == ".part"] == [mine]


def test_what_a_run_that_was_killed_had_out_of_the_way_comes_back(course, copy):
    bring(copy, course)
    first = (copy / LESSONS[1]).read_bytes()
    second = is_new(course, LESSONS[1])
    rooms = [copy / f"{working_copy.ASIDE}{number}" for number in range(5)]
    for room in rooms:
        room.mkdir()
    mine = copy / "kept-for-me"
    mine.mkdir()
    (copy / LESSONS[0]).unlink()
    (rooms[0] / LESSONS[0]).write_bytes(b"my work")  # its place is free
    (rooms[1] / LESSONS[1]).write_bytes(first)  # the course's, and the new one is in its place
    (rooms[2] / LESSONS[2]).write_bytes(b"more of my work")  # its place is taken
    (copy / LESSONS[2]).rename(rooms[3] / LESSONS[2])
    (copy / LESSONS[2]).write_bytes(b"saved again")
    report = bring(copy, course)
    kept = f"{rooms[2].name}/{LESSONS[2]}"
    assert (report.updated, report.held) == ([LESSONS[1]], [kept])
    assert (copy / LESSONS[0]).read_bytes() == b"my work"
    assert (copy / LESSONS[1]).read_bytes() == second
    assert (copy / LESSONS[2]).read_bytes() == b"saved again"
    assert (copy / kept).read_bytes() == b"more of my work"
    assert names(copy) == [*LESSONS, rooms[2].name, mine.name]


def test_all_names_are_good_on_windows_too(course, copy):
    bring(copy, course)
    (copy / LESSONS[1]).write_bytes(b"my work")
    is_new(course, LESSONS[1])
    bring(copy, course)
    made = [path.name for path in copy.iterdir()]
    for name in [*made, *lessons(SOURCE)]:
        assert not set(name) & set('<>:"/\\|?*')
        assert name.isascii()
        assert name[-1] not in ". "
        assert len(name) < 60
    assert len({name.lower() for name in made}) == len(made)


# ---- 200 random stories ------------------------------------------------------------------------

WRITERS = [(os, name) for name in ("link", "rename", "replace", "rmdir", "unlink")]
WRITERS += [(_files, "open_draft"), (tempfile, "mkdtemp")]


@contextlib.contextmanager
def at_write(number, happen, *, again):
    """Let something happen before the write of this number, or before all from it on."""
    with pytest.MonkeyPatch.context() as patch:
        count = 0

        def watched(write):
            def step(*arguments, **options):
                nonlocal count
                count += 1
                if count == number or (again and count > number):
                    happen()
                return write(*arguments, **options)

            return step

        for module, name in WRITERS:
            patch.setattr(module, name, watched(getattr(module, name)))
        yield


def fail():
    raise OSError(errno.EIO, "Input/output error")


@pytest.mark.parametrize("again", [False, True], ids=["fails once", "fails from then on"])
@pytest.mark.parametrize("number", range(1, 31))
def test_a_run_that_is_cut_short_at_any_write(course, copy, number, again):
    bring(copy, course)
    (copy / LESSONS[0]).write_bytes(b"my work")
    (copy / LESSONS[2]).unlink()
    for name in LESSONS:
        is_new(course, name)
    with contextlib.suppress(OSError), at_write(number, fail, again=again):
        bring(copy, course)
    assert (copy / LESSONS[0]).read_bytes() == b"my work"
    for name in LESSONS[1:]:
        if (copy / name).exists():
            assert (copy / name).read_bytes() in [
                notebook(f"{n} {name}") for n in ("first", "second")
            ]
    bring(copy, course)
    assert (copy / LESSONS[0]).read_bytes() == b"my work"
    for name in LESSONS[1:]:
        assert (copy / name).read_bytes() == (course / name).read_bytes()
    beside = [path.read_bytes() for path in copy.glob("01_images.new*.ipynb")]
    assert beside == [(course / LESSONS[0]).read_bytes()]


@pytest.mark.parametrize("number", range(1, 31))
def test_what_is_saved_before_any_write_of_a_run_is_kept(course, copy, number):
    saved = []

    def save():
        saved.append(name)
        (copy / name).write_bytes(b"my work")

    bring(copy, course)
    for name in LESSONS[1:]:
        content = is_new(course, name)
        with at_write(number, save, again=False):
            bring(copy, course)
        if saved:
            assert (copy / name).read_bytes() == b"my work"
            bring(copy, course)
            files = [path.read_bytes() for path in copy.glob(f"{Path(name).stem}*")]
            assert sorted(files) in [[b"my work"], sorted([b"my work", content])]
        saved.clear()
    assert not list(copy.glob(f"{working_copy.ASIDE}*"))


class Stories(RuleBasedStateMachine):
    """A student works, the course is updated, `course start` runs and is cut short.

    What the student writes holds a number of its own. `alive` are those numbers that the student
    has neither overwritten nor deleted.
    """

    def __init__(self):
        super().__init__()
        self.root = Path(tempfile.mkdtemp())
        self.course, self.copy = self.root / "course", self.root / "copy"
        for folder in (self.course, self.copy, self.root / "elsewhere"):
            folder.mkdir()
        self.alive, self.number, self.version = set(), 0, 0
        self.published = {name: set() for name in LESSONS}  # fingerprints of all versions
        self.came = {name: set() for name in LESSONS}  # those that lie in the copy, or have lain
        self.forgotten = set()  # lessons of which the record is gone
        self.publish(LESSONS[0])
        self.publish(LESSONS[1])

    def teardown(self):
        shutil.rmtree(self.root)

    # The course

    @rule(name=st.sampled_from(LESSONS))
    def publish(self, name):
        self.version += 1
        content = notebook(f"version {self.version}")
        (self.course / name).write_bytes(content)
        self.published[name].add(fingerprint(content))

    @rule(name=st.sampled_from(LESSONS))
    def withdraw(self, name):
        (self.course / name).unlink(missing_ok=True)

    # The student

    FILES = st.sampled_from(
        [*LESSONS, "01_images.new.ipynb", "01_images.new-2.ipynb", "02_masks.new.ipynb", "my.ipynb"]
    )

    def work(self):
        """Return a new content that only the student has."""
        self.number += 1
        self.alive.add(self.number)
        return notebook(f"work {self.number}.")

    def found(self, path):
        """Return the numbers of the student's works under a path."""
        paths = [path, *path.rglob("*")] if path.is_dir() and not path.is_symlink() else [path]
        texts = [os.readlink(one) for one in paths if one.is_symlink()]
        texts += [one.read_text("utf-8") for one in paths if one.is_file()]
        return {n for n in range(1, self.number + 1) if any(f"work {n}." in t for t in texts)}

    def remove(self, path):
        """Delete what is there, as the student wants it."""
        if not os.path.lexists(path):
            return
        self.alive -= self.found(path)
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()

    def write(self, name):
        path = self.copy / name
        if path.is_dir():
            return
        if path.is_symlink():
            path = Path(os.path.realpath(path))
        elif path.exists():
            self.alive -= self.found(path)
        content = self.work()
        if path.parent != self.copy:  # elsewhere: no run comes there
            self.alive.discard(self.number)
        path.write_bytes(content)

    @rule(name=FILES)
    def edit(self, name):
        self.write(name)

    @rule(name=FILES)
    def save_without_change(self, name):
        path = self.copy / name
        if path.is_file() and not path.is_symlink():
            path.write_bytes(saved_by_jupyter(path.read_bytes()))

    @rule(name=FILES)
    def delete(self, name):
        self.remove(self.copy / name)

    @rule(name=FILES, other=FILES)
    def rename(self, name, other):
        if name != other and os.path.lexists(self.copy / name):
            self.remove(self.copy / other)
            (self.copy / name).rename(self.copy / other)

    @rule(name=FILES)
    def make_folder(self, name):
        self.remove(self.copy / name)
        (self.copy / name).mkdir()
        (self.copy / name / "inside.ipynb").write_bytes(self.work())

    @rule(name=FILES)
    def make_link(self, name):
        self.remove(self.copy / name)
        self.work()
        target = self.root / "elsewhere" / f"work {self.number}."
        target.write_bytes(b"linked")
        (self.copy / name).symlink_to(target)

    @rule(content=st.sampled_from([b"", b"{", b'{"version": 1, "given": 3}', None]))
    def damage_the_record(self, content):
        path = self.copy / RECORD
        path.unlink(missing_ok=True)
        if content is not None:
            path.write_bytes(content)
        self.forgotten |= set(LESSONS)

    # `course start`

    @rule()
    def start(self):
        bring(self.copy, self.course)
        self.check_all_came()

    @rule(number=st.integers(1, 20), again=st.booleans())
    def start_on_a_failing_disk(self, number, again):
        with contextlib.suppress(OSError), at_write(number, fail, again=again):
            bring(self.copy, self.course)
        self.check_nothing_is_lost()

    @rule(number=st.integers(1, 20), name=st.sampled_from(LESSONS), is_new=st.booleans())
    def start_while_the_student_saves(self, number, name, is_new):
        if is_new:
            self.publish(name)
        with at_write(number, lambda: self.write(name), again=False):
            bring(self.copy, self.course)
        self.check_nothing_is_lost()

    def check_nothing_is_lost(self):
        assert self.alive <= self.found(self.copy)
        for name in LESSONS:
            beside = self.copy.glob(f"{name.removesuffix('.ipynb')}.new*")
            self.came[name] |= {
                working_copy.fingerprint_of(path) for path in (self.copy / name, *beside)
            }

    def check_all_came(self):
        """Each lesson is up to date, or the student's own and the new one has come beside it."""
        self.check_nothing_is_lost()
        for name, content in lessons(self.course).items():
            mark = working_copy.fingerprint_of(self.copy / name)
            assert fingerprint(content) in self.came[name]
            if mark == fingerprint(content):
                self.forgotten.discard(name)
            elif name not in self.forgotten:
                assert mark not in self.published[name], f"{name} is not up to date"


Stories.TestCase.settings = settings(
    max_examples=200,
    stateful_step_count=20,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
TestStories = Stories.TestCase
