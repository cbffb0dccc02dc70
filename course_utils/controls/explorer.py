"""The control of `explore`: a picture that changes with sliders, choices and switches."""

import functools
import itertools
from html import escape
from numbers import Real
from typing import NamedTuple

import numpy as np
import traitlets

from .. import plots
from .._validation import shortened
from .axes import page_counts, read_axis
from .base import MAX_BYTES, Control, Still, page_module, reader_text
from .frames import check_frame, live_frame, published_frame

MAX_STATES = 60


def explore(draw, /, *, label, alt, starts_at=None, **axes):
    """Show a picture that changes with sliders, choices and switches.

    Parameters
    ----------
    draw : callable
        ``draw(**values)`` returns the picture for one value of every axis: uint8, gray (M, N) or
        BGR (M, N, 3), or a matplotlib figure, which is closed; always of the same size. The same
        values must give the same picture. It may return several, ``{"before": a, "after": b}``,
        which then move together. And it may return more: ``(picture, sentence)`` or ``(picture,
        sentence, numbers)``. The sentence is the caption and tells the result. The numbers,
        ``{"peaks": 3}``, are shown by the text around, wherever it has
        ``<span class="live-number peaks">3</span>``.
    label : str
        What the control is called, in a few words.
    alt : str or callable or dict of them
        What the picture shows: a format string over the axes (``"{rows} rows"``), or a function
        ``alt(**values)`` that returns the sentence. For several pictures one for each,
        ``{"before": "The moon", "after": "The moon, {gain} times"}``.
    starts_at : dict, optional
        Values to start with, ``{"rows": 320}``; a slider takes the published value that is nearest.
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
        If an axis, a picture or a sentence has the wrong type.
    ValueError
        If an axis has fewer than two values, if pictures differ in size, if `alt` or `starts_at`
        does not fit the axes or the pictures, or if the pictures cannot be brought under the limit
        of the published page.

    Notes
    -----
    The published page plays at most 60 states, and 400 kB of pictures: a longer range or array is
    thinned, its ends are kept. Photographs are slightly compressed; pictures of up to 64 colors,
    such as masks and label maps, keep every value.

    Where nothing runs, on GitHub for instance, its text stands in the control's place: ``Control
    'LABEL': run this cell to move it. AXIS: ..., starts at VALUE; AXIS: ..., starts at VALUE.``

    Examples
    --------
    >>> def square(size):
    ...     picture = np.zeros((40, 60), np.uint8)
    ...     picture[:size, :size] = 255
    ...     return picture
    >>> explore(square, label="White square", alt="A square of {size} pixels", size=range(1, 41))
    Control 'White square': run this cell to move it. size: 1 to 40, starts at 21.
    """
    axes = [read_axis(name, given) for name, given in axes.items()]
    return Explorer(draw, label, alt, axes, starts_at or {})


class State(NamedTuple):
    """What is on show for one value of each axis: {name: picture}, a sentence, {name: text}."""

    pictures: dict
    sentence: str
    numbers: dict


class Explorer(Control):
    """A picture that changes with its axes; made by `explore`.

    Attributes
    ----------
    values : dict
        The present value of each axis. With a kernel it follows the control, and the control
        follows it. What is set before a book is built is where the published control starts.
    """

    _esm = page_module("common.js", "inputs.js", "explore.js")
    _css = page_module("controls.css", "explore.css")
    files = ("controls.css", "explore.css")
    axes = traitlets.List().tag(sync=True)
    values = traitlets.Dict().tag(sync=True)
    # Of every state in turn: the pictures, one after the other, and what is told of them.
    names = traitlets.List().tag(sync=True)
    shapes = traitlets.List().tag(sync=True)
    charts = traitlets.List().tag(sync=True)  # those that turn dark with the page
    frames = traitlets.Bytes().tag(sync=True)
    sizes = traitlets.List().tag(sync=True)
    alts = traitlets.List().tag(sync=True)
    sentences = traitlets.List().tag(sync=True)
    numbers = traitlets.List().tag(sync=True)

    def __init__(self, draw, label, alt, axes, starts_at):
        if not axes:
            raise ValueError("explore has no axis; give at least one, like size=range(1, 41).")
        self._draw, self._alt, self._axes, self._shapes, self._charts = draw, alt, axes, {}, {}
        reader_text("label", label)
        grid, states = self._publish()
        pairs = list(zip(axes, grid, strict=True))
        start = self._named(
            values[len(values) // 2 if axis.kind == "slider" else 0] for axis, values in pairs
        )
        if unknown := set(starts_at) - set(start):
            raise ValueError(f"starts_at has {sorted(unknown)}; the axes are {sorted(start)}.")
        start |= {
            axis.name: _on_page(axis.accept(starts_at[axis.name]), values)
            for axis, values in pairs
            if axis.name in starts_at
        }
        files = [file for state in states.values() for file in state.pictures.values()]
        super().__init__(
            label=label,
            axes=[axis.for_page(values) for axis, values in pairs],
            values=start,
            names=list(self._shapes),
            shapes=[list(shape) for shape in self._shapes.values()],
            charts=list(self._charts.values()),
            frames=b"".join(files),
            sizes=[len(file) for file in files],
            alts=[text for point in states for text in self._describe(self._named(point))],
            sentences=[state.sentence for state in states.values()],
            numbers=[state.numbers for state in states.values()],
        )

    @staticmethod
    def stills(state):  # noqa: D102 - described in Control
        index, count = _index(state), len(state["names"])
        ends = list(itertools.accumulate(state["sizes"]))
        return [
            Still(
                state["frames"][ends[k] - state["sizes"][k] : ends[k]],
                state["alts"][k],
                *state["shapes"][k - index * count],
                state["names"][k - index * count],
            )
            for k in range(index * count, (index + 1) * count)
        ]

    @staticmethod
    def around(state, pictures):  # noqa: D102 - described in Control
        # The parts of static/explore.js, without inputs.
        names = [name and f"<figcaption>{escape(name)}</figcaption>" for name in state["names"]]
        kinds = ("live-shown live-plot" if chart else "live-shown" for chart in state["charts"])
        shown = (
            f'<figure class="{kind}">{picture}{name}</figure>'
            for kind, name, picture in zip(kinds, names, pictures, strict=True)
        )
        rows = (f'<div class="live-row live-kept-{axis["kind"]}"></div>' for axis in state["axes"])
        told = state["sentences"] if any(state["sentences"]) else state["alts"]
        first = told[_index(state) * (len(told) // len(state["sentences"]))]
        return (
            f'<div class="live-explore" data-rows="{len(state["axes"])}" '
            f'data-pictures="{len(pictures)}"><div class="live-board">'
            f'<div class="live-pictures">{"".join(shown)}</div>'
            f'<div class="live-side"><div class="live-rows">{"".join(rows)}</div>'
            f'<p class="live-caption"><span>{escape(first)}</span>'
            f'<span class="live-room">{escape(max(told, key=len))}</span></p></div></div></div>'
        )

    def __repr__(self):
        axes = "; ".join(
            f"{axis.name}: {axis.span}, starts at {self.values[axis.name]}" for axis in self._axes
        )
        return f"Control {self.label!r}: run this cell to move it. {axes}."

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
        """Return the alternative text of each picture."""
        alts = self._alt if isinstance(self._alt, dict) else {"": self._alt}
        if set(alts) != set(self._shapes):
            wanted = ", ".join(map(repr, self._shapes))
            raise ValueError(
                f"alt has texts for {sorted(alts)}; give a dict with one for each of the "
                f"pictures {wanted}."
                if wanted != "''"
                else "alt is a dict, but draw returns one picture; give one text."
            )
        return [self._text(alts[name], values) for name in self._shapes]

    def _text(self, alt, values):
        try:
            text = alt(**values) if callable(alt) else alt.format(**values)
        except (AttributeError, LookupError, ValueError) as error:
            raise ValueError(
                f"alt {shortened(alt)} does not fit {_listed(values)} ({error}); use these names."
            ) from error
        return reader_text("alt", text)

    def _state(self, values):
        """Draw one state, and hold its pictures to the names and sizes of the first."""
        drawn, where = self._draw(**values), f"for {_listed(values)}"
        parts = drawn if isinstance(drawn, tuple) else (drawn,)
        if len(parts) > 3:
            raise ValueError(
                f"draw returns {len(parts)} things {where}; return a picture, a sentence and a "
                "dict of numbers at most."
            )
        pictures, sentence, numbers = (*parts, *("", {})[len(parts) - 1 :])
        if len(parts) > 1:
            reader_text(f"the sentence {where}", sentence)
        if not isinstance(numbers, dict):
            raise TypeError(f"the numbers {where} are a {type(numbers).__name__}; give a dict.")
        pictures = dict(pictures) if isinstance(pictures, dict) else {"": pictures}
        for name, picture in pictures.items():
            what = f"the picture {name!r} {where}" if name else f"the picture {where}"
            chart = hasattr(picture, "savefig")  # a matplotlib figure
            if chart:
                picture = pictures[name] = plots.render(picture)
            check_frame(what, picture)
            if self._charts.setdefault(name, chart) != chart:
                raise ValueError(f"{what} is a figure and others are not; return one kind always.")
            first = self._shapes.setdefault(name, picture.shape[:2])
            if picture.shape[:2] != first:
                raise ValueError(
                    f"{what} has {picture.shape[0]} x {picture.shape[1]} pixels, the first one has "
                    f"{first[0]} x {first[1]}; draw all on a canvas of one size."
                )
        if list(pictures) != list(self._shapes):
            raise ValueError(
                f"draw returns the pictures {list(pictures)} {where}, but at first "
                f"{list(self._shapes)}; return the same ones always."
            )
        return State(pictures, sentence, {name: _shown(n) for name, n in numbers.items()})

    def _publish(self):
        """Return the published values of each axis, and the state of each combination of them.

        The pictures of a state are files here.
        """

        @functools.cache
        def published(point):
            state = self._state(self._named(point))
            files = {name: published_frame(picture) for name, picture in state.pictures.items()}
            return state._replace(pictures=files)

        def weight(state):
            return sum(map(len, state.pictures.values()))

        def play(limit):
            counts = page_counts(self._axes, limit)
            grid = [axis.thinned(count) for axis, count in zip(self._axes, counts, strict=True)]
            points = list(itertools.product(*grid))
            if len(points) > MAX_STATES:
                raise ValueError(
                    f"The axes make {len(points)} pictures, a published control holds "
                    f"{MAX_STATES}; give shorter lists."
                )
            states = {point: published(point) for point in points}
            return grid, states, sum(map(weight, states.values()))

        # A few states tell how heavy they are, before many are drawn in vain.
        _, states, size = play(9)
        limit = MAX_STATES
        while True:
            limit = min(limit, len(states) * MAX_BYTES // size)
            grid, states, size = play(limit)
            if size <= MAX_BYTES:
                return grid, states
            if len(states) > limit:
                raise ValueError(
                    f"{len(states)} pictures take {size // 1000} kB, a published control holds "
                    f"{MAX_BYTES // 1000} kB; draw smaller pictures or give fewer values."
                )

    def _answer(self, widget, message, buffers):
        super()._answer(widget, message, buffers)
        if message.get("kind") == "draw":
            try:
                values = self._accept(message["values"])
                state = self._state(values)
                frames = [live_frame(picture) for picture in state.pictures.values()]
                told = {"sentence": state.sentence, "numbers": state.numbers}
                reply = {"kind": "frame", "alts": self._describe(values)} | told
            except Exception as error:  # The page tells it: nobody reads a kernel's log.
                text = (
                    f"No picture for {_listed(message['values'])}. {type(error).__name__}: {error}"
                )
                reply, frames = {"kind": "problem", "text": text}, []
            self.send(reply | {"id": message["id"]}, frames)


def _index(state):
    """Return which of the published states a saved control starts with."""
    nearest = [
        axis["values"].index(_on_page(state["values"][axis["name"]], axis["values"]))
        for axis in state["axes"]
    ]
    return int(np.ravel_multi_index(nearest, [len(axis["values"]) for axis in state["axes"]]))


def _on_page(value, values):
    """Return the published value that is nearest; a choice is published as it is."""
    if value in values:
        return value
    return min(values, key=lambda known: abs(known - value))


def _shown(number):
    """Return a number as the text around a control shows it: 30,602."""
    if isinstance(number, str):
        return number
    if isinstance(number, bool | np.bool_) or not isinstance(number, Real):
        raise TypeError(
            f"a number of draw is {shortened(number)}, a {type(number).__name__}; give a whole "
            "number, or a text such as f'{share:.1%}'."
        )
    return f"{number:,}"


def _listed(values):
    return ", ".join(f"{name}={shortened(value)}" for name, value in values.items())
