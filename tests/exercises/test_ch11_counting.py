"""Proofs of chapter 11, Counting by voting slices."""

from tests.exercises import Proof

# ---- counting.first ------------------------------------------------------------------------------

FIRST = Proof(
    "counting.first",
    also_right=[],
)


# ---- counting.second -----------------------------------------------------------------------------

SECOND = Proof(
    "counting.second",
    also_right=[],
)


# ---- counting.third ------------------------------------------------------------------------------

THIRD = Proof(
    "counting.third",
    also_right=[],
)
