"""What somebody who means harm can make the server hold.

    python -m benchmarks.hostile [sessions]

Uploads, large messages, compressed ones, widgets that are not there, many sessions; each is tried on the real app on
127.0.0.1, one after the other. The figures are the server's own memory without its workers.
"""

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psutil

from tests.hosting.attacker import MEGABYTE, Attacker, is_well
from tests.serving import Server, serving


class Scales:
    """Weighs the server all the while."""

    def __init__(self, server: Server) -> None:
        self._process = psutil.Process(server.pid)
        self.most = 0.0

    def now(self) -> float:
        """Megabytes."""
        weight: float = self._process.memory_info().rss / 1e6
        return weight

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Keep the most that it has weighed in `most`."""
        over = threading.Event()
        self.most = self.now()

        def watch() -> None:
            while not over.wait(0.01):
                self.most = max(self.most, self.now())

        watcher = threading.Thread(target=watch)
        watcher.start()
        try:
            yield
        finally:
            over.set()
            watcher.join()


def attack(scales: Scales, address: str, name: str, harm: Callable[[], object]) -> None:
    """Do it; print what came of it, and what it made the server hold."""
    before = scales.now()
    with scales.watching():
        said = harm()
    time.sleep(2)
    assert is_well(address), name
    print(f"{name}: {said}; {before:.0f} MB before, at most {scales.most:.0f}, {scales.now():.0f} after", flush=True)


def counted(codes: list[object]) -> str:
    """How often each."""
    return ", ".join(f"{codes.count(code)} x {code}" for code in dict.fromkeys(codes))


def closed_by(attackers: list[Attacker], data: bytes | list[bytes]) -> str:
    """Each sends that; the codes that the server closed them with."""
    for attacker in attackers:
        attacker.send(data)
    return counted([attacker.closed for attacker in attackers])


def states(attackers: list[Attacker]) -> str:
    """Each tells of 20 MB of widgets; the codes that the server closed them with."""
    for attacker in attackers:
        attacker.states(20)
    return counted([attacker.closed for attacker in attackers])


def come_and_stay(address: str, sessions: int, kept: list[Attacker]) -> str:
    """So many sessions on a page with charts that stay open."""
    kept += [Attacker(address) for _ in range(sessions)]
    assert all(attacker.answers() for attacker in kept)
    return f"{len(kept)} open"


def main() -> None:
    sessions = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    with serving() as (address, server):
        scales, one = Scales(server), Attacker(address)
        kept: list[Attacker] = []
        assert one.answers()

        def several(number: int = 4) -> list[Attacker]:
            return [Attacker(address) for _ in range(number)]

        tries: dict[str, Callable[[], object]] = {
            "6 files of 100 MB": lambda: counted([one.upload(100) for _ in range(6)]),
            "6 that do not say so before": lambda: counted([one.upload(100, chunked=True) for _ in "123456"]),
            "300 of 1.5 MB": lambda: counted([one.upload(1.5) for _ in range(300)]),
            "60 of 1.5 MB from 30 sessions": lambda: counted([a.upload(1.5) for a in several(30) for _ in "12"]),
            "4 messages of 150 MB": lambda: closed_by(several(), b"x" * (150 * MEGABYTE)),
            "4 of 150 MB in frames of 1 MB": lambda: closed_by(several(), [b"x" * MEGABYTE] * 150),
            "20 sessions with 20 MB of widgets": lambda: states(several(20)),
            "more sessions": lambda: come_and_stay(address, sessions, kept),
        }
        for name, harm in tries.items():
            attack(scales, address, name, harm)


if __name__ == "__main__":
    main()
