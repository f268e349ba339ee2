"""What becomes of a program for the terminal: Ctrl+C, a full disk, nobody who reads, and what it says of its work."""

import io
import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NoReturn

from explorer.data.folders import shown
from explorer.runs import forms

FAILED, BAD_ARGUMENT, INTERRUPTED = 1, 2, 130  # as shells know them
# Ctrl+C; to be ended by another program; and a terminal that is closed, which Windows does not tell.
ENDS = [signal.SIGINT, signal.SIGTERM, *([signal.SIGHUP] if hasattr(signal, "SIGHUP") else [])]


def run(main: Callable[[], int]) -> NoReturn:
    """Exit with what `main` returns, quietly also where Ctrl+C comes or nobody reads any more what is printed.

    Whatever else asks it to end is taken as Ctrl+C, so that it keeps what there is; but not under nohup, which asks for
    the opposite.
    """
    for end in ENDS:
        if signal.getsignal(end) == signal.SIG_DFL:
            signal.signal(end, signal.default_int_handler)
    _open_what_is_closed()
    if isinstance(stderr := sys.stderr, io.TextIOWrapper):  # which would be closed if nobody had it any more
        sys.stderr = Aside(stderr.buffer, stderr.encoding, "backslashreplace", line_buffering=True)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal that knows no ± is told the rest
    try:
        status = main()
        sys.stdout.flush()
    except KeyboardInterrupt:
        status = INTERRUPTED
    except OSError as error:
        if error.filename is not None:
            raise
        if not isinstance(error, BrokenPipeError):
            note(f"What came of it cannot be printed: {error.strerror}.")
        # What Python would print as it ends has nowhere to go either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        status = FAILED
    for end in ENDS:
        signal.signal(end, signal.SIG_IGN)  # what remains is to end
    sys.exit(status)


def _open_what_is_closed() -> None:
    """Have the standard files lead somewhere: what begins workers writes there, or its pipes take their place."""
    for descriptor in range(3):
        try:
            os.fstat(descriptor)
        except OSError:
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)  # it becomes the lowest that is free
    sys.stdout = sys.stdout or open(1, "w", closefd=False)  # noqa: SIM115  (as long as the program)
    sys.stderr = sys.stderr or open(2, "w", closefd=False)  # noqa: SIM115


@contextmanager
def deaf_to_ctrl_c() -> Iterator[None]:
    """While it would do harm: as work is brought home, when whoever has pressed it once has been heard."""
    heard = [(end, signal.signal(end, signal.SIG_IGN)) for end in ENDS]
    try:
        yield
    finally:
        for end, handler in heard:
            signal.signal(end, handler)


class Aside(io.TextIOWrapper):
    """What is said of the work: that nobody listens, or that the disk is full where it is written, ends no work."""

    def write(self, text: str) -> int:
        """Say it, or not."""
        with suppress(OSError):
            super().write(text)
        return len(text)

    def flush(self) -> None:
        """Let go of what was said."""
        with suppress(OSError):
            super().flush()


def note(sentence: str) -> None:
    """Say something about the work, not its result."""
    print(sentence, file=sys.stderr)


def not_written(path: Path, error: OSError | ValueError) -> str:
    """That a file could not be written, and why: the disk has become full, say."""
    why = (isinstance(error, OSError) and error.strerror) or str(error)
    return f"{shown(path)} cannot be written: {why.rstrip('.')}."


def figures_last(paths: Iterable[Path]) -> list[Path]:
    """Files in the order to write them: drawing takes longest, and what becomes full meanwhile costs a figure."""
    return sorted(paths, key=lambda path: forms.figure_kind(path) is not None)
