"""k-means of libraries on pixels, (n, channels) float32: (centers, labels) of one run, seeded."""

import cv2
import sklearn.cluster


def clusters_by_opencv(pixels, k):
    criteria = cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 100, 0.1
    cv2.setRNGSeed(0)
    _, labels, centers = cv2.kmeans(pixels, k, None, criteria, 1, cv2.KMEANS_PP_CENTERS)
    return centers, labels.ravel()


def clusters_by_sklearn(pixels, k):
    found = sklearn.cluster.KMeans(k, n_init=1, random_state=0).fit(pixels)
    return found.cluster_centers_, found.labels_
