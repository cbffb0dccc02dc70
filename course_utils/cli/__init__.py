"""The `course` command: what the chapters teach, for the pictures on your disk.

Each command is one module here, listed in `COMMANDS`; the process around them is `__main__`.
"""

from importlib import metadata
from typing import Annotated

import typer

from . import (
    assignment,
    background,
    compare,
    convolve,
    detect,
    group,
    histogram,
    match,
    quantize,
    start,
    status,
)
from .refusal import one_sentence

COMMANDS = (
    start.start,
    status.status,
    match.match,
    histogram.histogram,
    convolve.convolve,
    compare.compare,
    group.group,
    background.background,
    detect.detect,
    quantize.quantize,
    assignment.assignment,
)

app = typer.Typer(
    help="Computer Vision by Hand on the command line.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for command in COMMANDS:
    app.command()(one_sentence()(command))


def show_version(wanted: bool):
    """Print the version of the course and stop."""
    if wanted:
        try:
            print("course", metadata.version("computer-vision-by-hand"))
        except metadata.PackageNotFoundError:
            print("course, run from a folder where it is not installed")
        raise typer.Exit


@app.callback()
def options(
    _: Annotated[
        bool,
        typer.Option("--version", callback=show_version, is_eager=True, help="Show the version."),
    ] = False,
):
    """Take what may stand before a command."""
