"""Measure things in turns, so that a machine that is slow for a while is slow for all of them."""

from collections.abc import Callable, Mapping
from typing import TypeVar

T = TypeVar("T")


def in_turns(measured: Mapping[str, Callable[[], T]], rounds: int) -> dict[str, list[T]]:
    """What each of `measured` gave, `rounds` times, under its name; each is called once before it counts."""
    results: dict[str, list[T]] = {name: [] for name in measured}
    for number in range(rounds + 1):
        for name, measure in measured.items():
            result = measure()
            if number:
                results[name].append(result)
    return results
