"""What was pressed is done, once and as a whole, whatever is asked for in the same moment.

Where a page is asked for again while it runs, Streamlit ends that run at the next word that it says or hears. If it had
not begun to hear what was pressed, nobody does: of twenty presses, each with a slider moved at once, up to eighteen
were lost. If it was just doing that, it is cut in two: a tab that was reloaded had begun to be known again, and of what
was set on its pages nobody knew any more. So what a run has not begun to hear, the next one of the same page hears with
its own; what it has begun to do it does to the end, and the next one waits for that.

A press in a part of the page that is just being replaced is dropped too, since what it asks for is no more. Then the
page is asked for.

And a part of the page that looks again by itself says nothing new, but says it with the values that its widgets had
when it asked: while a run trained, a third of all choices were undone by a look that had been asked for just before the
browser had the choice. So a look says nothing of widgets.
"""

import threading
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import replace
from typing import Any
from weakref import WeakKeyDictionary, WeakValueDictionary


class _Nothing:
    """What a look says of widgets. It is false: whatever it is merged with stays as it is."""

    widgets = ()

    def __bool__(self) -> bool:
        return False


NOTHING = _Nothing()


class _Session:
    def __init__(self) -> None:
        self.asked: Any = None  # what its latest thread is asked for: Streamlit's `ScriptRequests`
        self.heard: Any = None  # what one of its threads has begun to do last
        self.deciding = threading.Lock()  # of a thread that ends or begins to do it
        self.doing = threading.Lock()


class Presses:
    """Stands before what begins a session's thread, before what hears in it, and before what ends it.

    Args:
        create: `AppSession._create_scriptrunner`: it begins a thread that does what is asked for.
        merged: what two requests say of the page's widgets, the earlier and the later, in one.
    """

    def __init__(self, create: Callable[[Any, Any], None], merged: Callable[[Any, Any], Any]) -> None:
        self._create, self._merged = create, merged
        self._sessions: WeakKeyDictionary[Any, _Session] = WeakKeyDictionary()
        self._by_id: WeakValueDictionary[str, _Session] = WeakValueDictionary()
        self._acts = ContextVar("acts", default=False)

    def pressed(self, said: Any) -> bool:
        """Is something pressed, by what is said of the page's widgets?"""
        return bool(said) and bool(self._merged(said, type(said)()).widgets)

    def look(self, asked: Any) -> Any:
        """What is asked for, without values where a part of the page just looks again by itself."""
        looks = asked.is_auto_rerun and not self.pressed(asked.widget_states)
        return replace(asked, widget_states=NOTHING) if looks else asked

    def create(self, session: Any, asked: Any) -> None:
        """Begin a thread that does what is asked for, and what the one before it was asked for and has not heard."""
        known, asked = self._sessions.setdefault(session, _Session()), self.look(asked)
        self._by_id[session.id] = known
        if known.asked is not None:
            with known.deciding:
                before, heard = known.asked._rerun_data, known.heard
            if before.widget_states is not heard and before.page_script_hash == asked.page_script_hash:
                asked = replace(asked, widget_states=self._merged(before.widget_states, asked.widget_states))
        self._create(session, asked)
        known.asked = session._scriptrunner._requests

    def hear(self, context: Any, said: Any, or_end: Callable[[], None], act: Callable[[], None]) -> None:
        """Do what is said of the page's widgets, in a thread.

        Args:
            context: the thread's.
            said: what is heard.
            or_end: ends the thread, if it is to end, by raising something.
            act: does it.
        """
        if (known := self._by_id.get(context.session_id)) is None:  # whose first thread began before all this
            act()
            return
        with known.doing:
            with known.deciding:
                or_end()
                if context.script_requests._rerun_data.widget_states is said:
                    known.heard = said
            before = self._acts.set(True)
            try:
                act()
            finally:
                self._acts.reset(before)

    def acts(self) -> bool:
        """Is this thread doing something that must not be cut in two?"""
        return self._acts.get()
