"""The pictures of the book are those that the author has seen.

nbval compares text only. So every figure, and every picture of every control, is reduced to a small
signature and compared with the stored one; their number and order count too. After a change that is
meant, look at the pictures in the book, then store them anew: all of them, or those of one chapter.

    python -m tests.test_pictures --update [NN]
"""

import sys

import cv2
import numpy as np
import pytest

from tests.browser import build_pages
from tests.chapters import CHAPTERS
from tests.house import ROOT, report
from tests.pictures import (
    SIGNATURES,
    Shown,
    decode,
    executed,
    read,
    shown_pictures,
    signature,
    signatures,
    write,
)

# Gray levels, out of 255, by which a signature may differ. The same lock draws the same pixels;
# what is let through is another processor's rounding. Measured on chapters 01 and 02: noise of one
# level in every pixel moves the mean by 0.2 and no value by more than 1. The faintest changes that
# must not pass: a striped frame mirrored, 0.37 in the mean and 5 at most; a curve on white
# brightened by 10 levels, 0.84 and 3.
MEAN_TOLERANCE = 0.3
LARGEST_TOLERANCE = 3


UPDATE = "python -m tests.test_pictures --update"


def signature_path(path):
    """Where the signatures of a chapter are stored."""
    return SIGNATURES / f"{path.stem[:2]}.json"


def book_pictures(path):
    """Everything that a chapter shows in the book that was built last."""
    (cache,) = (ROOT / "_build" / ".jupyter_cache").iterdir()
    return shown_pictures(executed(path, cache))


def differences(stored, found, names):
    """Return how found signatures differ from the stored ones, one sentence each."""
    if len(stored) != len(found):
        return [f"{len(stored)} figures and controls are stored, {len(found)} are shown"]
    sentences = []
    for name, old, new in zip(names, stored, found, strict=True):
        if len(old) != len(new):
            sentences.append(f"{name}: {len(old)} pictures are stored, {len(new)} are shown")
            continue
        for number, difference in enumerate(np.abs(old.astype(int) - new), start=1):
            mean, largest = difference.mean(), difference.max()
            if mean > MEAN_TOLERANCE or largest > LARGEST_TOLERANCE:
                sentences.append(
                    f"{name}, picture {number} of {len(old)}: differs by {mean:.2f} levels in the "
                    f"mean and {largest} at most"
                )
    return sentences


@pytest.fixture(scope="module", params=CHAPTERS, ids=lambda path: path.stem)
def chapter(request, site):
    """A chapter of the built book: what it shows, and what is stored of it."""
    path = signature_path(request.param)
    return book_pictures(request.param), read(path) if path.exists() else []


def test_pictures_are_those_stored(chapter, request):
    shown, stored = chapter
    found = differences(stored, signatures(shown), [one.name for one in shown])
    number = request.node.callspec.params["chapter"].stem[:2]
    remedy = f"If this is meant, look at the page, then run: .venv/bin/{UPDATE} {number}"
    report([*found, remedy] if found else [])


def test_every_figure_is_described(chapter):
    shown, _ = chapter
    report(
        f"Figure {number} of what the chapter shows has no alt text (mystnb: image: alt)"
        for number, one in enumerate(shown, start=1)
        if one.name == "figure ''"
    )


def stray_signatures(files):
    """Return which files of signatures belong to no chapter."""
    wanted = [signature_path(path) for path in CHAPTERS]
    return [
        f"Remove {file.relative_to(ROOT)}: there is no such chapter"
        for file in files
        if file not in wanted
    ]


def test_nothing_but_chapters_has_signatures():
    report(stray_signatures(sorted(SIGNATURES.iterdir())))


def test_signatures_of_no_chapter_are_found():
    assert len(stray_signatures([SIGNATURES / "01.json", SIGNATURES / "99.json"])) == 1


# ---- these tests can fail ----------------------------------------------------------------------

DAMAGES = {
    "swapped channels": lambda picture: picture[..., ::-1],
    "mirrored": lambda picture: picture[:, ::-1],
    "upside down": lambda picture: picture[::-1],
    "10 levels brighter": lambda picture: cv2.add(picture, np.full_like(picture, 10)),
    "10 levels darker": lambda picture: cv2.subtract(picture, np.full_like(picture, 10)),
    "turned gray": lambda picture: np.repeat(picture.mean(axis=2, keepdims=True), 3, axis=2),
    "white": lambda picture: np.full_like(picture, 255),
}
# A damage that changes a picture by less in the mean is hardly one: swapped channels of a gray
# picture, a mirrored square.
VISIBLE = 0.5
OF_COLOR = {"swapped channels", "turned gray"}


@pytest.mark.parametrize("damage", DAMAGES)
def test_one_damaged_picture_is_refused(chapter, damage):
    shown, stored = chapter
    names = [one.name for one in shown]
    found = signatures(shown)
    tried = 0
    for one, values in zip(shown, found, strict=True):
        for number, picture in enumerate(one.pictures):
            damaged = np.ascontiguousarray(DAMAGES[damage](picture)).astype(np.uint8)
            # Blurred: a brain is its own mirror image but for a pixel.
            pair = [cv2.blur(each, (9, 9)).astype(int) for each in (damaged, picture)]
            if np.abs(np.subtract(*pair)).mean() < VISIBLE:
                continue
            tried += 1
            kept = values[number].copy()
            values[number] = signature(damaged)
            assert differences(stored, found, names), (one.name, number)
            values[number] = kept
    # A chapter whose pictures are all gray has no colors to damage.
    assert tried >= len(shown) // 2 or damage in OF_COLOR, f"only {tried} pictures were {damage}"


def test_a_missing_picture_is_refused(chapter):
    shown, stored = chapter
    names = [one.name for one in shown]
    found = signatures(shown)
    for index, values in enumerate(found):
        fewer = [values[1:]] if len(values) > 1 else []
        assert differences(stored, [*found[:index], *fewer, *found[index + 1 :]], names)


def test_pictures_in_another_order_are_refused(chapter):
    shown, stored = chapter
    names = [one.name for one in shown]
    found = signatures(shown)
    assert differences(stored, found[::-1], names)
    for index, values in enumerate(found):
        if len(values) > 1:
            turned = [*found[:index], values[::-1], *found[index + 1 :]]
            assert differences(stored, turned, names)


def test_noise_of_one_level_is_let_through(chapter):
    shown, _ = chapter
    rng = np.random.default_rng(1)

    def noisy(picture):
        """Add noise but to black and white, which no rounding moves and where half of it is cut."""
        noise = rng.integers(-1, 2, picture.shape).astype(np.int16)
        noise[(picture == 0) | (picture == 255)] = 0
        return cv2.add(picture, noise, dtype=cv2.CV_8U)

    found = [Shown(one.name, [noisy(picture) for picture in one.pictures]) for one in shown]
    report(differences(signatures(shown), signatures(found), [one.name for one in shown]))


def test_a_file_that_is_no_picture_is_refused():
    with pytest.raises(ValueError, match="cannot be decoded"):
        decode(b"no picture")


def update(number=None):
    """Build what has changed of the book, or one chapter, and store how its pictures look."""
    built = build_pages(number)
    if built.returncode:
        sys.exit(built.stdout + built.stderr)
    for path in CHAPTERS:
        if number in (None, path.stem[:2]):
            shown = book_pictures(path)
            write(signature_path(path), shown)
            print(f"{path.stem}: {len(shown)} figures and controls stored")


if __name__ == "__main__":
    if sys.argv[1:2] != ["--update"] or len(sys.argv) > 3:
        sys.exit(f"usage: {UPDATE} [NN]")
    update(*sys.argv[2:])
