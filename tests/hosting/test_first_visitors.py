"""A server that has just started, as after an update or a fall: those who come back to it come all at once."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from tests.serving import serving
from tests.visitor import Visitor


@pytest.mark.slow
def test_the_first_visitors_of_a_server_get_their_page_in_its_frame_however_many_come_at_once(
    cache_folder: Path,
) -> None:
    start = Barrier(6)

    def visit(address: str) -> Visitor:
        start.wait()
        visitor = Visitor(address, "sigmoid", "x=2")
        visitor.wait_for("x")
        visitor.close()
        return visitor

    with serving(NN_EXPLORER_CACHE=str(cache_folder)) as (address, _), ThreadPoolExecutor(6) as pool:
        visitors = list(pool.map(visit, [address] * 6))
    assert [visitor.errors for visitor in visitors] == [[]] * 6
    assert all(visitor.title == "Sigmoid · Neural network explorer" for visitor in visitors)


@pytest.mark.slow
def test_what_the_first_visitor_does_before_the_page_is_whole_is_done(cache_folder: Path) -> None:
    with serving(NN_EXPLORER_CACHE=str(cache_folder)) as (address, _):
        visitor = Visitor(address, "softmax")
        visitor.watch_until(lambda: "n" in visitor._widgets)
        assert visitor._running, "the page is whole: this tests nothing"
        slider = visitor._widgets["n"]
        visitor._rerun(visitor._fragments[slider], slid=(slider, 6))
        visitor.wait_for("a5")
        visitor.close()
