"""Links to a page with its widgets set."""

import pytest

from explorer.page.links import is_of_this_computer, link_to


@pytest.mark.parametrize("address", ["http://host:1/trainer", "http://host:1/trainer?lr=7&x=1#here"])
def test_a_link_has_these_values_and_no_others(address: str) -> None:
    assert link_to(address, lr=0.1, hidden=50, dataset="a b") == "http://host:1/trainer?lr=0.1&hidden=50&dataset=a+b"


def test_a_link_without_an_address_is_the_query_alone() -> None:
    assert link_to(None, lr=1e-4, then="") == "?lr=0.0001"


@pytest.mark.parametrize(
    ("address", "only_here"),
    [
        ("http://localhost:8501/runs", True),
        ("http://127.0.0.1:8501/runs?class=a", True),
        ("http://[::1]:8501/", True),
        ("http://0.0.0.0:8501/runs", True),
        ("http://127.example.org/runs", False),
        ("http://192.168.1.20:8501/runs", False),
        ("https://explorer.example.org/runs", False),
        ("", False),
        ("http://[::1/", False),
    ],
)
def test_an_address_that_leads_everybody_to_their_own_computer_is_known(address: str, only_here: bool) -> None:
    assert is_of_this_computer(address) == only_here
