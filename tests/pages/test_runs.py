"""The page that compares runs, and what the trainer keeps for it; without a browser."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from explorer.data.datasets import SAMPLE
from explorer.runs.experiments import DUELS
from explorer.runs.kept import Kept, Runs
from explorer.training.jobs import Job
from tests.explorer.runs.made import kept, made
from tests.pages.lessons import control
from tests.waiting import wait_until

ROOT = Path(__file__).parents[2]
Compare = Callable[..., AppTest]
OpenPage = Callable[..., AppTest]


@pytest.fixture
def compare(only_the_sample: None) -> Compare:
    """Opens the page of a visit with these runs."""

    def compare(runs: Runs, **parameters: Any) -> AppTest:
        at = AppTest.from_file(ROOT / "streamlit_app.py", default_timeout=60)
        at.session_state["kept"] = runs
        for key, value in parameters.items():
            at.query_params[key] = str(value)
        at.switch_page("pages/runs.py").run()
        assert not at.exception
        return at

    return compare


def two() -> tuple[Runs, list[Kept]]:
    return kept(made((0.1, 0.95), learning_rate=0.5), made((0.1, 0.85)))


def words(at: AppTest) -> str:
    return "\n".join(element.value for element in [*at.markdown, *at.caption])


def table(at: AppTest) -> dict[str, Any]:
    """What the table was told to show."""
    (part,) = [one.proto for one in at.get("bidi_component") if one.proto.component_name == "runs"]
    found: dict[str, Any] = json.loads(part.json)
    return found


def labels(at: AppTest) -> list[str]:
    return [link.label for link in at.page_link]


def test_without_a_run_it_asks_a_question_and_says_how_to_have_one(compare: Compare) -> None:
    at = compare(Runs())
    assert "No run yet." in words(at)
    assert "Train a network" in labels(at)
    assert f"**{DUELS[0].asks.question}**" in words(at)
    assert DUELS[0].asks.why not in words(at)
    assert len(at.get("vega_lite_chart")) == 2, "without a line, and the map of a sweep that has not begun"
    assert not [one for one in at.get("bidi_component") if one.proto.component_name == "runs"]


def test_one_run_has_its_verdict_and_a_second_one_is_asked_for(compare: Compare) -> None:
    runs, (one,) = kept(made((0.1, 0.9)))
    at = compare(runs)
    assert one.verdict is not None
    assert one.verdict.name in words(at)
    assert "Train a second one" in words(at)
    assert [row["mark"] for row in table(at)["rows"]] == [""]


@pytest.mark.slow
def test_the_latest_is_compared_with_the_best_and_any_two_can_be(compare: Compare) -> None:
    runs, _ = two()
    runs.add(made((0.1, 0.80), hidden=5), "sample", 1.0, 1000)
    at = compare(runs)
    assert (control(at, "run").value, control(at, "with").value) == (3, 1)
    assert "hidden size and learning rate differ" in words(at)
    control(at, "run").select(1).run()
    control(at, "with").select(2).run()
    assert not at.exception
    assert "only the learning rate differs" in words(at)
    assert (table(at)["chosen"], table(at)["compared"]) == (1, 2)
    at.switch_page("pages/sigmoid.py").run()
    at.switch_page("pages/runs.py").run()
    assert (control(at, "run").value, control(at, "with").value) == (1, 2), "as they were left"


@pytest.mark.slow
def test_a_run_is_called_otherwise_as_plain_text(compare: Compare) -> None:
    runs, _ = two()
    at = compare(runs)
    control(at, "name_2").input("<b>**bold**</b>  $x$").run()
    assert runs[2].name == "<b>**bold**</b> $x$"
    assert {row["name"] for row in table(at)["rows"]} == {"Run 1", "<b>**bold**</b> $x$"}
    assert "`<b>**bold**</b>`" in words(at)
    control(at, "name_2").input("   ").run()
    assert runs[2].name == control(at, "name_2").value == "Run 2"


@pytest.mark.slow
def test_a_name_that_was_typed_when_its_run_was_deleted_is_there_when_it_is_back(compare: Compare) -> None:
    """The field begins anew, and the browser has what it holds from the server alone."""
    runs, _ = two()
    at = compare(runs)
    control(at, "name_2").input("Carl")
    control(at, "delete").click().run()
    control(at, "undo").click().run()
    field = control(at, "name_2")
    assert runs[2].name == field.value == field.proto.value == "Carl"
    assert field.proto.set_value


@pytest.mark.slow
def test_what_is_deleted_can_be_brought_back_also_the_last_one(compare: Compare) -> None:
    runs, _ = two()
    at = compare(runs)
    for left in (1, 0):
        control(at, "delete").click().run()
        assert not at.exception
        assert len(runs) == left
    assert "Run 1 is deleted." in words(at)
    control(at, "undo").click().run()
    assert [one.number for one in runs] == [1]
    assert "deleted" not in words(at)


@pytest.mark.slow
def test_who_takes_a_deletion_back_has_the_comparison_back(compare: Compare) -> None:
    runs, _ = kept(*(made((0.1, 0.5), seed=seed) for seed in range(3)))
    at = compare(runs)
    control(at, "run").set_value(1).run()
    control(at, "with").set_value(3).run()
    control(at, "delete").click().run()
    assert control(at, "run").value != 1
    control(at, "undo").click().run()
    assert (control(at, "run").value, control(at, "with").value) == (1, 3)


def test_an_experiment_is_suggested_until_there_are_runs(compare: Compare) -> None:
    at = compare(Runs())
    assert control(at, "experiment").value == DUELS[0].asks.title
    at.session_state["kept"] = two()[0]  # as those of a tab that was reloaded
    assert control(at.run(), "experiment").value is None


@pytest.mark.slow
def test_train_again_is_a_link_with_all_settings_and_keeps_what_a_teacher_hides(compare: Compare) -> None:
    runs, _ = two()
    at = compare(runs)
    (link,) = [one.proto for one in at.page_link if one.label.startswith("Train again")]
    assert "lr=0.1" in link.query_string
    assert "hidden=3" in link.query_string
    at.session_state["left"] = {"trainer": {"hide": "hidden,seed", "lr": "5"}}
    at.run()
    (link,) = [one.proto for one in at.page_link if one.label.startswith("Train again")]
    assert "hide=hidden" in link.query_string
    assert "lr=5" not in link.query_string


def test_the_curves_are_part_of_the_link_and_a_verdict_can_be_hidden(compare: Compare) -> None:
    runs, _ = two()
    at = compare(runs, curve="Loss", hide="verdict,experiments,code")
    assert control(at, "curve").value == "loss"
    assert "Why" not in words(at)
    assert [block.language for block in at.code] == ["plaintext"], "the link to the run alone"
    with pytest.raises(KeyError):
        control(at, "experiment")


@pytest.mark.slow
def test_two_hundred_runs_are_all_in_the_table_and_a_dozen_on_the_chart(compare: Compare) -> None:
    runs, _ = kept(*(made((0.1, 0.5), seed=seed) for seed in range(200)))
    found = table(compare(runs))
    assert len(found["rows"]) == 200
    assert len(json.dumps(found)) < 120_000
    assert len(found["drawn"]) == 12


@pytest.mark.slow
def test_an_experiment_trains_two_networks_and_then_tells(compare: Compare) -> None:
    at = compare(Runs())
    one = DUELS[2].asks
    control(at, "experiment").set_value(one.title).run()
    control(at, "guess").set_value(one.choices[one.right]).run()
    assert one.why not in words(at) or not any(job.moving for job in at.session_state["duel"])
    wait_until(lambda: not any(job.moving for job in at.session_state["duel"]))
    at.run()
    assert not at.exception
    assert one.why in words(at)
    assert "only the seed differs" in words(at)
    assert (control(at, "run").value, control(at, "with").value) == (2, 1)
    another = DUELS[0].asks
    control(at, "experiment").set_value(another.title).run()
    control(at, "guess").set_value(another.choices[0]).run()
    wait_until(lambda: not any(job.moving for job in at.session_state["duel"]))
    at.run()
    assert (control(at, "run").value, control(at, "with").value) == (4, 3), "the two that are asked about"
    assert "only the learning rate differs" in words(at)
    assert re.search(r"\d+ images Run 4 reads right and Run 3 does not; \d+ the other way", words(at))
    assert [each.run.finished for each in at.session_state["kept"]] == [True] * 4


@pytest.mark.slow
def test_what_a_browser_sends_of_before_does_not_keep_the_two_of_an_experiment_away(
    compare: Compare, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs, _ = two()
    at = compare(runs)
    one = DUELS[2].asks
    control(at, "experiment").set_value(one.title).run()
    control(at, "guess").set_value(one.choices[one.right]).run()
    wait_until(lambda: not any(job.moving for job in at.session_state["duel"]))
    monkeypatch.setattr(Job, "moving", True)  # for as long as this the page looks again and again
    at.run()
    both = (control(at, "run").value, control(at, "with").value)
    assert both == (4, 3)
    control(at, "run").set_value(2)
    control(at, "with").set_value(1).run()  # sent before the browser had heard
    assert (control(at, "run").value, control(at, "with").value) == both
    at.run()
    control(at, "run").set_value(2).run()
    assert control(at, "run").value == 2, "and then the visitor may choose"


def ghosts(at: AppTest) -> list[str]:
    """What is said at the lines of the run before."""
    specs = [json.dumps(json.loads(chart.proto.spec)) for chart in at.get("vega_lite_chart")]
    return [said for spec in specs for said in re.findall(r'"(?:before: )?((?<=before: )[^"]*|the run before)"', spec)]


@pytest.mark.slow
def test_a_run_of_the_trainer_is_kept_and_stays_as_a_ghost_behind_the_next(open_page: OpenPage) -> None:
    at = open_page("trainer", iterations=100, hidden=5)
    assert ghosts(at) == []

    def train() -> None:
        control(at, "train").click().run()
        wait_until(lambda: not at.session_state["job"].moving)
        at.run()
        assert not at.exception

    train()
    assert "Compare your runs" in labels(at)
    assert ghosts(at) == [], "there was none before"
    control(at, "seed").set_value(3).run()
    train()
    assert ghosts(at) == ["seed 0", "seed 0"]
    control(at, "reset").click().run()
    assert ghosts(at) == ["the run before"] * 2, "the one that was reset is the latest"
    at.switch_page("pages/runs.py").run()
    assert [row["name"] for row in table(at)["rows"]] == ["Run 2", "Run 1"]


@pytest.mark.slow
def test_a_run_that_was_stopped_is_kept_when_it_is_reset(open_page: OpenPage) -> None:
    at = open_page("trainer", iterations=50_000, hidden=100)
    control(at, "train").click().run()
    job = at.session_state["job"]
    wait_until(lambda: job.run.iteration > 0)
    control(at, "train").click().run()
    control(at, "reset").click().run()
    assert not at.exception
    (stopped,) = at.session_state["kept"]
    assert 0 < stopped.run.iteration < 50_000


@pytest.mark.slow
def test_who_comes_back_with_a_new_run_has_that_one_chosen(open_page: Callable[..., AppTest]) -> None:
    at = open_page("runs")
    runs = at.session_state["kept"]
    for seed in range(2):
        runs.add(made((0.1, 0.9), seed=seed), SAMPLE, 1.0, 1000)
    at.run()
    control(at, "run").select(1).run()
    for chosen in (1, 3):
        at.switch_page("pages/sigmoid.py").run()
        if chosen == 3:
            runs.add(made((0.1, 0.9), seed=2), SAMPLE, 1.0, 1000)
        at.switch_page("pages/runs.py").run()
        assert not at.exception
        assert control(at, "run").value == chosen
