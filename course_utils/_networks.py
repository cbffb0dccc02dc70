"""Networks that detect objects: what they take, and how their numbers become boxes."""

from typing import NamedTuple

import cv2
import numpy as np

from . import _coco

MOST = 1000  # candidates that go on, the best ones: a low threshold lets a hundred thousand through


class Candidates(NamedTuple):
    """Boxes before suppression, in pixels of the picture, with the score and number of a class."""

    boxes: np.ndarray
    scores: np.ndarray
    classes: np.ndarray


def open_network(content, outputs=None):
    """Return a function that runs an ONNX network, and the name and version of what runs it.

    The function takes the input and returns the outputs, those named or all of them.
    """
    try:
        import onnxruntime  # no dependency, but the faster one on many machines
    except ImportError:
        return _open_in_opencv(content, outputs)
    session = onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])
    (taken,) = session.get_inputs()
    return (
        lambda blob: session.run(outputs, {taken.name: blob}),
        f"onnxruntime {onnxruntime.__version__}",
    )


def _open_in_opencv(content, outputs):
    # The new engine of OpenCV 5 gives wrong numbers for some networks. OpenCV 5.0.0 takes it for
    # every network in memory, whatever it is told, and is right about "ssd", and faster.
    classic = getattr(cv2.dnn, "ENGINE_CLASSIC", None)
    engine = {} if classic is None else {"engine": classic}
    net = cv2.dnn.readNetFromONNX(np.frombuffer(content, np.uint8), **engine)
    names = outputs or net.getUnconnectedOutLayersNames()

    def run(blob):
        net.setInput(blob)
        return net.forward(names)

    return run, f"OpenCV {cv2.__version__}"


class Ssd:
    """SSD MobileNetV3-Large: anchors at the places of six grids, and how each is to be moved.

    The form of its numbers is that of the TensorFlow Object Detection API.
    """

    outputs = ("boxes", "scores")
    names = _coco.NAMES
    sides = 320, 320
    grids = 20, 10, 5, 3, 2, 1

    def __init__(self):
        self._anchors = self.anchors()
        self._named = np.array([name != "" for name in self.names])

    def anchors(self):
        """Return (row, column, height, width) of all anchors, as shares of the picture.

        Those of the first grid are fewer and smaller. Every grid has anchors of its own size, and
        a square one halfway, as geometric mean, to the size of the next grid.
        """
        sizes = np.append(np.linspace(0.2, 0.95, len(self.grids)), 1)
        anchors = []
        for number, grid in enumerate(self.grids):
            size = sizes[number]
            if number == 0:
                kinds = [(0.1, 1), (size, 2), (size, 0.5)]
            else:
                kinds = [(size, ratio) for ratio in (1, 2, 0.5, 3, 0.3333)]
                kinds.append((np.sqrt(size * sizes[number + 1]), 1))
            sides = [(size / np.sqrt(ratio), size * np.sqrt(ratio)) for size, ratio in kinds]
            middles = (np.arange(grid) + 0.5) / grid
            rows, columns, kind = np.meshgrid(middles, middles, range(len(sides)), indexing="ij")
            anchors.append(np.c_[rows.ravel(), columns.ravel(), np.array(sides)[kind.ravel()]])
        return np.concatenate(anchors)

    def prepare(self, image):
        """Return a BGR picture as the network takes it: resized, RGB, from -1 to 1."""
        return cv2.dnn.blobFromImage(image, 1 / 127.5, self.sides, (127.5,) * 3, swapRB=True)

    def decode(self, outputs, shape, confidence):
        """Return the candidates in a picture of this shape; an anchor may give several."""
        codes, scores = (output[0] for output in outputs)
        # One axis at first: np.nonzero takes eight times as long with two.
        places, classes = np.divmod(np.flatnonzero(scores >= confidence), len(self.names))
        named = self._named[classes]
        places, classes = places[named], classes[named]
        scores, (places, classes) = _best(scores[places, classes], places, classes)
        anchors, codes = self._anchors[places], codes[places].astype(np.float64)
        centers = anchors[:, :2] + codes[:, :2] / 10 * anchors[:, 2:]
        sides = np.exp(codes[:, 2:] / 5) * anchors[:, 2:]
        return Candidates(_boxes(centers, sides) * np.tile(shape[:2], 2), scores, classes)


class Yolox:
    """YOLOX-S: three grids, with one box at each place."""

    outputs = None  # the only one, whatever its name
    names = tuple(name for name in _coco.NAMES if name)
    sides = 640, 640
    strides = 8, 16, 32

    def __init__(self):
        corners, strides = [], []
        for stride in self.strides:
            rows, columns = np.indices([side // stride for side in self.sides])
            corners.append(np.c_[rows.ravel(), columns.ravel()])
            strides.append(np.full((rows.size, 1), stride))
        self._corners, self._strides = np.concatenate(corners), np.concatenate(strides)

    def prepare(self, image):
        """Return a BGR picture as the network takes it: RGB from 0 to 255, gray where it ends."""
        scale = self._scale(image.shape)
        rows, columns = (max(1, int(side * scale)) for side in image.shape[:2])
        paper = np.full((*self.sides, 3), 114, np.uint8)
        paper[:rows, :columns] = cv2.resize(image, (columns, rows))
        return cv2.dnn.blobFromImage(paper, swapRB=True)

    def decode(self, outputs, shape, confidence):
        """Return the candidates in a picture of this shape, at most one a place."""
        (codes,) = outputs[0]
        classes = codes[:, 5:].argmax(axis=1)
        scores = codes[:, 4] * np.take_along_axis(codes[:, 5:], classes[:, None], axis=1)[:, 0]
        places = np.flatnonzero(scores >= confidence)
        scores, (places, classes) = _best(scores[places], places, classes[places])
        codes, strides = codes[places].astype(np.float64), self._strides[places]
        centers = (codes[:, 1::-1] + self._corners[places]) * strides
        sides = np.exp(codes[:, 3:1:-1]) * strides
        return Candidates(_boxes(centers, sides) / self._scale(shape), scores, classes)

    def _scale(self, shape):
        return min(side / length for side, length in zip(self.sides, shape, strict=False))


NETWORKS = {"ssd": Ssd, "yolox": Yolox}


def _best(scores, *others):
    """Return the MOST highest scores, and the others at the same places."""
    best = np.argsort(-scores, kind="stable")[:MOST]
    return scores[best].astype(np.float64), [one[best] for one in others]


def _boxes(centers, sides):
    """Return (top, left, bottom, right) of (row, column) and (height, width)."""
    return np.hstack([centers - sides / 2, centers + sides / 2])
