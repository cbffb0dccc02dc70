"""Wrong answers to the exercises of chapter 1, as students write them.

They were written from the prompts alone, by somebody who did not know which mistakes are named.
"""

import cv2
import numpy as np
from PIL import Image
from skimage import transform

from tests.attempts import attempt


@attempt("images.swap_channels", told="rule")
def asks_opencv(image):
    """The pixels are right, but a library function does the work, which the prompt forbids."""
    return cv2.cvtColor(image, cv2.COLOR_BGR2RGB)


@attempt("images.swap_channels", told="mistake:all_flipped")
def flips_every_axis(image):
    """np.flip without an axis turns rows and columns round too, and it is a library function."""
    return np.flip(image)


@attempt("images.swap_channels", told="mistake:rows_flipped")
def turns_the_rows_round(image):
    """The step of -1 is on the first axis: the picture is upside down and still BGR."""
    return image[::-1]


@attempt("images.swap_channels", told="mistake:columns_flipped")
def turns_the_columns_round(image):
    """The step of -1 is on the second axis: the picture is mirrored and still BGR."""
    return image[:, ::-1]


@attempt("images.swap_channels", told="mistake:overwritten")
def swaps_two_views(image):
    """Both sides are views, so red is in both places afterwards. The given picture is changed."""
    image[:, :, 0], image[:, :, 2] = image[:, :, 2], image[:, :, 0]
    return image


@attempt("images.swap_channels", told="changed")
def swaps_each_pixel_in_place(image):
    """The result is right, but it is the given picture itself, which had to stay as it is."""
    for row in image:
        for pixel in row:
            pixel[0], pixel[2] = pixel[2], pixel[0]
    return image


@attempt("images.swap_channels", told="mistake:blue_missing")
def slice_stops_before_blue(image):
    """The slice from 2 down to 0 leaves the 0 out: two channels instead of three."""
    return image[:, :, 2:0:-1]


@attempt("images.swap_channels", told="error")
def counts_channels_from_one(image):
    """Channel numbers as in MATLAB. There is no channel 3, so it raises an IndexError."""
    return image[:, :, [3, 2, 1]]


@attempt("images.swap_channels", told="mistake:rolled_back")
def rotates_the_channels(image):
    """All three channels move on by one place (GRB), where only the outer two should swap."""
    return image[..., [1, 2, 0]]


@attempt("images.swap_channels", told="mistake:nested_lists")
def nested_lists(image):
    """The numbers are in the right order, but the result is a list of lists and no array."""
    return [[[red, green, blue] for blue, green, red in row] for row in image]


@attempt("images.swap_channels", told="mistake:three_pictures")
def three_gray_pictures(image):
    """Red, green and blue come back as a tuple of three gray pictures, not as one picture."""
    blue = image[:, :, 0]
    green = image[:, :, 1]
    red = image[:, :, 2]
    return red, green, blue


@attempt("images.swap_channels", told="mistake:channels_first")
def channels_first(image):
    """np.stack puts the channels on the first axis, shape (3, h, w). A library function, too."""
    return np.stack([image[..., 2], image[..., 1], image[..., 0]])


@attempt("images.swap_channels", told="type")
def zeros_are_floats(image):
    """np.zeros makes float64, so the type is another one. It is a library function as well."""
    rgb = np.zeros(image.shape)
    rgb[:, :, 0] = image[:, :, 2]
    rgb[:, :, 1] = image[:, :, 1]
    rgb[:, :, 2] = image[:, :, 0]
    return rgb


@attempt("images.swap_channels", told="mistake:unchanged")
def pillow_will_know(image):
    """Pillow takes the numbers for RGB already, so nothing is swapped. A library is used, too."""
    return np.array(Image.fromarray(image).convert("RGB"))


@attempt("images.swap_channels", told="mistake:first_row+first_column")
def loop_begins_at_one(image):
    """The loops begin at 1 as in MATLAB: the first row and column are black. It needs NumPy."""
    rgb = np.zeros_like(image)
    height, width, channels = image.shape
    for row in range(1, height):
        for column in range(1, width):
            for channel in range(channels):
                rgb[row, column, channel] = image[row, column, 2 - channel]
    return rgb


@attempt("images.stack_padded", told="type")
def float_stack(pictures):
    """Values and places are right, but np.zeros without a dtype makes float64."""
    height = max(p.shape[0] for p in pictures)
    width = max(p.shape[1] for p in pictures)
    stack = np.zeros((len(pictures), height, width))
    for i, p in enumerate(pictures):
        stack[i, : p.shape[0], : p.shape[1]] = p
    return stack


@attempt("images.stack_padded", told="mistake:objects")
def array_of_objects(pictures):
    """What the web says against the error of np.array: an array of objects, nothing is padded."""
    return np.array(pictures, dtype=object)


@attempt("images.stack_padded", told="mistake:resized")
def resizes_all(pictures):
    """Every picture is stretched to the largest size instead of being filled with black."""
    height = max(p.shape[0] for p in pictures)
    width = max(p.shape[1] for p in pictures)
    return np.array([cv2.resize(p, (width, height)) for p in pictures])


@attempt("images.stack_padded", told="values")
def resizes_with_skimage(pictures):
    """Resized, not padded, and skimage returns 0 to 1, so astype leaves only zeros and ones."""
    height = max(len(p) for p in pictures)
    width = max(len(p[0]) for p in pictures)
    stack = [transform.resize(p, (height, width)) for p in pictures]
    return np.stack(stack).astype(np.uint8)


@attempt("images.stack_padded", told="mistake:cropped")
def crops_to_the_smallest(pictures):
    """It takes the smallest height and width and cuts the pictures off instead of filling."""
    height = min(p.shape[0] for p in pictures)
    width = min(p.shape[1] for p in pictures)
    return np.stack([p[:height, :width] for p in pictures])


@attempt("images.stack_padded", told="mistake:centered")
def centers_each_picture(pictures):
    """The black is shared between both sides, so the pictures are in the middle."""
    height, width = np.max([p.shape for p in pictures], axis=0)
    stack = np.zeros((len(pictures), height, width), np.uint8)
    for i, p in enumerate(pictures):
        h, w = p.shape
        top, left = (height - h) // 2, (width - w) // 2
        stack[i, top : top + h, left : left + w] = p
    return stack


@attempt("images.stack_padded", told="mistake:above_and_left")
def black_above_and_left(pictures):
    """The numbers before and after are mixed up in np.pad: the black is above and at the left."""
    height = max(p.shape[0] for p in pictures)
    width = max(p.shape[1] for p in pictures)
    padded = [np.pad(p, ((height - p.shape[0], 0), (width - p.shape[1], 0))) for p in pictures]
    return np.array(padded)


@attempt("images.stack_padded", told="error")
def size_of_the_tallest(pictures):
    """max of the shapes is the shape of the tallest picture. A low wide picture will not fit."""
    height, width = max(p.shape for p in pictures)
    stack = np.zeros((len(pictures), height, width), dtype=np.uint8)
    for i, p in enumerate(pictures):
        stack[i, : p.shape[0], : p.shape[1]] = p
    return stack


@attempt("images.stack_padded", told="mistake:refolded")
def refolds_with_np_resize(pictures):
    """np.resize folds the pixels into rows of another length and repeats them to fill up."""
    height = max(p.shape[0] for p in pictures)
    width = max(p.shape[1] for p in pictures)
    return np.stack([np.resize(p, (height, width)) for p in pictures])


@attempt("images.stack_padded", told="mistake:every_page")
def writes_into_every_layer(pictures):
    """The index of the layer is missing: each picture is painted over all of the layers."""
    height = max(p.shape[0] for p in pictures)
    width = max(p.shape[1] for p in pictures)
    stack = np.zeros((len(pictures), height, width), np.uint8)
    for p in pictures:
        stack[:, : p.shape[0], : p.shape[1]] = p
    return stack


@attempt("images.stack_padded", told="error")
def border_arguments_mixed_up(pictures):
    """OpenCV wants top, bottom, left, right. Here the missing rows are added as columns."""
    height = max(p.shape[0] for p in pictures)
    width = max(p.shape[1] for p in pictures)
    padded = []
    for p in pictures:
        down, right = height - p.shape[0], width - p.shape[1]
        padded.append(cv2.copyMakeBorder(p, 0, 0, down, right, cv2.BORDER_CONSTANT, value=0))
    return np.stack(padded)


@attempt("images.stack_padded", told="mistake:pages_last")
def pictures_on_the_last_axis(pictures):
    """np.dstack puts the pictures behind one another on the last axis: shape (h, w, n)."""
    height = max(p.shape[0] for p in pictures)
    width = max(p.shape[1] for p in pictures)
    padded = [np.pad(p, ((0, height - p.shape[0]), (0, width - p.shape[1]))) for p in pictures]
    return np.dstack(padded)


@attempt("images.stack_padded", told="mistake:list")
def list_of_padded(pictures):
    """Each picture is filled up as it should be, but they stay in a list and are no array."""
    height = max(p.shape[0] for p in pictures)
    width = max(p.shape[1] for p in pictures)
    result = []
    for p in pictures:
        below, right = height - p.shape[0], width - p.shape[1]
        result.append(np.pad(p, ((0, below), (0, right)), constant_values=0))
    return result


@attempt("images.stack_padded", told="mistake:last_row_lost+last_column_lost")
def last_row_and_column_lost(pictures):
    """The slices end one too early, so the last row and column of each picture are black."""
    height = max(p.shape[0] for p in pictures)
    width = max(p.shape[1] for p in pictures)
    stack = np.zeros((len(pictures), height, width), np.uint8)
    for i, p in enumerate(pictures):
        h, w = p.shape[0] - 1, p.shape[1] - 1
        stack[i, :h, :w] = p[:h, :w]
    return stack


@attempt("images.stack_padded", told="mistake:largest_first+size_of_first")
def sorted_by_area(pictures):
    """The order is lost, and the picture of the largest area need not be highest and widest."""
    pictures = sorted(pictures, key=lambda p: p.size, reverse=True)
    height, width = pictures[0].shape
    stack = np.zeros((len(pictures), height, width), np.uint8)
    for i, p in enumerate(pictures):
        stack[i, : p.shape[0], : p.shape[1]] = p[:height, :width]
    return stack


@attempt("images.row_score", told="mistake:square_wraps")
def subtracts_bytes(flat, rows):
    """The differences and their squares are uint8 and wrap."""
    folded = flat.reshape(rows, -1)
    return np.mean((folded[1:] - folded[:-1]) ** 2)


@attempt("images.row_score", told="mistake:difference_wraps")
def converts_too_late(flat, rows):
    """It converts to float only after the subtraction, when the differences have wrapped."""
    folded = flat.reshape(rows, -1)
    difference = np.diff(folded, axis=0).astype(float)
    return float((difference**2).mean())


@attempt("images.row_score", told="mistake:int16_wraps")
def sixteen_bits_are_too_few(flat, rows):
    """int16 holds the differences but not the squares: from a step of 182 on they wrap."""
    folded = flat.reshape(rows, -1).astype(np.int16)
    return float(np.mean((folded[1:] - folded[:-1]) ** 2))


@attempt("images.row_score", told="mistake:columns")
def default_axis_of_diff(flat, rows):
    """np.diff works on the last axis: it compares neighboring columns, not rows."""
    folded = flat.reshape(rows, -1).astype(float)
    return np.mean(np.diff(folded) ** 2)


@attempt("images.row_score", told="mistake:folded_into_columns")
def rows_taken_for_columns(flat, rows):
    """The picture is folded into that many columns instead of rows."""
    picture = flat.reshape(-1, rows).astype(np.int32)
    return float(np.mean((picture[1:] - picture[:-1]) ** 2))


@attempt("images.row_score", told="mistake:absolute")
def absolute_differences(flat, rows):
    """The mean of the absolute differences: nobody squared them."""
    folded = flat.reshape(rows, -1).astype(np.int32)
    return np.abs(folded[1:] - folded[:-1]).mean()


@attempt("images.row_score", told="mistake:root")
def root_of_the_mean(flat, rows):
    """One step too many: the root of the mean squared difference (RMSE)."""
    folded = flat.reshape(rows, -1).astype(np.float64)
    return float(np.sqrt(np.mean(np.diff(folded, axis=0) ** 2)))


@attempt("images.row_score", told="mistake:column_by_column")
def folded_as_in_matlab(flat, rows):
    """It fills column after column, as MATLAB does, so the rows are not those of the picture."""
    folded = np.reshape(flat, (rows, -1), order="F").astype(int)
    return np.mean((folded[1:] - folded[:-1]) ** 2)


@attempt("images.row_score", told="mistake:nothing_subtracted")
def zero_is_not_the_axis(flat, rows):
    """The second argument of np.diff is n. With 0 nothing is subtracted: the mean of squares."""
    folded = flat.reshape(rows, -1).astype(int)
    return np.mean(np.diff(folded, 0) ** 2)


@attempt("images.row_score", told="mistake:divided_by_pixels")
def divides_by_all_pixels(flat, rows):
    """There is one pair of rows fewer than rows, but it divides by the number of all pixels."""
    columns = len(flat) // rows
    total = 0
    for i in range(columns, len(flat)):
        total += (int(flat[i]) - int(flat[i - columns])) ** 2
    return total / len(flat)


@attempt("images.row_score", told="mistake:around")
def last_row_meets_the_first(flat, rows):
    """np.roll compares the first row with the last one, too, and they are no neighbors."""
    folded = flat.reshape(rows, -1).astype(np.int32)
    return np.mean((folded - np.roll(folded, 1, axis=0)) ** 2)


@attempt("images.row_score", told="mistake:square_wraps")
def absdiff_then_square(flat, rows):
    """cv2.absdiff keeps the differences from wrapping, but their squares still are uint8."""
    folded = flat.reshape(rows, -1)
    return float(np.mean(cv2.absdiff(folded[1:], folded[:-1]) ** 2))


@attempt("images.row_score", told="mistake:per_row")
def one_score_for_each_pair(flat, rows):
    """The mean runs over the columns only: one number for each pair of rows, not one float."""
    folded = flat.reshape(rows, -1).astype(np.int32)
    return np.mean((folded[1:] - folded[:-1]) ** 2, axis=1)


@attempt("images.row_score", told="mistake:unit_range")
def scaled_to_one(flat, rows):
    """Converted as skimage does it, to 0 to 1. The score is too small by 255 squared."""
    folded = flat.reshape(rows, -1) / 255.0
    return np.mean((folded[1:] - folded[:-1]) ** 2)


@attempt("images.row_score", told="mistake:sum_wraps")
def loop_without_int(flat, rows):
    """The loop of the chapter without int(): the steps, squares and even the total are uint8."""
    columns = len(flat) // rows
    total = 0
    for r in range(1, rows):
        for c in range(columns):
            total += (flat[r * columns + c] - flat[(r - 1) * columns + c]) ** 2
    return total / ((rows - 1) * columns)
