"""Comparing pictures: the same, shifted, or different (chapter 14)."""

import hashlib
import math
from typing import NamedTuple

import cv2
import numpy as np
import scipy.fft

from . import histograms
from ._validation import check_picture, positive, shortened
from .images import to_gray

#: Details are coarser than a Gaussian of this many pixels and finer than a square of this side.
FINE, COARSE = 1, 15
#: In the details of a picture, gray 128 is none, and this is their standard deviation.
CONTRAST = 32
#: What has less, in gray levels, has no details.
LEAST_SPREAD = 1e-3
#: So many peaks of the correlation are tried.
CANDIDATES = 8
#: Pictures of more pixels are grouped at a half, a quarter and so on of their size.
MOST_PIXELS = 2**16
#: A signature holds waves that are longer than so many pixels: strengths in rows and columns.
SHORTEST_WAVE = 6
SIGNATURE = (32, 16)
#: So many of the most similar signatures are compared in each round.
NEIGHBORS = 10
#: Pictures in a block, for which all similarities are known at a time.
BLOCK = 256


class Shift(NamedTuple):
    """How far the content of a picture has moved, and how sure that is.

    Attributes
    ----------
    rows, columns : int
        Down and to the right; below 0, up and to the left.
    score : float
        Pearson's correlation of the details where the pictures overlap: 1 if they are equal there,
        near 0 if they have nothing in common.
    """

    rows: int
    columns: int
    score: float


class Groups(NamedTuple):
    """Which of many pictures belong together, and why: a value for each picture.

    Attributes
    ----------
    labels : (n,) int64 ndarray
        Its group: 0, 1, 2, ... in the order of the first picture of each.
    kinds : list of str
        "first" in its group, or what it is to its partner: "equal" in all pixels, "shifted", or
        "similar", in the same place but not equal.
    partners : (n,) int64 ndarray
        The picture through which it belongs to the group: the first one, wherever they are alike;
        of a first one, itself.
    shifts : list of Shift
        How far it has moved from its partner.
    """

    labels: np.ndarray
    kinds: list
    partners: np.ndarray
    shifts: list


def pearson(first, second):
    """Correlate the pixels of two pictures, each with the one in the same place.

    Parameters
    ----------
    first, second : (M, N), (M, N, 3) or (M, N, 4) uint8 ndarray
        Two pictures of one shape.

    Returns
    -------
    correlation : float
        From -1, for a picture and its negative, to 1, for a picture and the same one, or one that
        is brighter or has more contrast.

    Raises
    ------
    TypeError
        If a picture is not a uint8 array.
    ValueError
        If a picture is empty or no picture, if their shapes differ, or if one has the same value
        everywhere.

    See Also
    --------
    estimate_shift : For pictures that are not in the same place.
    numpy.corrcoef : The same for float64 numbers.

    Notes
    -----
    Taught in chapter 14. The channels of color pictures count as further pixels. The sums are
    exact; that of the products comes from squares, ``2 a b = a² + b² - (a - b)²``.

    Examples
    --------
    >>> first = np.array([[10, 20], [30, 40]], dtype=np.uint8)
    >>> pearson(first, 2 * first), pearson(first, 255 - first)
    (1.0, -1.0)
    """
    for name, image in (("first", first), ("second", second)):
        check_picture(name, image, channels=(1, 3, 4))
    if first.shape != second.shape:
        raise ValueError(
            f"first has shape {first.shape} but second has {second.shape}; give two pictures of "
            "one shape, or let estimate_shift find where they overlap."
        )
    for name, image in (("first", first), ("second", second)):
        _refuse_flat(name, image)
    return _pearson(*(image.reshape(len(image), -1) for image in (first, second)))


def estimate_shift(image, moved):
    """Find how far the content of a picture has moved in another one.

    Parameters
    ----------
    image, moved : (M, N), (M, N, 3) or (M, N, 4) uint8 ndarray
        Two pictures, perhaps of two sizes; colors are turned gray.

    Returns
    -------
    shift : Shift
        What stands at ``image[row, column]`` stands at ``moved[row + shift.rows, column +
        shift.columns]``, and how sure that is.

    Raises
    ------
    TypeError
        If a picture is not a uint8 array.
    ValueError
        If a picture is empty or no picture, or if it has the same value everywhere.

    See Also
    --------
    cv2.phaseCorrelate : Finds parts of a pixel, of pictures of one size.
    skimage.registration.phase_cross_correlation : Takes the highest peak without a second look.

    Notes
    -----
    Taught in chapter 14, after answers on Stack Overflow. Only details are compared, so that
    neither brightness nor slow changes of it count. The Fourier transform finds candidates for the
    shift: each wave is divided by the square root of its strength, halfway between the correlation,
    where few strong waves decide, and the phase correlation [1]_, where noise counts as much as
    they do. Then the pictures are laid on each other at each candidate, and the highest correlation
    of the pixels that overlap wins.

    The overlap is more than half of the smaller height and of the smaller width. Different
    pictures can reach a score of 0.6 by chance, and small ones or repetitive ones even more.

    References
    ----------
    .. [1] C. D. Kuglin, D. C. Hines, The phase correlation image alignment method, Proceedings of
       the IEEE International Conference on Cybernetics and Society, 1975, 163-165.

    Examples
    --------
    >>> image = np.random.default_rng(0).integers(0, 256, (60, 80), dtype=np.uint8)
    >>> estimate_shift(image[10:50, 10:70], image[7:47, 15:75])[:2]
    (3, -5)
    """
    details = []
    for name, picture in (("image", image), ("moved", moved)):
        check_picture(name, picture, channels=(1, 3, 4))
        _refuse_flat(name, picture)
        details.append(_details(to_gray(picture)))
    return _find_shift(*details)


def histogram_distance(first, second):
    """Measure how much the histograms of two pictures differ, wherever the pixels are.

    Parameters
    ----------
    first, second : (M, N), (M, N, 3) or (M, N, 4) uint8 ndarray
        Both gray or both with as many channels, perhaps of two sizes.

    Returns
    -------
    distance : float
        Euclidean distance of the shares of all 256 values in each channel: 0 for equal histograms,
        at most the square root of 2 for gray pictures and of 6 for BGR.

    Raises
    ------
    TypeError
        If a picture is not a uint8 array.
    ValueError
        If a picture is empty or no picture, or if the numbers of channels differ.

    See Also
    --------
    jaccard_similarity : From 0 to 1, and less ruled by a few frequent values.

    Notes
    -----
    Taught in chapter 14, after an answer on Stack Overflow.

    Examples
    --------
    >>> dark, half = np.zeros((2, 2), np.uint8), np.array([[0, 255]], np.uint8)
    >>> histogram_distance(dark, dark), round(histogram_distance(dark, half), 3)
    (0.0, 0.707)
    """
    return float(np.linalg.norm(np.subtract(*_both_shares(first, second))))


def jaccard_similarity(first, second):
    """Measure how much the histograms of two pictures have in common, wherever the pixels are.

    Parameters
    ----------
    first, second : (M, N), (M, N, 3) or (M, N, 4) uint8 ndarray
        Both gray or both with as many channels, perhaps of two sizes.

    Returns
    -------
    similarity : float
        Weighted Jaccard index of the shares of all 256 values in each channel: 1 for equal
        histograms, 0 for those that have no value in common.

    Raises
    ------
    TypeError
        If a picture is not a uint8 array.
    ValueError
        If a picture is empty or no picture, or if the numbers of channels differ.

    See Also
    --------
    histogram_distance : The Euclidean distance of the same shares.

    Notes
    -----
    Taught in chapter 14, after an answer on Stack Overflow. The sum of the smaller shares is
    divided by the sum of the larger ones [1]_. A picture and its shuffled pixels have 1; one that
    is a little brighter may have little in common with it.

    References
    ----------
    .. [1] S. Ioffe, Improved consistent sampling, weighted minhash and L1 sketching, IEEE
       International Conference on Data Mining, 2010, https://doi.org/10.1109/ICDM.2010.80

    Examples
    --------
    >>> first, second = np.array([[0, 1]], np.uint8), np.array([[1], [2]], np.uint8)
    >>> round(jaccard_similarity(first, second), 3)
    0.333
    """
    shares = _both_shares(first, second)
    return float(np.minimum(*shares).sum() / np.maximum(*shares).sum())


def group_images(images, *, limit=0.7, progress=False):
    """Put pictures that show the same, perhaps shifted, brighter or noisier, into groups.

    Parameters
    ----------
    images : iterable of (M, N), (M, N, 3) or (M, N, 4) uint8 ndarray
        Pictures of any sizes; colors are turned gray. Of a generator, one at a time is kept in
        memory.
    limit : float, optional
        Two pictures belong together from this score of `estimate_shift` on, above 0, at most 1.
    progress : bool, optional
        Whether to show progress bars on the standard error stream.

    Returns
    -------
    groups : Groups
        The group of each picture, and why it is there.

    Raises
    ------
    TypeError
        If `images` is no iterable or one array, if a picture is not a uint8 array, or if `limit` is
        no number.
    ValueError
        If there is no picture, if one is empty or no picture, or if `limit` is not in its range.

    See Also
    --------
    estimate_shift : What decides on two pictures.

    Notes
    -----
    Taught in chapter 14. Comparing all pairs would take too long, so that each picture first gets a
    signature: how strong its waves are, which a shift hardly changes. Only pictures with similar
    signatures are compared, again and again with the next similar ones of other groups, until no
    two groups join any more. A chain joins pictures, too: the last one may have nothing in common
    with the first.

    Equal pictures are found by their digests. What has the same value everywhere has no details,
    and is alone unless it is equal. Pictures of more than 65,536 pixels are compared at a half, a
    quarter and so on of their size, so that a shift is known to as many pixels; those that are
    reduced by different factors do not belong together.

    Memory holds at most 131,072 bytes and a signature of 2 KiB for each picture; similarities of
    signatures are computed in blocks.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> scene, other = rng.integers(0, 256, (2, 60, 80), dtype=np.uint8)
    >>> groups = group_images([scene[:50, :70], other, scene[4:54, 6:76], other])
    >>> groups.labels, groups.kinds
    (array([0, 1, 0, 1]), ['first', 'first', 'shifted', 'equal'])
    >>> groups.shifts[2][:2]
    (-4, -6)
    """
    limit = positive("limit", limit, "Pearson's correlation", most=1)
    pictures = _prepare(images, progress)
    groups = _Joined(pictures, limit)
    known = {}
    for place, picture in enumerate(pictures):
        first = known.setdefault(picture.digest, place)
        if first != place:
            groups.join(first, place, "equal", Shift(0, 0, 1.0))
    places = [place for place in known.values() if pictures[place].details is not None]
    places = np.array(places, np.int64)
    refused = {place: [] for place in places.tolist()}
    going_on = True
    while going_on:
        going_on = False
        pairs = _similar(pictures, places, groups.labels, refused)
        for first, second in _bar(pairs, progress, "pair"):
            if groups.labels[first] == groups.labels[second]:  # joined meanwhile
                continue
            if groups.join_if_alike(first, second):
                going_on = True
            else:
                refused[first].append(second)
                refused[second].append(first)
    groups.join_to_firsts(places)
    return groups.told()


class _Picture(NamedTuple):
    """What is kept of a picture to be grouped; a flat one has no details and no signature."""

    digest: bytes
    factor: int
    details: np.ndarray | None
    signature: np.ndarray | None


class _Joined:
    """Which pictures are joined: the same label in one group, and a link for each reason."""

    def __init__(self, pictures, limit):
        self.pictures = pictures
        self.limit = limit
        self.labels = np.arange(len(pictures))
        self.links = [[] for _ in pictures]  # of each: the other one, its kind, its shift

    def join(self, first, second, kind, shift):
        """Make one group of those of two pictures."""
        self.labels[self.labels == self.labels[second]] = self.labels[first]
        self.links[first].append((second, kind, shift))
        back = Shift(-shift.rows, -shift.columns, shift.score)
        self.links[second].append((first, kind, back))

    def join_if_alike(self, first, second):
        """Compare two pictures, and tell whether they belong together."""
        shift = _find_shift(self.pictures[first].details, self.pictures[second].details)
        if shift.score < self.limit:
            return False
        factor = self.pictures[first].factor
        shift = Shift(shift.rows * factor, shift.columns * factor, shift.score)
        self.join(first, second, "shifted" if any(shift[:2]) else "similar", shift)
        return True

    def join_to_firsts(self, places):
        """Compare pictures with the first one of their group, which says most of them."""
        _, firsts, numbers = np.unique(self.labels, return_index=True, return_inverse=True)
        for place, first in zip(places.tolist(), firsts[numbers[places]].tolist(), strict=True):
            if first != place and all(other != first for other, _, _ in self.links[place]):
                self.join_if_alike(first, place)

    def told(self):
        """Return the groups, and for each picture the link that leads to the first one."""
        labels = np.full(len(self.links), -1)
        partners = np.arange(len(self.links))
        kinds = ["first"] * len(self.links)
        shifts = [Shift(0, 0, 1.0)] * len(self.links)
        for first in range(len(self.links)):
            if labels[first] >= 0:
                continue
            labels[first] = labels.max() + 1
            reached = [first]
            for one in reached:  # it grows
                for other, kind, shift in self.links[one]:
                    if labels[other] < 0:
                        labels[other] = labels[first]
                        partners[other], kinds[other], shifts[other] = one, kind, shift
                        reached.append(other)
        return Groups(labels, kinds, partners, shifts)


def _prepare(images, progress):
    """Return what is kept of each picture."""
    if isinstance(images, np.ndarray):
        raise TypeError(f"images is one array of shape {images.shape}; give a list of pictures.")
    try:
        iter(images)
    except TypeError:
        raise TypeError(f"images is {shortened(images)}; give a list of pictures.") from None
    pictures, factors = [], []
    for place, image in enumerate(_bar(images, progress, "picture")):
        check_picture(f"images[{place}]", image, channels=(1, 3, 4))
        digest = hashlib.sha256(f"{image.shape}".encode() + image.tobytes()).digest()
        factor = _factor(image.shape[0] * image.shape[1], factors)
        details = _details(_reduce(to_gray(image), factor))
        flat = details.min() == details.max()
        rest = (None, None) if flat else (details, _signature(details))
        pictures.append(_Picture(digest, factor, *rest))
    if not pictures:
        raise ValueError("images is empty; give at least one picture.")
    return pictures


def _factor(pixels, factors):
    """Return by how much to reduce a picture: as one about as large before it, or a power of two.

    So pictures of one scene that differ a little in size are reduced alike.
    """
    for factor in factors:
        if MOST_PIXELS / 8 <= pixels / factor**2 <= MOST_PIXELS * 2:
            return factor
    factor = 1
    while pixels / factor**2 > MOST_PIXELS:
        factor *= 2
    factors.append(factor)
    return factor


def _reduce(gray, factor):
    """Return a picture in which a pixel is the mean of so many in both directions."""
    rows, columns = (max(1, side // factor) for side in gray.shape)
    whole_boxes = gray[: rows * factor, : columns * factor]
    return cv2.resize(whole_boxes, (columns, rows), interpolation=cv2.INTER_AREA)


def _details(gray):
    """Return a uint8 picture of what is neither noise nor slowly changing, around 128."""
    image = gray.astype(np.float32)
    fine = cv2.GaussianBlur(image, (5, 5), FINE)
    coarse = cv2.blur(image, (COARSE, COARSE))
    spread = cv2.norm(fine, coarse, cv2.NORM_L2) / gray.size**0.5
    scale = CONTRAST / spread if spread > LEAST_SPREAD else 0
    return cv2.addWeighted(fine, scale, coarse, -scale, 128, dtype=cv2.CV_8U)


def _find_shift(first, second):
    """Find the shift between the details of two pictures."""
    # Of each side's shifts by which enough overlaps, no two are the same modulo its length here.
    lengths = [
        scipy.fft.next_fast_len(max(sides), real=True)
        for sides in zip(first.shape, second.shape, strict=True)
    ]
    waves = [
        scipy.fft.rfft2(np.subtract(one, 128, dtype=np.float32), lengths) for one in (first, second)
    ]
    product = waves[0].conj() * waves[1]
    product /= np.sqrt(np.abs(product)) + np.finfo(np.float32).tiny
    peaks = scipy.fft.irfft2(product, lengths)
    best = _score(first, second, 0, 0)
    for _ in range(min(CANDIDATES, peaks.size)):
        _, _, _, (column, row) = cv2.minMaxLoc(peaks)
        peaks[row, column] = -np.inf
        sides = zip((row, column), lengths, first.shape, second.shape, strict=True)
        best = max(best, _score(first, second, *(_unwrap(*side) for side in sides)))
    score, _, rows, columns = best
    return Shift(rows, columns, score)


def _unwrap(shift, length, first, second):
    """Return the shift, modulo a length, by which more than half of the shorter side overlaps."""
    least = min(first, second) // 2 + 1 - first
    return (shift - least) % length + least


def _score(first, second, rows, columns):
    """Return the correlation of the pixels that overlap, how many they are, and the shift.

    It is -2 if no more than half of the shorter sides overlaps.
    """
    parts = []
    for shift, one, other in zip((rows, columns), first.shape, second.shape, strict=True):
        start, stop = max(0, -shift), min(one, other - shift)
        if 2 * (stop - start) <= min(one, other):
            return -2.0, 0, rows, columns
        parts.append((slice(start, stop), slice(start + shift, stop + shift)))
    (rows_1, rows_2), (columns_1, columns_2) = parts
    overlap = first[rows_1, columns_1], second[rows_2, columns_2]
    return _pearson(*overlap), overlap[0].size, rows, columns


def _pearson(first, second):
    """Correlate two gray pictures; 0 if one has the same value everywhere."""
    number = first.size
    sums = [round(cv2.sumElems(one)[0]) for one in (first, second)]
    # OpenCV squares a root here; rounding makes the sums whole again.
    squares = [round(cv2.norm(one, cv2.NORM_L2SQR)) for one in (first, second)]
    differences = round(cv2.norm(first, second, cv2.NORM_L2SQR))
    spreads = [number * square - total**2 for square, total in zip(squares, sums, strict=True)]
    if not all(spreads):
        return 0.0
    product = number * (sum(squares) - differences) - 2 * sums[0] * sums[1]
    return min(1.0, max(-1.0, product / (2 * math.sqrt(math.prod(spreads)))))


def _signature(details):
    """Return how strong the longer waves of a picture are, as a vector of length 1.

    Its length in waves per pixel is the same for pictures of all sizes.
    """
    tall, wide = details.shape
    window = np.outer(np.hanning(tall + 2)[1:-1], np.hanning(wide + 2)[1:-1])
    waves = np.abs(scipy.fft.rfft2(window * (details.astype(np.float32) - 128)))
    rows, columns = (max(1, side // SHORTEST_WAVE) for side in details.shape)
    strengths = waves[np.arange(-rows, rows), :columns] / details.size**0.5
    shape = SIGNATURE[::-1]  # OpenCV wants (columns, rows)
    signature = cv2.resize(np.log1p(strengths), shape, interpolation=cv2.INTER_AREA).ravel()
    signature = (signature - signature.mean()).astype(np.float32)
    return signature / max(np.linalg.norm(signature), np.finfo(np.float32).tiny)


def _similar(pictures, places, labels, refused):
    """Return pairs of pictures to compare, the most similar first.

    For each, they are the pictures of other groups with the nearest signatures, without those that
    it was compared with before.
    """
    signatures = np.array([pictures[place].signature for place in places])
    factors = np.array([pictures[place].factor for place in places])
    similarities = {}
    for start in range(0, len(places), BLOCK):
        block = slice(start, start + BLOCK)
        alike = signatures[block] @ signatures.T
        alike[labels[places[block], None] == labels[places]] = -np.inf
        alike[factors[block, None] != factors] = -np.inf
        for place, row in zip(places[block].tolist(), alike, strict=True):
            row[np.searchsorted(places, refused[place])] = -np.inf
            for near in np.argpartition(row, -min(NEIGHBORS, row.size))[-NEIGHBORS:]:
                if row[near] > -np.inf:
                    pair = sorted((place, int(places[near])))
                    similarities[tuple(pair)] = row[near]
    return sorted(similarities, key=similarities.get, reverse=True)


def _both_shares(first, second):
    """Return the shares of all values in each channel of two pictures."""
    for name, image in (("first", first), ("second", second)):
        check_picture(name, image, channels=(1, 3, 4))
    if first.shape[2:] != second.shape[2:]:
        raise ValueError(
            f"first has shape {first.shape} but second has {second.shape}; give two gray pictures, "
            "or two with as many channels."
        )
    count = histograms.histogram if first.ndim == 2 else histograms.channel_histograms
    return [count(image, normalize=True) for image in (first, second)]


def _refuse_flat(name, image):
    """Raise if a picture has the same value everywhere."""
    if image.min() == image.max():
        raise ValueError(
            f"{name} is {image.flat[0]} everywhere, so there is nothing to compare; check how it "
            "was made."
        )


def _bar(steps, wanted, unit):
    """Return steps that move a progress bar on, if one is wanted."""
    if not wanted:
        return steps
    from tqdm import tqdm

    return tqdm(steps, unit=unit)
