"""Icons: of the theme's icon font the site keeps the glyphs that it shows, some 5 kB of 280."""

import io
import re
import shutil
from pathlib import Path

from fontTools import subset

STYLES = "_static/styles"
THEME = f"{STYLES}/pydata-sphinx-theme.css"
FONTS = "_static/vendor/fontawesome"
ICONS = "icons.woff"
FACE = re.compile(r"@font-face\{[^}]*Font Awesome[^}]*\}")
GLYPH = re.compile(r"\\(f[0-9a-f]{3})|([\ue000-\uf8ff])")
NEW_FACE = (
    "@font-face{font-display:block;font-family:Font Awesome\\ 6 Free;font-weight:900;"
    f'src:url({ICONS}) format("woff")}}'
)


def glyphs(style):
    """Return the code points of all icons that a style sheet can show."""
    return {int(code, 16) if code else ord(letter) for code, letter in GLYPH.findall(style)}


def cut(font, points):
    """Return a font as WOFF with nothing but the glyphs of some code points."""
    options = subset.Options(flavor="woff", layout_features=[], hinting=False)
    loaded = subset.load_font(str(font), options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=points)
    cutter.subset(loaded)
    stream = io.BytesIO()
    subset.save_font(loaded, stream, options)
    return stream.getvalue()


def keep_used_icons(app, exception):
    """Cut the icon font down to the icons that styles.py has left in the style sheets."""
    site = Path(app.outdir)
    if exception or app.builder.format != "html" or not (site / FONTS).is_dir():
        return
    theme = site / THEME
    style = theme.read_text(encoding="utf-8")
    faces = FACE.findall(style)
    theme.write_text(FACE.sub("", style) + NEW_FACE if faces else style, encoding="utf-8")
    others = "".join(file.read_text(encoding="utf-8") for file in site.glob(f"{STYLES}/*.css"))
    font = site / FONTS / "webfonts" / "fa-solid-900.ttf"
    (site / STYLES / ICONS).write_bytes(cut(font, glyphs(others)))
    shutil.rmtree(site / FONTS)


def setup(app):
    app.connect("build-finished", keep_used_icons, priority=900)  # after styles.py
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
