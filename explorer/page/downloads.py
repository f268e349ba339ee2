"""Files that a visitor asks for are made, and stay until they are fetched, whatever is drawn meanwhile.

Streamlit makes a file when its button is pressed, and lets it go when two pages have been drawn since, of whichever
visitors: in a class that is a matter of milliseconds, and the browser finds nothing where it was sent. What makes the
file it lets go as soon as the page has been drawn anew, before the browser has heard of the new button: of a hundred
presses right after the page had run again, beside two others who drew theirs, 39 did nothing.

The server makes one file at a time, and of a session no more than a few are on their way: a figure can take seconds and
a hundred megabytes, and a browser can ask for hundreds of them.
"""

import threading
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

AT_ONCE = 4  # of a session: more than a hand presses before the first of them is there
SECONDS = 60  # a browser asks for a file as soon as it hears where it is
MOST = 32  # the oldest are let go; a run has 2 MB at most
MAKERS = 3  # of each button: the browser is no more than so many drawings behind


class FilesOnTheirWay:
    """Stands before three methods of Streamlit's manager of such files.

    They are `execute_deferred`, `_get_inactive_file_ids` and `_remove_orphaned_deferred_callables`.
    """

    def __init__(self, manager: Any, clock: Callable[[], float] = time.monotonic) -> None:
        self._make, self._inactive, self._clock = manager.execute_deferred, manager._get_inactive_file_ids, clock
        self._makers, self._pages = manager._deferred_callables, manager._files_by_session_and_coord
        self._drop = manager._drop_deferred_id
        self._made: dict[str, float] = {}
        self._gone: dict[str, float] = {}  # since when a maker's button is on no page any more
        self._lock, self._one_at_a_time = threading.Lock(), threading.Lock()
        self._asked: Counter[str] = Counter()  # by session: files that are not made yet

    def make(self, button_id: str) -> str:
        """Make the file of a button, and give its address; may be called from any thread.

        Raises:
            RuntimeError: too many of its session are on their way.
        """
        session = str(self._makers.get(button_id, {}).get("session_id"))
        with self._lock:
            if self._asked[session] >= AT_ONCE:
                raise RuntimeError("a session has asked for more files at once than a hand can")
            self._asked[session] += 1
        try:
            with self._one_at_a_time:
                address: str = self._make(button_id)
        finally:
            with self._lock:
                self._asked[session] -= 1
                if not self._asked[session]:
                    del self._asked[session]
        with self._lock:
            file_id = address.rpartition("/")[2].partition(".")[0]
            self._made.pop(file_id, None)
            self._made[file_id] = self._clock()
            for oldest in list(self._made)[:-MOST]:
                del self._made[oldest]
        return address

    def inactive(self) -> set[str]:
        """The ids of those that nobody needs any more; may be called from any thread."""
        with self._lock:
            now = self._clock()
            self._made = {file_id: made for file_id, made in self._made.items() if now - made < SECONDS}
            return {file_id for file_id in self._inactive() if file_id not in self._made}

    def forget_makers(self) -> None:
        """Let go what makes the files of buttons that are gone: the latest of each button after a minute, others now.

        Called where the manager's lock is held.
        """
        now, shown = self._clock(), {file_id for on_page in self._pages.values() for file_id in on_page.values()}
        self._gone = {file_id: self._gone.get(file_id, now) for file_id in self._makers if file_id not in shown}
        of_button: Counter[tuple[str, str]] = Counter()
        for file_id, maker in reversed(list(self._makers.items())):  # the latest first
            button = maker["session_id"], maker["element_id"]
            of_button[button] += 1
            if file_id in self._gone and (of_button[button] > MAKERS or now - self._gone[file_id] >= SECONDS):
                self._drop(file_id)
