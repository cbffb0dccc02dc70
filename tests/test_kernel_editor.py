"""The control of a kernel to type in: what Python computes, and that the page computes the same."""

import base64

import cv2
import numpy as np
import pytest

from course_utils import controls, data
from course_utils.convolution import KERNELS, convolve, correlate
from tests.browser import ROOT
from tests.test_live_controls import build_page

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
            {"kernel": "blurr"},
            ValueError,
            "There is no kernel 'blurr' here; choose from 'id",
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
        more = [editor_of(GRAY)] * 2
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
        place = f"Weight in row {row + 1}, column {column + 1}"
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
    words = control.locator(".kernel-products caption").inner_text().split(":")[0].split()
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
