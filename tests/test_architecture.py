"""The house rules that a program can check: who imports whom, docstrings, versions, secrets.

Each check is a function that returns its complaints; next to it stands a test that plants what it
is there to find.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import grimp
import pytest
import yaml
from numpydoc.hooks.validate_docstrings import run_hook
from packaging.requirements import Requirement

from course_utils.images import to_gray
from tests.house import ROOT, report, settings, topic_functions

# ---- imports -----------------------------------------------------------------------------------


def import_complaints(folder):
    """Return what the package in a folder imports against the contracts, as one report."""
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [program, "--no-cache", "--no-logo"],
        cwd=folder,
        env=os.environ | {"COLUMNS": "200"},
        text=True,
        encoding="utf-8",
        capture_output=True,
    )
    return done.stdout + done.stderr if done.returncode else ""


def test_imports_point_one_way():
    complaints = import_complaints(ROOT)
    assert not complaints, f"{complaints}\nThe contracts stand in pyproject.toml."


PLANTED = {
    "images": ["from .histograms import histogram"],
    "masks": ["import skimage", "import pathlib", "def later():\n    import urllib.request"],
    "data": ["from matplotlib import pyplot"],
    "plots": ["import ipywidgets", "from course_utils import cli"],
    "checks/result": ["import anywidget", "from ..exercises import check"],
    "checks/comparing": ["from . import words"],
    "exercises/ch01_images": ["from ..controls import explore"],
    "novel": ["import numpy"],
}


def test_planted_imports_are_found(tmp_path):
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(ROOT / "course_utils", tmp_path / "course_utils")
    for module, lines in PLANTED.items():
        with (tmp_path / "course_utils" / f"{module}.py").open("a", encoding="utf-8") as file:
            file.write("\n" + "\n".join(lines) + "\n")
    complaints = import_complaints(tmp_path)
    for expected in (
        "course_utils.images -> course_utils.histograms (",
        "course_utils.masks -> skimage (",
        "course_utils.masks -> pathlib (",
        "course_utils.masks -> urllib (",
        "course_utils.data -> matplotlib (",
        "course_utils.plots -> ipywidgets (",
        "course_utils.plots -> course_utils.cli (",
        "course_utils.checks.result -> anywidget (",
        "course_utils.checks.result -> course_utils.exercises (",
        "course_utils.exercises.ch01_images -> course_utils.controls (",
        "No cycles are allowed in course_utils.checks.",
        "The following modules are not listed as layers:\n\n- course_utils.novel",
        "give a new module its place in the layers",
    ):
        assert expected in complaints, complaints


def unassigned(packages):
    """Return which imported packages no contract gives to a module."""
    contracts = settings()["tool"]["importlinter"]["contracts"]
    given = {name for one in contracts for name in one.get("protected_modules", [])}
    free = {"numpy", "cv2", "scipy"}  # for everyone
    return [
        f"No contract in pyproject.toml says which module may import {package}: add one"
        for package in sorted(packages - given - free - sys.stdlib_module_names)
    ]


def test_every_package_has_modules_that_may_import_it():
    graph = grimp.build_graph("course_utils", include_external_packages=True, cache_dir=None)
    assert graph.find_modules_directly_imported_by("course_utils") == set()
    assert "matplotlib" in graph.modules
    packages = {name for name in graph.modules if name.partition(".")[0] != "course_utils"}
    report(unassigned(packages))


def test_a_package_without_a_contract_is_found():
    assert len(unassigned({"numpy", "matplotlib", "keras", "torch"})) == 2


# ---- docstrings --------------------------------------------------------------------------------

PLANNED = {f"{number:02}" for number in range(1, 19)}


def test_docstrings_have_all_sections(capsys, monkeypatch):
    monkeypatch.chdir(ROOT)
    files = [path.relative_to(ROOT).as_posix() for path in (ROOT / "course_utils").rglob("*.py")]
    assert run_hook(files, config=ROOT) == 0, capsys.readouterr().err


def test_missing_sections_are_found(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("course_utils").mkdir()
    Path("course_utils/novel.py").write_text(
        'def f(a):\n    """Do."""\n    return 1\n\n\ndef g():\n    pass\n', encoding="utf-8"
    )
    assert run_hook(["course_utils/novel.py"], config=ROOT) == 1
    found = capsys.readouterr().err
    for check in ("novel.py:1: PR01", "novel.py:1: RT01", "novel.py:6: GL08"):
        assert check in found


def taught_complaints(function):
    """Return why a docstring does not name a chapter of the course."""
    name = f"{function.__module__.removeprefix('course_utils.')}.{function.__name__}"
    taught = re.findall(r"Taught\s+in\s+chapters?\s+(\d+)", function.__doc__ or "")
    if not taught:
        yield f"{name} does not say in its Notes: Taught in chapter NN."
    for number in taught:
        if number not in PLANNED:
            yield f"{name} names chapter {number}; the syllabus goes from 01 to 18"


@pytest.mark.parametrize("function", topic_functions(), ids=lambda function: function.__name__)
def test_topic_functions_say_where_they_are_taught(function):
    report(taught_complaints(function))


@pytest.mark.parametrize("notes", ["", "Taught in chapter 19.", "Taught in chapters 7 and 8."])
def test_a_function_that_is_taught_nowhere_is_found(notes):
    def novel():
        pass

    novel.__doc__ = f"Do it.\n\n{notes}"
    assert list(taught_complaints(novel))
    novel.__doc__ = to_gray.__doc__
    assert not list(taught_complaints(novel))


# ---- versions ----------------------------------------------------------------------------------


def project():
    """The metadata in pyproject.toml."""
    return settings()["project"]


def lock_complaints(lock, wanted):
    """Return where a lock is not exact, or does not hold what the project wants."""
    complaints = []
    pins = {}
    for line in lock.splitlines():
        line = line.partition("#")[0].strip()
        if not line:
            continue
        if not re.match(r"[\w.-]+==[\w.!+]+ *(;.*)?$", line):
            complaints.append(f"not an exact version: {line}")
            continue
        requirement = Requirement(line)
        (pin,) = requirement.specifier
        pins.setdefault(requirement.name.lower(), []).append(pin.version)
    for text in wanted:
        requirement = Requirement(text)
        versions = pins.get(requirement.name.lower(), [])
        if not versions:
            complaints.append(f"{requirement.name} is not in the lock")
        complaints += [
            f"the lock has {requirement.name} {version}, the project wants {requirement.specifier}"
            for version in versions
            if version not in requirement.specifier
        ]
    return complaints


def test_lock_agrees_with_the_project():
    extras = project()["optional-dependencies"]
    wanted = [*project()["dependencies"], *extras["book"], *extras["class"], *extras["test"]]
    lock = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    assert lock_complaints(lock, wanted) == []


@pytest.mark.parametrize(
    "lock",
    [
        "",
        "numpy>=2",
        "numpy==1.26.4",
        "numpy @ https://example.org/numpy.whl",
        "--index-url https://example.org/\nnumpy==2.4.6",
        "git+https://example.org/numpy\nnumpy==2.4.6",
    ],
)
def test_a_wrong_lock_is_found(lock):
    assert lock_complaints("numpy==2.4.6", ["numpy>=2.2"]) == []
    assert lock_complaints(lock, ["numpy>=2.2"])


def test_conda_environment_agrees_with_the_project():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    python, pip, packages = environment["dependencies"]
    assert python.startswith(f"python {project()['requires-python']}")
    assert pip == "pip"
    # No package is named here: it would be a second truth beside pyproject.toml.
    assert packages == {"pip": ["--constraint requirements.txt", "--editable .[book]"]}


# ---- what must not be in any file --------------------------------------------------------------

# Each pattern is written so that it does not find itself.
FORBIDDEN = {
    "an address of a package index": r"--(extra-)?index-ur[l]|pypi[.]|/simpl[e]/|pythonhosted[.]",
    "a path of one machine": r"(?<![\w.~])/(home|Users|root|work)/[\w.-]",
    "a Windows path of one machine": r"[A-Z]:\\+Users\\",
    "a private key": r"-----BEGIN [A-Z ]*PRIVATE KE[Y]",
    "a cloud key": r"\bAKIA[0-9A-Z]{16}\b",
    "a token": r"\b(gh[pousr]_[A-Za-z0-9]{30,}|glpat-[\w-]{20}|xox[bap]-[\w-]{10,}|sk-[\w-]{20,})",
    "a password": r"(?i)\b(password|passwd|api_?key|secret)\s*[=:]\s*[\"'][^\"'\s]{6,}[\"']",
}
GENERATED = {".git", "_build", "__pycache__", ".hypothesis", ".pytest_cache", ".ruff_cache"}
GENERATED |= {".ipynb_checkpoints", ".benchmarks"}


def text_files():
    """Yield (path, text) for the project's own files."""
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [
            name
            for name in folders
            if name not in GENERATED and not name.startswith(".venv") and ".egg-info" not in name
        ]
        for name in sorted(set(names) - GENERATED):  # .git is a file in a worktree
            path = Path(folder, name)
            content = path.read_bytes()
            if b"\0" not in content:
                yield path, content.decode("utf-8")


def forbidden_text(text):
    """Return what a text holds that no file of the project may hold."""
    return [
        f"{what}: {found[0]!r}"
        for what, pattern in FORBIDDEN.items()
        for found in re.finditer(pattern, text)
    ]


def test_no_file_holds_what_belongs_to_one_machine_or_person():
    found = {
        path.relative_to(ROOT).as_posix(): problems
        for path, text in text_files()
        # This file plants such texts below.
        if path != Path(__file__).resolve() and (problems := forbidden_text(text))
    }
    assert found == {}


@pytest.mark.parametrize(
    "text",
    [
        "pip install --index-url https://example.org/simple/ numpy",
        "https://pypi.example.org",
        "https://files.pythonhosted.org/packages/numpy.whl",
        "/home/somebody/picture.png",
        "path = '/root/course'",
        r"C:\Users\somebody",
        "-----BEGIN RSA PRIVATE KEY-----",
        "AKIAABCDEFGHIJKLMNOP",
        "ghp_" + "a" * 36,
        'password = "correcthorse"',
    ],
)
def test_forbidden_text_is_found(text):
    assert forbidden_text(f"some {text} here")


@pytest.mark.parametrize("text", ["https://doi.org/10.7717/peerj.453", "~/pictures", "a/home/b"])
def test_other_text_is_left_alone(text):
    assert forbidden_text(text) == []
