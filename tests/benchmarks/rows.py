"""The rows of the table. To add one, write a function that returns a Row and mark it `@row`."""

import itertools
import math
import warnings
from functools import cached_property, partial
from pathlib import Path

import astropy.convolution
import cv2
import dask.array
import numpy as np
import scipy.fft
import scipy.ndimage
import scipy.signal
import scipy.spatial.distance
import scipy.stats
import skimage.exposure
import skimage.feature
import skimage.registration
import sklearn.cluster
import zarr
from PIL import Image

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
    scenes,
    smoothing,
)

from . import large_volume
from .harness import Row, Way
from .rivals import clusters_by_opencv, clusters_by_sklearn

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
    def reference(self):
        """Another photograph of this size, without noise, so in fewer values."""
        return cv2.resize(data.sample("rocket"), self.shape[::-1], interpolation=cv2.INTER_CUBIC)

    @cached_property
    def volume(self):
        """As many planes as rows and columns: 512 for the shape that is timed."""
        return data.ct_volume(512 * self.shape[0] // 3000)

    @cached_property
    def chunks(self):
        """The volume in a Zarr array on disk, as Dask sees it."""
        size = len(self.volume)
        path = self.folder / "volume.zarr"
        part = (-(-size // 8), size, size)
        array = zarr.create_array(path, shape=self.volume.shape, chunks=part, dtype=np.uint8)
        array[:] = self.volume
        return dask.array.from_zarr(path)

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

    The copy at hand has lost the `else` of its factorizer; here repeated primes are kept.
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


def to_one_level(result, truth):
    """Tell whether two pictures differ by no more than one level anywhere."""
    return np.shape(result) == truth.shape and cv2.absdiff(result, truth).max() <= 1


@row
def equalize(pictures):
    gray = pictures.gray
    return Row(
        "equalize",
        truth=lambda: cv2.equalizeHist(gray),
        source=Way("cv2.equalizeHist", lambda: cv2.equalizeHist(gray)),
        libraries=(Way("cv2.equalizeHist", lambda: cv2.equalizeHist(gray)),),
        ours=Way("equalize", lambda: histograms.equalize(gray)),
        limit=copy_of(gray),
    )


@row
def equalize_color(pictures):
    bgr = pictures.bgr

    def by_numpy():
        luma = images.to_gray(bgr).astype(float)[:, :, np.newaxis]
        new = histograms.equalize(images.to_gray(bgr)).astype(float)[:, :, np.newaxis]
        difference = bgr - luma
        room = np.where(difference > 0, 255 - new, new)
        size = np.abs(difference)
        factor = np.where(size > room, room / np.maximum(size, 1), 1)
        return np.rint(new + difference * factor.min(axis=2, keepdims=True))

    def each_channel():
        return cv2.merge([cv2.equalizeHist(channel) for channel in cv2.split(bgr)])

    return Row(
        "equalize_color, to one level",
        truth=lambda: by_numpy().astype(np.uint8),
        source=Way("each channel alone", each_channel),
        libraries=(Way("NumPy", lambda: by_numpy().astype(np.uint8)),),
        ours=Way("equalize_color", lambda: histograms.equalize_color(bgr)),
        limit=copy_of(bgr),
        agree=to_one_level,
    )


@row
def matching_table(pictures):
    source, reference = (plain_counts(p[:, :, 0]) for p in (pictures.bgr, pictures.reference))

    def by_search():
        shares = (counts.cumsum() / counts.sum() for counts in (reference, source))
        return np.searchsorted(*shares)

    def ten_times(table):
        """One is too short to be timed well."""
        return lambda: [table() for _ in range(10)]

    return Row(
        "matching_table, 10 of them",
        truth=ten_times(by_search),
        source=Way("double loop with break", ten_times(lambda: table_by_loops(source, reference))),
        libraries=(Way("np.searchsorted", ten_times(by_search)),),
        ours=Way("matching_table", ten_times(lambda: histograms.matching_table(source, reference))),
        limit=copy_of(*[source] * 10),
    )


def table_by_loops(source_counts, reference_counts):
    """Do as the source does, but leave the inner loop at the first hit, as it means to."""
    source = source_counts.cumsum() / float(source_counts.sum())
    reference = reference_counts.cumsum() / float(reference_counts.sum())
    table = np.zeros(256)
    for value in range(256):
        for other in range(256):
            if reference[other] >= source[value]:
                table[value] = other
                break
    return table


@row
def match_histograms(pictures):
    source, reference = pictures.bgr, pictures.reference

    def program():
        """Do as the source does, with the `break` of `table_by_loops`."""
        matched = []
        for one, other in zip(cv2.split(source), cv2.split(reference), strict=True):
            table = table_by_loops(plain_counts(one.flatten()), plain_counts(other.flatten()))
            matched.append(cv2.LUT(one, table))
        return cv2.convertScaleAbs(cv2.merge(matched))

    def by_skimage():
        return skimage.exposure.match_histograms(source, reference, channel_axis=-1)

    return Row(
        "match_histograms, to one level",
        truth=program,
        source=Way("its program with break", program),
        libraries=(Way("skimage", by_skimage),),
        ours=Way("match_histograms", lambda: histograms.match_histograms(source, reference)),
        limit=copy_of(source),
        agree=to_one_level,
    )


@row
def apply_mask(pictures):
    bgr, mask = pictures.bgr, pictures.mask
    white = mask.astype(np.uint8) * 255
    return Row(
        "apply_mask",
        truth=lambda: bgr * mask[:, :, np.newaxis],
        source=Way("cv2.bitwise_and", lambda: cv2.bitwise_and(bgr, bgr, mask=white)),
        libraries=(
            Way("cv2.bitwise_and", lambda: cv2.bitwise_and(bgr, bgr, mask=white)),
            Way("np.where", lambda: np.where(mask[:, :, np.newaxis], bgr, 0)),
        ),
        ours=Way("apply_mask", lambda: masks.apply_mask(bgr, mask)),
        limit=copy_of(bgr),
    )


@row
def volume_histogram(pictures):
    volume = pictures.volume
    flat = volume.reshape(-1, volume.shape[2])
    return Row(
        f"volume_histogram, {len(volume)} planes",
        truth=lambda: plain_counts(volume),
        source=None,  # its triple loop would run for minutes: chapter 06 times 64 planes
        libraries=(
            Way("one cv2.calcHist", lambda: calc_hist(flat)),
            Way("np.histogram", lambda: plain_counts(volume)),
        ),
        ours=Way("volume_histogram", lambda: histograms.volume_histogram(volume)),
        limit=copy_of(volume),
    )


@row
def volume_histogram_of_zarr(pictures):
    volume, chunks = pictures.volume, pictures.chunks
    return Row(
        f"volume_histogram, Zarr, {len(volume)} planes",
        truth=lambda: plain_counts(volume),
        source=None,
        libraries=(
            Way(
                "dask.array.histogram",
                lambda: dask.array.histogram(chunks, 256, range=(0, 256))[0].compute(),
            ),
        ),
        ours=Way("volume_histogram", lambda: histograms.volume_histogram(chunks)),
        limit=Way("read the chunks", large_volume.read(chunks).compute),
    )


def to_rounding(result, truth):
    """Tell whether sums are right to the digits that float64 holds, or float32 if it is one."""
    error = 1e-5 if truth.dtype == np.float32 else 1e-9
    return result.dtype == truth.dtype and np.allclose(result, truth, rtol=0, atol=255 * error)


def by_filter2d(image, kernel):
    depth = cv2.CV_32F if image.dtype == np.float32 else cv2.CV_64F
    return cv2.filter2D(image, depth, kernel, borderType=cv2.BORDER_REPLICATE)


def correlate_on(name, image, kernel):
    """Return a row: against OpenCV's one call, in the same dtype, and SciPy's."""
    dtype = np.float32 if image.dtype == np.float32 else np.float64

    def by_scipy():
        return scipy.ndimage.correlate(image, kernel, output=dtype, mode="nearest")

    return Row(
        name,
        truth=by_scipy,
        source=None,
        libraries=(
            Way("cv2.filter2D", lambda: by_filter2d(image, kernel)),
            Way("scipy.ndimage", by_scipy),
        ),
        ours=Way("correlate", lambda: convolution.correlate(image, kernel)),
        limit=Way("copy to the dtype", lambda: image.astype(dtype)),
        agree=to_rounding,
    )


@row
def correlate_bytes(pictures):
    kernel = np.random.default_rng(0).normal(size=(3, 3))
    return correlate_on("correlate, 3 x 3", pictures.gray, kernel)


@row
def correlate_floats(pictures):
    kernel = np.random.default_rng(0).normal(size=(3, 3))
    return correlate_on("correlate, 3 x 3, float32", pictures.gray.astype(np.float32), kernel)


@row
def correlate_small_blur(pictures):
    gray, kernel = pictures.gray[:400, :600], convolution.KERNELS["small_blur"]
    shown = f"{gray.shape[0]} x {gray.shape[1]}"
    return correlate_on(f"correlate, mean of 7 x 7, {shown}", gray, kernel)._replace(
        source=Way("its loop", lambda: by_the_sources_loop(gray, kernel).astype(float)),
    )


def by_the_sources_loop(image, kernel):
    """Do as the source does, without its last step, which makes a picture of the sums."""
    height, width = image.shape
    pad = (kernel.shape[1] - 1) // 2
    image = cv2.copyMakeBorder(image, pad, pad, pad, pad, cv2.BORDER_REPLICATE)
    output = np.zeros((height, width), dtype="float32")
    for y in np.arange(pad, height + pad):
        for x in np.arange(pad, width + pad):
            window = image[y - pad : y + pad + 1, x - pad : x + pad + 1]
            output[y - pad, x - pad] = (window * kernel).sum()
    return output


def correlate_routes(size, product):
    """Register a row: no kernel of any size may be far slower than the best way for it."""

    def make(pictures):
        gray = pictures.gray[:400, :600]
        rng = np.random.default_rng(size)
        column, line = rng.normal(size=(2, size)) / size
        kernel = np.outer(column, line) if product else rng.normal(size=(size, size)) / size**2

        def in_two_passes():
            replicate = cv2.BORDER_REPLICATE
            return cv2.sepFilter2D(gray, cv2.CV_64F, line, column, borderType=replicate)

        ways = [
            # OpenCV's Fourier transform of a uint8 picture is no better than float32.
            Way("cv2.filter2D", lambda: by_filter2d(gray.astype(float), kernel)),
            Way("scipy.fft", lambda: by_fourier(gray, kernel)),
        ]
        if size <= 7:
            ways.append(Way("cv2.filter2D, uint8", lambda: by_filter2d(gray, kernel)))
        if product:
            ways.append(Way("cv2.sepFilter2D", in_two_passes))
        kind = "a product" if product else "no product"
        return Row(
            f"correlate, {size} x {size}, {kind}",
            truth=lambda: scipy.ndimage.correlate(gray, kernel, output=float, mode="nearest"),
            source=None,
            libraries=tuple(ways),
            ours=Way("correlate", lambda: convolution.correlate(gray, kernel)),
            limit=Way("copy to the dtype", lambda: gray.astype(float)),
            agree=to_rounding,
        )

    make.__name__ = f"correlate_{size}_{product}"
    row(make)


def by_fourier(gray, kernel):
    reach, (rows, columns) = len(kernel) // 2, gray.shape
    padded = cv2.copyMakeBorder(gray, reach, reach, reach, reach, cv2.BORDER_REPLICATE)
    shape = [scipy.fft.next_fast_len(length, real=True) for length in padded.shape]
    product = scipy.fft.rfft2(padded.astype(float), shape, workers=2)
    product *= scipy.fft.rfft2(kernel[::-1, ::-1], shape, workers=2)
    sums = scipy.fft.irfft2(product, shape, workers=2)
    return sums[2 * reach : 2 * reach + rows, 2 * reach : 2 * reach + columns]


for size, product in itertools.product((3, 5, 7, 9, 11, 15, 21, 31, 51, 75, 101), (False, True)):
    correlate_routes(size, product)


@row
def convolve(pictures):
    gray = pictures.gray
    kernel = np.random.default_rng(0).normal(size=(5, 3))

    def by_opencv():
        return by_filter2d(gray, np.ascontiguousarray(kernel[::-1, ::-1]))

    return Row(
        "convolve, 5 x 3",
        truth=lambda: scipy.ndimage.convolve(gray, kernel, output=float, mode="nearest"),
        source=None,
        libraries=(Way("cv2.filter2D, flipped", by_opencv),),
        ours=Way("convolve", lambda: convolution.convolve(gray, kernel)),
        limit=Way("copy to the dtype", lambda: gray.astype(float)),
        agree=to_rounding,
    )


@row
def focus_score(pictures):
    gray = pictures.gray

    def by_opencv():
        return cv2.Laplacian(gray, cv2.CV_64F)[1:-1, 1:-1].var()

    return Row(
        "focus_score",
        truth=by_opencv,
        source=None,
        libraries=(Way("cv2.Laplacian, var", by_opencv),),
        ours=Way("focus_score", lambda: convolution.focus_score(gray)),
        limit=Way("copy as int16", lambda: gray.astype(np.int16)),
        agree=np.isclose,
    )


# ---- smoothing around gaps ---------------------------------------------------------------------


def masked_smooth_row(sigma):
    """Register a row: against astropy's one call and SciPy's two filters."""

    def make(pictures):
        gray = pictures.gray[:400, :600]
        mask = np.random.default_rng(0).random(gray.shape) > 0.2
        mask[50:70, 50:80] = False
        side = 2 * int(4 * sigma + 0.5) + 1
        kernel = astropy.convolution.Gaussian2DKernel(sigma, x_size=side, y_size=side)
        holes = np.where(mask, gray.astype(float), np.nan)

        def by_astropy():
            with warnings.catch_warnings(action="ignore"):  # of NaN that is left over
                return astropy.convolution.convolve(holes, kernel, boundary="extend")

        def by_scipy():
            smooth = partial(scipy.ndimage.gaussian_filter, sigma=sigma, mode="nearest")
            values, weights = (smooth(np.float32(one)) for one in (np.where(mask, gray, 0), mask))
            with np.errstate(invalid="ignore"):
                return values / weights

        return Row(
            f"masked_smooth, sigma {sigma}, {gray.shape[0]} x {gray.shape[1]}",
            truth=by_astropy,
            source=None,
            libraries=(
                Way("astropy convolve", by_astropy),
                Way("scipy.ndimage, twice", by_scipy),
            ),
            ours=Way("masked_smooth", lambda: smoothing.masked_smooth(gray, sigma, mask=mask)),
            limit=Way("copy as float32", lambda: gray.astype(np.float32)),
            agree=lambda result, truth: np.allclose(
                result, truth, rtol=0, atol=1e-3, equal_nan=True
            ),
        )

    make.__name__ = f"masked_smooth_{sigma}"
    row(make)


for sigma in (2, 10):
    masked_smooth_row(sigma)


# ---- counting ----------------------------------------------------------------------------------


@row
def count_by_slices(pictures):
    shape = tuple(min(size, most) for size, most in zip(pictures.shape, (1190, 1640), strict=True))
    binary = scenes.stacked_rims(6, seed=1, gaps=0.1, specks=0.01, shape=shape).binary
    width = 2 * (shape[1] // 40) + 1

    def count(filling):
        begins = np.diff(np.int8(filling > 0.5), axis=0, prepend=0) > 0
        return scipy.stats.mode(begins.sum(axis=0)).mode

    def by_convolution():
        kernel = np.ones((1, width), np.float32) / np.float32(width)
        options = {"mode": "same", "boundary": "symm"}
        return count(scipy.signal.convolve2d(binary.astype(np.float32), kernel, **options))

    def by_scipy():
        return count(scipy.ndimage.uniform_filter1d(np.float32(binary), width, axis=1))

    return Row(
        f"count_by_slices, {shape[0]} x {shape[1]}",
        truth=lambda: 6,
        source=Way("convolve2d, repaired", by_convolution),
        libraries=(Way("uniform_filter1d", by_scipy),),
        ours=Way("count_by_slices", lambda: counting.count_by_slices(binary, width).count),
        limit=copy_of(binary),
    )


# ---- peaks -------------------------------------------------------------------------------------


def night_sky(pictures):
    """Return a smoothed picture with a star on each 2,000 pixels, at most 1024 x 1024."""
    shape = tuple(min(size, 1024) for size in pictures.shape)
    sky = scenes.star_field(math.prod(shape) // 2000, shape=shape)
    return cv2.GaussianBlur(sky.image - np.float32(100), (0, 0), 1)


def sorted_places(rows, columns):
    return np.array(sorted(zip(rows, columns, strict=True)))


@row
def local_maxima(pictures):
    image = night_sky(pictures)

    def by_skimage():
        return sorted_places(
            *skimage.feature.peak_local_max(image, threshold_abs=9, exclude_border=False).T
        )

    def by_scipy():
        highest = scipy.ndimage.maximum_filter(image, 3) == image
        return sorted_places(*np.nonzero(highest & (image > 9)))

    return Row(
        f"local_maxima, {image.shape[0]} x {image.shape[1]}",
        truth=by_scipy,
        source=None,
        libraries=(Way("skimage peak_local_max", by_skimage), Way("maximum_filter", by_scipy)),
        ours=Way(
            "local_maxima", lambda: sorted_places(*peaks.local_maxima(image, threshold=9)[:2])
        ),
        limit=copy_of(image),
    )


@row
def greedy_peaks(pictures):
    image = night_sky(pictures)
    radius = 3

    def by_loop():
        middle = np.median(image)
        lowest = middle + 5 * scipy.stats.median_abs_deviation(image, axis=None, scale="normal")
        left, places = image.copy(), []
        while True:
            y, x = np.unravel_index(np.argmax(left), left.shape)
            if left[y, x] <= lowest:
                return places
            window = image[max(y - 1, 0) : y + 2, max(x - 1, 0) : x + 2]
            if image[y, x] == window.max():  # not the flank of a peak that was taken
                places.append((y, x))
                left[max(y - radius, 0) : y + radius + 1, max(x - radius, 0) : x + radius + 1] = 0
            left[y, x] = 0

    return Row(
        f"greedy_peaks, {image.shape[0]} x {image.shape[1]}",
        truth=by_loop,
        source=Way("loop, repaired", by_loop),
        libraries=(),
        ours=Way(
            "greedy_peaks",
            lambda: list(zip(*peaks.greedy_peaks(image, sigmas=5, radius=radius)[:2], strict=True)),
        ),
        limit=copy_of(image),
    )


@row
def noise_level(pictures):
    image = night_sky(pictures)

    def by_scipy():
        return scipy.stats.median_abs_deviation(image, axis=None, scale="normal")

    return Row(
        "noise_level",
        truth=by_scipy,
        source=None,
        libraries=(Way("scipy.stats", by_scipy),),
        ours=Way("noise_level", lambda: peaks.noise_level(image)),
        limit=Way("copy", image.copy),
        agree=np.isclose,
    )


@row
def densest_point(_):
    x, y, _ = scenes.clustered_points(scattered=1_000_000, members=40_000)
    edges = [np.arange(one.min(), one.max() + 10, 10) for one in (x, y)]

    def by_scipy():
        smooth = scipy.ndimage.gaussian_filter(np.histogram2d(x, y, bins=edges)[0], 3)
        places = np.unravel_index(smooth.argmax(), smooth.shape)
        return [edge[place] + 5 for edge, place in zip(edges, places, strict=True)]

    return Row(
        "densest_point, a million points",
        truth=by_scipy,
        source=None,
        libraries=(Way("histogram2d, gaussian_filter", by_scipy),),
        ours=Way("densest_point", lambda: peaks.densest_point(x, y, bin_width=10, sigma=3)),
        limit=Way("two sums", lambda: [x.sum(), y.sum()]),
        agree=lambda result, truth: np.abs(np.subtract(result, truth)).max() <= 5.01,
    )


# ---- boxes -------------------------------------------------------------------------------------


@row
def box_counts(pictures):
    # A power of two, so that NumPy can cut it into boxes by a new shape.
    side = 2 ** min(12, min(pictures.shape).bit_length() - 1)
    binary = np.random.default_rng(0).random((side, side)) < 0.1
    sizes = [2**power for power in range(side.bit_length())]

    def by_reduceat():
        """Do as the source does, but count full boxes too."""
        counts = []
        for size in sizes:
            starts = np.arange(0, side, size)
            filled = np.add.reduceat(np.add.reduceat(binary, starts, axis=0), starts, axis=1)
            counts.append(np.count_nonzero(filled))
        return counts

    def by_numpy():
        return [
            np.count_nonzero(binary.reshape(side // size, size, -1, size).any(axis=(1, 3)))
            for size in sizes
        ]

    return Row(
        f"box_counts, {side} x {side}",
        truth=by_numpy,
        source=Way("reduceat, repaired", by_reduceat),
        libraries=(Way("reshape, any", by_numpy),),
        ours=Way("box_counts", lambda: fractals.box_counts(binary).counts),
        limit=copy_of(binary),
    )


# ---- comparing ---------------------------------------------------------------------------------


@row
def pearson(pictures):
    first, second = pictures.gray, pictures.random

    def by_numpy():
        return np.corrcoef(first.ravel(), second.ravel())[0, 1]

    def by_scipy():
        return scipy.stats.pearsonr(first.ravel().astype(float), second.ravel()).statistic

    return Row(
        "pearson",
        truth=by_numpy,
        source=None,
        libraries=(Way("np.corrcoef", by_numpy), Way("scipy.stats.pearsonr", by_scipy)),
        ours=Way("pearson", lambda: comparison.pearson(first, second)),
        limit=Way("copy of one", first.copy),
        agree=lambda result, truth: np.allclose(result, truth, rtol=0, atol=1e-9),
    )


def shifts(shape):
    """Register a row: two parts of a photograph, with noise, the source's way on a small one."""

    def make(_):
        image, moved, shift = scenes.shifted_pair(sample="gravel", shape=shape, most=0.1)
        image, moved = images.to_gray(image), images.to_gray(moved)

        def by_correlation():
            """Do as the source does, which says where the peak is by the middle of the picture."""
            first, second = ((one - one.mean()) / one.std() for one in (image, moved))
            peaks = scipy.signal.correlate2d(second, first, mode="same")
            peak = np.unravel_index(peaks.argmax(), peaks.shape)
            return tuple(int(at) - (side - 1) // 2 for at, side in zip(peak, shape, strict=True))

        def by_skimage():
            found = skimage.registration.phase_cross_correlation(image, moved)[0]
            return tuple(-int(by) for by in found)

        return Row(
            f"estimate_shift, {shape[0]} x {shape[1]}",
            truth=lambda: shift,
            source=Way("correlate2d", by_correlation) if max(shape) < 100 else None,
            libraries=(Way("phase_cross_correlation", by_skimage),),
            ours=Way("estimate_shift", lambda: comparison.estimate_shift(image, moved)[:2]),
            limit=copy_of(image, moved),
        )

    make.__name__ = f"estimate_shift_{shape[0]}"
    row(make)


for shape in ((60, 80), (150, 220), (400, 420)):
    shifts(shape)


@row
def jaccard_similarity(pictures):
    first, second = pictures.bgr, pictures.reference

    def by_pillow():
        """Do as the source does: counts of two pictures of one size."""
        counts = [Image.fromarray(one).histogram() for one in (first, second)]
        return sum(map(min, *counts)) / sum(map(max, *counts))

    def by_numpy():
        counts = [
            [np.bincount(one[:, :, k].ravel(), minlength=256) for k in range(3)]
            for one in (first, second)
        ]
        return np.minimum(*counts).sum() / np.maximum(*counts).sum()

    return Row(
        "jaccard_similarity",
        truth=by_numpy,
        source=Way("Pillow's histogram", by_pillow),
        libraries=(Way("np.bincount", by_numpy),),
        ours=Way("jaccard_similarity", lambda: comparison.jaccard_similarity(first, second)),
        limit=Way("copy of one", first.copy),
        agree=np.allclose,
    )


@row
def group_images(pictures):
    count = 200 if min(pictures.shape) >= 1000 else 10
    folder = scenes.microscope_folder(count)
    _, first, number = np.unique(folder.labels, return_index=True, return_inverse=True)
    return Row(
        f"group_images, {len(folder.images)} pictures",
        truth=lambda: np.argsort(np.argsort(first))[number],
        source=None,
        libraries=(),
        ours=Way("group_images", lambda: comparison.group_images(folder.images).labels),
        limit=copy_of(*folder.images),
    )


@row
def non_max_suppression(pictures):
    """Suppress as many boxes as a network gives at a low threshold: groups around some things."""
    rng = np.random.default_rng(0)
    count = 1000 if min(pictures.shape) >= 1000 else 100
    centers = rng.uniform(0, 1000, (count // 10, 2))[rng.integers(0, count // 10, count)]
    corners = centers + rng.normal(0, 5, (count, 2))
    boxes = np.hstack([corners - 40, corners + rng.uniform(30, 50, (count, 2))])
    scores = np.float32(rng.random(count)).astype(float)

    def by_opencv():
        sides = boxes[:, 2:] - boxes[:, :2]
        rectangles = np.hstack([boxes[:, 1::-1], sides[:, ::-1]])
        return cv2.dnn.NMSBoxes(rectangles.tolist(), scores.tolist(), 0, 0.6)

    return Row(
        f"non_max_suppression, {count:,} boxes",
        truth=by_opencv,
        source=None,
        libraries=(Way("cv2.dnn.NMSBoxes", by_opencv),),
        ours=Way("non_max_suppression", lambda: detection.non_max_suppression(boxes, scores)),
        limit=copy_of(boxes),
    )


@row
def running_average(pictures):
    frame, alpha = pictures.bgr, 0.03
    running, theirs = background.RunningAverage(alpha), np.empty(frame.shape, np.float32)
    running.update(pictures.reference)

    def by_numpy():
        return (1 - alpha) * pictures.reference.astype(np.float32) + np.float32(alpha) * frame

    def ours():
        running._sum[:] = pictures.reference
        running.update(frame)
        return running.average

    def by_opencv():
        theirs[:] = pictures.reference
        cv2.accumulateWeighted(frame, theirs, alpha)
        return theirs

    return Row(
        "RunningAverage, one frame",
        truth=by_numpy,
        source=None,
        libraries=(Way("cv2.accumulateWeighted", by_opencv),),
        ours=Way("RunningAverage", ours),
        limit=Way("copy of one", frame.copy),
        agree=np.allclose,
    )


@row
def foreground_mask(pictures):
    frame, behind = pictures.bgr, pictures.reference

    def by_numpy():
        return (np.abs(frame.astype(np.int16) - behind) > 30).any(axis=2)

    def by_opencv():
        return cv2.absdiff(frame, behind).max(axis=2) > 30

    return Row(
        "foreground_mask",
        truth=by_numpy,
        source=None,
        libraries=(Way("cv2.absdiff and max", by_opencv),),
        ours=Way(
            "foreground_mask", lambda: background.foreground_mask(frame, behind, threshold=30)
        ),
        limit=copy_of(frame, behind),
    )


# ---- clusters ----------------------------------------------------------------------------------


@row
def kmeans(pictures):
    rng = np.random.default_rng(0)
    middles = rng.uniform(0, 100, (8, 3))
    number = math.prod(pictures.shape) // 120
    points = middles[rng.integers(0, 8, number)] + rng.normal(0, 8, (number, 3))
    start = points[:8]

    def inertia(centers):
        return scipy.spatial.distance.cdist(points, centers, "sqeuclidean").min(axis=1).sum()

    def by_sklearn():
        found = sklearn.cluster.KMeans(8, init=start, n_init=1, tol=0).fit(points)
        return inertia(found.cluster_centers_)

    def by_opencv():
        labels = scipy.spatial.distance.cdist(points, start).argmin(axis=1)[:, None]
        criteria = cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 300, 0
        flags = cv2.KMEANS_USE_INITIAL_LABELS
        labels = labels.astype(np.int32)
        return inertia(cv2.kmeans(np.float32(points), 8, labels, criteria, 1, flags)[2])

    return Row(
        f"kmeans, {number} points, k = 8, one start",
        truth=by_sklearn,
        source=None,
        libraries=(Way("scikit-learn", by_sklearn), Way("cv2.kmeans", by_opencv)),
        ours=Way("kmeans", lambda: clustering.kmeans(points, 8, start=start).inertia),
        limit=Way("copy", points.copy),
        agree=lambda result, truth: np.isscalar(result) and result <= truth * (1 + 1e-6),
    )


def quantize_row(k):
    """Register a row: right is what has at most 1 % more distortion than scikit-learn's."""

    def make(pictures):
        image = pictures.bgr
        pixels = image.reshape(-1, 3).astype(np.float32)

        def painted(way):
            centers, labels = way(pixels, k)
            return centers.round().astype(np.uint8)[labels].reshape(image.shape)

        by_sklearn = partial(painted, clusters_by_sklearn)
        by_opencv = partial(painted, clusters_by_opencv)

        def distortion(result):
            return cv2.norm(result, image, cv2.NORM_L2SQR)

        return Row(
            f"quantize, k = {k}",
            truth=by_sklearn,
            source=None,
            libraries=(Way("scikit-learn", by_sklearn), Way("cv2.kmeans", by_opencv)),
            ours=Way("quantize", lambda: clustering.quantize(image, k).image),
            limit=copy_of(image),
            agree=lambda result, truth: (
                result is not None and distortion(result) <= 1.01 * distortion(truth)
            ),
        )

    make.__name__ = f"quantize_{k}"
    row(make)


for k in (2, 16):
    quantize_row(k)
