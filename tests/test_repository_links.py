"""One setting, `repository.url`, turns on the links that need the public home of the course."""

import shutil

import nbformat
import pytest
from bs4 import BeautifulSoup
from sphinx.errors import ConfigError

from tests.browser import ROOT, build_book

TOC = """
format: jb-book
root: book/intro
parts:
  - caption: Part
    chapters:
      - file: notebooks/01_images_as_arrays
"""
HOME = "https://github.com/owner/name"
FILE = "notebooks/01_images_as_arrays.ipynb"


@pytest.fixture(scope="module")
def build_with(tmp_path_factory):
    """Return a function that builds two pages with the book's own settings and one address."""

    def build(url):
        root = tmp_path_factory.mktemp("book")
        settings = (ROOT / "_config.yml").read_text(encoding="utf-8")
        assert settings.count('url: ""') == 1
        settings = settings.replace('url: ""', f'url: "{url}"')
        for folder in ("_ext", "_static", "_templates"):
            shutil.copytree(ROOT / "book" / folder, root / "book" / folder)
        for name in ("requirements.txt", "book/references.bib"):
            shutil.copy(ROOT / name, root / name)
        (root / "_config.yml").write_text(settings, encoding="utf-8")
        (root / "book" / "_toc.yml").write_text(TOC, encoding="utf-8")
        (root / "book" / "intro.md").write_text("# Home\n\nText.\n", encoding="utf-8")
        (root / "notebooks").mkdir()
        title = nbformat.v4.new_markdown_cell("# Images as arrays\n\nText.")
        nbformat.write(nbformat.v4.new_notebook(cells=[title]), root / FILE)
        built = build_book(root)
        assert built.returncode == 0, built.stdout[-3000:] + built.stderr[-3000:]
        return root / "_build" / "html"

    return build


def links(page):
    """Return {text: address} of the links of a page that lead to another host."""
    parsed = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
    return {a.get_text(): a["href"] for a in parsed.select("a[href^=http]")}


def test_no_link_without_address(build_with):
    site = build_with("")

    assert links(site / "notebooks/01_images_as_arrays.html") == {}
    assert links(site / "book/intro.html") == {}


def test_each_link_with_address(build_with):
    site = build_with(HOME)

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
