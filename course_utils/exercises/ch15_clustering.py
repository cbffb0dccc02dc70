"""Exercises of chapter 15, k-means, step by step."""

import numpy as np

from ..checks import Exercise, mistakes_in, slips_in
from . import shared


def _labeled(points, centers):
    """Return the label of each point, as the reference of the first exercise does."""
    return ((points[:, None] - centers) ** 2).sum(axis=2).argmin(axis=1)


# ---- clustering.assign ---------------------------------------------------------------------------


def assign(points, centers):
    """Measure from every point to every center; argmin takes the first of equals.

    The root would change no order, so it can be left out.

    >>> assign(np.array([[0.0, 0.0], [9.0, 9.0]]), np.array([[8.0, 8.0], [1.0, 1.0]])).tolist()
    [1, 0]
    """
    squares = ((points[:, None] - centers) ** 2).sum(axis=2)
    return squares.argmin(axis=1)


def assign_cases(rng):
    def drawn(points, centers, features, spread=10.0):
        shape = (points, features), (centers, features)
        return tuple(rng.normal(0, spread, size) for size in shape)

    grid = np.stack(np.meshgrid(np.arange(5.0), np.arange(4.0)), axis=2).reshape(-1, 2)
    ties = rng.permutation(grid), np.array([[0.0, 1], [4, 1], [2, 3], [2, -1], [0, 3]])
    corners = rng.uniform(-1, 1, (12, 3)), rng.uniform(-1, 1, (4, 3))
    return [
        ("30 points of two features and four centers", drawn(30, 4, 2)),
        ("one feature", drawn(14, 3, 1)),
        ("four features", drawn(25, 5, 4)),
        ("points half-way between two centers", ties),
        ("distances below 1", corners),
        ("one center", drawn(6, 1, 2)),
        ("more centers than points", drawn(3, 7, 3)),
        ("all far below 0", (drawn(15, 3, 2)[0] - 900, drawn(15, 3, 2)[1] - 900)),
    ]


def _squares(differences):
    return (differences**2).sum(axis=2)


def _first(apart):
    return apart.argmin(axis=1)


def _assign(points, centers, *, apart=_squares, chosen=_first):
    """Label by a program of which both steps may be wrong."""
    return chosen(apart(points[:, None] - centers))


class Apart:
    def absolute_differences(differences):
        """You add up the absolute differences. That is the distance along streets; the straight one
        squares them."""
        return np.abs(differences).sum(axis=2)

    def largest_difference(differences):
        """You take the largest difference of one feature for the distance. All features count
        together in the straight one."""
        return np.abs(differences).max(axis=2)

    def signs_left(differences):
        """You add up the differences before you square them, so one up and one down cancel. Square
        each of them first."""
        return differences.sum(axis=2) ** 2

    def not_squared(differences):
        """You add up the differences with their signs, so a center far below counts as near. Square
        each of them first."""
        return differences.sum(axis=2)

    def first_feature(differences):
        """You look at the first feature alone. All features count."""
        return differences[:, :, 0] ** 2

    def two_features(differences):
        """You look at the first two features alone. There may be more: sum over the last axis,
        however long it is."""
        return (differences[:, :, :2] ** 2).sum(axis=2)

    def cut(differences):
        """You cut the distances to whole numbers, so 3.1 and 3.9 are equally near. Keep them as
        floats."""
        return np.sqrt(_squares(differences)).astype(int)


class Chosen:
    def farthest(apart):
        """Your points go to the center that is farthest away. The nearest one is asked for."""
        return apart.argmax(axis=1)

    def of_each_center(apart):
        """You looked for the nearest point of each center, so you have k numbers. Each *point*
        needs a center: look along the other axis."""
        return apart.argmin(axis=0)

    def last_of_equals(apart):
        """Of two centers that are equally near, you take the last one. The lower index wins: does a
        later center need to be nearer, or only as near?"""
        return apart.shape[1] - 1 - apart[:, ::-1].argmin(axis=1)

    def distance(apart):
        """You return how far the nearest center is, squared. Which one is it?"""
        return apart.min(axis=1)

    def root(apart):
        """You return how far the nearest center is. Which one is it?"""
        return np.sqrt(apart.min(axis=1))

    def last_left_out(apart):
        """Your loop ends one center too early: the last one is never tried."""
        return apart[:, : max(1, apart.shape[1] - 1)].argmin(axis=1)

    def best_so_far(apart):
        """Your smallest distance is not set back for the next point, so later points must beat the
        earlier ones. Begin anew with each point."""
        labels, best = np.zeros(len(apart), int), np.inf
        for i, row in enumerate(apart):
            for j, value in enumerate(row):
                if value < best:
                    labels[i], best = j, value
        return labels

    def table(apart):
        """You return the table of all squared distances. Which column is smallest in each row?"""
        return apart


class AssignMistakes:
    def centers_themselves(points, centers):
        """You return the nearest centers themselves, with their features. Their indices are asked
        for."""
        return centers[_labeled(points, centers)]

    def products(points, centers):
        """You compare by products, not by distances. A far center with large numbers wins then."""
        return (points @ centers.T).argmax(axis=1)

    def from_one(result):
        """You number the centers from 1. An index begins at 0."""
        return result + 1

    def column(result):
        """Your result has two axes. Return a number for each point on one axis."""
        return result[:, None]

    as_list = shared.as_list


ASSIGN = Exercise(
    name="clustering.assign",
    title="Assign",
    level="easy",
    points=1,
    reference=assign,
    cases=assign_cases,
    correct="Each point goes to its nearest center, and of equally near ones to the first.",
    mistakes=[
        *mistakes_in(AssignMistakes),
        *slips_in(Apart, _assign, "apart"),
        *slips_in(Chosen, _assign, "chosen"),
    ],
    hints=[
        "How far is one point from one center? And how would a loop remember the nearest?",
        "`points[:, None] - centers` has a row for each point, a column for each center, and all "
        "features behind.",
        "Sum the squares over the last axis, then look for the smallest of each row. `argmin` says "
        "where it is.",
    ],
)


# ---- clustering.inertia --------------------------------------------------------------------------


def inertia(points, labels, centers):
    """Index the centers by the labels, which gives each point its own, and sum the squares.

    >>> inertia(np.array([[1.0], [2.0], [9.0]]), np.array([0, 0, 1]), np.array([[1.0], [7.0]]))
    5.0
    """
    return float(((points - centers[labels]) ** 2).sum())


def inertia_cases(rng):
    def drawn(points, centers, features, spread=10.0):
        where = rng.normal(0, spread, (points + centers, features))
        labels = rng.permutation(np.arange(points) % centers)
        return where[centers:], labels, where[:centers]

    uneven = drawn(20, 3, 2)
    uneven[1][:] = rng.permutation(np.repeat([0, 1, 2], [13, 5, 2]))
    empty = drawn(12, 4, 3)
    empty[1][:] = rng.permutation(np.arange(12) % 3)
    exact = drawn(6, 2, 2)
    exact[0][:2] = exact[2][exact[1][:2]]
    return [
        ("12 points, three centers, two features", drawn(12, 3, 2)),
        ("one feature", drawn(9, 2, 1)),
        ("four features", drawn(15, 4, 4)),
        ("clusters of different size", uneven),
        ("a center that no point has", empty),
        ("two points on their center", exact),
        ("distances below 1", drawn(10, 2, 3, 0.3)),
        ("one center", drawn(5, 1, 2)),
    ]


def _own(points, labels, centers):
    return points - centers[labels]


def _sums_of_squares(differences):
    return (differences**2).sum(axis=1)


def _all(sizes, labels):
    return float(sizes.sum())


def _inertia(points, labels, centers, *, centered=_own, sized=_sums_of_squares, added=_all):
    """Add up by a program of which every step may be wrong."""
    return added(sized(centered(points, labels, centers)), labels)


class Centered:
    def nearest(points, labels, centers):
        """You measure to the nearest center of each point. The labels say which center is its own,
        and it need not be the nearest."""
        return points - centers[_labeled(points, centers)]

    def middle_of_all(points, labels, centers):
        """You measure from the mean of all points. Each point has a center of its own."""
        return points - points.mean(axis=0)

    def fresh_means(points, labels, centers):
        """You compute the means of the clusters anew. The centers that you were given need not be
        the means."""
        means = centers.copy()
        for j in np.unique(labels):
            means[j] = points[labels == j].mean(axis=0)
        return points - means[labels]

    def whole_centers(points, labels, centers):
        """You cut the centers to whole numbers. They are floats: keep them."""
        return points - centers.astype(int)[labels]

    def first_center(points, labels, centers):
        """You measure to the first center only. `centers[labels]` gives each point its own."""
        return points - centers[0]


class Sized:
    def not_squared(differences):
        """You add up the distances. Inertia adds up their squares: leave the root out."""
        return np.sqrt(_sums_of_squares(differences))

    def absolute(differences):
        """You add up absolute differences. Each difference is squared instead."""
        return np.abs(differences).sum(axis=1)

    def signs_left(differences):
        """You add up the features of a difference before you square, so one up and one down cancel.
        Square each of them first."""
        return differences.sum(axis=1) ** 2

    def mean_of_features(differences):
        """You take the mean over the features, where a squared distance is their sum."""
        return (differences**2).mean(axis=1)

    def first_feature(differences):
        """You look at the first feature alone. All features count."""
        return differences[:, 0] ** 2

    def fourth_power(differences):
        """You square twice: the squared distance once more. Once is enough."""
        return _sums_of_squares(differences) ** 2


class Added:
    def mean(sizes, labels):
        """You divide by the number of points. Inertia is the sum, not the mean."""
        return float(sizes.mean())

    def root(sizes, labels):
        """You take the root of the sum. Inertia stays squared."""
        return float(np.sqrt(sizes.sum()))

    def one_for_each_point(sizes, labels):
        """You return a number for each point. Add them up: one float is asked for."""
        return sizes

    def one_for_each_cluster(sizes, labels):
        """You return a number for each cluster. Add them up: one float is asked for."""
        return np.bincount(labels, sizes)

    def means_of_clusters(sizes, labels):
        """You add up the *mean* of each cluster, so small clusters count as much as large ones. Add
        up the points."""
        return float(sum(sizes[labels == j].mean() for j in np.unique(labels)))

    def last_left_out(sizes, labels):
        """The last point is missing. How far does your loop go?"""
        return float(sizes[:-1].sum())


class InertiaMistakes:
    def as_many_as_centers(points, labels, centers):
        """Your loop over the points ends after as many points as there are centers. Go through all
        points."""
        few = slice(len(centers))
        return _inertia(points[few], labels[few], centers)

    def all_centers(points, labels, centers):
        """You measure from each point to all centers. Only its own one counts: its label says
        which."""
        return float(_squares(points[:, None] - centers).sum())

    def rounded(result):
        """You round the result. Return it as it is."""
        return float(round(result))


INERTIA = Exercise(
    name="clustering.inertia",
    title="Inertia",
    level="easy",
    points=1,
    reference=inertia,
    cases=inertia_cases,
    correct="Each point adds its squared distance to its own center.",
    mistakes=[
        *mistakes_in(InertiaMistakes),
        *slips_in(Centered, _inertia, "centered"),
        *slips_in(Sized, _inertia, "sized"),
        *slips_in(Added, _inertia, "added"),
    ],
    hints=[
        "Which center belongs to point 0? And to point 1?",
        "An array of ints can be an index: `centers[labels]` has a row for each point.",
        "Squared distance: the squares of the differences, summed over the features. Then sum over "
        "the points.",
    ],
)


# ---- clustering.update ---------------------------------------------------------------------------


def update(points, labels, k):
    """Take the rows of each label and average them, feature by feature.

    >>> update(np.array([[1, 5], [2, 9], [4, 7]]), np.array([0, 1, 0]), 2).tolist()
    [[2.5, 6.0], [2.0, 9.0]]
    """
    return np.array([points[labels == j].mean(axis=0) for j in range(k)])


def update_cases(rng):
    def drawn(points, k, features, spread=10.0):
        labels = rng.permutation(np.r_[np.arange(k), rng.integers(0, k, points - k)])
        return rng.normal(3, spread, (points, features)), labels, k

    bright = rng.choice(np.array([120, 180, 250], np.uint8), (40, 3))
    pixels = bright, rng.permutation(np.arange(40) % 3), 3
    whole = rng.integers(-90, 90, (21, 2)), rng.permutation(np.arange(21) % 4), 4
    uneven = rng.normal(0, 20, (18, 2)), np.repeat([2, 0, 1], [12, 5, 1]), 3
    return [
        ("20 points of two features in three clusters", drawn(20, 3, 2)),
        ("one feature", drawn(11, 3, 1)),
        ("four features", drawn(30, 5, 4)),
        ("colors of pixels, uint8, some of them several times", pixels),
        ("integers, some below 0", whole),
        ("clusters of 12, 5 and 1 points", uneven),
        ("one cluster", drawn(7, 1, 3)),
        ("each point its own cluster", drawn(5, 5, 2)),
    ]


def _mean(cluster, total):
    return cluster.mean(axis=0)


def _by_label(points, labels, k):
    return [points[labels == j] for j in range(k)]


def _update(points, labels, k, *, grouped=_by_label, middle=_mean):
    """Move by a program of which both steps may be wrong."""
    return np.array([middle(cluster, len(points)) for cluster in grouped(points, labels, k)])


class Grouped:
    def from_one(points, labels, k):
        """The center of label 0 is missing: you go from 1. Labels go from 0 to k − 1."""
        return [points[labels == j] for j in range(1, k)]

    def last_missing(points, labels, k):
        """The last center is missing. Labels go from 0 to k − 1, and `range(k)` does as well."""
        return [points[labels == j] for j in range(k - 1)]

    def as_they_come(points, labels, k):
        """Your centers come in the order in which their labels first occur. Center j belongs to
        label j."""
        order = dict.fromkeys(labels.tolist())
        return [points[labels == j] for j in order]

    def all_but_their_own(points, labels, k):
        """You average the points that do *not* have the label."""
        return [points[labels != j] for j in range(k)]


class Middle:
    def of_everything(cluster, total):
        """You average all features together, so a center has the same number everywhere. Average
        each feature of its own, along the points."""
        return np.full(cluster.shape[1], cluster.mean())

    def median(cluster, total):
        """You took the median. The center of k-means is the mean."""
        return np.median(cluster, axis=0)

    def sum(cluster, total):
        """You added the points of a cluster up. Divide by how many they are."""
        return cluster.sum(axis=0).astype(float)

    def whole(cluster, total):
        """You divide with `//`, which cuts to whole numbers. Divide with `/`."""
        return (cluster.sum(axis=0) // len(cluster)).astype(float)

    def divided_by_all(cluster, total):
        """You divide by the number of all points. Divide by those of the cluster."""
        return cluster.sum(axis=0) / total

    def middle_of_the_box(cluster, total):
        """You took the middle between the smallest and the largest value. The mean counts every
        point."""
        return (cluster.min(axis=0) / 2) + (cluster.max(axis=0) / 2)

    def halves(cluster, total):
        """You take the mean of the center so far and the next point, so the last points weigh most.
        Add all up, then divide once."""
        center = cluster[0].astype(float)
        for point in cluster[1:]:
            center = (center + point) / 2
        return center

    def one_too_many(cluster, total):
        """You divide by one more than there are points in the cluster, so all centers lie too near
        to zero. Begin to count at 0."""
        return cluster.sum(axis=0) / (len(cluster) + 1)

    def one_too_few(cluster, total):
        """You divide by one less than there are points in the cluster. The mean divides by their
        number."""
        return cluster.sum(axis=0) / max(1, len(cluster) - 1)

    def wrapped(cluster, total):
        """You add up in the type of the points. In uint8, sums begin again at 0 after 255: add up
        in floats."""
        return cluster.sum(axis=0, dtype=cluster.dtype) / len(cluster)

    def last_point(cluster, total):
        """Your center is the last point of its cluster divided by their number: `sums[labels] +=
        points` adds only one point to each sum. Go through the labels one by one."""
        return cluster[-1] / len(cluster)

    def distinct(cluster, total):
        """You count equal points once. Each row is a point of its own, so it counts as often as it
        comes."""
        return np.unique(cluster, axis=0).mean(axis=0)

    def first_point(cluster, total):
        """Your center is the first point of its cluster. All its points count."""
        return cluster[0].astype(float)


class UpdateMistakes:
    def in_the_type_of_points(points, labels, k):
        """Your centers have the type of the points, so of whole points the means are cut to whole
        numbers. Make the array of the centers a float one."""
        return update(points, labels, k).astype(points.dtype)

    def on_its_side(result):
        """Your result lies on its side: the features are its rows. A center is a row."""
        return result.T

    def rounded(result):
        """You round the centers. Keep them as they are."""
        return np.rint(result)

    as_list = shared.as_list


UPDATE = Exercise(
    name="clustering.update",
    title="Update",
    level="medium",
    points=2,
    reference=update,
    cases=update_cases,
    correct="Each center is the mean of its points, feature by feature.",
    mistakes=[
        *mistakes_in(UpdateMistakes),
        *slips_in(Grouped, _update, "grouped"),
        *slips_in(Middle, _update, "middle"),
    ],
    hints=[
        "Which points belong to label 0? How do you take only their rows?",
        "`points[labels == 0]` is such a table. Along which axis does its mean keep the features?",
        "Do this for each label from 0 to k − 1, and make one float array of the results.",
    ],
)


# ---- clustering.repair ---------------------------------------------------------------------------


def repair(points, labels, centers):
    """Line the points up by the distance to their old center, and let empty centers take turns.

    >>> points = np.array([[0.0], [1.0], [5.0]])
    >>> repair(points, np.array([0, 0, 0]), np.array([[1.0], [90.0]])).tolist()
    [[2.0], [5.0]]
    """
    apart = ((points - centers[labels]) ** 2).sum(axis=1)
    waiting = iter(np.argsort(-apart))
    moved = np.empty(centers.shape)
    for j in range(len(centers)):
        cluster = points[labels == j]
        moved[j] = cluster.mean(axis=0) if len(cluster) else points[next(waiting)]
    return moved


def repair_cases(rng):
    def drawn(points, filled, far, features=2, *, order=None):
        where = rng.normal(0, 10, (points, features))
        centers = np.vstack(
            [rng.normal(0, 8, (filled, features)), rng.uniform(500, 900, (far, features))]
        )
        if order is not None:
            centers = centers[order]
        return where, _labeled(where, centers), centers

    def beside():
        """Two far points side by side, two others, and a center that is far from its mean."""
        near = rng.normal((30, 0), 3, (12, 2))
        far = np.array([[0.0, 60], [1, 59], [38, 38], [-25, -40]]) + rng.normal(0, 0.3, (4, 2))
        where = rng.permutation(np.vstack([near, far, rng.normal(-80, 2, (6, 2))]))
        centers = np.array([[700.0, 700], [0, 0], [-80, -80], [800, 700]])
        return where, _labeled(where, centers), centers

    one_alone = drawn(9, 2, 1)
    one_alone[0][4] = [-300, 0]
    one_alone[1][:] = np.arange(9) == 4
    one_alone[2][:2] = [[2, 1], [-290, 5]]
    farthest_alone = drawn(9, 2, 1)
    farthest_alone[0][6] = [-300, 0]
    farthest_alone[1][:] = np.arange(9) == 6
    farthest_alone[2][:2] = [[2, 1], [-240, 5]]
    diagonal = drawn(11, 1, 1)
    diagonal[0][:2] = [[44, 44], [0, 60]]
    diagonal[2][0] = 0
    return [
        ("two empty centers, and far points side by side", beside()),
        ("an empty center at the end", drawn(14, 2, 1)),
        ("an empty center in the middle", drawn(16, 3, 1, order=[0, 3, 1, 2])),
        ("two empty centers", drawn(20, 3, 2, order=[3, 0, 1, 4, 2])),
        ("two empty centers at the end, three features", drawn(18, 2, 2, 3)),
        ("three empty centers among two others", drawn(25, 2, 3, order=[2, 0, 3, 1, 4])),
        ("no empty center", drawn(24, 2, 0)),
        ("as many empty centers as points", drawn(2, 1, 2)),
        ("a cluster of one point", one_alone),
        ("the farthest point alone in its cluster", farthest_alone),
        ("a far point on the diagonal", diagonal),
        ("one feature", drawn(10, 2, 1, 1, order=[2, 0, 1])),
    ]


def _from_own(points, labels, centers, means):
    return ((points - centers[labels]) ** 2).sum(axis=1)


def _farthest_first(apart):
    return np.argsort(-apart)


def _take_turns(points, order, turn, old):
    return points[order[turn]]


def _repair(points, labels, centers, *, apart=_from_own, lined=_farthest_first, filled=_take_turns):
    """Repair by a program of which every step may be wrong."""
    moved = np.array(centers, float)
    empty = [j for j in range(len(centers)) if not (labels == j).any()]
    for j in set(range(len(centers))) - set(empty):
        moved[j] = points[labels == j].mean(axis=0)
    order = lined(apart(points, labels, centers, moved))
    for turn, j in enumerate(empty):
        moved[j] = filled(points, order, turn, centers[j])
    return moved


class Far:
    def from_the_new_means(points, labels, centers, means):
        """You measure from the new means. The point that is farthest from its *old* center is
        asked for."""
        return ((points - means[labels]) ** 2).sum(axis=1)

    def absolute_differences(points, labels, centers, means):
        """You look for the farthest point by absolute differences, as along streets. The straight
        distance squares them."""
        return np.abs(points - centers[labels]).sum(axis=1)

    def from_the_middle(points, labels, centers, means):
        """You look for the point that is farthest from the mean of all points. Measure from each
        point's own center."""
        return ((points - points.mean(axis=0)) ** 2).sum(axis=1)

    def from_zero(points, labels, centers, means):
        """You look for the point with the largest numbers. Measure from each point's own center."""
        return (points**2).sum(axis=1)

    def summed_over_centers(points, labels, centers, means):
        """You add up the distances to all centers, the empty ones too. Only the point's own center
        counts."""
        return np.sqrt(_squares(points[:, None] - centers)).sum(axis=1)


class Lined:
    def nearest_first(apart):
        """Your empty centers take the points that are nearest to their center. The farthest ones
        are asked for."""
        return np.argsort(apart)


class Filled:
    def left_where_it_was(points, order, turn, old):
        """You leave an empty center where it was, so it will stay empty. Move it onto a point."""
        return old

    def nan(points, order, turn, old):
        """You take the mean of no points at all, which is NaN. Treat an empty cluster before you
        divide."""
        return np.full(points.shape[1], np.nan)

    def zero(points, order, turn, old):
        """You leave an empty center at zero. Move it onto a point."""
        return np.zeros(points.shape[1])

    def all_on_one(points, order, turn, old):
        """All of your empty centers move onto the same point, so one of them will be empty again.
        The next one takes the next point."""
        return points[order[0]]

    def from_the_empty_one(points, order, turn, old):
        """You take the point that is farthest from the *empty* center. Each point is measured from
        the center that it has chosen."""
        return points[((points - old) ** 2).sum(axis=1).argmax()]

    def nearest_to_the_empty_one(points, order, turn, old):
        """You take the point that is nearest to the empty center. The one that is farthest from its
        own center is asked for."""
        return points[((points - old) ** 2).sum(axis=1).argmin()]

    def first_points(points, order, turn, old):
        """Your empty centers take the first points of the table. Those farthest from their own
        centers are asked for."""
        return points[turn]

    def middle_of_all(points, order, turn, old):
        """Your empty centers move to the mean of all points. Move each onto a point."""
        return points.mean(axis=0)


class RepairMistakes:
    def others_stay(points, labels, centers):
        """You move the empty centers alone. The others move as well, to the mean of their
        cluster."""
        right, moved = _repair(points, labels, centers), np.array(centers, float)
        empty = [not (labels == j).any() for j in range(len(centers))]
        moved[empty] = right[empty]
        return moved

    def left_out(points, labels, centers):
        """Your result has fewer centers than there were: the empty ones are gone. They need a row
        each."""
        return np.array([points[labels == j].mean(axis=0) for j in np.unique(labels)])

    def counted_by_labels(points, labels, centers):
        """You take the number of centers from the highest label, so empty ones at the end are gone.
        `centers` has a row for each."""
        return _repair(points, labels, centers[: labels.max() + 1])

    def turned_around(points, labels, centers):
        """Of several empty centers, your lowest index takes the least far of the points. It comes
        first, so it takes the farthest."""
        moved = _repair(points, labels, centers)
        empty = [not (labels == j).any() for j in range(len(centers))]
        moved[empty] = moved[empty][::-1]
        return moved

    def taken_out(points, labels, centers):
        """You took the point out of its old cluster before you averaged it. Here it stays in for
        this step."""
        labels, order = labels.copy(), np.argsort(-_from_own(points, labels, centers, None))
        empty = [j for j in range(len(centers)) if not (labels == j).any()]
        labels[order[: len(empty)]] = empty
        moved = np.array(centers, float)
        for j in np.unique(labels):
            moved[j] = points[labels == j].mean(axis=0)
        return moved

    def spared(points, labels, centers):
        """You leave out a point that is alone in its cluster. Here an empty center may take it as
        well."""
        alone = np.bincount(labels)[labels] == 1
        apart = np.where(alone, -1, _from_own(points, labels, centers, None))
        return _repair(points, labels, centers, apart=lambda *_: apart)

    def measured_again(points, labels, centers):
        """After the first empty center you measure again, with its new place. All distances are
        those to the old centers."""
        moved, apart = _repair(points, labels, centers), _from_own(points, labels, centers, None)
        for j in range(len(centers)):
            if not (labels == j).any():
                moved[j] = points[apart.argmax()]
                apart = np.minimum(apart, ((points - moved[j]) ** 2).sum(axis=1))
        return moved

    def mixed(points, labels, centers):
        """You write the new centers over the old ones while you still measure from them. Keep the
        old ones until the end."""
        moved, taken = np.array(centers, float), []
        for j in range(len(centers)):
            if (labels == j).any():
                moved[j] = points[labels == j].mean(axis=0)
            else:
                apart = _from_own(points, labels, moved, None)
                apart[taken] = -1
                taken.append(int(apart.argmax()))
                moved[j] = points[taken[-1]]
        return moved

    def rounded(result):
        """You round the centers to whole numbers. Keep them as floats."""
        return np.rint(result)

    as_list = shared.as_list


REPAIR = Exercise(
    name="clustering.repair",
    title="Empty cluster",
    level="hard",
    points=3,
    reference=repair,
    cases=repair_cases,
    correct="Full clusters move to their mean, and empty centers onto the farthest points in turn.",
    mistakes=[
        *mistakes_in(RepairMistakes),
        *slips_in(Far, _repair, "apart"),
        *slips_in(Lined, _repair, "lined"),
        *slips_in(Filled, _repair, "filled"),
    ],
    hints=[
        "Begin with the means, as in the exercise before. What do you get for a label that no "
        "point has?",
        "How far is each point from its own old center? That is one number for each point, and it "
        "is measured once.",
        "`np.argsort` lines points up from small to large. From which end do you take them, and "
        "who comes first?",
    ],
)
