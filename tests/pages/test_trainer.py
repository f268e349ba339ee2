"""The trainer page, its buttons pressed by a program."""

import errno
import gzip
import http.server
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest
from threadpoolctl import threadpool_limits

import nn_core as nn
from explorer.course.experiment import Experiment
from explorer.data import datasets, download, folders
from explorer.data.known import KNOWN
from explorer.runs.luck import sampling_error
from explorer.training import jobs, turns, verdicts, workers
from explorer.training.experiments import DEFAULTS, EXPERIMENTS
from explorer.training.rates import Rates
from explorer.training.settings import config_of
from explorer.training.turns import Turns
from nn_core import fast
from tests.explorer.data.idx_folders import gzipped, idx_bytes, registry, tiny_arrays, write_folder
from tests.explorer.training.executors import CHUNK, ByHand
from tests.pages.lessons import control, notes
from tests.waiting import wait_until

ROOT = Path(__file__).parents[2]

OpenPage = Callable[..., AppTest]
LESSON = {"lr": 0.1, "hidden": 50, "iterations": 10_000, "batch": 100, "init_std": 0.01, "seed": 0}


def metrics(at: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in at.metric}


def texts(at: AppTest) -> str:
    return "\n".join(
        element.value for kind in (at.caption, at.markdown, at.error, at.info, at.success) for element in kind
    )


def offers(at: AppTest) -> str:
    """What the one button does that begins a run, rests it and goes on with it."""
    assert not at.button(key="train").disabled
    return at.button(key="train").label


def watch_until(at: AppTest, condition: Callable[[], bool]) -> None:
    """Look again, as the page does by itself in a browser."""
    wait_until(condition)
    at.run()
    assert not at.exception


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch) -> ByHand:
    """All the workers that there are: it trains when the test says so, and a run is not over before."""
    worker = ByHand()
    monkeypatch.setattr(turns.SHARED, "_executor", worker)
    return worker


def train_to_the_end(at: AppTest) -> None:
    at.button(key="train").click().run()
    job = at.session_state["job"]
    watch_until(at, lambda: not job.active)


@pytest.mark.slow
def test_data_that_cannot_be_had_are_explained_and_train_waits_until_trying_again_has_helped(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(name: str) -> None:
        raise datasets.DatasetError("The disk is full. Make room, then try again.")

    with monkeypatch.context() as broken:
        broken.setattr(datasets, "load", fail)
        at = open_page("trainer", iterations=300)
        at.button(key="retry").click().run()
        assert [error.value for error in at.error] == ["The disk is full. Make room, then try again."]
        assert at.button(key="train").disabled
        assert at.button(key="train").help == "Train waits for the data set."
        assert "Train waits for the data set." in texts(at)
        assert not at.exception
    at.button(key="retry").click().run()
    assert not at.error
    assert "waits" not in texts(at)
    train_to_the_end(at)
    assert metrics(at)["Iteration"] == "300"


def test_it_opens_with_the_lesson_s_settings_on_the_built_in_sample(open_page: OpenPage) -> None:
    at = open_page("trainer")
    assert {key: control(at, key).value for key in LESSON} == LESSON
    assert at.radio(key="dataset").value == "sample"
    assert "**sample**, 4,000 images to learn from, 1,000 others to be tested on" in texts(at)
    assert metrics(at) == {
        "Iteration": "0",
        "Loss": "–",
        "Train accuracy": "–",
        "Test accuracy": "–",
        "Iterations/s": "–",
    }
    assert offers(at) == "Train"


def test_workers_open_the_data_before_train_is_pressed(open_page: OpenPage, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Path] = []
    monkeypatch.setattr(workers.SHARED, "warm_up", opened.append)
    open_page("trainer")
    assert opened == [datasets.load(datasets.SAMPLE).folder]


@pytest.mark.slow
def test_a_run_to_the_end_shows_what_the_core_computes(open_page: OpenPage) -> None:
    at = open_page("trainer", hidden=30, iterations=300, seed=3)
    train_to_the_end(at)
    job = at.session_state["job"]
    expected = nn.TrainingConfig(hidden_size=30, iterations=300, seed=3)
    assert job.run.config == expected
    again = nn.advance(nn.start_training(expected, job.digits.dataset), job.digits.dataset, 300)
    np.testing.assert_allclose(job.run.train_loss, again.train_loss, rtol=1e-3)  # BLAS threads may differ
    shown = metrics(at)
    assert shown["Iteration"] == "300"
    assert shown["Loss"] == f"{job.run.train_loss[-1]:.3f}"
    assert shown["Train accuracy"] == f"{job.run.train_accuracy[-1]:.1%}"
    assert shown["Test accuracy"] == f"{job.run.test_accuracy[-1]:.1%}"
    assert int(shown["Iterations/s"].replace(",", "")) > 0
    assert f"{job.run.test_accuracy[-1]:.1%} of the test images" in texts(at)
    assert len(at.get("vega_lite_chart")) == 2
    assert offers(at) == "Train"


@pytest.mark.slow
def test_the_link_of_a_run_opens_the_same_settings(open_page: OpenPage) -> None:
    at = open_page("trainer", hidden=7, lr=0.25, iterations=200, batch=33, init_std=0.05, seed=9)
    train_to_the_end(at)
    link = parse_qs(urlsplit(at.code[0].value).query)
    again = open_page("trainer", **{key: values[0] for key, values in link.items()})
    settings = {"hidden": 7, "lr": 0.25, "iterations": 200, "batch": 33, "init_std": 0.05, "seed": 9}
    assert {key: control(again, key).value for key in settings} == settings
    assert "link_off" not in texts(again)


def test_of_a_run_with_a_hidden_setting_no_link_tells_it(open_page: OpenPage, worker: ByHand) -> None:
    at = open_page("trainer", hide="lr", lr=0.25, iterations=100, hidden=5)
    at.button(key="train").click().run()
    worker.work_off()
    at.run()
    assert at.session_state["job"].run.finished
    assert "This run as a link" not in texts(at)
    assert "lr=" not in str([code.value for code in at.code])


@pytest.mark.slow
def test_pause_resume_and_reset(open_page: OpenPage) -> None:
    at = open_page("trainer", iterations=50_000, hidden=100)
    at.button(key="train").click().run()
    job = at.session_state["job"]
    watch_until(at, lambda: job.run.iteration > 0)
    assert offers(at) == "Pause"
    at.button(key="train").click().run()
    assert offers(at) == "Resume"
    watch_until(at, lambda: not job.under_way)
    rested_at = job.run.iteration
    assert at.progress[0].text.startswith(f"Paused at {rested_at:,} of 50,000")
    at.button(key="train").click().run()
    watch_until(at, lambda: job.run.iteration > rested_at)
    at.button(key="reset").click().run()
    assert "job" not in at.session_state
    assert metrics(at)["Iteration"] == "0"
    assert not job.active


@pytest.mark.parametrize("becomes", ["Train", "Resume"])
def test_the_button_is_right_whatever_becomes_of_the_run_while_the_page_is_drawn(
    open_page: OpenPage, worker: ByHand, monkeypatch: pytest.MonkeyPatch, becomes: str
) -> None:
    at = open_page("trainer", iterations=CHUNK)
    at.button(key="train").click().run()
    assert offers(at) == "Pause"

    def end_or_fail(folder: Path) -> None:
        """Between the button and the curves."""
        if becomes == "Train":
            worker.work_off()
        elif worker.queue:
            worker.queue.popleft()[0].set_exception(MemoryError())

    monkeypatch.setattr(jobs, "MAX_FAILURES", 1)
    monkeypatch.setattr(workers.SHARED, "warm_up", end_or_fail)
    at.run()
    assert offers(at) == becomes
    assert bool(at.error) == (becomes == "Resume")


@pytest.mark.slow
def test_reset_and_train_do_not_wait_for_the_chunk_that_is_under_way(open_page: OpenPage) -> None:
    at = open_page("trainer", iterations=50_000, hidden=100)
    at.button(key="train").click().run()
    old = at.session_state["job"]
    at.button(key="reset").click().run()
    at.slider(key="iterations").set_value(300).run()
    train_to_the_end(at)
    assert metrics(at)["Iteration"] == "300"
    watch_until(at, lambda: not old.under_way)
    assert old.run.iteration < 50_000
    assert metrics(at)["Iteration"] == "300"


@pytest.mark.slow
def test_a_second_click_on_train_starts_no_second_run(open_page: OpenPage) -> None:
    at = open_page("trainer", iterations=50_000, hidden=100)
    at.button(key="train").click().run()
    job = at.session_state["job"]
    at.button(key="train").click().run()
    assert at.session_state["job"] is job
    at.button(key="reset").click().run()


@pytest.mark.slow
def test_a_press_of_pause_that_comes_when_the_run_is_done_begins_no_other(open_page: OpenPage) -> None:
    at = open_page("trainer", iterations=50_000, hidden=100)
    at.button(key="train").click().run()
    job = at.session_state["job"]
    assert offers(at) == "Pause"
    job.pause()
    wait_until(lambda: not job.under_way)
    done = nn.start_training(nn.TrainingConfig(iterations=1), job.digits.dataset)
    job.run, job.paused = nn.advance(done, job.digits.dataset, 1), False
    at.button(key="train").click().run()
    assert at.session_state["job"] is job
    assert offers(at) == "Train"


@pytest.mark.slow
def test_a_click_runs_the_page_once(open_page: OpenPage, monkeypatch: pytest.MonkeyPatch) -> None:
    at = open_page("trainer", iterations=50_000, hidden=100)
    runs = []
    monkeypatch.setattr(datasets, "folder_problem", lambda: runs.append(1))  # asked once in every run of the page
    for offered in ("Train", "Pause", "Resume"):
        assert offers(at) == offered
        runs.clear()
        at.button(key="train").click().run()
        assert len(runs) == 1, offered


@pytest.mark.slow
def test_a_slider_that_moves_draws_the_first_weights_once_since_what_they_say_is_seen(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = open_page("trainer")
    hidden_sizes = []
    network = nn.TwoLayerNet.__init__

    def draw(net: nn.TwoLayerNet, inputs: int, hidden: int, *others: Any, **more: Any) -> None:
        hidden_sizes.append(hidden)
        network(net, inputs, hidden, *others, **more)

    monkeypatch.setattr(nn.TwoLayerNet, "__init__", draw)
    at.slider(key="hidden").set_value(500).run()
    assert hidden_sizes == [500]
    at.button(key="train").click().run()
    assert 500 in hidden_sizes
    at.button(key="reset").click().run()


@pytest.mark.slow
def test_the_learning_rate_acts_on_the_run_and_the_other_settings_on_the_next(open_page: OpenPage) -> None:
    at = open_page("trainer", iterations=50_000, hidden=100)
    at.button(key="train").click().run()
    job = at.session_state["job"]
    at.select_slider(key="lr").set_value(0.5).run()
    at.slider(key="hidden").set_value(10).run()
    watch_until(at, lambda: job.run.config.learning_rate == 0.5)
    assert job.run.config == nn.TrainingConfig(hidden_size=100, learning_rate=0.5, iterations=50_000)
    at.button(key="reset").click().run()
    at.slider(key="iterations").set_value(100).run()
    train_to_the_end(at)
    assert at.session_state["job"].run.config == nn.TrainingConfig(hidden_size=10, learning_rate=0.5, iterations=100)


@pytest.mark.slow
def test_another_page_and_back_finds_the_run_going_on(open_page: OpenPage) -> None:
    at = open_page("trainer", iterations=50_000)
    at.button(key="train").click().run()
    job = at.session_state["job"]
    at.switch_page("pages/home.py").run()
    left_at = job.run.iteration
    watch_until(at, lambda: job.run.iteration > left_at)
    at.switch_page("pages/trainer.py").run()
    assert at.session_state["job"] is job
    assert job.active
    assert metrics(at)["Iteration"] != "0"
    at.button(key="reset").click().run()


@pytest.mark.slow
def test_the_name_of_a_folder_is_plain_text(open_page: OpenPage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MNIST_DIR", "/nowhere/*bold* [link](mailto:somebody)")
    at = open_page("trainer")
    assert "`/nowhere/*bold*` `[link](mailto:somebody)" in at.warning[0].value


@pytest.mark.slow
def test_a_run_that_another_session_has_taken_over_is_no_longer_here(open_page: OpenPage) -> None:
    """As when a connection comes back after its tab was opened again elsewhere."""
    at = open_page("trainer", iterations=50_000)
    at.button(key="train").click().run()
    tab, job = at.session_state["tab"], at.session_state["job"]
    assert tab.belongings["job"] is job
    tab.session = lambda: False
    at.run()
    assert "job" not in at.session_state
    assert at.session_state["tab"] is not tab
    assert tab.belongings["job"] is job
    shared = [
        name for name, one in tab.belongings.items() if name in at.session_state and at.session_state[name] is one
    ]
    assert shared == [], "what one of them changes is the other's"
    watch_until(at, lambda: not job.under_way)
    assert metrics(at)["Iteration"] == "0"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("parameters", "key", "value"),
    [
        ({"lr": "nan"}, "lr", 0.1),
        ({"init_std": -1}, "init_std", 0.0),
        ({"seed": 1e12}, "seed", 999_999),
        ({"dataset": "cifar"}, "dataset", "sample"),
    ],
    ids=str,
)
def test_a_link_that_cannot_be_had_falls_back_and_says_so(
    open_page: OpenPage, parameters: dict[str, object], key: str, value: object
) -> None:
    at = open_page("trainer", **parameters)
    assert control(at, key).value == value
    assert len(notes(at)) == 1
    at.run()
    assert control(at, key).value == value


@pytest.mark.slow
@pytest.mark.parametrize(
    ("key", "asked", "value"),
    [("lr", "2.5e-1", 0.25), ("lr", "2.0", 2.0), ("hidden", "500", 500), ("init_std", "0", 0.0), ("seed", "12", 12)],
)
def test_a_link_that_can_be_had_is_not_remarked_on(open_page: OpenPage, key: str, asked: str, value: float) -> None:
    at = open_page("trainer", **{key: asked})
    assert control(at, key).value == value
    assert "link_off" not in texts(at)


@pytest.mark.slow
def test_the_remark_goes_when_the_control_is_moved(open_page: OpenPage) -> None:
    at = open_page("trainer", hidden=9999)
    at.slider(key="hidden").set_value(60).run()
    assert "link_off" not in texts(at)


@pytest.mark.slow
@pytest.mark.parametrize("end", ["min", "max"])
def test_every_control_at_both_ends(open_page: OpenPage, end: str) -> None:
    at = open_page("trainer")
    ends = {key: getattr(at.slider(key=key), end) for key in ("hidden", "iterations", "batch")}
    ends |= {key: float(at.select_slider(key=key).options[0 if end == "min" else -1]) for key in ("lr", "init_std")}
    for key, value in ends.items():
        control(at, key).set_value(value).run()
        assert not at.exception
        assert control(at, key).value == value
    assert metrics(at)["Iteration"] == "0"


@pytest.mark.slow
@pytest.mark.parametrize("one", EXPERIMENTS, ids=lambda one: one.title)
def test_an_experiment_moves_the_controls_and_asks_before_it_trains(open_page: OpenPage, one: Experiment) -> None:
    at = open_page("trainer", seed=5, then="10:1")
    control(at, "experiment").set_value(one.title).run()
    assert {key: control(at, key).value for key in DEFAULTS} == DEFAULTS | one.values
    assert f"**{one.question}**" in texts(at)
    assert one.why not in texts(at)
    assert "job" not in at.session_state
    assert one.values == one.then, "the run is what shows it"


@pytest.mark.slow
def test_an_answer_trains_and_is_told_when_the_run_is_done(open_page: OpenPage) -> None:
    at, one = open_page("trainer"), EXPERIMENTS[0]
    control(at, "experiment").set_value(one.title).run()
    control(at, "guess").set_value(one.choices[0]).run()
    job = at.session_state["job"]
    assert job.settings.items() >= one.values.items()
    assert one.why not in texts(at)
    assert "Watch the figure" in texts(at)
    watch_until(at, lambda: not job.active)
    assert f"**No: {one.choices[one.right]}.**" in texts(at)
    assert one.why in texts(at)
    assert "These curves" not in texts(at), "the controls are those of the run"
    control(at, "guess").set_value(one.choices[one.right]).run()
    assert at.session_state["job"] is job, "that run is there"
    assert "**Right.**" in texts(at)


@pytest.mark.slow
def test_what_the_experiments_say_is_so() -> None:
    """Each is trained on the data set that the page begins with, and what its words claim is looked at."""
    dataset = datasets.load(datasets.default_name()).dataset
    trained = {}
    for one in EXPERIMENTS:
        begun = nn.start_training(config_of(DEFAULTS | one.then), dataset)
        params, config = begun.network.params, begun.config
        with threadpool_limits(1):  # two threads would wait for each other wherever something else is running
            loss = fast.train(params, dataset, begun.rng, config.learning_rate, config.batch_size, config.iterations)
            train, test = fast.accuracy(params, dataset, training=True), fast.accuracy(params, dataset)
        trained[one.title] = one, loss, train, test
    guess = np.log(dataset.classes)

    one, loss, _, first = trained["First run"]
    means = loss.reshape(50, -1).mean(axis=1)
    assert one.choices[one.right] == "after a flat beginning"
    assert 1 < np.argmax(means[:-1] - means[1:]) < 25
    assert abs(means[0] - guess) < 0.05

    one, _, train, test = trained["Bolder"]
    assert one.choices[one.right] == "train"
    assert train - test > 3 * sampling_error(test, len(dataset.t_test)), "more than luck"
    assert "more new images right than the first run" in one.why
    assert test > first

    one, loss, *_ = trained["Timid"]
    assert one.choices[one.right] == "almost where it began"
    assert "3,000" in one.question
    assert len(loss) == 3000
    assert loss[-1000:].mean() > 0.97 * loss[0]

    one, loss, *_ = trained["Too bold"]
    assert one.choices[one.right] == "worse than guessing"
    assert loss[-1000:].mean() > 2 * guess

    one, *_, test = trained["One unit"]
    assert one.choices[one.right] == "two to five times that"
    assert 2 < test * dataset.classes < 5

    one, *_, test = trained["All equal"]
    assert one.choices[one.right] == "much worse"
    assert test < first - 0.1


@pytest.mark.slow
def test_no_verdict_tells_the_answer_before_the_run_does(open_page: OpenPage, worker: ByHand) -> None:
    at, one = open_page("trainer"), next(one for one in EXPERIMENTS if one.title == "All equal")
    control(at, "experiment").set_value(one.title).run()
    control(at, "guess").set_value(one.choices[0]).run()
    job = at.session_state["job"]
    worker.work(2)
    assert job.moving
    at.run()
    assert verdicts.verdict(job.run, 10, None) is not None, "there is one"
    assert "Units started alike" not in texts(at)
    worker.work_off()
    assert not job.moving
    at.run()
    assert "Units started alike" in texts(at), "how far they came is a matter of rounding, so of the processor"


@pytest.mark.slow
def test_what_is_hidden_stays_where_the_link_has_it(open_page: OpenPage) -> None:
    """An experiment that would move it is not offered, nor is such advice."""
    at = open_page("trainer", hide="lr", lr=10, batch=1, iterations=200)
    assert control(at, "experiment").options == ["First run", "One unit", "All equal"]
    control(at, "experiment").set_value("One unit").run()
    assert control(at, "lr").value == 10
    train_to_the_end(at)
    assert at.error
    assert "advice" not in [button.key for button in at.button]


@pytest.mark.slow
def test_experiments_wait_while_a_run_is_under_way(open_page: OpenPage) -> None:
    at = open_page("trainer", iterations=50_000)
    at.button(key="train").click().run()
    assert control(at, "experiment").disabled
    at.button(key="reset").click().run()
    assert not control(at, "experiment").disabled


@pytest.mark.slow
def test_an_answer_is_shown_by_a_run_of_its_own_also_where_another_trains(open_page: OpenPage, worker: ByHand) -> None:
    at = open_page("trainer")
    timid = EXPERIMENTS[0]
    control(at, "experiment").set_value(timid.title).run()
    at.button(key="train").click().run()
    other = at.session_state["job"]
    at.select_slider(key="lr").set_value(1.0).run()
    worker.work(2)  # the second of them at that rate
    control(at, "guess").set_value(timid.choices[0]).run()
    job = at.session_state["job"]
    assert job is not other
    assert not other.active
    assert {key: job.settings[key] for key in timid.then} == timid.then
    at.button(key="reset").click().run()
    worker.work_off()


@pytest.mark.slow
def test_train_waits_for_what_the_tab_had_before_it_was_reloaded(open_page: OpenPage) -> None:
    at = open_page("trainer")
    at.session_state["coming_back"] = True
    at.run()
    assert at.button(key="train").disabled
    assert "Train waits: this page was reloaded" in texts(at)
    at.session_state["coming_back"] = False
    at.run()
    assert offers(at) == "Train"


@pytest.mark.slow
def test_a_press_for_which_there_was_no_time_is_not_for_the_next_visit(open_page: OpenPage) -> None:
    at = open_page("trainer")
    at.session_state["begin"] = True
    at.switch_page("pages/sigmoid.py").run()
    at.switch_page("pages/trainer.py").run()
    assert "job" not in at.session_state


@pytest.mark.slow
def test_the_page_says_which_controls_are_not_those_of_the_curves(open_page: OpenPage) -> None:
    at = open_page("trainer", iterations=100)
    assert "These curves" not in texts(at)
    train_to_the_end(at)
    assert "These curves" not in texts(at)
    at.slider(key="batch").set_value(1).run()
    at.select_slider(key="lr").set_value(10.0).run()
    assert "These curves: **learning rate 0.1, batch size 100**." in texts(at)
    assert "Next run: **learning rate 10, batch size 1**." in texts(at)
    train_to_the_end(at)
    assert "These curves" not in texts(at)


@pytest.mark.slow
def test_a_run_whose_rate_was_changed_on_the_way_has_a_link_that_gives_it_again(
    open_page: OpenPage, worker: ByHand
) -> None:
    at = open_page("trainer", iterations=3000, hidden=10)
    at.button(key="train").click().run()
    job = at.session_state["job"]
    worker.work()
    at.button(key="train").click().run()
    worker.work()
    at.select_slider(key="lr").set_value(0.5).run()
    at.button(key="train").click().run()
    worker.work_off()
    at.run()
    assert [rate for _, rate in job.run.rates] == [0.1, 0.5]
    assert "These curves: **learning rate 0.1, learning rate later" in texts(at)
    link = urlsplit(at.code[0].value).query
    assert f"then={job.run.rates[1][0]}:0.5" in link
    again = open_page("trainer", **{key: values[0] for key, values in parse_qs(link).items()})
    assert "link_off" not in texts(again)
    again.button(key="train").click().run()
    worker.work_off()
    other = again.session_state["job"]
    assert other.run.rates == job.run.rates
    np.testing.assert_array_equal(other.run.train_loss, job.run.train_loss)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("asked", "value", "notes"),
    [("3000:0.5", "3000:0.5", 0), ("6000:1,3000:0.51", "3000:0.5,6000:1", 1), ("soon", "", 1), ("", "", 0)],
)
def test_a_plan_for_the_learning_rate_in_a_link_is_followed_as_far_as_it_can_be(
    open_page: OpenPage, asked: str, value: str, notes: int
) -> None:
    at = open_page("trainer", then=asked)
    assert at.text_input(key="then").value == value
    assert texts(at).count("link_off") == notes
    assert ("it is empty instead" in texts(at)) == (asked == "soon")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("typed", "said", "rates"),
    [
        ("5:0.33", "In this run that is **5:0.3**", ((0, 0.1), (5, 0.3))),
        ("5:0.5, 100:1", "In this run that is **5:0.5**", ((0, 0.1), (5, 0.5))),
        ("200:1", "In this run that is **none**", ((0, 0.1),)),
        ("5:0.5", "", ((0, 0.1), (5, 0.5))),
    ],
)
def test_a_plan_that_a_run_cannot_follow_to_the_letter_is_told_as_it_is(
    open_page: OpenPage, typed: str, said: str, rates: Rates
) -> None:
    at = open_page("trainer", iterations=100)
    at.text_input(key="then").set_value(typed).run()
    assert ("In this run that is" in texts(at)) == bool(said)
    assert said in texts(at)
    train_to_the_end(at)
    assert at.session_state["job"].run.rates == rates
    assert "Next run" not in texts(at), "it would be the same"


@pytest.mark.slow
def test_a_plan_that_is_typed_wrong_is_not_followed_and_the_page_says_so(open_page: OpenPage) -> None:
    at = open_page("trainer", iterations=100)
    at.text_input(key="then").set_value("*soon*").run()
    assert "`*soon*` cannot be read" in texts(at)
    train_to_the_end(at)
    assert at.session_state["job"].run.rates == ((0, 0.1),)


@pytest.mark.slow
def test_a_run_that_learned_nothing_is_no_success_and_one_press_sets_what_helps(open_page: OpenPage) -> None:
    at = open_page("trainer", lr=10, iterations=500)
    train_to_the_end(at)
    before = at.session_state["job"].run.test_accuracy[-1]
    assert not at.success
    assert "learning rate 10 is too large for batches of 100 images" in at.error[0].value
    assert at.button(key="advice").label == "Set learning rate to 1"
    at.button(key="advice").click().run()
    assert not at.exception
    assert control(at, "lr").value == 1
    assert control(at, "iterations").value == 500
    assert at.session_state["job"].run.finished, "its curves stay to be compared"
    assert at.button(key="advice").disabled, "it has been followed"
    links = [link.label for link in at.page_link]
    assert links.count("Look inside") == 1, "that of the navigation: beside the buttons there is room for the advice"
    control(at, "lr").set_value(0.1).run()
    assert not at.button(key="advice").disabled
    control(at, "lr").set_value(1).run()
    train_to_the_end(at)
    assert at.session_state["job"].run.test_accuracy[-1] > before
    assert not at.error


@pytest.mark.slow
def test_a_run_that_learns_slowly_from_large_weights_is_told_of_the_weights(open_page: OpenPage) -> None:
    at = open_page("trainer", init_std=1, lr=0.01, iterations=1000)
    train_to_the_end(at)
    assert "Weight scale too large" in at.error[0].value
    at.button(key="advice").click().run()
    assert (control(at, "init_std").value, control(at, "lr").value) == (0.1, 1)


@pytest.mark.slow
def test_a_hopeless_run_is_ended_by_the_press_that_sets_what_helps(open_page: OpenPage) -> None:
    at = open_page("trainer", init_std=0, hidden=100, iterations=50_000)
    at.button(key="train").click().run()
    job = at.session_state["job"]
    watch_until(at, lambda: job.run.iteration >= 300)
    assert "Units started alike" in at.error[0].value
    assert at.button(key="advice").label == "End this run. Set weight scale to 0.1"
    at.button(key="advice").click().run()
    assert not job.active
    assert "job" not in at.session_state
    assert control(at, "init_std").value == 0.1
    assert offers(at) == "Train"


@pytest.mark.slow
def test_a_good_run_is_a_success(open_page: OpenPage) -> None:
    at = open_page("trainer", lr=0.5, iterations=700)
    train_to_the_end(at)
    assert "of the test images" in at.success[0].value
    assert not at.error


@pytest.mark.slow
def test_a_run_whose_loss_is_no_longer_finite_says_so(open_page: OpenPage) -> None:
    at = open_page("trainer", iterations=100)
    train_to_the_end(at)
    job = at.session_state["job"]
    config = nn.TrainingConfig(learning_rate=1e38, iterations=100)
    job.run = nn.advance(nn.start_training(config, job.digits.dataset), job.digits.dataset, 100)
    assert job.run.diverged
    at.run()
    assert not at.exception
    assert "no longer a finite number" in at.error[0].value
    assert at.button(key="advice").label == "Set learning rate to 1"


@pytest.mark.slow
def test_a_number_is_never_rounded_to_what_only_another_may_be(open_page: OpenPage) -> None:
    at = open_page("trainer", iterations=100)
    train_to_the_end(at)
    job = at.session_state["job"]
    loss = np.append(job.run.train_loss[:-1], np.float32(-1.2e-7))  # of a network that is sure, by delta
    accuracies = {"train_accuracy": np.array([0.9996]), "test_accuracy": np.array([0.0004])}
    job.run = replace(job.run, train_loss=loss, evaluated_at=np.array([99]), **accuracies)
    at.run()
    assert not at.exception
    shown = metrics(at)
    assert (shown["Loss"], shown["Train accuracy"], shown["Test accuracy"]) == ("0.000", "99.96%", "0.04%")
    assert "0.04% of the test images read right, 99.96% of those it learned from" in texts(at)


@pytest.mark.slow
def test_a_fault_in_a_worker_is_one_sentence(open_page: OpenPage, monkeypatch: pytest.MonkeyPatch) -> None:
    at = open_page("trainer", iterations=50_000)
    at.button(key="train").click().run()
    job = at.session_state["job"]

    def submit(*args: object) -> None:
        raise OSError("no more processes")

    monkeypatch.setattr(jobs, "SECONDS_BETWEEN_TRIES", 0.01)
    monkeypatch.setattr(job, "_turns", Turns(type("Broken", (Executor,), {"submit": submit})()))
    watch_until(at, lambda: job.error is not None)
    assert "Nothing is lost" in at.error[0].value
    assert offers(at) == "Resume"


# Where the data come from


class Mirror(http.server.BaseHTTPRequestHandler):
    """Answers every request with an error, until it has files."""

    files: ClassVar[dict[str, bytes]] = {}

    def do_GET(self) -> None:
        if (body := self.files.get(self.path.strip("/"))) is None:
            self.send_error(503)
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def broken_mirror(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The only mirror there is, on this machine, and out of order."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Mirror) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        for name, known in KNOWN.items():
            monkeypatch.setitem(KNOWN, name, known._replace(mirrors=(f"http://127.0.0.1:{server.server_port}/",)))
        yield
        server.shutdown()


@pytest.mark.slow
def test_mnist_that_cannot_be_fetched_is_one_sentence_and_the_sample_still_trains(
    open_page: OpenPage, broken_mirror: None
) -> None:
    at = open_page("trainer", iterations=100)
    assert "11.6 MB" in at.radio(key="dataset").captions[1]
    at.radio(key="dataset").set_value("mnist").run()
    watch_until(at, lambda: at.session_state["download"].done)
    assert "503" in at.error[0].value
    assert "The built-in sample still works" in at.error[0].value
    assert at.button(key="train").disabled
    assert "Train waits for the data set." in texts(at)
    at.button(key="retry").click().run()
    watch_until(at, lambda: at.session_state["download"].done)
    assert "503" in at.error[0].value
    at.radio(key="dataset").set_value("kmnist").run()
    watch_until(at, lambda: at.session_state["download"].done)
    assert at.error[0].value.startswith("KMNIST could not be downloaded")
    assert at.title[0].value == "Train on KMNIST"
    at.radio(key="dataset").set_value("sample").run()
    assert not at.error
    train_to_the_end(at)
    assert "of the test images" in texts(at)


@pytest.fixture
def new_cache(tmp_path: Path, only_the_sample: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty cache folder."""
    monkeypatch.setenv("NN_EXPLORER_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(download, "_latest", {})
    yield tmp_path / "cache"
    datasets._inspect.cache_clear()


@pytest.mark.slow
def test_damaged_downloads_are_fetched_again_with_the_same_button_as_after_a_failure(
    open_page: OpenPage, broken_mirror: None, new_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = gzipped(tiny_arrays(train=400))
    monkeypatch.setitem(KNOWN, "mnist", KNOWN["mnist"]._replace(files=registry(files)))
    downloads = new_cache / "downloads"
    downloads.mkdir(parents=True)
    for name, data in files.items():
        (downloads / name).write_bytes(data)
    labels = downloads / "t10k-labels-idx1-ubyte.gz"
    labels.write_bytes(gzip.compress(idx_bytes(np.zeros(20, np.uint8)), mtime=0))

    at = open_page("trainer", dataset="mnist", iterations=100)
    watch_until(at, lambda: at.session_state["download"].done)
    assert "503" in at.error[0].value
    assert at.button(key="train").disabled
    monkeypatch.setattr(Mirror, "files", {labels.name: files[labels.name]})
    at.button(key="retry").click().run()
    watch_until(at, lambda: datasets.is_on_disk("mnist"))
    train_to_the_end(at)
    assert "**mnist**, 400 images to learn from, 20 others to be tested on" in texts(at)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("folder", "title", "task", "classes"),
    [
        ("fashion-mnist", "Train on Fashion-MNIST", "tell clothes apart", "T-shirt/top, Trouser, Pullover"),
        ("kmnist", "Train on KMNIST", "read handwritten hiragana", "お (o), き (ki)"),
        ("leaves", "Train on leaves", "tell images apart", "There are 10 classes, and nothing here says"),
        ("MNIST", "Train on MNIST (other data)", "tell images apart", "There are 10 classes"),
    ],
)
def test_the_words_are_those_of_the_data_set(
    open_page: OpenPage,
    new_cache: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    folder: str,
    title: str,
    task: str,
    classes: str,
) -> None:
    monkeypatch.setenv("MNIST_DIR", str(write_folder(tmp_path / folder, tiny_arrays())))
    at = open_page("trainer")
    assert at.title[0].value == title
    assert f"learns to {task}" in texts(at)
    assert classes in texts(at)
    assert "digit" not in texts(at)
    assert f"How well can a network learn to {task}, and" in texts(open_page("home"))
    at.radio(key="dataset").set_value("sample").run()
    assert at.title[0].value == "Train on MNIST"
    assert "learns to read handwritten digits" in texts(at)
    assert "Classes: 0, 1, 2, 3, 4, 5, 6, 7, 8, 9." in texts(at)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["한글".encode(), b"\xff\xfe", b"a\nb"], ids=["Hangul", "no text", "two lines"])
@pytest.mark.parametrize("what", ["good", "wrong", "cache"])
def test_a_folder_may_have_any_name(
    open_page: OpenPage, new_cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: bytes, what: str
) -> None:
    """In the locale C, Hangul comes as bytes that are no text either; what a browser is told has to be text."""

    def nowhere(*args: object, **more: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    folder = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name))
    if what == "cache":
        folder.write_text("in the way of the folder below")
        monkeypatch.setenv("NN_EXPLORER_CACHE", str(folder / "cache"))
        monkeypatch.setattr(tempfile, "mkdtemp", nowhere)
    else:
        write_folder(folder, tiny_arrays())
        monkeypatch.setenv("MNIST_DIR", str(folder))
    if what == "wrong":
        (folder / "train-labels-idx1-ubyte").unlink()
    at = open_page("trainer", iterations=100)
    shown = folders.shown(folder.name)
    if what == "good":
        assert at.radio(key="dataset").value == shown
        train_to_the_end(at)
    elif what == "wrong":
        assert shown in at.warning[0].value
    else:
        assert shown in at.error[0].value


@pytest.mark.slow
def test_in_a_locale_without_letters_the_page_works(new_cache: Path, tmp_path: Path) -> None:
    """The real locale C, in a process of its own: whatever is read or shown has to say which letters it is made of."""
    folder = write_folder(tmp_path / "한글", tiny_arrays())
    script = (
        "from streamlit.testing.v1 import AppTest\n"
        "at = AppTest.from_file('streamlit_app.py', default_timeout=60).switch_page('pages/trainer.py').run()\n"
        "assert not at.exception, at.exception\n"
        "print(ascii(at.radio(key='dataset').value))\n"
    )
    environment = os.environ | {"LC_ALL": "C", "PYTHONUTF8": "0", "MNIST_DIR": str(folder)}
    said = subprocess.check_output([sys.executable, "-c", script], cwd=ROOT, env=environment, text=True)
    assert said.strip() == ascii("한글")
