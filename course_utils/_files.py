"""Write a file as a whole or not at all."""

import errno
import os
import re
import shutil
from contextlib import ExitStack, suppress
from pathlib import Path


def replace(path, content, *, overwrite=True):
    """Write the bytes beside the file and move them into place in one step.

    A crash or a full disk leaves the file of before. A link stays one, and the file that it leads
    to is replaced; the permissions of a file that was there stay. Without `overwrite`, a file that
    is there already, or appears meanwhile, raises FileExistsError. What is no regular file, such as
    a pipe, is left alone.
    """
    target = Path(os.path.realpath(path)) if overwrite else Path(path)
    if os.path.exists(target) and not os.path.isfile(target):
        raise OSError(errno.EINVAL, "it is no regular file")
    with ExitStack() as undo:
        stream = open_draft(target)
        undo.callback(os.unlink, stream.name)
        with stream:
            stream.write(content)
        if not overwrite:
            place(stream.name, target)
        else:
            if os.path.lexists(target):
                shutil.copymode(target, stream.name)
            os.replace(stream.name, target)
        undo.pop_all()


def open_draft(target):
    """Open a new file beside the target, with the permissions that new files have here."""
    # Of a long name only a part is taken: no name may have more than 255 bytes.
    return open(target.with_name(f".{target.name[:40]}.{os.urandom(4).hex()}.part"), "xb")


def place(source, target):
    """Give a file another name, unless that is taken: then raise FileExistsError."""
    try:
        os.link(source, target)  # os.replace would overwrite what appears in the last moment
    except FileExistsError:
        raise
    except OSError:  # this disk has no second names, as many a USB stick
        if os.path.lexists(target):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target)) from None
        os.rename(source, target)
    else:
        os.unlink(source)


def sweep(path):
    """Remove the drafts of a file that writers who were killed have left.

    Only who keeps all other writers out may call this.
    """
    target = Path(os.path.realpath(path))
    draft = re.compile(rf"\.{re.escape(target.name[:40])}\.[0-9a-f]{{8}}\.part")
    for name in os.listdir(target.parent):
        if draft.fullmatch(name):
            with suppress(OSError):
                os.unlink(target.with_name(name))


def set_aside(path):
    """Give a file that cannot be read a name that says so, and return its new path."""
    number = 1
    while os.path.lexists(kept := path.with_name(f"{path.stem}.unreadable-{number}{path.suffix}")):
        number += 1
    os.replace(path, kept)
    return kept
