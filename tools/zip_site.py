#!/usr/bin/env python3
"""Pack the built book into one zip file, for a disk, a USB stick or a school without a network.

Usage: python tools/zip_site.py

Unpacked, the pages work from the disk, without a server. The names are sorted and the dates are
fixed, so the same pages always give the same file. What serves only hosts or Sphinx stays out.
"""

import json
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SITE = ROOT / "_build" / "html"
FOLDER = "computer-vision-by-hand"  # into which it is unpacked
# Hosts, crawlers and other books read these at an address; browsers' debuggers read the maps.
LEFT_OUT = (
    ".*",
    "404.html",
    "_headers",
    "CNAME",
    "objects.inv",
    "robots.txt",
    "sitemap.xml",
    "social",
    "*.map",
)
CONTROLS = "_static/controls"
OPENCV = "_static/packages/opencvjs-web/lib/opencv_js.js"
# On a disk no browser fetches letters in this way, which a host needs: pages would go without them.
ONLY_FROM_HOSTS = b'type="font/woff2" crossorigin'
# Modules of the worker of OpenCV.js, and what each takes from or gives to others.
ALONE = {
    OPENCV: {b"import.meta.url": b'""', b"export default cv;": b""},
    f"{CONTROLS}/operations.js": {b"export const OPERATIONS": b"const OPERATIONS"},
    f"{CONTROLS}/opencv_worker.js": {
        b'import { OPERATIONS } from "./operations.js";': b"",
        b"import(OPENCV).then((module) => module.default())": b"cv()",
    },
}
LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the first date that a zip file can state


def packed_files(site):
    """Return the files of a site that go into the zip file, sorted by name.

    Parameters
    ----------
    site : Path
        The folder of the built book.

    Returns
    -------
    list of Path
        The files, without any that one of `LEFT_OUT` names or that lies in such a folder.
    """
    files = (path for path in site.rglob("*") if path.is_file())
    kept = (path for path in files if not is_left_out(path.relative_to(site)))
    return sorted(kept, key=lambda path: path.relative_to(site).as_posix())


def is_left_out(path):
    """Tell whether a file of the site, or a folder that it lies in, stays out of the zip file."""
    return any(Path(part).match(pattern) for part in path.parts for pattern in LEFT_OUT)


def content(path):
    """Return a file as it goes into the zip file."""
    found = path.read_bytes()
    if path.suffix != ".html":
        return found
    return found.replace(ONLY_FROM_HOSTS, ONLY_FROM_HOSTS.removesuffix(b" crossorigin"))


def opencv_for_disks(site):
    """Return the worker of OpenCV.js as one script, which engines.js starts from a disk.

    Parameters
    ----------
    site : Path
        The folder of the built book.

    Returns
    -------
    bytes
        A script that defines the function `cv` and the rest of the worker as a text; empty where
        the site has no OpenCV.js.
    """
    if not all((site / name).is_file() for name in ALONE):
        return b""
    opencv, *others = (alone(site, name) for name in ALONE)
    rest = json.dumps(b"\n".join(others).decode())
    return opencv + f"\nwindow.opencvWorker = {rest};\n".encode()


def alone(site, name):
    """Return a module without what it takes from others and gives to others."""
    text = (site / name).read_bytes()
    for taken, own in ALONE[name].items():
        if taken not in text:
            sys.exit(f"{name} has no {taken.decode()!r} any more: mend ALONE in tools/zip_site.py")
        text = text.replace(taken, own)
    return text


def pack(site, target):
    """Write the zip file of a site; return how many files it holds.

    Parameters
    ----------
    site : Path
        The folder of the built book.
    target : Path
        The file to write; one that is there is replaced.

    Returns
    -------
    int
        The number of files.
    """
    files = {path.relative_to(site).as_posix(): content(path) for path in packed_files(site)}
    if script := opencv_for_disks(site):
        files[f"{CONTROLS}/opencv_disk.js"] = script
    with zipfile.ZipFile(target, "w") as archive:
        for name, text in sorted(files.items()):
            entry = zipfile.ZipInfo(f"{FOLDER}/{name}", LONG_AGO)
            entry.create_system = 3  # on Windows, too
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, text, zipfile.ZIP_DEFLATED, compresslevel=9)
    return len(files)


def main(site=SITE):
    """Pack the book, and say where it is and what to do with it."""
    if not (site / "index.html").is_file():
        return "There is no built book in _build/html yet: make book"
    target = site.parent / f"{FOLDER}.zip"
    count = pack(site, target)
    megabytes = target.stat().st_size / 1e6
    print(f"{target}: {count} files, {megabytes:.1f} MB. Unpack it and open {FOLDER}/index.html")
    return 0


if __name__ == "__main__":
    sys.exit(main())
