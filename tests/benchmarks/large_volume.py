"""Count a Zarr volume that is larger than memory may be: `python -m tests.benchmarks.large_volume`.

It is written into a temporary folder (about 3 GiB for 4 GiB of voxels) and removed afterwards.
Reading and counting run in processes of their own, in turns, so that each shows its own memory.
"""

import json
import resource
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

TURNS = 3
CHUNKS = (64, 512, 512)


def write(path, shape):
    """Fill a Zarr array with copies of a generated volume, shifted so that no two are alike."""
    array = zarr.create_array(path, shape=shape, chunks=CHUNKS, dtype=np.uint8)
    part = data.ct_volume(512)
    for number, start in enumerate(np.ndindex(*(size // 512 for size in shape))):
        place = tuple(slice(512 * first, 512 * first + 512) for first in start)
        array[place] = np.roll(part, 37 * number, axis=2)


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
        counts = volume_histogram(volume, normalize=False).tolist()
    taken = time.perf_counter() - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # KiB on Linux
    print(json.dumps({"seconds": taken, "mebibytes": memory / 1024, "counts": counts}))


def in_its_own_process(what, path):
    """Return what `run` prints in a fresh process."""
    command = [sys.executable, "-m", "tests.benchmarks.large_volume", what, str(path)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def compare(shape, turns=TURNS):
    """Write, read and count a volume; return its size, the seconds of both, memory and counts."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "volume.zarr")
        write(path, shape)
        results = [
            (in_its_own_process("read", path), in_its_own_process("count", path))
            for _ in range(turns)
        ]
    return results


def main(shape=(1024, 2048, 2048)):
    """Print the table."""
    results = compare(shape)
    expected = np.bincount(data.ct_volume(512).ravel(), minlength=256)
    copies = np.prod(shape) // 512**3
    print(
        f"{np.prod(shape) / 2**30:.1f} GiB of voxels in chunks of {CHUNKS}, zarr {zarr.__version__}"
    )
    for what, number in (("reading", 0), ("counting", 1)):
        seconds = statistics.median(turn[number]["seconds"] for turn in results)
        memory = max(turn[number]["mebibytes"] for turn in results)
        print(f"{what:9s} {seconds:6.1f} s (median of {len(results)}), {memory:.0f} MiB resident")
    ratio = statistics.median(count["seconds"] / read["seconds"] for read, count in results)
    right = all(count["counts"] == (copies * expected).tolist() for _, count in results)
    print(f"counting takes {ratio:.2f} times as long as reading; counts exact: {right}")


if __name__ == "__main__":
    if sys.argv[1:]:
        run(*sys.argv[1:])
    else:
        main()
