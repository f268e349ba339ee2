"""What a run of the page says last is heard before the next run begins.

Streamlit runs a page in a thread, and takes what that says one word after another. Who asks for a part of the page just
as the thread has come to its end would get another thread, and of the first one what was not heard yet would be heard
no more: pictures are missing, or the page is never told to look again how far a run is. In six minutes of small classes
that was seen once: a third of a page was lost. So the next thread begins when the one before has said that it is at its
end.
"""

from collections.abc import Callable
from typing import Any
from weakref import WeakKeyDictionary

SECONDS = 0.005  # from one look at whether a thread has said so to the next: it is about to


class HeardToTheEnd:
    """Stands before `AppSession._create_scriptrunner`; all of it is called by the one thread that hears.

    Args:
        create: that method: it begins a thread that does what is asked for.
        is_over: whether a session has ended.
    """

    def __init__(self, create: Callable[[Any, Any], None], is_over: Callable[[Any], bool]) -> None:
        self._create, self._is_over = create, is_over
        self._waiting: WeakKeyDictionary[Any, list[Any]] = WeakKeyDictionary()  # by session: what is asked for

    def create(self, session: Any, asked: Any) -> None:
        """Do what is asked for: at once where the whole page is, else when the thread before has said its last word."""
        if (ended := session._scriptrunner) is None:
            self._waiting.pop(session, None)  # all is drawn anew
            self._create(session, asked)
        elif session in self._waiting:
            self._waiting[session].append(asked)
        else:
            self._waiting[session] = [asked]
            self._look(session, ended)

    def _look(self, session: Any, ended: Any) -> None:
        if session._scriptrunner is ended and not self._is_over(session):
            session._event_loop.call_later(SECONDS, self._look, session, ended)
            return
        for asked in self._waiting.pop(session, ()):
            runner = session._scriptrunner
            if not self._is_over(session) and (runner is None or not runner.request_rerun(asked)):
                self.create(session, asked)
