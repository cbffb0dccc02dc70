"""What a check found: as text, and as a box in a notebook."""

import html
import re
import sys
from dataclasses import dataclass, field

# Heading, sign, class of the book's style sheet, and the border where that is not: in JupyterLab or
# in another program, which lacks Lab's colors and may be light or dark.
_FORMS = {
    "correct": ("Correct", "✓", "right", "solid var(--jp-success-color0, #16915f)"),
    "todo": ("Not attempted", "○", "todo", "dotted var(--jp-border-color0, currentColor)"),
    "other": ("Not yet", "→", "wrong", "dashed var(--jp-warn-color0, #c95f12)"),
}
PRINTED = " printed:\n"  # what follows in a note is the reader's own


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
    # The cells that have shown it.
    _cells: list = field(default_factory=list, init=False, repr=False, compare=False)

    @property
    def passed(self):
        """Whether the answer is correct."""
        return self.kind == "correct"

    @property
    def _form(self):
        return _FORMS.get(self.kind, _FORMS["other"])

    def __repr__(self):
        return "\n".join([f"{self._form[0]} ({self.name}): {self.message}", *self.notes])

    def _repr_html_(self):
        heading, sign, name, border = self._form
        # The book has a style sheet for this, and takes the style away; Jupyter has only the style.
        style = f"border-left:.3em {border};padding:.3em .8em"
        return (
            f'<div class="verdict verdict-{name}" role="status" style="{style}">'
            f'<strong><span aria-hidden="true">{sign}</span> {heading}</strong> '
            f"({html.escape(self.name)}): {'<br>'.join(map(_in_html, [self.message, *self.notes]))}"
            "</div>"
        )

    def _ipython_display_(self):
        """Show it in a cell, once: `check` does so at once, and so would the end of the cell."""
        shell = _shell()
        cell = getattr(shell, "execution_count", None)
        if cell in self._cells:
            return
        self._cells.append(cell)
        shell.display_pub.publish({"text/plain": repr(self), "text/html": self._repr_html_()})


def show(result):
    """Show a result in a notebook, wherever in a cell this is called; return it.

    A plain program prints it, too; at Python's own prompt, what is returned shows itself.
    """
    if _shell():
        result._ipython_display_()
    elif not hasattr(sys, "ps1"):
        print(result)
    return result


def _shell():
    """Return the notebook's IPython, or None in a plain program."""
    get = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)
    return get()


def _in_html(text):
    """Write a sentence; in what the reader's function printed a sign means nothing."""
    said, printed, theirs = text.partition(PRINTED)
    said = html.escape(said).replace("\n", "<br>")
    said = re.sub(r"`([^`]+)`", r"<code>\1</code>", said)
    if not printed:
        return said
    return f'{said}{printed.rstrip()}<pre style="margin:.3em 0 0 1em">{html.escape(theirs)}</pre>'
