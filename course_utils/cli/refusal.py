"""What a command cannot do, said in one sentence."""

import sys
from contextlib import contextmanager

import cv2
import typer


class Refusal(Exception):
    """What the user can mend, in one sentence; any other error is a fault of the course."""


@contextmanager
def one_sentence():
    """Turn a refusal, or a lack of memory, into its sentence and exit code 2."""
    try:
        yield
    except Refusal as error:
        sentence = str(error)
    except (MemoryError, cv2.error) as error:
        if isinstance(error, cv2.error) and error.code != cv2.Error.StsNoMem:
            raise
        sentence = "There is not enough memory; take a smaller picture."
    else:
        return
    print(f"course: {sentence}", file=sys.stderr)
    raise typer.Exit(2)
