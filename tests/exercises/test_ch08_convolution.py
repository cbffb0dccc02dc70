"""Proofs of chapter 08, Convolution, properly."""

from tests.exercises import Proof

# ---- convolution.first ---------------------------------------------------------------------------

FIRST = Proof(
    "convolution.first",
    also_right=[],
)


# ---- convolution.second --------------------------------------------------------------------------

SECOND = Proof(
    "convolution.second",
    also_right=[],
)


# ---- convolution.third ---------------------------------------------------------------------------

THIRD = Proof(
    "convolution.third",
    also_right=[],
)
