"""Exercises for a class: the notebook that nbgrader takes, and how it is marked.

`course assignment` writes the notebook (`notebook`) and a configuration file whose one call is
`configure`. From then on nbgrader's own commands do the work, with two steps of ours in between:
what a student handed in is put in order (`rescue`), and each answer is checked in a process of its
own, whatever else the notebook does (`marking`; `handover` in the kernel, `judge` in that process).
"""

from .settings import configure

__all__ = ["configure"]
