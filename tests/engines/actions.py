"""Keys and drags as W3C WebDriver and WebDriver BiDi want them to be described: both have the same words."""

from typing import Any

from tests.engines.engine import Point, Pointer

KEYS = {"Enter": "\ue007", "ArrowLeft": "\ue012", "ArrowRight": "\ue014"}
MILLISECONDS = 100  # that a drag takes: the browser sees the pointer on its way


def pressed(key: str) -> list[dict[str, Any]]:
    """A key goes down and up."""
    actions = [{"type": kind, "value": KEYS[key]} for kind in ("keyDown", "keyUp")]
    return [{"type": "key", "id": "keyboard", "actions": actions}]


def dragged(*places: Point, pointer: Pointer = "mouse") -> list[dict[str, Any]]:
    """The mouse's button, or a finger, goes down at the first place, on from place to place, and up at the last."""
    moves = [{"type": "pointerMove", "x": round(x), "y": round(y)} for x, y in places]
    for move in moves[1:]:
        move["duration"] = MILLISECONDS // (len(moves) - 1)
    actions = [moves[0], {"type": "pointerDown", "button": 0}, *moves[1:], {"type": "pointerUp", "button": 0}]
    return [{"type": "pointer", "id": pointer, "parameters": {"pointerType": pointer}, "actions": actions}]
