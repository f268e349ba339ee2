"""What a terminal gives the server is often too little for a class."""

import subprocess
import sys

import pytest

from explorer.page.open_files import ENOUGH

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="it has no such bound")

PROGRAM = """
import resource, sys
from explorer.page.open_files import open_as_many_as_it_takes
resource.setrlimit(resource.RLIMIT_NOFILE, tuple(map(int, sys.argv[1:])))
open_as_many_as_it_takes()
print(*resource.getrlimit(resource.RLIMIT_NOFILE))
"""


@pytest.mark.parametrize(("soft", "hard"), [(256, 1000), (300, 300), (64, ENOUGH)])
def test_it_has_as_many_as_it_may(soft: int, hard: int) -> None:
    told = subprocess.run([sys.executable, "-c", PROGRAM, str(soft), str(hard)], capture_output=True, text=True)
    assert told.stdout.split() == [str(hard), str(hard)]
