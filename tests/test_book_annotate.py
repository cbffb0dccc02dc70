"""Boxes that a reader draws in the page: by mouse, finger and keyboard, saved and opened."""

import re

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe

from course_utils import controls, detection
from tests.browser import AXE, Visit, build_small_book, live_controls, set_policy, swiped
from tests.test_book_live import CALL
from tests.test_book_try_yours import problem
from tests.test_detection import HOSTILE, LABELIMG, random_annotation
from tests.test_live_controls import middle_of, swipe

PAGE = (
    """---
file_format: mystnb
kernelspec: {name: python3, display_name: Python 3}
---

# Annotate

```{code-cell} python
import numpy as np
from course_utils import controls, scenes

frame = scenes.street_scene(8).frames[7]
names = ["motorcycle", "größe & <Katze>"]
controls.annotate(frame, names=names, alt="A street.", label="Street", filename="frame_007.png",
                  boxes=[(60, 100, 200, 300)], labels=names[:1])
```

```{code-cell} python
controls.annotate(np.zeros((60, 20), np.uint8), names=["cat"], alt="Nothing.", label="Tall")
```
"""
    + "\n\nAnd so on.\n" * 40
)
START = ("motorcycle", [60, 100, 200, 300])
POLICY = "default-src 'self'; img-src 'self' data: blob:"


@pytest.fixture(scope="module")
def small_site(tmp_path_factory):
    pages = {"book/intro.md": "# Home\n", "book/annotate.md": PAGE}
    return build_small_book(tmp_path_factory.mktemp("book"), pages)


@pytest.fixture
def visit(browser, home):
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    visit = Visit(context, home.url)
    visit.page.goto(f"{home.url}/book/annotate.html", wait_until="networkidle")
    yield visit
    context.close()


def own_problems(visit):
    """Return the problems of a visit without the one that is Chromium's.

    It writes a style into what it says of a file that is no XML, and then forbids it itself.
    """
    return [problem for problem in visit.problems if "Applying inline style" not in problem]


@pytest.fixture
def street(visit):
    yield live_controls(visit.page)[0]
    assert own_problems(visit) == []


@pytest.fixture
def phone(browser, home):
    """The control of the street on a phone, and its fingers."""
    screen = {"width": 390, "height": 844}
    context = browser.new_context(viewport=screen, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(f"{home.url}/book/annotate.html")
    page.evaluate("document.documentElement.style.scrollBehavior = 'auto'")
    street, _ = live_controls(page)
    page.evaluate("y => scrollTo(0, y)", street.bounding_box()["y"] + page.evaluate("scrollY") - 90)
    yield street, context.new_cdp_session(page)
    context.close()


def drawn(control):
    """Return what is drawn: a list of (label, [top, left, bottom, right])."""
    found = []
    for mark in control.locator(".mark-box").all():
        said = mark.get_attribute("aria-label")
        label, *numbers = re.fullmatch(
            r"(.+), top (\S+), left (\S+), (\S+) x (\S+) pixels", said
        ).groups()
        top, left, height, width = map(float, numbers)
        found.append((label, [top, left, top + height, left + width]))
        assert mark.locator(".mark-name").inner_text() == label
    return found


def boxes_of(control):
    return [box for _, box in drawn(control)]


def place_of(control, row, column):
    """Return where the middle of a pixel of the picture is."""
    area = control.locator(".live-picture").bounding_box()
    columns = 480 if "Street" in control.locator("legend").inner_text() else 20
    scale = area["width"] / columns
    return area["x"] + scale * (column + 0.5), area["y"] + scale * (row + 0.5)


def drag(control, start, *ends):
    mouse = control.page.mouse
    control.locator(".live-picture").scroll_into_view_if_needed()
    mouse.move(*place_of(control, *start))
    mouse.down()
    for end in ends:
        mouse.move(*place_of(control, *end), steps=4)
    mouse.up()


def press(control, name):
    control.get_by_role("button", name=name, exact=True).click()


def said(control):
    """Return what is told, once a screen reader has been told the same."""
    told = control.locator(".live-caption").inner_text()
    control.locator("[role=status]").get_by_text(told, exact=True).wait_for()
    return told


def saved(control):
    """Press Save; return the name of the file and its text."""
    with control.page.expect_download() as download:
        press(control, "Save")
    with open(download.value.path(), encoding="utf-8", newline="") as file:
        return download.value.suggested_filename, file.read()


def open_file(control, text, name="given.xml"):
    content = text.encode("utf-8", "surrogatepass")
    file = {"name": name, "mimeType": "text/xml", "buffer": content}
    control.locator("input[type=file]").set_input_files(file)


# ---- by mouse ----------------------------------------------------------------------------------


def test_a_drag_draws_a_box_with_both_pixels_in_it(street):
    drag(street, (10, 20), (30, 60), (49, 79))
    assert drawn(street) == [START, ("motorcycle", [10, 20, 50, 80])]
    assert said(street) == "Box 2 of 2: motorcycle, top 10, left 20, 40 x 60 pixels."
    drag(street, (250, 470), (210, 400), (1000, 2000))  # it stops at the last pixel
    assert boxes_of(street)[2] == [250, 470, 270, 480]
    drag(street, (40, 470), (-50, 400))
    assert boxes_of(street)[3] == [0, 400, 41, 471]


def test_a_press_or_a_tremble_draws_nothing(street):
    drag(street, (20, 20))
    drag(street, (20, 20), (21, 22))
    drag(street, (20, 20), (80, 80), (20, 21))  # the reader has thought better of it
    assert drawn(street) == [START]
    press(street, "Undo")
    assert said(street) == "There is nothing to undo."


def test_a_drag_moves_a_box_as_far_as_the_picture_goes(street):
    drag(street, (130, 200), (100, 150), (140, 215))
    assert boxes_of(street) == [[70, 115, 210, 315]]
    drag(street, (130, 200), (-500, 900))
    assert boxes_of(street) == [[0, 280, 140, 480]]
    drag(street, (50, 400), (900, -900))
    assert boxes_of(street) == [[130, 0, 270, 200]]


@pytest.mark.parametrize(
    ("corner", "start", "moved", "smallest", "largest"),
    [
        ("top-left", (60, 100), [70, 85, 200, 300], [199, 299, 200, 300], [0, 0, 200, 300]),
        ("top-right", (60, 300), [70, 100, 200, 285], [199, 100, 200, 101], [0, 100, 200, 480]),
        ("bottom-left", (200, 100), [60, 85, 210, 300], [60, 299, 61, 300], [60, 0, 270, 300]),
        ("bottom-right", (200, 300), [60, 100, 210, 285], [60, 100, 61, 101], [60, 100, 270, 480]),
    ],
)
def test_corners_resize_a_box_and_leave_a_pixel(street, corner, start, moved, smallest, largest):
    street.locator(".mark-box").focus()
    row, column = start
    assert street.locator(f".mark-corner.is-{corner}").is_visible()
    drag(street, start, (row + 10, column - 15))
    assert boxes_of(street) == [moved]
    inward, outward = (np.subtract((130, 200), start) * way for way in (9, -9))
    row, column = row + 10, column - 15
    drag(street, (row, column), np.add((row, column), outward))
    assert boxes_of(street) == [largest]
    press(street, "Undo")
    drag(street, (row, column), np.add((row, column), inward))
    assert boxes_of(street) == [smallest]


def test_the_box_that_is_pressed_is_the_chosen_one_and_a_small_one_lies_on_top(street):
    press(street, "Add a box")
    for corner in ((90, 160), (180, 320)):  # make the new one small, inside of the first
        drag(street, corner, (140, 230))
    small = boxes_of(street)[1]
    assert small[2] - small[0] < 20
    drag(street, (190, 120))
    assert said(street).startswith("Box 1 of 2")
    drag(street, (small[0] + 2, small[1] + 2), (20, 20))
    assert boxes_of(street) == [
        START[1],
        [18, 18, 18 + small[2] - small[0], 18 + small[3] - small[1]],
    ]
    assert street.locator(".mark-box.is-chosen .mark-corner:visible").count() == 4


# ---- by keyboard -------------------------------------------------------------------------------


def test_all_of_it_by_keyboard(street):
    page, keyboard = street.page, street.page.keyboard
    street.evaluate("control => { control.tabIndex = -1; control.focus(); }")

    def is_focused():
        return street.evaluate("control => document.activeElement.getAttribute('aria-label')")

    keyboard.press("Tab")
    assert is_focused() == "motorcycle, top 60, left 100, 140 x 200 pixels"
    shown = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert shown == "solid"
    scroll = page.evaluate("scrollY")
    for key, box in (
        ("ArrowDown", [68, 100, 208, 300]),
        ("ArrowRight", [68, 108, 208, 308]),
        ("Alt+ArrowUp", [67, 108, 207, 308]),
        ("Alt+ArrowLeft", [67, 107, 207, 307]),
        ("Shift+ArrowDown", [67, 107, 215, 307]),
        ("Shift+Alt+ArrowLeft", [67, 107, 215, 306]),
    ):
        keyboard.press(key)
        assert boxes_of(street) == [box]
        assert is_focused().endswith(f"{box[2] - box[0]} x {box[3] - box[1]} pixels")
    assert said(street) == "Box 1 of 1: motorcycle, top 67, left 107, 148 x 199 pixels."
    assert page.evaluate("scrollY") == scroll

    keyboard.press("Tab")  # the list of names
    keyboard.press("ArrowDown")
    assert [label for label, _ in drawn(street)] == ["größe & <Katze>"]
    keyboard.press("Tab")
    keyboard.press("Enter")  # Add a box
    assert drawn(street)[1] == ("größe & <Katze>", [98, 168, 188, 328])
    assert is_focused().startswith("größe & <Katze>, top 98")
    keyboard.press("Shift+Tab")
    keyboard.press("Delete")
    assert drawn(street) == [("größe & <Katze>", [98, 168, 188, 328])]
    assert said(street) == "Deleted: größe & <Katze>. 1 box left."
    assert is_focused().startswith("größe & <Katze>, top 98")
    keyboard.press("Backspace")
    assert drawn(street) == []
    assert page.evaluate("document.activeElement.textContent") == "Add a box"
    keyboard.press("Enter")
    assert boxes_of(street) == [[90, 160, 180, 320]]  # in the middle
    keyboard.press("Control+z")
    keyboard.press("Tab")
    keyboard.press("Enter")
    assert said(street) == "There is no box."


def test_keys_stop_at_the_border_and_leave_a_pixel(street):
    street.locator(".mark-box").focus()
    for _ in range(40):
        street.page.keyboard.press("ArrowUp")
        street.page.keyboard.press("Shift+ArrowLeft")
    assert boxes_of(street) == [[0, 100, 140, 101]]
    for _ in range(60):
        street.page.keyboard.press("ArrowRight")
        street.page.keyboard.press("Shift+ArrowDown")
    assert boxes_of(street) == [[0, 479, 270, 480]]
    street.page.keyboard.press("Shift+ArrowRight")
    assert boxes_of(street) == [[0, 479, 270, 480]]
    street.page.keyboard.press("Control+z")  # keys that changed nothing are no steps
    assert boxes_of(street) != [[0, 479, 270, 480]]


def test_every_step_can_be_undone(street):
    steps = [drawn(street)]

    def did(act, *given):
        act(*given)
        steps.append(drawn(street))
        assert steps[-1] != steps[-2]

    did(drag, street, (10, 20), (40, 50), (60, 90))
    did(drag, street, (130, 200), (100, 150))
    did(street.get_by_label("Label").select_option, "größe & <Katze>")
    did(press, street, "Delete")
    did(press, street, "Add a box")
    did(street.page.keyboard.press, "Shift+ArrowUp")
    did(open_file, street, LABELIMG)
    while len(steps) > 1:
        steps.pop()
        press(street, "Undo")
        assert drawn(street) == steps[-1]
        count = len(steps[-1])
        assert said(street) == f"Undone: {count} {'box' if count == 1 else 'boxes'}."
    press(street, "Undo")
    assert drawn(street) == steps[0] == [START]


# ---- by finger ---------------------------------------------------------------------------------


def near(control, *boxes, away=3):
    found = boxes_of(control)
    assert len(found) == len(boxes)
    assert np.abs(np.subtract(found, boxes)).max() <= away, found


def test_a_finger_drags_corners_at_once_and_boxes_when_it_rests_or_goes_sideways(phone):
    street, touch = phone
    page, scale = street.page, 480 / street.locator(".live-picture").bounding_box()["width"]
    scroll = page.evaluate("scrollY")
    mark = street.locator(".mark-box")
    corner = street.locator(".mark-corner.is-bottom-right")
    assert corner.is_visible()

    swipe(touch, middle_of(corner), (0, 20))
    near(street, [60, 100, 200 + 20 * scale, 300])
    swipe(touch, middle_of(corner), (0, -20))
    near(street, START[1])
    swipe(touch, middle_of(mark), (0, -20), rest=400)
    near(street, [60 - 20 * scale, 100, 200 - 20 * scale, 300])
    swipe(touch, middle_of(mark), (-20, 4))
    near(street, [60 - 16 * scale, 100 - 20 * scale, 200 - 16 * scale, 300 - 20 * scale])
    x, y = place_of(street, 200, 350)
    swipe(touch, (x, y), (40, 30), rest=400)  # a free place: a new box
    assert len(boxes_of(street)) == 2
    near(street, boxes_of(street)[0], [200, 350, 200 + 30 * scale, 350 + 40 * scale])
    assert page.evaluate("scrollY") == scroll
    page.touchscreen.tap(*middle_of(mark.first))
    assert "Box 1 of 2" in street.locator(".live-caption").inner_text()


def test_a_swipe_scrolls_and_changes_nothing(phone):
    street, touch = phone
    page, scroll = street.page, street.page.evaluate("scrollY")
    for name, start in {
        "a free place": place_of(street, 240, 420),
        "a box": middle_of(street.locator(".mark-box")),
        "a name": middle_of(street.locator(".mark-name")),
    }.items():

        def try_it(start=start):
            while drawn(street) != [START]:  # the last try was a long press
                street.get_by_role("button", name="Undo").click()
            page.evaluate("y => scrollTo(0, y)", scroll)
            return swipe(touch, start, (12, -120))

        swiped(try_it)
        assert page.evaluate("scrollY") > scroll + 40, name
        assert drawn(street) == [START], name


# ---- files -------------------------------------------------------------------------------------


def test_what_is_saved_is_what_python_writes(street):
    drag(street, (0, 0), (30, 40))
    street.get_by_label("Label").select_option("größe & <Katze>")
    drag(street, (250, 400), (290, 430))
    name, text = saved(street)
    assert name == "frame_007.xml"
    boxes, labels = boxes_of(street), [label for label, _ in drawn(street)]
    assert labels == ["motorcycle", "größe & <Katze>", "größe & <Katze>"]
    filename = "frame_007.png"
    assert text == detection.write_voc(boxes, labels, shape=(270, 480, 3), filename=filename)
    assert said(street) == "Saved frame_007.xml: 3 boxes."
    found = detection.read_voc(text)
    assert found.boxes.tolist() == boxes


def test_a_gray_picture_is_saved_with_one_channel(visit):
    _, tall = live_controls(visit.page)
    press(tall, "Add a box")
    drag(tall, (2, 2), (9, 9))
    name, text = saved(tall)
    assert name == "picture.xml"
    expected = detection.write_voc(
        [(20, 6, 40, 14), (2, 2, 10, 10)], ["cat"] * 2, shape=(60, 20), filename=name[:-3] + "png"
    )
    assert text == expected


def test_a_file_of_labelimg_is_opened_and_saved_again(street):
    open_file(street, LABELIMG.replace("Katze", "Hund"), "labelimg.xml")
    street.get_by_text("Opened labelimg.xml: 2 boxes.").first.wait_for()
    assert drawn(street) == [
        ("motorcycle", [85, 0, 235, 213]),
        ("größe & <Hund>", [89, 130, 270, 480]),
    ]
    names = ["motorcycle", "größe & <Katze>", "größe & <Hund>"]  # a new name can be chosen, too
    assert street.get_by_label("Label").locator("option").all_inner_texts() == names
    _, text = saved(street)
    found = detection.read_voc(LABELIMG.replace("Katze", "Hund"))
    assert text == detection.write_voc(*found[:2], shape=found.shape, filename=found.filename)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_and_nothing_is_lost(street, name):
    text, words = HOSTILE[name]
    drag(street, (10, 20), (49, 79))
    before = drawn(street)
    open_file(street, text)
    street.locator("[role=alert]:not(:empty)").wait_for()
    message = problem(street)
    assert words in message
    assert "\n" not in message
    assert len(message) < 400
    assert message.endswith(".")
    assert drawn(street) == before
    press(street, "Undo")  # the box that was drawn last: no other step came after it
    assert drawn(street) == [START]
    assert problem(street) == ""


def test_a_name_of_a_file_that_python_would_refuse_is_not_taken(street):
    for name in ("", "a" * 201, "a&#10;b"):
        open_file(street, LABELIMG.replace("frame_007.png", name))
        street.get_by_text("Opened given.xml: 2 boxes.").first.wait_for()
        found, text = saved(street)
        assert found == "frame_007.xml"
        assert detection.read_voc(text).filename == "frame_007.png"


def test_a_file_of_another_picture_is_refused(street):
    open_file(street, LABELIMG.replace("<height>270", "<height>271"))
    street.get_by_text(
        "belongs to a picture of 271 x 480 pixels; this one has 270 x 480."
    ).wait_for()
    assert drawn(street) == [START]


def page_program():
    """Return what the control's program does with texts, without what it shows."""
    names = ("common", "dragging", "voc")
    return "\n".join((controls.STATIC / f"{name}.js").read_text("utf-8") for name in names)


def in_the_page(page, call, given):
    return page.evaluate(CALL, [page_program(), call, *given])


def test_the_page_writes_and_reads_random_annotations_as_python_does(visit):
    annotations = [random_annotation(seed) for seed in range(300)]
    for boxes, *_ in annotations[::2]:
        boxes[:] += np.random.default_rng(len(boxes)).uniform(-0.4, 0.4, boxes.shape)
        boxes[:] = boxes.clip(0)
    kept = [
        (boxes.clip(0, (*shape[:2], *shape[:2])), *rest, shape, name)
        for boxes, *rest, shape, name in annotations
    ]
    given = [
        {"boxes": boxes.tolist(), "labels": labels, "shape": shape, "filename": name}
        for boxes, labels, shape, name in kept
    ]
    texts = [
        detection.write_voc(boxes, labels, shape=shape, filename=name)
        for boxes, labels, shape, name in kept
    ]
    assert in_the_page(visit.page, "given.map(writeVoc)", given) == texts
    found = in_the_page(visit.page, "given.map(readVoc)", texts)
    for one, text in zip(found, texts, strict=True):
        expected = detection.read_voc(text)
        assert one["boxes"] == expected.boxes.tolist()
        assert (*one["labels"],) == expected.labels
        assert ((*one["shape"],), one["filename"]) == expected[2:]


LIKE_PYTHON = {
    "a byte order mark": "\ufeff" + LABELIMG,
    "a declared encoding": '<?xml version="1.0" encoding="utf-16"?>\n' + LABELIMG,
    "spaces of other scripts": LABELIMG.replace("motorcycle", "\u3000\x85bike\u2028\xa0"),
    "a space that is none": LABELIMG.replace("motorcycle", "\ufeffbike"),
    "a comment": LABELIMG.replace("motorcycle", "motor<!-- ! -->cycle"),
    "an instruction": LABELIMG.replace("motorcycle", "motor<?go on?>cycle"),
    "letters that are data": LABELIMG.replace("motorcycle", "<![CDATA[<bike> & co]]>"),
    "letters after an element": LABELIMG.replace("motorcycle", "bike<b>no</b>no"),
    "letters by number": LABELIMG.replace("motorcycle", "bi&#107;e &#x1F408;"),
    "fractions": LABELIMG.replace(">86<", "> 86.25 <").replace(">1<", ">0<"),
    "beyond the border": LABELIMG.replace("<xmax>480", "<xmax>481.5"),
    "a depth of a half more": LABELIMG.replace("<depth>3", "<depth>3.5"),
    "no file name": LABELIMG.replace("frame_007.png", ""),
    "200 letters beyond 65,535": LABELIMG.replace("motorcycle", "🐈" * 200),
    "201 of them": LABELIMG.replace("motorcycle", "🐈" * 201),
    "a namespace": LABELIMG.replace("<annotation>", "<annotation xmlns='a:b'>"),
    "a size of a namespace": LABELIMG.replace("<size>", "<a:size xmlns:a='a:b'/><size>"),
    "a prefix that nobody has declared": LABELIMG.replace("<size>", "<a:size/><size>"),
    "an attribute twice": LABELIMG.replace("<size>", "<size a='1' a='2'>"),
    "two roots": LABELIMG * 2,
    "another document type": "<!doctype html>" + LABELIMG,
    "a letter that XML has not": LABELIMG.replace("motorcycle", "a\x01b"),
    "a control letter": LABELIMG.replace("motorcycle", "a\x80b"),
    "minus zero": LABELIMG.replace(">86<", ">-0<"),
    "two names": LABELIMG.replace("<pose>", "<name>a</name><pose>"),
    "no size": LABELIMG.replace("size>", "sizes>"),
}


@pytest.mark.parametrize("name", LIKE_PYTHON)
def test_the_page_takes_and_refuses_what_python_does(visit, name):
    call = """given.map((text) => {
        try { return readVoc(text); } catch (error) { return error.message; }
    })[0]"""
    found = in_the_page(visit.page, call, [LIKE_PYTHON[name]])
    try:
        expected = detection.read_voc(LIKE_PYTHON[name])
    except ValueError as error:
        assert isinstance(found, str), found
        told = re.sub(r" \(.*?\);", ";", str(error)) if "no XML" in str(error) else str(error)
        assert found.split(";")[0].split("'")[0] == told.split(";")[0].split("'")[0]
    else:
        assert not isinstance(found, str), found
        assert found["boxes"] == expected.boxes.tolist()
        assert (*found["labels"],) == expected.labels
        assert ((*found["shape"],), found["filename"]) == expected[2:]


# ---- where it lives ----------------------------------------------------------------------------


def test_it_runs_under_a_strict_policy(browser, home):
    context = browser.new_context()
    visit = Visit(context, home.url)
    set_policy(visit.page, POLICY)
    visit.page.goto(f"{home.url}/book/annotate.html")
    street, _ = live_controls(visit.page)
    use(street)
    assert visit.problems == []
    context.close()


def use(street):
    drag(street, (10, 20), (49, 79))
    open_file(street, saved(street)[1])
    street.get_by_text("Opened given.xml: 2 boxes.").first.wait_for()
    assert drawn(street) == [START, ("motorcycle", [10, 20, 50, 80])]


def test_it_runs_from_a_disk(browser, small_site):
    page = browser.new_page()
    problems = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto((small_site / "book" / "annotate.html").as_uri())
    use(live_controls(page)[0])
    assert problems == []
    page.close()


@pytest.mark.parametrize(("width", "height"), [(1280, 900), (700, 844), (390, 844), (320, 844)])
@pytest.mark.parametrize("finger", [False, True], ids=["mouse", "finger"])
def test_nothing_moves_when_the_control_comes_to_life(browser, home, width, height, finger):
    screen = {"width": width, "height": height}
    context = browser.new_context(viewport=screen, has_touch=finger, is_mobile=finger)
    page = context.new_page()
    page.route("**/annotate.js", lambda route: route.abort())  # it stays still
    page.goto(f"{home.url}/book/annotate.html", wait_until="networkidle")

    def areas():
        seen = [".live-place", ".live-picture"]
        found = [one.bounding_box() for part in seen for one in page.locator(part).all()]
        return [[area["x"], area["width"], area["height"]] for area in found]

    still = areas()
    page.unroute("**/annotate.js")
    page.goto(f"{home.url}/book/annotate.html", wait_until="networkidle")
    alive = live_controls(page)
    assert np.abs(np.subtract(areas(), still)).max() <= 1
    if width == 1280:  # pixels of the picture are pixels of the screen
        assert alive[0].locator(".live-picture").bounding_box()["width"] == 480
    press(alive[0], "Add a box")
    press(alive[1], "Add a box")
    for _ in range(3):
        page.keyboard.press("Alt+ArrowDown")
    assert np.abs(np.subtract(areas(), still)).max() <= 1
    if width > 320:
        assert all(control.bounding_box()["height"] <= 0.55 * height for control in alive)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_control_is_accessible(browser, home, scheme, width):
    context = browser.new_context(viewport={"width": width, "height": 844}, color_scheme=scheme)
    visit = Visit(context, home.url)
    visit.page.goto(f"{home.url}/book/annotate.html")
    street, tall = live_controls(visit.page)
    press(street, "Add a box")
    open_file(tall, "notes")
    tall.locator("[role=alert]:not(:empty)").wait_for()
    assert own_problems(visit) == []  # before Axe, which fetches style sheets wrongly
    assert Axe().run(visit.page, ".live-place", AXE).response["violations"] == []
    context.close()


def test_the_still_picture_is_there_without_a_script(browser, home):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{home.url}/book/annotate.html")
    stills = page.locator("img.live-picture").all()
    assert [still.get_attribute("alt") for still in stills] == ["A street.", "Nothing."]
    for still, columns in zip(stills, (480, 20), strict=True):
        still.scroll_into_view_if_needed()
        assert still.evaluate("still => still.decode().then(() => still.naturalWidth)") == columns
    context.close()
