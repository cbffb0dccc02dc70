"""Results in letters, for a terminal."""

import shutil
import sys

import numpy as np

from .refusal import Refusal

# What a terminal draws with: parts of a bar, and shades of a cell. The second of each is for
# terminals that know no more than ASCII.
BARS = (" ▁▂▃▄▅▆▇█", " ..::||##")
SHADES = (" ░▒▓█", " .:*#")
BAR_LINES = 8


def say(text):
    """Print a result, or say that this is impossible."""
    try:
        print(text, flush=True)
    except BrokenPipeError:
        raise  # no fault: `| head` has seen enough, and Typer ends in silence
    except OSError as error:
        sys.stdout = None  # else Python tries, and fails, once more when it ends
        raise Refusal(
            f"The result cannot be printed ({error.strerror}); send it to a terminal, or to a file "
            "with free space."
        ) from None


def width():
    """Return how many letters a line may have: 16, 32, 64 or 128."""
    columns = max(16, shutil.get_terminal_size().columns)
    return max(letters for letters in (16, 32, 64, 128) if letters <= columns)


def bar_lines(counts):
    """Draw counts as bars, the highest as high as BAR_LINES."""
    bars = symbols(BARS)
    heights = np.ceil(counts / counts.max() * BAR_LINES * 8).astype(int)
    for line in range(BAR_LINES - 1, -1, -1):
        yield "".join(bars[part] for part in np.clip(heights - line * 8, 0, 8))


def shade_lines(counts):
    """Draw joint counts as cells two letters wide, shaded by the logarithm of the count."""
    shades = symbols(SHADES)
    levels = np.ceil(np.log1p(counts) / np.log1p(counts.max()) * (len(shades) - 1)).astype(int)
    for row in levels[::-1]:
        yield "".join(2 * shades[level] for level in row)


def symbols(pair):
    """Return the first string, or the second if the terminal cannot show the first."""
    try:
        pair[0].encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return pair[1]
    return pair[0]
