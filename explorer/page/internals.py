"""All that the app uses of Streamlit's private interface, which may change with any release.

What a change takes more than a few lines for has a file of its own, and is begun here, once all is there that it uses.
Nothing of it has a public counterpart. Where a piece is missing the app goes on without what it gave: a server's first
visitors may see a page without the frame around it, who comes back may wait in vain for the rest of a page,
as may who is told something while a run of it ends, a slider
that is moved faster than its pictures are drawn may end the page, one that is moved while another page is on its way
may leave that empty, uploads are bounded in size and not in number, a file that a class takes home may be gone before
it is fetched or even made, or its address be lost on the way, the log says a thing again and again, a run goes on after
its tab was closed, going back from one page to another loses a value where both have a widget of that name, each tab
counts as a visitor, and a file that was read stays until its visitor goes.
"""

import logging
import runpy
import threading
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import Any, NoReturn
from urllib.parse import parse_qs

import streamlit as st

from explorer.page.connections import AsConnectedNow
from explorer.page.downloads import FilesOnTheirWay
from explorer.page.leaving import OnThePageGoneTo
from explorer.page.log import OncePerKind
from explorer.page.messages import Kept, WhatIsMissing
from explorer.page.presses import Presses
from explorer.page.to_the_end import HeardToTheEnd
from explorer.page.uploads import FewUploads

MISSING = (ImportError, AttributeError)


_PREPARING = threading.Lock()
_IN_THE_FRAME = ContextVar("in the frame", default=False)


@contextmanager
def in_the_frame() -> Iterator[None]:
    """Whatever page runs meanwhile has been reached through `streamlit_app.py`."""
    before = _IN_THE_FRAME.set(True)
    try:
        yield
    finally:
        _IN_THE_FRAME.reset(before)


def require_navigation() -> None:
    """Called first by every page: make sure that it was reached through `streamlit_app.py`.

    Until `st.navigation` has been called once in a server's life, Streamlit takes `pages/` for its old automatic
    discovery, and the first visitors of a fresh server, however many come at once, would get the page of a link without
    the frame around it. Where that happens the entry script runs here, and shows the page in its place.
    """
    if not _IN_THE_FRAME.get() and (entry_script := _end_discovery()) is not None:
        runpy.run_path(entry_script)
        end_run()


def end_run() -> NoReturn:
    """End this run of the page. Unlike with `st.stop`, what was clicked while it ran is still done."""
    with suppress(*MISSING):
        from streamlit.runtime.scriptrunner import StopException

        raise StopException
    st.stop()


def _end_discovery() -> str | None:
    """Let Streamlit discover no more pages, and give the path of the entry script."""
    with suppress(*MISSING):
        from streamlit.runtime.pages_manager import PagesManager
        from streamlit.runtime.scriptrunner import get_script_run_ctx

        if (context := get_script_run_ctx()) is not None:
            PagesManager.uses_pages_directory = False
            return str(context.pages_manager.main_script_path)
    return None


def send_to_who_is_there() -> None:
    """From now on the server sends what a session says as `explorer/page/connections.py` says."""
    with suppress(*MISSING):
        from streamlit import runtime

        if runtime.exists():
            manager: Any = runtime.get_instance()._session_mgr
            listed, now = type(manager).list_active_sessions, manager.get_active_session_info
            manager.list_active_sessions = lambda: AsConnectedNow(listed(manager), now)


def send_what_is_missing() -> None:
    """From now on what a browser has already is worked out as `explorer/page/messages.py` says, whatever it tells."""
    with suppress(*MISSING):
        from streamlit import runtime
        from streamlit.proto.BackMsg_pb2 import BackMsg
        from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
        from streamlit.runtime.forward_msg_cache import create_reference_msg

        if runtime.exists():
            server: Any = runtime.get_instance()
            with _PREPARING:
                if not isinstance(getattr(server._send_message, "__self__", None), WhatIsMissing):
                    create_reference_msg(Kept.try_on(ForwardMsg()))
                    del BackMsg().rerun_script.cached_message_hashes[:]
                    missing = WhatIsMissing(server, create_reference_msg)
                    server.handle_backmsg, server._send_message = missing.hear, missing.send


def _made_with(kind: Any, *names: str) -> None:
    """Raise AttributeError unless objects of this kind have attributes of these names from the start."""
    known = {*dir(kind), *kind.__annotations__, *kind.__init__.__code__.co_names}
    for name in names:
        if name not in known:
            raise AttributeError(f"{kind.__name__} has no {name}")


def hear_to_the_end() -> None:
    """From now on runs of a page follow each other as `presses.py` and `to_the_end.py` in `explorer/page` say."""
    with suppress(*MISSING):
        from streamlit.runtime.app_session import AppSession, AppSessionState
        from streamlit.runtime.fragment import MemoryFragmentStorage
        from streamlit.runtime.scriptrunner import ScriptRunContext, ScriptRunner, get_script_run_ctx
        from streamlit.runtime.scriptrunner_utils import script_requests
        from streamlit.runtime.scriptrunner_utils.script_requests import RerunData, ScriptRequests
        from streamlit.runtime.state import SafeSessionState

        _made_with(AppSession, "id", "_state", "_scriptrunner", "_event_loop")
        _made_with(ScriptRunner, "_requests")
        _made_with(ScriptRequests, "_rerun_data")
        _made_with(RerunData, "widget_states", "page_script_hash", "is_auto_rerun")
        _made_with(SafeSessionState, "_yield_callback")
        _made_with(ScriptRunContext, "session_id", "script_requests", "fragment_storage", "fragment_ids_this_run")
        _ = MemoryFragmentStorage.contains, AppSession.has_fragment
        with _PREPARING:
            create, over = AppSession._create_scriptrunner, AppSessionState.SHUTDOWN_REQUESTED
            ask, ask_who_runs = AppSession.request_rerun, ScriptRunner.request_rerun
            act, end = SafeSessionState.on_script_will_rerun, ScriptRunner._maybe_handle_execution_control_request
            if create.__module__ == __name__:
                return
            merge = script_requests._coalesce_widget_states

            def merge_looks(old: Any, new: Any) -> Any:
                return new if (merged := merge(old, new)) is None else merged

            presses = Presses(create, merge_looks)
            heard = HeardToTheEnd(presses.create, lambda session: session._state is over)

            def create_when_heard(self: Any, initial_rerun_data: Any) -> None:
                heard.create(self, initial_rerun_data)

            def ask_for_what_there_is(self: Any, client_state: Any) -> None:
                part = client_state.fragment_id if client_state else ""
                if part and not self.has_fragment(part) and presses.pressed(client_state.widget_states):
                    client_state.fragment_id = ""
                ask(self, client_state)

            def look_or_ask(self: Any, rerun_data: Any) -> bool:
                return ask_who_runs(self, presses.look(rerun_data))

            def act_once(self: Any, said: Any, **more: Any) -> None:
                context: Any = get_script_run_ctx()
                presses.hear(context, said, self._yield_callback, lambda: act(self, said or None, **more))
                parts = context.fragment_ids_this_run or ()
                if parts and presses.pressed(said) and not any(map(context.fragment_storage.contains, parts)):
                    st.rerun()

            def end_when_done(self: Any) -> None:
                if not presses.acts():
                    end(self)

            AppSession.request_rerun = ask_for_what_there_is  # type: ignore[method-assign]
            AppSession._create_scriptrunner = create_when_heard  # type: ignore[method-assign]
            ScriptRunner.request_rerun = look_or_ask  # type: ignore[method-assign]
            script_requests._coalesce_widget_states = merge_looks  # type: ignore[assignment]
            SafeSessionState.on_script_will_rerun = act_once  # type: ignore[assignment, method-assign]
            ScriptRunner._maybe_handle_execution_control_request = end_when_done  # type: ignore[method-assign]


def lead_to_the_page_gone_to() -> None:
    """From now on the server takes what is moved on a page that is being left as `explorer/page/leaving.py` says."""
    with suppress(*MISSING):
        from streamlit import runtime
        from streamlit.proto.BackMsg_pb2 import BackMsg
        from streamlit.runtime.scriptrunner import get_script_run_ctx

        if runtime.exists() and (context := get_script_run_ctx()) is not None:
            server: Any = runtime.get_instance()
            with _PREPARING:
                if not isinstance(getattr(server.handle_backmsg, "__self__", None), OnThePageGoneTo):
                    asked = BackMsg().rerun_script
                    # All that it uses of a message is there.
                    asked.page_script_hash = asked.page_name = asked.fragment_id + asked.context_info.url
                    script = context.pages_manager.main_script_hash
                    server.handle_backmsg = OnThePageGoneTo(server.handle_backmsg, script).hear


def keep_few_uploads() -> None:
    """From now on the server keeps no more uploaded files than `explorer/page/uploads.py` says."""
    with suppress(*MISSING):
        from streamlit import runtime

        if runtime.exists():
            manager: Any = runtime.get_instance().uploaded_file_mgr
            if not isinstance(manager.add_file, FewUploads):
                manager.add_file = FewUploads(manager)


def keep_files_on_their_way() -> None:
    """From now on the server keeps a file that was asked for as `explorer/page/downloads.py` says."""
    with suppress(*MISSING):
        from streamlit import runtime

        if runtime.exists():
            manager: Any = runtime.get_instance().media_file_mgr
            with _PREPARING:
                if not isinstance(getattr(manager.execute_deferred, "__self__", None), FilesOnTheirWay):
                    files = FilesOnTheirWay(manager)
                    manager.execute_deferred, manager._get_inactive_file_ids = files.make, files.inactive
                    manager._remove_orphaned_deferred_callables = files.forget_makers


def keep_answers() -> None:
    """From now on who has asked for a file hears where it is, also when a run of the page begins in that moment.

    Streamlit empties the queue of a session then, but for what it names; answers it does not name, and the browser
    would wait for one without end.
    """
    with suppress(*MISSING):
        from streamlit.runtime.forward_msg_queue import ForwardMsgQueue

        clear: Any = ForwardMsgQueue.clear
        if clear.__module__ != __name__:

            def clear_but_for_answers(self: Any, retain_lifecycle_msgs: bool = False, *of: Any, **more: Any) -> None:
                before = self._queue if retain_lifecycle_msgs else []  # else it has just been sent
                clear(self, retain_lifecycle_msgs, *of, **more)
                answers = [one for one in before if one.WhichOneof("type") == "backend_operation_response"]
                self._queue.extend(one for one in answers if one not in self._queue)  # a fragment's run leaves them

            ForwardMsgQueue.clear = clear_but_for_answers  # type: ignore[method-assign]


_ONCE = OncePerKind()


def say_each_fault_once() -> None:
    """From now on what our loggers say, Streamlit's and those of the server under it, passes `explorer/page/log.py`."""
    ours = [name for name in list(logging.root.manager.loggerDict) if name.startswith("explorer.")]
    loggers = [logging.getLogger(name) for name in ("uvicorn.error", "asyncio", *ours)]
    with suppress(*MISSING):
        from streamlit.logger import _loggers

        loggers += _loggers.values()
    for logger in loggers:
        logger.addFilter(_ONCE)  # no more than once


def presence() -> Callable[[], bool]:
    """A function that tells, from any thread and at any time, whether this session's browser is still connected."""
    with suppress(*MISSING):
        from streamlit import runtime
        from streamlit.runtime.scriptrunner import get_script_run_ctx

        if (context := get_script_run_ctx()) is not None and runtime.exists():
            is_active_session, session_id = runtime.get_instance().is_active_session, context.session_id
            return lambda: is_active_session(session_id)
    return lambda: True


def visitor() -> Hashable:
    """The same for all tabs of a browser, and another for every other browser; None where nobody can tell.

    Streamlit gives each browser a secret in a cookie, against forged requests. It masks it anew for every request. An
    address would not do: a whole class has the same.
    """
    with suppress(*MISSING):
        from streamlit.web.server.starlette.starlette_app_utils import decode_xsrf_token_string
        from streamlit.web.server.starlette.starlette_server_config import XSRF_COOKIE_NAME

        secret, _ = decode_xsrf_token_string(st.context.cookies.get(XSRF_COOKIE_NAME, ""))
        return secret
    return None


def asked_address() -> tuple[dict[str, list[str]], bool]:
    """The values in the address, as the browser has asked for them, and whether Back or Forward has led to it.

    On the way from one page to another Streamlit drops those whose names widgets of both have.
    """
    with suppress(*MISSING):
        from streamlit.runtime.scriptrunner import get_script_run_ctx

        if (context := get_script_run_ctx()) is not None:
            values = parse_qs(context.query_string, keep_blank_values=True)
            return values, bool(context.is_history_navigation)
    return {key: st.query_params.get_all(key) for key in st.query_params}, False


def forget_upload(file_id: str) -> None:
    """Have the server keep no byte of a file that was uploaded: it would for as long as the session lasts."""
    with suppress(*MISSING):
        from streamlit.runtime.scriptrunner import get_script_run_ctx

        if (context := get_script_run_ctx()) is not None:
            kept_in_memory: Any = context.uploaded_file_mgr
            kept_in_memory.remove_file(context.session_id, file_id)
