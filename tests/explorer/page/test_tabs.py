"""Tabs that come back: what they had is theirs for ten minutes, and nobody else's."""

import weakref

import pytest

from explorer.page.tabs import MOST_AWAY, MOST_OF_A_VISITOR, MOST_TABS, SECONDS_KEPT, Tab, Tabs
from tests.clock import Clock


class Session:
    """A session that is connected until it is closed."""

    here = True

    def __call__(self) -> bool:
        return self.here


@pytest.fixture
def all_tabs(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Tabs:
    """Without looking for garbage, of which a process of tests has much."""
    monkeypatch.setattr("explorer.page.tabs.give_back_what_is_freed", lambda: None)
    return Tabs(clock)


def gone(all_tabs: Tabs) -> Tab:
    """A tab with something in it, whose session has just been closed."""
    session = Session()
    tab = all_tabs.new(session)
    tab.belongings["job"] = "a run"
    session.here = False
    return tab


def test_a_tab_that_comes_back_in_another_session_has_what_it_had(all_tabs: Tabs) -> None:
    tab = gone(all_tabs)
    assert not tab.is_here()
    back = all_tabs.back(tab.id, Session())
    assert back is tab
    assert back.belongings == {"job": "a run"}
    assert tab.is_here(), "its run is wanted again"


def test_a_duplicate_gets_nothing_while_the_first_tab_is_there(all_tabs: Tabs) -> None:
    tab = all_tabs.new(Session())
    assert all_tabs.knows(tab.id)
    assert all_tabs.back(tab.id, Session()) is None


def test_what_came_back_is_not_given_away_again(all_tabs: Tabs) -> None:
    tab = gone(all_tabs)
    all_tabs.back(tab.id, Session())
    assert all_tabs.back(tab.id, Session()) is None


@pytest.mark.slow
def test_it_is_kept_for_ten_minutes_from_when_it_was_missed(all_tabs: Tabs, clock: Clock) -> None:
    tab = gone(all_tabs)
    clock.now = 10_000
    assert all_tabs.knows(tab.id), "nobody had looked since it was there"
    clock.now += SECONDS_KEPT
    assert all_tabs.knows(tab.id)
    clock.now += 1
    assert not all_tabs.knows(tab.id)
    assert all_tabs.back(tab.id, Session()) is None


def test_all_that_are_away_for_too_long_are_forgotten_at_once(all_tabs: Tabs, clock: Clock) -> None:
    tabs = [gone(all_tabs) for _ in range(5)]
    assert all_tabs.knows(tabs[0].id)
    clock.now += SECONDS_KEPT + 1
    all_tabs.new(Session())
    assert not all_tabs.with_a("job")


def test_with_it_goes_all_that_refers_to_its_run_in_circles(clock: Clock) -> None:
    all_tabs = Tabs(clock)

    class Round:
        itself: "Round"

    def run() -> Round:
        one = Round()
        one.itself = one
        return one

    tab = gone(all_tabs)
    tab.belongings["job"] = run()
    there = weakref.ref(tab.belongings["job"])
    assert all_tabs.knows(tab.id)
    clock.now += SECONDS_KEPT + 1
    id = tab.id
    del tab
    assert there() is not None
    assert not all_tabs.knows(id)
    assert there() is None


def test_a_connection_that_was_lost_and_comes_back_starts_the_ten_minutes_anew(all_tabs: Tabs, clock: Clock) -> None:
    session = Session()
    tab = all_tabs.new(session)
    for _ in range(3):
        session.here = False
        assert all_tabs.knows(tab.id)
        clock.now += SECONDS_KEPT - 1
        session.here = True
        assert all_tabs.knows(tab.id)


def test_an_id_is_long_and_none_is_like_another(all_tabs: Tabs) -> None:
    ids = {all_tabs.new(Session()).id for _ in range(100)}
    assert len(ids) == 100
    assert min(map(len, ids)) >= 43, "256 bits"


@pytest.mark.parametrize("id", ["", "x", None, 5, {}])
def test_an_id_that_nobody_has_is_nobody_s(all_tabs: Tabs, id: object) -> None:
    gone(all_tabs)
    assert not all_tabs.knows(id)
    assert all_tabs.back(id, Session()) is None


@pytest.mark.slow
def test_only_so_many_are_kept_and_the_longest_away_make_room(all_tabs: Tabs, clock: Clock) -> None:
    away = []
    for _ in range(MOST_AWAY + 2):
        away.append(gone(all_tabs))
        clock.now += 1
        assert all_tabs.knows(away[-1].id)
    assert [all_tabs.knows(tab.id) for tab in away] == [False] * 2 + [True] * MOST_AWAY


@pytest.mark.slow
def test_there_is_a_bound_on_tabs_that_are_there_too(all_tabs: Tabs) -> None:
    there = [all_tabs.new(Session()) for _ in range(MOST_TABS + 2)]
    assert sum(all_tabs.knows(tab.id) for tab in there) == MOST_TABS


@pytest.mark.slow
def test_tabs_without_a_run_make_room_before_any_that_has_one(all_tabs: Tabs, clock: Clock) -> None:
    students = [gone(all_tabs) for _ in range(30)]
    for clock.now in range(1, 200):
        session = Session()
        attacker = all_tabs.new(session)
        session.here = False
        assert all_tabs.knows(attacker.id)
    there = all_tabs.new(Session())
    there.belongings["swept"] = "a sweep"
    for _ in range(MOST_TABS + 5):
        all_tabs.new(Session())
    assert all(all_tabs.knows(tab.id) for tab in [*students, there])


def test_of_what_one_visitor_leaves_behind_the_latest_is_kept(all_tabs: Tabs, clock: Clock) -> None:
    student = gone(all_tabs)
    left = []
    for clock.now in range(1, MOST_OF_A_VISITOR + 4):
        session = Session()
        left.append(all_tabs.new(session, "one"))
        session.here = False
        assert all_tabs.knows(left[-1].id)
    assert [all_tabs.knows(tab.id) for tab in left] == [False] * 3 + [True] * MOST_OF_A_VISITOR
    assert all_tabs.knows(student.id), "it makes no room for another visitor's"


def test_a_run_may_begin_in_so_many_tabs_of_a_visitor_at_once(all_tabs: Tabs) -> None:
    def tab(visitor: str | None, *belongings: str) -> Tab:
        tab = all_tabs.new(Session(), visitor)
        tab.belongings = dict.fromkeys(belongings, "a run")
        return tab

    mine, late = tab("one", "job"), tab("one")
    others = [tab("one", "duel", "job") for _ in range(MOST_OF_A_VISITOR - 2)]
    tab("one", "kept")
    tab("another", "job")
    asks = tab("one")
    assert all_tabs.may_begin(asks)
    assert not all_tabs.may_begin(late), "the one that asked before it counts, though it has no run yet"
    assert all_tabs.may_begin(mine), "it has one"
    nobody, _ = tab(None, "job"), [tab(None, "job") for _ in range(MOST_OF_A_VISITOR)]
    assert all_tabs.may_begin(nobody), "where nobody can tell, each is a visitor"
    others[0].session.here = False  # type: ignore[attr-defined]
    assert all_tabs.may_begin(late)


def test_what_all_tabs_have_of_a_name_is_found_until_it_is_given_up(all_tabs: Tabs, clock: Clock) -> None:
    here, away = all_tabs.new(Session()), gone(all_tabs)
    assert all_tabs.with_a("job") == {away.id: "a run"}
    here.belongings["job"] = "another run"
    clock.now += SECONDS_KEPT
    assert all_tabs.with_a("job") == {here.id: "another run", away.id: "a run"}
    clock.now += 1
    assert all_tabs.with_a("job") == {here.id: "another run"}, "though nobody comes"
