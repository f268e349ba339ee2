"""What the images of a data set show, in words: for sentences about them, and as names of their classes."""

from typing import NamedTuple


class Contents(NamedTuple):
    """What there is in a data set.

    Attributes:
        things: what has to be told apart, in the plural.
        task: what a network learns from it, after "learns to".
        names: of its classes, in the order of their labels; none where nobody knows.
    """

    things: str
    task: str
    names: tuple[str, ...] = ()

    def class_names(self, classes: int) -> list[str]:
        """A name for each of so many classes.

        >>> DIGITS.class_names(3), UNKNOWN.class_names(2)
        (['0', '1', '2'], ['class 0', 'class 1'])
        """
        return [self.names[label] if label < len(self.names) else f"class {label}" for label in range(classes)]


DIGITS = Contents("digits", "read handwritten digits", tuple("0123456789"))
CLOTHES = Contents(
    "kinds of clothes",
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
    "hiragana",
    "read handwritten hiragana",
    ("お (o)", "き (ki)", "す (su)", "つ (tsu)", "な (na)", "は (ha)", "ま (ma)", "や (ya)", "れ (re)", "を (wo)"),
)
UNKNOWN = Contents("classes", "tell images apart")

# By the MD5s of the labels for training and for the test, since names of classes belong to labels.
_BY_LABELS = {
    ("a25bea736e30d166cdddb491f175f624", "27ae3e4e09519cfbb04c329615203637"): DIGITS,
    ("9018921c3c673c538a1fc5bad174d6f9", "15d484375f8d13e6eb1aabb0c3f46965"): CLOTHES,
}
# By a part of the folder's name, where the labels are not known.
_BY_FOLDER = {"fashion": CLOTHES, "kmnist": HIRAGANA, "kuzushiji": HIRAGANA}


def recognised(labels: tuple[str, str], folder: str) -> Contents:
    """What a data set holds, by the MD5s of its two files of labels, else by the name of its folder."""
    by_folder = (contents for part, contents in _BY_FOLDER.items() if part in folder.lower())
    return _BY_LABELS.get(labels) or next(by_folder, UNKNOWN)
