"""Proofs of chapter 14, Comparing images."""

from tests.exercises import Proof

# ---- comparison.first ----------------------------------------------------------------------------

FIRST = Proof(
    "comparison.first",
    also_right=[],
)


# ---- comparison.second ---------------------------------------------------------------------------

SECOND = Proof(
    "comparison.second",
    also_right=[],
)


# ---- comparison.third ----------------------------------------------------------------------------

THIRD = Proof(
    "comparison.third",
    also_right=[],
)
