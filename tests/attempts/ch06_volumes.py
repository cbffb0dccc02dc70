"""Wrong answers to the exercises of chapter 6, as students write them."""

import cv2
import numpy as np
from skimage import filters

from tests.attempts import attempt
from tests.exercises.shared import COLUMN_IN_4

# ---- volumes.normalized_histogram ----


@attempt(
    "volumes.normalized_histogram",
    told="mistake:columns_as_channels_of_all" if COLUMN_IN_4 else "error",
)
def calc_hist_first_channel(volume):
    """OpenCV takes the last axis for channels and counts only the first of them."""
    counts = cv2.calcHist([volume], [0], None, [256], [0, 256]).ravel()
    return counts / volume.size


@attempt("volumes.normalized_histogram", told="mistake:up_to_brightest")
def no_minlength(volume):
    """np.bincount stops at the brightest voxel: mostly fewer than 256 shares."""
    return np.bincount(volume.ravel()) / volume.size


@attempt("volumes.normalized_histogram", told="mistake:not_divided")
def counts_only(volume):
    """Returns the counts: the division by the number of voxels is missing."""
    return np.histogram(volume, bins=256, range=(0, 256))[0]


@attempt("volumes.normalized_histogram", told="mistake:density")
def density_from_least_to_largest(volume):
    """The bins go from the least to the largest voxel, and density divides by their width."""
    return np.histogram(volume.flatten(), bins=256, density=True)[0]


@attempt("volumes.normalized_histogram", told="error")
def three_numbers_unpacked(volume):
    """The shape is unpacked into three numbers: an error with a time axis."""
    counts = np.zeros(256)
    planes, rows, columns = volume.shape
    for plane in range(planes):
        for row in range(rows):
            for column in range(columns):
                counts[volume[plane, row, column]] += 1
    return counts / (planes * rows * columns)


@attempt("volumes.normalized_histogram", told="mistake:fourth_axis_once")
def three_loops_always(volume):
    """With a time axis the innermost "voxel" is a list, and each value in it counts once only."""
    counts = np.zeros(256, np.int64)
    for plane in volume:
        for row in plane:
            for voxel in row:
                counts[voxel] += 1
    return counts / volume.size


@attempt("volumes.normalized_histogram", told="mistake:rows_and_columns")
def divided_by_one_plane(volume):
    """Divides by rows times columns only: the sum is the number of planes, not 1."""
    counts = np.bincount(volume.ravel(), minlength=256)
    return counts / (volume.shape[1] * volume.shape[2])


@attempt("volumes.normalized_histogram", told="mistake:nothing_behind_the_point")
def whole_number_division(volume):
    """// divides to whole numbers: every share is 0, unless all voxels are alike."""
    counts = np.bincount(volume.reshape(-1), minlength=256)
    return counts // counts.sum()


@attempt("volumes.normalized_histogram", told="mistake:divided_by_largest")
def tallest_is_one(volume):
    """Divides by the largest count, as for drawing: the tallest bar is 1, not the sum."""
    counts = np.bincount(volume.ravel(), minlength=256).astype(np.float64)
    return counts / counts.max()


@attempt("volumes.normalized_histogram", told="mistake:one_for_each_plane")
def one_histogram_per_plane(volume):
    """A row of 256 shares for each plane, not one for the volume."""
    return np.array([np.bincount(p.ravel(), minlength=256) / p.size for p in volume])


@attempt("volumes.normalized_histogram", told="mistake:mean_along_last_axis")
def averaged_over_time(volume):
    """Takes the mean over time first: the values in between were never measured."""
    if volume.ndim == 4:
        volume = volume.mean(axis=3).astype(np.uint8)
    counts = np.bincount(volume.ravel(), minlength=256)
    return counts / counts.sum()


@attempt("volumes.normalized_histogram", told="mistake:without_air")
def zero_left_out(volume):
    """Leaves out the voxels of 0 as background, as the chapter does for the brain."""
    voxels = volume[volume > 0]
    return np.bincount(voxels, minlength=256) / voxels.size


@attempt("volumes.normalized_histogram", told="mistake:counts_wrap_at_256")
def uint8_counter(volume):
    """The counts are uint8 and begin again at 0 after 255 voxels of one value."""
    counts = np.zeros(256, dtype=volume.dtype)
    for voxel in volume.flat:
        counts[voxel] += 1
    return counts / volume.size


@attempt("volumes.normalized_histogram", told="mistake:bins_255_without_white")
def up_to_254(volume):
    """range(255) ends at 254: the share of 255 is missing."""
    return np.array([np.mean(volume == value) for value in range(255)])


@attempt("volumes.normalized_histogram", told="mistake:with_edges")
def pair_with_edges(volume):
    """Returns the pair of shares and edges, as np.histogram gives it."""
    return np.histogram(volume, bins=256, range=(0, 256), density=True)


# ---- volumes.streaming_histogram ----


@attempt("volumes.streaming_histogram", told="mistake:kept")
def concatenated_first(slabs):
    """Puts all slabs together before it counts: the whole volume is in memory."""
    volume = np.concatenate(list(slabs))
    return np.bincount(volume.ravel(), minlength=256)


@attempt("volumes.streaming_histogram", told="mistake:used_up_after_0")
def used_up_after_the_zeros(slabs):
    """Goes through the slabs once for each value, but they are used up after the value 0."""
    counts = np.zeros(256, np.int64)
    for value in range(256):
        counts[value] = sum(np.count_nonzero(slab == value) for slab in slabs)
    return counts


@attempt("volumes.streaming_histogram", told="error")
def length_of_an_iterator(slabs):
    """An iterator has no length and no places: TypeError."""
    counts = np.zeros(256, np.int64)
    for i in range(len(slabs)):
        counts += np.bincount(slabs[i].ravel(), minlength=256)
    return counts


@attempt("volumes.streaming_histogram", told="mistake:last_slab")
def only_the_last(slabs):
    """= in the place of +=: only the last slab is counted."""
    counts = np.zeros(256, dtype=np.int64)
    for slab in slabs:
        counts = np.bincount(slab.ravel(), minlength=256)
    return counts


@attempt("volumes.streaming_histogram", told="mistake:without_first_slab")
def first_slab_lost(slabs):
    """Takes the first slab to look at its type, and then never counts it."""
    first = next(slabs)
    levels = np.iinfo(first.dtype).max + 1
    counts = np.zeros(levels, np.int64)
    for slab in slabs:
        counts += np.bincount(slab.ravel(), minlength=levels)
    return counts


@attempt("volumes.streaming_histogram", told="error")
def lengths_do_not_fit(slabs):
    """Without minlength a slab without 255 gives fewer counts, and the sum is an error."""
    counts = np.zeros(256, int)
    for slab in slabs:
        counts += np.bincount(slab.ravel())
    return counts


@attempt("volumes.streaming_histogram", told="mistake:range_of_slab")
def range_of_each_slab(slabs):
    """Without a range the bins of each slab go from its least to its largest value."""
    counts = np.zeros(256, int)
    for slab in slabs:
        counts += np.histogram(slab, bins=256)[0]
    return counts


@attempt("volumes.streaming_histogram", told="mistake:one_for_each_slab+as_list")
def one_list_per_slab(slabs):
    """A list with the counts of each slab: they are not added up."""
    return [np.bincount(slab.ravel(), minlength=256) for slab in slabs]


@attempt("volumes.streaming_histogram", told="type")
def yields_running_counts(slabs):
    """yield makes a generator of all sums in between, not the 256 counts."""
    counts = np.zeros(256, np.int64)
    for slab in slabs:
        counts = counts + np.bincount(slab.ravel(), minlength=256)
        yield counts


@attempt("volumes.streaming_histogram", told="mistake:kept+two_at_a_time")
def two_at_a_time(slabs):
    """Holds two slabs at a time, and loses the last one of an odd number."""
    counts = np.zeros(256, np.int64)
    for one, two in zip(slabs, slabs):  # noqa: B905
        counts += np.bincount(one.ravel(), minlength=256)
        counts += np.bincount(two.ravel(), minlength=256)
    return counts


@attempt("volumes.streaming_histogram", told="mistake:voxels_added")
def voxels_added_up(slabs):
    """Adds the slabs voxel by voxel, with uint8 wrapping round, and counts the sums."""
    total = sum(slabs)
    return np.histogram(total, bins=256, range=(0, 256))[0]


@attempt("volumes.streaming_histogram", told="mistake:kept")
def grown_with_append(slabs):
    """Copies every slab to the end of one growing array: all voxels are in memory at last."""
    voxels = np.array([])
    for slab in slabs:
        voxels = np.append(voxels, slab)
    counts, _ = np.histogram(voxels, bins=np.arange(257))
    return counts


@attempt("volumes.streaming_histogram", told="mistake:kept")
def recursion_holds_all(slabs):
    """Each call holds its slab until the next one returns: all slabs are held at the end."""
    slab = next(slabs, None)
    if slab is None:
        return 0
    rest = recursion_holds_all(slabs)
    return rest + np.bincount(slab.ravel(), minlength=256)


@attempt("volumes.streaming_histogram", told="mistake:first_slab+columns_as_channels")
def calc_hist_of_a_list(slabs):
    """Holds all slabs in a list, and channel 0 of the list is only a part of the first one."""
    return cv2.calcHist(list(slabs), [0], None, [256], [0, 256]).ravel().astype(int)


@attempt("volumes.streaming_histogram", told="mistake:wraps_at_256")
def uint8_sums(slabs):
    """The counter has the type of the slabs: it wraps round at 256."""
    counts = np.zeros(256, np.uint8)
    for slab in slabs:
        counts += np.bincount(slab.ravel(), minlength=256).astype(np.uint8)
    return counts


# ---- volumes.otsu_threshold ----


@attempt("volumes.otsu_threshold", told="mistake:last_of_equals")
def last_of_equals(counts):
    """>= lets the last of several equally good thresholds win, not the lowest."""
    values, best, threshold = np.arange(256), 0, 0
    for t in range(256):
        w0, w1 = np.sum(counts[: t + 1]), np.sum(counts[t + 1 :])
        if w0 > 0 and w1 > 0:
            m0 = np.sum(values[: t + 1] * counts[: t + 1]) / w0
            m1 = np.sum(values[t + 1 :] * counts[t + 1 :]) / w1
            if w0 * w1 * (m0 - m1) ** 2 >= best:
                best, threshold = w0 * w1 * (m0 - m1) ** 2, t
    return threshold


@attempt("volumes.otsu_threshold", told="mistake:middle_of_equals+unit_range")
def like_graythresh(counts):
    """As MATLAB's graythresh: the mean of all equally good thresholds, scaled to 0 to 1."""
    p = np.array(counts) / np.sum(counts)
    w, m = np.cumsum(p), np.cumsum(p * np.arange(256))
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = (m[-1] * w - m) ** 2 / (w * (1 - w))
    variance[~np.isfinite(variance)] = 0
    best = np.flatnonzero(variance == variance.max())
    return np.mean(best) / 255


@attempt("volumes.otsu_threshold", told="mistake:below_only")
def threshold_in_the_upper_group(counts):
    """counts[:t] ends before the threshold, which so falls into the upper group: one too high."""
    values, scores = np.arange(256), np.zeros(256)
    for t in range(1, 256):
        w0, w1 = np.sum(counts[:t]), np.sum(counts[t:])
        if w0 and w1:
            m0 = np.dot(values[:t], counts[:t]) / w0
            m1 = np.dot(values[t:], counts[t:]) / w1
            scores[t] = w0 * w1 * (m0 - m1) ** 2
    return int(np.argmax(scores))


@attempt("volumes.otsu_threshold", told="mistake:not_squared")
def distance_not_squared(counts):
    """The distance of the means is not squared: a small far group weighs too little."""
    values, scores = np.arange(256), np.zeros(256)
    for t in range(255):
        w0, w1 = np.sum(counts[: t + 1]), np.sum(counts[t + 1 :])
        if w0 and w1:
            m0 = np.dot(values[: t + 1], counts[: t + 1]) / w0
            m1 = np.dot(values[t + 1 :], counts[t + 1 :]) / w1
            scores[t] = w0 * w1 * abs(m0 - m1)
    return int(scores.argmax())


@attempt("volumes.otsu_threshold", told="mistake:means_only")
def shares_left_out(counts):
    """Only the distance of the means: a few voxels at the end of the scale are cut off."""
    values, scores = np.arange(256), np.zeros(256)
    for t in range(255):
        w0, w1 = np.sum(counts[: t + 1]), np.sum(counts[t + 1 :])
        if w0 and w1:
            m0 = np.dot(values[: t + 1], counts[: t + 1]) / w0
            m1 = np.dot(values[t + 1 :], counts[t + 1 :]) / w1
            scores[t] = (m0 - m1) ** 2
    return int(scores.argmax())


@attempt("volumes.otsu_threshold", told="mistake:means_of_counts")
def means_of_the_counts(counts):
    """m0 and m1 are the mean counts of the groups, not their mean values."""
    p = np.array(counts) / np.sum(counts)
    best, threshold = 0, 0
    for t in range(255):
        low, high = p[: t + 1], p[t + 1 :]
        variance = low.sum() * high.sum() * (low.mean() - high.mean()) ** 2
        if variance > best:
            best, threshold = variance, t
    return threshold


@attempt("volumes.otsu_threshold", told="mistake:threshold_and_variance")
def variance_comes_too(counts):
    """Returns the pair of threshold and variance, in the manner of cv2.threshold."""
    values, scores = np.arange(256), np.zeros(256)
    for t in range(255):
        w0, w1 = np.sum(counts[: t + 1]), np.sum(counts[t + 1 :])
        if w0 and w1:
            m0 = np.dot(values[: t + 1], counts[: t + 1]) / w0
            m1 = np.dot(values[t + 1 :], counts[t + 1 :]) / w1
            scores[t] = w0 * w1 * (m0 - m1) ** 2 / (w0 + w1) ** 2
    return int(scores.argmax()), scores.max()


@attempt("volumes.otsu_threshold", told="mistake:not_a_number_of_shares")
def nan_wins(counts):
    """An empty group makes 0 / 0, and np.argmax takes the first NaN for the largest."""
    values = np.arange(256)
    p = np.array(counts) / np.sum(counts)
    w0, sums = np.cumsum(p), np.cumsum(p * values)
    w1 = 1 - w0
    m0, m1 = sums / w0, (sums[-1] - sums) / w1
    return int(np.argmax(w0 * w1 * (m0 - m1) ** 2))


@attempt("volumes.otsu_threshold", told="error")
def empty_group_has_no_mean(counts):
    """np.average of a group without voxels is an error: the empty group was forgotten."""
    values, best, threshold = np.arange(256), 0, 0
    for t in range(255):
        low, high = counts[: t + 1], counts[t + 1 :]
        m0 = np.average(values[: t + 1], weights=low)
        m1 = np.average(values[t + 1 :], weights=high)
        variance = np.sum(low) * np.sum(high) * (m0 - m1) ** 2
        if variance > best:
            best, threshold = variance, t
    return threshold


@attempt("volumes.otsu_threshold", told="mistake:valley")
def valley_between_peaks(counts):
    """Looks for the deepest valley between the two highest counts: another rule than Otsu's."""
    low, high = sorted(np.argsort(counts)[-2:])
    return int(low + np.argmin(counts[low : high + 1]))


@attempt("volumes.otsu_threshold", told="mistake:search_from_1")
def begins_at_one(counts):
    """The loop begins at 1, so the threshold 0 is never tried."""
    values, best, threshold = np.arange(256), -1, 1
    for t in range(1, 255):
        w0, w1 = np.sum(counts[: t + 1]), np.sum(counts[t + 1 :])
        if w0 > 0 and w1 > 0:
            m0 = np.dot(values[: t + 1], counts[: t + 1]) / w0
            m1 = np.dot(values[t + 1 :], counts[t + 1 :]) / w1
            if w0 * w1 * (m0 - m1) ** 2 > best:
                best, threshold = w0 * w1 * (m0 - m1) ** 2, t
    return threshold


@attempt("volumes.otsu_threshold", told="mistake:counts_as_gray_values")
def counts_taken_for_a_picture(counts):
    """Hands the counts over as if they were pixels: a threshold for counts, not for values."""
    return int(filters.threshold_otsu(np.asarray(counts)))


@attempt("volumes.otsu_threshold", told="mistake:first_fall")
def stops_at_the_first_fall(counts):
    """Stops as soon as the variance falls: with three hills that can be too early."""
    values, scores = np.arange(256), []
    for t in range(255):
        w0, w1 = np.sum(counts[: t + 1]), np.sum(counts[t + 1 :])
        m0 = np.dot(values[: t + 1], counts[: t + 1]) / max(w0, 1)
        m1 = np.dot(values[t + 1 :], counts[t + 1 :]) / max(w1, 1)
        scores.append(w0 * w1 * (m0 - m1) ** 2)
        if t > 0 and scores[t] < scores[t - 1]:
            break
    return int(np.argmax(scores))


@attempt("volumes.otsu_threshold", told="error")
def skimage_with_one_value(counts):
    """scikit-image finds the threshold, but fails if all voxels have the same value."""
    return filters.threshold_otsu(hist=np.asarray(counts))


@attempt("volumes.otsu_threshold", told="mistake:values_from_0")
def bright_values_from_zero(counts):
    """np.arange(len(high)) begins at 0 again, so the mean of the bright group is far too small."""
    p = np.array(counts) / np.sum(counts)
    best, threshold = 0, 0
    for t in range(255):
        low, high = p[: t + 1], p[t + 1 :]
        if low.sum() > 0 and high.sum() > 0:
            m0 = np.dot(np.arange(len(low)), low) / low.sum()
            m1 = np.dot(np.arange(len(high)), high) / high.sum()
            variance = low.sum() * high.sum() * (m0 - m1) ** 2
            if variance > best:
                best, threshold = variance, t
    return threshold
