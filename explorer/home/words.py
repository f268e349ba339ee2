"""What the first page says about the digits that are read on it."""

from explorer.data.datasets import DatasetError
from explorer.home.learning import AFTER, CONFIG, Readings
from explorer.words.numbers import one, whole_percent

LEARNING = "A network is learning to read them. It takes a second or two, the first time."


def practice() -> str:
    """How the network learned."""
    return (
        f"The network learns from thousands of other digits. In each **iteration** it looks at {CONFIG.batch_size} of "
        "them and changes its own numbers a little, so that it would have been less wrong. "
        f"After {CONFIG.iterations:,} iterations it is good, but not perfect."
    )


def after(iterations: int) -> str:
    """When: what stands beside the slider."""
    return f"After {iterations:,} iterations" if iterations else "Before any training"


def name(shown: Readings, digit: int) -> str:
    """What a digit is called before anybody has read it."""
    one_of_each = shown.probabilities.shape[-1]
    label = shown.labels[digit]
    return one(label) if digit < one_of_each else f"a hard {label}"


def says(shown: Readings, stage: int, digit: int) -> str:
    """What the network makes of a digit, and how well it reads by then."""
    y = shown.probabilities[stage, digit]
    guess, label = int(y.argmax()), int(shown.labels[digit])
    percent = whole_percent(y[guess]).replace(">", "more than ")
    sure = f"{after(AFTER[stage])} it says {guess} and is {percent} sure."
    verdict = "That is right." if guess == label else f"That is wrong: its writer meant {one(label)}."
    return f"{sure} {verdict} Of {shown.tested:,} such digits it reads {whole_percent(shown.accuracy[stage])} right."


def failed(error: BaseException) -> str:
    """A sentence or two for somebody who cannot be shown a network that reads."""
    if isinstance(error, DatasetError):
        return str(error)
    return (
        f"The network that reads these digits could not be trained, because of a fault on the server "
        f"({type(error).__name__}). All the steps below work without it."
    )
