"""Whoever goes to another page is there, also who has moved something on the old one before the new one came."""

from itertools import pairwise

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.visitor import Visitor

THERE_AND_BACK = [("sigmoid", "x"), ("descent", "x0"), ("sigmoid", "x"), ("descent", "x0"), ("sigmoid", "x")]


class Hasty(Visitor):
    """Moves a slider of the page that it is leaving.

    Attributes:
        there: the page that it has gone to, by its hash.
        told: the pages that the server says it is on, one for each run.
    """

    def __init__(self, address: str, page: str) -> None:
        self.there, self.told = "", list[str]()
        super().__init__(address, page)

    def go(self, page: str, moving: str) -> None:
        """Click on the link to this page and move the slider with this key, which is still on the screen."""
        slider = self._widgets[moving]
        self._widgets.clear()
        self.told.clear()
        self.there = self._pages[page]
        self._rerun(page=page)
        self._rerun(self._fragments[slider], slid=(slider, 2))

    def _receive(self, data: bytes | str) -> None:
        super()._receive(data)
        assert isinstance(data, bytes)
        message = ForwardMsg.FromString(data)
        if message.HasField("new_session"):
            self.told.append(message.new_session.page_script_hash)


def test_what_is_moved_on_a_page_that_was_left_does_not_lead_back_to_it(address: str) -> None:
    visitor = Hasty(address, "sigmoid")
    visitor.wait_for("x")
    for (_, moving), (page, there) in pairwise(THERE_AND_BACK):
        visitor.go(page, moving)
        visitor.wait_for(there)
        visitor.slide(there, 1)
        since_there = visitor.told[visitor.told.index(visitor.there) :]  # before: what was asked for earlier
        assert set(since_there) == {visitor.there}
    visitor.close()


def test_who_is_cut_off_before_the_page_is_known_comes_back_to_it_and_not_to_the_first(address: str) -> None:
    before = Visitor(address, "softmax")
    before.wait_for("n")
    visitor = Visitor(address, "sigmoid", "x=2")
    visitor.watch_until(lambda: bool(visitor._page_hash))
    assert not visitor._pages, "the page is known: this tests nothing"
    visitor._rerun()  # as a browser does whose connection is there again
    visitor.wait_for("x")
    assert visitor._page_hash == visitor._pages["sigmoid"]
    for one in (before, visitor):
        one.close()
