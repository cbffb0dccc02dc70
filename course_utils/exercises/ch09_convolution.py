"""Exercises of chapter 09, From hand-made to learned kernels."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from ..checks import Exercise, mistakes_in, slip, slips_in
from . import shared

# ---- convolution.parameter_count -----------------------------------------------------------------


def parameter_count(channels, kernels, size, inputs, classes):
    """Return how many numbers a network of one convolution and one full layer learns.

    A kernel has a weight for each place in each channel, and one bias. A class has a weight for
    each number that comes in, and one bias. Pooling learns nothing.

    >>> parameter_count(1, 8, 3, 72, 10)
    810
    """
    return kernels * (channels * size * size + 1) + classes * (inputs + 1)


def count_cases(rng):
    def few(low, high):
        return int(rng.integers(low, high))

    return [
        ("a network for gray pictures", (1, few(4, 9), 3, few(50, 100), 10)),
        ("a network for color pictures", (3, few(10, 20), 5, few(200, 400), few(3, 8))),
        ("a network with one kernel", (few(2, 5), 1, 7, few(20, 40), few(5, 9))),
        ("a network with kernels of 1 x 1", (few(4, 8), few(6, 12), 1, few(30, 60), 2)),
        ("a network with one class", (3, few(2, 6), 3, few(9, 18), 1)),
        ("a large network", (3, few(64, 128), 11, few(5000, 9000), 1000)),
    ]


def _layers(
    channels,
    kernels,
    size,
    inputs,
    classes,
    *,
    over=lambda channels: channels,
    area=lambda size: size * size,
    kernel_biases=lambda channels, kernels, size: kernels,
    per_class=lambda kernels, size, inputs: inputs,
    class_biases=lambda inputs, classes: classes,
    together=lambda first, second: first + second,
):
    """Count by a program of which every part may be wrong."""
    first = kernels * over(channels) * area(size) + kernel_biases(channels, kernels, size)
    second = classes * per_class(kernels, size, inputs) + class_biases(inputs, classes)
    return together(first, second)


class Over:
    def channels_left_out(channels):
        """Your kernels have as many weights in color as in gray. A kernel has a slice of its own
        for each channel."""
        return 1


class Area:
    def size_not_squared(size):
        """You counted `size` weights in each slice of a kernel. How many places does a square of
        this side have?"""
        return size

    def size_doubled(size):
        """You counted twice the side as the places of a square kernel. How many rows does it have,
        and how many places has each?"""
        return 2 * size

    def caret(size):
        """You counted 1 place in a square of 3 x 3, and 7 in one of 5 x 5: that is what `size ^ 2`
        gives. In Python `^` is no power."""
        return size ^ 2


class KernelBiases:
    def no_kernel_bias(channels, kernels, size):
        """The biases of the kernels are missing in your number. They are learned too."""
        return 0

    def one_kernel_bias(channels, kernels, size):
        """You counted one bias for the whole convolution layer. Each of its kernels has one."""
        return 1

    def channel_biases(channels, kernels, size):
        """You counted one bias for each channel. A bias is added to the whole sum of a kernel: how
        many kernels are there?"""
        return channels

    def channel_biases_too(channels, kernels, size):
        """You counted one bias for each kernel, and one more for each channel. Channels have
        none."""
        return kernels + channels

    def bias_for_each_channel(channels, kernels, size):
        """You counted a bias for each channel of each kernel. The sums over all channels become one
        number, and one bias is added to it."""
        return channels * kernels

    def bias_for_each_weight(channels, kernels, size):
        """You counted a bias for each weight of a kernel. It is added once, to the whole sum."""
        return channels * kernels * size * size

    def bias_for_each_place(channels, kernels, size):
        """You counted a bias for each place of the square of each kernel. It is added once, to the
        whole sum."""
        return kernels * size * size


class PerClass:
    def inputs_for_each_kernel(kernels, size, inputs):
        """You multiplied `inputs` by the number of kernels. It is already the number of all values
        that come into the full layer, those of all kernels together."""
        return kernels * inputs

    def inputs_pooled_again(kernels, size, inputs):
        """You divided `inputs` by 4, as pooling does. It is already the number after pooling."""
        return inputs // 4

    def squared_inputs(kernels, size, inputs):
        """You squared `inputs`, as if it were the side of a square. It is already the number of
        values that come into the full layer."""
        return inputs * inputs

    def kernels_in_place_of_inputs(kernels, size, inputs):
        """You gave each class one weight for each kernel. It has one for each number that comes
        in, and a kernel gives many of them, one for each place."""
        return kernels


class ClassBiases:
    def no_class_bias(inputs, classes):
        """The biases of the classes are missing in your number. They are learned too."""
        return 0

    def one_class_bias(inputs, classes):
        """You counted one bias for the whole full layer. Each class has one."""
        return 1

    def bias_for_each_input(inputs, classes):
        """You counted a bias in the full layer for each number that comes in. Each class has
        one."""
        return inputs


class Together:
    def convolution_alone(first, second):
        """You counted the convolution layer alone. The full layer learns too."""
        return first

    def full_layer_alone(first, second):
        """You counted the full layer alone. The kernels are learned too."""
        return second

    def multiplied(first, second):
        """You multiplied the two layers. Each number belongs to one of them: add."""
        return first * second


class CountMistakes:
    def one_bias_in_all(channels, kernels, size, inputs, classes):
        """You counted one bias for each layer. Each kernel has one, and so has each class."""
        return kernels * channels * size * size + 1 + classes * inputs + 1

    def bias_of_both(channels, kernels, size, inputs, classes):
        """You counted one bias for the whole network. Each kernel has one, and so has each
        class."""
        return kernels * channels * size * size + classes * inputs + 1

    def one_kernel(channels, kernels, size, inputs, classes):
        """You counted one kernel. How many does the layer have?"""
        return channels * size * size + 1 + classes * (inputs + 1)

    def one_kernel_all_biases(channels, kernels, size, inputs, classes):
        """You counted the weights of one kernel, and the biases of all. Each kernel has weights of
        its own."""
        return channels * size * size + kernels + classes * (inputs + 1)

    def one_class(channels, kernels, size, inputs, classes):
        """You counted the weights of one class. How many classes does the full layer tell
        apart?"""
        return kernels * (channels * size * size + 1) + inputs + 1

    def one_output(channels, kernels, size, inputs, classes):
        """You counted the weights of one class, and the biases of all. How many weights does the
        full layer have, if each class has its own?"""
        return kernels * (channels * size * size + 1) + inputs + classes

    def pooling_counted(channels, kernels, size, inputs, classes):
        """You counted numbers for pooling as well. It takes the largest value of each block, and
        has nothing to learn."""
        return parameter_count(channels, kernels, size, inputs, classes) + 4 * kernels

    def weights_not_shared(channels, kernels, size, inputs, classes):
        """You counted weights for each number that comes into the full layer. A kernel has the same
        weights at all places: count them once for each kernel."""
        return inputs * (channels * size * size + 1) + classes * (inputs + 1)

    def two_numbers(channels, kernels, size, inputs, classes):
        """You return the numbers of both layers beside each other. How many are they together?"""
        return kernels * (channels * size * size + 1), classes * (inputs + 1)

    def as_text(channels, kernels, size, inputs, classes):
        """You return a text. Return the number itself, so that one can compute with it."""
        return str(parameter_count(channels, kernels, size, inputs, classes))

    def thousands(result):
        """Your number is a thousand times too small. Return it in ones."""
        return result / 1000


PARAMETER_COUNT = Exercise(
    name="convolution.parameter_count",
    title="Count what is learned",
    level="easy",
    reference=parameter_count,
    cases=count_cases,
    correct="Each kernel and each class has its weights and one bias.",
    mistakes=[
        *slips_in(Over, _layers, "over"),
        *slips_in(Area, _layers, "area"),
        *slips_in(KernelBiases, _layers, "kernel_biases"),
        *slips_in(PerClass, _layers, "per_class"),
        *slips_in(ClassBiases, _layers, "class_biases"),
        *slips_in(Together, _layers, "together"),
        *mistakes_in(CountMistakes),
    ],
    hints=[
        "Count one kernel first. How many weights has a square of 3 x 3, and how many if the "
        "picture has three channels?",
        "Then count what one class needs: a weight for each number that comes in. Which number of "
        "the five tells how many come in?",
        "Each kernel has one bias more, and so has each class. Pooling learns nothing.",
    ],
)


# ---- convolution.max_pool ------------------------------------------------------------------------


def max_pool(maps):
    """Return the largest value of each block of 2 x 2, for several maps at once.

    Cut to even sides, each map becomes rows of blocks, rows in a block, blocks in a row and columns
    in a block. The largest over the two axes inside of the blocks is left.

    >>> max_pool(np.array([[[1, 2, 9], [4, 3, 9]]])).tolist()
    [[[4]]]
    """
    count, rows, columns = maps.shape
    even = maps[:, : rows // 2 * 2, : columns // 2 * 2]
    return even.reshape(count, rows // 2, 2, columns // 2, 2).max(axis=(2, 4))


def pool_cases(rng):
    return [
        ("2 maps of negative and positive floats", (rng.normal(0, 5, (2, 6, 8)),)),
        ("3 maps of 4 rows and 6 columns", (rng.integers(0, 256, (3, 4, 6), np.uint8),)),
        ("4 maps with an odd number of rows", (rng.integers(-90, 90, (4, 5, 8)),)),
        ("2 maps with odd rows and columns", (rng.normal(-9, 2, (2, 7, 5)).astype(np.float32),)),
        ("one map with values below 0 only", (rng.integers(-999, -1, (1, 4, 10)),)),
        ("5 maps of one value each", (np.repeat(rng.integers(9, 200, 5), 24).reshape(5, 4, 6),)),
        ("3 maps of 2 rows and 3 columns", (rng.integers(0, 256, (3, 2, 3), np.uint8),)),
    ]


def _pool(maps, *, of_block=lambda blocks: blocks.max(axis=(2, 4)), cut=None, blocks=None):
    """Pool by a program of which every step may be wrong."""
    maps = (cut or _even)(maps)
    return of_block((blocks or _blocks)(maps)).astype(maps.dtype)


def _even(maps):
    return maps[:, : maps.shape[1] // 2 * 2, : maps.shape[2] // 2 * 2]


def _blocks(maps):
    count, rows, columns = maps.shape
    return maps.reshape(count, rows // 2, 2, columns // 2, 2)


def _padded(maps, **options):
    _, rows, columns = maps.shape
    return np.pad(maps, ((0, 0), (0, rows % 2), (0, columns % 2)), **options)


class OfBlock:
    def means(blocks):
        """You return the mean of each block, in the type of the maps. Max pooling keeps its largest
        value."""
        return blocks.mean(axis=(2, 4))

    def smallest(blocks):
        """You return the smallest value of each block. Max pooling keeps the largest."""
        return blocks.min(axis=(2, 4))

    def sums(blocks):
        """You return the sum of each block. Max pooling keeps its largest value."""
        return blocks.sum(axis=(2, 4))

    def first_of_block(blocks):
        """You take the upper left value of each block, whatever the other three are."""
        return blocks[:, :, 0, :, 0]

    def last_of_block(blocks):
        """You take the lower right value of each block, whatever the other three are."""
        return blocks[:, :, 1, :, 1]

    def first_row_of_block(blocks):
        """You look at the upper row of each block only. A block has two rows."""
        return blocks[:, :, 0].max(axis=3)

    def first_column_of_block(blocks):
        """You look at the left column of each block only. A block has two columns."""
        return blocks[..., 0].max(axis=2)

    def diagonal_of_block(blocks):
        """You compare two values of each block, the upper left and the lower right one. It has
        four."""
        return np.maximum(blocks[:, :, 0, :, 0], blocks[:, :, 1, :, 1])

    def three_of_block(blocks):
        """You compare three values of each block: the lower right one is left out. A block has
        four."""
        return np.maximum(blocks[:, :, 0].max(axis=3), blocks[:, :, 1, :, 0])

    def absolute(blocks):
        """You return the largest value without its sign. What lies below 0 may be the largest of
        its block only if all others lie still lower."""
        return np.abs(blocks).max(axis=(2, 4))

    def never_below_zero(blocks):
        """None of your values is below 0: where all of a block are, you return 0, as if a 0 had
        been compared too. Begin with a value of the block itself."""
        return np.maximum(blocks.max(axis=(2, 4)), 0)

    def over_all_maps(blocks):
        """You took the largest value over all maps too. Each map has results of its own."""
        return np.broadcast_to(
            blocks.max(axis=(0, 2, 4)), (len(blocks), blocks.shape[1], blocks.shape[3])
        )


class Cut:
    def zeros_added(maps):
        """You filled a last odd row or column up with zeros and kept it, so your result is larger.
        It should be left out."""
        return _padded(maps)

    def edge_repeated(maps):
        """You kept a last odd row or column, so your result is larger. It should be left out."""
        return _padded(maps, mode="edge")

    def first_left_out(maps):
        """Where rows or columns are odd in number, you left out the first one. The last one should
        be left out."""
        return maps[:, maps.shape[1] % 2 :, maps.shape[2] % 2 :]

    def one_left_out_always(maps):
        """You left out the last row and the last column of even maps too, and then one more.
        Nothing is left over there."""
        return _even(maps[:, :-1, :-1])


class Blocks:
    def halves(maps):
        """Your blocks are not neighbors: you compare values half a map apart. In a reshape, the
        axis of the two rows in a block comes after that of the blocks."""
        count, rows, columns = maps.shape
        return maps.reshape(count, 2, rows // 2, 2, columns // 2).transpose(0, 2, 1, 4, 3)

    def in_a_row(maps):
        """You compare four values that follow each other in memory, in one row. A block has two
        rows and two columns."""
        count, rows, columns = maps.shape
        flat = maps.reshape(count, rows // 2, columns // 2, 2, 2)
        return flat.transpose(0, 1, 3, 2, 4)


class PoolMistakes:
    def overlapping(maps):
        """Your blocks overlap: the next one begins one pixel further, so the result is almost as
        large as the map. The next block begins two pixels further."""
        return sliding_window_view(maps, (2, 2), axis=(1, 2)).max(axis=(3, 4))

    def overlapping_cut(maps):
        """Your blocks overlap: the next one begins one pixel further. How far must it go, so that
        no pixel is in two blocks?"""
        rows, columns = np.array(maps.shape[1:]) // 2
        return sliding_window_view(maps, (2, 2), axis=(1, 2)).max(axis=(3, 4))[:, :rows, :columns]

    def begun_too_early(maps):
        """Your blocks begin one row and one column too early: the first one holds a single pixel of
        the map. `cv2.dilate` looks up and to the left if the sides of its kernel are even."""
        even = _even(maps)
        padded = np.pad(even, ((0, 0), (1, 1), (1, 1)), mode="edge")[:, :-1, :-1]
        return sliding_window_view(padded, (2, 2), axis=(1, 2))[:, ::2, ::2].max(axis=(3, 4))

    def whole_map(maps):
        """You return the largest value of each map. It should be that of each block."""
        return maps.max(axis=(1, 2))

    def rows_only(maps):
        """You pooled the rows in pairs, but not the columns. A block is 2 x 2."""
        count, rows, columns = maps.shape
        return maps[:, : rows // 2 * 2].reshape(count, rows // 2, 2, columns).max(axis=2)

    def columns_only(maps):
        """You pooled the columns in pairs, but not the rows. A block is 2 x 2."""
        count, rows, columns = maps.shape
        return maps[:, :, : columns // 2 * 2].reshape(count, rows, columns // 2, 2).max(axis=3)

    def one_map_left(maps):
        """You took the largest value over all maps too, so one map is left. Each map has results of
        its own."""
        return _blocks(_even(maps)).max(axis=(0, 2, 4))

    def axes_of_one_map(maps):
        """You took the largest over all blocks for each place inside a block: the axes are those of
        one map alone. The axis of the maps stands before them."""
        return _blocks(_even(maps)).max(axis=(1, 3))

    def same_size(maps):
        """You wrote the largest value into all four places of a block, so the result is as large
        as the map. One value for each block is enough."""
        return max_pool(maps).repeat(2, axis=1).repeat(2, axis=2)

    def first_map(maps):
        """You pooled the first map only. `maps` holds several."""
        return max_pool(maps)[0]

    def maps_last(maps):
        """You pooled the axis of the maps with the rows, as if the maps came last. The shape is (n,
        rows, columns)."""
        count, rows, columns = maps.shape
        even = maps[: count // 2 * 2, : rows // 2 * 2]
        return even.reshape(count // 2, 2, rows // 2, 2, columns).max(axis=(1, 3))

    def whole_numbers(result):
        """The places behind the decimal point are gone: your array holds whole numbers. Keep the
        type of the maps."""
        return result.astype(int)

    def turned(result):
        """Rows and columns of your result are exchanged."""
        return result.transpose(0, 2, 1)

    def maps_at_the_end(result):
        """The axis of the maps stands at the end of your result. It comes first."""
        return np.moveaxis(result, 0, 2)

    as_list = shared.as_list

    def flat(result):
        """Your result is one flat row for each map. Keep the two axes of a map."""
        return result.reshape(len(result), -1)


MAX_POOL = Exercise(
    name="convolution.max_pool",
    title="Max pooling",
    level="medium",
    points=2,
    reference=max_pool,
    cases=pool_cases,
    axes=("map", "row", "column"),
    exact_type=True,
    correct="Each block of 2 x 2 has given its largest value, and what was left over is left out.",
    mistakes=[
        *slips_in(OfBlock, _pool, "of_block"),
        *slips_in(Cut, _pool, "cut"),
        *slips_in(Blocks, _pool, "blocks"),
        *mistakes_in(PoolMistakes),
    ],
    hints=[
        "How large is the result for a map of 5 rows and 8 columns? Cut the map to even sides.",
        "`maps[:, ::2, ::2]` holds the upper left value of each block. Where are the other three?",
        "Or reshape: an axis of 6 rows becomes two axes, 3 blocks of 2 rows. Do so with the "
        "columns too, and take the largest over the axes of length 2.",
    ],
)


# ---- convolution.kernel_gradient -----------------------------------------------------------------


def kernel_gradient(image, kernel, target):
    """Return the derivative of the mean squared difference by each weight of a kernel.

    A weight acts at every place of the kernel: it multiplies the pixel that lies under it there. So
    its derivative is a sum over all places, of the difference times that pixel. The square brings
    the factor 2, the mean the division.

    >>> kernel_gradient(np.array([[1, 0, 2, 1, 0]]), np.zeros((1, 3)), [[1, 1, -2]]).tolist()
    [[2.0, 0.0, -2.0]]
    """
    windows = sliding_window_view(image, kernel.shape)
    differences = np.tensordot(windows, kernel) - target
    return 2 * np.tensordot(differences, windows) / differences.size


def gradient_cases(rng):
    def case(rows, columns, shape, *, low=-1.0, high=1.0, kernel=None):
        image = rng.uniform(low, high, (rows, columns))
        kernel = rng.normal(0, 1, shape) if kernel is None else kernel
        target = rng.normal(0, 1, (rows - shape[0] + 1, columns - shape[1] + 1))
        return image, kernel, target

    extreme = rng.choice([0, 1, 254, 255], (7, 8)).astype(np.uint8)
    near, kernel, aside = case(6, 5, (3, 3))
    met = np.tensordot(sliding_window_view(near, (3, 3)), kernel)
    return [
        ("a picture of 6 rows and 8 columns with a 3 x 3 kernel", case(6, 8, (3, 3))),
        ("a kernel of 3 rows and 5 columns", case(7, 9, (3, 5))),
        ("a kernel of one row", case(4, 7, (1, 3))),
        ("a kernel of 5 rows and 3 columns", case(9, 6, (5, 3), low=0.0)),
        ("a kernel of zeros", case(8, 5, (3, 3), kernel=np.zeros((3, 3)))),
        ("a uint8 picture of very dark and very bright pixels", (extreme, *case(7, 8, (3, 3))[1:])),
        ("a flat picture", (np.full((5, 6), rng.uniform(0.2, 0.9)), *case(5, 6, (3, 3))[1:])),
        ("a picture as large as the kernel", case(3, 5, (3, 5))),
        ("a target that is nearly met", (near, kernel, met + aside / 50)),
    ]


def _gradient(
    image,
    kernel,
    target,
    *,
    used=lambda kernel: kernel,
    errors=lambda outputs, target: outputs - target,
    factor=2,
    number=lambda image, kernel, errors: errors.size,
):
    """Compute the gradient by a program of which every step may be wrong."""
    windows = sliding_window_view(np.float64(image), kernel.shape)
    found = errors(np.tensordot(windows, used(kernel)), np.asarray(target))
    return factor * np.tensordot(found, windows) / number(image, kernel, found)


def _stepped(image, kernel, target, *, rate):
    return kernel - rate * kernel_gradient(image, kernel, target)


def _nudged(image, kernel, target, *, nudge):
    """Return the slopes to one side; the loss is a parabola in each weight."""
    windows = sliding_window_view(np.float64(image), kernel.shape)
    return kernel_gradient(image, kernel, target) + nudge * np.mean(windows**2, axis=(0, 1))


class Used:
    def kernel_flipped(kernel):
        """You flipped the kernel to compute the outputs. Here it is correlated: multiply and add as
        it lies."""
        return kernel[::-1, ::-1]

    def kernel_ignored(kernel):
        """Your gradient does not depend on the kernel. The outputs of the kernel belong to the
        differences."""
        return 0 * kernel


class Errors:
    def sign_turned(outputs, target):
        """Your gradient has the wrong sign, as if the outputs had been taken from the target: a
        step against it would go uphill. Where does the loss grow?"""
        return target - outputs

    def signs_only(outputs, target):
        """Only the signs of the differences count in your gradient. Deriving a square leaves the
        difference itself, times 2."""
        return np.sign(outputs - target)

    def target_ignored(outputs, target):
        """Your gradient does not depend on the target. What matters is how far the outputs are from
        it."""
        return outputs

    def no_differences(outputs, target):
        """You summed the pixels under each weight, without the differences of outputs and target.
        Each pixel counts as much as the output there is off."""
        return np.ones_like(outputs)

    def squared_differences(outputs, target):
        """You multiplied the pixels by the squared differences. Deriving a square leaves the
        difference itself, times 2."""
        return (outputs - target) ** 2

    def differences_flipped(outputs, target):
        """Your differences meet the wrong pixels: they are turned by half a turn, as a convolution
        does with its kernel. Each difference belongs to the pixels of its own place."""
        return (outputs - target)[::-1, ::-1]

    def mean_difference(outputs, target):
        """You took the mean of the differences first, and then multiplied. Each place has its own
        difference and its own pixels: multiply before you add up."""
        return np.full_like(outputs, np.mean(outputs - target))


class Number:
    def not_divided(image, kernel, errors):
        """You added up over all places. The loss is a mean: by what must the sum be divided?"""
        return 1

    def divided_by_pixels(image, kernel, errors):
        """You divided by the number of pixels of the picture. There are fewer outputs, because the
        kernel must fit inside, and the mean is over these."""
        return image.size

    def divided_by_weights(image, kernel, errors):
        """You divided by the number of weights. The mean of the loss is over the outputs."""
        return kernel.size


class GradientMistakes:
    factor_left_out = slip(
        _gradient,
        "Your gradient is half as large as it should be: deriving a square brings a factor 2.",
        factor=1,
    )
    factor_twice = slip(
        _gradient,
        "Your gradient is twice as large as it should be. The square brings the factor 2 once.",
        factor=4,
    )
    factor_halved = slip(
        _gradient,
        "Your gradient is a quarter of what it should be: where deriving the square brings a "
        "factor 2, you divided by 2.",
        factor=0.5,
    )

    def absolute(image, kernel, target):
        """Only the signs of the differences count in your gradient, as with the mean of the
        absolute differences. The loss here takes squares."""
        windows = sliding_window_view(np.float64(image), kernel.shape)
        signs = np.sign(np.tensordot(windows, kernel) - target)
        return np.tensordot(signs, windows) / signs.size

    def root(image, kernel, target):
        """You derived the square root of the loss. The loss here is the mean of the squares
        itself."""
        windows = sliding_window_view(np.float64(image), kernel.shape)
        loss = np.mean((np.tensordot(windows, kernel) - target) ** 2)
        return kernel_gradient(image, kernel, target) / (2 * np.sqrt(loss))

    def middle_pixel(image, kernel, target):
        """All weights of your gradient are equal: you took the pixel in the middle of each window.
        Under each weight lies another pixel."""
        windows = sliding_window_view(np.float64(image), kernel.shape)
        middle = windows[:, :, kernel.shape[0] // 2, kernel.shape[1] // 2]
        differences = np.tensordot(windows, kernel) - target
        return np.full(kernel.shape, 2 * np.mean(differences * middle))

    def times_weight(image, kernel, target):
        """You multiplied each slope by its weight as well. How does an output change when the
        weight grows: does that depend on how large the weight is?"""
        return kernel_gradient(np.float64(image), kernel, target) * kernel

    def loss_itself(image, kernel, target):
        """You return the loss, one number. The gradient has a number for each weight: how fast the
        loss grows with it."""
        windows = sliding_window_view(np.float64(image), kernel.shape)
        return np.mean((np.tensordot(windows, kernel) - target) ** 2)

    def outputs_minus_target(image, kernel, target):
        """You return the differences of outputs and target, one for each place. The gradient has a
        number for each weight of the kernel."""
        windows = sliding_window_view(np.float64(image), kernel.shape)
        return np.tensordot(windows, kernel) - target

    def of_outputs(image, kernel, target):
        """You return the derivative by each output. Go one step further: how do the outputs change
        with a weight?"""
        windows = sliding_window_view(np.float64(image), kernel.shape)
        differences = np.tensordot(windows, kernel) - target
        return 2 * differences / differences.size

    def whole_number_input(image, kernel, target):
        """Your products were computed in the type of the picture, in which a `uint8` begins again
        at 0. Make floats of it first."""
        windows = sliding_window_view(image, kernel.shape)
        differences = np.tensordot(windows, kernel) - target
        return 2 * np.tensordot(differences.astype(image.dtype), windows) / differences.size

    step = slip(
        _stepped,
        "You return the kernel after a step. The gradient is what is multiplied by the learning "
        "rate and taken off.",
        rate=1,
    )
    short_step = slip(
        _stepped,
        "You return the kernel after a step with the learning rate 0.1. The gradient is what is "
        "multiplied by this rate and taken off.",
        rate=0.1,
    )
    tiny_step = slip(
        _stepped,
        "You return the kernel after a step with the learning rate 0.01. The gradient is what is "
        "multiplied by this rate and taken off.",
        rate=0.01,
    )
    nudged_by_1 = slip(
        _nudged,
        "You nudged each weight by 1 to one side. That far away the loss has bent, and the bend is "
        "in your slopes. Nudge less and to both sides, or derive.",
        nudge=1,
    )
    nudged_by_hundredths = slip(
        _nudged,
        "You nudged each weight by 0.01 to one side, and the bend of the loss is in your slopes: "
        "they are a little off. Nudge to both sides, or derive.",
        nudge=0.01,
    )
    nudged_by_thousandths = slip(
        _nudged,
        "You nudged each weight by 0.001 to one side, and the bend of the loss is in your slopes: "
        "they are a little off. Nudge to both sides, or derive.",
        nudge=0.001,
    )
    nudged_a_little = slip(
        _nudged,
        "You nudged each weight by 0.0001 to one side, and the bend of the loss is in your slopes: "
        "they are a little off. Nudge to both sides, or derive.",
        nudge=0.0001,
    )

    def upside_down(result):
        """Your result is turned by half a turn: the derivative by the first weight stands last.
        Which pixel lies under the first weight?"""
        return result[::-1, ::-1]

    def turned(result):
        """Rows and columns of your result are exchanged."""
        return result.T

    def mean_of_weights(result):
        """You return one number, the mean over the weights. Each weight has a derivative of its
        own."""
        return np.mean(result)

    def flat(result):
        """Your result is one flat row. Give it the shape of the kernel."""
        return result.ravel()

    as_list = shared.as_list


KERNEL_GRADIENT = Exercise(
    name="convolution.kernel_gradient",
    title="The gradient of a kernel",
    level="hard",
    points=3,
    reference=kernel_gradient,
    cases=gradient_cases,
    axes=("row", "column"),
    exact_type=True,
    correct="For each weight, the differences times the pixels that it has met, as a mean, twice.",
    mistakes=[
        *mistakes_in(GradientMistakes),
        *slips_in(Used, _gradient, "used"),
        *slips_in(Errors, _gradient, "errors"),
        *slips_in(Number, _gradient, "number"),
    ],
    hints=[
        "Compute the outputs first, and how far each is from its target. How many outputs are "
        "there?",
        "Change one weight a little: at each place the output changes by that much times the pixel "
        "under the weight.",
        "For the weight in row i and column j, these pixels are a part of the picture that begins "
        "in row i and column j and is as large as the outputs.",
        "Multiply that part by the differences, take the mean, and do not forget what deriving a "
        "square brings.",
    ],
)
