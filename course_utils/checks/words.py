"""Say in words how a result differs from the reference's: its type, its shape, its values."""

import numpy as np

from .._validation import shortened
from .comparing import as_numbers, differs, is_numeric, parts, same_values

_LARGE = 2**24  # values; a larger array may be a view that repeats one value for ever
_ORDINALS = ("first", "second", "third", "fourth")
_AXES = {1: ("entry",), 2: ("row", "column"), 3: ("row", "column", "channel")}


def of_type(trial):
    """Return kind and message for the first part of a wrong type, or None.

    It also says whether the values are right, because a type that is mended does not mend them.
    """
    exercise = trial.exercise
    each = [
        (label, part)
        for label, run, want in trial.each()
        for part in parts(run.value, want, exercise.exact_type)
    ]
    place = _one_of_several(trial)
    if place is not None:
        which = _ORDINALS[place] if place < len(_ORDINALS) else f"number {place + 1}"
        return "type", (
            f"You return {len(trial.runs[0].value)} things at once. The values are right in the "
            f"{which} of them: return that one alone."
        )
    right = all(_has_right_numbers(part, exercise.tolerance) for _, part in each)
    of_wrong_type = [(label, part) for label, part in each if part.problem]
    if not of_wrong_type:
        return None
    first = of_wrong_type[0][1]
    if right:
        return "type", f"The values are right, but the {named(first)} {first.problem}."
    message = f"Your {named(first)} {first.problem}."
    if _is_single(first.got) and is_numeric(first.want) and not _is_single(first.want):
        return "type", f"{message} If there is a loop, does it return too early?"
    more = filter(None, (_values_too(label, part, exercise) for label, part in of_wrong_type))
    return "type", message + next(more, "")


def _one_of_several(trial):
    """Return the place in a tuple at which the answer has the right values, or None."""
    values = [run.value for _, run, want in trial.each() if is_numeric(want)]
    if len(values) < len(trial.wants) or not all(
        isinstance(value, tuple) and len(value) > 1 for value in values
    ):
        return None
    for place in range(min(map(len, values))):
        pairs = [(run.value[place], want) for _, run, want in trial.each()]
        if all(
            is_numeric(got) and same_values(got, want, trial.exercise.tolerance)
            for got, want in pairs
        ):
            return place
    return None


def _has_right_numbers(part, tolerance):
    """Tell whether the values of a part are right, whatever holds them."""
    if not is_numeric(part.want):
        return same_values(part.got, part.want, tolerance)
    got, want = as_numbers(part.got), np.asarray(part.want)
    if got is None or (got.shape != want.shape and not got.size == want.size == 1):
        return False
    return not differs(got.reshape(want.shape), want, tolerance).any()


def _is_single(value):
    return is_numeric(value) and not np.ndim(value)


def _values_too(label, part, exercise):
    """Say what else is wrong if the numbers are read as such, whatever holds them."""
    got, want = as_numbers(part.got), part.want
    if got is None or not is_numeric(want):
        return ""
    want = np.asarray(want)
    if got.size == want.size == 1:
        got = got.reshape(want.shape)
    if got.shape != want.shape:
        is_wrong = f" The shape is wrong too: on {label}, it is {got.shape}; expected {want.shape}."
        return is_wrong if want.ndim else ""
    if not differs(got, want, exercise.tolerance).any():
        return ""
    found = _difference(got, want, exercise.tolerance, _axes(exercise, part))
    return f" And on {label}, {found}" if want.ndim else f" And on {label}: {found}"


def of_shape(trial):
    """Return kind and message for the first part of a wrong shape, or None."""
    for label, run, want in trial.each():
        for part in parts(run.value, want):
            if not is_numeric(part.want):
                continue
            got, want_array = np.asarray(part.got), np.asarray(part.want)
            if got.shape != want_array.shape:
                where = f"the shape of `{_path(part)}`" if part.path else "the shape"
                message = f"On {label}, {where} is {got.shape}; expected {want_array.shape}."
                return "shape", message + _arranged(got, want_array, trial.exercise.tolerance)
    return None


def _arranged(got, want, tolerance):
    """Say what can be said of the values in a wrong shape."""
    if got.size == want.size:  # a result of another size may be too large to ravel
        if not differs(got.ravel(), want.ravel(), tolerance).any():
            return " The values are right, only arranged in another way."
        if not differs(np.sort(got, None), np.sort(want, None), tolerance).any():
            return " It holds the right values, but not in order."
        return " Its values are not those expected either."
    if want.shape == (256,) and got.shape == (255,):
        return (
            f" One is missing: from 0 to {want.size - 1} there are {want.size} values, and "
            f"{want.size} bins have {want.size + 1} edges."
        )
    is_beginning = got.ndim == want.ndim == 1 and 0 < got.size < want.size
    if is_beginning and not differs(got, want[: got.size], tolerance).any():
        return f" The first {got.size} are right."
    if got.size > _LARGE or not got.size or not want.size:
        return ""
    return f" Yours {_extent(got)}; those expected {_extent(want)}."


def _extent(array):
    low, high, total = (f"{number:.6g}" for number in (array.min(), array.max(), array.sum()))
    return f"run from {low} to {high} and sum to {total}"


def of_values(trial):
    """Return kind and message for the first place where the values differ."""
    exercise = trial.exercise
    for label, run, want in trial.each():
        for part in parts(run.value, want):
            if same_values(part.got, part.want, exercise.tolerance):
                continue
            where = f" in `{_path(part)}`" if part.path else ""
            if not is_numeric(part.want):
                want, got = shortened(part.want), shortened(part.got)
                return "values", f"On {label}{where}: expected {want}, got {got}."
            got, want_array = np.asarray(part.got), np.asarray(part.want)
            found = _difference(got, want_array, exercise.tolerance, _axes(exercise, part))
            if want_array.ndim == 0:
                return "values", f"On {label}{where}: {found}"
            return "values", f"On {label}{where}, {found}"
    return None


def named(part):
    """Call a part by its place; a result without parts is simply the result."""
    return f"`{_path(part)}`" if part.path else "result"


def _path(part):
    return f"result{part.path}"


def _axes(exercise, part):
    ndim = np.ndim(part.want)
    if len(exercise.axes) == ndim:
        return exercise.axes
    return _AXES.get(ndim) or [f"axis {i}" for i in range(ndim)]


def _difference(got, want, tolerance, axes):
    """Say how many values differ, where the first is, and what they have in common."""
    wrong = differs(got, want, tolerance)
    first = tuple(np.argwhere(wrong)[0])
    found = "expected {}, got {}.".format(*_show(want[first], got[first]))
    if want.ndim == 0:
        return found
    where = ", ".join(f"{axis} {index}" for axis, index in zip(axes, first, strict=True))
    count = np.count_nonzero(wrong)
    many = f"{count} of {wrong.size} values {'differ, the first' if count > 1 else 'differs,'}"
    return f"{many} at {where}: {found}{_pattern(got, want, wrong, axes)}"


def _pattern(got, want, wrong, axes):
    """Say where the wrong values lie or how they differ, if that is simple to say."""
    for is_odd, name, source in ((np.isnan, "NaN", "0 / 0"), (np.isinf, "infinite", "1 / 0")):
        count = np.count_nonzero(is_odd(got[wrong]))
        what = f"{name}, as after {source}"
        if is_odd(want).any():  # some are right, so it may have been put there
            what = f"{name} and should be {'numbers' if count > 1 else 'a number'}"
        if count:
            return f" {count} {'values are' if count > 1 else 'value is'} {what}."
    if got.size > 1 and (got == got.flat[0]).all():
        return f" All of your values are {_show(want[wrong][0], got[wrong][0])[1]}."
    for axis, name in enumerate(axes):
        places, length = np.unique(np.nonzero(wrong)[axis]), wrong.shape[axis]
        if len(places) == 1 and length > 1 and np.count_nonzero(wrong) > 1:
            which = {0: f"the first {name}", length - 1: f"the last {name}"}
            return f" They all lie in {which.get(int(places[0]), f'{name} {places[0]}')}."
    ratios = got[want != 0] / want[want != 0]
    if len(ratios) < 2 or not np.allclose(ratios, ratios[0]) or got[want == 0].any():
        return ""
    factor = f"{ratios[0]:.4g}"
    if factor != "1":
        return f" Each value is {factor} times what it should be."
    return " All are nearly right: was something rounded on the way?"


def _show(want, got):
    """Write two different numbers with as many digits as it takes to tell them apart."""
    for digits in range(6, 18):
        shown = tuple(
            f"{number:.{digits}g}" if number.dtype.kind == "f" else str(number)
            for number in (want, got)
        )
        if shown[0] != shown[1]:
            break
    return shown
