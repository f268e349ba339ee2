"""A class of thirty for ten minutes, while everything happens to its server that can.

    MNIST_DIR=... python -m benchmarks.chaos [minutes [seed]]

Real websocket sessions against the real app on 127.0.0.1, its data on a small disk where only root may have one. What
happens is in `tests/hosting/mischief.py`. At the end every run that a student took home is compared, file by file, with
what the core makes of the same settings, alone in this process.
"""

import os
import random
import sys
import tempfile
import threading
import time
from pathlib import Path

from benchmarks.hour_of_a_class import KEPT_SECONDS, held, rest
from explorer.data import datasets
from tests.hosting import chaos
from tests.hosting.chaos import Hand
from tests.hosting.mischief import FOR_GOOD, FROM_OUTSIDE, ON_THE_MACHINE, WHIMS, Scene, small_disk
from tests.serving import serving

STUDENTS = 30
DISK_MEGABYTES = 300
MOST_MORE_MEGABYTES = 150  # that the server may hold at rest afterwards, against a class that was left in peace
MOST_LINES = 200  # of the log


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
    with tempfile.TemporaryDirectory() as temporary, small_disk(Path(temporary), DISK_MEGABYTES) as disk:
        folder = Path(temporary)
        cache, own = folder / "cache", Path(tempfile.mkdtemp(dir="/tmp"))
        os.environ["NN_EXPLORER_CACHE"] = str(own)
        changes = {
            "NN_EXPLORER_CACHE": str(cache),
            "HTTPS_PROXY": "http://127.0.0.1:9",  # what is not on this machine is not fetched
            "STREAMLIT_SERVER_DISCONNECTED_SESSION_TTL": str(KEPT_SECONDS),
        }
        log = own / "log"
        with serving(log, **changes) as (address, server):
            with chaos.a_class(address, STUDENTS, lessons(), seed) as calm:
                time.sleep(1)
            rest(address)
            before = held(server, [folder])
            print(f"after a class that was left in peace: {before}", flush=True)
            with chaos.a_class(address, STUDENTS, lessons(), seed + STUDENTS) as students:
                scene = Scene(address, server, cache, disk, students, random.Random(seed))
                over = threading.Event()
                hands = [
                    Hand(kinds, scene, over, pause)
                    for kinds, pause in ((ON_THE_MACHINE, 3), (FROM_OUTSIDE, 2), (WHIMS, 0.5), (FOR_GOOD, 60))
                ]
                for hand in hands:
                    hand.start()
                over.wait(60 * minutes)
                over.set()
                for hand in hands:
                    hand.join()
            print(f"as the class goes: {held(server, [folder])}", flush=True)
            rest(address)
            after = held(server, [folder])
            wrong = ["The server has ended."] * (server.poll() is not None)
        everybody = [*calm, *students]
        runs = sum(len(student.brought) for student in everybody)
        said = log.read_text()
        print(*chaos.counted(students, hands), sep="\n")
        print(f"{scene.boxes} senders of strange messages were shown a box without a word of the error")
        print(f"the log has {len(said.splitlines())} lines")
        print(f"at rest again: {after}", flush=True)
        wrong += chaos.what_went_wrong(everybody, hands) + chaos.runs_that_are_not_right(everybody)
        wrong += chaos.said_of_a_person(said, everybody, address) + chaos.left_in(folder)
        print(f"{runs} runs taken home, compared with {chaos._alone.cache_info().currsize} trained alone")
        for name in ("processes", "threads", "descriptors"):
            if getattr(after, name) > getattr(before, name):
                wrong.append(f"{getattr(after, name) - getattr(before, name)} {name} are left over.")
        print(*wrong or ["All of it held."], sep="\n")
        print(log)
    return len(wrong) > 0


if __name__ == "__main__":
    sys.exit(main())
