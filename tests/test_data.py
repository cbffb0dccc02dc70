"""The sample pictures: right pixels, right credits, no network, and a README that names them."""

import re
import socket
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import skimage.data
from sklearn.datasets import load_digits, load_sample_image

from course_utils import data, images

ROOT = Path(__file__).parents[1]
README = ROOT / "data" / "README.md"


def readme_rows():
    """The table of the README: the cells after the name, by name."""
    rows = re.findall(r"^\| `(\w+)` \|(.*)\|$", README.read_text(encoding="utf-8"), re.M)
    return {name: [cell.strip() for cell in cells.split("|")] for name, cells in rows}


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    def refuse(*_, **__):
        raise AssertionError("a sample picture asked for the network")

    monkeypatch.setattr(socket, "socket", refuse)


@pytest.mark.parametrize("name", data.SAMPLES)
def test_samples_are_bgr_or_gray(name):
    image = data.sample(name)
    gray = data.sample(name, gray=True)
    assert image.dtype == gray.dtype == np.uint8
    assert image.shape == (*gray.shape, 3)
    assert image.flags.c_contiguous
    assert image.flags.writeable
    assert gray.flags.writeable
    assert np.ptp(gray) > 50
    np.testing.assert_array_equal(gray, images.to_gray(image))


@pytest.mark.parametrize("name", [n for n in data.SAMPLES if data.SAMPLES[n].package[-1] == "e"])
def test_samples_equal_scikit_image(name):
    expected = skimage.data.stereo_motorcycle()[0] if name == "motorcycle" else None
    expected = getattr(skimage.data, name)() if expected is None else expected
    if expected.ndim == 2:
        np.testing.assert_array_equal(data.sample(name, gray=True), expected)
        expected = np.dstack([expected] * 3)
    np.testing.assert_array_equal(data.sample(name), expected[:, :, ::-1])


@pytest.mark.parametrize("name", ["china", "flower"])
def test_samples_equal_scikit_learn(name):
    np.testing.assert_array_equal(data.sample(name)[:, :, ::-1], load_sample_image(f"{name}.jpg"))


def test_the_rocket_burns_orange_not_blue():
    blue, green, red = data.sample("rocket")[290:420, 250:400].reshape(-1, 3).T.astype(int)
    assert red.mean() > green.mean() > blue.mean()


@pytest.mark.parametrize("name", ["coffee", "china", "camera"])
@pytest.mark.parametrize("gray", [False, True])
def test_each_call_returns_a_fresh_picture(name, gray):
    first = data.sample(name, gray=gray)
    first[:] = 0
    assert data.sample(name, gray=gray).any()


@pytest.mark.parametrize("name", data.SAMPLES)
def test_credit_is_one_line_with_title_author_and_license(name):
    line, origin = data.credit(name), data.SAMPLES[name]
    assert all(part in line for part in origin)
    assert "\n" not in line
    assert line.endswith(".")


def test_the_flower_is_by_vultilion():
    """scikit-learn's own text names the wrong photographer; its link leads to the right one."""
    assert "vultilion" in data.credit("flower")
    assert "danielbuechele" in data.credit("china")
    assert "CC BY 2.0" in data.credit("china")
    assert "CC BY 2.0" in data.credit("flower")


@pytest.mark.parametrize("held_out", ["mixed", "last"])
def test_digits_are_all_of_scikit_learns_once(held_out):
    parts = data.digits(held_out=held_out)
    stored = load_digits()
    images, labels = (np.concatenate(arrays) for arrays in zip(*parts, strict=True))
    assert images.dtype == np.uint8
    assert labels.dtype == np.int64

    def in_order(pictures, names):
        return sorted(zip(pictures.reshape(-1, 64).tolist(), names.tolist(), strict=True))

    # 16 grays, each 15.94 from the next: rounding and going back loses nothing.
    assert in_order(np.rint(images / 255 * 16).astype(int), labels) == in_order(
        stored.images.astype(int), stored.target
    )


def test_digits_are_held_out_as_told():
    train, test = data.digits()
    stored = load_digits()
    np.testing.assert_array_equal(test.labels, stored.target[3::4])
    np.testing.assert_array_equal(
        train.images[:3] / 255, np.rint(stored.images[:3] * 255 / 16) / 255
    )
    # Every digit is in both parts, and none is rare.
    assert np.bincount(test.labels).min() >= 40
    train, test = data.digits(held_out="last")
    np.testing.assert_array_equal(test.labels, stored.target[1348:])
    np.testing.assert_array_equal(train.labels, stored.target[:1348])


def test_digits_are_fresh_copies():
    data.digits()[0].images[:] = 0
    assert data.digits()[0].images.any()


def test_the_readme_lists_every_sample_with_its_size_and_origin():
    table = readme_rows()
    assert list(table) == list(data.SAMPLES)
    for name, (title, author, license, size, package, _used_by) in table.items():
        height, width = data.sample(name).shape[:2]
        assert (title, author, license, package) == data.SAMPLES[name]
        assert size.startswith(f"{height} × {width}, ")
        colored = (np.ptp(data.sample(name), axis=2) > 0).any()
        assert size.endswith("color" if colored else "gray")


def test_importing_data_is_quick():
    """scikit-image and scikit-learn are imported when a picture is asked for, not before."""
    code = "import sys, course_utils.data; print({'skimage', 'sklearn'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
