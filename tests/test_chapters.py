"""Every chapter has the whole shape of the course, so that no later chapter can be thinner.

The rules stand in `chapter_rules.py`. Here each of them is run on every chapter. Then each is shown
to refuse a thin notebook, and to notice when one thing is broken in a chapter that was right.
"""

import copy
import dataclasses
import re

import nbformat
import pytest

from tests.chapter_rules import RULES, SECTIONS, loud_numbers, names_start
from tests.chapters import CHAPTERS, TEMPLATE, Chapter, cut_at_headings, read_chapter
from tests.house import ROOT, report


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
@pytest.mark.parametrize("name", RULES)
def test_chapter(path, name):
    report(RULES[name](read_chapter(path)))


def test_chapters_are_numbered_without_a_gap():
    assert CHAPTERS
    numbers = [path.stem[:2] for path in CHAPTERS]
    assert numbers == [f"{number:02}" for number in range(1, len(CHAPTERS) + 1)]


# The template has the shape; it is shorter than a chapter, is in no list and has no quiz.
NOT_FOR_THE_TEMPLATE = {
    "cell_budget",
    "in_the_book",
    "in_the_lists",
    "new_words",
    "no_leftovers",
    "quiz",
    "samples_listed",
    "word_budget",
}


@pytest.mark.parametrize("name", sorted(set(RULES) - NOT_FOR_THE_TEMPLATE))
def test_template_has_the_shape(name):
    report(RULES[name](read_chapter(TEMPLATE)))


# ---- a thin chapter ----------------------------------------------------------------------------

THIN_TEXT = """# 3 Thin

**For authors.** Write something.

## What you will be able to do

- understanding histograms

## Exercises

Read https://example.org. The mean is 127.5, and there are 12,345 pixels.

![](picture.png)
"""
THIN_CODE = """from ipywidgets import *
import requests

open("/data/out/picture.txt", "w")
np.random.seed(1)
address = "https://example.org/picture.png"
fig, ax = plt.subplots()
controls.explore(draw, label="", alt="")
data.sample("rocket")
check("histograms.guess", guess)
plt.show();
""" + "\n".join(f"x{number} = {number}" for number in range(20))


def thin_chapter():
    """Make a chapter that keeps no rule at all."""
    text = nbformat.v4.new_markdown_cell(THIN_TEXT)
    code = nbformat.v4.new_code_cell(THIN_CODE, metadata={"tags": ["nbval-skip"]})
    late = nbformat.v4.new_code_cell("import os")
    for cell in (code, late):
        cell.metadata.setdefault("tags", []).append("nbval-ignore-output")
    broken = nbformat.v4.new_code_cell("x = (")
    figure = {"text/plain": "<Figure size 640x480 with 1 Axes>"}
    code.outputs = [
        nbformat.v4.new_output("display_data", data=figure),
        nbformat.v4.new_output("stream", name="stdout", text="<Axes at 0x7f1234567890>" * 4),
    ]
    return Chapter(
        stem="03_other",
        cells=[*cut_at_headings(text), code, late, broken],
        cell_count=4,
        quiz=":::{quiz} only\nWhich?\n\n- [ ] This\n- [ ] That\n:::\n",
        pages=(),
        lists={"data/README.md": "| `moon` | 03 |"},
        known_dois=frozenset(),
        new_words=frozenset(),
        bank={},
    )


@pytest.mark.parametrize("name", RULES)
def test_a_thin_chapter_is_refused_by_every_rule(name):
    assert list(RULES[name](thin_chapter()))


@pytest.mark.parametrize("name", RULES)
def test_a_chapter_without_a_cell_is_refused_in_words_or_passes(name):
    empty = dataclasses.replace(thin_chapter(), cells=[], cell_count=0)
    assert all(isinstance(complaint, str) for complaint in RULES[name](empty))


def test_all_complaints_are_shown_one_a_line():
    with pytest.raises(pytest.fail.Exception) as caught:
        report(RULES["headings"](thin_chapter()))
    assert len(str(caught.value).splitlines()) == len(set(SECTIONS) - set(thin_chapter().sections))


# ---- one thing broken in a real chapter --------------------------------------------------------


def cell_with(chapter, pattern, kind):
    """The first cell of a kind that matches a pattern."""
    return next(
        cell
        for cell in chapter.cells
        if cell.cell_type == kind and re.search(pattern, cell.source, re.MULTILINE)
    )


def text(pattern, replacement, count=1):
    """Break a chapter by rewriting its first text that matches."""

    def change(chapter):
        cell = cell_with(chapter, pattern, "markdown")
        cell.source = re.sub(pattern, replacement, cell.source, count=count, flags=re.MULTILINE)

    return change


def code(pattern, replacement):
    """Break a chapter by rewriting its first code cell that matches."""

    def change(chapter):
        cell = cell_with(chapter, pattern, "code")
        cell.source = re.sub(pattern, replacement, cell.source, count=1, flags=re.MULTILINE)

    return change


def added_code(source, **metadata):
    """Break a chapter by one more code cell at its end."""

    def change(chapter):
        chapter.cells.append(nbformat.v4.new_code_cell(source, metadata=metadata))

    return change


def added_text(source):
    """Break a chapter by one more sentence under its idea."""

    def change(chapter):
        chapter.sections["The idea"][0].source += f"\n\n{source}"

    return change


def without_code(section):
    """Break a chapter by removing the code of a section."""

    def change(chapter):
        for cell in chapter.code(section):
            chapter.cells.remove(cell)

    return change


def without_text_after_heading(section):
    """Break a chapter by leaving only the heading of a section."""

    def change(chapter):
        for cell in chapter.sections[section]:
            cell.source = cell.source.splitlines()[0] if cell.source.startswith("## ") else ""

    return change


def replaced(**fields):
    """Break what belongs to a chapter; a field's value may be computed from the chapter."""

    def change(chapter):
        values = {
            name: value(chapter) if callable(value) else value for name, value in fields.items()
        }
        return dataclasses.replace(chapter, **values)

    return change


def swap_sections(chapter):
    """Put the key points before the quiz."""
    points = chapter.sections["Key points"]
    start = chapter.cells.index(chapter.sections["Quiz"][0])
    for cell in reversed(points):
        chapter.cells.remove(cell)
        chapter.cells.insert(start, cell)


def only_one_control(chapter):
    """Remove every control but the first."""
    for cell in [c for c in chapter.code_cells if "controls." in c.source][1:]:
        chapter.cells.remove(cell)


def without_in_list(name, text):
    """Break one of the lists of chapters by removing a text from it."""

    def change(chapter):
        lists = chapter.lists | {name: chapter.lists[name].replace(text, "")}
        return dataclasses.replace(chapter, lists=lists)

    return change


def twice_the_same_exercise(chapter):
    """Set the first exercise again, in place of the second."""
    first, second = [cell for cell in chapter.code_cells if re.search(CHECK, cell.source, re.M)][:2]
    second.source = first.source


def hard_exercise_first(chapter):
    """Make the first exercise hard and the last one easy."""
    names = list(chapter.bank)
    levels = dict(zip(names, ["hard", "medium", "easy"], strict=True))
    bank = {
        name: dataclasses.replace(chapter.bank[name], level=level) for name, level in levels.items()
    }
    return dataclasses.replace(chapter, bank=bank)


def without_alt(chapter):
    """Remove the alt text of the first figure."""
    next(cell for cell in chapter.code_cells if cell.metadata.get("mystnb")).metadata.clear()


def bank_with(chapter, **fields):
    """The exercises with some fields changed in all of them."""
    return {
        name: dataclasses.replace(exercise, **fields) for name, exercise in chapter.bank.items()
    }


def without_tag_of_quiz(chapter):
    """Let the cell of the quiz stand in the book, beside the link to the page."""
    (cell,) = chapter.code("Quiz")
    cell.metadata.clear()


def without_fourth_question(chapter):
    """Keep three questions of the quiz."""
    return "".join(re.findall(r"^:::\{quiz\}.*?^:::\n", chapter.quiz, re.M | re.S)[:3])


def long_cell(chapter):
    """Make one code cell longer than a reader can follow."""
    chapter.code_cells[0].source += "\n" + "\n".join(f"x{n} = {n}" for n in range(26))


def one_count_missing(chapter):
    """Forget to run the last cell."""
    chapter.code_cells[-1].execution_count = None


def attached_picture(chapter):
    """Paste a picture into a text."""
    chapter.cells[0]["attachments"] = {"picture.png": {"image/png": "iVBORw0KGgo="}}


def output(value):
    """Break a chapter by what its first code cell has put out."""

    def change(chapter):
        cell = chapter.code_cells[0]
        cell.outputs = [nbformat.v4.new_output("stream", name="stdout", text=value)]

    return change


def opener(chapter):
    """The cell with the control before the first heading."""
    return next(cell for cell in chapter.sections[""] if "controls.explore(" in cell.source)


def drawing(chapter):
    """The first cell that draws a figure."""
    return next(cell for cell in chapter.code_cells if "plots.show_" in cell.source)


def fold(cell):
    """Hide the code of a cell until the reader asks for it."""
    cell.metadata["tags"] = ["hide-input"]


def starting_at(told):
    """Break a chapter by where its first predicted control starts, as its text output tells it."""

    def change(chapter):
        cell = cell_with(chapter, r"^def darkened", "code")
        axes = "" if told is None else f" amount: 0 to 200, starts at {told}."
        text = f"Control 'Darken the picture': run this cell to move it.{axes}"
        data = {"text/plain": text}
        cell.outputs = [nbformat.v4.new_output("execute_result", data=data, execution_count=1)]

    return change


CHECK = r"^check\(\s*[\"'][\w.]+[\"'].*"
BREAKS = [
    ("title", text(r"^# ", "## ")),
    ("title", text(r"^# .+", "# Another title")),
    ("title", text(r"^# ", "# 1. ")),
    ("title", added_text("# A second title")),
    ("headings", text(r"^## Key points", "## Summary")),
    ("headings", swap_sections),
    ("objectives", text(r"^- \W*\w+", "- Understand")),
    ("objectives", text(r"^- \W*\w+", "- Reading")),
    ("objectives", without_text_after_heading("What you will be able to do")),
    ("minutes", text(r"^Reading: \d+ minutes\. ", "")),
    ("minutes", text(r"Needed first: .+", "")),
    ("shown_by_running", without_code("What has changed since")),
    ("shown_by_running", without_code("The idea")),
    ("ways_agree", without_code("The algorithm")),
    ("times_measured", without_code("With a professional library")),
    ("opener", lambda chapter: chapter.cells.remove(opener(chapter))),
    ("opener", lambda chapter: opener(chapter).update(source="darkened(50)")),
    ("controls", text(r"^\*\*Predict\.\*\*", "Look:")),
    ("controls", text(r"^(\*\*Predict\.\*\*.*)\?", r"\1.")),
    ("controls", text(r"^\*\*What happened\.\*\*", "So.")),
    ("controls", text(r"^(\*\*What happened\.\*\*).*", r"\1 By one bit, or by a lot.")),
    ("controls", text(r"^(?=\*\*What happened)", "First of all.\n\n")),
    ("controls", code(r"\balt=", "other=")),
    ("controls", code(r"\blabel=", "name=")),
    ("controls", only_one_control),
    ("starts_neutral", starting_at("50")),
    ("starts_neutral", starting_at("50.0; channel: 3 values, starts at red")),
    ("starts_neutral", starting_at("7; size: 3 values, starts at 40")),
    ("starts_neutral", starting_at("7; place: 3 values, starts at black")),
    ("starts_neutral", starting_at(None)),
    ("captions_tell", code(r"^    return picture, f.*", "    return picture")),
    ("captions_tell", code(r"^    return picture, f", "    return picture, ")),
    ("captions_tell", code(r"^    as_means,$", "    cv2.flip,")),
    ("captions_tell", code(r"^def darkened.*", r"\g<0>\n    if amount == 0:\n        return gray")),
    ("pictures_first", lambda chapter: chapter.code_cells[0].metadata.clear()),
    ("pictures_first", lambda chapter: opener(chapter).metadata.clear()),
    ("pictures_first", lambda chapter: drawing(chapter).metadata.clear()),
    ("pictures_first", lambda chapter: fold(chapter.code("The algorithm")[0])),
    ("pictures_first", lambda chapter: fold(chapter.code("What has changed since")[0])),
    ("pictures_first", lambda chapter: fold(chapter.code("Exercises")[0])),
    ("own_picture", without_code("Your own picture")),
    ("own_picture", code(r"controls\.try_yours", "controls.box_pixels")),
    ("own_picture", code(r"(?<=\W)sample=", "")),
    ("sources_thanked", without_text_after_heading("What has changed since")),
    ("sources_thanked", text(r"With thanks to ", "By ")),
    ("sources_thanked", text(r" \(2020\)", "")),
    ("sources_thanked", text(r"\*Array programming with NumPy\*", "a text")),
    ("sources_thanked", text(r"^(- C\. R\. Harris .*)Array programming", r"\1Arrays")),
    ("one_timing_table", added_code("timeit.timeit(f)", tags=["nbval-ignore-output"])),
    ("exercises", code(CHECK, "")),
    ("exercises", code(r"^    \.\.\.$", "    return 1")),
    ("exercises", code(r"^def swap_channels\(", "def swap_channels(other, ")),
    ("exercises", code(r"^# *hint\(", "# help(")),
    ("exercises", code(r"^# *solution\(", "solution(")),
    ("exercises", text(r"^(### .*)\beasy\b", r"\1simple")),
    ("exercises", replaced(bank=lambda chapter: bank_with(chapter, mistakes=[]))),
    ("own_exercises", code(CHECK, 'check("histograms.guess", guess)')),
    ("own_exercises", code(r"^check\((\S+), \w+\)", r"check(\1, other)")),
    ("own_exercises", without_code("Exercises")),
    ("own_exercises", twice_the_same_exercise),
    ("own_exercises", replaced(bank=lambda chapter: bank_with(chapter, level="easy"))),
    ("own_exercises", hard_exercise_first),
    ("not_attempted", added_code('hint("images.swap_channels")')),
    ("not_attempted", added_code('check("images.swap_channels", print)')),
    ("not_attempted", added_code("from course_utils.exercises import BANK")),
    ("quiz", text(r"#quiz-\d\d", "../book/quizzes/01.md")),
    ("quiz", code(r"^quiz\(.*", "quiz")),
    ("quiz", without_tag_of_quiz),
    ("quiz", replaced(quiz=lambda chapter: chapter.quiz.partition("\n")[2])),
    ("quiz", replaced(quiz="")),
    ("quiz", replaced(quiz=without_fourth_question)),
    ("quiz", replaced(quiz=lambda chapter: re.sub(r"(?m)^ +- .+\n", "", chapter.quiz, count=1))),
    ("quiz", replaced(quiz=lambda chapter: chapter.quiz.replace("[x]", "[ ]"))),
    ("key_points", without_text_after_heading("Key points")),
    ("references", without_text_after_heading("References")),
    ("references", replaced(known_dois=frozenset())),
    ("alt_texts", without_alt),
    ("alt_texts", added_text("![](picture.png)")),
    ("in_the_book", replaced(pages=lambda chapter: [f"notebooks/{chapter.stem}"])),
    ("in_the_book", replaced(pages=lambda chapter: [f"book/quizzes/{chapter.number}"])),
    ("in_the_lists", without_in_list("README.md", "| ready |")),
    ("in_the_lists", without_in_list("book/syllabus.md", "../notebooks/")),
    ("in_the_lists", without_in_list("CHANGELOG.md", "Chapter 01")),
    ("new_words", replaced(new_words=frozenset({"pixel", "array"}))),
    ("no_leftovers", added_text("> **For authors.** Say why.")),
    ("no_leftovers", replaced(lists={"CHANGELOG.md": "- Chapter 01: **For authors.** Say what."})),
    ("credits", lambda chapter: drawing(chapter).outputs.clear()),
    ("credits", added_code('data.sample("page")')),
    ("credits", added_code('for name in ("page", "brick"):\n    sample(name)')),
    ("samples_listed", added_code('sample("page")')),
    ("samples_listed", without_in_list("data/README.md", "| `rocket` |")),
    ("samples_listed", code(r"data\.sample\(\"rocket\"\)", "None")),
    ("code_can_be_read", added_code("x = (")),
    ("cell_budget", replaced(cell_count=24)),
    ("cell_budget", replaced(cell_count=99)),
    ("code_budget", long_cell),
    ("code_budget", lambda chapter: [c.update(source="x = 1\n" * 6) for c in chapter.code_cells]),
    ("word_budget", added_text("many words " * 1300)),
    ("word_budget", lambda chapter: chapter.cells.__delitem__(slice(5, None))),
    ("imports", added_code("import os")),
    ("imports", added_code("def later():\n    from os import path")),
    ("imports", lambda chapter: chapter.code_cells[0].update(source="from numpy import *")),
    ("imports", lambda chapter: chapter.code_cells[0].update(source="import never_used_again")),
    ("narrow_code", added_code("x = " + "1 + " * 30 + "1")),
    ("narrow_code", output("seen " * 20)),
    ("figures_show_themselves", added_code("ax.plot(x);")),
    ("figures_show_themselves", added_code("plt.show()")),
    ("seeded", added_code("np.random.seed(1)")),
    ("seeded", added_code("np.random.rand(3)")),
    ("seeded", added_code("np.random.default_rng()")),
    ("own_controls_only", added_code("widgets.IntSlider()")),
    ("own_controls_only", added_code("@interact(x=10)\ndef show(x):\n    print(x)")),
    ("own_controls_only", added_code("with Output():\n    print(1)")),
    ("no_network", added_code("import urllib.request")),
    ("no_network", added_code("read_image('https://example.org/a.png')")),
    ("no_network", added_code("!pip install numpy")),
    ("no_local_paths", added_code("read_image('/data/me/a.png')")),
    ("no_local_paths", added_code("read_image('~/a.png')")),
    ("no_local_paths", added_code(r"read_image('C:\\a.png')")),
    ("no_files_written", added_code("cv2.imwrite('a.png', image)")),
    ("no_files_written", added_code("open('a.txt', 'w')")),
    ("ran_in_order", one_count_missing),
    ("ran_in_order", lambda chapter: chapter.code_cells[0].update(execution_count=5)),
    ("ran_in_order", attached_picture),
    ("clean_outputs", output("<matplotlib.lines.Line2D at 0x7f1234567890>")),
    ("clean_outputs", output("/data/somebody/site-packages/numpy/core.py:1")),
    ("clean_outputs", output("cell.py:1: RuntimeWarning: overflow")),
    ("only_timings_are_ignored", added_code("1", tags=["nbval-skip"])),
    ("only_timings_are_ignored", added_code("1", tags=["nbval-ignore-output"])),
    ("only_timings_are_ignored", added_code("# NBVAL_IGNORE_OUTPUT\n1")),
    ("numbers_from_cells", added_text("The mean is 98.7654 here.")),
    ("numbers_from_cells", added_text("There are 987,654 pixels.")),
]


@pytest.mark.parametrize(
    ("name", "change"), BREAKS, ids=[f"{index}-{name}" for index, (name, _) in enumerate(BREAKS)]
)
def test_a_broken_chapter_is_noticed(name, change):
    whole = CHAPTERS[0] if name in NOT_FOR_THE_TEMPLATE else TEMPLATE
    chapter = copy.deepcopy(read_chapter(whole))
    assert list(RULES[name](chapter)) == []
    changed = change(chapter)
    broken = changed if isinstance(changed, Chapter) else chapter
    assert list(RULES[name](broken))


def test_every_rule_has_a_break():
    assert {name for name, _ in BREAKS} == set(RULES)


def test_every_rule_is_told_to_authors():
    told = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    report(
        f"Name the rule `{name}` in CONTRIBUTING.md" for name in RULES if f"`{name}`" not in told
    )


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("There are 65,536 cells and 3 channels.", ["65536"]),
        ("The mean is 127.5, the share 0.25.", ["127.5", "0.25"]),
        ("Seen in 1991, with OpenCV 4.14, under CC BY 4.0.", []),
        ("The list `[1.5, 2000]`, the formula $x = 2000$, [a link](page-2000.html).", []),
        ('Now <span class="live-number mean">98.5</span> of 98.6.', ["98.6"]),
        ("See 10.1007/BF00130487 and https://example.org/2000.5.", []),
    ],
)
def test_numbers_that_look_computed(sentence, expected):
    assert list(loud_numbers(sentence)) == expected


@pytest.mark.parametrize(
    ("text", "axis", "start", "expected"),
    [
        ("Does it fall by 50?", "amount", "50", True),
        ("Does it fall by 50.0, or by 5?", "amount", "50", True),
        ("Does it fall by 150, 5.50 or 505?", "amount", "50", False),
        ("There are 1,000 pixels.", "pixels", "1000", True),
        ("Is it 6-8?", "bins", "8", True),
        ("Lower by -20?", "shift", "-20", True),
        ("There are 2 groups.", "bins", "2", False),
        ("Do 2 bins do?", "bins", "2", True),
        ("Are 2 tile rows enough?", "tile_rows", "2", True),
        ("Is red the brightest?", "channel", "red", True),
        ("Is Red the brightest?", "channel", "'red'", True),
        ("Is it reddish?", "channel", "red", False),
        ("Switch it on, then off.", "masked", "off", False),
    ],
)
def test_a_start_is_named(text, axis, start, expected):
    assert names_start(text, axis, start) == expected
