"""Two runs in words: true of both, and no cause is named that was not changed alone."""

from dataclasses import replace

import pytest

from explorer.page.plain import plain
from explorer.runs import words
from explorer.runs.kept import Kept, Runs
from explorer.runs.paired import alone, mcnemar
from tests.explorer.inside.networks import network, noise
from tests.explorer.runs.made import kept, made


def said(one: Kept, other: Kept, runs: object = ()) -> str:
    return "\n".join(words.compared(one, other, runs, plain))  # type: ignore[arg-type]


def test_one_setting_and_more_than_luck_of_the_images() -> None:
    _, (one, other) = kept(made((0.1, 0.95), learning_rate=0.5), made((0.1, 0.85)))
    text = said(one, other)
    assert "learning rate **0.5**, not 0.1" in text
    assert "95.00%" in text
    assert "10.00 points more" in text
    assert "Run 1 reached 90% after 300 iterations, Run 2 never." in text
    assert "Hardly." in text
    assert "only the learning rate differs" in text
    assert "train both again with another seed" in text


def test_seeds_that_end_alike_are_not_said_to_come_apart() -> None:
    _, (one, other) = kept(made((0.1, 0.92)), made((0.1, 0.92), seed=1))
    assert "only the seed differs, and here it made no difference" in said(one, other)


def test_a_run_that_was_stopped_is_not_said_to_differ_by_luck_or_by_its_settings_alone() -> None:
    _, (paused, whole) = kept(made((0.1, 0.5), done=40), made((0.1, 0.92), seed=1))
    assert "Luck alone" not in said(paused, whole)
    assert "only the seed differs. Not both have come to their end" in said(paused, whole)
    _, (paused, whole) = kept(made((0.1, 0.5), done=40, learning_rate=0.5, batch_size=20), made((0.1, 0.92)))
    assert "Change one at a time. Not both have come to their end" in said(paused, whole)


def test_what_ends_alike_is_given_no_cause() -> None:
    _, (one, two, other) = kept(
        made((0.1, 0.92), learning_rate=0.5),
        made((0.1, 0.92), learning_rate=0.5, batch_size=20),
        made((0.1, 0.92)),
    )
    assert "only the learning rate differs. Here it comes to the same." in said(one, other)
    assert "differ, and here it comes to the same." in said(two, other)


def test_a_small_difference_may_be_luck() -> None:
    _, (one, other) = kept(made((0.1, 0.90), learning_rate=0.5), made((0.1, 0.91)))
    assert "It may be." in said(one, other)
    assert "1.00 point fewer" in said(one, other)


@pytest.mark.parametrize("changed", [{"batch_size": 20}, {"hidden": 5, "iterations": 200}])
def test_of_several_settings_none_is_named_as_the_cause(changed: dict[str, int]) -> None:
    _, (one, other) = kept(made((0.1, 0.99), learning_rate=0.5, **changed), made((0.1, 0.5)))
    text = said(one, other)
    assert "differ, so nobody can tell from these two which of them did it." in text
    assert "only" not in text


def test_seeds_that_agree_make_a_cause_of_the_one_setting() -> None:
    ends = {0.5: (0.94, 0.941, 0.939), 0.1: (0.9, 0.901, 0.902)}
    _, runs = kept(*(made((0.1, end), learning_rate=lr, seed=n) for lr in ends for n, end in enumerate(ends[lr])))
    text = said(runs[0], runs[4], runs)
    assert (
        "only the learning rate differs, besides the seed. So it is what makes the difference between the two groups."
        in text
    )
    assert "with the settings of Run 1, 3 seeds lie from 93.90% to 94.10%" in text


def by_seeds(better: tuple[float, ...], worse: tuple[float, ...]) -> list[Kept]:
    """Runs of two learning rates, a seed each."""
    each = [(0.5, seed, end) for seed, end in enumerate(better)] + [(0.1, seed, end) for seed, end in enumerate(worse)]
    _, runs = kept(*(made((0.1, end), learning_rate=lr, seed=seed) for lr, seed, end in each))
    return runs


def test_of_two_groups_it_is_said_which_reads_more_also_where_the_two_runs_say_otherwise() -> None:
    runs = by_seeds((0.92, 0.95, 0.951, 0.949, 0.952, 0.95), (0.925, 0.901, 0.9, 0.902, 0.899, 0.9))
    assert "Hardly: on average those of Run 1 read more, unlike in these two runs, by more" in said(
        runs[0], runs[6], runs
    )
    assert "Hardly: on average those of Run 2 read more, by more" in said(runs[1], runs[7], runs)
    assert "Hardly: on average those of Run 2 read more, by more" in said(runs[7], runs[1], runs)


def test_where_there_is_no_difference_none_is_explained() -> None:
    runs = by_seeds((0.9, 0.9), (0.9, 0.9))
    assert "**Luck of the seeds?** On average both groups read as many." in said(runs[0], runs[2], runs)
    runs = by_seeds((0.9, 0.91), (0.9, 0.9))
    assert "explain how far the two groups are apart" in said(runs[0], runs[2], runs)
    assert "explain such a difference" in said(runs[1], runs[2], runs)


def test_the_difference_is_that_of_the_numbers_beside_it() -> None:
    _, (one, other) = kept(made((0.1, 181 / 360), learning_rate=0.5), made((0.1, 169 / 360)))
    text = said(one, other)
    assert "50.28%" in text
    assert "46.94%" in text
    assert "3.34 points more" in text


def test_only_the_seed_shows_what_luck_does() -> None:
    _, (one, other) = kept(made((0.1, 0.93)), made((0.1, 0.92), seed=1))
    assert "only the seed differs" in said(one, other)


def test_the_same_settings_and_a_run_that_was_stopped() -> None:
    _, (one, other) = kept(made((0.1, 0.93)), made((0.1, 0.5), done=100))
    text = said(one, other)
    assert "no setting" in text
    assert "Not both have come to their end" in text
    assert "Luck" not in text


def test_other_data_are_not_compared() -> None:
    runs, (one,) = kept(made((0.1, 0.9)))
    text = said(one, runs.add(made((0.1, 0.5)), "kmnist", 1.0, 10_000))
    assert "tested on different images" in text
    assert "points" not in text
    assert "Luck" not in text


def test_a_name_shows_nothing_but_its_characters() -> None:
    runs, (_, other) = kept(made((0.1, 0.9), learning_rate=0.5), made((0.1, 0.8)))
    runs.rename(1, "**a** [b](http://c) $d$")
    text = said(runs[1], other)
    assert "`**a**`" in text
    assert "[b](http" not in text.replace("`[b](http://c)`", "")


@pytest.mark.parametrize(
    ("part", "shown"),
    [(0.018, "1.8 points"), (-0.01, "1.0 point"), (0.003, "0.3 points"), (0.0002, "0.02 points"), (0, "0.0 points")],
)
def test_points(part: float, shown: str) -> None:
    assert words.points(part) == shown


def test_one_of_many_images_is_a_difference() -> None:
    assert words.points(1 / 60_000, 2) == "0.002 points"


def test_what_all_have_is_said_once() -> None:
    _, runs = kept(made(), made(learning_rate=0.5))
    assert words.in_all(runs, str) == "2 runs. All have: data set sample, iterations 300, weight scale 0.01, seed 0."
    assert words.in_all(runs[:1], str).startswith("1 run. Its other settings: data set")


def test_who_had_to_make_room_is_told() -> None:
    runs = Runs()
    assert words.forgotten(runs) == ""
    runs.forgotten = 1
    assert words.forgotten(runs).startswith("The oldest run had")
    runs.forgotten = 3
    assert words.forgotten(runs).startswith("The 3 oldest runs had")


def test_what_became_of_one() -> None:
    _, (whole, stopped) = kept(made((0.1, 0.9)), made((0.1,), done=20))
    assert words.result(whole).startswith(f"**{whole.verdict.name}.**")  # type: ignore[union-attr]
    assert words.result(stopped) == "It has done 20 of 300 iterations."


def test_of_a_run_that_did_not_come_to_its_end_it_is_told_when_it_was_tested() -> None:
    done, resting = made((0.1, 0.9)), made((0.1,), done=40)
    text = said(*kept(done, resting)[1])
    assert "90.00% of its test images right in the end, Run 2 10.00% after 1 iteration:" in text
    assert "Not both have come to their end" in text


def test_where_only_the_length_differs_the_sentence_is_one() -> None:
    assert "only the number of iterations differs." in said(*kept(made(iterations=300), made(iterations=600))[1])


def test_luck_is_not_asked_for_where_nothing_was_gained() -> None:
    assert "Luck of the test images" not in said(*kept(made(learning_rate=0.1), made(learning_rate=0.2))[1])


def test_of_several_causes_the_seed_is_one() -> None:
    _, (one, other) = kept(made((0.1, 0.8), learning_rate=0.5, hidden=4, seed=1), made())
    assert "**Why:** hidden size, learning rate and seed differ, so nobody can tell" in said(one, other)


def test_where_both_can_be_asked_luck_of_the_images_is_told_by_those_that_only_one_reads() -> None:
    dataset = noise(images=400)
    mine, x = network(dataset), dataset.scaled(dataset.x_test)
    worse = network(dataset, seed=2)
    runs = [
        replace(made((0.1, net.accuracy(x, dataset.t_test)), seed=n), network=net)
        for n, net in enumerate((mine, worse))
    ]
    one, other = kept(*runs, tests=400)[1]
    found = alone(one, other, dataset)
    assert found is not None
    text = "\n".join(words.compared(one, other, (), plain, dataset))
    assert f"{found.one} images Run 1 reads right and Run 2 does not; {found.other} the other way" in text
    assert f"in {100 * mcnemar(*found):.1f}% of all cases." in text
    assert "It may be." in text
    assert "images of its own" not in text
    assert "images of its own" in said(one, other), "nobody gave the images"
