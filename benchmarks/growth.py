"""How an iteration grows with the hidden layer and with the batch, and what accuracy over all images costs.

    MNIST_DIR=... python -m benchmarks.growth

One BLAS thread, processor time, the least of several turns. The exponent is log(time / time) / log(size / size): 1.0 is
growth in proportion. Each size has its bare products beside it, since those do not grow in proportion either.
"""

import math
import time
import tracemalloc
from collections.abc import Callable

import numpy as np
from threadpoolctl import threadpool_limits

import nn_core as nn
from benchmarks.products import bare_products
from benchmarks.turns import in_turns
from explorer.data import datasets

ROUNDS = 9
HIDDEN = (25, 50, 100, 200, 400, 800)
BATCH = (10, 30, 100, 300, 1000)
DOMINANT = 100  # the hidden or batch size from which on the products are most of an iteration


def microseconds(run: Callable[[int], object], iterations: int) -> Callable[[], float]:
    """Microseconds of one iteration, measured when it is called."""

    def measure() -> float:
        began = time.process_time()
        run(iterations)
        return (time.process_time() - began) / iterations * 1e6

    return measure


def training(dataset: nn.Dataset, **settings: int) -> Callable[[int], object]:
    """A function that trains for as many iterations as it is told, fewer than an epoch has."""
    begun = nn.start_training(nn.TrainingConfig(iterations=10**9, **settings), dataset)
    begun = nn.advance(begun, dataset, 1)  # accuracy, once an epoch, is measured by itself
    return lambda iterations: nn.advance(begun, dataset, iterations)


def print_growth(dataset: nn.Dataset, name: str, sizes: tuple[int, ...]) -> None:
    measured = {}
    for size in sizes:
        count = min(20_000 // size, 500)  # less than an epoch
        measured[f"ours {size}"] = microseconds(training(dataset, **{name: size}), count)
        measured[f"products {size}"] = microseconds(bare_products(**{name: size}), count)
    least = {each: min(times) for each, times in in_turns(measured, ROUNDS).items()}

    def exponent(who: str, start: int, end: int) -> float:
        return math.log(least[f"{who} {end}"] / least[f"{who} {start}"]) / math.log(end / start)

    print(f"{name:12} {'microseconds':>13} {'products':>9} {'ratio':>6} {'exponent':>9} {'of products':>12}")
    for before, size in zip((None, *sizes), sizes, strict=False):
        ours, products = least[f"ours {size}"], least[f"products {size}"]
        growth = f"{exponent('ours', before, size):9.2f} {exponent('products', before, size):12.2f}" if before else ""
        print(f"{size:12,} {ours:13,.0f} {products:9,.0f} {ours / products:6.2f} {growth}")
    ours, products = (exponent(who, DOMINANT, sizes[-1]) for who in ("ours", "products"))
    print(f"from {DOMINANT} to {sizes[-1]:,}: exponent {ours:.2f}, of the products {products:.2f}\n")


def print_accuracy(dataset: nn.Dataset) -> None:
    begun = nn.start_training(nn.TrainingConfig(iterations=10**9), dataset)
    images = np.concatenate([dataset.x_train, dataset.x_test]).astype(np.float32)
    W1, W2 = (begun.network.params[name] for name in ("W1", "W2"))

    def products(times: int) -> None:
        for start in range(0, len(images), 1000):
            images[start : start + 1000] @ W1 @ W2

    def accuracy(times: int) -> None:
        nn.advance(begun, dataset, 1)  # accuracy is measured after the first iteration, which itself is next to nothing

    measured = {"accuracy": microseconds(accuracy, 1), "products": microseconds(products, 1)}
    least = {each: min(times) / 1000 for each, times in in_turns(measured, ROUNDS).items()}
    tracemalloc.start()
    accuracy(1)
    megabytes = tracemalloc.get_traced_memory()[1] / 1e6
    print(
        f"accuracy over {len(images):,} images: {least['accuracy']:.0f} ms, its products {least['products']:.0f} ms: "
        f"ratio {least['accuracy'] / least['products']:.2f}, {megabytes:.1f} MB allocated at most"
    )


def main() -> None:
    dataset = datasets.load(datasets.default_name()).dataset
    with threadpool_limits(1):
        print_growth(dataset, "hidden_size", HIDDEN)
        print_growth(dataset, "batch_size", BATCH)
        print_accuracy(dataset)


if __name__ == "__main__":
    main()
