"""What a session says goes to the connection that its browser has when the session's turn comes.

When a round begins, Streamlit lists its sessions, each with its connection, and goes from one to the other. A browser
may come back to its session over another connection before its turn: what the session has begun to say to it would be
sent to the connection that is gone, and the page would wait for the rest without end. (Who comes back in the midst of
the session's own turn loses the rest of that turn, and asks for the whole page.)
"""

from collections.abc import Callable, Iterator
from typing import Any


class AsConnectedNow(list[Any]):
    """Streamlit's list of sessions with a connection, each as it is when its turn comes; without those that left."""

    def __init__(self, listed: list[Any], now: Callable[[str], Any]) -> None:
        super().__init__(listed)
        self._now = now

    def __iter__(self) -> Iterator[Any]:
        for listed in super().__iter__():
            if (now := self._now(listed.session.id)) is not None:
                yield now
