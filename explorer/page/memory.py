"""What the server has freed goes back to the machine.

The C library of Linux takes a large block from the system and gives it back when it is freed, until the first one of
up to 32 MB is: from then on it takes blocks of that size for small ones, and keeps them in its heaps, where whatever
lies behind a hole holds the hole. So one file of 20 MB that somebody sends makes a server keep what later the runs of a
class leave behind. Where the size is set, it does not grow.

It also has a heap for every few threads, eight for each processor, so that they need not wait for each other. Here they
wait for the interpreter anyway, and each heap has holes of its own: two are enough.

Source: mallopt(3), M_MMAP_THRESHOLD and M_ARENA_MAX.
"""

import ctypes
import sys

BYTES_OF_A_LARGE_BLOCK = 1 << 18  # the weights of a network of 100 hidden units take 300 kB
HEAPS = 2
_M_MMAP_THRESHOLD, _M_ARENA_MAX = -3, -8


def give_back_what_is_freed() -> None:
    """Fix what a large block is and how many heaps there are, where there is such a C library."""
    if sys.platform == "linux":
        set_ = getattr(ctypes.CDLL(None), "mallopt", None)
        if set_ is not None:
            set_(_M_MMAP_THRESHOLD, BYTES_OF_A_LARGE_BLOCK)
            set_(_M_ARENA_MAX, HEAPS)
