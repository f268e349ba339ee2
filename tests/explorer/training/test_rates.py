"""Learning rates that change on the way, as they stand in a link."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.training import rates
from explorer.training.sliders import LEARNING_RATES, MAX_ITERATIONS

plans = st.dictionaries(st.integers(1, MAX_ITERATIONS - 1), st.sampled_from(LEARNING_RATES)).map(
    lambda found: tuple(sorted(found.items()))
)


@given(plans)
def test_what_was_written_is_read(plan: rates.Rates) -> None:
    assert rates.read(rates.text(plan)) == plan
    assert rates.nearest(rates.text(plan)) == rates.text(plan)


@pytest.mark.parametrize(
    ("asked", "legal"),
    [
        ("", ""),
        (" 3000:0.5 , 6000:1e-1 ", "3000:0.5,6000:0.1"),
        ("6000:0.1;3000:0.5", "3000:0.5,6000:0.1"),
        ("3000:0.51", "3000:0.5"),
        ("3000:0,5", "3000:0.5"),
        ("3000:0,5,6000:0,1", "3000:0.5,6000:0.1"),
        ("3000:99", "3000:10"),
        ("3000:1e20", "3000:10"),
        ("3000:inf", "3000:10"),
        ("0:1", "1:1"),
        ("-5:1", "1:1"),
        ("1e9:1", "49999:1"),
        ("30:1,30:2", "30:2"),
        ("30.4:1", "30:1"),
    ],
)
def test_what_is_nearly_there_becomes_the_nearest_that_can_be_done(asked: str, legal: str) -> None:
    assert rates.nearest(asked) == legal


@pytest.mark.parametrize(
    "asked", ["soon", "3000", "3000:", ":0.5", "3000:0", "3000:-1", "nan:1", "inf:1", "1:nan", "1:2:3"]
)
def test_what_says_nothing_of_the_kind_is_none(asked: str) -> None:
    assert rates.nearest(asked) is None


def test_of_more_changes_than_a_run_can_have_the_first_are_read() -> None:
    asked = ",".join(f"{after}:0.5" for after in range(1, 49_000))
    assert rates.read(asked) == tuple((after, 0.5) for after in range(1, rates.MOST_CHANGES + 1))


def test_a_very_long_text_is_taken_apart_in_no_time() -> None:
    # Of which a search that tries again with fewer and fewer would make a server stand still for an hour.
    digits = "1" * 1_000_000
    assert rates.parts(f"1:0.5,:0,{digits}:") == [("1", "0.5"), ("", "0"), (digits, "")]


@given(st.text())
def test_any_text_is_read_or_is_none(asked: str) -> None:
    legal = rates.nearest(asked)
    assert legal is None or rates.nearest(legal) == legal
