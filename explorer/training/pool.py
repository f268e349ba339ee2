"""A pool of processes that comes to its end whatever they were doing.

A process may be killed, or hang, in the middle of the result that it writes: loky's thread then waits for the rest, and
with it all who have handed in a task. Or in the middle of the task that it reads: then the thread that writes it waits.
Neither wait would end, since this process holds both ends of both pipes. It cannot close the others' ends either: a
descriptor that another thread may close too may belong to another file by then, which has got its number. So the pool
has descriptors of its own of both pipes, and by them the rest of a result is written, nothing but zeros, and the rest
of a task is read.
"""

import os
import select
import threading
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any

from loky import ProcessPoolExecutor

SECONDS_TO_END = 2  # for a pool that was told to; then something stands in its way


class Pool(ProcessPoolExecutor):
    """loky's, on which one more thing can be asked for: an end."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._ends: tuple[Connection, Connection] | None = None
        if os.name == "posix":  # what is written to a pipe of Windows arrives whole or not at all
            tasks, results = self._call_queue._reader, self._result_queue._writer
            self._ends = Connection(os.dup(tasks.fileno())), Connection(os.dup(results.fileno()))

    def end(self) -> None:
        """Kill all processes, at once or soon; who waits for a task hears that it has failed. From any thread, once."""
        # Whoever calls it may be a callback of loky's thread, for which one waits here.
        threading.Thread(target=self._end, name="end of a pool", daemon=True).start()

    def _end(self) -> None:
        manager, calls = self._executor_manager_thread, self._call_queue  # which are forgotten with
        self.shutdown(wait=False, kill_workers=True)
        if self._ends is None:
            return
        tasks, results = self._ends
        with tasks, results:  # they are closed here: nobody knows when what refers to this pool is forgotten
            if manager is not None:
                manager.join(SECONDS_TO_END)
                with suppress(BrokenPipeError):  # it has read enough
                    while manager.is_alive():
                        if _ready(results, select.POLLOUT):
                            os.write(results.fileno(), bytes(select.PIPE_BUF))
                manager.join()
                calls.close()  # which the manager has done, unless it failed
                feeder = calls._thread
                while feeder is not None and feeder.is_alive():
                    if _ready(tasks, select.POLLIN):
                        os.read(tasks.fileno(), 2**16)


def _ready(end: Connection, event: int) -> bool:
    """Can so much be read from it, or PIPE_BUF bytes be written to it, that nobody waits? Asked for 50 ms."""
    poll = select.poll()
    poll.register(end, event)
    return bool(poll.poll(50))
