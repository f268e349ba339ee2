"""What is lost where a digit is drawn at any place and in any size: MNIST's test images on a sheet of 280 pixels.

    MNIST_DIR=... python -m benchmarks.drawing

The core trains a network for 10,000 iterations, and is asked for all test images: as they are, and as they come back
from a sheet on which each was put anywhere, from half to twice its size. The reference is the first of these; wanted is
that the last loses at most half a point. Every way to change an image's size is tried that people use.
"""

import time

import numpy as np
from PIL import Image

import nn_core as nn
from explorer.data import datasets
from explorer.inside.drawing import Ink, as_mnist, shrunk

PAPER = 280
FILTERS = (Image.Resampling.BOX, Image.Resampling.BILINEAR, Image.Resampling.BICUBIC, Image.Resampling.LANCZOS)


def on_paper(image: Ink, size: int, by: Image.Resampling, rng: np.random.Generator) -> Ink:
    """The image, this large, anywhere on an empty sheet."""
    sheet = np.zeros((PAPER, PAPER), np.uint8)
    top, left = rng.integers(0, PAPER - size + 1, 2)
    sheet[top : top + size, left : left + size] = np.asarray(Image.fromarray(image).resize((size, size), by))
    return sheet


def main() -> None:
    digits = datasets.load(datasets.default_name())
    dataset = digits.dataset
    config = nn.TrainingConfig()
    network = nn.advance(nn.start_training(config, dataset), dataset, config.iterations).network
    images: Ink = np.array(dataset.x_test, np.uint8).reshape(-1, 28, 28)

    def accuracy(pictures: Ink) -> float:
        inputs = dataset.scaled(pictures.reshape(len(pictures), -1)).clip(0, 1)
        return 100 * network.accuracy(inputs, dataset.t_test)

    reference = accuracy(images)
    print(f"{digits.name}, {len(images):,} test images, read right as they are: {reference:.2f}%")
    print(f"{'size':14} {'by':9} {'shrunk':>7} {'prepared':>9} {'loss':>6}")
    rng = np.random.default_rng(0)
    for name, sizes in (("half", (14, 14)), ("as it is", (28, 28)), ("twice", (56, 56)), ("half to twice", (14, 56))):
        for by in FILTERS:
            sheets = [on_paper(image, int(rng.integers(sizes[0], sizes[1] + 1)), by, rng) for image in images]
            began = time.perf_counter()
            made = np.array([as_mnist(sheet) for sheet in sheets])
            prepared = 1000 * (time.perf_counter() - began) / len(images)
            result, raw = accuracy(made), accuracy(np.array([shrunk(sheet) for sheet in sheets]))
            print(f"{name:14} {by.name:9} {raw:6.2f}% {result:8.2f}% {reference - result:+6.2f}", flush=True)
    print(f"a drawing of {PAPER} by {PAPER} pixels is prepared in {prepared:.2f} ms")


if __name__ == "__main__":
    main()
