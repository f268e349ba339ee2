"""Handles over a chart: what one takes hold of there moves the sliders that it belongs to."""

from explorer.charts.handles import Grip, Handle
from explorer.page.assets import component
from explorer.page.teacher import hidden

_GRAB = component("grab", "once", "slider")


def grab(*handles: Handle) -> None:
    """Called in the container that a chart was drawn in, and no other before it: lays handles over it.

    A handle has no value: it stands where its sliders are, and moves them. So whatever can be pulled has a slider for
    the keyboard, and what follows the slider follows the handle.

    Args:
        handles: the later ones lie over the earlier; one of a slider that the link hides is not there either.
    """
    hides = hidden()
    handles = tuple(one for one in handles if hides.isdisjoint(axis.slider for axis in one if isinstance(axis, Grip)))
    if not handles:
        return
    key = "_".join(axis.slider for axis in handles[0] if isinstance(axis, Grip))
    _GRAB(key=f"grab_{key}", data=[_as_data(handle) for handle in handles])


def _as_data(handle: Handle) -> dict[str, object]:
    return {name: axis._asdict() if isinstance(axis, Grip) else axis for name, axis in handle._asdict().items()}
