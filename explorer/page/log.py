"""The server's log says a thing once: a thousand bad messages of one visitor are not a thousand tracebacks.

And it says nothing of who it was. What Streamlit's runtime puts into its sentences are ids of sessions, which lead to
whoever has them, and what visitors have sent.
"""

import logging
import re
import threading
import time
from collections.abc import Callable

SECONDS = 600  # after so many it is said again, with how often it happened meanwhile
MOST_KINDS = 200  # the oldest are forgotten
OF_VISITORS = "streamlit.runtime"  # the loggers whose names begin like this tell of them
OF_DATA = "explorer.data."  # these tell of one mirror or folder, and then of another
_PLACE = re.compile(r"%(\(\w+\))?[-#0 +]*\d*(\.\d+)?[a-zA-Z]")  # in a sentence, for something that is put there


class OncePerKind(logging.Filter):
    """Lets one record of a kind pass: from one line of code; of a fault, raised at one line; of data, in one text."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._said: dict[tuple[object, ...], tuple[float, int]] = {}  # when, and how often unsaid since
        self._lock = threading.Lock()

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether to say it; may be called from any thread."""
        kind, now = _kind(record), self._clock()
        with self._lock:
            said, unsaid = self._said.get(kind, (now - SECONDS, 0))
            if now - said < SECONDS:
                self._said[kind] = said, unsaid + 1
                return False
            self._said.pop(kind, None)
            self._said[kind] = now, 0
            for oldest in list(self._said)[:-MOST_KINDS]:
                del self._said[oldest]
        if record.name.startswith(OF_VISITORS) and record.args:
            record.msg, record.args = _PLACE.sub("…", str(record.msg)).replace("%%", "%"), None
        if unsaid:
            record.msg, record.args = f"{record.getMessage()} (and {unsaid} more times since it was last said)", None
        return True


def _kind(record: logging.LogRecord) -> tuple[object, ...]:
    kind: tuple[object, ...] = record.name, record.pathname, record.lineno
    if record.name.startswith(OF_DATA):
        kind = *kind, record.getMessage()
    error = record.exc_info[1] if record.exc_info else None
    if error is None:
        return kind
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    place = (trace.tb_frame.f_code.co_filename, trace.tb_lineno) if trace else ()
    return *kind, type(error), *place
