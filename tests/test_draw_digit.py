"""The control of a drawn digit: its network in Python and in the page, and drawing itself."""

import json

import cv2
import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from scipy.signal import correlate2d
from skimage.measure import block_reduce

from course_utils import controls, data
from tests.browser import AXE, ROOT
from tests.test_live_controls import build_page, middle_of, swipe

# The pixels of the small picture.
PIXELS = """async picture => {
    await picture.decode();
    const context = new OffscreenCanvas(8, 8).getContext("2d");
    context.drawImage(picture, 0, 0);
    return [...context.getImageData(0, 0, 8, 8).data].filter((_, i) => i % 4 === 0);
}"""


def random_network(count, size, seed=0):
    """Return the parts of a network that has learned nothing."""
    rng = np.random.default_rng(seed)
    pooled = (9 - size) // 2
    return [
        rng.normal(0, 1, (count, size, size)),
        rng.normal(0, 1, count),
        rng.normal(0, 0.3, (pooled**2 * count, 10)),
        rng.normal(0, 1, 10),
    ]


def digit_of(network):
    return controls.draw_digit(*network, label="Draw", alt="A digit")


def probabilities_by_libraries(image, network):
    kernels, kernel_biases, weights, class_biases = network
    pooled = []
    for kernel, bias in zip(kernels, kernel_biases, strict=True):
        responses = np.maximum(correlate2d(image / 255, kernel, "valid") + bias, 0)
        even = responses[: len(responses) // 2 * 2, : len(responses) // 2 * 2]
        pooled.append(block_reduce(even, (2, 2), np.max))
    scores = np.stack(pooled, axis=-1).ravel() @ weights + class_biases
    return np.exp(scores) / np.exp(scores).sum()


@pytest.mark.parametrize(("count", "size"), [(1, 1), (3, 2), (8, 3), (2, 5), (4, 7)])
def test_probabilities_are_those_of_the_network(count, size):
    network = random_network(count, size, seed=size)
    digit = digit_of(network)
    for image in data.digits()[1].images[:20]:
        digit.drawn = image.tobytes()
        np.testing.assert_array_equal(digit.image, image)
        expected = probabilities_by_libraries(image, network)
        np.testing.assert_allclose(digit.probabilities, expected, atol=1e-12)


def broken(place, part):
    network = random_network(2, 3)
    network[place] = part
    return network


@pytest.mark.parametrize(
    ("network", "error", "words"),
    [
        (broken(0, [[1.0]]), TypeError, r"kernels is \[\[1.0\]\]; give a NumPy array"),
        (broken(0, np.array(["a"])), TypeError, "kernels holds <U1; give"),
        (broken(0, np.ones((2, 3))), ValueError, r"kernels has shape \(2, 3\); give \(k, s, s\)"),
        (broken(0, np.ones((2, 3, 5))), ValueError, "square and at most 7 a side"),
        (broken(0, np.ones((2, 8, 8))), ValueError, "square and at most 7 a side"),
        (broken(0, np.full((2, 3, 3), np.nan)), ValueError, "kernels holds NaN or infinity"),
        (broken(1, np.ones(3)), ValueError, r"kernel_biases has shape \(3,\), but 2 kernels"),
        (broken(2, np.ones((32, 10))), ValueError, r"weights has shape \(32, 10\).*\(18, 10\)"),
        (broken(3, np.ones((10, 1))), ValueError, r"class_biases has shape \(10, 1\)"),
        (broken(3, None), TypeError, "class_biases is None; give"),
    ],
)
def test_what_is_no_network_is_refused(network, error, words):
    with pytest.raises(error, match=words):
        digit_of(network)


def test_half_a_digit_is_refused():
    digit = digit_of(random_network(2, 3))
    with pytest.raises(ValueError, match="give 64 bytes"):
        digit.drawn = bytes(63)


# ---- in the page -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """Build one page for each of two networks; return (network, address) of each."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(ROOT / "book")
        built = []
        for count, size in [(8, 3), (3, 4)]:
            network = random_network(count, size)
            folder, page, warnings = build_page(
                tmp_path_factory.mktemp("page"), digit_of(network), *[digit_of(network)] * 2
            )
            assert warnings == ""
            assert page.select_one(".live-place img")["alt"] == "A digit"
            built.append((network, (folder / "parts" / "page.html").as_uri()))
    return built


@pytest.fixture
def phone(browser, pages):
    """The first control on a phone, and its fingers."""
    screen = {"width": 390, "height": 844}
    context = browser.new_context(viewport=screen, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(pages[0][1])
    page.locator(".draw-pad").first.wait_for()
    yield page.locator("div.live-control").first, context.new_cdp_session(page)
    context.close()


def seen(control):
    """Return what the network sees."""
    return np.array(control.locator(".live-picture").evaluate(PIXELS), np.uint8).reshape(8, 8)


def assert_equals_python(control, network):
    """Compare the ten probabilities, their bars and the sentence with Python's."""
    digit = digit_of(network)
    digit.drawn = seen(control).tobytes()
    table = control.locator(".draw-bars")
    shares = json.loads(table.get_attribute("data-shares"))
    np.testing.assert_allclose(shares, digit.probabilities, rtol=0, atol=1e-5)
    assert table.locator(".draw-first th").inner_text() == str(digit.probabilities.argmax())
    told = control.locator(".live-caption").inner_text()
    assert f"the network says {digit.probabilities.argmax()}" in told.replace("The", "the")


def drag(page, control, *points):
    """Draw a stroke with the mouse through points from 0 to 1."""
    area = control.locator(".draw-pad").bounding_box()
    for number, (x, y) in enumerate(points):
        page.mouse.move(area["x"] + x * area["width"], area["y"] + y * area["height"], steps=5)
        if number == 0:
            page.mouse.down()
    page.mouse.up()


@pytest.mark.parametrize("which", [0, 1])
def test_sphinx_page_says_what_python_says(browser, pages, which):
    network, address = pages[which]
    page = browser.new_page()
    problems = []
    page.on("console", lambda message: problems.append(message.text))
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(address)
    control = page.locator("div.live-control").first
    control.locator(".draw-bars[data-shares]").wait_for()

    assert_equals_python(control, network)
    for name in ["One from the test"] * 5 + ["One it gets wrong"] * 3 + ["Clear"]:
        control.get_by_role("button", name=name).click()
        assert_equals_python(control, network)
    drag(page, control, (0.2, 0.2), (0.8, 0.2), (0.4, 0.9))
    assert_equals_python(control, network)
    drag(page, control, (0.3, 0.5), (0.7, 0.55))
    assert_equals_python(control, network)
    assert problems == []  # before Axe, which fetches style sheets
    assert Axe().run(page, ".live-place", AXE).response["violations"] == []
    page.close()


def test_sphinx_page_knows_the_test_pictures(browser, pages):
    network, address = pages[0]
    _, test = data.digits()
    digit = digit_of(network)
    page = browser.new_page()
    page.goto(address)
    control = page.locator("div.live-control").first

    shown = set()
    for name in ["One from the test", "One it gets wrong"] * 4:
        control.get_by_role("button", name=name).click()
        image = seen(control)
        (number,) = np.flatnonzero((test.images == image).all(axis=(1, 2)))
        shown.add(number)
        digit.drawn = image.tobytes()
        wrong = digit.probabilities.argmax() != test.labels[number]
        assert wrong or name == "One from the test"
        told = control.locator(".live-caption").inner_text()
        assert (f"the writer meant {test.labels[number]}." in told) == wrong
    assert len(shown) == 8
    page.close()


def test_sphinx_page_makes_any_drawing_as_large_as_the_digits(browser, pages):
    page = browser.new_page()
    page.goto(pages[0][1])
    control = page.locator("div.live-control").first

    drag(page, control, (0.5, 0.1), (0.5, 0.9))
    upright = seen(control)
    assert (upright[:, 3:5] > 100).all()  # a line between two columns fills half of each
    assert not upright[:, [0, 1, 6, 7]].any()
    control.get_by_role("button", name="Clear").click()
    assert not seen(control).any()
    assert "Nothing is drawn" in control.locator(".live-caption").inner_text()
    drag(page, control, (0.15, 0.1), (0.15, 0.35))  # a small one, in a corner
    assert np.abs(seen(control).astype(int) - upright).max() <= 64  # 4 of the 16 bits of a pixel
    control.get_by_role("button", name="Clear").click()
    drag(page, control, (0.2, 0.1), (0.8, 0.1), (0.8, 0.9), (0.2, 0.9), (0.2, 0.1))
    square = seen(control)
    assert (square[[0, 7], 1:7] > 100).all()
    assert (square[:, [1, 6]] > 100).all()
    assert not square[:, [0, 7]].any()
    assert not square[3:5, 3:5].any()
    page.close()


def test_sphinx_page_draws_by_keyboard(browser, pages):
    page = browser.new_page()
    page.goto(pages[0][1])
    control = page.locator("div.live-control").first
    control.locator(".draw-pad").focus()

    before = seen(control)
    page.keyboard.press("Shift+ArrowRight")
    np.testing.assert_array_equal(seen(control), before)
    for _ in range(8):
        page.keyboard.press("ArrowDown")
    assert (seen(control)[:, 3:5] > 100).all()
    strokes = "path => path.getAttribute('d').split('M').length - 1"
    path = control.locator(".draw-pad path")
    assert path.evaluate(strokes) == 1
    page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("ArrowLeft")
    assert path.evaluate(strokes) == 2
    page.keyboard.press("Delete")
    assert path.evaluate(strokes) == 0
    page.close()


def test_sphinx_page_a_finger_draws_in_the_pad_and_scrolls_beside_it(phone):
    control, touch = phone
    page = control.page
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    before, scroll = seen(control), page.evaluate("scrollY")
    swipe(touch, middle_of(control.locator(".draw-pad")), (4, -60))
    assert page.evaluate("scrollY") == scroll
    drawn = seen(control)
    assert (drawn != before).any()
    for part in (".draw-bars", ".draw-seen", ".live-caption"):
        scroll = page.evaluate("scrollY")
        swipe(touch, middle_of(control.locator(part)), (5, -90))
        assert page.evaluate("scrollY") > scroll + 40
    np.testing.assert_array_equal(seen(control), drawn)


def test_sphinx_page_still_shows_the_first_test_picture(browser, pages):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(pages[0][1])
    still = page.locator(".live-picture").first
    assert still.is_visible()
    shot = cv2.imdecode(np.frombuffer(still.screenshot(), np.uint8), cv2.IMREAD_GRAYSCALE)
    small = cv2.resize(shot, (8, 8), interpolation=cv2.INTER_AREA).astype(int)
    assert np.abs(small - data.digits()[1].images[0]).max() < 20
    context.close()
