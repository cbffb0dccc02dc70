"""Run nbval's cells through nbclient, as JupyterLab and the book build run them.

nbval 0.11.0 speaks to the kernel itself, and differs from Jupyter where it matters here: a last
line that ends in `;` still shows its value, `clear_output` and display updates are not carried
out, and what an `Output` widget catches appears in the cell. So a correct notebook fails. This
plugin replaces only the running of a cell; collection, sanitizing, comparison and report stay
nbval's. Both sides of a comparison pass through the normalizer that prepares notebooks for git.

It is also stricter in two points. nbval runs a cell without an execution count but compares
nothing, and it obeys tags and comments that skip a cell. Here both are failures.
"""

import copy
from pathlib import Path

from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import from_dict
from nbval.plugin import IPyNbCell, IPyNbFile

from tools.notebook_outputs import normalize_outputs
from tools.run_notebook import kernel_environment, new_client

SKIPPING_TAGS = {"nbval-skip", "skip-execution"}


def pytest_configure(config):
    """Turn nbval on, in its strict mode, together with what replaces its kernel."""
    config.option.nbval = True
    config.option.nbval_sanitize_with = str(Path(__file__).with_name("nbval_sanitize.cfg"))


class Kernel:
    """A notebook's kernel, with the two methods that nbval calls at the end."""

    def __init__(self, notebook, folder):
        self.notebook = copy.deepcopy(notebook)
        self.code_cells = [
            index for index, cell in enumerate(notebook.cells) if cell.cell_type == "code"
        ]
        self.client = new_client(self.notebook, folder)
        self.client.start_new_kernel(env=kernel_environment())
        self.client.start_new_kernel_client()

    def run(self, number):
        """Run one code cell and return its outputs."""
        index = self.code_cells[number]
        return self.client.execute_cell(self.notebook.cells[index], index).outputs

    def is_alive(self):
        """Tell whether there is a kernel to end."""
        return self.client.km is not None

    def stop(self):
        """End the kernel."""
        self.client._cleanup_kernel()


def start_kernel(self):
    """Stand in for `IPyNbFile.setup`."""
    self.kernel = Kernel(self.nb, self.path.parent)
    self.setup_sanitize_files()


def run_cell(self):
    """Stand in for `IPyNbCell.runtest`."""
    if self.options["skip"] or SKIPPING_TAGS & set(self.cell.metadata.get("tags", [])):
        self.raise_cell_error("A cell of this course is never skipped: remove the tag or comment.")
    if self.cell.execution_count is None:
        self.raise_cell_error(
            "This cell was stored without having been run, so nothing would be compared. "
            "Run: make notebooks"
        )
    try:
        outputs = self.parent.kernel.run(self.cell_num)
    except CellTimeoutError as error:
        self.parent.timed_out = True
        self.raise_cell_error("The cell took too long", str(error))
    except (CellExecutionError, DeadKernelError) as error:
        self.raise_cell_error("Cell execution caused an exception", str(error))
    self.test_outputs = prepare(outputs)
    if self.options["check"] and not self.compare_outputs(
        self.test_outputs, prepare(self.cell.outputs)
    ):
        self.raise_cell_error("Cell outputs differ", "\n".join(self.comparison_traceback))


def prepare(outputs):
    """Bring outputs, new or stored, into the form in which they are compared."""
    return [from_dict(output) for output in normalize_outputs(copy.deepcopy(outputs))]


IPyNbFile.setup = start_kernel
IPyNbCell.runtest = run_cell
