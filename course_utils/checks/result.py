"""What a check found: as text, and as a box in a notebook."""

import html
import re
from dataclasses import dataclass

_FORMS = {
    "correct": ("Correct", "✓", "solid"),
    "todo": ("Not attempted", "○", "dotted"),
    "other": ("Not yet", "→", "dashed"),
}


@dataclass(frozen=True)
class Result:
    """What a check found: prints as text, and shows as a box in a notebook.

    Attributes
    ----------
    name : str
        The exercise.
    kind : str
        "correct", "rule", "todo", "call", "error", "time", "nothing", "changed", "type", "shape",
        "values", or "mistake:" and the keys of the mistakes.
    message : str
        The sentence for the reader.
    fraction : float
        Share of the cases that were right; 0 if a rule was broken.
    notes : tuple of str
        Further sentences, not on the answer itself.
    """

    name: str
    kind: str
    message: str
    fraction: float = 0.0
    notes: tuple[str, ...] = ()

    @property
    def passed(self):
        """Whether the answer is correct."""
        return self.kind == "correct"

    def __repr__(self):
        heading, _, _ = _FORMS.get(self.kind, _FORMS["other"])
        return "\n".join([f"{heading} ({self.name}): {self.message}", *self.notes])

    def _repr_html_(self):
        # No color of its own: it is readable wherever the text around it is.
        heading, sign, line = _FORMS.get(self.kind, _FORMS["other"])
        text = "\n".join(map(html.escape, [self.message, *self.notes])).replace("\n", "<br>")
        text = re.sub(r"`([^`]+)`", r'<code style="color:inherit;background:none">\1</code>', text)
        return (
            f'<div role="status" style="border-left:.3em {line} currentColor;padding:.3em .8em">'
            f'<strong><span aria-hidden="true">{sign}</span> {heading}</strong> '
            f"({html.escape(self.name)}): {text}</div>"
        )
