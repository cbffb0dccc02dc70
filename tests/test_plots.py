"""Figures show the right pixels and numbers, and change nothing around them."""

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.colors import to_rgb

from course_utils import data, histograms, plots


@pytest.fixture(autouse=True)
def clean_figures(monkeypatch):
    """Draw off screen; fail if show is called or a global setting changes."""
    monkeypatch.setattr(plt, "show", lambda *_, **__: pytest.fail("plots called plt.show"))
    plt.switch_backend("agg")
    before = mpl.rcParams.copy()
    yield
    assert mpl.rcParams == before
    plt.close("all")


@pytest.fixture
def china():
    return data.sample("china")


def test_images_are_shown_pixel_for_pixel(china):
    small = china[100:130, 200:240]
    (ax,) = plots.show_images([small])
    ax.figure.set_layout_engine("none")
    ax.set_position([0, 0, 1, 1])
    ax.figure.set_size_inches(4, 3)  # ten screen pixels for each of the picture's
    picture = plots.render(ax.figure)
    assert picture.shape == (300, 400, 3)
    np.testing.assert_array_equal(picture, small.repeat(10, axis=0).repeat(10, axis=1))


def test_gray_runs_from_black_to_white_whatever_values_occur():
    gray, mask = np.array([[100, 101, 102]], np.uint8), np.array([[True, False]])
    axes = plots.show_images([gray, mask], titles=["gray", "mask"])
    assert [ax.get_title() for ax in axes] == ["gray", "mask"]
    assert axes[0].images[0].get_clim() == (0, 255)
    assert axes[0].images[0].get_cmap().name == "gray"
    assert axes[0].images[0].get_interpolation() == "nearest"
    np.testing.assert_array_equal(axes[1].images[0].get_array(), [[255, 0]])


@pytest.mark.parametrize(
    ("count", "columns", "grid"),
    [(1, None, (1, 1)), (2, None, (1, 2)), (5, None, (2, 3)), (5, 2, (3, 2)), (3, 1, (3, 1))],
)
def test_images_stand_in_a_grid(china, count, columns, grid):
    axes = plots.show_images([china] * count, columns=columns)
    assert axes.shape == (count,)
    layout = axes[0].get_gridspec()
    assert (layout.nrows, layout.ncols) == grid
    assert all(len(ax.images) == 1 for ax in axes)
    assert not any(ax.axison for ax in axes[0].figure.axes)


def test_a_stack_is_shown_as_its_pictures(china):
    assert len(plots.show_images(np.stack([china, china]))) == 2
    assert len(plots.show_images(np.stack([china[:, :, 0]] * 3))) == 3


def test_a_histogram_has_a_step_for_each_bin():
    ax = plots.show_histogram(np.array([5, 0, 1200]), value_range=(0, 3), label="counts")
    filled, line = ax.patches
    for steps in (filled, line):
        assert steps.get_data().values.tolist() == [5, 0, 1200]
        assert steps.get_data().edges.tolist() == [0, 1, 2, 3]
    assert ax.get_xlim() == (0, 3)
    assert ax.get_ylim()[0] == 0
    assert ax.get_ylabel() == "pixels"
    assert ax.yaxis.get_major_formatter()(1200) == "1,200"
    assert [text.get_text() for text in ax.get_legend().texts] == ["counts"]


def test_shares_are_labelled_in_percent():
    ax = plots.show_histogram(np.array([0.25, 0.75]), fill=False)
    assert len(ax.patches) == 1
    assert ax.get_ylabel() == "share of pixels"
    ax.figure.canvas.draw()
    assert all(label.get_text().endswith("%") for label in ax.get_yticklabels())
    assert ax.get_legend() is None


def test_channels_differ_in_color_and_in_style(china):
    ax = plots.show_channel_histograms(china)
    names = [text.get_text() for text in ax.get_legend().texts]
    assert names == ["blue", "green", "red"]
    counts = histograms.channel_histograms(china)
    for steps, row in zip(ax.patches, counts, strict=True):
        np.testing.assert_array_equal(steps.get_data().values, row)
    assert len({steps.get_linestyle() for steps in ax.patches}) == 3
    assert len({steps.get_edgecolor() for steps in ax.patches}) == 3
    for steps, strongest in zip(ax.patches, (2, 1, 0), strict=True):
        assert np.argmax(steps.get_edgecolor()[:3]) == strongest


def test_channel_lines_keep_contrast_with_the_paper():
    """WCAG asks for 3:1 between a line and its background."""
    for _, color, _ in plots.CHANNEL_STYLES:
        linear = [
            c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(color)
        ]
        luminance = np.dot([0.2126, 0.7152, 0.0722], linear)
        assert 1.05 / (luminance + 0.05) >= 3


def test_counts_may_be_given_instead_of_a_picture(china):
    counts = histograms.channel_histograms(china, 16, normalize=True)
    ax = plots.show_channel_histograms(counts)
    np.testing.assert_array_equal(ax.patches[1].get_data().values, counts[1])
    assert ax.get_ylabel() == "share of pixels"


def test_joint_histogram_has_axis_0_upwards_and_a_color_bar(china):
    counts = histograms.joint_histogram(china, (1, 0))
    ax = plots.show_joint_histogram(counts, names=("green", "blue"))
    assert (ax.get_ylabel(), ax.get_xlabel()) == ("green", "blue")
    (drawn,) = ax.images
    assert drawn.origin == "lower"
    assert drawn.get_extent() == [0, 256, 0, 256]
    np.testing.assert_array_equal(drawn.get_array().filled(0), counts)
    assert drawn.get_array().mask.sum() == (counts == 0).sum()
    assert drawn.colorbar.ax.get_ylabel() == "pixels"
    assert drawn.get_clim() == (1, counts.max())


@pytest.mark.parametrize("value", [0, 1])
def test_joint_histogram_of_few_pixels_can_be_drawn(value):
    ax = plots.show_joint_histogram(np.full((4, 4), value), names=("blue", "red"))
    assert plots.render(ax.figure).shape[2] == 3


def test_everything_draws_into_given_axes(china):
    figure, axes = plt.subplots(1, 3)
    plots.show_histogram(histograms.histogram(china[:, :, 0]), ax=axes[0])
    plots.show_channel_histograms(china, ax=axes[1])
    counts = histograms.joint_histogram(china, (0, 1))
    assert plots.show_joint_histogram(counts, names=("blue", "green"), ax=axes[2]) is axes[2]
    assert len(plt.get_fignums()) == 1
    assert plots.render(figure).dtype == np.uint8


def test_render_gives_bgr_and_closes_the_figure():
    figure = plt.figure(figsize=(3, 2), dpi=50, facecolor=(0, 0.2, 1))  # red, green, blue
    image = plots.render(figure)
    assert image.shape == (100, 150, 3)
    assert image.flags.writeable
    assert np.unique(image.reshape(-1, 3), axis=0).tolist() == [[255, 51, 0]]
    assert not plt.fignum_exists(figure.number)


def test_joint_histograms_of_all_pairs(china):
    axes = plots.show_joint_histograms(china, bins=16)
    names = [(ax.get_ylabel(), ax.get_xlabel()) for ax in axes]
    assert names == [("green", "blue"), ("green", "red"), ("blue", "red")]
    for ax, pair in zip(axes, [(1, 0), (1, 2), (0, 2)], strict=True):
        counts = histograms.joint_histogram(china, pair, 16)
        np.testing.assert_array_equal(ax.images[0].get_array().filled(0), counts)


@pytest.mark.parametrize(("ending", "start"), [("png", b"\x89PNG"), ("svg", b"<?xml")])
def test_encode_gives_a_file_and_closes_the_figure(ending, start):
    figure = plt.figure(figsize=(3, 2))
    content = plots.encode(figure, ending)
    assert content.startswith(start)
    assert not plt.fignum_exists(figure.number)


def test_pictures_and_counts_stay_unchanged(china):
    before = china.copy()
    counts = histograms.joint_histogram(china, (0, 1))
    kept = counts.copy()
    plots.show_images([china])
    plots.show_channel_histograms(china)
    plots.show_joint_histogram(counts, names=("blue", "green"))
    np.testing.assert_array_equal(china, before)
    np.testing.assert_array_equal(counts, kept)


def test_a_higher_histogram_in_the_same_axes_is_not_cut_off():
    ax = plots.show_histogram(np.array([0.1, 0.05]))
    plots.show_histogram(np.array([0.05, 0.4]), ax=ax, fill=False)
    low, high = ax.get_ylim()
    assert low == 0
    assert high > 0.4


@pytest.mark.parametrize(
    ("shape", "room", "filled"),
    [
        ((2, 3), (4, 6), (4, 6)),
        ((2, 3), (9, 6), (4, 6)),
        ((2, 3, 3), (4, 60), (4, 6)),
        ((500, 2, 4), (50, 40), (50, 1)),  # a side that would shrink to nothing
        ((2, 16384), (40, 64), (1, 64)),
    ],
)
def test_a_picture_is_scaled_into_a_gray_rectangle(shape, room, filled):
    image = np.full(shape, 7, np.uint8)
    fitted = plots.fit_into(image, room)
    assert fitted.dtype == np.uint8
    assert fitted.shape == (*room, *shape[2:])
    rows, columns = filled
    assert (fitted[:rows, :columns] == 7).all()
    assert (fitted[rows:] == 128).all()
    assert (fitted[:, columns:] == 128).all()


def test_a_picture_fitted_into_its_own_shape_is_a_copy(china):
    fitted = plots.fit_into(china, china.shape[:2])
    np.testing.assert_array_equal(fitted, china)
    assert not np.shares_memory(fitted, china)


@pytest.mark.parametrize("shape", [(3, 1), (500, 1), (1, 500), (500, 1, 3)])
def test_a_picture_that_numpy_repeats_is_fitted_like_a_stored_one(shape):
    """OpenCV 4.14 and 5.0 read past the end of a column that is stored once."""
    repeated = np.broadcast_to(np.uint8(200), shape)
    stored = repeated.copy()
    np.testing.assert_array_equal(
        plots.fit_into(repeated, (30, 40)), plots.fit_into(stored, (30, 40))
    )


def test_a_chart_has_labels_and_no_background():
    ax = plots.chart(size=(4, 2), xlabel="step", ylabel="loss")
    ax.plot([1, 2, 3])
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("step", "loss")
    assert ax.figure.get_facecolor()[3] == ax.get_facecolor()[3] == 0
    assert plots.render(ax.figure).shape == (200, 400, 3)
