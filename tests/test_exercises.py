"""Proofs over the whole bank: who is right is told so, and every mistake gets its own sentence."""

import ast
import collections
import fractions
import functools
import gc
import inspect
import itertools
import os
import re
import sys
import time
import tracemalloc

import cv2
import mutants
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import ndimage, stats
from skimage import exposure, filters, metrics

from course_utils import data
from course_utils.exercises import BANK, check, solution
from course_utils.exercises.ch01_images import row_score, stack_padded, swap_channels
from course_utils.exercises.ch02_histograms import color_descriptor, count, normalize
from course_utils.exercises.ch03_equalization import cumulative, equalization_table, with_new_luma
from course_utils.exercises.ch04_masks import back_project, histogram_under, rectangle
from course_utils.exercises.ch05_matching import cumulative_shares, lookup_table, match
from course_utils.exercises.ch06_volumes import (
    normalized_histogram,
    otsu_threshold,
    streaming_histogram,
)
from course_utils.checks.judging import NOT_ATTEMPTED
from course_utils.checks.mistakes import make
from course_utils.checks.silence import silenced as quiet

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
    # With its topic where the function alone would say too little, as in equalization_table.
    assert exercise.reference.__name__ in (function, f"{topic}_{function}")
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


def add_up_by_hand(gray):
    total, sums = 0, []
    for number in count_by_hand(gray):
        total += int(number)
        sums.append(total)
    return np.array([number / total for number in sums])


def table_by_hand(gray):
    counts = [int(number) for number in count_by_hand(gray)]
    first = next(number for number in counts if number)
    if first == gray.size:
        return np.array(range(256), np.uint8)
    new_values, total = [], 0
    for number in counts:
        total += number
        new_values.append(max(0, round((total - first) * 255 / (gray.size - first))))
    return np.array(new_values, np.uint8)


def table_masked(gray):
    if (gray == gray[0, 0]).all():
        return np.arange(256).astype(np.uint8)
    sums = count_by_hand(gray).cumsum()
    sums = np.ma.masked_equal(sums, 0)
    sums = (sums - sums.min()) * 255 / (sums.max() - sums.min())
    return np.round(np.ma.filled(sums, 0)).astype("uint8")


def table_of_shares(gray):
    shares = add_up_by_hand(gray)
    first = shares[gray.min()]
    if first == 1:
        return np.arange(256).astype(np.uint8)
    return np.rint(np.clip((shares - first) / (1 - first) * 255, 0, 255)).astype(np.uint8)


def luma_by_hand(image, new_luma):
    gray = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    result = np.zeros(image.shape)
    for row, column in np.ndindex(gray.shape):
        change = float(new_luma[row, column]) - float(gray[row, column])
        for channel in range(3):
            result[row, column, channel] = image[row, column, channel] + change
    return result


def luma_exact(image, new_luma):
    weighed = image @ np.array([3735, 19235, 9798])  # the weights times 2 ** 15
    return image + np.expand_dims(new_luma - (weighed + 2**14) // 2**15, 2).astype(float)


def rectangle_by_hand(shape, top_left, bottom_right):
    mask = np.zeros(shape, bool)
    for row in range(top_left[0], bottom_right[0]):
        for column in range(top_left[1], bottom_right[1]):
            mask[row, column] = True
    return mask


def rectangle_by_indices(shape, top_left, bottom_right):
    rows, columns = np.indices(shape)
    inside_rows = (rows >= top_left[0]) & (rows < bottom_right[0])
    return inside_rows & (columns >= top_left[1]) & (columns < bottom_right[1])


def count_under_by_hand(gray, mask):
    counts = np.zeros(256, int)
    for row in range(gray.shape[0]):
        for column in range(gray.shape[1]):
            if mask[row, column]:
                counts[gray[row, column]] += 1
    return counts


def back_project_by_hand(image, table):
    result = np.empty(image.shape[:2])
    for row, column in np.ndindex(result.shape):
        result[row, column] = table[tuple(image[row, column] // 32)]
    return result


def look_up_by_hand(source_cdf, reference_cdf):
    entries = []
    for share in source_cdf:
        value = 0
        while reference_cdf[value] < share:
            value += 1
        entries.append(value)
    return np.array(entries, np.uint8)


def match_by_hand(source, reference):
    channels = []
    for one, other in zip(cv2.split(source), cv2.split(reference), strict=True):
        new_values = look_up_by_hand(add_up_by_hand(one), add_up_by_hand(other))
        channels.append(cv2.LUT(one, new_values))
    return cv2.merge(channels)


def match_pixel_by_pixel(source, reference):
    result = source.copy()
    for channel in range(3):
        ranked = np.sort(reference[..., channel], axis=None)
        for row, column in np.ndindex(source.shape[:2]):
            rank = np.count_nonzero(source[..., channel] <= source[row, column, channel])
            share = fractions.Fraction(rank, source[..., channel].size)
            result[row, column, channel] = ranked[int(np.ceil(share * ranked.size)) - 1]
    return result


def count_voxels_by_hand(volume):
    counts = [0] * 256
    for value in volume.flat:
        counts[value] += 1
    return np.array(counts) / sum(counts)


def stream_by_next(slabs):
    counts = count_by_hand(next(slabs).reshape(1, -1))
    while (slab := next(slabs, None)) is not None:
        counts = counts + np.bincount(slab.reshape(-1), minlength=256)
    return counts


def stream_by_counter(slabs):
    counter = collections.Counter()
    for slab in slabs:
        counter.update(slab.ravel().tolist())
    return np.array([counter[value] for value in range(256)])


def stream_by_calchist(slabs):
    counts = 0
    for slab in slabs:
        flat = slab.reshape(len(slab), -1)
        counts = counts + cv2.calcHist([flat], [0], None, [256], [0, 256]).ravel().astype(int)
    return counts


def stream_into_larger_numbers(slabs):
    counts = np.zeros(256, np.int64)
    for slab in slabs:
        np.add.at(counts, slab.astype(np.int64), 1)
    return counts


def threshold_by_hand(counts):
    counts = [int(number) for number in counts]
    size, total = sum(counts), sum(value * number for value, number in enumerate(counts))
    best, threshold, below, sums = 0, 0, 0, 0
    for value, number in enumerate(counts):
        below, sums = below + number, sums + value * number
        if 0 < below < size:
            low, high = sums / below, (total - sums) / (size - below)
            variance = (below / size) * (1 - below / size) * (low - high) ** 2
            if variance > best:
                best, threshold = variance, value
    return threshold


def threshold_by_shares(counts):
    p, values = counts / counts.sum(), np.arange(256)
    variances = []
    for t in range(256):
        w0, w1 = p[: t + 1].sum(), p[t + 1 :].sum()
        m0 = (p * values)[: t + 1].sum() / w0 if w0 else 0
        m1 = (p * values)[t + 1 :].sum() / w1 if w1 else 0
        variances.append(w0 * w1 * (m0 - m1) ** 2)
    return int(np.argmax(variances))


def threshold_of_smallest_rest(counts):
    """Minimize the variance within the groups."""
    values, rests = np.arange(256), []
    for t in values:
        parts = [values <= t, values > t]
        means = [np.sum((counts * values)[part]) / max(counts[part].sum(), 1) for part in parts]
        rests.append(
            sum(
                np.sum(counts * part * (values - mean) ** 2)
                for part, mean in zip(parts, means, strict=True)
            )
        )
    return int(np.argmin(rests))


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
    "equalization.cumulative": [
        add_up_by_hand,
        lambda gray: np.array([(gray <= value).mean() for value in range(256)]),
        lambda gray: np.cumsum(np.histogram(gray, 256, (0, 256))[0] / gray.size),
        lambda gray: cv2.calcHist([gray], [0], None, [256], [0, 256]).cumsum() / gray.size,
        lambda gray: np.searchsorted(np.sort(gray, None), np.arange(256), "right") / gray.size,
    ],
    "equalization.table": [table_by_hand, table_masked, table_of_shares],
    "equalization.with_new_luma": [
        luma_by_hand,
        luma_exact,
        lambda image, new_luma: (
            image + (new_luma - np.float32(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)))[..., None]
        ),
        lambda image, new_luma: cv2.add(
            image,
            cv2.merge([new_luma - cv2.cvtColor(image, cv2.COLOR_BGR2GRAY).astype(float)] * 3),
            dtype=cv2.CV_64F,
        ),
    ],
    "masks.rectangle": [rectangle_by_hand, rectangle_by_indices],
    "masks.histogram_under": [
        count_under_by_hand,
        lambda gray, mask: np.array([np.sum(mask & (gray == value)) for value in range(256)]),
        lambda gray, mask: np.histogram(gray[mask], 256, (0, 256))[0],
        lambda gray, mask: count_at(gray[np.nonzero(mask)]),
        lambda gray, mask: np.bincount(np.ma.array(gray, mask=~mask).compressed(), minlength=256),
        lambda gray, mask: np.bincount(gray.ravel(), mask.ravel(), 256).astype(int),
        lambda gray, mask: (
            cv2.calcHist([gray], [0], mask.astype(np.uint8), [256], [0, 256]).ravel().astype(int)
        ),
    ],
    "masks.back_project": [
        back_project_by_hand,
        lambda image, table: table[tuple(np.moveaxis(image >> 5, 2, 0))],
        lambda image, table: table.ravel()[(image // 32).astype(int) @ (64, 8, 1)],
        lambda image, table: table[tuple(cv2.split(np.digitize(image, range(32, 256, 32))))],
    ],
    "matching.cumulative_shares": [
        lambda counts: np.cumsum(counts) / counts.sum(),
        lambda counts: np.cumsum(counts.astype(float)) / np.sum(counts),
        lambda counts: np.array(list(itertools.accumulate(map(int, counts)))) / sum(counts),
        lambda counts: np.array([counts[: i + 1].sum() for i in range(len(counts))]) / counts.sum(),
    ],
    "matching.lookup_table": [
        look_up_by_hand,
        lambda source_cdf, reference_cdf: np.uint8((reference_cdf < source_cdf[:, None]).sum(1)),
        lambda source_cdf, reference_cdf: np.array(
            [np.argmax(reference_cdf >= share) for share in source_cdf], np.uint8
        ),
        lambda source_cdf, reference_cdf: np.searchsorted(
            reference_cdf, source_cdf, side="left"
        ).astype("uint8"),
    ],
    "matching.match": [match_by_hand, match_pixel_by_pixel],
    "volumes.normalized_histogram": [
        count_voxels_by_hand,
        lambda volume: np.histogram(volume, 256, (0, 256))[0] / np.prod(volume.shape),
        lambda volume: np.histogram(volume, np.arange(257), density=True)[0],
        lambda volume: (
            sum(np.bincount(plane.ravel(), minlength=256) for plane in volume) / volume.size
        ),
        lambda volume: (
            cv2.calcHist([volume.reshape(len(volume), -1)], [0], None, [256], [0, 256]).ravel()
            / volume.size
        ),
    ],
    "volumes.streaming_histogram": [
        stream_by_next,
        stream_by_counter,
        stream_by_calchist,
        stream_into_larger_numbers,
        lambda slabs: sum(np.bincount(slab.ravel(), minlength=256) for slab in slabs),
        lambda slabs: np.sum([np.bincount(slab.flat, minlength=256) for slab in slabs], axis=0),
        lambda slabs: functools.reduce(
            lambda counts, slab: counts + np.histogram(slab, 256, (0, 256))[0], slabs, 0
        ),
    ],
    "volumes.otsu_threshold": [
        threshold_by_hand,
        threshold_by_shares,
        threshold_of_smallest_rest,
        lambda counts: int(
            filters.threshold_otsu(hist=(counts, np.arange(256)))
            if np.count_nonzero(counts) > 1
            else 0
        ),
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
    "once_each+wraps_at_256": "once_each",  # only counts above 255 wrap
    "first_row+wraps_at_256": "first_row",
    "wraps_at_256+shares": "shares",  # the picture of one gray has a single count
    # Not so here: among the slabs are large ones with air and tissue.
    "volumes.streaming_histogram wraps_at_256+shares": "wraps_at_256+shares",
    "density+shares": "range_of_image+shares",  # a density is proportional to the counts
    "not_divided+rounded": "not_divided",  # whole numbers stay
    "floor_division+rounded": "floor_division",
    "nothing_behind_the_point+percent": "nothing_behind_the_point",  # nothing but zeros
    "nothing_behind_the_point+cumulative": "nothing_behind_the_point",
    "no_pixel+wraps_at_256": "no_pixel",
    "no_pixel+cumulative": "no_pixel",
    "read_twice+wraps_at_256": "read_twice",
    "read_twice+cumulative": "read_twice",
    "whole_numbers+times_255": "whole_numbers",
    "whole_numbers+mask": "whole_numbers",
    "divided_by_255+scaled_to_255": "not_divided",
    "all_in_uint8+clipped": "all_in_uint8",  # in the range of a picture already
    "gray+clipped": "gray",
    "ycrcb+clipped": "ycrcb",
    "ycrcb+as_picture": "ycrcb",
    "lab+clipped": "lab",
    "lab+as_picture": "lab",
    "hsv+clipped": "hsv",
    "hsv+as_picture": "hsv",
    "clipped+as_picture": "as_picture",
    "differences_only+as_picture": "differences_only+clipped",  # there are no fractions
    "gray+rgb": "gray",  # channels that are equal
    "white+rgb": "white",
    "own_colors+mask": "channel_by_channel+mask",  # neither is ever 0
    "largest_is_1+mask": "mask",
    "times_255+mask": "mask",
    "shares_added+float32": "float32",  # float32 does not hold the errors of float64
    "last_set_to_1+float32": "float32",
    "divided_twice+float32": "float32",
    "reciprocal+float32": "float32",
    "mean_of_slabs+shares": "shares",
    "wraps_at_65536+wraps_at_256": "wraps_at_256",
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
        told = SAME_AS.get(f"{exercise.name} {key}") or SAME_AS.get(key, key)
        for seed in range(3):
            result = check(exercise.name, as_answer(exercise, first, second), seed=seed)
            assert result.kind == f"mistake:{told}"
            if told == key:
                assert result.message == f"Two things. {first.sentence} {second.sentence}"


COLUMN_IN_4 = cv2.calcHist([np.zeros((1, 1), np.uint8)], [0], None, [256], [0, 256]).ndim == 2


def rectangle_by_opencv(shape, top_left, bottom_right):
    return cv2.rectangle(np.zeros(shape, np.uint8), top_left, bottom_right, 255, -1)


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
        ("equalization.table", cv2.equalizeHist, ["picture"], 1),
        ("masks.rectangle", rectangle_by_opencv, ["drawn_by_opencv", "white"], 2),
        (
            "masks.histogram_under",
            lambda gray, mask: cv2.calcHist([gray], [0], mask.astype("u1"), [256], [0, 255]),
            ["without_white"] + ["column"] * COLUMN_IN_4,
            2 + COLUMN_IN_4,  # and the counts are floats
        ),
        (
            "masks.histogram_under",
            lambda gray, mask: np.histogram(gray, 256, (0, 256), weights=mask)[0],
            ["once_each"],
            2,  # and the counts are bool
        ),
        (
            "masks.back_project",
            lambda image, table: cv2.calcBackProject(
                [image], [0, 1, 2], table.astype(np.float32), [0, 256] * 3, 1
            ),
            ["whole_numbers"],
            1,
        ),
        (
            "matching.match",
            lambda source, reference: exposure.match_histograms(source, reference, channel_axis=-1),
            ["interpolated"],
            1,
        ),
    ],
)
def test_what_a_library_returns_when_called_in_a_hurry(name, answer, keys, things):
    for seed in SEEDS:
        result = check(name, answer, seed=seed)
        assert result.kind == "mistake:" + "+".join(keys)
        start = {1: "", 2: "Two things. ", 3: "Three things. "}[things]
        assert result.message.startswith(start)
        assert ("return integers" in result.message) == (things > len(keys))


def keep_in_list(slabs):
    return normalized_histogram(np.concatenate(list(slabs)))


def keep_copies(slabs):
    return np.bincount(np.concatenate([slab.flatten() for slab in slabs]), minlength=256)


def keep_one_growing_array(slabs):
    values = np.array([], np.uint8)
    for slab in slabs:
        values = np.append(values, slab)
    return np.bincount(values, minlength=256)


def keep_values_in_list(slabs):
    values = []
    for slab in slabs:
        values += slab.ravel().tolist()
    return np.bincount(values, minlength=256)


def keep_views(slabs):
    views = {number: slab[:] for number, slab in enumerate(slabs)}
    return sum(np.bincount(view.ravel(), minlength=256) for view in views.values())


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (keep_in_list, "mistake:kept+shares"),
        (keep_copies, "mistake:kept"),
        (keep_one_growing_array, "mistake:kept"),
        (keep_values_in_list, "mistake:kept"),
        (keep_views, "mistake:kept"),
        (lambda slabs: streaming_histogram(list(slabs)), "mistake:kept"),
        (lambda slabs: len(slabs), "error"),
        (lambda slabs: slabs[0], "error"),
    ],
)
def test_slabs_are_a_stream(answer, kind):
    for seed in range(3):
        result = check("volumes.streaming_histogram", answer, seed=seed)
        assert result.kind == kind
    gc.collect()  # an error holds on to what was there when it occurred
    assert not tracemalloc.is_tracing()


def test_slabs_leave_the_tracing_of_others_alone():
    tracemalloc.start()
    try:
        assert check("volumes.streaming_histogram", streaming_histogram).passed
        assert tracemalloc.is_tracing()
    finally:
        tracemalloc.stop()


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
        ("equalization.table", lambda gray: table_by_hand(gray).astype(int)),
        ("masks.rectangle", lambda *args: rectangle_by_hand(*args).astype(np.uint8)),
        ("masks.histogram_under", lambda *args: count_under_by_hand(*args) * 1.0),
        ("matching.lookup_table", lambda *args: look_up_by_hand(*args).astype(int)),
        ("matching.match", lambda *args: match_by_hand(*args) * 1.0),
        ("volumes.otsu_threshold", lambda counts: float(threshold_by_hand(counts))),
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


@many
@given(gray_pictures)
@example(np.full((300, 3), 255, np.uint8))
def test_cumulative_is_scipys_and_opencvs(gray):
    shares = cumulative(gray)
    assert shares[-1] == 1
    assert np.allclose(shares, stats.ecdf(gray.ravel()).cdf.evaluate(np.arange(256)), rtol=1e-12)
    sums = cv2.calcHist([gray], [0], None, [256], [0, 256]).cumsum(dtype=np.float64)
    assert np.allclose(shares, sums / gray.size, rtol=1e-12)


@many
@given(gray_pictures)
@example(np.full((2, 3), 9, np.uint8))
@example(np.array([[1, 2, 2, 2, 3, 3, 3]], np.uint8))  # 3 of 6 pixels: 127.5
@example(np.repeat(np.uint8([[5, 6, 7]]), (1, 7, 7), axis=1))  # 7 of 14, of which 1 / 14 is rounded
def test_table_is_opencvs(gray):
    new_values = equalization_table(gray)
    assert new_values.dtype == np.uint8
    assert (np.diff(new_values.astype(int)) >= 0).all()
    assert np.array_equal(new_values[gray], cv2.equalizeHist(gray))


@pytest.mark.parametrize("name", data.SAMPLES)
def test_table_and_threshold_are_opencvs_on_photographs(name):
    gray = data.sample(name, gray=True)
    assert np.array_equal(equalization_table(gray)[gray], cv2.equalizeHist(gray))
    threshold, _ = cv2.threshold(gray, 0, 255, cv2.THRESH_OTSU)
    assert otsu_threshold(count(gray)) == threshold == filters.threshold_otsu(gray)


@many
@given(
    st.tuples(sides, sides).flatmap(
        lambda shape: st.tuples(arrays(np.uint8, (*shape, 3)), arrays(np.uint8, shape))
    )
)
def test_with_new_luma_is_opencvs(pair):
    image, new_luma = pair
    result = with_new_luma(image, new_luma)
    assert result.dtype == np.float64
    for first, second in itertools.combinations(range(3), 2):
        before = cv2.subtract(image[..., first], image[..., second], dtype=cv2.CV_64F)
        assert np.array_equal(result[..., first] - result[..., second], before)
    luma = cv2.cvtColor(result.astype(np.float32), cv2.COLOR_BGR2GRAY)
    assert np.abs(luma - new_luma).max() <= 0.501  # the old luma was rounded


@many
@given(sides, sides, st.data())
def test_rectangle_is_opencvs_and_numpys(rows, columns, draw):
    (top, bottom), (left, right) = (
        sorted(draw.draw(st.tuples(*[st.integers(0, length)] * 2))) for length in (rows, columns)
    )
    mask = rectangle((rows, columns), (top, left), (bottom, right))
    assert mask.dtype == bool
    assert mask.shape == (rows, columns)
    assert mask.sum() == (bottom - top) * (right - left)
    inner = np.ones((bottom - top, right - left), bool)
    padded = np.pad(inner, ((top, rows - bottom), (left, columns - right)))
    assert np.array_equal(mask, padded)
    if mask.any():
        drawn = np.zeros((rows, columns), np.uint8)
        cv2.rectangle(drawn, (left, top), (right - 1, bottom - 1), 1, -1)
        assert np.array_equal(mask, drawn > 0)


@many
@given(
    st.tuples(sides, sides).flatmap(
        lambda shape: st.tuples(arrays(np.uint8, shape), arrays(bool, shape))
    )
)
def test_histogram_under_is_opencvs_and_numpys(pair):
    gray, mask = pair
    counts = histogram_under(gray, mask)
    assert counts.dtype.kind == "i"
    expected = cv2.calcHist([gray], [0], mask.astype(np.uint8), [256], [0, 256])
    assert np.array_equal(counts, expected.ravel())
    weights = mask.astype(int)
    assert np.array_equal(counts, np.histogram(gray, 256, (0, 256), weights=weights)[0])


@many
@given(color_pictures, arrays(np.uint8, (8, 8, 8)))
def test_back_project_is_opencvs(image, whole_numbers):
    # cv2.Mat, because OpenCV takes the last axis of a plain array for channels.
    table = cv2.Mat(whole_numbers.astype(np.float32), wrap_channels=False)
    expected = cv2.calcBackProject([image], [0, 1, 2], table, [0, 256] * 3, 1)
    found = back_project(image, whole_numbers)
    assert found.shape == image.shape[:2]
    assert np.array_equal(found, expected)


@many
@given(arrays(np.int64, st.integers(1, 300), elements=st.integers(0, 10**12)))
def test_cumulative_shares_are_exact(counts):
    counts[0] += 1
    shares = cumulative_shares(counts)
    total = sum(counts.tolist())
    exact = [
        float(fractions.Fraction(part, total)) for part in itertools.accumulate(counts.tolist())
    ]
    assert shares.dtype == np.float64
    assert shares.tolist() == exact
    assert shares[-1] == 1


@many
@given(gray_pictures, gray_pictures)
def test_lookup_table_is_numpys(source, reference):
    found = lookup_table(cumulative(source), cumulative(reference))
    assert found.dtype == np.uint8
    ranks = np.cumsum(count(source))
    for value in range(256):
        # NumPy's quantile by the same rule, in whole numbers: the first with at least this rank.
        needed = -(-int(ranks[value]) * reference.size // source.size)
        ordered = np.sort(reference, axis=None)
        assert found[value] == (ordered[needed - 1] if needed else 0)


@settings(max_examples=50, deadline=None)
@given(color_pictures, st.integers(0, 2**32 - 1))
def test_match_is_scikit_images_up_to_its_rounding(source, seed):
    # In a reference that has every value, interpolation never reaches further than one value.
    reference = np.random.default_rng(seed).permuted(np.arange(3 * 400) % 256).reshape(20, 20, 3)
    every = np.repeat(np.arange(256, dtype=np.uint8)[:, None, None], 3, axis=2)
    reference = np.vstack([every, reference.reshape(-1, 1, 3).astype(np.uint8)])
    ours = match(source, reference)
    theirs = exposure.match_histograms(source, reference, channel_axis=-1)
    assert ours.dtype == np.uint8
    assert np.isin(ours - theirs.astype(int), (0, 1)).all()


@many
@given(color_pictures, color_pictures)
def test_match_gives_the_ranks_of_the_reference(source, reference):
    before = source.copy()
    matched = match(source, reference)
    assert np.array_equal(source, before)
    assert np.array_equal(matched, match_pixel_by_pixel(source, reference))
    assert np.array_equal(match(source, source), source)


def test_match_is_scikit_images_on_photographs():
    source, reference = data.sample("china"), data.sample("rocket")
    theirs = exposure.match_histograms(source, reference, channel_axis=-1)
    assert np.abs(match(source, reference) - theirs.astype(int)).max() == 1


volumes = arrays(np.uint8, st.tuples(*[st.integers(1, 8)] * 3))


@many
@given(volumes)
@example(np.full((7, 90, 110), 255, np.uint8))
def test_histograms_of_volumes_are_scipys_and_opencvs(volume):
    shares = normalized_histogram(volume)
    expected = ndimage.histogram(volume, 0, 256, 256)
    assert np.allclose(shares, expected / volume.size, rtol=1e-12)
    flat = volume.reshape(1, -1)
    assert np.array_equal(cv2.calcHist([flat], [0], None, [256], [0, 256]).ravel(), expected)
    counts = streaming_histogram(iter(np.array_split(volume, 3)))
    assert counts.dtype == np.int64
    assert np.array_equal(counts, expected)


def between_class_variances(counts):
    """Return the exact variances, times the number of pixels squared."""
    size, total = int(counts.sum()), int((counts * np.arange(256)).sum())
    below = sums = 0
    for value, number in enumerate(counts.tolist()):
        below, sums = below + number, sums + value * number
        product = below * (size - below)
        yield fractions.Fraction((sums * size - total * below) ** 2, product) if product else 0


@many
@given(gray_pictures)
@example(np.array([[10, 20, 30]], np.uint8))  # 10 and 20 are equally good
@example(np.array([[0, 255, 255]], np.uint8))
@example(np.array([[7, 7]], np.uint8))
def test_otsu_threshold_is_the_lowest_best_and_opencvs(gray):
    found = otsu_threshold(count(gray))
    variances = list(between_class_variances(count(gray)))
    assert type(found) is int
    assert found == variances.index(max(variances))
    threshold, _ = cv2.threshold(gray, 0, 255, cv2.THRESH_OTSU)
    assert variances[int(threshold)] == max(variances)  # of equal ones, OpenCV takes any
