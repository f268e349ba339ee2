"""What somebody who means harm can make the server keep in memory. `benchmarks/hostile.py` measures more of it."""

from collections.abc import Iterator

import psutil
import pytest

from tests.hosting.attacker import MEGABYTE, TOO_LARGE, Attacker, is_well
from tests.serving import Server

pytestmark = pytest.mark.slow


@pytest.fixture
def attacker(address: str) -> Iterator[Attacker]:
    attacker = Attacker(address)
    yield attacker
    attacker.close()


def megabytes(server: Server) -> float:
    """Of the server without its workers."""
    resident: float = psutil.Process(server.pid).memory_info().rss / 1e6
    return resident


def test_a_file_larger_than_a_run_is_refused_whether_it_says_so_before_or_not(attacker: Attacker) -> None:
    assert attacker.upload(3.1) == 413
    assert attacker.upload(20, chunked=True) == 413
    assert attacker.upload(2.2) == 204


def test_a_file_for_a_session_that_is_not_there_is_refused(attacker: Attacker) -> None:
    assert attacker.upload(0.1, session="5d1f0e9a-0000-4000-8000-000000000000") == 400


def test_many_small_files_do_not_fill_the_memory(server: tuple[str, Server], attacker: Attacker) -> None:
    assert {attacker.upload(2) for _ in range(40)} == {204}  # what Python takes it keeps for the next
    before = megabytes(server[1])
    assert {attacker.upload(2) for _ in range(60)} == {204}
    assert megabytes(server[1]) - before < 40  # these are 120


@pytest.mark.parametrize("frames", [1, 40])
def test_a_message_larger_than_a_page_needs_ends_its_own_session_alone(
    server: tuple[str, Server], attacker: Attacker, frames: int
) -> None:
    other = Attacker(server[0])
    before = megabytes(server[1])
    attacker.send([b"x" * (80 * MEGABYTE // frames)] * frames)
    assert attacker.closed in TOO_LARGE
    assert megabytes(server[1]) - before < 50
    assert other.answers()
    other.close()


def test_widgets_that_are_not_there_are_not_kept(server: tuple[str, Server], attacker: Attacker) -> None:
    attacker.states(1.2)
    assert attacker.closed == 1009
    assert is_well(server[0])
