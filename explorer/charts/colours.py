"""One colour, one meaning: all colours of all charts, each for light paper and for dark.

A colour says what kind of thing is drawn. Which one of that kind it is, where there are several, a dash, a shape, a
width or a label says: nobody has to tell colours apart to read a chart.
"""

from typing import Any, NamedTuple


class Colour(NamedTuple):
    """A colour on light paper, and the same on dark: `tests/explorer/charts/test_colours.py` holds their contrast."""

    light: str
    dark: str

    @property
    def shown(self) -> dict[str, Any]:
        """As a chart has it: the theme tells each chart what its paper is."""
        return {"expr": f"luminance(background) > 0.5 ? '{self.light}' : '{self.dark}'"}


SAYS = Colour("#3b5bdb", "#91a7ff")  # what a network or a unit says: an activation, a logit, a probability
SLOPE = Colour("#b4500a", "#ffa54a")  # a slope or a gradient
RIGHT = Colour("#217a36", "#69db7c")  # the right answer, and how often it is given
WRONG = Colour("#cc1433", "#ff7a80")  # how wrong something is: a loss, an error
REFERENCE = Colour("#63646b", "#adaeb5")  # theory, what is given, what something is compared with
POSITIVE, NEGATIVE = Colour("#00757a", "#45d6d6"), Colour("#b51a7c", "#ff85c8")  # weights above and below 0

INK = Colour("#12162a", "#e8ebf5")  # words and numbers that stand on one of the others

# The methods of descent; the plainest in ink.
STEEPEST = INK
MOMENTUM = Colour("#6e6200", "#ddd03a")
ADAGRAD = Colour("#75422a", "#c9987c")
ADAM = Colour("#8130c9", "#cb99ff")

PAPER: dict[str, Any] = {"expr": "background"}  # for what stands on a colour, or keeps a label free of lines
UNSEEN = "transparent"  # for what is only touched
SHADE, SHADE_AT_MOST = (112, 128, 144), 75 / 255  # over paper, where a map is highest: red, green, blue, and opacity
