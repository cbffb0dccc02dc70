"""Exercises of chapter 01, Images as arrays."""

import cv2
import numpy as np

from ..checks import Exercise, mistakes_in, rules, slip, slips_in

# ---- images.swap_channels ----------------------------------------------------------------------


def swap_channels(image):
    """Return a BGR picture as RGB, or an RGB picture as BGR.

    The channels lie on the last axis. Read backwards, the first and the third change places and
    the second stays where it is; rows and columns are taken as they are.

    >>> swap_channels(np.array([[[255, 128, 0]]], dtype=np.uint8)).tolist()
    [[[0, 128, 255]]]
    """
    return image[:, :, ::-1]


def swap_cases(rng):
    def picture(rows, columns, top=256):
        return rng.integers(0, top, (rows, columns, 3), dtype=np.uint8)

    return [
        ("a picture of 4 rows and 6 columns", (picture(4, 6),)),
        ("a picture of 5 rows and 3 columns", (picture(5, 3),)),
        ("a picture of 3 rows and 3 columns", (picture(3, 3),)),
        ("a dark picture", (picture(2, 7, top=30),)),
        ("a single pixel of pure blue", (np.array([[[255, 0, 0]]], np.uint8),)),
    ]


def _filled_in(image, *, rows=slice(None), columns=slice(None), channels=(0, 1, 2)):
    """Fill a black picture with the swapped one, in these places only."""
    result = np.zeros_like(image)
    for channel in channels:
        result[rows, columns, channel] = image[rows, columns, 2 - channel]
    return result


class SwapMistakes:
    def unchanged(image):
        """The picture comes back as it went in, so blue is still the first channel. Look at one
        pixel, `image[0, 0]`, before and after."""
        return image

    def rows_flipped(image):
        """You turned the picture upside down and left its colors alone: the first axis counts rows.
        Which axis counts channels?"""
        return image[::-1]

    def columns_flipped(image):
        """You mirrored the picture from left to right and left its colors alone: the second axis
        counts columns. Which axis counts channels?"""
        return image[:, ::-1]

    def all_flipped(image):
        """You reversed all three axes, so the colors are right but the picture stands on its head
        and is mirrored. Leave rows and columns as they are."""
        return image[::-1, ::-1, ::-1]

    def half_turn(image):
        """You turned the picture by half a turn and left its colors alone: the first two axes count
        rows and columns. Which axis counts channels?"""
        return image[::-1, ::-1]

    def blue_green(image):
        """Blue and green have changed places, and red is still last. Which two channels change
        places between BGR and RGB?"""
        return image[:, :, [1, 0, 2]]

    def green_red(image):
        """Green and red have changed places, and blue is still first. Which two channels change
        places between BGR and RGB?"""
        return image[:, :, [0, 2, 1]]

    def rolled_forward(image):
        """Every channel moved one place on and the last became the first, so green has moved too.
        Write B, G, R under R, G, B: what happens to green?"""
        return np.roll(image, 1, axis=2)

    def rolled_back(image):
        """Every channel moved one place back and the first became the last, so green has moved too.
        Write B, G, R under R, G, B: what happens to green?"""
        return np.roll(image, -1, axis=2)

    def overwritten(image):
        """Red now stands in two channels, and blue in none: it was overwritten, or not yet written.
        What is still needed must be copied first; a slice alone is a window, not a copy."""
        return image[:, :, [2, 1, 2]]

    def overwritten_by_blue(image):
        """Blue now stands in two channels, and red is lost: it was overwritten and stands nowhere
        else. What is still needed must be kept aside first."""
        return image[:, :, [0, 1, 0]]

    def rows_and_columns(image):
        """Rows and columns have changed places, and the colors have not. The picture should keep
        its shape. Which axis counts channels?"""
        return image.transpose(1, 0, 2)

    def one_channel(image):
        """You return one channel only, so the picture has become gray. Return all three, in another
        order."""
        return image[:, :, 2]

    def blue_channel(image):
        """You return the blue channel alone, so the picture has become gray. Return all three, in
        another order."""
        return image[:, :, 0]

    def blue_missing(image):
        """You return two channels, red and green, and blue is missing. A slice stops before its
        second number: how does it get as far as place 0?"""
        return image[:, :, 2:0:-1]

    def red_missing(image):
        """You return two channels, green and blue, and red is missing. The channels stand at the
        places 0, 1 and 2: begin at the last one."""
        return image[:, :, 1::-1]

    first_row = slip(
        _filled_in,
        "The first row of your picture is black: nothing was put there. At which number do places "
        "begin?",
        rows=slice(1, None),
    )
    first_column = slip(
        _filled_in,
        "The first column of your picture is black: nothing was put there. Which number has the "
        "first place?",
        columns=slice(1, None),
    )
    last_row = slip(
        _filled_in,
        "The last row of your picture is black: nothing was put there. A range ends before its "
        "last number.",
        rows=slice(-1),
    )
    last_column = slip(
        _filled_in,
        "The last column of your picture is black: nothing was put there. A slice ends before its "
        "second number.",
        columns=slice(-1),
    )
    green_missing = slip(
        _filled_in,
        "Green is 0 everywhere, so the picture has lost a color. It keeps its place, but into a "
        "new array it must be copied too.",
        channels=[0, 2],
    )

    def channels_first(result):
        """Your channels lie on the first axis. The shape should stay (rows, columns, 3), with the
        channels last, as OpenCV and Matplotlib expect."""
        return np.moveaxis(result, 2, 0)

    def three_pictures(result):
        """You return three gray pictures, one for each channel. A color picture is one array, with
        the channels on its last axis."""
        return tuple(result.transpose(2, 0, 1))

    def three_pictures_in_a_list(result):
        """You return a list of three gray pictures, one for each channel. A color picture is one
        array, with the channels on its last axis."""
        return list(result.transpose(2, 0, 1))

    def nested_lists(result):
        """You return lists in lists. They have no shape, and nobody can slice them by columns or
        channels: put the numbers into one array of type `uint8`."""
        return result.tolist()

    def unit_range(result):
        """Your values lie between 0 and 1. Swapping channels only moves numbers: each of them
        should be found again unchanged, as `uint8`."""
        return result / 255


SWAP_CHANNELS = Exercise(
    name="images.swap_channels",
    title="Swap the channels",
    level="easy",
    points=1,
    reference=swap_channels,
    cases=swap_cases,
    rules=(
        rules.by_hand(
            [
                np.empty,
                np.empty_like,
                np.zeros,
                np.zeros_like,
                np.copy,
                np.array,
                np.ndarray,
                np.uint8,
            ],
            "the prompt asks you to do without library functions. A slice can do it.",
        ),
    ),
    correct="Blue and red have changed places; green, rows and columns have not moved.",
    mistakes=mistakes_in(SwapMistakes),
    hints=[
        "Write down the shape of a color picture. Which of its three axes counts the channels?",
        "BGR read backwards is RGB. A slice can read an axis backwards: try `[1, 2, 3][::-1]`.",
        "A slice needs one part for each axis, and a colon alone takes all of it, as in "
        "`image[:, :, 0]`.",
        "Take all rows, take all columns, and read the last axis backwards.",
    ],
)


# ---- images.stack_padded -----------------------------------------------------------------------


def stack_padded(pictures):
    """Return gray pictures of any sizes as one stack of shape (n, H, W).

    H is the largest height among them and W the largest width. The stack begins all black; then
    each picture is laid into the upper left corner of its page. What it does not cover, below and
    to the right, stays black.

    >>> stack_padded([np.array([[1, 2]]), np.array([[3], [4]])]).tolist()
    [[[1, 2], [0, 0]], [[3, 0], [4, 0]]]
    """
    height = max(image.shape[0] for image in pictures)
    width = max(image.shape[1] for image in pictures)
    stack = np.zeros((len(pictures), height, width), np.uint8)
    for page, image in zip(stack, pictures, strict=True):
        rows, columns = image.shape
        page[:rows, :columns] = image
    return stack


def stack_cases(rng):
    def pictures(*shapes):
        return ([rng.integers(1, 256, shape, dtype=np.uint8) for shape in shapes],)

    white = [np.full((2, 3), 255, np.uint8), np.full((5, 2), 255, np.uint8)]
    return [
        ("a wide, a high and a small picture", pictures((3, 8), (7, 2), (4, 5))),
        ("four pictures, the smallest first", pictures((1, 2), (2, 6), (5, 4), (3, 3))),
        ("pictures of equal size", pictures((3, 4), (3, 4))),
        ("a single picture", pictures((2, 5))),
        ("a single pixel and a large picture", pictures((1, 1), (9, 6))),
        ("two white pictures", (white,)),
    ]


def _largest(pictures):
    return max(image.shape[0] for image in pictures), max(image.shape[1] for image in pictures)


def _stacked(
    pictures,
    *,
    order=lambda pictures: pictures,
    size=_largest,
    fill=0,
    rows_lost=0,
    columns_lost=0,
    down=0,
    right=0,
):
    """Lay pictures on pages; `down` and `right` are the shares of the gap that go before."""
    pictures = order(pictures)
    height, width = size(pictures)
    stack = np.full((len(pictures), height, width), fill, np.uint8)
    for page, image in zip(stack, pictures, strict=True):
        rows, columns = image.shape
        part = image[: rows - rows_lost, : columns - columns_lost][:height, :width]
        top = int((height - part.shape[0]) * down)
        left = int((width - part.shape[1]) * right)
        page[top : top + part.shape[0], left : left + part.shape[1]] = part
    return stack


def _on_one_page(pictures):
    """Lay all pictures on one page and return what it shows after each of them."""
    page, shown = np.zeros(_largest(pictures), np.uint8), []
    for image in pictures:
        page[: image.shape[0], : image.shape[1]] = image
        shown.append(page.copy())
    return np.stack(shown)


class Orders:
    def largest_first(pictures):
        """You sorted the pictures by their number of pixels, so a page no longer belongs to the
        picture at its place in the list. Keep the order in which they came."""
        return sorted(pictures, key=np.size, reverse=True)

    def smallest_first(pictures):
        """You sorted the pictures from few pixels to many, so a page no longer belongs to the
        picture at its place in the list. Keep the order in which they came."""
        return sorted(pictures, key=np.size)

    def reversed(pictures):
        """Your first page holds the last picture, and your last page the first. Page 0 should hold
        picture 0."""
        return pictures[::-1]


class PageSizes:
    def cropped(pictures):
        """You cut every picture to the smallest height and width, so pixels are lost at the bottom
        and on the right. Keep all pixels and let the pages be larger."""
        return np.min([image.shape for image in pictures], axis=0)

    def size_of_first(pictures):
        """Your pages have the size of the first picture, so larger ones are cut. Look at all
        pictures before you choose the size."""
        return pictures[0].shape

    def size_of_largest(pictures):
        """Your pages have the size of the picture with the most pixels. Another one may be higher
        or wider: look for the largest height and the largest width separately."""
        return max(pictures, key=np.size).shape

    def size_of_highest(pictures):
        """Your pages have the size of the picture with the most rows, and a lower one may be wider.
        Look for the largest height and the largest width separately."""
        return max(pictures, key=np.shape).shape

    def size_of_last(pictures):
        """Your pages have the size of the last picture, so larger ones are cut. Each picture that
        a loop looks at must not replace what was found before."""
        return pictures[-1].shape

    def square(pictures):
        """Your pages are square: one number serves as height and as width. Look for the largest
        height and the largest width separately."""
        return (max(_largest(pictures)),) * 2


class StackMistakes:
    above_and_left = slip(
        _stacked,
        "The black lies above and on the left, so pixel (0, 0) of a picture is no longer at "
        "(0, 0). Keep the upper left corners together.",
        down=1,
        right=1,
    )
    above = slip(
        _stacked,
        "The black lies above the pictures, so their first rows have moved down. Row 0 of a "
        "picture should be row 0 of its page.",
        down=1,
    )
    on_the_left = slip(
        _stacked,
        "The black lies on the left of the pictures, so their first columns have moved. Column 0 "
        "of a picture should be column 0 of its page.",
        right=1,
    )
    centered = slip(
        _stacked,
        "You put the pictures in the middle of their pages, so every picture has moved by another "
        "amount. Keep the upper left corners together.",
        down=0.5,
        right=0.5,
    )
    white = slip(
        _stacked,
        "You filled the gaps with white, 255. The added pixels should be black.",
        fill=255,
    )
    last_row_lost = slip(
        _stacked,
        "The last row of every picture is missing, and black lies in its place. A slice ends "
        "before its second number.",
        rows_lost=1,
    )
    last_column_lost = slip(
        _stacked,
        "The last column of every picture is missing, and black lies in its place. Which number "
        "must a slice end at, to take all columns?",
        columns_lost=1,
    )

    def resized(pictures):
        """You resized the pictures to one size: shapes are stretched and pixel values are new
        mixtures. Keep every pixel as it is and add black around it."""
        height, width = _largest(pictures)
        return np.stack([cv2.resize(image, (width, height)) for image in pictures])

    def resized_to_nearest(pictures):
        """You resized the pictures to one size: pixels are repeated, so shapes are stretched. Every
        pixel should be there once, with black around the picture."""
        width_and_height = _largest(pictures)[::-1]
        return np.stack([cv2.resize(one, width_and_height, None, 0, 0, 0) for one in pictures])

    def refolded(pictures):
        """Your rows no longer begin where they began: the pixels of a picture were written on in
        one long line, again and again until the page was full. Rows should stay rows, with black
        beside them."""
        return np.stack([np.resize(one, _largest(pictures)) for one in pictures])

    def refolded_with_black(pictures):
        """Your rows no longer begin where they began: the pixels of a picture were written on in
        one long line, and black came after the last. Each row needs black at its own end."""
        length = np.prod(_largest(pictures))
        lines = [np.append(one, np.zeros(length - one.size, np.uint8)) for one in pictures]
        return np.reshape(lines, (len(pictures), *_largest(pictures)))

    def edge_repeated(pictures):
        """You filled the gaps by repeating the edge pixels, which look like real ones later on. The
        added pixels should be black."""
        gaps = [np.subtract(_largest(pictures), image.shape) for image in pictures]
        padded = zip(pictures, gaps, strict=True)
        return np.stack([np.pad(one, [(0, n) for n in gap], "edge") for one, gap in padded])

    def only_first(pictures):
        """Only the first page of your stack holds a picture; the others are black. Does your loop
        come to its end, or return too early?"""
        return stack_padded(pictures) * (np.arange(len(pictures)) < 1)[:, None, None]

    def only_last(pictures):
        """Only the last page of your stack holds a picture; the others are black. Was the stack
        made anew for each picture?"""
        return stack_padded(pictures) * (np.arange(len(pictures))[::-1] < 1)[:, None, None]

    def every_page(pictures):
        """All pages of your stack are alike: each picture was laid on every page, over those
        before. Which number says on which page a picture belongs?"""
        return _on_one_page(pictures)[[-1] * len(pictures)]

    def page_used_again(pictures):
        """Where a page should be black, pictures of earlier pages can be seen: one page was used
        again and again. Begin each time with a black one."""
        return _on_one_page(pictures)

    def unpadded(pictures):
        """You return the list of pictures as it came. Lay each of them on a page of one size for
        all, and make one array of the pages."""
        return pictures

    def objects(pictures):
        """Your array holds whole pictures as its elements, as `dtype=object` makes it, so nothing
        is padded and there is no shape (n, h, w). Make pages of equal size first."""
        return np.array(pictures, dtype=object)

    def fractions_dropped(pictures):
        """Your values are 0, and 1 where white was: they were brought to 0 to 1, and `uint8` then
        dropped what lies after the decimal point. Keep the scale on which white is 255."""
        return stack_padded(pictures) // 255

    def pages_last(result):
        """Your pages lie on the last axis. The stack should count pictures first: (n, H, W), so
        that `stack[0]` is the first picture."""
        return np.moveaxis(result, 0, 2)

    def list(result):
        """You return a list of pictures. They have equal sizes now, so they fit into one array with
        three axes; that is what a stack is."""
        return [*result]

    def flat_pages(result):
        """Each page of your stack is one long row, so nobody can tell its height from its width.
        Keep rows and columns as axes of their own."""
        return result.reshape(len(result), -1)

    def unit_range(result):
        """Your values lie between 0 and 1. Padding adds pixels and changes none: keep the values 0
        to 255, as `uint8`."""
        return result / 255


STACK_PADDED = Exercise(
    name="images.stack_padded",
    title="Stack pictures of different sizes",
    level="medium",
    points=2,
    reference=stack_padded,
    cases=stack_cases,
    axes=("picture", "row", "column"),
    correct="Every picture is whole, in the upper left corner of its page, with black around.",
    mistakes=[
        *slips_in(Orders, _stacked, "order"),
        *slips_in(PageSizes, _stacked, "size"),
        *mistakes_in(StackMistakes),
    ],
    hints=[
        "How high and how wide must a page be, so that each of the pictures fits on it?",
        "The highest picture need not be the widest: look for the two maxima separately.",
        "Begin with a stack that is all black, `np.zeros` with a `uint8` type, and fill its pages "
        "one after the other.",
        "On page `i`, the picture covers the first `image.shape[0]` rows and the first "
        "`image.shape[1]` columns: assign to that slice.",
    ],
)


# ---- images.row_score --------------------------------------------------------------------------


def row_score(flat, rows):
    """Return the mean squared difference of neighboring rows.

    The flattened picture is folded into the given number of rows. In the right fold, neighboring
    rows look alike and the score is low. The pixels become floats before anything is subtracted,
    because uint8 holds nothing below 0 or above 255.

    >>> row_score(np.array([10, 20, 12, 20], dtype=np.uint8), 2)
    2.0
    """
    picture = flat.reshape(rows, -1).astype(np.float64)
    differences = picture[1:] - picture[:-1]
    return float(np.mean(differences**2))


def score_cases(rng):
    ramp = np.add.outer(9 * np.arange(6), 5 * np.arange(8)).astype(np.uint8)
    scene = rng.integers(0, 256, 60, dtype=np.uint8)
    stripes = np.array([[250, 3, 255], [0, 255, 0], [255, 255, 255], [0, 0, 0]], np.uint8)
    dark = rng.integers(0, 12, 40, dtype=np.uint8)
    return [
        ("a smooth ramp in 6 rows", (ramp.ravel(), 6)),
        ("a noisy picture in 5 rows", (scene, 5)),
        ("the same pixels in 15 rows", (scene, 15)),
        ("black and white stripes in 4 rows", (stripes.ravel(), 4)),
        ("a dark picture in 2 rows", (dark, 2)),
        ("a picture of one column", (scene[:7], 7)),
    ]


def _down(picture):
    return picture[1:] - picture[:-1]


def _squared(steps):
    return steps**2


def _score(
    flat,
    rows,
    *,
    fold=lambda flat, rows: flat.reshape(rows, -1),
    subtracted_in=np.float64,
    differences=_down,
    squared_in=np.float64,
    square=_squared,
    average=np.mean,
):
    """Score by a program of which every step may be wrong."""
    steps = differences(fold(flat, rows).astype(subtracted_in))
    return np.float64(average(square(steps.astype(squared_in))))


class Folds:
    def folded_into_columns(flat, rows):
        """You folded the picture into `rows` columns instead of `rows` rows. In a shape, the number
        of rows comes first."""
        return flat.reshape(-1, rows)

    def column_by_column(flat, rows):
        """You filled the picture column by column. A flattened picture holds row after row, which
        is the default order of a reshape."""
        return flat.reshape(rows, -1, order="F")


class Differences:
    def nothing_subtracted(picture):
        """You squared the gray values themselves: nothing was subtracted, so the score says how
        bright the picture is. Take differences of neighboring rows first."""
        return picture

    def columns(picture):
        """You compared neighboring columns: your differences run along the rows. Compare each row
        with the row below it."""
        return np.diff(picture, axis=1)

    def around(picture):
        """You also compared the last row with the first, as `np.roll` and the index -1 do. Only
        rows that touch each other count."""
        return picture - np.roll(picture, 1, axis=0)

    def every_second(picture):
        """You compared rows in pairs, the first with the second, the third with the fourth, and
        left out the seams between the pairs. Every row has a neighbor below it."""
        return picture[1::2] - picture[::2][: len(picture) // 2]

    def against_first(picture):
        """You compared every row with the first one. Even a smooth picture changes a lot from top
        to bottom: compare rows that touch each other."""
        return picture[1:] - picture[0]

    def steps_up_only(picture):
        """Steps to a darker row count as nothing, as if they were cut off at 0; `cv2.subtract` does
        so. Squares count steps up and down alike, if negative differences reach them."""
        return np.maximum(_down(picture.astype(np.float64)), 0)

    def steps_down_only(picture):
        """Steps to a brighter row count as nothing, as if the differences were cut off at 0;
        `cv2.subtract` does so. Make room for negative numbers before you subtract."""
        return np.minimum(_down(picture.astype(np.float64)), 0)

    def row_means(picture):
        """You averaged each row first and compared the averages, so rows of quite different pixels
        look alike. Compare pixel with pixel."""
        return np.diff(picture.mean(axis=1))


class Averages:
    def summed(squares):
        """You added the squares up. A fold into few rows has fewer differences to add, so it would
        always look better. Take the mean."""
        return squares.sum()

    def mean_of_row_sums(squares):
        """You added up the squares along each row and averaged over rows only, so wide folds score
        higher than narrow ones. Average over all differences."""
        return squares.sum(axis=1).mean()

    def divided_by_pixels(squares):
        """You divided as if there were as many rows of differences as rows. There is one less:
        divide by the number of differences."""
        return squares.sum() / (squares.size + squares.shape[1])

    def divided_by_rows(squares):
        """You divided the sum of the squares by the number of rows, so wide folds score higher than
        narrow ones. Divide by the number of differences."""
        return squares.sum() / (len(squares) + 1)

    def mean_of_column_sums(squares):
        """You added up the squares along each column and averaged over columns only, so high folds
        score higher than low ones. Average over all differences."""
        return squares.sum(axis=0).mean()

    def per_row(squares):
        """You return one score for each pair of rows. The fold as a whole needs a single number to
        be compared with other folds."""
        return squares.mean(axis=1)

    def per_column(squares):
        """You return one score for each column. The fold as a whole needs a single number to be
        compared with other folds."""
        return squares.mean(axis=0)

    def sum_wraps(squares):
        """The sum of the squares began again at 0 after 255, because it was added up in `uint8`.
        Change to a type with more room before you subtract."""
        return (squares.sum() % 256) / squares.size

    def median(squares):
        """You took the median of the squares. It does not see the few large steps that give a wrong
        fold away. Take the mean."""
        return np.median(squares)


class ScoreMistakes:
    difference_wraps = slip(
        _score,
        "You subtracted uint8 rows. Below 0 they begin again at 255, so a step from 5 down to 4 "
        "counts as 255. Make room for negative numbers before you subtract.",
        subtracted_in=np.uint8,
    )
    square_wraps = slip(
        _score,
        "You squared in uint8. Above 255 it begins again at 0, so a step of 16 counts as nothing. "
        "Use a type with more room before you subtract and square.",
        subtracted_in=np.uint8,
        squared_in=np.uint8,
    )
    int16_wraps = slip(
        _score,
        "You squared in int16, which ends at 32,767. A step of 200 squared is 40,000 and turns "
        "negative. Use a type with more room.",
        subtracted_in=np.int16,
        squared_in=np.int16,
    )
    int8_wraps = slip(
        _score,
        "You computed in int8, which holds -128 to 127: bright pixels turn negative and most "
        "squares do not fit. Use a type with more room.",
        subtracted_in=np.int8,
        squared_in=np.int8,
    )
    absolute = slip(
        _score,
        "You averaged the sizes of the differences and did not square them, so one large step "
        "weighs no more than many small ones. The score is a mean of squares.",
        square=np.abs,
    )
    signed = slip(
        _score,
        "You averaged the differences with their signs, so steps up and steps down cancel. What "
        "makes both count as positive?",
        differences=_down,
        square=lambda steps: steps,
    )
    squared_mean = slip(
        _score,
        "You took the mean first and squared it then, so steps up and steps down cancel. The order "
        "matters: square each difference first.",
        differences=_down,
        square=np.mean,
        average=np.square,
    )
    variance = slip(
        _score,
        "This is the variance of the differences: their mean is taken away first, so a steady "
        "slope scores 0. Average the squares as they are.",
        square=lambda steps: (steps - steps.mean()) ** 2,
    )

    not_folded = slip(
        _score,
        "You compared each pixel with the next one in the long row, also across the ends of rows, "
        "and `rows` has no effect. Fold the picture first.",
        fold=lambda flat, rows: flat[:, None],
        differences=_down,
    )

    not_averaged = slip(
        _score,
        "You return all of the squares, one for each two pixels that touch. The fold as a whole "
        "needs a single number to be compared with other folds: their mean.",
        square=_squared,
        average=lambda squares: squares,
    )

    def root(result):
        """You took the square root at the end. That keeps the order of the folds, but the score
        asked for is the mean of the squares itself."""
        return np.sqrt(result)

    def whole_number(result):
        """Your score has lost its fraction: it was turned into a whole number. Two folds may differ
        by less than 1, so return a float."""
        return int(result)

    def unit_range(result):
        """Your score is 65,025 times too small, which is 255 times 255: the gray values were
        brought to 0 to 1 first. Keep the scale on which white is 255."""
        return result / 255**2


ROW_SCORE = Exercise(
    name="images.row_score",
    title="Score a fold",
    level="hard",
    points=3,
    reference=row_score,
    cases=score_cases,
    correct="Rows that touch are compared pixel by pixel, and nothing wraps at 256.",
    mistakes=[
        *slips_in(Folds, _score, "fold"),
        *slips_in(Differences, _score, "differences"),
        *slips_in(Averages, _score, "average"),
        *mistakes_in(ScoreMistakes),
    ],
    hints=[
        "First fold the long row of pixels into a picture: `reshape` takes -1 for a length that it "
        "should work out itself.",
        "What is 4 - 5 in `uint8`? Try `np.uint8(4) - np.uint8(5)`, and change the type first.",
        "`picture[1:]` is the picture without its first row. Which slice is the picture without "
        "its last row?",
        "Subtract one of these from the other, square every difference, and take the mean of all "
        "of them as a float.",
    ],
)
