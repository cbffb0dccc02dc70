"""The controls of the built book: by keyboard, without a script, exact, light and fast."""

import json
import time

import cv2
import numpy as np
import pytest

from course_utils import data, images
from course_utils.histograms import histogram
from tests.browser import CHAPTER_PAGES, axe_violations, live_controls

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
# What a control shows: the pixels of its picture, and what a box control reads out of them.
SHOWN = """async control => {
    const picture = control.querySelector(".live-picture");
    await picture.decode();
    const { naturalWidth: width, naturalHeight: height } = picture;
    const context = new OffscreenCanvas(width, height).getContext("2d");
    context.drawImage(picture, 0, 0);
    const { data } = context.getImageData(0, 0, width, height);
    const pixels = await crypto.subtle.digest("SHA-1", data);
    const bars = control.querySelector(".live-chart path")?.getAttribute("d");
    const cells = control.querySelector(".live-pixels")?.textContent;
    return [new Uint8Array(pixels).join(), bars ?? "", cells ?? ""].join(";");
}"""


def changed(control, before):
    """Wait until the control shows something else; tell whether it did."""
    deadline = time.monotonic() + 2
    while time.monotonic() < deadline:
        if control.evaluate(SHOWN) != before:
            return True
    return False


@pytest.mark.parametrize("document", CHAPTER_PAGES)
def test_controls_by_keyboard_alone(open_page, document):
    """Tab reaches every input of every control, and its keys change what the control shows."""
    visit = open_page(document)
    controls = live_controls(visit.page)
    assert len(controls) >= 2

    for control in controls:
        title = control.locator("legend").inner_text()
        moved = []
        control.evaluate("control => { control.tabIndex = -1; control.focus(); }")
        while True:
            visit.page.keyboard.press("Tab")
            focused = visit.page.evaluate_handle("document.activeElement")
            if not control.evaluate("(control, element) => control.contains(element)", focused):
                break
            kind = focused.evaluate(KIND)
            if kind in KEYS:
                before = control.evaluate(SHOWN)
                assert any(
                    visit.page.keyboard.press(key) or changed(control, before) for key in KEYS[kind]
                ), f"{title}: no key of its {kind} changes the picture"
                moved.append(kind)
        inputs = control.locator("input:not([type=file]), select, [role=application]")
        assert len(moved) == inputs.count() > 0
    assert visit.problems == []
    assert axe_violations(visit.page) == []


@pytest.mark.parametrize("document", CHAPTER_PAGES)
def test_controls_without_script(open_page, document):
    """Each control is there as the picture that it starts with."""
    starts = [
        (control.evaluate(SHOWN), control.locator(".live-picture").get_attribute("alt"))
        for control in live_controls(open_page(document).page)
        if control.locator("[role=application]").count() == 0
    ]
    page = open_page(document, javascript=False).page
    pictures = page.locator(".live-place .live-picture")

    assert starts
    for picture in pictures.all():
        assert picture.is_visible()
        assert picture.evaluate("picture => picture.complete && picture.naturalWidth > 0")
    still = [
        (place.evaluate(SHOWN), place.locator(".live-picture").get_attribute("alt"))
        for place in page.locator(".live-place").all()
    ]
    assert set(starts) <= set(still)


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
    page = open_page(HISTOGRAMS).page
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


def test_box_counts_equal_python_on_an_own_picture(open_page):
    """A picture of every kind of value: noise, black, white, one gray."""
    image = np.random.default_rng(0).integers(0, 256, (61, 83, 3), np.uint8)
    image[:20], image[20:25], image[25:30] = 255, 0, 128
    visit = open_page(HISTOGRAMS)
    control = box_control(visit.page)

    control.locator("input[type=file]").set_input_files(
        {
            "name": "own.png",
            "mimeType": "image/png",
            "buffer": cv2.imencode(".png", image)[1].tobytes(),
        }
    )
    control.locator(".live-picture[width='83'][height='61']").wait_for()

    assert_counts_equal_python(control, image)
    for side, value in {"Top row": 0, "Left column": 0, "Height": 61, "Width": 83}.items():
        control.get_by_label(side).fill(str(value))
    assert read_box(control) == (slice(0, 61), slice(0, 83))
    assert_counts_equal_python(control, image)
    assert "own.png" in control.locator(".live-picture").get_attribute("alt")
    assert visit.problems == []


# Weight


@pytest.mark.parametrize("chapter", CHAPTER_PAGES)
def test_weight_before_the_first_touch(chapter, open_page, server, capsys):
    """Counted as a public server sends it: compressed."""
    server.sent.clear()
    open_page(chapter)
    sent = sorted(server.sent, key=lambda file: -file[1])
    total = sum(size for _, size in sent)

    with capsys.disabled():
        print(f"\n{chapter}: {total / 1e3:.0f} kB in {len(sent)} files; the largest:")
        for path, size in sent[:5]:
            print(f"  {size / 1e3:6.0f} kB  {path}")
    assert total <= 1.2e6
