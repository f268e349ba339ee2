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
