"""The process of `course`: what is changed here would be wrong in a reader's kernel."""

import os
import sys

from . import app


def main():
    """Run the command that the arguments name."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        # Of a stream that the shell has closed, the next file to be opened would get the number,
        # and what goes to a closed stderr would be printed on stdout.
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w" if number else "r"))  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # a name that the terminal cannot spell
    # No figure here needs a window, and matplotlib stops at the name of one that it cannot open.
    os.environ["MPLBACKEND"] = "agg"
    app(prog_name="course")


if __name__ == "__main__":
    main()
