"""Training jobs on a real Dask cluster: a scheduler and workers as processes of their own."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

import nn_core as nn
from explorer.data import store
from explorer.data.datasets import Digits
from explorer.training import cluster, workers
from explorer.training.cluster import Cluster
from explorer.training.jobs import Job

ROOT = Path(__file__).parents[3]
ITERATIONS = 20_000


class DaskProcesses:
    """A scheduler and workers as the README starts them; each group of workers as on a machine of its own."""

    def __init__(self, folder: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self._port = free.getsockname()[1]
        self.address = f"tcp://127.0.0.1:{self._port}"
        self.folder = folder
        self.schedulers: list[subprocess.Popen[bytes]] = []
        self.workers: list[subprocess.Popen[bytes]] = []

    def start_scheduler(self) -> None:
        options = ("--host", "127.0.0.1", "--port", str(self._port), "--no-dashboard")
        self.schedulers.append(self._start("scheduler", *options))

    def scheduler_listens(self) -> bool:
        with suppress(OSError), socket.create_connection(("127.0.0.1", self._port)):
            return True
        return False

    def start_workers(self, how_many: int, machine: str) -> None:
        scratch = str(self.folder / machine / "scratch")
        options = ("--nthreads", "1", "--nworkers", str(how_many), "--no-dashboard", "--local-directory", scratch)
        self.workers.append(self._start("worker", self.address, *options, cache_folder=self.folder / machine))

    def _start(self, *command: str, cache_folder: Path | None = None) -> subprocess.Popen[bytes]:
        environment = {name: value for name, value in os.environ.items() if not name.endswith("_NUM_THREADS")}
        return subprocess.Popen(
            [sys.executable, "-m", "dask", *command],
            cwd=ROOT,
            env=environment | {"NN_EXPLORER_CACHE": str(cache_folder)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def end(self) -> None:
        for process in self.schedulers + self.workers:
            kill_group(process)
            process.wait(10)


def kill_group(process: subprocess.Popen[bytes]) -> None:
    """The process and all that it started, without a chance to say goodbye."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def busiest_worker(nannies: subprocess.Popen[bytes]) -> psutil.Process:
    children = psutil.Process(nannies.pid).children(recursive=True)
    return max(children, key=lambda child: child.cpu_times().user)


def wait_until(condition: Callable[[], object], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)


def wait_for_progress(*jobs: Job) -> None:
    wait_until(lambda: all(job.run.iteration > 0 or job.error for job in jobs))
    assert [job.error for job in jobs if job.error] == []
    assert not any(job.run.finished for job in jobs)


def wait_for_the_end(*jobs: Job) -> None:
    wait_until(lambda: all(job.run.finished or job.error for job in jobs))
    assert [job.error for job in jobs if job.error] == []


def answers(executor: Executor) -> bool:
    with suppress(Exception):
        return executor.submit(abs, -3).result(60) == 3
    return False


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[DaskProcesses, Cluster]]:
    """A cluster that is ready."""
    processes = DaskProcesses(tmp_path_factory.mktemp("dask"))
    try:
        processes.start_scheduler()
        processes.start_workers(2, "first machine")
        there = Cluster(processes.address)
        wait_until(lambda: answers(there))
        yield processes, there
    finally:
        processes.end()


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[DaskProcesses]:
    """None of them runs yet."""
    processes = DaskProcesses(tmp_path)
    yield processes
    processes.end()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waits less, to keep the tests short."""
    monkeypatch.setattr(cluster, "SECONDS_TO_CONNECT", 0.5)


def started(digits: Digits) -> nn.TrainingRun:
    config = nn.TrainingConfig(hidden_size=20, batch_size=20, iterations=ITERATIONS)
    return nn.start_training(config, digits.dataset)


def bits(run: nn.TrainingRun) -> list[bytes]:
    measured = (run.train_loss, run.train_accuracy, run.test_accuracy)
    return [array.tobytes() for array in (*measured, *run.network.params.values())]


def bits_on_disk(stores: Path) -> list[bytes]:
    """What lies in the only store of this folder."""
    (folder,) = stores.iterdir()
    return [Path(folder, f"{name}.npy").read_bytes() for name in store.ARRAYS]


@pytest.fixture(scope="module")
def expected(digits: Digits) -> list[bytes]:
    """What the run comes to in this machine's own workers."""
    job = Job(started(digits), digits, executor=workers.Workers())
    job.keep_going()
    wait_for_the_end(job)
    return bits(job.run)


def test_jobs_come_to_the_same_bits_as_at_home_though_a_worker_is_killed(
    running: tuple[DaskProcesses, Cluster], digits: Digits, expected: list[bytes]
) -> None:
    processes, there = running
    jobs = [Job(started(digits), digits, executor=there) for _ in range(4)]
    for job in jobs:
        job.keep_going()
    wait_for_progress(*jobs)
    busiest_worker(processes.workers[0]).kill()
    wait_for_the_end(*jobs)
    assert all(bits(job.run) == expected for job in jobs)


def test_a_machine_that_joins_in_mid_run_has_the_data_before_its_first_chunk(
    running: tuple[DaskProcesses, Cluster], digits: Digits, expected: list[bytes]
) -> None:
    processes, there = running
    job = Job(started(digits), digits, executor=there)
    job.keep_going()
    wait_for_progress(job)
    kill_group(processes.workers[0])
    processes.start_workers(1, "second machine")
    wait_for_the_end(job)
    assert bits(job.run) == expected
    assert bits_on_disk(processes.folder / "second machine" / "prepared") == bits_on_disk(digits.folder.parent)


def test_every_worker_has_one_blas_thread(running: tuple[DaskProcesses, Cluster]) -> None:
    _, there = running
    assert there.submit(os.getenv, "OPENBLAS_NUM_THREADS").result(60) == "1"


def test_what_a_task_raises_comes_back(running: tuple[DaskProcesses, Cluster]) -> None:
    _, there = running
    with pytest.raises(ZeroDivisionError):
        there.submit(divmod, 1, 0).result(60)


@pytest.mark.usefixtures("impatient")
def test_without_a_scheduler_or_workers_a_job_says_so_and_goes_on_when_they_are_there(
    processes: DaskProcesses, digits: Digits, expected: list[bytes]
) -> None:
    there = Cluster(processes.address)
    job = Job(started(digits), digits, executor=there)
    job.keep_going()
    wait_until(lambda: job.error, seconds=15)
    assert "(ConnectionError)" in job.error
    assert "Nothing is lost" in job.error

    processes.start_scheduler()
    wait_until(processes.scheduler_listens)
    job.resume()
    wait_until(lambda: job.error, seconds=15)
    assert "(TimeoutError)" in job.error

    processes.start_workers(1, "first machine")
    wait_until(lambda: answers(there))
    job.resume()
    wait_for_progress(job)
    kill_group(processes.schedulers[0])
    wait_until(lambda: job.error, seconds=15)
    assert 0 < job.run.iteration < ITERATIONS

    processes.start_scheduler()
    processes.start_workers(1, "second machine")
    wait_until(lambda: answers(there))
    job.resume()
    wait_for_the_end(job)
    assert bits(job.run) == expected


def test_a_chunk_that_never_comes_back_is_given_up(
    running: tuple[DaskProcesses, Cluster], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, there = running
    monkeypatch.setattr(cluster, "SECONDS_FOR_A_TASK", 0.2)
    with pytest.raises(TimeoutError):
        there.submit(time.sleep, 3).result(60)


CHOICE = "import sys; from explorer import jobs, workers; print(type(workers.SHARED).__name__, 'dask' in sys.modules)"


@pytest.mark.parametrize(("address", "choice"), [("", "Workers False"), ("tcp://127.0.0.1:1", "Cluster True")])
def test_the_cluster_is_chosen_by_the_environment_and_dask_is_imported_for_it_alone(address: str, choice: str) -> None:
    environment = os.environ | {"DASK_SCHEDULER_ADDRESS": address}
    said = subprocess.run(
        [sys.executable, "-c", CHOICE], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60
    )
    assert said.stdout.strip() == choice
