"""The controls in a page that Sphinx has written with book/_ext/live_controls.py.

What they do in the built book is in test_book_controls.py.
"""

import functools
import io
import json
import time
from pathlib import Path

import cv2
import ipywidgets
import nbformat
import numpy as np
import pytest
from bs4 import BeautifulSoup
from sphinx.testing.util import SphinxTestApp

from course_utils import controls, data
from course_utils.controls.box import COUNTED
from tests.browser import ROOT, swiped

COFFEE = data.sample("coffee")[:90, :120]


def notebook_with(*widgets):
    """Return a notebook whose cells have shown these widgets, as nbclient stores it."""
    view = "application/vnd.jupyter.widget-view+json"
    shown = [{view: {"version_major": 2, "model_id": widget.model_id}} for widget in widgets]
    outputs = [nbformat.v4.new_output("display_data", bundle) for bundle in shown]
    cells = [
        nbformat.v4.new_markdown_cell("# Page"),
        *(nbformat.v4.new_code_cell("show()", outputs=[output]) for output in outputs),
    ]
    notebook = nbformat.v4.new_notebook(cells=cells)
    notebook.metadata.language_info = {"name": "python", "pygments_lexer": "ipython3"}
    state = ipywidgets.Widget.get_manager_state(widgets=widgets, drop_defaults=False)
    notebook.metadata.widgets = {"application/vnd.jupyter.widget-state+json": state}
    return notebook


@pytest.fixture(scope="module", autouse=True)
def _extensions():
    """Let Sphinx find the extensions of the book."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(ROOT / "book")
        yield


def build_page(folder, *widgets):
    """Build a page of widgets; return (folder of the site, parsed page, warnings)."""
    (folder / "conf.py").touch()
    (folder / "index.md").write_text("# Book\n\n```{toctree}\nparts/page\n```\n")
    (folder / "parts").mkdir()
    (folder / "_build" / "html" / "_static" / "controls").mkdir(parents=True)
    (folder / "_build" / "html" / "_static" / "controls" / "older.js").touch()
    nbformat.write(notebook_with(*widgets), folder / "parts" / "page.ipynb")
    settings = {
        "extensions": ["myst_nb", "_ext.live_controls"],
        "nb_execution_mode": "off",
        "html_static_path": [str(ROOT / "book" / "_static")],
    }
    warnings = io.StringIO()
    app = SphinxTestApp("html", folder, confoverrides=settings, warning=warnings)
    try:
        app.build()
    finally:
        app.cleanup()
    page = (app.outdir / "parts" / "page.html").read_text(encoding="utf-8")
    return Path(app.outdir), BeautifulSoup(page, "html.parser"), warnings.getvalue()


@pytest.fixture
def build(tmp_path):
    return functools.partial(build_page, tmp_path)


@pytest.fixture(scope="module")
def coffee_page(tmp_path_factory):
    """Return the address of a page with a box over a picture, and sliders below."""
    box = controls.box_histogram(COFFEE, label="Box", alt="Coffee")
    folder, _, _ = build_page(tmp_path_factory.mktemp("page"), box, blur_control())
    return (folder / "parts" / "page.html").as_uri()


def blur_control():
    small = cv2.resize(data.sample("china"), (160, 107), interpolation=cv2.INTER_AREA)
    return controls.explore(
        lambda sigma, flip: cv2.flip(cv2.GaussianBlur(small, (0, 0), sigma), 1 if flip else 0),
        label="Blur <b>",
        alt='Blurred by {sigma}, "flip" {flip}',
        sigma=range(1, 6),
        flip=(False, True),
    )


def decode(content):
    return cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR)


def test_sphinx_page_holds_a_still_picture_and_nothing_to_run(build):
    control = blur_control()
    folder, page, warnings = build(control)
    assert warnings == ""
    place = page.select_one(".live-place")
    picture = place.select_one("figure img")

    assert place.select_one("figcaption").get_text() == "Blur <b>"
    assert picture["alt"] == 'Blurred by 3, "flip" False'
    assert (picture["width"], picture["height"]) == ("160", "107")
    style = (folder / "_static" / "controls" / "parts-page.css").read_text(encoding="utf-8")
    assert "--natural: 320px; --aspect: 1.4953" in style  # twice 160 x 107
    still = (folder / "parts" / picture["src"]).read_bytes()
    start = sum(control.sizes[:4])
    assert still == control.frames[start : start + control.sizes[4]]
    sources = [script.get("src") for script in page.select("script")]
    assert any(source and "control-host.js" in source for source in sources)
    name = place["data-control"]
    assert {file.name for file in (folder / "_static" / "controls").iterdir()} == {
        *("controls.css", "explore.css", "parts-page.css", "explorer.js"),  # older.js is gone
        *(f"{name}.js", Path(picture["src"]).name),
    }
    assert "style=" not in str(place)
    assert "widget-state" not in str(page)
    assert "require" not in str(sources)
    assert not [source for source in sources if source and source.startswith("http")]


def test_sphinx_still_of_a_box_shows_the_box(build):
    folder, page, _ = build(controls.box_histogram(COFFEE, label="Box", alt="Coffee"))
    picture = page.select_one(".live-place img")
    still = decode((folder / "parts" / picture["src"]).read_bytes()).astype(int)

    assert picture["alt"] == "Coffee"
    assert still.shape == COFFEE.shape
    away = np.abs(still - COFFEE).mean(axis=2)
    assert away[25:65, 35:85].max() > 100  # the box, rows 30 to 60, columns 40 to 80
    assert away[33:57, 43:77].mean() < 10
    assert away[:20].mean() < 10


def test_sphinx_still_is_where_the_author_has_set_the_control(build):
    control = controls.explore(
        lambda a: np.full((9, 9), a, np.uint8), label="A", alt="{a}", a=range(0, 200)
    )
    control.values = {"a": 100}
    _, page, _ = build(control)
    stored = control.axes[0]["values"]
    nearest = min(stored, key=lambda value: abs(value - 100))
    assert page.select_one(".live-place img")["alt"] == str(nearest)


def test_sphinx_stops_at_a_control_that_would_be_dead(build):
    _, page, warnings = build(ipywidgets.IntSlider(), blur_control())
    assert "a widget (IntSliderModel) that would be dead in the published book" in warnings
    assert len(page.select(".live-place")) == 1


def test_sphinx_stops_at_a_control_that_is_too_heavy(build):
    noise = np.random.default_rng(4).integers(0, 256, (500, 500, 3), np.uint8)
    _, _, warnings = build(controls.box_pixels(noise, label="Noise", alt="Noise"))
    assert "the control 'Noise' takes 75" in warnings
    assert "a published one holds 400 kB" in warnings


def test_sphinx_page_film_comes_when_the_reader_presses(build, browser):
    noise = np.random.default_rng(4).integers(0, 256, (4, 500, 500, 3), np.uint8)
    film = controls.try_live("background", clip=noise, label="Film", alt="Noise")
    assert controls.MAX_BYTES < len(film.clip) < film.max_bytes
    folder, parsed, warnings = build(film)
    assert warnings == ""
    script = f"{parsed.select_one('.live-place')['data-control']}.js"
    page = browser.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    page.goto((folder / "parts" / "page.html").as_uri())
    place = page.locator(".live-place")
    place.scroll_into_view_if_needed()
    place.locator("img").evaluate("picture => picture.decode()")
    page.wait_for_timeout(200)
    assert script not in asked

    button = place.get_by_role("button", name=f"Start the control ({len(film.clip) / 1e6:.1f} MB)")
    button.press("Enter")

    place.get_by_text("of the pixels are foreground").first.wait_for()
    assert script in asked
    # The button has gone: the reader who works with the keyboard is not sent to the top.
    assert page.evaluate("document.activeElement.textContent") == "Play"
    page.close()


def read_counts(control):
    return json.loads(control.locator(".live-chart").get_attribute("data-counts"))


def test_sphinx_page_works_from_a_disk(coffee_page, browser):
    page = browser.new_page()
    problems = []
    page.on("console", lambda message: problems.append(message.text))
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(coffee_page)
    box, explorer = (
        frame.locator("div.live-control") for frame in page.locator(".live-place").all()
    )

    assert explorer.locator("img").get_attribute("alt") == 'Blurred by 3, "flip" False'
    explorer.locator("input[type=range]").focus()
    page.keyboard.press("ArrowRight")
    assert explorer.locator("img").get_attribute("alt") == 'Blurred by 4, "flip" False'
    explorer.locator("input[type=checkbox]").focus()
    page.keyboard.press("Space")
    assert explorer.locator("img").get_attribute("alt") == 'Blurred by 4, "flip" True'
    box.locator(".live-chart[data-counts]").wait_for()
    inside = cv2.cvtColor(COFFEE[30:60, 40:80], cv2.COLOR_BGR2GRAY)
    assert read_counts(box) == np.bincount(inside.ravel(), minlength=256).tolist()
    assert problems == []
    page.close()


@pytest.fixture
def box(coffee_page, browser):
    """The box of the page that the tests share, at its start."""
    page = browser.new_page()
    page.goto(coffee_page)
    yield page.locator("div.live-control").first
    page.close()


def test_sphinx_page_counts_every_color_as_python_does(build, browser):
    """A color in 7 of each channel, black and white among them: 50,653 colors."""
    levels = np.arange(0, 256, 7, dtype=np.uint8)
    every = np.stack(np.meshgrid(levels, levels, levels), axis=-1).reshape(37, 37 * 37, 3)
    folder, _, _ = build(controls.box_histogram(every, label="Box", alt="Every color"))
    page = browser.new_page()
    page.goto((folder / "parts" / "page.html").as_uri())
    control = page.locator("div.live-control")
    control.locator(".live-chart[data-counts]").wait_for()
    for side, value in {"Top row": 0, "Left column": 0, "Height": 37, "Width": 1369}.items():
        control.get_by_label(side).fill(str(value))

    planes = [cv2.cvtColor(every, cv2.COLOR_BGR2GRAY), *cv2.split(every)]
    for channel, plane in zip(COUNTED, planes, strict=True):
        control.get_by_label("Channel").select_option(channel)
        assert read_counts(control) == np.bincount(plane.ravel(), minlength=256).tolist()
    page.close()


def read_box(control):
    top, left, height, width = (
        int(control.get_by_label(side).input_value())
        for side in ("Top row", "Left column", "Height", "Width")
    )
    return (top, left), (top + height, left + width)


def test_sphinx_page_box_follows_the_mouse_on_an_enlarged_picture(box):
    mouse = box.page.mouse
    box.locator(".live-chart[data-counts]").wait_for()
    area = box.locator(".live-picture").bounding_box()
    scale = area["width"] / 120
    assert scale == pytest.approx(area["height"] / 90, rel=0.01)
    assert scale >= 2

    def move_to(row, column):
        x, y = area["x"] + scale * (column + 0.5), area["y"] + scale * (row + 0.5)
        mouse.move(x, y, steps=4)

    def drag(start, *ends):
        move_to(*start)
        mouse.down()
        for end in ends:
            move_to(*end)
        mouse.up()

    drag((5, 10), (24, 49))  # from outside the box: a new one, both pixels included
    assert read_box(box) == ((5, 10), (25, 50))
    drag((15, 30), (25, 20))  # from inside: it moves
    assert read_box(box) == ((15, 0), (35, 40))
    drag((35, 40), (45, 60))  # its corner: it grows
    assert read_box(box) == ((15, 0), (45, 60))
    drag((70, 100))  # a press: it comes
    assert read_box(box) == ((55, 60), (85, 120))
    drag((70, 100), (0, 0))  # it stops at the border
    assert read_box(box) == ((0, 0), (30, 60))


def test_sphinx_page_box_says_what_a_field_cannot_hold(box):
    said = box.locator(".live-limit")
    height, top = box.get_by_label("Height"), box.get_by_label("Top row")

    height.fill("9999")
    assert said.inner_text() == "Height is at most 60 here."
    assert read_counts(box) is not None
    height.press("Tab")
    assert height.input_value() == "60"
    top.fill("-3")
    assert said.inner_text() == "Top row is at least 0 here."
    top.fill("2.5")
    assert said.inner_text() == "Top row is a whole number; it stays 0."
    top.fill("12")
    assert said.inner_text() == ""
    assert read_box(box) == ((12, 40), (72, 80))
    top.fill("")
    top.press("Enter")
    assert (said.inner_text(), top.input_value()) == ("", "12")


def test_sphinx_page_caption_tells_the_result(box):
    box.locator(".live-chart[data-counts]").wait_for()
    counts = np.bincount(cv2.cvtColor(COFFEE[30:60, 40:80], cv2.COLOR_BGR2GRAY).ravel())
    mean = np.arange(len(counts)) @ counts / 1200
    assert box.locator(".live-caption").inner_text().split("\n") == [
        f"Inside the box: 1,200 pixels, mean gray {mean:.1f}, "
        f"most often {counts.argmax()} ({counts.max()} times).",
        "image[30:60, 40:80]",
    ]


TALL = cv2.resize(data.sample("coffee"), (200, 400), interpolation=cv2.INTER_AREA)


@pytest.fixture(scope="module")
def tall_page(tmp_path_factory):
    """Return the address of a page with boxes over a portrait, and much below."""
    boxes = [make(TALL, label="Box", alt="Coffee") for make in BOXES] + [blur_control()] * 2
    folder, _, _ = build_page(tmp_path_factory.mktemp("tall"), *boxes)
    return (folder / "parts" / "page.html").as_uri()


BOXES = controls.box_histogram, controls.box_pixels


@pytest.fixture
def phone(tall_page, browser):
    """A phone that shows the page with the portraits, and its fingers."""
    screen = {"width": 390, "height": 844}
    context = browser.new_context(viewport=screen, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(tall_page)
    for control in page.locator(".live-place").all()[:2]:
        control.locator(".live-inside").wait_for()
    yield page, context.new_cdp_session(page)
    context.close()


def swipe(touch, start, move, *, rest=0):
    """Move a finger from a point of the window, after a rest in milliseconds.

    Returns the seconds from its touch to its first move.
    """
    (x, y), (across, along) = start, move
    points = [{"x": x + across * step / 8, "y": y + along * step / 8} for step in range(9)]
    for step, point in enumerate(points):
        kind = "touchMove" if step else "touchStart"
        if step == 0:
            touched = time.perf_counter()
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [point]})
        if step == 1:
            rested = time.perf_counter() - touched
        time.sleep(rest / 1000 if step == 0 else 0.02)
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    time.sleep(0.3)
    return rested


def middle_of(locator):
    area = locator.bounding_box()
    return area["x"] + area["width"] / 2, area["y"] + area["height"] / 2


@pytest.mark.parametrize("place", [0, 1])
@pytest.mark.parametrize(
    "part", [".live-stage", ".live-inside", ".live-corner", ".live-chart, .live-pixels"]
)
def test_sphinx_page_a_swipe_scrolls_and_changes_no_box(phone, place, part):
    page, touch = phone
    control = page.locator("div.live-control").nth(place)
    page.evaluate("y => scrollTo(0, y)", control.bounding_box()["y"] - 100)
    x, y = middle_of(control.locator(part).first)
    if part == ".live-stage":  # away from the box
        area = control.locator(part).bounding_box()
        x, y = area["x"] + 15, area["y"] + area["height"] - 15
    scroll = page.evaluate("scrollY")
    before = None

    def try_it():
        nonlocal before
        page.evaluate("y => scrollTo(0, y)", scroll)
        before = control.locator(".live-caption").inner_text()
        return swipe(touch, (x, y), (25, -120), rest=100)

    swiped(try_it)
    if part != ".live-chart, .live-pixels" or place == 0:  # the table scrolls in itself first
        assert page.evaluate("scrollY") > scroll + 40
    assert control.locator(".live-caption").inner_text() == before


def test_sphinx_page_box_follows_a_finger_that_holds_it(phone):
    page, touch = phone
    control = page.locator("div.live-control").first
    stage, frame = control.locator(".live-stage"), control.locator(".live-inside")
    area = stage.bounding_box()
    control.locator("summary").first.click()  # the edges
    control.get_by_label("Top row").wait_for()
    scale = 400 / area["height"]
    (top, left), (bottom, right) = read_box(control)
    assert (top, left, bottom, right) == (133, 66, 267, 134)
    scroll = page.evaluate("scrollY")

    def moved_to(*box):
        assert np.abs(np.subtract(read_box(control), box)).max() <= 3, read_box(control)
        assert page.evaluate("scrollY") == scroll

    swipe(touch, middle_of(frame), (0, -20), rest=400)  # held: it goes anywhere
    up = round(20 * scale)
    moved_to((133 - up, 66), (267 - up, 134))
    swipe(touch, middle_of(frame), (20, 4))  # sideways: at once
    moved_to((133 - up + round(4 * scale), 66 + up), (267 - up + round(4 * scale), 134 + up))
    swipe(touch, middle_of(control.locator(".live-corner")), (-10, -20), rest=400)
    (top, left), (bottom, right) = read_box(control)
    assert (bottom - top, right - left) == pytest.approx((134 - up, 68 - up / 2), abs=3)
    page.touchscreen.tap(area["x"] + 30, area["y"] + area["height"] - 40)  # it comes
    row, column = 400 - 40 * scale, 30 * scale
    height, width = bottom - top, right - left
    start = min(row - height / 2, 400 - height), max(0, column - width / 2)
    moved_to(start, (start[0] + height, start[1] + width))
    swipe(touch, (area["x"] + 10, area["y"] + 10), (30, 40), rest=400)  # a new one
    moved_to((10 * scale, 10 * scale), (50 * scale, 40 * scale))


@pytest.mark.parametrize(("width", "height"), [(1280, 900), (390, 844)])
def test_sphinx_page_boxes_fit_into_the_window(tall_page, browser, width, height):
    screen = {"width": width, "height": height}
    context = browser.new_context(viewport=screen, has_touch=width < 400)
    page = context.new_page()
    page.goto(tall_page)
    for place in page.locator(".live-place").all()[:2]:
        place.locator(".live-caption code").wait_for()
        picture = place.locator(".live-picture").bounding_box()
        assert picture["height"] == pytest.approx(2 * picture["width"], abs=1)
        assert picture["height"] > 120
        assert place.bounding_box()["height"] <= 0.55 * height
    context.close()


@pytest.mark.parametrize(("width", "height"), [(1280, 900), (390, 844)])
def test_sphinx_page_stills_of_boxes_have_the_size_of_the_control(build, browser, width, height):
    first = [blur_control()] * 6  # so far above that the boxes are still
    boxes = [make(COFFEE, label="Box", alt="Coffee") for make in BOXES]
    folder, _, _ = build(*first, *boxes)
    context = browser.new_context(
        viewport={"width": width, "height": height}, has_touch=width < 400
    )
    page = context.new_page()
    page.goto((folder / "parts" / "page.html").as_uri())
    places = page.locator(".live-place").all()[-2:]

    sizes = [place.locator("figure").bounding_box() for place in places]
    pictures = [place.locator(".live-picture").bounding_box() for place in places]
    for place, size, picture in zip(places, sizes, pictures, strict=True):
        place.scroll_into_view_if_needed()
        place.locator(".live-caption code").wait_for()
        live = place.locator("div.live-control")
        assert live.bounding_box()["height"] == pytest.approx(size["height"], abs=40)
        shown = live.locator(".live-picture").bounding_box()
        assert shown["width"] == pytest.approx(picture["width"], abs=1)
        assert shown["height"] == pytest.approx(picture["height"], abs=1)
    context.close()
