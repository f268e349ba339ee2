"""What there is to find out in a network's units, in its mistakes, and in one image.

What is right depends on the network: it is asked, each time.
"""

import numpy as np

import nn_core as nn
from explorer.course.experiment import Experiment
from explorer.inside import mistakes, through, units
from explorer.inside.images import Image
from explorer.inside.network import Known
from explorer.training.answers import Answers, answers
from explorer.words import numbers

PALE = 1 / 4  # of full colour: what is below looks blank
SURE = 0.9
HARDLY = 1 / 10  # of their size: by so much weights may change and look the same


def of_units(known: Known, dataset: nn.Dataset) -> tuple[Experiment, ...]:
    """About the pictures before any training, and about the unit that can move the answer most."""
    strongest = int(units.strength(known.network).argmax())
    unit = units.unit(known.network, dataset, strongest)
    first, latest = known.moments[0], known.moments[-1]
    lost = round(100 * (unit.accuracy - unit.accuracy_without), 6)  # 100 * (0.011 - 0.001) is less than 1
    needed = Experiment(
        title="Do without one",
        values={"after": latest.iteration},
        question="The unit with the largest outgoing weights is switched off: it hands on 0. How much is lost?",
        choices=("less than 1 point of the accuracy", "1 to 10 points", "10 points or more"),
        right=0 if lost < 1 else 1 if lost < 10 else 2,
        then={"unit": strongest + 1},
        why=f"It is unit {strongest + 1}. Without it {numbers.percent(unit.accuracy_without)} are read right, with it "
        f"{numbers.percent(unit.accuracy)}. "
        + (
            "It is the only one: without it the answer to every image is the same."
            if known.network.hidden_size == 1
            else "The knowledge of a network is spread over all its units: the fewer there are, the more each of them "
            "is missed."
        ),
    )
    if first.iteration > 0 or latest is first:
        return (needed,)
    before, now = (np.abs(moment.network.params["W1"]) for moment in (first, latest))
    moved = np.linalg.norm(latest.network.params["W1"] - first.network.params["W1"])
    same = moved <= HARDLY * np.linalg.norm(first.network.params["W1"])
    pale = before.max() < PALE * units.full_colour(known.moments)
    begun = Experiment(
        title="Before training",
        values={"after": latest.iteration},
        question="These are the weights as they are now. What did the same pictures look like before any training?",
        choices=("nearly blank", "just as colourful, with other patterns", "as they are now, or nearly"),
        right=2 if same else 0 if pale else 1,
        then={"after": 0},
        why=f"Before training no weight was beyond ±{numbers.short(before.max(), '.2g')}; now the largest is "
        f"±{numbers.short(now.max(), '.2g')}. "
        + _where_patterns_are_from(float(moved), same=bool(same), pale=bool(pale)),
    )
    return begun, needed


def _where_patterns_are_from(moved: float, *, same: bool, pale: bool) -> str:
    if moved == 0:
        return "Nothing has been learned."
    if same:
        return "What you see is what was drawn at random: learning has moved it so little that it does not show."
    if pale:
        return "Every pattern of the trained network was learned from images."
    return "What was learned from images lies over what was drawn at random."


def of_mistakes(found: Answers, names: list[str]) -> tuple[Experiment, ...]:
    """About the class that is misread most, and about how sure a network is when it is wrong; none without mistakes."""
    if found.right.all():
        return ()
    sure = found.sure[~found.right] > SURE
    wrong = Experiment(
        title="Wrong, and sure of it",
        values={},
        question=f"Of how many of the images that it misreads is the network more than {SURE:.0%} sure?",
        choices=("of none", "of fewer than one in four", "of one in four, or more"),
        right=0 if not sure.any() else 1 if sure.mean() < 1 / 4 else 2,
        then={"which": "all", "from": 1},
        why=f"Of {sure.sum():,} of {len(sure):,}; the list begins with the surest. A probability says what the network "
        "has learned, not that it is right.",
    )
    parts = found.by_class
    order = [label for label in np.argsort(parts, kind="stable").tolist() if not np.isnan(parts[label])]
    hardest, *others = order
    easier = [label for label in others if parts[label] > parts[hardest]]
    as_hard = [names[label] for label in others if parts[label] == parts[hardest]]
    if not easier:
        return (wrong,)
    offered = sorted({hardest, easier[0], easier[len(easier) // 2], easier[-1]})
    hard = Experiment(
        title="The hardest",
        values={},
        question="Which of these classes does the network misread most often?",
        choices=tuple(names[label] for label in offered),
        right=offered.index(hardest),
        then={"true": hardest, "said": hardest, "which": "cell", "from": 1},
        why=f"Of the images of {names[hardest]} it reads {numbers.percent(parts[hardest])} right"
        + (f", and so it does of those of {numbers.listed(as_hard)}; " if as_hard else ", ")
        + f"of those of {names[easier[-1]]} {numbers.percent(parts[easier[-1]])}: see the diagonal of the matrix.",
    )
    return hard, wrong


def of_image(known: Known, dataset: nn.Dataset, image: Image) -> tuple[Experiment, ...]:
    """About the pixels that count for a unit, and about the mistake that the network is surest of."""
    z = through.way(known.network, image.x, image.meant).hidden.z
    active, inked, pixels = int(z.argmax()), int(np.count_nonzero(image.x)), len(image.x)
    part = inked / pixels
    count = Experiment(
        title="Which pixels count?",
        values={},
        question=f"A hidden unit adds up {pixels} products, a pixel times its weight each. How many of them are "
        f"not 0, for {image.name}?",
        choices=("fewer than a quarter", "a quarter to three quarters", "more than three quarters"),
        right=0 if part < 1 / 4 else 1 if part <= 3 / 4 else 2,
        then={"unit": active + 1},
        why=f"At most {inked}, as many as pixels with ink: without ink a pixel is 0, and so is its product, whatever "
        f"the weight. No unit is more active than unit {active + 1}: it hands on {numbers.activation(z[active])}.",
    )
    found = answers(known.network, dataset)
    if found.right.all():
        return (count,)
    worst = int(mistakes.mistakes(found)[0])
    sure, names = found.sure[worst], known.class_names
    wrong = Experiment(
        title="Its surest mistake",
        values={},
        question="Of all images that it misreads: how sure is it where it is surest?",
        choices=("less than 50%", "50% to 90%", "more than 90%"),
        right=0 if sure < 0.5 else 1 if sure <= SURE else 2,
        then={"image": worst + 1, "of": "test"},
        why=f"{numbers.percent(sure)}: it says {names[found.said[worst]]}, and {names[found.labels[worst]]} was meant. "
        "The surer of a mistake, the larger, as a rule, the loss, and the more the network would learn from it.",
    )
    return count, wrong
