import re

import numpy as np
import pytest

import nn_core as nn
from explorer.inside.through import Slopes, added_up, compared, slopes, way
from explorer.inside.through_words import believed, gradient, loss, side_by_side, terms, verdict
from tests.explorer.inside.networks import network, noise

DATASET = noise()
NET = network(DATASET, std=0.5)
X = DATASET.scaled(DATASET.x_test[0])
NAMES = ["a", "b", "c", "d"]


def numbers(cell: str) -> float:
    """What a cell of a table says, as text or as a formula."""
    return float(re.sub(r" \\times 10\^{(-?\d+)}", r"e\1", cell).strip("*${} ").replace("−", "-"))


@pytest.mark.parametrize("unit", range(6))
@pytest.mark.parametrize("largest", [0, 3, 8, 16])
def test_the_numbers_in_the_table_of_a_sum_multiply_and_add_up_on_a_calculator(largest: int, unit: int) -> None:
    found = added_up(NET, X, unit, largest)
    rows = [line.strip("|").split("|") for line in terms(found, X, NET.params["W1"][:, unit]).splitlines()[2:]]
    *parts, total, activation = [numbers(row[-1]) for row in rows]
    assert round(sum(parts), 3) == total == round(found.a, 3)
    assert activation == pytest.approx(found.z, abs=0.0005)
    for row in rows[:largest]:
        _, x, w, product = row
        assert round(numbers(x) * numbers(w), 3) == pytest.approx(numbers(product), abs=0.0011 * (largest == 16))


def test_the_verdict_says_what_the_network_says_and_whether_that_is_right() -> None:
    passed = way(NET, X, meant=0)
    said = int(passed.answer.z.argmax())
    right, wrong = (verdict(passed, NAMES, meant) for meant in (said, (said + 1) % 4))
    assert f"It says **{NAMES[said]}**" in right
    assert "That is right." in right
    assert f"**{NAMES[(said + 1) % 4]}** was meant" in wrong
    assert verdict(passed, NAMES, None).endswith("Right or wrong? That depends on what you meant.")


def test_both_slopes_stand_side_by_side() -> None:
    found = slopes(NET, X, 1)
    table = side_by_side(compared(NET, found, X, 1, 2, NAMES), found.rounding)
    for line in table.splitlines()[2:]:
        _, exact, by_trying, _ = line.strip("|").split("|")
        assert numbers(exact) == pytest.approx(numbers(by_trying), rel=1e-3)
    assert len(table.splitlines()) == 2 + 1 + len(NAMES)
    assert re.findall(r"W_\d|b_\d", gradient(found)) == ["W_1", "b_1", "W_2", "b_2"]


def test_what_is_compared_are_the_slopes_of_the_units_bias_and_of_its_outgoing_weights() -> None:
    found = slopes(NET, X, 1)
    words, exact, measured = zip(*compared(NET, found, X, 1, 2, NAMES), strict=True)
    assert words == ("bias", "to a", "to b", "to c", "to d")
    assert [*exact] == [found.gradient["b1"][2], *found.gradient["W2"][2]]
    np.testing.assert_allclose(measured, exact, rtol=1e-4)


def test_a_check_that_disagrees_or_has_nothing_to_measure_says_so() -> None:
    ones = {name: np.ones(3) for name in ("W1", "b1")}
    assert "They agree: the relative" in believed(Slopes(ones, {"W1": 1e-8, "b1": 1e-9}, 1e-11))
    assert "do **not** agree" in believed(Slopes(ones, {"W1": 1e-8, "b1": 0.5}, 1e-11))
    assert "They agree where the slopes are large" in believed(Slopes(ones, {"W1": 1e-8, "b1": None}, 1e-11))
    nothing = Slopes(ones, {"W1": None, "b1": None}, 1e-11)
    assert "next to nothing" in believed(nothing)
    assert gradient(nothing).count("too small to tell") == 2
    assert side_by_side([("bias", 1e-9, 2e-9)], 1e-11).endswith("| too small to tell |")
    assert "too small" not in side_by_side([("bias", 1e-7, 2e-7)], 1e-11)


@pytest.mark.parametrize("sure", [1, 6, 8, 10])
def test_the_loss_can_be_worked_out_from_the_probability_beside_it(sure: float) -> None:
    net = nn.TwoLayerNet(2, 3, 2, seed=0)
    net.params["b2"][:] = [sure, 0]
    _, p, found = re.split(r"-\\log | = |\$\.$", loss(way(net, np.zeros(2), 0), ["a", "b"], 0, told=True))[:3]
    assert -np.log(numbers(p)) == pytest.approx(numbers(found), rel=0.005)


def test_a_loss_is_told_where_its_probability_is_too_small_for_a_float() -> None:
    net = nn.TwoLayerNet(2, 3, 2, seed=0)
    net.params["b2"][:] = [800, 0]
    said = loss(way(net, np.zeros(2), 1), ["a", "b"], 1, told=True)
    assert "too small to be written as a float" in said
    assert re.findall(r"\$([\d.]+)\$", said) == ["800.0", "800.0"]
