"""The `course` command: what it writes, what it draws, and one sentence for each thing refused."""

import errno
import io
import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import cv2
import numpy as np
import pytest
from matplotlib import pyplot as plt
from typer.testing import CliRunner

from course_utils import cli, data, histograms, images

ROOT = Path(__file__).parents[1]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The current folder, with a few pictures in it."""
    monkeypatch.chdir(tmp_path)
    plt.switch_backend("agg")
    gray = data.sample("china", gray=True)
    disk = cv2.circle(np.zeros((90, 120), np.uint8), (60, 45), 30, 255, -1)
    for name, image in {
        "lake.png": data.sample("china"),
        "dusk.png": data.sample("rocket"),
        "gray.png": gray,
        "moon.png": data.sample("moon", gray=True),
        "deep.png": gray.astype(np.uint16) * 257,
        "clear.png": np.dstack([data.sample("china"), gray]),
        "one_color.png": np.full((5, 6, 3), (9, 80, 255), np.uint8),
        "disk.png": disk,
        "half.png": np.full((90, 120), 128, np.uint8),
        "black.png": np.zeros((90, 120), np.uint8),
        "größe 图.png": data.sample("coffee"),
    }.items():
        Path(name).write_bytes(cv2.imencode(".png", image)[1].tobytes())
    Path("text.png").write_text("words, not pixels", encoding="utf-8")
    Path("empty.png").touch()
    whole = Path("lake.png").read_bytes()
    Path("cut.png").write_bytes(whole[: len(whole) // 2])
    Path("drawer.png").mkdir()
    return tmp_path


def course(*arguments):
    return CliRunner().invoke(cli.app, [str(argument) for argument in arguments])


def assert_wrote(result, name):
    assert result.exit_code == 0, result.stderr
    assert result.stdout == f"wrote {name}\n"
    assert result.stderr == ""


def assert_refused(result, *words):
    assert result.exit_code == 2
    assert result.stdout == ""
    assert re.fullmatch(r"course: [^\n]+\.\n", result.stderr)
    assert not re.search(r"[.!?] [A-Z]", result.stderr.removeprefix("course: "))
    for word in words:
        assert word in result.stderr


def read(name):
    return cv2.imread(name, cv2.IMREAD_UNCHANGED)


# match


def test_match_writes_what_the_function_returns(folder):
    assert_wrote(course("match", "lake.png", "dusk.png"), "lake_matched.png")
    expected = histograms.match_histograms(data.sample("china"), data.sample("rocket"))
    np.testing.assert_array_equal(read("lake_matched.png"), expected)


def test_match_masks_with_a_picture_of_another_size(folder):
    assert_wrote(course("match", "lake.png", "dusk.png", "--mask", "disk.png"), "lake_matched.png")
    china, rocket = data.sample("china"), data.sample("rocket")
    mask = cv2.resize(read("disk.png"), (640, 427), interpolation=cv2.INTER_NEAREST) > 0
    expected = histograms.match_histograms(china, rocket, mask=mask)
    np.testing.assert_array_equal(read("lake_matched.png"), expected)
    assert_wrote(
        course("match", "lake.png", "dusk.png", "--mask", "half.png", "-o", "half-lake.png"),
        "half-lake.png",
    )
    whole = histograms.match_histograms(china, rocket)
    np.testing.assert_array_equal(read("half-lake.png"), np.rint(whole * (128 / 255)))


def test_two_gray_pictures_give_a_gray_one(folder):
    assert_wrote(course("match", "gray.png", "moon.png", "--out", "out.png"), "out.png")
    expected = histograms.match_histograms(
        data.sample("china", gray=True), data.sample("moon", gray=True)
    )
    np.testing.assert_array_equal(read("out.png"), expected)


@pytest.mark.parametrize("pair", [("gray.png", "dusk.png"), ("lake.png", "moon.png")])
def test_gray_and_color_give_color(folder, pair):
    assert_wrote(course("match", *pair, "-o", "out.png"), "out.png")
    expected = histograms.match_histograms(*map(images.read_image, pair))
    np.testing.assert_array_equal(read("out.png"), expected)


@pytest.mark.parametrize("name", ["deep.png", "clear.png", "one_color.png", "größe 图.png"])
def test_every_readable_picture_serves(folder, name):
    assert_wrote(course("match", name, "dusk.png", "-o", "a.png"), "a.png")
    assert_wrote(course("match", "lake.png", name, "-o", "b.png"), "b.png")
    assert read("a.png").shape == images.read_image(name).shape
    if name == "one_color.png":
        assert np.unique(read("b.png").reshape(-1, 3), axis=0).tolist() == [[9, 80, 255]]


@pytest.mark.parametrize("ending", [".png", ".jpg", ".JPEG", ".tif", ".bmp", ".webp"])
def test_the_ending_decides_the_format(folder, ending):
    assert_wrote(course("match", "lake.png", "dusk.png", "-o", f"out{ending}"), f"out{ending}")
    start = Path(f"out{ending}").read_bytes()[:4]
    signatures = {"p": b"\x89PNG", "j": b"\xff\xd8\xff", "t": b"II*\0", "b": b"BM", "w": b"RIFF"}
    assert start.startswith(signatures[ending[1].lower()])
    assert read(f"out{ending}").shape == (427, 640, 3)


def test_an_output_in_another_folder_and_over_the_source(folder):
    assert_wrote(
        course("match", "lake.png", "dusk.png", "-o", Path("drawer.png", "out.png")),
        Path("drawer.png", "out.png"),
    )
    expected = read(str(Path("drawer.png", "out.png")))
    assert_wrote(course("match", "lake.png", "dusk.png", "-o", "lake.png", "--force"), "lake.png")
    np.testing.assert_array_equal(read("lake.png"), expected)


def test_nothing_is_overwritten_without_force(folder):
    before = Path("moon.png").read_bytes()
    arguments = "match", "lake.png", "dusk.png", "-o", "moon.png"
    assert_refused(course(*arguments), "'moon.png' is there already", "--force")
    assert Path("moon.png").read_bytes() == before
    assert_wrote(course(*arguments, "--force"), "moon.png")
    assert Path("moon.png").read_bytes() != before
    assert_wrote(course("match", "lake.png", "dusk.png"), "lake_matched.png")
    assert_refused(course("match", "lake.png", "dusk.png"), "'lake_matched.png'", "--force")


UNREADABLE = {
    "no.png": "There is no file 'no.png'",
    "text.png": "'text.png' is not a picture",
    "empty.png": "'empty.png' is empty",
    "cut.png": "'cut.png' is not a picture, or it is damaged or cut short",
    "drawer.png": "'drawer.png' is a folder",
}


@pytest.mark.parametrize("name", UNREADABLE)
@pytest.mark.parametrize("place", ["source", "reference", "mask", "histogram"])
def test_an_unreadable_file_is_named(folder, name, place):
    before = sorted(folder.iterdir())
    arguments = {
        "source": ["match", name, "dusk.png"],
        "reference": ["match", "lake.png", name],
        "mask": ["match", "lake.png", "dusk.png", "--mask", name],
        "histogram": ["histogram", name],
    }[place]
    assert_refused(course(*arguments), UNREADABLE[name])
    assert sorted(folder.iterdir()) == before


@pytest.mark.parametrize(
    ("mask", "words"),
    [
        ("dusk.png", ["'dusk.png' is a color picture", "give a gray one"]),
        ("black.png", ["'black.png' is black everywhere", "nothing would be left"]),
    ],
)
def test_a_mask_of_the_wrong_kind(folder, mask, words):
    assert_refused(course("match", "lake.png", "dusk.png", "--mask", mask), *words)
    assert not Path("lake_matched.png").exists()


def test_a_mask_that_vanishes_when_it_is_resized(folder):
    dot = np.zeros((1000, 2000), np.uint8)
    dot[501, 1001] = 255
    Path("dot.png").write_bytes(cv2.imencode(".png", dot)[1].tobytes())
    result = course("match", "lake.png", "dusk.png", "--mask", "dot.png")
    assert_refused(result, "mask", "427 x 640", "nothing would be left")


OUTPUTS = {
    "out": ["'out' has no ending", ".png"],
    "out.": ["'out.'", "no ending", ".png"],
    "out.xyz": ["'.xyz'", ".png"],
    "out.svg": ["'.svg'", ".png"],
    ".png": ["'.png' has no ending"],
    "no/out.png": ["no folder 'no'", "make it first"],
    "lake.png/out.png": ["no folder 'lake.png'"],
    "drawer.png": ["'drawer.png' is a folder"],
}


@pytest.mark.parametrize("name", OUTPUTS)
@pytest.mark.parametrize("force", [False, True])
def test_an_output_that_cannot_be(folder, name, force):
    before = sorted(folder.rglob("*"))
    options = ["--force"] if force else []
    assert_refused(course("match", "lake.png", "dusk.png", "-o", name, *options), *OUTPUTS[name])
    assert sorted(folder.rglob("*")) == before


@pytest.mark.parametrize("call", ["write_bytes", "replace"])
def test_a_full_disk_leaves_the_old_file(folder, monkeypatch, call):
    before = {path: path.read_bytes() for path in folder.iterdir() if path.is_file()}

    def full(path, *_):
        if call == "write_bytes":
            path.touch()  # what was begun when the disk was full
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path if call == "write_bytes" else os, call, full)
    result = course("match", "lake.png", "dusk.png", "-o", "moon.png", "--force")
    assert_refused(result, "'moon.png' cannot be written (No space left on device)")
    assert {path: path.read_bytes() for path in folder.iterdir() if path.is_file()} == before


def test_a_picture_too_large_for_its_format(folder):
    Path("long.png").write_bytes(cv2.imencode(".png", np.zeros((1, 70_000), np.uint8))[1].tobytes())
    result = course("match", "long.png", "moon.png", "-o", "long.jpg")
    assert_refused(result, "cannot be stored as .jpg", "choose .png")
    assert not Path("long.jpg").exists()


def test_too_little_memory_is_one_sentence(folder, monkeypatch):
    def fail(*_, **__):
        raise MemoryError

    monkeypatch.setattr(histograms, "match_histograms", fail)
    assert_refused(course("match", "lake.png", "dusk.png"), "memory")


# histogram


@pytest.mark.parametrize("kind", ["gray", "color", "normalized", "2d"])
@pytest.mark.parametrize("ending", [".png", ".svg"])
def test_histogram_writes_a_figure(folder, kind, ending):
    open_figures = plt.get_fignums()
    name = f"counts{ending}"
    assert_wrote(course("histogram", "lake.png", "--kind", kind, "-o", name), name)
    if ending == ".png":
        figure = read(name)
        assert min(figure.shape[:2]) > 200
        assert np.ptp(figure) > 100
    else:
        assert ElementTree.parse(name).getroot().tag.endswith("svg")
    assert plt.get_fignums() == open_figures
    assert_refused(course("histogram", "lake.png", "-o", name), "--force")
    assert_wrote(course("histogram", "lake.png", "-o", name, "--force"), name)


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
    heights = [sum(" ▁▂▃▄▅▆▇█".index(bar[place]) for bar in bars) for place in range(64)]
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


def test_a_wide_terminal_shows_twice_as_many_bars(folder, monkeypatch):
    monkeypatch.setenv("COLUMNS", "160")
    assert len(course("histogram", "lake.png").stdout.splitlines()[1]) == 128


def test_a_terminal_that_knows_only_ascii(folder, monkeypatch):
    stream = io.TextIOWrapper(io.BytesIO(), encoding="cp1252")
    monkeypatch.setattr(sys, "stdout", stream)
    lines = cli.chart_lines(data.sample("china"), cli.Kind.JOINT)
    lines += cli.chart_lines(data.sample("china"), cli.Kind.GRAY)
    assert "\n".join(lines).isascii()
    assert "##" in lines[-3]


# The command itself


def test_help_names_the_commands(folder):
    result = course("--help")
    assert result.exit_code == 0
    assert "match" in result.stdout
    assert "histogram" in result.stdout
    for command in ("match", "histogram"):
        assert "--force" in course(command, "--help").stdout


@pytest.mark.parametrize(
    "arguments",
    [["match"], ["match", "lake.png"], ["histogram", "lake.png", "--kind", "round"], ["paint"]],
)
def test_a_wrong_call_has_exit_code_2(folder, arguments):
    result = course(*arguments)
    assert result.exit_code == 2
    assert "Usage: " in result.stderr
    assert "Traceback" not in result.output


@pytest.mark.parametrize("installed", [True, False])
def test_version(monkeypatch, installed):
    def version(name):
        assert name == "computer-vision-by-hand"
        if not installed:
            raise cli.metadata.PackageNotFoundError
        return "0.1.0"

    monkeypatch.setattr(cli.metadata, "version", version)
    result = course("--version")
    assert result.exit_code == 0
    assert result.stdout == ("course 0.1.0\n" if installed else f"{NOT_INSTALLED}\n")


NOT_INSTALLED = "course, run from a folder where it is not installed"


def test_in_a_process_of_its_own(folder):
    def run(*arguments, encoding="utf-8"):
        return subprocess.run(
            [sys.executable, "-m", "course_utils.cli", *arguments],
            capture_output=True,
            check=False,
            encoding=encoding,
            env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": encoding},
        )

    done = run("match", "größe 图.png", "dusk.png", "-o", "图.png")
    assert (done.returncode, done.stdout, done.stderr) == (0, "wrote 图.png\n", "")
    assert Path("图.png").exists()
    done = run("match", "no.png", "dusk.png")
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("course: There is no file 'no.png'")
    assert "Traceback" not in done.stderr
    # A terminal that cannot spell the name shows what it can.
    done = run("match", "größe 图.png", "dusk.png", "-o", "图.png", "--force", encoding="ascii")
    assert (done.returncode, done.stdout) == (0, "wrote \\u56fe.png\n")
    done = run("histogram", "größe 图.png", encoding="ascii")
    assert done.returncode == 0
    assert done.stdout.isascii()
