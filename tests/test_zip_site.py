"""The site in one file: the same pages give the same bytes, with nothing that no disk needs."""

import json
import os
import zipfile

import pytest

from tools import zip_site

PAGE = '<link rel="preload" href="a.woff2" as="font" type="font/woff2" crossorigin>\n'
FILES = {
    "index.html": PAGE,
    "notebooks/01.html": "<p>One.</p>",
    "_static/site.js": "1;",
    "_static/site.js.map": "{}",
    "_headers": "/",
    "objects.inv": "# Sphinx",
    ".nojekyll": "",
    ".buildinfo": "config: 1",
    ".doctrees/index.doctree": "pickled",
}


def build(folder, files, time):
    """Write the files of a site, in this order, with this date."""
    for name, text in files.items():
        path = folder / "html" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        os.utime(path, (time, time))
    return folder / "html"


def packed(folder):
    with zipfile.ZipFile(folder / "computer-vision-by-hand.zip") as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_it_holds_the_site_in_one_folder_and_no_leftovers(tmp_path, capsys):
    assert zip_site.main(build(tmp_path, FILES, 1e9)) == 0

    assert list(packed(tmp_path)) == [
        "computer-vision-by-hand/_static/site.js",
        "computer-vision-by-hand/index.html",
        "computer-vision-by-hand/notebooks/01.html",
    ]
    assert "3 files" in capsys.readouterr().out


def test_equal_sites_give_equal_bytes(tmp_path):
    one, two = tmp_path / "one", tmp_path / "two"
    zip_site.main(build(one, FILES, 1e9))
    zip_site.main(build(two, dict(reversed(FILES.items())), 1.5e9))
    (two / "html" / "index.html").chmod(0o600)
    zip_site.main(two / "html")

    name = "computer-vision-by-hand.zip"
    assert (one / name).read_bytes() == (two / name).read_bytes()


def test_letters_are_asked_for_as_a_disk_gives_them(tmp_path):
    zip_site.main(build(tmp_path, FILES, 1e9))
    page = packed(tmp_path)["computer-vision-by-hand/index.html"]
    assert page == PAGE.replace(" crossorigin", "")


@pytest.mark.parametrize("files", [{}, {"_static/site.js": "1;"}])
def test_without_a_built_book_it_says_what_to_do(tmp_path, files):
    assert zip_site.main(build(tmp_path, files, 1e9)) == (
        "There is no built book in _build/html yet: make book"
    )
    assert list(tmp_path.glob("*.zip")) == []


OPENCV = {
    zip_site.OPENCV: "async function cv(){var at=import.meta.url}export default cv;\n",
    f"{zip_site.CONTROLS}/operations.js": "export const OPERATIONS = {};\n",
    f"{zip_site.CONTROLS}/opencv_worker.js": 'import { OPERATIONS } from "./operations.js";\n'
    "const loading = import(OPENCV).then((module) => module.default());\n",
}


def test_opencv_is_one_script_that_imports_and_exports_nothing(tmp_path):
    zip_site.main(build(tmp_path, FILES | OPENCV, 1e9))
    script = packed(tmp_path)[f"computer-vision-by-hand/{zip_site.CONTROLS}/opencv_disk.js"]

    cv, rest = script.split("\nwindow.opencvWorker = ")
    assert cv == 'async function cv(){var at=""}\n'
    assert json.loads(rest.rstrip(";\n")) == "const OPERATIONS = {};\n\n\nconst loading = cv();\n"


@pytest.mark.parametrize("name", OPENCV)
def test_a_module_that_has_changed_is_named(tmp_path, name):
    changed = FILES | OPENCV | {name: "let one = 1;\n"}
    with pytest.raises(SystemExit, match=rf"{name} has no .* any more"):
        zip_site.main(build(tmp_path, changed, 1e9))
