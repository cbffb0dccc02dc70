#!/usr/bin/env python3
"""Name the public home of the course, or take it away.

Usage: python tools/set_home.py https://github.com/owner/name
       python tools/set_home.py ""

The address goes into _config.yml, where it turns on the links to Binder, Colab and the source.
Colab opens one notebook and nothing else, so each chapter gets a first code cell that installs the
course there, and does nothing anywhere else. The book does not show it.
"""

import json
import re
import sys
from pathlib import Path

import yaml

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from tools.notebook_outputs import as_text, normalize, to_text

ROOT = Path(__file__).resolve().parents[1]

FOLDER = "computer-vision-by-hand"
BEGIN = "# On Google Colab this cell installs the course, once a session."
# OpenCV 4, as the extra `book` of pyproject.toml has it: what the notebooks print comes from it.
CELL = f"""{BEGIN} Anywhere else it does nothing.
# If Colab then offers to restart the session, accept, and begin again here.
import sys

if "google.colab" in sys.modules:
    home = "git+https://github.com/{{name}}@{{branch}}"
    wanted = f"'opencv-python-headless<5' --editable {{{{home}}}}#egg={FOLDER}"
    get_ipython().run_line_magic("pip", f"install --quiet --src . {{{{wanted}}}}")
    sys.path.insert(0, "{FOLDER}")
"""
SETTING = re.compile(r"^(repository:\n +url: ).*$", re.MULTILINE)


def repository_name(url):
    """Return the owner/name of an address on GitHub, or end with a sentence that says why not.

    Parameters
    ----------
    url : str
        The address of a repository, in a form that the links of the chapters take.
    """
    sys.path.insert(0, str(ROOT / "book"))
    from _ext import downloads  # takes a second, and tests of chapters need only the cell
    from sphinx.errors import ConfigError

    try:
        return downloads.repository_name(url)
    except ConfigError as error:
        sys.exit(f"{error}.")


def with_url(settings, url):
    """Return the text of _config.yml with another public home.

    Parameters
    ----------
    settings : str
        The text of _config.yml.
    url : str
        The address of the repository, empty where there is none.
    """
    return SETTING.sub(rf'\g<1>"{url}"', settings)


def install_cell(settings):
    """Return the code that installs the course on Colab, empty where there is no public home.

    Parameters
    ----------
    settings : str
        The text of _config.yml.
    """
    repository = yaml.safe_load(settings)["repository"]
    if not repository["url"]:
        return ""
    return CELL.format(name=repository_name(repository["url"]), branch=repository["branch"]).strip()


def without_cell(notebook):
    """Take the cell that installs the course out of a notebook, if there is one, in place.

    Parameters
    ----------
    notebook : dict
        A notebook of format 4.

    Returns
    -------
    dict
        The same notebook, its cells counted as if the cell had never been there.
    """
    kept = [cell for cell in notebook["cells"] if not is_install_cell(cell)]
    removed = len(notebook["cells"]) - len(kept)
    for cell in kept:
        if cell.get("execution_count"):
            cell["execution_count"] -= removed
    notebook["cells"] = kept
    return notebook


def is_install_cell(cell):
    """Tell whether a cell is the one that installs the course."""
    return as_text(cell["source"]).startswith(BEGIN)


def with_cell(notebook, source):
    """Lay the cell that installs the course behind the title of a notebook, in place.

    Parameters
    ----------
    notebook : dict
        A notebook of format 4; a cell that installs the course is replaced.
    source : str
        The code of the cell. Where it is empty the notebook ends without one.

    Returns
    -------
    dict
        The same notebook, in the form that is committed.
    """
    without_cell(notebook)
    if source:
        cell = {
            "cell_type": "code",
            "execution_count": 0,  # it counts as run: it does nothing where notebooks are stored
            "id": "install",
            "metadata": {"tags": ["remove-cell"]},
            "outputs": [],
            "source": source,
        }
        notebook["cells"].insert(1, cell)
    return normalize(notebook)


def main(url="", root=ROOT):
    """Write the address and the cells, and say what was done."""
    name = repository_name(url) if url else ""
    home = f"https://github.com/{name}" if name else ""
    path = root / "_config.yml"
    settings = with_url(path.read_text(encoding="utf-8"), home)
    path.write_text(settings, encoding="utf-8", newline="\n")
    source = install_cell(settings)
    chapters = sorted((root / "notebooks").glob("[0-9][0-9]_*.ipynb"))[1:]  # without the template
    for chapter in chapters:
        notebook = with_cell(json.loads(chapter.read_text(encoding="utf-8")), source)
        chapter.write_text(to_text(notebook), encoding="utf-8", newline="\n")
    print(f"repository.url is {home!r}, and so say the chapters ({len(chapters)}).")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
