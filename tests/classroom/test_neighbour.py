"""What one visitor may have here, with all the tabs of a browser."""

from explorer.page.tabs import MOST_OF_A_VISITOR
from tests.visitor import Visitor

ONE, ANOTHER = 16 * "0a", 16 * "0b"


def pressed(address: str, secret: str | None) -> Visitor:
    """A tab in which Train was pressed, when the page has answered."""
    tab = Visitor(address, "trainer", "iterations=100&hidden=1&batch=1", secret)
    tab.wait_for("train")
    tab.press("train")
    tab.watch_until(lambda: bool(tab.texts))
    return tab


def test_a_browser_has_runs_in_ten_tabs_and_one_more_is_told_so(address: str) -> None:
    tabs = [pressed(address, ONE) for _ in range(MOST_OF_A_VISITOR)]
    assert all("of the test images" in " ".join(tab.texts) for tab in tabs)
    refused = pressed(address, ONE)
    assert [text.partition(",")[0] for text in refused.texts] == ["10 other tabs of this browser have a run"]
    others = [pressed(address, ANOTHER), pressed(address, None), pressed(address, None)]
    assert all("of the test images" in " ".join(tab.texts) for tab in others)
    tabs.pop().close()
    again = pressed(address, ONE)
    assert "of the test images" in " ".join(again.texts)
    for tab in (*tabs, refused, *others, again):
        assert not tab.errors
        tab.close()
