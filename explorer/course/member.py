"""A visitor's part in a class: the word that the class goes by, and whether the class may see how their runs ended."""

import os
import re
import unicodedata
from dataclasses import dataclass

LONGEST_WORD = 30
MOST_LETTERS = 200  # that are looked at: one may stand for many, and a link can have half a million
LEGAL = f"letters, digits and dashes, at most {LONGEST_WORD}"
MOST_GIVEN = 40  # runs that can be added to classes from one tab

_BETWEEN = re.compile(r"[\s_\u2010-\u2015-]+")  # also the long dash that a telephone makes of two short ones
_WORD = re.compile(r"[^\W_]+(-[^\W_]+)*")


def class_word(asked: str) -> str | None:
    """The word of a class, as it is compared and shown: `Biology 3B` is biology-3b. None where it is none.

    Args:
        asked: by a link, or typed. Spaces and underlines are taken for dashes.
    """
    if len(asked) > MOST_LETTERS:
        return None
    same_for_all = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", asked).casefold())
    word = _BETWEEN.sub("-", same_for_all).strip("-")
    return word if len(word) <= LONGEST_WORD and _WORD.fullmatch(word) else None


def classes_are_on() -> bool:
    """Has whoever hosts the app left classes switched on?"""
    return os.environ.get("NN_EXPLORER_CLASSES") != "0"


@dataclass
class Member:
    """What a visit knows of its class; it is in the visitor's own session, and nothing of it in what the class sees.

    Attributes:
        word: the class's; "" for none.
        shares: may the class see how the visitor's runs ended?
        given: how many it has seen.
    """

    word: str = ""
    shares: bool = True
    given: int = 0
