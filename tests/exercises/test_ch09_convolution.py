"""Proofs of chapter 09, From hand-made to learned kernels."""

import cv2
import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.optimize import approx_fprime
from scipy.signal import correlate2d
from skimage.measure import block_reduce

from course_utils.exercises.ch09_convolution import kernel_gradient, max_pool, parameter_count
from tests.exercises import Proof
from tests.exercises.shared import many

# ---- convolution.parameter_count -----------------------------------------------------------------


def count_by_arrays(channels, kernels, size, inputs, classes):
    layers = [np.empty((kernels, channels, size, size)), np.empty(kernels)]
    layers += [np.empty((inputs, classes)), np.empty(classes)]
    return sum(layer.size for layer in layers)


PARAMETER_COUNT = Proof(
    "convolution.parameter_count",
    also_right=[
        count_by_arrays,
        lambda c, k, s, i, n: k * c * s**2 + k + i * n + n,
        lambda c, k, s, i, n: np.int64(k) * (c * s * s + 1) + (i + 1) * n,
    ],
)


def test_parameter_count_is_that_of_a_network_of_scikit_learn():
    """Its full layer; a convolution of 1 x 1 over one place is a full layer too."""
    from sklearn.neural_network import MLPClassifier

    points, classes = np.eye(12), np.arange(12) % 4
    network = MLPClassifier(hidden_layer_sizes=(7,), max_iter=1)
    network.partial_fit(points, classes, classes=range(4))
    learned = sum(part.size for part in (*network.coefs_, *network.intercepts_))
    assert learned == parameter_count(12, 7, 1, 7, 4)


# ---- convolution.max_pool ------------------------------------------------------------------------


def pool_by_hand(maps):
    count, rows, columns = maps.shape
    result = np.empty((count, rows // 2, columns // 2), maps.dtype)
    for k, row, column in np.ndindex(result.shape):
        result[k, row, column] = maps[k, 2 * row : 2 * row + 2, 2 * column : 2 * column + 2].max()
    return result


def pool_by_slices(maps):
    _, rows, columns = maps.shape
    maps = maps[:, : rows - rows % 2, : columns - columns % 2]
    upper = np.maximum(maps[:, ::2, ::2], maps[:, ::2, 1::2])
    return np.maximum(upper, np.maximum(maps[:, 1::2, ::2], maps[:, 1::2, 1::2]))


MAX_POOL = Proof(
    "convolution.max_pool",
    also_right=[pool_by_hand, pool_by_slices],
    equivalents={"axis=(4, 2)": "the same two axes"},
    same_as={  # two axes already
        "first_map+flat": "first_map",
        "one_map_left+flat": "one_map_left",
    },
)


@many
@given(
    arrays(
        st.sampled_from([np.uint8, np.int16, np.float64]),
        st.tuples(st.integers(1, 4), st.integers(2, 9), st.integers(2, 9)),
        elements=st.integers(0, 200),
    )
)
def test_max_pool_is_scikit_images_block_reduce(maps):
    even = maps[:, : maps.shape[1] // 2 * 2, : maps.shape[2] // 2 * 2]
    pooled = max_pool(maps)
    assert pooled.dtype == maps.dtype
    np.testing.assert_array_equal(pooled, block_reduce(even, (1, 2, 2), np.max))


# ---- convolution.kernel_gradient -----------------------------------------------------------------


def gradient_by_loops(image, kernel, target):
    rows, columns = kernel.shape
    places = list(np.ndindex(image.shape[0] - rows + 1, image.shape[1] - columns + 1))
    gradient = np.zeros(kernel.shape)
    for row, column in places:
        window = image[row : row + rows, column : column + columns].astype(float)
        gradient += 2 * (np.sum(window * kernel) - target[row, column]) * window
    return gradient / len(places)


def gradient_by_scipy(image, kernel, target):
    image = image.astype(float)
    differences = correlate2d(image, kernel, "valid") - target
    return correlate2d(image, differences, "valid") * 2 / target.size


def gradient_by_opencv(image, kernel, target):
    """Its border is cut off again."""
    rows, columns = (side // 2 for side in kernel.shape)
    whole = cv2.filter2D(image.astype(float), -1, kernel)
    differences = whole[rows : len(whole) - rows, columns : whole.shape[1] - columns] - target
    return np.array(
        [
            [
                2 * np.mean(differences * image[i : i + len(target), j : j + target.shape[1]])
                for j in range(kernel.shape[1])
            ]
            for i in range(kernel.shape[0])
        ]
    )


def loss(weights, image, shape, target):
    return np.mean((correlate2d(image, weights.reshape(shape), "valid") - target) ** 2)


def gradient_by_central_differences(image, kernel, target):
    """The loss is a parabola in each weight: the two sides give its slope exactly."""
    image, gradient = image.astype(float), np.empty(kernel.shape)
    for place in np.ndindex(kernel.shape):
        aside = np.zeros(kernel.shape)
        aside[place] = 0.5
        above, below = (
            np.mean((correlate2d(image, one, "valid") - target) ** 2)
            for one in (kernel + aside, kernel - aside)
        )
        gradient[place] = above - below
    return gradient


KERNEL_GRADIENT = Proof(
    "convolution.kernel_gradient",
    also_right=[
        gradient_by_loops,
        gradient_by_scipy,
        gradient_by_opencv,
        gradient_by_central_differences,
    ],
    equivalents={"target.size": "there is one target for each output"},
    same_as={
        "middle_pixel+upside_down": "middle_pixel",  # all of its values are equal
        "loss_itself+turned": "loss_itself",
        "loss_itself+mean_of_weights": "loss_itself",
        "upside_down+mean_of_weights": "mean_of_weights",
        "turned+mean_of_weights": "mean_of_weights",
    },
)

sides = st.sampled_from([1, 3, 5])
numbers = st.floats(-4, 4, width=32)


@many
@given(st.data(), sides, sides, st.integers(0, 5), st.integers(0, 5))
def test_kernel_gradient_is_the_slope_of_the_loss(data, rows, columns, more, wider):
    def draw(*shape):
        return data.draw(arrays(np.float64, shape, elements=numbers))

    image = draw(rows + more, columns + wider)
    kernel, target = draw(rows, columns), draw(more + 1, wider + 1)
    slope = approx_fprime(kernel.ravel(), loss, 1e-6, image, kernel.shape, target)
    found = kernel_gradient(image, kernel, target)
    assert found.shape == kernel.shape
    np.testing.assert_allclose(found.ravel(), slope, rtol=1e-3, atol=5e-3)
