"""What became of a walk, in words: one method's or several's."""

import math

import numpy as np

import nn_core as nn
from explorer.descent.endings import Ending, ending, late
from explorer.descent.walks import (
    FURTHER,
    NEAR,
    NUMERICAL,
    REACH,
    REMEMBERING,
    SURFACES,
    Settings,
    digits_lost_at,
    further,
)
from explorer.words.latex import number
from explorer.words.numbers import signed


def verdicts(settings: Settings, walks: dict[str, nn.Descent]) -> str:
    """What became of each walk; Markdown, a line for each."""
    return "\n".join(
        f"- {verdict(settings._replace(method=name), walk)} {lost_digits(settings, walk)}".rstrip()
        for name, walk in walks.items()
    )


def on_the_way(walks: dict[str, nn.Descent], step: int) -> str:
    """Where each walk is after `step` steps, before it is known what becomes of it; Markdown, a line for each.

    A single one is told on one line, whatever its value: while it plays nothing below may jump.
    """
    if len(walks) == 1:
        (walk,) = walks.values()
        return f"**Step {step}:** value ${number(walk.values[step])}$"
    return "\n".join(
        f"- **Step {step}** of {name}: value ${number(walk.values[step])}$" for name, walk in walks.items()
    )


def verdict(settings: Settings, walk: nn.Descent) -> str:
    """A few short sentences, beginning with the method's name and the word for what is seen."""
    method, end = settings.method, ending(settings.surface, walk, further(settings))
    said = f"{method[0].upper()}{method[1:]} {_outcome(settings, walk, end)}"
    if end.left_at is not None:
        said += f" It leaves the picture at step {end.left_at}."
    if (walk.values < 0).any():
        below = "is" if walk.values[0] < 0 else "goes"
        said += f" Its value {below} below 0, where no logarithmic axis reaches."
    return said


def lost_digits(settings: Settings, walk: nn.Descent) -> str:
    """A sentence where the gradient is the numerical one and has lost its digits; else nothing."""
    step = digits_lost_at(settings.surface, walk.path) if settings.gradient == NUMERICAL else None
    if step is None:
        return ""
    before = walk.path[step - 1]
    where = "far out" if np.abs(before).max() > REACH else "near a point without a slope"
    said = (
        f"At step {step} the numerical gradient is off by more than 1%: so {where}, $f(x + h)$ and $f(x - h)$ differ "
        "only in their last digits, which are rounded. The analytic gradient keeps its digits."
    )
    if (walk.path[-1] == walk.path[-2]).all() and walk.path[-1].any():
        said += " In the end the two are equal, the slope comes out as 0, and the walk stands still."
    return said


def _outcome(settings: Settings, walk: nn.Descent, end: Ending) -> str:
    """What the walk did and where it ended."""
    surface, method, lr = settings.surface, settings.method, settings.lr
    bottomless, steps = not SURFACES[surface].minima, len(walk.path) - 1
    place = "({},\u00a0{})".format(*(signed(x, ".3g") for x in end.target))
    target = "the saddle" if bottomless else "the lowest point"
    away = f"at a distance of ${number(end.distance, 3)}$ from {target} at {place}"
    ends = f"{'1 step ends' if steps == 1 else f'{steps} steps end'} {away}"

    if end.still:
        return f"**does not move**: {'a step of learning rate 0 has no length' if lr == 0 else 'the slope here is 0'}."
    if end.diverges:
        downhill = bottomless and walk.values[-1] < walk.values[0]
        why = "it goes downhill for ever" if downhill else _too_large(settings, walk)
        if math.isfinite(end.distance):
            return f"**diverges**: {why}. {ends}."
        last = int(np.argmin(np.isfinite(walk.values))) - 1
        return f"**diverges**: {why}. After step {last} its value is beyond the largest number that a float holds."
    # Adam's steps do not shrink with the slope: it arrives and, perhaps after thousands of steps, is thrown out again.
    arrives = "arrives" if method == "Adam" else "converges"
    if end.stays and bottomless:
        where = f"{arrives}** {'at' if method == 'Adam' else 'to'} the saddle"
        return (
            f"**{where}: the slope at {place} is 0, but it is not a minimum. "
            "Start a little beside the line that leads there."
        )
    if end.stays and end.oscillated:
        jumps = "across the bottom, less far each time" if end.calmed else "to and fro before it settles"
        return f"**oscillates and {arrives}**: it jumps {jumps}. {ends}."
    if end.stays:
        return f"**{'overshoots and ' if end.overshot else ''}{arrives}**: {ends}."
    if bottomless and not end.to_saddle:
        return f"**is on its way** down: there is no lowest point to arrive at. {ends}."
    if end.distance < NEAR:
        return f"**passes** {'the saddle' if bottomless else 'the lowest point'} and goes on: {ends}."
    if not end.lower_later:
        edge = surface == "bowl" and method == "gradient descent" and lr == 1
        beyond = " With any larger learning rate it diverges." if edge else ""
        how = "**oscillates**" if end.oscillated else "**does not settle**"
        comes = "comes lower at times, but does not stay there" if end.lower_at_times else "gets no lower"
        why = _too_large(settings, walk)
        return f"{how} and {comes}, even in {FURTHER} steps: {why}. {ends}.{beyond}"
    later = ""
    if not end.arrives_later:
        later = f" Even {FURTHER} steps would not be enough."
        if end.near_at_times:
            later = f" Within {FURTHER} steps it comes there, but does not stay."
    if end.swung_out:
        return f"**swings out** first, higher than it began. {ends}.{later}"
    if end.oscillated:
        return f"**oscillates** on its way down: it jumps from side to side. {ends}.{later}"
    to = " to the saddle" if bottomless else ""
    if end.moved < 0 and not bottomless:
        fell = f"from ${number(walk.values[0], 3)}$ to ${number(walk.values[-1], 3)}$"
        ends += f", no nearer than it began. But its value fell {fell}"
    if end.moved >= 0.1 or walk.values[-1] < walk.values[0] / 2:
        return f"**{'overshoots and ' if end.overshot and not bottomless else ''}is on its way**{to}: {ends}.{later}"
    hardly = "hardly moves" if end.strayed < 0.1 and end.left_at is None else "gets hardly any nearer"
    if end.moved < 0 and hardly != "hardly moves" and not bottomless:
        hardly = "comes no nearer"
    return f"**{hardly}**{to}: {ends}.{later}"


def _too_large(settings: Settings, walk: nn.Descent) -> str:
    """What is to blame for a walk that comes no lower: its learning rate, alone or with what it remembers."""
    why, beta = f"learning rate {settings.lr:g} is too large", settings.beta
    if settings.method not in REMEMBERING or beta == 0:
        return why
    forgetful, steps = further(settings._replace(beta=0.0)), len(walk.path)
    end = ending(settings.surface, nn.Descent(forgetful.path[:steps], forgetful.values[:steps]), forgetful)
    # "Not higher", since a walk that diverged may end in inf or nan.
    lower = not end.diverges and not late(forgetful.values).max() >= (1 - 1e-6) * walk.values[-1]
    if not lower:
        return why
    later = ", if only later" if forgetful.values[steps - 1] >= walk.values[-1] else ""
    return f"{why} with β = {beta:g}; with β = 0 the walk comes lower{later}"
