"""Two processes of the app behind HAProxy, and behind both of them the workers of one Dask cluster."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from websockets import ConnectionClosed

from tests.explorer.training import dask_processes
from tests.explorer.training.dask_processes import DaskProcesses
from tests.hosting.behind_proxy import come_back, iteration, numbers_at_the_end, training
from tests.hosting.proxy import Proxy, proxied
from tests.serving import worker_processes
from tests.waiting import wait_until

pytestmark = [pytest.mark.cluster, pytest.mark.slow]

RUN = "hidden=20&iterations=3000"


@pytest.fixture
def dask(tmp_path: Path) -> Iterator[DaskProcesses]:
    """A machine with two workers."""
    pytest.importorskip("distributed", reason="needs Dask: pip install -r requirements-cluster.lock")
    dask = DaskProcesses(tmp_path / "dask")
    try:
        dask.start_scheduler()
        dask.start_workers(2, "machine")
        yield dask
    finally:
        dask.end()


@pytest.fixture
def both(haproxy: None, dask: DaskProcesses, tmp_path: Path, cache_folder: Path) -> Iterator[Proxy]:
    """Two processes that train on the workers of `dask`."""
    cluster = {"DASK_SCHEDULER_ADDRESS": dask.address}
    with proxied(tmp_path, NN_EXPLORER_CACHE=str(cache_folder), MNIST_DIR=None, **cluster) as proxy:
        yield proxy


def test_when_one_process_is_killed_those_of_the_other_notice_nothing_and_its_own_runs_go_on_there(
    both: Proxy, dask: DaskProcesses
) -> None:
    cut, *others = training(both, RUN, "abb")
    assert [worker_processes(server) for _, server in both.apps.values()] == [[], []], "they train elsewhere"
    elsewhere = dask_processes.worker_processes(dask.workers[0])
    for one in elsewhere:
        one.suspend()  # so that the runs are under way for as long as it takes
    wait_until(lambda: [reached > 0 for reached in both.reached()] == [True] * 3)
    assert 0 < iteration(cut) < 3_000
    with both.killed("a"):
        for one in elsewhere:
            one.resume()
        with pytest.raises(ConnectionClosed):
            cut.watch_until(lambda: False)
        back = come_back(both, RUN, cut, app="a")
        numbers = [numbers_at_the_end(student) for student in (*others, back)]
    assert numbers[0]["Iteration"] == "3,000"
    assert numbers == [numbers[0]] * 3
    for student in (*others, back):
        student.close()
