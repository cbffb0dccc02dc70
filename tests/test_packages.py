"""Packages from npm are fetched by integrity, whole or not at all; the book builds without them.

npm is a program written here, which packs a folder: no test uses the network.
"""

import hashlib
import io
import json
import sys
import tarfile
import zipfile

import pytest

from tests.browser import ROOT, build_small_book

sys.path.insert(0, str(ROOT / "book"))
from _ext import packages

FILES = {"LICENSE": b"free", "lib/code.js": b"let one = 1;"}


def archive(files):
    """Return the bytes of a package as npm packs it."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as writer:
        for path, content in files.items():
            entry = tarfile.TarInfo(f"package/{path}")
            entry.size = len(content)
            writer.addfile(entry, io.BytesIO(content))
    return stream.getvalue()


@pytest.fixture
def registry(tmp_path, monkeypatch):
    """Return a function that lets npm bring these bytes, or fail where there are none."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(packages.platformdirs, "user_cache_dir", lambda *_: str(tmp_path / "cache"))
    program = tmp_path / "npm.py"

    def serve(content):
        (tmp_path / "package.tgz").write_bytes(content or b"")
        program.write_text(
            "import shutil, sys\n"
            f"content = {str(tmp_path / 'package.tgz')!r}\n"
            "folder = sys.argv[sys.argv.index('--pack-destination') + 1]\n"
            + ("shutil.copy(content, folder)" if content else "sys.exit('E404 no such package')")
        )
        monkeypatch.setattr(packages, "npm", lambda: [sys.executable, str(program)])
        given = packages.integrity(content or b"")
        return packages.Package("@some/code", "1.2.3", given, "MIT", "a test", list(FILES))

    return serve


def test_what_is_fetched_is_there(registry):
    package = registry(archive(FILES))
    assert packages.files(package) == {}

    packages.fetch(package)

    assert packages.files(package) == FILES
    assert package.folder == "some-code"


def test_what_is_here_is_not_fetched_again(registry):
    package = registry(archive(FILES))
    packages.fetch(package)
    registry(None)

    packages.fetch(package)

    assert packages.files(package) == FILES


def test_another_integrity_is_refused(registry):
    package = registry(archive(FILES))._replace(integrity="sha512-AAAA")

    with pytest.raises(ValueError, match="another integrity"):
        packages.fetch(package)

    assert not package.archive.exists()


def test_a_damaged_file_in_the_cache_is_fetched_again(registry):
    package = registry(archive(FILES))
    packages.fetch(package)
    package.archive.write_bytes(b"half")
    assert packages.files(package) == {}

    packages.fetch(package)

    assert packages.files(package) == FILES


def test_no_network_is_told_in_one_sentence(registry):
    with pytest.raises(OSError, match=r"@some/code@1.2.3 could not be fetched \(E404 no such"):
        packages.fetch(registry(None))


WHEEL = b"a wheel"


@pytest.fixture
def with_a_wheel(registry, tmp_path, monkeypatch):
    """Return a function that makes a package that names a wheel, which both places may have."""

    def make(*, released=None, carried=None, wanted=WHEEL):
        lock = {"file_name": "code-1.whl", "sha256": hashlib.sha256(wanted).hexdigest()}
        files = {**FILES, packages.LOCK: json.dumps({"packages": {"code": lock}}).encode()}
        (tmp_path / "release").mkdir()
        if released:
            (tmp_path / "release" / "code-1.whl").write_bytes(released)
        places = {"release": (tmp_path / "release").as_uri(), "carrier": "other==1", "folder": "in"}
        npm = packages.run

        def run(command, failure):
            if "pip" not in command:
                return npm(command, failure)
            if not carried:
                raise OSError(f"{failure} (no such package)")
            folder = command[command.index("--dest") + 1]
            with zipfile.ZipFile(f"{folder}/other-1.whl", "w") as package:
                package.writestr("in/code-1.whl", carried)

        monkeypatch.setattr(packages, "run", run)
        package = registry(archive(files))
        return package._replace(files=list(files), wheels={"code": places})

    return make


@pytest.mark.parametrize(
    "places", [{"released": WHEEL}, {"carried": WHEEL}, {"released": b"another", "carried": WHEEL}]
)
def test_a_wheel_comes_from_either_place(with_a_wheel, places):
    package = with_a_wheel(**places)

    packages.fetch(package)

    assert packages.files(package)["code-1.whl"] == WHEEL


def test_a_wheel_with_another_hash_than_the_lock_says_is_refused(with_a_wheel):
    package = with_a_wheel(released=b"another", carried=b"a third")

    with pytest.raises(ValueError, match=r"code-1\.whl has another SHA-256 than Pyodide's lock"):
        packages.fetch(package)

    assert packages.files(package) == {}


def test_without_its_wheel_a_package_is_not_here(with_a_wheel):
    package = with_a_wheel()

    with pytest.raises(OSError, match=r"There is no code-1\.whl"):
        packages.fetch(package)

    assert packages.members(package)
    assert packages.files(package) == {}


def test_the_list_names_a_license_for_each():
    """It is served with the files, as one of them or at the head of each program."""
    for package in packages.packages().values():
        assert package.integrity.startswith("sha512-")
        assert package.license
        programs = [path for path in package.files if path.endswith(".js")]
        found = packages.files(package)
        if found and not any(path.startswith("LICENSE") for path in found):
            assert programs
            for path in programs:
                assert b"@license" in found[path][:100]
                assert b"Apache License, Version 2.0" in found[path][:1000]
                assert package.license == "Apache-2.0"


def test_the_book_builds_without_packages(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "empty"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))

    site = build_small_book(tmp_path / "book", {"book/intro.md": "# Home\n"})

    assert (site / "book" / "intro.html").is_file()
    assert not (site / "_static" / "packages").exists()
