"""Exercises of chapter 01, Images as arrays."""

import cv2
import numpy as np

from ..checks import Exercise, Mistake

# images.swap_channels


def swap_channels(image):
    """Return a BGR picture as RGB, or an RGB picture as BGR.

    The channels lie on the last axis. Read backwards, the first and the third change places and
    the second stays where it is; rows and columns are taken as they are.

    >>> swap_channels(np.array([[[255, 128, 0]]], dtype=np.uint8)).tolist()
    [[[0, 128, 255]]]
    """
    return image[:, :, ::-1]


def _swap_cases(rng):
    def picture(rows, columns, top=256):
        return rng.integers(0, top, (rows, columns, 3), dtype=np.uint8)

    return [
        ("a picture of 4 rows and 6 columns", (picture(4, 6),)),
        ("a picture of 5 rows and 3 columns", (picture(5, 3),)),
        ("a picture of 3 rows and 3 columns", (picture(3, 3),)),
        ("a dark picture", (picture(2, 7, top=30),)),
        ("a single pixel of pure blue", (np.array([[[255, 0, 0]]], np.uint8),)),
    ]


def _overwrite(image):
    result = image.copy()
    result[:, :, 0] = result[:, :, 2]
    result[:, :, 2] = result[:, :, 0]
    return result


_SWAP_MISTAKES = [
    Mistake(
        "unchanged",
        lambda image: image,
        "The picture comes back as it went in, so blue is still the first channel. Look at one "
        "pixel, `image[0, 0]`, before and after.",
    ),
    Mistake(
        "rows_flipped",
        lambda image: image[::-1],
        "You turned the picture upside down and left its colors alone: the first axis counts "
        "rows. Which axis counts channels?",
    ),
    Mistake(
        "columns_flipped",
        lambda image: image[:, ::-1],
        "You mirrored the picture from left to right and left its colors alone: the second axis "
        "counts columns. Which axis counts channels?",
    ),
    Mistake(
        "all_flipped",
        lambda image: image[::-1, ::-1, ::-1],
        "You reversed all three axes, so the colors are right but the picture stands on its head "
        "and is mirrored. Leave rows and columns as they are.",
    ),
    Mistake(
        "blue_green",
        lambda image: image[:, :, [1, 0, 2]],
        "Blue and green have changed places, and red is still last. Which two channels change "
        "places between BGR and RGB?",
    ),
    Mistake(
        "green_red",
        lambda image: image[:, :, [0, 2, 1]],
        "Green and red have changed places, and blue is still first. Which two channels change "
        "places between BGR and RGB?",
    ),
    Mistake(
        "rolled_forward",
        lambda image: np.roll(image, 1, axis=2),
        "Every channel moved one place on and the last became the first, so green has moved too. "
        "Write B, G, R under R, G, B: what happens to green?",
    ),
    Mistake(
        "rolled_back",
        lambda image: np.roll(image, -1, axis=2),
        "Every channel moved one place back and the first became the last, so green has moved "
        "too. Write B, G, R under R, G, B: what happens to green?",
    ),
    Mistake(
        "overwritten",
        _overwrite,
        "Red now stands in two channels, and blue is lost: one channel was overwritten before it "
        "was used. A slice is a window onto the picture, not a copy.",
    ),
    Mistake(
        "rows_and_columns",
        lambda image: image.transpose(1, 0, 2),
        "Rows and columns have changed places, and the colors have not. The picture should keep "
        "its shape. Which axis counts channels?",
    ),
    Mistake(
        "one_channel",
        lambda image: image[:, :, 2],
        "You return one channel only, so the picture has become gray. Return all three, in "
        "another order.",
    ),
    Mistake(
        "channels_first",
        lambda result: np.moveaxis(result, 2, 0),
        "Your channels lie on the first axis. The shape should stay (rows, columns, 3), with the "
        "channels last, as OpenCV and Matplotlib expect.",
        of_result=True,
    ),
    Mistake(
        "unit_range",
        lambda result: result / 255,
        "Your values lie between 0 and 1. Swapping channels only moves numbers: each of them "
        "should be found again unchanged, as `uint8`.",
        of_result=True,
    ),
]


# images.stack_padded


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


def _stack_cases(rng):
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


def _placed(pictures, size, *, fill=0, down=0, right=0):
    """Lay pictures on pages; `down` and `right` are the shares of the gap that go before."""
    stack = np.full((len(pictures), *size), fill, np.uint8)
    for page, image in zip(stack, pictures, strict=True):
        part = image[: size[0], : size[1]]
        top = int((size[0] - part.shape[0]) * down)
        left = int((size[1] - part.shape[1]) * right)
        page[top : top + part.shape[0], left : left + part.shape[1]] = part
    return stack


def _cropped(pictures):
    return _placed(
        pictures,
        (min(image.shape[0] for image in pictures), min(image.shape[1] for image in pictures)),
    )


def _resized(pictures):
    height, width = _largest(pictures)
    return np.stack([cv2.resize(image, (width, height)) for image in pictures])


def _edge_repeated(pictures):
    height, width = _largest(pictures)
    gaps = [((0, height - image.shape[0]), (0, width - image.shape[1])) for image in pictures]
    return np.stack([np.pad(*pair, mode="edge") for pair in zip(pictures, gaps, strict=True)])


_STACK_MISTAKES = [
    Mistake(
        "cropped",
        _cropped,
        "You cut every picture to the smallest height and width, so pixels are lost at the bottom "
        "and on the right. Keep all pixels and let the pages be larger.",
    ),
    Mistake(
        "resized",
        _resized,
        "You resized the pictures to one size: shapes are stretched and pixel values are new "
        "mixtures. Keep every pixel as it is and add black around it.",
    ),
    Mistake(
        "above_and_left",
        lambda pictures: _placed(pictures, _largest(pictures), down=1, right=1),
        "The black lies above and on the left, so pixel (0, 0) of a picture is no longer at "
        "(0, 0). Keep the upper left corners together.",
    ),
    Mistake(
        "above",
        lambda pictures: _placed(pictures, _largest(pictures), down=1),
        "The black lies above the pictures, so their first rows have moved down. Row 0 of a "
        "picture should be row 0 of its page.",
    ),
    Mistake(
        "on_the_left",
        lambda pictures: _placed(pictures, _largest(pictures), right=1),
        "The black lies on the left of the pictures, so their first columns have moved. Column 0 "
        "of a picture should be column 0 of its page.",
    ),
    Mistake(
        "centered",
        lambda pictures: _placed(pictures, _largest(pictures), down=0.5, right=0.5),
        "You put the pictures in the middle of their pages, so every picture has moved by another "
        "amount. Keep the upper left corners together.",
    ),
    Mistake(
        "white",
        lambda pictures: _placed(pictures, _largest(pictures), fill=255),
        "You filled the gaps with white, 255. The added pixels should be black.",
    ),
    Mistake(
        "edge_repeated",
        _edge_repeated,
        "You filled the gaps by repeating the edge pixels, which look like real ones later on. "
        "The added pixels should be black.",
    ),
    Mistake(
        "size_of_first",
        lambda pictures: _placed(pictures, pictures[0].shape),
        "Your pages have the size of the first picture, so larger ones are cut. Look at all "
        "pictures before you choose the size.",
    ),
    Mistake(
        "size_of_largest",
        lambda pictures: _placed(pictures, max(pictures, key=np.size).shape),
        "Your pages have the size of the picture with the most pixels. Another one may be higher "
        "or wider: look for the largest height and the largest width one by one.",
    ),
    Mistake(
        "square",
        lambda pictures: _placed(pictures, (max(_largest(pictures)),) * 2),
        "Your pages are square: one number serves as height and as width. Look for the largest "
        "height and the largest width one by one.",
    ),
    Mistake(
        "only_first",
        lambda pictures: (
            _placed(pictures, _largest(pictures)) * (np.arange(len(pictures)) < 1)[:, None, None]
        ),
        "Only the first page of your stack holds a picture; the others are black. Does your loop "
        "come to its end, or return too early?",
    ),
    Mistake(
        "pages_last",
        lambda result: np.moveaxis(result, 0, 2),
        "Your pages lie on the last axis. The stack should count pictures first: (n, H, W), so "
        "that `stack[0]` is the first picture.",
        of_result=True,
    ),
    Mistake(
        "list",
        list,
        "You return a list of pictures. They have equal sizes now, so they fit into one array "
        "with three axes; that is what a stack is.",
        of_result=True,
    ),
    Mistake(
        "flat_pages",
        lambda result: result.reshape(len(result), -1),
        "Each page of your stack is one long row, so nobody can tell its height from its width. "
        "Keep rows and columns as axes of their own.",
        of_result=True,
    ),
    Mistake(
        "unit_range",
        lambda result: result / 255,
        "Your values lie between 0 and 1. Padding adds pixels and changes none: keep the values "
        "0 to 255, as `uint8`.",
        of_result=True,
    ),
]


# images.row_score


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


def _score_cases(rng):
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


def _fold(flat, rows):
    return flat.reshape(rows, -1).astype(np.float64)


def _squared_steps(flat, rows):
    return np.diff(_fold(flat, rows), axis=0) ** 2


_SCORE_MISTAKES = [
    Mistake(
        "difference_wraps",
        lambda flat, rows: float(np.mean(np.diff(flat.reshape(rows, -1), axis=0) ** 2.0)),
        "You subtracted uint8 rows. Below 0 they begin again at 255, so a step from 5 down to 4 "
        "counts as 255. Make room for negative numbers before you subtract.",
    ),
    Mistake(
        "square_wraps",
        lambda flat, rows: float(np.mean(np.diff(flat.reshape(rows, -1), axis=0) ** 2)),
        "You squared in uint8. Above 255 it begins again at 0, so a step of 16 counts as nothing. "
        "Use a type with more room before you subtract and square.",
    ),
    Mistake(
        "int16_wraps",
        lambda flat, rows: float(
            np.mean(np.diff(flat.reshape(rows, -1).astype(np.int16), axis=0) ** 2)
        ),
        "You squared in int16, which ends at 32 767. A step of 200 squared is 40 000 and turns "
        "negative. Use a type with more room.",
    ),
    Mistake(
        "int8_wraps",
        lambda flat, rows: float(
            np.mean(np.diff(flat.reshape(rows, -1).astype(np.int8), axis=0) ** 2)
        ),
        "You computed in int8, which holds -128 to 127: bright pixels turn negative and most "
        "squares do not fit. Use a type with more room.",
    ),
    Mistake(
        "absolute",
        lambda flat, rows: float(np.mean(np.abs(np.diff(_fold(flat, rows), axis=0)))),
        "You averaged the sizes of the differences and did not square them, so one large step "
        "weighs no more than many small ones. The score is a mean of squares.",
    ),
    Mistake(
        "signed",
        lambda flat, rows: float(np.mean(np.diff(_fold(flat, rows), axis=0))),
        "You averaged the differences with their signs, so steps up and steps down cancel. What "
        "makes both count as positive?",
    ),
    Mistake(
        "squared_mean",
        lambda flat, rows: float(np.mean(np.diff(_fold(flat, rows), axis=0)) ** 2),
        "You took the mean first and squared it then, so steps up and steps down cancel. The "
        "order matters: square each difference first.",
    ),
    Mistake(
        "variance",
        lambda flat, rows: float(np.var(np.diff(_fold(flat, rows), axis=0))),
        "This is the variance of the differences: their mean is taken away first, so a steady "
        "slope scores 0. Average the squares as they are.",
    ),
    Mistake(
        "summed",
        lambda flat, rows: float(_squared_steps(flat, rows).sum()),
        "You added the squares up. A fold into few rows has fewer differences to add, so it would "
        "always look better. Take the mean.",
    ),
    Mistake(
        "mean_of_row_sums",
        lambda flat, rows: float(_squared_steps(flat, rows).sum(axis=1).mean()),
        "You added up the squares along each row and averaged over rows only, so wide folds score "
        "higher than narrow ones. Average over all differences.",
    ),
    Mistake(
        "divided_by_pixels",
        lambda flat, rows: float(_squared_steps(flat, rows).sum() / flat.size),
        "You divided by the number of pixels. There is one row of differences less than there are "
        "rows: divide by the number of differences.",
    ),
    Mistake(
        "median",
        lambda flat, rows: float(np.median(_squared_steps(flat, rows))),
        "You took the median of the squares. It does not see the few large steps that give a wrong "
        "fold away. Take the mean.",
    ),
    Mistake(
        "columns",
        lambda flat, rows: float(np.mean(np.diff(_fold(flat, rows), axis=1) ** 2)),
        "You compared neighboring columns: your differences run along the rows. Compare each row "
        "with the row below it.",
    ),
    Mistake(
        "folded_into_columns",
        lambda flat, rows: float(np.mean(np.diff(flat.reshape(-1, rows) * 1.0, axis=0) ** 2)),
        "You folded the picture into `rows` columns instead of `rows` rows. In a shape, the "
        "number of rows comes first.",
    ),
    Mistake(
        "column_by_column",
        lambda flat, rows: float(
            np.mean(np.diff(flat.reshape(rows, -1, order="F") * 1.0, axis=0) ** 2)
        ),
        "You filled the picture column by column. A flattened picture holds row after row, which "
        "is the default order of a reshape.",
    ),
    Mistake(
        "around",
        lambda flat, rows: float(
            np.mean((_fold(flat, rows) - np.roll(_fold(flat, rows), 1, axis=0)) ** 2)
        ),
        "You also compared the last row with the first: `np.roll` goes round in a circle. Only "
        "rows that touch each other count.",
    ),
    Mistake(
        "every_second",
        lambda flat, rows: float(
            np.mean((_fold(flat, rows)[1::2] - _fold(flat, rows)[::2][: rows // 2]) ** 2)
        ),
        "You compared rows in pairs, the first with the second, the third with the fourth, and "
        "left out the seams between the pairs. Every row has a neighbor below it.",
    ),
    Mistake(
        "against_first",
        lambda flat, rows: float(np.mean((_fold(flat, rows)[1:] - _fold(flat, rows)[0]) ** 2)),
        "You compared every row with the first one. Even a smooth picture changes a lot from top "
        "to bottom: compare rows that touch each other.",
    ),
    Mistake(
        "row_means",
        lambda flat, rows: float(np.mean(np.diff(_fold(flat, rows).mean(axis=1)) ** 2)),
        "You averaged each row first and compared the averages, so rows of quite different pixels "
        "look alike. Compare pixel with pixel.",
    ),
    Mistake(
        "per_row",
        lambda flat, rows: _squared_steps(flat, rows).mean(axis=1),
        "You return one score for each pair of rows. The fold as a whole needs a single number "
        "to be compared with other folds.",
    ),
    Mistake(
        "root",
        np.sqrt,
        "You took the square root at the end. That keeps the order of the folds, but the score "
        "asked for is the mean of the squares itself.",
        of_result=True,
    ),
    Mistake(
        "whole_number",
        int,
        "Your score has lost its fraction: it was turned into a whole number. Two folds may differ "
        "by less than 1, so return a float.",
        of_result=True,
    ),
]


EXERCISES = [
    Exercise(
        name="images.swap_channels",
        title="Swap the channels",
        level="easy",
        reference=swap_channels,
        cases=_swap_cases,
        correct="Blue and red have changed places; green, rows and columns have not moved.",
        mistakes=_SWAP_MISTAKES,
        hints=[
            "Write down the shape of a color picture. Which of its three axes counts the channels?",
            "BGR read backwards is RGB. A slice can read an axis backwards: try `[1, 2, 3][::-1]`.",
            "A slice needs one part for each axis, and a colon alone takes all of it, as in "
            "`image[:, :, 0]`.",
            "Take all rows, take all columns, and read the last axis backwards.",
        ],
        points=1,
    ),
    Exercise(
        name="images.stack_padded",
        title="Stack pictures of different sizes",
        level="medium",
        reference=stack_padded,
        cases=_stack_cases,
        correct="Every picture is whole, in the upper left corner of its page, with black around.",
        mistakes=_STACK_MISTAKES,
        hints=[
            "How high and how wide must a page be, so that each of the pictures fits on it?",
            "The highest picture need not be the widest: look for the two maxima one by one.",
            "Begin with a stack that is all black, `np.zeros` with a `uint8` type, and fill its "
            "pages one after the other.",
            "On page `i`, the picture covers the first `image.shape[0]` rows and the first "
            "`image.shape[1]` columns: assign to that slice.",
        ],
        points=2,
        axes=("picture", "row", "column"),
    ),
    Exercise(
        name="images.row_score",
        title="Score a fold",
        level="hard",
        reference=row_score,
        cases=_score_cases,
        correct="Rows that touch are compared pixel by pixel, and nothing wraps at 256.",
        mistakes=_SCORE_MISTAKES,
        hints=[
            "First fold the long row of pixels into a picture: `reshape` takes -1 for a length "
            "that it should work out itself.",
            "What is 4 - 5 in `uint8`? Try `np.uint8(4) - np.uint8(5)`, and change the type first.",
            "`picture[1:]` is the picture without its first row. Which slice is the picture "
            "without its last row?",
            "Subtract one of these from the other, square every difference, and take the mean of "
            "all of them as a float.",
        ],
        points=3,
    ),
]

FIRST, SECOND, THIRD = EXERCISES
