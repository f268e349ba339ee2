"""What the losses page says is so."""

import pytest

from explorer.losses import words
from explorer.losses.prediction import RESTS
from explorer.losses.sliders import DELTAS, PROBABILITIES
from tests.explorer.formulas import contradictions


@pytest.mark.slow
@pytest.mark.parametrize("rest", RESTS)
@pytest.mark.parametrize("p", PROBABILITIES)
def test_a_reader_with_a_calculator_gets_to_every_number(p: float, rest: str) -> None:
    said = [text(p, rest, delta) for text in (words.losses, words.cap, words.batch) for delta in DELTAS]
    assert contradictions("\n".join([*said, words.gradients(p, rest)])) == []


def test_without_delta_it_is_said_what_0_times_log_0_counts_as() -> None:
    on_one, spread = RESTS[-1], RESTS[0]
    assert "counts as 0" in words.labels(0.1, on_one, 0.0)
    assert "counts as 0" not in words.labels(0.1, on_one, 1e-7)
    assert "counts as 0" not in words.labels(0.1, spread, 0.0)
