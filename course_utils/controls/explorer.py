"""The control of `explore`: a picture that changes with sliders, choices and switches."""

import functools
import itertools

import numpy as np
import traitlets

from .._validation import shortened
from .axes import page_counts, read_axis
from .base import MAX_BYTES, Control, page_module, reader_text
from .frames import check_frame, live_frame, published_frame

MAX_FRAMES = 60


def explore(draw, /, *, label, alt, **axes):
    """Show a picture that changes with sliders, choices and switches.

    Parameters
    ----------
    draw : callable
        ``draw(**values)`` returns the picture for one value of every axis: uint8, gray (M, N) or
        BGR (M, N, 3), always of the same size. The same values must give the same picture.
    label : str
        What the control is called, in a few words.
    alt : str or callable
        What the picture shows: a format string over the axes (``"{rows} rows"``), or a function
        ``alt(**values)`` that returns the sentence.
    **axes : range, ndarray, list or tuple
        A range or an array of evenly spaced numbers is a slider; a kernel also serves the values
        in between (whole numbers, or tenths of the spacing). A list of numbers is a slider over
        exactly these, a list of strings a choice, ``(False, True)`` a switch. Sliders start at
        their middle value, choices and switches at their first.

    Returns
    -------
    Explorer
        A widget; leave it on the last line of a cell to show it.

    Raises
    ------
    TypeError
        If an axis or a picture has the wrong type.
    ValueError
        If an axis has fewer than two values, if pictures differ in size, if `alt` does not fit
        the axes, or if the pictures cannot be brought under the limit of the published page.

    Notes
    -----
    The published page plays at most 60 pictures of 400 kB together: a longer range or array is
    thinned, its ends are kept. Photographs are slightly compressed; pictures of up to 64 colors,
    such as masks and label maps, keep every value.

    Examples
    --------
    >>> def square(size):
    ...     picture = np.zeros((40, 60), np.uint8)
    ...     picture[:size, :size] = 255
    ...     return picture
    >>> explore(square, label="White square", alt="A square of {size} pixels", size=range(1, 41))
    Explorer('White square', size=40 values)
    """
    return Explorer(draw, label, alt, [read_axis(name, given) for name, given in axes.items()])


class Explorer(Control):
    """A picture that changes with its axes; made by `explore`.

    Attributes
    ----------
    values : dict
        The present value of each axis. With a kernel it follows the control, and the control
        follows it. What is set before a book is built is where the published control starts.
    """

    _esm = page_module("common.js", "inputs.js", "explore.js")
    axes = traitlets.List().tag(sync=True)
    values = traitlets.Dict().tag(sync=True)
    frames = traitlets.Bytes().tag(sync=True)
    sizes = traitlets.List().tag(sync=True)
    alts = traitlets.List().tag(sync=True)
    height = traitlets.Int().tag(sync=True)
    width = traitlets.Int().tag(sync=True)

    def __init__(self, draw, label, alt, axes):
        if not axes:
            raise ValueError("explore has no axis; give at least one, like size=range(1, 41).")
        self._draw, self._alt, self._axes, self._shape = draw, alt, axes, None
        reader_text("label", label)
        grid, frames = self._publish()
        pairs = list(zip(axes, grid, strict=True))
        super().__init__(
            label=label,
            axes=[axis.for_page(values) for axis, values in pairs],
            values=self._named(
                values[len(values) // 2 if axis.kind == "slider" else 0] for axis, values in pairs
            ),
            frames=b"".join(frames.values()),
            sizes=[len(frame) for frame in frames.values()],
            alts=[self._describe(self._named(point)) for point in frames],
            height=self._shape[0],
            width=self._shape[1],
        )

    @staticmethod
    def still(state):  # noqa: D102 - described in Control
        axes = state["axes"]
        start = [_nearest(axis, state["values"][axis["name"]]) for axis in axes]
        index = np.ravel_multi_index(start, [len(axis["values"]) for axis in axes])
        first = sum(state["sizes"][:index])
        return state["frames"][first : first + state["sizes"][index]], state["alts"][index]

    def __repr__(self):
        axes = ", ".join(f"{axis.name}={len(axis.values)} values" for axis in self._axes)
        return f"Explorer({self.label!r}, {axes})"

    @traitlets.validate("values")
    def _accept_values(self, proposal):
        return self._accept(proposal["value"])

    def _accept(self, values):
        names = {axis.name for axis in self._axes}
        if set(values) != names:
            raise ValueError(
                f"values has {sorted(values)}; give one value for each of {sorted(names)}."
            )
        return {axis.name: axis.accept(values[axis.name]) for axis in self._axes}

    def _named(self, point):
        return {axis.name: value for axis, value in zip(self._axes, point, strict=True)}

    def _describe(self, values):
        try:
            text = self._alt(**values) if callable(self._alt) else self._alt.format(**values)
        except (AttributeError, LookupError, ValueError) as error:
            raise ValueError(
                f"alt {shortened(self._alt)} does not fit {_listed(values)} ({error}); use these "
                "names."
            ) from error
        return reader_text("alt", text)

    def _picture(self, values):
        """Draw one picture and hold it to the size of the first."""
        picture, name = self._draw(**values), f"the picture for {_listed(values)}"
        check_frame(name, picture)
        self._shape = self._shape or picture.shape[:2]
        if picture.shape[:2] != self._shape:
            raise ValueError(
                f"{name} has {picture.shape[0]} x {picture.shape[1]} pixels, the first one has "
                f"{self._shape[0]} x {self._shape[1]}; draw all on a canvas of one size."
            )
        return picture

    def _publish(self):
        """Return the published values of each axis, and a frame for each of their combinations."""

        @functools.cache
        def frame(point):
            return published_frame(self._picture(self._named(point)))

        def play(limit):
            counts = page_counts(self._axes, limit)
            grid = [axis.thinned(count) for axis, count in zip(self._axes, counts, strict=True)]
            points = list(itertools.product(*grid))
            if len(points) > MAX_FRAMES:
                raise ValueError(
                    f"The axes make {len(points)} pictures, a published control holds "
                    f"{MAX_FRAMES}; give shorter lists."
                )
            frames = {point: frame(point) for point in points}
            return grid, frames, sum(map(len, frames.values()))

        # A few frames tell how heavy they are, before many are drawn in vain.
        _, frames, size = play(9)
        limit = MAX_FRAMES
        while True:
            limit = min(limit, len(frames) * MAX_BYTES // size)
            grid, frames, size = play(limit)
            if size <= MAX_BYTES:
                return grid, frames
            if len(frames) > limit:
                raise ValueError(
                    f"{len(frames)} pictures take {size // 1000} kB, a published control holds "
                    f"{MAX_BYTES // 1000} kB; draw smaller pictures or give fewer values."
                )

    def _answer(self, widget, message, buffers):
        super()._answer(widget, message, buffers)
        if message.get("kind") == "draw":
            try:
                values = self._accept(message["values"])
                frame = live_frame(self._picture(values))
                reply, frames = {"kind": "frame", "alt": self._describe(values)}, [frame]
            except Exception as error:  # The page tells it: nobody reads a kernel's log.
                text = (
                    f"No picture for {_listed(message['values'])}. {type(error).__name__}: {error}"
                )
                reply, frames = {"kind": "problem", "text": text}, []
            self.send(reply | {"id": message["id"]}, frames)


def _nearest(axis, value):
    """Return the index of the published value of an axis that is nearest to its present one."""
    if axis["kind"] == "slider":
        return int(np.argmin(np.abs(np.subtract(axis["values"], value))))
    return axis["values"].index(value)


def _listed(values):
    return ", ".join(f"{name}={shortened(value)}" for name, value in values.items())
