import numpy as np
import pytest

from explorer.data import datasets
from explorer.home.learning import AFTER, HARD, Readings, learn
from explorer.home.shown import shown
from explorer.home.words import after, says
from explorer.words.numbers import one, whole_percent


@pytest.fixture(scope="module")
def readings(cache_folder, tmp_path_factory) -> Readings:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NN_EXPLORER_CACHE", str(cache_folder))
        patch.delenv("MNIST_DIR", raising=False)
        return learn(datasets.load(datasets.SAMPLE).folder)


pytestmark = pytest.mark.slow


def test_it_begins_by_guessing_and_reads_better_each_time_that_it_is_asked(readings: Readings) -> None:
    assert readings.accuracy.shape == (len(AFTER),)
    assert readings.accuracy[0] < 0.2
    assert all(np.diff(readings.accuracy[1:]) > 0)
    assert readings.accuracy[-1] > 0.88


def test_one_digit_of_each_class_is_shown_and_then_some_that_it_misreads_in_the_end(readings: Readings) -> None:
    assert readings.labels.tolist()[:10] == list(range(10))
    assert readings.images.shape == (10 + HARD, 784)
    assert readings.images.dtype == np.uint8
    assert readings.probabilities.shape == (len(AFTER), 10 + HARD, 10)
    np.testing.assert_allclose(readings.probabilities.sum(axis=2), 1, rtol=1e-5)
    assert all(readings.probabilities[-1, 10:].argmax(axis=1) != readings.labels[10:])


def test_what_is_shown_agrees_with_what_is_said(readings: Readings) -> None:
    told = shown(readings)
    for stage, iterations in enumerate(AFTER):
        assert told["stages"][stage] == after(iterations)
        for digit, label in enumerate(readings.labels):
            guess, bars = told["guess"][stage][digit], told["bars"][stage][digit]
            sentence = told["says"][stage][digit]
            assert bars[guess] == max(bars)
            told_none = [whole_percent(bar) == "0%" for bar in bars]
            assert told_none == [p == 0 for p in readings.probabilities[stage, digit]], "rounded, but never to nothing"
            assert sentence == says(readings, stage, digit)
            sure = whole_percent(bars[guess]).replace(">", "more than ")
            assert f"it says {guess} and is {sure} sure" in sentence
            assert told["right"][stage][digit] == (guess == label) == ("That is right." in sentence)
            assert ("That is wrong" in sentence) == (f"meant {one(label)}" in sentence) == (guess != label)
    for p, said in ((0.99003, ">99%"), (0.94502, "95%"), (0.00002, "<1%")):
        near = readings._replace(probabilities=np.full_like(readings.probabilities, p))
        assert {whole_percent(bar) for bar in np.ravel(shown(near)["bars"])} == {said}
    names = [digit["name"] for digit in told["digits"]]
    assert names[3] == "a 3"
    assert names[10] == f"a hard {readings.labels[10]}"
