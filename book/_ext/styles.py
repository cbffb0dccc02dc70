"""Style sheets: of those that the theme brings the site keeps what can apply, a third of 60 kB.

Bootstrap alone has rules for hundreds of classes that no page of this book has.
"""

import re
from pathlib import Path

import tinycss2

from course_utils import controls

OWN = Path(__file__).parents[1] / "_static"
NAMES = re.compile(r'\b(?:class|id)="([^"]*)"')
WORD = re.compile(r"[\w-]+")
BUILT = "bs-"  # Bootstrap's script puts such names together: bs-tooltip-auto
GROUPS = {"media", "supports"}


def names_of(site):
    """Return each class and id of the pages, and each word of the scripts that could add one."""
    known = set()
    for page in site.rglob("*.html"):
        known.update(*map(str.split, NAMES.findall(page.read_text(encoding="utf-8"))))
    theme = [*site.glob("_static/scripts/*.js"), *site.glob("_static/*.js")]
    texts = [file for file in theme if not file.name.startswith("search-sections")]
    for script in [*texts, *controls.STATIC.glob("*.js")]:
        known.update(WORD.findall(script.read_text(encoding="utf-8")))
    return known


def keep_used(style, names):
    """Return a style sheet without the rules of classes and ids that are not among the names."""
    return kept(tinycss2.parse_stylesheet(style, skip_comments=True, skip_whitespace=True), names)


def kept(rules, names):
    texts = []
    for rule in rules:
        if rule.type == "qualified-rule":
            texts.append(kept_rule(rule, names))
        elif rule.type == "at-rule" and rule.lower_at_keyword in GROUPS:
            inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
            if text := kept(inner, names):
                texts.append(f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}{{{text}}}")
        else:
            texts.append(rule.serialize())
    return "".join(texts)


def kept_rule(rule, names):
    """Return a rule with those of its selectors that can apply; "" if there are none."""
    able = [selector for selector in selectors(rule.prelude) if asked_for(selector) <= names]
    if not able:
        return ""
    texts = ",".join(tinycss2.serialize(selector).strip() for selector in able)
    return f"{texts}{{{tinycss2.serialize(rule.content)}}}"


def selectors(tokens):
    """Cut a list of selectors at its commas."""
    found = [[]]
    for token in tokens:
        if token == ",":
            found.append([])
        else:
            found[-1].append(token)
    return found


def asked_for(selector):
    """Return the names that an element or those around it must have; what :not() has is no such."""
    pairs = zip([None, *selector], selector, strict=False)
    names = {token.value for before, token in pairs if before == "." and token.type == "ident"}
    names |= {token.value for token in selector if token.type == "hash"}
    return {name for name in names if not name.startswith(BUILT)}


def keep_used_styles(app, exception):
    """Cut the style sheets down that come from elsewhere; those of the book stay as written."""
    if exception or app.builder.format != "html":
        return
    static = Path(app.outdir, "_static")
    names = names_of(Path(app.outdir))
    for file in [*static.glob("*.css"), *static.glob("styles/*.css")]:
        if not (OWN / file.name).exists():
            style = file.read_text(encoding="utf-8")
            file.write_text(keep_used(style, names), encoding="utf-8")


def setup(app):
    # Late: the theme and MyST-NB write style sheets of their own when the build has finished.
    app.connect("build-finished", keep_used_styles, priority=800)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
