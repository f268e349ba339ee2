"""A file that was made stays for a minute, and no more than a few do."""

from explorer.page.downloads import MOST, SECONDS, FilesOnTheirWay
from tests.clock import Clock


class Manager:
    """Streamlit's, for which every file is one that nobody needs."""

    def __init__(self) -> None:
        self.files: set[str] = set()

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
