"""Wrong answers to the exercises of chapter 11, as students write them."""

from statistics import mode

import cv2
import numpy as np
from scipy import ndimage

from tests.attempts import attempt

# ---- counting.rising_edges ----


@attempt("counting.rising_edges", told="mistake:first_run_lost")
def first_value_forgotten(signal):
    """Looks for steps from False to True: a run that begins with the first value has none."""
    return int(np.sum(~signal[:-1] & signal[1:]))


@attempt("counting.rising_edges", told="mistake:both_edges_first")
def both_edges(signal):
    """np.diff of bools is True at each change, so that falling edges are counted, too."""
    return int(np.diff(signal, prepend=False).sum())


@attempt("counting.rising_edges", told="mistake:both_edges")
def both_edges_inside(signal):
    """Counts all changes between neighbors, up and down, without anything at the two ends."""
    return int(np.count_nonzero(signal[1:] != signal[:-1]))


@attempt("counting.rising_edges", told="mistake:half_of_the_changes")
def changes_halved(signal):
    """Halves the number of changes and rounds down: runs at an end of the signal get lost."""
    return int(np.count_nonzero(signal[1:] != signal[:-1]) // 2)


@attempt("counting.rising_edges", told="mistake:true_values")
def true_values(signal):
    """Counts the values that are True, not the runs of them."""
    return int(np.sum(signal))


@attempt("counting.rising_edges", told="mistake:ends_inside")
def falling_edges(signal):
    """Counts the ends of the runs: one that goes on to the last value has no end."""
    return int(np.sum(signal[:-1] & ~signal[1:]))


@attempt("counting.rising_edges", told="mistake:runs_of_false")
def runs_of_false(signal):
    """Looks for the step from True to False with a True in front: the gaps are counted."""
    padded = np.concatenate([[True], signal])
    return int(np.sum(padded[:-1] & ~padded[1:]))


@attempt("counting.rising_edges", told="mistake:all_runs")
def all_runs(signal):
    """The runs of False are counted together with those of True."""
    return int(np.count_nonzero(np.diff(signal)) + 1)


@attempt("counting.rising_edges", told="mistake:rolled")
def rolled_signal(signal):
    """np.roll puts the last value in front: if both ends are True, their runs count as one."""
    return int(np.sum(signal & ~np.roll(signal, 1)))


@attempt("counting.rising_edges", told="mistake:one_always_added")
def one_always_added(signal):
    """Adds 1 for the run that begins with the first value, whether there is one or not."""
    return int(np.sum(signal[1:] & ~signal[:-1])) + 1


@attempt("counting.rising_edges", told="mistake:places")
def places_of_the_edges(signal):
    """Returns where the runs begin, not how many there are."""
    padded = np.concatenate([[False], signal])
    return np.flatnonzero(padded[1:] & ~padded[:-1])


@attempt("counting.rising_edges", told="mistake:last_value_skipped")
def range_ends_early(signal):
    """range(len - 1) ends one too early: a run that is only the last value is missed."""
    count = 0
    before = False
    for i in range(len(signal) - 1):
        if signal[i] and not before:
            count += 1
        before = signal[i]
    return count


@attempt("counting.rising_edges", told="mistake:from_the_sum")
def difference_of_whole_numbers(signal):
    """Sums the differences in place of counting those of 1: ups and downs cancel each other."""
    return int(np.diff(signal.astype(int), prepend=0).sum())


@attempt("counting.rising_edges", told="mistake:long_runs_alone")
def runs_of_two_or_more(signal):
    """Two True in a row after a False: runs of a single value are left out."""
    padded = np.concatenate([[False], signal])
    return int(np.sum(~padded[:-2] & padded[1:-1] & padded[2:]))


@attempt("counting.rising_edges", told="mistake:any_run")
def before_never_reset(signal):
    """The flag is set at the first True and never taken back: 1 for any number of runs."""
    count = 0
    inside = False
    for value in signal:
        if value and not inside:
            count += 1
            inside = True
    return count


# ---- counting.slice_votes ----


def runs(column):
    """Count the runs of True, rightly."""
    padded = np.concatenate([[False], column])
    return int(np.sum(padded[1:] & ~padded[:-1]))


@attempt("counting.slice_votes", told="mistake:zeros_outside")
def zeros_beyond_the_border(binary, width):
    """np.pad fills with False in the place of the nearest column: fewer votes at the sides."""
    half = width // 2
    padded = np.pad(binary, ((0, 0), (half, half)))
    votes = []
    for x in range(binary.shape[1]):
        votes.append(runs(padded[:, x : x + width].mean(axis=1) > 0.5))
    return np.array(votes)


@attempt("counting.slice_votes", told="mistake:cut_strips")
def strip_cut_at_the_border(binary, width):
    """Cuts the strip at the border, so that it holds fewer columns there."""
    half = width // 2
    votes = []
    for x in range(binary.shape[1]):
        strip = binary[:, max(x - half, 0) : x + half + 1]
        votes.append(runs(strip.mean(axis=1) > 0.5))
    return np.array(votes)


@attempt("counting.slice_votes", told="mistake:mirrored_inside")
def reflected_border(binary, width):
    """OpenCV's usual border reflects the picture; the nearest column is not repeated."""
    share = cv2.blur(binary.astype(np.float64), (width, 1))
    return np.array([runs(column > 0.5) for column in share.T])


@attempt("counting.slice_votes", told="mistake:wrapped")
def wrapped_border(binary, width):
    """Takes the columns beyond the border from the opposite side."""
    half = width // 2
    padded = np.pad(binary, ((0, 0), (half, half)), mode="wrap")
    return np.array(
        [runs(padded[:, x : x + width].sum(axis=1) > width / 2) for x in range(binary.shape[1])]
    )


@attempt("counting.slice_votes", told="mistake:any_pixel")
def any_pixel_fills(binary, width):
    """One True pixel of the strip fills the row, so that specks are taken for curves."""
    padded = np.pad(binary, ((0, 0), (width // 2, width // 2)), mode="edge")
    votes = [runs(padded[:, x : x + width].any(axis=1)) for x in range(binary.shape[1])]
    return np.array(votes)


@attempt("counting.slice_votes", told="mistake:all_pixels")
def all_pixels_fill(binary, width):
    """A row is filled only if all its pixels are True: each gap breaks a curve."""
    padded = np.pad(binary, ((0, 0), (width // 2, width // 2)), mode="edge")
    votes = [runs(padded[:, x : x + width].all(axis=1)) for x in range(binary.shape[1])]
    return np.array(votes)


@attempt("counting.slice_votes", told="mistake:half_rounded_down")
def half_rounded_down_is_enough(binary, width):
    """>= width // 2 is less than half, for an odd width: too many rows are filled."""
    padded = np.pad(binary, ((0, 0), (width // 2, width // 2)), mode="edge")
    votes = np.zeros(binary.shape[1], int)
    for x in range(binary.shape[1]):
        votes[x] = runs(padded[:, x : x + width].sum(axis=1) >= width // 2)
    return votes


@attempt("counting.slice_votes", told="mistake:single_columns")
def single_columns(binary, width):
    """Counts the runs of each column by itself: the width is not used."""
    above = np.vstack([np.zeros((1, binary.shape[1]), bool), binary[:-1]])
    return np.sum(binary & ~above, axis=0)


@attempt("counting.slice_votes", told="mistake:not_overlapping")
def strips_side_by_side(binary, width):
    """Cuts the picture into strips side by side: one vote a strip, not one a column."""
    votes = []
    for x in range(0, binary.shape[1], width):
        votes.append(runs(binary[:, x : x + width].mean(axis=1) > 0.5))
    return np.array(votes)


@attempt("counting.slice_votes", told="mistake:only_whole_strips")
def only_full_strips(binary, width):
    """No votes for the columns whose strip would reach beyond the border."""
    windows = np.lib.stride_tricks.sliding_window_view(binary, width, axis=1)
    filled = windows.sum(axis=2) > width // 2
    return np.array([runs(column) for column in filled.T])


@attempt("counting.slice_votes", told="mistake:to_the_right")
def strip_to_the_right(binary, width):
    """The strip begins at the column, in the place of having it in the middle."""
    padded = np.pad(binary, ((0, 0), (0, width - 1)), mode="edge")
    votes = [runs(padded[:, x : x + width].mean(axis=1) > 0.5) for x in range(binary.shape[1])]
    return np.array(votes)


@attempt("counting.slice_votes", told="mistake:rows_for_columns")
def rows_in_the_place_of_columns(binary, width):
    """Takes strips of rows and runs along them: the axes are exchanged."""
    half = width // 2
    padded = np.pad(binary, ((half, half), (0, 0)), mode="edge")
    votes = [runs(padded[y : y + width].mean(axis=0) > 0.5) for y in range(binary.shape[0])]
    return np.array(votes)


@attempt("counting.slice_votes", told="mistake:first_row_lost")
def run_at_the_top_missed(binary, width):
    """Steps from one row to the next: a run that begins in the top row has none before it."""
    half = width // 2
    padded = np.pad(binary, ((0, 0), (half, half)), mode="edge")
    votes = []
    for x in range(binary.shape[1]):
        filled = (padded[:, x : x + width].sum(axis=1) > half).astype(int)
        votes.append(np.sum(np.diff(filled) == 1))
    return np.array(votes)


@attempt("counting.slice_votes", told="mistake:filled_rows")
def filled_rows_counted(binary, width):
    """Counts the filled rows of the strip, not the runs of them."""
    half = width // 2
    padded = np.pad(binary, ((0, 0), (half, half)), mode="edge")
    return np.array(
        [np.sum(padded[:, x : x + width].mean(axis=1) > 0.5) for x in range(binary.shape[1])]
    )


@attempt("counting.slice_votes", told="mistake:square_median")
def square_median(binary, width):
    """A median of width x width pixels smooths along the columns, too, not along the rows alone."""
    smoothed = ndimage.median_filter(binary.astype(np.uint8), size=width, mode="nearest")
    return np.array([runs(column > 0) for column in smoothed.T])


# ---- counting.count_curves ----


@attempt("counting.count_curves", told="mistake:empty_ones_too")
def zeros_vote(votes):
    """Empty columns vote for 0, and if there are many of them, 0 wins."""
    values, counts = np.unique(votes, return_counts=True)
    if len(values) == 0:
        return 0
    best = values[counts == counts.max()]
    return int(best[np.argmin(np.abs(best - np.median(votes)))])


@attempt("counting.count_curves", told="mistake:smallest")
def smallest_of_equals(votes):
    """np.argmax takes the first: of several with equally many votes the smallest wins."""
    votes = votes[votes > 0]
    if len(votes) == 0:
        return 0
    return int(np.bincount(votes).argmax())


@attempt("counting.count_curves", told="mistake:largest")
def largest_of_equals(votes):
    """Of several with equally many votes, the largest wins."""
    votes = votes[votes > 0]
    if len(votes) == 0:
        return 0
    values, counts = np.unique(votes, return_counts=True)
    return int(values[counts == counts.max()].max())


@attempt("counting.count_curves", told="mistake:the_median")
def median_of_the_votes(votes):
    """Takes the median of the votes for the answer; the most frequent number is not looked for."""
    voted = votes[votes != 0]
    return int(np.median(voted)) if voted.size else 0


@attempt("counting.count_curves", told="mistake:the_mean")
def mean_of_the_votes(votes):
    """The rounded mean of the votes: a few columns with many specks pull it up."""
    voted = votes[votes > 0]
    return round(float(voted.mean())) if len(voted) else 0


@attempt("counting.count_curves", told="mistake:the_largest_vote")
def most_curves_seen(votes):
    """The largest vote of all, as if hidden curves were the only mistake."""
    return int(max(votes, default=0))


@attempt("counting.count_curves", told="mistake:how_many_votes")
def votes_of_the_winner(votes):
    """Returns how many columns voted for the winner, not the number they voted for."""
    voted = votes[votes > 0]
    if len(voted) == 0:
        return 0
    _, counts = np.unique(voted, return_counts=True)
    return int(counts.max())


@attempt("counting.count_curves", told="mistake:place_among_the_numbers")
def place_in_the_unique_values(votes):
    """Returns the place of the winner in np.unique's list, not the number that stands there."""
    voted = votes[votes > 0]
    if voted.size == 0:
        return 0
    _, counts = np.unique(voted, return_counts=True)
    return int(np.argmax(counts))


@attempt("counting.count_curves", told="mistake:median_of_all_columns")
def median_of_all_columns(votes):
    """The zeros are left out of the count, but not of the median that breaks a tie."""
    values, counts = np.unique(votes[votes > 0], return_counts=True)
    if len(values) == 0:
        return 0
    best = values[counts == counts.max()]
    return int(best[np.argmin(np.abs(best - np.median(votes)))])


@attempt("counting.count_curves", told="mistake:middle_of_the_best")
def median_of_the_tied(votes):
    """The median of the tied numbers, each counted once, in the place of that of all votes."""
    values, counts = np.unique(votes[votes > 0], return_counts=True)
    if len(values) == 0:
        return 0
    best = values[counts == counts.max()]
    return int(best[np.argmin(np.abs(best - np.median(best)))])


@attempt("counting.count_curves", told="mistake:mean")
def nearest_to_the_mean(votes):
    """Breaks a tie with the mean of the votes, not with their median."""
    voted = votes[votes > 0]
    if not voted.any():
        return 0
    values, counts = np.unique(voted, return_counts=True)
    best = values[counts == counts.max()]
    return int(min(best, key=lambda value: abs(value - voted.mean())))


@attempt("counting.count_curves", told="mistake:larger_if_equally_near")
def larger_if_equally_near(votes):
    """<= in the loop takes the last of those equally near to the median: the larger one."""
    voted = votes[votes > 0]
    if len(voted) == 0:
        return 0
    values, counts = np.unique(voted, return_counts=True)
    median = np.median(voted)
    nearest = None
    for value in values[counts == counts.max()]:
        if nearest is None or abs(value - median) <= abs(nearest - median):
            nearest = value
    return int(nearest)


@attempt("counting.count_curves", told="error")
def no_votes_not_thought_of(votes):
    """Right as long as somebody votes; with no vote at all, the largest count of nothing fails."""
    voted = votes[votes > 0]
    values, counts = np.unique(voted, return_counts=True)
    best = values[counts == counts.max()]
    return int(best[np.argmin(np.abs(best - np.median(voted)))])


@attempt("counting.count_curves", told="mistake:first_to_come")
def first_seen_of_equals(votes):
    """statistics.mode takes, of several with equally many votes, the one that comes first."""
    voted = [int(vote) for vote in votes if vote > 0]
    return mode(voted) if voted else 0


@attempt("counting.count_curves", told="mistake:upper_middle")
def upper_of_the_two_in_the_middle(votes):
    """Takes the value behind the middle for the median, also if the number of votes is even."""
    voted = np.sort(votes[votes > 0])
    if len(voted) == 0:
        return 0
    values, counts = np.unique(voted, return_counts=True)
    best = values[counts == counts.max()]
    return int(best[np.argmin(np.abs(best - voted[len(voted) // 2]))])
