"""How fast the controls of the built book are: `make bench`. A shared machine decides nothing.

The name of this file keeps it out of the tests; it is run by name.
"""

import statistics
import time

import cv2
import numpy as np
import pytest

from course_utils import controls, data
from tests.browser import CHAPTER_PAGES, ROOT, live_controls
from tests.test_live_controls import build_page

# The page times itself: from a key going down to the next picture being painted.
WATCH_KEYS = """control => {
    window.times = [];
    let start;
    control.addEventListener("keydown", (event) => { start = event.timeStamp; });
    control.querySelector(".live-picture").addEventListener("load", () => {
        requestAnimationFrame(() => setTimeout(() => times.push(performance.now() - start)));
    });
}"""
PRESSES = 30
# The page times itself: from the choice of a file to the picture, and to its result.
WATCH_FILE = """control => {
    window.times = new Promise((done) => control.addEventListener("change", () => {
        const [start, found] = [performance.now(), {}];
        const look = () => {
            const now = (performance.now() - start) / 1000;
            const shows = control.querySelector(".try-before[width='1600']");
            if (shows) found.shown ??= now;
            if (shows && control.querySelector(".try-stage.is-done")) done({ ...found, done: now });
            else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
    }, true));
}"""

# From a number typed into the kernel editor to the picture being painted on its canvas.
TYPE_NUMBERS = """([control, presses]) => {
    const cell = control.querySelectorAll(".kernel-grid input")[4];
    const times = [];
    for (let press = 0; press < presses; press++) {
        cell.value = press;
        const start = performance.now();
        cell.dispatchEvent(new Event("input", { bubbles: true }));
        times.push(performance.now() - start);
    }
    return times;
}"""


@pytest.mark.parametrize("chapter", CHAPTER_PAGES)
def test_speed_of_controls(chapter, open_page, server, browser, capsys):
    """Print how soon a control is usable, and how soon its picture follows a key."""
    usable = []
    for _ in range(5):
        context = browser.new_context()
        page = context.new_page()
        start = time.perf_counter()
        page.goto(f"{server.url}/{chapter}.html", wait_until="commit")
        page.locator(".live-place").first.scroll_into_view_if_needed()
        page.locator("div.live-control .live-picture").first.wait_for()
        usable.append(time.perf_counter() - start)
        context.close()
    page = open_page(chapter).page
    control = next(c for c in live_controls(page) if c.locator("input[type=range]").count())
    control.evaluate(WATCH_KEYS)
    slider = control.locator("input[type=range]").first
    slider.press("Home")
    for press in range(PRESSES):
        page.wait_for_function("presses => times.length > presses", arg=press)
        steps = int(slider.get_attribute("max"))
        slider.press("ArrowRight" if press // steps % 2 == 0 else "ArrowLeft")
    times = page.evaluate("times")

    with capsys.disabled():
        print(
            f"\n{chapter}: a control is usable after {statistics.median(usable):.2f} s, "
            f"its picture follows a key after {statistics.median(times):.0f} ms (medians)"
        )
    assert len(times) >= PRESSES


@pytest.mark.parametrize("chapter", CHAPTER_PAGES)
def test_speed_of_try_yours(chapter, open_page, tmp_path, capsys):
    """Print how soon a photograph of 12 megapixels is on show, and its result."""
    large = cv2.resize(data.sample("china"), (4000, 3000), interpolation=cv2.INTER_CUBIC)
    noise = np.random.default_rng(0).integers(0, 16, large.shape, np.uint8)
    cv2.imwrite(str(tmp_path / "large.jpg"), cv2.add(large, noise))
    times = []
    for _ in range(4):
        page = open_page(chapter).page
        found = [c for c in live_controls(page) if c.locator(".try-yours").count()]
        if not found:
            pytest.skip("no try_yours in this chapter")
        found[0].locator(".try-stage.is-done").wait_for()
        found[0].evaluate(WATCH_FILE)
        found[0].locator("input[type=file]").first.set_input_files(tmp_path / "large.jpg")
        times.append(page.evaluate("times"))
    first, *rest = times  # for the first one, the server has still to compress OpenCV.js
    shown, done = (statistics.median(one[what] for one in rest) for what in ("shown", "done"))

    with capsys.disabled():
        print(
            f"\n{chapter}: 12 megapixels are on show after {shown:.2f} s, their result after "
            f"{done:.2f} s (medians; the first time {first['done']:.2f} s)"
        )


@pytest.mark.parametrize("side", [3, 5])
@pytest.mark.parametrize("gray", [True, False], ids=["gray", "color"])
def test_speed_of_kernel_editor(side, gray, browser, tmp_path, monkeypatch, capsys):
    """Print how soon the picture, 600 x 400 pixels, follows a number of the kernel."""
    monkeypatch.syspath_prepend(ROOT / "book")
    image = cv2.resize(data.sample("china", gray=gray), (600, 400), interpolation=cv2.INTER_AREA)
    kernel = np.arange(side**2).reshape(side, side) - side**2 // 2
    editor = controls.kernel_editor(image, label="Kernel", alt="A temple.", kernel=kernel)
    folder, _, _ = build_page(tmp_path, editor)
    page = browser.new_page()
    page.goto((folder / "parts" / "page.html").as_uri())
    control = page.locator("div.live-control")
    control.locator(".kernel-products td").first.wait_for()
    times = page.evaluate(TYPE_NUMBERS, [control.element_handle(), PRESSES])
    page.close()

    with capsys.disabled():
        kind = "gray" if gray else "color"
        print(
            f"\nkernel editor, {side} x {side}, {kind}: the picture follows a number after "
            f"{statistics.median(times):.1f} ms (median)"
        )
    assert len(times) == PRESSES
