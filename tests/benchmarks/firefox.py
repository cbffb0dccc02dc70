"""Exercises in the page in a second engine: `python -m pytest tests/benchmarks/firefox.py`.

The tests of Chromium, asked of the Firefox on this machine (Debian: firefox-esr). Playwright cannot
drive it as it is, but it listens itself, by the protocol Marionette: messages "LENGTH:JSON", a
command [0, id, name, parameters], an answer [1, id, error, result]. The name of this file keeps it
out of the tests; it is run by name.
"""

import json
import shutil
import socket
import subprocess
import time

import pytest

from tests.test_in_page import (  # noqa: F401 (they are asked of Firefox here)
    START,
    small_site,
    test_endless_loop_is_told_as_in_jupyter,
    test_memory_is_free_again_after_a_program,
    test_mistakes_are_told_as_in_jupyter,
    test_page_answers_whatever_is_written,
    test_reference_passes_in_the_page,
    test_reference_returns_in_the_page_what_it_does_in_jupyter,
    test_starter_is_not_attempted_in_the_page,
    test_what_a_program_does_to_numpy_ends_with_it,
)

PATIENCE = 60  # seconds for one answer, or for the start
NOWHERE = {"network.proxy.type": 1, "network.proxy.http": "127.0.0.1", "network.proxy.http_port": 9}
NOWHERE |= {"network.proxy.ssl": "127.0.0.1", "network.proxy.ssl_port": 9}  # this machine is spared
OPEN = f"""const [folder, done] = arguments;
({START})(folder).then(() => done(""), (error) => done(`${{error}}`));"""
ASK = """const [what, values, done] = arguments;
ask(what, values).then((found) => done(JSON.parse(JSON.stringify(found))));"""


class Firefox:
    """A running Firefox without a window, with a profile in a folder."""

    def __init__(self, program, folder):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        settings = NOWHERE | {"marionette.port": port}
        lines = [
            f"user_pref({json.dumps(key)}, {json.dumps(one)});" for key, one in settings.items()
        ]
        (folder / "user.js").write_text("\n".join(lines), encoding="utf-8")
        command = [program, "--headless", "--marionette", "--no-remote", "--profile", folder]
        self.process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self.socket = self.connected(port)
        self.stream = self.socket.makefile("rwb")
        self.read()  # it says who it is
        self.send("WebDriver:NewSession")
        self.send("WebDriver:SetTimeouts", script=1000 * PATIENCE)

    def connected(self, port):
        end = time.monotonic() + PATIENCE
        while True:
            try:
                return socket.create_connection(("127.0.0.1", port), timeout=2 * PATIENCE)
            except ConnectionRefusedError:
                if time.monotonic() > end:
                    self.process.kill()
                    raise
                time.sleep(0.1)

    def read(self):
        length = b"".join(iter(lambda: self.stream.read(1), b":"))
        return json.loads(self.stream.read(int(length)))

    def send(self, command, **parameters):
        message = json.dumps([0, 0, command, parameters]).encode()
        self.stream.write(b"%d:%s" % (len(message), message))
        self.stream.flush()
        _, _, error, result = self.read()
        assert not error, f"{command}: {error['message']}"
        return result

    def run(self, script, *values):
        """Run a script that calls its last argument with an answer; return that."""
        command = "WebDriver:ExecuteAsyncScript"
        return self.send(command, script=script, args=values, sandbox=None)["value"]

    def close(self):
        self.stream.close()
        self.socket.close()
        self.process.terminate()
        self.process.wait(PATIENCE)


@pytest.fixture(scope="module")
def ask(home, tmp_path_factory):
    """Return a function that asks the worker in Firefox: ``ask("check", name, function, text)``."""
    program = shutil.which("firefox-esr") or shutil.which("firefox")
    if not program:
        pytest.skip("needs Firefox on the PATH")
    firefox = Firefox(program, tmp_path_factory.mktemp("firefox"))
    try:
        firefox.send("WebDriver:Navigate", url=f"{home.url}/book/intro.html")
        assert not firefox.run(OPEN, f"{home.url}/_static/in_page")
        yield lambda what, *values: firefox.run(ASK, what, values)
    finally:
        firefox.close()
