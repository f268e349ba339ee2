"""The curve of a harm says nothing of what has not been tried yet."""

import numpy as np
import pytest

from explorer.inside.harm import HARMS
from explorer.inside.harm_charts import harm_chart
from tests.explorer.frames import shown


@pytest.mark.parametrize("key", HARMS)
def test_the_curve_goes_as_far_as_the_slider_and_no_further(key: str) -> None:
    harm = HARMS[key]
    accuracy = 1 / (1 + np.arange(len(harm.strengths)))
    for at, strength in enumerate(harm.strengths):
        chart = harm_chart(harm, accuracy, strength, 10)
        curve = shown(chart["datasets"]["curve"])
        np.testing.assert_allclose(curve["strength"], harm.strengths[: at + 1])
        np.testing.assert_allclose(curve["accuracy"], accuracy[: at + 1])
    pulled = shown(chart["datasets"]["curve"], key, place=2)  # in the browser, before the server has heard of it
    np.testing.assert_allclose(pulled["accuracy"], accuracy[:3])
