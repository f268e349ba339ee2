"""A class of thirty for ten minutes, while everything happens to its server that can.

    MNIST_DIR=... python -m benchmarks.chaos [minutes [seed]]

Real websocket sessions against the real app on 127.0.0.1, its data on a small disk where only root may have one. What
happens is in `tests/hosting/mischief.py`; the same seed has the same order of it. At the end every run that a
student took home is compared, byte by byte, with what the core makes of the same settings, alone in this process.
"""

import os
import random
import sys
import tempfile
import threading
from pathlib import Path

from benchmarks.hour_of_a_class import SECONDS_OF_A_SESSION, held, rest
from explorer.data import datasets
from explorer.page.tabs import SECONDS_KEPT
from tests.hosting import chaos
from tests.hosting.chaos import Hand
from tests.hosting.mischief import FOR_GOOD, FROM_OUTSIDE, ON_THE_MACHINE, WHIMS, Scene, small_disk
from tests.serving import serving

STUDENTS = 30
DISK_MEGABYTES = 300
SECONDS_BETWEEN = {"at the machine": 3, "from outside": 2, "by students": 0.5, "for good": 60}  # on average
MOST_LINES = 500  # of the log: each kind of fault once in ten minutes, with its traceback


def lessons() -> list[dict[str, str]]:
    """Settings of the runs that the class trains."""
    names = [name for name in (datasets.SAMPLE, datasets.MNIST) if datasets.is_on_disk(name)]
    return [
        {"dataset": name, "hidden": hidden, "iterations": iterations, "seed": seed}
        for name in names
        for hidden, iterations in (("50", "2000"), ("20", "3000"), ("100", "1000"))
        for seed in "012"
    ]


def main() -> int:
    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else 10
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(10**6)
    print(f"seed {seed}", flush=True)
    with (
        tempfile.TemporaryDirectory() as temporary,
        tempfile.TemporaryDirectory() as own,
        small_disk(Path(temporary), DISK_MEGABYTES) as disk,
    ):
        print("a disk that can be filled" if disk else "no disk that can be filled: that takes root", flush=True)
        os.environ["NN_EXPLORER_CACHE"] = f"{own}/cache"
        folder, log = Path(temporary), Path(own, "log")
        changes = {
            "NN_EXPLORER_CACHE": f"{temporary}/cache",
            "TMPDIR": temporary,
            "HTTPS_PROXY": "http://127.0.0.1:9",  # what is not on this machine is not fetched
            "STREAMLIT_SERVER_DISCONNECTED_SESSION_TTL": str(SECONDS_OF_A_SESSION),
        }
        with serving(log, **changes) as (address, server):
            with chaos.a_class(address, STUDENTS, lessons(), seed) as calm:
                pass
            rest(address)
            before = held(server, [folder])
            print(f"after a class that was left in peace, at rest: {before}", flush=True)
            with chaos.a_class(address, STUDENTS, lessons(), seed + STUDENTS) as students:
                scene = Scene(address, server, folder / "cache", disk, students, random.Random(seed))
                over = threading.Event()
                kinds = (ON_THE_MACHINE, FROM_OUTSIDE, WHIMS, FOR_GOOD)
                hands = [
                    Hand(of, scene, over, pause) for of, pause in zip(kinds, SECONDS_BETWEEN.values(), strict=True)
                ]
                for hand in hands:
                    hand.start()
                over.wait(60 * minutes)
                over.set()
                for hand in hands:
                    hand.join()
            print(f"as the class goes: {held(server, [folder])}", flush=True)
            rest(address)
            print(f"at rest again: {held(server, [folder])}", flush=True)
            rest(address, SECONDS_KEPT)
            after = held(server, [folder])
            wrong = ["The server has ended."] * (server.poll() is not None)
        said = log.read_text()
        everybody = [*calm, *students]
        print(f"when no tab is kept any more: {after}", flush=True)
        print(*chaos.counted(students, hands), sep="\n")
        print(f"{scene.boxes} boxes without a word were shown to senders of strange messages")
        print(f"the log has {len(said.splitlines())} lines", flush=True)
        wrong += chaos.what_went_wrong(everybody, hands) + chaos.runs_that_are_not_right(everybody)
        wrong += chaos.said_of_a_person(said, everybody, address) + chaos.left_in(folder)
    wrong += after.left_over(before)  # ten minutes later, against a class that was left in peace
    if len(said.splitlines()) > MOST_LINES:
        wrong.append("The log says too much.")
    runs = sum(len(student.brought) for student in everybody)
    print(f"{runs} runs taken home, of {chaos.alone.cache_info().currsize} kinds that were trained alone to compare")
    print(*wrong or ["All of it held."], sep="\n")
    return len(wrong) > 0


if __name__ == "__main__":
    sys.exit(main())
