"""A small class while everything happens to its server that can, each thing once. `benchmarks/chaos.py` goes on."""

import random
import threading
from pathlib import Path

import pytest

from explorer.data import datasets
from tests.hosting import chaos
from tests.hosting.chaos import Hand
from tests.hosting.mischief import FROM_OUTSIDE, ON_THE_MACHINE, WHIMS, Scene, small_disk
from tests.serving import serving

LESSONS = [{"dataset": datasets.SAMPLE, "hidden": "30", "iterations": "1000", "seed": seed} for seed in "01"]


@pytest.mark.classroom
@pytest.mark.timeout(600)
@pytest.mark.usefixtures("only_the_sample")
def test_whatever_happens_every_run_is_right_to_the_last_bit_and_nobody_sees_a_fault(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    log, over = tmp_path / "log", threading.Event()
    with small_disk(tmp_path / "disk", 60) as disk:
        cache = tmp_path / "disk" / "cache"
        changes = {"NN_EXPLORER_CACHE": str(cache), "HTTPS_PROXY": "http://127.0.0.1:9", "LOKY_MAX_CPU_COUNT": "2"}
        with serving(log, MNIST_DIR=None, **changes) as (address, server):
            with chaos.a_class(address, 5, LESSONS, seed=0) as students:
                scene = Scene(address, server, cache, disk, students, random.Random(0))
                hands = [Hand(kinds, scene, over, pause=0) for kinds in (ON_THE_MACHINE, FROM_OUTSIDE, WHIMS)]
                for hand in hands:
                    hand.start()
                for hand in hands:
                    hand.join()
            assert server.poll() is None, "the server has ended"
        left = chaos.left_in(cache)
    wrong = left + chaos.what_went_wrong(students, hands) + chaos.runs_that_are_not_right(students)
    assert not wrong, "\n".join(wrong)
    assert not chaos.said_of_a_person(log.read_text(), students, address)
    assert all(student.brought for student in students)
