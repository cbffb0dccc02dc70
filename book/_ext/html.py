"""HTML elements for which docutils has no node, for the directives of this book."""

from docutils import nodes

VOID = {"input"}  # elements that have no content and so no end tag


class html_element(nodes.General, nodes.TextElement):
    """One HTML element; its children are ordinary nodes (a link insists on a TextElement)."""


def element(tag, *children, id=None, **attributes):
    """Return the element `tag`; strings become text, ``data_key=1`` becomes ``data-key="1"``."""
    written = {name.strip("_").replace("_", "-"): value for name, value in attributes.items()}
    inside = [nodes.Text(child) if isinstance(child, str) else child for child in children]
    ids = [id] if id else []
    return html_element("", "", *inside, tag=tag, ids=ids, written=written)


def visit_html(translator, node):
    translator.body.append(translator.starttag(node, node["tag"], suffix="", **node["written"]))


def depart_html(translator, node):
    if node["tag"] not in VOID:
        translator.body.append(f"</{node['tag']}>")


def pass_by(translator, node):
    """Write nothing: builders of other formats see only what the element holds."""


def setup(app):
    others = {builder: (pass_by, pass_by) for builder in ("latex", "text", "man", "texinfo")}
    app.add_node(html_element, html=(visit_html, depart_html), **others)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
