"""`cv2` of the page's Python gives what Python's OpenCV gives, on random arrays of odd shapes.

Each kind of call in `in_page_cases` runs in Chromium, by Pyodide and OpenCV.js, and here. Whole
numbers are equal, but for those in `ROUNDED`, and real ones are equal, but for those in `NEAR`.
``--arrays 1000`` tries more of them than the usual few.
"""

import base64
import json
import pickle
import shutil
import sys
import zipfile

import cv2
import numpy as np
import pytest

from tests import in_page_cases
from tests.browser import ROOT, Server, Visit
from tests.in_page_cases import CASES

sys.path.insert(0, str(ROOT / "book"))
from _ext import packages

# Whole numbers that are made of real ones: where those lie at a half, one rounds up, one down. The
# share of the numbers that may be 1 apart.
ROUNDED = {
    "addWeighted": 0.01,
    "addWeighted of 16 bits": 0.01,
    "blur of 16 bits": 0.01,
    "cvtColor from HSV": 0.01,
    "filter2D": 0.01,
    "normalize": 0.01,
    "resize by cubes": 0.03,
    "resize of 16 bits": 0.01,
}
# How far real numbers are apart, as a share of the largest: they are added in another order.
NEAR = {"float32": 2e-6, "float64": 1e-12}
FLOAT32_INSIDE = {
    "compareHist",
    "mean",
    "moments",
    "phaseCorrelate",
    "resize of real numbers",
}
# Where large numbers may cancel each other, rounding goes with what goes in, not with what is left.
SIZE = {"phaseCorrelate": 1, "Sobel of real numbers": 100}

WORKER = """
import { openCV } from "./opencv.js";
import { loadPyodide } from "../packages/pyodide/pyodide.mjs";

const indexURL = new URL("../packages/pyodide/", import.meta.url).href;

async function start() {
  const places = { indexURL, packageBaseUrl: indexURL };
  const [python, cv] = await Promise.all([loadPyodide(places), openCV()]);
  self.cv = cv;
  await python.loadPackage("numpy", { messageCallback() {} });
  python.unpackArchive(await (await fetch("../../files.zip")).arrayBuffer(), "zip");
  return python;
}

const starting = start();
self.onmessage = ({ data }) => starting
  .then((python) => python.runPython(data))
  .then((value) => postMessage({ value }), (error) => postMessage({ problem: String(error) }));
"""
DOCUMENT = (
    '<!doctype html><title>t</title><link rel="icon" href="data:,"><script src="page.js"></script>'
)
PAGE = """
const worker = new Worker("_static/in_page/test_worker.js", { type: "module" });
window.run = (program) => new Promise((resolve) => {
  worker.onmessage = ({ data }) => resolve(data);
  worker.postMessage(program);
});
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Lay down a site that has no more than the page's Python."""
    site = tmp_path_factory.mktemp("in_page")
    here = site / "_static" / "in_page"
    here.mkdir(parents=True)
    shutil.copy(ROOT / "book" / "_static" / "in_page" / "opencv.js", here)
    (here / "test_worker.js").write_text(WORKER, encoding="utf-8")
    (site / "page.js").write_text(PAGE, encoding="utf-8")
    (site / "page.html").write_text(DOCUMENT, encoding="utf-8")
    with zipfile.ZipFile(site / "files.zip", "w") as archive:
        for path in (ROOT / "book" / "in_page").glob("*.py"):
            archive.write(path, path.name)
        archive.write(in_page_cases.__file__, "in_page_cases.py")
    for name in ("pyodide", "@opencvjs/web"):
        package = packages.packages()[name]
        found = packages.files(package)
        if not found:
            pytest.skip(f"needs {name}: make packages")
        for path, content in found.items():
            target = site / "_static" / packages.FOLDER / package.folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
    return site


@pytest.fixture(scope="module")
def run(browser, folder):
    """Return a function that runs a program in the page's Python and returns its last value."""
    server = Server(folder)
    visit = Visit(browser.new_context(), server.url)
    visit.page.goto(f"{server.url}/page.html")

    def run_there(program):
        answer = visit.page.evaluate("(program) => run(program)", program)
        assert "problem" not in answer, answer["problem"][-2000:]
        return answer["value"]

    yield run_there
    server.close()
    assert visit.problems == []


def results_there(run, name, seeds):
    program = (
        "import base64, pickle, in_page_cases\n"
        f"found = in_page_cases.results({name!r}, range({seeds}))\n"
        "base64.b64encode(pickle.dumps(found)).decode()"
    )
    return pickle.loads(base64.b64decode(run(program)))


def parts(result):
    """Return the arrays, numbers and reasons in a result, in one row."""
    return (
        [part for one in result for part in parts(one)] if isinstance(result, tuple) else [result]
    )


def form(part):
    return type(part), getattr(part, "shape", None), getattr(part, "dtype", None)


def how_near(name, dtype):
    if dtype.kind != "f":
        return 1 if name in ROUNDED else 0
    return NEAR["float32" if name in FLOAT32_INSIDE else dtype.name]


@pytest.mark.parametrize("name", CASES)
def test_a_call_gives_what_it_gives_here(run, request, name):
    count = request.config.getoption("--arrays")
    here = in_page_cases.results(name, range(count))
    there = results_there(run, name, count)

    unequal = total = 0
    for seed, (wanted, found) in enumerate(zip(map(parts, here), map(parts, there), strict=True)):
        assert list(map(form, found)) == list(map(form, wanted)), f"seed {seed}"
        for one, other in zip(wanted, found, strict=True):
            if isinstance(one, str) or one is None:
                assert other == one, f"seed {seed}"
                continue
            one, other = np.asarray(one), np.asarray(other)
            near = how_near(name, one.dtype)
            if one.dtype.kind == "f":
                undefined = np.isnan(one)  # the center of nothing
                assert (np.isnan(other) == undefined).all(), f"seed {seed}"
                one, other = np.where(undefined, 0, one), np.where(undefined, 0, other)
                near *= max(SIZE.get(name, 0), np.abs(one).max(initial=0))
            apart = np.abs(one.astype(float) - other)
            assert (apart <= near).all(), f"seed {seed}: {apart.max()}"
            if one.dtype.kind != "f":
                unequal += np.count_nonzero(apart)
                total += one.size
    assert unequal <= ROUNDED.get(name, 0) * total
    assert {type(one) for one in here} != {str}  # not every call failed


def test_arguments_have_the_order_of_python(run):
    """The first line of Python's own docstring says it: name(must, be, given[, may[, be]])."""
    program = (
        "import json, cv2\n"
        "json.dumps({n: f.__doc__ for n, f in vars(cv2._cv).items() if n != 'calcHist'})"
    )
    declared = json.loads(run(program))

    assert len(declared) > 60
    for name, text in declared.items():
        forms = [line.split(" -> ")[0] for line in getattr(cv2, name).__doc__.splitlines()]
        assert text in forms, name


GRAY, COLOR = "np.zeros((5, 7), np.uint8)", "np.zeros((5, 7, 3), np.uint8)"


@pytest.mark.parametrize(
    "call",
    [
        f"cv2.absdiff({GRAY} > 0, {GRAY})",
        f"cv2.absdiff({GRAY}, {GRAY} * 1.0)",
        f"cv2.absdiff({GRAY}, {GRAY}[1:])",
        f"cv2.add({GRAY}, 'one')",
        f"cv2.calcHist([{COLOR}], [0, 1, 2], None, [8, 8, 8], [0, 256])",
        f"cv2.calcHist([{GRAY}], [0], {GRAY} > 0, [256], [0, 256])",
        f"cv2.calcHist([{GRAY}], [1], None, [256], [0, 256])",
        f"cv2.cvtColor({GRAY}, cv2.COLOR_BGR2GRAY)",
        f"cv2.cvtColor({COLOR} * 1.0, cv2.COLOR_BGR2GRAY)",
        f"cv2.cvtColor({COLOR}, 'gray')",
        f"cv2.cvtColor({COLOR}, cv2.COLOR_BGR2GRAY, shade=3)",
        f"cv2.cvtColor({COLOR})",
        "cv2.cvtColor([[1, 2, 3]], cv2.COLOR_BGR2GRAY)",
        f"cv2.cvtColor({COLOR}, 6, None, 0, 0, 0)",
        f"cv2.equalizeHist({COLOR})",
        f"cv2.filter2D({GRAY}, -1, np.ones((3, 3), bool))",
        f"cv2.filter2D({GRAY}.astype(np.int32), -1, np.ones((3, 3)))",
        f"cv2.GaussianBlur({GRAY}, 3, 0)",
        f"cv2.GaussianBlur({GRAY}, (2, 3), 0)",
        f"cv2.GaussianBlur({GRAY}, (3.0, 3), 0)",
        f"cv2.GaussianBlur({GRAY}, (3, 3, 3), 0)",
        "cv2.GaussianBlur(None, (3, 3), 0)",
        f"cv2.phaseCorrelate({GRAY}, {GRAY})",
        f"cv2.accumulateWeighted({GRAY}, {GRAY}, 0.5)",
        f"cv2.resize({GRAY}, (0, 0))",
    ],
)
def test_a_refusal_says_what_it_says_here(run, call):
    """All but where in OpenCV it was raised, and how its compiler names a function."""
    program = f"try:\n    {call}\nexcept cv2.error as error:\n    said = error.err, error.code\n"
    here = {"cv2": cv2, "np": np}
    exec(program, here)

    there = run(f"import cv2, numpy as np\n{program}\nimport json\njson.dumps(said)")

    assert json.loads(there) == list(here["said"])


def test_errors_leave_opencv_as_it_was(run):
    """As it is built, OpenCV.js is broken after some sixty of them."""
    program = """
import cv2, numpy as np
gray = np.arange(35, dtype=np.uint8).reshape(5, 7)
for _ in range(500):
    try:
        cv2.cvtColor(gray, cv2.COLOR_BGR2GRAY)
    except cv2.error:
        pass
cv2.GaussianBlur(gray, (3, 3), 0).tolist() == cv2.GaussianBlur(gray, (3, 3), 0).tolist()
str(cv2.blur(gray, (3, 3))[2].tolist())
"""
    gray = np.arange(35, dtype=np.uint8).reshape(5, 7)

    assert run(program) == str(cv2.blur(gray, (3, 3))[2].tolist())


def test_every_mat_is_given_back(run):
    """400 pictures of 1 MB and what is made of them fit into memory that has room for 100."""
    program = """
import cv2, numpy as np
from js import cv
size = lambda: cv.Mat.new(1, 1, cv.CV_8U).data.buffer.byteLength
image = np.zeros((700, 500, 3), np.uint8)
def use():
    cv2.split(cv2.cvtColor(image, cv2.COLOR_BGR2HSV))
    cv2.calcHist([image], [0, 1, 2], None, [8, 8, 8], [0, 256] * 3)
    try:
        cv2.filter2D(image, -1, image > 0)
    except cv2.error:
        pass
use()
before = size()
for _ in range(100):
    use()
size() - before
"""
    assert run(program) == 0


def test_what_opencv_js_has_not_is_said(run):
    program = "import cv2\ntry: cv2.dnn\nexcept AttributeError as error: said = str(error)\n"

    assert (
        run(f"{program}said")
        == "cv2 in the page has no 'dnn'; if OpenCV has it, it works in Jupyter."
    )
