"""Sweep over settings from the terminal: many runs, each what `python -m explorer.train` gives, and what luck explains.

    python -m explorer.sweep --dataset mnist --lr 0.01 0.1 1 --hidden 10 50 200 --seeds 3 --iterations 2000

How far it is goes to stderr, what came of it to stdout.
"""

import shlex
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

import nn_core as nn
from explorer.data.datasets import Digits
from explorer.data.folders import shown
from explorer.runs import cells, files, forms, grid, halving, luck, luck_words, rows
from explorer.runs.rows import Row
from explorer.runs.sweep import Sweep
from explorer.terminal import program
from explorer.terminal.arguments import SETTINGS, Parser, check_name, check_place, dataset, whole
from explorer.training.answers import without_looking
from explorer.training.sliders import FIELDS
from explorer.training.words import duration
from explorer.words.numbers import counted

LOOKS = 0.1  # seconds between two looks at how far it is

ABOUT = f"""\
Train the same network with many settings, on all processors, and tell which were better and whether that was luck.
Each of --lr, --hidden, --batch and --init-std takes one value or several; every combination is trained with every seed,
at most {grid.MOST_RUNS} runs in all. Ctrl+C ends it early and keeps what there is."""
EXAMPLES = """\
examples:
  python -m explorer.sweep --lr 0.01 0.1 1 --seeds 3
  python -m explorer.sweep --dataset mnist --lr 0.1 0.3 1 --hidden 10 50 200 --out sweep.csv sweep.pdf
  python -m explorer.sweep --random 20 --lr 0.001 10 --batch 10 1000 --out sweep.csv

The same command again goes on with what is not in sweep.csv yet."""
OUT = (
    "take the sweep home in these files. The ending says what each is: .csv a row for each run, and with --halving for "
    "each of its rounds; .png, .svg or .pdf a figure of what came of them"
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Sweep as the arguments of the command line say; the status to exit with."""
    parser = command_line()
    asked = parser.parse_args(arguments)
    try:
        settings = runs_of(asked)
    except ValueError as error:
        parser.error(str(error))
    if asked.random is not None and len(settings) < asked.random * asked.seeds:
        program.note(f"These ranges hold no more than {counted(len(settings) // asked.seeds, 'combination')}.")
    digits = dataset(parser, asked.dataset)
    for path in asked.out:
        check_place(parser, path, forms.SWEEP_FORMS)
    results = Results(settings, digits)
    tables = [path for path in asked.out if results.is_table(path)]
    for path in tables:
        go_on_with(parser, results, path)
    sweep, status = Sweep(settings, digits, halving=asked.halving, known=rows.scores(results.known)), 0
    try:
        watch(sweep, lambda: results.write(tables, cells.table(sweep)))
    except KeyboardInterrupt:
        status = program.INTERRUPTED
    with program.deaf_to_ctrl_c():
        if status:
            sweep.stop()
            program.note("Stopped.")
        # Once: chunks that were begun may still come back, and all that is written and said is to be of the same runs.
        ended = cells.table(sweep)
        results.write(program.figures_last(asked.out), ended)
        found = results.found(ended)
        if sweep.error:
            program.note(f"{sweep.error.partition('.')[0]}. The same command again tries again.")
        if sweep.error or results.refused:
            status = status or program.FAILED
        for path in asked.out if found else ():
            if path not in results.refused:
                program.note(f"{shown(path)} {'has' if path in tables else 'shows'} {how_many(found, settings)}.")
        if found and not status:
            best = rows.ranked(found)[0]
            if luck.has_learned(best, len(digits.dataset.x_test), without_looking(digits.dataset)):
                program.note(f"To take the best home: {once_more(best.settings, digits.name)}")
        if status == program.INTERRUPTED:
            print(f"Stopped: {how_many(found, settings)}.")
        for line in summary(found, luck_words.varied(settings), digits.dataset, asked.iterations):
            print(line)
    return status


class Results:
    """What came of the runs of a sweep, here and in tables that were there before, and the files that it goes to.

    Attributes:
        settings, digits: of its runs, and what they learn from.
        known: what the tables have.
        refused: files that could not be written the last time.
    """

    def __init__(self, settings: Sequence[nn.TrainingConfig], digits: Digits) -> None:
        self.settings, self.digits = settings, digits
        self.known: list[Row] = []
        self.refused: set[Path] = set()

    @staticmethod
    def is_table(path: Path) -> bool:
        """And no figure."""
        return forms.figure_kind(path) is None

    def look_into(self, path: Path) -> list[Row]:
        """What the table has, also of another sweep that goes on with it at the same time.

        Raises:
            ValueError: it is no table of this sweep.
        """
        there = rows.read(path, self.digits.name, self.settings) if path.exists() else []
        self.known = rows.joined(self.settings, self.known, there)
        return there

    def found(self, ended: Sequence[Row]) -> list[Row]:
        """These, and what was known before."""
        return rows.joined(self.settings, self.known, ended)

    def write(self, paths: Sequence[Path], ended: Sequence[Row]) -> None:
        """Write all that is known into these; what cannot be written now may be when the next run has ended."""
        for path in paths if self.found(ended) else ():
            try:
                if self.is_table(path):
                    self.look_into(path)
                forms.write_sweep(path, self.settings, self.found(ended), self.digits)
                self.refused.discard(path)
            except (OSError, ValueError) as error:
                if path not in self.refused:
                    self.refused.add(path)
                    program.note(program.not_written(path, error))


def go_on_with(parser: Parser, results: Results, path: Path) -> None:
    """Take the runs of a table for done; where it is none of this sweep, the program ends with a sentence."""
    check_name(parser, path, results.digits.name)
    try:
        there = results.look_into(path)
    except ValueError as error:
        parser.error(f"--out {shown(path)} is there already, but {error}")
    if there:
        program.note(f"{shown(path)} has {how_many(there, results.settings, ' already')}.")


def how_many(found: Sequence[Row], settings: Sequence[nn.TrainingConfig], already: str = "") -> str:
    """Of how many runs there is a row, and how many of them are at their end, where halving has left others."""
    runs, ended = rows.runs(found), len({row.config for row in found} & {*settings})
    to_the_end = "" if ended == runs else f", {ended:,} of them to the end"
    return f"{runs:,} of {counted(len(settings), 'run')}{already}{to_the_end}"


def command_line() -> Parser:
    """The arguments that there are."""
    usual = nn.TrainingConfig()
    parser = Parser("python -m explorer.sweep", ABOUT, EXAMPLES)
    parser.add_dataset()
    parser.add_several("--lr", SETTINGS["--lr"], usual.learning_rate, "learning rates")
    parser.add_several("--hidden", SETTINGS["--hidden"], usual.hidden_size, "numbers of hidden units")
    parser.add_several("--batch", SETTINGS["--batch"], usual.batch_size, "numbers of images in a batch")
    parser.add_several(
        "--init-std", SETTINGS["--init-std"], usual.weight_init_std, "standard deviations of the first weights"
    )
    parser.add("--seeds", whole(1, grid.MOST_RUNS), 3, "runs with each combination: with seeds 0, 1, 2 and so on")
    parser.add("--iterations", SETTINGS["--iterations"], 2000, "iterations of each run")
    parser.add(
        "--random",
        whole(1, grid.MOST_RUNS),
        None,
        "so many combinations at random instead of all: each value between the smallest and the largest that is given, "
        "every power of ten with the same chance",
    )
    parser.add("--random-seed", SETTINGS["--seed"], 0, "decides what --random draws")
    parser.add_argument("--halving", action="store_true", help=halving.SENTENCE)
    parser.add_out(OUT)
    return parser


def runs_of(asked: Any) -> tuple[nn.TrainingConfig, ...]:
    """The settings of every run that is asked for.

    Raises:
        ValueError: a sentence about what is too much, or too little.
    """
    if asked.halving and asked.iterations < halving.LEAST_ITERATIONS:
        raise ValueError(f"--halving needs at least {halving.LEAST_ITERATIONS} iterations, for its rounds to differ.")
    values = {field: getattr(asked, key) for key, field in FIELDS.items() if field in grid.VARIED}
    seeds = range(asked.seeds)
    if asked.random is None:
        return grid.grid(values, seeds, asked.iterations)
    return grid.at_random(asked.random, values, seeds, asked.iterations, asked.random_seed)


def watch(sweep: Sweep, keep: Callable[[], object]) -> None:
    """Until it is at its end: a bar that shows how far it is, and `keep` whenever another run has ended."""
    label, ended, shown_of = f"{counted(len(sweep.settings), 'run')} on {sweep.digits.name}", 0, 1000
    with click.progressbar(length=shown_of, label=label, file=sys.stderr, width=0, item_show_func=_left) as bar:
        # The workers that start now leave Ctrl+C to this process from the beginning: they inherit that.
        with program.deaf_to_ctrl_c():
            sweep.keep_going()
        while sweep.active:
            time.sleep(LOOKS)
            sweep.keep_going()  # where nothing could be begun for a moment, nobody else would ask again
            bar.update(max(int(shown_of * sweep.fraction) - bar.pos, 0), sweep)
            if (now := len(sweep.ended_in_all_rounds)) > ended:
                ended = now
                keep()
        bar.update(0, sweep)


def summary(found: Sequence[Row], names: Sequence[str], dataset: nn.Dataset, iterations: int) -> list[str]:
    """A table of the settings that were trained furthest, the best first, and what can be said of them.

    Args:
        found: runs at their ends.
        names: the settings that tell them apart.
        dataset: what they learned from.
        iterations: those of a run that comes to its end.
    """
    if not found:
        return []
    ranked, images, guessing = rows.ranked(found), len(dataset.x_test), without_looking(dataset)
    table = [
        (luck_words.settings(group.settings, names), luck_words.result(group), said)
        for group, said in zip(ranked, luck_words.standings(ranked, images, guessing), strict=True)
    ]
    widths = [max(len(cell) for cell in column) for column in zip(*table, strict=True)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in table]
    diverged = rows.runs(row for row in found if row.diverged)
    if diverged:
        lines += ["", f"{counted(diverged, 'run')} diverged: the loss or a weight was no longer a finite number."]
    said = luck_words.conclusion(ranked, names, images, guessing, len(rows.ended_early(found)), iterations)
    best, tried = ranked[0], {row.config for row in found}
    if luck.has_learned(best, images, guessing):
        said = f"{said} {luck_words.at_the_edge(best.settings, tried, names)}".rstrip()
    return [*lines, "", said]


def once_more(best: nn.TrainingConfig, dataset_name: str) -> str:
    """The command that trains one run with the best settings again, and writes it as file, program and figure."""
    values = {name.replace("_", "-"): getattr(best, field) for name, field in FIELDS.items()}
    settings = " ".join(f"--{name} {value!r}" for name, value in values.items())
    out = "best.npz best.py best.png" if files.is_name(dataset_name) else "best.py best.png"
    return f"python -m explorer.train --dataset {shlex.quote(dataset_name)} {settings} --out {out}"


def _left(sweep: Sweep | None) -> str | None:
    if sweep is None or (left := sweep.seconds_left) is None:
        return None
    return f"{len(sweep.ended)} done, {duration(left)} left"


if __name__ == "__main__":
    program.run(main)
