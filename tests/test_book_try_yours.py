"""The reader's own picture in the page: OpenCV.js 5.0 equal to Python, and nothing leaves it.

Found equal, value by value, between OpenCV 4.14 in Python and 5.0 in the page: gray, channels,
counts, equalizeHist, CLAHE, rectangle, ellipse, copyTo, LUT, threshold, GaussianBlur, and filter2D
and sepFilter2D of whole weights into float32. So no operation is allowed a difference here.
"""

import base64
import json
import time

import cv2
import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe

from course_utils import controls, data, histograms, images, scenes
from course_utils._sliding import BORDERS
from course_utils.controls.operations import OPERATIONS
from course_utils.convolution import KERNELS
from tests.browser import (
    AXE,
    BROWSER_OPTIONS,
    Visit,
    build_small_book,
    find_browser,
    live_controls,
)

PAGE = """---
file_format: mystnb
kernelspec: {name: python3, display_name: Python 3}
---

# Try yours

```{code-cell} python
from course_utils import controls, data
from course_utils.controls.operations import OPERATIONS

rocket = data.sample("rocket")[::2, ::2]
controls.try_yours("equalize", *OPERATIONS, sample=rocket, alt="A rocket.")
```

```{code-cell} python
moon = data.sample("moon", gray=True)[::3, ::3]
controls.try_yours("equalize", "clahe", sample=moon, alt="The moon.")
```
"""
# Chromium shows a moving pattern in place of a camera, and nobody is asked.
CAMERA = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
OPENCV = "opencv_js.js"

VALUES = {
    "gray": [{}],
    "channels": [{"channel": channel} for channel in images.CHANNELS],
    "histogram": [{"channel": channel} for channel in ("gray", "blue", "all")],
    "equalize": [{}],
    "clahe": [
        {"clip_limit": limit, "tiles": tiles}
        for limit, tiles in ((1.0, 1), (2.0, 8), (3.55, 5), (10.0, 16))
    ],
    "mask": [
        {"shape": shape, "down": down, "across": across, "height": height, "width": width}
        for shape in ("rectangle", "ellipse")
        for down, across, height, width in ((50, 50, 60, 60), (0, 100, 33, 7), (20, 70, 1, 100))
    ],
    "match": [{}],
    "otsu": [{"shift": shift} for shift in (0, -128, 9, 128)],
    "kernel": [
        *({"kernel": kernel, "border": "replicate", "values": "clip"} for kernel in KERNELS),
        *({"kernel": kernel, "border": "wrap", "values": "rescale"} for kernel in KERNELS),
        *({"kernel": "emboss", "border": border, "values": "rescale"} for border in BORDERS),
    ],
    "sharpen": [
        {"amount": amount, "sigma": sigma}
        for amount, sigma in ((0.0, 2.0), (1.0, 0.5), (0.375, 3.15), (5.0, 10.0))
    ],
    "blur": [{"sigma": sigma} for sigma in (0.5, 1.05, 2.0, 7.35, 10.0)],
    "focus": [{"sigma": sigma} for sigma in (0.5, 1.0, 4.0)],
    "fill_gap": [
        {"sigma": sigma, "down": down, "across": across, "height": height, "width": width}
        for sigma, down, across, height, width in (
            (4, 50, 50, 20, 20),
            (1, 0, 100, 35, 50),
            (9, 40, 70, 100, 30),
            (3, 50, 50, 100, 100),
        )
    ],
    "slices": [
        {"curves": curves, "run": run, "shift": shift, "width": width}
        for curves, run, shift, width in (
            ("dark", "across", 0, 15),
            ("bright", "across", 20, 1),
            ("bright", "down", -9, 33),
            ("dark", "down", 0, 201),
            ("dark", "across", 128, 3),
        )
    ],
    "peaks": [
        {"smooth": smooth, "sigmas": sigmas, "radius": radius}
        for smooth, sigmas, radius in (
            (True, 5.0, 8),
            (True, 1.0, 0),
            (False, 2.5, 3),
            (False, 1.0, 0),
            (True, 1.15, 40),
        )
    ],
    "box_counts": [
        {"shape": shape, "shift": shift, "box": box, "smallest": smallest}
        for shape, shift, box, smallest in (
            ("dark", 0, 8, 1),
            ("bright", -20, 1, 2),
            ("dark", 9, 64, 4),
            ("bright", 128, 32, 16),
            ("dark", 128, 2, 1),
        )
    ],
    "compare": [{}],
    "quantize": [{"k": k} for k in (1, 2, 3, 8, 16, 31, 64)],
}
RANDOM = np.random.default_rng(8)
PICTURES = {
    "rocket": data.sample("rocket"),
    "camera": data.sample("camera"),
    "odd sides": RANDOM.integers(0, 256, (37, 53, 3), np.uint8),
    "odd sides, gray": RANDOM.integers(0, 256, (53, 37), np.uint8),
    "dark": RANDOM.integers(0, 9, (64, 41, 3), np.uint8),
    "one row": RANDOM.integers(0, 256, (1, 67, 3), np.uint8),
    "one column, gray": RANDOM.integers(0, 256, (31, 1), np.uint8),
    "one pixel": np.uint8([[[7, 200, 90]]]),
    "one color": np.full((9, 8, 3), (3, 77, 140), np.uint8),
    "half black": RANDOM.integers(0, 9, (64, 41), np.uint8)
    * RANDOM.integers(0, 2, (64, 41), np.uint8),
    "few colors, some of them rare": np.repeat(
        RANDOM.integers(0, 256, (9, 1, 3), np.uint8), [1, 2, 3, 5, 8, 13, 900, 900, 900], axis=0
    ),
}
REFERENCE = data.sample("coffee")[::3, ::3]
# Speak to the worker as the control does: open the pictures, then run and save each operation.
ASK_WORKER = """async ([address, color, pictures, jobs]) => {
    const worker = new Worker(address, { type: "module" });
    let id = 0;
    const ask = (message) => new Promise((resolve, reject) => {
        worker.onerror = () => reject(new Error("no worker"));
        worker.onmessage = ({ data }) => (data.problem ? reject(data.problem) : resolve(data));
        worker.postMessage({ id: ++id, most: 1600, color, ...message });
    });
    for (const [slot, { width, height, text }] of Object.entries(pictures)) {
        const data = Uint8ClampedArray.from(atob(text), (letter) => letter.charCodeAt(0));
        await ask({ kind: "open", slot, width, height, data });
    }
    const answers = [];
    for (const [operation, values] of jobs) {
        const { before, after, numbers, plot } = await ask({ kind: "run", operation, values });
        const { file } = await ask({ kind: "save" });
        const bytes = new Uint8Array(await file.arrayBuffer());
        let text = "";
        for (const byte of bytes) text += String.fromCharCode(byte);
        answers.push({ before, after, numbers, plot, file: btoa(text) });
    }
    worker.terminate();
    return answers;
}"""


@pytest.fixture(scope="module")
def small_site(tmp_path_factory):
    pages = {"book/intro.md": "# Home\n", "book/try.md": PAGE}
    site = build_small_book(tmp_path_factory.mktemp("book"), pages)
    if not (site / "_static" / "packages" / "opencvjs-web").is_dir():
        pytest.fail("OpenCV.js is not here; fetch it: make packages", pytrace=False)
    return site


@pytest.fixture
def visit(browser, home):
    """A page with two controls, the first in color, the second in gray."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    home.sent.clear()
    visit = Visit(context, home.url)
    visit.page.goto(f"{home.url}/book/try.html", wait_until="networkidle")
    yield visit
    context.close()


@pytest.fixture
def control(visit):
    control, _ = live_controls(visit.page)
    control.locator(".try-stage.is-done").wait_for()
    return control


def as_page(image):
    rows, columns = image.shape[:2]
    code = cv2.COLOR_GRAY2RGBA if image.ndim == 2 else cv2.COLOR_BGR2RGBA
    text = base64.b64encode(cv2.cvtColor(image, code).tobytes()).decode()
    return {"width": columns, "height": rows, "text": text}


def decoded(content, image):
    """Return the picture in a PNG file, gray if the other one is."""
    picture = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_UNCHANGED)[..., :3]
    if image.ndim == 2:
        assert (picture == picture[..., :1]).all()
        return picture[..., 0]
    return picture


def listed(counted):
    return {channel: counts.tolist() for channel, counts in counted.items()}


@pytest.mark.parametrize("name", PICTURES)
def test_every_operation_equals_python(visit, home, name):
    image = PICTURES[name]
    color = image.ndim == 3
    reference = REFERENCE if color else images.to_gray(REFERENCE)
    jobs = [(operation, values) for operation in OPERATIONS for values in VALUES[operation]]
    answers = visit.page.evaluate(
        ASK_WORKER,
        [
            f"{home.url}/_static/controls/opencv_worker.js",
            color,
            {"image": as_page(image), "reference": as_page(reference)},
            jobs,
        ],
    )

    for (operation, values), answer in zip(jobs, answers, strict=True):
        entry = OPERATIONS[operation]
        expected = entry.run(*([image, reference] if entry.matches else [image]), **values)
        picture = decoded(base64.b64decode(answer["file"]), expected.picture)
        np.testing.assert_array_equal(picture, expected.picture, f"{operation} {values}")
        assert answer["after"] == listed(expected.after), (operation, values)
        assert answer["before"] == listed(expected.before), (operation, values)
        assert answer["numbers"] == expected.numbers, (operation, values)
        assert answer["plot"] == expected.plot, (operation, values)
    assert visit.problems == []


def pairs():
    """Return pictures and second ones: moved, turned, of other sizes, in color and gray."""
    found = []
    for seed, sample in enumerate(("immunohistochemistry", "china", "coffee", "chelsea")):
        pair = scenes.shifted_pair(seed=seed, sample=sample, shape=(150, 220 + seed))
        found += [(pair.image, pair.moved), (pair.image[:120], pair.moved[7:, 20:])]
        found.append(tuple(map(images.to_gray, (pair.image, pair.moved))))
    first, second = found[0]
    found += [(first, first), (first, cv2.rotate(first, cv2.ROTATE_180)), (first, 255 - second)]
    found += [(first, found[3][0][:, :220]), (first, np.full_like(first, 9)), (first[:4], second)]
    return found


def test_compare_equals_python_on_pairs(visit, home):
    for image, reference in pairs():
        (answer,) = visit.page.evaluate(
            ASK_WORKER,
            [
                f"{home.url}/_static/controls/opencv_worker.js",
                image.ndim == 3,
                {"image": as_page(image), "reference": as_page(reference)},
                [("compare", {})],
            ],
        )
        expected = OPERATIONS["compare"].run(image, reference)
        picture = decoded(base64.b64decode(answer["file"]), image)
        assert answer["numbers"] == expected.numbers
        np.testing.assert_array_equal(picture, expected.picture)


def test_memory_is_freed(visit, home):
    """OpenCV.js has 1 GB: thirty results of 36 MB, each left behind, would not fit."""
    done = visit.page.evaluate(
        """async (address) => {
            const worker = new Worker(address, { type: "module" });
            const ask = (message) => new Promise((resolve) => {
                worker.onmessage = ({ data }) => resolve(data.problem ?? "done");
                worker.postMessage({ id: 1, most: 100, color: true, ...message });
            });
            const [width, height] = [4000, 3000];
            const data = new Uint8ClampedArray(4 * width * height);
            await ask({ kind: "open", slot: "image", width, height, data });
            const message = { kind: "run", operation: "histogram", values: { channel: "all" } };
            const answers = new Set();
            for (let count = 0; count < 30; count++) answers.add(await ask(message));
            worker.terminate();
            return [...answers];
        }""",
        f"{home.url}/_static/controls/opencv_worker.js",
    )
    assert done == ["done"]


def open_own(control, picture, name="own.png", which=0):
    """Open a picture, and wait until its result is on show."""
    content = picture if isinstance(picture, bytes) else cv2.imencode(".png", picture)[1].tobytes()
    file = {"name": name, "mimeType": "image/png", "buffer": content}
    control.locator("input[type=file]").nth(which).set_input_files(file)
    at_rest(control)


def at_rest(control):
    control.page.wait_for_timeout(50)
    control.evaluate(
        """async control => {
            const later = (done) => setTimeout(done, 20);
            while (control.matches("[data-busy]")) await new Promise(later);
        }"""
    )


def saved(control, image):
    """Press Save; return the name of the file and the picture in it."""
    with control.page.expect_download() as download:
        control.get_by_role("button", name="Save").click()
    content = download.value.path().read_bytes()
    return download.value.suggested_filename, decoded(content, image)


def problem(control):
    return control.locator("[role=alert]").inner_text()


def test_own_picture_from_the_click_to_the_file(visit, control):
    own = cv2.flip(data.sample("china"), 1)
    open_own(control, own, "temple.png")

    assert control.locator(".try-before").evaluate("canvas => canvas.width") == 640
    expected = histograms.equalize_color(own)
    name, picture = saved(control, expected)
    assert name == "temple-equalize.png"
    np.testing.assert_array_equal(picture, expected)
    counts = json.loads(control.locator(".try-chart").get_attribute("data-counts"))
    assert counts["before"]["gray"] == histograms.histogram(images.to_gray(own)).tolist()
    assert counts["after"]["gray"] == histograms.histogram(images.to_gray(expected)).tolist()
    quartiles = np.percentile(images.to_gray(own), [25, 75], method="inverted_cdf").astype(int)
    said = f"The middle half of the pixels spanned {np.ptp(quartiles) + 1} gray values"
    control.locator("[role=status]").get_by_text(said).wait_for()
    assert "temple.png" in control.locator("[role=img]").first.get_attribute("aria-label")
    assert visit.problems == []


def test_sliders_choices_and_the_second_picture(visit, control):
    own = data.sample("chelsea")
    open_own(control, own)
    control.get_by_label("Operation").select_option("clahe")
    control.get_by_label("Tiles").press("Home")
    at_rest(control)
    values = {"clip_limit": 2.0, "tiles": 1}
    expected = OPERATIONS["clahe"].run(own, **values).picture
    np.testing.assert_array_equal(saved(control, expected)[1], expected)

    control.get_by_label("Operation").select_option("match")
    at_rest(control)
    open_own(control, REFERENCE, "coffee.png", which=1)
    expected = histograms.match_histograms(own, REFERENCE)
    name, picture = saved(control, expected)
    assert name == "own-match.png"
    np.testing.assert_array_equal(picture, expected)

    control.get_by_label("Operation").select_option("clahe")  # as it was left
    assert control.get_by_label("Tiles").get_attribute("aria-valuetext") == "1"
    assert problem(control) == ""
    assert visit.problems == []


@pytest.mark.parametrize("operation", ["slices", "box_counts", "quantize"])
def test_votes_boxes_and_colors_have_a_plot_in_place_of_the_histogram(control, operation):
    control.get_by_label("Operation").select_option(operation)
    at_rest(control)
    chart = control.locator(".try-chart")
    rocket = data.sample("rocket")[::2, ::2]
    plot = controls.try_yours(operation, sample=rocket, alt="A rocket.").found["plot"]
    said = ": " + ", ".join(map(str, plot["counts"]))
    assert chart.get_attribute("aria-label").endswith(said)
    drawn = chart.locator("path").evaluate_all("all => all.map((one) => one.className.baseVal)")
    if operation == "slices":
        assert drawn == ["winner", "others"]
    elif operation == "quantize":
        assert drawn == ["swatch"] * 8
        fills = chart.locator("path").evaluate_all(
            "all => all.map((a) => getComputedStyle(a).fill)"
        )
        colors = [tuple(color[::-1]) for color in plot["colors"]]
        assert fills == [f"rgb{color}" for color in colors]
    else:
        assert drawn == ["guide", "line", "dots"]
        ticks = chart.locator("div span").all_inner_texts()
        assert ticks == list(map(str, plot["sizes"]))
    control.get_by_label("Operation").select_option("equalize")
    at_rest(control)
    assert chart.get_attribute("aria-label").startswith("Histogram, gray")
    assert chart.locator(".try-what").inner_text() == ""


def test_compare_calls_its_pictures_first_and_second(control):
    control.get_by_label("Operation").select_option("compare")
    at_rest(control)
    assert control.locator(".try-name").all_inner_texts() == ["First", "Second"]
    control.get_by_label("Divider between first and second").wait_for()
    open_own(control, data.sample("china")[:300, :400], "one.png")
    open_own(control, data.sample("china")[20:320, 30:430], "two.png", which=1)
    said = control.locator(".live-caption").inner_text()
    assert "Moved 20 up, 30 left: score 0.9" in said
    label = control.locator("[role=img]").first.get_attribute("aria-label")
    assert label == "Your own picture, one.png. Left first, right second."
    control.get_by_label("Operation").select_option("equalize")
    assert control.locator(".try-name").all_inner_texts() == ["Before", "After"]


def test_the_newest_request_wins_and_stale_ones_are_dropped(visit, control):
    large = cv2.resize(data.sample("china"), (2400, 1600), interpolation=cv2.INTER_AREA)
    open_own(control, large)
    control.get_by_label("Operation").select_option("clahe")
    at_rest(control)
    visit.page.evaluate(
        """() => {
            window.runs = [];
            const { postMessage } = Worker.prototype;
            Worker.prototype.postMessage = function (message, ...more) {
                if (message.kind === "run") runs.push(message.values.tiles);
                return postMessage.call(this, message, ...more);
            };
        }"""
    )
    tiles = control.get_by_label("Tiles")
    tiles.evaluate(
        """slider => {
            for (let index = 15; index >= 2; index--) {
                slider.value = index;
                slider.dispatchEvent(new Event("input", { bubbles: true }));
            }
        }"""
    )
    at_rest(control)

    assert visit.page.evaluate("runs") == [16, 3]
    expected = OPERATIONS["clahe"].run(large, clip_limit=2.0, tiles=3).picture
    np.testing.assert_array_equal(saved(control, expected)[1], expected)


def test_of_two_files_the_newer_one_is_shown(control):
    """The first is large, and so it is read later than the second."""
    large = np.random.default_rng(0).integers(0, 256, (3000, 3000, 3), np.uint8)
    file = {"name": "large.bmp", "mimeType": "image/bmp"}
    file["buffer"] = cv2.imencode(".bmp", large)[1].tobytes()
    control.locator("input[type=file]").first.set_input_files(file)
    open_own(control, REFERENCE)
    control.page.wait_for_timeout(1000)
    at_rest(control)
    expected = histograms.equalize_color(REFERENCE)
    name, picture = saved(control, expected)
    assert name == "own-equalize.png"
    np.testing.assert_array_equal(picture, expected)


def test_tab_reaches_everything(visit, control):
    control.get_by_label("Operation").select_option("clahe")
    at_rest(control)
    control.evaluate("control => { control.tabIndex = -1; control.focus(); }")
    reached = []
    for _ in range(8):
        visit.page.keyboard.press("Tab")
        reached.append(
            visit.page.evaluate(
                """() => {
                    const { activeElement: at } = document;
                    return at.ariaLabel ?? (at.labels?.[0] ?? at).textContent.trim();
                }"""
            )
        )
    names = ["Divider between before and after", "Open", "Paste", "Camera", "Save"]
    assert reached[:5] == names
    assert reached[5].startswith("Operation")
    assert reached[6:] == ["clip limit", "tiles"]


def test_a_gray_sample_makes_pictures_gray(visit):
    _, control = live_controls(visit.page)
    own = data.sample("coffee")
    open_own(control, own)
    expected = histograms.equalize(images.to_gray(own))
    np.testing.assert_array_equal(saved(control, expected)[1], expected)


def test_nothing_is_loaded_before_the_click(visit, control, home):
    control.locator(".try-divider").press("ArrowLeft")
    visit.page.wait_for_timeout(500)
    assert not [path for path, _ in home.sent if "opencv" in path or "operations" in path]

    control.get_by_label("Operation").select_option("gray")
    at_rest(control)
    assert [path for path, _ in home.sent if path.endswith(OPENCV)]
    assert control.locator(".live-caption").inner_text().startswith("Each pixel is one number")
    np.testing.assert_array_equal(
        saved(control, np.zeros((1, 1)))[1], images.to_gray(data.sample("rocket")[::2, ::2])
    )
    assert visit.problems == []


@pytest.mark.parametrize("kind", ["gray", "transparent", "palette", "deep"])
def test_every_kind_of_png_is_read_as_python_does(control, tmp_path, kind):
    random = np.random.default_rng(5)
    own = {
        "gray": random.integers(0, 256, (60, 80), np.uint8),
        "transparent": random.integers(0, 256, (60, 80, 4), np.uint8),
        "palette": random.choice(np.uint8([0, 85, 170, 255]), (60, 80, 3)),
        "deep": random.integers(0, 65536, (60, 80, 3), np.uint16),
    }[kind]
    cv2.imwrite(str(tmp_path / "own.png"), own)
    control.get_by_label("Operation").select_option("histogram")
    open_own(control, (tmp_path / "own.png").read_bytes())

    image = cv2.imread(str(tmp_path / "own.png"))
    np.testing.assert_array_equal(saved(control, image)[1], image)


def test_what_is_no_picture_is_told_and_the_old_one_stays(control):
    open_own(control, REFERENCE)
    before = saved(control, REFERENCE)
    open_own(control, b"These are notes.", "notes.txt")
    assert problem(control).startswith("notes.txt is not a picture that a browser reads")
    open_own(control, np.zeros((1, 32768), np.uint8), "long.png")
    assert problem(control).startswith("long.png has 1 x 32768 pixels")
    after = saved(control, REFERENCE)
    assert after[0] == before[0] == "own-equalize.png"
    np.testing.assert_array_equal(after[1], before[1])


TRANSFER = """async ([control, text, kind]) => {
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    const transfer = new DataTransfer();
    if (bytes.length) transfer.items.add(new File([bytes], "given.png", { type: "image/png" }));
    const init = { bubbles: true, cancelable: true };
    control.dispatchEvent(kind === "paste"
        ? new ClipboardEvent(kind, { ...init, clipboardData: transfer })
        : new DragEvent(kind, { ...init, dataTransfer: transfer }));
}"""


@pytest.mark.parametrize("kind", ["paste", "drop"])
def test_a_picture_is_pasted_or_dropped(visit, control, kind):
    content = cv2.imencode(".png", REFERENCE)[1].tobytes()
    control.get_by_role("button", name="Save").focus()
    text = base64.b64encode(content).decode()
    visit.page.evaluate(TRANSFER, [control.element_handle(), text, kind])
    at_rest(control)
    expected = histograms.equalize_color(REFERENCE)
    name, picture = saved(control, expected)
    assert name == "given-equalize.png"
    np.testing.assert_array_equal(picture, expected)
    visit.page.evaluate(TRANSFER, [control.element_handle(), "", kind])
    assert problem(control).startswith("There is no picture in what you")


def test_a_paste_into_a_field_elsewhere_is_left_alone(visit, control):
    control.hover()
    visit.page.evaluate(
        """() => {
            const field = document.createElement("textarea");
            document.body.append(field);
            field.focus();
            const init = { bubbles: true, cancelable: true, clipboardData: new DataTransfer() };
            window.kept = field.dispatchEvent(new ClipboardEvent("paste", init));
        }"""
    )
    assert visit.page.evaluate("kept")
    assert problem(control) == ""


def test_paste_button(visit, control):
    visit.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    control.get_by_role("button", name="Paste").click()
    control.get_by_text("There is no picture in the clipboard").wait_for()
    text = base64.b64encode(cv2.imencode(".png", REFERENCE)[1].tobytes()).decode()
    visit.page.evaluate(
        """async (text) => {
            const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
            const blob = new Blob([bytes], { type: "image/png" });
            await navigator.clipboard.write([new ClipboardItem({ "image/png": blob })]);
        }""",
        text,
    )
    control.get_by_role("button", name="Paste").click()
    rows, columns = REFERENCE.shape[:2]
    control.locator(f".try-before[width='{columns}'][height='{rows}']").wait_for()
    at_rest(control)
    expected = histograms.equalize_color(REFERENCE)
    np.testing.assert_array_equal(saved(control, expected)[1], expected)


def test_camera_goes_out_after_its_picture(browser, home):
    """A browser of its own, with a camera that shows a pattern."""
    program = find_browser()
    running = browser.browser_type.launch(executable_path=program, args=[*BROWSER_OPTIONS, *CAMERA])
    visit = Visit(running.new_context(), home.url)
    page = visit.page
    page.add_init_script(
        """window.tracks = [];
        const { mediaDevices } = navigator;
        const ask = mediaDevices.getUserMedia.bind(mediaDevices);
        mediaDevices.getUserMedia = async (wanted) => {
            const stream = await ask(wanted);
            tracks.push(...stream.getTracks());
            return stream;
        };"""
    )
    page.goto(f"{home.url}/book/try.html")
    control = live_controls(page)[0]
    states = "tracks.map((track) => track.readyState).join()"
    assert page.evaluate(states) == ""

    control.get_by_role("button", name="Camera").click()
    control.get_by_role("button", name="Close the camera").click()
    assert page.evaluate(states) == "ended"
    control.get_by_role("button", name="Camera").click()
    control.get_by_role("button", name="Take the picture").wait_for()
    assert page.evaluate(states) == "ended,live"
    control.get_by_role("button", name="Take the picture").click()
    page.wait_for_function(f"() => {states} === 'ended,ended'")
    control.get_by_role("img", name="Your own picture, camera picture.").wait_for()
    at_rest(control)
    name, picture = saved(control, np.zeros((1, 1, 3)))
    assert name == "camera picture-equalize.png"
    assert picture.std() > 10

    control.get_by_role("button", name="Camera").click()
    control.get_by_role("button", name="Take the picture").wait_for()
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide'))")
    assert page.evaluate(states) == "ended,ended,ended"
    assert visit.problems == []
    running.close()


def test_without_the_package_it_says_so_and_shows_the_picture(browser, home):
    context = browser.new_context()
    page = context.new_page()
    page.route(f"**/{OPENCV}", lambda route: route.fulfill(status=404, body=""))
    page.goto(f"{home.url}/book/try.html")
    control = live_controls(page)[0]
    control.locator(".try-stage.is-done").wait_for()
    open_own(control, REFERENCE)

    assert problem(control).startswith("OpenCV.js is not in this copy of the site")
    assert control.locator(".try-before").evaluate("c => c.width") == REFERENCE.shape[1]
    assert control.locator(".try-stage.is-done").count() == 0
    context.close()


def test_from_a_disk_it_says_what_it_needs(browser, small_site):
    page = browser.new_page()
    page.goto((small_site / "book" / "try.html").as_uri())
    control = live_controls(page)[0]
    control.locator(".try-stage.is-done").wait_for()
    open_own(control, REFERENCE)

    assert "open this page over http, or run the chapter in Jupyter" in problem(control)
    assert control.locator(".try-before").evaluate("c => c.width") == REFERENCE.shape[1]
    page.close()


def divider(control):
    return float(control.locator(".try-divider").input_value())


def test_the_divider_follows_mouse_and_keys(visit, control):
    control.locator(".try-divider").focus()
    visit.page.keyboard.press("ArrowLeft")
    assert divider(control) == 49
    stage = control.locator(".try-stage").bounding_box()
    middle = stage["y"] + stage["height"] / 2
    visit.page.mouse.move(stage["x"] + stage["width"] / 2, middle)
    visit.page.mouse.down()
    visit.page.mouse.move(stage["x"] + stage["width"] * 0.8, middle)
    visit.page.mouse.up()
    visit.page.mouse.move(stage["x"], middle)
    assert divider(control) == 80


def test_a_swipe_scrolls_and_changes_nothing(browser, home):
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    page = context.new_page()
    page.goto(f"{home.url}/book/try.html")
    control = live_controls(page)[0]
    control.locator(".try-stage.is-done").wait_for()
    page.evaluate("document.documentElement.style.scrollBehavior = 'auto'; scrollTo(0, 0)")
    stage = control.locator(".try-stage").bounding_box()
    x, y = stage["x"] + stage["width"] / 4, stage["y"] + stage["height"] / 2
    session = context.new_cdp_session(page)

    def swipe(across, down):
        steps = [(x + across * step / 8, y + down * step / 8) for step in range(9)]
        for step, (to_x, to_y) in enumerate(steps):
            kind = "touchMove" if step else "touchStart"
            points = [{"x": to_x, "y": to_y}]
            session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
            time.sleep(0.02)
        session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    swipe(60, 4)
    page.wait_for_timeout(100)
    dragged = divider(control)
    assert dragged == pytest.approx(25 + 6000 / stage["width"], abs=3)
    assert page.evaluate("scrollY") == 0
    swipe(0, -120)
    page.wait_for_function("() => scrollY > 50")
    assert divider(control) == dragged
    context.close()


@pytest.mark.parametrize(("width", "height"), [(1280, 900), (390, 844)])
@pytest.mark.parametrize(
    "shape", [(300, 400), (400, 300), (900, 300), (60, 50), (3, 3000), (3000, 3)]
)
def test_the_control_fits_the_window(browser, home, width, height, shape):
    context = browser.new_context(viewport={"width": width, "height": height})
    page = context.new_page()
    page.goto(f"{home.url}/book/try.html")
    control = live_controls(page)[0]
    control.locator(".try-stage.is-done").wait_for()
    open_own(control, np.random.default_rng(0).integers(0, 256, (*shape, 3), np.uint8))
    for operation in OPERATIONS:
        control.get_by_label("Operation").select_option(operation)
        at_rest(control)
        assert control.bounding_box()["height"] <= 0.55 * height, operation
        stage = control.locator(".try-stage").bounding_box()
        assert min(stage["width"], stage["height"]) >= 40  # there is something to drag
        if min(shape) > 3:
            assert stage["height"] >= 120
            assert stage["width"] / stage["height"] == pytest.approx(shape[1] / shape[0], rel=0.05)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_control_is_accessible(browser, home, scheme, width):
    context = browser.new_context(viewport={"width": width, "height": 844}, color_scheme=scheme)
    visit = Visit(context, home.url)
    visit.page.goto(f"{home.url}/book/try.html")
    control = live_controls(visit.page)[0]
    control.locator(".try-stage.is-done").wait_for()
    open_own(control, REFERENCE)
    control.get_by_label("Operation").select_option("mask")
    at_rest(control)
    assert visit.problems == []  # before Axe, which fetches style sheets wrongly
    assert Axe().run(visit.page, ".live-place", AXE).response["violations"] == []
    # Set by script through .style, which a strict policy allows.
    styled = control.locator("[style]").evaluate_all("all => all.map((one) => one.classList[0])")
    assert styled == ["try-stage"]
    context.close()
