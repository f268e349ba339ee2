"""One colour, one meaning: every colour can be seen on both papers, none is like another, and charts have no others."""

import re
import tomllib
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import nn_core as nn
from explorer.charts import colours
from explorer.charts.colours import INK, PAPER, RIGHT, SHADE, SHADE_AT_MOST, UNSEEN, WRONG, Colour
from explorer.charts.marks import Spec
from explorer.descent.charts import COLOURS, DASHES
from explorer.training import charts as training
from tests.explorer.charts.test_specs import CHARTS

ROOT = Path(__file__).parents[3]
THEME = tomllib.loads((ROOT / ".streamlit/config.toml").read_text())["theme"]
NAMED = {name: one for name, one in vars(colours).items() if isinstance(one, Colour)}
TEXT, GRAPHICS = 4.5, 3.0  # of contrast; source: WCAG 2.2, success criteria 1.4.3 and 1.4.11
APART = 0.08  # in OKLab, where 0.02 is what an eye can just tell apart
PAPERS = ("light", "dark")
CHANNELS = ("color", "fill", "stroke")


def linear(colour: str) -> np.ndarray:
    """Red, green and blue as light, 0 to 1. Source: IEC 61966-2-1."""
    part = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    return np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """Of two colours. Source: WCAG 2.2, "contrast ratio"."""
    dark, light = sorted(float(linear(colour) @ [0.2126, 0.7152, 0.0722]) for colour in (one, other))
    return (light + 0.05) / (dark + 0.05)


def lab(colour: str) -> np.ndarray:
    """Where the colour is for an eye. Source: B. Ottosson, A perceptual color space for image processing (2020)."""
    cones = [
        [0.41222147, 0.53633254, 0.05144599],
        [0.2119035, 0.6806995, 0.10739696],
        [0.08830246, 0.28171884, 0.6299787],
    ]
    space = [
        [0.21045426, 0.79361779, -0.00407205],
        [1.9779985, -2.4285922, 0.45059371],
        [0.02590404, 0.78277177, -0.80867577],
    ]
    return np.array(space) @ np.cbrt(np.array(cones) @ linear(colour))


def grounds(paper: str) -> list[str]:
    """What charts stand on: the page, and what lies on it."""
    return [THEME[paper]["backgroundColor"], THEME[paper]["secondaryBackgroundColor"]]


def shaded(ground: str) -> str:
    """The darkest of a map's shades on this ground."""
    parts = [int(ground[at : at + 2], 16) for at in (1, 3, 5)]
    mixed = [round(part + (shade - part) * SHADE_AT_MOST) for part, shade in zip(parts, SHADE, strict=True)]
    return "#" + "".join(f"{part:02x}" for part in mixed)


def test_contrast_is_as_it_is_published() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("name", NAMED)
def test_every_colour_can_be_read_on_both_papers_and_what_stands_on_it_too(name: str, paper: str) -> None:
    """Text in it, and text of the paper's colour on it, which is the same contrast; so graphics, too."""
    assert [ground for ground in grounds(paper) if contrast(getattr(NAMED[name], paper), ground) < TEXT] == []


@pytest.mark.parametrize("paper", PAPERS)
def test_walks_and_heights_can_be_seen_on_the_darkest_part_of_a_map(paper: str) -> None:
    ground = shaded(grounds(paper)[0])
    assert {method for method, one in COLOURS.items() if contrast(getattr(one, paper), ground) < GRAPHICS} == set()
    assert contrast(getattr(INK, paper), ground) >= TEXT


@pytest.mark.parametrize("paper", PAPERS)
def test_no_two_colours_are_alike(paper: str) -> None:
    different = {one: getattr(colour, paper) for one, colour in NAMED.items() if one != "STEEPEST"}  # it is the ink
    apart = {
        (one, other): np.linalg.norm(lab(different[one]) - lab(different[other]))
        for one, other in combinations(different, 2)
    }
    assert {pair for pair, distance in apart.items() if distance < APART} == set()


def test_each_method_has_a_colour_and_a_dash_of_its_own() -> None:
    assert COLOURS.keys() == DASHES.keys()
    assert len(set(COLOURS.values())) == len({tuple(dash) for dash in DASHES.values()}) == len(COLOURS)


@pytest.mark.parametrize("paper", PAPERS)
def test_words_that_say_right_and_wrong_have_the_colours_of_charts(paper: str) -> None:
    assert THEME[paper]["greenTextColor"] == getattr(RIGHT, paper)
    assert THEME[paper]["redTextColor"] == getattr(WRONG, paper)
    assert THEME[paper]["textColor"] == getattr(INK, paper)


# What a chart draws in


def paints(part: Spec, inherited: Spec) -> Iterator[Any]:
    """The colour of every mark of a part of a chart; None where it leaves it to the theme."""
    encoding = inherited | part.get("encoding", {})
    for layer in part.get("layer", []):
        yield from paints(layer, encoding)
    if "mark" not in part:
        return
    mark = {"type": part["mark"]} if isinstance(part["mark"], str) else part["mark"]
    if mark["type"] == "image":
        return
    found = [mark[channel] for channel in CHANNELS if channel in mark]
    for channel in CHANNELS:
        if channel in encoding:
            one = encoding[channel]
            found += [one["value"]] if "value" in one else one.get("scale", {}).get("range", [None])
    yield from found or [None]


def foreign(chart: Spec) -> list[Any]:
    """The colours of a chart that are none of the app's."""
    known = [one.shown for one in NAMED.values()] + [PAPER, UNSEEN]
    return [one for one in paints(chart, {}) if one not in known]


@pytest.mark.slow
@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_has_no_colour_but_these(name: str) -> None:
    draw, _, settings = CHARTS[name]
    for chart in draw(**settings[0]):
        assert foreign(chart) == []
        without = {key: value for key, value in chart.items() if key != "datasets"}
        written = set(re.findall(r"#[0-9a-f]{6}\b", str(without)))
        assert written <= {colour for one in NAMED.values() for colour in one}


def test_the_trainer_s_charts_have_no_colour_but_these() -> None:
    config = nn.TrainingConfig(iterations=700)
    run = nn.TrainingRun(config, nn.TwoLayerNet(4, 3, 2, seed=0), np.random.default_rng(0))
    assert foreign(training.loss_chart(run, classes=10)) == []
    assert foreign(training.accuracy_chart(run, 7)) == []


@pytest.mark.parametrize(
    "spec",
    [
        {"mark": "bar"},
        {"mark": {"type": "line", "color": "gray"}},
        {"mark": "point", "encoding": {"color": {"field": "method", "scale": {"domain": ["a"]}}}},
        {"encoding": {"stroke": {"value": "#ff0000"}}, "layer": [{"mark": "rule"}]},
    ],
)
def test_another_colour_is_noticed(spec: Spec) -> None:
    assert len(foreign(spec)) == 1


def test_what_is_no_chart_has_the_same_colours() -> None:
    root = re.search(r":root \{(.*?)\}", (ROOT / "assets/app.css").read_text(), re.DOTALL)
    assert root is not None
    ours = dict(re.findall(r"--(\w+): light-dark\((.*)\)", root[1]))
    assert ours.pop("paper") == f"white, {THEME['dark']['backgroundColor']}"
    assert {name: tuple(pair.split(", ")) for name, pair in ours.items()} == {
        name: NAMED[name.upper()] for name in ("says", "slope", "right", "wrong", "reference", "positive", "negative")
    }
