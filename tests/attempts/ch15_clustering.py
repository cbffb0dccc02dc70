"""Wrong answers to the exercises of chapter 15, as students write them."""

import numpy as np
from scipy.spatial.distance import cdist

from tests.attempts import attempt

# ---- clustering.assign ----


@attempt("clustering.assign", told="mistake:absolute_differences")
def manhattan_distance(points, centers):
    """Adds the absolute differences: the distance along the streets, not the straight one."""
    distances = np.abs(points[:, None, :] - centers[None, :, :]).sum(axis=2)
    return distances.argmin(axis=1)


@attempt("clustering.assign", told="mistake:largest_difference")
def largest_difference_alone(points, centers):
    """Takes the largest of the differences as the distance: the chessboard's king."""
    return cdist(points, centers, "chebyshev").argmin(axis=1)


@attempt("clustering.assign", told="mistake:farthest")
def farthest_center(points, centers):
    """Uses argmax for argmin: each point goes to the center that is farthest from it."""
    return np.argmax(np.linalg.norm(points[:, None] - centers, axis=2), axis=1)


@attempt("clustering.assign", told="mistake:of_each_center")
def nearest_point_of_each_center(points, centers):
    """Takes the minimum along the wrong axis: one point for each center, k numbers."""
    distances = np.sqrt(((points[:, None] - centers[None]) ** 2).sum(axis=2))
    return np.argmin(distances, axis=0)


@attempt("clustering.assign", told="mistake:last_of_equals")
def last_of_equals_wins(points, centers):
    """Compares with <=, so that of two equally near centers the higher index wins."""
    labels = np.zeros(len(points), dtype=int)
    for i, point in enumerate(points):
        best = np.inf
        for j, center in enumerate(centers):
            distance = np.sum((point - center) ** 2)
            if distance <= best:
                best = distance
                labels[i] = j
    return labels


@attempt("clustering.assign", told="mistake:as_list")
def list_of_labels(points, centers):
    """Collects the labels in a list and returns the list, not an array."""
    labels = []
    for point in points:
        distances = [np.linalg.norm(point - center) for center in centers]
        labels.append(distances.index(min(distances)))
    return labels


@attempt("clustering.assign", told="mistake:root")
def distances_for_indices(points, centers):
    """Uses min for argmin: how far the nearest center is, not which one it is."""
    return cdist(points, centers).min(axis=1)


@attempt("clustering.assign", told="type")
def labels_as_float(points, centers):
    """Fills np.zeros(n), which is float: such labels cannot index an array."""
    labels = np.zeros(len(points))
    for i in range(len(points)):
        labels[i] = np.argmin(((centers - points[i]) ** 2).sum(axis=1))
    return labels


@attempt("clustering.assign", told="mistake:from_one")
def counted_from_one(points, centers):
    """Numbers the centers from 1 to k."""
    return cdist(points, centers).argmin(axis=1) + 1


@attempt("clustering.assign", told="mistake:centers_themselves")
def coordinates_for_indices(points, centers):
    """Returns the nearest center itself, with all its features, for each point."""
    return centers[cdist(points, centers).argmin(axis=1)]


@attempt("clustering.assign", told="mistake:signs_left")
def differences_summed_with_sign(points, centers):
    """Adds the differences before they are squared: one up and one down cancel."""
    difference = (points[:, None] - centers[None]).sum(axis=2)
    return np.argmin(difference**2, axis=1)


@attempt("clustering.assign", told="mistake:last_left_out")
def last_center_not_tried(points, centers):
    """The loop ends one center early: range(1, k - 1)."""
    labels = []
    for point in points:
        nearest = 0
        for j in range(1, len(centers) - 1):
            if np.linalg.norm(point - centers[j]) < np.linalg.norm(point - centers[nearest]):
                nearest = j
        labels.append(nearest)
    return np.array(labels)


@attempt("clustering.assign", told="mistake:best_so_far")
def best_not_reset(points, centers):
    """Sets the best distance before the loops: later points must beat the earlier ones."""
    labels = np.zeros(len(points), dtype=int)
    best = np.inf
    for i in range(len(points)):
        for j in range(len(centers)):
            distance = np.linalg.norm(points[i] - centers[j])
            if distance < best:
                best = distance
                labels[i] = j
    return labels


@attempt("clustering.assign", told="mistake:two_features")
def x_and_y_only(points, centers):
    """Reads two features, x and y, however many there are."""
    return cdist(points[:, :2], centers[:, :2]).argmin(axis=1)


@attempt("clustering.assign", told="mistake:cut")
def distances_cut_to_whole_numbers(points, centers):
    """Cuts the distances to whole numbers: 3.1 and 3.9 are equally near."""
    distances = np.zeros((len(points), len(centers)), dtype=int)
    for j, center in enumerate(centers):
        distances[:, j] = np.sqrt(np.sum((points - center) ** 2, axis=1))
    return distances.argmin(axis=1)


# ---- clustering.inertia ----


@attempt("clustering.inertia", told="mistake:not_squared")
def distances_not_squared(points, labels, centers):
    """Adds the distances themselves: the root was taken, as one is used to."""
    return float(np.linalg.norm(points - centers[labels], axis=1).sum())


@attempt("clustering.inertia", told="mistake:mean")
def mean_for_sum(points, labels, centers):
    """The mean of the squared distances: divided by the number of points."""
    return float(np.mean(np.sum((points - centers[labels]) ** 2, axis=1)))


@attempt("clustering.inertia", told="mistake:absolute")
def absolute_differences(points, labels, centers):
    """Adds the absolute differences of the features, nothing squared."""
    return float(np.abs(points - centers[labels]).sum())


@attempt("clustering.inertia", told="mistake:nearest")
def nearest_for_own(points, labels, centers):
    """Takes the nearest center of each point and does not look at the labels."""
    return float((cdist(points, centers).min(axis=1) ** 2).sum())


@attempt("clustering.inertia", told="mistake:all_centers")
def all_centers(points, labels, centers):
    """Adds the squared distances to all the centers, not only to the own one."""
    total = 0.0
    for point in points:
        for center in centers:
            total += np.sum((point - center) ** 2)
    return float(total)


@attempt("clustering.inertia", told="mistake:signs_left")
def sum_squared_for_squares_summed(points, labels, centers):
    """Adds the features' differences first and squares the sum."""
    total = 0.0
    for point, label in zip(points, labels, strict=True):
        total += np.sum(point - centers[label]) ** 2
    return float(total)


@attempt("clustering.inertia", told="mistake:root")
def norm_of_the_whole_table(points, labels, centers):
    """np.linalg.norm of all the differences: the root of the inertia."""
    return float(np.linalg.norm(points - centers[labels]))


@attempt("clustering.inertia", told="type")
def one_number_for_each_cluster(points, labels, centers):
    """Returns an array with the inertia of each cluster; they are not added up."""
    result = np.zeros(len(centers))
    for j in range(len(centers)):
        result[j] = np.sum((points[labels == j] - centers[j]) ** 2)
    return result


@attempt("clustering.inertia", told="mistake:one_for_each_point")
def one_number_for_each_point(points, labels, centers):
    """Sums along the features alone: an array of n squared distances."""
    return np.sum((points - centers[labels]) ** 2, axis=1)


@attempt("clustering.inertia", told="mistake:whole_centers")
def whole_numbers_first(points, labels, centers):
    """Turns the centers into whole numbers, because pixels are whole numbers."""
    centers = centers.astype(int)
    return float(((points - centers[labels]) ** 2).sum())


@attempt("clustering.inertia", told="mistake:middle_of_all")
def distance_to_the_mean_of_all(points, labels, centers):
    """Measures from the mean of all points: the total scatter, whatever the clusters."""
    return float(np.sum((points - points.mean(axis=0)) ** 2))


@attempt("clustering.inertia", told="mistake:fresh_means")
def means_for_the_given_centers(points, labels, centers):
    """Computes the mean of each cluster afresh and does not use the centers it was given."""
    total = 0.0
    for j in np.unique(labels):
        cluster = points[labels == j]
        total += ((cluster - cluster.mean(axis=0)) ** 2).sum()
    return float(total)


@attempt("clustering.inertia", told="mistake:as_many_as_centers")
def loop_over_the_centers(points, labels, centers):
    """The loop over the points has the length of the centers: it ends after k points."""
    total = 0.0
    for i in range(min(len(centers), len(points))):
        total += np.sum((points[i] - centers[labels[i]]) ** 2)
    return float(total)


@attempt("clustering.inertia", told="mistake:means_of_clusters")
def mean_of_each_cluster_summed(points, labels, centers):
    """Adds up the mean squared distances of the clusters: small clusters count as much as large."""
    total = 0.0
    for j, center in enumerate(centers):
        if np.any(labels == j):
            total += np.mean(np.sum((points[labels == j] - center) ** 2, axis=1))
    return float(total)


@attempt("clustering.inertia", told="mistake:mean_of_features")
def mean_over_the_features(points, labels, centers):
    """The mean of the squares over the features, where the distance has their sum."""
    return float(((points - centers[labels]) ** 2).mean(axis=1).sum())


# ---- clustering.update ----


@attempt("clustering.update", told="mistake:of_everything")
def mean_without_axis(points, labels, k):
    """mean() without an axis: one number for a cluster, the same in all features."""
    centers = np.zeros((k, points.shape[1]))
    for j in range(k):
        centers[j] = points[labels == j].mean()
    return centers


@attempt("clustering.update", told="mistake:median")
def median_for_mean(points, labels, k):
    """The median of each feature: k-medians, not k-means."""
    return np.array([np.median(points[labels == j], axis=0) for j in range(k)])


@attempt("clustering.update", told="mistake:sum")
def sum_not_divided(points, labels, k):
    """The sum of the points of each cluster, not divided by their number."""
    return np.array([points[labels == j].sum(axis=0) for j in range(k)], dtype=float)


@attempt("clustering.update", told="mistake:whole")
def divided_with_two_slashes(points, labels, k):
    """Divides with //: the means are cut to whole numbers."""
    centers = []
    for j in range(k):
        cluster = points[labels == j]
        centers.append(cluster.sum(axis=0) // len(cluster))
    return np.array(centers).astype(float)


@attempt("clustering.update", told="mistake:in_the_type_of_points")
def centers_of_the_points_type(points, labels, k):
    """Puts the means into an array of the points' type: of whole points, whole centers."""
    centers = np.zeros_like(points, shape=(k, points.shape[1]))
    for j in range(k):
        centers[j] = points[labels == j].mean(axis=0)
    return centers


@attempt("clustering.update", told="mistake:divided_by_all")
def divided_by_all_points(points, labels, k):
    """Divides the sum of each cluster by the number of all points."""
    centers = np.zeros((k, points.shape[1]))
    for j in range(k):
        centers[j] = points[labels == j].sum(axis=0) / len(points)
    return centers


@attempt("clustering.update", told="mistake:from_one")
def labels_from_one(points, labels, k):
    """Goes through range(1, k): the cluster with the label 0 has no center."""
    return np.array([points[labels == j].mean(axis=0) for j in range(1, k)])


@attempt("clustering.update", told="mistake:as_list")
def list_of_centers(points, labels, k):
    """Returns a list of arrays, not one array."""
    return [points[labels == j].mean(axis=0) for j in range(k)]


@attempt("clustering.update", told="mistake:as_they_come")
def in_order_of_appearance(points, labels, k):
    """Lists the clusters as they first appear among the points, not by their labels."""
    clusters = {}
    for point, label in zip(points, labels, strict=True):
        clusters.setdefault(int(label), []).append(point)
    return np.array([np.mean(cluster, axis=0) for cluster in clusters.values()])


@attempt("clustering.update", told="mistake:wrapped")
def added_in_the_points_type(points, labels, k):
    """Adds point by point in the points' own type: of uint8, the sum wraps at 256."""
    centers = np.zeros((k, points.shape[1]))
    for j in range(k):
        total = np.zeros_like(points[0])
        for point in points[labels == j]:
            total = total + point
        centers[j] = total / np.sum(labels == j)
    return centers


@attempt("clustering.update", told="mistake:middle_of_the_box")
def middle_of_the_box(points, labels, k):
    """Half-way between the smallest and the largest value: the middle of the bounding box."""
    centers = np.zeros((k, points.shape[1]))
    for j in range(k):
        cluster = points[labels == j].astype(float)
        centers[j] = (cluster.min(axis=0) + cluster.max(axis=0)) / 2
    return centers


@attempt("clustering.update", told="mistake:halves")
def halved_again_and_again(points, labels, k):
    """Takes the mean of the center so far and the next point: the last points weigh most."""
    centers = [None] * k
    for point, label in zip(points.astype(float), labels, strict=True):
        old = centers[label]
        centers[label] = point if old is None else (old + point) / 2
    return np.array(centers)


@attempt("clustering.update", told="mistake:on_its_side")
def features_in_rows(points, labels, k):
    """Collects feature by feature: the result lies on its side, (features, k)."""
    counts = np.bincount(labels, minlength=k)
    return np.array([np.bincount(labels, weights=f, minlength=k) / counts for f in points.T])


@attempt("clustering.update", told="mistake:one_too_many")
def one_too_many_in_the_count(points, labels, k):
    """Starts the counts at 1, so as not to divide by zero: the means are too small."""
    sums = np.zeros((k, points.shape[1]))
    counts = np.ones(k)
    for i, j in enumerate(labels):
        sums[j] += points[i]
        counts[j] += 1
    return sums / counts[:, None]


@attempt("clustering.update", told="mistake:last_point")
def indexed_addition(points, labels, k):
    """sums[labels] += points adds only the last point of each label, not every one."""
    sums = np.zeros((k, points.shape[1]))
    sums[labels] += points
    return sums / np.bincount(labels, minlength=k)[:, None]


# ---- clustering.repair ----


def means(points, labels, centers):
    """Move each center that has points onto their mean, rightly; leave the empty ones."""
    new = centers.astype(float)
    for j in range(len(centers)):
        if np.any(labels == j):
            new[j] = points[labels == j].mean(axis=0)
    return new


def empty_ones(labels, centers):
    """List the centers without a point, rightly."""
    return [j for j in range(len(centers)) if not np.any(labels == j)]


@attempt("clustering.repair", told="mistake:left_where_it_was")
def empty_stays_where_it_was(points, labels, centers):
    """Leaves an empty center at its old place."""
    return means(points, labels, centers)


@attempt("clustering.repair", told="mistake:nan")
def mean_of_nothing(points, labels, centers):
    """Does not think of empty clusters: 0 / 0 is NaN."""
    new = np.zeros(centers.shape)
    with np.errstate(invalid="ignore"):
        for j in range(len(centers)):
            cluster = points[labels == j]
            new[j] = cluster.sum(axis=0) / np.int64(len(cluster))
    return new


@attempt("clustering.repair", told="values")
def random_point(points, labels, centers):
    """Moves an empty center onto a point drawn at random, as at the start of k-means."""
    rng = np.random.default_rng(0)
    new = means(points, labels, centers)
    for j in empty_ones(labels, centers):
        new[j] = points[rng.integers(len(points))]
    return new


@attempt("clustering.repair", told="mistake:from_the_empty_one")
def farthest_from_the_empty_one(points, labels, centers):
    """Takes the point that is farthest from the empty center, not from its own center."""
    new = means(points, labels, centers)
    for j in empty_ones(labels, centers):
        distances = np.linalg.norm(points - centers[j], axis=1)
        new[j] = points[np.argmax(distances)]
    return new


@attempt("clustering.repair", told="mistake:from_the_new_means")
def farthest_from_the_new_centers(points, labels, centers):
    """Measures from the new means, where the prompt says: from the old centers."""
    new = means(points, labels, centers)
    distances = np.linalg.norm(points - new[labels], axis=1)
    order = np.argsort(-distances, kind="stable")
    for rank, j in enumerate(empty_ones(labels, centers)):
        new[j] = points[order[rank]]
    return new


@attempt("clustering.repair", told="mistake:all_on_one")
def all_onto_the_same_point(points, labels, centers):
    """Every empty center takes the farthest point: two of them lie upon each other."""
    new = means(points, labels, centers)
    distances = ((points - centers[labels]) ** 2).sum(axis=1)
    for j in empty_ones(labels, centers):
        new[j] = points[distances.argmax()]
    return new


@attempt("clustering.repair", told="mistake:turned_around")
def nearest_of_the_far_ones_first(points, labels, centers):
    """Takes the end of argsort as it is: the lowest index gets the least far of the points."""
    new = means(points, labels, centers)
    empty = empty_ones(labels, centers)
    if empty:
        order = np.argsort(np.linalg.norm(points - centers[labels], axis=1))
        new[empty] = points[order[-len(empty) :]]
    return new


@attempt("clustering.repair", told="mistake:taken_out")
def taken_out_of_the_cluster(points, labels, centers):
    """Gives the point the label of the empty center first: its old cluster's mean misses it."""
    labels = labels.copy()
    distances = np.linalg.norm(points - centers[labels], axis=1)
    order = np.argsort(-distances, kind="stable")
    for rank, j in enumerate(empty_ones(labels, centers)):
        labels[order[rank]] = j
    return means(points, labels, centers)


@attempt("clustering.repair", told="mistake:absolute_differences")
def far_along_the_streets(points, labels, centers):
    """Finds the farthest point by the sum of the absolute differences."""
    new = means(points, labels, centers)
    distances = np.abs(points - centers[labels]).sum(axis=1)
    order = np.argsort(-distances, kind="stable")
    for rank, j in enumerate(empty_ones(labels, centers)):
        new[j] = points[order[rank]]
    return new


@attempt("clustering.repair", told="mistake:mixed")
def written_into_the_old_centers(points, labels, centers):
    """Overwrites the old centers one by one, and measures from a mixture of old and new ones."""
    centers = np.asarray(centers, dtype=float)
    taken = []
    for j in range(len(centers)):
        if np.any(labels == j):
            centers[j] = points[labels == j].mean(axis=0)
        else:
            distances = np.linalg.norm(points - centers[labels], axis=1)
            distances[taken] = -1
            taken.append(int(distances.argmax()))
            centers[j] = points[taken[-1]]
    return centers


@attempt("clustering.repair", told="mistake:left_out")
def empty_left_out(points, labels, centers):
    """Goes through the labels that occur: fewer centers come back than went in."""
    return np.array([points[labels == j].mean(axis=0) for j in np.unique(labels)])


@attempt("clustering.repair", told="mistake:measured_again")
def distances_measured_again(points, labels, centers):
    """For the second empty center, takes the first one's new place into account."""
    new = means(points, labels, centers)
    distances = np.linalg.norm(points - centers[labels], axis=1)
    for j in empty_ones(labels, centers):
        new[j] = points[distances.argmax()]
        distances = np.minimum(distances, np.linalg.norm(points - new[j], axis=1))
    return new


@attempt("clustering.repair", told="mistake:counted_by_labels")
def k_from_the_highest_label(points, labels, centers):
    """Takes k from labels.max() + 1: empty centers at the end get lost."""
    k = labels.max() + 1
    new = means(points, labels, centers[:k])
    order = np.argsort(-np.linalg.norm(points - centers[labels], axis=1), kind="stable")
    for rank, j in enumerate(empty_ones(labels, centers[:k])):
        new[j] = points[order[rank]]
    return new


@attempt("clustering.repair", told="mistake:others_stay")
def only_the_empty_ones_move(points, labels, centers):
    """Moves the empty centers, but leaves the others at their old places."""
    new = centers.astype(float)
    order = np.argsort(-((points - centers[labels]) ** 2).sum(axis=1), kind="stable")
    for rank, j in enumerate(empty_ones(labels, centers)):
        new[j] = points[order[rank]]
    return new


@attempt("clustering.repair", told="type")
def whole_number_centers(points, labels, centers):
    """Rounds the centers to whole numbers, as if they were pixels."""
    new = np.zeros(centers.shape, dtype=int)
    order = np.argsort(-cdist(points, centers)[np.arange(len(points)), labels], kind="stable")
    order = list(order)
    for j in range(len(centers)):
        if np.any(labels == j):
            new[j] = np.round(points[labels == j].mean(axis=0))
        else:
            new[j] = points[order.pop(0)]
    return new
