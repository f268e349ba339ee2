"""The core needs Python and NumPy, and the tests of the core are as strict as they claim."""

import ast
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest

import nn_core as nn

CORE = Path(nn.__file__).parent
ALLOWED = {"numpy", "nn_core", *sys.stdlib_module_names}

# What has no __spec__ was not imported: Cython, which parts of NumPy are written in, keeps such things there.
PRINT_NEW_MODULES = """
import sys
before = set(sys.modules)
import nn_core
new = [name for name in set(sys.modules) - before if getattr(sys.modules[name], "__spec__", None)]
print(*{name.partition(".")[0] for name in new})
"""


@pytest.mark.parametrize("path", list(CORE.rglob("*.py")), ids=lambda path: path.name)
def test_no_file_imports_anything_but_numpy_and_the_standard_library(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            assert {alias.name.partition(".")[0] for alias in node.names} <= ALLOWED
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0
            assert node.module
            assert node.module.partition(".")[0] in ALLOWED


@pytest.mark.slow
def test_importing_it_loads_nothing_but_numpy_and_the_standard_library():
    command = [sys.executable, "-c", PRINT_NEW_MODULES]
    loaded = subprocess.run(command, cwd=CORE.parent, capture_output=True, text=True, check=True).stdout.split()
    assert "numpy" in loaded
    assert set(loaded) <= ALLOWED


def test_every_public_name_is_there_and_documented():
    for name in nn.__all__:
        assert getattr(nn, name).__doc__


@pytest.mark.parametrize("event", [lambda x: x * 1e308, lambda x: x / 1e308 / 1e308, lambda x: x / 0])
def test_these_tests_notice_a_floating_point_event(event):
    with pytest.raises(FloatingPointError):
        event(np.float64(10))


def test_these_tests_notice_a_warning():
    with pytest.raises(UserWarning, match="noticed"):
        warnings.warn("noticed", stacklevel=1)
