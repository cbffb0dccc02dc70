"""Pictures as files for the page: which are exact, which are smaller, and which cannot be."""

import threading

import cv2
import numpy as np
import pytest

from course_utils import codec, controls, data, images
from course_utils.controls import frames

CHINA = data.sample("china")
SMALL = cv2.resize(CHINA, (160, 107), interpolation=cv2.INTER_AREA)


def as_array(content):
    return np.frombuffer(content, np.uint8)


@pytest.mark.parametrize("colors", [2, 256])
@pytest.mark.parametrize("side", [16_383, 16_384, frames.MAX_SIDE])
@pytest.mark.parametrize("make", [frames.exact_frame, frames.published_frame, frames.live_frame])
def test_a_long_picture_is_stored_in_a_format_that_holds_it(make, side, colors):
    """WebP ends at 16,383 pixels a side."""
    wide = np.random.default_rng(side).integers(0, colors, (2, side), np.uint8)
    for picture in (wide, wide.T):
        assert cv2.imdecode(as_array(make(picture)), 0).shape == picture.shape


@pytest.mark.parametrize("shape", [(2, 16_384), (16_384, 2, 3)])
def test_a_long_picture_has_its_controls(shape):
    picture = np.zeros(shape, np.uint8)
    for make in (controls.box_histogram, controls.box_pixels):
        assert make(picture, label="Long", alt="Black").image.shape == shape
    control = controls.explore(lambda a: picture, label="Long", alt="{a}", a=[1, 2])
    assert control.shapes == [list(shape[:2])]


@pytest.mark.parametrize("shape", [(1, frames.MAX_SIDE + 1), (frames.MAX_SIDE + 1, 2, 3)])
def test_a_picture_that_no_browser_computes_on_is_refused(shape):
    picture = np.zeros(shape, np.uint8)
    size = f"{shape[0]} x {shape[1]} pixels, a control shows at most 32767 a side"
    for make in (controls.box_histogram, controls.box_pixels):
        with pytest.raises(ValueError, match=f"image has {size}"):
            make(picture, label="Long", alt="Black")
    with pytest.raises(ValueError, match=f"the picture for a=1 has {size}"):
        controls.explore(lambda a: picture, label="Long", alt="{a}", a=[1, 2])


def test_masks_and_label_maps_keep_every_value():
    random = np.random.default_rng(1)
    colors = random.integers(0, 256, (frames.FEW_COLORS, 3), dtype=np.uint8)
    labels = cv2.resize(random.integers(0, len(colors), (30, 40), dtype=np.uint8), (160, 120),
                        interpolation=cv2.INTER_NEAREST)  # fmt: skip
    pictures = {
        "mask": np.where(images.to_gray(CHINA) > 128, 255, 0).astype(np.uint8),
        "gray labels": labels,
        "color labels": colors[labels],
    }
    for name, picture in pictures.items():
        expected = picture if picture.ndim == 3 else cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR)
        for make in (frames.exact_frame, frames.published_frame, frames.live_frame):
            np.testing.assert_array_equal(cv2.imdecode(as_array(make(picture)), 1), expected, name)


def test_a_frame_is_the_smaller_of_lossy_and_lossless():
    def webp(picture, quality):
        return len(cv2.imencode(".webp", picture, (cv2.IMWRITE_WEBP_QUALITY, quality))[1])

    blocks = np.kron(np.arange(256, dtype=np.uint8).reshape(16, 16), np.ones((12, 12), np.uint8))
    noise = np.random.default_rng(2).integers(0, 256, (200, 200), dtype=np.uint8)
    for picture in (SMALL, images.to_gray(SMALL), blocks, noise):
        assert len(frames.published_frame(picture)) == min(webp(picture, 80), webp(picture, 101))


def test_overlapping_encoders_leave_opencvs_log_level_as_it_was(monkeypatch):
    """The first to come is the first to go, and would put back what the second one needs."""
    imencode = cv2.imencode
    entered, gates = ({ending: threading.Event() for ending in (".png", ".bmp")} for _ in "12")

    def slow(ending, *rest):
        entered[ending].set()
        assert gates[ending].wait(60)
        return imencode(ending, *rest)

    monkeypatch.setattr(cv2, "imencode", slow)
    before = cv2.utils.logging.getLogLevel()
    encoders = [threading.Thread(target=codec.encode, args=(SMALL, ending)) for ending in entered]
    for encoder, event in zip(encoders, entered.values(), strict=True):
        encoder.start()
        event.wait(60)
    assert cv2.utils.logging.getLogLevel() == cv2.utils.logging.LOG_LEVEL_SILENT
    for encoder, gate in zip(encoders, gates.values(), strict=True):
        gate.set()
        encoder.join()
    assert cv2.utils.logging.getLogLevel() == before
