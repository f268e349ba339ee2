"""A browser's tab whose connection is cut and that comes back, as the same tab; and that takes home what it trained."""

import json
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.visitor import Visitor

SECONDS_TO_ASK = (0, 2, 4, 8)  # as in assets/tab.js


class Tab(Visitor):
    """A visitor that does what `assets/tab.js` and Streamlit's front end do when there is no connection any more.

    Args:
        before: the same tab, before it was reloaded.

    Attributes:
        id: by which the server knows the tab again, as the browser keeps it.
        session: the id of the session that it is in.
        labels: what stands on each of the buttons.
        traces: of exceptions that the page showed.
    """

    def __init__(
        self, address: str, page: str, query: str = "", secret: str | None = None, before: "Tab | None" = None
    ) -> None:
        self.id: str = before.id if before else ""
        self.session = ""
        self.labels: dict[str, str] = {}
        self.traces: list[str] = []
        self._reloaded = before is not None
        self._had: list[str] = before.tab.get("has", []) if before else []
        self._to_say: tuple[float, dict[str, Any]] | None = None  # when, and what
        self._files: dict[str, str] = {}  # by the key of its button: where it is, or its number if it is yet to be made
        self._answers: dict[str, Any] = {}
        super().__init__(address, page, query, secret)

    @property
    def page(self) -> str:
        """The page that it shows: not yet the one that it has asked for."""
        return next((page for page, hash in self._pages.items() if hash == self._page_hash), self._page)

    @property
    def has_settled(self) -> bool:
        """Does it ask no more for what it had before?"""
        return self._to_say is None and not self._running

    def cut(self) -> None:
        """End the connection without a word. From any thread: whoever uses the tab finds it closed."""
        with suppress(OSError):  # it is cut already
            self._socket.socket.shutdown(socket.SHUT_RDWR)

    def reconnect(self) -> None:
        """As a browser after its connection was lost: another one to the same session, if the server has it still.

        At once, where a browser asks first how the server is: it may not have noticed yet that the other one is gone.
        """
        self._forget_what_stood_here()
        self._to_say, self._running = None, True
        self._connect("no-token", self.session)

    def reloaded(self, page: str, query: str) -> "Tab":
        """As a browser after F5: the same tab in another session."""
        return Tab(self._address, page, query, self._secret, self)

    def open(self, page: str, query: str = "") -> None:
        """Another page, by a link on this one."""
        self.rest()
        self._forget_what_stood_here()
        self._query = query
        self._rerun(page=page)
        self._running = True

    def do(self, key: str, label: str) -> None:
        """Press a button if that still stands on it, and wait until the page has answered."""
        self.rest()
        if self.labels.get(key) != label:
            return
        self.press(key)
        self._running = True
        self.rest()

    def rest(self) -> None:
        """Wait until the server has nothing more to say, or till the next look at a run."""
        self.watch_until(lambda: not self._running)

    def ask_for(self, key: str) -> str:
        """Press the button with this key, which gives a file; the address of the file."""
        if self._files[key].startswith("/"):
            return f"http://{self._address}{self._files[key]}"
        message = BackMsg()
        request = message.backend_operation_request
        request.request_id, request.session_id = f"{key} {time.monotonic()}", self.session
        request.deferred_file.file_id = self._files[key]
        self._socket.send(message.SerializeToString())
        self.watch_until(lambda: request.request_id in self._answers)
        answer = self._answers.pop(request.request_id)
        assert not answer.error_msg, answer.error_msg
        return f"http://{self._address}{answer.deferred_file.url}"

    def offers(self, key: str) -> bool:
        """Is there a button with this key that gives a file?"""
        return key in self._files and not self._running

    def watch_until(self, condition: Callable[[], bool], seconds: float = 120) -> None:
        """Take part in the session until the condition holds, and ask meanwhile for what the tab had before.

        Raises:
            TimeoutError: it did not in that time.
        """
        end = time.monotonic() + seconds
        while True:
            self._ask_for_what_it_had()
            try:
                return super().watch_until(condition, min(0.5, max(end - time.monotonic(), 0)))
            except TimeoutError as error:
                if time.monotonic() >= end:
                    waits = "runs" if self._running else f"is to say {self._to_say}" if self._to_say else "rests"
                    seen = f"{self.metrics} {self.progress} {self.labels} {self.texts} {self.errors}"
                    raise TimeoutError(f"after {seconds} s {self.page} {waits}, and shows {seen}") from error

    def _forget_what_stood_here(self) -> None:
        for found in (self._reruns, self.metrics, self.labels, self.texts, self._files):
            found.clear()

    def _ask_for_what_it_had(self) -> None:
        if self._to_say is None or self._to_say[0] > time.monotonic() or self._running:
            return
        said = self._to_say[1]
        self._to_say = None
        self._rerun(told=json.dumps([{"event": "known", "value": said}]))
        self._running = True

    def _receive(self, data: bytes | str) -> None:
        super()._receive(data)
        assert isinstance(data, bytes)
        message = ForwardMsg.FromString(data)
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self.session = message.new_session.initialize.session_id
        elif kind == "backend_operation_response":
            answer = message.backend_operation_response
            self._answers[answer.request_id] = answer

    def _see(self, element: Any, fragment: str) -> None:
        super()._see(element, fragment)
        kind = element.WhichOneof("type")
        if kind == "exception":
            self.traces += element.exception.stack_trace
        elif kind == "button":
            self.labels[element.button.id.rpartition("-")[2]] = element.button.label
        elif kind == "download_button":
            button = element.download_button
            self._files[button.id.rpartition("-")[2]] = button.deferred_file_id or button.url
        elif kind == "bidi_component" and element.bidi_component.component_name == "tab":
            self._recognise(**self.tab)

    def _recognise(self, id: str, asked: int, has: list[str]) -> None:
        if self.id == id:
            self._had, self._to_say = has, None
        elif self.id and (self._reloaded or not asked) and asked < len(SECONDS_TO_ASK):
            again = self._reloaded and asked + 1 < len(SECONDS_TO_ASK)
            known = {"id": self.id, "again": again, "had": self._had}
            self._to_say = time.monotonic() + SECONDS_TO_ASK[asked], known
        else:
            self.id, self._had, self._to_say = id, has, None
