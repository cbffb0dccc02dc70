"""What the tests know of the house: its folder, its pages, its topics and their functions."""

import inspect
import tomllib
from importlib import import_module
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]


def toc_pages(toc=ROOT / "book" / "_toc.yml"):
    """Return the documents of the book in reading order."""
    pages = []

    def walk(entry):
        if isinstance(entry, dict):
            pages.extend(entry[key] for key in ("root", "file") if key in entry)
            entry = [value for value in entry.values() if isinstance(value, list)]
        for child in entry if isinstance(entry, list) else []:
            walk(child)

    walk(yaml.safe_load(toc.read_text(encoding="utf-8")))
    return pages


def settings():
    """Return what pyproject.toml says."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def topics():
    """Return the names of the topic modules, in the order in which they may import each other.

    They are the layers of the architecture between `data` and the first helper, `assets`.
    """
    layers = settings()["tool"]["importlinter"]["contracts"][0]["layers"]
    names = layers[layers.index("data") + 1 : layers.index("assets")]
    names = [name.strip("()") for name in reversed(names)]
    return [name for name in names if (ROOT / "course_utils" / f"{name}.py").exists()]


def topic_functions():
    """Return every public function and class of the topics, each from the module that defines it.

    Named tuples are left out: they hold what a function returns, and refuse nothing.
    """
    modules = [import_module(f"course_utils.{topic}") for topic in topics()]
    return [
        entry
        for module in modules
        for name, entry in vars(module).items()
        if (inspect.isfunction(entry) or inspect.isclass(entry))
        and entry.__module__ == module.__name__
        and not name.startswith("_")
        and not hasattr(entry, "_fields")
    ]


def report(complaints):
    """Fail with all complaints, one a line, if there are any."""
    complaints = list(complaints)
    if complaints:
        pytest.fail("\n".join(complaints), pytrace=False)
