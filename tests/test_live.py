"""Controls where they live: in JupyterLab with a kernel, and in a page that Sphinx has written.

What the controls do in the built book is in test_book_controls.py.
"""

import base64
import io
import json
import os
import socket
import statistics
import subprocess
import sys
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
from tests.browser import ROOT

# --- JupyterLab ---------------------------------------------------------------------------------

SETUP = """
import json, time
from pathlib import Path
import cv2
import numpy as np
from course_utils import controls, data

china = data.sample("china")  # 427 x 640
calls, closed = [], Path("closed")

def gamma(percent):
    calls.append(percent)
    while closed.exists():  # a slow draw, as slow as the test wants it
        time.sleep(0.01)
    if percent == 77:
        raise RuntimeError("no picture today")
    table = 255 * (np.arange(256) / 255) ** (percent / 100)
    return cv2.LUT(china, table.astype(np.uint8))

curve = controls.explore(gamma, label="Gamma", alt="Gamma {percent}", percent=range(20, 301))
curve
"""
BOX = """
box = controls.box_histogram(china, label="Box", alt="A temple")
box
"""
RUN = """async (code) => {
    const { kernel } = jupyterapp.shell.currentWidget.context.sessionContext.session;
    const future = kernel.requestExecute({ code });
    let text = "";
    future.onIOPub = ({ content }) => { text += content.text ?? ""; };
    const { content } = await future.done;
    if (content.status !== "ok") throw new Error(content.evalue);
    return text;
}"""
READ_BYTES = """async (picture) => {
    const reader = new FileReader();
    reader.readAsDataURL(await (await fetch(picture.src)).blob());
    await new Promise((done) => { reader.onload = done; });
    return reader.result.split(",")[1];
}"""
# From the key to the picture that the kernel has drawn for it, decoded and painted.
TIME = """async (control) => {
    const slider = control.querySelector("input");
    const picture = control.querySelector("img");
    const changed = new Promise((done) => {
        new MutationObserver(done).observe(picture, { attributeFilter: ["alt"] });
    });
    const start = performance.now();
    slider.stepUp();
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    await changed;
    await picture.decode();
    await new Promise(requestAnimationFrame);
    return performance.now() - start;
}"""


class Lab:
    """JupyterLab with one notebook open and run."""

    def __init__(self, page, url, folder):
        self.page = page
        self.folder = folder
        page.goto(f"{url}/lab/tree/live.ipynb?reset")
        page.locator(".jp-Notebook .jp-Cell").first.wait_for(timeout=120_000)
        page.wait_for_function(
            "() => jupyterapp.shell.currentWidget?.context?.sessionContext?.session?.kernel"
        )
        page.evaluate("jupyterapp.commands.execute('notebook:run-all-cells')")
        self.curve = page.locator(".live-control").nth(0)
        self.slider = self.curve.locator("input")
        self.picture = self.curve.locator("img")
        self.problem = self.curve.locator("[role=alert]")
        self.wait("control => control.dataset.live === 'true'", timeout=120_000)
        self.box = page.locator(".live-control").nth(1)
        self.box.get_by_text("goes to the kernel").wait_for()

    def run(self, code):
        """Run code in the notebook's kernel and return what it prints, read as JSON."""
        return json.loads(self.page.evaluate(RUN, code) or "null")

    def wait(self, condition, timeout=20_000):
        """Wait until a JavaScript function of the first control is true."""
        self.curve.wait_for()
        self.page.wait_for_function(
            f"() => ({condition})(document.querySelector('.live-control'))", timeout=timeout
        )

    def wait_for_picture(self, alt):
        self.page.wait_for_function(
            "alt => document.querySelector('.live-control img').alt === alt", arg=alt
        )

    def start_at(self, percent):
        """Let Python set the slider, and forget the calls of `draw` so far."""
        self.page.wait_for_timeout(500)  # moves of the test before reach Python when they rest
        self.run(f"curve.values = {{'percent': 20}}; curve.values = {{'percent': {percent}}}")
        self.wait_for_picture(f"Gamma {percent}")
        self.wait("control => !control.matches('[data-busy]')")
        self.run("calls.clear()")
        self.slider.focus()

    def press(self, key, times=1):
        for _ in range(times):
            self.page.keyboard.press(key)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def server_url(tmp_path_factory):
    """Start a JupyterLab server that leaves nothing behind; return (address, its folder)."""
    pytest.importorskip("jupyterlab", reason="needs JupyterLab: pip install -e .[book]")
    folder = tmp_path_factory.mktemp("lab")
    cells = [nbformat.v4.new_code_cell(code) for code in (SETUP, BOX)]
    notebook = nbformat.v4.new_notebook(cells=cells)
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(notebook, folder / "live.ipynb")
    # Without this, Lab asks whether it may fetch news.
    settings = {"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": True}}
    (folder / "config" / "labconfig").mkdir(parents=True)
    (folder / "config" / "labconfig" / "page_config.json").write_text(json.dumps(settings))

    port = free_port()
    environment = os.environ | {
        "JUPYTER_CONFIG_DIR": str(folder / "config"),
        "JUPYTER_DATA_DIR": str(folder / "data"),
        "JUPYTER_RUNTIME_DIR": str(folder / "runtime"),
        "IPYTHONDIR": str(folder / "ipython"),
        "PYTHONPATH": str(ROOT),
    }
    command = [
        *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"),
        *("--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}", "--ServerApp.port_retries=0"),
        *("--IdentityProvider.token=", f"--ServerApp.root_dir={folder}"),
        *("--LabApp.expose_app_in_browser=True", "--LabApp.extension_manager=readonly"),
    ]
    log = (folder / "server.log").open("w")
    server = subprocess.Popen(command, env=environment, stdout=log, stderr=subprocess.STDOUT)
    try:
        wait_for_port(port, server, folder / "server.log")
        yield f"http://127.0.0.1:{port}", folder
    finally:
        server.terminate()
        server.wait()
        log.close()


def wait_for_port(port, server, log):
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and server.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    pytest.fail(f"JupyterLab did not start:\n{log.read_text()[-2000:]}", pytrace=False)


@pytest.fixture(scope="module")
def lab(browser, server_url):
    page = browser.new_context(viewport={"width": 1280, "height": 1000}).new_page()
    return Lab(page, *server_url)


def test_lab_slider_has_the_values_in_between(lab):
    lab.start_at(160)
    lab.press("ArrowRight")
    lab.wait_for_picture("Gamma 161")

    assert lab.slider.get_attribute("max") == "280"
    assert lab.curve.locator("output").inner_text() == "161"
    assert lab.run("print(json.dumps(calls))") == [161]
    drawn = decode(base64.b64decode(lab.picture.evaluate(READ_BYTES)))
    table = (255 * (np.arange(256) / 255) ** 1.61).astype(np.uint8)
    assert np.abs(drawn.astype(int) - cv2.LUT(data.sample("china"), table)).mean() < 2


def test_lab_shows_stored_pictures_without_asking(lab):
    lab.start_at(161)
    lab.press("Home")
    lab.wait_for_picture("Gamma 20")
    lab.press("End")
    lab.wait_for_picture("Gamma 300")
    assert lab.run("print(json.dumps(calls))") == []


def test_lab_newest_request_wins_and_stale_ones_are_never_drawn(lab):
    lab.start_at(161)
    (lab.folder / "closed").touch()  # from now on a draw takes until the file is gone
    lab.press("ArrowRight", times=12)
    (lab.folder / "closed").unlink()
    lab.wait_for_picture("Gamma 173")
    lab.wait("control => !control.matches('[data-busy]')")

    assert lab.run("print(json.dumps(calls))") == [162, 173]


def test_lab_drops_an_answer_that_comes_too_late(lab):
    lab.start_at(161)
    (lab.folder / "closed").touch()
    lab.press("ArrowRight")
    lab.press("Home")
    lab.wait_for_picture("Gamma 20")
    (lab.folder / "closed").unlink()
    lab.wait("control => !control.matches('[data-busy]')")

    assert lab.run("print(json.dumps(calls))") == [162]
    assert lab.picture.get_attribute("alt") == "Gamma 20"


def test_lab_error_of_draw_is_a_sentence_and_the_old_picture_stays(lab):
    lab.start_at(76)
    lab.press("ArrowRight")
    lab.problem.get_by_text("No picture for percent=77.").wait_for()
    assert lab.problem.inner_text() == "No picture for percent=77. RuntimeError: no picture today"
    assert lab.picture.get_attribute("alt") == "Gamma 76"
    lab.press("ArrowRight")
    lab.wait_for_picture("Gamma 78")
    assert lab.problem.text_content() == ""


def test_lab_python_follows_the_slider(lab):
    lab.start_at(161)
    lab.press("ArrowRight", times=3)
    lab.curve.locator("[role=status]").get_by_text("Gamma 164").wait_for()
    assert lab.run("print(json.dumps(curve.values))") == {"percent": 164}


def test_lab_leaks_no_pictures_while_sliding(lab):
    lab.page.evaluate(
        """() => {
            window.open_urls = new Set();
            const { createObjectURL, revokeObjectURL } = URL;
            URL.createObjectURL = (blob) => {
                const url = createObjectURL.call(URL, blob);
                open_urls.add(url);
                return url;
            };
            URL.revokeObjectURL = (url) => {
                open_urls.delete(url);
                revokeObjectURL.call(URL, url);
            };
        }"""
    )
    lab.start_at(161)
    for percent in range(162, 182):
        lab.press("ArrowRight")
        lab.wait_for_picture(f"Gamma {percent}")
    stored = len(lab.run("print(json.dumps(curve.axes))")[0]["values"])
    assert lab.page.evaluate("open_urls.size") <= stored + 1
    assert lab.run("print(len(calls))") > stored


def test_lab_box_is_the_same_in_python(lab):
    frame = lab.box.locator("[role=application]")
    frame.focus()
    lab.press("ArrowLeft", times=3)
    lab.press("Shift+ArrowDown")
    lab.box.locator("[role=status]").get_by_text("image[142:293, 189:403]").wait_for()
    assert lab.run("print(json.dumps(box.box))") == [[142, 189], [293, 403]]
    assert lab.run("print(json.dumps(box.counts.tolist()))") == read_counts(lab.box)

    lab.run("box.box = ((10, 20), (30, 60)); box.channel = 'red'")
    lab.box.get_by_text("image[10:30, 20:60]: 800 pixels, mean red").first.wait_for()
    assert lab.run("print(json.dumps(box.counts.tolist()))") == read_counts(lab.box)


def read_counts(control):
    return json.loads(control.locator(".live-chart").get_attribute("data-counts"))


def test_lab_own_picture_becomes_the_image(lab, tmp_path):
    own = cv2.flip(data.sample("coffee")[:301, :401], 1)
    cv2.imwrite(str(tmp_path / "own.png"), own)
    file = lab.box.locator("input[type=file]")
    problem = lab.box.locator("[role=alert]")
    file.set_input_files(tmp_path / "own.png")
    lab.box.locator("img[alt='Your own picture, own.png']").wait_for()
    path = json.dumps(str(tmp_path / "own.png"))
    same = f"print(json.dumps(bool(np.array_equal(box.image, cv2.imread({path})))))"
    assert lab.run(same)
    assert lab.run("print(json.dumps(box.box))") == [[100, 133], [201, 268]]
    assert lab.run("print(json.dumps(box.counts.tolist()))") == read_counts(lab.box)

    (tmp_path / "notes.png").write_text("These are notes.")
    file.set_input_files(tmp_path / "notes.png")
    problem.get_by_text("notes.png is not a picture that a browser reads").wait_for()
    cv2.imwrite(str(tmp_path / "large.bmp"), np.zeros((1700, 1700, 3), np.uint8))
    file.set_input_files(tmp_path / "large.bmp")
    problem.get_by_text("large.bmp has 8.7 MB: choose one of at most 8 MB.").wait_for()
    # A browser reads this one and OpenCV does not.
    (tmp_path / "icon.ico").write_bytes(icon())
    file.set_input_files(tmp_path / "icon.ico")
    problem.get_by_text("OpenCV cannot read this file").wait_for()
    lab.box.locator("img[alt='Your own picture, own.png']").wait_for()
    assert lab.run(same)
    assert lab.run("print(json.dumps(box.counts.tolist()))") == read_counts(lab.box)


def icon():
    """Return an icon file that holds one PNG."""
    png = cv2.imencode(".png", np.zeros((16, 16, 3), np.uint8))[1].tobytes()
    sizes = len(png).to_bytes(4, "little") + (22).to_bytes(4, "little")
    return b"\0\0\1\0\1\0" + b"\x10\x10\0\0\1\0\x18\0" + sizes + png


def test_lab_speed(lab, capsys):
    """Print the time from a key to the kernel's picture; on a shared machine it decides nothing."""
    lab.start_at(161)
    times = [lab.curve.evaluate(TIME) for _ in range(30)]
    with capsys.disabled():
        print(
            f"\nJupyterLab, 640 x 427: a picture follows its key after "
            f"{statistics.median(times):.0f} ms (median of {len(times)})"
        )
    assert lab.picture.get_attribute("alt") == "Gamma 191"


def test_lab_kernel_that_hangs_is_given_up_and_taken_back(lab):
    stored = lab.run("print(json.dumps(curve.axes[0]['values']))")
    lab.start_at(161)
    (lab.folder / "closed").touch()
    lab.press("ArrowRight")
    lab.wait("control => control.dataset.live === 'false'")
    assert lab.problem.inner_text().startswith("The kernel does not answer")
    shown = lab.picture.get_attribute("alt")
    assert shown in [f"Gamma {value}" for value in stored]
    lab.press("End")
    lab.wait_for_picture("Gamma 300")
    assert lab.slider.get_attribute("max") == str(len(stored) - 1)

    (lab.folder / "closed").unlink()
    lab.wait("control => control.dataset.live === 'true'")
    assert lab.picture.get_attribute("alt") == "Gamma 300"
    lab.press("ArrowLeft")
    lab.wait_for_picture("Gamma 299")


def test_lab_kernel_that_is_gone_leaves_stored_pictures(lab):
    """The last test of this notebook, because nothing brings the widgets back."""
    stored = lab.run("print(json.dumps(curve.axes[0]['values']))")
    lab.start_at(161)
    lab.page.evaluate(
        "jupyterapp.shell.currentWidget.context.sessionContext.session.kernel.shutdown()"
    )
    lab.slider.focus()
    lab.press("ArrowRight")
    lab.wait("control => control.dataset.live === 'false'")
    for key, value in (("Home", stored[0]), ("ArrowRight", stored[1]), ("End", stored[-1])):
        lab.press(key)
        lab.wait_for_picture(f"Gamma {value}")


# --- a page written by Sphinx -------------------------------------------------------------------


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


@pytest.fixture
def build(tmp_path, monkeypatch):
    """Return a function that builds a page of widgets: (folder, parsed page, warnings)."""
    monkeypatch.syspath_prepend(ROOT / "book")
    apps = []

    def build_page(*widgets):
        (tmp_path / "conf.py").touch()
        (tmp_path / "index.md").write_text("# Book\n\n```{toctree}\nparts/page\n```\n")
        (tmp_path / "parts").mkdir()
        (tmp_path / "_build" / "html" / "_static" / "controls").mkdir(parents=True)
        (tmp_path / "_build" / "html" / "_static" / "controls" / "older.js").touch()
        nbformat.write(notebook_with(*widgets), tmp_path / "parts" / "page.ipynb")
        settings = {
            "extensions": ["myst_nb", "_ext.live_controls"],
            "nb_execution_mode": "off",
            "html_static_path": [str(ROOT / "book" / "_static")],
        }
        warnings = io.StringIO()
        app = SphinxTestApp("html", tmp_path, confoverrides=settings, warning=warnings)
        apps.append(app)
        app.build()
        page = (app.outdir / "parts" / "page.html").read_text(encoding="utf-8")
        return Path(app.outdir), BeautifulSoup(page, "html.parser"), warnings.getvalue()

    yield build_page
    for app in apps:
        app.cleanup()


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
    image = data.sample("coffee")[:90, :120]
    folder, page, _ = build(controls.box_histogram(image, label="Box", alt="Coffee"))
    picture = page.select_one(".live-place img")
    still = decode((folder / "parts" / picture["src"]).read_bytes()).astype(int)
    scale = int(picture["width"]) // 120

    assert picture["alt"] == "Coffee"
    assert still.shape == image.shape
    assert scale == 3
    away = np.abs(still - image).mean(axis=2)
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


def test_sphinx_page_works_from_a_disk(build, browser):
    folder, _, _ = build(blur_control(), controls.box_histogram(data.sample("coffee")[:90, :120],
                         label="Box", alt="Coffee"))  # fmt: skip
    page = browser.new_page()
    problems = []
    page.on("console", lambda message: problems.append(message.text))
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto((folder / "parts" / "page.html").as_uri())
    explorer, box = (
        place.locator("div.live-control") for place in page.locator(".live-place").all()
    )

    assert explorer.locator("img").get_attribute("alt") == 'Blurred by 3, "flip" False'
    explorer.locator("input[type=range]").focus()
    page.keyboard.press("ArrowRight")
    assert explorer.locator("img").get_attribute("alt") == 'Blurred by 4, "flip" False'
    explorer.locator("input[type=checkbox]").focus()
    page.keyboard.press("Space")
    assert explorer.locator("img").get_attribute("alt") == 'Blurred by 4, "flip" True'
    box.locator(".live-chart[data-counts]").wait_for()
    inside = cv2.cvtColor(data.sample("coffee")[30:60, 40:80], cv2.COLOR_BGR2GRAY)
    assert read_counts(box) == np.bincount(inside.ravel(), minlength=256).tolist()
    assert problems == []
    page.close()


@pytest.mark.parametrize("kind", ["gray", "transparent", "palette", "deep"])
def test_sphinx_page_counts_every_kind_of_png_as_python_does(build, browser, tmp_path, kind):
    folder, _, _ = build(
        controls.box_histogram(data.sample("coffee")[:90, :120], label="Box", alt="Coffee")
    )
    random = np.random.default_rng(5)
    own = {
        "gray": random.integers(0, 256, (60, 80), np.uint8),
        "transparent": random.integers(0, 256, (60, 80, 4), np.uint8),
        "palette": random.choice(np.uint8([0, 85, 170, 255]), (60, 80, 3)),
        "deep": random.integers(0, 65536, (60, 80, 3), np.uint16),
    }[kind]
    cv2.imwrite(str(tmp_path / "own.png"), own)
    image = cv2.imread(str(tmp_path / "own.png"))
    page = browser.new_page()
    page.goto((folder / "parts" / "page.html").as_uri())
    box = page.locator("div.live-control")
    box.locator("input[type=file]").set_input_files(tmp_path / "own.png")
    box.locator("img[alt='Your own picture, own.png']").wait_for()

    inside = np.ascontiguousarray(image[20:40, 26:54])
    planes = [cv2.cvtColor(inside, cv2.COLOR_BGR2GRAY), *cv2.split(inside)]
    for channel, plane in zip(COUNTED, planes, strict=True):
        box.get_by_label("Channel").select_option(channel)
        assert read_counts(box) == np.bincount(plane.ravel(), minlength=256).tolist()
    page.close()


def test_sphinx_page_counts_every_color_as_python_does(build, browser, tmp_path):
    coffee = data.sample("coffee")[:90, :120]
    folder, _, _ = build(controls.box_histogram(coffee, label="Box", alt="Coffee"))
    number = np.arange(2**24, dtype=np.uint32).reshape(4096, 4096)
    every = np.dstack([number >> 16, number >> 8, number]).astype(np.uint8)
    cv2.imwrite(str(tmp_path / "every.png"), every)
    page = browser.new_page()
    page.goto((folder / "parts" / "page.html").as_uri())
    box = page.locator("div.live-control")
    box.locator("input[type=file]").set_input_files(tmp_path / "every.png")
    box.locator("img[alt='Your own picture, every.png']").wait_for()
    for side, value in {"Top row": 0, "Left column": 0, "Height": 4096, "Width": 4096}.items():
        box.get_by_label(side).fill(str(value))

    gray = cv2.cvtColor(every, cv2.COLOR_BGR2GRAY)
    assert read_counts(box) == np.bincount(gray.ravel(), minlength=256).tolist()
    page.close()


def read_box(control):
    top, left, height, width = (
        int(control.get_by_label(side).input_value())
        for side in ("Top row", "Left column", "Height", "Width")
    )
    return (top, left), (top + height, left + width)


def test_sphinx_page_box_follows_the_mouse_on_an_enlarged_picture(build, browser):
    coffee = data.sample("coffee")[:90, :120]
    folder, _, _ = build(controls.box_histogram(coffee, label="Box", alt="Coffee"))
    page = browser.new_page()
    page.goto((folder / "parts" / "page.html").as_uri())
    control = page.locator("div.live-control")
    control.locator(".live-chart[data-counts]").wait_for()
    place = control.locator(".live-picture").bounding_box()
    assert (place["width"], place["height"]) == (360, 270)

    def move_to(row, column):
        page.mouse.move(place["x"] + 3 * column + 1, place["y"] + 3 * row + 1, steps=4)

    def drag(start, *ends):
        move_to(*start)
        page.mouse.down()
        for end in ends:
            move_to(*end)
        page.mouse.up()

    drag((5, 10), (24, 49))  # from outside the box: a new one, both pixels included
    assert read_box(control) == ((5, 10), (25, 50))
    drag((15, 30), (25, 20))  # from inside: it moves
    assert read_box(control) == ((15, 0), (35, 40))
    drag((35, 40), (45, 60))  # its corner: it grows
    assert read_box(control) == ((15, 0), (45, 60))
    drag((70, 100))  # a press: it comes
    assert read_box(control) == ((55, 60), (85, 120))
    drag((70, 100), (0, 0))  # it stops at the border
    assert read_box(control) == ((0, 0), (30, 60))
    page.close()


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
    place = control.locator(".live-picture").bounding_box()
    assert place["width"] < 390
    scroll = page.evaluate("scrollY")

    touch = context.new_cdp_session(page)
    x, y = place["x"] + place["width"] / 2, place["y"] + place["height"] / 2
    touch.send(
        "Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]}
    )
    for step in range(1, 6):
        point = {"x": x, "y": y - 6 * step}
        touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    (top, left), (bottom, right) = read_box(control)
    moved = round(30 * 400 / place["width"])
    assert abs(89 - moved - top) <= 1
    assert (left, bottom - top, right - left) == (133, 89, 134)
    assert page.evaluate("scrollY") == scroll
    context.close()
