"""What the server has freed goes back to the machine.

The C library of Linux takes a large block from the system and gives it back when it is freed, until the first one of
up to 32 MB is: from then on it takes blocks of that size for small ones, and keeps them in its heaps, where whatever
lies behind a hole holds the hole. So one file of 20 MB that somebody sends makes a server keep what later the runs of a
class leave behind. Where the size is set, it does not grow.

Small blocks are always in its heaps, and the holes that they leave stay there until somebody asks for them: 40 MB after
sixty students. (Fewer heaps would have fewer holes, but how many there are is settled before a page can say so.)

Source: mallopt(3), M_MMAP_THRESHOLD, and malloc_trim(3).
"""

import ctypes
import gc
import sys
from collections.abc import Callable
from typing import Any

BYTES_OF_A_LARGE_BLOCK = 1 << 18  # the weights of a network of 100 hidden units take 300 kB
_M_MMAP_THRESHOLD = -3


def keep_large_blocks_apart() -> None:
    """Fix what a large block is, where there is such a C library."""
    _of_c_library("mallopt")(_M_MMAP_THRESHOLD, BYTES_OF_A_LARGE_BLOCK)


def give_back_what_is_freed() -> None:
    """Look for garbage, and give its room back to the machine, where there is such a C library."""
    gc.collect()
    _of_c_library("malloc_trim")(0)


def _of_c_library(name: str) -> Callable[..., Any]:
    """A function of Linux's, which does nothing elsewhere."""
    library = ctypes.CDLL(None) if sys.platform == "linux" else None
    return getattr(library, name, lambda *_: None)
