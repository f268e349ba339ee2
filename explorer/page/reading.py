"""What a network says of a picture: the picture as it gets it, and a bar for every class."""

from collections.abc import Sequence

from explorer.page.assets import component

_READING = component("reading", "element", "bars")


def reading(
    picture: str, alt: str, names: Sequence[str], probabilities: Sequence[float], percents: Sequence[str]
) -> None:
    """The picture and the bars; they keep their places as they change.

    Args:
        picture: its address.
        alt: what it shows.
        names: of the classes.
        probabilities: as long as the bars are, each from 0 to 1; none where there is nothing to be read.
        percents: what stands at them.
    """
    shown = {"picture": picture, "alt": alt, "names": names, "probabilities": probabilities, "percents": percents}
    _READING(key="reading", data=shown)
