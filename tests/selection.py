"""Which tests run, and in which order: `--chapter 07`, `-m "not browser"`, several processes.

The mark `browser` is set here, by what a test uses, so that it cannot be forgotten.
"""

import re

import pytest

from tests.house import ROOT, topic_functions
from tools.build_page import page_folder

# A test that uses one of these needs Chromium or the built book.
BROWSER_FIXTURES = {"browser", "site"}


def pytest_addoption(parser):
    """Add the options that keep the tests of one chapter, and that try more random arrays."""
    parser.addoption(
        "--chapter", metavar="NN", type=chapter_number, help="only what is chapter NN's"
    )
    parser.addoption(
        "--arrays", metavar="N", type=int, default=20, help="how often cv2 in the page is tried"
    )


def chapter_number(text):
    """Return the two digits of a chapter that there is."""
    number = text.zfill(2)
    numbers = sorted(path.name[:2] for path in (ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))[1:]
    if number not in numbers:
        raise pytest.UsageError(f"There is no chapter {text!r}; there are {', '.join(numbers)}")
    return number


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    """Set the mark, keep what belongs to the chapter, and order what several processes share."""
    for item in items:
        if BROWSER_FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker("browser")
    number = config.getoption("--chapter")
    if number:
        belongs = belongs_to(number)
        config.hook.pytest_deselected(items=[item for item in items if not belongs(item)])
        items[:] = filter(belongs, items)
    if hasattr(config, "workerinput"):
        items.sort(key=turn)


def pytest_terminal_summary(terminalreporter, config):
    """Say where the page of the chapter is."""
    number = config.getoption("--chapter")
    for page in page_folder(number).glob("notebooks/*.html") if number else ():
        terminalreporter.write_line(f"Look at {page.relative_to(ROOT)}")


def turn(item):
    """Tell when a test is given out where several processes share the tests.

    One of them builds the book while the others do what needs no book.
    """
    if not item.get_closest_marker("browser"):
        return 1
    return 0 if item.path.stem == "test_book" else 2


def belongs_to(number):
    """Return a function that tells whether a test belongs to a chapter.

    It does if it stands in a file of the chapter, in the test file or the module of its topic, or
    if it has the chapter, one of its pages, exercises or functions as a parameter.
    """
    from tests.chapters import CHAPTERS, bank  # only now: it imports all exercises

    (stem,) = [path.stem for path in CHAPTERS if path.stem[:2] == number]
    taught = re.compile(rf"Taught\s+in\s+chapters?\s+{number}")
    functions = [entry for entry in topic_functions() if taught.search(entry.__doc__ or "")]
    topics = {entry.__module__.rpartition(".")[2] for entry in functions}
    for path in (ROOT / "course_utils" / "exercises").glob(f"ch{number}_*.py"):
        topics.add(path.stem.removeprefix(f"ch{number}_"))
    files = {f"{stem}.ipynb"}
    files |= {name for topic in topics for name in (f"{topic}.py", f"test_{topic}.py")}
    names = {stem, f"notebooks/{stem}", f"book/quizzes/{number}", *bank(number), *topics}
    names |= {entry.__name__ for entry in functions}
    named = re.compile(rf"(?<![\w.])({'|'.join(map(re.escape, names))})(?!\w)|ch{number}_")

    def belongs(item):
        file = item.path.name
        parameters = item.callspec.id if hasattr(item, "callspec") else ""
        mine = file in files or f"ch{number}_" in file or named.search(parameters)
        return bool(mine) and not item.get_closest_marker("whole_book")

    return belongs
