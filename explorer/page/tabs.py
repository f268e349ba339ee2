"""What a browser's tab keeps over a reload, which to Streamlit is another session.

A tab has an id that nobody can guess and that only the tab and the server know: it is in no link and no address. A new
session that can tell the id takes over what the tab had, unless the session that has it is still there: a tab that was
duplicated knows the id too. What a tab had is kept for ten minutes after it went away.

A visitor is a browser with all its tabs; what all of them may keep here is bounded.
"""

import secrets
import threading
import time
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from explorer.page.memory import give_back_what_is_freed

SECONDS_KEPT = 600
MOST_TABS = 1000  # those without a run make room first, and of them the oldest
MOST_AWAY = 60  # of these: two classes; a run with its moments takes up to 7 MB, and 2 with 50 hidden units
MOST_OF_A_VISITOR = 10  # tabs that may have a run, and as many that are away
RUNS = {"job", "duel", "swept"}  # of the belongings: what trains, or has trained, and is in one tab only


class Tab:
    """A browser's tab, in whichever session it is.

    Attributes:
        id: by which it is known again.
        visitor: whose it is, the same for all tabs of a browser; a visitor of its own where nobody can tell.
        session: tells whether the session that it is in is connected to its browser.
        belongings: what the next session finds, by name.
        begins: may begin a run, which is not among the belongings yet.
        away_since: when it was first found to be away; None while it is there.
    """

    def __init__(self, session: Callable[[], bool], visitor: Hashable = None) -> None:
        self.id = secrets.token_urlsafe()
        self.visitor = self.id if visitor is None else visitor
        self.session = session
        self.belongings: dict[str, Any] = {}
        self.begins = False
        self.away_since: float | None = None

    def is_here(self) -> bool:
        """Is somebody looking, or at least connected? May be asked from any thread."""
        return self.session()

    def has_a_run(self) -> bool:
        """Would something be lost with it that took time to train?"""
        return not self.belongings.keys().isdisjoint(RUNS)


class Tabs:
    """All tabs of a server; `clock` gives seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._tabs: dict[str, Tab] = {}
        self._clock = clock
        self._looks = 0  # for garbage, that are still to come
        self._lock = threading.Lock()

    def new(self, session: Callable[[], bool], visitor: Hashable = None) -> Tab:
        """A tab that was not there before."""
        tab = Tab(session, visitor)
        with self._swept():
            self._tabs[tab.id] = tab
        return tab

    def knows(self, id: object) -> bool:
        """Is there a tab with this id, here or away for no more than ten minutes?"""
        with self._swept():
            return isinstance(id, str) and id in self._tabs

    def back(self, id: object, session: Callable[[], bool]) -> Tab | None:
        """The tab with this id, from now on in another session; None where there is none, or it is still in its own."""
        with self._swept():
            tab = self._tabs.get(id) if isinstance(id, str) else None
            if tab is None or tab.away_since is None:
                return None
            tab.session, tab.away_since = session, None
            return tab

    def may_begin(self, one: Tab) -> bool:
        """May a run begin in it, as in no more than `MOST_OF_A_VISITOR` of its visitor's, or in that one again?

        Tabs that ask at the same moment get their answers one after the other.
        """
        with self._lock:
            others = [tab for tab in self._tabs.values() if tab is not one and tab.visitor == one.visitor]
            running = sum(tab.is_here() and (tab.begins or tab.has_a_run()) for tab in others)
            one.begins = running < MOST_OF_A_VISITOR
            return one.begins

    def with_a(self, name: str) -> dict[str, Any]:
        """What each tab, here or away, has under this name, by the tab's id; tabs that have nothing are left out."""
        with self._swept():
            return {id: one for id, tab in self._tabs.items() if (one := tab.belongings.get(name)) is not None}

    @contextmanager
    def _swept(self) -> Iterator[None]:
        """The lock, after a look at who is away; when it is given back, a look for the garbage that is left of them.

        What refers to a run goes round in circles, for which a server at rest would not look for a long time. And it
        looks again at the next sweep: Streamlit lets go of a session that is over when another ends.
        """
        with self._lock:
            self._sweep()
            yield
            looks, self._looks = self._looks, max(self._looks - 1, 0)
        if looks:
            give_back_what_is_freed()

    def _sweep(self) -> None:
        """See who is away, and forget who has been for too long or is one too many."""
        now, over = self._clock(), list[str]()
        for tab in self._tabs.values():
            if tab.is_here():
                tab.away_since = None
            elif tab.away_since is None:
                tab.away_since = now
            elif now - tab.away_since > SECONDS_KEPT:
                over.append(tab.id)
        self._forget(over)
        # Who keeps nothing that took time to train makes room first: of such tabs anybody can open a thousand.
        away = sorted(
            (tab.has_a_run(), tab.away_since, id) for id, tab in self._tabs.items() if tab.away_since is not None
        )
        of_visitor: dict[Hashable, list[str]] = {}
        for *_, id in away:
            of_visitor.setdefault(self._tabs[id].visitor, []).append(id)
        self._forget(id for ids in of_visitor.values() for id in ids[:-MOST_OF_A_VISITOR])
        self._forget([id for *_, id in away if id in self._tabs][:-MOST_AWAY])
        self._forget(sorted(self._tabs, key=lambda id: self._tabs[id].has_a_run())[:-MOST_TABS])

    def _forget(self, ids: Iterable[str]) -> None:
        over = [self._tabs.pop(id) for id in ids]
        if any(tab.has_a_run() or tab.belongings.get("kept") for tab in over):
            self._looks = 2


ALL = Tabs()
