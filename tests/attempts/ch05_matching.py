"""Wrong answers to the exercises of chapter 5, as students write them."""

import cv2
import numpy as np
from skimage import exposure

from tests.attempts import attempt

# ---- matching.cumulative_shares ----


@attempt("matching.cumulative_shares", told="mistake:shares_added")
def divided_first(counts):
    """Divides each count and adds up the fractions: the last share may be 0.9999999999999999."""
    shares = np.array(counts) / np.sum(counts)
    return np.cumsum(shares)


@attempt("matching.cumulative_shares", told="mistake:last_set_to_1")
def last_set_to_one(counts):
    """Adds fractions and repairs only the last one: the others still differ in the last digit."""
    shares = np.array(counts) / np.sum(counts)
    cdf = np.cumsum(shares)
    cdf[-1] = 1.0
    return cdf


@attempt("matching.cumulative_shares", told="mistake:divided_twice")
def divided_twice(counts):
    """Adds fractions and divides by their sum once more: it ends at 1, the rest is not exact."""
    counts = np.asarray(counts, dtype=np.float64)
    cdf = (counts / counts.sum()).cumsum()
    return cdf / cdf[-1]


@attempt("matching.cumulative_shares", told="mistake:reciprocal")
def times_the_reciprocal(counts):
    """Multiplies by 1 / total, which is rounded already: for a total of 49 the end is not 1."""
    sums = np.cumsum(counts)
    factor = 1.0 / sums[-1]
    return sums * factor


@attempt("matching.cumulative_shares", told="mistake:float32")
def float32_shares(counts):
    """The shares are float32, not float64."""
    cdf = np.cumsum(counts)
    return (cdf / cdf[-1]).astype(np.float32)


@attempt("matching.cumulative_shares", told="mistake:float32_sums")
def float32_sums(counts):
    """float64 at the end, but the sums are float32: inexact from 2**24 pixels on."""
    sums = np.cumsum(np.array(counts, np.float32))
    return sums.astype(np.float64) / sums[-1]


@attempt("matching.cumulative_shares", told="mistake:nothing_behind_the_point")
def whole_number_division(counts):
    """Divides whole numbers to whole numbers: all shares are 0, and the last is 1."""
    sums = np.cumsum(counts)
    return (sums // sums[-1]).astype(np.float64)


@attempt("matching.cumulative_shares", told="mistake:not_cumulative")
def not_cumulative(counts):
    """The share of each value alone: nothing is added up."""
    counts = np.asarray(counts)
    return counts / counts.sum()


@attempt("matching.cumulative_shares", told="mistake:first_forgotten")
def first_count_forgotten(counts):
    """The running sum begins with 0, and the first count is never added."""
    total = sum(counts)
    sums = np.zeros(len(counts), np.int64)
    for i in range(1, len(counts)):
        sums[i] = sums[i - 1] + counts[i]
    return sums / total


@attempt("matching.cumulative_shares", told="mistake:one_behind")
def slice_ends_too_early(counts):
    """counts[:i] leaves out the count i itself: all shares stand one place too late."""
    total = sum(counts)
    return np.array([sum(counts[:i]) / total for i in range(len(counts))])


@attempt("matching.cumulative_shares", told="mistake:zero_in_front")
def zero_in_front(counts):
    """A 0 is put in front: one share too many."""
    sums = [0]
    for count in counts:
        sums.append(sums[-1] + count)
    return np.array(sums) / sums[-1]


@attempt("matching.cumulative_shares", told="mistake:times_255")
def scaled_to_255(counts):
    """Scales to 255 as equalization does: the last is 255, not 1."""
    sums = np.cumsum(counts)
    return sums * 255 / sums[-1]


@attempt("matching.cumulative_shares", told="mistake:from_0_to_1")
def stretched_from_the_least(counts):
    """Takes off the smallest sum, as equalization does: the first share is always 0."""
    cdf = np.cumsum(counts)
    return (cdf - cdf.min()) / (cdf.max() - cdf.min())


@attempt("matching.cumulative_shares", told="mistake:from_the_end")
def from_the_bright_end(counts):
    """Adds from the other end: the shares fall, and the first is 1."""
    sums = np.cumsum(counts[::-1])
    return sums[::-1] / sums[-1]


@attempt("matching.cumulative_shares", told="mistake:rounded_to_6")
def repaired_by_rounding(counts):
    """Adds fractions and rounds to 6 digits: it ends at 1, but a third is 0.333333."""
    shares = [count / sum(counts) for count in counts]
    return np.round(np.cumsum(shares), 6)


@attempt("matching.cumulative_shares", told="mistake:nothing_behind_the_point")
def whole_numbers_stay(counts):
    """// gives whole numbers, and integers at that: to cast them to float64 does not help."""
    return np.cumsum(counts) // np.sum(counts)


# ---- matching.lookup_table ----


@attempt("matching.lookup_table", told="mistake:greater")
def side_right(source_cdf, reference_cdf):
    """Looks for the first larger share: one step too far wherever the two shares are equal."""
    table = np.searchsorted(reference_cdf, source_cdf, side="right")
    return np.clip(table, 0, len(reference_cdf) - 1).astype(np.uint8)


@attempt("matching.lookup_table", told="mistake:exchanged")
def arguments_swapped(source_cdf, reference_cdf):
    """Searches the source for the shares of the reference: the table from reference to source."""
    return np.searchsorted(source_cdf, reference_cdf).astype(np.uint8)


@attempt("matching.lookup_table", told="mistake:nearest")
def nearest_share(source_cdf, reference_cdf):
    """Takes the nearest share, also if it is smaller."""
    table = np.zeros(len(source_cdf), np.uint8)
    for i, share in enumerate(source_cdf):
        table[i] = np.argmin(np.abs(reference_cdf - share))
    return table


@attempt("matching.lookup_table", told="mistake:at_most")
def interpolated_and_cut(source_cdf, reference_cdf):
    """Interpolates between the values and cuts off the fraction: mostly one value too small."""
    values = np.arange(len(reference_cdf))
    return np.interp(source_cdf, reference_cdf, values).astype(np.uint8)


@attempt("matching.lookup_table", told="mistake:interpolated_and_rounded_up")
def interpolated_and_rounded_up(source_cdf, reference_cdf):
    """np.ceil repairs the interpolation, except where a share occurs several times."""
    values = np.arange(len(reference_cdf))
    return np.ceil(np.interp(source_cdf, reference_cdf, values)).astype(np.uint8)


@attempt("matching.lookup_table", told="mistake:last_that_fits")
def break_forgotten(source_cdf, reference_cdf):
    """The loop goes on after the first hit, so the last value wins: always 255."""
    table = np.zeros(len(source_cdf), np.uint8)
    for i, share in enumerate(source_cdf):
        for j, reference_share in enumerate(reference_cdf):
            if reference_share >= share:
                table[i] = j
    return table


@attempt("matching.lookup_table", told="mistake:greater_wraps")
def larger_only(source_cdf, reference_cdf):
    """Asks for larger, not at least as large: where nothing is larger, argmax answers 0."""
    return np.array([np.argmax(reference_cdf > share) for share in source_cdf], dtype=np.uint8)


@attempt("matching.lookup_table", told="mistake:at_most_wraps")
def last_not_larger(source_cdf, reference_cdf):
    """The last value whose share is not larger. If there is none, -1 becomes 255."""
    table = np.searchsorted(reference_cdf, source_cdf, side="right") - 1
    return table.astype(np.uint8)


@attempt("matching.lookup_table", told="type")
def uint8_forgotten(source_cdf, reference_cdf):
    """The right places, but int64 as np.searchsorted gives them, not uint8."""
    return np.searchsorted(reference_cdf, source_cdf, side="left")


@attempt("matching.lookup_table", told="error")
def loop_runs_off_the_end(source_cdf, reference_cdf):
    """<= goes past an equal share, and past the end of the list for the share 1: IndexError."""
    table = []
    for share in source_cdf:
        value = 0
        while reference_cdf[value] <= share:
            value += 1
        table.append(value)
    return np.array(table, np.uint8)


@attempt("matching.lookup_table", told="mistake:counted_from_1")
def places_from_one(source_cdf, reference_cdf):
    """Counts the places from 1, as MATLAB does: all one too large, and 256 becomes 0."""
    table = np.zeros(len(source_cdf), dtype=int)
    for i in range(len(source_cdf)):
        table[i] = np.flatnonzero(reference_cdf >= source_cdf[i])[0] + 1
    return table.astype(np.uint8)


@attempt("matching.lookup_table", told="mistake:all_black")
def wrong_axis(source_cdf, reference_cdf):
    """argmax along the axis of the source: an answer for each reference value."""
    enough = reference_cdf[np.newaxis, :] >= source_cdf[:, np.newaxis]
    return np.argmax(enough, axis=0).astype(np.uint8)


@attempt("matching.lookup_table", told="mistake:equalized")
def reference_ignored(source_cdf, reference_cdf):
    """The table of equalization: 255 times the source's share. The reference is not used."""
    return np.round(source_cdf * 255).astype(np.uint8)


@attempt("matching.lookup_table", told="mistake:shares_as_grays")
def share_not_place(source_cdf, reference_cdf):
    """Returns the reference's share times 255, not the value that has the share."""
    table = []
    for share in source_cdf:
        enough = reference_cdf[reference_cdf >= share]
        table.append(round(enough[0] * 255))
    return np.array(table, np.uint8)


@attempt("matching.lookup_table", told="mistake:compared_to_3_digits")
def compared_to_three_digits(source_cdf, reference_cdf):
    """Rounds both lists before it searches: a share that is a little too small is accepted."""
    source_cdf, reference_cdf = np.round(source_cdf, 3), np.round(reference_cdf, 3)
    return np.searchsorted(reference_cdf, source_cdf).astype(np.uint8)


@attempt("matching.lookup_table", told="mistake:shares_as_grays_cut")
def shares_times_255(source_cdf, reference_cdf):
    """The reference's shares become gray values, by r * 255, and these are looked up."""
    grays = (reference_cdf * 255).astype(np.uint8)
    return grays[np.searchsorted(reference_cdf, source_cdf)]


# ---- matching.match ----


@attempt("matching.match", told="mistake:as_scikit_image")
def skimage_interpolates(source, reference):
    """scikit-image interpolates and cuts off: many values differ by one level or more."""
    return exposure.match_histograms(source, reference, channel_axis=-1)


@attempt("matching.match", told="mistake:gray")
def gray_only(source, reference):
    """Turns both pictures gray first: one channel comes back, without colors."""
    gray = cv2.cvtColor(source, cv2.COLOR_BGR2GRAY)
    model = cv2.cvtColor(reference, cv2.COLOR_BGR2GRAY)
    s = np.cumsum(np.bincount(gray.ravel(), minlength=256)) / gray.size
    r = np.cumsum(np.bincount(model.ravel(), minlength=256)) / model.size
    return np.searchsorted(r, s).astype(np.uint8)[gray]


@attempt("matching.match", told="mistake:one_table_of_all")
def one_table_for_all(source, reference):
    """Counts the three channels together: one table for all, so no channel fits."""
    s = np.cumsum(np.bincount(source.ravel(), minlength=256))
    r = np.cumsum(np.bincount(reference.ravel(), minlength=256))
    table = np.searchsorted(r / r[-1], s / s[-1]).astype(np.uint8)
    return table[source]


@attempt("matching.match", told="changed")
def source_overwritten(source, reference):
    """The right result, written into the source itself, which must not be changed."""
    for c in range(3):
        s = np.cumsum(np.bincount(source[..., c].ravel(), minlength=256))
        r = np.cumsum(np.bincount(reference[..., c].ravel(), minlength=256))
        table = np.searchsorted(r / r[-1], s / s[-1])
        source[..., c] = table[source[..., c]]
    return source


@attempt("matching.match", told="mistake:replaced_in_place")
def values_replaced_one_by_one(source, reference):
    """Replaces value by value in the same array: new values are replaced again later."""
    result = source.copy()
    for c in range(3):
        channel = result[:, :, c]
        s = np.cumsum(np.bincount(source[:, :, c].ravel(), minlength=256))
        r = np.cumsum(np.bincount(reference[:, :, c].ravel(), minlength=256))
        table = np.searchsorted(r / r[-1], s / s[-1])
        for value in range(256):
            channel[channel == value] = table[value]
    return result


@attempt("matching.match", told="mistake:tables_exchanged")
def table_the_wrong_way(source, reference):
    """The table leads from the reference to the source, but is used for the source."""
    result = np.zeros_like(source)
    for c in range(3):
        s = np.cumsum(np.bincount(source[..., c].ravel(), minlength=256))
        r = np.cumsum(np.bincount(reference[..., c].ravel(), minlength=256))
        table = np.searchsorted(s / s[-1], r / r[-1])
        result[..., c] = table[source[..., c]]
    return result


@attempt("matching.match", told="mistake:counts_held_at_255")
def counts_not_shares(source, reference):
    """Compares summed counts, not shares: right only for pictures of the same size."""
    result = np.zeros_like(source)
    for c in range(3):
        s = np.histogram(source[..., c], 256, (0, 256))[0].cumsum()
        r = np.histogram(reference[..., c], 256, (0, 256))[0].cumsum()
        table = np.clip(np.searchsorted(r, s), 0, 255)
        result[..., c] = table[source[..., c]]
    return result


@attempt("matching.match", told="mistake:mean_and_spread")
def mean_and_spread(source, reference):
    """Only mean and standard deviation are taken over, not the histogram."""
    s, r = source.astype(float), reference.astype(float)
    s = (s - s.mean(axis=(0, 1))) / (s.std(axis=(0, 1)) + 1e-9)
    s = s * r.std(axis=(0, 1)) + r.mean(axis=(0, 1))
    return np.clip(s, 0, 255).astype(np.uint8)


@attempt("matching.match", told="mistake:lab")
def matched_in_lab(source, reference):
    """Matches the channels of Lab, because it looks better: blue, green and red do not fit."""
    lab = cv2.cvtColor(source, cv2.COLOR_BGR2LAB)
    model = cv2.cvtColor(reference, cv2.COLOR_BGR2LAB)
    for c in range(3):
        s = np.cumsum(np.bincount(lab[..., c].ravel(), minlength=256))
        r = np.cumsum(np.bincount(model[..., c].ravel(), minlength=256))
        table = np.searchsorted(r / r[-1], s / s[-1])
        lab[..., c] = table[lab[..., c]]
    return cv2.cvtColor(lab, cv2.COLOR_LAB2BGR)


@attempt("matching.match", told="mistake:reference_resized")
def resized_first(source, reference):
    """Resizes the reference to the size of the source: interpolation changes its histogram."""
    model = cv2.resize(reference, (source.shape[1], source.shape[0]))
    result = source.copy()
    for c in range(3):
        s = np.cumsum(np.bincount(source[..., c].ravel(), minlength=256))
        r = np.cumsum(np.bincount(model[..., c].ravel(), minlength=256))
        result[..., c] = np.searchsorted(r, s)[source[..., c]]
    return result


@attempt("matching.match", told="mistake:rows")
def rows_not_channels(source, reference):
    """The loop over the pictures gives rows, not channels: each row is matched to a row."""
    result = source.copy()
    for i, (row, model) in enumerate(zip(source, reference)):  # noqa: B905
        s = np.cumsum(np.bincount(row.ravel(), minlength=256))
        r = np.cumsum(np.bincount(model.ravel(), minlength=256))
        table = np.searchsorted(r / r[-1], s / s[-1])
        result[i] = table[row]
    return result


@attempt("matching.match", told="mistake:at_most+rgb")
def rgb_comes_back(source, reference):
    """Converts to RGB and not back, and cuts off the fractions: red and blue are exchanged."""
    source = cv2.cvtColor(source, cv2.COLOR_BGR2RGB)
    reference = cv2.cvtColor(reference, cv2.COLOR_BGR2RGB)
    result = np.zeros(source.shape, np.uint8)
    for c in range(3):
        s = np.bincount(source[..., c].ravel(), minlength=256).cumsum() / source[..., c].size
        r = np.bincount(reference[..., c].ravel(), minlength=256).cumsum() / reference[..., c].size
        table = np.interp(s, r, np.arange(256))
        result[..., c] = table[source[..., c]]
    return result


@attempt("matching.match", told="mistake:only_blue")
def return_inside_the_loop(source, reference):
    """The return is indented too far: only blue is matched."""
    result = source.copy()
    for c in range(3):
        s = np.cumsum(np.bincount(source[..., c].ravel(), minlength=256))
        r = np.cumsum(np.bincount(reference[..., c].ravel(), minlength=256))
        table = np.searchsorted(r / r[-1], s / s[-1])
        result[..., c] = table[source[..., c]]
        return result


@attempt("matching.match", told="mistake:bins_of_picture")
def bins_of_different_range(source, reference):
    """np.histogram without a range: the bins of source and reference mean different values."""
    result = np.empty_like(source)
    for c in range(3):
        s = np.histogram(source[..., c], 256)[0].cumsum()
        r = np.histogram(reference[..., c], 256)[0].cumsum()
        table = np.searchsorted(r / r[-1], s / s[-1])
        result[..., c] = table[source[..., c]]
    return result


@attempt("matching.match", told="changed")
def reference_sorted_in_place(source, reference):
    """reshape gives a view, so sort() rearranges the reference, which must not be changed."""
    pixels = reference.reshape(-1, 3)
    pixels.sort(axis=0)
    result = np.empty_like(source)
    for c in range(3):
        s = np.cumsum(np.bincount(source[..., c].ravel(), minlength=256))
        place = np.ceil(s / s[-1] * len(pixels)).astype(int) - 1
        result[..., c] = pixels[np.maximum(place, 0), c][source[..., c]]
    return result


@attempt("matching.match", told="mistake:one_table_of_all+as_scikit_image_not_cut")
def skimage_without_channel_axis(source, reference):
    """Without channel_axis scikit-image takes all values of a picture for one channel."""
    return exposure.match_histograms(source, reference)


@attempt("matching.match", told="mistake:counts_compared")
def both_by_the_size_of_the_source(source, reference):
    """Both sums are divided by the number of pixels of the source."""
    result = np.empty_like(source)
    pixels = source.shape[0] * source.shape[1]
    for c in range(3):
        s = np.cumsum(np.bincount(source[..., c].ravel(), minlength=256)) / pixels
        r = np.cumsum(np.bincount(reference[..., c].ravel(), minlength=256)) / pixels
        result[..., c] = np.searchsorted(r, s)[source[..., c]]
    return result


@attempt("matching.match", told="mistake:nearest")
def nearest_share_of_each_channel(source, reference):
    """Takes the value whose share is nearest, from below or from above."""
    result = np.empty_like(source)
    for c in range(3):
        s = np.cumsum(np.bincount(source[..., c].ravel(), minlength=256)) / source[..., c].size
        r = np.cumsum(np.bincount(reference[..., c].ravel(), minlength=256))
        distances = np.abs(s[:, np.newaxis] - r / r[-1])
        result[..., c] = distances.argmin(axis=1)[source[..., c]]
    return result


@attempt("matching.match", told="mistake:equalized_by_opencv")
def source_equalized(source, reference):
    """Equalizes each channel of the source; the reference is not used."""
    return cv2.merge([cv2.equalizeHist(channel) for channel in cv2.split(source)])


@attempt("matching.match", told="mistake:ycrcb_light")
def luma_alone(source, reference):
    """Matches the luma, as in the chapter on equalization, and leaves the colors as they are."""
    ycrcb = cv2.cvtColor(source, cv2.COLOR_BGR2YCrCb)
    model = cv2.cvtColor(reference, cv2.COLOR_BGR2YCrCb)
    s = np.cumsum(np.bincount(ycrcb[..., 0].ravel(), minlength=256))
    r = np.cumsum(np.bincount(model[..., 0].ravel(), minlength=256))
    ycrcb[..., 0] = np.searchsorted(r / r[-1], s / s[-1])[ycrcb[..., 0]]
    return cv2.cvtColor(ycrcb, cv2.COLOR_YCrCb2BGR)
