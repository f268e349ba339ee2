"""A file that was made stays for a minute, and no more than a few do; and so does what makes one."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest

from explorer.page.downloads import AT_ONCE, MAKERS, MOST, SECONDS, FilesOnTheirWay
from tests.clock import Clock
from tests.waiting import wait_until


class Manager:
    """Streamlit's, for which every file is one that nobody needs."""

    def __init__(self) -> None:
        self.files: set[str] = set()
        self._deferred_callables: dict[str, dict[str, Any]] = {}
        self._files_by_session_and_coord: dict[str, dict[str, str]] = {"me": {}}
        self._drop_deferred_id = self._deferred_callables.pop

    def execute_deferred(self, button_id: str) -> str:
        self.files.add(button_id)
        return f"/media/{button_id}.npz"

    def _get_inactive_file_ids(self) -> set[str]:
        return self.files


def test_a_file_stays_for_a_minute(clock: Clock) -> None:
    manager = Manager()
    files = FilesOnTheirWay(manager, clock)
    assert files.make("a") == "/media/a.npz"
    manager.files.add("another")
    assert files.inactive() == {"another"}
    clock.now = SECONDS
    assert files.inactive() == {"a", "another"}


def test_who_asks_again_has_it_for_a_minute_more(clock: Clock) -> None:
    files = FilesOnTheirWay(Manager(), clock)
    files.make("a")
    clock.now = SECONDS - 1
    files.make("a")
    clock.now = SECONDS + 1
    assert files.inactive() == set()


def test_of_many_the_oldest_make_room(clock: Clock) -> None:
    files = FilesOnTheirWay(Manager(), clock)
    for number in range(MOST + 3):
        files.make(f"{number}")
    assert files.inactive() == {"0", "1", "2"}


class Slow(Manager):
    """Each file takes until it is let through."""

    def __init__(self) -> None:
        super().__init__()
        self.through, self.at_once, self.most = Event(), 0, 0

    def execute_deferred(self, button_id: str) -> str:
        self.at_once += 1
        self.most = max(self.most, self.at_once)
        assert self.through.wait(60)
        self.at_once -= 1
        return super().execute_deferred(button_id)


def test_one_is_made_at_a_time_and_few_of_a_session_wait() -> None:
    manager = Slow()
    files = FilesOnTheirWay(manager)
    for session in ("greedy", "other"):
        manager._deferred_callables[session] = {"session_id": session, "element_id": "figure"}
    with ThreadPoolExecutor(AT_ONCE + 1) as threads:
        asked = [threads.submit(files.make, "greedy") for _ in range(AT_ONCE)]
        wait_until(lambda: files._asked["greedy"] == AT_ONCE)
        with pytest.raises(RuntimeError, match="more files at once"):
            files.make("greedy")
        asked.append(threads.submit(files.make, "other"))
        wait_until(lambda: files._asked["other"] == 1)
        manager.through.set()
        assert {one.result(60) for one in asked} == {"/media/greedy.npz", "/media/other.npz"}
    assert manager.most == 1
    assert files._asked["greedy"] == 0
    assert files.make("greedy")


def draw(manager: Manager, maker: str, button: str = "figure") -> None:
    """The page is drawn anew: the button has another maker."""
    manager._deferred_callables[maker] = {"session_id": "me", "element_id": button}
    manager._files_by_session_and_coord["me"][button] = maker


def test_the_latest_makers_of_a_button_stay_for_a_minute_after_the_page_was_drawn_anew(clock: Clock) -> None:
    manager = Manager()
    files = FilesOnTheirWay(manager, clock)
    for number in range(MAKERS + 2):
        draw(manager, f"{number}")
        files.forget_makers()
    draw(manager, "other", button="table")
    files.forget_makers()
    assert list(manager._deferred_callables) == ["2", "3", "4", "other"]
    clock.now = SECONDS - 1
    draw(manager, "other", button="table")
    files.forget_makers()
    assert list(manager._deferred_callables) == ["2", "3", "4", "other"]
    clock.now = SECONDS
    files.forget_makers()
    assert list(manager._deferred_callables) == ["4", "other"], "what the page shows stays"


def test_of_a_visitor_who_has_gone_nothing_stays_longer_than_a_minute(clock: Clock) -> None:
    manager = Manager()
    files = FilesOnTheirWay(manager, clock)
    draw(manager, "a")
    manager._files_by_session_and_coord.clear()
    files.forget_makers()
    clock.now = SECONDS
    files.forget_makers()
    assert manager._deferred_callables == {}
