"""Wrong answers to the exercises of chapter 3, as students write them.

They were written from the prompts alone, by somebody who did not know which mistakes are named.
"""

import cv2
import numpy as np
from skimage import exposure

from tests.attempts import attempt


@attempt("equalization.cumulative", told="mistake:not_divided")
def sums_instead_of_shares(gray):
    """The running sums of the counts: nobody divided by the number of pixels."""
    return np.bincount(gray.ravel(), minlength=256).cumsum()


@attempt("equalization.cumulative", told="mistake:one_behind")
def strictly_darker(gray):
    """Pixels darker than v, without those that are v: everything is one place too late."""
    return np.array([np.mean(gray < v) for v in range(256)])


@attempt("equalization.cumulative", told="mistake:from_white")
def summed_from_the_bright_end(gray):
    """The sum runs from the bright end: the share of pixels that are v or brighter."""
    shares = np.bincount(gray.ravel(), minlength=256) / gray.size
    return shares[::-1].cumsum()[::-1]


@attempt("equalization.cumulative", told="mistake:pixels_added_to_1")
def running_sum_of_pixels(gray):
    """It adds up the pixels and not the counts: one number for each pixel instead of 256."""
    total = np.cumsum(gray)
    return total / total[-1]


@attempt("equalization.cumulative", told="mistake:range_of_image")
def bins_from_darkest_to_brightest(gray):
    """Without a range the 256 bins lie between darkest and brightest, so element v is not v."""
    counts, _ = np.histogram(gray, bins=256)
    return np.cumsum(counts) / gray.size


@attempt("equalization.cumulative", told="mistake:up_to_brightest")
def ends_at_the_brightest(gray):
    """np.bincount without minlength: the shares end at the brightest value that occurs."""
    return np.cumsum(np.bincount(gray.ravel())) / gray.size


@attempt("equalization.cumulative", told="mistake:values_that_occur")
def steps_only(gray):
    """One share for each value that occurs, as np.unique lists them, and not 256."""
    _, counts = np.unique(gray, return_counts=True)
    return counts.cumsum() / counts.sum()


@attempt("equalization.cumulative", told="mistake:pair_between_the_ends")
def pair_of_skimage(gray):
    """skimage returns a pair, shares and values, and only from the darkest to the brightest."""
    return exposure.cumulative_distribution(gray)


@attempt("equalization.cumulative", told="mistake:smallest_subtracted+scaled_to_255")
def already_the_table(gray):
    """The formula of a tutorial for the table: the smallest is subtracted, and 255 is the end."""
    hist, _ = np.histogram(gray.flatten(), 256, [0, 256])
    cdf = hist.cumsum()
    return (cdf - cdf.min()) * 255 / (cdf.max() - cdf.min())


@attempt("equalization.cumulative", told="mistake:nothing_behind_the_point")
def shares_cut_to_whole_numbers(gray):
    """The division of whole numbers: all shares are 0, except for those that are 1."""
    sums = np.bincount(gray.ravel(), minlength=256).cumsum()
    return sums // sums[-1]


@attempt("equalization.cumulative", told="mistake:not_cumulative")
def shares_not_added_up(gray):
    """The share of each value alone. The running sum is missing."""
    hist = cv2.calcHist([gray], [0], None, [256], [0, 256]).ravel()
    return hist / hist.sum()


@attempt("equalization.cumulative", told="mistake:zero_in_front")
def zero_in_front(gray):
    """A 0 stands in front of the sums: there are 257, and each is one place too late."""
    total, sums = 0, [0]
    for count in np.bincount(gray.ravel(), minlength=256):
        total += count
        sums.append(total)
    return np.array(sums) / gray.size


@attempt("equalization.cumulative", told="mistake:neighbor_added")
def adds_only_the_neighbor(gray):
    """Each count is added to the count before it, not to the sum before it."""
    counts = np.bincount(gray.ravel(), minlength=256)
    sums = counts.copy()
    for v in range(1, 256):
        sums[v] = counts[v] + counts[v - 1]
    return sums / gray.size


@attempt("equalization.cumulative", told="mistake:picture")
def share_of_each_pixel(gray):
    """The picture looks its shares up: a picture of shares comes back and not the 256 shares."""
    cdf = np.bincount(gray.ravel(), minlength=256).cumsum() / gray.size
    return cdf[gray]


@attempt("equalization.cumulative", told="mistake:curve")
def curve_of_the_sorted_pixels(gray):
    """The curve of statistics: sorted pixels and their ranks, as a pair to be plotted."""
    x = np.sort(gray.ravel())
    y = np.arange(1, x.size + 1) / x.size
    return x, y


@attempt("equalization.cumulative", told="mistake:one_for_each_pixel")
def ranks_of_the_pixels(gray):
    """One rising number for each pixel, as a curve of sorted values is plotted."""
    return np.arange(1, gray.size + 1) / gray.size


@attempt("equalization.table", told="mistake:first_not_subtracted+one_gray")
def first_sum_not_subtracted(gray):
    """The shares times 255, as skimage does it: the darkest value does not become 0."""
    cdf = np.bincount(gray.ravel(), minlength=256).cumsum() / gray.size
    return np.rint(255 * cdf).astype(np.uint8)


@attempt("equalization.table", told="mistake:cut")
def cut_off_instead_of_rounded(gray):
    """Everything is there but the rounding: astype cuts the fraction off."""
    if gray.min() == gray.max():
        return np.arange(256, dtype=np.uint8)
    sums = np.bincount(gray.ravel(), minlength=256).cumsum()
    first = sums[gray.min()]
    return ((sums - first).clip(0) * 255 / (gray.size - first)).astype(np.uint8)


@attempt("equalization.table", told="mistake:cut+one_gray")
def masked_as_in_the_tutorial(gray):
    """The code of the OpenCV tutorial: not rounded, and 0 everywhere for one single value."""
    hist, _ = np.histogram(gray.flatten(), 256, [0, 256])
    cdf = hist.cumsum()
    cdf_m = np.ma.masked_equal(cdf, 0)
    cdf_m = (cdf_m - cdf_m.min()) * 255 / (cdf_m.max() - cdf_m.min())
    return np.ma.filled(cdf_m, 0).astype("uint8")


@attempt("equalization.table", told="mistake:smallest_subtracted")
def smallest_sum_may_be_zero(gray):
    """The smallest sum is 0 as soon as black does not occur, and then nothing is subtracted."""
    if np.unique(gray).size == 1:
        return np.arange(256, dtype=np.uint8)
    cdf = np.cumsum(np.bincount(gray.ravel(), minlength=256))
    return np.rint((cdf - cdf.min()) / (cdf.max() - cdf.min()) * 255).astype(np.uint8)


@attempt("equalization.table", told="mistake:below_the_darkest")
def negative_entries_wrap(gray):
    """Below the darkest value the difference is negative, and it wraps in uint8."""
    if gray.min() == gray.max():
        return np.arange(256, dtype=np.uint8)
    sums = np.bincount(gray.ravel(), minlength=256).cumsum()
    first = sums[gray.min()]
    return np.rint((sums - first) / (gray.size - first) * 255).astype(int).astype(np.uint8)


@attempt("equalization.table", told="mistake:one_gray")
def one_value_forgotten(gray):
    """Right for all pictures but those of one single value, where it divides by zero."""
    sums = np.bincount(gray.ravel(), minlength=256).cumsum()
    first = sums[sums > 0][0]
    table = np.rint((sums - first).clip(0) / (gray.size - first) * 255)
    return table.astype(np.uint8)


@attempt("equalization.table", told="mistake:picture")
def picture_instead_of_table(gray):
    """The equalized picture comes back, and not the table."""
    return cv2.equalizeHist(gray)


@attempt("equalization.table", told="mistake:nothing_changed")
def equalizes_a_ramp(gray):
    """It lets OpenCV equalize the values 0 to 255, so the table never sees the picture."""
    return cv2.equalizeHist(np.arange(256, dtype=np.uint8)).ravel()


@attempt("equalization.table", told="mistake:read_off")
def gaps_are_zero(gray):
    """Read off the equalized picture: values that do not occur are 0, also above the darkest."""
    table = np.zeros(256, np.uint8)
    table[gray] = cv2.equalizeHist(gray)
    return table


@attempt("equalization.table", told="mistake:scaled_to_256")
def scaled_to_256(gray):
    """It multiplies by 256, so that the brightest entry wraps to 0 and others are too large."""
    if gray.min() == gray.max():
        return np.arange(256, dtype=np.uint8)
    sums = np.bincount(gray.ravel(), minlength=256).cumsum()
    first = sums[gray.min()]
    table = (sums - first).clip(0) / (gray.size - first) * 256
    return np.rint(table).astype(int).astype(np.uint8)


@attempt("equalization.table", told="mistake:contrast_stretched")
def stretches_only(gray):
    """A straight stretch from the darkest to the brightest value: no histogram is in it."""
    low, high = int(gray.min()), int(gray.max())
    if low == high:
        return np.arange(256, dtype=np.uint8)
    table = (np.arange(256) - low) / (high - low) * 255
    return np.rint(table.clip(0, 255)).astype(np.uint8)


@attempt("equalization.table", told="type")
def table_of_ints(gray):
    """The values are right, but they are int64 and not uint8."""
    sums = np.bincount(gray.ravel(), minlength=256).cumsum()
    first = sums[gray.min()]
    if first == gray.size:
        return np.arange(256)
    return np.rint((sums - first).clip(0) / (gray.size - first) * 255).astype(int)


@attempt("equalization.table", told="mistake:one_gray_everywhere")
def one_value_fills_the_table(gray):
    """For a picture of one single value, all entries are that value: not 0, 1, 2 up to 255."""
    if gray.min() == gray.max():
        return np.full(256, gray.min())
    sums = np.bincount(gray.ravel(), minlength=256).cumsum()
    first = sums[gray.min()]
    return np.rint((sums - first).clip(0) / (gray.size - first) * 255).astype(np.uint8)


@attempt("equalization.table", told="mistake:all_pixels")
def divides_by_all_pixels(gray):
    """The first sum is subtracted above, but not below: the brightest value does not reach 255."""
    if gray.min() == gray.max():
        return np.arange(256, dtype=np.uint8)
    sums = np.bincount(gray.ravel(), minlength=256).cumsum()
    first = sums[gray.min()]
    return np.rint((sums - first).clip(0) / gray.size * 255).astype(np.uint8)


@attempt("equalization.table", told="mistake:smallest_count_subtracted")
def subtracts_the_smallest_count(gray):
    """It subtracts the smallest count that is not zero, and not that of the darkest value."""
    counts = np.bincount(gray.ravel(), minlength=256)
    least = counts[counts > 0].min()
    if least == gray.size:
        return np.arange(256, dtype=np.uint8)
    table = (counts.cumsum() - least) / (gray.size - least) * 255
    return np.rint(table.clip(0)).astype(np.uint8)


@attempt("equalization.table", told="mistake:first_not_subtracted+cut+one_gray")
def shares_times_255_cut(gray):
    """Equalization as most web pages have it: no minimum, cut, and one gray not thought of."""
    cdf = np.cumsum(np.bincount(gray.ravel(), minlength=256)) / gray.size
    return (cdf * 255).astype(np.uint8)


@attempt("equalization.table", told="mistake:cut")
def minimum_taken_off_but_cut(gray):
    """The minimum is taken off and one gray is dealt with, but the fractions are cut off."""
    sums = np.bincount(gray.ravel(), minlength=256).cumsum()
    first = sums[gray.min()]
    if first == gray.size:
        return np.arange(256).astype(np.uint8)
    return ((sums - first).clip(0) / (gray.size - first) * 255).astype(np.uint8)


@attempt("equalization.table", told="values")
def shares_times_256(gray):
    """No minimum, and 256 instead of 255, cut: white wraps to 0, or is cut to 255 by chance."""
    cdf = np.cumsum(np.bincount(gray.ravel(), minlength=256)) / gray.size
    return (cdf * 256).astype(np.int64).astype(np.uint8)


@attempt("equalization.with_new_luma", told="mistake:all_in_uint8")
def shift_in_bytes(image, new_luma):
    """If the new luma is uint8, the difference of the lumas wraps, and the sum does as well."""
    gray = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    shifted = image + (new_luma - gray)[..., None]
    return shifted.astype(np.float64)


@attempt("equalization.with_new_luma", told="mistake:multiplied")
def multiplies_the_channels(image, new_luma):
    """The channels are multiplied: their ratios stay, their differences do not. Black is nan."""
    gray = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY).astype(np.float64)
    ratio = new_luma / gray
    return image * ratio[..., np.newaxis]


@attempt("equalization.with_new_luma", told="mistake:clipped")
def cut_off_at_the_ends(image, new_luma):
    """It is cut off at 0 and 255, but the prompt asks for the values before that."""
    gray = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY).astype(float)
    shift = new_luma.astype(float) - gray
    return np.clip(image.astype(float) + shift[:, :, None], 0, 255)


@attempt("equalization.with_new_luma", told="mistake:not_rounded")
def luma_with_a_fraction(image, new_luma):
    """The old luma is the weighted sum with its fraction, not the rounded gray picture."""
    old = image @ np.array([0.114, 0.587, 0.299])
    return image + (new_luma - old)[..., None]


@attempt("equalization.with_new_luma", told="mistake:weights_for_rgb")
def weights_of_rgb(image, new_luma):
    """COLOR_RGB2GRAY on a BGR picture: blue is weighted as red and red as blue."""
    gray = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY).astype(np.float64)
    return image.astype(np.float64) + (new_luma - gray)[..., None]


@attempt("equalization.with_new_luma", told="error")
def third_axis_is_missing(image, new_luma):
    """A shift of shape (h, w) does not fit a picture of shape (h, w, 3): it raises an error."""
    gray = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    shift = new_luma.astype(np.float64) - gray
    return image.astype(np.float64) + shift


@attempt("equalization.with_new_luma", told="mistake:ycrcb")
def replaces_y_of_ycrcb(image, new_luma):
    """There and back in bytes: the fraction is lost, it is cut off and rounded, then converted."""
    ycrcb = cv2.cvtColor(image, cv2.COLOR_BGR2YCrCb)
    ycrcb[:, :, 0] = new_luma
    return cv2.cvtColor(ycrcb, cv2.COLOR_YCrCb2BGR).astype(np.float64)


@attempt("equalization.with_new_luma", told="mistake:shortened_above")
def shortened_as_in_the_chapter(image, new_luma):
    """The differences are shortened where red, green or blue would leave 255: one step too far."""
    gray = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY).astype(float)
    differences = image - gray[..., None]
    room = 255 - new_luma.astype(float)
    shorter = np.minimum(1, room / np.maximum(differences.max(axis=2), 1e-9))
    return new_luma[..., None] + shorter[..., None] * differences


@attempt("equalization.with_new_luma", told="type")
def single_precision(image, new_luma):
    """The result is float32 and not float64."""
    gray = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY).astype(np.float32)
    shift = np.float32(new_luma) - gray
    return np.float32(image) + cv2.merge([shift, shift, shift])


@attempt("equalization.with_new_luma", told="mistake:fraction_dropped")
def fraction_of_the_luma_dropped(image, new_luma):
    """The new luma is made whole to be safe from wrapping, and so its fraction is lost."""
    gray = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY).astype(np.int16)
    shift = new_luma.astype(np.int16) - gray
    return (image.astype(np.int16) + shift[..., None]).astype(np.float64)


@attempt("equalization.with_new_luma", told="mistake:channels_wrap")
def differences_wrap(image, new_luma):
    """The differences to the old luma are taken in uint8: negative ones wrap."""
    gray = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    differences = image - gray[..., None]
    return new_luma[..., None].astype(np.float64) + differences


@attempt("equalization.with_new_luma", told="mistake:other_direction")
def shifted_the_wrong_way(image, new_luma):
    """Old minus new luma is added: bright becomes dark."""
    old = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY).astype(np.float64)
    return image + (old - new_luma)[..., None]


@attempt("equalization.with_new_luma", told="mistake:average_change")
def one_shift_for_all(image, new_luma):
    """One shift for the whole picture, from the two means, instead of one for each pixel."""
    gray = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    return image.astype(np.float64) + (new_luma.mean() - gray.mean())


@attempt("equalization.with_new_luma", told="mistake:uint8_at_the_end")
def result_like_the_picture(image, new_luma):
    """zeros_like makes uint8 as the picture is: fractions are lost, and large values wrap."""
    gray = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY).astype(float)
    result = np.zeros_like(image)
    for channel in range(3):
        result[..., channel] = image[..., channel] + (new_luma - gray)
    return result


@attempt("equalization.with_new_luma", told="error")
def opencv_takes_no_doubles(image, new_luma):
    """It converts the picture first, but cv2.cvtColor does not accept float64 and raises."""
    image = image.astype(np.float64)
    gray = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    return image + (new_luma - gray)[..., None]


@attempt("equalization.with_new_luma", told="mistake:sum_wraps")
def added_in_bytes(image, new_luma):
    """The change is right, but it is added to the picture in uint8."""
    change = new_luma.astype(float) - cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    return (image + change[..., None].astype(np.int64).astype(np.uint8)).astype(float)
