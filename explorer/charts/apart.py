"""Labels that keep apart: where each stands beside its line."""

from collections.abc import Sequence


def apart(wanted: Sequence[float], sizes: Sequence[float]) -> list[float]:
    """Places as near as can be to those that are wanted, each with as much room around it as its size, from 0 to 1.

    >>> [round(place, 2) for place in apart([0.5, 0.5, 0.9], [0.2, 0.2, 0.2])]
    [0.4, 0.6, 0.9]
    >>> [round(place, 2) for place in apart([1, 1], [0.2, 0.2])]
    [0.7, 0.9]
    """
    groups: list[list[int]] = []  # of labels that touch, from below; each is as near to what its labels want as it can

    def low(group: list[int]) -> float:
        size = sum(sizes[i] for i in group)
        middle = sum(wanted[i] for i in group) / len(group)
        return min(max(middle - size / 2, 0), max(1 - size, 0))

    for i in sorted(range(len(wanted)), key=wanted.__getitem__):
        groups.append([i])
        while len(groups) > 1 and low(groups[-2]) + sum(sizes[j] for j in groups[-2]) > low(groups[-1]):
            groups[-2:] = [groups[-2] + groups[-1]]
    places = [0.0] * len(wanted)
    for group in groups:
        start = low(group)
        for i in group:
            places[i] = start + sizes[i] / 2
            start += sizes[i]
    return places
