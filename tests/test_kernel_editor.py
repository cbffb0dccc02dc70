"""The control of a kernel to type in: what Python computes, and that the page computes the same."""

import base64

import cv2
import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe

from course_utils import controls, data
from course_utils.convolution import KERNELS, convolve, correlate
from tests.browser import AXE, ROOT, swiped
from tests.test_live_controls import build_page, middle_of, swipe

COLOR = cv2.resize(data.sample("china"), (97, 64), interpolation=cv2.INTER_AREA)
GRAY = cv2.resize(data.sample("camera", gray=True), (60, 83), interpolation=cv2.INTER_AREA)
BORDERS = "replicate", "zero", "wrap", "reflect", "mirror"
LOPSIDED = np.random.default_rng(3).integers(-9, 10, (5, 5))
BANK = [name for name, kernel in KERNELS.items() if kernel.shape in ((3, 3), (5, 5))]
# What is on show, as a PNG file.
SHOWN = "canvas => canvas.toDataURL().split(',')[1]"


def editor_of(image, **options):
    return controls.kernel_editor(image, label="Kernel", alt="A picture", **options)


def to_picture(sums, output):
    """Make gray values of sums, by the rules that the docstring of `kernel_editor` gives."""
    if output == "rescale":
        sums = np.interp(sums, (sums.min(), sums.max()), (0, 255))
    return np.clip(np.rint(sums), 0, 255).astype(np.uint8)


@pytest.mark.parametrize("name", BANK)
@pytest.mark.parametrize("output", ["clip", "rescale"])
def test_result_is_that_of_correlate(name, output):
    for image in (COLOR, GRAY):
        editor = editor_of(image, kernel=name, border="wrap", output=output)
        np.testing.assert_array_equal(editor.kernel, KERNELS[name])
        expected = to_picture(correlate(image, KERNELS[name], border="wrap"), output)
        away = np.abs(editor.result.astype(int) - expected)
        assert away.max() <= (output == "rescale")  # two orders of the same arithmetic


def test_still_is_the_result():
    editor = editor_of(GRAY, kernel="emboss")
    (still,) = editor.stills(editor.get_state())
    image = cv2.imdecode(np.frombuffer(still.file, np.uint8), cv2.IMREAD_GRAYSCALE)
    assert np.abs(image.astype(int) - editor.result).mean() < 6  # stored with loss
    assert still.alt == "A picture. A kernel has been slid over it."


def test_flip_is_convolution():
    editor = editor_of(GRAY, kernel=LOPSIDED, flip=True, output="rescale")
    expected = to_picture(convolve(GRAY, LOPSIDED), "rescale")
    assert np.abs(editor.result.astype(int) - expected).max() <= 1
    editor.flip = False
    assert np.abs(editor.result.astype(int) - expected).max() > 50


def test_a_flat_picture_has_nothing_to_stretch():
    flat = np.full((6, 9), 77, np.uint8)
    assert not editor_of(flat, output="rescale").result.any()


@pytest.mark.parametrize("name", BANK)
def test_the_bank_is_shown_as_whole_numbers(name):
    """A divisor says what a row of 0.1111 would not."""
    editor = editor_of(GRAY, kernel=name)
    weights, divisor = editor.weights, editor.divisor
    assert all(isinstance(weight, int) for row in weights for weight in row)
    np.testing.assert_array_equal(np.array(weights) / divisor, KERNELS[name])


def test_weights_that_are_no_simple_fractions_stay_as_they_are():
    kernel = np.full((3, 3), np.pi)
    editor = editor_of(GRAY, kernel=kernel)
    assert (editor.weights, editor.divisor) == (kernel.tolist(), 1)


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        (
            {"kernel": "swirl"},
            ValueError,
            "There is no kernel 'swirl' here; choose from 'id",
        ),
        ({"kernel": "large_blur"}, ValueError, "There is no kernel 'large_blur' here"),
        ({"kernel": [[1]]}, TypeError, r"kernel is \[\[1\]\]; give a name or a NumPy array"),
        ({"kernel": np.ones((3, 5))}, ValueError, r"shape \(3, 5\); give one of 3 x 3 or 5 x 5"),
        ({"kernel": np.full((3, 3), np.nan)}, ValueError, "stay within a million"),
        ({"kernel": np.full((3, 3), 2e6)}, ValueError, "stay within a million"),
        ({"border": "edge"}, ValueError, "border is 'edge'; give one of replicate, zero"),
        ({"output": "wrap"}, ValueError, "output is 'wrap'; give one of clip, rescale"),
    ],
)
def test_what_is_no_kernel_is_refused(options, error, words):
    with pytest.raises(error, match=words):
        editor_of(GRAY, **options)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("weights", [[1, 2], [3]], "give rows of numbers"),
        ("weights", [[1, 2], [3, 4]], r"shape \(2, 2\)"),
        ("divisor", 0.0, "give a number that is not 0"),
        ("spot", (83, 0), "outside the picture of 83 x 60 pixels"),
        ("channel", "green", "but this is a gray picture"),
        ("picture", b"notes", "OpenCV cannot read this picture file"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_changes(name, value, words):
    editor = editor_of(GRAY)
    before = getattr(editor, name), editor.result
    with pytest.raises(ValueError, match=words):
        setattr(editor, name, value)
    assert getattr(editor, name) == before[0]
    np.testing.assert_array_equal(editor.result, before[1])


def test_a_picture_from_the_page_becomes_the_image():
    editor = editor_of(GRAY)
    own = cv2.imencode(".png", COLOR)[1].tobytes()
    editor.set_state({"picture": memoryview(own), "height": 64, "width": 97, "spot": [60, 90]})
    np.testing.assert_array_equal(editor.image, cv2.cvtColor(COLOR, cv2.COLOR_BGR2GRAY))
    assert editor.spot == (60, 90)


# ---- in the page -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """The address of a page with an editor in color, one in gray, and more below."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(ROOT / "book")
        more = [editor_of(COLOR)] * 4
        folder, page, warnings = build_page(
            tmp_path_factory.mktemp("page"), editor_of(COLOR), editor_of(GRAY), *more
        )
        assert warnings == ""
        assert page.select_one(".live-place img")["alt"].startswith("A picture")
        return (folder / "parts" / "page.html").as_uri()


@pytest.fixture
def visit(browser, address):
    """The page on a desk and what it complains of."""
    page = browser.new_page()
    problems = []
    page.on("console", lambda message: problems.append(message.text))
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(address)
    for place in page.locator(".live-place").all()[:2]:
        place.locator(".kernel-products td").first.wait_for()
    yield page.locator("div.live-control"), problems
    page.close()


def seen(control):
    """Return the picture on show, in B, G, R."""
    file = base64.b64decode(control.locator("canvas").evaluate(SHOWN))
    return cv2.imdecode(np.frombuffer(file, np.uint8), cv2.IMREAD_COLOR)


def set_kernel(control, kernel):
    """Type a kernel, number by number."""
    control.get_by_label("Size").select_option(f"{len(kernel)} x {len(kernel)}")
    for (row, column), weight in np.ndenumerate(kernel):
        place = f"Weight in row {row}, column {column}"
        control.get_by_label(place, exact=True).fill(str(weight))


def assert_equals_python(control, image, kernel, *, border="replicate", output="clip", flip=False):
    """Compare every value of the picture on show, and the sum of the pixel worked out."""
    sums = (convolve if flip else correlate)(image, kernel, border=border)
    expected = to_picture(sums, output)
    if image.ndim == 2:
        expected = cv2.cvtColor(expected, cv2.COLOR_GRAY2BGR)
    assert np.abs(seen(control).astype(int) - expected).max() <= 1
    table = control.locator(".kernel-products")
    row, column = spot_of(control)
    at = sums[row, column] if image.ndim == 2 else sums[row, column, 1]  # green
    assert float(table.get_attribute("data-sum")) == pytest.approx(at, abs=1e-6)


def spot_of(control):
    """Return row and column of the pixel worked out."""
    words = control.locator(".kernel-products caption").text_content().split(":")[0].split()
    return int(words[1].strip(",")), int(words[3])


@pytest.mark.parametrize(("place", "image"), [(0, COLOR), (1, GRAY)])
@pytest.mark.parametrize("name", BANK)
def test_sphinx_page_equals_correlate_for_each_kernel_of_the_bank(visit, place, image, name):
    controls_there, problems = visit
    control = controls_there.nth(place)
    control.get_by_label("Kernel").select_option(name)
    for output in ("clip", "rescale"):
        control.get_by_label("Values").select_option(output)
        assert_equals_python(control, image, KERNELS[name], output=output)
    assert problems == []


@pytest.mark.parametrize(("place", "image"), [(0, COLOR), (1, GRAY)])
@pytest.mark.parametrize("border", BORDERS)
def test_sphinx_page_equals_correlate_at_each_border(visit, place, image, border):
    control = visit[0].nth(place)
    set_kernel(control, LOPSIDED)
    control.get_by_label("Border").select_option(border)
    control.get_by_label("Values").select_option("rescale")
    stage = control.locator(".kernel-stage")
    for flip in (False, True):
        control.get_by_label("Flip").set_checked(flip)
        options = {"border": border, "output": "rescale", "flip": flip}
        assert_equals_python(control, image, LOPSIDED, **options)
        for corner in ({"x": 1, "y": 1}, {"x": 1, "y": stage.bounding_box()["height"] - 2}):
            stage.click(position=corner)
            assert_equals_python(control, image, LOPSIDED, **options)
            assert "of the pixels lie outside" in control.locator(".kernel-said").inner_text()
    assert visit[1] == []


@pytest.mark.parametrize("size", [(1, 1), (1, 7), (2, 3), (4, 1)])
def test_sphinx_page_equals_correlate_on_few_pixels(browser, tmp_path, monkeypatch, size):
    monkeypatch.syspath_prepend(ROOT / "book")
    image = np.random.default_rng(1).integers(0, 256, size, np.uint8)
    folder, _, _ = build_page(tmp_path, editor_of(image, kernel=LOPSIDED / 50))
    page = browser.new_page()
    page.goto((folder / "parts" / "page.html").as_uri())
    control = page.locator("div.live-control")
    control.locator(".kernel-products td").first.wait_for()
    for border in BORDERS:
        control.get_by_label("Border").select_option(border)
        assert_equals_python(control, image, LOPSIDED / 50, border=border)
    page.close()


def test_sphinx_page_counts_what_is_clipped(visit):
    control, _ = visit[0].nth(1), visit[0].nth(1).get_by_label("Kernel").select_option("emboss")
    sums = correlate(GRAY, KERNELS["emboss"])
    below, above = (sums < 0).sum(), (sums > 255).sum()
    share = 100 * (below + above) / GRAY.size
    told = control.locator(".live-caption")
    assert told.inner_text() == (
        f"The weights sum to 1. {below + above:,} of {GRAY.size:,} values ({share:.1f} %) are "
        f"clipped: {below:,} below 0, {above:,} above 255."
    )
    control.get_by_label("Kernel").select_option("mean")
    sums = correlate(GRAY, KERNELS["mean"])
    low, high = (f"{end:.2f}".rstrip("0").rstrip(".") for end in (sums.min(), sums.max()))
    assert told.inner_text() == (
        f"The weights sum to 1. The sums run from {low} to {high}, so nothing is clipped."
    )
    control.locator("[role=status]").get_by_text(told.inner_text()).wait_for()


def test_sphinx_page_works_one_pixel_out(visit):
    control = visit[0].nth(1)
    control.get_by_label("Kernel").select_option("mean")
    row, column = spot_of(control)
    assert (row, column) == (41, 30)
    window = GRAY[row - 1 : row + 2, column - 1 : column + 2]
    cells = control.locator(".kernel-products tbody td").all_inner_texts()
    assert [cell.split("\n")[1] for cell in cells] == [str(value) for value in window.flat]
    told = control.locator(".kernel-said").inner_text()
    mean = f"{window.sum() / 9:.2f}".rstrip("0").rstrip(".")
    assert told.startswith(f"Row 41, column 30: the 9 products sum to {window.sum():,}, ")
    assert f"divided by 9 that is {mean}" in told
    total = control.locator(".kernel-products tfoot").inner_text()
    assert total == f"sum {window.sum():,} / 9 = {mean}"
    control.locator("[role=status]").get_by_text(told).wait_for()


def test_sphinx_page_pixel_follows_mouse_and_keys(visit):
    control = visit[0].first
    stage = control.locator(".kernel-stage")
    area = stage.bounding_box()
    scale = area["width"] / 97

    def at(row, column):
        return {"x": scale * (column + 0.5), "y": scale * (row + 0.5)}

    assert spot_of(control) == (32, 48)
    stage.hover(position=at(10, 20))
    assert spot_of(control) == (10, 20)
    control.get_by_label("Border").hover()
    assert spot_of(control) == (32, 48)  # where it was before the mouse came
    stage.click(position=at(7, 90))
    control.get_by_label("Border").hover()
    assert spot_of(control) == (7, 90)
    for keys, place in (
        (["ArrowDown"], (8, 90)),
        (["Shift+ArrowLeft"], (8, 80)),
        (["Shift+ArrowUp"], (0, 80)),
        (["Shift+ArrowRight"] * 2, (0, 96)),
    ):
        for key in keys:
            stage.press(key)
        assert spot_of(control) == place


def test_sphinx_page_says_what_is_no_number_and_loses_nothing(visit):
    control = visit[0].nth(1)
    before = seen(control)
    limit = control.locator(".live-limit")
    middle = control.get_by_label("Weight in row 1, column 1", exact=True)
    corner = control.get_by_label("Weight in row 0, column 0", exact=True)

    middle.fill("")
    assert limit.inner_text() == (
        "There is no number in row 1, column 1: the picture keeps the kernel from before."
    )
    assert middle.get_attribute("aria-invalid") == "true"
    middle.press_sequentially("-")
    assert limit.inner_text().startswith("There is no number in row 1, column 1")
    corner.fill("7")  # something else is typed meanwhile
    assert limit.inner_text().startswith("There is no number in row 1, column 1")
    np.testing.assert_array_equal(seen(control), before)
    middle.press_sequentially("4")
    kernel = KERNELS["sharpen"].copy()
    kernel[1, 1], kernel[0, 0] = -4, 7
    assert limit.inner_text() == ""
    assert_equals_python(control, GRAY, kernel)
    assert control.get_by_label("Kernel").input_value() == ""  # the reader's own

    middle.fill("1e7")
    assert limit.inner_text().startswith("The number in row 1, column 1 is beyond a million")
    middle.fill("-4")
    by = control.get_by_label("Divide by")
    by.fill("0")
    assert limit.inner_text().startswith("Nothing is divided by 0")
    by.fill("")
    assert limit.inner_text().startswith("There is no number to divide by")
    assert_equals_python(control, GRAY, kernel)
    by.fill("-2")
    assert_equals_python(control, GRAY, kernel / -2)
    assert visit[1] == []


def test_sphinx_page_size_keeps_the_weights(visit):
    control = visit[0].nth(1)
    control.get_by_label("Size").select_option("5 x 5")
    assert control.locator(".kernel-grid input").count() == 25
    assert_equals_python(control, GRAY, KERNELS["sharpen"])
    control.get_by_label("Weight in row 0, column 0", exact=True).fill("1")
    control.get_by_label("Size").select_option("3 x 3")
    assert control.locator(".live-limit").inner_text().startswith("Weights at the rim")
    assert control.locator(".kernel-grid input").count() == 25
    control.get_by_label("Weight in row 0, column 0", exact=True).fill("0")
    control.get_by_label("Size").select_option("3 x 3")
    assert control.locator(".kernel-grid input").count() == 9
    assert control.get_by_label("Kernel").input_value() == "sharpen"


PASTE = """(cell, text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text", text);
    const init = { bubbles: true, cancelable: true, clipboardData };
    cell.dispatchEvent(new ClipboardEvent("paste", init));
}"""


def test_sphinx_page_takes_a_whole_kernel_from_the_clipboard(visit):
    control = visit[0].nth(1)
    cell = control.locator(".kernel-grid input").first
    cell.focus()
    cell.evaluate(PASTE, "np.array([[1, -2, 3],\n [0.5, 0, .25], [\u22121, 1e1, 7]])")
    assert_equals_python(control, GRAY, np.array([[1, -2, 3], [0.5, 0, 0.25], [-1, 10, 7]]))
    cell = control.locator(".kernel-grid input").first
    assert cell.input_value() == "1"
    cell.evaluate(PASTE, "1 2")  # no kernel: left to the browser
    assert control.locator("[role=alert]").inner_text() == ""
    assert cell.input_value() == "1"


def test_sphinx_page_takes_the_readers_own_picture(visit):
    control = visit[0].nth(1)
    small = cv2.imencode(".png", COLOR)[1].tobytes()
    open_file = control.locator("input[type=file]").set_input_files
    open_file({"name": "own.png", "mimeType": "image/png", "buffer": small})
    control.locator("canvas[width='97']").wait_for()
    gray = cv2.cvtColor(COLOR, cv2.COLOR_BGR2GRAY)
    assert_equals_python(control, gray, KERNELS["sharpen"])
    assert "own.png" in control.locator(".kernel-stage").get_attribute("aria-label")

    large = cv2.resize(COLOR, (1300, 900), interpolation=cv2.INTER_CUBIC)
    large = cv2.imencode(".jpg", large)[1].tobytes()
    open_file({"name": "large.jpg", "mimeType": "image/jpeg", "buffer": large})
    control.locator("canvas[width='640'][height='443']").wait_for()
    assert spot_of(control) == (221, 320)
    open_file({"name": "notes.txt", "mimeType": "image/png", "buffer": b"These are notes."})
    control.get_by_text("notes.txt is not a picture that a browser reads").wait_for()
    assert control.locator("canvas").get_attribute("width") == "640"
    assert visit[1] == []


def test_sphinx_page_shows_the_picture_before(visit):
    control = visit[0].first
    control.get_by_label("Show before").check()
    np.testing.assert_array_equal(seen(control), COLOR)
    control.get_by_label("Show before").uncheck()
    assert_equals_python(control, COLOR, KERNELS["sharpen"])


def test_sphinx_page_is_accessible(visit):
    page = visit[0].first.page
    assert Axe().run(page, ".live-place", AXE).response["violations"] == []


@pytest.mark.parametrize("size", ["3 x 3", "5 x 5"])
def test_sphinx_page_on_a_phone(browser, address, size):
    """A swipe scrolls and changes nothing, a tap chooses, nothing is wider than the window."""
    screen = {"width": 390, "height": 844}
    context = browser.new_context(viewport=screen, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(address)
    touch = context.new_cdp_session(page)
    control = page.locator("div.live-control").first
    control.locator(".kernel-products td").first.wait_for()
    control.get_by_label("Size").select_option(size)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    stage = control.locator(".kernel-stage")
    page.evaluate("y => scrollTo(0, y)", stage.bounding_box()["y"] - 200)
    before = control.locator(".kernel-probe").inner_text()
    scroll = page.evaluate("scrollY")

    def try_it():
        page.evaluate("y => scrollTo(0, y)", scroll)
        return swipe(touch, middle_of(stage), (15, -100))

    swiped(try_it)
    assert page.evaluate("scrollY") > scroll + 40
    assert control.locator(".kernel-probe").inner_text() == before
    area = stage.bounding_box()
    page.touchscreen.tap(area["x"] + area["width"] / 4, area["y"] + area["height"] / 4)
    assert np.abs(np.subtract(spot_of(control), (16, 24))).max() <= 1
    first, last = (control.locator(".kernel-grid input").nth(k) for k in (0, -1))
    top, bottom = stage.bounding_box(), last.bounding_box()
    assert bottom["y"] + bottom["height"] - top["y"] < 500  # seen together
    assert first.bounding_box()["height"] >= 44
    context.close()


def test_sphinx_page_still_is_seen_without_a_script(browser, address):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    for still in page.locator("img.live-picture").all():
        assert still.is_visible()
        ratio = still.evaluate("still => still.naturalWidth / still.naturalHeight")
        area = still.bounding_box()
        assert area["width"] / area["height"] == pytest.approx(ratio, rel=0.02)
    context.close()
