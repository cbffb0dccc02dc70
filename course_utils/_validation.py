"""What pictures and masks must be: each check raises one sentence that names the remedy."""

import operator
import re
import reprlib

import numpy as np


def whole(name, number, least=None, most=None):
    """Return a whole number as an int, or raise unless it is one from `least` to `most`."""
    try:
        number = operator.index(number)
    except TypeError:
        raise TypeError(f"{name} is {shortened(number)}; give a whole number.") from None
    if least is not None and number < least:
        raise ValueError(f"{name} is {shortened(number)}; give at least {least}.")
    if most is not None and number > most:
        raise ValueError(f"{name} is {shortened(number)}; give {most} at most.")
    return number


def whole_pair(name, pair, meaning):
    """Return two whole numbers as ints, or raise and say what they mean, as in (row, column)."""
    try:
        first, second = map(operator.index, pair)
    except (TypeError, ValueError):
        raise TypeError(f"{name} is {shortened(pair)}; give two whole numbers {meaning}.") from None
    return first, second


def positive(name, number, unit, most=np.inf):
    """Return a number as a float, or raise unless it is above 0 and at most `most`."""
    try:
        number = float(number)
    except (TypeError, ValueError):
        raise TypeError(f"{name} is {shortened(number)}; give a number of {unit}.") from None
    if not 0 < number <= most or number == np.inf:
        up_to = "" if most == np.inf else f", up to {most}"
        raise ValueError(f"{name} is {number}; give a number of {unit} above 0{up_to}.")
    return number


def share(name, number):
    """Return a number as a float, or raise unless it is from 0 to 1."""
    try:
        number = float(number)
    except (TypeError, ValueError):
        raise TypeError(f"{name} is {shortened(number)}; give a number from 0 to 1.") from None
    if not 0 <= number <= 1:
        raise ValueError(f"{name} is {number}; give a number from 0 to 1.")
    return number


def shortened(value):
    """Show a value in one line of a message: a long one is cut in the middle."""
    return re.sub(r"\s*\n\s*", " ", _SHORT.repr(value))


class _Short(reprlib.Repr):
    def repr_int(self, number, level):
        try:
            return super().repr_int(number, level)
        except ValueError:  # Python itself refuses to write more than 4300 digits
            return f"a whole number of {number.bit_length()} bits"


_SHORT = _Short()
_SHORT.maxstring = _SHORT.maxother = _SHORT.maxlong = 60


def check_array(name, array):
    """Raise unless `array` is a NumPy array without a mask of its own."""
    if not isinstance(array, np.ndarray):
        raise TypeError(
            f"{name} has type {type(array).__name__}; give a NumPy array, as read_image returns it."
        )
    refuse_masked(name, array)


def refuse_masked(name, array):
    """Raise if an array, or each chunk of a Dask array, has a mask of its own."""
    if isinstance(getattr(array, "_meta", array), np.ma.MaskedArray):
        raise TypeError(
            f"{name} is a masked array, whose own mask would be ignored; give plain values, as "
            "np.ma.getdata or dask.array.ma.filled returns them."
        )


def check_numbers(name, array, unit="pixel"):
    """Raise unless an array holds at least one integer or float."""
    if array.dtype.kind not in "uif":
        raise TypeError(
            f"{name} has dtype {array.dtype}; give integers or floats, or count a mask as "
            f"{name}.astype(np.uint8)."
        )
    if not array.size:
        raise ValueError(f"{name} has shape {array.shape}, so no {unit}; check how it was cut out.")


def check_planes(name, image):
    """Raise unless an array has the shape of a gray or color picture."""
    if image.ndim not in (2, 3) or (image.ndim == 3 and image.shape[2] not in (3, 4)):
        raise ValueError(
            f"{name} has shape {image.shape}; give a picture of shape (M, N), (M, N, 3) or "
            "(M, N, 4)."
        )


def check_uint8(name, array):
    """Raise unless `array` is a uint8 array."""
    check_array(name, array)
    if array.dtype != np.uint8:
        raise TypeError(f"{name} has dtype {array.dtype}; give uint8 values from 0 to 255.")


def check_picture(name, image, *, channels):
    """Raise unless `image` is a uint8 picture with one of these numbers of channels."""
    check_uint8(name, image)
    found = 1 if image.ndim == 2 else image.shape[-1] if image.ndim == 3 else None
    if found not in channels or (found == 1 and image.ndim == 3):
        wanted = " or ".join("(M, N)" if c == 1 else f"(M, N, {c})" for c in channels)
        raise ValueError(f"{name} has shape {image.shape}; give a picture of shape {wanted}.")
    check_numbers(name, image)


def check_mask(mask, image):
    """Return the mask, or raise unless it is None or a bool array with one value a pixel."""
    if mask is None:
        return None
    refuse_masked("mask", mask)
    if not isinstance(mask, np.ndarray) or mask.dtype != bool:
        found = getattr(mask, "dtype", type(mask).__name__)
        raise TypeError(f"mask has type {found}; give a bool array, such as mask > 0.")
    if mask.shape != image.shape[:2]:
        raise ValueError(
            f"mask has shape {mask.shape} but the picture has {image.shape[:2]} pixels; give one "
            "mask value for each pixel."
        )
    return mask
