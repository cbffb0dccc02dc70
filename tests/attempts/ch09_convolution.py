"""Wrong answers to the exercises of chapter 9, as students write them."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from tests.attempts import attempt

# ---- convolution.parameter_count ----


@attempt("convolution.parameter_count", told="mistake:channels_left_out")
def channels_forgotten(channels, kernels, size, inputs, classes):
    """Each kernel is counted with size x size weights only, for one channel."""
    return kernels * (size * size + 1) + classes * (inputs + 1)


@attempt("convolution.parameter_count", told="mistake:no_kernel_bias+no_class_bias")
def no_bias_at_all(channels, kernels, size, inputs, classes):
    """Counts the weights and leaves out every bias."""
    return kernels * channels * size**2 + inputs * classes


@attempt("convolution.parameter_count", told="mistake:no_class_bias")
def full_layer_without_bias(channels, kernels, size, inputs, classes):
    """The biases of the kernels are counted, those of the classes are forgotten."""
    convolution = kernels * (channels * size**2 + 1)
    full = inputs * classes
    return convolution + full


@attempt("convolution.parameter_count", told="mistake:no_kernel_bias")
def kernels_without_bias(channels, kernels, size, inputs, classes):
    """The biases of the classes are counted, those of the kernels are forgotten."""
    convolution = channels * kernels * size * size
    full = (inputs + 1) * classes
    return convolution + full


@attempt("convolution.parameter_count", told="mistake:bias_for_each_channel")
def bias_for_each_channel(channels, kernels, size, inputs, classes):
    """One bias for each channel of each kernel, in the place of one for each kernel."""
    return kernels * channels * (size**2 + 1) + classes * (inputs + 1)


@attempt("convolution.parameter_count", told="mistake:size_not_squared")
def size_not_squared(channels, kernels, size, inputs, classes):
    """Counts a kernel as `size` weights, not as size x size."""
    total = 0
    for _ in range(kernels):
        total += channels * size + 1
    for _ in range(classes):
        total += inputs + 1
    return total


@attempt("convolution.parameter_count", told="mistake:one_bias_in_all")
def one_bias_for_each_layer(channels, kernels, size, inputs, classes):
    """One bias for a whole layer, in the place of one for each kernel and each class."""
    return kernels * channels * size * size + 1 + inputs * classes + 1


@attempt("convolution.parameter_count", told="mistake:bias_for_each_input")
def bias_for_each_input(channels, kernels, size, inputs, classes):
    """The full layer gets one bias for each input, not for each class."""
    return kernels * (channels * size**2 + 1) + inputs * (classes + 1)


@attempt("convolution.parameter_count", told="mistake:inputs_for_each_kernel")
def inputs_of_each_map(channels, kernels, size, inputs, classes):
    """Takes `inputs` for the numbers of one map and multiplies them by the number of kernels."""
    convolution = kernels * (channels * size**2 + 1)
    full = classes * (inputs * kernels + 1)
    return convolution + full


@attempt("convolution.parameter_count", told="mistake:multiplied")
def layers_multiplied(channels, kernels, size, inputs, classes):
    """Multiplies the numbers of the two layers, in the place of adding them."""
    return kernels * (channels * size**2 + 1) * classes * (inputs + 1)


@attempt("convolution.parameter_count", told="mistake:convolution_alone")
def convolution_alone(channels, kernels, size, inputs, classes):
    """Counts the convolution layer alone; the full layer is left out."""
    return kernels * (channels * size**2 + 1)


@attempt("convolution.parameter_count", told="type")
def float_count(channels, kernels, size, inputs, classes):
    """The right number, but np.power with 2.0 makes a float of it."""
    weights = channels * np.power(size, 2.0)
    return float(kernels * (weights + 1) + classes * (inputs + 1))


@attempt("convolution.parameter_count", told="mistake:two_numbers")
def two_numbers(channels, kernels, size, inputs, classes):
    """Returns the numbers of the two layers side by side and does not add them."""
    return kernels * (channels * size**2 + 1), classes * (inputs + 1)


@attempt("convolution.parameter_count", told="mistake:caret")
def caret_as_power(channels, kernels, size, inputs, classes):
    """size ^ 2 is no power in Python but "exclusive or": 3 ^ 2 is 1, and 5 ^ 2 is 7."""
    return kernels * (channels * (size ^ 2) + 1) + classes * (inputs + 1)


@attempt("convolution.parameter_count", told="mistake:weights_not_shared")
def weights_not_shared(channels, kernels, size, inputs, classes):
    """Gives each pooled number weights of its own, though a kernel is shared by all places."""
    return inputs * (channels * size**2 + 1) + classes * (inputs + 1)


# ---- convolution.max_pool ----


@attempt("convolution.max_pool", told="mistake:means")
def mean_of_the_block(maps):
    """The mean of each block, in the place of the largest value."""
    n, rows, columns = maps.shape
    cut = maps[:, : rows // 2 * 2, : columns // 2 * 2]
    return cut.reshape(n, rows // 2, 2, columns // 2, 2).mean(axis=(2, 4)).astype(maps.dtype)


@attempt("convolution.max_pool", told="mistake:first_of_block")
def every_second_value(maps):
    """Takes the top left value of each block, and does not look at the other three."""
    return maps[:, : maps.shape[1] // 2 * 2 : 2, : maps.shape[2] // 2 * 2 : 2].copy()


@attempt("convolution.max_pool", told="mistake:maps_last")
def maps_on_the_last_axis(maps):
    """Pools the first two axes, as if the maps lay on the last one."""
    rows, columns, n = maps.shape
    cut = maps[: rows // 2 * 2, : columns // 2 * 2]
    return cut.reshape(rows // 2, 2, columns // 2, 2, n).max(axis=(1, 3))


@attempt("convolution.max_pool", told="mistake:edge_repeated")
def last_odd_one_kept(maps):
    """range over all rows by steps of 2 keeps a last odd row and column as smaller blocks."""
    result = []
    for one in maps:
        rows = []
        for y in range(0, one.shape[0], 2):
            rows.append([one[y : y + 2, x : x + 2].max() for x in range(0, one.shape[1], 2)])
        result.append(rows)
    return np.array(result, dtype=maps.dtype)


@attempt("convolution.max_pool", told="error")
def reshaped_without_cutting(maps):
    """The well-known reshape, but an odd number of rows or columns does not fit: an error."""
    n, rows, columns = maps.shape
    return maps.reshape(n, rows // 2, 2, columns // 2, 2).max(axis=(2, 4))


@attempt("convolution.max_pool", told="type")
def zeros_of_floats(maps):
    """np.zeros without a type: the right values, but float64 whatever the maps are."""
    n, rows, columns = maps.shape
    result = np.zeros((n, rows // 2, columns // 2))
    for k in range(n):
        for y in range(rows // 2):
            for x in range(columns // 2):
                result[k, y, x] = maps[k, 2 * y : 2 * y + 2, 2 * x : 2 * x + 2].max()
    return result


@attempt("convolution.max_pool", told="mistake:never_below_zero")
def largest_begins_at_zero(maps):
    """The search begins at 0, so a block of negative values gives 0."""
    n, rows, columns = maps.shape
    result = np.zeros((n, rows // 2, columns // 2), dtype=maps.dtype)
    for k in range(n):
        for y in range(rows // 2 * 2):
            for x in range(columns // 2 * 2):
                if maps[k, y, x] > result[k, y // 2, x // 2]:
                    result[k, y // 2, x // 2] = maps[k, y, x]
    return result


@attempt("convolution.max_pool", told="mistake:in_a_row")
def four_in_a_row(maps):
    """Reshapes to groups of 4: these are neighbors along a row, not blocks of 2 by 2."""
    n, rows, columns = maps.shape
    cut = maps[:, : rows // 2 * 2, : columns // 2 * 2]
    return cut.reshape(n, rows // 2, columns // 2, 4).max(axis=3)


@attempt("convolution.max_pool", told="mistake:overlapping")
def step_of_one(maps):
    """Moves the block by one pixel, not by two: blocks overlap, and the maps hardly shrink."""
    return sliding_window_view(maps, (2, 2), axis=(1, 2)).max(axis=(-2, -1))


@attempt("convolution.max_pool", told="mistake:one_map_left")
def over_all_maps(maps):
    """Takes the maximum over the maps, too: one map is left."""
    rows, columns = maps.shape[1:]
    result = np.empty((rows // 2, columns // 2), maps.dtype)
    for y in range(rows // 2):
        for x in range(columns // 2):
            result[y, x] = maps[:, 2 * y : 2 * y + 2, 2 * x : 2 * x + 2].max()
    return result


@attempt("convolution.max_pool", told="mistake:rows_only")
def rows_alone(maps):
    """The larger one of each two rows: the columns are not pooled."""
    rows = maps.shape[1] // 2 * 2
    return np.maximum(maps[:, 0:rows:2], maps[:, 1:rows:2])


@attempt("convolution.max_pool", told="mistake:one_left_out_always")
def always_cut(maps):
    """Cuts off the last row and column in any case: even maps lose a row and column of blocks."""
    n, rows, columns = maps[:, :-1, :-1].shape
    result = np.zeros((n, rows // 2, columns // 2), maps.dtype)
    for y in range(rows // 2):
        for x in range(columns // 2):
            result[:, y, x] = maps[:, 2 * y : 2 * y + 2, 2 * x : 2 * x + 2].max(axis=(1, 2))
    return result


@attempt("convolution.max_pool", told="mistake:as_list")
def list_of_maps(maps):
    """The right values in a list of arrays, one for each map, not in one array."""
    result = []
    for one in maps:
        rows, columns = one.shape[0] // 2, one.shape[1] // 2
        cut = one[: 2 * rows, : 2 * columns]
        result.append(cut.reshape(rows, 2, columns, 2).max(axis=(1, 3)))
    return result


@attempt("convolution.max_pool", told="mistake:axes_of_one_map")
def axes_of_a_single_map(maps):
    """axis=(1, 3) is right for one map; with n in front these are not the sides of the blocks."""
    n, rows, columns = maps.shape
    cut = maps[:, : rows // 2 * 2, : columns // 2 * 2]
    return cut.reshape(n, rows // 2, 2, columns // 2, 2).max(axis=(1, 3))


@attempt("convolution.max_pool", told="error")
def max_of_python(maps):
    """Python's max compares whole rows of the block, which is an error."""
    n, rows, columns = maps.shape
    result = np.zeros((n, rows // 2, columns // 2), maps.dtype)
    for k in range(n):
        for y in range(rows // 2):
            for x in range(columns // 2):
                result[k, y, x] = max(maps[k, 2 * y : 2 * y + 2, 2 * x : 2 * x + 2])
    return result


# ---- convolution.kernel_gradient ----


@attempt("convolution.kernel_gradient", told="mistake:factor_left_out")
def factor_2_forgotten(image, kernel, target):
    """The derivative of a square is twice the difference; the 2 is forgotten."""
    windows = sliding_window_view(image.astype(float), kernel.shape)
    difference = (windows * kernel).sum(axis=(2, 3)) - target
    return (windows * difference[:, :, None, None]).mean(axis=(0, 1))


@attempt("convolution.kernel_gradient", told="mistake:not_divided")
def sum_of_the_squares(image, kernel, target):
    """The derivative of the sum of the squares, not of their mean."""
    windows = sliding_window_view(image.astype(float), kernel.shape)
    difference = np.einsum("rcij,ij->rc", windows, kernel) - target
    return 2 * np.einsum("rcij,rc->ij", windows, difference)


@attempt("convolution.kernel_gradient", told="mistake:upside_down")
def flipped_at_the_end(image, kernel, target):
    """Flips the gradient both ways, because backward "must be a convolution"."""
    windows = sliding_window_view(image.astype(float), kernel.shape)
    difference = np.einsum("rcij,ij->rc", windows, kernel) - target
    gradient = 2 * np.einsum("rcij,rc->ij", windows, difference) / difference.size
    return gradient[::-1, ::-1]


@attempt("convolution.kernel_gradient", told="mistake:sign_turned")
def target_minus_result(image, kernel, target):
    """target - result has the same square, but the gradient gets the other sign."""
    h, w = kernel.shape
    rows, columns = target.shape
    error = np.zeros((rows, columns))
    for y in range(rows):
        for x in range(columns):
            error[y, x] = target[y, x] - np.sum(image[y : y + h, x : x + w] * kernel)
    gradient = np.zeros((h, w))
    for i in range(h):
        for j in range(w):
            gradient[i, j] = 2 * np.mean(error * image[i : i + rows, j : j + columns])
    return gradient


@attempt("convolution.kernel_gradient", told="mistake:kernel_flipped")
def convolved_forward(image, kernel, target):
    """The kernel is flipped on the way forward: the differences belong to another result."""
    windows = sliding_window_view(image.astype(float), kernel.shape)
    difference = np.einsum("rcij,ij->rc", windows, kernel[::-1, ::-1]) - target
    return 2 * np.einsum("rcij,rc->ij", windows, difference) / difference.size


@attempt("convolution.kernel_gradient", told="mistake:nudged_by_hundredths")
def large_one_sided_steps(image, kernel, target):
    """Moves each weight by 0.01 to one side only: the bend of the loss gets into the slope."""
    windows = sliding_window_view(image.astype(float), kernel.shape)

    def loss(weights):
        return np.mean(((windows * weights).sum(axis=(2, 3)) - target) ** 2)

    gradient = np.zeros(kernel.shape)
    for i in range(kernel.shape[0]):
        for j in range(kernel.shape[1]):
            moved = kernel.astype(float)
            moved[i, j] += 0.01
            gradient[i, j] = (loss(moved) - loss(kernel)) / 0.01
    return gradient


@attempt("convolution.kernel_gradient", told="mistake:divided_by_weights")
def divided_by_the_weights(image, kernel, target):
    """Divides by the number of weights of the kernel, not by that of the results."""
    windows = sliding_window_view(image.astype(float), kernel.shape)
    difference = np.tensordot(windows, kernel, axes=2) - target
    gradient = 2 * np.tensordot(difference, windows, axes=2)
    return gradient / kernel.size


@attempt("convolution.kernel_gradient", told="mistake:no_differences")
def differences_left_out(image, kernel, target):
    """Only the inner derivative, the mean of the pixels: the differences are not multiplied."""
    h, w = kernel.shape
    rows, columns = image.shape[0] - h + 1, image.shape[1] - w + 1
    gradient = np.zeros((h, w))
    for i in range(h):
        for j in range(w):
            gradient[i, j] = 2 * np.mean(image[i : i + rows, j : j + columns])
    return gradient


@attempt("convolution.kernel_gradient", told="mistake:short_step")
def step_already_taken(image, kernel, target):
    """Goes a step downhill and returns the new kernel, not the gradient."""
    windows = sliding_window_view(image.astype(float), kernel.shape)
    difference = np.einsum("rcij,ij->rc", windows, kernel) - target
    gradient = 2 * np.einsum("rcij,rc->ij", windows, difference) / difference.size
    return kernel - 0.1 * gradient


@attempt("convolution.kernel_gradient", told="mistake:absolute")
def signs_of_the_differences(image, kernel, target):
    """The derivative of the mean absolute difference: only the signs of the differences count."""
    windows = sliding_window_view(image.astype(float), kernel.shape)
    difference = np.einsum("rcij,ij->rc", windows, kernel) - target
    return np.einsum("rcij,rc->ij", windows, np.sign(difference)) / difference.size


@attempt("convolution.kernel_gradient", told="error")
def rows_for_both_sides(image, kernel, target):
    """The number of rows is used for both sides of the kernel: right for square ones alone."""
    n = kernel.shape[0]
    rows, columns = image.shape[0] - n + 1, image.shape[1] - n + 1
    result = np.zeros((rows, columns))
    for i in range(n):
        for j in range(n):
            result += kernel[i, j] * image[i : i + rows, j : j + columns]
    gradient = np.zeros((n, n))
    for i in range(n):
        for j in range(n):
            patch = image[i : i + rows, j : j + columns]
            gradient[i, j] = np.mean(2 * (result - target) * patch)
    return gradient


@attempt("convolution.kernel_gradient", told="error")
def padded_as_before(image, kernel, target):
    """Pads the picture as in chapter 7: the result is larger than the target, an error."""
    dy, dx = kernel.shape[0] // 2, kernel.shape[1] // 2
    padded = np.pad(image.astype(float), ((dy, dy), (dx, dx)), mode="edge")
    windows = sliding_window_view(padded, kernel.shape)
    difference = np.einsum("rcij,ij->rc", windows, kernel) - target
    return 2 * np.einsum("rcij,rc->ij", windows, difference) / difference.size


@attempt("convolution.kernel_gradient", told="error")
def slope_of_the_loss_map(image, kernel, target):
    """Takes "gradient" for np.gradient: slopes from pixel to pixel, in two arrays."""
    windows = sliding_window_view(image.astype(float), kernel.shape)
    result = np.einsum("rcij,ij->rc", windows, kernel)
    return np.gradient((result - target) ** 2)


@attempt("convolution.kernel_gradient", told="mistake:divided_by_pixels")
def divided_by_the_picture(image, kernel, target):
    """Divides by the number of pixels of the picture, though there are fewer results: too small."""
    h, w = kernel.shape
    rows, columns = target.shape
    gradient = np.zeros((h, w))
    for y in range(rows):
        for x in range(columns):
            window = image[y : y + h, x : x + w].astype(float)
            gradient += 2 * (np.sum(window * kernel) - target[y, x]) * window
    return gradient / image.size


@attempt("convolution.kernel_gradient", told="changed")
def weights_not_put_back(image, kernel, target):
    """Moves each weight of the kernel itself and does not put it back: the kernel is changed."""
    windows = sliding_window_view(image.astype(float), kernel.shape)
    step = 1e-4
    gradient = np.zeros(kernel.shape)
    for i in range(kernel.shape[0]):
        for j in range(kernel.shape[1]):
            before = np.mean((np.einsum("rcij,ij->rc", windows, kernel) - target) ** 2)
            kernel[i, j] += step
            after = np.mean((np.einsum("rcij,ij->rc", windows, kernel) - target) ** 2)
            gradient[i, j] = (after - before) / step
    return gradient
