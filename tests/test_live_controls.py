"""The controls in a page that Sphinx has written with book/_ext/live_controls.py.

What they do in the built book is in test_book_controls.py.
"""

import functools
import io
import json
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
from course_utils.controls.frames import MAX_SIDE
from tests.browser import ROOT

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
    assert (picture["width"], picture["height"]) == ("320", "214")  # twice 160 x 107
    still = (folder / "parts" / picture["src"]).read_bytes()
    start = sum(control.sizes[:4])
    assert still == control.frames[start : start + control.sizes[4]]
    sources = [script.get("src") for script in page.select("script")]
    assert any(source and "control-host.js" in source for source in sources)
    files = sorted(file.suffix for file in (folder / "_static" / "controls").iterdir())
    assert files == [".css", ".js", Path(picture["src"]).suffix]  # older.js is gone
    assert "widget-state" not in str(page)
    assert "require" not in str(sources)
    assert not [source for source in sources if source and source.startswith("http")]


def test_sphinx_still_of_a_box_shows_the_box(build):
    folder, page, _ = build(controls.box_histogram(COFFEE, label="Box", alt="Coffee"))
    picture = page.select_one(".live-place img")
    still = decode((folder / "parts" / picture["src"]).read_bytes()).astype(int)
    scale = int(picture["width"]) // 120

    assert picture["alt"] == "Coffee"
    assert still.shape == COFFEE.shape
    assert scale == 3
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


def open_own(box, folder, picture):
    """Store a picture as own.png, and open it in the page."""
    cv2.imwrite(str(folder / "own.png"), picture)
    box.locator("input[type=file]").set_input_files(folder / "own.png")


@pytest.mark.parametrize("kind", ["gray", "transparent", "palette", "deep"])
def test_sphinx_page_counts_every_kind_of_png_as_python_does(box, tmp_path, kind):
    random = np.random.default_rng(5)
    own = {
        "gray": random.integers(0, 256, (60, 80), np.uint8),
        "transparent": random.integers(0, 256, (60, 80, 4), np.uint8),
        "palette": random.choice(np.uint8([0, 85, 170, 255]), (60, 80, 3)),
        "deep": random.integers(0, 65536, (60, 80, 3), np.uint16),
    }[kind]
    open_own(box, tmp_path, own)
    box.locator("img[alt='Your own picture, own.png']").wait_for()

    image = cv2.imread(str(tmp_path / "own.png"))
    inside = np.ascontiguousarray(image[20:40, 26:54])
    planes = [cv2.cvtColor(inside, cv2.COLOR_BGR2GRAY), *cv2.split(inside)]
    for channel, plane in zip(COUNTED, planes, strict=True):
        box.get_by_label("Channel").select_option(channel)
        assert read_counts(box) == np.bincount(plane.ravel(), minlength=256).tolist()


def test_sphinx_page_counts_every_color_as_python_does(box, tmp_path):
    number = np.arange(2**24, dtype=np.uint32).reshape(4096, 4096)
    every = np.dstack([number >> 16, number >> 8, number]).astype(np.uint8)
    open_own(box, tmp_path, every)
    box.locator("img[alt='Your own picture, own.png']").wait_for()
    for side, value in {"Top row": 0, "Left column": 0, "Height": 4096, "Width": 4096}.items():
        box.get_by_label(side).fill(str(value))

    gray = cv2.cvtColor(every, cv2.COLOR_BGR2GRAY)
    assert read_counts(box) == np.bincount(gray.ravel(), minlength=256).tolist()


def test_sphinx_page_counts_the_longest_picture_and_refuses_longer_ones(box, tmp_path):
    longest = np.arange(2 * MAX_SIDE).reshape(2, MAX_SIDE).astype(np.uint8)
    open_own(box, tmp_path, longest)
    box.locator("img[alt='Your own picture, own.png']").wait_for()
    (top, left), (bottom, right) = read_box(box)
    inside = longest[top:bottom, left:right]
    assert inside.size > MAX_SIDE / 2
    assert read_counts(box) == np.bincount(inside.ravel(), minlength=256).tolist()

    open_own(box, tmp_path, np.zeros((1, MAX_SIDE + 1), np.uint8))
    problem = "own.png has 1 x 32768 pixels: choose one of at most 32767 a side."
    box.locator("[role=alert]").get_by_text(problem).wait_for()


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
    assert (area["width"], area["height"]) == (360, 270)

    def move_to(row, column):
        mouse.move(area["x"] + 3 * column + 1, area["y"] + 3 * row + 1, steps=4)

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


def test_sphinx_page_box_follows_a_finger_and_the_page_stays(build, browser):
    coffee = data.sample("coffee")
    small = cv2.resize(coffee, (400, 267), interpolation=cv2.INTER_AREA)
    folder, _, _ = build(controls.box_histogram(small, label="Box", alt="Coffee"))
    context = browser.new_context(viewport={"width": 390, "height": 300}, has_touch=True)
    page = context.new_page()
    page.goto((folder / "parts" / "page.html").as_uri())
    control = page.locator("div.live-control")
    control.locator(".live-chart[data-counts]").wait_for()
    control.locator(".live-picture").scroll_into_view_if_needed()
    area = control.locator(".live-picture").bounding_box()
    assert area["width"] < 390
    scroll = page.evaluate("scrollY")

    touch = context.new_cdp_session(page)
    x, y = area["x"] + area["width"] / 2, area["y"] + area["height"] / 2
    touch.send(
        "Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]}
    )
    for step in range(1, 6):
        point = {"x": x, "y": y - 6 * step}
        touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    (top, left), (bottom, right) = read_box(control)
    moved = round(30 * 400 / area["width"])
    assert abs(89 - moved - top) <= 1
    assert (left, bottom - top, right - left) == (133, 89, 134)
    assert page.evaluate("scrollY") == scroll
    context.close()
