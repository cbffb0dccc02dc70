"""Proofs of chapter 13, Fractal dimension by counting boxes."""

from tests.exercises import Proof

# ---- fractals.first ------------------------------------------------------------------------------

FIRST = Proof(
    "fractals.first",
    also_right=[],
)


# ---- fractals.second -----------------------------------------------------------------------------

SECOND = Proof(
    "fractals.second",
    also_right=[],
)


# ---- fractals.third ------------------------------------------------------------------------------

THIRD = Proof(
    "fractals.third",
    also_right=[],
)
