"""Figures for pages: dark ones keep every pixel of a photograph, and panels may stack."""

import io

import cv2
import numpy as np
import pytest
from matplotlib import pyplot as plt

from course_utils import data, plots
from tests.browser import ROOT


@pytest.fixture
def figures(monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "book")
    from _ext import figures

    return figures


def drawn(axes):
    """Return the picture of a figure as a notebook stores it: BGRA."""
    stream = io.BytesIO()
    axes.figure.savefig(stream, format="png")
    plt.close(axes.figure)
    return cv2.imdecode(np.frombuffer(stream.getvalue(), np.uint8), cv2.IMREAD_UNCHANGED)


def test_dark_pages_change_no_pixel_of_a_photograph(figures):
    """Even where it has the color of ink."""
    picture = data.sample("coffee")[::2, ::2].copy()
    picture[::3, ::3] = 43, 38, 23  # the ink, BGR
    axes = plots.show_images([picture], titles=["coffee"])
    light = drawn(axes[0])
    dark = figures.for_dark_pages(light)

    (top, left), (bottom, right) = (
        edge(np.argwhere(light[40:, :, 3] == 255), axis=0) for edge in (np.min, np.max)
    )
    photograph = np.s_[40 + top : 41 + bottom, left : right + 1]
    assert light[photograph].shape[0] > 200
    np.testing.assert_array_equal(dark[photograph], light[photograph])


def test_dark_pages_have_light_ink(figures):
    light = drawn(plots.show_histogram(np.arange(8)))
    dark = figures.for_dark_pages(light)

    ink = light[:, :, 3] > 200
    assert light[ink, :3].max() < 60
    assert dark[ink, :3].min() > 200
    np.testing.assert_array_equal(dark[:, :, 3], light[:, :, 3])


def test_colors_of_channels_stay(figures):
    light = drawn(plots.show_channel_histograms(np.ones((3, 8), int)))
    blue = (light[:, :, :3] == (0xB2, 0x72, 0x00)).all(axis=2)
    assert blue.any()
    np.testing.assert_array_equal(figures.for_dark_pages(light)[blue], light[blue])


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_a_figure_is_cut_between_its_panels(figures, count):
    figure = drawn(plots.show_images([data.sample("coffee")] * count, columns=count)[0])
    parts = figures.columns(figure)

    assert len(parts) == count
    np.testing.assert_array_equal(np.hstack(parts), figure)
    widths = [part[:, :, 3].any(axis=0).sum() for part in parts]
    assert max(widths) - min(widths) <= 2  # each panel is whole


def test_one_plot_stays_whole(figures):
    assert len(figures.columns(drawn(plots.show_histogram(np.arange(256))))) == 1
