"""Pages for every reader: by keyboard and by ear, in either theme, on a phone, large, on paper."""

import re
from itertools import pairwise
from typing import Any, Literal
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from explorer.course.steps import STEPS
from tests.browser.conftest import WINDOW
from tests.browser.pictures import slider, still, whole
from tests.browser.test_trainer import iteration
from tests.waiting import wait_until

WIDE, PHONE = (1280, 720), (390, 844)
VIEWS: dict[Literal["light", "dark"], tuple[int, int]] = {"light": WIDE, "dark": PHONE}
SMALL_PHONE = (390, 664)  # what the browser's bars leave of it
TWO_CONTROLS = 2 * 68  # px
LARGE, LARGER, LOWEST = (640, 480), (320, 480), (320, 256)  # what is left of a laptop's window at 200% and at 400%

# What is not ours, with what axe says of it.
STREAMLITS_OWN = [
    ["[data-testid=stSidebarNavItems]"],  # list: headings and items lie in a <ul> of other things
    ["[data-testid=stFileUploaderDropzone]"],  # presentation-role-conflict: it has a label and takes the focus
    ["th:has(.katex)"],  # empty-table-header, a false alarm: the formula is there, as MathML
]
OPTIONS = {
    "resultTypes": ["violations"],
    "selectors": False,  # what is found is told by its HTML
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
# Elements that reach out of the window to the right, and what would have to be scrolled sideways to be seen.
CUT_OFF = """() => {
    const main = document.querySelector("[data-testid=stMain]")
    return main.scrollWidth <= main.clientWidth ? [] : [...main.querySelectorAll("*")]
        .filter(one => one.getBoundingClientRect().right > main.getBoundingClientRect().right + 1)
        .map(one => `${one.tagName} ${one.dataset.testid ?? ""} ${one.textContent.slice(0, 40)}`)
}"""

# How far down reaches what stays in sight while the rest of the page passes under it.
STAYS = """() => Math.max(0, ...[...document.querySelectorAll(".st-key-stage *")]
    .filter(one => getComputedStyle(one).position === "sticky")
    .map(one => parseFloat(getComputedStyle(one).top) + one.getBoundingClientRect().height))"""

# Where the control that has the focus begins, how far down reaches what lies over it, and the control's key.
UNDER = """() => {
    const control = document.activeElement.closest("[class*=st-key-]")
    const box = control.getBoundingClientRect()
    const sticky = (one) => getComputedStyle(one).position === "sticky" && !one.contains(control)
    const covers = [...document.querySelectorAll(".st-key-stage *")].filter(sticky)
        .map(one => one.getBoundingClientRect())
        .filter(one => one.left < box.right && one.right > box.left).map(one => one.bottom)
    const held = (one) => one && (getComputedStyle(one).position === "sticky" || held(one.parentElement))
    return [box.top, held(control) ? 0 : Math.max(0, ...covers), control.className.match(/st-key-(\\S+)/)[1]]
}"""


def see(page: Page, size: tuple[int, int]) -> None:
    """Look through a window of this width and height, when the page has followed."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.mouse.move(0, 0)  # it may have come to lie on something else, whose tooltip would be in the way
    still(page)


def open_page(page: Page, address: str) -> None:
    page.goto(address)
    whole(page)


def violations(page: Page) -> list[str]:
    """What axe finds, a line for each element."""
    found: dict[str, Any] = Axe().run(page, context={"exclude": STREAMLITS_OWN}, options=OPTIONS).response
    return [f"{rule['id']}: {node['html'][:200]}" for rule in found["violations"] for node in rule["nodes"]]


@pytest.mark.slow
def test_axe_finds_nothing_of_ours_in_light_on_a_laptop_and_in_dark_on_a_phone(opened: Page) -> None:
    """What is too pale depends on the theme, what is in the way on the window: two views show both of both."""
    found = {}
    for theme, size in VIEWS.items():
        opened.emulate_media(color_scheme=theme)
        see(opened, size)
        found[theme] = violations(opened)
    assert found == {theme: [] for theme in VIEWS}


@pytest.mark.slow
def test_enlarged_to_twice_and_four_times_nothing_has_to_be_scrolled_sideways(opened: Page) -> None:
    for size in (LARGE, LARGER):
        see(opened, size)
        assert opened.evaluate(CUT_OFF) == []


@pytest.mark.slow
def test_on_a_phone_and_at_four_times_what_stays_in_sight_leaves_room_for_two_controls(opened: Page) -> None:
    for size in (SMALL_PHONE, LOWEST):
        see(opened, size)
        assert opened.evaluate(STAYS) <= max(size[1] - TWO_CONTROLS, 0)


@pytest.mark.parametrize("size", [SMALL_PHONE, LARGE])
def test_the_keyboard_comes_to_no_control_that_is_covered(page: Page, app_url: str, size: tuple[int, int]) -> None:
    """On the page of which most stays where it is."""
    open_page(page, f"{app_url}/trainer")
    see(page, size)
    slider(page, "batch").focus()
    came_to = set()
    for _ in range(14):
        page.keyboard.press("Shift+Tab")
        top, covers, key = page.evaluate(UNDER)
        came_to.add(key)
        assert top >= covers, key
    assert {"hidden", "lr", "train"} <= came_to


@pytest.mark.slow
def test_headings_go_down_one_level_at_a_time_and_the_title_and_the_course_name_the_page(opened: Page) -> None:
    headings = opened.locator("[data-testid=stMain] :is(h1, h2, h3, h4)")
    levels = headings.evaluate_all("all => all.map(one => +one.tagName[1])")
    assert levels.count(1) == 1
    assert all(below <= above + 1 for above, below in pairwise(levels))
    titles = {step.page: f"{step.title} · Neural network explorer" for step in STEPS}
    page = urlsplit(opened.url).path[1:]
    assert opened.title() == titles.get(page, "Neural network explorer")
    here = opened.locator(".st-key-course a[aria-current=page] >> visible=true")
    assert [link.get_attribute("href") for link in here.all()] == [page] * bool(page)


@pytest.mark.slow
def test_with_forced_colours_controls_and_progress_keep_theirs(opened: Page) -> None:
    opened.emulate_media(forced_colors="active")
    keep = ("stSlider", "stRadio", "stCheckbox", "stProgress")
    kept = opened.locator(", ".join([".reader", *(f"[data-testid={one}]" for one in keep)]))
    kept.first.wait_for()
    assert set(kept.evaluate_all("all => all.map(one => getComputedStyle(one).forcedColorAdjust)")) == {"none"}
    opened.emulate_media(forced_colors="none")


@pytest.mark.parametrize("opened", ["inside"], indirect=True)
def test_with_forced_colours_what_is_chosen_has_an_outline(opened: Page) -> None:
    opened.emulate_media(forced_colors="active")
    chosen = opened.locator("[data-testid=stButtonGroup] [aria-checked=true]")
    assert chosen.evaluate_all("all => all.map(one => getComputedStyle(one).outlineStyle)") == ["solid"]
    opened.emulate_media(forced_colors="none")


@pytest.mark.slow
def test_paper_has_the_page_alone_and_in_the_colours_of_paper(opened: Page) -> None:
    opened.emulate_media(color_scheme="dark", media="print")
    see(opened, WIDE)
    opened.evaluate("dispatchEvent(new Event('beforeprint'))")
    for part in ("stSidebar", "stHeader"):
        expect(opened.get_by_test_id(part)).to_be_hidden()
    for part in ("[data-testid=stButton]", ".st-key-chips", "[data-testid=stSliderTickBar]"):
        assert not opened.locator(f"{part} >> visible=true").count()
    box = opened.get_by_test_id("stMain").bounding_box()
    assert box is not None
    assert box["width"] == WIDE[0]
    app = opened.get_by_test_id("stApp")
    assert "invert(1)" in app.evaluate("app => getComputedStyle(app).filter")
    opened.emulate_media(color_scheme="light")
    still(opened)
    opened.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert app.evaluate("app => getComputedStyle(app).filter") == "none"
    opened.emulate_media(media="screen")


def focused(page: Page) -> str:
    """The key of the widget that has the focus, or what else has it."""
    return page.evaluate(
        "() => document.activeElement.closest('[class*=st-key-]')?.className.match(/st-key-(\\S+)/)[1]"
        " ?? document.activeElement.tagName"
    )


def test_a_double_click_on_train_is_one_press_and_one_key_does_the_same_with_the_focus_staying(
    page: Page, app_url: str
) -> None:
    open_page(page, f"{app_url}/trainer?iterations=50000&hidden=200")
    button = page.locator(".st-key-train button")
    button.dblclick()
    expect(button).to_contain_text("Pause")
    expect(page.get_by_test_id("stMetricValue").first).not_to_have_text("0")
    assert page.get_by_text("Paused at").count() == 0
    page.get_by_role("button", name="Reset").click()
    expect(button).to_contain_text("Train")

    button.focus()
    for words in ("Pause", "Resume", "Pause"):
        page.keyboard.press("Enter")
        expect(button).to_contain_text(words)
        assert focused(page) == "train"
    reached = iteration(page)
    wait_until(lambda: iteration(page) > reached)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(button).to_contain_text("Train")
    assert focused(page) == "reset"


def test_a_verdict_that_changes_is_read_aloud(page: Page, app_url: str) -> None:
    open_page(page, f"{app_url}/sigmoid")
    verdict = page.locator(".st-key-verdict[aria-live=polite]")
    expect(verdict).to_contain_text("Awake")
    slider(page, "w").press("Home")
    slider(page, "x").press("End")
    expect(verdict).to_contain_text("Saturated")


def test_what_moves_by_itself_is_not_read_aloud_before_its_end(page: Page, app_url: str) -> None:
    open_page(page, f"{app_url}/descent")
    play = page.get_by_role("button", name="Play")
    play.click()
    moving = page.locator(".st-key-verdict[aria-live=polite] .st-key-quiet_verdict[aria-live=off]")
    expect(moving).to_contain_text("Step")
    page.get_by_role("button", name="Pause").click()
    expect(moving).to_have_count(0)
    expect(page.locator(".st-key-verdict[aria-live=polite]")).to_contain_text("Step")


def test_what_cannot_be_read_is_said_at_once_and_the_next_page_has_the_focus(page: Page, app_url: str) -> None:
    open_page(page, f"{app_url}/trainer")
    expect(page.locator(".st-key-announced[aria-live=polite]")).to_have_text("\u00a0")  # there before it says anything
    page.get_by_role("textbox", name="Learning rate later").fill("soon")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("soon cannot be read")
    page.evaluate("addEventListener('focusin', ({ target }) => { window.read = target.ariaLabel })")
    page.get_by_role("link", name="Next: Look inside").focus()
    page.keyboard.press("Enter")
    main = page.get_by_role("main", name=re.compile("^Look inside"))
    expect(main).to_be_focused()
    assert page.evaluate("window.read").startswith("Look inside"), "what it was called as the focus came"
    page.keyboard.press("Tab")
    expect(main.locator(":focus")).to_be_in_viewport()


def test_back_and_the_menu_lead_to_a_page_whose_name_is_read(page: Page, app_url: str) -> None:
    open_page(page, f"{app_url}/losses")
    page.evaluate("addEventListener('focusin', ({ target }) => { window.read = target.ariaLabel })")
    page.get_by_role("link", name="Next: Forward pass").press("Enter")
    page.wait_for_function("() => window.read?.startsWith('Forward pass')")
    page.go_back()
    page.wait_for_function("() => window.read?.startsWith('Losses')")
    page.get_by_test_id("stSidebarNav").get_by_role("link", name="Sigmoid").press("Enter")
    page.wait_for_function("() => window.read?.startsWith('Sigmoid')")
    expect(page.get_by_role("main", name=re.compile("^Sigmoid"))).to_be_focused()


def test_a_key_that_is_held_to_go_on_goes_on_from_a_button_too(page: Page, app_url: str) -> None:
    open_page(page, f"{app_url}/trainer")
    page.locator(".st-key-train button").focus()
    for _ in range(3):  # held: each but the first is a repetition
        page.keyboard.down("Tab")
    page.keyboard.up("Tab")
    assert focused(page) not in ("train", "reset")


def test_the_menu_on_a_phone_makes_room_for_the_page_that_was_chosen(browser: Browser, app_url: str) -> None:
    size = {"width": PHONE[0], "height": PHONE[1]}
    context = browser.new_context(viewport=size, has_touch=True, is_mobile=True)  # type: ignore[arg-type]
    page = context.new_page()
    open_page(page, f"{app_url}/sigmoid")
    expect(page.locator(".st-key-verdict[aria-live=polite]")).to_be_visible()  # what closes the menu has come
    menu = page.get_by_test_id("stSidebar")
    page.get_by_test_id("stExpandSidebarButton").tap()
    page.get_by_test_id("stSidebarNavLink").filter(has_text="Losses").tap()
    page.wait_for_url("**/losses")
    expect(page.get_by_role("heading", level=1)).to_be_in_viewport()
    wait_until(lambda: (box := menu.bounding_box()) is None or box["x"] + box["width"] <= 0)
    context.close()


def test_on_a_tablet_held_upright_the_menu_leaves_the_page_its_room_until_it_is_wanted(
    page: Page, app_url: str
) -> None:
    page.set_viewport_size({"width": 820, "height": 1180})
    open_page(page, f"{app_url}/inside")
    wanted = page.get_by_test_id("stExpandSidebarButton")
    expect(wanted).to_be_visible()
    wanted.click()
    expect(wanted).to_be_hidden()
    page.get_by_test_id("stSidebarNav").get_by_role("link", name="Losses").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Losses")
    expect(wanted).to_be_hidden()  # it was wanted
    page.mouse.move(600, 600)
    for width, height in ((1180, 820), (820, 1180)):
        page.set_viewport_size({"width": width, "height": height})
        still(page)  # a browser that is turned to and fro at once hears of nothing
    expect(wanted).to_be_visible()
    page.set_viewport_size(WINDOW)
    page.reload()
    expect(page.get_by_test_id("stSidebarNav")).to_be_in_viewport()  # who has room for it has it


def test_the_first_page_is_read_by_keyboard(page: Page, app_url: str) -> None:
    open_page(page, f"{app_url}/?after=0")
    says = page.locator(".reader .says")
    expect(says).to_contain_text("Before any training")
    page.locator(".reader input[type=radio]").first.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.locator(".reader input[type=range]").press("End")
    expect(says).to_contain_text("After 1,000 iterations it says 3")
    expect(page).to_have_url(re.compile(r"(?=.*digit=3)(?=.*after=1000)"))
    page.reload()
    expect(says).to_contain_text("After 1,000 iterations it says 3")
    play = page.locator(".reader button")
    play.click()
    page.wait_for_function("() => document.querySelector('.reader input[type=range]').value === '2'")
    play.click()
    shown = says.inner_text()
    expect(page).not_to_have_url(re.compile("after=1000"))
    page.reload()
    expect(says).to_have_text(shown)


def test_a_card_is_a_link_as_a_whole(page: Page, app_url: str) -> None:
    open_page(page, app_url)
    page.locator(".st-key-card_softmax").click(position={"x": 20, "y": 20})
    page.wait_for_url("**/softmax")
