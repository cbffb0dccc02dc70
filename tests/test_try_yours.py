"""The reader's own picture as Python sees it; test_book_try_yours.py opens it in a page."""

import io
import re

import cv2
import numpy as np
import pytest
from PIL import Image

from course_utils import (
    comparison,
    controls,
    counting,
    data,
    fractals,
    histograms,
    images,
    masks,
    peaks,
    scenes,
)
from course_utils._sliding import BORDERS
from course_utils.controls import STATIC
from course_utils.controls.axes import read_axis
from course_utils.controls.operations import OPERATIONS, percent_mask
from course_utils.convolution import KERNELS, correlate, focus_score
from course_utils.exercises.ch06_volumes import otsu_threshold
from course_utils.histograms import histogram

CHINA = data.sample("china")
SMALL = cv2.resize(CHINA, (160, 107), interpolation=cv2.INTER_AREA)
GRAY = images.to_gray(SMALL)


def made(*operations, sample=SMALL, **options):
    return controls.try_yours(*operations, sample=sample, alt="A temple.", **options)


def ask(control, **message):
    """Do what the page does when it asks; return the answer and its files."""
    answers = []
    control.send = lambda content, buffers=(): answers.append((content, *buffers))
    control._answer(control, message, [])
    ((answer, *files),) = answers
    return answer, files


def test_the_page_and_python_have_the_same_operations():
    script = (STATIC / "operations.js").read_text(encoding="utf-8")
    table = script.split("export const OPERATIONS")[1]
    assert re.findall(r"^  (\w+)\(", table, re.MULTILINE) == list(OPERATIONS)


@pytest.mark.parametrize("sample", [SMALL, GRAY])
@pytest.mark.parametrize("name", OPERATIONS)
def test_each_operation_counts_what_it_returns(name, sample):
    control = made(name, sample=sample)
    found = control.found

    assert control.result.dtype == np.uint8
    assert control.result.shape[:2] == sample.shape[:2]
    assert all(len(counts) == 256 for counts in found["after"].values())
    for channel, counts in found["before"].items():
        assert sum(counts) == sample.shape[0] * sample.shape[1]
        assert channel in ("gray", *images.CHANNELS)
    # The sentence names nothing that is not there.
    known = {f"{word}_{when}" for word in ("mean", "half", "share") for when in ("before", "after")}
    known |= {*found["numbers"], *OPERATIONS[name].axes}
    assert set(re.findall(r"\{(\w+)\}", OPERATIONS[name].tells)) <= known


def test_operations_are_those_of_the_course():
    reference = data.sample("coffee")
    clahe = cv2.createCLAHE(3, (4, 4)).apply(GRAY)
    threshold = otsu_threshold(histogram(GRAY))
    expected = {
        "gray": ({}, GRAY),
        "channels": ({"channel": "blue"}, SMALL[..., 0]),
        "histogram": ({"channel": "all"}, SMALL),
        "equalize": ({}, histograms.equalize_color(SMALL)),
        "match": ({}, histograms.match_histograms(SMALL, reference)),
        "otsu": ({"shift": 9}, (threshold + 9 < GRAY) * np.uint8(255)),
        "blur": ({"sigma": 3}, cv2.GaussianBlur(SMALL, (0, 0), 3)),
    }
    for name, (values, picture) in expected.items():
        control = made(name, reference=reference)
        control.values = values
        np.testing.assert_array_equal(control.result, picture)
    control = made("clahe", sample=GRAY)
    control.values = {"clip_limit": 3, "tiles": 4}
    np.testing.assert_array_equal(control.result, clahe)
    assert made("otsu").found["numbers"] == {"best": threshold, "used": threshold}


@pytest.mark.parametrize("border", BORDERS)
@pytest.mark.parametrize("kernel", KERNELS)
def test_kernels_are_those_of_the_bank(kernel, border):
    control = made("kernel", sample=GRAY)
    control.values = {"kernel": kernel, "border": border, "values": "clip"}
    sums = correlate(GRAY, KERNELS[kernel], border=border)
    np.testing.assert_array_equal(control.result, np.clip(np.rint(sums), 0, 255))
    numbers = control._run("kernel", control.values).numbers
    assert numbers["low"] == pytest.approx(sums.min(), abs=0.051)
    assert numbers["high"] == pytest.approx(sums.max(), abs=0.051)
    assert numbers["sum"] == pytest.approx(KERNELS[kernel].sum(), abs=0.051)
    assert (numbers["below"], numbers["above"]) == ((sums < -1e-6).sum(), (sums > 255.000001).sum())
    control.values = {"kernel": kernel, "border": border, "values": "rescale"}
    stretched = np.interp(sums, (sums.min(), sums.max()), (0, 255))
    assert np.abs(control.result - stretched).max() < 0.5 + 1e-6


def test_sharpening_makes_steps_steeper_and_blurring_flatter():
    ramp = np.tile(np.repeat(np.uint8([60, 160]), 10), (5, 1))
    numbers = made("sharpen", sample=ramp).found["numbers"]
    assert numbers["step_before"] == 5.3  # 100 / 19
    assert numbers["step_after"] > 7
    assert numbers["clipped"] == 0
    control = made("sharpen", sample=ramp)
    control.values = {"amount": 5, "sigma": 2}
    assert control.result.min() == 0
    assert control._run("sharpen", control.values).numbers["clipped"] > 0
    control.values = {"amount": 0, "sigma": 2}
    np.testing.assert_array_equal(control.result, ramp)
    flatter = made("blur", sample=GRAY).found["numbers"]
    assert flatter["step_after"] < flatter["step_before"]


def test_focus_falls_with_each_blur():
    control = made("focus")
    scores = []
    for sigma in (0.5, 1, 2, 4, 8):
        numbers = control._run("focus", {"sigma": sigma}).numbers
        scores.append(numbers["score_now"])
        soft = cv2.GaussianBlur(SMALL, (0, 0), sigma)
        np.testing.assert_array_equal(control._run("focus", {"sigma": sigma}).picture, soft)
        score = focus_score(images.to_gray(soft))
        assert numbers["score_now"] == pytest.approx(score, rel=0.005)
    assert scores == sorted(scores, reverse=True)
    assert numbers["score"] > scores[0]
    assert made("focus", sample=GRAY[:2]).found["numbers"]["score"] == "not defined"


def ran(name, sample, **values):
    """Run an operation on a sample, with other values than it starts with."""
    control = made(name, sample=sample)
    return OPERATIONS[name].run(sample, **{**control.values, **values})


@pytest.mark.parametrize("tone", ["dark", "bright"])
@pytest.mark.parametrize("run", ["across", "down"])
def test_slices_vote_as_the_module_does(run, tone):
    rims = scenes.stacked_rims(6, seed=2, gaps=0.3)
    binary = rims.binary if run == "across" else np.ascontiguousarray(rims.binary.T)
    sample = np.where(binary == (tone == "bright"), np.uint8(180), np.uint8(60))
    done = ran("slices", sample, curves=tone, run=run, width=21)
    count, votes = counting.count_by_slices(rims.binary, 21)

    assert done.numbers["count"] == count
    assert done.numbers["agree"] == pytest.approx(100 * np.mean(votes == count), abs=0.051)
    numbers, strips = np.unique(votes, return_counts=True)
    told = {done.plot["first"] + place: n for place, n in enumerate(done.plot["counts"]) if n}
    assert told == dict(zip(numbers.tolist(), strips.tolist(), strict=True))
    picture = done.picture if run == "across" else done.picture.T
    np.testing.assert_array_equal(picture == 255, rims.binary)
    np.testing.assert_array_equal((picture == 96).any(axis=0), votes != count)


def test_slices_offer_odd_widths_only():
    page = read_axis("width", OPERATIONS["slices"].axes["width"]).for_page([1, 201])
    assert page["kind"] == "slider"
    assert page["fine"] is None
    with pytest.raises(ValueError, match="has no value 150"):
        read_axis("width", OPERATIONS["slices"].axes["width"]).accept(150)


def test_slices_of_unbroken_rims_agree_on_their_number():
    rims = scenes.stacked_rims(5, seed=1)
    sample = np.where(rims.binary, np.uint8(30), np.uint8(220))
    assert ran("slices", sample).numbers["count"] == rims.count
    nothing = ran("slices", sample, shift=-128)
    assert (nothing.numbers["count"], nothing.plot["counts"]) == (0, [480])


@pytest.mark.parametrize("smooth", [False, True])
def test_peaks_are_those_of_the_module(smooth):
    stars = scenes.star_field(60, seed=3, shape=(200, 300))
    sample = np.clip(np.rint(stars.image), 0, 255).astype(np.uint8)
    done = ran("peaks", sample, smooth=smooth, sigmas=6.0, radius=4)
    weights = np.outer([1, 4, 6, 4, 1], [1, 4, 6, 4, 1]) / 256
    relief = correlate(sample, weights, border="mirror") if smooth else sample.astype(float)
    found = peaks.greedy_peaks(relief, sigmas=6, radius=4)

    assert len(found.rows) == done.numbers["count"] > 20
    assert done.numbers["noise"] == pytest.approx(peaks.noise_level(relief), rel=0.005)
    height = np.median(relief) + 6 * peaks.noise_level(relief)
    assert done.numbers["height"] == pytest.approx(height, abs=0.051)
    framed = (done.picture != sample[..., None]).any(axis=2)
    free = np.zeros(sample.shape, bool)
    for row, column in zip(found.rows, found.columns, strict=True):
        free[max(row - 5, 0) : row + 6, max(column - 5, 0) : column + 6] = True
    assert not framed[~free].any()
    assert framed[free].mean() > 0.2


def test_peaks_need_noise():
    flat = np.zeros((40, 50), np.uint8)
    flat[20, 20] = 255
    done = ran("peaks", flat)
    assert done.numbers["count"] == "not counted, because half of the pixels are equal"
    np.testing.assert_array_equal(done.picture, np.repeat(flat[..., None], 3, axis=2))


def test_box_counts_measure_known_dimensions():
    triangle = fractals.sierpinski_triangle(8)
    sample = np.where(triangle, np.uint8(40), np.uint8(200))
    done = ran("box_counts", sample, box=16)
    assert done.numbers["dimension"] == 1.585
    assert done.numbers["boxes"] == 3**4
    assert done.plot["sizes"] == [1, 2, 4, 8, 16, 32]
    assert done.plot["counts"] == [3**power for power in range(8, 2, -1)]
    held = triangle.reshape(16, 16, 16, 16).any(axis=(1, 3)).repeat(16, 0).repeat(16, 1)
    np.testing.assert_array_equal(done.picture > 0, held)
    np.testing.assert_array_equal(done.picture == 255, triangle)
    assert ran("box_counts", 255 - sample, shape="bright").numbers["dimension"] == 1.585
    later = ran("box_counts", sample, smallest=16)
    assert later.plot["sizes"] == [16, 32]
    assert ran("box_counts", sample, shift=-128).numbers["dimension"] == "not defined"


@pytest.mark.parametrize("gray", [False, True])
def test_compare_lays_the_second_picture_on_the_first(gray):
    pair = scenes.shifted_pair(seed=4)
    first, second = (images.to_gray(one) if gray else one for one in pair[:2])
    done = OPERATIONS["compare"].run(first, second)
    shift = comparison.estimate_shift(first, second)
    assert shift[:2] == pair.shift

    told = {
        "pearson": comparison.pearson(first, second),
        "distance": comparison.histogram_distance(first, second),
        "jaccard": comparison.jaccard_similarity(first, second),
        "score": shift.score,
    }
    for name, value in told.items():
        assert done.numbers[name] == pytest.approx(value, abs=0.00051)
    rows, columns = pair.shift
    back = np.float32([[1, 0, -columns], [0, 1, -rows]])
    laid = cv2.warpAffine(second, back, first.shape[1::-1], flags=cv2.INTER_NEAREST)
    np.testing.assert_array_equal(done.picture, laid)


def test_compare_says_where_to():
    first = data.sample("china", gray=True)[100:300, 100:400]
    moved = data.sample("china", gray=True)[93:293, 112:412]
    assert OPERATIONS["compare"].run(first, moved).numbers["moved"] == "7 down, 12 left"
    assert OPERATIONS["compare"].run(moved, first).numbers["moved"] == "7 up, 12 right"
    same = OPERATIONS["compare"].run(first, first).numbers
    exact = {"pearson": 1, "distance": 0, "jaccard": 1, "moved": "0 down, 0 right", "score": 1}
    assert same == exact
    flat = OPERATIONS["compare"].run(first, np.full((5, 6), 7, np.uint8)).numbers
    assert (flat["pearson"], flat["score"]) == ("none (two sizes)", "not defined")


@pytest.mark.parametrize("sample", [GRAY, GRAY[:50, :97]])
def test_box_counts_have_the_dimension_of_the_module(sample):
    done = ran("box_counts", sample)
    dimension = fractals.fractal_dimension(sample <= otsu_threshold(histogram(sample)))
    assert done.numbers["dimension"] == pytest.approx(dimension, abs=0.00051)


@pytest.mark.parametrize("shape", ["rectangle", "ellipse"])
def test_mask_in_percent(shape):
    control = made("mask")
    percent = {"down": 50, "across": 25, "height": 40, "width": 20}
    control.values = {"shape": shape, **percent}
    mask = percent_mask(GRAY.shape, shape, **percent)

    np.testing.assert_array_equal(control.result, masks.apply_mask(SMALL, mask))
    rows, columns = np.nonzero(mask)
    assert (np.ptp(rows) + 1, np.ptp(columns) + 1) == pytest.approx((42, 32), abs=1)
    assert rows.mean() == pytest.approx(53, abs=1)
    assert columns.mean() == pytest.approx(40, abs=1)
    assert percent_mask((1, 5), shape, down=100, across=0, height=1, width=100).any()


def test_the_carried_pictures_are_exact():
    control = made("match")
    for content, image in [(control.picture, SMALL), (control.second, control.reference)]:
        carried = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR)
        np.testing.assert_array_equal(carried, image)
    np.testing.assert_array_equal(control.image, SMALL)
    assert (control.height, control.width) == (107, 160)
    assert made("equalize").reference is None


def test_the_still_picture_shows_both():
    control = made("otsu")
    ((content, alt, *_),) = controls.TryYours.stills(control.get_state())
    still = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR).astype(int)

    assert np.abs(still[:, :70] - SMALL[:, :70]).mean() < 8
    assert np.abs(still[:, 90:, 0] - control.result[:, 90:]).mean() < 8
    assert alt == "A temple. Left before, right after: Threshold."
    ((_, alt, *_),) = controls.TryYours.stills(made("compare").get_state())
    assert alt == "A temple. Left first, right second: Compare."


@pytest.mark.parametrize(
    ("make", "error", "words"),
    [
        (lambda: made(), ValueError, "no operation; give one or more of 'gray', 'channels'"),
        (lambda: made("swirl"), ValueError, "no operation 'swirl'; choose from 'gray', 'channels'"),
        (lambda: made(3), TypeError, "an operation is a int; give a name of 'gray'"),
        (lambda: made("gray", sample=[[1]]), TypeError, "sample .*list"),
        (lambda: made("gray", sample=SMALL / 255), TypeError, "sample has dtype float64"),
        (lambda: made("gray", sample=SMALL[:0]), ValueError, "sample has shape"),
        (lambda: made("match", reference=GRAY), ValueError, "two gray or two color pictures"),
        (lambda: made("match", reference=[1]), TypeError, "reference .*list"),
        (lambda: made("gray", label=""), ValueError, "label is empty"),
        (lambda: controls.try_yours("gray", sample=SMALL, alt=" "), ValueError, "alt is empty"),
    ],
)
def test_what_cannot_be_tried(make, error, words):
    with pytest.raises(error, match=words):
        make()


def test_values_belong_to_the_operation():
    control = made("equalize", "clahe")
    with pytest.raises(ValueError, match="operation is 'gray'; choose from 'equalize', 'clahe'"):
        control.operation = "gray"
    control.operation = "clahe"
    assert control.values == {"clip_limit": 2.0, "tiles": 8}
    with pytest.raises(ValueError, match="axis 'tiles' has no value 0"):
        control.values = {"clip_limit": 2, "tiles": 0}
    with pytest.raises(ValueError, match="give one value for each of"):
        control.values = {"tiles": 3}
    assert control.values == {"clip_limit": 2.0, "tiles": 8}


def open_file(control, content):
    """Do what the front end does when a reader has opened a file."""
    answers = []
    control.send = lambda content, buffers=(): answers.append(content)
    control.set_state({"picture": memoryview(content)})
    return answers


@pytest.mark.parametrize("extension", [".png", ".jpg", ".webp", ".bmp"])
@pytest.mark.parametrize("gray", [False, True])
def test_a_picture_of_the_readers_own_is_what_read_image_gives(tmp_path, extension, gray):
    own = cv2.flip(CHINA[:200, :301], 1)
    path = tmp_path / f"own{extension}"
    cv2.imwrite(path, own)
    control = made("equalize", sample=GRAY if gray else SMALL)
    assert control.result.shape[:2] == (107, 160)

    assert open_file(control, path.read_bytes()) == []
    image = images.read_image(path, gray=gray)
    np.testing.assert_array_equal(control.image, image)
    change = histograms.equalize if gray else histograms.equalize_color
    np.testing.assert_array_equal(control.result, change(image))
    assert (control.height, control.width) == (200, 301)


def test_a_picture_that_its_camera_turned_is_upright():
    turned = Image.Exif()
    turned[0x0112] = 6  # a quarter to the right
    stream = io.BytesIO()
    Image.fromarray(CHINA[:20, :30]).save(stream, "AVIF", exif=turned)
    control = made("gray")

    assert open_file(control, stream.getvalue()) == []
    assert control.image.shape == (30, 20, 3)


@pytest.mark.parametrize(
    "content",
    [
        b"not a picture",
        cv2.imencode(".png", CHINA)[1].tobytes()[:9000],
        cv2.imencode(".hdr", np.ones((4, 5, 3), np.float32))[1].tobytes(),
    ],
)
def test_a_file_that_is_no_picture_changes_nothing(content):
    control = made("equalize")
    before = bytes(control.picture)

    (answer,) = open_file(control, content)
    assert answer["kind"] == "problem"
    assert "OpenCV cannot read this file" in answer["text"]
    np.testing.assert_array_equal(control.image, SMALL)
    assert bytes(control.picture) == before


def test_the_page_asks_and_python_answers():
    control = made("equalize", "clahe", sample=CHINA)
    values = {"clip_limit": 4.5, "tiles": 3}
    control.set_state({"operation": "clahe", "values": values})
    assert (control.operation, control.values) == ("clahe", values)
    expected = control.result
    control.set_state({"operation": "equalize", "values": {}})
    answer, (seen,) = ask(control, kind="run", id=7, operation="clahe", values=values, most=100)

    assert (control.operation, control.values) == ("equalize", {})  # until the reader rests
    assert (answer["kind"], answer["id"]) == ("done", 7)
    assert answer["after"] == {"gray": histogram(images.to_gray(expected)).tolist()}
    assert cv2.imdecode(np.frombuffer(seen, np.uint8), cv2.IMREAD_COLOR).shape == (66, 100, 3)

    answer, (saved,) = ask(control, kind="save", id=8, operation="clahe", values=values)
    picture = cv2.imdecode(np.frombuffer(saved, np.uint8), cv2.IMREAD_COLOR)
    np.testing.assert_array_equal(picture, expected)

    answer, files = ask(control, kind="run", id=9, operation="gray", values={}, most=100)
    assert "operation is 'gray'" in answer["problem"]
    assert files == []
    assert control.operation == "equalize"
