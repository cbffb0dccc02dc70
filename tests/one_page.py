"""One page of Markdown, built by Sphinx with an extension of the book."""

import io

import pytest
from sphinx.testing.util import SphinxTestApp

from tests.browser import ROOT


@pytest.fixture
def build_page(tmp_path, monkeypatch):
    """Return a function that builds a page with an extension: (its HTML, warnings).

    ``build_page("Some *Markdown*.", "_ext.quiz")``; keywords are settings of Sphinx.
    """
    monkeypatch.syspath_prepend(ROOT / "book")
    apps = []

    def build(text, extension, **more):
        (tmp_path / "conf.py").touch()
        (tmp_path / "index.md").write_text(f"# Page\n\n{text}", encoding="utf-8")
        settings = {
            "extensions": ["myst_parser", extension],
            # Said outright: MyST-NB, where another test has loaded it in this process, changes
            # the default that Sphinx keeps.
            "source_suffix": {".md": "markdown"},
            "myst_enable_extensions": ["colon_fence", "dollarmath"],
        }
        warnings = io.StringIO()
        app = SphinxTestApp("html", tmp_path, confoverrides=settings | more, warning=warnings)
        apps.append(app)
        app.build()
        return (app.outdir / "index.html").read_text(encoding="utf-8"), warnings.getvalue()

    yield build
    for app in apps:
        app.cleanup()
