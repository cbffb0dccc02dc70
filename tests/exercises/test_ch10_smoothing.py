"""Proofs of chapter 10, Smoothing around gaps."""

from tests.exercises import Proof

# ---- smoothing.first -----------------------------------------------------------------------------

FIRST = Proof(
    "smoothing.first",
    also_right=[],
)


# ---- smoothing.second ----------------------------------------------------------------------------

SECOND = Proof(
    "smoothing.second",
    also_right=[],
)


# ---- smoothing.third -----------------------------------------------------------------------------

THIRD = Proof(
    "smoothing.third",
    also_right=[],
)
