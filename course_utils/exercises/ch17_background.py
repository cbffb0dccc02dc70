"""Exercises of chapter 17, Background extraction."""

import cv2
import numpy as np

from ..checks import Exercise, mistakes_in, slips_in
from . import shared

# ---- background.update ---------------------------------------------------------------------------


def update(average, frame, alpha):
    """Mix the two; the frame is made float by the product, so nothing can wrap.

    A uint8 array times a float has 64 bits, so the type is set at the end.

    >>> update(np.float32([[100, 40]]), np.uint8([[200, 0]]), 0.25).tolist()
    [[125.0, 30.0]]
    """
    return ((1 - alpha) * average + alpha * frame).astype(np.float32)


def update_cases(rng):
    def drawn(rows, columns, alpha, low=0, high=256, gray=False):
        shape = (rows, columns) if gray else (rows, columns, 3)
        average = rng.uniform(low, high - 1, shape).astype(np.float32)
        return average, rng.integers(low, high, shape, np.uint8), alpha

    swing = np.full((3, 5), 250, np.float32), np.zeros((3, 5), np.uint8), 0.1
    return [
        ("a color picture, alpha 0.1", drawn(4, 6, 0.1)),
        ("a gray picture, alpha 0.01", drawn(5, 3, 0.01, gray=True)),
        ("alpha 0.75", drawn(3, 7, 0.75)),
        ("a dark frame after a bright average", swing),
        ("dark pictures", drawn(6, 4, 0.2, 0, 30)),
        ("bright pictures", drawn(4, 5, 0.3, 220, 256)),
        ("alpha 1", drawn(3, 4, 1.0)),
    ]


def _faded(average, alpha):
    return (1 - alpha) * average


def _weighed(frame, alpha):
    return alpha * frame.astype(np.float64)


def _update(average, frame, alpha, *, old=_faded, new=_weighed):
    """Mix by a program of which both parts may be wrong."""
    return (old(average, alpha) + new(frame, alpha)).astype(np.float32)


class Old:
    def not_faded(average, alpha):
        """You add to the whole average, so it grows without end. What share of it stays?"""
        return average

    def gone(average, alpha):
        """The average is missing: what was seen before is forgotten at once."""
        return 0 * average


class New:
    def whole_frame(frame, alpha):
        """You add the whole frame: its weight is missing."""
        return frame.astype(np.float64)

    def from_0_to_1(frame, alpha):
        """You divide the frame by 255, but the average goes up to 255. Keep both on one scale."""
        return alpha * frame / 255

    def left_out(frame, alpha):
        """The frame is missing: your average only fades."""
        return 0.0 * frame


class UpdateMistakes:
    def exchanged(average, frame, alpha):
        """Alpha and 1 − alpha have changed places, so your average forgets what it should keep.
        Alpha is the weight of the new frame."""
        return _update(average, frame, 1 - alpha)

    def half_and_half(average, frame, alpha):
        """You take the mean of both, whatever alpha is."""
        return _update(average, frame, 0.5)

    def always_a_tenth(average, frame, alpha):
        """You write 0.9 and 0.1, whatever alpha is. Compute both from the argument."""
        return _update(average, frame, 0.1)

    def step_away(average, frame, alpha):
        """Your average moves away from the frame: the difference has the wrong sign. What is to be
        taken off what?"""
        return (average + alpha * (average - frame)).astype(np.float32)

    def faded_twice(average, frame, alpha):
        """You mix two ways to write it: you fade the average, and then you also take it off the
        frame. Do one of the two."""
        return ((1 - alpha) * average + alpha * (frame - average)).astype(np.float32)

    def step_without_sign(average, frame, alpha):
        """Your average only gets brighter: the difference has lost its sign. Where the frame is
        darker, the average must fall."""
        return (average + alpha * np.abs(frame - average)).astype(np.float32)

    def wraps(average, frame, alpha):
        """You subtract in uint8, and where the frame is darker the difference wraps at 256. Make
        floats of both first."""
        step = frame - average.astype(np.uint8)
        return (average + alpha * step).astype(np.float32)

    def average_cut_first(average, frame, alpha):
        """You make the average uint8 before you mix, so its parts of a gray level are lost each
        time. It stays a float."""
        return _update(average.astype(np.uint8), frame, alpha)

    def mixed_in_uint8(average, frame, alpha):
        """You mix two uint8 pictures, so parts of a gray level are lost each time. The average
        stays a float."""
        mixed = cv2.addWeighted(average.astype(np.uint8), 1 - alpha, frame, alpha, 0)
        return mixed.astype(np.float32)

    def cut(result):
        """You cut off what stands behind the point. Small changes add up in these parts: keep
        them."""
        return np.trunc(result)

    def rounded(result):
        """You round to whole gray levels. Small changes add up in the parts behind the point: keep
        them."""
        return np.rint(result)


UPDATE = Exercise(
    name="background.update",
    title="One update",
    level="easy",
    points=1,
    reference=update,
    cases=update_cases,
    correct="The new frame weighs alpha, and the rest stays, parts of gray levels included.",
    exact_type=True,
    tolerance=1e-4,
    mistakes=[
        *mistakes_in(UpdateMistakes),
        *slips_in(Old, _update, "old"),
        *slips_in(New, _update, "new"),
    ],
    hints=[
        "If alpha is 0.1, how much of the average stays, and how much of the frame is added?",
        "The formula stands in the prompt. In which type does NumPy compute each part of it?",
        "`astype(np.float32)` at the end makes the type right. `*=` would change the argument.",
    ],
)


# ---- background.alpha ----------------------------------------------------------------------------


def alpha(half_life):
    """Take the root: after h updates an old frame weighs (1 − alpha) to the power of h.

    That is one half, so 1 − alpha is the h-th root of one half, which is the power 1 / h.

    >>> alpha(1)
    0.5
    """
    return 1 - 0.5 ** (1 / half_life)


def alpha_cases(rng):
    whole, long = int(rng.integers(3, 30)), int(rng.integers(200, 900))
    return [
        ("a half-life of one update", (1,)),
        ("a half-life of two updates", (2,)),
        ("a half-life of a few updates", (whole,)),
        ("a half-life of half an update", (0.5,)),
        ("a half-life that is not whole", (whole + 0.7,)),
        ("a half-life of some hundred updates", (long,)),
    ]


class AlphaMistakes:
    def what_remains(half_life):
        """You return what remains after one update, 1 − alpha. How much is new, then?"""
        return 0.5 ** (1 / half_life)

    def power_for_root(half_life):
        """You raise to the half-life, where its root is needed. (1 − alpha) multiplied so many
        times is one half: solve for alpha."""
        return 1 - 0.5**half_life

    def power_alone(half_life):
        """You have one half to the power of the half-life. Which number, multiplied so many times,
        makes one half? And alpha is what is lost of 1."""
        return 0.5**half_life

    def one_over(half_life):
        """You divide 1 by the half-life. Weights fall by a factor each time, so a root is
        needed."""
        return 1 / half_life

    def along_a_line(half_life):
        """You share the lost half evenly among the updates, as if the weight fell along a line. It
        falls by a factor each time."""
        return 0.5 / half_life

    def center_of_mass(half_life):
        """The rule 1 / (1 + h) is another one, for a mean age of h updates. For a half-life a root
        is needed."""
        return 1 / (1 + half_life)

    def span(half_life):
        """The rule 2 / (h + 1) is that for a span of h values. For a half-life a root is needed."""
        return 2 / (half_life + 1)

    def for_small_alpha(half_life):
        """Your ln 2 / h is only near to it, and for short half-lives it is even above 1. Solve
        (1 − alpha)^h = 1/2 exactly."""
        return float(np.log(2) / half_life)

    def to_one_over_e(half_life):
        """With your alpha the weight falls to 1/e, 37 %, not to one half."""
        return float(1 - np.exp(-1 / half_life))

    def mixed_bases(half_life):
        """You take a logarithm with the base 10, but then a power of e. Use one base for both."""
        return float(1 - np.exp(np.log10(0.5) / half_life))

    def power_first(half_life):
        """`0.5**1 / half_life` divides after the power. Put the exponent into brackets."""
        return 1 - 0.5**1 / half_life

    def one_more(half_life):
        """With your alpha it takes one update more until one half is left. Only the updates after
        the frame count."""
        return 1 - 0.5 ** (1 / (half_life + 1))

    def one_less(half_life):
        """With your alpha one half is left one update too early. All the updates after the frame
        count."""
        return 1 - 0.5 ** (1 / (half_life - 1)) if half_life > 1 else 1.0

    def doubled(half_life):
        """Your alpha is negative: with it the weight would double. The logarithm of one half is
        negative."""
        return float(1 - np.exp(np.log(2) / half_life))

    def whole_updates(half_life):
        """You cut the half-life to a whole number. It need not be whole."""
        return 1 - 0.5 ** (1 / max(int(half_life), 1))

    def rounded(result):
        """You round. A long half-life needs more digits: return all of them."""
        return round(result, 2)

    def percent(result):
        """You return percent. Alpha is a share of 1."""
        return result * 100


ALPHA = Exercise(
    name="background.alpha",
    title="Alpha from a half-life",
    level="medium",
    points=2,
    reference=alpha,
    cases=alpha_cases,
    correct="With this alpha exactly one half is left after so many updates.",
    mistakes=mistakes_in(AlphaMistakes),
    hints=[
        "What does a frame weigh after one update, after two, after h?",
        "Write down the equation: something to the power of h is one half.",
        "The h-th root is the power 1/h. What you get is 1 − alpha.",
    ],
)


# ---- background.foreground -----------------------------------------------------------------------


def foreground(frame, background, threshold):
    """Let OpenCV take the difference, which cannot wrap, and ask of each pixel if any is large.

    >>> foreground(np.uint8([[[9, 9, 9]]]), np.uint8([[[9, 30, 9]]]), 20).tolist()
    [[True]]
    """
    return (cv2.absdiff(frame, background) > threshold).any(axis=2)


def foreground_cases(rng):
    def near(rows, columns, threshold, spread):
        background = rng.integers(0, 256, (rows, columns, 3)).astype(np.int64)
        frame = np.clip(background + rng.integers(-spread, spread + 1, background.shape), 0, 255)
        return frame.astype(np.uint8), background.astype(np.uint8), threshold

    exact = np.full((4, 6, 3), 100, np.uint8)
    moved = exact.copy()
    moved[0, :, 0] = [129, 130, 131, 71, 70, 69]
    moved[1, :, 1] = [130, 131, 100, 70, 69, 100]
    moved[2, :, 2] = [131, 130, 100, 69, 70, 100]
    ends = rng.choice(np.uint8([0, 255]), (2, 5, 6, 3))
    middle = rng.integers(90, 160, (7, 5, 3), np.uint8)
    # Other colors of the same gray.
    same_gray = middle.astype(int) + rng.permuted(np.tile([40, -22, 3], (7, 5, 1)), axis=2)
    opened = np.full((9, 8, 3), 60, np.uint8)
    single = opened.copy()
    single[rng.permutation(9)[:4], rng.permutation(8)[:4]] = 200
    return [
        ("noise and a threshold of 20", near(6, 9, 20, 30)),
        ("a threshold of 5", near(5, 4, 5, 8)),
        ("a threshold of 100", near(8, 5, 100, 160)),
        ("differences of just the threshold", (moved, exact, 30)),
        ("black and white", (ends[0], ends[1], 40)),
        ("other colors that are equally bright", (same_gray.astype(np.uint8), middle, 30)),
        ("single pixels", (single, opened, 30)),
        ("a threshold of 0", near(4, 7, 0, 1)),
        ("nothing moves", (middle, middle.copy(), 10)),
    ]


def _apart(frame, background):
    return np.abs(frame.astype(int) - background.astype(int))


def _above(apart, threshold):
    return apart > threshold


def _any(above):
    return above.any(axis=2)


def _foreground(frame, background, threshold, *, apart=_apart, judged=_above, joined=_any):
    """Compare by a program of which every step may be wrong."""
    return joined(judged(apart(frame, background), threshold))


class Apart:
    def wraps(frame, background):
        """You subtract in uint8, and a darker pixel wraps at 256: 100 − 101 is 255. `cv2.absdiff`
        does not, and neither do ints."""
        return frame - background

    def wraps_in_bytes(frame, background):
        """Your difference has only 8 bits, so black and white seem to be 1 apart. Use larger
        integers."""
        return np.abs(frame.astype(np.int8) - background.astype(np.int8)).astype(int)

    def brighter_alone(frame, background):
        """You find only what is brighter than the background. What is darker stands out as well."""
        return frame.astype(int) - background.astype(int)

    def darker_alone(frame, background):
        """You find only what is darker than the background. What is brighter stands out as well."""
        return background.astype(int) - frame.astype(int)


class Judged:
    def at_the_threshold(apart, threshold):
        """A difference of just the threshold counts for you. Only more than that should."""
        return apart >= threshold

    def below(apart, threshold):
        """Your comparison is the wrong way round: True where a channel is near to the
        background."""
        return apart <= threshold


class Joined:
    def all_channels(above):
        """All three channels have to differ for you. One is enough."""
        return above.all(axis=2)

    def not_joined(above):
        """You have a mask for each channel. Join them: one channel that differs is enough."""
        return above

    def first_channel(above):
        """You look at the first channel alone, blue. Any of the three may differ."""
        return above[:, :, 0]

    def two_channels(above):
        """Two channels have to differ for you. One is enough."""
        return above.sum(axis=2) >= 2


class ForegroundMistakes:
    def mean_of_channels(frame, background, threshold):
        """You compare the mean of the three differences, so one channel that differs alone is lost.
        Compare each of them."""
        return _apart(frame, background).mean(axis=2) > threshold

    def sum_of_channels(frame, background, threshold):
        """You add up the three differences, so three small ones are enough together. Compare each
        of them."""
        return _apart(frame, background).sum(axis=2) > threshold

    def distance_of_colors(frame, background, threshold):
        """You compare the distance of the colors, which is larger than each of the three
        differences. Compare each of them."""
        return np.sqrt((_apart(frame, background) ** 2).sum(axis=2)) > threshold

    def in_gray(frame, background, threshold):
        """You make both pictures gray first, and other colors may be equally bright. Compare the
        channels."""
        first, second = (cv2.cvtColor(one, cv2.COLOR_BGR2GRAY) for one in (frame, background))
        return cv2.absdiff(first, second) > threshold

    def gray_of_the_difference(frame, background, threshold):
        """You make the *difference* gray, which weighs green most and blue hardly. Compare each
        channel."""
        apart = cv2.absdiff(frame, background)
        return cv2.cvtColor(apart, cv2.COLOR_BGR2GRAY) > threshold

    def cleaned(frame, background, threshold):
        """You clean the mask, too, so single pixels are lost. Nothing of the kind is asked for."""
        mask = foreground(frame, background, threshold).astype(np.uint8)
        return cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)).astype(bool)

    def inverted(result):
        """Your mask is the wrong way round: True where nothing has changed."""
        return ~result

    def white(result):
        """You return 0 and 255. A mask of this course is bool."""
        return result.astype(np.uint8) * np.uint8(255)


FOREGROUND = Exercise(
    name="background.foreground",
    title="Foreground mask",
    level="medium",
    points=2,
    reference=foreground,
    cases=foreground_cases,
    correct="A pixel stands out if one of its channels does, in either direction.",
    mistakes=[
        *mistakes_in(ForegroundMistakes),
        *slips_in(Apart, _foreground, "apart"),
        *slips_in(Judged, _foreground, "judged"),
        *slips_in(Joined, _foreground, "joined"),
    ],
    hints=[
        "What is 100 − 101 in uint8?",
        "A difference for each channel, without its sign; a comparison; and then one answer for "
        "each pixel.",
        "`any(axis=2)` asks if one of the channels is True.",
    ],
)


# ---- background.fair_average ---------------------------------------------------------------------


def fair_average(frames, alpha):
    """Give each frame its weight by its age; divided by their sum, alpha itself drops out.

    >>> fair_average(np.uint8([[[0]], [[90]]]), 0.5).tolist()
    [[60.0]]
    """
    ages = np.arange(len(frames))[::-1]
    weights = (1 - alpha) ** ages
    return np.tensordot(weights / weights.sum(), frames, axes=1)


def fair_average_cases(rng):
    def drawn(number, rows, columns, alpha, low=0, high=256):
        return rng.integers(low, high, (number, rows, columns), np.uint8), alpha

    flash = rng.integers(20, 60, (9, 3, 4), np.uint8)
    flash[0] = 255
    return [
        ("six frames, alpha 0.3", drawn(6, 3, 4, 0.3)),
        ("twenty frames, alpha 0.05", drawn(20, 4, 2, 0.05)),
        ("a bright first frame, alpha 0.1", (flash, 0.1)),
        ("dark frames", drawn(7, 2, 5, 0.4, 0, 20)),
        ("bright frames", drawn(5, 4, 3, 0.2, 230, 256)),
        ("two frames", drawn(2, 3, 3, 0.25)),
        ("one frame", drawn(1, 2, 4, 0.1)),
        ("alpha 1", drawn(4, 3, 2, 1.0)),
    ]


def _weights(number, alpha):
    return (1 - alpha) ** np.arange(number)[::-1]


def _by_their_sum(weights):
    return weights / weights.sum()


def _fair_average(frames, alpha, *, weights=_weights, divided=_by_their_sum):
    """Average by a program of which both steps may be wrong."""
    return np.tensordot(divided(weights(len(frames), alpha)), frames, axes=1)


class Weights:
    def oldest_first(number, alpha):
        """Your weights are the wrong way round: the oldest frame weighs most. The oldest comes
        first in the list."""
        return (1 - alpha) ** np.arange(number)

    def alike(number, alpha):
        """You weigh all frames alike. The newer a frame, the more it weighs."""
        return np.ones(number)

    def exchanged(number, alpha):
        """Alpha and 1 − alpha have changed places: from a frame to the one before it, the weight is
        multiplied by 1 − alpha."""
        return alpha ** np.arange(number)[::-1]

    def exchanged_in_both(number, alpha):
        """Alpha and 1 − alpha have changed places: the newest frame weighs alpha, and from a frame
        to the one before it, the weight is multiplied by 1 − alpha."""
        return (1 - alpha) * alpha ** np.arange(number)[::-1]

    def one_too_old(number, alpha):
        """With alpha 1 all of your weights are 0, and 0 / 0 is NaN. The newest frame weighs alpha,
        not alpha (1 − alpha)."""
        return alpha * (1 - alpha) ** np.arange(1, number + 1)[::-1]

    def first_as_the_rest(number, alpha):
        """Your average starts from the first frame, which then weighs as much as all that came
        before it would. It weighs like any other here."""
        weights = alpha * (1 - alpha) ** np.arange(number)[::-1]
        weights[0] = (1 - alpha) ** (number - 1)
        return weights

    def newest_left_out(number, alpha):
        """The newest frame is missing. How far does your loop go?"""
        weights = (1 - alpha) ** np.arange(number)[::-1]
        weights[-1] = 0
        return weights

    def first_left_out(number, alpha):
        """The first frame is missing. It should weigh little, but not nothing."""
        weights = (1 - alpha) ** np.arange(number)[::-1]
        if number > 1:
            weights[0] = 0
        return weights

    def older_ones_alike(number, alpha):
        """All older frames weigh the same in your average. From frame to frame the weight falls by
        the same factor."""
        weights = np.full(number, alpha * (1 - alpha))
        weights[-1] = alpha
        return weights

    def falls_along_a_line(number, alpha):
        """Your weights fall by the same step. They fall by the same factor."""
        return np.arange(1, number + 1) * 1.0


class Undivided:
    def not_divided(weights):
        """The weights 1, 1 − alpha and so on are not divided by their sum, so your picture is too
        bright."""
        return weights

    def by_their_number(weights):
        """You divide by the number of frames. Divide by the sum of the weights."""
        return weights / len(weights)


class FairAverageMistakes:
    def from_black(frames, alpha):
        """Your average starts from black and stays too dark: the weights do not sum to 1 yet.
        Divide by their sum."""
        return alpha * np.tensordot(_weights(len(frames), alpha), frames, axes=1)

    def from_black_by_number(frames, alpha):
        """Your average starts from black, and you divide it by the number of frames. Divide by the
        sum of the weights."""
        return FairAverageMistakes.from_black(frames, alpha) / len(frames)

    def corrected_twice(frames, alpha):
        """You start from the first frame, and then correct as if you had started from black, so
        your picture is too bright. Do one of the two."""
        average = frames[0].astype(float)
        for frame in frames[1:]:
            average = (1 - alpha) * average + alpha * frame
        return average / (1 - (1 - alpha) ** len(frames))

    def divided_each_time(frames, alpha):
        """You divide in each step, though the average was divided before. Divide once, at the
        end."""
        average, weight = np.zeros(frames.shape[1:]), 0.0
        for frame in frames:
            average = (1 - alpha) * average + alpha * frame
            weight = (1 - alpha) * weight + alpha
            average = average / weight
        return average

    def last_step_missing(frames, alpha):
        """The newest frame is not in your average, and of one frame nothing is. How far does your
        loop go?"""
        return fair_average(frames[:-1], alpha) if len(frames) > 1 else frames[0] * 0.0

    def newest_alone(frames, alpha):
        """You return the newest frame. All of them count."""
        return frames[-1].astype(float)

    def parts_cut(frames, alpha):
        """You cut each weighted frame to whole numbers before you add it. Add floats."""
        weights = _by_their_sum(_weights(len(frames), alpha))
        return sum(np.trunc(weight * frame) for weight, frame in zip(weights, frames, strict=True))

    def rounded(result):
        """You round. Return the floats as they are."""
        return np.rint(result)

    def cut(result):
        """You cut off what stands behind the point. Return the floats as they are."""
        return np.trunc(result)

    as_list = shared.as_list


FAIR_AVERAGE = Exercise(
    name="background.fair_average",
    title="A fair start",
    level="hard",
    points=3,
    reference=fair_average,
    cases=fair_average_cases,
    correct="Each frame weighs by its age alone, and the weights sum to 1.",
    mistakes=[
        *mistakes_in(FairAverageMistakes),
        *slips_in(Weights, _fair_average, "weights"),
        *slips_in(Undivided, _fair_average, "divided"),
    ],
    hints=[
        "What does each of three frames weigh, if alpha is 0.5? What do the weights sum to?",
        "Make an array of the weights, the oldest first, and divide it by its sum.",
        "Multiply each frame by its weight and add up: `np.tensordot`, or a loop with floats.",
    ],
)
