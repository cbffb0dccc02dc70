"""The `course` command: what it writes, what it draws, and one sentence for each thing refused."""

import errno
import io
import os
import re
import resource
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import cv2
import numpy as np
import pytest
from matplotlib import pyplot as plt
from typer.testing import CliRunner

from course_utils import cli, data, histograms, images, plots

ROOT = Path(__file__).parents[1]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The current folder, with a few pictures in it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
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
        "labels.png": disk // 255,
        "deep_labels.png": disk.astype(np.uint16),
        "see_through.png": np.dstack([np.zeros((90, 120, 3), np.uint8), disk]),
        "größe 图.png": data.sample("coffee"),
    }.items():
        Path(name).write_bytes(cv2.imencode(".png", image)[1].tobytes())
    Path("text.png").write_text("words, not pixels", encoding="utf-8")
    Path("empty.png").touch()
    whole = Path("lake.png").read_bytes()
    Path("cut.png").write_bytes(whole[: len(whole) // 2])
    Path("drawer.png").mkdir()
    jpeg = bytearray(cv2.imencode(".jpg", data.sample("china"))[1].tobytes())
    jpeg[len(jpeg) // 2 :: 1000] = bytes(len(jpeg[len(jpeg) // 2 :: 1000]))
    Path("damaged.jpg").write_bytes(jpeg)
    return tmp_path


def course(*arguments):
    return CliRunner().invoke(cli.app, [str(argument) for argument in arguments])


def process(*arguments, encoding="utf-8", **options):
    """The command as a shell runs it: also what C libraries print is seen."""
    return subprocess.run(
        [sys.executable, "-m", "course_utils.cli", *arguments],
        **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "check": False} | options,
        encoding=encoding,
        env=os.environ
        | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": encoding, "PYTHONUNBUFFERED": ""},
    )


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


def test_a_link_is_there_wherever_it_leads(folder):
    for name, target in {"dangling.png": "nowhere.png", "loop.png": "loop.png"}.items():
        Path(name).symlink_to(target)
        result = course("match", "no.png", "dusk.png", "-o", name)  # found before the work begins
        assert_refused(result, f"{name!r} is there already", "--force")
        assert os.readlink(name) == target
    assert not Path("nowhere.png").exists()
    result = course("match", "lake.png", "dusk.png", "-o", "loop.png", "--force")
    assert_refused(result, "'loop.png' cannot be written (Too many levels of symbolic links)")
    assert os.readlink("loop.png") == "loop.png"


@pytest.mark.parametrize("target", ["moon.png", "nowhere.png"])
def test_force_keeps_a_link_and_replaces_what_it_leads_to(folder, target):
    Path("link.png").symlink_to(target)
    assert_wrote(course("match", "lake.png", "dusk.png", "-o", "link.png", "--force"), "link.png")
    assert os.readlink("link.png") == target
    assert read(target).shape == (427, 640, 3)


def test_a_file_that_appears_meanwhile_is_kept(folder, monkeypatch):
    def slow(source, _, **__):
        Path("out.png").write_text("of another program")
        return source

    monkeypatch.setattr(histograms, "match_histograms", slow)
    before = sorted([*folder.iterdir(), folder / "out.png"])
    result = course("match", "lake.png", "dusk.png", "-o", "out.png")
    assert_refused(result, "'out.png' is there already", "--force")
    assert Path("out.png").read_text() == "of another program"
    assert sorted(folder.iterdir()) == before


def test_permissions_are_kept_and_those_of_a_new_file_are_the_usual_ones(folder):
    Path("lake.png").chmod(0o640)
    before = os.umask(0o022)
    try:
        course("match", "lake.png", "dusk.png", "-o", "lake.png", "--force")
        course("match", "lake.png", "dusk.png", "-o", "new.png")
    finally:
        os.umask(before)
    modes = [Path(name).stat().st_mode & 0o777 for name in ("lake.png", "new.png")]
    assert modes == [0o640, 0o644]


UNREADABLE = {
    "no.png": "There is no file 'no.png'",
    "text.png": "'text.png' is not a picture",
    "empty.png": "'empty.png' is empty",
    "cut.png": "'cut.png' is not a picture, or it is damaged or cut short",
    "drawer.png": "'drawer.png' is a folder",
    "x" * 300: "cannot be opened (File name too long); check its name",
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


def test_a_damaged_file_prints_no_more_than_the_sentence(folder):
    done = process("histogram", "cut.png")
    assert (done.returncode, done.stdout) == (2, "")
    assert re.fullmatch(r"course: 'cut.png' is not a picture, [^\n]+\.\n", done.stderr)
    # libjpeg reads this one, and complains.
    done = process("match", "damaged.jpg", "dusk.png")
    assert (done.returncode, done.stdout, done.stderr) == (0, "wrote damaged_matched.png\n", "")


def test_no_permission_is_asked_for_in_advance(folder, monkeypatch):
    monkeypatch.setattr(os, "access", lambda *_, **__: False)  # root has every permission
    assert_wrote(course("match", "lake.png", "dusk.png", "-o", "moon.png", "--force"), "moon.png")


@pytest.mark.parametrize(
    ("mask", "words"),
    [
        ("dusk.png", ["'dusk.png' is a color picture", "give a gray one"]),
        ("black.png", ["'black.png' is black or almost", "nothing would be left", "0 of 255"]),
        ("labels.png", ["'labels.png'", "nothing would be left", "1 of 255", "255 and not 1"]),
        ("deep_labels.png", ["'deep_labels.png'", "0 of 255 (of 16 bits the upper 8 count"]),
        ("see_through.png", ["'see_through.png'", "0 of 255", "transparency is dropped"]),
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
    assert_refused(result, "mask 'dot.png'", "427 x 640", "nothing would be left")


OUTPUTS = {
    "": ["'.' is a folder", "name a file"],
    "out": ["'out' has no ending", ".png"],
    "out.": ["'out.'", "no ending", ".png"],
    "out.xyz": ["'.xyz'", ".png"],
    "out.svg": ["'.svg'", ".png"],
    ".png": ["'.png' has no ending"],
    "no/out.png": ["no folder 'no'", "make it first"],
    "lake.png/out.png": ["no folder 'lake.png'"],
    "drawer.png": ["'drawer.png' is a folder"],
    "x" * 300 + ".png": ["cannot be written (File name too long)", "choose another name"],
    "x" * 300 + "/out.png": ["no folder", "or no permission to enter it"],
}


@pytest.mark.parametrize("name", OUTPUTS)
@pytest.mark.parametrize("force", [False, True])
def test_an_output_that_cannot_be(folder, name, force):
    before = sorted(folder.rglob("*"))
    options = ["--force"] if force else []
    assert_refused(course("match", "lake.png", "dusk.png", "-o", name, *options), *OUTPUTS[name])
    assert sorted(folder.rglob("*")) == before


def test_the_longest_name_that_a_file_can_have(folder):
    name = "x" * 251 + ".png"
    assert_wrote(course("match", "lake.png", "dusk.png", "-o", name), name)


OUTPUT_OPTIONS = [["-o", "new.png"], ["-o", "moon.png", "--force"]]


def contents(folder):
    return {path: path.read_bytes() for path in folder.iterdir() if path.is_file()}


@pytest.mark.parametrize("options", OUTPUT_OPTIONS)
@pytest.mark.parametrize(
    "error", [OSError(errno.EACCES, "Permission denied"), KeyboardInterrupt()], ids=["denied", "^C"]
)
def test_what_stops_the_writing_leaves_no_trace(folder, monkeypatch, options, error):
    def fail(*_):
        raise error

    before = contents(folder)
    monkeypatch.setattr(os, "replace", fail)  # the last step
    result = course("match", "lake.png", "dusk.png", *options)
    if isinstance(error, OSError):
        assert_refused(result, f"{options[1]!r} cannot be written (Permission denied)")
    else:
        assert result.exit_code == 130
    assert contents(folder) == before


@pytest.mark.parametrize("options", OUTPUT_OPTIONS)
def test_a_full_disk_leaves_no_trace(folder, options):
    def allow_little():
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))

    before = contents(folder)
    done = process("match", "lake.png", "dusk.png", *options, preexec_fn=allow_little)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"{options[1]!r} cannot be written (File too large)" in done.stderr
    assert contents(folder) == before


def test_a_folder_where_nothing_may_be_written(folder, monkeypatch):
    def refuse(*_, **__):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(cli.tempfile, "mkstemp", refuse)  # root may write anywhere
    result = course("match", "lake.png", "dusk.png", "-o", "drawer.png/out.png")
    assert_refused(result, "out.png' cannot be written (Permission denied)", "another name")


def test_a_picture_too_large_for_its_format(folder):
    Path("long.png").write_bytes(cv2.imencode(".png", np.zeros((1, 70_000), np.uint8))[1].tobytes())
    result = course("match", "long.png", "moon.png", "-o", "long.jpg")
    assert_refused(result, "cannot be stored as .jpg", "choose .png")
    assert not Path("long.jpg").exists()


def fail_in_numpy(*_, **__):
    np.zeros(2**56, np.uint8)


def fail_in_opencv(*_, **__):
    cv2.resize(np.zeros((2, 2), np.uint8), (2**30, 2**30))


@pytest.mark.parametrize("fail", [fail_in_numpy, fail_in_opencv])
@pytest.mark.parametrize(
    ("module", "function"), [(histograms, "match_histograms"), (cv2, "imdecode")]
)
def test_too_little_memory_is_one_sentence(folder, monkeypatch, fail, module, function):
    monkeypatch.setattr(module, function, fail)
    assert_refused(course("match", "lake.png", "dusk.png"), "memory")


@pytest.mark.parametrize("error", [TypeError, ValueError, OSError, KeyError, cv2.error])
@pytest.mark.parametrize("command", ["match", "histogram"])
def test_a_fault_of_the_course_is_not_blamed_on_the_user(folder, monkeypatch, error, command):
    def fail(*_, **__):
        if error is cv2.error:
            cv2.resize(np.zeros((2, 2), np.uint8), (-1, -1))
        raise error("a fault")

    monkeypatch.setattr(histograms, "match_histograms", fail)
    monkeypatch.setattr(histograms, "histogram", fail)
    result = course(command, "lake.png", *["dusk.png"][: command == "match"])
    assert type(result.exception) is error
    assert result.stderr == ""


# histogram


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
    lines = cli.chart_lines(data.sample("china"), cli.Kind.JOINT)
    lines += cli.chart_lines(data.sample("china"), cli.Kind.GRAY)
    assert "\n".join(lines).isascii()
    assert "##" in lines[-3]


def test_a_closed_output_is_no_fault(folder, monkeypatch):
    monkeypatch.setattr(sys, "stdout", None)  # as Python sets it after >&-
    assert "##" in cli.chart_lines(data.sample("china"), cli.Kind.GRAY)[-2]
    cli.say("to nobody")


@pytest.mark.parametrize(
    "arguments", [["histogram", "lake.png"], ["match", "lake.png", "moon.png"]]
)
def test_an_output_that_takes_nothing(folder, arguments):
    with open(os.devnull) as only_for_reading:
        done = process(*arguments, stdout=only_for_reading)
    assert done.returncode == 2
    assert re.fullmatch(
        r"course: The result cannot be printed \(Bad file descriptor\); [^\n]+\.\n", done.stderr
    )


def test_a_reader_that_has_seen_enough(folder):
    reading, writing = os.pipe()
    os.close(reading)
    done = process("histogram", "lake.png", stdout=writing)
    os.close(writing)
    assert (done.returncode, done.stderr) == (1, "")


# The command itself


def test_help_names_the_commands(folder):
    result = course("--help")
    assert result.exit_code == 0
    assert "match" in result.stdout
    assert "histogram" in result.stdout
    for command in ("match", "histogram"):
        assert "--force" in course(command, "--help").stdout
    words = " ".join(course("match", "--help").stdout.split())
    assert "Without it the whole result is written" in words
    assert "of several frames or pages the first" in words


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
    done = process("match", "größe 图.png", "dusk.png", "-o", "图.png")
    assert (done.returncode, done.stdout, done.stderr) == (0, "wrote 图.png\n", "")
    assert Path("图.png").exists()
    done = process("match", "no.png", "dusk.png")
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("course: There is no file 'no.png'")
    assert "Traceback" not in done.stderr
    # A terminal that cannot spell the name shows what it can.
    again = "match", "größe 图.png", "dusk.png", "-o", "图.png", "--force"
    done = process(*again, encoding="ascii")
    assert (done.returncode, done.stdout) == (0, "wrote \\u56fe.png\n")
    done = process("histogram", "größe 图.png", encoding="ascii")
    assert done.returncode == 0
    assert done.stdout.isascii()
