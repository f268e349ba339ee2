"""Of a mistake that is picked one wants to know why it was made: what is shown first should answer that."""

from pathlib import Path

import numpy as np
from streamlit.testing.v1 import AppTest

from explorer.data.classes import DIGITS
from explorer.data.datasets import Digits
from explorer.inside.network import Known
from tests.explorer.inside.networks import network, noise


def test_a_mistake_comes_with_the_unit_that_spoke_most_for_what_is_said() -> None:
    dataset, listed = noise(), np.array([4, 7])
    net = network(dataset)
    known = Known(
        net, Digits("noise", Path("nowhere"), dataset, DIGITS), 0, 0.5, 0, own=True, under_way=False, moments=()
    )

    def pick(known, listed):
        from pages.views.mistakes import ask_why

        ask_why(known, known.digits.dataset, listed, 1)

    at = AppTest.from_function(pick, kwargs={"known": known, "listed": listed}).run()
    assert not at.exception
    assert at.session_state["image"] == 8
    assert at.session_state["see"] == "image"
    hidden, answer = net.in_double().activations(dataset.scaled(dataset.x_test[7]))
    said, meant = answer.a.argmax(), dataset.t_test[7]
    assert said != meant
    shares = hidden.z * (net.params["W2"][:, said] - net.params["W2"][:, meant])
    assert at.session_state["unit"] == 1 + shares.argmax()
