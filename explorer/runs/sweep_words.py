"""What the page says of a sweep: before it begins, while it goes on, and when there is something to compare."""

from collections.abc import Callable, Collection, Sequence
from typing import Any

import nn_core as nn
from explorer.runs import cells, luck, luck_words
from explorer.runs.cells import Cell
from explorer.runs.kept import Kept
from explorer.runs.luck import Finding, Group
from explorer.runs.sweep import Sweep
from explorer.runs.sweep_settings import OPTIONS
from explorer.training.sliders import FIELDS
from explorer.training.words import NAMES, duration
from explorer.words.numbers import counted, listed, percent

WHAT = (
    "A **sweep** trains the same network with many settings, each with several seeds, and shows which did well. A cell "
    "of its map stands for the runs that differ in their seeds alone; its number is their mean."
)
GUESS, CHOOSE = "Where will the best cell be?", "Look at the runs of a cell"
BOUNDS = "Each value lies between the smallest and the largest that is chosen."
FETCH = "These images are not on this machine yet. The trainer fetches them, once."
AT_HOME = (
    "The table has a row for each run that is at its end, as CSV; with halving, one for each round of it. The figure "
    "is for a report: it names what was held fixed, how far the seeds spread, and what luck explains."
)
TOP, RUNS = "compare-your-runs", "your-own-runs"  # where the single runs are on the page
TO_SWEEP = "For many settings at once: [sweep](#sweep)."
TO_RUNS = f"Below the sweep: [your own runs](#{RUNS})."
ENDS = "It goes on while you look at other pages, and pauses when you close this tab."


def planned(settings: Sequence[nn.TrainingConfig], seconds: float | None, halving: bool = False) -> str:
    """How many runs that would be, of what, and how long they would take.

    Args:
        settings: of all runs.
        seconds: that they would take, where a sweep on these data has been measured.
        halving: would some be ended early?
    """
    each, iterations = cells.planned(settings), settings[0].iterations
    seeds = len(each[0].numbers)
    made_of = f"{counted(len(each), 'setting')} × {counted(seeds, 'seed')}"
    length = f"{'up to ' if halving else ''}{iterations:,} iterations each"
    said = f"**{counted(len(settings), 'run')}**: {made_of}, {length}."
    return said if seconds is None else f"{said} About {duration(seconds)}, at the pace of your last sweep."


def fewer(wanted: dict[str, Any], settings: Sequence[nn.TrainingConfig]) -> str:
    """Where the chosen values hold fewer combinations than were asked for; empty where they do not."""
    found = len(settings) // wanted["seeds"]
    if wanted["random"] is None or found == wanted["random"]:
        return ""
    varied = ", ".join(NAMES[key] for key in OPTIONS if len(wanted[key]) > 1)
    if not varied:
        return "With one value of each there is one combination: choose two values or more of what is to vary."
    return f"Between the chosen values of {varied} there are no more than {found} combinations."


def progress(sweep: Sweep, all_cells: Sequence[Cell]) -> str:
    """How far it is and how long it will go on."""
    early = sum(len(cell.numbers) for cell in all_cells if cell.ended_early)
    far = f"{cells.done(all_cells) - early} of {counted(len(sweep.settings), 'run')} done"
    far += f", {early} ended early" if early else ""
    if sweep.done:
        return f"{far}."
    if sweep.stopped:
        return f"Stopped: {far}."
    left = sweep.seconds_left
    return f"{far}." if left is None else f"{far}, {duration(left)} left."


def announced(sweep: Sweep) -> str:
    """What is read aloud: a sentence that changes with every quarter of it, and not with every look."""
    if sweep.done:
        return "The sweep is done."
    if sweep.stopped:
        return "The sweep is stopped."
    quarters = int(4 * sweep.fraction)
    return f"{25 * quarters}% of the sweep is done." if quarters else "The sweep has begun."


def shared(others: int, own: bool) -> str:
    """Why it is slower than by itself; empty where nobody else trains.

    Args:
        others: how many others share the workers.
        own: one of them is this visitor's single run.
    """
    if not others:
        return ""
    if own and others == 1:
        return "Your own run trains too, so the sweep leaves it some of its turns."
    return "Others train on this server too, so each of you has a share of its workers."


def at_the_edge(best: nn.TrainingConfig, tried: Collection[nn.TrainingConfig], names: Sequence[str]) -> str:
    """As `luck_words.at_the_edge`, of settings beyond which there is something to choose here."""
    last = [FIELDS[key] for key, some in OPTIONS.items() if getattr(best, FIELDS[key]) in (some[0], some[-1])]
    return luck_words.at_the_edge(best, tried, [name for name in names if name not in last])


def best_so_far(ranked: Sequence[Group], names: Collection[str], iterations: int) -> str:
    """Which settings lead of those that have come furthest, of so many iterations; empty before there are any."""
    if not ranked:
        return ""
    leader, when = ranked[0], luck_words.not_at_the_end(ranked, iterations)
    if leader.diverged:
        return f"So far a run has diverged with {'each' if len(ranked) > 1 else 'the one'} of the settings that ended."
    so_far = f"{'Best so far' if len(ranked) > 1 else 'So far'}{when and f', {when}'}"
    return f"{so_far}: **{luck_words.settings(leader.settings, list(names))}**, {luck_words.result(leader)}."


def guess(guessed: Cell, ranked: Sequence[Group], names: Sequence[str], images: int) -> str:
    """How good the guess was, when everything is done.

    Args:
        guessed: the cell that was thought to become the best.
        ranked: all that can be compared, the best first.
        names: the settings that tell them apart.
        images: how many they were tested on.
    """
    said = f"**Your guess:** {luck_words.settings(guessed.settings, names)}."
    if guessed.ended_early or guessed.group not in ranked:
        return f"{said} It looked hopeless, and was ended early."
    if guessed.diverged:
        return f":material/lightbulb: {said} A run of it has diverged."
    place = ranked.index(guessed.group)
    if place == 0:
        return f":green[:material/check_circle: {said} It is the best.]"
    if ranked[place].mean == ranked[0].mean:
        return f":green[:material/check_circle: {said} It is as good as the best.]"
    behind = luck_words.behind(ranked[0], ranked[place])
    finding = luck.worse_than_best(list(ranked), images)[place - 1]
    end = ": luck is not ruled out" if finding is Finding.LUCK else ""
    before = sum(group.mean > ranked[place].mean for group in ranked)
    came = f"It came {_place(before + 1)} of {len(ranked)}, {behind} points behind the best{end}."
    return f":material/lightbulb: {said} {came}"


def _place(number: int) -> str:
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10 if number % 100 not in (11, 12, 13) else 0, "th")
    return f"{number}{ending}"


def of_cell(cell: Cell, names: Sequence[str]) -> str:
    """What came of the runs of a cell."""
    said = f"**{luck_words.settings(cell.settings, names).capitalize()}:**"
    if not cell.accuracies:
        return f"{said} none of its runs is at its end yet."
    each = ", ".join(percent(accuracy, 2) for accuracy in cell.accuracies)
    found = Group(cell.settings, cell.accuracies)
    said += f" {luck_words.result(found)}" + (f" (seed by seed {each})." if len(cell.accuracies) > 1 else ".")
    if cell.ended_early:
        said += " It looked hopeless, and was ended early."
    return said


def opened(runs: Sequence[Kept], plain: Callable[[str], str], anchor: str) -> str:
    """Where the runs of a cell are to be seen: at that anchor of the page."""
    named = listed(plain(one.name) for one in runs)
    return f"{named} {'is' if len(runs) == 1 else 'are'} in the [chart and the table of your runs](#{anchor})."


def ranking(ranked: list[Group], names: Sequence[str], images: int, guessing: float) -> str:
    """All that can be compared as a table in Markdown, the best first."""
    head = "| Settings | Seeds | Mean ± spread | Compared with the best |\n| --- | --: | --: | --- |\n"
    cells_of = lambda group: (
        luck_words.settings(group.settings, names),
        str(len(group.accuracies)),
        luck_words.result(group),
    )
    return head + "\n".join(
        f"| {' | '.join((*cells_of(group), said))} |"
        for group, said in zip(ranked, luck_words.standings(ranked, images, guessing), strict=True)
    )
