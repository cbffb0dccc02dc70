"""Exercises of chapter 03, Histogram equalization."""

import cv2
import numpy as np

from ..checks import Exercise, mistakes_in, slip, slips_in
from . import shared
from .shared import count

# ---- equalization.cumulative -------------------------------------------------------------------


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


def cumulative_cases(rng):
    return [
        ("a dark picture of 7 rows and 12 columns", (rng.integers(0, 90, (7, 12), np.uint8),)),
        ("a bright picture of 9 rows and 5 columns", (rng.integers(140, 255, (9, 5), np.uint8),)),
        ("a picture of all kinds of values", (rng.integers(0, 256, (15, 20), np.uint8),)),
        ("a picture of extreme values", (np.array([[0, 255, 255], [1, 254, 255]], np.uint8),)),
        ("a single white pixel", (np.full((1, 1), 255, np.uint8),)),
        ("600 pixels of one gray", (np.full((20, 30), rng.integers(50, 200), np.uint8),)),
    ]


def _cumulative(
    gray,
    *,
    counts=count,
    add=np.cumsum,
    first=lambda sums, gray: 0,
    total=lambda counts, gray: gray.size,
    divide=np.divide,
):
    """Compute the shares by a program of which every step may be wrong."""
    found = counts(gray)
    sums = add(found)
    begin = first(sums, gray)
    return divide(np.maximum(sums - begin, 0), total(found, gray) - begin)


class CumulativeCounting:
    counts_wrap = shared.counts_wrap


class CumulativeSums:
    def not_cumulative(counts):
        """These are the shares of the single values. A pixel that is darker than v should count at
        v as well: let the numbers add up."""
        return counts

    def neighbor_added(counts):
        """You added to each count only the one before it. All counts before it belong to the sum:
        carry the sum on, not the count."""
        return counts + np.append(0, counts[:-1])

    def one_behind(counts):
        """Each of your numbers leaves out the pixels of its own value: you count what is darker.
        Count what is as dark or darker, so that the last number is 1."""
        return np.cumsum(counts) - counts

    def zero_in_front(counts):
        """You put a 0 in front, so there is one number too many, and the share of v stands at place
        v + 1. The first number belongs to black."""
        return np.append(0, np.cumsum(counts))

    def from_white(counts):
        """You add up from white to black, so your numbers fall. Ask at each value how many pixels
        are as dark or darker, not how many are as bright or brighter."""
        return np.cumsum(counts[::-1])[::-1]

    def white_first(counts):
        """Your first number belongs to white, because the counts were turned round before they were
        added. Number 0 should belong to black."""
        return np.cumsum(counts[::-1])


class CumulativeFirsts:
    def first_subtracted(sums, gray):
        """You subtracted the first sum and stretched the rest to 1. That step belongs to the lookup
        table of equalization. The shares themselves begin with the share of the darkest value."""
        return sums[gray.min()]

    def smallest_subtracted(sums, gray):
        """You subtracted the smallest sum and stretched the rest to 1, as for the lookup table of
        equalization. For shares nothing is subtracted: divide the sums as they are."""
        return sums[0]


class CumulativeMistakes:
    def divided_by_rows(gray):
        """You divided by the number of rows: `len(gray)` and `gray.shape[0]` count rows. How many
        pixels are there?"""
        return np.cumsum(count(gray)) / len(gray)

    def nothing_behind_the_point(gray):
        """Your shares are 0 until the last pixel is counted: what lies after the decimal point was
        dropped. Shares are fractions."""
        return np.cumsum(count(gray)) // gray.size

    def pixels_added(gray):
        """You added up the gray values of the pixels, one after the other. Count how often each
        value occurs first, and add up the counts."""
        return np.cumsum(gray.ravel()) / gray.size

    def pixels_added_to_1(gray):
        """You have one number for each pixel: the gray values, added up one after the other and
        divided by the last sum. Count how often each value occurs first, and add up the counts."""
        return np.cumsum(gray.ravel()) / max(int(gray.sum()), 1)

    def one_for_each_pixel(gray):
        """You have one number for each pixel, rising in equal steps: ranks that know nothing of the
        gray values. There should be one number for each of the 256 values."""
        return np.arange(1, gray.size + 1) / gray.size

    def curve(gray):
        """You return two arrays, the sorted pixels and their ranks, as one plots such a curve.
        Return one array: for each of the 256 values the share of the pixels up to it."""
        return np.sort(gray, axis=None), np.arange(1, gray.size + 1) / gray.size

    def pair_between_the_ends(gray):
        """You return two arrays, as `skimage.exposure.cumulative_distribution` does, and its shares
        begin at the darkest value and end at the brightest. Return one, for all 256 values."""
        low, high = int(gray.min()), int(gray.max())
        return cumulative(gray)[low : high + 1], np.arange(low, high + 1)

    def picture(gray):
        """You looked up the share of every pixel, so your result has the shape of the picture.
        Return the 256 shares themselves."""
        return cumulative(gray)[gray]

    def scaled_to_255(result):
        """Your numbers end at 255: you have begun to make the lookup table. This exercise asks for
        shares, which end at 1."""
        return result * 255

    percent, as_list, column = shared.percent, shared.as_list, shared.column


CUMULATIVE = Exercise(
    name="equalization.cumulative",
    title="The cumulative histogram",
    level="easy",
    points=1,
    reference=cumulative,
    cases=cumulative_cases,
    correct="Each number counts all pixels up to its value, and the last one is 1.",
    mistakes=[
        *slips_in(shared.Counting, _cumulative, "counts"),
        *slips_in(CumulativeCounting, _cumulative, "counts"),
        *slips_in(CumulativeSums, _cumulative, "add"),
        *slips_in(CumulativeFirsts, _cumulative, "first"),
        *slips_in(shared.Dividing, _cumulative, "total"),
        *mistakes_in(CumulativeMistakes),
    ],
    hints=[
        "Count the pixels of each value first, as in chapter 02. What does the running sum of "
        "these 256 counts say?",
        "`np.cumsum` makes a running sum. Where does it end, and what must it be divided by to "
        "end at 1?",
        "The brightest pixel may be darker than 255: the option `minlength` of `np.bincount` gives "
        "all 256 values a count.",
    ],
    axes=("value",),
)


# ---- equalization.table ------------------------------------------------------------------------


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


def table_cases(rng):
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
    gray_and_white = rng.permutation(np.repeat([rng.integers(50, 200), 255], (9, 3)))
    return [
        ("a dark picture of 7 rows and 12 columns", picture(7, 12, 6, 90, 5)),
        ("a bright picture of 9 rows and 5 columns", picture(9, 5, 140, 250, 2)),
        ("a picture of all kinds of values", picture(15, 20, 0, 256, 7)),
        ("a pale picture", picture(9, 11, 100, 112, 2)),
        ("a picture of extreme values", (np.array([[0, 255, 255], [1, 254, 255]], np.uint8),)),
        # More pixels than a 16-bit number counts.
        ("a picture of many pixels and few values", picture(255, 260, 40, 43, 307)),
        ("a picture with new values halfway between two", (halfway,)),
        ("a picture of one gray", (np.full((3, 4), rng.integers(50, 200), np.uint8),)),
        ("a picture of one gray and white", (gray_and_white.reshape(3, 4).astype(np.uint8),)),
    ]


def _as_uint8(values):
    """Convert as NumPy does: values wrap at 256, and what is not a number becomes 0."""
    return np.nan_to_num(values, posinf=0, neginf=0).astype(np.int64).astype(np.uint8)


def _rounded(values):
    return _as_uint8(np.rint(values))


def _table(
    gray,
    *,
    sums=lambda gray: np.cumsum(count(gray)),
    first=lambda sums, gray: sums[gray.min()],
    least=0,
    divide=np.divide,
    most=lambda steps, gray: steps.max(),
    top=255,
    whole=_rounded,
    end=lambda gray: 256,
    one_gray_stays=True,
):
    """Make the table by a program of which every step may be wrong."""
    if one_gray_stays and np.ptp(gray) == 0:
        return equalization_table(gray)
    steps = sums(gray)
    steps = np.maximum(steps - first(steps, gray), least)
    return whole(divide(steps, most(steps, gray)) * top)[: end(gray)]


class TableMistakes:
    first_not_subtracted = slip(
        _table,
        "Your darkest pixels do not become 0: the running sum begins with their number, and you "
        "did not take it away.",
        first=lambda sums, gray: 0,
    )
    smallest_subtracted = slip(
        _table,
        "You subtracted the first entry of the running sum, which is 0 unless black occurs, so the "
        "darkest pixels do not become 0. Which entry belongs to them?",
        first=lambda sums, gray: sums[0],
    )
    smallest_count_subtracted = slip(
        _table,
        "You subtracted the smallest count. What must become 0 is the sum at the darkest value "
        "that occurs, however many pixels have it.",
        first=lambda sums, gray: np.unique(gray, return_counts=True)[1].min(),
    )
    all_pixels = slip(
        _table,
        "Your brightest pixels do not reach 255: the sum begins lower now, and you still divide by "
        "the number of all pixels.",
        most=lambda steps, gray: gray.size,
    )
    cut = slip(
        _table,
        "You cut off the fractions: 254.9 becomes 254. Round to the nearest whole number before "
        "you change the type.",
        whole=_as_uint8,
    )
    half_up = slip(
        _table,
        "You round 42.5 up to 43. What is halfway goes to the even neighbor in OpenCV, as with "
        "Python's `round` and `np.rint`.",
        whole=lambda values: _as_uint8(values + 0.5),
    )
    not_rounded = slip(
        _table,
        "Your values are right but have fractions. A picture holds whole numbers: round them, and "
        "return them as `uint8`.",
        whole=lambda values: values,
    )
    unit_range = slip(
        _table,
        "Your table ends at 1: these are shares. The new values should go from 0 to 255, as "
        "`uint8`.",
        top=1,
        whole=lambda values: values,
    )
    scaled_to_256 = slip(
        _table,
        "Your brightest pixels become black: they get 256, which begins again at 0 in `uint8`. "
        "What is the largest value?",
        top=256,
    )
    below_the_darkest = slip(
        _table,
        "Below the darkest value that occurs, your table goes below 0 and wraps round to bright "
        "values. Hold those entries at 0.",
        least=-np.inf,
    )
    not_cumulative = slip(
        _table,
        "You scaled the counts themselves, so frequent values become bright, whatever they were. "
        "Let the counts add up first.",
        sums=count,
        first=lambda sums, gray: 0,
        most=lambda steps, gray: gray.size,
    )
    contrast_stretched = slip(
        _table,
        "This stretches the contrast: equal distances stay equal. How often a value occurs should "
        "decide how far it is moved.",
        sums=lambda gray: np.arange(256),
        most=lambda steps, gray: np.ptp(gray).astype(float),
        whole=lambda values: _rounded(values.clip(0, 255)),
    )
    equal_steps = slip(
        _table,
        "You gave every value that occurs the same distance to the next. Frequent values should be "
        "moved further apart than rare ones.",
        sums=lambda gray: np.cumsum(count(gray) > 0),
    )
    gaps_left_black = slip(
        _table,
        "Entries of values that do not occur hold 0 in your table. The running sum does not fall "
        "there: let it go on.",
        sums=lambda gray: np.cumsum(count(gray)) * (count(gray) > 0),
    )
    nothing_behind_the_point = slip(
        _table,
        "All of your entries are 0, up to where the last one is reached: the fractions were "
        "dropped before they were multiplied. Shares are fractions: multiply them first.",
        divide=np.floor_divide,
    )
    up_to_brightest = slip(
        _table,
        "Your table ends at the brightest value of the picture. It should have an entry for each "
        "of the 256 values.",
        end=lambda gray: gray.max() + 1,
    )
    counts_wrap = slip(
        _table,
        "Counts above 255 began again at 0, because you counted in `uint8`. Count in a larger type "
        "of integer.",
        sums=lambda gray: np.cumsum(count(gray) % 256),
        most=lambda steps, gray: gray.size - (np.cumsum(count(gray) % 256))[gray.min()],
    )
    one_gray = slip(
        _table,
        "A picture of one gray should stay as it is, but yours turns black or white or gets new "
        "values: it has nothing to spread. Deal with it before you divide.",
        one_gray_stays=False,
    )

    def one_gray_everywhere(gray):
        """For a picture of one gray, your table holds this gray everywhere. The picture stays as it
        is, but the exercise asks for the table that changes no value at all."""
        return np.full(256, gray.min()) if np.ptp(gray) == 0 else equalization_table(gray)

    def one_gray_as_picture(gray):
        """For a picture of one gray, you return the picture. Return a table for it too: the one
        that changes no value."""
        return gray if np.ptp(gray) == 0 else equalization_table(gray)

    def nothing_changed(gray):
        """Your table changes no value, as for a list in which every value occurs once. How often
        each one occurs in this picture must decide."""
        return np.arange(256)

    def read_off(gray):
        """Your table holds new values only where the picture has pixels, and 0 elsewhere, as if it
        were read off an equalized picture. Values that do not occur need their entry too."""
        return equalization_table(gray) * (count(gray) > 0)

    def picture(gray):
        """You return the equalized picture, and its values are right. Return the table by which it
        was made: 256 entries, whatever the size of the picture."""
        return equalization_table(gray)[gray]

    as_list, column = shared.as_list, shared.column


TABLE = Exercise(
    name="equalization.table",
    title="The lookup table",
    level="medium",
    points=2,
    reference=equalization_table,
    cases=table_cases,
    correct="The darkest value becomes 0, the brightest 255, and one gray stays as it is.",
    mistakes=mistakes_in(TableMistakes),
    hints=[
        "Begin with the running sum of the counts. Which of its entries should become 0, and which "
        "255?",
        "Take the sum at the darkest value that occurs away from all entries. What is left below "
        "that value is negative: make it 0.",
        "Then multiply so that the last entry becomes 255, round to the nearest whole number, and "
        "change the type to `uint8`.",
        "If the last entry is 0 before you multiply, there is only one gray. `np.arange` gives the "
        "table that changes nothing.",
    ],
    axes=("value",),
)


# ---- equalization.with_new_luma ----------------------------------------------------------------


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


def luma_cases(rng):
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
    return cv2.cvtColor(image, code) * 1.0


def _moved(
    image,
    new_luma,
    *,
    luma=_luma,
    new=lambda new_luma: new_luma * 1.0,
    change=lambda new, old: new - old,
):
    """Change the luma by a program of which every step may be wrong."""
    return image + change(new(new_luma), luma(image))[:, :, None]


def _in_other_space(image, new_luma, there, back, channel):
    """Exchange one channel in another color space, all in the type of the image."""
    other = cv2.cvtColor(image, there)
    other[:, :, channel] = new_luma
    return cv2.cvtColor(other, back).astype(np.float64)


class OldLumas:
    def old_luma_stays(image):
        """You added the new luma on top of the old one, so everything is too bright. How much must
        the luma *change*?"""
        return np.zeros(image.shape[:2])

    def mean_of_channels(image):
        """You took the mean of blue, green and red as the luma. It weighs blue too much and green
        too little: the eye sees green as much brighter."""
        return image.mean(axis=2)

    def largest_channel(image):
        """You took the largest channel as the luma, as HSV does for its V. Pure blue is then as
        bright as white. Take the gray value."""
        return image.max(axis=2) * 1.0

    def weights_for_rgb_not_rounded(image):
        """You weighed the channels as if they came in the order R, G, B. This picture is BGR, and
        `cv2.cvtColor` gives its luma in whole numbers."""
        return image @ np.array([0.299, 0.587, 0.114])

    def weights_for_rgb(image):
        """You weighed the channels as if they came in the order R, G, B, so blue and red changed
        places. This picture is BGR."""
        return _luma(image, cv2.COLOR_RGB2GRAY)

    def not_rounded(image):
        """Your weights are right, but your luma has fractions. `cv2.cvtColor` gives whole numbers,
        and this exercise takes its gray picture as the luma."""
        return image @ np.array([0.114, 0.587, 0.299])


class NewLumas:
    def differences_only(new_luma):
        """You took the old luma away and added nothing, so about half of your values are negative.
        The new luma is still missing."""
        return np.zeros(new_luma.shape)

    def fraction_dropped(new_luma):
        """The fraction of the new luma is lost: something became a whole number on the way. Floats
        keep it, and they hold negative numbers as well."""
        return np.floor(new_luma)


class Changes:
    def other_direction(new, old):
        """Pixels that should become brighter become darker: the change has the wrong sign. From
        what to what does the luma change?"""
        return old - new

    def average_change(new, old):
        """You changed all pixels by the same number, the average. Each pixel has a change of its
        own."""
        return np.full(new.shape, (new - old).mean())


class LumaMistakes:
    def unchanged(image, new_luma):
        """The picture comes back as it went in: its luma is the old one. Is the change written into
        what you return?"""
        return image * 1.0

    def all_in_uint8(image, new_luma):
        """You subtracted and added in `uint8`. Below 0 it begins again at 255, and above 255 at 0,
        so bright areas turn dark. Change to floats before you subtract."""
        return image + (new_luma - cv2.cvtColor(image, cv2.COLOR_BGR2GRAY))[:, :, None]

    def difference_wraps(image, new_luma):
        """You subtracted two pictures of type `uint8`. Below 0 it begins again at 255, so what
        should become darker becomes brighter. Change to floats before you subtract."""
        return image * 1.0 + (new_luma - cv2.cvtColor(image, cv2.COLOR_BGR2GRAY))[:, :, None]

    def channels_and_sum_wrap(image, new_luma):
        """You subtracted the old luma from the channels in `uint8`, and perhaps added the new one
        in it: both begin again at the other end of 0 to 255. Change to floats first."""
        luma = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
        return (new_luma[..., None] + (image - luma[..., None])) * 1.0

    def added_in_uint8(image, new_luma):
        """You added the new luma on top of the old one, and where the sum passes 255 it begins
        again at 0. How much must the luma *change*?"""
        return (image + new_luma[..., None]) * 1.0

    def channels_wrap(image, new_luma):
        """You subtracted the luma from the channels in `uint8`. A channel that is darker than the
        luma becomes very bright: below 0 it begins again at 255. Change to floats first."""
        return new_luma[..., None] * 1.0 + (
            image - cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)[..., None]
        )

    def sum_wraps(image, new_luma):
        """You added the change in `uint8`: where the sum passes 255 or falls below 0, it begins
        again at the other end. Add floats."""
        change = (new_luma - _luma(image)).astype(np.int64).astype(np.uint8)
        return (image + change[..., None]) * 1.0

    def gray(image, new_luma):
        """All three channels of a pixel hold the new luma now, so the colors are gone. The luma is
        right. Which differences should have stayed?"""
        return np.dstack([new_luma * 1.0] * 3)

    def multiplied(image, new_luma):
        """You multiplied the channels: that keeps their ratios, so the differences grow or shrink,
        and black pixels give 0 / 0. What keeps differences?"""
        return image * (new_luma / _luma(image))[:, :, None]

    def shortened_above(image, new_luma):
        """You shortened the differences where a channel would pass 255, as the chapter does for a
        picture. This function comes before that step: let the values lie outside."""
        differences = image - _luma(image)[..., None]
        room = 255 - new_luma[..., None] * 1.0
        largest = np.maximum(differences.max(axis=2, keepdims=True), 1e-9)
        return new_luma[..., None] + np.minimum(1, room / largest) * differences

    def ycrcb(image, new_luma):
        """You exchanged the Y of YCrCb and went back. Nearly: on the way, everything was rounded
        and cut to 0 to 255, so differences of channels are off. Stay in floats and in BGR."""
        there, back = cv2.COLOR_BGR2YCrCb, cv2.COLOR_YCrCb2BGR
        return _in_other_space(image, new_luma, there, back, 0)

    def ycrcb_in_floats(image, new_luma):
        """You exchanged the Y of YCrCb in floats. That Y is not rounded, as the gray picture is,
        and the way back does not quite undo the way there. Stay in BGR."""
        there, back = cv2.COLOR_BGR2YCrCb, cv2.COLOR_YCrCb2BGR
        return _in_other_space(image.astype(np.float32), new_luma, there, back, 0)

    def lab(image, new_luma):
        """You exchanged the L of Lab. It follows the eye along a curve, so it is not the luma, and
        the way back changes the differences. Stay in BGR."""
        return _in_other_space(image, new_luma, cv2.COLOR_BGR2Lab, cv2.COLOR_Lab2BGR, 0)

    def hsv(image, new_luma):
        """You exchanged the V of HSV. That is the largest channel, not the luma, and it multiplies
        the channels instead of moving them."""
        return _in_other_space(image, new_luma, cv2.COLOR_BGR2HSV, cv2.COLOR_HSV2BGR, 2)

    def uint8_at_the_end(result):
        """Your result has gone through `uint8`, which drops fractions and begins again at 0 above
        255. This function keeps what lies outside: return floats."""
        return result.astype(np.int64).astype(np.uint8)

    def clipped(result):
        """You cut the result at 0 and 255, so differences of channels get lost there. This function
        leaves that to whoever calls it."""
        return result.clip(0, 255)

    def as_picture(result):
        """You cut the result at 0 and 255 and made whole numbers of it. This function keeps what
        lies outside, and fractions: return floats."""
        return np.rint(result.clip(0, 255)).astype(np.uint8)

    unit_range, rgb = shared.unit_range, shared.rgb


LUMA = Exercise(
    name="equalization.with_new_luma",
    title="A new luma for a color picture",
    level="hard",
    points=3,
    reference=with_new_luma,
    cases=luma_cases,
    correct="Every pixel has its new luma, and its channels are as far apart as before.",
    mistakes=[
        *slips_in(OldLumas, _moved, "luma"),
        *slips_in(NewLumas, _moved, "new"),
        *slips_in(Changes, _moved, "change"),
        *mistakes_in(LumaMistakes),
    ],
    hints=[
        "Add 10 to blue, green and red of one pixel. What happens to its luma, and what to the "
        "differences between its channels?",
        "The old luma is the gray picture that `cv2.cvtColor` gives. How much must the luma of "
        "each pixel change?",
        "A change may be negative: turn `uint8` into floats before you subtract.",
        "The picture has three axes and the change has two. `change[:, :, np.newaxis]` gives it a "
        "third one, which NumPy stretches over the channels.",
    ],
    tolerance=1e-4,  # of a gray level: on the way, float32 is precise enough
    exact_type=True,
)
