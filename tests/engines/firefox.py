"""Firefox, whose engine is Gecko: driven through WebDriver BiDi, which it speaks by itself, over a websocket.

Playwright speaks it too, but begins with a command that Firefox ESR 153 does not know; and the driver that others need,
geckodriver, is no package of Debian's. https://www.w3.org/TR/webdriver-bidi/ has the commands.
"""

import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

from tests.engines.actions import dragged, pressed
from tests.engines.engine import HEIGHT, RECORD_ERRORS, WIDTH, Engine, Point, Pointer
from tests.waiting import wait_until

NAMES = ("firefox-esr", "firefox")


class Firefox(Engine):
    def __init__(self, socket: ClientConnection) -> None:
        self._socket, self._numbers = socket, count()
        self._ask("session.new", capabilities={})
        # In the tab that it opens by itself the address bar has the focus, and a page that has none takes no Enter.
        self._tab = self._ask("browsingContext.create", type="tab")["context"]
        self._ask("browsingContext.setViewport", context=self._tab, viewport={"width": WIDTH, "height": HEIGHT})
        self._ask("script.addPreloadScript", functionDeclaration=RECORD_ERRORS)

    def open(self, address: str) -> None:
        self._ask("browsingContext.navigate", context=self._tab, url=address, wait="complete")

    def run(self, function: str, *arguments: object) -> Any:
        """Arguments and result cross as JSON in a text: BiDi's own form of them says more than is asked here.

        Raises:
            RuntimeError: the function has failed.
        """
        answer = self._ask(
            "script.callFunction",
            functionDeclaration=f"async all => JSON.stringify(await ({function})(...JSON.parse(all)) ?? null)",
            arguments=[{"type": "string", "value": json.dumps(arguments)}],
            awaitPromise=True,
            target={"context": self._tab},
        )
        if answer["type"] == "exception":
            raise RuntimeError(answer["exceptionDetails"]["text"])
        return json.loads(answer["result"]["value"])

    def press(self, key: str) -> None:
        self._ask("input.performActions", context=self._tab, actions=pressed(key))

    def drag(self, *places: Point, pointer: Pointer = "mouse") -> None:
        self._ask("input.performActions", context=self._tab, actions=dragged(*places, pointer=pointer))

    def _ask(self, command: str, **parameters: object) -> Any:
        """Send a command and wait for its result.

        Raises:
            RuntimeError: Firefox says that it has failed.
        """
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": command, "params": parameters}))
        answer = json.loads(self._socket.recv())
        if answer["type"] == "error":
            raise RuntimeError(f"{command}: {answer['message']}")
        return answer["result"]


def _find() -> str | None:
    return next(filter(None, map(shutil.which, NAMES)), None)


def missing() -> str | None:
    """What to do about it where there is none; None where there is one."""
    if _find():
        return None
    return "There is no Firefox on this machine. On Debian: sudo apt-get install firefox-esr."


@contextmanager
def started() -> Iterator[Firefox]:
    """A Firefox without a screen and with a profile of its own, until the block ends."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [str(_find()), "--headless", "--remote-debugging-port=0", "--profile", profile]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            listens = Path(profile, "WebDriverBiDiServer.json")  # Firefox says there where
            wait_until(listens.exists)
            port = json.loads(listens.read_text())["ws_port"]
            with connect(f"ws://127.0.0.1:{port}/session", max_size=None) as socket:
                yield Firefox(socket)
        finally:
            process.terminate()
            process.wait(timeout=30)
