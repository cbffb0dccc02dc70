"""One setting, `repository.url`, turns on the links that need the public home of the course."""

import functools

import nbformat
import pytest
from bs4 import BeautifulSoup
from sphinx.errors import ConfigError

from tests.browser import ROOT, build_small_book

HOME = "https://github.com/owner/name"
FILE = "notebooks/01_images_as_arrays.ipynb"


@pytest.fixture
def build_with(tmp_path):
    """Return a function that builds a page and a chapter with one address."""
    title = nbformat.v4.new_markdown_cell("# Images as arrays\n\nText.")
    chapter = nbformat.writes(nbformat.v4.new_notebook(cells=[title]))
    return functools.partial(
        build_small_book, tmp_path, {"book/intro.md": "# Home\n\nText.\n", FILE: chapter}
    )


def links(page):
    """Return {text: address} of the links of a page that lead to another host."""
    parsed = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
    return {a.get_text(): a["href"] for a in parsed.select("a[href^=http]")}


def test_no_link_without_address(build_with):
    site = build_with(url="")

    assert links(site / "notebooks/01_images_as_arrays.html") == {}
    assert links(site / "book/intro.html") == {}


def test_each_link_with_address(build_with):
    site = build_with(url=HOME)

    assert links(site / "notebooks/01_images_as_arrays.html") == {
        "Open in Binder": "https://mybinder.org/v2/gh/owner/name/main"
        "?urlpath=lab%2Ftree%2Fnotebooks%2F01_images_as_arrays.ipynb",
        "Open in Colab": "https://colab.research.google.com/github/owner/name/blob/main/" + FILE,
        "Suggest an edit": f"{HOME}/edit/main/{FILE}",
        "Report a problem": f"{HOME}/issues/new"
        "?title=Problem%20in%20notebooks%2F01_images_as_arrays.ipynb",
    }
    assert links(site / "book/intro.html") == {}


@pytest.fixture
def repository_links(monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "book")
    from _ext.downloads import repository_links

    return repository_links


@pytest.mark.parametrize("url", [HOME, HOME + "/", HOME + ".git"])
def test_address_may_end_as_browsers_and_git_give_it(repository_links, url):
    found = repository_links(url, "main", "notebooks/01_images_as_arrays")

    assert found["Suggest an edit"] == f"{HOME}/edit/main/{FILE}"


@pytest.mark.parametrize("url", ["github.com/owner/name", "https://github.com/owner", "name"])
def test_other_address_is_refused(repository_links, url):
    with pytest.raises(ConfigError, match=r"write it as https://github\.com/owner/name"):
        repository_links(url, "main", "notebooks/01_images_as_arrays")
