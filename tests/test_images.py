"""Laws, hand-worked cases, OpenCV and Pillow as oracles, and edges of course_utils.images."""

import io
import os
import struct
import threading
from pathlib import Path

import cv2
import numpy as np
import pytest
import tifffile
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from PIL import Image, ImageOps

from course_utils import codec, data, images

SMALL_GRAY = hnp.arrays(np.uint8, st.tuples(st.integers(1, 9), st.integers(1, 9)))
SMALL_BGR = hnp.arrays(np.uint8, st.tuples(st.integers(1, 9), st.integers(1, 9), st.just(3)))


@pytest.fixture
def china():
    return data.sample("china")


def encode(image, ending, *options):
    return cv2.imencode(ending, image, options)[1].tobytes()


def smooth_noise(rng, shape):
    return cv2.GaussianBlur(rng.integers(0, 256, shape, dtype=np.uint8), (0, 0), 3)


# read_image


@pytest.mark.parametrize("ending", [".png", ".bmp", ".tif", ".ppm"])
def test_read_image_returns_every_pixel_that_was_written(tmp_path, china, ending):
    path = tmp_path / f"picture{ending}"
    path.write_bytes(encode(china, ending))
    np.testing.assert_array_equal(images.read_image(path), china)
    np.testing.assert_array_equal(images.read_image(str(path), gray=True), images.to_gray(china))


@pytest.mark.parametrize("gray_file", [False, True])
def test_read_image_equals_imread_on_jpeg(tmp_path, china, gray_file):
    path = tmp_path / "picture.jpg"
    path.write_bytes(encode(images.to_gray(china) if gray_file else china, ".jpg"))
    image = images.read_image(path)
    np.testing.assert_array_equal(image, cv2.imread(str(path)))
    np.testing.assert_array_equal(images.read_image(path, gray=True), images.to_gray(image))
    assert image.shape == china.shape
    assert (image[:, :, 0] == image[:, :, 2]).all() == gray_file


def test_read_image_keeps_the_upper_eight_of_sixteen_bits(tmp_path):
    stored = np.arange(0, 65536, 257 // 2, dtype=np.uint16)[:500].reshape(20, 25)
    path = tmp_path / "deep.png"
    path.write_bytes(encode(stored, ".png"))
    np.testing.assert_array_equal(images.read_image(path, gray=True), stored >> 8)
    np.testing.assert_array_equal(images.read_image(path)[:, :, 1], stored >> 8)


def test_read_image_drops_transparency(tmp_path):
    stored = np.random.default_rng(0).integers(0, 256, (5, 7, 4), dtype=np.uint8)
    path = tmp_path / "clear.png"
    path.write_bytes(encode(stored, ".png"))
    np.testing.assert_array_equal(images.read_image(path), stored[:, :, :3])


def test_read_image_turns_a_picture_upright(tmp_path, china):
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held upright: turn by 90 degrees clockwise
    path = tmp_path / "phone.png"
    Image.fromarray(china[:, :, ::-1].copy()).save(path, exif=exif)
    np.testing.assert_array_equal(images.read_image(path), np.rot90(china, -1))


@pytest.mark.parametrize("form", ["png", "jpeg", "webp", "tiff", "avif"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_is_turned_as_pillow_turns_it(tmp_path, form, orientation):
    quarters = np.zeros((32, 48, 3), np.uint8)
    quarters[:16, :24], quarters[:16, 24:], quarters[16:, :24] = 50, 120, 250
    exif = Image.Exif()
    exif[0x0112] = orientation
    Image.fromarray(quarters).save(tmp_path / "turned", form, exif=exif, quality=100)
    with Image.open(tmp_path / "turned") as picture:
        upright = np.asarray(ImageOps.exif_transpose(picture).convert("RGB"))
    assert upright.shape == ((48, 32, 3) if orientation > 4 else (32, 48, 3))
    np.testing.assert_array_equal(images.read_image(tmp_path / "turned"), upright[:, :, ::-1])


@pytest.mark.parametrize("name", ["größe_图_изображение.png", "with space.png", "picture.xyz", "x"])
def test_the_content_decides_not_the_name(tmp_path, name):
    stored = np.arange(60, dtype=np.uint8).reshape(4, 5, 3)
    path = tmp_path / name
    path.write_bytes(encode(stored, ".png"))
    np.testing.assert_array_equal(images.read_image(path), stored)


@pytest.mark.parametrize("ending", [".png", ".jpg", ".bmp", ".tif", ".webp", ".ppm", ".avif"])
def test_a_file_cut_anywhere_is_refused(tmp_path, ending):
    whole = encode(smooth_noise(np.random.default_rng(1), (60, 80, 3)), ending)
    cuts = np.random.default_rng(2).integers(1, len(whole), 20)
    path = tmp_path / f"cut{ending}"
    for length in {1, len(whole) // 2, len(whole) - 1, *map(int, cuts)}:
        path.write_bytes(whole[:length])
        with pytest.raises(ValueError, match="cut short"):
            images.read_image(path)
    path.write_bytes(whole)
    assert images.read_image(path).shape == (60, 80, 3)


@pytest.fixture
def warnings_shown():
    before = cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_WARNING)
    yield
    cv2.utils.logging.setLogLevel(before)


@pytest.mark.usefixtures("warnings_shown")
def test_a_refused_file_prints_nothing_and_leaves_the_log_level(tmp_path, capfd):
    for ending in (".png", ".tif"):
        path = tmp_path / f"cut{ending}"
        whole = encode(smooth_noise(np.random.default_rng(1), (60, 80)), ending)
        for quarters in (1, 2, 3):
            path.write_bytes(whole[: len(whole) * quarters // 4])
            with pytest.raises(ValueError, match="cut short"):
                images.read_image(path)
    assert capfd.readouterr() == ("", "")
    assert cv2.utils.logging.getLogLevel() == cv2.utils.logging.LOG_LEVEL_WARNING


@pytest.mark.usefixtures("warnings_shown")
def test_a_picture_that_a_format_cannot_hold_prints_nothing(capfd):
    assert codec.encode(np.zeros((1, 70_000), np.uint8), ".jpg") is None
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("form", ["gif", "png", "webp", "tiff"])
def test_the_first_frame_or_page_is_read(tmp_path, form):
    path = tmp_path / "several"
    first, *others = (Image.new("RGB", (8, 6), color) for color in ("red", "lime", "blue"))
    first.save(path, form, save_all=True, append_images=others, lossless=True)
    with Image.open(path) as picture:
        assert picture.n_frames == 3
    assert (images.read_image(path) == [0, 0, 255]).all()


@pytest.mark.parametrize("shape", [(1, 2**20 + 1), (2**20 + 1, 1)])
def test_a_picture_too_large_for_opencv_is_refused(tmp_path, shape):
    path = tmp_path / "large.png"
    Image.new("1", shape[::-1]).save(path)
    with pytest.raises(ValueError, match=r"too large for OpenCV \(more than 2\*\*20"):
        images.read_image(path)


def test_only_an_ordinary_file_is_read(tmp_path):
    os.mkfifo(tmp_path / "pipe.png")  # to read it would be to wait for ever
    for path in (tmp_path / "pipe.png", os.devnull):
        with pytest.raises(ValueError, match="is no ordinary file"):
            images.read_image(path)


@pytest.mark.parametrize("name", ["a\0b.png", "file/picture.png"])
def test_a_name_that_no_file_can_have(tmp_path, name):
    (tmp_path / "file").touch()
    with pytest.raises(FileNotFoundError, match="There is no file"):
        images.read_image(tmp_path / name)


@pytest.mark.parametrize("call", ["stat", "fromfile"])
def test_a_file_without_permission_is_refused(tmp_path, monkeypatch, call):
    path = tmp_path / "secret.png"
    path.write_bytes(encode(np.zeros((2, 3), np.uint8), ".png"))

    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    # Root, who runs some tests, may enter every folder and read every file.
    monkeypatch.setattr(np if call == "fromfile" else type(path), call, refuse)
    with pytest.raises(ValueError, match=r"secret.png' cannot be opened \(Permission denied\)"):
        images.read_image(path)


# read_image: TIFF, of which OpenCV reads some wrongly in silence

TILES = [{}, {"tile": (16, 16)}, {"tile": (64, 64)}, {"tile": (32, 48), "compression": "zlib"}]


def write_tiff(path, values, **options):
    """Write a TIFF file with tifffile: color if there are three channels, gray otherwise."""
    is_color = values.ndim == 3 and values.shape[2] == 3
    options.setdefault("photometric", "rgb" if is_color else "minisblack")
    tifffile.imwrite(path, values, **options)
    return path


@pytest.fixture(params=["uint8", "uint16"])
def noise(request):
    """A picture in RGB, of 8 or of 16 bits, and what is to be read of it."""
    most = np.iinfo(request.param).max
    rng = np.random.default_rng(0)
    stored = rng.integers(0, most, (20, 40, 3), request.param, endpoint=True)
    return stored, stored if most == 255 else (stored >> 8).astype(np.uint8)


def test_tiff_of_16_bits_in_one_tile_larger_than_the_picture(tmp_path):
    path = write_tiff(tmp_path / "tile.tif", np.full((20, 40), 30000, np.uint16), tile=(64, 64))
    assert (images.read_image(path) == 117).all()


@pytest.mark.parametrize("tiles", TILES)
@pytest.mark.parametrize("order", ["<", ">"])
def test_tiff_in_tiles_of_any_size(tmp_path, noise, tiles, order):
    stored, shown = noise
    path = write_tiff(tmp_path / "gray", stored[:, :, 0], byteorder=order, **tiles)
    np.testing.assert_array_equal(images.read_image(path, gray=True), shown[:, :, 0])
    path = write_tiff(tmp_path / "color", stored, byteorder=order, **tiles)
    np.testing.assert_array_equal(images.read_image(path), shown[:, :, ::-1])


@pytest.mark.parametrize("compression", [1, 5, 8, 32773])  # none, LZW, Deflate, PackBits
def test_tiff_of_opencv_in_every_compression(tmp_path, noise, compression):
    stored, shown = noise
    path = tmp_path / "compressed.tif"
    path.write_bytes(encode(stored, ".tif", cv2.IMWRITE_TIFF_COMPRESSION, compression))
    np.testing.assert_array_equal(images.read_image(path), shown)


@pytest.mark.parametrize("compression", [None, "zlib"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_tiff_in_planes_is_read_and_turned(tmp_path, noise, compression, orientation):
    stored, shown = noise
    turn = {"extratags": [(274, "H", 1, orientation, True)], "photometric": "rgb"}
    planes = write_tiff(
        tmp_path / "planes.tif",
        np.moveaxis(stored, 2, 0),
        planarconfig="separate",
        compression=compression,
        **turn,
    )
    plain = write_tiff(tmp_path / "plain.tif", shown, **turn)
    with Image.open(plain) as upright:
        np.testing.assert_array_equal(images.read_image(planes), np.asarray(upright)[:, :, ::-1])


def test_a_tiff_in_planes_that_is_cut_is_refused(tmp_path, noise):
    planes = np.moveaxis(noise[0], 2, 0)
    path = write_tiff(tmp_path / "p.tif", planes, photometric="rgb", planarconfig="separate")
    whole = path.read_bytes()
    for length in range(len(whole) // 4, len(whole), 97):
        path.write_bytes(whole[:length])
        with pytest.raises(ValueError, match="cut short"):
            images.read_image(path)


@pytest.mark.parametrize("tiles", TILES)
def test_tiff_whose_white_is_0(tmp_path, noise, tiles):
    stored, shown = noise
    path = write_tiff(tmp_path / "n.tif", stored[:, :, 0], photometric="miniswhite", **tiles)
    np.testing.assert_array_equal(images.read_image(path, gray=True), 255 - shown[:, :, 0])


@pytest.mark.parametrize("kind", ["unassalpha", "assocalpha", "unspecified"])
@pytest.mark.parametrize("tiles", TILES)
@pytest.mark.parametrize("planes", ["contig", "separate"])
def test_tiff_drops_transparency_and_leaves_colors_as_stored(tmp_path, noise, kind, tiles, planes):
    stored, shown = noise
    clear = np.full((20, 40, 1), np.iinfo(stored.dtype).max // 2, stored.dtype)
    for colors, photometric in [(stored, "rgb"), (stored[:, :, :1], "minisblack")]:
        values = np.concatenate([colors, clear], axis=2)
        path = write_tiff(
            tmp_path / f"{photometric}.tif",
            np.moveaxis(values, 2, 0) if planes == "separate" else values,
            photometric=photometric,
            extrasamples=[kind],
            planarconfig=planes,
            **tiles,
        )
        expected = shown[:, :, ::-1] if photometric == "rgb" else shown[:, :, [0, 0, 0]]
        np.testing.assert_array_equal(images.read_image(path), expected)


def test_tiff_of_pillow_with_transparency_and_lzw(tmp_path):
    stored = np.random.default_rng(0).integers(0, 256, (20, 40, 4), dtype=np.uint8)
    Image.fromarray(stored).save(tmp_path / "clear.tif", compression="tiff_lzw")
    np.testing.assert_array_equal(images.read_image(tmp_path / "clear.tif"), stored[:, :, 2::-1])


def test_tiff_of_12_bits_has_its_white_at_4095(tmp_path):
    path = write_tiff(tmp_path / "scan.tif", np.zeros((1, 6), np.uint8))
    content = bytearray(path.read_bytes())
    with tifffile.TiffFile(path) as file:
        page = file.pages.first
    # Neither tifffile nor Pillow writes 12 bits: make 4 pixels of 12 bits out of 6 of 8 bits.
    for name, value in [("ImageWidth", 4), ("BitsPerSample", 12)]:
        struct.pack_into("<H", content, page.tags[name].valueoffset, value)
    start = page.dataoffsets[0]
    content[start : start + 6] = bytes.fromhex("000 800 fff 010".replace(" ", ""))
    path.write_bytes(content)
    assert images.read_image(path, gray=True).tolist() == [[0, 128, 255, 1]]


@pytest.mark.parametrize("bits", [8, 16])
def test_tiff_of_another_color_space_is_turned_to_bgr(tmp_path, bits):
    lab = np.full((4, 4, 3), (128 << bits - 8, 0, 0), f"uint{bits}")  # a lightness of 50 %
    path = write_tiff(tmp_path / "lab.tif", lab, photometric="cielab")
    image = images.read_image(path)
    np.testing.assert_array_equal(image, cv2.imread(str(path)))
    assert abs(image[0, 0].mean() - 119) < 5  # the gray of that lightness


WHOLE = ["int8", "int16", "int32", "int64", "uint32", "uint64"]


@pytest.mark.parametrize("dtype", [*WHOLE, "float16", "float32", "float64", "complex64"])
@pytest.mark.parametrize("shape", [(3, 4), (3, 4, 3)])
def test_values_without_a_fixed_white_are_refused(tmp_path, dtype, shape):
    for tiles in TILES:
        path = write_tiff(tmp_path / "values.tif", np.ones(shape, dtype), **tiles)
        with pytest.raises(ValueError, match=f"values.tif' holds {dtype} values.*uint8 or uint16"):
            images.read_image(path)


@pytest.mark.parametrize("ending", [".hdr", ".pfm", ".tif"])
def test_floats_of_opencv_are_refused(tmp_path, ending):
    path = tmp_path / f"values{ending}"
    path.write_bytes(encode(np.full((3, 4, 3), 0.5, np.float32), ending))
    with pytest.raises(ValueError, match=r"holds float32 values.*uint8 or uint16"):
        images.read_image(path)


def test_tiff_of_one_bit_is_black_and_white(tmp_path):
    mask = np.random.default_rng(0).random((20, 40)) < 0.5
    for tiles in TILES[:3]:  # to compress bits tifffile needs a further package
        path = write_tiff(tmp_path / "mask.tif", mask, **tiles)
        np.testing.assert_array_equal(images.read_image(path, gray=True), mask * np.uint8(255))
        path = write_tiff(tmp_path / "mask.tif", mask, photometric="miniswhite", **tiles)
        np.testing.assert_array_equal(images.read_image(path, gray=True), ~mask * np.uint8(255))


@pytest.mark.parametrize("tiles", TILES)
def test_tiff_with_a_palette(tmp_path, tiles):
    rng = np.random.default_rng(0)
    stored = rng.integers(0, 256, (20, 40), dtype=np.uint8)
    palette = rng.integers(0, 65536, (256, 3)).astype(np.uint16)
    path = write_tiff(
        tmp_path / "palette.tif", stored, photometric="palette", colormap=palette.T, **tiles
    )
    np.testing.assert_array_equal(images.read_image(path), (palette >> 8)[stored][:, :, ::-1])


# read_image: PGM, PPM and PAM, which say themselves what white is


def netpbm(kind, values, white):
    """Write a file by hand: kinds 2 and 3 as text, 5, 6 and 7 as bytes."""
    rows, columns, channels = values.shape
    if kind == 7:
        head = f"WIDTH {columns}\nHEIGHT {rows}\nDEPTH {channels}\nMAXVAL {white}\nENDHDR"
    else:
        head = f"# by hand, 9 9\n{columns} {rows} # pixels\n{white}"
    if kind in (2, 3):
        body = " ".join(map(str, values.ravel())).encode()
    else:
        body = values.astype(np.uint8 if white < 256 else ">u2").tobytes()
    return f"P{kind}\n{head}\n".encode() + body


@pytest.mark.parametrize("white", [1, 15, 100, 255, 256, 1023, 4095, 65535])
@pytest.mark.parametrize(
    ("kind", "channels"), [(2, 1), (5, 1), (3, 3), (6, 3), (7, 1), (7, 2), (7, 3), (7, 4)]
)
def test_the_white_of_a_file_is_255(tmp_path, white, kind, channels):
    values = np.random.default_rng(white).integers(0, white + 1, (5, 7, channels))
    values[0, 0], values[0, 1] = 0, white
    (tmp_path / "picture").write_bytes(netpbm(kind, values, white))
    image = images.read_image(tmp_path / "picture")
    assert image[0, 0].tolist() == [0, 0, 0]
    assert image[0, 1].tolist() == [255, 255, 255]
    colors = values[:, :, [0, 0, 0] if channels < 3 else [2, 1, 0]]
    expected = colors >> 8 if white == 65535 else np.floor(colors * 255 / white + 0.5)
    np.testing.assert_array_equal(image, expected)


@pytest.mark.parametrize("white", [15, 255, 65535])
@pytest.mark.parametrize("kind", [6, 7])
def test_a_cut_file_with_its_own_white_is_refused(tmp_path, kind, white):
    whole = netpbm(kind, np.ones((5, 7, 3), int), white)
    for length in range(1, len(whole)):
        (tmp_path / "cut").write_bytes(whole[:length])
        with pytest.raises(ValueError, match="cut short"):
            images.read_image(tmp_path / "cut")


@pytest.mark.parametrize(
    "head", [b"0 4 255", b"4 4 0", b"4 4 65536", b"999999 999999 255", b"4 four 255", b"9" * 5000]
)
@pytest.mark.parametrize("kind", [b"P2", b"P5", b"P7"])
def test_a_senseless_head_is_refused(tmp_path, kind, head):
    if kind == b"P7":
        words = zip([b"WIDTH", b"HEIGHT", b"MAXVAL"], head.split(), strict=False)
        head = b"\n".join([b"DEPTH 1", *map(b" ".join, words), b"ENDHDR"])
    (tmp_path / "senseless").write_bytes(kind + b"\n" + head + b"\n" + bytes(99))
    with pytest.raises(ValueError, match="not a picture"):
        images.read_image(tmp_path / "senseless")


# read_image: what cannot be read


@pytest.mark.parametrize("kind", [str, Path])
@pytest.mark.parametrize("scheme", ["https", "http", "HTTPS", "ftp", "s3", "file"])
def test_an_address_is_called_one(kind, scheme):
    with pytest.raises(FileNotFoundError, match=r"is an address.*download"):
        images.read_image(kind(f"{scheme}://example.org/a.png"))


@pytest.mark.parametrize("name", ["x:/a.png", "a/b.png", "scan 3:/a.png", "12:/a.png"])
def test_a_missing_file_is_not_called_an_address(name):
    with pytest.raises(FileNotFoundError, match="There is no file"):
        images.read_image(name)


def test_a_file_whose_name_looks_like_an_address_is_read(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("http:").mkdir()
    Path("http:/a.png").write_bytes(encode(np.full((2, 3), 9, np.uint8), ".png"))
    assert (images.read_image("http://a.png") == 9).all()


@pytest.mark.parametrize(
    "path", [bytes(10_000), [1] * 10_000, "a" * 5_000, "data:image/png;base64," + "A/" * 5_000]
)
def test_a_long_value_is_shortened(path):
    with pytest.raises((TypeError, ValueError, FileNotFoundError)) as refusal:
        images.read_image(path)
    assert len(str(refusal.value)) < 300


@pytest.mark.usefixtures("warnings_shown")
def test_reading_in_two_threads_leaves_the_log_level(tmp_path, monkeypatch):
    """The one that began first ends first, and later the other restores what it found."""
    path = tmp_path / "a.png"
    path.write_bytes(encode(np.zeros((2, 3), np.uint8), ".png"))
    first_is_in, second_is_in = threading.Event(), threading.Event()
    decode, first = cv2.imdecode, threading.Thread(target=images.read_image, args=[path])

    def overlap(*arguments):
        if threading.current_thread() is first:
            first_is_in.set()
            assert second_is_in.wait(10)
        else:
            second_is_in.set()
            first.join()
        return decode(*arguments)

    monkeypatch.setattr(cv2, "imdecode", overlap)
    first.start()
    assert first_is_in.wait(10)
    images.read_image(path)
    assert cv2.utils.logging.getLogLevel() == cv2.utils.logging.LOG_LEVEL_WARNING


# to_gray


def test_to_gray_by_hand():
    # 0.114 * 200 + 0.587 * 100 + 0.299 * 50 = 22.8 + 58.7 + 14.95 = 96.45
    assert images.to_gray(np.array([[[200, 100, 50]]], dtype=np.uint8)).tolist() == [[96]]


@given(SMALL_BGR)
def test_to_gray_equals_opencv_and_the_formula(image):
    before = image.copy()
    gray = images.to_gray(image)
    np.testing.assert_array_equal(gray, cv2.cvtColor(image, cv2.COLOR_BGR2GRAY))
    assert np.abs(gray - image @ [0.114, 0.587, 0.299]).max() < 0.51
    np.testing.assert_array_equal(image, before)


def test_to_gray_equals_opencv_on_every_sample():
    for name in data.SAMPLES:
        image = data.sample(name)
        expected = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
        np.testing.assert_array_equal(images.to_gray(image), expected)


@given(SMALL_GRAY)
def test_to_gray_of_equal_channels_is_the_channel(gray):
    np.testing.assert_array_equal(images.to_gray(np.dstack([gray, gray, gray])), gray)


def test_to_gray_copies_gray_and_drops_transparency(china):
    gray = images.to_gray(china)
    again = images.to_gray(gray)
    again[0, 0] += 1
    np.testing.assert_array_equal(again[1:], gray[1:])
    assert again[0, 0] != gray[0, 0]
    clear = np.dstack([china, gray])
    np.testing.assert_array_equal(images.to_gray(clear), gray)


def test_to_gray_takes_views(china):
    view = china[::-2, 5:300:3]
    np.testing.assert_array_equal(images.to_gray(view), images.to_gray(view.copy()))


# stack_images


@given(st.lists(SMALL_GRAY, min_size=1, max_size=4) | st.lists(SMALL_BGR, min_size=1, max_size=4))
def test_padding_keeps_every_pixel_and_adds_only_black(pictures):
    stack = images.stack_images(pictures, how="pad")
    height = max(len(picture) for picture in pictures)
    width = max(picture.shape[1] for picture in pictures)
    assert stack.shape == (len(pictures), height, width, *pictures[0].shape[2:])
    assert stack.dtype == np.uint8
    for plane, picture in zip(stack, pictures, strict=True):
        rows, columns = picture.shape[:2]
        np.testing.assert_array_equal(plane[:rows, :columns], picture)
        assert not plane[rows:].any()
        assert not plane[:, columns:].any()


def test_resizing_equals_opencv_picture_by_picture():
    pictures = [data.sample("coffee"), data.sample("chelsea"), data.sample("retina")[:350]]
    before = [picture.copy() for picture in pictures]
    stack = images.stack_images(pictures, how="resize")
    assert stack.shape == (3, 400, 1411, 3)
    for plane, picture, copy in zip(stack, pictures, before, strict=True):
        np.testing.assert_array_equal(plane, cv2.resize(picture, (1411, 400)))
        np.testing.assert_array_equal(picture, copy)


@pytest.mark.parametrize("how", ["pad", "resize"])
def test_pictures_of_one_size_are_stacked_as_they_are(how):
    pictures = [data.sample("china"), data.sample("flower"), data.sample("rocket")]
    np.testing.assert_array_equal(images.stack_images(pictures, how=how), np.stack(pictures))


def test_stacking_by_hand():
    flat, point = np.array([[1, 2, 3]], np.uint8), np.array([[9], [8]], np.uint8)
    padded = images.stack_images([flat, point], how="pad")
    assert padded.tolist() == [[[1, 2, 3], [0, 0, 0]], [[9, 0, 0], [8, 0, 0]]]
    resized = images.stack_images([flat, point], how="resize")
    assert resized.tolist() == [[[1, 2, 3], [1, 2, 3]], [[9, 9, 9], [8, 8, 8]]]


def test_a_column_that_numpy_repeats_is_read_right():
    """OpenCV 4.14 and 5.0 read past the end of such an array."""
    column, other = np.broadcast_to(np.uint8(7), (500, 1)), np.zeros((2, 3), np.uint8)
    assert (images.stack_images([column, other], how="resize")[0] == 7).all()


# row_scores and recover_rows


def plain_row_score(flat, rows, channels):
    picture = flat.astype(np.int64).reshape(rows, -1, channels)
    return np.mean(np.minimum(np.abs(np.diff(picture, axis=0)), 16) ** 2)


@settings(deadline=None)
@given(
    hnp.arrays(np.uint8, st.tuples(st.integers(1, 40), st.integers(1, 40), st.integers(1, 4))),
)
def test_row_scores_equal_the_definition(image):
    pixels, channels = image.shape[0] * image.shape[1], image.shape[2]
    flat = image.ravel()
    before = flat.copy()
    candidates, scores = images.row_scores(flat, channels=channels)
    plausible = [
        rows
        for rows in range(2, pixels + 1)
        if pixels % rows == 0 and rows <= 16 * (pixels // rows) and pixels // rows <= 16 * rows
    ]
    assert candidates.tolist() == plausible
    assert candidates.dtype == np.int64
    assert scores.dtype == np.float64
    expected = [plain_row_score(flat, rows, channels) for rows in plausible]
    np.testing.assert_array_equal(scores, expected)
    assert ((scores >= 0) & (scores <= 256)).all()
    np.testing.assert_array_equal(flat, before)


def test_row_scores_by_hand():
    picture = np.array([[10, 200], [12, 200], [12, 203], [12, 203]], dtype=np.uint8)
    candidates, scores = images.row_scores(picture.ravel(), channels=1)
    # 2 rows of 4: differences 2, 3, 0, 3. 4 rows of 2: 2, 0, then 0, 3, then 0, 0.
    # 8 rows of 1: all differences are above 16 and count as 16.
    assert candidates.tolist() == [2, 4, 8]
    assert scores.tolist() == [(4 + 9 + 0 + 9) / 4, (4 + 9) / 6, 16**2]
    assert images.recover_rows(picture.ravel(), channels=1) == 4


def test_row_scores_take_a_view(china):
    flat = china.ravel()
    for view in (flat[::3], flat[::-1]):
        expected = images.row_scores(view.copy(), channels=1)
        np.testing.assert_array_equal(images.row_scores(view, channels=1), expected)


def test_half_the_rows_score_next_best():
    image = data.sample("china")[:410]
    candidates, scores = images.row_scores(image.ravel(), channels=3)
    assert candidates[np.argsort(scores)[:2]].tolist() == [410, 205]


def test_recover_rows_on_the_sample_photographs():
    """At least 95 % of 20 crops of each sample, each of 32 rows and columns or more.

    No sample is left out: pages (page, text) and repeating pictures (brick, grass) come out right;
    the misses are crops of clock, which is blurred along its rows.
    """
    wrong, count = [], 0
    for number, name in enumerate(data.SAMPLES):
        rng = np.random.default_rng([7, number])
        image = data.sample(name)
        if (image[:, :, :1] == image).all():
            image = image[:, :, :1]
        for _ in range(20):
            rows, columns = (int(rng.integers(32, size + 1)) for size in image.shape[:2])
            columns = min(max(columns, -(-rows // 16)), 16 * rows)
            top = int(rng.integers(0, image.shape[0] - rows + 1))
            left = int(rng.integers(0, image.shape[1] - columns + 1))
            crop = image[top : top + rows, left : left + columns]
            found = images.recover_rows(crop.ravel(), channels=image.shape[2])
            count += 1
            if found != rows:
                wrong.append((name, crop.shape, found))
    assert count == 20 * len(data.SAMPLES)
    assert len(wrong) <= 0.05 * count, wrong


def test_a_few_sharp_edges_do_not_decide():
    """Window blinds: without counting large differences as 16, other shapes score better."""
    blinds = np.add.outer(150 * (np.arange(240) // 8 % 2), np.linspace(0, 60, 360))
    noise = np.random.default_rng(0).normal(0, 2, blinds.shape)
    flat = (blinds + noise).clip(0, 255).astype(np.uint8).ravel()
    assert images.recover_rows(flat, channels=1) == 240
    candidates, _ = images.row_scores(flat, channels=1)
    squared = [np.mean(np.diff(flat.reshape(r, -1).astype(float), axis=0) ** 2) for r in candidates]
    assert candidates[np.argmin(squared)] != 240


def test_a_periodic_picture_can_be_wrong():
    """The documented limit: tiles repeat every 20 columns, so 20 more columns fit as well."""
    tile = np.random.default_rng(3).integers(0, 256, (1, 20), dtype=np.uint8)
    flat = np.tile(tile, (60, 4)).ravel()
    with pytest.raises(ValueError, match="fit equally well"):
        images.recover_rows(flat, channels=1)


def test_pillow_agrees_on_what_was_read(tmp_path, china):
    path = tmp_path / "china.png"
    path.write_bytes(encode(china, ".png"))
    with Image.open(io.BytesIO(path.read_bytes())) as picture:
        np.testing.assert_array_equal(images.read_image(path), np.asarray(picture)[:, :, ::-1])
