"""Wrong answers to the exercises of chapter 12, as students write them."""

import cv2
import numpy as np
from scipy import ndimage

from tests.attempts import attempt

# ---- peaks.densest_bin ----


@attempt("peaks.densest_bin", told="mistake:left_edge")
def left_edges(counts, x_edges, y_edges):
    """The lower edges of the bin, not its middle."""
    i, j = np.unravel_index(np.argmax(counts), counts.shape)
    return float(x_edges[i]), float(y_edges[j])


@attempt("peaks.densest_bin", told="error")
def axes_exchanged(counts, x_edges, y_edges):
    """Takes the first axis for y, as in a picture: np.histogram2d has x first."""
    row, column = np.unravel_index(np.argmax(counts), counts.shape)
    x = (x_edges[column] + x_edges[column + 1]) / 2
    y = (y_edges[row] + y_edges[row + 1]) / 2
    return float(x), float(y)


@attempt("peaks.densest_bin", told="mistake:y_before_x")
def y_before_x(counts, x_edges, y_edges):
    """Returns (y, x), the row first, as for pixels."""
    i, j = np.unravel_index(counts.argmax(), counts.shape)
    x = (x_edges[i] + x_edges[i + 1]) / 2
    y = (y_edges[j] + y_edges[j + 1]) / 2
    return float(y), float(x)


@attempt("peaks.densest_bin", told="mistake:its_number")
def numbers_of_the_bin(counts, x_edges, y_edges):
    """The numbers of the bin along both axes, not its place in data coordinates."""
    i, j = np.unravel_index(np.argmax(counts), counts.shape)
    return float(i), float(j)


@attempt("peaks.densest_bin", told="mistake:right_edge")
def right_edges(counts, x_edges, y_edges):
    """The upper edges of the bin: the edge with the number i + 1."""
    i, j = np.unravel_index(np.argmax(counts), counts.shape)
    return float(x_edges[i + 1]), float(y_edges[j + 1])


@attempt("peaks.densest_bin", told="mistake:bin_before")
def bin_before(counts, x_edges, y_edges):
    """The middle between the edges i - 1 and i: the bin before, both ways."""
    i, j = np.unravel_index(np.argmax(counts), counts.shape)
    return float(x_edges[i - 1] + x_edges[i]) / 2, float(y_edges[j - 1] + y_edges[j]) / 2


@attempt("peaks.densest_bin", told="mistake:last_of_the_fullest")
def last_of_the_fullest(counts, x_edges, y_edges):
    """>= in the loop: of several equally full bins the last one wins."""
    best = -1
    for i in range(counts.shape[0]):
        for j in range(counts.shape[1]):
            if counts[i, j] >= best:
                best = counts[i, j]
                x = (x_edges[i] + x_edges[i + 1]) / 2
                y = (y_edges[j] + y_edges[j + 1]) / 2
    return float(x), float(y)


@attempt("peaks.densest_bin", told="mistake:mean_of_the_fullest")
def mean_of_the_fullest(counts, x_edges, y_edges):
    """Of several equally full bins, the mean of their middles, where there may be nothing."""
    i, j = np.nonzero(counts == counts.max())
    x = (x_edges[i] + x_edges[i + 1]) / 2
    y = (y_edges[j] + y_edges[j + 1]) / 2
    return float(x.mean()), float(y.mean())


@attempt("peaks.densest_bin", told="mistake:fullest_of_each_axis")
def fullest_column_and_row(counts, x_edges, y_edges):
    """Adds up along each axis: the fullest column and the fullest row need not meet at the bin."""
    i = np.argmax(counts.sum(axis=1))
    j = np.argmax(counts.sum(axis=0))
    return float(x_edges[i] + x_edges[i + 1]) / 2, float(y_edges[j] + y_edges[j + 1]) / 2


@attempt("peaks.densest_bin", told="mistake:center_of_mass")
def weighted_mean(counts, x_edges, y_edges):
    """The center of mass of the whole histogram, not its fullest bin."""
    x = (x_edges[:-1] + x_edges[1:]) / 2
    y = (y_edges[:-1] + y_edges[1:]) / 2
    return (
        float(np.average(x, weights=counts.sum(axis=1))),
        float(np.average(y, weights=counts.sum(axis=0))),
    )


@attempt("peaks.densest_bin", told="mistake:highest_lines")
def argmax_along_each_axis(counts, x_edges, y_edges):
    """argmax along each axis separately, of which only the first value is taken."""
    i = counts.argmax(axis=0)[0]
    j = counts.argmax(axis=1)[0]
    return float(x_edges[i] + x_edges[i + 1]) / 2, float(y_edges[j] + y_edges[j + 1]) / 2


@attempt("peaks.densest_bin", told="mistake:half_of_the_width_for_both")
def half_a_bin_from_the_wrong_width(counts, x_edges, y_edges):
    """Adds half of the x bins' width to y as well: the bins need not be as high as wide."""
    i, j = np.unravel_index(np.argmax(counts), counts.shape)
    half = (x_edges[1] - x_edges[0]) / 2
    return float(x_edges[i] + half), float(y_edges[j] + half)


@attempt("peaks.densest_bin", told="mistake:spread_to_the_ends")
def spread_over_linspace(counts, x_edges, y_edges):
    """Spreads the bins from the first edge to the last: the first and last bin lie at the edges."""
    i, j = np.unravel_index(np.argmax(counts), counts.shape)
    x = np.linspace(x_edges[0], x_edges[-1], counts.shape[0])
    y = np.linspace(y_edges[0], y_edges[-1], counts.shape[1])
    return float(x[i]), float(y[j])


@attempt("peaks.densest_bin", told="mistake:cut_to_whole")
def middle_cut_to_whole_numbers(counts, x_edges, y_edges):
    """// 2 in the place of / 2 drops what comes after the point."""
    i, j = np.unravel_index(np.argmax(counts), counts.shape)
    return float((x_edges[i] + x_edges[i + 1]) // 2), float((y_edges[j] + y_edges[j + 1]) // 2)


@attempt("peaks.densest_bin", told="mistake:half_its_size")
def size_of_the_bin(counts, x_edges, y_edges):
    """Minus in the place of plus: half of the bin's width and height, not its middle."""
    i, j = np.unravel_index(np.argmax(counts), counts.shape)
    return float(x_edges[i + 1] - x_edges[i]) / 2, float(y_edges[j + 1] - y_edges[j]) / 2


# ---- peaks.local_maxima ----


def neighbors_of(image, y, x):
    """Give the values of the neighbors, at the border the fewer there are, rightly."""
    return [
        image[yy, xx]
        for yy in range(max(y - 1, 0), min(y + 2, image.shape[0]))
        for xx in range(max(x - 1, 0), min(x + 2, image.shape[1]))
        if (yy, xx) != (y, x)
    ]


@attempt("peaks.local_maxima", told="mistake:or_equal")
def equal_neighbors_are_maxima(image, threshold):
    """Compares with the largest of the nine, the pixel itself among them: plateaus are found."""
    largest = ndimage.maximum_filter(image, size=3, mode="nearest")
    return (image == largest) & (image > threshold)


@attempt("peaks.local_maxima", told="mistake:border_left_out")
def border_left_out(image, threshold):
    """The loops leave out the border, where pixels have fewer neighbors but may be maxima."""
    found = np.zeros(image.shape, bool)
    for y in range(1, image.shape[0] - 1):
        for x in range(1, image.shape[1] - 1):
            found[y, x] = image[y, x] > max(threshold, *neighbors_of(image, y, x))
    return found


@attempt("peaks.local_maxima", told="mistake:at_the_threshold")
def threshold_itself_counts(image, threshold):
    """>= threshold: values that are just the threshold are not above it."""
    found = np.zeros(image.shape, bool)
    for y, x in np.ndindex(image.shape):
        largest = max(neighbors_of(image, y, x))
        found[y, x] = image[y, x] >= threshold and image[y, x] > largest
    return found


@attempt("peaks.local_maxima", told="mistake:four")
def four_neighbors(image, threshold):
    """Compares along the sides alone: the four neighbors at the corners are left out."""
    padded = np.pad(image.astype(float), 1, constant_values=-np.inf)
    found = image > threshold
    for side in (padded[:-2, 1:-1], padded[2:, 1:-1], padded[1:-1, :-2], padded[1:-1, 2:]):
        found = found & (image > side)
    return found


@attempt("peaks.local_maxima", told="mistake:rolled")
def rolled_around(image, threshold):
    """np.roll makes the opposite border a neighbor."""
    found = image > threshold
    for dy in (-1, 0, 1):
        for dx in (-1, 0, 1):
            if dy or dx:
                found &= image > np.roll(image, (dy, dx), axis=(0, 1))
    return found


@attempt("peaks.local_maxima", told="mistake:zeros_outside")
def zeros_around(image, threshold):
    """Zeros beyond the border: a negative maximum at the border is not larger than those."""
    padded = np.pad(image, 1)
    rows, columns = image.shape
    found = image > threshold
    for dy in range(3):
        for dx in range(3):
            if (dy, dx) != (1, 1):
                found &= image > padded[dy : dy + rows, dx : dx + columns]
    return found


@attempt("peaks.local_maxima", told="values")
def larger_than_one_neighbor(image, threshold):
    """any() in the place of all(): larger than one of its neighbors is enough."""
    found = np.zeros(image.shape, bool)
    for y, x in np.ndindex(image.shape):
        larger = [image[y, x] > value for value in neighbors_of(image, y, x)]
        found[y, x] = image[y, x] > threshold and any(larger)
    return found


@attempt("peaks.local_maxima", told="mistake:threshold_alone")
def threshold_alone(image, threshold):
    """All values above the threshold: nothing is compared with its neighbors."""
    return image > threshold


@attempt("peaks.local_maxima", told="mistake:ignored")
def threshold_forgotten(image, threshold):
    """All maxima, also those at or below the threshold, which is not used."""
    found = np.zeros(image.shape, bool)
    for y, x in np.ndindex(image.shape):
        found[y, x] = image[y, x] > max(neighbors_of(image, y, x))
    return found


@attempt("peaks.local_maxima", told="mistake:places")
def places_of_the_maxima(image, threshold):
    """Returns rows and columns of the maxima, not a bool array."""
    places = []
    for y, x in np.ndindex(image.shape):
        if image[y, x] > threshold and image[y, x] > max(neighbors_of(image, y, x)):
            places.append((y, x))
    return np.array(places, int).reshape(-1, 2)


@attempt("peaks.local_maxima", told="mistake:mask_of_255")
def mask_of_255(image, threshold):
    """Maxima as 255 in a uint8 picture, as OpenCV has masks, in the place of bools."""
    found = np.zeros(image.shape, np.uint8)
    for y, x in np.ndindex(image.shape):
        if image[y, x] > threshold and image[y, x] > max(neighbors_of(image, y, x)):
            found[y, x] = 255
    return found


@attempt("peaks.local_maxima", told="mistake:than_the_mean")
def mean_of_the_neighbors(image, threshold):
    """Larger than the mean of its neighbors is not larger than all of them."""
    found = np.zeros(image.shape, bool)
    for y, x in np.ndindex(image.shape):
        found[y, x] = image[y, x] > max(threshold, float(np.mean(neighbors_of(image, y, x))))
    return found


@attempt("peaks.local_maxima", told="mistake:before_alone")
def neighbors_before_only(image, threshold):
    """range(-1, 1) ends at 0: the neighbors to the right and below are not compared."""
    found = np.zeros(image.shape, bool)
    for y, x in np.ndindex(image.shape):
        found[y, x] = image[y, x] > threshold
        for dy in range(-1, 1):
            for dx in range(-1, 1):
                if (dy or dx) and y + dy >= 0 and x + dx >= 0:
                    found[y, x] &= image[y, x] > image[y + dy, x + dx]
    return found


@attempt("peaks.local_maxima", told="mistake:first_of_equals")
def first_of_a_plateau(image, threshold):
    """Of equal neighbors keeps the first: >= for those behind; the prompt wants none."""
    padded = np.pad(image.astype(float), 1, constant_values=-np.inf)
    rows, columns = image.shape
    found = image > threshold
    for dy in range(3):
        for dx in range(3):
            neighbor = padded[dy : dy + rows, dx : dx + columns]
            if (dy, dx) < (1, 1):
                found = found & (image > neighbor)
            elif (dy, dx) > (1, 1):
                found = found & (image >= neighbor)
    return found


@attempt("peaks.local_maxima", told="mistake:stands_out_by_the_threshold")
def above_by_the_threshold(image, threshold):
    """Takes the threshold for how much a value must stand out above its neighbors."""
    found = np.zeros(image.shape, bool)
    for y, x in np.ndindex(image.shape):
        found[y, x] = float(image[y, x]) - float(max(neighbors_of(image, y, x))) > threshold
    return found


# ---- peaks.greedy_peaks ----


def blanked(values, row, column, radius):
    """Blank the square around a peak, rightly."""
    values[
        max(row - radius, 0) : row + radius + 1, max(column - radius, 0) : column + radius + 1
    ] = -np.inf


@attempt("peaks.greedy_peaks", told="changed")
def picture_blanked_itself(image, lowest, radius):
    """Blanks in the given picture, without a copy: the caller's picture is changed."""
    peaks = []
    blank = -np.inf if image.dtype.kind == "f" else np.iinfo(image.dtype).min
    while image.max() >= lowest and image.max() > blank:
        row, column = np.unravel_index(np.argmax(image), image.shape)
        peaks.append((row, column))
        image[
            max(row - radius, 0) : row + radius + 1, max(column - radius, 0) : column + radius + 1
        ] = blank
    return np.array(peaks, int).reshape(-1, 2)


@attempt("peaks.greedy_peaks", told="mistake:below_zero")
def negative_slices(image, lowest, radius):
    """At the upper and left border the slice begins below 0 and is empty: only the peak goes."""
    values = image.astype(float)
    peaks = []
    while values.max() >= lowest and values.max() > -np.inf:
        row, column = np.unravel_index(np.argmax(values), values.shape)
        peaks.append((row, column))
        values[row - radius : row + radius + 1, column - radius : column + radius + 1] = -np.inf
        values[row, column] = -np.inf
    return np.array(peaks, int).reshape(-1, 2)


@attempt("peaks.greedy_peaks", told="mistake:one_short")
def square_ends_early(image, lowest, radius):
    """The slice ends at row + radius: the last row and column of the square are not blanked."""
    values = image.astype(float)
    peaks = []
    while values.max() >= lowest and values.max() > -np.inf:
        row, column = np.unravel_index(np.argmax(values), values.shape)
        peaks.append((row, column))
        values[
            max(row - radius, 0) : row + max(radius, 1),
            max(column - radius, 0) : column + max(radius, 1),
        ] = -np.inf
    return np.array(peaks, int).reshape(-1, 2)


@attempt("peaks.greedy_peaks", told="mistake:disk")
def disk_blanked(image, lowest, radius):
    """Blanks a disk, as the word radius suggests, in the place of the square."""
    values = image.astype(float)
    y, x = np.indices(values.shape)
    peaks = []
    while values.max() >= lowest and values.max() > -np.inf:
        row, column = np.unravel_index(np.argmax(values), values.shape)
        peaks.append((row, column))
        values[(y - row) ** 2 + (x - column) ** 2 <= radius**2] = -np.inf
    return np.array(peaks, int).reshape(-1, 2)


@attempt("peaks.greedy_peaks", told="mistake:blanked_by_0")
def zero_for_blank(image, lowest, radius):
    """Blanks with 0, which is not low: if `lowest` is 0 or less, blanked places are found."""
    values = image.astype(float)
    peaks = []
    while values.max() >= lowest and len(peaks) < values.size:
        row, column = np.unravel_index(np.argmax(values), values.shape)
        peaks.append((row, column))
        values[
            max(row - radius, 0) : row + radius + 1, max(column - radius, 0) : column + radius + 1
        ] = 0
    return np.array(peaks, int).reshape(-1, 2)


@attempt("peaks.greedy_peaks", told="mistake:above_lowest")
def equal_to_lowest_left_out(image, lowest, radius):
    """Stops at a value that is just `lowest`, though only smaller ones are to end it."""
    values = image.astype(float)
    peaks = []
    while values.max() > lowest:
        row, column = np.unravel_index(np.argmax(values), values.shape)
        peaks.append((row, column))
        blanked(values, row, column, radius)
    return np.array(peaks, int).reshape(-1, 2)


@attempt("peaks.greedy_peaks", told="mistake:column_first")
def column_before_row(image, lowest, radius):
    """Notes (column, row), x first, as cv2.minMaxLoc gives it."""
    values = image.astype(np.float64)
    peaks = []
    while values.max() >= lowest and values.max() > -np.inf:
        _, _, _, (x, y) = cv2.minMaxLoc(values)
        peaks.append((x, y))
        blanked(values, y, x, radius)
    return np.array(peaks, int).reshape(-1, 2)


@attempt("peaks.greedy_peaks", told="mistake:empty_has_one_axis")
def empty_without_columns(image, lowest, radius):
    """np.array([]) has shape (0,) and is a float array: not (0, 2) if there is no peak."""
    values = image.astype(float)
    peaks = []
    while values.max() >= lowest and values.max() > -np.inf:
        row, column = np.unravel_index(np.argmax(values), values.shape)
        peaks.append([row, column])
        blanked(values, row, column, radius)
    return np.array(peaks)


@attempt("peaks.greedy_peaks", told="mistake:in_reading_order")
def sorted_by_place(image, lowest, radius):
    """Sorts the peaks by row and column at the end: the order in which they were found is lost."""
    values = image.astype(float)
    peaks = []
    while values.max() >= lowest and values.max() > -np.inf:
        row, column = np.unravel_index(np.argmax(values), values.shape)
        peaks.append((int(row), int(column)))
        blanked(values, row, column, radius)
    return np.array(sorted(peaks), int).reshape(-1, 2)


@attempt("peaks.greedy_peaks", told="mistake:one_too_many")
def one_too_many(image, lowest, radius):
    """Looks at `lowest` after the peak is noted: one that is too low is noted, too."""
    values = image.astype(float)
    peaks = []
    while True:
        row, column = np.unravel_index(np.argmax(values), values.shape)
        peaks.append((row, column))
        if values[row, column] < lowest:
            break
        blanked(values, row, column, radius)
    return np.array(peaks, int).reshape(-1, 2)


@attempt("peaks.greedy_peaks", told="mistake:last_of_equals")
def last_of_equal_values(image, lowest, radius):
    """np.argwhere(...)[-1]: of several equal values the last in reading order."""
    values = image.astype(float)
    peaks = []
    while values.max() >= lowest and values.max() > -np.inf:
        row, column = np.argwhere(values == values.max())[-1]
        peaks.append((row, column))
        blanked(values, row, column, radius)
    return np.array(peaks, int).reshape(-1, 2)


@attempt("peaks.greedy_peaks", told="mistake:side_of_the_square")
def radius_as_the_side(image, lowest, radius):
    """Takes radius for the side of the square: it reaches only half as far."""
    values = image.astype(float)
    peaks = []
    while values.max() >= lowest and values.max() > -np.inf:
        row, column = np.unravel_index(np.argmax(values), values.shape)
        peaks.append((row, column))
        blanked(values, row, column, radius // 2)
    return np.array(peaks, int).reshape(-1, 2)


@attempt("peaks.greedy_peaks", told="mistake:local_maxima")
def local_maxima_sorted(image, lowest, radius):
    """The maxima of their squares, all at once: what stands behind a higher peak is never found."""
    largest = ndimage.maximum_filter(image, size=2 * radius + 1, mode="nearest")
    peaks = np.argwhere((image == largest) & (image >= lowest))
    order = np.argsort(-image[tuple(peaks.T)].astype(float), kind="stable")
    return peaks[order]


@attempt("peaks.greedy_peaks", told="mistake:all_high_pixels")
def peak_alone_blanked(image, lowest, radius):
    """Blanks the peak itself alone: its neighbors are found next, and the radius is not used."""
    values = image.astype(float)
    peaks = []
    while values.max() >= lowest and values.max() > -np.inf:
        row, column = np.unravel_index(np.argmax(values), values.shape)
        peaks.append((row, column))
        values[row, column] = -np.inf
    return np.array(peaks, int).reshape(-1, 2)


@attempt("peaks.greedy_peaks", told="mistake:values_too")
def values_noted_too(image, lowest, radius):
    """Notes the value beside row and column: three columns, as floats."""
    values = image.astype(float)
    peaks = []
    while values.max() >= lowest and values.max() > -np.inf:
        row, column = np.unravel_index(np.argmax(values), values.shape)
        peaks.append((row, column, values[row, column]))
        blanked(values, row, column, radius)
    return np.array(peaks).reshape(-1, 3)


# ---- peaks.centroid ----


@attempt("peaks.centroid", told="mistake:background_kept")
def smallest_not_subtracted(image, row, column):
    """Weights by the values themselves: the background pulls the center to the middle."""
    part = image[row - 1 : row + 2, column - 1 : column + 2].astype(float)
    if np.ptp(part) == 0:
        return float(row), float(column)
    y, x = np.mgrid[row - 1 : row + 2, column - 1 : column + 2]
    return float((part * y).sum() / part.sum()), float((part * x).sum() / part.sum())


@attempt("peaks.centroid", told="values")
def offsets_alone(image, row, column):
    """The shift from the given pixel, between -1 and 1: the pixel itself is not added."""
    weights = image[row - 1 : row + 2, column - 1 : column + 2].astype(float)
    weights -= weights.min()
    if weights.sum() == 0:
        return float(row), float(column)
    y, x = np.mgrid[-1:2, -1:2]
    total = weights.sum()
    return float((weights * y).sum() / total), float((weights * x).sum() / total)


@attempt("peaks.centroid", told="mistake:one_too_far")
def place_in_the_square(image, row, column):
    """The place in the 3 x 3 pixels, between 0 and 2, added to the pixel: off by one both ways."""
    weights = image[row - 1 : row + 2, column - 1 : column + 2].astype(float)
    weights -= weights.min()
    if not weights.any():
        return float(row), float(column)
    y, x = ndimage.center_of_mass(weights)
    return float(row + y), float(column + x)


@attempt("peaks.centroid", told="mistake:column_first")
def column_before_row_returned(image, row, column):
    """Returns (column, row), x before y."""
    weights = image[row - 1 : row + 2, column - 1 : column + 2].astype(float)
    weights -= weights.min()
    if not weights.any():
        return float(column), float(row)
    y, x = ndimage.center_of_mass(weights)
    return float(column - 1 + x), float(row - 1 + y)


@attempt("peaks.centroid", told="mistake:upper_left_alone")
def two_by_two_pixels(image, row, column):
    """The slice ends at row + 1, which is left out: 2 x 2 pixels, above and left of the given."""
    weights = image[row - 1 : row + 1, column - 1 : column + 1].astype(float)
    weights = weights - weights.min()
    total = weights.sum()
    if total == 0:
        return float(row), float(column)
    y, x = np.mgrid[row - 1 : row + 1, column - 1 : column + 1]
    return float((weights * y).sum() / total), float((weights * x).sum() / total)


@attempt("peaks.centroid", told="mistake:nan")
def flat_not_thought_of(image, row, column):
    """If all nine are equal, the weights are 0, and 0 / 0 is NaN."""
    weights = image[row - 1 : row + 2, column - 1 : column + 2].astype(float)
    weights -= weights.min()
    y, x = np.mgrid[row - 1 : row + 2, column - 1 : column + 2]
    with np.errstate(invalid="ignore"):
        total = weights.sum()
        return float((weights * y).sum() / total), float((weights * x).sum() / total)


@attempt("peaks.centroid", told="mistake:least_of_the_picture")
def smallest_of_the_picture(image, row, column):
    """Subtracts the smallest value of the whole picture, not of the nine."""
    weights = image[row - 1 : row + 2, column - 1 : column + 2].astype(float)
    if weights.min() == weights.max():
        return float(row), float(column)
    weights = weights - float(image.min())
    y, x = np.mgrid[row - 1 : row + 2, column - 1 : column + 2]
    total = weights.sum()
    return float((weights * y).sum() / total), float((weights * x).sum() / total)


@attempt("peaks.centroid", told="mistake:mean_subtracted")
def mean_subtracted(image, row, column):
    """Subtracts the mean and cuts at 0: five or so of the nine pixels lose their weight."""
    weights = image[row - 1 : row + 2, column - 1 : column + 2].astype(float)
    weights = np.clip(weights - weights.mean(), 0, None)
    total = weights.sum()
    if total == 0:
        return float(row), float(column)
    y, x = np.mgrid[row - 1 : row + 2, column - 1 : column + 2]
    return float((weights * y).sum() / total), float((weights * x).sum() / total)


@attempt("peaks.centroid", told="mistake:each_line_alone")
def middle_lines_alone(image, row, column):
    """The middle row and the middle column of the square alone: the corners do not weigh."""
    weights = image[row - 1 : row + 2, column - 1 : column + 2].astype(float)
    weights = weights - weights.min()
    down, across = weights[:, 1], weights[1]
    steps = np.array([-1, 0, 1])
    y = row + (down * steps).sum() / down.sum() if down.any() else row
    x = column + (across * steps).sum() / across.sum() if across.any() else column
    return float(y), float(x)


@attempt("peaks.centroid", told="mistake:brightest")
def place_of_the_largest(image, row, column):
    """The largest of the nine: whole pixels, not the center of mass."""
    part = image[row - 1 : row + 2, column - 1 : column + 2]
    if part.min() == part.max():
        return float(row), float(column)
    y, x = np.unravel_index(np.argmax(part), part.shape)
    return float(row - 1 + y), float(column - 1 + x)


@attempt("peaks.centroid", told="mistake:rounded")
def rounded_to_pixels(image, row, column):
    """Rounds the center to whole pixels, although floats are asked for."""
    weights = image[row - 1 : row + 2, column - 1 : column + 2].astype(float)
    weights -= weights.min()
    if weights.sum() == 0:
        return float(row), float(column)
    y, x = ndimage.center_of_mass(weights)
    return float(round(row - 1 + y)), float(round(column - 1 + x))


@attempt("peaks.centroid", told="mistake:from_the_largest")
def subtracted_from_the_largest(image, row, column):
    """The largest value less each: dark pixels weigh most."""
    weights = image[row - 1 : row + 2, column - 1 : column + 2].astype(float)
    weights = weights.max() - weights
    if not weights.any():
        return float(row), float(column)
    y, x = ndimage.center_of_mass(weights)
    return float(y + row - 1), float(x + column - 1)


@attempt("peaks.centroid", told="mistake:divided_by_nine")
def divided_by_nine(image, row, column):
    """Divides by nine pixels, not by the sum of the weights."""
    weights = image[row - 1 : row + 2, column - 1 : column + 2].astype(float)
    weights -= weights.min()
    y, x = np.mgrid[-1:2, -1:2]
    return float(row + (weights * y).sum() / 9), float(column + (weights * x).sum() / 9)


@attempt("peaks.centroid", told="mistake:squared")
def squared_weights(image, row, column):
    """Squares the weights, so that the brightest pixels pull the center to themselves."""
    weights = image[row - 1 : row + 2, column - 1 : column + 2].astype(float)
    weights = (weights - weights.min()) ** 2
    if not weights.any():
        return float(row), float(column)
    y, x = ndimage.center_of_mass(weights)
    return float(row + y - 1), float(column + x - 1)


@attempt("peaks.centroid", told="mistake:cut_at_the_mirrored_place")
def indices_exchanged(image, row, column):
    """Takes image[x, y] for the square: cut out at the mirrored place, where it may be cut off."""
    part = image[column - 1 : column + 2, row - 1 : row + 2].astype(float)
    if part.size == 0 or part.min() == part.max():
        return float(row), float(column)
    y, x = ndimage.center_of_mass(part - part.min())
    return float(row - 1 + y), float(column - 1 + x)
