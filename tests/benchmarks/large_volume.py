"""Count a Zarr volume that is larger than memory may be: `python -m tests.benchmarks.large_volume`.

For Linux. It is written into a temporary folder (3 GiB for 4 GiB of voxels) and removed afterwards.
Reading and counting run in processes of their own, in turns, so that each shows its own memory.
"""

import json
import math
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import dask.array as da
import numpy as np
import zarr

from course_utils import data
from course_utils.histograms import volume_histogram

ROOT = Path(__file__).parents[2]


def write(path, part, copies):
    """Fill a Zarr array with copies of a volume, shifted so that no two are alike."""
    size = len(part)
    chunks = (size // 8, size, size)
    shape = tuple(size * number for number in copies)
    array = zarr.create_array(path, shape=shape, chunks=chunks, dtype=part.dtype)
    for number, place in enumerate(np.ndindex(copies)):
        region = tuple(slice(size * first, size * first + size) for first in place)
        array[region] = np.roll(part, 37 * number, axis=2)


def read(volume):
    """Let Dask load every chunk as for counting, and throw it away."""
    ones = tuple((1,) * number for number in volume.numblocks)
    nothing = np.zeros((1, 1, 1), np.int64)
    loaded = volume.map_blocks(lambda _: nothing, chunks=ones, meta=np.empty((0, 0, 0), np.int64))
    return loaded.sum()


def run(what, path):
    """Do one of both in this process; print its time, its peak of memory and its result."""
    volume = da.from_zarr(path)
    start = time.perf_counter()
    if what == "read":
        read(volume).compute()
        counts = []
    else:
        counts = volume_histogram(volume).tolist()
    taken = time.perf_counter() - start
    print(json.dumps({"seconds": taken, "mebibytes": peak_of_memory(), "counts": counts}))


def peak_of_memory():
    """Return the most MiB that were resident in this process at any time."""
    # Not resource.getrusage: its peak is inherited from the process that started this one.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) / 1024


def in_its_own_process(what, path):
    """Return what `run` prints in a fresh process."""
    command = [sys.executable, "-m", "tests.benchmarks.large_volume", what, str(path)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
    return json.loads(done.stdout)


def compare(part, copies, turns):
    """Write the volume, and return for each turn what reading and counting printed."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "volume.zarr")
        write(path, part, copies)
        return [
            (in_its_own_process("read", path), in_its_own_process("count", path))
            for _ in range(turns)
        ]


def lines(part, copies, turns=3):
    """Yield the lines of the table."""
    results = compare(part, copies, turns)
    voxels = part.size * math.prod(copies)
    yield f"{voxels / 2**30:.3g} GiB of voxels in a Zarr array, zarr {zarr.__version__}"
    for number, what in enumerate(("reading", "counting")):
        seconds = statistics.median(turn[number]["seconds"] for turn in results)
        memory = max(turn[number]["mebibytes"] for turn in results)
        yield f"{what:8s} {seconds:6.2f} s (median of {turns}), at most {memory:.0f} MiB resident"
    ratio = statistics.median(count["seconds"] / read["seconds"] for read, count in results)
    expected = np.bincount(part.ravel(), minlength=256) * math.prod(copies)
    right = all(count["counts"] == expected.tolist() for _, count in results)
    yield f"counting takes {ratio:.2f} times as long as reading; counts exact: {right}"


if __name__ == "__main__":
    if sys.argv[1:]:
        run(*sys.argv[1:])
    else:
        print(*lines(data.ct_volume(512), (2, 4, 4)), sep="\n")
