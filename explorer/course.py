"""The course: its steps, in the order to learn them."""

from typing import NamedTuple


class Step(NamedTuple):
    """One page.

    Attributes:
        page: its address, and the name of its file in `pages`.
        title: short, as in the menu.
        icon: a Material symbol.
        question: what a visitor finds out there.
        minutes: that it takes, about.
    """

    page: str
    title: str
    icon: str
    question: str
    minutes: int = 10


STEPS = (
    Step("sigmoid", "Sigmoid", "line_curve", "When does a unit of a network react to its input, and when is it stuck?"),
    Step("softmax", "Softmax", "bar_chart", "How do ten numbers of any size become ten probabilities?"),
    Step("losses", "Losses", "target", "How wrong is a guess, and which measure of it can a network learn from?"),
    Step("forward", "Forward pass", "account_tree", "What does a network do with the numbers that it is given?"),
    Step("gradients", "Gradients", "explore", "Which way is down, and how does a computer find out?"),
    Step("descent", "Gradient descent", "trending_down", "How large may a step downhill be?", 15),
    Step("trainer", "Train on MNIST", "model_training", "Can it learn to read digits that people wrote?", 15),
)


def after(page: str) -> Step | None:
    """The step that follows this page's; None after the last."""
    pages = [step.page for step in STEPS]
    return next(iter(STEPS[pages.index(page) + 1 :]), None)
