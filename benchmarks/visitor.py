"""A visitor without a browser: a session over the app's real websocket, that looks, waits and presses buttons."""

import time
from collections.abc import Callable
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect


class Visitor:
    """One session of one page.

    It does what a browser's half of Streamlit does: keeps the state of the widgets, and reruns the fragments that ask
    for it at their intervals.

    Attributes:
        metrics: what each `st.metric` on the page shows, by its label.
        texts: the text of the latest alerts and progress bars.
        errors: exceptions that the page showed.
    """

    def __init__(self, address: str, page: str, query: str = "") -> None:
        self.metrics: dict[str, str] = {}
        self.texts: set[str] = set()
        self.errors: list[str] = []
        self._widgets: dict[str, Any] = {}
        self._cached: list[str] = []
        self._reruns: dict[str, list[float]] = {}  # fragment id: interval, when next
        self._query, self._page, self._page_hash = query, page, ""
        self._running = False
        self._socket = connect(f"ws://{address}/_stcore/stream", subprotocols=["streamlit"], max_size=None)
        self._rerun()

    def press(self, key: str) -> None:
        """Press the button with this key."""
        self._rerun(pressed=self._widgets[key])

    def slide(self, key: str, value: float) -> None:
        """Move the slider with this key, and wait until the page has followed."""
        self._rerun(slid=(self._widgets[key], value))
        self._running = True
        self.watch_until(lambda: not self._running)

    def watch_until(self, condition: Callable[[], bool], seconds: float = 120) -> None:
        """Take part in the session until the condition holds.

        Raises:
            TimeoutError: it did not in that time.
        """
        end = time.monotonic() + seconds
        while not condition():
            now = time.monotonic()
            if now > end:
                raise TimeoutError(f"after {seconds} s: {self.metrics} {self.texts} {self.errors}")
            for fragment, rerun in self._reruns.items():
                if rerun[1] <= now and not self._running:
                    rerun[1] = now + rerun[0]
                    self._rerun(fragment=fragment)
            soonest = min((rerun[1] for rerun in self._reruns.values()), default=end)
            try:
                self._receive(self._socket.recv(timeout=max(min(soonest, end) - now, 0.005)))
            except TimeoutError:
                continue

    def close(self) -> None:
        """As a tab that is closed."""
        self._socket.close()

    def _rerun(self, fragment: str = "", pressed: str = "", slid: tuple[str, float] | None = None) -> None:
        message = BackMsg()
        state = message.rerun_script
        state.query_string, state.page_name, state.page_script_hash = self._query, self._page, self._page_hash
        state.fragment_id, state.is_auto_rerun = fragment, bool(fragment)
        state.cached_message_hashes.extend(self._cached)
        if pressed:
            state.widget_states.widgets.add(id=pressed, trigger_value=True)
        if slid:
            state.widget_states.widgets.add(id=slid[0]).double_array_value.data.append(slid[1])
        self._socket.send(message.SerializeToString())

    def _receive(self, data: bytes | str) -> None:
        assert isinstance(data, bytes)
        message = ForwardMsg.FromString(data)
        kind = message.WhichOneof("type")
        if message.metadata.cacheable:
            self._cached.append(message.hash)
        if kind == "new_session":
            self._running = True
            self._page_hash = message.new_session.page_script_hash
            if not message.metadata.run.fragment_ids:
                self._reruns.clear()
        elif kind == "navigation":
            self._page_hash = message.navigation.page_script_hash
        elif kind == "script_finished":
            self._running = False
        elif kind == "auto_rerun":
            interval = message.auto_rerun.interval
            self._reruns[message.auto_rerun.fragment_id] = [interval, time.monotonic() + interval]
        elif kind == "delta":
            self._see(message.delta.new_element)

    def _see(self, element: Any) -> None:
        kind = element.WhichOneof("type")
        if kind == "metric":
            self.metrics[element.metric.label] = element.metric.body
        elif kind == "alert":
            self.texts.add(element.alert.body)
        elif kind == "exception":
            self.errors.append(element.exception.message)
        elif kind in ("button", "slider"):
            widget_id = getattr(element, kind).id
            self._widgets[widget_id.rpartition("-")[2]] = widget_id
