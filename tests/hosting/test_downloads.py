"""A run is taken home from a server on which others are busy."""

import pytest

from tests.hosting.student import fetched
from tests.hosting.tab import Tab

pytestmark = pytest.mark.slow


def test_a_file_is_there_when_the_browser_comes_for_it_though_others_have_drawn_their_pages_meanwhile(
    address: str,
) -> None:
    student = Tab(address, "trainer", "iterations=100&hidden=2")
    student.watch_until(lambda: student.labels.get("train") == "Train" and student.has_settled)
    student.do("train", "Train")
    student.watch_until(lambda: any("of the test images" in text for text in student.texts))
    student.open("runs")
    student.watch_until(lambda: student.offers("download_figure"))
    file = student.ask_for("download_figure")
    for _ in range(3):
        other = Tab(address, "sigmoid")
        other.wait_for("x")
        other.close()
    assert fetched(file).startswith(b"\x89PNG")
    student.close()
