"""Exercises of chapter 04, Histograms and masks."""

import cv2
import numpy as np

from ..checks import Exercise, mistakes_in, rules, slip, slips_in
from . import shared
from .shared import count

# ---- masks.rectangle ---------------------------------------------------------------------------


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


def rectangle_cases(rng):
    top, left = (int(number) for number in rng.integers(1, 4, 2))
    return [
        ("a rectangle in 12 rows and 9 columns", ((12, 9), (top, left), (top + 6, left + 3))),
        ("a rectangle in 7 rows and 15 columns", ((7, 15), (1, 2 + top), (4, 7 + top + left))),
        ("a rectangle in the upper left corner", ((6, 8), (0, 0), (1 + top, 2 + left))),
        ("a rectangle that ends in the last row and column", ((9, 8), (2 + top, left), (9, 8))),
        ("a rectangle of one pixel", ((5, 6), (top, left), (top + 1, left + 1))),
        ("corners between which nothing lies", ((4, 5), (2, 1), (2, 4))),
    ]


def _rectangle(
    shape,
    first,
    second,
    *,
    shape_turned=False,
    turned=False,
    begin=0,
    end=0,
    is_size=False,
    mark=np.logical_and,
):
    """Make the mask by a program of which every step may be wrong."""
    if shape_turned:
        shape = shape[::-1]
    if turned:
        first, second = first[::-1], second[::-1]
    if is_size:
        second = np.add(first, second)
    ends = np.broadcast_to(end, 2)
    rows, columns = (
        (np.arange(length) >= low + begin) & (np.arange(length) < high + end)
        for length, low, high, end in zip(shape, first, second, ends, strict=True)
    )
    return mark(rows[:, None], columns)


def _drawn(shape, top_left, bottom_right, thickness=-1):
    corners = top_left[::-1], (bottom_right[1] - 1, bottom_right[0] - 1)
    return cv2.rectangle(np.zeros(shape, np.uint8), *corners, 1, thickness).astype(bool)


class RectangleMistakes:
    ends_included = slip(
        _rectangle,
        "Your rectangle holds the row and the column of the second corner too, so it is one larger "
        "each way. That corner is the first place outside.",
        end=1,
    )
    last_row_included = slip(
        _rectangle,
        "Your rectangle holds the row of the second corner too, so it is one row too high. That "
        "corner is the first place outside.",
        end=(1, 0),
    )
    last_column_included = slip(
        _rectangle,
        "Your rectangle holds the column of the second corner too, so it is one column too wide. "
        "That corner is the first place outside.",
        end=(0, 1),
    )
    ends_taken_off = slip(
        _rectangle,
        "The last row and the last column of your rectangle are missing: you took off one for the "
        "second corner, but a slice ends before its last number by itself.",
        end=-1,
    )
    begins_left_out = slip(
        _rectangle,
        "The row and the column of the first corner are missing in your rectangle. That corner is "
        "the first place inside.",
        begin=1,
    )
    shape_turned = slip(
        _rectangle,
        "Your mask has rows and columns exchanged: the shape is (rows, columns) already, so it can "
        "be used as it is.",
        shape_turned=True,
    )
    x_and_y = slip(
        _rectangle,
        "You read the corners as (column, row), so the rectangle lies on its side and in another "
        "place. These corners are (row, column).",
        turned=True,
    )
    second_is_size = slip(
        _rectangle,
        "You took the second corner for a height and a width, so your rectangle is too large. It "
        "is a place in the picture.",
        is_size=True,
    )
    whole_rows = slip(
        _rectangle,
        "Your rows are right, but they are True from the first column to the last. Limit the "
        "columns as well.",
        mark=lambda rows, columns: rows | (columns & False),
    )
    whole_columns = slip(
        _rectangle,
        "Your columns are right, but they are True from the first row to the last. Limit the rows "
        "as well.",
        mark=lambda rows, columns: columns | (rows & False),
    )
    row_or_column = slip(
        _rectangle,
        "Your mask is a cross: it keeps a pixel if its row *or* its column is right. Both must be.",
        mark=np.logical_or,
    )

    def chained(shape, top_left, bottom_right):
        """You wrote two pairs of brackets. The second one slices *rows* again, of what the first
        one chose, and the columns are never limited. Give both slices in one pair."""
        mask = np.zeros(shape, bool)
        (top, left), (bottom, right) = top_left, bottom_right
        mask[top:bottom][left:right] = True
        return mask

    def drawn_by_opencv(shape, top_left, bottom_right):
        """You took the corners for (x, y), which is (column, row), and the second one for the last
        place inside, as `cv2.rectangle` does. Here the corners are (row, column), and the second is
        the first place outside."""
        return _drawn(shape, top_left[::-1], [number + 1 for number in bottom_right[::-1]])

    def drawn_if_empty(shape, top_left, bottom_right):
        """Your rectangle is right as long as there is a pixel in it. If both corners lie in the
        same row, nothing lies between them, but `cv2.rectangle` draws all the same."""
        return _drawn(shape, top_left, bottom_right)

    def outline(shape, top_left, bottom_right):
        """You drew the outline of the rectangle, and its inside is False. A mask keeps what is
        True: fill it."""
        return _drawn(shape, top_left, bottom_right, thickness=1)

    def cut_out(shape, top_left, bottom_right):
        """You return the rectangle alone. A mask has the shape of the whole picture, and is False
        outside."""
        return np.ones(np.subtract(bottom_right, top_left), bool)

    def counted_from_1(shape, top_left, bottom_right):
        """Your rectangle lies one row too high and one column too far left, and one that begins at
        0 is empty. Python counts rows and columns from 0, and so do these corners."""
        (top, left), (bottom, right) = np.subtract((top_left, bottom_right), 1)
        mask = np.zeros(shape, bool)
        mask[top:bottom, left:right] = True
        return mask

    def one_row_repeated(shape, top_left, bottom_right):
        """All rows of your mask are alike, as when one list stands in it many times, `[row] * n`:
        what is written into one row is in all of them."""
        return np.repeat(rectangle(shape, top_left, bottom_right).any(axis=0)[None], shape[0], 0)

    def turned(result):
        """Your mask lies on its side: rows and columns of the whole result are exchanged. The shape
        begins with the rows."""
        return result.T

    def inverted(result):
        """Your mask is False inside the rectangle and True outside. True should mean: keep this
        pixel."""
        return np.logical_not(result)

    def white(result):
        """Your mask holds 0 and 255, as OpenCV wants it. The masks of this course hold True and
        False, so that nobody has to ask what 128 means."""
        return result * np.uint8(255)

    def three_channels(result):
        """Your mask has three channels. It says yes or no to a whole pixel, so one value for each
        pixel is enough."""
        return np.repeat(result[:, :, None], 3, axis=2)


RECTANGLE = Exercise(
    name="masks.rectangle",
    title="A rectangle",
    level="easy",
    points=1,
    reference=rectangle,
    cases=rectangle_cases,
    correct="The first corner is inside, the second is outside, and nothing else is True.",
    mistakes=mistakes_in(RectangleMistakes),
    hints=[
        "Begin with a mask that keeps nothing: `np.zeros` with the type `bool`. Which shape does "
        "it need?",
        "A slice can be assigned to. `mask[2:5]` means the rows 2, 3 and 4: its end is not part of "
        "it.",
        "Take the two corners apart: the first numbers are rows, from and to, and the second "
        "numbers are columns. Assign True to that slice.",
    ],
)


# ---- masks.histogram_under ---------------------------------------------------------------------


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


def under_cases(rng):
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


def _under(gray, mask, *, counts=count, pixels=lambda gray, mask: gray[mask]):
    return counts(pixels(gray, mask))


class UnderCounting:
    def once_each(values):
        """Every value that occurs counts only once, however many pixels have it. `counts[values] +=
        1`, for one, adds 1 to a place only once, however often its value stands in the list."""
        return (count(values) > 0).astype(int)

    def up_to_brightest(values):
        """Your result ends at the brightest value under the mask, so its length changes. Values
        that do not occur need a bin too, holding 0."""
        return np.bincount(values.ravel())

    range_of_pixels = shared.Counting.range_of_image
    without_white = shared.Counting.without_white
    bins_255 = shared.Counting.bins_255
    bins_255_without_white = shared.Counting.bins_255_without_white
    values_that_occur = shared.Counting.values_that_occur


class UnderPixels:
    def mask_ignored(gray, mask):
        """You counted all pixels: the mask has no effect. Choose the pixels that are in first."""
        return gray

    def painted_black(gray, mask):
        """You painted everything outside the mask black and counted the whole picture, so bin 0
        also counts the paint. Leave those pixels out instead."""
        return gray * mask

    def black_removed(gray, mask):
        """Bin 0 is empty: you left out what is black, or counted from 1 on. Black pixels under the
        mask count like all others. Choose pixels by the mask, not by their value."""
        return gray[mask & (gray > 0)]

    def inverted(gray, mask):
        """You counted the pixels outside the mask. True means here: this pixel counts. In NumPy's
        masked arrays it means the opposite."""
        return gray[~mask]

    def bounding_box(gray, mask):
        """You counted the whole box around the mask. A mask may have any shape, and only its own
        pixels count."""
        rows, columns = (np.flatnonzero(mask.any(axis=axis)) for axis in (1, 0))
        return gray[slice(*_ends(rows)), slice(*_ends(columns))]

    def mask_as_index(gray, mask):
        """You made numbers of the mask before you indexed with it, so 0 and 1 chose the first two
        rows, again and again. Index with the `bool` mask itself."""
        return gray[mask.astype(int)]

    def mask_counted(gray, mask):
        """You counted the values of the mask, 0 and 1. The mask only says which pixels of the
        picture count."""
        return mask

    def no_pixel(gray, mask):
        """You counted no pixel at all: none passed your test. The mask itself is already the test:
        its entries are True and False. They do not equal 255, and NumPy's True never passes `is
        True`."""
        return gray[mask == 255]

    def up_to_a_gap(gray, mask):
        """In each row you stopped at the first pixel outside the mask; those behind it are lost.
        Leave out one pixel, not the rest of the row."""
        return gray[np.logical_and.accumulate(mask, axis=1)]

    def no_brackets(gray, mask):
        """`gray == value & mask` compares with `value & mask`, because `&` is computed before `==`.
        Put brackets around the comparison."""
        return np.concatenate(
            [np.full(np.sum(gray == (value & mask)), value, np.uint8) for value in range(256)]
        )

    def first_row(gray, mask):
        """You counted the first row only. If you have a loop, does it return too early?"""
        return gray[0][mask[0]]


def _ends(places):
    return (places[0], places[-1] + 1) if len(places) else (0, 0)


class UnderMistakes:
    def shares_of_picture(gray, mask):
        """You divided by the number of all pixels. This exercise asks for the counts themselves,
        which are whole numbers."""
        return count(gray[mask]) / gray.size

    def shares(result):
        """Your bins sum to 1: you divided by the number of pixels that count, which may be 0. This
        exercise asks for the counts themselves."""
        return result / result.sum()

    wraps_at_256, cumulative = shared.wraps_at_256, shared.cumulative
    column = shared.column


HISTOGRAM_UNDER = Exercise(
    name="masks.histogram_under",
    title="Count under a mask",
    level="medium",
    points=2,
    reference=histogram_under,
    cases=under_cases,
    axes=("bin",),
    rules=(rules.without([cv2.calcHist], "the prompt asks you to do without `cv2.calcHist`."),),
    correct="Only pixels where the mask is True count, and black ones among them count too.",
    mistakes=[
        *slips_in(UnderPixels, _under, "pixels"),
        *slips_in(UnderCounting, _under, "counts"),
        *mistakes_in(UnderMistakes),
    ],
    hints=[
        "Try `gray[gray > 100]` on a small picture. What does an array give when its index is an "
        "array of True and False?",
        "What is left is counting a flat row of pixels, as in chapter 02.",
        "The row may be empty, and its brightest value may be below 255. The option `minlength` of "
        "`np.bincount` helps with both.",
    ],
)


# ---- masks.back_project ------------------------------------------------------------------------


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


def project_cases(rng):
    def picture(rows, columns, low=0, high=256):
        return rng.integers(low, high, (rows, columns, 3), np.uint8)

    def shares(first=0):
        # 0 in some tables only, so that always taking this entry is not the same as returning 0.
        counts = rng.integers(1, 9, (8, 8, 8)) * (rng.random((8, 8, 8)) < 0.4)
        counts[0, 0, 0] = first
        return counts / counts.sum()

    edges = np.array([0, 31, 32, 127, 128, 223, 224, 255], np.uint8)
    return [
        ("a picture of 7 rows and 10 columns", (picture(7, 10), shares(first=5))),
        ("a dark picture of 9 rows and 4 columns", (picture(9, 4, 0, 110), shares())),
        ("a bright picture", (picture(3, 6, 150), shares(first=3) / 2)),  # they sum to 1/2
        ("a picture of values where cells begin and end", (rng.choice(edges, (6, 5, 3)), shares())),
        ("a single orange pixel", (np.array([[[0, 165, 255]]], np.uint8), shares())),
        ("a picture of 3 rows and 3 columns", (picture(3, 3), shares())),
    ]


def _looked_up(
    image, table, *, order=(0, 1, 2), cells=lambda image: image // 32, entries=lambda table: table
):
    """Look up three cells for each pixel by a program of which every step may be wrong."""
    found = np.asarray(cells(image))[:, :, list(order)]
    return entries(table)[tuple(np.moveaxis(found, 2, 0))]


class ProjectCells:
    divided_by_36 = shared.divided_by_36

    def remainder(image):
        """You took the remainder of a division by 8, so neighboring values fall into different
        cells. Values that are close belong in the same cell."""
        return image % 8

    def rounded(image):
        """You rounded to the nearest cell, so the first cell is half as wide as the others. A cell
        takes all values from its lower end up to the next cell."""
        return np.rint(image / 32).clip(0, 7).astype(int)

    def scaled_by_255(image):
        """You stretched the values from 0 to 255 over the cells 0 to 7 and rounded: the first and
        the last cell are half as wide as the others. Eight equal cells share 256 values."""
        return np.rint(image / 255 * 7).astype(int)

    def scaled_by_255_cut(image):
        """You stretched the values from 0 to 255 over the cells 0 to 7 and cut off: only the value
        255 reaches the last cell. Eight equal cells share 256 values."""
        return (image / 255 * 7).astype(int)

    def seven_cells(image):
        """You made seven cells instead of eight, so they are too wide and the last entry of an axis
        is never used. Eight cells have nine edges."""
        return image.astype(int) * 7 // 256

    def product_wraps(image):
        """All pixels get the entry of the first cells, as when values are multiplied in `uint8`,
        where they begin again at 0, before they are divided. Divide by the width of a cell."""
        return np.zeros_like(image)

    def hsv(image):
        """You turned the picture into HSV first, but the axes of this table are blue, green, red.
        Look up the channels as they are."""
        return cv2.cvtColor(image, cv2.COLOR_BGR2HSV) // 32

    def gray(image):
        """You turned the picture gray and used its gray on all three axes, so you only look at the
        diagonal of the table. Use the cell of each channel on its own axis."""
        return np.dstack([cv2.cvtColor(image, cv2.COLOR_BGR2GRAY) // 32] * 3)


class ProjectMistakes:
    red_first = slip(
        _looked_up,
        "You looked up red on the first axis of the table and blue on the last, or let blue run "
        "fastest in a flat table. The axes are blue, green, red, as the channels are.",
        order=(2, 1, 0),
    )
    blue_and_green = slip(
        _looked_up,
        "Blue and green have changed places in your index. The axes of the table are blue, green, "
        "red.",
        order=(1, 0, 2),
    )
    green_and_red = slip(
        _looked_up,
        "Green and red have changed places in your index. The axes of the table are blue, green, "
        "red.",
        order=(0, 2, 1),
    )
    sum_is_1 = slip(
        _looked_up,
        "You divided by the sum of the table. It may belong to a larger histogram, of which these "
        "are a part: return the entries as they are.",
        entries=lambda table: table / table.sum(),
    )
    largest_is_1 = slip(
        _looked_up,
        "You divided by the largest entry of the table, so that it becomes 1. That is good for "
        "showing; here the entries themselves are asked for.",
        entries=lambda table: table / table.max(),
    )
    whole_numbers = slip(
        _looked_up,
        "All of your entries are 0. Shares are fractions, which an array of whole numbers cannot "
        "hold, such as `cv2.calcBackProject` returns; or nothing was written into yours. Keep the "
        "entries as they are.",
        entries=lambda table: table.astype(np.uint8),
    )

    def numbers_wrap(image, table):
        """Your cell numbers begin again at 0 after 255, because you computed them in `uint8`, so
        bluish pixels get the entries of dark ones. Numbers up to 511 need a larger type."""
        blue, green, red = cv2.split(image // 32)
        return table.ravel()[blue * 64 + green * 8 + red]

    def channel_by_channel(image, table):
        """You looked up each channel by itself and multiplied the three shares. That is not how
        often they occur *together*: use all three cells in one index."""
        blue, green, red = cv2.split(image // 32)
        one, two, three = (table.sum(axis=axes) for axes in ((1, 2), (0, 2), (0, 1)))
        return one[blue] * two[green] * three[red]

    def first_axis_only(image, table):
        """You used the whole array of cells as the index of the first axis only, so each channel
        takes a slice of the table. Give the three channels as three indices."""
        return table[image // 32]

    def own_colors(image, table):
        """You counted the colors of this picture and looked up its own shares. Use the table that
        you are given: it belongs to what one is looking for."""
        counts = np.zeros((8, 8, 8))
        np.add.at(counts, tuple(np.moveaxis(image // 32, 2, 0)), 1)
        return back_project(image, counts / counts.sum())

    def times_255(result):
        """You multiplied the entries by 255, as one does to show a picture. Return them as they
        are."""
        return result * 255

    def mask(result):
        """You return a mask: True where the entry is above 0. Return the entries; where to draw the
        line is for later."""
        return result > 0

    def turned(result):
        """Rows and columns have changed places in your result. The shape of the picture begins with
        its rows."""
        return result.T

    def flat(result):
        """Your entries lie in one long row. Give them the shape of the picture, (rows, columns)."""
        return result.ravel()

    def as_list(result):
        """You return a list. Return one array, so that the entries can be shown as a picture and
        compared with a number all at once."""
        return result.tolist()


BACK_PROJECT = Exercise(
    name="masks.back_project",
    title="Back-projection",
    level="hard",
    points=3,
    reference=back_project,
    cases=project_cases,
    correct="Every pixel gets the entry of its own color.",
    mistakes=[*slips_in(ProjectCells, _looked_up, "cells"), *mistakes_in(ProjectMistakes)],
    hints=[
        "Eight equal cells share the 256 values of a channel. Into which cell do 0, 31, 32 and 255 "
        "fall?",
        "For one pixel, `table[b, g, r]` with its three cells is the entry. A double loop over "
        "rows and columns works.",
        "The three indices may also be arrays of shape (rows, columns): then NumPy looks up all "
        "pixels at once.",
        "`cv2.split` takes a picture apart into its three channels.",
    ],
)
