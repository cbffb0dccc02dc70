"""Proofs of chapter 01, Images as arrays."""

import cv2
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from skimage import metrics

from course_utils.exercises.ch01_images import row_score, stack_padded, swap_channels
from tests.exercises import Proof
from tests.exercises.shared import color_pictures, gray_pictures, many, sides

# ---- images.swap_channels ----------------------------------------------------------------------


def swap_by_hand(image):
    result = np.empty_like(image)
    result[:, :, 0], result[:, :, 1], result[:, :, 2] = (image[:, :, c] for c in (2, 1, 0))
    return result


def swap_in_place(image):
    image[:, :, 0], image[:, :, 2] = image[:, :, 2], image[:, :, 0]
    return image


SWAP_CHANNELS = Proof(
    "images.swap_channels",
    also_right=[
        swap_by_hand,
        lambda image: image[..., ::-1],
        lambda image: image[:, :, [2, 1, 0]],
    ],
    mutants=[
        "[:, :, ::-1] -> [:, :, ::2]",
        "[:, :, ::-1] -> [:, :, [2, 1, 1]]",
        "return image -> return 255 - image",
        "::-1] -> ::-1].T",
        "::-1] -> ::-1] + 1",
    ],
    equivalents={
        "[:, :, ::-1] -> [..., ::-1]": "the same axis, counted from the end",
        "[:, :, ::-1] -> [:, :, [2, 1, 0]]": "the same order, written out",
    },
    told=[
        (swap_in_place, "mistake:overwritten", "changes its argument `image`"),
        (lambda image: np.flip(image, 2), "rule", "numpy.flip"),
        (lambda image: cv2.cvtColor(image, cv2.COLOR_BGR2RGB), "rule", "cv2.cvtColor"),
        (lambda image: np.dstack(cv2.split(image)[::-1]), "rule", "cv2.split"),
    ],
)


@many
@given(color_pictures)
def test_swap_channels_is_opencvs(image):
    swapped = swap_channels(image)
    assert swapped.dtype == np.uint8
    assert np.array_equal(swapped, cv2.cvtColor(image, cv2.COLOR_BGR2RGB))
    assert np.array_equal(swap_channels(swapped), image)


# ---- images.stack_padded -----------------------------------------------------------------------


def stack_by_hand(images):
    height = max(len(image) for image in images)
    width = max(len(image[0]) for image in images)
    pages = []
    for image in images:
        page = [[int(value) for value in row] + [0] * (width - len(row)) for row in image]
        pages.append(page + [[0] * width] * (height - len(page)))
    return np.array(pages, np.uint8)


STACK_PADDED = Proof(
    "images.stack_padded",
    also_right=[stack_by_hand],
    mutants=[
        "len(pictures), height -> len(pictures), height + 1",
        "height, width) -> height, width + 1)",
        "zip(stack, pictures, strict=True) -> zip(stack[1:], pictures)",
        "[:rows, :columns] = image -> [1:rows, :columns] = image[1:]",
        "[:rows, :columns] = image -> [:rows, :columns] += image + 1",
        "[:rows, :columns] = image -> [:rows, :columns] = image[0]",
        "[:rows, :columns] = image -> [:rows, :columns] = image[::-1]",
    ],
    equivalents={
        "strict=True -> strict=False": "stack and pictures always have the same length",
        "[:rows, :columns] = image -> [:rows, :columns] += image": "pages begin at 0",
        "shape[0] for image in pictures[::-1]": "the largest of all is looked for",
        "shape[1] for image in pictures[::-1]": "the largest of all is looked for",
        "len(pictures[::-1])": "turned round, they are as many",
    },
    same_as={
        "unpadded+list": "unpadded",  # a list already
    },
)


@many
@given(st.lists(gray_pictures, min_size=1, max_size=5))
def test_stack_padded_is_opencvs(images):
    stack = stack_padded(images)
    height, width = np.max([image.shape for image in images], axis=0)
    assert stack.shape == (len(images), height, width)
    assert stack.dtype == np.uint8
    for page, image in zip(stack, images, strict=True):
        below, right = height - image.shape[0], width - image.shape[1]
        padded = cv2.copyMakeBorder(image, 0, int(below), 0, int(right), cv2.BORDER_CONSTANT)
        assert np.array_equal(page, padded)
        assert np.array_equal(page, np.pad(image, ((0, below), (0, right))))


# ---- images.row_score --------------------------------------------------------------------------


def score_by_hand(flat, rows):
    columns = len(flat) // rows
    total = 0
    for i in range(len(flat) - columns):
        total += (int(flat[i]) - int(flat[i + columns])) ** 2
    return total / (len(flat) - columns)


ROW_SCORE = Proof(
    "images.row_score",
    also_right=[
        score_by_hand,
        lambda flat, rows: np.mean(np.diff(flat.reshape(rows, -1).astype(int), axis=0) ** 2),
        lambda flat, rows: np.mean(np.diff(flat.reshape(rows, -1).astype("f4"), axis=0) ** 2),
        lambda flat, rows: np.square(
            np.float64(flat[len(flat) // rows :]) - flat[: -(len(flat) // rows)]
        ).mean(),
    ],
    mutants=[
        "reshape(rows, -1) -> reshape(rows, -1)[::2]",
        ("picture[1:] -> picture[2:]", "picture[:-1] -> picture[:-2]"),
        "picture[1:] - picture[:-1] -> picture[:-1] - picture[-1:]",
        "picture[1:] - picture[:-1] -> picture - picture.mean(axis=0)",
        "differences**2 -> differences**2 + 1e-3",
    ],
    equivalents={
        "picture[:-1] - picture[1:]": "squares lose the sign",
        "np.mean((differences ** 2)[::-1])": "a mean does not depend on the order",
        "return np.mean": "a NumPy float is a number as well",
        "astype(np.int32)": "the largest square, 65,025, fits",
        "astype(np.int64)": "the largest square, 65,025, fits",
        "astype(np.float32)": "equal up to the tolerance",
        "astype(np.uint16)": "differences wrap at 65,536 and so do their squares, which brings "
        "them back: none is above 65,025",
        "reshape(rows, -2)": "NumPy works out any negative length",
    },
    same_as={
        "summed+whole_number": "summed",  # a sum of squares is whole
    },
)


@many
@given(arrays(np.uint8, st.tuples(st.integers(2, 14), sides)))
@example(np.array([[0, 255], [255, 0]], np.uint8))
def test_row_score_is_scikit_images_and_opencvs(picture):
    score = row_score(picture.ravel(), len(picture))
    above, below = np.ascontiguousarray(picture[:-1]), np.ascontiguousarray(picture[1:])
    assert type(score) is float
    assert score == pytest.approx(metrics.mean_squared_error(above, below), rel=1e-12)
    assert score == pytest.approx(cv2.norm(above, below, cv2.NORM_L2SQR) / above.size, rel=1e-12)
