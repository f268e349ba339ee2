"""A browser is sent what it does not have, and told of what it has.

A browser keeps large messages for some runs of the page, and tells Streamlit with every request which those are; what
it has then is sent to it as a hash alone. But it goes on until the answer comes: as runs end that it had asked for
before, it lets go of messages. Whoever moves a slider there and back while the browser is still busy drawing would be
sent a hash that it does not know any more, and on that Streamlit's page ends, for good. The server needs no telling:
what a browser has when it comes to a message follows from what it was sent before. So that is worked out here.
"""

from collections.abc import Callable, Collection
from typing import Any
from weakref import WeakKeyDictionary


class Kept:
    """The large messages that a browser has, which it was sent over one connection: the rules are its own."""

    def __init__(self) -> None:
        self._runs, self._most_runs = 0, 0
        self._shown: dict[str, tuple[int, str]] = {}  # by its hash: the run that showed it last, the fragment it is in

    def has(self, message: Any) -> bool:
        """Whether the browser has this message before it is sent to it, in full or as a hash; now it is."""
        kind, has = message.WhichOneof("type"), False
        if message.metadata.cacheable:
            has = message.hash in self._shown
            self._shown[message.hash] = self._runs, message.delta.fragment_id
        elif kind == "new_session":
            self._most_runs = message.new_session.config.max_cached_message_age
        elif kind == "script_finished" and message.script_finished != message.FINISHED_EARLY_FOR_RERUN:
            self._end_run(message.metadata.run.fragment_ids)
        return has

    def _end_run(self, fragments: Collection[str]) -> None:
        """Let go of what was not shown for some runs: of these fragments, or of the whole page if there is none."""
        self._runs += 1
        for hash, (shown, fragment) in list(self._shown.items()):
            if self._runs - shown > self._most_runs and (not fragments or fragment in fragments):
                del self._shown[hash]


class WhatIsMissing:
    """Stands before `_send_message` of Streamlit's runtime: sends each connection what the browser there lacks."""

    def __init__(self, send: Callable[[Any, Any], None], as_hash: Callable[[Any], Any]) -> None:
        self._send, self._as_hash = send, as_hash
        self._kept: WeakKeyDictionary[Any, Kept] = WeakKeyDictionary()

    def __call__(self, to: Any, message: Any) -> None:
        """Send it; only the thread that sends all messages calls this."""
        has = self._kept.setdefault(to.client, Kept()).has(message)
        self._send(to, self._as_hash(message) if has else message)
