"""The pages of the built book, laid into one page that a browser can print (tools/make_pdf.py).

What only a screen has goes, links between pages become links to places of the one page, and the
answers of the quizzes move to its end. Every name gets the name of its page before it, because
each chapter has a section `the-idea`.
"""

import html
import posixpath
import re
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urldefrag, urlsplit

import yaml
from bs4 import BeautifulSoup

ROOT = Path(__file__).resolve().parents[1]
STYLE = Path(__file__).with_suffix(".css")

ON_SCREEN = {"book/progress", "book/changes"}  # records, and what is new on the site
INDEX = "genindex"
LEFT_OUT = "script, .headerlink, .d-print-none, .only-dark, .toctree-wrapper, .home-links"
NAMES = ("id", "for", "name", "aria-labelledby", "aria-describedby")
ON_PAPER = """<p class="paper-note"><strong>On paper.</strong> A frame with a title and the word
<em>control</em> holds a picture that you can move in the published book; here you see what it
starts with. Code that only imports, draws or shows a control is left out; it stands in the
notebooks. The answers to the quizzes are on the last pages.</p>"""
ON_INDEX = """Words lead to the glossary, functions to the cell that shows them first. The numbers
are pages: on a <strong>bold</strong> one the word is explained, or the function taught."""
ON_ANSWERS = """<p>What is right, and why. In the published book every option has such a
note.</p>"""


NUMBER = '<span data-place="{}"></span>'  # the page of a place, once it is known
NUMBERS = re.compile(NUMBER.replace("{}", '([^"]+)'))
UNKNOWN = "000"  # takes the room of a number


class Place(NamedTuple):
    """What the contents and the bookmarks lead to, and the places inside of it.

    Its name is that of an element; "" is the part of the book, which begins with its first place.
    """

    title: str
    name: str
    inside: list


class Sheet(NamedTuple):
    """One page of the book, ready for paper."""

    place: Place
    body: str
    styles: list
    answers: str


def start_of(document):
    """Return the name of the place where a document begins."""
    return f"begin/{document}"


CONTENTS = Place("Contents", start_of("contents"), [])
ANSWERS = Place("Answers to the quizzes", start_of("answers"), [])


def read_parts(toc=ROOT / "book" / "_toc.yml"):
    """Return the parts of the book: [(caption or "", [[document, documents under it]])]."""
    book = yaml.safe_load(toc.read_text(encoding="utf-8"))
    parts = [("", [[book["root"]]])]
    for part in book["parts"]:
        entries = [entry for entry in part["chapters"] if entry["file"] not in ON_SCREEN]
        parts.append(
            (part["caption"], [[one["file"] for one in with_inside(entry)] for entry in entries])
        )
    parts[-1][1].append([INDEX])
    return parts


def with_inside(entry):
    """Return an entry of the table of contents and the entries under it."""
    return [entry, *entry.get("sections", [])]


def read_sheet(site, document, documents):
    """Make one page of the built book ready for paper.

    Parameters
    ----------
    site : Path
    document : str
    documents : list of str
        All that will be printed: a link to another page becomes plain text.

    Returns
    -------
    sheet : Sheet
    """
    text = (site / f"{document}.html").read_text(encoding="utf-8")
    page = BeautifulSoup(text, "html.parser")
    article = page.find("article")
    for element in article.select(LEFT_OUT):
        element.decompose()
    for element in article.find_all(True):
        for name in NAMES:
            if name in element.attrs:
                own = (f"{document}/{one}" for one in element[name].split())
                element[name] = " ".join(own)
    for image in article.select("img"):
        image["src"] = address_of(document, image["src"])
        del image["loading"]
    for link in article.select("a[href]"):
        mend_link(link, document, documents)
    sections = [
        Place(title_of(heading), heading.parent["id"], [])
        for heading in article.select("section[id] > h2")
    ]
    place = Place(title_of(article.find("h1")), start_of(document), sections)
    answers = take_answers(place, article)
    if document == INDEX:
        place = place._replace(inside=[])  # its letters
        tell_pages(article)
    sheets = page.select('head > link[rel="stylesheet"]')
    styles = [address_of(document, link["href"]) for link in sheets]
    return Sheet(place, article.decode_contents(), styles, answers)


def address_of(document, address):
    """Return the path in the site of a file that a document names."""
    path = posixpath.join(posixpath.dirname(document), urlsplit(address).path)
    return posixpath.normpath(path)


def title_of(heading):
    """Return the text of a heading."""
    return " ".join(heading.get_text().split())


def mend_link(link, document, documents):
    """Let a link to a page of the site lead to its place here; say where other links lead."""
    address, place = urldefrag(link["href"])
    if urlsplit(address).scheme:
        if link.get_text().removeprefix("doi:") not in link["href"]:
            link.insert_after(f" ({link['href']})")
        return
    target = address_of(document, address).removesuffix(".html") if address else document
    if target in documents:
        link["href"] = f"#{target}/{place}" if place else f"#{start_of(target)}"
    else:
        link.name = "span"
        del link["href"]


def tell_pages(index):
    """Let the index tell pages: those of the site tells chapters."""
    index.select_one(".index-letters").decompose()
    words = BeautifulSoup(ON_INDEX, "html.parser")
    index.p.clear()
    index.p.append(words)
    for place in index.select(".index-place"):
        if place.name == "a":
            number = NUMBER.format(place["href"].removeprefix("#"))
            place.clear()
            place.append(BeautifulSoup(number, "html.parser"))
        else:  # its page is not printed
            place.decompose()


def take_answers(place, article):
    """Take the answers out of a quiz; return their HTML, or "" if there are none."""
    items = []
    for answer in article.select(".quiz-answer"):
        answer.extract().summary.decompose()
        items.append(f"<li>{answer.decode_contents()}</li>")
    if not items:
        return ""
    heading = f'<h2><a href="#{place.name}">{html.escape(place.title)}</a></h2>'
    return f'<section class="paper-answers">{heading}<ol>{"".join(items)}</ol></section>'


def read_book(site, parts):
    """Read every page of the book.

    Parameters
    ----------
    site : Path
    parts : list
        As `read_parts` returns them.

    Returns
    -------
    sheets : list of Sheet
        In the order of reading; the last one holds the answers.
    outline : list of Place
    """
    documents = [name for _, entries in parts for entry in entries for name in entry]
    sheets = {name: read_sheet(site, name, documents) for name in documents}
    outline = []
    for caption, entries in parts:
        places = [place_of([sheets[name].place for name in entry]) for entry in entries]
        outline += [Place(caption, "", places)] if caption else places
    told = "".join(sheet.answers for sheet in sheets.values())
    if told:
        body = f"<h1>{ANSWERS.title}</h1>{ON_ANSWERS}{told}"
        sheets[ANSWERS.name] = Sheet(ANSWERS, body, [], "")
        outline.append(ANSWERS)
    return list(sheets.values()), outline


def place_of(places):
    """Put the places under a page, its quiz, after the sections of the page."""
    first, *below = places
    return first._replace(inside=[*first.inside, *below])


def lay_out(site, sheets, outline, numbers):
    """Lay the book into one page.

    Parameters
    ----------
    site : Path
    sheets, outline : list
        As `read_book` returns them.
    numbers : dict of str
        The number of the printed page on which each place stands, as far as it is known.

    Returns
    -------
    page : str
        HTML that belongs into the folder of the site.
    """
    settings = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    styles = dict.fromkeys(style for sheet in sheets for style in sheet.styles)
    links = "".join(f'<link rel="stylesheet" href="{style}">' for style in styles)
    pages = "".join([contents(outline), *map(paper_page, range(len(sheets)), sheets)])
    pages = NUMBERS.sub(lambda found: str(numbers.get(found[1], UNKNOWN)), pages)
    heads = [running_head(n, sheet.place.title) for n, sheet in enumerate(sheets)]
    return (
        '<!DOCTYPE html>\n<html lang="en" data-theme="light"><head><meta charset="utf-8">'
        f"<title>{html.escape(settings['title'])}</title>{links}"
        f"<style>{STYLE.read_text(encoding='utf-8')}{''.join(heads)}</style></head>"
        f'<body>{cover(site, settings)}<main class="bd-main">{pages}</main></body></html>'
    )


def running_head(number, title):
    """Return the style that writes the title of a sheet over its pages."""
    words = title.replace("\\", "\\\\").replace('"', '\\"')
    return f".paper-{number} {{ page: paper-{number}; }}\n" + (
        f'@page paper-{number} {{ @top-right {{ content: "{words}"; }} }}\n'
    )


def paper_page(number, sheet):
    """Return the HTML of a sheet, in the boxes that the styles of the site ask for."""
    return (
        f'<div class="bd-content paper-{number}" id="{sheet.place.name}">'
        f'<div class="bd-article-container"><article class="bd-article">{sheet.body}</article>'
        f"</div></div>"
    )


def cover(site, settings):
    """Return the HTML of the title page."""
    cards = sorted((site / "_static" / "cards").glob("*.webp"))
    pictures = "".join(f'<img src="_static/cards/{card.name}" alt="">' for card in cards)
    title, author = html.escape(settings["title"]), html.escape(settings["author"])
    rights = html.escape(settings["html"]["extra_footer"])
    return (
        f'<div class="paper-cover"><p class="paper-title">{title}</p><p>{author}</p>'
        f'<div class="paper-cards">{pictures}</div>'
        f"<p>© {settings['copyright']} {author}. {rights}</p></div>"
    )


def contents(outline):
    """Return the HTML of the contents."""
    entries = "".join(map(entry, outline))
    # Chromium keeps the names that something links to: all others are linked from here.
    own = f'<a href="#{CONTENTS.name}"></a>'
    body = f"<h1>{CONTENTS.title}</h1>{entries}{ON_PAPER}{own}"
    return paper_page("contents", Sheet(CONTENTS, body, [], ""))


def entry(place):
    """Return the HTML of one entry of the contents, with what stands under it."""
    title = html.escape(place.title)
    inside = "".join(map(entry, place.inside))
    if not place.name:
        return f'<div class="paper-part"><h2>{title}</h2>{inside}</div>'
    line = f'<p><a href="#{place.name}">{title}</a> <span>{NUMBER.format(place.name)}</span></p>'
    return f'<div class="paper-entry">{line}<div class="paper-inside">{inside}</div></div>'
