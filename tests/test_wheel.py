"""The wheel is complete: all that the package reads lies in it, and every part can be imported.

It is built and unpacked into a folder, without network, and tried by a process that starts in
another one, so that neither this folder nor the editable install lends what it lacks.
"""

import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from course_utils import assets

ROOT = Path(__file__).parents[1]
PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", "--quiet"]


def run(command, cwd):
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=cwd)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def package_files():
    """List the files of the package, without what Python stores beside them."""
    paths = (ROOT / "course_utils").rglob("*")
    paths = {path.relative_to(ROOT) for path in paths if path.is_file()}
    return {path for path in paths if path.parent.name != "__pycache__"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    # Out of a copy, because setuptools leaves its own files beside what it packs.
    copy, folder = tmp_path_factory.mktemp("copy"), tmp_path_factory.mktemp("wheel")
    for path in package_files() | {path.relative_to(ROOT) for path in ROOT.glob("*.*")}:
        if (ROOT / path).is_file():
            (copy / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / path, copy / path)
    shutil.copyfile(ROOT / "LICENSE", copy / "LICENSE")
    run([*PIP, "wheel", "--no-deps", "--no-build-isolation", "--no-index", str(copy)], folder)
    (path,) = folder.iterdir()
    return path


@pytest.fixture(scope="module")
def ask(wheel, tmp_path_factory):
    """Run code with the installed wheel and return the value that it prints as JSON."""
    target, elsewhere = tmp_path_factory.mktemp("target"), tmp_path_factory.mktemp("elsewhere")
    run([*PIP, "install", "--no-deps", "--no-index", "--target", str(target), str(wheel)], ROOT)
    start = f"""
import json, pkgutil, sys
sys.path.insert(0, {str(target)!r})
import course_utils
assert course_utils.__file__.startswith({str(target)!r}), course_utils.__file__
"""
    return lambda code: json.loads(run([sys.executable, "-c", start + code], elsewhere))


def test_the_wheel_holds_every_file_of_the_package(wheel):
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert held == {path.as_posix() for path in package_files()}


def test_every_part_can_be_imported(ask):
    names = ask("""
parts = pkgutil.walk_packages(course_utils.__path__, "course_utils.")
names = [part.name for part in parts if not part.name.endswith("__main__")]
for name in names:
    __import__(name)
print(json.dumps(names))
""")
    modules = {path.with_suffix("") for path in package_files() if path.suffix == ".py"}
    modules = {".".join(path.parts).removesuffix(".__init__") for path in modules}
    assert set(names) == modules - {"course_utils", "course_utils.cli.__main__"}


def test_the_list_of_assets_is_read(ask):
    listed = ask("from course_utils import assets; print(json.dumps(assets._read_list()))")
    assert listed == {name: list(asset) for name, asset in assets._read_list().items()}


def test_a_control_is_made_with_its_script_and_style(ask):
    script, style = ask("""
import numpy as np
from course_utils import controls
control = controls.box_histogram(np.zeros((8, 9), np.uint8), label="box", alt="black")
print(json.dumps([control._esm, control._css]))
""")
    static = ROOT / "course_utils" / "controls" / "static"
    assert static.joinpath("box.js").read_text("utf-8") in script
    assert static.joinpath("controls.css").read_text("utf-8") in style


def test_a_quiz_says_that_it_needs_the_folder_of_the_course(ask):
    said = ask("""
from course_utils.exercises import quiz
try:
    quiz("02")
except FileNotFoundError as error:
    print(json.dumps(str(error)))
""")
    assert "get the folder, or take the quiz in the book." in said


def test_the_brain_is_loaded(ask):
    try:
        assets.fetch("brain")
    except FileNotFoundError as error:
        pytest.skip(f"the brain is not in the cache: {error}")
    shape = ask("from course_utils import data; print(json.dumps(data.brain_volume().shape))")
    assert shape == [189, 233, 197]


def test_the_detector_is_loaded(ask):
    if not assets.is_here("ssd"):
        pytest.skip("the detector is not in the cache; run `make assets` once")
    labels = ask("""
from course_utils import data, detection
print(json.dumps(detection.Detector.load().detect(data.sample("chelsea")).labels))
""")
    assert labels == ["cat"]
