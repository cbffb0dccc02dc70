"""The pictures that a command reads and the files that it writes.

Names are texts as the user typed them: a Path drops the slash that makes a name that of a folder.
"""

import os
from contextlib import contextmanager
from typing import Annotated

import typer

from .. import _files, codec, images, video
from .._shared import LIBRARIES_MUTED
from .._validation import shortened
from .refusal import Refusal

PICTURES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp")
FIGURES = (".png", ".svg")


def out_option(what):
    """Return the option -o of a command that writes what this says."""
    return typer.Option("-o", "--out", metavar="PATH", help=what)


Force = Annotated[bool, typer.Option("--force", help="Overwrite a file that is there already.")]


def read(name):
    """Read a picture."""
    if is_no_name(name):
        raise Refusal(f"{shortened(name)} cannot be the name of a file; name a picture.")
    try:
        with LIBRARIES_MUTED:
            return images.read_image(name)
    except (FileNotFoundError, ValueError) as error:
        raise Refusal(str(error)) from None


def read_alike(*names):
    """Read pictures; all have one channel if all of them are gray, else three each."""
    pictures = [read(name) for name in names]
    if all(map(is_gray, pictures)):
        return [picture[:, :, 0] for picture in pictures]
    return pictures


@contextmanager
def film(source):
    """Open a video file by its name, or a camera by its number, and close it again."""
    if isinstance(source, str) and is_no_name(source):
        raise Refusal(f"{shortened(source)} cannot be the name of a file; name a video.")
    try:
        with video.frames_of(source) as frames:
            yield frames
    except video.Unreadable as error:
        raise Refusal(str(error)) from None


def is_gray(image):
    """Tell whether the three channels of a picture are equal."""
    return bool((image == image[:, :, :1]).all())


def ending(name):
    """Return the ending that decides the format, like ".png", or nothing."""
    found = os.path.splitext(name)[1]
    return "" if found == "." else found.lower()


def is_no_name(name):
    """Tell whether no file can have this name, as "out.png/", which could only be a folder."""
    return os.path.basename(name) in ("", ".", "..")


def check_output(name, endings, force):
    """Refuse what must not or cannot be written, before the work begins."""
    if is_no_name(name):
        raise Refusal(f"The output {shortened(name)} cannot be the name of a file; name one.")
    if os.path.isdir(name):
        raise Refusal(f"The output {shortened(name)} is a folder; name a file.")
    if ending(name) not in endings:
        found = f"the ending {shortened(ending(name))}" if ending(name) else "no ending"
        raise Refusal(
            f"The output {shortened(name)} has {found}, which decides the format; choose one of "
            f"{', '.join(endings)}."
        )
    folder = os.path.dirname(name) or "."
    if not os.path.isdir(folder):
        raise Refusal(
            f"There is no folder {shortened(folder)} for the output, or no permission to enter "
            "it; make it first, or choose another one."
        )
    if os.path.lexists(name) and not force:  # a link counts, wherever it leads
        raise taken(name)


def taken(name):
    """Return the refusal to overwrite a file."""
    return Refusal(
        f"The output {shortened(name)} is there already; choose another name with -o, or add "
        "--force to overwrite it."
    )


def picture_file(image, name):
    """Return the content of a picture file in the format that the ending asks for."""
    content = codec.encode(image, ending(name))
    if content is None:
        rows, columns = image.shape[:2]
        raise Refusal(
            f"A picture of {rows} x {columns} pixels cannot be stored as {ending(name)}; choose "
            ".png."
        )
    return content


def write(name, content, force):
    """Write a file as a whole or not at all."""
    try:
        _files.replace(name, content, overwrite=force)
    except FileExistsError:  # it has appeared since check_output
        raise taken(name) from None
    except OSError as error:
        raise Refusal(
            f"The output {shortened(name)} cannot be written ({error.strerror}); choose another "
            "name or folder, or free some space."
        ) from None
