"""What the README shows does what it says."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1"}  # several wait for each other where other work needs the processor too


@pytest.mark.slow
@pytest.mark.usefixtures("only_the_sample")
def test_the_example_in_python_runs_and_prints_an_accuracy() -> None:
    (example,) = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    command = [sys.executable, "-c", example]
    done = subprocess.run(command, cwd=ROOT, env=os.environ | ONE_THREAD, capture_output=True, text=True, check=True)
    assert 0.85 < float(done.stdout) < 1
