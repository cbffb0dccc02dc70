"""`course histogram`: the figure that it writes, and the drawing in letters."""

import io
import sys
from pathlib import Path
from xml.etree import ElementTree

import cv2
import numpy as np
import pytest
from matplotlib import pyplot as plt

from course_utils import data, histograms, images, plots
from course_utils.cli.histogram import Kind, chart_lines
from tests.command_line import assert_refused, assert_wrote, course, fill, process, read


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The current folder, with a few pictures in it."""
    return fill(tmp_path, monkeypatch)


@pytest.mark.parametrize("kind", ["gray", "color", "normalized", "2d"])
@pytest.mark.parametrize("ending", [".png", ".svg"])
def test_histogram_writes_a_figure(folder, kind, ending):
    open_figures = plt.get_fignums()
    name = f"counts{ending}"
    assert_wrote(course("histogram", "lake.png", "--kind", kind, "-o", name), name)
    if ending == ".png":
        image = data.sample("china")
        counts = histograms.histogram(images.to_gray(image), normalize=kind == "normalized")
        expected = {
            "gray": lambda: plots.show_histogram(counts),
            "color": lambda: plots.show_channel_histograms(image),
            "normalized": lambda: plots.show_histogram(counts),
            "2d": lambda: plots.show_joint_histograms(image)[0],
        }[kind]()
        np.testing.assert_array_equal(read(name)[:, :, :3], plots.render(expected.figure))
    else:
        assert ElementTree.parse(name).getroot().tag.endswith("svg")
    assert plt.get_fignums() == open_figures
    assert_refused(course("histogram", "lake.png", "-o", name), "--force")
    assert_wrote(course("histogram", "lake.png", "-o", name, "--force"), name)


@pytest.mark.parametrize("backend", ["TkAgg", "QtAgg", "nonsense", "module://no_such_module"])
def test_a_figure_needs_no_window(folder, backend):
    assert_wrote(course("histogram", "lake.png", "-o", "expected.png"), "expected.png")
    done = process("histogram", "lake.png", "-o", "counts.png", env={"MPLBACKEND": backend})
    assert (done.returncode, done.stdout, done.stderr) == (0, "wrote counts.png\n", "")
    np.testing.assert_array_equal(read("counts.png"), read("expected.png"))


@pytest.mark.parametrize("name", ["counts", "counts.jpg", "no/counts.png", "drawer.png"])
def test_a_figure_that_cannot_be(folder, name):
    assert_refused(course("histogram", "lake.png", "-o", name), "output")


def test_the_terminal_shows_bars(folder):
    ramp = np.repeat(np.arange(256, dtype=np.uint8), np.arange(256) // 4 + 1)
    Path("ramp.png").write_bytes(cv2.imencode(".png", ramp[np.newaxis])[1].tobytes())
    result = course("histogram", "ramp.png")
    assert result.exit_code == 0
    title, *bars, axis = result.stdout.splitlines()
    assert title == "gray: most in the values 252 to 255, 256 pixels"
    assert axis == f"0{255:>63}"
    assert len(bars) == 8
    assert {len(bar) for bar in bars} == {64}
    # 64 bins that hold 4, 8, ... 256 pixels are 1, 2, ... 64 eighths of a line high.
    heights = [sum(" ▁▂▃▄▅▆▇█".index(bar[column]) for bar in bars) for column in range(64)]
    assert heights == list(range(1, 65))


def test_the_terminal_shows_shares_channels_and_pairs(folder):
    shares = course("histogram", "lake.png", "--kind", "normalized").stdout.splitlines()
    highest = histograms.histogram(data.sample("china", gray=True), 64, normalize=True).max()
    assert shares[0] == f"gray: most in the values 208 to 211, {highest:.1%} of the pixels"
    counts = course("histogram", "lake.png").stdout.splitlines()
    assert shares[1:] == counts[1:]
    color = course("histogram", "lake.png", "--kind", "color").stdout.splitlines()
    assert [line.split(":")[0] for line in color if ":" in line] == ["blue", "green", "red"]
    assert len(color) == 3 * 10 + 2
    joint = course("histogram", "lake.png", "--kind", "2d").stdout.splitlines()
    assert len(joint) == 3 * 33 + 2
    cells = np.array([list(line) for line in joint[1:33]])[::-1, ::2]
    counts = histograms.joint_histogram(data.sample("china"), (1, 0), 32)
    np.testing.assert_array_equal(cells != " ", counts > 0)
    assert cells[np.unravel_index(counts.argmax(), counts.shape)] == "█"


def test_the_shades_follow_the_logarithm(folder):
    """Of the count plus one, in quarters of the highest: 0.125, 0.43, 0.71 and 1."""
    counts = {1: (0, 0), 10: (0, 255), 50: (255, 0), 255: (255, 255)}  # of (green, blue)
    pixels = [(blue, green, 0) for n, (green, blue) in counts.items() for _ in range(n)]
    Path("corners.png").write_bytes(cv2.imencode(".png", np.uint8([pixels]))[1].tobytes())
    title, *rows = course("histogram", "corners.png", "--kind", "2d").stdout.splitlines()[:33]
    assert title == "green (upwards) and blue (to the right), fuller cells for more pixels"
    assert rows[0] == "▓▓" + 60 * " " + "██"
    assert rows[-1] == "░░" + 60 * " " + "▒▒"


def test_one_pixel_is_no_plural(folder):
    Path("dot.png").write_bytes(cv2.imencode(".png", np.zeros((1, 1), np.uint8))[1].tobytes())
    title = course("histogram", "dot.png").stdout.splitlines()[0]
    assert title == "gray: most in the values 0 to 3, 1 pixel"
    title = course("histogram", "dot.png", "--kind", "normalized").stdout.splitlines()[0]
    assert title == "gray: most in the values 0 to 3, 100.0% of the pixels"


@pytest.mark.parametrize(
    ("columns", "letters", "cells"),
    [(5, 16, 8), (20, 16, 8), (63, 32, 16), (64, 64, 32), (127, 64, 32), (128, 128, 32)],
)
def test_a_drawing_fits_into_the_terminal(folder, monkeypatch, columns, letters, cells):
    monkeypatch.setenv("COLUMNS", str(columns))
    _, *bars, axis = course("histogram", "lake.png").stdout.splitlines()
    assert {len(line) for line in (*bars, axis)} == {letters}
    joint = course("histogram", "lake.png", "--kind", "2d").stdout.splitlines()
    assert {len(row) for row in joint[1 : 1 + cells]} == {2 * cells}
    assert len(joint) == 3 * (1 + cells) + 2


def test_a_terminal_that_knows_only_ascii(folder, monkeypatch):
    stream = io.TextIOWrapper(io.BytesIO(), encoding="cp1252")
    monkeypatch.setattr(sys, "stdout", stream)
    lines = chart_lines(data.sample("china"), Kind.JOINT)
    lines += chart_lines(data.sample("china"), Kind.GRAY)
    assert "\n".join(lines).isascii()
    assert "##" in lines[-3]
