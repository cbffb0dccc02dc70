"""Wrong answers to the exercises of chapter 18, as students write them."""

import re

import cv2
import numpy as np
from scipy.optimize import linear_sum_assignment

from tests.attempts import attempt

# ---- detection.iou ----


def area(box):
    """Give the area of a box, rightly."""
    return (box[2] - box[0]) * (box[3] - box[1])


@attempt("detection.iou", told="mistake:ends_inclusive")
def ends_inclusive(first, second):
    """Adds 1 to each length, as if bottom and right were pixels of the box."""
    height = max(0, min(first[2], second[2]) - max(first[0], second[0]) + 1)
    width = max(0, min(first[3], second[3]) - max(first[1], second[1]) + 1)
    a = (first[2] - first[0] + 1) * (first[3] - first[1] + 1)
    b = (second[2] - second[0] + 1) * (second[3] - second[1] + 1)
    return float(height * width / (a + b - height * width))


@attempt("detection.iou", told="values")
def two_negative_lengths(first, second):
    """Without max(0, ...): two negative lengths make a positive area."""
    height = min(first[2], second[2]) - max(first[0], second[0])
    width = min(first[3], second[3]) - max(first[1], second[1])
    shared = max(0, height * width)
    return float(shared / (area(first) + area(second) - shared))


@attempt("detection.iou", told="mistake:counted_twice")
def shared_part_counted_twice(first, second):
    """Divides by the sum of both areas, in which the shared one is counted twice."""
    height = max(0, min(first[2], second[2]) - max(first[0], second[0]))
    width = max(0, min(first[3], second[3]) - max(first[1], second[1]))
    return float(height * width / (area(first) + area(second)))


@attempt("detection.iou", told="mistake:hull")
def box_around_both(first, second):
    """Divides by the area of the smallest box around both."""
    height = max(0, min(first[2], second[2]) - max(first[0], second[0]))
    width = max(0, min(first[3], second[3]) - max(first[1], second[1]))
    around = (max(first[2], second[2]) - min(first[0], second[0])) * (
        max(first[3], second[3]) - min(first[1], second[1])
    )
    return float(height * width / around)


@attempt("detection.iou", told="mistake:around_both")
def min_and_max_exchanged(first, second):
    """min for max and max for min: the box around both is taken for the shared one."""
    height = max(first[2], second[2]) - min(first[0], second[0])
    width = max(first[3], second[3]) - min(first[1], second[1])
    union = area(first) + area(second) - height * width
    return float(height * width / union) if union else 0.0


@attempt("detection.iou", told="mistake:smaller")
def share_of_the_smaller(first, second):
    """Divides by the smaller area: a small box in a large one gets 1."""
    height = max(0, min(first[2], second[2]) - max(first[0], second[0]))
    width = max(0, min(first[3], second[3]) - max(first[1], second[1]))
    return float(height * width / min(area(first), area(second)))


@attempt("detection.iou", told="mistake:height_and_width")
def height_and_width(first, second):
    """Reads the last two numbers as height and width."""
    top, left = max(first[0], second[0]), max(first[1], second[1])
    bottom = min(first[0] + first[2], second[0] + second[2])
    right = min(first[1] + first[3], second[1] + second[3])
    shared = max(0, bottom - top) * max(0, right - left)
    return float(shared / (first[2] * first[3] + second[2] * second[3] - shared))


@attempt("detection.iou", told="mistake:mixed")
def right_before_bottom(first, second):
    """Unpacks top, left, right, bottom: rows are mixed with columns."""
    t1, l1, r1, b1 = first
    t2, l2, r2, b2 = second
    shared = max(0, min(b1, b2) - max(t1, t2)) * max(0, min(r1, r2) - max(l1, l2))
    union = (b1 - t1) * (r1 - l1) + (b2 - t2) * (r2 - l2) - shared
    return float(shared / union) if union else 0.0


@attempt("detection.iou", told="mistake:doubled")
def dice(first, second):
    """Dice's index: twice the shared area, divided by the sum of the areas."""
    height = max(0, min(first[2], second[2]) - max(first[0], second[0]))
    width = max(0, min(first[3], second[3]) - max(first[1], second[1]))
    return float(2 * height * width / (area(first) + area(second)))


@attempt("detection.iou", told="mistake:gaps_without_sign")
def absolute_lengths(first, second):
    """abs() for max(0, ...): the gap between two boxes counts as what they share."""
    height = abs(min(first[2], second[2]) - max(first[0], second[0]))
    width = abs(min(first[3], second[3]) - max(first[1], second[1]))
    union = area(first) + area(second) - height * width
    return float(height * width / union) if union else 0.0


@attempt("detection.iou", told="mistake:first_alone")
def share_of_the_first(first, second):
    """Divides by the area of the first box: exchanged arguments give another number."""
    height = max(0, min(first[2], second[2]) - max(first[0], second[0]))
    width = max(0, min(first[3], second[3]) - max(first[1], second[1]))
    return float(height * width / area(first))


@attempt("detection.iou", told="mistake:whole_pixels")
def masks_of_whole_pixels(first, second):
    """Draws both boxes into masks and counts: the parts of a pixel are cut off."""
    rows, columns = int(max(first[2], second[2])), int(max(first[3], second[3]))
    masks = np.zeros((2, rows, columns), bool)
    for mask, (top, left, bottom, right) in zip(masks, (first, second), strict=True):
        mask[max(int(top), 0) : int(bottom), max(int(left), 0) : int(right)] = True
    union = (masks[0] | masks[1]).sum()
    return float((masks[0] & masks[1]).sum() / union) if union else 0.0


@attempt("detection.iou", told="mistake:below_zero")
def apart_in_both_directions(first, second):
    """ "and" for "or": 0 only if the boxes are apart in both directions, else a negative number."""
    height = min(first[2], second[2]) - max(first[0], second[0])
    width = min(first[3], second[3]) - max(first[1], second[1])
    if height <= 0 and width <= 0:
        return 0.0
    return float(height * width / (area(first) + area(second) - height * width))


@attempt("detection.iou", told="mistake:corner_inside")
def corner_in_the_other(first, second):
    """Looks for a corner of one box in the other: two boxes that cross have none."""

    def has_corner(box, other):
        return any(
            box[0] <= row <= box[2] and box[1] <= column <= box[3]
            for row in (other[0], other[2])
            for column in (other[1], other[3])
        )

    if not has_corner(first, second) and not has_corner(second, first):
        return 0.0
    height = min(first[2], second[2]) - max(first[0], second[0])
    width = min(first[3], second[3]) - max(first[1], second[1])
    return float(height * width / (area(first) + area(second) - height * width))


@attempt("detection.iou", told="mistake:not_divided")
def shared_area_alone(first, second):
    """The shared area in pixels, not divided."""
    height = max(0, min(first[2], second[2]) - max(first[0], second[0]))
    width = max(0, min(first[3], second[3]) - max(first[1], second[1]))
    return float(height * width)


# ---- detection.label_map ----


def field(block, key):
    """Read a field of a block, rightly: its text, or None."""
    found = re.search(rf"""^\s*{key}\s*:\s*(?:"([^"]*)"|'([^']*)'|(\d+))""", block, re.MULTILINE)
    return next(part for part in found.groups() if part is not None) if found else None


@attempt("detection.label_map", told="mistake:name_alone")
def name_though_displayed(text):
    """Takes the name, such as /m/01g317, also where there is a display name."""
    labels = {}
    for block in text.split("item")[1:]:
        if field(block, "id") is not None:
            labels[int(field(block, "id"))] = field(block, "name")
    return labels


@attempt("detection.label_map", told="mistake:display_name_alone")
def none_where_not_displayed(text):
    """Takes the display name alone: None where there is none."""
    blocks = re.findall(r"item\s*\{(.*?)\}", text, re.DOTALL)
    return {int(field(block, "id")): field(block, "display_name") for block in blocks}


@attempt("detection.label_map", told="mistake:as_text")
def ids_left_as_text(text):
    """The ids are left as they are read: "1", not 1."""
    labels = {}
    for block in re.findall(r"item\s*\{(.*?)\}", text, re.DOTALL):
        labels[field(block, "id")] = field(block, "display_name") or field(block, "name")
    return labels


@attempt("detection.label_map", told="mistake:carriage_return_and_quote")
def carriage_return_left(text):
    """Splits at \\n alone: \\r stays at the end of a name, and the quote before it as well."""
    labels = {}
    item = {}
    for line in text.split("\n"):
        if ":" in line:
            key, value = line.split(":", 1)
            item[key.strip()] = value.strip(" ").strip("\"'")
        elif "}" in line:
            labels[int(item["id"])] = item.get("display_name", item.get("name"))
            item = {}
    return labels


@attempt("detection.label_map", told="mistake:only_double_read")
def double_quotes_alone(text):
    """Looks for names in double quotes alone."""
    labels = {}
    for block in re.findall(r"item\s*\{(.*?)\}", text, re.DOTALL):
        number = re.search(r"\bid:\s*(\d+)", block)
        shown = re.search(r'display_name:\s*"(.*?)"', block)
        name = shown or re.search(r'\bname:\s*"(.*?)"', block)
        labels[int(number[1])] = name[1] if name else ""
    return labels


@attempt("detection.label_map", told="mistake:counted_from_one")
def counted_from_one(text):
    """Counts the blocks from 1 and does not read the ids, which have gaps."""
    blocks = re.findall(r"item\s*\{(.*?)\}", text, re.DOTALL)
    return {
        number: field(block, "display_name") or field(block, "name")
        for number, block in enumerate(blocks, start=1)
    }


@attempt("detection.label_map", told="mistake:one_less")
def ids_from_zero(text):
    """Subtracts 1 from each id, as for the index of a list."""
    labels = {}
    for block in re.findall(r"item\s*\{(.*?)\}", text, re.DOTALL):
        labels[int(field(block, "id")) - 1] = field(block, "display_name") or field(block, "name")
    return labels


@attempt("detection.label_map", told="mistake:turned_around")
def from_name_to_id(text):
    """The wrong way round: {name: id}."""
    labels = {}
    for block in re.findall(r"item\s*\{(.*?)\}", text, re.DOTALL):
        labels[field(block, "display_name") or field(block, "name")] = int(field(block, "id"))
    return labels


@attempt("detection.label_map", told="mistake:greedy")
def one_block_for_all(text):
    """The greedy .* reaches to the last brace: all blocks are one, with the first id."""
    labels = {}
    for block in re.findall(r"item\s*\{(.*)\}", text, re.DOTALL):
        labels[int(field(block, "id"))] = field(block, "display_name") or field(block, "name")
    return labels


@attempt("detection.label_map", told="type")
def order_of_the_example(text):
    """The pattern wants the lines as in the example: name, id, display name."""
    pattern = r"""name:\s*["'](.*?)["']\s+id:\s*(\d+)(?:\s+display_name:\s*["'](.*?)["'])?"""
    return {int(number): shown or name for name, number, shown in re.findall(pattern, text)}


@attempt("detection.label_map", told="mistake:the_later_one")
def last_line_with_name(text):
    """ "name:" is in "display_name:" too, so that the later of the two lines wins."""
    labels = {}
    number, name = None, None
    for line in text.splitlines():
        if "name:" in line:
            name = line.split(":", 1)[1].strip().strip("\"'")
        elif "id:" in line:
            number = int(line.split(":")[1])
        elif "}" in line:
            labels[number] = name
    return labels


@attempt("detection.label_map", told="mistake:not_forgotten")
def display_name_of_the_one_before(text):
    """Does not forget the fields after a block: the next one may get an old display name."""
    labels = {}
    item = {}
    for line in text.splitlines():
        if ":" in line:
            key, value = line.split(":", 1)
            item[key.strip()] = value.strip().strip("\"'")
        elif "}" in line:
            labels[int(item["id"])] = item.get("display_name", item.get("name"))
    return labels


@attempt("detection.label_map", told="mistake:shifted")
def two_lists_zipped(text):
    """Finds all ids and all display names: after a block without one, they are shifted."""
    numbers = [int(number) for number in re.findall(r"\bid:\s*(\d+)", text)]
    names = [name for _, name in re.findall(r"""display_name:\s*(["'])(.*?)\1""", text)]
    return dict(zip(numbers, names, strict=False))


@attempt("detection.label_map", told="mistake:first_word")
def cut_at_the_space(text):
    """Splits at white space, also within the quotes: "traffic light" becomes "traffic"."""
    labels = {}
    item = {}
    words = text.split()
    for word, value in zip(words, [*words[1:], ""], strict=False):
        if word in ("id:", "name:", "display_name:"):
            item[word] = value.strip("\"'")
        elif word == "}":
            labels[int(item["id:"])] = item.get("display_name:", item.get("name:"))
            item = {}
    return labels


@attempt("detection.label_map", told="mistake:last_missing")
def last_block_forgotten(text):
    """Stores a block when the next one begins: the last is never stored."""
    labels = {}
    item = {}
    for line in text.splitlines():
        if line.strip().startswith("item"):
            if item:
                labels[int(item["id"])] = item.get("display_name", item.get("name"))
            item = {}
        elif ":" in line:
            key, value = line.split(":", 1)
            item[key.strip()] = value.strip().strip("\"'")
    return labels


# ---- detection.nms ----


def overlap(first, second):
    """Give the IoU of two boxes, rightly."""
    height = max(0, min(first[2], second[2]) - max(first[0], second[0]))
    width = max(0, min(first[3], second[3]) - max(first[1], second[1]))
    return height * width / (area(first) + area(second) - height * width)


@attempt("detection.nms", told="mistake:upward")
def lowest_first(boxes, scores, limit):
    """np.argsort sorts upward: the lowest score comes first and suppresses the better ones."""
    kept = []
    for i in np.argsort(scores, kind="stable"):
        if all(overlap(boxes[i], boxes[j]) <= limit for j in kept):
            kept.append(i)
    return np.array(kept, int)


@attempt("detection.nms", told="mistake:at_the_limit")
def dropped_at_the_limit(boxes, scores, limit):
    """>= for >: an IoU of just the limit suppresses too."""
    kept = []
    for i in np.argsort(-scores, kind="stable"):
        if not any(overlap(boxes[i], boxes[j]) >= limit for j in kept):
            kept.append(i)
    return np.array(kept, int)


@attempt("detection.nms", told="mistake:last_kept")
def last_kept_alone(boxes, scores, limit):
    """Compares a box with the one kept last alone."""
    kept = []
    for i in np.argsort(-scores, kind="stable"):
        if not kept or overlap(boxes[i], boxes[kept[-1]]) <= limit:
            kept.append(i)
    return np.array(kept, int)


@attempt("detection.nms", told="mistake:all_better")
def all_better_ones(boxes, scores, limit):
    """Compares with all boxes of higher scores: those that were suppressed suppress as well."""
    order = np.argsort(-scores, kind="stable")
    kept = []
    for place, i in enumerate(order):
        if all(overlap(boxes[i], boxes[j]) <= limit for j in order[:place]):
            kept.append(i)
    return np.array(kept, int)


@attempt("detection.nms", told="mistake:boxes")
def boxes_returned(boxes, scores, limit):
    """Returns the boxes that are kept, not their indices."""
    kept = []
    for i in np.argsort(-scores, kind="stable"):
        if all(overlap(boxes[i], boxes[j]) <= limit for j in kept):
            kept.append(i)
    return boxes[np.array(kept, int)]


@attempt("detection.nms", told="mistake:ranks")
def places_in_the_sorted_list(boxes, scores, limit):
    """Sorts the boxes first: the indices are those in the sorted list."""
    boxes = boxes[np.argsort(-scores, kind="stable")]
    kept = []
    for i in range(len(boxes)):
        if all(overlap(boxes[i], boxes[j]) <= limit for j in kept):
            kept.append(i)
    return np.array(kept, int)


@attempt("detection.nms", told="mistake:sorted_up")
def kept_in_the_order_of_the_boxes(boxes, scores, limit):
    """Marks those kept in a bool array: np.flatnonzero gives them in the order of the boxes."""
    keep = np.zeros(len(boxes), bool)
    for i in np.argsort(-scores, kind="stable"):
        keep[i] = all(overlap(boxes[i], boxes[j]) <= limit for j in np.flatnonzero(keep))
    return np.flatnonzero(keep)


@attempt("detection.nms", told="mistake:ties_turned")
def ties_reversed(boxes, scores, limit):
    """np.argsort(scores)[::-1]: of equal scores, the higher index comes first."""
    kept = []
    for i in np.argsort(scores, kind="stable")[::-1]:
        if all(overlap(boxes[i], boxes[j]) <= limit for j in kept):
            kept.append(i)
    return np.array(kept, int)


@attempt("detection.nms", told="mistake:as_they_come")
def scores_not_looked_at(boxes, scores, limit):
    """Goes through the boxes as they come; the scores are not used."""
    kept = []
    for i in range(len(boxes)):
        if all(overlap(boxes[i], boxes[j]) <= limit for j in kept):
            kept.append(i)
    return np.array(kept, int)


@attempt("detection.nms", told="mistake:far_ones")
def overlapping_ones_kept(boxes, scores, limit):
    """The comparison is the wrong way round: keeps what overlaps, drops what is far away."""
    kept = []
    for i in np.argsort(-scores, kind="stable"):
        if all(overlap(boxes[i], boxes[j]) > limit for j in kept):
            kept.append(i)
    return np.array(kept, int)


@attempt("detection.nms", told="mistake:first_kept")
def best_box_alone_suppresses(boxes, scores, limit):
    """Only the box of the highest score suppresses: one pass, not repeated for the others."""
    order = np.argsort(-scores, kind="stable")
    kept = [i for i in order if i == order[0] or overlap(boxes[i], boxes[order[0]]) <= limit]
    return np.array(kept, int)


@attempt("detection.nms", told="mistake:skipped")
def removed_while_looping(boxes, scores, limit):
    """Removes from the list that the loop goes through: the box after a removed one is skipped."""
    left = np.argsort(-scores, kind="stable").tolist()
    kept = []
    while left:
        best = left.pop(0)
        kept.append(best)
        for i in left:
            if overlap(boxes[best], boxes[i]) > limit:
                left.remove(i)
    return np.array(kept, int)


@attempt("detection.nms", told="shape")
def gap_taken_for_overlap(boxes, scores, limit):
    """Without max(0, ...): boxes far apart in both directions get a positive shared area."""
    kept = []
    for i in np.argsort(-scores, kind="stable"):
        for j in kept:
            lengths = np.minimum(boxes[i, 2:], boxes[j, 2:]) - np.maximum(
                boxes[i, :2], boxes[j, :2]
            )
            shared = lengths[0] * lengths[1]
            if shared > limit * (area(boxes[i]) + area(boxes[j]) - shared):
                break
        else:
            kept.append(i)
    return np.array(kept, int)


@attempt("detection.nms", told="mistake:of_the_smaller")
def share_of_the_smaller_box(boxes, scores, limit):
    """Divides by the smaller area, not by the union: suppresses more."""
    kept = []
    for i in np.argsort(-scores, kind="stable"):
        for j in kept:
            height = min(boxes[i][2], boxes[j][2]) - max(boxes[i][0], boxes[j][0])
            width = min(boxes[i][3], boxes[j][3]) - max(boxes[i][1], boxes[j][1])
            shared = max(0, height) * max(0, width)
            if shared / min(area(boxes[i]), area(boxes[j])) > limit:
                break
        else:
            kept.append(i)
    return np.array(kept, int)


@attempt("detection.nms", told="mistake:corners_as_sizes")
def corners_for_opencv(boxes, scores, limit):
    """cv2.dnn.NMSBoxes wants x, y, width and height; it gets corners."""
    if len(boxes) == 0:
        return np.zeros(0, int)
    kept = cv2.dnn.NMSBoxes(boxes.tolist(), scores.tolist(), 0.0, limit)
    return np.array(kept, int).ravel()


# ---- detection.precision_recall ----


def matched(boxes, scores, truth, limit):
    """Count the found boxes that are right, rightly."""
    free = list(range(len(truth)))
    right = 0
    for i in np.argsort(-scores):
        best = max(free, key=lambda j: overlap(boxes[i], truth[j]), default=None)
        if best is not None and overlap(boxes[i], truth[best]) >= limit:
            free.remove(best)
            right += 1
    return right


@attempt("detection.precision_recall", told="mistake:exchanged")
def recall_before_precision(boxes, scores, truth, limit):
    """Precision and recall exchanged."""
    right = matched(boxes, scores, truth, limit)
    precision = right / len(truth) if len(truth) else 1.0
    recall = right / len(boxes) if len(boxes) else 1.0
    return precision, recall


@attempt("detection.precision_recall", told="mistake:taken_more_than_once")
def taken_more_than_once(boxes, scores, truth, limit):
    """Does not note what is taken: two boxes on one true box are both right."""
    right = 0
    for box in boxes:
        right += any(overlap(box, true) >= limit for true in truth)
    precision = right / len(boxes) if len(boxes) else 1.0
    recall = right / len(truth) if len(truth) else 1.0
    return precision, recall


@attempt("detection.precision_recall", told="mistake:best_is_gone")
def best_of_all_may_be_taken(boxes, scores, truth, limit):
    """Looks for the best among all true boxes: if that is taken, the second best is not tried."""
    taken = set()
    for i in np.argsort(-scores):
        values = [overlap(boxes[i], true) for true in truth]
        if values and max(values) >= limit:
            taken.add(int(np.argmax(values)))
    precision = len(taken) / len(boxes) if len(boxes) else 1.0
    recall = len(taken) / len(truth) if len(truth) else 1.0
    return precision, recall


@attempt("detection.precision_recall", told="mistake:as_they_come")
def in_the_order_given(boxes, scores, truth, limit):
    """Goes through the found boxes as they come, not by their scores."""
    free = list(truth)
    right = 0
    for box in boxes:
        values = [overlap(box, true) for true in free]
        if values and max(values) >= limit:
            free.pop(int(np.argmax(values)))
            right += 1
    precision = right / len(boxes) if len(boxes) else 1.0
    recall = right / len(truth) if len(truth) else 1.0
    return precision, recall


@attempt("detection.precision_recall", told="mistake:above_the_limit")
def limit_not_enough(boxes, scores, truth, limit):
    """> for >=: an IoU of just the limit is not enough."""
    free = list(truth)
    right = 0
    for i in np.argsort(-scores):
        values = [overlap(boxes[i], true) for true in free]
        if values and max(values) > limit:
            free.pop(int(np.argmax(values)))
            right += 1
    precision = right / len(boxes) if len(boxes) else 1.0
    recall = right / len(truth) if len(truth) else 1.0
    return precision, recall


@attempt("detection.precision_recall", told="mistake:zero_if_nothing_found")
def nothing_found_is_zero(boxes, scores, truth, limit):
    """Precision 0.0 where nothing was found; the prompt wants 1.0."""
    right = matched(boxes, scores, truth, limit)
    precision = right / len(boxes) if len(boxes) else 0.0
    recall = right / len(truth) if len(truth) else 1.0
    return precision, recall


@attempt("detection.precision_recall", told="mistake:zero_if_nothing_there")
def no_true_box_is_zero(boxes, scores, truth, limit):
    """Recall 0.0 where there is no true box; max(m, 1) saves from the division by zero."""
    right = matched(boxes, scores, truth, limit)
    precision = right / len(boxes) if len(boxes) else 1.0
    return precision, right / max(len(truth), 1)


@attempt("detection.precision_recall", told="mistake:f1")
def f1_alone(boxes, scores, truth, limit):
    """Returns the F1 score, one number made of both."""
    right = matched(boxes, scores, truth, limit)
    number = len(boxes) + len(truth)
    return 2 * right / number if number else 1.0


@attempt("detection.precision_recall", told="mistake:counts")
def counts_of_right_boxes(boxes, scores, truth, limit):
    """Returns how many are right and how many are taken, not divided."""
    right = matched(boxes, scores, truth, limit)
    return float(right), float(right)


@attempt("detection.precision_recall", told="mistake:upward")
def lowest_score_first(boxes, scores, truth, limit):
    """np.argsort sorts upward: the box of the lowest score takes first."""
    free = list(truth)
    right = 0
    for i in np.argsort(scores):
        values = [overlap(boxes[i], true) for true in free]
        if values and max(values) >= limit:
            free.pop(int(np.argmax(values)))
            right += 1
    precision = right / len(boxes) if len(boxes) else 1.0
    recall = right / len(truth) if len(truth) else 1.0
    return precision, recall


@attempt("detection.precision_recall", told="mistake:first_that_is_enough")
def first_that_is_enough(boxes, scores, truth, limit):
    """Takes the first true box whose IoU is enough, not that with the largest IoU."""
    free = list(range(len(truth)))
    right = 0
    for i in np.argsort(-scores):
        for j in free:
            if overlap(boxes[i], truth[j]) >= limit:
                free.remove(j)
                right += 1
                break
    precision = right / len(boxes) if len(boxes) else 1.0
    recall = right / len(truth) if len(truth) else 1.0
    return precision, recall


@attempt("detection.precision_recall", told="mistake:true_ones_choose")
def true_boxes_take(boxes, scores, truth, limit):
    """The true boxes take, each the found box with the largest IoU: the scores are not used."""
    free = list(boxes)
    right = 0
    for true in truth:
        values = [overlap(box, true) for box in free]
        if values and max(values) >= limit:
            free.pop(int(np.argmax(values)))
            right += 1
    precision = right / len(boxes) if len(boxes) else 1.0
    recall = right / len(truth) if len(truth) else 1.0
    return precision, recall


@attempt("detection.precision_recall", told="values")
def best_assignment(boxes, scores, truth, limit):
    """The assignment with the largest sum of IoUs, found for all at once, without the scores."""
    table = np.array([[overlap(box, true) for true in truth] for box in boxes])
    table = table.reshape(len(boxes), len(truth))
    table[table < limit] = 0
    right = np.count_nonzero(table[linear_sum_assignment(table, maximize=True)])
    precision = right / len(boxes) if len(boxes) else 1.0
    recall = right / len(truth) if len(truth) else 1.0
    return precision, recall


@attempt("detection.precision_recall", told="mistake:limit_on_scores")
def limit_on_the_scores(boxes, scores, truth, limit):
    """Drops the boxes whose score is below the limit, which is meant for the IoU."""
    sure = scores >= limit
    right = matched(boxes[sure], scores[sure], truth, limit)
    precision = right / sure.sum() if sure.any() else 1.0
    recall = right / len(truth) if len(truth) else 1.0
    return float(precision), float(recall)


@attempt("detection.precision_recall", told="mistake:taken_by_a_wrong_one")
def taken_before_the_limit(boxes, scores, truth, limit):
    """Takes the best true box before looking at the limit: a wrong box uses it up."""
    free = list(truth)
    right = 0
    for i in np.argsort(-scores):
        if not free:
            break
        values = [overlap(boxes[i], true) for true in free]
        free.pop(int(np.argmax(values)))
        right += max(values) >= limit
    precision = right / len(boxes) if len(boxes) else 1.0
    recall = right / len(truth) if len(truth) else 1.0
    return float(precision), float(recall)
