"""`course match`: give one picture the histogram of another one."""

import os
from pathlib import Path
from typing import Annotated

import cv2
import numpy as np
import typer

from .. import histograms
from .._validation import shortened
from .files import (
    PICTURES,
    Force,
    check_output,
    is_gray,
    out_option,
    picture_file,
    read,
    read_alike,
    write,
)
from .refusal import Refusal
from .terminal import say


def match(
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="The picture to change.")],
    reference: Annotated[
        str, typer.Argument(metavar="REFERENCE", help="The picture whose colors it shall have.")
    ],
    mask: Annotated[
        str | None,
        typer.Option(
            metavar="PATH",
            help="A gray picture: white keeps the result, black makes it black. Without it the "
            "whole result is written.",
        ),
    ] = None,
    out: Annotated[
        str | None,
        out_option("The file to write, else SOURCE_matched.png here."),
    ] = None,
    whole: Annotated[
        str | None,
        typer.Option(
            metavar="PATH",
            help="With a mask: a second file to write, for the whole result.",
        ),
    ] = None,
    force: Force = False,
):
    """Give one picture the histogram of another one (chapter 05).

    Sizes may differ, and a mask is resized to SOURCE. Two gray pictures give a gray one. Of 16 bits
    the upper 8 are used, of several frames or pages the first, and transparency is dropped.
    """
    out = f"{Path(source).stem}_matched.png" if out is None else out
    check_output(out, PICTURES, force)
    if whole is not None:
        check_whole(whole, out, mask, force)
    pair = read_alike(source, reference)
    kept = None if mask is None else read_mask(mask, pair[0].shape[:2])
    masks = {out: kept} if whole is None else {whole: None, out: kept}
    files = {
        name: picture_file(histograms.match_histograms(*pair, mask=mask), name)
        for name, mask in masks.items()
    }
    for name, content in files.items():
        write(name, content, force)
        say(f"wrote {name}")


def check_whole(name, out, mask, force):
    """Refuse a second file that would be the same as the first one, or in its place."""
    if mask is None:
        raise Refusal(
            "Without --mask there is one result, the whole one; give a mask, or leave out --whole."
        )
    check_output(name, PICTURES, force)
    if os.path.realpath(name) == os.path.realpath(out):
        raise Refusal(
            f"Both results would go to {shortened(name)}; give --whole another name than -o."
        )


def read_mask(name, shape):
    """Read a gray picture and resize it, or say that it is no mask."""
    image = read(name)
    if not is_gray(image):
        raise Refusal(
            f"The mask {shortened(name)} is a color picture; give a gray one, white where the "
            "result is kept."
        )
    # match_histograms would resize it as well, but only here can a mask that vanishes be named.
    rows, columns = shape
    gray = np.ascontiguousarray(image[:, :, 0])
    mask = cv2.resize(gray, (columns, rows), interpolation=cv2.INTER_NEAREST)
    if mask.max() <= 1:
        raise Refusal(
            f"The mask {shortened(name)} is black or almost black everywhere, so that nothing "
            f"would be left: at the {rows} x {columns} pixels of the source its highest value is "
            f"{mask.max()} of 255 (of 16 bits the upper 8 count, and transparency is dropped); "
            "give one that is white, 255 and not 1, where the result is kept."
        )
    return mask
