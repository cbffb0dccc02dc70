"""The axes of `explore`: sliders, choices and switches."""

import math
from collections.abc import Sequence
from numbers import Real
from typing import NamedTuple

import numpy as np

from .._validation import shortened


class Axis(NamedTuple):
    """One axis of `explore`: what a reader can choose, and what a kernel serves in between."""

    name: str
    kind: str  # "slider", "choice" or "switch"
    values: Sequence
    step: float | None = None  # of the values that a kernel serves; None: exactly `values`

    @property
    def digits(self):
        """Decimals to keep, so that 0.1 + 0.2 is 0.3 here and in the page."""
        return max(0, 9 - math.floor(math.log10(abs(self.step))))

    @property
    def span(self):
        """What can be chosen, in words: "1 to 40", "blue, green, red", "off or on"."""
        if self.kind == "switch":
            return "off or on"
        if self.kind == "choice" or len(self.values) <= 4:
            return ", ".join(map(str, self.values))
        return f"{self.values[0]} to {self.values[-1]}"

    def thinned(self, count):
        """Return `count` of the values, evenly chosen, the two ends among them."""
        last = len(self.values) - 1
        return [self.values[round(i * last / (count - 1))] for i in range(count)]

    def accept(self, value):
        """Return the value as `draw` is to get it, or raise if it is not one of this axis."""
        low, high = sorted((self.values[0], self.values[-1])) if self.step else (None, None)
        if self.step and isinstance(value, Real) and low <= value <= high:
            return round(value) if isinstance(low, int) else round(float(value), self.digits)
        if not self.step and value in self.values:
            return self.values[self.values.index(value)]
        raise ValueError(
            f"axis {self.name!r} has no value {shortened(value)}; stay within its values."
        )

    def for_page(self, values):
        """Return what the page needs to know of the axis; `values` are the published ones."""
        first, last, fine = self.values[0], self.values[-1], None
        if self.step:
            count = round((last - first) / self.step) + 1
            fine = {"first": first, "step": self.step, "count": count, "digits": self.digits}
        return {"name": self.name, "kind": self.kind, "values": values, "fine": fine}


def read_axis(name, given):
    """Read one axis of `explore`, or say in one sentence what is wrong with it."""
    if isinstance(given, range):
        values = given
    elif isinstance(given, np.ndarray) and given.ndim == 1:
        values = given.tolist()
    elif isinstance(given, list | tuple):
        values = [value.item() if isinstance(value, np.generic) else value for value in given]
    else:
        raise TypeError(
            f"axis {name!r} is a {type(given).__name__}; give a range, a one-dimensional array, "
            "or a list of numbers, of strings or of False and True."
        )
    if len(values) < 2:
        raise ValueError(f"axis {name!r} has {len(values)} values; give at least two.")
    if isinstance(given, range):
        return Axis(name, "slider", values, math.copysign(1, given.step))

    types = {type(value) for value in values}
    if types <= {int, float}:
        kind = "slider"
    elif types in ({str}, {bool}):
        kind = "choice" if types == {str} else "switch"
    else:
        found = ", ".join(sorted(found.__name__ for found in types))
        raise TypeError(
            f"axis {name!r} has values of type {found}; give only numbers, only strings, or False "
            "and True."
        )
    if kind == "slider" and not all(map(math.isfinite, values)):
        raise ValueError(f"axis {name!r} has a value that is not finite; give plain numbers.")
    if len(set(values)) < len(values):
        raise ValueError(f"axis {name!r} has a value twice; give each value once.")
    if not isinstance(given, np.ndarray) or kind != "slider":
        return Axis(name, kind, values)

    spacing = (values[-1] - values[0]) / (len(values) - 1)
    if not np.allclose(np.diff(values) / spacing, 1):
        raise ValueError(f"axis {name!r} is not evenly spaced; give these numbers as a list.")
    axis = Axis(name, kind, values, math.copysign(1, spacing) if types == {int} else spacing / 10)
    return axis._replace(values=[round(value, axis.digits) for value in values])


def page_counts(axes, limit):
    """Return how many values each axis keeps for `limit` pictures; sliders keep their two ends."""
    most = max(limit, 2)
    counts = [min(len(a.values), most) if a.step else len(a.values) for a in axes]
    while math.prod(counts) > limit and any(
        axis.step and count > 2 for axis, count in zip(axes, counts, strict=True)
    ):
        longest = max(range(len(axes)), key=lambda i: counts[i] if axes[i].step else 0)
        counts[longest] -= 1
    return counts
