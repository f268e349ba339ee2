"""What became of a training run, why, and what would help: a table of rules, of which the first that holds is said.

A rule names a cause only where it has looked at it: at the settings, at the loss before the first step and at the end,
at both accuracies, at the weights. Its bounds were found by training: runs with settings from all over the sliders
were judged, and trained again as they were advised. `benchmarks/verdicts.py` does so with others and counts.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any, NamedTuple

import numpy as np

import nn_core as nn
from explorer.data.datasets import MNIST, SAMPLE
from explorer.training.sliders import LEARNING_RATES, MAX_ITERATIONS
from explorer.words.numbers import counted, listed, percent

# What works with nearly all other settings. At 0.1 learning sets in earlier than at the lesson's 0.01.
HIDDEN, BATCH, SCALE = 50, 100, 0.1
FEW_UNITS = 10
FEW_IMAGES = 10_000
FAR = 100  # learning rate times iterations, from where on a small rate has had its time
SCALES = (0.003, 0.3)  # below, learning sets in late; above, the hidden units are saturated from the start
WELL = 0.85  # a test accuracy that no setting has to be blamed for
FEWEST = 10  # losses of which a mean is taken to be compared: of fewer, luck alone would often be lower
PATIENCE = 300  # iterations before a run that is under way may be called hopeless


class Level(Enum):
    """How a verdict is meant."""

    GOOD = "good"
    FAIR = "could be better"
    BAD = "bad"


class Verdict(NamedTuple):
    """What is said about a run.

    Attributes:
        name: in a few words.
        level: good, could be better or bad.
        sentence: what is to be seen, and why it is so.
        advice: settings that make it better, under the keys of the trainer's controls; empty where none is known to.
    """

    name: str
    level: Level
    sentence: str
    advice: dict[str, Any]


def verdict_of(run: nn.TrainingRun, dataset_name: str) -> Verdict | None:
    """What is to be said about a run that learns from the data set of this name: as `verdict`."""
    return verdict(run, run.network.output_size, MNIST if dataset_name == SAMPLE else None)


def verdict(run: nn.TrainingRun, classes: int, larger: str | None = None) -> Verdict | None:
    """What is to be said about a run.

    Args:
        run: under way or at its end.
        classes: of the data set that it learns from.
        larger: the name of a data set with more images of the same kind, where there is one.

    Returns:
        None where there is nothing to say yet: of a run that is under way only what will not mend itself is said.
    """
    if run.iteration == 0 or not (run.finished or run.iteration >= PATIENCE):
        return None
    seen = signs(run, classes, larger)
    for rule in RULES:
        if (run.finished or rule.hopeless) and rule.holds(seen):
            advice = advised(seen, rule.setting)
            besides = [what for key, what in out_of_range(seen).items() if key in advice and key != rule.setting]
            sentence = rule.sentence(seen) + (f" Besides, {listed(besides)}." if besides else "")
            return Verdict(rule.name, _level(seen, rule), sentence, advice)
    return None


# What is to be seen of a run


@dataclass(frozen=True)
class Signs:
    """What the rules look at.

    Attributes:
        config: the settings; the learning rate is the latest.
        mean_rate: the mean learning rate of all its iterations.
        reach: the sum of those.
        classes: how many there are.
        larger: a data set with more images of the same kind, where there is one.
        iteration: how many are done.
        finite: the loss and all weights are finite numbers.
        first: the loss of the first batch, before any step.
        recent: the mean loss of the latest tenth of the iterations.
        falling: the mean loss of the latest fifth is below that of the fifth before by more than the luck of batches.
        train, test: the latest accuracies; those of guessing while none was measured, and nan where a run that a sweep
            ended early was not asked.
        alike: all hidden units started alike and still have the same weights, but for rounding.
    """

    config: nn.TrainingConfig
    mean_rate: float
    reach: float
    classes: int
    larger: str | None
    iteration: int
    finite: bool
    first: float
    recent: float
    falling: bool
    train: float
    test: float
    alike: bool

    @property
    def guess(self) -> float:
        """The loss of guessing."""
        return math.log(self.classes)

    @property
    def boldness(self) -> float:
        """The learning rate as a multiple of the one that suits the batches; where it changed, the less bold view."""
        return min(self.config.learning_rate, self.mean_rate) / fitting_rate(self.config.batch_size)

    @property
    def too_timid(self) -> bool:
        """Its steps are too short for so few of them."""
        return _too_small(self.mean_rate, self.config.batch_size, self.reach)

    @property
    def rate(self) -> str:
        """Its learning rate in words."""
        changed = self.mean_rate != self.config.learning_rate
        return f"a learning rate of {self.mean_rate:.2g} on average" if changed else f"learning rate {self.mean_rate:g}"


def fitting_rate(batch_size: int) -> float:
    """The learning rate that suits batches of this size: the fewer images a step looks at, the shorter it has to be.

    It goes with the square root, as the noise of a gradient does, up to the 1 beyond which sigmoid units saturate.
    """
    return 0.1 * math.sqrt(min(batch_size, 100))


def signs(run: nn.TrainingRun, classes: int, larger: str | None = None) -> Signs:
    """What there is to be seen of a run that has begun; arguments as those of `verdict`."""
    ends = [*(after for after, _ in run.rates[1:]), run.config.iterations]
    loss, measured = run.train_loss.astype(np.float64), len(run.evaluated_at) > 0
    fifth = run.iteration // 5
    falling = False
    if fifth >= FEWEST and not run.diverged:
        before, last = loss[-2 * fifth : -fifth], loss[-fifth:]
        falling = bool(before.mean() - last.mean() > 2 * math.sqrt((before.var(ddof=1) + last.var(ddof=1)) / fifth))
    alike, W1 = False, run.network.params["W1"]
    if run.config.weight_init_std == 0 and not run.diverged and W1.size > 0:  # of many runs the weights are not kept
        alike = bool(np.ptp(W1, axis=1).max() <= 1e-3 * np.abs(W1).max())
    reach = sum(rate * (end - after) for (after, rate), end in zip(run.rates, ends, strict=True))
    return Signs(
        config=run.config,
        mean_rate=reach / run.config.iterations if len(run.rates) > 1 else run.config.learning_rate,
        reach=reach,
        classes=classes,
        larger=larger,
        iteration=run.iteration,
        finite=not run.diverged,
        first=float(loss[0]),
        recent=float(loss[-max(run.iteration // 10, 1) :].mean()),
        falling=falling,
        train=float(run.train_accuracy[-1]) if measured else 1 / classes,
        test=float(run.test_accuracy[-1]) if measured else 1 / classes,
        alike=alike,
    )


# What would help


def out_of_range(s: Signs) -> dict[str, str]:
    """The settings that can keep a run from learning whatever the others are, and what is the matter with each."""
    config, found = s.config, {}
    scale, batch = config.weight_init_std, counted(config.batch_size, "image")
    if not SCALES[0] <= scale <= SCALES[1]:
        found["init_std"] = f"a weight scale of {scale:g} is too {'large' if scale > SCALES[1] else 'small'}"
    if config.hidden_size < FEW_UNITS:
        units = counted(config.hidden_size, "hidden unit")
        found["hidden"] = f"{units} {'is' if config.hidden_size == 1 else 'are'} too few"
    if config.batch_size < BATCH and config.iterations * config.batch_size < FEW_IMAGES:
        found["batch"] = f"{_batches(config.iterations)} of {batch} {'is' if config.iterations == 1 else 'are'} too few"
    if s.boldness > 3:
        found["lr"] = f"learning rate {config.learning_rate:g} is too large for batches of {batch}"
    elif s.too_timid:
        found["lr"] = f"{s.rate} is too small for {counted(config.iterations, 'iteration')}"
    return found


def advised(s: Signs, setting: str | None) -> dict[str, Any]:
    """A better value of the setting that is to blame, and of all without which that would not help."""
    if setting is None or (setting == "dataset" and s.larger is None):
        return {}
    if setting == "iterations":
        return {"iterations": min(3 * s.config.iterations, MAX_ITERATIONS)}
    # What was learned well enough to be learned by heart needs other images, and no rate that only just worked.
    to_mend = {setting} if setting == "dataset" else {setting, *out_of_range(s)}
    sound = {"dataset": s.larger, "init_std": SCALE, "hidden": HIDDEN, "batch": BATCH}
    advice: dict[str, Any] = {key: value for key, value in sound.items() if key in to_mend}
    batch = advice.get("batch", s.config.batch_size)
    fitting = fitting_rate(batch)
    too_bold = min(s.config.learning_rate, s.mean_rate) > 3 * fitting
    if setting == "lr" or too_bold or _too_small(s.mean_rate, batch, s.reach):
        advice["lr"] = min(LEARNING_RATES, key=lambda rate: abs(math.log(rate / fitting)))
    return advice


def _too_small(rate: float, batch_size: int, reach: float) -> bool:
    """Small steps reach as far as large ones, only later: a hundred of length 1, or a thousand of 0.1."""
    return rate < fitting_rate(batch_size) / 3 and reach < FAR


# What is said


def _diverged(s: Signs) -> str:
    why = "thrown too far by its own steps" if math.isfinite(s.first) else "before any step was made"
    return f"At iteration {s.iteration:,} the loss or a weight was no longer a finite number, {why}."


def _started_alike(s: Signs) -> str:
    units = "Both" if s.config.hidden_size == 2 else f"All {s.config.hidden_size}"
    start = f"{units} hidden units started alike, with weights of 0, and so they learn alike."
    if s.alike:
        return f"{start} They do the work of one."
    return f"{start} Nothing but rounding has set them apart since."


def _saturated(s: Signs) -> str:
    said = (
        f"The weights started at a scale of {s.config.weight_init_std:g}: it drives hidden units to 0 or 1, where they "
    )
    said += "hardly learn."
    if s.first > 1.2 * s.guess:
        said += f" Before the first step the loss was {s.first:.2f}, and guessing costs {s.guess:.2f}."
    return f"{said} It is learning, but slowly." if s.falling else said


def _too_timid(s: Signs) -> str:
    small, steps = f"{s.rate} is too small", counted(s.iteration, "step")
    if s.falling and s.recent < 0.95 * s.guess:
        return f"It is learning, but {small} to get far in {steps}."
    return f"The loss is {s.recent:.2f}, and guessing costs {s.guess:.2f}: {small} for {steps}."


def _too_bold(s: Signs) -> str:
    if s.recent > 1.05 * s.guess:
        seen = f"In its last tenth the loss is {s.recent:.2f} on average, worse than the {s.guess:.2f} of guessing"
    elif abs(s.test - 1 / s.classes) < 0.02:
        seen = "It is right about as often as if it gave all images the same answer"
    else:
        seen = "Its steps are too long to settle where the loss is low"
    rate, batch = f"{s.config.learning_rate:g}", counted(s.config.batch_size, "image")
    return f"{seen}: learning rate {rate} is too large for batches of {batch}."


def _few_images(s: Signs) -> str:
    few = "which is" if s.iteration == 1 else "which are"
    return f"It has learned from {_batches(s.iteration)} of {counted(s.config.batch_size, 'image')}, {few} too few."


def _batches(count: int) -> str:
    return f"{count:,} batch{'' if count == 1 else 'es'}"


def _few_units(s: Signs) -> str:
    return f"{counted(s.config.hidden_size, 'hidden unit')} can hardly tell {s.classes} classes apart."


def _still_learning(s: Signs) -> str:
    return "The loss was still falling when it ended: more iterations would help."


def _by_heart(s: Signs) -> str:
    here = f"{percent(s.train)} of the images that it learned from are read right, {percent(s.test)} of others"
    return f"{here}: the difference was learned by heart."


def _good(s: Signs) -> str:
    if math.isnan(s.train):
        return f"Of images that it never saw it reads {percent(s.test)} right. Of the others nobody has asked."
    nearly = "nearly " if s.test < s.train else ""
    return f"It reads images that it never saw {nearly}as well as those that it learned from."


def _unexplained(s: Signs) -> str:
    return "Neither its settings nor its curves say why it reads no more."


# The rules


class Rule(NamedTuple):
    """What may be said of a run.

    Attributes:
        name: in a few words.
        setting: the control that is to blame, by its key; None where there is nothing to change.
        holds: is it so?
        sentence: what is to be seen, and the cause.
        hopeless: it will not mend itself, so it is said while the run is under way, too.
    """

    name: str
    setting: str | None
    holds: Callable[[Signs], bool]
    sentence: Callable[[Signs], str]
    hopeless: bool = False


def _more_iterations_pay(s: Signs) -> bool:
    """It learns, what it learns still holds for images that it never saw, and no other setting is in its way."""
    gap, units = s.train - s.test, s.config.hidden_size
    if units < 30:  # the few that there are may be at their limit though the loss still falls
        room = gap < 0.04 if s.test < WELL and units >= FEW_UNITS else gap < 0.01 and s.test >= WELL
    else:
        room = gap < 0.05 and s.train < 0.985
    at_such_a_rate = s.boldness < 6 and s.config.learning_rate > s.mean_rate / 3  # which is what they would have
    return s.falling and s.recent < s.guess and room and at_such_a_rate and s.config.iterations < MAX_ITERATIONS


def _never_gets_far(s: Signs) -> bool:
    """Its steps are too short, and show it."""
    return s.test < WELL and s.too_timid


def _never_settles(s: Signs) -> bool:
    """The steps are far too long, or a run that had the time to settle has not."""
    return s.boldness > 4 or (s.boldness > 2 and s.iteration >= 1000 and not s.falling)


def _knows_by_heart(s: Signs) -> bool:
    return s.train - s.test > 0.05


RULES = (
    Rule("Diverged", "init_std", lambda s: not s.finite and s.config.weight_init_std > SCALES[1], _diverged),
    Rule("Diverged", "lr", lambda s: not s.finite, _diverged),
    Rule(
        "Units started alike",
        "init_std",
        lambda s: s.test < WELL and s.config.weight_init_std == 0 and s.config.hidden_size > 1,
        _started_alike,
        hopeless=True,
    ),
    Rule(
        "Weight scale too large",
        "init_std",
        lambda s: s.test < WELL and s.config.weight_init_std > SCALES[1],
        _saturated,
    ),
    Rule(
        "Too few images",
        "iterations",
        lambda s: s.test < WELL and s.config.batch_size >= BATCH and s.iteration * s.config.batch_size < FEW_IMAGES,
        _few_images,
    ),
    Rule("Learning rate too small", "lr", _never_gets_far, _too_timid),
    Rule(
        "Learning rate too large",
        "lr",
        lambda s: s.test < WELL and s.boldness > 4 and s.recent > 1.05 * s.guess and not s.falling,
        _too_bold,
        hopeless=True,
    ),
    Rule("Still learning", "iterations", _more_iterations_pay, _still_learning),
    Rule("Learning rate too large", "lr", lambda s: s.test < WELL and _never_settles(s), _too_bold),
    Rule(
        "Too few images",
        "batch",
        lambda s: s.test < WELL and s.config.batch_size < BATCH and s.iteration * s.config.batch_size < FEW_IMAGES,
        _few_images,
    ),
    Rule(
        "Too few hidden units",
        "hidden",
        lambda s: s.test < WELL and s.config.hidden_size < FEW_UNITS and not (s.train >= WELL and _knows_by_heart(s)),
        _few_units,
    ),
    Rule(
        "Learned by heart",
        "dataset",
        lambda s: (s.test >= 0.5 or s.train >= WELL) and _knows_by_heart(s),
        _by_heart,
    ),
    Rule("Good", None, lambda s: s.test >= WELL, _good),
    Rule("Could be better", None, lambda s: True, _unexplained),
)


def _level(s: Signs, rule: Rule) -> Level:
    """Bad is nearer to guessing than to all right; good reads well and has nothing in its way to read better."""
    if s.test < (1 + 1 / s.classes) / 2:
        return Level.BAD
    nothing_wrong = rule.setting is None or (rule.setting == "iterations" and s.test >= 0.9)
    return Level.GOOD if s.test >= WELL and nothing_wrong else Level.FAIR
