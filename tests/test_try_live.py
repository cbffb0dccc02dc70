"""Pictures that move as Python sees them; test_book_live.py plays them in a page."""

import cv2
import numpy as np
import pytest

from course_utils import background, codec, controls, data, detection, masks, scenes
from course_utils.controls import STATIC
from course_utils.controls.try_live import LOWEST

CLIP = scenes.street_scene(6).frames
CAT = data.sample("chelsea")


def made(operation="detect", **options):
    samples = {"A cat": CAT} if operation == "detect" else None
    return controls.try_live(
        operation, **{"clip": CLIP, "alt": "A street.", "samples": samples} | options
    )


def ask(control, *files, **message):
    """Do what the page does when it asks; return the answers."""
    answers = []
    control.send = lambda content, buffers=(): answers.append(content)
    control._answer(control, message, [memoryview(file) for file in files])
    return answers


def mean_difference(one, other):
    return np.abs(one.astype(int) - other).mean()


def test_it_begins_with_the_first_sample_or_with_the_clip():
    control = made()
    assert (control.source, control.height, control.width) == ("A cat", *CAT.shape[:2])
    assert mean_difference(control.image, CAT) < 4
    control = made(samples={})
    assert (control.source, control.height, control.width) == ("clip", *CLIP.shape[1:3])
    assert control.values["frame"] == 3
    assert mean_difference(control.image, CLIP[3]) < 8
    control.values = control.values | {"frame": 5}
    assert mean_difference(control.image, CLIP[5]) < 8


def test_the_page_has_the_same_lowest_score():
    assert f"LOWEST = {LOWEST};" in (STATIC / "detector.js").read_text("utf-8")
    assert made().axes[1]["values"][0] == LOWEST


def test_detections_are_those_of_the_picture_on_show():
    control = made()
    control.values = control.values | {"confidence": 0.3, "iou": 0.5}
    expected = detection.Detector.load().detect(control.image, confidence=0.3, iou=0.5)
    found = control.detections
    assert found.labels == expected.labels
    assert found.labels[0] == "cat"
    np.testing.assert_array_equal(found.boxes, expected.boxes)


def test_the_page_asks_and_python_looks():
    control = made()
    coffee = data.sample("coffee")
    content = cv2.imencode(".png", coffee)[1].tobytes()
    thresholds = {"confidence": 0.5, "iou": 0.6}
    (answer,) = ask(control, content, kind="look", id=4, source="own", frame=0, **thresholds)

    expected = detection.Detector.load().detect(coffee)
    assert (answer["kind"], answer["id"]) == ("done", 4)
    assert [one["label"] for one in answer["kept"]] == list(expected.labels)
    assert [one["score"] for one in answer["kept"]] == expected.scores.tolist()
    assert [one["box"] for one in answer["kept"]] == expected.boxes.tolist()
    assert control.source == "A cat"  # until the reader rests
    control.set_state({"source": "own"})
    np.testing.assert_array_equal(control.image, coffee)
    assert control.detections.labels == expected.labels

    (answer,) = ask(control, kind="look", id=5, source="clip", frame=2, **thresholds)
    frame = codec.read(np.frombuffer(control.clip[sum(control.sizes[:2]) :], np.uint8))
    assert mean_difference(frame, CLIP[2]) < 8
    expected = detection.Detector.load().detect(frame)
    assert [one["label"] for one in answer["kept"]] == list(expected.labels)


def test_what_goes_wrong_is_told_to_the_page(monkeypatch):
    control = made()
    thresholds = {"confidence": 0.5, "iou": 0.6}
    (answer,) = ask(control, b"notes", kind="look", id=1, source="own", frame=0, **thresholds)
    assert "OpenCV cannot read this file" in answer["problem"]
    assert answer["id"] == 1

    def fails(*_):
        raise FileNotFoundError("no weights today")

    monkeypatch.setattr(detection.Detector, "load", fails)
    (answer,) = ask(made(), kind="load", id=2)
    assert answer["problem"] == "No result. FileNotFoundError: no weights today"


def test_the_background_is_that_of_the_clip_up_to_the_frame():
    control = made("background")
    frames = [control.image]
    for number in range(6):
        control.values = {"frame": number, "alpha": 0.2, "threshold": 20, "show": "frame"}
        frames.append(control.image)
    running = background.RunningAverage(0.2)
    for frame in frames[1:]:
        running.update(frame)
    np.testing.assert_array_equal(control.background, running.picture)
    mask = background.foreground_mask(frames[-1], running.picture, threshold=20)
    np.testing.assert_array_equal(control.foreground, masks.apply_mask(frames[-1], mask))
    assert 0.01 < mask.mean() < 0.5

    ((content, alt, *_),) = controls.TryLive.stills(control.get_state())
    assert alt == "A street."
    shown = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR)
    assert mean_difference(shown, control.image) < 5


def test_what_the_camera_has_shown_is_there_for_the_next_cell():
    control = made("background")
    files = [cv2.imencode(".png", picture)[1].tobytes() for picture in (CLIP[0], CLIP[5])]
    ask(control, *files, kind="keep")
    control.set_state({"source": "camera"})
    np.testing.assert_array_equal(control.image, CLIP[0])
    np.testing.assert_array_equal(control.background, CLIP[5])
    mask = background.foreground_mask(CLIP[0], CLIP[5], threshold=30)
    np.testing.assert_array_equal(control.foreground, masks.apply_mask(CLIP[0], mask))


def test_without_a_picture_of_the_camera_there_is_none():
    control = made()
    control.source = "camera"
    with pytest.raises(ValueError, match="The page has sent no picture"):
        control.image  # noqa: B018 - it raises


def test_the_still_picture_is_what_is_on_show():
    ((content, alt, *size, _),) = controls.TryLive.stills(made().get_state())
    still = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR)
    assert (alt, *size) == ("A cat", *CAT.shape[:2])
    assert mean_difference(still, CAT) < 5


@pytest.mark.parametrize(
    ("make", "error", "words"),
    [
        (lambda: made("track"), ValueError, "no operation 'track'; choose from 'detect', 'back"),
        (lambda: made(clip=[1]), TypeError, "clip is a list; give a uint8 array"),
        (lambda: made(clip=CLIP[0]), ValueError, r"clip has shape \(270, 480, 3\); give two"),
        (lambda: made(clip=CLIP[:1]), ValueError, "give two or more frames"),
        (lambda: made(clip=CLIP / 255), TypeError, "clip has dtype float64"),
        (lambda: made(clip=CLIP[..., :1]), ValueError, "clip"),
        (lambda: made(clip=CLIP[..., 0]), ValueError, "clip has shape .*give two or more frames"),
        (lambda: made(samples={"gray": CAT[..., 0]}), ValueError, "gray is gray; give pictures"),
        (lambda: made(samples={"cat": 3}), TypeError, "cat .*int"),
        (lambda: made(samples={3: CAT}), TypeError, "the name of a sample is a int"),
        (lambda: made(samples={" ": CAT}), ValueError, "the name of a sample is empty"),
        (lambda: made(samples={"own": CAT}), ValueError, "A sample is called 'own'; say"),
        (lambda: made("background", samples={"cat": CAT}), ValueError, "samples stand still"),
        (lambda: made(samples=[CAT]), TypeError, "samples is a list; give a dict"),
        (lambda: made(alt=""), ValueError, "alt is empty"),
        (lambda: made(label=""), ValueError, "label is empty"),
    ],
)
def test_what_cannot_be_tried(make, error, words):
    with pytest.raises(error, match=words):
        make()


def test_values_belong_to_the_operation():
    control = made()
    with pytest.raises(ValueError, match="give one value for each of"):
        control.values = {"confidence": 0.5}
    with pytest.raises(ValueError, match="axis 'frame' has no value 6"):
        control.values = control.values | {"frame": 6}
    with pytest.raises(ValueError, match="source is 'dog'; choose from clip, A cat"):
        control.source = "dog"


def test_a_clip_fits_into_a_published_page():
    """Eighty frames of the street, as the chapters have them."""
    street = scenes.street_scene(160).frames[::2]
    control = made("background", clip=street)
    assert 400_000 < len(control.clip) < 800_000 < controls.TryLive.max_bytes
