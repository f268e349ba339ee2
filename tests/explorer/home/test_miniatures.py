import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest

import nn_core as nn
from explorer.course.steps import STEPS
from explorer.home.miniatures import HEIGHT, WIDTH, miniature

PAGES = [step.page for step in STEPS]


def points(page: str, kind: str) -> np.ndarray:
    """The points of the first line of a kind."""
    line = ET.fromstring(miniature(page)).find(f"polyline[@class='{kind}']")
    assert line is not None
    return np.array([[float(number) for number in point.split(",")] for point in line.attrib["points"].split()])


@pytest.mark.parametrize("page", PAGES)
def test_every_step_has_a_figure_that_fits_and_is_read_to_nobody(page: str) -> None:
    svg = ET.fromstring(miniature(page))
    assert svg.attrib["aria-hidden"] == "true"
    assert len(svg) > 1
    for line in svg.iter("polyline"):
        for point in line.attrib["points"].split():
            x, y = map(float, point.split(","))
            assert 0 <= x <= WIDTH
            assert 0 <= y <= HEIGHT


def test_no_two_steps_have_the_same() -> None:
    assert len({miniature(page) for page in PAGES}) == len(PAGES)


def test_figures_are_drawn_from_what_the_core_computes() -> None:
    x, y = points("sigmoid", "says").T
    share = (y - y.min()) / (y.max() - y.min())
    np.testing.assert_allclose(share, nn.sigmoid(-np.linspace(-6, 6, len(x))), atol=0.01)
    x, y = points("descent", "says").T
    assert all(np.diff(np.sign(y - HEIGHT / 2))), "it jumps across the ravine with every step"
    bars = [float(height) for height in re.findall(r'height="([\d.]+)"', miniature("softmax"))]
    assert max(bars) / sum(bars) == pytest.approx(0.4, abs=0.2)
