"""What a run of the page says last is heard, also when a part of the page is asked for in that moment."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.runtime import Runtime
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.script_data import ScriptData
from streamlit.runtime.scriptrunner.script_cache import ScriptCache

from explorer.page.to_the_end import SECONDS

PAGE = """
import streamlit as st

@st.fragment
def part(name: str) -> None:
    drawn = st.session_state[name] = st.session_state.get(name, 0) + 1
    st.markdown(f"{name} {drawn}")

st.markdown("page")
part("left")
part("right")
"""


class Visit:
    """A session of that page; its server hears what a run says when the loop comes to it."""

    def __init__(self, runtime: Runtime, script: Path) -> None:
        data = ScriptData(str(script))
        self.session = AppSession(data, runtime.uploaded_file_mgr, ScriptCache(), lambda: None, user_info={})
        self._parts: dict[str, str] = {}

    def ask_for(self, part: str = "") -> None:
        """The browser asks for this part, or for the page."""
        self.session.request_rerun(ClientState(fragment_id=self._parts.get(part, "")))

    def end_unheard(self) -> None:
        """Wait until the run that is under way has ended; the server hears nothing of that yet."""
        runner = self.session._scriptrunner
        assert runner is not None
        assert runner._script_thread is not None
        runner._script_thread.join()

    async def heard(self) -> list[str]:
        """What the browser is told until all is said, and nothing is put off any more."""
        for _ in range(2):
            while self.session._scriptrunner is not None:
                await asyncio.sleep(SECONDS)
            await asyncio.sleep(SECONDS)  # the loop keeps the order: what was put off before is done
        words = []
        for message in self.session.flush_browser_queue():
            if message.HasField("script_finished"):
                words.append("end")
            elif message.delta.new_element.HasField("markdown"):
                words.append(message.delta.new_element.markdown.body)
                self._parts[words[-1].partition(" ")[0]] = message.delta.fragment_id
        return words


Heard = Callable[[Callable[[Visit], None]], list[str]]


@pytest.fixture
def heard_after(runtime: Runtime, tmp_path: Path, heard_to_the_end: None) -> Heard:
    """What is heard after something was done as the page that a visitor has asked for again comes to its end."""
    script = tmp_path / "page.py"
    script.write_text(PAGE)

    async def words(done: Callable[[Visit], None]) -> list[str]:
        visit = Visit(runtime, script)
        visit.ask_for()
        assert await visit.heard() == ["page", "left 1", "right 1", "end"]
        visit.ask_for()
        visit.end_unheard()
        done(visit)
        heard = await visit.heard()
        visit.session.shutdown()
        return heard

    return lambda done: asyncio.run(words(done))


@pytest.mark.slow
def test_the_page_is_heard_to_its_end_before_a_part_begins(heard_after: Heard) -> None:
    assert heard_after(lambda visit: visit.ask_for("left")) == ["page", "right 2", "end", "left 3", "end"]


@pytest.mark.slow
def test_all_that_is_asked_for_in_that_moment_is_drawn(heard_after: Heard) -> None:
    def both(visit: Visit) -> None:
        visit.ask_for("left")
        visit.ask_for("right")

    heard = heard_after(both)
    assert sorted({*heard}) == ["end", "left 3", "page", "right 3"]


@pytest.mark.slow
def test_the_whole_page_is_drawn_in_place_of_its_parts(heard_after: Heard) -> None:
    def page_after_part(visit: Visit) -> None:
        visit.ask_for("left")
        visit.ask_for()

    assert heard_after(page_after_part) == ["page", "left 3", "right 3", "end"]


@pytest.mark.slow
def test_who_has_gone_meanwhile_is_drawn_nothing(heard_after: Heard) -> None:
    def leave(visit: Visit) -> None:
        visit.ask_for("left")
        visit.session.shutdown()

    assert "left 3" not in heard_after(leave)
