"""Every page in every engine: it is drawn, keys and hands move it, a network trains, and no script fails."""

import pytest

from explorer.course.steps import STEPS
from tests.browser.pictures import AT_REST, FRAMES_AT_REST
from tests.engines.engine import Engine
from tests.waiting import wait_until

PAGES = ["", *(step.page for step in STEPS)]
ASKED = {"trainer": "?iterations=500", "inside": "?see=break"}  # a short run; a view with a slider and its picture
WITH_HANDLES = ["softmax", "gradients", "descent"]
SLIDER = "[data-testid=stMain] input[type=range]"
SLIDERS = {"trainer": ".st-key-iterations input"}  # where the first one of the page moves no picture
WAY = (-30, 40)  # pixels to the right and down, as far as a handle is pulled

IS_THERE = "() => document.querySelector('h1') !== null"
# The first page has played.
IS_WHOLE = """() => {
    const inSight = (selector) => [...document.querySelectorAll(selector)].filter((one) => one.checkVisibility())
    return inSight(".reader button").every((button) => button.textContent !== "Pause")
        && !inSight(".reader .waiting").length
}"""
PICTURES = """() => [...document.querySelectorAll("svg.marks, .reader .look")].map((picture) => picture.innerHTML)"""
FOCUS = "(selector) => document.querySelector(selector).focus()"
# One step towards the middle of the slider that has the focus.
TOWARDS_MIDDLE = """() => {
    const { valueAsNumber, min, max } = document.activeElement
    return valueAsNumber < (+min + +max) / 2 ? "ArrowRight" : "ArrowLeft"
}"""
HANDLE = """() => {
    const { x, y, width, height } = document.querySelector(".grab").getBoundingClientRect()
    return [x + width / 2, y + height / 2]
}"""
VALUE = "(selector) => document.querySelector(selector).value"
ADDRESS = "() => location.href"
TEXTS = "(selector) => [...document.querySelectorAll(selector)].map((one) => one.textContent)"

# In each way that a script may fail.
FAIL = """() => {
    setTimeout(() => { throw new Error("thrown") })
    Promise.reject(new Error("rejected"))
    console.error("said")
}"""


def rest(engine: Engine) -> None:
    """Wait until the page is whole, and nothing moves any more."""
    wait_until(lambda: engine.run(IS_THERE))
    wait_until(lambda: is_whole(engine))


def is_whole(engine: Engine) -> bool:
    """Asked when nothing moves: what a page lacks may be on its way."""
    engine.run(AT_REST, FRAMES_AT_REST)
    return bool(engine.run(IS_WHOLE))


def moved(engine: Engine, pictures: list[str], address: str) -> bool:
    """Are there other pictures now, and does the address say why?"""
    return engine.run(PICTURES) != pictures and engine.run(ADDRESS) != address


def faults(engine: Engine) -> list[str]:
    """What has gone wrong in the browser, and what the page says that has gone wrong on the server."""
    shown: list[str] = engine.run(TEXTS, "[data-testid=stException]")
    return engine.errors() + shown


@pytest.fixture(scope="module", params=PAGES, ids=lambda page: page or "home")
def opened(request: pytest.FixtureRequest, engine: Engine, address: str) -> str:
    """Each page in turn, opened once for all tests of it; its name."""
    name: str = request.param
    engine.open(f"http://{address}/{name}{ASKED.get(name, '')}")
    rest(engine)
    return name


def test_a_page_is_whole_and_no_script_fails(engine: Engine, opened: str) -> None:
    assert engine.run(TEXTS, "h1")
    assert faults(engine) == []


def test_a_key_moves_a_slider_and_its_picture_and_the_address_follow(engine: Engine, opened: str) -> None:
    slider = SLIDERS.get(opened, SLIDER)
    wait_until(lambda: engine.run(TEXTS, slider))  # the last page may have a network to wait for
    rest(engine)
    before = engine.run(PICTURES), engine.run(ADDRESS)
    engine.run(FOCUS, slider)
    engine.press(engine.run(TOWARDS_MIDDLE))
    wait_until(lambda: moved(engine, *before))
    rest(engine)
    assert moved(engine, *before), "the server says the same"
    assert faults(engine) == []


@pytest.mark.parametrize("opened", WITH_HANDLES, indirect=True)
def test_a_handle_goes_with_the_hand_and_its_picture_and_the_address_follow(engine: Engine, opened: str) -> None:
    before = engine.run(PICTURES), engine.run(ADDRESS)
    x, y = engine.run(HANDLE)
    engine.drag((x, y), (x + WAY[0], y + WAY[1]))
    wait_until(lambda: moved(engine, *before))
    rest(engine)
    assert moved(engine, *before), "the server says the same"
    assert engine.run(HANDLE)[0] == pytest.approx(x + WAY[0], abs=3), "the nearest stop"
    assert faults(engine) == []


@pytest.mark.parametrize("opened", ["trainer"], indirect=True)
def test_a_network_trains_to_its_end(engine: Engine, opened: str) -> None:
    before = engine.run(PICTURES)
    iterations = engine.run(VALUE, SLIDERS["trainer"])
    engine.run(FOCUS, ".st-key-train button")
    engine.press("Enter")
    wait_until(lambda: any("of the test images read right" in said for said in engine.run(TEXTS, ".st-key-said")))
    rest(engine)
    assert f"Iteration{iterations}" in engine.run(TEXTS, "[data-testid=stMetric]")
    assert engine.run(PICTURES) != before
    assert faults(engine) == []


@pytest.mark.parametrize("opened", ["trainer"], indirect=True)
def test_whatever_a_script_fails_by_is_noticed(engine: Engine, opened: str) -> None:
    """Comes last: of the page that is open now all are noted from here on."""
    engine.run(FAIL)
    wait_until(lambda: len(engine.errors()) == 3)
    assert all(any(kind in error for error in engine.errors()) for kind in ("thrown", "rejected", "said"))
