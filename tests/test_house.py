"""What a new topic must not forget: its tests, its bad input, its row in the benchmarks.

What a new chapter must not forget are the rules in `chapter_rules.py`.
"""

import inspect
import re

import pytest

from course_utils.images import to_gray
from tests.house import ROOT, report, topic_functions, topics

# Functions without a row in `make bench`, and why.
NOT_TIMED = {
    "cdf": "sums 256 numbers",
    "rectangle_mask": "sets a slice",
}


def read(name):
    """Return the text of a file, empty where there is none."""
    path = ROOT / name
    return path.read_text(encoding="utf-8") if path.exists() else ""


def named(function, text):
    """Tell whether a text calls a function by its module, as in `images.to_gray`."""
    return bool(re.search(rf"\w\.{function.__name__}\b", text))


def untested(topic, tests):
    """Yield what is missing where a topic module has no tests of its own."""
    if not re.search(r"^def test_", tests, re.MULTILINE):
        yield f"Write tests/test_{topic}.py: course_utils/{topic}.py has no tests of its own"


def unrefused(function, rows):
    """Yield what is missing where nothing shows how a function refuses bad input."""
    if takes_something(function) and not named(function, rows):
        yield (
            f"Add rows to tests/test_bad_input.py that call {called(function)} with None, a wrong "
            "dtype, a wrong shape"
        )


def untimed(function, rows, reasons):
    """Yield what is missing where a function is neither timed nor excused, or both."""
    timed, excused = named(function, rows), function.__name__ in reasons
    if not timed and not excused:
        yield (
            f"Add a row for {called(function)} to tests/benchmarks/rows.py, or a reason to "
            "NOT_TIMED in tests/test_house.py"
        )
    if timed and excused:
        yield f"Take {function.__name__} out of NOT_TIMED in tests/test_house.py: it has a row"


def called(function):
    """Write a function as its callers do."""
    return f"{function.__module__.rpartition('.')[2]}.{function.__name__}"


def takes_something(function):
    """Tell whether there is an argument that can be wrong."""
    return bool(inspect.signature(function).parameters)


FUNCTIONS = pytest.mark.parametrize("function", topic_functions(), ids=lambda one: one.__name__)


@pytest.mark.parametrize("topic", topics())
def test_every_topic_has_tests(topic):
    report(untested(topic, read(f"tests/test_{topic}.py")))


@FUNCTIONS
def test_every_function_refuses_bad_input(function):
    report(unrefused(function, read("tests/test_bad_input.py")))


@FUNCTIONS
def test_every_function_is_timed_or_excused(function):
    report(untimed(function, read("tests/benchmarks/rows.py"), NOT_TIMED))


def test_excuses_are_for_functions_that_there_are():
    unknown = set(NOT_TIMED) - {function.__name__ for function in topic_functions()}
    report(f"Take {name} out of NOT_TIMED: no topic has it" for name in sorted(unknown))


# ---- these tests can fail ----------------------------------------------------------------------


@pytest.mark.parametrize("tests", ["", '"""Tests to come."""', "import images"])
def test_a_topic_without_tests_is_found(tests):
    assert list(untested("images", tests))
    assert not list(untested("images", "import images\n\n\ndef test_one():\n    assert images\n"))


def test_a_function_without_bad_input_is_found():
    assert list(unrefused(to_gray, "call(images.to_gray_levels, None); to_gray"))
    assert not list(unrefused(to_gray, "call(images.to_gray, None)"))


def test_a_function_that_is_not_timed_is_found():
    assert list(untimed(to_gray, "images.read_image", {}))
    assert list(untimed(to_gray, "images.to_gray", {"to_gray": "is quick"}))
    assert not list(untimed(to_gray, "images.to_gray", {}))
    assert not list(untimed(to_gray, "", {"to_gray": "is quick"}))
