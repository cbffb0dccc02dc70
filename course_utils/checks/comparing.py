"""Compare two results part by part: numbers, arrays, texts, and whatever holds such parts."""

import dataclasses
import numbers
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np


class Part(NamedTuple):
    """A part of the wanted result, and what an answer has in its place.

    Attributes
    ----------
    path : str
        Where it stands, as Python writes it behind the result: ``[1]``, ``.votes``, ``['cat']``;
        empty for a result that has no parts.
    got, want : object
        What the answer has, and what the reference has.
    problem : str
        What is wrong with the type, as the end of "Your result ..."; empty if nothing is.
    """

    path: str
    got: object
    want: object
    problem: str


def parts(got, want, exact=False, path=""):
    """Go through the wanted parts, beside those of an answer.

    Parameters
    ----------
    got, want : object
        What the answer and the reference returned.
    exact : bool, optional
        Whether integers and floats must have just the dtype of the reference.
    path : str, optional
        Where these two stand in a larger result.

    Yields
    ------
    Part
        Each number, array, text, None or set; or something whole, if the answer has nothing
        to be taken apart there.
    """
    problem, pairs = _taken_apart(got, want)
    if problem or pairs is None:
        yield Part(path, got, want, problem or _leaf_problem(got, want, exact))
        return
    for step, inner_got, inner_want in pairs:
        yield from parts(inner_got, inner_want, exact, path + step)


def same_values(got, want, tolerance):
    """Tell whether two results are equal, the dtypes of numbers left aside."""
    problem, pairs = _taken_apart(got, want)
    if problem:
        return False
    if pairs is not None:
        return all(same_values(one, other, tolerance) for _, one, other in pairs)
    if _holds_objects(got) and _holds_objects(want):
        pairs = zip(got.flat, want.flat, strict=False)
        return got.shape == want.shape and all(same_values(*pair, tolerance) for pair in pairs)
    if _is_number(got) and _is_number(want):
        if not (is_numeric(got) and is_numeric(want)) or np.shape(got) != np.shape(want):
            return False
        return not differs(np.asarray(got), np.asarray(want), tolerance).any()
    return _is_like(got, want) and not _is_number(want) and bool(got == want)


def differs(got, want, tolerance):
    """Tell for two numeric arrays of one shape where they differ."""
    if want.dtype.kind in "biu":
        return got != want
    # What np.isclose does, without the checks that take most of its time.
    near = (np.abs(got - want) <= tolerance * (1 + np.abs(want))) & np.isfinite(want)
    return ~(near | (got == want) | ((got != got) & (want != want)))


def _holds_objects(value):
    return isinstance(value, np.ndarray) and value.dtype == object


def is_numeric(value):
    """Tell whether something is a number or an array of numbers or bools."""
    return _is_number(value) and np.asarray(value).dtype.kind in "biuf"


def as_numbers(value):
    """Return the numbers in a value of another type as an array, or None if that is no array."""
    if isinstance(value, np.ma.MaskedArray):
        value = np.ma.getdata(value)
    if isinstance(value, list | tuple):
        try:
            value = np.array(value)
        except Exception:  # a reader's objects may do anything
            return None
    return np.asarray(value) if is_numeric(value) else None


# ---- what has parts ----------------------------------------------------------------------------


def _taken_apart(got, want):
    """Return (problem, None), or ("", pairs) with each step, got and want; no pairs for a leaf."""
    if dataclasses.is_dataclass(want) and not isinstance(want, type):
        return _by_name(got, want, [field.name for field in dataclasses.fields(want)])
    if isinstance(want, tuple) and hasattr(want, "_fields"):
        # A plain tuple in the right order has no names, and is as good.
        if isinstance(got, list | tuple) and not _has(got, "_fields"):
            return _by_place(got, want)
        return _by_name(got, want, want._fields)
    if isinstance(want, Mapping):
        return _by_key(got, want)
    if isinstance(want, list | tuple):
        return _by_place(got, want)
    return "", None


def _by_name(got, want, names):
    missing = [name for name in names if not _has(got, name)]
    if len(missing) == len(names):
        listed = ", ".join(f"`{name}`" for name in names)
        return f"is of type `{_type(got)}`: return one `{_type(want)}` with {listed}", None
    if missing:
        return f"has no `{missing[0]}`", None
    return "", [(f".{name}", getattr(got, name), getattr(want, name)) for name in names]


def _has(got, name):
    try:
        return hasattr(got, name)
    except Exception:  # a reader's object may refuse to be looked at
        return False


def _by_key(got, want):
    if not isinstance(got, Mapping):
        return f"is of type `{_type(got)}`: return a dict", None
    for key in want:
        if key not in got:
            return f"has no entry for {key!r}", None
    for key in got:
        if key not in want:
            return f"has an entry for {key!r}, which should not be there", None
    return "", [(f"[{key!r}]", got[key], want[key]) for key in want]


def _by_place(got, want):
    name = "list" if isinstance(want, list) else "tuple"
    if not isinstance(got, list | tuple):
        return f"is of type `{_type(got)}`: return a {name} of length {len(want)}", None
    if len(got) != len(want):
        return f"has the length {len(got)}: return a {name} of length {len(want)}", None
    return "", [(f"[{i}]", *pair) for i, pair in enumerate(zip(got, want, strict=True))]


# ---- what has none -----------------------------------------------------------------------------


def _leaf_problem(got, want, exact):
    """Continue the sentence "Your result ...", or return an empty text if the type is right."""
    if not _is_number(want):
        if _is_like(got, want):
            return ""
        return f"is of type `{_type(got)}`: return {_wanted(want)}"
    want = np.asarray(want)
    if isinstance(got, np.ma.MaskedArray):
        return "is a masked array: return a plain one, as `np.ma.filled` makes it"
    if want.ndim and not isinstance(got, np.ndarray):
        return f"is of type `{_type(got)}`: return one NumPy array"
    if not _is_number(got):
        return f"is of type `{_type(got)}`: return one number"
    found, got = got, np.asarray(got)
    if not want.ndim and got.ndim:
        return f"is an array of shape {got.shape}: return one number"
    if exact or want.dtype in (np.uint8, np.bool_):
        accepted, wanted = got.dtype == want.dtype, f"`{want.dtype}`"
    elif want.dtype.kind in "iu":
        accepted, wanted = got.dtype.kind in "iu", "integers" if want.ndim else "a whole number"
    else:
        accepted, wanted = got.dtype.kind == "f", "floats" if want.ndim else "a float"
    kind = got.dtype if isinstance(found, np.ndarray | np.generic) else _type(found)
    return "" if accepted else f"has the type `{kind}`: return {wanted}"


def _is_like(got, want):
    """Tell whether two things are of one type; all texts are, NumPy's too."""
    return type(got) is type(want) or (isinstance(got, str) and isinstance(want, str))


def _wanted(want):
    return "None" if want is None else {"str": "a text"}.get(_type(want), f"one {_type(want)}")


def _is_number(value):
    return isinstance(value, numbers.Number | np.generic | np.ndarray)


def _type(value):
    return type(value).__name__
