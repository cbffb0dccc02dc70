r"""The ``{quiz}`` directive: one question with options, each with its own note.

::

    :::{quiz} bins-of-one-gray
    How many bins of the histogram of a picture of one gray are not empty?

    - [x] One
      - Every pixel falls into the same bin.
    - [ ] 256
      - 256 is the number of bins; all but one stay empty.
    :::

The key names the question in the reader's records: do not change it later. One right
option makes radio buttons, several make check boxes. Everything is plain HTML: without
JavaScript the reader still gets the question, the options and the answer to unfold.
"""

import re

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from .html import element

MARK = re.compile(r"\[([ xX])\]\s*")


class Option:
    """One option of a question: is it right, its text and its note (lists of nodes)."""

    def __init__(self, right, text, note):
        self.right = right
        self.text = text
        self.note = note


class Quiz(SphinxDirective):
    """Read one question and write it as a fieldset."""

    has_content = True
    required_arguments = 1
    final_argument_whitespace = True  # so that a key with a space gets our own sentence

    def run(self):
        key = self.read_key()
        question, options = self.read_content(key)
        first = not self.questions()
        self.questions().append(key)
        # Filled in by the script; it stands here so that nothing moves when the script comes.
        tally = [element("p", "\u00a0", class_="quiz-tally")] if first else []
        return [*tally, self.fieldset(key, question, options)]

    def questions(self):
        return page_questions(self.env).setdefault(self.env.docname, [])

    def fail(self, key, problem):
        return self.error(f"quiz {key!r}: {problem}")

    def read_key(self):
        key = self.arguments[0]
        if key != nodes.make_id(key):
            raise self.fail(key, "write the key in lower case letters, digits and hyphens.")
        if key in self.questions():
            raise self.fail(key, "this key is used twice on the page; each question needs its own.")
        return key

    def read_content(self, key):
        *question, last = self.parse_content_to_nodes() or [None]
        if not isinstance(last, nodes.bullet_list):
            raise self.fail(key, "the options are missing; end with a list of `- [x]` and `- [ ]`.")
        if not question or not isinstance(question[0], nodes.paragraph):
            raise self.fail(key, "the question is missing; write it before the options.")
        options = [self.read_option(key, item) for item in last]
        if len(options) < 2:
            raise self.fail(key, "there is only one option; write two or more.")
        if not any(option.right for option in options):
            raise self.fail(key, "no option is right; mark one or more with [x].")
        return question, options

    def read_option(self, key, item):
        name = item.astext().partition("\n")[0]
        text = item[0] if item.children and isinstance(item[0], nodes.paragraph) else [None]
        mark = MARK.match(text[0].astext()) if isinstance(text[0], nodes.Text) else None
        if not mark:
            raise self.fail(key, f"start the option {name!r} with [x] or [ ].")
        text[0] = nodes.Text(text[0].astext()[mark.end() :])
        if not text.astext():
            raise self.fail(key, f"the option {name!r} has no text.")
        note = item[1] if len(item) == 2 and isinstance(item[1], nodes.bullet_list) else []
        if len(note) != 1:
            raise self.fail(key, f"the option {name!r} needs one note, as an indented list item.")
        return Option(mark[1] != " ", text.children, note[0].children)

    def fieldset(self, key, question, options):
        kind = "checkbox" if sum(option.right for option in options) > 1 else "radio"
        name = f"quiz-{key}"
        rows = []
        for number, option in enumerate(options):
            box = element(
                "input", type=kind, name=name, id=f"{name}-{number}", data_right=int(option.right)
            )
            label = element("label", *option.text, for_=f"{name}-{number}")
            note = element("div", *option.note, class_="quiz-note", hidden="hidden")
            rows.append(element("div", box, label, note, class_="quiz-option"))
        return element(
            "fieldset",
            element("legend", *question[0].children),
            *question[1:],
            *rows,
            element("button", "Check", type="button", class_="quiz-check", hidden="hidden"),
            element("div", class_="quiz-said", role="status"),
            self.answer(options),
            class_="quiz",
            id=name,
            data_page=self.env.docname,
            data_key=key,
        )

    def answer(self, options):
        """Return the answer to unfold; the script hides it until the reader has tried."""
        details = element("details", element("summary", "Show the answer"), class_="quiz-answer")
        for option in options:
            if option.right:
                text = [node.deepcopy() for node in option.text]
                details += nodes.paragraph("", "", nodes.strong("", "", *text))
                details += [node.deepcopy() for node in option.note]
        return details


def page_questions(env):
    """Return {document: [keys of its questions]}, kept with Sphinx's environment."""
    if not hasattr(env, "quiz_questions"):
        env.quiz_questions = {}
    return env.quiz_questions


def forget_page(app, env, docname):
    page_questions(env).pop(docname, None)


def merge_pages(app, env, docnames, other):
    page_questions(env).update(
        {name: keys for name, keys in page_questions(other).items() if name in docnames}
    )


def setup(app):
    app.setup_extension("_ext.html")
    app.add_directive("quiz", Quiz)
    app.add_js_file("records.js", defer="defer")
    app.add_js_file("quiz.js", defer="defer")
    app.add_css_file("quiz.css")
    app.connect("env-purge-doc", forget_page)
    app.connect("env-merge-info", merge_pages)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
