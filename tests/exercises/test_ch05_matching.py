"""Proofs of chapter 05, Histogram matching."""

import fractions
import itertools

import cv2
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from skimage import exposure

from course_utils import data
from course_utils.exercises.ch02_histograms import count
from course_utils.exercises.ch03_equalization import cumulative
from course_utils.exercises.ch05_matching import cumulative_shares, lookup_table, match
from tests.exercises import Proof
from tests.exercises.shared import ORDER, add_up_by_hand, color_pictures, gray_pictures, many

# ---- matching.cumulative_shares ----------------------------------------------------------------


CUMULATIVE_SHARES = Proof(
    "matching.cumulative_shares",
    also_right=[
        lambda counts: np.cumsum(counts) / counts.sum(),
        lambda counts: np.cumsum(counts.astype(float)) / np.sum(counts),
        lambda counts: np.array(list(itertools.accumulate(map(int, counts)))) / sum(counts),
        lambda counts: np.array([counts[: i + 1].sum() for i in range(len(counts))]) / counts.sum(),
    ],
    mutants=[
        "np.cumsum(counts) -> np.cumsum(counts, dtype=np.float32)",
        "np.cumsum(counts) -> np.cumsum(counts, dtype=np.int32)",
        "np.cumsum(counts) -> np.cumsum(counts, dtype=np.uint8)",
        "np.cumsum(counts) -> np.cumsum(counts, dtype=np.uint16)",
        "np.cumsum(counts) -> np.cumsum(counts)[:-1]",
        "np.cumsum(counts) -> np.cumsum(counts > 0)",
        "sums / sums[-1] -> np.round(sums / sums[-1], 12)",
        "sums / sums[-1] -> sums / sums[-1] + 1e-15",
    ],
    equivalents={
        "sums[-1] -> sums.max()": "the last of rising numbers is the largest",
        "np.cumsum(counts) -> np.cumsum(counts, dtype=np.float64)": "exact up to 2**53",
    },
    same_as={
        "shares_added+float32": "float32",  # float32 does not hold the errors of float64
        "last_set_to_1+float32": "float32",
        "divided_twice+float32": "float32",
        "reciprocal+float32": "float32",
        "cut_before_added+float32": "cut_before_added",  # zeros stay zeros
        "nothing_behind_the_point+float32": "nothing_behind_the_point",
        "divided_by_length+scaled_to_255": "times_255+divided_by_length",
        "divided_by_bins+scaled_to_255": "times_255+divided_by_bins",
        # Divided and multiplied by 255, some shares keep their last digit, and some do not.
        "divided_by_255+scaled_to_255": ("not_divided", "divided_by_255+scaled_to_255"),
        "scaled_to_255+float32": "times_255+float32",
    },
)


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


# ---- matching.lookup_table ---------------------------------------------------------------------


def look_up_by_hand(source_cdf, reference_cdf):
    entries = []
    for share in source_cdf:
        value = 0
        while reference_cdf[value] < share:
            value += 1
        entries.append(value)
    return np.array(entries, np.uint8)


LOOKUP_TABLE = Proof(
    "matching.lookup_table",
    also_right=[
        look_up_by_hand,
        lambda source_cdf, reference_cdf: np.uint8((reference_cdf < source_cdf[:, None]).sum(1)),
        lambda source_cdf, reference_cdf: np.array(
            [np.argmax(reference_cdf >= share) for share in source_cdf], np.uint8
        ),
        lambda source_cdf, reference_cdf: np.searchsorted(
            reference_cdf, source_cdf, side="left"
        ).astype("uint8"),
    ],
    mutants=[
        "cdf).astype(np.uint8) -> cdf).astype(np.uint8) - 1",
        "(reference_cdf, source_cdf) -> (reference_cdf, source_cdf - 1e-3)",
        "(reference_cdf, source_cdf) -> (reference_cdf, source_cdf.round(2))",
        "np.searchsorted(reference_cdf, -> 2 * np.searchsorted(reference_cdf[::2],",
        "(reference_cdf, source_cdf) -> (np.unique(reference_cdf), source_cdf)",
        "np.searchsorted(reference_cdf, source_cdf) -> (source_cdf * 255)",
        "np.searchsorted(reference_cdf, source_cdf) -> np.arange(256)",
    ],
    equivalents={
        "source_cdf) -> source_cdf, side='left')": "left is the default",
        "reference_cdf[:-1]": "a share above all others belongs to the last place anyway",
    },
    same_as={
        "all_black+unit_range": "all_black",
    },
)


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


# ---- matching.match ----------------------------------------------------------------------------


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


NEVER_LOOKED_UP = "no value above the brightest is ever looked up"

MATCH = Proof(
    "matching.match",
    also_right=[match_by_hand, match_pixel_by_pixel],
    mutants=[
        ("np.empty_like(source) -> source.copy()", "range(3) -> range(2)"),
        ("np.empty_like(source) -> source.copy()", "range(3) -> range(1, 3)"),
        "reference[:, :, channel]) -> reference[:, :, 0])",
        "values.ravel() -> values[0]",
        "new_values[source[:, :, channel]] -> new_values[matched[:, :, 0]]",
        "    return matched ->         return matched",
    ],
    equivalents={
        "np.empty_like -> np.zeros_like": "all values are overwritten",
        "range(3) -> (2, 1, 0)": "the order of channels does not matter",
        "range(3)[::-1]": "the order of channels does not matter",
        "np.empty_like(source[::-1])": "shape and type are the same",
        "np.bincount(values.ravel())": NEVER_LOOKED_UP,
        "minlength=128": NEVER_LOOKED_UP,
        "minlength=255": NEVER_LOOKED_UP,
        "minlength=257": NEVER_LOOKED_UP,
        "minlength=512": NEVER_LOOKED_UP,
        "reference_cdf[:-1]": "a share above all others belongs to the last place anyway",
        "values.ravel()[::-1]": ORDER,
        "(source[::-1, :, channel]": ORDER,
        "(source[:, ::-1, channel]": ORDER,
        "reference[::-1, :, channel]": ORDER,
        "reference[:, ::-1, channel]": ORDER,
    },
    same_as={
        "last_that_fits+rgb": "last_that_fits",
        "all_black+rgb": "all_black",
        "all_black+unit_range": "all_black",
    },
    told=[
        (
            lambda source, reference: exposure.match_histograms(source, reference, channel_axis=-1),
            "mistake:as_scikit_image",
        ),
    ],
)


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
