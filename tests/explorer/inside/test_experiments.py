"""What an experiment says of a network is what the network does."""

import re
from pathlib import Path

import numpy as np
import pytest

import nn_core as nn
from explorer.course.experiment import Experiment
from explorer.data.classes import DIGITS
from explorer.data.datasets import Digits
from explorer.inside import images
from explorer.inside.experiments import of_image, of_mistakes, of_units
from explorer.inside.network import Known
from explorer.training.answers import Answers, answers
from explorer.training.moments import Moment
from tests.explorer.inside.networks import network, noise

DATASET = noise()
NAMES = ["0", "1", "2", "3"]


def known(net: nn.TwoLayerNet, *before: nn.TwoLayerNet) -> Known:
    """A run whose network is `net` in the end."""
    moments = tuple(Moment(10 * n, one) for n, one in enumerate((*before, net)))
    return Known(net, Digits("noise", Path("nowhere"), DATASET, DIGITS), 10, 0.5, 10, True, False, moments)


def nearly(dataset: nn.Dataset) -> nn.TwoLayerNet:
    """One whose pictures nobody could tell from those in the end."""
    net = network(dataset)
    net.params["W1"] *= 1.02
    return net


def found(all_of_them: tuple[Experiment, ...], title: str) -> Experiment:
    return next(one for one in all_of_them if one.title == title)


@pytest.mark.parametrize(
    ("first", "right"),
    [
        (network(DATASET, std=0.01), 0),
        (network(DATASET, std=2, seed=5), 1),
        (network(DATASET), 2),
        (nearly(DATASET), 2),
    ],
    ids=["small at random", "large at random", "nothing learned", "hardly anything learned"],
)
def test_what_the_pictures_were_before_training_is_seen_in_the_weights(first: nn.TwoLayerNet, right: int) -> None:
    one = found(of_units(known(network(DATASET), first), DATASET), "Before training")
    assert one.right == right
    assert (one.values, one.then) == ({"after": 10}, {"after": 0})
    assert f"±{np.abs(first.params['W1']).max():.2g}; now" in one.why


def test_nobody_is_asked_what_was_before_training_where_nobody_knows() -> None:
    assert [one.title for one in of_units(known(network(DATASET)), DATASET)] == ["Do without one"]


@pytest.mark.parametrize("seed", range(6))
def test_the_unit_that_is_switched_off_costs_what_is_said(seed: int) -> None:
    net = network(DATASET, hidden=3, seed=seed)
    one = found(of_units(known(net), DATASET), "Do without one")
    off = network(DATASET, hidden=3, seed=seed)
    off.params["W2"][one.then["unit"] - 1] = 0
    before, after = (100 * answers(each, DATASET).accuracy for each in (net, off))
    lost = before - after
    assert one.right == (0 if lost < 1 else 1 if lost < 10 else 2)
    assert f"{after:.1f}% are read right, with it {before:.1f}%" in one.why


@pytest.mark.parametrize("seed", range(6))
def test_the_hardest_class_is_the_only_one_of_those_offered_that_is_read_so_badly(seed: int) -> None:
    of_all = answers(network(DATASET, seed=seed), DATASET)
    one = found(of_mistakes(of_all, NAMES), "The hardest")
    parts = [of_all.by_class[int(name)] for name in one.choices]
    assert np.argmin(parts) == one.right
    assert sorted(parts)[1] > min(parts)
    assert NAMES[one.then["true"]] == NAMES[one.then["said"]] == one.choices[one.right]
    ((easiest, percent),) = re.findall(r"of those of (\d) ([\d.]+)%: see the diagonal", one.why)
    assert of_all.by_class[int(easiest)] == of_all.by_class.max() == pytest.approx(float(percent) / 100, abs=0.0006)


def test_classes_that_are_as_hard_are_told() -> None:
    labels = np.array([0, 0, 1, 1, 2, 2])
    said = np.array([0, 1, 1, 0, 2, 2])
    one = found(of_mistakes(Answers(np.eye(3)[said], labels), NAMES[:3]), "The hardest")
    assert one.choices[one.right] == "0"
    assert "it reads 50.0% right, and so it does of those of 1; of those of 2 100.0%" in one.why


@pytest.mark.parametrize(("sure", "right"), [(0.5, 0), (0.95, 2)])
def test_how_often_it_is_wrong_and_sure_is_counted(sure: float, right: int) -> None:
    logits = np.log(np.array([[sure, 1 - sure]] * 4))
    one = found(of_mistakes(Answers(logits, np.array([1, 1, 0, 0])), ["0", "1"]), "Wrong, and sure of it")
    assert one.right == right
    assert f"Of {2 * (right > 0)} of 2" in one.why


def test_a_network_without_mistakes_is_asked_for_none() -> None:
    assert of_mistakes(Answers(np.eye(3), np.arange(3)), NAMES[:3]) == ()


def test_pixels_without_ink_are_not_counted_and_the_surest_mistake_is_shown() -> None:
    net = network(DATASET)
    image = images.tested(DATASET, 3)
    x = np.where(np.arange(16) < 3, 0.5, 0)
    count, wrong = of_image(known(net), DATASET, image._replace(x=x))
    assert count.right == 0
    assert "At most 3, " in count.why
    of_all = answers(net, DATASET)
    worst = wrong.then["image"] - 1
    assert of_all.sure[worst] == of_all.sure[~of_all.right].max()
    assert not of_all.right[worst]
