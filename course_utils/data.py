"""Sample pictures that come with scikit-image and scikit-learn, so nothing is downloaded."""

from typing import NamedTuple

import cv2

from .images import to_gray


class Sample(NamedTuple):
    """Where a sample picture comes from."""

    title: str
    author: str
    licence: str
    package: str = "scikit-image"


PUBLIC_DOMAIN = "public domain"
NO_RESTRICTIONS = "no known copyright restrictions"
PACKAGE_ONLY = "no licence of its own, distributed with scikit-image (BSD-3-Clause)"

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
    """Name the title, author and licence of a sample picture.

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
    return f"{origin.title}. {origin.author}, {origin.licence}, from {origin.package}."


def _find(name):
    if not isinstance(name, str) or name not in SAMPLES:
        raise ValueError(f"There is no sample {name!r}; choose one of: {', '.join(SAMPLES)}.")
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
