"""Whoever goes to another page comes there, whatever still moves on the one that is left.

From the click on a link until the new page begins, the old one is on the screen and alive, and what is moved on it is
asked for in its name. Streamlit takes that at its word: it runs the old page instead of the new one, or, where the new
one runs already, tells the browser afterwards that it is on the old page, and the browser clears the screen, which
stays empty. So what is asked for a fragment is asked on the page that its visitor has gone to; where that has no such
fragment, nothing happens.

And a browser that loses its connection before it was told which page it is on comes back with the script that all pages
are part of, for which Streamlit shows the first page. Then the address says which page it is.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary


class OnThePageGoneTo:
    """Stands before what Streamlit's runtime hears from its clients.

    Args:
        hear: what hears it, as `Runtime.handle_backmsg` does.
        script: the hash of the script that all pages are part of, which is no page's.
    """

    def __init__(self, hear: Callable[..., None], script: str) -> None:
        self._hear, self._script = hear, script
        self._gone_to: WeakKeyDictionary[Any, str] = WeakKeyDictionary()  # by client: the hash of the page

    def hear(self, session_id: str, msg: Any, *, client: Any = None) -> None:
        """Pass on what a client says; called by the one thread that all messages pass."""
        if client is not None and msg.WhichOneof("type") == "rerun_script":
            asked = msg.rerun_script
            if asked.page_script_hash == self._script:
                asked.page_script_hash = ""
                asked.page_name = urlsplit(asked.context_info.url).path.rpartition("/")[2]
            if asked.fragment_id:  # none is asked for before its page
                asked.page_script_hash = self._gone_to.get(client) or asked.page_script_hash
            else:
                self._gone_to[client] = asked.page_script_hash  # empty where the address says which
        self._hear(session_id, msg, client=client)
