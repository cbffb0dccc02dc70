"""The rules for chapters: each looks at one chapter and yields its complaints.

A complaint is a sentence that says where and what to do. `RULES` holds the rules by name;
`test_chapters.py` runs them on every chapter and shows that each of them can fail.
"""

import ast
import re
import statistics

from IPython.core.inputtransformer2 import TransformerManager
from nbformat import NotebookNode

from course_utils.data import SAMPLES
from course_utils.exercises.quiz import read_questions
from tests.chapters import DOI, calls, output_text, prose, tree
from tools.new_chapter import FOR_AUTHORS, slug

SECTIONS = (
    "What you will be able to do",
    "The idea",
    "The algorithm",
    "What has changed since",
    "With a professional library",
    "Your own picture",
    "Exercises",
    "Quiz",
    "Key points",
    "References",
)
LEVELS = ("easy", "medium", "hard")
LIBRARY = "With a professional library"
OPEN = ("What has changed since", LIBRARY, "Exercises")  # sections whose code teaches
NUMBER = re.compile(
    r"\d|\b(zero|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty"
    r"|sixty|seventy|eighty|ninety|hundred|thousand|million|half|third|quarter|twice|double|none)\b",
    re.IGNORECASE,
)
# What `explore` writes where nothing moves: "Control '...': run this cell to move it. rows: ...,
# starts at 320; channel: ..., starts at red."
STARTS = re.compile(r"(\w+): [^;:]*?, starts at (.+?)(?=; \w+: |\.?\s*$)", re.MULTILINE)
YEAR = re.compile(r"\b(19|20)\d\d\b")
RULES = {}
WIDTH = 87  # of the code boxes; book/_static/course.css sets their font


def rule(function):
    """Register a rule under its function's name."""
    RULES[function.__name__] = function
    return function


# ---- parts -------------------------------------------------------------------------------------


@rule
def title(chapter):
    if not chapter.title:
        yield "The first cell must be a title: # Images as arrays"
        return
    stem = f"{chapter.number}_{slug(chapter.title)}"
    if chapter.stem != stem:
        yield f"The title {chapter.title!r} belongs to a file {stem}.ipynb"
    if chapter.title[0].isdigit():
        yield f"Leave the number out of the title {chapter.title!r}: the book numbers its chapters"
    for cell in chapter.cells[1:]:
        if cell.cell_type == "markdown" and re.search(r"^# ", prose(cell.source), re.MULTILINE):
            yield f"Only the title has one #, not {place(cell)}"


@rule
def no_leftovers(chapter):
    for cell in chapter.cells:
        if FOR_AUTHORS in cell.source:
            yield f"Do what 'For authors' says in {place(cell)}, then delete that paragraph"
    for name, text in chapter.lists.items():
        for line in text.splitlines():
            if FOR_AUTHORS in line and chapter.number in line:
                yield f"Do what 'For authors' says in {name}: {line}"


@rule
def headings(chapter):
    found = [name for name in chapter.sections if name in SECTIONS]
    for name in SECTIONS:
        if name not in found:
            yield f"There is no heading '## {name}'"
    if found != sorted(found, key=SECTIONS.index):
        yield f"The headings must come in this order: {', '.join(SECTIONS)}"


@rule
def objectives(chapter):
    items = bullets(chapter.text("What you will be able to do"))
    if len(items) < 3:
        yield "List three or more things that the reader will be able to do"
    for item in items:
        if not begins_with_a_verb(item):
            yield f"Begin with a verb for something one can see done: {item!r}"


@rule
def minutes(chapter):
    line = r"^Reading: \d+ minutes\. Exercises: \d+ minutes\. Needed first: .+\.$"
    if not re.search(line, chapter.text("What you will be able to do"), re.MULTILINE):
        yield "Say: Reading: 30 minutes. Exercises: 20 minutes. Needed first: ..."


@rule
def shown_by_running(chapter):
    """An idea, an algorithm, an erratum and a library call are run, not only told."""
    for section in (
        "The idea",
        "The algorithm",
        "What has changed since",
        "With a professional library",
    ):
        if not any(cell.outputs for cell in chapter.code(section)):
            yield f"No cell under '{section}' shows a result"


@rule
def ways_agree(chapter):
    """The plain and the fast form of the algorithm are compared by a cell."""
    sign = re.compile(r"array_equal|allclose|isclose|\bassert|==")
    if not any(sign.search(cell.source) for cell in chapter.code("The algorithm")):
        yield "No cell under 'The algorithm' shows that two ways give the same result"


@rule
def times_measured(chapter):
    clocks = ("timeit", "perf_counter")
    sources = [cell.source for cell in chapter.code("With a professional library")]
    if not any(clock in source for source in sources for clock in clocks):
        yield "Measure the time of both under 'With a professional library' (timeit)"


@rule
def exercises(chapter):
    found = exercise_parts(chapter.sections.get("Exercises", []))
    if len(found) < 3:
        yield f"The chapter has {len(found)} exercises; three is the least"
    for heading, code in found:
        exercise, answer = checked(code)
        if not exercise:
            yield f'The exercise {heading!r} needs a line: check("topic.name", function)'
        if exercise not in chapter.bank:
            continue
        entry = chapter.bank[exercise]
        if len(entry.mistakes) < 3:
            yield f"{exercise} names {len(entry.mistakes)} mistakes; three is the least"
        if not re.search(rf"\b{entry.level}\b", heading):
            yield f"The heading {heading!r} must name the level of {exercise}: {entry.level}"
        if not has_starter(code, answer, entry.starter):
            yield f"{exercise} needs a starter for {answer} like {entry.starter!r}"
        for word in ("hint", "solution"):
            if not re.search(rf"^# *{word}\([\"']{re.escape(exercise)}[\"']\)", code, re.MULTILINE):
                yield f'{exercise} needs, commented out: # {word}("{exercise}")'


@rule
def own_exercises(chapter):
    """The chapter sets the exercises of its own bank, all of them, from easy to hard."""
    bank = f"the bank of chapter {chapter.number}, course_utils/exercises/ch{chapter.number}_*.py"
    parts = [checked(code) for _, code in exercise_parts(chapter.sections.get("Exercises", []))]
    asked = [exercise for exercise, _ in parts if exercise]
    for exercise, answer in parts:
        if exercise and exercise not in chapter.bank:
            yield f"The exercise {exercise!r} is not in {bank}: write it there"
        elif exercise:
            # my_row_score: where the chapter has a row_score of its own, an answer of that name
            # would take its place.
            name = chapter.bank[exercise].reference.__name__
            if answer not in (name, f"my_{name}"):
                yield f"Name the answer to {exercise} as its model solution: {name}, not {answer}"
    for exercise in chapter.bank:
        if asked.count(exercise) != 1:
            yield f"{exercise} of {bank} is set {asked.count(exercise)} times: set it once"
    levels = [chapter.bank[exercise].level for exercise in asked if exercise in chapter.bank]
    if levels != sorted(levels, key=LEVELS.index):
        yield f"The exercises go {', '.join(levels)}: order them from easy to hard"
    for level in LEVELS:
        if level not in levels:
            yield f"No exercise is {level}: the chapter needs one"


@rule
def not_attempted(chapter):
    """No page shows an exercise's inside, so a change of a bank runs no notebook again."""
    for cell in chapter.code_cells:
        for node in ast.walk(tree(cell)):
            if isinstance(node, ast.ImportFrom) and node.module == "course_utils.exercises":
                for alias in node.names:
                    if alias.name not in ("check", "hint", "quiz", "solution"):
                        yield f"{place(cell)} takes {alias.name} out of the exercises: do without"
        for name, _ in calls(cell):
            if name in ("hint", "solution"):
                yield f"{place(cell)} calls {name}: comment it out, so that the reader chooses"
            if name == "check" and "Not attempted" not in output_text(cell):
                yield f"{place(cell)} does not show 'Not attempted': make notebooks"


@rule
def quiz(chapter):
    number = chapter.number
    if f"](#quiz-{number})" not in chapter.text("Quiz"):
        yield f"Link to #quiz-{number} under 'Quiz'; the file itself would show the right answers"
    if f"(quiz-{number})=\n" not in chapter.quiz:
        yield f"Begin book/quizzes/{number}.md with (quiz-{number})="
    asked = [(cell.source, cell.metadata.get("tags")) for cell in chapter.code("Quiz")]
    if asked != [(f'quiz("{number}")', ["remove-cell"])]:
        yield f"Ask under 'Quiz' in one cell, quiz(\"{number}\"), with the tag remove-cell"
    questions = read_questions(chapter.quiz)
    if len(questions) < 4:
        yield f"book/quizzes/{number}.md has {len(questions)} questions; four is the least"
    for question, options in questions:
        if len(options) < 3 or not any(right for _, right, _ in options):
            yield f"The quiz question {question!r} needs three or more options, one of them right"
        for option, _, note in options:
            if not note:
                yield f"The quiz question {question!r} needs a note for {option!r}"


@rule
def key_points(chapter):
    if len(bullets(chapter.text("Key points"))) < 3:
        yield "List three or more key points"


@rule
def references(chapter):
    dois = [doi.lower() for doi in DOI.findall(chapter.text("References"))]
    if not dois:
        yield "Name a paper by its DOI under 'References'"
    for doi in dois:
        if doi not in chapter.known_dois:
            yield f"The DOI {doi} is not in book/references.bib"


@rule
def alt_texts(chapter):
    for cell in chapter.code_cells:
        alt = cell.metadata.get("mystnb", {}).get("image", {}).get("alt", "")
        if "<Figure size" in output_text(cell) and len(alt.split()) < 4:
            yield f"Describe the figure of {place(cell)} in mystnb: image: alt"
    for cell in chapter.cells:
        nameless = re.search(r"!\[\s*\]\(|<img(?![^>]*\balt=)", cell.source)
        if cell.cell_type == "markdown" and nameless:
            yield f"A picture in {place(cell)} has no alt text"


@rule
def in_the_book(chapter):
    for page in (f"notebooks/{chapter.stem}", f"book/quizzes/{chapter.number}"):
        if page not in chapter.pages:
            yield f"List {page} in book/_toc.yml"


@rule
def in_the_lists(chapter):
    path, title = f"notebooks/{chapter.stem}.ipynb", chapter.title
    lines = {
        "README.md": f"| {chapter.number} | [{title}]({path}) | ready |",
        "book/syllabus.md": f"**{chapter.number} [{title}](../{path}).**",
        "CHANGELOG.md": f"- Chapter {chapter.number}, *{title}*",
    }
    for name, line in lines.items():
        if line not in chapter.lists.get(name, ""):
            yield f"Write in {name}: {line}"


@rule
def new_words(chapter):
    if len(chapter.new_words) < 3:
        known = f" ({', '.join(sorted(chapter.new_words))})" if chapter.new_words else ""
        yield (
            f"{len(chapter.new_words)} words of book/glossary.md appear first in this chapter"
            f"{known}; explain three or more there"
        )


@rule
def credits(chapter):
    """Whose picture it is stands where it is shown, in the text or in what a cell puts out."""
    told = "\n".join(
        [*(cell.source for cell in chapter.cells), *map(output_text, chapter.code_cells)]
    )
    for name in samples(chapter):
        sample = SAMPLES[name]
        author = sample.author.partition(" (")[0]
        if (sample.title if author == "author not named" else author) not in told:
            yield f"Name the author of {name}: print(data.credit({name!r})), or say it in the text"


@rule
def samples_listed(chapter):
    rows = re.findall(r"^\| `(\w+)` \|.*\|(.*)\|$", chapter.lists.get("data/README.md", ""), re.M)
    listed = {name for name, used in rows if chapter.number in used}
    shown = samples(chapter)
    for name in sorted(shown - listed):
        yield f"data/README.md does not say at {name} that chapter {chapter.number} shows it"
    for name in sorted(listed - shown):
        yield f"data/README.md says at {name} that chapter {chapter.number} shows it; it does not"
    if not shown:
        yield "Show one sample picture: data.sample(name)"


# ---- the pattern: touch, predict, see, say -----------------------------------------------------


@rule
def opener(chapter):
    """Something to touch stands before the first word of theory."""
    if not any(shown_controls(cell) for cell in before_headings(chapter)):
        yield (
            "Put a control between the imports and '## What you will be able to do': "
            "the opener, which needs no prediction"
        )


@rule
def controls(chapter):
    """Each control but the opener has a question before it, and the answer after it."""
    predicted = 0
    for cell in chapter.code_cells:
        for call in shown_controls(cell):
            control = f"The control {ast.unparse(call)[:60]!r}"
            given = {keyword.arg: ast.unparse(keyword.value) for keyword in call.keywords}
            for word in ("label", "alt"):
                if len(given.get(word, "").strip("'\" ")) < 3:
                    yield f"{control} needs {word}="
            if cell in before_headings(chapter):
                continue
            predicted += 1
            question, _, answer = prediction(chapter, cell)
            if not question:
                yield f"{control} needs a paragraph '**Predict.** ...?' in the cell before it"
            elif "?" not in question:
                yield f"{control} needs a question in its prediction"
            if not answer:
                yield f"{control} needs '**What happened.** ...' at the start of the text after it"
            elif not NUMBER.search(without_grouping(answer)):
                yield f"Say in numbers what happened: {answer!r}"
    if predicted < 2:
        yield f"The chapter has {predicted} controls after its opener; two is the least"


@rule
def starts_neutral(chapter):
    """A predicted control starts on nothing that its question, its choices or its answer names.

    Of the answer the first sentence counts. Where a control starts stands in its stored text
    output. Numbers are compared as numbers; 0, 1 and 2, which are said of many things, count only
    where the axis is named too. Words are compared as words; a switch predicts nothing.
    """
    for cell in chapter.code_cells:
        if cell in before_headings(chapter) or not shown_controls(cell, "explore"):
            continue
        starts = STARTS.findall(output_text(cell))
        if not starts:
            yield f"{place(cell)} does not say where its control starts: make notebooks"
        question, choices, answer = prediction(chapter, cell)
        told = [question, *choices, re.split(r"(?<=[.?!]) ", answer)[0]]
        for axis, start in starts:
            for text in told:
                if names_start(text, axis, start):
                    yield (
                        f"The control of {place(cell)} starts at {axis} {start}, which is told in "
                        f"{text!r}: begin elsewhere, with starts_at="
                    )


@rule
def captions_tell(chapter):
    """Every picture of `explore` comes with a sentence that says what happened in it."""
    functions = {
        node.name: node
        for cell in chapter.code_cells
        for node in ast.walk(tree(cell))
        if isinstance(node, ast.FunctionDef)
    }
    for cell in chapter.code_cells:
        for call in shown_controls(cell, "explore"):
            drawn = call.args[0] if call.args else None
            draw = functions.get(ast.unparse(drawn), drawn) if drawn else None
            if not all(map(is_told, returned(draw))) or not list(returned(draw)):
                yield (
                    f"Let the function that {place(cell)} explores return (picture, sentence): "
                    "the sentence tells the result, with its numbers in an f-string"
                )


@rule
def pictures_first(chapter):
    """Code that imports, draws or wires a control is folded; code that teaches is open."""
    for section, cells in chapter.sections.items():
        for cell in cells:
            if cell.cell_type != "code":
                continue
            names = [name for name, _ in calls(cell)]
            control = any(name.startswith("controls.") for name in names)
            draws = any(re.match(r"(plt\.|plots\.show_)", name) for name in names)
            defines = re.search(r"^def ", cell.source, re.MULTILINE)
            teaches = section in OPEN or (section == "The algorithm" and defines)
            folded = "hide-input" in cell.metadata.get("tags", [])
            first = not section and cell is chapter.code_cells[0]
            if (first or control or (draws and not teaches)) and not folded:
                what = "imports" if first else "shows a control" if control else "draws"
                yield (
                    f"{place(cell)} {what}: fold it with the tag hide-input (a line that readers "
                    "should see goes to a cell of its own)"
                )
            elif teaches and folded and not control and section != LIBRARY:
                yield f"{place(cell)} teaches: take its tag hide-input away, so that it is open"


@rule
def own_picture(chapter):
    wanted = {"controls.try_yours": ("sample", "alt"), "controls.try_live": ("clip", "alt")}
    tried = [
        (name, call)
        for cell in chapter.code("Your own picture")
        for name, call in calls(cell)
        if name in wanted
    ]
    if not tried:
        yield (
            "Under 'Your own picture' let readers try theirs: controls.try_yours(...), or "
            "controls.try_live(...) with their camera"
        )
    for name, call in tried:
        given = {keyword.arg for keyword in call.keywords}
        for word in wanted[name]:
            if word not in given:
                yield f"{name} needs {word}=, for readers without a picture"


@rule
def sources_thanked(chapter):
    """What the chapter follows, and mends, has a name, a year and a word of thanks."""
    told, listed = chapter.text("What has changed since"), chapter.text("References")
    found = [
        title
        for paragraph in told.split("\n\n")
        for title in titles(paragraph)
        if YEAR.search(paragraph)
        and any(title in line and YEAR.search(line) for line in listed.splitlines())
    ]
    if not found:
        yield (
            "Name the source under 'What has changed since' - author or forum, its title in "
            "*italics* or quotes, the year - and again, with the same title, under 'References'"
        )
    own_words = re.sub(r"^>.*", "", told + listed, flags=re.MULTILINE)
    if not re.search(r"\bthank", own_words, re.IGNORECASE):
        yield "Thank the source under 'What has changed since' or 'References'"


@rule
def one_timing_table(chapter):
    timed = [
        cell
        for cell in chapter.code_cells
        if "nbval-ignore-output" in cell.metadata.get("tags", [])
    ]
    for cell in timed[1:]:
        yield f"{place(cell)} shows times once more: a chapter has one table of times"


# ---- budgets -----------------------------------------------------------------------------------


@rule
def cell_budget(chapter):
    """Cells that are folded do not count: nobody has to read them."""
    count = chapter.cell_count - sum(map(is_folded, chapter.code_cells))
    if not 25 <= count <= 50:
        yield f"The chapter has {count} open cells; 25 to 50 are right"


@rule
def code_can_be_read(chapter):
    for cell in chapter.code_cells:
        try:
            ast.parse(TransformerManager().transform_cell(cell.source))
        except SyntaxError as error:
            yield f"{place(cell)} is no Python: {error.msg}, line {error.lineno}"


@rule
def code_budget(chapter):
    lengths = [
        sum(1 for line in cell.source.splitlines() if line.strip()) for cell in chapter.code_cells
    ]
    shown = [
        length
        for cell, length in zip(chapter.code_cells, lengths, strict=True)
        if not is_folded(cell)
    ]
    if statistics.median(shown or [0]) > 5:
        yield f"The median open code cell has {statistics.median(shown)} lines; five is the most"
    for cell, length in zip(chapter.code_cells, lengths, strict=True):
        if length > 25:
            yield f"{place(cell)} has {length} lines; 25 is the most"


@rule
def word_budget(chapter):
    texts = [prose(cell.source) for cell in chapter.cells if cell.cell_type == "markdown"]
    words = sum(len(re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", text)) for text in texts)
    if not 1000 <= words <= 2500:
        yield f"The chapter has {words} words; 1,000 to 2,500 are right"


# ---- code --------------------------------------------------------------------------------------


@rule
def imports(chapter):
    for cell in chapter.code_cells:
        for node in ast.walk(tree(cell)):
            if not isinstance(node, ast.Import | ast.ImportFrom):
                continue
            if cell is not chapter.code_cells[0]:
                yield f"Move {ast.unparse(node)!r} to the first code cell"
            if any(alias.name == "*" for alias in node.names):
                yield f"Import by name, not {ast.unparse(node)!r}"
    # ruff cannot say this: it takes hint and solution, used in commented lines, for unused.
    sources = "\n".join(cell.source for cell in chapter.code_cells)
    for cell in chapter.code_cells[:1]:
        for node in ast.walk(tree(cell)):
            for alias in node.names if isinstance(node, ast.Import | ast.ImportFrom) else ():
                name = (alias.asname or alias.name).partition(".")[0]
                if len(re.findall(rf"\b{re.escape(name)}\b", sources)) < 2:
                    yield f"The import of {name} is not used"


@rule
def narrow_code(chapter):
    """A page of 1280 pixels shows WIDTH letters of code and output; longer lines must be moved."""
    for cell in chapter.code_cells:
        printed = [o.text for o in cell.outputs if o.output_type == "stream" and o.name == "stdout"]
        for line in "\n".join([cell.source, *printed]).splitlines():
            if len(line) > WIDTH:
                yield f"A line of {place(cell)} has {len(line)} letters, {WIDTH} are seen: {line!r}"


@rule
def figures_show_themselves(chapter):
    for cell in chapter.code_cells:
        if re.search(r";\s*$", cell.source, re.MULTILINE):
            yield f"A line of {place(cell)} ends in a semicolon: give the value a name instead"
        for name, _ in calls(cell):
            if name.endswith(".show") or name == "show":
                yield f"{place(cell)} calls {name}: a figure shows itself"


@rule
def seeded(chapter):
    for cell in chapter.code_cells:
        for name, call in calls(cell):
            if re.match(r"(np|numpy)\.random\.(?!default_rng$)|random\.", name):
                yield f"{place(cell)} calls {name}: draw from np.random.default_rng(seed)"
            if name.endswith("default_rng") and not call.args:
                yield f"{place(cell)} draws without a seed: np.random.default_rng(seed)"


@rule
def own_controls_only(chapter):
    for cell in chapter.code_cells:
        if re.search(r"\bipywidgets\b|\bwidgets\.|\binteract(ive)?\b|\bOutput\(", cell.source):
            yield f"{place(cell)} uses a stock widget, which is dead in the book: use controls"


@rule
def no_network(chapter):
    modules = re.compile(r"(urllib|requests|https?|httpx|ftplib|socket|aiohttp|pooch)(\.|$)")
    for cell in chapter.code_cells:
        for node in ast.walk(tree(cell)):
            if isinstance(node, ast.Import | ast.ImportFrom):
                names = [getattr(node, "module", None) or "", *(one.name for one in node.names)]
                if any(modules.match(name) for name in names):
                    yield f"{place(cell)} reaches for the network: {ast.unparse(node)}"
            elif text_of(node).startswith(("http://", "https://", "ftp://")):
                yield f"{place(cell)} names an address: {node.value!r}"
        for name, _ in calls(cell):
            if name.startswith("get_ipython().") and "system" in name + cell.source:
                yield f"{place(cell)} runs a shell command"


@rule
def no_local_paths(chapter):
    local = re.compile(r"(/[\w.-]+){2,}|~/|[A-Za-z]:[\\/]")
    for cell in chapter.code_cells:
        for node in ast.walk(tree(cell)):
            if local.match(text_of(node)):
                yield f"{place(cell)} names a place on one machine: {node.value!r}"


@rule
def no_files_written(chapter):
    # write_voc returns a text.
    writers = re.compile(
        r"(imwrite|imsave|savefig|savez?|tofile|write_(?!voc$)\w+|to_csv|mkdir|dump)$"
    )
    for cell in chapter.code_cells:
        if "TemporaryDirectory" in cell.source or "BytesIO" in cell.source:
            continue
        for name, call in calls(cell):
            mode = ast.unparse(call.args[1]) if name == "open" and len(call.args) > 1 else ""
            if writers.search(name) or "w" in mode:
                yield f"{place(cell)} writes a file ({name}): stay in memory"


# ---- what is stored ----------------------------------------------------------------------------


@rule
def ran_in_order(chapter):
    counts = [cell.execution_count for cell in chapter.code_cells]
    if counts != list(range(1, len(counts) + 1)):
        yield "Store the notebook as it runs from top to bottom: make notebooks"
    for cell in chapter.cells:
        if cell.get("attachments"):
            yield f"{place(cell)} carries a picture: draw it, or take a sample"


@rule
def clean_outputs(chapter):
    dirt = re.compile(r"0x[0-9a-fA-F]{6,}|(?<![\w.:/])(/[\w.-]+){3,}|Traceback|cell\.py")
    for cell in chapter.code_cells:
        if found := dirt.search(output_text(cell)):
            yield f"{place(cell)} shows readers {found[0]!r}: show something that means something"


@rule
def only_timings_are_ignored(chapter):
    allowed = re.compile(r"nbval-ignore-output|raises-exception|(hide|remove)-(input|output|cell)")
    for cell in chapter.code_cells:
        tags = cell.metadata.get("tags", [])
        for tag in tags:
            if not allowed.fullmatch(tag):
                yield f"{place(cell)} has the tag {tag!r}, which the course does not use"
        if "NBVAL_" in cell.source:
            yield f"{place(cell)} has an nbval comment, which readers see: use the tag"
        if "nbval-ignore-output" in tags and not re.search("timeit|perf_counter", cell.source):
            yield f"{place(cell)} measures no time, so its output must be compared"


@rule
def numbers_from_cells(chapter):
    """A decimal or large number in the prose stands in a cell or in what a cell put out."""
    shown = "\n".join(cell.source + "\n" + output_text(cell) for cell in chapter.code_cells)
    texts = (shown, without_grouping(shown))
    known = {float(found) for text in texts for found in re.findall(r"\d+(?:\.\d+)?", text)}
    known |= {100 * share for share in known if share <= 1}
    for section, cells in chapter.sections.items():
        if section == "References":
            continue
        for cell in cells:
            if cell.cell_type != "markdown":
                continue
            for number in loud_numbers(cell.source):
                decimals = len(number.partition(".")[2])
                if not any(round(value, decimals) == float(number) for value in known):
                    yield f"The number {number} in {place(cell)} comes from no cell: print it"


# ---- helpers -----------------------------------------------------------------------------------


def is_folded(cell):
    """Tell whether the page folds the code of a cell, or leaves the cell out."""
    return not {"hide-input", "remove-cell"}.isdisjoint(cell.metadata.get("tags", []))


def bullets(markdown):
    """The items of the bulleted lists of a text."""
    return re.findall(r"^[-*] +(\S.*)", markdown, re.MULTILINE)


def begins_with_a_verb(item):
    """Tell whether an objective can begin like this; no list of all verbs is kept."""
    word = re.sub(r"[^a-z]", "", item.split()[0].lower())
    vague = {"understand", "know", "learn", "appreciate", "be"}
    others = {"the", "a", "an", "how", "what", "why", "when", "which", "you", "to", "your", "this"}
    return word not in vague | others and not word.endswith("ing")


def before_headings(chapter):
    """The cells before the first level-two heading."""
    return chapter.sections[""]


def shown_controls(cell, kind=r"explore|box_\w+"):
    """The calls in a cell that show a control of a kind; `try_yours` has rules of its own."""
    if cell.cell_type != "code":
        return []
    return [call for name, call in calls(cell) if re.fullmatch(rf"controls\.({kind})", name)]


def prediction(chapter, cell):
    """The question before a control, its choices, and the answer after it; empty where missing."""
    index = next(number for number, one in enumerate(chapter.cells) if one is cell)
    before = chapter.cells[index - 1].source if index else ""
    asked = re.search(r"^\*\*Predict\.\*\* +(\S.*)\n*((?:^[-*] .*\n*)*)", before, re.MULTILINE)
    after = (one.source for one in chapter.cells[index + 1 :] if one.cell_type == "markdown")
    happened = re.match(r"\*\*What happened\.\*\* +(\S.*)", next(after, ""))
    return (
        asked[1] if asked else "",
        bullets(asked[2]) if asked else [],
        happened[1] if happened else "",
    )


def names_start(text, axis, start):
    """Tell whether a text names the value at which an axis starts."""
    start = start.strip("'\"")
    if start in ("on", "off", "True", "False"):
        return False
    number = re.match(r"[-−]?\d+(\.\d+)?", without_grouping(start))
    if not number:
        return bool(re.search(rf"(?i)\b{re.escape(start)}\b", text))
    value = float(number[0].replace("−", "-"))
    if value in (0, 1, 2) and not re.search(rf"(?i)\b{axis.replace('_', '[ _-]')}\b", text):
        return False
    found = re.findall(r"(?<![\w.])[-−]?\d+(?:\.\d+)?", without_grouping(text))
    return any(float(one.replace("−", "-")) == value for one in found)


def returned(draw):
    """The values that a function or a lambda returns."""
    if isinstance(draw, ast.Lambda):
        yield draw.body
    elif isinstance(draw, ast.FunctionDef):
        inner = {
            part
            for node in ast.walk(draw)
            if isinstance(node, ast.FunctionDef | ast.Lambda) and node is not draw
            for part in ast.walk(node)
        }
        for node in ast.walk(draw):
            if isinstance(node, ast.Return) and node not in inner:
                yield node.value


def is_told(value):
    """Tell whether a returned value is (picture, sentence), with a sentence that can change."""
    return (
        isinstance(value, ast.Tuple)
        and len(value.elts) in (2, 3)
        and not isinstance(value.elts[1], ast.Constant)
    )


def titles(paragraph):
    """What stands in italics, in quotes or as a link: two words or more may be a title."""
    plain = paragraph.replace("**", "")
    found = re.findall(r"\*([^*\n]+)\*|\"([^\"\n]+)\"|“([^”\n]+)”|\[([^\]\n]+)\]\(", plain)
    names = (next(filter(None, groups)).strip(" .,:;") for groups in found)
    return [name for name in names if len(name.split()) > 1]


def exercise_parts(cells):
    """List (heading, all its code) for each exercise: a level-three heading begins one."""
    parts = []
    for cell in cells:
        heading = re.search(r"^### +(.+)", cell.source, re.MULTILINE)
        if cell.cell_type == "markdown" and heading:
            parts.append((heading[1], ""))
        elif cell.cell_type == "code" and parts:
            parts[-1] = (parts[-1][0], f"{parts[-1][1]}{cell.source}\n")
    return parts


def checked(code):
    """The exercise that code checks and the name of the answer, twice empty where there is none."""
    found = re.search(r"^check\([\"']([\w.]+)[\"'], *(\w+)\)$", code, re.MULTILINE)
    return found.groups() if found else ("", "")


def samples(chapter):
    """The names of the sample pictures that a chapter shows.

    A cell may go through a list of names; then every name in that cell counts.
    """
    return {
        name
        for cell in chapter.code_cells
        if any(re.search(r"(^|\.)sample$", called) for called, _ in calls(cell))
        for name in SAMPLES
        if re.search(rf"[\"']{name}[\"']", cell.source)
    }


def has_starter(code, name, expected):
    """Tell whether code defines a function with the expected arguments and the body `...`.

    A docstring may stand before the `...`, and `return ...` is the same.
    """
    (wanted,) = ast.parse(expected).body
    for node in tree(NotebookNode(source=code)).body:
        if isinstance(node, ast.FunctionDef) and node.name == name:
            body = node.body[1:] if ast.get_docstring(node) is not None else node.body
            same = ast.unparse(node.args) == ast.unparse(wanted.args)
            return same and [ast.unparse(line) for line in body] in (["..."], ["return ..."])
    return False


def text_of(node):
    """The value of a text constant, else the empty text."""
    is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return node.value if is_text else ""


def place(cell):
    """Name a cell by its first line."""
    kind = "code cell" if cell.cell_type == "code" else "text"
    return f"the {kind} {first_line(cell.source)[:60]!r}"


def first_line(text):
    """The first line that is not empty."""
    return (text.strip().splitlines() or ["(empty)"])[0]


def without_grouping(text):
    """Write 65,536 as 65536."""
    return re.sub(r"(?<=\d)[,_\u00a0\u2009\u202f](?=\d{3}(?!\d))", "", text)


def loud_numbers(markdown):
    """The numbers of a text that look computed: with a decimal point, or 1000 and more.

    Years are not, nor are versions and licenses (OpenCV 4.14, CC BY 4.0). Live numbers follow their
    control, which computes them.
    """
    versioned = r"(?i)\b(opencv|numpy|scipy|python|matplotlib|scikit-\w+|version|by) +\d[\d.]*"
    text = re.sub(r'<span class="live-number[^>]*>[^<]*</span>', " ", markdown)
    text = re.sub(versioned, " ", prose(text))
    text = re.sub(r"(?<![\d,.])(19|20)\d\d(?![\d,.]\d)", " ", text)
    for number in re.findall(r"(?<![\w.])\d+(?:\.\d+)?(?!\w|\.\d)", without_grouping(text)):
        if "." in number or float(number) >= 1000:
            yield number
