"""`explore` as Python sees it; what the control does in a page is in test_live_controls.py."""

import base64
import itertools
import json

import cv2
import numpy as np
import pytest
from matplotlib import pyplot as plt

from course_utils import controls, data, plots
from course_utils.controls.explorer import MAX_STATES

CHINA = data.sample("china")
SMALL = cv2.resize(CHINA, (160, 107), interpolation=cv2.INTER_AREA)


def flat(**values):
    """Draw a picture that depends on nothing but the sum of the values."""
    total = sum(int(value) for value in values.values())
    return np.full((20, 30), total % 256, np.uint8)


def explore(draw=flat, *, label="A control", alt="A picture", **more):
    return controls.explore(draw, label=label, alt=alt, **more)


def decoded(control):
    """Return the stored pictures."""
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


def test_a_control_needs_an_axis():
    with pytest.raises(ValueError, match="explore has no axis"):
        explore()


def test_every_combination_is_drawn_in_order_with_its_alternative_text():
    control = explore(alt="{a}, {b}", a=range(0, 3), b=[10, 20])

    assert control.alts == ["0, 10", "0, 20", "1, 10", "1, 20", "2, 10", "2, 20"]
    assert [int(frame[0, 0, 0]) for frame in decoded(control)] == [10, 20, 11, 21, 12, 22]
    assert (control.names, control.shapes) == ([""], [[20, 30]])


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


# --- pictures and texts --------------------------------------------------------------------------


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


def linked(level):
    """Draw two pictures, a sentence and numbers."""
    first, second = np.full((20, 30), level, np.uint8), np.full((10, 40), 2 * level, np.uint8)
    return {"one": first, "two": second}, f"The level is {level}.", {"level": level, "much": 30602}


TWO = {"one": "One, {level}", "two": "Two, {level}"}


def test_a_picture_with_a_sentence_and_no_numbers():
    control = explore(
        lambda a: (np.full((4, 6), a, np.uint8), f"The level is {a}."),
        label="Levels",
        alt="Gray {a}",
        a=[1, 2],
    )
    assert control.sentences == ["The level is 1.", "The level is 2."]


def test_pictures_that_move_together_with_a_sentence_and_numbers():
    control = explore(linked, alt=TWO, level=[1, 2, 3])

    assert (control.names, control.shapes) == (["one", "two"], [[20, 30], [10, 40]])
    assert [int(frame[0, 0, 0]) for frame in decoded(control)] == [1, 2, 2, 4, 3, 6]
    assert control.alts == ["One, 1", "Two, 1", "One, 2", "Two, 2", "One, 3", "Two, 3"]
    assert control.sentences == ["The level is 1.", "The level is 2.", "The level is 3."]
    assert control.numbers[0] == {"level": "1", "much": "30,602"}
    stills = control.stills(control.get_state())
    assert [still[1:] for still in stills] == [("One, 2", 20, 30, "one"), ("Two, 2", 10, 40, "two")]
    assert "<span>The level is 2.</span>" in control.around(control.get_state(), ["", ""])
    [(reply, buffers)] = ask(control, kind="draw", id=4, values={"level": 3})
    assert (reply["alts"], reply["sentence"]) == (["One, 3", "Two, 3"], "The level is 3.")
    assert len(buffers) == 2


def test_where_a_control_starts_can_be_chosen():
    control = explore(
        lambda size, how: flat(a=size),
        starts_at={"size": 7, "how": "y"},
        size=range(1, 100),
        how=["x", "y"],
    )
    stored = control.axes[0]["values"]

    assert control.values == {"size": min(stored, key=lambda one: abs(one - 7)), "how": "y"}
    with pytest.raises(ValueError, match=r"starts_at has \['rows'\]; the axes are \['size'\]"):
        explore(starts_at={"rows": 1}, size=[1, 2])
    with pytest.raises(ValueError, match="axis 'size' has no value 9"):
        explore(starts_at={"size": 9}, size=[1, 2])


@pytest.mark.parametrize(
    ("drawn", "error", "words"),
    [
        (lambda image: (image, ""), ValueError, "the sentence for a=1 is empty"),
        (lambda image: (image, 3), TypeError, "the sentence for a=1 is a int"),
        (lambda image: (image, "So.", [3]), TypeError, "the numbers for a=1 are a list"),
        (lambda image: (image, "So.", {"n": [3]}), TypeError, r"a number of draw is \[3\], a list"),
        (lambda image: (image, "So.", {"n": True}), TypeError, "a number of draw is True, a bool"),
        (lambda image: (image, "So.", {}, 1), ValueError, "draw returns 4 things for a=1"),
        (lambda image: {"x": image}, ValueError, "alt has texts for .* one for each .* 'x'"),
    ],
)
def test_what_draw_may_not_return(drawn, error, words):
    with pytest.raises(error, match=words):
        explore(lambda a: drawn(flat(a=a)), a=[1, 2])


def test_a_figure_becomes_a_chart():
    plt.close("all")  # what other tests have left open

    def chart(level):
        ax = plots.show_histogram([level, 3])
        return {"pixels": flat(a=level), "counts": ax.figure}

    control = explore(chart, alt={"pixels": "Pixels", "counts": "Counts"}, level=[1, 2])
    assert control.charts == [False, True]
    assert control.shapes[1] == list(plots.render(plots.show_histogram([1, 3]).figure).shape[:2])
    stills = control.stills(control.get_state())
    html = control.around(control.get_state(), [still.alt for still in stills])
    assert [
        html.count(f'"{kind}">{alt}')
        for kind, alt in [("live-shown", "Pixels"), ("live-shown live-plot", "Counts")]
    ] == [1, 1]
    assert not plt.get_fignums()


def test_a_chart_stays_a_chart():
    def changing(a):
        return flat(a=a) if a == 2 else plots.show_histogram([1, 2]).figure

    with pytest.raises(ValueError, match="the picture for a=2 is a figure and others are not"):
        explore(lambda a: changing(3 - a), a=[1, 2])


def test_pictures_must_stay_the_same_ones():
    with pytest.raises(ValueError, match=r"returns the pictures \['x'\] for a=2, but at first"):
        explore(
            lambda a: {"x": flat(a=a)} if a == 2 else {"x": flat(a=a), "y": flat(a=a)},
            alt={"x": "X", "y": "Y"},
            a=[1, 2],
        )
    with pytest.raises(ValueError, match="alt is a dict, but draw returns one picture"):
        explore(alt={"x": "X"}, a=[1, 2])


@pytest.mark.parametrize("draw", [flat, linked])
def test_a_saved_notebook_has_a_still_picture(draw):
    alt = TWO if draw is linked else "A picture"
    data, _ = explore(draw, alt=alt, level=[1, 2, 3])._repr_mimebundle_()
    still = cv2.imdecode(np.frombuffer(base64.b64decode(data["image/png"]), np.uint8), 0)

    assert still.shape == ((20, 30) if draw is flat else (20, 78))
    assert still[0, 0] == 2


# --- budget --------------------------------------------------------------------------------------


def test_a_long_range_is_thinned_and_keeps_its_ends():
    control = explore(size=range(1, 412))

    (axis,) = control.axes
    assert len(axis["values"]) == len(control.sizes) == MAX_STATES
    assert (axis["values"][0], axis["values"][-1]) == (1, 411)
    assert set(axis["values"]) < set(range(1, 412))
    assert (axis["fine"]["count"], control.values["size"] in axis["values"]) == (411, True)


def test_only_sliders_that_can_be_thinned_are():
    control = explore(a=range(0, 40), b=[1, 2, 3, 4, 5], c=np.linspace(0, 9, 10))

    counts = [len(axis["values"]) for axis in control.axes]
    assert counts[1] == 5
    assert np.prod(counts) == len(control.sizes) <= MAX_STATES
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
    noise = np.random.default_rng(3).integers(0, 256, (700, 700), dtype=np.uint8)
    for axis in ([1, 2], range(0, 9)):
        with pytest.raises(
            ValueError, match=r"2 pictures take \d+ kB, a published control holds 400"
        ):
            explore(lambda a: noise, a=axis)


# --- the kernel's side ---------------------------------------------------------------------------


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

    assert reply == {"kind": "frame", "id": 7, "alts": ["2.3"], "sentence": "", "numbers": {}}
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
        assert repr(control) == (
            "Control 'Rows': run this cell to move it. "
            "rows: 1 to 99, starts at 52; how: x, y, starts at x."
        )
    bundle, _ = explore(a=[1, 2])._repr_mimebundle_()
    view = "application/vnd.jupyter.widget-view+json"
    assert set(bundle) == {"text/plain", "image/png", view}
    assert bundle["text/plain"].startswith("Control 'A control': run this cell to move it. a: 1, 2")
    box = controls.box_histogram(SMALL, label="Box", alt="A temple")
    assert repr(box) == "BoxControl('Box', 107 x 160 pixels, box [35:72, 53:107])"
