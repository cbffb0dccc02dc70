"""Sample pictures that come with scikit-image and scikit-learn, written digits, two volumes."""

import gzip
from typing import NamedTuple

import cv2
import numpy as np

from . import assets
from ._validation import shortened, whole
from .images import to_gray


class Sample(NamedTuple):
    """Where a sample picture comes from."""

    title: str
    author: str
    license: str
    package: str = "scikit-image"


class Digits(NamedTuple):
    """Pictures of digits, and what each of them shows.

    Attributes
    ----------
    images : (n, 8, 8) uint8 ndarray
        Gray pictures, ink bright on black.
    labels : (n,) int64 ndarray
        The digit of each, 0 to 9.
    """

    images: np.ndarray
    labels: np.ndarray


PUBLIC_DOMAIN = "public domain"
NO_RESTRICTIONS = "no known copyright restrictions"
PACKAGE_ONLY = "no license of its own, distributed with scikit-image (BSD-3-Clause)"

# Photographs and scientific recordings. The drawings that scikit-image also carries (horse, logo,
# colorwheel, phantom) are left out: the course works on real pictures.
SAMPLES = {
    "astronaut": Sample("Astronaut Eileen Collins", "NASA", PUBLIC_DOMAIN),
    "brick": Sample("Brick wall", "CC0Textures", "CC0"),
    "camera": Sample("Photographer with a camera", "Lav Varshney", "CC0"),
    "cell": Sample("Cell floating in saline", "Paul Müller and others", "CC0"),
    "chelsea": Sample("Chelsea the cat", "Stefan van der Walt", "CC0"),
    "china": Sample("Temple in China", "danielbuechele (Flickr)", "CC BY 2.0", "scikit-learn"),
    "clock": Sample("Motion-blurred clock", "Stefan van der Walt", PUBLIC_DOMAIN),
    "coffee": Sample("Coffee cup", "Rachel Michetti", "CC0"),
    "coins": Sample("Greek coins from Pompeii", "Brooklyn Museum", NO_RESTRICTIONS),
    "flower": Sample("Flower", "vultilion (Flickr)", "CC BY 2.0", "scikit-learn"),
    "grass": Sample("Grass", "linolafett (DeviantArt)", "CC0"),
    "gravel": Sample("Gravel", "CC0Textures", "CC0"),
    "hubble_deep_field": Sample("Hubble eXtreme Deep Field", "NASA", PUBLIC_DOMAIN),
    "immunohistochemistry": Sample(
        "Stained colon tissue",
        "Center for Microscopy and Molecular Imaging",
        NO_RESTRICTIONS,
    ),
    "microaneurysms": Sample("Detail of a retina with lesions", "Andreas Maier", "CC0"),
    "moon": Sample("Surface of the moon", "author not named", PACKAGE_ONLY),
    "motorcycle": Sample(
        "Motorcycle, left view of a stereo pair",
        "Scharstein and others, Middlebury 2014 (please cite)",
        PACKAGE_ONLY,
    ),
    "page": Sample("Scanned page", "author not named", PACKAGE_ONLY),
    "retina": Sample("Human retina", "Mikael Häggström", "CC0"),
    "rocket": Sample("Launch of a Falcon 9", "SpaceX", PUBLIC_DOMAIN),
    "text": Sample("Handwritten text", "author not named (Wikipedia)", PUBLIC_DOMAIN),
}

# The gray value of each tissue in ct_volume, so far apart that each makes a peak of its own. In a
# real scan fat, muscle and liver lie closer together.
TISSUES = {"air": 12, "lung": 45, "fat": 100, "muscle": 130, "liver": 152, "bone": 220}
# The ellipsoids of ct_volume, each painted over those before: tissue, center and half axes as
# (plane, row, column) in a volume that reaches from -1 to 1, and whether it is cut into ribs.
BODY = (
    ("fat", (0, 0, 0), (2.6, 0.66, 0.9), False),
    ("muscle", (0, 0, 0), (2.5, 0.58, 0.82), False),
    ("bone", (0.25, -0.02, 0), (1.2, 0.54, 0.74), True),
    ("muscle", (0.25, -0.02, 0), (1.2, 0.49, 0.69), False),
    ("lung", (0.35, -0.02, -0.36), (0.85, 0.43, 0.3), False),
    ("lung", (0.35, -0.02, 0.36), (0.85, 0.43, 0.3), False),
    ("muscle", (0.15, -0.1, 0.1), (0.34, 0.26, 0.25), False),
    ("liver", (-0.62, -0.04, -0.28), (0.4, 0.4, 0.42), False),
    ("muscle", (0, 0.42, 0), (2, 0.16, 0.2), False),
    ("bone", (0, 0.36, 0), (3, 0.11, 0.12), False),
    ("fat", (0, 0.36, 0), (3, 0.04, 0.04), False),
    ("bone", (0.5, -0.5, 0), (0.5, 0.04, 0.1), False),
)


def sample(name, *, gray=False):
    """Load a sample picture.

    Parameters
    ----------
    name : str
        One of the names in `SAMPLES`.
    gray : bool, optional
        Whether to return the gray picture instead of the color one.

    Returns
    -------
    image : (M, N, 3) or (M, N) uint8 ndarray
        BGR picture, or gray if `gray` is true, as `course_utils.images.read_image` returns them.
        A picture that was gray from the start has three equal channels in BGR. It is a fresh
        copy: changing it changes no other.

    Raises
    ------
    ValueError
        If there is no sample of that name.

    Notes
    -----
    Taught in chapter 01. No network is needed: the pictures lie in the installed packages.

    Examples
    --------
    >>> sample("china").shape
    (427, 640, 3)
    """
    _find(name)
    stored = _load(name)
    image = cv2.cvtColor(stored, cv2.COLOR_GRAY2BGR if stored.ndim == 2 else cv2.COLOR_RGB2BGR)
    return to_gray(image) if gray else image


def credit(name):
    """Name the title, author and license of a sample picture.

    Parameters
    ----------
    name : str
        One of the names in `SAMPLES`.

    Returns
    -------
    line : str
        One line to set below the picture.

    Raises
    ------
    ValueError
        If there is no sample of that name.

    Examples
    --------
    >>> credit("coffee")
    'Coffee cup. Rachel Michetti, CC0, from scikit-image.'
    """
    origin = _find(name)
    return f"{origin.title}. {origin.author}, {origin.license}, from {origin.package}."


def motorcycle_disparity():
    """Load how near each pixel of the sample picture "motorcycle" was to the camera.

    Returns
    -------
    disparity : (500, 741) float32 ndarray
        By how many pixels the left and the right view of the stereo pair differ: the nearer, the
        larger. 0 where it is not known.

    Notes
    -----
    Used in chapters 17 and 18, to cut the motorcycle out. The disparity was measured by projected
    patterns of light [1]_.

    References
    ----------
    .. [1] D. Scharstein and others, "High-resolution stereo datasets with subpixel-accurate ground
       truth", GCPR (2014), 31-42. https://doi.org/10.1007/978-3-319-11752-2_3

    Examples
    --------
    >>> motorcycle_disparity().shape == sample("motorcycle", gray=True).shape
    True
    """
    import skimage.data

    disparity = skimage.data.stereo_motorcycle()[2]
    return np.where(np.isfinite(disparity), disparity, 0)


def digits(*, held_out="mixed"):
    """Load 1,797 small pictures of handwritten digits, in a part to learn from and a part to test.

    Parameters
    ----------
    held_out : {"mixed", "last"}, optional
        Which quarter of the pictures is kept for testing: every fourth one, or the last 449 in the
        order of the file.

    Returns
    -------
    train, test : Digits
        1,348 and 449 pictures with their labels, in the order of the file. The arrays are fresh
        copies: changing them changes no other.

    Raises
    ------
    ValueError
        If `held_out` is something else.

    Notes
    -----
    Taught in chapter 09. The pictures come with scikit-learn; no network is needed. They were
    bitmaps of 32 x 32, and each pixel tells how many of 4 x 4 bits held ink [1]_: 0 to 16, which
    becomes 0 to 255 here. Thirteen people wrote them. With "mixed" both parts come from all over
    the file, and most likely from the same hands; with "last" the test is harder.

    References
    ----------
    .. [1] E. Alpaydin, C. Kaynak, "Optical recognition of handwritten digits", UCI Machine Learning
       Repository (1998). https://doi.org/10.24432/C50P49

    Examples
    --------
    >>> train, test = digits()
    >>> train.images.shape, test.images.shape
    ((1348, 8, 8), (449, 8, 8))
    >>> test.labels[:5]
    array([3, 7, 1, 5, 9])
    """
    if held_out not in ("mixed", "last"):
        raise ValueError(f"held_out is {shortened(held_out)}; choose 'mixed' or 'last'.")
    from sklearn.datasets import load_digits  # takes long to import

    stored = load_digits()
    images, labels = np.uint8(np.rint(stored.images * (255 / 16))), np.int64(stored.target)
    places = np.arange(len(labels))
    tested = places % 4 == 3 if held_out == "mixed" else places >= len(labels) - len(labels) // 4
    return Digits(images[~tested], labels[~tested]), Digits(images[tested], labels[tested])


def ct_volume(size=512, *, seed=0):
    """Make a volume that looks like a computed tomography (CT) of a chest.

    Parameters
    ----------
    size : int, optional
        Planes, rows and columns. A size of 512 takes 128 MiB and a few seconds.
    seed : int, optional
        Of the noise; everything else is always the same.

    Returns
    -------
    volume : (size, size, size) uint8 ndarray
        Planes from the belly up to the shoulders, rows from the breast to the back, columns from
        the person's right to the left, as doctors look at it: the liver is on the left. Each voxel
        has the gray value of its tissue in `TISSUES`, plus noise with a standard deviation of 4.

    Raises
    ------
    TypeError
        If `size` or `seed` is not a whole number.
    ValueError
        If `size` is below 1 or `seed` below 0.
    MemoryError
        If there is not enough memory.

    Notes
    -----
    Taught in chapter 06. Made plane by plane, so there is no second array of this size.
    """
    size = whole("size", size, least=1)
    rng = np.random.default_rng(whole("seed", seed, least=0))
    try:
        volume = np.empty((size, size, size), dtype=np.uint8)
    except (MemoryError, ValueError):  # ValueError: more than any machine can address
        raise MemoryError(
            f"size is {shortened(size)}, which takes {shortened((size**3 + 2**29) >> 30)} GiB of "
            "memory; give a smaller one."
        ) from None
    noise = np.empty((size, size), dtype=np.float32)
    places = (np.arange(size) + 0.5) * (2 / size) - 1
    for plane, height in zip(volume, places, strict=True):
        plane[:] = TISSUES["air"]
        for tissue, center, axes, ribs in BODY:
            room = 1 - ((height - center[0]) / axes[0]) ** 2
            if room <= 0 or (ribs and int((height + 1) * 12) % 2):
                continue
            _paint_ellipse(plane, places, center[1:], axes[1:], room, TISSUES[tissue])
        rng.standard_normal(out=noise, dtype=np.float32)
        noise *= 4
        cv2.add(plane, noise, dst=plane, dtype=cv2.CV_8U)
    return volume


def _paint_ellipse(plane, places, center, axes, room, value):
    """Paint where the squared distance from the center, in half axes, is less than `room`."""
    box, squares = [], []
    for middle, half in zip(center, axes, strict=True):
        side = slice(*np.searchsorted(places, (middle - half, middle + half)))
        box.append(side)
        squares.append(((places[side] - middle) / half) ** 2)
    plane[tuple(box)][np.add.outer(*squares) < room] = value


def brain_volume():
    """Load the MNI152 template: the average of 152 brains, by magnetic resonance.

    Returns
    -------
    volume : (189, 233, 197) uint8 ndarray
        Planes from the neck up, rows from the forehead to the back of the head, columns from one
        ear to the other, in steps of 1 mm. Skull and skin are removed; outside the brain it is 0.

    Raises
    ------
    FileNotFoundError, OSError, ValueError
        If it has to be fetched first and that fails (see `assets.fetch`).

    Notes
    -----
    Taught in chapter 06. Fluid is dark, gray matter gray, white matter bright ("T1-weighted"). The
    first call downloads 12 MB and keeps 2 MB; later ones need no network. The left half of this
    version of the template is the exact mirror image of the right half. The method is by Fonov and
    others [1]_; data/README.md says what is known about the license.

    References
    ----------
    .. [1] V. Fonov and others, "Unbiased average age-appropriate atlases for pediatric studies",
       NeuroImage 54 (2011), 313-327. https://doi.org/10.1016/j.neuroimage.2010.07.033
    """
    content = gzip.decompress(assets.fetch("brain").read_bytes())
    # The NIfTI-1 header: three sizes from byte 42 on, where the voxels start at byte 108.
    columns, rows, planes = np.frombuffer(content, "<i2", count=3, offset=42)
    start = int(np.frombuffer(content, "<f4", count=1, offset=108)[0])
    stored = np.frombuffer(content, np.uint8, offset=start).reshape(planes, rows, columns)
    return stored[:, ::-1].copy()  # stored from back to front


def _find(name):
    if not isinstance(name, str) or name not in SAMPLES:
        raise ValueError(
            f"There is no sample {shortened(name)}; choose one of: {', '.join(SAMPLES)}."
        )
    return SAMPLES[name]


def _load(name):
    """Return the stored picture, gray or RGB."""
    # Imported only when a picture is asked for: these packages take long to import.
    if SAMPLES[name].package == "scikit-learn":
        from sklearn.datasets import load_sample_image

        return load_sample_image(f"{name}.jpg")
    import skimage.data

    if name == "motorcycle":
        return skimage.data.stereo_motorcycle()[0]
    return getattr(skimage.data, name)()
