"""Write the detector's network, read from its TensorFlow graph, as an ONNX file."""

import numpy as np

from . import _frozen_graph

OPSET, IR_VERSION = 17, 8  # old enough for OpenCV 4.14
CONSTANTS = {"zero": 0, "three": 3, "six": 6, "sixth": 1 / 6}
# To ONNX's (out, in, rows, columns): the graph has (rows, columns, in, out), or (..., channels, 1).
KERNEL_AXES = {"conv": (3, 2, 0, 1), "depthwise": (2, 3, 0, 1)}
SAME_IN_ONNX = {
    "add": "Add",
    "hard_swish": "HardSwish",
    "mean": "GlobalAveragePool",
    "multiply": "Mul",
    "sigmoid": "Sigmoid",
}


def to_onnx(content):
    """Convert the bytes of the frozen graph to those of an ONNX model, always the same.

    The model takes "image", (1, 3, 320, 320) float32, RGB from -1 to 1, and gives "boxes",
    (1, 2034, 4), and "scores", (1, 2034, 91), as `_frozen_graph.read_network` describes them.
    """
    import onnx  # takes long to import, and only the set-up needs it
    from onnx import helper, numpy_helper

    layers = _frozen_graph.read_network(_frozen_graph.read_graph(content))
    shapes = {layer.name: layer.shape for layer in layers}
    numbers = {name: np.float32(value) for name, value in CONSTANTS.items()}
    nodes = []

    def add(kind, inputs, output, **attributes):
        nodes.append(helper.make_node(kind, inputs, [output], **attributes))

    for name, kind, inputs, shape, kernel, bias, stride, dilation, activation in layers:
        match kind:
            case "conv" | "depthwise":
                numbers |= {
                    f"{name}/kernel": kernel.transpose(KERNEL_AXES[kind]),
                    f"{name}/bias": bias,
                }
                output = f"{name}/sum" if activation else name
                add(
                    "Conv",
                    [*inputs, f"{name}/kernel", f"{name}/bias"],
                    output,
                    group=shape[-1] if kind == "depthwise" else 1,
                    strides=[stride, stride],
                    dilations=[dilation, dilation],
                    kernel_shape=kernel.shape[:2],
                    pads=_same(shapes[inputs[0]][:2], kernel.shape[:2], stride, dilation),
                )
                if activation == "relu":
                    add("Relu", [output], name)
                elif activation == "relu6":
                    add("Clip", [output, "zero", "six"], name)
            case "gate":  # no HardSigmoid: before a Mul, cv2.dnn of 4.14 and 5.0 gets it wrong
                add("Add", [*inputs, "three"], f"{name}/raised")
                add("Clip", [f"{name}/raised", "zero", "six"], f"{name}/clipped")
                add("Mul", [f"{name}/clipped", "sixth"], name)
            case "reshape":  # channels come first in ONNX; the graph has them last
                numbers[f"{name}/shape"] = np.int64([1, *shape])
                add("Transpose", inputs, f"{name}/channels_last", perm=[0, 2, 3, 1])
                add("Reshape", [f"{name}/channels_last", f"{name}/shape"], name)
            case "concat":
                add("Concat", inputs, name, axis=1)
            case _ if kind in SAME_IN_ONNX:
                add(SAME_IN_ONNX[kind], inputs, name)

    def described(name, *shape):
        return helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, [1, *shape])

    rows, columns, channels = shapes["image"]
    graph = helper.make_graph(
        nodes,
        "ssd_mobilenet_v3_large_coco",
        [described("image", channels, rows, columns)],
        [described(name, *shapes[name]) for name in ("boxes", "scores")],
        [numpy_helper.from_array(np.ascontiguousarray(one), name) for name, one in numbers.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)])
    model.ir_version = IR_VERSION
    onnx.checker.check_model(model)
    return model.SerializeToString(deterministic=True)


def _same(sides, kernel, stride, dilation):
    """Return what TensorFlow's "SAME" adds: above, left, below, right; an odd one comes last.

    ONNX has a name for it too, which cv2.dnn does not take with a stride.
    """
    before, after = [], []
    for side, width in zip(sides, kernel, strict=True):
        reach = (-(-side // stride) - 1) * stride + (width - 1) * dilation + 1
        missing = max(reach - side, 0)
        before.append(missing // 2)
        after.append(missing - missing // 2)
    return [*before, *after]
