"""The detector's network for the page: a TensorFlow.js graph model [1]_ in scripts.

A page that was opened from a disk may load scripts, but may not read files. So everything that
static/detector.js needs at once becomes one: the graph, its weights as 16-bit floats in parts, so
that the page can tell how far it is, and TensorFlow.js' WebAssembly. They are written where a page
has the control and where the weights are at hand.

.. [1] https://www.tensorflow.org/js/guide/conversion
"""

import base64
import json
from pathlib import Path

import numpy as np
from sphinx.util import logging

from course_utils import _frozen_graph, assets
from course_utils._coco import NAMES

from . import packages
from .live_controls import files_of

FOLDER = "_static/detector"
PART = 500_000  # bytes, of about a dozen parts
SMALL = 2000  # numbers; so few stay 32-bit floats, and scores move half as much
WASM = "@tensorflow/tfjs-backend-wasm", "dist/tfjs-backend-wasm-simd.wasm"
FLOAT, INT = {"type": "DT_FLOAT"}, {"type": "DT_INT32"}

logger = logging.getLogger(__name__)


class GraphModel:
    """A TensorFlow.js graph model in the making."""

    def __init__(self, layers):
        self.nodes, self.specs, self.weights = [], [], []
        for layer in layers:
            self._add(layer)

    def _add(self, layer):
        name, inputs = layer.name, layer.inputs
        match layer.kind:
            case "image":
                shape = {"dim": [{"size": str(side)} for side in (1, *layer.shape)]}
                self._node(name, "Placeholder", [], dtype=FLOAT, shape={"shape": shape})
            case "conv" | "depthwise":
                self._convolution(layer)
            case "gate" | "hard_swish":  # TensorFlow.js has no operation for either
                self._node(f"{name}/raised", "AddV2", [*inputs, self._number(name, "three", 3)])
                self._node(f"{name}/clipped", "Relu6", [f"{name}/raised"])
                gate = name if layer.kind == "gate" else f"{name}/gate"
                self._node(gate, "Mul", [f"{name}/clipped", self._number(name, "sixth", 1 / 6)])
                if layer.kind == "hard_swish":
                    self._node(name, "Mul", [*inputs, gate])
            case "mean":
                axes = self._weight(f"{name}/axes", np.int32([1, 2]))
                self._node(name, "Mean", [*inputs, axes], keep_dims={"b": True}, Tidx=INT)
            case "reshape":
                shape = self._weight(f"{name}/shape", np.int32([1, *layer.shape]))
                self._node(name, "Reshape", [*inputs, shape], Tshape=INT)
            case "concat":
                axis, count = self._weight(f"{name}/axis", np.int32(1)), {"i": str(len(inputs))}
                self._node(name, "ConcatV2", [*inputs, axis], N=count, Tidx=INT)
            case _:
                kinds = {"add": "AddV2", "multiply": "Mul", "sigmoid": "Sigmoid"}
                self._node(name, kinds[layer.kind], inputs)

    def _convolution(self, layer):
        name = layer.name
        op = {"conv": "_FusedConv2D", "depthwise": "FusedDepthwiseConv2dNative"}[layer.kind]
        then = {"": [], "relu": ["Relu"], "relu6": ["Relu6"]}[layer.activation]
        numbers = {
            "strides": [1, layer.stride, layer.stride, 1],
            "dilations": [1, layer.dilation, layer.dilation, 1],
        }
        self._node(
            name,
            op,
            [
                *layer.inputs,
                self._weight(f"{name}/kernel", layer.kernel),
                self._weight(f"{name}/bias", layer.bias),
            ],
            fused_ops={"list": {"s": [text(one) for one in ("BiasAdd", *then)]}},
            num_args={"i": "1"},
            padding={"s": text("SAME")},
            data_format={"s": text("NHWC")},
            **{key: {"list": {"i": list(map(str, value))}} for key, value in numbers.items()},
        )

    def _number(self, layer, name, value):
        return self._weight(f"{layer}/{name}", np.float32(value))

    def _weight(self, name, values):
        """Keep an array of the network; return its name."""
        whole = values.dtype == np.int32
        spec = {"name": name, "shape": values.shape, "dtype": "int32" if whole else "float32"}
        if not whole and values.size > SMALL:
            values = values.astype(np.float16)
            spec["quantization"] = {"dtype": "float16", "original_dtype": "float32"}
        self.specs.append(spec)
        self.weights.append(values.tobytes())
        self._node(name, "Const", [], dtype=INT if whole else FLOAT, T=None)
        return name

    def _node(self, name, op, inputs, **attributes):
        given = {key: value for key, value in ({"T": FLOAT} | attributes).items() if value}
        self.nodes.append({"name": name, "op": op, "input": list(inputs), "attr": given})


def text(value):
    """Return a text as TensorFlow.js reads it in an attribute."""
    return base64.b64encode(value.encode()).decode()


def scripts(graph, names, wasm):
    """Return the scripts that make up the detector, {name: text}.

    Parameters
    ----------
    graph : bytes
        The frozen TensorFlow graph.
    names : sequence of str
        Name of each class; empty for what is none.
    wasm : bytes
        TensorFlow.js' WebAssembly.
    """
    nodes = _frozen_graph.read_graph(graph)
    model = GraphModel(_frozen_graph.read_network(nodes))
    weights = np.frombuffer(b"".join(model.weights), np.uint8)
    # First the first byte of each pair, then the second, which repeat themselves more: a tenth less
    # is sent.
    weights = weights.reshape(-1, 2).T.tobytes()
    anchors = _frozen_graph.constant(nodes, "anchors").astype("<f4")
    parts = [weights[start : start + PART] for start in range(0, len(weights), PART)]
    head = {
        "parts": len(parts),
        "topology": {"node": model.nodes, "versions": {"producer": 1}},
        "specs": model.specs,
        "anchors": base64.b64encode(anchors.tobytes()).decode(),
        "names": names,
    }
    named = {"graph": head, "wasm": encoded(wasm)}
    named |= {f"part-{k}": encoded(part) for k, part in enumerate(parts)}
    return {
        f"{name}.js": f'defineDetector("{name}", {json.dumps(value, separators=(",", ":"))});\n'
        for name, value in named.items()
    }


def encoded(content):
    return base64.b64encode(content).decode()


def write_detector(app, exception):
    """Write the scripts if a page of the book can use them; say once what is missing."""
    wanted = any("try_live.js" in files for files in files_of(app.env).values())
    if exception or app.builder.format != "html" or not wanted:
        return
    package, file = WASM
    wasm = packages.files(packages.packages()[package]).get(file)
    if not wasm or not assets.is_here("ssd_graph"):
        logger.info("without the detector in the page: make assets packages")
        return
    folder = Path(app.outdir, FOLDER)
    folder.mkdir(parents=True, exist_ok=True)
    graph = assets.fetch("ssd_graph").read_bytes()
    for name, content in scripts(graph, NAMES, wasm).items():
        (folder / name).write_text(content, encoding="ascii")


def setup(app):
    app.connect("build-finished", write_detector)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
