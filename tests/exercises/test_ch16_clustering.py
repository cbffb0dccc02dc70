"""Proofs of chapter 16, Color quantization."""

from tests.exercises import Proof

# ---- clustering.first ----------------------------------------------------------------------------

FIRST = Proof(
    "clustering.first",
    also_right=[],
)


# ---- clustering.second ---------------------------------------------------------------------------

SECOND = Proof(
    "clustering.second",
    also_right=[],
)


# ---- clustering.third ----------------------------------------------------------------------------

THIRD = Proof(
    "clustering.third",
    also_right=[],
)
