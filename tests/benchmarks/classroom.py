"""Measure what one student takes of a machine: `python -m tests.benchmarks.classroom`. For Linux.

A kernel that runs a chapter, ten kernels at once, the server of JupyterLab, a check, an assignment
that is marked. The page for teachers computes the sizes of a class from these numbers; they are
kept in classroom.json beside this file, and `tests/test_teaching.py` holds the page to them.

Memory is told in two parts. What is a process's *own* grows with every student: its anonymous
pages. What is *shared* is there once a machine: the pages of files, such as libraries, that all
processes map. Unlike PSS and USS, both stay the same whoever else runs Python on the machine.
"""

import argparse
import contextlib
import json
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import nbformat
import psutil

from course_utils.checks.judging import judge
from tests.chapters import CHAPTERS, bank
from tools.run_notebook import kernel_environment, new_client

STORE = Path(__file__).with_suffix(".json")
ROOT = Path(__file__).parents[2]
MB = 1e6
AT_ONCE = 10  # kernels
CROWD = "02"  # the chapter that many kernels run at once
CHECKS = """
from course_utils.exercises import BANK
for _name in {names!r}:
    BANK.check(_name, BANK.exercises[_name].reference)
"""


# ---- what a process takes --------------------------------------------------------------------


def memory(process):
    """Return the megabytes of a process and its children: own, shared, and PSS for comparison."""
    own = resident = pss = 0
    for one in family(process):
        with contextlib.suppress(OSError, psutil.Error):
            rollup = Path(f"/proc/{one.pid}/smaps_rollup").read_text(encoding="ascii")
            kib = {key: int(value) for key, value in re.findall(r"(\w+):\s+(\d+) kB", rollup)}
            own += kib["Anonymous"]
            resident += kib["Rss"]
            pss += kib["Pss"]
    return {
        "own": own * 1024 / MB,
        "shared": (resident - own) * 1024 / MB,
        "pss": pss * 1024 / MB,
    }


def family(process):
    return [process, *process.children(recursive=True)]


def processor_seconds(process):
    times = [one.cpu_times() for one in family(process)]
    return sum(one.user + one.system for one in times)


class Peak:
    """The most memory that a process and its children have while a block runs."""

    def __init__(self, process, every=0.05):
        self.process, self.every = process, every
        self.own = self.resident = 0
        self.over = threading.Event()
        self.watch = threading.Thread(target=self.look, daemon=True)

    def look(self):
        while not self.over.wait(self.every):
            now = memory(self.process)
            self.own = max(self.own, now["own"])
            self.resident = max(self.resident, now["own"] + now["shared"])

    def __enter__(self):
        self.watch.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.watch.join()


# ---- kernels ---------------------------------------------------------------------------------


def kernel_process(client):
    return psutil.Process(client.km.provisioner.process.pid)


@contextlib.contextmanager
def fresh_kernel(path, extra=None):
    """Start a kernel for a notebook: (the client that runs its cells, its process, the start)."""
    notebook = nbformat.read(path, as_version=4)
    names = list(bank(path.stem[:2]))
    notebook.cells.append(nbformat.v4.new_code_cell(CHECKS.format(names=names)))
    client = new_client(notebook, path.parent)
    start = time.perf_counter()
    with client.setup_kernel(env=kernel_environment() | (extra or {}), cleanup_kc=True):
        yield client, kernel_process(client), start


def code_cells(client):
    """Return the code cells as (index, cell): the first one imports, the last one checks."""
    return [(i, cell) for i, cell in enumerate(client.nb.cells) if cell.cell_type == "code"]


def run_cells(client, cells):
    for index, cell in cells:
        client.execute_cell(cell, index)


def run_chapter(path, extra=None):
    """Run a chapter and the checks of its exercises in a kernel, and return what it took."""
    with fresh_kernel(path, extra) as (client, process, start):
        first, *rest = code_cells(client)
        run_cells(client, [first])
        seconds = time.perf_counter() - start
        imported, cpu_imported = memory(process), processor_seconds(process)
        with Peak(process) as peak:
            run_cells(client, rest)
        after = memory(process)
        return {
            "seconds to first cell": seconds,
            "cpu seconds to first cell": cpu_imported,
            "cpu seconds": processor_seconds(process),
            "threads": process.num_threads(),
            "imported": imported,
            "after": after,
            "peak own": max(peak.own, after["own"]),
            "peak resident": max(peak.resident, after["own"] + after["shared"]),
            "notebook": len(nbformat.writes(client.nb)) / MB,
        }


def run_many(_, number=AT_ONCE):
    """Run a chapter in many kernels at once, and return what all of them took together."""
    path = crowded()
    barrier = threading.Barrier(number)
    processes = []

    def one(_):
        with fresh_kernel(path) as (client, process, start):
            first, *rest = code_cells(client)
            run_cells(client, [first])
            waited = time.perf_counter() - start
            processes.append(process)
            barrier.wait()
            if barrier.wait() == 0:  # all have imported: one of them looks at all
                found.append(together(processes))
            barrier.wait()
            run_cells(client, rest)
            if barrier.wait() == 0:
                found.append(together(processes))
            barrier.wait()
            return waited

    found = []
    with ThreadPoolExecutor(number) as pool:
        waits = list(pool.map(one, range(number)))
    imported, after = found
    return {
        "kernels": number,
        "seconds to first cell": max(waits),
        "imported": imported,
        "after": after,
    }


def together(processes):
    """Return the memory of many kernels: what is shared counts once."""
    each = [memory(process) for process in processes]
    return {
        "own": sum(one["own"] for one in each),
        "shared": max(one["shared"] for one in each),
        "pss": sum(one["pss"] for one in each),
    }


# ---- the server, the disk, the checks ---------------------------------------------------------


def run_server(folder):
    """Start JupyterLab, open its page and all notebooks in it, and return what it took."""
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--ServerApp.port=0"]
    command += ["--ServerApp.ip=127.0.0.1", f"--ServerApp.root_dir={ROOT}", "--allow-root"]
    command += ["--IdentityProvider.token=class", "--LabApp.news_url=None"]
    places = {name: str(Path(folder, name)) for name in ("config", "data", "runtime")}
    env = os.environ | {f"JUPYTER_{name.upper()}_DIR": place for name, place in places.items()}
    start = time.perf_counter()
    server = subprocess.Popen(
        command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder
    )
    try:
        process = psutil.Process(server.pid)
        address = wait_for_address(places["runtime"])
        ask = partial(ask_server, address)
        ask("lab")
        seconds = time.perf_counter() - start
        cpu = processor_seconds(process)
        idle = memory(process)
        for path in CHAPTERS:
            ask(f"api/contents/notebooks/{path.name}")
        return {
            "seconds": seconds,
            "cpu seconds": cpu,
            "idle": idle,
            "after": memory(process),
        }
    finally:
        server.terminate()
        server.wait()


def wait_for_address(runtime, patience=120):
    """Return the address that the server writes down once it listens."""
    for _ in range(patience * 20):
        for file in Path(runtime).glob("jpserver-*.json"):
            with contextlib.suppress(ValueError):
                return json.loads(file.read_text(encoding="utf-8"))["url"]
        time.sleep(0.05)
    raise TimeoutError(f"JupyterLab did not start within {patience} seconds.")


def ask_server(address, path):
    request = urllib.request.Request(address + path, headers={"Authorization": "token class"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return answer.read()


def environment_size(_):
    """Return the megabytes of this Python's environment: everything that the lock installs."""
    files = (Path(folder, name) for folder, _, names in os.walk(sys.prefix) for name in names)
    return sum(file.lstat().st_size for file in files) / MB


def time_checks(_, turns=3):
    """Return the processor seconds of each check: of a right answer, and of a known mistake."""
    seconds = {"right": [], "wrong": []}
    for path in CHAPTERS:
        for exercise in bank(path.stem[:2]).values():
            mistake = [one for one in exercise.mistakes if not one.of_result][-1]
            answers = {
                "right": exercise.reference,
                "wrong": partial(mistake.answer, **mistake.options),
            }
            for kind, answer in answers.items():
                taken = []
                for _ in range(turns):
                    start = time.process_time()
                    judge(exercise, answer, 1)
                    taken.append(time.process_time() - start)
                seconds[kind].append(statistics.median(taken))
    return {
        kind: {"median": statistics.median(taken), "most": max(taken)}
        for kind, taken in seconds.items()
    }


def run_marking(folder, students=5):
    """Mark an assignment that some students have solved, and return what each of them took."""
    programs = Path(sys.executable).parent
    stem = crowded().stem

    def run(*command, where):
        subprocess.run(
            [programs / command[0], *command[1:]], cwd=where, check=True, capture_output=True
        )

    run("course", "assignment", CROWD, "-o", "class", where=folder)
    place = Path(folder, "class")
    run("nbgrader", "generate_assignment", stem, where=place)
    solved = nbformat.read(place / "release" / stem / f"{stem}.ipynb", as_version=4)
    source = nbformat.read(place / "source" / stem / f"{stem}.ipynb", as_version=4)
    for cell, with_solution in zip(solved.cells, source.cells, strict=True):
        if cell.metadata.nbgrader.solution:
            cell.source = with_solution.source
    for number in range(students):
        handed_in = place / "submitted" / f"student{number}" / stem
        handed_in.mkdir(parents=True)
        nbformat.write(solved, handed_in / f"{stem}.ipynb")
    before = os.times()
    run("nbgrader", "autograde", stem, where=place)
    after = os.times()
    spent = after.children_user + after.children_system
    spent -= before.children_user + before.children_system
    return {"cpu seconds": spent / students}


# ---- all of it ---------------------------------------------------------------------------------


def crowded():
    """Return the chapter that many kernels run at once."""
    return next(path for path in CHAPTERS if path.stem.startswith(CROWD))


def run_chapters(_):
    """Return what each chapter takes, by its number."""
    found = {}
    for path in CHAPTERS:
        say(path.stem)
        found[path.stem[:2]] = run_chapter(path)
    return found


def run_threads(_):
    """Return what a chapter takes with one thread of NumPy's, and with many."""
    names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")
    return {number: run_chapter(crowded(), dict.fromkeys(names, number)) for number in ("1", "32")}


def describe_machine(_):
    return {
        "python": platform.python_version(),
        "system": platform.system(),
        "processors": os.cpu_count(),
        "others": os.getloadavg()[0],  # processes that want a processor when it begins
    }


PARTS = {
    "machine": describe_machine,
    "environment": environment_size,
    "chapters": run_chapters,
    "at once": run_many,
    "threads": run_threads,
    "server": run_server,
    "checks": time_checks,
    "marking": run_marking,
}


def say(what):
    print(f"... {what}", file=sys.stderr, flush=True)


def rounded(value):
    """Round all numbers of a nested dict to three significant digits."""
    if isinstance(value, dict):
        return {key: rounded(part) for key, part in value.items()}
    return float(f"{value:.3g}") if isinstance(value, float) else value


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}")
    chosen = parser.parse_args().parts or list(PARTS)
    if unknown := set(chosen) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    found = json.loads(STORE.read_text(encoding="utf-8")) if STORE.exists() else {}
    for name in chosen:
        say(name)
        with tempfile.TemporaryDirectory() as folder:
            found[name] = rounded(PARTS[name](folder))
        text = json.dumps({name: found[name] for name in PARTS if name in found}, indent=1)
        STORE.write_text(text + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
