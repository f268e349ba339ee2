"""The worker processes themselves; what they do for a job is tested with the jobs."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import BrokenExecutor
from pathlib import Path

import psutil
import pytest

from explorer.training import workers

ROOT = Path(__file__).parents[3]
SERVER = """
import time
from explorer.training import workers
workers.SHARED.submit(time.sleep, 0.1).result()
print(*workers.SHARED._pool._processes, flush=True)
workers.SHARED.submit(time.sleep, 1)
time.sleep(60)
"""


@pytest.mark.slow
def test_workers_end_when_their_server_is_killed() -> None:
    with subprocess.Popen([sys.executable, "-c", SERVER], cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        pids = [int(pid) for pid in server.stdout.readline().split()]
        assert pids
        server.kill()
    end = time.monotonic() + 60
    while any(psutil.pid_exists(pid) and psutil.Process(pid).status() != "zombie" for pid in pids):
        assert time.monotonic() < end, "a worker outlived its server"
        time.sleep(0.1)


def test_a_pool_that_broke_is_replaced_at_the_next_task() -> None:
    pool = workers.Workers()
    pid = pool.submit(os.getpid).result(60)
    disturbed = pool.submit(time.sleep, 600)
    os.kill(pid, signal.SIGKILL)
    with pytest.raises(BrokenExecutor):
        disturbed.result(60)
    assert pool.submit(abs, -3).result(60) == 3
    assert pool._pool is not None
    pool._pool.shutdown()


def test_every_worker_has_one_blas_thread() -> None:
    threads = workers.SHARED.submit(os.getenv, "OPENBLAS_NUM_THREADS").result(60)
    assert threads == "1"


def test_ctrl_c_in_their_terminal_is_not_for_the_workers() -> None:
    pool = workers.Workers()
    pid = pool.submit(os.getpid).result(60)
    os.kill(pid, signal.SIGINT)
    assert pool.submit(signal.getsignal, signal.SIGINT).result(60) == signal.SIG_IGN
    assert psutil.pid_exists(pid)
    assert pool._pool is not None
    pool._pool.shutdown()


def test_they_are_loky_s_own_and_load_no_joblib_although_the_server_has_it() -> None:
    import joblib  # noqa: F401 -- its copy of loky takes loky's name for itself, as when the sample is prepared

    pool = workers.Workers()
    assert "joblib" not in pool.submit(_modules).result(60)
    assert pool._pool is not None
    pool._pool.shutdown()


def _modules() -> set[str]:
    return set(sys.modules)
