"""The house rules that a program can check: who imports whom, docstrings, versions, secrets.

Each check is a function that returns its complaints; next to it stands a test that plants what it
is there to find.
"""

import ast
import os
import re
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "course_utils"

# A module imports only modules that stand before it. This list is the course's architecture.
TOPICS = (
    "codec",
    "_validation",
    "images",
    "_binning",
    "volumes",
    "histograms",
    "masks",
    "convolution",
    "smoothing",
    "counting",
    "peaks",
    "fractals",
    "comparison",
    "clustering",
    "background",
    "detection",
)
ORDER = (
    *TOPICS,
    "assets",
    "data",
    "progress",
    "running",
    "judging",
    "checks",
    "exercises",
    "plots",
    "_axes",
    "controls",
    "cli",
)
# No reader calls these, so a sentence for each function will do; in cli it is the text of --help.
INNER = {"running", "judging", "codec", "_validation", "_binning", "_axes", "cli"}
# What a topic module may use besides the standard library, and the modules that alone may use
# what they are there for.
TOPIC_PACKAGES = {"numpy", "cv2", "scipy"}
ALSO_MAY_USE = {"volumes": {"tqdm"}}
ONLY_IN = {
    "matplotlib": {"plots"},
    "ipywidgets": {"controls"},
    "anywidget": {"controls"},
    "traitlets": {"controls"},
    "typer": {"cli"},
    "tqdm": {"volumes", "assets"},
}
# Files are the business of read_image and of the modules below the topics.
FILE_MODULES = {"io", "os", "pathlib", "shutil", "tempfile", "urllib", "glob"}
MAY_READ_FILES = {"images"}

CHAPTERS = {f"{number:02}" for number in range(1, 19)}


# ---- imports -----------------------------------------------------------------------------------


def module_name(path):
    """The name in `ORDER` of a file of the package; the exercises count as one module."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(source, package="course_utils"):
    """Yield (module of the course's package or "", other package or "") for each import.

    `package` is where the source lies: a leading dot means that package, two its parent.
    """
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            parents = package.split(".")
            base = parents[: len(parents) - node.level + 1] if node.level else []
            names = [".".join([*base, node.module or "", alias.name]) for alias in node.names]
        else:
            continue
        for name in names:
            first, *rest = filter(None, name.split("."))
            if first == "course_utils":
                yield rest[0] if rest else "", ""
            else:
                yield "", first


def wrong_imports(module, source):
    """Return what a module of the package imports against the rules."""
    wrong = []
    inside = ".exercises" if module == "exercises" else ""
    for own, package in imported(source, f"course_utils{inside}"):
        if own and own != module and ORDER.index(own) >= ORDER.index(module):
            wrong.append(f"{module} imports {own}, which stands after it")
        if package in ONLY_IN and module not in ONLY_IN[package]:
            wrong.append(f"{module} imports {package}; only {min(ONLY_IN[package])} may")
        allowed = TOPIC_PACKAGES | ALSO_MAY_USE.get(module, set())
        if module in TOPICS and package and package not in allowed:
            standard = package in sys.stdlib_module_names
            if not standard or (package in FILE_MODULES and module not in MAY_READ_FILES):
                wrong.append(f"the topic module {module} imports {package}")
    return wrong


MODULES = [path for path in sorted(PACKAGE.rglob("*.py")) if path != PACKAGE / "__init__.py"]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_imports_point_one_way(path):
    assert module_name(path) in ORDER, f"say in ORDER where {module_name(path)} stands"
    assert wrong_imports(module_name(path), path.read_text(encoding="utf-8")) == []


def test_the_package_itself_imports_nothing():
    source = (PACKAGE / "__init__.py").read_text(encoding="utf-8")
    assert list(imported(source)) == []


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("images", "from .histograms import histogram"),
        ("images", "from course_utils import histograms"),
        ("images", "from . import plots"),
        ("histograms", "import course_utils.controls"),
        ("checks", "def later():\n    from .exercises import check"),
        ("data", "from matplotlib import pyplot"),
        ("exercises", "from ..controls import explore"),
        ("exercises", "from .. import cli"),
        ("plots", "import ipywidgets"),
        ("checks", "import anywidget"),
        ("histograms", "import pathlib"),
        ("masks", "import skimage"),
        ("masks", "from IPython.display import display"),
    ],
)
def test_a_planted_import_is_found(module, source):
    assert wrong_imports(module, source)


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("histograms", "from .images import to_gray"),
        ("controls", "import anywidget\nfrom course_utils import histograms, plots"),
        ("exercises", "from ..checks import Exercise\nfrom . import ch01_images"),
        ("images", "from pathlib import Path\nimport numpy as np"),
    ],
)
def test_a_right_import_is_left_alone(module, source):
    assert wrong_imports(module, source) == []


# ---- docstrings --------------------------------------------------------------------------------


def docstring_complaints(module, source):
    """Return what is missing in the docstrings of the public functions of a module."""
    complaints = []
    functions = [
        node
        for node in ast.parse(source).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    ]
    for function in functions:
        text = ast.get_docstring(function) or ""
        if module in INNER and text:
            continue
        # A function may point to its sister instead of repeating her.
        if re.search(r"are those of\s+`\w+`", text):
            continue
        name = f"{module}.{function.name}"
        sections = set(re.findall(r"^(\w[\w ]*)\n-+$", text, re.MULTILINE))
        arguments = function.args
        takes = arguments.posonlyargs + arguments.args + arguments.kwonlyargs
        if takes and "Parameters" not in sections:
            complaints.append(f"{name} has no section Parameters")
        if gives_back(function) and not sections & {"Returns", "Yields"}:
            complaints.append(f"{name} has no section Returns")
        taught = re.findall(r"Taught\s+in\s+chapters?\s+(\d+)", text)
        if module in TOPICS and not taught:
            complaints.append(f"{name} does not say 'Taught in chapter NN'")
        complaints += [
            f"{name} names chapter {number}, which is not planned"
            for number in taught
            if number not in CHAPTERS
        ]
    return complaints


def gives_back(function):
    """Tell whether a function returns or yields a value."""
    return any(
        isinstance(node, ast.Return | ast.Yield) and node.value is not None
        for node in ast.walk(function)
    )


@pytest.mark.parametrize(
    "path",
    [path for path in MODULES if path.parent == PACKAGE],
    ids=lambda path: path.stem,
)
def test_docstrings(path):
    assert docstring_complaints(path.stem, path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("def f(a):\n    pass", "Parameters"),
        ("def f():\n    return 1", "Returns"),
        ("def f():\n    pass", "Taught in chapter"),
        ('def f():\n    """Do.\n\n    Taught in chapter 19.\n    """', "not planned"),
    ],
)
def test_a_missing_part_of_a_docstring_is_found(source, complaint):
    assert any(complaint in found for found in docstring_complaints("images", source))


# ---- versions ----------------------------------------------------------------------------------


def project():
    """The metadata in pyproject.toml."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


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
    wanted = [*project()["dependencies"], *extras["book"], *extras["test"]]
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
        for name in sorted(names):
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
