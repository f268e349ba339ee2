"""Training jobs on a real Dask cluster: a scheduler and workers as processes of their own."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Executor
from pathlib import Path

import pytest

import nn_core as nn
from explorer.data import store
from explorer.data.datasets import Digits
from explorer.runs.grid import grid
from explorer.runs.sweep import Sweep
from explorer.training import cluster, jobs, workers
from explorer.training.chunk import prepare
from explorer.training.cluster import Cluster
from explorer.training.jobs import MAX_FAILURES, Job
from explorer.training.turns import Turns
from tests.explorer.training.dask_processes import DaskProcesses, kill_group, worker_processes
from tests.explorer.training.executors import CHUNK, Held
from tests.waiting import wait_until

pytestmark = pytest.mark.cluster

ROOT = Path(__file__).parents[3]
ITERATIONS = 5 * CHUNK


def wait_for_the_first_chunk(*jobs: Job) -> None:
    wait_until(lambda: all(job.run.iteration == CHUNK or job.error for job in jobs))
    assert [job.error for job in jobs if job.error] == []


def wait_for_the_end(*jobs: Job) -> None:
    wait_until(lambda: all(job.run.finished or job.error for job in jobs))
    assert [job.error for job in jobs if job.error] == []


def fault(there: Executor) -> type[Exception] | None:
    """What a task comes to: None where all is well."""
    try:
        assert there.submit(abs, -3).result(60) == 3
    except Exception as error:
        return type(error)
    return None


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[DaskProcesses, Cluster]]:
    """A cluster that is ready."""
    processes = DaskProcesses(tmp_path_factory.mktemp("dask"))
    try:
        processes.start_scheduler()
        processes.start_workers(2, "first machine")
        there = processes.cluster()
        wait_until(lambda: fault(there) is None)
        yield processes, there
    finally:
        processes.end()


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[DaskProcesses]:
    """None of them runs yet."""
    processes = DaskProcesses(tmp_path)
    yield processes
    processes.end()


def started(digits: Digits) -> nn.TrainingRun:
    config = nn.TrainingConfig(hidden_size=20, batch_size=20, iterations=ITERATIONS)
    return nn.start_training(config, digits.dataset)


def bits(run: nn.TrainingRun) -> list[bytes]:
    measured = [array.tobytes() for array in (run.train_loss, run.train_accuracy, run.test_accuracy)]
    return measured + [array.tobytes() for array in run.network.params.values()]


def _wait_for(gate: str) -> None:
    while not Path(gate).exists():
        time.sleep(0.01)


def _leave(trace: str) -> None:
    Path(trace).touch()


def bits_on_disk(stores: Path) -> list[bytes]:
    """What lies in the only store of this folder."""
    (folder,) = stores.iterdir()
    return [Path(folder, f"{name}.npy").read_bytes() for name in store.ARRAYS]


@pytest.fixture(scope="module")
def expected(digits: Digits) -> list[bytes]:
    """What the run comes to in one of this machine's own workers."""
    run = started(digits)
    return bits(workers.Workers().submit(nn.advance, run, digits.dataset, ITERATIONS).result(60))


def test_jobs_come_to_the_same_bits_as_at_home(
    running: tuple[DaskProcesses, Cluster], digits: Digits, expected: list[bytes]
) -> None:
    _, there = running
    jobs = [Job(started(digits), digits, turns=Turns(there)) for _ in range(4)]
    for job in jobs:
        job.keep_going()
    wait_for_the_end(*jobs)
    assert all(bits(job.run) == expected for job in jobs)


def test_a_worker_killed_in_mid_chunk_loses_nothing(
    running: tuple[DaskProcesses, Cluster], digits: Digits, expected: list[bytes], tmp_path: Path
) -> None:
    processes, there = running
    held = Held(there, tmp_path / "gate")
    jobs = [Job(started(digits), digits, turns=Turns(held)) for _ in range(4)]
    for job in jobs:
        job.keep_going()
    wait_for_the_first_chunk(*jobs)
    worker_processes(processes.workers[0])[0].kill()
    held.open()
    wait_for_the_end(*jobs)
    assert all(bits(job.run) == expected for job in jobs)


def test_a_worker_that_hangs_in_mid_chunk_is_replaced_and_loses_nothing(
    running: tuple[DaskProcesses, Cluster],
    digits: Digits,
    expected: list[bytes],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    processes, there = running
    monkeypatch.setattr(cluster, "SECONDS_FOR_A_TASK", 2)
    before = there.size
    held = Held(there, tmp_path / "gate")
    jobs = [Job(started(digits), digits, turns=Turns(held)) for _ in range(2)]
    for job in jobs:
        job.keep_going()
    wait_for_the_first_chunk(*jobs)
    hangs = worker_processes(processes.workers[0])[0]
    hangs.suspend()
    monkeypatch.setattr(cluster, "SECONDS_FOR_A_TASK", 60)
    held.open()
    wait_for_the_end(*jobs)
    assert all(bits(job.run) == expected for job in jobs)
    wait_until(lambda: not hangs.is_running())
    wait_until(lambda: fault(there) is None and there.size == before)


def test_a_machine_that_joins_in_mid_run_has_the_data_before_its_first_chunk(
    running: tuple[DaskProcesses, Cluster], digits: Digits, expected: list[bytes], tmp_path: Path
) -> None:
    processes, there = running
    held = Held(there, tmp_path / "gate")
    job = Job(started(digits), digits, turns=Turns(held))
    job.keep_going()
    wait_for_the_first_chunk(job)
    kill_group(processes.workers[0])
    processes.start_workers(1, "second machine")
    held.open()
    wait_for_the_end(job)
    assert bits(job.run) == expected
    assert bits_on_disk(processes.folder / "second machine" / "prepared") == bits_on_disk(digits.folder.parent)


def test_data_that_are_damaged_on_a_machine_are_written_there_again(
    running: tuple[DaskProcesses, Cluster], digits: Digits, expected: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    processes, there = running
    monkeypatch.setattr(cluster, "SECONDS_TO_CONNECT", 60)
    there.submit(prepare, digits.folder).result(60)
    for x_test in processes.folder.glob("*/prepared/*/x_test.npy"):
        x_test.write_bytes(bytes(x_test.stat().st_size))
    job = Job(started(digits), digits, turns=Turns(there))
    job.keep_going()
    wait_for_the_end(job)
    assert bits(job.run) == expected


def test_every_worker_has_one_blas_thread(running: tuple[DaskProcesses, Cluster]) -> None:
    _, there = running
    assert there.submit(os.getenv, "OPENBLAS_NUM_THREADS").result(60) == "1"


def test_what_a_task_raises_comes_back(running: tuple[DaskProcesses, Cluster]) -> None:
    _, there = running
    with pytest.raises(ZeroDivisionError):
        there.submit(divmod, 1, 0).result(60)


def test_without_a_scheduler_or_workers_a_job_says_so_and_goes_on_when_they_are_there(
    processes: DaskProcesses, digits: Digits, expected: list[bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = processes.cluster()
    held = Held(there, tmp_path / "gate")
    job = Job(started(digits), digits, turns=Turns(held))
    monkeypatch.setattr(jobs, "MAX_FAILURES", 1)
    monkeypatch.setattr(cluster, "SECONDS_TO_CONNECT", 0.5)
    job.keep_going()
    wait_until(lambda: job.paused)
    assert "(ConnectionError)" in str(job.error)
    assert "Nothing is lost" in str(job.error)

    processes.start_scheduler()
    wait_until(lambda: fault(there) is TimeoutError)  # it is connected: there is no worker
    job.resume()
    wait_until(lambda: job.paused)
    assert "(TimeoutError)" in str(job.error)

    processes.start_workers(1, "first machine")
    wait_until(lambda: fault(there) is None)
    monkeypatch.setattr(cluster, "SECONDS_TO_CONNECT", 60)
    job.resume()
    wait_for_the_first_chunk(job)
    kill_group(processes.schedulers[0])
    wait_until(lambda: job.paused)
    assert job.run.iteration == CHUNK

    processes.start_scheduler()
    processes.start_workers(1, "second machine")
    monkeypatch.setattr(jobs, "MAX_FAILURES", MAX_FAILURES)
    held.open()
    job.resume()
    wait_for_the_end(job)
    assert bits(job.run) == expected


def test_workers_that_cannot_write_the_data_leave_and_the_others_go_on(
    processes: DaskProcesses, digits: Digits, expected: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "SECONDS_TO_CONNECT", 60)
    for machine in ("full", "full too"):
        (processes.folder / machine).mkdir()
        (processes.folder / machine / "prepared").write_text("where the stores should be")
    there = processes.cluster()
    processes.start_scheduler()
    processes.start_workers(1, "full")
    wait_until(lambda: fault(there) is None)
    for machine in ("full too", "good"):  # they join when the data have been sent
        processes.start_workers(1, machine)
    class_of_four = [Job(started(digits), digits, turns=Turns(there)) for _ in range(4)]
    for job in class_of_four:
        job.keep_going()
    wait_for_the_end(*class_of_four)
    assert all(bits(job.run) == expected for job in class_of_four)
    wait_until(lambda: [worker.poll() is None for worker in processes.workers] == [False, False, True])


def test_a_task_that_was_taken_back_is_not_done(running: tuple[DaskProcesses, Cluster], tmp_path: Path) -> None:
    _, there = running
    gate, trace = tmp_path / "gate", tmp_path / "trace"
    busy = [there.submit(_wait_for, str(gate)) for _ in range(8)]
    taken_back = there.submit(_leave, str(trace))
    assert taken_back.cancel()
    later = there.submit(abs, -3)
    gate.touch()
    assert later.result(60) == 3
    assert [task.result(60) for task in busy] == [None] * 8
    assert not trace.exists()


CHOICES = """
import os, sys
from explorer.training import workers
print(type(workers.SHARED).__name__, "distributed" in sys.modules)
os.environ["DASK_SCHEDULER_ADDRESS"] = "tcp://127.0.0.1:1"
print(type(workers._chosen()).__name__, "distributed" in sys.modules)
"""


def test_the_cluster_is_chosen_by_the_environment_and_dask_is_imported_for_it_alone() -> None:
    environment = os.environ | {"DASK_SCHEDULER_ADDRESS": ""}
    said = subprocess.check_output([sys.executable, "-c", CHOICES], cwd=ROOT, env=environment, text=True, timeout=60)
    assert said.split() == ["Workers", "False", "Cluster", "True"]


def test_a_sweep_is_trained_on_all_of_its_workers(running: tuple[DaskProcesses, Cluster], digits: Digits) -> None:
    processes, there = running
    before = there.size
    processes.start_workers(1, "third machine")
    wait_until(lambda: fault(there) is None and there.size > before)
    configs = grid({"hidden_size": [20], "batch_size": [20]}, seeds=range(4), iterations=ITERATIONS)
    sweep = Sweep(configs, digits, turns=Turns(there, lambda: there.size))
    sweep.keep_going()
    wait_until(lambda: not sweep.active)
    assert sweep.error is None
    assert there.size > 1
    for config, run in zip(configs, sweep.runs, strict=True):
        alone = nn.advance(nn.start_training(config, digits.dataset), digits.dataset, ITERATIONS)
        assert run is not None
        assert run.train_loss.tobytes() == alone.train_loss.tobytes()
        assert run.test_accuracy.tobytes() == alone.test_accuracy.tobytes()
