"""Exercises of chapter 04, Histograms and masks."""

import cv2
import numpy as np

from ..checks import Exercise, Mistake
from .ch02_histograms import count
from .shared import COLUMN, CUMULATIVE, WRAPS_AT_256

# masks.rectangle


def rectangle(shape, top_left, bottom_right):
    """Return a mask that is True from one corner up to, but not including, the other.

    Shape and corners are (row, column). A slice takes its first number and ends before its last,
    which is just what the corners mean.

    >>> rectangle((3, 4), (1, 1), (3, 3)).astype(int).tolist()
    [[0, 0, 0, 0], [0, 1, 1, 0], [0, 1, 1, 0]]
    """
    mask = np.zeros(shape, dtype=bool)
    (top, left), (bottom, right) = top_left, bottom_right
    mask[top:bottom, left:right] = True
    return mask


def _rectangle_cases(rng):
    top, left = (int(number) for number in rng.integers(1, 4, 2))
    return [
        ("a rectangle in 12 rows and 9 columns", ((12, 9), (top, left), (top + 6, left + 3))),
        ("a rectangle in 7 rows and 15 columns", ((7, 15), (1, 2 + top), (4, 7 + top + left))),
        ("a rectangle in the upper left corner", ((6, 8), (0, 0), (1 + top, 2 + left))),
        ("a rectangle that ends in the last row and column", ((9, 8), (2 + top, left), (9, 8))),
        ("a rectangle of one pixel", ((5, 6), (top, left), (top + 1, left + 1))),
        ("corners between which nothing lies", ((4, 5), (2, 1), (2, 4))),
    ]


def _filled(shape, rows, columns):
    mask = np.zeros(shape, bool)
    mask[slice(*rows), slice(*columns)] = True
    return mask


def _drawn(shape, top_left, bottom_right, thickness=-1):
    mask = np.zeros(shape, np.uint8)
    cv2.rectangle(mask, top_left, bottom_right, 1, thickness)
    return mask.astype(bool)


def _chained(shape, top_left, bottom_right):
    mask = np.zeros(shape, bool)
    (top, left), (bottom, right) = top_left, bottom_right
    mask[top:bottom][left:right] = True
    return mask


def _with_size(shape, top_left, size):
    (top, left), (height, width) = top_left, size
    return _filled(shape, (top, top + height), (left, left + width))


def _either(shape, top_left, bottom_right):
    inside = [
        (np.arange(length) >= first) & (np.arange(length) < last)
        for length, first, last in zip(shape, top_left, bottom_right, strict=True)
    ]
    return inside[0][:, None] | inside[1]


_RECTANGLE_MISTAKES = [
    Mistake(
        "ends_included",
        lambda shape, top_left, bottom_right: _filled(
            shape, (top_left[0], bottom_right[0] + 1), (top_left[1], bottom_right[1] + 1)
        ),
        "Your rectangle holds the row and the column of the second corner too, so it is one larger "
        "each way. That corner is the first place outside.",
    ),
    Mistake(
        "begins_left_out",
        lambda shape, top_left, bottom_right: _filled(
            shape, (top_left[0] + 1, bottom_right[0]), (top_left[1] + 1, bottom_right[1])
        ),
        "The row and the column of the first corner are missing in your rectangle. That corner is "
        "the first place inside.",
    ),
    Mistake(
        "x_and_y",
        lambda shape, top_left, bottom_right: _filled(
            shape, (top_left[1], bottom_right[1]), (top_left[0], bottom_right[0])
        ),
        "You read the corners as (column, row), so the rectangle lies on its side and in another "
        "place. These corners are (row, column).",
    ),
    Mistake(
        "chained",
        _chained,
        "You wrote two pairs of brackets. The second one slices *rows* again, of what the first "
        "one chose, and the columns are never limited. Give both slices in one pair.",
    ),
    Mistake(
        "drawn_by_opencv",
        _drawn,
        "You let `cv2.rectangle` draw. It reads the corners as (x, y), which is (column, row), and "
        "it fills the second corner too. Slices do both as it is meant here.",
    ),
    Mistake(
        "drawn_if_empty",
        lambda shape, top_left, bottom_right: _drawn(
            shape, top_left[::-1], (bottom_right[1] - 1, bottom_right[0] - 1)
        ),
        "Your rectangle is right as long as there is a pixel in it. If both corners lie in the "
        "same row, nothing lies between them, but `cv2.rectangle` draws all the same.",
    ),
    Mistake(
        "outline",
        lambda shape, top_left, bottom_right: _drawn(
            shape, top_left[::-1], (bottom_right[1] - 1, bottom_right[0] - 1), thickness=1
        ),
        "You drew the outline of the rectangle, and its inside is False. A mask keeps what is "
        "True: fill it.",
    ),
    Mistake(
        "second_is_size",
        _with_size,
        "You took the second corner for a height and a width, so your rectangle is too large. It "
        "is a place in the picture.",
    ),
    Mistake(
        "whole_rows",
        lambda shape, top_left, bottom_right: _filled(
            shape, (top_left[0], bottom_right[0]), (0, shape[1])
        ),
        "Your rows are right, but they are True from the first column to the last. Limit the "
        "columns as well.",
    ),
    Mistake(
        "whole_columns",
        lambda shape, top_left, bottom_right: _filled(
            shape, (0, shape[0]), (top_left[1], bottom_right[1])
        ),
        "Your columns are right, but they are True from the first row to the last. Limit the rows "
        "as well.",
    ),
    Mistake(
        "row_or_column",
        _either,
        "Your mask is a cross: it keeps a pixel if its row *or* its column is right. Both must be.",
    ),
    Mistake(
        "cut_out",
        lambda shape, top_left, bottom_right: np.ones(
            [last - first for first, last in zip(top_left, bottom_right, strict=True)], bool
        ),
        "You return the rectangle alone. A mask has the shape of the whole picture, and is False "
        "outside.",
    ),
    Mistake(
        "shape_turned",
        lambda shape, top_left, bottom_right: _filled(
            shape[::-1], (top_left[0], bottom_right[0]), (top_left[1], bottom_right[1])
        ),
        "Your mask has rows and columns exchanged: the shape is (rows, columns) already, so it can "
        "be used as it is.",
    ),
    Mistake(
        "inverted",
        np.logical_not,
        "Your mask is False inside the rectangle and True outside. True should mean: keep this "
        "pixel.",
        of_result=True,
    ),
    Mistake(
        "white",
        lambda result: result * np.uint8(255),
        "Your mask holds 0 and 255, as OpenCV wants it. The masks of this course hold True and "
        "False, so that nobody has to ask what 128 means.",
        of_result=True,
    ),
    Mistake(
        "three_channels",
        lambda result: np.repeat(result[:, :, None], 3, axis=2),
        "Your mask has three channels. It says yes or no to a whole pixel, so one value for each "
        "pixel is enough.",
        of_result=True,
    ),
]


# masks.histogram_under


def histogram_under(gray, mask):
    """Return how often each of the values 0 to 255 occurs where a mask is True.

    Indexed with the mask, the picture gives a flat row of the pixels that are in, and only these
    are counted.

    >>> gray = np.array([[0, 7, 255], [0, 7, 7]], dtype=np.uint8)
    >>> counts = histogram_under(gray, gray > 5)
    >>> counts[[0, 7, 255]].tolist()
    [0, 3, 1]
    """
    return np.bincount(gray[mask], minlength=256)


def _under_cases(rng):
    def picture(rows, columns, low=0, high=256):
        return rng.integers(low, high, (rows, columns), np.uint8)

    dark = picture(11, 6, 0, 70)
    dark[3:5, 2] = 0  # black pixels under the mask
    ellipse = cv2.ellipse(np.zeros((8, 13), np.uint8), (6, 4), (5, 3), 0, 0, 360, 1, -1) > 0
    extreme = np.array([[0, 255, 0], [1, 254, 255]], np.uint8)
    gray = np.full((40, 40), rng.integers(50, 200), np.uint8)
    return [
        ("a dark picture under a rectangle", (dark, rectangle((11, 6), (2, 1), (9, 5)))),
        ("a bright picture under an ellipse", (picture(8, 13, 130, 255), ellipse)),
        ("a picture under scattered pixels", (picture(9, 14), rng.random((9, 14)) < 0.4)),
        ("extreme values under all but one pixel", (extreme, np.indices((2, 3)).sum(axis=0) > 0)),
        ("a mask that keeps one pixel", (picture(4, 5), rectangle((4, 5), (2, 3), (3, 4)))),
        ("a mask that keeps nothing", (picture(5, 4), np.zeros((5, 4), bool))),
        ("one gray under 756 pixels", (gray, rectangle((40, 40), (1, 2), (29, 29)))),
    ]


def _without_black(gray, mask):
    counts = count(gray * mask)
    counts[0] = 0
    return counts


def _bounding_box(gray, mask):
    if not mask.any():
        return np.zeros(256, int)
    rows, columns = (np.flatnonzero(mask.any(axis=axis)) for axis in (1, 0))
    return count(gray[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1])


def _once_each(gray, mask):
    counts = np.zeros(256, int)
    counts[gray[mask]] += 1
    return counts


_UNDER_MISTAKES = [
    Mistake(
        "mask_ignored",
        lambda gray, mask: count(gray),
        "You counted all pixels: the mask has no effect. Choose the pixels that are in first.",
    ),
    Mistake(
        "painted_black",
        lambda gray, mask: count(gray * mask),
        "You painted everything outside the mask black and counted the whole picture, so bin 0 "
        "also counts the paint. Leave those pixels out instead.",
    ),
    Mistake(
        "black_removed",
        _without_black,
        "You painted everything outside black and then emptied bin 0. The black pixels inside the "
        "mask are lost with the paint. Leave pixels out instead of painting them.",
    ),
    Mistake(
        "inverted",
        lambda gray, mask: count(gray[~mask]),
        "You counted the pixels outside the mask. True means here: this pixel counts. In NumPy's "
        "masked arrays it means the opposite.",
    ),
    Mistake(
        "bounding_box",
        _bounding_box,
        "You counted the whole box around the mask. A mask may have any shape, and only its own "
        "pixels count.",
    ),
    Mistake(
        "mask_as_index",
        lambda gray, mask: count(gray[mask.astype(int)]),
        "You made numbers of the mask before you indexed with it, so 0 and 1 chose the first two "
        "rows, again and again. Index with the `bool` mask itself.",
    ),
    Mistake(
        "mask_counted",
        lambda gray, mask: count(mask),
        "You counted the values of the mask, 0 and 1. The mask only says which pixels of the "
        "picture count.",
    ),
    Mistake(
        "once_each",
        _once_each,
        "Every value that occurs counts only once, however many pixels have it. Adding 1 at many "
        "places by one index does so, and so do weights of True and False: True and True is True.",
    ),
    Mistake(
        "up_to_brightest",
        lambda gray, mask: np.bincount(gray[mask]),
        "Your result ends at the brightest value under the mask, so its length changes. Values "
        "that do not occur need a bin too, holding 0.",
    ),
    Mistake(
        "range_of_pixels",
        lambda gray, mask: np.histogram(gray[mask], 256)[0],
        "Your bins run from the darkest to the brightest value under the mask, so bin 10 means "
        "another gray each time. Fix the two ends.",
    ),
    Mistake(
        "without_white",
        lambda gray, mask: count(gray[mask & (gray < 255)]),
        "White pixels, of value 255, are not counted: the upper end of a range is left out. How "
        "many values are there from 0 to 255?",
    ),
    Mistake(
        "no_pixel",
        lambda gray, mask: count(gray[mask == 255]),
        "You counted no pixel at all: none passed your test. This mask holds True and False, and "
        "neither equals 255. It is a test already.",
    ),
    Mistake(
        "first_row",
        lambda gray, mask: count(gray[0][mask[0]]),
        "You counted the first row only. Does your loop return too early?",
    ),
    WRAPS_AT_256,
    CUMULATIVE,
    Mistake(
        "shares",
        lambda result: result / result.sum(),
        "Your bins sum to 1: you divided by the number of pixels that count, which may be 0. This "
        "exercise asks for the counts themselves.",
        of_result=True,
    ),
    COLUMN,
]


# masks.back_project


def back_project(image, table):
    """Return for each pixel of a BGR picture the entry of its color in a table of 8 x 8 x 8 colors.

    Dividing by 32 without a remainder gives the cell of a value on its axis. The three arrays of
    cells, used as one index, look up all pixels at once.

    >>> table = np.zeros((8, 8, 8))
    >>> table[0, 5, 7] = 0.25
    >>> back_project(np.array([[[0, 165, 255], [0, 0, 0]]], dtype=np.uint8), table).tolist()
    [[0.25, 0.0]]
    """
    blue, green, red = cv2.split(image // 32)
    return table[blue, green, red]


def _project_cases(rng):
    def picture(rows, columns, low=0, high=256):
        return rng.integers(low, high, (rows, columns, 3), np.uint8)

    def shares():
        counts = rng.integers(1, 9, (8, 8, 8)) * (rng.random((8, 8, 8)) < 0.4)
        return counts / counts.sum()

    edges = np.array([0, 31, 32, 127, 128, 223, 224, 255], np.uint8)
    return [
        ("a picture of 7 rows and 10 columns", (picture(7, 10), shares())),
        ("a dark picture of 9 rows and 4 columns", (picture(9, 4, 0, 110), shares())),
        ("a bright picture", (picture(3, 6, 150), shares())),
        ("a picture of values where cells begin and end", (rng.choice(edges, (6, 5, 3)), shares())),
        ("a single orange pixel", (np.array([[[0, 165, 255]]], np.uint8), shares())),
        ("a picture of 3 rows and 3 columns", (picture(3, 3), shares())),
    ]


def _looked_up(cells, table):
    """Look up three cells for each pixel, which lie on the last axis."""
    return table[tuple(np.moveaxis(np.asarray(cells), 2, 0))]


def _numbers_wrap(image, table):
    blue, green, red = cv2.split(image // 32)
    return table.ravel()[blue * 64 + green * 8 + red]


def _gray_for_all(image, table):
    gray = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    return _looked_up(np.dstack([gray // 32] * 3), table)


def _channel_by_channel(image, table):
    blue, green, red = cv2.split(image // 32)
    return (
        table.sum(axis=(1, 2))[blue] * table.sum(axis=(0, 2))[green] * table.sum(axis=(0, 1))[red]
    )


def _own_colors(image, table):
    cells = image // 32
    counts = np.zeros((8, 8, 8))
    np.add.at(counts, tuple(np.moveaxis(cells, 2, 0)), 1)
    return _looked_up(cells, counts / counts.sum())


_PROJECT_MISTAKES = [
    Mistake(
        "red_first",
        lambda image, table: _looked_up(image[:, :, ::-1] // 32, table),
        "You looked up red on the first axis of the table and blue on the last, or let blue run "
        "fastest in a flat table. The axes are blue, green, red, as the channels are.",
    ),
    Mistake(
        "blue_and_green",
        lambda image, table: _looked_up(image[:, :, [1, 0, 2]] // 32, table),
        "Blue and green have changed places in your index. The axes of the table are blue, green, "
        "red.",
    ),
    Mistake(
        "green_and_red",
        lambda image, table: _looked_up(image[:, :, [0, 2, 1]] // 32, table),
        "Green and red have changed places in your index. The axes of the table are blue, green, "
        "red.",
    ),
    Mistake(
        "numbers_wrap",
        _numbers_wrap,
        "Your cell numbers begin again at 0 after 255, because you computed them in `uint8`, so "
        "bluish pixels get the entries of dark ones. Numbers up to 511 need a larger type.",
    ),
    Mistake(
        "divided_by_36",
        lambda image, table: _looked_up(image // 36, table),
        "You divided the values by 36, so the last cell is narrower than the others. Eight cells "
        "share 256 values: how wide is one of them?",
    ),
    Mistake(
        "remainder",
        lambda image, table: _looked_up(image % 8, table),
        "You took the remainder of a division by 8, so neighboring values fall into different "
        "cells. Values that are close belong into the same cell.",
    ),
    Mistake(
        "rounded",
        lambda image, table: _looked_up(np.rint(image / 32).clip(0, 7).astype(int), table),
        "You rounded to the nearest cell, so the first cell is half as wide as the others. A cell "
        "takes all values from its lower end up to the next cell.",
    ),
    Mistake(
        "scaled_by_255",
        lambda image, table: _looked_up(np.rint(image / 255 * 7).astype(int), table),
        "You stretched the values from 0 to 255 over the cells 0 to 7 and rounded: the first and "
        "the last cell are half as wide as the others. Eight equal cells share 256 values.",
    ),
    Mistake(
        "gray",
        _gray_for_all,
        "You turned the picture gray and used its gray on all three axes, so you only look at the "
        "diagonal of the table. Use the cell of each channel on its own axis.",
    ),
    Mistake(
        "channel_by_channel",
        _channel_by_channel,
        "You looked up each channel by itself and multiplied the three shares. That is not how "
        "often they occur *together*: use all three cells in one index.",
    ),
    Mistake(
        "first_axis_only",
        lambda image, table: table[image // 32],
        "You used the whole array of cells as the index of the first axis only, so each channel "
        "takes a slice of the table. Give the three channels as three indices.",
    ),
    Mistake(
        "own_colors",
        _own_colors,
        "You counted the colors of this picture and looked up its own shares. Use the table that "
        "you are given: it belongs to what one is looking for.",
    ),
    Mistake(
        "whole_numbers",
        lambda image, table: _looked_up(image // 32, table).astype(np.uint8),
        "All of your entries are 0: shares are fractions, and an array of whole numbers cannot "
        "hold them. `cv2.calcBackProject` returns such an array too. Keep the entries as they are.",
    ),
    Mistake(
        "largest_is_1",
        lambda image, table: _looked_up(image // 32, table / table.max()),
        "You divided by the largest entry of the table, so that it becomes 1. That is good for "
        "showing; here the entries themselves are asked for.",
    ),
    Mistake(
        "times_255",
        lambda result: result * 255,
        "You multiplied the entries by 255, as one does to show a picture. Return them as they "
        "are.",
        of_result=True,
    ),
    Mistake(
        "mask",
        lambda result: result > 0,
        "You return a mask: True where the entry is above 0. Return the entries; where to draw the "
        "line is for later.",
        of_result=True,
    ),
    Mistake(
        "flat",
        np.ravel,
        "Your entries lie in one long row. Give them the shape of the picture, (rows, columns).",
        of_result=True,
    ),
]


EXERCISES = [
    Exercise(
        name="masks.rectangle",
        title="A rectangle",
        level="easy",
        reference=rectangle,
        cases=_rectangle_cases,
        correct="The first corner is inside, the second is outside, and nothing else is True.",
        mistakes=_RECTANGLE_MISTAKES,
        hints=[
            "Begin with a mask that keeps nothing: `np.zeros` with the type `bool`. Which shape "
            "does it need?",
            "A slice can be assigned to. `mask[2:5]` means the rows 2, 3 and 4: its end is not "
            "part of it.",
            "Take the two corners apart: the first numbers are rows, from and to, and the second "
            "numbers are columns. Assign True to that slice.",
        ],
        points=1,
    ),
    Exercise(
        name="masks.histogram_under",
        title="Count under a mask",
        level="medium",
        reference=histogram_under,
        cases=_under_cases,
        correct="Only pixels where the mask is True count, and black ones among them count too.",
        mistakes=_UNDER_MISTAKES,
        hints=[
            "Try `gray[gray > 100]` on a small picture. What does an array give when its index is "
            "an array of True and False?",
            "What is left is counting a flat row of pixels, as in chapter 02.",
            "The row may be empty, and its brightest value may be below 255. The option "
            "`minlength` of `np.bincount` helps with both.",
        ],
        points=2,
        axes=("bin",),
    ),
    Exercise(
        name="masks.back_project",
        title="Back-projection",
        level="hard",
        reference=back_project,
        cases=_project_cases,
        correct="Every pixel gets the entry of its own color.",
        mistakes=_PROJECT_MISTAKES,
        hints=[
            "Eight equal cells share the 256 values of a channel. Into which cell do 0, 31, 32 and "
            "255 fall?",
            "For one pixel, `table[b, g, r]` with its three cells is the entry. A double loop "
            "over rows and columns works.",
            "The three indices may also be arrays of shape (rows, columns): then NumPy looks up "
            "all pixels at once.",
            "`cv2.split` takes a picture apart into its three channels.",
        ],
        points=3,
    ),
]

FIRST, SECOND, THIRD = EXERCISES
