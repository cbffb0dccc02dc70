"""Print the table: `python -m tests.benchmarks [words that a row's name must hold]`."""

import os
import platform
import sys
import tempfile

import cv2
import numpy as np

from .harness import measure, print_table, table_line
from .rows import ROWS, Pictures

REPEATS = 51
PATIENCE = 2  # seconds for all runs of one way


def main(wanted, pictures):
    height, width = pictures.shape
    print(
        f"Python {platform.python_version()}, NumPy {np.__version__}, OpenCV {cv2.__version__}, "
        f"{os.cpu_count()} processors; pictures of {height} x {width} pixels.\n"
        f"Up to {REPEATS} runs of each, in turns. A number is the median of how many times as long "
        "as ours it took:\n20 is twenty times slower, 0.1 ten times faster. "
        "The limit moves the data on one processor and computes nothing."
    )
    lines = []
    for make in ROWS:
        row = make(pictures)
        if wanted in row.name:
            print(f"... {row.name}", file=sys.stderr)
            lines.append(table_line(row, measure(row, repeats=REPEATS, patience=PATIENCE)))
    print_table(lines)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        main(" ".join(sys.argv[1:]), Pictures(folder))
