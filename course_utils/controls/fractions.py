"""Kernels of fractions as one would type them: whole numbers and what to divide them by."""

import numpy as np

DIVISORS = 1000  # up to here a kernel is shown in this way


def typed(kernel):
    """Return whole numbers and a divisor that make a kernel exactly, or the kernel itself and 1."""
    for divisor in range(1, DIVISORS):
        whole = np.rint(kernel * float(divisor))
        if np.array_equal(whole / divisor, kernel):
            return whole.astype(int).tolist(), divisor
    return kernel.tolist(), 1
