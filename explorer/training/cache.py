"""What was found out about a network is kept for as long as the network itself, and is not computed again."""

import functools
import threading
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

import nn_core as nn

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


def cached(
    function: Callable[Concatenate[nn.TwoLayerNet, Arguments], Result],
) -> Callable[Concatenate[nn.TwoLayerNet, Arguments], Result]:
    """A function of a network that remembers what it gave, until nobody has that network any more.

    A network that goes on training is another one after each chunk. So what is kept is bounded by the networks that
    there are: of each visitor the latest, the few moments of its run, and those earlier runs that were compared or
    looked into; and the few of which `inside.units` keeps what is large.

    Args:
        function: takes a network, which nobody changes, and values that can be keys of a dictionary.
    """
    results: WeakKeyDictionary[nn.TwoLayerNet, dict[Any, Result]] = WeakKeyDictionary()
    lock = threading.Lock()

    @functools.wraps(function)
    def ask(network: nn.TwoLayerNet, *args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        key = (*args, *sorted(kwargs.items()))
        with lock:
            of_this = results.setdefault(network, {})
        if key not in of_this:  # two who ask for the same at once both compute it: nobody waits for another
            of_this[key] = function(network, *args, **kwargs)
        return of_this[key]

    return ask
