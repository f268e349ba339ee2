"""Train a network from the terminal: the trainer page's run with the same settings, to the last bit.

    python -m explorer.train --dataset mnist --lr 0.1 --iterations 10000 --out run.npz

How far it is goes to stderr, what came of it to stdout. What every program of this folder needs stands below `main`.
"""

import argparse
import io
import math
import os
import re
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NoReturn

import click
from threadpoolctl import threadpool_limits

import nn_core as nn
from explorer.data import datasets, folders
from explorer.data.datasets import DatasetError, Digits
from explorer.runs import files, forms
from explorer.training import rates
from explorer.training.chunk import train_chunk
from explorer.training.rates import Rates, planned
from explorer.training.verdicts import verdict_of

MOST_HIDDEN, MOST_BATCH, MOST_ITERATIONS, MOST_SEED = 5000, 10_000, 1_000_000, 2**32 - 1
FAILED, BAD_ARGUMENT, INTERRUPTED = 1, 2, 130  # as shells know them

ABOUT = """\
Train a network with one hidden layer on handwritten digits: what the trainer page does, without the page. The same
settings give the same numbers there and here. Ctrl+C ends it early and keeps what there is."""
EXAMPLES = """\
examples:
  python -m explorer.train
  python -m explorer.train --dataset mnist --hidden 100 --lr 0.5 --out run.npz run.py run.png
  python -m explorer.train --lr 0.1 --then 3000:0.5,6000:0.1"""

OUT = (
    "take the run home in these files. The ending says what each is: .npz the run itself, which the runs page and "
    "NumPy read; .csv its curves; .png, .svg or .pdf a figure of them; .py or .ipynb a program that trains it again "
    "without this one. What was in such a file is replaced"
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Train as the arguments of the command line say; the status to exit with."""
    parser = command_line()
    asked = parser.parse_args(arguments)
    digits = dataset(parser, asked.dataset)
    config = nn.TrainingConfig(asked.hidden, asked.lr, asked.batch, asked.iterations, asked.init_std, asked.seed)
    if asked.then and asked.then[-1][0] >= config.iterations:
        parser.error(f"--then {asked.then[-1][0]} does not come before the last of {config.iterations:,} iterations")
    for path in asked.out:
        check_place(parser, path, forms.FORMS)
        if forms.ending(path) != ".npz":
            continue
        if not files.is_name(digits.name):
            parser.error(f"--out {shown(path)} cannot be written: {digits.name!r} is no plain name of a data set")
        if files.unpacked_size(config, digits.dataset) > files.MOST_BYTES:
            parser.error(f"--out {shown(path)} would be larger than {files.MOST_BYTES // 10**6} MB")

    run, status = nn.start_training(config, digits.dataset), 0
    try:
        label = f"Training on {digits.name}"
        with click.progressbar(
            length=config.iterations, label=label, file=sys.stderr, width=0, item_show_func=_so_far
        ) as bar:
            for further in chunks(run, digits, asked.then):
                done, run = run.iteration, further
                bar.update(run.iteration - done, run)
    except KeyboardInterrupt:
        status = INTERRUPTED
        note(f"Stopped after {run.iteration:,} of {config.iterations:,} iterations.")
    with deaf_to_ctrl_c():
        for path in figures_last(asked.out) if run.iteration else ():
            try:
                forms.write(path, run, digits.name)
                note(f"{forms.called(path)} is in {shown(path)}.")
            except OSError as error:
                note(not_written(path, error))
                status = status or FAILED
            except ValueError as error:
                note(str(error))
                status = status or FAILED
    if (said := verdict_of(run, digits.name)) is not None:
        note(f"{said.name}. {said.sentence}")
    if run.finished:
        print(f"train accuracy {run.train_accuracy[-1]:.4f}")
        print(f"test accuracy {run.test_accuracy[-1]:.4f}", flush=True)
    return status


def command_line() -> "Parser":
    """The arguments that there are."""
    usual = nn.TrainingConfig()
    parser = Parser("python -m explorer.train", ABOUT, EXAMPLES)
    parser.add_dataset()
    parser.add("--hidden", whole(1, MOST_HIDDEN), usual.hidden_size, "hidden units")
    parser.add("--lr", number(above=0), usual.learning_rate, "learning rate: how far one step moves the weights")
    parser.add("--then", changes, (), "learning rates later on: 3000:0.5 means 0.5 after 3,000 iterations", "AT:LR,...")
    parser.add("--iterations", whole(1, MOST_ITERATIONS), usual.iterations, "iterations: one batch and one step each")
    parser.add("--batch", whole(1, MOST_BATCH), usual.batch_size, "images that one step looks at")
    parser.add("--init-std", number(least=0), usual.weight_init_std, "standard deviation of the first weights")
    parser.add("--seed", whole(0, MOST_SEED), usual.seed, "decides the first weights and the batches")
    parser.add_argument("--out", type=Path, nargs="+", default=[], help=OUT, metavar="FILE")
    return parser


def chunks(run: nn.TrainingRun, digits: Digits, then: Rates = ()) -> Iterator[nn.TrainingRun]:
    """The run after every quarter of a second of training, up to its end."""
    plan = (*run.rates, *then)
    with threadpool_limits(1):  # as in a worker: two threads would sum in another order
        while not run.finished:
            run, until = planned(run, plan)
            run, _ = train_chunk(run, digits.folder, until)
            yield run


def _so_far(run: nn.TrainingRun | None) -> str | None:
    return f"test accuracy {run.test_accuracy[-1]:.4f}" if run is not None and len(run.test_accuracy) else None


# For every program


class Parser(argparse.ArgumentParser):
    """Arguments with their defaults in the help, and one sentence where one of them is wrong."""

    def __init__(self, prog: str, description: str, epilog: str) -> None:
        super().__init__(
            prog=prog,
            description=description,
            epilog=epilog,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )

    def add(self, name: str, kind: Callable[[str], Any], default: Any, about: str, metavar: str = "N") -> None:
        """An argument that may be left out."""
        usual = f" (default: {default})" if default not in (None, ()) else ""
        self.add_argument(name, type=kind, default=default, help=f"{about}{usual}".replace("%", "%%"), metavar=metavar)

    def add_dataset(self) -> None:
        """Which data set to learn from."""
        self.add("--dataset", str, datasets.default_name(), f"one of {', '.join(datasets.names())}", "NAME")

    def error(self, message: str) -> NoReturn:
        """Exit with one sentence."""
        said = re.sub("^argument (.*?): ", r"\1 ", message).rstrip(".")
        self.exit(BAD_ARGUMENT, f"{self.prog}: {said}.\n")


def whole(least: int, most: int) -> Callable[[str], int]:
    """What makes a whole number between these of an argument."""

    def convert(text: str) -> int:
        try:
            value = int(text)
        except ValueError:
            value = least - 1
        if not least <= value <= most:
            raise argparse.ArgumentTypeError(f"must be a whole number from {least:,} to {most:,}, not {text!r}")
        return value

    return convert


def number(above: float = -math.inf, least: float = -math.inf) -> Callable[[str], float]:
    """What makes a finite number above one and not below another of an argument."""

    def convert(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not (math.isfinite(value) and value > above and value >= least):
            bound = f"above {above:g}" if above > least else f"of at least {least:g}"
            raise argparse.ArgumentTypeError(f"must be a number {bound}, not {text!r}")
        return value

    return convert


def changes(text: str) -> Rates:
    """Changes of the learning rate as they stand in the trainer's links, to exactly these rates."""
    found = {}
    for after, rate in rates.parts(text):
        try:
            found[whole(1, MOST_ITERATIONS)(after)] = number(above=0)(rate)
        except argparse.ArgumentTypeError:
            raise argparse.ArgumentTypeError(f"must look like 3000:0.5 or 3000:0.5,6000:0.1, not {text!r}") from None
    return tuple(sorted(found.items()))


def dataset(parser: Parser, name: str) -> Digits:
    """The data set of this name, ready to learn from; where it is not there the program ends with a sentence."""
    if (problem := datasets.folder_problem()) is not None:
        note(problem)
    if name not in datasets.names():
        parser.error(f"--dataset must be one of {', '.join(datasets.names())}, not {name!r}")
    if not datasets.is_on_disk(name):
        here = "choose it once on the trainer page, which fetches it, or name a folder that has it in MNIST_DIR"
        parser.error(f"--dataset {name} is not on this machine: {here}")
    try:
        return datasets.load(name)
    except DatasetError as error:
        parser.error(str(error))


def figures_last(paths: Iterable[Path]) -> list[Path]:
    """Files in the order to write them: drawing takes longest, and what becomes full meanwhile costs a figure."""
    return sorted(paths, key=lambda path: forms.figure_kind(path) is not None)


def not_written(path: Path, error: OSError) -> str:
    """That a file could not be written, and why: the disk has become full, say."""
    return f"{shown(path)} cannot be written: {error.strerror or error}."


@contextmanager
def deaf_to_ctrl_c() -> Iterator[None]:
    """While work is brought home, which takes a second or two: whoever has pressed it once has been heard."""
    heard = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, heard)


def check_place(parser: Parser, path: Path, endings: Iterable[str]) -> None:
    """End with a sentence where a file cannot be written, before there is anything to write.

    Args:
        endings: that its name may have.
    """
    try:
        files.place(path)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "that is no path"
        parser.error(f"--out {shown(path)} cannot be written: {why[:1].lower() + why[1:]}")
    if forms.ending(path) not in endings:
        parser.error(f"--out {shown(path)} must end in {', '.join(endings)}: the ending says what the file is to be")


def shown(path: Path) -> str:
    """A path as it can be printed."""
    return folders.shown(path)


def note(sentence: str) -> None:
    """Say something about the work, not its result."""
    print(sentence, file=sys.stderr)


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


def run_as_program(main: Callable[[], int]) -> NoReturn:
    """Exit with what `main` returns, quietly also where Ctrl+C comes or nobody reads any more what is printed."""
    if isinstance(sys.stderr, io.TextIOWrapper):
        sys.stderr = Aside(sys.stderr.buffer, sys.stderr.encoding, "backslashreplace", line_buffering=True)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal that knows no ± is told the rest
    try:
        status = main()
        if sys.stdout is not None:
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
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # what remains is to end
    sys.exit(status)


if __name__ == "__main__":
    run_as_program(main)
