"""Run what a student handed in, and mark each answer in a process of its own.

In place of nbgrader's Execute. There, a cell that ends the kernel or hangs costs the student all
marks; a graded cell without a number gets full marks, and one with a warning gets none; and what
the notebook does to functions and modules is there when it is marked. Here, the kernel is started
again without such a cell, and the kernel hands each answer to `judge`, which starts fresh.
"""

import base64
import copy
import json
import os
import secrets
import subprocess
import sys

from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import v4
from nbgrader.preprocessors import Execute
from nbgrader.utils import is_grade

from ..checks import Result
from ..checks.judging import chosen_seed, time_limit
from .judge import MIME, READY
from .notebook import CHECK

MOST_OUTPUT = 1_000_000  # letters of one cell; what comes after is left out
PATIENCE = 30  # seconds beyond the time limit of a check, to start and to compare
MISSING = (
    "There is no `{}` here: did its cell stop with an error, was it deleted, or does your function "
    "have another name?"
)
CUT = "\n... What came after is left out: this cell prints or shows too much.\n"
TOO_LONG = {
    "ename": "Stopped",
    "evalue": "",
    "traceback": ["This cell took too long and was stopped. An endless loop?"],
}
ENDED = "This cell ended Python. The cells before it were run again, without this one."
HANGS = "This cell could not be stopped. The cells before it were run again, without this one."
STOPPED = "The time was up and your function was stopped. An endless loop?"
CRASHED = "Your function ended Python itself, so nothing could be checked."
# Without the folder of a student's files, among which may be a numpy.py.
JUDGE = (sys.executable, "-P", "-m", "course_utils.assignments.judge")


class MarkAnswers(Execute):
    """Run a notebook, and mark the answers of this course apart from it."""

    def preprocess(self, nb, resources, *more):
        """Run all cells in their order; `_left_out` are the places of those that must not run."""
        self._left_out = set()
        self._token = f"# {secrets.token_hex(16)} "
        return super().preprocess(nb, resources, *more)

    def preprocess_cell(self, cell, resources, index):
        """Run a cell, or mark the answer before it."""
        found = is_grade(cell) and CHECK.match(cell.source)
        if found:
            cell.outputs = self._mark(*found.groups(), index)
            cell.execution_count = self.code_cells_executed
        elif cell.cell_type == "code":
            self._run(cell, index)
        return cell, resources

    # ---- the kernel ------------------------------------------------------------------------------

    def start_new_kernel(self, **options):
        """Start the kernel, which need not know the seed."""
        known = {name: value for name, value in os.environ.items() if name != "COURSE_SEED"}
        super().start_new_kernel(env=known, **options)

    def start_new_kernel_client(self, **options):
        """Let the kernel prepare for `_ask` before the student's first cell."""
        super().start_new_kernel_client(**options)
        program = (
            "__import__('course_utils.assignments.handover').assignments.handover.install({!r})"
        )
        reply = self.wait_for_reply(self.kc.execute(program.format(self._token), silent=True))
        if reply is None or reply["content"]["status"] != "ok":
            raise RuntimeError(f"The kernel cannot import the course: {reply and reply['content']}")
        return self.kc

    def _run(self, cell, index):
        """Run a cell; if it ends the kernel or hangs, put a new one there that has not run it."""
        self._letters = 0
        try:
            self.execute_cell(cell, index, store_history=True)
        except (CellTimeoutError, DeadKernelError) as error:
            sentence = ENDED if isinstance(error, DeadKernelError) else HANGS
            what = {"ename": "Left out", "evalue": sentence, "traceback": [sentence]}
            cell.outputs.append(v4.new_output("error", **what))
            self._left_out.add(index)
            self._start_again(index)
        else:
            if any(output.get("ename") == TOO_LONG["ename"] for output in cell.outputs):
                self._left_out.add(index)  # if the cells must run again, they need not wait again
                self.timeout = min(self.timeout, max(15, self.timeout // 2))  # there may be many

    def _start_again(self, index):
        """Start a new kernel and run in it the cells before this place, but for those left out."""
        self._cleanup_kernel()
        self.km = self.create_kernel_manager()
        self.start_new_kernel()
        self.start_new_kernel_client()
        for place, cell in enumerate(self.nb.cells[:index]):
            if cell.cell_type == "code" and not is_grade(cell) and place not in self._left_out:
                self._run(copy.deepcopy(cell), place)
                self.nb.cells[place] = cell

    def output(self, outs, msg, display_id, cell_index):
        """Keep what a cell prints and shows, up to some length."""
        content = msg["content"]
        self._letters += len(content.get("text", "")) + sum(
            len(str(data)) for kind, data in content.get("data", {}).items() if kind != MIME
        )
        if self._letters > MOST_OUTPUT:
            if outs and outs[-1].get("text") != CUT:
                outs.append(v4.new_output("stream", name="stdout", text=CUT))
            return None
        return super().output(outs, msg, display_id, cell_index)

    # ---- marks -----------------------------------------------------------------------------------

    def _mark(self, exercise, function, index):
        """Return the outputs of a graded cell: what the check says, and the number of points."""
        request = {"exercise": exercise, "function": function, "here": False}
        found = self._ask(request, index)
        if "pickle" in found:
            found = self._judge(request | found)
        if "failed" in found:  # it holds what cannot leave the kernel
            seed = chosen_seed()
            found = self._ask(request | {"here": True, "seed": seed}, index)
        if "missing" in found:
            found = told(exercise, "todo", MISSING.format(function))
        if "text" not in found:
            found = told(exercise, "error", "Your function could not be checked.")
        shown = {"text/plain": found["text"], "text/html": found["html"]}
        mark = {"text/plain": f"{found['points']:g}"}
        return [
            v4.new_output("display_data", data=shown),
            v4.new_output("execute_result", data=mark, execution_count=self.code_cells_executed),
        ]

    def _ask(self, request, index):
        """Return what the kernel answers to a request, or nothing if it cannot."""
        marked = self.nb.cells[index]
        for _ in range(2):  # once more in a new kernel, if this one has ended
            cell = v4.new_code_cell(self._token + json.dumps(request))
            self._run(cell, index)
            self.nb.cells[index] = marked
            for output in cell.outputs:
                if MIME in output.get("data", {}):
                    return output.data[MIME]
        return {}

    def _judge(self, request):
        """Return what a process of its own says of an answer."""
        content = base64.b64decode(request.pop("pickle"))
        folder = os.path.abspath(self.resources["metadata"]["path"])
        limit = time_limit() + PATIENCE
        try:
            done = subprocess.run(
                JUDGE,
                input=json.dumps(request).encode() + b"\n" + content,
                capture_output=True,
                timeout=limit,
                cwd=folder,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return told(request["exercise"], "time", STOPPED)
        ready, _, found = done.stdout.partition(b"\n")
        if ready != READY:
            raise RuntimeError(f"The check did not start: {done.stderr.decode(errors='replace')}")
        if not found:
            return told(request["exercise"], "error", CRASHED)
        return json.loads(found)


def told(exercise, kind, sentence):
    """Return what is to be shown of an answer that could not be checked."""
    result = Result(exercise, kind, sentence)
    return {"text": repr(result), "html": result._repr_html_(), "points": 0}
