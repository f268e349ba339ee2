"""The page of runs with 200 of them, in a real browser: until it is there, and until a choice shows.

    python -m benchmarks.runs_page [rounds]

A visitor sweeps over 20 settings with 10 seeds each, 1,000 iterations on the sample, and opens every cell of the map:
then there are 200 runs in the table, and a map of as many. The page is opened from the trainer: without a run, with the
sweep alone, with all its runs in the table and 12 of them on the chart, and with all 200 on the chart. It is there when
all of that is to be seen, and the same again with nothing kept is what it is measured beside.
"""

import statistics
import sys

from playwright.sync_api import Page, sync_playwright

from benchmarks.inside import WATCH
from explorer.runs.grid import MOST_RUNS
from tests.browser.chromium import launch_whole
from tests.serving import serving

ROUNDS, WANTED = 5, 1000  # milliseconds
RATES, HIDDEN, SEEDS = ("0.03", "0.1", "0.3", "1", "3"), ("5", "10", "20", "50"), 10
SWEEP = "&".join([*(f"lr={rate}" for rate in RATES), *(f"hidden={size}" for size in HIDDEN), f"seeds={SEEDS}"])
MAP = "document.querySelectorAll('.st-key-sweep_map svg .mark-rect path').length"
ROWS = "document.querySelectorAll('.st-key-runs tbody tr').length"
CURVES = "document.querySelectorAll('.st-key-runs_chart svg .mark-line path').length"
RUNS_LINK, TRAINER_LINK = (f"[data-testid=stSidebarNavLink][href$='/{name}']" for name in ("runs", "trainer"))


def milliseconds_to_see(page: Page, selector: str, holds: str) -> float:
    """Milliseconds from a click there until that is to be seen."""
    page.evaluate(WATCH, holds)
    page.locator(selector).click()
    took: float = page.evaluate("window.seen")
    page.wait_for_timeout(700)  # a person looks
    return took


def opened(page: Page, holds: str, rounds: int) -> list[float]:
    """Milliseconds, of each time that the page was opened from the trainer."""
    found = []
    for _ in range(rounds):
        page.locator(TRAINER_LINK).click()
        page.locator(".st-key-train button").first.wait_for()
        page.wait_for_timeout(1500)
        found.append(milliseconds_to_see(page, RUNS_LINK, holds))
    return found


def open_all_cells(page: Page) -> None:
    """Have all runs of the sweep among those that are kept."""
    for number in range(len(RATES) * len(HIDDEN)):
        page.locator(".st-key-sweep_map svg .mark-rect path").nth(number).click()
        page.wait_for_function(f"{ROWS} === {SEEDS * (number + 1)}", timeout=60_000)


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    measured = {}
    with serving(MNIST_DIR=None) as (address, _), sync_playwright() as playwright:
        browser = launch_whole(playwright)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(f"http://{address}/runs?iterations=1000&{SWEEP}")
        page.wait_for_function(f"{MAP} === 20", timeout=60_000)
        measured["no run"] = opened(page, f"{MAP} === 20", rounds)
        page.locator(".st-key-sweep button").click()
        page.get_by_text(f"{MOST_RUNS} of {MOST_RUNS} runs done.").wait_for(timeout=600_000)
        page.wait_for_timeout(2000)
        done = f"{MAP} === 20 && document.querySelector('.st-key-download_sweep')"
        measured[f"a sweep of {MOST_RUNS} runs"] = opened(page, done, rounds)
        open_all_cells(page)
        all_rows = f"{done} && {ROWS} === {MOST_RUNS}"
        page.get_by_role("checkbox", name="Draw all runs").click()
        page.wait_for_function(f"{CURVES} === {MOST_RUNS}", timeout=60_000)
        measured[f"and {MOST_RUNS} kept, all drawn"] = opened(page, f"{all_rows} && {CURVES} === {MOST_RUNS}", rounds)
        page.get_by_role("checkbox", name="Draw all runs").click()
        page.wait_for_function(f"{CURVES} < 13", timeout=60_000)
        measured[f"and {MOST_RUNS} kept, few drawn"] = opened(page, f"{all_rows} && {CURVES} < 13", rounds)
        browser.close()
    for name, times in measured.items():
        median = statistics.median(times)
        print(f"{name}: {median:.0f} ms, at most {max(times):.0f}, wanted: less than {WANTED}")


if __name__ == "__main__":
    main()
