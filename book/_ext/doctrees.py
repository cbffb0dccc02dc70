"""What several extensions ask of a page in the form in which Sphinx keeps it."""

from docutils import nodes


def in_one_line(text):
    return " ".join(text.split())


def sections_around(node):
    """Return the sections that a node stands in, the innermost first."""
    sections = []
    while node := node.parent:
        if isinstance(node, nodes.section):
            sections.append(node)
    return sections


def sections_below(doctree):
    """Return the sections of a page that stand directly under its title."""
    page = doctree.next_node(nodes.section)
    return [part for part in page if isinstance(part, nodes.section)]


def glossary_entries(doctree):
    """Yield (id, names, text) for each entry of the glossary."""
    for item in doctree.findall(nodes.definition_list_item):
        terms = [term for term in item.findall(nodes.term) if term["ids"]]
        if terms:
            names = tuple(term.astext() for term in terms)
            yield terms[0]["ids"][0], names, in_one_line(item[-1].astext())
