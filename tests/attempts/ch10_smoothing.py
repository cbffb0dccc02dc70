"""Wrong answers to the exercises of chapter 10, as students write them."""

import cv2
import numpy as np
from scipy import ndimage

from tests.attempts import attempt

# ---- smoothing.edge_error ----


@attempt("smoothing.edge_error", told="mistake:holes_too")
def gaps_counted_too(smoothed, truth, known, width):
    """Makes the gaps wider and forgets to leave the unknown pixels out of the band."""
    square = np.ones((2 * width + 1, 2 * width + 1), np.uint8)
    band = cv2.dilate((~known).astype(np.uint8), square) > 0
    return float(np.abs(smoothed - truth)[band].mean())


@attempt("smoothing.edge_error", told="mistake:inside_near_the_edge")
def band_inside_the_gaps(smoothed, truth, known, width):
    """Makes the known part wider: the unknown pixels near a known one, the wrong side."""
    square = np.ones((2 * width + 1, 2 * width + 1), np.uint8)
    band = (cv2.dilate(known.astype(np.uint8), square) > 0) & ~known
    return float(np.abs(smoothed - truth)[band].mean())


@attempt("smoothing.edge_error", told="mistake:all_known")
def all_known_pixels(smoothed, truth, known, width):
    """The mean over all known pixels: the width is not used, and the good ones hide the bad."""
    return float(np.mean(np.abs(smoothed[known] - truth[known])))


@attempt("smoothing.edge_error", told="mistake:squared")
def squared_differences(smoothed, truth, known, width):
    """Squares in the place of absolute values: large differences count for more."""
    square = np.ones((2 * width + 1, 2 * width + 1), bool)
    band = known & ndimage.binary_dilation(~known, square)
    return float(np.mean((smoothed[band] - truth[band]) ** 2))


@attempt("smoothing.edge_error", told="mistake:root_of_squares")
def root_of_the_mean_square(smoothed, truth, known, width):
    """The root of the mean square, the usual error in papers, not the mean absolute one."""
    square = np.ones((2 * width + 1, 2 * width + 1), bool)
    band = known & ndimage.binary_dilation(~known, square)
    return float(np.sqrt(np.mean((smoothed[band] - truth[band]) ** 2)))


@attempt("smoothing.edge_error", told="mistake:signs_kept")
def signs_cancel(smoothed, truth, known, width):
    """No absolute value: differences above and below cancel each other."""
    unknown = (~known).astype(np.uint8)
    near = cv2.dilate(unknown, np.ones((2 * width + 1, 2 * width + 1))) == 1
    difference = smoothed.astype(float) - truth.astype(float)
    return float(difference[near & known].mean())


@attempt("smoothing.edge_error", told="mistake:diamond")
def steps_of_four_neighbors(smoothed, truth, known, width):
    """SciPy's dilation goes to four neighbors a step: a diamond, in the place of a square."""
    band = known & ndimage.binary_dilation(~known, iterations=width)
    return float(np.abs(smoothed - truth)[band].mean())


@attempt("smoothing.edge_error", told="mistake:disk")
def distance_on_a_circle(smoothed, truth, known, width):
    """The straight distance to the nearest unknown pixel: a disk, in the place of a square."""
    distance = ndimage.distance_transform_edt(known)
    band = known & (distance <= width)
    return float(np.mean(np.abs(smoothed[band] - truth[band])))


@attempt("smoothing.edge_error", told="mistake:side_as_width")
def square_as_wide_as_width(smoothed, truth, known, width):
    """Takes width for the side of the square, not for its reach: the band is too thin."""
    band = cv2.dilate((~known).astype(np.uint8), np.ones((width, width), np.uint8))
    band = (band == 1) & known
    if not band.any():
        return 0.0
    return float(np.abs(smoothed - truth)[band].mean())


@attempt("smoothing.edge_error", told="mistake:frame_too")
def frame_of_the_picture_too(smoothed, truth, known, width):
    """SciPy's erosion takes all outside of the picture for unknown: the frame is counted, too."""
    square = np.ones((2 * width + 1, 2 * width + 1), bool)
    band = known & ~ndimage.binary_erosion(known, square)
    return float(np.abs(smoothed - truth)[band].mean())


@attempt("smoothing.edge_error", told="mistake:last_step_missing")
def range_without_its_end(smoothed, truth, known, width):
    """range(-width, width) ends at width - 1: above and left of the gaps the band is too thin."""
    rows, columns = known.shape
    differences = []
    for y in range(rows):
        for x in range(columns):
            near = False
            for dy in range(-width, width):
                for dx in range(-width, width):
                    if 0 <= y + dy < rows and 0 <= x + dx < columns and not known[y + dy, x + dx]:
                        near = True
            if known[y, x] and near:
                differences.append(abs(float(smoothed[y, x]) - float(truth[y, x])))
    return float(np.mean(differences))


@attempt("smoothing.edge_error", told="mistake:over_all_pixels")
def divided_by_all_pixels(smoothed, truth, known, width):
    """The sum over the band, divided by the number of all pixels: far too small."""
    unknown = (~known).astype(np.uint8)
    near = cv2.dilate(unknown, np.ones((2 * width + 1, 2 * width + 1), np.uint8)) > 0
    band = near & known
    return float(np.where(band, np.abs(smoothed - truth), 0).mean())


@attempt("smoothing.edge_error", told="mistake:rolled")
def rolled_around(smoothed, truth, known, width):
    """np.roll brings the gaps in again at the opposite side of the picture."""
    near = np.zeros_like(known)
    for dy in range(-width, width + 1):
        for dx in range(-width, width + 1):
            near |= np.roll(~known, (dy, dx), axis=(0, 1))
    band = near & known
    return float(np.abs(smoothed - truth)[band].mean())


@attempt("smoothing.edge_error", told="mistake:begins_below_0")
def slices_from_negative_rows(smoothed, truth, known, width):
    """At the top and left the slice begins below 0 and is empty: these pixels are left out."""
    errors = []
    for y in range(known.shape[0]):
        for x in range(known.shape[1]):
            around = known[y - width : y + width + 1, x - width : x + width + 1]
            if known[y, x] and not around.all():
                errors.append(abs(smoothed[y, x] - truth[y, x]))
    return float(np.mean(errors))


@attempt("smoothing.edge_error", told="mistake:cross")
def same_row_or_column(smoothed, truth, known, width):
    """Looks along the pixel's own row and column alone: the corners of the square are missing."""
    unknown = (~known).astype(np.uint8)
    across = cv2.dilate(unknown, np.ones((1, 2 * width + 1), np.uint8))
    down = cv2.dilate(unknown, np.ones((2 * width + 1, 1), np.uint8))
    band = ((across | down) > 0) & known
    return float(np.abs(smoothed - truth)[band].mean())


# ---- smoothing.normalized ----


@attempt("smoothing.normalized", told="mistake:nan_times_0")
def nan_times_zero(image, known, blur):
    """Multiplies by the mask, but NaN times 0 is NaN, and the smoothing spreads it."""
    values = blur(image * known)
    weights = blur(known.astype(float))
    result = np.full(image.shape, np.nan)
    enough = weights >= 1e-6
    result[enough] = values[enough] / weights[enough]
    return result


@attempt("smoothing.normalized", told="mistake:not_divided")
def zeros_are_not_divided_out(image, known, blur):
    """Fills the gaps with 0 and smooths, without the division: too dark near the gaps."""
    filled = np.where(known, image, 0).astype(float)
    result = blur(filled)
    result[blur(known.astype(float)) < 1e-6] = np.nan
    return result


@attempt("smoothing.normalized", told="mistake:mean_filled")
def mean_in_the_gaps(image, known, blur):
    """Fills the gaps with the mean of the known pixels and smooths: the mean leaks out."""
    filled = image.astype(np.float64)
    filled[~known] = image[known].mean() if known.any() else np.nan
    return blur(filled)


@attempt("smoothing.normalized", told="mistake:tiny_weights_kept")
def nan_only_for_weight_zero(image, known, blur):
    """NaN only where the weight is exactly 0: tiny weights, which are hardly known, stay."""
    values = blur(np.where(known, image, 0.0))
    weights = blur(known.astype(float))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(weights == 0, np.nan, values / weights)


@attempt("smoothing.normalized", told="mistake:holes_put_back")
def gaps_put_back(image, known, blur):
    """Sets all unknown pixels to NaN at the end, also those that known ones reach."""
    values = blur(np.where(known, image, 0.0))
    weights = blur(known.astype(float))
    with np.errstate(divide="ignore", invalid="ignore"):
        result = values / weights
    result[~known] = np.nan
    return result


@attempt("smoothing.normalized", told="mistake:known_kept")
def known_pixels_kept(image, known, blur):
    """Fills the gaps alone: known pixels keep their values, though the picture is to be smooth."""
    values = blur(np.where(known, image, 0.0))
    weights = blur(known.astype(float))
    safe = np.where(weights < 1e-6, 1, weights)
    filled = np.where(weights < 1e-6, np.nan, values / safe)
    return np.where(known, image.astype(float), filled)


@attempt("smoothing.normalized", told="mistake:share_of_all")
def divided_by_the_share(image, known, blur):
    """Divides by the share of known pixels in the whole picture, one number for all places."""
    values = blur(np.where(known, image, 0.0))
    share = known.mean()
    return values / share if share > 0 else np.full(image.shape, np.nan)


@attempt("smoothing.normalized", told="mistake:missing_is_zero")
def zero_for_nothing_known(image, known, blur):
    """Gives 0 where nothing is known near, and 0 looks like a measured value."""
    weights = blur(known.astype(np.float64))
    values = blur(np.where(known, image, 0.0))
    return np.divide(values, weights, out=np.zeros_like(values), where=weights >= 1e-6)


@attempt("smoothing.normalized", told="mistake:only_nan_replaced")
def only_nan_replaced(image, known, blur):
    """Replaces NaN by 0 and ignores the mask in the values: other unknown numbers leak in."""
    values = blur(np.nan_to_num(image.astype(float)))
    weights = blur(known.astype(float))
    result = np.full(values.shape, np.nan)
    np.divide(values, weights, out=result, where=weights >= 1e-6)
    return result


@attempt("smoothing.normalized", told="mistake:weights_of_255")
def mask_of_255(image, known, blur):
    """A mask of 0 and 255 as OpenCV has it: the weights, and so the result, are off by 255."""
    mask = known.astype(np.float64) * 255
    weights = blur(mask)
    values = blur(np.where(known, image, 0.0))
    weights[weights < 1e-6] = np.nan
    return values / weights


@attempt("smoothing.normalized", told="mistake:true_means_hole+weights_of_holes")
def true_means_hole(image, known, blur):
    """Takes True for a gap, as masked arrays do: just the unknown pixels are smoothed."""
    values = blur(np.where(known, 0.0, image))
    weights = blur((~known).astype(float))
    weights[weights < 1e-6] = np.nan
    return values / weights


@attempt("smoothing.normalized", told="mistake:epsilon_added")
def epsilon_added(image, known, blur):
    """Adds 1e-6 against the division by 0: 0 in the place of NaN, and all a little too small."""
    values = blur(np.where(known, image, 0.0))
    weights = blur(known.astype(float))
    return values / (weights + 1e-6)


@attempt("smoothing.normalized", told="changed")
def gaps_zeroed_in_place(image, known, blur):
    """Writes the zeros into the picture itself, so the caller's array is changed."""
    image[~known] = 0
    values = blur(image.astype(float))
    weights = blur(known.astype(float))
    weights[weights < 1e-6] = np.nan
    return values / weights


@attempt("smoothing.normalized", told="mistake:nan_is_the_hole")
def known_where_not_nan(image, known, blur):
    """Looks for NaN and does not use `known`: other unknown numbers count as measured."""
    measured = ~np.isnan(image)
    values = blur(np.where(measured, image, 0.0))
    weights = blur(measured.astype(float))
    weights[weights < 1e-6] = np.nan
    return values / weights


@attempt("smoothing.normalized", told="mistake:one_less_the_holes")
def one_minus_the_gaps(image, known, blur):
    """One minus the smoothed gaps: at the frame this takes all outside of the picture for known."""
    values = blur(np.where(known, image, 0.0))
    weights = 1 - blur((~known).astype(float))
    weights[weights < 1e-6] = np.nan
    return values / weights


# ---- smoothing.fill_small_holes ----


@attempt("smoothing.fill_small_holes", told="mistake:four_connected")
def labeled_by_four_neighbors(image, known, largest):
    """ndimage.label joins along the sides alone: a hole that touches by a corner falls in two."""
    labels, count = ndimage.label(~known)
    result = np.where(known, image, np.nan).astype(float)
    for label in range(1, count + 1):
        hole = labels == label
        rim = ndimage.binary_dilation(hole, np.ones((3, 3))) & known
        if hole.sum() <= largest and rim.any():
            result[hole] = image[rim].mean()
    return result


@attempt("smoothing.fill_small_holes", told="mistake:rim_of_four")
def rim_of_four_neighbors(image, known, largest):
    """The rim is taken along the sides alone: known pixels at the corners are left out."""
    labels, count = ndimage.label(~known, structure=np.ones((3, 3)))
    result = np.where(known, image, np.nan).astype(float)
    for label in range(1, count + 1):
        hole = labels == label
        rim = ndimage.binary_dilation(hole) & known
        if hole.sum() <= largest and rim.any():
            result[hole] = image[rim].mean()
    return result


@attempt("smoothing.fill_small_holes", told="mistake:each_its_own")
def each_pixel_its_own_mean(image, known, largest):
    """Each pixel gets the mean of its own known neighbors, not of those of the whole hole."""
    labels, _ = ndimage.label(~known, np.ones((3, 3)))
    sizes = np.bincount(labels.ravel())
    result = np.where(known, image, np.nan).astype(float)
    rows, columns = known.shape
    for y in range(rows):
        for x in range(columns):
            if known[y, x] or sizes[labels[y, x]] > largest:
                continue
            around = np.s_[max(y - 1, 0) : y + 2, max(x - 1, 0) : x + 2]
            neighbors = image[around][known[around]]
            if len(neighbors):
                result[y, x] = neighbors.mean()
    return result


@attempt("smoothing.fill_small_holes", told="mistake:once_per_contact")
def counted_once_per_contact(image, known, largest):
    """A known pixel that touches three pixels of the hole is counted three times in the mean."""
    labels, count = ndimage.label(~known, np.ones((3, 3)))
    rows, columns = known.shape
    result = np.where(known, image, np.nan).astype(float)
    for label in range(1, count + 1):
        pixels = np.argwhere(labels == label)
        values = []
        for y, x in pixels:
            for yy in range(max(y - 1, 0), min(y + 2, rows)):
                for xx in range(max(x - 1, 0), min(x + 2, columns)):
                    if known[yy, xx]:
                        values.append(float(image[yy, xx]))
        if len(pixels) <= largest and values:
            result[labels == label] = np.mean(values)
    return result


@attempt("smoothing.fill_small_holes", told="mistake:smaller_only")
def smaller_than_largest(image, known, largest):
    """< in the place of <=: holes of just `largest` pixels become NaN."""
    result = image.astype(np.float64)
    labels, count = ndimage.label(~known, structure=[[1, 1, 1]] * 3)
    for label in range(1, count + 1):
        hole = labels == label
        rim = ndimage.binary_dilation(hole, np.ones((3, 3))) & ~hole
        if hole.sum() < largest and rim.any():
            result[hole] = result[rim].mean()
        else:
            result[hole] = np.nan
    return result


@attempt("smoothing.fill_small_holes", told="mistake:large_left_alone")
def large_holes_left_alone(image, known, largest):
    """Large holes are passed over: they keep whatever the unknown pixels held."""
    result = image.astype(float)
    holes = (~known).astype(np.uint8)
    count, labels = cv2.connectedComponents(holes, connectivity=8)
    for label in range(1, count):
        hole = labels == label
        if hole.sum() > largest:
            continue
        rim = cv2.dilate(hole.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
        result[hole] = image[rim & known].mean() if (rim & known).any() else np.nan
    return result


@attempt("smoothing.fill_small_holes", told="mistake:box_around")
def known_pixels_of_the_box(image, known, largest):
    """The mean over the box around the hole, widened by 1: also pixels that do not touch it."""
    labels, _ = ndimage.label(~known, np.ones((3, 3)))
    result = np.where(known, image, np.nan).astype(float)
    for number, (down, across) in enumerate(ndimage.find_objects(labels), start=1):
        box = np.s_[
            max(down.start - 1, 0) : down.stop + 1, max(across.start - 1, 0) : across.stop + 1
        ]
        hole = labels == number
        if hole.sum() <= largest and known[box].any():
            result[hole] = image[box][known[box]].mean()
    return result


@attempt("smoothing.fill_small_holes", told="mistake:nan_is_the_hole")
def nan_is_the_hole(image, known, largest):
    """Looks for NaN in the picture and does not use `known`: other unknown values stay."""
    result = image.astype(float)
    unknown = np.isnan(result)
    labels, count = ndimage.label(unknown, np.ones((3, 3)))
    for label in range(1, count + 1):
        hole = labels == label
        rim = ndimage.binary_dilation(hole, np.ones((3, 3))) & ~unknown
        if hole.sum() <= largest and rim.any():
            result[hole] = result[rim].mean()
    return result


@attempt("smoothing.fill_small_holes", told="mistake:known_labeled")
def known_parts_labeled(image, known, largest):
    """Forgets the ~: small groups of known pixels are filled, and the holes are not."""
    labels, count = ndimage.label(known, np.ones((3, 3)))
    result = image.astype(float)
    for label in range(1, count + 1):
        group = labels == label
        rim = ndimage.binary_dilation(group, np.ones((3, 3))) & ~group
        if group.sum() <= largest and rim.any():
            result[group] = result[rim].mean()
        else:
            result[group] = np.nan
    return result


@attempt("smoothing.fill_small_holes", told="mistake:filled_count")
def filled_pixels_count_as_known(image, known, largest):
    """Fills pixel by pixel and takes filled ones for known: the values depend on the order."""
    labels, _ = ndimage.label(~known, np.ones((3, 3)))
    sizes = np.bincount(labels.ravel())
    result = np.where(known, image, np.nan).astype(float)
    for y, x in np.argwhere(~known):
        if sizes[labels[y, x]] <= largest:
            around = result[max(y - 1, 0) : y + 2, max(x - 1, 0) : x + 2]
            if not np.isnan(around).all():
                result[y, x] = np.nanmean(around)
    return result


@attempt("smoothing.fill_small_holes", told="mistake:all_unknown_counted")
def all_gaps_together(image, known, largest):
    """Compares the number of all unknown pixels with `largest`, and fills all holes alike."""
    result = np.where(known, image, np.nan).astype(float)
    rim = ndimage.binary_dilation(~known, np.ones((3, 3))) & known
    if (~known).sum() <= largest and rim.any():
        result[~known] = image[rim].mean()
    return result


@attempt("smoothing.fill_small_holes", told="mistake:frame_missed")
def frame_holes_missed(image, known, largest):
    """At row or column 0 the slice begins at -1 and is empty: such holes lose their neighbors."""
    labels, count = ndimage.label(~known, np.ones((3, 3)))
    result = np.where(known, image, np.nan).astype(float)
    for label in range(1, count + 1):
        pixels = np.argwhere(labels == label)
        if len(pixels) > largest:
            continue
        rim = np.zeros(known.shape, bool)
        for y, x in pixels:
            rim[y - 1 : y + 2, x - 1 : x + 2] = True
        rim &= known
        if rim.any():
            result[labels == label] = image[rim].mean()
    return result


@attempt("smoothing.fill_small_holes", told="mistake:hole_included")
def hole_in_its_own_mean(image, known, largest):
    """The widened hole still holds the hole: unknown values, even NaN, go into the mean."""
    labels, count = ndimage.label(~known, np.ones((3, 3)))
    result = image.astype(float)
    for label in range(1, count + 1):
        hole = labels == label
        wider = ndimage.binary_dilation(hole, np.ones((3, 3)))
        result[hole] = image[wider].mean() if hole.sum() <= largest else np.nan
    return result


@attempt("smoothing.fill_small_holes", told="mistake:last_forgotten")
def last_hole_forgotten(image, known, largest):
    """range(1, count) as for OpenCV, but SciPy's count leaves out the background: one hole less."""
    labels, count = ndimage.label(~known, np.ones((3, 3)))
    result = np.where(known, image, np.nan).astype(float)
    for label in range(1, count):
        hole = labels == label
        rim = ndimage.binary_dilation(hole, np.ones((3, 3))) & known
        if hole.sum() <= largest and rim.any():
            result[hole] = image[rim].mean()
    return result


@attempt("smoothing.fill_small_holes", told="mistake:side_of_a_box")
def largest_as_side(image, known, largest):
    """Takes `largest` for the height and width of a hole: holes of many more pixels are filled."""
    result = np.where(known, image, np.nan).astype(float)
    holes = (~known).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(holes, connectivity=8)
    for label in range(1, count):
        height = stats[label, cv2.CC_STAT_HEIGHT]
        width = stats[label, cv2.CC_STAT_WIDTH]
        hole = labels == label
        rim = ndimage.binary_dilation(hole, np.ones((3, 3))) & known
        if height <= largest and width <= largest and rim.any():
            result[hole] = image[rim].mean()
    return result
