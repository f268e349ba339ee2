"""What the app changes of Streamlit's own ways, where a file of its own would say no more."""

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue

from explorer.page.internals import keep_answers


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
