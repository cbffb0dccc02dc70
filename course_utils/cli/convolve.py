"""`course convolve`: lay a kernel of the bank, or one from a text file, on a picture."""

import enum
import os
import re
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from .. import convolution
from .._sliding import BORDERS
from .._validation import shortened
from .files import PICTURES, Force, check_output, out_option, picture_file, read_alike, write
from .refusal import Refusal
from .terminal import say

MOST_BYTES = 10_000_000  # a text of more is no kernel
NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"

Border = enum.StrEnum("Border", {name.upper(): name for name in BORDERS})


def convolve(
    image: Annotated[str, typer.Argument(metavar="IMAGE", help="The picture to convolve.")],
    kernel: Annotated[
        str,
        typer.Option(
            metavar="NAME|FILE",
            help=f"One of {', '.join(convolution.KERNELS)}; or a text file with one row of numbers "
            "in each line, such as 0 -1 0 or 1/9 1/9 1/9.",
        ),
    ],
    border: Annotated[
        Border, typer.Option(help="What lies outside of the picture.")
    ] = Border.REPLICATE,
    flip: Annotated[
        bool,
        typer.Option(
            help="Turn the kernel by 180 degrees first, as a convolution does; cv2.filter2D does "
            "not."
        ),
    ] = True,
    rescale: Annotated[
        bool,
        typer.Option(
            "--rescale",
            help="Stretch the sums over 0 to 255. Without it they are rounded and what is outside "
            "is cut off.",
        ),
    ] = False,
    out: Annotated[
        str | None,
        out_option("The file to write, else IMAGE_KERNEL.png here."),
    ] = None,
    force: Force = False,
):
    """Convolve a picture with a small kernel (chapters 07 and 08).

    Each channel is taken alone. Of 16 bits the upper 8 are used, of several frames or pages the
    first, and transparency is dropped.
    """
    out = f"{Path(image).stem}_{Path(kernel).stem}.png" if out is None else out
    check_output(out, PICTURES, force)
    weights = find_kernel(kernel)
    (picture,) = read_alike(image)
    slide = convolution.convolve if flip else convolution.correlate
    try:
        sums = slide(picture, weights, border=border.value)
    except (TypeError, ValueError) as error:  # of the kernel: the picture has been read
        raise Refusal(f"{shortened(kernel)} cannot be used, because its {error}") from None
    shown, note = (stretched if rescale else clipped)(sums)
    write(out, picture_file(shown, out), force)
    say(f"wrote {out}{note}")


def clipped(sums):
    """Return a picture of the sums, and how much of them is lost in it."""
    rounded = np.rint(sums)
    lost = np.mean((rounded < 0) | (rounded > 255))
    note = f"; {lost:.1%} of its values lie outside 0 to 255 and are cut off" if lost else ""
    return rounded.clip(0, 255).astype(np.uint8), note


def stretched(sums):
    """Return a picture in which the least sum is black and the greatest white, and their values."""
    low, high = sums.min(), sums.max()
    scaled = (sums - low) * (255 / (high - low)) if high > low else np.zeros_like(sums)
    return np.rint(scaled).astype(np.uint8), f"; black is {low:.6g}, white is {high:.6g}"


def find_kernel(name):
    """Return a kernel of the bank, or the one in a text file."""
    if name in convolution.KERNELS:
        return convolution.KERNELS[name]
    if not os.path.isfile(name):
        raise Refusal(
            f"There is no kernel and no text file {shortened(name)}; give one of "
            f"{', '.join(convolution.KERNELS)}, or a file with a row of numbers in each line."
        )
    try:
        if os.path.getsize(name) > MOST_BYTES:
            raise Refusal(f"The file {shortened(name)} is too large for a kernel; name a text.")
        text = Path(name).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise Refusal(
            f"The file {shortened(name)} is no text; write a row of numbers in each line."
        ) from None
    except OSError as error:
        raise Refusal(
            f"The file {shortened(name)} cannot be read ({error.strerror}); choose another one."
        ) from None
    return parse_kernel(name, text)


def parse_kernel(name, text):
    """Return the numbers of a text, or say in which line it is no kernel."""
    rows = []
    for number, line in enumerate(text.splitlines(), 1):
        words = re.split(r"[\s,;]+", line.partition("#")[0].strip(" \t,;[]"))
        if words == [""]:
            continue
        rows.append([weight(name, number, word) for word in words])
        if len(rows[-1]) != len(rows[0]):
            raise Refusal(
                f"Line {number} of {shortened(name)} has {len(rows[-1])} numbers and the lines "
                f"before it {len(rows[0])}; give all rows of a kernel the same length."
            )
    if not rows:
        raise Refusal(f"The file {shortened(name)} holds no number; write a row in each line.")
    return np.array(rows)


def weight(name, line, word):
    """Return the value of a number or a fraction, such as -1.5 or 1/9."""
    try:
        if found := re.fullmatch(rf"({NUMBER})/({NUMBER})", word):
            return float(found[1]) / float(found[2])
        return float(word)
    except (ValueError, ZeroDivisionError):
        raise Refusal(
            f"Line {line} of {shortened(name)} holds {shortened(word)}, which is no number; write "
            "numbers or fractions, such as -1 or 1/9, with blanks between them."
        ) from None
