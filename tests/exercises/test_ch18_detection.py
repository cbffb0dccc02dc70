"""Proofs of chapter 18, Real-time object detection."""

import re

import cv2
import numpy as np
import pytest

from course_utils import detection, scenes
from course_utils.exercises.ch18_detection import (
    STREET,
    annotation_of,
    iou,
    label_map,
    nms,
    precision_recall,
)
from tests.exercises import Proof

# ---- detection.iou -------------------------------------------------------------------------------


def iou_by_numpy(first, second):
    first, second = np.array(first), np.array(second)
    sides = np.minimum(first[2:], second[2:]) - np.maximum(first[:2], second[:2])
    shared = sides.clip(0).prod()
    return float(
        shared / ((first[2:] - first[:2]).prod() + (second[2:] - second[:2]).prod() - shared)
    )


def iou_with_an_early_return(first, second):
    top, left = max(first[0], second[0]), max(first[1], second[1])
    bottom, right = min(first[2], second[2]), min(first[3], second[3])
    if bottom <= top or right <= left:
        return 0.0
    shared = (bottom - top) * (right - left)
    both = (first[2] - first[0]) * (first[3] - first[1])
    both += (second[2] - second[0]) * (second[3] - second[1])
    return shared / (both - shared)


def iou_without_one_gap(missing):
    """Return a program that looks for gaps in three of four directions only."""

    def iou(first, second):
        gaps = (
            first[2] - second[0],
            first[3] - second[1],
            second[2] - first[0],
            second[3] - first[1],
        )
        if any(gap <= 0 for place, gap in enumerate(gaps) if place != missing):
            return 0.0
        shared = np.prod(np.minimum(first[2:], second[2:]) - np.maximum(first[:2], second[:2]))
        areas = [np.prod(box[2:] - box[:2]) for box in (first, second)]
        return float(shared / (sum(areas) - shared))

    return iou


IOU = Proof(
    "detection.iou",
    also_right=[iou_by_numpy, iou_with_an_early_return],
    told=[(iou_without_one_gap(missing), "values") for missing in range(4)],
    equivalents={
        **dict.fromkeys(
            [
                *("min(second[2], first[2])", "min(second[3], first[3])", "in (second, first)"),
                *("max(second[0], first[0])", "max(second[1], first[1])", "sum(areas[::-1])"),
            ],
            "IoU is the same both ways",
        ),
        "max(height, 0.0)": "the larger of two is the larger",
        "max(width, 0.0)": "the larger of two is the larger",
    },
)


@pytest.mark.parametrize("seed", range(20))
def test_iou_is_that_of_the_package(seed):
    corners = np.random.default_rng(seed).uniform(0, 50, (2, 2))
    boxes = np.hstack([corners, corners[::-1] + 60])
    assert iou(*boxes) == pytest.approx(detection.iou(*boxes))


# ---- detection.label_map -------------------------------------------------------------------------


def label_map_by_patterns(text):
    names = {}
    for block in re.findall(r"\{(.*?)\}", text, re.DOTALL):
        fields = dict(re.findall(r"(\w+):\s*[\"']?([^\"'\r\n]*)", block))
        names[int(fields["id"])] = fields.get("display_name") or fields["name"]
    return names


LABEL_MAP = Proof(
    "detection.label_map",
    also_right=[label_map_by_patterns],
    equivalents={
        "splitlines()[1:]": "the first line opens a block, and says nothing",
        "fields, names": "both begin empty",
        "if key.strip() == ": "the closing brace has no colon",
    },
)


# ---- detection.nms -------------------------------------------------------------------------------


def nms_by_removing(boxes, scores, limit):
    left, kept = np.argsort(-scores, kind="stable"), []
    while left.size:
        best, left = left[0], left[1:]
        kept.append(best)
        left = np.array([one for one in left if iou(boxes[best], boxes[one]) <= limit], int)
    return np.array(kept, int)


NMS = Proof(
    "detection.nms",
    also_right=[nms_by_removing],
    equivalents={
        "other in kept[::-1]": "any of them will do, in whatever order",
        "iou(boxes[other], boxes[index])": "IoU is the same both ways",
    },
)


@pytest.mark.parametrize("seed", range(20))
def test_nms_is_that_of_opencv_and_of_the_package(seed):
    rng = np.random.default_rng(seed)
    corners = rng.uniform(0, 100, (30, 2))
    boxes = np.hstack([corners, corners + rng.uniform(20, 60, (30, 2))])
    scores = rng.permutation(np.linspace(0.1, 0.9, 30))
    ours = nms(boxes, scores, 0.4)
    sizes = np.hstack([corners[:, ::-1], (boxes[:, 2:] - corners)[:, ::-1]])
    theirs = cv2.dnn.NMSBoxes(sizes.tolist(), scores.tolist(), 0.0, 0.4)
    assert ours.tolist() == np.ravel(theirs).tolist()
    assert ours.tolist() == detection.non_max_suppression(boxes, scores, iou=0.4).tolist()


# ---- detection.precision_recall ------------------------------------------------------------------


def matched_by_a_table(boxes, scores, truth, limit):
    table = np.array([[iou(box, true) for true in truth] for box in boxes], float)
    table = table.reshape(len(boxes), len(truth))
    right = 0
    for index in sorted(range(len(boxes)), key=lambda one: -scores[one]):
        if len(truth) and table[index].max() >= limit:
            table[:, table[index].argmax()] = -1
            right += 1
    precision = right / len(boxes) if len(boxes) else 1.0
    return precision, (right / len(truth) if len(truth) else 1.0)


PRECISION_RECALL = Proof(
    "detection.precision_recall",
    also_right=[matched_by_a_table],
    equivalents={
        "range(len(truth))[::-1]": "the order of the true boxes does not matter",
        "truth[::-1]": "there are as many",
        "boxes[::-1]": "there are as many",
        "truth[one - 1]": "only the order of the true boxes is another",
        "and max(overlaps[::-1])": "the largest is the largest",
        "if free and": "one overlap for each that is free",
        "/ len(scores) if len(boxes)": "a score for each box",
        "/ len(boxes) if len(scores)": "a score for each box",
        "/ len(truth) if len(free)": "if none is free all are taken, which is 1.0",
        "iou(truth[one], boxes[index])": "IoU is the same both ways",
        "pop(np.argmax": "an integer of NumPy is an index",
    },
)


def test_all_ids_of_coco_are_read():
    lines = [
        f"item {{\n  name: '/m/{i}'\n  id: {i}\n  display_name: 'x{i}'\n}}" for i in range(1, 91)
    ]
    assert label_map("\n".join(lines)) == {i: f"x{i}" for i in range(1, 91)}


def test_what_the_package_finds_twice_is_wrong_once():
    box = np.array([[10.0, 10, 50, 60]])
    assert precision_recall(np.vstack([box, box + 1]), np.array([0.8, 0.9]), box, 0.5) == (0.5, 1.0)


def test_the_annotated_frames_are_those_of_the_street():
    street = scenes.street_scene(max(STREET) + 1)
    for number in STREET:
        found = detection.read_voc(annotation_of(number))
        np.testing.assert_array_equal(found.boxes, street.boxes[number])
        assert set(found.labels) == {"motorcycle"}
        assert found.shape == street.frames[number].shape
