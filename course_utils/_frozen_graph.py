"""Read the frozen TensorFlow graph of the detector into a short list of layers, by NumPy alone.

The file is a protocol buffer [1]_ of the message GraphDef: a list of nodes, and each constant is
one of them. Only what the SSD MobileNetV3 graph holds is understood; another one raises an error.

.. [1] https://protobuf.dev/programming-guides/encoding/
"""

import math
from typing import NamedTuple

import numpy as np

SIDE = 320  # rows and columns of the picture that goes in


class Node(NamedTuple):
    """A node of the graph as it is stored; each attribute is a message still to be read."""

    name: str
    op: str
    inputs: list
    attributes: dict


class Layer(NamedTuple):
    """A step of the network, with what follows a convolution folded into its numbers.

    Attributes
    ----------
    name : str
        Of the node that it ends with.
    kind : str
        "image", "conv", "depthwise", "mean" of all places, "add", "multiply", "sigmoid", "reshape",
        "concat" along the first axis; "gate", which is relu6(x + 3) / 6, and "hard_swish", which is
        x times its gate.
    inputs : tuple of str
        Names of the layers that it takes.
    shape : tuple of int
        Of its result: (rows, columns, channels), or (boxes, values) at the end.
    kernel : (rows, columns, channels in, channels out) float32 ndarray, or None
        Of a convolution; with "depthwise", (rows, columns, channels, 1).
    bias : (channels out,) float32 ndarray, or None
        What is added then.
    stride, dilation : int
        The same for rows and columns; the padding is TensorFlow's "SAME".
    activation : str
        "relu", "relu6" or "", what comes last in a convolution.
    """

    name: str
    kind: str
    inputs: tuple
    shape: tuple
    kernel: np.ndarray = None
    bias: np.ndarray = None
    stride: int = 1
    dilation: int = 1
    activation: str = ""


# ---- the file ----------------------------------------------------------------------------------


def read_graph(content):
    """Return {name: Node} of the bytes of a GraphDef, in the order of the file."""
    nodes = {}
    for number, message in _fields(memoryview(content)):
        if number == 1:
            node = _read_node(message)
            nodes[node.name] = node
    return nodes


def constant(nodes, name):
    """Return the array of a constant, through what only passes it on, or None for another node."""
    node = _source(nodes, name)
    if node.op != "Const":
        return None
    return _read_tensor(_attribute(node, "value", 8))


def _source(nodes, name):
    """Return the node that makes a value: "Identity" only passes it on."""
    while nodes[name].op == "Identity":
        (name,) = nodes[name].inputs
    return nodes[name]


def _fields(message):
    """Yield (number, value) of each field: an int, or what is stored as bytes."""
    place = 0
    while place < len(message):
        key, place = _varint(message, place)
        number, kind = key >> 3, key & 7
        if kind == 0:
            value, place = _varint(message, place)
        else:
            size = {1: 8, 5: 4}.get(kind)
            if size is None:  # kind 2: the size stands before the bytes
                size, place = _varint(message, place)
            value, place = message[place : place + size], place + size
        yield number, value


def _varint(message, place):
    """Return a whole number, stored as 7 bits a byte, and the place behind it."""
    number = shift = 0
    while True:
        byte = message[place]
        place += 1
        number |= (byte & 127) << shift
        if byte < 128:
            return number, place
        shift += 7


def _varints(value):
    """Return the whole numbers of a field that may hold one, or many in a row."""
    if isinstance(value, int):
        return [value]
    numbers, place = [], 0
    while place < len(value):
        number, place = _varint(value, place)
        numbers.append(number)
    return numbers


def _text(message):
    return bytes(message).decode()


def _read_node(message):
    name = op = ""
    inputs, attributes = [], {}
    for number, value in _fields(message):
        if number == 1:
            name = _text(value)
        elif number == 2:
            op = _text(value)
        elif number == 3:
            inputs.append(_text(value))
        elif number == 5:
            entry = dict(_fields(value))
            attributes[_text(entry[1])] = entry[2]
    return Node(name, op, inputs, attributes)


def _attribute(node, name, number):
    """Return a field of an attribute: 1 holds a list, 2 text, 4 a float, 8 a tensor."""
    return dict(_fields(node.attributes[name]))[number]


def _read_tensor(message):
    kinds = {1: "<f4", 3: "<i4"}
    dtype, sides, values = None, [], []
    for number, value in _fields(message):
        if number == 1:
            dtype = kinds[value]
        elif number == 2:
            sides = [dict(_fields(side)).get(1, 0) for at, side in _fields(value) if at == 2]
        elif number in (4, 5):  # bytes of all numbers, or floats in a row
            values = np.frombuffer(value, dtype)
        elif number == 7:
            # What is below 0 is stored as what is left of it to 2 ** 64.
            values = [*values, *(whole - (whole >> 63 << 64) for whole in _varints(value))]
    values = np.array(values, dtype)
    if values.size == 1:  # one number for all places
        return np.full(sides, values[0], dtype)
    return values.reshape(sides)


# ---- the network -------------------------------------------------------------------------------


def read_network(nodes):
    """Return the layers in an order in which they can run; the last two give the results.

    They are called "boxes", (2034, 4), in the code of the network, and "scores", (2034, 91), where
    class 0 is the background.
    """
    return _Network(nodes).layers()


class _Network:
    """Gathers the layers while the nodes are read, each behind those that it takes."""

    def __init__(self, nodes):
        self._nodes = nodes
        self._made = {}  # the layer that ends with a node, by the name of this node

    def layers(self):
        for node in self._nodes.values():
            layer = self._layer_that_ends_with(node)
            if layer is not None:
                self._made[node.name] = layer
        layers = {layer.name: layer for layer in self._made.values()}
        for output, node in (("boxes", "Squeeze"), ("scores", "convert_scores")):
            layer = layers.pop(self._made[node].name)
            layers[output] = layer._replace(name=output)
        return list(layers.values())

    def _layer_that_ends_with(self, node):
        """Return a layer, or None for a part of one, and for what depends on parts only."""
        if node.op in ("BiasAdd", "FusedBatchNormV3"):
            return self._convolution(node)
        if node.op == "Mul" and self._constant(node.inputs[1]) is not None:
            return self._gate(node)
        inputs = [self._made.get(_source(self._nodes, name).name) for name in node.inputs]
        first = inputs[0] if inputs else None
        match node.op:
            case "Placeholder":
                return Layer("image", "image", (), (SIDE, SIDE, 3))
            case "Mul" | "AddV2" if None not in inputs:
                kind = {"Mul": "multiply", "AddV2": "add"}[node.op]
                return _layer(node, kind, inputs, first.shape)
            case "Relu" | "Relu6" if first is not None:
                return first._replace(activation=node.op.lower())
            case "Mean":
                return _layer(node, "mean", [first], (1, 1, first.shape[-1]))
            case "Reshape":
                values = int(self._constant(node.inputs[1])[-1])
                return _layer(node, "reshape", [first], (math.prod(first.shape) // values, values))
            case "ConcatV2":
                inputs = inputs[:-1]  # the last one is the axis
                boxes = sum(layer.shape[0] for layer in inputs)
                return _layer(node, "concat", inputs, (boxes, first.shape[1]))
            case "Sigmoid":
                return _layer(node, "sigmoid", [first], first.shape)
            case "Squeeze":
                return first
            case "RealDiv" if self._constant(node.inputs[1]) == 1:
                return first
        return None

    def _convolution(self, node):
        """Fold the normalization that follows a convolution, or the bias, into its numbers."""
        product = _source(self._nodes, node.inputs[0])
        taken = self._made[_source(self._nodes, product.inputs[0]).name]
        kernel = self._constant(product.inputs[1])
        kind = {"Conv2D": "conv", "DepthwiseConv2dNative": "depthwise"}[product.op]
        if node.op == "BiasAdd":
            bias = self._constant(node.inputs[1])
        else:
            scale, offset, mean, variance = (
                self._constant(name).astype(np.float64) for name in node.inputs[1:]
            )
            (epsilon,) = np.frombuffer(_attribute(node, "epsilon", 4), "<f4")
            factor = scale / np.sqrt(variance + epsilon)
            kernel = kernel * factor.reshape((1, -1) if kind == "conv" else (-1, 1))
            bias = offset - mean * factor
        stride, dilation = (self._one_number(product, name) for name in ("strides", "dilations"))
        rows, columns = (-(-side // stride) for side in taken.shape[:2])
        return _layer(node, kind, [taken], (rows, columns, len(bias)))._replace(
            kernel=kernel.astype(np.float32),
            bias=bias.astype(np.float32),
            stride=stride,
            dilation=dilation,
        )

    def _gate(self, node):
        """Recognize relu6(x + 3) / 6, alone or times x."""
        inner = _source(self._nodes, node.inputs[0])
        kind = {"Relu6": "gate", "Mul": "hard_swish"}[inner.op]
        clipped = inner if kind == "gate" else _source(self._nodes, inner.inputs[1])
        raised = _source(self._nodes, clipped.inputs[0])
        numbers = [self._constant(one.inputs[1]) for one in (raised, node)]
        if not np.allclose(numbers, [3, 1 / 6], rtol=1e-4):  # the graph says 0.16667
            raise ValueError(f"{node.name} is no gate: {numbers}")
        taken = self._made[_source(self._nodes, raised.inputs[0]).name]
        return _layer(node, kind, [taken], taken.shape)

    def _constant(self, name):
        return constant(self._nodes, name)

    def _one_number(self, node, name):
        """Return the number that an attribute repeats for rows and columns."""
        _, rows, columns, _ = _varints(dict(_fields(_attribute(node, name, 1)))[3])
        if rows != columns:
            raise ValueError(f"{node.name} has {name} of {rows} and {columns}")
        return rows


def _layer(node, kind, inputs, shape):
    return Layer(node.name, kind, tuple(layer.name for layer in inputs), shape)
