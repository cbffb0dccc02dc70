"""Laws, hand-worked cases, OpenCV and Pillow as oracles, and edges of course_utils.images."""

import io
import os

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from PIL import Image

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


@pytest.mark.parametrize("name", ["größe_图_изображение.png", "with space.png", "picture.xyz", "x"])
def test_the_content_decides_not_the_name(tmp_path, name):
    stored = np.arange(60, dtype=np.uint8).reshape(4, 5, 3)
    path = tmp_path / name
    path.write_bytes(encode(stored, ".png"))
    np.testing.assert_array_equal(images.read_image(path), stored)


@pytest.mark.parametrize("ending", [".png", ".jpg", ".bmp", ".tif", ".webp", ".ppm"])
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
    path = tmp_path / "cut.png"
    whole = encode(smooth_noise(np.random.default_rng(1), (60, 80)), ".png")
    path.write_bytes(whole[: len(whole) // 2])
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


@pytest.mark.parametrize("dtype", ["float32", "float64", "int32"])
def test_values_without_a_fixed_white_are_refused(tmp_path, dtype):
    path = tmp_path / "values.tif"
    path.write_bytes(encode(np.ones((3, 4), dtype), ".tif"))
    with pytest.raises(ValueError, match=f"values.tif' holds {dtype} values.*8 or 16 bits"):
        images.read_image(path)


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
