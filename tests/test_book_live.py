"""The detector and the running average in the page: as Python has them, and nothing leaves it."""

import base64
import contextlib
import json
import re
from types import SimpleNamespace

import cv2
import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe

from course_utils import controls, data, detection, scenes
from course_utils.background import RunningAverage, foreground_mask
from course_utils.masks import apply_mask
from tests.browser import (
    AXE,
    BROWSER_OPTIONS,
    ROOT,
    Visit,
    build_small_book,
    find_browser,
    live_controls,
    set_policy,
    swiped,
)
from tests.test_book_try_yours import CAMERA, TRANSFER, at_rest, open_own, problem
from tests.test_live_controls import middle_of, swipe

PAGE = (
    """---
file_format: mystnb
kernelspec: {name: python3, display_name: Python 3}
---

# Live

```{code-cell} python
from course_utils import controls, data, scenes

street = scenes.street_scene(80).frames[::4]
samples = {"A cat": data.sample("chelsea"), "An astronaut": data.sample("astronaut")}
controls.try_live("detect", clip=street, samples=samples, alt="Motorcycles cross a street.")
```

```{code-cell} python
controls.try_live("background", clip=street, alt="Motorcycles cross a street.")
```
"""
    + "\n\nAnd so on.\n" * 40
)
FRAMES = 20
PHOTOGRAPHS = {"astronaut": "person", "chelsea": "cat", "coffee": "cup", "motorcycle": "motorcycle"}
POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; script-src 'self' 'wasm-unsafe-eval'; "
    "worker-src 'self' blob:"
)
# A function of the page's program, called with these arguments.
CALL = (
    """([program, call, ...given]) => new Function("given", `${program}; return ${call}`)(given)"""
)
PIXELS = """control => {
    const canvas = control.querySelector("canvas");
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    let text = "";
    for (const value of data) text += String.fromCharCode(value);
    return [canvas.height, canvas.width, btoa(text)];
}"""
WATCH_CAMERA = """window.tracks = [];
const { mediaDevices } = navigator;
const ask = mediaDevices.getUserMedia.bind(mediaDevices);
mediaDevices.getUserMedia = async (wanted) => {
    const stream = await ask(wanted);
    tracks.push(...stream.getTracks());
    return stream;
};"""
STATES = "tracks.map((track) => track.readyState).join()"


@pytest.fixture(scope="module")
def small_site(tmp_path_factory):
    pages = {"book/intro.md": "# Home\n", "book/live.md": PAGE}
    site = build_small_book(tmp_path_factory.mktemp("book"), pages)
    if not (site / "_static" / "detector").is_dir():
        pytest.fail("The detector is not here; fetch it: make assets packages", pytrace=False)
    return site


@pytest.fixture(scope="module")
def detector():
    return detection.Detector.load()


@pytest.fixture
def visit(browser, home):
    """A page with two controls; what was sent is counted from here on."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    home.sent.clear()
    visit = Visit(context, home.url)
    visit.page.goto(f"{home.url}/book/live.html", wait_until="networkidle")
    yield visit
    context.close()


@pytest.fixture
def detect(visit):
    control, _ = live_controls(visit.page)
    at_rest(control)
    return control


@pytest.fixture
def background(visit):
    _, control = live_controls(visit.page)
    at_rest(control)
    return control


@contextlib.contextmanager
def another_browser(browser, home, *options):
    """Open the page in a browser with a camera, or with none."""
    program = find_browser()
    arguments = [*BROWSER_OPTIONS, *options]
    running = browser.browser_type.launch(executable_path=program, args=arguments)
    visit = Visit(running.new_context(viewport={"width": 1280, "height": 900}), home.url)
    visit.page.add_init_script(WATCH_CAMERA)
    visit.page.goto(f"{home.url}/book/live.html")
    yield visit
    running.close()


def load(control):
    control.get_by_role("button", name="Load the detector").click()
    control.locator(".live-caption:visible").wait_for()
    at_rest(control)


def found_in(control):
    """Return what is marked: a list of (label, score, box)."""
    found = json.loads(control.locator(".found-boxes").get_attribute("data-found"))
    return [(one["label"], one["score"], one["box"]) for one in found]


def pixels_of(control):
    """Return what the canvas shows, as a BGR picture."""
    rows, columns, text = control.evaluate(PIXELS)
    pixels = np.frombuffer(base64.b64decode(text), np.uint8).reshape(rows, columns, 4)
    return cv2.cvtColor(pixels, cv2.COLOR_RGBA2BGR)


def set_slider(control, name, place):
    """Put a slider to one of its places, as a reader does who drags it."""
    slider = control.get_by_role("slider", name=name)
    slider.evaluate(
        """(slider, place) => {
            slider.value = place;
            slider.dispatchEvent(new Event("input", { bubbles: true }));
        }""",
        place,
    )
    at_rest(control)


def value_of(control, name):
    return float(control.get_by_role("slider", name=name).get_attribute("aria-valuetext"))


def assert_finds(control, expected, *, score=0.002, box=1.0):
    """Compare what is marked with detections of Python, but for what lies at the threshold."""
    threshold = value_of(control, "Confidence")
    found = found_in(control)
    for label, sure, place in zip(expected.labels, expected.scores, expected.boxes, strict=True):
        if sure < threshold + score:
            continue
        near = [one for one in found if one[0] == label and abs(one[1] - sure) <= score]
        assert near, f"{label} {sure:.4f} is missing in {found}"
        assert min(np.abs(place - one[2]).max() for one in near) <= box
    assert len(found) == pytest.approx(len(expected.scores), abs=2)


# ---- the detector ------------------------------------------------------------------------------


def test_the_detector_finds_what_python_finds(detect, detector, visit):
    load(detect)
    for name, label in PHOTOGRAPHS.items():
        image = data.sample(name)
        open_own(detect, image, f"{name}.png")
        set_slider(detect, "Confidence", 20)
        threshold, overlap = value_of(detect, "Confidence"), value_of(detect, "IoU")
        assert (threshold, overlap) == (0.3, 0.6)
        expected = detector.detect(image, confidence=threshold, iou=overlap)
        assert_finds(detect, expected)
        assert found_in(detect)[0][0] == expected.labels[0] == label
    assert visit.problems == []


def test_samples_are_looked_at_as_python_sees_them(detect, detector):
    load(detect)
    sample = controls.try_live(
        "detect",
        clip=np.zeros((2, 9, 9, 3), np.uint8),
        alt="Nothing",
        samples={"A cat": data.sample("chelsea")},
    )
    set_slider(detect, "Confidence", 20)
    assert_finds(detect, detector.detect(sample.image, confidence=0.3))
    said = detect.locator(".live-caption").inner_text()
    assert re.fullmatch(r"\d+ found: cat 0\.\d\d, .*\.", said)
    label = detect.get_by_role("img").get_attribute("aria-label")
    assert label == f"A cat. {said}"
    detect.locator("[role=status]").get_by_text(said).wait_for()


def test_thresholds_need_no_second_look(detect, detector, visit):
    load(detect)
    image = data.sample("coffee")
    open_own(detect, image)
    visit.page.evaluate(
        "() => { window.looks = 0; const { tensor } = tf;"
        " tf.tensor = (...given) => { looks += 1; return tensor(...given); }; }"
    )
    for confidence, iou in ((0, 95), (0, 40), (20, 0), (85, 50)):
        set_slider(detect, "Confidence", confidence)
        set_slider(detect, "IoU", iou)
        thresholds = value_of(detect, "Confidence"), value_of(detect, "IoU")
        expected = detector.detect(image, confidence=thresholds[0], iou=thresholds[1])
        # Two boxes in the balance: which one is better decides about others.
        assert len(found_in(detect)) == pytest.approx(len(expected.scores), rel=0.02, abs=1)
    assert detect.locator(".found-box").count() == 0
    said = "Nothing found with a score of 0.95 or more."
    assert detect.locator(".live-caption").inner_text() == said
    assert visit.page.evaluate("looks") == 0


def test_boxes_and_names_lie_where_they_should(detect):
    load(detect)
    open_own(detect, data.sample("motorcycle"))
    stage = detect.locator(".found-stage canvas").bounding_box()
    rows, columns = data.sample("motorcycle").shape[:2]
    marks = detect.locator(".found-box").all()
    assert len(marks) == len(found_in(detect)) >= 1
    for mark, (label, score, (top, left, bottom, right)) in zip(
        marks, found_in(detect), strict=True
    ):
        area = mark.bounding_box()
        scale = stage["height"] / rows
        assert stage["width"] / columns == pytest.approx(scale, rel=0.01)
        expected = (left * scale, top * scale, (right - left) * scale, (bottom - top) * scale)
        found = area["x"] - stage["x"], area["y"] - stage["y"], area["width"], area["height"]
        assert found == pytest.approx(expected, abs=2)
        assert mark.inner_text() == f"{label} {score:.2f}"
        name = mark.locator("span").bounding_box()
        assert name["y"] >= stage["y"] - 1  # not cut off


def test_suppression_is_that_of_the_package(detect):
    random = np.random.default_rng(3)
    program = page_program()
    call = "given.map(([candidates, set, size]) => suppressed(candidates, set, size))"
    sets, expected = [], []
    for number in range(100):
        count = int(random.integers(0, 40))
        middles, sides = random.uniform(0, 100, (count, 2)), random.uniform(1, 60, (count, 2))
        boxes = np.hstack([middles - sides / 2, middles + sides / 2])
        scores = np.sort(random.uniform(0.1, 1, count).round(2))[::-1]
        labels = random.choice(["cat", "dog"], count).tolist()
        limit = number / 99
        confident = scores >= 0.3
        kept = detection.non_max_suppression(
            boxes[confident],
            scores[confident],
            iou=limit,
            labels=[label for label, sure in zip(labels, confident, strict=True) if sure],
        )
        inside = boxes[kept].clip(0, 100)
        kept = kept[(inside[:, :2] < inside[:, 2:]).all(axis=1)]
        expected.append([(labels[k], scores[k], *boxes[k].clip(0, 100)) for k in kept])
        candidates = [
            {"label": label, "score": score, "box": box}
            for label, score, box in zip(labels, scores.tolist(), boxes.tolist(), strict=True)
        ]
        size = {"width": 100, "height": 100}
        sets.append([candidates, {"confidence": 0.3, "iou": limit}, size])
    answers = detect.page.evaluate(CALL, [program, call, *sets])
    answers = [[(a["label"], a["score"], *a["box"]) for a in answer] for answer in answers]
    assert answers == expected


def page_program():
    """Return what the control's program does with numbers, without what it shows."""
    names = ("common", "detector", "background")
    return "\n".join((controls.STATIC / f"{name}.js").read_text("utf-8") for name in names)


@pytest.mark.parametrize("shape", [(480, 640), (320, 320), (37, 53), (1, 9), (900, 200)])
def test_pictures_are_resized_as_python_does(detect, shape):
    image = np.random.default_rng(1).integers(0, 256, (*shape, 3), np.uint8)
    call = """(([width, height, text]) => {
        const data = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
        const values = new Float32Array(3 * 320 ** 2);
        shrink({ width, height, data }, values);
        return Array.from(values, (value) => Math.round((value + 1) * 127.5));
    })(given[0])"""
    text = base64.b64encode(cv2.cvtColor(image, cv2.COLOR_BGR2RGBA).tobytes()).decode()
    answer = detect.page.evaluate(CALL, [page_program(), call, [shape[1], shape[0], text]])
    resized = cv2.resize(image, (320, 320))[..., ::-1]
    away = np.abs(np.array(answer).reshape(320, 320, 3) - resized)
    assert away.max() <= 1
    assert away.mean() < 0.001


# ---- loading -----------------------------------------------------------------------------------


def test_nothing_is_loaded_before_the_click(visit, detect, home):
    play = detect.get_by_role("button", name="Play the clip")
    play.click()
    detect.get_by_role("button", name="Pause the clip").click()
    assert not [path for path, _ in home.sent if "detector" in path or "tensorflow" in path]
    before = len(home.sent)
    load(detect)

    sent = home.sent[before:]
    assert {path.split("/")[1] for path, _ in sent} == {"detector", "packages"}
    megabytes = sum(size for _, size in sent) / 1e6
    assert megabytes < 6.5
    assert detect.get_by_role("button", name=f"({megabytes:.1f} MB)").count() == 0
    assert f'DETECTOR_SIZE = "{megabytes:.1f} MB"' in page_program()
    assert visit.problems == []
    # A second control has it at once.
    detect.get_by_role("combobox").select_option("An astronaut")
    at_rest(detect)
    assert len(home.sent) == before + len(sent)


def test_how_far_it_is_is_shown(visit, detect):
    visit.page.evaluate(
        """() => {
            window.shares = [];
            const { set } = Object.getOwnPropertyDescriptor(HTMLProgressElement.prototype, "value");
            Object.defineProperty(HTMLProgressElement.prototype, "value", {
                set(share) { shares.push(share); set.call(this, share); },
            });
        }"""
    )
    load(detect)
    shares = visit.page.evaluate("shares")
    assert len(shares) > 10
    assert shares == sorted(shares)
    assert shares[-1] == 1


def test_it_runs_under_a_strict_policy(browser, home):
    context = browser.new_context()
    visit = Visit(context, home.url)
    set_policy(visit.page, POLICY)
    visit.page.goto(f"{home.url}/book/live.html")
    detect, background = live_controls(visit.page)
    load(detect)
    assert found_in(detect)[0][0] == "cat"
    at_rest(background)
    assert background.locator(".live-caption").inner_text().startswith("Frame 10. ")
    assert visit.problems == []
    context.close()


def test_it_runs_from_a_disk(browser, small_site, detector):
    page = browser.new_page()
    page.goto((small_site / "book" / "live.html").as_uri())
    detect, background = live_controls(page)
    load(detect)
    open_own(detect, data.sample("coffee"))
    assert_finds(detect, detector.detect(data.sample("coffee")))
    detect.get_by_role("combobox").select_option("clip")
    at_rest(detect)
    assert "motorcycle" in detect.locator(".live-caption").inner_text()
    set_slider(background, "Frame", 3)
    assert background.locator(".live-caption").inner_text().startswith("Frame 3. ")
    page.close()


@pytest.mark.parametrize("missing", ["graph.js", "part-2.js", "tf-converter.es2017.min.js"])
def test_without_the_detector_it_says_so_and_can_be_tried_again(browser, home, missing):
    context = browser.new_context()
    page = context.new_page()
    page.route(f"**/{missing}", lambda route: route.fulfill(status=404, body=""))
    page.goto(f"{home.url}/book/live.html")
    detect, _ = live_controls(page)
    button = detect.get_by_role("button", name="Load the detector")
    button.click()
    detect.get_by_text("The detector is not in this copy of the site").wait_for()
    assert button.is_visible()
    page.unroute(f"**/{missing}")
    load(detect)
    assert problem(detect) == ""
    assert found_in(detect)[0][0] == "cat"
    context.close()


def test_the_book_builds_without_the_detector(tmp_path, monkeypatch, caplog):
    monkeypatch.syspath_prepend(ROOT / "book")
    from _ext import detector as extension

    wanted = {"book/live": {"try_live.js": b""}}
    for pages, words in (({}, ""), (wanted, "make assets packages")):
        app = SimpleNamespace(
            env=SimpleNamespace(live_controls=pages),
            builder=SimpleNamespace(format="html"),
            outdir=tmp_path,
        )
        monkeypatch.setattr(extension.assets, "is_here", lambda name: False)
        said = []
        monkeypatch.setattr(extension.logger, "info", said.append)
        extension.write_detector(app, None)
        assert words in "".join(said)
        assert not (tmp_path / "_static").exists()


def test_the_scripts_hold_every_number_of_the_network(monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "book")
    from _ext import detector as extension

    from course_utils import _frozen_graph, assets

    graph = assets.fetch("ssd_graph").read_bytes()
    scripts = extension.scripts(graph, ["", "one"], b"wasm")
    assert scripts == extension.scripts(graph, ["", "one"], b"wasm")
    came = {
        name: json.loads(re.fullmatch(r'defineDetector\("[\w-]+", (.*)\);\n', text)[1])
        for name, text in scripts.items()
    }
    head = came["graph.js"]
    assert head["names"] == ["", "one"]
    parts = [base64.b64decode(came[f"part-{k}.js"]) for k in range(head["parts"])]
    weights = np.frombuffer(b"".join(parts), np.uint8).reshape(2, -1).T.tobytes()
    stored, place = {}, 0
    for spec in head["specs"]:
        kind = "int32" if spec["dtype"] == "int32" else "float32"
        kind = spec.get("quantization", {"dtype": kind})["dtype"]
        count = int(np.prod(spec["shape"], dtype=int))
        values = np.frombuffer(weights, kind, count, place)
        stored[spec["name"]] = values.reshape(spec["shape"])
        place += values.nbytes
    assert place == len(weights)
    layers = _frozen_graph.read_network(_frozen_graph.read_graph(graph))
    kernels = [layer for layer in layers if layer.kernel is not None]
    assert len(kernels) > 90
    for layer in kernels:
        np.testing.assert_allclose(stored[f"{layer.name}/kernel"], layer.kernel, 1e-3, 1e-6)
        np.testing.assert_allclose(stored[f"{layer.name}/bias"], layer.bias, 1e-3, 1e-6)


# ---- the background ----------------------------------------------------------------------------


@pytest.mark.parametrize("alpha", [0.005, 0.05, 0.3, 1])
def test_the_running_average_is_that_of_the_package(background, alpha):
    random = np.random.default_rng(0)
    frames = random.integers(0, 256, (30, 13, 17, 3), np.uint8)
    call = """(([frames, alpha, threshold]) => {
        const size = { width: 17, height: 13 };
        const average = runningAverage();
        return frames.map((text) => {
            const data = Uint8ClampedArray.from(atob(text), (letter) => letter.charCodeAt(0));
            const frame = new ImageData(data, size.width, size.height);
            average.update(frame, alpha);
            const background = average.picture(size);
            const { picture, share } = foregroundOf(frame, background, threshold);
            return [Array.from(background.data), Array.from(picture.data), share];
        });
    })(given[0])"""
    texts = [
        base64.b64encode(cv2.cvtColor(frame, cv2.COLOR_BGR2RGBA).tobytes()).decode()
        for frame in frames
    ]
    answers = background.page.evaluate(CALL, [page_program(), call, [texts, alpha, 90]])
    running = RunningAverage(alpha)
    for frame, (averaged, foreground, share) in zip(frames, answers, strict=True):
        running.update(frame)
        away = np.abs(as_bgr(averaged, 13, 17).astype(int) - running.picture)
        # A machine may round once or twice a step: then a value in the middle goes either way.
        assert away.max() <= 1
        assert away.mean() < 0.001
        mask = foreground_mask(frame, as_bgr(averaged, 13, 17), threshold=90)
        np.testing.assert_array_equal(as_bgr(foreground, 13, 17), apply_mask(frame, mask))
        assert share == pytest.approx(mask.mean())


def as_bgr(values, rows, columns):
    pixels = np.array(values, np.uint8).reshape(rows, columns, 4)
    return cv2.cvtColor(pixels, cv2.COLOR_RGBA2BGR)


def test_what_is_shown_of_the_clip_is_what_python_shows(background, visit):
    street = scenes.street_scene(80).frames[::4]
    control = controls.try_live("background", clip=street, alt="A street.")
    assert_shows(background, control, "background")  # at its start
    for frame, alpha, threshold, show in (
        (19, 4, 30, "background"),
        (7, 1, 30, "background"),
        (7, 1, 12, "foreground"),
        (12, 5, 60, "foreground"),
        (0, 5, 0, "foreground"),
        (12, 7, 60, "frame"),
    ):
        set_slider(background, "Frame", frame)
        set_slider(background, "Alpha", alpha)
        set_slider(background, "Threshold", threshold)
        background.get_by_role("combobox").select_option(show)
        at_rest(background)
        control.values = {
            "frame": frame,
            "alpha": value_of(background, "Alpha"),
            "threshold": threshold,
            "show": show,
        }
        assert_shows(background, control, show)
    assert visit.problems == []


def assert_shows(page_control, control, show):
    """Compare what is on show, up to the rounding of the average."""
    expected = getattr(control, "image" if show == "frame" else show)
    shown = pixels_of(page_control)
    if show == "foreground":  # a pixel in the balance may be in or out
        assert (shown != expected).any(axis=2).mean() < 0.001
    else:
        assert np.abs(shown.astype(int) - expected).max() <= (show == "background")
    share = 100 * control.foreground.any(axis=2).mean()
    said = page_control.locator(".live-caption").inner_text()
    told = re.fullmatch(r"Frame (\d+)\. ([\d.]+) % of the pixels are foreground\.", said)
    assert int(told[1]) == control.values["frame"]
    assert float(told[2]) == pytest.approx(share, abs=0.2)  # black pixels may be foreground, too


# ---- the camera --------------------------------------------------------------------------------


def test_the_camera_goes_out_whatever_happens(browser, home):
    with another_browser(browser, home, *CAMERA) as visit:
        page = visit.page
        detect, _ = live_controls(page)
        load(detect)
        start = detect.get_by_role("button", name="Camera")

        def end_track():
            page.evaluate("tracks.at(-1).stop(); tracks.at(-1).dispatchEvent(new Event('ended'))")

        def hide():
            page.evaluate(
                """() => {
                    Object.defineProperty(document, "hidden", { value: true, configurable: true });
                    document.dispatchEvent(new Event("visibilitychange"));
                    delete document.hidden;
                }"""
            )

        def fail():
            page.evaluate(
                "() => { window.kept = tf.tensor; tf.tensor = () => { throw Error('full'); }; }"
            )
            detect.get_by_text("full").wait_for()
            page.evaluate("() => { tf.tensor = kept; }")

        ways = [
            detect.get_by_role("button", name="Stop the camera").click,
            lambda: page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide'))"),
            hide,
            fail,
            end_track,
            detect.get_by_role("button", name="Play the clip").click,
            lambda: detect.get_by_role("combobox").select_option("A cat"),
            lambda: open_own(detect, data.sample("coffee")),
        ]
        for count, way in enumerate(ways):
            start.click()
            detect.get_by_text("frames a second").wait_for()
            assert page.evaluate(STATES).split(",") == ["ended"] * count + ["live"]
            way()
            page.wait_for_function(f"() => !{STATES}.includes('live')")
            start.wait_for()
            at_rest_or_plays(detect)
        assert visit.problems == []


def at_rest_or_plays(control):
    pause = control.get_by_role("button", name="Pause the clip")
    if pause.count():
        pause.click()
    at_rest(control)


def test_a_camera_that_comes_too_late_goes_out(browser, home):
    with another_browser(browser, home, *CAMERA) as visit:
        page = visit.page
        detect, _ = live_controls(page)
        page.evaluate(
            """() => {
                const { mediaDevices } = navigator;
                const ask = mediaDevices.getUserMedia;
                mediaDevices.getUserMedia = async (wanted) => {
                    await new Promise((done) => { window.allow = done; });
                    return ask(wanted);
                };
            }"""
        )
        detect.get_by_role("button", name="Camera").click()
        page.wait_for_function("() => window.allow")
        page.evaluate("() => { dispatchEvent(new PageTransitionEvent('pagehide')); allow(); }")
        page.wait_for_function(f"() => {STATES} === 'ended'")
        assert detect.get_by_role("button", name="Camera").is_visible()


def test_without_a_camera_the_clip_runs(browser, home):
    with another_browser(browser, home) as visit:
        detect, background = live_controls(visit.page)
        for control in (detect, background):
            control.get_by_role("button", name="Camera").click()
            control.get_by_text("There is no camera. The clip runs instead.").wait_for()
            control.get_by_text("frames a second").wait_for()
            control.get_by_role("button", name="Pause the clip").click()
        assert visit.problems == []


def test_without_permission_the_clip_runs(browser, home):
    with another_browser(browser, home, CAMERA[0], "--deny-permission-prompts") as visit:
        detect, _ = live_controls(visit.page)
        detect.get_by_role("button", name="Camera").click()
        said = "The camera cannot be used: allow it for this page. The clip runs instead."
        detect.get_by_text(said).wait_for()
        detect.get_by_role("button", name="Pause the clip").wait_for()


def test_the_camera_moves_the_running_average(browser, home):
    with another_browser(browser, home, *CAMERA) as visit:
        _, background = live_controls(visit.page)
        background.get_by_role("button", name="Camera").click()
        background.get_by_text("frames a second").wait_for()
        background.get_by_role("button", name="Stop the camera").click()
        at_rest(background)
        averaged = pixels_of(background)
        background.get_by_label("Show").select_option("frame")
        at_rest(background)
        assert 0 < np.abs(pixels_of(background).astype(int) - averaged).mean() < 100
        assert "What your camera sees." in background.get_by_role("img").get_attribute("aria-label")


# ---- where it stands in the page ---------------------------------------------------------------


@pytest.mark.parametrize("kind", ["paste", "drop"])
def test_a_picture_is_pasted_or_dropped(visit, detect, detector, kind):
    load(detect)
    image = data.sample("coffee")
    text = base64.b64encode(cv2.imencode(".png", image)[1].tobytes()).decode()
    detect.get_by_role("button", name="Play the clip").focus()
    visit.page.evaluate(TRANSFER, [detect.element_handle(), text, kind])
    detect.get_by_role("img", name="given.png").wait_for()
    at_rest(detect)
    assert_finds(detect, detector.detect(image))
    visit.page.evaluate(TRANSFER, [detect.element_handle(), "", kind])
    assert problem(detect).startswith("There is no picture in what you")
    assert visit.page.locator("div.live-control").nth(1).locator("input[type=file]").count() == 0


def test_what_is_no_picture_is_told_and_the_old_one_stays(detect):
    load(detect)
    open_own(detect, b"These are notes.", "notes.txt")
    assert problem(detect).startswith("notes.txt is not a picture that a browser reads")
    assert "A cat" in detect.get_by_role("img").get_attribute("aria-label")
    open_own(detect, data.sample("coffee"))
    assert problem(detect) == ""


def test_the_clip_plays_and_is_paused(detect):
    load(detect)
    before = value_of(detect, "Frame")
    detect.get_by_role("button", name="Play the clip").click()
    detect.get_by_text("frames a second").wait_for()
    detect.get_by_role("button", name="Pause the clip").click()
    at_rest(detect)
    frame = value_of(detect, "Frame")
    assert frame != before
    assert detect.locator(".live-caption").inner_text().startswith(f"Frame {frame:.0f}. ")
    assert detect.locator(".live-rate").inner_text() == ""
    assert detect.get_by_role("combobox").input_value() == "clip"


def test_everything_is_done_by_keyboard(visit, detect):
    load(detect)
    detect.get_by_role("combobox").select_option("clip")
    at_rest(detect)
    detect.evaluate("control => { control.tabIndex = -1; control.focus(); }")
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
    names = ["Play the clip", "Open", "Paste", "Camera"]
    assert reached[:4] == names
    assert reached[4].startswith("Picture")
    assert reached[5:] == ["frame", "confidence", "IoU"]
    visit.page.keyboard.press("Home")
    at_rest(detect)
    assert value_of(detect, "IoU") == 0.05
    detect.get_by_role("slider", name="Frame").press("ArrowRight")
    at_rest(detect)
    assert detect.locator(".live-caption").inner_text().startswith("Frame 11. ")


def test_the_focus_stays_in_the_control_while_it_loads(visit, detect):
    detect.get_by_role("button", name="Load the detector").focus()
    visit.page.keyboard.press("Enter")
    detect.locator(".live-caption:visible").wait_for()
    focused = visit.page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert focused == "Play the clip"


@pytest.mark.parametrize(("width", "height"), [(1280, 900), (390, 844)])
def test_nothing_moves_when_the_page_comes_alive(browser, home, width, height):
    context = browser.new_context(viewport={"width": width, "height": height})
    page = context.new_page()
    page.route("**/control-host.js*", lambda route: route.abort())
    page.goto(f"{home.url}/book/live.html")
    still = [place.bounding_box()["height"] for place in page.locator(".live-place").all()]
    page.unroute("**/control-host.js*")
    page.goto(f"{home.url}/book/live.html")
    alive = live_controls(page)

    def heights():
        return [place.bounding_box()["height"] for place in page.locator(".live-place").all()]

    for control in alive:
        at_rest(control)
    assert heights() == pytest.approx(still, abs=1)
    load(alive[0])
    open_own(alive[0], np.zeros((300, 200, 3), np.uint8))
    open_own(alive[0], data.sample("coffee"))
    alive[0].get_by_role("button", name="Play the clip").click()
    alive[0].get_by_text("frames a second").wait_for()
    assert heights() == pytest.approx(still, abs=1)
    assert all(control.bounding_box()["height"] <= 0.55 * height for control in alive)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def test_a_swipe_scrolls_and_changes_nothing(browser, home):
    screen = {"width": 390, "height": 844}
    context = browser.new_context(viewport=screen, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(f"{home.url}/book/live.html")
    detect, _ = live_controls(page)
    at_rest(detect)
    touch = context.new_cdp_session(page)
    page.evaluate("document.documentElement.style.scrollBehavior = 'auto'")
    detect.locator("summary").click()
    at_rest(detect)
    before = detect.get_by_role("img").get_attribute("aria-label"), value_of(detect, "Confidence")
    for part in (detect.locator(".found-stage"), detect.get_by_label("Confidence")):
        part.scroll_into_view_if_needed()
        scroll = None

        def try_it(part=part):
            nonlocal scroll
            page.evaluate("scrollTo(0, 0)")
            scroll = page.evaluate("scrollY")
            return swipe(touch, middle_of(part), (10, -100))

        swiped(try_it)
        assert page.evaluate("scrollY") > scroll + 40
    after = detect.get_by_role("img").get_attribute("aria-label"), value_of(detect, "Confidence")
    assert after == before
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_control_is_accessible(browser, home, scheme, width):
    context = browser.new_context(viewport={"width": width, "height": 844}, color_scheme=scheme)
    visit = Visit(context, home.url)
    visit.page.goto(f"{home.url}/book/live.html")
    detect, background = live_controls(visit.page)
    for loaded in (False, True):
        if loaded:
            load(detect)
            if width < 600:
                detect.locator("summary").click()
            set_slider(detect, "Confidence", 10)
            assert detect.locator(".found-box").count() > 2
        at_rest(background)
        assert visit.problems == []  # before Axe, which fetches style sheets wrongly
        assert Axe().run(visit.page, ".live-place", AXE).response["violations"] == []
        visit.problems.clear()
    context.close()


def test_the_still_picture_is_there_without_a_script(browser, home):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{home.url}/book/live.html")
    names = ["A cat", "Motorcycles cross a street."]
    assert [one.get_attribute("alt") for one in page.locator("img.live-picture").all()] == names
    for still in page.locator("img.live-picture").all():
        still.scroll_into_view_if_needed()
        assert still.evaluate("still => still.decode().then(() => still.naturalWidth)") > 100
    context.close()
