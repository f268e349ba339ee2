"""A class that grows, on one process of the app, until its pages are slow or its memory is large.

    MNIST_DIR=... python -m benchmarks.growing_class [students ...]

Each student has two tabs, real websocket sessions against the real app on 127.0.0.1: trains a run and looks on to its
end, reads what came of it, moves a slider of the heaviest page five times, and begins again. Half of them begin with
the slider. One more visitor does nothing but move that slider, and looks at the clock. Their side of it takes the same
cores.
"""

import itertools
import multiprocessing
import statistics
import sys
import threading
import time
from contextlib import suppress
from multiprocessing.queues import SimpleQueue
from multiprocessing.synchronize import Event, Semaphore

from tests.serving import megabytes, processor_seconds, serving
from tests.visitor import Visitor

SIZES = (10, 20, 40, 80, 120, 160, 240, 320, 480, 640)
SECONDS = 20  # at each size
RUN = "iterations=1000"
READING = 10.0  # seconds
MOVES, BETWEEN = 5, 2.0  # seconds
IN_A_PROCESS = 40  # students, who share its interpreter
SECONDS_APART = 0.2  # do they come
MOST_SECONDS, MOST_MEGABYTES = 1.0, 1000.0
MOST_SECONDS_OF_A_RUN = 300
Seen = SimpleQueue[float | str]  # seconds that a run took, or what went wrong


def on_the_page(address: str, page: str, key: str, query: str = "") -> Visitor:
    """Somebody who has opened a page that has a widget of this key."""
    student = Visitor(address, page, query)
    student.wait_for(key)
    return student


def rest(student: Visitor, seconds: float) -> None:
    """Be there and do nothing."""
    with suppress(TimeoutError):
        student.watch_until(lambda: False, seconds)


def student(address: str, number: int, came: Semaphore, seen: Seen, over: Event) -> None:
    """Until the lesson is over."""
    try:
        trainer = on_the_page(address, "trainer", "train", RUN)
        lesson = on_the_page(address, "descent", "x0")
        came.release()
        for turn in itertools.count(number % 2):
            if turn % 2:
                for move in range(MOVES):
                    lesson.slide("x0", round(0.1 * (move % 2), 1))
                    rest(lesson, BETWEEN)
            else:
                seen.put(trainer.train(MOST_SECONDS_OF_A_RUN))
                rest(trainer, READING)
            assert not trainer.errors + lesson.errors, trainer.errors + lesson.errors
    except Exception as error:
        if not over.is_set():  # else it is the server that has gone
            seen.put(f"{type(error).__name__}: {error}")


def some_students(address: str, numbers: range, came: Semaphore, seen: Seen, over: Event) -> None:
    """In a process of their own: they come one after the other."""
    for number in numbers:
        threading.Thread(target=student, args=(address, number, came, seen, over), daemon=True).start()
        time.sleep(SECONDS_APART)
    over.wait()


def main() -> None:
    sizes = tuple(map(int, sys.argv[1:])) or SIZES
    context = multiprocessing.get_context("spawn")
    came, seen, over = context.Semaphore(0), context.SimpleQueue(), context.Event()
    columns = ("students", "slider p95", "memory", "of a core", "runs done", "a run takes", "went wrong")
    print("".join(f"{column:>12}" for column in columns))
    with serving(LOKY_MAX_CPU_COUNT="2") as (address, server):
        on_the_page(address, "trainer", "train", RUN).train(MOST_SECONDS_OF_A_RUN)  # starts the workers
        dragger = on_the_page(address, "descent", "x0")
        here, value = 0, 0.0
        for size in sizes:
            while here < size:
                more = range(here, min(here + IN_A_PROCESS, size))
                context.Process(target=some_students, args=(address, more, came, seen, over), daemon=True).start()
                for _ in more:
                    came.acquire(timeout=SECONDS)
                here = more.stop
            began, busy = time.perf_counter(), processor_seconds(server)
            dragged: list[float] = []
            most = 0.0
            while time.perf_counter() < began + SECONDS or len(dragged) < 20:
                asked = time.perf_counter()
                value = round(0.1 - value, 1)
                dragger.slide("x0", value)
                dragged.append(time.perf_counter() - asked)
                most = max(most, megabytes(server))
                time.sleep(0.1)
            busy = (processor_seconds(server) - busy) / (time.perf_counter() - began)
            told = []
            while not seen.empty():
                told.append(seen.get())
            runs = [one for one in told if isinstance(one, float)]
            faults = [one for one in told if isinstance(one, str)]
            p95 = statistics.quantiles(dragged, n=20)[-1]
            takes = f"{statistics.median(runs):.1f} s" if runs else "–"
            row = (size, f"{p95:.2f} s", f"{most:.0f} MB", f"{busy:.0%}", len(runs), takes, len(faults))
            print("".join(f"{one:>12}" for one in row), flush=True)
            for fault in sorted(set(faults)):
                print(f"         {fault}")
            if p95 > MOST_SECONDS or most > MOST_MEGABYTES:
                break
        over.set()
        dragger.close()


if __name__ == "__main__":
    main()
