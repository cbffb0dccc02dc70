"""Inside the kernel that runs a student's notebook: hand an answer over to be checked elsewhere.

`install` runs before the student's first cell and keeps all that it needs in its own hands, so what
the cells do to `check`, to modules or to names in the notebook makes no difference.
"""

import base64
import json
import linecache

import cloudpickle
from IPython import get_ipython

from ..checks import progress
from ..checks.running import code_of
from .judge import MIME, verdict

NOTHING = object()


def install(token):
    """Answer each cell that begins with this token, before it runs as the comment that it is.

    Parameters
    ----------
    token : str
        How such a cell begins; what follows is the request, in JSON.
    """
    shell = get_ipython()
    publish = shell.display_pub.publish
    dumps, encode = cloudpickle.dumps, base64.b64encode

    def hand_over(info):
        if not info.raw_cell.startswith(token):
            return
        request = json.loads(info.raw_cell.removeprefix(token))
        answer = shell.user_ns.get(request["function"], NOTHING)
        if answer is NOTHING:
            found = {"missing": True}
        else:
            try:
                if request["here"]:
                    found = verdict(request["exercise"], answer, request["seed"])
                else:
                    found = {"pickle": encode(dumps(answer)).decode(), **source_of(answer)}
            except Exception as error:
                found = {"failed": f"{type(error).__name__}: {error}"}
        publish({MIME: found})

    progress.path = lambda: None  # whatever the notebook sets
    shell.ask_exit = lambda: None  # `exit()` would end the kernel only behind the next cell
    shell.events.register("pre_run_cell", hand_over)


def source_of(answer):
    """Return the file of a function and its lines, so that a line can be shown if it stops."""
    code = code_of(answer)
    if code is None:
        return {"file": "", "lines": []}
    return {"file": code.co_filename, "lines": linecache.getlines(code.co_filename)}
