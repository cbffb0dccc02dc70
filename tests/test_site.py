"""What the site brings with it, and when notebooks are run again."""

import io
import re

import numpy as np
import pytest
from PIL import Image

from tests.browser import ROOT, axe_violations, build_small_book

PAGE = """# Home

A formula $x^2$, and one of its own line:

$$\\sum_i h(i) = N$$

:::{quiz} formula
How much is $h(7) / N$ in a picture of one gray, 7?

- [x] $1$
  - All pixels count: $h(7) = N$.
- [ ] $N$
  - That is $h(7)$.
:::
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Take the place of the book: one page with formulas."""
    return build_small_book(tmp_path_factory.mktemp("book"), {"index.md": PAGE})


def test_formulas_need_no_script(open_page):
    visit = open_page("index")
    assert visit.page.locator("article math:visible").count() == 5  # two in the text, three asked
    assert visit.problems == []

    first = open_page("index", javascript=False).page.locator("article math:visible").first
    assert first.bounding_box()["height"] > 10


def test_a_formula_stays_one_in_the_note(open_page):
    page = open_page("index").page
    page.locator("input[data-right='1']").check()
    page.locator(".quiz-check").click()

    assert page.locator("[role=status] math").is_visible()


LETTERS = """() => {
    const letters = ["<span class=math><math><mi>i</mi></math></span>", "<i>i</i>"];
    letters.forEach((letter, at) => {
        const line = document.createElement("p");
        line.id = `letter-${at}`;
        line.innerHTML = letter;
        document.querySelector("article").append(line);
    });
}"""


def test_a_letter_of_a_formula_is_drawn_whole(open_page):
    """There is as much ink in it as in the same letter of a text."""
    page = open_page("index", device_scale_factor=4).page
    page.evaluate(LETTERS)

    lines = [page.locator(f"#letter-{at}").screenshot() for at in (0, 1)]
    inks = [255 - np.asarray(Image.open(io.BytesIO(line)).convert("L"), float) for line in lines]
    formula, text = [(ink - ink.min()).sum() for ink in inks]
    assert formula == pytest.approx(text, rel=0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_way_past_the_menu_can_be_read(open_page, scheme):
    page = open_page("index", scheme=scheme, reduced_motion="reduce").page
    page.keyboard.press("Tab")

    assert page.locator("#pst-skip-link a").evaluate("link => link === document.activeElement")
    assert [one for one in axe_violations(page) if "contrast" in one] == []


def test_tab_does_not_stop_at_formulas(open_page):
    page = open_page("index").page

    assert page.locator("math").count()
    assert page.locator("math[tabindex]").count() == 0


def test_icon_and_start_page(site):
    assert (site / "_static" / "favicon.svg").is_file()
    assert "<math" in (site / "index.html").read_text(encoding="utf-8")


def test_what_hosts_read_is_there(site):
    """GitHub Pages leaves out folders that begin with _ unless there is a .nojekyll."""
    for name in (".nojekyll", "_headers"):
        assert (site / name).is_file()


def test_icons_are_drawn_by_the_few_glyphs_that_are_shown(open_page, server):
    page = open_page("index").page
    assert page.evaluate("document.fonts.check('900 16px \"Font Awesome 6 Free\"')")
    sent = {path.rpartition("/")[2]: size for path, size in server.sent}
    assert sent["icons.woff"] < 10_000
    assert not any("fa-solid" in name for name in sent)


def test_icons_that_are_not_shown_are_cut(site):
    from fontTools.ttLib import TTFont

    styles = site / "_static" / "styles"
    style = (styles / "pydata-sphinx-theme.css").read_text(encoding="utf-8")
    glyphs = TTFont(styles / "icons.woff").getBestCmap()
    assert ".fa-bars:" in style
    assert 0xF0C9 in glyphs  # bars
    assert ".fa-anchor:" not in style
    assert 0xF13D not in glyphs  # anchor


def test_scripts_keep_no_page_from_being_drawn(site):
    page = (site / "index.html").read_text(encoding="utf-8")
    waited_for = re.findall(r'<script src="[^"]*?([\w-]+)\.js', page)
    assert waited_for == ["theme", "documentation_options"]
    assert "searchindex" not in page


@pytest.fixture
def course(tmp_path, monkeypatch):
    """Write a course of four files and import what watches over them."""
    monkeypatch.syspath_prepend(ROOT / "book")
    for name in WATCHED:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("1", encoding="utf-8")
    return tmp_path


WATCHED = [
    "requirements.txt",
    "course_utils/images.py",
    "course_utils/exercises/__init__.py",
]


@pytest.mark.parametrize("name", WATCHED)
def test_notebooks_run_again_when_the_package_changes(course, name):
    from _ext.site import execution_key

    before = execution_key(course)
    assert execution_key(course) == before

    (course / name).write_text("2", encoding="utf-8")

    assert execution_key(course) != before


def test_notebooks_do_not_run_again_for_nothing(course):
    from _ext.site import execution_key

    before = execution_key(course)
    for name in (
        "README.md",
        "course_utils/notes.txt",
        "course_utils/__pycache__/images.pyc",
        "course_utils/exercises/ch01_images.py",
        "course_utils/exercises/shared.py",
    ):
        (course / name).parent.mkdir(exist_ok=True)
        (course / name).write_text("2", encoding="utf-8")

    assert execution_key(course) == before


def test_results_of_older_versions_are_removed(course):
    from types import SimpleNamespace

    from _ext.site import choose_execution_cache, execution_key

    caches = course / "_build" / ".jupyter_cache"
    key = execution_key(course)
    for name in (key, "0123456789ab", "keep"):
        (caches / name).mkdir(parents=True)
    app = SimpleNamespace(outdir=course / "_build" / "html", srcdir=course)
    config = SimpleNamespace()

    choose_execution_cache(app, config)

    assert config.nb_execution_cache_path == str(caches / key)
    assert sorted(path.name for path in caches.iterdir()) == sorted([key, "keep"])


def test_what_one_print_wrote_stays_in_one_line(monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "book")
    from _ext.site import join_streams
    from myst_nb.core import render
    from nbformat.v4 import new_output

    monkeypatch.setattr(render, "coalesce_streams", render.coalesce_streams)
    pieces = [
        new_output("stream", name="stdout", text=text) for text in ("equal:", " True\n", "b\n")
    ]
    aside = new_output("stream", name="stderr", text="careful\n")

    join_streams()
    join_streams()  # a second build in one process changes nothing
    merged = render.coalesce_streams([pieces[0], aside, *pieces[1:]])

    assert [(one["name"], one["text"]) for one in merged] == [
        ("stdout", "equal: True\nb\n"),
        ("stderr", "careful\n"),
    ]
    assert pieces[0]["text"] == "equal:"
