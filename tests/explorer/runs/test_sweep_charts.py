"""The map of a sweep."""

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from explorer.charts.colours import RIGHT
from explorer.charts.marks import Spec
from explorer.runs import cells
from explorer.runs.cells import Cell
from explorer.runs.grid import at_random, grid
from explorer.runs.sweep_charts import BEST, SHADES, axes, map_chart, shades
from tests.explorer.charts import test_colours as colours
from tests.explorer.charts.test_specs import assert_valid, without_data

RATES, SIZES = [0.1, 1.0, 10.0], [10, 50, 200]


def planned(**values: Sequence[float]) -> list[Cell]:
    return cells.planned(grid(values, range(2), 300))


def trained(of_cells: list[Cell], *means: float, spread: float = 0.01) -> list[Cell]:
    """The first of them at their ends, with these mean accuracies."""
    found = [
        cell._replace(accuracies=(mean - spread, mean + spread), fraction=1.0)
        for cell, mean in zip(of_cells, means, strict=False)
    ]
    return found + of_cells[len(found) :]


def rows(chart: Spec) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = chart["datasets"]["cells"].to_pylist()
    return found


def random_cells(number: int, **ranges: Sequence[float]) -> list[Cell]:
    return cells.planned(at_random(number, ranges, range(1), 300))


MAPS = {
    "one cell": planned(learning_rate=[0.1]),
    "a row": planned(learning_rate=RATES),
    "rates and sizes": planned(learning_rate=RATES, hidden_size=SIZES),
    "three settings": planned(learning_rate=RATES, hidden_size=SIZES, batch_size=[10, 100]),
    "all four": planned(learning_rate=RATES, hidden_size=SIZES, batch_size=[10, 100], weight_init_std=[0.01, 0.1]),
    "a few at random": random_cells(20, learning_rate=[0.01, 10], hidden_size=[5, 500]),
    "many at random": random_cells(200, learning_rate=[0.01, 10], hidden_size=[5, 500], batch_size=[10, 1000]),
    "rates at random": random_cells(20, learning_rate=[0.01, 10]),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", MAPS)
def test_a_map_is_valid_small_and_changes_nothing_but_its_data(name: str) -> None:
    before, after = (map_chart(each, "sample", began=True) for each in (MAPS[name], trained(MAPS[name], 0.9, 0.8, 0.7)))
    assert_valid(without_data(before))
    assert without_data(before) == without_data(after)
    assert colours.foreign(after) == []
    assert len(json.dumps(without_data(after))) < 8000
    assert after["datasets"]["cells"].nbytes < 40_000
    assert len(rows(after)) == len(MAPS[name])


def test_rates_go_along_and_sizes_up_wherever_there_are_three() -> None:
    assert axes(MAPS["rates and sizes"]) == ("learning_rate", ["hidden_size"])
    assert axes(planned(learning_rate=RATES, hidden_size=[1, 2, 3, 4])) == ("learning_rate", ["hidden_size"])
    assert axes(planned(learning_rate=[0.1, 1.0], hidden_size=SIZES)) == ("hidden_size", ["learning_rate"])
    assert axes(MAPS["one cell"]) == (None, [])


def test_other_settings_share_the_rows() -> None:
    found = {row["row"] for row in rows(map_chart(MAPS["three settings"], "sample", began=False))}
    assert len(found) == 6
    assert "hidden 50, batch 10" in found


@pytest.mark.parametrize(
    ("name", "held"),
    [
        ("one cell", "all: rate 0.1, hidden 50, 300 iterations, batch 100, scale 0.01"),
        ("a row", "all: hidden 50, 300 iterations, batch 100, scale 0.01"),
        ("rates and sizes", "all: 300 iterations, batch 100, scale 0.01"),
        ("all four", "all: 300 iterations"),
    ],
)
def test_the_map_names_what_all_of_its_runs_have(name: str, held: str) -> None:
    title = map_chart(MAPS[name], "fashion", began=False)["title"]
    assert title["subtitle"][:2] == [held, "each the mean of 2 seeds"]
    assert title["text"] == "Test accuracy in % on fashion"


def test_a_cell_says_what_there_is_of_it() -> None:
    one, two, three, four = planned(learning_rate=[0.1, 0.3, 1.0, 3.0])
    chart = map_chart(
        [
            one._replace(fraction=0.428),
            two._replace(accuracies=(0.9,), fraction=0.7),
            *trained([three], 0.95),
            four._replace(accuracies=(0.5, 0.6), ended_early=True, fraction=0.1),
        ],
        "sample",
        began=True,
    )
    shown = rows(chart)
    assert [(row["shown"], row["below"]) for row in shown] == [
        ("…", "42% done"),
        ("90.00", "1 of 2"),
        (f"{BEST} 95.00", "± 1.41"),
        ("55.00", "ended"),
    ]
    assert [row["compared"] for row in shown] == [False, True, True, False]
    assert [row["shade"] for row in shown] == [0, 0, 1, 0]
    assert chart["layer"][0]["encoding"]["fill"]["condition"]["test"] == "datum.compared", "the worst is pale, not grey"
    assert "ended early" in shown[3]["result"]


def test_what_has_diverged_is_not_marked_as_the_best() -> None:
    sound, diverged = trained(planned(learning_rate=RATES)[:2], 0.2, 0.3)
    shown = [row["shown"] for row in rows(map_chart([sound, diverged._replace(diverged=True)], "mnist", True))]
    assert [BEST in one for one in shown] == [True, False]
    all_of_them = [cell._replace(diverged=True) for cell in (sound, diverged)]
    assert not any(BEST in row["shown"] for row in rows(map_chart(all_of_them, "mnist", True)))


def test_before_it_has_begun_a_cell_asks() -> None:
    shown = rows(map_chart(MAPS["rates and sizes"], "sample", began=False, guessed=4))
    assert {row["shown"] for row in shown} == {"?"}
    assert [row["below"] for row in shown].index("your guess") == 4


def test_the_fewer_mistakes_the_stronger_the_green_and_luck_makes_no_strong_contrast() -> None:
    groups = [cell.group for cell in trained(MAPS["a row"], 0.96, 0.92, 0.84)]
    found = shades(groups)
    assert found == pytest.approx([1, 0.5, 0]), "half as many mistakes are a step"
    assert min(shades([cell.group for cell in trained(MAPS["a row"], 0.950, 0.949, 0.951)])) > 0.8
    assert shades([None, groups[0]]) == [0, 1]


@pytest.mark.parametrize("paper", colours.PAPERS)
def test_numbers_can_be_read_on_the_strongest_green(paper: str) -> None:
    ground, green = colours.grounds(paper)[0], getattr(RIGHT, paper)
    parts = [[int(each[at : at + 2], 16) for at in (1, 3, 5)] for each in (ground, green)]
    mixed = np.round(np.array(parts[0]) * (1 - SHADES[1]) + np.array(parts[1]) * SHADES[1]).astype(int)
    assert colours.contrast(getattr(colours.INK, paper), "#{:02x}{:02x}{:02x}".format(*mixed)) >= colours.TEXT
