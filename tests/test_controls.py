"""Controls as Python sees them; what they do in a page is in test_live.py."""

import itertools
import json

import cv2
import numpy as np
import pytest
import traitlets

from course_utils import controls, data, images

CHINA = data.sample("china")
SMALL = cv2.resize(CHINA, (160, 107), interpolation=cv2.INTER_AREA)


def flat(**values):
    """Draw a picture that depends on nothing but the sum of the values."""
    total = sum(int(value) for value in values.values())
    return np.full((20, 30), total % 256, np.uint8)


def explore(draw=flat, *, label="A control", alt="A picture", **axes):
    return controls.explore(draw, label=label, alt=alt, **axes)


def frames(control):
    """Return the stored pictures, decoded."""
    ends = list(itertools.accumulate(control.sizes))
    parts = [
        control.frames[end - size : end] for end, size in zip(ends, control.sizes, strict=True)
    ]
    return [cv2.imdecode(np.frombuffer(part, np.uint8), cv2.IMREAD_COLOR) for part in parts]


def ask(control, **message):
    """Send what the page sends; return what comes back: [(content, buffers)]."""
    answers = []
    control.send = lambda content, buffers=(): answers.append((content, list(buffers)))
    control._handle_custom_msg(message, [])
    json.dumps([content for content, _ in answers])
    return answers


# --- axes -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "kind", "values", "fine"),
    [
        (range(3, 8, 2), "slider", [3, 5, 7], (3, 1, 5)),
        (range(5, 1, -2), "slider", [5, 3], (5, -1, 3)),
        (np.linspace(0, 1, 5), "slider", [0.0, 0.25, 0.5, 0.75, 1.0], (0.0, 0.025, 41)),
        (np.array([10, 20, 30], np.uint8), "slider", [10, 20, 30], (10, 1, 21)),
        ([1, 2.5, 9], "slider", [1, 2.5, 9], None),
        ((np.int64(4), np.float64(0.5)), "slider", [4, 0.5], None),
        (["mean", "median"], "choice", ["mean", "median"], None),
        ((False, True), "switch", [False, True], None),
    ],
)
def test_axis_is_what_its_values_say(given, kind, values, fine):
    control = explore(lambda axis: np.zeros((4, 4), np.uint8), axis=given)

    (axis,) = control.axes
    assert (axis["name"], axis["kind"], axis["values"]) == ("axis", kind, values)
    if fine is None:
        assert axis["fine"] is None
    else:
        assert (
            axis["fine"]["first"],
            axis["fine"]["step"],
            axis["fine"]["count"],
        ) == pytest.approx(fine)
    json.dumps(control.axes)


def test_every_combination_is_drawn_in_order_with_its_alternative_text():
    control = explore(alt="{a}, {b}", a=range(0, 3), b=[10, 20])

    assert control.alts == ["0, 10", "0, 20", "1, 10", "1, 20", "2, 10", "2, 20"]
    assert [int(frame[0, 0, 0]) for frame in frames(control)] == [10, 20, 11, 21, 12, 22]
    assert (control.height, control.width) == (20, 30)


def test_sliders_start_in_the_middle_and_the_others_at_their_first_value():
    control = explore(
        lambda a, b, c, d: np.zeros((4, 4), np.uint8),
        a=range(0, 5),
        b=[1, 2, 3],
        c=["x", "y"],
        d=(False, True),
    )
    assert control.values == {"a": 2, "b": 2, "c": "x", "d": False}


def test_draw_gets_plain_python_values_of_the_right_type():
    seen = []

    def draw(**values):
        seen.append(values)
        return np.zeros((4, 4), np.uint8)

    explore(draw, a=np.array([1, 2], np.uint8), b=np.linspace(0.1, 0.3, 3), c=(False, True))
    assert {type(values["a"]) for values in seen} == {int}
    assert {type(values["b"]) for values in seen} == {float}
    assert {values["b"] for values in seen} == {0.1, 0.2, 0.3}
    assert {type(values["c"]) for values in seen} == {bool}


@pytest.mark.parametrize(
    ("axis", "error", "words"),
    [
        ([], ValueError, "axis 'axis' has 0 values"),
        (range(4, 5), ValueError, "axis 'axis' has 1 values"),
        (7, TypeError, "axis 'axis' is a int"),
        ("abc", TypeError, "axis 'axis' is a str"),
        (np.zeros((2, 2)), TypeError, "axis 'axis' is a ndarray"),
        ([1, "b"], TypeError, "values of type int, str"),
        ([1, None], TypeError, "values of type NoneType, int"),
        ([True, 2], TypeError, "values of type bool, int"),
        ([1, float("nan")], ValueError, "not finite"),
        (np.array([1, np.inf]), ValueError, "not finite"),
        ([3, 1, 3], ValueError, "has a value twice"),
        (np.array([1.0, 2.0, 4.0]), ValueError, "not evenly spaced"),
        (np.array([1e-9, 2e-9, 4e-9]), ValueError, "not evenly spaced"),
    ],
)
def test_bad_axis_gets_one_sentence(axis, error, words):
    with pytest.raises(error, match=words) as caught:
        explore(axis=axis)
    assert "\n" not in str(caught.value)


def test_a_control_needs_an_axis():
    with pytest.raises(ValueError, match="explore has no axis"):
        explore()


# --- pictures ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("result", "error", "words"),
    [
        (0.5, TypeError, "the picture for axis=1 .*float"),
        (None, TypeError, "the picture for axis=1 .*NoneType"),
        (np.zeros((4, 4)), TypeError, "the picture for axis=1 has dtype float64"),
        (np.zeros((4, 4), bool), TypeError, "has dtype bool"),
        (np.zeros((4, 0), np.uint8), ValueError, r"has shape \(4, 0\)"),
        (np.zeros(4, np.uint8), ValueError, r"has shape \(4,\)"),
        (np.zeros((4, 4, 2), np.uint8), ValueError, r"has shape \(4, 4, 2\)"),
        (np.zeros((4, 4, 4), np.uint8), ValueError, r"has shape \(4, 4, 4\)"),
    ],
)
def test_what_is_no_picture_is_refused(result, error, words):
    with pytest.raises(error, match=words):
        explore(lambda axis: result, axis=[1, 2])


def test_pictures_of_two_sizes_are_refused_and_both_are_named():
    with pytest.raises(ValueError, match="size=3 has 3 x 5 pixels, the first one has 2 x 5"):
        explore(lambda size: np.zeros((size, 5), np.uint8), size=[2, 3])


@pytest.mark.parametrize(
    "alt", ["{rows} rows", "{} rows", "{size:d} of {size.no}", "{size:Q}", "{"]
)
def test_alternative_text_that_does_not_fit_is_refused(alt):
    with pytest.raises(ValueError, match="does not fit size=1"):
        explore(alt=alt, size=[1, 2])


@pytest.mark.parametrize(("alt", "error"), [("  ", ValueError), (lambda size: None, TypeError)])
def test_alternative_text_must_be_a_text(alt, error):
    with pytest.raises(error, match="alt is"):
        explore(alt=alt, size=[1, 2])


@pytest.mark.parametrize(("label", "error"), [("", ValueError), (None, TypeError)])
def test_label_must_be_a_text(label, error):
    with pytest.raises(error, match="label is"):
        explore(label=label, size=[1, 2])
    with pytest.raises(error, match="label is"):
        controls.box_histogram(SMALL, label=label, alt="A temple")


def test_masks_and_label_maps_keep_every_value():
    random = np.random.default_rng(1)
    colors = random.integers(0, 256, (controls.FEW_COLORS, 3), dtype=np.uint8)
    labels = cv2.resize(random.integers(0, len(colors), (30, 40), dtype=np.uint8), (160, 120),
                        interpolation=cv2.INTER_NEAREST)  # fmt: skip
    pictures = {
        "mask": np.where(images.to_gray(CHINA) > 128, 255, 0).astype(np.uint8),
        "gray labels": labels,
        "color labels": colors[labels],
    }
    for name, picture in pictures.items():
        control = explore(lambda again, picture=picture: picture, again=[1, 2])
        expected = picture if picture.ndim == 3 else cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR)
        np.testing.assert_array_equal(frames(control)[0], expected, err_msg=name)


def test_a_frame_is_the_smaller_of_lossy_and_lossless():
    def webp(picture, quality):
        return len(cv2.imencode(".webp", picture, (cv2.IMWRITE_WEBP_QUALITY, quality))[1])

    blocks = np.kron(np.arange(256, dtype=np.uint8).reshape(16, 16), np.ones((12, 12), np.uint8))
    noise = np.random.default_rng(2).integers(0, 256, (200, 200), dtype=np.uint8)
    for picture in (SMALL, images.to_gray(SMALL), blocks, noise):
        assert len(controls._frame(picture)) == min(webp(picture, 80), webp(picture, 101))


# --- budget -----------------------------------------------------------------------------------


def test_a_long_range_is_thinned_and_keeps_its_ends():
    control = explore(size=range(1, 412))

    (axis,) = control.axes
    assert len(axis["values"]) == len(control.sizes) == controls.MAX_FRAMES
    assert (axis["values"][0], axis["values"][-1]) == (1, 411)
    assert set(axis["values"]) < set(range(1, 412))
    assert (axis["fine"]["count"], control.values["size"] in axis["values"]) == (411, True)


def test_only_sliders_that_can_be_thinned_are():
    control = explore(a=range(0, 40), b=[1, 2, 3, 4, 5], c=np.linspace(0, 9, 10))

    counts = [len(axis["values"]) for axis in control.axes]
    assert counts[1] == 5
    assert np.prod(counts) == len(control.sizes) <= controls.MAX_FRAMES
    assert [axis["values"][-1] for axis in control.axes] == [39, 5, 9.0]


def test_heavy_pictures_are_thinned_to_the_limit():
    calls = []

    def noise(seed):
        calls.append(seed)
        return np.random.default_rng(seed).integers(0, 256, (200, 200), dtype=np.uint8)

    control = explore(noise, seed=range(0, 50))
    assert controls.MAX_BYTES / 2 < sum(control.sizes) <= controls.MAX_BYTES
    assert (control.axes[0]["values"][0], control.axes[0]["values"][-1]) == (0, 49)
    assert len(calls) == len(set(calls)) < 50


@pytest.mark.parametrize("axes", [{"a": range(0, 8), "b": list(range(61))}, {"a": [*range(61)]}])
def test_too_many_pictures_that_cannot_be_thinned(axes):
    with pytest.raises(
        ValueError, match=r"The axes make \d+ pictures, a published control holds 60"
    ):
        explore(**axes)


def test_too_heavy_pictures_that_cannot_be_thinned():
    noise = np.random.default_rng(3).integers(0, 256, (900, 900), dtype=np.uint8)
    for axis in ([1, 2], range(0, 9)):
        with pytest.raises(
            ValueError, match=r"2 pictures take \d+ kB, a published control holds 400"
        ):
            explore(lambda a: noise, a=axis)


# --- the kernel's side ------------------------------------------------------------------------


def test_hello_is_answered():
    assert ask(explore(a=[1, 2]), kind="hello") == [({"kind": "hello"}, [])]
    assert ask(controls.box_pixels(SMALL, label="x", alt="y"), kind="hello") == [
        ({"kind": "hello"}, [])
    ]


def test_a_value_in_between_is_drawn():
    def blur(sigma):
        return cv2.GaussianBlur(SMALL, (0, 0), sigma)

    control = explore(blur, alt="{sigma}", sigma=np.linspace(1, 5, 5))
    [(reply, [frame])] = ask(control, kind="draw", id=7, values={"sigma": 2.3})

    assert reply == {"kind": "frame", "id": 7, "alt": "2.3"}
    drawn = cv2.imdecode(np.frombuffer(frame, np.uint8), cv2.IMREAD_COLOR)
    # JPEG is not exact, but a blur of 2.3 must be told from those that are stored.
    away = {s: np.abs(drawn.astype(int) - blur(s)).mean() for s in (2.2, 2.3, 2.4)}
    assert min(away, key=away.get) == 2.3
    assert away[2.3] < 1


def test_masks_drawn_by_the_kernel_keep_every_value():
    def mask(level):
        return np.where(SMALL[..., 2] > level, 255, 0).astype(np.uint8)

    control = explore(mask, level=range(0, 256, 50))
    [(_, [frame])] = ask(control, kind="draw", id=1, values={"level": 101})
    drawn = cv2.imdecode(np.frombuffer(frame, np.uint8), cv2.IMREAD_UNCHANGED)
    np.testing.assert_array_equal(drawn, mask(101))


def test_the_page_may_send_whole_numbers_for_floats():
    seen = []
    control = explore(lambda a: seen.append(a) or flat(a=a), a=np.linspace(0, 2, 5))
    ask(control, kind="draw", id=1, values={"a": 1})
    assert (seen[-1], type(seen[-1])) == (1.0, float)


def test_an_error_of_draw_becomes_one_sentence():
    def draw(a):
        if a == 3:
            raise ZeroDivisionError("division by zero")
        return np.zeros((a, 4), np.uint8) if a == 5 else flat(a=a)

    control = explore(draw, a=range(0, 9, 2))
    [(reply, buffers)] = ask(control, kind="draw", id=1, values={"a": 3})
    assert reply == {
        "kind": "problem",
        "id": 1,
        "text": "No picture for a=3. ZeroDivisionError: division by zero",
    }
    assert buffers == []
    [(reply, _)] = ask(control, kind="draw", id=2, values={"a": 5})
    assert "has 5 x 4 pixels, the first one has 20 x 30" in reply["text"]


@pytest.mark.parametrize("values", [{"a": 99}, {"a": "x"}, {"a": None}, {}, {"a": 1, "b": 2}])
def test_values_that_are_not_of_the_axes_are_refused(values):
    control = explore(a=range(0, 9, 2))
    [(reply, _)] = ask(control, kind="draw", id=1, values=values)
    assert reply["kind"] == "problem"
    with pytest.raises(ValueError, match=r"has no value|give one value"):
        control.values = values


def test_values_can_be_set_and_are_what_draw_would_get():
    control = explore(a=range(0, 9, 2), b=["x", "y"], draw=lambda a, b: flat(a=a))
    control.values = {"a": 3.0, "b": "y"}
    assert control.values == {"a": 3, "b": "y"}
    assert type(control.values["a"]) is int


def test_unknown_messages_are_passed_by():
    assert ask(explore(a=[1, 2]), kind="something else") == []


def test_what_is_shown_as_text_is_the_same_every_time():
    def rows(rows, how):
        return flat(a=rows)

    for _ in range(2):
        control = explore(rows, label="Rows", rows=range(1, 100), how=["x", "y"])
        assert repr(control) == "Explorer('Rows', rows=99 values, how=2 values)"
    bundle, _ = explore(a=[1, 2])._repr_mimebundle_()
    assert set(bundle) == {"text/plain", "application/vnd.jupyter.widget-view+json"}
    assert bundle["text/plain"] == "Explorer('A control', a=2 values)"
    box = controls.box_histogram(SMALL, label="Box", alt="A temple")
    assert repr(box) == "BoxControl('Box', 107 x 160 pixels, box [35:72, 53:107])"


# --- boxes ------------------------------------------------------------------------------------


def test_gray_in_the_page_is_opencvs_for_every_color():
    # The formula of grayAt in static/readouts.js.
    greens, reds = np.meshgrid(np.arange(256), np.arange(256))
    for blue in range(256):
        page = (9798 * reds + 19235 * greens + 3735 * blue + 16384) >> 15
        colors = np.dstack([np.full_like(greens, blue), greens, reds]).astype(np.uint8)
        np.testing.assert_array_equal(cv2.cvtColor(colors, cv2.COLOR_BGR2GRAY), page)


@pytest.mark.parametrize("picture", [SMALL, images.to_gray(SMALL), SMALL[:1, :1]])
def test_the_picture_is_carried_exactly(picture):
    control = controls.box_histogram(picture, label="Box", alt="A temple")
    carried = cv2.imdecode(np.frombuffer(control.picture, np.uint8), cv2.IMREAD_UNCHANGED)
    if picture.ndim == 2 and carried.ndim == 3:
        carried = carried[..., 0]
    np.testing.assert_array_equal(carried, picture)
    np.testing.assert_array_equal(control.image, picture)
    assert (control.height, control.width) == picture.shape[:2]


@pytest.mark.parametrize("channel", controls.COUNTED)
def test_counts_are_those_of_the_channel_in_the_box(channel):
    control = controls.box_histogram(SMALL, label="Box", alt="A temple")
    control.channel = channel
    control.box = ((10, 20), (50, 90))

    inside = SMALL[10:50, 20:90]
    plane = (
        images.to_gray(inside)
        if channel == "gray"
        else cv2.split(inside)[controls.COUNTED.index(channel) - 1]
    )
    np.testing.assert_array_equal(control.counts, np.bincount(plane.ravel(), minlength=256))
    assert control.counts.dtype == np.int64


@pytest.mark.parametrize(
    ("make", "shape", "box"),
    [
        (controls.box_histogram, (90, 120), ((30, 40), (60, 80))),
        (controls.box_histogram, (100, 100), ((33, 33), (67, 67))),
        (controls.box_histogram, (1, 2), ((0, 0), (1, 2))),
        (controls.box_pixels, (90, 120), ((42, 56), (48, 64))),
        (controls.box_pixels, (3, 5), ((0, 0), (3, 5))),
    ],
)
def test_where_a_box_starts(make, shape, box):
    assert make(np.zeros(shape, np.uint8), label="Box", alt="Black").box == box


@pytest.mark.parametrize(
    "box",
    [((0, 0), (108, 5)), ((-1, 0), (5, 5)), ((5, 5), (5, 9)), ((9, 9), (5, 5)), ((0, 0), (5, 161))],
)
def test_a_box_outside_the_picture_is_refused(box):
    control = controls.box_histogram(SMALL, label="Box", alt="A temple")
    with pytest.raises(ValueError, match="does not fit: rows 0 to 107, columns 0 to 160"):
        control.box = box
    assert control.box == ((35, 53), (72, 107))


def test_a_box_of_pixels_is_small():
    control = controls.box_pixels(SMALL, label="Box", alt="A temple")
    control.box = ((0, 0), (12, 12))
    with pytest.raises(ValueError, match="at most 12 a side"):
        control.box = ((0, 0), (13, 12))


def test_a_gray_picture_has_only_gray():
    control = controls.box_histogram(images.to_gray(SMALL), label="Box", alt="A temple")
    with pytest.raises(ValueError, match="channel is 'red', but the picture is gray"):
        control.channel = "red"
    with pytest.raises(traitlets.TraitError):
        control.channel = "violet"


@pytest.mark.parametrize(
    ("picture", "error", "words"),
    [
        ([[1, 2]], TypeError, "image .*list"),
        (np.zeros((4, 4)), TypeError, "image has dtype float64"),
        (np.zeros((0, 4), np.uint8), ValueError, "image has shape"),
        (np.zeros((4, 4, 4), np.uint8), ValueError, "image has shape"),
    ],
)
@pytest.mark.parametrize("make", [controls.box_histogram, controls.box_pixels])
def test_what_is_no_picture_gets_no_box(make, picture, error, words):
    with pytest.raises(error, match=words):
        make(picture, label="Box", alt="Nothing")


def open_file(control, content, alt="Your own picture"):
    """Do what the front end does when a reader has opened a file."""
    answers = []
    control.send = lambda content, buffers=(): answers.append(content)
    control.set_state({"picture": memoryview(content), "alt": alt})
    return answers


@pytest.mark.parametrize("extension", [".png", ".jpg", ".webp", ".bmp"])
@pytest.mark.parametrize("gray", [False, True])
def test_a_picture_of_the_readers_own_is_what_read_image_gives(tmp_path, extension, gray):
    own = cv2.flip(CHINA[:200, :301], 1)
    path = tmp_path / f"own{extension}"
    cv2.imwrite(path, own)
    sample = images.to_gray(SMALL) if gray else SMALL
    control = controls.box_histogram(sample, label="Box", alt="A temple")

    assert open_file(control, path.read_bytes()) == []
    np.testing.assert_array_equal(control.image, images.read_image(path, gray=gray))
    assert control.box == ((66, 100), (134, 201))
    assert (control.height, control.width, control.alt) == (200, 301, "Your own picture")


@pytest.mark.parametrize(
    "content", [b"", b"not a picture", cv2.imencode(".png", CHINA)[1].tobytes()[:9000]]
)
def test_a_file_that_is_no_picture_changes_nothing(content):
    control = controls.box_histogram(SMALL, label="Box", alt="A temple")
    before = bytes(control.picture)

    (answer,) = open_file(control, content)
    assert answer["kind"] == "problem"
    assert "OpenCV cannot read this file" in answer["text"]
    np.testing.assert_array_equal(control.image, SMALL)
    assert (bytes(control.picture), control.alt) == (before, "A temple")
