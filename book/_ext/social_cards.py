"""Social cards: the picture that a chat shows when somebody shares a page.

A chapter's has the picture of its card on the home page (book/_ext/cards.py), its number and title;
all other pages share the one of the home page. They are drawn only if `html.baseurl` is set, for
nothing names a card but its whole address. The same book gives the same bytes.
"""

import functools
import io
import shutil
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from . import packages
from .cards import cut_out, first_picture
from .downloads import CHAPTER, chapters

FOLDER = "_static/social"
ROWS, COLUMNS = 630, 1200
SIDE = 660  # columns of the card that its picture fills
BLOCK = 3  # rows and columns of the card that one pixel of the picture fills
COLORS = 96  # of the picture, so that the card weighs little
MARGIN = 52
SIZES = (64, 56, 48, 40)  # of the title: the largest in which it fits
BRAND, LIGHT, MARK, PAPER = "#0b3d4a", "#8fd3dc", "#ffc857", "#fdfdfb"
EYE = [  # as in favicon.svg: left, top, columns, rows, color
    (5, 12, 6, 8, LIGHT),
    (21, 12, 6, 8, LIGHT),
    (12, 5, 8, 6, LIGHT),
    (12, 21, 8, 6, LIGHT),
    (12, 12, 8, 8, MARK),
]
LETTERS = "@fontsource/atkinson-hyperlegible-next"
FACE = "files/atkinson-hyperlegible-next-latin-{weight}-normal.woff2"


def card_of(env, docname):
    """Return the file of the card that a page has."""
    chapter = CHAPTER.fullmatch(docname) and first_picture(env, docname)
    return f"{FOLDER}/{Path(docname).name[:2] if chapter else 'course'}.png"


@functools.cache
def letters(size, weight=700):
    """Return the letters of the book, or Pillow's own where the package is not here."""
    faces = packages.files(packages.packages()[LETTERS])
    if not faces:
        return ImageFont.load_default(size)
    return ImageFont.truetype(io.BytesIO(faces[FACE.format(weight=weight)]), size)


def set_title(title, width):
    """Return a title in lines and the letters for it, so large that five lines hold it."""
    for size in SIZES:
        font = letters(size)
        lines = [""]
        for word in title.split():
            longer = f"{lines[-1]} {word}".strip()
            if font.getlength(longer) <= width:
                lines[-1] = longer
            else:
                lines.append(word)
        lines = [line for line in lines if line]
        if len(lines) <= 5 and max(map(font.getlength, lines)) <= width:
            break
    return "\n".join(lines), font


def draw(title, number, course, picture):
    """Return a card as a PNG file; `picture` is a file, or None."""
    card = Image.new("RGB", (COLUMNS, ROWS), BRAND)
    pen = ImageDraw.Draw(card)
    width = COLUMNS - 2 * MARGIN
    if picture:
        width -= SIDE
        pixels = cut_out(picture, ROWS // BLOCK, SIDE // BLOCK)[..., ::-1]
        shown = Image.fromarray(pixels.copy()).quantize(COLORS, dither=Image.Dither.NONE)
        shown = shown.convert("RGB").resize((SIDE, ROWS), Image.Resampling.NEAREST)
        card.paste(shown, (COLUMNS - SIDE, 0))
    text, font = set_title(title, width)
    pen.text((MARGIN, MARGIN - 12), number, MARK, letters(84))
    pen.text((MARGIN, 150 if number else MARGIN), text, PAPER, font, spacing=10)
    for left, top, columns, rows, color in EYE:
        x, y = MARGIN + 2 * (left - 5), ROWS - MARGIN - 2 * (27 - top)
        pen.rectangle((x, y, x + 2 * columns - 1, y + 2 * rows - 1), color)
    pen.text((MARGIN + 60, ROWS - MARGIN - 22), course, LIGHT, letters(27, 400), anchor="lm")
    file = io.BytesIO()
    card.quantize(256, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
    return file.getvalue()


def write_cards(app, env):
    """Draw all cards, or remove those of an earlier build."""
    if app.builder.format != "html":
        return
    folder = Path(app.outdir, FOLDER)
    shutil.rmtree(folder, ignore_errors=True)
    if not app.config.html_baseurl:
        return
    folder.mkdir(parents=True)
    for docname in (app.config.root_doc, *chapters(env)):
        chapter = CHAPTER.fullmatch(docname)
        number = Path(docname).name[:2] if chapter else ""
        title, picture = env.titles[docname].astext(), first_picture(env, docname)
        if picture or not chapter:
            card = draw(title, number, env.config.html_title if chapter else "", picture)
            Path(app.outdir, card_of(env, docname)).write_bytes(card)


def setup(app):
    app.connect("env-updated", write_cards)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
