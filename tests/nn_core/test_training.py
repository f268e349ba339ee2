"""Training: runs in pieces of any size, always with the same result."""

import copy
import os
import pickle
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nn_core as nn
from tests.nn_core.bright_spots import AS_LARGE_AS_MNIST, CONFIG, SMALL, bright_spots, network_for
from tests.runs import contents

ROOT = Path(nn.__file__).parents[1]
ADVANCE_BY_25 = """
import pickle, sys
import nn_core as nn
run, dataset = pickle.load(sys.stdin.buffer)
pickle.dump(nn.advance(run, dataset, 25), sys.stdout.buffer)
"""


def finished(config: nn.TrainingConfig = CONFIG, dataset: nn.Dataset = SMALL) -> nn.TrainingRun:
    return nn.advance(nn.start_training(config, dataset), dataset, config.iterations)


# A run


def test_a_run_is_the_plain_loop_with_a_network_and_batches_of_its_seed():
    net = network_for(SMALL)
    losses = nn.stochastic_gradient_descent(net, SMALL, CONFIG, np.random.default_rng((0, 1)))
    run = finished()
    np.testing.assert_allclose(run.train_loss, losses, rtol=0, atol=1e-6)
    for name, value in net.params.items():
        np.testing.assert_allclose(run.network.params[name], value, rtol=0, atol=1e-6)


def test_a_run_begins_with_the_network_of_its_seed_and_nothing_done():
    run = nn.start_training(CONFIG, SMALL)
    net = network_for(SMALL)
    for name, value in net.params.items():
        np.testing.assert_array_equal(run.network.params[name], value, strict=True)
    assert (run.iteration, run.fraction, run.finished, run.diverged) == (0, 0, False, False)
    assert run.train_loss.size == run.evaluated_at.size == run.train_accuracy.size == run.test_accuracy.size == 0


def test_a_run_can_be_followed_to_its_end():
    half = nn.advance(nn.start_training(CONFIG, SMALL), SMALL, 20)
    assert (half.iteration, half.fraction, half.finished) == (20, 0.5, False)
    done = nn.advance(half, SMALL, 1000)
    assert (done.iteration, done.fraction, done.finished, done.diverged) == (40, 1, True, False)
    assert done.train_loss.shape == (40,)
    assert done.train_loss.dtype == np.float32
    assert contents(nn.advance(done, SMALL, 1)) == contents(done)


def test_a_network_learns():
    run = finished(nn.TrainingConfig(hidden_size=10, learning_rate=0.5, batch_size=20, iterations=500), SMALL)
    assert run.train_loss[0] == pytest.approx(np.log(3), abs=0.01)  # at first it can only guess
    assert run.train_loss[-1] < 0.1
    assert run.test_accuracy[-1] > 0.95


def test_the_seed_decides_everything():
    other = nn.TrainingConfig(hidden_size=5, learning_rate=0.5, batch_size=10, iterations=40, seed=1)
    assert contents(finished()) == contents(finished())
    assert not np.array_equal(finished(other).train_loss, finished().train_loss)


# Pieces of any size


@pytest.mark.slow
@given(st.lists(st.integers(0, 20), max_size=8))
def test_any_chunking_gives_identical_bits(chunks):
    run = nn.start_training(CONFIG, SMALL)
    for chunk in [*chunks, 40]:
        run = nn.advance(run, SMALL, chunk)
    assert contents(run) == contents(finished())


@pytest.mark.slow
@given(st.lists(st.integers(0, 20), max_size=8))
def test_a_journey_through_pickle_changes_no_bit(chunks):
    run = nn.start_training(CONFIG, SMALL)
    for chunk in [*chunks, 40]:
        run = pickle.loads(pickle.dumps(nn.advance(run, SMALL, chunk)))
    assert contents(run) == contents(finished())


@pytest.mark.slow
@pytest.mark.parametrize("dataset", [SMALL, AS_LARGE_AS_MNIST], ids=["small", "large"])
def test_another_process_gives_identical_bits(dataset):
    config = nn.TrainingConfig(iterations=60)
    run = nn.advance(nn.start_training(config, dataset), dataset, 7)
    command = [sys.executable, "-c", ADVANCE_BY_25]
    answer = subprocess.run(command, cwd=ROOT, input=pickle.dumps((run, dataset)), capture_output=True, check=True)
    there, here = pickle.loads(answer.stdout), nn.advance(run, dataset, 25)
    assert contents(there) == contents(here)
    assert contents(nn.advance(there, dataset, 100)) == contents(finished(config, dataset))


@pytest.mark.parametrize("iterations", [0, 1, 15, 40])
def test_an_old_run_stays_as_it_was_and_can_go_on_again(iterations):
    run = nn.advance(nn.start_training(CONFIG, SMALL), SMALL, 10)
    before = contents(run)
    further = nn.advance(run, SMALL, iterations)
    assert contents(run) == before
    assert contents(nn.advance(run, SMALL, iterations)) == contents(further)
    for name, value in run.network.params.items():
        assert not np.shares_memory(value, further.network.params[name])


def test_a_run_is_small_to_send():
    config = nn.TrainingConfig()
    run = nn.start_training(config, AS_LARGE_AS_MNIST)
    weights = sum(value.nbytes for value in run.network.params.values())
    assert len(pickle.dumps(run)) < weights + 3000
    assert len(pickle.dumps(nn.advance(run, AS_LARGE_AS_MNIST, 100))) < weights + 3000 + 100 * 4 + 50 * 3 * 8


# Accuracy


@pytest.mark.slow
@given(st.integers(1, 30), st.integers(1, 40), st.integers(1, 40))
def test_accuracy_is_measured_once_an_epoch_and_at_the_end(samples, batch_size, iterations):
    dataset = bright_spots(samples, features=3, classes=2)
    config = nn.TrainingConfig(hidden_size=2, batch_size=batch_size, iterations=iterations)
    run = finished(config, dataset)
    epoch = max(samples // batch_size, 1)
    assert nn.iterations_per_epoch(config, dataset) == epoch
    assert run.evaluated_at.tolist() == sorted({*range(0, iterations, epoch), iterations - 1})
    assert run.train_accuracy.shape == run.test_accuracy.shape == run.evaluated_at.shape


def test_accuracy_is_that_of_the_network_at_the_time_on_all_images():
    dataset = bright_spots(samples=2500, features=8, classes=3)
    config = nn.TrainingConfig(hidden_size=5, learning_rate=0.5, batch_size=500, iterations=18)
    run = nn.start_training(config, dataset)
    done = finished(config, dataset)
    assert done.evaluated_at.tolist() == [0, 5, 10, 15, 17]
    for i, train, test in zip(done.evaluated_at, done.train_accuracy, done.test_accuracy, strict=True):
        run = nn.advance(run, dataset, int(i) + 1 - run.iteration)
        assert run.network.accuracy(dataset.scaled(dataset.x_train), dataset.t_train) == train
        assert run.network.accuracy(dataset.scaled(dataset.x_test), dataset.t_test) == test


def test_what_is_not_measured_changes_nothing_else():
    def tests_alone_and_all_at_the_end(run, dataset):
        return nn.measure_accuracy(run.network, dataset, train=run.finished)

    run = nn.start_training(CONFIG, SMALL)
    while not run.finished:
        run = nn.advance(run, SMALL, 7, tests_alone_and_all_at_the_end)
    whole = finished()
    assert np.isnan(run.train_accuracy[:-1]).all()
    assert run.train_accuracy.shape == whole.train_accuracy.shape
    assert run.train_accuracy[-1] == whole.train_accuracy[-1]
    assert contents(replace(run, train_accuracy=whole.train_accuracy)) == contents(whole)


def test_what_is_measured_later_from_copies_of_the_network_is_what_is_measured_at_once():
    copies = []

    def later(run, dataset):
        copies.append(copy.deepcopy(run.network))
        return nn.Accuracy(np.nan, np.nan)

    run = nn.advance(nn.start_training(CONFIG, SMALL), SMALL, 40, later)
    train, test = np.array([nn.measure_accuracy(network, SMALL) for network in copies]).T
    assert contents(replace(run, train_accuracy=train, test_accuracy=test)) == contents(finished())


@pytest.mark.parametrize("done", [0, 1], ids=["where accuracy is due", "where it is not"])
def test_a_network_in_float64_is_not_trained(done):
    run = nn.advance(nn.start_training(CONFIG, SMALL), SMALL, done)
    with pytest.raises(ValueError, match="float64"):
        nn.advance(replace(run, network=run.network.in_double()), SMALL, 1)


def test_a_network_that_does_not_fit_is_not_measured():
    with pytest.raises(ValueError, match="float64"):
        nn.measure_accuracy(network_for(SMALL).in_double(), SMALL)
    with pytest.raises(ValueError, match="8 features and 3 classes"):
        nn.measure_accuracy(nn.TwoLayerNet(9, 5, 3), SMALL)


# One data set in several forms


def read_only_file(dataset: nn.Dataset, folder: Path) -> np.ndarray:
    np.save(folder / "x.npy", dataset.x_train)
    return np.load(folder / "x.npy", mmap_mode="r")


@pytest.mark.parametrize(
    "stored",
    [
        lambda dataset, folder: dataset.x_train.tolist(),
        lambda dataset, folder: np.asfortranarray(dataset.x_train),
        lambda dataset, folder: np.repeat(dataset.x_train, 2, axis=1)[:, ::2],
        *[lambda dataset, folder, dtype=dtype: dataset.x_train.astype(dtype) for dtype in (">i4", "f2", "f8")],
        read_only_file,
    ],
    ids=["list", "F order", "strided", "big-endian", "float16", "float64", "memory-mapped"],
)
def test_images_in_any_form_give_identical_bits(stored, tmp_path):
    x: Any = stored(SMALL, tmp_path)
    t_train: Any = np.eye(3)[SMALL.t_train]
    t_test: Any = SMALL.t_test.tolist()
    dataset = nn.Dataset(x, t_train, SMALL.x_test, t_test, SMALL.scale)
    assert contents(finished(dataset=dataset)) == contents(finished())


def test_bytes_scaled_on_the_way_are_as_good_as_floats_scaled_beforehand():
    scale, offset = np.linspace(0.001, 0.01, 8), np.linspace(-1, 1, 8)
    labels: dict[str, Any] = {"t_train": SMALL.t_train, "t_test": SMALL.t_test}
    pixels = nn.Dataset(x_train=SMALL.x_train, x_test=SMALL.x_test, scale=scale, offset=offset, **labels)
    x_train, x_test = (pixels.scaled(x) for x in (SMALL.x_train, SMALL.x_test))
    floats = nn.Dataset(x_train=x_train, x_test=x_test, **labels)
    assert contents(finished(dataset=floats)) == contents(finished(dataset=pixels))


# Another learning rate


def test_with_another_learning_rate_a_run_goes_on_from_where_it_is():
    run = nn.advance(nn.start_training(CONFIG, SMALL), SMALL, 10)
    before = contents(run)
    faster = nn.with_learning_rate(run, 2)
    assert faster.config == nn.TrainingConfig(5, 2.0, 10, 40, 0.5, 0)
    assert faster.rates == ((0, 0.5), (10, 2.0))
    assert contents(faster)[2:] == before[2:]
    assert contents(run) == before

    slow, fast = nn.advance(run, SMALL, 2).train_loss, nn.advance(faster, SMALL, 2).train_loss
    assert np.array_equal(slow[:11], fast[:11])  # the loss of a batch is taken before its update
    assert slow[11] != fast[11]


def test_the_same_learning_rate_again_changes_nothing():
    run = nn.advance(nn.start_training(CONFIG, SMALL), SMALL, 10)
    assert contents(nn.advance(nn.with_learning_rate(run, 0.5), SMALL, 40)) == contents(finished())


def test_a_run_remembers_where_its_learning_rates_came():
    run = nn.start_training(CONFIG, SMALL)
    assert run.rates == ((0, 0.5),)
    run = nn.with_learning_rate(run, 1)
    assert run.rates == ((0, 1.0),), "nothing was trained at the first"
    for lr in (2, 3, 3):
        run = nn.with_learning_rate(nn.advance(run, SMALL, 5), lr)
    run = nn.with_learning_rate(run, 4)
    assert run.rates == ((0, 1.0), (5, 2.0), (10, 3.0), (15, 4.0))
    assert nn.with_learning_rate(run, 3).rates == run.rates[:3], "as if it had never been changed"
    assert pickle.loads(pickle.dumps(nn.advance(run, SMALL, 20))).rates == run.rates


def test_a_run_trains_at_the_rates_that_it_says():
    run = nn.start_training(CONFIG, SMALL)
    for iterations, lr in ((7, 2), (0, 1), (13, 0.1), (3, 0.1)):
        run = nn.with_learning_rate(nn.advance(run, SMALL, iterations), lr)
    again = nn.start_training(CONFIG, SMALL)
    for since, lr in run.rates:
        again = nn.with_learning_rate(nn.advance(again, SMALL, since - again.iteration), lr)
    assert contents(nn.advance(again, SMALL, 40)) == contents(nn.advance(run, SMALL, 40))


@pytest.mark.parametrize("lr", [0, -0.1, np.nan])
def test_another_learning_rate_must_be_one(lr):
    with pytest.raises(ValueError, match=f"learning_rate must be .*, not {lr}"):
        nn.with_learning_rate(nn.start_training(CONFIG, SMALL), lr)


# Divergence


DIVERGING = {
    "a rate beyond measure": ({"learning_rate": 1e30}, SMALL),
    "a rate beyond float32": ({"learning_rate": 1.7e308}, SMALL),
    "weights beyond float32": ({"weight_init_std": 1e308}, SMALL),
    "inputs beyond measure": ({}, nn.Dataset(SMALL.x_train * 1e38, SMALL.t_train, SMALL.x_test, SMALL.t_test)),
    "inputs beyond float32": ({}, nn.Dataset(SMALL.x_train * 1e300, SMALL.t_train, SMALL.x_test, SMALL.t_test)),
}


@pytest.mark.parametrize("case", DIVERGING)
def test_a_run_that_diverges_ends_there_quietly_and_says_so(case):
    changes, dataset = DIVERGING[case]
    small: dict[str, Any] = {"hidden_size": 5, "batch_size": 10, "iterations": 2000}
    config = nn.TrainingConfig(**(small | changes))
    run = finished(config, dataset)
    assert run.diverged
    assert run.finished
    assert run.iteration < 2000
    assert np.isfinite(run.train_loss[:-1]).all()
    assert not np.isfinite(run.train_loss[-1])
    assert run.evaluated_at[-1] == run.iteration - 1
    assert contents(nn.advance(run, dataset, 100)) == contents(run)

    stepwise = nn.start_training(config, dataset)
    while not stepwise.finished:
        stepwise = nn.advance(stepwise, dataset, 1)
    assert contents(stepwise) == contents(run)


def test_a_run_that_diverges_with_its_last_update_says_so_too():
    run = finished(nn.TrainingConfig(hidden_size=5, learning_rate=1.7e308, batch_size=10, iterations=1), SMALL)
    assert not np.isfinite(run.network.params["W1"]).all()
    assert run.diverged


@pytest.mark.parametrize("changes", [{"learning_rate": 5e-324}, {"weight_init_std": 0}, {"weight_init_std": 5e-324}])
def test_the_smallest_numbers_are_no_trouble(changes):
    run = finished(nn.TrainingConfig(**({"hidden_size": 5, "batch_size": 10, "iterations": 5} | changes)), SMALL)
    assert run.finished
    assert not run.diverged


@pytest.mark.parametrize("name", ["hidden_size", "batch_size", "iterations"])
def test_a_single_one_will_do(name):
    assert finished(replace(CONFIG, **{name: 1}), SMALL).finished


# What is refused


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *[(n, value) for n in ("hidden_size", "batch_size", "iterations") for value in (0, -5, 2.0, True, None, "9")],
        *[("seed", value) for value in (-1, 0.5, False, None)],
        *[("learning_rate", value) for value in (0, -0.1, np.nan, np.inf, 10**400, None, "0.1", 1j, [0.1, 0.2], True)],
        *[("weight_init_std", value) for value in (-0.01, np.nan, np.inf, None, "0.01", True)],
    ],
)
def test_a_setting_that_makes_no_sense_is_a_value_error_that_names_it(name, value):
    with pytest.raises(ValueError, match=f"{name} must be") as error:
        nn.TrainingConfig(**{name: value})
    assert repr(value) in str(error.value)


def test_settings_may_be_numbers_of_any_kind_and_become_plain_ones():
    settings: list[Any] = [np.uint8(5), np.float16(0.5), np.int64(10), np.array(40), np.float32(0.5), np.int8(0)]
    config = nn.TrainingConfig(*settings)
    assert config == CONFIG
    assert [type(value) for value in vars(config).values()] == [int, float, int, int, float, int]


@pytest.mark.parametrize("iterations", [-1, 2.0, True, None])
def test_a_run_advances_by_whole_numbers(iterations):
    with pytest.raises(ValueError, match=f"iterations must be .*, not {iterations}"):
        nn.advance(nn.start_training(CONFIG, SMALL), SMALL, iterations)


@pytest.mark.parametrize(("features", "classes"), [(9, 3), (8, 4), (8, 2)])
def test_a_run_keeps_to_data_of_one_shape(features, classes):
    other = bright_spots(60, features, classes)
    with pytest.raises(ValueError, match=rf"\b{features if features != 8 else classes}\b"):
        nn.advance(nn.start_training(CONFIG, SMALL), other, 1)


# The headline


@pytest.fixture(scope="module")
def mnist(cache_folder: Path) -> nn.Dataset:
    from explorer.data import datasets

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NN_EXPLORER_CACHE", str(cache_folder))
        if not os.environ.get("MNIST_DIR"):
            pytest.skip("MNIST_DIR does not name a folder with the four files of MNIST")
        if not datasets.is_on_disk("mnist"):
            pytest.skip(datasets.folder_problem() or "MNIST_DIR names a folder with other data than MNIST")
        return datasets.load("mnist").dataset


@pytest.mark.parametrize("seed", [0, 2024])
def test_all_of_mnist_gives_the_accuracy_of_the_lesson(mnist, seed):
    run = nn.advance(nn.start_training(nn.TrainingConfig(seed=seed), mnist), mnist, 9601)
    assert run.evaluated_at.tolist() == list(range(0, 9601, 600))
    assert run.train_accuracy[-1] == pytest.approx(0.9482, abs=0.004)
    assert run.test_accuracy[-1] == pytest.approx(0.9466, abs=0.004)
