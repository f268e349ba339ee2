"""Every chart follows its slider in the browser: while it is dragged, and before the server has answered."""

import signal
from operator import eq

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PAGES, name_of
from tests.browser.pictures import hidden, pictures, rest, slider
from tests.serving import Server
from tests.waiting import wait_until


def open_page(page: Page, app_url: str, name: str) -> tuple[str, int]:
    page.goto(f"{app_url}/{name}")
    key, charts = PAGES[name]
    rest(page, charts)
    return key, charts


def wait_for_others(page: Page, before: list[list[str]]) -> list[list[str]]:
    """Wait until every picture is another one than before, and give what they are now."""
    wait_until(lambda: not any(map(eq, pictures(page, len(before)), before)))
    return pictures(page, len(before))


@pytest.mark.parametrize("opened", PAGES, indirect=True)
def test_pictures_follow_a_slider_before_the_server_hears_of_it(lesson: Page, server: tuple[str, Server]) -> None:
    page, (key, charts) = lesson, PAGES[name_of(lesson)]
    assert hidden(page) == []
    before = pictures(page, charts)
    words = page.get_by_test_id("stMarkdown").all_inner_texts()

    server[1].send_signal(signal.SIGSTOP)  # it does not answer for a while, as over a slow network
    try:
        slider(page, key).press("ArrowRight")
        sent_ahead = wait_for_others(page, before)
        slider(page, key).press("ArrowLeft")
        wait_until(lambda: pictures(page, charts) == before)
        slider(page, key).press("ArrowRight")
        wait_until(lambda: pictures(page, charts) == sent_ahead)
        assert page.get_by_test_id("stMarkdown").all_inner_texts() == words, "nobody has answered yet"
    finally:
        server[1].send_signal(signal.SIGCONT)
    page.wait_for_url(f"**{key}=*")
    wait_until(lambda: page.get_by_test_id("stMarkdown").all_inner_texts() != words)
    rest(page, charts)
    assert pictures(page, charts) == sent_ahead, "the server's answer changes nothing"

    address, shown = page.url, sent_ahead
    thumb = slider(page, key).locator("xpath=../..").bounding_box()
    assert thumb is not None
    x, y = thumb["x"] + thumb["width"] / 2, thumb["y"] + thumb["height"] / 2
    middle = slider(page, key).evaluate("input => (Number(input.min) + Number(input.max)) / 2")
    towards = 40 if float(slider(page, key).input_value()) < middle else -40
    page.mouse.move(x, y)
    page.mouse.down()
    for step in (1, 2):
        page.mouse.move(x + step * towards, y)
        shown = wait_for_others(page, shown)
    assert page.url == address, "of a drag the server hears at its end"
    page.mouse.up()
    page.wait_for_function("address => location.href !== address", arg=address)


@pytest.mark.parametrize("opened", ["sigmoid"], indirect=True)
def test_a_key_that_is_pressed_meanwhile_does_not_let_go_of_a_slider(lesson: Page) -> None:
    page, (key, charts) = lesson, PAGES["sigmoid"]
    words = page.locator(".st-key-numbers")
    before = words.inner_text()
    box = slider(page, key).locator("xpath=../..").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 40, y)
    expect(words).not_to_have_text(before, use_inner_text=True)
    page.keyboard.press("Shift")
    page.mouse.move(x, y)
    page.mouse.up()
    expect(page.locator("[data-waits=all], [data-waits=words]")).to_have_count(0)
    rest(page, charts)
    assert words.inner_text() == before


def test_a_page_begins_with_its_own_picture_wherever_a_slider_of_that_key_was_before(page: Page, app_url: str) -> None:
    key, _ = open_page(page, app_url, "descent")
    slider(page, key).press("ArrowRight")
    page.get_by_test_id("stSidebarNav").get_by_role("link", name="Gradients", exact=True).click()
    page.get_by_role("heading", name="Gradients", exact=True).wait_for()
    _, charts = PAGES["gradients"]
    rest(page, charts)
    found = pictures(page, charts)
    page.goto(page.url)
    rest(page, charts)
    assert pictures(page, charts) == found


def test_without_the_listener_the_picture_comes_from_the_server(page: Page, app_url: str) -> None:
    page.add_init_script(
        "const dispatch = EventTarget.prototype.dispatchEvent; EventTarget.prototype.dispatchEvent ="
        " function (event) { return event.type === 'slider' || dispatch.call(this, event) }"
    )
    key, charts = open_page(page, app_url, "sigmoid")
    before = pictures(page, charts)
    slider(page, key).press("ArrowRight")
    wait_for_others(page, before)


@pytest.mark.parametrize(
    ("key", "few_words", "many_words"),
    [
        ("b", "sigmoid?x=5&w=0&b=5", "sigmoid?x=5&w=-1&b=-2"),
        ("p", "losses", "losses?p=0.01"),
        ("h", "gradients", "gradients?h=1e-10"),
        ("step", "descent?lr=0.01&step=20", "descent?lr=0.01"),
    ],
)
def test_a_slider_stays_where_it_is_when_there_are_more_words_above_it(
    page: Page, app_url: str, key: str, few_words: str, many_words: str
) -> None:
    """On a laptop and on a phone."""
    below: list[list[float]] = []
    for address in (few_words, many_words):
        page.goto(f"{app_url}/{address}")
        below.append([])
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            rest(page, PAGES[address.partition("?")[0]][1])
            stage, thumb = page.locator(".st-key-stage").bounding_box(), slider(page, key).bounding_box()
            assert stage is not None
            assert thumb is not None
            below[-1].append(thumb["y"] - stage["y"])
    assert below[0] == pytest.approx(below[1], abs=1)
