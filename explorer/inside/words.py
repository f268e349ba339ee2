"""What the page on the trained network says."""

from explorer.inside.network import Known
from explorer.words import numbers

LEARNING = "A network is learning to read digits. It takes a second or two, the first time."

DIVERGED = (
    "**Your run has diverged:** its weights have grown beyond all numbers (nan), and nothing can be seen in them any "
    "more. A smaller learning rate helps. Meanwhile, here is another network."
)


def which(known: Known) -> str:
    """The network that the page is about: whose it is, how large, how good."""
    size = f"{known.hidden_size:,} hidden unit{'s' * (known.hidden_size != 1)}"
    things = known.digits.contents.things
    images = f"test {things if things == 'digits' else 'images'}"
    read = "" if known.test_accuracy is None else f", {numbers.percent(known.test_accuracy)} of the {images} right"
    if not known.own:
        return f"**A network trained just now** on the built-in sample: {size}{read}."
    so_far = f", {known.iterations:,} iterations so far" if known.under_way else ""
    return f"**Your run:** {size}{read}{so_far}."


def cannot_be_had(error: BaseException) -> str:
    """For somebody who has no run and cannot be given a network either."""
    return (
        f"A network to look into could not be trained, because of a fault on the server ({type(error).__name__}). "
        "Try again, or train one of your own."
    )
