"""Take the README's pictures of the real app, in a real browser.

MNIST_DIR=... make pictures
"""

from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.chromium import launch_whole
from tests.serving import serving

DOCS = Path(__file__).parent


def main() -> None:
    with serving() as (address, _), sync_playwright() as playwright:
        browser = launch_whole(playwright)
        page = browser.new_page(viewport={"width": 1280, "height": 860})
        page.goto(f"http://{address}/trainer")
        page.get_by_role("button", name="Train", exact=True).click(timeout=60_000)
        page.get_by_text("of the test images read right").wait_for(timeout=120_000)
        page.wait_for_timeout(1000)
        page.screenshot(path=DOCS / "trainer.png")
        page.goto(f"http://{address}/")
        page.get_by_role("button", name="Watch it learn").wait_for(timeout=60_000)
        page.wait_for_timeout(1000)
        page.screenshot(path=DOCS / "home.png")
        browser.close()


if __name__ == "__main__":
    main()
