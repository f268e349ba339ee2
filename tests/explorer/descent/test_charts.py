"""The descent page's charts: nothing but data ever changes, and what they show is so."""

import base64
import io

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from explorer.descent import charts as descent_charts
from explorer.descent import walks
from explorer.descent.sliders import BETAS
from tests.explorer.descent.lesson import LESSON, walk
from tests.explorer.frames import derived, frame

NOW = {"x0": -3.0, "x1": 4.0, "lr": 0.1, "beta": 0.9, "steps": 20, "step": 5}
ALL = tuple(walks.METHODS)


def charts(surface: str = "bowl", methods: tuple[str, ...] = ALL, gradient: str = "analytic", **moved) -> list[dict]:
    course = descent_charts.Course(surface, methods, gradient)
    return [
        descent_charts.contour_chart(course, NOW | moved),
        descent_charts.height_chart(course, NOW | moved),
    ]


def test_a_contour_picture_is_as_wide_as_high():
    contours, _ = charts()
    assert contours["width"] == contours["height"]


def test_the_start_is_pulled_along_the_axes_of_the_picture():
    contours, _ = charts()
    line = next(layer for layer in contours["layer"] if layer["data"] == {"name": "walks"})
    for axis, name in (("x", "x0"), ("y", "x1")):
        assert getattr(descent_charts.START_HANDLE, axis) == (name, *line["encoding"][axis]["scale"]["domain"])


@pytest.mark.slow
@pytest.mark.parametrize("surface", walks.SURFACES)
def test_a_contour_is_where_the_surface_has_that_height(surface: str):
    lines, labels, lowest = (layer["data"]["values"] for layer in charts(surface)[0]["layer"][1:4])
    f, grad = walks.SURFACES[surface].f, walks.SURFACES[surface].grad
    assert {line["line"].rpartition("-")[0] for line in lines} == {
        str(level) for level in descent_charts.LEVELS[surface]
    }
    for line in lines:
        points = np.array([line["x0"], line["x1"]])
        off = np.abs(f(points) - float(line["line"].rpartition("-")[0]))
        assert (off < 0.02 * np.hypot(*grad(points)) + 0.05).all(), "more than a pixel away"
    assert len(labels) == len(descent_charts.LEVELS[surface])
    assert [(point["x0"], point["x1"]) for point in lowest] == list(walks.SURFACES[surface].minima)


@pytest.mark.slow
@pytest.mark.parametrize("gradient", ["numerical", "analytic"])
def test_the_points_of_a_walk_are_drawn_where_they_are(gradient: str):
    together = walks.walks(LESSON._replace(method=walks.ALL, gradient=gradient))
    points = frame(charts(gradient=gradient)[0]["datasets"]["walks"])
    assert len(points) == 4 * 101
    for method, walked in together.items():
        drawn = points[points["method"] == method]
        assert drawn["step"].tolist() == [*range(101)]
        np.testing.assert_allclose(drawn[["x0", "x1"]].to_numpy(), walked.path, rtol=1e-6)
        np.testing.assert_allclose(drawn["value"], walked.values, rtol=1e-6)
        assert set(drawn["steps"]) == {20}
        assert set(drawn["shown"]) == {5}


def layers(chart: dict, name: str, mark: str) -> list[pd.DataFrame]:
    """What the marks of this kind draw of one dataset."""
    return [
        derived(frame(chart["datasets"][name]), layer["transform"])
        for layer in chart["layer"]
        if layer.get("data") == {"name": name} and layer["mark"]["type"] == mark
    ]


def test_other_parts_of_the_past_are_sent_ahead_where_a_method_keeps_any():
    course = descent_charts.Course("ravine", ("momentum",), "analytic")
    data = descent_charts.contour_chart(course, NOW)["datasets"]["walks"]
    for number, beta in enumerate(BETAS):
        points = frame(data, "beta", number)[["x0", "x1"]].to_numpy()
        np.testing.assert_allclose(points, walk(surface="ravine", method="momentum", beta=beta).path, rtol=1e-6)
    assert "beta" in descent_charts.places(course, NOW)
    assert "beta" not in descent_charts.places(course._replace(methods=("AdaGrad",)), NOW)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["contours", "heights"])
def test_where_the_measured_slope_is_off_by_rounding_both_charts_say_so(name: str):
    def said(lr: float, gradient: str = "numerical", step: int = 100) -> list[str]:
        both = charts(methods=("gradient descent",), gradient=gradient, lr=lr, steps=100, step=step)
        return layers(both[name == "heights"], "lost", "text")[0]["text"].tolist()

    assert said(1.2) == ["from step 66 on the measured slope is off by rounding"]
    assert said(1.2, gradient="analytic") == said(0.1) == []
    if name == "contours":
        assert said(1.2, step=65) == [], "the walk has not come so far"
        assert said(0.5) == [], "near the lowest point, where nobody can see it"


@pytest.mark.slow
@pytest.mark.parametrize("surface", walks.SURFACES)
@pytest.mark.parametrize("lr", [1.05, 10.0])
def test_no_line_is_too_long_for_a_browser(surface: str, lr: float):
    contours, heights = charts(surface, lr=lr, steps=100, step=100)
    (line,) = layers(contours, "walks", "line")
    assert line[["x0 drawn", "x1 drawn"]].abs().max(axis=None) <= descent_charts.FAR * 1.001
    for drawn in layers(heights, "heights", "line"):
        values = drawn[[name for name in drawn if name.endswith(" drawn")]]
        assert np.isfinite(values.stack().dropna()).all()
        assert (values.stack().dropna() > 0).all()


def test_a_line_that_is_cut_off_keeps_its_direction():
    walked = walk(lr=1.2)
    (points,) = layers(charts(methods=("gradient descent",), lr=1.2, steps=100, step=100)[0], "walks", "line")
    crossed = points["x0 drawn"] * walked.path[:, 1] - points["x1 drawn"] * walked.path[:, 0]
    distance = np.hypot(points["x0 drawn"], points["x1 drawn"]) * np.hypot(*walked.path.T)
    assert np.abs(crossed / distance).max() < 1e-5


def test_a_point_outside_the_picture_is_an_arrow_in_its_direction():
    walked = walk(lr=1.05)
    contours, _ = charts(methods=("gradient descent",), lr=1.05, steps=100, step=100)
    (off,) = layers(contours, "walks_off", "point")
    (arrow,) = off.itertuples()
    assert [arrow.x0, arrow.x1] == pytest.approx(walked.x.tolist(), rel=1e-6)
    assert max(abs(arrow.at_x), abs(arrow.at_y)) < walks.REACH
    turned = np.radians(arrow.towards)
    assert [np.sin(turned), np.cos(turned)] == pytest.approx((walked.x / np.hypot(*walked.x)).tolist(), rel=1e-5)
    (left,) = layers(contours, "walks_left", "point")
    assert left["step"].tolist() == [3], "the step at which the verdict says that it leaves"


def test_a_walk_beyond_all_numbers_keeps_its_last_direction():
    contours, heights = charts("Rosenbrock", ("gradient descent",), lr=1.0, steps=100, step=100)
    assert not np.isfinite(walk(surface="Rosenbrock", lr=1.0).x).all()
    for chart, name in ((contours, "walks_off"), (heights, "heights_off")):
        (arrow,) = layers(chart, name, "point")
        assert np.isfinite(arrow[["at_x", "at_y", "towards"]].to_numpy()).all()


def test_heights_are_the_values_however_far_beyond_the_axis():
    walked = walk()
    _, heights = charts(methods=("gradient descent",), steps=100, step=100)
    shown = frame(heights["datasets"]["heights"])
    np.testing.assert_allclose(shown["gradient descent"], walked.values, rtol=1e-6)
    np.testing.assert_allclose(shown["theory"], walked.values, rtol=1e-6)
    (off,) = layers(heights, "heights_off", "point")
    assert off["value"].tolist() == pytest.approx([walked.values[-1]], rel=1e-6)
    assert off["value said"].tolist() == ["1.037e-18"]
    (left,) = layers(heights, "heights_left", "point")
    assert left["step"].tolist() == [np.argmax(walked.values < 1e-12)]


def test_a_value_below_zero_is_below_a_logarithmic_axis():
    _, heights = charts("saddle", ("gradient descent",), steps=100, step=100)
    (off,) = layers(heights, "heights_off", "point")
    assert off["value"].tolist() == pytest.approx([walk(surface="saddle").values[-1]], rel=1e-6)
    assert off["value"][off.index[0]] < 0
    assert off["towards"].tolist() == [180]


def test_while_it_plays_there_is_one_picture_and_every_slider_shows_it():
    course = descent_charts.Course("bowl", ALL, "analytic")
    data = descent_charts.contour_chart(course, NOW, ahead=False)["datasets"]["walks"]
    assert data.num_rows == 4 * 101 * (1 + len(descent_charts.SLIDERS))
    for slider in descent_charts.SLIDERS:
        pd.testing.assert_frame_equal(frame(data, slider, 1.0), frame(data))


@pytest.mark.slow
@pytest.mark.parametrize("surface", walks.SURFACES)
def test_the_ground_of_the_map_is_darker_where_the_surface_is_higher(surface: str):
    ground = charts(surface)[0]["layer"][0]["mark"]
    picture = Image.open(io.BytesIO(base64.b64decode(ground["url"].partition(",")[2]))).convert("RGBA")
    assert ground["width"] == ground["height"] == descent_charts.SIZE
    opacity = np.asarray(picture)[::-1, :, 3]  # from below, as x1 goes
    sides = np.linspace(-walks.REACH, walks.REACH, len(opacity))
    order = np.argsort(walks.SURFACES[surface].f(np.array(np.meshgrid(sides, sides))), axis=None)
    assert (np.diff(opacity.ravel()[order].astype(int)) >= 0).all()
    assert opacity.min() == 0 < opacity.max()
