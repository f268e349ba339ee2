import re

import numpy as np
import pytest

from explorer.inside.through import way
from explorer.inside.through_words import share
from explorer.inside.why import Gap, gap, without
from explorer.inside.why_words import colour, lines, shown, side, sum_of_all, switched_off, why
from tests.explorer.inside.networks import network, noise

DATASET = noise()
NET = network(DATASET, hidden=12, std=1)
X = DATASET.scaled(DATASET.x_test)
NAMES = ["a", "b", "c", "d"]


def said_numbers(text: str) -> list[float]:
    return [float(one.replace("−", "-")) for one in re.findall(r"[+−]?\d+\.\d+", text)]


def found_for(image: int, meant: int = 0) -> Gap:
    found = gap(NET, way(NET, X[image], meant), meant)
    assert found is not None
    return found


@pytest.mark.parametrize("image", range(30))
def test_all_that_is_printed_adds_up_to_the_last_digit(image: int) -> None:
    found = found_for(image)
    parts = shown(found)
    z = way(NET, X[image], 0).hidden.z
    of_said, of_other, size = said_numbers(why(found, NAMES))
    assert (of_said, of_other) == tuple(round(one, parts.digits) for one in found.logits)
    assert round(of_said - of_other, parts.digits) == size
    assert size == pytest.approx(found.size, abs=0.5001 * 10**-parts.digits)
    sums = []
    for units, shares in ((found.speaks_for, parts.speaks_for), (found.speaks_against, parts.speaks_against)):
        together = sum(said_numbers(side(units, shares, "a", parts.digits)))
        under = [said_numbers(of_one[-1][0])[0] for of_one in lines(units, z, shares, "", parts.digits)]
        assert round(sum(under), parts.digits) == together
        assert under == pytest.approx(found.shares[units].tolist(), abs=10**-parts.digits)
        sums.append(together)
    *told, total = said_numbers(sum_of_all(found, parts))
    assert total == size
    assert round(sum(sums) + told[0] + told[1], parts.digits) == size
    terms = re.search(r"gap: (.*) = ", sum_of_all(found, parts))
    assert terms is not None
    assert round(sum(said_numbers(terms[1].replace(" ", ""))), parts.digits) == size


def test_a_narrow_gap_has_as_many_digits_as_it_takes_and_a_tie_is_told_as_one() -> None:
    narrow = Gap(0, 1, (1.0004, 1.0), np.array([0.7, -0.6996]), 0.0)
    assert said_numbers(why(narrow, NAMES))[-1] == 0.0004
    tie = Gap(0, 1, (1.0, 1.0), np.array([0.7, -0.7]), 0.0)
    assert "a tie" in why(tie, NAMES)


def test_it_says_how_many_units_have_to_be_switched_off_for_another_answer() -> None:
    for image in range(30):
        found, passed = found_for(image), way(NET, X[image], 0)
        told = switched_off(NET, passed, found, NAMES)
        after = [without(NET, passed, found.speaks_for[:n]) for n in range(1, len(found.speaks_for) + 1)]
        changed = [label for label in after if label != found.said]
        if changed:
            count = after.index(changed[0]) + 1
            assert f"it would say **{NAMES[changed[0]]}**" in told
            assert re.findall(r"\d+", told) == [str(unit + 1) for unit in found.speaks_for[:count]]
        else:
            assert told.startswith("Even with these")
            assert f"**{NAMES[found.said]}**" in told


def test_sides_without_units_are_told() -> None:
    none = Gap(0, 1, (0.5, 0.0), np.zeros(2), 0.5)
    parts = shown(none)
    assert side(none.speaks_for, parts.speaks_for, "a", 2) == "**For a:** no unit"
    assert "All units add +0.00 and the biases +0.50" in sum_of_all(none, parts)
    assert switched_off(NET, way(NET, X[0], 0), none, NAMES) == ""


def test_the_right_class_is_green_and_what_was_said_in_its_place_red() -> None:
    found = Gap(0, 1, (0.5, 0.0), np.zeros(2), 0.5)
    assert [colour(found, label, right=1) for label in (0, 1)] == ["wrong", "right"]
    assert [colour(found, label, right=0) for label in (0, 1)] == ["right", ""]
    assert [colour(found, label, right=None) for label in (0, 1)] == ["", ""]


def test_the_formula_of_a_share_comes_out_on_a_calculator() -> None:
    found, passed = found_for(3), way(NET, X[3], 0)
    for unit in range(12):
        told = share(unit, passed, NET.params["W2"][unit], found, NAMES)
        formula = re.search(r"\$(\S+) \\times \((\S+) - \(?(\S+?)\)?\) = (\S+)\$\.", told)
        assert formula is not None, told
        z, to_said, to_other, product = map(float, formula.groups())
        assert z * (to_said - to_other) == pytest.approx(product, rel=1e-3)  # both sides are rounded
        assert product == pytest.approx(found.shares[unit], rel=5e-4)
