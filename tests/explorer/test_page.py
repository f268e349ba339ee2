"""Widgets that live in the link; how they look on a page is tested with the pages."""

import pytest

from explorer.page import link_to


@pytest.mark.parametrize("address", ["http://host:1/trainer", "http://host:1/trainer?lr=7&x=1#here"])
def test_a_link_has_these_values_and_no_others(address: str) -> None:
    assert link_to(address, lr=0.1, hidden=50, dataset="a b") == "http://host:1/trainer?lr=0.1&hidden=50&dataset=a+b"


def test_a_link_without_an_address_is_the_query_alone() -> None:
    assert link_to(None, lr=1e-4) == "?lr=0.0001"
