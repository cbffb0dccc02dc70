"""TensorFlow graphs, written and cut as tests need them: protocol buffers, without TensorFlow."""

from course_utils import _frozen_graph


def varint(number):
    """Store a whole number as a protocol buffer does: 7 bits a byte, the lowest first."""
    low = number & 127
    return bytes([low]) if low == number else bytes([low | 128]) + varint(number >> 7)


def field(number, value):
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    return varint(number << 3 | 2) + varint(len(value)) + value


def without_last_step(content):
    """Leave out the node that turns numbers into boxes, which OpenCV does not know."""
    messages = [
        message
        for number, message in _frozen_graph._fields(memoryview(content))
        if number == 1 and b"TFLite_Detection_PostProcess" not in bytes(message[:80])
    ]
    return b"".join(b"\n" + varint(len(message)) + bytes(message) for message in messages)
