"""How often the advice of a verdict helps: runs are trained, judged, and trained again as they were advised.

    python -m benchmarks.verdicts [runs] [seed]
    MNIST_DIR=... python -m benchmarks.verdicts 20 0 mnist

The settings are the lesson's, each of them at both ends of its slider, all combinations of those ends, and so many
others from all over the sliders, at random. The largest would take an hour each: where a run is more than `WORK`
multiplications, it gets fewer iterations.

Printed is a row for each verdict: how many runs got it, how many of those were advised, how many read more of the test
images afterwards, and the mean test accuracy before and after. Then what must never be: runs that end under 50% and are
called good, and runs that end over 90% and are called bad.
"""

import itertools
import random
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np

import nn_core as nn
from explorer.data import datasets, store
from explorer.data.datasets import Digits
from explorer.training import sliders, verdicts
from explorer.training.settings import config_of, controls_of
from explorer.training.verdicts import Level, Verdict
from explorer.training.workers import Workers

RUNS, SEED = 237, 0  # 280 with those that are not random
WORK = 2e10  # of the products of a run: a second or two
STOPS: dict[str, Sequence[float]] = {
    "hidden": sliders.HIDDEN_SIZES,
    "lr": sliders.LEARNING_RATES,
    "batch": sliders.BATCH_SIZES,
    "iterations": sliders.ITERATIONS,
    "init_std": sliders.WEIGHT_SCALES,
}
ENDS = {key: (stops[0], stops[-1]) for key, stops in STOPS.items()}


class Judged(NamedTuple):
    """A run's verdict, and its test accuracy before the advice and after; None where there was none."""

    config: nn.TrainingConfig
    verdict: Verdict
    before: float
    after: float | None


def settings(runs: int, seed: int) -> Iterator[nn.TrainingConfig]:
    """The settings of 43 runs and of so many more."""
    lesson = controls_of(nn.TrainingConfig())
    yield config_of(lesson)
    for key, ends in ENDS.items():
        yield from (feasible(config_of(lesson | {key: end})) for end in ends)
    for corner in itertools.product(*ENDS.values()):
        yield feasible(config_of(lesson | dict(zip(ENDS, corner, strict=True))))
    drawn = random.Random(seed)
    none, *scales = STOPS["init_std"]
    for _ in range(runs):
        lr, init_std = drawn.choice(STOPS["lr"]), drawn.choice([none, lesson["init_std"], *scales])
        hidden, batch, iterations = (
            round(np.exp(drawn.uniform(*np.log(ENDS[key])))) for key in ("hidden", "batch", "iterations")
        )
        yield feasible(nn.TrainingConfig(hidden, lr, batch, iterations, init_std, drawn.randrange(10**6)))


def feasible(config: nn.TrainingConfig) -> nn.TrainingConfig:
    """The same with no more iterations than there is time for."""
    an_iteration = config.hidden_size * config.batch_size * 784 * 2 + 500_000  # the calls, as if they multiplied
    return replace(config, iterations=max(min(config.iterations, int(WORK / an_iteration)), 100))


def trained(config: nn.TrainingConfig, folder: Path) -> nn.TrainingRun:
    """In a worker: a run, from its beginning to its end."""
    dataset = store.open_dataset(folder)
    return nn.advance(nn.start_training(config, dataset), dataset, config.iterations)


def judged(configs: list[nn.TrainingConfig], digits: Digits, larger: Digits | None, workers: Executor) -> list[Judged]:
    """Train, judge, and train again as advised."""
    runs = [future.result() for future in [workers.submit(trained, config, digits.folder) for config in configs]]
    results, again = [], []
    for config, run in zip(configs, runs, strict=True):
        verdict = verdicts.verdict(run, digits.dataset.classes, larger.name if larger else None)
        assert verdict is not None, "it is at its end"
        results.append(Judged(config, verdict, run.test_accuracy[-1], None))
        followed = config_of(controls_of(config) | verdict.advice)
        folder = larger.folder if larger and "dataset" in verdict.advice else digits.folder
        again.append(workers.submit(trained, followed, folder) if verdict.advice else None)
    return [
        result._replace(after=future.result().test_accuracy[-1]) if future else result
        for result, future in zip(results, again, strict=True)
    ]


def print_table(results: list[Judged]) -> None:
    names = dict.fromkeys(rule.name for rule in verdicts.RULES)
    print(f"| {'verdict':24} | runs | advised | helped | before | after |\n|---|--:|--:|--:|--:|--:|")
    for name in [*names, "all"]:
        here = [result for result in results if name in (result.verdict.name, "all")]
        pairs = [(one.before, one.after) for one in here if one.after is not None]
        helped = sum(after > before for before, after in pairs)
        means = np.mean(pairs, axis=0) if pairs else None
        cells = f"{means[0]:6.1%} | {means[1]:5.1%}" if means is not None else f"{'':6} | {'':5}"
        share = f"{helped / len(pairs):6.1%}" if pairs else " " * 6
        print(f"| {name:24} | {len(here):4} | {len(pairs):7} | {share} | {cells} |")


def print_faults(results: list[Judged]) -> None:
    wrong = {
        "ends under 50% and is called good": lambda one: one.before < 0.5 and one.verdict.level is Level.GOOD,
        "ends over 90% and is called bad": lambda one: one.before > 0.9 and one.verdict.level is Level.BAD,
        "was advised in vain": lambda one: one.after is not None and one.after <= one.before,
    }
    for what, is_so in wrong.items():
        those = [one for one in results if is_so(one)]
        print(f"{what}: {len(those)}")
        for one in those:
            print(
                f"    {one.verdict.name}, {one.before:.1%} to {one.after or 0:.1%}: {one.config}, {one.verdict.advice}"
            )


def main() -> None:
    runs, seed, name, *_ = [*sys.argv[1:], *[str(RUNS), str(SEED), datasets.SAMPLE][len(sys.argv) - 1 :]]
    digits = datasets.load(name)
    has_larger = name == datasets.SAMPLE and datasets.is_on_disk(datasets.MNIST)
    larger = datasets.load(datasets.MNIST) if has_larger else None
    results = judged(list(settings(int(runs), int(seed))), digits, larger, Workers(seconds=86_400))
    print(f"{len(results)} runs on {name}, seed {seed}\n")
    print_table(results)
    print_faults(results)


if __name__ == "__main__":
    main()
