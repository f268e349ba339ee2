"""An iteration of training, beside the products it cannot do without and beside what others need for the same.

    pip install torch
    MNIST_DIR=... python -m benchmarks.peers

The network is 784-50-10, the batch 100, the data all of MNIST. Everyone runs in a process of their own, once with one
BLAS thread and once with two, and they take turns; the faster median of the two is theirs. What is not installed is
left out. The bare products are the five of an iteration, into arrays that are made once.
"""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from importlib.util import find_spec

import numpy as np

import nn_core as nn
from benchmarks import lesson_loop
from benchmarks.products import bare_products
from benchmarks.turns import in_turns
from explorer.data import datasets

ROUNDS = 9
ITERATIONS = 600  # an epoch
HIDDEN, BATCH, RATE = 50, 100, 0.1
Train = Callable[[int], object]


def products(dataset: nn.Dataset) -> Train:
    return bare_products(HIDDEN, BATCH)


def this_project(dataset: nn.Dataset) -> Train:
    begun = nn.start_training(nn.TrainingConfig(HIDDEN, RATE, BATCH, iterations=10**9), dataset)
    begun = nn.advance(begun, dataset, 1)  # accuracy, once an epoch, is measured by itself
    return lambda iterations: nn.advance(begun, dataset, iterations - 1)


def lesson(dataset: nn.Dataset) -> Train:
    params = nn.TwoLayerNet(784, HIDDEN, 10, seed=0, dtype=np.float64).params
    x, one_hot = dataset.scaled(dataset.x_train).astype(np.float64), np.eye(10)[dataset.t_train]
    return lambda iterations: lesson_loop.train(params, x, one_hot, iterations, BATCH, RATE)


def pytorch(dataset: nn.Dataset) -> Train:
    import torch

    torch.set_num_threads(int(os.environ["OPENBLAS_NUM_THREADS"]))
    model = torch.nn.Sequential(torch.nn.Linear(784, HIDDEN), torch.nn.Sigmoid(), torch.nn.Linear(HIDDEN, 10))
    optimizer = torch.optim.SGD(model.parameters(), lr=RATE)
    cross_entropy = torch.nn.CrossEntropyLoss()
    x, t = torch.from_numpy(dataset.scaled(dataset.x_train)), torch.from_numpy(dataset.t_train.copy())

    def train(iterations: int) -> list[float]:
        losses = []
        for _ in range(iterations):
            rows = torch.randint(len(x), (BATCH,))
            optimizer.zero_grad()
            loss = cross_entropy(model(x[rows]), t[rows])
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        return losses

    return train


def scikit_learn(dataset: nn.Dataset) -> Train:
    from sklearn.neural_network import MLPClassifier

    settings = {"solver": "sgd", "activation": "logistic", "momentum": 0, "alpha": 0, "learning_rate_init": RATE}
    network = MLPClassifier((HIDDEN,), batch_size=BATCH, **settings)
    x, t = dataset.scaled(dataset.x_train), dataset.t_train
    return lambda iterations: network.partial_fit(
        x[: iterations * BATCH], t[: iterations * BATCH], classes=np.arange(10)
    )


PEERS = {
    "bare products": products,
    "this project": this_project,
    "scikit-learn": scikit_learn,
    "PyTorch": pytorch,
    "the lesson's loop": lesson,
}
NEEDS = {"PyTorch": "torch", "scikit-learn": "sklearn"}


def be(peer: str) -> None:
    """In a process for one peer: for each line that comes in, train and print the microseconds of an iteration."""
    train = PEERS[peer](datasets.load(datasets.default_name()).dataset)
    for _ in sys.stdin:
        began = time.perf_counter()
        train(ITERATIONS)
        print((time.perf_counter() - began) / ITERATIONS * 1e6, flush=True)


def ask(process: "subprocess.Popen[str]") -> float:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("\n")
    process.stdin.flush()
    return float(process.stdout.readline())


def main() -> None:
    present = [peer for peer in PEERS if peer not in NEEDS or find_spec(NEEDS[peer])]
    with ExitStack() as stack:
        measured = {}
        for peer in present:
            for threads in ("1", "2"):
                process = subprocess.Popen(
                    [sys.executable, "-m", "benchmarks.peers", peer],
                    env=os.environ | dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"), threads),
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                )
                stack.enter_context(process)
                measured[f"{peer}/{threads}"] = lambda process=process: ask(process)
        results = {name: statistics.median(times) for name, times in in_turns(measured, ROUNDS).items()}
    print(f"{'microseconds an iteration':26} {'1 thread':>9} {'2 threads':>10} {'times this project':>19}")
    best = {peer: min(results[f"{peer}/1"], results[f"{peer}/2"]) for peer in present}
    for peer in present:
        one, two = results[f"{peer}/1"], results[f"{peer}/2"]
        print(f"{peer:26} {one:9.0f} {two:10.0f} {best[peer] / best['this project']:19.2f}")
    ratio = results["this project/1"] / results["bare products/1"]
    print(f"this project / bare products, one thread: {ratio:.2f}")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        be(sys.argv[1])
    else:
        main()
