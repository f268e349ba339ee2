"""Files that were made for a visitor stay until they are fetched, whatever other visitors do meanwhile.

Streamlit makes a file when its button is pressed, and lets it go when two pages have been drawn since, of whichever
visitors: in a class that is a matter of milliseconds, and the browser finds nothing where it was sent.
"""

import threading
import time
from collections.abc import Callable
from typing import Any

SECONDS = 60  # a browser asks for a file as soon as it hears where it is
MOST = 32  # the oldest are let go; a run has 2 MB at most


class FilesOnTheirWay:
    """Stands before `execute_deferred` and `_get_inactive_file_ids` of Streamlit's manager of such files."""

    def __init__(self, manager: Any, clock: Callable[[], float] = time.monotonic) -> None:
        self._make, self._inactive, self._clock = manager.execute_deferred, manager._get_inactive_file_ids, clock
        self._made: dict[str, float] = {}
        self._lock = threading.Lock()

    def make(self, button_id: str) -> str:
        """Make the file of a button, and give its address; may be called from any thread."""
        address: str = self._make(button_id)
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
