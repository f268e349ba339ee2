"""A sweep of 18 runs beside the bare core and beside scikit-learn's grid search, for the same number of updates.

    MNIST_DIR=... python -m benchmarks.sweep [rounds]

3 learning rates, 3 hidden sizes, 2 seeds, 2,000 iterations each on all of MNIST. The bare core does the same updates
and measures the same accuracies in as many processes at one BLAS thread, each of which takes the next whole run.
scikit-learn's GridSearchCV trains MLPClassifier by the same rule, batches and rates for as many updates, tests each
once on the same test images, and has as many processes. They take turns, and a first turn, in which processes start and
data come into memory, does not count.

Then: another student's run of 10,000 iterations beside such a sweep and alone, and the memory of 200 runs kept.
"""

import gc
import math
import statistics
import sys
import time
import warnings
from collections.abc import Callable
from concurrent.futures import wait as wait_for
from pathlib import Path

import numpy as np
import psutil

import nn_core as nn
from benchmarks.turns import in_turns
from explorer.data import datasets, store
from explorer.data.datasets import Digits
from explorer.runs.grid import MOST_RUNS, grid
from explorer.runs.sweep import Sweep
from explorer.training import workers
from explorer.training.jobs import Job

ROUNDS = 3
RATES, HIDDEN, SEEDS, ITERATIONS, BATCH = (0.01, 0.1, 1.0), (10, 50, 200), (0, 1), 2000, 100
SETTINGS = grid({"learning_rate": RATES, "hidden_size": HIDDEN}, SEEDS, ITERATIONS)


def wait(done: Callable[[], bool]) -> None:
    while not done():
        time.sleep(0.01)


def our_sweep(digits: Digits) -> float:
    """Seconds that the sweep takes."""
    sweep = Sweep(SETTINGS, digits)
    began = time.perf_counter()
    sweep.keep_going()
    wait(lambda: sweep.done)
    return time.perf_counter() - began


def bare_core(folder: Path) -> Callable[[], float]:
    """A function that does the same updates and measurements with nothing around them, and gives the seconds."""
    pool = workers.Workers(seconds=86_400)

    def all_runs() -> float:
        longest_first = sorted(SETTINGS, key=lambda config: -config.hidden_size)
        began = time.perf_counter()
        wait_for([pool.submit(bare_run, config, folder) for config in longest_first])
        return time.perf_counter() - began

    return all_runs


def bare_run(config: nn.TrainingConfig, folder: Path) -> float:
    """In a process of the bare core: the test accuracy of a whole run."""
    dataset = store.open_dataset(folder)
    run = nn.start_training(config, dataset)
    run = nn.advance(
        run, dataset, config.iterations, lambda run, dataset: nn.measure_accuracy(run.network, dataset, run.finished)
    )
    return float(run.test_accuracy[-1])


# scikit-learn


def grid_search(dataset: nn.Dataset) -> Callable[[], float]:
    """A function that lets GridSearchCV do as many updates and gives the seconds."""
    from sklearn.model_selection import GridSearchCV, PredefinedSplit
    from sklearn.neural_network import MLPClassifier

    # It trains for whole epochs alone. 4 of 50,000 images are 2,000 updates; of 60,000 it would take 3 and a third.
    epochs = math.ceil(ITERATIONS * BATCH / len(dataset.x_train))
    images = ITERATIONS * BATCH // epochs
    x = np.concatenate([dataset.scaled(dataset.x_train[:images]), dataset.scaled(dataset.x_test)])
    t = np.concatenate([dataset.t_train[:images], dataset.t_test])
    is_test = np.repeat([-1, 0], [images, len(dataset.x_test)])
    rule = {"solver": "sgd", "activation": "logistic", "momentum": 0, "alpha": 0, "batch_size": BATCH}
    network = MLPClassifier(**rule, max_iter=epochs, tol=0, n_iter_no_change=epochs)
    values = {"learning_rate_init": RATES, "hidden_layer_sizes": [(size,) for size in HIDDEN], "random_state": SEEDS}

    def search() -> float:
        cv = PredefinedSplit(is_test)
        grid_search = GridSearchCV(network, values, cv=cv, refit=False, n_jobs=workers.SHARED.size, error_score="raise")
        began = time.perf_counter()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that the networks could be trained for longer
            grid_search.fit(x, t)
        return time.perf_counter() - began

    return search


# Beside others, and in memory


def student(digits: Digits) -> float:
    """Seconds that a single run of the lesson's settings takes."""
    job = Job(nn.start_training(nn.TrainingConfig(), digits.dataset), digits)
    began = time.perf_counter()
    job.keep_going()
    wait(lambda: job.run.finished)
    return time.perf_counter() - began


def student_beside_a_sweep(digits: Digits) -> float:
    """The same while somebody else sweeps, from before until after."""
    sweep = Sweep(grid({"hidden_size": range(50, 150)}, SEEDS, ITERATIONS), digits)
    sweep.keep_going()
    seconds = student(digits)
    assert sweep.active
    sweep.stop()
    wait(lambda: not sweep.under_way)
    return seconds


def megabytes_of_runs_kept(digits: Digits) -> float:
    """What this process has more when it holds a sweep of 200 runs at their ends."""
    process = psutil.Process()
    gc.collect()
    before = process.memory_full_info().uss
    kept = Sweep(grid({"hidden_size": range(1, 101)}, SEEDS, ITERATIONS), digits)
    kept.keep_going()
    wait(lambda: kept.done)
    assert len(kept.ended) == MOST_RUNS
    gc.collect()
    return (process.memory_full_info().uss - before) / 1e6


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    digits = datasets.load(datasets.default_name())
    dataset = store.read_dataset(digits.folder)
    measured = {
        "sweep": lambda: our_sweep(digits),
        "bare core": bare_core(digits.folder),
        "GridSearchCV": grid_search(dataset),
        "a student alone": lambda: student(digits),
        "a student beside a sweep": lambda: student_beside_a_sweep(digits),
    }
    seconds = {name: statistics.median(times) for name, times in in_turns(measured, rounds).items()}
    for name, median in seconds.items():
        print(f"{name:25} {median:7.2f} s")
    for one, other, limit in (
        ("sweep", "bare core", 1.2),
        ("sweep", "GridSearchCV", 0.5),
        ("a student beside a sweep", "a student alone", 2.2),
    ):
        print(f"{one} / {other}: {seconds[one] / seconds[other]:.2f}, wanted: at most {limit}")
    print(f"{MOST_RUNS} runs kept: {megabytes_of_runs_kept(digits):.1f} MB, wanted: less than 60")


if __name__ == "__main__":
    main()
