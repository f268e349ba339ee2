"""Keys and drags as W3C WebDriver and WebDriver BiDi want them to be described: both have the same words."""

from typing import Any

from tests.engines.engine import Point

KEYS = {"Enter": "\ue007", "ArrowLeft": "\ue012", "ArrowRight": "\ue014"}
MILLISECONDS = 100  # that a drag takes: the browser sees the pointer on its way


def pressed(key: str) -> list[dict[str, Any]]:
    """A key goes down and up."""
    actions = [{"type": kind, "value": KEYS[key]} for kind in ("keyDown", "keyUp")]
    return [{"type": "key", "id": "keyboard", "actions": actions}]


def dragged(start: Point, end: Point) -> list[dict[str, Any]]:
    """The mouse's button goes down, the mouse goes on, the button goes up."""
    (from_x, from_y), (to_x, to_y) = start, end
    actions = [
        {"type": "pointerMove", "x": round(from_x), "y": round(from_y)},
        {"type": "pointerDown", "button": 0},
        {"type": "pointerMove", "x": round(to_x), "y": round(to_y), "duration": MILLISECONDS},
        {"type": "pointerUp", "button": 0},
    ]
    return [{"type": "pointer", "id": "mouse", "actions": actions}]
