"""The live cell of a notebook in JupyterLab: the camera of the browser, the detector of Python.

The camera is a film in a file: it goes the same way as a real one.
"""

import cv2
import nbformat
import pytest

from course_utils import data, scenes
from tests.browser import BROWSER_OPTIONS, find_browser
from tests.test_book_live import STATES, WATCH_CAMERA, found_in, set_slider
from tests.test_book_try_yours import CAMERA, open_own
from tests.test_jupyterlab import RUN, server_url  # noqa: F401 - a fixture

CELLS = (
    """
import numpy as np
from course_utils import controls, data, scenes
street = scenes.street_scene(20).frames
samples = {"A cat": data.sample("chelsea")}
live = controls.try_live("detect", clip=street, alt="A street.", samples=samples)
live
""",
    """
moving = controls.try_live("background", clip=street, alt="A street.")
moving
""",
)


@pytest.fixture(scope="module")
def page(browser, server_url, tmp_path_factory):  # noqa: F811
    address, folder = server_url
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in CELLS])
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(notebook, folder / "camera.ipynb")
    film = tmp_path_factory.mktemp("film") / "street.mjpeg"
    film.write_bytes(
        b"".join(
            cv2.imencode(".jpg", frame)[1].tobytes() for frame in scenes.street_scene(20).frames
        )
    )
    program = find_browser()
    options = [*BROWSER_OPTIONS, *CAMERA, f"--use-file-for-fake-video-capture={film}"]
    running = browser.browser_type.launch(executable_path=program, args=options)
    page = running.new_context(viewport={"width": 1280, "height": 1000}).new_page()
    page.add_init_script(WATCH_CAMERA)
    page.goto(f"{address}/lab/tree/camera.ipynb?reset")
    page.locator(".jp-Notebook .jp-Cell").first.wait_for(timeout=120_000)
    page.wait_for_function(
        "() => jupyterapp.shell.currentWidget?.context?.sessionContext?.session?.kernel"
    )
    page.evaluate("jupyterapp.commands.execute('notebook:run-all-cells')")
    page.locator(".live-control").nth(1).get_by_text("go to the kernel").wait_for(timeout=120_000)
    yield page
    running.close()


def printed(page, code):
    return page.evaluate(RUN, f"print({code})").strip()


def until_printed(page, code, expected):
    """Ask until it is so: what the page tells waits until the reader rests."""
    for _ in range(100):
        if (found := printed(page, code)) == expected:
            return
        page.wait_for_timeout(50)
    assert found == expected


def test_the_detector_runs_in_the_kernel(page, tmp_path):
    live = page.locator(".live-control").first
    live.get_by_role("button", name="Load the detector").click()
    live.locator(".live-caption").get_by_text("1 found: cat 0.7").wait_for(timeout=60_000)
    until_printed(page, "live.detections.labels", "('cat',)")
    set_slider(live, "Confidence", 10)
    until_printed(page, "live.values['confidence']", "0.2")
    expected = printed(page, "len(live.detections.labels)")
    assert int(expected) == len(found_in(live)) > 1

    open_own(live, data.sample("coffee"))
    live.locator(".found-box").get_by_text("cup 0.8").wait_for()
    until_printed(page, "live.source", "own")
    same = "np.array_equal(live.image, data.sample('coffee'))"
    until_printed(page, same, "True")


def test_the_camera_goes_through_the_kernel_and_goes_out(page):
    live = page.locator(".live-control").first
    live.get_by_role("button", name="Camera").click()
    live.get_by_text("frames a second").wait_for()
    live.get_by_text("motorcycle").first.wait_for()
    live.get_by_role("button", name="Stop the camera").click()
    assert page.evaluate(STATES) == "ended"
    until_printed(page, "live.source", "camera")
    assert "motorcycle" in printed(page, "live.detections.labels")
    rows, columns = map(int, printed(page, "*live.image.shape[:2]").split())
    assert rows < columns


def test_the_background_of_the_camera_is_there_for_the_next_cell(page):
    moving = page.locator(".live-control").nth(1)
    until_printed(page, "moving.values['frame']", "10")
    moving.get_by_role("button", name="Camera").click()
    moving.get_by_text("frames a second").wait_for()
    moving.get_by_role("button", name="Stop the camera").click()
    until_printed(page, "moving.source", "camera")
    until_printed(page, "moving.background.shape == moving.image.shape", "True")
    away = float(printed(page, "np.abs(moving.background.astype(int) - moving.image).mean()"))
    assert 0 < away < 60
    page.evaluate(
        RUN, "moving.values = moving.values | {'frame': 3, 'alpha': 0.5}; moving.source = 'clip'"
    )
    moving.get_by_text("Frame 3. ").wait_for()
    assert moving.get_by_role("slider", name="Alpha").get_attribute("aria-valuetext") == "0.5"
