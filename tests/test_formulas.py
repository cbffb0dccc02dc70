"""Formulas of pages are MathML; one that cannot be translated is a warning, which ends a build."""

import functools

import pytest

from tests.browser import CHAPTER_PAGES


@pytest.fixture
def build(build_page):
    """Return a function that builds a page of Markdown: (its HTML, warnings)."""
    return functools.partial(build_page, extension="_ext.formulas", html_math_renderer="mathml")


def test_a_formula_in_a_sentence(build):
    page, warnings = build(r"Let $x_1 \times 3 < 2$ be.")
    assert "<msub><mi>x</mi><mn>1</mn></msub><mo>×</mo><mn>3</mn><mo>&lt;</mo>" in page
    assert 'display="block"' not in page
    assert warnings == ""


def test_a_formula_alone(build):
    page, warnings = build("$$\n\\frac{a}{b}\n$$\n")
    assert 'display="block"' in page
    assert "<mfrac><mi>a</mi><mi>b</mi></mfrac>" in page
    assert warnings == ""


def test_a_formula_that_cannot_be_translated_is_told_with_its_place(build):
    page, warnings = build("Let $\\twist{3}$ be.")
    assert "index.md:3: WARNING: formula" in warnings
    assert r'Unknown LaTeX command "\twist"' in warnings
    assert r"\twist{3}" in page


@pytest.mark.browser
@pytest.mark.parametrize("document", CHAPTER_PAGES)
def test_no_page_asks_for_a_script_that_sets_formulas(document, site):
    page = (site / f"{document}.html").read_text(encoding="utf-8")
    assert "tex-mml" not in page
    assert "\\times" not in page
