"""Exercises of chapter 12, Peaks in a noisy plane."""

import cv2
import numpy as np

from ..checks import Exercise, mistakes_in, slips_in

# ---- peaks.densest_bin ---------------------------------------------------------------------------


def densest_bin(counts, x_edges, y_edges):
    """Find the bin, then the middle between its two edges along each axis.

    >>> counts = np.array([[0, 1, 0], [0, 0, 4]])
    >>> densest_bin(counts, np.array([0, 10, 20]), np.array([5, 6, 7, 8]))
    (15.0, 7.5)
    """
    i, j = np.unravel_index(counts.argmax(), counts.shape)
    x = (x_edges[i] + x_edges[i + 1]) / 2
    y = (y_edges[j] + y_edges[j + 1]) / 2
    return float(x), float(y)


def bin_cases(rng):
    def case(columns, rows, *, width, height, fullest, low=0, high=9, left=-20.0, top=3.5):
        counts = rng.integers(low, high, (columns, rows)).astype(float)
        for place in fullest:
            counts[place] = high + 3
        x_edges = left + width * np.arange(columns + 1)
        return counts, x_edges, top + height * np.arange(rows + 1)

    crowded = case(7, 8, width=2.5, height=4.0, fullest=[(1, 2)], high=4)
    crowded[0][5, :] = 6
    crowded[0][:, 6] = 6
    uneven = case(4, 6, width=1.0, height=1.0, fullest=[(2, 4)])
    return [
        ("5 bins along x and 7 along y", case(5, 7, width=3.0, height=5.0, fullest=[(3, 1)])),
        ("7 bins along x and 4 along y", case(7, 4, width=0.5, height=2.5, fullest=[(5, 2)])),
        (
            "two equally full bins",
            case(6, 5, width=7.0, height=3.0, fullest=[(1, 3), (4, 0)]),
        ),
        (
            "three equally full bins",
            case(5, 6, width=1.5, height=9.0, fullest=[(0, 4), (2, 1), (3, 5)]),
        ),
        ("the fullest bin in a corner", case(4, 6, width=2.0, height=1.0, fullest=[(0, 5)])),
        ("the fullest bin at the first edges", case(6, 4, width=3.0, height=1.5, fullest=[(0, 0)])),
        ("a full row and a full column that meet elsewhere", crowded),
        ("bins of unequal widths", (uneven[0], np.cumsum([0, 1, 4, 2, 9.5]), uneven[2] ** 1.5)),
        ("empty bins but one", case(6, 6, width=10.0, height=5.0, fullest=[(4, 2)], high=1)),
    ]


def _bin(counts, x_edges, y_edges, *, place, value):
    """Find a bin and its coordinates by a program of which each step may be wrong."""
    i, j = place(counts)
    return float(value(x_edges, i)), float(value(y_edges, j))


def _fullest(counts):
    return np.unravel_index(counts.argmax(), counts.shape)


def _middle(edges, number):
    return (edges[number] + edges[number + 1]) / 2


def _densest(counts, x_edges, y_edges, **slips):
    return _bin(counts, x_edges, y_edges, **({"place": _fullest, "value": _middle} | slips))


class Place:
    def last_of_the_fullest(counts):
        """Of several equally full bins you take the last. Take the first, as `argmax` does."""
        return np.argwhere(counts == counts.max())[-1]

    def first_along_the_other_axis(counts):
        """Of several equally full bins you take the first along the other axis. In reading order
        the first number of a bin counts first."""
        return np.argwhere((counts == counts.max()).T)[0][::-1]

    def fullest_of_each_axis(counts):
        """You add up along each axis first. The fullest column and the fullest row need not meet at
        the fullest bin."""
        return counts.sum(axis=1).argmax(), counts.sum(axis=0).argmax()

    def highest_lines(counts):
        """You look for the highest value along one axis and take the first place that comes out.
        Find the highest of the whole table, then its two numbers."""
        return counts.argmax(axis=0)[0], counts.argmax(axis=1)[0]

    def emptiest(counts):
        """You take the emptiest bin. `argmax` finds the fullest."""
        return np.unravel_index(counts.argmin(), counts.shape)

    def unraveled_the_other_way(counts):
        """You turn the number of the bin into its two numbers by the wrong side of the table.
        `np.unravel_index` does it for any shape."""
        at = int(counts.argmax())
        return min(at % counts.shape[0], counts.shape[0] - 1), min(
            at // counts.shape[0], counts.shape[1] - 1
        )


class Value:
    def left_edge(edges, number):
        """You return the lower edges of the bin. Its middle is half a bin further."""
        return edges[number]

    def right_edge(edges, number):
        """You return the upper edges of the bin. Its middle is half a bin before."""
        return edges[number + 1]

    def bin_before(edges, number):
        """You take the middle of the bin before, both ways. Bin 0 lies between the edges 0 and
        1."""
        return (edges[number - 1] + edges[number]) / 2

    def bin_after(edges, number):
        """You take the middle of the bin after, both ways. Bin 0 lies between the edges 0 and 1."""
        return (edges[number + 1] + edges[min(number + 2, edges.size - 1)]) / 2

    def its_number(edges, number):
        """You return the numbers of the bin. Data coordinates are what its edges are told in."""
        return number

    def its_number_and_a_half(edges, number):
        """You add a half to the numbers of the bin. That would be its middle if all bins were 1
        wide and began at 0; look at the edges."""
        return number + 0.5

    def half_its_size(edges, number):
        """You subtract the edges, so you return half of the width and height of the bin. The middle
        lies at half of their sum."""
        return (edges[number + 1] - edges[number]) / 2

    def its_size(edges, number):
        """You return the width and the height of the bin. Where does it lie?"""
        return edges[number + 1] - edges[number]

    def cut_to_whole(edges, number):
        """You divide by `// 2`, which drops what comes after the point. Use `/`."""
        return (edges[number] + edges[number + 1]) // 2

    def spread_to_the_ends(edges, number):
        """You spread the middles evenly from the first edge to the last. The first middle lies half
        a bin inside, and there is one middle fewer than there are edges."""
        return np.linspace(edges[0], edges[-1], edges.size - 1)[number]

    def sum_of_the_edges(edges, number):
        """You add the two edges and do not halve their sum."""
        return edges[number] + edges[number + 1]

    def one_edge_halved(edges, number):
        """You add one edge and half of the other: `/` goes before `+`. Halve the sum of both."""
        return edges[number] + edges[number + 1] / 2

    def half_of_one(edges, number):
        """You add 0.5 to the lower edges. Half of the bin is meant, and a bin need not be 1
        wide."""
        return edges[number] + 0.5

    def from_zero(edges, number):
        """You multiply by the width, as if the first edge were 0. Take the edges of the bin
        itself."""
        return (number + 0.5) * (edges[1] - edges[0])

    def as_if_evenly_wide(edges, number):
        """You take the first bin's width for all of them. Take the two edges of the bin itself."""
        return edges[number] + (edges[1] - edges[0]) / 2


class BinMistakes:
    def axes_exchanged(counts, x_edges, y_edges):
        """You take the first axis of the counts for y, as in a picture. `np.histogram2d(x, y)` has
        x first."""
        i, j = _fullest(counts)
        x_edges, y_edges = _longer(x_edges, j), _longer(y_edges, i)
        return float(_middle(x_edges, j)), float(_middle(y_edges, i))

    def y_before_x(counts, x_edges, y_edges):
        """You return (y, x). The answer is (x, y)."""
        return densest_bin(counts, x_edges, y_edges)[::-1]

    def mean_of_the_fullest(counts, x_edges, y_edges):
        """Of several equally full bins you take the mean of their middles, and there may be nothing
        in that place. Take the first of them."""
        i, j = np.nonzero(counts == counts.max())
        return float(_middle(x_edges, i).mean()), float(_middle(y_edges, j).mean())

    def center_of_mass(counts, x_edges, y_edges):
        """You take the mean of all bins, weighted by their counts. The fullest bin alone is asked
        for."""
        x = (x_edges[:-1] + x_edges[1:]) / 2
        y = (y_edges[:-1] + y_edges[1:]) / 2
        return (
            float(np.average(x, weights=counts.sum(axis=1))),
            float(np.average(y, weights=counts.sum(axis=0))),
        )

    def half_of_the_width_for_both(counts, x_edges, y_edges):
        """You add half of the width along x to both coordinates. Bins need not be as high as they
        are wide: take the edges of each axis."""
        i, j = _fullest(counts)
        half = (x_edges[1] - x_edges[0]) / 2
        return float(x_edges[i] + half), float(y_edges[j] + half)

    def how_full(counts, x_edges, y_edges):
        """You return how full the bin is. Where does it lie?"""
        return float(counts.max())

    def whole_table(counts, x_edges, y_edges):
        """You return the middle of the whole table. Which bin is the fullest?"""
        return float(x_edges[[0, -1]].mean()), float(y_edges[[0, -1]].mean())

    def as_array(result):
        """You return one array. Return the two floats x and y."""
        return np.array(result)


def _longer(edges, number):
    """Return edges that reach as far as this bin."""
    width = edges[-1] - edges[-2]
    more = max(0, number + 2 - edges.size)
    return np.append(edges, edges[-1] + width * np.arange(1, more + 1))


DENSEST_BIN = Exercise(
    name="peaks.densest_bin",
    title="The fullest bin",
    level="easy",
    points=1,
    reference=densest_bin,
    cases=bin_cases,
    correct="The middle lies between the two edges of the first of the fullest bins.",
    mistakes=[
        *mistakes_in(BinMistakes),
        *slips_in(Place, _densest, "place"),
        *slips_in(Value, _densest, "value"),
    ],
    hints=[
        "`argmax` gives one number for the whole table. What turns it into two?",
        "Which axis of the counts is x? Compare the lengths of the edges with the shape.",
        "The bin with the number i lies between the edges with the numbers i and i + 1.",
    ],
)


# ---- peaks.local_maxima --------------------------------------------------------------------------


def local_maxima(image, threshold):
    """Compare each pixel with its eight neighbors, one direction after the other.

    Around the picture lies a frame of minus infinity, which is lower than any pixel.

    >>> local_maxima(np.array([[1, 5, 2], [0, 2, 2]]), 3).tolist()
    [[False, True, False], [False, False, False]]
    """
    rows, columns = image.shape
    padded = np.pad(image.astype(float), 1, constant_values=-np.inf)
    found = image > threshold
    for down, across in np.ndindex(3, 3):
        if (down, across) != (1, 1):
            found &= image > padded[down : down + rows, across : across + columns]
    return found


def maxima_cases(rng):
    def hills(rows, columns, low, high, dtype=float):
        return rng.integers(low, high, (rows, columns)).astype(dtype)

    border = hills(6, 8, 0, 50)
    border[0, 0], border[-1, 3], border[2, -1], border[3, 0] = 90, 80, 70, 85
    opposite = hills(7, 6, 0, 40)
    opposite[0, 2], opposite[-1, 2], opposite[3, 0], opposite[3, -1] = 60, 75, 66, 80
    plateau = hills(8, 9, 0, 30)
    plateau[2, 3:5] = 50
    plateau[5, 6] = plateau[6, 7] = 60
    diagonal = hills(7, 8, 0, 20)
    diagonal[2, 2], diagonal[3, 3], diagonal[5, 6], diagonal[4, 5] = 40, 45, 50, 44
    just = hills(6, 9, 0, 25)
    just[1, 1], just[4, 6] = 30, 31
    below = hills(6, 7, -90, -20)
    below[0, 3], below[4, 6], below[2, 1] = -5, -7, -3
    return [
        ("hills in 9 rows and 11 columns", (hills(9, 11, 0, 100), 30)),
        ("maxima at the border", (border, 45)),
        ("maxima at opposite borders", (opposite, 45)),
        ("two equal neighbors", (plateau, 35)),
        ("a higher neighbor at a corner", (diagonal, 25)),
        ("a maximum that is just the threshold", (just, 30)),
        ("negative values", (below, -50)),
        ("an int16 picture with negative values", (below.astype(np.int16), -40)),
        ("a uint8 picture", (hills(8, 10, 0, 256, np.uint8), 100)),
        ("a low threshold", (hills(7, 12, 0, 1000), -1)),
        ("nothing above the threshold", (hills(5, 6, 0, 50), 100)),
        ("one value everywhere", (np.full((4, 5), 7.0), 3)),
    ]


_EIGHT = [(down, across) for down in (-1, 0, 1) for across in (-1, 0, 1) if down or across]


def _around(image, steps=_EIGHT, outside=-np.inf):
    """Return the neighbors of all pixels, one picture for each step."""
    rows, columns = image.shape
    padded = np.pad(image.astype(float), 1, constant_values=outside)
    return [padded[1 + y : 1 + y + rows, 1 + x : 1 + x + columns] for y, x in steps]


def _maxima(image, threshold, *, neighbors=_around, higher=None, above=None):
    """Find maxima by a program of which each step may be wrong."""
    higher = higher or (lambda image, around: image > np.max(around, axis=0))
    above = above or (lambda image, threshold: image > threshold)
    return above(image, threshold) & higher(image, neighbors(image))


class Neighbors:
    def four(image):
        """You compare with the four neighbors along the sides. Those at the corners are neighbors,
        too."""
        return _around(image, [(-1, 0), (1, 0), (0, -1), (0, 1)])

    def corners(image):
        """You compare with the four neighbors at the corners. Those along the sides are neighbors,
        too."""
        return _around(image, [(-1, -1), (-1, 1), (1, -1), (1, 1)])

    def left_and_right(image):
        """You compare along the rows alone. There are neighbors above and below, and at the
        corners."""
        return _around(image, [(0, -1), (0, 1)])

    def above_and_below(image):
        """You compare along the columns alone. There are neighbors on the left and on the right,
        and at the corners."""
        return _around(image, [(-1, 0), (1, 0)])

    def before_alone(image):
        """You do not compare with the neighbors that come later, on the right and below: the end of
        a range is not part of it."""
        return _around(image, [(-1, -1), (-1, 0), (0, -1)])

    def rolled(image):
        """At a border you compare with the opposite one, as `np.roll` brings it there. Pixels at
        the border have fewer neighbors."""
        return [np.roll(image, step, axis=(0, 1)) for step in _EIGHT]

    def zeros_outside(image):
        """You take what lies outside for 0, which is higher than a negative pixel at the border.
        Put something there that is lower than any pixel."""
        return _around(image, outside=0)


class Higher:
    def or_equal(image, around):
        """Pixels that have an equal neighbor are maxima for you. A maximum is *larger* than all of
        its neighbors."""
        return image >= np.max(around, axis=0)

    def than_one(image, around):
        """To be larger than one neighbor is enough for you. A maximum is larger than all of
        them."""
        return np.any([image > one for one in around], axis=0)

    def than_the_mean(image, around):
        """You compare with the mean of the neighbors. A maximum is larger than each of them."""
        inside = [np.isfinite(one) for one in around]
        sums = np.sum([np.where(ok, one, 0) for ok, one in zip(inside, around, strict=True)], 0)
        return image > sums / np.sum(inside, axis=0)

    def first_of_equals(image, around):
        """Of equal neighbors you keep the first. Two equal neighbors are no maxima, neither of
        them."""
        half = len(around) // 2
        before = [image > one for one in around[:half]]
        return np.all([*before, *(image >= one for one in around[half:])], axis=0)

    def lower(image, around):
        """You found where the picture is lower than all neighbors: minima. Turn the comparison
        around."""
        return image < np.min([np.where(np.isfinite(one), one, np.inf) for one in around], axis=0)


class Above:
    def at_the_threshold(image, threshold):
        """A value that is just the threshold counts for you. It has to be above."""
        return image >= threshold

    def ignored(image, threshold):
        """You do not use the threshold: maxima below it are found, too."""
        return np.ones(image.shape, bool)

    def below(image, threshold):
        """You keep what is below the threshold. Turn the comparison around."""
        return image < threshold


class MaximaMistakes:
    def threshold_alone(image, threshold):
        """You return all values above the threshold. Compare each with its neighbors, too."""
        return image > threshold

    def border_left_out(image, threshold):
        """You find no maximum at the border. Do you leave it out, or are its pixels compared with
        copies of themselves? They have fewer neighbors, that is all."""
        found = np.zeros(image.shape, bool)
        found[1:-1, 1:-1] = local_maxima(image, threshold)[1:-1, 1:-1]
        return found

    def first_lines_left_out(image, threshold):
        """You find no maximum in the first row and the first column. A slice that begins below 0 is
        empty, or begins at the other end: begin at 0 at least."""
        found = local_maxima(image, threshold)
        found[0] = found[:, 0] = False
        return found

    def compared_with_itself(image, threshold):
        """Nothing is a maximum for you. Do you compare each pixel with itself as well? Nothing is
        larger than itself."""
        return np.zeros(image.shape, bool)

    def either(image, threshold):
        """You keep a pixel if it is above the threshold *or* larger than its neighbors. It has to
        be both."""
        return (image > threshold) | local_maxima(image, -np.inf)

    def neighbors_above_the_threshold(image, threshold):
        """You remove what is below the threshold and then compare with `>=` or with what is left.
        Compare with all neighbors first."""
        kept = np.where(image > threshold, image.astype(float), 0)
        return (kept == cv2.dilate(kept, np.ones((3, 3)))) & (kept > 0)

    def stands_out_by_the_threshold(image, threshold):
        """You ask by how much a pixel stands out above its neighbors. The threshold is for its
        value, not for that difference."""
        return image - np.max(_around(image), axis=0) > threshold

    def highest_alone(image, threshold):
        """You mark the highest value of the picture alone. There can be many local maxima."""
        return (image == image.max()) & (image > threshold)

    def places(image, threshold):
        """You return the rows and columns of the maxima. Return a `bool` array of the picture's
        shape."""
        return np.argwhere(local_maxima(image, threshold))

    def values(image, threshold):
        """You return the values of the maxima. Return a `bool` array of the picture's shape, True
        where they are."""
        return image[local_maxima(image, threshold)]

    def values_in_place(image, threshold):
        """You return the picture with 0 where there is no maximum. Return True and False."""
        return np.where(local_maxima(image, threshold), image, 0)

    def mask_of_255(result):
        """You return 255 and 0, as masks of OpenCV have them. Return True and False, a `bool`
        array."""
        return result.astype(np.uint8) * np.uint8(255)

    def upside_down(result):
        """You marked what is no maximum. Turn True and False around."""
        return ~result


LOCAL_MAXIMA = Exercise(
    name="peaks.local_maxima",
    title="Local maxima",
    level="medium",
    points=2,
    reference=local_maxima,
    cases=maxima_cases,
    axes=("row", "column"),
    correct="Each maximum is above the threshold and larger than all its neighbors.",
    mistakes=[
        *mistakes_in(MaximaMistakes),
        *slips_in(Neighbors, _maxima, "neighbors"),
        *slips_in(Higher, _maxima, "higher"),
        *slips_in(Above, _maxima, "above"),
    ],
    hints=[
        "Put a frame around the picture first. Which value is lower than any pixel?",
        "Of the padded picture, a slice of the picture's shape holds one neighbor of each pixel. "
        "How many such slices are there?",
        "Begin with what is above the threshold, and take away what is not larger than a neighbor, "
        "one direction after the other.",
    ],
)


# ---- peaks.centroid ------------------------------------------------------------------------------


def centroid(image, row, column):
    """Weigh the steps -1, 0 and 1 from the pixel, down and across.

    The sum of each row of weights pulls up or down, the sum of each column to the left or right.
    Where nothing stands out there is nothing to divide by, and the pixel stays.

    >>> centroid(np.array([[0, 0, 0], [0, 3, 1], [0, 0, 0]]), 1, 1)
    (1.0, 1.25)
    """
    weights = image[row - 1 : row + 2, column - 1 : column + 2].astype(float)
    weights -= weights.min()
    total = weights.sum()
    if total == 0:
        return float(row), float(column)
    steps = np.array([-1, 0, 1])
    down = (weights.sum(axis=1) * steps).sum() / total
    across = (weights.sum(axis=0) * steps).sum() / total
    return float(row + down), float(column + across)


def centroid_cases(rng):
    def case(rows, columns, low, high, row, column, *, dtype=float, peak=True):
        image = rng.integers(low, high, (rows, columns)).astype(dtype)
        if peak:
            image[row, column] = image.max() + (5 if dtype is not np.uint8 else 0)
        return image, row, column

    def around(*nine):
        image = np.full((6, 7), 20.0)
        image[2:5, 3:6] += np.reshape(nine, (3, 3))
        return image, 3, 4

    flat = np.full((5, 6), 40.0)
    flat[0, 0] = 1
    return [
        ("a peak in 7 rows and 9 columns", case(7, 9, 10, 60, 2, 6)),
        ("a peak below the middle", case(9, 6, 0, 100, 6, 2)),
        ("a bright background", case(6, 8, 200, 230, 3, 4)),
        ("a uint8 picture", case(8, 7, 100, 256, 5, 2, dtype=np.uint8)),
        ("a uint8 picture, very bright", case(6, 9, 240, 256, 1, 5, dtype=np.uint8)),
        ("negative values", case(6, 7, -80, -10, 2, 3)),
        ("nine equal pixels", (flat, 3, 4)),
        ("a dark pixel", case(7, 7, 5, 90, 4, 1, peak=False)),
        ("a peak next to the border", case(5, 8, 0, 50, 1, 6)),
        ("light below and on the left", around(0, 0, 0, 1, 2, 0, 9, 10, 1)),
        ("light at two sides", around(10, 0, 0, 0, 1, 0, 0, 9, 9)),
    ]


def _center(image, row, column, *, weights=None, moments=None, flat=None):
    """Find the center by a program of which each step may be wrong."""
    part = image[row - 1 : row + 2, column - 1 : column + 2].astype(float)
    w = (weights or (lambda part, image: part - part.min()))(part, image.astype(float))
    if not w.any():
        return flat(row, column) if flat else (float(row), float(column))
    down, across = (moments or _moments)(w)
    return float(row + down), float(column + across)


STEPS = np.array([-1, 0, 1])


def _moments(weights):
    total = weights.sum()
    return (weights.sum(axis=1) @ STEPS) / total, (weights.sum(axis=0) @ STEPS) / total


class Weights:
    def background_kept(part, image):
        """You weigh by the values themselves. The background then pulls the center to the middle:
        subtract the smallest of the nine first."""
        return part

    def least_of_the_picture(part, image):
        """You subtract the smallest value of the whole picture. Take the smallest of the nine."""
        return part - image.min()

    def mean_subtracted(part, image):
        """You subtract the mean of the nine and cut at 0, so that about half of them lose their
        weight. Subtract the smallest."""
        return np.clip(part - part.mean(), 0, None)

    def median_subtracted(part, image):
        """You subtract the median of the nine and cut at 0, so that half of them lose their weight.
        Subtract the smallest."""
        return np.clip(part - np.median(part), 0, None)

    def mean_kept_negative(part, image):
        """You subtract the mean of the nine, so some weights are below 0. Subtract the smallest."""
        return part - part.mean()

    def from_the_largest(part, image):
        """You subtract each value from the largest, so dark pixels weigh most. Subtract the
        smallest value from each."""
        return part.max() - part

    def squared(part, image):
        """You square the weights, so the brightest pixels pull harder than they should."""
        return (part - part.min()) ** 2

    def all_alike(part, image):
        """All nine pixels weigh the same for you, so the center never moves. Weigh each by its
        value less the smallest."""
        return np.ones(part.shape)

    def upper_left_alone(part, image):
        """You take 2 x 2 pixels: the end of a slice is not part of it. Three pixels each way end at
        `row + 2`."""
        kept = np.zeros(part.shape)
        kept[:2, :2] = part[:2, :2] - part[:2, :2].min()
        return kept

    def middle_lines(part, image):
        """You weigh the middle row and the middle column alone. The corners count as well."""
        kept = part - part.min()
        kept[::2, ::2] = 0
        return kept


class Moments:
    def divided_by_nine(weights):
        """You divide by nine, the number of pixels. Divide by the sum of the weights."""
        return (weights.sum(axis=1) @ STEPS) / 9, (weights.sum(axis=0) @ STEPS) / 9

    def not_divided(weights):
        """You do not divide by the sum of the weights, so the center lands far away."""
        return weights.sum(axis=1) @ STEPS, weights.sum(axis=0) @ STEPS

    def one_too_far(weights):
        """You are off by one both ways: in the 3 x 3 pixels the given one has the place (1, 1), not
        (0, 0)."""
        down, across = _moments(weights)
        return down + 1, across + 1

    def one_too_little(weights):
        """You are off by one both ways, up and to the left. Count the steps from the given pixel:
        -1, 0 and 1."""
        down, across = _moments(weights)
        return down - 1, across - 1

    def exchanged(weights):
        """You have exchanged the two steps: what moves the center down depends on the rows, so add
        up each row first."""
        down, across = _moments(weights)
        return across, down

    def away_from_the_light(weights):
        """Your center moves away from the bright side. Check the signs of the steps."""
        down, across = _moments(weights)
        return -down, -across

    def brightest(weights):
        """You return the place of the largest of the nine. The center of mass lies between the
        pixels."""
        row, column = np.unravel_index(weights.argmax(), weights.shape)
        return row - 1, column - 1

    def each_line_alone(weights):
        """You take the middle row and the middle column alone, each with its own sum. All nine
        pixels weigh."""
        down, across = weights[:, 1], weights[1]
        return (
            (down @ STEPS) / (down.sum() or 1),
            (across @ STEPS) / (across.sum() or 1),
        )


class Flat:
    def nan(row, column):
        """If all nine are equal, their weights are 0, and 0 / 0 is NaN. Return the given pixel
        then."""
        return float("nan"), float("nan")

    def zeros(row, column):
        """If all nine are equal, you return (0, 0). Return the given pixel then."""
        return 0.0, 0.0


class CentroidMistakes:
    def steps_alone(image, row, column):
        """You return how far the center lies from the given pixel. Add the pixel itself."""
        y, x = centroid(image, row, column)
        return y - row, x - column

    def place_in_the_window(image, row, column):
        """You return the place inside the 3 x 3 pixels. Where do they lie in the picture?"""
        y, x = centroid(image, row, column)
        return y - row + 1, x - column + 1

    def column_first(image, row, column):
        """You return (column, row). The answer is (row, column)."""
        return centroid(image, row, column)[::-1]

    def column_first_unless_flat(image, row, column):
        """You return (column, row), unless all nine are equal. The answer is (row, column)."""
        y, x = centroid(image, row, column)
        return (y, x) if np.ptp(image[row - 1 : row + 2, column - 1 : column + 2]) == 0 else (x, y)

    def rounded(image, row, column):
        """You round to whole pixels. The center lies between them: keep what comes after the
        point."""
        return tuple(float(round(one)) for one in centroid(image, row, column))

    def cut_at_the_mirrored_place(image, row, column):
        """You cut out `image[column, row]`: the first index of a picture is the row."""
        part = image[column - 1 : column + 2, row - 1 : row + 2].astype(float)
        if part.size == 0 or part.min() == part.max():
            return float(row), float(column)
        y, x = (np.average(one, weights=part - part.min()) for one in np.indices(part.shape))
        return float(row - 1 + y), float(column - 1 + x)

    def as_array(result):
        """You return one array. Return the two floats row and column."""
        return np.array(result)


CENTROID = Exercise(
    name="peaks.centroid",
    title="Centroid",
    level="medium",
    points=2,
    reference=centroid,
    cases=centroid_cases,
    correct="The nine pixels pull the center, each by what it has above the smallest.",
    mistakes=[
        *mistakes_in(CentroidMistakes),
        *slips_in(Weights, _center, "weights"),
        *slips_in(Moments, _center, "moments"),
        *slips_in(Flat, _center, "flat"),
    ],
    hints=[
        "Cut the nine pixels out, as floats, and subtract the smallest of them. What is their sum, "
        "if all are equal?",
        "A pixel one row further down pulls by +1 times its weight, one further up by -1 times.",
        "Divide both sums of pulls by the sum of the weights, and add them to the given pixel.",
    ],
)


# ---- peaks.greedy_peaks --------------------------------------------------------------------------


def greedy_peaks(image, lowest, radius):
    """Go through the pixels from the highest on, and pass over those that are closed.

    Sorted once, they come in the order in which repeated searches would find them; a stable sort
    keeps equal ones in reading order. So no value has to be written into the picture.

    >>> greedy_peaks(np.array([[5, 4, 0, 3], [0, 0, 0, 0]]), 3, 1).tolist()
    [[0, 0], [0, 3]]
    """
    closed = image < lowest
    found = []
    for place in np.argsort(-image.astype(float), axis=None, kind="stable"):
        row, column = np.unravel_index(place, image.shape)
        if not closed[row, column]:
            found.append((row, column))
            top, start = max(row - radius, 0), max(column - radius, 0)
            closed[top : row + radius + 1, start : column + radius + 1] = True
    return np.array(found, dtype=int).reshape(-1, 2)


def greedy_cases(rng):
    def field(rows, columns, low, high, dtype=float):
        return rng.permutation(np.linspace(low, high, rows * columns)).reshape(rows, columns)

    equal = rng.integers(0, 5, (7, 9)).astype(float)
    corners = field(8, 9, 0, 40)
    corners[0, 0], corners[0, 7], corners[7, 1], corners[1, 1] = 90, 80, 85, 70
    flank = field(9, 12, 0, 10)
    flank[3:8, 4:9] = 20 + np.outer([1, 2, 3, 2, 1], [1, 2, 4, 2, 1])
    just = np.rint(field(7, 8, 0, 40))
    just[1, 2], just[5, 6] = 60, 50
    return [
        ("9 rows and 11 columns, radius 2", (field(9, 11, 0, 100), 60.0, 2)),
        ("peaks in the corners, radius 3", (corners, 50, 3)),
        ("a wide hill, radius 1", (flank, 21, 1)),
        ("values that are just the lowest, radius 2", (just, 50, 2)),
        ("many equal values, radius 1", (equal, 3, 1)),
        ("a uint8 picture", (rng.integers(0, 256, (8, 10), np.uint8), 150, 2)),
        ("12 rows and 13 columns, radius 4", (field(12, 13, 0, 90), 20, 4)),
        ("negative values and a negative threshold", (field(7, 9, -60, -5), -40, 2)),
        ("a threshold of 0", (field(6, 8, -20, 10), 0, 1)),
        ("radius 0", (field(5, 6, 0, 20), 15, 0)),
        ("a radius larger than the picture", (field(5, 7, 0, 30), 10, 9)),
        ("a uint8 picture with a threshold of 0", (rng.integers(0, 9, (6, 7), np.uint8), 0, 2)),
        ("every pixel a peak", (field(3, 4, 1, 9), 1, 0)),
        ("nothing high enough", (field(6, 7, 0, 30), 40, 2)),
    ]


def _largest(left):
    return np.unravel_index(left.argmax(), left.shape)


def _square(left, row, column, radius):
    top, start = max(row - radius, 0), max(column - radius, 0)
    return np.s_[top : row + radius + 1, start : column + radius + 1]


def _greedy(image, lowest, radius, *, place=_largest, closed=_square, going=None, blank=-np.inf):
    """Find peaks by a program of which each step may be wrong."""
    going = going or (lambda highest, lowest: highest >= lowest)
    left, found = image.astype(float), []
    while left.max() > -np.inf and going(left.max(), lowest) and len(found) < left.size:
        row, column = place(left)
        found.append((row, column))
        left[closed(left, row, column, radius)] = blank
        if blank == -np.inf:
            left[row, column] = blank
    return np.array(found, dtype=int).reshape(-1, 2)


class Chosen:
    def last_of_equals(left):
        """Of several equal values you take the last in reading order. Take the first, as `argmax`
        does."""
        return np.argwhere(left == left.max())[-1]

    def down_the_columns_first(left):
        """Of several equal values you take the first down the columns. Reading order goes along the
        rows."""
        columns, rows = np.nonzero((left == left.max()).T)
        return rows[0], columns[0]


class Closed:
    def below_zero(left, row, column, radius):
        """Near the upper and the left border nothing is blanked but the peak: a slice that begins
        below 0 is empty, or begins at the other end. Begin at 0 at least."""
        return np.s_[row - radius : row + radius + 1, column - radius : column + radius + 1]

    def one_short(left, row, column, radius):
        """Your square ends one row and one column too early: the end of a slice is not part of
        it."""
        top, start = max(row - radius, 0), max(column - radius, 0)
        return np.s_[top : row + max(radius, 1), start : column + max(radius, 1)]

    def one_less_each_way(left, row, column, radius):
        """Your square is too small by one pixel at each side. It reaches `radius` pixels beyond the
        peak."""
        return _square(left, row, column, max(radius - 1, 0))

    def one_more_each_way(left, row, column, radius):
        """Your square is too large by one pixel at each side. It reaches `radius` pixels beyond the
        peak."""
        return _square(left, row, column, radius + 1)

    def disk(left, row, column, radius):
        """You blank a disk, or a diamond, and the corners of the square are left. Blank all of
        it."""
        y, x = np.indices(left.shape)
        return (y - row) ** 2 + (x - column) ** 2 <= radius**2

    def side_of_the_square(left, row, column, radius):
        """You take `radius` for the side of the square, so it reaches only half as far."""
        return _square(left, row, column, radius // 2)

    def twice_as_far(left, row, column, radius):
        """Your square reaches twice as far as `radius`. The next peak may lie just beyond `radius`
        pixels."""
        return _square(left, row, column, 2 * radius)

    def wrapped(left, row, column, radius):
        """At a border your square goes on at the opposite one. It has to end at the border."""
        steps = np.arange(-radius, radius + 1)
        return np.ix_(
            *((at + steps) % size for at, size in zip((row, column), left.shape, strict=True))
        )

    def cross(left, row, column, radius):
        """You blank a part of the row and of the column of the peak. Blank the whole square."""
        y, x = np.indices(left.shape)
        y, x = np.abs(y - row), np.abs(x - column)
        return (np.minimum(y, x) == 0) & (np.maximum(y, x) <= radius)


class Going:
    def above_lowest(highest, lowest):
        """You stop at a value that is just `lowest`. Only a smaller one ends the search."""
        return highest > lowest

    def to_the_end(highest, lowest):
        """You do not stop at `lowest`: all of the picture is used up."""
        return True


class GreedyMistakes:
    def blanked_by_0(image, lowest, radius):
        """You blank with 0, and 0 is not low: where `lowest` is 0 or less, blanked places are found
        again. Blank with something that is below any threshold."""
        return _greedy(image, lowest, radius, blank=0)

    def blanked_by_the_least(image, lowest, radius):
        """You blank with the smallest value of the picture. Where that is not below `lowest`,
        blanked places are found again. Blank with something that is below any threshold."""
        return _greedy(image, lowest, radius, blank=image.min())

    def minus_wraps(image, lowest, radius):
        """You sort by `-image`, and in a uint8 picture that wraps around: 0 stays the smallest.
        Make floats of it first."""
        closed, found = image < lowest, []
        for place in np.argsort(-image, axis=None, kind="stable"):
            row, column = np.unravel_index(place, image.shape)
            if not closed[row, column]:
                found.append((row, column))
                closed[_square(closed, row, column, radius)] = True
        return np.array(found, dtype=int).reshape(-1, 2)

    def column_first(image, lowest, radius):
        """You note (column, row). Note the row first."""
        return greedy_peaks(image, lowest, radius)[:, ::-1]

    def in_reading_order(image, lowest, radius):
        """You sort the peaks by their places. Leave them in the order in which they were found, the
        highest first."""
        found = greedy_peaks(image, lowest, radius)
        return found[np.lexsort(found.T[::-1])]

    def lowest_first(image, lowest, radius):
        """Your peaks come in the reverse order. Leave them in the order in which they were
        found."""
        return greedy_peaks(image, lowest, radius)[::-1]

    def one_too_many(image, lowest, radius):
        """Your last peak is below `lowest`: you look at its value after you have noted it. Look
        before."""
        left = image.astype(float)
        found = greedy_peaks(image, lowest, radius)
        for row, column in found:
            left[_square(left, row, column, radius)] = -np.inf
        return np.vstack([found, [_largest(left)]]).astype(int)

    def all_high_pixels(image, lowest, radius):
        """You return all pixels from `lowest` on: each peak is blanked alone, or not at all. It has
        to close the square around it for others."""
        places = np.argwhere(image >= lowest)
        values = image[tuple(places.T)].astype(float)
        return places[np.argsort(-values, kind="stable")]

    def local_maxima(image, lowest, radius):
        """You take what is the largest in its own square. What stands near a higher value that was
        blanked itself is then never found: go one peak after the other."""
        largest = cv2.dilate(image.astype(float), np.ones((2 * radius + 1, 2 * radius + 1)))
        places = np.argwhere((image == largest) & (image >= lowest))
        return places[np.argsort(-image[tuple(places.T)].astype(float), kind="stable")]

    def local_maxima_alone(image, lowest, radius):
        """You take local maxima alone, as the course's `greedy_peaks` does. Here the largest value
        that is left is taken, and it may be the flank of a peak."""
        return greedy_peaks(
            np.where(local_maxima(image, lowest - 1), image, -np.inf), lowest, radius
        )

    def first_alone(image, lowest, radius):
        """You return the first peak alone. Go on until none is high enough."""
        return greedy_peaks(image, lowest, radius)[:1]

    def empty_has_one_axis(image, lowest, radius):
        """Without any peak your array has the shape (0,). `reshape(-1, 2)` gives it two columns."""
        found = greedy_peaks(image, lowest, radius)
        return found if found.size else np.array([])

    def values_too(image, lowest, radius):
        """You note the value as well. Two columns are asked for, row and column, as ints."""
        found = greedy_peaks(image, lowest, radius)
        return np.column_stack([found, image[tuple(found.T)].astype(float)])

    def values_alone(image, lowest, radius):
        """You return how high the peaks are. Return where they are, row and column."""
        return image[tuple(greedy_peaks(image, lowest, radius).T)]

    def as_list(result):
        """You return a list. Return one array of shape (n, 2)."""
        return result.tolist()

    def marked(image, lowest, radius):
        """You return a picture with the peaks marked. Return their rows and columns."""
        found = np.zeros(image.shape, bool)
        found[tuple(greedy_peaks(image, lowest, radius).T)] = True
        return found

    def rows_and_columns_apart(image, lowest, radius):
        """You return the rows in one line and the columns in another. Each peak has a line of its
        own: transpose."""
        return greedy_peaks(image, lowest, radius).T


GREEDY_PEAKS = Exercise(
    name="peaks.greedy_peaks",
    title="Greedy peaks",
    level="hard",
    points=3,
    reference=greedy_peaks,
    cases=greedy_cases,
    axes=("peak", "row or column"),
    correct="Each peak is the highest that was left, and none lies in the square of another.",
    mistakes=[
        *mistakes_in(GreedyMistakes),
        *slips_in(Chosen, _greedy, "place"),
        *slips_in(Closed, _greedy, "closed"),
        *slips_in(Going, _greedy, "going"),
    ],
    hints=[
        "Work on a copy, or keep a second array that says which pixels are closed.",
        "A loop that goes on as long as the largest value left is not below `lowest`. Or sort all "
        "pixels once, and go through them from the highest on.",
        "Where does the square begin, if the peak is in row 1 and the radius is 3? A slice may end "
        "beyond the picture, but not begin before it.",
        "Does your loop never end? Then one place is found again and again. With which value do "
        "you blank, and is the peak itself blanked in row 0, too?",
    ],
)
