"""The rows of the table. To add one, write a function that returns a Row and mark it `@row`."""

import itertools
import math
from functools import cached_property
from pathlib import Path

import cv2
import numpy as np
import skimage.exposure
from PIL import Image

from course_utils import data, histograms, images

from .harness import Row, Way

ROWS = []


def row(function):
    """Register a row."""
    ROWS.append(function)
    return function


class Pictures:
    """What the rows work on: a large photograph and what is derived from it."""

    def __init__(self, folder, shape=(3000, 4000)):
        self.folder = Path(folder)
        self.shape = shape

    @cached_property
    def bgr(self):
        """A sample, enlarged, with the noise of a camera."""
        large = cv2.resize(data.sample("china"), self.shape[::-1], interpolation=cv2.INTER_CUBIC)
        noise = np.empty(large.shape, np.int16)
        cv2.setRNGSeed(0)
        cv2.randn(noise, (0, 0, 0), (3, 3, 3))
        return cv2.add(large, noise, dtype=cv2.CV_8U)

    @cached_property
    def gray(self):
        return images.to_gray(self.bgr)

    @cached_property
    def random(self):
        return np.random.default_rng(0).integers(0, 256, self.shape, dtype=np.uint8)

    @cached_property
    def mask(self):
        return self.gray > 100

    @cached_property
    def jpeg(self):
        path = self.folder / "photograph.jpg"
        cv2.imwrite(str(path), self.bgr)
        return path


def copy_of(*arrays):
    """The limit: read these arrays and write them elsewhere."""
    targets = [np.empty_like(array) for array in arrays]

    def run():
        for target, array in zip(targets, arrays, strict=True):
            np.copyto(target, array)

    return Way("copy" if len(arrays) == 1 else f"{len(arrays)} copies", run)


def calc_hist(gray, mask=None):
    return cv2.calcHist([gray], [0], mask, [256], [0, 256]).ravel()


def plain_counts(values):
    return np.histogram(values, 256, range=(0, 256))[0]


def gray_histogram(name, gray):
    return Row(
        name,
        truth=lambda: plain_counts(gray),
        source=Way("cv2.calcHist", lambda: calc_hist(gray)),
        libraries=(
            Way("cv2.calcHist", lambda: calc_hist(gray)),
            Way("np.histogram", lambda: plain_counts(gray)),
            Way("np.bincount", lambda: np.bincount(gray.ravel(), minlength=256)),
            Way("skimage", lambda: skimage.exposure.histogram(gray, source_range="dtype")[0]),
        ),
        ours=Way("histogram", lambda: histograms.histogram(gray)),
        limit=copy_of(gray),
    )


@row
def histogram_of_a_photograph(pictures):
    return gray_histogram("histogram, photograph", pictures.gray)


@row
def histogram_of_noise(pictures):
    return gray_histogram("histogram, random values", pictures.random)


@row
def histogram_of_few_bins(pictures):
    gray = pictures.gray
    return Row(
        "histogram, 30 bins",
        truth=lambda: np.histogram(gray, 30, range=(0, 256))[0],
        source=Way("cv2.calcHist", lambda: cv2.calcHist([gray], [0], None, [30], [0, 256]).ravel()),
        libraries=(
            Way("cv2.calcHist", lambda: cv2.calcHist([gray], [0], None, [30], [0, 256]).ravel()),
            Way("np.histogram", lambda: np.histogram(gray, 30, range=(0, 256))[0]),
        ),
        ours=Way("histogram", lambda: histograms.histogram(gray, 30)),
        limit=copy_of(gray),
    )


@row
def histogram_under_a_mask(pictures):
    gray, mask = pictures.gray, pictures.mask
    white = mask.astype(np.uint8) * 255
    return Row(
        "histogram, mask",
        truth=lambda: plain_counts(gray[mask]),
        source=Way("cv2.calcHist", lambda: calc_hist(gray, white)),
        libraries=(
            Way("cv2.calcHist", lambda: calc_hist(gray, white)),
            Way("np.histogram", lambda: plain_counts(gray[mask])),
            Way("np.bincount", lambda: np.bincount(gray[mask], minlength=256)),
        ),
        ours=Way("histogram", lambda: histograms.histogram(gray, mask=mask)),
        limit=copy_of(gray),
    )


@row
def three_histograms(pictures):
    bgr = pictures.bgr
    return Row(
        "channel_histograms",
        truth=lambda: [plain_counts(bgr[:, :, channel]) for channel in range(3)],
        source=Way("split, cv2.calcHist", lambda: [calc_hist(one) for one in cv2.split(bgr)]),
        libraries=(
            Way(
                "cv2.calcHist",
                lambda: [cv2.calcHist([bgr], [c], None, [256], [0, 256]).ravel() for c in range(3)],
            ),
        ),
        ours=Way("channel_histograms", lambda: histograms.channel_histograms(bgr)),
        limit=copy_of(bgr),
    )


@row
def joint_histogram(pictures):
    bgr = pictures.bgr
    ranges = [0, 256, 0, 256]

    def source():
        blue, green, _ = cv2.split(bgr)
        return cv2.calcHist([green, blue], [0, 1], None, [32, 32], ranges)

    return Row(
        "joint_histogram, 32 x 32",
        truth=lambda: np.bincount(
            ((bgr[:, :, 1] >> 3) * np.intp(32) + (bgr[:, :, 0] >> 3)).ravel(), minlength=1024
        ).reshape(32, 32),
        source=Way("split, cv2.calcHist", source),
        libraries=(
            Way("cv2.calcHist", lambda: cv2.calcHist([bgr], [1, 0], None, [32, 32], ranges)),
            Way(
                "np.histogram2d",
                lambda: np.histogram2d(
                    bgr[:, :, 1].ravel(), bgr[:, :, 0].ravel(), 32, range=[(0, 256)] * 2
                )[0],
            ),
        ),
        ours=Way("joint_histogram", lambda: histograms.joint_histogram(bgr, (1, 0))),
        limit=copy_of(bgr),
    )


@row
def color_descriptor(pictures):
    bgr = pictures.bgr

    def by_opencv():
        return cv2.calcHist([bgr], [0, 1, 2], None, [8, 8, 8], [0, 256] * 3).ravel()

    def by_bincount():
        blue, green, red = (bgr[:, :, c] >> 5 for c in range(3))
        cells = (blue.astype(np.intp) << 6) + (green.astype(np.intp) << 3) + red
        return np.bincount(cells.ravel(), minlength=512)

    return Row(
        "color_descriptor, 8 x 8 x 8",
        truth=by_bincount,
        source=Way("cv2.calcHist", by_opencv),
        libraries=(Way("cv2.calcHist", by_opencv), Way("np.bincount", by_bincount)),
        ours=Way("color_descriptor", lambda: histograms.color_descriptor(bgr)),
        limit=copy_of(bgr),
    )


@row
def to_gray(pictures):
    bgr = pictures.bgr
    return Row(
        "to_gray",
        truth=lambda: cv2.cvtColor(bgr, cv2.COLOR_BGR2GRAY),
        source=Way("cv2.cvtColor", lambda: cv2.cvtColor(bgr, cv2.COLOR_BGR2GRAY)),
        libraries=(Way("cv2.cvtColor", lambda: cv2.cvtColor(bgr, cv2.COLOR_BGR2GRAY)),),
        ours=Way("to_gray", lambda: images.to_gray(bgr)),
        # Three bytes are read and one is written, so copying two bytes moves as many.
        limit=copy_of(bgr[:, :, :2].copy()),
    )


@row
def recover_rows(pictures):
    flat = pictures.gray.ravel()
    candidates, _ = images.row_scores(flat, channels=1)

    def by_numpy():
        """Score the same candidates with plain NumPy."""
        scores = []
        for rows in candidates:
            lines = flat.reshape(rows, -1).astype(np.int16)
            scores.append(np.mean(np.minimum(np.abs(np.diff(lines, axis=0)), 16) ** 2))
        return candidates[np.argmin(scores)]

    return Row(
        "recover_rows",
        truth=lambda: len(pictures.gray),
        source=Way("prime combinations", lambda: rows_by_prime_combinations(flat)),
        libraries=(Way("NumPy, same candidates", by_numpy),),
        ours=Way("recover_rows", lambda: images.recover_rows(flat, channels=1)),
        limit=copy_of(*[flat] * len(candidates)),
    )


def rows_by_prime_combinations(flat):
    """Do as the source does: every product of prime factors, uint8 differences that wrap at 256.

    Its factorizer drops repeated primes; here it keeps them, else it could not find the answer.
    """
    primes, rest = [], flat.size
    for factor in range(2, math.isqrt(flat.size) + 1):
        while rest % factor == 0:
            primes.append(factor)
            rest //= factor
    if rest > 1:
        primes.append(rest)
    chosen = itertools.chain.from_iterable(
        itertools.combinations(primes, number) for number in range(1, len(primes))
    )
    best = math.inf, 0
    for rows in sorted({math.prod(some) for some in chosen}):
        picture = flat.reshape(rows, -1)
        best = min(best, (np.mean((picture[1:] - picture[:-1]) ** 2), rows))
    return best[1]


@row
def stack_images(_):
    pictures = [data.sample(name) for name in data.SAMPLES]
    height = max(len(picture) for picture in pictures)
    width = max(picture.shape[1] for picture in pictures)

    def by_numpy():
        return np.stack(
            [
                np.pad(picture, [(0, height - len(picture)), (0, width - picture.shape[1]), (0, 0)])
                for picture in pictures
            ]
        )

    def by_opencv():
        return np.stack(
            [
                cv2.copyMakeBorder(
                    picture,
                    *(0, height - len(picture), 0, width - picture.shape[1]),
                    cv2.BORDER_CONSTANT,
                    value=(0, 0, 0),
                )
                for picture in pictures
            ]
        )

    return Row(
        "stack_images, pad all samples",
        truth=by_numpy,
        source=None,
        libraries=(Way("np.pad", by_numpy), Way("cv2.copyMakeBorder", by_opencv)),
        ours=Way("stack_images", lambda: images.stack_images(pictures, how="pad")),
        limit=copy_of(*pictures),
    )


@row
def read_image(pictures):
    path = pictures.jpeg

    def by_pillow():
        with Image.open(path) as picture:
            return np.array(picture)[:, :, ::-1]

    return Row(
        "read_image, JPEG",
        truth=lambda: cv2.imread(str(path)),
        source=Way("Pillow", by_pillow),
        libraries=(Way("cv2.imread", lambda: cv2.imread(str(path))), Way("Pillow", by_pillow)),
        ours=Way("read_image", lambda: images.read_image(path)),
        limit=Way("read the bytes", path.read_bytes),
    )
