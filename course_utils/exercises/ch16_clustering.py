"""Exercises of chapter 16, Color quantization."""

import numpy as np

from ..checks import Exercise, mistakes_in, slips_in
from . import shared


def _centers(rng, k):
    """Return centers whose parts behind the point are far from one half."""
    whole = rng.permutation(np.linspace(3, 250, 3 * k)).round().reshape(k, 3)
    return whole + rng.choice([-0.4, -0.2, 0.2, 0.4], (k, 3))


def _labels(rng, rows, columns, k):
    """Return labels of which each occurs."""
    return rng.permutation(np.arange(rows * columns) % k).reshape(rows, columns)


# ---- clustering.paint ----------------------------------------------------------------------------


def paint(labels, centers):
    """Round the few centers, not the many pixels; then each label looks its color up.

    >>> paint(np.array([[1, 0]]), np.array([[0.0, 9.7, 2.0], [5.0, 6.0, 7.2]])).tolist()
    [[[5, 6, 7], [0, 10, 2]]]
    """
    return np.rint(centers).astype(np.uint8)[labels]


def paint_cases(rng):
    def drawn(rows, columns, k):
        return _labels(rng, rows, columns, k), _centers(rng, k)

    unused = _labels(rng, 5, 4, 3) + 1, _centers(rng, 5)
    dark = _labels(rng, 4, 5, 4), np.array([[1.2, 3.1, 2], [2, 1.3, 3], [3.2, 2, 0], [0, 1, 1.1]])
    ends = _labels(rng, 3, 4, 2), np.array([[0.0, 0.3, 0.1], [254.8, 255.0, 254.9]])
    return [
        ("three colors", drawn(4, 6, 3)),
        ("two colors", drawn(6, 3, 2)),
        ("nine colors", drawn(5, 7, 9)),
        ("colors that no pixel has", unused),
        ("nearly black and nearly white", ends),
        ("colors as dark as the labels", dark),
        ("one color", drawn(2, 5, 1)),
        ("one row", drawn(1, 8, 4)),
    ]


def _nearest_whole(centers):
    return np.rint(centers).astype(np.uint8)


def _looked_up(colors, labels):
    return colors[labels]


def _paint(labels, centers, *, rounded=_nearest_whole, looked=_looked_up):
    """Paint by a program of which both steps may be wrong."""
    return looked(rounded(centers), labels)


class Rounded:
    def cut(centers):
        """You cut off what stands behind the point: 99.8 becomes 99. Round first."""
        return centers.astype(np.uint8)

    def up(centers):
        """You round up: 99.2 becomes 100. Round to the nearest whole number."""
        return np.ceil(centers).astype(np.uint8)

    def not_at_all(centers):
        """You do not round. A picture has whole numbers from 0 to 255, in uint8."""
        return centers

    def from_0_to_1(centers):
        """You multiply by 255, as if the colors went from 0 to 1. They go up to 255 already."""
        return np.clip(np.rint(centers * 255), 0, 255).astype(np.uint8)

    def down_to_1(centers):
        """You divide by 255, so everything is black after the cast. Keep the scale."""
        return (centers / 255).astype(np.uint8)


class Looked:
    def from_one(colors, labels):
        """Your labels are one too high or too low: label 0 got the last color. The first color has
        index 0."""
        return colors[labels - 1]

    def on_its_side(colors, labels):
        """Rows and columns have changed places in your picture."""
        return colors[labels].transpose(1, 0, 2)

    def flat(colors, labels):
        """You return a list of colors, one below the other. Bring it into the shape of the
        labels."""
        return colors[labels.ravel()]

    def broken_rows(colors, labels):
        """You give the width before the height, so the rows break in the wrong places. Rows come
        first."""
        rows, columns = labels.shape
        return colors[labels.ravel()].reshape(columns, rows, 3)

    def first_left_black(colors, labels):
        """Pixels with label 0 stay black: your loop begins at 1."""
        return colors[labels] * (labels > 0)[..., None].astype(colors.dtype)

    def last_left_black(colors, labels):
        """Pixels with the highest label stay black: your loop ends too early."""
        return colors[labels] * (labels < labels.max())[..., None].astype(colors.dtype)


class PaintMistakes:
    def gray(labels, centers):
        """You paint the mean of the three channels: a gray picture. Each pixel has three
        values."""
        return np.rint(centers.mean(axis=1)).astype(np.uint8)[labels]

    def replaced_in_turn(labels, centers):
        """You write colors over the labels, one label after the other, so a dark color is taken for
        a label later on. Keep the labels apart from the picture."""
        picture = np.dstack([labels] * 3).astype(np.uint8)
        for j, color in enumerate(_nearest_whole(centers)):
            for channel in range(3):
                picture[..., channel][picture[..., channel] == j] = color[channel]
        return picture

    def labels_shown(labels, centers):
        """You show the labels themselves, spread from black to white. Look up the color of each."""
        return (labels * (255 / max(len(centers) - 1, 1))).round().astype(np.uint8)

    def rgb(result):
        """Blue and red have changed places. The order of the channels stays as it is."""
        return result[..., ::-1]


PAINT = Exercise(
    name="clustering.paint",
    title="From labels to a picture",
    level="easy",
    points=1,
    reference=paint,
    cases=paint_cases,
    correct="Each pixel has the color of its center, rounded, in uint8.",
    exact_type=True,
    mistakes=[
        *mistakes_in(PaintMistakes),
        *slips_in(Rounded, _paint, "rounded"),
        *slips_in(Looked, _paint, "looked"),
    ],
    hints=[
        "An array can be indexed by an array. What comes out, and in which shape?",
        "`centers[labels]` has a color for each pixel. Which type does it have?",
        "Round the centers, make them uint8, and index them by the labels.",
    ],
)


# ---- clustering.palette --------------------------------------------------------------------------


def palette(labels, centers):
    """Count the labels, with a place for each center, and sort by the shares that they make.

    A stable sort of the negative shares puts the largest first and leaves equal ones in order.

    >>> centers = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    >>> colors, shares = palette(np.array([[1, 1, 0]]), centers)
    >>> colors.tolist(), shares.round(2).tolist()
    ([[4, 5, 6], [1, 2, 3]], [0.67, 0.33])
    """
    shares = np.bincount(labels.ravel(), minlength=len(centers)) / labels.size
    order = np.argsort(-shares, kind="stable")
    return np.rint(centers[order]).astype(np.uint8), shares[order]


def palette_cases(rng):
    def drawn(rows, columns, weights):
        share = np.array(weights) / sum(weights)
        ends = np.cumsum(share * rows * columns).round().astype(int)
        labels = np.searchsorted(ends, np.arange(rows * columns), side="right")
        return rng.permutation(labels).reshape(rows, columns), _centers(rng, len(weights))

    many = np.repeat(np.arange(40), rng.permutation(np.repeat([2, 3], 20)))
    return [
        ("four colors", drawn(6, 10, [1, 4, 2, 3])),
        ("more rows than columns", drawn(12, 5, [3, 1, 2])),
        ("equal shares", drawn(6, 6, [1, 2, 1, 2])),
        ("many equal shares", (rng.permutation(many).reshape(10, 10), _centers(rng, 40))),
        ("a color in the middle that no pixel has", drawn(5, 6, [2, 0, 3, 1])),
        ("the last two that no pixel has", drawn(4, 7, [1, 2, 0, 0])),
        ("one color", drawn(3, 4, [1])),
    ]


def _shares(labels, k):
    return np.bincount(labels.ravel(), minlength=k) / labels.size


def _largest_first(shares):
    return np.argsort(-shares, kind="stable")


def _palette(labels, centers, *, counted=_shares, lined=_largest_first, rounded=_nearest_whole):
    """Sort by a program of which every step may be wrong."""
    shares = counted(labels, len(centers))
    order = lined(shares)
    return rounded(centers)[order], shares[order]


class Counted:
    def counts(labels, k):
        """You return how many pixels there are of each color. Shares are asked for, which sum to
        1."""
        return np.bincount(labels.ravel(), minlength=k).astype(float)

    def percent(labels, k):
        """You return percent. Shares are parts of 1."""
        return 100 * _shares(labels, k)

    def of_the_largest(labels, k):
        """You divide by the largest count, so the first share is always 1. How many pixels are
        there in all?"""
        counts = np.bincount(labels.ravel(), minlength=k)
        return counts / counts.max()

    def by_rows(labels, k):
        """You divide by the number of rows: `len` of a picture is not the number of its pixels."""
        return np.bincount(labels.ravel(), minlength=k) / len(labels)

    def by_colors(labels, k):
        """You divide by the number of colors. How many pixels are there in all?"""
        return np.bincount(labels.ravel(), minlength=k) / k


class LinedUp:
    def smallest_first(shares):
        """The color with the smallest share comes first: `argsort` sorts upward."""
        return np.argsort(shares, kind="stable")

    def as_they_come(shares):
        """You do not sort. The color with the largest share comes first."""
        return np.arange(len(shares))

    def equals_turned(shares):
        """Of equal shares your higher index comes first: `[::-1]` turns them as well. Sort the
        negative shares, with a stable sort."""
        return np.argsort(shares, kind="stable")[::-1]

    def equals_turned_by_default(shares):
        """Of equal shares your order is not the one asked for, the lower index first: you sort
        upward and turn the order around. Sort the negative shares, with `kind="stable"`."""
        return np.argsort(shares)[::-1]

    def equals_by_chance(shares):
        """Of equal shares your order is by chance: without `kind="stable"`, `argsort` leaves it
        open."""
        return np.argsort(-shares)


class RoundedHere:
    def cut(centers):
        """You cut off what stands behind the point of the colors. Round first."""
        return centers.astype(np.uint8)

    def not_at_all(centers):
        """You do not round the colors. They are asked for in uint8."""
        return centers


class PaletteMistakes:
    def empty_left_out(labels, centers):
        """A color that no pixel has is missing. It belongs to the palette, with share 0."""
        values, counts = np.unique(labels, return_counts=True)
        shares = counts / labels.size
        order = _largest_first(shares)
        return _nearest_whole(centers[values[order]]), shares[order]

    def last_empty_left_out(labels, centers):
        """Your shares end at the highest label that occurs. The last centers may have no pixel:
        give `bincount` the number of centers."""
        shares = np.bincount(labels.ravel()) / labels.size
        order = _largest_first(shares)
        return _nearest_whole(centers[order]), shares[order]

    def only_shares_sorted(labels, centers):
        """You sort the shares, but the colors stay where they were. Use one order for both."""
        return _nearest_whole(centers), -np.sort(-_shares(labels, len(centers)))

    def only_colors_sorted(labels, centers):
        """You sort the colors, but the shares stay where they were. Use one order for both."""
        shares = _shares(labels, len(centers))
        return _nearest_whole(centers[_largest_first(shares)]), shares

    def other_order(labels, centers):
        """You return the shares first. The colors come first."""
        return palette(labels, centers)[::-1]

    def rgb(labels, centers):
        """Blue and red have changed places in your colors. Their order stays as it is."""
        colors, shares = palette(labels, centers)
        return colors[:, ::-1], shares


PALETTE = Exercise(
    name="clustering.palette",
    title="Palette",
    level="medium",
    points=2,
    reference=palette,
    cases=palette_cases,
    correct="The colors come by their share of all pixels, and those without pixels are there.",
    mistakes=[
        *mistakes_in(PaletteMistakes),
        *slips_in(Counted, _palette, "counted"),
        *slips_in(LinedUp, _palette, "lined"),
        *slips_in(RoundedHere, _palette, "rounded"),
    ],
    hints=[
        "How often does each label occur? There must be a number for labels that do not occur, "
        "too.",
        "`np.bincount` with `minlength` counts. By what do you divide?",
        "`np.argsort(-shares, kind='stable')` is one order for both arrays.",
    ],
)


# ---- clustering.weighted_centers -----------------------------------------------------------------


def weighted_centers(colors, counts, labels, k):
    """Average the colors of each cluster, each as often as there are pixels of it.

    >>> colors, counts = np.uint8([[0, 0, 8], [4, 0, 8], [9, 9, 9]]), np.array([3, 1, 2])
    >>> weighted_centers(colors, counts, np.array([0, 0, 1]), 2).tolist()
    [[1.0, 0.0, 8.0], [9.0, 9.0, 9.0]]
    """
    centers = np.empty((k, 3))
    for j in range(k):
        chosen = labels == j
        centers[j] = np.average(colors[chosen], axis=0, weights=counts[chosen])
    return centers


def weighted_centers_cases(rng):
    def drawn(number, k, most, low=0):
        colors = rng.integers(low, 256, (number, 3), np.uint8)
        labels = rng.permutation(np.arange(number) % k)
        return colors, rng.integers(1, most, number), labels, k

    rare = drawn(12, 3, 4)
    rare[1][rng.integers(12)] = 900
    return [
        ("12 colors in three clusters", drawn(12, 3, 20)),
        ("bright colors", drawn(20, 4, 50, 180)),
        ("one color with most pixels", rare),
        ("counts of some thousand", drawn(15, 2, 5000)),
        ("one cluster", drawn(7, 1, 9)),
        ("each color its own cluster", drawn(5, 5, 30)),
        ("40 colors in six clusters", drawn(40, 6, 300)),
    ]


def _weighted_mean(colors, counts, all_counts):
    return np.average(colors, axis=0, weights=counts)


def _by_label(labels, k):
    return [labels == j for j in range(k)]


def _weighted(colors, counts, labels, k, *, middle=_weighted_mean, grouped=_by_label):
    """Average by a program of which both steps may be wrong."""
    return np.array([middle(colors[one], counts[one], counts) for one in grouped(labels, k)])


class Middle:
    def of_the_colors(colors, counts, all_counts):
        """Each color counts once in your mean, however many pixels have it. The mean of all
        *pixels* is asked for."""
        return colors.mean(axis=0)

    def wrapped_products(colors, counts, all_counts):
        """You multiply colors and counts in uint8, where products begin again at 0 after 255. Use
        a larger type."""
        return (colors * counts.astype(np.uint8)[:, None]).sum(axis=0) / counts.sum()

    def wrapped_sums(colors, counts, all_counts):
        """You add up in uint8, where sums begin again at 0 after 255. Use a larger type."""
        pixels = np.repeat(colors, counts, axis=0)
        return pixels.sum(axis=0, dtype=np.uint8) / counts.sum()

    def by_the_number_of_colors(colors, counts, all_counts):
        """You divide by the number of colors. Divide by the number of pixels, the sum of the
        counts."""
        return (colors * counts[:, None].astype(float)).mean(axis=0)

    def by_all_pixels(colors, counts, all_counts):
        """You divide by all pixels of the picture. Divide by those of the cluster."""
        return (colors * counts[:, None].astype(float)).sum(axis=0) / all_counts.sum()

    def not_divided(colors, counts, all_counts):
        """You add up and do not divide. The mean divides by the number of pixels."""
        return (colors * counts[:, None].astype(float)).sum(axis=0)

    def most_frequent(colors, counts, all_counts):
        """You take the color that most pixels have. The mean counts all of them."""
        return colors[counts.argmax()] * 1.0

    def median(colors, counts, all_counts):
        """You take the median of the pixels. Their mean is asked for."""
        return np.median(np.repeat(colors, counts, axis=0), axis=0)

    def one_gray(colors, counts, all_counts):
        """You average the three channels together, so your centers are gray. Keep the channels
        apart."""
        return np.full(3, np.average(colors.mean(axis=1), weights=counts))

    def last_color(colors, counts, all_counts):
        """Only the last color of each cluster is in your sums: `sums[labels] +=` adds one for each
        label. Go through the labels one by one."""
        return colors[-1] * 1.0

    def scaled_weights(colors, counts, all_counts):
        """You scale the counts and then take a plain mean, so the centers are too dark. Divide by
        the sum of what you have multiplied by."""
        return (colors * (counts / counts.max())[:, None]).mean(axis=0)


class GroupedHere:
    def from_one(labels, k):
        """The center of label 0 is missing: you go from 1. Labels go from 0 to k − 1."""
        return [labels == j for j in range(1, k)]

    def last_missing(labels, k):
        """The last center is missing. Labels go from 0 to k − 1, and `range(k)` does as well."""
        return [labels == j for j in range(k - 1)]


class WeightedMistakes:
    def divided_by_one_count(colors, counts, labels, k):
        """You divide cluster j by `counts[j]`, which is the number of pixels of *color* j. Add up
        the counts of the cluster."""
        sums = [(colors * counts[:, None].astype(float))[labels == j].sum(axis=0) for j in range(k)]
        return np.array(sums) / counts[:k, None]

    def on_its_side(result):
        """Your result lies on its side: the channels are its rows. A center is a row."""
        return result.T

    def rounded(result):
        """You round the centers. Keep them as floats."""
        return np.rint(result)

    def cut(result):
        """You cut the centers to whole numbers, as `//` does. Keep them as floats."""
        return np.trunc(result)

    as_list = shared.as_list


WEIGHTED_CENTERS = Exercise(
    name="clustering.weighted_centers",
    title="Weighted centers",
    level="medium",
    points=2,
    reference=weighted_centers,
    cases=weighted_centers_cases,
    correct="Each color counts as often as there are pixels of it.",
    mistakes=[
        *mistakes_in(WeightedMistakes),
        *slips_in(Middle, _weighted, "middle"),
        *slips_in(GroupedHere, _weighted, "grouped"),
    ],
    hints=[
        "Three pixels are black and one is white. What is their mean, and what is the mean of the "
        "two colors?",
        "Multiply each color by its count, in a type that can hold it, and add up the cluster. By "
        "what do you divide?",
        "`np.average` takes weights.",
    ],
)


# ---- clustering.smallest_k -----------------------------------------------------------------------


def smallest_k(image, quantized, wanted):
    """Go up from the smallest k, and stop at the first that is good enough.

    Differences are floats, so nothing wraps; an error of 0 is better than any PSNR. Only after the
    loop it is sure that none is good enough.

    >>> white, gray = np.full((2, 2, 3), 255, np.uint8), np.full((2, 2, 3), 250, np.uint8)
    >>> smallest_k(white, {4: white, 2: gray}, 30), smallest_k(white, {4: white, 2: gray}, 40)
    (2, 4)
    """
    for k in sorted(quantized):
        error = np.mean((image.astype(float) - quantized[k]) ** 2)
        if error == 0 or 10 * np.log10(255**2 / error) >= wanted:
            return k
    return 0


def _psnr(image, picture):
    error = np.mean((image.astype(float) - picture) ** 2)
    return np.inf if error == 0 else float(10 * np.log10(255**2 / error))


def smallest_k_cases(rng):
    def off(image, levels):
        """Return the picture, each value changed by about so many levels."""
        steps = levels + rng.integers(-levels // 2, levels // 2 + 1, image.shape)
        up = (image < 128) ^ ((np.abs(image - 127.5) < 60) & (rng.random(image.shape) < 0.5))
        return np.clip(image + np.where(up, steps, -steps), 0, 255).astype(np.uint8)

    def table(levels, order, shape=(4, 6, 3), low=0, high=256):
        image = rng.integers(low, high, shape, np.uint8)
        return image, {k: off(image, levels[k]) if levels[k] else image.copy() for k in order}

    falling = {2: 60, 4: 30, 8: 14, 16: 6, 32: 2}
    image, pictures = table(falling, [8, 2, 32, 16, 4])
    dark, shades = table(falling, [32, 16, 8, 4, 2], low=10, high=90)
    first, rising = table(falling, [2, 4, 8, 16, 32])
    same, equal = table({3: 20, 5: 0, 7: 9}, [7, 5, 3])
    bent, uneven = table({2: 50, 3: 9, 4: 25, 5: 24, 6: 22, 9: 3}, [9, 4, 2, 6, 3, 5])
    far, wide = table({2: 200, 6: 120, 12: 20}, [12, 2, 6])
    gray, plain = table({2: 40, 4: 10}, [4, 2], shape=(5, 7))
    one, better = table({6: 2}, [6])
    few, sparse = table({5: 3}, [5], shape=(6, 8, 3), low=130)
    sparse = {9: few.copy(), 2: few.copy(), **sparse}
    sparse[2].flat[rng.permutation(few.size)[:6]] -= 120
    exact = _psnr(image, pictures[8])
    # At 0 decibels each way of writing the formula gives just 0, so none is refused for rounding.
    black = np.zeros((3, 4, 3), np.uint8)
    farthest = {8: black + np.uint8(9), 2: black + np.uint8(255), 4: black + np.uint8(60)}
    even = {8: black + np.uint8(9), 2: black + np.uint8(200), 4: black + np.uint8(99)}
    bright = rng.integers(20, 200, (4, 5, 3), np.uint8)
    in_rows = {6: off(bright, 4), 4: bright.copy(), 2: bright.copy()}
    in_rows[4][0] += 50
    in_rows[2][-1] += 50
    brighter = {7: off(bright, 2), 3: bright + np.uint8(9)}
    by_one = {9: bright.copy(), 5: bright + np.uint8(1)}  # an error of 1, 48.1 decibels
    # 125 of 204 values are off by 26, the others by 25: 19.96 decibels.
    near = rng.integers(60, 180, (4, 17, 3), np.uint8)
    steps = rng.permutation(25 + (np.arange(near.size) < 125)).reshape(near.shape)
    nearly = {8: off(near, 6), 4: (near + rng.choice([-1, 1], near.shape) * steps).astype(np.uint8)}
    return [
        ("24 decibels, in no order", (image, pictures, 24.0)),
        ("30 decibels, from the largest k down", (dark, shades, 30.0)),
        ("the smallest k is good enough", (first, rising, 8.0)),
        ("0 decibels, as far off as can be", (black, farthest, 0.0)),
        ("a little more than one of them has", (image, pictures, exact + 0.01)),
        ("an identical picture", (same, equal, 60.0)),
        ("more than any of them has", (image, pictures, 50.0)),
        ("a PSNR that does not always rise", (bent, uneven, 27.0)),
        ("large errors", (far, wide, 8.0)),
        ("a gray picture", (gray, plain, 27.0)),
        ("far better than wanted", (one, better, _psnr(one, better[6]) - 21)),
        ("few large errors, many small ones", (few, sparse, 36.0)),
        ("errors in one row only", (bright, in_rows, 30.0)),
        ("a picture that is brighter all over", (bright, brighter, 35.0)),
        ("off by 99 all over", (black, even, 8.0)),
        ("50 decibels, and one is off by 1 all over", (bright, by_one, 50.0)),
        ("20 decibels, and one has 19.96", (near, nearly, 20.0)),
    ]


def _squared(image, picture):
    return np.mean((image.astype(float) - picture) ** 2)


def _decibels(error, image):
    return np.inf if error == 0 else 10 * np.log10(255**2 / error)


def _reached(value, wanted):
    return value >= wanted


def _upward(quantized):
    return sorted(quantized)


def _smallest_k(
    image,
    quantized,
    wanted,
    *,
    error=_squared,
    psnr=_decibels,
    enough=_reached,
    lined=_upward,
):
    """Search by a program of which every step may be wrong."""
    for k in lined(quantized):
        if enough(psnr(error(image, quantized[k]), image), wanted):
            return k
    return 0


class Errors:
    def wraps(image, picture):
        """You subtract and square in uint8, so large errors wrap and look small. Make floats
        first."""
        return np.mean((image - picture) ** 2)

    def differences_wrap(image, picture):
        """You subtract in uint8, so differences below 0 wrap: 3 − 5 becomes 254. Make floats before
        you subtract."""
        return np.mean((image - picture).astype(float) ** 2)

    def variance(image, picture):
        """You take the variance of the differences. It leaves out what all of them share, so a
        picture that is brighter all over seems to have no error."""
        return np.var(image.astype(float) - picture)

    def absolute(image, picture):
        """You take the mean of the absolute differences. PSNR squares them."""
        return np.mean(np.abs(image.astype(float) - picture))

    def root(image, picture):
        """You take the root of the mean squared error, but 255 is squared. Leave the root out."""
        return np.sqrt(_squared(image, picture))

    def summed(image, picture):
        """You add up the squares and do not divide, so large pictures seem worse. Take the mean."""
        return np.sum((image.astype(float) - picture) ** 2)

    def by_pixels(image, picture):
        """You divide by rows times columns. A color picture has three values for each pixel."""
        return np.sum((image.astype(float) - picture) ** 2) / (image.shape[0] * image.shape[1])


class Decibels:
    def natural(error, image):
        """You take the natural logarithm. Decibels have the base 10."""
        return np.inf if error == 0 else 10 * np.log(255**2 / error)

    def peak_not_squared(error, image):
        """You divide 255 by the mean squared error. The peak is squared as well."""
        return np.inf if error == 0 else 10 * np.log10(255 / error)

    def peak_of_256(error, image):
        """You took 256 for the peak, which is the number of gray values. The largest one is 255."""
        return np.inf if error == 0 else 10 * np.log10(256**2 / error)

    def peak_of_the_picture(error, image):
        """You took the brightest value of the picture for the peak. It is 255 for every picture."""
        return np.inf if error == 0 else 10 * np.log10(float(image.max()) ** 2 / error)

    def twenty(error, image):
        """You multiply by 20, which belongs to a peak that is not squared."""
        return np.inf if error == 0 else 20 * np.log10(255**2 / error)

    def identical_left_out(error, image):
        """You leave an identical picture out. It is better than any wanted PSNR."""
        return -np.inf if error == 0 else 10 * np.log10(255**2 / error)


class Enough:
    def more(value, wanted):
        """Just the wanted PSNR is not enough for you. At least this much is asked for."""
        return value > wanted

    def rounded(value, wanted):
        """You round the PSNR before you compare: 19.96 is below 20. Compare it as it is."""
        return round(value, 1) >= wanted

    def less(value, wanted):
        """Your comparison is the wrong way round: you stop at the first that is too bad."""
        return value < wanted


class Order:
    def as_they_come(quantized):
        """You go through the dict as it comes, so you find the first k, not the smallest. Sort."""
        return list(quantized)

    def downward(quantized):
        """You begin with the largest k. The smallest one that is good enough is asked for."""
        return sorted(quantized, reverse=True)


class SmallestKMistakes:
    def largest_if_none(image, quantized, wanted):
        """You return the largest k if none is good enough. Then 0 is asked for."""
        return smallest_k(image, quantized, wanted) or max(quantized)

    def smallest_if_none(image, quantized, wanted):
        """You return the smallest k if none is good enough. Then 0 is asked for."""
        return smallest_k(image, quantized, wanted) or min(quantized)

    def psnr_itself(image, quantized, wanted):
        """You return the PSNR. Which k has it?"""
        found = smallest_k(image, quantized, wanted)
        return _psnr(image, quantized[found]) if found else 0

    def given_up_at_once(image, quantized, wanted):
        """If the smallest k is not good enough you give up at once. Try the others first."""
        k = min(quantized)
        return k if _psnr(image, quantized[k]) >= wanted else 0

    def by_halving(image, quantized, wanted):
        """You search by halving, as if the PSNR always rose with k. It need not: look at each."""
        ks = sorted(quantized)
        low, high = 0, len(ks)
        while low < high:
            middle = (low + high) // 2
            if _psnr(image, quantized[ks[middle]]) >= wanted:
                high = middle
            else:
                low = middle + 1
        return ks[low] if low < len(ks) else 0

    def nearest(image, quantized, wanted):
        """You return the k whose PSNR is nearest to the wanted one, even if it is below. It has to
        reach it."""
        return min(sorted(quantized), key=lambda k: abs(_psnr(image, quantized[k]) - wanted))


SMALLEST_K = Exercise(
    name="clustering.smallest_k",
    title="Smallest k",
    level="hard",
    points=3,
    reference=smallest_k,
    cases=smallest_k_cases,
    correct="It is the smallest k that is good enough, and 0 if there is none.",
    mistakes=[
        *mistakes_in(SmallestKMistakes),
        *slips_in(Errors, _smallest_k, "error"),
        *slips_in(Decibels, _smallest_k, "psnr"),
        *slips_in(Enough, _smallest_k, "enough"),
        *slips_in(Order, _smallest_k, "lined"),
    ],
    hints=[
        "In which order do you try the keys of the dict?",
        "The mean squared error needs floats. What is the PSNR if it is 0?",
        "Return k inside the loop, at the first that reaches the wanted PSNR, and 0 after it.",
    ],
)
