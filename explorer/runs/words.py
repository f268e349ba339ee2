"""What is said about runs and about two of them, for who has never heard of a standard deviation."""

import statistics
from collections.abc import Callable, Iterable, Sequence

import nn_core as nn
from explorer.runs.differences import FELL, PASSED, Difference, difference, fell, passed
from explorer.runs.kept import MOST_RUNS, Kept, Runs
from explorer.runs.luck import Finding
from explorer.runs.luck_words import in_points
from explorer.runs.paired import Alone, mcnemar
from explorer.runs.table import in_common
from explorer.training.words import NAMES, named, value
from explorer.words.numbers import between, counted, listed, percent

Plain = Callable[[str], str]  # makes text from elsewhere such Markdown that it shows nothing else

NONE_YET = (
    "No run yet. Answer a question, and two networks are trained and compared here. Or train your own: every run of "
    "this visit is kept, with its curves and its settings, until you close the tab. Many settings at once, each with "
    "several seeds: that is a [sweep](#sweep)."
)
LOST = (
    "Earlier runs of this tab are gone: the server was started again, or this tab was away for more than ten minutes. "
    "The same settings train the same runs again."
)
ONE_ONLY = "One run is kept. Train a second one with one setting changed, and here you see what that setting does."
NOT_SEEN = (
    "What it learned is not here: its weights were not kept, or have diverged, or its images are not on this machine."
)


def points(part: float, digits: int = 1) -> str:
    """A difference of two percentages, without its sign: 1.8 points."""
    shown = in_points(part, digits)
    return f"{shown} point" if float(shown) == 1 else f"{shown} points"


def in_all(runs: Sequence[Kept], plain: Plain) -> str:
    """What all runs of the table have in common, and how many they are."""
    settings = in_common(runs)
    if "dataset" in settings:
        settings["dataset"] = plain(settings["dataset"])
    said = f"{counted(len(runs), 'run')}."
    if not settings:
        return said
    whose = "Its other settings" if len(runs) == 1 else "All have"
    return f"{said} {whose}: {', '.join(named(settings))}."


def forgotten(runs: Runs) -> str:
    """What became of those that had to make room; empty where there were none."""
    if not runs.forgotten:
        return ""
    which = "The oldest run" if runs.forgotten == 1 else f"The {runs.forgotten} oldest runs"
    return f"{which} had to make room: {MOST_RUNS} are kept, or fewer where they are long."


def result(one: Kept) -> str:
    """What became of a run and why."""
    if one.verdict is not None:
        return f"**{one.verdict.name}.** {one.verdict.sentence}"
    if one.run.finished:
        return ""
    return f"It has done {one.run.iteration:,} of {one.run.config.iterations:,} iterations."


def compared(
    one: Kept, other: Kept, runs: Iterable[Kept], plain: Plain, dataset: nn.Dataset | None = None
) -> list[str]:
    """What differs between two runs, what came of it, and whether luck alone could have done that; a paragraph each.

    Args:
        one, other: those two.
        runs: all there are: some may tell what other seeds do.
        plain: for names.
        dataset: that of the one, where its images are here.
    """
    found = difference(one, other, runs, dataset)
    names = plain(one.name), plain(other.name)
    said = [_settings(found, names, plain), _results(found, one, other, names)]
    said += [_on_the_way(one, other, names)] if found.comparable else []
    said += [_luck(found, one, names), _seeds(found, names), _cause(found)]
    return [paragraph for paragraph in said if paragraph]


def _settings(found: Difference, names: tuple[str, str], plain: Plain) -> str:
    if not found.settings:
        return "**What differs:** no setting."
    parts = []
    for key, both in found.settings.items():
        mine, others = (plain(value(key, each)) if isinstance(each, str) else value(key, each) for each in both)
        kept = key == "then" and not both[1]
        parts.append(f"{NAMES[key]} **{mine}**{f' ({names[1]} keeps its own)' if kept else f', not {others}'}")
    return f"**Different in {names[0]}:** {'; '.join(parts)}."


def _results(found: Difference, one: Kept, other: Kept, names: tuple[str, str]) -> str:
    when = [
        " in the end" if each.run.finished else f" after {counted(each.tested_after, 'iteration')}"
        for each in (one, other)
    ]
    both = f"{names[0]} reads {percent(one.final, 2)} of its test images right{when[0]}, {names[1]} "
    both += f"{percent(other.final, 2)}{when[1] if when[1] != when[0] else ''}"
    if not found.comparable:
        return f"**The result:** {both}. They were tested on different images, so the two numbers say little together."
    if found.gained == 0:
        return f"**The result:** {both}: just as many."
    more = "more" if found.gained > 0 else "fewer"
    return f"**The result:** {both}: {points(between(one.final, other.final), 2)} {more}."


def _on_the_way(one: Kept, other: Kept, names: tuple[str, str]) -> str:
    """When each passed 90%, and whether it went up and down."""
    said, when = [], [passed(each) for each in (one, other)]
    level = f"{PASSED:.0%}"
    if when == [None, None]:
        said.append(f"Neither came to {level}.")
    elif None in when:
        first, never = (0, 1) if when[1] is None else (1, 0)
        said.append(f"{names[first]} reached {level} after {when[first]:,} iterations, {names[never]} never.")
    else:
        said.append(f"{names[0]} reached {level} after {when[0]:,} iterations, {names[1]} after {when[1]:,}.")
    falls = [fell(each) for each in (one, other)]
    if max(falls) > FELL:
        jumpy = 0 if falls[0] > falls[1] else 1
        calmer = f"by {points(falls[1 - jumpy])}" if falls[1 - jumpy] else "not at all"
        said.append(
            f"In its latter half {names[jumpy]} fell back by up to {points(falls[jumpy])}, {names[1 - jumpy]} {calmer}."
        )
    return f"**On the way:** {' '.join(said)}"


def _luck(found: Difference, one: Kept, names: tuple[str, str]) -> str:
    """What the choice of the test images may do to two single runs."""
    if found.by_images is None or not found.settings or found.gained == 0:
        return ""
    if found.alone is not None:
        said = _tosses(found.alone, names)
    else:
        said = (
            f"If each had been tested on {one.tests:,} images of its own, two networks that are equally good would "
            f"come up to {points(found.by_images)} apart, 19 times out of 20; on the same images, as here, by less."
        )
    if not found.beyond_images:
        return f"**Luck of the test images?** It may be. {said}"
    rather = ": it is that of the seed" if [*found.settings] == ["seed"] else ""
    return f"**Luck of the test images?** Hardly{rather}. {said}"


def _tosses(alone: Alone, names: tuple[str, str]) -> str:
    """Whom the images speak for that only one of the two reads right."""
    p = mcnemar(*alone)
    how_often = "less than 0.1%" if p < 0.001 else percent(p)
    return (
        f"{counted(alone.one, 'image')} {names[0]} reads right and {names[1]} does not; {alone.other:,} the "
        "other way round. If they were equally good, each of these images would fall to the one or the other like a "
        f"tossed coin, and so many tosses come out this unevenly, or more so, in {how_often} of all cases."
    )


def _seeds(found: Difference, names: tuple[str, str]) -> str:
    """What other seeds did, where both settings were trained with several."""
    if found.by_seeds is Finding.UNKNOWN:
        return ""
    groups = [
        f"with the settings of {name}, {len(group)} seeds lie from {percent(min(group), 2)} to {percent(max(group), 2)}"
        for name, group in zip(names, found.seeds, strict=True)
    ]
    said = f"In the end, {groups[0]}; {groups[1]}."
    one, other = map(statistics.fmean, found.seeds)
    if found.by_seeds is Finding.REAL:
        turned = "" if (one - other) * found.gained > 0 else ", unlike in these two runs"
        better = f"on average those of {names[one < other]} read more{turned}, by more than their seeds explain"
        return f"**Luck of the seeds?** Hardly: {better}. {said}"
    if one == other:
        return f"**Luck of the seeds?** On average both groups read as many. {said}"
    apart = "such a difference" if found.gained else "how far the two groups are apart"
    return f"**Luck of the seeds?** It may be: the seeds alone could explain {apart}. {said}"


def _cause(found: Difference) -> str:
    """What the two runs can tell of the cause, which is never more than what was changed alone."""
    early = " Not both have come to their end, and that alone makes a difference." if found.stopped else ""
    causes = [NAMES[key] for key in found.causes]
    if not found.settings:
        return f"**Why:** the same settings and the same seed give the same run.{early}"
    if not causes and found.gained == 0:
        return f"**Why:** only the seed differs, and here it made no difference.{early}"
    if not causes:
        return f"**Why:** only the seed differs.{early or ' Luck alone can take two runs this far apart.'}"
    alike = found.comparable and found.gained == 0
    if len(causes) > 1:
        which = "and here it comes to the same" if alike else "so nobody can tell from these two which of them did it"
        seed = ["seed"] if "seed" in found.settings else []
        return f"**Why:** {listed(causes + seed)} differ, {which}. Change one at a time.{early}"
    differs = "number of iterations" if found.causes == ["iterations"] else causes[0]
    only = f"**Why:** only the {differs} differs{', besides the seed' if 'seed' in found.settings else ''}."
    if early or not found.comparable:
        return f"{only}{early}"
    if found.by_seeds is Finding.UNKNOWN:
        here = f"{only} Here it comes to the same." if alike else only
        return f"{here} Two runs cannot show what seeds alone do: train both again with another seed, or with two."
    if found.by_seeds is Finding.LUCK:
        return f"{only} Whether it does anything, more seeds could tell."
    return f"{only} So it is what makes the difference between the two groups."
