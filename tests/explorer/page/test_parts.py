"""The source that pages show is read once, one at a time."""

import functools
import inspect
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

import nn_core as nn
from explorer.page import parts


def test_of_many_who_open_a_page_at_once_one_reads_the_source(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where dozens of threads parsed at once one of them failed, and its student saw a page that broke off."""
    read, getsource = [], inspect.getsource
    monkeypatch.setattr(
        parts, "_source", functools.cache(lambda function: read.append(function) or getsource(function))
    )
    start, usual = threading.Barrier(8), sys.getswitchinterval()

    def look() -> str:
        start.wait()
        return parts.source(nn.TwoLayerNet)

    sys.setswitchinterval(1e-6)  # seconds: in the midst of reading it is another thread's turn
    try:
        with ThreadPoolExecutor(8) as pool:
            texts = {future.result() for future in [pool.submit(look) for _ in range(8)]}
    finally:
        sys.setswitchinterval(usual)
    assert read == [nn.TwoLayerNet]
    assert texts == {getsource(nn.TwoLayerNet)}
