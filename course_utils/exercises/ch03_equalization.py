"""Exercises of chapter 03, Histogram equalization."""

import cv2
import numpy as np

from ..checks import Exercise, Mistake
from .ch02_histograms import count
from .shared import AS_LIST, COLUMN, PERCENT, RGB, UNIT_RANGE

# equalization.cumulative


def cumulative(gray):
    """Return for each of the values 0 to 255 the share of pixels that are as dark or darker.

    A running sum of the counts says how many pixels have a value or a smaller one. It ends at the
    number of all pixels, so the shares end at 1.

    >>> shares = cumulative(np.array([[0, 0, 255, 7]], dtype=np.uint8))
    >>> shares[[0, 6, 7, 254, 255]].tolist()
    [0.5, 0.5, 0.75, 0.75, 1.0]
    """
    counts = np.bincount(gray.ravel(), minlength=256)
    return np.cumsum(counts) / gray.size


def _cumulative_cases(rng):
    return [
        ("a dark picture of 7 rows and 12 columns", (rng.integers(0, 90, (7, 12), np.uint8),)),
        ("a bright picture of 9 rows and 5 columns", (rng.integers(140, 255, (9, 5), np.uint8),)),
        ("a picture of all kinds of values", (rng.integers(0, 256, (15, 20), np.uint8),)),
        ("a picture of extreme values", (np.array([[0, 255, 255], [1, 254, 255]], np.uint8),)),
        ("a single white pixel", (np.full((1, 1), 255, np.uint8),)),
        ("600 pixels of one gray", (np.full((20, 30), rng.integers(50, 200), np.uint8),)),
    ]


def _first_subtracted(gray):
    sums = np.cumsum(count(gray))
    first = sums[gray.min()]
    return (sums - first).clip(0) / (gray.size - first)


_CUMULATIVE_MISTAKES = [
    Mistake(
        "not_cumulative",
        lambda gray: count(gray) / gray.size,
        "These are the shares of the single values. A pixel that is darker than v should count at "
        "v as well: let the numbers add up.",
    ),
    Mistake(
        "not_divided",
        lambda gray: np.cumsum(count(gray)),
        "Your running sum ends at the number of pixels, so a larger picture gives larger numbers. "
        "As shares they should end at 1. What must you divide by?",
    ),
    Mistake(
        "divided_by_255",
        lambda gray: np.cumsum(count(gray)) / 255,
        "You divided by 255, as one does with gray values. Here counts were added, and their sum "
        "is not 255. Where does the running sum end?",
    ),
    Mistake(
        "divided_by_bins",
        lambda gray: np.cumsum(count(gray)) / 256,
        "You divided by 256, the number of bins, so the end grows with the size of the picture. "
        "Where does the running sum end?",
    ),
    Mistake(
        "divided_by_rows",
        lambda gray: np.cumsum(count(gray)) / len(gray),
        "You divided by the number of rows: `len` of a picture counts rows. How many pixels are "
        "there?",
    ),
    Mistake(
        "divided_by_largest",
        lambda gray: np.cumsum(count(gray)) / count(gray).max(),
        "You divided by the largest count, so your numbers end above 1. Where does the running "
        "sum end?",
    ),
    Mistake(
        "one_behind",
        lambda gray: (np.cumsum(count(gray)) - count(gray)) / gray.size,
        "Each of your numbers leaves out the pixels of its own value: you count what is darker. "
        "Count what is as dark or darker, so that the last number is 1.",
    ),
    Mistake(
        "from_white",
        lambda gray: np.cumsum(count(gray)[::-1])[::-1] / gray.size,
        "You add up from white to black, so your numbers fall. Ask at each value how many pixels "
        "are as dark or darker, not how many are as bright or brighter.",
    ),
    Mistake(
        "white_first",
        lambda gray: np.cumsum(count(gray)[::-1]) / gray.size,
        "Your first number belongs to white, because the counts were turned round before they were "
        "added. Number 0 should belong to black.",
    ),
    Mistake(
        "first_subtracted",
        _first_subtracted,
        "You subtracted the first sum and stretched the rest to 1. That step belongs to the lookup "
        "table of equalization. The shares themselves begin with the share of the darkest value.",
    ),
    Mistake(
        "up_to_brightest",
        lambda gray: np.cumsum(np.bincount(gray.ravel())) / gray.size,
        "Your result ends at the brightest value of the picture, so every picture gives another "
        "length. The values above it need a number too.",
    ),
    Mistake(
        "values_that_occur",
        lambda gray: np.cumsum(np.unique(gray, return_counts=True)[1]) / gray.size,
        "You have numbers only for values that occur, so nobody can tell which belongs to which "
        "gray. Between two values that occur, the share stays as it is.",
    ),
    Mistake(
        "range_of_image",
        lambda gray: np.cumsum(np.histogram(gray, 256)[0]) / gray.size,
        "Your bins run from the darkest to the brightest value of this picture, so bin 10 means "
        "another gray in every picture. Fix the two ends for all pictures.",
    ),
    Mistake(
        "without_white",
        lambda gray: np.cumsum(count(gray) * (np.arange(256) < 255)) / gray.size,
        "White pixels, of value 255, are not counted, so the end stays below 1: the upper end of a "
        "range is left out. How many values are there from 0 to 255?",
    ),
    Mistake(
        "counts_wrap",
        lambda gray: np.cumsum(count(gray) % 256) / gray.size,
        "Counts above 255 began again at 0, because you counted in `uint8`, and your numbers do "
        "not reach 1. Count in a larger type of integer.",
    ),
    Mistake(
        "pixels_added",
        lambda gray: np.cumsum(gray.ravel()) / gray.size,
        "You added up the gray values of the pixels, one after the other. Count how often each "
        "value occurs first, and add up the counts.",
    ),
    Mistake(
        "scaled_to_255",
        lambda result: result * 255,
        "Your numbers end at 255: you have begun to make the lookup table. This exercise asks for "
        "shares, which end at 1.",
        of_result=True,
    ),
    PERCENT,
    AS_LIST,
    COLUMN,
]


# equalization.table


def equalization_table(gray):
    """Return the 256 new values by which a gray picture is equalized as in OpenCV.

    The running sum of the counts is stretched so that the darkest value that occurs becomes 0 and
    the brightest 255. A picture of one single value has nothing to stretch: it gets the table that
    changes nothing, 0, 1, 2 and so on.

    >>> new_values = equalization_table(np.array([[10, 20, 20, 90]], dtype=np.uint8))
    >>> new_values[[0, 10, 20, 50, 90]].tolist()
    [0, 0, 170, 170, 255]
    """
    sums = np.cumsum(np.bincount(gray.ravel(), minlength=256))
    # float32, because OpenCV computes in it; this decides what is halfway between two values.
    steps = np.maximum(sums - sums[gray.min()], 0).astype(np.float32)
    if steps[-1] == 0:
        return np.arange(256, dtype=np.uint8)
    return np.rint(steps * (255 / steps[-1])).astype(np.uint8)


def _table_cases(rng):
    def picture(rows, columns, low, high, darkest):
        # With an odd number of pixels above the darkest value, no new value lies halfway between
        # two whole numbers: then the order of the operations does not matter.
        gray = rng.integers(low + 1, high, rows * columns, np.uint8)
        gray[:darkest] = low
        return (rng.permutation(gray).reshape(rows, columns),)

    # Here are such values: one and three of six pixels above the darkest give 42.5 and 127.5.
    # Shares of eight pixels are exact, so that nobody's rounding errors decide.
    four = np.sort(rng.choice(256, 4, replace=False)).astype(np.uint8)
    halfway = rng.permutation(np.repeat(four, (2, 1, 2, 3))).reshape(2, 4)
    return [
        ("a dark picture of 7 rows and 12 columns", picture(7, 12, 6, 90, 5)),
        ("a bright picture of 9 rows and 5 columns", picture(9, 5, 140, 250, 2)),
        ("a picture of all kinds of values", picture(15, 20, 0, 256, 7)),
        ("a pale picture", picture(9, 11, 100, 112, 2)),
        ("a picture of extreme values", (np.array([[0, 255, 255], [1, 254, 255]], np.uint8),)),
        ("a picture of many pixels and few values", picture(20, 31, 40, 43, 307)),
        ("a picture with new values halfway between two", (halfway,)),
        ("a picture of one gray", (np.full((3, 4), rng.integers(50, 200), np.uint8),)),
    ]


def _steps(gray):
    """Return the running sum of the counts, less that of the darkest value that occurs."""
    sums = np.cumsum(count(gray))
    return (sums - sums[gray.min()]).clip(0)


def _stretched(steps):
    return steps / steps[-1] * 255


def _as_uint8(values):
    """Convert as NumPy does: values wrap at 256, and what is not a number becomes 0."""
    return np.nan_to_num(values, posinf=0, neginf=0).astype(np.int64).astype(np.uint8)


def _rounded(values):
    return _as_uint8(np.rint(values))


def _smallest_subtracted(gray):
    sums = np.cumsum(count(gray))
    return _rounded(_stretched(sums - sums[0]))


def _not_clipped(gray):
    sums = np.cumsum(count(gray))
    return _rounded(_stretched(sums - sums[gray.min()]))


def _contrast_stretched(gray):
    low, high = int(gray.min()), int(gray.max())
    return _rounded(((np.arange(256) - low) / (high - low) * 255).clip(0, 255))


def _equal_steps(gray):
    ranks = np.cumsum(count(gray) > 0) - 1
    return _rounded(_stretched(ranks.clip(0)))


def _counts_wrap(gray):
    sums = np.cumsum(count(gray) % 256)
    return _rounded((sums - sums[gray.min()]).clip(0) / (gray.size - sums[gray.min()]) * 255)


_TABLE_SLIPS = {
    "first_not_subtracted": (
        lambda gray: _rounded(np.cumsum(count(gray)) / gray.size * 255),
        "Your darkest pixels do not become 0: the running sum begins with their number, and you "
        "did not take it away.",
    ),
    "smallest_subtracted": (
        _smallest_subtracted,
        "You subtracted the first entry of the running sum, which is 0 unless black occurs, so the "
        "darkest pixels do not become 0. Which entry belongs to them?",
    ),
    "all_pixels": (
        lambda gray: _rounded(_steps(gray) / gray.size * 255),
        "Your brightest pixels do not reach 255: the sum begins lower now, and you still divide by "
        "the number of all pixels.",
    ),
    "cut": (
        lambda gray: _as_uint8(_stretched(_steps(gray))),
        "You cut off the fractions: 254.9 becomes 254. Round to the nearest whole number before "
        "you change the type.",
    ),
    "half_up": (
        lambda gray: _as_uint8(_stretched(_steps(gray)) + 0.5),
        "You round 42.5 up to 43. What is halfway goes to the even neighbor in OpenCV, as with "
        "Python's `round` and `np.rint`.",
    ),
    "not_rounded": (
        lambda gray: _stretched(_steps(gray)),
        "Your values are right but have fractions. A picture holds whole numbers: round them, and "
        "return them as `uint8`.",
    ),
    "unit_range": (
        lambda gray: _steps(gray) / _steps(gray)[-1],
        "Your table ends at 1: these are shares. The new values should go from 0 to 255, as "
        "`uint8`.",
    ),
    "scaled_to_256": (
        lambda gray: _rounded(_steps(gray) / _steps(gray)[-1] * 256),
        "Your brightest pixels become black: they get 256, which begins again at 0 in `uint8`. "
        "What is the largest value?",
    ),
    "below_the_darkest": (
        _not_clipped,
        "Below the darkest value that occurs, your table goes below 0 and wraps round to bright "
        "values. Hold those entries at 0.",
    ),
    "not_cumulative": (
        lambda gray: _rounded(count(gray) / gray.size * 255),
        "You scaled the counts themselves, so frequent values become bright, whatever they were. "
        "Let the counts add up first.",
    ),
    "contrast_stretched": (
        _contrast_stretched,
        "This stretches the contrast: equal distances stay equal. How often a value occurs should "
        "decide how far it is moved.",
    ),
    "equal_steps": (
        _equal_steps,
        "You gave every value that occurs the same distance to the next. Frequent values should be "
        "moved further apart than rare ones.",
    ),
    "gaps_left_black": (
        lambda gray: equalization_table(gray) * (count(gray) > 0),
        "Entries of values that do not occur hold 0 in your table. The running sum does not fall "
        "there: let it go on.",
    ),
    "nothing_behind_the_point": (
        lambda gray: _as_uint8(_steps(gray) // _steps(gray)[-1] * 255),
        "All of your entries are 0, up to where the last one is reached: `//` drops everything "
        "behind the point. Shares are fractions.",
    ),
    "up_to_brightest": (
        lambda gray: _rounded(_stretched(_steps(gray)))[: gray.max() + 1],
        "Your table ends at the brightest value of the picture. It should have an entry for each "
        "of the 256 values.",
    ),
    "counts_wrap": (
        _counts_wrap,
        "Counts above 255 began again at 0, because you counted in `uint8`. Count in a larger type "
        "of integer.",
    ),
}


def _table_mistakes():
    """Yield each slip, with a picture of one gray dealt with and without."""
    for key, (wrong, sentence) in _TABLE_SLIPS.items():
        yield Mistake(
            key,
            lambda gray, wrong=wrong: (
                equalization_table(gray) if np.ptp(gray) == 0 else wrong(gray)
            ),
            sentence,
        )
        yield Mistake(
            f"{key}_one_gray",
            wrong,
            f"{sentence} And a picture of one gray should stay as it is: check that your function "
            "finds out before it divides.",
        )


_TABLE_MISTAKES = [
    *_table_mistakes(),
    Mistake(
        "one_gray",
        lambda gray: _rounded(_stretched(_steps(gray))),
        "A picture of one gray leads to 0 / 0, which is not a number, and it turns black. It has "
        "nothing to spread: deal with it before you divide.",
    ),
    Mistake(
        "one_gray_everywhere",
        lambda gray: np.full(256, gray.min()) if np.ptp(gray) == 0 else equalization_table(gray),
        "For a picture of one gray, your table holds this gray everywhere. The picture stays as "
        "it is, but the exercise asks for the table that changes no value at all.",
    ),
    Mistake(
        "one_gray_as_picture",
        lambda gray: gray if np.ptp(gray) == 0 else equalization_table(gray),
        "For a picture of one gray, you return the picture. Return a table for it too: the one "
        "that changes no value.",
    ),
    Mistake(
        "nothing_changed",
        lambda gray: np.arange(256),
        "Your table changes no value, as for a list in which every value occurs once. How often "
        "each one occurs in this picture must decide.",
    ),
    Mistake(
        "picture",
        lambda gray: equalization_table(gray)[gray],
        "You return the equalized picture, and its values are right. Return the table by which it "
        "was made: 256 entries, whatever the size of the picture.",
    ),
    AS_LIST,
    COLUMN,
]


# equalization.with_new_luma


def with_new_luma(image, new_luma):
    """Return a BGR picture that has the given luma and its old differences between the channels.

    The luma is the gray value that `cv2.cvtColor` gives: 0.114 blue, 0.587 green and 0.299 red,
    rounded. Adding one number to all three channels of a pixel changes its luma by that number and
    leaves their differences alone. The result may leave the range of `uint8`, so it is float64.

    >>> orange = np.array([[[0, 165, 255]]], dtype=np.uint8)
    >>> with_new_luma(orange, np.array([[183]], dtype=np.uint8)).tolist()
    [[[10.0, 175.0, 265.0]]]
    """
    luma = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY).astype(np.float64)
    change = new_luma - luma
    return image + change[:, :, np.newaxis]


def _luma_cases(rng):
    def case(rows, columns, picture=(0, 256), luma=(0, 256)):
        return (
            rng.integers(*picture, (rows, columns, 3), np.uint8),
            rng.integers(*luma, (rows, columns), np.uint8),
        )

    pale, luma = case(3, 4, (100, 150), (90, 180))
    pure = np.array([[[255, 0, 0], [0, 255, 0], [0, 0, 255]]], np.uint8)
    return [
        ("a picture of 6 rows and 5 columns", case(6, 5)),
        ("a dark picture that becomes bright", case(4, 7, (0, 60), (180, 256))),
        ("a bright picture that becomes dark", case(5, 4, (200, 256), (0, 80))),
        ("a luma with fractions", (pale, luma + 0.25)),
        ("pure blue, green and red", (pure, rng.integers(90, 160, (1, 3), np.uint8))),
        ("a black picture", (np.zeros((2, 3, 3), np.uint8), case(2, 3)[1])),
    ]


def _luma(image, code=cv2.COLOR_BGR2GRAY):
    return cv2.cvtColor(image, code)


def _changed(image, new_luma, luma, weight=1):
    return image + ((new_luma - luma) * weight)[:, :, None]


def _in_other_space(image, new_luma, there, back, channel):
    """Exchange one channel in another color space, all in the type of the image."""
    other = cv2.cvtColor(image, there)
    other[:, :, channel] = new_luma
    return cv2.cvtColor(other, back).astype(np.float64)


_LUMA_MISTAKES = [
    Mistake(
        "all_in_uint8",
        lambda image, new_luma: _changed(image, new_luma, _luma(image)),
        "You subtracted and added in `uint8`. Below 0 it begins again at 255, and above 255 at 0, "
        "so bright areas turn dark. Change to floats before you subtract.",
    ),
    Mistake(
        "difference_wraps",
        lambda image, new_luma: _changed(image * 1.0, new_luma, _luma(image)),
        "You subtracted two pictures of type `uint8`. Below 0 it begins again at 255, so what "
        "should become darker becomes brighter. Change to floats before you subtract.",
    ),
    Mistake(
        "gray",
        lambda image, new_luma: np.dstack([new_luma * 1.0] * 3),
        "All three channels of a pixel hold the new luma now, so the colors are gone. The luma is "
        "right. Which differences should have stayed?",
    ),
    Mistake(
        "old_luma_stays",
        lambda image, new_luma: _changed(image, new_luma * 1.0, 0),
        "You added the new luma on top of the old one, so everything is too bright. How much must "
        "the luma *change*?",
    ),
    Mistake(
        "differences_only",
        lambda image, new_luma: _changed(image, 0.0, _luma(image)),
        "You took the old luma away and added nothing, so about half of your values are negative. "
        "The new luma is still missing.",
    ),
    Mistake(
        "other_direction",
        lambda image, new_luma: _changed(image, new_luma * 1.0, _luma(image), weight=-1),
        "Pixels that should become brighter become darker: the change has the wrong sign. From "
        "what to what does the luma change?",
    ),
    Mistake(
        "multiplied",
        lambda image, new_luma: image * (new_luma / _luma(image))[:, :, None],
        "You multiplied the channels: that keeps their ratios, so the differences grow or shrink, "
        "and black pixels give 0 / 0. What keeps differences?",
    ),
    Mistake(
        "mean_of_channels",
        lambda image, new_luma: _changed(image, new_luma, image.mean(axis=2)),
        "You took the mean of blue, green and red as the luma. It weighs blue too much and green "
        "too little: the eye sees green as much brighter.",
    ),
    Mistake(
        "largest_channel",
        lambda image, new_luma: _changed(image, new_luma * 1.0, image.max(axis=2)),
        "You took the largest channel as the luma, as HSV does for its V. Pure blue is then as "
        "bright as white. Take the gray value.",
    ),
    Mistake(
        "weights_for_rgb",
        lambda image, new_luma: _changed(image, new_luma * 1.0, _luma(image, cv2.COLOR_RGB2GRAY)),
        "You weighed the channels as if they came in the order R, G, B, so blue and red changed "
        "places. This picture is BGR.",
    ),
    Mistake(
        "not_rounded",
        lambda image, new_luma: _changed(image, new_luma, image @ np.array([0.114, 0.587, 0.299])),
        "Your weights are right, but your luma has fractions. `cv2.cvtColor` gives whole numbers, "
        "and this exercise takes its gray picture as the luma.",
    ),
    Mistake(
        "average_change",
        lambda image, new_luma: image + (new_luma - _luma(image) * 1.0).mean(),
        "You changed all pixels by the same number, the average. Each pixel has a change of its "
        "own.",
    ),
    Mistake(
        "ycrcb",
        lambda image, new_luma: _in_other_space(
            image, new_luma, cv2.COLOR_BGR2YCrCb, cv2.COLOR_YCrCb2BGR, 0
        ),
        "You exchanged the Y of YCrCb and went back. Nearly: on the way, everything was rounded "
        "and cut to 0 to 255, so differences of channels are off. Stay in floats and in BGR.",
    ),
    Mistake(
        "ycrcb_in_floats",
        lambda image, new_luma: _in_other_space(
            image.astype(np.float32), new_luma, cv2.COLOR_BGR2YCrCb, cv2.COLOR_YCrCb2BGR, 0
        ),
        "You exchanged the Y of YCrCb in floats. That Y is not rounded, as the gray picture is, "
        "and the way back does not quite undo the way there. Stay in BGR.",
    ),
    Mistake(
        "lab",
        lambda image, new_luma: _in_other_space(
            image, new_luma, cv2.COLOR_BGR2Lab, cv2.COLOR_Lab2BGR, 0
        ),
        "You exchanged the L of Lab. It follows the eye along a curve, so it is not the luma, and "
        "the way back changes the differences. Stay in BGR.",
    ),
    Mistake(
        "hsv",
        lambda image, new_luma: _in_other_space(
            image, new_luma, cv2.COLOR_BGR2HSV, cv2.COLOR_HSV2BGR, 2
        ),
        "You exchanged the V of HSV. That is the largest channel, not the luma, and it multiplies "
        "the channels instead of moving them.",
    ),
    Mistake(
        "clipped",
        lambda result: result.clip(0, 255),
        "You cut the result at 0 and 255, so differences of channels get lost there. This function "
        "leaves that to whoever calls it.",
        of_result=True,
    ),
    Mistake(
        "as_picture",
        lambda result: np.rint(result.clip(0, 255)).astype(np.uint8),
        "You cut the result at 0 and 255 and made whole numbers of it. This function keeps what "
        "lies outside, and fractions: return floats.",
        of_result=True,
    ),
    UNIT_RANGE,
    RGB,
]


EXERCISES = [
    Exercise(
        name="equalization.cumulative",
        title="The cumulative histogram",
        level="easy",
        reference=cumulative,
        cases=_cumulative_cases,
        correct="Each number counts all pixels up to its value, and the last one is 1.",
        mistakes=_CUMULATIVE_MISTAKES,
        hints=[
            "Count the pixels of each value first, as in chapter 02. What does the running sum of "
            "these 256 counts say?",
            "`np.cumsum` makes a running sum. Where does it end, and what must it be divided by "
            "to end at 1?",
            "The brightest pixel may be darker than 255: the option `minlength` of `np.bincount` "
            "gives all 256 values a count.",
        ],
        points=1,
        axes=("value",),
    ),
    Exercise(
        name="equalization.table",
        title="The lookup table",
        level="medium",
        reference=equalization_table,
        cases=_table_cases,
        correct="The darkest value becomes 0, the brightest 255, and one gray stays as it is.",
        mistakes=_TABLE_MISTAKES,
        hints=[
            "Begin with the running sum of the counts. Which of its entries should become 0, and "
            "which 255?",
            "Take the sum at the darkest value that occurs away from all entries. What is left "
            "below that value is negative: make it 0.",
            "Then multiply so that the last entry becomes 255, round to the nearest whole number, "
            "and change the type to `uint8`.",
            "If the last entry is 0 before you multiply, there is only one gray. `np.arange` gives "
            "the table that changes nothing.",
        ],
        points=2,
        axes=("value",),
    ),
    Exercise(
        name="equalization.with_new_luma",
        title="A new luma for a color picture",
        level="hard",
        reference=with_new_luma,
        cases=_luma_cases,
        correct="Every pixel has its new luma, and its channels are as far apart as before.",
        mistakes=_LUMA_MISTAKES,
        hints=[
            "Add 10 to blue, green and red of one pixel. What happens to its luma, and what to the "
            "differences between its channels?",
            "The old luma is the gray picture that `cv2.cvtColor` gives. How much must the luma of "
            "each pixel change?",
            "A change may be negative: turn `uint8` into floats before you subtract.",
            "The picture has three axes and the change has two. `change[:, :, np.newaxis]` gives "
            "it a third one, which NumPy stretches over the channels.",
        ],
        points=3,
        tolerance=1e-4,  # of a gray level: computing in float32 is precise enough
    ),
]

FIRST, SECOND, THIRD = EXERCISES
