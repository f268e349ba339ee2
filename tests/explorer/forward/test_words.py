"""What the forward page says is so."""

import itertools
import re

import numpy as np
import pytest

from explorer.forward import network, words
from explorer.forward.network import LESSON
from explorer.forward.sliders import INPUT
from tests.explorer.formulas import contradictions, value


@pytest.mark.parametrize("x", [(-4.4, 1.7), (-3.0, 1.0)])
def test_a_sum_of_which_only_rounding_is_left_is_0(x: tuple[float, float]) -> None:
    net = network.network(LESSON)
    first, unit = words.layers(net, x)[0], words.weighted_sum(net, x, network.Unit(1, 1))
    assert "- Its sums: **0**, " in first
    for said in (first, unit):
        assert "= 0$" in said
        assert re.search(r"\d{9}", said) is None
        assert contradictions(said, least=1e-15) == []


@pytest.mark.parametrize("seed", range(-1, 20))
def test_every_answer_that_is_shown_is_between_the_bounds_that_are(seed: int) -> None:
    rng = np.random.default_rng(abs(seed))
    drawn = dict(zip(LESSON, rng.uniform(-2, 2, len(LESSON)).round(1).tolist(), strict=True))
    values = LESSON if seed < 0 else drawn
    bounds = [float(end.replace("−", "-")) for end in re.findall(r"\*\*(.*?)\*\*", words.reach(values))]
    for x in itertools.product(INPUT.stops[:: len(INPUT.stops) - 1], repeat=2):
        y = words.answer(network.answer(network.network(values), np.array(x)))
        for shown, low, high in zip(y.values(), bounds[::2], bounds[1::2], strict=True):
            assert low <= float(shown.replace("−", "-")) <= high


def test_an_answer_that_stays_where_it_is_has_no_bounds() -> None:
    values = {key: 0.0 if key.startswith("W") else value for key, value in LESSON.items()}
    assert words.reach(values).endswith("y1 is always **0.1**, and y2 is always **0.2**.")
    values["b3_1"] = 0.12345
    assert "y1 is always **0.1235**" in words.reach(values) or "y1 is always **0.1234**" in words.reach(values)


def test_an_answer_that_is_nothing_but_rounding_is_0_wherever_it_is_told() -> None:
    values = {key: 0.0 if key[:2] in ("W2", "b2") else value for key, value in LESSON.items()}
    values |= {"W3_11": 0.2, "W3_21": 0.4, "b3_1": -0.3}
    net = network.network(values)
    assert net.forward([1.0, 0.5])[0] != 0
    assert words.answer(network.answer(net, [1.0, 0.5]))["Answer y1"] == "0"
    assert "y1 is always **0**" in words.reach(values)
    *_, last = words.layers(net, (1.0, 0.5))
    assert "The answer: **0**, " in last
    assert "identity leaves it as it is: **0**" in last


def test_an_answer_that_moves_a_little_is_not_always_the_same() -> None:
    values = dict.fromkeys(LESSON, 0.0) | {key: LESSON[key] for key in LESSON if key.startswith("b")}
    values |= {"W1_11": 0.01, "W2_11": 0.01, "W3_11": 0.01}
    assert "y1 stays near **0.1053**" in words.reach(values)


@pytest.mark.parametrize("x", [(-1.2, 1.0), (1.0, 1.0), (0.3, -2.0)])
@pytest.mark.parametrize("unit", [network.Unit(1, 2), network.Unit(2, 2), network.Unit(3, 1), network.Unit(3, 2)])
def test_the_terms_that_are_shown_add_up_to_the_sum_that_is_shown(x: tuple[float, float], unit: network.Unit) -> None:
    [(terms, total)] = re.findall(r"\$= ([^$×]*)\$ \$= ([^$]*)\$", words.weighted_sum(network.network(LESSON), x, unit))
    assert f"{value(terms):.4g}" == total
