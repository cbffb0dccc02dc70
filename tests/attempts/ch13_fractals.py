"""Wrong answers to the exercises of chapter 13, as students write them."""

import math

import cv2
import numpy as np

from tests.attempts import attempt

# ---- fractals.box_count ----


@attempt("fractals.box_count", told="mistake:cut_ones_left_out")
def cut_boxes_left_out(binary, size):
    """Cuts the picture to whole boxes: what is left at the right and below is not counted."""
    rows, columns = binary.shape[0] // size, binary.shape[1] // size
    boxes = binary[: rows * size, : columns * size].reshape(rows, size, columns, size)
    return int(boxes.any(axis=(1, 3)).sum())


@attempt("fractals.box_count", told="mistake:last_ones_missing")
def range_without_the_last_box(binary, size):
    """range(0, rows - size, size) ends before the last box, even if it is a whole one."""
    count = 0
    for y in range(0, binary.shape[0] - size, size):
        for x in range(0, binary.shape[1] - size, size):
            if binary[y : y + size, x : x + size].any():
                count += 1
    return count


@attempt("fractals.box_count", told="mistake:rows_for_columns")
def rows_and_columns_exchanged(binary, size):
    """Takes shape for (width, height): in a picture that is not square, boxes are missed."""
    width, height = binary.shape
    count = 0
    for y in range(0, height, size):
        for x in range(0, width, size):
            count += bool(binary[y : y + size, x : x + size].any())
    return count


@attempt("fractals.box_count", told="mistake:full_ones")
def full_boxes(binary, size):
    """all() in the place of any(): only boxes that are True throughout are counted."""
    count = 0
    for y in range(0, binary.shape[0], size):
        for x in range(0, binary.shape[1], size):
            count += bool(binary[y : y + size, x : x + size].all())
    return count


@attempt("fractals.box_count", told="mistake:pixels")
def pixels_in_the_boxes(binary, size):
    """Adds up the True pixels of the boxes, which are those of the whole picture."""
    count = 0
    for y in range(0, binary.shape[0], size):
        for x in range(0, binary.shape[1], size):
            count += int(binary[y : y + size, x : x + size].sum())
    return count


@attempt("fractals.box_count", told="mistake:sliding")
def sliding_boxes(binary, size):
    """The boxes move on by one pixel, so that they overlap, not by their size."""
    count = 0
    for y in range(binary.shape[0]):
        for x in range(binary.shape[1]):
            if binary[y : y + size, x : x + size].any():
                count += 1
    return count


@attempt("fractals.box_count", told="mistake:all_of_them")
def all_boxes(binary, size):
    """The number of boxes that cover the picture, whatever they hold."""
    return math.ceil(binary.shape[0] / size) * math.ceil(binary.shape[1] / size)


@attempt("fractals.box_count", told="mistake:corners")
def corner_of_each_box(binary, size):
    """Every size-th pixel: only the upper left corner of each box is looked at."""
    return int(np.count_nonzero(binary[::size, ::size]))


@attempt("fractals.box_count", told="mistake:half_filled")
def mostly_filled_boxes(binary, size):
    """Counts a box if at least half of it is True; a single pixel is not enough."""
    count = 0
    for y in range(0, binary.shape[0], size):
        for x in range(0, binary.shape[1], size):
            if binary[y : y + size, x : x + size].mean() >= 0.5:
                count += 1
    return count


@attempt("fractals.box_count", told="mistake:resized_to_nearest")
def resized_by_opencv(binary, size):
    """Lets cv2.resize make the picture smaller, which takes single pixels: thin lines get lost."""
    rows, columns = math.ceil(binary.shape[0] / size), math.ceil(binary.shape[1] / size)
    picture = binary.astype(np.uint8)
    small = cv2.resize(picture, (columns, rows), interpolation=cv2.INTER_NEAREST)
    return int(np.count_nonzero(small))


@attempt("fractals.box_count", told="mistake:empty_ones")
def empty_boxes(binary, size):
    """Counts the boxes that hold nothing."""
    count = 0
    for y in range(0, binary.shape[0], size):
        for x in range(0, binary.shape[1], size):
            if not binary[y : y + size, x : x + size].any():
                count += 1
    return count


@attempt("fractals.box_count", told="mistake:a_number_of_boxes")
def size_as_number_of_boxes(binary, size):
    """Takes size for the number of boxes each way, not for the pixels along a side."""
    count = 0
    for band in np.array_split(binary, size, axis=0):
        for box in np.array_split(band, size, axis=1):
            count += bool(box.any())
    return count


@attempt("fractals.box_count", told="mistake:from_the_lower_right")
def boxes_from_the_lower_right(binary, size):
    """Pads above and left, so that the cut boxes are there and not at the lower right."""
    rows, columns = binary.shape
    padded = np.pad(binary, ((-rows % size, 0), (-columns % size, 0)))
    boxes = padded.reshape(padded.shape[0] // size, size, padded.shape[1] // size, size)
    return int(boxes.any(axis=(1, 3)).sum())


@attempt("fractals.box_count", told="mistake:one_pixel_too_large")
def boxes_one_too_large(binary, size):
    """A box reaches to y + size + 1, as if slices left out two: neighbors overlap by a pixel."""
    count = 0
    for y in range(0, binary.shape[0], size):
        for x in range(0, binary.shape[1], size):
            if np.any(binary[y : y + size + 1, x : x + size + 1]):
                count += 1
    return count


@attempt("fractals.box_count", told="mistake:share")
def share_of_the_boxes(binary, size):
    """Divides by the number of boxes: a share as a float, not a count."""
    filled = []
    for y in range(0, binary.shape[0], size):
        for x in range(0, binary.shape[1], size):
            filled.append(binary[y : y + size, x : x + size].any())
    return float(np.mean(filled))


# ---- fractals.slope ----


@attempt("fractals.slope", told="mistake:minus_forgotten")
def minus_forgotten(sizes, counts):
    """Forgets the minus: the slope itself falls, so the dimension is negative."""
    return float(np.polyfit(np.log(sizes), np.log(counts), 1)[0])


@attempt("fractals.slope", told="mistake:axes_exchanged")
def axes_exchanged(sizes, counts):
    """log(size) against log(count): the line is fitted the other way round."""
    return float(-np.polyfit(np.log(counts), np.log(sizes), 1)[0])


@attempt("fractals.slope", told="mistake:axes_exchanged_and_inverted")
def axes_exchanged_and_inverted(sizes, counts):
    """Fits log(size) against log(count) and takes 1 / slope: the same only on an exact line."""
    return float(-1 / np.polyfit(np.log(counts), np.log(sizes), 1)[0])


@attempt("fractals.slope", told="mistake:no_logarithms")
def without_logarithms(sizes, counts):
    """The line goes through the counts and sizes themselves, without logarithms."""
    return float(-np.polyfit(sizes, counts, 1)[0])


@attempt("fractals.slope", told="mistake:sizes_as_they_are")
def logarithm_of_counts_alone(sizes, counts):
    """Takes the logarithm of the counts, but not of the sizes."""
    return float(-np.polyfit(sizes, np.log(counts), 1)[0])


@attempt("fractals.slope", told="mistake:counts_as_they_are")
def logarithm_of_sizes_alone(sizes, counts):
    """Takes the logarithm of the sizes, but not of the counts."""
    return float(-np.polyfit(np.log(sizes), counts, 1)[0])


@attempt("fractals.slope", told="mistake:height")
def intercept_returned(sizes, counts):
    """np.polyfit gives the slope first: [1] is the height of the line, not its slope."""
    return float(-np.polyfit(np.log(sizes), np.log(counts), 1)[1])


@attempt("fractals.slope", told="mistake:ends")
def first_and_last_point(sizes, counts):
    """The slope between the first and the last point: those between do not count."""
    down = np.log(counts[-1]) - np.log(counts[0])
    return float(-down / (np.log(sizes[-1]) - np.log(sizes[0])))


@attempt("fractals.slope", told="mistake:mean_of_steps")
def mean_of_the_steps(sizes, counts):
    """The mean of the slopes from each point to the next one is no least-squares line."""
    return float(-np.mean(np.diff(np.log(counts)) / np.diff(np.log(sizes))))


@attempt("fractals.slope", told="mistake:through_the_origin")
def line_through_the_origin(sizes, counts):
    """np.linalg.lstsq without a column of ones: the line is forced through the origin."""
    x = np.log(sizes)[:, np.newaxis]
    return float(-np.linalg.lstsq(x, np.log(counts), rcond=None)[0][0])


@attempt("fractals.slope", told="mistake:other_logarithm")
def two_kinds_of_logarithm(sizes, counts):
    """log2 for the sizes and the natural logarithm for the counts: too small by log(2)."""
    return float(-np.polyfit(np.log2(sizes), np.log(counts), 1)[0])


@attempt("fractals.slope", told="mistake:mean_of_quotients")
def mean_of_the_quotients(sizes, counts):
    """Takes the formula log(N) / log(s) at each size, and the mean where s is not 1."""
    sizes, counts = np.asarray(sizes), np.asarray(counts)
    useful = sizes > 1
    return float(np.mean(np.log(counts[useful]) / np.log(sizes[useful])))


@attempt("fractals.slope", told="mistake:n_and_n_less_1")
def covariance_and_variance_mixed(sizes, counts):
    """np.cov divides by n - 1 and np.var by n, so that the slope is too steep."""
    x, y = np.log(sizes), np.log(counts)
    return float(-np.cov(x, y)[0, 1] / np.var(x))


@attempt("fractals.slope", told="mistake:correlation")
def correlation_for_the_slope(sizes, counts):
    """The correlation says how straight the line is, not how steep."""
    return float(-np.corrcoef(np.log(sizes), np.log(counts))[0, 1])


@attempt("fractals.slope", told="mistake:whole_line")
def whole_line_returned(sizes, counts):
    """Returns both numbers of np.polyfit, the slope and the height, in one array."""
    return -np.polyfit(np.log(sizes), np.log(counts), 1)


# ---- fractals.cantor_dust ----


@attempt("fractals.cantor_dust", told="mistake:one_level_short")
def one_level_short(level):
    """range(1, level) goes one time too few round: the picture of the level before."""
    picture = np.ones((1, 1), bool)
    for _ in range(1, level):
        empty = np.zeros_like(picture)
        outer = np.hstack([picture, empty, picture])
        picture = np.vstack([outer, np.zeros_like(outer), outer])
    return picture


@attempt("fractals.cantor_dust", told="mistake:one_level_too_many")
def one_level_too_many(level):
    """range(level + 1) makes the picture of the next level, and none of shape (1, 1)."""
    picture = np.ones((1, 1), bool)
    for _ in range(level + 1):
        size = len(picture)
        larger = np.zeros((3 * size, 3 * size), bool)
        for y in (0, 2 * size):
            for x in (0, 2 * size):
                larger[y : y + size, x : x + size] = picture
        picture = larger
    return picture


@attempt("fractals.cantor_dust", told="mistake:carpet")
def sierpinski_carpet(level):
    """Only the middle of the nine is empty: Sierpinski's carpet, not Cantor's dust."""
    picture = np.ones((1, 1), bool)
    for _ in range(level):
        full = np.hstack([picture, picture, picture])
        middle = np.hstack([picture, np.zeros_like(picture), picture])
        picture = np.vstack([full, middle, full])
    return picture


@attempt("fractals.cantor_dust", told="mistake:middle_too")
def middle_filled_too(level):
    """The old picture stands in the four corners and in the middle as well."""
    pattern = np.array([[1, 0, 1], [0, 1, 0], [1, 0, 1]], dtype=bool)
    picture = np.ones((1, 1), bool)
    for _ in range(level):
        picture = np.kron(pattern, picture).astype(bool)
    return picture


@attempt("fractals.cantor_dust", told="mistake:sides")
def edges_in_the_place_of_corners(level):
    """The old picture stands in the middle of the four sides, not in the corners."""
    pattern = np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0]]) == 1
    picture = np.ones((1, 1), bool)
    for _ in range(level):
        picture = np.kron(pattern, picture)
    return picture


@attempt("fractals.cantor_dust", told="type")
def numbers_in_the_place_of_bools(level):
    """np.kron of whole numbers gives whole numbers: 0 and 1 in the place of False and True."""
    pattern = np.array([[1, 0, 1], [0, 0, 0], [1, 0, 1]])
    picture = np.ones((1, 1), int)
    for _ in range(level):
        picture = np.kron(pattern, picture)
    return picture


@attempt("fractals.cantor_dust", told="mistake:twice_as_large")
def no_gap_between(level):
    """Puts the four copies side by side: twice as large each way, and all True."""
    picture = np.ones((1, 1), bool)
    for _ in range(level):
        row = np.hstack([picture, picture])
        picture = np.vstack([row, row])
    return picture


@attempt("fractals.cantor_dust", told="mistake:gap_of_one")
def gap_of_one_pixel(level):
    """The gap is always one pixel wide, not as wide as the old picture."""
    picture = np.ones((1, 1), bool)
    for _ in range(level):
        size = len(picture)
        larger = np.zeros((2 * size + 1, 2 * size + 1), bool)
        larger[:size, :size] = larger[:size, -size:] = picture
        larger[-size:, :size] = larger[-size:, -size:] = picture
        picture = larger
    return picture


@attempt("fractals.cantor_dust", told="mistake:in_one_row")
def cantor_set_in_a_row(level):
    """Only the columns are tripled: the Cantor set as one row, a picture of height 1."""
    picture = np.ones((1, 1), bool)
    for _ in range(level):
        picture = np.hstack([picture, np.zeros_like(picture), picture])
    return picture


@attempt("fractals.cantor_dust", told="mistake:four_pixels")
def corner_pixels_alone(level):
    """Sets the four corner pixels of the large picture: the old one is not copied."""
    size = 3**level
    picture = np.zeros((size, size), bool)
    picture[[0, 0, -1, -1], [0, -1, 0, -1]] = True
    return picture


@attempt("fractals.cantor_dust", told="mistake:begins_with_false")
def begins_with_false(level):
    """Starts with np.zeros: all copies of an empty picture are empty."""
    picture = np.zeros((1, 1), bool)
    for _ in range(level):
        outer = np.hstack([picture, np.zeros_like(picture), picture])
        picture = np.vstack([outer, np.zeros_like(outer), outer])
    return picture


@attempt("fractals.cantor_dust", told="mistake:inverted")
def inverted_dust(level):
    """True and False are exchanged: what is taken out is True."""
    picture = np.ones((1, 1), bool)
    for _ in range(level):
        outer = np.hstack([picture, np.zeros_like(picture), picture])
        picture = np.vstack([outer, np.zeros_like(outer), outer])
    return ~picture


@attempt("fractals.cantor_dust", told="mistake:lower_right_missing")
def lower_right_corner_missed(level):
    """The old picture stands in three corners: the lower right one stays empty."""
    picture = np.ones((1, 1), bool)
    for _ in range(level):
        size = picture.shape[0]
        larger = np.zeros((3 * size, 3 * size), bool)
        larger[:size, :size] = picture
        larger[:size, -size:] = picture
        larger[-size:, :size] = picture
        picture = larger
    return picture


@attempt("fractals.cantor_dust", told="mistake:stripes_down")
def middle_row_kept(level):
    """Leaves the middle third out of the columns only: stripes that go down the whole picture."""
    picture = np.ones((1, 1), bool)
    for _ in range(level):
        row = np.hstack([picture, np.zeros_like(picture), picture])
        picture = np.vstack([row, row, row])
    return picture


@attempt("fractals.cantor_dust", told="mistake:one_step_enlarged")
def level_as_the_factor(level):
    """One step alone, however many levels: the pattern of level 1, each pixel made larger."""
    if level == 0:
        return np.ones((1, 1), bool)
    pattern = np.array([[1, 0, 1], [0, 0, 0], [1, 0, 1]], dtype=bool)
    size = 3 ** (level - 1)
    return pattern.repeat(size, axis=0).repeat(size, axis=1)
