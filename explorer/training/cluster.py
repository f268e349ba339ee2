"""Training on a Dask cluster: the same jobs in worker processes that may run on other machines.

Such a worker cannot open the folder in which the server keeps a data set. So a data set is sent to the cluster once,
as a plugin: Dask hands a plugin to every worker that is there and to every worker that comes later, before its first
task. The worker keeps the data in its own cache folder, as a store like the server's; one that cannot write them leaves
the cluster. The scheduler keeps every data set that was sent (47 MB for MNIST) in its memory for as long as it runs.

All talk with the cluster is in one thread with an event loop of its own. Nothing here makes a page wait.
"""

import asyncio
import logging
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from distributed import Client, Worker, WorkerPlugin, get_worker
from distributed import Future as DaskFuture

import nn_core as nn
from explorer.data import folders, store
from explorer.training.chunk import prepare

SECONDS_TO_CONNECT = 3
# A chunk that takes longer than this will not come: its worker hangs, or there is none. A server hands in no more than
# its workers can begin (`explorer.training.turns`), so 240 servers would have to share them before one waits so long.
SECONDS_FOR_A_TASK = 60

_logger = logging.getLogger(__name__)


class Cluster(Executor):
    """The workers of the Dask cluster whose scheduler is at `address`, as `tcp://host:8786`.

    It connects when there is something to do, and again when the connection was lost. Where that fails, those who
    wait for it hear of it after `SECONDS_TO_CONNECT`; whoever comes later makes it try again. A worker that has not
    done its task after `SECONDS_FOR_A_TASK` is replaced.

    Attributes:
        size: how many tasks its workers could do at once when the latest was handed in; 1 before the first.
    """

    def __init__(self, address: str) -> None:
        self.size = 1
        self._address = address
        self._connection: asyncio.Task[Client] | None = None
        self._copying: dict[tuple[str, Path], asyncio.Task[_CopyOf]] = {}  # by the scheduler's id and the folder
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, name="cluster", daemon=True).start()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        """Schedule `fn(*args, **kwargs)` in a worker. A `Path` in `args` names a store; `fn` gets the worker's copy.

        A future that is cancelled leaves the cluster's queue; a worker that has begun goes on to the end, for nothing.

        The future raises:
            OSError: the scheduler cannot be reached or has gone away, or a store cannot be read.
            TimeoutError: there is no worker, or none that comes to an end.
            concurrent.futures.CancelledError: the connection was lost meanwhile.
            Exception: whatever `fn` raises.
        """
        return asyncio.run_coroutine_threadsafe(self._run(fn, args, kwargs), self._loop)

    def warm_up(self, *folders: Path) -> None:
        """Connect, and let a worker have the data sets in `folders`, before they are needed."""
        self.submit(prepare, *folders)

    async def _run(self, fn: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        client = await asyncio.shield(self._connected())
        async with asyncio.timeout(SECONDS_TO_CONNECT):
            while not (threads := await client.nthreads()):
                await asyncio.sleep(0.1)
        self.size = sum(threads.values())
        sent = [await asyncio.shield(self._copied(client, arg)) if isinstance(arg, Path) else arg for arg in args]
        # Dask forgets a task when nothing refers to its future any more, as when this is cancelled.
        task = client.submit(_with_copies, fn, *sent, **kwargs, pure=False)
        try:
            return await asyncio.wait_for(task, SECONDS_FOR_A_TASK)
        except TimeoutError:
            await _replace_whoever_does(task, client)
            raise

    def _connected(self) -> "asyncio.Task[Client]":
        """The connection, or the attempt at one that is under way."""
        latest = self._connection
        if latest is None or _failed(latest):
            self._connection = latest = self._loop.create_task(self._connect())
        elif latest.done() and latest.result().status != "running":
            self._connection = latest = self._loop.create_task(self._connect(instead_of=latest.result()))
        return latest

    async def _connect(self, instead_of: Client | None = None) -> Client:
        if instead_of is not None:
            await instead_of.close()  # it may still be trying to come back
        try:
            return await Client(self._address, asynchronous=True, set_as_default=False, timeout=SECONDS_TO_CONNECT)
        except OSError as error:
            raise ConnectionError(f"{self._address} cannot be reached: {error}") from error

    def _copied(self, client: Client, folder: Path) -> "asyncio.Task[_CopyOf]":
        """The copying of a store to the workers, done or under way; a scheduler that is new knows of none."""
        key = client.scheduler_info()["id"], folder
        if key not in self._copying or _failed(self._copying[key]):
            self._copying[key] = self._loop.create_task(_copy(client, folder))
        return self._copying[key]


async def _replace_whoever_does(task: DaskFuture, client: Client) -> None:
    """End the worker that has had a task for too long: Dask would give it the next as well, since it is idle."""
    hang = [worker for worker, keys in (await client.processing()).items() if task.key in keys]
    if hang:
        _logger.warning("workers that hang are replaced: %s", ", ".join(hang))
        with suppress(Exception):  # it has no nanny, which would start another, or left by itself
            await client.restart_workers(hang, timeout=SECONDS_TO_CONNECT, raise_for_error=False)


async def _copy(client: Client, folder: Path) -> "_CopyOf":
    dataset = await asyncio.to_thread(store.read_dataset, folder)
    copy = _CopyOf(store.fingerprint(folder))
    await client.register_plugin(_Delivery(copy, dataset), name=copy.fingerprint)
    return copy


def _failed(task: "asyncio.Task[Any]") -> bool:
    return task.done() and (task.cancelled() or task.exception() is not None)


# In a worker


@dataclass(frozen=True)
class _CopyOf:
    """Stands for a store on its way to a worker."""

    fingerprint: str

    @property
    def folder(self) -> Path:
        """Where it lies on this machine."""
        return folders.store_folder(self.fingerprint)


class _Delivery(WorkerPlugin):
    """A data set, for a worker to write down unless another worker on its machine has done so."""

    def __init__(self, copy: _CopyOf, dataset: nn.Dataset) -> None:
        self._copy = copy
        self._dataset: nn.Dataset | None = dataset

    def setup(self, worker: Worker) -> None:
        assert self._dataset is not None
        try:
            store.open_dataset(self._copy.folder)
        except ValueError:
            try:
                store.write(self._copy.folder, self._dataset)
            except OSError:
                # Its chunks would fail at once, so it would be idle whenever Dask looks for a worker, and get them all.
                _logger.exception("this worker leaves the cluster, since it cannot write %s", self._copy.folder)
                worker.loop.add_callback(worker.close_gracefully, restart=False, reason="cannot write a data set")
        self._dataset = None  # the worker keeps this object as long as it lives


def _with_copies(fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    try:
        return fn(*(arg.folder if isinstance(arg, _CopyOf) else arg for arg in args), **kwargs)
    except ValueError:  # a store is not what was written: whoever takes this worker's place gets the data anew
        worker = get_worker()
        worker.loop.add_callback(worker.close_gracefully, restart=True, reason="a data set is damaged")
        raise
