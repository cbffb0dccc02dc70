"""Fixtures for tests of the built book: the site, a server for it, a browser, its pages.

Nothing outside 127.0.0.1 can be reached: the browser resolves no other name, and each attempt
is a problem of the page that made it.
"""

import fnmatch
import functools
import gzip
import http.server
import mimetypes
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
import yaml
from axe_playwright_python.sync_playwright import Axe
from filelock import FileLock
from playwright.sync_api import sync_playwright

from tests.house import ROOT, toc_pages
from tools.build_page import page_folder
from tools.make_pdf import BROWSERS, find_browser
from tools.set_home import with_url

BROWSER_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
AXE = {
    "resultTypes": ["violations"],
    # Experimental, and so off by default.
    "rules": {"label-content-name-mismatch": {"enabled": True}},
}
COMPRESSED = ("text/", "application/javascript", "application/json", "image/svg")


PAGES = toc_pages()
CHAPTER_PAGES = [page for page in PAGES if page.startswith("notebooks/")]
LONG_PRESS = 0.25  # seconds; HOLD in static/dragging.js


def build_book(root):
    """Build the book that lies in `root` as `make book` does; return the finished process."""
    program = Path(sys.executable).with_name("jupyter-book")
    command = f"{program} build . --config _config.yml --toc book/_toc.yml -W -n --keep-going"
    return run(command.split(), root)


def build_pages(number):
    """Build the course's book, or one chapter of it if there is a number."""
    if not number:
        return build_book(ROOT)
    return run([sys.executable, ROOT / "tools" / "build_page.py", number], ROOT)


def run(command, folder):
    """Run a command that builds pages; return the finished process."""
    return subprocess.run(
        command, cwd=folder, text=True, encoding="utf-8", capture_output=True, timeout=1200
    )


def build_small_book(root, pages, *, url="", base=""):
    """Build a book of a few pages with the settings of the course; return its folder.

    Parameters
    ----------
    root : Path
        Where the sources go; an empty folder.
    pages : dict of str
        The text of each file in reading order, ``{"book/intro.md": "# Home"}``.
    url : str
        The setting `repository.url`.
    base : str
        The setting `html.baseurl`.
    """
    settings = (ROOT / "_config.yml").read_text(encoding="utf-8")
    assert settings.count('baseurl: ""') == 1
    settings = settings.replace('baseurl: ""', f'baseurl: "{base}"')
    first, *others = [str(Path(name).with_suffix("")) for name in pages]
    toc = {"format": "jb-book", "root": first}
    if others:
        toc["chapters"] = [{"file": name} for name in others]
    files = {
        **pages,
        "_config.yml": with_url(settings, url),
        "book/_toc.yml": yaml.safe_dump(toc),
    }
    for folder in ("_ext", "_extra", "_static", "_templates", "in_page"):
        shutil.copytree(ROOT / "book" / folder, root / "book" / folder)
    for name in ("requirements.txt", "book/references.bib", "book/packages.toml"):
        shutil.copy(ROOT / name, root / name)
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    built = build_book(root)
    assert built.returncode == 0, built.stdout[-3000:] + built.stderr[-3000:]
    return root / "_build" / "html"


@pytest.fixture(scope="session")
def site(request, tmp_path_factory):
    """Build the book (only what has changed), or one chapter of it, and return its folder.

    Where several processes share the tests, the first one builds and the others wait.
    """
    number = request.config.getoption("--chapter")
    shared = tmp_path_factory.getbasetemp()
    if hasattr(request.config, "workerinput"):
        shared = shared.parent
    outcome = shared / "book.txt"
    with FileLock(shared / "book.lock"):
        if not outcome.exists():
            built = build_pages(number)
            lines = (built.stdout + built.stderr).splitlines() if built.returncode else []
            outcome.write_text("\n".join(lines[-60:]), encoding="utf-8")
    if problem := outcome.read_text(encoding="utf-8"):
        pytest.fail(f"the book was not built:\n{problem}", pytrace=False)
    return page_folder(number) if number else ROOT / "_build" / "html"


@functools.cache
def compress(file):
    return gzip.compress(file.read_bytes(), 6)


@functools.cache
def policies():
    """Return the headers that book/_extra/_headers gives to addresses: [(pattern, name, value)]."""
    found, pattern = [], None
    for line in (ROOT / "book" / "_extra" / "_headers").read_text(encoding="utf-8").splitlines():
        if line.startswith("/"):
            pattern = line
        elif line.startswith(" "):
            found.append((pattern, *line.strip().split(": ", 1)))
    return found


class Handler(http.server.BaseHTTPRequestHandler):
    """Serve files as a good host does: compressed, with the headers that the site asks for.

    It keeps count of the bytes.
    """

    protocol_version = "HTTP/1.1"

    def __init__(self, *args, folder, sent):
        self.folder = folder
        self.sent = sent
        super().__init__(*args)

    def do_GET(self):
        path = unquote(urlsplit(self.path).path).lstrip("/")
        file = self.folder / (path or "index.html")
        found = file.is_file()
        if not found:
            file = self.folder / "404.html"  # at whatever address
        if not file.is_file():
            self.send_error(404)
            return
        kind = mimetypes.guess_type(file)[0] or "application/octet-stream"
        compressed = kind.startswith(COMPRESSED)
        body = compress(file) if compressed else file.read_bytes()
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", kind)
        if compressed:
            self.send_header("Content-Encoding", "gzip")
        for pattern, name, value in policies():
            if fnmatch.fnmatchcase(f"/{path}", pattern):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.sent.append((path, len(body)))

    def log_message(self, *args):
        pass


class Server:
    """A running server: its address, and (path, bytes) of each file sent."""

    def __init__(self, folder):
        self.sent = []
        handler = functools.partial(Handler, folder=folder, sent=self.sent)
        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.url = f"http://127.0.0.1:{self.http.server_port}"
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def close(self):
        self.http.shutdown()
        self.http.server_close()


@pytest.fixture(scope="module")
def server(site):
    """Serve the built book on this machine only."""
    running = Server(site)
    yield running
    running.close()


@pytest.fixture(scope="module")
def home(small_site):
    """Serve the small book of a module, which its own fixture `small_site` has built."""
    running = Server(small_site)
    yield running
    running.close()


def set_policy(page, policy):
    """Let what is opened in a page from now on have this policy, and not the site's."""

    def answer(route):
        found = route.fetch()
        headers = found.headers | {"content-security-policy": policy}
        route.fulfill(response=found, headers=headers)

    page.route("**/*.html", answer)


@pytest.fixture(scope="module")
def browser():
    """Start Chromium. It lasts one module: its event loop must not outlive the tests of pages."""
    program = find_browser()
    if not program:
        reason = f"needs a browser: none of {', '.join(BROWSERS)} is on the PATH"
        if os.environ.get("COURSE_REQUIRE_BROWSER") == "1":
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=BROWSER_OPTIONS)
        yield running
        running.close()


class Visit:
    """An open page and what went wrong on it.

    Attributes
    ----------
    page : playwright.sync_api.Page
    problems : list of str
        Requests to other hosts, failed requests, errors on the console, uncaught exceptions.
    """

    def __init__(self, context, home):
        self.problems = []
        self.page = context.new_page()
        self.home = home
        self.page.on("request", self.note_request)
        self.page.on("response", self.note_response)
        self.page.on("requestfailed", lambda request: self.note("failed", request.url))
        self.page.on("pageerror", lambda error: self.note("exception", error))
        self.page.on("console", self.note_console)

    def note(self, what, detail):
        self.problems.append(f"{what}: {detail}")

    def note_request(self, request):
        if not request.url.startswith((self.home, "data:", "blob:")):
            self.note("asks another host", request.url)

    def note_response(self, response):
        if response.status >= 400:
            self.note(response.status, response.url)

    def note_console(self, message):
        if message.type == "error":
            self.note("console", message.text)


@pytest.fixture
def open_page(browser, server):
    """Return a function that opens a document of the book and waits until it is at rest.

    ``open_page("index", width=390, scheme="dark", javascript=False)``; other keywords are
    Playwright's for a new context.
    """
    contexts = []

    def open_document(document, *, width=1280, scheme="light", javascript=True, **options):
        context = browser.new_context(
            viewport={"width": width, "height": 844 if width < 600 else 900},
            color_scheme=scheme,
            java_script_enabled=javascript,
            **options,
        )
        contexts.append(context)
        visit = Visit(context, server.url)
        visit.page.goto(f"{server.url}/{document}.html", wait_until="networkidle")
        return visit

    yield open_document
    for context in contexts:
        context.close()


def swiped(swipe, tries=3):
    """Swipe, and again if it took so long that a page would have called it a long press.

    Only the time decides, so what the page does with a swipe is judged at the first true one.

    Parameters
    ----------
    swipe : callable
        Moves a finger, and returns the seconds from its touch to its first move.
    """
    for _ in range(tries):
        if swipe() < LONG_PRESS:
            return
    pytest.fail("this machine is too busy to swipe", pytrace=False)


def axe_violations(page):
    """Return the rules of accessibility that the page breaks, each with the element.

    Ask for the problems of a visit before: Axe itself fetches style sheets, some wrongly.
    """
    violations = Axe().run(page, options=AXE).response["violations"]
    return [f"{one['id']}: {node['html'][:200]}" for one in violations for node in one["nodes"]]


def live_controls(page):
    """Go through the page as a reader does, and return its controls, each brought to life."""
    places = page.locator(".live-place").all()
    for place in places:
        place.scroll_into_view_if_needed()
        if place.locator(".live-start").count():
            place.locator(".live-start").click()
        place.locator("div.live-control .live-picture").first.wait_for()
    return [place.locator("div.live-control") for place in places]
