"""Proofs of chapter 18, Real-time object detection."""

from tests.exercises import Proof

# ---- detection.first -----------------------------------------------------------------------------

FIRST = Proof(
    "detection.first",
    also_right=[],
)


# ---- detection.second ----------------------------------------------------------------------------

SECOND = Proof(
    "detection.second",
    also_right=[],
)


# ---- detection.third -----------------------------------------------------------------------------

THIRD = Proof(
    "detection.third",
    also_right=[],
)
