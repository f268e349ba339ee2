"""What the charts of a page draw at this moment, and when nothing moves any more."""

from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page

# Ticks of an axis stand in the order in which they came, which is another once the window was narrower.
MARKS = """drawing => {
    const drawn = (selector) => [...drawing.querySelectorAll(selector)].map(mark =>
        [mark.textContent, ...["d", "transform", "x2", "y2", "opacity"].map(name => mark.getAttribute(name))].join())
    return [...drawn(":is(path, text, line):not(.role-axis *)"), ...drawn(".role-axis :is(path, text, line)").sort()]
}"""
HIDDEN = """marks => marks.filter(
    mark => mark.closest("svg").checkVisibility() && !mark.checkVisibility()).map(mark => mark.outerHTML)"""
FRAMES_AT_REST = 10  # of the browser, which are as slow as the machine is busy
# The server has sent all that it has to send, what draws it has been fetched and has drawn every chart, and the page
# has not changed for some frames.
AT_REST = """async frames => {
    const app = document.querySelector("[data-testid=stApp]")
    await document.fonts.ready
    const main = document.querySelector("[data-testid=stMain]")
    const lacks = "[data-testid=stSkeleton], [data-testid=stVegaLiteChart]:not(:has(svg.marks))"
    const isDrawn = () => ![...main.querySelectorAll(lacks)].some(one => one.checkVisibility())
    let unchanged = 0
    const changes = new MutationObserver(() => { unchanged = 0 })
    changes.observe(main, { subtree: true, childList: true, attributes: true, characterData: true })
    while (unchanged < frames) {
        await new Promise(requestAnimationFrame)
        unchanged = app.dataset.testScriptState === "notRunning" && isDrawn() ? unchanged + 1 : 0
    }
    changes.disconnect()
}"""


def slider(page: Page, key: str) -> Locator:
    return page.locator(f".st-key-{key} input[type=range]")


def pictures(page: Page, number: int) -> list[list[str]]:
    """What the page's first charts draw."""
    drawings = page.get_by_test_id("stVegaLiteChart").locator("svg.marks")
    return [drawings.nth(n).evaluate(MARKS) for n in range(number)]


def hidden(page: Page) -> list[str]:
    """Marks of charts that are in sight, or would be if one scrolled, and that cannot be seen all the same."""
    found: list[str] = page.locator("svg.marks .role-mark :is(path, text, line, image)").evaluate_all(HIDDEN)
    return found


def rest(page: Page, charts: int) -> None:
    """Wait until the page is whole, with so many charts, and nothing moves any more."""
    page.get_by_role("link", name="Next: ").wait_for()
    page.get_by_test_id("stVegaLiteChart").locator("svg.marks").nth(charts - 1).wait_for()
    still(page)


def whole(page: Page) -> None:
    """Wait until a page is there with all its charts, and the first page has played."""
    page.locator("h1").wait_for()
    if not urlsplit(page.url).path.strip("/"):
        page.locator(".reader button", has_text="Watch it learn").wait_for()
    still(page)


def still(page: Page) -> None:
    """Wait until nothing moves any more.

    That the script does not run is not enough: of the page that was left the last is taken away a moment later.
    """
    page.evaluate(AT_REST, FRAMES_AT_REST)
