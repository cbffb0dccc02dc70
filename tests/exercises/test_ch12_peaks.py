"""Proofs of chapter 12, Peaks in a noisy plane."""

from tests.exercises import Proof

# ---- peaks.first ---------------------------------------------------------------------------------

FIRST = Proof(
    "peaks.first",
    also_right=[],
)


# ---- peaks.second --------------------------------------------------------------------------------

SECOND = Proof(
    "peaks.second",
    also_right=[],
)


# ---- peaks.third ---------------------------------------------------------------------------------

THIRD = Proof(
    "peaks.third",
    also_right=[],
)
