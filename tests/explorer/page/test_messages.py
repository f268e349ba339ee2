"""A browser is never sent the hash of a message that it has let go of, nor in full what it has."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime import SessionClient
from streamlit.runtime.forward_msg_cache import create_reference_msg
from streamlit.runtime.session_manager import ActiveSessionInfo

from explorer.page.messages import WhatIsMissing

MOST_RUNS = 2
FRAGMENTS = ("", "figure", "numbers")  # the first is the page around them


class Browser(SessionClient):
    """Keeps messages as Streamlit's front end does: with each run that ends all are a run older, the old go."""

    def __init__(self) -> None:
        self.ages: dict[str, int] = {}
        self.read: list[str] = []
        self.in_full: list[str] = []

    def write_forward_msg(self, msg: ForwardMsg) -> None:
        kind = msg.WhichOneof("type")
        if kind == "script_finished" and msg.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
            fragments = msg.metadata.run.fragment_ids
            ages = {hash: age + 1 for hash, age in self.ages.items()}
            concerned = {hash for hash in ages if not fragments or hash.partition(" ")[0] in fragments}
            self.ages = {hash: age for hash, age in ages.items() if age <= MOST_RUNS or hash not in concerned}
        elif kind == "ref_hash":
            assert msg.ref_hash in self.ages, "it has let go of that"
            self._see(msg.ref_hash)
        elif msg.metadata.cacheable:
            self.in_full.append(msg.hash)
            self._see(msg.hash)

    def _see(self, hash: str) -> None:
        self.ages[hash] = 0
        self.read.append(hash)


def begin() -> ForwardMsg:
    message = ForwardMsg()
    message.new_session.config.max_cached_message_age = MOST_RUNS
    return message


def chart(fragment: str, number: int) -> ForwardMsg:
    message = ForwardMsg(hash=f"{fragment} {number}")
    message.metadata.cacheable = True
    message.delta.fragment_id = fragment
    return message


def end(fragments: tuple[str, ...], how: Any) -> ForwardMsg:
    message = ForwardMsg(script_finished=how)
    message.metadata.run.fragment_ids.extend(fragments)
    return message


CHARTS = st.builds(chart, st.sampled_from(FRAGMENTS), st.integers(0, 2))
ENDS = st.builds(
    end,
    st.sampled_from([(), FRAGMENTS[1:2], FRAGMENTS[1:]]),
    st.sampled_from(ForwardMsg.ScriptFinishedStatus.values()),
)


@given(st.lists(CHARTS | ENDS, max_size=40))
def test_a_browser_is_sent_in_full_what_it_lacks_and_as_a_hash_what_it_has(messages: list[ForwardMsg]) -> None:
    browser = Browser()
    to = ActiveSessionInfo(browser, Any)  # type: ignore[arg-type]
    send = WhatIsMissing(lambda to, message: to.client.write_forward_msg(message), create_reference_msg)
    send(to, begin())
    for message in messages:
        lacks = message.metadata.cacheable and message.hash not in browser.ages
        before = len(browser.in_full)
        send(to, message)
        assert len(browser.in_full) - before == lacks
    assert browser.read == [message.hash for message in messages if message.metadata.cacheable]


def test_another_connection_has_nothing_yet() -> None:
    send = WhatIsMissing(lambda to, message: to.client.write_forward_msg(message), create_reference_msg)
    before, now = Browser(), Browser()
    for browser in (before, before, now):
        send(ActiveSessionInfo(browser, Any), chart("", 0))  # type: ignore[arg-type]
    assert before.in_full == now.in_full == [" 0"]
    assert before.read == [" 0", " 0"]
