"""Calls of `cv2` on random arrays, which run in this Python and in the page's alike.

Each draws what it needs from the generator that it is given, calls one function, and returns what
came of it. Shapes are odd or small, arrays are views as often as not, and have one, two or three
channels.
"""

import cv2
import numpy as np

BORDERS = [cv2.BORDER_CONSTANT, cv2.BORDER_REPLICATE, cv2.BORDER_REFLECT, cv2.BORDER_REFLECT_101]
WHOLE = ("uint8", "uint16", "int16")
REAL = ("float32", "float64")


class Draw:
    """What a call is tried with, drawn from a seeded generator."""

    def __init__(self, seed):
        self.rng = np.random.default_rng(seed)

    def one(self, *choices):
        return choices[self.rng.integers(len(choices))]

    def side(self, least=1):
        return int(self.rng.integers(least, least + 22))

    def numbers(self, shape, kind):
        """Return an array; every second one is a view of a larger one, mirrored."""
        view = self.rng.random() < 0.5
        whole = (2 * shape[0] + 1, *shape[1:]) if view else shape
        if kind in REAL:
            out = (self.rng.standard_normal(whole) * 90 + 60).astype(kind)
        else:
            ends = np.clip([np.iinfo(kind).min, np.iinfo(kind).max], -(2**16), 2**16)
            out = self.rng.integers(*ends, whole, kind, endpoint=True)
        return out[-2::-2] if view else out

    def picture(self, *kinds, channels=(1, 2, 3), least=1):
        count = self.one(*channels)
        shape = (self.side(least), self.side(least), count)[: 2 + (count > 1)]
        return self.numbers(shape, self.one(*kinds or ("uint8",)))

    def pair(self, *kinds, **options):
        first = self.picture(*kinds, **options)
        return first, self.numbers(first.shape, first.dtype.name)

    def mask(self, image):
        return self.one(None, self.numbers(image.shape[:2], "uint8") // 128)

    def binary(self, share=0.6, **options):
        image = self.picture(channels=(1,), **options)
        return np.uint8(self.rng.random(image.shape) < share)

    def kernel(self, most=7):
        shape = self.rng.integers(1, most + 1, 2)
        return self.rng.standard_normal(shape).astype(self.one(*REAL))

    def odd(self, *choices):
        return int(self.one(*choices or (1, 3, 5, 7, 9)))

    def border(self):
        return self.one(*BORDERS)

    def real(self, low=0.1, high=3.0):
        return float(self.rng.uniform(low, high))


def arithmetic(function, *more):
    return lambda draw: function(*draw.pair(*WHOLE, "int8", *more, *REAL))


def with_mask(function):
    def call(draw):
        first, second = draw.pair(*WHOLE, *REAL)
        return function(first, second, mask=draw.mask(first))

    return call


def with_number(function):
    def call(draw):
        return function(draw.picture(*WHOLE, *REAL), draw.one(3, 17.5, (1, 2, 3, 4)))

    return call


def bits(function):
    return lambda draw: function(*draw.pair(*WHOLE, "int32"))


def color(there, back=None):
    def call(draw):
        image = draw.picture(channels=(3,))
        image = cv2.cvtColor(image, there)
        return image if back is None else cv2.cvtColor(image, back)

    return call


def resize(*kinds, ways=(cv2.INTER_NEAREST, cv2.INTER_LINEAR, cv2.INTER_AREA)):
    def call(draw):
        size = (draw.side(), draw.side())
        return cv2.resize(draw.picture(*kinds), size, interpolation=draw.one(*ways))

    return call


def resize_by_a_factor(draw):
    image = draw.picture(least=4)
    return cv2.resize(image, None, fx=draw.real(0.3), fy=draw.real(0.3))


def add_weighted(*kinds):
    def call(draw):
        first, second = draw.pair(*kinds)
        return cv2.addWeighted(first, draw.real(), second, draw.real(), draw.real(-9, 9))

    return call


def add_weighted_of_two_kinds(draw):
    first = draw.picture()
    second = draw.numbers(first.shape, "float64")
    return cv2.addWeighted(first, 0.3, second, 0.7, 0, dtype=cv2.CV_64F)


def accumulate_weighted(draw):
    image = draw.picture("uint8", "float32")
    average = np.ascontiguousarray(draw.numbers(image.shape, draw.one(*REAL)))
    cv2.accumulateWeighted(image, average, draw.real(0, 1), mask=draw.mask(image))
    return average


def copy_make_border(draw):
    image = draw.picture(*WHOLE, *REAL, least=6)
    sides = draw.rng.integers(0, 5, 4).tolist()
    return cv2.copyMakeBorder(image, *sides, draw.border(), value=(9, 8, 7))


def filter2d(*kinds, depth=-1):
    def call(draw):
        image, kernel = draw.picture(*kinds), draw.kernel()
        delta, border = draw.real(), draw.border()
        return cv2.filter2D(image, depth, kernel, delta=delta, borderType=border)

    return call


def filter_by_whole_numbers(draw):
    image = draw.picture()
    kernel = draw.rng.integers(-4, 5, draw.rng.integers(1, 6, 2)).astype(float)
    return cv2.filter2D(image, draw.one(-1, cv2.CV_64F), kernel, borderType=draw.border())


def sep_filter(*kinds):
    def call(draw):
        image = draw.picture(*kinds)
        row, column = (draw.rng.standard_normal(draw.odd()) for _ in range(2))
        return cv2.sepFilter2D(image, -1, row, column, borderType=draw.border())

    return call


def gaussian_blur(*kinds):
    def call(draw):
        size, sigma = draw.one(((0, 0), draw.real()), ((draw.odd(), draw.odd()), draw.real(0)))
        return cv2.GaussianBlur(draw.picture(*kinds), size, sigma, borderType=draw.border())

    return call


def blur(*kinds):
    def call(draw):
        # A box of two pixels is wrong in OpenCV itself, 4 and 5: white becomes black.
        size = tuple(draw.rng.integers(2, 7, 2).tolist())
        return cv2.blur(draw.picture(*kinds), size, borderType=draw.border())

    return call


def laplacian(*kinds, depth=cv2.CV_64F):
    def call(draw):
        size, border = draw.odd(1, 3, 5), draw.border()
        return cv2.Laplacian(draw.picture(*kinds), depth, ksize=size, borderType=border)

    return call


def sobel(*kinds, depth=cv2.CV_64F):
    def call(draw):
        steps = draw.one((1, 0), (0, 1), (1, 1), (2, 0))
        return cv2.Sobel(draw.picture(*kinds), depth, *steps, ksize=draw.odd(3, 5, 7))

    return call


def morphology(function):
    def call(draw):
        image = draw.picture("uint8", "uint16", "float32")
        kernel = draw.one(None, np.ones(draw.rng.integers(1, 6, 2)), np.eye(3, dtype=np.uint8))
        return function(image, kernel, iterations=draw.one(1, 2))

    return call


def morphology_ex(draw):
    operation = draw.one(*range(7))
    return cv2.morphologyEx(draw.picture(), operation, np.ones((3, 3), np.uint8))


def drawn(function):
    def call(draw):
        image = np.zeros((draw.side(5), draw.side(5), 3)[: draw.one(2, 3)], np.uint8)
        points = [tuple(draw.rng.integers(-4, 26, 2).tolist()) for _ in range(3)]
        returned = function(draw, image, points, draw.one(255, (1, 2, 3)))
        return returned, image

    return call


def polygon(points):
    return [np.array(points, np.int32)]


def calc_hist(draw):
    image = draw.picture("uint8", "uint16", "float32")
    bins, end = draw.side(2), draw.one(255, 256, 4000)
    channel = int(draw.rng.integers(len(cv2.split(image))))
    return cv2.calcHist([image], [channel], draw.mask(image), [bins], [0, end])


def joint_hist(draw):
    image = draw.picture(channels=(3,))
    channels = draw.one([0, 1], [2, 0], [0, 1, 2], [2, 1, 0])
    bins = draw.rng.integers(1, 9, len(channels)).tolist()
    return cv2.calcHist([image], channels, draw.mask(image), bins, [0, 256] * len(channels))


def back_project(draw):
    image = draw.picture(channels=(3,))
    table = draw.numbers((8, 8, 8), "float32")
    wrapped = cv2.Mat(np.ascontiguousarray(table), wrap_channels=False)
    return cv2.calcBackProject([image], [0, 1, 2], wrapped, [0, 256] * 3, draw.real())


def back_project_gray(draw):
    image = draw.picture(channels=(1,))
    counts = cv2.calcHist([image], [0], None, [64], [0, 256])
    return cv2.calcBackProject([image], [0], counts, [0, 256], draw.real())


def compare_hist(draw):
    first, second = (np.abs(draw.numbers((256, 1), "float32")) for _ in range(2))
    return cv2.compareHist(first, second, draw.one(*range(4)))


def get_gaussian_kernel(draw):
    return cv2.getGaussianKernel(draw.odd(*range(1, 40, 2)), draw.real(-1, 9))


def phase_correlate(draw):
    first, second = draw.pair(*REAL, channels=(1,), least=6)
    shift = draw.rng.integers(-3, 4, 2)
    moved = np.roll(first, shift, (0, 1)) + draw.one(0, 0.1) * second
    return cv2.phaseCorrelate(np.ascontiguousarray(first), moved)


def kmeans(draw):
    points = draw.numbers((draw.side(12), draw.one(1, 3)), "float32")
    cv2.setRNGSeed(3)
    stop = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_COUNT, 20, 0.1)
    return cv2.kmeans(points, 4, None, stop, 2, cv2.KMEANS_PP_CENTERS)


def median_blur(draw):
    return cv2.medianBlur(draw.picture(channels=(1, 3)), draw.odd(3, 5, 7))


def match_template(draw):
    image = draw.picture("uint8", "float32", channels=(1, 3), least=9)
    template = image[2:7, 1:8].copy()
    return cv2.matchTemplate(image, template, draw.one(*range(6)))


def threshold(draw):
    image = draw.picture("uint8", "float32")
    return cv2.threshold(image, draw.real(0, 200), draw.real(0, 255), draw.one(*range(5)))


def otsu(draw):
    return cv2.threshold(draw.picture(channels=(1,)), 0, 255, cv2.THRESH_OTSU)


def adaptive_threshold(draw):
    image = draw.picture(channels=(1,))
    return cv2.adaptiveThreshold(image, 255, 0, 0, draw.odd(3, 5, 7), draw.real())


def normalize(draw):
    image = draw.picture("uint8", *REAL)
    kind = draw.one(cv2.NORM_L1, cv2.NORM_L2, cv2.NORM_INF)
    if draw.one(True, False):
        image = image if image.ndim == 2 else np.ascontiguousarray(image[..., 0])
        kind = cv2.NORM_MINMAX
    return cv2.normalize(image, None, 0, 255, kind)


def normalize_in_place(draw):
    counts = np.ascontiguousarray(np.abs(draw.numbers((draw.side(), 1), "float32")))
    assert cv2.normalize(counts, counts) is counts
    return counts


def absdiff_into(draw):
    first, second = draw.pair()
    into = np.zeros_like(first)
    assert cv2.absdiff(first, second, dst=into) is into
    return into


def look_up(draw):
    return cv2.LUT(draw.picture(), draw.numbers((256,), draw.one("uint8", "float32")))


def reduce(draw):
    image = draw.picture("uint8", *REAL)
    return cv2.reduce(image, draw.one(0, 1), cv2.REDUCE_AVG, dtype=cv2.CV_64F)


def dft(draw):
    return cv2.dft(draw.picture(*REAL, channels=(1, 2)), flags=draw.one(0, cv2.DFT_SCALE))


def div_spectrums(draw):
    return cv2.divSpectrums(*draw.pair("float64", channels=(2,)), 0)


def canny(draw):
    return cv2.Canny(draw.picture(channels=(1,)), draw.real(20, 90), draw.real(90, 300))


def components(draw):
    return cv2.connectedComponents(draw.binary(), connectivity=draw.one(4, 8))


def components_with_stats(draw):
    return cv2.connectedComponentsWithStats(draw.binary(), connectivity=draw.one(4, 8))


def structuring_element(draw):
    size = tuple(draw.rng.integers(1, 12, 2).tolist())
    return cv2.getStructuringElement(draw.one(*range(3)), size)


def in_range(draw):
    image = draw.picture("uint8", "float32", channels=(1, 3))
    low = draw.real(0, 100)
    return cv2.inRange(image, (low,) * 3, (low + 90,) * 3)


CASES = {
    "absdiff": arithmetic(cv2.absdiff, "int32"),
    "absdiff with a number": with_number(cv2.absdiff),
    "absdiff into an array": absdiff_into,
    "accumulateWeighted": accumulate_weighted,
    "adaptiveThreshold": adaptive_threshold,
    "add": with_mask(cv2.add),
    "add with a number": with_number(cv2.add),
    "addWeighted": add_weighted(),
    "addWeighted of 16 bits": add_weighted("uint16", "int16"),
    "addWeighted of real numbers": add_weighted(*REAL),
    "addWeighted of two kinds": add_weighted_of_two_kinds,
    "bitwise_and": bits(cv2.bitwise_and),
    "bitwise_not": lambda draw: cv2.bitwise_not(draw.picture(*WHOLE)),
    "bitwise_or": bits(cv2.bitwise_or),
    "bitwise_xor": bits(cv2.bitwise_xor),
    "blur": blur(),
    "blur of 16 bits": blur("uint16", "int16"),
    "blur of real numbers": blur(*REAL),
    "boxFilter": lambda draw: cv2.boxFilter(draw.picture(), -1, (3, 5), normalize=draw.one(0, 1)),
    "calcBackProject": back_project,
    "calcBackProject of a gray picture": back_project_gray,
    "calcHist": calc_hist,
    "calcHist of several channels": joint_hist,
    "Canny": canny,
    "circle": drawn(
        lambda draw, *a: cv2.circle(a[0], a[1][0], draw.side(0), a[2], draw.one(-1, 2))
    ),
    "compare": lambda draw: cv2.compare(*draw.pair(*WHOLE, *REAL), draw.one(*range(6))),
    "compareHist": compare_hist,
    "connectedComponents": components,
    "connectedComponentsWithStats": components_with_stats,
    "convertScaleAbs": lambda draw: cv2.convertScaleAbs(draw.picture(), None, draw.real(), 7.25),
    "copyMakeBorder": copy_make_border,
    "countNonZero": lambda draw: cv2.countNonZero(draw.binary()),
    "cvtColor to gray": color(cv2.COLOR_BGR2GRAY),
    "cvtColor to gray, RGB": color(cv2.COLOR_RGB2GRAY),
    "cvtColor to RGB": color(cv2.COLOR_BGR2RGB),
    "cvtColor to YCrCb": color(cv2.COLOR_BGR2YCrCb),
    "cvtColor from YCrCb": color(cv2.COLOR_BGR2YCrCb, cv2.COLOR_YCrCb2BGR),
    "cvtColor to HSV": color(cv2.COLOR_BGR2HSV),
    "cvtColor from HSV": color(cv2.COLOR_BGR2HSV, cv2.COLOR_HSV2BGR),
    "cvtColor to Lab": color(cv2.COLOR_BGR2LAB),
    "cvtColor from Lab": color(cv2.COLOR_BGR2Lab, cv2.COLOR_Lab2BGR),
    "dft": dft,
    "dilate": morphology(cv2.dilate),
    "divide": arithmetic(cv2.divide),
    "divSpectrums": div_spectrums,
    "ellipse": drawn(
        lambda draw, *a: cv2.ellipse(
            a[0], a[1][0], (draw.side(), draw.side()), 30, 0, 300, a[2], -1
        )
    ),
    "equalizeHist": lambda draw: cv2.equalizeHist(draw.picture(channels=(1,))),
    "erode": morphology(cv2.erode),
    "fillPoly": drawn(lambda draw, *a: cv2.fillPoly(a[0], polygon(a[1]), a[2])),
    "filter2D": filter2d(),
    "filter2D by whole numbers": filter_by_whole_numbers,
    "filter2D of real numbers": filter2d(*REAL),
    "flip": lambda draw: cv2.flip(draw.picture(*WHOLE, *REAL), draw.one(-1, 0, 1)),
    "GaussianBlur": gaussian_blur(),
    "GaussianBlur of real numbers": gaussian_blur(*REAL),
    "getGaussianKernel": get_gaussian_kernel,
    "getRotationMatrix2D": lambda draw: cv2.getRotationMatrix2D((3, 4.5), draw.real(0, 360), 1.5),
    "getStructuringElement": structuring_element,
    "inRange": in_range,
    "kmeans": kmeans,
    "Laplacian": laplacian(),
    "Laplacian in uint8": laplacian(depth=-1),
    "Laplacian of real numbers": laplacian(*REAL, depth=-1),
    "line": drawn(lambda draw, *a: cv2.line(a[0], *a[1][:2], a[2], draw.one(1, 3))),
    "LUT": look_up,
    "magnitude": lambda draw: cv2.magnitude(*draw.pair(*REAL)),
    "matchTemplate": match_template,
    "max": arithmetic(cv2.max, "int32"),
    "mean": lambda draw: cv2.mean(draw.picture(*WHOLE, *REAL)),
    "meanStdDev": lambda draw: cv2.meanStdDev(draw.picture(*WHOLE, *REAL)),
    "medianBlur": median_blur,
    "merge": lambda draw: cv2.merge(draw.pair(*WHOLE, *REAL)),
    "min": arithmetic(cv2.min, "int32"),
    "minMaxLoc": lambda draw: cv2.minMaxLoc(draw.picture(*WHOLE, *REAL, channels=(1,))),
    # Of no negative masses, whose root the two versions of OpenCV take in two ways.
    "moments": lambda draw: tuple(
        cv2.moments(np.abs(draw.picture("uint8", *REAL, channels=(1,)))).values()
    ),
    "morphologyEx": morphology_ex,
    "multiply": arithmetic(cv2.multiply),
    "normalize": normalize,
    "normalize in place": normalize_in_place,
    "phaseCorrelate": phase_correlate,
    "polylines": drawn(lambda draw, *a: cv2.polylines(a[0], polygon(a[1]), True, a[2])),
    "rectangle": drawn(lambda draw, *a: cv2.rectangle(a[0], *a[1][:2], a[2], draw.one(-1, 1, 2))),
    "reduce": reduce,
    "resize": resize("uint8"),
    "resize of 16 bits": resize("uint16"),
    "resize of real numbers": resize(*REAL),
    "resize by cubes": resize("uint8", "float32", ways=[cv2.INTER_CUBIC]),
    "resize by a factor": resize_by_a_factor,
    "rotate": lambda draw: cv2.rotate(draw.picture(*WHOLE, *REAL), draw.one(0, 1, 2)),
    "sepFilter2D": sep_filter(),
    "sepFilter2D of real numbers": sep_filter(*REAL),
    "Sobel": sobel(),
    "Sobel of real numbers": sobel(*REAL),
    "split": lambda draw: cv2.split(draw.picture(*WHOLE, *REAL)),
    "sqrt": lambda draw: cv2.sqrt(np.abs(draw.picture(*REAL))),
    "subtract": with_mask(cv2.subtract),
    "threshold": threshold,
    "threshold by Otsu": otsu,
    "transpose": lambda draw: cv2.transpose(draw.picture(*WHOLE, *REAL)),
}


def results(name, seeds):
    """Return what comes of one call for each seed; of a failure, its reason."""
    found = []
    for seed in seeds:
        try:
            found.append(CASES[name](Draw(seed)))
        except cv2.error as error:
            found.append(error.err)
    return found
