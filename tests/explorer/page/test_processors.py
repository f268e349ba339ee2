"""The server computes with one thread, also where the machine has more processors."""

import os
import subprocess
import sys

import pytest

THREADS = """
import explorer.page.frame
import threadpoolctl
libraries = [library for library in threadpoolctl.threadpool_info() if library["user_api"] == "blas"]
print(max((library["num_threads"] for library in libraries), default=1))  # Apple's own is not among them
"""


@pytest.mark.slow
def test_the_server_computes_with_one_thread() -> None:
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "2", "MKL_NUM_THREADS": "2", "VECLIB_MAXIMUM_THREADS": "2"}
    printed = subprocess.run(
        [sys.executable, "-c", THREADS], env=environment, capture_output=True, text=True, check=True
    ).stdout
    assert printed.strip() == "1"
