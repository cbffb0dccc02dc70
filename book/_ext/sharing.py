"""How the site presents itself to search engines, to who shares a page, and to who is lost.

Each page says in a sentence or two what it is about: the first ones of its own text. What takes
whole addresses (canonical link, social card, sitemap, feed) is there only if `html.baseurl` in
_config.yml says where the site stands.
"""

import re
import textwrap
from itertools import takewhile
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

from docutils import nodes
from sphinx.errors import ConfigError

from . import social_cards
from .doctrees import in_one_line
from .setting import is_text

LONGEST = 200  # letters of a description
SENTENCE = re.compile(r"(?<=[.?!])\s+(?=\S)")
VIEWPORT = re.compile(r'<meta name="viewport"[^>]*>')
INDEX = "genindex"
INDEX_HOLDS = "Every special word and function of the course, and the chapters where they stand."
LOST = "404"
MOVED = {"book/intro"}  # where the home page once stood
# Addresses of a page that are told from its own; those of a place on it begin with "#".
RELATIVE = re.compile(r'( (?:href|src|action|data-content_root)=")(?!#|/|\w+:)(?:\./)?')
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"


def check_base(app, config):
    """Refuse a base that is no address, and let every other end in a slash."""
    base = config.html_baseurl
    if base and not re.fullmatch(r"https?://[^/?#\s]+(/[\w./~%-]*)?", base):
        raise ConfigError(
            f"html.baseurl in _config.yml is {base!r}; write it as https://example.org/course/"
        )
    config.html_baseurl = f"{base.rstrip('/')}/" if base else ""


def address(app, name):
    """Return the whole address of a page, or the empty text where no base is set."""
    base = app.config.html_baseurl
    if not base or name == "index":
        return base
    return base + app.builder.get_target_uri(name)


def plain(node):
    """Return the text of a node in one line, without the markup that HTML stands in."""
    texts = node.findall(nodes.Text)
    return in_one_line("".join(t for t in texts if not isinstance(t.parent, nodes.raw)))


def shorten(text):
    """Return the first sentences of a text, as many as fit; of a long one its first words."""
    kept, *others = SENTENCE.split(text)
    for sentence in others:
        if len(f"{kept} {sentence}") > LONGEST:
            break
        kept = f"{kept} {sentence}"
    return textwrap.shorten(kept, LONGEST, placeholder=" …")


def describe(doctree):
    """Return what a page is about: its first paragraphs, or the first question of a quiz."""
    title = next(doctree.findall(nodes.title))
    section = title.parent
    questions = list(doctree.findall(is_question))
    lead = list(takewhile(is_text, section[section.index(title) + 1 :]))
    elsewhere = list(doctree.findall(nodes.paragraph))
    about = questions[:1] or lead or elsewhere[:1] or [title]
    return shorten(" ".join(map(plain, about)))


def is_question(node):
    return isinstance(node, nodes.Element) and node.get("tag") == "legend"


def present(app, pagename, templatename, context, doctree):
    """Tell the head of a page what to say; what is not worth finding says nothing."""
    context["metatags"] = VIEWPORT.sub("", context.get("metatags", ""))  # layout.html has one
    if doctree is None and pagename != INDEX:
        context["pageurl"] = None
        return
    context["pageurl"] = address(app, pagename)
    context["sharing"] = {
        "kind": "website" if pagename == app.config.root_doc else "article",
        "description": INDEX_HOLDS if doctree is None else describe(app.env.get_doctree(pagename)),
        "card": app.config.html_baseurl + social_cards.card_of(app.env, pagename),
    }


def more_pages(app):
    """Yield the page for who is lost, and one that leads on wherever a page has moved."""
    yield LOST, {"title": "This page is not here"}, "404.html"
    for name in MOVED - app.env.found_docs:
        yield name, {}, "moved.html"


def root_addresses(app, exception):
    """Let the addresses on the page for who is lost begin at the root of the site.

    A host shows this page at whatever address was asked for, however deep, so none can be told
    from where it stands. Without `html.baseurl` the site is taken to stand at the root of its
    host. Only opened from a disk it leads nowhere, where nobody is lost.
    """
    if exception or app.builder.format != "html":
        return
    root = urlsplit(app.config.html_baseurl).path or "/"
    file = Path(app.outdir, f"{LOST}.html")
    page = file.read_text(encoding="utf-8")
    file.write_text(RELATIVE.sub(rf"\g<1>{root}", page), encoding="utf-8")


def write_sitemap(app, exception):
    """List all pages for search engines, without times: a build does not know them."""
    base = app.config.html_baseurl
    if exception or app.builder.format != "html":
        return
    sitemap, robots = Path(app.outdir, "sitemap.xml"), Path(app.outdir, "robots.txt")
    if not base:  # what an earlier build has left
        sitemap.unlink(missing_ok=True)
        robots.unlink(missing_ok=True)
        return
    urls = ElementTree.Element("urlset", xmlns=SITEMAP)
    for name in (*sorted(app.env.found_docs), INDEX):
        ElementTree.SubElement(ElementTree.SubElement(urls, "url"), "loc").text = address(app, name)
    ElementTree.indent(urls)
    ElementTree.ElementTree(urls).write(sitemap, encoding="utf-8", xml_declaration=True)
    robots.write_text(f"User-agent: *\nAllow: /\nSitemap: {base}sitemap.xml\n", encoding="utf-8")


def setup(app):
    app.connect("config-inited", check_base)
    app.connect("html-collect-pages", more_pages)
    app.connect("html-page-context", present)
    app.connect("build-finished", root_addresses)
    app.connect("build-finished", write_sitemap)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
