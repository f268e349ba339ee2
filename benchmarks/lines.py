"""Where the time of an iteration goes, line by line.

    MNIST_DIR=... python -m benchmarks.lines

`nn_core.fast` runs as it is, but for a look at the clock after each line of its loop and of the functions that the loop
calls, which adds about a twentieth to the whole. One BLAS thread; the least of several epochs for each line.
"""

import ast
import inspect
import time
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

import nn_core as nn
from explorer.data import datasets
from nn_core import fast

ROUNDS = 15
ITERATIONS = 600  # an epoch
CALLED = {"draw", "forward", "softmax", "backward"}
LOOK = "now = look(); spent[{}] += now - last; last = now"


def loop_that_looks_at_the_clock(spent: np.ndarray) -> tuple[Any, list[str]]:
    """`nn_core.fast.train`, adding to `spent` what each line of its loop takes; and these lines."""
    tree = ast.parse(inspect.getsource(fast))
    lines: list[str] = []

    def timed(body: list[ast.stmt]) -> list[ast.stmt]:
        with_looks: list[ast.stmt] = []
        for line in body:
            if isinstance(line, ast.For):  # over the blocks of a batch; a batch of 100 is one
                line.body = timed(line.body)
                with_looks.append(line)
            elif isinstance(line, (ast.Nonlocal, ast.Return)):
                with_looks.append(line)
            else:
                with_looks += [line, *ast.parse(LOOK.format(len(lines))).body]
                lines.append(ast.unparse(line))
        return with_looks

    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef) and function.name in CALLED | {"train"}:
            if ast.get_docstring(function):
                del function.body[0]
            if function.name == "train":
                (loop,) = (statement for statement in function.body if isinstance(statement, ast.For))
                loop.body = timed(loop.body)
                function.body.insert(function.body.index(loop), ast.parse("last = look()").body[0])
            else:
                function.body = timed(function.body)
            function.body.insert(0, ast.Global(["last"]))
    names = {"look": time.perf_counter, "spent": spent}
    exec(compile(ast.fix_missing_locations(tree), "fast", "exec"), names)
    return names["train"], lines


def main() -> None:
    dataset = datasets.load(datasets.default_name()).dataset
    config = nn.TrainingConfig()
    spent = np.zeros(100)
    train, lines = loop_that_looks_at_the_clock(spent)
    epochs = []
    with threadpool_limits(1):
        for _ in range(ROUNDS):
            spent[:] = 0
            params = nn.TwoLayerNet(784, 50, 10, seed=0).params
            train(params, dataset, np.random.default_rng(0), config.learning_rate, config.batch_size, ITERATIONS)
            epochs.append(spent[: len(lines)] / ITERATIONS * 1e6)
    least = np.min(epochs, axis=0)
    for line, microseconds in zip(lines, least, strict=True):
        print(f"{microseconds:6.1f}  {line.splitlines()[0]}")
    products = sum(taken for taken, line in zip(least, lines, strict=True) if "matmul" in line)
    print(f"{least.sum():6.1f}  in all, {products:.1f} in lines with a product")


if __name__ == "__main__":
    main()
