"""The curves of one run or several as a figure for a report, in matplotlib: PNG, SVG or PDF.

It is as wide as the column of a page. As on the pages, a colour says what is drawn and a dash which run it is of; each
run's label stands at its line.
"""

import functools
import io
import itertools
import math
import textwrap
import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

import nn_core as nn
from explorer.charts.apart import apart
from explorer.charts.colours import INK, REFERENCE, RIGHT, WRONG, Colour
from explorer.training import charts
from explorer.training.smooth import SMOOTHING
from explorer.words.numbers import percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Kind = Literal["png", "svg", "pdf"]
Runs = Sequence[tuple[str, nn.TrainingRun]]  # each with its label

WIDTH = 6.3  # inches: a page of A4 or letter paper within its margins
PANEL = 2.1  # inches that each of the two panels is high at least
LINE = 0.13  # inches from one line of a label to the next
LETTERS = 22  # in a line of a label
MOST_LINES, LEAST_LINES = 12, 3  # of all labels together, where each has its least
POINTS = 8  # of most words; as small as a report's footnotes
# The first font, DejaVu Sans, comes with matplotlib; from these, where they are installed, come letters that it lacks.
OTHER_LETTERS = (
    *("Noto Sans CJK JP", "Noto Sans CJK KR", "Noto Sans CJK SC"),
    *("NanumGothic", "Malgun Gothic", "Apple SD Gothic Neo"),
    *("Hiragino Sans", "Yu Gothic", "Microsoft YaHei", "PingFang SC"),
)
MOST_DRAWN = 1000  # points of a line, as many as it has room for; drawing all that a file can hold takes 300 MB
DASHES: tuple[Any, ...] = ("-", (0, (6, 2)), (0, (1.5, 1.5)), (0, (8, 2, 2, 2)), (0, (4, 1, 1, 1, 1, 1)))


def figure(runs: Runs, kind: Kind) -> bytes:
    """Loss and accuracy against iterations; of several runs the accuracy on the test images alone.

    Args:
        runs: each with its label, which is drawn as it is, whatever letters are in it, behind "diverged" where it has.
        kind: of file. The same runs give the same bytes.

    Raises:
        ValueError: there is no run.
    """
    if not runs:
        raise ValueError("a figure needs a run")
    return written(_drawn(runs), kind)


def written(drawn: "Figure", kind: Kind) -> bytes:
    """The file of a figure; the same figure gives the same bytes."""
    file = io.BytesIO()
    undated: dict[str, Any] = {"svg": {"Date": None}, "pdf": {"CreationDate": None}, "png": {}}
    drawn.savefig(file, format=kind, dpi=300, metadata=undated[kind])
    return file.getvalue()


@functools.cache
def prepared() -> "type[Figure]":
    """matplotlib, imported when the first figure is drawn: an app that draws none starts sooner."""
    import matplotlib
    from matplotlib.figure import Figure
    from matplotlib.font_manager import get_font_names

    installed = set(get_font_names())
    ink = dict.fromkeys(("text.color", "axes.labelcolor", "axes.edgecolor", "xtick.color", "ytick.color"), INK.light)
    settings: dict[Any, Any] = {
        **ink,
        "font.family": ["DejaVu Sans", *(name for name in OTHER_LETTERS if name in installed)],
        "font.size": POINTS,
        "axes.titlesize": POINTS + 1,
        "svg.hashsalt": "runs",  # ids that are the same each time
        "pdf.fonttype": 42,  # words that can be searched for
    }
    matplotlib.rcParams.update(settings)
    # A run may be called by letters that no font here has: they are boxes then, and no line in the server's log.
    warnings.filterwarnings("ignore", "Glyph .* missing from", UserWarning)
    return Figure


def _drawn(runs: Runs) -> "Figure":
    from matplotlib.ticker import PercentFormatter

    labels = [f"diverged: {label}" if run.diverged else label for label, run in runs]
    height = max(PANEL, LINE * sum(map(_lines_of, _all_wrapped([f"100.00% {label}" for label in labels]))))
    drawn = prepared()(figsize=(WIDTH, 2 * height + 1.2))
    loss, accuracy = drawn.subplots(2, 1, sharex=True)
    edges = {"left": 0.6 / WIDTH, "right": 1 - 1.85 / WIDTH}
    drawn.subplots_adjust(bottom=0.5 / (2 * height + 1.2), top=1 - 0.3 / (2 * height + 1.2), hspace=0.28, **edges)
    thick = f"mean of the last {SMOOTHING} batches"
    lines = f"thin: best and worst batches, thick: {thick}" if len(runs) == 1 else thick
    for axes, title in ((loss, f"Loss, {lines}"), (accuracy, "Accuracy")):
        axes.set_title(title, loc="left", fontweight="bold")
        axes.spines[["top", "right"]].set_visible(False)
        axes.grid(axis="y", color=REFERENCE.light, alpha=0.25, linewidth=0.5)
    accuracy.set_xlabel("Iteration")
    accuracy.set_xlim(0, max(run.config.iterations for _, run in runs))
    accuracy.xaxis.set_major_formatter("{x:,.0f}")
    accuracy.xaxis.get_major_locator().set_params(integer=True)
    accuracy.yaxis.set_major_formatter(PercentFormatter(xmax=1))
    _draw_losses(loss, runs, labels, height)
    _draw_accuracies(accuracy, runs, labels, height)
    return drawn


def _draw_losses(axes: "Axes", runs: Runs, labels: list[str], height: float) -> None:
    """The mean of the latest batches; of a single run thin behind it the best and worst, and where its rate changed."""
    ends, highest, guess = [], 0.0, 0.0
    for (_, run), dash in zip(runs, itertools.cycle(DASHES), strict=False):
        at, single, smoothed = (column.to_numpy() for column in charts.loss_curve(run))
        guess = max(guess, math.log(run.network.output_size))
        if len(runs) == 1:
            axes.plot(at, single, color=WRONG.light, linewidth=0.5, alpha=0.4)
            _draw_changes(axes, run)
        axes.plot(at, smoothed, color=WRONG.light, linewidth=1.4, linestyle=dash, marker="o" if len(at) == 1 else None)
        if len(at):
            highest = max(highest, float(smoothed.max()))
            ends.append((float(at[-1]), float(smoothed[-1])))
        else:
            ends.append((0, guess))
    axes.axhline(guess, color=REFERENCE.light, linewidth=0.8, linestyle=(0, (1, 2)))
    _note(axes, f"guessing: {guess:.2f}", (0.99, guess), ("axes fraction", "data"), (0, 2), ha="right", va="bottom")
    axes.set_ylim(0, charts.loss_top(highest))
    _at_lines(axes, ends, labels, WRONG, height)


def _draw_changes(axes: "Axes", run: nn.TrainingRun) -> None:
    axes.vlines(
        [at for at, _ in run.rates[1:]], 0, 1, REFERENCE.light, linewidth=0.8, transform=axes.get_xaxis_transform()
    )
    for at, _, label in charts.changes(run.rates[1:], run.config.iterations):
        if label:
            _note(axes, label, (at, 0.5), ("data", "axes fraction"), (3, 0))


def _note(
    axes: "Axes", text: str, at: tuple[float, float], of: tuple[str, str], points: tuple[int, int], **how: Any
) -> None:
    """Words about what is only there to compare with."""
    axes.annotate(text, at, xycoords=of, xytext=points, textcoords="offset points", color=REFERENCE.light, **how)


def _draw_accuracies(axes: "Axes", runs: Runs, labels: list[str], height: float) -> None:
    """On the test images; of a single run on the training images too."""
    alone = len(runs) == 1
    lines = [(run.evaluated_at + 1, run.test_accuracy) for _, run in runs]
    if alone:
        ((_, run),) = runs
        known = np.isfinite(run.train_accuracy)  # in a sweep it is not measured everywhere
        lines = [(run.evaluated_at[known] + 1, run.train_accuracy[known]), *lines]
        labels = ["train", "test"]
    parts = [charts.thinned(len(at), MOST_DRAWN) for at, _ in lines]
    lines = [(at[part], accuracy[part]) for (at, accuracy), part in zip(lines, parts, strict=True)]
    low, high = zip(*(charts.accuracy_axis(run) for _, run in runs), strict=True)
    axes.set_ylim(min(low), max(high))
    ends = []
    for (at, accuracy), dash in zip(lines, itertools.cycle(DASHES), strict=False):
        marker = "o" if len(at) < 50 else None
        axes.plot(at, accuracy, color=RIGHT.light, linewidth=1.4, linestyle=dash, marker=marker, markersize=2)
        ends.append((float(at[-1]), float(accuracy[-1])) if len(at) else (0.0, min(low)))
    latest = [f"{percent(accuracy[-1], 2)} " if len(accuracy) else "" for _, accuracy in lines]
    _at_lines(axes, ends, [said + label for label, said in zip(labels, latest, strict=True)], RIGHT, height)
    axes.set_title("Accuracy" if alone else "Accuracy on the test images", loc="left", fontweight="bold")


def _at_lines(axes: "Axes", ends: list[tuple[float, float]], labels: list[str], color: Colour, height: float) -> None:
    """Right of the axes a label for each line, behind a piece of it, joined to where the line ends."""
    bottom, top = axes.get_ylim()
    words = _all_wrapped(labels)
    wanted = [min(max((y - bottom) / (top - bottom), 0), 1) for _, y in ends]
    places = apart(wanted, [_lines_of(label) * LINE / height for label in words])
    joint: dict[str, Any] = {"arrowstyle": "-", "color": REFERENCE.light, "linewidth": 0.5, "shrinkA": 0, "shrinkB": 2}
    outside: dict[str, Any] = {"color": color.light, "transform": axes.transAxes, "clip_on": False}
    for end, label, place, dash in zip(ends, words, places, itertools.cycle(DASHES), strict=False):
        axes.annotate(
            "", end, xytext=(1.04, place), textcoords="axes fraction", arrowprops=joint, annotation_clip=False
        )
        axes.plot([1.04, 1.11], [place, place], linewidth=1.4, linestyle=dash, **outside)
        axes.text(1.13, place, label, va="center", parse_math=False, **outside)


def _all_wrapped(labels: list[str]) -> list[str]:
    return [_wrapped(label, max(MOST_LINES // len(labels), LEAST_LINES)) for label in labels]


def _lines_of(label: str) -> float:
    """That it takes, with what keeps it apart from the next."""
    return label.count("\n") + 1.4


def _wrapped(text: str, most: int) -> str:
    """In lines that fit beside the axes, and no more of them than that."""
    lines = [line for own in text.splitlines() for line in textwrap.wrap(own, LETTERS)] or [""]
    return "\n".join(lines if len(lines) <= most else [*lines[: most - 1], f"{lines[most - 1][: LETTERS - 1]}…"])
