"""A visitor without a browser: a session over the app's real websocket, that looks, waits and presses buttons."""

import json
import os
import time
from collections.abc import Callable, Container
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets import Subprotocol
from websockets.extensions.permessage_deflate import ClientPerMessageDeflateFactory
from websockets.sync.client import connect

# What there is to say of a browser's websocket: it does not ask whether the server is still there, and waits for it.
AS_A_BROWSER: dict[str, Any] = {
    "extensions": [ClientPerMessageDeflateFactory(client_max_window_bits=True)],
    "max_size": None,
    "max_queue": None,  # messages that nobody has read yet would hold up the farewell for ten seconds
    "open_timeout": 100,
    "ping_interval": None,
}


def _cookie(secret: str) -> str:
    """As a browser has it: Streamlit masks the secret anew with every answer."""
    mask = os.urandom(4)
    masked = bytes(byte ^ mask[number % 4] for number, byte in enumerate(bytes.fromhex(secret)))
    return f"_streamlit_xsrf=2|{mask.hex()}|{masked.hex()}|1"


class Visitor:
    """One session of one page; where it has a `secret`, of 32 hexadecimal digits, a tab of the browser that has it.

    It does what a browser's half of Streamlit does: keeps the state of the widgets and the large messages of the last
    few runs, and reruns the fragments that ask for it at their intervals.

    Args:
        address: of the server (host:port).
        page: the last part of its address.
        query: what follows the question mark.
        connection: what else there is to say of the websocket, as to `websockets.sync.client.connect`.

    Attributes:
        metrics: what each `st.metric` on the page shows, by its label.
        progress: what the page's progress bar says.
        texts: what its alerts have said.
        words: the Markdown of its latest run.
        title: what the browser's tab says.
        errors: exceptions that it showed.
        received: bytes that the latest run has taken so far.
        updates: bytes that each rerun of a fragment took.
        tab: the id that the server has given its tab, and what it has; see `assets/tab.js`.
    """

    def __init__(self, address: str, page: str, query: str = "", secret: str | None = None, **connection: Any) -> None:
        self.metrics: dict[str, str] = {}
        self.progress = ""
        self.texts: set[str] = set()
        self.words: list[str] = []
        self.title = ""
        self.errors: list[str] = []
        self.updates: list[int] = []
        self.tab: dict[str, Any] = {}
        self.received = 0
        self._widgets: dict[str, Any] = {}
        self._cached: dict[str, tuple[ForwardMsg, int]] = {}  # by its hash: a message, the run that last showed it
        self._runs = 0
        self._reruns: dict[str, list[float]] = {}  # fragment id: interval, when next
        self._tells = ""  # the widget by which the tab tells its id
        self._fragments: dict[str, str] = {}  # widget: the fragment that it is part of, and which it reruns
        self._query, self._page = query, page
        self._page_hash = ""  # of the page that the server has last said it is on
        self._path = page  # of the address in the browser
        self._pages: dict[str, str] = {}  # by their addresses
        self._running = False
        self._address, self._secret, self._connection = address, secret, connection
        self._connect()

    def _connect(self, *more: str) -> None:
        """Open the websocket and ask for the page; `more` goes with the name of the protocol, as Streamlit has it."""
        cookie = {} if self._secret is None else {"additional_headers": {"Cookie": _cookie(self._secret)}}
        socket = connect(
            f"{'wss' if 'ssl' in self._connection else 'ws'}://{self._address}/_stcore/stream",
            subprotocols=[Subprotocol(name) for name in ("streamlit", *more)],
            **(AS_A_BROWSER | cookie | self._connection),
        )
        self._socket = socket.__enter__()
        self._rerun()

    def wait_for(self, key: str) -> None:
        """Wait until the page is there, with the widget of this key on it."""
        self.watch_until(lambda: key in self._widgets and not self._running)

    def see_the_page(self) -> None:
        """Wait until the page is there, whatever is on it."""
        self.watch_until(lambda: bool(self.title) and not self._running)

    def press(self, key: str) -> None:
        """Press the button with this key."""
        pressed = self._widgets[key]
        self._rerun(self._fragments[pressed], pressed=pressed)

    def train(self, seconds: float = 120) -> float:
        """Press Train and watch the run to its end, for so many seconds at most; how many it took."""
        self.texts.clear()
        began = time.monotonic()
        self.press("train")
        self.watch_until(lambda: any("of the test images" in text for text in self.texts), seconds)
        return time.monotonic() - began

    def slide(self, key: str, value: float | str, seconds: float = 120) -> None:
        """Move the slider with this key, to a number or the option of that name; wait until the page has followed."""
        slider = self._widgets[key]
        self._rerun(self._fragments[slider], slid=(slider, value))
        self._running = True
        self.watch_until(lambda: not self._running, seconds)

    def was(self, tab: dict[str, Any]) -> None:
        """Tell the server which tab this is, as a browser does when it has lost the process that knew it."""
        known = {"id": tab["id"], "again": False, "had": tab["has"]}
        self._rerun(told=json.dumps([{"event": "known", "value": known}]))

    def watch_until(self, condition: Callable[[], bool], seconds: float = 120) -> None:
        """Take part in the session until the condition holds.

        Raises:
            TimeoutError: it did not in that time.
        """
        end = time.monotonic() + seconds
        while not condition():
            now = time.monotonic()
            if now > end:
                raise TimeoutError(f"after {seconds} s: {self.metrics} {self.progress} {self.texts} {self.errors}")
            for fragment, rerun in self._reruns.items():
                if rerun[1] <= now and not self._running:
                    rerun[1] = now + rerun[0]
                    self._rerun(fragment, by_clock=True)
            soonest = min((rerun[1] for rerun in self._reruns.values()), default=end)
            try:
                self._receive(self._socket.recv(timeout=max(min(soonest, end) - now, 0.005)))
            except TimeoutError:
                continue

    def close(self) -> None:
        """As a tab that is closed."""
        self._socket.close()

    def _rerun(
        self,
        fragment: str = "",
        by_clock: bool = False,
        pressed: str = "",
        slid: tuple[str, float | str] | None = None,
        told: str = "",
        page: str = "",
    ) -> None:
        message = BackMsg()
        state = message.rerun_script
        state.query_string, state.page_script_hash = self._query, self._pages[page] if page else self._page_hash
        state.page_name = "" if state.page_script_hash else self._page
        state.context_info.url = f"http://{self._address}/{self._path}?{self._query}"
        state.fragment_id, state.is_auto_rerun = fragment, by_clock
        state.cached_message_hashes.extend(self._cached)
        if pressed:
            state.widget_states.widgets.add(id=pressed, trigger_value=True)
        if told:
            state.widget_states.widgets.add(id=self._tells, json_trigger_value=told)
        if slid:
            widget, place = state.widget_states.widgets.add(id=slid[0]), slid[1]
            values = widget.string_array_value if isinstance(place, str) else widget.double_array_value
            values.data.append(place)
        self._socket.send(message.SerializeToString())

    def _receive(self, data: bytes | str) -> None:
        assert isinstance(data, bytes)
        message = ForwardMsg.FromString(data)
        self.received += len(data)
        if message.WhichOneof("type") == "ref_hash":
            message = self._cached[message.ref_hash][0]
        if message.metadata.cacheable:
            self._cached[message.hash] = message, self._runs
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self._running = True
            self._page_hash = message.new_session.page_script_hash
            self.received = len(data)
            self.words.clear()
            if not message.metadata.run.fragment_ids:
                self._reruns.clear()
        elif kind == "navigation":
            self._page_hash = message.navigation.page_script_hash
            self._pages = {page.url_pathname: page.page_script_hash for page in message.navigation.app_pages}
            self._path = next(path for path, hash in self._pages.items() if hash == self._page_hash)
        elif kind == "page_config_changed":
            self.title = message.page_config_changed.title or self.title
        elif kind == "script_finished":
            self._running = message.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN
            if message.script_finished == ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY:
                self.updates.append(self.received)
            if message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                self._forget(message.metadata.run.fragment_ids)
        elif kind == "auto_rerun":
            interval = message.auto_rerun.interval
            self._reruns[message.auto_rerun.fragment_id] = [interval, time.monotonic() + interval]
        elif kind == "delta":
            self._see(message.delta.new_element, message.delta.fragment_id)

    def _forget(self, fragments: Container[str]) -> None:
        """Let go of messages that three runs of the page, or of the fragments that they belong to, did not show."""
        self._runs += 1
        for hash, (message, last_shown) in list(self._cached.items()):
            if self._runs - last_shown > 2 and (not fragments or message.delta.fragment_id in fragments):
                del self._cached[hash]

    def _see(self, element: Any, fragment: str) -> None:
        kind = element.WhichOneof("type")
        if kind == "metric":
            self.metrics[element.metric.label] = element.metric.body
        elif kind == "progress":
            self.progress = element.progress.text
        elif kind == "markdown":
            self.words.append(element.markdown.body)
        elif kind == "alert":
            self.texts.add(element.alert.body)
        elif kind == "exception":
            self.errors.append(element.exception.message)
        elif kind == "bidi_component" and element.bidi_component.component_name == "tab":
            self.tab = json.loads(element.bidi_component.json or element.bidi_component.mixed.json)
            self._tells = f"$$STREAMLIT_INTERNAL_KEY_{element.bidi_component.id}__events"
        elif kind in ("button", "slider"):
            widget_id = getattr(element, kind).id
            self._widgets[widget_id.rpartition("-")[2]] = widget_id
            self._fragments[widget_id] = fragment
