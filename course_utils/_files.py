"""Write a file as a whole or not at all."""

import errno
import os
import shutil
import tempfile
from contextlib import ExitStack
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
        handle, draft = tempfile.mkstemp(dir=target.parent, prefix=".", suffix=".part")
        undo.callback(os.unlink, draft)
        with open(handle, "wb") as stream:
            stream.write(content)
        if not (overwrite and os.path.lexists(target)):
            # Unlike os.replace, this fails if the file is there; it also has the usual permissions.
            target.touch(exist_ok=overwrite)
            undo.callback(target.unlink, missing_ok=True)
        shutil.copymode(target, draft)
        os.replace(draft, target)
        undo.pop_all()
