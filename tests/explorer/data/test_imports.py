"""What is paid for at the start of a server and of every worker: NumPy, and nothing heavier."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


@pytest.mark.slow
def test_importing_is_cheap() -> None:
    script = "import sys, explorer.data.store, explorer.data.download, explorer.data.datasets; print(*sys.modules)"
    loaded = subprocess.check_output([sys.executable, "-c", script], cwd=ROOT, text=True).split()
    assert "numpy" in loaded
    assert not {"streamlit", "pandas", "scipy", "sklearn", "mlxtend", "pooch", "requests"} & set(loaded)
