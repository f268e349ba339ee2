"""How many uploaded files the server keeps: few, whoever sends them.

Streamlit takes a file of any session that is connected, whether its page asks for one or not, and keeps it in memory
until ten minutes after the session has gone. How large one may be is `maxUploadSize` in `.streamlit/config.toml`.
"""

import threading
from typing import Any

MOST = 16  # for the whole server; a page reads its file within a second and gives it back
MOST_OF_A_SESSION = 4


class FewUploads:
    """Stands before `add_file` of Streamlit's file manager: a new file is taken, and the oldest make room.

    Nobody is refused, so nobody can keep others from it: who sends many loses their own first.
    """

    def __init__(self, manager: Any) -> None:
        self._add, self._remove = manager.add_file, manager.remove_file
        self._files: list[tuple[str, str]] = []  # session and file, the oldest first; some were given back since
        self._lock = threading.Lock()

    def __call__(self, session_id: str, file: Any) -> None:
        """Keep the file; may be called from any thread."""
        new = session_id, file.file_id
        with self._lock:
            self._add(session_id=session_id, file=file)
            self._files = [*(one for one in self._files if one != new), new]
            own = [one for one in self._files if one[0] == session_id]
            for one in own[:-MOST_OF_A_SESSION] or self._files[:-MOST]:
                self._files.remove(one)
                self._remove(session_id=one[0], file_id=one[1])
