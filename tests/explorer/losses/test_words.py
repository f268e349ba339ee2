"""What the losses page says is so."""

import re

import pytest

from explorer.losses import words
from explorer.losses.prediction import RESTS
from tests.explorer.formulas import value


@pytest.mark.parametrize("delta", [1e-10, 1e-7, 1e-3, 0.1])
@pytest.mark.parametrize("p", [0.0, 0.0004, 0.1, 0.37, 0.5, 0.9, 1.0])
def test_the_losses_that_are_shown_have_the_mean_that_is_shown(p: float, delta: float) -> None:
    [(terms, mean)] = re.findall(r"\\, \((.*?)\) = (.*?)\$", words.batch(p, RESTS[0], delta))
    losses = [value(term) for term in terms.split(" + ")]
    assert len(losses) == 4
    assert None not in losses
    assert f"{sum(loss for loss in losses if loss is not None) / 4:.4g}" == f"{value(mean):.4g}"


def test_without_delta_it_is_said_what_0_times_log_0_counts_as() -> None:
    on_one, spread = RESTS[-1], RESTS[0]
    assert "counts as 0" in words.labels(0.1, on_one, 0.0)
    assert "counts as 0" not in words.labels(0.1, on_one, 1e-7)
    assert "counts as 0" not in words.labels(0.1, spread, 0.0)


@pytest.mark.parametrize(
    ("said", "begins"),
    [(words.cap(5e-5, RESTS[0], 1e-10), r"\\frac\{\{5"), (words.gradients(0.71, RESTS[0]), r"0\.71 \\times \[")],
)
def test_a_gradient_comes_out_to_its_last_digit(said: str, begins: str) -> None:
    [(formula, found)] = re.findall(rf"\$= ({begins}.*?) = (.*?)\$", said)
    assert f"{value(formula):.4g}" == f"{value(found):.4g}"
