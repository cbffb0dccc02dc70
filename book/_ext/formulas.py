"""Formulas as MathML, made when the book is built: browsers set them, and no script is sent.

docutils translates them. What it does not know is a warning with its place, which ends the build.
"""

import re

from docutils import nodes
from docutils.utils.math import MathError
from docutils.utils.math.latex2mathml import tex2mathml
from sphinx.util import logging

GAPS = re.compile(r"(?<=>)\s+(?=<)")
log = logging.getLogger(__name__)


def visit_math(translator, node):
    write(translator, node, "span")


def visit_math_block(translator, node):
    write(translator, node, "div")


def write(translator, node, tag):
    try:
        formula = GAPS.sub("", tex2mathml(node.astext(), as_block=tag == "div"))
    except MathError as error:
        log.warning("formula %r: %s", node.astext(), error, location=node)
        formula = translator.encode(node.astext())
    start = translator.starttag(node, tag, suffix="", CLASS="math notranslate")
    translator.body.append(f"{start}{formula}</{tag}>")
    raise nodes.SkipNode


def setup(app):
    app.add_html_math_renderer("mathml", (visit_math, None), (visit_math_block, None))
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
