"""What the app changes of Streamlit's own ways, where a file of its own would say no more."""

from typing import Any

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue
from streamlit.runtime.scriptrunner import ScriptRunner
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequests
from streamlit.runtime.state import SafeSessionState

from explorer.page.internals import hear_to_the_end, keep_answers


@pytest.mark.parametrize("fragments", [None, ["a fragment"]], ids=["of the page", "of a fragment"])
def test_who_has_asked_for_a_file_is_told_where_it_is_also_when_a_run_begins_in_that_moment(
    monkeypatch: pytest.MonkeyPatch, fragments: list[str] | None
) -> None:
    monkeypatch.setattr(ForwardMsgQueue, "clear", ForwardMsgQueue.clear)  # as it was, afterwards
    keep_answers()
    queue = ForwardMsgQueue()
    answer, element = ForwardMsg(), ForwardMsg()
    answer.backend_operation_response.request_id = "a file"
    element.delta.new_element.markdown.body = "of the run before"
    element.delta.fragment_id = "a fragment"
    queue.enqueue(element)
    queue.enqueue(answer)
    queue.clear(True, fragments)
    assert queue.flush() == [answer]
    assert not queue.flush()


def as_streamlit_has_it(self: Any, initial_rerun_data: Any) -> None:
    """Stands for what begins a thread."""


@pytest.fixture
def runs_of_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is changed of them is changed for one test."""
    monkeypatch.setattr(AppSession, "_create_scriptrunner", as_streamlit_has_it)
    monkeypatch.setattr(AppSession, "request_rerun", AppSession.request_rerun)
    monkeypatch.setattr(SafeSessionState, "on_script_will_rerun", SafeSessionState.on_script_will_rerun)
    name = "_maybe_handle_execution_control_request"
    monkeypatch.setattr(ScriptRunner, name, getattr(ScriptRunner, name))


@pytest.mark.usefixtures("runs_of_a_page")
def test_runs_of_a_page_follow_each_other() -> None:
    hear_to_the_end()
    assert AppSession._create_scriptrunner is not as_streamlit_has_it


@pytest.mark.usefixtures("runs_of_a_page")
@pytest.mark.parametrize("kind", [AppSession, ScriptRunner, ScriptRequests])
def test_where_streamlit_calls_its_parts_otherwise_it_goes_on_by_itself(
    monkeypatch: pytest.MonkeyPatch, kind: type
) -> None:
    def begin(self: Any, *args: Any) -> None:
        self.other_names = args

    monkeypatch.setattr(kind, "__init__", begin)
    monkeypatch.setattr(kind, "__annotations__", {})
    monkeypatch.delattr(kind, "_rerun_data", raising=False)  # a default of a dataclass
    hear_to_the_end()
    assert AppSession._create_scriptrunner is as_streamlit_has_it
