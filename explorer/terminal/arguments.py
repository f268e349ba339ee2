"""What programs for the terminal ask of their arguments: one that is wrong is told in one sentence."""

import argparse
import math
import re
import shutil
import textwrap
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NoReturn

from explorer.data import datasets, workshop
from explorer.data.datasets import DatasetError, Digits
from explorer.data.folders import shown
from explorer.runs import files, forms
from explorer.terminal.program import BAD_ARGUMENT, note


class Parser(argparse.ArgumentParser):
    """Arguments with their defaults in the help, and one sentence where one of them is wrong."""

    def __init__(self, prog: str, description: str, epilog: str) -> None:
        super().__init__(
            prog=prog,
            # As wide as argparse's own, which is never narrower than this.
            description=textwrap.fill(description, max(shutil.get_terminal_size().columns - 2, 11)),
            epilog=epilog,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )

    def add(self, name: str, kind: Callable[[str], Any], default: Any, about: str, metavar: str = "N") -> None:
        """An argument that may be left out."""
        usual = f" (default: {default})" if default not in (None, ()) else ""
        self.add_argument(name, type=kind, default=default, help=f"{about}{usual}".replace("%", "%%"), metavar=metavar)

    def add_several(self, name: str, kind: Callable[[str], Any], default: Any, about: str) -> None:
        """An argument that takes one value or several, and may be left out."""
        about = f"{about} (default: {default})"
        self.add_argument(
            name, type=kind, nargs="+", action=_InPlaceOfTheUsual, default=[default], help=about, metavar="N"
        )

    def add_out(self, about: str) -> None:
        """The files that what came of it is written to."""
        self.add_argument(
            "--out", type=Path, nargs="+", action="extend", default=[], help=about.replace("%", "%%"), metavar="FILE"
        )

    def add_dataset(self) -> None:
        """Which data set to learn from."""
        self.add("--dataset", str, datasets.default_name(), f"one of {', '.join(datasets.names())}", "NAME")

    def error(self, message: str) -> NoReturn:
        """Exit with one sentence."""
        said = re.sub("^argument (.*?): ", r"\1 ", message).rstrip(".")
        self.exit(BAD_ARGUMENT, f"{self.prog}: {said}.\n")


class _InPlaceOfTheUsual(argparse.Action):
    """What is given replaces the default; what is given again comes to that."""

    def __call__(self, parser: Any, namespace: argparse.Namespace, values: Any, option: str | None = None) -> None:
        given = getattr(namespace, self.dest)
        setattr(namespace, self.dest, values if given is self.default else [*given, *values])


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
            raise argparse.ArgumentTypeError(f"must be a finite number {bound}, not {text!r}")
        return value

    return convert


# What makes a setting of a run of an argument, by the argument's name.
SETTINGS: dict[str, Callable[[str], Any]] = {
    "--hidden": whole(1, 5000),
    "--lr": number(above=0),
    "--batch": whole(1, 10_000),
    "--iterations": whole(1, 1_000_000),
    "--init-std": number(least=0),
    "--seed": whole(0, 2**32 - 1),
}


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


def check_place(parser: Parser, path: Path, endings: Iterable[str]) -> None:
    """End with a sentence where a file cannot be written, before there is anything to write.

    Args:
        endings: that its name may have.
    """
    try:
        workshop.place(path)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "that is no path"
        parser.error(f"--out {shown(path)} cannot be written: {why[:1].lower() + why[1:]}")
    if forms.ending(path) not in endings:
        parser.error(f"--out {shown(path)} must end in {', '.join(endings)}: the ending says what the file is to be")


def check_name(parser: Parser, path: Path, name: str) -> None:
    """End with a sentence where the data set's name cannot stand in a file that is read back."""
    if not files.is_name(name):
        parser.error(f"--out {shown(path)} cannot be written: {name!r} is no plain name of a data set")
