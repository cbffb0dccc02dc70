"""Rules of a prompt: what the code of an answer makes use of is found, and nothing else."""

import functools

import cv2
import numpy as np
import pytest
import scipy.stats
from cv2 import calcHist
from numpy import flip as turn

from course_utils import data, histograms, images, plots
from course_utils.checks import Exercise, rules
from course_utils.checks.judging import judge
from course_utils.exercises.ch02_histograms import count as reference

ONLY_NUMPY = rules.only("numpy", "with NumPy alone.")
WITHOUT = rules.without([cv2.calcHist, np.histogram], "without a function that counts.")
BY_HAND = rules.by_hand([np.zeros, np.uint8], "with slices alone.")


def helper(gray):
    return cv2.calcHist([gray], [0], None, [256], [0, 256])


def through_a_helper(gray):
    return helper(gray).ravel()


def imported_inside(gray):
    import cv2 as vision

    return vision.calcHist([gray], [0], None, [256], [0, 256])


def part_imported_inside(gray):
    from cv2 import calcHist as count

    return count([gray], [0], None, [256], [0, 256])


def in_a_comprehension(gray):
    return [cv2.calcHist([row], [0], None, [256], [0, 256]) for row in gray]


def under_another_name(gray):
    count = cv2.calcHist
    return count([gray], [0], None, [256], [0, 256])


def enclosed():
    vision = cv2

    def answer(gray):
        return vision.calcHist([gray], [0], None, [256], [0, 256])

    return answer


@pytest.mark.parametrize("rule", [ONLY_NUMPY, WITHOUT, BY_HAND])
@pytest.mark.parametrize(
    "answer",
    [
        helper,
        through_a_helper,
        imported_inside,
        part_imported_inside,
        in_a_comprehension,
        under_another_name,
        enclosed(),
        lambda gray: calcHist([gray], [0], None, [256], [0, 256]),
        functools.partial(helper),
        cv2.calcHist,
    ],
)
def test_what_the_code_uses_is_found(rule, answer):
    assert rules.broken_rule([rule], answer) == (rule, "cv2.calcHist")


@pytest.mark.parametrize(
    ("rule", "answer"),
    [
        (ONLY_NUMPY, lambda gray: np.bincount(gray.ravel(), minlength=256)),
        (ONLY_NUMPY, lambda gray: turn(gray)),
        (ONLY_NUMPY, reference),
        (ONLY_NUMPY, lambda gray: "cv2.calcHist"),
        (WITHOUT, lambda gray: cv2.flip(gray, 1)),
        (WITHOUT, lambda gray: gray.calcHist),  # a name that is nobody's
        (BY_HAND, lambda gray: np.zeros(256, np.uint8) + gray.copy()[::-1]),
        (BY_HAND, lambda gray: [int(value) for value in sorted(gray)]),
    ],
)
def test_what_is_allowed_is_left_alone(rule, answer):
    assert rules.broken_rule([rule], answer) is None


@pytest.mark.parametrize(
    "answer", [histograms.histogram, lambda gray: histograms.histogram(gray).astype(int)]
)
def test_the_courses_own_functions_never_are(answer):
    rule, name = rules.broken_rule([], answer)
    assert rule is rules.OWN_WORK
    assert name == "course_utils.histograms.histogram"


def judged(answer, *given):
    exercise = Exercise(
        name="toys.count",
        title="Count",
        level="easy",
        reference=reference,
        cases=lambda rng: [("a picture", (rng.integers(0, 256, (4, 5), np.uint8),))],
        correct="Right.",
        mistakes=[],
        hints=[],
        rules=given,
    )
    return judge(exercise, answer)


def test_a_right_answer_that_breaks_a_rule_is_told_so():
    def answer(gray):
        return cv2.calcHist([gray], [0], None, [256], [0, 256]).ravel().astype(int)

    assert judged(answer).kind == "correct"
    assert judged(answer, ONLY_NUMPY) == (
        "rule",
        "Right, but not by the rule: with NumPy alone. You use `cv2.calcHist`.",
        0.0,
        (),
    )


def test_what_has_no_name_of_its_own_is_called_as_its_users_call_it():
    def answer(gray):
        return scipy.stats.norm.pdf(gray)

    rule, name = rules.broken_rule([ONLY_NUMPY], answer)
    assert (rule, name) == (ONLY_NUMPY, "scipy.stats.norm")


def test_what_helps_to_look_may_be_used():
    def answer(gray):
        plots.show_images([images.to_gray(data.sample("coins"))])
        return reference(gray)

    assert rules.broken_rule([], answer) is None


def test_a_function_of_the_course_itself_is_refused_before_it_is_run():
    assert judged(histograms.volume_histogram) == (
        "rule",
        "Not by the rule: write it yourself, without what the course package teaches.",
        0.0,
        (),
    )


def test_a_wrong_answer_is_told_what_is_wrong_first():
    kind, message, *_ = judged(lambda gray: cv2.flip(gray, 1)[0].astype(int), ONLY_NUMPY)
    assert kind == "shape"
    assert "rule" not in message
