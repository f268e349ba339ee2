"""What the experiments of the lessons say is right is what the core computes."""

import numpy as np
import pytest

import nn_core as nn
from explorer.descent import walks
from explorer.forward import network
from explorer.forward.experiments import EXCLUSIVE_OR
from explorer.losses.prediction import ONE_DIGIT, one_hot, prediction
from tests.pages.lessons import LESSONS

approx = pytest.approx
LOGITS = np.array([3.0, 1, 0, -1])


def answer(x1: float, x2: float, **arrays) -> np.ndarray:
    return network.network(network.LESSON | network.values(**arrays)).forward([x1, x2])


def exclusive_or(x1: float, x2: float) -> np.ndarray:
    return network.network(network.LESSON | EXCLUSIVE_OR).forward([x1, x2])


def pull(p: float) -> float:
    """How many times as hard cross-entropy pulls at the right logit as squared error does."""
    y, t = prediction(p, ONE_DIGIT), one_hot(3)
    return float(nn.cross_entropy_gradient(y, t)[3] / nn.sum_squared_error_gradient(y, t)[3])


def walk(
    surface: str, x0: float, x1: float, lr: float, method: str = "gradient descent", beta: float = 0.9
) -> np.ndarray:
    return walks.walk(walks.Settings(surface, method, (x0, x1), lr, 100, beta=beta)).path


def slope(h: float, point: tuple[float, float] = (3.0, 2.0)) -> np.ndarray:
    return nn.numerical_gradient(nn.BOWL.f, point, h)


def left(path: np.ndarray) -> float:
    return float(np.hypot(*path[-1]) / np.hypot(*path[0]))


def swings(along: np.ndarray) -> int:
    """How often it passes the bottom."""
    return int((np.diff(np.sign(along)) != 0).sum())


MEMORY = (0.5, 0.9, 0.97)
ALIKE = {"W1": 0.5, "b1": 0, "W2": 0.5, "b2": 0, "W3": 0.5, "b3": 0}
SATURATED = {"W1": [[1, 3, 5], [2, 4, 6]]}
RAVINE = ("ravine", -5.0, 2.0, 0.3)
VALLEY = ("Rosenbrock", -1.0, 1.5, 0.001)
NOT_ADAM = ("gradient descent", "momentum", "AdaGrad")
# Of each title: the right answer, and what makes it right.
RIGHT = {
    "The steepest place": ("in the middle, at 0", lambda: nn.sigmoid_grad(np.arange(-10, 11)).argmax() == 10),
    "Stuck": ("hundreds of times less", lambda: round(float(nn.sigmoid_grad(0) / nn.sigmoid_grad(8))) == 746),
    "A large weight": ("four times as steep", lambda: nn.numerical_diff(lambda x: nn.sigmoid(4 * x), 0) == approx(1)),
    "Move the middle": ("b = −6", lambda: nn.sigmoid(2 * 3 - 6) == 0.5),
    "Ten equal logits": ("1/10", lambda: nn.softmax(np.zeros(10)) == approx(0.1)),
    "A thousand more for all": ("nothing at all", lambda: nn.softmax(LOGITS + 1000) == approx(nn.softmax(LOGITS))),
    "Hot": ("nearly equal", lambda: np.ptp(nn.softmax(LOGITS, 20)) < 0.1),
    "Cold": ("the largest takes almost everything", lambda: nn.softmax(LOGITS, 0.2).max() > 0.99),
    "The sigmoid again": ("the sigmoid", lambda: nn.softmax([1.1, 0])[0] == approx(nn.sigmoid(1.1))),
    "A network that guesses": ("about 2.3", lambda: round(float(nn.cross_entropy(np.full(10, 0.1), 3)), 1) == 2.3),
    "Badly wrong, and sure of it": (
        "cross-entropy, some 500 times harder",
        lambda: pull(0.001) == approx(500, rel=0.01),
    ),
    "Undecided": ("twice as hard", lambda: pull(0.5) == approx(2)),
    "Ruled out": ("infinite", lambda: nn.cross_entropy([0.0, 1.0], 0, 0) == np.inf),
    "Too large a delta": ("below 0", lambda: nn.cross_entropy([1.0, 0.0], 0, 0.1) < 0),
    "From end to end": ("by about 0.07", lambda: round(float((answer(5, 5) - answer(-5, -5))[0]), 2) == 0.07),
    "Deaf": ("on no input at all", lambda: answer(5, -5, W1=0, W2=0, W3=0) == approx([0.1, 0.2])),
    "All weights alike": ("all the same", lambda: np.ptp(answer(1, 0.5, **ALIKE)) == 0 < answer(1, 0.5, **ALIKE)[0]),
    "Saturated": (
        "not even by a thousandth",
        lambda: answer(5, 5, **SATURATED) == approx(answer(4, 5, **SATURATED), abs=0.001),
    ),
    "Exclusive or": (
        "if just one of them is 1",
        lambda: [round(exclusive_or(*pair)[0]) for pair in np.ndindex(2, 2)] == [0, 1, 1, 0],
    ),
    "Which way is up?": ("to the right", lambda: nn.BOWL.grad([4.0, 0.0]).tolist() == [8, 0]),
    "At the bottom": ("there is none", lambda: not nn.BOWL.grad([0.0, 0.0]).any()),
    "A large h": ("not at all", lambda: slope(1.0).tolist() == [6, 4]),
    "A tiny h": ("a wrong one", lambda: abs(slope(6e-16) - [6, 4]).max() > 0.1),
    "Tinier still": ("a slope of 0", lambda: not slope(1e-16).any()),
    "A single step": (
        "0.5",
        lambda: [left(walk("bowl", -3, 4, lr)[:2]) for lr in (0.1, 0.5, 1)] == approx([0.8, 0, 1]),
    ),
    "Over the edge": ("fly away", lambda: left(walk("bowl", -3, 4, 0.95)) < 1 < left(walk("bowl", -3, 4, 1.05))),
    "Too timid": ("less than a fifth", lambda: 0.8 < left(walk("bowl", -3, 4, 0.001)) < 1),
    "A ravine": (
        "zigzag across, small steps along",
        lambda: swings(walk("ravine", -5, 2, 0.95)[:, 1]) == 100 and not swings(walk("ravine", -5, 2, 0.95)[:, 0]),
    ),
    "All four": (
        "momentum",
        lambda: [name for name in NOT_ADAM if swings(walk(*RAVINE, name)[:, 0])] == ["momentum"],
    ),
    "More memory": (
        "swing longer",
        lambda: np.all(np.diff([swings(walk(*RAVINE, "momentum", beta)[:, 0]) for beta in MEMORY]) > 0),
    ),
    "A saddle": (
        "in the middle, which is not a minimum",
        lambda: walk("saddle", 4, 0, 0.1)[-1] == approx([0, 0], abs=1e-6),
    ),
    "A bent valley": (
        "momentum",
        lambda: max(walks.METHODS, key=lambda name: walk(*VALLEY, name)[-1, 0]) == "momentum",
    ),
    "Four valleys": ("the one at the upper right", lambda: walk("Himmelblau", 0, 0, 0.01)[-1] == approx([3, 2])),
}
ONES = [one for name, lesson in LESSONS.items() if name != "backward" for one in lesson.experiments]


@pytest.mark.parametrize("one", ONES, ids=lambda one: one.title)
def test_the_answer_that_is_said_to_be_right_is(one) -> None:
    right, holds = RIGHT[one.title]
    assert one.choices[one.right] == right
    assert holds()
