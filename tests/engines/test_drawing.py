"""A digit is drawn by mouse and by touch in every engine, and read."""

from typing import get_args

import pytest

from tests.browser.hands import SEVEN, THREE, Points, along
from tests.engines.engine import Engine, Pointer
from tests.engines.test_engines import TEXTS, faults, rest
from tests.waiting import wait_until

PLACES = 30  # of the pointer in one digit
PAPER = """() => {
    const { x, y, width, height } = document.querySelector(".st-key-canvas canvas").getBoundingClientRect()
    return [x, y, width, height]
}"""
LISTEN = """() => {
    window.pointers = []
    const paper = document.querySelector(".st-key-canvas")
    paper.addEventListener("pointerdown", ({ pointerType }) => pointers.push(pointerType))
}"""
CLEAR = "() => document.querySelector('.st-key-clear button').click()"


@pytest.fixture(scope="module")
def paper(engine: Engine, address: str) -> None:
    """The page with the paper, opened once in each engine."""
    engine.open(f"http://{address}/inside")
    wait_until(lambda: engine.run(TEXTS, ".st-key-canvas canvas"))
    rest(engine)


def answer(engine: Engine) -> str:
    return "".join(engine.run(TEXTS, ".st-key-answer"))


@pytest.mark.usefixtures("paper")
@pytest.mark.parametrize("pointer", get_args(Pointer))
@pytest.mark.parametrize(("digit", "name"), [(THREE, "3"), (SEVEN, "7")], ids=["3", "7"])
def test_a_digit_is_read_as_it_was_drawn(engine: Engine, pointer: Pointer, digit: Points, name: str) -> None:
    if pointer not in engine.pointers:
        pytest.skip(f"the driver of this engine has no {pointer}")
    engine.run(CLEAR)
    wait_until(lambda: answer(engine).startswith("Nothing to read"))
    engine.run(LISTEN)
    engine.drag(*along(engine.run(PAPER), digit, PLACES), pointer=pointer)
    wait_until(lambda: answer(engine).startswith(name))
    assert set(engine.run("() => pointers")) == {pointer}
    assert faults(engine) == []
