"""Hidden units' weights as pictures: on one scale, the same for both sides of 0."""

import base64
import io

import numpy as np
import pytest
from PIL import Image

import nn_core as nn
from explorer.training import units
from explorer.training.units import LEVELS, SHOWN


def drawn(network: nn.TwoLayerNet) -> tuple[np.ndarray, float]:
    """The weights that the two sheets show, shape (pixels, units), and what is drawn in full colour."""
    shown = units.shown(network)
    assert shown is not None
    files = (io.BytesIO(base64.b64decode(sheet.partition(",")[2])) for sheet in shown["sheets"])
    opacity = [np.asarray(Image.open(file).convert("RGBA"))[..., 3] / 255 for file in files]
    assert not (opacity[0] * opacity[1]).any(), "a weight is on one side of 0"
    side, full = len(opacity[0]), float(shown["full"])
    both = (opacity[0] - opacity[1]).reshape(side, shown["units"], side).swapaxes(1, 2)
    return full * both.reshape(side * side, -1), full


@pytest.mark.parametrize(("pixels", "hidden"), [(784, 50), (784, 1), (64, 3)])
def test_the_pictures_are_the_first_units_weights(pixels: int, hidden: int) -> None:
    network = nn.TwoLayerNet(pixels, hidden, 10, weight_init_std=0.3, seed=0)
    weights, full = drawn(network)
    expected = network.params["W1"][:, :SHOWN]
    assert np.abs(expected).max() <= full
    np.testing.assert_allclose(weights, expected, rtol=0, atol=full / LEVELS / 2 + full / 255)


@pytest.mark.parametrize(
    ("largest", "full"),
    [
        (0.04, 0.04),
        (-0.04, 0.04),
        (0.051, 0.06),
        (0.11, 0.15),
        (0.49, 0.6),
        (0.61, 0.8),
        (7, 8),
        (9, 10),
        (700, 800),
        (1e-30, 1e-30),
    ],
)
def test_the_scale_goes_in_steps_and_is_the_same_on_both_sides(largest: float, full: float) -> None:
    assert units.scale(np.array([0, largest / 3, largest])) == pytest.approx(full)


def test_weights_that_are_all_0_are_blank() -> None:
    weights, _ = drawn(nn.TwoLayerNet(784, 6, 10, weight_init_std=0))
    assert not weights.any()


def test_weights_that_are_no_numbers_are_not_drawn() -> None:
    network = nn.TwoLayerNet(784, 6, 10)
    network.params["W1"][3, 2] = np.nan
    assert units.shown(network) is None


def test_the_most_colourful_pictures_take_few_bytes() -> None:
    shown = units.shown(nn.TwoLayerNet(784, 50, 10, seed=0))
    assert shown is not None
    assert sum(map(len, shown["sheets"])) < 2700
