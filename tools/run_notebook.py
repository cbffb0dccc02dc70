#!/usr/bin/env python3
"""Run notebooks from top to bottom and store their text outputs, ready to commit.

Usage: python tools/run_notebook.py NOTEBOOK...

Each notebook gets a fresh kernel of this Python, in its own folder, and is rewritten only when
every cell ran. nbval runs the same notebooks through the same `new_client`, so what it compares
is what this program stored.
"""

import os
import sys
import time
from pathlib import Path

import nbformat
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from tools.notebook_outputs import normalize, to_text

CELL_TIMEOUT = 120  # seconds


def new_client(notebook, folder):
    """Prepare the client that runs a notebook.

    Parameters
    ----------
    notebook : NotebookNode
        The notebook; its cells receive the new outputs.
    folder : Path
        The folder in which the kernel works.

    Returns
    -------
    NotebookClient
        A client whose kernel is not started yet.
    """
    # No folder is searched for kernels: what is left is this Python's own. Otherwise a "python3"
    # that the user once registered would run the notebook, with other packages.
    manager = AsyncKernelManager(
        kernel_name="python3", kernel_spec_manager=KernelSpecManager(kernel_dirs=[])
    )
    return NotebookClient(
        notebook,
        km=manager,
        timeout=CELL_TIMEOUT,
        store_widget_state=False,
        coalesce_streams=True,  # as one text, with carriage returns carried out
        extra_arguments=["--log-level=ERROR"],  # else each kernel warns that it listens on TCP
        resources={"metadata": {"path": str(folder)}},
    )


def kernel_environment():
    """Return the environment of the kernel: figures in the notebook, no progress recorded."""
    return os.environ | {
        "COURSE_PROGRESS": "off",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    }


def run(path):
    """Run one notebook and rewrite it with the outputs that are committed.

    Parameters
    ----------
    path : Path
        The notebook.

    Raises
    ------
    CellExecutionError, CellTimeoutError, DeadKernelError
        When a cell fails. The file is then left as it was.
    """
    notebook = nbformat.read(path, as_version=4)
    new_client(notebook, path.resolve().parent).execute(env=kernel_environment(), cleanup_kc=True)
    path.write_text(to_text(normalize(notebook)), encoding="utf-8", newline="\n")


def main(arguments):
    """Run the notebooks named on the command line."""
    status = 0
    for name in arguments:
        print(f"{name} ... ", end="", flush=True)
        start = time.perf_counter()
        try:
            run(Path(name))
        except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
            print(f"stopped, file unchanged\n{error}")
            status = 1
        else:
            print(f"{time.perf_counter() - start:.1f} s")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
