"""`course convolve`: what it writes, and the kernels that it refuses."""

from pathlib import Path

import numpy as np
import pytest

from course_utils import convolution, data
from course_utils.cli.convolve import find_kernel
from tests.command_line import assert_refused, assert_wrote, course, fill, read

# A file in UTF-8 with a mark, with commas, fractions, a comment, brackets, an empty line.
WRITTEN = "\ufeff# mean, and a little more\n[1/9, 1/9, 1/9]\n\n 1/9; 2e-1 .25 # middle\n1 -1 +3.\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The current folder, with a few pictures in it."""
    return fill(tmp_path, monkeypatch)


def as_picture(sums):
    return np.rint(sums).clip(0, 255).astype(np.uint8)


@pytest.mark.parametrize("name", convolution.KERNELS)
def test_each_kernel_of_the_bank(folder, name):
    result = course("convolve", "lake.png", "--kernel", name)
    sums = convolution.convolve(data.sample("china"), convolution.KERNELS[name])
    np.testing.assert_array_equal(read(f"lake_{name}.png"), as_picture(sums))
    lost = np.mean((np.rint(sums) < 0) | (np.rint(sums) > 255))
    note = f"; {lost:.1%} of its values lie outside 0 to 255 and are cut off" if lost else ""
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == f"wrote lake_{name}.png{note}\n"


def test_a_gray_picture_stays_gray(folder):
    assert_wrote(course("convolve", "gray.png", "--kernel", "mean", "-o", "out.png"), "out.png")
    sums = convolution.convolve(data.sample("china", gray=True), convolution.KERNELS["mean"])
    np.testing.assert_array_equal(read("out.png"), as_picture(sums))


@pytest.mark.parametrize("border", ["replicate", "zero", "wrap", "reflect", "mirror"])
def test_each_border(folder, border):
    options = ("--kernel", "large_blur", "--border", border, "-o", "out.png")
    assert_wrote(course("convolve", "gray.png", *options), "out.png")
    gray, kernel = data.sample("china", gray=True), convolution.KERNELS["large_blur"]
    sums = convolution.convolve(gray, kernel, border=border)
    np.testing.assert_array_equal(read("out.png"), as_picture(sums))


def test_without_a_flip_it_correlates(folder):
    kernel = convolution.KERNELS["emboss"]
    course("convolve", "gray.png", "--kernel", "emboss", "--no-flip", "-o", "out.png")
    sums = convolution.correlate(data.sample("china", gray=True), kernel)
    np.testing.assert_array_equal(read("out.png"), as_picture(sums))
    assert not np.array_equal(as_picture(sums), as_picture(sums[::-1]))


def test_rescaled_sums_fill_the_range(folder):
    options = ("--kernel", "sobel_x", "--rescale", "-o", "out.png")
    result = course("convolve", "gray.png", *options)
    sums = convolution.convolve(data.sample("china", gray=True), convolution.KERNELS["sobel_x"])
    low, high = sums.min(), sums.max()
    assert result.stdout == f"wrote out.png; black is {low:g}, white is {high:g}\n"
    picture = read("out.png")
    assert (picture.min(), picture.max()) == (0, 255)
    assert np.abs(picture - (sums - low) / (high - low) * 255).max() <= 0.5 + 1e-9


def test_rescaling_one_gray_does_not_divide_by_zero(folder):
    options = ("--kernel", "laplacian", "--rescale", "-o", "out.png")
    result = course("convolve", "half.png", *options)
    assert result.stdout == "wrote out.png; black is 0, white is 0\n"
    assert not read("out.png").any()


def test_a_kernel_from_a_text_file(folder):
    Path("my kernel.txt").write_text(WRITTEN, encoding="utf-8")
    kernel = np.array([[1 / 9, 1 / 9, 1 / 9], [1 / 9, 0.2, 0.25], [1, -1, 3]])
    np.testing.assert_array_equal(find_kernel("my kernel.txt"), kernel)
    course("convolve", "lake.png", "--kernel", "my kernel.txt")
    sums = convolution.convolve(data.sample("china"), kernel)
    np.testing.assert_array_equal(read("lake_my kernel.png"), as_picture(sums))


def test_the_bank_comes_before_a_file_of_its_name(folder):
    Path("mean").write_text("1 2 3")
    assert find_kernel("mean") is convolution.KERNELS["mean"]
    assert find_kernel("./mean").tolist() == [[1, 2, 3]]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1 2 3\n4 5\n", ["Line 2 of 'kernel.txt' has 2 numbers", "before it 3", "same length"]),
        ("1 2\n3 4\n", ["'kernel.txt' cannot be used", "shape (2, 2)", "odd"]),
        ("1 2 3\n4 5 6", ["shape (2, 3)", "odd"]),
        ("1 nan 3", ["kernel holds nan at (0, 1)"]),
        ("1\n-inf\n1e999", ["kernel holds -inf at (1, 0)"]),
        ("1 x 3", ["Line 1", "'x'", "no number"]),
        ("1 1/0 3", ["Line 1", "'1/0'", "no number"]),
        ("1 1/2/3 3", ["'1/2/3'", "no number"]),
        ("\n# nothing\n , \n", ["'kernel.txt' holds no number"]),
        ("", ["'kernel.txt' holds no number"]),
        ("9" * 5000 + "x", ["'9999", "...", "no number"]),
    ],
)
def test_a_file_that_is_no_kernel_is_refused(folder, text, words):
    Path("kernel.txt").write_text(text)
    assert_refused(course("convolve", "lake.png", "--kernel", "kernel.txt"), *words)
    assert not Path("lake_kernel.png").exists()


@pytest.mark.parametrize(
    ("kernel", "words"),
    [
        ("blur", ["no kernel and no text file 'blur'", "identity, mean", "row of numbers"]),
        ("drawer.png", ["no kernel and no text file 'drawer.png'"]),
        ("lake.png", ["'lake.png' is no text"]),
        ("", ["no kernel and no text file ''"]),
    ],
)
def test_a_name_that_is_no_kernel_is_refused(folder, kernel, words):
    result = course("convolve", "gray.png", "--kernel", kernel, "-o", "out.png")
    assert_refused(result, *words)


def test_a_huge_file_is_refused(folder):
    Path("kernel.txt").write_bytes(b"1 " * 6_000_000)
    result = course("convolve", "gray.png", "--kernel", "kernel.txt")
    assert_refused(result, "too large for a kernel")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["text.png", "--kernel", "mean"], ["'text.png'"]),
        (["no.png", "--kernel", "mean"], ["'no.png'"]),
        (["lake.png", "--kernel", "mean", "-o", "out.txt"], ["'out.txt'", "'.txt'"]),
        (["lake.png", "--kernel", "mean", "-o", "moon.png"], ["'moon.png' is there already"]),
    ],
)
def test_what_cannot_be_read_or_written_is_refused(folder, arguments, words):
    assert_refused(course("convolve", *arguments), *words)


def test_an_unknown_border_and_a_missing_kernel_are_told(folder):
    result = course("convolve", "lake.png", "--kernel", "mean", "--border", "nearest")
    assert result.exit_code == 2
    assert "'nearest' is not one of" in result.stderr
    result = course("convolve", "lake.png")
    assert result.exit_code == 2
    assert "--kernel" in result.stderr
