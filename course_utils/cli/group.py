"""`course group`: which pictures of a folder show the same."""

import json
import os
import sys
from typing import Annotated

import typer

from .. import comparison
from .._validation import shortened
from .compare import Json
from .files import PICTURES, ending, read
from .refusal import Refusal
from .terminal import say


def group(
    folder: Annotated[str, typer.Argument(metavar="FOLDER", help="Where the pictures are.")],
    limit: Annotated[
        float,
        typer.Option(min=0.01, max=1, help="Pictures belong together from this correlation on."),
    ] = 0.7,
    as_json: Json = False,
):
    """Put the pictures of a folder that show the same, perhaps shifted, into groups (chapter 14).

    Folders in it are left out. A file that cannot be read is named and the others are grouped; the
    exit code is 1 then. Pictures of more than 65,536 pixels are reduced, so that their shifts are
    known to a few pixels only; `course compare` finds the exact one of a pair.
    """
    pictures = Pictures(folder)
    try:
        groups = comparison.group_images(pictures, limit=limit, progress=sys.stderr.isatty())
    except ValueError:
        if pictures.names:
            raise
        raise Refusal(
            f"Not one picture in {shortened(folder)} can be read; the first: {pictures.refused[0]}"
        ) from None
    for sentence in pictures.refused:
        print(f"course: {sentence}", file=sys.stderr)
    if as_json:
        say(
            json.dumps({"groups": as_records(pictures.names, groups), "left_out": pictures.refused})
        )
    else:
        say("\n".join(group_lines(pictures.names, groups)))
    if pictures.refused:
        raise typer.Exit(1)


class Pictures:
    """The pictures of a folder, read one at a time.

    Attributes
    ----------
    names : list of str
        Of those that were read so far.
    refused : list of str
        A sentence on each that could not be read.
    """

    def __init__(self, folder):
        try:
            found = sorted(os.listdir(folder))
        except OSError as error:
            raise Refusal(
                f"The folder {shortened(folder)} cannot be read ({error.strerror}); name a folder "
                "with pictures."
            ) from None
        self.paths = [
            os.path.join(folder, name)
            for name in found
            if ending(name) in PICTURES and not os.path.isdir(os.path.join(folder, name))
        ]
        if not self.paths:
            raise Refusal(
                f"There is no picture in the folder {shortened(folder)}; name one with files that "
                f"end in {', '.join(PICTURES)}."
            )
        self.names, self.refused = [], []

    def __len__(self):
        return len(self.paths)

    def __iter__(self):
        for path in self.paths:
            try:
                image = read(path)
            except Refusal as refusal:
                self.refused.append(str(refusal))
            else:
                self.names.append(os.path.basename(path))
                yield image


def as_records(names, groups):
    """Return the groups as lists of dicts, a dict for each picture."""
    records = [[] for _ in range(groups.labels.max() + 1)]
    told = zip(names, groups.labels, groups.kinds, groups.partners, groups.shifts, strict=True)
    for name, label, kind, partner, shift in told:
        record = {"name": name, "kind": kind, "partner": names[partner]}
        records[label].append(record | shift._asdict())
    return records


def group_lines(names, groups):
    """Return the lines that list each group, and those that are alone at the end."""
    records = as_records(names, groups)
    together = [record for record in records if len(record) > 1]
    alone = [record[0]["name"] for record in records if len(record) == 1]
    lines = []
    for number, record in enumerate(together, 1):
        lines.append(f"group {number}: {len(record)} pictures")
        lines += [f"  {picture['name']}{reason(picture)}" for picture in record]
    if alone:
        lines += [f"alone: {len(alone)}", *(f"  {name}" for name in alone)]
    return lines


def reason(picture):
    """Return why a picture is in its group."""
    score = f"correlation {picture['score']:.2f}"
    return {
        "first": "",
        "equal": f": equal to {picture['partner']}",
        "shifted": f": {picture['partner']} shifted by {picture['rows']} rows and "
        f"{picture['columns']} columns, {score}",
        "similar": f": similar to {picture['partner']}, {score}",
    }[picture["kind"]]
