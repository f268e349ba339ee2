"""The forward page's network: its numbers by key, and the drawing of them."""

import numpy as np
import pytest

import nn_core as nn
from explorer.forward import charts, network, words
from explorer.forward.network import LESSON
from explorer.forward.sliders import INPUT, LARGEST
from explorer.words.latex import number
from explorer.words.numbers import signed
from tests.explorer.formulas import contradictions
from tests.explorer.frames import frame

REACH = INPUT.max_value
LESSON_NET = nn.ThreeLayerNet.lesson()
ALL_LARGE = network.network(dict.fromkeys(LESSON, -LARGEST))


def drawn(net=LESSON_NET, x=(1.0, 0.5), unit="Layer 2, unit 1"):
    return charts.network_chart(net, x, network.UNITS[unit])


def test_the_lesson_s_numbers_make_the_lesson_s_network():
    assert len(LESSON) == 23
    net = network.network(LESSON)
    for name, array in LESSON_NET.params.items():
        np.testing.assert_array_equal(net.params[name], array)


def test_a_key_counts_rows_and_columns_from_1():
    assert LESSON["W1_23"] == LESSON_NET.params["W1"][1, 2]
    assert LESSON["b2_1"] == LESSON_NET.params["b2"][0]
    assert [parameter.name for parameter in network.parameters("b3")] == ["b3, of 1", "b3, of 2"]
    assert network.parameters("W2")[1].name == "W2, from 1 to 2"


def test_arrays_and_single_numbers_as_values():
    values = network.values(W3=[[1, 2], [3, 4]], b3=-1)
    assert values == {"W3_11": 1.0, "W3_12": 2.0, "W3_21": 3.0, "W3_22": 4.0, "b3_1": -1.0, "b3_2": -1.0}


def test_no_input_gives_an_answer_outside_the_range():
    values = {**LESSON, **network.values(W1=[[3, -2, 1], [-1, 4, 2]], W3=[[5, -5], [-4, 4]])}
    low, high = network.reach(values)
    x = np.round(np.random.default_rng(0).uniform(-REACH, REACH, (500, 2)), 1)
    y = network.network(values).forward(x)
    assert (low - 1e-12 <= y).all()
    assert (y <= high + 1e-12).all()


def test_what_is_sent_ahead_is_not_too_much():
    data = drawn()["datasets"]
    assert sum(one.nbytes for one in data.values()) < 80_000


def test_there_is_an_edge_for_every_number_and_it_ends_at_units():
    data = drawn()["datasets"]
    edges, units = frame(data["edges"]), frame(data["units"])
    weights = edges["size"].where(edges["sign"] == "weight above 0", -edges["size"])
    np.testing.assert_allclose(sorted(weights), sorted(LESSON.values()), rtol=1e-6)
    places = set(zip(units["x"], units["y"], strict=True))
    assert set(zip(edges["x2"], edges["y2"], strict=True)) < places
    from_units = edges[edges["name"].str.startswith("W")]
    assert set(zip(from_units["x"], from_units["y"], strict=True)) < places
    assert edges.set_index("name").loc["W1, from 2 to 3: 0.6", "size"] == np.float32(0.6)


def test_edges_have_the_sign_and_the_size_of_their_weight():
    edges = frame(drawn(ALL_LARGE)["datasets"]["edges"])
    assert set(edges["sign"]) == {"weight below 0"}
    assert set(edges["size"]) == {LARGEST}


def test_units_hold_the_values_that_the_core_computes():
    now = frame(drawn()["datasets"]["units"])
    values, sums = now["value"].tolist(), now["sum"].tolist()
    assert values == ["1.000", "0.500", "0.574", "0.668", "0.750", "0.626", "0.771", "0.317", "0.696"]
    assert sums[:4] == ["x1", "x2", "a = 0.300", "a = 0.700"]
    assert sums[-2:] == ["y1", "y2"]


def test_every_value_is_short_enough_for_its_circle():
    units = drawn(ALL_LARGE, (-REACH, REACH))["datasets"]["units"].to_pandas()
    assert units["value"].astype(str).str.len().max() <= 6


@pytest.mark.parametrize("name", network.UNITS)
def test_a_unit_is_lit_with_the_edges_that_lead_to_it(name: str):
    edges, units = (frame(drawn(unit=name)["datasets"][data]) for data in ("edges", "units"))
    unit, lit = network.UNITS[name], edges[edges["lit"]]
    assert units[units["lit"]]["unit"].tolist() == [name]
    (at,) = units[units["lit"]][["x", "y"]].to_numpy().tolist()
    assert (edges[["x2", "y2"]] == at).all(axis=1).tolist() == edges["lit"].tolist()
    assert sorted(lit["name"]) == sorted(
        f"{parameter.name}: {parameter.value:g}"
        for array in LESSON_NET.params
        for parameter in network.parameters(array)
        if parameter.key in unit.parameters
    )
    assert sorted(lit["factor"]) == sorted(f"×{LESSON[key]:g}" for key in unit.parameters)


@pytest.mark.parametrize(
    ("net", "x"), [(LESSON_NET, (1.0, 0.5)), (ALL_LARGE, (-REACH, REACH)), (LESSON_NET, (-1.3, 0.7))]
)
@pytest.mark.parametrize("unit", network.UNITS.values(), ids=str)
def test_what_a_unit_adds_up_is_its_sum(net: nn.ThreeLayerNet, x: tuple[float, float], unit: network.Unit):
    said, layer = words.weighted_sum(net, x, unit), net.activations(x)[unit.layer - 1]
    assert contradictions(said) == []
    assert f"$= {number(layer.a[unit.place - 1])}$. " in said
    assert said.count(r"\times") - said.count(r"\times 10^") == len(unit.parameters)
    end = f"makes it **{signed(layer.z[unit.place - 1])}**." if unit.layer < 3 else f"That is y{unit.place}."
    assert said.endswith(end)


@pytest.mark.parametrize("seed", range(40))
def test_the_sum_that_is_worked_through_in_each_layer_comes_out(seed: int):
    rng = np.random.default_rng(seed)
    values = {key: round(float(value), 1) for key, value in zip(LESSON, rng.uniform(-2, 2, len(LESSON)), strict=True)}
    x = tuple(rng.uniform(-REACH, REACH, 2).round(1).tolist())
    for said in words.layers(network.network(values), x):
        assert contradictions(said) == []
