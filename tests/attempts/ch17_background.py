"""Wrong answers to the exercises of chapter 17, as students write them."""

import cv2
import numpy as np
from scipy.optimize import brentq

from tests.attempts import attempt

# ---- background.update ----


@attempt("background.update", told="mistake:exchanged")
def alpha_on_the_average(average, frame, alpha):
    """Alpha and 1 - alpha exchanged: the average forgets what it should remember."""
    return (alpha * average + (1 - alpha) * frame).astype(np.float32)


@attempt("background.update", told="mistake:cut")
def back_to_uint8(average, frame, alpha):
    """Returns a picture to show: uint8, its parts of a gray level cut off."""
    return ((1 - alpha) * average + alpha * frame).astype(np.uint8)


@attempt("background.update", told="changed")
def accumulated_in_place(average, frame, alpha):
    """cv2.accumulateWeighted writes into the average that was handed in."""
    cv2.accumulateWeighted(frame, average, alpha)
    return average


@attempt("background.update", told="changed")
def augmented_assignment(average, frame, alpha):
    """*= and += change the argument itself, not a copy of it."""
    average *= 1 - alpha
    average += (alpha * frame).astype(np.float32)
    return average


@attempt("background.update", told="mistake:rounded")
def rounded_to_gray_levels(average, frame, alpha):
    """Rounds to whole gray levels, though still float32: small steps are lost."""
    return np.round((1 - alpha) * average + alpha * frame).astype(np.float32)


@attempt("background.update", told="mistake:whole_frame")
def frame_without_alpha(average, frame, alpha):
    """Adds the whole frame: alpha is applied to the average alone."""
    return ((1 - alpha) * average + frame).astype(np.float32)


@attempt("background.update", told="mistake:not_faded")
def average_not_faded(average, frame, alpha):
    """Adds alpha times the frame to the whole average, which grows without end."""
    return (average + alpha * frame).astype(np.float32)


@attempt("background.update", told="mistake:half_and_half")
def half_and_half(average, frame, alpha):
    """The mean of the two, whatever alpha is."""
    return ((average + frame) / 2).astype(np.float32)


@attempt("background.update", told="type")
def formula_as_it_stands(average, frame, alpha):
    """The number is right, but a uint8 array times a float is float64, and so is the result."""
    return (1 - alpha) * average + alpha * frame


@attempt("background.update", told="mistake:wraps")
def step_in_uint8(average, frame, alpha):
    """Takes the difference of two uint8 pictures: where the frame is darker, it wraps at 256."""
    step = frame - average.astype(np.uint8)
    return (average + alpha * step).astype(np.float32)


@attempt("background.update", told="mistake:step_away")
def step_away_from_the_frame(average, frame, alpha):
    """average - frame in the place of frame - average: the average moves away from the frame."""
    return (average + alpha * (average - frame)).astype(np.float32)


@attempt("background.update", told="mistake:mixed_in_uint8")
def added_as_uint8(average, frame, alpha):
    """Converts the average to uint8, because cv2.addWeighted wants two pictures of one type."""
    mixed = cv2.addWeighted(average.astype(np.uint8), 1 - alpha, frame, alpha, 0)
    return mixed.astype(np.float32)


@attempt("background.update", told="mistake:faded_twice")
def average_taken_off_twice(average, frame, alpha):
    """Mixes the two ways to write it: fades the average, then adds alpha times the difference."""
    return ((1 - alpha) * average + alpha * (frame - average)).astype(np.float32)


@attempt("background.update", told="mistake:from_0_to_1")
def frame_from_0_to_1(average, frame, alpha):
    """Divides the frame by 255 to make it float, but the average reaches to 255."""
    return ((1 - alpha) * average + alpha * (frame / 255)).astype(np.float32)


@attempt("background.update", told="mistake:step_without_sign")
def step_without_a_sign(average, frame, alpha):
    """Adds alpha times the absolute difference: the average gets brighter, never darker."""
    difference = cv2.absdiff(frame.astype(np.float32), average)
    return (average + alpha * difference).astype(np.float32)


@attempt("background.update", told="mistake:always_a_tenth")
def alpha_of_the_text(average, frame, alpha):
    """Writes the 0.9 and 0.1 of the worked example, whatever alpha is."""
    return (0.9 * average + 0.1 * frame).astype(np.float32)


# ---- background.alpha ----


@attempt("background.alpha", told="mistake:what_remains")
def what_remains(half_life):
    """The share that remains, 1 - alpha, not alpha."""
    return 0.5 ** (1 / half_life)


@attempt("background.alpha", told="mistake:power_for_root")
def power_not_root(half_life):
    """Raises to the half-life in the place of taking its root."""
    return 1 - 0.5**half_life


@attempt("background.alpha", told="mistake:power_alone")
def half_to_the_half_life(half_life):
    """One half for each update: the power for the root, and not subtracted from 1."""
    return 0.5**half_life


@attempt("background.alpha", told="mistake:one_over")
def one_over_the_half_life(half_life):
    """1 / half-life, as for the mean of so many frames."""
    return 1 / half_life


@attempt("background.alpha", told="mistake:along_a_line")
def loses_the_same_each_time(half_life):
    """Shares the lost half evenly among the updates, as if the weight fell along a line."""
    return 0.5 / half_life


@attempt("background.alpha", told="mistake:center_of_mass")
def one_over_one_more(half_life):
    """1 / (1 + half-life), the center of mass of the weights in pandas."""
    return 1 / (1 + half_life)


@attempt("background.alpha", told="mistake:span")
def span(half_life):
    """2 / (half-life + 1), the rule of moving averages for a span."""
    return 2 / (half_life + 1)


@attempt("background.alpha", told="mistake:for_small_alpha")
def logarithm_for_small_alpha(half_life):
    """ln 2 / half-life: near to it for a long half-life, even above 1 for a short one."""
    return float(np.log(2) / half_life)


@attempt("background.alpha", told="mistake:to_one_over_e")
def time_constant(half_life):
    """exp(-1 / half-life): the weight falls to 1 / e, not to one half."""
    return float(1 - np.exp(-1 / half_life))


@attempt("background.alpha", told="mistake:mixed_bases")
def logarithms_mixed(half_life):
    """log10 of one half, but then the power of e: two bases."""
    return float(1 - np.exp(np.log10(0.5) / half_life))


@attempt("background.alpha", told="mistake:rounded")
def two_decimals(half_life):
    """Rounds to two decimals, which leaves 0 for a long half-life."""
    return round(1 - 0.5 ** (1 / half_life), 2)


@attempt("background.alpha", told="mistake:power_first")
def power_before_the_division(half_life):
    """Brackets forgotten: 0.5**1 / half_life is a half, divided by the half-life."""
    return 1 - 0.5**1 / half_life


@attempt("background.alpha", told="mistake:one_more")
def one_update_more(half_life):
    """Counts the frame's own update too: a half after half_life + 1."""
    return 1 - 0.5 ** (1 / (half_life + 1))


@attempt("background.alpha", told="mistake:doubled")
def sign_of_the_logarithm(half_life):
    """log(2) for log(0.5): the weight doubles, and alpha is negative."""
    return float(1 - np.exp(np.log(2) / half_life))


@attempt("background.alpha", told="mistake:whole_updates")
def whole_updates_alone(half_life):
    """Solves the equation for a whole number of updates: the part after the point is cut off."""
    updates = max(int(half_life), 1)
    return float(brentq(lambda alpha: (1 - alpha) ** updates - 0.5, 0, 1))


# ---- background.foreground ----


@attempt("background.foreground", told="mistake:wraps")
def difference_in_uint8(frame, background, threshold):
    """Subtracts in uint8, where a darker pixel wraps at 256; abs comes too late."""
    return (np.abs(frame - background) > threshold).any(axis=2)


@attempt("background.foreground", told="mistake:all_channels")
def all_channels(frame, background, threshold):
    """all() for any(): each of the three channels has to differ."""
    return (cv2.absdiff(frame, background) > threshold).all(axis=2)


@attempt("background.foreground", told="mistake:at_the_threshold")
def threshold_included(frame, background, threshold):
    """>= for >: a difference of just the threshold counts too."""
    return (cv2.absdiff(frame, background) >= threshold).any(axis=2)


@attempt("background.foreground", told="mistake:mean_of_channels")
def mean_of_the_channels(frame, background, threshold):
    """Compares the mean difference of the channels: one that differs alone is lost."""
    return cv2.absdiff(frame, background).mean(axis=2) > threshold


@attempt("background.foreground", told="mistake:in_gray")
def gray_pictures(frame, background, threshold):
    """Converts both to gray first, in which different colors can be equal."""
    frame = cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY)
    background = cv2.cvtColor(background, cv2.COLOR_BGR2GRAY)
    return cv2.absdiff(frame, background) > threshold


@attempt("background.foreground", told="mistake:brighter_alone")
def brighter_alone(frame, background, threshold):
    """Without abs(): finds what is brighter than the background, not what is darker."""
    difference = frame.astype(int) - background.astype(int)
    return (difference > threshold).any(axis=2)


@attempt("background.foreground", told="mistake:not_joined")
def one_mask_per_channel(frame, background, threshold):
    """Leaves the three channels apart: (rows, columns, 3)."""
    return np.abs(frame.astype(int) - background) > threshold


@attempt("background.foreground", told="mistake:white")
def mask_of_255(frame, background, threshold):
    """Returns 0 and 255 as uint8, as cv2.threshold does, not a bool array."""
    largest = cv2.absdiff(frame, background).max(axis=2)
    return np.where(largest > threshold, 255, 0).astype(np.uint8)


@attempt("background.foreground", told="mistake:sum_of_channels")
def sum_of_the_channels(frame, background, threshold):
    """Compares the sum of the three differences: three small ones are enough together."""
    return cv2.absdiff(frame, background).sum(axis=2) > threshold


@attempt("background.foreground", told="mistake:distance_of_colors")
def distance_of_the_colors(frame, background, threshold):
    """Compares the Euclidean distance of the colors, which is larger than each difference."""
    return np.linalg.norm(frame.astype(float) - background, axis=2) > threshold


@attempt("background.foreground", told="mistake:darker_alone")
def darker_alone(frame, background, threshold):
    """cv2.subtract(background, frame) gives 0 where the frame is brighter."""
    return (cv2.subtract(background, frame) > threshold).any(axis=2)


@attempt("background.foreground", told="mistake:inverted")
def background_for_foreground(frame, background, threshold):
    """The wrong way round: True where all channels are near to the background."""
    return (cv2.absdiff(frame, background) <= threshold).all(axis=2)


@attempt("background.foreground", told="values")
def gray_of_the_thresholded(frame, background, threshold):
    """Thresholds each channel, then converts to gray: green alone outweighs the other two."""
    difference = cv2.absdiff(frame, background)
    _, binary = cv2.threshold(difference, threshold, 255, cv2.THRESH_BINARY)
    return cv2.cvtColor(binary, cv2.COLOR_BGR2GRAY) > 127


@attempt("background.foreground", told="mistake:wraps_in_bytes")
def signed_bytes(frame, background, threshold):
    """Converts to int8 to have negative numbers, where a step from 0 to 255 looks like 1."""
    difference = frame.astype(np.int8) - background.astype(np.int8)
    return (np.abs(difference.astype(int)) > threshold).any(axis=2)


@attempt("background.foreground", told="mistake:wraps_in_bytes")
def smaller_of_both_differences(frame, background, threshold):
    """Subtracts in both directions in uint8 and takes the smaller one: 255 looks like 1."""
    return (np.minimum(frame - background, background - frame) > threshold).any(axis=2)


@attempt("background.foreground", told="mistake:cleaned")
def cleaned_as_well(frame, background, threshold):
    """Cleans the mask by an opening, which nobody asked for: small objects vanish."""
    mask = cv2.absdiff(frame, background).max(axis=2) > threshold
    opened = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    return opened.astype(bool)


# ---- background.fair_average ----


@attempt("background.fair_average", told="mistake:from_black")
def from_black(frames, alpha):
    """Starts from black and does not divide by the sum of the weights: the average is too dark."""
    average = np.zeros(frames.shape[1:])
    for frame in frames:
        average = (1 - alpha) * average + alpha * frame
    return average


@attempt("background.fair_average", told="mistake:oldest_first")
def oldest_weighs_most(frames, alpha):
    """The weights fall from the first frame to the last: the order is the wrong way round."""
    weights = alpha * (1 - alpha) ** np.arange(len(frames))
    return np.average(frames, axis=0, weights=weights)


@attempt("background.fair_average", told="mistake:first_as_the_rest")
def from_the_first_frame(frames, alpha):
    """The usual running average: the first frame weighs as all that were before it together."""
    average = frames[0].astype(float)
    for frame in frames[1:]:
        average = (1 - alpha) * average + alpha * frame
    return average


@attempt("background.fair_average", told="mistake:alike")
def plain_mean(frames, alpha):
    """The mean of all frames, whatever alpha is."""
    return frames.mean(axis=0)


@attempt("background.fair_average", told="mistake:last_step_missing")
def newest_left_out(frames, alpha):
    """range(n - 1) ends one too early: the newest frame is not in it."""
    total, weights = np.zeros(frames.shape[1:]), 0.0
    for i in range(len(frames) - 1):
        total = (1 - alpha) * total + alpha * frames[i]
        weights = (1 - alpha) * weights + alpha
    return total / weights if weights > 0 else total


@attempt("background.fair_average", told="mistake:exchanged_in_both")
def alpha_for_the_rest(frames, alpha):
    """Alpha and 1 - alpha exchanged: (1 - alpha) alpha**k."""
    ages = np.arange(len(frames))[::-1]
    weights = (1 - alpha) * alpha**ages
    with np.errstate(invalid="ignore"):
        return np.tensordot(weights / weights.sum(), frames.astype(float), axes=1)


@attempt("background.fair_average", told="mistake:not_divided")
def powers_alone(frames, alpha):
    """The newest frame weighs 1, the others powers of 1 - alpha, divided by nothing."""
    result = np.zeros(frames.shape[1:])
    for age, frame in enumerate(frames[::-1]):
        result += (1 - alpha) ** age * frame
    return result


@attempt("background.fair_average", told="mistake:cut")
def picture_of_uint8(frames, alpha):
    """The weights are right, but the result is made a uint8 picture."""
    weights = alpha * (1 - alpha) ** np.arange(len(frames))[::-1]
    return np.average(frames, axis=0, weights=weights).astype(np.uint8)


@attempt("background.fair_average", told="mistake:parts_cut")
def each_part_in_uint8(frames, alpha):
    """Cuts each weighted frame off to uint8 before the sum: each loses up to a gray level."""
    weights = alpha * (1 - alpha) ** np.arange(len(frames))[::-1]
    weights /= weights.sum()
    parts = (weights[:, None, None] * frames).astype(np.uint8)
    return parts.sum(axis=0).astype(float)


@attempt("background.fair_average", told="mistake:from_black_by_number")
def divided_by_their_number(frames, alpha):
    """Divides by the number of frames, not by the sum of their weights."""
    weights = alpha * (1 - alpha) ** np.arange(len(frames))[::-1]
    return (weights[:, None, None] * frames).mean(axis=0)


@attempt("background.fair_average", told="mistake:one_too_old")
def exponents_from_one(frames, alpha):
    """The newest frame weighs alpha (1 - alpha): no matter after the division, but 0 / 0 for 1."""
    n = len(frames)
    weights = np.array([alpha * (1 - alpha) ** (n - i) for i in range(n)])
    with np.errstate(invalid="ignore"):
        return (weights[:, None, None] * frames).sum(axis=0) / weights.sum()


@attempt("background.fair_average", told="mistake:first_left_out")
def first_left_out(frames, alpha):
    """Leaves the first frame out, so that it is not remembered at all."""
    if len(frames) > 1:
        frames = frames[1:]
    weights = alpha * (1 - alpha) ** np.arange(len(frames))[::-1]
    return np.average(frames, axis=0, weights=weights)


@attempt("background.fair_average", told="mistake:older_ones_alike")
def all_older_ones_alike(frames, alpha):
    """Without the powers: each older frame weighs alpha (1 - alpha)."""
    weights = np.full(len(frames), alpha * (1 - alpha))
    weights[-1] = alpha
    return np.average(frames, axis=0, weights=weights)


@attempt("background.fair_average", told="mistake:divided_each_time")
def divided_at_each_step(frames, alpha):
    """Divides by the sum of the weights in each step, though the average was divided before."""
    average, weight = np.zeros(frames.shape[1:]), 0.0
    for frame in frames:
        weight = (1 - alpha) * weight + alpha
        average = ((1 - alpha) * average + alpha * frame) / weight
    return average


@attempt("background.fair_average", told="mistake:corrected_twice")
def corrected_though_it_starts_full(frames, alpha):
    """Starts from the first frame and then corrects as if it had started from 0: too bright."""
    average = frames[0].astype(float)
    for frame in frames[1:]:
        average = (1 - alpha) * average + alpha * frame
    return average / (1 - (1 - alpha) ** len(frames))
