"""What is said about luck."""

import nn_core as nn
from explorer.runs import luck, luck_words
from explorer.runs.luck import Group

IMAGES = 10_000
NOT_TESTED = "whether they were behind by luck was not looked at."


def ranked(*accuracies: tuple[float, ...]) -> list[Group]:
    """Groups whose learning rates are 1, 2, 3 and so on."""
    return [Group(nn.TrainingConfig(learning_rate=rate), seeds) for rate, seeds in enumerate(accuracies, start=1)]


def test_a_group_is_its_mean_and_its_spread() -> None:
    assert luck_words.result(ranked((0.95, 0.96, 0.97))[0]) == "96.00% ± 1.00"
    assert luck_words.result(ranked((0.95,))[0]) == "95.00%"


def test_only_the_settings_that_differ_are_named() -> None:
    one, other = nn.TrainingConfig(hidden_size=1, learning_rate=0.1), nn.TrainingConfig(hidden_size=2000)
    names = luck_words.varied([one, other])
    assert luck_words.settings(one, names) == "1 hidden unit"
    assert luck_words.settings(other, [*names, "learning_rate"]) == "2,000 hidden units, learning rate 0.1"
    assert luck_words.settings(one, []) == "these settings"


def test_a_difference_that_seeds_do_not_explain_is_said_to_be_more_than_luck() -> None:
    said = luck_words.conclusion(
        ranked((0.95, 0.951, 0.952), (0.90, 0.901, 0.902), (0.5, 0.501, 0.502)), ["learning_rate"], IMAGES, 0.1
    )
    assert said == (
        "Best: learning rate 1 with 95.10% ± 0.10 of the test images right (the mean of 3 seeds ± their spread). "
        "Next: learning rate 2, 5.00 points behind: more than luck explains. Luck is ruled out for 2 of the 2 others."
    )


def test_the_points_behind_are_the_difference_of_what_is_shown() -> None:
    best, other = ranked((0.8382, 0.8487), (0.8214, 0.8202))
    assert [luck_words.result(one)[:6] for one in (best, other)] == ["84.34%", "82.08%"]
    assert luck_words.behind(best, other) == "2.26"


def test_a_difference_that_seeds_explain_is_said_to_be_luck_perhaps() -> None:
    said = luck_words.conclusion(ranked((0.95, 0.951), (0.949, 0.951), (0.3, 0.301)), ["learning_rate"], IMAGES, 0.1)
    assert (
        "0.05 points behind: luck is not ruled out. More seeds would tell. Luck is ruled out for 1 of the 2 others."
        in said
    )


def test_of_one_seed_it_is_said_that_it_cannot_tell_and_what_the_test_images_explain() -> None:
    near, far = (
        luck_words.conclusion(ranked((0.95,), (other,)), ["learning_rate"], IMAGES, 0.1) for other in (0.949, 0.9)
    )
    assert "(1 seed)" in near
    for said in (near, far):
        assert "one seed cannot tell whether that is luck. Try three. If each had been tested on 10,000 images" in said
    assert "would come up to 0.62 points apart, 19 times out of 20; on the same images, as here, by less." in near
    assert "19 times out of 20. These two differ by more." in far


def test_a_best_that_is_the_largest_or_smallest_that_was_tried_is_said_to_be() -> None:
    tried = [nn.TrainingConfig(hidden, rate) for hidden in (10, 50, 200) for rate in (0.1, 1)]
    edge = lambda best, some: luck_words.at_the_edge(best, some, ["hidden_size", "learning_rate"])
    beyond = "Beyond it there may be better ones."
    assert edge(tried[3], tried) == f"At the edge of what was tried: learning rate 1. {beyond}"
    assert "tried: 200 hidden units, learning rate 0.1." in edge(tried[4], tried)
    middle = [nn.TrainingConfig(50, rate, iterations=500) for rate in (0.01, 1)]  # which halving has ended
    assert edge(nn.TrainingConfig(50, 0.1), [nn.TrainingConfig(50, 0.1), *middle]) == ""


def test_points_behind_are_what_a_calculator_gets_from_the_percentages() -> None:
    best, other = ranked((0.957, 0.957, 0.958), (0.955, 0.956, 0.956))
    assert (luck_words.result(best)[:6], luck_words.result(other)[:6]) == ("95.73%", "95.57%")
    assert luck_words.behind(best, other) == "0.16"
    assert luck_words.behind(*ranked((0.95737,), (0.95736,))) == "0.001", "not 0"


def test_what_has_diverged_is_not_recommended_nor_called_the_next() -> None:
    sound, *_ = ranked((0.5, 0.6))
    diverged = [group._replace(diverged=True) for group in ranked((0.098, 0.098), (0.9, 0.92))]
    none = luck_words.conclusion(diverged, ["learning_rate"], IMAGES, 0.1)
    assert none == luck_words.NO_BEST
    early = luck_words.conclusion(diverged, ["learning_rate"], IMAGES, 0.1, early=3, iterations=90_000)
    assert early.startswith(f"{luck_words.NO_BEST} All of this is after 10,000 of 90,000 iterations. 3 other settings")
    assert luck_words.standings(diverged, IMAGES, 0.1) == ["diverged", "diverged"]
    one = luck_words.conclusion([sound, *diverged], ["learning_rate"], IMAGES, 0.1)
    assert one == (
        "Best: learning rate 1 with 55.00% ± 7.07 of the test images right (the mean of 2 seeds ± their spread). "
        "With 2 other settings a run has diverged."
    )
    three = luck_words.conclusion([sound, *ranked((0.3, 0.31)), *diverged], ["learning_rate"], IMAGES, 0.1)
    assert "luck is not ruled out. More seeds would tell. With 2 other settings a run has diverged." in three
    assert luck_words.standings([sound, *diverged], IMAGES, 0.1) == ["the best", "diverged", "diverged"]


def test_what_has_diverged_does_not_tie_with_the_best() -> None:
    one, other, another = ranked((0.9,), (0.9,), (0.9,))
    said = luck_words.conclusion([one, other, another._replace(diverged=True)], ["learning_rate"], IMAGES, 0.1)
    assert "Just as good: learning rate 2." in said


def test_of_a_single_group_there_is_nothing_to_compare() -> None:
    assert luck_words.conclusion(ranked((0.5, 0.6)), ["learning_rate"], IMAGES, 0.1).endswith(
        "There is nothing to compare it with."
    )


def test_settings_that_are_as_good_are_not_behind() -> None:
    assert 0.9264 + 0.9302 != 0.9268 + 0.9298, "in floats"
    said = luck_words.conclusion(ranked((0.9264, 0.9302), (0.9268, 0.9298)), ["learning_rate"], IMAGES, 0.1)
    assert said.endswith("Just as good: learning rate 2.")
    assert luck_words.conclusion(ranked((0.9,), (0.9,)), ["learning_rate"], IMAGES, 0.1).endswith(
        "Just as good: learning rate 2."
    )


def test_what_was_ended_early_is_told_and_not_that_there_is_nothing_to_compare() -> None:
    alone, two = ranked((0.5, 0.6)), ranked((0.95, 0.951, 0.952), (0.90, 0.901, 0.902))
    for groups in (alone, two):
        said = luck_words.conclusion(groups, ["learning_rate"], IMAGES, 0.1, early=8)
        assert said.endswith(" 8 other settings were ended early, after fewer iterations; " + NOT_TESTED)
        assert "nothing to compare" not in said
    assert "1 other setting was ended early" in luck_words.conclusion(alone, ["learning_rate"], IMAGES, 0.1, early=1)


def test_all_that_are_as_good_are_named_or_counted() -> None:
    three, six = (luck_words.conclusion(ranked(*([(0.9, 0.9)] * n)), ["learning_rate"], IMAGES, 0.1) for n in (3, 6))
    assert "Just as good: learning rate 2; learning rate 3." in three
    assert "Just as good: learning rate 2; learning rate 3; learning rate 4; 2 others." in six


def test_what_was_stopped_before_its_end_is_said_to_be() -> None:
    groups = ranked((0.95, 0.951, 0.952), (0.90, 0.901, 0.902))
    done = groups[0].settings.iterations
    assert f"All of this is after {done:,} of 90,000 iterations." in luck_words.conclusion(
        groups, ["learning_rate"], IMAGES, 0.1, iterations=90_000
    )
    assert "All of this" not in luck_words.conclusion(groups, ["learning_rate"], IMAGES, 0.1, iterations=done)


def test_every_finding_has_its_words() -> None:
    assert luck_words.FINDINGS.keys() == set(luck.Finding)


def test_settings_with_which_nothing_was_learned_have_no_best() -> None:
    alike = ranked((0.1, 0.1), (0.09, 0.11))
    said = luck_words.conclusion(alike, ["learning_rate"], IMAGES, 0.1, early=2)
    assert said.startswith(
        "With none of these settings has a network learned anything yet: the best reads 10.00% ± 0.00"
    )
    assert "whoever takes all of them for the same is right for 10.00%" in said
    assert luck_words.standings(alike, IMAGES, 0.1) == ["", ""]
    ones = ranked((0.1135, 0.1135))  # of MNIST's test images so many are a 1
    assert luck_words.conclusion(ones, ["learning_rate"], IMAGES, 0.1135).startswith("With none of these settings")
    assert luck_words.conclusion(ranked((0.15, 0.2)), ["learning_rate"], IMAGES, 0.1).startswith("Best: ")
    diverged = [group._replace(diverged=True) for group in alike]
    assert luck_words.conclusion(diverged, ["learning_rate"], IMAGES, 0.1) == luck_words.NO_BEST
