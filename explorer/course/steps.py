"""The course: its steps, in the order to learn them."""

from typing import NamedTuple


class Step(NamedTuple):
    """One page.

    Attributes:
        page: its address, and the name of its file in `pages`.
        group: under which heading it stands in the menu.
        title: short, as in the menu.
        icon: a Material symbol.
        question: what a visitor finds out there; `{task}` is what the data in use are for.
        about: what there is, in a sentence.
        minutes: that it takes, about.
    """

    page: str
    group: str
    title: str
    icon: str
    question: str
    about: str
    minutes: int = 10


STEPS = (
    Step(
        page="sigmoid",
        group="Functions",
        title="Sigmoid",
        icon="line_curve",
        question="Where does a unit still listen to its input, and where has it stopped?",
        about="The curve that turns a weighted sum into an activation, and where its slope runs out.",
    ),
    Step(
        page="softmax",
        group="Functions",
        title="Softmax",
        icon="bar_chart",
        question="How do ten numbers become ten probabilities, whatever their size?",
        about="How logits become probabilities, step by step, and what a temperature does to them.",
    ),
    Step(
        page="losses",
        group="Functions",
        title="Losses",
        icon="target",
        question="How wrong is a prediction, and which loss can still learn from a bad one?",
        about="Half squared error and cross-entropy, and which of them learns when it is badly wrong.",
    ),
    Step(
        page="forward",
        group="Networks",
        title="Forward pass",
        icon="account_tree",
        question="What does a network do with two numbers, weight by weight?",
        about="A 2-3-2-2 network drawn out: every weight, every sum and every activation.",
    ),
    Step(
        page="backward",
        group="Networks",
        title="Backpropagation",
        icon="undo",
        question="Which of its weights are to blame for a wrong answer, and by how much?",
        about="Forward, loss, backward: the slope of the loss for every weight, and one step of learning.",
    ),
    Step(
        page="gradients",
        group="Networks",
        title="Gradients",
        icon="explore",
        question="Which way is down, and why is backpropagation worth the trouble?",
        about="Numerical and analytic gradients, and what backpropagation saves.",
    ),
    Step(
        page="descent",
        group="Networks",
        title="Gradient descent",
        icon="trending_down",
        question="How large may a step be before the walk flies away?",
        about="Walk downhill on five surfaces with four methods, and see where it goes wrong.",
        minutes=15,
    ),
    Step(
        page="trainer",
        group="Training",
        title="Train on MNIST",
        icon="model_training",
        question="How well can a network learn to {task}, and which settings help it?",
        about="Train a two-layer network on real images: choose its settings and watch it learn.",
        minutes=15,
    ),
    Step(
        page="inside",
        group="Training",
        title="Look inside",
        icon="draw",
        question="Does it read a digit that you draw, and where does it look?",
        about="Draw a digit for a trained network, then look at its units, at its mistakes and at what breaks it.",
        minutes=20,
    ),
    Step(
        page="runs",
        group="Training",
        title="Compare runs",
        icon="compare_arrows",
        question="Which settings were better, by how much, and was it only luck?",
        about="Your runs on one chart and in one table: which was best, what made the difference, and what was luck.",
        minutes=15,
    ),
)


def after(page: str) -> Step | None:
    """The step that follows this page's; None after the last."""
    pages = [step.page for step in STEPS]
    return next(iter(STEPS[pages.index(page) + 1 :]), None)
