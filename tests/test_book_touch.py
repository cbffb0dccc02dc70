"""The controls of every page on a phone and on a desk: swipes scroll, and all of it is seen."""

import time

import pytest

from tests.browser import CHAPTER_PAGES, live_controls, swiped

DESK, PHONE = (1280, 900), (390, 844)
# What a reader may have changed: pictures, inputs, box and sentence.
STATE = """control => [
    ...[...control.querySelectorAll("img")].map((picture) => picture.alt + picture.src),
    ...[...control.querySelectorAll("input, select")].map((input) => input.value + input.checked),
    ...[...control.querySelectorAll(".live-inside, .mark-box")].map((box) => box.style.cssText),
].join()"""
STAGES = ".live-picture, input[type=range], .live-inside, .mark-box, canvas"


@pytest.fixture(scope="module", params=CHAPTER_PAGES)
def document(request):
    return request.param


def open_on(browser, server, document, screen):
    context = browser.new_context(
        viewport={"width": screen[0], "height": screen[1]}, has_touch=screen == PHONE
    )
    page = context.new_page()
    page.goto(f"{server.url}/{document}.html", wait_until="networkidle")
    return page


def swipe_up(page, x, y):
    """Swipe as a reader does who wants to read on, not quite straight.

    Returns the seconds from the touch to the first move.
    """
    touch = page.context.new_cdp_session(page)
    for step in range(12):
        kind = "touchMove" if step else "touchStart"
        point = {"x": x + step // 4, "y": y - 15 * step}
        if step == 0:
            touched = time.perf_counter()
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [point]})
        if step == 1:
            rested = time.perf_counter() - touched
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    touch.detach()
    page.wait_for_timeout(50)
    return rested


def upward_from(page, number, k):
    """Swipe upward from a part of a control, the k-th that is seen.

    Returns how far the page has scrolled, and whether the control is as it was.
    """
    found = {}

    def swipe():
        if found:  # the last try was a long press, and has changed what it held
            page.reload(wait_until="networkidle")
            live_controls(page)
        control = page.locator(".live-place div.live-control").nth(number)
        place = parts_seen(control)[k]
        place.evaluate("place => place.scrollIntoView({ block: 'center', behavior: 'instant' })")
        page.wait_for_timeout(150)  # a busy page would take the swipe for a long press
        area, before = place.bounding_box(), control.evaluate(STATE)
        found.update(top=page.evaluate("scrollY"))
        rested = swipe_up(page, area["x"] + 0.3 * area["width"], area["y"] + 0.6 * area["height"])
        found.update(
            far=page.evaluate("scrollY") - found["top"], same=control.evaluate(STATE) == before
        )
        return rested

    swiped(swipe)
    return found["far"], found["same"]


def parts_seen(control):
    return [place for place in control.locator(STAGES).all() if place.is_visible()]


@pytest.mark.parametrize("screen", [DESK, PHONE], ids=["desk", "phone"])
def test_a_control_is_seen_as_a_whole(browser, server, document, screen):
    page = open_on(browser, server, document, screen)
    heights = {
        control.locator("legend").first.inner_text(): control.bounding_box()["height"]
        for control in live_controls(page)
    }
    page.context.close()

    assert heights
    assert {label: high for label, high in heights.items() if high > 0.55 * screen[1]} == {}


def test_a_swipe_that_begins_on_a_control_scrolls_the_page(browser, server, document):
    page = open_on(browser, server, document, PHONE)
    begun, stuck, changed = 0, [], []
    for number, control in enumerate(live_controls(page)):
        label = control.locator("legend").first.inner_text()
        for k in range(len(parts_seen(control))):
            begun += 1
            far, same = upward_from(page, number, k)
            if far < 60:
                stuck.append(label)
            if not same:
                changed.append(label)
    page.context.close()

    assert begun
    assert (stuck, changed) == ([], [])


def test_a_slider_follows_a_finger_sideways_and_a_tap(browser, server):
    page = open_on(browser, server, CHAPTER_PAGES[1], PHONE)
    control = next(c for c in live_controls(page) if c.locator("input[type=range]").count())
    slider = control.locator("input[type=range]").first
    slider.scroll_into_view_if_needed()
    area = slider.bounding_box()

    page.touchscreen.tap(area["x"] + area["width"] - 5, area["y"] + area["height"] / 2)
    assert slider.input_value() == slider.get_attribute("max")
    shown = control.evaluate(STATE)
    touch = page.context.new_cdp_session(page)
    for step in range(9):
        kind = "touchMove" if step else "touchStart"
        point = {"x": area["x"] + area["width"] - 12 - 30 * step, "y": area["y"] + 22}
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [point]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    assert int(slider.input_value()) < int(slider.get_attribute("max"))
    assert control.evaluate(STATE) != shown
    page.context.close()
