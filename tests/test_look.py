"""The look of the book: colors, letters, and what moves while a page comes."""

import re

import pytest

from tests.browser import ROOT

STYLE = ROOT / "book" / "_static" / "course.css"
TEXTS = ["ink", "faint", "accent", "good", "bad"]
LINES = ["blue", "green", "red"]


def colors(scheme):
    """Return {name: color} of the custom properties; what the dark does not say, the light does."""
    blocks = re.findall(r'^html(\[data-theme="dark"\])? \{(.*?)^\}', STYLE.read_text(), re.M | re.S)
    found = {}
    for dark, block in blocks:
        if not dark or scheme == "dark":
            found |= dict(re.findall(r"--course-(\w+): (#[0-9a-f]{6});", block))
    return found


def luminance(color):
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("ground", ["paper", "wash"])
def test_colors_keep_their_contrast(scheme, ground):
    """WCAG asks for 4.5:1 between text and its ground, and for 3:1 with lines."""
    of = colors(scheme)
    for name in TEXTS + LINES:
        low, high = sorted(luminance(of[one]) + 0.05 for one in (name, ground))
        assert high / low >= (4.5 if name in TEXTS else 3), f"{name} on {ground}, {scheme}"
