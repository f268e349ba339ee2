"""What is freed goes back to the machine, whatever was freed before."""

import subprocess
import sys

import pytest

MEGABYTES = """
import psutil

def megabytes():
    return psutil.Process().memory_info().rss / 1e6
"""


def printed(program: str) -> str:
    """What a process of its own says."""
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout


RUNS_THAT_GO = """
import numpy as np
from explorer.page.memory import keep_large_blocks_apart

keep_large_blocks_apart()
np.ones(20_000_000, np.uint8)  # a large file, which is gone at once
before = megabytes()
runs = [(np.ones(400_000, np.float32), np.ones(10_000, np.float32)) for _ in range(100)]
curves = [curve for _, curve in runs]
print(megabytes() - before)
del runs
print(megabytes() - before)
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="it is Linux that keeps what is freed")
def test_the_weights_of_runs_that_are_gone_are_given_back_although_a_large_file_was_freed_before() -> None:
    most, left = map(float, printed(MEGABYTES + RUNS_THAT_GO).split())
    assert most > 160
    assert left < 30, "4 of them are the curves"


HOLES = """
from explorer.page.memory import give_back_what_is_freed

before = megabytes()
words = [b"x" * 10_000 for _ in range(5_000)]
kept = words[::50]
words.append(words)  # round in circles
print(megabytes() - before)
del words
give_back_what_is_freed()
print(megabytes() - before)
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="it is Linux that keeps what is freed")
def test_what_lies_between_others_that_stay_is_given_back() -> None:
    most, left = map(float, printed(MEGABYTES + HOLES).split())
    assert most > 45
    assert left < 10, "1 of them is what stays"


WHO_WAS_THERE_FIRST = """
import gc
import weakref

class Session:
    pass

session = Session()
session.itself = session
known = weakref.ref(session)
import explorer.page.frame
del session
gc.collect()
print(known())
"""


@pytest.mark.slow
def test_who_is_there_while_the_first_page_is_imported_is_forgotten_like_everybody_else() -> None:
    assert printed(WHO_WAS_THERE_FIRST) == "None\n"
