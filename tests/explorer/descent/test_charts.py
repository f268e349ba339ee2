"""The descent page's walks, words and charts: what they say is so, and nothing but data ever changes."""

import json
import math
import re

import numpy as np
import pandas as pd
import pytest

import nn_core as nn
from explorer.descent import charts as descent_charts
from explorer.descent import walks as descent
from explorer.descent import words
from tests.explorer.frames import assert_sent_ahead, frame

LESSON = ("bowl", "gradient descent", (-3.0, 4.0), 0.1, 100, "analytic")


def walk(**changes) -> nn.Descent:
    names = ("surface", "method", "start", "lr", "steps", "gradient")
    return descent.walk(*(dict(zip(names, LESSON, strict=True)) | changes).values())


def verdict(surface: str = "bowl", method: str = "gradient descent", **changes) -> str:
    walked = walk(surface=surface, method=method, **changes)
    return words.verdict(surface, method, walked, changes.get("lr", 0.1))


# Walks


def test_a_walk_is_the_core_s():
    for method, function in descent.METHODS.items():
        surface = descent.SURFACES["ravine"]
        numerical = function(surface.f, [-5, 2], 0.3, 20)
        analytic = function(surface.f, [-5, 2], 0.3, 20, surface.grad)
        arguments = {"surface": "ravine", "method": method, "start": (-5.0, 2.0), "lr": 0.3, "steps": 20}
        assert walk(**arguments, gradient="numerical").path.tolist() == numerical.path.tolist()
        assert walk(**arguments, gradient="analytic").path.tolist() == analytic.path.tolist()


def test_all_four_start_together():
    walks = descent.walks("Himmelblau", descent.ALL, (1.0, 2.0), 0.01, 10, "analytic")
    assert list(walks) == ["gradient descent", "momentum", "AdaGrad", "Adam"]
    assert [one.path[0].tolist() for one in walks.values()] == [[1, 2]] * 4


@pytest.mark.parametrize("surface", ["bowl", "ravine", "saddle"])
@pytest.mark.parametrize("lr", [0.0, 0.1, 0.5, 0.9, 1.0, 1.2])
def test_theory_says_what_happens(surface: str, lr: float):
    walked = walk(surface=surface, lr=lr, steps=30)
    np.testing.assert_allclose(descent.theory(surface, (-3.0, 4.0), lr, 30), walked.values, rtol=1e-9, atol=1e-25)


@pytest.mark.parametrize("surface", ["Rosenbrock", "Himmelblau"])
def test_there_is_no_theory_of_the_others(surface: str):
    assert descent.theory(surface, (-3.0, 4.0), 0.1, 30) is None


@pytest.mark.parametrize(
    ("selection", "start"),
    [
        ({"start": [{"x0": 1.2000000000000002, "x1": -3.4}]}, {"x0": 1.2, "x1": -3.4}),
        ({"start": [{"x0": -7, "x1": 5.04}]}, {"x0": -5.0, "x1": 5.0}),
        ({"start": []}, {}),
        ({"start": {}}, {}),
        ({}, {}),
    ],
)
def test_a_click_is_a_start_that_the_sliders_can_take(selection: dict, start: dict):
    assert descent.clicked(selection) == start


# Words


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, r"Gradient descent **converges**: 100 steps end ${1.02 \times 10^{-9}}$"),
        ({"lr": 0.5, "steps": 1}, "**converges**: 1 step ends ${0}$"),
        ({"lr": 0.0}, "**does not move**: a step of learning rate 0 has no length."),
        ({"start": (0.0, 0.0)}, "**does not move**: the slope here is 0."),
        ({"lr": 0.0001}, "**hardly moves**: 100 steps end ${4.9}$"),
        ({"lr": 0.01}, "**is on its way**: 100 steps end ${0.663}$"),
        ({"lr": 0.95}, "**oscillates and converges**"),
        ({"lr": 0.99}, "**oscillates** and comes closer"),
        ({"lr": 1.0}, "**oscillates** and comes no closer"),
        ({"lr": 1.0}, "With any larger learning rate it diverges."),
        ({"lr": 1.01}, "**diverges**: learning rate 1.01 is too large."),
        ({"lr": 1.05, "steps": 1}, "**diverges**"),
        ({"lr": 1.05}, "It leaves the picture at step 3, and its line is cut off there."),
        ({"lr": 10.0, "gradient": "numerical"}, "where x + h is rounded to x"),
        ({"method": "momentum"}, "Momentum **overshoots and converges**"),
        ({"surface": "saddle", "start": (4.0, 0.0)}, "**converges** to the saddle"),
        ({"surface": "saddle", "start": (4.0, 0.1)}, "**diverges**: it goes downhill for ever."),
        ({"surface": "saddle", "start": (4.0, 0.1)}, "a logarithmic axis cannot show it."),
        ({"surface": "saddle", "start": (4.0, 0.1), "steps": 15}, "**is on its way** down"),
        ({"surface": "Rosenbrock"}, "After step 3 it is beyond the largest number that a computer holds."),
        ({"surface": "Himmelblau", "start": (0.0, 0.0), "lr": 0.01}, "from the lowest point at (3,\u00a02)."),
    ],
)
def test_there_is_a_word_for_what_is_seen(changes: dict, said: str):
    assert said in verdict(**changes)


@pytest.mark.parametrize("method", descent.METHODS)
@pytest.mark.parametrize("surface", descent.SURFACES)
@pytest.mark.parametrize("lr", [0.0, 0.0001, 0.1, 1.0, 10.0])
def test_there_are_words_and_formulas_for_every_walk(method: str, surface: str, lr: float):
    for gradient in (descent.NUMERICAL, "analytic"):
        walks = descent.walks(surface, method, (-3.0, 4.0), lr, 100, gradient)
        assert "**" in words.verdicts(surface, walks, lr)
        for step in (0, 1, 50, 100):
            text = words.formulas(surface, walks, lr, step, gradient)
            assert text.count("$") % 2 == 0
            assert "--" not in text
            assert "- -" not in text


def results(line: str) -> list[float]:
    """Every number in a line of formulas that stands between an equals sign and the end of its formula."""
    return [float(found.replace(r" \times 10^{", "e").rstrip("}")) for found in re.findall(r"\$= \{(.*?)\}\$", line)]


@pytest.mark.parametrize("axis", [0, 1])
@pytest.mark.parametrize("method", descent.METHODS)
def test_a_reader_with_a_calculator_gets_to_the_core_s_next_point(method: str, axis: int):
    """Each intermediate result is taken as shown, with four digits."""
    lr, step, surface = 0.3, 7, descent.SURFACES["ravine"]
    walks = descent.walks("ravine", method, (-5.0, 2.0), lr, 20, "analytic")
    path = walks[method].path
    x, g = path[step - 1, axis], surface.grad(path[step - 1])[axis]
    lines = words.formulas("ravine", walks, lr, step, "analytic").splitlines()
    line = next(line for line in lines if line.startswith(f"- **Step {step}** along $x_{axis}$"))
    *shown, reached = results(line)
    move = {
        "gradient descent": lambda: g,
        "momentum": lambda speed: speed,
        "AdaGrad": lambda squares: g / math.sqrt(squares),
        "Adam": lambda m, v, mean, square: mean / math.sqrt(square),
    }[method](*shown)
    assert reached == pytest.approx(path[step, axis], rel=5e-4)
    assert x - lr * move == pytest.approx(path[step, axis], abs=1e-3)
    if method == "Adam":
        m, v, mean, square = shown
        assert [m / (1 - 0.9**step), v / (1 - 0.999**step)] == pytest.approx([mean, square], rel=2e-3)


@pytest.mark.parametrize("surface", descent.SURFACES)
@pytest.mark.parametrize("method", descent.METHODS)
@pytest.mark.parametrize("gradient", ["numerical", "analytic"])
def test_many_walks_together_are_each_the_core_s(surface: str, method: str, gradient: str):
    starts, rates = [(-3.0, 4.0), (0.5, -1.2), (5.0, 5.0), (1.0, 0.0)], [0.003, 0.1, 0.0, 1.3]
    x0, x1 = np.transpose(starts)
    paths, values = descent.many_walks(surface, method, x0, x1, np.array(rates), gradient)
    for number, (start, lr) in enumerate(zip(starts, rates, strict=True)):
        alone = descent.walk(surface, method, start, lr, descent.MAX_STEPS, gradient)
        np.testing.assert_array_equal(paths[..., number], alone.path)
        np.testing.assert_array_equal(values[:, number], alone.values)


def test_the_theory_of_many_walks_is_that_of_each():
    starts, rates = np.array([[-3.0, 0.5], [4.0, -1.2]]), np.array([0.1, 1.2])
    together = descent.theory("ravine", starts, rates, 30)
    for number in (0, 1):
        alone = descent.theory("ravine", starts[:, number], rates[number], 30)
        np.testing.assert_array_equal(together[:, number], alone)


# Charts

NOW = {"x0": -3.0, "x1": 4.0, "lr": 0.1, "steps": 20, "step": 5}
ALL = tuple(descent.METHODS)


def charts(surface: str = "bowl", methods: tuple[str, ...] = ALL, gradient: str = "analytic", **moved) -> list[dict]:
    course = descent_charts.Course(surface, methods, gradient)
    return [
        descent_charts.contour_chart(course, NOW | moved),
        descent_charts.height_chart(course, NOW | moved),
    ]


@pytest.mark.parametrize("surface", descent.SURFACES)
@pytest.mark.parametrize("methods", [("gradient descent",), ALL])
def test_only_the_data_change(surface: str, methods: tuple[str, ...]):
    before, after = charts(surface, methods), charts(surface, methods, lr=0.01, step=0)
    for one, other in zip(before, after, strict=True):
        specs = [{key: value for key, value in chart.items() if key != "datasets"} for chart in (one, other)]
        assert specs[0] == specs[1]
        assert len(json.dumps(specs[0])) < 40_000
        assert [data.schema for data in one["datasets"].values()] == [
            data.schema for data in other["datasets"].values()
        ]
    assert before[0]["width"] == before[0]["height"]


@pytest.mark.parametrize("surface", descent.SURFACES)
def test_a_contour_is_where_the_surface_has_that_height(surface: str):
    lines, labels, lowest = (layer["data"]["values"] for layer in charts(surface)[0]["layer"][:3])
    f, grad = descent.SURFACES[surface].f, descent.SURFACES[surface].grad
    assert {line["line"].rpartition("-")[0] for line in lines} == {
        str(level) for level in descent_charts.LEVELS[surface]
    }
    for line in lines:
        points = np.array([line["x0"], line["x1"]])
        off = np.abs(f(points) - float(line["line"].rpartition("-")[0]))
        assert (off < 0.02 * np.hypot(*grad(points)) + 0.05).all(), "more than a pixel away"
    assert len(labels) == len(descent_charts.LEVELS[surface])
    assert [(point["x0"], point["x1"]) for point in lowest] == list(descent.SURFACES[surface].minima)


def test_a_click_is_heard_on_every_point_of_the_picture():
    cells = next(layer for layer in charts()[0]["layer"] if "params" in layer)
    assert cells["params"][0]["name"] == "start"
    assert math.isqrt(cells["data"]["sequence"]["stop"]) == round(2 * descent.REACH / descent_charts.CELL) + 1


@pytest.mark.parametrize("gradient", ["numerical", "analytic"])
def test_the_points_of_a_walk_are_drawn_where_they_are(gradient: str):
    walks = descent.walks("bowl", descent.ALL, (-3.0, 4.0), 0.1, descent.MAX_STEPS, gradient)
    points = frame(charts(gradient=gradient)[0]["datasets"]["walks"])
    assert len(points) == 4 * 101
    for method, walked in walks.items():
        drawn = points[points["method"] == method]
        np.testing.assert_allclose(drawn[["x0", "x1"]].to_numpy(), walked.path, rtol=1e-2, atol=1e-3)
        np.testing.assert_allclose(drawn["value"], walked.values, rtol=1e-2)
        assert set(drawn["steps"]) == {20}
        assert set(drawn["shown"]) == {5}


@pytest.mark.parametrize("surface", descent.SURFACES)
@pytest.mark.parametrize("lr", [1.05, 10.0])
def test_no_number_that_is_drawn_is_too_large(surface: str, lr: float):
    points, shown = (frame(data) for chart in charts(surface, lr=lr) for data in chart["datasets"].values())
    at = points[["x0", "x1"]].dropna().to_numpy()
    assert np.hypot(*at.T).max() <= descent_charts.FAR * 1.01
    drawn = shown.drop(columns=["steps", "shown"]).to_numpy(dtype=float)
    drawn = drawn[~np.isnan(drawn)]
    assert ((drawn >= descent_charts.LOWEST) & (drawn <= descent_charts.HIGHEST)).all()


def test_a_line_that_is_cut_off_keeps_its_direction():
    walked = walk(lr=1.2)
    points = frame(charts(methods=("gradient descent",), lr=1.2)[0]["datasets"]["walks"])
    crossed = points["x0"] * walked.path[:, 1] - points["x1"] * walked.path[:, 0]
    distance = np.hypot(points["x0"], points["x1"]) * np.hypot(*walked.path.T)
    assert np.abs(crossed / distance).max() < 0.01


def test_heights_are_the_values_within_the_axis():
    walked = walk()
    shown = frame(charts(methods=("gradient descent",))[1]["datasets"]["heights"])
    np.testing.assert_allclose(shown["gradient descent"], np.maximum(walked.values, 1e-12), rtol=1e-2)
    np.testing.assert_allclose(shown["theory"], shown["gradient descent"], rtol=1e-2)


def test_where_a_walk_is_below_zero_it_has_no_height():
    shown = frame(charts("saddle", ("gradient descent",))[1]["datasets"]["heights"])
    assert shown["gradient descent"].isna().any()


def test_a_chart_draws_columns_that_there_are():
    chart = charts()[1]
    drawn = {layer["encoding"]["y"]["field"] for layer in chart["layer"] if "field" in layer["encoding"].get("y", {})}
    assert drawn == set(ALL) | {"theory"} < set(chart["datasets"]["heights"].column_names)


@pytest.mark.parametrize("methods", [("gradient descent",), ALL])
@pytest.mark.parametrize(
    ("slider", "place", "value"),
    [
        ("x0", -5.0, -5.0),
        ("x0", -2.9, -2.9),
        ("x0", 5.0, 5.0),
        ("x1", -5.0, -5.0),
        ("x1", 3.9, 3.9),
        ("lr", 0, 0.0),
        ("lr", len(descent_charts.RATES) - 1, 10.0),
        ("lr", descent_charts.RATES.index(0.1) + 1, 0.11),
    ],
)
def test_what_a_slider_will_show_is_sent_ahead(methods: tuple[str, ...], slider: str, place: float, value: float):
    for now, then in zip(charts(methods=methods), charts(methods=methods, **{slider: value}), strict=True):
        assert_sent_ahead(now, then, slider, place)


def test_while_it_plays_there_is_one_picture_and_every_slider_shows_it():
    course = descent_charts.Course("bowl", ALL, "analytic")
    data = descent_charts.contour_chart(course, NOW, ahead=False)["datasets"]["walks"]
    assert data.num_rows == 4 * (1 + len(descent_charts.SLIDERS))
    for slider in descent_charts.SLIDERS:
        pd.testing.assert_frame_equal(frame(data, slider, 1.0), frame(data))
