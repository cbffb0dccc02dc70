"""The words for an answer: which kind comes first, and what each one says."""

import functools
import math

import cv2
import numpy as np
import pytest

from course_utils.checks import Exercise, Mistake, mistakes_in, slip
from course_utils.checks.judging import NOT_ATTEMPTED, judge


def double(image):
    """Return each value twice as large."""
    return image.astype(np.int64) * 2


def picture_cases(rng):
    return [
        ("a small picture", (np.arange(6, dtype=np.uint8).reshape(2, 3),)),
        ("a random picture", (rng.integers(1, 200, (4, 5), dtype=np.uint8),)),
        ("a high picture", (rng.integers(1, 200, (5, 2), dtype=np.uint8),)),
    ]


def exercise(reference=double, cases=picture_cases, **options):
    settings = {
        "name": "toys.double",
        "title": "Double",
        "level": "easy",
        "correct": "Every value is twice as large.",
        "mistakes": [
            Mistake("turned", lambda result: result.T, "It lies on its side.", of_result=True),
            Mistake("halved", lambda image: image.astype(int) // 2, "You halved it."),
            Mistake("negative", lambda result: -result, "It is negative.", of_result=True),
            Mistake("list", lambda image: [image, image], "That is a list of pictures."),
            Mistake("float", lambda image: image / 3, "You divided by 3."),
        ],
        "hints": [],
    }
    return Exercise(reference=reference, cases=cases, **{**settings, **options})


EXERCISE = exercise()


def tell(answer, exercise=EXERCISE):
    verdict = judge(exercise, answer)
    return verdict.kind, verdict.message


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch):
    monkeypatch.delenv("COURSE_SEED", raising=False)
    monkeypatch.delenv("COURSE_TIME_LIMIT", raising=False)


def test_correct_says_what_was_shown():
    assert judge(EXERCISE, double) == (
        "correct",
        "Every value is twice as large. Your function returned what the reference returns in all "
        "3 cases tried: a small picture; a random picture; a high picture.",
        1.0,
        (),
    )


# Not attempted.


def starter(image): ...


def with_docstring(image):
    """Return each value twice as large."""


def with_pass(image):
    pass


def with_docstring_and_ellipsis(image):
    """Return each value twice as large."""
    ...


def with_ellipsis_returned(image):
    return ...


def with_none_returned(image):
    return None


def with_placeholder(image):
    result = ...
    return result


def with_not_implemented(image):
    raise NotImplementedError("your turn")


@functools.lru_cache
def wrapped(image): ...


def no_arguments(): ...


@pytest.mark.parametrize(
    "answer",
    [
        None,
        ...,
        starter,
        with_docstring,
        with_pass,
        with_docstring_and_ellipsis,
        with_ellipsis_returned,
        with_none_returned,
        with_placeholder,
        with_not_implemented,
        wrapped,
        no_arguments,
        lambda image: ...,
        lambda image: None,
        functools.partial(starter),
    ],
)
def test_not_attempted(answer):
    assert judge(EXERCISE, answer) == ("todo", NOT_ATTEMPTED, 0.0, ())


def test_work_without_return_is_not_called_not_attempted():
    def answer(image):
        image = image * 2

    assert tell(answer) == (
        "nothing",
        "On a small picture, your function returned nothing. Is a `return` missing?",
    )


def test_nothing_returned_in_a_later_case():
    def answer(image):
        if len(image) < 5:
            return double(image)

    assert tell(answer) == (
        "nothing",
        "On a high picture, your function returned nothing. Before, it returned something: what is "
        "different here?",
    )


# Cannot be called.


@pytest.mark.parametrize("answer", [np.zeros(3), 5, "double", [double], True, float("nan")])
def test_value_instead_of_function(answer):
    assert tell(answer) == (
        "call",
        "Give `check` your function itself, `double`, without parentheses: "
        f"this is a value of type `{type(answer).__name__}`.",
    )


@pytest.mark.parametrize(
    ("answer", "takes"),
    [
        (lambda: 1, "no argument"),
        (lambda image, size: image, "2 arguments (image, size)"),
        (lambda image, *, size: image, "2 arguments (image, size)"),
        (functools.partial(double, np.zeros(3)), "no argument"),
    ],
)
def test_other_number_of_arguments(answer, takes):
    assert tell(answer) == (
        "call",
        f"Your function takes {takes}; it is called with 1 argument (image).",
    )


@pytest.mark.parametrize("answer", [lambda *, image: image, lambda **image: image])
def test_argument_that_cannot_be_given_by_position(answer):
    assert tell(answer) == (
        "call",
        "Your function takes `image` by its name only; it is called with values alone. Leave out "
        "the `*` before it.",
    )


class Doubler:
    def __call__(self, image):
        return double(image)

    def method(self, image):
        return double(image)

    @staticmethod
    def static(image):
        return double(image)


class Stubborn:
    """Refuses to be looked at."""

    def __getattr__(self, name):
        raise RuntimeError("no")

    def __call__(self, image):
        return double(image)


@pytest.mark.parametrize(
    "answer",
    [
        lambda image: double(image),
        lambda *args: double(*args),
        lambda image, factor=2: image.astype(int) * factor,
        functools.partial(np.multiply, np.int64(2)),
        functools.partial(double),
        np.vectorize(lambda value: int(value) * 2),
        functools.lru_cache(Doubler().method).__wrapped__,
        Doubler(),
        Doubler().method,
        Doubler.static,
    ],
)
def test_everything_that_can_be_called_is_an_answer(answer):
    assert judge(EXERCISE, answer).kind == "correct"


def test_answer_that_refuses_to_be_looked_at():
    assert judge(EXERCISE, Stubborn()).kind == "correct"


def test_class_instead_of_function():
    class Result:
        def __init__(self, image):
            self.image = image

    assert tell(Result) == (
        "type",
        "Your result is of type `Result`: return one NumPy array.",
    )


# Stopped.


def test_exception():
    def answer(image):
        return image[:, 7]

    kind, message = tell(answer)
    assert kind == "error"
    assert message == (
        "On a small picture, your function stopped with IndexError: index 7 is out of bounds for "
        "axis 1 with size 3. See line 2 of your function: `return image[:, 7]`. Places run from 0 "
        "to the size less 1. Which of your numbers goes beyond?"
    )


@pytest.mark.parametrize(
    ("answer", "advice"),
    [
        (lambda image: next(iter([])), "`. Nothing was left to read. "),
        (lambda image: image[[0, 1], [0, 1, 2]], "`. Two lists as an index choose pairs of places"),
        (
            lambda image: cv2.cvtColor(np.zeros((2, 2, 3)), 6),
            "`. Colors are converted in `uint8`, `uint16`",
        ),
        (np.bincount, "for desired array. `np.bincount` counts one flat row: "),
        (lambda image: image + image[:1, :2], "`. NumPy compares two shapes from their last axis"),
        (lambda image: np.zeros(3).__setitem__(slice(2), image[0]), ". What you assign must have"),
        (lambda image: np.stack([image, image[1:]]), "`. Print their shapes: which one is"),
        (lambda image: np.zeros(3).__setitem__(0, image[0]), "`. One place of an array holds one"),
        (lambda image: np.array([image[0], image[0, 1:]]), "`. Parts that become one array must"),
        (lambda image: image.__itruediv__(2), "`. An operation in place, such as `/=`, keeps"),
        (lambda image: image - 256, "`. The type of the array does not hold this number: "),
        (
            lambda image: cv2.calcHist([np.zeros((2, 2, 3))], [0, 1], None, [8, 8], [0, 9]),
            "`. The `ranges` of `cv2.calcHist` need two numbers for each channel",
        ),
    ],
)
def test_exception_that_says_too_little(answer, advice):
    kind, message = tell(answer)
    assert kind == "error"
    assert advice in message


def test_endless_loop(monkeypatch):
    def answer(image):
        while len(image) > 4:
            pass
        return double(image)

    monkeypatch.setenv("COURSE_TIME_LIMIT", "0.2")
    verdict = judge(EXERCISE, answer)
    assert verdict.kind == "time"
    assert verdict.message.startswith("On a high picture, the time was up")
    assert "An endless loop?" in verdict.message
    assert verdict.fraction == pytest.approx(2 / 3)


def test_endless_loop_comes_after_the_words_on_an_earlier_case(monkeypatch):
    def answer(image):
        while len(image) > 4:
            pass

    monkeypatch.setenv("COURSE_TIME_LIMIT", "0.2")
    assert judge(EXERCISE, answer).kind == "nothing"


@pytest.mark.parametrize("variable", ["COURSE_SEED", "COURSE_TIME_LIMIT"])
@pytest.mark.parametrize("text", ["soon", "-1", "inf", "nan"])
def test_setting_that_is_no_number(monkeypatch, variable, text):
    monkeypatch.setenv(variable, text)
    with pytest.raises(ValueError, match=f"{variable} is '{text}'; give a (whole )?number from 0"):
        judge(EXERCISE, double)


def test_no_time_at_all(monkeypatch):
    def answer(image):
        while True:
            pass

    monkeypatch.setenv("COURSE_TIME_LIMIT", "0")
    assert judge(EXERCISE, answer).kind == "time"


# Known mistakes.


@pytest.mark.parametrize("mistake", EXERCISE.mistakes, ids=lambda mistake: mistake.key)
def test_known_mistake(mistake):
    def answer(image):
        return mistake.answer(double(image) if mistake.of_result else image)

    assert tell(answer) == (f"mistake:{mistake.key}", mistake.sentence)


def halved_as_float(image):
    return (image.astype(int) // 2).astype(np.float32)


def halved_in_place(image):
    image //= 2
    return image.astype(int)


def halved_turned_as_float_in_place(image):
    image //= 2
    return image.T.astype(float)


@pytest.mark.parametrize(
    ("answer", "keys", "message"),
    [
        (
            lambda image: (image.astype(int) // 2).T,
            "halved+turned",
            "Two things:\n1. You halved it.\n2. It lies on its side.",
        ),
        (
            lambda image: -double(image).T,
            "turned+negative",
            "Two things:\n1. It lies on its side.\n2. It is negative.",
        ),
        (
            halved_as_float,
            "halved",
            "Two things:\n1. You halved it.\n"
            "2. Your result has the type `float32`: return integers.",
        ),
        (
            halved_in_place,
            "halved",
            "Two things:\n1. You halved it.\n2. Your function changes its argument `image`, so "
            "whoever calls it loses the original. Work on a copy.",
        ),
        (
            halved_turned_as_float_in_place,
            "halved+turned",
            "Four things:\n1. You halved it.\n2. It lies on its side.\n"
            "3. Your result has the type `float64`: return integers.\n"
            "4. Your function changes its argument `image`, so whoever calls it loses the "
            "original. Work on a copy.",
        ),
        (lambda image: image / 3, "float", "You divided by 3."),  # which explains the type
    ],
)
def test_several_slips_at_once(answer, keys, message):
    assert tell(answer) == (f"mistake:{keys}", message)


def test_mistake_must_be_made_on_every_case():
    kind, _ = tell(lambda image: double(image) if len(image) > 4 else -double(image))
    assert kind == "values"


def adjusted(image, *, factor=2, shift=0, power=1):
    """Return each value twice as large, by a program with options."""
    return image.astype(int) ** power * factor + shift


class AdjustedMistakes:
    tripled = slip(adjusted, "You took it three times.", factor=3)
    halved_twice = slip(adjusted, "You took half.", factor=0.5)
    shifted = slip(adjusted, "You added one.", shift=1)
    squared = slip(adjusted, "You squared it.", power=2)

    def negative(result):
        """It is
        negative.
        """
        return -result

    def left_out(image):
        """You left it out."""
        return image[:1]


def test_mistakes_are_written_as_a_class():
    mistakes = mistakes_in(AdjustedMistakes)
    assert [mistake.key for mistake in mistakes] == [
        "tripled",
        "halved_twice",
        "shifted",
        "squared",
        "negative",
        "left_out",
    ]
    assert [mistake.of_result for mistake in mistakes] == [False] * 4 + [True, False]
    assert mistakes[0].sentence == "You took it three times."
    assert mistakes[4].sentence == "It is negative."


@pytest.mark.parametrize(
    ("answer", "keys", "message"),
    [
        (
            lambda image: image.astype(int) * 3 + 1,
            "tripled+shifted",
            "Two things:\n1. You took it three times.\n2. You added one.",
        ),
        (
            lambda image: image.astype(int) ** 2 * 3 + 1,
            "tripled+shifted+squared",
            "Three things:\n1. You took it three times.\n2. You added one.\n3. You squared it.",
        ),
        (
            lambda image: -(image.astype(int) ** 2) * 2 - 1,
            "shifted+squared+negative",
            "Three things:\n1. You added one.\n2. You squared it.\n3. It is negative.",
        ),
    ],
)
def test_options_of_one_program_go_together(answer, keys, message):
    toy = exercise(mistakes=mistakes_in(AdjustedMistakes))
    assert tell(answer, toy) == (f"mistake:{keys}", message)


def test_two_values_of_one_option_do_not():
    toy = exercise(mistakes=mistakes_in(AdjustedMistakes)[:2])
    assert tell(lambda image: image.astype(int) * 3 * 0.5, toy)[0] == "type"


def test_wrong_steps_leave_the_wanted_result_alone():
    def spoil(result):
        result[:] = 0
        return result

    toy = exercise(mistakes=[Mistake("spoilt", spoil, "You spoilt it.", of_result=True)])
    assert tell(lambda image: double(image) + 1, toy)[0] == "values"
    assert tell(lambda image: double(image) * 0, toy) == ("mistake:spoilt", "You spoilt it.")


def test_check_inside_the_function_that_it_checks():
    def answer(image):
        judge(EXERCISE, answer)
        return double(image)

    kind, message = tell(answer)
    assert kind == "error"
    assert "`check` stands inside the function that it checks; move it to the left" in message
    assert tell(double)[0] == "correct"


# Changed input.


def test_changed_input():
    def answer(image):
        result = double(image)
        image[0] = 0
        return result

    assert judge(EXERCISE, answer) == (
        "changed",
        "Your function changes its argument `image`, so whoever calls it loses the original. "
        "Work on a copy.",
        0.0,
        (),
    )


def test_changed_input_hides_no_wrong_value():
    def answer(image):
        image[0] = 0
        return double(image)

    assert tell(answer) == (
        "changed",
        "Your function changes its argument `image`, so whoever calls it loses the original. "
        "Work on a copy. On a small picture, 2 of 6 values differ, the first at row 0, column 1: "
        "expected 2, got 0. They all lie in the first row.",
    )


def one_number(number):
    return lambda image: np.full(image.shape, number)


def test_mistakes_that_come_to_one_number_are_not_told_to_every_empty_result():
    page = [
        Mistake("gone", lambda image: image * 0, "You lost it."),
        Mistake("less", lambda result: result - 1, "You took 1 off.", of_result=True),
        Mistake("more", lambda result: result + 2, "You added 2.", of_result=True),
    ]
    toy = exercise(mistakes=page)
    assert tell(one_number(0), toy) == ("mistake:gone", "You lost it.")
    assert tell(one_number(2), toy)[0] == "values"


def test_mistakes_that_undo_each_other_are_not_told():
    page = [
        Mistake("more", lambda result: result + 1, "You added 1.", of_result=True),
        Mistake("less", lambda result: result - 1, "You took 1 off.", of_result=True),
    ]

    def answer(image):
        result = double(image)
        image[:] = 0
        return result

    assert tell(answer, exercise(mistakes=page))[0] == "changed"


def test_changed_input_comes_before_a_wrong_type():
    def answer(image):
        image[0] = 0
        return "done"

    assert tell(answer)[0] == "changed"


# Wrong type.


class Pretender:
    """Would be an array if it were asked; it must not be."""

    def __array__(self, *args, **options):
        raise RuntimeError("no")


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ([["a"], ["b", "c"]], "list"),
        ("text", "str"),
        (Pretender(), "Pretender"),
        ({}, "dict"),
        (double, "function"),
    ],
)
def test_no_array(value, name):
    assert tell(lambda image: value) == (
        "type",
        f"Your result is of type `{name}`: return one NumPy array.",
    )


@pytest.mark.parametrize("value", [12, np.int64(12)])
def test_number_instead_of_an_array(value):
    assert tell(lambda image: value) == (
        "type",
        f"Your result is of type `{type(value).__name__}`: return one NumPy array. If "
        "there is a loop, does it return too early?",
    )


def test_generator():
    def answer(image):
        yield image

    assert tell(answer) == ("type", "Your result is of type `generator`: return one NumPy array.")


def test_coroutine():
    async def answer(image):
        return image

    assert tell(answer) == ("type", "Your result is of type `coroutine`: return one NumPy array.")


def test_right_values_of_wrong_type():
    assert tell(lambda image: image * 2.0) == (
        "type",
        "The values are right, but the result has the type `float64`: return integers.",
    )


@pytest.mark.parametrize("dtype", [complex, object, str, "datetime64[D]"])
def test_type_in_which_values_cannot_be_compared(dtype):
    assert tell(lambda image: np.ones(image.shape).astype(int).astype(dtype)) == (
        "type",
        f"Your result has the type `{np.dtype(dtype) if dtype is not str else '<U21'}`: "
        "return integers.",
    )


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (
            lambda image: image + 1.0,
            "Your result has the type `float64`: return integers. And on a small picture, 5 of 6 "
            "values differ, the first at row 0, column 0: expected 0, got 1.",
        ),
        (
            lambda image: image > 0,
            "Your result has the type `bool`: return integers. And on a small picture, 5 of 6 "
            "values differ, the first at row 0, column 1: expected 2, got True.",
        ),
        (
            lambda image: (image * 3).tolist(),
            "Your result is of type `list`: return one NumPy array. And on a small picture, 5 of 6 "
            "values differ, the first at row 0, column 1: expected 2, got 3. Each value is 1.5 "
            "times what it should be.",
        ),
        (
            lambda image: tuple(image[0].tolist()),
            "Your result is of type `tuple`: return one NumPy array. The shape is wrong too: on a "
            "small picture, it is (3,); expected (2, 3).",
        ),
    ],
)
def test_wrong_values_are_told_beside_a_wrong_type(answer, message):
    assert tell(answer) == ("type", message)


def test_wrong_values_in_a_later_case_are_told_beside_a_wrong_type():
    assert tell(lambda image: double(image) * 1.0 + (len(image) > 4)) == (
        "type",
        "Your result has the type `float64`: return integers. And on a high picture, 10 of 10 "
        "values differ, the first at row 0, column 0: expected 328, got 329.",
    )


def test_right_values_among_several_things():
    assert tell(lambda image: (image, double(image), "more")) == (
        "type",
        "You return 3 things at once. The values are right in the second of them: return that one "
        "alone.",
    )
    assert tell(lambda image: (image, image * 3)) == (
        "type",
        "Your result is of type `tuple`: return one NumPy array. The shape is wrong too: on a "
        "small picture, it is (2, 2, 3); expected (2, 3).",
    )


def test_right_values_in_a_list():
    assert tell(lambda image: double(image).tolist()) == (
        "type",
        "The values are right, but the result is of type `list`: return one NumPy array.",
    )


def test_masked_array():
    def answer(image):
        return np.ma.masked_array(double(image), mask=True)

    assert tell(answer) == (
        "type",
        "The values are right, but the result is a masked array: return a plain one, as "
        "`np.ma.filled` makes it.",
    )


def test_just_the_type_that_the_prompt_names():
    toy = exercise(lambda image: image / 2, mistakes=[], exact_type=True)
    assert tell(lambda image: image / np.float32(2), toy) == (
        "type",
        "The values are right, but the result has the type `float32`: return `float64`.",
    )


@pytest.mark.parametrize(
    ("reference", "accepted", "refused", "wanted"),
    [
        (np.uint8, [np.uint8], [np.int64, np.float64, bool], "`uint8`"),
        (bool, [bool], [np.uint8, np.float64], "`bool`"),
        (np.int64, [np.int64, np.int32, np.uint8, np.uint64], [np.float32, bool], "integers"),
        (np.float64, [np.float64, np.float32, np.float16], [np.int64, bool, complex], "floats"),
    ],
)
def test_which_types_are_accepted(reference, accepted, refused, wanted):
    def cases(rng):
        return [("a few bits", (np.array([0, 1, 1]),))]

    toy = exercise(lambda bits: bits.astype(reference), cases, mistakes=[])
    for dtype in accepted:
        assert tell(lambda bits: bits.astype(dtype), toy)[0] == "correct"  # noqa: B023
    for dtype in refused:
        kind, message = tell(lambda bits: bits.astype(dtype), toy)  # noqa: B023
        assert kind == "type"
        assert message.endswith(f"has the type `{np.dtype(dtype)}`: return {wanted}.")


def mean(image):
    """Return the mean."""
    return float(image.mean())


MEAN = exercise(mean, mistakes=[])


@pytest.mark.parametrize(
    "answer",
    [np.mean, lambda image: np.array(image.mean()), lambda image: np.float32(image.mean())],
)
def test_number_in_any_form(answer):
    assert tell(answer, MEAN)[0] == "correct"


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (lambda image: image, "is an array of shape (2, 3): return one number."),
        (lambda image: "2.5", "is of type `str`: return one number."),
        (
            lambda image: 2,
            "has the type `int`: return a float. And on a small picture: expected 2.5, got 2.",
        ),
        (
            lambda image: [3.5],
            "is of type `list`: return one number. And on a small picture: expected 2.5, got 3.5.",
        ),
        (lambda image: 10**400, "has the type `int`: return a float."),
        (lambda image: 2j, "has the type `complex`: return a float."),
        (
            lambda image: image.mean() > 2,
            "has the type `bool`: return a float. And on a small picture: expected 2.5, got True.",
        ),
    ],
)
def test_no_number(answer, message):
    assert tell(answer, MEAN) == ("type", f"Your result {message}")


# Wrong shape.


def test_wrong_shape():
    assert tell(lambda image: double(image)[:, :2]) == (
        "shape",
        "On a small picture, the shape is (2, 2); expected (2, 3). Yours run from 0 to 8 and sum "
        "to 16; those expected run from 0 to 10 and sum to 30.",
    )


@pytest.mark.parametrize(
    ("answer", "more"),
    [
        (lambda image: double(image).T.copy(), "It holds the right values, but not in order."),
        (lambda image: image.T, "Its values are not those expected either."),
    ],
)
def test_wrong_values_in_wrong_shape(answer, more):
    kind, message = tell(answer, exercise(mistakes=[]))
    assert kind == "shape"
    assert message == f"On a small picture, the shape is (3, 2); expected (2, 3). {more}"


def test_right_values_in_wrong_shape():
    assert tell(lambda image: double(image).ravel()) == (
        "shape",
        "On a small picture, the shape is (6,); expected (2, 3). The values are right, only "
        "arranged in another way.",
    )


@pytest.mark.parametrize(
    ("answer", "more"),
    [
        (
            lambda gray: np.histogram(gray, range(256))[0],
            " One is missing: from 0 to 255 there are 256 values, and 256 bins have 257 edges.",
        ),
        (lambda gray: np.histogram(gray, range(250))[0], " The first 249 are right."),
    ],
)
def test_one_bin_too_few(answer, more):
    def reference(gray):
        return np.bincount(gray.ravel(), minlength=256)

    kind, message = tell(answer, exercise(reference, mistakes=[]))
    assert kind == "shape"
    assert message.endswith(f"; expected (256,).{more}")


def test_huge_result():
    kind, message = tell(lambda image: np.broadcast_to(np.int64(0), (10**6, 10**6)))
    assert kind == "shape"
    assert "(1000000, 1000000)" in message


# Wrong values.


def with_error_at(*places):
    def answer(image):
        result = double(image)
        for place in places:
            result[place] += 1
        return result

    return answer


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (
            with_error_at((0, 1), (1, 0)),
            "2 of 6 values differ, the first at row 0, column 1: expected 2, got 3.",
        ),
        (
            with_error_at((0, 1)),
            "1 of 6 values differs, at row 0, column 1: expected 2, got 3.",
        ),
        (
            with_error_at(-1),
            "3 of 6 values differ, the first at row 1, column 0: expected 6, got 7. "
            "They all lie in the last row.",
        ),
        (
            with_error_at(0),
            "3 of 6 values differ, the first at row 0, column 0: expected 0, got 1. "
            "They all lie in the first row.",
        ),
        (
            with_error_at((slice(None), 1)),
            "2 of 6 values differ, the first at row 0, column 1: expected 2, got 3. "
            "They all lie in column 1.",
        ),
        (
            lambda image: image.astype(int) * 6,
            "5 of 6 values differ, the first at row 0, column 1: expected 2, got 6. "
            "Each value is 3 times what it should be.",
        ),
        (
            lambda image: np.zeros(image.shape, int),
            "5 of 6 values differ, the first at row 0, column 1: expected 2, got 0. "
            "All of your values are 0.",
        ),
    ],
)
def test_first_difference(answer, message):
    assert tell(answer) == ("values", f"On a small picture, {message}")


def shares(image):
    """Return shares."""
    return image / image.sum()


def test_first_difference_of_floats():
    toy = exercise(shares, mistakes=[], axes=("line", "place"))
    kind, message = tell(lambda image: image / (image.sum() + 1), toy)
    assert (kind, message) == (
        "values",
        "On a small picture, 5 of 6 values differ, the first at line 0, place 1: expected "
        "0.0666667, got 0.0625. Each value is 0.9375 times what it should be.",
    )


@pytest.mark.parametrize(
    ("wrong", "found"),
    [
        (lambda share: np.round(share, 7), "0.06666667, got 0.0666667."),
        (lambda share: share.astype(np.float32), "0.066666667, got 0.06666667."),
    ],
)
def test_numbers_are_shown_with_the_digits_in_which_they_differ(wrong, found):
    toy = exercise(shares, mistakes=[], tolerance=0)
    _, message = tell(lambda image: wrong(shares(image)), toy)
    assert f"expected {found}" in message
    assert message.endswith(" All are nearly right: was something rounded on the way?")


def test_masks_are_not_compared_by_a_factor():
    toy = exercise(lambda image: image > 2, mistakes=[])
    _, message = tell(lambda image: image < 0, toy)
    assert message.endswith("expected True, got False. All of your values are False.")
    _, message = tell(lambda image: image < 3, toy)
    assert message.endswith("expected False, got True.")


def test_not_a_number():
    toy = exercise(shares, mistakes=[])
    kind, message = tell(lambda image: image * np.nan, toy)
    assert kind == "values"
    assert message.endswith("expected 0, got nan. 6 values are NaN, as after 0 / 0.")


def test_not_a_number_where_some_should_be():
    toy = exercise(lambda image: np.where(image > 2, np.nan, image), mistakes=[])
    _, message = tell(lambda image: np.where(image > 1, np.nan, image), toy)
    assert message.endswith("1 value is NaN and should be a number.")
    _, message = tell(lambda image: image * np.nan, toy)
    assert message.endswith("values are NaN and should be numbers.")


def test_infinity():
    toy = exercise(shares, mistakes=[])
    kind, message = tell(lambda image: image / 0.0, toy)
    assert kind == "values"
    assert message.endswith("1 value is NaN, as after 0 / 0.")
    _, message = tell(lambda image: (image + 1) / 0.0, toy)
    assert message.endswith("6 values are infinite, as after 1 / 0.")


def test_infinity_is_not_near_a_number():
    toy = exercise(lambda image: np.where(image > 2, np.inf, 1.0), mistakes=[])
    assert tell(lambda image: np.ones(image.shape), toy)[0] == "values"
    assert tell(lambda image: np.where(image > 2, np.inf, 1.0), toy)[0] == "correct"


def test_wanted_nan_is_right():
    def reference(image):
        return np.where(image > 2, np.nan, 1.0)

    toy = exercise(reference, mistakes=[])
    assert tell(reference, toy)[0] == "correct"
    assert tell(lambda image: np.ones(image.shape), toy)[0] == "values"


def test_four_axes():
    def cases(rng):
        return [("a block", (np.zeros((2, 2, 2, 2)),))]

    toy = exercise(lambda block: block, cases, mistakes=[])
    _, message = tell(lambda block: block + np.eye(2), toy)
    assert "the first at axis 0 0, axis 1 0, axis 2 0, axis 3 0: expected 0, got 1" in message


def test_wrong_number():
    assert tell(lambda image: 0.5, MEAN) == (
        "values",
        "On a small picture: expected 2.5, got 0.5.",
    )


def test_integers_must_be_equal_and_floats_close():
    def cases(rng):
        return [("two large numbers", (np.array([10**9, 10**9]),))]

    whole, real = (
        exercise(lambda numbers: numbers + 0, cases, mistakes=[]),
        exercise(lambda numbers: numbers * 1.0, cases, mistakes=[]),
    )
    assert tell(lambda numbers: numbers + 1, whole)[0] == "values"
    assert tell(lambda numbers: numbers + 1.0, real)[0] == "correct"
    assert tell(lambda numbers: numbers * 1.001, real)[0] == "values"


@pytest.mark.parametrize("kind", [np.matrix, np.asfortranarray])
@pytest.mark.filterwarnings("ignore:the matrix subclass:PendingDeprecationWarning")
def test_array_relatives(kind):
    assert tell(lambda image: kind(double(image)))[0] == "correct"


# Seeds and marks.


def test_cases_are_the_same_every_time(monkeypatch):
    seen = []

    def answer(image):
        seen.append(image.tolist())
        return double(image)

    def look(seed=None):
        seen.clear()
        judge(EXERCISE, answer, seed)
        return list(seen)

    default = look()
    assert look() == default
    monkeypatch.setenv("COURSE_SEED", "12345678901234567890")
    assert look() != default
    assert look() == look(12345678901234567890)
    assert look(1) == default


def test_fraction_counts_right_cases():
    verdict = judge(EXERCISE, lambda image: double(image) * (len(image) < 5))
    assert verdict.fraction == pytest.approx(2 / 3)
    assert verdict.kind == "values"


def test_fraction_goes_on_after_an_exception():
    def answer(image):
        assert len(image) != 2
        return double(image)

    verdict = judge(EXERCISE, answer)
    assert verdict.kind == "error"
    assert verdict.fraction == pytest.approx(2 / 3)


def test_notes_come_along():
    def answer(image):
        print(image)
        return double(image)

    verdict = judge(EXERCISE, answer)
    assert verdict.kind == "correct"
    assert verdict.notes == ("On a small picture, your function printed:\n[[0 1 2]\n [3 4 5]]",)


def test_same_words_every_time():
    def answer(image):
        return double(image) + 1 + math.floor(image.mean())

    assert judge(EXERCISE, answer) == judge(EXERCISE, answer)
