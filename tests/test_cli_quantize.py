"""`course quantize`: few colors, in a file with a palette."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from course_utils import clustering, data
from tests.command_line import assert_refused, course, fill


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The current folder, with a few pictures in it."""
    return fill(tmp_path, monkeypatch)


def test_a_png_with_a_palette(folder):
    result = course("quantize", "lake.png", "-k", 4)
    expected = clustering.quantize(data.sample("china"), 4)
    path = Path("lake_4_colors.png")
    np.testing.assert_array_equal(cv2.imread(path), expected.image)
    with Image.open(path) as picture:
        assert picture.mode == "P"
    lines = result.stdout.splitlines()
    blue, green, red = expected.palette[0]
    assert lines[0] == f"#{red:02x}{green:02x}{blue:02x}  {100 * expected.shares[0]:5.1f} %"
    error = np.mean((data.sample("china") - expected.image.astype(float)) ** 2)
    assert lines[4:] == [
        f"PSNR {10 * np.log10(255**2 / error):.1f} dB",
        f"{Path('lake.png').stat().st_size} bytes were read",
        f"wrote {path}, {path.stat().st_size} bytes",
    ]
    assert path.stat().st_size < Path("lake.png").stat().st_size / 10
    assert (result.exit_code, result.stderr) == (0, "")


@pytest.mark.parametrize("k", [1, 2, 3, 16, 17, 256])
def test_every_number_of_bits(folder, k):
    course("quantize", "lake.png", "-k", k, "-o", "out.png")
    expected = clustering.quantize(data.sample("china"), k).image
    np.testing.assert_array_equal(cv2.imread("out.png"), expected)


def test_gray_stays_gray_and_another_ending(folder):
    course("quantize", "gray.png", "-k", 3, "-o", "out.bmp")
    gray = cv2.imread("gray.png", cv2.IMREAD_GRAYSCALE)
    expected = clustering.quantize(gray, 3).image
    np.testing.assert_array_equal(cv2.imread("out.bmp", cv2.IMREAD_UNCHANGED), expected)


def test_one_color_changes_nothing(folder):
    result = course("quantize", "one_color.png", "-k", 8)
    assert "100.0 %\nPSNR infinite: nothing changed" in result.stdout
    assert cv2.imread("one_color_8_colors.png").shape == cv2.imread("one_color.png").shape


def test_refused(folder):
    assert_refused(course("quantize", "no.png"), "no.png")
    assert_refused(course("quantize", "lake.png", "-o", "out.xyz"), ".xyz")
    course("quantize", "lake.png", "-o", "out.png")
    assert_refused(course("quantize", "lake.png", "-o", "out.png"), "--force")
    assert course("quantize", "lake.png", "-k", 257, "-o", "b.png").exit_code == 2
