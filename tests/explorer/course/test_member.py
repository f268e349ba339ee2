"""The word that a class goes by: letters, digits and dashes, whatever was typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.course.member import LONGEST_WORD, MOST_LETTERS, class_word


@pytest.mark.parametrize(
    ("asked", "word"),
    [
        ("biology-3b", "biology-3b"),
        ("  Biology 3B ", "biology-3b"),
        ("BIOLOGY__3b", "biology-3b"),
        ("biology\u20143b", "biology-3b"),
        ("\uff22\uff49\uff4f-\uff13", "bio-3"),
        ("생물-3", "생물-3"),
        ("stra\u00dfe", "strasse"),
        ("a" * LONGEST_WORD, "a" * LONGEST_WORD),
        ("7", "7"),
    ],
)
def test_a_word_is_the_same_however_it_is_written(asked: str, word: str) -> None:
    assert class_word(asked) == word


@pytest.mark.parametrize(
    "asked",
    [
        "",
        "   ",
        "-",
        "a" * (LONGEST_WORD + 1),
        " " * MOST_LETTERS + "a",
        "a.b",
        "a/b",
        "**a**",
        "<b>",
        "[a](b)",
        "$x$",
        ":red[a]",
        "a\u202eb",
        "a\0",
    ],
    ids=repr,
)
def test_what_is_no_word_is_none(asked: str) -> None:
    assert class_word(asked) is None


@given(
    st.text(
        st.sampled_from("aB3 _-.\t\u2014\u00df\u0130\u2460\ufb01\u0663\u0301\u200d\uc0dd\u1fb3"),
        max_size=2 * LONGEST_WORD,
    )
)
def test_a_word_is_short_plain_and_stays_what_it_is(asked: str) -> None:
    word = class_word(asked)
    if word is not None:
        assert 1 <= len(word) <= LONGEST_WORD
        assert all(part.isalnum() for part in word.split("-"))
        assert class_word(word) == word
        assert class_word(f" {asked}-") == word
