"""What was pressed is done, once and as a whole, also where the page is asked for again in that moment."""

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.runtime import Runtime
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.script_data import ScriptData
from streamlit.runtime.scriptrunner.script_cache import ScriptCache
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData

from explorer.page.presses import Presses
from tests.waiting import wait_until

PAGE = """
import streamlit as st
from tests.waiting import wait_until

def count() -> None:
    st.session_state["presses"] = st.session_state.get("presses", 0) + 1

def act() -> None:
    begun, may_go_on, done = FILES
    begun.touch()
    wait_until(may_go_on.exists)
    st.session_state["acted"] = st.query_params["acted"] = "as a whole"
    done.touch()

@st.fragment
def first(name: str) -> None:
    st.button(name, on_click=count)

@st.fragment
def then(name: str) -> None:
    st.button(name, on_click=count)

(then if "runs" in st.session_state else first)("in a part")
st.session_state["runs"] = True
st.button("count", on_click=count)
st.button("act", on_click=act)
st.button("choose", on_click=lambda: st.session_state.update(chosen="anew"))
st.text(f"chosen: {st.text_input('chosen', 'before', key='chosen')}")
st.markdown(f"presses: {st.session_state.get('presses', 0)}, acted: {st.session_state.get('acted', 'no')}")
"""


class Visit:
    """A session of that page."""

    def __init__(self, runtime: Runtime, folder: Path) -> None:
        self.begun, self.may_go_on, self.done = files = [folder / name for name in ("begun", "may_go_on", "done")]
        script = folder / "page.py"
        script.write_text(f"from pathlib import *\nFILES = {files}\n{PAGE}")
        data = ScriptData(str(script))
        self.session = AppSession(data, runtime.uploaded_file_mgr, ScriptCache(), lambda: None, user_info={})
        self._buttons: dict[str, str] = {}
        self._parts: dict[str, str] = {}
        self.words, self.chosen, self.is_told, self._field = "", "", False, ""

    def look(self, *pressed: str) -> None:
        """The page looks again by itself, with the value that a field had before the browser heard of another."""
        asked = ClientState(is_auto_rerun=True)
        asked.widget_states.widgets.add(id=self._field, string_value="before")
        for button in pressed:
            asked.widget_states.widgets.add(id=self._buttons[button], trigger_value=True)
        self.session.request_rerun(asked)

    def ask(self, *pressed: str) -> None:
        """The browser asks for the page, as it does when a slider is moved, or because this button was pressed."""
        asked = ClientState()
        for button in pressed:
            asked.widget_states.widgets.add(id=self._buttons[button], trigger_value=True)
            asked.fragment_id = self._parts[button]
        self.session.request_rerun(asked)

    async def end(self) -> None:
        """Until all that was asked for is done."""
        await asyncio.to_thread(wait_until, lambda: self.session._scriptrunner is None)

    async def rest(self) -> None:
        """Until the browser has heard of it, too."""
        await self.end()
        for message in self.session.flush_browser_queue():
            if message.delta.new_element.HasField("button"):
                button = message.delta.new_element.button
                self._buttons[button.label], self._parts[button.label] = button.id, message.delta.fragment_id
            if message.delta.new_element.HasField("markdown"):
                self.words = message.delta.new_element.markdown.body
            if message.delta.new_element.HasField("text_input"):
                self._field = message.delta.new_element.text_input.id
                self.is_told = message.delta.new_element.text_input.set_value
            if message.delta.new_element.HasField("text"):
                self.chosen = message.delta.new_element.text.body


@pytest.fixture
def said_after(runtime: Runtime, tmp_path: Path, heard_to_the_end: None) -> Callable[..., str]:
    """What stands on the page after a visitor has done this."""

    async def words(done: Callable[[Visit], Coroutine[Any, Any, None]]) -> str:
        visit = Visit(runtime, tmp_path)
        visit.ask()
        await visit.rest()
        await done(visit)
        await visit.rest()
        visit.session.shutdown()
        return visit.words

    return lambda done: asyncio.run(words(done))


@pytest.mark.slow
@pytest.mark.parametrize("times", [1, 3])
def test_each_of_many_presses_is_done_once_where_the_page_is_asked_for_at_once(
    said_after: Callable[..., str], times: int
) -> None:
    async def press_and_move(visit: Visit) -> None:
        for _ in range(20):
            visit.ask("count")
            for _ in range(times):
                visit.ask()
            await visit.rest()

    assert said_after(press_and_move) == "presses: 20, acted: no"


@pytest.mark.slow
@pytest.mark.parametrize("at_once", [True, False])
def test_a_look_that_was_on_its_way_undoes_no_choice(said_after: Callable[..., str], at_once: bool) -> None:
    async def look_again(visit: Visit) -> None:
        visit.ask("choose")
        if not at_once:
            await visit.rest()
        visit.look()
        await visit.rest()
        assert visit.chosen == "chosen: anew"
        for times in (1, 2):
            for _ in range(times):
                visit.look()
            await visit.rest()
            assert visit.chosen == "chosen: anew"
            assert not visit.is_told, "the browser has it already, and may have moved on"
        visit.look("count")

    assert said_after(look_again) == "presses: 1, acted: no"


@pytest.mark.slow
def test_what_has_begun_is_not_cut_in_two_and_what_comes_next_waits_for_it(said_after: Callable[..., str]) -> None:
    async def move_meanwhile(visit: Visit) -> None:
        visit.ask("act")
        await asyncio.to_thread(wait_until, visit.begun.exists)
        visit.ask("count")
        visit.ask()
        visit.may_go_on.touch()
        await visit.rest()
        assert visit.done.exists()

    assert said_after(move_meanwhile) == "presses: 1, acted: as a whole"


@pytest.mark.slow
@pytest.mark.parametrize("at_once", [True, False])
def test_what_is_pressed_in_a_part_that_is_just_replaced_is_done_and_seen(
    said_after: Callable[..., str], at_once: bool
) -> None:
    async def press_what_was_there(visit: Visit) -> None:
        visit.ask()  # another part takes its place
        if not at_once:
            await visit.end()
        visit.ask("in a part")

    assert said_after(press_what_was_there) == "presses: 1, acted: no"


@pytest.mark.parametrize(("page", "heard"), [("here", "pressed and moved"), ("elsewhere", "moved")])
def test_a_press_on_a_page_that_was_left_is_not_done_on_the_next(page: str, heard: str) -> None:
    asked_for = []

    def create(session: Any, asked: RerunData) -> None:
        asked_for.append(asked.widget_states)
        session._scriptrunner = SimpleNamespace(_requests=SimpleNamespace(_rerun_data=asked))

    class Session:
        id = "one"

    presses, session = Presses(create, lambda *both: " and ".join(both)), Session()
    for said, where in (("pressed", "here"), ("moved", page)):
        presses.create(session, RerunData(widget_states=said, page_script_hash=where))  # type: ignore[arg-type]
    assert asked_for == ["pressed", heard]
