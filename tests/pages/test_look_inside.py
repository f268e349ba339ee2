"""Any run that has its weights can be looked into: one of before, or one that came from a file."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import nn_core as nn
from explorer.data import datasets
from explorer.data.datasets import Digits
from explorer.runs.kept import Runs, without_weights
from explorer.training.jobs import Job
from tests.pages.lessons import control
from tests.pages.test_runs import Compare, compare, words

__all__ = ["compare"]  # the fixture


@pytest.fixture
def digits(only_the_sample: None) -> Digits:
    return datasets.load(datasets.SAMPLE)


def trained(digits: Digits, hidden: int) -> nn.TrainingRun:
    settings = nn.TrainingConfig(hidden_size=hidden, iterations=2)
    return nn.advance(nn.start_training(settings, digits.dataset), digits.dataset, 2)


def way_in(at: AppTest) -> Any:
    """The link from the run that was chosen."""
    (link,) = [one.proto for one in at.page_link if one.proto.query_string.startswith("run=")]
    return link


@pytest.mark.slow
def test_a_run_of_before_is_looked_into_until_another_is_wanted(compare: Compare, digits: Digits) -> None:
    runs = Runs()
    for hidden in (4, 7):
        runs.rename(runs.add(trained(digits, hidden), digits.name, 1.0).number, f"*{hidden}* units")
    at = compare(runs, see="units")
    control(at, "run").set_value(1).run()
    at.query_params["run"] = way_in(at).query_string.removeprefix("run=")
    at.switch_page("pages/inside.py").run()
    assert not at.exception
    assert "**`*4*` units:** 4 hidden units" in words(at)
    assert "run" not in at.query_params, "whoever is given the address has other runs"
    for view in ("units", "mistakes", "image"):
        control(at, "see").set_value(view).run()
        assert not at.exception
        assert "4 hidden units" in words(at)
    control(at, "latest").click().run()
    assert "4 hidden units" not in words(at)


@pytest.mark.slow
def test_from_an_experiment_that_reads_far_fewer_a_way_leads_to_the_best_run(compare: Compare, digits: Digits) -> None:
    runs, poor = Runs(), trained(digits, 4)
    for hidden, accuracy in ((5, 0.91), (6, 0.95), (7, 0.93)):
        run = trained(digits, hidden)
        runs.add(replace(run, test_accuracy=np.full(len(run.test_accuracy), accuracy)), digits.name, 1.0)
    at = compare(runs, see="units")
    at.session_state["job"] = Job(poor, digits, lambda: True)
    at.switch_page("pages/inside.py").run()
    assert "**Your run:** 4 hidden units" in words(at)
    way = control(at, "better")
    assert way.label == "Look into Run 2: it reads 95.0%"
    way.click().run()
    assert not at.exception
    assert "**Run 2:** 6 hidden units" in words(at)
    with pytest.raises(KeyError):
        control(at, "better")


@pytest.mark.slow
def test_there_is_no_way_into_a_run_without_weights_or_without_its_images(compare: Compare, digits: Digits) -> None:
    runs = Runs()
    runs.add(without_weights(trained(digits, 4)), digits.name, 1.0)
    runs.add(trained(digits, 4), "elsewhere", None)
    at = compare(runs)
    for number in (1, 2):
        control(at, "run").set_value(number).run()
        assert way_in(at).disabled


@pytest.mark.slow
@pytest.mark.parametrize("asked", ["3", "-1", "x", "", "9" * 5000])
def test_a_link_to_a_run_that_is_not_there_is_as_one_without(compare: Compare, digits: Digits, asked: str) -> None:
    runs = Runs()
    runs.add(trained(digits, 4), digits.name, 1.0)
    at = compare(runs)
    at.query_params["run"] = asked
    at.switch_page("pages/inside.py").run()
    assert not at.exception
    assert runs.looked_into is None
