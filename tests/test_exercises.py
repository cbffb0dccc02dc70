"""Proofs over the whole bank: who is right is told so, and every mistake gets its own sentence."""

import ast
import inspect
import itertools
import os
import re
import sys
import time

import cv2
import mutants
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from skimage import exposure, metrics

from course_utils.exercises import BANK, check, solution
from course_utils.exercises.ch01_images import row_score, stack_padded, swap_channels
from course_utils.exercises.ch02_histograms import color_descriptor, count, normalize
from course_utils.judging import NOT_ATTEMPTED, make
from course_utils.running import quiet

SEEDS = range(20)
EXERCISES = list(BANK.exercises.values())
MISTAKES = [(exercise, mistake) for exercise in EXERCISES for mistake in exercise.mistakes]
each_exercise = pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.name)
each_mistake = pytest.mark.parametrize(
    ("exercise", "mistake"), MISTAKES, ids=[f"{e.name}-{m.key}" for e, m in MISTAKES]
)


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch):
    monkeypatch.setenv("COURSE_PROGRESS", "off")
    monkeypatch.delenv("COURSE_SEED", raising=False)
    monkeypatch.delenv("COURSE_TIME_LIMIT", raising=False)


def function_from(source, exercise):
    """Run source in the module of a reference and return the function it defines."""
    names = dict(vars(inspect.getmodule(exercise.reference)))
    exec(compile(source, f"<{exercise.name}>", "exec"), names)
    return names[exercise.reference.__name__]


# The bank itself.


@each_exercise
def test_exercise_is_complete(exercise):
    topic, function = exercise.name.split(".")
    assert topic in inspect.getmodule(exercise.reference).__name__
    assert function == exercise.reference.__name__
    assert exercise.level in ("easy", "medium", "hard")
    assert len(exercise.mistakes) >= 3
    assert 3 <= len(exercise.hints) <= 4
    assert len(inspect.getdoc(exercise.reference)) > 150
    _, args = exercise.cases(np.random.default_rng(1))[0]
    assert len(exercise.axes) in (0, np.ndim(exercise.reference(*args)))
    assert len({mistake.key for mistake in exercise.mistakes}) == len(exercise.mistakes)
    assert len({mistake.sentence for mistake in exercise.mistakes}) == len(exercise.mistakes)


def test_names_are_unique_and_levels_rise_in_each_chapter():
    assert len({exercise.name for exercise in EXERCISES}) == len(EXERCISES)
    for _, group in itertools.groupby(EXERCISES, lambda exercise: exercise.name.split(".")[0]):
        assert [exercise.level for exercise in group] == ["easy", "medium", "hard"]


@each_exercise
def test_cases_are_varied(exercise):
    first, second = (exercise.cases(np.random.default_rng(seed)) for seed in (1, 2))
    assert [label for label, _ in first] == [label for label, _ in second]
    assert len({label for label, _ in first}) == len(first) >= 5
    assert all(label[0].islower() or label[0].isdigit() for label, _ in first)
    different = [
        str(before) != str(after) for (_, before), (_, after) in zip(first, second, strict=True)
    ]
    assert sum(different) >= len(first) / 2


@each_exercise
def test_words_are_short_and_give_nothing_away(exercise):
    body = inspect.getsource(exercise.reference).split('"""')[-1]
    parts = re.findall(r"(?:= |return |in )(.{12,}?):?\n", body)
    assert parts
    told = [mistake.sentence for mistake in exercise.mistakes] + exercise.hints
    for text in [*told, exercise.correct]:
        assert re.search(r"[^ ][.?]$", text), text
        assert len(text.split()) <= 50, text
        assert text[0].isupper() or text[0] == "`", text
        assert "  " not in text, text
        assert not [part for part in parts if part in text], text


# Right answers.


@each_exercise
def test_reference_is_correct(exercise):
    for seed in SEEDS:
        result = check(exercise.name, exercise.reference, seed=seed)
        assert result.passed
        assert result.fraction == 1
        assert f"in all {len(exercise.cases(np.random.default_rng(seed)))} cases" in result.message


@each_exercise
def test_printed_solution_is_correct(exercise, capsys):
    solution(exercise.name)
    printed = capsys.readouterr().out
    assert check(exercise.name, function_from(printed, exercise)).passed


def swap_by_hand(image):
    result = np.empty_like(image)
    result[:, :, 0], result[:, :, 1], result[:, :, 2] = (image[:, :, c] for c in (2, 1, 0))
    return result


def stack_by_hand(images):
    height = max(len(image) for image in images)
    width = max(len(image[0]) for image in images)
    pages = []
    for image in images:
        page = [[int(value) for value in row] + [0] * (width - len(row)) for row in image]
        pages.append(page + [[0] * width] * (height - len(page)))
    return np.array(pages, np.uint8)


def score_by_hand(flat, rows):
    columns = len(flat) // rows
    total = 0
    for i in range(len(flat) - columns):
        total += (int(flat[i]) - int(flat[i + columns])) ** 2
    return total / (len(flat) - columns)


def count_by_hand(gray):
    counts = [0] * 256
    for row in gray:
        for value in row:
            counts[value] += 1
    return np.array(counts)


def count_at(gray):
    counts = np.zeros(256, np.int32)
    np.add.at(counts, gray, 1)
    return counts


def describe_by_hand(image):
    counts = np.zeros((8, 8, 8), int)
    for blue, green, red in image.reshape(-1, 3):
        counts[blue // 32, green // 32, red // 32] += 1
    return counts.flatten()


ALSO_RIGHT = {
    "images.swap_channels": [
        swap_by_hand,
        lambda image: image[..., ::-1],
        lambda image: image[:, :, [2, 1, 0]],
        lambda image: np.flip(image, 2),
        lambda image: cv2.cvtColor(image, cv2.COLOR_BGR2RGB),
        lambda image: np.dstack(cv2.split(image)[::-1]),
    ],
    "images.stack_padded": [stack_by_hand],
    "images.row_score": [
        score_by_hand,
        lambda flat, rows: np.mean(np.diff(flat.reshape(rows, -1).astype(int), axis=0) ** 2),
        lambda flat, rows: np.mean(np.diff(flat.reshape(rows, -1).astype("f4"), axis=0) ** 2),
        lambda flat, rows: np.square(
            np.float64(flat[len(flat) // rows :]) - flat[: -(len(flat) // rows)]
        ).mean(),
    ],
    "histograms.count": [
        count_by_hand,
        count_at,
        lambda gray: np.array([np.sum(gray == value) for value in range(256)]),
        lambda gray: np.histogram(gray, 256, (0, 256))[0],
        lambda gray: np.histogram(gray, 256, (0, 255))[0],  # the same for whole numbers
        lambda gray: np.histogram(gray, np.arange(257))[0],
        lambda gray: cv2.calcHist([gray], [0], None, [256], [0, 256]).ravel().astype(int),
    ],
    "histograms.normalize": [
        lambda gray: count_by_hand(gray) / gray.size,
        lambda gray: count_by_hand(gray) / (gray.shape[0] * gray.shape[1]),
        lambda gray: cv2.calcHist([gray], [0], None, [256], [0, 256]).ravel() / gray.size,
        lambda gray: np.histogram(gray, 256, (0, 256), density=True)[0],
        lambda gray: np.array([(gray == value).mean() for value in range(256)]),
        lambda gray: cv2.normalize(
            cv2.calcHist([gray], [0], None, [256], [0, 256]), None, norm_type=cv2.NORM_L1
        ).ravel(),
    ],
    "histograms.color_descriptor": [
        describe_by_hand,
        lambda image: (
            cv2.calcHist([image], [0, 1, 2], None, [8] * 3, [0, 256] * 3).ravel().astype(int)
        ),
        lambda image: (
            np.histogramdd(image.reshape(-1, 3), 8, [(0, 256)] * 3)[0].astype(int).ravel()
        ),
        lambda image: (
            np.histogramdd(image.reshape(-1, 3), 8, [(0, 255)] * 3)[0].astype(int).ravel()
        ),  # the same for whole numbers
    ],
}


@each_exercise
def test_other_right_answers_are_correct(exercise):
    for answer in ALSO_RIGHT[exercise.name]:
        for seed in SEEDS:
            result = check(exercise.name, answer, seed=seed)
            assert result.passed, (inspect.getsource(answer), result)


# Starters.


@each_exercise
def test_starter_is_not_attempted(exercise):
    starter = exercise.starter
    bodies = ["...", "pass", "return ...", "return None", "raise NotImplementedError", '"Docs."']
    answers = [function_from(starter.replace("...", body), exercise) for body in bodies]
    for answer in [None, ..., *answers]:
        result = check(exercise.name, answer)
        assert (result.kind, result.message) == ("todo", NOT_ATTEMPTED)
        assert result.fraction == 0


# Mistakes.


def as_answer(exercise, *mistakes):
    return lambda *args: make(exercise, mistakes, args)


@each_mistake
def test_mistake_gets_exactly_its_sentence(exercise, mistake):
    for seed in SEEDS:
        result = check(exercise.name, as_answer(exercise, mistake), seed=seed)
        assert result.kind == f"mistake:{mistake.key}", seed
        assert result.message == mistake.sentence
        assert not result.passed
        assert result.fraction < 1


# Pairs of mistakes that come to the same as one of them, or as another pair, and what is told then.
SAME_AS = {
    "summed+whole_number": "summed",  # a sum of squares is whole
    "once_each+wraps": "once_each",  # only counts above 255 wrap
    "first_row+wraps": "first_row",
    "wraps+shares": "shares",  # the picture of one gray has a single count
    "density+shares": "range_of_image+shares",  # a density is proportional to the counts
    "not_divided+rounded": "not_divided",  # whole numbers stay
    "floor_division+rounded": "floor_division",
}


def possible_pairs(exercise):
    """Yield two mistakes that can be made together: the second one in the last step."""
    cases = exercise.cases(np.random.default_rng(0))
    for pair in itertools.combinations(exercise.mistakes, 2):
        try:
            with quiet():
                results = [make(exercise, pair, args) for _, args in cases]
        except Exception:  # such as flattening what is flat
            continue
        if pair[1].of_result and results:
            yield pair


@each_exercise
def test_two_mistakes_get_both_sentences(exercise):
    pairs = list(possible_pairs(exercise))
    assert len(pairs) >= 20
    for first, second in pairs:
        key = f"{first.key}+{second.key}"
        for seed in range(3):
            result = check(exercise.name, as_answer(exercise, first, second), seed=seed)
            if key in SAME_AS:
                assert result.kind == f"mistake:{SAME_AS[key]}"
            else:
                assert result.kind == f"mistake:{key}"
                assert result.message == f"Two things. {first.sentence} {second.sentence}"


COLUMN_IN_4 = cv2.calcHist([np.zeros((1, 1), np.uint8)], [0], None, [256], [0, 256]).ndim == 2


@pytest.mark.parametrize(
    ("name", "answer", "keys", "things"),
    [
        (
            "histograms.count",
            lambda gray: cv2.calcHist([gray], [0], None, [256], [0, 255]),
            ["without_white"] + ["column"] * COLUMN_IN_4,
            2 + COLUMN_IN_4,  # and the counts are floats
        ),
        (
            "histograms.normalize",
            lambda gray: cv2.calcHist([gray], [0], None, [256], [0, 255]) / gray.size,
            ["without_white"] + ["column"] * COLUMN_IN_4,
            1 + COLUMN_IN_4,
        ),
        (
            "histograms.normalize",
            lambda gray: cv2.normalize(
                cv2.calcHist([gray], [0], None, [256], [0, 256]), None
            ).reshape(-1, 1),
            ["length_1", "column"],
            2,
        ),
        (
            "histograms.color_descriptor",
            lambda image: cv2.calcHist([image], [0, 1, 2], None, [8] * 3, [0, 256] * 3),
            ["not_flat"],
            2,
        ),
        (
            "histograms.color_descriptor",
            lambda image: cv2.calcHist([image], [2, 1, 0], None, [8] * 3, [0, 256] * 3).astype(int),
            ["red_first", "not_flat"],
            2,
        ),
        (
            "histograms.color_descriptor",
            lambda image: cv2.calcHist([image], [0, 1, 2], None, [8] * 3, [0, 255] * 3).ravel(),
            ["without_255"],
            2,
        ),
    ],
)
def test_what_opencv_returns_when_called_in_a_hurry(name, answer, keys, things):
    for seed in SEEDS:
        result = check(name, answer, seed=seed)
        assert result.kind == "mistake:" + "+".join(keys)
        start = {1: "", 2: "Two things. ", 3: "Three things. "}[things]
        assert result.message.startswith(start)
        assert ("return integers" in result.message) == (things > len(keys))


def test_swap_in_place():
    def answer(image):
        image[:, :, 0], image[:, :, 2] = image[:, :, 2], image[:, :, 0]
        return image

    result = check("images.swap_channels", answer)
    assert result.kind == "mistake:overwritten"
    assert result.message.startswith("Two things. Red now stands in two channels")
    assert "changes its argument `image`" in result.message


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("images.swap_channels", lambda image: image[:, :, ::-1].astype(float)),
        ("images.stack_padded", lambda images: stack_by_hand(images).astype(int)),
        ("histograms.count", lambda gray: count_by_hand(gray).astype(float)),
        ("histograms.color_descriptor", lambda image: describe_by_hand(image) * 1.0),
    ],
)
def test_right_values_of_wrong_type(name, answer):
    result = check(name, answer)
    assert result.kind == "type"
    assert result.message.startswith("The values are right, but the result has the type `")


# Mutants.


def mutate(exercise, changes):
    """Apply replacements to the body of a reference, not to its docstring."""
    source = inspect.getsource(exercise.reference)
    docstring = ast.parse(source).body[0].body[0]
    lines = source.splitlines(keepends=True)
    head, body = "".join(lines[: docstring.end_lineno]), "".join(lines[docstring.end_lineno :])
    for old, new in changes:
        assert body.count(old) == 1, (exercise.name, old)
        body = body.replace(old, new)
    return function_from(head + body, exercise)


def is_refused(exercise, changes):
    answer = mutate(exercise, changes)
    return not any(check(exercise.name, answer, seed=seed).passed for seed in range(5))


def test_mutants_are_refused(capsys):
    alive, total = [], 0
    for exercise in EXERCISES:
        listed = mutants.MUTANTS[exercise.name]
        assert len(listed) >= 8
        total += len(listed)
        alive += [
            (exercise.name, changes) for changes in listed if not is_refused(exercise, changes)
        ]
    rate = 1 - len(alive) / total
    with capsys.disabled():
        equivalent = sum(map(len, mutants.EQUIVALENT.values()))
        print(f"\n{total - len(alive)} of {total} mutants refused ({rate:.1%}), ", end="")
        print(f"{equivalent} equivalent ones left out and accepted; alive: {alive}")
    assert rate >= 0.95


@each_exercise
def test_equivalent_mutants_are_accepted(exercise):
    for changes, reason in mutants.EQUIVALENT[exercise.name]:
        for seed in SEEDS:
            assert check(exercise.name, mutate(exercise, changes), seed=seed).passed, reason


# Whatever a reader hands in, a check comes back.


class Pretender:
    def __array__(self, *args, **options):
        raise RuntimeError("no")


class Unspeakable(Exception):
    def __str__(self):
        raise RuntimeError("no")


def raise_unspeakable(*args):
    raise Unspeakable


def recurse(*args):
    return recurse(*args)


def leave(*args):
    sys.exit()


def interrupt(*args):
    raise KeyboardInterrupt


def need_memory(*args):
    return np.ones((10**6, 10**9))


async def wait(*args):
    return args[0]


def generate(*args):
    yield args[0]


def print_much(*args):
    for _ in range(1000):
        print("line" * 100)
    return args[0]


def spoil(*args):
    for array in args[0] if isinstance(args[0], list) else [args[0]]:
        array.fill(7)
    return args[0]


ODD_ANSWERS = [
    raise_unspeakable,
    recurse,
    leave,
    interrupt,
    need_memory,
    wait,
    generate,
    print_much,
    spoil,
    print,
    int,
    dict,
    Pretender,
    os.getpid,
    type("Class", (), {}),
    lambda *args: Pretender(),
    lambda *args: [[1], [2, 3]],
    lambda *args: np.full(256, np.nan),
    lambda *args: np.full(512, np.inf),
    lambda *args: float("nan"),
    lambda *args: np.array([[], []], object),
    lambda *args: np.zeros((0, 3), np.uint8),
    lambda *args: np.broadcast_to(np.uint8(1), (10**6, 10**6, 3)),
    lambda *args: np.array(args, dtype=object),
    lambda *args: np.float64(1) / 0,
    lambda *args: memoryview(b"abc"),
    lambda *args: 10**400,
    lambda: 1,
    lambda one, two, three: 1,
    5,
    "answer",
]


@each_exercise
@pytest.mark.parametrize("number", range(len(ODD_ANSWERS)))
def test_odd_answer_is_refused_in_words(exercise, number, capsys):
    result, again = (check(exercise.name, ODD_ANSWERS[number]) for _ in range(2))
    assert not result.passed
    assert 20 < len(result.message) < 700
    assert repr(result) == repr(again)
    assert result._repr_html_() == again._repr_html_()
    assert capsys.readouterr() == ("", "")


def loop(*args):
    while True:
        pass


def loop_that_catches_everything(*args):
    while True:
        try:
            time.sleep(1)
        except:  # noqa: E722
            continue


@each_exercise
@pytest.mark.parametrize("answer", [loop, loop_that_catches_everything])
def test_endless_loop_ends_with_a_message(exercise, answer, monkeypatch):
    monkeypatch.setenv("COURSE_TIME_LIMIT", "0.05")
    begin = time.monotonic()
    result = check(exercise.name, answer)
    assert time.monotonic() - begin < 2
    assert result.kind == "time"
    label = exercise.cases(np.random.default_rng(1))[0][0]
    assert result.message.startswith(f"On {label}, the time was up and your function was stopped.")
    assert "An endless loop?" in result.message


# The references against OpenCV, NumPy and scikit-image.

sides = st.integers(1, 14)
gray_pictures = arrays(np.uint8, st.tuples(sides, sides))
color_pictures = arrays(np.uint8, st.tuples(sides, sides, st.just(3)))
many = settings(max_examples=200, deadline=None)


@many
@given(color_pictures)
def test_swap_channels_is_opencvs(image):
    swapped = swap_channels(image)
    assert swapped.dtype == np.uint8
    assert np.array_equal(swapped, cv2.cvtColor(image, cv2.COLOR_BGR2RGB))
    assert np.array_equal(swap_channels(swapped), image)


@many
@given(st.lists(gray_pictures, min_size=1, max_size=5))
def test_stack_padded_is_opencvs(images):
    stack = stack_padded(images)
    height, width = np.max([image.shape for image in images], axis=0)
    assert stack.shape == (len(images), height, width)
    assert stack.dtype == np.uint8
    for page, image in zip(stack, images, strict=True):
        below, right = height - image.shape[0], width - image.shape[1]
        padded = cv2.copyMakeBorder(image, 0, int(below), 0, int(right), cv2.BORDER_CONSTANT)
        assert np.array_equal(page, padded)
        assert np.array_equal(page, np.pad(image, ((0, below), (0, right))))


@many
@given(arrays(np.uint8, st.tuples(st.integers(2, 14), sides)))
@example(np.array([[0, 255], [255, 0]], np.uint8))
def test_row_score_is_scikit_images_and_opencvs(picture):
    score = row_score(picture.ravel(), len(picture))
    above, below = np.ascontiguousarray(picture[:-1]), np.ascontiguousarray(picture[1:])
    assert type(score) is float
    assert score == pytest.approx(metrics.mean_squared_error(above, below), rel=1e-12)
    assert score == pytest.approx(cv2.norm(above, below, cv2.NORM_L2SQR) / above.size, rel=1e-12)


@many
@given(gray_pictures)
@example(np.full((300, 3), 255, np.uint8))
def test_count_is_opencvs_and_numpys(gray):
    counts = count(gray)
    assert counts.dtype.kind == "i"
    assert counts.sum() == gray.size
    assert np.array_equal(counts, cv2.calcHist([gray], [0], None, [256], [0, 256]).ravel())
    assert np.array_equal(counts, np.histogram(gray, 256, (0, 256))[0])


@many
@given(gray_pictures)
@example(np.full((300, 3), 255, np.uint8))
def test_normalize_is_scikit_images_and_opencvs(gray):
    shares = normalize(gray)
    assert shares.sum() == pytest.approx(1, abs=1e-12)
    expected, _ = exposure.histogram(gray, source_range="dtype", normalize=True)
    assert np.allclose(shares, expected, rtol=1e-12)
    counts = cv2.calcHist([gray], [0], None, [256], [0, 256]).ravel().astype(np.float64)
    assert np.allclose(shares, counts / gray.size, rtol=1e-12)


@many
@given(color_pictures)
@example(np.full((300, 3, 3), 255, np.uint8))
def test_color_descriptor_is_opencvs_and_numpys(image):
    descriptor = color_descriptor(image)
    assert descriptor.dtype.kind == "i"
    counts = cv2.calcHist([image], [0, 1, 2], None, [8] * 3, [0, 256] * 3)
    assert np.array_equal(descriptor, counts.ravel())
    counts, _ = np.histogramdd(image.reshape(-1, 3), 8, [(0, 256)] * 3)
    assert np.array_equal(descriptor, counts.ravel())
