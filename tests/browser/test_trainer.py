"""What only a browser shows: curves on the screen, other pages and back, a tab that closes, a wire that breaks."""

import re
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.wire import wire_to
from tests.serving import Server, serving

LONG_RUN = "trainer?iterations=50000&hidden=200"  # more than a minute


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def metric(page: Page, label: str) -> str:
    card = page.get_by_test_id("stMetric").filter(has=page.get_by_text(label, exact=True))
    return card.get_by_test_id("stMetricValue").inner_text()


def iteration(page: Page) -> int:
    return int(metric(page, "Iteration").replace(",", ""))


def wait_until(page: Page, condition: Callable[[], object], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        page.wait_for_timeout(50)


def training_seconds(server: Server) -> float:
    """Processor time that the server's worker processes have used."""
    children = psutil.Process(server.pid).children(recursive=True)
    return sum(child.cpu_times().user for child in children)


def test_train_can_be_pressed_while_the_data_are_still_prepared(page: Page, tmp_path: Path) -> None:
    with serving(NN_EXPLORER_CACHE=str(tmp_path), MNIST_DIR=None) as (address, _):
        page.goto(f"http://{address}/trainer?iterations=1000")
        press(page, "Train")
        page.get_by_text("of the test images right").wait_for()
        assert iteration(page) == 1000


def test_it_learns_the_sample_with_its_curves_on_screen(app_url: str, page: Page) -> None:
    page.goto(f"{app_url}/trainer?iterations=12000&lr=0.5")
    press(page, "Train")
    charts = page.get_by_test_id("stVegaLiteChart")
    wait_until(page, lambda: iteration(page) > 0)
    page.evaluate("document.querySelectorAll('[data-testid=stVegaLiteChart] svg').forEach(e => e.dataset.first = 1)")
    places = [charts.nth(n).bounding_box() for n in range(2)]
    seen = set()
    while page.get_by_text("of the test images right").count() == 0:
        seen.add(iteration(page))
        assert [charts.nth(n).bounding_box() for n in range(2)] == places, "a chart moved"
        page.wait_for_timeout(50)
    assert len(seen) > 3, "it was updated while it trained"
    assert page.locator("svg[data-first]").count() == 2, "the charts were updated, not drawn anew"
    assert iteration(page) == 12_000
    assert float(metric(page, "Test accuracy").rstrip("%")) > 85
    for n in range(2):
        lines = charts.nth(n).locator("g.mark-line path")
        assert lines.count() == 2
        assert all(len(line.get_attribute("d") or "") > 500 for line in lines.all())


def test_the_pointer_reads_iteration_and_loss(app_url: str, page: Page) -> None:
    page.goto(f"{app_url}/trainer?iterations=500")
    press(page, "Train")
    expect(page.get_by_text("of the test images right")).to_be_visible()
    chart = page.get_by_test_id("stVegaLiteChart").first
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.move(box["x"] + box["width"] / 2 + 3, box["y"] + box["height"] / 2)
    tooltip = page.locator("#vg-tooltip-element")
    expect(tooltip).to_contain_text(re.compile(r"Iteration\s*2\d\d"))
    expect(tooltip).to_contain_text(re.compile(r"Loss of the batch\s*\d\.\d{4}"))


def test_pause_change_the_learning_rate_resume(app_url: str, page: Page) -> None:
    page.goto(f"{app_url}/{LONG_RUN}")
    press(page, "Train")
    wait_until(page, lambda: iteration(page) > 0)
    press(page, "Pause")
    expect(page.get_by_text("Paused at")).to_be_visible()
    page.get_by_role("slider", name="Learning rate").press("ArrowRight")
    expect(page).to_have_url(re.compile(r"lr=0\.12"))
    press(page, "Resume")
    rested_at = iteration(page)
    wait_until(page, lambda: iteration(page) > rested_at)
    press(page, "Reset")
    wait_until(page, lambda: iteration(page) == 0)


def test_another_page_and_back_finds_the_run_going_on(app_url: str, page: Page) -> None:
    page.goto(f"{app_url}/{LONG_RUN}")
    press(page, "Train")
    wait_until(page, lambda: iteration(page) > 0)
    left_at = iteration(page)
    page.get_by_role("link", name="Home").click()
    expect(page.get_by_role("heading", name="How does a neural network learn?")).to_be_visible()
    page.wait_for_timeout(1000)
    page.get_by_test_id("stSidebarNavItems").get_by_role("link", name="Train on MNIST").click()
    wait_until(page, lambda: page.get_by_test_id("stMetric").count() == 5 and iteration(page) > left_at)
    expect(page.get_by_role("button", name="Pause", exact=True)).to_be_enabled()
    expect(page.get_by_role("slider", name="Hidden size")).to_have_value("200")


def test_a_closed_tab_costs_nothing_within_ten_seconds(server: tuple[str, Server], browser: Browser) -> None:
    address, process = server
    tab = browser.new_page()
    tab.goto(f"http://{address}/{LONG_RUN}")
    press(tab, "Train")
    wait_until(tab, lambda: iteration(tab) > 0)
    tab.close()
    closed_at = time.monotonic()
    while True:
        before = training_seconds(process)
        time.sleep(1)
        if training_seconds(process) - before < 0.05:
            break
        assert time.monotonic() - closed_at < 10


@pytest.mark.parametrize("silently", [False, True], ids=["cut", "gone silent"])
def test_a_lost_connection_costs_nothing_and_comes_back_to_its_run(
    server: tuple[str, Server], page: Page, silently: bool
) -> None:
    address, process = server
    with wire_to(int(address.partition(":")[2])) as wire:
        page.goto(f"http://127.0.0.1:{wire.port}/{LONG_RUN}")
        press(page, "Train")
        wait_until(page, lambda: iteration(page) > 0)
        wire.pull(silently=silently)
        lost_at = time.monotonic()
        while True:
            before = training_seconds(process)
            page.wait_for_timeout(1000)
            if training_seconds(process) - before < 0.05:
                break
            assert time.monotonic() - lost_at < 10
        rested_at = iteration(page)
        assert rested_at < 50_000
        wire.mend()
        wait_until(page, lambda: iteration(page) > rested_at, 60)
        press(page, "Reset")


def test_a_link_to_a_page_of_a_fresh_server_has_the_frame_around_it(fresh_app_url: str, page: Page) -> None:
    page.goto(f"{fresh_app_url}/trainer?hidden=77")
    expect(page.get_by_role("heading", name="Train on MNIST")).to_be_visible()
    expect(page.get_by_role("slider", name="Hidden size")).to_have_value("77")
    links = page.get_by_test_id("stSidebarNavLink").all_inner_texts()
    assert links[0].endswith("Home")
    assert links[-1].endswith("Train on MNIST")


def test_a_link_out_of_range_falls_back_and_the_address_follows(app_url: str, page: Page) -> None:
    page.goto(f"{app_url}/trainer?hidden=9999")
    expect(page.get_by_text("it is 500 instead")).to_be_visible()
    expect(page.get_by_role("slider", name="Hidden size")).to_have_value("500")
    page.get_by_role("slider", name="Batch size").press("ArrowRight")
    expect(page).to_have_url(re.compile("hidden=500"))
    expect(page).to_have_url(re.compile("batch=101"))
