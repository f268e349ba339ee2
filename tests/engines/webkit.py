"""WebKit, the engine of Safari: GTK's small browser of it, driven through W3C WebDriver, on a screen that nobody sees.

https://www.w3.org/TR/webdriver2/ has the commands: a handful of requests with JSON in them.
"""

import json
import os
import shutil
import subprocess
import urllib.error
from collections.abc import Iterator
from contextlib import contextmanager
from glob import glob
from typing import Any
from urllib.parse import urljoin
from urllib.request import Request, urlopen

from tests.engines.actions import dragged, pressed
from tests.engines.engine import HEIGHT, RECORD_ERRORS, WIDTH, Engine, Point, Pointer
from tests.serving import free_port, wait_for

DRIVER, SCREEN = "WebKitWebDriver", "Xvfb"
BROWSER = "/usr/lib/*/webkit2gtk-4.*/MiniBrowser"  # lies with its library and is no command
# No command runs a script before the page's own. So the page is written into a document of its server's that has none,
# with that script at its head.
EMPTY = "/_stcore/health"
WRITE = """async (address, first) => {
    const page = await (await fetch(address)).text()
    history.replaceState(null, "", address)
    document.open()
    document.write(page.replace("<head>", `<head><script>(${first})()</script>`))
    document.close()
}"""


class WebKit(Engine):
    pointers = ("mouse",)  # asked for a finger, the driver of GTK's WebKit moves the mouse

    def __init__(self, driver: str) -> None:
        self._session = f"{driver}/session"
        options = {"binary": _browser(), "args": ["--automation"]}
        wanted = {"webkitgtk:browserOptions": options, "timeouts": {"script": 100_000}}
        opened = self._ask("POST", "", capabilities={"alwaysMatch": wanted})
        self._session += f"/{opened['sessionId']}"
        self._ask("POST", "/window/rect", width=WIDTH, height=HEIGHT)

    def open(self, address: str) -> None:
        self._ask("POST", "/url", url=urljoin(address, EMPTY))
        self.run(WRITE, address, RECORD_ERRORS)

    def run(self, function: str, *arguments: object) -> Any:
        return self._ask("POST", "/execute/sync", script=f"return ({function})(...arguments)", args=arguments)

    def press(self, key: str) -> None:
        self._ask("POST", "/actions", actions=pressed(key))

    def drag(self, *places: Point, pointer: Pointer = "mouse") -> None:
        self._ask("POST", "/actions", actions=dragged(*places, pointer=pointer))

    def quit(self) -> None:
        """Close the window; nothing can be asked any more."""
        self._ask("DELETE", "")

    def _ask(self, method: str, command: str, **parameters: object) -> Any:
        """Send a command and wait for its result.

        Raises:
            RuntimeError: the driver says that it has failed.
        """
        body = json.dumps(parameters).encode() if method == "POST" else None
        try:
            with urlopen(Request(self._session + command, body, method=method)) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise RuntimeError(f"{command}: {json.load(error)['value']['message']}") from error


def _browser() -> str | None:
    return next(iter(glob(BROWSER)), None)


def missing() -> str | None:
    """What to do about it where there is none; None where there is one."""
    if all([shutil.which(DRIVER), shutil.which(SCREEN), _browser()]):
        return None
    return "There is no WebKit here to drive. On Debian and Ubuntu: sudo apt-get install webkit2gtk-driver xvfb."


@contextmanager
def started() -> Iterator[WebKit]:
    """A WebKit on a screen of its own, until the block ends."""
    port = free_port()
    with _screen() as display, _running([DRIVER, f"--port={port}"], env=os.environ | {"DISPLAY": display}):
        wait_for(f"http://127.0.0.1:{port}/status")
        webkit = WebKit(f"http://127.0.0.1:{port}")
        yield webkit
        webkit.quit()


@contextmanager
def _screen() -> Iterator[str]:
    """A screen in memory; what a program has to know to be shown there."""
    number, told = os.pipe()
    size = ["-screen", "0", f"{WIDTH}x{HEIGHT}x24"]
    with _running([SCREEN, "-displayfd", str(told), *size], pass_fds=[told]), open(number) as read:
        os.close(told)
        yield f":{read.readline().strip()}"


@contextmanager
def _running(command: list[str], **options: Any) -> Iterator[None]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options)
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=30)
