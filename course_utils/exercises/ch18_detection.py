"""Exercises of chapter 18, Real-time object detection."""

import re

import numpy as np

from ..checks import Exercise, mistakes_in, slips_in
from ..detection import read_voc, write_voc
from . import shared


def _area(box):
    return (box[2] - box[0]) * (box[3] - box[1])


def _drawn(rng, number, side=100.0, least=5.0):
    """Return boxes anywhere in a square."""
    corners = rng.uniform(0, side, (number, 2))
    return np.hstack([corners, corners + rng.uniform(least, side / 2, (number, 2))])


# ---- detection.iou -------------------------------------------------------------------------------


def iou(first, second):
    """Find the box that both share; it may have no height or no width.

    The area that they cover together is the sum of both, less what was counted twice.

    >>> iou([0.0, 0.0, 2.0, 2.0], [0.0, 1.0, 2.0, 3.0])
    0.3333333333333333
    """
    height = min(first[2], second[2]) - max(first[0], second[0])
    width = min(first[3], second[3]) - max(first[1], second[1])
    shared = max(0.0, height) * max(0.0, width)
    areas = [(box[2] - box[0]) * (box[3] - box[1]) for box in (first, second)]
    return shared / (sum(areas) - shared)


def iou_cases(rng):
    def pair(*numbers):
        """Return two boxes, moved together by parts of a pixel."""
        move = np.tile(rng.uniform(0, 30, 2), 4).reshape(2, 4)
        return tuple(np.array(numbers, float).reshape(2, 4) * rng.uniform(1, 2) + move)

    def around(down, right):
        """Return a box and another one beside it, so many steps away."""
        top, left = 20 + 14 * down, 17 + 18 * right
        return pair(20, 20, 30, 32, top, left, top + 8, left + 17)

    # A gap in each direction of its own: half of a comparison finds only half of them.
    apart = {
        **{"on the right": (0, 1), "on the left": (0, -1), "below": (1, 0), "above": (-1, 0)},
        **{"below, on the right": (1, 1), "below, on the left": (1, -1)},
        **{"above, on the right": (-1, 1), "above, on the left": (-1, -1)},
    }
    return [
        ("two boxes that overlap at a corner", pair(0, 0, 10, 20, 6, 13, 18, 40)),
        ("a small box, then a large one", pair(4, 30, 11, 42, 7, 8, 30, 36)),
        ("one box inside the other", pair(0, 0, 20, 30, 5, 6, 9, 17)),
        ("the other box outside", pair(5, 6, 9, 17, 0, 0, 20, 30)),
        ("boxes that cross like a plus", pair(0, 10, 30, 15, 12, 0, 18, 26)),
        *((f"a second box {where}", around(*steps)) for where, steps in apart.items()),
        ("boxes that touch", pair(0, 0, 10, 10, 10, 0, 20, 10)),
        ("twice the same box", pair(3, 4, 10, 29, 3, 4, 10, 29)),
        ("boxes smaller than a pixel", pair(0, 0, 0.4, 0.3, 0.1, 0.2, 0.5, 0.6)),
    ]


def _overlap(first, second):
    """Return height and width of what two boxes share; below 0 where there is a gap."""
    return np.minimum(first[2:], second[2:]) - np.maximum(first[:2], second[:2])


def _corners(box):
    return box


def _none_below_zero(first, second):
    return float(np.prod(np.maximum(0, _overlap(first, second))))


def _union(shared, first, second):
    return shared / (_area(first) + _area(second) - shared)


def _iou(first, second, *, read=_corners, shares=_none_below_zero, divided=_union):
    """Compare by a program of which every step may be wrong."""
    first, second = read(np.array(first)), read(np.array(second))
    return divided(shares(first, second), first, second)


class Read:
    def height_and_width(box):
        """You read the last two numbers as height and width. They are bottom and right, where the
        box ends."""
        return np.r_[box[:2], box[:2] + box[2:]]

    def mixed(box):
        """You read the numbers as top, left, right, bottom, so rows and columns are mixed. Bottom
        is the third, right the fourth."""
        return box[[0, 1, 3, 2]]

    def ends_inclusive(box):
        """You add 1 to heights and widths, as if bottom and right were the last pixels of the box.
        They are exclusive, as in a slice."""
        return np.add(box, (0, 0, 1, 1))

    def whole_pixels(box):
        """You cut the corners to whole pixels. Boxes have parts of pixels: compute with the
        numbers as they are."""
        return np.trunc(box)


class Shares:
    def gaps_count(first, second):
        """Your boxes share something although they are apart in both directions: minus times minus
        is plus. How long is a shared side where there is a gap?"""
        return float(np.prod(_overlap(first, second)))

    def gaps_without_sign(first, second):
        """You take a gap between two boxes for what they share: it has lost its sign. A gap counts
        as 0."""
        return float(np.abs(_overlap(first, second)).prod())

    def below_zero(first, second):
        """Your result is below 0 where the boxes are apart in one direction alone. One gap is
        enough: then they share nothing."""
        sides = _overlap(first, second)
        return float(np.prod(sides)) if (sides > 0).any() else 0.0

    def around_both(first, second):
        """You exchanged the larger and the smaller, so you have the box around both for the one
        they share. Where does the shared box begin: at the larger top, or at the smaller?"""
        return float(np.prod(np.maximum(first[2:], second[2:]) - np.minimum(first[:2], second[:2])))

    def corner_inside(first, second):
        """You look whether a corner of one box lies in the other. Boxes that cross like a plus have
        none. Compare tops, lefts, bottoms and rights instead."""
        for one, two in ((first, second), (second, first)):
            for row in (one[0], one[2]):
                for column in (one[1], one[3]):
                    if two[0] <= row <= two[2] and two[1] <= column <= two[3]:
                        return _none_below_zero(first, second)
        return 0.0


class Divided:
    def not_divided(shared, first, second):
        """You return the shared area itself, in pixels. Divide it by the area that both cover
        together."""
        return shared

    def counted_twice(shared, first, second):
        """You divide by the sum of both areas, in which the shared part is counted twice. Two equal
        boxes should get 1."""
        return shared / (_area(first) + _area(second))

    def doubled(shared, first, second):
        """You divide twice the shared area by the sum of both: that is Dice's index. IoU divides by
        the area that they cover together."""
        return 2 * shared / (_area(first) + _area(second))

    def hull(shared, first, second):
        """You divide by the box around both, which covers more than the two do. How large are they
        together?"""
        sides = np.maximum(first[2:], second[2:]) - np.minimum(first[:2], second[:2])
        return shared / float(np.prod(sides))

    def smaller(shared, first, second):
        """You divide by the smaller of the two areas, so a small box inside a large one gets 1.
        Divide by what both cover together."""
        return shared / min(_area(first), _area(second))

    def larger(shared, first, second):
        """You divide by the larger of the two areas. Divide by what both cover together."""
        return shared / max(_area(first), _area(second))

    def first_alone(shared, first, second):
        """You divide by the area of the first box, so the order of the two matters. Divide by what
        both cover together."""
        return shared / _area(first)

    def second_alone(shared, first, second):
        """You divide by the area of the second box, so the order of the two matters. Divide by what
        both cover together."""
        return shared / _area(second)


class IouMistakes:
    def percent(result):
        """You multiplied by 100. IoU goes from 0 to 1."""
        return result * 100

    def distance(result):
        """You return 1 minus the IoU, a distance. Equal boxes should get 1."""
        return 1 - result


IOU = Exercise(
    name="detection.iou",
    title="IoU",
    level="easy",
    points=1,
    reference=iou,
    cases=iou_cases,
    correct="What two boxes share, divided by what they cover together.",
    mistakes=[
        *mistakes_in(IouMistakes),
        *slips_in(Read, _iou, "read"),
        *slips_in(Shares, _iou, "shares"),
        *slips_in(Divided, _iou, "divided"),
    ],
    hints=[
        "Draw two boxes that overlap. Which top has the box that they share, that of the upper one "
        "or that of the lower one?",
        "The shared box begins at the larger top and ends at the smaller bottom. If that is a gap, "
        "its height is 0.",
        "Both areas together count the shared one twice. Take it off once.",
    ],
)


# ---- detection.label_map -------------------------------------------------------------------------


def label_map(text):
    r"""Collect the fields of a block line by line, and store them at its closing brace.

    splitlines knows both kinds of line ends, and strip takes blanks off before the quotes.

    >>> label_map('item {\n  id: 3\n  name: "/m/0k4j"\n  display_name: "car"\n}\n')
    {3: 'car'}
    """
    names, fields = {}, {}
    for line in text.splitlines():
        key, _, value = line.partition(":")
        fields[key.strip()] = value.strip().strip("\"'")
        if line.strip() == "}":
            names[int(fields["id"])] = fields.get("display_name", fields.get("name"))
            fields = {}
    return names


WORDS = (
    *("person", "bicycle", "traffic light", "fire hydrant", "stop sign", "dining table", "cup"),
    *("cell phone", "teddy bear", "hot dog", "cat", "potted plant", "wine glass", "toaster"),
)


def label_map_cases(rng):
    def block(number, name, order=("name", "id", "display_name"), quote='"', shown=True, indent=2):
        code = "/m/0" + "".join(rng.choice(list("bcdfghjkmnpq2345"), 4))
        fields = {"name": f"{quote}{code}{quote}" if shown else f"{quote}{name}{quote}"}
        fields |= {"id": number}
        fields |= {"display_name": f"{quote}{name}{quote}"} if shown else {}
        lines = [f"{' ' * indent}{key}: {fields[key]}" for key in order if key in fields]
        return "\n".join(["item {", *lines, f"{' ' * (indent // 4)}}}"])

    def text(*options, end="\n"):
        numbers = np.cumsum(rng.integers(2, 9, len(options))).tolist()
        names = rng.choice(WORDS, len(options), replace=False).tolist()
        blocks = [
            block(number, name, **more)
            for number, name, more in zip(numbers, names, options, strict=True)
        ]
        return ("\n".join([*blocks, ""]).replace("\n", end),)

    last, first = ("display_name", "id", "name"), ("id", "display_name", "name")
    both = [{}, {"quote": "'"}, {"shown": False}, {"order": last}]
    spaced = "item {\n  name: 'a b'\n  id: 90\n  display_name: \"hair drier\"\n}\n"
    return [
        ("three classes, as in the example", text({}, {}, {})),
        ("lines in another order", text({"order": last}, {"order": first}, {})),
        ("single quotes", text({"quote": "'"}, {}, {"quote": "'"})),
        ("a class without a display name", text({}, {"shown": False}, {})),
        ("line ends of Windows", text({}, {"order": first}, {"shown": False}, end="\r\n")),
        ("of everything something", text(*both, *both)),
        ("no indentation", text({"indent": 0}, {"indent": 8, "order": first})),
        ("names of two words, both kinds of quotes", (spaced,)),
        ("an empty text", ("",)),
    ]


def _blocks(text):
    """Return the fields of each block, a dict, in the order of the lines."""
    found = []
    for block in re.findall(r"\{(.*?)\}", text.replace("\r", ""), re.DOTALL):
        pairs = (line.partition(":") for line in block.strip().splitlines())
        found.append({key.strip(): value.strip() for key, _, value in pairs})
    return found


def _unquoted(value):
    return value.strip("\"'") if value else value


def _shown(fields):
    return fields.get("display_name", fields.get("name"))


def _numbered(fields, place):
    return int(fields["id"])


def _label_map(text, *, split=_blocks, named=_shown, numbered=_numbered, cleaned=_unquoted):
    """Read by a program of which every step may be wrong."""
    return {
        numbered(fields, place): cleaned(named(fields)) for place, fields in enumerate(split(text))
    }


class Split:
    def last_missing(text):
        """The last class is missing: you store a class when the next one begins. Store it at its
        closing brace."""
        return _blocks(text)[:-1]

    def first_missing(text):
        """The first class is missing. Where does your loop begin?"""
        return _blocks(text)[1:]

    def not_forgotten(text):
        """You keep the fields of one block for the next, so a class without a display name gets an
        old one. Begin each block with nothing."""
        fields, found = {}, []
        for block in _blocks(text):
            fields = fields | block
            found.append(fields)
        return found

    def as_in_the_example(text):
        """You read only blocks whose lines come as in the example. They come in any order."""
        return [block for block in _blocks(text) if [*block][:2] == ["name", "id"]]

    def greedy(text):
        """You have one class alone: `.*` reaches to the last brace of the text. `.*?` ends at the
        first one."""
        found = _blocks(text)
        if not found:
            return []
        first = {}
        for block in found:
            first = block | first
        return [first]


class Named:
    def name_alone(fields):
        """You took the name, such as /m/01g317, although there is a display name."""
        return fields.get("name")

    def display_name_alone(fields):
        """You have no name where a display name is missing. Then the name counts."""
        return fields.get("display_name")

    def display_name_or_nothing(fields):
        """You have an empty name where a display name is missing. Then the name counts."""
        return fields.get("display_name", "")

    def the_later_one(fields):
        """You take whichever comes last, the name or the display name: `name:` is in
        `display_name:` as well. Compare the whole key."""
        return [value for key, value in fields.items() if "name" in key][-1]


class Numbered:
    def as_text(fields, place):
        """Your ids are texts, "1" for 1. Make ints of them."""
        return fields["id"]

    def counted_from_one(fields, place):
        """You count the classes and do not read their ids. Ids have gaps."""
        return place + 1

    def counted_from_zero(fields, place):
        """You count the classes from 0 and do not read their ids. Ids have gaps."""
        return place

    def one_less(fields, place):
        """You take 1 off each id, as for a list that begins at 0. A dict needs no such thing: keep
        the ids."""
        return int(fields["id"]) - 1


class Cleaned:
    def quotes_left(value):
        """The quotes are still around your names. Take them off."""
        return value

    def double_alone(value):
        """You take off double quotes alone. Single ones occur as well."""
        return value.strip('"')

    def first_word(value):
        """Your names end at the first blank, so "traffic light" becomes "traffic". A name goes on
        to its closing quote."""
        return value.split()[0].strip("\"'")

    def lower_case_joined(value):
        """You changed the names: blanks are gone. Keep them."""
        return _unquoted(value).replace(" ", "_")


class LabelMapMistakes:
    def carriage_return(text):
        r"""A `\r` is left at the end of your names where lines end in `\r\n`. `splitlines` knows
        both kinds of line ends."""
        found = _label_map(text)
        if "\r" not in text:
            return found
        return {number: name + "\r" for number, name in found.items()}

    def carriage_return_and_quote(text):
        r"""Where lines end in `\r\n`, a `\r` and a quote are left at the end of your names.
        `splitlines` knows both kinds of line ends."""
        found = _label_map(text)
        if "\r" not in text:
            return found
        quotes = [_shown(fields)[-1] for fields in _blocks(text)]
        return {
            number: name + quote + "\r"
            for (number, name), quote in zip(found.items(), quotes, strict=True)
        }

    def only_double_read(text):
        """A name in single quotes is lost. Both kinds of quotes occur."""
        found = {}
        for fields in _blocks(text):
            kept = {key: value for key, value in fields.items() if not value.startswith("'")}
            found[int(fields["id"])] = _unquoted(_shown(kept)) or ""
        return found

    def shifted(text):
        """You collect all ids and all display names, and then join them. After a class without a
        display name all are shifted. Read block by block."""
        blocks = _blocks(text)
        shown = [_unquoted(one["display_name"]) for one in blocks if "display_name" in one]
        return dict(zip([int(one["id"]) for one in blocks], shown, strict=False))

    def turned_around(text):
        """Your dict goes from name to id. A detector gives numbers, so it should go from id to
        name."""
        return {name: number for number, name in _label_map(text).items()}

    def pairs(text):
        """You return a list of pairs. `dict` makes a dict of them."""
        return list(_label_map(text).items())

    def names(text):
        """You return a list of names, so the ids are lost. They have gaps, so a dict is needed."""
        return list(_label_map(text).values())


LABEL_MAP = Exercise(
    name="detection.label_map",
    title="Label map",
    level="medium",
    points=2,
    reference=label_map,
    cases=label_map_cases,
    correct="Each id has its display name, or else its name, whatever the order and the quotes.",
    mistakes=[
        *mistakes_in(LabelMapMistakes),
        *slips_in(Split, _label_map, "split"),
        *slips_in(Named, _label_map, "named"),
        *slips_in(Numbered, _label_map, "numbered"),
        *slips_in(Cleaned, _label_map, "cleaned"),
    ],
    hints=[
        "Go through the lines. What do you need to remember until the block ends?",
        "`line.partition(':')` parts a line at its first colon. What must be stripped off both "
        "parts?",
        "A dict for the fields of a block, filled line by line; at the closing brace it becomes "
        "one entry of the result, and a new one begins.",
    ],
)


# ---- detection.nms -------------------------------------------------------------------------------


def nms(boxes, scores, limit):
    """Go down the scores, and compare each box with those that are kept (`iou` is yours).

    A stable sort of the negative scores leaves equal ones in their order.

    >>> boxes = np.array([[0.0, 0, 4, 4], [0, 1, 4, 5], [9, 9, 12, 12]])
    >>> nms(boxes, np.array([0.5, 0.9, 0.7]), 0.4)
    array([1, 2])
    """
    kept = []
    for index in np.argsort(-scores, kind="stable"):
        if all(iou(boxes[index], boxes[other]) <= limit for other in kept):
            kept.append(index)
    return np.array(kept, dtype=int)


def nms_cases(rng):
    def crowd(groups, members, limit, spread=6.0):
        middles = np.repeat(_drawn(rng, groups, 300, 40), members, axis=0)
        order = rng.permutation(len(middles))
        boxes = (middles + rng.normal(0, spread, middles.shape))[order]
        return boxes, rng.permutation(np.linspace(0.05, 0.95, len(boxes))), limit

    # One chain: each box overlaps the next one, but not the one after that.
    chain = np.array([[0.0, 10 * k, 20, 10 * k + 20] for k in range(6)]) + rng.integers(0, 40)
    order = rng.permutation(6)
    chained = chain[order], np.array([0.9, 0.8, 0.7, 0.6, 0.5, 0.4])[order], 0.2
    half = np.array([[0.0, 0, 10, 10], [0, 0, 10, 20], [40, 0, 50, 10], [40, 0, 50, 40]])
    inside = np.array([[0.0, 0, 40, 40], [10, 10, 24, 20], [60, 60, 70, 70], [50, 50, 90, 90]])
    # Apart in both directions, so that two gaps make a large area.
    apart = np.array([[0.0, 0, 10, 12], [11, 14, 22, 25], [200, 180, 212, 190], [60, 70, 90, 99]])
    ties = crowd(4, 4, 0.4)
    ties = ties[0], rng.permutation(np.repeat([0.3, 0.6, 0.8, 0.9], 4)), 0.4
    corners = rng.permutation(np.mgrid[0:240:30, 0:300:30].reshape(2, -1).T * 1.0)
    apart_ties = np.hstack([corners, corners + 25]), rng.permutation(np.repeat([0.4, 0.7], 40)), 0.5
    # Cut or rounded to whole pixels, other ones would overlap.
    tiny = np.array([[0.6, 0.6, 1.4, 1.4], [0.65, 0.6, 1.45, 1.4], [1.0, 0.6, 1.8, 1.4]])
    tiny = np.vstack([tiny, [[0.05, 0.05, 1.05, 1.05]]]) + rng.integers(0, 40)
    return [
        ("three groups of boxes", crowd(3, 5, 0.5)),
        ("a low limit", crowd(4, 6, 0.2)),
        ("a high limit", crowd(4, 6, 0.75, 9.0)),
        ("a chain in which each box overlaps the next", chained),
        ("an IoU of exactly the limit", (half, np.array([0.6, 0.9, 0.8, 0.7]), 0.5)),
        ("small boxes inside large ones", (inside, np.array([0.9, 0.8, 0.7, 0.6]), 0.3)),
        (
            "boxes that are apart in both directions",
            (apart, rng.permutation([0.2, 0.4, 0.6, 0.9]), 0.3),
        ),
        ("equal scores", ties),
        ("many equal scores", apart_ties),
        ("boxes as small as a pixel", (tiny, np.array([0.9, 0.8, 0.7, 0.6]), 0.5)),
        ("one box", (_drawn(rng, 1), np.array([0.7]), 0.5)),
        ("no box", (np.zeros((0, 4)), np.zeros(0), 0.5)),
    ]


def _downward(scores):
    return np.argsort(-scores, kind="stable")


def _kept(indices, boxes, scores):
    return np.array(indices, dtype=int)


def _above(value, limit):
    return value > limit


def _against_kept(seen, kept):
    return kept


def _nms(
    boxes,
    scores,
    limit,
    *,
    lined=_downward,
    overlap=iou,
    against=_against_kept,
    drops=_above,
    returned=_kept,
):
    """Suppress by a program of which every step may be wrong."""
    kept, seen = [], []
    for index in lined(scores):
        others = against(seen, kept)
        if not any(drops(overlap(boxes[index], boxes[other]), limit) for other in others):
            kept.append(index)
        seen.append(index)
    return returned(kept, boxes, scores)


class LinedUp:
    def upward(scores):
        """You begin with the lowest score: `argsort` sorts upward. The surest box comes first."""
        return np.argsort(scores, kind="stable")

    def as_they_come(scores):
        """You go through the boxes as they come. Begin with the highest score."""
        return np.arange(len(scores))

    def unstable(scores):
        """Of equal scores, your lower index does not always come first: `argsort` alone puts them
        in any order. Which kind of sort keeps it?"""
        return np.argsort(-scores)

    def ties_turned(scores):
        """Of equal scores your higher index comes first: `[::-1]` turns them as well. Sort the
        negative scores, with a stable sort."""
        return np.argsort(scores, kind="stable")[::-1]


class Overlap:
    def of_the_smaller(first, second):
        """You divide the shared area by the smaller box, so small boxes inside large ones are lost.
        IoU divides by what both cover together."""
        return Divided.smaller(_none_below_zero(first, second), first, second)

    def gaps_count(first, second):
        """Boxes that are apart in both directions suppress each other: minus times minus is plus.
        A gap counts as 0."""
        return _union(Shares.gaps_count(first, second), first, second)

    def corners_as_sizes(first, second):
        """You hand corners to a function that wants height and width, as `cv2.dnn.NMSBoxes` does.
        Subtract first."""
        first, second = (Read.height_and_width(box) for box in (first, second))
        return _union(_none_below_zero(first, second), first, second)


class Against:
    def last_kept(seen, kept):
        """You compare with the box that was kept last alone. Any box that you have kept can
        suppress."""
        return kept[-1:]

    def first_kept(seen, kept):
        """Only the box with the highest score suppresses others. All boxes that you have kept
        do."""
        return kept[:1]

    def all_better(seen, kept):
        """You compare with all boxes of higher scores. One that was suppressed must not suppress
        others."""
        return seen


class Drops:
    def at_the_limit(value, limit):
        """An IoU of just the limit suppresses, too. Only one above it should."""
        return value >= limit

    def always_at_half(value, limit):
        """You suppress above 0.5, whatever is asked for. The third argument is the limit."""
        return value > 0.5

    def far_ones(value, limit):
        """Your comparison is the wrong way round: what overlaps stays, what is apart goes."""
        return value <= limit


class Returned:
    def boxes(indices, boxes, scores):
        """You return the boxes. Their indices are asked for."""
        return boxes[indices]

    def scores(indices, boxes, scores):
        """You return the scores. The indices are asked for."""
        return scores[indices]

    def sorted_up(indices, boxes, scores):
        """Your indices go upward. They come from the highest score to the lowest."""
        return np.sort(np.array(indices, dtype=int))

    def mask(indices, boxes, scores):
        """You return a table of True and False. The indices are asked for, the surest first."""
        kept = np.zeros(len(boxes), bool)
        kept[indices] = True
        return kept

    def ranks(indices, boxes, scores):
        """You sorted the boxes first, and return places in the sorted list. Places in the list that
        you were given are asked for."""
        order = list(_downward(scores))
        return np.array([order.index(index) for index in indices], dtype=int)


class NmsMistakes:
    def skipped(boxes, scores, limit):
        """You remove from a list while a loop goes through it, so the box after a removed one is
        skipped. Build a new list."""
        left, kept = _downward(scores).tolist(), []
        while left:
            best = left.pop(0)
            kept.append(best)
            for other in left:
                if iou(boxes[best], boxes[other]) > limit:
                    left.remove(other)
        return np.array(kept, dtype=int)

    def scores_below_the_limit(boxes, scores, limit):
        """You drop boxes whose score is below the limit. It is meant for the IoU."""
        return np.array([i for i in nms(boxes, scores, limit) if scores[i] >= limit], dtype=int)

    as_list = shared.as_list


NMS = Exercise(
    name="detection.nms",
    title="Non-maximum suppression",
    level="hard",
    points=3,
    reference=nms,
    cases=nms_cases,
    correct="Of boxes that overlap the surest stays, and what was suppressed suppresses nothing.",
    mistakes=[
        *mistakes_in(NmsMistakes),
        *slips_in(LinedUp, _nms, "lined"),
        *slips_in(Overlap, _nms, "overlap"),
        *slips_in(Against, _nms, "against"),
        *slips_in(Drops, _nms, "drops"),
        *slips_in(Returned, _nms, "returned"),
    ],
    hints=[
        "In which order do you go through the boxes? `np.argsort` sorts upward.",
        "Keep a list of indices. With which boxes is the next one compared?",
        "A box is kept if its IoU with each of those in the list is at most the limit. Your "
        "function `iou` of the first exercise does the rest.",
    ],
)


# ---- detection.precision_recall ------------------------------------------------------------------


def precision_recall(boxes, scores, truth, limit):
    """Let the found boxes choose, the surest first, among the true boxes that are left.

    >>> box = np.array([[0.0, 0, 9, 9]])
    >>> precision_recall(np.vstack([box, box + 40]), np.array([0.6, 0.9]), box, 0.5)
    (0.5, 1.0)
    """
    free, right = list(range(len(truth))), 0
    for index in np.argsort(-scores):
        overlaps = [iou(boxes[index], truth[one]) for one in free]
        if overlaps and max(overlaps) >= limit:
            free.pop(int(np.argmax(overlaps)))
            right += 1
    precision = right / len(boxes) if len(boxes) else 1.0
    recall = right / len(truth) if len(truth) else 1.0
    return precision, recall


# Strips of one height, (left, width): found ones with their scores, and true ones. In each of the
# first three crowds every wrong way to match, such as another order, counts otherwise. In the last
# one it also matters who chooses: the found boxes, the true ones, or the pairs that fit best.
CROWDS = (
    (
        *((21, 9, 0.3), (6, 15, 0.4), (17, 14, 0.5), (10, 8, 0.1), (2, 9, 0.6), (25, 8, 0.7)),
        (13, 10, 0.2),
    ),
    ((1, 13, 0.3), (20, 13, 0.4), (9, 9, 0.1), (15, 15, 0.6), (6, 10, 0.2), (15, 10, 0.5)),
    (
        *((15, 10, 0.8), (21, 12, 0.3), (8, 14, 0.1), (16, 11, 0.6), (1, 15, 0.5), (9, 8, 0.7)),
        *((19, 10, 0.2), (4, 8, 0.4)),
    ),
    ((4, 11, 0.3), (6, 14, 0.4), (0, 11, 0.5), (20, 12, 0.1), (16, 13, 0.2)),
)
IN_CROWDS = (
    ((10, 15), (17, 10), (19, 11), (16, 11), (11, 15)),
    ((24, 15), (25, 8), (24, 9), (3, 12), (6, 14), (22, 8), (12, 9), (13, 14)),
    ((3, 10), (5, 12), (14, 12), (19, 9), (8, 10), (11, 15), (7, 12)),
    ((18, 14), (10, 15), (15, 9), (6, 13)),
)


# What somebody has drawn in frames of the street, as scenes.street_scene knows it.
STREET = {
    0: ((86, 131, 235, 344),),
    6: ((86, 185, 235, 398), (218, 474, 253, 480)),
    16: ((86, 275, 235, 480), (92, 354, 258, 480)),
    30: ((126, 403, 217, 480), (92, 186, 258, 422)),
}


def annotation_of(number):
    """Return the annotation of a frame of the street, as in chapter 18: XML of Pascal VOC."""
    labels = ["motorcycle"] * len(STREET[number])
    filename = f"frame_{number:03d}.png"
    return write_voc(STREET[number], labels, shape=(270, 480, 3), filename=filename)


def precision_recall_cases(rng):
    def crowd(found, true, limit=0.5):
        top, left = rng.integers(0, 90, 2)
        strips = [one[:2] for one in (*found, *true)]
        boxes = np.array(
            [[top, left + at, top + 10, left + at + wide] for at, wide in strips], float
        )
        return boxes[: len(found)], np.array([one[2] for one in found]), boxes[len(found) :], limit

    def scattered(right, wrong, missed, limit):
        truth = _drawn(rng, right + missed, 400, 60) + np.arange(right + missed)[:, None] * 500
        near = truth[:right] + rng.uniform(-4, 4, (right, 4))
        boxes = rng.permutation(np.vstack([near, _drawn(rng, wrong) - 900]))
        return boxes, rng.permutation(np.linspace(0.1, 0.9, right + wrong)), truth, limit

    def in_the_street(number):
        """Boxes near the annotated ones, a second one on the last of them, and one on the wall."""
        truth = read_voc(annotation_of(number)).boxes
        near, again = truth + rng.uniform(-1, 1, truth.shape), truth[-1] + np.array([9, -20] * 2)
        boxes = np.vstack([near, again, [10, 30, 60, 90]])
        return boxes, rng.permutation(np.linspace(0.3, 0.95, len(boxes))), truth, 0.5

    half = np.array([[0.0, 0, 10, 10], [40, 0, 50, 20], [80, 0, 90, 10]])
    twice = np.array([[0.0, 0, 10, 20], [40, 0, 50, 10], [80, 0, 90, 10]])
    none, one = np.zeros((0, 4)), _drawn(rng, 3)
    names = ("a crowd", "another crowd", "a third crowd", "a fourth crowd")
    return [
        ("five right, three wrong, two missed", scattered(5, 3, 2, 0.5)),
        *zip(names, map(crowd, CROWDS, IN_CROWDS), strict=True),
        ("a crowd and a low limit", crowd(CROWDS[0], IN_CROWDS[0], 0.35)),
        ("a crowd and a high limit", crowd(CROWDS[1], IN_CROWDS[1], 0.65)),
        *((f"frame {number} of the street", in_the_street(number)) for number in STREET),
        ("more missed than found", scattered(2, 1, 6, 0.4)),
        ("an IoU of exactly the limit", (half, np.array([0.9, 0.7, 0.8]), twice, 0.5)),
        ("one box, which is wrong", (one[:1] + 900, np.array([0.7]), one[:1], 0.5)),
        ("nothing found", (none, np.zeros(0), one, 0.5)),
        ("no true box", (one, np.array([0.3, 0.9, 0.6]), none, 0.5)),
        ("neither found nor true boxes", (none, np.zeros(0), none, 0.5)),
    ]


def _largest(overlaps, limit):
    """Return the place of the true box that is taken, or None."""
    return int(np.argmax(overlaps)) if len(overlaps) and max(overlaps) >= limit else None


def _first_falling(scores):
    return np.argsort(-scores)


def _table(boxes, truth):
    overlaps = [[iou(box, true) for true in truth] for box in boxes]
    return np.reshape(overlaps, (len(boxes), len(truth)))


def _shares(right, found, true):
    return (right / found if found else 1.0), (right / true if true else 1.0)


def _precision_recall(
    boxes, scores, truth, limit, *, lined=_first_falling, taken=_largest, returned=_shares
):
    """Match by a program of which every step may be wrong."""
    table, free, right = _table(boxes, truth), list(range(len(truth))), 0
    for index in lined(scores):
        place = taken([table[index, one] for one in free], limit)
        if place is not None:
            free.pop(place)
            right += 1
    return returned(right, len(boxes), len(truth))


class Matched:
    def upward(scores):
        """You begin with the lowest score: `argsort` sorts upward. The surest box chooses first."""
        return np.argsort(scores)

    def as_they_come(scores):
        """You go through the found boxes as they come. The surest one chooses first."""
        return np.arange(len(scores))


class Taken:
    def above_the_limit(overlaps, limit):
        """An IoU of just the limit is not enough for you. At least the limit is asked for, so the
        limit itself will do."""
        return int(np.argmax(overlaps)) if len(overlaps) and max(overlaps) > limit else None

    def first_that_is_enough(overlaps, limit):
        """You take the first true box whose IoU is enough. The one with the largest IoU is
        taken."""
        return next((place for place, one in enumerate(overlaps) if one >= limit), None)

    def last_that_is_enough(overlaps, limit):
        """You take the last true box whose IoU is enough. The one with the largest IoU is taken."""
        return next((p for p, one in reversed([*enumerate(overlaps)]) if one >= limit), None)

    def always_at_half(overlaps, limit):
        """You ask for an IoU of 0.5, whatever is asked for. The fourth argument is the limit."""
        return _largest(overlaps, 0.5)


class Shown:
    def exchanged(right, found, true):
        """Precision and recall have changed places. Precision is a share of what was found, recall
        a share of what is there."""
        return _shares(right, found, true)[::-1]

    def zero_if_nothing_found(right, found, true):
        """Where nothing was found your precision is 0. Nothing found is nothing wrong: 1.0 is
        agreed on."""
        return (right / found if found else 0.0), (right / true if true else 1.0)

    def zero_if_nothing_there(right, found, true):
        """Where there is no true box your recall is 0. Nothing there is nothing missed: 1.0 is
        agreed on."""
        return (right / found if found else 1.0), (right / true if true else 0.0)

    def zero_if_either(right, found, true):
        """Where nothing was found, or nothing is there, you return 0. 1.0 is agreed on for both."""
        return (right / found if found else 0.0), (right / true if true else 0.0)

    def counts(right, found, true):
        """You return how many are right. Shares are asked for: of the found ones, and of the true
        ones."""
        return float(right), float(right)

    def f1(right, found, true):
        """You return one number, F1, which mixes both. Return precision and recall."""
        return 2 * right / (found + true) if found + true else 1.0

    def wrong_ones(right, found, true):
        """You return the shares that are wrong and missed. Those that are right and taken are asked
        for."""
        precision, recall = _shares(right, found, true)
        return 1 - precision, 1 - recall

    def all_together(right, found, true):
        """You divide both by the number of all boxes, found and true. Each has a number of its
        own."""
        return (right / (found + true),) * 2 if found + true else (1.0, 1.0)


class PrecisionRecallMistakes:
    def taken_more_than_once(boxes, scores, truth, limit):
        """Two found boxes share a true one in your answer, and both count as right. A true box that
        is taken is gone."""
        right = int((_table(boxes, truth) >= limit).any(axis=1).sum())
        return _shares(right, len(boxes), len(truth))

    def each_on_its_own(boxes, scores, truth, limit):
        """You look at each list on its own: which found boxes meet a true one, and which true ones
        are met. Each true box can be taken once."""
        table = _table(boxes, truth) >= limit
        precision = float(table.any(axis=1).mean()) if len(boxes) else 1.0
        return precision, (float(table.any(axis=0).mean()) if len(truth) else 1.0)

    def best_is_gone(boxes, scores, truth, limit):
        """You look for the best true box among all, and give up if it is taken. Look among those
        that are left."""
        table, taken = _table(boxes, truth), set()
        for row in table:
            if len(row) and row.max() >= limit:
                taken.add(int(row.argmax()))
        return _shares(len(taken), len(boxes), len(truth))

    def taken_by_a_wrong_one(boxes, scores, truth, limit):
        """A found box takes its best true one although their IoU is below the limit, and nobody
        else can have it. Look at the limit first."""
        table, free, right = _table(boxes, truth), list(range(len(truth))), 0
        for index in np.argsort(-scores):
            if free:
                best = max(free, key=lambda one, index=index: table[index, one])
                free.remove(best)
                right += int(table[index, best] >= limit)
        return _shares(right, len(boxes), len(truth))

    def true_ones_choose(boxes, scores, truth, limit):
        """Your true boxes choose among the found ones, so the scores do not count. The found ones
        choose, the surest first."""
        table, free, right = _table(boxes, truth).T, list(range(len(boxes))), 0
        for row in table:
            place = _largest([row[one] for one in free], limit)
            if place is not None:
                free.pop(place)
                right += 1
        return _shares(right, len(boxes), len(truth))

    def best_pairs_choose(boxes, scores, truth, limit):
        """You begin with the pair that has the largest IoU, so the scores do not count. The surest
        found box chooses first."""
        table, right = _table(boxes, truth), 0
        while table.size and table.max() >= limit:
            row, column = np.unravel_index(table.argmax(), table.shape)
            table[row], table[:, column] = -1, -1
            right += 1
        return _shares(right, len(boxes), len(truth))

    def limit_on_scores(boxes, scores, truth, limit):
        """You drop found boxes whose score is below the limit. It is meant for the IoU."""
        sure = scores >= limit
        return precision_recall(boxes[sure], scores[sure], truth, limit)

    def rounded(result):
        """You round. Return all digits."""
        return tuple(round(one, 2) for one in result)


PRECISION_RECALL = Exercise(
    name="detection.precision_recall",
    title="Precision and recall",
    level="hard",
    points=3,
    reference=precision_recall,
    cases=precision_recall_cases,
    correct="The surest box chooses first, and each true box is taken once.",
    mistakes=[
        *mistakes_in(PrecisionRecallMistakes),
        *slips_in(Matched, _precision_recall, "lined"),
        *slips_in(Taken, _precision_recall, "taken"),
        *slips_in(Shown, _precision_recall, "returned"),
    ],
    hints=[
        "Which found box may choose first? And which true boxes can the next one still have?",
        "Keep a list of the true boxes that are left, and take the one with the largest IoU out of "
        "it if that is at least the limit.",
        "Right ones divided by found ones, and right ones divided by true ones. What if there are "
        "none?",
    ],
)
