"""The controls of the built book: by keyboard, without a script, exact, light and fast."""

import json
import time

import cv2
import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe

from course_utils import data, images
from course_utils.histograms import histogram
from tests.browser import AXE, CHAPTER_PAGES, Visit, live_controls

HISTOGRAMS = "notebooks/02_histograms"
KEYS = {  # what the keyboard does in each kind of input
    "range": ["Home", "End"],
    "checkbox": ["Space"],
    "select": ["ArrowDown", "ArrowUp"],
    "number": ["ArrowUp", "ArrowDown"],
    "box": ["ArrowLeft", "ArrowRight"],
}
KIND = """element => {
    if (element.matches("[role=application]")) return "box";
    return element.matches("select") ? "select" : element.type ?? "other";
}"""
# What a control shows: the pixels of its picture, what a box control reads out of them, and the
# boxes that are drawn on it.
SHOWN = """async control => {
    const pixels = [];
    for (const picture of control.querySelectorAll(".live-picture")) {
        await picture.decode?.(); // a canvas has nothing to decode
        const width = picture.naturalWidth ?? picture.width;
        const height = picture.naturalHeight ?? picture.height;
        const context = new OffscreenCanvas(width, height).getContext("2d");
        context.drawImage(picture, 0, 0);
        const { data } = context.getImageData(0, 0, width, height);
        pixels.push(...new Uint8Array(await crypto.subtle.digest("SHA-1", data)));
    }
    const bars = control.querySelector(".live-bars")?.getAttribute("d");
    const cells = control.querySelector(".live-pixels")?.textContent;
    const boxes = [...control.querySelectorAll(".mark-box")].map((box) => box.ariaLabel);
    return [pixels.join(), bars ?? "", cells ?? "", ...boxes].join(";");
}"""


def changed(control, before):
    """Wait until the control shows something else; tell whether it did."""
    deadline = time.monotonic() + 2
    while time.monotonic() < deadline:
        if control.evaluate(SHOWN) != before:
            return True
    return False


class Chapter:
    """A chapter that is opened once for several tests.

    Attributes
    ----------
    document : str
        Its name, ``"notebooks/02_histograms"``.
    controls : list of playwright.sync_api.Locator
        Its controls, each brought to life.
    starts : set of tuple of str
        What the pictures that no box lies on show at their start, and their alternative texts.
    """

    def __init__(self, document, visit, server):
        self.document = document
        self.page = visit.page
        self.problems = visit.problems
        self.page.goto(f"{server.url}/{document}.html", wait_until="networkidle")
        # test_book_try_yours.py sees to the reader's own picture.
        self.controls = [c for c in live_controls(self.page) if not c.locator(".try-yours").count()]
        self.starts = {
            shown_with_alt(control)
            for control in self.controls
            if control.locator("[role=application]").count() == 0
        }


def shown_with_alt(control):
    return control.evaluate(SHOWN), control.locator(".live-picture").first.get_attribute("alt")


@pytest.fixture(scope="module", params=CHAPTER_PAGES)
def chapter(request, browser, server):
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield Chapter(request.param, Visit(context, server.url), server)
    context.close()


def test_controls_by_keyboard_alone(chapter):
    """Tab reaches every input of every control, and its keys change what the control shows."""
    assert len(chapter.controls) >= 2

    keyboard = chapter.page.keyboard
    for control in chapter.controls:
        title = control.locator("legend").inner_text()
        moved = []
        control.evaluate("control => { control.tabIndex = -1; control.focus(); }")
        while True:
            keyboard.press("Tab")
            focused = chapter.page.evaluate_handle("document.activeElement")
            if not control.evaluate("(control, element) => control.contains(element)", focused):
                break
            kind = focused.evaluate(KIND)
            if kind in KEYS:
                before = control.evaluate(SHOWN)
                assert any(keyboard.press(key) or changed(control, before) for key in KEYS[kind]), (
                    f"{title}: no key of its {kind} changes the picture"
                )
                moved.append(kind)
        inputs = control.locator("input:not([type=file]), select, [role=application]")
        assert len(moved) == inputs.count() > 0
    assert chapter.problems == []
    # Only the controls: test_book.py sees to the page around them.
    assert Axe().run(chapter.page, ".live-place", AXE).response["violations"] == []


def test_controls_without_script(chapter, open_page):
    """Each control is there as the picture that it starts with."""
    page = open_page(chapter.document, javascript=False).page

    for picture in page.locator(".live-place .live-picture").all():
        assert picture.is_visible()
        assert picture.evaluate("picture => picture.complete && picture.naturalWidth > 0")
    assert page.locator(".live-start:visible").count() == 0
    assert chapter.starts
    assert chapter.starts <= {shown_with_alt(place) for place in page.locator(".live-place").all()}


def box_control(page):
    return next(c for c in live_controls(page) if c.locator(".live-chart").count())


def read_box(control):
    """Return the box as slices of rows and columns."""
    top, left, height, width = (
        int(control.get_by_label(side).input_value())
        for side in ("Top row", "Left column", "Height", "Width")
    )
    return slice(top, top + height), slice(left, left + width)


def assert_counts_equal_python(control, image):
    """Compare the 256 counts of every channel, at the present box."""
    rows, columns = read_box(control)
    inside = image[rows, columns]
    planes = {"gray": images.to_gray(inside)}
    planes |= dict(zip(("blue", "green", "red"), np.moveaxis(inside, -1, 0), strict=True))
    for channel, plane in planes.items():
        control.get_by_label("Channel").select_option(channel)
        counts = json.loads(control.locator(".live-chart").get_attribute("data-counts"))
        assert counts == histogram(plane).tolist()
        assert sum(counts) == plane.size


def test_box_counts_equal_python_on_the_sample(open_page):
    page = open_page(HISTOGRAMS, bypass_csp=True).page  # the fetch below is none of the page's
    control = box_control(page)
    encoded = control.locator(".live-picture").evaluate(
        "async picture => [...new Uint8Array(await (await fetch(picture.src)).arrayBuffer())]"
    )
    image = cv2.imdecode(np.array(encoded, np.uint8), cv2.IMREAD_COLOR)
    assert any(np.array_equal(image, data.sample(name)) for name in data.SAMPLES)

    assert_counts_equal_python(control, image)
    control.locator("[role=application]").focus()
    for key in ("Shift+ArrowDown", "ArrowRight", "ArrowUp", "Alt+ArrowUp", "Shift+Alt+ArrowLeft"):
        before = read_box(control)
        page.keyboard.press(key)
        assert read_box(control) != before
        assert_counts_equal_python(control, image)
        control.locator("[role=application]").focus()
    corner = control.locator(".live-picture").bounding_box()
    page.mouse.move(corner["x"] + 5, corner["y"] + 5)
    page.mouse.down()
    page.mouse.move(corner["x"] + 90, corner["y"] + 60)
    page.mouse.up()
    assert_counts_equal_python(control, image)


def seen(element):
    """Return what a reader sees of an element, in gray."""
    return cv2.imdecode(np.frombuffer(element.screenshot(), np.uint8), cv2.IMREAD_GRAYSCALE)


def test_charts_turn_dark_with_the_page(open_page):
    """Pictures do not: test_book.py looks at each of them."""
    brightness = {}
    for scheme in ("light", "dark"):
        control = live_controls(open_page(HISTOGRAMS, scheme=scheme).page)[0]
        brightness[scheme] = np.median(seen(control.locator(".live-plot img")))
    assert brightness["dark"] < 30
    assert brightness["light"] > 230
