"""Generated pictures whose truth is known, for counting and measuring (chapters 11 to 18)."""

import itertools
from typing import NamedTuple

import cv2
import numpy as np

from . import data


class Rims(NamedTuple):
    """Rims of stacked hats, cut out by a threshold.

    Attributes
    ----------
    binary : (M, N) bool ndarray
        True on the rims, and on specks.
    count : int
        How many rims there are.
    """

    binary: np.ndarray
    count: int


class Cluster(NamedTuple):
    """Points of the plane, many of them around one place.

    Attributes
    ----------
    x, y : (n,) float64 ndarray
        All points, the scattered ones first.
    center : (float, float)
        x and y of the place.
    """

    x: np.ndarray
    y: np.ndarray
    center: tuple


class Stars(NamedTuple):
    """A picture of the night sky, and the stars in it.

    Attributes
    ----------
    image : (M, N) float32 ndarray
        Light of stars and sky, with noise.
    rows, columns : (n,) float64 ndarray
        Where the stars are; whole numbers are the middles of pixels.
    fluxes : (n,) float64 ndarray
        The light of each star, summed over its pixels.
    noise : float
        Standard deviation of the noise.
    """

    image: np.ndarray
    rows: np.ndarray
    columns: np.ndarray
    fluxes: np.ndarray
    noise: float


class Pair(NamedTuple):
    """Two pictures of one thing, and how far it has moved from the first to the second.

    Attributes
    ----------
    image, moved : (M, N, 3) uint8 ndarray
        BGR pictures; what left the first is missing in the second, and something new came in.
    shift : (int, int)
        Rows down and columns to the right.
    """

    image: np.ndarray
    moved: np.ndarray
    shift: tuple


class Folder(NamedTuple):
    """Many pictures, and which of them show the same.

    Attributes
    ----------
    images : list of (M, N, 3) uint8 ndarray
        BGR pictures.
    labels : (n,) int64 ndarray
        The number of the scene that each picture shows.
    """

    images: list
    labels: np.ndarray


class Street(NamedTuple):
    """A film of a street, taken by a camera that stands still, and what it shows.

    Attributes
    ----------
    frames : (n, 270, 480, 3) uint8 ndarray
        BGR pictures, 25 a second.
    background : (270, 480, 3) uint8 ndarray
        The empty street, without noise and flicker.
    boxes : tuple of (m, 4) float64 ndarray
        For each frame, a box (top, left, bottom, right) around what is visible of each motorcycle;
        bottom and right are exclusive.
    whole : tuple of (m,) bool ndarray
        For each box, whether the motorcycle is wholly in the picture, and none is in front of it.
    masks : (n, 270, 480) bool ndarray
        True where there is a motorcycle, its shadow left out.
    """

    frames: np.ndarray
    background: np.ndarray
    boxes: tuple
    whole: tuple
    masks: np.ndarray


class _Sprite(NamedTuple):
    """A motorcycle to be laid over a picture: its color, how much it covers, and its shadow.

    All three have one shape, wider than the motorcycle by `_SHADOW` on both sides.
    """

    color: np.ndarray
    cover: np.ndarray
    shade: np.ndarray


class _Ride(NamedTuple):
    """How a motorcycle crosses the street."""

    frames: tuple  # its left side is at these frames ...
    lefts: tuple  # ... at these columns, and in between on the straight line
    ground: int  # the row below its wheels: the larger, the nearer
    scale: float
    hue: int  # by so much its colors are turned, of 180
    mirrored: bool = False


STREET = (270, 480)
#: The farther ones first. The first is there when the film begins, and the second passes in front
#: of it. The third stops for 35 frames.
RIDES = (
    _Ride((0, 40), (130, 490), ground=236, scale=0.36, hue=0),
    _Ride((70, 106, 141, 175), (-215, 145, 145, 485), ground=240, scale=0.36, hue=110),
    _Ride((5, 65), (485, -235), ground=259, scale=0.4, hue=60, mirrored=True),
)
_SHADOW = 40


def stacked_rims(
    count, *, seed=0, gaps=0.0, holes=0.0, curvature=1.0, tilt=0.0, specks=0.0, shape=(240, 480)
):
    """Draw the rims of stacked hats as a threshold leaves them.

    Parameters
    ----------
    count : int
        How many rims.
    seed : int, optional
        Another one gives another picture.
    gaps, holes : float, optional
        Shares of a rim's length that are missing altogether, and of what is left that small round
        holes take away.
    curvature : float, optional
        How far a rim hangs down at both ends, in distances from rim to rim.
    tilt : float, optional
        By how many rows it falls from one column to the next.
    specks : float, optional
        Share of the other pixels that are True.
    shape : (int, int), optional
        Rows and columns.

    Returns
    -------
    rims : Rims
        The picture and the count.

    Notes
    -----
    Used in chapter 11.

    Examples
    --------
    >>> stacked_rims(6, seed=1).count
    6
    """
    rng = np.random.default_rng(seed)
    rows, columns = shape
    x = np.linspace(-1, 1, columns)
    slope = tilt * (np.arange(columns) - columns / 2)
    spacing = (rows - np.ptp(slope)) / (count + curvature + 0.5)
    bend = spacing * curvature * x**2 + slope - slope.min()
    binary = np.zeros(shape, bool)
    y = np.arange(rows)[:, None]
    for k in range(count):
        middle = spacing * (k + 0.5) + bend + rng.normal(0, 0.03 * spacing)
        half = spacing * rng.uniform(0.2, 0.3)
        there = ~_gaps(rng, columns, gaps)
        binary |= (np.abs(y - middle) < half) & there
    binary &= ~_dots(rng, shape, holes, radius=max(2, round(spacing / 8)))
    return Rims(binary | (rng.random(shape) < specks), count)


def clustered_points(*, seed=0, members=400, scattered=10_000, width=50.0, side=2000.0):
    """Scatter points over a square of the plane, and gather others around one place.

    Parameters
    ----------
    seed : int, optional
        Another one gives other points.
    members, scattered : int, optional
        How many points belong to the cluster, and how many lie anywhere.
    width : float, optional
        Standard deviation of the members' distance from the center, in x and in y.
    side : float, optional
        Of the square. The center lies in its inner half.

    Returns
    -------
    cluster : Cluster
        The points and the center.

    Notes
    -----
    Used in chapter 12.

    Examples
    --------
    >>> cluster = clustered_points(seed=1)
    >>> cluster.x.size
    10400
    """
    rng = np.random.default_rng(seed)
    center = rng.uniform(side / 4, 3 * side / 4, (2, 1))
    anywhere = rng.uniform(0, side, (2, scattered))
    x, y = np.hstack([anywhere, rng.normal(center, width, (2, members))])
    return Cluster(x, y, tuple(center.ravel().tolist()))


def star_field(stars=500, *, seed=0, noise=5.0, gradient=0.0, shape=(1024, 1024)):
    """Make a picture of the night sky with known stars.

    Parameters
    ----------
    stars : int, optional
        How many. Few are bright and many faint; the faintest rise about 6 times as high as the
        noise, the brightest 1,000 times as high.
    seed : int, optional
        Another one gives another sky.
    noise : float, optional
        Standard deviation of normal noise.
    gradient : float, optional
        By how much the sky is brighter in the lower right corner than in the upper left one.
    shape : (int, int), optional
        Rows and columns.

    Returns
    -------
    stars : Stars
        The picture, and the stars in it.

    Notes
    -----
    Used in chapter 12. A star is a Gaussian with a standard deviation of 1.5 pixels.

    Examples
    --------
    >>> sky = star_field(500, seed=1)
    >>> sky.image.shape, sky.rows.size
    ((1024, 1024), 500)
    """
    rng = np.random.default_rng(seed)
    rows, columns = (rng.uniform(-0.5, size - 0.5, stars) for size in shape)
    width, reach = 1.5, 8
    heights = noise * np.exp(rng.triangular(np.log(6), np.log(6), np.log(1000), stars))
    down, across = (np.linspace(0, gradient / 2, size) for size in shape)
    image = 100 + np.add.outer(down, across)
    for row, column, height in zip(rows, columns, heights, strict=True):
        top, left = (max(round(at) - reach, 0) for at in (row, column))
        window = image[top : round(row) + reach + 1, left : round(column) + reach + 1]
        y, x = (np.arange(size) for size in window.shape)
        away = np.add.outer((y + top - row) ** 2, (x + left - column) ** 2)
        window += height * np.exp(away / (-2 * width**2))
    image += rng.normal(0, noise, shape)
    fluxes = heights * 2 * np.pi * width**2
    return Stars(image.astype(np.float32), rows, columns, fluxes, noise)


def shifted_pair(
    *,
    seed=0,
    sample="immunohistochemistry",
    shape=(150, 220),
    most=1 / 3,
    noise=5.0,
    brightness=0.2,
):
    """Cut two pictures out of a sample picture, as if the microscope had moved in between.

    Parameters
    ----------
    seed : int, optional
        Another one gives another place and another shift.
    sample : str, optional
        One of the names in `data.SAMPLES`.
    shape : (int, int), optional
        Rows and columns of both pictures.
    most : float, optional
        How far the second one is shifted at most, in times of a side. The sample is larger by that.
    noise : float, optional
        Standard deviation of normal noise, of its own in each picture.
    brightness : float, optional
        By which share the second one is made brighter or darker at most; added to that are at most
        100 times as many gray levels.

    Returns
    -------
    pair : Pair
        The pictures and the shift.

    Notes
    -----
    Used in chapter 14.

    Examples
    --------
    >>> pair = shifted_pair(seed=1)
    >>> pair.image.shape, pair.shift
    ((150, 220, 3), (-3, 38))
    """
    rng = np.random.default_rng(seed)
    picture = data.sample(sample)
    shift, corner = [], []
    for side, whole in zip(shape, picture.shape, strict=False):
        reach = int(most * side)
        by = int(rng.integers(-reach, reach + 1))
        shift.append(by)
        corner.append(int(rng.integers(max(by, 0), whole - side + min(by, 0) + 1)))
    windows = [_window(picture, at, shape) for at in (corner, np.subtract(corner, shift))]
    image = _recorded(rng, windows[0], noise, 0)
    return Pair(image, _recorded(rng, windows[1], noise, brightness), tuple(shift))


def microscope_folder(scenes=200, pictures=10, *, seed=0, shape=(96, 128)):
    """Fill a folder with pictures of stained tissue, several of each place, in any order.

    Parameters
    ----------
    scenes : int, optional
        How many places: 384 at most, if the pictures have the shape that is the default.
    pictures : int, optional
        How many of each place.
    seed : int, optional
        Another one gives other places and another order.
    shape : (int, int), optional
        Rows and columns of all pictures.

    Returns
    -------
    folder : Folder
        The pictures, and the number of the place that each shows.

    Notes
    -----
    Used in chapter 14. The first and the third of four pictures of a place are equal, the second is
    shifted, and the fourth brighter or darker; so are the next four. All but the equal ones have
    noise. Between two pictures of a place the shift is a third of a side at most. The places are
    parts of one sample picture at twice its size, turned and mirrored; those that are turned alike
    do not overlap.

    Examples
    --------
    >>> folder = microscope_folder(3, 2, seed=1)
    >>> len(folder.images), folder.labels
    (6, array([1, 2, 2, 0, 0, 1]))
    """
    rng = np.random.default_rng(seed)
    picture = cv2.resize(data.sample("immunohistochemistry"), None, fx=2, fy=2)
    room = [side // 3 for side in shape]
    tile = np.add(shape, room)
    corners = [
        range(0, whole - side + 1, side)
        for whole, side in zip(picture.shape, tile.tolist(), strict=False)
    ]
    places = list(itertools.product(range(8), *corners))
    images = []
    for chosen in rng.choice(len(places), scenes, replace=False):
        turns, *corner = places[chosen]
        turned = np.rot90(picture if turns < 4 else picture[::-1], turns)
        middle = np.add(corner, np.floor_divide(room, 2))
        for number in range(pictures):
            kind = ("equal", "shifted", "equal", "brighter")[number % 4]
            at = corner + rng.integers(0, np.add(room, 1)) if kind == "shifted" else middle
            image = _window(turned, at, shape)
            if kind != "equal":
                image = _recorded(rng, image, 4, 0.15 if kind == "brighter" else 0)
            images.append(image)
    order = rng.permutation(len(images))
    return Folder([images[place] for place in order], order // pictures)


def street_scene(frames=200, *, seed=0):
    """Film motorcycles that cross a street.

    Parameters
    ----------
    frames : int, optional
        How many: of 200 the first is the same as of 20. From frame 175 on the street stays empty.
    seed : int, optional
        Of the noise; everything else is always the same.

    Returns
    -------
    street : Street
        The film, the empty street, and where the motorcycles are.

    Notes
    -----
    Used in chapters 17 and 18. The wall, the road and the motorcycle are photographs. The light
    rises and falls by 4 % within 90 frames, and bright pixels have more noise than dark ones, as in
    a camera. The first motorcycle is there from the first frame on, the second one passes in front
    of it; the third one comes at frame 70, stands still from 106 to 141, and is gone by 175.

    Examples
    --------
    >>> street = street_scene(2)
    >>> street.frames.shape, street.whole[0]
    ((2, 270, 480, 3), array([ True]))
    >>> street.boxes[0]
    array([[ 86., 131., 235., 344.]])
    """
    rng = np.random.default_rng(seed)
    background = _empty_street()
    sprites = [_sprite(ride) for ride in RIDES]
    film = np.empty((frames, *STREET, 3), np.uint8)
    masks = np.zeros((frames, *STREET), bool)
    boxes, whole = [], []
    for number, (frame, mask) in enumerate(zip(film, masks, strict=True)):
        light, owner = background.copy(), np.full(STREET, -1, np.int8)
        seen = {}
        for place, (ride, sprite) in enumerate(zip(RIDES, sprites, strict=True)):
            if ride.frames[0] <= number <= ride.frames[-1]:
                left = np.interp(number, ride.frames, ride.lefts)
                seen[place] = _lay(sprite, light, owner, place, ride.ground, left)
        light *= 1 + 0.04 * np.sin(2 * np.pi * number / 90)
        noise = rng.standard_normal(light.shape, np.float32)
        light += noise * np.sqrt(2 + light / 20)
        frame[:] = np.rint(light).clip(0, 255)
        mask[:] = owner >= 0
        visible = {place: owner == place for place in seen}
        visible = {place: one for place, one in visible.items() if one.any()}
        boxes.append(np.array([_box(one) for one in visible.values()]).reshape(-1, 4))
        whole.append(np.array([one.sum() == seen[place] for place, one in visible.items()], bool))
    street = np.rint(background).astype(np.uint8)
    return Street(film, street, tuple(boxes), tuple(whole), masks)


def _empty_street():
    """Return the street as float32: a wall of bricks above a road of gravel."""
    rows, columns = STREET
    wall, road = (
        cv2.resize(data.sample(name), (columns, columns), interpolation=cv2.INTER_AREA)
        for name in ("brick", "gravel")
    )
    curb = 170
    street = np.empty((rows, columns, 3), np.float32)
    street[:curb] = np.rot90(wall)[:curb] * np.float32([0.75, 0.85, 1.15])  # red bricks
    street[curb:] = cv2.GaussianBlur(road, (0, 0), 0.8)[: rows - curb] * 0.45 + 60.0
    street *= np.linspace(1.05, 0.85, rows, dtype=np.float32)[:, None, None]
    return street.clip(0, 255)


def _motorcycle():
    """Cut the motorcycle out of its photograph: the color, and how much of a pixel it covers."""
    picture, nearness = data.sample("motorcycle"), data.motorcycle_disparity()
    row, column = np.indices(nearness.shape)
    # Only the floor can be seen in the lower corners: through it goes the plane of the floor.
    corner = (nearness > 30) & ((row > 470) | ((row > 420) & ((column < 80) | (column > 700))))
    places = np.stack([row, column, np.ones_like(row)], axis=-1)
    plane = np.linalg.lstsq(places[corner], nearness[corner])[0]
    above_floor = nearness - places @ plane > 1.2
    near = (nearness > 38) & (above_floor | (row < 300))
    near = cv2.morphologyEx(near.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((5, 5)))
    _, pieces, sizes, _ = cv2.connectedComponentsWithStats(near)
    piece = 1 + sizes[1:, cv2.CC_STAT_AREA].argmax()
    left, top, width, height = sizes[piece, :4]
    box = slice(top, top + height), slice(left, left + width)
    # One pixel less, and a soft edge: what is mixed with the garage behind stays away.
    solid = cv2.erode((pieces == piece).astype(np.float32), np.ones((3, 3)))
    return picture[box], cv2.GaussianBlur(solid, (0, 0), 0.8)[box]


def _sprite(ride):
    """Make a motorcycle of the size, the color and the direction of a ride."""
    color, cover = _motorcycle()
    hsv = cv2.cvtColor(color, cv2.COLOR_BGR2HSV)
    hsv[:, :, 0] = (hsv[:, :, 0] + ride.hue) % 180
    color = cv2.cvtColor(hsv, cv2.COLOR_HSV2BGR).astype(np.float32)
    color, cover = (
        cv2.resize(one, None, fx=ride.scale, fy=ride.scale, interpolation=cv2.INTER_AREA)
        for one in (color, cover)
    )
    if ride.mirrored:
        color, cover = color[:, ::-1], cover[:, ::-1]
    color, cover = (
        np.pad(one, ((0, 8), (_SHADOW, _SHADOW), (0, 0))) for one in (color, cover[:, :, None])
    )
    rows, columns = cover.shape[:2]
    # The shadow is the motorcycle lying flat, with its foot where the wheels are.
    flat = np.float32([[1, -0.25, 0.25 * (rows - 8)], [0, 0.15, 0.85 * (rows - 8)]])
    shade = cv2.GaussianBlur(cv2.warpAffine(cover, flat, (columns, rows)), (0, 0), 3)
    return _Sprite(color, cover, shade[:, :, None])


def _lay(sprite, light, owner, place, ground, left):
    """Lay a motorcycle over a picture, say which pixels are its own, and return how many it has.

    Pixels that are out of the picture are counted too.
    """
    whole = int(np.floor(left))
    part = np.float32(left - whole)  # of a pixel, by which everything is moved to the right
    color, cover, shade = (one * (1 - part) + np.roll(one, 1, axis=1) * part for one in sprite)
    rows, columns = cover.shape[:2]
    top, left = ground + 8 - rows, whole - _SHADOW
    inside = slice(max(0, -top), STREET[0] - top), slice(max(0, -left), max(0, STREET[1] - left))
    at = tuple(
        slice(max(0, start), max(0, start + size)) for start, size in ((top, rows), (left, columns))
    )
    light[at] *= 1 - 0.4 * shade[inside]
    light[at] += cover[inside] * (color[inside] - light[at])
    solid = cover[:, :, 0] > 0.5
    owner[at][solid[inside]] = place
    return solid.sum()


def _box(mask):
    """Return the smallest box around what is True: top, left, bottom, right."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return rows[0], columns[0], rows[-1] + 1.0, columns[-1] + 1.0


def _window(picture, corner, shape):
    """Return a copy of a part of a picture."""
    top, left = corner
    return picture[top : top + shape[0], left : left + shape[1]].copy()


def _recorded(rng, image, noise, brightness):
    """Return a picture as a camera records it, with noise and another brightness."""
    factor, more = rng.uniform(-brightness, brightness, 2)
    light = image * (1 + factor) + 100 * more + rng.normal(0, noise, image.shape)
    return np.rint(light).clip(0, 255).astype(np.uint8)


def _gaps(rng, length, share):
    """Mark pieces of a line, until they make up this share of it."""
    missing = np.zeros(length, bool)
    while (left := round(share * length) - np.count_nonzero(missing)) > 0:
        size = min(left, int(rng.integers(length // 40, length // 10 + 1)))
        start = int(rng.integers(1 - size, length))
        missing[max(start, 0) : start + size] = True
    return missing


def _dots(rng, shape, share, *, radius):
    """Mark round dots, until they make up this share of a picture."""
    dots = np.zeros(shape, np.uint8)
    while cv2.countNonZero(dots) < share * dots.size:
        row, column = (int(rng.integers(size)) for size in shape)
        cv2.circle(dots, (column, row), int(rng.integers(1, radius + 1)), 1, cv2.FILLED)
    return dots.astype(bool)
