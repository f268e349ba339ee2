"""What is on the screen belongs to the number on the thumb, also while the thumb is held."""

import re
from contextlib import suppress
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import PAGES, name_of
from tests.browser.pictures import pictures, rest, slider
from tests.waiting import wait_until

# How far along its slider a thumb rests, before it is let go. Every day at one place, on each page's first slider.
ONE = [0.37]
TEN = [0.0, 0.11, 0.13, 0.29, 0.42, 0.51, 0.66, 0.78, 0.97, 1.0]


def seen(page: Page, charts: int) -> tuple[list[list[str]], list[str]]:
    """All pictures and all words, but for times, which are measured."""
    words = page.get_by_test_id("stMarkdown").all_inner_texts()
    return pictures(page, charts), [text for text in words if not re.search(r"\d [mµ]?s\b", text)]


def with_slider(address: str, key: str, at: str) -> str:
    """The address that opens a page with one slider there, and everything else as this address has it."""
    parts = urlsplit(address)
    return parts._replace(query=urlencode(dict(parse_qsl(parts.query)) | {key: at})).geturl()


def is_in_the_address(page: Page, key: str, at: str, opened: str) -> bool:
    """Does the address say where a slider is? What the page opens with is not in it."""
    (said,) = parse_qs(urlsplit(page.url).query).get(key, [opened])
    with suppress(ValueError):  # options may be words
        return float(said) == float(at)
    return said == at


def answered(page: Page) -> bool:
    """Is nothing dimmed any more?"""
    return not page.locator("[data-waits=words], [data-waits=all]").count()


def check_while_it_rests(page: Page, fresh: Page, address: str, key: str, places: list[float], charts: int) -> None:
    """Hold a slider at each place, then let it go: pictures and words are those of a page that is opened there.

    Args:
        page: open at the address, at rest.
    """
    thumb = page.locator(f".st-key-{key}").get_by_test_id("stSliderThumbValue")
    thumb.scroll_into_view_if_needed()
    opened = thumb.inner_text()
    handle, track = thumb.locator("..").bounding_box(), slider(page, key).locator("xpath=../../..").bounding_box()
    assert handle is not None
    assert track is not None
    y = handle["y"] + handle["height"] / 2
    page.mouse.move(handle["x"] + handle["width"] / 2, y)
    page.mouse.down()
    for place in places:
        page.mouse.move(track["x"] + place * track["width"], y)
        rest(page, charts)
        wait_until(lambda: answered(page))
        rest(page, charts)
        fresh.goto(with_slider(address, key, thumb.inner_text()))
        rest(fresh, charts)
        assert seen(page, charts) == seen(fresh, charts), f"{key} at {thumb.inner_text()}"
    page.mouse.up()
    wait_until(lambda: is_in_the_address(page, key, thumb.inner_text(), opened))
    wait_until(lambda: answered(page))
    rest(page, charts)
    assert seen(page, charts) == seen(fresh, charts), f"{key} let go at {thumb.inner_text()}"


@pytest.mark.parametrize(
    "places",
    [
        pytest.param(ONE, id="one", marks=pytest.mark.slow),
        pytest.param(TEN, id="ten", marks=[pytest.mark.thorough, pytest.mark.timeout(1200)]),
    ],
)
@pytest.mark.parametrize("opened", PAGES, indirect=True)
def test_whatever_a_thumb_rests_on_the_page_is_that_of_a_fresh_one(
    lesson: Page, fresh: Page, app_url: str, places: list[float]
) -> None:
    page, (first, charts) = lesson, PAGES[name_of(lesson)]
    address = page.url  # a first visit may say where it begins
    keys = page.locator("input[type=range]").evaluate_all(
        """sliders => sliders.filter(slider => slider.checkVisibility())
            .map(slider => slider.closest("[class*=st-key-]").className.match(/st-key-(\\S+)/)[1])"""
    )
    assert {first} < set(keys)
    for key in keys if places is TEN else keys[:1]:
        if page.url != address:
            page.goto(address)
            rest(page, charts)
        check_while_it_rests(page, fresh, address, key, places, charts)
