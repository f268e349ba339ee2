"""The source that pages show: read once, one at a time; the mathematics first."""

import ast
import inspect
import sys
import textwrap
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

import nn_core as nn
from explorer.page import parts


def test_of_many_who_open_a_page_at_once_one_reads_the_source(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where dozens of threads parsed at once one of them failed, and its student saw a page that broke off."""
    read, getsource = [], inspect.getsource
    monkeypatch.setattr(inspect, "getsource", lambda function: read.append(function) or getsource(function))
    parts._source.cache_clear()
    start, usual = threading.Barrier(8), sys.getswitchinterval()

    def look() -> tuple[str, str]:
        start.wait()
        return parts.source(nn.softmax)

    sys.setswitchinterval(1e-6)  # seconds: in the midst of reading it is another thread's turn
    try:
        with ThreadPoolExecutor(8) as pool:
            texts = {future.result() for future in [pool.submit(look) for _ in range(8)]}
    finally:
        sys.setswitchinterval(usual)
    assert read == [nn.softmax]
    assert texts == {parts.folded(getsource(nn.softmax))}


@pytest.mark.parametrize(
    "function", [nn.sigmoid, nn.softmax, nn.stochastic_gradient_descent, nn.TwoLayerNet.gradient, nn.TwoLayerNet]
)
def test_of_a_function_the_mathematics_is_shown_and_no_more_of_its_docstring_than_a_line(
    function: Callable[..., Any],
) -> None:
    whole = textwrap.dedent(inspect.getsource(function))
    code, said = parts.folded(whole)
    assert said == inspect.getdoc(function)
    assert len(code.splitlines()) < len(whole.splitlines()) - 5
    (shown,), (real,) = ast.parse(code).body, ast.parse(whole).body
    assert isinstance(shown, ast.FunctionDef | ast.ClassDef)
    assert isinstance(real, ast.FunctionDef | ast.ClassDef)
    assert ast.get_docstring(shown) == said.partition("\n")[0]
    assert [ast.dump(one) for one in shown.body[1:]] == [ast.dump(one) for one in real.body[1:]]
    assert code.startswith(whole.partition('"""')[0]), "its decorators and its signature"


def test_a_docstring_of_one_line_and_none_at_all_are_left_alone() -> None:
    for text in ('def f(x):\n    """Twice x."""\n    return 2 * x\n', "def f(x):\n    return 2 * x\n"):
        assert parts.folded(text) == (text, "")
