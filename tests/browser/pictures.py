"""What the charts of a page draw at this moment, and when nothing moves any more."""

from playwright.sync_api import Locator, Page

MARKS = """drawing => [...drawing.querySelectorAll("path, text, line")].map(
    mark => [mark.textContent, ...["d", "transform", "x2", "y2", "opacity"].map(name => mark.getAttribute(name))].join()
)"""
FRAMES_AT_REST = 10  # of the browser, which are as slow as the machine is busy
# The server has sent all that it has to send, and the page has not changed for some frames.
AT_REST = """async frames => {
    const app = document.querySelector("[data-testid=stApp]")
    await document.fonts.ready
    let before = "", unchanged = 0
    while (unchanged < frames) {
        await new Promise(requestAnimationFrame)
        const now = app.dataset.testScriptState + document.querySelector("[data-testid=stMain]").innerHTML
        unchanged = now === before && app.dataset.testScriptState === "notRunning" ? unchanged + 1 : 0
        before = now
    }
}"""


def slider(page: Page, key: str) -> Locator:
    return page.locator(f".st-key-{key} input[type=range]")


def pictures(page: Page, number: int) -> list[list[str]]:
    """What the page's first charts draw."""
    drawings = page.get_by_test_id("stVegaLiteChart").locator("svg.marks")
    return [drawings.nth(n).evaluate(MARKS) for n in range(number)]


def rest(page: Page, charts: int) -> None:
    """Wait until the page is whole, with so many charts, and nothing moves any more."""
    page.get_by_role("link", name="Next: ").wait_for()
    page.get_by_test_id("stVegaLiteChart").locator("svg.marks").nth(charts - 1).wait_for()
    still(page)


def still(page: Page) -> None:
    """Wait until nothing moves any more.

    That the script does not run is not enough: of the page that was left the last is taken away a moment later.
    """
    page.evaluate(AT_REST, FRAMES_AT_REST)
