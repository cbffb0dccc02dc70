"""What the published site needs beyond its pages, and what running notebooks needs."""

import hashlib
import os
import platform
import re
import shutil
from pathlib import Path

from docutils import nodes
from myst_nb.core import render

from . import packages

STYLE = re.compile(r' style="[^"]*"')


def finish_pages(app, exception):
    """Let each page be light where no script chooses: "auto" alone has no colors at all."""
    if exception or app.builder.format != "html":
        return
    for file in Path(app.outdir).rglob("*.html"):
        page = file.read_text(encoding="utf-8")
        if ' data-theme="auto"' in page:
            page = page.replace(' data-theme="auto"', ' data-theme="light"', 1)
            file.write_text(page, encoding="utf-8")


def hash_files(files, root, *more):
    """Return twelve hex digits that change with the names or the contents of the files."""
    digest = hashlib.sha256("".join(more).encode())
    for path in sorted(files):
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def execution_key(root):
    """Return a key that changes with anything that the results of notebooks depend on.

    jupyter-cache itself looks only at a notebook's own code cells: after a change in the
    package the book would go on showing the old results. The banks of exercises are left out:
    of them a page shows "Not attempted" and no more, which the rule `not_attempted` holds. So are
    the scripts and styles of controls: a page takes them from the package, not from the results.
    """
    package = (root / "course_utils").rglob("*")
    banks = set((root / "course_utils" / "exercises").glob("*.py"))
    banks.discard(root / "course_utils" / "exercises" / "__init__.py")
    sources = [path for path in package if path.suffix == ".py" and path not in banks]
    return hash_files([*sources, root / "requirements.txt"], root, platform.python_version())


def choose_execution_cache(app, config):
    """Keep results in a folder named by their key, and remove the folders of older keys."""
    caches = Path(app.outdir).parent / ".jupyter_cache"
    key = execution_key(Path(app.srcdir))
    config.nb_execution_cache_path = str(caches / key)
    for old in caches.glob("[0-9a-f]" * 12):
        if old.name != key:
            shutil.rmtree(old)


def link_fonts(app, config):
    """Let pages use the letters of the book if they are here."""
    fonts = [package for name, package in packages.packages().items() if "font" in name]
    config.html_context["fonts"] = all(packages.files(package) for package in fonts)


def mend_roles(app, pagename, templatename, context, doctree):
    """Mend what a reader who listens to the page would stumble over.

    References get a role that the list around them may hold (docutils' own is outdated), and a
    folded cell is called what it reads: "Show the code".
    """
    if "body" in context:
        body = context["body"].replace('"doc-biblioentry"', '"listitem"')
        context["body"] = body.replace('<summary aria-label="Toggle hidden content">', "<summary>")


def leave_out_inline_scripts(app, pagename, templatename, context, doctree):
    """Leave out what the theme writes into each page for Sphinx's own search."""
    files = context["script_files"]
    context["script_files"] = [file for file in files if getattr(file, "filename", file)]


def strip_styles(app, doctree):
    """Take the styles out of what cells put out: Jupyter needs them, the book has style sheets."""
    for node in doctree.findall(nodes.raw):
        if node.get("format") == "html" and 'class="verdict' in node.astext():
            node[:] = [nodes.Text(STYLE.sub("", node.astext()))]


def join_pieces(outputs):
    """Join what a cell has printed: a kernel sends it in pieces, cut wherever its clock struck.

    MyST-NB joins them too (`nb_merge_streams`), but begins a new line after each, in the midst of
    what one `print` wrote.
    """
    joined, streams = [], {}
    for output in outputs:
        name = output["name"] if output["output_type"] == "stream" else None
        if name in streams:
            streams[name]["text"] += output["text"]
            continue
        if name is not None:
            streams[name] = output = output.copy()
        joined.append(output)
    return joined


def join_streams():
    """Let MyST-NB get what a cell has printed in one piece."""
    merge = render.coalesce_streams
    if not hasattr(merge, "joins_pieces"):

        def merge_joined(outputs):
            return merge(join_pieces(outputs))

        merge_joined.joins_pieces = True
        render.coalesce_streams = merge_joined


def setup(app):
    # A reader's progress file is for readers: exercises run by the build leave it alone.
    os.environ["COURSE_PROGRESS"] = "off"
    # When an extension of the book changes, Sphinx reads all pages again: it keeps them as
    # the extension had left them, and does not look at its code.
    here = Path(__file__).parent
    app.add_config_value("book_extensions", hash_files(here.glob("*.py"), here), "env")
    join_streams()
    app.connect("config-inited", choose_execution_cache)
    app.connect("config-inited", link_fonts)
    app.connect("doctree-read", strip_styles)
    app.connect("html-page-context", mend_roles)
    app.connect("html-page-context", leave_out_inline_scripts, priority=900)
    app.connect("build-finished", finish_pages)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
