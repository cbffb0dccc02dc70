"""What the proofs of several chapters begin with."""

import cv2
import numpy as np
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

# In OpenCV 4, calcHist returns a column.
COLUMN_IN_4 = cv2.calcHist([np.zeros((1, 1), np.uint8)], [0], None, [256], [0, 256]).ndim == 2

ORDER = "the order of pixels does not matter"

sides = st.integers(1, 14)
gray_pictures = arrays(np.uint8, st.tuples(sides, sides))
color_pictures = arrays(np.uint8, st.tuples(sides, sides, st.just(3)))
many = settings(max_examples=200, deadline=None)


def count_by_hand(gray):
    counts = [0] * 256
    for row in gray:
        for value in row:
            counts[value] += 1
    return np.array(counts)


def count_at(gray):
    counts = np.zeros(256, np.int32)
    np.add.at(counts, gray, 1)
    return counts


def add_up_by_hand(gray):
    total, sums = 0, []
    for number in count_by_hand(gray):
        total += int(number)
        sums.append(total)
    return np.array([number / total for number in sums])
