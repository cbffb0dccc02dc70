"""Wrong answers to the exercises of chapter 16, as students write them."""

import math

import numpy as np

from tests.attempts import attempt

# ---- clustering.paint ----


@attempt("clustering.paint", told="mistake:cut")
def cut_not_rounded(labels, centers):
    """astype(np.uint8) alone: the digits after the point are cut off, 99.9 becomes 99."""
    return centers.astype(np.uint8)[labels]


@attempt("clustering.paint", told="mistake:not_at_all")
def float_picture(labels, centers):
    """Returns the float centers as they are, neither rounded nor uint8."""
    return centers[labels]


@attempt("clustering.paint", told="type")
def rounded_to_int(labels, centers):
    """Rounds, but to int: eight bytes for each value, and no picture for OpenCV."""
    return np.round(centers).astype(int)[labels]


@attempt("clustering.paint", told="mistake:up")
def rounded_up(labels, centers):
    """Rounds up with np.ceil."""
    return np.ceil(centers[labels]).astype(np.uint8)


@attempt("clustering.paint", told="mistake:rgb")
def channels_exchanged(labels, centers):
    """Turns the channels around, as if a plot wanted RGB."""
    return np.rint(centers).astype(np.uint8)[labels][..., ::-1]


@attempt("clustering.paint", told="mistake:on_its_side")
def rows_and_columns_exchanged(labels, centers):
    """Goes through the columns first and builds the picture on its side."""
    rows, columns = labels.shape
    picture = np.zeros((columns, rows, 3), dtype=np.uint8)
    for x in range(columns):
        for y in range(rows):
            picture[x, y] = np.round(centers[labels[y, x]])
    return picture


@attempt("clustering.paint", told="mistake:from_one")
def labels_from_one(labels, centers):
    """Takes labels for numbers from 1: label 0 gets the last color."""
    return np.round(centers).astype(np.uint8)[labels - 1]


@attempt("clustering.paint", told="mistake:gray")
def one_gray_value(labels, centers):
    """Paints the mean of the three channels: a gray picture without a third axis."""
    return np.round(centers.mean(axis=1)).astype(np.uint8)[labels]


@attempt("clustering.paint", told="mistake:from_0_to_1")
def times_255(labels, centers):
    """Takes floats for values from 0 to 1 and multiplies by 255: nearly all is white."""
    return np.clip(np.round(centers[labels] * 255), 0, 255).astype(np.uint8)


@attempt("clustering.paint", told="mistake:flat")
def left_flat(labels, centers):
    """Ravels the labels and never reshapes: a list of colors, no picture."""
    return np.round(centers[labels.ravel()]).astype(np.uint8)


@attempt("clustering.paint", told="mistake:broken_rows")
def reshaped_with_width_first(labels, centers):
    """Reshapes with the width before the height: the rows are broken in wrong places."""
    height, width = labels.shape
    colors = np.round(centers).astype(np.uint8)
    return colors[labels.ravel()].reshape(width, height, 3)


@attempt("clustering.paint", told="values")
def labels_stretched_to_gray(labels, centers):
    """Shows the labels themselves, spread from black to white, without the centers."""
    gray = (labels * (255 / max(len(centers) - 1, 1))).round().astype(np.uint8)
    return np.dstack([gray, gray, gray])


@attempt("clustering.paint", told="mistake:first_left_black")
def first_cluster_left_black(labels, centers):
    """Goes through range(1, k): label 0 is taken for background and stays black."""
    picture = np.zeros((*labels.shape, 3), dtype=np.uint8)
    for j in range(1, len(centers)):
        picture[labels == j] = np.round(centers[j])
    return picture


@attempt("clustering.paint", told="mistake:last_left_black")
def last_cluster_left_black(labels, centers):
    """Goes through range(labels.max()): the highest label is never painted."""
    picture = np.zeros((*labels.shape, 3), dtype=np.uint8)
    for j in range(labels.max()):
        picture[labels == j] = np.round(centers[j])
    return picture


@attempt("clustering.paint", told="mistake:replaced_in_turn")
def replaced_one_after_the_other(labels, centers):
    """Replaces labels by values in one array: a small new value is taken for a label later on."""
    picture = np.dstack([labels] * 3).astype(np.uint8)
    for j, center in enumerate(np.round(centers)):
        for channel in range(3):
            layer = picture[:, :, channel]
            layer[layer == j] = center[channel]
    return picture


# ---- clustering.palette ----


@attempt("clustering.palette", told="mistake:counts")
def counts_for_shares(labels, centers):
    """Returns how many pixels each color has, not their share."""
    counts = np.bincount(labels.ravel(), minlength=len(centers)).astype(float)
    order = np.argsort(-counts, kind="stable")
    return np.round(centers[order]).astype(np.uint8), counts[order]


@attempt("clustering.palette", told="mistake:percent")
def percent(labels, centers):
    """Returns percent: the shares add up to 100, not to 1."""
    shares = np.array([100 * np.mean(labels == j) for j in range(len(centers))])
    order = np.argsort(-shares, kind="stable")
    return np.round(centers[order]).astype(np.uint8), shares[order]


@attempt("clustering.palette", told="mistake:smallest_first")
def smallest_first(labels, centers):
    """argsort as it is: the color with the smallest share comes first."""
    shares = np.bincount(labels.ravel(), minlength=len(centers)) / labels.size
    order = np.argsort(shares, kind="stable")
    return np.round(centers[order]).astype(np.uint8), shares[order]


@attempt("clustering.palette", told="mistake:equals_turned")
def equals_turned_around(labels, centers):
    """argsort and then [::-1]: of equal shares, the higher index comes first."""
    shares = np.bincount(labels.ravel(), minlength=len(centers)) / labels.size
    order = np.argsort(shares, kind="stable")[::-1]
    return np.round(centers[order]).astype(np.uint8), shares[order]


@attempt("clustering.palette", told="mistake:empty_left_out")
def empty_left_out(labels, centers):
    """np.unique lists only labels that occur: a color without pixels is missing."""
    values, counts = np.unique(labels, return_counts=True)
    order = np.argsort(-counts, kind="stable")
    colors = np.round(centers[values[order]]).astype(np.uint8)
    return colors, counts[order] / labels.size


@attempt("clustering.palette", told="mistake:cut")
def colors_cut(labels, centers):
    """Cuts the colors with astype(np.uint8) and does not round them."""
    shares = np.bincount(labels.ravel(), minlength=len(centers)) / labels.size
    order = np.argsort(-shares, kind="stable")
    return centers[order].astype(np.uint8), shares[order]


@attempt("clustering.palette", told="type")
def colors_left_float(labels, centers):
    """Rounds the colors, but leaves them float."""
    shares = np.bincount(labels.ravel(), minlength=len(centers)) / labels.size
    order = np.argsort(-shares, kind="stable")
    return np.round(centers[order]), shares[order]


@attempt("clustering.palette", told="mistake:only_shares_sorted")
def only_the_shares_sorted(labels, centers):
    """Sorts the shares, but leaves the colors where they were: they no longer belong together."""
    shares = np.bincount(labels.ravel(), minlength=len(centers)) / labels.size
    return np.round(centers).astype(np.uint8), np.sort(shares)[::-1]


@attempt("clustering.palette", told="mistake:as_they_come")
def not_sorted(labels, centers):
    """Leaves both arrays in the order of the labels."""
    shares = np.array([np.count_nonzero(labels == j) for j in range(len(centers))]) / labels.size
    return np.round(centers).astype(np.uint8), shares


@attempt("clustering.palette", told="mistake:of_the_largest")
def share_of_the_largest(labels, centers):
    """Divides by the largest count: the first share is always 1."""
    counts = np.bincount(labels.ravel(), minlength=len(centers))
    order = np.argsort(-counts, kind="stable")
    return np.round(centers[order]).astype(np.uint8), counts[order] / counts.max()


@attempt("clustering.palette", told="mistake:rgb")
def palette_in_rgb(labels, centers):
    """Turns the colors into RGB, though the centers' order was not to be changed."""
    shares = np.bincount(labels.ravel(), minlength=len(centers)) / labels.size
    order = np.argsort(-shares, kind="stable")
    return np.round(centers[order]).astype(np.uint8)[:, ::-1], shares[order]


@attempt("clustering.palette", told="mistake:by_rows")
def divided_by_the_rows(labels, centers):
    """Divides by len(labels), which is the number of rows, not of pixels."""
    counts = np.bincount(labels.flatten(), minlength=len(centers))
    order = np.argsort(-counts, kind="stable")
    return np.round(centers[order]).astype(np.uint8), counts[order] / len(labels)


@attempt("clustering.palette", told="mistake:last_empty_left_out")
def without_minlength(labels, centers):
    """np.bincount without minlength: a last color that no pixel has is missing."""
    shares = np.bincount(labels.ravel()) / labels.size
    order = np.argsort(-shares, kind="stable")
    return np.round(centers[order]).astype(np.uint8), shares[order]


@attempt("clustering.palette", told="mistake:other_order")
def shares_before_colors(labels, centers):
    """Returns the two arrays in the other order."""
    shares = np.bincount(labels.ravel(), minlength=len(centers)) / labels.size
    order = np.argsort(-shares, kind="stable")
    return shares[order], np.round(centers[order]).astype(np.uint8)


@attempt("clustering.palette", told="shape")
def colors_of_the_painted_picture(labels, centers):
    """Paints and counts the colors: equal ones become one, and of ties the darker comes first."""
    pixels = np.round(centers[labels]).astype(np.uint8).reshape(-1, 3)
    colors, counts = np.unique(pixels, axis=0, return_counts=True)
    order = np.argsort(-counts, kind="stable")
    return colors[order], counts[order] / len(pixels)


# ---- clustering.weighted_centers ----


@attempt("clustering.weighted_centers", told="mistake:of_the_colors")
def mean_of_the_colors(colors, counts, labels, k):
    """Every color counts once, however many pixels have it."""
    return np.array([colors[labels == j].mean(axis=0) for j in range(k)])


@attempt("clustering.weighted_centers", told="mistake:wrapped_products")
def multiplied_in_uint8(colors, counts, labels, k):
    """Multiplies colors and counts in uint8: the products wrap at 256."""
    weighted = colors * counts.astype(np.uint8)[:, None]
    centers = np.zeros((k, 3))
    for j in range(k):
        centers[j] = weighted[labels == j].sum(axis=0) / counts[labels == j].sum()
    return centers


@attempt("clustering.weighted_centers", told="mistake:by_the_number_of_colors")
def divided_by_the_number_of_colors(colors, counts, labels, k):
    """mean() of the weighted colors divides by the number of colors, not of pixels."""
    weighted = colors * counts[:, None].astype(float)
    return np.array([weighted[labels == j].mean(axis=0) for j in range(k)])


@attempt("clustering.weighted_centers", told="mistake:by_all_pixels")
def divided_by_all_pixels(colors, counts, labels, k):
    """Weighs with the shares of the whole picture: divided by all pixels, not the cluster's."""
    shares = counts / counts.sum()
    return np.array([shares[labels == j] @ colors[labels == j] for j in range(k)])


@attempt("clustering.weighted_centers", told="mistake:not_divided")
def not_divided(colors, counts, labels, k):
    """Adds the weighted colors and forgets the division."""
    centers = np.zeros((k, 3))
    for color, count, label in zip(colors, counts, labels, strict=True):
        centers[label] += color * float(count)
    return centers


@attempt("clustering.weighted_centers", told="mistake:cut")
def divided_with_two_slashes(colors, counts, labels, k):
    """Divides with //: the centers are cut to whole numbers."""
    centers = np.zeros((k, 3))
    for j in range(k):
        own = labels == j
        total = (colors[own].astype(int) * counts[own, None]).sum(axis=0)
        centers[j] = total // counts[own].sum()
    return centers


@attempt("clustering.weighted_centers", told="mistake:rounded")
def rounded_to_uint8(colors, counts, labels, k):
    """Rounds the means to uint8, so that the centers are colors again."""
    centers = [
        np.average(colors[labels == j], axis=0, weights=counts[labels == j]) for j in range(k)
    ]
    return np.round(centers).astype(np.uint8)


@attempt("clustering.weighted_centers", told="mistake:most_frequent")
def most_frequent_color(colors, counts, labels, k):
    """Takes the color with the most pixels of each cluster: the mode, not the mean."""
    centers = np.zeros((k, 3))
    for j in range(k):
        own = np.flatnonzero(labels == j)
        centers[j] = colors[own[counts[own].argmax()]]
    return centers


@attempt("clustering.weighted_centers", told="mistake:median")
def median_of_the_pixels(colors, counts, labels, k):
    """Repeats each color as often as it occurs, and takes the median."""
    pixels = np.repeat(colors, counts, axis=0)
    pixel_labels = np.repeat(labels, counts)
    return np.array([np.median(pixels[pixel_labels == j], axis=0) for j in range(k)])


@attempt("clustering.weighted_centers", told="mistake:one_gray")
def mean_over_the_channels_too(colors, counts, labels, k):
    """Takes the mean without an axis: the three channels get the same number, a gray."""
    centers = np.zeros((k, 3))
    pixels = np.repeat(colors, counts, axis=0)
    pixel_labels = np.repeat(labels, counts)
    for j in range(k):
        centers[j] = pixels[pixel_labels == j].mean()
    return centers


@attempt("clustering.weighted_centers", told="mistake:last_color")
def indexed_addition(colors, counts, labels, k):
    """sums[labels] += adds only the last color of each cluster; the counts go the same way."""
    sums, totals = np.zeros((k, 3)), np.zeros(k)
    sums[labels] += colors * counts[:, None].astype(float)
    totals[labels] += counts
    return sums / totals[:, None]


@attempt("clustering.weighted_centers", told="mistake:divided_by_one_count")
def count_of_the_wrong_thing(colors, counts, labels, k):
    """Divides cluster j by counts[j], which is the number of pixels of color j."""
    centers = np.zeros((k, 3))
    for j in range(k):
        own = labels == j
        centers[j] = (colors[own] * counts[own][:, None].astype(float)).sum(axis=0) / counts[j]
    return centers


@attempt("clustering.weighted_centers", told="mistake:wrapped_sums")
def added_in_uint8(colors, counts, labels, k):
    """Writes out the pixels and adds them in an array of uint8: the sums wrap at 256."""
    sums = np.zeros((k, 3), dtype=np.uint8)
    pixels = np.zeros(k)
    for color, count, label in zip(colors, counts, labels, strict=True):
        for _ in range(count):
            sums[label] += color
            pixels[label] += 1
    return sums / pixels[:, None]


@attempt("clustering.weighted_centers", told="mistake:on_its_side")
def channels_in_rows(colors, counts, labels, k):
    """Collects channel by channel: the result lies on its side, (3, k)."""
    total = np.bincount(labels, weights=counts, minlength=k)
    return np.array(
        [
            np.bincount(labels, weights=counts * c.astype(float), minlength=k) / total
            for c in colors.T
        ]
    )


@attempt("clustering.weighted_centers", told="mistake:scaled_weights")
def weights_up_to_one(colors, counts, labels, k):
    """Scales the weights to at most 1 and takes the mean: all but the largest get darker."""
    centers = np.zeros((k, 3))
    for j in range(k):
        weights = counts[labels == j] / counts[labels == j].max()
        centers[j] = (colors[labels == j] * weights[:, None]).mean(axis=0)
    return centers


# ---- clustering.smallest_k ----


def mse(image, picture):
    """Compute the mean squared error, rightly."""
    return float(np.mean((image.astype(float) - picture) ** 2))


def psnr(image, picture):
    """Compute the peak signal-to-noise ratio in decibels, rightly."""
    error = mse(image, picture)
    return 10 * math.log10(255**2 / error) if error > 0 else math.inf


@attempt("clustering.smallest_k", told="mistake:as_they_come")
def first_key_that_reaches(image, quantized, wanted):
    """Goes through the dict in its own order: the first k that reaches, not the smallest."""
    for k, picture in quantized.items():
        if psnr(image, picture) >= wanted:
            return k
    return 0


@attempt("clustering.smallest_k", told="mistake:wraps")
def errors_in_uint8(image, quantized, wanted):
    """Subtracts and squares in uint8: large errors go round and look small."""
    for k in sorted(quantized):
        error = np.mean((image - quantized[k]) ** 2)
        if error == 0 or 10 * np.log10(255**2 / error) >= wanted:
            return k
    return 0


@attempt("clustering.smallest_k", told="mistake:more")
def more_than_wanted(image, quantized, wanted):
    """Compares with >: a PSNR that is exactly the wanted one is not enough."""
    for k in sorted(quantized):
        if psnr(image, quantized[k]) > wanted:
            return k
    return 0


@attempt("clustering.smallest_k", told="mistake:largest_if_none")
def largest_k_if_none(image, quantized, wanted):
    """Returns the largest k if none reaches the PSNR, not 0."""
    for k in sorted(quantized):
        if psnr(image, quantized[k]) >= wanted:
            break
    return k


@attempt("clustering.smallest_k", told="mistake:psnr_itself")
def psnr_for_k(image, quantized, wanted):
    """Returns the PSNR that was reached, not the k."""
    for k in sorted(quantized):
        reached = psnr(image, quantized[k])
        if reached >= wanted:
            return reached
    return 0


@attempt("clustering.smallest_k", told="mistake:natural")
def natural_logarithm(image, quantized, wanted):
    """math.log is the natural logarithm: each PSNR is 2.3 times too large."""
    for k in sorted(quantized):
        error = mse(image, quantized[k])
        if error == 0 or 10 * math.log(255**2 / error) >= wanted:
            return k
    return 0


@attempt("clustering.smallest_k", told="mistake:peak_not_squared")
def peak_not_squared(image, quantized, wanted):
    """Divides 255 by the mean squared error: 24 decibels too little."""
    for k in sorted(quantized):
        error = mse(image, quantized[k])
        if error == 0 or 10 * math.log10(255 / error) >= wanted:
            return k
    return 0


@attempt("clustering.smallest_k", told="mistake:peak_of_256")
def peak_of_256(image, quantized, wanted):
    """Takes 256 for the peak, the number of values: 0.03 decibels too much."""
    for k in sorted(quantized):
        error = mse(image, quantized[k])
        if error == 0 or 10 * math.log10(256**2 / error) >= wanted:
            return k
    return 0


@attempt("clustering.smallest_k", told="mistake:root")
def root_of_the_error(image, quantized, wanted):
    """Divides by the root of the mean squared error, but leaves the peak squared."""
    for k in sorted(quantized):
        error = math.sqrt(mse(image, quantized[k]))
        if error == 0 or 10 * math.log10(255**2 / error) >= wanted:
            return k
    return 0


@attempt("clustering.smallest_k", told="mistake:identical_left_out")
def identical_left_out(image, quantized, wanted):
    """Skips an identical picture, so as not to divide by zero: the best one is not taken."""
    for k in sorted(quantized):
        error = mse(image, quantized[k])
        if error == 0:
            continue
        if 10 * math.log10(255**2 / error) >= wanted:
            return k
    return 0


@attempt("clustering.smallest_k", told="mistake:peak_of_the_picture")
def peak_of_the_picture(image, quantized, wanted):
    """Takes the brightest value of the picture for the peak, not 255."""
    peak = float(image.max())
    for k in sorted(quantized):
        error = mse(image, quantized[k])
        if error == 0 or (peak > 0 and 10 * math.log10(peak**2 / error) >= wanted):
            return k
    return 0


@attempt("clustering.smallest_k", told="mistake:downward")
def largest_k_that_reaches(image, quantized, wanted):
    """Overwrites the answer at each k that reaches the PSNR: the largest remains."""
    answer = 0
    for k in sorted(quantized):
        if psnr(image, quantized[k]) >= wanted:
            answer = k
    return answer


@attempt("clustering.smallest_k", told="mistake:given_up_at_once")
def none_after_the_first(image, quantized, wanted):
    """Returns 0 in an else: if the smallest k does not reach it, the others are not tried."""
    for k in sorted(quantized):
        if psnr(image, quantized[k]) >= wanted:
            return k
        else:
            return 0


@attempt("clustering.smallest_k", told="mistake:by_halving")
def halving(image, quantized, wanted):
    """Searches by halving, as if the PSNR always rose with k."""
    ks = sorted(quantized)
    low, high = 0, len(ks)
    while low < high:
        middle = (low + high) // 2
        if psnr(image, quantized[ks[middle]]) >= wanted:
            high = middle
        else:
            low = middle + 1
    return ks[low] if low < len(ks) else 0


@attempt("clustering.smallest_k", told="mistake:by_pixels")
def divided_by_rows_and_columns(image, quantized, wanted):
    """Divides the squares by rows times columns: of three channels, the error is tripled."""
    rows, columns = image.shape[:2]
    for k in sorted(quantized):
        error = ((image.astype(float) - quantized[k]) ** 2).sum() / (rows * columns)
        if error == 0 or 10 * np.log10(255**2 / error) >= wanted:
            return k
    return 0
