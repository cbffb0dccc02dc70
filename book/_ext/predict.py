"""Predictions: a question before a control, the reader's guess, and the guess beside the answer.

In the chapter they are plain Markdown, which reads well everywhere::

    **Predict.** With how few bins can you still tell that there are three groups?

    - 2 to 4
    - 6 to 8

and after the control::

    **What happened.** Only from 12 bins on does the bright group become a peak of its own.

The first paragraph, with the list of choices that may follow it, becomes a block of its own; the
next answer belongs to it. In the page predict.js asks for the guess, keeps it on the reader's
device, and shows it again above the answer.

A guess is kept under the page and the first words of the question, of the sentence that ends in
"?". So other predictions may come and go around it, and a question that is asked anew is a new one.
"""

import re

from docutils import nodes
from sphinx.util import logging

from .html import element

QUESTION, ANSWER = "Predict.", "What happened."
WORDS = 8  # of the question, in the name of its guess

logger = logging.getLogger(__name__)


def mark_predictions(app, doctree):
    """Pair each prediction of a page with the answer that comes next, and set both."""
    document, used = app.env.docname, set()
    asked = None
    for paragraph in list(doctree.findall(nodes.paragraph)):
        mark = mark_of(paragraph)
        if mark == QUESTION:
            if asked:
                warn(asked, f"no paragraph begins with **{ANSWER}** before the next prediction")
            asked = paragraph
        elif mark == ANSWER and asked:
            set_pair(document, asked, paragraph, used)
            asked = None
        elif mark == ANSWER:
            warn(paragraph, f"this **{ANSWER}** has no **{QUESTION}** before it")
    if asked:
        warn(asked, f"no paragraph begins with **{ANSWER}** after this **{QUESTION}**")


def mark_of(paragraph):
    """Return the bold text that a paragraph of the page begins with, else an empty text."""
    first = next(iter(written(paragraph)), None)
    inside = isinstance(paragraph.parent, nodes.section | nodes.document)
    return first.astext() if inside and isinstance(first, nodes.strong) else ""


def written(paragraph):
    """Return what a paragraph holds without the empty texts that MyST puts before bold ones."""
    return [
        node for node in paragraph.children if node.astext() or not isinstance(node, nodes.Text)
    ]


def warn(node, problem):
    logger.warning("%s: write one", problem, location=node, type="predict")


def set_pair(document, question, answer, used):
    """Turn a question into its block, and give the guess its place above the answer."""
    text = written(question)[1:]
    if not "".join(node.astext() for node in text).strip():
        logger.warning("this **%s** asks nothing", QUESTION, location=question, type="predict")
    key = name_of(text, used)
    name = f"predict-{key}"
    block = element(
        "section",
        element("p", "Predict", id=f"{name}-mark", class_="predict-mark"),
        element("p", *stripped(text), id=f"{name}-question", class_="predict-question"),
        class_="predict",
        id=name,
        data_page=document,
        data_key=key,
        aria_labelledby=f"{name}-mark {name}-question",
    )
    choices = question.next_node(descend=False, siblings=True)
    if isinstance(choices, nodes.bullet_list):
        if len(choices) < 2:
            logger.warning(
                "a prediction has one choice: write two or more, or none",
                location=choices,
                type="predict",
            )
        choices.parent.remove(choices)
        block += element("ul", *map(choice, choices), class_="predict-choices")
    question.replace_self(block)
    answer["ids"].append(f"{name}-answer")
    answer["classes"].append("predict-answer")
    place = element("p", class_="predict-guess", hidden="hidden", data_predict=name)
    answer.parent.insert(answer.parent.index(answer), place)


def name_of(text, used):
    """Return the first words of what is asked as a name that is not used yet on its page."""
    told = "".join(node.astext() for node in text)
    asked = re.split(r"[.!:] ", told.partition("?")[0])[-1]
    words = nodes.make_id(asked).split("-")
    name = base = "-".join(words[:WORDS]) or "question"
    number = 1
    while name in used:
        number += 1
        name = f"{base}-{number}"
    used.add(name)
    return name


def stripped(text):
    """Return nodes without the space that parted them from the mark."""
    first, *others = text or [nodes.Text("")]
    return [nodes.Text(first.lstrip()) if isinstance(first, nodes.Text) else first, *others]


def choice(item):
    """Return one choice as a list item that knows its text."""
    if len(item) != 1 or not isinstance(item[0], nodes.paragraph):
        logger.warning(
            "the choice %r of a prediction has more than one paragraph: write it in a few words",
            item.astext(),
            location=item,
            type="predict",
        )
    return element("li", *item[0].children, data_choice=item[0].astext())


def setup(app):
    app.setup_extension("_ext.html")
    app.add_js_file("records.js", defer="defer")
    app.add_js_file("predict.js", defer="defer")
    app.add_css_file("predict.css")
    app.connect("doctree-read", mark_predictions)
    return {
        "version": "1",
        "env_version": 1,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
