"""Exercises of chapter 13, Fractal dimension by counting boxes."""

import cv2
import numpy as np

from .. import fractals
from ..checks import Exercise, mistakes_in, slips_in

# ---- fractals.box_count --------------------------------------------------------------------------


def box_count(binary, size):
    """Go from box to box and count those with a True; a slice ends at the border by itself.

    >>> box_count(np.array([[1, 0, 0], [0, 0, 0], [0, 0, 1]], dtype=bool), 2)
    2
    """
    count = 0
    for row in range(0, binary.shape[0], size):
        for column in range(0, binary.shape[1], size):
            if binary[row : row + size, column : column + size].any():
                count += 1
    return count


def box_cases(rng):
    def drawn(rows, columns, share, size):
        return rng.random((rows, columns)) < share, size

    corner = np.zeros((11, 17), bool)
    corner[9:, 14:] = rng.random((2, 3)) < 0.5
    corner[10, 16] = corner[8, 16] = True
    blocks = np.zeros((14, 20), bool)
    blocks[:9, 4:16] = True
    shares = np.zeros((12, 12), bool)
    for place, filled in enumerate(rng.permutation([1, 1, 8, 8, 8, 11, 12, 13, 16])):
        box = rng.permutation(np.arange(16) < filled).reshape(4, 4)
        top, left = divmod(place, 3)
        shares[4 * top : 4 * top + 4, 4 * left : 4 * left + 4] = box
    line = np.zeros((19, 26), bool)
    line[np.arange(19), np.sort(rng.integers(0, 26, 19))] = True
    return [
        ("few pixels in 12 rows and 20 columns, boxes of 4", drawn(12, 20, 0.05, 4)),
        ("13 rows and 22 columns, boxes of 5, some of them cut", drawn(13, 22, 0.04, 5)),
        ("more rows than columns, boxes of 3", drawn(25, 11, 0.08, 3)),
        ("a shape in the lower right corner alone, boxes of 4", (corner, 4)),
        ("a filled rectangle, boxes of 4", (blocks, 4)),
        ("boxes of 4 that are half, nearly or quite full", (shares, 4)),
        ("a line that wanders, boxes of 6", (line, 6)),
        ("boxes of one pixel", drawn(7, 9, 0.4, 1)),
        ("a box larger than the picture", drawn(6, 8, 0.2, 9)),
        ("nothing but False, boxes of 3", (np.zeros((8, 10), bool), 3)),
        ("nothing but True, boxes of 3", (np.ones((8, 10), bool), 3)),
    ]


def _grid(binary, size, *, rows=None, columns=None, step=None, reach=None):
    """Return boxes that begin at every `step` and reach this far."""
    rows, columns = rows or range(binary.shape[0]), columns or range(binary.shape[1])
    step, reach = step or size, reach or size
    return [
        binary[row : row + reach, column : column + reach]
        for row in rows[::step]
        for column in columns[::step]
    ]


def _holds_any(boxes, size):
    return sum(bool(box.any()) for box in boxes)


def _box_count(binary, size, *, boxes=_grid, judged=_holds_any):
    """Count by a program of which both steps may be wrong."""
    return judged(boxes(binary, size), size)


class Boxes:
    def cut_ones_left_out(binary, size):
        """The boxes that the right or the lower border cuts are missing. They are smaller, but they
        count as well."""
        rows, columns = (side // size * size for side in binary.shape)
        return _grid(binary[:rows, :columns], size) if rows and columns else []

    def last_ones_missing(binary, size):
        """The last box of each row and column of boxes is missing, also where a whole one fits. How
        far must the beginnings of the boxes go?"""
        rows, columns = (range(0, side - size, size) for side in binary.shape)
        return [binary[r : r + size, c : c + size] for r in rows for c in columns]

    def rows_for_columns(binary, size):
        """You took the number of rows for the number of columns, so boxes are missing where the
        picture is not square. `shape` has the rows first."""
        rows, columns = binary.shape
        return [
            binary[r : r + size, c : c + size]
            for r in range(0, columns, size)
            for c in range(0, rows, size)
        ]

    def sliding(binary, size):
        """Your boxes overlap: they begin at each pixel. The next box begins where the last one
        ends."""
        return _grid(binary, size, step=1)

    def a_number_of_boxes(binary, size):
        """You took `size` for the number of boxes along each side. It is the side of a box in
        pixels."""
        bands = np.array_split(binary, size, axis=0)
        return [box for band in bands for box in np.array_split(band, size, axis=1)]

    def from_the_lower_right(binary, size):
        """Your boxes begin in the lower right corner, so the cut ones lie at the upper and the left
        border. Begin in the upper left."""
        return _grid(binary[::-1, ::-1], size)

    def one_pixel_too_large(binary, size):
        """Your boxes share a row and a column with their neighbors: they are one pixel too large
        each way. A slice leaves its end out already."""
        return _grid(binary, size, reach=size + 1)

    def one_pixel_too_small(binary, size):
        """The last row and column of each box is missing: it is one pixel too small each way. A
        slice leaves its end out already."""
        return [box[: size - 1, : size - 1] for box in _grid(binary, size)]


class Judged:
    def full_ones(boxes, size):
        """You count the boxes that are True all over. One True in a box is enough."""
        return sum(bool(box.all()) for box in boxes)

    def neither_empty_nor_full(boxes, size):
        """Boxes that are True all over are missing. A full box holds some of the shape, too."""
        return sum(bool(box.any() and box.sum() < size * size) for box in boxes)

    def pixels(boxes, size):
        """You add up the pixels that are True. How many *boxes* hold one?"""
        return sum(int(box.sum()) for box in boxes)

    def all_of_them(boxes, size):
        """You count all boxes, also empty ones. Which of them hold a True?"""
        return len(boxes)

    def empty_ones(boxes, size):
        """You count the boxes that hold nothing. The others are asked for."""
        return sum(not box.any() for box in boxes)

    def half_filled(boxes, size):
        """You count a box only if about half of it is True. One single True is enough."""
        return sum(box.size and box.mean() >= 0.5 for box in boxes)

    def more_than_half_filled(boxes, size):
        """You count a box only if more than half of it is True. One single True is enough."""
        return sum(box.size and box.mean() > 0.5 for box in boxes)

    def more_than_one(boxes, size):
        """You count a box only if two or more of its pixels are True. One is enough."""
        return sum(int(box.sum()) > 1 for box in boxes)

    def corners(boxes, size):
        """You look at the upper left pixel of each box alone. The True may be anywhere in it."""
        return sum(bool(box[:1, :1].any()) for box in boxes)

    def share(boxes, size):
        """You return the share of the boxes that hold a True. Return their number, an int."""
        return float(np.mean([box.any() for box in boxes]))


class BoxMistakes:
    def resized_to_nearest(binary, size):
        """You make the picture smaller, and of each box a single pixel is left, so that others are
        not seen. The True may be anywhere in the box."""
        rows, columns = (-(-side // size) for side in binary.shape)
        nearest = {"interpolation": cv2.INTER_NEAREST}
        small = cv2.resize(np.uint8(binary), (columns, rows), **nearest)
        return int(np.count_nonzero(small))

    def resized_by_area(binary, size):
        """You average each box, and a box with few True is rounded to 0, so it is not counted. One
        True is enough."""
        rows, columns = (-(-side // size) for side in binary.shape)
        mean = {"interpolation": cv2.INTER_AREA}
        small = cv2.resize(np.uint8(binary), (columns, rows), **mean)
        return int(np.count_nonzero(small))

    def by_area(binary, size):
        """You divide the number of pixels that are True by those of a box. That would be right only
        if the boxes were full."""
        return int(np.ceil(binary.sum() / size**2))

    def each_box(binary, size):
        """You return a table that says which boxes hold a True. How many of them do?"""
        rows, columns = (-(-side // size) for side in binary.shape)
        held = [bool(box.any()) for box in _grid(binary, size)]
        return np.array(held).reshape(rows, columns)


BOX_COUNT = Exercise(
    name="fractals.box_count",
    title="Count boxes of one size",
    level="easy",
    points=1,
    reference=box_count,
    cases=box_cases,
    correct="Each box counts once if it holds a True, and the cut ones do as well.",
    mistakes=[
        *mistakes_in(BoxMistakes),
        *slips_in(Boxes, _box_count, "boxes"),
        *slips_in(Judged, _box_count, "judged"),
    ],
    hints=[
        "At which rows do the boxes begin? And at which columns?",
        "`range` takes a step as its third number. A slice that reaches beyond the border ends "
        "there.",
        "`any` says whether one of the pixels of a box is True.",
    ],
)


# ---- fractals.slope ------------------------------------------------------------------------------


def slope(sizes, counts):
    """Fit a line through the logarithms, and turn the sign of its slope.

    A power of the size becomes a line if both axes are logarithms. polyfit returns the slope first,
    then the height; the counts fall while the boxes grow, so the slope is negative.

    >>> round(slope(np.array([1, 2, 4]), np.array([9, 3, 1])), 3)
    1.585
    """
    return float(-np.polyfit(np.log(sizes), np.log(counts), deg=1)[0])


def slope_cases(rng):
    def case(sizes, dimension, most, spread=0.0):
        sizes = np.array(sizes)
        exact = most / sizes**dimension * np.exp(rng.normal(0, spread, sizes.size))
        return sizes, np.maximum(1, np.rint(exact)).astype(int)

    triangle = fractals.box_counts(fractals.sierpinski_triangle(7), sizes=[1, 2, 4, 8, 16])
    bent = np.array([1, 2, 4, 8, 16, 32, 64]), np.array([900, 520, 330, 90, 20, 9, 4])
    return [
        ("the counts of a triangle", tuple(triangle)),
        ("counts that scatter around a line", case([1, 2, 4, 8, 16, 32], 1.4, 9000, 0.15)),
        ("boxes of powers of three", case([1, 3, 9, 27], 1.8, 40000, 0.1)),
        ("counts that bend", bent),
        ("sizes from large to small", case([48, 30, 12, 7, 3], 1.1, 70000, 0.1)),
        ("two sizes", case([3, 10], 1.6, 5000)),
        ("hardly any boxes", (np.array([2, 4, 8, 16]), np.array([5, 4, 4, 2]))),
        ("uneven sizes", case([2, 3, 5, 20, 90], 1.9, 10**6, 0.2)),
    ]


def _line(x, y):
    return np.polyfit(x, y, 1)[0]


def _slope(sizes, counts, *, x=np.log, y=np.log, fit=_line, sign=-1):
    """Fit by a program of which every step may be wrong."""
    return float(sign * fit(x(sizes), y(counts)))


class Across:
    def sizes_as_they_are(sizes):
        """You took the logarithm of the counts, and the sizes as they are. Both axes are
        logarithms."""
        return sizes * 1.0

    def other_logarithm(sizes):
        """Your logarithms have two bases: that of the sizes has base 2, that of the counts is the
        natural one. Any base is right, but the same for both."""
        return np.log2(sizes)

    def base_10(sizes):
        """Your logarithms have two bases: that of the sizes has base 10, that of the counts is the
        natural one. Any base is right, but the same for both."""
        return np.log10(sizes)


class Up:
    def counts_as_they_are(counts):
        """You took the logarithm of the sizes, and the counts as they are. Both axes are
        logarithms."""
        return counts * 1.0

    def one_added(counts):
        """You added 1 to the counts before you took their logarithm, so the small ones weigh too
        much. No count is 0 here."""
        return np.log1p(counts)


class Fit:
    def axes_exchanged(x, y):
        """Your axes are exchanged: you fitted the sizes against the counts. `np.polyfit` wants
        first what goes across."""
        return np.polyfit(y, x, 1)[0]

    def axes_exchanged_and_inverted(x, y):
        """You fitted the sizes against the counts, and turned the slope over. That is the same only
        if all points lie on the line: the least squares are then measured across."""
        return 1 / np.polyfit(y, x, 1)[0]

    def height(x, y):
        """You return where the line stands at size 1, not how steep it is. `np.polyfit` returns the
        slope first."""
        return np.polyfit(x, y, 1)[1]

    def ends(x, y):
        """You took the first and the last point alone. The least-squares line goes by all of
        them."""
        return (y[-1] - y[0]) / (x[-1] - x[0])

    def mean_of_steps(x, y):
        """You took the mean of the slopes from one point to the next. The least-squares line weighs
        the points in another way."""
        return np.mean(np.diff(y) / np.diff(x))

    def median_of_steps(x, y):
        """You took the median of the slopes from one point to the next. The least-squares line is
        asked for."""
        return np.median(np.diff(y) / np.diff(x))

    def through_the_origin(x, y):
        """Your line is forced through the origin. A line has two numbers, slope and height: leave
        both free."""
        return (x * y).sum() / (x * x).sum()

    def n_and_n_less_1(x, y):
        """Your slope is too steep by a factor of n / (n - 1): `np.cov` divides by n - 1, `np.var`
        by n. Divide both by the same."""
        return np.cov(x, y)[0, 1] / np.var(x)

    def correlation(x, y):
        """You return the correlation: how straight the points lie, not how steep. It has no
        units."""
        return np.corrcoef(x, y)[0, 1]

    def curved(x, y):
        """You fitted a curve of the second degree. A line has the degree 1."""
        return np.polyfit(x, y, 2 if x.size > 2 else 1)[-2]


class SlopeMistakes:
    def minus_forgotten(sizes, counts):
        """Your dimension has the wrong sign. The line falls, so its slope is negative; the
        dimension is minus that."""
        return -slope(sizes, counts)

    def minus_forgotten_axes_exchanged(sizes, counts):
        """Your axes are exchanged, and the minus is missing: you fitted the sizes against the
        counts. `np.polyfit` wants first what goes across."""
        return _slope(sizes, counts, fit=Fit.axes_exchanged, sign=1)

    def height_with_its_sign(sizes, counts):
        """You return where the line stands at size 1, not how steep it is. `np.polyfit` returns the
        slope first, and the dimension is minus that."""
        return _slope(sizes, counts, fit=Fit.height, sign=1)

    def no_logarithms(sizes, counts):
        """You fitted the sizes and the counts themselves. A power law becomes a line only in
        logarithms, on both axes."""
        return float(-np.polyfit(sizes, counts, 1)[0])

    def no_logarithms_no_minus(sizes, counts):
        """You fitted the sizes and the counts themselves, and the minus is missing. A power law
        becomes a line only in logarithms, on both axes."""
        return float(np.polyfit(sizes, counts, 1)[0])

    def mean_of_quotients(sizes, counts):
        """You took log(count) / log(size) at each size, and their mean. That forgets
        the height of the line, log(c). How do the logarithms *change* from size to size?"""
        chosen = sizes > 1
        return float(np.mean(np.log(counts[chosen]) / np.log(sizes[chosen])))

    def whole_line(sizes, counts):
        """You return both numbers of the line, slope and height. Return the first of them
        alone."""
        return -np.polyfit(np.log(sizes), np.log(counts), 1)

    def whole_line_falling(sizes, counts):
        """You return both numbers of the line, slope and height. Return minus the first of
        them."""
        return np.polyfit(np.log(sizes), np.log(counts), 1)

    def rounded(result):
        """You round the dimension. Return all of its digits."""
        return round(result, 2)


SLOPE = Exercise(
    name="fractals.slope",
    title="The slope",
    level="medium",
    points=2,
    reference=slope,
    cases=slope_cases,
    correct="The dimension is minus the slope of the least-squares line through the logarithms.",
    mistakes=[
        *mistakes_in(SlopeMistakes),
        *slips_in(Across, _slope, "x"),
        *slips_in(Up, _slope, "y"),
        *slips_in(Fit, _slope, "fit"),
    ],
    hints=[
        "What goes across, what goes up, and what is done to both before the line is fitted?",
        "`np.polyfit(x, y, 1)` fits a line by least squares. Which of its two numbers is the "
        "slope?",
        "The counts fall while the sizes grow. Which sign has the slope, and which the dimension?",
    ],
)


# ---- fractals.cantor_dust ------------------------------------------------------------------------


def cantor_dust(level):
    """Put the picture so far into the corners of one that is three times as large.

    >>> cantor_dust(1).astype(int)
    array([[1, 0, 1],
           [0, 0, 0],
           [1, 0, 1]])
    """
    picture = np.ones((1, 1), bool)
    for _ in range(level):
        gap = np.zeros_like(picture)
        outer = np.hstack([picture, gap, picture])
        picture = np.vstack([outer, np.zeros_like(outer), outer])
    return picture


def dust_cases(rng):
    names = ("one of the levels 2 to 5", "another of them", "a third one", "the last one")
    levels = rng.permutation([2, 3, 4, 5]).tolist()
    drawn = [(name, (level,)) for name, level in zip(names, levels, strict=True)]
    return [("level 0", (0,)), ("level 1", (1,)), *drawn]


CORNERS = [[1, 0, 1], [0, 0, 0], [1, 0, 1]]


def _dust(level, *, part=CORNERS, steps=lambda level: level, start=True):
    """Grow by a program of which every step may be wrong."""
    part, picture = np.array(part, bool), np.full((1, 1), start)
    for _ in range(steps(level)):
        picture = np.kron(part, picture)
    return picture


class DustMistakes:
    def one_level_short(level):
        """Your picture is that of the level before, so it is three times too small each way. How
        often must the picture grow for level 1?"""
        return _dust(level, steps=lambda level: max(0, level - 1))

    def one_level_too_many(level):
        """Your picture is that of the next level. At level 0 the picture has not grown yet: it is
        one pixel."""
        return _dust(level, steps=lambda level: level + 1)

    def carpet(level):
        """Only the middle of your nine parts is empty: that is Sierpinski's carpet. Of the dust
        only the four corners are kept."""
        return _dust(level, part=[[1, 1, 1], [1, 0, 1], [1, 1, 1]])

    def middle_too(level):
        """The picture stands in the middle, too. Only the four corners hold it."""
        return _dust(level, part=[[1, 0, 1], [0, 1, 0], [1, 0, 1]])

    def sides(level):
        """The picture stands in the middle of the four sides. The corners are asked for."""
        return _dust(level, part=[[0, 1, 0], [1, 0, 1], [0, 1, 0]])

    def cross(level):
        """Your parts make a cross: the corners are empty, and the rest is kept. It is the other way
        round."""
        return _dust(level, part=[[0, 1, 0], [1, 1, 1], [0, 1, 0]])

    def lower_right_missing(level):
        """The lower right corner stays empty. The picture stands in all four corners."""
        return _dust(level, part=[[1, 0, 1], [0, 0, 0], [1, 0, 0]])

    def one_diagonal(level):
        """The picture stands in two corners, the upper left and the lower right. Four corners hold
        it."""
        return _dust(level, part=[[1, 0, 0], [0, 0, 0], [0, 0, 1]])

    def stripes_down(level):
        """The middle rows are kept: only the middle columns are taken out, so that stripes go down
        the picture. Take out both."""
        return _dust(level, part=[[1, 0, 1], [1, 0, 1], [1, 0, 1]])

    def stripes_across(level):
        """The middle columns are kept: only the middle rows are taken out, so that stripes go
        across the picture. Take out both."""
        return _dust(level, part=[[1, 1, 1], [0, 0, 0], [1, 1, 1]])

    def all_kept(level):
        """Your picture is True everywhere: all nine parts hold the old one. Only the four corners
        do."""
        return np.ones((3**level, 3**level), bool)

    def begins_with_false(level):
        """Your picture is False everywhere. It starts with one pixel that is True."""
        return _dust(level, start=False)

    def twice_as_large(level):
        """Your picture becomes twice as large at each level: the four copies touch. Between them
        lies a gap as wide as the old picture."""
        return np.ones((2**level, 2**level), bool)

    def gap_of_one(level):
        """Your gap is one pixel wide at each level. It is as wide as the old picture."""
        picture = np.ones((1, 1), bool)
        for _ in range(level):
            picture = np.pad(picture, ((0, 1), (0, 1)))
            picture = np.tile(picture, (2, 2))[:-1, :-1]
        return picture

    def in_one_row(level):
        """Your picture grows in width alone, and stays one row high. It becomes three times as
        large each way."""
        return _dust(level, part=[[1, 0, 1]])

    def in_one_column(level):
        """Your picture grows in height alone, and stays one column wide. It becomes three times as
        large each way."""
        return _dust(level, part=[[1], [0], [1]])

    def four_pixels(level):
        """Only the four corner pixels of the picture are True, however large it is. Each corner
        holds the whole old picture."""
        picture = np.zeros((3**level, 3**level), bool)
        picture[[[0], [-1]], [0, -1]] = True
        return picture

    def one_step_enlarged(level):
        """Your picture is that of level 1, made larger: the four blocks have no gaps inside. Repeat
        the step on its own result."""
        size = 3 ** max(0, level - 1)
        return np.kron(_dust(min(level, 1)), np.ones((size, size), bool))

    def pixel_in_the_corner(level):
        """Only the upper left corner holds the old picture. All four corners do."""
        picture = np.zeros((3**level, 3**level), bool)
        picture[0, 0] = True
        return picture

    def inverted(result):
        """True and False are exchanged: what is left must be True, and what was taken out False."""
        return ~result

    def bytes_of_255(result):
        """Your picture is made of 0 and 255. Return a bool picture, of False and True."""
        return result.astype(np.uint8) * np.uint8(255)


CANTOR_DUST = Exercise(
    name="fractals.cantor_dust",
    title="Cantor dust",
    level="hard",
    points=3,
    reference=cantor_dust,
    cases=dust_cases,
    correct="Each corner holds the whole picture of the level before.",
    mistakes=mistakes_in(DustMistakes),
    hints=[
        "Draw level 1 on paper: a table of three rows and three columns. What does level 2 have in "
        "the place of each True of it?",
        "Begin with a picture of one pixel that is True, and repeat one step `level` times.",
        "The step: put the picture, an empty one of its size, and the picture side by side. Do the "
        "same with the rows. Or let `np.kron` do both.",
    ],
)
