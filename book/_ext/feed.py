"""The feed of changes: each release of CHANGELOG.md, as book/changes.md shows it, is an entry.

A release is a section named by its version and its day, "1.0.0 (2026-12-01)". What is not released
yet has no day and is no entry, and where nothing is released or `html.baseurl` is not set, there
is no feed: entries are named by whole addresses.
"""

import re
from datetime import date
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

from docutils import nodes
from sphinx.util import logging
from sphinx.util.osutil import relative_uri

from .doctrees import sections_below
from .html import element

PAGE = "book/changes"
FEED = "changes.xml"
TO_COME = "Unreleased"
RELEASE = re.compile(r"(\d[\w.]*) \((\d{4}-\d\d-\d\d)\)")
ATOM = "http://www.w3.org/2005/Atom"
BASE = "{http://www.w3.org/XML/1998/namespace}base"
log = logging.getLogger(__name__)


class Release(NamedTuple):
    """A section of the page about one release."""

    version: str
    day: str
    section: nodes.section


def read_release(section):
    """Return the release that a section is about, or None if its title names none."""
    found = RELEASE.fullmatch(section.next_node(nodes.title).astext())
    try:
        return found and date.fromisoformat(found[2]) and Release(*found.groups(), section)
    except ValueError:  # no such day
        return None


def releases(app):
    """Return the releases that the feed tells of, none if there is no feed."""
    if not app.config.html_baseurl or PAGE not in app.env.found_docs:
        return []
    found = map(read_release, sections_below(app.env.get_doctree(PAGE)))
    return [release for release in found if release]


def name_releases(app, doctree):
    """Give each release an anchor that stays when others follow, and find titles that are none."""
    if app.env.docname != PAGE:
        return
    for section in sections_below(doctree):
        release = read_release(section)
        if release:
            section["ids"].insert(0, nodes.make_id(f"release-{release.version}"))
        elif section.next_node(nodes.title).astext() != TO_COME:
            log.warning(
                "CHANGELOG.md: write %r as '1.0.0 (2026-12-01)', or as %r",
                section.next_node(nodes.title).astext(),
                TO_COME,
                location=section,
            )


def offer_feed(app, doctree, docname):
    """Tell readers of the page that there is a feed."""
    if docname == PAGE and releases(app):
        to_feed = relative_uri(app.builder.get_target_uri(PAGE), FEED)
        link = element("a", "Follow these changes in a feed reader", href=to_feed)
        first = sections_below(doctree)[0]
        first.parent.insert(first.parent.index(first), element("p", link))


def link_feed(app, pagename, templatename, context, doctree):
    """Let feed readers find the feed from every page."""
    context["feed"] = app.config.html_baseurl + FEED if releases(app) else ""


def write_feed(app, exception):
    """Write the feed in Atom, dated by its newest release."""
    if exception or app.builder.format != "html":
        return
    target = Path(app.outdir, FEED)
    if not releases(app):
        target.unlink(missing_ok=True)  # what an earlier build has left
        return
    base = app.config.html_baseurl
    page = base + app.builder.get_target_uri(PAGE)
    resolved = app.env.get_and_resolve_doctree(PAGE, app.builder)
    found = list(filter(None, map(read_release, sections_below(resolved))))
    feed = ElementTree.Element("feed", {"xmlns": ATOM, BASE: page})
    add(feed, "title", f"{app.config.html_title}: what is new")
    add(feed, "id", base + FEED)
    add(feed, "updated", f"{max(release.day for release in found)}T00:00:00Z")
    add(feed, "link", rel="self", href=base + FEED)
    add(feed, "link", href=page)
    add(add(feed, "author"), "name", app.config.author)
    for version, day, section in found:
        entry = add(feed, "entry")
        place = f"{page}#{section['ids'][0]}"
        add(entry, "title", version)
        add(entry, "id", place)
        add(entry, "updated", f"{day}T00:00:00Z")
        add(entry, "link", href=place)
        parts = [part.deepcopy() for part in section if not isinstance(part, nodes.title)]
        shown = (app.builder.render_partial(part)["fragment"] for part in parts)
        add(entry, "content", "".join(shown), type="html")
    ElementTree.indent(feed)
    ElementTree.ElementTree(feed).write(target, encoding="utf-8", xml_declaration=True)


def add(parent, tag, text=None, **attributes):
    child = ElementTree.SubElement(parent, tag, attributes)
    child.text = text
    return child


def setup(app):
    app.setup_extension("_ext.html")
    app.connect("doctree-read", name_releases, priority=400)  # before Sphinx notes the anchors
    app.connect("doctree-resolved", offer_feed)
    app.connect("html-page-context", link_feed)
    app.connect("build-finished", write_feed)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
