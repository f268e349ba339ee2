"""What a session says goes to the browser that it has at that moment.

Streamlit goes round its sessions with a list of them, and of the connection that each has, which is made when the round
begins. A browser may come back to its session over another connection before its turn: what the session has begun to
say to it would be sent to the connection that is gone, and the page would wait for the rest of it without end.
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
