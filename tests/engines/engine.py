"""What a test asks of a browser, whichever engine draws its pages."""

from abc import ABC, abstractmethod
from typing import Any, Literal

Pointer = Literal["mouse", "touch"]
Point = tuple[float, float]  # pixels from the left and from the top of what the window shows of a page

WIDTH, HEIGHT = 1280, 900

# Runs in every page before its own scripts.
RECORD_ERRORS = """() => {
    window.scriptErrors = []
    addEventListener("error", ({ message, filename }) => scriptErrors.push(`${message} (${filename})`))
    addEventListener("unhandledrejection", ({ reason }) => scriptErrors.push(`unhandled: ${reason}`))
    const say = console.error
    console.error = (...words) => {
        scriptErrors.push(words.join(" "))
        say.apply(console, words)
    }
}"""


class Engine(ABC):
    """A browser with one window of about `WIDTH` by `HEIGHT` pixels.

    Attributes:
        pointers: that its driver has.
    """

    pointers: tuple[Pointer, ...] = ("mouse", "touch")

    @abstractmethod
    def open(self, address: str) -> None:
        """Go to a page, and begin anew to record its errors."""

    @abstractmethod
    def run(self, function: str, *arguments: object) -> Any:
        """What a JavaScript function returns in the page, or what it promises; both ways only what JSON can say."""

    @abstractmethod
    def press(self, key: str) -> None:
        """Press a key and let it go: one of `tests.engines.actions.KEYS`, by its name in JavaScript."""

    @abstractmethod
    def drag(self, *places: Point, pointer: Pointer = "mouse") -> None:
        """Press the mouse's button, or put a finger, at the first place, go from place to place, let go at the last."""

    def errors(self) -> list[str]:
        """Errors that no script of the page has caught, and what it has written into the console as errors."""
        recorded: list[str] = self.run("() => scriptErrors")
        return recorded
