"""What is the sigmoid page's own; what holds of every page is in `test_every_page`."""

from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from tests.pages.lessons import words

OpenPage = Callable[..., AppTest]


def test_nearer_0_the_same_slope_is_found_more_exactly(open_page: OpenPage) -> None:
    assert r"**Error:** ${8.3 \times 10^{-12}}$" in words(open_page("sigmoid", x=-10, h=1e-10))


def test_a_weight_of_0_is_called_deaf(open_page: OpenPage) -> None:
    assert "**Deaf.**" in words(open_page("sigmoid", w=0))
