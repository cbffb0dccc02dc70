#!/usr/bin/env python3
"""Build the page of one chapter, and its quiz, as they will stand in the book.

Usage: python tools/build_page.py NN

All pages are read, so that the menu and every link are those of the book; only this chapter is
run, and only its pages are written. Warnings are errors, as in `make book`, which shares the
results of the cells.
"""

import logging
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def page_folder(number):
    """Return the folder into which the pages of a chapter are built."""
    return ROOT / "_build" / f"chapter-{number}"


def build(number):
    """Build the pages of a chapter.

    Parameters
    ----------
    number : str
        The two digits that begin the name of its notebook.

    Returns
    -------
    status : int
        0 if it was built without a warning.
    """
    from jupyter_book.sphinx import build_sphinx  # takes a second, and tests need only the folder

    notebooks = sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))
    chapter = [path for path in notebooks if path.stem.startswith(f"{number}_")]
    if len(chapter) != 1:
        print(f"notebooks/{number}_*.ipynb: there are {len(chapter)} such notebooks, not one")
        return 1
    quiz = ROOT / "book" / "quizzes" / f"{number}.md"
    folder = page_folder(number)
    # What a search would find on the pages that are not written is no problem of this chapter.
    logger = logging.getLogger("sphinx.sphinx.builders.html")
    logger.addFilter(lambda record: not record.msg.startswith("search index"))
    status = build_sphinx(
        ROOT,
        folder,
        noconfig=True,
        path_config=ROOT / "_config.yml",
        confoverrides={
            "external_toc_path": "book/_toc.yml",
            "latex_individualpages": False,
            "nitpicky": True,
            "nb_execution_excludepatterns": [
                path.relative_to(ROOT).as_posix() for path in notebooks if path not in chapter
            ],
        },
        doctreedir=folder / ".doctrees",
        filenames=[str(path) for path in (*chapter, quiz) if path.exists()],
        warningiserror=True,
        keep_going=True,
        quiet=True,
    )
    if status == 0:
        page = folder / "notebooks" / f"{chapter[0].stem}.html"
        print(f"Look at {page.relative_to(ROOT)}")
    return status


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python tools/build_page.py NN")
    sys.exit(build(sys.argv[1]))
