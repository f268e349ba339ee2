"""A clock that a test sets."""


class Clock:
    """Shows what it is set to, in seconds; for whatever takes a function that gives the time."""

    def __init__(self, now: float = 0.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now
