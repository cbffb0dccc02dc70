#!/usr/bin/env python3
"""Pack the built book into one zip file, for a disk, a USB stick or a school without a network.

Usage: python tools/zip_site.py

Unpacked, the pages work from the disk, without a server. The names are sorted and the dates are
fixed, so the same pages always give the same file. What serves only hosts or Sphinx stays out.
"""

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
# On a disk no browser fetches letters in this way, which a host needs: pages would go without them.
ONLY_FROM_HOSTS = b'type="font/woff2" crossorigin'
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
    files = packed_files(site)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in files:
            name = f"{FOLDER}/{path.relative_to(site).as_posix()}"
            entry = zipfile.ZipInfo(name, LONG_AGO)
            entry.create_system = 3  # on Windows, too
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content(path))
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
