"""Two runs of a session: who moves a slider while the page is drawn begins the second before the first has ended."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime.state import SafeSessionState, SessionState
from streamlit.runtime.state.common import WidgetMetadata
from streamlit.runtime.state.session_state import WStates

from explorer.page import frame  # noqa: F401  with which the app begins


def widget(id: str, read: Callable[[Any], Any]) -> WidgetMetadata[Any]:
    """One that holds a whole number; `read` makes its value of what the browser has sent, or of None."""
    return WidgetMetadata(id, read, lambda value: value, "int_value")


def test_the_first_keeps_a_widget_that_it_registers_while_the_second_puts_the_state_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asks, has_put, is_away = threading.Event(), threading.Event(), threading.Event()
    state = SessionState()
    first, second = SafeSessionState(state, asks.set), SafeSessionState(state, lambda: None)
    found = []
    drawing = threading.Thread(target=lambda: found.append(first.register_widget(widget("new", lambda _: 7), "new")))

    def read(sent: int | None) -> int:
        """In the second run, which puts the value away that was sent: in that moment the first goes on drawing."""
        if sent is not None and not drawing.ident:
            asks.clear()
            drawing.start()
            asks.wait()
            has_put.wait(0.2)  # which it has not where it waits for its turn
        return sent or 0

    put = WStates.set_from_value

    def put_and_wait(self: WStates, key: str, value: Any) -> None:
        put(self, key, value)
        has_put.set()
        is_away.wait()

    first.register_widget(widget("moved", read), "moved")
    sent = WidgetStates()
    sent.widgets.add(id="moved", int_value=3)
    state._new_widget_state.set_widget_from_proto(sent.widgets[0])
    monkeypatch.setattr(WStates, "set_from_value", put_and_wait)
    second.on_script_will_rerun(None)
    is_away.set()
    drawing.join()
    assert [result.value for result in found] == [7]
