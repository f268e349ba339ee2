"""A browser is never sent the hash of a message that it has let go of, nor in full what it surely has."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime import Runtime, SessionClient
from streamlit.runtime.forward_msg_cache import create_reference_msg
from streamlit.runtime.session_manager import ActiveSessionInfo

from explorer.page.internals import send_what_is_missing
from explorer.page.messages import WhatIsMissing

MOST_RUNS = 2
FRAGMENTS = ("", "figure", "numbers")  # the first is the page around them


class Browser(SessionClient):
    """Keeps messages as Streamlit's front end does: with each run that ends all are a run older, the old go.

    Of an end that does not say which run it is of it takes no notice.
    """

    def __init__(self) -> None:
        self.ages: dict[str, int] = {}
        self.read: list[str] = []
        self.in_full: list[str] = []
        self.as_hash: list[str] = []

    def write_forward_msg(self, msg: ForwardMsg) -> None:
        kind = msg.WhichOneof("type")
        if kind == "script_finished" and msg.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
            if msg.metadata.HasField("run"):
                self._end_run(list(msg.metadata.run.fragment_ids))
        elif kind == "ref_hash":
            assert msg.ref_hash in self.ages, "it has let go of that"
            self.as_hash.append(msg.ref_hash)
            self._see(msg.ref_hash)
        elif msg.metadata.cacheable:
            self.in_full.append(msg.hash)
            self._see(msg.hash)

    def _end_run(self, fragments: list[str]) -> None:
        ages = {hash: age + 1 for hash, age in self.ages.items()}
        concerned = {hash for hash in ages if not fragments or hash.partition(" ")[0] in fragments}
        self.ages = {hash: age for hash, age in ages.items() if age <= MOST_RUNS or hash not in concerned}

    def _see(self, hash: str) -> None:
        self.ages[hash] = 0
        self.read.append(hash)


class Server:
    """What a runtime does with messages, without what else it does."""

    def __init__(self) -> None:
        self.heard: list[BackMsg] = []

    def handle_backmsg(self, session_id: str, msg: BackMsg, *, client: SessionClient | None = None) -> None:
        self.heard.append(msg)

    def _send_message(self, to: ActiveSessionInfo, message: ForwardMsg) -> None:
        to.client.write_forward_msg(message)


def asking(*hashes: str) -> BackMsg:
    message = BackMsg()
    message.rerun_script.query_string = "x=1"
    message.rerun_script.cached_message_hashes.extend(hashes)
    return message


def opened(browser: Browser, missing: WhatIsMissing) -> ActiveSessionInfo:
    """Its session, where it has asked for the page and the first run begins."""
    missing.hear("a session", asking(), client=browser)
    to = ActiveSessionInfo(browser, Any)  # type: ignore[arg-type]
    begins = ForwardMsg()
    begins.new_session.config.max_cached_message_age = MOST_RUNS
    missing.send(to, begins)
    return to


def chart(fragment: str, number: int) -> ForwardMsg:
    message = ForwardMsg(hash=f"{fragment} {number}")
    message.metadata.cacheable = True
    message.delta.fragment_id = fragment
    return message


def end(fragments: tuple[str, ...] | None, how: Any) -> ForwardMsg:
    message = ForwardMsg(script_finished=how)
    if fragments is not None:
        message.metadata.run.SetInParent()
        message.metadata.run.fragment_ids.extend(fragments)
    return message


CHARTS = st.builds(chart, st.sampled_from(FRAGMENTS), st.integers(0, 2))
STATUS = st.sampled_from(ForwardMsg.ScriptFinishedStatus.values())
ENDS = st.builds(end, st.sampled_from([(), FRAGMENTS[1:2], FRAGMENTS[1:]]), STATUS)
UNNOTICED = st.builds(end, st.none(), STATUS)


@given(st.lists(CHARTS | ENDS, max_size=40))
def test_a_browser_is_sent_in_full_what_it_lacks_and_as_a_hash_what_it_has(messages: list[ForwardMsg]) -> None:
    browser, missing = Browser(), WhatIsMissing(Server(), create_reference_msg)
    to = opened(browser, missing)
    for message in messages:
        lacks = message.metadata.cacheable and message.hash not in browser.ages
        before = len(browser.in_full)
        missing.send(to, message)
        assert len(browser.in_full) - before == lacks
    assert browser.read == [message.hash for message in messages if message.metadata.cacheable]


@given(st.lists(CHARTS | ENDS | UNNOTICED, max_size=40))
def test_it_is_never_sent_the_hash_of_what_it_lacks_also_where_it_takes_no_notice_of_an_end(
    messages: list[ForwardMsg],
) -> None:
    browser, missing = Browser(), WhatIsMissing(Server(), create_reference_msg)
    to = opened(browser, missing)
    for message in messages:
        missing.send(to, message)
    assert browser.read == [message.hash for message in messages if message.metadata.cacheable]


def test_another_connection_has_nothing_yet() -> None:
    missing, before, now = WhatIsMissing(Server(), create_reference_msg), Browser(), Browser()
    for browser in (before, before, now):
        missing.send(opened(browser, missing), chart("", 0))
    assert before.in_full == now.in_full == before.as_hash == [" 0"]
    assert not now.as_hash


def test_a_client_that_has_not_asked_for_a_page_is_sent_everything_in_full() -> None:
    missing, client = WhatIsMissing(Server(), create_reference_msg), Browser()
    for _ in range(2):
        missing.send(ActiveSessionInfo(client, Any), chart("", 0))  # type: ignore[arg-type]
    assert client.in_full == [" 0", " 0"]


def test_a_message_that_is_too_large_is_shown_as_such_each_time() -> None:
    class Narrow(Browser):
        def write_forward_msg(self, msg: ForwardMsg) -> None:
            msg.metadata.cacheable = False  # as Streamlit does, which puts a fault in its place
            super().write_forward_msg(msg)

    missing, browser = WhatIsMissing(Server(), create_reference_msg), Narrow()
    to = opened(browser, missing)
    for _ in range(2):
        missing.send(to, chart("", 0))
    assert not browser.as_hash


def test_what_a_browser_tells_that_it_has_is_not_passed_on() -> None:
    server = Server()
    WhatIsMissing(server, create_reference_msg).hear("a session", asking("what", "it has"), client=Browser())
    assert server.heard == [asking()]


def test_however_often_it_is_asked_for_it_is_there_once(runtime: Runtime) -> None:
    send_what_is_missing()
    first = runtime._send_message.__self__  # type: ignore[attr-defined]
    send_what_is_missing()
    assert isinstance(first, WhatIsMissing)
    assert runtime._send_message.__self__ is runtime.handle_backmsg.__self__ is first  # type: ignore[attr-defined]
