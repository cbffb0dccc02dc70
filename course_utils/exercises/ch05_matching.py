"""Exercises of chapter 05, Histogram matching."""

import cv2
import numpy as np

from ..checks import Exercise, Mistake
from .ch02_histograms import count
from .shared import AS_LIST, PERCENT, RGB, UNIT_RANGE

# matching.cumulative_shares


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


def _shares_cases(rng):
    return [
        ("four counts", (rng.integers(1, 9, 4),)),
        ("256 counts", (rng.integers(0, 90, 256),)),
        ("ten equal counts", (np.full(10, rng.integers(2, 70)),)),
        ("counts that begin and end with zeros", (np.pad(rng.integers(1, 50, 20), (7, 5)),)),
        ("the counts of many volumes", (rng.integers(0, 10**8, 256),)),
        ("a single count", (rng.integers(1, 9, 1),)),
    ]


def _last_set(counts):
    shares = np.cumsum(counts / counts.sum())
    shares[-1] = 1
    return shares


def _divided_twice(counts):
    shares = np.cumsum(counts / counts.sum())
    return shares / shares[-1]


def _from_0_to_1(counts):
    sums = np.cumsum(counts)
    return (sums - sums[0]) / (sums[-1] - sums[0])


_SHARES_MISTAKES = [
    Mistake(
        "shares_added",
        lambda counts: np.cumsum(counts / counts.sum()),
        "You divided first and added then. Every division rounds, the errors add up, and the last "
        "share may miss 1 by a hair: then white finds no partner. In which order is nothing lost?",
    ),
    Mistake(
        "last_set_to_1",
        _last_set,
        "You added rounded shares and set the last one to 1. The others are still off in the last "
        "digit, so equal shares of two pictures may differ. In which order is nothing lost?",
    ),
    Mistake(
        "divided_twice",
        _divided_twice,
        "You added rounded shares and divided by the last one. It is 1 now, but the others were "
        "rounded twice, so equal shares of two pictures may differ. One division is enough.",
    ),
    Mistake(
        "reciprocal",
        lambda counts: np.cumsum(counts) * (1 / counts.sum()),
        "You multiplied by 1 / sum, which rounds twice, so the last share may miss 1 by a hair. "
        "Divide directly.",
    ),
    Mistake(
        "not_cumulative",
        lambda counts: counts / counts.sum(),
        "These are the shares of the single values. Let the numbers add up before you divide.",
    ),
    Mistake(
        "not_divided",
        np.cumsum,
        "Your running sum ends at the number of pixels, so a larger picture gives larger numbers. "
        "As shares they should end at 1.",
    ),
    Mistake(
        "divided_by_largest",
        lambda counts: np.cumsum(counts) / counts.max(),
        "You divided by the largest count, so your numbers end above 1. Where does the running "
        "sum end?",
    ),
    Mistake(
        "divided_by_length",
        lambda counts: np.cumsum(counts) / len(counts),
        "You divided by how many counts there are, not by what they sum to. Where does the running "
        "sum end?",
    ),
    Mistake(
        "one_behind",
        lambda counts: (np.cumsum(counts) - counts) / counts.sum(),
        "Each of your numbers leaves out its own count, so you begin at 0 and never reach 1. Ask "
        "for what is as dark or darker.",
    ),
    Mistake(
        "zero_in_front",
        lambda counts: np.append(0, np.cumsum(counts)) / counts.sum(),
        "You put a 0 in front, so there is one number too many, and each stands one place too far "
        "back.",
    ),
    Mistake(
        "from_the_end",
        lambda counts: np.cumsum(counts[::-1])[::-1] / counts.sum(),
        "You add up from the end, so your numbers fall. Ask at each place how much lies there or "
        "before it.",
    ),
    Mistake(
        "from_0_to_1",
        _from_0_to_1,
        "You moved the first number to 0 and stretched the rest, which spoils all shares. The "
        "first one is the share of the first count.",
    ),
    PERCENT,
    Mistake(
        "float32",
        lambda result: result.astype(np.float32),
        "Your shares are `float32`, which keeps some seven digits. Two different shares may become "
        "equal. Return `float64`.",
        of_result=True,
    ),
    AS_LIST,
]


# matching.lookup_table


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


def _table_cases(rng):
    def cdf(low, high, size):
        return _cdf(rng.integers(low, high, size))

    dark, bright = cdf(5, 110, 900), cdf(120, 250, 700)
    four = np.sort(rng.choice(np.arange(1, 255), 4, replace=False))
    one = _cdf(rng.integers(60, 200, 1))
    return [
        ("a dark source and a bright reference", (dark, bright)),
        ("a bright source and a dark reference", (bright, dark)),
        ("a source and a reference of all values", (cdf(0, 256, 2000), cdf(0, 256, 1500))),
        ("a reference of four values that meet shares exactly", (_cdf(np.arange(256)), _cdf(four))),
        ("a reference equal to the source", (dark, dark.copy())),
        ("a reference of one value", (bright, one)),
    ]


def _last_at_most(source_cdf, reference_cdf):
    return (np.searchsorted(reference_cdf, source_cdf, side="right") - 1).clip(0).astype(np.uint8)


def _nearest(source_cdf, reference_cdf):
    distances = np.abs(source_cdf[:, None] - reference_cdf)
    return distances.argmin(axis=1).astype(np.uint8)


def _equal(source_cdf, reference_cdf):
    return (reference_cdf == source_cdf[:, None]).argmax(axis=1)


_TABLE_MISTAKES = [
    Mistake(
        "last_that_fits",
        lambda source_cdf, reference_cdf: np.full(256, 255, np.uint8),
        "Your table is 255 everywhere, so every picture turns white. All values behind the first "
        "one that fits do fit as well, and you took the last. Stop at the first.",
    ),
    Mistake(
        "greater_wraps",
        lambda source_cdf, reference_cdf: np.searchsorted(
            reference_cdf, source_cdf, side="right"
        ).astype(np.uint8),
        "You ask for a share that is *larger*. Where shares are equal you land one value too far, "
        "and for a share of 1 there is none: 256 becomes 0, so white turns black.",
    ),
    Mistake(
        "greater",
        lambda source_cdf, reference_cdf: (
            np.searchsorted(reference_cdf, source_cdf, side="right").clip(0, 255).astype(np.uint8)
        ),
        "You ask for a share that is *larger* and hold the end at 255. Where shares are equal, you "
        "land one value or more too far. At least as large is enough.",
    ),
    Mistake(
        "at_most",
        _last_at_most,
        "You take the last reference value whose share is at most as large, so most entries are "
        "one too dark. Ask for the first whose share is at least as large.",
    ),
    Mistake(
        "nearest",
        _nearest,
        "You take the reference value whose share is nearest, which may be below. Ask for the "
        "first whose share is at least as large.",
    ),
    Mistake(
        "only_equal",
        _equal,
        "You look for a share that is *equal*. The shares of two pictures hardly ever meet "
        "exactly, so most of your entries stay 0. What is the next best?",
    ),
    Mistake(
        "exchanged",
        lambda source_cdf, reference_cdf: lookup_table(reference_cdf, source_cdf),
        "Source and reference have changed places: this table gives the reference the histogram "
        "of the source.",
    ),
    Mistake(
        "equalized",
        lambda source_cdf, reference_cdf: np.rint(source_cdf * 255).astype(np.uint8),
        "Your table is the one of equalization: the reference plays no part in it. Whose share "
        "must be looked for in whose list?",
    ),
    Mistake(
        "shares_looked_up",
        lambda source_cdf, reference_cdf: reference_cdf[
            np.searchsorted(reference_cdf, source_cdf).clip(0, 255)
        ],
        "Your table holds shares of the reference. Return where they stand in its list: the place "
        "is the value.",
    ),
    Mistake(
        "interpolated",
        lambda source_cdf, reference_cdf: np.interp(source_cdf, reference_cdf, np.arange(256)),
        "You interpolated between two reference values, so your table has fractions, and values "
        "that the reference does not have. Take the first value that fits.",
    ),
    Mistake(
        "interpolated_and_rounded",
        lambda source_cdf, reference_cdf: np.rint(
            np.interp(source_cdf, reference_cdf, np.arange(256))
        ).astype(np.uint8),
        "You interpolated between two reference values and rounded, so some entries are one too "
        "dark. Take the first value that fits.",
    ),
    Mistake(
        "counted_from_1",
        lambda source_cdf, reference_cdf: (np.searchsorted(reference_cdf, source_cdf) + 1).astype(
            np.uint8
        ),
        "All of your entries are one too large: you count places from 1. The first value is 0.",
    ),
    AS_LIST,
    UNIT_RANGE,
]


# matching.match


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


def _match_cases(rng):
    def picture(rows, columns, low=0, high=256):
        return rng.integers(low, high, (rows, columns, 3), np.uint8)

    dark, bluish = picture(9, 14, 0, 90), picture(12, 7, (140, 60, 10), (256, 170, 90))
    one_color = np.full((4, 3, 3), (20, 130, 240), np.uint8)
    return [
        ("a dark source and a smaller, bluish reference", (dark, bluish)),
        ("a bluish source and a larger, dark reference", (bluish, dark)),
        ("a source and a reference of all kinds of colors", (picture(8, 11), picture(13, 6))),
        ("a reference of one color", (picture(5, 7), one_color)),
        ("a source of one color", (one_color, picture(6, 4))),
        ("a picture and itself", (bluish, bluish.copy())),
    ]


def _by_tables(source, reference, make_table):
    """Match each channel by a table that is made from the two channels."""
    channels = zip(cv2.split(source), cv2.split(reference), strict=True)
    return np.dstack([make_table(one, other)[one] for one, other in channels])


def _table(source, reference):
    return lookup_table(_cdf(source), _cdf(reference))


def _table_of_added_shares(source, reference):
    source_cdf, reference_cdf = (
        np.cumsum(count(values) / values.size) for values in (source, reference)
    )
    return np.searchsorted(reference_cdf, source_cdf).astype(np.uint8)


def _one_table(source, reference, prepare):
    return _table(prepare(source), prepare(reference))[source]


def _gray(image):
    return cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)


def _only_blue(source, reference):
    matched = source.copy()
    matched[:, :, 0] = _table(source[:, :, 0], reference[:, :, 0])[source[:, :, 0]]
    return matched


def _resized_first(source, reference):
    rows, columns = source.shape[:2]
    return match(source, cv2.resize(reference, (columns, rows)))


_MATCH_MISTAKES = [
    Mistake(
        "exchanged",
        lambda source, reference: match(reference, source),
        "Source and reference have changed places. The result should show what the source shows, "
        "in its size, with the histograms of the reference.",
    ),
    Mistake(
        "one_table_of_gray",
        lambda source, reference: _one_table(source, reference, _gray),
        "You made one table from the gray pictures and used it for all channels, so the reference "
        "passes on its light and not its colors. Each channel needs a table of its own.",
    ),
    Mistake(
        "one_table_of_all",
        lambda source, reference: _one_table(source, reference, np.ravel),
        "You counted the values of all three channels together, so they share one table. Each "
        "channel needs a table of its own.",
    ),
    Mistake(
        "gray",
        lambda source, reference: _table(_gray(source), _gray(reference))[_gray(source)],
        "You matched the gray pictures, so the result has no colors. Match blue, green and red.",
    ),
    Mistake(
        "only_blue",
        _only_blue,
        "Only blue has been matched; green and red are those of the source. Does your loop return "
        "too early?",
    ),
    Mistake(
        "table_of_blue",
        lambda source, reference: _table(source[:, :, 0], reference[:, :, 0])[source],
        "You made the table of blue and used it for all channels. Each channel needs a table of "
        "its own.",
    ),
    Mistake(
        "channels_crossed",
        lambda source, reference: match(source, reference[:, :, ::-1]),
        "Blue was matched to red, and red to blue. Both pictures are BGR, so each channel has its "
        "partner at the same place.",
    ),
    Mistake(
        "reference_resized",
        _resized_first,
        "You resized the reference to the size of the source, which mixes neighboring pixels and "
        "makes new values. Shares compare pictures of any size.",
    ),
    Mistake(
        "counts_compared",
        lambda source, reference: _by_tables(
            source,
            reference,
            lambda one, other: np.searchsorted(
                np.cumsum(count(other)), np.cumsum(count(one))
            ).astype(np.uint8),
        ),
        "You compared running sums of counts. A larger picture has larger sums, so the two do not "
        "meet at the same rank. Turn them into shares.",
    ),
    Mistake(
        "shares_added",
        lambda source, reference: _by_tables(source, reference, _table_of_added_shares),
        "You divided first and added then. The errors of the divisions add up, so a few shares "
        "miss their equals by a hair, and those pixels get a value too high or none. In which "
        "order is nothing lost?",
    ),
    Mistake(
        "not_cumulative",
        lambda source, reference: _by_tables(
            source,
            reference,
            lambda one, other: (
                np.abs(count(one)[:, None] / one.size - count(other) / other.size).argmin(axis=1)
            ).astype(np.uint8),
        ),
        "You looked for values that are equally *frequent*. Look for values of equal rank: the "
        "same share of pixels is as dark or darker.",
    ),
    Mistake(
        "white",
        lambda source, reference: np.full_like(source, 255),
        "Your result is white all over. In the table, the last value that fits was taken, which is "
        "always 255. Stop at the first.",
    ),
    Mistake(
        "greater",
        lambda source, reference: _by_tables(
            source,
            reference,
            lambda one, other: np.searchsorted(_cdf(other), _cdf(one), side="right").astype(
                np.uint8
            ),
        ),
        "Your tables ask for a share that is *larger*. Equal shares land one value too far, and "
        "the brightest pixels find none: 256 becomes 0. At least as large is enough.",
    ),
    Mistake(
        "interpolated",
        lambda source, reference: _by_tables(
            source,
            reference,
            lambda one, other: np.interp(
                _cdf(one), _cdf(other)[np.unique(other)], np.unique(other)
            ).astype(np.uint8),
        ),
        "You interpolated between values of the reference and cut off the fraction, as "
        "scikit-image does. That makes values which the reference does not have: take the first "
        "that fits.",
    ),
    Mistake(
        "equalized",
        lambda source, reference: _by_tables(
            source, reference, lambda one, other: np.rint(_cdf(one) * 255).astype(np.uint8)
        ),
        "You equalized the source: the reference plays no part in it. Whose shares must be looked "
        "for among whose?",
    ),
    RGB,
    UNIT_RANGE,
]


EXERCISES = [
    Exercise(
        name="matching.cumulative_shares",
        title="Cumulative shares",
        level="easy",
        reference=cumulative_shares,
        cases=_shares_cases,
        correct="The shares only rise, none is off by rounding, and the last one is exactly 1.",
        mistakes=_SHARES_MISTAKES,
        hints=[
            "What is the running sum of the counts, and where does it end?",
            "Try `sum([0.1] * 10) == 1`. Adding fractions loses a little each time; adding whole "
            "numbers does not.",
            "So add the counts first, with `np.cumsum`, and divide the sums by the last of them.",
        ],
        points=1,
        axes=("entry",),
        # "Exactly 1" is asked for, and equal shares of two pictures must come out equal.
        tolerance=0,
    ),
    Exercise(
        name="matching.lookup_table",
        title="The lookup table",
        level="medium",
        reference=lookup_table,
        cases=_table_cases,
        correct="Each value finds the first one of at least the same share.",
        mistakes=_TABLE_MISTAKES,
        hints=[
            "For one source value, go through the reference from the beginning. At which place do "
            "you stop?",
            "A loop inside a loop works: the inner one needs a `break`, or it goes on to 255.",
            "`np.searchsorted(a, v)` finds where numbers belong in a sorted list. Which of the two "
            "lists is searched, and which holds the numbers?",
            "Look at its option `side`: what do you get for a number that is in the list?",
        ],
        points=2,
        axes=("value",),
    ),
    Exercise(
        name="matching.match",
        title="Match two color pictures",
        level="hard",
        reference=match,
        cases=_match_cases,
        correct="Each channel has the histogram of its partner, and the source is as it was.",
        mistakes=_MATCH_MISTAKES,
        hints=[
            "For one channel, you need two lists of counts, their cumulative shares, and a table. "
            "You have written the last two already.",
            "A picture used as the index of a table gives the new picture: `table[channel]`.",
            "Do the same for blue, green and red, and put the three results on one array of the "
            "source's shape. Do not write into the source itself.",
        ],
        points=3,
    ),
]

FIRST, SECOND, THIRD = EXERCISES
