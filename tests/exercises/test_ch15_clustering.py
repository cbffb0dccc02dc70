"""Proofs of chapter 15, k-means, step by step."""

import numpy as np
import pytest
from scipy.cluster import vq
from scipy.spatial.distance import cdist
from sklearn.cluster import KMeans

from course_utils.exercises.ch15_clustering import assign, inertia, repair, update
from tests.exercises import Proof

# ---- clustering.assign ---------------------------------------------------------------------------


def assign_by_loop(points, centers):
    labels = np.zeros(len(points), int)
    for i, point in enumerate(points):
        best = np.inf
        for j, center in enumerate(centers):
            apart = np.linalg.norm(point - center)
            if apart < best:
                labels[i], best = j, apart
    return labels


def assign_by_cdist(points, centers):
    return np.argmin(cdist(points, centers), axis=1)


ASSIGN = Proof(
    "clustering.assign",
    also_right=[assign_by_loop, assign_by_cdist],
    equivalents={
        "centers - points[:, None]": "squared, both signs are the same",
        "mean(axis=2)": "divided by the number of features, the smallest stays the smallest",
    },
)


# ---- clustering.inertia --------------------------------------------------------------------------


def inertia_by_clusters(points, labels, centers):
    total = 0.0
    for j, center in enumerate(centers):
        total += np.linalg.norm(points[labels == j] - center) ** 2
    return total


def inertia_by_table(points, labels, centers):
    squares = cdist(points, centers, "sqeuclidean")
    return float(sum(row[label] for row, label in zip(squares, labels, strict=True)))


INERTIA = Proof(
    "clustering.inertia",
    also_right=[inertia_by_clusters, inertia_by_table],
    equivalents={
        "return ((points": "a float of NumPy is a float",
        "centers[labels] - points": "squared, both signs are the same",
    },
)


# ---- clustering.update ---------------------------------------------------------------------------


def update_by_product(points, labels, k):
    chosen = np.eye(k)[labels]
    return chosen.T @ points / chosen.sum(axis=0)[:, None]


def update_by_adding(points, labels, k):
    sums = np.zeros((k, points.shape[1]))
    np.add.at(sums, labels, points)
    return sums / np.bincount(labels, minlength=k)[:, None]


UPDATE = Proof("clustering.update", also_right=[update_by_product, update_by_adding])


# ---- clustering.repair ---------------------------------------------------------------------------


def repair_by_product(points, labels, centers):
    chosen = np.eye(len(centers))[labels]
    counts = chosen.sum(axis=0)
    moved = chosen.T @ points / np.maximum(counts, 1)[:, None]
    empty = np.flatnonzero(counts == 0)
    apart = np.linalg.norm(points - centers[labels], axis=1)
    moved[empty] = points[np.argsort(apart)[::-1][: len(empty)]]
    return moved


REPAIR = Proof(
    "clustering.repair",
    also_right=[repair_by_product],
    equivalents={
        "** 2).mean(axis=1)": "divided by the number of features, the order is the same",
        "centers[labels] - points": "squared, both signs are the same",
        "range(len(moved))": "there are as many as before",
        "centers[::-1]": "the length is the same",
        "cluster[::-1]": "the length is the same",
    },
)


# ---- what the libraries say ----------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(5))
def test_the_steps_together_are_those_of_the_libraries(seed):
    points = np.random.default_rng(seed).normal(size=(200, 3))
    centers = points[:4]
    for _ in range(100):
        labels = assign(points, centers)
        centers = update(points, labels, 4)
    by_sklearn = KMeans(4, init=points[:4], n_init=1, tol=0).fit(points)
    assert np.allclose(centers, by_sklearn.cluster_centers_)
    assert inertia(points, labels, centers) == pytest.approx(by_sklearn.inertia_)
    assert np.array_equal(labels, vq.vq(points, centers)[0])


def test_no_repaired_center_stays_empty():
    rng = np.random.default_rng(0)
    points = rng.normal(size=(50, 2))
    centers = np.vstack([points[:2], rng.uniform(80, 90, (3, 2))])
    for _ in range(10):
        centers = repair(points, assign(points, centers), centers)
    assert set(assign(points, centers)) == set(range(5))
