"""`course quantize`: show a picture in few colors."""

import math
import os
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from .. import clustering, codec
from .files import (
    PICTURES,
    Force,
    check_output,
    ending,
    out_option,
    picture_file,
    read_alike,
    write,
)
from .terminal import say


def quantize(
    image: Annotated[str, typer.Argument(metavar="IMAGE", help="The picture to change.")],
    k: Annotated[int, typer.Option("-k", "--colors", min=1, max=256, help="How many colors.")] = 8,
    out: Annotated[
        str | None,
        out_option("The file to write, else IMAGE_K_colors.png here."),
    ] = None,
    force: Force = False,
):
    """Show a picture in few colors that suit it (chapter 16).

    Prints the colors and the share of the pixels that each has, the PSNR, and the sizes of both
    files. A PNG holds a palette and a few bits for each pixel. Of 16 bits the upper 8 are used, of
    several frames or pages the first, and transparency is dropped.
    """
    out = f"{Path(image).stem}_{k}_colors.png" if out is None else out
    check_output(out, PICTURES, force)
    (picture,) = read_alike(image)
    quantized = clustering.quantize(np.ascontiguousarray(picture), k)
    if ending(out) == ".png":
        content = codec.encode_indexed(quantized.labels, quantized.palette)
    else:
        content = picture_file(quantized.image, out)
    write(out, content, force)
    lines = [
        f"{color_name(color)}  {100 * share:5.1f} %"
        for color, share in zip(quantized.palette, quantized.shares, strict=True)
    ]
    lines.append(f"PSNR {decibels(picture, quantized.image)}")
    lines.append(f"{os.path.getsize(image)} bytes were read")
    lines.append(f"wrote {out}, {len(content)} bytes")
    say("\n".join(lines))


def color_name(color):
    """Return the name of a color as in a style sheet, #rrggbb, of B, G, R or gray."""
    blue, green, red = np.broadcast_to(color, 3).tolist()
    return f"#{red:02x}{green:02x}{blue:02x}"


def decibels(image, quantized):
    """Return the PSNR in words."""
    error = np.mean((image.astype(np.float64) - quantized) ** 2)
    return f"{10 * math.log10(255**2 / error):.1f} dB" if error else "infinite: nothing changed"
