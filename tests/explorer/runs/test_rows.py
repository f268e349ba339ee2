"""The table of a sweep: written, read back, and refused where it is none or another's."""

import math
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import nn_core as nn
from explorer.runs import files, halving, rows
from explorer.runs.rows import Row

CONFIG = nn.TrainingConfig(hidden_size=7, learning_rate=0.1, batch_size=3, iterations=90, seed=4)
ROW = Row(CONFIG, 0.9, 0.91, 0.95, False, 1.5)
fractions = st.floats(0, 1).filter(files.are_accuracies)


@given(
    st.integers(1, 500),
    st.floats(0, 1e300, exclude_min=True),
    st.floats(0, 1e300),
    st.tuples(fractions, fractions).map(sorted),
    fractions | st.just(math.nan),
    st.booleans(),
)
def test_a_row_is_read_back_to_the_last_bit(tmp_path_factory, hidden, lr, std, tests, train, diverged) -> None:
    path = tmp_path_factory.getbasetemp() / "rows.csv"
    config = nn.TrainingConfig(hidden_size=hidden, learning_rate=lr, weight_init_std=std)
    path.write_text(rows.written("sample", [Row(config, tests[0], tests[1], train, diverged, 2.25)]))
    ((*read, seconds),) = rows.read(path, "sample", [config])
    assert repr(read) == repr([config, *tests, train, diverged])  # as nan is not equal to nan
    assert seconds == 2.25


def test_one_that_was_ended_early_is_known_with_the_iterations_it_had(tmp_path: Path) -> None:
    early = ROW._replace(config=halving.rounds(CONFIG)[0], train_accuracy=math.nan)
    (tmp_path / "rows.csv").write_text(rows.written("sample", [early]))
    (read,) = rows.read(tmp_path / "rows.csv", "sample", [CONFIG])
    assert read.config.iterations == 10
    assert math.isnan(read.train_accuracy)
    assert rows.scores([read]) == {early.config: 0.9}
    assert rows.scores([read._replace(diverged=True)]) == {early.config: 0}


def test_a_run_has_a_row_for_each_round_and_of_two_that_of_now_stays() -> None:
    other, third = replace(CONFIG, seed=5), replace(CONFIG, seed=6)
    short = ROW._replace(config=halving.rounds(other)[0])
    before, now = ROW._replace(config=other), ROW._replace(config=other, test_accuracy=0.3)
    found = rows.joined([CONFIG, other, third], [before, short, ROW], [now])
    assert found == [ROW, short, now]
    assert rows.runs(found) == 2
    assert rows.furthest(found) == [ROW, now]


def test_a_table_that_a_spreadsheet_has_saved_is_read(tmp_path: Path) -> None:
    text = rows.written("sample", [ROW]).replace("\n", "\r\n")
    (tmp_path / "rows.csv").write_bytes(f"\ufeff{text}\r\n".encode())
    assert rows.read(tmp_path / "rows.csv", "sample", [CONFIG]) == [ROW]


def test_rounds_that_are_no_shorter_are_one_row() -> None:
    one = ROW._replace(config=replace(CONFIG, iterations=1))
    assert rows.joined([one.config], [one], []) == [one]


GOOD = f"{','.join(rows.COLUMNS)}\nsample,7,0.1,3,0.01,4,90,0.9,0.91,0.95,0,1.50\n"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a,b\n1,2\n",
        GOOD.replace("hidden,lr", "lr,hidden"),
        GOOD.replace(",1.50", ""),
        GOOD.replace(",1.50", ",1.50,7"),
        GOOD.replace(",7,", ",seven,"),
        GOOD.replace(",7,", ",-7,"),
        GOOD.replace("0.91", "nan"),
        GOOD.replace("0.91", "0.5"),
        GOOD.replace("0.95", "1.5"),
        GOOD.replace("0.95,0", "0.95,no"),
        GOOD.replace("0.95", "1e-45"),
        GOOD.replace("1.50", "-1"),
        GOOD.replace("1.50", "inf"),
        GOOD + '"',
        GOOD + "\n" * 1_000_000,
        "\x00" * 100,
    ],
)
def test_what_is_no_such_table_is_refused_with_a_sentence(tmp_path: Path, text: str) -> None:
    (tmp_path / "rows.csv").write_text(text)
    with pytest.raises(ValueError, match="it is not the table of a sweep"):
        rows.read(tmp_path / "rows.csv", "sample", [CONFIG])


def test_what_is_no_text_at_all_is_refused_too(tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_bytes(b"\xff\xd8\xff\xe0")
    with pytest.raises(ValueError, match="not the table"):
        rows.read(tmp_path / "rows.csv", "sample", [CONFIG])


def test_the_table_of_another_sweep_is_refused_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text(GOOD)
    assert rows.read(tmp_path / "rows.csv", "sample", [CONFIG]) == [ROW]
    with pytest.raises(ValueError, match="another data set"):
        rows.read(tmp_path / "rows.csv", "mnist", [CONFIG])
    for others in ({"hidden_size": 8}, {"iterations": 91}, {"seed": 5}):
        with pytest.raises(ValueError, match="other settings"):
            rows.read(tmp_path / "rows.csv", "sample", [replace(CONFIG, **others)])


def test_settings_that_diverged_are_never_the_best() -> None:
    worse = ROW._replace(config=replace(CONFIG, learning_rate=0.2), test_accuracy=0.05)
    first, last = rows.ranked([ROW._replace(test_accuracy=0.1, diverged=True), worse])
    assert (first.settings.learning_rate, last.settings.learning_rate) == (0.2, 0.1)


def test_what_was_trained_to_the_end_was_not_ended_early_however_many_rounds_it_had() -> None:
    all_of_it = [ROW._replace(config=one) for seed in range(2) for one in halving.rounds(replace(CONFIG, seed=seed))]
    others = [row._replace(config=replace(row.config, learning_rate=rate)) for rate in (1, 2) for row in all_of_it]
    assert len({row.config.iterations for row in all_of_it}) > 1
    assert rows.ended_early([*all_of_it, *others]) == set()
    assert (
        len(rows.ended_early([*all_of_it, *(row for row in others if row.config.iterations < CONFIG.iterations)])) == 2
    )
