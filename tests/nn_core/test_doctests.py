"""The examples in the docstrings of the core are true, and whatever is public has one."""

import doctest
import importlib
import inspect
import pkgutil
from collections.abc import Callable

import numpy as np
import pytest

import nn_core as nn

MODULES = [nn, *(importlib.import_module(module.name) for module in pkgutil.iter_modules(nn.__path__, "nn_core."))]


def examples(documented: Callable[..., object], name: str) -> list[doctest.DocTest]:
    """Those of a function, or of a class and its methods; a decorated function is asked for what was decorated."""
    known = {**vars(inspect.getmodule(documented)), "nn": nn, "np": np}
    found = doctest.DocTestFinder().find(inspect.unwrap(documented), name, module=False, globs=known)
    return [test for test in found if test.examples]


def defined_in(module) -> dict[str, Callable[..., object]]:
    """The module's functions and classes, without what it imports."""
    return {
        name: value
        for name, value in vars(module).items()
        if (inspect.isfunction(value) or inspect.isclass(value)) and value.__module__ == module.__name__
    }


@pytest.mark.slow
@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_every_example_is_true(module):
    said: list[str] = []
    for name, value in defined_in(module).items():
        for test in examples(value, name):
            doctest.DocTestRunner().run(test, out=said.append)
    assert not said, "".join(said)


def test_everything_public_has_an_example():
    public = {name: getattr(nn, name) for name in nn.__all__}
    documented = {name: value for name, value in public.items() if inspect.isfunction(value) or inspect.isclass(value)}
    assert [name for name, value in documented.items() if not examples(value, name)] == []


def test_an_example_that_is_not_true_would_be_noticed():
    def wrong():
        """
        >>> nn.sigmoid(0)
        0
        """

    said: list[str] = []
    (test,) = examples(wrong, "wrong")
    doctest.DocTestRunner().run(test, out=said.append)
    assert "Expected:\n    0\nGot:\n    np.float64(0.5)" in "".join(said)
