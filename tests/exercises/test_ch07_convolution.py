"""Proofs of chapter 07, Convolutions."""

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
