"""How long a run has to be, whatever the machine."""

from collections.abc import Callable

import pytest

from tests.classroom.student import train


@pytest.fixture(scope="session")
def lasting(address: str) -> Callable[[float], str]:
    """Gives the settings of a run that takes about so many seconds on this machine, for a student who has it alone."""
    train(address, "iterations=100")  # starts the workers
    rate = max(train(address, "iterations=2000").iterations_per_second for _ in range(2))  # one may have been held up

    def lasting(seconds: float) -> str:
        return f"iterations={max(round(rate * seconds, -2), 100):.0f}"

    return lasting
