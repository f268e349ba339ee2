"""What is said about differences between runs, and whether luck explains them."""

from collections.abc import Collection, Sequence

import nn_core as nn
from explorer.runs import luck
from explorer.runs.luck import Finding, Group
from explorer.words import numbers

WHAT_SEEDS_DO = (
    "A seed is where the random numbers begin: it decides the first weights and which images come when. Runs that "
    "differ only in their seed still end at different accuracies. So one run that does better than another may just "
    "have been luckier. Three seeds or more of the same settings show how much luck there is."
)
HOW_IT_IS_TOLD = (
    "A difference counts as larger than luck if runs that only differ in their seeds would show such a large one less "
    "than 5 times in 100 (Welch's t-test); where the best is compared with several others, less than 5 times in 100 "
    "for all of them together. The test trusts that luck is spread like a bell. With two seeds it knows little about "
    "that spread, so mostly only large differences pass. Choose the number of seeds before you look: adding seeds "
    "until a difference passes finds one where there is none. All runs read the same test images. And the best of many "
    "has had some luck: on new images expect a little less of it."
)

FINDINGS = {
    Finding.REAL: "worse by more than luck",
    Finding.LUCK: "luck not ruled out",
    Finding.UNKNOWN: "one seed cannot say",
}
NO_BEST = "None is the best: with all settings that came to an end a run has diverged. Smaller learning rates may help."
TIES_NAMED = 3
_NAMES = {
    "hidden_size": ("hidden unit", "hidden units"),
    "learning_rate": "learning rate",
    "batch_size": "batch size",
    "weight_init_std": "weight scale",
    "iterations": ("iteration", "iterations"),
}


def varied(configs: Collection[nn.TrainingConfig]) -> list[str]:
    """The settings in which these differ, besides the seed; what a sweep is about."""
    return [name for name in _NAMES if len({getattr(config, name) for config in configs}) > 1]


def held(configs: Sequence[nn.TrainingConfig]) -> str:
    """The settings that these have in common, besides the seed: what a sweep held fixed."""
    return settings(configs[0], [name for name in _NAMES if name not in varied(configs)])


def settings(config: nn.TrainingConfig, names: Sequence[str]) -> str:
    """Some settings in words: 50 hidden units, learning rate 0.1."""
    return ", ".join(_setting(name, getattr(config, name)) for name in names) or "these settings"


def _setting(name: str, value: float) -> str:
    named = _NAMES[name]
    return f"{named} {value:g}" if isinstance(named, str) else f"{value:,} {named[value != 1]}"


def result(group: Group) -> str:
    """The mean over the seeds and how far they spread: 95.76% ± 0.08; the mean alone where there is one seed."""
    mean = numbers.percent(group.mean, 2)
    return mean if group.spread is None else f"{mean} ± {in_points(group.spread)}"


def in_points(difference: float, digits: int = 2) -> str:
    """A difference of two accuracies, without its sign: 0.08 where they are 95.76% and 95.68%."""
    return numbers.amount(100 * abs(difference), digits)


def behind(best: Group, other: Group) -> str:
    """By how many points another setting is behind the best: the difference of their percentages as they are shown."""
    return in_points(numbers.between(best.mean, other.mean))


def standings(ranked: list[Group], images: int, guessing: float) -> list[str]:
    """How each group compares with the best, which is the first, in a few words; in none where nothing was learned.

    Args:
        ranked, images, guessing: as those of `conclusion`.
    """
    if not luck.has_learned(ranked[0], images, guessing):
        return ["diverged" if group.diverged else "" for group in ranked]
    said = ["the best", *(FINDINGS[finding] for finding in luck.worse_than_best(ranked, images))]
    return ["diverged" if group.diverged else words for group, words in zip(ranked, said, strict=True)]


def not_at_the_end(ranked: Sequence[Group], iterations: int) -> str:
    """After how many iterations settings were compared, where that is not after all of a sweep's; else nothing."""
    done = ranked[0].settings.iterations
    return f"after {done:,} of {iterations:,} iterations" if done < iterations else ""


def conclusion(
    ranked: list[Group], names: Sequence[str], images: int, guessing: float, early: int = 0, iterations: int = 0
) -> str:
    """Which settings were best, and whether that was luck, in a few sentences.

    Args:
        ranked: the best first.
        names: the settings that tell them apart, as `varied` has them.
        images: how many the accuracies were measured on.
        guessing: the part of those that is right without looking at any.
        early: how many other settings were ended early.
        iterations: those of the sweep, which may have been stopped before any run came to them.
    """
    sound = [group for group in ranked if not group.diverged]  # which come first
    if sound and not luck.has_learned(sound[0], images, guessing):
        return _guessing(sound[0], guessing)
    said = _compared(sound, luck.worse_than_best(ranked, images), names, images) if sound else NO_BEST
    if sound and (lost := len(ranked) - len(sound)):
        said += f" With {numbers.counted(lost, 'other setting')} a run has diverged."
    if when := not_at_the_end(ranked, iterations):
        said += f" All of this is {when}."
    if early:
        were = "was" if early == 1 else "were"
        ended = f"{numbers.counted(early, 'other setting')} {were} ended early, after fewer iterations"
        return f"{said} {ended}; whether they were behind by luck was not looked at."
    return f"{said} There is nothing to compare it with." if len(ranked) == len(sound) == 1 else said


def at_the_edge(best: nn.TrainingConfig, tried: Collection[nn.TrainingConfig], names: Sequence[str]) -> str:
    """Which of these settings of the best have no larger or no smaller neighbour among those that were tried.

    Nothing where there is none.
    """
    values = {name: {getattr(config, name) for config in tried} for name in names}
    ends = [name for name, some in values.items() if len(some) > 1 and getattr(best, name) in (min(some), max(some))]
    return f"At the edge of what was tried: {settings(best, ends)}. Beyond it there may be better ones." if ends else ""


def _guessing(best: Group, guessing: float) -> str:
    return (
        f"With none of these settings has a network learned anything yet: the best reads {result(best)} of the test "
        f"images right, and whoever takes all of them for the same is right for {numbers.percent(guessing, 2)}. Try "
        "other learning rates, or more iterations."
    )


def _compared(ranked: list[Group], findings: Sequence[Finding], names: Sequence[str], images: int) -> str:
    best, *others = ranked
    seeds = len(best.accuracies)
    over = "1 seed" if seeds == 1 else f"the mean of {seeds} seeds ± their spread"
    said = f"Best: {settings(best.settings, names)} with {result(best)} of the test images right ({over})."
    if not others:
        return said
    findings = findings[: len(others)]
    following = others[0]
    if best.mean == following.mean:
        ties = [settings(group.settings, names) for group in others if group.mean == best.mean]
        rest = [numbers.counted(len(ties) - TIES_NAMED, "other")] if len(ties) > TIES_NAMED else []
        said = f"{said} Just as good: {'; '.join([*ties[:TIES_NAMED], *rest])}."
    else:
        after = f"Next: {settings(following.settings, names)}, {behind(best, following)} points behind"
        said = f"{said} {after}: {_OF_THE_NEXT[findings[0]]}"
    if findings[0] is Finding.UNKNOWN:
        return f"{said} {_of_single_runs(best, following, images)}".rstrip()
    if len(others) > 1:
        real = findings.count(Finding.REAL)
        said += f" Luck is ruled out for {real or 'none'} of the {len(others)} others."
        if len(best.accuracies) == 2 and Finding.LUCK in findings:
            said += " Two seeds can seldom rule it out; with three or more, smaller differences show."
    return said


_OF_THE_NEXT = {
    Finding.REAL: "more than luck explains.",
    Finding.LUCK: "luck is not ruled out. More seeds would tell.",
    Finding.UNKNOWN: "one seed cannot tell whether that is luck. Try three.",
}


def _of_single_runs(one: Group, other: Group, images: int) -> str:
    """What a test on so many images says by itself."""
    if one.mean == other.mean:
        return ""
    explained = luck.explained_by_images(one.mean, other.mean, images)
    said = (
        f"If each had been tested on {images:,} images of its own, two equally good networks would come up to "
        f"{in_points(explained)} points apart, 19 times out of 20"
    )
    if abs(one.mean - other.mean) > explained:
        return f"{said}. These two differ by more."
    return f"{said}; on the same images, as here, by less."
