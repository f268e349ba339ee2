from collections.abc import Callable

from streamlit.testing.v1 import AppTest


def test_it_says_what_this_is_and_where_to_go(open_page: Callable[..., AppTest]) -> None:
    at = open_page("home")
    assert at.title[0].value == "How does a neural network learn?"
    links = [link.label.strip("*") for link in at.page_link]
    assert links == [
        "1. Sigmoid",
        "2. Softmax",
        "3. Losses",
        "4. Forward pass",
        "5. Backpropagation",
        "6. Gradients",
        "7. Gradient descent",
        "8. Train on MNIST",
    ]
