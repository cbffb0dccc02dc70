"""`course compare`: how alike two pictures are, by every score of chapter 14."""

import json
from typing import Annotated

import typer

from .. import comparison, images
from .files import read_alike
from .terminal import say

Json = Annotated[bool, typer.Option("--json", help="Print JSON, for other programs.")]


def compare(
    first: Annotated[str, typer.Argument(metavar="A", help="A picture.")],
    second: Annotated[str, typer.Argument(metavar="B", help="Another picture.")],
    as_json: Json = False,
):
    """Say how alike two pictures are: every score, and the shift between them (chapter 14).

    Pearson's correlation needs pictures of one size; the others do not. Of 16 bits the upper 8 are
    used, of several frames or pages the first, and transparency is dropped.
    """
    pair = read_alike(first, second)
    scores = {
        "pearson": None,
        "shift": None,
        "histogram_distance": comparison.histogram_distance(*pair),
        "jaccard_similarity": comparison.jaccard_similarity(*pair),
    }
    flat = [name for name, image in zip((first, second), pair, strict=True) if is_flat(image)]
    if not flat:
        scores["shift"] = comparison.estimate_shift(*pair)._asdict()
        if pair[0].shape == pair[1].shape:
            scores["pearson"] = comparison.pearson(*pair)
    if as_json:
        say(json.dumps({"first": first, "second": second} | scores))
    else:
        say("\n".join(score_lines(scores, flat, pair)))


def is_flat(image):
    """Tell whether a picture has the same gray everywhere, so that nothing in it can be found."""
    gray = images.to_gray(image)
    return gray.min() == gray.max()


def score_lines(scores, flat, pair):
    """Return a line for each score, and why one is missing."""
    sizes = " and ".join(f"{rows} x {columns}" for rows, columns in (i.shape[:2] for i in pair))
    pearson, shift = f"not defined: the sizes differ, {sizes}", scores["shift"]
    if scores["pearson"] is not None:
        pearson = f"{scores['pearson']:.3f}"
    missing = f"not defined: {flat[0]} has one gray everywhere" if flat else None
    lines = {
        "Correlation of the pixels": missing or pearson,
        "Shift, down and right": missing or f"{shift['rows']} and {shift['columns']} pixels",
        "Correlation after the shift": missing or f"{shift['score']:.3f}",
        "Distance of the histograms": f"{scores['histogram_distance']:.3f}",
        "Jaccard index of the histograms": f"{scores['jaccard_similarity']:.3f}",
    }
    return [f"{name:<31}  {value}" for name, value in lines.items()]
