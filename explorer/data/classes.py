"""What the images of a data set show, in words: for sentences about them, and as names of their classes."""

from typing import NamedTuple


class Contents(NamedTuple):
    """What there is in a data set.

    Attributes:
        task: what a network learns from it, after "learns to".
        names: of its classes, in the order of their labels; none where nobody knows.
    """

    task: str
    names: tuple[str, ...] = ()

    def class_names(self, classes: int) -> list[str]:
        """A name for each of so many classes.

        >>> DIGITS.class_names(3), UNKNOWN.class_names(2)
        (['0', '1', '2'], ['class 0', 'class 1'])
        """
        return [self.names[label] if label < len(self.names) else f"class {label}" for label in range(classes)]


DIGITS = Contents("read handwritten digits", tuple("0123456789"))
CLOTHES = Contents(
    "tell clothes apart",
    (
        "T-shirt/top",
        "Trouser",
        "Pullover",
        "Dress",
        "Coat",
        "Sandal",
        "Shirt",
        "Sneaker",
        "Bag",
        "Ankle boot",
    ),
)
HIRAGANA = Contents(
    "read handwritten hiragana",
    ("お (o)", "き (ki)", "す (su)", "つ (tsu)", "な (na)", "は (ha)", "ま (ma)", "や (ya)", "れ (re)", "を (wo)"),
)
UNKNOWN = Contents("tell images apart")
