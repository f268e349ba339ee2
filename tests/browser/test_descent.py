"""The descent page in a browser: a slider is dragged, the contours are clicked on, the walk is played."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page

from tests.browser.pictures import rest, slider, still
from tests.browser.test_rest import answered
from tests.serving import Server, as_if_busy
from tests.waiting import wait_until

REACH = 5  # the contours go from -5 to 5 both ways


@pytest.fixture
def contours(app_url: str, page: Page) -> Locator:
    page.goto(f"{app_url}/descent")
    rest(page, 2)
    return page.locator(".st-key-figure svg.marks")


def value(page: Page, key: str) -> float:
    return float(slider(page, key).input_value())


def asked(url: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(url).query)


def lines(drawing: Locator) -> list[str | None]:
    return [line.get_attribute("d") for line in drawing.locator(".mark-line path").all()]


def wait_for_step(page: Page, step: int) -> None:
    """Wait until the walk is shown beyond this step."""
    beyond = "step => document.querySelector('.st-key-step input').value > step"
    page.wait_for_function(beyond, arg=step, polling=100)


def click(page: Page, drawing: Locator, x0: float, x1: float) -> None:
    box = drawing.locator(".mark-rect").first.bounding_box()
    assert box is not None
    across = (box["width"] / 2) / REACH
    page.mouse.click(box["x"] + box["width"] / 2 + x0 * across, box["y"] + box["height"] / 2 - x1 * across)


def test_a_dragged_slider_moves_the_walk_and_nothing_else(page: Page, contours: Locator) -> None:
    contours.evaluate("drawing => drawing.dataset.first = 1")
    before, place = lines(contours), contours.bounding_box()
    thumb = page.locator(".st-key-x0").get_by_test_id("stSliderThumbValue").locator("..")
    box = thumb.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    for _ in range(10):
        box["x"] += 8
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.up()
    wait_until(lambda: lines(contours) != before and value(page, "x0") > -2)
    assert contours.get_attribute("data-first") == "1", "the chart was updated, not drawn anew"
    assert contours.bounding_box() == place
    changed = [one != other for one, other in zip(lines(contours), before, strict=True)]
    assert sum(changed) == 1, "the walk"
    moved_to = f"{value(page, 'x0'):g}"
    page.wait_for_url(lambda url: asked(url).get("x0") == [moved_to])


def test_a_click_on_the_contours_is_the_new_start_with_both_its_sliders_however_busy_the_server_is(
    page: Page, contours: Locator, server: tuple[str, Server]
) -> None:
    def starts_at(x0: float, x1: float) -> None:
        rest(page, 2)  # else a point of the walk before may still be there
        click(page, contours, x0, x1)
        wait_until(lambda: (value(page, "x0"), value(page, "x1")) == (x0, x1))
        page.wait_for_url(lambda url: asked(url) == {"step": ["1"], "x0": [f"{x0:g}"], "x1": [f"{x1:g}"]})
        wait_until(lambda: answered(page))

    before = lines(contours)
    with as_if_busy(server[1]):
        click(page, contours, 2, 3)
        wait_until(lambda: (value(page, "x0"), value(page, "x1")) == (2, 3))
    wait_until(lambda: lines(contours) != before)
    for start in ((2, 3), (-1, -2.2), (2, 3)):
        starts_at(*start)
    rest(page, 2)
    told = page.locator(".st-key-verdict").inner_text()
    contours.locator(".mark-symbol path").last.click()  # a point is asked what it is, and stays
    slider(page, "x0").press("Home")
    wait_until(lambda: page.locator(".st-key-verdict").inner_text() != told and value(page, "x0") == -REACH)
    assert value(page, "x1") == 3
    rest(page, 2)
    click(page, contours, 2, 3)
    wait_until(lambda: value(page, "x0") == 2)
    wait_until(lambda: page.locator(".st-key-verdict").inner_text() == told)


def test_an_experiment_begins_at_its_first_step_whatever_number_of_steps_it_sets(page: Page, contours: Locator) -> None:
    page.get_by_role("radio", name="A single step").click()
    page.locator(".st-key-verdict").get_by_text("Step 0").wait_for()
    wait_until(lambda: value(page, "steps") == 10 and answered(page))
    rest(page, 2)
    assert contours.locator(".mark-symbol path").count() == 2, "the start and the lowest point, and no step of the walk"


def test_it_plays_while_the_page_lives(page: Page, contours: Locator) -> None:
    """How many frames it shows in a second is measured in `benchmarks/frames.py`."""
    page.get_by_role("button", name="Play").click()
    page.get_by_role("button", name="Pause").wait_for()
    wait_for_step(page, 25)

    drawn = lines(contours)
    slider(page, "x1").press("ArrowLeft")  # another control, while it plays
    wait_until(lambda: value(page, "x1") == 3.9)
    wait_until(lambda: lines(contours) != drawn)

    page.get_by_role("button", name="Pause").click()
    page.get_by_role("button", name="Play").wait_for()
    rest(page, 2)  # the frame that was under way comes in
    paused = value(page, "step")
    assert 25 < paused <= 100
    rest(page, 2)
    assert value(page, "step") == paused


def test_when_it_has_played_the_words_are_of_the_last_step_and_the_address_is_of_what_is_seen(
    page: Page, contours: Locator
) -> None:
    page.get_by_role("button", name="Play").click()
    wait_for_step(page, 10)
    slider(page, "x1").press("Home")
    page.get_by_role("button", name="Play").wait_for()
    page.get_by_text("100 steps end at").wait_for()
    rest(page, 2)
    page.get_by_text("100 steps end at").wait_for()
    assert asked(page.url) == {"x1": ["-5"]}
    assert (value(page, "x1"), value(page, "step")) == (-REACH, 100)


def test_it_plays_on_in_a_browser_that_is_behind(page: Page, contours: Locator) -> None:
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 6})
    page.get_by_role("button", name="Play").click()
    wait_for_step(page, 2)


@pytest.mark.parametrize(
    ("query", "key", "presses"),
    [
        ("surface=saddle&method=all+four&step=98", "step", ("ArrowRight", "ArrowRight", "ArrowLeft")),
        ("surface=Rosenbrock&method=all+four&lr=0.01", "lr", ("Home", "End")),
        ("grad=numerical&lr=0.5", "lr", ("ArrowRight", "End")),
    ],
)
def test_the_slider_in_the_hand_stays_where_it_is_whatever_is_said(
    page: Page, app_url: str, query: str, key: str, presses: tuple[str, ...]
) -> None:
    page.goto(f"{app_url}/descent?{query}")
    rest(page, 2)
    moved = slider(page, key)
    moved.scroll_into_view_if_needed()
    top = "thumb => thumb.getBoundingClientRect().top"
    place = moved.evaluate(top)
    for press in presses:
        moved.press(press)
        still(page)
        assert moved.evaluate(top) == pytest.approx(place, abs=1)
