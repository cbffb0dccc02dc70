"""Run a reader's function, whatever it does: raise, print, loop for ever, or spoil its input."""

import _thread
import contextlib
import copy
import functools
import inspect
import linecache
import math
import signal
import textwrap
import threading
import time
import traceback
from dataclasses import dataclass

import numpy as np

from .result import PRINTED
from .silence import silenced

# Windows has no alarm: there, a thread plays Ctrl-C.
_SIGNAL = getattr(signal, "SIGALRM", signal.SIGINT)
_TIME_UP = "On {}, the time was up and your function was stopped. An endless loop?"
_PAUSE = 0.05  # seconds between two attempts to stop code whose time is up
_LARGE = 2**26  # bytes; a larger result is not copied


@dataclass(frozen=True)
class Run:
    """What came of one call.

    Attributes
    ----------
    value : object
        What the function returned; None after a failure.
    failure : (str, str) or None
        Kind ("todo", "error" or "time") and a sentence.
    changed : tuple of int
        Positions of the arguments that the function changed.
    interrupted : bool
        Whether the reader pressed Ctrl-C; then no other case is tried.
    """

    value: object = None
    failure: tuple[str, str] | None = None
    changed: tuple[int, ...] = ()
    interrupted: bool = False


def run_cases(function, cases, *, seconds):
    """Call a function on every case, each time with fresh copies of the arguments.

    Parameters
    ----------
    function : callable
        A reader's function. It may raise anything, print, warn, or never return.
    cases : list of (str, tuple)
        A label to name the case by, and the arguments.
    seconds : float
        Time limit for all cases together.

    Returns
    -------
    runs : list of Run
        One per case; fewer if the time was up or the reader interrupted before the last.
    notes : list of str
        Sentences for the reader: what the function printed on the first case, for instance.

    Notes
    -----
    Python code is interrupted wherever it is, a bare ``except:`` included. One call of compiled
    code that never returns cannot be: the reader has to interrupt the kernel. Only the main
    thread has a time limit, because Python handles signals there.
    """
    runs, printed = [], []
    with _time_limit(seconds) as deadline:
        for label, args in cases:
            with silenced() as printed_here:
                runs.append(_run(function, label, args, deadline))
            printed.append(printed_here)
            if runs[-1].interrupted or time.monotonic() >= deadline:
                break
    if len(runs) < len(cases) and not runs[-1].failure:
        runs.append(Run(failure=("time", _TIME_UP.format(cases[len(runs)][0]))))
    notes = []
    if printed[0].text.strip():
        notes.append(f"On {cases[0][0]}, your function{PRINTED}{printed[0].beginning}")
    elif any(one.used for one in printed):
        notes.append("What your function prints in later cases is not shown here.")
    if deadline == math.inf:
        notes.append("There was no time limit, because this is not Python's main thread.")
    return runs, notes


def code_of(function):
    """Return the code object of a function, of what it wraps, or None if there is none."""
    with contextlib.suppress(Exception):  # a reader's object may refuse to be looked at
        while isinstance(function, functools.partial):
            function = function.func
        function = inspect.unwrap(function)
        return getattr(function, "__code__", getattr(type(function).__call__, "__code__", None))


def _run(function, label, args, deadline):
    given = copy.deepcopy(args)
    value = error = None
    try:
        value = _keep(_call(function, *given))
    except BaseException as caught:  # SystemExit and KeyboardInterrupt must not end the check
        error = caught
    told = error and _describe(error)  # may take until the time is up
    place = _place(error, function)
    if time.monotonic() >= deadline:
        return Run(failure=("time", _TIME_UP.format(label) + place))
    if isinstance(error, NotImplementedError):
        return Run(failure=("todo", ""))
    if error is not None:
        stopped = f"On {label}, your function stopped with {told}.{place}"
        return Run(failure=("error", stopped), interrupted=isinstance(error, KeyboardInterrupt))
    changed = [i for i, pair in enumerate(zip(args, given, strict=True)) if not _identical(*pair)]
    return Run(value, changed=tuple(changed))


def _call(function, *args):
    """Call a function; while this is on the stack, `_strike` may stop it."""
    return function(*args)


def _keep(value):
    """Hold on to a result, even if the function writes into the same array next time."""
    if inspect.iscoroutine(value):
        value.close()  # or Python warns later that nobody awaited it
    if isinstance(value, np.ma.MaskedArray):
        return value.copy()  # its mask must be seen
    if isinstance(value, np.ndarray) and value.nbytes <= _LARGE:
        return np.array(value)
    if isinstance(value, dict):
        return {key: _keep(part) for key, part in value.items()}
    if type(value) in (list, tuple):
        return type(value)(map(_keep, value))
    return value


def _identical(before, after):
    if type(before) is not type(after):
        return False
    if isinstance(before, list | tuple):
        return len(before) == len(after) and all(map(_identical, before, after))
    if isinstance(before, np.ndarray):
        same_form = before.shape == after.shape and before.dtype == after.dtype
        return same_form and before.tobytes() == after.tobytes()
    if isinstance(before, dict):
        return before.keys() == after.keys() and all(
            _identical(before[key], after[key]) for key in before
        )
    try:
        return before is after or bool(before == after)
    except Exception:  # what cannot be compared is taken for unchanged
        return True


def _describe(error):
    try:
        # What OpenCV says of the place in its own source helps nobody.
        text = _call(str, getattr(error, "err", error))
    except BaseException:  # an exception of the reader's whose __str__ raises, or never returns
        text = ""
    text = textwrap.shorten(text.strip().rstrip("."), 240, placeholder=" ...")
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _place(error, function):
    """Name the line of the reader's function in which an exception passed, or return nothing."""
    code = code_of(function)
    trail = traceback.walk_tb(error.__traceback__ if error else None)
    lines = [line for frame, line in trail if frame.f_code is code]
    if not lines:
        return ""
    source = linecache.getline(code.co_filename, lines[-1]).strip()
    number = lines[-1] - code.co_firstlineno + 1
    return f" See line {number} of your function" + (f": `{source}`" if source else ".")


class _OutOfTime(BaseException):
    # Creating one asks for the next strike, since a bare `except:` may swallow this one. It must
    # not be a Python function: the next strike would hit that, not the reader's code.
    __init__ = staticmethod(functools.partial(_thread.interrupt_main, _SIGNAL))


def _strike(deadline, signum, frame):
    """Handle the signal: stop whatever `_call` is running, and nothing else."""
    if signum == signal.SIGINT and time.monotonic() < deadline:
        raise KeyboardInterrupt
    if frame is not None and frame.f_code is _strike.__code__:
        return  # the strike before is still on its way: a deep recursion has many frames
    while frame is not None and frame.f_code is not _call.__code__:
        frame = frame.f_back
    if frame is not None:
        raise _OutOfTime


@contextlib.contextmanager
def _time_limit(seconds):
    """Strike after some seconds; give the deadline, which is infinite where there is no limit."""
    if threading.current_thread() is not threading.main_thread():
        yield math.inf
        return
    deadline = time.monotonic() + seconds
    handler = signal.signal(_SIGNAL, functools.partial(_strike, deadline))
    try:
        stop = _start_timer(max(seconds, 1e-3))  # 0 would mean never
        try:
            yield deadline
        finally:
            stop()
    finally:
        signal.signal(_SIGNAL, handler or signal.SIG_DFL)


def _alarm(seconds):
    """Let the system send the signal. Return a function that puts back the timer of before."""
    begin = time.monotonic()
    left, interval = signal.setitimer(signal.ITIMER_REAL, seconds, _PAUSE)

    def stop():
        left_now = max(left - (time.monotonic() - begin), 1e-3) if left else 0
        signal.setitimer(signal.ITIMER_REAL, left_now, interval)

    return stop


def _watchdog(seconds):
    """Let a thread send the signal. Return a function that ends it."""
    over = threading.Event()

    def watch():
        pause = seconds
        while not over.wait(pause):
            _thread.interrupt_main(_SIGNAL)
            pause = _PAUSE

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()

    def stop():
        over.set()
        thread.join()

    return stop


_start_timer = _alarm if hasattr(signal, "setitimer") else _watchdog
