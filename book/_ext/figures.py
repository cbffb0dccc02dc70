"""Figures of notebooks, made for pages: light files, two color schemes, panels that may stack.

The functions of course_utils.plots draw on nothing: what is transparent in a figure is paper, what
is drawn thinly is ink, and large opaque areas are photographs or maps of colors. So the ink can be
made light for dark pages, and no pixel of a photograph changes. Where a figure stands in columns
with nothing between them, each column becomes a picture of its own: side by side on a wide
window, one below the other on a phone.
"""

import re
from pathlib import Path

import cv2
import numpy as np
from docutils import nodes

from course_utils import codec

DARK_INK = np.array([235, 234, 226], np.float32)  # BGR of --course-ink on dark pages
INK_BELOW, COLOR_ABOVE = 90, 150  # brightest channel: what is darker is ink, brighter has a color
STROKE = 11  # pixels: thicker opaque areas are no ink
GUTTER, NARROWEST = 4, 130  # pixels between two columns, and of a column
FIGURE = re.compile(r'<img [^>]*src="[^"]*_images/([^"/]+)"')


def is_drawing(figure):
    """Return where a BGRA figure is drawn, and not a photograph: a mask of bool."""
    opaque = (figure[:, :, 3] == 255).astype(np.uint8)
    square = np.ones((STROKE, STROKE), np.uint8)
    areas = cv2.morphologyEx(opaque, cv2.MORPH_OPEN, square, borderValue=0)
    return areas == 0


def for_dark_pages(figure):
    """Return a BGRA figure with light ink; what is no ink keeps every pixel."""
    drawn = is_drawing(figure)
    colors = figure[:, :, :3].astype(np.float32)
    brightest = colors.max(axis=2, keepdims=True)
    ink = np.clip((COLOR_ABOVE - brightest) / (COLOR_ABOVE - INK_BELOW), 0, 1) * drawn[..., None]
    changed = figure.copy()
    changed[:, :, :3] = np.rint(colors + ink * (DARK_INK - colors))
    return changed


def columns(figure):
    """Cut a BGRA figure between its columns of panels; a list of one figure or more."""
    width = figure.shape[1]
    empty = ~figure[:, :, 3].any(axis=0)
    for count in (4, 3, 2):
        if width < count * NARROWEST:
            continue
        cuts = [gap_near(empty, width * n // count, width // count // 8) for n in range(1, count)]
        if None not in cuts:
            return np.split(figure, cuts, axis=1)
    return [figure]


def gap_near(empty, place, reach):
    """Return the middle of the widest run of empty columns near a place, or None."""
    start = max(0, place - reach)
    marks = np.diff(np.r_[0, empty[start : place + reach].astype(int), 0])
    runs = list(zip(np.flatnonzero(marks == 1), np.flatnonzero(marks == -1), strict=True))
    first, end = max(runs, key=lambda run: run[1] - run[0], default=(0, 0))
    return int(start + (first + end) // 2) if end - first >= GUTTER else None


def write(figure, path):
    """Store a figure as WebP: a photograph takes an eighth of its PNG.

    A figure of few colors is smaller without loss, and so keeps every pixel.
    """
    qualities = (90, 101)  # above 100 means without loss
    contents = (codec.encode(figure, ".webp", cv2.IMWRITE_WEBP_QUALITY, q) for q in qualities)
    path.write_bytes(min(contents, key=len))


def make_figures(app, doctree):
    """Put the files for pages in the place of each figure that a notebook has drawn."""
    for node in list(doctree.findall(nodes.image)):
        _, path = app.env.relfn2path(node["uri"])
        if "jupyter_execute" in path and path.endswith(".png"):
            node.replace_self(page_figure(node, Path(path)))


def page_figure(node, path):
    """Write the files of one figure; return its node: an image, or a row of images."""
    figure = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
    if figure.ndim == 2 or figure.shape[2] == 3 or figure[:, :, 3].all():
        figure = cv2.imread(str(path))
        return image(node, path, figure, "")
    parts = columns(figure)
    row = nodes.container(classes=["figure-row", f"figure-of-{len(parts)}"])
    for number, part in enumerate(parts, start=1):
        alt = node["alt"] if number == 1 else f"Column {number} of {len(parts)} of this figure"
        row += image(node, path, part, f"-{number}", "only-light", alt)
        row += image(node, path, for_dark_pages(part), f"-{number}-dark", "only-dark", alt)
    return row


def image(node, path, figure, ending, kind=None, alt=None):
    file = path.with_name(f"{path.stem}{ending}.webp")
    write(figure, file)
    copy = node.copy()
    copy["uri"] = f"{node['uri'].removesuffix('.png')}{ending}.webp"
    if kind:
        copy["classes"] = [*node["classes"], kind]
        copy["alt"] = alt
    return copy


def load_late(app, pagename, templatename, context, doctree):
    """Let the browser fetch a figure when the reader comes near: a page of photographs is heavy.

    With its size stated, a figure that comes late moves nothing on the page.
    """
    sources = {name: Path(app.srcdir, source) for source, name in app.builder.images.items()}

    def late(found):
        size = ""
        figure = cv2.imread(str(sources[found[1]]))
        if figure is not None:  # not a drawing in SVG
            size = f' width="{figure.shape[1]}" height="{figure.shape[0]}"'
        return f'{found[0]} loading="lazy"{size}'

    if "body" in context:
        context["body"] = FIGURE.sub(late, context["body"])


def setup(app):
    app.connect("doctree-read", make_figures, priority=400)  # before Sphinx collects pictures
    app.connect("html-page-context", load_late)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
