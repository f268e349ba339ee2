"""What a terminal gives the server is often too little for a class."""

import subprocess
import sys

import pytest

from explorer.page.open_files import ENOUGH

resource = pytest.importorskip("resource", reason="Windows has no such bound")

PROGRAM = """
import resource, sys
from explorer.page.open_files import open_as_many_as_it_takes
resource.setrlimit(resource.RLIMIT_NOFILE, tuple(map(int, sys.argv[1:])))
open_as_many_as_it_takes()
print(*resource.getrlimit(resource.RLIMIT_NOFILE))
"""


@pytest.mark.parametrize(
    ("soft", "hard", "then"),
    [(256, 1000, 1000), (300, 300, 300), (64, ENOUGH, ENOUGH), (256, 20_000, ENOUGH), (9000, 20_000, 9000)],
)
def test_it_has_as_many_as_it_takes_or_may_have(soft: int, hard: int, then: int) -> None:
    if 0 <= resource.getrlimit(resource.RLIMIT_NOFILE)[1] < hard:
        pytest.skip("this machine gives nobody so many")
    told = subprocess.run([sys.executable, "-c", PROGRAM, str(soft), str(hard)], capture_output=True, text=True)
    assert told.stdout.split() == [str(then), str(hard)]
