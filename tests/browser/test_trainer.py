"""What only a browser shows: curves on the screen, other pages and back, a tab that closes, a wire that breaks."""

import re
import time
from functools import partial
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.pictures import slider, still
from tests.browser.wire import wire_to
from tests.serving import Server, serving
from tests.waiting import wait_until

# How many charts there ever are at once, from now on.
COUNT_CHARTS = """() => {
  const count = () => document.querySelectorAll("[data-testid=stVegaLiteChart]").length
  window.mostCharts = count()
  const look = () => { window.mostCharts = Math.max(window.mostCharts, count()) }
  new MutationObserver(look).observe(document.body, { subtree: true, childList: true })
}"""
# Where the charts are, asked in one breath.
PLACES = """() => [...document.querySelectorAll("[data-testid=stVegaLiteChart]")].map(
  chart => JSON.stringify(chart.getBoundingClientRect()))"""
LONG_RUN = "trainer?iterations=50000&hidden=500"  # more than two minutes


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def metric(page: Page, label: str) -> str:
    card = page.get_by_test_id("stMetric").filter(has=page.get_by_text(label, exact=True))
    return card.get_by_test_id("stMetricValue").inner_text()


def iteration(page: Page) -> int:
    return int(metric(page, "Iteration").replace(",", ""))


def width(drawn: Locator) -> float:
    box = drawn.bounding_box()
    assert box is not None
    return box["width"]


def training_seconds(server: Server) -> float:
    """Processor time that the server's worker processes have used."""
    children = psutil.Process(server.pid).children(recursive=True)
    return sum(child.cpu_times().user for child in children)


def seconds_until_nobody_trains(server: Server) -> float:
    """Wait until the workers rest: how long they went on, until they did nothing more for a second."""
    began = last = time.monotonic()
    worked = training_seconds(server)
    while (now := time.monotonic()) < last + 1:
        if (seconds := training_seconds(server)) > worked + 0.01:
            worked, last = seconds, now
        time.sleep(0.05)
    return last - began


def test_the_first_visitor_has_the_frame_around_the_page_and_may_press_train_before_the_data_are_there(
    page: Page, tmp_path: Path
) -> None:
    with serving(NN_EXPLORER_CACHE=str(tmp_path), MNIST_DIR=None) as (address, _):
        page.goto(f"http://{address}/trainer?iterations=1000&hidden=77")
        expect(page.get_by_role("heading", name="Train on MNIST")).to_be_visible()
        expect(page.get_by_role("slider", name="Hidden size")).to_have_value("77")
        links = page.get_by_test_id("stSidebarNavLink").all_inner_texts()
        press(page, "Train")
        assert links[0].endswith("Home")
        assert links[-1].endswith("Compare runs")
        page.get_by_text("of the test images read right").wait_for()
        assert iteration(page) == 1000


def test_it_learns_the_sample_with_its_curves_on_screen(app_url: str, page: Page) -> None:
    page.goto(f"{app_url}/trainer?iterations=8000&lr=0.5")
    charts = page.get_by_test_id("stVegaLiteChart")
    expect(charts).to_have_count(2)
    page.evaluate(COUNT_CHARTS)
    press(page, "Train")
    wait_until(lambda: iteration(page) > 0)
    page.evaluate("document.querySelector('[data-testid=stVegaLiteChart] svg').dataset.first = 1")
    places, seen = page.evaluate(PLACES), [0]
    result = page.get_by_text("of the test images read right")
    while not result.count():
        moved = page.evaluate(PLACES) != places
        assert not moved, f"a chart moved: {page.locator('.st-key-stage').inner_text()}"
        seen.append(iteration(page))
        wait_until(lambda: result.count() or iteration(page) > seen[-1])
    assert len(seen) > 4, "it was updated while it trained"
    assert page.locator("svg[data-first]").count() == 1, "the loss was updated, not drawn anew"
    assert page.evaluate("window.mostCharts") == 2, "the empty charts became those of the run"
    assert iteration(page) == 8_000
    assert float(metric(page, "Test accuracy").rstrip("%")) > 85
    for chart in (charts.nth(0), charts.nth(1)):
        lines = chart.locator("g.mark-line path")
        assert lines.count() == 2
        assert all(width(line) > 0.9 * width(chart.locator(".role-frame .background").first) for line in lines.all())


@pytest.mark.parametrize("size", [(1280, 720), (390, 844)], ids=["wide", "phone"])
def test_train_moves_nothing_under_the_finger_and_the_loss_stays_in_sight(
    browser: Browser, app_url: str, size: tuple[int, int]
) -> None:
    page = browser.new_page(viewport={"width": size[0], "height": size[1]})
    page.goto(f"{app_url}/trainer?iterations=500&lr=10")
    button, loss = page.locator(".st-key-train button"), page.get_by_test_id("stVegaLiteChart").first
    loss.locator("svg").wait_for()
    still(page)
    before = button.bounding_box()
    assert before is not None
    press(page, "Train")
    expect(page.get_by_text("is too large for batches")).to_be_in_viewport()
    still(page)
    after = button.bounding_box()
    assert after is not None
    assert abs(after["y"] - before["y"]) + abs(after["x"] - before["x"]) < 20
    expect(loss).to_be_in_viewport(ratio=0.6)
    for key in ("lr", "hidden", "batch"):
        thumb = slider(page, key)
        thumb.evaluate("input => input.scrollIntoView({ block: 'center' })")
        thumb.press("ArrowLeft")
        expect(loss).to_be_in_viewport(ratio=0.6)
        expect(button).to_be_in_viewport()
    page.close()


def test_the_advice_under_a_run_moves_the_controls_and_helps_and_a_reload_finds_what_came_of_it(
    app_url: str, page: Page
) -> None:
    page.goto(f"{app_url}/trainer?iterations=500&lr=10")
    curves = page.locator(".st-key-loss")
    expect(curves.locator("svg, canvas").first).to_be_visible()
    before = curves.bounding_box()
    press(page, "Train")
    expect(page.get_by_text("learning rate 10 is too large for batches of 100 images")).to_be_visible()
    expect(page.get_by_role("button", name="Set learning rate to 1")).to_be_visible()
    assert curves.bounding_box() == before, "what is offered beside the buttons moves no curve"
    press(page, "Set learning rate to 1")
    expect(page).to_have_url(re.compile(r"[?&]lr=1(&|$)"))
    slider(page, "hidden").press("ArrowRight")
    expect(page).to_have_url(re.compile(r"[?&]hidden=51(&|$)"))
    press(page, "Train")
    expect(page.get_by_text("is too large")).to_have_count(0)
    expect(page.get_by_text("of the test images read right")).to_be_visible()
    assert float(metric(page, "Test accuracy").rstrip("%")) > 80
    for name in ("Train", "Test"):
        label = f"{name.lower()} {metric(page, f'{name} accuracy')}"
        expect(page.locator(".st-key-accuracy").get_by_text(label, exact=True).first).to_be_visible()
    the_pointer_reads_iteration_and_loss(page)
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 844})
        the_run_before_has_the_axes_of_this_one(page)
    page.reload()
    expect(page.get_by_text("of the test images read right")).to_be_visible()
    assert iteration(page) == 500
    assert "tab" not in page.url


def the_run_before_has_the_axes_of_this_one(page: Page) -> None:
    for name in ("loss", "accuracy"):
        frames = page.locator(f".st-key-{name} .role-frame.root > g > path.background")
        expect(frames).to_have_count(2)
        ours, under = frames.all()
        wait_until(partial(same_place, ours, under))


def same_place(one: Locator, other: Locator) -> bool:
    return one.bounding_box() == other.bounding_box()


def the_pointer_reads_iteration_and_loss(page: Page) -> None:
    """Of a run of 500 iterations that has ended."""
    chart, tooltip = page.get_by_test_id("stVegaLiteChart").first, page.locator("#vg-tooltip-element")
    box = chart.bounding_box()
    assert box is not None
    x, y = box["width"] / 2, box["height"] / 2

    def read() -> str:
        chart.hover(position={"x": x, "y": y})
        chart.hover(position={"x": x + 3, "y": y})
        return " ".join(tooltip.all_inner_texts())

    wait_until(lambda: re.search(r"Iteration\s*2\d\d\s*Loss of the batch\s*\d\.\d{2,4}", read()))


def test_another_page_and_back_finds_the_run_going_on(server: tuple[str, Server], page: Page) -> None:
    address, process = server
    page.goto(f"http://{address}/{LONG_RUN}")
    press(page, "Train")
    wait_until(lambda: iteration(page) > 0)
    left_at = iteration(page)
    page.get_by_role("link", name="Home").click()
    expect(page.get_by_role("heading", name="How does a neural network learn?")).to_be_visible()
    worked = training_seconds(process)
    wait_until(lambda: training_seconds(process) > worked + 0.5)
    page.get_by_test_id("stSidebarNavItems").get_by_role("link", name="Train on MNIST").click()
    wait_until(lambda: page.get_by_test_id("stMetric").count() == 5 and iteration(page) > left_at)
    expect(page.get_by_role("button", name="Pause", exact=True)).to_be_enabled()
    expect(page.get_by_role("slider", name="Hidden size")).to_have_value("500")


def test_a_closed_tab_costs_nothing_within_ten_seconds(server: tuple[str, Server], context: BrowserContext) -> None:
    address, process = server
    tab = context.new_page()
    tab.goto(f"http://{address}/{LONG_RUN}")
    press(tab, "Train")
    wait_until(lambda: iteration(tab) > 0)
    tab.close()
    assert seconds_until_nobody_trains(process) < 10


def test_a_lost_connection_costs_nothing_and_comes_back_to_its_run(server: tuple[str, Server], page: Page) -> None:
    address, process = server
    with wire_to(int(address.partition(":")[2])) as wire:
        page.goto(f"http://127.0.0.1:{wire.port}/{LONG_RUN}")
        press(page, "Train")
        wait_until(lambda: iteration(page) > 0)

        def rests_and_comes_back(silently: bool) -> None:
            wire.pull(silently=silently)
            assert seconds_until_nobody_trains(process) < 10
            rested_at = iteration(page)
            assert rested_at < 50_000
            wire.mend()
            wait_until(lambda: iteration(page) > rested_at)

        rests_and_comes_back(silently=False)
        rests_and_comes_back(silently=True)
        press(page, "Reset")
        wait_until(lambda: iteration(page) == 0)


def test_a_link_out_of_range_falls_back_and_the_address_follows(app_url: str, page: Page) -> None:
    page.goto(f"{app_url}/trainer?hidden=9999")
    expect(page.get_by_text("it is 500 instead")).to_be_visible()
    expect(page.get_by_role("slider", name="Hidden size")).to_have_value("500")
    page.get_by_role("slider", name="Batch size").press("ArrowRight")
    expect(page).to_have_url(re.compile("hidden=500"))
    expect(page).to_have_url(re.compile("batch=101"))
