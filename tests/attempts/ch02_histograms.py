"""Wrong answers to the exercises of chapter 2, as students write them.

They were written from the prompts alone, by somebody who did not know which mistakes are named.
"""

import cv2
import numpy as np
from PIL import Image

from tests.attempts import attempt
from tests.exercises.shared import COLUMN_IN_4


@attempt("histograms.count", told="mistake:ten_bins")
def ten_bins(gray):
    """The default of np.histogram: ten bins, from the darkest to the brightest value."""
    return np.histogram(gray)[0]


@attempt("histograms.count", told="mistake:column" if COLUMN_IN_4 else "type")
def counts_with_opencv(gray):
    """Not NumPy alone: cv2.calcHist counts, and it returns float32, a column in OpenCV 4."""
    return cv2.calcHist([gray], [0], None, [256], [0, 256])


@attempt("histograms.count", told="mistake:up_to_brightest")
def no_minlength(gray):
    """np.bincount ends at the brightest value that occurs, so a dark picture has fewer counts."""
    return np.bincount(gray.flatten())


@attempt("histograms.count", told="error")
def bincount_of_a_picture(gray):
    """np.bincount wants a flat array: on a picture of two dimensions it raises an error."""
    return np.bincount(gray, minlength=256)


@attempt("histograms.count", told="mistake:range_of_image")
def no_range(gray):
    """256 bins, but without a range they are spread from the darkest to the brightest value."""
    counts, _ = np.histogram(gray, bins=256)
    return counts


@attempt("histograms.count", told="mistake:bins_255")
def one_edge_too_few(gray):
    """256 edges make 255 bins, and the last of them holds 254 and 255 together."""
    counts, _ = np.histogram(gray.ravel(), bins=np.arange(256))
    return counts


@attempt("histograms.count", told="mistake:with_edges")
def counts_and_edges(gray):
    """Everything is right, but np.histogram returns a pair, and it is handed on with its edges."""
    return np.histogram(gray, bins=256, range=(0, 256))


@attempt("histograms.count", told="mistake:values_that_occur")
def only_values_that_occur(gray):
    """np.unique leaves out the values that do not occur, so there are fewer than 256 counts."""
    _, counts = np.unique(gray, return_counts=True)
    return counts


@attempt("histograms.count", told="mistake:dictionary")
def dictionary_of_counts(gray):
    """A dictionary from value to count. Values that do not occur are missing."""
    counts = {}
    for value in gray.ravel().tolist():
        counts[value] = counts.get(value, 0) + 1
    return counts


@attempt("histograms.count", told="mistake:wraps_at_256")
def counters_are_bytes(gray):
    """The counters are uint8 like the picture and go back to 0 after 255 pixels."""
    counts = np.zeros(256, dtype=np.uint8)
    for row in gray:
        for value in row:
            counts[value] += 1
    return counts


@attempt("histograms.count", told="type")
def counters_are_floats(gray):
    """np.zeros makes float64: the counts are right, but they are not whole numbers by type."""
    counts = np.zeros(256)
    for value in range(256):
        counts[value] = np.sum(gray == value)
    return counts


@attempt("histograms.count", told="mistake:once_each")
def adds_once_for_each_value(gray):
    """With an array as index, += adds 1 only once: each value that occurs is counted as 1."""
    counts = np.zeros(256, dtype=int)
    counts[gray] += 1
    return counts


@attempt("histograms.count", told="mistake:each_row_once")
def one_loop_is_missing(gray):
    """The loop yields rows and not pixels: it counts the rows in which a value occurs."""
    counts = np.zeros(256, dtype=int)
    for value in gray:
        counts[value] += 1
    return counts


@attempt("histograms.count", told="mistake:one_too_early")
def values_from_one(gray):
    """Counted from 1 to 256 as in MATLAB: everything is one place too low, and black is lost."""
    return np.array([np.count_nonzero(gray == value) for value in range(1, 257)])


@attempt("histograms.count", told="mistake:as_list")
def counts_with_pillow(gray):
    """Not NumPy alone: Pillow counts, and it returns a list."""
    return Image.fromarray(gray).histogram()


@attempt("histograms.count", told="mistake:each_column_apart")
def one_count_for_each_column(gray):
    """The sum runs down the columns only: 256 counts for each column of the picture."""
    return np.array([(gray == value).sum(axis=0) for value in range(256)])


@attempt("histograms.count", told="mistake:each_column_apart+as_list")
def sum_of_python(gray):
    """Python's sum adds up the rows of a picture, so each value has a count for every column."""
    return [sum(gray == value) for value in range(256)]


@attempt("histograms.normalize", told="mistake:divided_by_largest")
def divides_by_the_largest(gray):
    """Divided by the largest count: the tallest bar is 1, and not the sum."""
    counts = np.bincount(gray.ravel(), minlength=256)
    return counts / counts.max()


@attempt("histograms.normalize", told="mistake:divided_by_255")
def divides_by_255(gray):
    """The counts are divided by 255, as one does with pixels, and not by their sum."""
    counts, _ = np.histogram(gray, 256, (0, 256))
    return counts / 255.0


@attempt("histograms.normalize", told="mistake:length_1")
def length_one_by_opencv(gray):
    """cv2.normalize makes the length of the vector 1 (root of the squares), not the sum."""
    hist = cv2.calcHist([gray], [0], None, [256], [0, 256])
    return cv2.normalize(hist, None).flatten()


@attempt("histograms.normalize", told="mistake:divided_by_largest")
def smallest_to_largest(gray):
    """The counts are stretched so that the smallest is 0 and the largest is 1."""
    counts = np.bincount(gray.ravel(), minlength=256)
    return (counts - counts.min()) / (counts.max() - counts.min())


@attempt("histograms.normalize", told="mistake:floor_division")
def whole_number_division(gray):
    """The division of whole numbers cuts the shares off: nearly all of them are 0."""
    counts = np.bincount(gray.ravel(), minlength=256)
    return counts // gray.size


@attempt("histograms.normalize", told="mistake:density")
def density_without_a_range(gray):
    """A density over the bins from darkest to brightest: other bins, and the sum is not 1."""
    shares, _ = np.histogram(gray, bins=256, density=True)
    return shares


@attempt("histograms.normalize", told="mistake:scaled_first")
def normalizes_the_pixels(gray):
    """The pixels are divided by 255, and then they all are counted in bins up to 256."""
    scaled = gray / 255
    return np.histogram(scaled, bins=256, range=(0, 256))[0] / gray.size


@attempt("histograms.normalize", told="mistake:percent")
def percent(gray):
    """The shares are in percent: they sum to 100."""
    counts = np.bincount(gray.ravel(), minlength=256)
    return 100 * counts / counts.sum()


@attempt("histograms.normalize", told="values")
def size_from_the_tutorial(gray):
    """The size of one certain picture is written into the code. Others do not sum to 1."""
    hist = cv2.calcHist([gray], [0], None, [256], [0, 256]).ravel()
    return hist / (512 * 512)


@attempt("histograms.normalize", told="mistake:up_to_brightest")
def shares_up_to_the_brightest(gray):
    """They sum to 1, but np.bincount without minlength returns fewer than 256 of them."""
    counts = np.bincount(gray.ravel())
    return counts / counts.sum()


@attempt("histograms.normalize", told="mistake:rows_into_columns")
def divides_then_multiplies(gray):
    """The parentheses are missing: divided by the height and then multiplied by the width."""
    height, width = gray.shape
    counts = np.bincount(gray.ravel(), minlength=256)
    return counts / height * width


@attempt("histograms.normalize", told="mistake:without_white")
def white_is_outside(gray):
    """The range ends at 255, so white pixels are not counted, and the sum is below 1."""
    counts = cv2.calcHist([gray], [0], None, [256], [0, 255]).ravel()
    return counts / gray.size


@attempt("histograms.normalize", told="error")
def divides_in_place(gray):
    """The counts are whole numbers and cannot hold shares: /= raises an error."""
    counts = np.bincount(gray.ravel(), minlength=256)
    counts /= gray.size
    return counts


@attempt("histograms.normalize", told="mistake:dictionary")
def dictionary_of_shares(gray):
    """A dictionary from value to share, and only for the values that occur."""
    values, counts = np.unique(gray, return_counts=True)
    return {int(v): float(c / gray.size) for v, c in zip(values, counts, strict=True)}


@attempt("histograms.normalize", told="mistake:divided_by_brightness")
def divides_by_the_brightness(gray):
    """gray.sum() adds up the brightness of all pixels, not the number of pixels."""
    counts = np.bincount(gray.ravel(), minlength=256)
    return counts / gray.sum()


@attempt("histograms.normalize", told="mistake:not_divided")
def undivided_counts(gray):
    """The counts themselves: nobody divided."""
    return np.histogram(gray, bins=256, range=(0, 256))[0]


@attempt("histograms.normalize", told="mistake:wraps_over_their_sum")
def wrapped_counts_sum_to_one(gray):
    """The counters are uint8 and wrap; divided by their sum, the shares sum to 1 all the same."""
    counts = np.zeros(256, np.uint8)
    for value in gray.ravel():
        counts[value] += 1
    return counts / counts.sum()


@attempt("histograms.color_descriptor", told="type")
def floats_of_opencv(image):
    """The values are right, but cv2.calcHist returns float32 and no whole numbers."""
    ranges = [0, 256, 0, 256, 0, 256]
    return cv2.calcHist([image], [0, 1, 2], None, [8, 8, 8], ranges).ravel()


@attempt("histograms.color_descriptor", told="mistake:not_flat")
def still_a_cube(image):
    """Nobody flattened it: the shape is (8, 8, 8)."""
    hist = cv2.calcHist([image], [0, 1, 2], None, [8, 8, 8], [0, 256, 0, 256, 0, 256])
    return hist.astype(int)


@attempt("histograms.color_descriptor", told="mistake:red_first")
def blue_runs_fastest(image):
    """The channels are taken as red, green, blue, so that blue runs fastest."""
    hist = cv2.calcHist([image], [2, 1, 0], None, [8, 8, 8], [0, 256] * 3)
    return hist.flatten().astype(int)


@attempt("histograms.color_descriptor", told="mistake:without_255")
def ranges_end_at_255(image):
    """With 255 as the end, pixels with a value of 255 are lost, and all bins are narrower."""
    hist = cv2.calcHist([image], [0, 1, 2], None, [8, 8, 8], [0, 255, 0, 255, 0, 255])
    return hist.flatten().astype(int)


@attempt("histograms.color_descriptor", told="mistake:joined")
def three_histograms_in_a_row(image):
    """Three separate histograms one after the other: 24 counts instead of 512."""
    parts = [np.histogram(image[..., c], bins=8, range=(0, 256))[0] for c in range(3)]
    return np.concatenate(parts)


@attempt("histograms.color_descriptor", told="mistake:length_1")
def normalized_as_on_the_web(image):
    """The descriptor of a well-known tutorial: normalized to length 1, so no counts at all."""
    hist = cv2.calcHist([image], [0, 1, 2], None, [8, 8, 8], [0, 256, 0, 256, 0, 256])
    hist = cv2.normalize(hist, hist)
    return hist.flatten()


@attempt("histograms.color_descriptor", told="mistake:hue")
def hue_saturation_value(image):
    """The picture is converted to HSV first, so the bins are those of other quantities."""
    hsv = cv2.cvtColor(image, cv2.COLOR_BGR2HSV)
    hist = cv2.calcHist([hsv], [0, 1, 2], None, [8, 8, 8], [0, 180, 0, 256, 0, 256])
    return hist.ravel().astype(int)


@attempt("histograms.color_descriptor", told="mistake:numbers_wrap")
def bin_number_in_a_byte(image):
    """The number of the cell is computed in uint8 and wraps: nothing lands in 256 or above."""
    blue, green, red = cv2.split(image // 32)
    cell = blue * 64 + green * 8 + red
    return np.bincount(cell.ravel(), minlength=512)


@attempt("histograms.color_descriptor", told="mistake:divided_by_8")
def eight_values_per_bin(image):
    """Bins 8 values wide are 32 bins: the cells overlap, and the result is longer than 512."""
    small = image.astype(int) // 8
    cell = small[..., 0] * 64 + small[..., 1] * 8 + small[..., 2]
    return np.bincount(cell.ravel(), minlength=512)


@attempt("histograms.color_descriptor", told="mistake:up_to_last_used")
def ends_at_the_last_cell(image):
    """Without minlength the vector ends at the last cell in use and is shorter than 512."""
    blue, green, red = np.moveaxis(image.astype(int) // 32, -1, 0)
    return np.bincount((blue * 64 + green * 8 + red).ravel())


@attempt("histograms.color_descriptor", told="mistake:range_of_image")
def bins_between_the_extremes(image):
    """No range: each axis is divided from its own darkest to its own brightest value."""
    hist, _ = np.histogramdd(image.reshape(-1, 3), bins=8)
    return hist.ravel().astype(int)


@attempt("histograms.color_descriptor", told="mistake:once_each")
def each_cell_once(image):
    """With arrays as index, += adds only once: each cell in use is 1. And np.zeros is float."""
    hist = np.zeros((8, 8, 8))
    b, g, r = cv2.split(image // 32)
    hist[b, g, r] += 1
    return hist.flatten()


@attempt("histograms.color_descriptor", told="mistake:scrambled")
def channels_scrambled(image):
    """reshape(3, -1) does not separate the channels: a third of the picture is taken for one."""
    pixels = image.reshape(3, -1).T
    hist, _ = np.histogramdd(pixels, bins=(8, 8, 8), range=[(0, 256)] * 3)
    return hist.ravel().astype(int)


@attempt("histograms.color_descriptor", told="error")
def one_range_for_three(image):
    """OpenCV wants a range for each of the three channels. With only one it raises an error."""
    hist = cv2.calcHist([image], [0, 1, 2], None, [8, 8, 8], [0, 256])
    return hist.ravel().astype(int)


@attempt("histograms.color_descriptor", told="mistake:last_cell_wider")
def bins_of_width_31(image):
    """255 // 8 is 31, so the bins are too narrow, and the last one takes all the rest."""
    counts = np.zeros(512, dtype=int)
    for blue, green, red in np.minimum(image.reshape(-1, 3) // 31, 7).tolist():
        counts[64 * blue + 8 * green + red] += 1
    return counts
