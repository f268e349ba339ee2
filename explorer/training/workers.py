"""The worker processes that train: one for each core, started when they are needed, gone after a minute without work.

What a core is, loky says: those that this process may use, by its affinity and its container's limit. There is no other
bound. The environment variable LOKY_MAX_CPU_COUNT sets a lower one, for a host of many cores with other things to do or
little memory (each worker may hold a reordered copy of MNIST, 55 MB).

A process may hang, stopped from outside or by a disk that does not answer. Nothing in it can tell, so every task has a
limit: when that is over all processes are ended and others take their place. Whoever waited for them hears of it.

Threads would be simpler and several times slower: every NumPy call gives up the interpreter lock and waits to get it
back from the thread that draws the page. loky starts processes that never import Streamlit's entry script.

Where the environment variable DASK_SCHEDULER_ADDRESS is set, a Dask cluster takes their place.
"""

import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from explorer.training.cluster import Cluster

# Here and not where it is used: threads that import a package and a part of it at the same time get it half-made.
from loky import cpu_count
from loky.backend.context import LokyContext
from loky.process_executor import ShutdownExecutorError

from explorer.training.chunk import prepare
from explorer.training.pool import Pool

IDLE_SECONDS = 60

# The longest chunk of all settings took 0.85 s of a processor, and a process that has to start and to open the data
# takes 2 s more: the machine may be ten times too busy before anything is ended that does not hang.
SECONDS_FOR_A_TASK = 30

# A worker always has something to do, a page has it now and then while somebody looks at it: so the page goes first.
# With thirty who train, the answer to a slider came in 0.10 s for 0.14, and in 1.2 s for 1.9 where it took longest
# (p95); the class was done no later.
NICENESS = 5

_logger = logging.getLogger(__name__)

# One BLAS thread in each worker: two in each of two workers fight over two cores and take four times as long.
ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"), "1")


class Workers(Executor):
    """A process pool that is replaced when it breaks: loky gives a pool up when one of its processes is killed.

    It is also replaced when a task is not done `seconds` after it was handed in.

    loky's own `get_reusable_executor` does as much, but waits for the broken pool's thread to end, and that thread is
    where done-callbacks run: one that hands in more work, as a training job's does, would wait for itself.
    """

    def __init__(self, seconds: float = SECONDS_FOR_A_TASK) -> None:
        self._seconds = seconds
        self._pool: Pool | None = None
        self._lock = threading.Lock()

    @property
    def size(self) -> int:
        """How many processes there are when there is work for all of them."""
        return int(cpu_count())

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        """Schedule `fn(*args, **kwargs)` in a worker process.

        The future raises whatever `fn` raises, and another error where its process was ended.

        Raises:
            RuntimeError: this process is about to end.
        """
        pool = self._current_pool()
        try:
            future = pool.submit(fn, *args, **kwargs)
        except (BrokenExecutor, ShutdownExecutorError):
            pool = self._current_pool(instead_of=pool)
            future = pool.submit(fn, *args, **kwargs)
        limit = threading.Timer(self._seconds, self._end, (pool,))
        limit.daemon = True
        limit.start()
        future.add_done_callback(lambda _: limit.cancel())
        return future

    def _end(self, pool: Pool) -> None:
        """End a pool that hangs, and all tasks in it."""
        if pool is self._pool:
            _logger.warning("a worker was not done after %g s; all of them are replaced", self._seconds)
        self._current_pool(instead_of=pool)

    def _current_pool(self, instead_of: Pool | None = None) -> Pool:
        with self._lock:
            if self._pool is instead_of:
                if instead_of is not None:
                    instead_of.end()
                self._pool = Pool(
                    self.size,
                    timeout=IDLE_SECONDS,
                    context=LokyContext(),  # by name it may be that of the copy in joblib, which scikit-learn imports
                    initializer=_begin,
                    initargs=(os.getpid(),),
                    env=ONE_THREAD,
                )
            assert self._pool is not None
            return self._pool

    def warm_up(self, *folders: Path) -> None:
        """Start the processes and open the data sets in `folders` before the first chunk has to wait for either."""
        for _ in range(self.size):
            self.submit(prepare, *folders)


def _begin(parent: int) -> None:
    """In a worker: stand back, and end when the server is gone, killed without a chance to say so, and not before.

    On Windows, where a process keeps the number of a parent that is gone, it ends when its pipes turn out to be broken.
    Ctrl+C in a terminal reaches every process that was started there; what it means is the server's to say.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform != "win32":
        os.nice(NICENESS)
    if sys.platform == "linux":
        with suppress(OSError), open("/proc/self/oom_score_adj", "w") as first:
            first.write("1000")  # of what is killed where memory runs out: the server, which is larger, goes on

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(2)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _chosen() -> "Workers | Cluster":
    """What this process trains with."""
    try:
        cpu_count()
    except ValueError:
        bound = os.environ.pop("LOKY_MAX_CPU_COUNT")
        _logger.warning("LOKY_MAX_CPU_COUNT is %r, which is no whole number: there is no bound", bound)
    address = os.environ.get("DASK_SCHEDULER_ADDRESS")
    if not address:
        return Workers()
    try:
        from explorer.training.cluster import Cluster
    except ImportError as error:
        raise ImportError("DASK_SCHEDULER_ADDRESS is set, which needs requirements-cluster.txt") from error
    return Cluster(address)


SHARED = _chosen()
