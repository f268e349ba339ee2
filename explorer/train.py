"""Train a network from the terminal: the trainer page's run with the same settings, to the last bit.

    python -m explorer.train --dataset mnist --lr 0.1 --iterations 10000 --out run.npz

How far it is goes to stderr, what came of it to stdout.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence

import click
from threadpoolctl import threadpool_limits

import nn_core as nn
from explorer.data.datasets import Digits
from explorer.data.folders import shown
from explorer.runs import files, forms
from explorer.terminal import program
from explorer.terminal.arguments import SETTINGS, Parser, check_name, check_place, dataset
from explorer.training import rates
from explorer.training.chunk import train_chunk
from explorer.training.rates import Rates, planned
from explorer.training.sliders import FIELDS, MOST_ITERATIONS
from explorer.training.verdicts import verdict_of

ABOUT = """\
Train a network with one hidden layer on handwritten digits: what the trainer page does, without the page. The same
settings give the same numbers there and here. Ctrl+C ends it early and keeps what there is."""
EXAMPLES = """\
examples:
  python -m explorer.train
  python -m explorer.train --dataset mnist --hidden 100 --lr 0.5 --out run.npz run.py run.png
  python -m explorer.train --lr 0.1 --then 3000:0.5,6000:0.1"""

OUT = (
    "take the run home in these files. The ending says what each is: .npz the run itself, which NumPy reads and, up to "
    f"{MOST_ITERATIONS:,} iterations, the runs page; .csv its curves; .png, .svg or .pdf a figure of them; .py or "
    ".ipynb a program that trains it again without this one. What was in such a file is replaced"
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Train as the arguments of the command line say; the status to exit with."""
    parser = command_line()
    asked = parser.parse_args(arguments)
    digits = dataset(parser, asked.dataset)
    config = nn.TrainingConfig(**{field: getattr(asked, key) for key, field in FIELDS.items()})
    if asked.then and asked.then[-1][0] >= config.iterations:
        parser.error(f"--then {asked.then[-1][0]} does not come before the last of {config.iterations:,} iterations")
    for path in asked.out:
        check_place(parser, path, forms.FORMS)
        if forms.ending(path) != ".npz":
            continue
        check_name(parser, path, digits.name)
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
        status = program.INTERRUPTED
        program.note(f"Stopped after {run.iteration:,} of {config.iterations:,} iterations.")
    with program.deaf_to_ctrl_c():
        for path in program.figures_last(asked.out) if run.iteration else ():
            try:
                forms.write(path, run, digits.name)
                program.note(f"{forms.called(path)} is in {shown(path)}.")
            except (OSError, ValueError) as error:
                program.note(program.not_written(path, error))
                status = status or program.FAILED
    if (said := verdict_of(run, digits.name)) is not None:
        program.note(f"{said.name}. {said.sentence}")
    if run.finished:
        print(f"train accuracy {run.train_accuracy[-1]:.4f}")
        print(f"test accuracy {run.test_accuracy[-1]:.4f}", flush=True)
    return status


def command_line() -> Parser:
    """The arguments that there are."""
    usual = nn.TrainingConfig()
    parser = Parser("python -m explorer.train", ABOUT, EXAMPLES)
    parser.add_dataset()
    parser.add("--hidden", SETTINGS["--hidden"], usual.hidden_size, "hidden units")
    parser.add("--lr", SETTINGS["--lr"], usual.learning_rate, "learning rate: how far one step moves the weights")
    parser.add("--then", changes, (), "learning rates later on: 3000:0.5 means 0.5 after 3,000 iterations", "AT:LR,...")
    parser.add("--iterations", SETTINGS["--iterations"], usual.iterations, "iterations: one batch and one step each")
    parser.add("--batch", SETTINGS["--batch"], usual.batch_size, "images that one step looks at")
    parser.add("--init-std", SETTINGS["--init-std"], usual.weight_init_std, "standard deviation of the first weights")
    parser.add("--seed", SETTINGS["--seed"], usual.seed, "decides the first weights and the batches")
    parser.add_out(OUT)
    return parser


def chunks(run: nn.TrainingRun, digits: Digits, then: Rates) -> Iterator[nn.TrainingRun]:
    """The run after every quarter of a second of training, up to its end."""
    plan = (*run.rates, *then)
    with threadpool_limits(1):  # as in a worker: two threads would sum in another order
        while not run.finished:
            run, until = planned(run, plan)
            run, _ = train_chunk(run, digits.folder, until)
            yield run


def _so_far(run: nn.TrainingRun | None) -> str | None:
    return f"test accuracy {run.test_accuracy[-1]:.4f}" if run is not None and len(run.test_accuracy) else None


def changes(text: str) -> Rates:
    """Changes of the learning rate as they stand in the trainer's links, to exactly these rates."""
    found = []
    for after, rate in rates.parts(text):
        try:
            found.append((SETTINGS["--iterations"](after), SETTINGS["--lr"](rate)))
        except argparse.ArgumentTypeError:
            raise argparse.ArgumentTypeError(f"must look like 3000:0.5 or 3000:0.5,6000:0.1, not {text!r}") from None
    if len({after for after, _ in found}) < len(found):
        raise argparse.ArgumentTypeError(f"must name each iteration once, not {text!r}")
    return tuple(sorted(found))


if __name__ == "__main__":
    program.run(main)
