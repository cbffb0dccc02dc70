"""What Python does in the published page: run and check what a reader writes there.

It runs by Pyodide in a worker, book/_static/in_page/python_worker.js, beside `course_utils` as it
is. What 32-bit WebAssembly has not is mended here, so that the engine need not know: alarms, which
the worker gives, and NumPy's functions that take indices of 64 bits.
"""

import ast
import builtins
import contextlib
import functools
import gc
import io
import json
import linecache
import os
import re
import signal
import sys
import traceback
import warnings
from types import SimpleNamespace

import cv2
import numpy as np
from js import Object, setTimer
from pyodide.ffi import to_js

FILE = "your program"  # its name in tracebacks
SECONDS = 10  # as many as `check` has
MOST_LETTERS = 4000  # of what a program prints, or a value is written as
FEW = 200  # numbers that are written beside their picture
MOST_SIDE = 800  # pixels of a picture that is shown
TIME_UP = "The time was up and your program was stopped. An endless loop?"
NO_ANSWER = (
    "There is no function `{0}` in your program: keep the line that begins with `def {0}(`, and "
    "write your code below it."
)
NOTHING_TO_TYPE = (
    "nothing can be typed in while a program runs in the page: write the value into your program"
)
NOT_HERE = "No module named '{}'; this page has NumPy and OpenCV, Jupyter has the others too"
# Functions that take indices: which argument that is, and its name.
INDICES = {
    "bincount": (0, "x"),
    "choose": (0, "a"),
    "put": (1, "ind"),
    "repeat": (1, "repeats"),
    "take": (1, "indices"),
}
NARROW = (
    "In this page whole numbers and indices have 32 bits unless you say np.int64; in Jupyter they "
    "have 64, and this answer may be told something else there."
)
# What is told of an error, beside what Python says: the first that is found in it.
ADVICE = {
    r"^ +(?:[%!]|(?:pip|conda) |\S.*\?$)[\s\S]*^SyntaxError": "Lines such as %timeit, !pip and "
    "count? are for Jupyter alone: leave this one out here.",
    r"^ +(?:>>>|\.\.\. |In \[)[\s\S]*^SyntaxError": "Leave out the marks that stand before copied "
    "lines, such as >>> and In [1]: they are no part of a program.",
    r"^SyntaxError: invalid (?:character|non-printable)": "Python knows no such sign outside of a "
    "text; a phone or a copied page may have put it there. Type it again.",
    r"'plt'|'matplotlib'|'imshow'": "The page has no plots, but shows an array as a picture: open "
    "Try something, and let the array be the last line.",
    r"\bNameError: ": "In the page a program knows np, cv2, and what it imports or defines itself, "
    "but nothing of the cells above.",
    r"No module named 'course_utils": "Of course_utils the page has only what checks you: the "
    "exercises are written without it.",
    r"\bMemoryError\b": "The page gives a program less memory than Jupyter does.",
    r"\b(?:FileNotFoundError|URLError): ": "A program in the page has no files, and no network.",
}
SPEAKS_OF_WIDTH = re.compile(r"\bu?int32\b|OverflowError")
ASKS_FOR_INT = re.compile(r"\bint\s*[,)]")  # as a type of numbers
STYLE = re.compile(r' style="[^"]*"')  # a quote of the reader's own is written as &quot;


class TimeUp(BaseException):
    """The time of a program is over; a bare `except:` may catch it once, but not again."""


# ---- what WebAssembly has not ------------------------------------------------------------------


def setitimer(which, seconds, interval=0.0):
    """Ask the worker for an alarm, as `signal.setitimer` does; nothing else asks for one here."""
    setTimer(seconds, interval)
    return 0.0, 0.0


def with_any_integers(function, place, name):
    """Let a function of NumPy take indices of any integers, as it does where they have 64 bits."""

    def narrow(value):
        if getattr(value, "dtype", None) not in (np.int64, np.uint32, np.uint64):
            return value
        fits = not value.size or (value.min() >= -(2**31) and value.max() < 2**31)
        return value.astype(np.intp) if fits else value

    @functools.wraps(function)
    def called(*args, **options):
        if len(args) > place:
            args = (*args[:place], narrow(args[place]), *args[place + 1 :])
        elif name in options:
            options[name] = narrow(options[name])
        return function(*args, **options)

    return called


def point_to_buttons(*args):
    """Stand for `check`, `hint` and `solution`: a cell that is copied here calls them."""
    print("Here buttons check, give hints and show the solution: this line can go.")


def refuse_input(prompt=""):
    raise EOFError(NOTHING_TO_TYPE)


class OtherLibraries:
    """Tells whoever imports one of these that the page does not have it."""

    def find_spec(self, name, path=None, target=None):
        if name in LIBRARIES - {"numpy", "cv2", "course_utils"}:
            raise ModuleNotFoundError(NOT_HERE.format(name), name=name)


signal.setitimer = setitimer
for place_name, (place, argument) in INDICES.items():
    setattr(np, place_name, with_any_integers(getattr(np, place_name), place, argument))
builtins.input = refuse_input
# The page keeps progress: what keeps it in Jupyter is imported, and never called.
os.environ["COURSE_PROGRESS"] = "off"
sys.modules |= {"filelock": SimpleNamespace(FileLock=None), "platformdirs": SimpleNamespace()}

from course_utils.checks import Result  # noqa: E402
from course_utils.checks.rules import LIBRARIES  # noqa: E402
from course_utils.exercises import BANK  # noqa: E402

sys.meta_path.insert(0, OtherLibraries())
MENDS = [
    functools.partial(vars(module).update, dict(vars(module))) for module in (builtins, np, cv2)
]


# ---- running what a reader wrote ---------------------------------------------------------------


class Printed(io.StringIO):
    """Takes what is printed, up to some letters."""

    def write(self, text):
        if self.tell() <= MOST_LETTERS:
            super().write(text[: MOST_LETTERS + 1])
        return len(text)

    @property
    def beginning(self):
        text = self.getvalue()
        return text[:MOST_LETTERS] + ("\n..." if len(text) > MOST_LETTERS else "")


@contextlib.contextmanager
def time_limit(seconds):
    """Raise TimeUp in the program after some seconds, and again until it ends."""

    def strike(signum, frame):
        raise TimeUp

    signal.signal(signal.SIGALRM, strike)
    setTimer(seconds, 0.05)
    try:
        yield
    finally:
        setTimer(0, 0)


def execute(text, names):
    """Run a program; return the value of its last line if that is an expression, else None."""
    linecache.cache[FILE] = len(text), None, text.splitlines(keepends=True), FILE
    tree = ast.parse(text, FILE)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    try:
        exec(compile(tree, FILE, "exec"), names)
        if last:
            return eval(compile(ast.Expression(last.value), FILE, "eval"), names)
    finally:
        mend()


def attempt(text, names):
    """Run a program whatever it does; return its last value, what it printed, and a failure."""
    value, failure, printed = None, "", Printed()
    with warnings.catch_warnings(), contextlib.redirect_stdout(printed):
        warnings.simplefilter("ignore")
        with contextlib.redirect_stderr(printed):
            try:
                with time_limit(SECONDS):
                    value = execute(text, names)
            except TimeUp:
                failure = TIME_UP
            except BaseException as error:  # SystemExit and KeyboardInterrupt too
                failure = told(error)
    return value, printed.beginning, failure


def told(error):
    """Return a traceback as Python writes it, with the lines of the reader's program alone."""
    found = traceback.TracebackException.from_exception(error)
    found.stack[:] = [frame for frame in found.stack if frame.filename == FILE]
    return "".join(found.format(chain=False)).strip()


def mend():
    """Bring back what a program has deleted or replaced in modules that the next one needs."""
    for bring_back in MENDS:  # without a built-in, which may be what is gone
        bring_back()


def fresh_names():
    names = dict.fromkeys(("check", "hint", "solution"), point_to_buttons)
    return names | {"__name__": "__main__", "np": np, "cv2": cv2}


def advice(said):
    """Return what else to tell of an error, if there is anything."""
    found = (told for pattern, told in ADVICE.items() if re.search(pattern, said, re.MULTILINE))
    return next(found, "")


# ---- what the page asks for --------------------------------------------------------------------


def check(name, function, text):
    """Check an answer, a program that defines a function; return what to show."""
    names = fresh_names()
    _, printed, failure = attempt(text, names)
    if failure:
        return {"printed": printed, "failure": failure, "note": advice(failure)}
    if function not in names:
        result = Result(name, "call", NO_ANSWER.format(function))
    else:
        with contextlib.redirect_stdout(io.StringIO()):  # `check` prints, too
            result = BANK.check(name, names[function])
        mend()
    return {
        "verdict": page_html(result),
        "text": repr(result),
        "kind": result.kind,
        "passed": result.passed,
        "printed": printed,
        "note": NARROW if depends_on_width(result, text) else advice_on(result),
    }


def depends_on_width(result, program):
    """Tell whether a verdict speaks of 32 bits, or they may not do for the program or the cases."""
    if result.passed or result.kind == "todo":
        return False
    if SPEAKS_OF_WIDTH.search(result.message):
        return True
    if result.kind == "values" and ASKS_FOR_INT.search(program):
        return True
    cases = BANK.exercises[result.name].cases(np.random.default_rng(1))
    arrays = [one for _, args in cases for one in args if isinstance(one, np.ndarray)]
    whole = [one for one in arrays if one.dtype.kind in "iu"]
    return any(np.abs(one).sum(dtype=float) * 255 >= 2**31 for one in whole)  # times a gray


def advice_on(result):
    """Return what else to tell of a verdict: of an error in the reader's function."""
    return advice(result.message) if result.kind == "error" else ""


def page_html(result):
    """Return the box of a result without its styles, which the page has and its policy forbids."""
    return STYLE.sub("", result._repr_html_())


def run(name, answer, text):
    """Run a few lines below an answer; `example` holds the arguments of the first case."""
    names = fresh_names()
    _, _, failure = attempt(answer, names)
    if failure:
        return {"failure": failure, "note": advice(failure)}
    _, names["example"] = BANK.exercises[name].cases(np.random.default_rng(1))[0]
    value, printed, failure = attempt(text, names)
    found = {"printed": printed, "failure": failure, "note": advice(failure)}
    return found | ({} if failure else shown(value))


def hint(name):
    """Return the next hint of an exercise."""
    return {"hint": said(BANK.hint, name)}


def solution(name):
    """Return the model solution of an exercise."""
    return {"solution": said(BANK.solution, name)}


def said(tell, name):
    with contextlib.redirect_stdout(io.StringIO()) as told_here:
        tell(name)
    return told_here.getvalue().rstrip()


def shown(value):
    """Return what shows a value: as text, and an array that can be seen as a picture, too."""
    if value is None:
        return {}
    with np.printoptions(threshold=FEW):
        try:
            text = repr(value)
        except BaseException as error:  # a reader's own class
            text = told(error)
    if not is_picture(value):
        return {"value": text[:MOST_LETTERS]}
    return picture(value) | ({"value": text} if value.size <= FEW else {})


def is_picture(value):
    """Tell whether an array is a gray or BGR picture, a mask, or a table to be seen as one."""
    if not isinstance(value, np.ndarray) or value.dtype.kind not in "buif" or not value.size:
        return False
    if value.ndim == 3:
        return value.shape[2] == 3 and value.dtype == np.uint8
    return value.ndim == 2 and min(value.shape) > 1


def picture(value):
    """Return an array as pixels of R, G, B and opacity, and a caption."""
    rows, columns = value.shape[:2]
    step = -(-max(rows, columns) // MOST_SIDE)
    part, scale = value[::step, ::step], ""
    if value.dtype == bool:
        part = part * np.uint8(255)
    elif value.dtype != np.uint8:
        part, scale = stretched(part)
    rgb = part[..., ::-1] if part.ndim == 3 else np.repeat(part[..., None], 3, axis=2)
    rgba = np.dstack([rgb, np.full(part.shape[:2], 255, np.uint8)])
    kind = "BGR picture" if value.ndim == 3 else "array"
    return {
        "picture": to_js(np.ascontiguousarray(rgba).tobytes()),
        "rows": part.shape[0],
        "columns": part.shape[1],
        "caption": f"{kind}, {rows} rows, {columns} columns, {value.dtype}{scale}",
    }


def stretched(values):
    """Return numbers as grays from black, the least, to white, and how to say so."""
    known = values[np.isfinite(values)].astype(float)
    low, high = (known.min(), known.max()) if known.size else (0.0, 0.0)
    share = (np.nan_to_num(values.astype(float), nan=low) - low) / ((high - low) or 1)
    grays = (np.clip(share, 0, 1) * 255).round().astype(np.uint8)
    return grays, f", black is {low:.6g}, white is {high:.6g}"


ASKED = {"check": check, "run": run, "hint": hint, "solution": solution}


def answer(what, values):
    """Do what the page asks for, with values as JSON."""
    found = to_js(ASKED[what](*json.loads(values)), dict_converter=Object.fromEntries)
    gc.collect()  # a traceback and its frames keep each other, and arrays of hundreds of megabytes
    return found
