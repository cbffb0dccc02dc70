"""The axes of `explore`: what makes a slider, a choice or a switch, and what makes none."""

import json

import numpy as np
import pytest

from course_utils.controls.axes import read_axis


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
    axis = read_axis("axis", given)
    page = axis.for_page(axis.thinned(len(values)))

    assert (page["name"], page["kind"], page["values"]) == ("axis", kind, values)
    if fine is None:
        assert page["fine"] is None
    else:
        found = (page["fine"]["first"], page["fine"]["step"], page["fine"]["count"])
        assert found == pytest.approx(fine)
    json.dumps(page)


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
        read_axis("axis", axis)
    assert "\n" not in str(caught.value)
