"""Proofs of chapter 17, Background extraction."""

from tests.exercises import Proof

# ---- background.first ----------------------------------------------------------------------------

FIRST = Proof(
    "background.first",
    also_right=[],
)


# ---- background.second ---------------------------------------------------------------------------

SECOND = Proof(
    "background.second",
    also_right=[],
)


# ---- background.third ----------------------------------------------------------------------------

THIRD = Proof(
    "background.third",
    also_right=[],
)
