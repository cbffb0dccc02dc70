"""The process that checks one answer: nothing that a notebook has changed reaches it.

It reads a request from its standard input, one line of JSON and then the pickled function, and
writes what it found as JSON.
"""

import builtins
import json
import linecache
import os
import pickle
import sys

from ..checks.judging import chosen_seed
from ..exercises import BANK

MIME = "application/vnd.computer-vision-by-hand.answer+json"  # how the kernel answers
READY = b"ready"


def verdict(name, answer, seed):
    """Check an answer; return what to show, and the points for it.

    Parameters
    ----------
    name : str
        The exercise.
    answer : object
        What stands under the name of the function.
    seed : int or None
        Seed of the cases.

    Returns
    -------
    dict
        "text", "html" and "points".
    """
    result, points = BANK.mark(name, answer, seed=seed)
    return {"text": repr(result), "html": result._repr_html_(), "points": points}


def main():
    """Check one answer."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    seed = chosen_seed()
    os.environ.pop("COURSE_SEED", None)
    request = json.loads(sys.stdin.buffer.readline())
    content = sys.stdin.buffer.read()
    print(READY.decode(), file=answers, flush=True)  # what fails from now on is the answer's fault
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):  # an answer may print past Python
        os.dup2(nowhere, stream)
    builtins.display = lambda *things, **options: None  # Jupyter's, often left in an answer
    os.environ["MPLBACKEND"] = "agg"  # which opens no window
    sys.path.append(os.getcwd())  # other files that a student has handed in
    if request["lines"]:
        lines = request["lines"]
        linecache.cache[request["file"]] = (sum(map(len, lines)), None, lines, request["file"])
    try:
        answer = pickle.loads(content)
    except Exception as error:
        found = {"failed": f"{type(error).__name__}: {error}"}
    else:
        found = verdict(request["exercise"], answer, seed)
    with answers:
        json.dump(found, answers)
    os._exit(0)  # threads that the answer has left do not matter


if __name__ == "__main__":
    main()
