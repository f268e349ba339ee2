"""The losses page's figure: the image is the digit's, and its arrows and numbers are the core's."""

import base64
import io

import numpy as np
import pytest
from PIL import Image

import nn_core as nn
from explorer.charts.colours import INK
from explorer.data.example import digit
from explorer.losses import both
from explorer.losses.digit_chart import digit_chart
from explorer.losses.prediction import RESTS, one_hot, prediction
from tests.explorer.frames import frame

T = one_hot(3)


def chart(p: float = 0.1, rest: str = RESTS[0], delta: float = 1e-7) -> dict:
    return digit_chart(digit(3), p, rest, delta)


@pytest.mark.parametrize("rest", RESTS)
@pytest.mark.parametrize("p", [0.001, 0.2, 1.0])
def test_on_each_bar_are_the_pulls_of_both_losses_on_its_logit(p: float, rest: str):
    data, losses = chart(p, rest)["datasets"], [both.CROSS_ENTROPY, both.SQUARED_ERROR]
    bars, pulls, y = frame(data["bars"]), frame(data["pulls"]), prediction(p, rest)
    assert bars["probability"].tolist() == y.tolist()
    assert pulls["digit"].tolist() == [*range(10)] * 2
    assert pulls["loss"].tolist() == np.repeat(losses, 10).tolist()
    assert pulls["probability"].tolist() == y.tolist() * 2
    np.testing.assert_allclose(pulls["pull"], [*(T - y), *-nn.sum_squared_error_gradient(y, T)], rtol=1e-12)
    np.testing.assert_allclose(pulls["tip"], pulls["probability"] + pulls["pull"], atol=1e-15)
    np.testing.assert_allclose(pulls["tip"][:10], T, atol=1e-15, err_msg="cross-entropy pulls to the right answer")


def test_the_losses_stand_beside_the_digit():
    assert frame(chart(0.1)["datasets"]["losses"])["said"].tolist() == ["loss 2.303", "loss 0.45"]
    assert frame(chart(0.0, delta=0.0)["datasets"]["losses"])["said"][0] == "loss ∞"


def test_the_image_is_the_digit_in_the_ink_of_both_papers():
    url = chart()["layer"][0]["mark"]["url"]["expr"]
    for address, ink in zip(url.split("'")[1::2], INK, strict=True):
        picture = np.asarray(Image.open(io.BytesIO(base64.b64decode(address.partition(",")[2]))))
        assert (picture[2::4, 2::4, 3] == digit(3)).all()
        assert (picture[..., :3] == [int(ink[at : at + 2], 16) for at in (1, 3, 5)]).all()
