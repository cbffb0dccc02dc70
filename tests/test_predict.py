"""Predictions: what the extension makes of a page, and what it asks an author to mend."""

import pytest
from bs4 import BeautifulSoup

CHOICES = """
**Predict.** With how few bins can you *still* tell that there are three groups, not two?

- 2 to 4
- $N$ or more

The control.

**What happened.** Only from 12 bins on.
"""
TYPED = """
**Predict.** Where is the brightest corner?

**What happened.** At the top, with 255.
"""


@pytest.fixture
def build(build_page):
    """Return a function that builds a page of Markdown: (parsed page, warnings)."""

    def build_parsed(text):
        page, warnings = build_page(text, "_ext.predict")
        return BeautifulSoup(page, "html.parser"), warnings

    return build_parsed


def test_a_prediction_becomes_a_block(build):
    page, warnings = build(CHOICES)
    (block,) = page.select("section.predict")

    assert warnings == ""
    assert block["data-page"] == "index"
    assert block["data-key"] == "with-how-few-bins-can-you-still-tell"
    assert block.select_one(".predict-mark").text == "Predict"
    question = block.select_one(".predict-question")
    assert question.text.startswith("With how few bins can you still tell")
    assert question.em.text == "still"
    assert block["aria-labelledby"].split() == [
        block.select_one(".predict-mark")["id"],
        question["id"],
    ]
    assert "Predict." not in page.text


def test_its_choices_are_a_list_until_a_script_comes(build):
    page, _ = build(CHOICES)
    choices = page.select("section.predict ul > li")

    assert [item["data-choice"] for item in choices] == ["2 to 4", "N or more"]
    assert choices[1].select_one(".math")
    assert not page.select("section.predict :is(input, button, form)")


def test_the_answer_has_a_place_for_the_guess_above_it(build):
    page, _ = build(CHOICES)
    (place,) = page.select(".predict-guess")

    assert place.has_attr("hidden")
    assert place["data-predict"] == page.select_one("section.predict")["id"]
    assert place.find_next_sibling("p").text == "What happened. Only from 12 bins on."


def test_pairs_go_in_order(build):
    page, warnings = build(TYPED + CHOICES + "\n## Later\n" + TYPED)

    names = [block["id"] for block in page.select("section.predict")]
    assert [place["data-predict"] for place in page.select(".predict-guess")] == names
    assert len(set(names)) == 3
    assert names[2] == f"{names[0]}-2"
    assert len(page.select("section.predict ul")) == 1
    assert warnings == ""


def test_the_name_is_that_of_the_question_not_of_what_leads_to_it(build):
    page, _ = build(TYPED.replace("Where", "The picture is dark. Look: where"))

    assert page.select_one("section.predict")["data-key"] == "where-is-the-brightest-corner"


def test_a_name_stays_when_another_prediction_comes_before(build):
    later, _ = build(TYPED)
    page, _ = build(CHOICES + TYPED)

    assert page.select("section.predict")[1]["data-key"] == later.section.section["data-key"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("**Predict.** Which?", "no paragraph begins with **What happened.** after this"),
        (f"**Predict.** Which?\n\n{TYPED}", "begins with **What happened.** before the next"),
        ("**What happened.** Four.", "this **What happened.** has no **Predict.** before it"),
        ("**Predict.**\n\n**What happened.** Four.", "this **Predict.** asks nothing"),
        ("**Predict.** Which?\n\n- A\n\n**What happened.** A.", "a prediction has one choice"),
        (
            "**Predict.** Which?\n\n- A\n\n  and\n\n- B\n\n**What happened.** A.",
            "has more than one paragraph",
        ),
    ],
)
def test_what_cannot_be_paired_is_a_warning(build, text, expected):
    _, warnings = build(text)

    assert expected in warnings
    assert "index.md" in warnings


@pytest.mark.parametrize(
    "text",
    [
        "> **Predict.** This only tells how it is written.",
        "- **Predict.** So does this.",
        "**Predict** and *Predict.* are words.",
        "At the end **Predict.**",
    ],
)
def test_other_text_is_left_alone(build, text):
    page, warnings = build(text)

    assert warnings == ""
    assert not page.select("section.predict")
