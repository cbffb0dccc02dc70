"""Calls of OpenCV.js: an array becomes a Mat in the memory of OpenCV.js, and a Mat an array.

A function is declared as OpenCV's headers declare it: ``threshold(Mat src, Out dst, double thresh,
double maxval, int type) -> double``. What Python shows follows from that by the rules of Python's
OpenCV: what must be given comes first, results may be given too, and what does not fit is a
`cv2.error`.
"""

import operator
import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from pyodide.ffi import JsException, to_js

try:
    from js import cv as OPENCV
except ImportError:
    OPENCV = None
if OPENCV is None:
    raise ImportError("OpenCV.js is not in this copy of the site, so there is no cv2 in the page.")

VERSION = re.search(r"OpenCV (\S+)", OPENCV.getBuildInformation())[1]

# ---- errors --------------------------------------------------------------------------------------

# How OpenCV words an error. The reason stands in the first line, or below if it has several.
SAID = r"OpenCV\(.*?\) (.*?):(-?\d+): error: \((-?\d+):.*?\) (.*?) ?in function '(.*?)'\n(.*)"


class error(Exception):
    """What OpenCV refuses; `err` says why."""

    def __init__(self, message):
        super().__init__(message)
        self.msg = self.err = message
        self.file, self.line, self.code, self.func = "", -1, -1, ""
        if said := re.match(SAID, message, re.DOTALL):
            self.file, line, code, reason, self.func, below = said.groups()
            self.line, self.code, self.err = int(line), int(code), reason or below


error.__module__ = "cv2"


class Misfit(Exception):
    """Why an argument cannot be handed over."""


def refused(function, *reasons):
    """Return the error of arguments that cannot be handed over, in the words of Python's OpenCV."""
    lines = "".join(f">  - {reason}\n" for reason in reasons)
    return error(
        f"OpenCV({VERSION}) :-1: error: (-5:Bad argument) in function '{function}'\n"
        f"> Overload resolution failed:\n{lines}"
    )


def failed(function, condition):
    """Return the error of a condition that does not hold."""
    return error(
        f"OpenCV({VERSION}) :-1: error: (-215:Assertion failed) {condition} in function "
        f"'{function}'\n"
    )


# ---- arrays --------------------------------------------------------------------------------------

CHANNELS_AT = OPENCV.CV_8UC2.bit_length() - 1  # where in a type the number of channels begins
CHANNELS = 128  # at most
DEPTHS = {
    "uint8": OPENCV.CV_8U,
    "int8": OPENCV.CV_8S,
    "uint16": OPENCV.CV_16U,
    "int16": OPENCV.CV_16S,
    "int32": OPENCV.CV_32S,
    "float32": OPENCV.CV_32F,
    "float64": OPENCV.CV_64F,
    "float16": 7,  # OpenCV.js has no name for it
}
DTYPES = {depth: np.dtype(name) for name, depth in DEPTHS.items()}
NUMBER = int | float | np.number
TAKEN_AS = {"int64": np.int32, "uint64": np.int32}  # as Python's OpenCV does


def as_array(name, value):
    """Return what OpenCV takes for a Mat: an array, or a few numbers."""
    if isinstance(value, NUMBER):
        value = (value, 0, 0, 0)
    if isinstance(value, tuple):
        value = np.array(value, np.float64)
    if not isinstance(value, np.ndarray):
        raise Misfit(f"{name} is not a numpy array, neither a scalar")
    kind = value.dtype.name
    if kind not in DEPTHS | TAKEN_AS:
        raise Misfit(f"{name} data type = {kind} is not supported")
    if value.ndim > 3 or (value.ndim == 3 and value.shape[2] > CHANNELS):
        raise Misfit(
            f"{name} has the shape {value.shape}; in the page {CHANNELS} channels are most"
        )
    return value.astype(TAKEN_AS.get(kind, kind), copy=False)


def new_mat(array):
    """Return a Mat with the numbers of an array, whose third axis counts channels."""
    if array.ndim == 3 and getattr(array, "wrap_channels", None) is False:
        made = cube(array.shape)
    else:
        rows, columns, channels = (*array.shape, 1, 1, 1)[:3]
        kind = DEPTHS[array.dtype.name] | (channels - 1) << CHANNELS_AT
        made = OPENCV.Mat.new(rows, columns, kind)
    if array.size:
        made.data.assign(np.ascontiguousarray(array).reshape(-1).view(np.uint8))
    return made


def cube(shape):
    """Return a float32 Mat of three axes: OpenCV.js makes none but for a histogram."""
    made, pixel = OPENCV.Mat.new(), OPENCV.Mat.new(1, 1, OPENCV.CV_8UC3)
    images = OPENCV.MatVector.new()
    images.push_back(pixel)
    ranges = to_js([0.0, 256.0] * 3)
    OPENCV.calcHist(images, to_js([0, 1, 2]), OPENCV.Mat.new(), made, to_js(shape), ranges)
    return made


def new_array(made):
    """Return the numbers of a Mat as an array, flat if the Mat has three axes; None if empty."""
    dtype, channels = DTYPES[made.type() % (1 << CHANNELS_AT)], made.channels()
    rows, columns = made.rows, made.cols
    shape = (-1,) if rows < 0 else (rows, columns, channels)[: 2 + (channels > 1)]
    array = np.frombuffer(made.data.to_bytes(), dtype)
    return array.reshape(shape).copy() if array.size else None


def put(array, given):
    """Write a result into the array that was given for it, and return that, if it has its form."""
    if given is None or (given.shape, given.dtype) != (array.shape, array.dtype):
        return array
    given[...] = array
    return given


# ---- how arguments are handed over ---------------------------------------------------------------


class Call:
    """One call: each method hands over an argument of one kind. What was made for it is deleted."""

    def __init__(self):
        self.made = []
        self.results = []  # (Mat, the array that was given for it or None)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for one in self.made:
            one.delete()

    def keep(self, made):
        self.made.append(made)
        return made

    def result(self, made, given=None):
        self.results.append((self.keep(made), given))
        return made

    def arrays(self):
        """Return the results."""
        return [
            tuple(new_array(self.keep(made.get(index))) for index in range(made.size()))
            if hasattr(made, "push_back")
            else put(new_array(made), given)
            for made, given in self.results
        ]

    def mat(self, name, value):
        return self.keep(OPENCV.Mat.new() if value is None else new_mat(as_array(name, value)))

    def term(self, name, value):
        """Hand over what is added or multiplied: a number stands for one in each channel."""
        if isinstance(value, NUMBER):
            value = (value,) * 4
        elif isinstance(value, tuple):
            value = value + (0,) * (4 - len(value))
        return self.mat(name, value)

    def mats(self, name, value):
        vector = self.keep(OPENCV.MatVector.new())
        for index, one in enumerate(sequence(name, value)):
            if not isinstance(one, np.ndarray):
                raise wrong_item(name, index)
            vector.push_back(self.mat(name, one))
        return vector

    def out(self, name, value):
        return self.result(OPENCV.Mat.new(), value if value is None else writable(name, value))

    def inout(self, name, value):
        if value is None:
            return self.out(name, value)
        return self.result(new_mat(writable(name, value)), value)

    def mats_out(self, name, value):
        return self.result(OPENCV.MatVector.new())

    def whole(self, name, value):
        try:
            return operator.index(value)
        except TypeError:
            raise Misfit(f"Argument '{name}' is required to be an integer") from None

    def real(self, name, value):
        if not isinstance(value, NUMBER):
            raise Misfit(f"Argument '{name}' must be double, not {type(value).__name__}")
        return float(value)

    def flag(self, name, value):
        return bool(value)

    def wholes(self, name, value):
        return to_js(whole_numbers(name, value))

    def reals(self, name, value):
        return to_js([float(one) for one in sequence(name, value)])

    def size(self, name, value):
        return OPENCV.Size.new(*whole_numbers(name, (0, 0) if value is None else value, 2))

    def point(self, name, value):
        return OPENCV.Point.new(*whole_numbers(name, value, 2))

    def real_point(self, name, value):
        return OPENCV.Point.new(*map(float, sequence(name, value, 2)))

    def scalar(self, name, value):
        value = [value] if isinstance(value, NUMBER) else sequence(name, value)
        return OPENCV.Scalar.new(*([*map(float, value), 0, 0, 0, 0][:4]))

    def criteria(self, name, value):
        return OPENCV.TermCriteria.new(*sequence(name, value, 3))


def writable(name, value):
    """Refuse what OpenCV could not write into."""
    array = as_array(name, value)
    row = array if array.ndim < 2 else array[:1]
    if array is not value or not row.flags.c_contiguous:
        raise Misfit(f"Layout of the output array {name} is incompatible with cv::Mat")
    return array


def sequence(name, value, length=None):
    if not isinstance(value, Sequence | np.ndarray):
        raise Misfit(f"Can't parse '{name}'. Input argument doesn't provide sequence protocol")
    if length and len(value) != length:
        raise Misfit(f"Can't parse '{name}'. Expected sequence length {length}, got {len(value)}")
    return value


def whole_numbers(name, value, length=None):
    for index, one in enumerate(sequence(name, value, length)):
        if not isinstance(one, int | np.integer):
            raise wrong_item(name, index)
    return [int(one) for one in value]


def wrong_item(name, index):
    return Misfit(f"Can't parse '{name}'. Sequence item with index {index} has a wrong type")


KINDS = {
    "Mat": Call.mat,
    "Mats": Call.mats,
    "Term": Call.term,
    "Out": Call.out,
    "InOut": Call.inout,
    "MatsOut": Call.mats_out,
    "int": Call.whole,
    "ints": Call.wholes,
    "double": Call.real,
    "doubles": Call.reals,
    "bool": Call.flag,
    "Size": Call.size,
    "Point": Call.point,
    "Point2f": Call.real_point,
    "Scalar": Call.scalar,
    "TermCriteria": Call.criteria,
}

# ---- functions -----------------------------------------------------------------------------------

RETURNED = {
    "int": int,
    "double": float,
    "Scalar": lambda four: tuple(map(float, four)),
    "Moments": lambda found: {name: float(value) for name, value in found.object_entries()},
    "Extremes": lambda found: (
        *(float(found.minVal), float(found.maxVal)),
        *((place.x, place.y) for place in (found.minLoc, found.maxLoc)),
    ),
}


class Argument(NamedTuple):
    """An argument of a function, and what it is if it is left out."""

    name: str
    hand_over: Callable
    optional: bool
    default: object = None


class Function:
    """A function of Python's OpenCV, which calls the one of OpenCV.js."""

    def __init__(self, name, arguments, returned):
        self.__name__ = self.__qualname__ = name
        self.__module__ = "cv2"
        self.arguments = arguments  # in the order of OpenCV
        self.order = sorted(arguments, key=lambda one: one.optional)  # in the order of Python
        self.returned = RETURNED.get(returned)
        given = ", ".join(one.name for one in self.order if not one.optional)
        left_out = [one.name for one in self.order if one.optional]
        self.__doc__ = f"{name}({given}{'[, '.join(['', *left_out])}{']' * len(left_out)})"

    def __call__(self, *args, **kwargs):
        given = self.bind(args, kwargs)
        with Call() as call:
            handed = [self.hand_over(call, one, given.get(one.name)) for one in self.arguments]
            try:
                value = getattr(OPENCV, self.__name__)(*handed)
            except JsException as fault:
                raise error(fault.message) from None
            if hasattr(value, "channels"):
                call.result(value)
            results = call.arrays()
        if self.returned:
            results.insert(0, self.returned(value))
        return results[0] if len(results) == 1 else tuple(results) or None

    def bind(self, args, kwargs):
        """Return the arguments by their names."""
        function, names = f"{self.__name__}()", [one.name for one in self.order]
        given = dict(zip(names, args, strict=False)) | kwargs
        count, problem = len(args) + len(kwargs), None
        missing = [one.name for one in self.order if not one.optional and one.name not in given]
        unknown = [name for name in kwargs if name not in names]
        if count > len(names):
            problem = f"{function} takes at most {len(names)} arguments ({count} given)"
        elif missing:
            place = names.index(missing[0]) + 1
            problem = f"{function} missing required argument '{missing[0]}' (pos {place})"
        elif unknown:
            problem = f"'{unknown[0]}' is an invalid keyword argument for {function}"
        if problem:
            raise refused(self.__name__, problem, problem)
        return given

    def hand_over(self, call, argument, value):
        """Return what OpenCV.js is given for an argument."""
        if value is None:
            value = argument.default
        try:
            return argument.hand_over(call, argument.name, value)
        except Misfit as misfit:
            reasons = [misfit, misfit]  # one for each form of the function, with Mat and with UMat
            if argument.hand_over in (Call.mat, Call.term, Call.out, Call.inout):
                reasons[1] = f"Expected Ptr<cv::UMat> for argument '{argument.name}'"
            raise refused(self.__name__, *reasons) from None


def declared(text, names):
    """Return the functions that a text declares, {name: function}; `names` are words for values."""
    functions = re.findall(r"(\w+)\((.*?)\)(?: -> (\w+))?", text, re.DOTALL)
    return {
        name: Function(name, [argument(one, names) for one in arguments.split(",")], returned)
        for name, arguments, returned in functions
    }


def argument(text, names):
    kind, name, *default = text.replace("=", " ").split()
    if not default:
        return Argument(name, KINDS[kind], kind in ("Out", "MatsOut"))
    value = names[default[0]] if default[0] in names else int(default[0])
    return Argument(name, KINDS[kind], True, value)
