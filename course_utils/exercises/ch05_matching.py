"""Exercises of chapter 05, Histogram matching."""

from functools import partial

import cv2
import numpy as np

from ..checks import Exercise, Mistake, mistakes_in, slip, slips_in
from . import shared
from .shared import count

# ---- matching.cumulative_shares ----------------------------------------------------------------


def cumulative_shares(counts):
    """Return the running sum of counts as shares of all, as float64.

    Whole numbers are added first, without any error, and each sum is divided once. So equal shares
    of two lists are equal to the last digit, and the last share is exactly 1. Shares that were
    divided first would add up to something like 0.9999999999999999.

    >>> cumulative_shares(np.array([1, 0, 2, 1])).tolist()
    [0.25, 0.25, 0.75, 1.0]
    """
    sums = np.cumsum(counts)
    return sums / sums[-1]


def shares_cases(rng):
    return [
        ("four counts", (rng.integers(1, 9, 4),)),
        ("256 counts", (rng.integers(0, 90, 256),)),
        ("ten equal counts", (np.full(10, rng.integers(2, 70)),)),
        ("counts that begin and end with zeros", (np.pad(rng.integers(1, 50, 20), (7, 5)),)),
        ("the counts of many volumes", (rng.integers(0, 10**8, 256),)),
        ("a single count", (rng.integers(1, 9, 1),)),
    ]


def _shares(
    counts,
    *,
    number=np.int64,
    add=np.cumsum,
    total=lambda counts, _: np.cumsum(counts)[-1],
    divide=lambda counts, add, total: np.float64(add(counts)) / total,
):
    """Make the shares by a program of which every step may be wrong."""
    counts = counts.astype(number)
    return divide(counts, add, total(counts, counts))


class Adding:
    def not_cumulative(counts):
        """These are the shares of the single values. Let the numbers add up before you divide."""
        return counts

    def one_behind(counts):
        """Each of your numbers leaves out its own count, so you begin at 0 and never reach 1. Ask
        for what is as dark or darker."""
        return np.cumsum(counts) - counts

    def first_forgotten(counts):
        """The first count is never added, so you begin at 0 and may never reach 1. Let the running
        sum begin with it."""
        return np.cumsum(counts) - counts[0]

    def zero_in_front(counts):
        """You put a 0 in front, so there is one number too many, and each stands one place too far
        back."""
        return np.append(0, np.cumsum(counts))

    def from_the_end(counts):
        """You add up from the end, so your numbers fall. Ask at each place how much lies there or
        before it."""
        return np.cumsum(counts[::-1])[::-1]


class SharesTotals:
    def divided_by_largest(counts, _):
        """You divided by the largest count, so your numbers end above 1. Where does the running sum
        end?"""
        return counts.max()

    def divided_by_length(counts, _):
        """You divided by how many counts there are, not by what they sum to. Where does the running
        sum end?"""
        return len(counts)

    def divided_by_sum_of_sums(counts, _):
        """You divided by the sum of all running sums, so together your numbers make 1. It is the
        last of them that should be 1."""
        return np.cumsum(counts).sum()

    divided_by_bins = shared.Dividing.divided_by_bins
    divided_by_255 = shared.Dividing.divided_by_255


class SharesDividing:
    def not_divided(counts, add, total):
        """Your running sum ends at the number of pixels, so a larger picture gives larger numbers.
        As shares they should end at 1."""
        return add(counts)

    def shares_added(counts, add, total):
        """You divided first and added then. Every division rounds, the errors add up, and the last
        share may be a tiny bit off 1: then no reference value fits white. In which order is nothing
        lost?"""
        return add(counts / total)

    def last_set_to_1(counts, add, total):
        """You added rounded shares and set the last one to 1. The others are still off in the last
        digit, so equal shares of two pictures may differ. In which order is nothing lost?"""
        return np.append(add(counts / total)[:-1], 1)

    def divided_twice(counts, add, total):
        """You added rounded shares and divided by the last one. It is 1 now, but the others were
        rounded twice, so equal shares of two pictures may differ. One division is enough."""
        shares = add(counts / total)
        return shares / shares[-1]

    def reciprocal(counts, add, total):
        """You multiplied by 1 / sum, which rounds twice, so the last share may be a tiny bit off 1.
        Divide directly."""
        return add(counts) * (1 / total)

    def times_255(counts, add, total):
        """Your numbers run up to 255, as in the lookup table of equalization. This exercise asks
        for shares, which end at 1."""
        return add(counts) * 255 / total


class SharesMistakes:
    float32_sums = slip(
        _shares,
        "You added in `float32`, which holds whole numbers exactly only up to 16,777,216. Volumes "
        "have more voxels, so your sums are rounded. Add whole numbers.",
        number=np.float32,
    )

    def counts_returned(counts):
        """You return the counts as they are. Let them add up, and divide by what they sum to."""
        return counts * 1

    def from_0_to_1(counts):
        """Your numbers run from 0 to 1: the first count was taken off, or never added, and the rest
        divided by what remains. The first share is that of the first count."""
        sums = np.cumsum(counts)
        return (sums - sums[0]) / (sums[-1] - sums[0])

    def nothing_behind_the_point(counts):
        """Your numbers are whole, so nearly all of them are 0: what lies after the decimal point
        was dropped. Shares are fractions, and need a type that holds them."""
        return np.cumsum(counts) // counts.sum()

    def cut_before_added(counts):
        """All of your shares are 0 as soon as there are two counts: each share was cut to a whole
        number, and these were added. Shares are fractions, and need a type that holds them."""
        return np.cumsum(counts // counts.sum())

    def scaled_to_255(result):
        """You multiplied your shares by 255, as for the lookup table of equalization. This exercise
        asks for the shares themselves, which end at 1."""
        return result * 255

    def float32(result):
        """Your shares are rounded as in `float32`, which keeps some seven digits. Two different
        shares may become equal. Compute in `float64`, and return it."""
        return result.astype(np.float32)

    percent, as_list = shared.percent, shared.as_list


CUMULATIVE_SHARES = Exercise(
    name="matching.cumulative_shares",
    title="Cumulative shares",
    level="easy",
    points=1,
    reference=cumulative_shares,
    cases=shares_cases,
    correct="The shares only rise, none is off by rounding, and the last one is exactly 1.",
    mistakes=[
        *slips_in(SharesDividing, _shares, "divide"),
        *slips_in(Adding, _shares, "add"),
        *slips_in(SharesTotals, _shares, "total"),
        *mistakes_in(SharesMistakes),
        *(
            Mistake(
                f"rounded_to_{digits}",
                lambda counts, digits=digits: np.round(cumulative_shares(counts), digits),
                f"You rounded to {digits} digits after the decimal point. Different shares may "
                "become equal, and a third is no longer a third. Round where numbers are shown, "
                "not where they are computed.",
            )
            for digits in (2, 3, 4, 6)
        ),
    ],
    hints=[
        "What is the running sum of the counts, and where does it end?",
        "Try `np.cumsum([0.1] * 10)[-1] == 1`. Adding fractions loses a little each time; adding "
        "whole numbers does not.",
        "So add the counts first, with `np.cumsum`, and divide the sums by the last of them.",
    ],
    axes=("entry",),
    # "Exactly 1" is asked for, and equal shares of two pictures must come out equal.
    tolerance=0,
    exact_type=True,
)


# ---- matching.lookup_table ---------------------------------------------------------------------


def lookup_table(source_cdf, reference_cdf):
    """Return for each source value the first reference value whose share is at least as large.

    Cumulative shares only rise, so the place of one number among them is found by halving.
    `np.searchsorted` does this for all of them, and where a share is met exactly it gives that
    place and not the one behind it.

    >>> lookup_table(np.array([0.25, 0.75, 1]), np.array([0, 0.25, 0.75, 0.75, 1])).tolist()
    [1, 2, 4]
    """
    return np.searchsorted(reference_cdf, source_cdf).astype(np.uint8)


def _cdf(values):
    return cumulative_shares(count(values))


def table_cases(rng):
    def cdf(low, high, size):
        return _cdf(rng.integers(low, high, size))

    dark, bright = cdf(5, 110, 900), cdf(120, 250, 700)
    four = np.sort(rng.choice(np.arange(1, 255), 4, replace=False))
    one = _cdf(rng.integers(60, 200, 1))
    half_black = _cdf(rng.integers(-60, 60, 900).clip(0))
    large = rng.integers(1, 90, 256) * 10**6
    nearly = large - np.eye(256, dtype=int)[0] + np.eye(256, dtype=int)[-1]
    return [
        ("a dark source and a bright reference", (dark, bright)),
        ("a bright source and a dark reference", (bright, dark)),
        ("a source and a reference of all values", (cdf(0, 256, 2000), cdf(0, 256, 1500))),
        ("a reference of four values that meet shares exactly", (_cdf(np.arange(256)), _cdf(four))),
        ("a reference equal to the source", (dark, dark.copy())),
        ("a reference of one value", (bright, one)),
        ("a reference that is half black", (cdf(0, 256, 1200), half_black)),
        (
            "two large volumes that differ in one voxel",
            tuple(map(cumulative_shares, (large, nearly))),
        ),
    ]


class Everywhere:
    """One value for every source value: also in matching.match."""

    def last_that_fits(source, reference):
        """Every source value becomes 255, so every picture turns white. All values behind the first
        one that fits do fit as well, and the last of them is 255. Stop at the first."""
        return np.full(source.shape, 255, np.uint8)

    def all_black(source, reference):
        """All of your new values are 0, so every picture turns black. Does each source value get
        an answer of its own, found among the reference values?"""
        return np.zeros(source.shape, np.uint8)


class Searching:
    """What is found for each source share among the reference shares: also in matching.match."""

    def greater_wraps(source, reference):
        """You ask for a share that is *larger*. Where shares are equal you land one value too far,
        and for a share of 1 there is none: the brightest become 0. At least as large is enough."""
        return np.searchsorted(reference, source, side="right").astype(np.uint8)

    def greater(source, reference):
        """You ask for a share that is *larger* and hold the end at 255. Where shares are equal, you
        land one value or more too far. At least as large is enough."""
        return np.searchsorted(reference, source, side="right").clip(0, 255).astype(np.uint8)

    def at_most(source, reference):
        """Most of your new values are too dark: their shares in the reference are at most as large.
        Ask for the first value whose share is at least as large."""
        return (np.searchsorted(reference, source, side="right") - 1).clip(0).astype(np.uint8)

    def nearest(source, reference):
        """You take the reference value whose share is nearest, which may be below. Ask for the
        first whose share is at least as large."""
        return np.abs(source[:, None] - reference).argmin(axis=1).astype(np.uint8)

    def only_equal(source, reference):
        """You look for a share that is *equal*. The shares of two pictures hardly ever meet
        exactly, so most of your new values are 0. What is the next best?"""
        return (reference == source[:, None]).argmax(axis=1).astype(np.uint8)

    def equalized(source, reference):
        """This is equalization: the reference plays no part in it. Which picture's shares do you
        search in, and for which picture's share?"""
        return np.rint(source * 255).astype(np.uint8)

    def equalized_and_cut(source, reference):
        """This is equalization, with its fractions cut off: the reference plays no part in it.
        Which picture's shares do you search in, and for which picture's share?"""
        return (source * 255).astype(np.uint8)

    def interpolated(source, reference):
        """You interpolated between two reference values, so you get fractions, and values that the
        reference does not have. Take the first value that fits."""
        return np.interp(source, reference, np.arange(256))

    def interpolated_and_rounded(source, reference):
        """You interpolated between two reference values and rounded, so some new values are one too
        dark. Take the first value that fits."""
        return np.rint(np.interp(source, reference, np.arange(256))).astype(np.uint8)

    def interpolated_and_rounded_up(source, reference):
        """You interpolated and rounded up. Where several reference values have the same share,
        that gives the last of them, not the first. Look for the first value that fits."""
        return np.ceil(np.interp(source, reference, np.arange(256))).astype(np.uint8)

    def as_scikit_image(source, reference):
        """You interpolated between values of the reference and cut off the fraction, as
        scikit-image does. That makes values which the reference does not have: take the first that
        fits."""
        return _between_occurring(source, reference).astype(np.uint8)

    def as_scikit_image_not_cut(source, reference):
        """You interpolated between the values that occur in the reference, as scikit-image does.
        That makes fractions, and values which the reference does not have: take the first that
        fits."""
        return _between_occurring(source, reference)


def _between_occurring(source, reference):
    values = np.flatnonzero(np.diff(reference, prepend=0))
    return np.interp(source, reference[values], values)


def _look_up(source_cdf, reference_cdf, *, search=lookup_table, pair=lambda *pair: pair):
    return search(*pair(source_cdf, reference_cdf))


class TableMistakes:
    exchanged = slip(
        _look_up,
        "Source and reference have changed places: this table gives the reference the histogram "
        "of the source.",
        pair=lambda source_cdf, reference_cdf: (reference_cdf, source_cdf),
    )

    def at_most_wraps(source_cdf, reference_cdf):
        """Most of your new values are too dark: their shares in the reference are at most as large.
        Where none is that small, -1 becomes 255. Ask for the first value whose share is at least as
        large."""
        return (np.searchsorted(reference_cdf, source_cdf, side="right") - 1).astype(np.uint8)

    def counted_from_1(source_cdf, reference_cdf):
        """All of your entries are one too large: you count places from 1. The first value is 0."""
        return lookup_table(source_cdf, reference_cdf) + np.uint8(1)

    def shares_looked_up(source_cdf, reference_cdf):
        """Your table holds shares of the reference. Return where they stand in its list: the place
        is the value."""
        return reference_cdf[lookup_table(source_cdf, reference_cdf)]

    def shares_as_grays(source_cdf, reference_cdf):
        """Your table holds shares of the reference times 255: the size of a share instead of its
        place. Return where the share stands in the list."""
        return np.rint(255 * reference_cdf[lookup_table(source_cdf, reference_cdf)])

    def shares_as_grays_cut(source_cdf, reference_cdf):
        """Your table holds shares of the reference times 255, without fractions: the size of a
        share instead of its place. Return where the share stands in the list."""
        return np.trunc(255 * reference_cdf[lookup_table(source_cdf, reference_cdf)])

    as_list, unit_range = shared.as_list, shared.unit_range


LOOKUP_TABLE = Exercise(
    name="matching.lookup_table",
    title="The lookup table",
    level="medium",
    points=2,
    reference=lookup_table,
    cases=table_cases,
    correct="Each value finds the first one of at least the same share.",
    mistakes=[
        *mistakes_in(Everywhere),
        *slips_in(Searching, _look_up, "search"),
        *mistakes_in(TableMistakes),
        *(
            Mistake(
                f"compared_to_{digits}_digits",
                lambda *pair, digits=digits: lookup_table(*np.round(pair, digits)),
                f"You rounded the shares to {digits} digits, so a share that is a little too small "
                "is taken for equal. Compare the shares as they are.",
            )
            for digits in (2, 3, 4)
        ),
    ],
    hints=[
        "For one source value, go through the reference from the beginning. At which place do "
        "you stop?",
        "A loop inside a loop works: the inner one needs a `break`, or it goes on to 255.",
        "`np.searchsorted(a, v)` finds where numbers belong in a sorted list. Which of the two "
        "lists is searched, and which holds the numbers?",
        "Look at its option `side`: what do you get for a number that is in the list?",
    ],
    axes=("value",),
)


# ---- matching.match ----------------------------------------------------------------------------


def match(source, reference):
    """Return a BGR picture with the histograms of another one, channel by channel.

    Each channel has a table of its own, made from the cumulative shares of the two pictures. Shares
    do not depend on the number of pixels, so the sizes may differ.

    >>> source = np.array([[[0, 50, 9], [1, 50, 9]]], dtype=np.uint8)
    >>> reference = np.array([[[10, 20, 30]], [[40, 60, 80]]], dtype=np.uint8)
    >>> match(source, reference).tolist()
    [[[10, 60, 80], [40, 60, 80]]]
    """
    matched = np.empty_like(source)
    for channel in range(3):
        source_cdf, reference_cdf = (
            np.bincount(values.ravel(), minlength=256).cumsum() / values.size
            for values in (source[:, :, channel], reference[:, :, channel])
        )
        new_values = np.searchsorted(reference_cdf, source_cdf)
        matched[:, :, channel] = new_values[source[:, :, channel]]
    return matched


def match_cases(rng):
    def picture(rows, columns, low=0, high=256):
        return rng.integers(low, high, (rows, columns, 3), np.uint8)

    dark, bluish = picture(9, 14, 0, 90), picture(12, 7, (140, 60, 10), (256, 170, 90))
    one_color = np.full((4, 3, 3), (20, 130, 240), np.uint8)
    colorful = picture(8, 11)
    colorful[0, :2] = [[0], [255]]  # both ends of the table are used
    return [
        ("a dark source and a smaller, bluish reference", (dark, bluish)),
        ("a bluish source and a larger, dark reference", (bluish, dark)),
        ("a source and a reference of all kinds of colors", (colorful, picture(13, 6))),
        ("a reference of one color", (picture(5, 7), one_color)),
        ("a source of one color", (one_color, picture(6, 4))),
        ("a picture and itself", (bluish, bluish.copy())),
    ]


def _gray(image):
    return cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)


def _channels(source, reference):
    """Give for each channel of the result: what is changed, and whose shares make the table."""
    pairs = zip(cv2.split(source), cv2.split(reference), strict=True)
    return [(one, one, other) for one, other in pairs]


def _match(
    source,
    reference,
    *,
    channels=_channels,
    shares=lambda one, other: (_cdf(one), _cdf(other)),
    search=lookup_table,
):
    """Match by a program of which every step may be wrong."""
    return np.dstack(
        [search(*shares(one, other))[values] for values, one, other in channels(source, reference)]
    )


class Channels:
    def exchanged(source, reference):
        """Source and reference have changed places. The result should show what the source shows,
        in its size, with the histograms of the reference."""
        return _channels(reference, source)

    def tables_exchanged(source, reference):
        """Source and reference have changed places in your tables: they give the reference the
        histograms of the source. Which picture's shares do you search in, and for which picture's
        share?"""
        return [(one, other, one) for one, _, other in _channels(source, reference)]

    def applied_to_reference(source, reference):
        """Your tables are right, but you applied them to the reference. The source is the picture
        whose values should change."""
        return [(other, one, other) for one, _, other in _channels(source, reference)]

    def one_table_of_gray(source, reference):
        """You made one table from the gray pictures and used it for all channels, so the reference
        passes on its light and not its colors. Each channel needs a table of its own."""
        return [(one, _gray(source), _gray(reference)) for one in cv2.split(source)]

    def one_table_of_all(source, reference):
        """You counted the values of all three channels together, so they share one table. Each
        channel needs a table of its own."""
        return [(one, source, reference) for one in cv2.split(source)]

    def only_blue(source, reference):
        """Only blue has been matched; green and red are those of the source. If you have a loop,
        does it return too early?"""
        return _channels(source, reference)[:1] + _channels(source, source)[1:]

    def table_of_blue(source, reference):
        """You made the table of blue and used it for all channels. Each channel needs a table of
        its own."""
        return [(one, source[:, :, 0], reference[:, :, 0]) for one in cv2.split(source)]

    def channels_crossed(source, reference):
        """Blue was matched to red, and red to blue. Both pictures are BGR, so each channel has its
        partner at the same place."""
        return _channels(source, reference[:, :, ::-1])

    def source_resized(source, reference):
        """You resized the source to the size of the reference, so the result has another shape, and
        pixels are mixed. Shares compare pictures of any size."""
        rows, columns = reference.shape[:2]
        return _channels(cv2.resize(source, (columns, rows)), reference)

    def reference_resized(source, reference):
        """You resized the reference to the size of the source, which mixes neighboring pixels and
        makes new values. Shares compare pictures of any size."""
        rows, columns = source.shape[:2]
        return _channels(source, cv2.resize(reference, (columns, rows)))


class Comparing:
    def counts_compared(one, other):
        """Your sums of the two pictures end at different numbers, because they are counts, or were
        divided by the same number. So they do not meet at the same rank. Let each end where shares
        end."""
        return np.cumsum(count(one)), np.cumsum(count(other))

    def bins_of_picture(one, other):
        """Your bins run from the darkest to the brightest value of each picture, so the same bin
        means two different grays. Fix the two ends."""
        one, other = (np.cumsum(np.histogram(values, 256)[0]) for values in (one, other))
        return one / one[-1], other / other[-1]

    def shares_added(one, other):
        """You divided first and added then. The errors of the divisions add up, so a few shares
        miss their equals by a hair, and those pixels get a value too high or none. In which order
        is nothing lost?"""
        return np.cumsum(count(one) / one.size), np.cumsum(count(other) / other.size)


def _frequencies(one, other):
    return count(one) / one.size, count(other) / other.size


def _moved(source, reference, *, least):
    """Move each channel to the mean of its partner and stretch it to its standard deviation."""
    with np.errstate(all="ignore"):
        moved = (source - source.mean((0, 1))) / (source.std((0, 1)) + least)
        moved = moved * reference.std((0, 1)) + reference.mean((0, 1))
        return moved.clip(0, 255).astype(np.uint8)


class MatchMistakes:
    def unchanged(source, reference):
        """The source comes back as it went in. Which picture's shares did you search in?"""
        return source.copy()

    def tables(source, reference):
        """You return the three tables of new values. Look up the pixels of each channel of the
        source in its table."""
        return np.dstack(
            [_look_up(_cdf(one), _cdf(other)) for _, one, other in _channels(source, reference)]
        )

    def gray(source, reference):
        """You matched the gray pictures, so the result has no colors. Match blue, green and red."""
        return _look_up(_cdf(_gray(source)), _cdf(_gray(reference)))[_gray(source)]

    def not_cumulative(source, reference):
        """You looked for values that are equally *frequent*. Look for values of equal rank: the
        same share of pixels is as dark or darker."""
        return _match(source, reference, shares=_frequencies, search=Searching.nearest)

    def frequencies(source, reference):
        """You searched among the shares of the single values. They rise and fall, so they tell
        nothing about rank. Let the numbers add up first."""
        return _match(source, reference, shares=_frequencies)

    def counts_held_at_255(source, reference):
        """Your sums of the two pictures end at different numbers, as counts do, so they do not meet
        at the same rank. Clipping at 255 only hides it. Both sums should end at 1."""

        def sums(one, other):
            return np.cumsum(count(one)), np.append(np.cumsum(count(other))[:-1], np.inf)

        return _match(source, reference, shares=sums)

    def equalized_by_opencv(source, reference):
        """You equalized each channel, as `cv2.equalizeHist` does: the reference plays no part in
        it. Which picture's shares do you search in, and for which picture's share?"""
        return np.dstack([cv2.equalizeHist(one) for one in cv2.split(source)])

    def replaced_in_place(source, reference):
        """You replaced one value after the other in the same array, so what was just replaced may
        be replaced again later. Ask the source which value a pixel has: it stays as it is."""
        matched = source.copy()
        for channel, (_, one, other) in enumerate(_channels(source, reference)):
            changed = matched[:, :, channel]
            for value, new_value in enumerate(_look_up(_cdf(one), _cdf(other))):
                changed[changed == value] = new_value
        return matched

    def rows(source, reference):
        """You matched rows to rows: a loop over a picture gives its rows, not its channels. The
        channels lie along the last axis."""
        matched = source.copy()
        for row, other, changed in zip(source, reference, matched, strict=False):
            changed[:] = _look_up(_cdf(row), _cdf(other))[row]
        return matched

    def only_blue_rest_black(source, reference):
        """Only blue has been matched; green and red are 0. If you have a loop, does it return too
        early?"""
        return match(source, reference) * np.uint8([1, 0, 0])

    mean_and_spread = slip(
        _moved,
        "You gave each channel the mean and the spread of its partner. That moves and stretches a "
        "histogram, and keeps its form. Match the shares of all values.",
        least=1e-9,
    )
    mean_and_spread_divided_by_0 = slip(
        _moved,
        "You gave each channel the mean and the spread of its partner. That keeps the form of a "
        "histogram, and a channel of one value gives 0 / 0. Match the shares of all values.",
        least=0,
    )
    rgb, unit_range = shared.rgb, shared.unit_range


def _in_space(source, reference, there, back, channels):
    """Match some channels of another color space."""
    one = cv2.cvtColor(source, there)
    one[..., channels] = match(one, cv2.cvtColor(reference, there))[..., channels]
    return cv2.cvtColor(one, back)


SPACES = [
    ("Lab", cv2.COLOR_BGR2Lab, cv2.COLOR_Lab2BGR, 0),
    ("HSV", cv2.COLOR_BGR2HSV, cv2.COLOR_HSV2BGR, 2),
    ("YCrCb", cv2.COLOR_BGR2YCrCb, cv2.COLOR_YCrCb2BGR, 0),
]
THREE = (
    "You matched the three channels of {}. On the way back they are mixed, so blue, green and red "
    "have other histograms. Match these themselves."
)
LIGHT = (
    "You matched the light channel of {} alone, so the reference passes on its light and not its "
    "colors. Match blue, green and red."
)
SPACE_MISTAKES = [
    Mistake(
        f"{space.lower()}{part}",
        partial(_in_space, there=there, back=back, channels=channels),
        sentence.format(space),
    )
    for space, there, back, light in SPACES
    for part, channels, sentence in (("", slice(3), THREE), ("_light", light, LIGHT))
]

MATCH = Exercise(
    name="matching.match",
    title="Match two color pictures",
    level="hard",
    points=3,
    reference=match,
    cases=match_cases,
    correct="Each channel has the histogram of its partner, and the source is as it was.",
    mistakes=[
        *slips_in(Channels, _match, "channels"),
        *slips_in(Comparing, _match, "shares"),
        *mistakes_in(Everywhere),
        *slips_in(Searching, _match, "search"),
        *mistakes_in(MatchMistakes),
        *SPACE_MISTAKES,
    ],
    hints=[
        "For one channel, you need two lists of counts, their cumulative shares, and a table. "
        "You have written the last two already.",
        "A picture used as the index of a table gives the new picture: `table[channel]`.",
        "Do the same for blue, green and red, and put the three results on one array of the "
        "source's shape. Do not write into the source itself.",
    ],
)
