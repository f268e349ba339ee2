from collections.abc import Callable

from streamlit.testing.v1 import AppTest


def test_it_says_what_this_is_and_where_to_go(open_page: Callable[..., AppTest]) -> None:
    at = open_page("home")
    assert at.title[0].value == "How does a neural network learn?"
    assert {link.label for link in at.page_link} >= {"Open the trainer"}
