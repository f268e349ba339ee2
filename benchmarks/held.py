"""What a move of a slider in the hand costs the page, in a real browser, for every page of the lesson.

    python -m benchmarks.held [page ...]

It goes to and fro between the stops beside where it was, whose pictures were sent ahead; the server says nothing
meanwhile. Counted is how long the page's main thread works for a move, and how much of that is style and layout. The
reference is the slider of a script with a line of text, in turns in the same browser; medians are compared.
"""

import statistics
import sys

from playwright.sync_api import Page

from benchmarks.key_press import PAGES, beside_plain
from tests.serving import Server, as_if_busy

TURNS, MOVES = 5, 20
PAUSE = 40  # milliseconds
COUNTED = ("TaskDuration", "RecalcStyleDuration", "LayoutDuration")


def moved(page: Page, slider: str, server: Server) -> tuple[float, float]:
    """Milliseconds for a move, and of these for style and layout."""
    page.bring_to_front()
    slides = page.get_by_role("slider", name=slider).first
    thumb = slides.locator("xpath=../..")
    thumb.scroll_into_view_if_needed()
    box, track = thumb.bounding_box(), slides.locator("xpath=../../..").bounding_box()
    assert box is not None
    assert track is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    stop = track["width"] * slides.evaluate("one => one.step / (one.max - one.min)")
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")

    def worked() -> list[float]:
        seconds = {each["name"]: each["value"] for each in session.send("Performance.getMetrics")["metrics"]}
        return [1000 * seconds[name] for name in COUNTED]

    def pull(number: int) -> None:
        for move in range(number):
            page.mouse.move(x + (stop if move % 2 else -stop), y)
            page.wait_for_timeout(PAUSE)

    page.mouse.move(x, y)
    page.mouse.down()
    with as_if_busy(server):
        pull(3)  # the first pays for taking it
        before = worked()
        pull(MOVES)
        all_of_it, style, layout = ((now - then) / MOVES for now, then in zip(worked(), before, strict=True))
        page.mouse.move(x, y)
        page.mouse.up()
    page.wait_for_timeout(1500)
    return all_of_it, style + layout


def main() -> None:
    with beside_plain() as (browser, ours, plain, server):
        there = browser.new_page(viewport={"width": 1280, "height": 900})
        there.goto(f"http://{plain}")
        print(f"{'page':10} {'a move':>9} {'style and layout':>18} {'script':>9} {'ratio':>6}")
        for name in sys.argv[1:] or PAGES:
            here = browser.new_page(viewport={"width": 1280, "height": 900})
            here.goto(f"http://{ours}/{name}")
            for page in (here, there):
                page.get_by_role("slider").first.wait_for(timeout=60_000)
                page.wait_for_timeout(1500)
            app, bare = [], []
            for _ in range(TURNS):
                app.append(moved(here, PAGES[name][0], server))
                bare.append(moved(there, "x", server)[0])
            (move, style), script = map(statistics.median, zip(*app, strict=True)), statistics.median(bare)
            print(f"{name:10} {move:6.1f} ms {style:15.1f} ms {script:6.1f} ms {move / script:6.1f}", flush=True)
            here.close()


if __name__ == "__main__":
    main()
