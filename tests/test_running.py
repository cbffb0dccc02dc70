"""A reader's function may do anything: `run_cases` comes back, and nothing is left behind."""

import asyncio
import contextlib
import io
import signal
import subprocess
import sys
import threading
import time
import warnings
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from course_utils.checks import running
from course_utils.checks.running import run_cases

CASE = ("a small picture", (np.arange(6, dtype=np.uint8).reshape(2, 3),))


def run(function, *, args=CASE[1], seconds=5):
    runs, notes = run_cases(function, [("a small picture", args)], seconds=seconds)
    return runs[0], notes


def failure(function, **options):
    return run(function, **options)[0].failure


def test_result_is_returned():
    result, notes = run(lambda image: image.sum())
    assert result.value == 15
    assert result.failure is None
    assert result.changed == ()
    assert notes == []


# Exceptions.


class Unspeakable(Exception):
    def __str__(self):
        raise RuntimeError("no")


class Endless(Exception):
    def __str__(self):
        while True:
            pass


def raising(error):
    def answer(image):
        raise error

    return answer


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (ValueError("too  dark\nhere."), "stopped with ValueError: too dark here."),
        (ValueError(), "stopped with ValueError."),
        (KeyError("key"), "stopped with KeyError: 'key'."),
        (SystemExit(3), "stopped with SystemExit: 3."),
        (KeyboardInterrupt(), "stopped with KeyboardInterrupt."),
        (GeneratorExit(), "stopped with GeneratorExit."),
        (StopIteration(), "stopped with StopIteration."),
        (MemoryError(), "stopped with MemoryError."),
        (BaseException("all"), "stopped with BaseException: all."),
        (Unspeakable(), "stopped with Unspeakable."),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, BaseException) else "",
)
def test_exception_is_told_with_its_line(error, told):
    kind, sentence = failure(raising(error))
    assert kind == "error"
    assert sentence == (
        f"On a small picture, your function {told} See line 2 of your function: `raise error`"
    )


def test_long_message_is_shortened():
    _, sentence = failure(raising(ValueError("word " * 1000)))
    assert len(sentence) < 400
    assert "word ..." in sentence


def test_message_that_never_ends():
    kind, sentence = failure(raising(Endless()), seconds=0.2)
    assert kind == "time"
    assert "endless loop?" in sentence


def test_no_other_case_is_tried_after_an_interrupt():
    runs, _ = run_cases(raising(KeyboardInterrupt()), [CASE] * 3, seconds=5)
    assert len(runs) == 1
    runs, _ = run_cases(raising(ValueError()), [CASE] * 3, seconds=5)
    assert len(runs) == 3


def test_endless_recursion():
    def answer(image):
        return answer(image)

    kind, sentence = failure(answer)
    assert kind == "error"
    assert "RecursionError: maximum recursion depth exceeded" in sentence
    assert "See line 2 of your function: `return answer(image)`" in sentence


def test_line_is_the_readers_own_not_the_librarys():
    def answer(image):
        total = 0
        return np.concatenate([image, total])

    _, sentence = failure(answer)
    assert sentence.endswith("See line 3 of your function: `return np.concatenate([image, total])`")


def test_line_in_a_comprehension():
    def answer(image):
        start = 1
        return [start // int(value) for row in image for value in row]

    _, sentence = failure(answer)
    assert "ZeroDivisionError" in sentence
    assert "See line 3 of your function: `return [start //" in sentence


def test_not_implemented_is_not_attempted():
    assert failure(raising(NotImplementedError("later"))) == ("todo", "")


def test_compiled_function_has_no_line():
    _, sentence = failure("".join)
    assert sentence.startswith("On a small picture, your function stopped with TypeError: sequence")
    assert "See line" not in sentence


# Endless loops.


def plain(image):
    while True:
        pass


def caught(image):
    while True:
        try:  # noqa: SIM105
            time.sleep(1)
        except:  # noqa: E722
            pass


def caught_twice(image):
    def inner():
        try:
            time.sleep(1)
        except BaseException:
            time.sleep(0.001)

    while True:
        try:
            inner()
        except:  # noqa: E722
            inner()


def caught_and_continued(image):
    while True:
        try:
            image.sum()
        except BaseException:
            continue


def caught_and_returned(image):
    try:
        while True:
            pass
    except BaseException:
        return 0


def caught_and_replaced(image):
    try:
        while True:
            pass
    except BaseException:
        raise ValueError("gave up") from None


def recursive(image):
    try:
        while True:
            time.sleep(1)
    except BaseException:
        return recursive(image)


def sleeping(image):
    time.sleep(3600)


def generating(image):
    return sum(1 for _ in iter(int, 1))


def suppressing(image):
    while True:
        with contextlib.suppress(BaseException):
            time.sleep(1)


def waiting_for_a_thread(image):
    worker = threading.Thread(target=time.sleep, args=(1,), daemon=True)
    worker.start()
    worker.join()


def waiting_for_workers(image):
    with ThreadPoolExecutor(2) as workers:  # waits for them once more when it is left
        return list(workers.map(time.sleep, [1, 1]))


def waiting_for_a_lock(image):
    lock = threading.Lock()
    lock.acquire()
    lock.acquire()


def waiting_for_a_program(image):
    subprocess.run([sys.executable, "-c", "import time; time.sleep(5)"])


def waiting_for_a_coroutine(image):
    async def wait():
        while True:
            with contextlib.suppress(BaseException):
                await asyncio.sleep(1)

    asyncio.run(wait())


def cleaning_up(image):
    try:
        while True:
            pass
    finally:
        while True:
            pass


LOOPS = [
    plain,
    caught,
    caught_twice,
    caught_and_continued,
    caught_and_returned,
    caught_and_replaced,
    recursive,
    sleeping,
    generating,
    suppressing,
    waiting_for_a_thread,
    waiting_for_a_lock,
    waiting_for_a_coroutine,
    cleaning_up,
]


@pytest.mark.parametrize("loop", LOOPS, ids=lambda loop: loop.__name__)
def test_endless_loop_is_stopped(loop):
    begin = time.monotonic()
    runs, _ = run_cases(loop, [CASE, CASE, CASE], seconds=0.1)
    assert time.monotonic() - begin < 2
    assert len(runs) == 1
    kind, sentence = runs[0].failure
    assert kind == "time"
    assert sentence.startswith(
        "On a small picture, the time was up and your function was stopped. An endless loop?"
    )


LEAVING = """
import os
from tests.test_running import CASE, run_cases, waiting_for_a_program, waiting_for_workers

for loop in [waiting_for_a_program, waiting_for_workers]:
    runs, _ = run_cases(loop, [CASE], seconds=0.1)
    print(runs[0].failure[0], flush=True)
os._exit(0)
"""


def test_waiting_for_what_is_left_behind_is_stopped():
    """The program still runs, and a worker may hold up the end of Python: not here."""
    command = [sys.executable, "-c", LEAVING]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert done.stdout.split() == ["time", "time"], done.stderr


def test_generator_without_end_is_not_read():
    def answer(image):
        while True:
            yield image

    result, _ = run(answer)
    assert type(result.value).__name__ == "generator"


def test_thread_that_goes_on_does_not_hold_up_a_check():
    over = threading.Event()

    def answer(image):
        threading.Thread(target=over.wait).start()
        return image.sum()

    begin = time.monotonic()
    result, _ = run(answer)
    over.set()
    assert result.value == 15
    assert time.monotonic() - begin < 2


def test_compiled_code_that_takes_longer_is_told_when_it_returns():
    def answer(image):
        return sum(range(10**7))  # adds up without a look at signals

    kind, sentence = failure(answer, seconds=0.01)
    assert kind == "time"
    assert "the time was up" in sentence


def test_endless_loop_is_told_with_its_line():
    def answer(image):
        row = 0
        while row < 2:
            image.sum()

    _, sentence = failure(answer, seconds=0.1)
    assert "See line 3 of your function" in sentence or "See line 4 of your function" in sentence


def test_time_that_is_up_between_two_cases_is_told(monkeypatch):
    ticks = iter([0, 0, 100])  # the deadline is set; in time; too late for the second case
    monkeypatch.setattr(time, "monotonic", lambda: next(ticks, 100))
    monkeypatch.setattr(running, "_start_timer", lambda seconds: lambda: None)
    runs, _ = run_cases(lambda image: 1, [CASE, ("a second picture", CASE[1])], seconds=10)
    assert runs[0].value == 1
    kind, sentence = runs[1].failure
    assert kind == "time"
    assert sentence.startswith("On a second picture, the time was up")


def test_arguments_of_every_kind_are_compared():
    def spoil(pictures, extra):
        pictures["one"][0] = 9
        return extra

    case = ("a case", ({"one": np.zeros(2)}, {"two": np.zeros(2)}))
    runs, _ = run_cases(spoil, [case], seconds=5)
    assert runs[0].changed == (0,)


def test_a_part_that_is_used_again_is_kept():
    part = np.zeros(1)

    def answer(number):
        part[0] = number
        return number, part

    runs, _ = run_cases(answer, [("one", (1,)), ("two", (2,))], seconds=5)
    assert [run.value[1][0] for run in runs] == [1, 2]


def test_time_limit_is_for_all_cases_together():
    runs, _ = run_cases(lambda image: time.sleep(0.1), [CASE] * 50, seconds=0.35)
    assert len(runs) <= 4
    assert [run.failure for run in runs[:-1]] == [None] * (len(runs) - 1)
    assert runs[-1].failure[0] == "time"


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="this system has no alarm")
@pytest.mark.parametrize("answer", [plain, caught, np.sum], ids=["plain", "caught", "fine"])
def test_signal_handler_and_timer_are_put_back(answer):
    def handler(signum, frame):
        raise AssertionError("a signal was left over")

    before = signal.signal(signal.SIGALRM, handler)
    try:
        signal.setitimer(signal.ITIMER_REAL, 100, 7)
        run(answer, seconds=0.1)
        time.sleep(0.12)
        left, interval = signal.getitimer(signal.ITIMER_REAL)
        assert 90 < left <= 100
        assert interval == 7
        assert signal.getsignal(signal.SIGALRM) is handler
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def test_other_thread_has_no_limit_and_says_so():
    found = []
    thread = threading.Thread(target=lambda: found.append(run(lambda image: image.sum())))
    thread.start()
    thread.join()
    result, notes = found[0]
    assert result.value == 15
    assert notes == ["There was no time limit, because this is not Python's main thread."]


WITHOUT_ALARM = """
import signal, time
del signal.setitimer, signal.SIGALRM
from course_utils.checks import running
import numpy as np

def plain(image):
    while True:
        pass

def caught(image):
    while True:
        try:
            image.sum()
        except:
            pass

def waiting(image):
    while True:
        try:
            time.sleep(0.01)
        except BaseException:
            time.sleep(0.01)

before = signal.getsignal(signal.SIGINT)
for loop in [plain, caught, waiting]:
    runs, _ = running.run_cases(loop, [("x", (np.arange(3),))], seconds=0.1)
    assert runs[0].failure[0] == "time", runs
runs, _ = running.run_cases(np.sum, [("x", (np.arange(3),))], seconds=9)
assert runs[0].value == 3
assert signal.getsignal(signal.SIGINT) is before
print("stopped without an alarm")
"""


def test_endless_loop_is_stopped_where_there_is_no_alarm():
    """Windows has neither SIGALRM nor setitimer: a thread plays Ctrl-C there."""
    command = [sys.executable, "-W", "error", "-c", WITHOUT_ALARM]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout == "stopped without an alarm\n", done.stderr


DEEP = """
import sys
from course_utils.checks import running
sys.setrecursionlimit(10**9)

def deeper(n):
    return deeper(n + 1) + 1

runs, _ = running.run_cases(deeper, [("x", (0,))], seconds=0.2)
print(runs[0].failure[0])
"""


def test_endless_recursion_without_a_limit_is_stopped():
    done = subprocess.run(
        [sys.executable, "-c", DEEP], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stdout == "time\n", done.stderr


# Left behind: nothing.


def test_prints_and_warnings_are_swallowed(capsys, recwarn):
    def answer(image):
        print("x" * 100_000)
        print("trouble", file=sys.stderr)
        warnings.warn("careful", UserWarning, stacklevel=1)
        return np.uint8(200) + np.uint8(100) + np.arange(2) / 0

    result, notes = run(answer)
    assert result.failure is None
    assert notes == [f"On a small picture, your function printed:\n{'x' * 400}\n..."]
    assert capsys.readouterr() == ("", "")
    assert list(recwarn) == []


def test_what_is_printed_on_the_first_case_is_shown():
    def answer(image):
        print(image)
        for number in range(10 * len(image)):
            print(number)

    cases = [("a row", (np.arange(3).reshape(1, 3),)), ("a column", (np.arange(3).reshape(3, 1),))]
    _, notes = run_cases(answer, cases, seconds=5)
    assert notes == ["On a row, your function printed:\n[[0 1 2]]\n0\n1\n2\n3\n4\n5\n6\n..."]


def test_what_is_printed_only_later_is_not_shown():
    def answer(image):
        if image.sum():
            print("some")

    cases = [("a zero", (np.zeros(1),)), ("a one", (np.ones(1),))]
    _, notes = run_cases(answer, cases, seconds=5)
    assert notes == ["What your function prints in later cases is not shown here."]


def test_in_all_but_printing_the_standard_streams_are_themselves():
    code = """
import sys
from course_utils.checks.running import run_cases

def answer(image):
    print("not to be seen", flush=True)
    sys.stderr.writelines(["nor ", "this"])
    return sys.stdout.encoding, sys.stdout.fileno(), sys.stderr.isatty()

runs, _ = run_cases(answer, [("a case", (1,))], seconds=5)
print(runs[0].value == (sys.stdout.encoding, 1, False), runs[0].failure)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("True None\n", "")


def test_checks_that_overlap_put_everything_back(capsys):
    """The first to begin is the first to end, so each would restore what the other changed."""
    begun, ended = threading.Event(), threading.Event()
    notes = {}

    def first(image):
        begun.wait(5)
        print("first")
        warnings.simplefilter("error")

    def second(image):
        begun.set()
        ended.wait(5)
        print("second")

    def check(answer, after):
        _, notes[answer.__name__] = run(answer)
        after.set()

    filters, streams = warnings.filters[:], (sys.stdout, sys.stderr)
    threads = [
        threading.Thread(target=check, args=pair)
        for pair in ((first, ended), (second, threading.Event()))
    ]
    for thread in threads:
        thread.start()
    print("from elsewhere")
    for thread in threads:
        thread.join()
    assert (sys.stdout, sys.stderr) == streams
    assert warnings.filters == filters
    for name, told in notes.items():
        assert told[0] == f"On a small picture, your function printed:\n{name}"
    assert capsys.readouterr() == ("from elsewhere\n", "")


def test_global_states_are_put_back():
    def answer(image):
        np.seterr(all="raise")
        warnings.simplefilter("error")
        sys.stdout = io.StringIO()
        return image

    errors, filters, stream = np.geterr(), warnings.filters[:], sys.stdout
    run(answer)
    assert np.geterr() == errors
    assert warnings.filters == filters
    assert sys.stdout is stream


def test_coroutine_is_closed(recwarn):
    async def answer(image):
        return image

    result, _ = run(answer)
    assert type(result.value).__name__ == "coroutine"
    del result
    assert list(recwarn) == []


# Input and output.


@pytest.mark.parametrize(
    "spoil",
    [
        lambda image: image.fill(0),
        lambda image: image.sort(),
        lambda image: setattr(image, "shape", (3, 2)),
        lambda image: np.negative(image, out=image),
    ],
)
def test_changed_array_is_noticed(spoil):
    image = np.array([[5, 1, 9], [3, 0, 2]], np.uint8)
    given = image.copy()
    assert run(spoil, args=(given,))[0].changed == (0,)
    assert np.array_equal(given, image)  # it was only a copy


@pytest.mark.parametrize(
    "spoil",
    [
        lambda first, images: images.pop(),
        lambda first, images: images.reverse(),
        lambda first, images: images[1].fill(0),
        lambda first, images: images.__setitem__(0, images[0].astype(float)),
        lambda first, images: images.__setitem__(0, None),
    ],
)
def test_changed_list_is_noticed(spoil):
    images = [np.ones((2, 2), np.uint8), np.full((1, 3), 7, np.uint8)]
    assert run(spoil, args=(float("nan"), images))[0].changed == (1,)


def test_result_is_kept_when_the_function_uses_one_array_again():
    buffer = np.zeros(1)

    def answer(value):
        buffer[0] = value
        return buffer

    runs, _ = run_cases(answer, [("one", (1,)), ("two", (2,))], seconds=5)
    assert [run.value[0] for run in runs] == [1, 2]


def test_huge_result_is_not_copied():
    result, _ = run(lambda image: np.broadcast_to(np.float64(0), (10**6, 10**6)))
    assert result.failure is None
    assert result.value.shape == (10**6, 10**6)
