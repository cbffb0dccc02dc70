"""Wrong last steps that readers take in more than one chapter.

A mistake belongs here if two or more banks name it, the step is the same program in all of them,
and so is the sentence: word for word true of each exercise that uses it. A mistake whose sentence
must speak of what its own exercise is about stays in its bank.
"""

import numpy as np

from ..checks import Mistake

AS_LIST = Mistake(
    "as_list",
    list,
    "You return a list. Return one array: you can compute with all of its numbers at once, and use "
    "a picture as its index.",
    of_result=True,
)
COLUMN = Mistake(
    "column",
    lambda result: result[:, None],
    "Your result stands upright, in the shape (256, 1), as the counts of `cv2.calcHist` do in some "
    "versions of OpenCV. One axis is enough: flatten it.",
    of_result=True,
)
CUMULATIVE = Mistake(
    "cumulative",
    np.cumsum,
    "Your numbers only rise: each bin also holds all bins before it. That is the cumulative "
    "histogram; leave the bins as they are.",
    of_result=True,
)
WRAPS_AT_256 = Mistake(
    "wraps_at_256",
    lambda result: result.astype(np.uint8),
    "Counts above 255 begin again at 0, because you count in `uint8`. A count can be far larger "
    "than that: use a larger type of integer.",
    of_result=True,
)
SHARES = Mistake(
    "shares",
    lambda result: result / result.sum(),
    "You divided the counts by their sum, so your numbers sum to 1. This exercise asks for the "
    "counts themselves.",
    of_result=True,
)
PERCENT = Mistake(
    "percent",
    lambda result: result * 100,
    "You multiplied by 100, so your numbers are percentages, parts of 100. Shares are parts of 1.",
    of_result=True,
)
UNIT_RANGE = Mistake(
    "unit_range",
    lambda result: result / 255,
    "You divided by 255, so white is 1. Keep the scale on which white is 255.",
    of_result=True,
)
RGB = Mistake(
    "rgb",
    lambda result: result[:, :, ::-1],
    "Blue and red have changed places in your result. Its channels should come in the order B, G, "
    "R, as you were given them.",
    of_result=True,
)
