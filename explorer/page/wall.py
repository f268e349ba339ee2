"""The trainer's pictures that learn: the wall of test images, and the hidden units' weights.

What changes with every look at a run goes to the browser by itself, in as few bytes as it takes. What stays, the images
and the scripts and styles that show them, goes there once: Streamlit sends no element again that is as it was.
"""

from typing import Any

from explorer.page.assets import component

_WALL = component("wall", "once", "element", "bars", "digits")
_UNITS, _LEARNED = component("units", "once"), component("learned")


def show_wall(shown: dict[str, Any]) -> int:
    """Test images, one of which is chosen.

    Args:
        shown: as `explorer.training.wall` makes it.

    Returns:
        The place of the one that is chosen.
    """
    # Of a value that is a dictionary Streamlit asks pandas whether it is a table.
    state = _WALL(key="wall", data={"shown": shown}, default={"at": 0}, on_at_change=lambda: None)
    return min(max(state.at, 0), len(shown["images"]) - 1) if isinstance(state.at, int) else 0


def show_units(title: str, says: str, most: int) -> None:
    """Room for a few hidden units' weights.

    Args:
        title: what they are.
        says: how to read them.
        most: how many there are, where the network has so many.
    """
    _UNITS(key="units", data={"title": title, "says": says, "most": most})


def show_learned(said: dict[str, Any] | None, units: dict[str, Any] | None) -> None:
    """What the wall and the units show now.

    Args:
        said: of the images on the wall, as `explorer.training.wall` makes it.
        units: their pictures, as `explorer.training.units` makes them.
    """
    _LEARNED(key="learned", data={"wall": said, "units": units})
