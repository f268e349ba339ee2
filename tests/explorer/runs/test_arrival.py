"""A run from a file becomes one of the visit's, once, if it fits what there is here."""

import tomllib
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest

import nn_core as nn
from explorer.data.datasets import SAMPLE
from explorer.runs import arrival, files
from explorer.runs.arrival import receive
from explorer.runs.kept import Runs, without_weights
from explorer.training.sliders import MAX_ITERATIONS
from tests.explorer.runs.test_files import REFUSED, packed

ROOT = Path(__file__).parents[3]
pytestmark = pytest.mark.usefixtures("only_the_sample")


def trained(pixels: int = 784, classes: int = 10, done: int = 40) -> nn.TrainingRun:
    rng = np.random.default_rng(0)
    t = np.arange(50) % classes
    dataset = nn.Dataset(rng.random((50, pixels)), t, rng.random((50, pixels)), t)
    config = nn.TrainingConfig(hidden_size=3, batch_size=10, iterations=40)
    return nn.advance(nn.start_training(config, dataset), dataset, done)


RUN = trained()


def with_weights(name: str, value: float) -> bytes:
    network = nn.TwoLayerNet(784, 3, 10)
    network.params = {key: values.copy() for key, values in RUN.network.params.items()}
    network.params[name].flat[0] = value
    return packed(replace(RUN, network=network))


def test_a_run_is_kept_with_all_that_a_file_tells_and_with_what_this_machine_knows_of_its_images() -> None:
    runs = Runs()
    one = receive(packed(RUN), runs)
    assert [*runs] == [one]
    assert (one.name, one.dataset_name, one.tests, one.seconds) == ("Run 1, from a file", SAMPLE, 1000, None)
    assert one.verdict is not None
    assert one.run.train_loss.tobytes() == RUN.train_loss.tobytes()
    other = receive(packed(RUN, "leaves"), runs)
    assert (other.name, other.dataset_name, other.tests) == ("Run 2, from a file", "leaves", None)


def test_where_there_is_no_room_a_file_is_refused_and_nothing_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    runs = Runs()
    one = receive(packed(RUN), runs)
    monkeypatch.setattr("explorer.runs.kept.ENOUGH", 0)
    monkeypatch.setattr("explorer.runs.kept.LITTLE", 0)
    with pytest.raises(ValueError, match="there is no room for one from a file now"):
        receive(packed(RUN, "leaves"), runs)
    assert [*runs] == [one]
    assert receive(packed(RUN), runs) is one, "which is here already"


def test_a_file_with_far_longer_curves_than_the_controls_allow_is_refused() -> None:
    for iterations, refused in ((MAX_ITERATIONS, False), (200_000, True)):
        config, loss = replace(RUN.config, iterations=iterations), np.ones(iterations, np.float32)
        at, accuracy = np.array([0, iterations - 1]), np.ones(2)
        long = nn.TrainingRun(config, RUN.network, RUN.rng, loss, at, accuracy, accuracy)
        if refused:
            with pytest.raises(
                ValueError, match="This run has 200,000 iterations, and this page opens 100,000 at most"
            ):
                receive(packed(long), Runs())
        else:
            assert receive(packed(long), Runs()).run.iteration == iterations


def test_the_same_run_is_kept_once_whatever_it_is_called_now_and_wherever_its_weights_are() -> None:
    runs = Runs()
    one = runs.add(RUN, SAMPLE, 1.5, 1000)
    runs.rename(one.number, "Mine")
    assert receive(packed(RUN), runs) is runs[one.number]
    runs.delete(one.number)
    other = runs.add(RUN, SAMPLE, 1.5, 1000)
    runs._put(replace(other, run=without_weights(RUN)))
    assert receive(packed(RUN), runs) is runs[other.number]
    assert not runs[other.number].has_weights
    assert len(runs) == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda run: replace(run, config=replace(run.config, seed=7)),
        lambda run: replace(run, train_loss=run.train_loss + np.float32(0.5)),
        lambda run: replace(run, train_accuracy=run.train_accuracy * np.nan),
        lambda run: replace(run, network=trained(done=39).network),
        lambda run: trained(done=30),
    ],
    ids=["settings", "losses", "accuracies", "weights", "length"],
)
def test_a_run_that_differs_in_anything_is_another(change: Callable[[nn.TrainingRun], nn.TrainingRun]) -> None:
    runs = Runs()
    receive(packed(RUN), runs)
    receive(packed(change(RUN)), runs)
    assert len(runs) == 2


@pytest.mark.slow
@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (lambda: bytes(arrival.MOST_MEGABYTES * 10**6 + 1), "This file has more than 3 MB, and a run of this page"),
        (lambda: packed(trained(done=0)), "a run that has not begun"),
        (lambda: packed(trained(pixels=64)), "This network has 64 inputs, and the images here have 784 pixels."),
        (lambda: packed(trained(classes=3)), "This network knows 3 classes, and its data set has 10 here."),
        (lambda: packed(trained(classes=26), "letters"), "knows 26 classes, and its data set has at most 10 here."),
        *(
            (partial(with_weights, name, 1e30), "has or began with weights beyond 1,000,000,000")
            for name in RUN.network.params
        ),
        (lambda: packed(replace(RUN, config=replace(RUN.config, weight_init_std=1e300))), "began with weights beyond"),
        *((partial(REFUSED[case], Path("nowhere")), "not the file of a training run") for case in [*REFUSED][5::20]),
    ],
)
def test_what_no_run_of_this_page_can_be_is_refused_with_one_sentence(data: Callable[[], bytes], sentence: str) -> None:
    runs = Runs()
    with pytest.raises(ValueError, match=sentence) as error:
        receive(data(), runs)
    assert str(error.value).endswith(".")
    assert "\n" not in str(error.value)
    assert not len(runs)


def test_a_run_with_fewer_classes_comes_in_where_nobody_knows_its_images() -> None:
    assert receive(packed(trained(classes=3), "leaves"), Runs()).run.network.output_size == 3


def test_the_server_takes_the_longest_run_of_the_trainer_and_little_more() -> None:
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())
    assert config["server"]["maxUploadSize"] == arrival.MOST_MEGABYTES
    image, label = np.zeros((4000, 784), np.uint8), np.arange(4000) % 10
    dataset = nn.Dataset(image, label, image[:10], label[:10])
    largest = nn.TrainingConfig(hidden_size=500, batch_size=1000, iterations=MAX_ITERATIONS)
    size = files.unpacked_size(largest, dataset)
    assert size < arrival.MOST_MEGABYTES * 10**6 < 2 * size


@pytest.mark.parametrize(
    ("file_name", "name"),
    [
        ("anna.npz", "anna, from a file"),
        ("run-1-rate-0.1-units-50.npz", "Run 1, from a file"),
        ("run-anna.npz", "run-anna, from a file"),
        ("", "Run 1, from a file"),
        ("../../etc/passwd", "passwd, from a file"),
        ("a\u202eb\x00c\n.npz", "a b c, from a file"),
        (f"{'x' * 300}.npz", f"{'x' * 26}…, from a file"),
        ("anna_run-1-rate-0.5-units-50.npz", "anna_run-1-rate-0.5-units…, from a file"),
    ],
)
def test_a_run_is_called_by_its_file(file_name: str, name: str) -> None:
    assert receive(packed(RUN), Runs(), file_name).name == name


def test_the_name_that_this_page_gives_to_a_file_says_no_more_than_the_run() -> None:
    one = receive(packed(RUN), Runs())
    assert receive(packed(RUN), Runs(), "run-7-rate-0.1-units-3.npz").name == one.name == "Run 1, from a file"


def test_two_students_who_come_to_the_same_run_are_both_there() -> None:
    runs = Runs()
    anna, ben = (receive(packed(RUN), runs, f"{name}.npz") for name in ("anna", "ben"))
    assert [one.name for one in runs] == ["anna, from a file", "ben, from a file"]
    assert receive(packed(RUN), runs, "anna.npz") is anna
    assert receive(packed(RUN), runs, "ben.npz") is ben


def test_ones_own_run_is_not_another_when_its_file_is_opened() -> None:
    runs = Runs()
    own = runs.add(RUN, SAMPLE, 1.5, 1000)
    for name, file in {
        "Run 1": "run-1-rate-0.1-units-3",
        "???": "run-1-rate-0.1-units-3",
        "Ánna Müller, 3b / homework": "Anna-Muller-3b-homework",
        "김철수": "김철수",
        "がぎ ピンク": "がぎ-ピンク",
        "हिन्दी": "हिन्दी",
        "Йод": "Йод",
        "a…b": "a-b",
    }.items():
        runs.rename(own.number, name)
        assert runs[own.number].file_name == file
        for again in ("", " (1)", "(2)"):
            assert receive(packed(RUN), runs, f"{file}{again}.npz") is runs[own.number]


def test_a_file_that_came_before_comes_once_also_where_its_name_was_taken() -> None:
    runs, other = Runs(), trained(done=30)
    for name in ("run", "x" * 60):
        first = receive(packed(other), runs, f"{name}.npz")
        second = receive(packed(RUN), runs, f"{name}.npz")
        assert receive(packed(RUN), runs, f"{name}.npz") is second is not first
    assert len(runs) == 4


def test_a_run_that_goes_from_hand_to_hand_keeps_its_name() -> None:
    one = receive(packed(RUN), Runs(), "anna.npz")
    assert one.file_name == "anna"
    assert receive(packed(RUN), Runs(), f"{one.file_name}.npz").name == one.name
    assert receive(packed(RUN), Runs()).file_name == "run-1-rate-0.1-units-3"
