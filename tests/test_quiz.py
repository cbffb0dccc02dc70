"""The quiz directive: what it writes, and what it says of a question that is not in order."""

import pytest
from bs4 import BeautifulSoup

GOOD = """
:::{quiz} share-of-one-gray
What holds the normalized histogram of $N$ pixels of one gray?

```python
np.full((4, 4), 7)
```

- [x] One bin of **1**
  - Every pixel falls into the same bin, and $N / N = 1$.
- [ ] One bin of `N`
  - That one is not divided by $N$ yet.
:::
"""
MANY = """
:::{quiz} even
Which are even?
- [x] 2
  - It is 2 times 1.
- [ ] 3
  - It leaves a rest of 1.
- [X] 4
  - It is 2 times 2.
:::
"""


@pytest.fixture
def build(build_page):
    """Return a function that builds a page of Markdown: (parsed page, warnings)."""

    def build_parsed(text):
        page, warnings = build_page(text, "_ext.quiz")
        return BeautifulSoup(page, "html.parser"), warnings

    return build_parsed


def test_question_is_a_labelled_group(build):
    page, warnings = build(GOOD)
    quiz = page.select_one("fieldset.quiz")

    assert warnings == ""
    assert (quiz["data-page"], quiz["data-key"]) == ("index", "share-of-one-gray")
    assert quiz.legend.get_text().startswith("What holds the normalized histogram")
    assert quiz.legend.select_one(".math")
    assert "np.full" in quiz.select_one(".highlight").get_text()
    assert quiz.select_one("[role=status]")
    for box in quiz.select("input"):
        assert len(quiz.select(f"label[for='{box['id']}']")) == 1


def test_each_option_has_its_note(build):
    page, _ = build(GOOD)
    options = page.select(".quiz-option")

    assert [box["data-right"] for box in page.select(".quiz-option input")] == ["1", "0"]
    assert [option.label.get_text() for option in options] == ["One bin of 1", "One bin of N"]
    assert options[0].label.strong
    assert options[1].label.code
    assert "not divided" in options[1].select_one(".quiz-note[hidden]").get_text()


def test_answer_unfolds_without_a_script(build):
    page, _ = build(GOOD)
    answer = page.select_one("details.quiz-answer")

    assert answer.summary.get_text() == "Show the answer"
    assert "One bin of 1" in answer.get_text()
    assert "Every pixel" in answer.get_text()
    assert "not divided" not in answer.get_text()
    assert not answer.has_attr("hidden")


@pytest.mark.parametrize(("text", "kind"), [(GOOD, "radio"), (MANY, "checkbox")])
def test_several_right_options_make_check_boxes(build, text, kind):
    page, warnings = build(text)

    assert warnings == ""
    assert {box["type"] for box in page.select(".quiz input")} == {kind}


def test_same_key_on_another_page_is_another_question(build, tmp_path):
    (tmp_path / "other.md").write_text(f"---\norphan: true\n---\n# Other\n{MANY}", encoding="utf-8")
    _, warnings = build(MANY)

    assert warnings == ""


def question(options, text="Which?", key="a-key"):
    return f":::{{quiz}} {key}\n{text}\n\n{options}\n:::\n"


TWO = "- [x] yes\n  - so\n- [ ] no\n  - not so"
BAD = {
    "no right option": (
        question("- [ ] a\n  - so\n- [ ] b\n  - not so"),
        "quiz 'a-key': no option is right; mark one or more with [x].",
    ),
    "one option": (
        question("- [x] a\n  - so"),
        "quiz 'a-key': there is only one option; write two or more.",
    ),
    "no note": (
        question("- [x] a\n  - so\n- [ ] b"),
        "quiz 'a-key': the option '[ ] b' needs one note, as an indented list item.",
    ),
    "two notes": (
        question("- [x] a\n  - so\n  - and so\n- [ ] b\n  - not so"),
        "quiz 'a-key': the option '[x] a' needs one note, as an indented list item.",
    ),
    "no mark": (
        question("- [x] a\n  - so\n- b\n  - not so"),
        "quiz 'a-key': start the option 'b' with [x] or [ ].",
    ),
    "empty option": (
        question("- [x] a\n  - so\n-\n"),
        "quiz 'a-key': start the option '' with [x] or [ ].",
    ),
    "option without text": (
        question("- [x] a\n  - so\n- [ ]\n  - not so"),
        "quiz 'a-key': the option '[ ]' has no text.",
    ),
    "no options": (
        question("Nothing to choose."),
        "quiz 'a-key': the options are missing; end with a list of `- [x]` and `- [ ]`.",
    ),
    "nothing": (
        ":::{quiz} a-key\n:::\n",
        "quiz 'a-key': the options are missing; end with a list of `- [x]` and `- [ ]`.",
    ),
    "text after the options": (
        question(TWO + "\n\nMore text."),
        "quiz 'a-key': the options are missing; end with a list of `- [x]` and `- [ ]`.",
    ),
    "no question": (
        question(TWO, text=""),
        "quiz 'a-key': the question is missing; write it before the options.",
    ),
    "key twice": (
        question(TWO) + "\n" + question(TWO),
        "quiz 'a-key': this key is used twice on the page; each question needs its own.",
    ),
    "key with a space": (
        question(TWO, key="A key"),
        "quiz 'A key': write the key in lower case letters, digits and hyphens.",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_question_is_an_error_with_its_sentence(build, name):
    text, sentence = BAD[name]
    _, warnings = build(text)

    assert len(warnings.splitlines()) == 1
    assert "index.md:" in warnings
    assert sentence in warnings
