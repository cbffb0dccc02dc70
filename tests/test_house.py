"""What a new topic or bank must not forget: tests, bad input, a row in the benchmarks, stubs.

What a new chapter must not forget are the rules in `chapter_rules.py`.
"""

import inspect
import re

import pytest

from course_utils.images import to_gray
from tests.house import ROOT, report, topic_functions, topics
from tools.new_chapter import FOR_AUTHORS

# Functions without a row in `make bench`, and why.
NOT_TIMED = {
    "masked_smooth_sphere": "healpy.smoothing twice, and a division",
    "cdf": "sums 256 numbers",
    "gaussian_kernel": "fills a kernel",
    "separate": "takes a kernel apart",
    "wiener_deblur": "SciPy's Fourier transform, twice",
    "richardson_lucy": "two convolutions a step, which have rows of their own",
    "remove_background": "np.median of some boxes, and cv2.resize",
    "refine_peaks": "three values for each peak and direction",
    "rectangle_mask": "sets a slice",
    "histogram_distance": "the shares of jaccard_similarity, which has a row",
    "fractal_dimension": "box_counts, which has a row, and np.polyfit of a few numbers",
    "sierpinski_carpet": "np.kron, a few times",
    "sierpinski_triangle": "np.kron, a few times",
    "koch_curve": "cv2.polylines",
    "half_life": "two logarithms",
    "Detector": "a network, which tests/benchmarks/measuring.py times beside others",
    "iou": "a few operations of NumPy on all pairs at once",
    "draw_detections": "cv2.rectangle and cv2.putText",
    "read_voc": "Python's XML parser",
    "write_voc": "Python's XML writer",
}


def read(name):
    """Return the text of a file, empty where there is none."""
    path = ROOT / name
    return path.read_text(encoding="utf-8") if path.exists() else ""


def named(function, text):
    """Tell whether a text calls a function by its module, as in `images.to_gray`."""
    return bool(re.search(rf"\w\.{function.__name__}\b", text))


def unwritten(topic, functions):
    """Yield what is missing where a topic module is empty."""
    if not any(function.__module__ == f"course_utils.{topic}" for function in functions):
        yield f"course_utils/{topic}.py has no function: write what later chapters and readers need"


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
    """Yield what is missing where a function is neither timed nor excused."""
    if not named(function, rows) and function.__name__ not in reasons:
        yield (
            f"Add a row for {called(function)} to tests/benchmarks/rows.py, or a reason to "
            "NOT_TIMED in tests/test_house.py"
        )


def stubs(name, text):
    """Yield the places of a file that `make new-chapter` left to its author."""
    for number, line in enumerate(text.splitlines(), start=1):
        if FOR_AUTHORS in line:
            yield f"{name}, line {number}, is still to be written: {line.strip()}"


def called(function):
    """Write a function as its callers do."""
    return f"{function.__module__.rpartition('.')[2]}.{function.__name__}"


def takes_something(function):
    """Tell whether there is an argument that can be wrong."""
    return bool(inspect.signature(function).parameters)


FUNCTIONS = pytest.mark.parametrize("function", topic_functions(), ids=lambda one: one.__name__)


@pytest.mark.parametrize("topic", topics())
def test_every_topic_has_a_function(topic):
    report(unwritten(topic, topic_functions()))


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


LAID_DOWN = (
    "course_utils/*.py",
    "course_utils/exercises/ch*.py",
    "tests/exercises/test_ch*.py",
    "tests/attempts/ch*.py",
    "book/quizzes/*.md",
    *(f"tests/test_{topic}.py" for topic in topics()),
)


@pytest.mark.parametrize(
    "name",
    sorted(
        path.relative_to(ROOT).as_posix() for pattern in LAID_DOWN for path in ROOT.glob(pattern)
    ),
)
def test_nothing_is_left_to_the_author(name):
    report(stubs(name, read(name)))


# ---- these tests can fail ----------------------------------------------------------------------


def test_an_empty_topic_is_found():
    assert list(unwritten("nothing", topic_functions()))


def test_a_stub_is_found():
    assert len(list(stubs("ch07.py", f"import cv2\n\n# {FOR_AUTHORS} Say why.\n"))) == 1


@pytest.mark.parametrize("tests", ["", '"""Tests to come."""', "import images"])
def test_a_topic_without_tests_is_found(tests):
    assert list(untested("images", tests))
    assert not list(untested("images", "import images\n\n\ndef test_one():\n    assert images\n"))


def test_a_function_without_bad_input_is_found():
    assert list(unrefused(to_gray, "call(images.to_gray_levels, None); to_gray"))
    assert not list(unrefused(to_gray, "call(images.to_gray, None)"))


def test_a_function_that_is_not_timed_is_found():
    assert list(untimed(to_gray, "images.read_image", {}))
    assert not list(untimed(to_gray, "images.to_gray", {}))
    assert not list(untimed(to_gray, "", {"to_gray": "is quick"}))
