"""The links of a chapter: download it, run it elsewhere, report a problem.

The notebook is offered as it is committed, and as a Python script in jupytext's percent
format. The links that need the public home of the course (Binder, Colab, edit, report)
appear only when `repository.url` is set in _config.yml.
"""

import posixpath
import re
import shutil
from pathlib import Path
from urllib.parse import quote, urlencode

import jupytext
from sphinx.errors import ConfigError

from .html import element

CHAPTER = re.compile(r"notebooks/\d\d_\w+")
FOLDER = "downloads"


def chapters(env):
    return sorted(name for name in env.found_docs if CHAPTER.fullmatch(name))


def repository_name(url):
    """Return the owner/name of an address on GitHub."""
    found = re.fullmatch(r"https://github\.com/([\w.-]+/[\w.-]+?)(\.git)?/?", url)
    if not found:
        raise ConfigError(
            f"repository.url in _config.yml is {url!r}; write it as https://github.com/owner/name"
        )
    return found[1]


def repository_links(url, branch, docname):
    """Return {text: address} of the links that lead to the repository, none without `url`."""
    if not url:
        return {}
    name = repository_name(url)
    file = f"{branch}/{docname}.ipynb"
    lab = quote(f"lab/tree/{docname}.ipynb", safe="")
    problem = urlencode({"title": f"Problem in {docname}.ipynb"}, quote_via=quote, safe="")
    return {
        "Open in Binder": f"https://mybinder.org/v2/gh/{name}/{branch}?urlpath={lab}",
        "Open in Colab": f"https://colab.research.google.com/github/{name}/blob/{file}",
        "Suggest an edit": f"https://github.com/{name}/edit/{file}",
        "Report a problem": f"https://github.com/{name}/issues/new?{problem}",
    }


def links(app, docname):
    """Return the line of links of a chapter."""
    name = posixpath.basename(docname)
    folder = posixpath.relpath(FOLDER, posixpath.dirname(docname))
    options = app.config.html_theme_options
    away = repository_links(
        options.get("repository_url"), options.get("repository_branch") or "main", docname
    )
    files = {"Notebook": f"{name}.ipynb", "Python script": f"{name}.py"}
    here = [
        element("a", text, href=f"{folder}/{file}", download=file) for text, file in files.items()
    ]
    there = [element("a", text, href=address) for text, address in away.items()]
    line = element("p", class_="chapter-links d-print-none", data_chapter=docname)
    line += [element("span", link) for link in (*here, *there)]
    return line


def write_downloads(app, exception):
    """Write each chapter as notebook and as script, and nothing else, to the folder."""
    if exception or app.builder.format != "html":
        return
    folder = Path(app.outdir, FOLDER)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for docname in chapters(app.env):
        source = Path(app.srcdir, f"{docname}.ipynb")
        shutil.copyfile(source, folder / source.name)
        notebook = jupytext.read(source)
        notebook.metadata["jupytext"] = {
            "notebook_metadata_filter": "-all",
            "cell_metadata_filter": "-all",
        }
        jupytext.write(notebook, folder / f"{source.stem}.py", fmt="py:percent")


def setup(app):
    app.connect("build-finished", write_downloads)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
