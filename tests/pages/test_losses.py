"""What is the losses page's own; what holds of every page is in `test_every_page`."""

from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from explorer.losses.prediction import RESTS
from tests.pages.lessons import words

OpenPage = Callable[..., AppTest]


def test_the_gradient_of_the_squared_error_is_worked_through(open_page: OpenPage) -> None:
    shown = words(open_page("losses", p=0.2, rest=RESTS[1]))
    # y = (0.2, 0.8), y - t = (-0.8, 0.8), so the sum is 0.48
    assert r"$= 0.2 \times [-0.8 - 0.48] = -0.256$" in shown


def test_the_words_for_the_ends_of_p(open_page: OpenPage) -> None:
    assert "**Squared error has stalled.**" in words(open_page("losses", p=0))
    assert "**Nothing left to learn.**" in words(open_page("losses", p=1))
