"""A session's words reach the browser that came back to it, also in the midst of Streamlit's round of all sessions."""

import asyncio
from collections.abc import Callable

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime import Runtime, SessionClient
from streamlit.runtime.session_manager import SessionClientDisconnectedError

from explorer.page.internals import send_to_who_is_there


class Browser(SessionClient):
    """One connection of a browser; `when_told` is called once, at the first message."""

    def __init__(self, when_told: Callable[[], None] = lambda: None) -> None:
        self.told = asyncio.Event()
        self.is_gone = False
        self._when_told = when_told

    def write_forward_msg(self, msg: ForwardMsg) -> None:
        if self.is_gone:
            raise SessionClientDisconnectedError
        if not self.told.is_set():
            self.told.set()
            self._when_told()


def say(runtime: Runtime, session: str) -> None:
    info = runtime._session_mgr.get_active_session_info(session)
    assert info is not None
    info.session._enqueue_forward_msg(ForwardMsg())


def test_a_browser_that_comes_back_while_others_are_told_something_is_told_what_its_session_says(
    runtime: Runtime,
) -> None:
    async def a_round() -> None:
        def lose_the_connection_and_come_back() -> None:
            before.is_gone = True
            runtime.disconnect_session(own)
            assert runtime.connect_session(back, {}, existing_session_id=own) == own
            say(runtime, own)

        await runtime.start()
        send_to_who_is_there()
        other, before, back = Browser(lose_the_connection_and_come_back), Browser(), Browser()
        others = runtime.connect_session(other, {})
        own = runtime.connect_session(before, {})
        say(runtime, others)
        try:
            await asyncio.wait_for(back.told.wait(), 60)
        finally:
            runtime.stop()
            await runtime.stopped

    asyncio.run(a_round())


def test_who_has_left_meanwhile_is_told_nothing_and_nobody_minds(runtime: Runtime) -> None:
    async def a_round() -> None:
        await runtime.start()
        send_to_who_is_there()
        left, last = Browser(), Browser()
        first = Browser(lambda: runtime.disconnect_session(leaving))
        others = runtime.connect_session(first, {})
        leaving = runtime.connect_session(left, {})
        say(runtime, runtime.connect_session(last, {}))
        say(runtime, leaving)
        say(runtime, others)
        await asyncio.wait_for(last.told.wait(), 60)
        assert not left.told.is_set()
        assert runtime._session_mgr.num_sessions() == 3
        runtime.stop()
        await runtime.stopped

    asyncio.run(a_round())
