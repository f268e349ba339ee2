"""What a network was on its way: at which iterations, to the last bit, and in how much memory."""

import pickle
from itertools import pairwise

import numpy as np
import pytest

import nn_core as nn
from explorer.data.datasets import Digits
from explorer.training import moments
from explorer.training.chunk import train_chunk
from explorer.training.jobs import Job
from explorer.training.moments import MOST, MOST_BYTES, Moment, kept_at
from explorer.training.turns import Turns
from tests.explorer.training.executors import CHUNK, ByHand

PAGE = {"hidden": (1, 50, 100, 200, 500), "iterations": (100, 700, 10_000, 50_000)}  # from the least to the most


def begun(digits: Digits, hidden: int = 20, iterations: int = 5 * CHUNK, lr: float = 0.1) -> nn.TrainingRun:
    config = nn.TrainingConfig(hidden_size=hidden, batch_size=20, iterations=iterations, learning_rate=lr)
    return nn.start_training(config, digits.dataset)


def bits(passed: tuple[Moment, ...]) -> list[tuple[int, list[bytes]]]:
    return [(at, [param.tobytes() for param in network.params.values()]) for at, network in passed]


def done(job: Job, worker: ByHand) -> Job:
    job.keep_going()
    worker.work_off()
    return job


def test_the_settings_decide_the_iterations() -> None:
    image, label = np.zeros((1, 784)), np.array([9])
    shape = nn.Dataset(image, label, image, label)

    def kept(hidden: int, iterations: int) -> tuple[int, ...]:
        return kept_at(nn.start_training(nn.TrainingConfig(hidden_size=hidden, iterations=iterations), shape))

    assert kept(50, 10_000) == (0, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)
    assert kept(200, 10_000) == (0, 1, 5, 20, 100, 500, 2000)
    assert kept(500, 10_000) == (0, 100, 1000)
    assert kept(50, 300) == (0, 1, 2, 5, 10, 20, 50, 100, 200)
    for hidden in PAGE["hidden"]:
        for iterations in PAGE["iterations"]:
            at = kept(hidden, iterations)
            assert at[0] == 0
            assert all(before < after for before, after in pairwise((*at, iterations)))
            assert 3 <= len(at) <= MOST
            assert len(at) * 4 * (785 * hidden + 11 * hidden) <= MOST_BYTES


@pytest.mark.slow
@pytest.mark.parametrize("cut", [3, 100, CHUNK])
def test_however_a_run_is_cut_its_moments_are_those_of_the_bare_core(digits: Digits, cut: int) -> None:
    worker = ByHand(cut)
    job = done(Job(begun(digits), digits, turns=Turns(worker)), worker)
    at = [*kept_at(job.run), job.run.iteration]
    assert bits(job.moments) == bits(tuple(Moment(i, nn.advance(begun(digits), digits.dataset, i).network) for i in at))
    assert job.moments[-1].network is job.run.network


def test_a_worker_gives_back_what_the_job_collects(digits: Digits) -> None:
    run, passed = train_chunk(begun(digits), digits.folder, 100)
    assert [at for at, _ in passed] == [at for at in kept_at(run) if 0 < at <= 100]
    there, back = pickle.loads(pickle.dumps((run, passed)))
    assert bits(back) == bits(passed)
    assert there.iteration == 100


@pytest.mark.slow
def test_the_first_moment_is_before_any_training_and_the_last_is_now(digits: Digits) -> None:
    worker = ByHand()
    job = Job(begun(digits), digits, turns=Turns(worker))
    assert bits(job.moments) == bits((Moment(0, begun(digits).network),))
    job.keep_going()
    worker.work()
    assert [at for at, _ in job.moments] == [*(at for at in kept_at(job.run) if at < CHUNK), CHUNK]
    worker.work()
    assert [at for at, _ in job.moments] == [*(at for at in kept_at(job.run) if at < 2 * CHUNK), 2 * CHUNK]


@pytest.mark.slow
def test_a_chunk_that_is_done_again_a_pause_and_another_rate_keep_each_moment_once(
    digits: Digits, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("explorer.training.jobs._after_a_pause", lambda function: function())
    worker = ByHand(15)
    job = Job(begun(digits), digits, turns=Turns(worker))
    job.keep_going()
    worker.work()
    worker.queue.popleft()[0].set_exception(MemoryError())  # its worker was killed, whatever it had come by
    worker.work()
    job.pause()
    worker.work()
    job.resume()
    job.set_learning_rate(0.5)
    done(job, worker)
    assert job.run.rates == ((0, 0.1), (60, 0.5))
    assert [at for at, _ in job.moments] == [*kept_at(job.run), job.run.iteration]
    again = done(Job(begun(digits), digits, turns=Turns(worker), then=job.run.rates[1:]), worker)
    assert bits(again.moments) == bits(job.moments)


def test_a_run_that_diverges_keeps_what_it_came_by(digits: Digits) -> None:
    run, passed = moments.advance(begun(digits, lr=1e38), digits.dataset, CHUNK)
    assert run.diverged
    assert [at for at, _ in passed] == [at for at in kept_at(run) if 0 < at <= run.iteration]
    assert moments.advance(run, digits.dataset, CHUNK)[1] == ()
