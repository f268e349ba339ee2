"""What an answer to one move of a slider weighs on the wire, on every lesson page, and what compressing it costs.

    python -m benchmarks.wire [page ...]

Real websocket sessions through a forwarder that counts, to two servers in turns: one compresses what it sends, one
does not. Processor time is the server's own, for one answer: script, charts, and whatever it does to send them.
The last lines tell what a session that only stays open costs in memory, and how long a line of 20 Mbit/s is busy when
each of thirty students moves a slider once.
"""

import statistics
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from itertools import islice
from typing import Any

from tests.browser.wire import Wire, wire_to
from tests.serving import Server, megabytes, processor_seconds, serving
from tests.visitor import Visitor

TURNS, IN_A_ROW = 3, 10  # 30 answers of each server, or 30 frames of a walk that plays
SESSIONS = 40  # that stay open for the measurement of memory
STUDENTS, MEGABITS = 30, 20
PLAYING = "descent, playing"
COMPRESSION = "STREAMLIT_SERVER_ENABLE_WEBSOCKET_COMPRESSION"
# Each page's slider, and where it goes to: never back, since a browser still has the pictures that it has just seen.
SLIDERS: dict[str, tuple[str, Sequence[float | str]]] = {
    "sigmoid": ("x", [tenth / 10 for tenth in range(-60, 60)]),
    "softmax": ("a0", [tenth / 10 for tenth in range(-60, 60)]),
    "losses": ("p", [f"{hundredth / 100:g}" for hundredth in range(11, 90)]),  # options have names
    "forward": ("x1", [tenth / 10 for tenth in range(-19, 20)]),
    "backward": ("x1", [tenth / 10 for tenth in range(-45, 45)]),
    "gradients": ("x0", [tenth / 10 for tenth in range(-40, 40)]),
    "descent": ("x0", [tenth / 10 for tenth in range(-40, 40)]),
    "descent?method=all four": ("x0", [tenth / 10 for tenth in range(-40, 40)]),
}


class Student(Visitor):
    """A visitor that counts what its page weighs.

    Attributes:
        arrow: bytes of all data for charts that it was sent so far.
    """

    arrow = 0

    def _see(self, element: Any, fragment: str) -> None:
        super()._see(element, fragment)
        chart = element.vega_lite_chart
        self.arrow += len(chart.data.data) + sum(len(one.data.data) for one in chart.datasets)


def opened(wire: Wire, page: str) -> Student:
    """The page, with its slider on it."""
    name, _, query = page.partition("?")
    student = Student(f"127.0.0.1:{wire.port}", name, query)
    student.wait_for(SLIDERS[page][0])
    return student


def slides(student: Student, page: str, places: Iterator[float | str], times: int) -> None:
    for place in islice(places, times):
        student.slide(SLIDERS[page][0], place)


def plays(student: Student, frames: int) -> None:
    """Wait for so many frames of the descent page's walk."""
    seen = len(student.updates)
    student.watch_until(lambda: len(student.updates) >= seen + frames)


def measured(page: str, servers: list[tuple[Server, Wire]]) -> list[list[tuple[float, ...]]]:
    """For each server, in each turn: Arrow bytes, bytes on the wire and processor seconds of one answer."""
    students = [opened(wire, "descent" if page == PLAYING else page) for _, wire in servers]
    places = [iter(SLIDERS.get(page, ("", []))[1]) for _ in servers]

    def answers(number: int, times: int) -> None:
        plays(students[number], times) if page == PLAYING else slides(students[number], page, places[number], times)

    for number, student in enumerate(students):
        if page == PLAYING:
            student.press("play")
        answers(number, 3)
    found: list[list[tuple[float, ...]]] = [[], []]
    for _ in range(TURNS):
        for number, (server, wire) in enumerate(servers):
            before = students[number].arrow, wire.carried, processor_seconds(server)
            answers(number, IN_A_ROW)
            after = students[number].arrow, wire.carried, processor_seconds(server)
            found[number].append(tuple((now - then) / IN_A_ROW for now, then in zip(after, before, strict=True)))
    for student in students:
        assert not student.errors, student.errors
        student.close()
    return found


def main() -> None:
    with ExitStack() as stack:
        servers = []
        for compressing in ("false", "true"):
            address, server = stack.enter_context(serving(port=None, **{COMPRESSION: compressing}))
            servers.append((server, stack.enter_context(wire_to(int(address.rpartition(":")[2])))))

        print(f"{'one answer':26} {'Arrow':>9} {'sent':>9} {'compressed':>10} {'processor':>9} {'compressed':>10}")
        heaviest = [0.0, 0.0]
        for page in sys.argv[1:] or [*SLIDERS, PLAYING]:
            found = measured(page, servers)
            arrow, sent, seconds = (statistics.mean(one) for one in zip(*found[0], strict=True))
            _, compressed, with_compression = (statistics.mean(one) for one in zip(*found[1], strict=True))
            print(
                f"{page:26} {arrow / 1e3:6.1f} kB {sent / 1e3:6.1f} kB {compressed / 1e3:7.1f} kB"
                f" {seconds * 1e3:6.1f} ms {with_compression * 1e3:7.1f} ms",
                flush=True,
            )
            heaviest = [max(heaviest[0], sent), max(heaviest[1], compressed)]

        for (server, wire), name in zip(servers, ("as it is", "compressed"), strict=True):
            before = megabytes(server)
            students = [opened(wire, "sigmoid") for _ in range(SESSIONS)]
            print(f"a session that stays open, {name}: {(megabytes(server) - before) / SESSIONS * 1e3:.0f} kB")
            for student in students:
                student.close()
        for sent, name in zip(heaviest, ("as it is", "compressed"), strict=True):
            line = STUDENTS * sent * 8 / (MEGABITS * 1e6)
            print(f"thirty answers of the heaviest page on a line of {MEGABITS} Mbit/s, {name}: {line:.2f} s")


if __name__ == "__main__":
    main()
