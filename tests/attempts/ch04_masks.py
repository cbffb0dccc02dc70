"""Wrong answers to the exercises of chapter 4, as students write them."""

import cv2
import matplotlib.pyplot as plt
import numpy as np
from PIL import Image, ImageDraw

from tests.attempts import attempt

# ---- masks.rectangle ----


@attempt("masks.rectangle", told="mistake:ends_included")
def both_corners_inside(shape, top_left, bottom_right):
    """The second corner is taken for the last pixel inside: one row and one column too many."""
    mask = np.zeros(shape, bool)
    mask[top_left[0] : bottom_right[0] + 1, top_left[1] : bottom_right[1] + 1] = True
    return mask


@attempt("masks.rectangle", told="mistake:ends_taken_off")
def end_taken_off_twice(shape, top_left, bottom_right):
    """Takes one off for "not including", though the slice does so already: too small by one."""
    (r0, c0), (r1, c1) = top_left, bottom_right
    mask = np.zeros(shape, dtype=bool)
    mask[r0 : r1 - 1, c0 : c1 - 1] = True
    return mask


@attempt("masks.rectangle", told="mistake:x_and_y")
def corners_as_x_y(shape, top_left, bottom_right):
    """Reads the corners as (x, y): the rectangle is mirrored at the diagonal."""
    x0, y0 = top_left
    x1, y1 = bottom_right
    mask = np.zeros(shape, dtype=bool)
    mask[y0:y1, x0:x1] = True
    return mask


@attempt("masks.rectangle", told="mistake:drawn_by_opencv")
def cv2_rectangle_straight(shape, top_left, bottom_right):
    """Hands the corners to OpenCV as they are: it reads (x, y), and both corners are inside."""
    mask = np.zeros(shape, np.uint8)
    cv2.rectangle(mask, top_left, bottom_right, 255, -1)
    return mask > 0


@attempt("masks.rectangle", told="mistake:outline")
def cv2_outline_only(shape, top_left, bottom_right):
    """The corners are turned to (x, y), but without thickness -1 only the outline is drawn."""
    mask = np.zeros(shape, np.uint8)
    (y0, x0), (y1, x1) = top_left, bottom_right
    cv2.rectangle(mask, (x0, y0), (x1 - 1, y1 - 1), 1)
    return mask.astype(bool)


@attempt("masks.rectangle", told="mistake:white")
def white_as_255(shape, top_left, bottom_right):
    """The mask as OpenCV wants it, uint8 with 0 and 255, in the place of bool."""
    mask = np.zeros(shape, dtype=np.uint8)
    mask[top_left[0] : bottom_right[0], top_left[1] : bottom_right[1]] = 255
    return mask


@attempt("masks.rectangle", told="type")
def floats_by_default(shape, top_left, bottom_right):
    """np.zeros without a type: a mask of the floats 0.0 and 1.0."""
    mask = np.zeros(shape)
    for row in range(top_left[0], bottom_right[0]):
        for column in range(top_left[1], bottom_right[1]):
            mask[row, column] = True
    return mask


@attempt("masks.rectangle", told="mistake:counted_from_1")
def counted_from_one(shape, top_left, bottom_right):
    """Counts rows and columns from 1, as MATLAB does: shifted by one, and empty for a corner 0."""
    r0, c0 = top_left[0] - 1, top_left[1] - 1
    r1, c1 = bottom_right[0] - 1, bottom_right[1] - 1
    mask = np.full(shape, False)
    mask[r0:r1, c0:c1] = True
    return mask


@attempt("masks.rectangle", told="error")
def diagonal_of_pixels(shape, top_left, bottom_right):
    """Lists in the place of slices choose pairs: only the diagonal, or an error if not square."""
    rows = np.arange(top_left[0], bottom_right[0])
    columns = np.arange(top_left[1], bottom_right[1])
    mask = np.zeros(shape, bool)
    mask[rows, columns] = True
    return mask


@attempt("masks.rectangle", told="mistake:second_is_size")
def second_corner_as_size(shape, top_left, bottom_right):
    """Takes the second corner for height and width: the rectangle is too large."""
    row, column = top_left
    height, width = bottom_right
    mask = np.zeros(shape, bool)
    mask[row : row + height, column : column + width] = True
    return mask


@attempt("masks.rectangle", told="mistake:inverted")
def the_rest_is_true(shape, top_left, bottom_right):
    """True outside and False inside: the right rectangle, turned round."""
    mask = np.ones(shape, bool)
    mask[top_left[0] : bottom_right[0], top_left[1] : bottom_right[1]] = False
    return mask


@attempt("masks.rectangle", told="mistake:cut_out")
def only_the_piece(shape, top_left, bottom_right):
    """Returns the cut-out rectangle, not a mask of the size of the picture."""
    mask = np.ones(shape, dtype=bool)
    return mask[top_left[0] : bottom_right[0], top_left[1] : bottom_right[1]]


@attempt("masks.rectangle", told="mistake:row_or_column")
def rows_or_columns(shape, top_left, bottom_right):
    """Rows and columns are joined with "or": a cross over the whole picture."""
    rows, columns = np.indices(shape)
    in_rows = (rows >= top_left[0]) & (rows < bottom_right[0])
    in_columns = (columns >= top_left[1]) & (columns < bottom_right[1])
    return in_rows | in_columns


@attempt("masks.rectangle", told="mistake:one_row_repeated")
def one_row_many_times(shape, top_left, bottom_right):
    """[[False] * n] * m holds the same row m times, so every row of the mask is marked."""
    mask = [[False] * shape[1]] * shape[0]
    for row in range(top_left[0], bottom_right[0]):
        for column in range(top_left[1], bottom_right[1]):
            mask[row][column] = True
    return np.array(mask)


@attempt("masks.rectangle", told="mistake:ends_included+turned")
def pillow_transposed(shape, top_left, bottom_right):
    """Pillow wants (width, height) and (x, y), both ends inside: transposed, and one too large."""
    canvas = Image.new("1", shape)
    ImageDraw.Draw(canvas).rectangle([top_left, bottom_right], fill=1)
    return np.array(canvas)


# ---- masks.histogram_under ----


@attempt("masks.histogram_under", told="mistake:painted_black")
def painted_black_first(gray, mask):
    """Paints the outside black and counts the whole picture: a false spike at 0."""
    return np.bincount((gray * mask).ravel(), minlength=256)


@attempt("masks.histogram_under", told="mistake:up_to_brightest")
def no_minlength(gray, mask):
    """np.bincount stops at the brightest value that occurs: mostly fewer than 256 counts."""
    return np.bincount(gray[mask])


@attempt("masks.histogram_under", told="mistake:range_of_pixels")
def from_darkest_to_brightest(gray, mask):
    """Without a range np.histogram spreads its 256 bins from the darkest to the brightest pixel."""
    counts, _ = np.histogram(gray[mask], bins=256)
    return counts


@attempt("masks.histogram_under", told="mistake:bins_255")
def edges_one_short(gray, mask):
    """256 edges make 255 bins, and the last one holds 254 and 255 together."""
    return np.histogram(gray[mask], bins=np.arange(256))[0]


@attempt("masks.histogram_under", told="rule")
def calc_hist_anyway(gray, mask):
    """The right numbers, but by cv2.calcHist, which the prompt forbids."""
    mask_255 = mask.astype(np.uint8) * 255
    return cv2.calcHist([gray], [0], mask_255, [256], [0, 256]).ravel().astype(int)


@attempt("masks.histogram_under", told="mistake:wraps_at_256")
def uint8_counter(gray, mask):
    """The counts are uint8: after 255 pixels of one value they begin again at 0."""
    counts = np.zeros(256, np.uint8)
    for row in range(gray.shape[0]):
        for column in range(gray.shape[1]):
            if mask[row, column]:
                counts[gray[row, column]] += 1
    return counts


@attempt("masks.histogram_under", told="mistake:once_each")
def each_value_once(gray, mask):
    """counts[list] += 1 adds only once for each value, however often it occurs."""
    counts = np.zeros(256, dtype=int)
    counts[gray[mask]] += 1
    return counts


@attempt("masks.histogram_under", told="mistake:values_that_occur")
def unique_only(gray, mask):
    """np.unique counts only values that occur: the zeros between are missing."""
    _, counts = np.unique(gray[mask], return_counts=True)
    return counts


@attempt("masks.histogram_under", told="mistake:shares_of_picture")
def shares_of_the_picture(gray, mask):
    """Shares in the place of counts, and of the whole picture, not of the mask."""
    counts = np.bincount(gray[mask], minlength=256)
    return counts / gray.size


@attempt("masks.histogram_under", told="mistake:black_removed")
def spike_set_to_zero(gray, mask):
    """Paints black first and then deletes the spike: true black pixels are lost with it."""
    painted = cv2.bitwise_and(gray, gray, mask=mask.astype(np.uint8))
    counts = np.bincount(painted.ravel(), minlength=256)
    counts[0] = 0
    return counts


@attempt("masks.histogram_under", told="mistake:inverted")
def masked_array_hides_true(gray, mask):
    """In a masked array of NumPy True means hidden: this counts the pixels outside."""
    masked = np.ma.array(gray, mask=mask)
    return np.bincount(masked.compressed(), minlength=256)


@attempt("masks.histogram_under", told="mistake:no_pixel")
def mask_equals_255(gray, mask):
    """Takes the mask for one of 0 and 255. True is not 255, so nothing is counted."""
    counts = np.zeros(256, np.int64)
    for value in range(256):
        counts[value] = np.sum((gray == value) & (mask == 255))
    return counts


@attempt("masks.histogram_under", told="mistake:up_to_a_gap")
def break_not_continue(gray, mask):
    """At the first pixel outside, break leaves the whole row, not only that pixel."""
    counts = np.zeros(256, int)
    for row in range(gray.shape[0]):
        for column in range(gray.shape[1]):
            if not mask[row, column]:
                break
            counts[gray[row, column]] += 1
    return counts


@attempt("masks.histogram_under", told="error")
def mask_read_as_x_y(gray, mask):
    """The mask is read at (column, row): transposed, or an error if the picture is not square."""
    counts = [0] * 256
    height, width = gray.shape
    for y in range(height):
        for x in range(width):
            if mask[x, y]:
                counts[gray[y, x]] += 1
    return np.array(counts)


@attempt("masks.histogram_under", told="type")
def matplotlib_triple(gray, mask):
    """plt.hist returns counts, edges and the drawn bars, not the counts alone."""
    return plt.hist(gray[mask], bins=256, range=(0, 256))


# ---- masks.back_project ----


@attempt("masks.back_project", told="mistake:whole_numbers")
def calc_back_project_straight(image, table):
    """OpenCV takes the plain table for an 8 by 8 picture of 8 channels: mostly wrong entries."""
    ranges = [0, 256, 0, 256, 0, 256]
    return cv2.calcBackProject([image], [0, 1, 2], np.float32(table), ranges, 1)


@attempt("masks.back_project", told="mistake:whole_numbers")
def calc_back_project_whole_numbers(image, table):
    """The right bins, but the result is uint8: shares are rounded, counts above 255 are cut."""
    wrapped = cv2.Mat(np.float32(table), wrap_channels=False)
    return cv2.calcBackProject([image], [0, 1, 2], wrapped, [0, 256] * 3, 1)


@attempt("masks.back_project", told="mistake:red_first")
def red_green_blue(image, table):
    """Reads the table as red, green, blue: the first and the last axis are exchanged."""
    bins = image // 32
    return table[bins[..., 2], bins[..., 1], bins[..., 0]]


@attempt("masks.back_project", told="error")
def divided_by_8(image, table):
    """Divides by the number of bins, not by their width: an error for every value from 64 on."""
    b, g, r = cv2.split(image // 8)
    return table[b, g, r]


@attempt("masks.back_project", told="mistake:first_axis_only")
def table_by_triples(image, table):
    """One index array of triples indexes the first axis only: five axes come out."""
    bins = (image // 32).astype(int)
    return table[bins]


@attempt("masks.back_project", told="mistake:rounded")
def bins_rounded(image, table):
    """Rounds in the place of cutting off: every bin begins 16 values too early."""
    bins = np.minimum(np.round(image / 32).astype(int), 7)
    return table[bins[:, :, 0], bins[:, :, 1], bins[:, :, 2]]


@attempt("masks.back_project", told="mistake:product_wraps")
def wrapped_before_division(image, table):
    """image * 8 wraps round in uint8, so every pixel ends in bin 0."""
    blue, green, red = np.moveaxis(image * 8 // 255, -1, 0)
    return table[blue, green, red]


@attempt("masks.back_project", told="mistake:scaled_by_255_cut")
def scaled_to_seven(image, table):
    """Scales 0 to 255 onto 0 to 7 and cuts off: bin 7 is left to the value 255 alone."""
    bins = (image / 255 * (table.shape[0] - 1)).astype(int)
    return table[bins[..., 0], bins[..., 1], bins[..., 2]]


@attempt("masks.back_project", told="mistake:numbers_wrap")
def flat_place_wraps(image, table):
    """The place in the flat table is computed in uint8 and wraps round at 256."""
    b, g, r = cv2.split(image // 32)
    place = b * 64 + g * 8 + r
    return table.ravel()[place]


@attempt("masks.back_project", told="mistake:seven_cells")
def seven_bins(image, table):
    """Eight edges make seven bins: the bins are too wide, and the last one is never used."""
    edges = np.linspace(0, 256, 8)
    bins = np.digitize(image, edges) - 1
    return table[bins[..., 0], bins[..., 1], bins[..., 2]]


@attempt("masks.back_project", told="mistake:whole_numbers")
def uint8_result(image, table):
    """The result is made as uint8: shares become 0, and counts above 255 do not fit."""
    rows, columns = image.shape[:2]
    result = np.zeros((rows, columns), np.uint8)
    for row in range(rows):
        for column in range(columns):
            blue, green, red = image[row, column] // 32
            result[row, column] = table[blue, green, red]
    return result


@attempt("masks.back_project", told="mistake:turned")
def width_and_height_swapped(image, table):
    """Takes the shape for (width, height): the result is transposed."""
    width, height = image.shape[:2]
    result = np.zeros((height, width))
    for y in range(height):
        for x in range(width):
            b, g, r = image[x, y] // 32
            result[y, x] = table[b, g, r]
    return result


@attempt("masks.back_project", told="mistake:hsv")
def hsv_first(image, table):
    """Converts to HSV as the tutorials do, though the axes of the table are blue, green, red."""
    hsv = cv2.cvtColor(image, cv2.COLOR_BGR2HSV)
    h, s, v = cv2.split(hsv // 32)
    return table[h, s, v]


@attempt("masks.back_project", told="mistake:largest_is_1+times_255")
def stretched_to_255(image, table):
    """Scales the entries so that the largest becomes 255, which nobody asked for."""
    bins = image // 32
    found = table[bins[..., 0], bins[..., 1], bins[..., 2]]
    return found * (255 / table.max())


@attempt("masks.back_project", told="mistake:flat+as_list")
def flat_list(image, table):
    """The right entries in one long list: the rows and columns are lost."""
    pixels = image.reshape(-1, 3) // 32
    return [table[b, g, r] for b, g, r in pixels]
