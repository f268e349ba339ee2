"""A sweep as a figure for a report: its map; or, where it has one row or values at random, accuracies on an axis.

What the page tells in its own words stands in the figure: what was held fixed, how far the seeds spread, and which
settings may be as good as the best, for all that luck tells.
"""

import textwrap
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import nn_core as nn
from explorer.charts.colours import INK, REFERENCE, RIGHT
from explorer.data.datasets import Digits
from explorer.runs import cells, figures, luck, luck_words, rows
from explorer.runs.figures import LINE, POINTS, WIDTH, Kind
from explorer.runs.luck import Finding, Group
from explorer.runs.rows import Row
from explorer.runs.sweep_charts import BEST, FEWER, MOST_COLUMNS, SHADES, axes, axis_title, row_label, shades
from explorer.training.answers import without_looking
from explorer.words.numbers import percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ROW, LEAST_ROW, ALL_ROWS = 0.45, 0.14, 8.0  # inches: of the map a row, one of very many, and all of them at most
PANEL = 2.6  # inches that an axis of accuracies is high
LETTER, LETTERS = 0.065, 102  # inches that a letter takes, and how many are in a line
WIDE = 1000  # times the lowest value: where a logarithmic axis reaches further it has powers of ten alone
FAR = 5  # times as many mistakes as the best: what makes more is named at the edge, so that the others come apart
SIGNS = {Finding.LUCK: "●", Finding.UNKNOWN: "●", Finding.REAL: "○"}  # the marks, in words


class Result(NamedTuple):
    """What came of some settings.

    Attributes:
        settings: their seed says nothing.
        group: their accuracies; None where they cannot be compared.
        finding: how they compare with the best; None of the best itself, and where they cannot be compared.
        note: why they cannot be compared, or what is to be said of them besides; empty where there is nothing.
    """

    settings: nn.TrainingConfig
    group: Group | None
    finding: Finding | None
    note: str

    @property
    def leads(self) -> bool:
        """Is it the best?"""
        return self.group is not None and self.finding is None and not self.group.diverged


def figure(settings: Sequence[nn.TrainingConfig], found: Sequence[Row], digits: Digits, kind: Kind) -> bytes:
    """The sweep, as far as it has come.

    Args:
        settings: of all its runs.
        found: a row for all that is at its end.
        digits: what they learned from; its name is drawn as it is, whatever letters are in it.
        kind: of file. The same sweep gives the same bytes.

    Raises:
        ValueError: no run is at its end.
    """
    if not found:
        raise ValueError("a figure of a sweep needs a run that is at its end")
    return figures.written(_drawn(settings, found, digits), kind)


def results(settings: Sequence[nn.TrainingConfig], found: Sequence[Row], images: int) -> list[Result]:
    """What came of each of the settings, in their order."""
    ranked = rows.ranked(found)
    findings = [None, *luck.worse_than_best(ranked, images)]
    compared = {rows.whatever_length(group.settings): (group, it) for group, it in zip(ranked, findings, strict=True)}
    begun, early = {rows.whatever_length(row.config) for row in found}, rows.ended_early(found)
    of_all = []
    for cell in cells.planned(settings):
        which, seeds = rows.whatever_length(cell.settings), len(cell.numbers)
        group, finding = compared.get(which, (None, None))
        if group is None:
            note = "ended early" if which in early else "goes on" if which in begun else "not trained"
        elif group.diverged:
            finding, note = None, "diverged"
        else:
            note = "" if len(group.accuracies) == seeds else f"{len(group.accuracies)} of {seeds}"
        of_all.append(Result(cell.settings, group, finding, note))
    return of_all


def _drawn(settings: Sequence[nn.TrainingConfig], found: Sequence[Row], digits: Digits) -> "Figure":
    images, guessing = len(digits.dataset.x_test), without_looking(digits.dataset)
    of_all, furthest = results(settings, found, images), rows.furthest(found)
    along, rest = axes(cells.planned(settings))
    up = sorted((one.settings for one in of_all), key=lambda config: [getattr(config, name) for name in rest])
    labels = list(dict.fromkeys(row_label(config, rest) for config in up))
    columns = sorted({_value(one, along) for one in of_all})
    full = len(columns) * len(labels) == len(of_all) and len(columns) <= MOST_COLUMNS
    is_map = full and len(labels) > 1

    names, ranked = luck_words.varied(settings), rows.ranked(found)
    held = luck_words.held([replace(config, iterations=furthest[0].config.iterations) for config in settings])
    early = len(rows.ended_early(found))
    held_fixed = ", ".join([f"Held fixed: data set {digits.name}", held, *[FEWER] * bool(early)])
    fixed = textwrap.wrap(held_fixed, LETTERS)
    if not full and (unseen := [name for name in names if name != along]):
        fixed += textwrap.wrap(f"Varied as well, and not drawn: {_ranges(settings, unseen)}", LETTERS)
    told = textwrap.wrap(luck_words.conclusion(ranked, names, images, guessing, early), LETTERS)
    row = max(min(ROW, ALL_ROWS / len(labels)), LEAST_ROW)
    panel = row * len(labels) if is_map else PANEL
    top, bottom = 0.4 + LINE * len(fixed), 0.85 + LINE * len(told)
    height = top + panel + bottom
    left = 0.4 + LETTER * max(map(len, labels)) if is_map else 0.65

    drawn = figures.prepared()(figsize=(WIDTH, height))
    on = drawn.add_axes((left / WIDTH, bottom / height, 1 - (left + 0.15) / WIDTH, panel / height))
    if is_map:
        at = {one: (columns.index(_value(one, along)), labels.index(row_label(one.settings, rest))) for one in of_all}
        key = _draw_map(on, at, row)
        on.set_yticks(range(len(labels)), labels, parse_math=False)
        on.set_ylabel((axis_title(rest[0]) or "") if len(rest) == 1 else "")
    else:
        key = _draw_accuracies(on, of_all, columns if full else None, along)
    if full:
        on.set_xticks(range(len(columns)), [f"{column:,g}" for column in columns] if along else [""])
    on.set_xlabel(axis_title(along) or "")

    seeds = len(settings) // len(of_all)
    title = "Test accuracy in %" + (f", mean of {seeds} seeds ± standard deviation" if seeds > 1 else "")
    quiet = {"color": REFERENCE.light}
    lines: list[tuple[float, str, dict[str, Any]]] = [
        (0.18, title, {"fontweight": "bold", "fontsize": POINTS + 1}),
        *((0.35 + LINE * place, line, quiet) for place, line in enumerate(fixed)),
        (top + panel + 0.55, key, quiet),
        *((top + panel + 0.75 + LINE * place, line, {}) for place, line in enumerate(told)),
    ]
    for inches, words, looks in lines:
        drawn.text(0.1 / WIDTH, 1 - inches / height, words, va="center", parse_math=False, **looks)
    return drawn


def _ranges(settings: Sequence[nn.TrainingConfig], names: Sequence[str]) -> str:
    """From where to where these settings went: hidden size 10 to 133."""
    values = {name: [getattr(config, name) for config in settings] for name in names}
    return ", ".join(
        f"{(axis_title(name) or name).lower()} {min(all_of_it):g} to {max(all_of_it):g}"
        for name, all_of_it in values.items()
    )


def _value(one: Result, name: str | None) -> float:
    return float(getattr(one.settings, name)) if name else 0.0


def _draw_map(on: "Axes", at: dict[Result, tuple[int, int]], row: float) -> str:
    """A cell for each result, in a frame where it may be as good as the best; what the signs mean."""
    from matplotlib.patches import Rectangle

    for (one, (x, y)), shade in zip(at.items(), shades([one.group for one in at]), strict=True):
        framed = one.finding is Finding.LUCK
        paper = RIGHT.light if one.group else REFERENCE.light
        opacity = SHADES[0] + shade * (SHADES[1] - SHADES[0])
        on.add_patch(Rectangle((x - 0.48, y - 0.46), 0.96, 0.92, color=paper, alpha=opacity, linewidth=0))
        if framed:
            on.add_patch(Rectangle((x - 0.48, y - 0.46), 0.96, 0.92, fill=False, edgecolor=INK.light, linewidth=1.2))
        lines = _lines(one) if row > 2 * LINE else _lines(one)[:1]
        size = min(POINTS, 72 * 0.6 * row)
        on.text(x, y, "\n".join(lines), ha="center", va="center", fontsize=size, **_looks(one))
    columns, in_rows = (max(place) + 1 for place in zip(*at.values(), strict=True))
    on.set_xlim(-0.5, columns - 0.5)
    on.set_ylim(-0.5, in_rows - 0.5)
    on.tick_params(length=0)
    on.spines[:].set_visible(False)
    frames = any(one.finding is Finding.LUCK for one in at)
    best = f"{BEST} fewest mistakes" * any(one.leads for one in at)
    return best + "; in a frame: luck is not ruled out for its distance from that" * frames


def _draw_accuracies(on: "Axes", of_all: Sequence[Result], columns: list[float] | None, along: str | None) -> str:
    """Each result as a point with the spread of its seeds; what the signs mean.

    Args:
        on: where to draw.
        of_all: the results.
        columns: the values along the axis, equally far apart, each with its numbers; None where there are too many:
            then they stand where an axis has them.
        along: the setting that goes along.
    """
    from matplotlib.ticker import LogLocator, NullFormatter

    place: Callable[[Result], float] = lambda one: columns.index(_value(one, along)) if columns else _value(one, along)
    compared = [(one, one.group) for one in of_all if one.group]
    lowest = 1 - FAR * max(1 - max(group.mean for _, group in compared), 0.01)
    near = [(one, group) for one, group in compared if group.mean >= lowest]
    for one, group in near:
        x, spread = place(one), group.spread or 0
        looks: dict[str, Any] = {"fmt": "D" if one.leads else "o", "markersize": 5, "capsize": 3, "linewidth": 0.8}
        looks |= {"color": RIGHT.light, "markerfacecolor": "white" if one.finding is Finding.REAL else RIGHT.light}
        if spread:
            on.plot([x] * len(group.accuracies), group.accuracies, ".", color=RIGHT.light, alpha=0.4, markersize=4)
        on.errorbar(x, group.mean, spread, **looks)
        if columns or one.leads:
            top = max(group.mean + spread, *group.accuracies)
            _say(on, _lines(one), (x, top), ("data", "data"), one)
    ends = [end for _, g in near for end in (g.mean - (g.spread or 0), g.mean + (g.spread or 0), *g.accuracies)]
    room = max(max(ends) - min(ends), 0.01)
    on.set_ylim(min(ends) - 0.1 * room, max(ends) + 0.25 * room)
    for one in of_all:
        if columns and not one.group:
            _say(on, _lines(one), (place(one), 0), ("data", "axes fraction"), one)
        elif columns and one.group and one.group.mean < lowest:
            _say(on, [*_lines(one), "▼"], (place(one), 0), ("data", "axes fraction"), one)
    on.yaxis.set_major_formatter(lambda value, _: f"{100 * value:.4g}" if value <= 1 else "")
    on.grid(axis="y", color=REFERENCE.light, alpha=0.25, linewidth=0.5)
    on.spines[["top", "right"]].set_visible(False)
    if columns:
        on.set_xlim(-0.5, len(columns) - 0.5)
    else:
        values = [_value(one, along) for one in of_all]
        if min(values) > 0:
            on.set_xscale("log")
            on.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5) if max(values) < WIDE * min(values) else (1,)))
            on.xaxis.set_minor_formatter(NullFormatter())  # they would run into each other
        on.xaxis.set_major_formatter("{x:,g}")
    return _key(of_all, 0 if columns else len(compared) - len(near))


def _say(on: "Axes", lines: list[str], at: tuple[float, float], of: tuple[str, str], one: Result) -> None:
    """Some lines above a place."""
    looks = {**_looks(one), "ha": "center", "va": "bottom", "fontsize": POINTS - 1}
    on.annotate("\n".join(lines), at, xycoords=of, xytext=(0, 4), textcoords="offset points", **looks)


def _key(of_all: Sequence[Result], below: int) -> str:
    """What the marks mean that there are."""
    findings = {one.finding for one in of_all if one.finding}
    marks = [
        *[f"{BEST} fewest mistakes"] * any(one.leads for one in of_all),
        *(f"{SIGNS[each]} {luck_words.FINDINGS[each]}" for each in SIGNS if each in findings),
    ]
    several = any(one.group and one.group.spread is not None for one in of_all)
    return "   ".join([*marks, *["small: each seed"] * several, *[f"{below} more are below this axis"] * bool(below)])


def _lines(one: Result) -> list[str]:
    """What stands at a result: its mean in per cent, and how far its seeds spread."""
    if one.group is None:
        return one.note.split()
    mean, spread = percent(one.group.mean, 2).removesuffix("%"), one.group.spread
    below = one.note or ("" if spread is None else f"± {luck_words.in_points(spread)}")
    return [f"{BEST} {mean}" if one.leads else mean, *[below] * bool(below)]


def _looks(one: Result) -> dict[str, Any]:
    """Of words: in ink where they can be compared, bold where they are the best."""
    return {"color": INK.light if one.group else REFERENCE.light, "fontweight": "bold" if one.leads else "normal"}
