"""A browser is sent what it does not have, and told of what it has.

A browser keeps large messages for some runs of the page, and tells Streamlit with every request which those are; what
it has then is sent to it as a hash alone. But before the answer comes, runs may end that it had asked for earlier, and
with each of them it lets go of old messages. Whoever moves a slider there and back while the browser is still busy
drawing would be sent a hash that it does not know any more, and on that Streamlit's page ends, for good. The server
need not be told: what a browser has at least, when it comes to a message, follows from what it was sent before. So that
is worked out here.
"""

from collections.abc import Callable, Collection
from typing import Any
from weakref import WeakKeyDictionary


class Kept:
    """The large messages that a browser surely has of those that came over one connection, by its own rules."""

    def __init__(self) -> None:
        self._runs, self._most_runs = 0, 0
        self._shown: dict[str, tuple[int, str]] = {}  # by its hash: the run that showed it last, the fragment it is in

    @classmethod
    def try_on(cls, message: Any) -> Any:
        """Give the message back, large; raise AttributeError where such messages lack what an account needs of them."""
        kept = cls()
        message.new_session.config.max_cached_message_age = 0
        kept.note(message)
        message.script_finished = message.FINISHED_SUCCESSFULLY
        kept.note(message)
        message.hash, message.delta.fragment_id, message.metadata.cacheable = "a hash", "a fragment", True
        kept.note(message)
        kept.has(message)
        return message

    def has(self, message: Any) -> bool:
        """Whether the browser has the message already."""
        return message.metadata.cacheable and message.hash in self._shown

    def note(self, message: Any) -> None:
        """The message was sent, in full or as its hash."""
        kind = message.WhichOneof("type")
        if message.metadata.cacheable:
            self._shown[message.hash] = self._runs, message.delta.fragment_id
        elif kind == "new_session":
            self._most_runs = message.new_session.config.max_cached_message_age
        elif kind == "script_finished" and message.script_finished != message.FINISHED_EARLY_FOR_RERUN:
            self._end_run(message.metadata.run.fragment_ids)

    def _end_run(self, fragments: Collection[str]) -> None:
        """Let go of what was not shown for some runs: of these fragments, or of the whole page if there is none."""
        self._runs += 1
        for hash, (shown, fragment) in list(self._shown.items()):
            if self._runs - shown > self._most_runs and (not fragments or fragment in fragments):
                del self._shown[hash]


class WhatIsMissing:
    """Stands before what Streamlit's runtime sends to its clients, and before what it hears from them.

    Only a client that asks for pages as a browser does is taken for one. `hear` and `send` are called by the one thread
    that all messages pass.
    """

    def __init__(self, runtime: Any, as_hash: Callable[[Any], Any]) -> None:
        self._hear, self._send, self._as_hash = runtime.handle_backmsg, runtime._send_message, as_hash
        self._kept: WeakKeyDictionary[Any, Kept] = WeakKeyDictionary()

    def hear(self, session_id: str, msg: Any, *, client: Any = None) -> None:
        """Pass on what a client says, without what it tells that it has."""
        if client is not None and msg.WhichOneof("type") == "rerun_script":
            self._kept.setdefault(client, Kept())
            del msg.rerun_script.cached_message_hashes[:]
        self._hear(session_id, msg, client=client)

    def send(self, to: Any, message: Any) -> None:
        """Send it to the client of this session, as a hash where that is enough."""
        kept = self._kept.get(to.client)
        if kept is None:
            self._send(to, message)
            return
        self._send(to, self._as_hash(message) if kept.has(message) else message)
        kept.note(message)  # as it was sent: what is too large is replaced, and is not kept
