"""Every kind of bad input gets one sentence that names the wrong value and what to do.

One row each: what is called, the exception, and words that its message must hold. A picture file
is named by what is wrong with it; the fixture `files` makes it.
"""

import re

import cv2
import dask
import dask.array as da
import numpy as np
import pytest
from matplotlib.figure import Figure

from course_utils import (
    background,
    clustering,
    comparison,
    convolution,
    counting,
    data,
    detection,
    fractals,
    histograms,
    images,
    masks,
    peaks,
    plots,
    smoothing,
)

GRAY = np.arange(12, dtype=np.uint8).reshape(3, 4)
BGR = np.dstack([GRAY, GRAY, GRAY])
EMPTY = GRAY[:0]
NAN = np.array([[0.5, np.nan], [1.5, np.inf]])
MASK = GRAY > 5
NOWHERE = np.zeros((3, 4), dtype=bool)
FLAT = GRAY.ravel()


def on_file(name):
    return lambda files: images.read_image(files / name)


def call(function, *arguments, **options):
    return lambda _: function(*arguments, **options)


READ = {
    "missing file": (on_file("no.png"), FileNotFoundError, ["no.png", "check the spelling"]),
    "missing folder": (on_file("no/no.png"), FileNotFoundError, ["no.png", "the folder"]),
    "folder": (on_file("folder"), ValueError, ["folder", "name a file in it"]),
    "empty file": (on_file("empty.png"), ValueError, ["empty.png", "is empty", "again"]),
    "text named .png": (on_file("text.png"), ValueError, ["text.png", "not a picture"]),
    "half a PNG": (on_file("half.png"), ValueError, ["half.png", "cut short", "copy it again"]),
    "half a JPEG": (on_file("half.jpg"), ValueError, ["half.jpg", "cut short", "copy it again"]),
    "only a signature": (on_file("start.png"), ValueError, ["start.png", "cut short"]),
    "damaged PNG": (on_file("bad.png"), ValueError, ["bad.png", "damaged"]),
    "unknown ending": (on_file("data.xyz"), ValueError, ["data.xyz", "not a picture"]),
    "non-ASCII name": (on_file("größe.png"), ValueError, ["größe.png", "not a picture"]),
    "no path": (call(images.read_image, None), TypeError, ["None", "str or Path"]),
    "number as path": (call(images.read_image, 7), TypeError, ["7", "str or Path"]),
    "bytes as path": (call(images.read_image, b"a"), TypeError, ["b'a'", "str or Path"]),
    "array as path": (call(images.read_image, FLAT[:2]), TypeError, ["ndarray", "str or Path"]),
    "no name": (call(images.read_image, ""), ValueError, ["folder"]),
    "many bytes": (call(images.read_image, bytes(10**6)), TypeError, ["b'", "...", "str or Path"]),
    "address": (
        call(images.read_image, "https://example.org/a.png"),
        FileNotFoundError,
        ["'https://example.org/a.png' is an address", "download the picture first"],
    ),
    "floats": (on_file("floats.tif"), ValueError, ["floats.tif", "float32", "uint8 or uint16"]),
    "below zero": (on_file("below.tif"), ValueError, ["below.tif", "int16", "uint8 or uint16"]),
}
GRAY_AND_STACK = {
    "to_gray, None": (call(images.to_gray, None), TypeError, ["NoneType", "NumPy array"]),
    "to_gray, list": (call(images.to_gray, [[1]]), TypeError, ["list", "NumPy array"]),
    "to_gray, empty": (call(images.to_gray, BGR[:, :0]), ValueError, ["(3, 0, 3)", "no pixel"]),
    "to_gray, float": (call(images.to_gray, BGR / 255), TypeError, ["float64", "uint8"]),
    "to_gray, NaN": (call(images.to_gray, NAN), TypeError, ["float64", "uint8"]),
    "to_gray, uint16": (
        call(images.to_gray, np.uint16(BGR)),
        TypeError,
        ["uint16", "uint8"],
    ),
    "to_gray, bool": (call(images.to_gray, MASK), TypeError, ["bool", "uint8"]),
    "to_gray, two channels": (
        call(images.to_gray, BGR[:, :, :2]),
        ValueError,
        ["(3, 4, 2)", "(M, N, 3)"],
    ),
    "to_gray, one channel": (
        call(images.to_gray, BGR[:, :, :1]),
        ValueError,
        ["(3, 4, 1)", "(M, N)"],
    ),
    "to_gray, flat": (call(images.to_gray, FLAT), ValueError, ["(12,)", "(M, N)"]),
    "to_gray, volume": (call(images.to_gray, BGR[None]), ValueError, ["(1, 3, 4, 3)", "(M, N, 3)"]),
    "stack, unknown way": (
        call(images.stack_images, [GRAY], how="crop"),
        ValueError,
        ["'crop'", "'pad'", "'resize'"],
    ),
    "stack, no picture": (
        call(images.stack_images, [], how="pad"),
        ValueError,
        ["empty", "at least one"],
    ),
    "stack, one array": (
        call(images.stack_images, BGR, how="pad"),
        TypeError,
        ["(3, 4, 3)", "list"],
    ),
    "stack, gray and color": (
        call(images.stack_images, [GRAY, BGR], how="pad"),
        ValueError,
        ["images[1]", "(3, 4, 3)", "(3, 4)", "only"],
    ),
    "stack, float": (
        call(images.stack_images, [GRAY, GRAY / 2], how="resize"),
        TypeError,
        ["images[1]", "float64", "uint8"],
    ),
    "stack, an empty picture": (
        call(images.stack_images, [EMPTY, GRAY], how="resize"),
        ValueError,
        ["images[0]", "(0, 4)", "no pixel"],
    ),
    "stack, no list": (
        call(images.stack_images, None, how="pad"),
        TypeError,
        ["images is None", "list of pictures"],
    ),
    "stack, way as an array": (
        call(images.stack_images, [GRAY], how=FLAT),
        ValueError,
        ["how is array([", "'resize'"],
    ),
    "stack, None": (
        call(images.stack_images, [GRAY, None], how="pad"),
        TypeError,
        ["images[1]", "NoneType"],
    ),
    "stack, two channels": (
        call(images.stack_images, [BGR[:, :, :2]], how="pad"),
        ValueError,
        ["images[0]", "(3, 4, 2)"],
    ),
}
ROWS = {
    f"{function.__name__}, {name}": (call(function, flat, channels=channels), error, words)
    for function in (images.row_scores, images.recover_rows)
    for name, flat, channels, error, words in [
        ("not flat", GRAY, 1, ValueError, ["(3, 4)", ".ravel()"]),
        ("empty", FLAT[:0], 1, ValueError, ["flat is empty"]),
        ("float", FLAT / 2, 1, TypeError, ["float64", "uint8"]),
        ("NaN", NAN.ravel(), 1, TypeError, ["float64", "uint8"]),
        ("list", [1, 2], 1, TypeError, ["list", "NumPy array"]),
        ("bytes", b"123", 3, TypeError, ["bytes", "NumPy array"]),
        ("channels do not divide", FLAT, 5, ValueError, ["5", "12 values", "3 for color"]),
        ("no channels", FLAT, 0, ValueError, ["channels is 0", "1 for gray"]),
        ("channels not whole", FLAT, 3.0, TypeError, ["3.0", "whole number"]),
        ("channels None", FLAT, None, TypeError, ["None", "whole number"]),
        ("channels as text", FLAT, "3" * 10**4, TypeError, ["'333", "...", "whole number"]),
    ]
} | {
    "recover_rows, prime": (
        call(images.recover_rows, np.zeros(10007, np.uint8), channels=1),
        ValueError,
        ["10007 pixels", "16 times", "no value is missing"],
    ),
    "recover_rows, too long": (
        call(images.recover_rows, np.zeros(2 * 10007, np.uint8), channels=1),
        ValueError,
        ["20014 pixels", "16 times"],
    ),
    "recover_rows, one pixel": (
        call(images.recover_rows, FLAT[:3], channels=3),
        ValueError,
        ["1 pixel", "16 times"],
    ),
    "recover_rows, one color": (
        call(images.recover_rows, np.full(12, 9, np.uint8), channels=1),
        ValueError,
        ["2, 3, 4, 6, 12 rows", "by eye"],
    ),
}
HISTOGRAM = {
    "None": (call(histograms.histogram, None), TypeError, ["NoneType", "NumPy array"]),
    "list": (call(histograms.histogram, [[1, 2]]), TypeError, ["list", "NumPy array"]),
    "empty": (call(histograms.histogram, EMPTY), ValueError, ["(0, 4)", "no pixel"]),
    "bool": (call(histograms.histogram, MASK), TypeError, ["bool", "astype(np.uint8)"]),
    "complex": (call(histograms.histogram, GRAY * 1j), TypeError, ["complex128", "floats"]),
    "text": (call(histograms.histogram, np.array([["a"]])), TypeError, ["<U1", "integers"]),
    "color": (call(histograms.histogram, BGR), ValueError, ["(3, 4, 3)", "channel_histograms"]),
    "flat": (call(histograms.histogram, FLAT), ValueError, ["(12,)", "(M, N)"]),
    "NaN": (
        call(histograms.histogram, NAN, value_range=(0, 2)),
        ValueError,
        ["NaN", "2 of 4", "mask"],
    ),
    "float, no range": (
        call(histograms.histogram, GRAY / 255),
        ValueError,
        ["image has dtype float64", "state", "value_range=(0, 1)"],
    ),
    "float16, no range": (
        call(histograms.histogram, GRAY / np.float16(255)),
        ValueError,
        ["(0, 1)"],
    ),
    "int, no range": (
        call(histograms.histogram, GRAY.astype(int) - 9),
        ValueError,
        ["image has dtype int64", "state", "value_range=(0, 256)"],
    ),
    "infinite": (
        call(histograms.histogram, NAN[:, 1:][1:], value_range=(0, 2)),
        ValueError,
        ["infinity in 1 of 1 values", "mask"],
    ),
    "bins as edges": (call(histograms.histogram, GRAY, [0, 9]), TypeError, ["[0, 9]", "whole"]),
    "bins not whole": (call(histograms.histogram, GRAY, 2.0), TypeError, ["2.0", "whole"]),
    "too many bins": (
        call(histograms.histogram, GRAY, 2**62),
        ValueError,
        [f"bins is {2**62}", "16777216 at most"],
    ),
    "no bins": (call(histograms.histogram, GRAY, 0), ValueError, ["bins is 0", "at least 1"]),
    "bins below zero": (call(histograms.histogram, GRAY, -3), ValueError, ["-3", "at least 1"]),
    "range falls": (
        call(histograms.histogram, GRAY, value_range=(256, 0)),
        ValueError,
        ["(256, 0)", "lower one first"],
    ),
    "range without width": (
        call(histograms.histogram, GRAY, value_range=(5, 5)),
        ValueError,
        ["(5, 5)", "lower one first"],
    ),
    "range with NaN": (
        call(histograms.histogram, GRAY, value_range=(0, np.nan)),
        ValueError,
        ["nan", "two numbers"],
    ),
    "range is one number": (
        call(histograms.histogram, GRAY, value_range=256),
        ValueError,
        ["256", "two numbers"],
    ),
    "range is text": (
        call(histograms.histogram, GRAY, value_range=("a", "b")),
        ValueError,
        ["('a', 'b')", "two numbers"],
    ),
    "shares of nothing in the mask": (
        call(histograms.histogram, GRAY, mask=NOWHERE, normalize=True),
        ValueError,
        ["normalize", "mask is False everywhere"],
    ),
    "shares of nothing in the range": (
        call(histograms.histogram, GRAY, value_range=(100, 200), normalize=True),
        ValueError,
        ["normalize", "outside value_range (100, 200)"],
    ),
} | {
    f"range {kind}": (call(histograms.histogram, image, 4, value_range=ends), ValueError, words)
    for kind, image, ends, words in [
        ("of arrays", GRAY, (np.array([0]), np.array([9])), ["array([0])", "two numbers"]),
        ("of digits", GRAY, ("0", "9"), ["('0', '9')", "two numbers"]),
        ("beyond floats", GRAY, (0, 10**400), ["lower one first"]),
        ("infinite", GRAY, (0, np.inf), ["inf", "two numbers"]),
        ("too narrow", GRAY, (1, 1 + 2e-16), ["1.0000000000000002", "4 bins", "fewer bins"]),
        ("too wide", GRAY, (-1e308, 1e308), ["1e+308", "4 bins", "other ends"]),
        ("too wide for float32", np.float32(GRAY), (0, 1e308), ["1e+308", "float32"]),
        ("too narrow for float32", np.float32(GRAY), (1, 1 + 1e-7), ["1.0000001", "float32"]),
    ]
}
LONG = {
    f"{name}, {kind}": (call(function, long), error, [argument, "...", "give"])
    for name, function, error, argument in [
        ("histogram, bins", lambda x: histograms.histogram(GRAY, x), TypeError, "bins is"),
        ("volume, bins", lambda x: histograms.volume_histogram(BGR, x), TypeError, "bins is"),
        ("descriptor, bins", lambda x: histograms.color_descriptor(BGR, x), TypeError, "bins is"),
        ("joint", lambda x: histograms.joint_histogram(BGR, x), TypeError, "channels is"),
        (
            "histogram, range",
            lambda x: histograms.histogram(GRAY, value_range=x),
            ValueError,
            "value_range is",
        ),
    ]
    for kind, long in [
        ("a long list", [9] * 10**4),
        ("a large array", np.eye(50)),
        ("many bytes", b"a" * 10**4),
        ("a long text", "a" * 10**4),
    ]
} | {
    "a number beyond text": (
        call(histograms.histogram, GRAY, 10**5000),
        ValueError,
        ["bins is a whole number of 16610 bits", "at most"],
    ),
}
COUNTERS = {
    "histogram": (lambda image, **options: histograms.histogram(image[:, :, 0], **options)),
    "channel_histograms": histograms.channel_histograms,
    "joint_histogram": (lambda image, **o: histograms.joint_histogram(image, (0, 1), **o)),
    "color_descriptor": histograms.color_descriptor,
}
MASKS = {
    f"{name}, mask {kind}": (call(counter, BGR, mask=mask), error, words)
    for name, counter in COUNTERS.items()
    for kind, mask, error, words in [
        ("of another shape", MASK.T, ValueError, ["(4, 3)", "(3, 4)", "each pixel"]),
        ("with channels", MASK[:, :, None], ValueError, ["(3, 4, 1)", "(3, 4)"]),
        ("of uint8", MASK.astype(np.uint8), TypeError, ["uint8", "mask > 0"]),
        ("of floats", MASK / 1, TypeError, ["float64", "mask > 0"]),
        ("as a list", MASK.tolist(), TypeError, ["list", "mask > 0"]),
        ("masked", np.ma.array(MASK), TypeError, ["mask is a masked array", "np.ma.getdata"]),
    ]
} | {
    f"{name}, masked picture": (call(counter, np.ma.array(BGR)), TypeError, ["image is a masked"])
    for name, counter in COUNTERS.items()
}
COLOR = {
    "channels, gray": (
        call(histograms.channel_histograms, GRAY),
        ValueError,
        ["(3, 4)", "use histogram"],
    ),
    "channels, five": (
        call(histograms.channel_histograms, np.zeros((3, 4, 5))),
        ValueError,
        ["(3, 4, 5)", "(M, N, 3)"],
    ),
    "channels, empty": (
        call(histograms.channel_histograms, BGR[:0]),
        ValueError,
        ["(0, 4, 3)", "no pixel"],
    ),
    "channels, bool": (
        call(histograms.channel_histograms, BGR > 5),
        TypeError,
        ["bool", "integers", "astype(np.uint8)"],
    ),
    "channels, NaN": (
        call(histograms.channel_histograms, np.dstack([NAN, NAN]), value_range=(0, 2)),
        ValueError,
        ["NaN", "2 of 4 values", "mask"],
    ),
    "channels, float, no range": (
        call(histograms.channel_histograms, BGR / 255),
        ValueError,
        ["image has dtype float64", "state", "value_range=(0, 1)"],
    ),
    "channels, shares of nothing": (
        call(histograms.channel_histograms, BGR, mask=NOWHERE, normalize=True),
        ValueError,
        ["normalize", "mask is False everywhere"],
    ),
    "joint, gray": (
        call(histograms.joint_histogram, GRAY, (0, 1)),
        ValueError,
        ["(3, 4)", "(M, N, 3)"],
    ),
    "joint, float": (
        call(histograms.joint_histogram, BGR / 2, (0, 1)),
        TypeError,
        ["float64", "uint8"],
    ),
    "joint, empty": (
        call(histograms.joint_histogram, BGR[:0], (0, 1)),
        ValueError,
        ["(0, 4, 3)", "no pixel"],
    ),
    "joint, no such channel": (
        call(histograms.joint_histogram, BGR, (0, 3)),
        ValueError,
        ["(0, 3)", "channels 0 to 2"],
    ),
    "joint, channel from the end": (
        call(histograms.joint_histogram, BGR, (-1, 0)),
        ValueError,
        ["(-1, 0)", "channels 0 to 2"],
    ),
    "joint, one channel": (
        call(histograms.joint_histogram, BGR, 1),
        TypeError,
        ["channels is 1", "two whole numbers"],
    ),
    "joint, three channels": (
        call(histograms.joint_histogram, BGR, (0, 1, 2)),
        TypeError,
        ["(0, 1, 2)", "two whole numbers"],
    ),
    "joint, channel names": (
        call(histograms.joint_histogram, BGR, ("blue", "red")),
        TypeError,
        ["'blue'", "two whole numbers"],
    ),
    "joint, bins per channel": (
        call(histograms.joint_histogram, BGR, (0, 1), (8, 8)),
        TypeError,
        ["(8, 8)", "whole number"],
    ),
    "joint, too many bins": (
        call(histograms.joint_histogram, BGR, (0, 1), 257),
        ValueError,
        ["257", "256 at most"],
    ),
    "joint, no bins": (
        call(histograms.joint_histogram, BGR, (0, 1), 0),
        ValueError,
        ["bins is 0", "at least 1"],
    ),
    "descriptor, gray": (
        call(histograms.color_descriptor, GRAY),
        ValueError,
        ["(3, 4)", "(M, N, 3)"],
    ),
    "descriptor, transparency": (
        call(histograms.color_descriptor, np.dstack([BGR, GRAY])),
        ValueError,
        ["(3, 4, 4)", "(M, N, 3)"],
    ),
    "descriptor, int": (
        call(histograms.color_descriptor, BGR.astype(int)),
        TypeError,
        ["int64", "uint8"],
    ),
    "descriptor, empty": (
        call(histograms.color_descriptor, BGR[:, :0]),
        ValueError,
        ["(3, 0, 3)", "no pixel"],
    ),
    "descriptor, one number of bins": (
        call(histograms.color_descriptor, BGR, 8),
        TypeError,
        ["bins is 8", "three whole numbers"],
    ),
    "descriptor, two numbers of bins": (
        call(histograms.color_descriptor, BGR, (8, 8)),
        TypeError,
        ["(8, 8)", "three whole numbers"],
    ),
    "descriptor, bins not whole": (
        call(histograms.color_descriptor, BGR, (8, 8, 8.5)),
        TypeError,
        ["8.5", "whole number"],
    ),
    "descriptor, too many bins": (
        call(histograms.color_descriptor, BGR, (8, 300, 8)),
        ValueError,
        ["300", "256 at most"],
    ),
    "descriptor, shares of nothing": (
        call(histograms.color_descriptor, BGR, mask=NOWHERE, normalize=True),
        ValueError,
        ["normalize", "mask is False everywhere"],
    ),
}
SHOWN = {
    "sample, unknown name": (
        call(data.sample, "lena"),
        ValueError,
        ["'lena'", "choose one of", *data.SAMPLES],
    ),
    "sample, number": (call(data.sample, 3), ValueError, ["3", "astronaut"]),
    "sample, list": (call(data.sample, ["china"]), ValueError, ["['china']", "china"]),
    "sample, much": (call(data.sample, ["china"] * 10**5), ValueError, ["...", "one of: astro"]),
    "credit, unknown name": (call(data.credit, "Lena"), ValueError, ["'Lena'", "coffee"]),
    "show_images, one picture": (call(plots.show_images, BGR), TypeError, ["show_images([image])"]),
    "show_images, gray picture": (call(plots.show_images, GRAY), TypeError, ["in a list"]),
    "show_images, nothing": (call(plots.show_images, []), ValueError, ["empty", "at least one"]),
    "show_images, None": (call(plots.show_images, [None]), TypeError, ["object", "uint8"]),
    "show_images, float": (call(plots.show_images, [GRAY / 2]), TypeError, ["float64", "uint8"]),
    "show_images, no pixel": (call(plots.show_images, [EMPTY]), ValueError, ["(0, 4)", "(M, N)"]),
    "show_images, titles": (
        call(plots.show_images, [GRAY], titles=["a", "b"]),
        ValueError,
        ["2 entries", "images has 1"],
    ),
    "show_images, no columns": (
        call(plots.show_images, [GRAY], columns=0),
        ValueError,
        ["columns is 0", "at least 1"],
    ),
    "show_histogram, picture": (call(plots.show_histogram, GRAY), ValueError, ["(3, 4)", "bin"]),
    "show_histogram, nothing": (call(plots.show_histogram, []), ValueError, ["(0,)", "bin"]),
    "show_channel_histograms, gray": (
        call(plots.show_channel_histograms, FLAT),
        ValueError,
        ["(12,)", "three channels"],
    ),
    "show_channel_histograms, transparency": (
        call(plots.show_channel_histograms, np.dstack([BGR, GRAY])),
        ValueError,
        ["(3, 4, 4)", "three channels"],
    ),
    "show_channel_histograms, floats": (
        call(plots.show_channel_histograms, BGR / 255),
        ValueError,
        ["float64", "value_range=(0, 1)"],
    ),
    "show_joint_histogram, flat": (
        call(plots.show_joint_histogram, FLAT, names=("blue", "red")),
        ValueError,
        ["(12,)", "two channels"],
    ),
    "show_joint_histogram, one name": (
        call(plots.show_joint_histogram, GRAY, names="blue"),
        ValueError,
        ["'blue'", "two names"],
    ),
    "render, axes": (
        call(plots.render, Figure().add_subplot()),
        TypeError,
        ["Axes", "ax.figure"],
    ),
} | {
    f"fit_into, {kind}": (call(plots.fit_into, GRAY, shape), error, words)
    for kind, shape, error, words in [
        ("a side of 0", (0, 9), ValueError, ["shape is (0, 9)", "at least 1"]),
        ("a side below 0", (9, -1), ValueError, ["shape is (9, -1)", "at least 1"]),
        ("a number", 9, TypeError, ["shape is 9", "two whole numbers"]),
        ("three numbers", (9, 9, 3), TypeError, ["shape is (9, 9, 3)", "two whole numbers"]),
        ("halves", (9, 9.5), TypeError, ["(9, 9.5)", "two whole numbers"]),
        ("nothing", None, TypeError, ["shape is None", "two whole numbers"]),
    ]
}
COUNTS = np.arange(256)
BGRA = np.dstack([BGR, GRAY])
SIZELESS = da.zeros((2, 3, 4), dtype=np.uint8)
SIZELESS = SIZELESS[SIZELESS[:, 0, 0] > 0]  # how many planes stay, Dask does not know yet
CUMULATIVE = {
    f"{name}, {kind}": (call(function, counts), error, [argument, *words])
    for name, function, argument in [
        ("cdf", histograms.cdf, "counts"),
        ("table, source", lambda c: histograms.matching_table(c, COUNTS), "source_counts"),
        ("table, reference", lambda c: histograms.matching_table(COUNTS, c), "reference_counts"),
    ]
    for kind, counts, error, words in [
        ("empty", COUNTS[:0], ValueError, ["(0,)", "each value"]),
        ("of three channels", np.ones((3, 256)), ValueError, ["(3, 256)", "each value"]),
        ("zeros", np.zeros(256, int), ValueError, ["only zeros", "one pixel"]),
        ("in ragged rows", [[1], [1, 2]], ValueError, ["different lengths", "each value"]),
        ("beyond floats", [1e308] * 3, ValueError, ["sum", "too large for a float"]),
        ("masked", np.ma.array(COUNTS), TypeError, ["masked array", "np.ma.getdata"]),
        ("below zero", COUNTS - 1, ValueError, ["holds -1", "below 0"]),
        ("NaN", np.array([1, np.nan]), ValueError, ["NaN", "finite"]),
        ("infinite", np.array([np.inf, 1]), ValueError, ["infinity", "finite"]),
        ("bool", COUNTS > 9, TypeError, ["bool", "counts"]),
        ("text", ["a", "b"], TypeError, ["<U1", "counts"]),
        ("None", None, TypeError, ["object", "counts"]),
    ]
} | {
    "table, 16 bits": (
        call(histograms.matching_table, COUNTS, np.ones(65536)),
        ValueError,
        ["reference_counts", "65536", "256 at most"],
    ),
}
PICTURES = {
    "None": (None, TypeError, ["NoneType", "NumPy array"]),
    "list": ([[1]], TypeError, ["list", "NumPy array"]),
    "16 bits": (np.uint16(GRAY), TypeError, ["uint16", "give uint8 values from 0 to 255"]),
    "float": (BGR / 255, TypeError, ["float64", "give uint8 values from 0 to 255"]),
    "NaN": (NAN, TypeError, ["float64", "uint8"]),
    "bool": (MASK, TypeError, ["bool", "uint8"]),
    "empty": (EMPTY, ValueError, ["(0, 4)"]),
    "masked": (np.ma.array(GRAY), TypeError, ["masked array", "np.ma.getdata"]),
    "flat": (FLAT, ValueError, ["(12,)", "(M, N"]),
    "volume": (BGR[None], ValueError, ["(1, 3, 4, 3)", "(M, N"]),
    "two channels": (BGR[:, :, :2], ValueError, ["(3, 4, 2)", "(M, N"]),
}
CHANGED = (
    {
        f"{name}, {kind}": (call(function, bad), error, [argument, *words])
        for name, function, argument in [
            ("equalize", histograms.equalize, "gray"),
            ("equalize_color", histograms.equalize_color, "image"),
            ("match, source", lambda bad: histograms.match_histograms(bad, GRAY), "source"),
            ("match, reference", lambda bad: histograms.match_histograms(GRAY, bad), "reference"),
            ("apply_mask", lambda bad: masks.apply_mask(bad, MASK), "image"),
            ("fit_into", lambda bad: plots.fit_into(bad, (30, 40)), "image"),
        ]
        for kind, (bad, error, words) in PICTURES.items()
    }
    | {
        "equalize, no pixel": (call(histograms.equalize, EMPTY), ValueError, ["no pixel"]),
        "equalize, color": (
            call(histograms.equalize, BGR),
            ValueError,
            ["(3, 4, 3)", "use equalize_color"],
        ),
        "equalize_color, no pixel": (
            call(histograms.equalize_color, BGR[:0]),
            ValueError,
            ["(0, 4, 3)", "no pixel"],
        ),
        "equalize_color, gray": (
            call(histograms.equalize_color, GRAY),
            ValueError,
            ["(3, 4)", "(M, N, 3)"],
        ),
        "equalize_color, transparency": (
            call(histograms.equalize_color, BGRA),
            ValueError,
            ["(3, 4, 4)", "(M, N, 3)"],
        ),
        "match, transparent source": (
            call(histograms.match_histograms, BGRA, BGR),
            ValueError,
            ["source", "transparency", "source[:, :, :3]"],
        ),
        "match, transparent reference": (
            call(histograms.match_histograms, BGR, BGRA),
            ValueError,
            ["reference", "transparency", "reference[:, :, :3]"],
        ),
        "match, gray and color": (
            call(histograms.match_histograms, GRAY, BGR),
            ValueError,
            ["(3, 4)", "(3, 4, 3)", "two gray or two color"],
        ),
    }
    | {
        f"match, mask {kind}": (
            call(histograms.match_histograms, BGR, BGR, mask=mask),
            error,
            words,
        )
        for kind, mask, error, words in [
            ("all False", NOWHERE, ValueError, ["mask is False everywhere", "3 x 4", "somewhere"]),
            ("all 0", GRAY * 0, ValueError, ["mask is False everywhere", "somewhere"]),
            ("empty", NOWHERE[:0], ValueError, ["(0, 4)", "(M, N)"]),
            ("of floats", MASK / 1, TypeError, ["float64", "bool or a uint8"]),
            ("of int", MASK.astype(int), TypeError, ["int64", "bool or a uint8"]),
            ("in color", BGR, ValueError, ["(3, 4, 3)", "gray mask"]),
            ("as a list", MASK.tolist(), TypeError, ["list", "bool or a uint8"]),
            ("masked", np.ma.array(MASK), TypeError, ["mask is a masked array", "np.ma"]),
            ("of 0 and 1", np.uint8(MASK), ValueError, ["0 and 1", "mask > 0", "255"]),
        ]
    }
    | {
        f"apply_mask, mask {kind}": (call(masks.apply_mask, BGR, mask), error, words)
        for kind, mask, error, words in [
            ("of another shape", MASK.T, ValueError, ["(4, 3)", "(3, 4)", "each pixel"]),
            ("of uint8", GRAY, TypeError, ["uint8", "mask > 0"]),
            ("of floats", MASK / 1, TypeError, ["float64", "mask > 0"]),
            ("left out", None, TypeError, ["mask is None", "mask > 0"]),
        ]
    }
    | {
        f"rectangle, {kind}": (call(masks.rectangle_mask, *arguments), error, words)
        for kind, arguments, error, words in [
            (
                "no row",
                [(5, 6), (2, 1), (2, 4)],
                ValueError,
                ["rows 2 to 2", "upper left one first"],
            ),
            ("corners swapped", [(5, 6), (4, 5), (1, 2)], ValueError, ["(4, 5)", "upper left"]),
            ("too far down", [(5, 6), (0, 0), (6, 2)], ValueError, ["rows 0 to 6", "5 rows"]),
            (
                "too far right",
                [(5, 6), (0, 0), (2, 7)],
                ValueError,
                ["columns 0 to 7", "6 columns"],
            ),
            ("x and y", [(5, 9), (7, 1), (9, 3)], ValueError, ["rows 7 to 9", "(row, column)"]),
            ("from the end", [(5, 6), (-2, 0), (5, 6)], ValueError, ["rows -2 to 5", "inside"]),
            (
                "shape of a volume",
                [(5, 6, 7), (0, 0), (1, 1)],
                TypeError,
                ["shape is (5, 6, 7)", "two"],
            ),
            (
                "shape of a stack",
                [(2, 5, 6, 3), (0, 0), (1, 1)],
                TypeError,
                ["shape is (2, 5, 6, 3)", "two"],
            ),
            ("corner in color", [(5, 6), (0, 0, 3), (1, 1)], TypeError, ["top_left is (0, 0, 3)"]),
            ("a number", [(5, 6), 0, (1, 1)], TypeError, ["top_left is 0", "two whole numbers"]),
            ("halves", [(5, 6), (0, 0), (1, 1.5)], TypeError, ["(1, 1.5)", "two whole numbers"]),
            ("no shape", [None, (0, 0), (1, 1)], TypeError, ["shape is None", "two whole numbers"]),
            ("no pixel", [(0, 6), (0, 0), (0, 1)], ValueError, ["0 rows"]),
        ]
    }
)
VOLUME = np.zeros((2, 3, 4), np.uint8)
LAZY = da.zeros((2, 3, 4), dtype=np.uint8)


def undeclared(chunk):
    """A Dask array of two chunks that says uint8 and holds this as its second chunk."""
    chunks = [dask.delayed(VOLUME), dask.delayed(chunk, traverse=False)]
    return da.concatenate([da.from_delayed(one, VOLUME.shape, np.uint8) for one in chunks])


MASKED = da.ma.masked_greater(LAZY, 3)
VOLUMES = {
    f"volume, {kind}": (
        lambda _, volume=volume, options=options: histograms.volume_histogram(volume, **options),
        error,
        words,
    )
    for kind, volume, options, error, words in [
        ("None", None, {}, TypeError, ["NoneType", "memory map", "dask.array.from_zarr"]),
        ("list", [[[1]]], {}, TypeError, ["list", "Dask array"]),
        ("picture", GRAY, {}, ValueError, ["(3, 4)", "planes, rows, columns"]),
        ("in color", BGR[None], {}, ValueError, ["(1, 3, 4, 3)", "three axes"]),
        ("empty", VOLUME[:0], {}, ValueError, ["(0, 3, 4)", "no voxel"]),
        ("bool", VOLUME > 0, {}, TypeError, ["bool", "volume.astype(np.uint8)"]),
        ("complex", VOLUME * 1j, {}, TypeError, ["complex128", "integers or floats"]),
        ("float, no range", VOLUME / 1, {}, ValueError, ["float64", "value_range=(", "state"]),
        ("int16, no range", np.int16(VOLUME), {}, ValueError, ["int16", "value_range=("]),
        ("NaN", VOLUME * np.nan, {"value_range": (0, 1)}, ValueError, ["24 voxels", "nan_to_num"]),
        ("masked", np.ma.array(VOLUME), {}, TypeError, ["masked array", "dask.array.ma.filled"]),
        ("Dask, masked", MASKED, {}, TypeError, ["masked array", "dask.array.ma.filled"]),
        ("many bins", VOLUME, {"bins": 2**40}, ValueError, ["1099511627776", "at most"]),
        ("Dask, many bins", LAZY, {"bins": 2**62}, ValueError, ["16777216 at most"]),
        ("Dask, wide", np.float32(LAZY), {"value_range": (0, 1e308)}, ValueError, ["too wide"]),
        ("no bins", VOLUME, {"bins": 0}, ValueError, ["bins is 0", "at least 1"]),
        ("bins as text", VOLUME, {"bins": "9"}, TypeError, ["'9'", "whole number"]),
        ("range falls", VOLUME, {"value_range": (9, 1)}, ValueError, ["(9, 1)", "lower one first"]),
        ("range", VOLUME, {"value_range": 256}, ValueError, ["256", "two numbers"]),
        (
            "outside",
            VOLUME,
            {"value_range": (5, 9), "normalize": True},
            ValueError,
            ["(5, 9)", "no voxel", "widen"],
        ),
        ("Dask, picture", da.zeros((3, 4)), {}, ValueError, ["(3, 4)", "three axes"]),
        ("Dask, float", da.zeros((3, 4, 5)), {}, ValueError, ["float64", "value_range=("]),
        ("Dask, empty", da.zeros((0, 4, 5)), {}, ValueError, ["(0, 4, 5)", "no voxel"]),
        ("Dask, sizes", SIZELESS, {}, ValueError, ["nan", "compute_chunk_sizes()"]),
        *(
            (f"Dask, chunks {kind}", undeclared(chunk), {}, TypeError, ["a chunk of", *words])
            for kind, chunk, words in [
                ("of floats", VOLUME / 255, ["holds float64", "declares uint8", "where"]),
                ("of int16", np.int16(VOLUME), ["holds int16", "declares uint8"]),
                ("of another byte order", VOLUME.astype(">u2"), ["holds >u2", "declares uint8"]),
                ("masked", np.ma.masked_greater(VOLUME, 3), ["masked array", "np.ma.getdata"]),
                ("masked floats", np.ma.array(VOLUME / 255), ["masked array"]),
                ("a list", VOLUME.tolist(), ["holds list", "declares uint8"]),
                ("cut off", VOLUME[:, :2], ["has shape", "declares", "chunks"]),
                ("flat", VOLUME[0], ["has shape", "declares", "chunks"]),
            ]
        ),
    ]
} | {
    "ct_volume, no plane": (call(data.ct_volume, 0), ValueError, ["size is 0", "at least 1"]),
    "ct_volume, below zero": (call(data.ct_volume, -4), ValueError, ["-4", "at least 1"]),
    "ct_volume, half": (call(data.ct_volume, 9.5), TypeError, ["9.5", "whole number"]),
    "ct_volume, None": (call(data.ct_volume, None), TypeError, ["None", "whole number"]),
    "ct_volume, text": (call(data.ct_volume, "9" * 10**5), TypeError, ["size is '99", "..."]),
    "ct_volume, endless": (call(data.ct_volume, 10**400), MemoryError, ["size is 1000", "..."]),
    "ct_volume, huge": (call(data.ct_volume, 10**6), MemoryError, ["931322575 GiB", "smaller"]),
    "ct_volume, beyond": (call(data.ct_volume, 10**9), MemoryError, ["size is 1000000000", "GiB"]),
    "ct_volume, seed -1": (call(data.ct_volume, 3, seed=-1), ValueError, ["seed is -1", "least 0"]),
    "ct_volume, seed x": (call(data.ct_volume, 3, seed="x"), TypeError, ["seed is 'x'", "whole"]),
    "ct_volume, half seed": (call(data.ct_volume, 3, seed=1.5), TypeError, ["1.5", "whole"]),
}
DIGITS = {
    f"digits, {kind}": (call(data.digits, held_out=value), ValueError, words)
    for kind, value, words in [
        ("unknown part", "first", ["held_out is 'first'", "'mixed' or 'last'"]),
        ("None", None, ["held_out is None", "'mixed'"]),
        ("a share", 0.25, ["held_out is 0.25", "'last'"]),
        ("long text", "x" * 10**5, ["held_out is 'xx", "...", "'mixed'"]),
    ]
}
KERNEL = np.ones((3, 3))
KERNEL_REFUSALS = {
    "None": (None, TypeError, ["kernel has type NoneType", "NumPy array"]),
    "list": ([[1, 2, 3]], TypeError, ["kernel has type list", "np.array"]),
    "bool": (KERNEL > 0, TypeError, ["kernel has dtype bool", "integers or floats"]),
    "complex": (KERNEL * 1j, TypeError, ["kernel has dtype complex128", "integers or floats"]),
    "text": (np.array([["a"]]), TypeError, ["kernel has dtype <U1", "integers or floats"]),
    "masked": (np.ma.array(KERNEL), TypeError, ["kernel is a masked array"]),
    "even": (KERNEL[:2], ValueError, ["kernel has shape (2, 3)", "odd"]),
    "even columns": (KERNEL[:, :2], ValueError, ["kernel has shape (3, 2)", "odd"]),
    "empty": (KERNEL[:0], ValueError, ["kernel has shape (0, 3)", "odd"]),
    "1-D": (KERNEL[0], ValueError, ["kernel has shape (3,)", "rows and columns"]),
    "3-D": (KERNEL[None], ValueError, ["kernel has shape (1, 3, 3)", "rows and columns"]),
    "NaN": (np.array([[1, np.nan, 1]]), ValueError, ["kernel holds nan at (0, 1)", "a number"]),
    "infinity": (np.array([[-np.inf]]), ValueError, ["kernel holds -inf at (0, 0)", "a number"]),
    "wrapped": (
        np.full((3, 3), 252, np.uint8),
        TypeError,
        ["dtype uint8 and holds 252", "negative weight", "int64"],
    ),
    "wrapped uint16": (np.full((1, 3), 2**15, np.uint16), TypeError, ["uint16 and holds 32768"]),
}
CONVOLUTION = {
    f"{name}, kernel {what}": (call(function, *first, kernel), error, words)
    for name, function, first in [
        ("correlate", convolution.correlate, (GRAY,)),
        ("convolve", convolution.convolve, (GRAY,)),
        ("separate", convolution.separate, ()),
    ]
    for what, (kernel, error, words) in KERNEL_REFUSALS.items()
}
CONVOLUTION |= {
    f"{name}, {what}": (call(function, image, KERNEL), error, words)
    for name, function in [
        ("correlate", convolution.correlate),
        ("convolve", convolution.convolve),
    ]
    for what, image, error, words in [
        ("None", None, TypeError, ["image has type NoneType", "NumPy array"]),
        ("list", [[1]], TypeError, ["image has type list", "NumPy array"]),
        ("bool", MASK, TypeError, ["image has dtype bool", "integers or floats"]),
        ("complex", GRAY * 1j, TypeError, ["image has dtype complex128"]),
        ("masked", np.ma.array(GRAY), TypeError, ["image is a masked array"]),
        ("empty", EMPTY, ValueError, ["image has shape (0, 4)", "no pixel"]),
        ("flat", FLAT, ValueError, ["image has shape (12,)", "(M, N, 3)"]),
        ("two channels", BGR[:, :, :2], ValueError, ["image has shape (3, 4, 2)", "(M, N, 3)"]),
        ("volume", np.zeros((5, 5, 5)), ValueError, ["image has shape (5, 5, 5)", "(M, N, 3)"]),
        ("NaN", NAN, ValueError, ["image holds nan at (0, 1)", "a number"]),
        ("infinity", NAN[:, ::-1][1:], ValueError, ["image holds inf at (0, 0)", "a number"]),
        ("float32 NaN", np.float32(NAN), ValueError, ["image holds nan at (0, 1)"]),
    ]
}
CONVOLUTION |= {
    "correlate, unknown border": (
        call(convolution.correlate, GRAY, KERNEL, border="nearest"),
        ValueError,
        ["border is 'nearest'", "replicate, zero, wrap, reflect, mirror"],
    ),
    "correlate, border None": (
        call(convolution.correlate, GRAY, KERNEL, border=None),
        ValueError,
        ["border is None", "replicate"],
    ),
    "convolve, border list": (
        call(convolution.convolve, GRAY, KERNEL, border=["zero"]),
        ValueError,
        ["border is ['zero']", "replicate"],
    ),
    "gaussian_kernel, even": (
        call(convolution.gaussian_kernel, 4, 1),
        ValueError,
        ["size is 4", "odd"],
    ),
    "gaussian_kernel, 0": (call(convolution.gaussian_kernel, 0, 1), ValueError, ["size is 0"]),
    "gaussian_kernel, half": (call(convolution.gaussian_kernel, 2.5, 1), TypeError, ["2.5"]),
    "gaussian_kernel, None": (call(convolution.gaussian_kernel, None, 1), TypeError, ["None"]),
    "gaussian_kernel, flat": (
        call(convolution.gaussian_kernel, 3, 0),
        ValueError,
        ["sigma is 0", "above 0"],
    ),
    "gaussian_kernel, NaN": (
        call(convolution.gaussian_kernel, 3, np.nan),
        ValueError,
        ["sigma is nan", "above 0"],
    ),
    "gaussian_kernel, text": (
        call(convolution.gaussian_kernel, 3, "wide"),
        TypeError,
        ["sigma is 'wide'", "number"],
    ),
}
smooth, smooth_sphere = smoothing.masked_smooth, smoothing.masked_smooth_sphere
SKY, KNOWN = np.zeros(12), np.ones(12, dtype=bool)
SMOOTHING = {
    "masked_smooth, None": (call(smooth, None, 1, mask=MASK), TypeError, ["NoneType"]),
    "masked_smooth, mask as image": (call(smooth, MASK, 1, mask=MASK), TypeError, ["dtype bool"]),
    "masked_smooth, empty": (call(smooth, EMPTY, 1, mask=MASK[:0]), ValueError, ["no pixel"]),
    "masked_smooth, 1-D": (call(smooth, FLAT, 1, mask=FLAT > 5), ValueError, ["(12,)", "(M, N)"]),
    "masked_smooth, no mask": (call(smooth, GRAY, 1, mask=None), TypeError, ["mask is None"]),
    "masked_smooth, mask of bytes": (
        call(smooth, GRAY, 1, mask=GRAY),
        TypeError,
        ["mask has type uint8", "mask > 0"],
    ),
    "masked_smooth, other shape": (
        call(smooth, GRAY, 1, mask=MASK[:2]),
        ValueError,
        ["(2, 4)", "(3, 4)"],
    ),
    "masked_smooth, nothing known": (
        call(smooth, GRAY, 1, mask=NOWHERE),
        ValueError,
        ["False everywhere", "at least one"],
    ),
    "masked_smooth, known NaN": (
        call(smooth, NAN, 1, mask=np.ones((2, 2), bool)),
        ValueError,
        ["nan at (0, 1)", "mask False"],
    ),
    "masked_smooth, sigma 0": (call(smooth, GRAY, 0, mask=MASK), ValueError, ["sigma is 0"]),
    "masked_smooth, sigma inf": (call(smooth, GRAY, np.inf, mask=MASK), ValueError, ["is inf"]),
    "masked_smooth, sigma text": (call(smooth, GRAY, "2 px", mask=MASK), TypeError, ["'2 px'"]),
    "sphere, list": (call(smooth_sphere, [0] * 12, 5, mask=KNOWN), TypeError, ["list"]),
    "sphere, plane": (call(smooth_sphere, GRAY, 5, mask=MASK), ValueError, ["(3, 4)", "nside"]),
    "sphere, 11 pixels": (
        call(smooth_sphere, SKY[1:], 5, mask=KNOWN[1:]),
        ValueError,
        ["(11,)", "nside"],
    ),
    "sphere, UNSEEN kept": (
        call(smooth_sphere, SKY - 1.6375e30, 5, mask=KNOWN),
        ValueError,
        ["at (0,)", "mask False"],
    ),
    "sphere, nothing known": (call(smooth_sphere, SKY, 5, mask=~KNOWN), ValueError, ["False"]),
    "sphere, no mask": (call(smooth_sphere, SKY, 5, mask=None), TypeError, ["mask is None"]),
    "sphere, fwhm 0": (call(smooth_sphere, SKY, 0, mask=KNOWN), ValueError, ["fwhm is 0"]),
    "sphere, fwhm 200": (call(smooth_sphere, SKY, 200, mask=KNOWN), ValueError, ["up to 180"]),
    "sphere, fwhm None": (call(smooth_sphere, SKY, None, mask=KNOWN), TypeError, ["None"]),
}
TABLE = READ | GRAY_AND_STACK | ROWS | HISTOGRAM | LONG | MASKS | COLOR | SHOWN
TABLE |= CUMULATIVE | CHANGED | VOLUMES
TABLE |= DIGITS
DEBLURRING = {
    f"{name}, kernel {what}": (call(function, GRAY, kernel), error, words)
    for name, function in [
        ("wiener_deblur", convolution.wiener_deblur),
        ("richardson_lucy", convolution.richardson_lucy),
    ]
    for what, (kernel, error, words) in (
        KERNEL_REFUSALS
        | {
            "sums to 0": (KERNEL - 1, ValueError, ["kernel sums to 0", "above 0"]),
            "sums below 0": (-KERNEL, ValueError, ["kernel sums to -9", "above 0"]),
        }
    ).items()
}
DEBLURRING |= {
    f"{name}, {what}": (call(function, image, *more), error, words)
    for name, function, more in [
        ("wiener_deblur", convolution.wiener_deblur, (KERNEL,)),
        ("richardson_lucy", convolution.richardson_lucy, (KERNEL,)),
        ("focus_score", convolution.focus_score, ()),
    ]
    for what, image, error, words in [
        ("None", None, TypeError, ["has type NoneType", "NumPy array"]),
        ("list", [[1]], TypeError, ["has type list", "NumPy array"]),
        ("bool", MASK, TypeError, ["has dtype bool", "integers or floats"]),
        ("masked", np.ma.array(GRAY), TypeError, ["is a masked array"]),
        ("empty", EMPTY, ValueError, ["has shape (0, 4)", "no pixel"]),
        ("flat", FLAT, ValueError, ["has shape (12,)", "picture"]),
        ("volume", np.zeros((5, 5, 5)), ValueError, ["has shape (5, 5, 5)", "picture"]),
        ("NaN", np.pad(NAN, 1), ValueError, ["holds nan at (1, 2)", "a number"]),
    ]
}
DEBLURRING |= {
    "focus_score, color": (
        call(convolution.focus_score, BGR),
        ValueError,
        ["gray has shape (3, 4, 3)", "a gray picture"],
    ),
    "focus_score, two rows": (
        call(convolution.focus_score, GRAY[:2]),
        ValueError,
        ["gray has shape (2, 4)", "3 rows and 3 columns"],
    ),
    "wiener_deblur, balance 0": (
        call(convolution.wiener_deblur, GRAY, KERNEL, balance=0),
        ValueError,
        ["balance is 0.0", "above 0"],
    ),
    "wiener_deblur, balance NaN": (
        call(convolution.wiener_deblur, GRAY, KERNEL, balance=np.nan),
        ValueError,
        ["balance is nan", "above 0"],
    ),
    "wiener_deblur, balance text": (
        call(convolution.wiener_deblur, GRAY, KERNEL, balance="much"),
        TypeError,
        ["balance is 'much'", "a number"],
    ),
    "richardson_lucy, below 0": (
        call(convolution.richardson_lucy, GRAY - 3.0, KERNEL),
        ValueError,
        ["image holds -3.0", "0 or more"],
    ),
    "richardson_lucy, kernel below 0": (
        call(convolution.richardson_lucy, GRAY, convolution.KERNELS["sharpen"]),
        ValueError,
        ["kernel holds -1.0", "0 or more"],
    ),
    "richardson_lucy, 0 steps": (
        call(convolution.richardson_lucy, GRAY, KERNEL, iterations=0),
        ValueError,
        ["iterations is 0", "at least 1"],
    ),
    "richardson_lucy, half a step": (
        call(convolution.richardson_lucy, GRAY, KERNEL, iterations=1.5),
        TypeError,
        ["iterations is 1.5", "whole number"],
    ),
}
COUNTING = {
    f"count_by_slices, {kind}": (call(counting.count_by_slices, binary, width), error, words)
    for kind, binary, width, error, words in [
        ("None", None, 3, TypeError, ["binary has type NoneType", "NumPy array"]),
        ("list", [[True]], 3, TypeError, ["binary has type list", "NumPy array"]),
        ("gray", GRAY, 3, TypeError, ["uint8", "image > 127"]),
        ("floats", NAN, 1, TypeError, ["float64", "image > 127"]),
        ("empty", MASK[:0], 3, ValueError, ["(0, 4)", "at least 2 rows"]),
        ("no column", MASK[:, :0], 3, ValueError, ["(3, 0)", "(M, N)"]),
        ("one row", MASK[:1], 3, ValueError, ["(1, 4)", "at least 2 rows"]),
        ("color", BGR > 5, 3, ValueError, ["(3, 4, 3)", "(M, N)"]),
        ("False everywhere", NOWHERE, 3, ValueError, ["False everywhere", "another threshold"]),
        ("True everywhere", ~NOWHERE, 3, ValueError, ["True everywhere", "another threshold"]),
        ("masked", np.ma.array(MASK), 3, TypeError, ["binary is a masked array"]),
        ("even width", MASK, 2, ValueError, ["width is 2", "odd"]),
        ("width 0", MASK, 0, ValueError, ["width is 0", "at least 1"]),
        ("too wide", MASK, 5, ValueError, ["width is 5", "4 at most"]),
        ("half a column", MASK, 2.5, TypeError, ["width is 2.5", "whole number"]),
        ("width None", MASK, None, TypeError, ["width is None", "whole number"]),
    ]
}
TABLE |= CONVOLUTION | DEBLURRING | SMOOTHING
PEAKS = (
    {
        f"{name}, {kind}": (call(function, image), error, words)
        for name, function in [
            ("local_maxima", lambda image: peaks.local_maxima(image, threshold=5)),
            ("greedy_peaks", lambda image: peaks.greedy_peaks(image, sigmas=5, radius=3)),
            ("noise_level", lambda image: peaks.noise_level(image)),
            ("remove_background", lambda image: peaks.remove_background(image, size=2)),
            (
                "refine_peaks",
                lambda image: peaks.refine_peaks(image, peaks.local_maxima(GRAY, threshold=5)),
            ),
        ]
        for kind, image, error, words in [
            ("None", None, TypeError, ["image has type NoneType", "NumPy array"]),
            ("list", [[1]], TypeError, ["image has type list", "NumPy array"]),
            ("bool", MASK, TypeError, ["bool", "integers or floats"]),
            ("empty", EMPTY, ValueError, ["(0, 4)", "no pixel"]),
            ("color", BGR, ValueError, ["(3, 4, 3)", "(M, N)"]),
            ("flat", FLAT, ValueError, ["(12,)", "(M, N)"]),
            ("NaN", NAN, ValueError, ["NaN or infinity in 2 of 4", "masked_smooth"]),
            ("all NaN", np.full((3, 4), np.nan), ValueError, ["12 of 12", "leave them out"]),
            ("masked", np.ma.array(GRAY), TypeError, ["image is a masked array"]),
        ]
    }
    | {
        "local_maxima, one value": (
            call(peaks.local_maxima, np.full((3, 4), 7), threshold=1),
            ValueError,
            ["7 everywhere", "nothing stands out"],
        ),
        "local_maxima, threshold None": (
            call(peaks.local_maxima, GRAY, threshold=None),
            TypeError,
            ["threshold is None", "a number"],
        ),
        "local_maxima, threshold NaN": (
            call(peaks.local_maxima, GRAY, threshold=np.nan),
            ValueError,
            ["threshold is nan", "a number"],
        ),
        "greedy_peaks, mostly one value": (
            call(peaks.greedy_peaks, np.uint8(GRAY > 10), sigmas=5, radius=3),
            ValueError,
            ["one value in at least half", "local_maxima"],
        ),
        "greedy_peaks, sigmas 0": (
            call(peaks.greedy_peaks, GRAY, sigmas=0, radius=3),
            ValueError,
            ["sigmas is 0", "above 0"],
        ),
        "greedy_peaks, sigmas None": (
            call(peaks.greedy_peaks, GRAY, sigmas=None, radius=3),
            TypeError,
            ["sigmas is None", "standard deviations"],
        ),
        "greedy_peaks, radius below 0": (
            call(peaks.greedy_peaks, GRAY, sigmas=5, radius=-1),
            ValueError,
            ["radius is -1", "at least 0"],
        ),
        "greedy_peaks, radius half a pixel": (
            call(peaks.greedy_peaks, GRAY, sigmas=5, radius=1.5),
            TypeError,
            ["radius is 1.5", "whole number"],
        ),
        "remove_background, size 1": (
            call(peaks.remove_background, GRAY, size=1),
            ValueError,
            ["size is 1", "at least 2"],
        ),
        "remove_background, size None": (
            call(peaks.remove_background, GRAY, size=None),
            TypeError,
            ["size is None", "whole number"],
        ),
        "refine_peaks, no peaks": (
            call(peaks.refine_peaks, GRAY, None),
            TypeError,
            ["peaks is None", "local_maxima"],
        ),
        "refine_peaks, refined before": (
            call(
                peaks.refine_peaks,
                GRAY,
                peaks.refine_peaks(GRAY, peaks.local_maxima(GRAY, threshold=5)),
            ),
            TypeError,
            ["peaks is Peaks(", "local_maxima"],
        ),
        "refine_peaks, another picture": (
            call(peaks.refine_peaks, GRAY[:1], peaks.local_maxima(GRAY, threshold=5)),
            ValueError,
            ["outside of the picture", "(1, 4)"],
        ),
    }
    | {
        f"densest_point, {kind}": (
            call(peaks.densest_point, x, y, bin_width=width, sigma=sigma),
            error,
            words,
        )
        for kind, x, y, width, sigma, error, words in [
            ("None", None, FLAT, 1, 1, TypeError, ["x has type NoneType", "NumPy array"]),
            ("list", FLAT, [1, 2], 1, 1, TypeError, ["y has type list", "NumPy array"]),
            ("bool", FLAT > 3, FLAT, 1, 1, TypeError, ["x has dtype bool", "integers or floats"]),
            ("no point", FLAT[:0], FLAT[:0], 1, 1, ValueError, ["x has shape (0,)", "no point"]),
            ("a picture", GRAY, GRAY, 1, 1, ValueError, ["x has shape (3, 4)", "each point"]),
            ("NaN", FLAT[:4], NAN.ravel(), 1, 1, ValueError, ["y has NaN", "2 of 4"]),
            ("lengths", FLAT, FLAT[:5], 1, 1, ValueError, ["12 values", "5", "both"]),
            ("width 0", FLAT, FLAT, 0, 1, ValueError, ["bin_width is 0", "above 0"]),
            ("width None", FLAT, FLAT, None, 1, TypeError, ["bin_width is None", "number"]),
            ("width tiny", FLAT, FLAT, 1e-9, 1, ValueError, ["bin_width is 1e-09", "larger"]),
            ("width small", FLAT, FLAT, 1e-3, 1, ValueError, ["bin_width is 0.001", "larger"]),
            ("sigma below 0", FLAT, FLAT, 1, -1, ValueError, ["sigma is -1", "above 0"]),
            ("sigma NaN", FLAT, FLAT, 1, np.nan, ValueError, ["sigma is nan", "above 0"]),
        ]
    }
)
FRACTALS = (
    {
        f"{name}, {kind}": (call(function, binary), error, words)
        for name, function in [
            ("box_counts", lambda binary: fractals.box_counts(binary)),
            ("fractal_dimension", lambda binary: fractals.fractal_dimension(binary)),
        ]
        for kind, binary, error, words in [
            ("None", None, TypeError, ["binary has type NoneType", "NumPy array"]),
            ("list", [[True]], TypeError, ["binary has type list", "NumPy array"]),
            ("gray", GRAY, TypeError, ["uint8", "image > 127"]),
            ("all NaN", np.full((3, 4), np.nan), TypeError, ["float64", "image > 127"]),
            ("empty", MASK[:0], ValueError, ["(0, 4)", "(M, N)"]),
            ("color", BGR > 5, ValueError, ["(3, 4, 3)", "(M, N)"]),
            ("flat", FLAT > 5, ValueError, ["(12,)", "(M, N)"]),
            ("masked", np.ma.array(MASK), TypeError, ["binary is a masked array"]),
        ]
    }
    | {
        f"{function.__name__}, sizes {kind}": (call(function, MASK, sizes=sizes), error, words)
        for function in (fractals.box_counts, fractals.fractal_dimension)
        for kind, sizes, error, words in [
            ("none", [], ValueError, ["sizes is empty", "at least one"]),
            ("one number", 2, TypeError, ["sizes is 2", "list of whole numbers"]),
            ("below 1", [1, 0], ValueError, ["sizes[1] is 0", "at least 1"]),
            ("too long", [5, 1], ValueError, ["sizes[0] is 5", "4 at most"]),
            ("not whole", [1, 1.5], TypeError, ["sizes[1] is 1.5", "whole number"]),
            ("far too long", [10**5000], ValueError, ["sizes[0] is a whole number of 16610 bits"]),
        ]
    }
    | {
        f"fractal_dimension, {kind}": (
            call(fractals.fractal_dimension, binary, sizes=sizes),
            ValueError,
            words,
        )
        for kind, binary, sizes, words in [
            ("False everywhere", NOWHERE, None, ["False everywhere", "another threshold"]),
            ("one row", MASK[2:], None, ["(1, 4)", "2 rows and 2 columns"]),
            ("one size", MASK, [2, 2], ["[2, 2]", "two different"]),
            (
                "True at the border",
                np.eye(3) * np.eye(3)[2] > 0,
                [1, 2],
                ["2 x 2", "smaller sizes"],
            ),
        ]
    }
    | {
        f"{function.__name__}, {kind}": (call(function, level), error, words)
        for function, most in [
            (fractals.sierpinski_carpet, 8),
            (fractals.sierpinski_triangle, 13),
            (fractals.koch_curve, 8),
        ]
        for kind, level, error, words in [
            ("None", None, TypeError, ["level is None", "whole number"]),
            ("half a level", 2.5, TypeError, ["level is 2.5", "whole number"]),
            ("below 0", -1, ValueError, ["level is -1", "at least 0"]),
            ("too high", most + 1, ValueError, [f"level is {most + 1}", f"{most} at most"]),
        ]
    }
)
TABLE |= COUNTING | PEAKS | FRACTALS
COMPARISON = (
    {
        f"{name}, {kind}": (call(function, *pair), error, words)
        for name, function in [
            ("pearson", lambda first, second: comparison.pearson(first, second)),
            ("jaccard", lambda first, second: comparison.jaccard_similarity(first, second)),
            ("distance", lambda first, second: comparison.histogram_distance(first, second)),
        ]
        for kind, pair, error, words in [
            ("None", (None, GRAY), TypeError, ["first has type NoneType", "NumPy array"]),
            ("list", (GRAY, [[1]]), TypeError, ["second has type list", "NumPy array"]),
            ("float", (GRAY, GRAY / 255), TypeError, ["second has dtype float64", "uint8"]),
            ("all NaN", (NAN * np.nan, GRAY), TypeError, ["first has dtype float64", "uint8"]),
            ("empty", (EMPTY, EMPTY), ValueError, ["first has shape (0, 4)", "no pixel"]),
            ("flat array", (GRAY, FLAT), ValueError, ["second has shape (12,)", "(M, N)"]),
            ("masked", (GRAY, np.ma.array(GRAY)), TypeError, ["second is a masked array"]),
            ("channels", (GRAY, BGR), ValueError, ["(3, 4)", "(3, 4, 3)"]),
        ]
    }
    | {
        "pearson, shapes": (
            call(comparison.pearson, GRAY, GRAY[:2]),
            ValueError,
            ["(3, 4)", "(2, 4)", "estimate_shift"],
        ),
        "pearson, one value": (
            call(comparison.pearson, GRAY, GRAY * 0 + 7),
            ValueError,
            ["second is 7 everywhere", "nothing to compare"],
        ),
    }
    | {
        f"estimate_shift, {kind}": (call(comparison.estimate_shift, *pair), error, words)
        for kind, pair, error, words in [
            ("None", (None, GRAY), TypeError, ["image has type NoneType", "NumPy array"]),
            ("float", (GRAY, GRAY / 255), TypeError, ["moved has dtype float64", "uint8"]),
            ("empty", (GRAY, EMPTY), ValueError, ["moved has shape (0, 4)", "no pixel"]),
            ("all NaN", (NAN * np.nan, GRAY), TypeError, ["image has dtype float64", "uint8"]),
            ("two channels", (BGR[..., :2], GRAY), ValueError, ["image has shape (3, 4, 2)"]),
            ("one value", (GRAY * 0, GRAY), ValueError, ["image is 0 everywhere", "compare"]),
            ("one pixel", (GRAY, GRAY[:1, :1]), ValueError, ["moved is 0 everywhere"]),
        ]
    }
    | {
        f"group_images, {kind}": (
            call(comparison.group_images, images, limit=limit),
            error,
            words,
        )
        for kind, images, limit, error, words in [
            ("None", None, 0.7, TypeError, ["images is None", "list of pictures"]),
            ("one array", BGR, 0.7, TypeError, ["(3, 4, 3)", "list of pictures"]),
            ("no picture", [], 0.7, ValueError, ["images is empty", "at least one"]),
            ("a broken one", [GRAY, None], 0.7, TypeError, ["images[1] has type NoneType"]),
            ("a float one", [GRAY / 2], 0.7, TypeError, ["images[0] has dtype float64"]),
            ("an empty one", [GRAY, GRAY, EMPTY], 0.7, ValueError, ["images[2]", "no pixel"]),
            ("limit None", [GRAY], None, TypeError, ["limit is None", "number"]),
            ("limit 0", [GRAY], 0, ValueError, ["limit is 0", "above 0, up to 1"]),
            ("limit 2", [GRAY], 2, ValueError, ["limit is 2", "up to 1"]),
            ("limit NaN", [GRAY], np.nan, ValueError, ["limit is nan", "up to 1"]),
        ]
    }
)
TABLE |= COMPARISON

BOX, CROSSED = [0, 0, 2, 3], [5, 0, 2, 3]
VOC = detection.write_voc([BOX], ["cat"], shape=(3, 4, 3), filename="cat.jpg")
DETECTION = (
    {
        f"Detector.load, {kind}": (call(detection.Detector.load, name, path=path), error, words)
        for kind, name, path, error, words in [
            ("unknown", "yolo", None, ValueError, ["'yolo'", "choose one of: ssd, yolox"]),
            ("None", None, None, ValueError, ["None", "choose one of"]),
            ("an array", FLAT, None, ValueError, ["array([", "choose one of"]),
            ("no file", "ssd", "no.onnx", FileNotFoundError, ["'no.onnx'", "leave out the path"]),
            ("an offer", "yolox", "no.onnx", FileNotFoundError, ["'no.onnx'", "download it from"]),
            ("another file", "yolox", __file__, ValueError, ["is not the object detector YOLOX"]),
            ("number as path", "yolox", 7, TypeError, ["path is 7", "name of a file"]),
        ]
    }
    | {
        # What is wrong is found before the network is needed, so that there is none here.
        f"detect, {kind}": (
            call(detection.Detector.detect, None, image, confidence=confidence, iou=iou),
            error,
            words,
        )
        for kind, image, confidence, iou, error, words in [
            ("None", None, 0.5, 0.6, TypeError, ["image has type NoneType"]),
            ("floats", BGR / 2, 0.5, 0.6, TypeError, ["float64", "uint8"]),
            ("two channels", BGR[..., :2], 0.5, 0.6, ValueError, ["(3, 4, 2)"]),
            ("empty", BGR[:0], 0.5, 0.6, ValueError, ["(0, 4, 3)", "no pixel"]),
            ("confidence as text", BGR, "high", 0.6, TypeError, ["confidence is 'high'"]),
            ("confidence in percent", BGR, 50, 0.6, ValueError, ["confidence is 50.0", "0 to 1"]),
            ("confidence NaN", BGR, np.nan, 0.6, ValueError, ["confidence is nan", "0 to 1"]),
            ("iou None", BGR, 0.5, None, TypeError, ["iou is None", "0 to 1"]),
            ("iou below 0", BGR, 0.5, -0.1, ValueError, ["iou is -0.1", "0 to 1"]),
        ]
    }
    | {
        f"iou, {kind}": (call(detection.iou, first, second), error, words)
        for kind, first, second, error, words in [
            ("None", None, BOX, TypeError, ["first is None", "numbers"]),
            ("text", BOX, "box", TypeError, ["second is 'box'", "numbers"]),
            ("three numbers", BOX[:3], BOX, ValueError, ["first has shape (3,)", "four numbers"]),
            ("nothing", [], BOX, ValueError, ["first has shape (0,)", "four numbers"]),
            ("ragged", [BOX, BOX[:3]], BOX, TypeError, ["first is [[0, 0, 2, 3]", "numbers"]),
            ("three axes", [[BOX]], BOX, ValueError, ["first has shape (1, 1, 4)"]),
            ("upside down", BOX, [BOX, CROSSED], ValueError, ["second has a box [5.0, 0.0, 2.0"]),
            ("NaN", BOX, [0, 0, np.nan, 3], ValueError, ["second has values", "not finite"]),
            ("complex", BOX, [0, 0, 1j, 3], TypeError, ["second is [0, 0, 1j, 3]"]),
        ]
    }
    | {
        f"non_max_suppression, {kind}": (
            call(detection.non_max_suppression, boxes, scores, iou=iou, labels=labels),
            error,
            words,
        )
        for kind, boxes, scores, iou, labels, error, words in [
            ("None", None, [1], 0.6, None, TypeError, ["boxes is None"]),
            ("a single box", BOX, [1], 0.6, None, ValueError, ["boxes has shape (4,)"]),
            ("no area", [BOX, [1, 1, 1, 3]], [1, 1], 0.6, None, ValueError, ["boxes[1]", "area"]),
            ("crossed", [CROSSED], [1], 0.6, None, ValueError, ["bottom is above its top"]),
            ("scores None", [BOX], None, 0.6, None, TypeError, ["scores is None"]),
            ("fewer scores", [BOX] * 2, [1], 0.6, None, ValueError, ["(1,)", "2 boxes"]),
            ("scores NaN", [BOX], [np.nan], 0.6, None, ValueError, ["scores has values"]),
            ("iou 2", [BOX], [1], 2, None, ValueError, ["iou is 2.0", "0 to 1"]),
            ("fewer labels", [BOX] * 2, [1, 1], 0.6, ["a"], ValueError, ["1 labels", "2 boxes"]),
            ("labels as text", [BOX] * 2, [1, 1], 0.6, "ab", TypeError, ["labels is 'ab'"]),
        ]
    }
    | {
        f"draw_detections, {kind}": (
            call(detection.draw_detections, image, found),
            error,
            words,
        )
        for kind, image, found, error, words in [
            ("None", None, detection.Detections([BOX], [1], ["a"]), TypeError, ["NoneType"]),
            ("bools", MASK, detection.Detections([BOX], [1], ["a"]), TypeError, ["bool"]),
            ("no detections", BGR, [BOX], TypeError, ["detections is [[0, 0, 2, 3]]", "read_voc"]),
            ("fewer labels", BGR, detection.Detections([BOX], [1], ()), ValueError, ["0 labels"]),
            ("no box", BGR, detection.Detections([[1]], [1], ["a"]), ValueError, ["shape (1, 1)"]),
        ]
    }
    | {
        f"read_voc, {kind}": (call(detection.read_voc, text), error, words)
        for kind, text, error, words in [
            ("None", None, TypeError, ["text has type NoneType", "str"]),
            ("bytes", VOC.encode(), TypeError, ["text has type bytes", "str"]),
            ("words", "cat", ValueError, ["no XML", "whole file"]),
            ("a document type", "<!DOCTYPE a>" + VOC, ValueError, ["document type"]),
            ("no number", VOC.replace(">4<", ">four<"), ValueError, ["'four' for <width>"]),
        ]
    }
    | {
        f"write_voc, {kind}": (
            call(detection.write_voc, boxes, labels, shape=shape, filename=filename),
            error,
            words,
        )
        for kind, boxes, labels, shape, filename, error, words in [
            ("None", None, [], (3, 4), "a.png", TypeError, ["boxes is None"]),
            ("one box", BOX, ["a"], (3, 4), "a.png", ValueError, ["boxes has shape (4,)"]),
            ("fewer labels", [BOX], [], (3, 4), "a.png", ValueError, ["0 labels", "1 boxes"]),
            ("out of it", [BOX], ["a"], (1, 4), "a.png", ValueError, ["boxes[0]", "reaches out"]),
            ("no pixel", [[1, 1, 1, 2]], ["a"], (3, 4), "a.png", ValueError, ["no pixel"]),
            ("labels None", [BOX], None, (3, 4), "a.png", TypeError, ["labels is None"]),
            ("label None", [BOX], [None], (3, 4), "a.png", TypeError, ["labels[0] is None"]),
            ("no label", [BOX], [""], (3, 4), "a.png", ValueError, ["labels[0] is ''"]),
            ("two lines", [BOX], ["a\nb"], (3, 4), "a.png", ValueError, ["control characters"]),
            ("long label", [BOX], ["a" * 201], (3, 4), "a.png", ValueError, ["1 to 200 letters"]),
            ("no file", [BOX], ["a"], (3, 4), None, TypeError, ["filename is None"]),
            ("a shape of one", [BOX], ["a"], (3,), "a.png", TypeError, ["shape is (3,)"]),
            ("shape None", [BOX], ["a"], None, "a.png", TypeError, ["shape is None"]),
            ("no rows", [BOX], ["a"], (0, 4), "a.png", ValueError, ["shape is (0, 4)"]),
            ("four axes", [BOX], ["a"], (3, 4, 3, 1), "a.png", TypeError, ["(3, 4, 3, 1)"]),
        ]
    }
)
TABLE |= DETECTION
POINTS = np.array([[1.0, 2.0], [3.0, 4.0], [1.0, 2.0]])
CLUSTERING = {
    f"kmeans, {kind}": (call(clustering.kmeans, points, k, **options), error, words)
    for kind, points, k, options, error, words in [
        ("None", None, 2, {}, TypeError, ["points has type NoneType", "NumPy array"]),
        ("list", [[1.0]], 1, {}, TypeError, ["points has type list", "NumPy array"]),
        ("words", np.array([["a"]]), 1, {}, TypeError, ["points has dtype <U1", "integers"]),
        ("one row", POINTS[0], 2, {}, ValueError, ["(2,)", "reshape(-1, 1)"]),
        ("a picture", BGR, 2, {}, ValueError, ["(3, 4, 3)", "a row for each point"]),
        ("no point", POINTS[:0], 1, {}, ValueError, ["(0, 2)", "so no number"]),
        ("NaN", NAN, 1, {}, ValueError, ["points holds nan", "drop rows"]),
        ("huge", POINTS * 1e160, 1, {}, ValueError, ["points holds", "1e+150"]),
        ("masked", np.ma.array(POINTS), 1, {}, TypeError, ["points is a masked array"]),
        ("k 0", POINTS, 0, {}, ValueError, ["k is 0", "at least 1"]),
        ("k 2.0", POINTS, 2.0, {}, TypeError, ["k is 2.0", "whole number"]),
        ("few points", POINTS, 4, {}, ValueError, ["k is 4", "only 2 distinct", "2 at most"]),
        ("equal points", POINTS, 3, {}, ValueError, ["k is 3", "only 2 distinct", "2 at most"]),
        ("few to start", POINTS, 3, {"start": np.eye(3, 2)}, ValueError, ["2 distinct"]),
        ("few count", POINTS, 2, {"weights": np.eye(3)[0]}, ValueError, ["only 1 distinct"]),
        ("seed", POINTS, 2, {"seed": "a"}, TypeError, ["seed is 'a'", "whole number"]),
        ("seed -1", POINTS, 2, {"seed": -1}, ValueError, ["seed is -1", "at least 0"]),
        ("weights list", POINTS, 1, {"weights": [1, 2, 3]}, TypeError, ["weights has type list"]),
        ("weights", POINTS, 1, {"weights": np.ones(2)}, ValueError, ["(2,)", "each of 3 points"]),
        ("weights -1", POINTS, 1, {"weights": -np.eye(3)[0]}, ValueError, ["from -1.0 to"]),
        ("weights 0", POINTS, 1, {"weights": np.zeros(3)}, ValueError, ["at least one above 0"]),
        ("weights NaN", POINTS, 1, {"weights": NAN[:, 1][[0, 0, 0]]}, ValueError, ["holds nan"]),
        ("start None rows", POINTS, 2, {"start": POINTS}, ValueError, ["(3, 2)", "2 centers of 2"]),
        ("start list", POINTS, 1, {"start": [[1, 2]]}, TypeError, ["start has type list"]),
        ("start NaN", POINTS, 2, {"start": NAN}, ValueError, ["start holds nan"]),
    ]
}
CLUSTERING |= {
    f"quantize, {kind}": (call(clustering.quantize, image, k, **options), error, words)
    for kind, image, k, options, error, words in [
        ("None", None, 2, {}, TypeError, ["image has type NoneType"]),
        ("a float picture", BGR / 255, 2, {}, TypeError, ["image has dtype float64"]),
        ("empty", EMPTY, 2, {}, ValueError, ["no pixel"]),
        ("two channels", BGR[:, :, :2], 2, {}, ValueError, ["(3, 4, 2)"]),
        ("k 0", BGR, 0, {}, ValueError, ["k is 0"]),
        ("k 257", BGR, 257, {}, ValueError, ["k is 257"]),
        ("k 2.5", BGR, 2.5, {}, TypeError, ["k is 2.5"]),
        ("seed", BGR, 2, {"seed": "a"}, TypeError, ["seed is 'a'"]),
        ("seed -1", BGR, 2, {"seed": -1}, ValueError, ["seed is -1"]),
    ]
}
TABLE |= CLUSTERING


def running_average(alpha, *frames):
    running = background.RunningAverage(alpha)
    for frame in frames:
        running.update(frame)


BACKGROUND = (
    {
        f"{name}, {kind}": (call(function, alpha), error, words)
        for name, function in [
            ("RunningAverage", background.RunningAverage),
            ("half_life", background.half_life),
        ]
        for kind, alpha, error, words in [
            ("None", None, TypeError, ["alpha is None", "the newest frame's share"]),
            ("text", "slow", TypeError, ["alpha is 'slow'"]),
            ("array", GRAY, TypeError, ["alpha is array(", "give a number"]),
            ("0", 0, ValueError, ["alpha is 0.0", "above 0, up to 1"]),
            ("below 0", -0.1, ValueError, ["alpha is -0.1"]),
            ("above 1", 1.5, ValueError, ["alpha is 1.5", "up to 1"]),
            ("NaN", np.nan, ValueError, ["alpha is nan"]),
        ]
    }
    | {
        f"update, {kind}": (call(running_average, 0.1, *frames), error, words)
        for kind, frames, error, words in [
            ("None", [None], TypeError, ["frame has type NoneType", "NumPy array"]),
            ("floats", [GRAY / 255], TypeError, ["frame has dtype float64", "uint8"]),
            ("four channels", [np.dstack([BGR, GRAY])], ValueError, ["(3, 4, 4)", "(M, N, 3)"]),
            ("empty", [EMPTY], ValueError, ["(0, 4)", "no pixel"]),
            ("two sizes", [GRAY, GRAY.T], ValueError, ["(4, 3)", "the first had (3, 4)"]),
            ("gray after color", [BGR, GRAY], ValueError, ["(3, 4)", "begin a new average"]),
        ]
    }
    | {
        f"foreground_mask, {kind}": (
            call(background.foreground_mask, frame, behind, threshold=threshold),
            error,
            words,
        )
        for kind, frame, behind, threshold, error, words in [
            ("None", None, GRAY, 9, TypeError, ["frame has type NoneType"]),
            ("an average", GRAY, np.float32(GRAY), 9, TypeError, ["background has dtype float32"]),
            ("two shapes", GRAY, BGR, 9, ValueError, ["(3, 4)", "(3, 4, 3)", "both in color"]),
            ("empty", EMPTY, EMPTY, 9, ValueError, ["no pixel"]),
            ("threshold None", GRAY, GRAY, None, TypeError, ["threshold is None", "whole number"]),
            ("threshold 0.1", GRAY, GRAY, 0.1, TypeError, ["threshold is 0.1", "whole number"]),
            ("threshold -1", GRAY, GRAY, -1, ValueError, ["threshold is -1", "at least 0"]),
            ("threshold 255", GRAY, GRAY, 255, ValueError, ["threshold is 255", "254 at most"]),
        ]
    }
)
TABLE |= BACKGROUND


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pictures")
    noise = np.random.default_rng(0).integers(0, 256, (40, 50, 3), dtype=np.uint8)
    png, jpeg = (cv2.imencode(ending, noise)[1].tobytes() for ending in (".png", ".jpg"))
    (folder / "folder").mkdir()
    for name, content in {
        "empty.png": b"",
        "text.png": b"These are words, not pixels.\n" * 40,
        "half.png": png[: len(png) // 2],
        "half.jpg": jpeg[: len(jpeg) // 2],
        "start.png": png[:8],
        "bad.png": png[:200] + bytes(100) + png[300:],
        "data.xyz": bytes(range(256)),
        "größe.png": b"words",
        "floats.tif": cv2.imencode(".tif", np.float32(GRAY))[1].tobytes(),
        "below.tif": cv2.imencode(".tif", np.int16(GRAY) - 5)[1].tobytes(),
    }.items():
        (folder / name).write_bytes(content)
    return folder


@pytest.mark.parametrize(("call", "error", "words"), TABLE.values(), ids=TABLE.keys())
def test_bad_input_is_refused_in_one_sentence(files, call, error, words):
    with pytest.raises(error) as refusal:
        call(files)
    assert type(refusal.value) is error  # not a relative such as UnicodeError
    message = str(refusal.value)
    for word in words:
        assert word in message
    assert "\n" not in message
    assert len(message) < 400  # a long value is shortened
    assert message[-1] == "."
    assert not re.search(r"[.!?] [A-Z]", message)  # one sentence, not two
