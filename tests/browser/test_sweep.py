"""A sweep watched: its map fills in, a click on a cell opens its runs, and all of it is there after a reload."""

from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Locator, Page, expect

from tests.browser.pictures import still
from tests.browser.test_readers import open_page, violations
from tests.serving import Server, as_if_busy
from tests.waiting import wait_until


def top(cells: Locator) -> float:
    """Where the first of them is in the window."""
    found: float = cells.first.evaluate("cell => cell.getBoundingClientRect().top")
    return found


def test_a_sweep_fills_its_map_and_a_click_on_a_cell_opens_its_runs(
    page: Page, app_url: str, server: tuple[str, Server]
) -> None:
    sent: list[str | bytes] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame)))
    open_page(page, f"{app_url}/runs?iterations=1000&lr=0.1&lr=1&hidden=5&hidden=10")
    cells = page.locator(".st-key-sweep_map svg.marks .mark-rect path")
    expect(cells).to_have_count(4)
    guess = page.get_by_role("combobox", name="Where will the best cell be?")
    guess.scroll_into_view_if_needed()
    still(page)  # a list closes when the page scrolls, and a machine may be slow to scroll to what has the focus
    for key in ("ArrowUp", "Enter"):  # the last of them
        guess.press(key)
    guessed = page.locator("[aria-label^='learning rate 1, 10 hidden units: not trained yet; your guess']")
    expect(guessed).to_have_count(1)
    page.reload()
    expect(guessed).to_have_count(1)
    expect(guess).not_to_have_value("")  # the list has what the map has

    page.locator(".st-key-sweep button").click()
    stop = page.locator(".st-key-stop button")
    stop.filter(has_text="Stop").click()
    expect(page.get_by_text("Stopped: ")).to_be_visible()
    expect(cells.and_(page.locator("[aria-label*='% of its iterations are done']"))).not_to_have_count(0)
    assert page.evaluate("document.activeElement.innerText").endswith("Resume"), "focus stays where it was"
    page.reload()
    expect(page.get_by_text("Stopped: ")).to_be_visible()
    stop.click()
    expect(page.get_by_text("8 of 8 runs done.")).to_be_visible()
    expect(cells.and_(page.locator("[aria-label*='(2 seeds)']"))).to_have_count(4)
    expect(page.locator(".st-key-verdict_sweep")).to_contain_text("Your guess: 10 hidden units, learning rate 1.")
    assert violations(page) == []
    asked = {"iterations": ["1000"], "lr": ["0.1", "1"], "hidden": ["5", "10"]}
    assert parse_qs(urlsplit(page.url).query) == asked, "the link gives the same sweep"
    runs = page.get_by_test_id("stVegaLiteChart").and_(page.locator(".st-key-runs_chart *"))
    assert top(cells) < top(runs), "and who comes by it has it before all else"

    page.goto(f"{app_url}/runs")  # now the single runs come first, and grow above the map
    expect(cells).to_have_count(4)
    assert top(runs) < top(cells)
    cells.first.scroll_into_view_if_needed()
    place = top(cells)
    halving, elsewhere = page.locator(".st-key-halving input"), page.locator(".st-key-sweep_row")
    sent.clear()
    with as_if_busy(server[1]):
        for _ in range(2):  # on, and off again: the whole page is on its way when the click comes
            halving.dispatch_event("click")
        cells.first.click()
        elsewhere.hover()
        # The browser waits a moment for what else is done, and tells of all at once.
        wait_until(lambda: page.evaluate("1") and any("picked" in str(frame) for frame in sent))
    table = page.locator(".st-key-runs table tbody tr")
    expect(table).to_have_count(2)
    expect(page.get_by_text("Run 1 and Run 2 are in the")).to_be_visible()
    wait_until(lambda: abs(top(cells) - place) < 5)  # the map stays under the hand

    opened, other = (page.locator(".st-key-runs table").get_by_role("button", name=name) for name in ("Run 1", "Run 2"))
    for _ in range(3):  # each click is heard, also on what was clicked before
        expect(opened).to_have_attribute("aria-pressed", "true")
        other.click()
        expect(other).to_have_attribute("aria-pressed", "true")
        cells.first.click()
    expect(opened).to_have_attribute("aria-pressed", "true")

    page.reload()
    expect(table).to_have_count(2)
    expect(page.get_by_text("8 of 8 runs done.")).to_be_visible()

    again = page.get_by_role("link", name="Train the best again").first
    settings = parse_qs(urlsplit(str(again.get_attribute("href"))).query)
    again.click()
    for key in ("hidden", "lr", "iterations"):
        slider = page.locator(f".st-key-{key} input[type=range]")
        expect(slider).to_have_attribute("aria-valuetext", f"{float(settings[key][0]):,g}")
