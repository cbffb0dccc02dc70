"""Wrong answers to the exercises of chapter 14, as students write them."""

import cv2
import numpy as np
from scipy import stats

from tests.attempts import attempt

# ---- comparison.jaccard ----


def counts(image):
    """Count the 256 gray values, rightly."""
    return np.bincount(image.ravel(), minlength=256)


@attempt("comparison.jaccard", told="mistake:not_divided")
def counts_not_shares(first, second):
    """Compares the counts: with two sizes, the larger picture outweighs the other."""
    a, b = counts(first), counts(second)
    return float(np.minimum(a, b).sum() / np.maximum(a, b).sum())


@attempt("comparison.jaccard", told="mistake:smaller_ones_alone")
def intersection_alone(first, second):
    """The sum of the smaller shares, without the division: the intersection of the histograms."""
    a, b = counts(first) / first.size, counts(second) / second.size
    return float(np.minimum(a, b).sum())


@attempt("comparison.jaccard", told="mistake:differences")
def distance_for_the_index(first, second):
    """One minus the index: the Jaccard distance, 0 for equal pictures."""
    a, b = counts(first) / first.size, counts(second) / second.size
    return float(1 - np.minimum(a, b).sum() / np.maximum(a, b).sum())


@attempt("comparison.jaccard", told="mistake:upside_down")
def quotient_inverted(first, second):
    """Divides the larger shares by the smaller ones: never below 1."""
    a, b = counts(first) / first.size, counts(second) / second.size
    return float(np.maximum(a, b).sum() / np.minimum(a, b).sum())


@attempt("comparison.jaccard", told="mistake:values_that_occur")
def values_that_occur(first, second):
    """Jaccard's index of the sets of gray values: how often each occurs does not count."""
    a, b = set(first.ravel().tolist()), set(second.ravel().tolist())
    return len(a & b) / len(a | b)


@attempt("comparison.jaccard", told="mistake:mean_of_ratios")
def mean_of_the_quotients(first, second):
    """Divides bin by bin and takes the mean of the quotients, not the quotient of the sums."""
    a, b = counts(first) / first.size, counts(second) / second.size
    used = (a > 0) | (b > 0)
    return float(np.mean(np.minimum(a, b)[used] / np.maximum(a, b)[used]))


@attempt("comparison.jaccard", told="mistake:smaller_ones_alone")
def dice_index(first, second):
    """Dice's index: twice the smaller shares, divided by the sum of all shares."""
    a, b = counts(first) / first.size, counts(second) / second.size
    return float(2 * np.minimum(a, b).sum() / (a.sum() + b.sum()))


@attempt("comparison.jaccard", told="mistake:white_with_254")
def white_in_one_bin_with_254(first, second):
    """255 bins up to 255: np.histogram counts 255 together with 254."""
    a = np.histogram(first, bins=255, range=(0, 255))[0] / first.size
    b = np.histogram(second, bins=255, range=(0, 255))[0] / second.size
    return float(np.minimum(a, b).sum() / np.maximum(a, b).sum())


@attempt("comparison.jaccard", told="mistake:without_white")
def white_left_out(first, second):
    """cv2.calcHist with a range of 0 to 255, whose end is not in it: white is not counted."""
    a = cv2.calcHist([first], [0], None, [255], [0, 255]) / first.size
    b = cv2.calcHist([second], [0], None, [255], [0, 255]) / second.size
    larger = np.maximum(a, b).sum()
    return float(np.minimum(a, b).sum() / larger) if larger > 0 else 0.0


@attempt("comparison.jaccard", told="mistake:by_the_largest")
def divided_by_the_highest(first, second):
    """Divides by the highest bin, as for a plot: no shares of the pixels."""
    a, b = counts(first) / counts(first).max(), counts(second) / counts(second).max()
    return float(np.minimum(a, b).sum() / np.maximum(a, b).sum())


@attempt("comparison.jaccard", told="mistake:range_of_image")
def bins_from_the_data(first, second):
    """np.histogram without a range: the bins reach from each picture's own minimum to maximum."""
    a = np.histogram(first, bins=256)[0] / first.size
    b = np.histogram(second, bins=256)[0] / second.size
    return float(np.minimum(a, b).sum() / np.maximum(a, b).sum())


@attempt("comparison.jaccard", told="mistake:pixels_compared")
def pixels_compared(first, second):
    """Compares pixel with pixel, after a resize, not the histograms."""
    second = cv2.resize(second, first.shape[::-1])
    a, b = first.astype(float), second.astype(float)
    larger = np.maximum(a, b).sum()
    return float(np.minimum(a, b).sum() / larger) if larger > 0 else 1.0


@attempt("comparison.jaccard", told="mistake:not_divided")
def both_by_the_first_size(first, second):
    """Divides both histograms by the size of the first picture."""
    a, b = counts(first) / first.size, counts(second) / first.size
    return float(np.minimum(a, b).sum() / np.maximum(a, b).sum())


@attempt("comparison.jaccard", told="mistake:sixteen_bins")
def sixteen_bins(first, second):
    """16 bins of 16 gray values each: too coarse, so that pictures look more alike."""
    a = np.histogram(first, bins=16, range=(0, 256))[0] / first.size
    b = np.histogram(second, bins=16, range=(0, 256))[0] / second.size
    return float(np.minimum(a, b).sum() / np.maximum(a, b).sum())


@attempt("comparison.jaccard", told="mistake:cumulated")
def cumulative_shares(first, second):
    """Compares the cumulative histograms, where neighboring gray values help each other."""
    a, b = np.cumsum(counts(first)) / first.size, np.cumsum(counts(second)) / second.size
    return float(np.minimum(a, b).sum() / np.maximum(a, b).sum())


# ---- comparison.pearson ----


@attempt("comparison.pearson", told="mistake:means_left+squares_with_mean")
def means_not_subtracted(first, second):
    """The cosine of the pictures as they are: without the means, bright pictures look alike."""
    a, b = first.astype(float), second.astype(float)
    length = np.sqrt((a**2).sum() * (b**2).sum())
    if np.ptp(first) == 0 or np.ptp(second) == 0:
        return 0.0
    return float((a * b).sum() / length)


@attempt("comparison.pearson", told="mistake:flat_left")
def flat_pictures_not_thought_of(first, second):
    """Divides without a look: for a flat picture, 0 / 0 is NaN."""
    a, b = first - first.mean(), second - second.mean()
    with np.errstate(invalid="ignore"):
        return float((a * b).sum() / np.sqrt((a**2).sum() * (b**2).sum()))


@attempt("comparison.pearson", told="mistake:wraps")
def products_in_uint8(first, second):
    """The product of two uint8 pictures goes round at 256, before the mean is taken."""
    if first.std() == 0 or second.std() == 0:
        return 0.0
    covariance = np.mean(first * second) - first.mean() * second.mean()
    return float(covariance / (first.std() * second.std()))


@attempt("comparison.pearson", told="mistake:one_pixel_less")
def sample_and_population_mixed(first, second):
    """np.cov divides by n - 1, np.std by n: too large by n / (n - 1), even more than 1."""
    if first.std() == 0 or second.std() == 0:
        return 0.0
    covariance = np.cov(first.ravel(), second.ravel())[0, 1]
    return float(covariance / (first.std() * second.std()))


@attempt("comparison.pearson", told="mistake:not_divided")
def covariance_alone(first, second):
    """The covariance, not divided by the standard deviations."""
    a, b = first.astype(float), second.astype(float)
    return float(np.mean((a - a.mean()) * (b - b.mean())))


@attempt("comparison.pearson", told="mistake:variances")
def divided_by_the_variances(first, second):
    """Divides by the variances: the roots are missing."""
    a, b = first - first.mean(), second - second.mean()
    if not a.any() or not b.any():
        return 0.0
    return float(np.mean(a * b) / (a.var() * b.var()))


@attempt("comparison.pearson", told="mistake:absolute")
def absolute_correlation(first, second):
    """Takes the absolute value: a negative is told to be as similar as a copy."""
    a, b = first - first.mean(), second - second.mean()
    length = np.linalg.norm(a) * np.linalg.norm(b)
    return float(abs((a * b).sum()) / length) if length > 0 else 0.0


@attempt("comparison.pearson", told="mistake:squared")
def squared_correlation(first, second):
    """Forgets the root and squares the covariance: the coefficient of determination."""
    a, b = first - first.mean(), second - second.mean()
    squares = np.sum(a * a) * np.sum(b * b)
    return float(np.sum(a * b) ** 2 / squares) if squares else 0.0


@attempt("comparison.pearson", told="mistake:equal_flat_are_1")
def flat_pictures_match(first, second):
    """Two flat pictures get 1.0, because they look alike; the prompt asks for 0.0."""
    a, b = first - first.mean(), second - second.mean()
    if not a.any() and not b.any():
        return 1.0
    length = np.sqrt(np.sum(a * a) * np.sum(b * b))
    return float(np.sum(a * b) / length) if length > 0 else 0.0


@attempt("comparison.pearson", told="rule")
def numpy_corrcoef(first, second):
    """The number is right, but np.corrcoef does the work, which the prompt forbids."""
    if first.min() == first.max() or second.min() == second.max():
        return 0.0
    return float(np.corrcoef(first.ravel(), second.ravel())[0, 1])


@attempt("comparison.pearson", told="rule")
def scipy_pearsonr(first, second):
    """The number is right, but SciPy does the work, which the prompt forbids."""
    if first.min() == first.max() or second.min() == second.max():
        return 0.0
    return float(stats.pearsonr(first.ravel().astype(float), second.ravel().astype(float))[0])


@attempt("comparison.pearson", told="mistake:differences_wrap")
def deviations_in_uint8(first, second):
    """The means are made uint8, so that values below the mean go round to large ones."""
    a = (first - np.uint8(first.mean())).astype(float)
    b = (second - np.uint8(second.mean())).astype(float)
    length = np.sqrt(np.sum(a * a) * np.sum(b * b))
    return float(np.sum(a * b) / length) if length > 0 else 0.0


@attempt("comparison.pearson", told="mistake:row_by_row")
def row_by_row(first, second):
    """The mean of the correlations of the rows: each row has its own mean and spread."""
    values = []
    for a, b in zip(first.astype(float), second.astype(float), strict=True):
        a, b = a - a.mean(), b - b.mean()
        length = np.sqrt((a**2).sum() * (b**2).sum())
        values.append((a * b).sum() / length if length > 0 else 0.0)
    return float(np.mean(values))


@attempt("comparison.pearson", told="mistake:one_added")
def one_added_below_the_line(first, second):
    """Adds 1 below the line against the division by 0: all values a little too small."""
    a, b = first - first.mean(), second - second.mean()
    return float(np.mean(a * b) / (a.std() * b.std() + 1))


@attempt("comparison.pearson", told="mistake:only_first_looked_at")
def only_the_first_looked_at(first, second):
    """Looks whether the first picture is flat, but not the second: NaN."""
    if first.std() == 0:
        return 0.0
    a, b = first - first.mean(), second - second.mean()
    with np.errstate(invalid="ignore"):
        return float(np.mean(a * b) / (a.std() * b.std()))


# ---- comparison.shift ----


@attempt("comparison.shift", told="mistake:the_way_back_in_range")
def moved_back(image, moved):
    """The conjugate is on the wrong spectrum: the shift that brings `moved` back to `image`."""
    f, g = np.fft.fft2(image.astype(float)), np.fft.fft2(moved.astype(float))
    correlation = np.fft.ifft2(f * np.conj(g)).real
    shift = []
    for peak, size in zip(
        np.unravel_index(correlation.argmax(), image.shape), image.shape, strict=True
    ):
        shift.append(int(peak - size if peak >= (size + 1) // 2 else peak))
    return tuple(shift)


@attempt("comparison.shift", told="mistake:not_unwrapped")
def never_negative(image, moved):
    """Leaves the place of the peak as it is, from 0 to size - 1: no shift is negative."""
    correlation = np.fft.ifft2(np.fft.fft2(moved) * np.conj(np.fft.fft2(image))).real
    row, column = np.unravel_index(np.argmax(correlation), correlation.shape)
    return int(row), int(column)


@attempt("comparison.shift", told="mistake:columns_first")
def columns_first(image, moved):
    """Returns (columns, rows), as x comes before y in OpenCV."""
    correlation = np.fft.ifft2(np.fft.fft2(moved) * np.conj(np.fft.fft2(image))).real
    rows, columns = image.shape
    row, column = np.unravel_index(correlation.argmax(), image.shape)
    row = row - rows if row >= (rows + 1) // 2 else row
    column = column - columns if column >= (columns + 1) // 2 else column
    return int(column), int(row)


@attempt("comparison.shift", told="mistake:no_conjugate")
def no_conjugate(image, moved):
    """Multiplies the spectra without the conjugate: a convolution, not a correlation."""
    f, g = np.fft.fft2(image - image.mean()), np.fft.fft2(moved - moved.mean())
    product = np.fft.ifft2(f * g).real
    row, column = np.unravel_index(product.argmax(), product.shape)
    rows, columns = image.shape
    return (
        int(row - rows if row >= (rows + 1) // 2 else row),
        int(column - columns if column >= (columns + 1) // 2 else column),
    )


@attempt("comparison.shift", told="mistake:plus_half")
def half_stays_positive(image, moved):
    """> size // 2 keeps a shift of just half the size positive; the prompt wants it negative."""
    correlation = np.fft.ifft2(np.fft.fft2(moved) * np.conj(np.fft.fft2(image))).real
    shift = []
    peak = np.unravel_index(correlation.argmax(), image.shape)
    for place, size in zip(peak, image.shape, strict=True):
        shift.append(int(place - size if place > size // 2 else place))
    return tuple(shift)


@attempt("comparison.shift", told="mistake:odd_sides")
def half_of_an_odd_size(image, moved):
    """>= size // 2 is one too early for an odd size: its largest positive shift turns negative."""
    correlation = np.fft.ifft2(np.fft.fft2(moved) * np.conj(np.fft.fft2(image))).real
    shift = []
    peak = np.unravel_index(correlation.argmax(), image.shape)
    for place, size in zip(peak, image.shape, strict=True):
        shift.append(int(place - size if place >= size // 2 else place))
    return tuple(shift)


@attempt("comparison.shift", told="mistake:middle_left")
def fftshift_not_taken_off(image, moved):
    """After np.fft.fftshift the zero is in the middle; the middle is not subtracted."""
    correlation = np.fft.ifft2(np.fft.fft2(moved) * np.conj(np.fft.fft2(image))).real
    correlation = np.fft.fftshift(correlation)
    row, column = np.unravel_index(correlation.argmax(), correlation.shape)
    return int(row), int(column)


@attempt("comparison.shift", told="mistake:middle_rounded_up")
def middle_rounded_up(image, moved):
    """np.fft.fftshift puts the zero at size // 2, not at (size + 1) // 2: odd sizes are off."""
    correlation = np.fft.ifft2(np.fft.fft2(moved) * np.conj(np.fft.fft2(image))).real
    correlation = np.fft.fftshift(correlation)
    row, column = np.unravel_index(correlation.argmax(), correlation.shape)
    return int(row - (image.shape[0] + 1) // 2), int(column - (image.shape[1] + 1) // 2)


@attempt("comparison.shift", told="mistake:middle_by_ifftshift")
def ifftshift_in_place_of_fftshift(image, moved):
    """np.fft.ifftshift differs from fftshift for odd sizes: wrong by one there."""
    correlation = np.fft.ifft2(np.fft.fft2(moved) * np.conj(np.fft.fft2(image))).real
    correlation = np.fft.ifftshift(correlation)
    row, column = np.unravel_index(correlation.argmax(), correlation.shape)
    return int(row - image.shape[0] // 2), int(column - image.shape[1] // 2)


@attempt("comparison.shift", told="mistake:lowest")
def smallest_of_the_correlation(image, moved):
    """Takes the minimum, as for a distance: the place where the pictures fit worst."""
    correlation = np.fft.ifft2(np.fft.fft2(moved) * np.conj(np.fft.fft2(image))).real
    row, column = np.unravel_index(np.argmin(correlation), image.shape)
    rows, columns = image.shape
    return (
        int((row + rows // 2) % rows - rows // 2),
        int((column + columns // 2) % columns - columns // 2),
    )


@attempt("comparison.shift", told="mistake:split_by_the_rows")
def flat_index(image, moved):
    """np.argmax counts through the whole picture; divmod by the rows splits it wrongly."""
    correlation = np.fft.ifft2(np.fft.fft2(moved) * np.conj(np.fft.fft2(image))).real
    rows, columns = image.shape
    row, column = divmod(int(np.argmax(correlation)), rows)
    return (row + rows // 2) % rows - rows // 2, (column + columns // 2) % columns - columns // 2


@attempt("comparison.shift", told="mistake:brightest_pixels")
def peaks_of_the_pictures(image, moved):
    """Compares the places of the two brightest pixels: the noise may move them elsewhere."""
    shift = []
    first = np.unravel_index(image.argmax(), image.shape)
    second = np.unravel_index(moved.argmax(), moved.shape)
    for a, b, size in zip(first, second, image.shape, strict=True):
        shift.append(int((b - a + size // 2) % size - size // 2))
    return tuple(shift)


@attempt("comparison.shift", told="mistake:parts_of_a_pixel")
def floats_of_phase_correlate(image, moved):
    """cv2.phaseCorrelate gives (x, y) as floats, with parts of a pixel."""
    (x, y), _ = cv2.phaseCorrelate(image.astype(np.float64), moved.astype(np.float64))
    return y, x


@attempt("comparison.shift", told="mistake:rows_alone")
def one_dimensional_transform(image, moved):
    """np.fft.fft transforms along the rows alone: the rows' shift is not found."""
    f, g = np.fft.fft(image.astype(float)), np.fft.fft(moved.astype(float))
    correlation = np.fft.ifft(g * np.conj(f)).real
    rows, columns = image.shape
    row, column = np.unravel_index(correlation.argmax(), correlation.shape)
    return (
        int(row - rows if row >= (rows + 1) // 2 else row),
        int(column - columns if column >= (columns + 1) // 2 else column),
    )


@attempt("comparison.shift", told="mistake:rows_for_both")
def size_of_the_rows_for_both(image, moved):
    """Folds rows and columns by the number of rows: wrong in a picture that is not square."""
    correlation = np.fft.ifft2(np.fft.fft2(moved) * np.conj(np.fft.fft2(image))).real
    size = image.shape[0]
    peak = np.unravel_index(correlation.argmax(), image.shape)
    row, column = (int(place - size if place >= (size + 1) // 2 else place) for place in peak)
    return row, column


# ---- comparison.group ----


@attempt("comparison.group", told="mistake:chains_broken")
def chains_not_followed(distances, limit):
    """Gives each new picture those near to it: what is near to those is not looked for."""
    n = len(distances)
    labels = np.full(n, -1)
    number = 0
    for i in range(n):
        if labels[i] == -1:
            labels[(distances[i] <= limit) & (labels == -1)] = number
            labels[i] = number
            number += 1
    return labels


@attempt("comparison.group", told="mistake:below_only")
def smaller_than_the_limit(distances, limit):
    """< in the place of <=: pictures whose distance is just the limit stay apart."""
    n = len(distances)
    labels = np.full(n, -1)
    number = 0
    for i in range(n):
        if labels[i] >= 0:
            continue
        waiting = [i]
        labels[i] = number
        while waiting:
            current = waiting.pop()
            for j in range(n):
                if labels[j] < 0 and distances[current, j] < limit:
                    labels[j] = number
                    waiting.append(j)
        number += 1
    return labels


@attempt("comparison.group", told="mistake:from_1")
def numbered_from_one(distances, limit):
    """0 stands for "no group yet", so the groups are numbered from 1."""
    n = len(distances)
    labels = np.zeros(n, int)
    number = 0
    for i in range(n):
        if labels[i]:
            continue
        number += 1
        labels[i] = number
        waiting = [i]
        while waiting:
            current = waiting.pop()
            for j in np.flatnonzero((distances[current] <= limit) & (labels == 0)):
                labels[j] = number
                waiting.append(j)
    return labels


@attempt("comparison.group", told="mistake:first_picture")
def first_member_as_label(distances, limit):
    """The number of the first picture is the label: there are gaps between the labels."""
    labels = np.arange(len(distances))
    for i in range(len(distances)):
        for j in range(len(distances)):
            if distances[i, j] <= limit:
                low, high = sorted((labels[i], labels[j]))
                labels[labels == high] = low
    return labels


@attempt("comparison.group", told="mistake:one_pass")
def one_pass_only(distances, limit):
    """Each takes the smallest label near it in a single pass: groups that meet later stay apart."""
    labels = np.arange(len(distances))
    for i in range(len(distances)):
        labels[i] = labels[distances[i] <= limit].min()
    return np.unique(labels, return_inverse=True)[1]


@attempt("comparison.group", told="mistake:never_meeting")
def joins_the_first_near_one(distances, limit):
    """Each picture joins the first earlier one it is near to; two groups are never joined."""
    labels = []
    for i in range(len(distances)):
        near = [labels[j] for j in range(i) if distances[i, j] <= limit]
        labels.append(near[0] if near else max(labels, default=-1) + 1)
    return np.array(labels)


@attempt("comparison.group", told="mistake:near_all")
def near_to_all_members(distances, limit):
    """Joins a group only if it is near to all its members: complete linkage, no chains."""
    groups = []
    for i in range(len(distances)):
        for members in groups:
            if all(distances[i, j] <= limit for j in members):
                members.append(i)
                break
        else:
            groups.append([i])
    labels = np.zeros(len(distances), int)
    for number, members in enumerate(groups):
        labels[members] = number
    return labels


@attempt("comparison.group", told="mistake:neighbors_alone")
def neighbors_in_the_order(distances, limit):
    """Compares each picture with the one before it alone: a new group at each larger step."""
    labels = [0]
    for i in range(1, len(distances)):
        labels.append(labels[-1] + int(distances[i - 1, i] > limit))
    return np.array(labels)


@attempt("comparison.group", told="mistake:far_ones")
def far_ones_joined(distances, limit):
    """The comparison is the wrong way round: pictures that are far from each other are joined."""
    far = distances > limit
    labels = np.full(len(far), -1)
    for i in range(len(far)):
        if labels[i] >= 0:
            continue
        number = labels.max() + 1
        waiting = [i]
        while waiting:
            current = waiting.pop()
            labels[current] = number
            waiting += [j for j in np.flatnonzero(far[current]) if labels[j] < 0]
    return labels


@attempt("comparison.group", told="mistake:lists_of_pictures")
def groups_as_lists(distances, limit):
    """Returns the members of each group as lists, not a label for each picture."""
    left = list(range(len(distances)))
    groups = []
    while left:
        members = [left.pop(0)]
        for current in members:
            for j in list(left):
                if distances[current, j] <= limit:
                    members.append(j)
                    left.remove(j)
        groups.append(sorted(members))
    return groups


@attempt("comparison.group", told="mistake:only_one_relabeled")
def relabeled_one_not_all(distances, limit):
    """When two groups meet, only the picture itself changes its label, not its whole group."""
    n = len(distances)
    labels = np.arange(n)
    for i in range(n):
        for j in range(i + 1, n):
            if distances[i, j] <= limit:
                labels[j] = labels[i]
    return np.unique(labels, return_inverse=True)[1]


@attempt("comparison.group", told="mistake:by_size")
def largest_group_first(distances, limit):
    """Numbers the groups by their size, the largest first, not by their first picture."""
    left = list(range(len(distances)))
    groups = []
    while left:
        members = [left.pop(0)]
        for current in members:
            near = [j for j in left if distances[current, j] <= limit]
            members += near
            left = [j for j in left if j not in near]
        groups.append(members)
    labels = np.zeros(len(distances), int)
    for number, members in enumerate(sorted(groups, key=len, reverse=True)):
        labels[members] = number
    return labels


@attempt("comparison.group", told="mistake:two_steps")
def two_steps_only(distances, limit):
    """Follows a chain over one picture between: near = near @ near once, longer chains break."""
    near = distances <= limit
    near = near @ near
    labels = np.full(len(near), -1)
    for i in range(len(near)):
        if labels[i] < 0:
            labels[near[i] & (labels < 0)] = labels.max() + 1
    return labels


@attempt("comparison.group", told="mistake:by_last_picture")
def numbered_in_the_order_of_the_last(distances, limit):
    """Joins by the larger label, so that groups are numbered in the order of their last picture."""
    labels = np.arange(len(distances))
    for i in range(len(distances)):
        for j in range(len(distances)):
            if distances[i, j] <= limit:
                larger = max(labels[i], labels[j])
                labels[(labels == labels[i]) | (labels == labels[j])] = larger
    return np.unique(labels, return_inverse=True)[1]


@attempt("comparison.group", told="mistake:alone_is_none")
def single_pictures_without_a_group(distances, limit):
    """Pictures that are near to no other get -1, as noise in DBSCAN, and no group of their own."""
    n = len(distances)
    labels = np.full(n, -1)
    number = 0
    for i in range(n):
        alone = np.sum(distances[i] <= limit) == 1  # the picture itself
        if alone or labels[i] >= 0:
            continue
        waiting = [i]
        labels[i] = number
        while waiting:
            current = waiting.pop()
            for j in np.flatnonzero((distances[current] <= limit) & (labels < 0)):
                labels[j] = number
                waiting.append(j)
        number += 1
    return labels
