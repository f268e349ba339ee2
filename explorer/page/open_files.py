"""The server may have as many files open as it takes: a tab is four of them, and one that has gone three for a while.

A terminal of macOS lets a program have 256 unless it asks for more, and one of Linux often 1,024: with that, tabs of a
class would be refused.
"""

import sys
from contextlib import suppress

ENOUGH = 8192


def open_as_many_as_it_takes() -> None:
    """From now on this process has `ENOUGH`, or as many as the system lets it have."""
    if sys.platform == "win32":  # there each kind of handle has a bound of its own, far above
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = ENOUGH if hard == resource.RLIM_INFINITY else min(ENOUGH, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with suppress(ValueError, OSError):  # the system has another bound, which it does not tell
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
